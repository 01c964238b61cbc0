// @ts-check
// What concerns the whole page: offline, the module, the clock, the configuration.
import { alertBox } from "./alert.js";
import { byId } from "./dom.js";

/** @type {Map<string, HTMLElement>} */
const shown = new Map();

/**
 * Shows a notice, in the place of an earlier one of the same name.
 * @param {string} name
 * @param {import("./alert.js").Content} content
 */
export function showNotice(name, content) {
  const box = alertBox({ kind: "warning", ...content });
  const earlier = shown.get(name);
  const hadFocus = earlier?.contains(document.activeElement);
  if (earlier) earlier.replaceWith(box);
  else byId("notices").append(box);
  shown.set(name, box);
  if (hadFocus) box.querySelector("button")?.focus();
}

/** @param {string} name */
export function hideNotice(name) {
  const box = shown.get(name);
  if (box?.contains(document.activeElement)) byId("task").focus();
  box?.remove();
  shown.delete(name);
}
