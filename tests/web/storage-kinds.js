import { equal, ok, record, until } from "./expect.js";
import { KEY, Pool } from "./pool.js";

export async function eachStorage(sdk) {
  for (const [storage, local, session] of [
    [undefined, true, false],
    ["local", true, false],
    ["session", false, true],
    ["memory", false, false],
  ]) {
    const pool = new Pool(sdk);
    const auth = await pool.signedIn({ storage });
    const found = [localStorage, sessionStorage].map((place) => place.getItem(KEY) !== null);
    equal(found, [local, session], `${storage}`);
    equal([localStorage.length, sessionStorage.length], [Number(local), Number(session)], "nothing else is kept");
    await auth.signOut();
    equal([localStorage.length, sessionStorage.length], [0, 0], "after sign-out");
  }
}

export async function reloadRestores(sdk) {
  for (const storage of ["local", "session", "memory"]) {
    const pool = new Pool(sdk);
    const before = await (await pool.signedIn({ storage })).session();
    const after = await (await pool.open({ storage })).session();
    equal(after, storage === "memory" ? null : before, storage);
    equal(pool.count("refresh"), 0, "refreshes");
  }
}

/** Replaces a method of all storages while `work` runs. */
async function replacing(names, method, work) {
  const own = names.map((name) => Storage.prototype[name]);
  for (const name of names) Storage.prototype[name] = method;
  try {
    await work();
  } finally {
    names.forEach((name, index) => (Storage.prototype[name] = own[index]));
  }
}

export async function throwingStorage(sdk) {
  const fails = () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  for (const names of [["getItem"], ["setItem"], ["removeItem"], ["getItem", "setItem", "removeItem"]]) {
    const pool = new Pool(sdk);
    await replacing(names, fails, async () => {
      const auth = await pool.open();
      const events = record(auth);
      const step = await auth.signIn({ username: "alice", password: "x" });
      equal((await auth.session()).idToken, step.session.idToken, "the session lives in memory");
      await auth.refresh();
      await auth.signOut();
      equal(await auth.session(), null, "signed out");
      await until(() => events.some(({ type }) => type === "storageunavailable"));
      const faults = events.filter(({ type }) => type === "storageunavailable");
      ok(faults.length > 0, `${names} was not told of`);
      ok(faults.every(({ detail }) => detail.error instanceof sdk.CognitoError), "errors");
      equal(faults[0].detail.error.code, "StorageUnavailable", "code");
    });
  }
}

export async function garbage(sdk) {
  for (const text of ["", "null", "{}", "<html>", '{"v":99}', "[".repeat(100_000), "\ud800", "x".repeat(1_000_000)]) {
    const pool = new Pool(sdk);
    localStorage.setItem(KEY, text);
    const auth = await pool.open();
    const events = record(auth);
    equal(await auth.session(), null, "the session");
    await until(() => events.length > 0);
    equal(events.map(({ type }) => type), ["storageunavailable"], "events");
    await auth.signIn({ username: "alice", password: "x" });
    ok((await (await pool.open()).session()) !== null, "the next session is kept");
  }
}
