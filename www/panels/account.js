// @ts-check
import { byId } from "../dom.js";
import { mountAttributes } from "./account/attributes.js";
import { mountDeletion } from "./account/deletion.js";
import { mountDevices } from "./account/devices.js";
import { mountFactors } from "./account/factors.js";
import { mountFeedback } from "./account/feedback.js";
import { mountPasskeys } from "./account/passkeys.js";
import { mountPasswordChange } from "./account/password.js";
import { mountSessions } from "./account/sessions.js";
import { mountStepUp } from "./account/step-up.js";

/** All that a signed-in person can do with the account. @param {import("../model.js").Model} model */
export function mountAccount(model) {
  byId("account-body").append(...[
    mountAttributes, mountPasswordChange, mountFactors, mountPasskeys, mountDevices, mountSessions, mountStepUp, mountFeedback, mountDeletion,
  ].map((mount) => mount(model)));
  model.on("session", () => {
    byId("account-empty").hidden = model.session !== null;
    byId("account-body").hidden = model.session === null;
  });
}
