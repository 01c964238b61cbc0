const DATABASE = "cognito-wasm";
const KEYS = "keys";
const TEXTS = "texts";
const KEY_NAME = "aes-gcm-256";
const IV_BYTES = 12;

/**
 * Texts in IndexedDB, encrypted by AES-GCM under a key that the browser keeps and does not give out. Who copies the
 * browser's files, or reads the storage by a script without running this one's code, gets nothing; a script in the page
 * can still use the key.
 */
export function openEncrypted() {
  let opened;

  const database = () => {
    opened ??= openDatabase().catch((reason) => {
      opened = undefined;
      throw reason;
    });
    return opened;
  };

  return {
    async getItem(name) {
      const { base, key } = await database();
      const sealed = await done(base.transaction(TEXTS).objectStore(TEXTS).get(name));
      if (!sealed) return undefined;
      try {
        const bytes = await crypto.subtle.decrypt(parameters(name, sealed.iv), key, sealed.data);
        return new TextDecoder().decode(bytes);
      } catch {
        // Of a key that is gone, or altered: it can never be read again.
        return undefined;
      }
    },

    async setItem(name, text) {
      const { base, key } = await database();
      const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
      const data = await crypto.subtle.encrypt(parameters(name, iv), key, new TextEncoder().encode(text));
      await written(base, TEXTS, (texts) => texts.put({ iv, data }, name));
    },

    async removeItem(name) {
      const { base } = await database();
      await written(base, TEXTS, (texts) => texts.delete(name));
    },
  };
}

/** A text belongs under its name: under another one it does not decrypt. */
function parameters(name, iv) {
  return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
}

async function openDatabase() {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(KEYS);
    request.result.createObjectStore(TEXTS);
  };
  const base = await done(request);
  // Another version of the SDK wants to change the database.
  base.onversionchange = () => base.close();
  return { base, key: await keyIn(base) };
}

/** The key of this origin. Of two tabs that make one at the same time, the first one's counts. */
async function keyIn(base) {
  const key = await done(base.transaction(KEYS).objectStore(KEYS).get(KEY_NAME));
  if (key) return key;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  try {
    await written(base, KEYS, (keys) => keys.add(made, KEY_NAME));
    return made;
  } catch {
    return done(base.transaction(KEYS).objectStore(KEYS).get(KEY_NAME));
  }
}

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("The database is blocked."));
  });
}

/** Resolves when the change is on disk, as far as the browser says. */
function written(base, store, change) {
  return new Promise((resolve, reject) => {
    const transaction = base.transaction(store, "readwrite");
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
    change(transaction.objectStore(store));
  });
}
