import { readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { say } from "./terminal.mjs";

/** Bytes as they are, and as a server sends them. */
export function sizeOf(content) {
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  return {
    raw: content.length,
    gzip: gzipSync(content, { level: 9 }).length,
    brotli: brotliCompressSync(content, { params: quality }).length,
  };
}

export function printSizes(directory) {
  say();
  say(`      ${"bytes".padEnd(22)}${["raw", "gzip", "brotli"].map((word) => word.padStart(10)).join("")}`);
  for (const name of readdirSync(directory).filter((file) => /\.(js|wasm)$/.test(file)).sort()) {
    const { raw, gzip, brotli } = sizeOf(readFileSync(path.join(directory, name)));
    say(`      ${name.padEnd(22)}${[raw, gzip, brotli].map((size) => size.toLocaleString("en").padStart(10)).join("")}`);
  }
}
