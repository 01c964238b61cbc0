/** The vault's `fetch`: over a `fetch` that notes what the worker sends. */

import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { VaultGuard } from "../../src/js/vault-guard.js";
import { maskedStream } from "../../src/js/vault-mask.js";
import { ACCESS, ID, NEXT, REFRESH, Sdk, World, rejection, session, settled } from "./vault-world.mjs";

const API = "https://api.example.com";
const original = globalThis.fetch;
let sent;
let answers;
let world;

beforeEach(() => {
  sent = [];
  answers = [];
  globalThis.fetch = async (request) => {
    const body = await request.text();
    sent.push({ url: request.url, method: request.method, headers: Object.fromEntries(request.headers), redirect: request.redirect, body });
    const answer = answers.shift() ?? new Response("fine");
    return typeof answer === "function" ? answer(request) : answer;
  };
});

afterEach(() => {
  globalThis.fetch = original;
  world?.close();
});

function open(sdk) {
  world = new World(sdk);
  return world.open();
}

const codeOf = async (promise) => {
  const { code, subject } = (await rejection(promise)) ?? {};
  return [code, subject];
};

test("a request goes with the token, and the page gets a response without it", async () => {
  answers.push(new Response("body", { status: 201, statusText: "Made", headers: { "x-own": "1", authorization: "x", "x-amzn-remapped-authorization": "x", "x-echo": `a ${ACCESS}` } }));
  const vault = await open();
  const response = await vault.fetch(new URL(`${API}/orders?x=1#y`), { method: "POST", headers: { "content-type": "text/plain", Authorization: "Bearer mine" }, body: "héllo" });
  assert.ok(response instanceof Response);
  assert.deepEqual([response.status, response.statusText, response.ok, await response.text()], [201, "Made", true, "body"]);
  assert.deepEqual([...response.headers.keys()], ["content-type", "x-own"]);
  assert.deepEqual(sent, [{ url: `${API}/orders?x=1#y`, method: "POST", headers: { authorization: `Bearer ${ACCESS}`, "content-type": "text/plain" }, redirect: "manual", body: "héllo" }]);
  await vault.fetch(new Request(`${API}/b`, { method: "PUT", body: new Uint8Array([104, 105]) }), { token: "id" });
  assert.deepEqual([sent[1].method, sent[1].body, sent[1].headers.authorization], ["PUT", "hi", `Bearer ${ID}`]);
});

test("no other origin gets anything", async () => {
  const vault = await open();
  for (const url of [
    "https://evil.example/", "http://api.example.com/", "https://api.example.com:444/", "https://api.example.com.evil.example/",
    "https://evil.example/https://api.example.com", "https://sub.api.example.com/",
  ]) {
    assert.equal((await rejection(vault.fetch(url)))?.code, "OriginNotAllowed", url);
  }
  for (const url of ["https://api.example.com@evil.example/", "https://me:secret@api.example.com/", "not a url"]) {
    assert.deepEqual(await codeOf(vault.fetch(url)), ["InvalidArgument", "request"], url);
  }
  assert.deepEqual(await codeOf(vault.fetch("blob:https://api.example.com/1")), ["InvalidArgument", "url"]);
  assert.deepEqual(await codeOf(vault.fetch("data:,x")), ["InvalidArgument", "url"]);
  assert.deepEqual(await codeOf(vault.fetch(API, { token: "refresh" })), ["InvalidArgument", "token"]);
  assert.deepEqual(sent, []);
  assert.equal(world.sdk.count("session"), 0);
});

test("without a session nothing is sent", async () => {
  const sdk = new Sdk();
  sdk.current = null;
  const vault = await open(sdk);
  assert.deepEqual(await codeOf(vault.fetch(API)), ["NotSignedIn", undefined]);
  assert.deepEqual(sent, []);
});

test("a redirect is not followed, and is told apart from a lost connection", async () => {
  const redirected = () => Object.defineProperty(new Response(null), "type", { value: "opaqueredirect" });
  const vault = await open();
  answers.push(redirected(), redirected(), () => Promise.reject(new TypeError("offline")));
  assert.deepEqual(await codeOf(vault.fetch(API)), ["RedirectRefused", "url"]);
  const response = await vault.fetch(API, { redirect: "manual" });
  assert.deepEqual([response.type, response.status], ["opaqueredirect", 0]);
  assert.deepEqual(await codeOf(vault.fetch(API)), ["NetworkFailure", undefined]);
  assert.deepEqual(await codeOf(vault.fetch(API, { redirect: "follow" })), ["InvalidArgument", "redirect"]);
  assert.equal(sent.length, 3);
});

test("a 401 leads to new tokens and the same request once more", async () => {
  const vault = await open();
  answers.push(new Response("no", { status: 401 }));
  const response = await vault.fetch(API, { method: "POST", body: "once" });
  assert.deepEqual([response.status, await response.text()], [200, "fine"]);
  assert.deepEqual(sent.map(({ headers, body }) => [headers.authorization, body]), [[`Bearer ${ACCESS}`, "once"], [`Bearer ${NEXT}`, "once"]]);
  answers.push(new Response("still no", { status: 401 }));
  assert.deepEqual([(await vault.fetch(API)).status, world.sdk.count("refresh"), sent.length], [401, 1, 3]);
});

