// @ts-check
import { actionButton, accountSection, listItem } from "../../account-section.js";
import { showAlert } from "../../alert.js";
import { element } from "../../dom.js";
import { betterAddress, forgetPasskeyUser, rememberPasskeyUser, wasCancelled } from "../../passkeys.js";
import { absolute } from "../../time.js";

/** Passkeys: a new one, those there are, and an end to one. @param {import("../../model.js").Model} model */
export function mountPasskeys(model) {
  const section = accountSection(model, "passkeys", "Passkeys", "register, delete", load);

  /** @param {HTMLElement} body */
  async function load(body) {
    const { items } = await (await model.accounts()).listWebAuthnCredentials({ limit: 20 });
    body.replaceChildren(
      items.length === 0 ? element("p", { class: "hint" }, "There is none yet. A passkey is asked for in the place of a password, and cannot be phished.")
        : element("ul", { class: "list" }, ...items.map(item)),
      ...elsewhere(),
      element("div", { class: "actions" }, actionButton(section, "Register a passkey", register)),
    );
  }

  /** @param {import("../../../src/js/index.js").Passkey} passkey */
  const item = ({ credentialId, friendlyName, relyingPartyId, createdAt, authenticatorTransports }) => listItem(
    friendlyName || "Passkey",
    [`for ${relyingPartyId}, since ${absolute(createdAt)}`, ...(authenticatorTransports.length > 0 ? [`reached by ${authenticatorTransports.join(", ")}`] : [])],
    actionButton(section, "Delete", async () => {
      await (await model.accounts()).deleteWebAuthnCredential({ credentialId });
      forgetPasskeyUser();
      return "The passkey is deleted. Your device may still show it.";
    }, { danger: true, name: friendlyName || "Passkey" }),
  );

  function elsewhere() {
    const better = betterAddress(model);
    if (!better) return [];
    return [element("p", { class: "hint" }, "Passkeys of the local Cognito belong to the name localhost. Open this page ", element("a", { href: better }, "there"), " to use them.")];
  }

  async function register() {
    model.withdraw();
    try {
      await (await model.accounts()).registerPasskey();
    } catch (error) {
      if (!wasCancelled(error)) throw error;
      showAlert(section.alert, { kind: "warning", title: "No passkey was made.", text: "It was cancelled, or took too long." });
      return "No passkey was made.";
    }
    rememberPasskeyUser(model, model.session?.user.username ?? "");
    return "The passkey is registered.";
  }
  return section.details;
}
