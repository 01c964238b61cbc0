import { cookies } from "./cookies.js";
import { tabLock } from "./tab-lock.js";

/** What amazon-cognito-identity-js and Amplify keep of a session, and of a device that the pool remembers. */
const OF_SESSION = ["idToken", "accessToken", "refreshToken", "clockDrift", "userData", "signInDetails", "oauthMetadata", "oidcProvider"];
const OF_DEVICE = ["deviceKey", "deviceGroupKey", "randomPasswordKey"];

/**
 * A storage that begins with the session and the devices which amazon-cognito-identity-js or Amplify has left, where there
 * is no session in it. Once ours are stored, theirs are removed, or kept in step. What they have left is no more trusted
 * than what lies in any storage, and what is not whole is left alone.
 */
export function takeOver(storage, { clientId, takeOver: mode }) {
  const sessionKey = `cognito-wasm.${clientId}.session`;
  const devicesKey = `cognito-wasm.${clientId}.devices`;
  const isKeeping = mode === "keep";
  /** Theirs are adopted at the beginning, or not at all: nothing comes back after a sign-out. */
  let isBegun = false;
  /** Whose session is stored. */
  let username;

  async function load() {
    let text = await storage.load(sessionKey);
    if (!isBegun && text === undefined) text = await adopt();
    isBegun = true;
    const record = read(text);
    username = record?.username ?? username;
    return isKeeping && record ? newest(record, text) : text;
  }

  async function adopt() {
    // Two tabs may begin at the same time, and one of them may at once renew what it has.
    const lock = storage.isShared ? tabLock(sessionKey, () => storage.load(sessionKey)) : undefined;
    try {
      await lock?.lock();
      const text = await storage.load(sessionKey);
      return text === undefined ? await adoptAlone() : text;
    } catch {
      return undefined;
    } finally {
      lock?.unlock();
    }
  }

  async function adoptAlone() {
    const places = placesOf(clientId);
    const hasDevices = await adoptDevices(places);
    for (const place of places) {
      const record = place.session();
      const text = record && JSON.stringify(record);
      if (text && (await storage.store(sessionKey, text))) {
        if (!isKeeping) place.remove([...OF_SESSION, ...(hasDevices ? OF_DEVICE : [])]);
        return text;
      }
    }
    return undefined;
  }

  /** Adds the devices that we do not know. Gives whether none is missing now. */
  async function adoptDevices(places) {
    const text = await storage.load(devicesKey);
    const users = new Map(Object.entries(read(text)?.users ?? {}));
    const known = users.size;
    for (const [user, device] of places.flatMap((place) => place.devices())) {
      if (!users.has(user)) users.set(user, device);
    }
    if (users.size === known) return true;
    return storage.store(devicesKey, JSON.stringify({ v: 1, users: Object.fromEntries(users) }));
  }

  /** The text of our record, or of one with their tokens, where they have renewed them since. */
  function newest(record, text) {
    const theirs = placeOf(record)?.session();
    const isSame = ["accessToken", "refreshToken"].every((name) => theirs?.[name] === record[name]);
    if (!theirs || isSame || !(issuedAt(theirs) >= issuedAt(record))) return text;
    const { idToken, accessToken, refreshToken } = theirs;
    return JSON.stringify({ ...record, idToken, accessToken, refreshToken });
  }

  /** The place where they keep this user's session. */
  function placeOf(record) {
    return placesOf(clientId).find((place) => place.session()?.username === record.username);
  }

  return {
    isShared: storage.isShared,
    watch: (changed) => storage.watch?.(changed),
    load: (key) => (key === sessionKey ? load() : storage.load(key)),
    // Theirs first: a tab that reads between the two must not find in ours what theirs would seem to have renewed.
    store(key, text) {
      if (key === sessionKey && isKeeping) {
        const record = read(text);
        const ended = username !== undefined && placeOf({ username });
        if (record) placeOf(record)?.renew(record);
        else if (ended) ended.remove(OF_SESSION);
      }
      if (key === sessionKey) username = read(text)?.username;
      return storage.store(key, text);
    },
  };
}

/** The storages in which they may have left something of this app client. */
function placesOf(clientId) {
  const prefix = `CognitoIdentityServiceProvider.${clientId}.`;
  const openers = [() => web(localStorage), () => web(sessionStorage), cookies];
  return openers.flatMap((open) => {
    try {
      const storage = open();
      return storage.names().some((name) => name.startsWith(prefix)) ? [place(storage, prefix, clientId)] : [];
    } catch {
      return [];
    }
  });
}

function place(storage, prefix, clientId) {
  const lastUser = `${prefix}LastAuthUser`;
  const user = storage.get(lastUser);
  const get = (name, of = user) => storage.get(`${prefix}${of}.${name}`) || undefined;

  return {
    /** Our record of the session that is current there, if it is whole. */
    session() {
      const [idToken, accessToken, refreshToken, deviceKey, deviceGroupKey] = [...OF_SESSION.slice(0, 3), ...OF_DEVICE].map((name) => get(name));
      const id = claimsOf(idToken);
      const access = claimsOf(accessToken);
      const username = id?.["cognito:username"];
      const isWhole = user && refreshToken && typeof username === "string" && id.sub === access?.sub && access?.client_id === clientId;
      if (!isWhole) return undefined;
      // Their measure of the clock is of another kind in each library: ours is taken from the next answer.
      return { v: 1, username, idToken, accessToken, refreshToken, deviceKey, deviceGroupKey, clockOffset: 0 };
    },

    /** Each device that is whole, by its user; names may hold dots, so nothing is split. */
    devices() {
      const suffix = `.${OF_DEVICE[0]}`;
      const names = storage.names().filter((name) => name.startsWith(prefix) && name.endsWith(suffix));
      return names.flatMap((name) => {
        const of = name.slice(prefix.length, -suffix.length);
        const [key, group, password] = OF_DEVICE.map((each) => get(each, of));
        // The library may know its user by an alias, the pool does not.
        const owner = of === user ? (this.session()?.username ?? of) : of;
        return key && group && password ? [[owner, { key, group, password }]] : [];
      });
    },

    /** Gives them our tokens. If they cannot have them, they must not go on with dead ones. */
    renew(record) {
      const names = OF_SESSION.slice(0, 3).filter((name) => record[name]);
      try {
        if (names.every((name) => storage.set(`${prefix}${user}.${name}`, record[name]))) return;
      } catch {
        // It is full.
      }
      this.remove(OF_SESSION);
    },

    remove(names) {
      for (const name of [lastUser, ...names.map((each) => `${prefix}${user}.${each}`)]) storage.remove(name);
    },
  };
}

function web(storage) {
  return {
    names: () => Object.keys(storage),
    get: (name) => storage.getItem(name),
    set(name, value) {
      storage.setItem(name, value);
      return true;
    },
    remove: (name) => storage.removeItem(name),
  };
}

function issuedAt({ accessToken }) {
  return claimsOf(accessToken)?.iat;
}

/** What a token claims, not verified. */
function claimsOf(token) {
  try {
    const payload = atob(token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/"));
    return read(new TextDecoder().decode(Uint8Array.from(payload, (character) => character.charCodeAt(0))));
  } catch {
    return undefined;
  }
}

/** An object from JSON, if it is one. */
function read(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" ? value : undefined;
  } catch {
    return undefined;
  }
}
