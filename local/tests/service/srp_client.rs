//! The other side of SRP, written from its formulas and sharing no line with the server.

use hmac_sha256::{HMAC, Hash};
use local_cognito::Random;
use num_bigint::{BigInt, BigUint, Sign};
use serde_json::{Value, json};

use crate::support::{Counter, POOL};

/// The prime of RFC 3526, group 15, which is RFC 5054's 3072-bit group.
const N: &str = "\
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

pub(crate) fn modulus() -> BigUint {
    BigUint::parse_bytes(N.as_bytes(), 16).unwrap()
}

/// One attempt: `a` and what follows from it.
pub(crate) struct Proof {
    secret_a: BigUint,
    /// The pool's name without its region.
    pub(crate) pool: &'static str,
}

impl Proof {
    pub(crate) fn new(random: &mut Counter) -> Self {
        let mut bytes = [0; 32];
        random.fill(&mut bytes).unwrap();
        let pool = POOL.split('_').next_back().unwrap();
        Self { secret_a: BigUint::from_bytes_be(&bytes), pool }
    }

    /// `A = g^a`
    pub(crate) fn public_a(&self) -> String {
        BigUint::from(2_u8).modpow(&self.secret_a, &modulus()).to_str_radix(16)
    }

    /// The `ChallengeResponses` for a `PASSWORD_VERIFIER` challenge.
    pub(crate) fn responses(&self, challenge: &Value, password: &str, timestamp: &str) -> Value {
        let user = challenge["ChallengeParameters"]["USER_ID_FOR_SRP"].as_str().unwrap().to_owned();
        let mut responses = self.claim(challenge, (self.pool, &user), password, timestamp);
        responses["USERNAME"] = json!(user);
        responses
    }

    /// The proof, of a user in a pool or of a device in its group.
    pub(crate) fn claim(
        &self,
        challenge: &Value,
        (domain, name): (&str, &str),
        password: &str,
        timestamp: &str,
    ) -> Value {
        let parameters = &challenge["ChallengeParameters"];
        let text = |name: &str| parameters[name].as_str().unwrap();
        let key = self.key(text("SRP_B"), text("SALT"), &format!("{domain}{name}:{password}"));
        let block = data_encoding::BASE64.decode(text("SECRET_BLOCK").as_bytes()).unwrap();
        let message = [domain.as_bytes(), name.as_bytes(), &block, timestamp.as_bytes()].concat();
        json!({
            "PASSWORD_CLAIM_SECRET_BLOCK": text("SECRET_BLOCK"),
            "PASSWORD_CLAIM_SIGNATURE": data_encoding::BASE64.encode(&HMAC::mac(&message, key)),
            "TIMESTAMP": timestamp,
        })
    }

    /// `S = (B − k·g^x)^(a + u·x)`, then HKDF by hand.
    fn key(&self, public_b: &str, salt: &str, identity: &str) -> [u8; 16] {
        let (prime, two) = (modulus(), BigUint::from(2_u8));
        let (big_a, big_b) = (pad_hex(&self.public_a()), pad_hex(public_b));
        let k = integer(&Hash::hash(&[pad_hex(N), pad_hex("2")].concat()));
        let u = Hash::hash(&[big_a, big_b.clone()].concat());
        let x = integer(&Hash::hash(&[pad_hex(salt), Hash::hash(identity.as_bytes()).to_vec()].concat()));
        let difference = BigInt::from(integer(&big_b)) - BigInt::from(k * two.modpow(&x, &prime));
        let base = difference.modpow(&BigInt::from(1), &BigInt::from_biguint(Sign::Plus, prime.clone()));
        let secret = base.to_biguint().unwrap().modpow(&(&self.secret_a + integer(&u) * x), &prime);
        let extracted = HMAC::mac(pad_hex(&secret.to_str_radix(16)), pad_hex(&integer(&u).to_str_radix(16)));
        let expanded = HMAC::mac(b"Caldera Derived Key\x01", extracted);
        expanded[..16].try_into().unwrap()
    }
}

/// What `ConfirmDevice` sends: salt and verifier in base64.
pub(crate) fn device_verifier(group: &str, key: &str, password: &str, salt: &[u8; 16]) -> Value {
    let identity = Hash::hash(format!("{group}{key}:{password}").as_bytes());
    let salt = pad_hex(&data_encoding::HEXLOWER.encode(salt));
    let x = integer(&Hash::hash(&[salt.clone(), identity.to_vec()].concat()));
    let verifier = BigUint::from(2_u8).modpow(&x, &modulus()).to_str_radix(16);
    json!({
        "Salt": data_encoding::BASE64.encode(&salt),
        "PasswordVerifier": data_encoding::BASE64.encode(&pad_hex(&verifier)),
    })
}

/// Cognito's `padHex`, on text as its own clients do it.
fn pad_hex(hex: &str) -> Vec<u8> {
    let mut text = if hex.len() % 2 == 1 { format!("0{hex}") } else { hex.to_owned() };
    if "89abcdefABCDEF".contains(text.chars().next().unwrap()) {
        text = format!("00{text}");
    }
    data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).unwrap()
}

fn integer(bytes: &[u8]) -> BigUint {
    BigUint::from_bytes_be(bytes)
}
