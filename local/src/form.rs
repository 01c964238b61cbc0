//! Forms and queries: `name=value&…`, percent-encoded.

/// The pairs in their order, decoded.
pub(crate) fn parse(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// The first value of a name.
pub(crate) fn find<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// A plus sign is a space in forms.
fn decode(text: &str) -> String {
    percent_decode(&text.replace('+', " "))
}

/// What `%XX` stands for; a percent sign that begins no such thing stays.
pub(crate) fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.split_at_checked(2);
        let byte = digits.and_then(|(digits, _)| {
            let text = std::str::from_utf8(digits).ok()?;
            text.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u8::from_str_radix(text, 16).ok())?
        });
        if let (b'%', Some(byte), Some((_, beyond))) = (first, byte, digits) {
            bytes.push(byte);
            rest = beyond;
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// RFC 3986's percent-encoding, as signatures want it.
pub(crate) fn percent_encode(text: &str, keep_slashes: bool) -> String {
    use std::fmt::Write;
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let plain = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) || (keep_slashes && byte == b'/');
        if plain {
            encoded.push(char::from(byte));
        } else {
            let _infallible = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_decoded() {
        let pairs = parse("a=1&b=x%20y+z&c&&d=%zz%C3%A9%2");
        let expected = [("a", "1"), ("b", "x y z"), ("c", ""), ("d", "%zzé%2")];
        assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(find(&pairs, "b"), Some("x y z"));
        assert_eq!(percent_encode("a b/é~", true), "a%20b/%C3%A9~");
        assert_eq!(percent_encode("a/b", false), "a%2Fb");
    }
}
