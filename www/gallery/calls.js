// @ts-check
// Calls that are really wrong: the SDK itself refuses them, or the pool does, by a NotAuthorizedException that the SDK tells apart.
import { CLIENTS, PASSWORD } from "./scene.js";

/** @typedef {import("./cases.js").Case} Case */

/** @param {string} username @param {string} password @param {import("./scene.js").Config} [config] @returns {Case["call"]} */
const signIn = (username, password, config) => async (scene) => (await scene.auth(config)).signIn({ username, password });

/** Refused before anything is sent. @type {Case[]} */
export const HERE = [
  { name: "Nobody is signed in", how: "attributes without a session", call: async (scene) => (await scene.accounts()).getUser() },
  { name: "No username", how: "a sign-in without a name", call: signIn("", PASSWORD) },
  { name: "No challenge waits", how: "an answer that nobody asked for", call: async (scene) => (await scene.auth()).answer({ kind: "NEW_PASSWORD_REQUIRED", newPassword: PASSWORD }) },
  {
    name: "Another challenge waits", how: "a code, where a choice was asked for",
    call: async (scene) => {
      const auth = await scene.auth();
      await auth.signIn({ username: "choice", password: "Many-Factors-1" });
      await auth.answer({ kind: "SMS_MFA", code: "123456" });
    },
  },
  { name: "Malformed pool id", how: "an id without its Region", call: (scene) => scene.auth({ ...CLIENTS.choice, userPoolId: "LocalPool" }) },
  { name: "Cancelled", how: "given up before it began", call: async (scene) => (await scene.auth()).signIn({ username: "alice", password: PASSWORD, signal: AbortSignal.abort() }) },
  { name: "Forged token", how: "verifying nonsense", call: async (scene) => (await scene.auth()).verifyToken("not.a.token", { use: "id" }) },
];

/** `NotAuthorizedException`, told apart by its message. @type {Case[]} */
export const REFUSED = [
  { name: "Wrong password", how: "alice with another password", call: signIn("alice", "Wrong-Password-0") },
  { name: "Disabled user", how: "disabled signs in", call: signIn("disabled", "Disabled-User-1") },
  { name: "Wrong client secret", how: "an app client that has another", call: signIn("alice", "Correct-Horse-9", { ...CLIENTS.secret, clientSecret: "wrong" }) },
  {
    name: "Scope missing", how: "attributes, by an app client that may not read them",
    call: async (scene) => {
      const auth = await scene.auth(CLIENTS.narrow);
      await auth.signIn({ username: "erin@example.com", password: "Email-Pool-10" });
      await (await auth.accounts()).getUser();
    },
  },
  {
    name: "Session revoked", how: "tokens renewed after a sign-out everywhere",
    call: async (scene) => {
      const { username, auth } = await scene.newcomer();
      const elsewhere = await scene.auth();
      await elsewhere.signIn({ username, password: PASSWORD });
      await elsewhere.signOut({ everywhere: true });
      scene.after(() => auth.signIn({ username, password: PASSWORD }));
      await auth.refresh();
    },
  },
  {
    name: "Challenge used before", how: "one saved challenge, answered twice",
    call: async (scene) => {
      const [first, second] = [await scene.auth(), await scene.auth()];
      const step = await first.signIn({ username: "choice", password: "Many-Factors-1" });
      if (step.kind !== "challenge") return;
      await second.resume(step.resume);
      for (const auth of [first, second]) await auth.answer({ kind: "SELECT_MFA_TYPE", choice: "SOFTWARE_TOKEN_MFA" });
    },
  },
];
