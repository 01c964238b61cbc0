//! The second module: what few pages need. Signatures checked by the `rsa` and `p256` crates where there is no
//! WebCrypto, and the protocol trace, for those who debug.

use wasm_bindgen::prelude::*;

use crate::error::{Code, Error};
use crate::jwt::{PublicKey, is_valid};
use crate::value::Value;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Reflect, js_name = get)]
    fn property(object: &JsValue, name: &str) -> JsValue;
}

/// Whether `signature` over `message` is the key's. Throws a code where the key is unfit.
#[wasm_bindgen(js_name = verifySignature)]
pub fn verify_signature(jwk: &JsValue, message: &[u8], signature: &[u8]) -> Result<bool, JsValue> {
    check(jwk, message, signature).map_err(|error| JsValue::from_str(error.code().as_str()))
}

/// A body as the trace may show it. The loader makes sure that it is JSON.
#[wasm_bindgen]
pub fn redact(json: &str) -> String {
    crate::trace::redact(json)
}

fn check(jwk: &JsValue, message: &[u8], signature: &[u8]) -> Result<bool, Error> {
    let mut members = Vec::new();
    for name in ["kty", "crv", "n", "e", "x", "y"] {
        let text = property(jwk, name).as_string();
        members.extend(text.map(|text| (name.to_owned(), Value::String(text))));
    }
    let key = PublicKey::from_jwk(&Value::Map(members)).ok_or(Code::TokenKeyInvalid)?;
    is_valid(&key, message, signature)
}
