// @ts-check
// The code of an authenticator app (RFC 6238), for users of the local Cognito whose secret is public anyway.
import { askLocal } from "./local.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP = 30;

/** The step of the last code that was given out, by secret: none counts twice. @type {Map<string, number>} */
const given = new Map();

/**
 * The code that counts next, by the clock of the local Cognito.
 * @param {import("./settings.js").Settings} settings
 * @param {string} secret In base32.
 */
export async function nextCode(settings, secret) {
  const clock = await askLocal(settings, "GET", "clock");
  const now = Math.floor((typeof clock?.now === "number" ? clock.now : Date.now() / 1000) / STEP);
  const last = given.get(secret);
  const step = last === undefined ? now : Math.min(Math.max(now, last + 1), now + 1);
  return { code: await codeAt(secret, step), used: () => { given.set(secret, step); } };
}

/** @param {string} secret @param {number} step */
async function codeAt(secret, step) {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setUint32(4, step);
  const key = await crypto.subtle.importKey("raw", bytes(secret), { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  const digest = new DataView(await crypto.subtle.sign("HMAC", key, counter));
  const offset = digest.getUint8(19) & 15;
  return String((digest.getUint32(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** @param {string} base32 */
function bytes(base32) {
  const bits = [...base32.toUpperCase()].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (octet) => Number.parseInt(octet, 2));
}
