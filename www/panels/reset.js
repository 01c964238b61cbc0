// @ts-check
import { announce } from "../announce.js";
import { clearAlert, showAlert } from "../alert.js";
import { byId } from "../dom.js";
import { codeField, field, passwordField } from "../fields.js";
import { check, onSubmit } from "../form.js";
import { codeHint } from "../hint.js";
import { policyList } from "../password-policy.js";
import { resendButton } from "../resend.js";
import { freshen, refused, stepForm } from "../step-form.js";

/** @typedef {{ step: import("../steps.js").Step }} Shown */

/** A forgotten password: first whose, then the code and a new one. @param {import("../model.js").Model} model */
export function mountReset(model) {
  mountForgot(model);
  /** @type {import("../steps.js").Pending | null} */
  let pending = null;
  const username = field("reset-username", "Username", { autocomplete: "username", readonly: true });
  const code = codeField("reset-code", "Code", { length: () => null });
  const hint = codeHint(model, code.input, () => (pending ? { who: pending.username } : null));
  const password = passwordField("reset-password", "New password", "new-password");
  const policy = policyList(model, password.input, "reset-policy");
  const step = stepForm(
    model, "reset", { heading: "Choose a new password", submit: "Set the new password", another: false },
    username.box, code.box, hint.line, password.box, policy.box,
  );
  const resend = resendButton(async (report) => {
    if (!pending) return;
    await (await model.accounts()).forgotPassword({ username: pending.username });
    report("Another code is on its way.");
  }, (error) => refused(model, step, error));
  step.another.before(resend.button);

  model.on("step", (/** @type {Shown} */ { step: now }) => {
    password.input.value = "";
    pending = now.name === "reset" ? now.pending : null;
    if (!pending) return;
    freshen(step);
    username.input.value = pending.username;
    // Whether the user exists is not told, neither by the pool nor by this page.
    step.lead.textContent = `If there is such an account, a code is on its way${pending.destination ? ` to ${pending.destination}` : ""}.`;
    policy.show();
    resend.restart();
    hint.show();
  });

  onSubmit(step.form, async () => {
    if (!pending) return;
    clearAlert(step.alert);
    const complete = check([
      [code.input, code.input.value.length >= 6 ? null : "Enter the digits of the code."],
      [password.input, password.input.value ? null : "Choose a password."],
    ]);
    if (!complete) return;
    announce("Setting the password…");
    const signal = model.underWay;
    try {
      const name = pending.username;
      await (await model.accounts()).confirmForgotPassword({ username: name, code: code.input.value, newPassword: password.input.value, signal });
      if (signal.aborted) return;
      model.go({ name: "sign-in" });
      /** @type {HTMLInputElement} */ (byId("username")).value = name;
      showAlert(byId("sign-in-alert"), { kind: "good", title: "The new password is set.", text: "Sign in with it." });
      announce("The new password is set. Sign in with it.");
    } catch (error) {
      if (signal.aborted) return;
      announce("");
      const isCode = ["CodeMismatch", "ExpiredCode"].includes(/** @type {any} */ (error)?.code);
      refused(model, step, error, isCode ? { input: code.input, clear: true } : { input: password.input });
    }
  });
}

/** @param {import("../model.js").Model} model */
function mountForgot(model) {
  const username = field("forgot-username", "Username or email", { autocomplete: "username" });
  const step = stepForm(model, "forgot", {
    heading: "Reset your password", submit: "Send me a code", another: false, lead: "The pool sends a code to the address that it knows.",
  }, username.box);
  byId("to-forgot").addEventListener("click", () => {
    model.go({ name: "forgot", username: /** @type {HTMLInputElement} */ (byId("username")).value.trim() });
  });

  model.on("step", (/** @type {Shown} */ { step: now }) => {
    if (now.name !== "forgot") return;
    freshen(step);
    username.input.value = now.username;
  });

  onSubmit(step.form, async () => {
    clearAlert(step.alert);
    const name = username.input.value.trim();
    if (!check([[username.input, name ? null : "Enter your username or email address."]])) return;
    announce("Asking for a code…");
    const signal = model.underWay;
    try {
      const { destination } = await (await model.accounts()).forgotPassword({ username: name, signal });
      if (signal.aborted) return;
      model.go({ name: "reset", pending: { username: name, destination } });
      announce("A code was sent, if there is such an account.");
    } catch (error) {
      if (signal.aborted) return;
      announce("");
      refused(model, step, error);
    }
  });
}
