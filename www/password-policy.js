// @ts-check
// The pool's password policy as a list that is ticked off while a person types. The SDK checks, this page shows.
import { element, hiddenText, icon } from "./dom.js";

/** @typedef {import("../src/js/index.js").PasswordCheck["rules"][number]} Rule */

/** @type {Record<import("../src/js/index.js").PasswordRule, (rule: Rule) => string>} */
const TEXTS = {
  minimumLength: ({ minimum = 8 }) => `At least ${minimum} characters`,
  lowercase: () => "A lower-case letter",
  uppercase: () => "An upper-case letter",
  number: () => "A digit",
  symbol: () => "A special character, such as ! or -",
  outerSpaces: () => "No space at either end",
};
/** Milliseconds without a key before the list is told to those who listen. */
const POLITE = 800;

/**
 * @param {import("./model.js").Model} model
 * @param {HTMLInputElement} password
 * @param {string} id
 */
export function policyList(model, password, id) {
  const rules = element("ul", { id: `${id}-rules` });
  const status = element("p", { class: "visually-hidden", id: `${id}-status`, role: "status" });
  const note = element("p", { class: "hint", id: `${id}-note` }, "The policy as configured here; the pool has the last word.");
  password.setAttribute("aria-describedby", note.id);
  let soon = 0;
  let latest = 0;

  const show = async () => {
    const turn = ++latest;
    const value = password.value;
    try {
      const checked = await (await model.accounts()).checkPassword(value);
      if (turn !== latest) return;
      // A rule that hardly anybody breaks is named only when it is broken.
      const shown = checked.rules.filter(({ rule, met }) => rule !== "outerSpaces" || !met);
      rules.replaceChildren(...shown.map(item));
      clearTimeout(soon);
      soon = window.setTimeout(() => { status.textContent = summary(value, shown); }, POLITE);
    } catch {
      if (turn === latest) rules.replaceChildren(); // Without the SDK's help the pool judges alone.
    }
  };
  password.addEventListener("input", () => void show());
  return { box: element("div", { class: "policy" }, note, rules, status), show: () => void show() };
}

/** @param {Rule} rule */
const item = (rule) => element(
  "li", rule.met ? { "data-met": "true" } : {}, icon(rule.met ? "check" : "dot"),
  element("span", {}, TEXTS[rule.rule](rule), hiddenText(rule.met ? " (met)" : " (not met yet)")),
);

/** @param {string} password @param {Rule[]} rules */
function summary(password, rules) {
  if (password === "") return "";
  const missing = rules.filter(({ met }) => !met).map((rule) => TEXTS[rule.rule](rule).toLowerCase());
  return missing.length === 0 ? "All rules are met." : `Still missing: ${missing.join(", ")}.`;
}
