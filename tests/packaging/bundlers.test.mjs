import assert from "node:assert/strict";
import { copyFileSync, cpSync, mkdirSync } from "node:fs";
import path from "node:path";
import { after, before, test } from "node:test";
import * as esbuild from "esbuild";
import * as vite from "vite";
import { launchChromium } from "../../scripts/lib/chromium.mjs";
import { startLocalCognito } from "../../scripts/lib/local-cognito.mjs";
import { servePages } from "../../scripts/lib/static-server.mjs";
import { PAGE, SCRIPT, openApp } from "./browser-app.mjs";
import { ALICE, POOL, createProject } from "./project.mjs";

const OUTCOME = { kind: "signedIn", username: "alice", sub: true, email: "alice@example.com" };

let browser;
let cognito;
let project;
before(async () => {
  cognito = await startLocalCognito();
  browser = await launchChromium();
  project = await createProject({ "index.html": PAGE, "app.js": SCRIPT });
});
after(async () => {
  await browser?.close();
  await cognito?.stop();
  project?.remove();
});

test("an app built by Vite signs in and reads the account, and loads the wasm files rather than their copies", async () => {
  const directory = path.join(project.directory, "dist-vite");
  await vite.build({ root: project.directory, logLevel: "error", build: { outDir: directory } });
  const loaded = await signsIn(directory);
  for (const name of [/auth_bg.*\.wasm$/, /whole_bg.*\.wasm$/]) assert.equal(loaded.filter(({ path: file }) => name.test(file)).length, 1, String(name));
  assert.deepEqual(loaded.filter(({ path: name }) => /inline/.test(name)), []);
});

test("an app served by Vite's development server signs in", async () => {
  const server = await vite.createServer({ root: project.directory, logLevel: "error", server: { host: "127.0.0.1", port: 0 } });
  try {
    await server.listen();
    const { port } = server.httpServer.address();
    const { outcome } = await openApp(browser, `http://127.0.0.1:${port}/`, visit());
    assert.deepEqual(outcome, OUTCOME);
  } finally {
    await server.close();
  }
});

test("an app bundled by esbuild, which leaves the wasm files behind, signs in and reads the account by the copies", async () => {
  const directory = path.join(project.directory, "dist-esbuild");
  await bundle(directory);
  const loaded = await signsIn(directory);
  for (const copy of [/auth-inline/, /whole-inline/]) assert.ok(loaded.some(({ path: name }) => copy.test(name)), String(copy));
  // What is loaded later shares no file with what is loaded first: that would be a way to the server more.
  const first = loaded.findIndex(({ path: name }) => name.endsWith("/app.js"));
  assert.match(loaded[first + 1].path, /auth_bg\.wasm$/);
});

test("the same beside the wasm files loads no copy", async () => {
  const directory = path.join(project.directory, "dist-esbuild-wasm");
  await bundle(directory);
  for (const name of ["auth_bg.wasm", "whole_bg.wasm"]) copyFileSync(path.join(project.installed, "pkg", name), path.join(directory, name));
  const loaded = await signsIn(directory);
  assert.deepEqual(loaded.filter(({ path: name }) => /inline/.test(name)), []);
});

test("a page without a bundler signs in by an import map", async () => {
  const directory = path.join(project.directory, "dist-plain");
  const imports = JSON.stringify({ imports: { "cognito-wasm": "./pkg/index.js" } });
  await createPlainPage(directory, PAGE.replace("<script", `<script type="importmap">${imports}</script>\n<script`));
  const loaded = await signsIn(directory);
  assert.ok(loaded.some(({ path: name, status }) => name === "/pkg/auth_bg.wasm" && status === 200));
});

async function bundle(outdir) {
  await esbuild.build({
    absWorkingDir: project.directory,
    bundle: true,
    entryPoints: ["app.js"],
    format: "esm",
    logLevel: "error",
    outdir,
    splitting: true,
  });
  copyFileSync(path.join(project.directory, "index.html"), path.join(outdir, "index.html"));
}

async function createPlainPage(directory, page) {
  const { writeFileSync } = await import("node:fs");
  mkdirSync(directory, { recursive: true });
  cpSync(path.join(project.installed, "pkg"), path.join(directory, "pkg"), { recursive: true });
  copyFileSync(path.join(project.directory, "app.js"), path.join(directory, "app.js"));
  writeFileSync(path.join(directory, "index.html"), page);
}

async function signsIn(directory) {
  const server = await servePages(directory);
  try {
    const { outcome, loaded } = await openApp(browser, server.url, visit());
    assert.deepEqual(outcome, OUTCOME);
    return loaded;
  } finally {
    await server.close();
  }
}

function visit() {
  return { config: { ...POOL, endpoints: { userPool: cognito.url } }, user: ALICE };
}
