import { transport } from "../transport.js";
import { signIn } from "peer";

/** A page that signs in as soon as it can. Performance time starts at the navigation. */
transport.vector = { input: { user_id_for_srp: "alice", salt: "1", srp_b: "2", secret_block: "AA==" } };
const started = (async () => {
  const options = { userPoolId: "eu-west-1_LocalPool", clientId: "localpublicclient00000001", endpoint: `${location.origin}/cognito/` };
  const problem = await signIn({ ...options, username: "alice", password: "Correct-Horse-9" }).catch(String);
  const first = transport.records.find(({ operation, body }) => operation === "InitiateAuth" && body.AuthParameters.SRP_A);
  if (!first) throw new Error(`No SRP_A was sent: ${problem}`);
  return first.time;
})();

started.catch(String).then((time) => navigator.sendBeacon("/report", JSON.stringify(time)));
