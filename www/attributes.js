// @ts-check
// Fields for a user's attributes, by their names in the pool.
import { element } from "./dom.js";

/** @type {Record<string, { label: string, autocomplete?: string, type?: string, hint?: string }>} */
const KNOWN = {
  name: { label: "full name", autocomplete: "name" },
  given_name: { label: "given name", autocomplete: "given-name" },
  family_name: { label: "family name", autocomplete: "family-name" },
  middle_name: { label: "middle name", autocomplete: "additional-name" },
  nickname: { label: "nickname", autocomplete: "nickname" },
  preferred_username: { label: "preferred username", autocomplete: "off" },
  email: { label: "email address", autocomplete: "email", type: "email" },
  phone_number: { label: "phone number", autocomplete: "tel", type: "tel", hint: "With the country code, such as +4930123456." },
  birthdate: { label: "date of birth", autocomplete: "bday", hint: "As year-month-day, such as 1990-12-31." },
  address: { label: "address", autocomplete: "street-address" },
  locale: { label: "language", autocomplete: "language" },
  website: { label: "website", autocomplete: "url", type: "url" },
  gender: { label: "gender", autocomplete: "sex" },
  zoneinfo: { label: "time zone", hint: "Such as Europe/Berlin." },
};

/** @param {string} name */
const known = (name) => KNOWN[name] ?? { label: name.replace(/^custom:/, "").replaceAll("_", " ") };

/** @param {string} name */
export function attributeLabel(name) {
  const { label } = known(name);
  return label.charAt(0).toUpperCase() + label.slice(1);
}

/**
 * @param {string} name Such as `email` or `custom:team`.
 * @param {string} value What the pool knows already.
 * @param {string} [prefix] Of its id.
 */
export function attributeField(name, value, prefix = "attribute") {
  const { label, autocomplete = "off", type = "text", hint } = known(name);
  const id = `${prefix}-${name.replaceAll(/[^\w-]/g, "-")}`;
  const input = element("input", {
    id, name, type, autocomplete, "data-label": label, "aria-describedby": hint ? `${id}-hint` : undefined,
    ...(type === "text" ? {} : { autocapitalize: "none", spellcheck: "false" }),
  });
  input.value = value;
  return element(
    "div", { class: "field" },
    element("label", { for: id }, attributeLabel(name)),
    input,
    element("p", { class: "field-error", id: `${id}-error` }),
    ...(hint ? [element("p", { class: "hint", id: `${id}-hint` }, hint)] : []),
  );
}
