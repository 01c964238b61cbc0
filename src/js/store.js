/** Milliseconds before the end of the tokens at which new ones are asked for, if somebody is interested. */
const EARLY = 60_000;
/** Milliseconds until the next try after one that failed, and at least between two of them. */
const AGAIN = 30_000;
/** The longest time that a timer can wait. */
const LONGEST = 2 ** 31 - 1;

const LOADING = Object.freeze({ status: "loading" });

/**
 * The session as a store, as React's `useSyncExternalStore`, Vue's `shallowRef` and Svelte's `$` take it. While there are
 * subscribers it stays fresh: tokens are renewed before they end, and looked at again when the page comes back to the front
 * or the network is back. Without subscribers it does nothing.
 */
export function sessionStore(auth) {
  const subscribers = new Set();
  let state = LOADING;
  let timer;
  let asked = 0;

  const set = (next) => {
    state = Object.freeze(next);
    for (const subscriber of [...subscribers]) {
      try {
        subscriber(state);
      } catch (reason) {
        // It is the subscriber's own, and no reason for others to miss the change.
        queueMicrotask(() => {
          throw reason;
        });
      }
    }
  };

  /** Looks at the session, and again when that is due. */
  const look = async () => {
    const number = ++asked;
    clearTimeout(timer);
    let delay;
    try {
      const session = await auth.session();
      if (number !== asked) return;
      set(session ? { status: "signedIn", session, user: session.user } : { status: "signedOut" });
      delay = session && Math.max(session.expiresAt - EARLY - Date.now(), AGAIN);
    } catch (error) {
      if (number !== asked) return;
      // The session is kept: what was known of it stays, with the reason why it is no fresher.
      set(state.status === "loading" ? { status: "unavailable", error } : { ...state, error });
      delay = AGAIN;
    }
    if (delay && subscribers.size > 0) {
      timer = setTimeout(look, Math.min(delay, LONGEST));
      // Node would wait for it.
      timer.unref?.();
    }
  };

  const isBack = () => globalThis.document?.visibilityState !== "hidden" && look();

  const listeners = [
    [auth, "signedin", look],
    [auth, "refreshed", look],
    [auth, "signedout", look],
    [globalThis.document, "visibilitychange", isBack],
    [globalThis, "online", look],
  ];
  const listen = (method) => {
    for (const [target, type, listener] of listeners) target?.[method]?.(type, listener);
  };

  return {
    get: () => state,
    subscribe(subscriber) {
      // Each subscription counts by itself, also of one function twice.
      const own = (value) => subscriber(value);
      subscribers.add(own);
      if (subscribers.size === 1) {
        listen("addEventListener");
        void look();
      }
      subscriber(state);
      return () => {
        if (!subscribers.delete(own) || subscribers.size > 0) return;
        asked += 1;
        clearTimeout(timer);
        listen("removeEventListener");
      };
    },
  };
}
