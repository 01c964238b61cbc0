// @ts-check
import { announce } from "../announce.js";
import { attributeField } from "../attributes.js";
import { clearAlert, showAlert } from "../alert.js";
import { byId, element } from "../dom.js";
import { field, passwordField } from "../fields.js";
import { check, onSubmit } from "../form.js";
import { policyList } from "../password-policy.js";
import { freshen, refused, stepForm } from "../step-form.js";

/** A new account. @param {import("../model.js").Model} model */
export function mountSignUp(model) {
  const username = field("sign-up-username", "Username", { autocomplete: "username" });
  const attributes = element("div", { class: "fields" });
  const password = passwordField("sign-up-password", "Password", "new-password");
  const policy = policyList(model, password.input, "sign-up-policy");
  const step = stepForm(model, "sign-up", { heading: "Create an account", submit: "Create account", another: false }, username.box, attributes, password.box, policy.box);
  const inputs = () => [...attributes.querySelectorAll("input")];
  const label = /** @type {HTMLLabelElement} */ (username.box.querySelector("label"));
  const byEmail = () => model.preset()?.usernames === "email";

  const show = () => {
    label.textContent = byEmail() ? "Email address, which is the username" : "Username";
    username.input.inputMode = byEmail() ? "email" : "text";
    const asked = model.preset()?.signUp ?? ["email", "name"];
    attributes.replaceChildren(...asked.map((name) => attributeField(name, "", "sign-up")));
  };
  byId("to-sign-up").addEventListener("click", () => model.go({ name: "sign-up" }));
  model.on("step", (/** @type {{ step: import("../steps.js").Step }} */ { step: now }) => {
    password.input.value = "";
    if (now.name !== "sign-up") {
      attributes.replaceChildren();
      return;
    }
    show();
    freshen(step);
    policy.show();
  });

  onSubmit(step.form, async () => {
    clearAlert(step.alert);
    const complete = check([
      [username.input, username.input.value.trim() ? null : byEmail() ? "Enter your email address." : "Choose a username."],
      ...inputs().map((input) => /** @type {[HTMLInputElement, string | null]} */ ([input, input.value.trim() ? null : `Enter your ${input.dataset.label}.`])),
      [password.input, password.input.value ? null : "Choose a password."],
    ]);
    if (!complete) return;
    announce("Creating the account…");
    const name = username.input.value.trim();
    const signal = model.underWay;
    try {
      const accounts = await model.accounts();
      const done = await accounts.signUp({
        username: name, password: password.input.value,
        attributes: Object.fromEntries(inputs().map((input) => [input.name, input.value.trim()])), signal,
      });
      if (signal.aborted) return;
      const pending = { username: name, destination: done.codeDelivery?.destination };
      if (!done.userConfirmed) model.go({ name: "confirm", pending });
      else {
        model.go({ name: "sign-in" });
        showAlert(byId("sign-in-alert"), { kind: "good", title: "The account is there.", text: "The pool wants no confirmation. Sign in." });
      }
      announce(done.userConfirmed ? "The account is there." : "A code was sent.");
    } catch (error) {
      if (signal.aborted) return;
      announce("");
      const code = /** @type {any} */ (error)?.code;
      refused(model, step, error, { input: code === "InvalidPassword" ? password.input : username.input });
    }
  });
}
