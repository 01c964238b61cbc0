// @ts-check
import { copy } from "../announce.js";
import { byId, element, icon } from "../dom.js";
import { jsonView } from "../json-view.js";
import { clockTime } from "../time.js";

/** The oldest go first: a page may stay open for days. */
const LIMIT = 100;

/** Every request of the SDK and its answer, redacted by the SDK. @param {import("../model.js").Model} model */
export function mountTrace(model) {
  const list = byId("trace-list");
  const copyButton = /** @type {HTMLButtonElement} */ (byId("trace-copy"));
  const clearButton = /** @type {HTMLButtonElement} */ (byId("trace-clear"));
  /** @type {import("../../src/js/index.js").TraceEntry[]} */
  let entries = [];

  const update = () => {
    byId("trace-empty").hidden = entries.length > 0;
    copyButton.disabled = clearButton.disabled = entries.length === 0;
  };

  model.on("trace", (/** @type {import("../../src/js/index.js").TraceEntry} */ entry) => {
    entries.push(entry);
    list.append(row(entry));
    if (entries.length > LIMIT) {
      entries = entries.slice(-LIMIT);
      list.firstElementChild?.remove();
    }
    update();
  });
  copyButton.addEventListener("click", () => void copy(JSON.stringify(entries, null, 2), "Trace"));
  clearButton.addEventListener("click", () => {
    entries = [];
    list.replaceChildren();
    update();
    byId("trace").focus();
  });
}

/** @param {import("../../src/js/index.js").TraceEntry} entry */
function row(entry) {
  const good = entry.status !== undefined && entry.status < 400 && !entry.error;
  const status = element("span", { class: "trace-status", "data-state": good ? "good" : "bad" },
    entry.status === undefined ? "no answer" : String(entry.status));
  const details = element(
    "details", { class: "trace-entry" },
    element("summary", {}, icon("chevron"), element("span", { class: "trace-operation" }, entry.operation),
      element("span", { class: "trace-numbers" }, status, element("span", {}, `${Math.round(entry.duration)} ms`), element("span", {}, clockTime(entry.startedAt)))),
  );
  // Built on first sight: most entries are never opened.
  details.addEventListener("toggle", () => { if (details.childElementCount === 1) details.append(content(entry)); });
  return element("li", {}, details);
}

/** @param {import("../../src/js/index.js").TraceEntry} entry */
function content(entry) {
  const parts = [element("p", { class: "trace-address" }, element("span", { class: "method" }, entry.method), " ", element("code", {}, entry.url))];
  if (entry.error) parts.push(element("p", {}, "Led to ", element("code", {}, entry.error), "."));
  const box = element("div", { class: "trace-content" }, ...parts);
  if (entry.request !== null) box.append(section("Request", entry.request, entry.operation));
  if (entry.response !== undefined && entry.response !== null) box.append(section("Answer", entry.response, entry.operation));
  return box;
}

/** @param {string} title @param {unknown} value @param {string} operation */
const section = (title, value, operation) =>
  element("div", {}, element("h3", {}, title), jsonView(value, `${title} of ${operation}`));
