/** The AWS SDK for JavaScript, unmodified, through refresh-token rotation, and against the keys that are rotated. */

import assert from "node:assert/strict";
import { createHmac, createPublicKey, verify } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import {
  CognitoIdentityProviderClient,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RefreshTokenReuseException,
  RevokeTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { poolId, publicClient, secret, secretClient, start } from "./local-cognito.mjs";

const rotatingClient = "localrotatingclient0000001";

let server;
let client;

before(async () => {
  server = await start();
  client = new CognitoIdentityProviderClient({ region: "eu-west-1", endpoint: server.url, maxAttempts: 1 });
});
beforeEach(() => server.control("reset"));
after(() => {
  client.destroy();
  return server.stop();
});

async function signIn(ClientId, parameters = {}) {
  const AuthParameters = { USERNAME: "alice", PASSWORD: "Correct-Horse-9", ...parameters };
  const answer = await client.send(new InitiateAuthCommand({ AuthFlow: "USER_PASSWORD_AUTH", ClientId, AuthParameters }));
  return answer.AuthenticationResult;
}

async function renew(RefreshToken, ClientId = rotatingClient, more = {}) {
  const answer = await client.send(new GetTokensFromRefreshTokenCommand({ RefreshToken, ClientId, ...more }));
  assert.equal(answer.ChallengeParameters, undefined);
  return answer.AuthenticationResult;
}

const whoIs = (AccessToken) => client.send(new GetUserCommand({ AccessToken }));
const counts = async () => (await (await fetch(`${server.url}/_local/requests`)).json()).counts;

describe("refresh-token rotation in the AWS SDK", () => {
  test("each token gives the next one, and serves for the grace alone", async () => {
    const first = await signIn(rotatingClient);
    const second = await renew(first.RefreshToken);
    assert.ok(second.AccessToken && second.IdToken && second.RefreshToken);
    assert.notEqual(second.RefreshToken, first.RefreshToken);
    assert.equal((await whoIs(second.AccessToken)).Username, "alice");

    await server.control("clock", { advance: 5 });
    const again = await renew(first.RefreshToken);
    assert.ok(again.RefreshToken, "the answer may have been lost");
    await server.control("clock", { advance: 6 });
    await assert.rejects(renew(first.RefreshToken), (error) => {
      assert.ok(error instanceof RefreshTokenReuseException, error.name);
      assert.equal(error.$metadata.httpStatusCode, 400);
      return true;
    });
    const third = await renew(second.RefreshToken);
    assert.ok(third.RefreshToken);
    assert.equal((await counts()).GetTokensFromRefreshToken, 4);
  });

  test("the older flow is refused, and revocation ends the family", async () => {
    const first = await signIn(rotatingClient);
    const AuthParameters = { REFRESH_TOKEN: first.RefreshToken };
    const older = new InitiateAuthCommand({ AuthFlow: "REFRESH_TOKEN_AUTH", ClientId: rotatingClient, AuthParameters });
    await assert.rejects(client.send(older), { name: "InvalidParameterException" });

    const second = await renew(first.RefreshToken);
    await client.send(new RevokeTokenCommand({ ClientId: rotatingClient, Token: first.RefreshToken }));
    await assert.rejects(renew(second.RefreshToken), { name: "NotAuthorizedException", message: /revoked/ });
    await assert.rejects(whoIs(second.AccessToken), { name: "NotAuthorizedException", message: /revoked/ });
  });

  test("an answer that is lost on the way is asked for again", async () => {
    const { RefreshToken } = await signIn(rotatingClient);
    await server.control("faults", { operation: "GetTokensFromRefreshToken", kind: "drop", when: "after" });
    await assert.rejects(renew(RefreshToken));
    const next = await renew(RefreshToken);
    await server.control("clock", { advance: 11 });
    await assert.rejects(renew(RefreshToken), { name: "RefreshTokenReuseException" });
    assert.ok((await renew(next.RefreshToken)).RefreshToken);
  });

  test("without rotation the same operation gives no refresh token, and wants the client's secret where there is one", async () => {
    const { RefreshToken } = await signIn(publicClient);
    const answers = [await renew(RefreshToken, publicClient), await renew(RefreshToken, publicClient)];
    assert.deepEqual(answers.map((answer) => answer.RefreshToken), [undefined, undefined]);
    const SECRET_HASH = createHmac("sha256", secret).update(`alice${secretClient}`).digest("base64");
    const guarded = await signIn(secretClient, { SECRET_HASH });
    await assert.rejects(renew(guarded.RefreshToken, secretClient), { name: "NotAuthorizedException" });
    assert.ok((await renew(guarded.RefreshToken, secretClient, { ClientSecret: secret })).AccessToken);
  });
});

describe("keys", () => {
  /** Verifies by Node's own cryptography. */
  async function verifies(token) {
    const [header, payload, signature] = token.split(".");
    const { alg, kid } = JSON.parse(Buffer.from(header, "base64url"));
    const { iss } = JSON.parse(Buffer.from(payload, "base64url"));
    const { keys } = await (await fetch(`${iss}/.well-known/jwks.json`)).json();
    const jwk = keys.find((key) => key.kid === kid);
    if (!jwk) return false;
    assert.equal(jwk.alg, alg);
    const key = { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" };
    return verify("sha256", Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url"));
  }

  test("change from RSA to elliptic curves, and the old ones verify until they are dropped", async () => {
    const before = await signIn(publicClient);
    await server.control("keys", { pool: poolId, algorithm: "ES256" });
    const after = await signIn(publicClient);
    const algorithm = (token) => JSON.parse(Buffer.from(token.split(".")[0], "base64url")).alg;
    assert.deepEqual([before, after].map(({ IdToken }) => algorithm(IdToken)), ["RS256", "ES256"]);
    for (const { IdToken, AccessToken } of [before, after]) {
      assert.ok(await verifies(IdToken));
      assert.ok(await verifies(AccessToken));
    }
    await fetch(`${server.url}/_local/keys`, { method: "DELETE" });
    assert.equal(await verifies(before.IdToken), false);
    assert.ok(await verifies(after.IdToken));
  });
});
