import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import * as esbuild from "esbuild";
import * as vite from "vite";
import { launchChromium } from "../../scripts/lib/chromium.mjs";
import { startLocalCognito } from "../../scripts/lib/local-cognito.mjs";
import { servePages } from "../../scripts/lib/static-server.mjs";
import { DEVICE_SECRET, MFA_SECRET, appCode } from "../e2e/codes.mjs";
import { ALICE, POOL, createProject } from "./project.mjs";
import { PAGE, record, script, startApi, startPool } from "./vault-app.mjs";

const CHOICE_POOL = { ...POOL, clientId: "localchoiceclient00000001" };
const STRICT_POOL = { userPoolId: "eu-west-1_StrictPool", clientId: "localstrictclient00000001" };
const IMPORTS = { "cognito-wasm/vault": "./pkg/vault.js", "cognito-wasm/vault-worker": "./pkg/vault-worker.js" };

let api;
let browser;
let cognito;
let elsewhere;
let pool;
let project;
let plain;
let contexts = [];
/** All that has reached a page of the test. */
let crossed = [];

before(async () => {
  cognito = await startLocalCognito();
  [pool, api, elsewhere] = await Promise.all([startPool(cognito), startApi(), startApi()]);
  api.redirectTo(`${elsewhere.url}/stolen`);
  browser = await launchChromium();
  project = await createProject({ "index.html": PAGE, "app.js": script() });
  plain = await servePages(createPlainPage());
});
after(async () => {
  await browser?.close();
  await Promise.all([plain, pool, api, elsewhere].map((server) => server?.close()));
  await cognito?.stop();
  project?.remove();
});
beforeEach(async () => {
  await control("POST", "reset");
  pool.tokens.clear();
  api.asked.length = 0;
});
afterEach(async () => {
  for (const context of contexts) for (const page of context.pages()) crossed.push(...(await page.evaluate("globalThis.messages")));
  await Promise.all(contexts.map((context) => context.close()));
  const text = crossed.join("\n");
  const leaks = [...pool.tokens].filter((token) => text.includes(token));
  assert.equal(leaks.length, 0, "tokens that have reached a page");
  contexts = [];
  crossed = [];
});

test("sign-in, session, refresh, accounts, errors, the trace and events cross, and no token does", async () => {
  const page = await opened("worker");
  const wrong = await call(page, "signIn", { ...ALICE, password: "Wrong-Horse-9" });
  assert.deepEqual(
    { ...wrong.error, requestId: typeof wrong.error.requestId, advice: wrong.error.advice.length > 0, message: wrong.error.message.length > 0 },
    { isOurs: true, code: "IncorrectUsernameOrPassword", advice: true, retryable: false, status: 400, requestId: "string", message: true, subject: undefined },
  );
  const { value: step } = await call(page, "signIn", ALICE);
  assert.deepEqual([step.kind, step.user.username, step.user.claims.email], ["signedIn", "alice", "alice@example.com"]);
  assert.deepEqual(Object.keys(step.session).sort(), ["expiresAt", "scopes", "user"]);
  assert.deepEqual((await call(page, "session")).value, step.session);
  assert.equal((await call(page, "refresh")).value.user.username, "alice");
  assert.equal((await account(page, "getUser")).value.attributes.email, "alice@example.com");
  assert.equal((await account(page, "listUserSessions")).error?.code ?? "listed", "listed");
  assert.equal((await call(page, "signOut")).error, undefined);
  assert.equal((await call(page, "session")).value, null);
  assert.equal((await account(page, "getUser")).error.code, "NotSignedIn");
  const events = await page.evaluate("globalThis.events");
  assert.deepEqual(events.map(({ type }) => type).filter((type) => type !== "trace"), ["signedin", "refreshed", "signedout"]);
  const traced = events.filter(({ type }) => type === "trace").map(({ detail }) => detail.operation);
  for (const operation of ["InitiateAuth", "RespondToAuthChallenge", "GetUser", "RevokeToken"]) assert.ok(traced.includes(operation), operation);
  // There was something to find: the pool has issued two of each kind, and claims have crossed.
  assert.ok(pool.tokens.size >= 5, `${pool.tokens.size}`);
  assert.ok((await page.evaluate("globalThis.messages")).some((text) => text.includes("alice@example.com")));
});

