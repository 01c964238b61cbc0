// @ts-check
import { attributeField } from "../attributes.js";
import { clearAlert, showAlert } from "../alert.js";
import { byId, element, hiddenText, icon } from "../dom.js";
import { check, onSubmit, setFieldError, submitAgain } from "../form.js";
import { RULES, unmet } from "../password-policy.js";
import { describe } from "../problems.js";

/** After these the challenge is gone, so only a new sign-in helps. */
const LOST = new Set(["ChallengeSessionInvalid", "NoChallengePending", "NotAuthorized"]);

/** The forced new password. @param {import("../model.js").Model} model */
export function mountNewPassword(model) {
  const form = /** @type {HTMLFormElement} */ (byId("new-password-form"));
  const password = /** @type {HTMLInputElement} */ (byId("new-password"));
  const attributes = byId("new-password-attributes");
  const alert = byId("new-password-alert");
  const inputs = () => /** @type {HTMLInputElement[]} */ ([...attributes.querySelectorAll("input")]);

  model.on("step", (/** @type {{ step: import("../model.js").Step }} */ { step }) => {
    password.value = "";
    showRules("");
    clearAlert(alert);
    setFieldError(password, null);
    if (step.name !== "new-password" || step.challenge.kind !== "NEW_PASSWORD_REQUIRED") return;
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
      const auth = await model.auth();
      model.signedInBy = null;
      model.take(await auth.answer({
        kind: "NEW_PASSWORD_REQUIRED",
        newPassword: password.value,
        attributes: Object.fromEntries(inputs().map((input) => [input.name, input.value.trim()])),
      }));
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

  let soon = 0;
  password.addEventListener("input", () => {
    showRules(password.value);
    clearTimeout(soon);
    soon = window.setTimeout(() => { byId("policy-status").textContent = summary(password.value); }, 800);
  });
  byId("policy-note").textContent = "Cognito's usual policy; this pool may ask for more, and has the last word.";
  showRules("");
}

/** @param {string} password */
function showRules(password) {
  const missing = new Set(unmet(password));
  byId("policy-rules").replaceChildren(...RULES.map((rule) => {
    const met = !missing.has(rule);
    return element("li", met ? { "data-met": "true" } : {}, icon(met ? "check" : "dot"), element("span", {}, rule.text, hiddenText(met ? " (met)" : " (not met yet)")));
  }));
}

/** @param {string} password */
function summary(password) {
  const missing = unmet(password);
  if (password === "") return "";
  return missing.length === 0 ? "All rules are met." : `Still missing: ${missing.map(({ text }) => text.toLowerCase()).join(", ")}.`;
}
