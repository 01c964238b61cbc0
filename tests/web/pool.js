export const POOL = "eu-west-1_AbCdEf123";
export const ENDPOINT = "https://cognito.example/";
export const PASSWORD = "Correct-Horse-7-Canary";
export const KEY = "cognito-wasm.client.session";

/**
 * A pool of one user behind a `fetch`. It answers as Cognito does when all is well; `next` holds what the next requests
 * of an operation get instead: a `Response`, or a function that gives or throws something.
 */
export class Pool {
  sent = [];
  next = {};
  life = 3600;
  #sdk;
  #issued = 0;

  constructor(sdk) {
    this.#sdk = sdk;
    localStorage.clear();
    sessionStorage.clear();
  }

  /** A new page over the same pool, in the place of earlier ones. */
  async open(config = {}) {
    await closeEarlierPages();
    this.sdk ??= this.#sdk.define(async () => undefined, this.#sdk.loadTools, this.#sdk.loadWhole);
    return this.openWith(this.sdk, config);
  }

  /** The same with an SDK that another document has made. */
  openWith(sdk, config) {
    const endpoints = { userPool: ENDPOINT };
    return sdk.CognitoAuth.create({ userPoolId: POOL, clientId: "client", endpoints, fetch: this.fetch, ...config });
  }

  async signedIn(config) {
    const auth = await this.open(config);
    await auth.signIn({ username: "alice@example.com", password: PASSWORD });
    this.sent.length = 0;
    return auth;
  }

  count(operation) {
    return this.sent.filter((request) => request.operation === operation).length;
  }

  fetch = async (url, { method, headers, body, ...options }) => {
    const text = body ?? "";
    const target = headers["x-amz-target"] ?? url;
    const renews = /REFRESH_TOKEN_AUTH/.test(text) || /GetTokensFromRefreshToken/.test(target);
    const operation = renews ? "refresh" : target.split(/[./]/).findLast((part) => part !== "json");
    this.sent.push({ operation, url, method, headers, options, body: text === "" ? null : JSON.parse(text), text });
    const queue = this.next[operation] ?? [];
    const answer = queue.length > 0 ? queue.shift() : this.answer(operation, text);
    return typeof answer === "function" ? answer(options.signal) : answer;
  };

  answer(operation, text) {
    if (operation === "jwks") return reply(200, this.#sdk.keySet);
    if (operation === "InitiateAuth" && text.includes("USER_SRP_AUTH")) return reply(200, this.verifier());
    if (operation === "RevokeToken" || operation === "GlobalSignOut") return reply(200, "");
    return reply(200, this.tokens(operation === "refresh" ? {} : { RefreshToken: "refresh-canary" }));
  }

  verifier() {
    const parameters = { USER_ID_FOR_SRP: "alice", SALT: "a1b2c3", SRP_B: "123456789abcdef", SECRET_BLOCK: "c2VjcmV0" };
    return { ChallengeName: "PASSWORD_VERIFIER", Session: "session-canary", ChallengeParameters: parameters };
  }

  tokens(more) {
    const result = { IdToken: this.token("id"), AccessToken: this.token("access"), TokenType: "Bearer", ...more };
    return { AuthenticationResult: result };
  }

  token(use, changes = {}) {
    const now = Math.floor(Date.now() / 1000);
    const own =
      use === "id"
        ? { aud: "client", "cognito:username": "alice", "cognito:groups": ["admin"], email: "alice@example.com" }
        : { client_id: "client", username: "alice", scope: "aws.cognito.signin.user.admin openid" };
    const common = { iss: ENDPOINT + POOL, sub: "sub-alice", token_use: use, iat: now, exp: now + this.life };
    return this.#sdk.sign(JSON.stringify({ ...common, ...own, jti: `${++this.#issued}`, ...changes }));
  }
}

/** A response as the pool gives it. */
export function reply(status, body, headers = {}) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { "x-amzn-requestid": "request-1", ...headers } });
}

export const refusal = (name, message = "") => reply(400, { __type: name, message });

export function newPasswordRequired() {
  const parameters = { USER_ID_FOR_SRP: "alice", requiredAttributes: '["userAttributes.email"]', userAttributes: '{"locale":"en"}' };
  return reply(200, { ChallengeName: "NEW_PASSWORD_REQUIRED", Session: "session-canary", ChallengeParameters: parameters });
}

/** Never answers. */
export const silence = () => new Promise(() => {});

/** Withdraws what earlier pages of this document have noted of the session in storage, as closing them does. */
export async function closeEarlierPages() {
  const { held } = await navigator.locks.query();
  for (const { name } of held) await navigator.locks.request(name, { steal: true }, () => {});
}