test("the API gets the token of the user, and the page what the API says, without it", async () => {
  const page = await opened("worker");
  assert.equal((await get(page, `${api.url}/echo`)).error.code, "NotSignedIn");
  await call(page, "signIn", ALICE);
  const { value } = await get(page, `${api.url}/echo`, { method: "POST", headers: { "x-own": "1", authorization: "Bearer mine" }, body: "text" });
  assert.deepEqual([value.isResponse, value.status, value.ok], [true, 200, true]);
  assert.deepEqual(Object.keys(value.headers).filter((name) => /auth|echo/.test(name)), []);
  assert.equal(value.headers["content-type"], "application/json");
  const told = JSON.parse(value.text);
  assert.deepEqual([told.method, told.body, told.headers["x-own"]], ["POST", "text", "1"]);
  assert.match(told.headers.authorization, /^Bearer \*{100,}$/);
  await get(page, `${api.url}/echo`, { token: "id" });
  const uses = api.asked.map(({ authorization }) => JSON.parse(Buffer.from(authorization.split(".")[1], "base64url")).token_use);
  assert.deepEqual(uses, ["access", "id"]);
  assert.ok(api.asked.every(({ authorization }) => pool.tokens.has(authorization.slice("Bearer ".length))));
  assert.deepEqual((await get(page, `${api.url}/empty`)).value.status, 204);
  assert.ok((await page.evaluate("globalThis.messages")).includes("a stream"));
});

test("other origins and redirects get no token", async () => {
  const page = await opened("worker");
  await call(page, "signIn", ALICE);
  assert.equal((await get(page, `${elsewhere.url}/echo`)).error.code, "OriginNotAllowed");
  assert.equal((await get(page, api.url.replace("127.0.0.1", "localhost"))).error.code, "OriginNotAllowed");
  assert.equal((await get(page, `${api.url}/redirects`)).error.code, "RedirectRefused");
  const { value } = await get(page, `${api.url}/redirects`, { redirect: "manual" });
  assert.deepEqual([value.type, value.status], ["opaqueredirect", 0]);
  assert.deepEqual(elsewhere.asked, []);
  const wider = { ...config(), allowedOrigins: [api.url, elsewhere.url] };
  assert.deepEqual(await page.evaluate((given) => globalThis.again(given), config()), { value: "opened" });
  const { error } = await page.evaluate((given) => globalThis.again(given), wider);
  assert.deepEqual([error.code, error.subject], ["InvalidArgument", "allowedOrigins"]);
  assert.equal((await get(page, `${elsewhere.url}/echo`)).error.code, "OriginNotAllowed");
});

test("a 401 leads to new tokens once; cancelling reaches the API", async () => {
  const page = await opened("worker");
  await call(page, "signIn", ALICE);
  assert.equal((await get(page, `${api.url}/refuses-once`, { method: "PUT", body: "x" })).value.status, 200);
  assert.equal(new Set(api.asked.map(({ authorization }) => authorization)).size, 2);
  const { error } = await get(page, `${api.url}/waits`, { abortAfter: 300 });
  assert.ok(error, "the body ends");
  await until(() => api.asked.some(({ url, closed }) => url === "/waits" && closed));
});

test("a second factor, and a device that takes its place", async () => {
  const first = await opened("worker");
  const { value: asked } = await call(first, "signIn", { username: "mfa", password: "Multi-Factor-1" });
  assert.equal(asked.challenge.kind, "SOFTWARE_TOKEN_MFA");
  const { value: step } = await call(first, "answer", { kind: "SOFTWARE_TOKEN_MFA", code: await code(MFA_SECRET) });
  assert.equal(step.user.username, "mfa");

  const page = await opened("worker", { ...config(STRICT_POOL), storage: "encrypted" });
  const device = { username: "device", password: "Known-Device-1" };
  const { value: other } = await call(page, "signIn", device);
  assert.equal(other.challenge.kind, "SOFTWARE_TOKEN_MFA");
  await again(page);
  await open(page, "worker", { ...config(STRICT_POOL), storage: "encrypted" });
  assert.equal((await call(page, "resume", other.resume)).value.challenge.kind, "SOFTWARE_TOKEN_MFA");
  const { value: signedIn } = await call(page, "answer", { kind: "SOFTWARE_TOKEN_MFA", code: await code(DEVICE_SECRET) });
  assert.equal(typeof signedIn.newDevice.deviceKey, "string");
  assert.equal((await account(page, "listDevices", {})).value.items.length, 1);
  await call(page, "signOut");
  assert.equal((await call(page, "signIn", device)).value.kind, "signedIn");
});

