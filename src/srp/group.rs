//! The 3072-bit group of RFC 5054 with g = 2, which is Cognito's choice; elements are in Montgomery's form.

use super::integer::{ELEMENT_BYTES, Integer};
use super::montgomery::Multiplier;

/// N + 1.
static MODULUS_PLUS_ONE: [u8; ELEMENT_BYTES] = bytes(
    "\
     ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
     ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
     ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f\
     83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
     e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510\
     15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7\
     abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c\
     bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2cb0000000000000000",
);

/// 2^(2^128)·R modulo N: lets g^e be computed from the two halves of e at once.
static GENERATOR_POWER: [u8; ELEMENT_BYTES] = bytes(
    "\
     57eec7b5a945550e7352f0daf9405b703ba2ae0ed1be39c8d63758f8ac11386763309d100e6d020e4f5cb3619125573d\
     b5d62389028e1a604c30312fcd87602e7a0a93b8aadcc72e22e6e6c835d1c2164139113b6b0ccb44a63952fbe1b8625a\
     bcccb4934ca8e6a40f36ac772fa7e62a6df8365efba1f8588bc6683dc4a3488687829aad47a118b7a069f1078a0d834a\
     2b3676bcf49b5407f1a5962f4cbf635c4e127fadfcb4b0f192abca6cee1d1cc04be9546bac01f9fe1b2fa4c545d7ec4a\
     b4b684c89de5ce295546640988f5611315956f6df2b14e31e285e1ac488fad735d4a255dee38e68716098fc6a1f6bd93\
     e7f09342106aac34310065e04dd8e64910e62b8db7a4b753df58a9a8e8fff54dfc53d02ed9fe0f0fa2d34ef50b9e3832\
     fc2ca74b47fcfe8d14a324d7ecdadd53f62aa140aa1b6f3474bb538f99a02d68968ea6870a077dbc53db9de5759fa6c5\
     3c9ca50c5fccbcb2f3d62bfa85e7ba4303c62f7791202ecc69f1da808134656d5d4ae64e711387c4fefd05fbe5f82135",
);

/// k = SHA-256(padHex(N) ‖ padHex(g)).
static MULTIPLIER: [u8; 32] = [
    0x53, 0x82, 0x82, 0xc4, 0x35, 0x47, 0x42, 0xd7, 0xcb, 0xbd, 0xe2, 0x35, 0x9f, 0xcf, 0x67, 0xf9, 0xf5,
    0xb3, 0xa6, 0xb0, 0x87, 0x91, 0xe5, 0x01, 0x1b, 0x43, 0xb8, 0xa5, 0xb6, 0x6d, 0x9e, 0xe6,
];

/// The bytes of a number in hexadecimal, at compile time.
#[allow(clippy::indexing_slicing, reason = "evaluated at compile time, where a panic is an error")]
const fn bytes(hex: &str) -> [u8; ELEMENT_BYTES] {
    let digits = hex.as_bytes();
    let mut bytes = [0; ELEMENT_BYTES];
    let mut index = 0;
    while index < digits.len() {
        let digit = digits[index];
        let value = if digit.is_ascii_digit() { digit - b'0' } else { digit - b'a' + 10 };
        bytes[index / 2] = bytes[index / 2] << 4 | value;
        index += 1;
    }
    bytes
}

/// N + 1, whose two lowest limbs are zero: what the reduction works with.
pub(super) fn modulus_plus_one() -> Integer {
    Integer::from_bytes(&MODULUS_PLUS_ONE)
}

/// N.
#[inline(never)]
pub(super) fn modulus() -> Integer {
    let mut modulus = modulus_plus_one();
    modulus.subtract(&Integer::small(1));
    modulus
}

/// 1 in Montgomery's form: R − 256·N, which is R modulo N.
#[inline(never)]
pub(super) fn one() -> Integer {
    let mut multiple = modulus();
    multiple.shift_left(8);
    let mut one = Integer::small(0);
    one.subtract(&multiple);
    one
}

/// The base of the upper half of an exponent of g: see [`super::power::generator_power`].
pub(super) fn generator_power_base() -> Integer {
    Integer::from_bytes(&GENERATOR_POWER)
}

/// `number`, below 4·N, in Montgomery's form.
pub(super) fn enter(number: &mut Integer) {
    // R² modulo N is the form of 2^3080, and 3080 = ((3·2^7) + 1)·2^3.
    let mut multiplier = Multiplier::new();
    let mut r_squared = one();
    r_squared.shift_left(3);
    for round in 0..10 {
        multiplier.square(&mut r_squared);
        r_squared.shift_left(u32::from(round == 6));
    }
    multiplier.multiply(number, &r_squared);
}

