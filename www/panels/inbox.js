// @ts-check
import { announce } from "../announce.js";
import { byId, element } from "../dom.js";
import { whileBusy } from "../form.js";
import { clockTime } from "../time.js";

/** The oldest are left out: the page is for what has just arrived. */
const SHOWN = 6;

/** @type {Record<string, string>} */
const PURPOSES = {
  SIGN_UP: "Sign-up", RESEND: "Sign-up, once more", FORGOT_PASSWORD: "New password", UPDATE_ATTRIBUTE: "New address",
  VERIFY_ATTRIBUTE: "Address", MFA: "Second factor", OTP: "Sign-in", AUTH_EVENT: "Notice of a sign-in",
};

/** Mail and SMS of the local Cognito; elsewhere there is nothing to show. @param {import("../model.js").Model} model */
export function mountInbox(model) {
  const button = (/** @type {string} */ id) => /** @type {HTMLButtonElement} */ (byId(id));
  model.inbox.addEventListener("change", () => {
    const { messages } = model.inbox;
    byId("inbox").hidden = messages === null;
    byId("inbox-empty").hidden = messages !== null && messages.length > 0;
    byId("inbox-list").replaceChildren(...(messages ?? []).slice(0, SHOWN).map(row));
  });
  button("inbox-refresh").addEventListener("click", () => void whileBusy(button("inbox-refresh"), async () => {
    await model.inbox.refresh();
    announce(`${model.inbox.messages?.length ?? 0} messages.`);
  }));
  button("inbox-clear").addEventListener("click", () => void whileBusy(button("inbox-clear"), async () => {
    await model.inbox.clear();
    announce("The inbox is empty.");
  }));
}

/** @param {import("../inbox.js").Message} message */
const row = ({ time, medium, destination, purpose, code, message }) => element(
  "li", { class: "message" },
  element("p", { class: "message-head" },
    element("span", { class: "chip" }, medium === "SMS" ? "SMS" : "Mail"), " ", element("span", { class: "message-to" }, destination), " ",
    element("span", { class: "message-time" }, clockTime(time * 1000))),
  element("p", { class: "message-code" }, element("span", { class: "hint" }, PURPOSES[purpose] ?? purpose), " ",
    element("strong", { class: "mono" }, purpose === "AUTH_EVENT" ? "" : code)),
  element("p", { class: "hint message-text" }, message),
);
