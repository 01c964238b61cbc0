// @ts-check
import { announce } from "../announce.js";
import { clearAlert, showAlert } from "../alert.js";
import { field } from "../fields.js";
import { onSubmit } from "../form.js";
import { betterAddress, conditionalIsAvailable, rememberPasskeyUser, wasCancelled } from "../passkeys.js";
import { describe } from "../problems.js";
import { refused, stepForm } from "../step-form.js";

/** A passkey: at once where a person has just asked for it, offered beside the username, or by a button. @param {import("../model.js").Model} model */
export function mountPasskey(model) {
  const username = field("passkey-username", "Username", { autocomplete: "username webauthn", readonly: true });
  const step = stepForm(model, "passkey", {
    heading: "Use your passkey", submit: "Use a passkey",
    lead: "Your device asks for your finger, your face or its PIN. Nothing of that leaves it: the pool gets a signature.",
  }, username.box);

  model.on("step", (/** @type {{ step: import("../steps.js").Step, focus: boolean }} */ { step: now, focus }) => {
    if (now.name !== "passkey") return;
    clearAlert(step.alert);
    username.input.value = now.challenge.username;
    // The browser lets a page open its window while the press of a button is fresh; after a reload it is offered.
    if (focus && navigator.userActivation?.isActive) step.form.requestSubmit();
    else void offer();
  });

  onSubmit(step.form, async () => {
    clearAlert(step.alert);
    model.withdraw();
    announce("Waiting for your passkey…");
    try {
      taken(await model.answerWithPasskey());
    } catch (error) {
      failed(error);
    }
  });

  async function offer() {
    if (!(await conditionalIsAvailable())) return;
    model.withdraw();
    const controller = new AbortController();
    model.offer = controller;
    try {
      taken(await model.answerWithPasskey({ offer: controller.signal }));
    } catch (error) {
      if (!controller.signal.aborted) failed(error);
    }
  }

  /** @param {import("../model.js").SignInStep | null} next */
  function taken(next) {
    if (!next) return;
    rememberPasskeyUser(model, username.input.value);
    announce(next.kind === "signedIn" ? "You are signed in." : "One more step is needed.");
  }

  /** Cancelling is a decision, not an error. @param {unknown} error */
  function failed(error) {
    announce("");
    if (wasCancelled(error)) {
      showAlert(step.alert, { kind: "warning", title: "No passkey was used.", text: "It was cancelled, or none on this device fits. Try again, or choose another way." });
      return;
    }
    const better = betterAddress(model);
    if (better && describe(error).code === "PasskeyFailed") {
      showAlert(step.alert, { ...describe(error), actions: [["Open this page at localhost", () => location.assign(better)]] });
    } else refused(model, step, error);
  }
}
