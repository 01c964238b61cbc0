// @ts-check
import { element } from "./dom.js";

const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/**
 * JSON, indented and coloured.
 * @param {unknown} value
 * @param {string} label
 */
export function jsonView(value, label) {
  const text = JSON.stringify(value, null, 2) ?? "";
  const view = element("pre", { class: "json", tabindex: "0", role: "region", "aria-label": label });
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    view.append(text.slice(end, match.index));
    const [all, string, colon, number] = match;
    if (string && colon) view.append(element("span", { class: "json-key" }, string), colon);
    else view.append(element("span", { class: string ? "json-string" : number ? "json-number" : "json-word" }, all));
    end = match.index + all.length;
  }
  view.append(text.slice(end));
  return view;
}
