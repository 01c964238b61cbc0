//! What the loader's `CognitoAuth` stands on: messages go in as JSON text, and the list of what is to be done comes out
//! as JSON text. One string is the cheapest thing to hand over, and the page's own parser is the fastest to read it.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::Cell;

use wasm_bindgen::prelude::*;

use super::input;
use super::outbox::Text;
use crate::clock::Timestamp;
use crate::config::Config;
use crate::encoding::text::is;
use crate::engine::{Engine, Outbox as _, World};
use crate::error::{Code, Error};
use crate::json;
use crate::jwt::Unverified;
use crate::ports::Random;
use crate::value::Value;

/// A client of one user pool and app client. There is none before it is opened, and none after a trap.
#[wasm_bindgen]
pub struct Auth(Cell<Option<Box<Engine>>>);

#[wasm_bindgen]
impl Auth {
    /// A client that must be opened first.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "only JavaScript makes one")]
    pub fn new() -> Self {
        Self(Cell::default())
    }

    /// Takes a message, at a time in milliseconds, and gives a list of what is to be done. `random` is fresh randomness,
    /// as much as the message may need, or nothing where the page has none. A message that cannot be read, such
    /// as one that nests too deeply, gives nothing at all. Texts cross as bytes of UTF-8, which takes
    /// less glue than strings.
    pub fn handle(&self, now: f64, random: &[u8], message: &[u8]) -> Vec<u8> {
        #[expect(clippy::cast_possible_truncation, reason = "a Date holds at most 8.64e15 milliseconds")]
        let now = Timestamp::from_millis(now as i64);
        let mut text = Text::new();
        let Some(mut message) = core::str::from_utf8(message).ok().and_then(json::parse) else {
            return Vec::new();
        };
        // Away while it works: should that trap, the client stays closed.
        let mut engine = self.0.take();
        let call = input::number(&message, "call");
        if let Err(error) = handle(&mut engine, &mut message, now, random, &mut text) {
            text.finish(call, Err(error));
        }
        self.0.set(engine);
        text.finished().into_bytes()
    }
}

#[inline(never)]
fn handle(
    engine: &mut Option<Box<Engine>>,
    message: &mut Value,
    now: Timestamp,
    random: &[u8],
    text: &mut Text,
) -> Result<(), Error> {
    let kind = message.text("kind").unwrap_or_default();
    if is(kind, "open") {
        let opened = Engine::new(Config::read(&message.take("options"))?);
        text.load(&opened.storage_key());
        #[cfg(feature = "accounts")]
        text.load(&opened.devices_key());
        *engine = Some(Box::new(opened));
    } else if is(kind, "decode") {
        Unverified::parse(input::required(message, "token")?)?;
    } else {
        let engine = engine.as_mut().ok_or(Code::InternalPanic)?;
        #[cfg(feature = "accounts")]
        if message.text("key") == Some(&engine.devices_key()) {
            let is_read = message.get("failed").is_none();
            engine.restore_devices(is_read.then(|| message.text("text").unwrap_or_default()), text);
            return Ok(());
        }
        if is(kind, "loaded") {
            let has_failed = message.get("failed").is_some();
            engine.restore(if has_failed {
                Err(Code::StorageUnavailable.into())
            } else {
                Ok(message.text("text"))
            });
        } else {
            let input = input::input(message)?;
            engine.handle(input, &mut World { now, random: &mut Given(random), outbox: text });
        }
    }
    Ok(())
}

/// Randomness that the page has given. No byte is used twice.
struct Given<'a>(&'a [u8]);

impl Random for Given<'_> {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Error> {
        let (taken, rest) = self.0.split_at_checked(buffer.len()).ok_or(Code::RandomUnavailable)?;
        buffer.copy_from_slice(taken);
        self.0 = rest;
        Ok(())
    }
}
