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
