// @ts-check
// Runs before the first paint, so that neither the colours nor the layout jump: the chosen theme, and whether a session
// or a half-finished sign-in is about to be restored.
(() => {
  const root = document.documentElement;
  /** @param {"localStorage" | "sessionStorage"} kind @param {string} key */
  const read = (kind, key) => {
    try {
      return window[kind].getItem(key);
    } catch {
      return null; // Storage is blocked: the defaults do.
    }
  };
  const theme = read("localStorage", "demo.theme");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (read("sessionStorage", "demo.resume")) root.dataset.restoring = "challenge";
  else if (read("sessionStorage", "demo.signed-in") ?? read("localStorage", "demo.signed-in")) root.dataset.restoring = "session";
})();
