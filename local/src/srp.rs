//! The server's side of SRP as Cognito does it: RFC 5054's 3072-bit group with g = 2, SHA-256, and `padHex`.

use std::sync::LazyLock;

use data_encoding::HEXLOWER;
use hmac_sha256::{HKDF, HMAC, Hash};
use num_bigint::BigUint;

/// RFC 5054's 3072-bit group.
const MODULUS: &str = "\
    FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74\
    020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437\
    4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED\
    EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05\
    98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB\
    9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B\
    E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718\
    3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33\
    A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7\
    ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864\
    D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2\
    08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF";
/// As many hexadecimal digits as `SRP_A` may have: those of the modulus and a sign byte.
const LONGEST_HEX: usize = 770;

static GROUP: LazyLock<Group> = LazyLock::new(Group::new);

struct Group {
    modulus: BigUint,
    generator: BigUint,
    multiplier: BigUint,
}

impl Group {
    fn new() -> Self {
        let modulus = BigUint::parse_bytes(MODULUS.as_bytes(), 16).unwrap_or_default();
        let generator = BigUint::from(2_u8);
        let multiplier = number(&hash(&[&pad(&modulus), &pad(&generator)]));
        Self { modulus, generator, multiplier }
    }
}

/// What the server stores in the place of a password: a salt and `v = g^x`.
#[derive(Clone)]
pub(crate) struct Verifier {
    pub(crate) salt: BigUint,
    pub(crate) value: BigUint,
}

impl Verifier {
    /// From the password, for the pool name (the part of the pool's id after `_`) and the user's id.
    pub(crate) fn new(pool_name: &str, user_id: &str, password: &str, salt: BigUint) -> Self {
        let identity = hash(&[pool_name.as_bytes(), user_id.as_bytes(), b":", password.as_bytes()]);
        let x = number(&hash(&[&pad(&salt), &identity]));
        Self { value: GROUP.generator.modpow(&x, &GROUP.modulus), salt }
    }

    /// One that fits no password known to anybody, but looks like one that does.
    pub(crate) fn decoy(seed: &[u8]) -> Self {
        let mut value = [0; 384];
        HKDF::expand(&mut value, seed, b"verifier");
        let mut salt = [0; 16];
        HKDF::expand(&mut salt, seed, b"salt");
        Self { salt: number(&salt), value: number(&value) % &GROUP.modulus }
    }
}

/// What the user offered as `SRP_A`, if it is fit to go on with.
pub(crate) fn parse_public_value(hex: &str) -> Option<BigUint> {
    let plausible =
        (1..=LONGEST_HEX).contains(&hex.len()) && hex.bytes().all(|digit| digit.is_ascii_hexdigit());
    let value = plausible.then(|| BigUint::parse_bytes(hex.as_bytes(), 16))??;
    // Zero or a multiple of N would fix S = 0: whoever sends it needs no password.
    (value > BigUint::ZERO && value < GROUP.modulus).then_some(value)
}

/// A handshake after the server's turn: A is known, B is made.
#[derive(Clone)]
pub(crate) struct Handshake {
    pub(crate) public_a: BigUint,
    pub(crate) public_b: BigUint,
    secret_b: BigUint,
    verifier: BigUint,
}

impl Handshake {
    /// `B = k·v + g^b`. Nothing if B would be zero, so that another `b` must be drawn.
    pub(crate) fn new(public_a: BigUint, secret_b: BigUint, verifier: BigUint) -> Option<Self> {
        let group = &*GROUP;
        let power = group.generator.modpow(&secret_b, &group.modulus);
        let public_b = (&group.multiplier * &verifier + power) % &group.modulus;
        let handshake = Self { public_a, public_b, secret_b, verifier };
        (handshake.public_b != BigUint::ZERO && handshake.scrambler() != BigUint::ZERO).then_some(handshake)
    }

    /// `u = H(padHex(A) ‖ padHex(B))`.
    fn scrambler(&self) -> BigUint {
        number(&hash(&[&pad(&self.public_a), &pad(&self.public_b)]))
    }

    /// `S = (A·v^u)^b`.
    fn shared_secret(&self) -> BigUint {
        let modulus = &GROUP.modulus;
        let base = &self.public_a * self.verifier.modpow(&self.scrambler(), modulus) % modulus;
        base.modpow(&self.secret_b, modulus)
    }

    /// The first 16 bytes of HKDF over S.
    fn key(&self) -> [u8; 16] {
        let extracted = HKDF::extract(pad(&self.scrambler()), pad(&self.shared_secret()));
        let mut key = [0; 16];
        HKDF::expand(&mut key, extracted, b"Caldera Derived Key");
        key
    }

