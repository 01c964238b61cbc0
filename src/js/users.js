import { tabLock } from "./tab-lock.js";

/** Milliseconds between looks at whether the module still waits for an answer. */
const LOOK = 5;

/**
 * A storage in which the session of a user stays, parked under a key of its own, when another user's takes its place. A
 * session that ends is not parked.
 */
export function severalUsers(storage, { clientId }) {
  const { sessionKey, usersKey } = keysOf(clientId);

  const parked = async () => recordsIn(await storage.load(usersKey));
  const park = (records) => storage.store(usersKey, records.length > 0 ? JSON.stringify({ v: 1, users: records }) : undefined);

  async function store(text) {
    const before = read(await storage.load(sessionKey));
    const coming = read(text);
    const isReplaced = before && coming && before.username !== coming.username;
    // Should the storage have no room, or this page end half-way, a user is there twice rather than not at all.
    if (isReplaced && !(await park([before, ...without(await parked(), before)]))) return false;
    const isStored = await storage.store(sessionKey, text);
    const records = await parked();
    const rest = without(records, coming ?? before);
    if (rest.length < records.length) await park(rest);
    return isStored;
  }

  return {
    isShared: storage.isShared,
    watch: (changed) => storage.watch?.(changed),
    load: (key) => storage.load(key),
    store: (key, text) => (key === sessionKey ? store(text) : storage.store(key, text)),
  };
}

/** The users with a session here, the current one first. */
export async function users(page, config) {
  const { current, parked } = await sessions(page, config);
  const entry = (isCurrent) => ({ username }) => ({ username, isCurrent });
  return [...(current ? [current] : []).map(entry(true)), ...parked.map(entry(false))];
}

/** Makes a parked session the current one; the storage parks the one that was. */
export async function switchUser(page, config, username) {
  if (typeof username !== "string") throw { code: "InvalidArgument", subject: "username" };
  const { sessionKey } = keysOf(config.clientId);
  const lock = tabLock(sessionKey, () => page.stored(sessionKey));
  // A refresh under way brings tokens for a session that is to be parked: it is waited for, here and in other tabs.
  while (page.busy > 0 || page.settled) await new Promise((resolve) => setTimeout(resolve, LOOK));
  await lock.lock();
  try {
    const { current, parked } = await sessions(page, config);
    if (current?.username === username) return;
    const record = parked.find((each) => each.username === username);
    if (!record) throw { code: "NotSignedIn", subject: "username" };
    page.perform({ do: "store", key: sessionKey, text: JSON.stringify(record) });
    await page.settled;
    await page.changed();
  } finally {
    lock.unlock();
  }
}

async function sessions(page, { clientId, severalUsers }) {
  const { sessionKey, usersKey } = keysOf(clientId);
  const current = read(await page.stored(sessionKey));
  return { current, parked: severalUsers ? without(recordsIn(await page.stored(usersKey)), current) : [] };
}

function keysOf(clientId) {
  return { sessionKey: `cognito-wasm.${clientId}.session`, usersKey: `cognito-wasm.${clientId}.users` };
}

function without(records, record) {
  return records.filter(({ username }) => username !== record?.username);
}

/** A session's record; its user's name is all that counts here, the rest is the module's. */
function read(text) {
  return recordsOf([parsed(text)])[0];
}

function recordsIn(text) {
  const users = parsed(text)?.users;
  return Array.isArray(users) ? recordsOf(users) : [];
}

function recordsOf(values) {
  return values.filter((value) => typeof value?.username === "string");
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
