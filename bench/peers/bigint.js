import { HKDF_INFO, PRIME, concat, hexOf, padHex, toBase64, toBytes } from "../protocol.js";

const K = 0x538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6n;
const WINDOW = 5n;

/**
 * What an able developer writes by hand with the language's own big integers and WebCrypto: no library, no wasm, and
 * no care about constant time. g is 2, so powers of g are squarings and doublings; S takes a 5-bit window.
 */
export async function signIn({ userPoolId, clientId, endpoint, username, password }) {
  const poolName = userPoolId.split("_")[1];
  const a = BigInt(`0x${hexOf(crypto.getRandomValues(new Uint8Array(32)))}`);
  const publicA = powerOfTwo(a);
  const srpA = publicA.toString(16);
  const { ChallengeParameters: challenge } = await call(endpoint, "InitiateAuth", {
    AuthFlow: "USER_SRP_AUTH",
    ClientId: clientId,
    AuthParameters: { USERNAME: username, SRP_A: srpA },
  });
  const user = challenge.USER_ID_FOR_SRP;
  const u = BigInt(`0x${hexOf(await sha256(concat(padHex(srpA), padHex(challenge.SRP_B))))}`);
  const inner = await sha256(toBytes(`${poolName}${user}:${password}`));
  const x = BigInt(`0x${hexOf(await sha256(concat(padHex(challenge.SALT), inner)))}`);
  const base = (BigInt(`0x${challenge.SRP_B}`) + PRIME - ((K * powerOfTwo(x)) % PRIME)) % PRIME;
  const secret = power(base, a + u * x);
  const pseudorandom = await hmac(padHex(u.toString(16)), padHex(secret.toString(16)));
  const key = (await hmac(pseudorandom, concat(toBytes(HKDF_INFO), Uint8Array.of(1)))).subarray(0, 16);
  const timestamp = formatTimestamp(new Date());
  const block = Uint8Array.from(atob(challenge.SECRET_BLOCK), (character) => character.charCodeAt(0));
  const signature = await hmac(key, concat(toBytes(poolName + user), block, toBytes(timestamp)));
  return call(endpoint, "RespondToAuthChallenge", {
    ChallengeName: "PASSWORD_VERIFIER",
    ClientId: clientId,
    ChallengeResponses: {
      USERNAME: user,
      PASSWORD_CLAIM_SECRET_BLOCK: challenge.SECRET_BLOCK,
      PASSWORD_CLAIM_SIGNATURE: toBase64(signature),
      TIMESTAMP: timestamp,
    },
  });
}

function powerOfTwo(exponent) {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % PRIME;
    if (bit === "1") {
      result <<= 1n;
      if (result >= PRIME) result -= PRIME;
    }
  }
  return result;
}

function power(base, exponent) {
  const table = [1n, base];
  while (table.length < 1 << Number(WINDOW)) table.push((table.at(-1) * base) % PRIME);
  const digits = exponent.toString(32);
  let result = 1n;
  for (const digit of digits) {
    for (let square = 0n; square < WINDOW; square += 1n) result = (result * result) % PRIME;
    const index = Number.parseInt(digit, 32);
    if (index > 0) result = (result * table[index]) % PRIME;
  }
  return result;
}

function formatTimestamp(date) {
  const [weekday, day, month, year, time] = date.toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

async function hmac(key, message) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

async function call(endpoint, operation, body) {
  const response = await fetch(endpoint, {
    method: "POST",
    headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": `AWSCognitoIdentityProviderService.${operation}` },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.__type);
  return answer;
}
