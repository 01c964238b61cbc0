import { generateKeyPairSync, randomBytes, sign } from "node:crypto";

const ISSUER = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123";
const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const KEYS = JSON.stringify({ keys: [{ ...publicKey.export({ format: "jwk" }), kid: "key-1", alg: "RS256", use: "sig" }] });

/** A pool of one user behind a `fetch`; `next` holds what the next request of an operation gets instead. */
export function openPool() {
  const pool = {
    next: {},
    salt: "a1b2c3",
    srpB: `7${randomBytes(383).toString("hex")}`,
    secretBlock: randomBytes(60).toString("base64"),
    refreshToken: randomBytes(60).toString("base64url"),
    /** What the last proof answered. */
    proof: undefined,
    /** Holds the next request back: `reached` says when it is there. */
    hold() {
      const gate = { reached: null, release: null };
      const released = new Promise((resolve) => (gate.release = resolve));
      gate.reached = new Promise((resolve) => (pool.next.InitiateAuth = () => (resolve(), released.then(() => answer("InitiateAuth", {})))));
      return gate;
    },
    fetch: async (url, { headers, body }) => {
      const operation = headers["x-amz-target"]?.split(".")[1] ?? "jwks";
      const sent = body ? JSON.parse(body) : {};
      if (sent.ChallengeName === "PASSWORD_VERIFIER") pool.proof = sent.ChallengeResponses;
      const next = pool.next[operation];
      delete pool.next[operation];
      return next ? next() : answer(operation, sent);
    },
  };

  function answer(operation, { AuthFlow }) {
    if (operation === "jwks") return new Response(KEYS);
    if (operation === "RevokeToken" || operation === "GlobalSignOut") return new Response("");
    if (AuthFlow === "USER_SRP_AUTH") {
      const parameters = { USER_ID_FOR_SRP: "alice", SALT: pool.salt, SRP_B: pool.srpB, SECRET_BLOCK: pool.secretBlock };
      return json(200, { ChallengeName: "PASSWORD_VERIFIER", Session: "session", ChallengeParameters: parameters });
    }
    const refresh = AuthFlow === "REFRESH_TOKEN_AUTH" ? {} : { RefreshToken: pool.refreshToken };
    return json(200, { AuthenticationResult: { IdToken: token("id"), AccessToken: token("access"), ...refresh } });
  }
  return pool;
}

const json = (status, body) => new Response(JSON.stringify(body), { status });

export const refusal = (name, message = "") => () => json(400, { __type: name, message });

export function newPasswordRequired() {
  return json(200, { ChallengeName: "NEW_PASSWORD_REQUIRED", Session: "session", ChallengeParameters: { USER_ID_FOR_SRP: "alice" } });
}

function token(use) {
  const now = Math.floor(Date.now() / 1000);
  const own = use === "id" ? { aud: "client", "cognito:username": "alice" } : { client_id: "client", username: "alice" };
  const claims = { iss: ISSUER, sub: "sub-alice", token_use: use, iat: now, exp: now + 3600, jti: randomBytes(16).toString("hex"), ...own };
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const message = `${part({ alg: "RS256", kid: "key-1" })}.${part(claims)}`;
  return `${message}.${sign("sha256", Buffer.from(message), privateKey).toString("base64url")}`;
}
