import { execFileSync } from "node:child_process";
import { environment } from "./paths.mjs";

const RUST_VERSION = "1.95.0";
const NODE_VERSION = 20;

/** Something that a person has to do before the scripts can go on. */
export class SetupError extends Error {
  constructor(message) {
    super(message);
    this.name = "SetupError";
  }
}

/** Checks what only a person can install: Node, rustup and a C linker. */
export function checkRequirements() {
  if (Number(process.versions.node.split(".")[0]) < NODE_VERSION) {
    throw new SetupError(`Node ${NODE_VERSION} or later is needed; this is ${process.versions.node}. See https://nodejs.org/`);
  }
  for (const command of ["cargo", "rustc"]) {
    if (!answer(command, ["--version"])) {
      throw new SetupError(`\`${command}\` was not found. Install Rust by rustup: https://rustup.rs/ – then open a new shell.`);
    }
  }
  const rust = /^rustc (\d+\.\d+\.\d+)/.exec(answer("rustc", ["--version"]))?.[1] ?? "0.0.0";
  if (isOlder(rust, RUST_VERSION)) {
    throw new SetupError(`Rust ${RUST_VERSION} or later is needed; this is ${rust}. Run: rustup update stable`);
  }
  if (!answer("cc", ["--version"])) {
    throw new SetupError(
      "No C linker (`cc`) was found. Install it: apt-get install gcc libc6-dev (Debian), dnf install gcc (Fedora), xcode-select --install (macOS).",
    );
  }
  return `Node ${process.versions.node}, Rust ${rust}, cc`;
}

/** The trimmed output of a quick command, or null where it cannot run or fails. */
export function answer(command, args) {
  try {
    return execFileSync(command, args, { env: environment(), encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return null;
  }
}

function isOlder(version, wanted) {
  return version.localeCompare(wanted, "en", { numeric: true }) < 0;
}
