// @ts-check
import { byId } from "./dom.js";

/**
 * Says something to people who listen to the page, without moving the focus.
 * @param {string} text
 */
export function announce(text) {
  const region = byId("announcer");
  region.textContent = "";
  // The same words twice are announced twice only when the region was empty in between.
  requestAnimationFrame(() => { region.textContent = text; });
}

/**
 * Copies, and says whether it worked.
 * @param {string} text
 * @param {string} what Such as `Token`.
 */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    announce(`${what} copied.`);
    return true;
  } catch {
    announce(`${what} could not be copied: the browser did not allow it.`);
    return false;
  }
}
