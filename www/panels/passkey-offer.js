// @ts-check
import { conditionalIsAvailable, forgetPasskeyUser, passkeyUser } from "../passkeys.js";

/**
 * Where somebody has used a passkey in this browser before, the browser offers it beside the username, without a press of
 * a button. Any other way to sign in withdraws the offer.
 * @param {import("../model.js").Model} model
 */
export function mountPasskeyOffer(model) {
  model.on("step", (/** @type {{ step: import("../steps.js").Step }} */ { step }) => {
    model.withdraw();
    if (step.name === "sign-in" && !model.session) void offer();
  });

  async function offer() {
    const username = passkeyUser(model);
    if (username === null || !(await conditionalIsAvailable()) || model.step.name !== "sign-in") return;
    model.withdraw();
    const controller = new AbortController();
    const { signal } = controller;
    model.offer = controller;
    try {
      const auth = await model.auth();
      const asked = await auth.signIn({ flow: "USER_AUTH", username, preferredChallenge: "WEB_AUTHN", signal });
      if (asked.kind !== "challenge" || asked.challenge.kind !== "WEB_AUTHN") return forgetPasskeyUser();
      const next = await (await auth.accounts()).answerWithPasskey({ mediation: "conditional", signal });
      model.signedInBy = null;
      model.take(next);
    } catch {
      // Nobody has asked for it, so nobody is told: the form is there.
    }
  }
}
