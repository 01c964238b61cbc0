// @ts-check
// Small things the page remembers. Storage may be blocked or full: then the page simply forgets.

/** @param {"localStorage" | "sessionStorage"} kind */
function keeper(kind) {
  return {
    /** @param {string} name */
    read(name) {
      try {
        return window[kind].getItem(`demo.${name}`);
      } catch {
        return null;
      }
    },
    /** @param {string} name @param {string | null} value */
    write(name, value) {
      try {
        if (value === null) window[kind].removeItem(`demo.${name}`);
        else window[kind].setItem(`demo.${name}`, value);
      } catch {
        // Nothing depends on it.
      }
    },
  };
}

/** For all tabs of this origin. */
export const lasting = keeper("localStorage");
/** For this tab. */
export const forTab = keeper("sessionStorage");
