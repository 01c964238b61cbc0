//! Whole numbers below 2^3080, and the few operations on them that the handshake needs. Every operation takes the
//! same steps for all values; only lengths are public.

use zeroize::Zeroize;

/// How many limbs a number has.
pub(super) const LIMBS: usize = 110;

/// How many bits a limb has: so few that 218 products of limbs can be summed in 64 bits before a carry is due.
pub(super) const LIMB_BITS: u32 = 28;

/// The bits of one limb.
pub(super) const LIMB_MASK: u64 = (1 << LIMB_BITS) - 1;

/// The bytes of a group element.
pub(super) const ELEMENT_BYTES: usize = 384;

/// A number as limbs, the least significant first; wiped when dropped, since most of them are secret.
#[derive(Clone)]
pub(super) struct Integer(pub(super) [u32; LIMBS]);

impl Integer {
    /// A small number.
    pub(super) fn small(value: u8) -> Self {
        Self::from_bytes(&[value])
    }

    /// The number that `bytes` write, most significant first; bytes above 2^3080 are not read.
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
    pub(super) fn subtract(&mut self, other: &Self) -> u32 {
        let mut borrow = 0;
        for (limb, other) in self.0.iter_mut().zip(&other.0) {
            let difference = limb.wrapping_sub(*other).wrapping_sub(borrow);
            borrow = difference >> 31;
            *limb = difference & ((1 << LIMB_BITS) - 1);
        }
        borrow
    }

    /// Multiplies by 2^`bits` modulo 2^3080; `bits` may be secret and is below 28.
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
    fn drop(&mut self) {
        self.0.zeroize();
    }
}
