//! Multiplication and squaring modulo N. The kernel is a crate of its own, built for speed: nothing else of the
//! handshake is hot, and nothing else knows how it is done, so that another kernel can take this one's place.

use super::group::MODULUS_PLUS_ONE;
use super::integer::Integer;

/// `number` becomes `number`·`factor`/R modulo N, below 2·N, if the product is below 256·N².
pub(super) fn multiply(number: &mut Integer, factor: &Integer) {
    cognito_srp_kernel::multiply(&mut number.0, &factor.0, &MODULUS_PLUS_ONE);
}

/// `number` becomes `number`²/R modulo N, under the same conditions.
pub(super) fn square(number: &mut Integer) {
    cognito_srp_kernel::square(&mut number.0, &MODULUS_PLUS_ONE);
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
        multiply(&mut result, right);
        assert!(big(&result) < &n * 2_u8);
        assert_eq!((big(&result) << 3080) % &n, big(left) * big(right) % &n);
    }

    fn check_square(number: &Integer) {
        let (mut squared, mut multiplied) = (number.clone(), number.clone());
        square(&mut squared);
        multiply(&mut multiplied, number);
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
        edges.extend((0..3075).step_by(28).map(|bit| &one << bit));
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
