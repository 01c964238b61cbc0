// @ts-check
import { announce } from "../announce.js";
import { clearAlert } from "../alert.js";
import { byId, element } from "../dom.js";
import { codeField } from "../fields.js";
import { check, onSubmit } from "../form.js";
import { codeHint } from "../hint.js";
import { isLocal } from "../local.js";
import { resendButton } from "../resend.js";
import { freshen, refused, stepForm } from "../step-form.js";

/** @typedef {import("../steps.js").Code} Code */

/** @type {Record<Code["kind"], string>} */
const HEADINGS = {
  SMS_MFA: "Enter the code from the SMS",
  SMS_OTP: "Enter the code from the SMS",
  EMAIL_OTP: "Enter the code from the mail",
  SOFTWARE_TOKEN_MFA: "Enter the code of your app",
};

/** A code that was sent, or that an authenticator app shows. @param {import("../model.js").Model} model */
export function mountCode(model) {
  /** @type {Code | null} */
  let challenge = null;
  // AWS makes the codes that stand for a password longer than those that follow one.
  const length = () => challenge && model.attempt.isFirst(challenge.kind) && !isLocal(model.settings) ? null : 6;
  const { box, input } = codeField("code", "Code", { length });
  // Cognito sends the code of a second factor once for each sign-in.
  const begin = element("button", { class: "button-link", type: "button" }, "begin the sign-in again");
  const anew = element("p", { class: "hint", id: "code-anew", hidden: true }, "No code? For another one, ", begin, ".");
  begin.addEventListener("click", () => {
    const { username } = model.attempt;
    model.abandon();
    if (username) /** @type {HTMLInputElement} */ (byId("username")).value = username;
  });
  const hint = codeHint(model, input, () => challenge && source(model, challenge));
  const step = stepForm(model, "code", { heading: HEADINGS.EMAIL_OTP, submit: "Confirm" }, box, hint.line, anew);
  const resend = resendButton(async (report) => {
    const again = challenge && model.attempt.resend(challenge.kind);
    if (!again) return;
    if (!await model.signIn(again)) return;
    report("Another code is on its way.");
    input.focus();
  }, (error) => refused(model, step, error));
  step.another.before(resend.button);

  model.on("step", (/** @type {{ step: import("../steps.js").Step }} */ { step: now }) => {
    if (now.name !== "code") {
      challenge = null;
      return;
    }
    challenge = now.challenge;
    freshen(step);
    input.dispatchEvent(new Event("input"));
    step.heading.textContent = HEADINGS[challenge.kind];
    step.lead.textContent = lead(challenge);
    const canResend = model.attempt.resend(challenge.kind) !== null;
    resend.button.hidden = !canResend;
    anew.hidden = canResend || challenge.kind === "SOFTWARE_TOKEN_MFA";
    resend.restart();
    hint.show();
  });

  onSubmit(step.form, async () => {
    if (!challenge) return;
    const { kind } = challenge;
    clearAlert(step.alert);
    if (!check([[input, input.value.length >= 6 ? null : "Enter the digits of the code."]])) return;
    announce("Checking the code…");
    try {
      const next = await model.answer({ kind, code: input.value });
      if (next) announce(next.kind === "signedIn" ? "You are signed in." : "One more step is needed.");
    } catch (error) {
      announce("");
      refused(model, step, error, { input, clear: true });
    }
  });
}

/** @param {Code} challenge */
function lead(challenge) {
  if (challenge.kind === "SOFTWARE_TOKEN_MFA") return `The authenticator app${challenge.deviceName ? ` “${challenge.deviceName}”` : ""} shows a new one every half minute.`;
  return `It was sent to ${challenge.destination ?? "you"}.`;
}

/** @param {import("../model.js").Model} model @param {Code} challenge @returns {import("../hint.js").Source | null} */
function source(model, challenge) {
  if (challenge.kind !== "SOFTWARE_TOKEN_MFA") return { who: challenge.username, medium: challenge.kind === "EMAIL_OTP" ? "EMAIL" : "SMS" };
  const secret = model.presetUsers().find(({ username }) => username === challenge.username)?.totp;
  return secret ? { secret } : null;
}
