import { CognitoAuth } from "cognito-wasm";

/** This SDK, from nothing: what it computes ahead of the click is inside what is timed. */
export async function signIn({ userPoolId, clientId, endpoint, username, password }) {
  const auth = await CognitoAuth.create({ userPoolId, clientId, endpoints: { userPool: endpoint }, storage: "memory" });
  return auth.signIn({ username, password });
}
