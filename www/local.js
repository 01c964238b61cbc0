// @ts-check
// What only the local Cognito has: mail that can be read, a clock that can be moved, faults on demand.

/** Whether the pool is one of this machine. @param {import("./settings.js").Settings} settings */
export const isLocal = ({ endpoint }) =>
  URL.canParse(endpoint) && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(endpoint).hostname);

/**
 * Asks one of its own endpoints; null where there is none.
 * @param {import("./settings.js").Settings} settings
 * @param {"GET" | "POST" | "DELETE"} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<any>}
 */
export async function askLocal(settings, method, path, body) {
  if (!isLocal(settings) || !navigator.onLine) return null;
  try {
    const answer = await fetch(`${settings.endpoint.replace(/\/$/, "")}/_local/${path}`, {
      method, cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(5_000),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // Another server, or none at the moment.
  }
}
