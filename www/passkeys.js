// @ts-check
// What the page knows of passkeys: whether the browser offers them by itself, and who used one here.
import { isLocal } from "./local.js";
import { lasting } from "./preferences.js";

/** Whether the browser offers passkeys beside a username, without a window of its own. */
export async function conditionalIsAvailable() {
  try {
    return await globalThis.PublicKeyCredential?.isConditionalMediationAvailable?.() ?? false;
  } catch {
    return false;
  }
}

/**
 * Passkeys belong to a name. Those of the local Cognito belong to `localhost`; at an address of digits the browser refuses.
 * @param {import("./model.js").Model} model
 * @returns {string | null} Where this page can use them, if not here.
 */
export function betterAddress({ settings }) {
  if (!isLocal(settings) || location.hostname !== "127.0.0.1") return null;
  return location.href.replace("127.0.0.1", "localhost");
}

/** @param {unknown} error */
export const wasCancelled = (error) => ["PasskeyCancelled", "Aborted"].includes(/** @type {any} */ (error)?.code);

/** Cognito asks for the username before it asks for the passkey: so the page remembers whose it is. @param {import("./model.js").Model} model @param {string} username */
export const rememberPasskeyUser = (model, username) =>
  lasting.write("passkey-user", JSON.stringify({ username, pool: model.settings.userPoolId }));

/** @param {import("./model.js").Model} model @returns {string | null} */
export function passkeyUser(model) {
  try {
    const { username, pool } = JSON.parse(lasting.read("passkey-user") ?? "{}");
    return typeof username === "string" && pool === model.settings.userPoolId ? username : null;
  } catch {
    return null;
  }
}

export const forgetPasskeyUser = () => lasting.write("passkey-user", null);
