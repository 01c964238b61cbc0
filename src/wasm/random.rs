//! Randomness by `crypto.getRandomValues`, and by nothing else.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;

use crate::error::{Code, Error};
use crate::ports::Random;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(buffer: &Uint8Array) -> Result<JsValue, JsValue>;
}

/// The engine's own generator.
#[derive(Clone, Copy, Debug)]
pub struct BrowserRandom;

impl Random for BrowserRandom {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Error> {
        let length = u32::try_from(buffer.len()).map_err(|_| Code::RandomUnavailable)?;
        let bytes = Uint8Array::new_with_length(length);
        get_random_values(&bytes).map_err(|_| Code::RandomUnavailable)?;
        bytes.copy_to(buffer);
        // The copy on JavaScript's side held the secret too.
        bytes.fill(0, 0, length);
        Ok(())
    }
}
