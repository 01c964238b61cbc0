import { equal, ok, pause, record, rejects } from "./expect.js";
import { ENDPOINT, KEY, PASSWORD, POOL, Pool, newPasswordRequired, refusal, reply } from "./pool.js";

const alice = { username: "alice@example.com", password: PASSWORD };

function isSignedIn(step) {
  equal(step.kind, "signedIn", "kind");
  equal([step.user.username, step.user.sub, step.user.groups], ["alice", "sub-alice", ["admin"]], "user");
  equal([step.user.claims.email, step.user.claims.token_use], ["alice@example.com", "id"], "claims");
  equal(step.session.scopes, ["aws.cognito.signin.user.admin", "openid"], "scopes");
  ok(Math.abs(step.session.expiresAt - Date.now() - 3_600_000) < 10_000, "expiresAt");
  equal(step.session.user, step.user, "the session's user");
}

export async function signInBySrp(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.open();
  equal(pool.sent.length, 0, "requests of create()");
  const events = record(auth);
  isSignedIn(await auth.signIn(alice));
  const [start, proof] = pool.sent.filter(({ operation }) => operation !== "jwks");
  equal(start.url, ENDPOINT, "url");
  equal(start.headers["x-amz-target"], "AWSCognitoIdentityProviderService.InitiateAuth", "target");
  equal(start.body.AuthParameters.USERNAME, alice.username, "USERNAME of InitiateAuth");
  ok(/^[0-9a-f]{700,768}$/.test(start.body.AuthParameters.SRP_A), "SRP_A");
  equal(proof.body.ChallengeResponses.USERNAME, "alice", "USERNAME of the answer");
  for (const { text, options } of pool.sent) {
    ok(!text.includes(PASSWORD), "the password was sent");
    equal([options.credentials, options.redirect, options.referrerPolicy], ["omit", "error", "no-referrer"], "options");
  }
  equal(pool.sent.find(({ operation }) => operation === "jwks").url, `${ENDPOINT}${POOL}/.well-known/jwks.json`, "keys");
  await pause();
  equal(events.map(({ type, detail }) => [type, detail.user.sub]), [["signedin", "sub-alice"]], "events");
  ok(localStorage.getItem(KEY).includes("refresh-canary"), "the session is kept");

  await auth.signIn(alice);
  const values = pool.sent.filter(({ operation, body }) => operation === "InitiateAuth" && body.AuthParameters.SRP_A);
  ok(values[0].body.AuthParameters.SRP_A !== values[1].body.AuthParameters.SRP_A, "each attempt has a new value");
}

export async function signInByPassword(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.open({ clientSecret: "secret" });
  isSignedIn(await auth.signIn({ ...alice, flow: "USER_PASSWORD_AUTH", clientMetadata: { a: "ü" } }));
  const { body } = pool.sent.find(({ operation }) => operation === "InitiateAuth");
  equal([body.AuthFlow, body.AuthParameters.PASSWORD, body.ClientMetadata], ["USER_PASSWORD_AUTH", PASSWORD, { a: "ü" }], "body");
  equal(body.AuthParameters.SECRET_HASH.length, 44, "SECRET_HASH");
}

export async function wrongPassword(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.signedIn();
  const before = await auth.session();
  pool.next.RespondToAuthChallenge = [refusal("NotAuthorizedException", "Incorrect username or password.")];
  const error = await rejects(sdk, () => auth.signIn({ ...alice, password: "wrong-canary" }), "IncorrectUsernameOrPassword");
  equal([error.name, error.status, error.requestId], ["NotAuthorizedException", 400, "request-1"], "what the service said");
  equal([error.message, error.retryable], ["Incorrect username or password.", false], "message");
  ok(!`${error.stack}${JSON.stringify(error)}`.includes("canary"), "the error holds a password");
  equal(await auth.session(), before, "the earlier session");
}

