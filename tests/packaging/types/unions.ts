// Compiled, never run: the types let an app handle every step, and no other.
import { CognitoAuth, CognitoError, init } from "cognito-wasm";
import type { Answer, Challenge, ErrorCode, Session, SignInStep, User } from "cognito-wasm";

function never(value: never): never {
  throw new Error(`Not handled: ${JSON.stringify(value)}`);
}

export function describeStep(step: SignInStep): string {
  switch (step.kind) {
    case "signedIn": {
      const { user, session }: { user: User; session: Session } = step;
      return `${user.username} until ${new Date(session.expiresAt).toISOString()}`;
    }
    case "challenge":
      return `${describeChallenge(step.challenge)}, to be resumed from ${step.resume.length} characters`;
    default:
      return never(step);
  }
}

export function describeChallenge(challenge: Challenge): string {
  switch (challenge.kind) {
    case "NEW_PASSWORD_REQUIRED":
      return challenge.requiredAttributes.map((name) => `${name}: ${challenge.userAttributes[name] ?? "missing"}`).join();
    case "SMS_MFA":
    case "EMAIL_OTP":
    case "SMS_OTP":
      return `${challenge.medium ?? "code"} to ${challenge.destination ?? "somewhere"}`;
    case "SOFTWARE_TOKEN_MFA":
      return challenge.deviceName ?? "an authenticator app";
    case "SELECT_MFA_TYPE":
    case "SELECT_CHALLENGE":
      return challenge.choices.join();
    case "MFA_SETUP":
      return challenge.secretCode ?? challenge.choices.join();
    case "PASSWORD":
    case "PASSWORD_SRP":
      return challenge.username;
    case "WEB_AUTHN":
      return Object.keys(challenge.options).join();
    case "CUSTOM_CHALLENGE":
      return Object.keys(challenge.parameters).join();
    case "UNKNOWN":
      return challenge.name;
    default:
      return never(challenge);
  }
}

/** Every challenge but the first module's own comes with what Cognito itself said. */
export function asReceived(challenge: Exclude<Challenge, { kind: "NEW_PASSWORD_REQUIRED" }>): string {
  const { name, parameters, availableChallenges }: { name: string; parameters: Record<string, string>; availableChallenges: string[] } = challenge;
  return `${name} ${Object.keys(parameters).join()} ${availableChallenges.join()}`;
}

export async function useEverything(password: string): Promise<void> {
  await init();
  const auth = await CognitoAuth.create({ userPoolId: "eu-west-1_AbCdEf123", clientId: "client", storage: "memory" });
  let step = await auth.signIn({ username: "alice", password, flow: "USER_SRP_AUTH" });
  if (step.kind === "challenge" && step.challenge.kind === "NEW_PASSWORD_REQUIRED") {
    const answer: Answer = { kind: "NEW_PASSWORD_REQUIRED", newPassword: password, attributes: { name: "Alice" } };
    step = await auth.answer(answer);
  }
  if (step.kind === "signedIn") {
    const use: "id" = step.user.claims.token_use;
    const email: string | undefined = step.user.claims.email;
    const verified = await auth.verifyToken(step.session.accessToken, { use: "access" });
    const scope: string | undefined = verified.claims.scope;
    const unconfirmed: ErrorCode | undefined = step.newDevice?.error?.code;
    void [use, email, scope, unconfirmed];
  }
  await (await auth.accounts({ signal: AbortSignal.timeout(1000), timeout: 500 })).getUser();
  const decoded = auth.decodeToken("…");
  const isVerified: false = decoded.verified;
  auth.addEventListener("signedout", ({ detail: { reason } }) => {
    const known: "signOut" | "sessionExpired" = reason;
    void known;
  });
  auth.addEventListener("trace", ({ detail }) => void detail.operation.toUpperCase());
  await auth.signOut({ everywhere: true, signal: AbortSignal.timeout(1000) });
  void isVerified;
}

export function codeOf(error: unknown): ErrorCode | undefined {
  return error instanceof CognitoError ? error.code : undefined;
}

export async function mistakes(auth: CognitoAuth, step: SignInStep): Promise<void> {
  // @ts-expect-error – a step may be a challenge: its kind has to be looked at first
  void step.user;
  // @ts-expect-error – there is no such flow
  await auth.signIn({ username: "alice", password: "x", flow: "ADMIN_NO_SRP_AUTH" });
  // @ts-expect-error – the password is missing
  await auth.signIn({ username: "alice" });
  // @ts-expect-error – a code is not a choice
  await auth.answer({ kind: "SELECT_MFA_TYPE", code: "123456" });
  // @ts-expect-error – the wait for accounts is bounded by a number
  await auth.accounts({ timeout: "soon" });
  // @ts-expect-error – the code is missing
  await auth.answer({ kind: "SMS_MFA" });
  // @ts-expect-error – there is no such first factor
  await auth.signIn({ flow: "USER_AUTH", username: "alice", preferredChallenge: "TELEPATHY" });
  // @ts-expect-error – which of the two tokens it should be has to be said
  await auth.verifyToken("…", {});
  // @ts-expect-error – an instance comes from `create`
  void new CognitoAuth();
  // @ts-expect-error – there is no such event
  const name: keyof import("cognito-wasm").CognitoAuthEventMap = "signed-in";
  void name;
  // @ts-expect-error – claims that nobody verified are not those of a user
  const claims: User["claims"] = auth.decodeToken("…").claims;
  void claims;
}
