// @ts-check
// A step of signing in or up as a panel: heading, lead, alert, form, and the ways on and back.
import { clearAlert, showAlert } from "./alert.js";
import { byId, element } from "./dom.js";
import { setFieldError, submitAgain } from "./form.js";
import { describe } from "./problems.js";

/**
 * @typedef {object} StepForm
 * @property {HTMLElement} section
 * @property {HTMLFormElement} form
 * @property {HTMLElement} heading
 * @property {HTMLElement} lead
 * @property {HTMLElement} alert
 * @property {HTMLElement} body What the step asks for goes in here.
 * @property {HTMLButtonElement} submit
 * @property {HTMLButtonElement} another "Try another way"
 */

/** After these the challenge is gone, so only a new sign-in helps. */
const LOST = new Set(["ChallengeSessionInvalid", "NoChallengePending", "NotAuthorized", "ResumeStateInvalid"]);
/** These are about what was typed. */
const AT_FIELD = new Set([
  "CodeMismatch", "ExpiredCode", "EnableSoftwareTokenMFA", "IncorrectUsernameOrPassword", "InvalidPassword",
  "PasswordHistoryPolicyViolation", "UsernameExists", "AliasExists",
]);

/**
 * @param {import("./model.js").Model} model
 * @param {string} name As in `model.step.name`.
 * @param {{ heading: string, lead?: string, submit: string, back?: string, another?: boolean | (() => void) }} words
 * @param {...(Node | string)} content
 * @returns {StepForm}
 */
export function stepForm(model, name, { heading: title, lead: text = "", submit: label, back = "Back to sign-in", another: ways = true }, ...content) {
  const heading = element("h2", { id: `${name}-heading`, tabindex: "-1" }, title);
  const lead = element("p", { class: "panel-lead", id: `${name}-lead` }, text);
  const alert = element("div", { class: "alert-region", id: `${name}-alert`, role: "alert" });
  const body = element("div", { class: "fields" }, ...content);
  const submit = element("button", { class: "button button-primary button-wide", type: "submit" }, label);
  const another = element("button", { class: "button", type: "button", hidden: !ways }, "Try another way");
  const leave = element("button", { class: "button", type: "button" }, back);
  const form = element(
    "form", { id: `${name}-form`, method: "post", novalidate: true },
    alert, body, element("div", { class: "actions actions-even" }, submit, another, leave),
  );
  const section = element("section", { class: "panel", id: `step-${name}`, "aria-labelledby": `${name}-heading`, hidden: true }, heading, lead, form);
  byId("step-signed-in").before(section);
  another.addEventListener("click", typeof ways === "function" ? ways
    : () => void model.tryAnother().catch((error) => showAlert(alert, describe(error))));
  leave.addEventListener("click", () => model.abandon());
  return { section, form, heading, lead, alert, body, submit, another };
}

/**
 * Tells why an answer was refused: at the field where it is about that, else in the alert, with a way on.
 * @param {import("./model.js").Model} model
 * @param {{ form: HTMLFormElement, alert: HTMLElement }} step
 * @param {unknown} error
 * @param {{ input?: HTMLInputElement | undefined, clear?: boolean, lost?: string[] }} [at] The field to mend, emptied where
 *   that saves work; and what else means that the challenge is gone.
 */
export function refused(model, { form, alert }, error, { input, clear = false, lost = [] } = {}) {
  const problem = describe(error);
  /** @type {[string, () => void][]} */
  const actions = [];
  const isLost = LOST.has(problem.code) || lost.includes(problem.code);
  if (isLost) actions.push(["Start again", () => model.abandon()]);
  else if (problem.retry) actions.push(["Try again", () => submitAgain(form)]);
  const isAtField = input !== undefined && !isLost && AT_FIELD.has(problem.code);
  showAlert(alert, { ...problem, text: isAtField ? "" : problem.text, actions });
  if (!isAtField) return problem;
  if (clear) {
    input.value = "";
    input.dispatchEvent(new Event("input"));
  }
  setFieldError(input, problem.text || problem.title);
  input.focus();
  return problem;
}

/** Empties a step before it is shown anew. @param {{ form: HTMLFormElement, alert: HTMLElement }} step */
export function freshen({ form, alert }) {
  clearAlert(alert);
  for (const input of form.querySelectorAll("input")) {
    if (input.type === "radio") continue;
    if (!input.readOnly) input.value = "";
    if (document.getElementById(`${input.id}-error`)) setFieldError(input, null);
  }
}
