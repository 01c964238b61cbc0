/** Days for which a cookie is kept, as the other libraries keep theirs. */
const DAYS = 365;
const PAST = "; expires=Thu, 01 Jan 1970 00:00:00 GMT";

/**
 * The page's cookies as a storage, in the encoding of js-cookie. A page is not told which domain and path a cookie belongs
 * to, so both are found by trying.
 */
export function cookies() {
  return {
    names: () => all().map(({ name }) => name),
    get: (name) => named(name)[0]?.value,

    /** False where the cookie could not be changed: then it is as it was. */
    set(name, value) {
      const [{ raw, value: before } = {}] = named(name);
      if (raw === undefined || before === value) return raw !== undefined;
      return places().some((place) => {
        write(`${raw}=${encodeURIComponent(value)}${expiry()}${place}`);
        const found = named(name);
        if (found.length === 1) return found[0].value === value;
        // That has made a second one, in another place.
        write(`${raw}=${PAST}${place}`);
        return false;
      });
    },

    remove(name) {
      const [{ raw } = {}] = named(name);
      places().some((place) => {
        if (named(name).length === 0) return true;
        write(`${raw}=${PAST}${place}`);
        return false;
      });
    },
  };
}

function all() {
  return document.cookie
    .split("; ")
    .filter((pair) => pair.includes("="))
    .map((pair) => {
      const raw = pair.slice(0, pair.indexOf("="));
      return { raw, name: decoded(raw), value: decoded(pair.slice(raw.length + 1).replace(/^"(.*)"$/, "$1")) };
    });
}

function named(wanted) {
  return all().filter(({ name }) => name === wanted);
}

function decoded(text) {
  try {
    return text.replace(/(%[\dA-F]{2})+/gi, decodeURIComponent);
  } catch {
    return text;
  }
}

function write(text) {
  document.cookie = text;
}

function expiry() {
  return `; expires=${new Date(Date.now() + DAYS * 86_400_000).toUTCString()}`;
}

/** Where this page's cookies can be: at `/` of this host, at that of a domain above, or below `/`. */
function places() {
  const { hostname, pathname, protocol } = location;
  const labels = hostname.split(".");
  const domains = ["", ...labels.map((_, index) => `; domain=${labels.slice(index).join(".")}`)];
  const folders = pathname.split("/").slice(1);
  const paths = ["/", ...folders.flatMap((_, index) => [`/${folders.slice(0, index + 1).join("/")}`, `/${folders.slice(0, index).join("/")}/`])];
  const rest = protocol === "https:" ? "; secure; samesite=lax" : "; samesite=lax";
  return [...new Set(paths)].flatMap((path) => domains.map((domain) => `; path=${path}${domain}${rest}`));
}
