/** A vault whose worker is made up: its service, over an SDK that only notes what it is told to do. */

import { CognitoError } from "../../src/js/error.js";
import { vaultService } from "../../src/js/vault-service.js";
import { openVault } from "../../src/js/vault.js";

export const ID = "eyJhbGciOiJSUzI1NiJ9.eyJ1c2UiOiJpZCJ9.aWQtc2lnbmF0dXJl";
export const ACCESS = "eyJhbGciOiJSUzI1NiJ9.eyJ1c2UiOiJhY2Nlc3MifQ.YWNjZXNz";
export const NEXT = "eyJhbGciOiJSUzI1NiJ9.eyJ1c2UiOiJhY2Nlc3MifQ.bmV4dA";
export const REFRESH = "opaque-refresh-canary";
export const CONFIG = { userPoolId: "eu-west-1_AbCdEf123", clientId: "client", allowedOrigins: ["https://api.example.com"] };

export const session = (accessToken = ACCESS) => ({
  user: { username: "alice", sub: "1", groups: [], claims: { sub: "1", email: "alice@example.com" } },
  idToken: ID,
  accessToken,
  expiresAt: 1,
  scopes: [],
});

/** What is wrong, as the worker's SDK rejects with it. */
export const fault = (code, more) => new CognitoError({ code, ...more }, { [code]: ["It failed.", "Do this."] });

/** An SDK: what each method does can be given, and every call is noted. */
export class Sdk extends EventTarget {
  calls = [];
  configs = [];
  current = session();

  constructor(methods = {}) {
    super();
    for (const name of ["signIn", "answer", "resume", "session", "refresh", "signOut", "accounts"]) {
      this[name] = (...given) => {
        this.calls.push([name, ...given]);
        return (methods[name] ?? this.#usual[name])?.(...given);
      };
    }
  }

  #usual = {
    signIn: async () => ({ kind: "signedIn", user: this.current.user, session: this.current }),
    session: async ({ signal }) => {
      if (signal.aborted) throw fault("Aborted");
      return this.current;
    },
    refresh: async () => (this.current = session(NEXT)),
    signOut: async () => undefined,
    accounts: async () => ({ getUser: async () => ({ username: "alice" }), checkPassword: async (...given) => ({ given }) }),
  };

  tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  count(name) {
    return this.calls.filter(([called]) => called === name).length;
  }
}

export class World {
  /** Every message that the worker has sent. */
  sent = [];
  #ports = [];

  constructor(sdk = new Sdk(), create = async (config) => (sdk.configs.push(config), sdk)) {
    this.sdk = sdk;
    this.greet = vaultService(create);
  }

  /** What a page would have for a worker. */
  get worker() {
    return {
      postMessage: (data, [port]) => {
        this.#ports.push(port);
        const post = port.postMessage.bind(port);
        port.postMessage = (message, transfer) => {
          this.sent.push(message);
          post(message, transfer);
        };
        void this.greet({ data, ports: [port] });
      },
    };
  }

  open(config = CONFIG) {
    return openVault(this.worker, config);
  }

  /** All that has crossed to the pages, as text. */
  get text() {
    return JSON.stringify(this.sent);
  }

  close() {
    this.#ports.forEach((port) => port.close());
  }
}

/** What a promise rejects with. */
export const rejection = (promise) => promise.then(() => undefined, (reason) => reason);

export const settled = () => new Promise((resolve) => setTimeout(resolve, 20));
