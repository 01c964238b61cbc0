const NAMES = { local: "localStorage", session: "sessionStorage" };

/**
 * A storage of the configured kind. Where none is configured it is `local`, and quietly memory on hosts that have no
 * such thing. Reading gives null, and writing false, where the storage cannot be used.
 */
export function openStorage(kind) {
  if (![undefined, "memory", "local", "session"].includes(kind)) {
    throw { code: "InvalidArgument", subject: "storage" };
  }
  if (kind === "memory" || (kind === undefined && !("localStorage" in globalThis))) return memory();
  return web(NAMES[kind ?? "local"]);
}

function memory() {
  const texts = new Map();
  return {
    load: (key) => texts.get(key),
    store(key, text) {
      if (text === undefined) texts.delete(key);
      else texts.set(key, text);
      return true;
    },
  };
}

function web(name) {
  return {
    load(key) {
      try {
        return globalThis[name].getItem(key) ?? undefined;
      } catch {
        return null;
      }
    },
    store(key, text) {
      try {
        // The old text goes first: where the new one does not fit, an earlier session must not come back.
        globalThis[name].removeItem(key);
        if (text !== undefined) globalThis[name].setItem(key, text);
        return true;
      } catch {
        return false;
      }
    },
  };
}
