/** amazon-cognito-identity-js, unmodified, through the life of an account: from sign-up to its end. */

import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { AuthenticationDetails, CognitoUser, CognitoUserAttribute, CognitoUserPool } from "amazon-cognito-identity-js";
import { poolId, publicClient, start } from "./local-cognito.mjs";

let server;

before(async () => {
  server = await start();
});
beforeEach(() => server.control("reset"));
after(() => server.stop());

function newPool() {
  const values = new Map();
  const storage = {
    setItem: (key, value) => values.set(key, value),
    getItem: (key) => values.get(key) ?? null,
    removeItem: (key) => values.delete(key),
    clear: () => values.clear(),
  };
  const options = { UserPoolId: poolId, ClientId: publicClient, endpoint: server.url, Storage: storage };
  return { Pool: new CognitoUserPool(options), Storage: storage };
}

const userNamed = (username) => new CognitoUser({ Username: username, ...newPool() });

/** Calls a method of the library that takes a node-style callback. */
const callback = (run) =>
  new Promise((resolve, reject) => run((error, value) => (error ? reject(error) : resolve(value))));

/** Calls a method of the library that takes an object of callbacks; `inputVerificationCode` is an end too. */
const callbacks = (run) =>
  new Promise((resolve, reject) =>
    run({ onSuccess: resolve, onFailure: reject, inputVerificationCode: (details) => resolve(details) }),
  );

const attribute = (Name, Value) => new CognitoUserAttribute({ Name, Value });

function signUp(username, attributes) {
  const list = Object.entries(attributes).map(([name, value]) => attribute(name, value));
  return callback((done) => newPool().Pool.signUp(username, "Brand-New-Pass-1", list, [], done));
}

async function signIn(username, password) {
  const user = userNamed(username);
  const details = new AuthenticationDetails({ Username: username, Password: password });
  await callbacks((on) => user.authenticateUser(details, on));
  return user;
}

/** The latest code that was sent to an address. */
async function codeFor(destination) {
  const query = new URLSearchParams({ destination });
  const { messages } = await (await fetch(`${server.url}/_local/inbox?${query}`)).json();
  return messages.at(-1).code;
}

const refusedAs = (name) => (error) => {
  assert.equal(error.code ?? error.name, name, error.message);
  return true;
};

describe("an account in amazon-cognito-identity-js", () => {
  test("is made, confirmed by the latest code, and signs in", async () => {
    const made = await signUp("zoe", { name: "Zoe", email: "zoe@example.com", "custom:level": "3" });
    assert.equal(made.userConfirmed, false);
    assert.deepEqual(made.codeDeliveryDetails, {
      AttributeName: "email",
      DeliveryMedium: "EMAIL",
      Destination: "z***@e***",
    });
    await assert.rejects(signUp("zoe", { name: "Zoe" }), refusedAs("UsernameExistsException"));
    await assert.rejects(signUp("yan", { email: "yan@example.com" }), refusedAs("InvalidParameterException"));
    const first = await codeFor("zoe@example.com");
    await callback((done) => userNamed("zoe").resendConfirmationCode(done));
    const confirm = (code) => callback((done) => userNamed("zoe").confirmRegistration(code, false, done));
    await assert.rejects(confirm(first), refusedAs("CodeMismatchException"));
    assert.equal(await confirm(await codeFor("zoe@example.com")), "SUCCESS");
    const user = await signIn("zoe@example.com", "Brand-New-Pass-1");
    const claims = user.getSignInUserSession().getIdToken().payload;
    assert.deepEqual([claims.sub, claims.email_verified], [made.userSub, true]);
  });

  test("gets a new password by a code", async () => {
    const user = userNamed("alice");
    await callbacks((on) => user.forgotPassword(on));
    const code = await codeFor("alice@example.com");
    const confirm = (given, password) => callbacks((on) => user.confirmPassword(given, password, on));
    await assert.rejects(confirm(code, "short"), refusedAs("InvalidPasswordException"));
    await confirm(code, "Next-Pass-2");
    await assert.rejects(confirm(code, "Next-Pass-3"), refusedAs("ExpiredCodeException"));
    await assert.rejects(signIn("alice", "Correct-Horse-9"), refusedAs("NotAuthorizedException"));
    await signIn("alice", "Next-Pass-2");
  });

  test("changes its password and its attributes, and verifies an address", async () => {
    const user = await signIn("alice", "Correct-Horse-9");
    await callback((done) => user.changePassword("Correct-Horse-9", "Next-Pass-2", done));
    await assert.rejects(
      callback((done) => user.changePassword("Correct-Horse-9", "Next-Pass-3", done)),
      refusedAs("NotAuthorizedException"),
    );
    const changes = [attribute("nickname", "Al"), attribute("email", "alice@example.org")];
    await callback((done) => user.updateAttributes(changes, done));
    const sent = await codeFor("alice@example.org");
    const wrong = sent === "000000" ? "000001" : "000000";
    const verify = (given) => callbacks((on) => user.verifyAttribute("email", given, on));
    await assert.rejects(verify(wrong), refusedAs("CodeMismatchException"));
    await callbacks((on) => user.getAttributeVerificationCode("email", on));
    const code = await codeFor("alice@example.org");
    assert.equal(await verify(code), "SUCCESS");
    await callback((done) => user.deleteAttributes(["nickname"], done));
    const list = await callback((done) => user.getUserAttributes(done));
    const values = Object.fromEntries(list.map((one) => [one.getName(), one.getValue()]));
    assert.equal(values.email, "alice@example.org");
    assert.equal(values.email_verified, "true");
    assert.ok(!("nickname" in values));
  });

  test("ends", async () => {
    const user = await signIn("alice", "Correct-Horse-9");
    assert.equal(await callback((done) => user.deleteUser(done)), "SUCCESS");
    await assert.rejects(signIn("alice", "Correct-Horse-9"), refusedAs("NotAuthorizedException"));
  });
});
