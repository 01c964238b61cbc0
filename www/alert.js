// @ts-check
// Alerts inside a panel. The region with role=alert is in the page from the start; only its content changes.
import { element, icon } from "./dom.js";

/**
 * @typedef {object} Content
 * @property {string} title
 * @property {string} [text]
 * @property {string} [detail]
 * @property {"bad" | "warning" | "good"} [kind]
 * @property {[label: string, run: () => void][]} [actions]
 */

/** @param {HTMLElement} region @param {Content} content */
export function showAlert(region, content) {
  region.replaceChildren(alertBox(content));
  region.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLElement} region */
export const clearAlert = (region) => region.replaceChildren();

/** @param {Content} content */
export function alertBox({ title, text, detail, kind = "bad", actions = [] }) {
  const box = element("div", { class: kind === "bad" ? "alert" : `alert alert-${kind}` }, icon(kind === "good" ? "check" : "warning"));
  const words = element("div", { class: "alert-text" }, element("p", { class: "alert-title" }, title));
  if (text) words.append(element("p", {}, text));
  if (detail) words.append(element("p", { class: "alert-detail mono" }, detail));
  box.append(words);
  if (actions.length > 0) {
    const row = element("div", { class: "actions" });
    for (const [label, run] of actions) {
      const button = element("button", { class: "button button-small", type: "button" }, label);
      button.addEventListener("click", run);
      row.append(button);
    }
    box.append(row);
  }
  return box;
}
