import assert from "node:assert/strict";
import http from "node:http";
import { after, before, test } from "node:test";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { serveDemo } from "../../scripts/serve.mjs";

let server;
before(async () => {
  server = await serveDemo({ port: 0, cognitoUrl: "http://127.0.0.1:5555" });
});
after(() => server?.close());

/** As it stands: `fetch` would tidy the path up before it is sent. */
function get(path, { method = "GET", headers = {} } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port: server.port, path, method, headers }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
    });
    request.on("error", reject).end();
  });
}

test("the page is at localhost, by whose name alone it can use passkeys, and at each of its addresses", async () => {
  assert.equal(server.url, `http://localhost:${server.port}/`);
  assert.equal((await fetch(server.url)).status, 200);
  const { promises: dns } = await import("node:dns");
  for (const { address, family } of await dns.lookup("localhost", { all: true })) {
    const { status } = await fetch(`http://${family === 6 ? `[${address}]` : address}:${server.port}/`);
    assert.equal(status, 200, address);
  }
});

test("the page comes with the headers that keep it safe", async () => {
  const { status, headers } = await get("/");
  assert.equal(status, 200);
  assert.match(headers["content-type"], /^text\/html/);
  assert.match(headers["content-security-policy"], /^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
  assert.match(headers["content-security-policy"], /require-trusted-types-for 'script'; trusted-types 'none'/);
  assert.equal(headers["x-content-type-options"], "nosniff");
  assert.equal(headers["referrer-policy"], "no-referrer");
  assert.equal(headers["cross-origin-opener-policy"], "same-origin");
  assert.equal(headers["cache-control"], "no-store");
});

test("the wasm has its type, and is compressed as the browser accepts it", async () => {
  const plain = await get("/pkg/auth_bg.wasm");
  const brotli = await get("/pkg/auth_bg.wasm", { headers: { "Accept-Encoding": "gzip, deflate, br" } });
  const gzip = await get("/pkg/auth_bg.wasm", { headers: { "Accept-Encoding": "gzip" } });
  assert.equal(plain.headers["content-type"], "application/wasm");
  assert.equal(plain.headers["content-encoding"], undefined);
  assert.equal(brotli.headers["content-encoding"], "br");
  assert.equal(gzip.headers["content-encoding"], "gzip");
  assert.ok(brotliDecompressSync(brotli.body).equals(plain.body));
  assert.ok(gunzipSync(gzip.body).equals(plain.body));
});

test("config.json names the local Cognito that it was started with", async () => {
  const config = JSON.parse((await get("/config.json")).body);
  assert.equal(config.endpoints.userPool, "http://127.0.0.1:5555");
  assert.equal(config.api, "http://127.0.0.1:5555/api/orders");
  assert.ok(config.users.some(({ username }) => username === "alice"));
});

const ELSEWHERE = [
  "/../Cargo.toml",
  "/..%2fCargo.toml",
  "/%2e%2e/Cargo.toml",
  "/pkg/../package.json",
  "/pkg/..%2f..%2fpackage.json",
  "/..%5cCargo.toml",
  "/.gitignore",
  "/pkg/.hidden",
  "//etc/passwd",
  "/pkg",
  "/styles",
  "/nothing",
];
for (const path of ELSEWHERE) {
  test(`${path} is refused`, async () => {
    const { status } = await get(path);
    assert.ok(status === 404 || status === 400, String(status));
  });
}

test("a malformed path is refused, and the server lives on", async () => {
  assert.equal((await get("/%ff")).status, 400);
  assert.equal((await get("/%00")).status, 400);
  assert.equal((await get(`/${"a".repeat(5000)}`)).status, 404);
  assert.equal((await get("/")).status, 200);
});

test("only GET and HEAD are answered", async () => {
  const post = await get("/", { method: "POST" });
  assert.equal(post.status, 405);
  assert.equal(post.headers.allow, "GET, HEAD");
  const head = await get("/", { method: "HEAD" });
  assert.equal(head.status, 200);
  assert.equal(head.body.length, 0);
});

test("a port that is in use gives way to the next free one", async () => {
  const other = await serveDemo({ port: server.port });
  assert.ok(other.port > server.port);
  await other.close();
});
