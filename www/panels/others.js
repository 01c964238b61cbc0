// @ts-check
import { showAlert } from "../alert.js";
import { announce } from "../announce.js";
import { byId, element, hiddenText } from "../dom.js";
import { whileBusy } from "../form.js";
import { describe } from "../problems.js";

/** Who else is signed in in this browser, each a press away. @param {import("../model.js").Model} model */
export function mountOthers(model) {
  const showHeading = () => {
    byId("others-heading").textContent = model.session ? "Also signed in here" : "Kept here, not in use";
  };
  model.on("session", showHeading);
  model.on("others", (/** @type {string[]} */ others) => {
    byId("others").hidden = others.length === 0;
    byId("others-list").replaceChildren(...others.map(row));
    showHeading();
  });

  /** @param {string} username */
  function row(username) {
    const button = element("button", { class: "button button-small", type: "button" }, "Switch", hiddenText(` to ${username}`));
    button.addEventListener("click", () => void whileBusy(button, async () => {
      try {
        await model.switchUser(username);
        announce(`${username} goes on.`);
      } catch (error) {
        if (!model.ended) showAlert(byId("session-alert"), { kind: "warning", ...describe(error) });
      }
    }));
    return element("li", { class: "list-item" }, element("span", { class: "list-title" }, username), element("div", { class: "actions" }, button));
  }
}
