//! The headers in a canonical request.

use alloc::string::String;
use alloc::vec::Vec;

use super::{invalid, is_signed};
use crate::encoding::text::{is, owned, push, push_ascii};
use crate::error::Error;

/// The signed headers.
pub(super) struct Signed {
    /// Their names, with semicolons between.
    pub names: String,
    /// A line of each, with its end.
    pub lines: String,
}

/// Puts together what the caller `given` and the signer's `own`, which replace the caller's. The `host` is the URL's,
/// unless the caller gives one.
pub(super) fn signed(
    given: &[(&str, &str)],
    own: &[(&'static str, String)],
    host: &str,
) -> Result<Signed, Error> {
    let mut sorted = Sorted(Vec::with_capacity(given.len() + own.len() + 1));
    for (name, value) in own {
        sorted.insert(owned(name), value)?;
    }
    let mut has_host = false;
    for (name, value) in given {
        if !is_token(name) {
            return Err(invalid("headers"));
        }
        let name = name.to_ascii_lowercase();
        has_host |= is(&name, "host");
        if is_signed(&name) && !own.iter().any(|(own, _)| is(own, &name)) {
            sorted.insert(name, value)?;
        }
    }
    if !has_host {
        sorted.insert(owned("host"), host)?;
    }
    Ok(sorted.finish())
}

/// Whether this is a token of HTTP (RFC 9110 section 5.6.2), as names of headers and methods are.
pub(super) fn is_token(text: &str) -> bool {
    const MARKS: &[u8] = b"!#$%&'*+-.^_`|~";
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || MARKS.contains(&byte))
}

/// Names and values by their names; those of one name in the order in which they came.
struct Sorted(Vec<(String, String)>);

impl Sorted {
    fn insert(&mut self, name: String, value: &str) -> Result<(), Error> {
        let value = folded(value).ok_or_else(|| invalid("headers"))?;
        let place = self.0.partition_point(|(other, _)| *other <= name);
        self.0.insert(place, (name, value));
        Ok(())
    }

    fn finish(self) -> Signed {
        let (mut names, mut lines) = (String::new(), String::new());
        let mut last = "";
        for (name, value) in &self.0 {
            if is(name, last) {
                push_ascii(&mut lines, b',');
            } else {
                if !names.is_empty() {
                    push_ascii(&mut names, b';');
                    push_ascii(&mut lines, b'\n');
                }
                push(&mut names, name);
                push(&mut lines, name);
                push_ascii(&mut lines, b':');
            }
            push(&mut lines, value);
            last = name;
        }
        push_ascii(&mut lines, b'\n');
        Signed { names, lines }
    }
}

/// A value without white space around it, and one space for each run of white space in it, even in quotes.
fn folded(value: &str) -> Option<String> {
    let mut text = String::with_capacity(value.len());
    for word in value.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty()) {
        if word.bytes().any(|byte| byte.is_ascii_control()) {
            return None;
        }
        if !text.is_empty() {
            push_ascii(&mut text, b' ');
        }
        push(&mut text, word);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_sorted_joined_and_folded() {
        let given = [
            ("X-B", "  two   words "),
            ("x-a", "2"),
            ("X-A", "1\r\n   folded"),
            ("X-Empty", ""),
            ("User-Agent", "x"),
            ("X-Amz-Date", "forged"),
            ("sec-fetch-mode", "cors"),
        ];
        let signed = signed(&given, &[("x-amz-date", "now".into())], "a.b").unwrap();
        assert_eq!(signed.names, "host;x-a;x-amz-date;x-b;x-empty");
        assert_eq!(signed.lines, "host:a.b\nx-a:2,1 folded\nx-amz-date:now\nx-b:two words\nx-empty:\n");
    }

    #[test]
    fn a_given_host_counts() {
        assert_eq!(signed(&[("Host", "other")], &[], "a.b").unwrap().lines, "host:other\n");
    }

    #[test]
    fn what_is_no_header_is_refused() {
        for (name, value) in [("", "x"), ("a b", "x"), ("a:", "x"), ("ü", "x"), ("a\n", "x"), ("a", "x\0")] {
            let error = signed(&[(name, value)], &[], "a.b").err().unwrap();
            assert_eq!(error.subject(), Some("headers"), "{name:?}");
        }
    }
}
