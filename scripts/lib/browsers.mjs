import { accessSync, constants, existsSync } from "node:fs";
import path from "node:path";
import { environment } from "./paths.mjs";
import { run } from "./process.mjs";
import { SetupError, answer } from "./requirements.mjs";

/** What the browser tests need: where it may be, and the Debian package that brings it. */
const PROGRAMS = {
  chromium: {
    variable: "CHROMIUM",
    names: ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
    debian: "chromium",
  },
  chromedriver: { variable: "CHROMEDRIVER", names: ["chromedriver"], debian: "chromium-driver" },
  firefox: { variable: "FIREFOX", names: ["firefox-esr", "firefox", "/Applications/Firefox.app/Contents/MacOS/firefox"], debian: "firefox-esr" },
  webkitDriver:
    process.platform === "darwin"
      ? { variable: "SAFARIDRIVER", names: ["safaridriver"] }
      : { variable: "SAFARIDRIVER", names: ["WebKitWebDriver"], debian: "webkit2gtk-driver" },
  ...(process.platform === "darwin"
    ? {}
    : {
        xvfb: { variable: "XVFB_RUN", names: ["xvfb-run"], debian: "xvfb" },
        xauth: { variable: "XAUTH", names: ["xauth"], debian: "xauth" },
      }),
};

const ADVICE = `Install what is missing:
  Debian   apt-get install chromium chromium-driver firefox-esr webkit2gtk-driver xvfb xauth
  Fedora   dnf install chromium chromedriver firefox webkit2gtk4.1 xorg-x11-server-Xvfb xorg-x11-xauth
  macOS    brew install --cask google-chrome firefox && brew install chromedriver && sudo safaridriver --enable
Or name a program by its variable: ${Object.values(PROGRAMS).map(({ variable }) => variable).join(", ")}.`;

/** Where each program is: its path, or undefined. */
export function findBrowsers() {
  return Object.fromEntries(Object.entries(PROGRAMS).map(([name, program]) => [name, locate(program)]));
}

/** Finds the browsers and their drivers; on Debian as root installs what is missing. */
export async function ensureBrowsers() {
  if (missing().length === 0) return "already there";
  const packages = missing().map((name) => PROGRAMS[name].debian);
  if (!canInstall()) throw new SetupError(`Not found: ${missing().join(", ")}.\n${ADVICE}`);
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await run("apt-get", ["update", "-qq"], { env, log: "apt-update" });
  await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], { env, log: "apt-install" });
  if (missing().length > 0) throw new SetupError(`Installed, and still not found: ${missing().join(", ")}.\n${ADVICE}`);
  return `installed ${packages.join(", ")}`;
}

function missing() {
  return Object.entries(findBrowsers()).filter(([, found]) => !found).map(([name]) => name);
}

function canInstall() {
  return existsSync("/etc/debian_version") && process.getuid?.() === 0 && answer("apt-get", ["--version"]) !== null;
}

function locate({ variable, names }) {
  const candidates = process.env[variable] ? [process.env[variable]] : names;
  const folders = environment().PATH.split(path.delimiter);
  return candidates
    .flatMap((name) => (path.isAbsolute(name) ? [name] : folders.map((folder) => path.join(folder, name))))
    .find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
