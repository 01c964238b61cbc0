//! The path in a canonical request.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::Rules;
use crate::encoding::percent::push_encoded;
use crate::encoding::text::{is, push, push_ascii};

/// What may stand in a path besides unreserved characters (RFC 3986 section 3.3).
const IN_PATHS: &[u8] = b"/%:@!$&'()*+,;=";

/// The canonical form of a `path` that begins with a slash.
pub(super) fn canonical(path: &str, rules: Rules) -> String {
    let path = if rules.normalises_path { Cow::Owned(normalised(path)) } else { Cow::Borrowed(path) };
    let mut text = String::with_capacity(path.len());
    push_encoded(&mut text, path.as_bytes(), if rules.encodes_twice { b"/" } else { IN_PATHS });
    text
}

/// Without empty and dot segments. `%2e` is no dot here.
fn normalised(path: &str) -> String {
    let (mut kept, mut last) = (Vec::new(), "");
    for segment in path.split('/') {
        last = segment;
        if is(segment, "..") {
            kept.pop();
        } else if !is(segment, "") && !is(segment, ".") {
            kept.push(segment);
        }
    }
    let mut text = String::with_capacity(path.len());
    for segment in &kept {
        push_ascii(&mut text, b'/');
        push(&mut text, segment);
    }
    // A last segment that is none leads to what it stands in.
    if kept.is_empty() || is(last, "") || is(last, ".") || is(last, "..") {
        push_ascii(&mut text, b'/');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_segments_are_removed() {
        for (path, expected) in [
            ("/", "/"),
            ("//", "/"),
            ("/.", "/"),
            ("/..", "/"),
            ("/../..", "/"),
            ("/a", "/a"),
            ("/a/", "/a/"),
            ("//a//b//", "/a/b/"),
            ("/a/./b", "/a/b"),
            ("/a/../b", "/b"),
            ("/a/b/..", "/a/"),
            ("/a/b/.", "/a/b/"),
            ("/a/b/../..", "/"),
            ("/../a", "/a"),
            ("/.a/..b/...", "/.a/..b/..."),
            ("/a/%2e%2e/b", "/a/%2e%2e/b"),
        ] {
            assert_eq!(normalised(path), expected, "{path}");
        }
    }

    #[test]
    fn paths_are_encoded_once_or_twice() {
        for (path, once, twice) in [
            ("/a%20b", "/a%20b", "/a%2520b"),
            ("/ü b", "/%C3%BC%20b", "/%C3%BC%20b"),
            ("/(x)'*!~", "/(x)'*!~", "/%28x%29%27%2A%21~"),
            ("/a/../b//", "/a/../b//", "/b/"),
            ("/%", "/%", "/%25"),
        ] {
            assert_eq!(canonical(path, Rules::S3), once);
            assert_eq!(canonical(path, Rules::GENERAL), twice);
        }
    }
}
