//! The corpus of forged and odd tokens, with each signature checked in every way that there is: they must agree.

use cognito_wasm::jwt::{KeySet, RustVerifier, SignatureCheck, Unverified, Verified, verify};
use cognito_wasm::{Code, Error};
use js_sys::{Function, JSON, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::jwt_corpus::{Case, cases};
use crate::loader::{Modules, load_tools};

/// The token that is signed by a key whose point is not on the curve.
const OFF_CURVE: &str = "jwt-358";

/// `verifySignature` of the loader.
async fn check_by_loader(verify: &Function, check: &SignatureCheck) -> Result<bool, Error> {
    let jwk = JSON::parse(&check.key().to_jwk()).unwrap();
    let promise = verify
        .call5(
            &JsValue::NULL,
            &check.algorithm().as_str().into(),
            &jwk,
            &Uint8Array::from(check.message()),
            &Uint8Array::from(check.signature()),
            &load_tools(),
        )
        .unwrap();
    match JsFuture::from(promise.unchecked_into::<Promise>()).await {
        Ok(verdict) => Ok(verdict.as_bool().expect("a verdict")),
        Err(_) => Err(Code::TokenKeyInvalid.into()),
    }
}

async fn judge_by_loader(verify: &Function, case: &Case) -> Result<Verified, Error> {
    let keys = KeySet::parse(&case.keys)?;
    let check = Unverified::parse(&case.token)?.check(&keys)?;
    let is_valid = check_by_loader(verify, &check).await?;
    case.with_expected(|expected| check.conclude(is_valid, expected, case.now))
}

fn judge_by_rust(case: &Case) -> Result<Verified, Error> {
    let keys = KeySet::parse(&case.keys)?;
    case.with_expected(|expected| verify(&case.token, &keys, expected, case.now, &RustVerifier))
}

/// Runs the corpus by the loader and by Rust; gives what is wrong.
async fn faults() -> Vec<String> {
    let signature = Modules::new(&[]).import("signature.js").await;
    let verify: Function = Reflect::get(&signature, &"verifySignature".into()).unwrap().unchecked_into();
    let mut faults = Vec::new();
    for case in cases() {
        let (rust, loader) = (judge_by_rust(&case), judge_by_loader(&verify, &case).await);
        faults.extend(case.fault(&rust).map(|fault| format!("Rust: {fault}")));
        faults.extend(case.fault(&loader).map(|fault| format!("loader: {fault}")));
        let codes = [rust, loader].map(|verdict| verdict.err().map(|error| error.code()));
        // WebKit takes a point that is not on the curve, and then refuses every signature by it.
        let off_curve = [Some(Code::TokenKeyInvalid), Some(Code::TokenSignatureInvalid)];
        if codes[0] != codes[1] && (case.id != OFF_CURVE || codes != off_curve) {
            faults.push(format!("{} {}: {codes:?}", case.id, case.name));
        }
    }
    faults
}

#[wasm_bindgen_test]
async fn webcrypto_and_rust_agree_on_every_token() {
    assert_eq!(cases().len(), 183 + 3);
    let subtle = Function::new_no_args("return Boolean(globalThis.crypto?.subtle)").call0(&JsValue::NULL);
    assert_eq!(subtle.unwrap().as_bool(), Some(true), "this page has no WebCrypto");
    let faults = faults().await;
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// As on plain http: `crypto.subtle` is not there, and the second module checks.
#[wasm_bindgen_test]
async fn without_webcrypto_the_second_module_agrees_too() {
    let hide = "Object.defineProperty(crypto, 'subtle', { value: undefined, configurable: true })";
    Function::new_no_args(hide).call0(&JsValue::NULL).unwrap();
    let faults = faults().await;
    Function::new_no_args("delete crypto.subtle").call0(&JsValue::NULL).unwrap();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
