import { createHash, createHmac } from "node:crypto";
import { HKDF_INFO, PRIME, hexOf, padHex } from "./protocol.js";

/** The server's side of the handshake: the signature that a right proof has for the A and the timestamp it came with. */
export function expectedSignature(vector, { srpA, timestamp }) {
  const { input, intermediate } = vector;
  const u = createHash("sha256").update(padHex(srpA)).update(padHex(input.srp_b)).digest("hex");
  const verifier = BigInt(`0x${intermediate.v_server}`);
  const base = (BigInt(`0x${srpA}`) * power(verifier, BigInt(`0x${u}`))) % PRIME;
  const secret = power(base, BigInt(`0x${input.b}`)).toString(16);
  const pseudorandom = createHmac("sha256", padHex(u)).update(padHex(secret)).digest();
  const key = createHmac("sha256", pseudorandom).update(`${HKDF_INFO}\u0001`).digest().subarray(0, 16);
  return createHmac("sha256", key)
    .update(input.pool_id.split("_")[1] + input.user_id_for_srp)
    .update(Buffer.from(input.secret_block, "base64"))
    .update(timestamp)
    .digest("base64");
}

/** Throws unless the oracle gives the vector's own signature: it must be right before it may judge. */
export function checkOracle(vector) {
  const { SRP_A: srpA, TIMESTAMP: timestamp, PASSWORD_CLAIM_SIGNATURE: signature } = vector.expected;
  if (expectedSignature(vector, { srpA, timestamp }) !== signature) {
    throw new Error(`The oracle disagrees with the vector ${vector.id}; prime of ${hexOf(padHex(PRIME.toString(16))).length} digits`);
  }
}

function power(base, exponent) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % PRIME;
    if (bit === "1") result = (result * base) % PRIME;
  }
  return result;
}
