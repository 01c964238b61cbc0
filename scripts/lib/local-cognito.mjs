import { existsSync } from "node:fs";
import path from "node:path";
import { target } from "./paths.mjs";
import { CommandError, ended, run, start, stop } from "./process.mjs";

const READY = /listening on (http:\/\/\S+)/;
const PATIENCE = 60_000;

/** Builds the local Cognito, natively. */
export async function buildLocalCognito() {
  await run("cargo", ["build", "--locked", "-p", "local-cognito"], { log: "build-local-cognito" });
}

/** The binary: the one that `LOCAL_COGNITO_BIN` names, or the one that cargo built. */
export function localCognitoBinary() {
  return process.env.LOCAL_COGNITO_BIN ?? path.join(target, "debug", "local-cognito");
}

/** Starts the local Cognito and waits until it answers. Port 0 takes any. `ended` resolves when it ends by itself. */
export async function startLocalCognito({ port = 0, args = [] } = {}) {
  const binary = localCognitoBinary();
  if (!existsSync(binary)) throw new CommandError(`${binary} does not exist. Build it: cargo build -p local-cognito`);
  const child = start(binary, ["--port", String(port), ...args]);
  let output = "";
  const url = await new Promise((resolve, reject) => {
    const giveUp = setTimeout(() => reject(new CommandError(`The local Cognito did not start in time.\n${output}`)), PATIENCE);
    const onData = (text) => {
      output = (output + text).slice(-20_000);
      const found = READY.exec(output)?.[1];
      if (found) resolve(found);
    };
    child.stdout.setEncoding("utf8").on("data", onData);
    child.stderr.setEncoding("utf8").on("data", onData);
    ended(child).then(({ code, error }) => {
      reject(error ?? new CommandError(`The local Cognito ended with exit code ${code} before it was ready.\n${output}`));
    });
    child.once("close", () => clearTimeout(giveUp));
    if (giveUp.unref) giveUp.unref();
  });
  return { url, ended: ended(child).then((ending) => ({ ...ending, output })), stop: () => stop(child) };
}
