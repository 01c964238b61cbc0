//! Whole numbers below 2^3080, and the few operations on them that the handshake needs. Every operation takes the
//! same steps for all values; only lengths are public.

use zeroize::Zeroize;

/// How many limbs a number has.
pub(super) const LIMBS: usize = 140;

/// How many bits a limb has: as the kernel has it.
pub(super) const LIMB_BITS: u32 = 22;

/// The bits of one limb.
pub(super) const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/// The bytes of a group element.
pub(super) const ELEMENT_BYTES: usize = 384;

/// A number as limbs, the least significant first; wiped when dropped, since most of them are secret.
#[derive(Clone)]
#[cfg_attr(test, derive(Debug))]
pub(super) struct Integer(pub(super) [u32; LIMBS]);

impl Integer {
    /// A small number.
    pub(super) fn small(value: u8) -> Self {
        Self::from_bytes(&[value])
    }

    /// The number that `bytes` write, most significant first; bytes above 2^3080 are not read.
    #[inline(never)]
    pub(super) fn from_bytes(bytes: &[u8]) -> Self {
        let mut number = Self([0; LIMBS]);
        let mut bytes = bytes.iter().rev();
        let (mut pending, mut width) = (0_u64, 0);
        for limb in &mut number.0 {
            while width < LIMB_BITS {
                pending |= u64::from(bytes.next().copied().unwrap_or(0)) << width;
                width += 8;
            }
            *limb = (pending & LIMB_MASK) as u32;
            pending >>= LIMB_BITS;
            width -= LIMB_BITS;
        }
        number
    }

    /// The number in 384 bytes, most significant first; it must be below 2^3072.
    #[inline(never)]
    pub(super) fn to_bytes(&self) -> [u8; ELEMENT_BYTES] {
        let mut bytes = [0; ELEMENT_BYTES];
        let mut limbs = self.0.iter();
        let (mut pending, mut width) = (0_u64, 0);
        for byte in bytes.iter_mut().rev() {
            if width < 8 {
                pending |= u64::from(limbs.next().copied().unwrap_or(0)) << width;
                width += LIMB_BITS;
            }
            *byte = (pending & 0xff) as u8;
            pending >>= 8;
            width -= 8;
        }
        bytes
    }

    /// Subtracts `other` modulo 2^3080; gives 1 where the difference was negative, else 0.
    #[inline(never)]
    pub(super) fn subtract(&mut self, other: &Self) -> u32 {
        let mut borrow = 0;
        for (limb, other) in self.0.iter_mut().zip(&other.0) {
            let difference = limb.wrapping_sub(*other).wrapping_sub(borrow);
            borrow = difference >> 31;
            *limb = difference & ((1 << LIMB_BITS) - 1);
        }
        borrow
    }

    /// Multiplies by 2^`bits` modulo 2^3080; `bits` may be secret and is below 22.
    #[inline(never)]
    pub(super) fn shift_left(&mut self, bits: u32) {
        let mut carry = 0;
        for limb in &mut self.0 {
            let shifted = (u64::from(*limb) << bits) | carry;
            *limb = (shifted & LIMB_MASK) as u32;
            carry = shifted >> LIMB_BITS;
        }
    }

    /// Becomes `other` where `mask` is all ones, stays as it is where `mask` is zero.
    pub(super) fn assign_where(&mut self, mask: u32, other: &Self) {
        // The optimiser must not learn that there are two cases, else it may branch on them.
        let mask = core::hint::black_box(mask);
        for (limb, other) in self.0.iter_mut().zip(&other.0) {
            *limb ^= mask & (*limb ^ other);
        }
    }

    /// Whether the number is zero; the answer is public.
    pub(super) fn is_zero(&self) -> bool {
        self.0.iter().fold(0, |bits, limb| bits | limb) == 0
    }
}

impl Drop for Integer {
    #[inline(never)]
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
pub(super) mod tests {
    use num_bigint::BigUint;
    use proptest::prelude::*;

    use super::*;

    pub(in crate::srp) fn big(number: &Integer) -> BigUint {
        number.0.iter().rev().fold(BigUint::ZERO, |sum, limb| (sum << LIMB_BITS) + limb)
    }

    pub(in crate::srp) fn integer(number: &BigUint) -> Integer {
        Integer::from_bytes(&number.to_bytes_be())
    }

    /// Numbers below 2^3075, which is less than 16·N: all that the kernel meets. Some have long runs of equal bits.
    pub(in crate::srp) fn any_integer() -> impl Strategy<Value = Integer> {
        let byte = prop_oneof![4 => any::<u8>(), 1 => Just(0), 1 => Just(0xff)];
        (0..8_u8, prop::collection::vec(byte, 0..=384)).prop_map(|(top, mut bytes)| {
            if bytes.len() == 384 {
                bytes.insert(0, top);
            }
            Integer::from_bytes(&bytes)
        })
    }

    proptest! {
        #[test]
        fn bytes_there_and_back(bytes in prop::collection::vec(any::<u8>(), ELEMENT_BYTES)) {
            let number = Integer::from_bytes(&bytes);
            prop_assert_eq!(big(&number), BigUint::from_bytes_be(&bytes));
            prop_assert_eq!(number.to_bytes().to_vec(), bytes);
        }

        #[test]
        fn differences(left in any_integer(), right in any_integer()) {
            let mut difference = left.clone();
            let negative = difference.subtract(&right) == 1;
            prop_assert_eq!(negative, big(&left) < big(&right));
            let sum = (big(&difference) + big(&right)) % (BigUint::from(1_u8) << 3080);
            prop_assert_eq!(sum, big(&left));
        }

        #[test]
        fn shifts(number in any_integer(), bits in 0..5_u32) {
            let mut shifted = number.clone();
            shifted.shift_left(bits);
            prop_assert_eq!(big(&shifted), big(&number) << bits);
        }

        #[test]
        fn choices(number in any_integer(), other in any_integer()) {
            let mut kept = number.clone();
            kept.assign_where(0, &other);
            prop_assert_eq!(big(&kept), big(&number));
            kept.assign_where(u32::MAX, &other);
            prop_assert_eq!(big(&kept), big(&other));
        }
    }

    #[test]
    fn zero() {
        assert!(Integer::small(0).is_zero());
        assert!((0..3080).all(|bit| !integer(&(BigUint::from(1_u8) << bit)).is_zero()));
    }
}
