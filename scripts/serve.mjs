import { createServer } from "node:http";
import { readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { demoConfig } from "./lib/demo-config.mjs";
import { isMain, option } from "./lib/main.mjs";
import { pkg, root } from "./lib/paths.mjs";
import { listenAtLocalhost } from "./lib/ports.mjs";
import { stopAllOnSignal } from "./lib/process.mjs";
import { fail, say } from "./lib/terminal.mjs";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".ts": "text/plain; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  // The local Cognito, and AWS for whoever points the page at a pool of their own.
  "connect-src 'self' http://127.0.0.1:* http://localhost:* https://*.amazonaws.com https://*.amazonaws.com.cn",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const HEADERS = {
  "Content-Security-Policy": contentSecurityPolicy,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-store",
};

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

/**
 * Serves the demo as `localhost`, the name that passkeys belong to: `www/` at `/`, `pkg/` at `/pkg/`, and `/config.json` for
 * a pool of the local Cognito. Port 0 takes any free port; a port that is in use gives way to the next free one.
 */
export async function serveDemo({ port = 8080, cognitoUrl = "http://127.0.0.1:9229" } = {}) {
  const folders = [
    { prefix: "/pkg/", directory: pkg },
    // The demo's only dependency: it draws the QR codes.
    { prefix: "/vendor/lean-qr/", directory: path.join(root, "node_modules", "lean-qr") },
    { prefix: "/", directory: path.join(root, "www") },
  ];
  const config = JSON.stringify(demoConfig(cognitoUrl), null, 2);
  const compressed = new Map();
  const create = () => createServer((request, response) => {
    respond(request, response, { folders, config, compressed }).catch((error) => {
      say(`The demo could not answer ${request.url}: ${error.message}`);
      if (!response.headersSent) sendText(request, response, 500, "Internal server error");
      else response.destroy();
    });
  });
  const { servers, port: actualPort } = await listenAtLocalhost(create, port);
  const close = (server) => new Promise((resolve) => server.close(resolve).closeAllConnections());
  return {
    url: `http://localhost:${actualPort}/`,
    port: actualPort,
    close: () => Promise.all(servers.map(close)),
  };
}

async function respond(request, response, { folders, config, compressed }) {
  if (request.method !== "GET" && request.method !== "HEAD") {
    response.setHeader("Allow", "GET, HEAD");
    return sendText(request, response, 405, "Only GET and HEAD");
  }
  const name = decodePath(request.url);
  if (name === null) return sendText(request, response, 400, "Malformed path");
  if (name === "/config.json") return send(request, response, 200, TYPES[".json"], Buffer.from(config));
  const file = await findFile(folders, name);
  if (file === null) return sendText(request, response, 404, "Not found");
  const type = TYPES[path.extname(file.path)] ?? "application/octet-stream";
  const { body, encoding } = await encode(file, type, request.headers["accept-encoding"] ?? "", compressed);
  if (encoding) response.setHeader("Content-Encoding", encoding);
  response.setHeader("Vary", "Accept-Encoding");
  return send(request, response, 200, type, body);
}

function decodePath(url) {
  try {
    const name = decodeURIComponent(url.split(/[?#]/)[0]);
    return name.startsWith("/") && !name.includes("\0") && !name.includes("\\") ? name : null;
  } catch {
    return null;
  }
}

/** The file for a path, where it lies inside its folder even after links are followed, and is not hidden. */
async function findFile(folders, name) {
  const { prefix, directory } = folders.find((folder) => name.startsWith(folder.prefix));
  const relative = name.slice(prefix.length) + (name.endsWith("/") ? "index.html" : "");
  if (relative.split("/").some((part) => part.startsWith("."))) return null;
  try {
    const [base, file] = await Promise.all([realpath(directory), realpath(path.join(directory, relative))]);
    const status = await stat(file);
    if (!file.startsWith(base + path.sep) || !status.isFile()) return null;
    return { path: file, version: `${status.mtimeMs}-${status.size}` };
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP"].includes(error.code)) return null;
    throw error;
  }
}

/** The body as the browser accepts it. Compressing takes longer than sending, so the result is kept. */
async function encode(file, type, accepted, compressed) {
  const encoding = /\bbr\b/.test(accepted) ? "br" : /\bgzip\b/.test(accepted) ? "gzip" : null;
  const key = `${encoding} ${file.path}`;
  const kept = compressed.get(key);
  if (kept?.version === file.version) return { body: kept.body, encoding };
  const plain = await readFile(file.path);
  if (encoding === null || !/wasm|javascript|css|html|json|svg/.test(type)) return { body: plain, encoding: null };
  const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: plain.length < 2 ** 20 ? 11 : 5 } };
  const body = await (encoding === "br" ? compressBrotli(plain, quality) : compressGzip(plain));
  compressed.set(key, { version: file.version, body });
  return { body, encoding };
}

function sendText(request, response, status, text) {
  return send(request, response, status, TYPES[".txt"], Buffer.from(`${text}\n`));
}

function send(request, response, status, type, body) {
  response.writeHead(status, { ...HEADERS, "Content-Type": type, "Content-Length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}

if (isMain(import.meta.url)) {
  stopAllOnSignal();
  try {
    const cognitoUrl = option("cognito", "http://127.0.0.1:9229");
    const { url } = await serveDemo({ port: Number(option("port", "8080")), cognitoUrl });
    say(`demo listening on ${url} (local Cognito at ${cognitoUrl})`);
  } catch (error) {
    fail(error);
  }
}
