// Compiled, never run: in the page there are no tokens, by its types either.
import { CognitoError, openVault } from "cognito-wasm/vault";
import type { Vault, VaultAccounts, VaultSession, VaultStep } from "cognito-wasm/vault";

export async function useVault(worker: Worker | SharedWorker, password: string): Promise<VaultSession | null> {
  const auth: Vault = await openVault(worker, { userPoolId: "eu-west-1_AbCdEf123", clientId: "client", storage: "encrypted", allowedOrigins: ["https://api.example.com"] });
  let step: VaultStep = await auth.signIn({ username: "alice", password });
  if (step.kind === "challenge" && step.challenge.kind === "SMS_MFA") step = await auth.answer({ kind: "SMS_MFA", code: "123456" });
  if (step.kind === "challenge") step = await auth.resume(step.resume);
  const accounts: VaultAccounts = await auth.accounts();
  const signedIn: VaultStep = await accounts.answerWithPasskey({ mediation: "conditional" });
  const response: Response = await auth.fetch(new URL("https://api.example.com/"), { method: "POST", body: "x", token: "id", redirect: "manual" });
  auth.addEventListener("refreshed", ({ detail: { session } }) => void session.expiresAt);
  auth.addEventListener("sessionexpired", ({ detail: { error } }) => void (error instanceof CognitoError && error.code === "OriginNotAllowed"));
  void [signedIn, response];
  return auth.session({ timeout: 1000 });
}

export async function mistakes(worker: Worker, auth: Vault, session: VaultSession, step: VaultStep): Promise<void> {
  const config = { userPoolId: "eu-west-1_AbCdEf123", clientId: "client" };
  // @ts-expect-error – the page has no token
  void session.accessToken;
  // @ts-expect-error – nor in a step
  void (step.kind === "signedIn" && step.session.idToken);
  // @ts-expect-error – workers have no localStorage
  await openVault(worker, { ...config, storage: "local" });
  // @ts-expect-error – a function of the page's would see the tokens
  await openVault(worker, { ...config, fetch });
  // @ts-expect-error – a token follows no redirect
  await auth.fetch("https://api.example.com/", { redirect: "follow" });
}
