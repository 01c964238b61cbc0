// @ts-check
// With the local Cognito there is no phone and no mailbox: the code that a person would read there is shown beside its field.
import { element } from "./dom.js";
import { nextCode } from "./totp.js";

/** @typedef {{ who: string, medium?: "EMAIL" | "SMS" | undefined } | { secret: string }} Source */

/**
 * A line below a field for codes. `from` says whose code it is whenever the line may have changed; null hides it.
 * @param {import("./model.js").Model} model
 * @param {HTMLInputElement} input
 * @param {() => Source | null} from
 */
export function codeHint(model, input, from) {
  const text = element("span");
  const use = element("button", { class: "button button-small", type: "button" }, "Fill it in");
  const line = element("div", { class: "local-hint", hidden: true }, text, use);
  let code = "";
  let used = () => {};

  const show = async () => {
    const source = from();
    code = "";
    if (source && "secret" in source) {
      const next = await nextCode(model.settings, source.secret);
      ({ code, used } = next);
      text.textContent = "Its authenticator app shows ";
    } else if (source) {
      const message = model.inbox.newest(source.who, source.medium);
      code = message?.code ?? "";
      used = () => {};
      text.textContent = message ? `${message.medium === "SMS" ? "SMS" : "Mail"} to ${message.destination}: ` : "";
    }
    if (code) text.append(element("strong", { class: "mono" }, code));
    line.hidden = code === "" || model.inbox.messages === null;
  };
  model.inbox.addEventListener("change", () => void show());
  use.addEventListener("click", async () => {
    await model.inbox.refresh(); // A newer one may have come meanwhile.
    await show();
    if (!code) return;
    used();
    input.value = code;
    input.focus();
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
  return { line, show: () => void show() };
}
