//! The SRP handshake through the public API.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "vectors/srp_vectors.rs"]
mod srp_vectors;

use cognito_wasm::clock::Timestamp;
use cognito_wasm::ports::Random;
use cognito_wasm::srp::{Handshake, PasswordVerifier, Proof, timestamp};
use cognito_wasm::{Code, Error};
use proptest::prelude::*;

const N: &str = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
    ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
    ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f\
    83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
    e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510\
    15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7\
    abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c\
    bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";

const CHALLENGE: PasswordVerifier<'_> = PasswordVerifier {
    user_id_for_srp: "user",
    salt: "a1b2c3",
    srp_b: "123456789abcdef",
    secret_block: "c2VjcmV0",
};

fn prove(challenge: &PasswordVerifier<'_>) -> Result<Proof, Error> {
    Handshake::with_exponent(&[42])?.prove(challenge, "AbCdEf123", "password", Timestamp::from_seconds(0))
}

fn refused(challenge: &PasswordVerifier<'_>, subject: &'static str) {
    let error = prove(challenge).expect_err(subject);
    assert_eq!((error.code(), error.subject()), (Code::SrpValueInvalid, Some(subject)));
}

#[test]
fn known_answers() {
    assert_eq!(srp_vectors::known_answers(), 102);
}

#[test]
fn hostile_and_ambiguous_values() {
    assert_eq!(srp_vectors::hostile_values(), 10);
}

#[test]
fn server_values_out_of_range() {
    let below = format!("{}e", N.strip_suffix('f').unwrap());
    assert!(prove(&PasswordVerifier { srp_b: &below, ..CHALLENGE }).is_ok(), "N − 1 is the largest B");
    assert!(prove(&PasswordVerifier { srp_b: "1", ..CHALLENGE }).is_ok());

    let twice_n = format!("1{}", "f".repeat(768));
    let longest = "f".repeat(1024);
    let zeros = "0".repeat(768);
    for srp_b in
        ["", "0", "00", &zeros, N, &twice_n, &longest, "-1", "+1", "0x12", " 12", "12 ", "1g", "é1", "１２"]
    {
        refused(&PasswordVerifier { srp_b, ..CHALLENGE }, "SRP_B");
    }
}

#[test]
fn salts_and_secret_blocks_out_of_range() {
    for salt in ["", "-", "-1", "xyz", "a b", "é"] {
        refused(&PasswordVerifier { salt, ..CHALLENGE }, "SALT");
    }
    for secret_block in ["", "c2VjcmV", "c2VjcmV0=", "c2Vj cmV0", "-_-_", "é", "c2VjcmU"] {
        refused(&PasswordVerifier { secret_block, ..CHALLENGE }, "SECRET_BLOCK");
    }
}

#[test]
fn a_megabyte_is_refused() {
    let megabyte = "1".repeat(1 << 20);
    refused(&PasswordVerifier { srp_b: &megabyte, ..CHALLENGE }, "SRP_B");
    refused(&PasswordVerifier { salt: &megabyte, ..CHALLENGE }, "SALT");
    refused(&PasswordVerifier { secret_block: &megabyte, ..CHALLENGE }, "SECRET_BLOCK");
}

#[test]
fn numbers_not_digits_are_hashed() {
    let proof = prove(&CHALLENGE).unwrap();
    for (salt, srp_b) in
        [("00a1b2c3", "123456789abcdef"), ("0a1b2c3", "0123456789ABCDEF"), ("A1B2C3", "00123456789abcdef")]
    {
        assert!(prove(&PasswordVerifier { salt, srp_b, ..CHALLENGE }).unwrap() == proof, "{salt} {srp_b}");
    }
    for salt in ["a1b2c4", "a1b2c300"] {
        assert!(prove(&PasswordVerifier { salt, ..CHALLENGE }).unwrap() != proof, "{salt}");
    }
}

#[test]
fn passwords_are_taken_as_they_are() {
    let signature = |password| {
        let handshake = Handshake::with_exponent(&[42]).unwrap();
        handshake.prove(&CHALLENGE, "AbCdEf123", password, Timestamp::from_seconds(0)).unwrap().signature
    };
    let composed_and_decomposed = (signature("caf\u{e9}"), signature("cafe\u{301}"));
    assert_ne!(composed_and_decomposed.0, composed_and_decomposed.1);
    assert_ne!(signature("password"), signature("password "));
}

struct Filled(u8);

impl Random for Filled {
    fn fill(&mut self, buffer: &mut [u8]) -> Result<(), Error> {
        buffer.fill(self.0);
        Ok(())
    }
}

struct Failing;

impl Random for Failing {
    fn fill(&mut self, _: &mut [u8]) -> Result<(), Error> {
        Err(Error::new(Code::RandomUnavailable))
    }
}

#[test]
fn randomness() {
    let handshake = Handshake::new(&mut Filled(7)).unwrap();
    assert_eq!(handshake.public_value(), Handshake::with_exponent(&[7; 32]).unwrap().public_value());
    assert_eq!(Handshake::new(&mut Failing).err().unwrap().code(), Code::RandomUnavailable);
    // A source that reports success and does nothing.
    assert_eq!(Handshake::new(&mut Filled(0)).err().unwrap().code(), Code::RandomUnavailable);
}

#[test]
fn exponents() {
    let public_value =
        |a: &[u8]| Handshake::with_exponent(a).map(|handshake| handshake.public_value().to_owned());
    assert_eq!(public_value(&[7]).unwrap(), "80");
    assert_eq!(public_value(&[0, 0, 11]).unwrap(), "800");
    assert!(public_value(&[0xff; 512]).is_ok());
    for a in [&[][..], &[0], &[0; 32], &[1; 513]] {
        assert_eq!(public_value(a).unwrap_err().code(), Code::SrpValueInvalid);
    }
}

#[test]
fn debug_shows_no_secret() {
    let handshake = Handshake::with_exponent(&[0xab; 32]).unwrap();
    let shown = format!("{handshake:?}");
    assert!(!shown.contains("171") && !shown.contains("ab, ab"), "{shown}");
    let proof = prove(&CHALLENGE).unwrap();
    assert!(!format!("{proof:?}").contains(&proof.signature));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_input_panics(user_id in ".{0,40}", salt in ".{0,40}", srp_b in ".{0,40}", block in ".{0,40}", password in ".*") {
        let challenge =
            PasswordVerifier { user_id_for_srp: &user_id, salt: &salt, srp_b: &srp_b, secret_block: &block };
        let handshake = Handshake::with_exponent(&[42]).unwrap();
        let _ = handshake.prove(&challenge, "AbCdEf123", &password, Timestamp::from_seconds(0));
    }

    #[test]
    fn every_well_formed_challenge_is_answered(
        salt in "[0-9a-fA-F]{1,64}", srp_b in "[1-9a-f][0-9a-fA-F]{0,766}", password in ".*", now: i64,
    ) {
        let challenge = PasswordVerifier { salt: &salt, srp_b: &srp_b, ..CHALLENGE };
        let handshake = Handshake::with_exponent(&[42]).unwrap();
        let proof = handshake.prove(&challenge, "AbCdEf123", &password, Timestamp::from_millis(now)).unwrap();
        prop_assert_eq!(proof.signature.len(), 44);
        prop_assert_eq!(proof.timestamp, timestamp(Timestamp::from_millis(now)));
    }
}
