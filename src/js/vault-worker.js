import { CognitoAuth } from "./index.js";
import { vaultService } from "./vault-service.js";

const greet = vaultService((config) => CognitoAuth.create(config));

// Anywhere else this script does nothing: in a page, messages come from other windows, too.
if ("DedicatedWorkerGlobalScope" in globalThis) {
  addEventListener("message", greet);
} else if ("SharedWorkerGlobalScope" in globalThis) {
  addEventListener("connect", ({ ports: [port] }) => {
    port.onmessage = greet;
  });
}
