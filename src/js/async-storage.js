import { openEncrypted } from "./encrypted-storage.js";

/** Milliseconds after which a storage that does not answer counts as unusable. */
const PATIENCE = 5_000;

/**
 * A storage that answers by promises: an app's own, with `getItem`, `setItem` and `removeItem` as the web's storages have
 * them, or the one that encrypts. Other tabs are told of each change by a `BroadcastChannel`.
 */
export function open(kind, clientId) {
  const storage = kind === "encrypted" ? openEncrypted() : kind;
  const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel(`cognito-wasm.${clientId}`) : undefined;
  // Node would wait for it for ever.
  channel?.unref?.();
  // One after the other: of two texts under one key the later one counts.
  let last = Promise.resolve();

  const next = (work) => {
    last = last.then(() => inTime(work));
    return last;
  };

  return {
    load: (key) =>
      next(async () => {
        const text = await storage.getItem(key);
        return typeof text === "string" ? text : undefined;
      }).then((text) => (text === FAILED ? null : text)),

    store: (key, text) =>
      next(() => (text === undefined ? storage.removeItem(key) : storage.setItem(key, text))).then((result) => {
        if (result === FAILED) return false;
        channel?.postMessage(key);
        return true;
      }),

    watch(changed) {
      channel?.addEventListener("message", ({ data }) => changed(data));
      globalThis.addEventListener?.("pageshow", ({ persisted }) => persisted && changed(null));
    },
  };
}

const FAILED = Symbol("failed");

/** What the work gives; nothing is thrown. */
async function inTime(work) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, PATIENCE, FAILED)));
  try {
    return await Promise.race([(async () => work())(), late]);
  } catch {
    return FAILED;
  } finally {
    clearTimeout(timer);
  }
}
