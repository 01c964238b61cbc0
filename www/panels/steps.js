// @ts-check
import { byId } from "../dom.js";

const STEPS = ["sign-in", "new-password", "challenge", "signed-in"];

/** Shows the step at which the sign-in stands, and moves the focus to its heading. @param {import("../model.js").Model} model */
export function mountSteps(model) {
  model.on("step", (/** @type {{ step: import("../model.js").Step, focus: boolean }} */ { step, focus }) => {
    delete document.documentElement.dataset.restoring;
    for (const name of STEPS) byId(`step-${name}`).hidden = name !== step.name;
    if (focus) byId(`${step.name}-heading`).focus();
  });
  for (const button of document.querySelectorAll("[data-action=back]")) {
    button.addEventListener("click", () => model.abandon());
  }
}
