// @ts-check
// Errors that the local Cognito gives only when it is told to: what no call of the SDK can provoke in the pools that it has
// from the start, networks and proxies included.
import { CLIENTS } from "./scene.js";

/** @typedef {import("./cases.js").Case} Case */

const OPERATION = "ResendConfirmationCode";

/** @param {import("./scene.js").Scene} scene */
const resend = async (scene) => (await scene.accounts()).resendConfirmationCode({ username: "gallery" });

/** @param {string} name @param {string} how @param {object} fault @param {Case["call"]} [call] @returns {Case} */
const scripted = (name, how, fault, call = resend) => ({ name, how, fault: { operation: OPERATION, ...fault }, call });

/** What AWS answers. @param {string} name @param {string} how @param {string} message */
export const aws = (name, how, message) => scripted(name, how, { kind: "error", name, message });

/** @type {Case[]} */
export const NETWORK = [
  scripted("Connection breaks", "no answer arrives", { kind: "drop", times: 0 }),
  scripted("Answer takes too long", "two seconds, of which one is waited", { kind: "delay", ms: 2_000 },
    async (scene) => (await scene.accounts()).resendConfirmationCode({ username: "gallery", timeout: 1_000 })),
  scripted("A proxy's page", "HTML in the place of JSON", { kind: "html", status: 200 }),
  scripted("Half an answer", "the connection ends in the middle", { kind: "half", times: 0 }),
  scripted("Unsound SRP value", "B is zero", { operation: "InitiateAuth", kind: "set", set: { "ChallengeParameters.SRP_B": "00" } },
    async (scene) => (await scene.auth(CLIENTS.passwords)).signIn({ username: "alice", password: "Correct-Horse-9" })),
];
