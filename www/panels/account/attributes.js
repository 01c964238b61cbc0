// @ts-check
import { actionButton, accountSection, listItem } from "../../account-section.js";
import { attributeField, attributeLabel } from "../../attributes.js";
import { announce } from "../../announce.js";
import { clearAlert } from "../../alert.js";
import { element } from "../../dom.js";
import { codeField } from "../../fields.js";
import { check, onSubmit, setFieldError } from "../../form.js";
import { codeHint } from "../../hint.js";
import { resendButton } from "../../resend.js";

/** Attributes that the pool keeps itself. */
const FIXED = new Set(["sub", "email_verified", "phone_number_verified", "identities"]);
/** What a person may want to add. */
const USUAL = ["name", "given_name", "family_name", "nickname", "email", "phone_number", "preferred_username", "birthdate", "locale", "zoneinfo", "website"];
/** @type {import("../../account-section.js").Status} */
const VERIFIED = { status: "verified", state: "good" };
/** @type {import("../../account-section.js").Status} */
const UNVERIFIED = { status: "not verified", state: "warn" };
const ADDRESSES = ["email", "phone_number"];

/** What the pool knows of the user: read, change, verify, delete. @param {import("../../model.js").Model} model */
export function mountAttributes(model) {
  const section = accountSection(model, "attributes", "Attributes", "name, addresses", load);
  /** The address whose code is waited for. */
  let verifying = "";
  const editor = element("div", { class: "subform" });
  const verifier = verification();
  section.body.after(verifier.form, editor);
  model.on("session", () => { if (!model.session) { verify("", ""); editor.replaceChildren(); } });

  /** @param {HTMLElement} body */
  async function load(body) {
    const { attributes } = await (await model.accounts()).getUser();
    const names = Object.keys(attributes).filter((name) => !FIXED.has(name)).sort();
    const more = USUAL.filter((name) => !names.includes(name));
    body.replaceChildren(
      element("ul", { class: "list" }, ...names.map((name) => item(name, attributes))),
      adder(more),
    );
  }

  /** @param {string} name @param {Record<string, string>} attributes */
  function item(name, attributes) {
    const label = attributeLabel(name);
    const isAddress = ADDRESSES.includes(name);
    const verified = attributes[`${name}_verified`] === "true";
    const change = element("button", { class: "button button-small", type: "button", "aria-label": `Change: ${label}` }, "Change");
    change.addEventListener("click", () => edit(name, attributes[name] ?? ""));
    return listItem(
      label, [attributes[name] ?? "", ...(isAddress ? [verified ? VERIFIED : UNVERIFIED] : [])], change,
      ...(isAddress && !verified ? [actionButton(section, "Verify", () => sendCode(name), { name: label })] : []),
      actionButton(section, "Delete", async () => {
        await (await model.accounts()).deleteUserAttributes({ names: [name] });
        await model.renew();
        return `${label} is deleted.`;
      }, { danger: true, name: label }),
    );
  }

  /** @param {string[]} names */
  function adder(names) {
    const select = element("select", { id: "attribute-add", "aria-label": "Attribute to add" }, ...names.map((name) => element("option", { value: name }, attributeLabel(name))));
    const add = element("button", { class: "button button-small", type: "button" }, "Add");
    add.addEventListener("click", () => edit(select.value, ""));
    return element("div", { class: "inline" }, select, add);
  }

  /** @param {string} name @param {string} value */
  function edit(name, value) {
    const box = attributeField(name, value, "edit");
    const input = /** @type {HTMLInputElement} */ (box.querySelector("input"));
    const cancel = element("button", { class: "button", type: "button" }, "Cancel");
    const form = element(
      "form", { id: "attribute-form", method: "post", novalidate: true, "aria-label": `Change ${attributeLabel(name).toLowerCase()}` }, box,
      element("div", { class: "actions" }, element("button", { class: "button button-primary", type: "submit" }, "Save"), cancel),
    );
    editor.replaceChildren(form);
    const close = () => { editor.replaceChildren(); section.details.querySelector("summary")?.focus(); };
    cancel.addEventListener("click", close);
    input.focus();
    onSubmit(form, async () => {
      clearAlert(section.alert);
      if (!check([[input, input.value.trim() ? null : `Enter your ${input.dataset.label}.`]])) return;
      try {
        const deliveries = await (await model.accounts()).updateUserAttributes({ attributes: { [name]: input.value.trim() } });
        close();
        await model.renew();
        await section.reload();
        const sent = deliveries.find(({ attributeName }) => attributeName === name) ?? deliveries[0];
        if (sent) verify(name, sent.destination ?? "");
        announce(sent ? "A code was sent to the new address." : `${attributeLabel(name)} is changed.`);
      } catch (error) {
        const problem = section.failed(error);
        setFieldError(input, problem.text || problem.title);
      }
    });
  }

  /** @param {string} name */
  async function sendCode(name) {
    const { destination } = await (await model.accounts()).getUserAttributeVerificationCode({ name });
    verify(name, destination ?? "");
    return "A code was sent.";
  }

  /** Asks for the code; an empty name ends it. @param {string} name @param {string} destination */
  function verify(name, destination) {
    verifying = name;
    verifier.form.hidden = name === "";
    verifier.input.value = "";
    setFieldError(verifier.input, null);
    if (!name) return;
    verifier.lead.textContent = `Enter the code that was sent to ${destination || attributeLabel(name).toLowerCase()}.`;
    verifier.resend.restart();
    verifier.hint.show();
    verifier.input.focus();
  }

  function verification() {
    const { box, input } = codeField("attribute-code", "Verification code");
    const lead = element("p", {});
    const hint = codeHint(model, input, () => (verifying && model.session ? { who: model.session.user.username, medium: verifying === "email" ? "EMAIL" : "SMS" } : null));
    const resend = resendButton(async (report) => { report(await sendCode(verifying)); }, (error) => section.failed(error));
    const later = element("button", { class: "button", type: "button" }, "Later");
    later.addEventListener("click", () => { verify("", ""); section.details.querySelector("summary")?.focus(); });
    const form = element(
      "form", { class: "subform", method: "post", novalidate: true, hidden: true, "aria-label": "Verify an address" }, lead, box, hint.line,
      element("div", { class: "actions" }, element("button", { class: "button button-primary", type: "submit" }, "Verify"), resend.button, later),
    );
    onSubmit(form, async () => {
      clearAlert(section.alert);
      if (!check([[input, input.value.length >= 6 ? null : "Enter the digits of the code."]])) return;
      try {
        await (await model.accounts()).verifyUserAttribute({ name: verifying, code: input.value });
        verify("", "");
        section.details.querySelector("summary")?.focus();
        await model.renew();
        await section.reload();
        announce("The address is verified.");
      } catch (error) {
        const problem = section.failed(error);
        input.value = "";
        input.dispatchEvent(new Event("input"));
        setFieldError(input, problem.title);
        input.focus();
      }
    });
    return { form, input, lead, hint, resend };
  }
  return section.details;
}
