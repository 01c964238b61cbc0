import { bytesOf, textOf } from "./decode.js";

/** The three parts of a token as they stand in it. The module has seen that it is one. */
export function partsOf(token) {
  const [header, payload, signature] = token.split(".");
  return { header, payload, signature };
}

/** What a part of a token says. */
function read(part) {
  return JSON.parse(textOf(bytesOf(part)));
}

/** The header and the claims of a token. */
export function contentsOf(token) {
  const { header, payload } = partsOf(token);
  return { header: read(header), claims: read(payload) };
}

/** A `Session`, from tokens that the module has verified. */
export function sessionOf({ username, idToken, accessToken, expiresAt }) {
  const { claims } = contentsOf(idToken);
  const scopes = contentsOf(accessToken).claims.scope?.match(/\S+/g) ?? [];
  const user = { username, sub: claims.sub, groups: claims["cognito:groups"] ?? [], claims };
  return { user, idToken, accessToken, expiresAt, scopes };
}
