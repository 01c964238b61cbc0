//! The kernel: multiplication and squaring modulo N, in Montgomery's form with R = 2^3080.
//!
//! Nothing else of the handshake is hot, and nothing else knows how it is done, so that another kernel can take this
//! one's place. Inputs may be anything whose product is below 1024·N²; since R > 256·N, the result is below 2·N and
//! needs no further subtraction.
//!
//! The result is built column by column: all products of equal weight are summed in 64 bits, with one carry at the
//! end. At most 110 products of the factors and 108 of the reduction meet in a column, each below 2^56.

use zeroize::Zeroize;

use super::group::MODULUS_PLUS_ONE;
use super::integer::{Integer, LIMB_BITS, LIMB_MASK, LIMBS};

/// `number` becomes `number`·`factor`/R modulo N.
#[inline(never)]
pub(super) fn multiply(number: &mut Integer, factor: &Integer) {
    reduce(&mut number.0, |limbs, low, high| {
        dot(slice(limbs, low, high + 1), slice(&factor.0, low, high + 1))
    });
}

/// `number` becomes `number`²/R modulo N.
#[inline(never)]
pub(super) fn square(number: &mut Integer) {
    reduce(&mut number.0, |limbs, low, high| {
        // limbs[low]·limbs[high] + … + limbs[high]·limbs[low]: each product but the middle one occurs twice.
        let pairs = (high - low).div_ceil(2);
        let (upper, lower) = (low + pairs, high + 1 - pairs);
        let twice = dot(slice(limbs, low, upper), slice(limbs, lower, high + 1)) << 1;
        if upper == lower {
            twice
        } else {
            twice + slice(limbs, upper, lower).iter().map(|limb| product(*limb, *limb)).sum::<u64>()
        }
    });
}

/// Montgomery's reduction, fused with the product whose columns `column(limbs, low, high)` gives: the sum of the
/// products of weight `low + high`, where both factors' limbs run from `low` to `high`.
///
/// N ≡ −1 modulo 2^64, so the quotient's next limb is the column's own low limb; and with q·N = q·(N + 1) − q, the
/// subtraction just clears that limb, and the two lowest limbs of N + 1 are zero and are left out.
#[inline]
fn reduce(limbs: &mut [u32; LIMBS], column: impl Fn(&[u32; LIMBS], usize, usize) -> u64) {
    let mut quotient = [0; LIMBS];
    let mut sum = 0;
    for index in 0..LIMBS {
        sum += column(limbs, 0, index);
        if index >= 2 {
            sum += dot(slice(&quotient, 0, index - 1), slice(&MODULUS_PLUS_ONE, 2, index + 1));
        }
        if let Some(limb) = quotient.get_mut(index) {
            *limb = (sum & LIMB_MASK) as u32;
        }
        sum >>= LIMB_BITS;
    }
    for index in 0..LIMBS {
        // The result replaces the factor from below: the columns still to come read only limbs above `index`.
        if index + 1 < LIMBS {
            sum += column(limbs, index + 1, LIMBS - 1);
            sum += dot(slice(&quotient, index + 1, LIMBS), slice(&MODULUS_PLUS_ONE, index + 1, LIMBS));
        }
        if let Some(limb) = limbs.get_mut(index) {
            *limb = (sum & LIMB_MASK) as u32;
        }
        sum >>= LIMB_BITS;
    }
    quotient.zeroize();
}

/// The limbs from `low` to before `high`. No caller passes a range that is not there; an empty slice stands for it
/// so that no check that could panic is left in the kernel.
#[inline]
fn slice(limbs: &[u32; LIMBS], low: usize, high: usize) -> &[u32] {
    limbs.get(low..high).unwrap_or_default()
}

/// The sum of the products of `left`'s limbs with `right`'s in reverse order; both are equally long.
#[inline(never)]
fn dot(left: &[u32], right: &[u32]) -> u64 {
    let (left_fours, left_rest) = left.as_chunks::<4>();
    let (right_rest, right_fours) = right.as_rchunks::<4>();
    let mut sum = 0;
    for ([a, b, c, d], [e, f, g, h]) in left_fours.iter().zip(right_fours.iter().rev()) {
        sum += product(*a, *h) + product(*b, *g) + product(*c, *f) + product(*d, *e);
    }
    for (left, right) in left_rest.iter().zip(right_rest.iter().rev()) {
        sum += product(*left, *right);
    }
    sum
}

#[inline]
fn product(left: u32, right: u32) -> u64 {
    u64::from(left) * u64::from(right)
}
