// @ts-check
import { byId } from "../dom.js";
import { lasting } from "../preferences.js";

/** The switch between the system's colours, light and dark. */
export function mountTheme() {
  const inputs = /** @type {HTMLInputElement[]} */ ([...byId("theme").querySelectorAll("input")]);
  const present = document.documentElement.dataset.theme ?? "system";
  for (const input of inputs) {
    input.checked = input.value === present;
    input.addEventListener("change", () => {
      if (input.value === "system") delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = input.value;
      lasting.write("theme", input.value === "system" ? null : input.value);
    });
  }
}
