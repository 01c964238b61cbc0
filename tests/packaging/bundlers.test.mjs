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

test("an app built by Vite signs in, and loads the wasm file rather than its copy", async () => {
  const directory = path.join(project.directory, "dist-vite");
  await vite.build({ root: project.directory, logLevel: "error", build: { outDir: directory } });
  const loaded = await signsIn(directory);
  assert.equal(loaded.filter(({ path: name }) => /auth_bg.*\.wasm$/.test(name)).length, 1);
  assert.deepEqual(loaded.filter(({ path: name }) => /inline/.test(name)), []);
});

test("an app served by Vite's development server signs in", async () => {
  const server = await vite.createServer({ root: project.directory, logLevel: "error", server: { host: "127.0.0.1", port: 0 } });
  try {
    await server.listen();
    const { port } = server.httpServer.address();
    const { outcome } = await openApp(browser, `http://127.0.0.1:${port}/`, visit());
    assert.deepEqual(outcome, { kind: "signedIn", username: "alice", sub: true });
  } finally {
    await server.close();
  }
});

test("an app bundled by esbuild, which leaves the wasm file behind, signs in by the copy", async () => {
  const directory = path.join(project.directory, "dist-esbuild");
  await bundle(directory);
  const loaded = await signsIn(directory);
  assert.ok(loaded.some(({ path: name }) => /auth-inline/.test(name)));
  // What is loaded later shares no file with what is loaded first: that would be a way to the server more.
  const first = loaded.findIndex(({ path: name }) => name.endsWith("/app.js"));
  assert.match(loaded[first + 1].path, /auth_bg\.wasm$/);
});

test("the same beside the wasm file loads no copy", async () => {
  const directory = path.join(project.directory, "dist-esbuild-wasm");
  await bundle(directory);
  copyFileSync(path.join(project.installed, "pkg", "auth_bg.wasm"), path.join(directory, "auth_bg.wasm"));
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
    assert.deepEqual(outcome, { kind: "signedIn", username: "alice", sub: true });
    return loaded;
  } finally {
    await server.close();
  }
}

function visit() {
  return { config: { ...POOL, endpoints: { userPool: cognito.url } }, user: ALICE };
}
