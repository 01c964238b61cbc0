// @ts-check
// Elements without markup strings: the page runs with Trusted Types and no policy.

const SVG = "http://www.w3.org/2000/svg";

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | boolean | undefined>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** @param {string} name An icon of the sprite in the page. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#icon-${name}`);
  svg.append(use);
  return svg;
}

/**
 * The element with this id, which the page is known to hold.
 * @template {HTMLElement} [Kind=HTMLElement]
 * @param {string} id
 * @returns {Kind}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}.`);
  return /** @type {Kind} */ (found);
}

/** @param {string} text */
export const hiddenText = (text) => element("span", { class: "visually-hidden" }, text);

/**
 * @param {HTMLElement} badge
 * @param {"good" | "bad" | "warn" | "none"} state
 * @param {string} text
 */
export function setBadge(badge, state, text) {
  if (badge.dataset.state === state && badge.textContent === text) return;
  badge.dataset.state = state;
  const icons = { good: "check", bad: "cross", warn: "warning", none: "dash" };
  badge.replaceChildren(...(text ? [icon(icons[state]), text] : []));
}

/**
 * One name and its value in a description list.
 * @param {string} name
 * @param {...(Node | string)} value
 */
export const fact = (name, ...value) => [element("dt", {}, name), element("dd", {}, ...value)];
