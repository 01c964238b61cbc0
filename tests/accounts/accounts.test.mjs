/** Every method of `Accounts` against the local Cognito, through the built package in Node. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, beforeEach, test } from "node:test";
import { CognitoAuth } from "../../pkg/node.js";
import { poolId, publicClient, secret, secretClient, start } from "../clients/local-cognito.mjs";

const PASSWORD = "Correct-Horse-9";
const NEW_PASSWORD = "Battery-Staple-8";

let server;

before(async () => {
  server = await start();
});
beforeEach(() => server.control("reset"));
after(() => server.stop());

const create = (config = {}) =>
  CognitoAuth.create({ userPoolId: poolId, clientId: publicClient, endpoints: { userPool: server.url }, storage: "memory", ...config });

/** A client for whom somebody has signed in. */
async function signedIn(username = "alice", password = PASSWORD, config = {}) {
  const auth = await create(config);
  const step = await auth.signIn({ username, password, flow: "USER_PASSWORD_AUTH" });
  assert.equal(step.kind, "signedIn");
  return { auth, accounts: await auth.accounts() };
}

/** The latest code that was sent to an address. */
async function codeFor(destination) {
  const query = new URLSearchParams({ destination });
  const { messages } = await (await fetch(`${server.url}/_local/inbox?${query}`)).json();
  return messages.at(-1).code;
}

/** The code of an authenticator app now (RFC 6238). */
async function totp(base32, step = 0) {
  const { now } = await (await fetch(`${server.url}/_local/clock`)).json();
  const bits = Array.from(base32, (letter) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30) + step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
  return `${number % 1_000_000}`.padStart(6, "0");
}

test("a new user signs up, confirms and signs in", async () => {
  for (const config of [{}, { clientId: secretClient, clientSecret: secret }]) {
    await server.control("reset");
    const auth = await create(config);
    const accounts = await auth.accounts();
    const signedUp = await accounts.signUp({
      username: "zoe",
      password: NEW_PASSWORD,
      attributes: { name: "Zoë", email: "zoe@example.com" },
      clientMetadata: { from: "test" },
    });
    assert.equal(signedUp.userConfirmed, false);
    assert.match(signedUp.userSub, /^[0-9a-f-]{36}$/);
    assert.deepEqual(Object.keys(signedUp).sort(), ["codeDelivery", "userConfirmed", "userSub"]);
    assert.equal(signedUp.codeDelivery.deliveryMedium, "EMAIL");
    await assert.rejects(accounts.confirmSignUp({ username: "zoe", code: "000000" }), { code: "CodeMismatch" });
    assert.equal((await accounts.resendConfirmationCode({ username: "zoe" })).attributeName, "email");
    assert.equal(await accounts.confirmSignUp({ username: "zoe", code: await codeFor("zoe@example.com") }), undefined);
    assert.equal((await auth.signIn({ username: "zoe", password: NEW_PASSWORD })).kind, "signedIn");
  }
});

test("a sign-up whose session is over is confirmed by its code alone", async () => {
  const auth = await create();
  const accounts = await auth.accounts();
  await accounts.signUp({ username: "zoe", password: NEW_PASSWORD, attributes: { name: "Zoë", email: "zoe@example.com" } });
  await server.control("clock", { advance: 1000 });
  await accounts.confirmSignUp({ username: "zoe", code: await codeFor("zoe@example.com") });
});

test("a forgotten password is replaced", async () => {
  const auth = await create();
  const accounts = await auth.accounts();
  const delivery = await accounts.forgotPassword({ username: "alice" });
  assert.equal(delivery.deliveryMedium, "EMAIL");
  const code = await codeFor("alice@example.com");
  await assert.rejects(accounts.confirmForgotPassword({ username: "alice", code, newPassword: "short" }), { code: "InvalidPassword" });
  await accounts.confirmForgotPassword({ username: "alice", code, newPassword: NEW_PASSWORD });
  assert.equal((await auth.signIn({ username: "alice", password: NEW_PASSWORD })).kind, "signedIn");
});

