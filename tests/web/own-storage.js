import { equal, ok, record, until } from "./expect.js";
import { KEY, Pool } from "./pool.js";

const texts = new Map();
const OWN = {
  sync: {
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
    removeItem: (key) => void texts.delete(key),
  },
  async: {
    getItem: async (key) => texts.get(key),
    setItem: async (key, text) => void texts.set(key, text),
    removeItem: async (key) => void texts.delete(key),
  },
};

export async function ownStorage(sdk) {
  for (const [name, storage] of Object.entries(OWN)) {
    texts.clear();
    const pool = new Pool(sdk);
    const auth = await pool.signedIn({ storage });
    const session = await auth.session();
    ok(texts.get(KEY).includes(session.idToken), `${name}: kept before anybody sees it`);
    equal(localStorage.length, 0, "nothing in localStorage");
    equal((await (await pool.open({ storage })).session()).idToken, session.idToken, `${name}: after a reload`);
    const renewed = await auth.refresh();
    ok(texts.get(KEY).includes(renewed.idToken), `${name}: the renewed tokens`);
    await auth.signOut();
    equal([...texts.keys()], [], `${name}: after sign-out`);
  }
}

export async function failingOwnStorage(sdk) {
  const fails = () => Promise.reject(new Error("broken"));
  const throws = () => {
    throw new Error("broken");
  };
  for (const storage of [
    { getItem: fails, setItem: fails, removeItem: fails },
    { getItem: throws, setItem: throws, removeItem: throws },
    { getItem: () => 7, setItem: fails, removeItem: fails },
  ]) {
    const pool = new Pool(sdk);
    const auth = await pool.open({ storage });
    const events = record(auth);
    const step = await auth.signIn({ username: "alice", password: "x" });
    equal((await auth.session()).idToken, step.session.idToken, "the session lives in memory");
    ok((await auth.refresh()) !== null, "and is renewed");
    await auth.signOut();
    equal(await auth.session(), null, "signed out");
    await until(() => events.some(({ type }) => type === "storageunavailable"));
    ok(events.some(({ type }) => type === "storageunavailable"), "the fault is told");
  }
}

export async function encrypted(sdk) {
  await emptyDatabase();
  const pool = new Pool(sdk);
  const auth = await pool.signedIn({ storage: "encrypted" });
  const session = await auth.session();
  equal(localStorage.length, 0, "nothing in localStorage");
  equal(await (await pool.open({ storage: "encrypted" })).session(), session, "after a reload");
  const { key, sealed } = await contents();
  equal([key.extractable, key.algorithm.name, key.algorithm.length], [false, "AES-GCM", 256], "the key");
  const text = new TextDecoder("latin1").decode(sealed.data);
  ok(!text.includes(session.idToken) && !text.includes("alice") && !text.includes("refresh-canary"), "the text is encrypted");
  const first = [...sealed.iv];
  await auth.refresh();
  ok(first.join() !== [...(await contents()).sealed.iv].join(), "a new IV for each text");
  await auth.signOut();
  equal((await contents()).sealed, undefined, "after sign-out");
  equal(await (await pool.open({ storage: "encrypted" })).session(), null, "a reload after sign-out");
}

export async function altered(sdk) {
  for (const alter of [
    (sealed) => new Uint8Array(sealed.data).fill(0, 3, 4),
    (sealed) => sealed.iv.fill(1),
    (sealed) => (sealed.data = new ArrayBuffer(0)),
    (sealed) => (sealed.data = "text"),
  ]) {
    await emptyDatabase();
    const pool = new Pool(sdk);
    await pool.signedIn({ storage: "encrypted" });
    const { sealed } = await contents();
    alter(sealed);
    await inDatabase("readwrite", (store) => store("texts").put(sealed, KEY));
    const auth = await pool.open({ storage: "encrypted" });
    equal(await auth.session(), null, "nobody is signed in");
    await auth.signIn({ username: "alice", password: "x" });
    ok((await (await pool.open({ storage: "encrypted" })).session()) !== null, "the next session is kept");
  }
}

async function contents() {
  const [key, sealed] = await Promise.all([
    inDatabase("readonly", (store) => store("keys").get("aes-gcm-256")),
    inDatabase("readonly", (store) => store("texts").get(KEY)),
  ]);
  return { key, sealed };
}

export async function emptyDatabase() {
  await inDatabase("readwrite", (store) => store("texts").clear()).catch(() => {});
}

async function inDatabase(mode, work) {
  const base = await asked(indexedDB.open("cognito-wasm"));
  try {
    return await asked(work((name) => base.transaction(name, mode).objectStore(name)));
  } finally {
    base.close();
  }
}

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    // There is no database yet: nothing is made here.
    request.onupgradeneeded = () => request.transaction.abort();
  });
}