test("passkeys: the page asks the browser, the worker does the rest", async () => {
  const context = await newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true, hasUserVerification: true,
      isUserVerified: true, automaticPresenceSimulation: true,
    },
  });
  await visit(page, plain.url.replace("127.0.0.1", "localhost"));
  await open(page, "worker", config(CHOICE_POOL));
  await call(page, "signIn", ALICE);
  assert.equal((await account(page, "registerPasskey")).error, undefined);
  assert.equal((await account(page, "listWebAuthnCredentials")).value.items.length, 1);
  await call(page, "signOut");
  assert.equal((await account(page, "answerWithPasskey")).error.code, "NoChallengePending");
  const { value: asked } = await call(page, "signIn", { flow: "USER_AUTH", username: "alice", preferredChallenge: "WEB_AUTHN" });
  assert.equal(asked.challenge.kind, "WEB_AUTHN");
  assert.equal((await account(page, "answerWithPasskey")).value.user.username, "alice");
});

test("a reload ends what lies in memory, and finds what is encrypted; neither is in the web's storages", async () => {
  for (const [storage, username] of [["memory", undefined], ["encrypted", "alice"]]) {
    const page = await opened("worker", { ...config(), storage });
    await call(page, "signIn", ALICE);
    assert.deepEqual(await page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]"), [0, 0, ""]);
    await again(page);
    await open(page, "worker", { ...config(), storage });
    assert.equal((await call(page, "session")).value?.user.username, username, storage);
    if (username) assert.equal((await get(page, `${api.url}/echo`)).value.status, 200);
  }
});

test("tabs with a worker each share what is encrypted", async () => {
  const context = await newContext();
  const [one, other] = [await context.newPage(), await context.newPage()];
  for (const page of [one, other]) {
    await visit(page, plain.url);
    await open(page, "worker", { ...config(), storage: "encrypted" });
  }
  const told = (type) => until(() => other.evaluate((name) => globalThis.events.some((event) => event.type === name), type));
  await call(one, "signIn", ALICE);
  await told("signedin");
  assert.equal((await get(other, `${api.url}/echo`)).value.status, 200);
  await call(one, "signOut");
  await told("signedout");
  assert.equal((await get(other, `${api.url}/echo`)).error.code, "NotSignedIn");
});

test("tabs share the session of a SharedWorker, and each goes on with its own sign-in", async () => {
  const context = await newContext();
  const [one, other] = [await context.newPage(), await context.newPage()];
  for (const page of [one, other]) {
    await visit(page, plain.url);
    await open(page, "shared");
  }
  const { value: asked } = await call(one, "signIn", { username: "mfa", password: "Multi-Factor-1" });
  assert.equal(asked.challenge.kind, "SOFTWARE_TOKEN_MFA");
  assert.equal((await call(other, "signIn", ALICE)).value.kind, "signedIn");
  await until(() => one.evaluate("globalThis.events.some(({ type }) => type === 'signedin')"));
  assert.equal((await call(one, "session")).value.user.username, "alice");
  assert.equal((await get(one, `${api.url}/echo`)).value.status, 200);
  assert.equal((await call(one, "answer", { kind: "SOFTWARE_TOKEN_MFA", code: await code(MFA_SECRET) })).value.user.username, "mfa");
  assert.equal((await call(other, "session")).value.user.username, "mfa");
  // The worker lives as long as a tab does.
  await again(one);
  await open(one, "shared");
  assert.equal((await call(one, "session")).value.user.username, "mfa");
  await call(other, "signOut");
  await until(() => one.evaluate("globalThis.events.some(({ type }) => type === 'signedout')"));
  assert.equal((await call(one, "session")).value, null);
});

test("a worker that is not there, and storages that the vault does not have, are told", async () => {
  const context = await newContext();
  await context.route("**/pkg/vault-worker.js", (route) => route.abort());
  const page = await context.newPage();
  await visit(page, plain.url);
  assert.equal((await open(page, "worker", config(), false)).error.code, "VaultUnavailable");
  const refused = await opened("worker", undefined, false);
  for (const storage of ["local", "session", {}]) {
    const { error } = await open(refused, "worker", { ...config(), storage }, false);
    assert.deepEqual([error.isOurs, error.code, error.subject], [true, "InvalidArgument", "storage"]);
  }
});

for (const [format, worker] of [["es", { format: "es" }], ["its default format", {}]]) {
  test(`an app built by Vite, with workers in ${format}`, async () => {
    const directory = path.join(project.directory, `dist-vite-${format.length}`);
    await vite.build({ root: project.directory, logLevel: "error", build: { outDir: directory }, worker });
    await works(directory);
  });
}

