//! An absolute URL, taken apart without changing it.

use alloc::string::String;

use super::invalid;
use crate::encoding::text::{is, join, rsplit_once, split_once};
use crate::error::Error;

/// Where a request goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Target<'a> {
    /// The header `host`: in lower case, with the port where it is not the scheme's own.
    pub host: String,
    /// Scheme and authority, as they came.
    pub origin: &'a str,
    /// The path as it came, or `/`.
    pub path: &'a str,
    /// The query as it came, without its `?`.
    pub query: &'a str,
}

impl<'a> Target<'a> {
    /// Takes `url` apart. What browsers would change on the way, so that the signature would not fit, is refused: user
    /// names, control characters, back slashes before the query, host names that are not ASCII.
    pub(super) fn of(url: &'a str) -> Result<Self, Error> {
        Self::parse(url).ok_or_else(|| invalid("url"))
    }

    fn parse(url: &'a str) -> Option<Self> {
        if url.bytes().any(|byte| byte.is_ascii_control()) {
            return None;
        }
        let url = split_once(url, b'#').map_or(url, |(url, _)| url);
        let (location, query) = split_once(url, b'?').unwrap_or((url, ""));
        let (scheme, rest) = split_once(location, b':')?;
        let default_port = default_port(scheme)?;
        let rest = rest.strip_prefix("//")?;
        let authority = split_once(rest, b'/').map_or(rest, |(authority, _)| authority);
        let path = rest.get(authority.len()..)?;
        if path.bytes().any(|byte| byte == b'\\') {
            return None;
        }
        Some(Self {
            host: host(authority, default_port)?,
            origin: location.get(..location.len().checked_sub(path.len())?)?,
            path: if path.is_empty() { "/" } else { path },
            query,
        })
    }
}

/// The port that a scheme stands for.
fn default_port(scheme: &str) -> Option<u32> {
    let scheme = scheme.to_ascii_lowercase();
    if is(&scheme, "https") || is(&scheme, "wss") {
        Some(443)
    } else if is(&scheme, "http") || is(&scheme, "ws") {
        Some(80)
    } else {
        None
    }
}

/// The header `host` for an authority.
fn host(authority: &str, default_port: u32) -> Option<String> {
    // The colons of an IPv6 address stand before its bracket.
    let after_address = rsplit_once(authority, b']').map_or(authority, |(_, after)| after);
    let (name, port) = match rsplit_once(after_address, b':') {
        Some((_, port)) => (authority.get(..authority.len().checked_sub(port.len() + 1)?)?, port),
        None => (authority, ""),
    };
    let is_allowed = match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(address) => {
            !address.is_empty()
                && address.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.'))
        }
        None => {
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_'))
        }
    };
    if !is_allowed || port.len() > 5 || !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = port.bytes().fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    if number > 65_535 {
        return None;
    }
    let name = name.to_ascii_lowercase();
    Some(if port.is_empty() || number == default_port { name } else { join(&[&name, ":", port]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_falls_into_its_parts() {
        for (url, host, origin, path, query) in [
            ("https://a.b/c?d=e#f", "a.b", "https://a.b", "/c", "d=e"),
            ("https://a.b", "a.b", "https://a.b", "/", ""),
            ("https://a.b?x", "a.b", "https://a.b", "/", "x"),
            ("https://a.b#x?y/", "a.b", "https://a.b", "/", ""),
            ("HTTPS://A.b:443/", "a.b", "HTTPS://A.b:443", "/", ""),
            ("https://a.b:/", "a.b", "https://a.b:", "/", ""),
            ("https://a.b:80/", "a.b:80", "https://a.b:80", "/", ""),
            ("http://localhost:4566/x//y/..", "localhost:4566", "http://localhost:4566", "/x//y/..", ""),
            ("wss://a.b:443/mqtt", "a.b", "wss://a.b:443", "/mqtt", ""),
            ("http://[::1]:80/", "[::1]", "http://[::1]:80", "/", ""),
            ("http://[::1]:8080/?a?b", "[::1]:8080", "http://[::1]:8080", "/", "a?b"),
            ("http://[::1]", "[::1]", "http://[::1]", "/", ""),
            ("https://a.b/ü:@/?q=\\ü", "a.b", "https://a.b", "/ü:@/", "q=\\ü"),
        ] {
            let expected = Target { host: host.into(), origin, path, query };
            assert_eq!(Target::of(url).unwrap(), expected, "{url}");
        }
    }

    #[test]
    fn what_a_browser_would_change_is_refused() {
        for url in [
            "",
            "/a",
            "//a.b/",
            "a.b/c",
            "https:a.b",
            "https:/a.b",
            "https://",
            "https:///a",
            "ftp://a.b/",
            "https://user@a.b/",
            "https://user:word@a.b/",
            "https://a.b:x/",
            "https://a.b:65536/",
            "https://a.b:123456/",
            "https://a.b:+1/",
            "https://a b/",
            "https://bücher.de/",
            "https://a.b\\c/",
            "https://a.b/c\\d",
            "https://a.b/c\nd",
            "https://a.b/\0",
            "https://[::1/",
            "https://::1]/",
            "https://[]/",
            "https://[::1]x/",
            "https://[::1]x:1/",
            "https://:80/",
        ] {
            assert_eq!(Target::of(url).unwrap_err().subject(), Some("url"), "{url}");
        }
    }
}
