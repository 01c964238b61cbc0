// @ts-check
import { accountSection } from "../../account-section.js";
import { announce } from "../../announce.js";
import { clearAlert } from "../../alert.js";
import { element, fact } from "../../dom.js";
import { choices, chosenIn } from "../../fields.js";
import { onSubmit } from "../../form.js";

const LEVELS = [
  { value: "urn:cognito:loa:2", label: "Level 2", hint: "Two factors, one of them a code by mail or SMS, or a passkey." },
  { value: "urn:cognito:loa:3", label: "Level 3", hint: "An authenticator app beside another factor." },
  { value: "urn:cognito:loa:4", label: "Level 4", hint: "A passkey by which the device has checked who holds it." },
];

/** Step-up: more proof of a user who is signed in, such as before a payment. @param {import("../../model.js").Model} model */
export function mountStepUp(model) {
  const section = accountSection(model, "step-up", "Step-up", "prove more", load);
  const facts = element("dl", { class: "facts", id: "step-up-facts" });
  const list = choices("level", "Level to reach", LEVELS);
  const form = element(
    "form", { id: "step-up-form", method: "post", novalidate: true },
    element("p", { class: "hint" }, "What this sign-in has proven counts. The access token then says which level was reached, and how."), list,
    element("div", { class: "actions" }, element("button", { class: "button button-primary", type: "submit" }, "Step up")),
  );

  /** @param {HTMLElement} body */
  async function load(body) {
    const { acr, amr } = (await model.auth()).decodeToken(model.session?.accessToken ?? "").claims;
    facts.replaceChildren(
      ...fact("Level now", typeof acr === "string" ? element("code", {}, acr) : "not stated"),
      ...fact("Proven by", Array.isArray(amr) ? amr.join(", ") : "not stated"),
    );
    body.replaceChildren(facts, form);
  }

  onSubmit(form, async () => {
    const username = model.session?.user.username;
    clearAlert(section.alert);
    if (!username) return;
    announce("Stepping up…");
    try {
      const next = await model.signIn({ flow: "USER_AUTH", username, stepUp: { acrValues: [chosenIn(list)] } });
      if (!next) return;
      announce(next.kind === "signedIn" ? "The level is reached." : "One more proof is needed.");
      if (next.kind === "signedIn") await section.reload();
    } catch (error) {
      section.failed(error);
    }
  });
  return section.details;
}
