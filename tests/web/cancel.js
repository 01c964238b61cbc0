import { equal, ok, pause, rejects, until } from "./expect.js";
import { KEY, Pool, silence } from "./pool.js";

const alice = { username: "alice", password: "x" };

export async function abort(sdk) {
  for (const reason of [undefined, "a string", new Error("mine"), null]) {
    const pool = new Pool(sdk);
    const auth = await pool.signedIn();
    const before = localStorage.getItem(KEY);
    let seen;
    pool.next.InitiateAuth = [(signal) => ((seen = signal), silence())];
    const controller = new AbortController();
    const call = rejects(sdk, () => auth.signIn({ ...alice, signal: controller.signal }), "Aborted");
    await pause(5);
    controller.abort(reason);
    const error = await call;
    equal(error.retryable, false, "retryable");
    await pause();
    ok(seen.aborted, "the request itself is aborted");
    equal(localStorage.getItem(KEY), before, "the earlier session");
    ok((await auth.session()) !== null, "the earlier session");
  }
}

export async function abortBefore(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.signedIn();
  const signal = AbortSignal.abort();
  for (const call of [
    () => auth.signIn({ ...alice, signal }),
    () => auth.session({ signal }),
    () => auth.refresh({ signal }),
    () => auth.verifyToken("x", { use: "id", signal }),
  ]) {
    await rejects(sdk, call, "Aborted");
  }
  equal(pool.sent.length, 0, "requests");
  // The session here ends in any case; only telling the pool is cancelled.
  await rejects(sdk, () => auth.signOut({ signal }), "Aborted");
  equal([await auth.session(), localStorage.getItem(KEY)], [null, null], "the session here");
}

export async function timeout(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.signedIn({ timeout: 20 });
  pool.next.InitiateAuth = [silence, silence];
  const error = await rejects(sdk, () => auth.signIn(alice), "Timeout");
  ok(error.retryable, "retryable");
  await rejects(sdk, () => auth.signIn({ ...alice, timeout: 0 }), "Timeout");
  pool.next.refresh = [silence];
  await rejects(sdk, () => auth.refresh(), "Timeout");
  ok((await auth.session()) !== null, "the session");
  // A caller may wait a shorter time than the work takes, which goes on for the others.
  const patient = await pool.signedIn();
  let answer;
  pool.next.refresh = [() => new Promise((resolve) => (answer = resolve))];
  const other = patient.refresh();
  await rejects(sdk, () => patient.refresh({ timeout: 5 }), "Timeout");
  await until(() => answer);
  answer(pool.answer("refresh", ""));
  ok((await other) !== null, "the other caller");
}

export async function deadFetch(sdk) {
  const pool = new Pool(sdk);
  const auth = await pool.signedIn();
  const before = localStorage.getItem(KEY);
  const odd = (response) => () => response;
  for (const answer of [
    () => {
      throw new TypeError("Failed to fetch");
    },
    () => Promise.reject("a string"),
    () => Promise.reject(undefined),
    () => Promise.reject("Aborted by a proxy"),
    odd(undefined),
    odd(null),
    odd(7),
    odd({}),
    odd({ status: 200, text: () => Promise.reject(new TypeError("cut off")) }),
  ]) {
    pool.next.InitiateAuth = [answer];
    const error = await rejects(sdk, () => auth.signIn(alice), "NetworkFailure");
    ok(error.retryable, "retryable");
    pool.next.InitiateAuth = [];
    pool.next.RespondToAuthChallenge = [answer];
    await rejects(sdk, () => auth.signIn(alice), "NetworkFailure");
  }
  equal(localStorage.getItem(KEY), before, "the earlier session");
}
