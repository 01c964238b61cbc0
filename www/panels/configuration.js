// @ts-check
import { clearAlert, showAlert } from "../alert.js";
import { announce } from "../announce.js";
import { byId, element } from "../dom.js";
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
  const presets = byId("presets");
  const names = /** @type {(keyof typeof fields)[]} */ (Object.keys(fields));

  const fill = () => {
    for (const name of names) fields[name].value = model.settings[name];
    const { userPoolId, endpoint } = model.settings;
    byId("connection-pool").textContent = userPoolId || "not set";
    byId("connection-endpoint").textContent = userPoolId ? endpoint || "AWS" : "";
    for (const button of presets.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.client === model.settings.clientId && endpoint === model.defaults.settings.endpoint));
    }
  };
  presets.append(...model.defaults.presets.map((preset) => presetButton(preset, (button) => whileBusy(button, async () => {
    for (const name of names) setFieldError(fields[name], null);
    const { userPoolId, clientId, api } = preset;
    const settings = { ...model.defaults.settings, storage: model.settings.storage, userPoolId, clientId, api };
    await use(settings, true, () => button.click());
  }))));
  byId("presets-head").hidden = model.defaults.presets.length === 0;
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

/** @param {import("../settings.js").Preset} preset @param {(button: HTMLButtonElement) => void} choose */
function presetButton({ name, note, clientId }, choose) {
  const button = element(
    "button", { type: "button", class: "preset", "data-client": clientId, "aria-pressed": "false" },
    element("span", { class: "preset-name" }, name), " ", element("span", { class: "preset-note" }, note),
  );
  button.addEventListener("click", () => choose(button));
  return element("li", {}, button);
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
