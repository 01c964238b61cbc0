// @ts-check
// Errors, and how each is provoked: by a call that is really wrong, or, where none is, by a fault that the local Cognito is
// told to have. The second kind is marked.
import { HERE, REFUSED } from "./calls.js";
import { NETWORK } from "./scripted.js";
import { ACCOUNTS, PASSKEYS, POOL, SIGNING_IN } from "./service.js";

/**
 * @typedef {{ name: string, how: string, fault?: object, call: (scene: import("./scene.js").Scene) => Promise<unknown> }} Case
 * @typedef {{ title: string, note: string, cases: Case[] }} Group
 */

/** @type {Group[]} */
export const GROUPS = [
  { title: "Wrong calls", note: "the SDK refuses by itself", cases: HERE },
  { title: "One name, told apart", note: "what NotAuthorizedException means", cases: REFUSED },
  { title: "Network and proxies", note: "what lies in between", cases: NETWORK },
  { title: "Signing in", note: "AWS’s errors", cases: SIGNING_IN },
  { title: "Accounts, passwords and codes", note: "AWS’s errors", cases: ACCOUNTS },
  { title: "Passkeys", note: "AWS’s errors", cases: PASSKEYS },
  { title: "The pool and its triggers", note: "AWS’s errors", cases: POOL },
];
