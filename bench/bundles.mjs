import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { cache, pkg, root } from "../scripts/lib/paths.mjs";
import { sizeOf } from "../scripts/lib/sizes.mjs";

export const directory = path.join(cache, "bench");
const here = path.join(root, "bench");

/** What each peer's users import to sign in, keep a session and sign out: the code whose bytes are counted. */
const IMPORTS = {
  sdk: `export { CognitoAuth, CognitoError } from "cognito-wasm";`,
  amplify: `export { Amplify } from "aws-amplify"; export { signIn, fetchAuthSession, signOut } from "aws-amplify/auth";`,
  identity: `export { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";`,
};
/** Navigates once the browser has come to rest: starting it is nobody's merit. */
const START = `<script>setTimeout(() => location.replace(new URLSearchParams(location.search).get("to")), 800)</script>`;
/** What the README has pages say, so that the wasm arrives beside the script. */
const PRELOAD = `<link rel="preload" href="auth_bg.wasm" as="fetch" type="application/wasm" crossorigin>`;
const PEERS = { sdk: "sdk.js", amplify: "amplify.js", identity: "identity-js.js", bigint: "bigint.js" };
const SETTINGS = {
  absWorkingDir: root,
  bundle: true,
  format: "esm",
  legalComments: "none",
  logLevel: "error",
  metafile: true,
  minify: true,
  platform: "browser",
  splitting: true,
  target: "es2022",
  define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
};

/** Bundles the pages, each with its peer. */
export async function bundlePages() {
  rmSync(directory, { recursive: true, force: true });
  await bundle({ "srp/srp": path.join(here, "pages", "srp.js") });
  writePage("srp", "srp.js");
  writePage("blank");
  writePage("start", null, START);
  for (const [name, file] of Object.entries(PEERS)) {
    for (const page of ["cold", "block"]) {
      const peer = path.join(here, "peers", file);
      await bundle({ [`${page}-${name}/${page}`]: path.join(here, "pages", `${page}.js`) }, { peer });
      writePage(`${page}-${name}`, `${page}.js`, name === "sdk" ? PRELOAD : "");
    }
  }
}

/** Bytes of what a page must load to sign in: the bundle's static part, and the wasm module. */
export async function measureSizes() {
  const sizes = {};
  for (const [name, contents] of Object.entries(IMPORTS)) {
    const entry = { contents, resolveDir: here, sourcefile: `${name}.js` };
    const { outputs } = (await bundle({ stdin: entry }, {}, `size-${name}`)).metafile;
    const files = staticFiles(outputs, Object.keys(outputs).find((file) => outputs[file].entryPoint === `bench/${name}.js`));
    const parts = files.map((file) => sizeOf(readFileSync(path.join(root, file))));
    if (name === "sdk") parts.push(sizeOf(readFileSync(path.join(pkg, "auth_bg.wasm"))));
    sizes[name] = parts.reduce((a, b) => ({ raw: a.raw + b.raw, gzip: a.gzip + b.gzip, brotli: a.brotli + b.brotli }));
  }
  return sizes;
}

function bundle(entries, alias = {}, outdir = ".") {
  const { stdin, ...files } = entries;
  return build({
    ...SETTINGS,
    ...(stdin ? { stdin } : { entryPoints: files }),
    alias: { "cognito-wasm": path.join(pkg, "index.js"), ...alias },
    chunkNames: `${stdin ? "" : `${path.dirname(Object.keys(files)[0])}/`}[name]-[hash]`,
    outdir: path.join(directory, outdir),
  });
}

/** The entry and all it imports at once; what it imports later, if ever, is left out. */
function staticFiles(outputs, entry, found = new Set()) {
  if (found.has(entry)) return [...found];
  found.add(entry);
  for (const { path: file, kind } of outputs[entry].imports) {
    if (kind === "import-statement") staticFiles(outputs, file, found);
  }
  return [...found];
}

function writePage(name, script, hints = "") {
  const folder = path.join(directory, name);
  mkdirSync(folder, { recursive: true });
  // The script stands in the page: a way to a server on the same machine and back is nobody's merit.
  const code = script && readFileSync(path.join(folder, script), "utf8").replaceAll("</script", "<\\/script");
  copyFileSync(path.join(pkg, "auth_bg.wasm"), path.join(folder, "auth_bg.wasm"));
  const head = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">`;
  const module = script ? `${hints}<script type="module">${code}</script>` : hints;
  writeFileSync(path.join(folder, "index.html"), `${head}${module}</html>\n`);
}
