/** Passkey ceremonies over a browser that is made up: what it is asked, and what becomes of its answers. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { createPasskey, passkeySupport, usePasskey } from "../../src/js/passkey.js";

const bytes = (text) => new TextEncoder().encode(text).buffer;
const base64url = (text) => Buffer.from(text).toString("base64url");

/** What the browser was asked, and how it answers. */
let asked;
let answer;

class PublicKeyCredential {
  static isConditionalMediationAvailable = async () => true;
}

const navigatorBefore = Object.getOwnPropertyDescriptor(globalThis, "navigator");

beforeEach(() => {
  asked = [];
  answer = () => credential();
  const ask = (kind) => async (given) => {
    asked.push({ kind, ...given });
    return answer(given);
  };
  const credentials = { create: ask("create"), get: ask("get") };
  Object.defineProperty(globalThis, "navigator", { value: { credentials }, configurable: true });
  globalThis.isSecureContext = true;
  globalThis.PublicKeyCredential = class extends PublicKeyCredential {};
});

afterEach(() => {
  delete globalThis.navigator;
  // Node 20 has none.
  if (navigatorBefore) Object.defineProperty(globalThis, "navigator", navigatorBefore);
  delete globalThis.isSecureContext;
  delete globalThis.PublicKeyCredential;
});

function credential(more = {}) {
  return {
    id: "aWQ",
    rawId: bytes("id"),
    type: "public-key",
    authenticatorAttachment: null,
    getClientExtensionResults: () => ({ credProps: { rk: true }, prf: { results: { first: bytes("prf") } } }),
    response: {
      clientDataJSON: bytes("client"),
      attestationObject: bytes("attestation"),
      getTransports: () => ["internal"],
      getPublicKeyAlgorithm: () => -7,
      getPublicKey: () => null,
      getAuthenticatorData: () => new Uint8Array(bytes("xdatax"), 1, 4),
    },
    ...more,
  };
}

const CREATION = {
  rp: { id: "example.com", name: "Example" },
  user: { id: base64url("user?>"), name: "alice", displayName: "Alice" },
  challenge: base64url("challenge"),
  pubKeyCredParams: [{ type: "public-key", alg: -7 }],
  excludeCredentials: [{ id: base64url("old"), type: "public-key", transports: ["usb"] }],
};
const REQUEST = { challenge: base64url("challenge"), rpId: "example.com", allowCredentials: [{ id: base64url("old"), type: "public-key" }] };

const text = (buffer) => new TextDecoder().decode(buffer);
const fails = (name) => () => Promise.reject(new DOMException("", name));
const codeOf = (promise) => promise.then(() => "none", ({ code }) => code);
/** A browser that asks the user, and goes on when the page says stop. */
const waits = ({ signal }) =>
  new Promise((_, reject) => signal.addEventListener("abort", () => reject(new DOMException("", "AbortError"))));

test("a browser's own conversion is used where it has one", async () => {
  globalThis.PublicKeyCredential.parseCreationOptionsFromJSON = (options) => ({ parsed: options });
  globalThis.PublicKeyCredential.parseRequestOptionsFromJSON = (options) => ({ parsed: options });
  answer = () => credential({ toJSON: () => ({ id: "by the browser", nothing: undefined }) });
  assert.deepEqual(await createPasskey(CREATION), { id: "by the browser" });
  assert.deepEqual(await usePasskey(REQUEST), { id: "by the browser" });
  assert.deepEqual(asked.map(({ kind, publicKey }) => [kind, publicKey.parsed]), [["create", CREATION], ["get", REQUEST]]);
});

test("without one, options become buffers and buffers base64url", async () => {
  const made = await createPasskey(CREATION);
  const [{ publicKey }] = asked;
  assert.equal(text(publicKey.challenge), "challenge");
  assert.equal(text(publicKey.user.id), "user?>");
  assert.equal(publicKey.user.name, "alice");
  assert.deepEqual(publicKey.rp, CREATION.rp);
  assert.deepEqual(publicKey.excludeCredentials.map(({ id, ...rest }) => [text(id), rest]), [["old", { type: "public-key", transports: ["usb"] }]]);
  assert.deepEqual(made, {
    id: "aWQ",
    rawId: base64url("id"),
    type: "public-key",
    clientExtensionResults: { credProps: { rk: true }, prf: { results: { first: base64url("prf") } } },
    response: {
      clientDataJSON: base64url("client"),
      attestationObject: base64url("attestation"),
      authenticatorData: base64url("data"),
      publicKeyAlgorithm: -7,
      transports: ["internal"],
    },
  });
});

