import { toError } from "./error.js";
import { within } from "./within.js";

const STEPS = ["signIn", "answer", "resume"];
const SESSIONS = ["session", "refresh", "signOut"];
/** What only a page can do of accounts: the rest of it is done here. */
const OF_PAGES = ["registerPasskey", "answerWithPasskey", "passkeySupport"];

/** Milliseconds that a step waits for those of other pages. */
const TURN = 120_000;

/** The worker's end of a page's channel. What a page may ask for stands here, and nothing else is done for it. */
export class VaultClient {
  /** Whether the page wants the trace. */
  traces = false;
  #vault;
  #closed;
  #calls = new Map();
  /** The challenge that this page saw last, to be taken up again. */
  #waiting;

  /** `closed(client)` is called when the page has gone. */
  constructor(port, vault, closed) {
    this.port = port;
    this.#vault = vault;
    this.#closed = closed;
    port.onmessage = ({ data }) => this.#read(data ?? {});
    port.addEventListener("close", () => this.#close());
  }

  #read({ kind, call, operation, options, isAborted }) {
    if (kind === "call") void this.#answer(call, operation, options ?? {}, isAborted);
    else if (kind === "abort") this.#calls.get(call)?.controller.abort();
    else if (kind === "close") this.#close();
    else if (kind === "trace") {
      this.traces = true;
      this.#vault.trace();
    }
  }

  #close() {
    // Who signs out and leaves has signed out: the pool is told all the same.
    this.#calls.forEach(({ controller, operation }) => operation === "signOut" || controller.abort());
    this.#closed(this);
  }

  async #answer(call, operation, options, isAborted) {
    const { guard } = this.#vault;
    const controller = new AbortController();
    if (isAborted) controller.abort();
    this.#calls.set(call, { controller, operation });
    try {
      const { result, transfer, ended } = await this.#perform(operation, { ...options, signal: controller.signal });
      guard.post(this.port, { kind: "result", call, result, goesOn: ended !== undefined }, transfer);
      await ended;
      if (ended) guard.post(this.port, { kind: "ended", call });
    } catch (reason) {
      guard.post(this.port, { kind: "error", call, error: await toError(reason) });
    } finally {
      this.#calls.delete(call);
    }
  }

  async #perform(operation, options) {
    const { auth, fetch } = this.#vault;
    if (operation === "fetch") return fetch.answer(options);
    if (STEPS.includes(operation)) return { result: await this.#step(operation, options) };
    if (operation === "signOut") this.#vault.waiting = this.#waiting = undefined;
    if (SESSIONS.includes(operation)) return { result: await auth[operation](options) };
    const [name, method] = `${operation}`.split(".");
    if (name !== "accounts" || OF_PAGES.includes(method)) throw unknown();
    const accounts = await auth.accounts(options);
    if (method === undefined) return {};
    if (!Object.hasOwn(accounts, method)) throw unknown();
    // The one method whose arguments are not an object.
    if (method === "checkPassword") return { result: await accounts.checkPassword(options.password, options.policy) };
    return { result: await accounts[method](options) };
  }

  /** A step of this page's sign-in. Steps of several pages go one after the other, each with its own challenge. */
  async #step(operation, options) {
    const { steps } = this.#vault;
    const others = () => [...steps].filter(({ client }) => client !== this).map(({ done }) => done);
    while (others().length > 0) await within(Promise.allSettled(others()), { signal: options.signal, timeout: TURN });
    const step = { client: this, done: this.#stepNow(operation, options) };
    steps.add(step);
    try {
      return await step.done;
    } finally {
      steps.delete(step);
    }
  }

  async #stepNow(operation, options) {
    const vault = this.#vault;
    const { auth } = vault;
    if (operation === "signIn") vault.waiting = this.#waiting = undefined;
    // Another page has signed in meanwhile, or has begun to: an answer must not meet its challenge.
    if (operation === "answer" && vault.waiting !== this.#waiting) {
      if (this.#waiting === undefined) throw { code: "NoChallengePending" };
      await auth.resume(this.#waiting);
      vault.waiting = this.#waiting;
    }
    const step = await (operation === "resume" ? auth.resume(options.state) : auth[operation](options));
    vault.waiting = this.#waiting = step.resume;
    return step;
  }
}

function unknown() {
  return { code: "InvalidArgument", subject: "operation" };
}
