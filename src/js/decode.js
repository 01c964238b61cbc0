/** The bytes of a module that the package carries as base64. */
export function decode(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The bytes of a part of a token. */
export function bytesOf(base64url) {
  return decode(base64url.replaceAll("-", "+").replaceAll("_", "/"));
}

const text = new TextDecoder();

/** Bytes of UTF-8 as text. */
export const textOf = (bytes) => text.decode(bytes);