export async function newPassword(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.open();
  pool.next.RespondToAuthChallenge = [newPasswordRequired(), refusal("InvalidPasswordException", "too short")];
  const step = await auth.signIn(alice);
  equal(step.challenge, {
    kind: "NEW_PASSWORD_REQUIRED",
    username: "alice",
    name: "NEW_PASSWORD_REQUIRED",
    requiredAttributes: ["email"],
    userAttributes: { locale: "en" },
  }, "challenge");
  ok(!step.resume.includes(PASSWORD), "the text to resume by holds the password");
  const answer = { kind: "NEW_PASSWORD_REQUIRED", newPassword: "New-Canary-1", attributes: { email: "a@b" } };
  await rejects(sdk, () => auth.answer({ ...answer, attributes: {} }), "RequiredAttributeMissing");
  await rejects(sdk, () => auth.answer({ ...answer, newPassword: "" }), "PasswordMissing");
  await rejects(sdk, () => auth.answer({ kind: "SMS_MFA", code: "1" }), "AnswerMismatch");
  await rejects(sdk, () => auth.answer(answer), "InvalidPassword");
  isSignedIn(await auth.answer(answer));
  equal(pool.sent.at(-1).body?.ChallengeResponses ?? pool.sent.at(-2).body.ChallengeResponses, {
    NEW_PASSWORD: "New-Canary-1",
    "userAttributes.email": "a@b",
    USERNAME: "alice",
  }, "responses");
  await rejects(sdk, () => auth.answer(answer), "NoChallengePending");
}

export async function newPasswordAfterReload(sdk) {
  const pool = new Pool(sdk);
  pool.next.RespondToAuthChallenge = [newPasswordRequired()];
  const first = await (await pool.open()).signIn(alice);
  const auth = await pool.open();
  pool.sent.length = 0;
  equal(await auth.resume(first.resume), first, "the step");
  equal(pool.sent.length, 0, "requests of resume()");
  isSignedIn(await auth.answer({ kind: "NEW_PASSWORD_REQUIRED", newPassword: "New-1", attributes: { email: "a@b" } }));
  for (const state of ["", "{}", "null", first.resume.slice(1), first.resume.replace(POOL, "eu-west-1_Other"), "x".repeat(70_000)]) {
    await rejects(sdk, () => auth.resume(state), "ResumeStateInvalid");
  }
}

export async function unknownChallenge(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.open();
  for (const [name, kind] of [["SMS_MFA", "SMS_MFA"], ["TELEPATHY", "UNKNOWN"]]) {
    const body = { ChallengeName: name, ChallengeParameters: { A: "1" }, AvailableChallenges: ["X"] };
    pool.next.RespondToAuthChallenge = [reply(200, body)];
    const { challenge } = await auth.signIn(alice);
    equal([challenge.kind, challenge.parameters, challenge.availableChallenges], [kind, { A: "1" }, ["X"]], name);
    if (kind === "UNKNOWN") equal(challenge.name, name, "name");
  }
}

export async function faultsOnTheWay(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.signedIn();
  const before = [await auth.session(), localStorage.getItem(KEY)];
  const hostile = (name, value) => () => {
    const verifier = pool.verifier();
    verifier.ChallengeParameters[name] = value;
    return reply(200, verifier);
  };
  for (const [answer, code] of [
    [() => reply(200, "<html>"), "UnexpectedResponse"],
    [() => reply(200, '{"ChallengeName":"PASS'), "UnexpectedResponse"],
    [() => reply(500, "<html>"), "InternalError"],
    [() => reply(400, "", { "x-amzn-errortype": "TooManyRequestsException:http://x" }), "TooManyRequests"],
    [() => refusal("a.b#TooManyRequestsException"), "TooManyRequests"],
    [() => reply(400, { __type: "TelepathyException", Message: "Hm" }), "UnknownServiceError"],
    [hostile("SRP_B", "0"), "SrpValueInvalid"],
    [hostile("SRP_B", "zz"), "SrpValueInvalid"],
    [hostile("SALT", ""), "SrpValueInvalid"],
    [hostile("SECRET_BLOCK", undefined), "UnexpectedResponse"],
    [() => reply(200, pool.tokens()), "UnexpectedResponse"],
  ]) {
    pool.next.InitiateAuth = [answer()];
    pool.sent.length = 0;
    await rejects(sdk, () => auth.signIn(alice), code);
    equal(pool.count("RespondToAuthChallenge"), 0, `requests after ${code}`);
    equal([await auth.session(), localStorage.getItem(KEY)], before, `the session after ${code}`);
  }
}

export async function traceShowsNoSecret(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.open();
  const events = record(auth, ["trace"]);
  await auth.signIn({ ...alice, flow: "USER_PASSWORD_AUTH" });
  const { idToken } = await auth.session();
  await auth.refresh();
  await auth.signOut();
  await pause();
  const operations = events.map(({ detail }) => detail.operation).sort();
  equal(operations, ["GetTokensFromRefreshToken", "InitiateAuth", "RevokeToken", "jwks.json"], "operations");
  const text = JSON.stringify(events);
  for (const secret of [PASSWORD, "refresh-canary", "session-canary", ...idToken.split(".")]) {
    ok(!text.includes(secret), "the trace shows a secret");
  }
  equal(new Set(events.map(({ detail }) => detail.id)).size, 4, "ids");
}
