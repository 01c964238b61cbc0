//! Reads JSON (RFC 8259), strictly and within bounds: whatever arrives here was written by strangers.

use alloc::string::String;
use alloc::vec::Vec;

use crate::encoding::hex_value;
use crate::encoding::text::{push, push_ascii};
use crate::value::Value;

/// How many objects and arrays may stand inside each other.
const MAX_DEPTH: u32 = 64;

/// The value that `text` writes, or `None` where it is not one JSON text.
///
/// Nesting is at most 64 levels deep. Numbers that no float holds and halves of surrogate pairs, on which parsers
/// differ, are refused. A number with more than 15 digits or a large exponent may differ from the nearest float in its
/// last bits; times and counts are exact.
#[inline(never)]
pub fn parse(text: &str) -> Option<Value> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(MAX_DEPTH)?;
    reader.skip_space();
    (reader.at == text.len()).then_some(value)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    /// The next byte; zero, which is legal nowhere, at the end.
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// Whether the next byte is this one, which then has been read.
    #[inline(never)]
    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == byte;
        self.at += usize::from(is_next);
        is_next
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// Whether this mark stands next, with any space around it.
    #[inline(never)]
    fn takes_mark(&mut self, byte: u8) -> bool {
        self.skip_space();
        let is_next = self.takes(byte);
        self.skip_space();
        is_next
    }

    fn value(&mut self, depth: u32) -> Option<Value> {
        self.skip_space();
        match self.peek() {
            b'{' => {
                let mut members = Vec::new();
                self.container(depth, b'}', &mut |name, value| members.push((name, value)))?;
                Some(Value::Map(members))
            }
            b'[' => {
                let mut items = Vec::new();
                self.container(depth, b']', &mut |_, value| items.push(value))?;
                Some(Value::List(items))
            }
            b'"' => self.string().map(Value::String),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.number().map(Value::Number),
        }
    }

    /// What stands between the next bracket and its partner, `end`. Items have an empty name.
    #[inline(never)]
    fn container(&mut self, depth: u32, end: u8, push: &mut dyn FnMut(String, Value)) -> Option<()> {
        let depth = depth.checked_sub(1)?;
        self.at += 1;
        self.skip_space();
        while !self.takes(end) {
            let mut name = String::new();
            if end == b'}' {
                name = self.string()?;
                if !self.takes_mark(b':') {
                    return None;
                }
            }
            push(name, self.value(depth)?);
            // After a comma something must follow.
            if self.takes_mark(b',') == (self.peek() == end) {
                return None;
            }
        }
        Some(())
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        let is_next = word.bytes().all(|byte| self.takes(byte));
        is_next.then_some(value)
    }

    #[inline(never)]
    fn string(&mut self) -> Option<String> {
        if !self.takes(b'"') {
            return None;
        }
        let mut string = String::new();
        loop {
            let start = self.at;
            while !matches!(self.peek(), b'"' | b'\\' | 0..b' ') {
                self.at += 1;
            }
            // Both ends are beside ASCII, so this cuts no character.
            push(&mut string, self.text.get(start..self.at)?);
            if self.takes(b'"') {
                return Some(string);
            }
            if !self.takes(b'\\') {
                return None;
            }
            let byte = self.peek();
            self.at += 1;
            match byte {
                b'"' | b'\\' | b'/' => push_ascii(&mut string, byte),
                b'b' => push_ascii(&mut string, 8),
                b'f' => push_ascii(&mut string, 12),
                b'n' => push_ascii(&mut string, b'\n'),
                b'r' => push_ascii(&mut string, b'\r'),
                b't' => push_ascii(&mut string, b'\t'),
                b'u' => string.push(self.escaped()?),
                _ => return None,
            }
        }
    }

    /// The character of `\uXXXX`, or of two of them.
    fn escaped(&mut self) -> Option<char> {
        let mut code = self.code_unit()?;
        if code >> 10 == 0xD800 >> 10 {
            let low = if self.takes(b'\\') && self.takes(b'u') { self.code_unit()? } else { 0 };
            if low >> 10 != 0xDC00 >> 10 {
                return None;
            }
            code = 0x1_0000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
        }
        // The low half of a pair alone is no character.
        char::from_u32(code)
    }

    fn code_unit(&mut self) -> Option<u32> {
        let mut code = 0;
        for _ in 0..4 {
            code = code << 4 | u32::from(hex_value(self.peek())?);
            self.at += 1;
        }
        Some(code)
    }

    #[inline(never)]
    fn number(&mut self) -> Option<f64> {
        let is_negative = self.takes(b'-');
        let (mut number, mut power) = (0.0, 0.0);
        if !self.takes(b'0') {
            self.digits(&mut number)?;
        }
        let mut places = 0;
        if self.takes(b'.') {
            places = self.digits(&mut number)?;
        }
        if self.takes(b'e') || self.takes(b'E') {
            let is_small = self.takes(b'-');
            if !is_small {
                self.takes(b'+');
            }
            self.digits(&mut power)?;
            if is_small {
                power = -power;
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "what does not fit saturates, and has no float")]
        let number = scaled(number, (power as i32).saturating_sub(places));
        number.is_finite().then_some(if is_negative { -number } else { number })
    }

    /// One digit or more, after those that came before; gives how many.
    #[inline(never)]
    fn digits(&mut self, number: &mut f64) -> Option<i32> {
        let mut count = 0;
        while self.peek().is_ascii_digit() {
            *number = *number * 10.0 + f64::from(self.peek() - b'0');
            self.at += 1;
            count += 1;
        }
        (count > 0).then_some(count)
    }
}

/// `number` · 10^`exponent`. Powers of ten are exact up to the 22nd, so there is one rounding.
fn scaled(mut number: f64, exponent: i32) -> f64 {
    let mut left = exponent.unsigned_abs();
    while left > 0 && number != 0.0 && number.is_finite() {
        let step = left.min(22);
        let mut power = 1.0;
        for _ in 0..step {
            power *= 10.0;
        }
        number = if exponent < 0 { number / power } else { number * power };
        left -= step;
    }
    number
}

#[cfg(test)]
mod tests;
