// @ts-check
import { actionButton, accountSection, listItem } from "../../account-section.js";
import { announce } from "../../announce.js";
import { clearAlert } from "../../alert.js";
import { element } from "../../dom.js";
import { enrolment, ISSUER } from "../../enrolment.js";
import { codeField, field } from "../../fields.js";
import { check, onSubmit, setFieldError } from "../../form.js";
import { codeHint } from "../../hint.js";

/** @typedef {import("../../../src/js/index.js").MfaKind} MfaKind */

/** @type {Record<MfaKind, [label: string, about: string, option: "sms" | "email" | "softwareToken"]>} */
const FACTORS = {
  SOFTWARE_TOKEN_MFA: ["Authenticator app", "Six digits, anew every half minute, also without a network.", "softwareToken"],
  EMAIL_OTP: ["Code by email", "Needs a verified email address.", "email"],
  SMS_MFA: ["Code by SMS", "Needs a verified phone number.", "sms"],
};

/** Second factors: which count, which is preferred, and a new authenticator app. @param {import("../../model.js").Model} model */
export function mountFactors(model) {
  const section = accountSection(model, "factors", "Second factors", "app, mail, SMS", load);
  const place = element("div");
  section.body.after(place);
  model.on("session", () => { if (!model.session) place.replaceChildren(); });

  /** @param {HTMLElement} body */
  async function load(body) {
    const { mfa, preferredMfa, firstFactors } = await (await model.accounts()).getUserAuthFactors();
    const kinds = /** @type {MfaKind[]} */ (Object.keys(FACTORS));
    body.replaceChildren(
      element("ul", { class: "list" }, ...kinds.map((kind) => item(kind, mfa.includes(kind), preferredMfa === kind, mfa.length > 1))),
      element("p", { class: "hint" }, firstFactors.length > 0 ? `Ways to begin a sign-in: ${firstFactors.join(", ")}.` : ""),
    );
  }

  /** @param {MfaKind} kind @param {boolean} enabled @param {boolean} preferred @param {boolean} several */
  function item(kind, enabled, preferred, several) {
    const [label, about, option] = FACTORS[kind];
    const set = (/** @type {import("../../../src/js/index.js").MfaSetting} */ setting, /** @type {string} */ done) => async () => {
      await (await model.accounts()).setUserMfaPreference({ [option]: setting });
      return done;
    };
    const actions = [];
    if (kind === "SOFTWARE_TOKEN_MFA") actions.push(actionButton(section, enabled ? "Connect another app" : "Connect an app", connect));
    else if (!enabled) actions.push(actionButton(section, "Switch on", set({ enabled: true }, `${label} is switched on.`), { name: label }));
    if (kind === "SMS_MFA" && !enabled) actions.push(actionButton(section, "In the old way", setOldSettings, { name: label }));
    if (enabled && several && !preferred) actions.push(actionButton(section, "Prefer", set({ enabled: true, preferred: true }, `${label} is preferred.`), { name: label }));
    if (enabled) actions.push(actionButton(section, "Switch off", set({ enabled: false }, `${label} is switched off.`), { name: label, danger: true }));
    return listItem(label, [about, ...(enabled ? [{ status: "on", state: /** @type {const} */ ("good") }] : []), ...(preferred ? [{ status: "preferred" }] : [])], ...actions);
  }

  /** What AWS had before it had other factors. */
  async function setOldSettings() {
    await (await model.accounts()).setUserSettings({ mfaOptions: [{ deliveryMedium: "SMS", attributeName: "phone_number" }] });
    return "Code by SMS is switched on in the old way.";
  }

  async function connect() {
    const { secretCode, uri } = await (await model.accounts()).associateSoftwareToken({ issuer: ISSUER });
    const code = codeField("app-code", "Code of the app");
    const name = field("app-name", "Name for this app", { optional: true });
    const hint = codeHint(model, code.input, () => ({ secret: secretCode }));
    const cancel = element("button", { class: "button", type: "button" }, "Cancel");
    const form = element(
      "form", { class: "subform", id: "app-form", method: "post", novalidate: true, "aria-label": "Connect an authenticator app" },
      enrolment({ secret: secretCode, uri, account: model.session?.user.username ?? "" }), code.box, hint.line, name.box,
      element("div", { class: "actions" }, element("button", { class: "button button-primary", type: "submit" }, "Confirm"), cancel),
    );
    place.replaceChildren(form);
    hint.show();
    const close = () => { place.replaceChildren(); section.details.querySelector("summary")?.focus(); };
    cancel.addEventListener("click", close);
    // After the button that was pressed has had its say about the focus.
    setTimeout(() => code.input.focus({ preventScroll: true }), 50);
    onSubmit(form, async () => {
      clearAlert(section.alert);
      if (!check([[code.input, code.input.value.length >= 6 ? null : "Enter the six digits that the app shows."]])) return;
      const accounts = await model.accounts();
      const deviceName = name.input.value.trim();
      try {
        await accounts.verifySoftwareToken({ code: code.input.value, ...(deviceName ? { deviceName } : {}) });
        await accounts.setUserMfaPreference({ softwareToken: { enabled: true } });
        close();
        await section.reload();
        announce("The authenticator app is connected.");
      } catch (error) {
        const problem = section.failed(error);
        code.input.value = "";
        code.input.dispatchEvent(new Event("input"));
        setFieldError(code.input, problem.title);
        code.input.focus();
      }
    });
    return "Scan the code, or type the secret into the app.";
  }
  return section.details;
}
