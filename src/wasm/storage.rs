//! `localStorage`, `sessionStorage`, or memory. Each of the first two may be absent, blocked or full.

use core::cell::RefCell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::Storage as WebStorage;

use super::stop::global_value;
use crate::error::{Code, Error};

#[derive(Debug)]
pub(super) enum Store {
    Memory(RefCell<Vec<(String, String)>>),
    Web(WebStorage),
    /// Asked for, and not to be had.
    Unavailable,
}

impl Store {
    /// The store of the configured kind. Where nothing is configured it is `local`, and quietly memory on hosts that
    /// have no such thing.
    pub(super) fn new(kind: Option<&str>) -> Result<Self, Error> {
        let name = match kind {
            None | Some("local") => "localStorage",
            Some("session") => "sessionStorage",
            Some("memory") => return Ok(Self::memory()),
            Some(_) => return Err(super::options::invalid("storage")),
        };
        Ok(match global_value(name) {
            Ok(value) if value.is_undefined() && kind.is_none() => Self::memory(),
            Ok(value) if !value.is_undefined() && !value.is_null() => Self::Web(value.unchecked_into()),
            _ => Self::Unavailable,
        })
    }

    fn memory() -> Self {
        Self::Memory(RefCell::new(Vec::new()))
    }

    pub(super) fn load(&self, key: &str) -> Result<Option<String>, Error> {
        match self {
            Self::Memory(entries) => {
                Ok(entries.borrow().iter().find(|(name, _)| name == key).map(|(_, text)| text.clone()))
            }
            Self::Web(storage) => storage.get_item(key).map_err(unavailable),
            Self::Unavailable => Err(Code::StorageUnavailable.into()),
        }
    }

    pub(super) fn store(&self, key: &str, text: Option<&str>) -> Result<(), Error> {
        match self {
            Self::Memory(entries) => {
                let mut entries = entries.borrow_mut();
                entries.retain(|(name, _)| name != key);
                entries.extend(text.map(|text| (key.to_owned(), text.to_owned())));
                Ok(())
            }
            Self::Web(storage) => match text {
                Some(text) => storage.set_item(key, text).map_err(|error| {
                    // What stood there before is now wrong: an earlier session must not come back with the next page.
                    let _ = storage.remove_item(key);
                    unavailable(error)
                }),
                None => storage.remove_item(key).map_err(unavailable),
            },
            Self::Unavailable => Err(Code::StorageUnavailable.into()),
        }
    }
}

fn unavailable(_: JsValue) -> Error {
    Code::StorageUnavailable.into()
}
