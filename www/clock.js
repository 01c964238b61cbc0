// @ts-check
// Is this device's clock right? The page's own server sends a Date header, which is as good a witness as any.
import { duration } from "./time.js";

/** Less than this is within what Cognito and the SDK tolerate. */
const NOTICEABLE = 90_000;

/** @returns {Promise<number | null>} How far this device is ahead of the server in milliseconds, or null when unknown. */
export async function measureSkew() {
  const sent = Date.now();
  try {
    const answer = await fetch("/favicon.svg", { method: "HEAD", cache: "no-store" });
    const date = Date.parse(answer.headers.get("date") ?? "");
    if (Number.isNaN(date)) return null;
    return (sent + Date.now()) / 2 - (date + 500);
  } catch {
    return null;
  }
}

/**
 * @param {number | null} skew
 * @returns {{ title: string, text: string } | null} What to tell the user, or null when all is well.
 */
export function describeSkew(skew) {
  if (skew === null || Math.abs(skew) < NOTICEABLE) return null;
  const way = skew > 0 ? "ahead of" : "behind";
  return {
    title: `This device's clock is ${duration(skew)} ${way} the server's.`,
    text: "Sign-in and tokens depend on the time. Set the clock of this device, best automatically, then try again.",
  };
}
