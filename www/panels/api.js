// @ts-check
import { clearAlert, showAlert } from "../alert.js";
import { byId, element, setBadge } from "../dom.js";
import { whileBusy } from "../form.js";
import { jsonView } from "../json-view.js";
import { describe } from "../problems.js";

/** @typedef {"id" | "access" | "none"} Credential */

/** A call to an API behind a user-pool authorizer, with and without a token. @param {import("../model.js").Model} model */
export function mountApi(model) {
  const buttons = /** @type {HTMLButtonElement[]} */ ([...byId("api").querySelectorAll("[data-credential]")]);
  const alert = byId("api-alert");

  const update = () => {
    const { api } = model.settings;
    byId("api-address").textContent = api || "no API configured";
    for (const button of buttons) button.disabled = !api || (button.dataset.credential !== "none" && !model.session);
    byId("api-hint").textContent = !api ? "Enter the URL of an API in the configuration." : model.session ? "" : "Sign in to send a token.";
  };
  const forget = () => {
    byId("api-summary").replaceChildren();
    byId("api-body").hidden = true;
  };
  model.on("session", (session) => {
    update();
    if (!session) forget();
  });
  model.on("settings", () => {
    update();
    forget();
    clearAlert(alert);
  });
  update();

  /** @param {HTMLButtonElement} button */
  const call = (button) => whileBusy(button, async () => {
    button.focus();
    const credential = /** @type {Credential} */ (button.dataset.credential);
    clearAlert(alert);
    try {
      const token = await tokenFor(model, credential);
      const started = performance.now();
      const answer = await fetch(model.settings.api, {
        headers: token ? { authorization: `Bearer ${token}` } : {},
        cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(15_000),
      });
      const text = await answer.text();
      show(answer, text, performance.now() - started, credential);
    } catch (error) {
      forget();
      showAlert(alert, { ...problemOf(error), actions: [["Try again", () => void call(button)]] });
    }
  });
  for (const button of buttons) button.addEventListener("click", () => void call(button));
}

/** @param {import("../model.js").Model} model @param {Credential} credential */
async function tokenFor(model, credential) {
  if (credential === "none") return null;
  const session = await (await model.auth()).session();
  return (credential === "id" ? session?.idToken : session?.accessToken) ?? null;
}

/** @param {any} error */
function problemOf(error) {
  if (typeof error?.code === "string") return describe(error);
  if (error?.name === "TimeoutError") return { title: "The API did not answer in time.", text: "Try again in a moment." };
  return { title: "The API cannot be reached.", text: "The request got no answer that this page may read. Check the network, the address, and the API's CORS settings." };
}

/** @param {Response} answer @param {string} text @param {number} milliseconds @param {Credential} credential */
function show(answer, text, milliseconds, credential) {
  const badge = element("span", { class: "badge" });
  setBadge(badge, answer.ok ? "good" : "bad", `${answer.status} ${answer.statusText || REASONS[answer.status] || ""}`.trim());
  byId("api-summary").replaceChildren(badge, element("p", {}, explain(answer.status, credential), " ", element("span", { class: "hint" }, `${Math.round(milliseconds)} ms`)));
  const body = byId("api-body");
  body.hidden = text === "";
  body.replaceChildren(jsonView(parsed(text), "Body of the answer"));
}

/** @type {Record<number, string>} */
const REASONS = { 200: "OK", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 429: "Too Many Requests", 500: "Internal Server Error" };
const SENT = { id: "your ID token", access: "your access token", none: "no token" };

/** @param {number} status @param {Credential} credential */
function explain(status, credential) {
  const sent = `The request carried ${SENT[credential]}.`;
  if (status >= 200 && status < 300) return credential === "none" ? `${sent} The API is open to everyone.` : `${sent} The API checked it and answered for you.`;
  if (status === 401) return credential === "none" ? `${sent} The API does not know who asks, so it refused.` : `${sent} The API did not accept it: it may have expired by the API's clock, or belong to another pool.`;
  if (status === 403) return `${sent} The API knows who asks, but the token lacks a scope or right that it requires.`;
  if (status === 429) return `${sent} The API is throttling: wait a moment.`;
  return status >= 500 ? `${sent} The API failed inside.` : `${sent} The API refused.`;
}

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
