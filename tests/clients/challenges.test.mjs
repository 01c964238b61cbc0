/** amazon-cognito-identity-js, unmodified, through second factors, custom sign-in and devices. */

import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";
import { poolId, publicClient, start } from "./local-cognito.mjs";

const anyFlow = { UserPoolId: poolId, ClientId: "localchoiceclient00000001" };
const strict = { UserPoolId: "eu-west-1_StrictPool", ClientId: "localstrictclient00000001" };
const deviceSecret = "MRSXM2LDMVZWKY3SMV2GIZLWNFRWK43F";

let server;

before(async () => {
  server = await start();
});
beforeEach(() => server.control("reset"));
after(() => server.stop());

/** A place where the library keeps things, such as a browser. */
function newStorage() {
  const values = new Map();
  return {
    values,
    setItem: (key, value) => values.set(key, String(value)),
    getItem: (key) => values.get(key) ?? null,
    removeItem: (key) => values.delete(key),
    clear: () => values.clear(),
  };
}

function userNamed(Username, pool = { UserPoolId: poolId, ClientId: publicClient }, Storage = newStorage()) {
  const Pool = new CognitoUserPool({ ...pool, endpoint: server.url, Storage });
  return new CognitoUser({ Username, Pool, Storage });
}

/** The next step, as one value; failures reject. */
const step = (run) =>
  new Promise((resolve, reject) => {
    const challenge = (name, parameters) => resolve({ challenge: name, parameters });
    run({
      onSuccess: (session) => resolve({ session }),
      onFailure: reject,
      totpRequired: challenge,
      mfaRequired: challenge,
      mfaSetup: challenge,
      selectMFAType: challenge,
      customChallenge: (parameters) => resolve({ challenge: "CUSTOM_CHALLENGE", parameters }),
    });
  });

const signIn = (user, Password) =>
  step((on) => user.authenticateUser(new AuthenticationDetails({ Username: user.getUsername(), Password }), on));

/** The latest code that was sent to a user. */
async function codeFor(username) {
  const { messages } = await (await fetch(`${server.url}/_local/inbox?username=${username}`)).json();
  return messages.at(-1).code;
}

/** What an authenticator app shows at the server's time. */
async function totp(secret) {
  const { now } = await (await fetch(`${server.url}/_local/clock`)).json();
  const bits = [...secret].map((sign) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(sign).toString(2).padStart(5, "0"));
  const key = Buffer.from(bits.join("").match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30)));
  const mac = createHmac("sha1", key).update(counter).digest();
  const number = (mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000;
  return String(number).padStart(6, "0");
}

const refusedAs = (name) => (error) => {
  assert.equal(error.code ?? error.name, name, error.message);
  return true;
};

describe("challenges in amazon-cognito-identity-js", () => {
  test("an authenticator app", async () => {
    const user = userNamed("mfa");
    assert.equal((await signIn(user, "Multi-Factor-1")).challenge, "SOFTWARE_TOKEN_MFA");
    const code = await totp("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP");
    const { session } = await step((on) => user.sendMFACode(code, on, "SOFTWARE_TOKEN_MFA"));
    assert.equal(session.getIdToken().payload["cognito:username"], "mfa");
  });

  test("a code by SMS, after a wrong one, and after a choice", async () => {
    const user = userNamed("sms");
    assert.equal((await signIn(user, "Text-Message-1")).challenge, "SMS_MFA");
    const code = await codeFor("sms");
    const wrong = code === "000000" ? "000001" : "000000";
    await assert.rejects(step((on) => user.sendMFACode(wrong, on)), refusedAs("CodeMismatchException"));
    assert.ok((await step((on) => user.sendMFACode(code, on))).session);

    const other = userNamed("choice");
    assert.equal((await signIn(other, "Many-Factors-1")).challenge, "SELECT_MFA_TYPE");
    assert.equal((await step((on) => other.sendMFASelectionAnswer("SMS_MFA", on))).challenge, "SMS_MFA");
    const chosen = await codeFor("choice");
    assert.ok((await step((on) => other.sendMFACode(chosen, on))).session);
  });

  test("custom sign-in of three rounds, with and without SRP", async () => {
    for (const begin of [
      (user) => step((on) => user.initiateAuth(new AuthenticationDetails({ Username: "alice" }), on)),
      (user) => signIn(user, "Correct-Horse-9"),
    ]) {
      const user = userNamed("alice", anyFlow);
      user.setAuthenticationFlowType("CUSTOM_AUTH");
      let next = await begin(user);
      for (const [index, answer] of ["rabbit", "42", "sesame"].entries()) {
        assert.equal(next.parameters.round, String(index + 1));
        next = await step((on) => user.sendCustomChallengeAnswer(answer, on));
      }
      assert.ok(next.session);
    }
  });

  test("an app set up inside the sign-in", async () => {
    const user = userNamed("setup", strict);
    assert.equal((await signIn(user, "Factor-Setup-1")).challenge, "MFA_SETUP");
    const secret = await new Promise((resolve, reject) =>
      user.associateSoftwareToken({ associateSecretCode: resolve, onFailure: reject }),
    );
    const code = await totp(secret);
    assert.ok((await step((on) => user.verifySoftwareToken(code, "phone", on))).session);
    assert.equal((await signIn(userNamed("setup", strict), "Factor-Setup-1")).challenge, "SOFTWARE_TOKEN_MFA");
  });

  test("a device: confirmed, in the place of the second factor, and forgotten elsewhere", async () => {
    const browser = newStorage();
    const first = userNamed("device", strict, browser);
    assert.equal((await signIn(first, "Known-Device-1")).challenge, "SOFTWARE_TOKEN_MFA");
    const code = await totp(deviceSecret);
    assert.ok((await step((on) => first.sendMFACode(code, on, "SOFTWARE_TOKEN_MFA"))).session);

    const again = userNamed("device", strict, browser);
    const { session } = await signIn(again, "Known-Device-1");
    assert.ok(session, "no second factor on this device");
    const refreshed = await new Promise((resolve, reject) =>
      again.refreshSession(session.getRefreshToken(), (error, value) => (error ? reject(error) : resolve(value))),
    );
    assert.ok(refreshed);
    const { Devices } = (await step((on) => again.listDevices(10, null, on))).session;
    assert.equal(Devices.length, 1);

    const AccessToken = session.getAccessToken().getJwtToken();
    await server.call("ForgetDevice", { AccessToken, DeviceKey: Devices[0].DeviceKey });
    const late = userNamed("device", strict, browser);
    assert.equal((await signIn(late, "Known-Device-1")).challenge, "SOFTWARE_TOKEN_MFA");
    assert.equal([...browser.values.keys()].filter((key) => key.endsWith(".deviceKey")).length, 0);
  });
});