test("an assertion has its signature", async () => {
  const response = { clientDataJSON: bytes("c"), authenticatorData: bytes("a"), signature: bytes("s"), userHandle: null };
  answer = () => credential({ response, authenticatorAttachment: "platform" });
  const used = await usePasskey(REQUEST);
  assert.deepEqual(used.response, { clientDataJSON: base64url("c"), authenticatorData: base64url("a"), signature: base64url("s") });
  assert.equal(used.authenticatorAttachment, "platform");
  assert.equal(text(asked[0].publicKey.allowCredentials[0].id), "old");
  assert.equal("mediation" in asked[0], false);
});

test("a password manager's credential that cannot write itself is written by hand", async () => {
  answer = () =>
    credential({
      toJSON() {
        throw new TypeError("Illegal invocation");
      },
    });
  assert.equal((await createPasskey(CREATION)).rawId, base64url("id"));
});

test("what the browser says becomes a code", async () => {
  for (const [name, code] of [
    ["NotAllowedError", "PasskeyCancelled"],
    ["AbortError", "PasskeyCancelled"],
    ["InvalidStateError", "PasskeyExists"],
    ["NotSupportedError", "PasskeyUnsupported"],
    ["ConstraintError", "PasskeyUnsupported"],
    ["SecurityError", "PasskeyFailed"],
    ["UnknownError", "PasskeyFailed"],
  ]) {
    answer = fails(name);
    const error = await createPasskey(CREATION).catch((reason) => reason);
    assert.equal(error.code, code);
    assert.equal(error.cause.name, name);
  }
  answer = () => null;
  assert.equal(await codeOf(usePasskey(REQUEST)), "PasskeyCancelled");
  assert.equal(await codeOf(createPasskey({ ...CREATION, challenge: "%" })), "PasskeyFailed");
});

test("a page without passkeys says so, and the browser is not asked", async () => {
  globalThis.isSecureContext = false;
  assert.deepEqual(await passkeySupport(), { available: false, conditional: false });
  assert.equal(await codeOf(createPasskey(CREATION)), "PasskeyUnsupported");
  globalThis.isSecureContext = true;
  delete globalThis.PublicKeyCredential;
  assert.equal(await codeOf(usePasskey(REQUEST)), "PasskeyUnsupported");
  assert.deepEqual(asked, []);
});

test("a form's autofill is asked for only where the browser has it", async () => {
  assert.deepEqual(await passkeySupport(), { available: true, conditional: true });
  await usePasskey(REQUEST, { mediation: "conditional" });
  assert.equal(asked[0].mediation, "conditional");
  for (const available of [async () => false, fails("NotSupportedError"), undefined]) {
    globalThis.PublicKeyCredential.isConditionalMediationAvailable = available;
    assert.deepEqual(await passkeySupport(), { available: true, conditional: false });
    assert.equal(await codeOf(usePasskey(REQUEST, { mediation: "conditional" })), "PasskeyUnsupported");
  }
  assert.equal(asked.length, 1);
});

test("a signal ends it, before and during", async () => {
  assert.equal(await codeOf(usePasskey(REQUEST, { signal: AbortSignal.abort() })), "Aborted");
  assert.deepEqual(asked, []);
  answer = waits;
  const controller = new AbortController();
  const used = codeOf(usePasskey(REQUEST, { signal: controller.signal }));
  await new Promise((resolve) => setTimeout(resolve));
  assert.equal(asked.length, 1);
  controller.abort();
  assert.equal(await used, "Aborted");
});

test("a browser that heeds no signal keeps neither the caller nor a later ceremony", async () => {
  answer = ({ mediation }) => (mediation === "conditional" ? new Promise(() => {}) : credential());
  const controller = new AbortController();
  const autofill = codeOf(usePasskey(REQUEST, { mediation: "conditional", signal: controller.signal }));
  await new Promise((resolve) => setTimeout(resolve));
  controller.abort();
  assert.equal(await autofill, "Aborted");
  assert.equal((await createPasskey(CREATION)).id, "aWQ");
});

test("a new ceremony takes the place of one that waits", async () => {
  let underWay = 0;
  answer = async (given) => {
    underWay += 1;
    assert.equal(underWay, 1, "one at a time");
    try {
      return await (given.mediation === "conditional" ? waits(given) : credential());
    } finally {
      underWay -= 1;
    }
  };
  const autofill = codeOf(usePasskey(REQUEST, { mediation: "conditional" }));
  await new Promise((resolve) => setTimeout(resolve));
  const made = createPasskey(CREATION);
  assert.equal(await autofill, "Aborted");
  assert.equal((await made).id, "aWQ");
  assert.deepEqual(asked.map(({ kind }) => kind), ["get", "create"]);
  await usePasskey(REQUEST);
});
