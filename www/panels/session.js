// @ts-check
import { clearAlert, showAlert } from "../alert.js";
import { announce } from "../announce.js";
import { byId, element, fact, setBadge } from "../dom.js";
import { whileBusy } from "../form.js";
import { describe } from "../problems.js";
import { absolute, duration, relative } from "../time.js";

/** Milliseconds between two tries of the automatic refresh. */
const PATIENCE = 30_000;

/** Who is signed in, for how long, and how to end it. @param {import("../model.js").Model} model */
export function mountSession(model) {
  const alert = byId("session-alert");
  const button = (/** @type {string} */ id) => /** @type {HTMLButtonElement} */ (byId(id));
  let lastTry = 0;

  model.on("session", (/** @type {import("../model.js").Session | null} */ session) => {
    byId("session-empty").hidden = session !== null;
    byId("session-body").hidden = session === null;
    if (session) {
      clearAlert(alert);
      showUser(session);
    }
    showSignedIn(model);
    tick();
  });

  /** @param {HTMLButtonElement} pressed */
  const refresh = (pressed) => whileBusy(pressed, async () => {
    pressed.focus();
    try {
      const auth = await model.auth();
      const session = await auth.refresh();
      if (session) announce("The session has new tokens.");
    } catch (error) {
      if (model.ended) return; // Told already.
      const problem = notRenewed(describe(error), model.session);
      showAlert(alert, { ...problem, actions: problem.retry && model.session ? [["Try again", () => void refresh(pressed)]] : [] });
    }
  });
  button("refresh").addEventListener("click", () => void refresh(button("refresh")));

  /** @param {HTMLButtonElement} pressed @param {boolean} everywhere */
  const signOut = (pressed, everywhere) => whileBusy(pressed, async () => {
    try {
      const auth = await model.auth();
      await auth.signOut({ everywhere });
      announce(everywhere ? "You are signed out everywhere." : "You are signed out here.");
    } catch (error) {
      const { title, detail } = describe(error);
      showAlert(alert, {
        kind: "warning",
        title: "You are signed out here, but the pool could not be told.",
        text: `${title} ${everywhere ? "Sessions on other devices go on until their tokens end." : "The tokens are gone from this browser; the pool honours them until they end."}`,
        detail,
      });
    }
  });
  button("sign-out").addEventListener("click", () => void signOut(button("sign-out"), false));
  button("sign-out-everywhere").addEventListener("click", () => void signOut(button("sign-out-everywhere"), true));

  model.on("ended", (error) => showAlert(alert, { kind: "warning", ...describe(error) }));

  /** Shows the time left; takes new tokens when there is none. */
  function tick() {
    const { session } = model;
    if (!session) return setBadge(byId("session-badge"), "none", "Signed out");
    const left = session.expiresAt - Date.now();
    const issued = Math.min(session.user.claims.iat * 1000, Date.now());
    const life = /** @type {HTMLProgressElement} */ (byId("session-life"));
    life.max = Math.max(session.expiresAt - issued, 1);
    life.value = Math.max(left, 0);
    life.textContent = left > 0 ? `${duration(left)} left` : "expired";
    byId("session-expiry").textContent = left > 0
      ? `Tokens expire ${relative(session.expiresAt)}, at ${absolute(session.expiresAt)}. They are renewed when needed.`
      : `Tokens expired at ${absolute(session.expiresAt)}.`;
    setBadge(byId("session-badge"), left > 0 ? "good" : "warn", left > 0 ? "Signed in" : "Tokens expired");
    if (left <= 0 && Date.now() - lastTry > PATIENCE) {
      lastTry = Date.now();
      void renew();
    }
  }

  async function renew() {
    try {
      const auth = await model.auth();
      const session = await auth.session();
      if (session && session !== model.session) model.setSession(session);
    } catch (error) {
      if (model.ended) return;
      const problem = describe(error);
      showAlert(alert, { kind: "warning", ...problem, actions: problem.retry ? [["Try again", () => void refresh(button("refresh"))]] : [] });
    }
  }

  addEventListener("online", () => { lastTry = 0; });
  setInterval(tick, 1_000);
  tick();
}

/**
 * The pool has said that the session is over, and yet its tokens serve until they expire: the SDK keeps them till then.
 * @param {import("../problems.js").Problem} problem
 * @param {import("../model.js").Session | null} session
 */
function notRenewed(problem, session) {
  if (!session || !problem.code.startsWith("RefreshToken")) return problem;
  return {
    ...problem,
    title: "The pool will not renew this session any more.",
    text: `It was probably signed out elsewhere. The tokens at hand serve until ${absolute(session.expiresAt)}; then you have to sign in again.`,
  };
}

/** @param {import("../model.js").Session} session */
function showUser({ user, scopes }) {
  const name = user.claims.name;
  byId("session-facts").replaceChildren(
    ...fact("Username", element("strong", {}, user.username)),
    ...(name ? fact("Name", name) : []),
    ...(user.claims.email ? fact("Email", user.claims.email) : []),
    ...fact("Groups", chips(user.groups, "none")),
    ...fact("Scopes", chips(scopes, "none")),
    ...fact("Subject", element("code", {}, user.sub)),
  );
}

/** @param {string[]} values @param {string} none */
const chips = (values, none) => values.length === 0 ? none
  : element("span", { class: "chips" }, ...values.map((value) => element("span", { class: "chip" }, value)));

/** @param {import("../model.js").Model} model */
function showSignedIn({ session, signedInBy }) {
  if (!session) return;
  const how = !signedInBy ? "Your ID token is verified."
    : signedInBy.flow === "USER_SRP_AUTH"
      ? `It took ${Math.round(signedInBy.milliseconds)} ms, and your password never left this page: only a proof of it was sent.`
      : `It took ${Math.round(signedInBy.milliseconds)} ms. Your password was sent to Cognito, as you chose.`;
  byId("signed-in-heading").textContent = `Signed in as ${session.user.claims.name ?? session.user.username}`;
  byId("signed-in-text").textContent = how;
}
