// @ts-check
import { announce } from "./announce.js";
import { element } from "./dom.js";
import { whileBusy } from "./form.js";

/** Seconds before a code can be asked for again. */
const WAIT = 30;

/**
 * A button that sends a code again, at most every half minute, and counts down where everybody sees it.
 * @param {(report: (text: string) => void) => Promise<void>} send
 * @param {(error: unknown) => void} failed
 */
export function resendButton(send, failed) {
  const button = element("button", { class: "button", type: "button" }, "Resend the code");
  let left = 0;
  let timer = 0;

  const show = () => {
    button.setAttribute("aria-disabled", String(left > 0));
    button.textContent = left > 0 ? `Resend in ${left} s` : "Resend the code";
    if (left === 0) clearInterval(timer);
  };
  /** Begins to count, as a code has just been sent. */
  const restart = () => {
    clearInterval(timer);
    left = WAIT;
    timer = window.setInterval(() => { left -= 1; show(); }, 1_000);
    show();
  };
  button.addEventListener("click", () => {
    if (left > 0) return;
    void whileBusy(button, async () => {
      try {
        await send(announce);
        restart();
      } catch (error) {
        failed(error);
      }
    }).then(show);
  });
  return { button, restart };
}
