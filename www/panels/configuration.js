// @ts-check
import { clearAlert, showAlert } from "../alert.js";
import { announce } from "../announce.js";
import { byId } from "../dom.js";
import { check, onSubmit, setFieldError, submitAgain, whileBusy } from "../form.js";
import { describe } from "../problems.js";
import { remember } from "../settings.js";

/** The pool, the app client and where they are reached. @param {import("../model.js").Model} model */
export function mountConfiguration(model) {
  const panel = /** @type {HTMLDetailsElement} */ (byId("configuration"));
  const form = /** @type {HTMLFormElement} */ (byId("configuration-form"));
  const reset = /** @type {HTMLButtonElement} */ (byId("configuration-reset"));
  const alert = byId("configuration-alert");
  const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (byId(id));
  const fields = { userPoolId: input("user-pool-id"), clientId: input("client-id"), endpoint: input("endpoint"), api: input("api-url") };
  const names = /** @type {(keyof typeof fields)[]} */ (Object.keys(fields));

  const fill = () => {
    for (const name of names) fields[name].value = model.settings[name];
    const { userPoolId, endpoint } = model.settings;
    byId("connection-pool").textContent = userPoolId || "not set";
    byId("connection-endpoint").textContent = userPoolId ? endpoint || "AWS" : "";
  };
  model.on("settings", fill);
  fill();
  if (!model.settings.userPoolId) panel.open = true;

  /** @param {import("../settings.js").Settings} settings @param {boolean} own @param {() => void} retry */
  const use = async (settings, own, retry) => {
    clearAlert(alert);
    try {
      await model.use(settings);
      remember(own ? settings : null);
      announce(`Now using the pool ${settings.userPoolId}.`);
    } catch (error) {
      const problem = describe(error);
      const culprit = fieldOf(problem.code, /** @type {any} */ (error)?.subject);
      if (culprit) check([[fields[culprit], `${problem.title} ${problem.text}`]]);
      else showAlert(alert, { ...problem, actions: problem.retry ? [["Try again", retry]] : [] });
    }
  };

  onSubmit(form, async () => {
    const values = { ...model.settings };
    for (const name of names) values[name] = fields[name].value.trim();
    const sound = check([
      [fields.userPoolId, values.userPoolId ? null : "Enter the user pool id."],
      [fields.clientId, values.clientId ? null : "Enter the app client id."],
      [fields.endpoint, isUrl(values.endpoint) ? null : "Enter a whole http or https URL, or nothing."],
      [fields.api, isUrl(values.api) ? null : "Enter a whole http or https URL, or nothing."],
    ]);
    if (sound) await use(values, true, () => submitAgain(form));
  });

  reset.addEventListener("click", () => void whileBusy(reset, async () => {
    for (const name of names) setFieldError(fields[name], null);
    await use({ ...model.defaults.settings }, false, () => {
      reset.focus();
      reset.click();
    });
  }));
}

/** @param {string} code @param {unknown} subject @returns {"userPoolId" | "clientId" | "endpoint" | null} */
function fieldOf(code, subject) {
  if (code === "InvalidUserPoolId") return "userPoolId";
  if (code === "InvalidClientId") return "clientId";
  if (code === "InvalidEndpoint" || subject === "endpoints.userPool") return "endpoint";
  return null;
}

/** @param {string} value */
const isUrl = (value) => value === "" || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol));
