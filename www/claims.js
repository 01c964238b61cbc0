// @ts-check
// What the header and the claims of Cognito's tokens mean.

/** @type {Record<string, string>} */
export const HEADER = {
  alg: "The signature's algorithm. The verifier decides which it accepts; the token does not.",
  kid: "Which of the pool's published keys made the signature.",
  typ: "The kind of token.",
};

/** @type {Record<string, string>} */
export const CLAIMS = {
  iss: "The pool that issued the token.",
  sub: "The user's lasting id in the pool. Names and email addresses can change, this cannot.",
  aud: "The app client that the ID token is meant for.",
  client_id: "The app client that the access token was issued to.",
  token_use: "Whether this is an ID token (who the user is) or an access token (what the bearer may do).",
  exp: "From this moment on nobody may accept the token.",
  iat: "When this token was issued.",
  nbf: "Before this moment nobody may accept the token.",
  auth_time: "When the user last proved who they are. A refresh does not change it.",
  jti: "This token's own id.",
  origin_jti: "The id that all tokens of one sign-in share; revoking the refresh token revokes them.",
  event_id: "Cognito's id for the sign-in, in the pool's logs.",
  nonce: "Ties the token to the request that the app made.",
  scope: "What the bearer may do, separated by spaces.",
  username: "The name of the user in the pool.",
  version: "The version of the token's format.",
  device_key: "The remembered device it was issued to.",
  "cognito:username": "The name of the user in the pool.",
  "cognito:groups": "The user's groups, the one with the highest rank first.",
  "cognito:roles": "The AWS roles of those groups.",
  "cognito:preferred_role": "The AWS role of the group with the highest rank.",
  identities: "The outside providers this user signs in with.",
  email: "The user's email address.",
  email_verified: "Whether the user has shown that the address is theirs.",
  phone_number: "The user's phone number.",
  phone_number_verified: "Whether the user has shown that the number is theirs.",
  name: "The user's full name.",
  given_name: "The user's given name.",
  family_name: "The user's family name.",
  preferred_username: "Another name the user may sign in with.",
};

/** Claims that hold seconds since the epoch. */
export const TIMES = new Set(["exp", "iat", "nbf", "auth_time"]);

/** @param {string} name */
export const meaning = (name) => CLAIMS[name] ?? (name.startsWith("custom:") ? "An attribute that this pool defines." : "");
