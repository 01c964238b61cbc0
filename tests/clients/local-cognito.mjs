/** Starts the local Cognito for a test file, and speaks its protocol without any SDK. */

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export const poolId = "eu-west-1_LocalPool";
export const publicClient = "localpublicclient00000001";
export const srpOnlyClient = "localsrponlyclient0000001";
export const secretClient = "localsecretclient00000001";
export const secret = "local-client-secret-0123456789abcdefghijklmnopqrstuv";

const built = fileURLToPath(new URL("../../target/debug/local-cognito", import.meta.url));

/** The binary that `LOCAL_COGNITO_BIN` names, or the one that cargo built, on a free port. */
export async function start() {
  const child = spawn(process.env.LOCAL_COGNITO_BIN ?? built, ["--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`local-cognito ended with ${code} before it listened`)));
    createInterface({ input: child.stdout }).once("line", (line) => {
      const match = /^local-cognito listening on (http:\S+)$/.exec(line);
      if (match) resolve(match[1]);
      else reject(new Error(`local-cognito said: ${line}`));
    });
  });
  return { url, call: (operation, body) => call(url, operation, body), control: control(url), stop: () => stop(child) };
}

/** One operation: its answer, or AWS's error as an `Error` with `name` and `message`. */
async function call(url, operation, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(body),
  });
  const answer = await response.json();
  if (response.ok) return answer;
  throw Object.assign(new Error(answer.message), { name: answer.__type });
}

/** `POST` to an endpoint under `/_local`. */
function control(url) {
  return async (name, body = {}) => {
    const response = await fetch(`${url}/_local/${name}`, { method: "POST", body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`/_local/${name} answered ${response.status}`);
    return response.json();
  };
}

function stop(child) {
  return new Promise((resolve) => {
    child.once("exit", resolve);
    child.kill("SIGTERM");
  });
}