test("requests that are refused together renew once", async () => {
  const sdk = new Sdk({
    refresh: async () => {
      await settled();
      return (sdk.current = session(NEXT));
    },
  });
  // The SDK shares a refresh among those who wait for it.
  let running;
  const { refresh } = sdk;
  let refreshes = 0;
  sdk.refresh = (options) => (running ??= refresh(options).finally(() => ((running = undefined), (refreshes += 1))));
  const vault = await open(sdk);
  answers.push(...Array.from({ length: 5 }, () => new Response("", { status: 401 })));
  const responses = await Promise.all(Array.from({ length: 5 }, () => vault.fetch(API)));
  assert.deepEqual(responses.map(({ status }) => status), [200, 200, 200, 200, 200]);
  assert.equal(refreshes, 1);
});

test("where there are no new tokens the 401 is the answer", async () => {
  const refresh = async () => {
    throw { code: "NetworkFailure" };
  };
  const vault = await open(new Sdk({ refresh }));
  answers.push(new Response("why", { status: 401, headers: { "www-authenticate": "Bearer" } }));
  const response = await vault.fetch(API);
  assert.deepEqual([response.status, await response.text(), response.headers.get("www-authenticate")], [401, "why", "Bearer"]);
});

test("a request is not repeated for another user", async () => {
  const bob = { ...session(NEXT), user: { ...session().user, username: "bob", sub: "2" } };
  for (const change of [(sdk) => (sdk.current = bob), (sdk) => (sdk.current = null)]) {
    const vault = await open();
    const { sdk } = world;
    answers.push(() => {
      change(sdk);
      return new Response("", { status: 401 });
    });
    const before = sent.length;
    assert.deepEqual([(await vault.fetch(API, { method: "POST", body: "alice's" })).status, sent.length - before], [401, 1]);
    world.close();
  }
});

test("where streams cannot be handed over, the body comes whole, and without the token", async () => {
  const { MessageChannel } = globalThis;
  globalThis.MessageChannel = class {
    port1 = {
      postMessage() {
        throw new DOMException("", "DataCloneError");
      },
      close() {},
    };
  };
  try {
    // A copy of its own: whether streams can be handed over is found out once.
    const { VaultFetch } = await import("../../src/js/vault-fetch.js?whole");
    answers.push(new Response(`a ${ACCESS} b`));
    const fetches = new VaultFetch(new Sdk(), new Set([API]), new VaultGuard());
    const { result, transfer, ended } = await fetches.answer({ url: API, method: "GET", signal: new AbortController().signal });
    assert.deepEqual([transfer, ended], [[result.body], undefined]);
    assert.equal(new TextDecoder().decode(result.body), `a ${"*".repeat(ACCESS.length)} b`);
  } finally {
    globalThis.MessageChannel = MessageChannel;
  }
});

test("a response without a body has none, and a long one streams", async () => {
  const vault = await open();
  answers.push(new Response(null, { status: 204 }));
  assert.deepEqual([(await vault.fetch(API)).status], [204]);
  let more;
  answers.push(new Response(new ReadableStream({ start: (controller) => (more = controller) })));
  const reader = (await vault.fetch(API)).body.getReader();
  more.enqueue(new TextEncoder().encode("first"));
  assert.equal(new TextDecoder().decode((await reader.read()).value), "first");
  more.close();
  assert.equal((await reader.read()).done, true);
});

test("cancelling crosses: before the answer, and while the body comes", async () => {
  const vault = await open();
  assert.deepEqual(await codeOf(vault.fetch(API, { signal: AbortSignal.abort() })), ["Aborted", undefined]);
  const controller = new AbortController();
  answers.push(({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))));
  const waiting = codeOf(vault.fetch(API, { signal: controller.signal }));
  await settled();
  controller.abort();
  assert.deepEqual(await waiting, ["Aborted", undefined]);
  const other = new AbortController();
  answers.push(({ signal }) => new Response(new ReadableStream({ start: (own) => signal.addEventListener("abort", () => own.error(signal.reason)) })));
  const response = await vault.fetch(API, { signal: other.signal });
  const read = rejection(response.text());
  await settled();
  other.abort();
  assert.ok(await read);
});

test("a body that repeats the token comes with asterisks, wherever its chunks end", async () => {
  const text = `{"a":"${ACCESS}","b":"${ACCESS.slice(0, 30)}","c":"e${ACCESS}${ID}"}${REFRESH}`;
  const expected = text.replaceAll(ACCESS, "*".repeat(ACCESS.length)).replace(ID, "*".repeat(ID.length)).replace(REFRESH, "*".repeat(REFRESH.length));
  for (const size of [1, 2, 7, 50, 1000]) {
    let ends = 0;
    const source = new Response(text).body;
    const bytes = new Uint8Array(await new Response(source).arrayBuffer());
    const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => bytes.slice(index * size, (index + 1) * size));
    const stream = new ReadableStream({
      start(controller) {
        chunks.forEach((chunk) => controller.enqueue(chunk));
        controller.close();
      },
    });
    assert.equal(await new Response(maskedStream(stream, () => [ID, ACCESS, REFRESH], () => (ends += 1))).text(), expected, `${size}`);
    assert.equal(ends, 1);
  }
});

test("bytes of every kind pass as they are", async () => {
  const bytes = Uint8Array.from({ length: 1024 }, (_, index) => index % 256);
  const masked = maskedStream(new Response(bytes).body, () => [ACCESS], () => {});
  assert.deepEqual(new Uint8Array(await new Response(masked).arrayBuffer()), bytes);
});
