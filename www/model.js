// @ts-check
// What the panels share: the connection to a pool, the session, and the step at which the sign-in stands.
import { Attempt } from "./attempt.js";
import { Inbox } from "./inbox.js";
import { forTab, lasting } from "./preferences.js";
import { loadSdk } from "./sdk.js";
import { toConfig } from "./settings.js";
import { stepOf } from "./steps.js";

/**
 * @typedef {import("../src/js/index.js").CognitoAuth} CognitoAuth
 * @typedef {import("../src/js/index.js").Session} Session
 * @typedef {import("../src/js/index.js").Challenge} Challenge
 * @typedef {import("../src/js/index.js").SignInStep} SignInStep
 * @typedef {import("./steps.js").Step} Step
 * @typedef {import("./settings.js").Settings} Settings
 */

/** Events: `settings`, `module`, `step`, `session`, `others`, `ended`, `lost`, `storage`, `trace`. Their details are the values below, or the SDK's. */
export class Model extends EventTarget {
  /** @type {Session | null} */
  session = null;
  /** @type {Step} */
  step = { name: "sign-in" };
  /** Who else has a session in this browser. @type {string[]} */
  others = [];
  /** Why the last session ended without being asked to, until there is another. @type {unknown} */
  ended = null;
  /** How long the last sign-in took, by which flow. @type {{ milliseconds: number, flow: string } | null} */
  signedInBy = null;
  /** What the last sign-in said of this device. @type {{ deviceKey: string, confirmationNecessary: boolean } | null} */
  newDevice = null;
  /** How the sign-in that waits was begun. */
  attempt = new Attempt();
  /** A passkey that the browser offers beside the username, while nothing else goes on. @type {AbortController | null} */
  offer = null;
  /** Ends what the step at hand has asked of the pool, once the person is elsewhere. */
  #underWay = new AbortController();
  /** @type {CognitoAuth | null} */
  #auth = null;
  /** @type {Promise<CognitoAuth> | null} */
  #connecting = null;

  /** @param {import("./settings.js").Defaults} defaults @param {Settings} settings */
  constructor(defaults, settings) {
    super();
    this.defaults = defaults;
    this.settings = settings;
    this.inbox = new Inbox(this);
  }

