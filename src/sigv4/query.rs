//! The query in a canonical request.

use alloc::string::String;
use alloc::vec::Vec;

use super::invalid;
use crate::encoding::percent::{decoded, push_encoded};
use crate::encoding::text::{is, push, push_ascii};
use crate::error::Error;

/// Encoded names and values, sorted.
pub(super) struct Query(Vec<(String, String)>);

impl Query {
    /// The parameters of a query, each decoded and encoded anew, so that it does not matter how it was written.
    pub(super) fn of(query: &str) -> Self {
        let mut parameters = Self(Vec::new());
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = crate::encoding::text::split_once(part, b'=').unwrap_or((part, ""));
            parameters.insert(&decoded(name), &decoded(value));
        }
        parameters
    }

    /// Adds one that is not encoded yet.
    pub(super) fn insert(&mut self, name: &[u8], value: &[u8]) {
        let parameter = (encoded(name), encoded(value));
        let place = self.0.partition_point(|other| *other <= parameter);
        self.0.insert(place, parameter);
    }

    /// Refuses a query that is signed already: which of two signatures counts is anybody's guess.
    pub(super) fn refuse_signed(&self) -> Result<(), Error> {
        const OWN: &str =
            "algorithm credential date expires region-set security-token signature signedheaders";
        for (name, _) in &self.0 {
            let name = name.to_ascii_lowercase();
            if name.strip_prefix("x-amz-").is_some_and(|name| OWN.split(' ').any(|own| is(own, name))) {
                return Err(invalid("url"));
            }
        }
        Ok(())
    }

    /// The canonical form.
    pub(super) fn canonical(&self) -> String {
        let mut text = String::new();
        for (name, value) in &self.0 {
            push_parameter(&mut text, name, value);
        }
        text
    }
}

/// Appends a parameter that is encoded, after an ampersand unless it comes first.
pub(super) fn push_parameter(text: &mut String, name: &str, value: &str) {
    if !text.is_empty() {
        push_ascii(text, b'&');
    }
    for part in [name, "=", value] {
        push(text, part);
    }
}

/// All but unreserved characters encoded.
pub(super) fn encoded(bytes: &[u8]) -> String {
    let mut text = String::new();
    push_encoded(&mut text, bytes, b"");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_decoded_encoded_and_sorted() {
        for (query, canonical) in [
            ("", ""),
            ("&&", ""),
            ("b=2&a=1", "a=1&b=2"),
            ("a=2&a=1&a", "a=&a=1&a=2"),
            ("a=&b", "a=&b="),
            ("=v&=", "=&=v"),
            ("a=b=c", "a=b%3Dc"),
            ("q=a+b&p=%2B", "p=%2B&q=a%20b"),
            ("q=%7e%41&x=%zz", "q=~A&x=%25zz"),
            ("ü=€&%C3%BC=%ff", "%C3%BC=%E2%82%AC&%C3%BC=%FF"),
            ("a/b=?&a-=1&a=2", "a=2&a%2Fb=%3F&a-=1"),
            ("A=1&a=1&_=1&0=1", "0=1&A=1&_=1&a=1"),
        ] {
            assert_eq!(Query::of(query).canonical(), canonical, "{query}");
        }
    }

    #[test]
    fn signed_queries_are_told() {
        for query in
            ["X-Amz-Signature=1", "a=b&x-amz-date=", "X-Amz-Security%2DToken=t", "X-Amz-Region-Set=*"]
        {
            assert!(Query::of(query).refuse_signed().is_err(), "{query}");
        }
        assert!(Query::of("X-Amz-Customauthorizer-Name=a&date=1&x-id=GetObject").refuse_signed().is_ok());
    }
}
