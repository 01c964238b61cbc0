import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync } from "node:zlib";
import { filesIn } from "./fingerprint.mjs";
import { listenFrom } from "./ports.mjs";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".wasm": "application/wasm" };

/**
 * Serves a folder from memory, compressed beforehand, so that serving takes no part in what is measured. What a page posts
 * to `/report` is given to `report`.
 */
export async function servePages(directory, { report } = {}) {
  const files = new Map();
  for (const file of filesIn("", directory)) {
    const body = brotliCompressSync(readFileSync(path.join(directory, file)));
    const name = `/${file.split(path.sep).join("/")}`.replace(/\/index\.html$/, "/");
    files.set(name, { body, type: TYPES[path.extname(file)] ?? "application/octet-stream" });
  }
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (report && request.method === "POST" && pathname === "/report") {
      const parts = [];
      request.on("data", (part) => parts.push(part)).on("end", () => report(Buffer.concat(parts).toString()));
      return response.writeHead(204).end();
    }
    const file = files.get(pathname);
    if (!file) return response.writeHead(404).end();
    const headers = { "Content-Type": file.type, "Content-Encoding": "br", "Cache-Control": "no-store" };
    return response.writeHead(200, headers).end(file.body);
  });
  const port = await listenFrom(server, 0);
  return { url: `http://127.0.0.1:${port}/`, close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()) };
}
