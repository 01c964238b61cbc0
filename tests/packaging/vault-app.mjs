// An app over the vault, the pool and the API that it calls, and a record of all that reaches the page from the worker.
import { createServer, request } from "node:http";
import { listenFrom } from "../../scripts/lib/ports.mjs";

export const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>App</title><link rel="icon" href="data:,">
<script type="module" src="./app.js"></script></html>
`;

/** The app. `worker` is how a build of it finds the worker's script. */
export const script = (worker = `new URL("cognito-wasm/vault-worker", import.meta.url)`) => `
import { CognitoError, openVault } from "cognito-wasm/vault";

const makers = {
  worker: () => new Worker(${worker}, { type: "module" }),
  shared: () => new SharedWorker(${worker}, { type: "module" }),
};

/** What a promise gives, or the error that it rejects with, as plain values. */
async function outcome(promise) {
  try {
    return { value: await promise };
  } catch (error) {
    const { code, advice, retryable, subject, status, requestId, message } = error;
    return { error: { isOurs: error instanceof CognitoError, code, advice, retryable, subject, status, requestId, message } };
  }
}

let auth;
let worker;
globalThis.events = [];

globalThis.open = (kind, config) => outcome((async () => {
  worker = makers[kind]();
  worker.addEventListener("message", ({ data }) => globalThis.note(data));
  auth = await openVault(worker, config);
  for (const type of ["signedin", "signedout", "refreshed", "sessionexpired", "storageunavailable", "trace"]) {
    auth.addEventListener(type, ({ detail }) => globalThis.events.push({ type, detail }));
  }
})());
globalThis.again = (config) => outcome(openVault(worker, config).then(() => "opened"));
globalThis.call = (method, options) => outcome(auth[method](options));
globalThis.account = (method, options) => outcome(auth.accounts().then((accounts) => accounts[method](options)));
globalThis.get = (url, { abortAfter, ...init } = {}) => outcome((async () => {
  const signal = abortAfter ? AbortSignal.timeout(abortAfter) : undefined;
  const response = await auth.fetch(url, { ...init, signal });
  const { status, ok, type } = response;
  return { isResponse: response instanceof Response, status, ok, type, headers: Object.fromEntries(response.headers), text: await response.text() };
})());
globalThis.ready = true;
`;

/** In the page, before anything else: notes every message that reaches it by a port, and every body that comes along. */
export function record() {
  globalThis.messages = [];
  globalThis.note = (data) => {
    const body = data?.result?.body;
    if (body instanceof ReadableStream) {
      const [one, other] = body.tee();
      data.result.body = one;
      globalThis.messages.push("a stream");
      void new Response(other).text().then((text) => globalThis.messages.push(text), () => {});
    } else if (body instanceof ArrayBuffer) {
      globalThis.messages.push(new TextDecoder().decode(body));
    }
    globalThis.messages.push(JSON.stringify(data));
  };
  const { set } = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
  const heard = (listener) => (event) => {
    globalThis.note(event.data);
    listener.call(event.target, event);
  };
  Object.defineProperty(MessagePort.prototype, "onmessage", {
    set(listener) {
      set.call(this, heard(listener));
    },
  });
}

/** Passes everything on to the pool, and keeps the tokens that it issues. */
export async function startPool(cognito) {
  const tokens = new Set();
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const passed = request(new URL(url, cognito.url), { method, headers }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part)).on("end", () => {
        const body = Buffer.concat(parts);
        keep(body.toString(), tokens);
        outgoing.writeHead(answer.statusCode, answer.headers).end(body);
      });
    });
    incoming.pipe(passed);
  });
  const port = await listenFrom(server, 0);
  return { url: `http://127.0.0.1:${port}`, tokens, close: () => closed(server) };
}

function keep(text, tokens) {
  try {
    JSON.parse(text, (name, value) => {
      if (["IdToken", "AccessToken", "RefreshToken"].includes(name)) tokens.add(value);
      return value;
    });
  } catch {
    // The preflight's answer has no body.
  }
}

/** An API that says in its answer all that it was asked, the token not excepted. */
export async function startApi() {
  const asked = [];
  let redirect;
  const refused = new Set();
  const server = createServer((incoming, outgoing) => {
    const { method, headers, url } = incoming;
    const open = {
      "access-control-allow-origin": "*", "access-control-allow-headers": "*, authorization", "access-control-allow-methods": "*",
      "access-control-expose-headers": "*, authorization",
    };
    if (method === "OPTIONS") return outgoing.writeHead(204, open).end();
    const parts = [];
    incoming.on("data", (part) => parts.push(part)).on("end", () => {
      const { authorization = "" } = headers;
      asked.push({ method, url, authorization });
      if (url === "/refuses-once" && !refused.has(authorization)) {
        refused.add(authorization);
        if (refused.size === 1) return outgoing.writeHead(401, open).end();
      }
      if (url === "/redirects") return outgoing.writeHead(307, { ...open, location: redirect }).end();
      if (url === "/waits") return outgoing.writeHead(200, open).write("first");
      if (url === "/silent") return undefined;
      if (url === "/empty") return outgoing.writeHead(204, open).end();
      const body = JSON.stringify({ method, headers, body: Buffer.concat(parts).toString() });
      return outgoing.writeHead(200, { ...open, "content-type": "application/json", "x-echo": authorization, authorization }).end(body);
    });
    incoming.on("error", () => {});
    outgoing.on("close", () => !outgoing.writableFinished && asked.push({ url, closed: true }));
  });
  const port = await listenFrom(server, 0);
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    redirectTo: (address) => (redirect = address),
    close: () => closed(server),
  };
}

function closed(server) {
  return new Promise((resolve) => server.close(resolve).closeAllConnections());
}
