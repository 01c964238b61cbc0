// @ts-check
import { byId, element, fact } from "../dom.js";

/** A challenge that Cognito introduced after this version, told as it is. @param {import("../model.js").Model} model */
export function mountChallenge(model) {
  model.on("step", (/** @type {{ step: import("../steps.js").Step }} */ { step }) => {
    if (step.name !== "challenge") return;
    const { name, username, parameters, availableChallenges } = step.challenge;
    byId("challenge-text").textContent = "Cognito asks for something that is newer than this version.";
    byId("challenge-facts").replaceChildren(
      ...fact("Challenge", element("code", {}, name)),
      ...fact("Username", username),
      ...Object.entries(parameters).flatMap(([key, value]) => fact(key, element("code", {}, value))),
      ...(availableChallenges.length > 0 ? fact("Ways offered", availableChallenges.join(", ")) : []),
    );
  });
}
