import assert from "node:assert/strict";
import { createPublicKey, verify } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";
import { forgedPublicValues } from "./forged.mjs";
import { poolId, publicClient, srpOnlyClient, start } from "./local-cognito.mjs";

let server;

before(async () => {
  server = await start();
});
beforeEach(() => server.control("reset"));
after(() => server.stop());

/** A user of the library, who keeps nothing between tests. */
function userNamed(username, clientId = publicClient) {
  const values = new Map();
  const storage = {
    setItem: (key, value) => values.set(key, value),
    getItem: (key) => values.get(key) ?? null,
    removeItem: (key) => values.delete(key),
    clear: () => values.clear(),
  };
  const pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: clientId, endpoint: server.url, Storage: storage });
  return new CognitoUser({ Username: username, Pool: pool, Storage: storage });
}

/** What the library calls back, as one value; failures reject. */
function signIn(user, password) {
  const details = new AuthenticationDetails({ Username: user.getUsername(), Password: password });
  return new Promise((resolve, reject) => {
    user.authenticateUser(details, {
      onSuccess: (session) => resolve({ session }),
      onFailure: reject,
      newPasswordRequired: (attributes, required) => resolve({ attributes, required }),
      totpRequired: (challenge, parameters) => resolve({ challenge, parameters }),
    });
  });
}

/** Calls a method of the library that takes a node-style callback. */
const callback = (run) =>
  new Promise((resolve, reject) => run((error, value) => (error ? reject(error) : resolve(value))));

const code = (expected) => (error) => {
  assert.equal(error.code ?? error.name, expected, error.message);
  return true;
};

async function assertVerifies(token) {
  const [header, payload, signature] = token.split(".");
  const { kid } = JSON.parse(Buffer.from(header, "base64url"));
  const { keys } = await (await fetch(`${server.url}/${poolId}/.well-known/jwks.json`)).json();
  const key = createPublicKey({ key: keys.find((candidate) => candidate.kid === kid), format: "jwk" });
  assert.ok(verify("sha256", Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, "base64url")));
}

