//! Signatures checked by WebCrypto, which is already there and fast. Pages without it, such as those on plain `http`,
//! get the second wasm module, which is loaded when it is first needed.

use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::SubtleCrypto;

use super::stop::global_value;
use crate::error::{Code, Error};
use crate::jwt::{Algorithm, SignatureCheck};

/// Whether the signature is the key's. `fallback` loads the second module.
pub(super) async fn verify(check: &SignatureCheck, fallback: Option<&Function>) -> Result<bool, Error> {
    match subtle() {
        Some(subtle) => by_web_crypto(&subtle, check).await,
        None => by_module(fallback.ok_or(Code::KeysUnavailable)?, check).await,
    }
}

fn subtle() -> Option<SubtleCrypto> {
    let crypto = global_value("crypto").ok()?;
    let subtle = Reflect::get(&crypto, &"subtle".into()).ok()?;
    (!subtle.is_undefined()).then(|| subtle.unchecked_into())
}

async fn by_web_crypto(subtle: &SubtleCrypto, check: &SignatureCheck) -> Result<bool, Error> {
    const UNFIT: Error = Error::new(Code::TokenKeyInvalid);
    let algorithm = object(algorithm(check.algorithm()));
    let usages = Array::of1(&"verify".into());
    let key = subtle
        .import_key_with_object(
            "jwk",
            &object(&check.key().to_jwk()),
            &algorithm,
            false,
            &usages,
        )
        .map_err(|_| UNFIT)?;
    let key = JsFuture::from(key).await.map_err(|_| UNFIT)?;
    // Views of the module's memory would die when it grows: WebCrypto copies on entry, but only after the call.
    let (signature, message) = (Uint8Array::from(check.signature()), Uint8Array::from(check.message()));
    let valid = subtle
        .verify_with_object_and_js_u8_array_and_js_u8_array(
            &algorithm,
            &key.unchecked_into(),
            &signature,
            &message,
        )
        .map_err(|_| UNFIT)?;
    Ok(JsFuture::from(valid).await.map_err(|_| UNFIT)?.is_truthy())
}

/// The algorithm for both of WebCrypto's calls.
const fn algorithm(algorithm: Algorithm) -> &'static str {
    match algorithm {
        Algorithm::Rs256 => r#"{"name":"RSASSA-PKCS1-v1_5","hash":"SHA-256"}"#,
        Algorithm::Es256 => r#"{"name":"ECDSA","hash":"SHA-256","namedCurve":"P-256"}"#,
    }
}

/// The object that `text` writes.
fn object(text: &str) -> Object {
    JSON::parse(text).unwrap_or_default().unchecked_into()
}

/// `fallback()` gives a promise of `verify(jwk, message, signature)`.
async fn by_module(fallback: &Function, check: &SignatureCheck) -> Result<bool, Error> {
    const UNAVAILABLE: Error = Error::new(Code::WasmUnavailable);
    let promise = fallback.call0(&JsValue::UNDEFINED).map_err(|_| UNAVAILABLE)?;
    let verify = JsFuture::from(Promise::resolve(&promise)).await.map_err(|_| UNAVAILABLE)?;
    let verify: Function = verify.dyn_into().map_err(|_| UNAVAILABLE)?;
    let valid = verify
        .call3(
            &JsValue::UNDEFINED,
            &object(&check.key().to_jwk()),
            &Uint8Array::from(check.message()),
            &Uint8Array::from(check.signature()),
        )
        .map_err(|_| Code::TokenKeyInvalid)?;
    Ok(valid.is_truthy())
}
