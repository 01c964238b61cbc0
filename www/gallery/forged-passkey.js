// @ts-check
// What an authenticator gives for a new passkey (WebAuthn, section 6.5), made up: to see what the pool says to wrong ones.

/** @typedef {{ [name: string]: import("../../src/js/index.js").Json }} JsonObject */

const PRESENT_AND_ATTESTED = 0x41;
const text = new TextEncoder();

/**
 * @param {JsonObject} options Of the registration.
 * @param {{ origin?: string, relyingParty?: string, algorithm?: number }} [wrong] What is not as it should be. `algorithm` is
 *   COSE's number; -8, which is Ed25519, unless told otherwise: the pool takes ES256 (-7) and RS256 (-257) only.
 * @returns {Promise<JsonObject>} A `RegistrationResponseJSON`
 */
export async function forgedPasskey(options, { origin = location.origin, relyingParty = "localhost", algorithm = -8 } = {}) {
  const id = crypto.getRandomValues(new Uint8Array(16));
  const clientData = { type: "webauthn.create", challenge: options.challenge, origin, crossOrigin: false };
  const party = new Uint8Array(await crypto.subtle.digest("SHA-256", text.encode(relyingParty)));
  const key = cborMap([[1, cborNumber(1)], [3, cborNumber(algorithm)]]);
  const data = [...party, PRESENT_AND_ATTESTED, ...[0, 0, 0, 0], ...new Uint8Array(16), 0, id.length, ...id, ...key];
  const object = cborMap([["fmt", cborText("none")], ["attStmt", cborMap([])], ["authData", [...cborHead(2, data.length), ...data]]]);
  return {
    id: base64url(id), rawId: base64url(id), type: "public-key", clientExtensionResults: {},
    response: { clientDataJSON: base64url(text.encode(JSON.stringify(clientData))), attestationObject: base64url(Uint8Array.from(object)), transports: [] },
  };
}

/** CBOR (RFC 8949): the kind of what follows, and its length or value. @param {number} kind @param {number} value */
const cborHead = (kind, value) => value < 24 ? [(kind << 5) | value] : value < 256 ? [(kind << 5) | 24, value] : [(kind << 5) | 25, value >> 8, value & 255];
/** @param {number} value */
const cborNumber = (value) => value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
/** @param {string} value */
const cborText = (value) => [...cborHead(3, value.length), ...text.encode(value)];
/** @param {[number | string, number[]][]} members @returns {number[]} */
const cborMap = (members) => [...cborHead(5, members.length),
  ...members.flatMap(([key, value]) => [...(typeof key === "number" ? cborNumber(key) : cborText(key)), ...value])];

/** @param {Uint8Array} bytes */
const base64url = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
