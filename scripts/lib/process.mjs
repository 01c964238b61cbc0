import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import path from "node:path";
import { environment, logs, root } from "./paths.mjs";
import { progress, seconds } from "./terminal.mjs";

const running = new Set();
const PROGRESS_INTERVAL = 10_000;

// Nothing that was started outlives this process, however it ends.
process.on("exit", () => running.forEach((child) => signalGroup(child, "SIGKILL")));

/** A command that could not be started, or that failed; the message ends with what it last said. */
export class CommandError extends Error {
  constructor(message, output = "") {
    super(message);
    this.name = "CommandError";
    this.output = output;
  }
}

/**
 * Runs a command to its end and returns its output. While it runs, its last line shows every ten seconds; the whole
 * output goes to `.cache/logs/<log>.log`.
 */
export async function run(command, args, { log, check = true, verbose = false, tail = 40, ...options } = {}) {
  const started = performance.now();
  const child = start(command, args, options);
  const file = log && openLog(log);
  let output = "";
  let stdout = "";
  let lastLine = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8");
    stream.on("data", (text) => {
      output += text;
      if (stream === child.stdout) stdout += text;
      file?.stream.write(text);
      if (verbose) process.stdout.write(text);
      lastLine = text.split(/[\r\n]/).findLast((line) => line.trim() !== "") ?? lastLine;
    });
  }
  const ticker = setInterval(() => {
    if (!verbose) progress(`${seconds(performance.now() - started)}  ${lastLine.trim()}`);
  }, PROGRESS_INTERVAL);
  const ending = await ended(child).finally(() => {
    clearInterval(ticker);
    file?.stream.end();
  });
  if (check && ending.code !== 0) throw failure(command, args, ending, output, tail, file?.path);
  return { ...ending, output, stdout, log: file?.path };
}

/** Starts a command in a process group of its own, so that it ends with everything it started. */
export function start(command, args, { cwd = root, env = {}, stdio = ["ignore", "pipe", "pipe"] } = {}) {
  const child = spawn(command, args, { cwd, env: environment(env), stdio, detached: process.platform !== "win32" });
  running.add(child);
  child.once("close", () => running.delete(child));
  child.once("error", () => running.delete(child));
  return child;
}

/** Resolves when a child has ended; a child that could not be started counts as ended with code 127. */
export function ended(child) {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: 127, signal: null, error }));
    child.once("close", (code, signal) => resolve({ code: code ?? 1, signal, error: null }));
  });
}

/** Ends a child and its children: asks first, insists after five seconds. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = ended(child);
  signalGroup(child, "SIGTERM");
  const insist = setTimeout(() => signalGroup(child, "SIGKILL"), 5000);
  await end;
  clearTimeout(insist);
}

/** On Ctrl-C, on SIGTERM, or when the npm that ran this has ended: ends what runs, then this process. */
export function stopAllOnSignal(before = async () => {}) {
  let stopping = false;
  const stopAll = async (code) => {
    if (stopping) return;
    stopping = true;
    await before();
    await Promise.all([...running].map(stop));
    process.exit(code);
  };
  for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]]) process.on(signal, () => stopAll(code));
  if (process.env.npm_lifecycle_event) onParentEnd(() => stopAll(143));
}

/** npm runs scripts in a shell, and that shell keeps a SIGTERM to itself. */
function onParentEnd(callback) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    callback();
  }, 500);
  watch.unref();
}

function signalGroup(child, signal) {
  try {
    process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

function openLog(name) {
  mkdirSync(logs, { recursive: true });
  const file = path.join(logs, `${name}.log`);
  return { path: file, stream: createWriteStream(file) };
}

function failure(command, args, { code, signal, error }, output, tail, log) {
  const line = [command, ...args].join(" ");
  if (error) return new CommandError(`Could not start \`${line}\`: ${error.message}`);
  const reason = signal ? `was ended by ${signal}` : `failed with exit code ${code}`;
  const lines = output.trimEnd().split("\n").slice(-tail).map((text) => `    ${text}`);
  const where = log ? [`  The whole output is in ${path.relative(root, log)}`] : [];
  return new CommandError([`\`${line}\` ${reason}. It last said:`, ...lines, ...where].join("\n"), output);
}
