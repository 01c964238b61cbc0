/** Milliseconds that a tab waits for the lock. A refresh takes less, timeout and all. */
const WAIT = 20_000;
/** Milliseconds that a lease without Web Locks counts, should its tab die. */
const LEASE = 20_000;
/** Milliseconds in which tabs that take a lease at the same time see each other. */
const SETTLE = 30;

/** Milliseconds that a change of the storage may take from one tab to another. */
const ARRIVAL = 1_000;
/** Milliseconds between looks at whether it has arrived. */
const LOOK = 10;

/**
 * A lock that all tabs of the origin share. A tab that dies gives it back. `read()` gives the text that it guards, or its
 * promise.
 */
export function tabLock(name, read) {
  return globalThis.navigator?.locks ? webLock(name, read) : leaseLock(`${name}.lock`);
}

/**
 * Browsers run tabs in processes, and what one writes to `localStorage` reaches the others a little later: later, at times,
 * than the lock. So whoever writes leaves a note with the lock's manager, which knows no such delay: a lock with a number and
 * a hash of the text in its name. Whoever has the lock waits until the storage shows what the newest note says.
 */
function webLock(name, read) {
  let waiting;
  let release;
  let withdraw;
  let noted;

  const newest = async () => {
    const { held } = await navigator.locks.query().catch(() => ({ held: [] }));
    const notes = held.map((lock) => lock.name.startsWith(`${name}#`) ? lock.name.slice(name.length + 1).split(" ") : []);
    return notes.reduce((best, [number, hash]) => (Number(number) > best.number ? { number: Number(number), hash } : best), { number: 0 });
  };

  const caughtUp = async () => {
    const { hash } = await newest();
    if (hash === undefined) return;
    const end = performance.now() + ARRIVAL;
    while (performance.now() < end && hashOf(await read()) !== hash) {
      await new Promise((resolve) => setTimeout(resolve, LOOK));
    }
  };

  return {
    async lock() {
      if (!release) await acquire();
      await caughtUp();
    },
    unlock() {
      waiting?.abort();
      release?.();
      release = undefined;
    },
    /** Leaves a note of the text that was just written. */
    async wrote(text) {
      noted = hashOf(text);
      const note = `${name}#${(await newest()).number + 1} ${noted}`;
      const before = withdraw;
      await new Promise((resolve) => {
        const hold = () => new Promise((free) => resolve((withdraw = free)));
        // One of the same number and hash says the same.
        navigator.locks.request(note, { ifAvailable: true }, (lock) => (lock ? hold() : resolve())).catch(resolve);
      });
      before?.();
    },
    /** Withdraws the note once the storage holds another text: whoever wrote that one may have left none. */
    replacedBy(text) {
      if (hashOf(text) !== noted) withdraw?.();
    },
  };

  async function acquire() {
    const wait = new AbortController();
    waiting = wait;
    const { signal } = wait;
    const timer = setTimeout(() => wait.abort(), WAIT);
    try {
      await new Promise((resolve, reject) => {
        // Where it was on its way already when the wait ended, nobody wants it any more.
        const hold = () => signal.aborted || new Promise((free) => resolve((release = free)));
        navigator.locks.request(name, { signal }, hold).catch(reject);
      });
    } catch {
      // Denied, as in a sandboxed frame: its storage is then, too, and nobody shares it.
      if (signal.aborted) throw { code: "Timeout" };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Tells texts apart, and nothing of what they say: 32 bits of FNV-1a. */
function hashOf(text) {
  let hash = 0x811c9dc5;
  for (let index = 0; index < (text?.length ?? 0); index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return (hash >>> 0).toString(16);
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
    // Lease and text lie in the same storage, and arrive in their order.
    async wrote() {},
    replacedBy() {},
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
