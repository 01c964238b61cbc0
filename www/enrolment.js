// @ts-check
// What a person needs to add the account to an authenticator app: a QR code, a link, or the secret to type.
import { copy } from "./announce.js";
import { element } from "./dom.js";
import { qrCode } from "./qr.js";

export const ISSUER = "cognito-wasm demo";

/** @param {string} secret In base32. @param {string} account */
export function otpauthUri(secret, account) {
  const query = new URLSearchParams({ secret, issuer: ISSUER }).toString().replaceAll("+", "%20");
  return `otpauth://totp/${encodeURIComponent(ISSUER)}:${encodeURIComponent(account)}?${query}`;
}

/** @param {{ secret: string, uri: string, account: string }} app */
export function enrolment({ secret, uri, account }) {
  const figure = element("div", { class: "enrolment-code" });
  void qrCode(uri, `QR code for the authenticator app: ${ISSUER}, ${account}. The secret is also written out below.`).then(
    (svg) => figure.replaceChildren(svg),
    () => figure.replaceChildren(element("p", { class: "hint" }, "The QR code could not be drawn. Use the link or the secret.")),
  );
  const copyButton = element("button", { class: "button button-small", type: "button" }, "Copy secret");
  copyButton.addEventListener("click", () => void copy(secret, "Secret"));
  return element(
    "div", { class: "enrolment" },
    figure,
    element(
      "ol", { class: "enrolment-steps" },
      element("li", {}, "Scan the code with your authenticator app, or on this device ", element("a", { href: uri }, "open the app"), "."),
      element(
        "li", {}, "If neither works, type this secret into the app:",
        element("div", { class: "secret" }, element("code", { class: "secret-text", tabindex: "0" }, grouped(secret)), copyButton),
      ),
      element("li", {}, "Enter the six digits that the app shows."),
    ),
  );
}

/** In fours, as it is easier to type; selecting it all takes one press. @param {string} secret */
const grouped = (secret) => secret.match(/.{1,4}/g)?.join(" ") ?? secret;
