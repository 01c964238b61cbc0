//! Powers with secret exponents: the same squarings, multiplications and memory accesses for all exponents of one
//! length.

use core::iter::repeat_n;

use super::group::{generator_power_base, one};
use super::integer::Integer;
use super::montgomery::{multiply, square};
use crate::secret::SecretBytes;

/// g^`exponent`, in Montgomery's form.
///
/// With e = h·2^128 + l, g^e = (g^(2^128))^h · 2^l: both powers share their squarings, and the second one's
/// multiplications by g = 2 are shifts.
pub(super) fn generator_power(exponent: &[u8]) -> Integer {
    let (high, low) = exponent.split_at(exponent.len().saturating_sub(16));
    power_with_doublings(&generator_power_base(), high, low)
}

/// `base`^`exponent`, both in Montgomery's form.
pub(super) fn power(base: &Integer, exponent: &[u8]) -> Integer {
    power_with_doublings(base, exponent, &[])
}

/// `base`^`exponent` · 2^`doublings`, with both exponents as bytes, the most significant first.
fn power_with_doublings(base: &Integer, exponent: &[u8], doublings: &[u8]) -> Integer {
    let length = exponent.len().max(doublings.len());
    let padded = |bytes: &[u8]| repeat_n(0, length - bytes.len());
    let exponent = padded(exponent).chain(exponent.iter().copied());
    let doublings = padded(doublings).chain(doublings.iter().copied());

    // Windows of four bits: five would save 7 % of the multiplications, and lose it to the longer scan of the table.
    let mut next = one();
    let table: [Integer; 16] = core::array::from_fn(|_| {
        let entry = next.clone();
        multiply(&mut next, base);
        entry
    });

    let mut result = one();
    let mut factor = one();
    for (digits, bits) in exponent.zip(doublings) {
        for (digit, bits) in [(digits >> 4, bits >> 4), (digits & 15, bits & 15)] {
            for bits in [bits >> 2, bits & 3] {
                square(&mut result);
                square(&mut result);
                // At most eightfold: still below what the kernel takes.
                result.shift_left(u32::from(bits));
            }
            look_up(&table, u32::from(digit), &mut factor);
            multiply(&mut result, &factor);
        }
    }
    result
}

/// Copies the entry at `index` by reading the whole table, so that no address depends on `index`.
fn look_up(table: &[Integer; 16], index: u32, entry: &mut Integer) {
    for (position, candidate) in (0_u32..).zip(table) {
        // All ones where the two are equal: only zero minus one sets the top bit.
        let equal = ((position ^ index).wrapping_sub(1) >> 31).wrapping_neg();
        entry.assign_where(equal, candidate);
    }
}

/// `a` + `u`·`x`, with a length that depends on the length of `a` only.
pub(super) fn exponent(a: &[u8], u: &[u8; 32], x: &[u8; 32]) -> SecretBytes {
    // u·x and an `a` of 32 bytes stay below 2^512; a longer `a` may carry into one byte more.
    let length = if a.len() <= 32 { 64 } else { a.len().max(64) + 1 };
    let mut columns = crate::secret::Secret::new(vec![0_u32; length]);
    for (offset, u) in u.iter().rev().enumerate() {
        for (column, x) in columns.expose_mut().iter_mut().skip(offset).zip(x.iter().rev()) {
            *column += u32::from(*u) * u32::from(*x);
        }
    }
    for (column, a) in columns.expose_mut().iter_mut().zip(a.iter().rev()) {
        *column += u32::from(*a);
    }
    let mut carry = 0;
    let mut sum = SecretBytes::new(vec![0; length]);
    for (byte, column) in sum.expose_mut().iter_mut().rev().zip(columns.expose()) {
        carry += column;
        *byte = (carry & 0xff) as u8;
        carry >>= 8;
    }
    sum
}
