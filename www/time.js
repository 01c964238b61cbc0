// @ts-check
// Times, absolute and relative.

const absoluteFormat = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const clockFormat = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** @param {number} milliseconds Since the epoch. */
export const absolute = (milliseconds) => inRange(milliseconds) ? absoluteFormat.format(milliseconds) : "not a time";

/** @param {number} milliseconds Since the epoch. */
export const clockTime = (milliseconds) => clockFormat.format(milliseconds);

/**
 * Such as `59 min 3 s`: the two largest units.
 * @param {number} milliseconds
 */
export function duration(milliseconds) {
  const seconds = Math.round(Math.abs(milliseconds) / 1000);
  const units = /** @type {const} */ ([["day", 86_400], ["h", 3_600], ["min", 60], ["s", 1]]);
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first === -1) return "0 s";
  let rest = seconds;
  const parts = [];
  for (const [name, size] of units.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count} ${name}${name === "day" && count > 1 ? "s" : ""}`);
  }
  return parts.join(" ");
}

/**
 * @param {number} milliseconds Since the epoch.
 * @param {number} [now]
 */
export function relative(milliseconds, now = Date.now()) {
  if (!inRange(milliseconds)) return "";
  const distance = milliseconds - now;
  if (Math.abs(distance) < 1_000) return "now";
  return distance > 0 ? `in ${duration(distance)}` : `${duration(distance)} ago`;
}

/** @param {number} milliseconds */
const inRange = (milliseconds) => Math.abs(milliseconds) <= 8.64e15;
