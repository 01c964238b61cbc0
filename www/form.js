// @ts-check
// What every form does alike: busy without double submit, errors at their fields, passwords that can be shown.
import { announce } from "./announce.js";
import { byId } from "./dom.js";

/**
 * Runs `work` on submit; a second submit while it runs does nothing.
 * @param {HTMLFormElement} form
 * @param {() => Promise<void>} work
 */
export function onSubmit(form, work) {
  const button = /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void whileBusy(button, work);
  });
  // Until now a submit would have left the page.
  button.disabled = false;
}

/**
 * Sends the form once more, from an alert's button that is about to vanish: the focus goes to the submit button.
 * @param {HTMLFormElement} form
 */
export function submitAgain(form) {
  /** @type {HTMLButtonElement} */ (form.querySelector("button[type=submit]")).focus();
  form.requestSubmit();
}

/**
 * Marks a button busy while `work` runs; does nothing when it runs already.
 * @param {HTMLButtonElement} button
 * @param {() => Promise<void>} work
 */
export async function whileBusy(button, work) {
  if (button.getAttribute("aria-busy") === "true") return;
  // Not `disabled`: that would throw the keyboard's focus away.
  button.setAttribute("aria-busy", "true");
  button.setAttribute("aria-disabled", "true");
  button.form?.setAttribute("aria-busy", "true");
  try {
    await work();
  } finally {
    button.removeAttribute("aria-busy");
    button.removeAttribute("aria-disabled");
    button.form?.removeAttribute("aria-busy");
  }
}

/**
 * @param {HTMLInputElement | HTMLTextAreaElement} input
 * @param {string | null} message Null: the field is fine.
 */
export function setFieldError(input, message) {
  const text = byId(`${input.id}-error`);
  text.textContent = message ?? "";
  const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== text.id);
  if (message === null) input.removeAttribute("aria-invalid");
  else {
    input.setAttribute("aria-invalid", "true");
    described.unshift(text.id);
  }
  if (described.length > 0) input.setAttribute("aria-describedby", described.join(" "));
  else input.removeAttribute("aria-describedby");
}

/**
 * Marks what is missing and moves the focus to the first of it.
 * @param {[HTMLInputElement | HTMLTextAreaElement, string | null][]} fields
 * @returns {boolean} Whether all fields are fine.
 */
export function check(fields) {
  for (const [input, message] of fields) setFieldError(input, message);
  const first = fields.find(([, message]) => message !== null);
  first?.[0].focus();
  return first === undefined;
}

/** Lets every button with `data-reveals` show and hide its password. */
export function mountRevealers() {
  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-reveals]"))) {
    mountRevealer(button, /** @type {HTMLInputElement} */ (byId(button.dataset.reveals ?? "")));
  }
}

/** @param {HTMLButtonElement} button @param {HTMLInputElement} input */
export function mountRevealer(button, input) {
  const set = (/** @type {boolean} */ shown) => {
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };
  button.addEventListener("click", () => {
    const shown = input.type === "password";
    set(shown);
    announce(shown ? "The password is shown." : "The password is hidden.");
  });
  // A password manager saves only what is a password field when the form is sent.
  document.addEventListener("submit", (event) => { if (event.target === input.form) set(false); }, { capture: true });
}
