//! The SDK in a browser: the vectors, both ways of checking signatures, and the bindings behind the loader that ships.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod bindings;
#[path = "../vectors/jwt_corpus.rs"]
mod jwt_corpus;
mod loader;
#[path = "../support/mint.rs"]
mod mint;
mod signatures;
#[path = "../vectors/srp_vectors.rs"]
mod srp_vectors;

use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn srp_known_answers() {
    assert_eq!(srp_vectors::known_answers(), 102);
}

#[wasm_bindgen_test]
fn srp_hostile_and_ambiguous_values() {
    assert_eq!(srp_vectors::hostile_values(), 10);
}
