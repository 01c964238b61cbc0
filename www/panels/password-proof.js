// @ts-check
import { clearAlert } from "../alert.js";
import { field, passwordField } from "../fields.js";
import { check, onSubmit } from "../form.js";
import { freshen, refused, stepForm } from "../step-form.js";

/** The password as a step of its own. @param {import("../model.js").Model} model */
export function mountPasswordProof(model) {
  const username = field("proof-username", "Username", { autocomplete: "username", readonly: true });
  const password = passwordField("proof-password", "Password", "current-password");
  const step = stepForm(model, "password-proof", { heading: "Enter your password", submit: "Sign in" }, username.box, password.box);
  /** @type {"PASSWORD" | "PASSWORD_SRP" | null} */
  let kind = null;

  model.on("step", (/** @type {{ step: import("../steps.js").Step }} */ { step: now }) => {
    password.input.value = "";
    if (now.name !== "password-proof") return;
    kind = now.challenge.kind;
    freshen(step);
    username.input.value = now.challenge.username;
    step.lead.textContent = kind === "PASSWORD_SRP" ? "It never leaves this page: a proof of it is sent." : "It is sent as it is, protected by TLS alone.";
  });

  onSubmit(step.form, async () => {
    clearAlert(step.alert);
    if (!kind || !check([[password.input, password.input.value ? null : "Enter your password."]])) return;
    try {
      await model.answer({ kind, password: password.input.value });
    } catch (error) {
      // Cognito does not ask twice: the proof of a wrong password ends the sign-in.
      refused(model, step, error, { input: password.input, lost: kind === "PASSWORD_SRP" ? ["IncorrectUsernameOrPassword"] : [] });
    }
  });
}