test("an app served by Vite's development server", async () => {
  const server = await vite.createServer({ root: project.directory, logLevel: "error", server: { host: "127.0.0.1", port: 0 } });
  try {
    await server.listen();
    await worksAt(`http://127.0.0.1:${server.httpServer.address().port}/`);
  } finally {
    await server.close();
  }
});

test("an app bundled by esbuild, with the worker's script as a second entry", async () => {
  const directory = path.join(project.directory, "dist-esbuild");
  writeFileSync(path.join(project.directory, "app-esbuild.js"), script(`new URL("./vault-worker.js", import.meta.url)`));
  writeFileSync(path.join(project.directory, "vault-worker.js"), `import "cognito-wasm/vault-worker";\n`);
  await esbuild.build({
    absWorkingDir: project.directory, bundle: true, entryPoints: { app: "app-esbuild.js", "vault-worker": "vault-worker.js" },
    format: "esm", logLevel: "error", outdir: directory, splitting: true,
  });
  copyFileSync(path.join(project.directory, "index.html"), path.join(directory, "index.html"));
  await works(directory);
  // The page itself may connect to nothing and compile nothing: the worker has a policy of its own.
  await works(directory, "default-src 'none'; script-src 'self'; worker-src 'self'; img-src data:");
});

async function works(directory, policy) {
  const server = await servePages(directory);
  try {
    await worksAt(server.url, policy);
  } finally {
    await server.close();
  }
}

async function worksAt(url, policy) {
  for (const kind of ["worker", "shared"]) {
    const page = await (await newContext()).newPage();
    const serve = async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": policy } });
    };
    if (policy) await page.route(url, serve);
    await visit(page, url);
    if (policy) assert.equal(await page.evaluate((address) => fetch(address).then(() => "reached", () => "refused"), `${api.url}/echo`), "refused");
    await open(page, kind);
    assert.equal((await call(page, "signIn", ALICE)).value.user.username, "alice");
    assert.equal((await get(page, `${api.url}/echo`)).value.status, 200);
    assert.equal((await account(page, "getUser")).value.username, "alice");
  }
  assert.ok(pool.tokens.size >= 6);
}

function createPlainPage() {
  const directory = path.join(project.directory, "dist-plain");
  mkdirSync(directory, { recursive: true });
  cpSync(path.join(project.installed, "pkg"), path.join(directory, "pkg"), { recursive: true });
  writeFileSync(path.join(directory, "app.js"), script(`import.meta.resolve("cognito-wasm/vault-worker")`));
  const map = `<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>\n`;
  writeFileSync(path.join(directory, "index.html"), PAGE.replace("<script", `${map}<script`));
  return directory;
}

async function newContext() {
  const context = await browser.newContext();
  contexts.push(context);
  await context.addInitScript(record);
  return context;
}

/** A page with the vault open, at the plain build. */
async function opened(kind, given, isOpen = true) {
  const page = await (await newContext()).newPage();
  await visit(page, plain.url);
  if (isOpen) await open(page, kind, given);
  return page;
}

/** Reloads the page, and keeps what has reached it. */
async function again(page) {
  crossed.push(...(await page.evaluate("globalThis.messages")));
  await visit(page, page.url());
}

async function visit(page, url) {
  await page.goto(url);
  await page.waitForFunction("globalThis.ready");
}

async function open(page, kind, given = config(), works = true) {
  const result = await page.evaluate(([one, other]) => globalThis.open(one, other), [kind, given]);
  if (works) assert.equal(result.error, undefined);
  return result;
}

const call = (page, method, options) => page.evaluate(([one, other]) => globalThis.call(one, other), [method, options]);
const account = (page, method, options) => page.evaluate(([one, other]) => globalThis.account(one, other), [method, options]);
const get = (page, url, init) => page.evaluate(([one, other]) => globalThis.get(one, other), [url, init]);

function config(given = POOL) {
  const endpoints = { userPool: pool.url, issuer: `${cognito.url}/${given.userPoolId}` };
  return { ...given, endpoints, allowedOrigins: [api.url] };
}

const code = (secret) => appCode({ control }, secret);

async function control(method, name) {
  const answer = await fetch(`${cognito.url}/_local/${name}`, { method });
  assert.equal(answer.status, 200);
  return answer.json();
}

async function until(holds) {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  assert.fail("what was waited for has not come");
}
