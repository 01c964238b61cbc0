// @ts-check
// Changes one byte of a token, as an attacker might.

/**
 * @typedef {{ token: string, note: string }} Tampered
 */

/** @param {string} token @param {"payload" | "signature"} part @returns {Tampered | null} Null where there is nothing to flip. */
export function flipByte(token, part) {
  const parts = token.split(".");
  const index = part === "payload" ? 1 : 2;
  const bytes = decode(parts[index] ?? "");
  if (!bytes || bytes.length === 0) return null;
  const at = part === "payload" ? insideClaim(bytes) : Math.floor(bytes.length / 2);
  const before = bytes[at] ?? 0;
  bytes[at] = before ^ 1;
  parts[index] = encode(bytes);
  return { token: parts.join("."), note: `Byte ${at + 1} of the ${part} was ${hex(before)} and is now ${hex(before ^ 1)}.` };
}

/** A byte whose change leaves the JSON readable: in the subject, or else in the middle. @param {Uint8Array} payload */
function insideClaim(payload) {
  const text = String.fromCharCode(...payload);
  const value = /"sub"\s*:\s*"(?=[0-9A-Za-z])/.exec(text);
  return value ? value.index + value[0].length : Math.floor(payload.length / 2);
}

/** @param {string} text Base64url. @returns {Uint8Array | null} */
export function decode(text) {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

/** @param {Uint8Array} bytes */
const encode = (bytes) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** @param {number} byte */
const hex = (byte) => `0x${byte.toString(16).padStart(2, "0")}`;
