import { toError } from "./error.js";
import { VaultClient } from "./vault-client.js";
import { VaultFetch, originOf } from "./vault-fetch.js";
import { VaultGuard } from "./vault-guard.js";

const EVENTS = ["signedin", "signedout", "refreshed", "sessionexpired", "storageunavailable"];

/**
 * What the worker does for its pages. Gives the listener for the message by which a page opens the vault: with a port of its
 * own, and the configuration. The first one's configuration counts as long as the worker lives. `create` is that of
 * `CognitoAuth`.
 */
export function vaultService(create) {
  const guard = new VaultGuard();
  /** The pages' clients, and what was opened. */
  const clients = new Set();
  let opened;

  return async ({ data, ports: [port] }) => {
    if (data?.kind !== "cognito-wasm.open" || !port) return;
    try {
      const vault = await vaultOf(data.config);
      clients.add(new VaultClient(port, vault, (client) => clients.delete(client)));
      guard.post(port, { kind: "result", call: 0 });
    } catch (reason) {
      guard.post(port, { kind: "error", call: 0, error: await toError(reason) });
    }
  };

  async function vaultOf(config) {
    const differing = opened && difference(opened.config, config);
    // Whoever asks: nothing widens what the first one has fixed.
    if (differing) throw argument(differing);
    const own = (opened ??= { config, vault: begin(config) });
    try {
      return await own.vault;
    } catch (reason) {
      // There is nothing yet that anybody could get at: it may be tried again.
      if (opened === own) opened = undefined;
      throw reason;
    }
  }

  async function begin(config) {
    const { allowedOrigins = [], storage = "memory", ...rest } = config ?? {};
    if (storage !== "memory" && storage !== "encrypted") throw argument("storage");
    const origins = originsOf(allowedOrigins);
    const auth = await create({ ...rest, storage, fetch: guard.watched((...request) => fetch(...request)) });
    for (const type of EVENTS) auth.addEventListener(type, tell);
    // One listener, however often it is added.
    const trace = () => auth.addEventListener("trace", tell);
    return { auth, guard, fetch: new VaultFetch(auth, origins, guard), steps: new Set(), trace };
  }

  function tell({ type, detail }) {
    for (const client of clients) {
      if (type !== "trace" || client.traces) guard.post(client.port, { kind: "event", type, detail });
    }
  }
}

function originsOf(allowed) {
  if (!Array.isArray(allowed)) throw argument("allowedOrigins");
  if (allowed.some((origin) => typeof origin !== "string" || originOf(origin) !== origin)) throw argument("allowedOrigins");
  return new Set(allowed);
}

/** The member in which two configurations differ, if they do. */
function difference(one, other) {
  const names = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
  return [...names].find((name) => canonical(one?.[name]) !== canonical(other?.[name]));
}

/** The same text for the same value, in whatever order its members stand. */
function canonical(value) {
  const sorted = (_, member) =>
    member !== null && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member;
  return JSON.stringify(value, sorted);
}

function argument(subject) {
  return { code: "InvalidArgument", subject };
}