  /** The SDK for the present settings; connects when that has not happened yet, or has failed. @returns {Promise<CognitoAuth>} */
  auth() {
    this.#connecting ??= this.#connect(this.settings).catch((error) => {
      this.#connecting = null;
      throw error;
    });
    return this.#connecting;
  }

  /** @returns {Promise<import("../src/js/index.js").Accounts>} */
  async accounts() {
    return (await this.auth()).accounts();
  }

  /**
   * The SDK once more, beside the session and its storage: whatever goes wrong with it changes nothing here.
   * @param {Partial<import("../src/js/index.js").CognitoConfig>} config What is to be other than for the page.
   */
  async apart(config) {
    const { sdk } = await loadSdk();
    const auth = await sdk.CognitoAuth.create({ ...toConfig(this.settings, this.preset()), ...config, storage: "memory", severalUsers: false });
    auth.addEventListener("trace", (event) => this.#emit("trace", event.detail));
    return auth;
  }

  /** What the page's server tells of the pool in use, where it knows it. */
  preset({ userPoolId, clientId, endpoint } = this.settings) {
    if (endpoint !== this.defaults.settings.endpoint) return undefined;
    const presets = this.defaults.presets.filter((preset) => preset.userPoolId === userPoolId);
    return presets.find((preset) => preset.clientId === clientId) ?? presets[0];
  }

  /** Users that exist in the pool in use. */
  presetUsers() {
    return this.preset()?.users ?? [];
  }

  /** Changes to other settings, if the SDK accepts them. @param {Settings} settings */
  async use(settings) {
    const auth = await this.#connect(settings);
    this.#leave();
    this.settings = settings;
    this.#connecting = Promise.resolve(auth);
    this.#keepResume(null);
    this.#emit("settings", settings);
    await this.restore({ focus: false });
  }

  /** Takes up what an earlier visit left: a sign-in that waits for an answer, or a session. @param {{ focus: boolean }} options */
  async restore({ focus }) {
    const signal = this.#leave();
    const auth = await this.auth();
    const resume = forTab.read("resume");
    let resumed;
    try {
      resumed = resume === null ? undefined : await auth.resume(resume);
    } catch (error) {
      if (signal.aborted) return;
      this.#keepResume(null); // From another pool or version, or too old: the sign-in form is the way on.
      this.#emit("lost", error);
    }
    try {
      this.setSession(await auth.session());
    } finally {
      // Tokens that had to be renewed took their time: somebody may have begun to sign in meanwhile.
      if (!signal.aborted) {
        if (resumed) this.take(resumed, { focus });
        else this.go({ name: this.session ? "signed-in" : "sign-in" }, { focus });
      }
    }
  }

  /**
   * Starts a sign-in and shows where it leads.
   * @param {import("../src/js/index.js").SignInOptions} options
   * @returns {Promise<SignInStep | null>} Null where the person has left it, or begun another one, before it led anywhere.
   */
  async signIn(options) {
    this.withdraw();
    const signal = this.#leave();
    const started = performance.now();
    const step = await this.#stepOf(signal, (auth) => auth.signIn({ ...options, signal }));
    if (!step) return null;
    this.attempt.begin(options);
    this.signedInBy = { milliseconds: performance.now() - started, flow: options.flow ?? "USER_SRP_AUTH" };
    this.take(step);
    return step;
  }

  /**
   * Answers the challenge that waits.
   * @param {import("../src/js/index.js").Answer} answer
   * @returns {Promise<SignInStep | null>} Null where the person has left it meanwhile.
   */
  async answer(answer) {
    const { signal } = this.#underWay;
    const step = await this.#stepOf(signal, (auth) => auth.answer({ ...answer, signal }));
    if (!step) return null;
    this.attempt.answer(answer);
    this.signedInBy = null;
    this.take(step);
    return step;
  }

  /**
   * Answers by a passkey. Where the browser offers it beside a field, `offer` ends the offer.
   * @param {{ offer?: AbortSignal }} [options]
   * @returns {Promise<SignInStep | null>} As `answer`.
   */
  async answerWithPasskey({ offer } = {}) {
    const { signal } = this.#underWay;
    const options = offer ? { mediation: /** @type {const} */ ("conditional"), signal: AbortSignal.any([signal, offer]) } : { signal };
    const step = await this.#stepOf(signal, async (auth) => (await auth.accounts()).answerWithPasskey(options));
    if (!step) return null;
    this.signedInBy = null;
    this.take(step);
    return step;
  }

  /** @param {SignInStep} step What a sign-in led to. @param {{ focus?: boolean }} [options] */
  take(step, { focus = true } = {}) {
    if (step.kind === "signedIn") {
      this.#keepResume(null);
      this.newDevice = step.newDevice ?? null;
      this.setSession(step.session);
      this.go({ name: "signed-in" }, { focus });
    } else {
      this.#keepResume(step.resume);
      this.go(stepOf(step.challenge), { focus });
    }
  }

  /** Back to where the ways to sign in part: the pool's own list, where it has one. */
  async tryAnother() {
    const again = this.attempt.anotherWay;
    if (again) return this.signIn(again);
    this.abandon();
    return null;
  }

  /** Ends the offer of a passkey: the browser allows one ceremony at a time. */
  withdraw() {
    this.offer?.abort();
    this.offer = null;
  }

  /** Takes new tokens, which say what was changed. Where that fails, the old ones go on. */
  async renew() {
    try {
      const session = await (await this.auth()).refresh();
      if (session) this.setSession(session);
    } catch {
      // The session card tries again in its time.
    }
  }

  /** Aborted as soon as the person goes on to another step: what was asked of the pool for the one at hand counts no more. */
  get underWay() {
    return this.#underWay.signal;
  }

  /** Leaves a sign-in that waits. */
  abandon() {
    this.#keepResume(null);
    this.go({ name: this.session ? "signed-in" : "sign-in" }, { focus: true });
  }

  /** @param {Step} step @param {{ focus?: boolean }} [options] */
  go(step, { focus = true } = {}) {
    this.#leave();
    this.step = step;
    this.#emit("step", { step, focus });
  }

  /** @param {Session | null} session */
  setSession(session) {
    this.session = session;
    if (session) this.ended = null;
    const { storage } = this.settings;
    lasting.write("signed-in", session && (storage === "local" || storage === "encrypted") ? "1" : null);
    forTab.write("signed-in", session && storage === "session" ? "1" : null);
    this.#emit("session", session);
    void this.#lookForOthers();
  }

  /** Makes the session of another user of this browser the present one. @param {string} username One of `others`. */
  async switchUser(username) {
    this.withdraw();
    const signal = this.#leave();
    const auth = await this.auth();
    try {
      const session = await auth.switchUser(username);
      this.signedInBy = this.newDevice = null;
      this.setSession(session);
      if (signal.aborted) return;
      this.#keepResume(null);
      this.go({ name: session ? "signed-in" : "sign-in" });
    } catch (error) {
      this.setSession(await auth.session().catch(() => null));
      throw error;
    }
  }

  async #lookForOthers() {
    const auth = this.#auth;
    const users = await auth?.users().catch(() => []) ?? [];
    if (auth !== this.#auth) return;
    const others = users.filter(({ isCurrent }) => !isCurrent).map(({ username }) => username);
    if (others.join() === this.others.join()) return;
    this.others = others;
    this.#emit("others", others);
  }

  /** Cancels what is under way: its answer belongs to a step that is no more. Gives the signal for what comes next. */
  #leave() {
    this.#underWay.abort();
    this.#underWay = new AbortController();
    return this.#underWay.signal;
  }

  /**
   * The step that a call leads to, or null where `signal` has ended it: then nobody waits for it, nor for its error.
   * @param {AbortSignal} signal
   * @param {(auth: CognitoAuth) => Promise<SignInStep>} call
   */
  async #stepOf(signal, call) {
    try {
      const auth = await this.auth();
      const step = await call(auth);
      if (!signal.aborted) return step;
      // It was too late to cancel. The card of the session tells what is true, and the step stays the one that was chosen.
      if (step.kind === "signedIn" && auth === this.#auth) this.setSession(await auth.session());
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return null;
  }

  /** @param {Settings} settings */
  async #connect(settings) {
    const { sdk, measure } = await loadSdk();
    this.#emit("module", measure);
    const auth = await sdk.CognitoAuth.create(toConfig(settings, this.preset(settings)));
    this.#auth = auth;
    this.#listen(auth);
    return auth;
  }

  /** @param {CognitoAuth} auth */
  #listen(auth) {
    /** Another configuration may have taken over. @param {() => void} react */
    const ifPresent = (react) => { if (auth === this.#auth) react(); };
    auth.addEventListener("refreshed", (event) => ifPresent(() => this.setSession(event.detail.session)));
    auth.addEventListener("signedout", () => ifPresent(() => this.#ended(null)));
    auth.addEventListener("sessionexpired", (event) => ifPresent(() => this.#ended(event.detail.error)));
    auth.addEventListener("storageunavailable", (event) => ifPresent(() => this.#emit("storage", event.detail.error)));
    auth.addEventListener("trace", (event) => ifPresent(() => this.#emit("trace", event.detail)));
  }

  /** @param {unknown} error Why, where the person did not ask for it. */
  #ended(error) {
    if (this.session) this.setSession(null);
    if (this.step.name === "signed-in") this.go({ name: "sign-in" }, { focus: error === null });
    if (!error) return;
    this.ended = error;
    this.#emit("ended", error);
  }

  /** @param {string | null} resume */
  #keepResume(resume) {
    forTab.write("resume", resume);
    if (resume === null) this.attempt.end();
  }

  /** @param {string} type @param {unknown} detail */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /**
   * @template Detail
   * @param {"settings" | "module" | "step" | "session" | "others" | "ended" | "lost" | "storage" | "trace"} type
   * @param {(detail: Detail) => void} listener
   */
  on(type, listener) {
    this.addEventListener(type, (event) => listener(/** @type {CustomEvent<Detail>} */ (event).detail));
  }
}
