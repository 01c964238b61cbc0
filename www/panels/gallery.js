// @ts-check
import { announce } from "../announce.js";
import { byId, element, fact, icon } from "../dom.js";
import { whileBusy } from "../form.js";
import { GROUPS } from "../gallery/cases.js";
import { Scene } from "../gallery/scene.js";
import { askLocal } from "../local.js";

/** Errors on demand, by an instance of the SDK of its own. Only the local Cognito can have them. @param {import("../model.js").Model} model */
export function mountGallery(model) {
  byId("gallery-groups").append(...GROUPS.map(({ title, note, cases }) => element(
    "details", { class: "section" },
    element("summary", {}, icon("chevron"), element("span", { class: "section-title" }, title), element("span", { class: "section-note" }, `${cases.length} · ${note}`)),
    element("ul", { class: "section-content list" }, ...cases.map((one) => row(model, one))),
  )));
  // The inbox is there where the local Cognito is.
  model.inbox.addEventListener("change", () => { byId("gallery").hidden = model.inbox.messages === null; });
}

/** @param {import("../model.js").Model} model @param {import("../gallery/cases.js").Case} one */
function row(model, { name, how, fault, call }) {
  const result = element("dl", { class: "facts gallery-result", hidden: true });
  const button = element("button", { class: "button button-small", type: "button", "aria-label": `Provoke: ${name}` }, "Provoke");
  button.addEventListener("click", () => void whileBusy(button, async () => {
    const error = await provoke(model, fault, call);
    result.hidden = false;
    result.replaceChildren(...facts(error));
    announce(`${error.code}. ${error.message}`);
  }));
  return element(
    "li", { class: "list-item" },
    element(
      "div", { class: "list-text" },
      element("p", { class: "list-title" }, element("span", { class: "gallery-name" }, ...breakable(name)), ...(fault ? [" ", element("span", { class: "chip" }, "scripted")] : [])),
      element("p", { class: "hint" }, how),
    ),
    element("div", { class: "actions" }, button), result,
  );
}

/**
 * @param {import("../model.js").Model} model
 * @param {object | undefined} fault
 * @param {import("../gallery/cases.js").Case["call"]} call
 * @returns {Promise<any>}
 */
async function provoke(model, fault, call) {
  const scene = new Scene(model);
  try {
    if (fault) await askLocal(model.settings, "POST", "faults", fault);
    await call(scene);
    return { code: "none", message: "No error came: the pool in use allows this." };
  } catch (error) {
    return error;
  } finally {
    if (fault) await askLocal(model.settings, "DELETE", "faults");
    await scene.end();
  }
}

/** A name of several words without spaces, which may be broken between them. @param {string} name */
const breakable = (name) => name.split(/(?<=[a-z])(?=[A-Z])/).flatMap((word, index) => index === 0 ? [word] : [element("wbr"), word]);

/** @param {any} error */
const facts = ({ code, name, message, advice, retryable, status }) => [
  ...fact("Code", element("code", {}, code ?? "none")),
  ...(name && name !== "Error" ? fact("Name", element("code", {}, name)) : []),
  ...fact("Message", message),
  ...(advice ? fact("Advice", advice) : []),
  ...(retryable === undefined ? [] : fact("Retryable", retryable ? "yes, the same call may work later" : "no")),
  ...(status ? fact("HTTP status", String(status)) : []),
];
