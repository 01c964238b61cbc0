import { transport } from "../transport.js";

const PEERS = {
  sdk: () => import("../peers/sdk.js"),
  identity: () => import("../peers/identity-js.js"),
  amplify: () => import("../peers/amplify.js"),
  bigint: () => import("../peers/bigint.js"),
};
const WARM_UP = 3;

/** Times whole sign-ins of all peers in turn: from the call to the moment at which the proof leaves. */
globalThis.measureProofs = async (vector, rounds) => {
  transport.vector = vector;
  const names = Object.keys(PEERS);
  const signIns = {};
  for (const name of names) signIns[name] = (await PEERS[name]()).signIn;
  const samples = [];
  for (let round = -WARM_UP; round < rounds; round += 1) {
    for (let index = 0; index < names.length; index += 1) {
      // Another order in every round, so that nobody always follows the slowest.
      const name = names[(index + round + WARM_UP) % names.length];
      const sample = await measure(signIns[name], vector.input);
      if (round >= 0) samples.push({ name, ...sample });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  return samples;
};

async function measure(signIn, { pool_id: userPoolId, client_id: clientId, username, password }) {
  transport.records = [];
  const started = performance.now();
  const problem = await signIn({ userPoolId, clientId, endpoint: `${location.origin}/cognito/`, username, password }).catch(String);
  const initiate = transport.records.find(({ operation }) => operation === "InitiateAuth");
  const respond = transport.records.find(({ operation }) => operation === "RespondToAuthChallenge");
  if (!initiate || !respond) throw new Error(`No proof was sent: ${problem}`);
  const { PASSWORD_CLAIM_SIGNATURE: signature, TIMESTAMP: timestamp } = respond.body.ChallengeResponses;
  return { time: respond.time - started, srpA: initiate.body.AuthParameters.SRP_A, signature, timestamp };
}
