// @ts-check
// Where an error is provoked: beside the session of the page, in the pools that the local Cognito has from the start.
import { askLocal } from "../local.js";
import { nextCode } from "../totp.js";

/**
 * @typedef {import("../../src/js/index.js").CognitoAuth} CognitoAuth
 * @typedef {import("../../src/js/index.js").Accounts} Accounts
 * @typedef {Partial<import("../../src/js/index.js").CognitoConfig>} Config
 */

const POOL = "eu-west-1_LocalPool";
export const PASSWORD = "Gallery-Pass-1";

/** App clients of the local Cognito, each with its pool. @satisfies {Record<string, Config>} */
export const CLIENTS = {
  choice: { userPoolId: POOL, clientId: "localchoiceclient00000001" },
  passwords: { userPoolId: POOL, clientId: "localpublicclient00000001" },
  /** Names unknown users. */
  srpOnly: { userPoolId: POOL, clientId: "localsrponlyclient0000001" },
  /** Each of its refresh tokens serves once, and for ten seconds more. */
  rotating: { userPoolId: POOL, clientId: "localrotatingclient0000001" },
  /** Has a secret. */
  secret: { userPoolId: POOL, clientId: "localsecretclient00000001" },
  email: { userPoolId: "eu-west-1_EmailPool", clientId: "localemailclient000000001" },
  /** Its access tokens lack the scope of the user pool's own API. */
  narrow: { userPoolId: "eu-west-1_EmailPool", clientId: "localnarrowclient00000001" },
  strict: { userPoolId: "eu-west-1_StrictPool", clientId: "localstrictclient00000001" },
};

/** One try at an error. Users that it makes are deleted when it is over. */
export class Scene {
  /** @type {(() => Promise<unknown>)[]} */
  #ends = [];

  /** @param {import("../model.js").Model} model */
  constructor(model) {
    this.model = model;
  }

  /** An SDK of its own. @param {Config} [config] */
  auth(config = CLIENTS.choice) {
    return this.model.apart(config);
  }

  /** @param {Config} [config] */
  async accounts(config) {
    return (await this.auth(config)).accounts();
  }

  /** Somebody new, who needs no code to be confirmed, signed in. @param {Config} [config] */
  async newcomer(config) {
    const username = `auto-gallery-${crypto.randomUUID().slice(0, 8)}`;
    const attributes = { name: "Gallery", email: `${username}@example.com` };
    await (await this.accounts()).signUp({ username, password: PASSWORD, attributes });
    const owner = await this.auth();
    await owner.signIn({ username, password: PASSWORD });
    this.#ends.push(async () => (await owner.accounts()).deleteUser());
    const auth = config ? await this.auth(config) : owner;
    return { username, auth, accounts: await auth.accounts() };
  }

  /** Has somebody sign up who then waits for a code; the same one each time. @param {string} username @param {Record<string, string>} [attributes] */
  async applicant(username, attributes = {}) {
    const accounts = await this.accounts();
    const email = `${username}@example.com`;
    try {
      await accounts.signUp({ username, password: PASSWORD, attributes: { name: "Gallery", email, ...attributes } });
    } catch (error) {
      if (/** @type {any} */ (error)?.code !== "UsernameExists") throw error;
    }
    return accounts;
  }

  /** The code of a seeded user's authenticator app. @param {string} username */
  async appCode(username) {
    const users = this.model.defaults.presets.flatMap((preset) => preset.users);
    const { code, used } = await nextCode(this.model.settings, users.find((user) => user.username === username)?.totp ?? "");
    used();
    return code;
  }

  /** The newest code that was sent to a user. @param {string} username */
  async mailed(username) {
    const answer = await askLocal(this.model.settings, "GET", `inbox?username=${username}`);
    return /** @type {string} */ (answer?.messages?.at(-1)?.code ?? "");
  }

  /** Lets time pass for the pool, until all is over. @param {number} seconds */
  async letPass(seconds) {
    this.#ends.unshift(() => askLocal(this.model.settings, "POST", "clock", { advance: -seconds }));
    await askLocal(this.model.settings, "POST", "clock", { advance: seconds });
  }

  /** What is done when all is over. @param {() => Promise<unknown>} end */
  after(end) {
    this.#ends.push(end);
  }

  async end() {
    // The error is known by now, and is what counts.
    for (const end of this.#ends.toReversed()) await end().catch(() => {});
  }
}

/**
 * A `fetch` that changes requests of one operation on their way, as no SDK would send them: the pool's own refusal comes back.
 * @param {string} operation
 * @param {(body: any) => any} change
 * @returns {typeof fetch}
 */
export const changed = (operation, change) => (input, init) => fetch(
  input, asks(init, operation) ? { ...init, body: JSON.stringify(change(JSON.parse(String(init?.body)))) } : init,
);

/** A `fetch` that sends each request of one operation twice, and gives the second answer. @param {string} operation @returns {typeof fetch} */
export const twice = (operation) => async (input, init) => {
  if (asks(init, operation)) await fetch(input, init);
  return fetch(input, init);
};

/** A `fetch` that changes what comes back. @param {string} operation @param {(body: any) => any} change @returns {typeof fetch} */
export const answered = (operation, change) => async (input, init) => {
  const response = await fetch(input, init);
  if (!asks(init, operation)) return response;
  const { status, headers } = response;
  return new Response(JSON.stringify(change(await response.json())), { status, headers });
};

/** @param {RequestInit | undefined} init @param {string} operation */
const asks = (init, operation) => new Headers(init?.headers).get("x-amz-target")?.endsWith(`.${operation}`) === true;
