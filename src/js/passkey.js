/**
 * The browser's side of passkeys. Options and credentials are JSON, as the pool and Level 3 of WebAuthn write them; by the
 * browser's own conversion where it has one. What fails is a fault with a code, and the browser's error as its cause.
 */

/** The ceremony that waits: browsers allow one at a time. */
let last;
/** Milliseconds in which a browser heeds that a ceremony is aborted, if it ever does. */
const HEED = 1000;

/** Whether there are passkeys here, and whether they can be offered in the autofill of a form's field. */
export async function passkeySupport() {
  const available =
    globalThis.isSecureContext === true && typeof globalThis.PublicKeyCredential === "function" && Boolean(navigator.credentials?.create);
  let conditional = false;
  try {
    conditional = available && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true;
  } catch {
    // Then there is none.
  }
  return { available, conditional };
}

/** Asks for a new passkey: from creation options to a `RegistrationResponseJSON`. */
export async function createPasskey(options, { signal } = {}) {
  const { available } = await passkeySupport();
  if (!available) throw { code: "PasskeyUnsupported" };
  return ceremony(signal, async (abort) => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON?.(options) ?? creationOptions(options);
    return navigator.credentials.create({ publicKey, signal: abort });
  });
}

/**
 * Asks for a passkey of the user's: from request options to an `AuthenticationResponseJSON`. With `conditional` mediation it
 * waits until the user picks one from a field with `autocomplete="username webauthn"`.
 */
export async function usePasskey(options, { signal, mediation } = {}) {
  const { available, conditional } = await passkeySupport();
  if (!available || (mediation === "conditional" && !conditional)) throw { code: "PasskeyUnsupported" };
  return ceremony(signal, async (abort) => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON?.(options) ?? requestOptions(options);
    return navigator.credentials.get({ publicKey, signal: abort, ...(mediation && { mediation }) });
  });
}

/** Runs one ceremony. A new one takes the place of one that still waits, such as that of a form's autofill. */
async function ceremony(signal, begin) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  const before = last;
  before?.abort();
  // The browser may not heed it: the wait ends all the same.
  const aborted = new Promise((_, reject) => controller.signal.addEventListener("abort", () => reject()));
  const asked = (async () => {
    // The browser refuses the new one until the old one has ended.
    if (before) await Promise.race([before.ended, new Promise((resolve) => setTimeout(resolve, HEED))]);
    if (controller.signal.aborted) throw undefined;
    const credential = await begin(controller.signal);
    if (!credential) throw undefined;
    return toJson(credential);
  })();
  const own = { abort, ended: asked.then(() => {}, () => {}) };
  last = own;
  try {
    return await Promise.race([asked, aborted]);
  } catch (cause) {
    const code = controller.signal.aborted ? "Aborted" : (CODES[cause?.name] ?? (cause ? "PasskeyFailed" : "PasskeyCancelled"));
    throw { code, cause };
  } finally {
    signal?.removeEventListener("abort", abort);
    own.ended.then(() => {
      if (last === own) last = undefined;
    });
  }
}

/** What browsers say. They do not tell a user who cancels from one who has no passkey, to keep that secret. */
const CODES = {
  AbortError: "PasskeyCancelled",
  NotAllowedError: "PasskeyCancelled",
  InvalidStateError: "PasskeyExists",
  ConstraintError: "PasskeyUnsupported",
  NotSupportedError: "PasskeyUnsupported",
};

function creationOptions({ challenge, user, excludeCredentials, ...rest }) {
  return {
    ...rest,
    challenge: bytesOf(challenge),
    user: { ...user, id: bytesOf(user.id) },
    ...(excludeCredentials && { excludeCredentials: excludeCredentials.map(descriptor) }),
  };
}

function requestOptions({ challenge, allowCredentials, ...rest }) {
  return { ...rest, challenge: bytesOf(challenge), ...(allowCredentials && { allowCredentials: allowCredentials.map(descriptor) }) };
}

function descriptor(credential) {
  return { ...credential, id: bytesOf(credential.id) };
}

function toJson(credential) {
  try {
    // Through text, for plain objects; some password managers put credentials here whose `toJSON` throws.
    if (credential.toJSON) return JSON.parse(JSON.stringify(credential.toJSON()));
  } catch {
    // Then by hand.
  }
  const { id, rawId, type, authenticatorAttachment, response } = credential;
  const { clientDataJSON, attestationObject, authenticatorData, signature, userHandle } = response;
  return plain({
    id,
    rawId,
    type,
    authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults?.() ?? {},
    response: attestationObject
      ? {
          clientDataJSON,
          attestationObject,
          authenticatorData: response.getAuthenticatorData?.(),
          publicKey: response.getPublicKey?.(),
          publicKeyAlgorithm: response.getPublicKeyAlgorithm?.(),
          transports: response.getTransports?.() ?? [],
        }
      : { clientDataJSON, authenticatorData, signature, userHandle },
  });
}

/** The value with buffers as base64url, and without what is not there. */
function plain(value) {
  if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return base64url(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object") return value;
  const members = Object.entries(value).filter(([, member]) => member != null);
  return Object.fromEntries(members.map(([name, member]) => [name, plain(member)]));
}

function base64url(buffer) {
  const bytes = ArrayBuffer.isView(buffer) ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength) : new Uint8Array(buffer);
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The bytes of base64url. */
function bytesOf(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
}
