// The vault in the two other engines: a page that goes through it by itself, and reports what it has met.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { findBrowsers } from "../../scripts/lib/browsers.mjs";
import { startLocalCognito } from "../../scripts/lib/local-cognito.mjs";
import { freePortFrom } from "../../scripts/lib/ports.mjs";
import { servePages } from "../../scripts/lib/static-server.mjs";
import { ALICE, POOL, createProject } from "./project.mjs";
import { PAGE, record, startApi, startPool } from "./vault-app.mjs";

const IMPORTS = { "cognito-wasm/vault": "./pkg/vault.js" };
const PATIENCE = 60_000;

const journey = ({ config, user, api }) => `
import { openVault } from "cognito-wasm/vault";

async function journey(worker) {
  const auth = await openVault(worker, ${JSON.stringify(config)});
  const events = [];
  for (const type of ["signedin", "signedout", "trace"]) auth.addEventListener(type, () => events.push(type));
  const wrong = await auth.signIn({ ...${JSON.stringify(user)}, password: "Wrong-Horse-9" }).catch(({ code }) => code);
  const step = await auth.signIn(${JSON.stringify(user)});
  const response = await auth.fetch(${JSON.stringify(`${api}/echo`)}, { method: "POST", body: "text" });
  const { headers, body } = await response.json();
  const redirect = await auth.fetch(${JSON.stringify(`${api}/redirects`)}).catch(({ code }) => code);
  const aborted = await auth.fetch(${JSON.stringify(`${api}/silent`)}, { signal: AbortSignal.timeout(200) }).catch(({ code }) => code);
  const profile = await (await auth.accounts()).getUser();
  await auth.signOut();
  await auth.session();
  return {
    wrong, username: step.user.username, status: response.status, body, authorization: headers.authorization, redirect, aborted,
    email: profile.attributes.email, events: [...new Set(events)].sort(),
  };
}

const url = new URL("./pkg/vault-worker.js", import.meta.url);
const makers = { worker: () => new Worker(url, { type: "module" }), shared: () => new SharedWorker(url, { type: "module" }) };
const outcomes = {};
for (const [kind, make] of Object.entries(makers)) {
  outcomes[kind] = await (async () => journey(make()))().catch((error) => String(error) + " " + error.code + " " + error.cause);
}
await new Promise((resolve) => setTimeout(resolve, 100));
await fetch("/report", { method: "POST", body: JSON.stringify({ outcomes, messages: globalThis.messages }) });
`;

let api;
let cognito;
let directory;
let pool;
let project;
before(async () => {
  cognito = await startLocalCognito();
  [pool, api] = await Promise.all([startPool(cognito), startApi()]);
  api.redirectTo(`${api.url}/echo`);
  project = await createProject();
  directory = path.join(project.directory, "dist");
  mkdirSync(directory);
  cpSync(path.join(project.installed, "pkg"), path.join(directory, "pkg"), { recursive: true });
  const endpoints = { userPool: pool.url, issuer: `${cognito.url}/${POOL.userPoolId}` };
  const config = { ...POOL, endpoints, allowedOrigins: [api.url] };
  writeFileSync(path.join(directory, "app.js"), journey({ config, user: ALICE, api: api.url }));
  const scripts = `<script>(${record})();</script>\n<script type="importmap">${JSON.stringify({ imports: IMPORTS })}</script>\n`;
  writeFileSync(path.join(directory, "index.html"), PAGE.replace("<script", `${scripts}<script`));
});
after(async () => {
  await Promise.all([pool, api].map((server) => server?.close()));
  await cognito?.stop();
  project?.remove();
});

test("Firefox", () => passes(openFirefox));
test("WebKit", () => passes(openWebKit));

async function passes(open) {
  pool.tokens.clear();
  let told;
  const reported = new Promise((resolve) => (told = resolve));
  const server = await servePages(directory, { report: told });
  const timer = setTimeout(() => told(`{"outcomes":"no report"}`), PATIENCE);
  const close = await open(server.url);
  try {
    const { outcomes, messages } = JSON.parse(await reported);
    const expected = {
      wrong: "IncorrectUsernameOrPassword", username: "alice", status: 200, body: "text", redirect: "RedirectRefused", aborted: "Aborted",
      email: "alice@example.com", events: ["signedin", "signedout", "trace"],
    };
    for (const kind of ["worker", "shared"]) {
      const { authorization, ...outcome } = outcomes[kind] ?? {};
      assert.deepEqual(outcome, expected, `${kind}: ${JSON.stringify(outcomes)}`);
      assert.match(authorization, /^Bearer \*{100,}$/);
    }
    const text = messages.join("\n");
    assert.ok(text.includes("alice@example.com") && pool.tokens.size >= 6);
    assert.equal([...pool.tokens].filter((token) => text.includes(token)).length, 0, "tokens that have reached a page");
  } finally {
    clearTimeout(timer);
    await close();
    await server.close();
  }
}

async function openFirefox(url) {
  const { firefox } = findBrowsers();
  assert.ok(firefox, "Firefox was not found");
  const profile = mkdtempSync(path.join(os.tmpdir(), "cognito-wasm-firefox-"));
  const close = started(firefox, ["--headless", "--no-remote", "--profile", profile, url]);
  return async () => {
    await close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
}

async function openWebKit(url) {
  const { webkitDriver, xvfb } = findBrowsers();
  assert.ok(webkitDriver && (xvfb || process.platform === "darwin"), "WebKit's driver was not found");
  const port = await freePortFrom(4600);
  const own = [webkitDriver, "-p", `${port}`];
  const close = xvfb ? started(xvfb, ["-a", ...own]) : started(own[0], own.slice(1));
  const driver = async (method, name, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}${name}`, { method, ...(body && { body: JSON.stringify(body) }) });
    return (await answer.json()).value;
  };
  for (let tries = 0; !(await driver("GET", "/status").catch(() => undefined)); tries += 1) {
    assert.ok(tries < 100, "WebKit's driver does not answer");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { sessionId } = await driver("POST", "/session", { capabilities: {} });
  await driver("POST", `/session/${sessionId}/url`, { url });
  return async () => {
    await driver("DELETE", `/session/${sessionId}`);
    await close();
  };
}

/** Starts a program with its own group, so that what it has started ends with it. */
function started(program, args) {
  const child = spawn(program, args, { detached: true, stdio: "ignore" });
  const ended = new Promise((resolve) => child.once("close", resolve));
  return async () => {
    try {
      process.kill(-child.pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
    await ended;
  };
}
