// @ts-check
import { announce } from "../announce.js";
import { clearAlert, showAlert } from "../alert.js";
import { byId } from "../dom.js";
import { codeField } from "../fields.js";
import { check, onSubmit } from "../form.js";
import { codeHint } from "../hint.js";
import { resendButton } from "../resend.js";
import { freshen, refused, stepForm } from "../step-form.js";

/** The code that confirms a new account; whoever has it is signed in at once, where the app client allows. @param {import("../model.js").Model} model */
export function mountConfirm(model) {
  /** @type {import("../steps.js").Pending | null} */
  let pending = null;
  const { box, input } = codeField("confirm-code", "Confirmation code");
  const hint = codeHint(model, input, () => (pending ? { who: pending.username } : null));
  const step = stepForm(model, "confirm", { heading: "Confirm your account", submit: "Confirm and sign in", another: false }, box, hint.line);
  const tellWhere = () => { step.lead.textContent = pending?.destination ? `A code was sent to ${pending.destination}.` : "Enter the code that the pool has sent you."; };
  const resend = resendButton(async (report) => {
    if (!pending) return;
    const { destination } = await (await model.accounts()).resendConfirmationCode({ username: pending.username });
    pending = { ...pending, destination };
    tellWhere();
    report("Another code is on its way.");
  }, (error) => refused(model, step, error));
  step.another.before(resend.button);

  model.on("step", (/** @type {{ step: import("../steps.js").Step }} */ { step: now }) => {
    pending = now.name === "confirm" ? now.pending : null;
    if (!pending) return;
    freshen(step);
    tellWhere();
    if (pending.destination) resend.restart();
    hint.show();
  });

  onSubmit(step.form, async () => {
    if (!pending) return;
    const { username } = pending;
    clearAlert(step.alert);
    if (!check([[input, input.value.length >= 6 ? null : "Enter the digits of the code."]])) return;
    announce("Confirming…");
    const signal = model.underWay;
    try {
      await (await model.accounts()).confirmSignUp({ username, code: input.value, signal });
      if (signal.aborted) return;
    } catch (error) {
      if (signal.aborted) return;
      announce("");
      refused(model, step, error, { input, clear: true });
      return;
    }
    await signInAtOnce(username);
  });

  /** @param {string} username */
  async function signInAtOnce(username) {
    try {
      const next = await model.signIn({ flow: "USER_AUTH", username });
      if (next) announce(next.kind === "signedIn" ? "The account is confirmed and you are signed in." : "The account is confirmed. One more step is needed.");
    } catch {
      // The app client does not allow that flow: then by the password.
      model.go({ name: "sign-in" });
      /** @type {HTMLInputElement} */ (byId("username")).value = username;
      showAlert(byId("sign-in-alert"), { kind: "good", title: "Your account is confirmed.", text: "Sign in with your password." });
    }
  }
}
