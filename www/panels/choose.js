// @ts-check
import { announce } from "../announce.js";
import { clearAlert } from "../alert.js";
import { element } from "../dom.js";
import { choices, chosenIn, passwordField } from "../fields.js";
import { onSubmit } from "../form.js";
import { freshen, refused, stepForm } from "../step-form.js";

/** @type {Record<string, [label: string, hint: string]>} */
export const WAYS = {
  SOFTWARE_TOKEN_MFA: ["An authenticator app", "The six digits that it shows."],
  WEB_AUTHN: ["A passkey", "By this device, or another that is near."],
  PASSWORD_SRP: ["Password, by SRP", "Only a proof of it is sent."],
  PASSWORD: ["Password, as plain text", "The password itself is sent, protected by TLS alone."],
  EMAIL_OTP: ["A code by email", "To the address that the pool knows."],
  SMS_OTP: ["A code by SMS", "To the number that the pool knows."],
  SMS_MFA: ["A code by SMS", "To the number that the pool knows."],
};
const ORDER = Object.keys(WAYS);

/** The strongest first. @template {string} Way @param {Way[]} ways */
export const sorted = (ways) => ways.toSorted((one, other) => ORDER.indexOf(one) - ORDER.indexOf(other));

/** Several ways, of which one is to be chosen: to begin with, or as the second factor. @param {import("../model.js").Model} model */
export function mountChoose(model) {
  const list = element("div");
  const password = passwordField("choose-password", "Password", "current-password", {
    optional: true, hint: "Leave it empty, and the pool asks for it next.",
  });
  const step = stepForm(model, "choose", { heading: "Choose how to sign in", submit: "Continue", another: false }, list, password.box);
  /** @type {import("../steps.js").Choice | null} */
  let challenge = null;
  const needsPassword = () => chosenIn(list).startsWith("PASSWORD");
  const show = () => { password.box.hidden = !needsPassword(); };
  list.addEventListener("change", show);

  model.on("step", (/** @type {{ step: import("../steps.js").Step }} */ { step: now }) => {
    password.input.value = "";
    if (now.name !== "choose") return;
    challenge = now.challenge;
    freshen(step);
    const isFirst = challenge.kind === "SELECT_CHALLENGE";
    step.heading.textContent = isFirst ? "Choose how to sign in" : "Choose a second factor";
    step.lead.textContent = isFirst ? `What the pool offers to ${challenge.username}.` : "The password was right. Now one of these:";
    list.replaceChildren(choices("way", "Ways on offer", sorted(/** @type {string[]} */ (challenge.choices)).map((value) => {
      const [label = value, hint] = WAYS[value] ?? [];
      return { value, label, hint };
    })));
    show();
  });

  /** Cognito does not ask twice for a proof of the password: a wrong one ends the sign-in, and the next begins the same way. */
  async function beginAgain() {
    const way = chosenIn(list);
    if (await model.tryAnother().catch(() => undefined) === null) return false; // The person is elsewhere.
    const same = /** @type {HTMLInputElement | null} */ (list.querySelector(`[value="${way}"]`));
    if (same) same.checked = true;
    show();
    return true;
  }

  onSubmit(step.form, async () => {
    if (!challenge) return;
    clearAlert(step.alert);
    announce("Going on…");
    try {
      if (await model.answer(answer(challenge, chosenIn(list), password.input.value))) announce("");
    } catch (error) {
      announce("");
      if (/** @type {any} */ (error)?.code === "IncorrectUsernameOrPassword" && !(await beginAgain())) return;
      refused(model, step, error, { input: needsPassword() ? password.input : undefined });
    }
  });
}

/** @param {import("../steps.js").Choice} challenge @param {string} choice @param {string} password @returns {import("../../src/js/index.js").Answer} */
function answer({ kind }, choice, password) {
  if (kind === "SELECT_MFA_TYPE") return { kind, choice: /** @type {import("../../src/js/index.js").MfaKind} */ (choice) };
  if (password && (choice === "PASSWORD" || choice === "PASSWORD_SRP")) return { kind, choice, password };
  return { kind, choice: /** @type {"EMAIL_OTP" | "SMS_OTP" | "WEB_AUTHN"} */ (choice) };
}
