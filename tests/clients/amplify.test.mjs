/** Amplify, unmodified, at an app client that rotates refresh tokens: its own refresh is `GetTokensFromRefreshToken`. */

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { Amplify } from "aws-amplify";
import { fetchAuthSession, signIn, signOut } from "aws-amplify/auth";
import { cognitoUserPoolsTokenProvider } from "aws-amplify/auth/cognito";
import { poolId, start } from "./local-cognito.mjs";

const userPoolClientId = "localrotatingclient0000001";
const key = (name) => `CognitoIdentityServiceProvider.${userPoolClientId}.alice.${name}`;

let server;
let values;

before(async () => {
  server = await start();
  Amplify.configure({ Auth: { Cognito: { userPoolId: poolId, userPoolClientId, userPoolEndpoint: server.url } } });
});
beforeEach(async () => {
  await server.control("reset");
  values = new Map();
  cognitoUserPoolsTokenProvider.setKeyValueStorage({
    setItem: async (name, value) => void values.set(name, value),
    getItem: async (name) => values.get(name) ?? null,
    removeItem: async (name) => void values.delete(name),
    clear: async () => values.clear(),
  });
});
after(() => server.stop());

const requests = async () => (await (await fetch(`${server.url}/_local/requests`)).json()).counts;

describe("Amplify", () => {
  test("signs in, rotates twice, and learns that a used token is dead", async () => {
    const { nextStep } = await signIn({ username: "alice", password: "Correct-Horse-9" });
    assert.equal(nextStep.signInStep, "DONE");
    const seen = [values.get(key("refreshToken"))];
    for (let round = 0; round < 2; round += 1) {
      const { tokens } = await fetchAuthSession({ forceRefresh: true });
      assert.equal(tokens.idToken.payload["cognito:username"], "alice");
      seen.push(values.get(key("refreshToken")));
    }
    assert.equal(new Set(seen).size, 3, "three different refresh tokens");
    assert.equal((await requests()).GetTokensFromRefreshToken, 2);
    assert.ok(!seen.includes(undefined));

    await server.control("clock", { advance: 11 });
    values.set(key("refreshToken"), seen[0]);
    await assert.rejects(fetchAuthSession({ forceRefresh: true }), { name: "RefreshTokenReuseException" });
    assert.equal(values.get(key("refreshToken")), undefined, "Amplify gives up");
    const last = { ClientId: userPoolClientId, RefreshToken: seen[2] };
    assert.ok((await server.call("GetTokensFromRefreshToken", last)).AuthenticationResult, "the family lives on");
  });

  test("sign-out revokes the whole family", async () => {
    await signIn({ username: "alice", password: "Correct-Horse-9" });
    const first = values.get(key("refreshToken"));
    await fetchAuthSession({ forceRefresh: true });
    const second = values.get(key("refreshToken"));
    assert.ok(first && second && first !== second);
    await signOut();
    assert.equal((await requests()).RevokeToken, 1);
    for (const RefreshToken of [first, second]) {
      const renewal = server.call("GetTokensFromRefreshToken", { ClientId: userPoolClientId, RefreshToken });
      await assert.rejects(renewal, { name: "NotAuthorizedException", message: /revoked/ });
    }
  });
});
