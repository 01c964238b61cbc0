// @ts-check
// Which pool the page speaks to: the server's defaults, or what the person entered for this tab.
import { forTab } from "./preferences.js";

/**
 * @typedef {object} Settings
 * @property {string} userPoolId
 * @property {string} clientId
 * @property {string} endpoint Empty for AWS.
 * @property {string} api Empty when there is none.
 * @property {"local" | "session" | "encrypted" | "memory"} storage
 */

/**
 * @typedef {object} Defaults
 * @property {Settings} settings
 * @property {Preset[]} presets
 * @property {string} [version]
 */

/**
 * A pool and app client to choose by one press, and what is known of it.
 * @typedef {object} Preset
 * @property {string} name
 * @property {string} note
 * @property {string} userPoolId
 * @property {string} clientId
 * @property {string} api
 * @property {"email"} [usernames] What serves as the username, where that is no name.
 * @property {string[]} [signUp] The attributes that the sign-up form asks for.
 * @property {import("../src/js/index.js").PasswordPolicy} [passwordPolicy]
 * @property {SeededUser[]} users
 */

/** @typedef {{ username: string, password: string, note?: string, totp?: string }} SeededUser */

/** @returns {Promise<Defaults>} What the page's server offers; empty where it offers nothing. */
export async function readDefaults() {
  const empty = { settings: blank(), presets: [] };
  const answer = await fetch("/config.json", { cache: "no-store" });
  if (!answer.ok || !(answer.headers.get("content-type") ?? "").includes("json")) return empty;
  const config = await answer.json();
  return {
    settings: {
      userPoolId: text(config.userPoolId),
      clientId: text(config.clientId),
      endpoint: text(config.endpoints?.userPool),
      api: text(config.api),
      storage: "local",
    },
    presets: Array.isArray(config.presets) ? config.presets : [],
    version: text(config.version) || undefined,
  };
}

/** @param {Settings} defaults @returns {Settings} */
export function chosen(defaults) {
  try {
    return { ...defaults, ...JSON.parse(forTab.read("settings") ?? "{}") };
  } catch {
    return defaults;
  }
}

/** @param {Settings | null} settings Null: back to the defaults. */
export const remember = (settings) => forTab.write("settings", settings && JSON.stringify(settings));

/** @param {Settings} settings @param {Preset} [preset] @returns {import("../src/js/index.js").CognitoConfig} */
export const toConfig = ({ userPoolId, clientId, endpoint, storage }, preset) => ({
  userPoolId, clientId, storage, severalUsers: true,
  ...(endpoint ? { endpoints: { userPool: endpoint } } : {}),
  ...(preset?.passwordPolicy ? { passwordPolicy: preset.passwordPolicy } : {}),
});

/** @returns {Settings} */
const blank = () => ({ userPoolId: "", clientId: "", endpoint: "", api: "", storage: "local" });

/** @param {unknown} value */
const text = (value) => typeof value === "string" ? value : "";
