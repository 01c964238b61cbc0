// @ts-check
import { copy } from "../announce.js";
import { byId, element, setBadge } from "../dom.js";
import { onSubmit, setFieldError, whileBusy } from "../form.js";
import { flipByte } from "../tamper.js";
import { verify, verdict as verdictOf } from "../verification.js";
import { keepTimes, showChecks, showContent, showText, showUnreadable } from "./token-view.js";

/**
 * @typedef {import("../verification.js").Verdict} Verdict
 * @typedef {"id" | "access"} Use
 */

/** Looks into a token and says whether it verifies. @param {import("../model.js").Model} model */
export function mountInspector(model) {
  const button = (/** @type {string} */ id) => /** @type {HTMLButtonElement} */ (byId(id));
  const pasted = /** @type {HTMLTextAreaElement} */ (byId("pasted"));
  const choices = /** @type {HTMLInputElement[]} */ ([...byId("token-choice").querySelectorAll("input")]);
  let choice = "id";
  let own = "";
  /** The token as it came, and as it is shown after a flip. */
  let original = "";
  let shown = "";
  let revealed = false;
  /** Only the newest verification may speak. */
  let turn = 0;

  const present = () => choice === "pasted" ? own : (choice === "id" ? model.session?.idToken : model.session?.accessToken) ?? "";

  function reset() {
    original = shown = present();
    revealed = false;
    byId("tamper-note").textContent = "";
    draw();
  }

  function draw() {
    turn += 1;
    byId("paste-form").hidden = choice !== "pasted";
    byId("token-empty").hidden = shown !== "" || choice === "pasted";
    byId("token-body").hidden = shown === "";
    button("token-restore").hidden = shown === original;
    button("token-reveal").setAttribute("aria-pressed", String(revealed));
    if (shown === "") return setBadge(byId("token-badge"), "none", "");
    showText(shown, revealed);
    void inspect(turn);
  }

  /** @param {number} mine */
  async function inspect(mine) {
    const token = shown;
    byId("token-verify").hidden = true;
    setBadge(byId("token-badge"), "none", "Verifying…");
    showChecks(token, null);
    /** @type {Verdict} */
    let verdict;
    try {
      const auth = await model.auth();
      const use = read(auth, token);
      verdict = await verify(auth, token, use);
    } catch (error) {
      verdict = verdictOf(error);
    }
    if (mine !== turn) return;
    showChecks(token, verdict);
    showVerdict(verdict);
  }

  /** Shows what the token says, and returns what it says it is for. @param {import("../model.js").CognitoAuth} auth @param {string} token @returns {Use} */
  function read(auth, token) {
    try {
      const decoded = auth.decodeToken(token);
      showContent(decoded, token === original ? null : auth.decodeToken(original).claims);
      if (choice !== "pasted") return /** @type {Use} */ (choice);
      return decoded.claims.token_use === "access" ? "access" : "id";
    } catch (error) {
      showUnreadable();
      throw error;
    }
  }

  for (const input of choices) {
    input.addEventListener("change", () => {
      choice = input.value;
      reset();
    });
  }
  onSubmit(/** @type {HTMLFormElement} */ (byId("paste-form")), async () => {
    own = pasted.value.trim().replace(/^bearer\s+/i, "");
    setFieldError(pasted, own ? null : "Paste a token first.");
    if (!own) pasted.focus();
    reset();
  });
  button("token-reveal").addEventListener("click", () => {
    revealed = !revealed;
    button("token-reveal").setAttribute("aria-pressed", String(revealed));
    showText(shown, revealed);
  });
  button("token-copy").addEventListener("click", () => void copy(shown, "Token"));
  button("token-verify").addEventListener("click", () => void whileBusy(button("token-verify"), async () => inspect(++turn)));
  button("token-restore").addEventListener("click", () => {
    reset();
    /** @type {HTMLElement} */ (document.querySelector("[data-flip=payload]")).focus();
  });
  for (const flip of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("[data-flip]"))) {
    flip.addEventListener("click", () => {
      const tampered = flipByte(original, /** @type {"payload" | "signature"} */ (flip.dataset.flip));
      byId("tamper-note").textContent = tampered?.note ?? "There is no byte to flip in this part.";
      if (!tampered) return;
      shown = tampered.token;
      draw();
    });
  }
  model.on("session", () => { if (choice !== "pasted") reset(); });
  model.on("settings", reset);
  keepTimes();
  reset();
}

/** @param {Verdict} verdict */
function showVerdict(verdict) {
  const badge = byId("token-badge");
  const text = byId("token-verdict");
  byId("token-verify").hidden = verdict.state !== "unverified";
  if (verdict.state === "verified") {
    setBadge(badge, "good", "Verified");
    text.replaceChildren(element("strong", {}, "This token can be trusted."), " Its signature is the pool's, and every check below has passed. A token revoked at the pool still verifies until it expires.");
  } else if (verdict.state === "invalid") {
    setBadge(badge, "bad", `Invalid: ${verdict.check.name.toLowerCase()}`);
    text.replaceChildren(element("strong", {}, `The check “${verdict.check.name}” failed.`), ` ${verdict.message} `, element("code", {}, verdict.code));
  } else {
    setBadge(badge, "warn", "Not verified");
    text.replaceChildren(element("strong", {}, "Nothing can be said about this token yet."), ` ${verdict.message} `, element("code", {}, verdict.code));
  }
}
