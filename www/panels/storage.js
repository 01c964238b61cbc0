// @ts-check
import { announce } from "../announce.js";
import { byId } from "../dom.js";
import { onSubmit } from "../form.js";
import { showAlert } from "../alert.js";
import { hideNotice, showNotice } from "../notices.js";
import { describe } from "../problems.js";
import { remember } from "../settings.js";

/** @type {Record<string, string>} */
const NAMES = { local: "local storage", session: "session storage", encrypted: "encrypted storage", memory: "memory" };

/** Where the session is kept, and what that risks. @param {import("../model.js").Model} model */
export function mountStorage(model) {
  const form = /** @type {HTMLFormElement} */ (byId("storage-form"));
  const choice = () => /** @type {RadioNodeList} */ (form.elements.namedItem("storage"));

  const show = () => {
    choice().value = model.settings.storage;
    byId("storage-now").textContent = NAMES[model.settings.storage] ?? "";
    byId("storage-apply").textContent = model.session || model.others.length > 0 ? "Use this storage and sign out here" : "Use this storage";
  };
  model.on("settings", show);
  model.on("session", show);
  model.on("others", show);
  show();

  model.on("settings", () => hideNotice("storage"));
  model.on("storage", (error) => showNotice("storage", { ...describe(error), actions: [["Close", () => hideNotice("storage")]] }));

  onSubmit(form, async () => {
    const storage = /** @type {import("../settings.js").Settings["storage"]} */ (choice().value);
    if (storage === model.settings.storage) {
      announce(`The session is kept in ${NAMES[storage]} already.`);
      return;
    }
    const settings = { ...model.settings, storage };
    try {
      // The tokens must not stay behind in the place that was just given up.
      const auth = await model.auth();
      for (const { username, isCurrent } of await auth.users()) {
        // Should its tokens not be renewed, it is the present session all the same.
        if (!isCurrent) await auth.switchUser(username).catch(() => {});
        await auth.signOut();
      }
      await model.use(settings);
      remember(settings);
      announce(`From now on the session is kept in ${NAMES[storage]}.`);
    } catch (error) {
      showAlert(byId("session-alert"), { kind: "warning", ...describe(error) });
    }
  });
}