test("a user changes attributes, and verifies a new address", async () => {
  const { accounts } = await signedIn();
  const profile = await accounts.getUser();
  assert.equal(profile.username, "alice");
  assert.equal(profile.attributes.email, "alice@example.com");
  assert.deepEqual(profile.mfa, []);
  const deliveries = await accounts.updateUserAttributes({ attributes: { email: "new@example.com", nickname: "Al" } });
  assert.deepEqual(deliveries.map(({ attributeName }) => attributeName), ["email"]);
  assert.equal((await accounts.getUserAttributeVerificationCode({ name: "email" })).deliveryMedium, "EMAIL");
  await accounts.verifyUserAttribute({ name: "email", code: await codeFor("new@example.com") });
  await accounts.deleteUserAttributes({ names: ["nickname"] });
  const { attributes } = await accounts.getUser();
  assert.deepEqual([attributes.email, attributes.email_verified, attributes.nickname], ["new@example.com", "true", undefined]);
});

test("a user changes the password", async () => {
  const { auth, accounts } = await signedIn();
  const wrong = accounts.changePassword({ previousPassword: "Wrong-Horse-9", proposedPassword: NEW_PASSWORD });
  await assert.rejects(wrong, { code: "IncorrectUsernameOrPassword" });
  assert.notEqual(await auth.session(), null);
  await accounts.changePassword({ previousPassword: PASSWORD, proposedPassword: NEW_PASSWORD });
  assert.equal((await auth.signIn({ username: "alice", password: NEW_PASSWORD })).kind, "signedIn");
});

test("a deleted user is signed out", async () => {
  const { auth, accounts } = await signedIn();
  const told = new Promise((resolve) => auth.addEventListener("signedout", ({ detail }) => resolve(detail)));
  assert.equal(await accounts.deleteUser(), undefined);
  assert.deepEqual(await told, { reason: "signOut" });
  assert.equal(await auth.session(), null);
  await assert.rejects(accounts.getUser(), { code: "NotSignedIn" });
  await assert.rejects(auth.signIn({ username: "alice", password: PASSWORD }), { code: "IncorrectUsernameOrPassword" });
});

test("a user enrols an authenticator app, and prefers it", async () => {
  const { accounts } = await signedIn();
  const { secretCode, uri } = await accounts.associateSoftwareToken({ issuer: "My App" });
  assert.equal(uri, `otpauth://totp/My%20App:alice%40example.com?secret=${secretCode}&issuer=My%20App`);
  await assert.rejects(accounts.verifySoftwareToken({ code: "000000" }), { code: "EnableSoftwareTokenMFA" });
  await accounts.verifySoftwareToken({ code: await totp(secretCode), deviceName: "my phone" });
  await accounts.setUserMfaPreference({ softwareToken: { enabled: true, preferred: true } });
  const factors = await accounts.getUserAuthFactors();
  assert.deepEqual([factors.preferredMfa, factors.mfa], ["SOFTWARE_TOKEN_MFA", ["SOFTWARE_TOKEN_MFA"]]);
  assert.ok(factors.firstFactors.includes("PASSWORD"));
  assert.equal((await accounts.getUser()).preferredMfa, "SOFTWARE_TOKEN_MFA");
});

test("a user switches SMS on in the old way", async () => {
  const { accounts } = await signedIn("bob", "Battery-Staple-7");
  await accounts.setUserSettings({ mfaOptions: [{ deliveryMedium: "SMS", attributeName: "phone_number" }] });
  assert.deepEqual((await accounts.getUserAuthFactors()).mfa, ["SMS_MFA"]);
});

