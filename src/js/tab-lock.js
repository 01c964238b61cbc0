/** Milliseconds that a tab waits for the lock. A refresh takes less, timeout and all. */
const WAIT = 20_000;
/** Milliseconds that a lease without Web Locks counts, should its tab die. */
const LEASE = 20_000;
/** Milliseconds in which tabs that take a lease at the same time see each other. */
const SETTLE = 30;

/** A lock that all tabs of the origin share. A tab that dies gives it back. */
export function tabLock(name) {
  return globalThis.navigator?.locks ? webLock(name) : leaseLock(`${name}.lock`);
}

function webLock(name) {
  let waiting;
  let release;
  return {
    async lock() {
      if (release) return;
      waiting = new AbortController();
      const { signal } = waiting;
      const timer = setTimeout(() => waiting.abort(), WAIT);
      try {
        await new Promise((resolve, reject) => {
          const hold = () => new Promise((free) => resolve((release = free)));
          navigator.locks.request(name, { signal }, hold).catch(reject);
        });
      } catch {
        throw { code: "Timeout" };
      } finally {
        clearTimeout(timer);
      }
    },
    unlock() {
      waiting?.abort();
      release?.();
      release = undefined;
    },
  };
}

/** Without Web Locks, as on plain http: a note in `localStorage` of who has it, and until when. */
function leaseLock(key) {
  const owner = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join("");
  let isWanted = false;

  const holder = () => {
    try {
      const { by, until } = JSON.parse(localStorage.getItem(key));
      return until > Date.now() && until <= Date.now() + LEASE ? by : undefined;
    } catch {
      return undefined;
    }
  };

  return {
    async lock() {
      isWanted = true;
      const deadline = Date.now() + WAIT;
      while (holder() !== owner) {
        if (!isWanted || Date.now() > deadline) throw { code: "Timeout" };
        // Who cannot write shares nothing with other tabs.
        if (holder() === undefined && !write(key, JSON.stringify({ by: owner, until: Date.now() + LEASE }))) return;
        // The last one to write has it.
        await new Promise((resolve) => setTimeout(resolve, SETTLE + Math.random() * SETTLE));
      }
    },
    unlock() {
      isWanted = false;
      if (holder() === owner) write(key);
    },
  };
}

function write(key, text) {
  try {
    if (text === undefined) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
    return true;
  } catch {
    return false;
  }
}
