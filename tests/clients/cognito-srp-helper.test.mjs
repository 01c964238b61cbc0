import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import {
  createPasswordHash,
  createSecretHash,
  createSrpSession,
  signSrpSession,
  wrapAuthChallenge,
  wrapInitiateAuth,
} from "cognito-srp-helper";
import { forgedPublicValues } from "./forged.mjs";
import { poolId, publicClient, secret, secretClient, start } from "./local-cognito.mjs";

let server;

before(async () => {
  server = await start();
});
beforeEach(() => server.control("reset"));
after(() => server.stop());

/** Both steps of a sign-in, with the helper's session, requests and signature. */
async function signIn(username, password, { change = (request) => request, hash } = {}) {
  // The helper hashes with the name that the pool knows, so these tests use no alias.
  const session = createSrpSession(username, createPasswordHash(username, password, poolId), poolId);
  const ClientId = hash ? secretClient : publicClient;
  const secretHash = hash ? { SECRET_HASH: hash } : {};
  const first = wrapInitiateAuth(session, {
    ClientId,
    AuthFlow: "USER_SRP_AUTH",
    AuthParameters: { CHALLENGE_NAME: "SRP_A", USERNAME: username, ...secretHash },
  });
  const challenge = await server.call("InitiateAuth", change(first));
  const signed = signSrpSession(session, challenge);
  const second = wrapAuthChallenge(signed, {
    ClientId,
    ChallengeName: "PASSWORD_VERIFIER",
    ChallengeResponses: { USERNAME: username, ...secretHash },
  });
  return { challenge, second, answer: await server.call("RespondToAuthChallenge", change(second)) };
}

const incorrect = { name: "NotAuthorizedException", message: "Incorrect username or password." };

describe("cognito-srp-helper", () => {
  test("signs in", async () => {
    for (const [username, password] of [
      ["alice", "Correct-Horse-9"],
      ["bob", "Battery-Staple-7"],
      ["carol.dots", "Dotted-Carol-5"],
    ]) {
      const { challenge, answer } = await signIn(username, password);
      assert.equal(challenge.ChallengeName, "PASSWORD_VERIFIER");
      assert.equal(challenge.ChallengeParameters.USER_ID_FOR_SRP, username);
      assert.equal(answer.AuthenticationResult.TokenType, "Bearer");
      const user = await server.call("GetUser", { AccessToken: answer.AuthenticationResult.AccessToken });
      assert.equal(user.Username, username);
    }
  });

  test("signs in with a client secret, and not without its hash", async () => {
    const hash = createSecretHash("alice", secretClient, secret);
    const { answer } = await signIn("alice", "Correct-Horse-9", { hash });
    assert.ok(answer.AuthenticationResult.IdToken);
    const wrong = createSecretHash("alice", secretClient, "another secret");
    await assert.rejects(signIn("alice", "Correct-Horse-9", { hash: wrong }), {
      name: "NotAuthorizedException",
      message: `Unable to verify secret hash for client ${secretClient}`,
    });
  });

  test("is refused with a wrong password, an unknown user and a replayed proof", async () => {
    await assert.rejects(signIn("alice", "Correct-Horse-8"), incorrect);
    await assert.rejects(signIn("nobody", "Correct-Horse-9"), incorrect);
    const { second } = await signIn("alice", "Correct-Horse-9");
    await assert.rejects(server.call("RespondToAuthChallenge", second), incorrect);
  });

  test("is refused with another user's name under its proof", async () => {
    const asBob = (request) =>
      request.ChallengeResponses
        ? { ...request, ChallengeResponses: { ...request.ChallengeResponses, USERNAME: "bob" } }
        : request;
    await assert.rejects(signIn("alice", "Correct-Horse-9", { change: asBob }), incorrect);
  });

  for (const [name, publicValue] of Object.entries(forgedPublicValues)) {
    test(`is refused with a forged A of ${name}`, async () => {
      const forge = (request) =>
        request.AuthParameters
          ? { ...request, AuthParameters: { ...request.AuthParameters, SRP_A: publicValue } }
          : request;
      await assert.rejects(signIn("alice", "Correct-Horse-9", { change: forge }), {
        name: "InvalidParameterException",
        message: "Invalid SRP_A value.",
      });
    });
  }
});
