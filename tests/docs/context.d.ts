// What the examples in the documents take for granted: a form's values, an app's own functions, and what an earlier
// example on the same page has made.
import type { Accounts, Answer, Challenge, CognitoAuth as Auth, NewPasswordRequired, User } from "cognito-wasm";

declare global {
  const auth: Auth;
  const accounts: Accounts;
  const username: string;
  const password: string;
  const token: string;
  const form: HTMLFormElement;
  function showUser(user: User): void;
  function showSignIn(reason?: string): void;
  function showMessage(text: string): void;
  function askForNewPassword(challenge: NewPasswordRequired): Promise<{ newPassword: string; attributes: Record<string, string> }>;
  function askForCode(sentTo?: string): Promise<string>;
  function showQrCode(uri: string): void;
  function askTheUser(challenge: Challenge): Promise<Answer>;
}
