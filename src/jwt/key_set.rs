//! The keys of a pool, as its `jwks.json` lists them (RFC 7517 section 5).

use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::document::parse_object;
use super::key::{Algorithm, PublicKey};
use crate::encoding::text::owned;
use crate::error::{Code, Error};

/// A pool publishes two keys; this leaves room for any other issuer.
const MAX_KEYS: usize = 64;
/// Enough for so many keys of usual length.
const MAX_BYTES: usize = 64 * 1024;

/// The keys of a pool, by key id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet {
    entries: Vec<Entry>,
}

/// One key. An unfit one stays, so that its id is known and taken.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    id: String,
    key: Option<Rc<PublicKey>>,
}

impl KeySet {
    /// The keys that `text` lists. One odd key does not hide the others: it is kept as unfit, or left out where it has
    /// no id.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let unreadable = Error::new(Code::KeysUnavailable);
        if text.len() > MAX_BYTES {
            return Err(unreadable);
        }
        let document = parse_object(text.as_bytes());
        let Some(members) = document.as_ref().and_then(|set| set.get("keys")?.as_list()) else {
            return Err(unreadable);
        };
        if members.len() > MAX_KEYS {
            return Err(unreadable);
        }
        let mut entries = Vec::new();
        for jwk in members {
            if let Some(id) = jwk.text("kid") {
                entries.push(Entry { id: owned(id), key: PublicKey::from_jwk(jwk).map(Rc::new) });
            }
        }
        Ok(Self { entries })
    }

    /// Whether a key, fit or not, has this id. Where none has, fetching the keys anew may help.
    pub fn contains(&self, key_id: &str) -> bool {
        self.entries.iter().any(|entry| entry.id == key_id)
    }

    /// The key of this id, fit for `algorithm`. An id that two keys share names neither.
    pub(super) fn find(&self, key_id: &str, algorithm: Algorithm) -> Result<&Rc<PublicKey>, Error> {
        let mut found = self.entries.iter().filter(|entry| entry.id == key_id);
        let entry = found.next().ok_or(Code::TokenKeyUnknown)?;
        let is_unique = found.next().is_none();
        let key = entry.key.as_ref().filter(|key| is_unique && key.algorithm() == algorithm);
        Ok(key.ok_or(Code::TokenKeyInvalid)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINT: &str = r#""kty":"EC","crv":"P-256","x":"Bc5SW4zziGV9LdIFj_wYvd3Z6wjzNrgUtlD8Wgo8SNY","y":"DGa85KUCP7YgWbpy97bvOEl0WVQOV_kvsZEG3qFfa04""#;

    fn parse(text: &str) -> Result<KeySet, Error> {
        KeySet::parse(text)
    }

    fn code(result: Result<&Rc<PublicKey>, Error>) -> Option<Code> {
        result.err().map(|error| error.code())
    }

    #[test]
    fn an_odd_key_does_not_hide_the_others() {
        let text = format!(
            r#"{{"keys":[null,7,{{}},{{"kid":1}},{{"kid":"odd","kty":"oct"}},{{"kid":"good",{POINT}}}]}}"#
        );
        let keys = parse(&text).unwrap();
        assert_eq!(code(keys.find("good", Algorithm::Es256)), None);
        assert_eq!(code(keys.find("good", Algorithm::Rs256)), Some(Code::TokenKeyInvalid));
        assert_eq!(code(keys.find("odd", Algorithm::Es256)), Some(Code::TokenKeyInvalid));
        assert_eq!(code(keys.find("absent", Algorithm::Es256)), Some(Code::TokenKeyUnknown));
        assert!(keys.contains("odd") && !keys.contains("absent"));
    }

    #[test]
    fn an_id_that_two_keys_share_names_neither() {
        let twins = [format!(r#"{{"kid":"a",{POINT}}}"#), r#"{"kid":"a","kty":"oct"}"#.to_owned()];
        for order in [[0, 1], [1, 0]] {
            let keys = parse(&format!(r#"{{"keys":[{},{}]}}"#, twins[order[0]], twins[order[1]])).unwrap();
            assert_eq!(code(keys.find("a", Algorithm::Es256)), Some(Code::TokenKeyInvalid));
        }
    }

    #[test]
    fn what_is_no_key_set_is_unavailable() {
        let many = format!(r#"{{"keys":[{}{{}}]}}"#, "{},".repeat(64));
        let large = format!(r#"{{"keys":[],"x":"{}"}}"#, "x".repeat(MAX_BYTES));
        for text in ["", "<html></html>", "[]", "{}", r#"{"keys":{}}"#, &many, &large] {
            assert_eq!(parse(text).unwrap_err().code(), Code::KeysUnavailable);
        }
        assert_eq!(parse(r#"{"keys":[]}"#).unwrap(), KeySet::default());
    }
}
