// @ts-check
import { clearAlert, showAlert } from "../alert.js";
import { announce } from "../announce.js";
import { describeSkew, measureSkew } from "../clock.js";
import { byId, element } from "../dom.js";
import { check, onSubmit, setFieldError, submitAgain, whileBusy } from "../form.js";
import { hideNotice, showNotice } from "../notices.js";
import { describe } from "../problems.js";

/** Refusals that a wrong clock can cause. */
const PERHAPS_CLOCK = new Set(["IncorrectUsernameOrPassword", "NotAuthorized", "InvalidParameter", "ChallengeSessionInvalid", "TokenExpired", "TokenNotYetValid"]);

/** Other ways than the password; each needs the username only. @type {Record<string, (username: string, password: string) => import("../../src/js/index.js").SignInOptions>} */
const WAYS = {
  passkey: (username) => ({ flow: "USER_AUTH", username, preferredChallenge: "WEB_AUTHN" }),
  email: (username) => ({ flow: "USER_AUTH", username, preferredChallenge: "EMAIL_OTP" }),
  sms: (username) => ({ flow: "USER_AUTH", username, preferredChallenge: "SMS_OTP" }),
  choose: (username) => ({ flow: "USER_AUTH", username }),
  custom: (username, password) => ({ flow: "CUSTOM_AUTH", username, ...(password ? { password } : {}) }),
};

/** Signing in: by a password, or by what the pool allows in its place. @param {import("../model.js").Model} model */
export function mountSignIn(model) {
  const form = /** @type {HTMLFormElement} */ (byId("sign-in-form"));
  const username = /** @type {HTMLInputElement} */ (byId("username"));
  const password = /** @type {HTMLInputElement} */ (byId("password"));
  const alert = byId("sign-in-alert");
  const keep = byId("sign-in-keep");

  /** @param {import("../../src/js/index.js").SignInOptions} options @param {() => void} again */
  const begin = async (options, again) => {
    announce("Signing in…");
    try {
      const step = await model.signIn(options);
      if (!step) return;
      password.value = "";
      hideNotice("module");
      hideNotice("clock");
      announce(step.kind === "signedIn" ? "You are signed in." : "One more step is needed.");
    } catch (error) {
      refused(error, again);
    }
  };

  onSubmit(form, async () => {
    clearAlert(alert);
    const complete = check([
      [username, username.value.trim() ? null : "Enter your username or email address."],
      [password, password.value ? null : "Enter your password."],
    ]);
    if (!complete) return;
    const flow = /** @type {"USER_SRP_AUTH" | "USER_PASSWORD_AUTH"} */ (/** @type {RadioNodeList} */ (form.elements.namedItem("flow")).value);
    await begin({ username: username.value.trim(), password: password.value, flow }, () => submitAgain(form));
  });

  for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (form.querySelectorAll("[data-way]"))) {
    const way = WAYS[button.dataset.way ?? ""];
    const go = () => void whileBusy(button, async () => {
      clearAlert(alert);
      setFieldError(password, null);
      if (!way || !check([[username, username.value.trim() ? null : "Enter your username or email address first."]])) return;
      await begin(way(username.value.trim(), password.value), () => { button.focus(); go(); });
    });
    button.addEventListener("click", go);
    button.disabled = false;
  }

  /** @param {unknown} error @param {() => void} again */
  function refused(error, again) {
    const problem = describe(error);
    announce("");
    showAlert(alert, { ...problem, actions: waysOn(model, problem, again) });
    if (problem.code === "IncorrectUsernameOrPassword" && password.value !== "") {
      setFieldError(password, "Username and password do not match.");
      password.focus();
      password.select();
    }
    if (PERHAPS_CLOCK.has(problem.code)) void blameClock(again);
  }

  const showEarlier = () => {
    const lead = byId("sign-in-lead");
    keep.hidden = lead.hidden = !model.session;
    lead.textContent = model.session ? `${model.session.user.username} stays signed in until another sign-in has succeeded.` : "";
  };
  model.on("session", showEarlier);
  model.on("step", (/** @type {{ step: import("../steps.js").Step }} */ { step }) => {
    showEarlier();
    if (step.name === "sign-in") return;
    password.value = "";
    clearAlert(alert);
  });
  model.on("lost", (error) => showAlert(alert, { kind: "warning", ...describe(error) }));
  keep.addEventListener("click", () => model.abandon());
  byId("sign-in-again").addEventListener("click", () => model.go({ name: "sign-in" }));

  mountSeededUsers(model, username, password);
}

/**
 * What helps after a refusal.
 * @param {import("../model.js").Model} model
 * @param {import("../problems.js").Problem} problem
 * @param {() => void} again
 * @returns {[string, () => void][]}
 */
function waysOn(model, { code, text, retry }, again) {
  const username = /** @type {HTMLInputElement} */ (byId("username")).value.trim();
  if (code === "UserNotConfirmed") return [["Enter the code", () => model.go({ name: "confirm", pending: { username } })]];
  if (code === "PasswordResetRequired") return [["Reset the password", () => model.go({ name: "forgot", username })]];
  if (code === "InvalidParameter" && /not enabled for the client/.test(text)) return [["Choose another app client", openConfiguration]];
  return retry ? [["Try again", again]] : [];
}

function openConfiguration() {
  const panel = /** @type {HTMLDetailsElement} */ (byId("configuration"));
  panel.open = true;
  panel.querySelector("summary")?.focus();
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
    const users = model.presetUsers();
    byId("seeded").hidden = users.length === 0;
    byId("seeded-users").replaceChildren(...users.map((user) => {
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
  };
  model.on("settings", show);
  show();
}
