import { Amplify } from "aws-amplify";
import { signIn as amplifySignIn } from "aws-amplify/auth";

export function signIn({ userPoolId, clientId, endpoint, username, password }) {
  Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: endpoint } } });
  return amplifySignIn({ username, password, options: { authFlowType: "USER_SRP_AUTH" } });
}