/// The number whose form `number` is, below N.
#[inline(never)]
pub(super) fn leave(number: &mut Integer) {
    Multiplier::new().multiply(number, &Integer::small(1));
    subtract_modulus(number);
}

/// Brings a `number` that is below 2·N below N.
fn subtract_modulus(number: &mut Integer) {
    let mut reduced = number.clone();
    let negative = reduced.subtract(&modulus());
    number.assign_where(negative.wrapping_sub(1), &reduced);
}

/// Whether `number` is below N; the answer is public.
pub(super) fn is_reduced(number: &Integer) -> bool {
    number.clone().subtract(&modulus()) == 1
}

/// B − k·g^x in Montgomery's form, from B below N and g^x in that form.
pub(super) fn server_share(public_value: &Integer, verifier: Integer) -> Integer {
    // One factor in Montgomery's form and one plain give a plain product, below 2·N.
    let mut share = verifier;
    Multiplier::new().multiply(&mut share, &Integer::from_bytes(&MULTIPLIER));
    // B − (k·g^x − 2·N), so that no step turns negative in the end.
    let mut twice_modulus = modulus();
    twice_modulus.shift_left(1);
    share.subtract(&twice_modulus);
    let mut difference = public_value.clone();
    difference.subtract(&share);
    enter(&mut difference);
    difference
}

#[cfg(test)]
mod tests {
    use num_bigint::BigUint;
    use proptest::prelude::*;
    use sha2::{Digest as _, Sha256};

    use super::*;
    use crate::srp::integer::tests::{any_integer, big, integer};

    #[test]
    fn constants() {
        let n = big(&modulus());
        assert_eq!(n.bits(), 3072);
        assert_eq!(&n % (BigUint::from(1_u8) << 64) + 1_u8, BigUint::from(1_u8) << 64);
        // What the kernel asks for.
        let sum: u64 = modulus_plus_one().0.iter().map(|limb| u64::from(*limb)).sum();
        assert!(sum < 116 << 22);
        // Fermat's test on N and on (N − 1)/2: N is the safe prime that RFC 5054 asks for.
        let half: BigUint = &n >> 1;
        let (one, two) = (BigUint::from(1_u8), BigUint::from(2_u8));
        assert_eq!(two.modpow(&(&n - 1_u8), &n), one);
        assert_eq!(two.modpow(&(&half - 1_u8), &half), one);

        let power = two.modpow(&(&one << 128), &n);
        assert_eq!(big(&generator_power_base()), (power << 3080) % &n);
        assert_eq!(big(&super::one()), (&one << 3080) % &n);

        let digest = Sha256::digest([&[0][..], &n.to_bytes_be(), &[2]].concat());
        assert_eq!(digest[..], MULTIPLIER);
    }

    #[test]
    fn reduction_at_its_edges() {
        let n = big(&modulus());
        for (number, reduced) in [(&n - 1_u8, true), (n.clone(), false), (&n + 1_u8, false)] {
            assert_eq!(is_reduced(&integer(&number)), reduced);
        }
        assert!(is_reduced(&Integer::small(0)));
        for number in [BigUint::ZERO, BigUint::from(1_u8), &n - 1_u8, n.clone(), &n + 1_u8, &n * 2_u8 - 1_u8]
        {
            let mut element = integer(&number);
            subtract_modulus(&mut element);
            assert_eq!(big(&element), number % &n);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn there_and_back(number in any_integer()) {
            // Four times N is the most that enters.
            let (n, mut element) = (big(&modulus()), number.clone());
            prop_assume!(big(&number) < &n * 4_u8);
            enter(&mut element);
            prop_assert_eq!(big(&element) % &n, (big(&number) << 3080) % &n);
            leave(&mut element);
            prop_assert_eq!(big(&element), big(&number) % &n);
        }

        #[test]
        fn shares(public_value in any_integer(), verifier in any_integer()) {
            let n = big(&modulus());
            let (b, v) = (big(&public_value) % &n, big(&verifier) % &n);
            let mut form = integer(&v);
            enter(&mut form);
            let mut share = server_share(&integer(&b), form);
            leave(&mut share);
            let k = BigUint::from_bytes_be(&MULTIPLIER);
            prop_assert_eq!(big(&share), (&b + &n * &k - k * v) % &n);
        }
    }
}
