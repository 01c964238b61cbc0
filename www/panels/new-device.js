// @ts-check
import { clearAlert, showAlert } from "../alert.js";
import { announce } from "../announce.js";
import { byId } from "../dom.js";
import { describe } from "../problems.js";

/** Where the pool has met this device for the first time, and leaves it to the user whether it is remembered. @param {import("../model.js").Model} model */
export function mountNewDevice(model) {
  const region = byId("new-device");
  model.on("step", (/** @type {{ step: import("../steps.js").Step }} */ { step }) => {
    clearAlert(region);
    const { newDevice } = model;
    region.hidden = step.name !== "signed-in" || newDevice === null;
    if (region.hidden || !newDevice) return;
    if (newDevice.confirmationNecessary) {
      showAlert(region, {
        kind: "good", title: "Remember this device?", text: "Then it takes the place of the second factor at the next sign-in.",
        actions: [["Remember it", () => void answer(true)], ["Not now", () => void answer(false)]],
      });
    } else {
      showAlert(region, {
        kind: "good", title: "This device is known to the pool from now on.",
        text: "At the next sign-in it proves itself, and no second factor is asked for. You can forget it in the account.",
      });
    }
  });

  /** @param {boolean} remembered */
  async function answer(remembered) {
    byId("signed-in-heading").focus();
    try {
      if (remembered) await (await model.accounts()).updateDeviceStatus({ remembered });
      model.newDevice = null;
      region.hidden = true;
      announce(remembered ? "This device is remembered." : "This device is not remembered.");
    } catch (error) {
      showAlert(region, describe(error));
    }
  }
}
