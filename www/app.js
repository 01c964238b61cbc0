// @ts-check
// Puts the page together: settings, model, panels, and what concerns the page as a whole.
import { announce } from "./announce.js";
import { mountRevealers } from "./form.js";
import { Model } from "./model.js";
import { hideNotice, showNotice } from "./notices.js";
import { mountAccount } from "./panels/account.js";
import { mountApi } from "./panels/api.js";
import { mountChallenge } from "./panels/challenge.js";
import { mountChoose } from "./panels/choose.js";
import { mountCode } from "./panels/code.js";
import { mountConfiguration } from "./panels/configuration.js";
import { mountConfirm } from "./panels/confirm.js";
import { mountCustom } from "./panels/custom.js";
import { mountFooter } from "./panels/footer.js";
import { mountGallery } from "./panels/gallery.js";
import { mountInbox } from "./panels/inbox.js";
import { mountInspector } from "./panels/inspector.js";
import { mountMfaSetup } from "./panels/mfa-setup.js";
import { mountNewDevice } from "./panels/new-device.js";
import { mountNewPassword } from "./panels/new-password.js";
import { mountOthers } from "./panels/others.js";
import { mountPasskeyOffer } from "./panels/passkey-offer.js";
import { mountPasskey } from "./panels/passkey.js";
import { mountPasswordProof } from "./panels/password-proof.js";
import { mountReset } from "./panels/reset.js";
import { mountSession } from "./panels/session.js";
import { mountSignIn } from "./panels/sign-in.js";
import { mountSignUp } from "./panels/sign-up.js";
import { mountSteps } from "./panels/steps.js";
import { mountStorage } from "./panels/storage.js";
import { mountTheme } from "./panels/theme.js";
import { mountTrace } from "./panels/trace.js";
import { describe } from "./problems.js";
import { chosen, readDefaults } from "./settings.js";

mountTheme();
mountRevealers();
watchNetwork();
watchPolicy();
await start();

async function start() {
  const defaults = await readDefaults().catch(() => null);
  if (!defaults) {
    showNotice("configuration", {
      title: "The configuration of this page could not be read.",
      text: "Its server did not answer. Try again when it is back.",
      actions: [["Try again", () => { hideNotice("configuration"); void start(); }]],
    });
    return;
  }
  const model = new Model(defaults, chosen(defaults.settings));
  for (const mount of [
    mountSteps, mountConfiguration, mountSignIn, mountNewPassword, mountCode, mountChoose, mountMfaSetup, mountPasswordProof,
    mountPasskey, mountPasskeyOffer, mountCustom, mountChallenge, mountSignUp, mountConfirm, mountReset, mountNewDevice,
    mountSession, mountOthers, mountStorage, mountAccount, mountApi, mountInbox, mountInspector, mountTrace, mountGallery, mountFooter,
  ]) mount(model);
  await connect(model);
}

/** @param {Model} model */
async function connect(model) {
  if (!model.settings.userPoolId) {
    model.go({ name: "sign-in" }, { focus: false });
    return; // The configuration panel asks for it.
  }
  try {
    await model.restore({ focus: false });
    hideNotice("module");
  } catch (error) {
    delete document.documentElement.dataset.restoring;
    if (model.ended) return; // The session card tells why.
    const { title, text, detail } = describe(error);
    showNotice("module", { title, text, detail, actions: [["Try again", () => void connect(model)]] });
  }
}

function watchNetwork() {
  const lookAgain = () => {
    if (navigator.onLine) tell();
    else announce("Still offline.");
  };
  const tell = () => {
    if (navigator.onLine) hideNotice("network");
    else {
      showNotice("network", {
        title: "You are offline.",
        text: "What is on this page stays; requests wait until the network is back. A session is not lost by it.",
        actions: [["Check again", lookAgain]],
      });
    }
  };
  addEventListener("online", tell);
  addEventListener("offline", tell);
  tell();
}

/** A pool elsewhere may be one that this page's own policy does not let it reach: say so, rather than "network". */
function watchPolicy() {
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    if (effectiveDirective !== "connect-src") return;
    showNotice("policy", {
      title: "The browser kept this page from reaching an endpoint.",
      text: `The server of this page has to allow ${blockedURI} in its Content-Security-Policy, under connect-src.`,
      actions: [["Close", () => hideNotice("policy")]],
    });
  });
}
