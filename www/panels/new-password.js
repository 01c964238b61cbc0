// @ts-check
import { attributeField } from "../attributes.js";
import { clearAlert, showAlert } from "../alert.js";
import { byId } from "../dom.js";
import { check, onSubmit, setFieldError, submitAgain } from "../form.js";
import { policyList } from "../password-policy.js";
import { describe } from "../problems.js";

/** After these the challenge is gone, so only a new sign-in helps. */
const LOST = new Set(["ChallengeSessionInvalid", "NoChallengePending", "NotAuthorized"]);

/** The forced new password. @param {import("../model.js").Model} model */
export function mountNewPassword(model) {
  const form = /** @type {HTMLFormElement} */ (byId("new-password-form"));
  const password = /** @type {HTMLInputElement} */ (byId("new-password"));
  const attributes = byId("new-password-attributes");
  const alert = byId("new-password-alert");
  const policy = policyList(model, password, "policy");
  byId("policy").replaceWith(policy.box);
  const inputs = () => /** @type {HTMLInputElement[]} */ ([...attributes.querySelectorAll("input")]);

  model.on("step", (/** @type {{ step: import("../steps.js").Step }} */ { step }) => {
    password.value = "";
    clearAlert(alert);
    setFieldError(password, null);
    if (step.name !== "new-password") return;
    policy.show();
    const { username, requiredAttributes, userAttributes } = step.challenge;
    /** @type {HTMLInputElement} */ (byId("new-password-username")).value = username;
    attributes.replaceChildren(...requiredAttributes.map((name) => attributeField(name, userAttributes[name] ?? "")));
  });

  onSubmit(form, async () => {
    clearAlert(alert);
    const complete = check([
      ...inputs().map((input) => /** @type {[HTMLInputElement, string | null]} */ ([input, input.value.trim() ? null : `Enter your ${input.dataset.label}.`])),
      [password, password.value ? null : "Choose a password."],
    ]);
    if (!complete) return;
    try {
      await model.answer({
        kind: "NEW_PASSWORD_REQUIRED",
        newPassword: password.value,
        attributes: Object.fromEntries(inputs().map((input) => [input.name, input.value.trim()])),
      });
    } catch (error) {
      refused(describe(error));
    }
  });

  /** @param {import("../problems.js").Problem} problem */
  function refused(problem) {
    /** @type {[string, () => void][]} */
    const actions = [];
    if (LOST.has(problem.code)) actions.push(["Back to sign-in", () => model.abandon()]);
    else if (problem.retry) actions.push(["Try again", () => submitAgain(form)]);
    const atField = problem.code === "InvalidPassword" || problem.code === "PasswordHistoryPolicyViolation";
    showAlert(alert, { ...problem, text: atField ? undefined : problem.text, actions });
    if (atField) {
      setFieldError(password, problem.text);
      password.focus();
    }
  }
}