describe("amazon-cognito-identity-js", () => {
  test("signs in by SRP, and its tokens verify with OpenSSL", async () => {
    const { session } = await signIn(userNamed("alice"), "Correct-Horse-9");
    assert.equal(session.getIdToken().payload["cognito:username"], "alice");
    assert.equal(session.getIdToken().payload.aud, publicClient);
    assert.equal(session.getAccessToken().payload.scope, "aws.cognito.signin.user.admin");
    assert.ok(session.isValid());
    await assertVerifies(session.getIdToken().getJwtToken());
    await assertVerifies(session.getAccessToken().getJwtToken());
  });

  test("signs in by aliases, with Unicode passwords, and by usernames with dots", async () => {
    for (const [typed, password, username] of [
      ["alice@example.com", "Correct-Horse-9", "alice"],
      ["wonderland", "Correct-Horse-9", "alice"],
      ["dave@example.com", "Email-Only-4", "da7e0000-0000-4000-8000-000000000004"],
      ["carol.dots", "Dotted-Carol-5", "carol.dots"],
      ["unicode", "pässwörd-Ünï-🔑1", "unicode"],
    ]) {
      const { session } = await signIn(userNamed(typed), password);
      assert.equal(session.getAccessToken().payload.username, username);
    }
  });

  test("signs in by USER_PASSWORD_AUTH", async () => {
    const user = userNamed("bob");
    user.setAuthenticationFlowType("USER_PASSWORD_AUTH");
    const { session } = await signIn(user, "Battery-Staple-7");
    assert.equal(session.getIdToken().payload.name, "Bøb Müller-東京 🦉");
  });

  test("is refused with a wrong password and with an unknown user, in the same words", async () => {
    const wrong = await signIn(userNamed("alice"), "Correct-Horse-8").catch((error) => error);
    const unknown = await signIn(userNamed("nobody"), "Correct-Horse-9").catch((error) => error);
    for (const error of [wrong, unknown]) {
      assert.equal(error.code, "NotAuthorizedException");
      assert.equal(error.message, "Incorrect username or password.");
    }
    await assert.rejects(signIn(userNamed("nobody", srpOnlyClient), "x"), code("UserNotFoundException"));
  });

  test("is locked out after five wrong passwords", async () => {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await assert.rejects(signIn(userNamed("alice"), "wrong"), /Incorrect username or password/);
    }
    await assert.rejects(signIn(userNamed("alice"), "Correct-Horse-9"), /Password attempts exceeded/);
  });

  for (const [name, publicValue] of Object.entries(forgedPublicValues)) {
    test(`is refused with a forged A of ${name}`, async () => {
      const user = userNamed("alice");
      const request = user.client.request.bind(user.client);
      const operations = [];
      user.client.request = (operation, parameters, answer) => {
        operations.push(operation);
        if (parameters.AuthParameters?.SRP_A) parameters.AuthParameters.SRP_A = publicValue;
        request(operation, parameters, answer);
      };
      await assert.rejects(signIn(user, "Correct-Horse-9"), code("InvalidParameterException"));
      assert.deepEqual(operations, ["InitiateAuth"]);
    });
  }

  test("is told what is wrong with an account", async () => {
    for (const [username, password, expected] of [
      ["disabled", "Disabled-User-1", "NotAuthorizedException"],
      ["unconfirmed", "Unconfirmed-1", "UserNotConfirmedException"],
      ["mustreset", "Must-Reset-1", "PasswordResetRequiredException"],
    ]) {
      await assert.rejects(signIn(userNamed(username), password), code(expected));
    }
  });

  test("sets a forced new password, after one that the policy refuses", async () => {
    const user = userNamed("newcomer");
    const { required } = await signIn(user, "Temporary-Pass-1");
    assert.deepEqual(required, ["name"]);
    const complete = (password) =>
      new Promise((resolve, reject) => {
        user.completeNewPasswordChallenge(password, { name: "New Comer" }, { onSuccess: resolve, onFailure: reject });
      });
    await assert.rejects(complete("short"), code("InvalidPasswordException"));
    const session = await complete("Brand-New-Pass-2");
    assert.equal(session.getIdToken().payload.name, "New Comer");
    assert.ok((await signIn(userNamed("newcomer"), "Brand-New-Pass-2")).session);
  });

  test("is asked for a second factor", async () => {
    const { challenge, parameters } = await signIn(userNamed("mfa"), "Multi-Factor-1");
    assert.equal(challenge, "SOFTWARE_TOKEN_MFA");
    assert.equal(parameters.FRIENDLY_DEVICE_NAME, "Local authenticator");
  });

  test("refreshes, reads attributes, revokes and signs out everywhere", async () => {
    const user = userNamed("alice");
    const { session } = await signIn(user, "Correct-Horse-9");
    const fresh = await callback((done) => user.refreshSession(session.getRefreshToken(), done));
    assert.equal(fresh.getIdToken().payload.origin_jti, session.getIdToken().payload.origin_jti);
    assert.notEqual(fresh.getIdToken().payload.jti, session.getIdToken().payload.jti);
    const attributes = await callback((done) => user.getUserAttributes(done));
    assert.equal(attributes.find(({ Name }) => Name === "email").Value, "alice@example.com");

    const other = userNamed("alice");
    const { session: elsewhere } = await signIn(other, "Correct-Horse-9");
    await new Promise((resolve) => other.signOut(resolve));
    // Asked without the library, which would try for seconds.
    const REFRESH_TOKEN = elsewhere.getRefreshToken().getToken();
    await assert.rejects(
      server.call("InitiateAuth", {
        AuthFlow: "REFRESH_TOKEN_AUTH",
        ClientId: publicClient,
        AuthParameters: { REFRESH_TOKEN },
      }),
      /Refresh Token has been revoked/,
    );

    const back = userNamed("alice");
    const { session: last } = await signIn(back, "Correct-Horse-9");
    await new Promise((resolve, reject) => back.globalSignOut({ onSuccess: resolve, onFailure: reject }));
    await assert.rejects(
      server.call("GetUser", { AccessToken: last.getAccessToken().getJwtToken() }),
      /Access Token has been revoked/,
    );
  });
});
