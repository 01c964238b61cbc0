//! Powers with secret exponents: the same squarings, multiplications and memory accesses for all exponents of one
//! length.

use super::group::{generator_power_base, one};
use super::integer::Integer;
use super::montgomery::Multiplier;
use crate::secret::SecretBytes;

/// g^`exponent`, in Montgomery's form.
///
/// With e = h·2^128 + l, g^e = (g^(2^128))^h · 2^l: both powers share their squarings, and the second one's
/// multiplications by g = 2 are shifts.
pub(super) fn generator_power(exponent: &[u8]) -> Integer {
    let (high, low) = exponent.split_at_checked(exponent.len().saturating_sub(16)).unwrap_or_default();
    power_with_doublings(&generator_power_base(), high, low)
}

/// `base`^`exponent`, both in Montgomery's form.
pub(super) fn power(base: &Integer, exponent: &[u8]) -> Integer {
    power_with_doublings(base, exponent, &[])
}

/// `base`^`exponent` · 2^`doublings`, with both exponents as bytes, the most significant first.
fn power_with_doublings(base: &Integer, exponent: &[u8], doublings: &[u8]) -> Integer {
    let length = exponent.len().max(doublings.len());

    let mut multiplier = Multiplier::new();
    // Windows of four bits: five would save 7 % of the multiplications, and lose it to the longer scan of the table.
    let mut next = one();
    let table: [Integer; 16] = core::array::from_fn(|_| {
        let entry = next.clone();
        multiplier.multiply(&mut next, base);
        entry
    });

    let mut result = one();
    let mut factor = one();
    for place in (0..length).rev() {
        let (digits, bits) = (byte(exponent, place), byte(doublings, place));
        for (digit, bits) in [(digits >> 4, bits >> 4), (digits & 15, bits & 15)] {
            for bits in [bits >> 2, bits & 3] {
                multiplier.square(&mut result);
                multiplier.square(&mut result);
                // At most eightfold: still below what the kernel takes.
                result.shift_left(u32::from(bits));
            }
            look_up(&table, u32::from(digit), &mut factor);
            multiplier.multiply(&mut result, &factor);
        }
    }
    result
}

/// The byte of weight 256^`place`.
#[inline(never)]
fn byte(bytes: &[u8], place: usize) -> u8 {
    bytes.iter().nth_back(place).copied().unwrap_or(0)
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
pub(super) fn exponent(a: &[u8], u: &[u8; 32], x: &[u8]) -> SecretBytes {
    // u·x and an `a` of 32 bytes stay below 2^512; a longer `a` may carry into one byte more.
    let length = if a.len() <= 32 { 64 } else { a.len().max(64) + 1 };
    let mut sum = SecretBytes::new(vec![0; length]);
    for (place, u) in u.iter().rev().enumerate() {
        add_product(sum.expose_mut(), place, *u, x);
    }
    add_product(sum.expose_mut(), 0, 1, a);
    sum
}

/// Adds `factor`·`number`·256^`place` to `sum`.
#[inline(never)]
fn add_product(sum: &mut [u8], place: usize, factor: u8, number: &[u8]) {
    let mut carry = 0;
    for (index, target) in sum.iter_mut().rev().skip(place).enumerate() {
        carry += u32::from(*target) + u32::from(factor) * u32::from(byte(number, index));
        *target = (carry & 0xff) as u8;
        carry >>= 8;
    }
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;
    use proptest::prelude::*;

    use super::*;
    use crate::srp::group::{enter, leave, modulus};
    use crate::srp::integer::tests::{any_integer, big, integer};

    fn check_generator(exponent: &[u8]) {
        let mut power = generator_power(exponent);
        leave(&mut power);
        let expected = BigUint::from(2_u8).modpow(&BigUint::from_bytes_be(exponent), &big(&modulus()));
        assert_eq!(big(&power), expected, "{exponent:?}");
    }

    #[test]
    fn edges_of_the_exponent() {
        for length in [0, 1, 15, 16, 17, 32, 33, 400] {
            for byte in [0, 1, 0x80, 0xff] {
                check_generator(&vec![byte; length]);
            }
        }
        check_generator(&(modulus().to_bytes()));
    }

    #[test]
    fn edges_of_the_base() {
        for base in [BigUint::ZERO, BigUint::from(1_u8), big(&modulus()) - 1_u8] {
            let mut form = integer(&base);
            enter(&mut form);
            for exponent in [&[][..], &[0], &[1], &[2], &[0, 3]] {
                let mut result = power(&form, exponent);
                leave(&mut result);
                assert_eq!(big(&result), base.modpow(&BigUint::from_bytes_be(exponent), &big(&modulus())));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn powers_of_the_generator(exponent in prop::collection::vec(any::<u8>(), 0..80)) {
            check_generator(&exponent);
        }

        #[test]
        fn powers(base in any_integer(), exponent in prop::collection::vec(any::<u8>(), 0..80)) {
            let base = big(&base) % big(&modulus());
            let mut form = integer(&base);
            enter(&mut form);
            let mut result = power(&form, &exponent);
            leave(&mut result);
            prop_assert_eq!(big(&result), base.modpow(&BigUint::from_bytes_be(&exponent), &big(&modulus())));
        }

        #[test]
        fn exponents(a in prop::collection::vec(any::<u8>(), 0..200), u: [u8; 32], x: [u8; 32]) {
            check_exponent(&a, &u, &x);
        }
    }

    #[test]
    fn the_largest_exponents() {
        for length in [0, 1, 31, 32, 33, 63, 64, 65, 128, 512] {
            check_exponent(&vec![0xff; length], &[0xff; 32], &[0xff; 32]);
        }
    }

    fn check_exponent(a: &[u8], u: &[u8; 32], x: &[u8; 32]) {
        let [a_number, u_number, x_number] = [a, u, x].map(BigUint::from_bytes_be);
        let sum = exponent(a, u, x);
        assert_eq!(BigUint::from_bytes_be(sum.expose()), a_number + u_number * x_number);
    }
}
