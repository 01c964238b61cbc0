// @ts-check
import { announce } from "../announce.js";
import { clearAlert } from "../alert.js";
import { element } from "../dom.js";
import { enrolment, otpauthUri } from "../enrolment.js";
import { choices, chosenIn, codeField, field } from "../fields.js";
import { check, onSubmit } from "../form.js";
import { codeHint } from "../hint.js";
import { freshen, refused, stepForm } from "../step-form.js";
import { WAYS, sorted } from "./choose.js";

/** The pool demands a second factor, and the user has none yet. @param {import("../model.js").Model} model */
export function mountMfaSetup(model) {
  const list = element("div");
  const email = field("setup-email", "Email address", { type: "email", inputmode: "email", autocomplete: "email" });
  const app = element("div");
  const code = codeField("setup-code", "Code of the app");
  const name = field("setup-device", "Name for this app", { optional: true });
  /** @type {string | undefined} */
  let secret;
  const hint = codeHint(model, code.input, () => (secret ? { secret } : null));
  const step = stepForm(model, "mfa-setup", { heading: "Set up a second factor", submit: "Continue", another: otherWay }, list, email.box, app, code.box, hint.line, name.box);

  const show = () => {
    const isApp = secret !== undefined;
    list.hidden = isApp;
    app.hidden = code.box.hidden = name.box.hidden = !isApp;
    email.box.hidden = isApp || chosenIn(list) !== "EMAIL_OTP";
    step.another.hidden = !isApp;
    step.submit.textContent = isApp ? "Confirm and sign in" : "Continue";
    hint.show();
  };
  list.addEventListener("change", show);

  model.on("step", (/** @type {{ step: import("../steps.js").Step }} */ { step: now }) => {
    secret = undefined;
    if (now.name !== "mfa-setup") {
      app.replaceChildren();
      return;
    }
    freshen(step);
    const { choices: kinds, secretCode, username } = now.challenge;
    secret = secretCode;
    list.replaceChildren(choices("setup", "Second factors of this pool", sorted(kinds).map((value) => {
      const [label = value, hint] = WAYS[value] ?? [];
      return { value, label, hint: value === "EMAIL_OTP" ? "To an address that you give now." : hint };
    })));
    step.heading.textContent = secret ? "Connect your authenticator app" : "Set up a second factor";
    step.lead.textContent = secret ? "Three steps, and the sign-in goes on." : "This pool demands one from everybody. It takes a minute.";
    if (secret) app.replaceChildren(enrolment({ secret, uri: otpauthUri(secret, username), account: username }));
    show();
  });

  /** Another way than the app: the challenge still offers all of them. */
  function otherWay() {
    secret = undefined;
    show();
    step.heading.textContent = "Set up a second factor";
    list.querySelector("input")?.focus();
  }

  onSubmit(step.form, async () => {
    clearAlert(step.alert);
    const at = secret ? code.input : email.input;
    if (secret && !check([[at, at.value.length >= 6 ? null : "Enter the six digits that the app shows."]])) return;
    const choice = chosenIn(list);
    if (!secret && choice === "EMAIL_OTP" && !check([[at, at.validity.valid && at.value ? null : "Enter your email address."]])) return;
    announce("Going on…");
    try {
      const next = await model.answer(secret
        ? { kind: "MFA_SETUP", code: at.value, ...(name.input.value.trim() ? { deviceName: name.input.value.trim() } : {}) }
        : choice === "EMAIL_OTP" ? { kind: "MFA_SETUP", choice, email: at.value.trim() } : { kind: "MFA_SETUP", choice: "SOFTWARE_TOKEN_MFA" });
      if (next) announce("");
    } catch (error) {
      announce("");
      refused(model, step, error, { input: at, clear: secret !== undefined });
    }
  });
}
