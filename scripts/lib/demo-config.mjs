import { readFileSync } from "node:fs";
import path from "node:path";
import { root } from "./paths.mjs";

/** What the demo page starts with, and what it offers beside: the pools, app clients and users of `local/seed.toml`. */
export function demoConfig(cognitoUrl) {
  const [first] = PRESETS;
  return {
    version: JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")).version,
    userPoolId: first.userPoolId,
    clientId: first.clientId,
    endpoints: { userPool: cognitoUrl },
    api: `${cognitoUrl}/api/orders`,
    users: first.users,
    presets: PRESETS.map(({ hasApi = false, ...preset }) => ({ ...preset, api: hasApi ? `${cognitoUrl}/api/orders` : "" })),
  };
}

const LOCAL_USERS = [
  { username: "alice", password: "Correct-Horse-9", note: "Signs in; groups editors and readers. alice@example.com works too." },
  { username: "bob", password: "Battery-Staple-7", note: "Signs in; has a phone number for codes by SMS." },
  { username: "newcomer", password: "Temporary-Pass-1", note: "Must choose a new password and give a name." },
  { username: "mfa", password: "Multi-Factor-1", note: "Is asked for the code of an authenticator app.", totp: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP" },
  { username: "sms", password: "Text-Message-1", note: "Is asked for a code by SMS." },
  { username: "emailmfa", password: "Email-Message-1", note: "Is asked for a code by email." },
  { username: "choice", password: "Many-Factors-1", note: "May choose among three second factors.", totp: "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU" },
  { username: "unicode", password: "pässwörd-Ünï-🔑1", note: "Has a password beyond ASCII." },
  { username: "disabled", password: "Disabled-User-1", note: "Has been disabled by an administrator." },
  { username: "unconfirmed", password: "Unconfirmed-1", note: "Has not confirmed the account." },
  { username: "mustreset", password: "Must-Reset-1", note: "Must reset the password first." },
];

const PRESETS = [
  {
    name: "Every way to sign in",
    note: "Passwords, codes, passkeys and the pool's own questions.",
    userPoolId: "eu-west-1_LocalPool",
    clientId: "localchoiceclient00000001",
    signUp: ["email", "name"],
    hasApi: true,
    users: LOCAL_USERS,
  },
  {
    name: "Passwords only",
    note: "The same pool by an app client that allows nothing else.",
    userPoolId: "eu-west-1_LocalPool",
    clientId: "localpublicclient00000001",
    signUp: ["email", "name"],
    hasApi: true,
    users: LOCAL_USERS,
  },
  {
    name: "Rotating refresh tokens",
    note: "Each refresh token serves once, and for ten seconds more.",
    userPoolId: "eu-west-1_LocalPool",
    clientId: "localrotatingclient0000001",
    signUp: ["email", "name"],
    hasApi: true,
    users: LOCAL_USERS,
  },
  {
    name: "Tokens of five minutes",
    note: "They are soon renewed; after an hour one signs in again.",
    userPoolId: "eu-west-1_LocalPool",
    clientId: "localshortclient000000001",
    signUp: ["email", "name"],
    hasApi: true,
    users: LOCAL_USERS,
  },
  {
    name: "A second factor for everybody",
    note: "Remembers devices; a passkey stands for both factors.",
    userPoolId: "eu-west-1_StrictPool",
    clientId: "localstrictclient00000001",
    signUp: ["email"],
    users: [
      { username: "setup", password: "Factor-Setup-1", note: "Has no second factor yet, and must set one up." },
      { username: "device", password: "Known-Device-1", note: "Is asked for a code until this device is remembered.", totp: "MRSXM2LDMVZWKY3SMV2GIZLWNFRWK43F" },
    ],
  },
  {
    name: "Email addresses as usernames",
    note: "Longer passwords, none of the last three, new addresses verified first.",
    userPoolId: "eu-west-1_EmailPool",
    clientId: "localemailclient000000001",
    usernames: "email",
    signUp: ["given_name"],
    passwordPolicy: { minimumLength: 10, requireLowercase: true, requireUppercase: true, requireNumbers: true, requireSymbols: false },
    users: [{ username: "erin@example.com", password: "Email-Pool-10", note: "Signs in; groups north and south, which tie." }],
  },
];
