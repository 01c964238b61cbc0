const NAMES = { local: "localStorage", session: "sessionStorage" };

/**
 * A storage of the configured kind. Where none is configured it is `local`, and quietly memory on hosts that have no
 * such thing. Reading gives null, and writing false, where the storage cannot be used; either may be a promise.
 * What several tabs share `isShared`, and calls back with the key that another one has changed.
 */
export function openStorage(kind, options) {
  let storage = storageOf(kind, options.clientId);
  const { isShared } = storage;
  if (hasLeft(options)) {
    const own = storage;
    // Without the script nothing is taken over, and all else goes on.
    storage = later(import("./take-over.js").then(({ takeOver }) => takeOver(own, options), () => own), isShared);
  }
  if (options.severalUsers) {
    const one = storage;
    storage = later(import("./users.js").then(({ severalUsers }) => severalUsers(one, options)), isShared);
  }
  return storage;
}

/** Whether another library has left something of this app client, and it may be taken over. */
function hasLeft({ clientId, takeOver = "move" }) {
  if (!["move", "keep", false].includes(takeOver)) throw { code: "InvalidArgument", subject: "takeOver" };
  try {
    const names = [document.cookie, Object.keys(localStorage), Object.keys(sessionStorage)];
    return takeOver && `${names}`.includes(`CognitoIdentityServiceProvider.${clientId}.`);
  } catch {
    return false;
  }
}

function storageOf(kind, clientId) {
  if (kind === "encrypted" || typeof kind?.getItem === "function") {
    return later(import("./async-storage.js").then(({ open }) => open(kind, clientId)), true);
  }
  kind ??= undefined;
  if (![undefined, "memory", "local", "session"].includes(kind)) throw { code: "InvalidArgument", subject: "storage" };
  if (kind === "memory" || (kind === undefined && !("localStorage" in globalThis))) return memory();
  return web(NAMES[kind ?? "local"]);
}

function memory() {
  const texts = new Map();
  return {
    load: (key) => texts.get(key),
    store: (key, text) => Boolean(texts.set(key, text)),
  };
}

function web(name) {
  return {
    isShared: name === NAMES.local,
    load(key) {
      try {
        return globalThis[name].getItem(key) ?? undefined;
      } catch {
        return null;
      }
    },
    store(key, text) {
      try {
        if (text !== undefined) return (globalThis[name].setItem(key, text), true);
      } catch {
        // Where the new one does not fit, an earlier session must not come back.
      }
      try {
        globalThis[name].removeItem(key);
        return text === undefined;
      } catch {
        return false;
      }
    },
    watch(changed) {
      const listen = (type, listener) => globalThis.addEventListener?.(type, listener);
      listen("storage", ({ storageArea, key }) => storageArea === globalThis[name] && changed(key));
      // A page that comes back as it was left has missed what happened meanwhile.
      listen("pageshow", ({ persisted }) => persisted && changed());
    },
  };
}

/** What answers by promises has its own script. */
function later(opened, isShared) {
  return {
    isShared,
    load: (key) => opened.then((storage) => storage.load(key)).catch(() => null),
    store: (key, text) => opened.then((storage) => storage.store(key, text)).catch(() => false),
    watch: (changed) => void opened.then((storage) => storage.watch?.(changed)).catch(() => {}),
  };
}
