//! Multiplication and squaring modulo N. The kernel is a crate of its own, built for speed: nothing else of the
//! handshake is hot, and nothing else knows how it is done, so that another kernel can take this one's place.

use cognito_srp_kernel::Montgomery;

use super::group::modulus_plus_one;
use super::integer::Integer;

/// The kernel for this group, with its workspace, which is wiped when it is dropped.
pub(super) struct Multiplier(Montgomery);

impl Multiplier {
    #[inline(never)]
    pub(super) fn new() -> Self {
        Self(Montgomery::new(&modulus_plus_one().0))
    }

    /// `number` becomes `number`·`factor`/R modulo N, below 2·N, if the product is below 256·N².
    pub(super) fn multiply(&mut self, number: &mut Integer, factor: &Integer) {
        self.0.multiply(&mut number.0, &factor.0);
    }

    /// `number` becomes `number`²/R modulo N, under the same conditions.
    pub(super) fn square(&mut self, number: &mut Integer) {
        self.0.square(&mut number.0);
    }
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;
    use proptest::prelude::*;

    use super::*;
    use crate::srp::group::modulus;
    use crate::srp::integer::tests::{any_integer, big, integer};

    fn check(left: &Integer, right: &Integer) {
        let n = big(&modulus());
        let mut result = left.clone();
        Multiplier::new().multiply(&mut result, right);
        assert!(big(&result) < &n * 2_u8);
        assert_eq!((big(&result) << 3080) % &n, big(left) * big(right) % &n);
    }

    fn check_square(number: &Integer) {
        let (mut squared, mut multiplied) = (number.clone(), number.clone());
        let mut arithmetic = Multiplier::new();
        arithmetic.square(&mut squared);
        arithmetic.multiply(&mut multiplied, number);
        assert_eq!(big(&squared), big(&multiplied));
        check(number, number);
    }

    #[test]
    fn edges() {
        let n = big(&modulus());
        let one = BigUint::from(1_u8);
        let mut edges = vec![BigUint::ZERO, one.clone(), &n - 1_u8, n.clone(), &n + 1_u8];
        edges.extend([(&one << 3072) - 1_u8, &n * 2_u8 - 1_u8, &n * 16_u8 - 1_u8]);
        // Every limb but the highest full: the columns' sums are as large as they can be.
        edges.push((&one << 3075) - 1_u8);
        edges.extend((0..3075).step_by(22).map(|bit| &one << bit));
        for left in &edges {
            check_square(&integer(left));
            for right in &edges[..9] {
                check(&integer(left), &integer(right));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn products(left in any_integer(), right in any_integer()) {
            check(&left, &right);
            check_square(&left);
        }
    }
}
