/** The session's store over a client that is made up, and a clock that a test moves. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { sessionStore } from "../../src/js/store.js";

const HOUR = 3_600_000;
const rest = () => new Promise((resolve) => setImmediate(resolve));

class Auth extends EventTarget {
  calls = 0;
  answer = async () => null;
  session() {
    this.calls += 1;
    return this.answer(this.calls);
  }
  tell(type) {
    this.dispatchEvent(new Event(type));
    return rest();
  }
}

function sessionOf(name, life = HOUR) {
  return { user: { username: name }, idToken: `token of ${name}`, expiresAt: Date.now() + life };
}

function following(store) {
  const states = [];
  const end = store.subscribe((state) => states.push(state));
  return { states, end };
}

test("without subscribers nothing is asked", async () => {
  const auth = new Auth();
  const store = sessionStore(auth);
  await auth.tell("signedin");
  assert.equal(auth.calls, 0);
  assert.deepEqual(store.get(), { status: "loading" });
});

test("a subscriber is told at once, and then what there is", async () => {
  const auth = new Auth();
  const store = sessionStore(auth);
  const { states, end } = following(store);
  await rest();
  assert.deepEqual(states, [{ status: "loading" }, { status: "signedOut" }]);
  const session = sessionOf("alice");
  auth.answer = async () => session;
  await auth.tell("signedin");
  assert.deepEqual(states.at(-1), { status: "signedIn", session, user: session.user });
  assert.equal(store.get(), states.at(-1), "the same object until something changes");
  auth.answer = async () => null;
  await auth.tell("signedout");
  assert.deepEqual(states.at(-1), { status: "signedOut" });
  end();
});

test("the last one to leave ends it", async () => {
  const auth = new Auth();
  const store = sessionStore(auth);
  const subscriber = () => {};
  const ends = [store.subscribe(subscriber), store.subscribe(subscriber)];
  await rest();
  assert.equal(auth.calls, 1, "one look for both");
  ends[0]();
  ends[0]();
  await auth.tell("refreshed");
  assert.equal(auth.calls, 2, "one is still there");
  ends[1]();
  await auth.tell("refreshed");
  assert.equal(auth.calls, 2);
  // And it begins again.
  store.subscribe(subscriber)();
  assert.equal(auth.calls, 3);
});

test("tokens are renewed before their end, while somebody needs them", async () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_790_000_000_000 });
  try {
    const auth = new Auth();
    auth.answer = async () => sessionOf("alice");
    const { end } = following(sessionStore(auth));
    await rest();
    mock.timers.tick(HOUR - 60_001);
    assert.equal(auth.calls, 1);
    mock.timers.tick(1);
    assert.equal(auth.calls, 2);
    await rest();
    end();
    mock.timers.tick(2 * HOUR);
    assert.equal(auth.calls, 2, "nobody is there any more");
  } finally {
    mock.timers.reset();
  }
});

test("what cannot be renewed is kept, with the reason, and tried again", async () => {
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: 1_790_000_000_000 });
  try {
    const auth = new Auth();
    const session = sessionOf("alice");
    const error = new Error("offline");
    auth.answer = async (call) => (call === 1 ? session : Promise.reject(error));
    const { states, end } = following(sessionStore(auth));
    await rest();
    mock.timers.tick(HOUR);
    await rest();
    assert.deepEqual(states.at(-1), { status: "signedIn", session, user: session.user, error });
    mock.timers.tick(30_000);
    assert.equal(auth.calls, 3);
    end();
  } finally {
    mock.timers.reset();
  }
});

test("where nothing is known, a failure says so", async () => {
  const auth = new Auth();
  const error = new Error("offline");
  auth.answer = () => Promise.reject(error);
  const { states, end } = following(sessionStore(auth));
  await rest();
  assert.deepEqual(states.at(-1), { status: "unavailable", error });
  end();
});

test("an answer that comes too late changes nothing", async () => {
  const auth = new Auth();
  let late;
  auth.answer = (call) => (call === 1 ? new Promise((resolve) => (late = resolve)) : null);
  const { states, end } = following(sessionStore(auth));
  await auth.tell("signedout");
  late(sessionOf("alice"));
  await rest();
  assert.deepEqual(states.at(-1), { status: "signedOut" });
  end();
});

test("a subscriber that throws harms no other", async () => {
  const auth = new Auth();
  const store = sessionStore(auth);
  const thrown = [];
  const caught = (reason) => thrown.push(reason.message);
  process.prependOnceListener("uncaughtException", caught);
  process.removeAllListeners("uncaughtException");
  process.once("uncaughtException", caught);
  let isFirst = true;
  const ends = [
    store.subscribe(() => {
      if (!isFirst) throw new Error("mine");
      isFirst = false;
    }),
  ];
  const { states, end } = following(store);
  await rest();
  await rest();
  assert.deepEqual(thrown, ["mine"]);
  assert.deepEqual(states.at(-1), { status: "signedOut" });
  ends[0]();
  end();
});
