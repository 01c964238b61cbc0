// One small app for every bundler: it signs in with what its address names, and says how it went.
export const PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>App</title><link rel="icon" href="data:,">
<script type="module" src="./app.js"></script></html>
`;

export const SCRIPT = `
import { CognitoAuth } from "cognito-wasm";

async function signIn() {
  const { config, user } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  const auth = await CognitoAuth.create(config);
  const step = await auth.signIn(user);
  const { claims } = await auth.verifyToken(step.session.idToken, { use: "id" });
  // By the second module, which is loaded for it.
  const { attributes } = await (await auth.accounts()).getUser();
  return { kind: step.kind, username: step.user.username, sub: claims.sub === step.user.sub, email: attributes.email };
}

globalThis.outcome = signIn().catch((error) => ({ kind: "failed", code: error.code, message: String(error) }));
`;

/** Opens the app and returns its outcome, with the paths of what it loaded from its own server. */
export async function openApp(browser, url, { config, user }) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const loaded = [];
    page.on("response", (response) => {
      const { origin, pathname } = new URL(response.url());
      if (origin === new URL(url).origin) loaded.push({ path: pathname, status: response.status() });
    });
    await page.goto(`${url}#${encodeURIComponent(JSON.stringify({ config, user }))}`);
    await page.waitForFunction("globalThis.outcome");
    return { outcome: await page.evaluate("globalThis.outcome"), loaded };
  } finally {
    await context.close();
  }
}
