// @ts-check
// Fields as the forms of this page have them: a visible label, a place for the error, and a hint where there is one.
import { element, hiddenText } from "./dom.js";
import { mountRevealer } from "./form.js";

/**
 * @typedef {{ box: HTMLElement, input: HTMLInputElement }} Field
 * @typedef {Record<string, string | boolean | undefined>} Attributes
 * @typedef {{ value: string, label: string, hint?: string | undefined }} Option
 */

/**
 * @param {string} id
 * @param {string} label
 * @param {Attributes & { hint?: string, optional?: boolean }} [attributes]
 * @returns {Field}
 */
export function field(id, label, { hint, optional, ...attributes } = {}) {
  const input = element("input", {
    id, name: id, autocomplete: "off", autocapitalize: "none", spellcheck: "false",
    "aria-describedby": hint ? `${id}-hint` : undefined, ...attributes,
  });
  const box = element(
    "div", { class: "field" },
    element("label", { for: id }, label, ...(optional ? [" ", element("span", { class: "optional" }, "optional")] : [])),
    input,
    element("p", { class: "field-error", id: `${id}-error` }),
    ...(hint ? [element("p", { class: "hint", id: `${id}-hint` }, hint)] : []),
  );
  return { box, input };
}

/**
 * A password, which can be shown.
 * @param {string} id
 * @param {string} label
 * @param {"current-password" | "new-password"} autocomplete
 * @param {Attributes & { hint?: string, optional?: boolean }} [attributes]
 * @returns {Field}
 */
export function passwordField(id, label, autocomplete, attributes = {}) {
  const made = field(id, label, { type: "password", autocomplete, ...attributes });
  const button = element(
    "button", { class: "button button-inset", type: "button", "aria-pressed": "false" },
    "Show", hiddenText(` ${label.toLowerCase()}`),
  );
  const frame = element("div", { class: "password" });
  made.input.replaceWith(frame);
  frame.append(made.input, button);
  mountRevealer(button, made.input);
  return made;
}

/**
 * A code of digits, such as phones and authenticator apps show. Six digits send the form, once.
 * @param {string} id
 * @param {string} label
 * @param {{ length?: () => number | null, hint?: string }} [options] How many digits send the form; null where that is not known.
 * @returns {Field}
 */
export function codeField(id, label, { length = () => 6, hint } = {}) {
  const made = field(id, label, { class: "code-input", inputmode: "numeric", autocomplete: "one-time-code", maxlength: "12", hint });
  const { input } = made;
  let sent = "";
  input.addEventListener("input", () => {
    const digits = input.value.replaceAll(/\D/g, "");
    if (digits !== input.value) input.value = digits;
    if (digits === "") sent = "";
    if (digits.length !== length() || digits === sent) return;
    sent = digits;
    input.form?.requestSubmit();
  });
  return made;
}

/**
 * One of several, as radio buttons.
 * @param {string} name
 * @param {string} legend
 * @param {Option[]} options The first is chosen.
 */
export function choices(name, legend, options) {
  return element(
    "fieldset", { class: "choices" },
    element("legend", {}, legend),
    ...options.map(({ value, label, hint }, index) => {
      const id = `${name}-${value}-hint`;
      return element(
        "label", { class: "choice" },
        element("input", { type: "radio", name, value, checked: index === 0, "aria-describedby": hint ? id : undefined }),
        element("span", { class: "choice-name" }, label),
        ...(hint ? [element("span", { class: "choice-hint", id }, hint)] : []),
      );
    }),
  );
}

/** @param {HTMLElement} within @returns {string} The value of the radio button that is chosen there. */
export const chosenIn = (within) => /** @type {HTMLInputElement | null} */ (within.querySelector("input[type=radio]:checked"))?.value ?? "";
