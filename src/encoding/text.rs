//! The few operations on text that the core needs, in one copy each: the standard library's are general, and every use
//! brings its own.

use alloc::string::String;

/// Whether the two are equal. A comparison with a literal would otherwise be unrolled, with the literal in the code.
#[inline(never)]
pub(crate) fn is(text: &str, other: &str) -> bool {
    text == other
}

/// `text` as a string of its own.
#[inline(never)]
pub(crate) fn owned(text: &str) -> String {
    join(&[text])
}

/// The joined `parts`.
#[inline(never)]
pub(crate) fn join(parts: &[&str]) -> String {
    // Of the final length from the start, so that no part, which may be secret, stays behind in a smaller buffer.
    let mut text = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        push(&mut text, part);
    }
    text
}

/// Appends `more`.
#[inline(never)]
pub(crate) fn push(text: &mut String, more: &str) {
    text.push_str(more);
}

/// Appends an ASCII character.
#[inline(never)]
pub(crate) fn push_ascii(text: &mut String, byte: u8) {
    text.push(char::from(byte & 0x7f));
}

/// Appends `number` with at least `width` digits.
#[inline(never)]
pub(crate) fn push_decimal(text: &mut String, number: u64, width: u32) {
    if number >= 10 || width > 1 {
        push_decimal(text, number / 10, width.saturating_sub(1));
    }
    push_ascii(text, b'0' | (number % 10) as u8);
}

/// What stands before and after the first `byte`, which must be ASCII.
#[inline(never)]
pub(crate) fn split_once(text: &str, byte: u8) -> Option<(&str, &str)> {
    around(text, text.bytes().position(|one| one == byte)?)
}

/// What stands before and after the last `byte`, which must be ASCII.
#[inline(never)]
pub(crate) fn rsplit_once(text: &str, byte: u8) -> Option<(&str, &str)> {
    around(text, text.bytes().rposition(|one| one == byte)?)
}

/// What stands before and after the one byte at `index`.
#[inline(never)]
fn around(text: &str, index: usize) -> Option<(&str, &str)> {
    Some((text.get(..index)?, text.get(index.saturating_add(1)..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_split_at_bytes() {
        assert_eq!(split_once("a.b.ü", b'.'), Some(("a", "b.ü")));
        assert_eq!(rsplit_once("ü.b.", b'.'), Some(("ü.b", "")));
        assert_eq!(split_once("ü", b'.'), None);
    }

    #[test]
    fn texts_are_put_together() {
        let mut text = join(&["a", "", "ü"]);
        push_ascii(&mut text, b'=');
        push_decimal(&mut text, 7, 2);
        push_decimal(&mut text, u64::MAX, 1);
        assert_eq!(text, "aü=0718446744073709551615");
    }
}
