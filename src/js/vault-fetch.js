/** Statuses of responses that have no body. */
const BODILESS = [101, 103, 204, 205, 304];
/** Milliseconds in which tokens are not renewed again because of a 401: a new one was refused, too. */
const RENEWED = 60_000;

/** Requests to the allowed origins, with the user's token: the only ones that the worker makes beside the SDK's. */
export class VaultFetch {
  #auth;
  #origins;
  #guard;
  /** When a 401 has last led to new tokens, and how many requests wait for such. */
  #renewedAt = -Infinity;
  #renewing = 0;

  constructor(auth, origins, guard) {
    this.#auth = auth;
    this.#origins = origins;
    this.#guard = guard;
  }

  /** The response as a message holds it, what of it is transferred, and when its body has ended. */
  async answer({ url, token = "access", signal, ...options }) {
    const origin = originOf(url);
    if (origin === undefined) throw { code: "InvalidArgument", subject: "url" };
    if (!this.#origins.has(origin)) throw { code: "OriginNotAllowed", subject: origin };
    if (token !== "access" && token !== "id") throw { code: "InvalidArgument", subject: "token" };

    const session = await this.#auth.session({ signal });
    if (!session) throw { code: "NotSignedIn" };
    let response = await this.#send(url, this.#tokenOf(session, token), options, signal);
    if (response.status === 401) {
      // The body lies here whole, and a 401 says that nothing was done: the request may be repeated.
      const newer = await this.#newerThan(session, token, signal);
      // Somebody else's request must not be made with the token of who has signed in meanwhile.
      if (newer?.user.sub === session.user.sub) {
        void response.body?.cancel().catch(() => {});
        response = await this.#send(url, this.#tokenOf(newer, token), options, signal);
      }
    }
    if (response.type === "opaqueredirect" && options.redirect !== "manual") throw { code: "RedirectRefused", subject: "url" };
    return this.#shown(response);
  }

  /** A session with another token than the one that was refused, nothing where there is none to be had. */
  async #newerThan(session, token, signal) {
    try {
      // Another request may have met the same just before.
      const current = await this.#auth.session({ signal });
      if (!current || this.#tokenOf(current, token) !== this.#tokenOf(session, token)) return current;
      if (this.#renewing === 0 && Date.now() - this.#renewedAt < RENEWED) return undefined;
      return await this.#renewed(signal);
    } catch (reason) {
      if (reason?.code === "Aborted") throw reason;
      // The API's refusal is the answer then; what ended the session is told by its event.
      return undefined;
    }
  }

  /** One refresh for all who wait: so has the SDK it. */
  async #renewed(signal) {
    this.#renewing += 1;
    try {
      const session = await this.#auth.refresh({ signal });
      this.#renewedAt = Date.now();
      return session;
    } finally {
      this.#renewing -= 1;
    }
  }

  #tokenOf(session, token) {
    this.#guard.learn(session.idToken, session.accessToken);
    return token === "id" ? session.idToken : session.accessToken;
  }

  async #send(url, token, { method, headers, body, cache, credentials, integrity }, signal) {
    let request;
    try {
      // A redirect is looked at here and never followed: the token goes to the address that was asked for.
      request = new Request(url, { method, headers, body, cache, credentials, integrity, signal, redirect: "manual" });
      request.headers.set("authorization", `Bearer ${token}`);
    } catch (cause) {
      throw { code: "InvalidArgument", subject: "request", cause };
    }
    try {
      return await fetch(request);
    } catch (cause) {
      throw signal.aborted ? { code: "Aborted", cause } : { code: "NetworkFailure", retryable: true, cause };
    }
  }

  async #shown({ status, statusText, headers, body, url, type }) {
    const kept = [...headers].filter(([name, value]) => !name.includes("authorization") && this.#guard.isClean(value));
    const result = { status, statusText, headers: kept, url, type };
    if (!body || BODILESS.includes(status)) return { result };
    let end;
    const ended = new Promise((resolve) => (end = resolve));
    const masked = this.#guard.masked(body, end);
    if (areStreamsTransferable()) return { result: { ...result, body: masked }, transfer: [masked], ended };
    const whole = await new Response(masked).arrayBuffer().catch((cause) => {
      throw { code: "NetworkFailure", retryable: true, cause };
    });
    return { result: { ...result, body: whole }, transfer: [whole] };
  }
}

/** The origin of an address of the web; `undefined` for all others. */
export function originOf(address) {
  try {
    const { origin, protocol } = new URL(address);
    return ["http:", "https:"].includes(protocol) ? origin : undefined;
  } catch {
    return undefined;
  }
}

let transferable;

function areStreamsTransferable() {
  if (transferable === undefined) {
    const { port1 } = new MessageChannel();
    const stream = new ReadableStream();
    try {
      port1.postMessage(stream, [stream]);
      transferable = true;
    } catch {
      transferable = false;
    }
    port1.close();
  }
  return transferable;
}
