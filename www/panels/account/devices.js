// @ts-check
import { actionButton, accountSection, listItem } from "../../account-section.js";
import { element } from "../../dom.js";
import { absolute } from "../../time.js";

/** @typedef {import("../../../src/js/index.js").Device} Device */

/** Devices that the pool knows, among them this one. @param {import("../../model.js").Model} model */
export function mountDevices(model) {
  const section = accountSection(model, "devices", "Devices", "remembered or not", load);

  /** @param {HTMLElement} body */
  async function load(body) {
    const accounts = await model.accounts();
    const { items } = await accounts.listDevices({ limit: 20 });
    const own = items.length === 0 ? "" : await accounts.getDevice().then(({ deviceKey }) => deviceKey, () => "");
    body.replaceChildren(
      items.length === 0 ? element("p", { class: "hint" }, "The pool knows no device of yours. Not every pool keeps track of them.")
        : element("ul", { class: "list" }, ...items.map((device) => item(device, device.deviceKey === own))),
    );
  }

  /** @param {Device} device @param {boolean} isThis */
  function item({ deviceKey, attributes, createdAt, lastAuthenticatedAt }, isThis) {
    const status = attributes["dev:device_remembered_status"] ?? attributes.device_status;
    const name = attributes.device_name ?? deviceKey;
    const times = [...(createdAt ? [`known since ${absolute(createdAt)}`] : []), ...(lastAuthenticatedAt ? [`used ${absolute(lastAuthenticatedAt)}`] : [])];
    const change = (/** @type {boolean} */ remembered) => actionButton(section, remembered ? "Remember" : "Do not remember", async () => {
      await (await model.accounts()).updateDeviceStatus({ remembered, deviceKey });
      return remembered ? "The device is remembered." : "The device is not remembered any more.";
    }, { name });
    return listItem(
      name,
      [times.join(", "), ...(isThis ? [{ status: "this device" }] : []), ...(status ? [{ status: status.replaceAll("_", " ") }] : [])],
      ...(status === "remembered" ? [change(false)] : status === "not_remembered" ? [change(true)] : [change(true), change(false)]),
      actionButton(section, "Forget", async () => {
        await (await model.accounts()).forgetDevice(isThis ? {} : { deviceKey });
        return "The device is forgotten.";
      }, { danger: true, name }),
    );
  }
  return section.details;
}
