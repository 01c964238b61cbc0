// @ts-check
// Draws a token: its three parts, its claims in words, and the checks.
import { HEADER, meaning, TIMES } from "../claims.js";
import { byId, element, hiddenText, icon } from "../dom.js";
import { decode } from "../tamper.js";
import { absolute, relative } from "../time.js";
import { CHECKS } from "../verification.js";

const PARTS = /** @type {const} */ ([["header", "Header"], ["payload", "Payload"], ["signature", "Signature"]]);

/** @param {string} token @param {boolean} revealed */
export function showText(token, revealed) {
  const parts = token.split(".");
  byId("token-text").replaceChildren(...PARTS.map(([part, label], index) => {
    const text = parts[index] ?? "";
    const value = revealed
      ? element("code", { tabindex: "0", role: "region", "aria-label": `${label} of the token` }, text || "(empty)")
      : element("span", { class: "token-masked" }, "••••••••", hiddenText("hidden,"), ` ${text.length.toLocaleString("en")} characters`);
    return element("div", { class: "token-segment", "data-part": part }, element("span", { class: "token-segment-label" }, label), value);
  }));
}

/**
 * @param {import("../../src/js/index.js").UnverifiedToken} decoded
 * @param {import("../../src/js/index.js").UnverifiedToken["claims"] | null} original The claims before a byte was flipped.
 */
export function showContent({ header, claims }, original) {
  byId("token-header").replaceChildren(...Object.entries(header).map(([name, value]) => claim(name, value, HEADER[name] ?? "", false)));
  byId("token-claims").replaceChildren(...Object.entries(claims).map(([name, value]) =>
    claim(name, value, meaning(name), original !== null && JSON.stringify(original[name]) !== JSON.stringify(value))));
}

/** Where header and payload cannot be read at all. */
export function showUnreadable() {
  for (const id of ["token-header", "token-claims"]) byId(id).replaceChildren(element("div", { class: "claim" }, element("dt", {}, "unreadable"), element("dd", { class: "claim-note" }, "These bytes are not the JSON of a token.")));
}

/** @param {string} name @param {unknown} value @param {string} note @param {boolean} altered */
function claim(name, value, note, altered) {
  const time = TIMES.has(name) && typeof value === "number" ? value * 1000 : null;
  const shown = time === null ? plain(value) : absolute(time);
  const dd = element("dd", { class: "claim-value" }, shown);
  if (time !== null) dd.append(" (", element("span", { "data-time": String(time) }, relative(time)), ")");
  if (altered) dd.append(" ", element("span", {}, "← altered"));
  const row = element("div", { class: "claim", "data-altered": altered }, element("dt", {}, name), dd);
  if (note) row.append(element("dd", { class: "claim-note" }, note));
  return row;
}

/** @param {unknown} value */
function plain(value) {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(", ") || "(none)";
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}

/** Keeps "in 5 min" true. */
export function keepTimes() {
  setInterval(() => {
    for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-time]"))) {
      const text = relative(Number(place.dataset.time));
      if (place.textContent !== text) place.textContent = text;
    }
  }, 1_000);
}

/** @param {string} token @param {import("../verification.js").Verdict | null} verdict */
export function showChecks(token, verdict) {
  const bytes = decode(token.split(".")[2] ?? "");
  const size = element("li", {}, icon("dot"), element("span", {}, bytes ? `${bytes.length} bytes.` : "Not base64url."));
  byId("token-checks").replaceChildren(size, ...CHECKS.map((check) => {
    const passed = verdict?.state === "verified";
    const failed = verdict?.state === "invalid" && verdict.check === check;
    const state = passed ? "passed" : failed ? "failed" : "not concluded";
    return element(
      "li", {},
      element("span", passed ? { "data-met": "true" } : failed ? { "data-met": "false" } : {}, icon(passed ? "check" : failed ? "cross" : "dash")),
      element("span", {}, element("strong", {}, check.name), ` ${state}`),
      element("span", { class: "claim-note" }, check.text),
    );
  }));
}
