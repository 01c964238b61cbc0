import assert from "node:assert/strict";
import path from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { createProject, runScript } from "./project.mjs";

// Imports one module and tells what that did: requests, storage, modules compiled, globals, what keeps Node alive.
const PROBE = `
const seen = [];
const trap = (name) => new Proxy(function () {}, {
  get: (_, key) => (seen.push(name + "." + String(key)), undefined),
  apply: () => { seen.push(name); throw new Error(name); },
});
for (const name of ["fetch", "localStorage", "sessionStorage", "indexedDB", "document", "navigator", "setTimeout", "setInterval"]) {
  Object.defineProperty(globalThis, name, { value: trap(name), configurable: true, writable: true });
}
for (const name of ["compile", "instantiate", "compileStreaming", "instantiateStreaming"]) WebAssembly[name] = trap("WebAssembly." + name);
const before = Reflect.ownKeys(globalThis).length;
const module = await import(process.argv[2]);
console.log(JSON.stringify({
  seen,
  globals: Reflect.ownKeys(globalThis).length - before,
  names: Object.keys(module).sort(),
}));
`;

let project;
before(async () => {
  project = await createProject({ "probe.mjs": PROBE });
});
after(() => project?.remove());

const NAMES = { vault: ["CognitoError", "openVault"], "vault-worker": [] };

for (const entry of ["index", "slim", "inline", "node", "vault", "vault-worker"]) {
  test(`importing ${entry}.js does nothing but import`, async () => {
    const file = path.join(project.installed, "pkg", `${entry}.js`);
    const { seen, globals, names } = await runScript(project.directory, "probe.mjs", [file]);
    assert.deepEqual(seen, []);
    assert.equal(globals, 0);
    assert.deepEqual(names, NAMES[entry] ?? ["CognitoAuth", "CognitoError", "init"]);
  });
}

for (const [entry, names] of [["store", ["sessionStore"]], ["verifier", ["verifyToken"]]]) {
  test(`importing ${entry}.js does nothing but import`, async () => {
    const found = await runScript(project.directory, "probe.mjs", [path.join(project.installed, "pkg", `${entry}.js`)]);
    assert.deepEqual(found, { seen: [], globals: 0, names });
  });
}

test("a bundler drops the package where nothing of it is used", async () => {
  for (const code of [`import "cognito-wasm";`, `import { CognitoAuth } from "cognito-wasm";`, `import { openVault } from "cognito-wasm/vault";`]) {
    const options = { bundle: true, format: "esm", logLevel: "silent", minify: true, platform: "browser", write: false };
    const { outputFiles } = await build({ ...options, stdin: { contents: code, resolveDir: project.directory } });
    assert.equal(outputFiles[0].text.trim(), "");
  }
});
