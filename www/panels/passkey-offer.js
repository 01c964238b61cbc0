// @ts-check
import { announce } from "../announce.js";
import { showAlert } from "../alert.js";
import { byId } from "../dom.js";
import { betterAddress, conditionalIsAvailable, forgetPasskeyUser, passkeyUser, wasCancelled } from "../passkeys.js";
import { describe } from "../problems.js";

/** Milliseconds that an offer stands. The Session behind it ends after three minutes, the least that an app client can allow. */
const STANDS = 150_000;

/**
 * Where somebody has used a passkey in this browser before, the browser offers it beside the username, without a press of
 * a button. Any other way to sign in withdraws the offer.
 * @param {import("../model.js").Model} model
 */
export function mountPasskeyOffer(model) {
  const isDue = () => model.step.name === "sign-in" && !model.session;

  model.on("step", () => {
    model.withdraw();
    if (isDue()) void offer();
  });

  async function offer() {
    const username = passkeyUser(model);
    if (username === null || !(await conditionalIsAvailable()) || !isDue()) return;
    model.withdraw();
    const controller = new AbortController();
    const { signal } = controller;
    model.offer = controller;
    try {
      const auth = await model.auth();
      const asked = await auth.signIn({ flow: "USER_AUTH", username, preferredChallenge: "WEB_AUTHN", signal });
      if (asked.kind !== "challenge" || asked.challenge.kind !== "WEB_AUTHN") return forgetPasskeyUser();
    } catch (error) {
      // Nobody has asked for it, so nobody is told: the form is there.
      if (!signal.aborted && /** @type {any} */ (error)?.retryable) renewInTime(signal);
      return;
    }
    renewInTime(signal);
    try {
      const next = await model.answerWithPasskey({ offer: signal });
      if (next) announce(next.kind === "signedIn" ? "You are signed in." : "One more step is needed.");
    } catch (error) {
      // Somebody has picked the passkey and waits to be signed in.
      if (!signal.aborted && !wasCancelled(error)) failed(error, username);
    } finally {
      if (model.offer === controller) model.withdraw();
    }
  }

  /** A new offer in the place of one that stands too long; while nobody sees the page, it waits. @param {AbortSignal} signal Of the old one. */
  function renewInTime(signal) {
    const renew = () => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", renew);
      void offer();
    };
    const timer = setTimeout(() => {
      document.addEventListener("visibilitychange", renew, { signal });
      renew();
    }, STANDS);
    signal.addEventListener("abort", () => clearTimeout(timer));
  }

  /** @param {unknown} error @param {string} username Whose passkey it is. */
  function failed(error, username) {
    const better = betterAddress(model);
    const problem = describe(error);
    const again = () => {
      const field = /** @type {HTMLInputElement} */ (byId("username"));
      if (field.value.trim() === "") field.value = username;
      const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-way=passkey]"));
      button.focus();
      button.click();
    };
    showAlert(byId("sign-in-alert"), {
      ...problem,
      actions: better && problem.code === "PasskeyFailed"
        ? [["Open this page at localhost", () => location.assign(better)]]
        : [["Use the passkey again", again]],
    });
  }
}
