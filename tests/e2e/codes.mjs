// Where a person gets codes from: mail and SMS of the local Cognito, and an authenticator app.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import jsQR from "jsqr";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const scan = jsQR.default ?? jsQR;

export const MFA_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
export const CHOICE_SECRET = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU";
export const DEVICE_SECRET = "MRSXM2LDMVZWKY3SMV2GIZLWNFRWK43F";

/** The code in the newest message to a user or an address. */
export async function mailed(demo, to, purpose) {
  const query = to.includes("@") || to.startsWith("+") ? "destination" : "username";
  const { messages } = await demo.control("GET", `inbox?${query}=${to}`);
  const message = messages.findLast((one) => !purpose || one.purpose === purpose);
  assert.ok(message, `no message to ${to}`);
  return message.code;
}

/** What an authenticator app shows, `later` steps from now by the clock of the pool. */
export async function appCode(demo, secret, later = 0) {
  const { now } = await demo.control("GET", "clock");
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(now / 30) + later));
  const bits = [...secret].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((octet) => Number.parseInt(octet, 2)));
  const digest = createHmac("sha1", key).update(counter).digest();
  const value = digest.readUInt32BE(digest[19] & 15) & 0x7fffffff;
  return String(value % 1_000_000).padStart(6, "0");
}

/** Six digits that are not those. */
export const wrong = (code) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");

/** What a camera reads from the QR code on the page. */
export async function scanned(page) {
  const png = await page.locator(".qr").first().screenshot();
  const camera = await page.context().newPage();
  try {
    const { data, width, height } = await camera.evaluate(async (base64) => {
      const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${base64}`)).blob());
      const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
      context.drawImage(bitmap, 0, 0);
      return { data: [...context.getImageData(0, 0, bitmap.width, bitmap.height).data], width: bitmap.width, height: bitmap.height };
    }, png.toString("base64"));
    return scan(Uint8ClampedArray.from(data), width, height)?.data;
  } finally {
    await camera.close();
  }
}
