import { switchUser as switchTo, users as usersOf } from "./users.js";

/** `CognitoAuth.users`. */
export function users({ attempt, page, config }, options) {
  return attempt(options, () => usersOf(page, config));
}

/** `CognitoAuth.switchUser`. */
export function switchUser({ auth, attempt, page, config }, username, options) {
  return attempt(options, async () => {
    await switchTo(page, config, username);
    return auth.session(options);
  });
}
