// @ts-check
import { byId } from "../dom.js";

/** Shows the step at which the sign-in stands, and moves the focus to its heading. @param {import("../model.js").Model} model */
export function mountSteps(model) {
  model.on("step", (/** @type {{ step: import("../steps.js").Step, focus: boolean }} */ { step, focus }) => {
    delete document.documentElement.dataset.restoring;
    for (const section of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("#task > [id^=step-]"))) {
      section.hidden = section.id !== `step-${step.name}`;
    }
    if (focus) byId(`${step.name}-heading`).focus();
  });
  for (const button of document.querySelectorAll("[data-action=back]")) {
    button.addEventListener("click", () => model.abandon());
  }
}
