const ALGORITHMS = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  ES256: { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" },
};

/**
 * Whether the signature over the message is the key's: by WebCrypto, which is already there and fast, else by the second
 * module. Rejects with "WasmUnavailable" where neither is to be had; any other rejection means an unfit key.
 */
export async function verifySignature(algorithm, jwk, message, signature, loadTools) {
  const subtle = globalThis.crypto?.subtle;
  if (subtle) {
    const parameters = ALGORITHMS[algorithm];
    const key = await subtle.importKey("jwk", jwk, parameters, false, ["verify"]);
    return subtle.verify(parameters, key, signature, message);
  }
  const tools = await loadTools().catch(() => Promise.reject("WasmUnavailable"));
  return tools.verifySignature(jwk, message, signature);
}
