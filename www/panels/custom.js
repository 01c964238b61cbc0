// @ts-check
import { announce } from "../announce.js";
import { clearAlert } from "../alert.js";
import { element, fact } from "../dom.js";
import { field } from "../fields.js";
import { check, onSubmit, setFieldError } from "../form.js";
import { freshen, refused, stepForm } from "../step-form.js";

/** Whatever the pool's own trigger asks, round after round. @param {import("../model.js").Model} model */
export function mountCustom(model) {
  const facts = element("dl", { class: "facts", id: "custom-facts" });
  const { box, input } = field("custom-answer", "Your answer");
  const step = stepForm(model, "custom", { heading: "The pool asks you something", submit: "Answer", another: false }, facts, box);
  let round = 0;
  let asked = "";

  model.on("step", (/** @type {{ step: import("../steps.js").Step }} */ { step: now }) => {
    if (now.name !== "custom") {
      round = 0;
      asked = "";
      return;
    }
    const { parameters } = now.challenge;
    const { question, round: told, ...rest } = parameters;
    const same = asked !== "" && asked === JSON.stringify(parameters);
    round += 1;
    asked = JSON.stringify(parameters);
    freshen(step);
    step.heading.textContent = question ?? "The pool asks you something";
    step.lead.textContent = `Question ${told ?? round}. A trigger of the pool decides what is asked, and when it is enough.`;
    facts.replaceChildren(...Object.entries(rest).flatMap(([name, value]) => fact(name, element("code", {}, value))));
    facts.hidden = facts.childElementCount === 0;
    if (!same) return;
    setFieldError(input, "The pool asks the same again: the answer was probably wrong.");
    // After the heading has had the focus, as at every step.
    setTimeout(() => input.focus());
  });

  onSubmit(step.form, async () => {
    clearAlert(step.alert);
    if (!check([[input, input.value.trim() ? null : "Enter an answer."]])) return;
    announce("Answering…");
    try {
      const next = await model.answer({ kind: "CUSTOM_CHALLENGE", answer: input.value.trim() });
      if (next) announce(next.kind === "signedIn" ? "You are signed in." : "The pool asks again.");
    } catch (error) {
      announce("");
      refused(model, step, error, { input, lost: ["IncorrectUsernameOrPassword"] });
    }
  });
}
