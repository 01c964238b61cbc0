import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startLocalCognito } from "../../scripts/lib/local-cognito.mjs";
import { ALICE, POOL, createProject, runScript } from "./project.mjs";

const APP = `
import { CognitoAuth, CognitoError } from "cognito-wasm";

const [config, user, wrongPassword] = process.argv.slice(2).map((text) => JSON.parse(text));
const auth = await CognitoAuth.create(config);
const refused = await auth.signIn({ ...user, password: wrongPassword }).catch((error) => error);
const step = await auth.signIn(user);
const access = await auth.verifyToken(step.session.accessToken, { use: "access" });
await auth.signOut({ everywhere: true });
console.log(JSON.stringify({
  refused: refused instanceof CognitoError ? refused.code : String(refused),
  kind: step.kind,
  username: step.user.username,
  groups: step.user.groups,
  use: [step.user.claims.token_use, access.claims.token_use],
  after: await auth.session(),
}));
`;

let cognito;
let project;
before(async () => {
  cognito = await startLocalCognito();
  project = await createProject({ "app.mjs": APP });
});
after(async () => {
  await cognito?.stop();
  project?.remove();
});

for (const entry of ["cognito-wasm", "cognito-wasm/slim", "cognito-wasm/inline"]) {
  test(`a Node script signs in by ${entry}, is refused with a wrong password, and signs out`, async () => {
    const script = `app-${entry.replace("/", "-")}.mjs`;
    const { writeFileSync } = await import("node:fs");
    writeFileSync(`${project.directory}/${script}`, APP.replace('"cognito-wasm"', JSON.stringify(entry)));
    const config = { ...POOL, endpoints: { userPool: cognito.url }, storage: "memory" };
    const result = await runScript(project.directory, script, [config, ALICE, "Wrong-Horse-9"].map((value) => JSON.stringify(value)));
    assert.equal(result.refused, "IncorrectUsernameOrPassword");
    assert.equal(result.kind, "signedIn");
    assert.equal(result.username, "alice");
    assert.deepEqual(result.groups.toSorted(), ["editors", "readers"]);
    assert.deepEqual(result.use, ["id", "access"]);
    assert.equal(result.after, null);
  });
}

const VERIFIER = `
import { CognitoAuth } from "cognito-wasm";
import { verifyToken } from "cognito-wasm/verifier";

const [config, user] = process.argv.slice(2).map((text) => JSON.parse(text));
const auth = await CognitoAuth.create(config);
const { session } = await auth.signIn(user);
const pool = { userPoolId: config.userPoolId, clientId: config.clientId, endpoints: config.endpoints };
let requests = 0;
const counting = { ...pool, fetch: (...given) => ((requests += 1), fetch(...given)) };
const code = (call) => call.then(({ verified }) => verified, (error) => error.code);
const several = { ...pool, clientId: ["anotherclient", config.clientId] };
console.log(JSON.stringify({
  verdicts: [
    await code(verifyToken(session.idToken, { pool: counting, use: "id" })),
    await code(verifyToken(session.accessToken, { pool: counting, use: "access" })),
    await code(verifyToken(session.accessToken, { pool: several, use: "access" })),
    await code(verifyToken(session.idToken, { pool: several, use: "id" })),
    await code(verifyToken(session.accessToken, { pool: counting, use: "id" })),
    await code(verifyToken(session.idToken, { pool: { ...pool, clientId: "anotherclient" }, use: "id" })),
    await code(verifyToken(session.idToken, { pool: { ...pool, clientId: [] }, use: "id" })),
    await code(verifyToken(session.idToken.slice(0, -8) + "AAAAAAAA", { pool: counting, use: "id" })),
    await code(verifyToken("no token", { pool: several, use: "id" })),
    await code(verifyToken(session.idToken, { pool: { ...pool, userPoolId: "x" }, use: "id" })),
  ],
  requests,
}));
`;

test("a server verifies tokens without a client of its own, with one request for the keys", async () => {
  const { writeFileSync } = await import("node:fs");
  writeFileSync(`${project.directory}/verifier.mjs`, VERIFIER);
  const config = { ...POOL, endpoints: { userPool: cognito.url }, storage: "memory" };
  const found = await runScript(project.directory, "verifier.mjs", [config, ALICE].map((value) => JSON.stringify(value)));
  assert.deepEqual(found.verdicts, [
    ...[true, true, true, true],
    ...["TokenUseMismatch", "TokenAudienceMismatch", "InvalidClientId", "TokenSignatureInvalid", "TokenMalformed", "InvalidUserPoolId"],
  ]);
  assert.equal(found.requests, 1);
});