    /// The signature that only the holder of the password can give.
    pub(crate) fn signature(
        &self,
        pool_name: &str,
        user_id: &str,
        block: &[u8],
        timestamp: &str,
    ) -> [u8; 32] {
        let mut mac = HMAC::new(self.key());
        for part in [pool_name.as_bytes(), user_id.as_bytes(), block, timestamp.as_bytes()] {
            mac.update(part);
        }
        mac.finalize()
    }
}

/// Lower-case hexadecimal without leading zeros, as Cognito sends `SALT` and `SRP_B`.
pub(crate) fn hex(value: &BigUint) -> String {
    value.to_str_radix(16)
}

/// Cognito's `padHex`: the minimal two's-complement encoding, so that a set high bit gets a zero byte in front.
fn pad(value: &BigUint) -> Vec<u8> {
    let mut bytes = value.to_bytes_be();
    if bytes.first().is_none_or(|first| first & 0x80 != 0) {
        bytes.insert(0, 0);
    }
    bytes
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Hash::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize()
}

fn number(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_be(bytes)
}

/// For stored verifiers: hexadecimal text to a number.
pub(crate) fn parse_hex(text: &str) -> Option<BigUint> {
    let even = if text.len().is_multiple_of(2) { text.to_owned() } else { format!("0{text}") };
    HEXLOWER.decode(even.as_bytes()).ok().map(|bytes| number(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use data_encoding::BASE64;

    fn big(text: &serde_json::Value) -> BigUint {
        BigUint::parse_bytes(text.as_str().unwrap().as_bytes(), 16).unwrap()
    }

    #[test]
    fn the_multiplier_is_the_published_one() {
        assert_eq!(
            hex(&GROUP.multiplier),
            "538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6"
        );
    }

    #[test]
    fn every_vector_agrees_from_the_servers_side() {
        let text = include_str!("../../tests/vectors/cognito-srp/user_srp.json");
        let file: serde_json::Value = serde_json::from_str(text).unwrap();
        let vectors = file["vectors"].as_array().unwrap();
        assert_eq!(vectors.len(), 102);
        for vector in vectors {
            let (input, middle, expected) = (&vector["input"], &vector["intermediate"], &vector["expected"]);
            let id = vector["id"].as_str().unwrap();
            let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
            let pool_name = text(&input["pool_id"]).split_once('_').unwrap().1.to_owned();
            let user = text(&input["user_id_for_srp"]);
            let verifier = Verifier::new(&pool_name, &user, &text(&input["password"]), big(&input["salt"]));
            assert_eq!(hex(&verifier.value), text(&middle["v_server"]), "v of {id}");
            let public_a = parse_public_value(&text(&expected["SRP_A"])).unwrap();
            let handshake = Handshake::new(public_a, big(&input["b"]), verifier.value).unwrap();
            assert_eq!(handshake.public_b, big(&input["srp_b"]), "B of {id}");
            assert_eq!(handshake.scrambler(), big(&middle["u"]), "u of {id}");
            assert_eq!(handshake.shared_secret(), big(&middle["S"]), "S of {id}");
            assert_eq!(HEXLOWER.encode(&handshake.key()), text(&middle["hkdf_key_16"]), "key of {id}");
            let block = BASE64.decode(text(&input["secret_block"]).as_bytes()).unwrap();
            let signature = handshake.signature(&pool_name, &user, &block, &text(&expected["TIMESTAMP"]));
            assert_eq!(BASE64.encode(&signature), text(&expected["PASSWORD_CLAIM_SIGNATURE"]), "{id}");
            let time = crate::time::Time::from_seconds(input["epoch_seconds"].as_i64().unwrap());
            assert_eq!(time.srp_timestamp(), text(&expected["TIMESTAMP"]), "timestamp of {id}");
        }
    }

    #[test]
    fn public_values_that_need_no_password_are_refused() {
        let multiple = |factor: u8| hex(&(&GROUP.modulus * factor));
        let long = "1".repeat(LONGEST_HEX + 1);
        for text in ["", "0", "00", "-1", "xyz", " 2", "+2", &multiple(1), &multiple(2), &long] {
            assert!(parse_public_value(text).is_none(), "{text}");
        }
        assert!(parse_public_value("2").is_some());
        assert!(parse_public_value("0Aa").is_some());
    }

    #[test]
    fn decoys_are_repeatable_and_differ() {
        assert!(Verifier::decoy(b"a").salt == Verifier::decoy(b"a").salt);
        assert!(Verifier::decoy(b"a").salt != Verifier::decoy(b"b").salt);
        assert!(Verifier::decoy(b"a").value < GROUP.modulus);
    }
}
