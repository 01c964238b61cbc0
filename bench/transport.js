/**
 * Stands in for the network of every peer alike, before any of them is loaded. InitiateAuth is answered from a vector,
 * the proof is taken down with its time and refused, so that each peer's sign-in ends there.
 */
const networkFetch = globalThis.fetch.bind(globalThis);

export const transport = { vector: null, records: [] };

globalThis.fetch = async (resource, options) => {
  const headers = new Headers(options?.headers ?? resource.headers);
  const operation = headers.get("X-Amz-Target")?.split(".")[1];
  if (operation === undefined) return networkFetch(resource, options);
  const time = performance.now();
  const text = options?.body ?? (await resource.clone().text());
  transport.records.push({ operation, time, body: JSON.parse(typeof text === "string" ? text : new TextDecoder().decode(text)) });
  if (transport.vector === null) return networkFetch(resource, options);
  if (operation === "InitiateAuth") return reply(200, challenge(transport.vector.input));
  return reply(400, { __type: "NotAuthorizedException", message: "Incorrect username or password." });
};

function challenge({ user_id_for_srp: user, salt, srp_b: srpB, secret_block: secretBlock }) {
  return {
    ChallengeName: "PASSWORD_VERIFIER",
    ChallengeParameters: { USERNAME: user, USER_ID_FOR_SRP: user, SALT: salt, SRP_B: srpB, SECRET_BLOCK: secretBlock },
  };
}

function reply(status, body) {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/x-amz-json-1.1" } });
}
