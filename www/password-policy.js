// @ts-check
// Cognito's usual password policy. No operation tells a browser the pool's own, so this can only guide, never refuse.

/** What Cognito counts as a special character. */
const SPECIAL = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+-]/;

/** @typedef {{ text: string, isMet: (password: string) => boolean }} Rule */

/** @type {Rule[]} */
export const RULES = [
  { text: "At least 8 characters", isMet: (password) => password.length >= 8 },
  { text: "A lower-case letter", isMet: (password) => /[a-z]/.test(password) },
  { text: "An upper-case letter", isMet: (password) => /[A-Z]/.test(password) },
  { text: "A digit", isMet: (password) => /[0-9]/.test(password) },
  { text: "A special character, such as ! or -", isMet: (password) => SPECIAL.test(password) },
];

/** @param {string} password @returns {Rule[]} The rules that it does not meet. */
export const unmet = (password) => RULES.filter(({ isMet }) => !isMet(password));
