// @ts-check
import { actionButton, accountSection, listItem } from "../../account-section.js";
import { element } from "../../dom.js";
import { absolute } from "../../time.js";

/** Where the user is signed in, with an end to any but this. @param {import("../../model.js").Model} model */
export function mountSessions(model) {
  const section = accountSection(model, "sessions", "Sessions", "here and elsewhere", load);

  /** @param {HTMLElement} body */
  async function load(body) {
    const { items } = await (await model.accounts()).listUserSessions();
    body.replaceChildren(
      element("ul", { class: "list" }, ...items.map(item)),
      element("div", { class: "actions" }, actionButton(section, "Read again", async () => "The list is up to date.")),
    );
  }

  /** @param {import("../../../src/js/index.js").UserSession} session */
  function item({ sessionId, isCurrent, createdAt, ...rest }) {
    const device = typeof rest.deviceType === "string" && rest.deviceType ? rest.deviceType : "Sign-in";
    const client = typeof rest.clientId === "string" ? `by the app client ${rest.clientId}` : "";
    return listItem(
      device,
      [createdAt ? `since ${absolute(createdAt)}` : "", client, ...(isCurrent ? [{ status: "this session" }] : [])],
      ...(isCurrent ? [] : [actionButton(section, "End", async () => {
        await (await model.accounts()).revokeUserSession({ sessionId });
        return "The session is ended.";
      }, { danger: true, name: createdAt ? `${device}, since ${absolute(createdAt)}` : device })]),
    );
  }
  return section.details;
}
