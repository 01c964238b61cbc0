// Pages of one origin: those of an app as it was, by the libraries that others wrote, and those of the same app with this SDK.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as esbuild from "esbuild";
import { launchChromium } from "../../scripts/lib/chromium.mjs";
import { startLocalCognito } from "../../scripts/lib/local-cognito.mjs";
import { root } from "../../scripts/lib/paths.mjs";
import { servePages } from "../../scripts/lib/static-server.mjs";
import { POOL, createProject } from "./project.mjs";

const SCRIPTS = {
  "sdk.js": `
    import { CognitoAuth } from "cognito-wasm";
    globalThis.begin = async (config) => {
      globalThis.events = [];
      globalThis.auth = await CognitoAuth.create(config);
      for (const type of ["signedin", "refreshed", "signedout", "sessionexpired", "storageunavailable"]) {
        auth.addEventListener(type, ({ detail }) => events.push([type, detail.user?.username ?? detail.session?.user.username ?? detail.reason]));
      }
      return (await auth.session())?.user.username ?? null;
    };`,
  "identity-js.js": `
    import { AuthenticationDetails, CognitoUser, CognitoUserPool, CookieStorage } from "amazon-cognito-identity-js";
    const storages = { cookies: () => new CookieStorage({ domain: location.hostname.replace("www.", ""), path: location.pathname.startsWith("/app/") ? "/app" : "/", secure: false }), session: () => sessionStorage };
    const poolOf = ({ userPoolId, clientId, endpoints, storage }) =>
      new CognitoUserPool({ UserPoolId: userPoolId, ClientId: clientId, endpoint: endpoints.userPool, Storage: storages[storage]?.() });
    globalThis.signIn = (config, { username, password }, flow = "USER_SRP_AUTH") => {
      const user = new CognitoUser({ Username: username, Pool: poolOf(config), Storage: storages[config.storage]?.() });
      user.setAuthenticationFlowType(flow);
      const details = new AuthenticationDetails({ Username: username, Password: password });
      return new Promise((resolve, reject) => {
        const callbacks = {
          onSuccess: () => resolve(),
          onFailure: (error) => reject(new Error(error.message)),
          totpRequired: async (name) => user.sendMFACode(await globalThis.code(), callbacks, name),
        };
        user.authenticateUser(details, callbacks);
      });
    };
    globalThis.signOut = (config) => poolOf(config).getCurrentUser().signOut();
    /** The user whose session the library has, with new tokens where the old ones have ended. */
    globalThis.current = (config) => {
      const user = poolOf(config).getCurrentUser();
      return user && new Promise((resolve, reject) =>
        user.getSession((error, session) => (error ? reject(new Error(error.message)) : resolve(session.getAccessToken().payload.username))));
    };`,
  "amplify.js": `
    import { Amplify } from "aws-amplify";
    import { confirmSignIn, fetchAuthSession, signIn, signOut } from "aws-amplify/auth";
    import { cognitoUserPoolsTokenProvider } from "aws-amplify/auth/cognito";
    import { CookieStorage, sessionStorage } from "aws-amplify/utils";
    const configure = ({ userPoolId, clientId, endpoints, storage }) => {
      Amplify.configure({ Auth: { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: endpoints.userPool } } });
      if (storage === "cookies") cognitoUserPoolsTokenProvider.setKeyValueStorage(new CookieStorage({ secure: false, path: "/", sameSite: "lax" }));
      if (storage === "session") cognitoUserPoolsTokenProvider.setKeyValueStorage(sessionStorage);
    };
    globalThis.signIn = async (config, user) => {
      configure(config);
      const { nextStep } = await signIn(user);
      if (nextStep.signInStep === "CONFIRM_SIGN_IN_WITH_TOTP_CODE") await confirmSignIn({ challengeResponse: await globalThis.code() });
    };
    globalThis.signOut = (config) => (configure(config), signOut());
    globalThis.current = async (config, forceRefresh = false) => {
      configure(config);
      return (await fetchAuthSession({ forceRefresh })).tokens?.accessToken.payload.username ?? null;
    };`,
};

/** The name of the page of each. The same pages are under `app/`, too. */
export const SDK = "sdk";
export const LIBRARIES = { "amazon-cognito-identity-js": "identity-js", "Amplify 6": "amplify" };

export async function startPages() {
  const pages = Object.keys(SCRIPTS).map((script) => [
    script.replace(".js", ".html"),
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${script}</title><link rel="icon" href="data:,"><script type="module" src="/${script}"></script></html>`,
  ]);
  const project = await createProject(SCRIPTS);
  const directory = path.join(project.directory, "dist");
  await esbuild.build({
    absWorkingDir: project.directory,
    bundle: true,
    define: { global: "globalThis", "process.env.NODE_ENV": '"production"' },
    entryPoints: Object.keys(SCRIPTS),
    format: "esm",
    logLevel: "error",
    // The libraries are dependencies of the repository, the SDK comes from the tarball.
    nodePaths: [path.join(root, "node_modules")],
    outdir: directory,
    platform: "browser",
    splitting: true,
  });
  mkdirSync(path.join(directory, "app"));
  for (const folder of ["", "app"]) {
    for (const [name, text] of pages) writeFileSync(path.join(directory, folder, name), text);
  }
  const cognito = await startLocalCognito();
  return new Pages(project, cognito, await servePages(directory), await launchChromium());
}

class Pages {
  constructor(project, cognito, server, browser) {
    Object.assign(this, { project, cognito, server, browser });
    this.config = { ...POOL, endpoints: { userPool: cognito.url } };
  }

  /** A browser in which nobody has been. */
  async newBrowser() {
    this.context = await this.browser.newContext();
    return this.context;
  }

  /** A page of the browser; `loaded` are the scripts that it has loaded. */
  async open(name, page, host = "127.0.0.1") {
    page ??= await this.context.newPage();
    page.loaded = [];
    page.on("response", (response) => page.loaded.push(new URL(response.url()).pathname));
    await page.goto(`${this.server.url.replace("127.0.0.1", host)}${name}.html`);
    return page;
  }

  async control(method, path, body) {
    const response = await fetch(`${this.cognito.url}/_local/${path}`, { method, body: JSON.stringify(body) });
    assert.equal(response.status, 200, path);
    return response.json();
  }

  reset() {
    return this.control("POST", "reset");
  }

  async stop() {
    await this.browser.close();
    await this.server.close();
    await this.cognito.stop();
    this.project.remove();
  }
}

/** What the storages of a page hold, by the names of the keys. */
export const storedBy = (page) =>
  page.evaluate(() => ({ ...Object.fromEntries(document.cookie.split("; ").filter(Boolean).map((pair) => pair.split(/=(.*)/s, 2))), ...sessionStorage, ...localStorage }));
