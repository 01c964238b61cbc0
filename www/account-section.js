// @ts-check
// A part of the account that is read when it is opened, and anew after every change.
import { clearAlert, showAlert } from "./alert.js";
import { announce } from "./announce.js";
import { element, icon } from "./dom.js";
import { whileBusy } from "./form.js";
import { describe } from "./problems.js";

/**
 * @typedef {object} Section
 * @property {HTMLDetailsElement} details
 * @property {HTMLElement} alert
 * @property {() => Promise<void>} reload
 * @property {(error: unknown) => import("./problems.js").Problem} failed
 */

/**
 * @param {import("./model.js").Model} model
 * @param {string} id
 * @param {string} title
 * @param {string} note What it is, in a few words.
 * @param {(body: HTMLElement) => Promise<void>} [load] Reads the present state and shows it.
 * @returns {Section & { body: HTMLElement }}
 */
export function accountSection(model, id, title, note, load) {
  const alert = element("div", { class: "alert-region", id: `${id}-alert`, role: "alert" });
  const body = element("div", { class: "section-body", id });
  const details = element(
    "details", { class: "section", id: `${id}-section` },
    element("summary", {}, icon("chevron"), element("span", { class: "section-title" }, title), element("span", { class: "section-note" }, note)),
    element("div", { class: "section-content" }, alert, body),
  );
  let user = "";

  const reload = async () => {
    if (!load || !model.session) return;
    body.setAttribute("aria-busy", "true");
    if (body.childElementCount === 0) body.append(element("p", { class: "hint" }, "Reading…"));
    try {
      await load(body);
    } catch (error) {
      body.replaceChildren();
      if (model.session) showAlert(alert, { ...describe(error), actions: [["Read again", () => { clearAlert(alert); void reload(); }]] });
    } finally {
      body.removeAttribute("aria-busy");
    }
  };
  details.addEventListener("toggle", () => {
    if (!details.open) return;
    clearAlert(alert);
    void reload();
  });
  model.on("session", () => {
    const now = model.session?.user.sub ?? "";
    if (now === user) return;
    user = now;
    details.open = false;
    clearAlert(alert);
    if (load) body.replaceChildren();
  });
  const failed = (/** @type {unknown} */ error) => {
    const problem = describe(error);
    announce("");
    showAlert(alert, problem);
    return problem;
  };
  return { details, alert, body, reload, failed };
}

/**
 * A button that changes something, after which the section is read anew.
 * @param {Section} section
 * @param {string} label
 * @param {() => Promise<string>} work Gives what to announce.
 * @param {{ danger?: boolean, name?: string }} [look] `name` tells buttons of the same label apart.
 */
export function actionButton(section, label, work, { danger = false, name } = {}) {
  const button = element("button", { class: `button button-small${danger ? " button-danger" : ""}`, type: "button", "aria-label": name ? `${label}: ${name}` : undefined }, label);
  button.addEventListener("click", () => void whileBusy(button, async () => {
    clearAlert(section.alert);
    try {
      const done = await work();
      await section.reload();
      // The button may be gone with what it belonged to.
      if (!button.isConnected) section.details.querySelector("summary")?.focus();
      announce(done);
    } catch (error) {
      section.failed(error);
    }
  }));
  return button;
}

/** @typedef {{ status: string, state?: "good" | "warn" }} Status How a thing stands, shown beside its name. */

/**
 * One thing of a list: what it is, facts about it, and what can be done with it.
 * @param {string} title
 * @param {(string | Status)[]} facts
 * @param {...(Node | string)} actions
 */
export const listItem = (title, facts, ...actions) => element(
  "li", { class: "list-item" },
  element(
    "div", { class: "list-text" },
    element("p", { class: "list-title" }, title, ...facts.flatMap((fact) => typeof fact === "string" ? [] : [" ", element("span", { class: "chip", "data-state": fact.state }, fact.status)])),
    ...facts.flatMap((fact) => typeof fact === "string" && fact ? [element("p", { class: "hint" }, fact)] : []),
  ),
  element("div", { class: "actions" }, ...actions),
);
