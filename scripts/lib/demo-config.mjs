import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";

/** What the demo page starts with: the pool, the app client and the users of `local/seed.toml`. */
export function demoConfig(cognitoUrl) {
  return {
    version: JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).version,
    userPoolId: "eu-west-1_LocalPool",
    clientId: "localpublicclient00000001",
    endpoints: { userPool: cognitoUrl },
    api: `${cognitoUrl}/api/orders`,
    users: [
      { username: "alice", password: "Correct-Horse-9", note: "Signs in; groups editors and readers. alice@example.com works too." },
      { username: "bob", password: "Battery-Staple-7", note: "Signs in; group readers." },
      { username: "newcomer", password: "Temporary-Pass-1", note: "Must choose a new password and give a name." },
      { username: "mfa", password: "Multi-Factor-1", note: "Is asked for an authenticator code, which this version cannot answer." },
      { username: "unicode", password: "pässwörd-Ünï-🔑1", note: "Has a password beyond ASCII." },
      { username: "disabled", password: "Disabled-User-1", note: "Has been disabled by an administrator." },
      { username: "unconfirmed", password: "Unconfirmed-1", note: "Has not confirmed the account." },
      { username: "mustreset", password: "Must-Reset-1", note: "Must reset the password first." },
    ],
  };
}
