//! The kernel of the SRP handshake: multiplication and squaring modulo N, in Montgomery's form with R = 2^3080.
//!
//! It is a crate of its own for one reason: the rest of the module is built for size, and this for speed.
//!
//! Numbers are 110 limbs of 28 bits, lowest first. N is any modulus of 3072 bits with N ≡ −1 modulo 2^64, such as that
//! of RFC 5054, and is given as N + 1, whose two lowest limbs are zero. Inputs may be any whose product is below
//! 256·N²; since R > 256·N, the result is below 2·N and needs no further subtraction. Every step is the same for all
//! inputs.
//!
//! The result is built column by column: all products of equal weight are summed in 64 bits, with one carry at the
//! end. At most 110 products of the factors and 108 of the reduction meet in a column, each below 2^56.

#![no_std]

use zeroize::Zeroize;

/// How many limbs a number has.
pub const LIMBS: usize = 110;

/// How many bits a limb has.
pub const LIMB_BITS: u32 = 28;

const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/// A number below 2^3080.
pub type Limbs = [u32; LIMBS];

/// `number` becomes `number`·`factor`/R modulo N.
#[inline(never)]
pub fn multiply(number: &mut Limbs, factor: &Limbs, modulus_plus_one: &Limbs) {
    reduce(
        number,
        modulus_plus_one,
        |limbs, k| {
            let (even, odd) = dot(slice(limbs, 0, k + 1), slice(factor, 0, k + 2));
            (even, odd + product(limbs, k + 1, factor, 0))
        },
        |limbs, t| {
            let (even, odd) = dot(slice(limbs, t + 2, LIMBS), slice(factor, t + 1, LIMBS));
            (even + product(limbs, t + 1, factor, LIMBS - 1), odd)
        },
    );
}

/// `number` becomes `number`²/R modulo N.
#[inline(never)]
pub fn square(number: &mut Limbs, modulus_plus_one: &Limbs) {
    // Every product but that of a limb with itself occurs twice.
    reduce(
        number,
        modulus_plus_one,
        |limbs, k| {
            let middle = k / 2;
            let (even, odd) = dot(slice(limbs, 0, middle), slice(limbs, middle + 1, k + 2));
            let odd = odd + product(limbs, middle, limbs, middle + 1);
            (2 * even + product(limbs, middle, limbs, middle), 2 * odd)
        },
        |limbs, t| {
            let middle = LIMBS / 2 + t / 2;
            let (even, odd) = dot(slice(limbs, t + 2, middle), slice(limbs, middle + 1, LIMBS));
            let odd = odd + product(limbs, middle, limbs, middle + 1);
            let outer = if t + 1 < middle { product(limbs, t + 1, limbs, LIMBS - 1) } else { 0 };
            (2 * (even + outer) + product(limbs, middle, limbs, middle), 2 * odd)
        },
    );
}

/// Montgomery's reduction, fused with the product whose columns come in pairs: `low(limbs, k)` gives those of weight
/// k and k + 1, `high(limbs, k)` those of weight 110 + k and 111 + k.
///
/// N ≡ −1 modulo 2^64, so the quotient's next limb is the column's own low limb; and with q·N = q·(N + 1) − q, the
/// subtraction just clears that limb. The two lowest limbs of N + 1 are zero, so a pair of columns needs only those
/// limbs of the quotient that were found before it.
#[inline]
fn reduce(
    limbs: &mut Limbs,
    modulus_plus_one: &Limbs,
    low: impl Fn(&Limbs, usize) -> (u64, u64),
    high: impl Fn(&Limbs, usize) -> (u64, u64),
) {
    let mut quotient = [0; LIMBS];
    let mut carry = 0;
    for k in (0..LIMBS).step_by(2) {
        let (even, odd) = low(limbs, k);
        let (reduced_even, reduced_odd) = dot(slice(&quotient, 0, k), slice(modulus_plus_one, 1, k + 2));
        carry = store(&mut quotient, k, carry + even + reduced_even, odd + reduced_odd);
    }
    for k in (0..LIMBS).step_by(2) {
        let (even, odd) = high(limbs, k);
        let (reduced_even, reduced_odd) =
            dot(slice(&quotient, k + 2, LIMBS), slice(modulus_plus_one, k + 1, LIMBS));
        let outer = product(&quotient, k + 1, modulus_plus_one, LIMBS - 1);
        // The result replaces the factor from below: the columns still to come read only limbs above these.
        carry = store(limbs, k, carry + even + reduced_even + outer, odd + reduced_odd);
    }
    // The quotient tells nothing that the result does not, but it is derived from secrets all the same.
    quotient.zeroize();
}

/// Splits two columns into a limb each and the carry, which is returned.
#[inline]
fn store(limbs: &mut Limbs, index: usize, even: u64, odd: u64) -> u64 {
    let odd = odd + (even >> LIMB_BITS);
    if let Some([first, second]) = limbs.get_mut(index..).and_then(|limbs| limbs.first_chunk_mut()) {
        *first = (even & LIMB_MASK) as u32;
        *second = (odd & LIMB_MASK) as u32;
    }
    odd >> LIMB_BITS
}

/// The limbs from `low` to before `high`; an empty slice stands for a range that is not there, so that no check that
/// could panic is left in the kernel.
#[inline]
fn slice(limbs: &Limbs, low: usize, high: usize) -> &[u32] {
    limbs.get(low..high).unwrap_or_default()
}

/// The product of two limbs; a limb that is not there is zero.
#[inline]
fn product(left: &Limbs, at: usize, right: &Limbs, other: usize) -> u64 {
    times(left.get(at).copied().unwrap_or(0), right.get(other).copied().unwrap_or(0))
}

#[inline]
fn times(left: u32, right: u32) -> u64 {
    u64::from(left) * u64::from(right)
}

/// Two neighbouring columns of a product: the sums of `left`'s limbs times `right`'s in reverse order, where `right`
/// has one limb more, first without its last limb, then without its first. Computing both at once halves the loads.
#[inline]
fn dot(left: &[u32], right: &[u32]) -> (u64, u64) {
    let (mut even, mut odd) = (0, 0);
    let Some((last, right)) = right.split_last() else { return (0, 0) };
    let mut above = *last;
    let (left_pairs, left_rest) = left.as_chunks::<2>();
    let (right_rest, right_pairs) = right.as_rchunks::<2>();
    for ([a, b], [e, f]) in left_pairs.iter().zip(right_pairs.iter().rev()) {
        even += times(*a, *f) + times(*b, *e);
        odd += times(*a, above) + times(*b, *f);
        above = *e;
    }
    for (a, e) in left_rest.iter().zip(right_rest.iter().rev()) {
        even += times(*a, *e);
        odd += times(*a, above);
        above = *e;
    }
    (even, odd)
}
