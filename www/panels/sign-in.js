// @ts-check
import { clearAlert, showAlert } from "../alert.js";
import { announce } from "../announce.js";
import { describeSkew, measureSkew } from "../clock.js";
import { byId, element } from "../dom.js";
import { check, onSubmit, setFieldError, submitAgain } from "../form.js";
import { hideNotice, showNotice } from "../notices.js";
import { describe } from "../problems.js";

/** Refusals that a wrong clock can cause. */
const PERHAPS_CLOCK = new Set(["IncorrectUsernameOrPassword", "NotAuthorized", "InvalidParameter", "ChallengeSessionInvalid", "TokenExpired", "TokenNotYetValid"]);

/** Username and password. @param {import("../model.js").Model} model */
export function mountSignIn(model) {
  const form = /** @type {HTMLFormElement} */ (byId("sign-in-form"));
  const username = /** @type {HTMLInputElement} */ (byId("username"));
  const password = /** @type {HTMLInputElement} */ (byId("password"));
  const alert = byId("sign-in-alert");
  const keep = byId("sign-in-keep");

  onSubmit(form, async () => {
    clearAlert(alert);
    const complete = check([
      [username, username.value.trim() ? null : "Enter your username or email address."],
      [password, password.value ? null : "Enter your password."],
    ]);
    if (!complete) return;
    const flow = form.elements.namedItem("flow");
    const chosen = /** @type {"USER_SRP_AUTH" | "USER_PASSWORD_AUTH"} */ (/** @type {RadioNodeList} */ (flow).value);
    announce("Signing in…");
    try {
      const auth = await model.auth();
      const started = performance.now();
      const step = await auth.signIn({ username: username.value.trim(), password: password.value, flow: chosen });
      model.signedInBy = { milliseconds: performance.now() - started, flow: chosen };
      password.value = "";
      hideNotice("module");
      hideNotice("clock");
      model.take(step);
      announce(step.kind === "signedIn" ? "You are signed in." : "One more step is needed.");
    } catch (error) {
      refused(describe(error));
    }
  });

  /** @param {import("../problems.js").Problem} problem */
  function refused(problem) {
    announce("");
    showAlert(alert, { ...problem, actions: problem.retry ? [["Try again", () => submitAgain(form)]] : [] });
    if (problem.code === "IncorrectUsernameOrPassword") {
      setFieldError(password, "Username and password do not match.");
      password.focus();
      password.select();
    }
    if (PERHAPS_CLOCK.has(problem.code)) void blameClock(() => submitAgain(form));
  }

  const showEarlier = () => {
    const lead = byId("sign-in-lead");
    keep.hidden = lead.hidden = !model.session;
    lead.textContent = model.session ? `${model.session.user.username} stays signed in until another sign-in has succeeded.` : "";
  };
  model.on("session", showEarlier);
  model.on("step", (/** @type {{ step: import("../model.js").Step }} */ { step }) => {
    showEarlier();
    if (step.name === "sign-in") return;
    password.value = "";
    clearAlert(alert);
  });
  keep.addEventListener("click", () => model.abandon());
  byId("sign-in-again").addEventListener("click", () => model.go({ name: "sign-in" }));

  mountSeededUsers(model, username, password);
}

/** Says so when the device's clock is off. @param {() => void} retry */
async function blameClock(retry) {
  const skew = describeSkew(await measureSkew());
  if (skew) showNotice("clock", { ...skew, actions: [["Try again", retry]] });
  else hideNotice("clock");
}

/** @param {import("../model.js").Model} model @param {HTMLInputElement} username @param {HTMLInputElement} password */
function mountSeededUsers(model, username, password) {
  const show = () => {
    const { settings, defaults } = model;
    // They exist in the default pool only.
    const here = settings.userPoolId === defaults.settings.userPoolId && settings.endpoint === defaults.settings.endpoint;
    byId("seeded").hidden = !here || defaults.users.length === 0;
  };
  byId("seeded-users").replaceChildren(...model.defaults.users.map((user) => {
    const button = element(
      "button", { type: "button" },
      element("span", { class: "seeded-name" }, user.username), " ",
      element("span", { class: "seeded-note" }, user.note ?? ""),
    );
    button.addEventListener("click", () => {
      username.value = user.username;
      password.value = user.password;
      setFieldError(username, null);
      setFieldError(password, null);
      clearAlert(byId("sign-in-alert"));
      announce(`Username and password of ${user.username} are filled in.`);
      /** @type {HTMLElement} */ (document.querySelector("#sign-in-form [type=submit]")).focus();
    });
    return element("li", {}, button);
  }));
  model.on("settings", show);
  show();
}
