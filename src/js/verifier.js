import { CognitoAuth, CognitoError } from "cognito-wasm";

/** A client without a user for each configuration: they keep the pool's keys. */
let clients = [];

/**
 * Verifies a token of a pool. `pool` is `{ userPoolId, clientId }`, where `clientId` may be a list, and what else
 * `CognitoAuth.create` takes: `endpoints`, `clockSkew`, `timeout`, `fetch`.
 */
export async function verifyToken(token, { pool, use, ...options }) {
  const { clientId, ...rest } = pool;
  const ids = [clientId].flat();
  if (ids.length === 0) throw new CognitoError({ code: "InvalidClientId" });
  // The token says for whom it is; whether that is true is verified.
  const own = ids.length === 1 ? ids[0] : audienceOf(await clientOf({ ...rest, clientId: ids[0] }), token);
  const client = await clientOf({ ...rest, clientId: ids.includes(own) ? own : ids[0] });
  return client.verifyToken(token, { ...options, use });
}

function audienceOf(client, token) {
  const { aud, client_id: clientId } = client.decodeToken(token).claims;
  return aud ?? clientId;
}

async function clientOf(config) {
  const { fetch, ...plain } = config;
  const key = JSON.stringify(plain);
  let known = clients.find((client) => client.key === key && client.fetch === fetch);
  if (!known) {
    known = { key, fetch, made: CognitoAuth.create({ ...config, storage: "memory" }) };
    clients.push(known);
  }
  try {
    return await known.made;
  } catch (reason) {
    clients = clients.filter((client) => client !== known);
    throw reason;
  }
}