test("sessions are listed and revoked, and revoked tokens renewed in vain", async () => {
  const { auth, accounts } = await signedIn();
  const other = await signedIn();
  const { items } = await accounts.listUserSessions();
  assert.equal(items.length, 2);
  const foreign = items.find(({ isCurrent }) => !isCurrent);
  assert.ok(Math.abs(foreign.createdAt - Date.now()) < 3_600_000, `${foreign.createdAt}`);
  assert.equal(foreign.sessionType, "TOKEN");
  await accounts.revokeUserSession({ sessionId: foreign.sessionId });
  await assert.rejects(other.accounts.getUser(), { code: /^RefreshToken/ });
  assert.notEqual(await auth.session(), null);
  const own = items.find(({ isCurrent }) => isCurrent);
  await assert.rejects(accounts.revokeUserSession({ sessionId: own.sessionId }), { code: "InvalidParameter" });
});

test("the page's tokens are renewed where they have ended", async () => {
  const { auth, accounts } = await signedIn();
  const before = (await auth.session()).accessToken;
  await server.control("clock", { advance: 4000 });
  assert.equal((await accounts.getUser()).username, "alice");
  assert.notEqual((await auth.session()).accessToken, before);
});

test("a passkey is begun with the pool's options, and an odd credential is refused", async () => {
  const { accounts } = await signedIn();
  const options = await accounts.startWebAuthnRegistration();
  assert.equal(options.user.name, "alice");
  assert.equal(typeof options.challenge, "string");
  await assert.rejects(accounts.completeWebAuthnRegistration({ credential: { id: "x" } }), (error) => error.status === 400);
  assert.deepEqual(await accounts.listWebAuthnCredentials({ limit: 5 }), { items: [] });
  await assert.rejects(accounts.deleteWebAuthnCredential({ credentialId: "eA" }), { code: "ResourceNotFound" });
  assert.deepEqual(await accounts.passkeySupport(), { available: false, conditional: false });
  await assert.rejects(accounts.registerPasskey(), { code: "PasskeyUnsupported" });
});

test("devices are asked for by their keys", async () => {
  const { accounts } = await signedIn();
  const deviceKey = "eu-west-1_00000000-0000-4000-8000-000000000000";
  assert.deepEqual(await accounts.listDevices({ limit: 5 }), { items: [] });
  for (const call of ["getDevice", "forgetDevice"]) await assert.rejects(accounts[call]({ deviceKey }), { code: "ResourceNotFound" });
  await assert.rejects(accounts.updateDeviceStatus({ deviceKey, remembered: true }), { code: "ResourceNotFound" });
});

test("feedback on a sign-in needs its token", async () => {
  const accounts = await (await create()).accounts();
  const feedback = { username: "alice", eventId: "e1", feedbackToken: "token", feedbackValue: "Valid" };
  await assert.rejects(accounts.updateAuthEventFeedback(feedback), (error) => error.status === 400 && error.code !== "InvalidParameter");
});

test("a password is checked without a request", async () => {
  const accounts = await (await create()).accounts();
  const check = await accounts.checkPassword("Aa1!");
  assert.equal(check.fits, false);
  assert.deepEqual(check.rules.filter(({ met }) => !met), [{ rule: "minimumLength", met: false, minimum: 8 }]);
  assert.equal((await accounts.checkPassword("abcdef", { minimumLength: 6 })).fits, true);
});

test("wrong options are named, and nothing is sent", async () => {
  const accounts = await (await create()).accounts();
  await assert.rejects(accounts.signUp({}), { code: "InvalidArgument", subject: "username" });
  await assert.rejects(accounts.confirmSignUp({ username: "zoe", code: 7 }), { code: "InvalidArgument", subject: "code" });
  await assert.rejects(accounts.getUser(), { code: "NotSignedIn" });
});

test("a cancelled call ends at once", async () => {
  const { accounts } = await signedIn();
  await server.control("faults", { operation: "GetUser", kind: "delay", ms: 10_000 });
  const controller = new AbortController();
  const user = accounts.getUser({ signal: controller.signal });
  controller.abort();
  await assert.rejects(user, { code: "Aborted" });
});
