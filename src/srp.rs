//! The user's handshake of Cognito's SRP: it proves that the user knows the password without sending it.
//!
//! [`Handshake::new`] picks the secret exponent and gives `SRP_A`; [`Handshake::prove`] consumes the handshake and
//! answers the `PASSWORD_VERIFIER` challenge. The arithmetic takes the same steps for all secrets of one length.

#[cfg(feature = "accounts")]
mod device;
mod group;
pub(crate) mod hash;
mod integer;
#[cfg(test)]
mod intermediates;
mod montgomery;
mod power;
mod timestamp;

use alloc::string::String;
use alloc::vec::Vec;

use crate::clock::Timestamp;
use crate::encoding::text::owned;
use crate::encoding::{from_base64, hex_value, to_base64, to_hex};
use crate::error::{Code, Error};
use crate::ports::Random;
use crate::secret::{Secret, SecretBytes, SecretString};
use hash::{extracted_key, hmac, identity, private_key, scrambler, signing_key};
use integer::{ELEMENT_BYTES, Integer};

#[cfg(feature = "accounts")]
pub use device::DeviceSecrets;
pub use timestamp::timestamp;

/// The longest exponent that [`Handshake::with_exponent`] takes, in bytes.
const LONGEST_EXPONENT: usize = 512;

/// The most digits that are read of a number: a third more than N has, for leading zeros.
const MOST_DIGITS: usize = 1024;

/// The most characters that are read of a secret block; Cognito's have about 1,700.
const LONGEST_SECRET_BLOCK: usize = 65_536;

/// One attempt to prove a password: the secret exponent `a` and the public value A = g^a mod N.
#[derive(Debug)]
pub struct Handshake {
    exponent: SecretBytes,
    public_value: String,
}

/// The server's values of a `PASSWORD_VERIFIER` challenge, as they came.
#[derive(Clone, Copy, Debug)]
pub struct PasswordVerifier<'a> {
    /// `USER_ID_FOR_SRP`: the user's name in the pool, whatever alias was typed.
    pub user_id_for_srp: &'a str,
    /// `SALT`, in hexadecimal.
    pub salt: &'a str,
    /// `SRP_B`, in hexadecimal.
    pub srp_b: &'a str,
    /// `SECRET_BLOCK`, in base64 with padding.
    pub secret_block: &'a str,
}

/// The answer to a `PASSWORD_VERIFIER` challenge, beside the secret block.
#[derive(Clone, PartialEq, Eq)]
pub struct Proof {
    /// `PASSWORD_CLAIM_SIGNATURE`, in base64.
    pub signature: String,
    /// `TIMESTAMP`, which is signed and so must be sent just like this.
    pub timestamp: String,
}

impl core::fmt::Debug for Proof {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // A password could be guessed offline against the signature.
        formatter.debug_struct("Proof").field("timestamp", &self.timestamp).finish_non_exhaustive()
    }
}

impl Handshake {
    /// Starts an attempt with a new exponent of 256 bits.
    pub fn new(random: &mut dyn Random) -> Result<Self, Error> {
        let mut exponent = SecretBytes::new(vec![0; 32]);
        random.fill(exponent.expose_mut())?;
        // No working source gives 256 zero bits: one that left the buffer untouched does.
        if exponent.expose().iter().fold(0, |bits, byte| bits | byte) == 0 {
            return Err(Error::new(Code::RandomUnavailable));
        }
        Self::start(exponent)
    }

    /// Starts an attempt with a given exponent, most significant byte first, for tests with known answers.
    ///
    /// It may have up to 512 bytes and any leading zeros, but must not be zero.
    pub fn with_exponent(a: &[u8]) -> Result<Self, Error> {
        if a.len() > LONGEST_EXPONENT || a.iter().all(|byte| *byte == 0) {
            return Err(Error::about(Code::SrpValueInvalid, "SRP_A"));
        }
        Self::start(SecretBytes::new(a.to_vec()))
    }

    fn start(exponent: SecretBytes) -> Result<Self, Error> {
        let mut public_value = power::generator_power(exponent.expose());
        group::leave(&mut public_value);
        // No power of 2 is 0 modulo a prime; this stands here because nothing may be sent if it ever were.
        if public_value.is_zero() {
            return Err(Error::about(Code::SrpValueInvalid, "SRP_A"));
        }
        let digits = to_hex(&public_value.to_bytes());
        let mut significant = digits.as_str();
        while let Some(fewer) = significant.strip_prefix("0") {
            significant = fewer;
        }
        Ok(Self { exponent, public_value: owned(significant) })
    }

    /// `SRP_A`: lower-case hexadecimal without leading zeros, so the number of digits may be odd.
    pub fn public_value(&self) -> &str {
        &self.public_value
    }

    /// Answers the server's challenge for `password`, which is taken as it is, never normalised. `pool_name` is the
    /// part of the pool's id after the underscore.
    ///
    /// A value that is missing, malformed, zero or out of range gives [`Code::SrpValueInvalid`].
    pub fn prove(
        self,
        challenge: &PasswordVerifier<'_>,
        pool_name: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<Proof, Error> {
        let invalid = |subject| Error::about(Code::SrpValueInvalid, subject);
        let salt = number(challenge.salt).ok_or(invalid("SALT"))?;
        let server_value =
            number(challenge.srp_b).and_then(|bytes| element(&bytes)).ok_or(invalid("SRP_B"))?;
        let secret_block = secret_block(challenge.secret_block).ok_or(invalid("SECRET_BLOCK"))?;
        let client_value = number(&self.public_value).ok_or(invalid("SRP_A"))?;

        let u = scrambler(&client_value, &server_value.to_bytes());
        if u == [0; 32] {
            return Err(invalid("SRP_B"));
        }
        let x = private_key(&salt, &identity(pool_name, challenge.user_id_for_srp, password));
        let s = self.shared_secret(&server_value, &u, x.expose());
        let key = signing_key(&extracted_key(&u, s.expose()));

        let timestamp = timestamp(now);
        let signature = hmac(
            key.expose(),
            &[
                pool_name.as_bytes(),
                challenge.user_id_for_srp.as_bytes(),
                &secret_block,
                timestamp.as_bytes(),
            ],
        );
        Ok(Proof { signature: to_base64(signature.expose()), timestamp })
    }

    /// S = (B − k·g^x)^(a + u·x) mod N.
    fn shared_secret(&self, server_value: &Integer, u: &[u8; 32], x: &[u8]) -> Secret<[u8; ELEMENT_BYTES]> {
        let base = group::server_share(server_value, power::generator_power(x));
        let exponent = power::exponent(self.exponent.expose(), u, x);
        let mut s = power::power(&base, exponent.expose());
        group::leave(&mut s);
        Secret::new(s.to_bytes())
    }
}

/// `SECRET_HASH`, which an app client with a secret sends beside every username.
pub fn secret_hash(client_secret: &SecretString, username: &str, client_id: &str) -> String {
    to_base64(hmac(client_secret.expose().as_bytes(), &[username.as_bytes(), client_id.as_bytes()]).expose())
}

/// The bytes of a number in hexadecimal of either case; an odd number of digits is legal, a sign is not.
#[inline(never)]
fn number(digits: &str) -> Option<Vec<u8>> {
    if digits.is_empty() || digits.len() > MOST_DIGITS {
        return None;
    }
    let mut bytes = vec![0; digits.len().div_ceil(2)];
    for (position, digit) in digits.bytes().rev().enumerate() {
        let value = hex_value(digit)?;
        if let Some(byte) = bytes.iter_mut().nth_back(position / 2) {
            *byte |= value << (position % 2 * 4);
        }
    }
    Some(bytes)
}

/// The server's B: not zero, and below N. RFC 5054 asks only that B mod N is not zero, but an honest server reduces
/// B, so whatever is not reduced is an attack or a fault.
fn element(bytes: &[u8]) -> Option<Integer> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let significant = bytes.get(zeros..).filter(|bytes| (1..=ELEMENT_BYTES).contains(&bytes.len()))?;
    Some(Integer::from_bytes(significant)).filter(group::is_reduced)
}

/// The bytes of a secret block. Cognito sends base64 with padding; base64url, which some decoders silently take for
/// other bytes, is refused, as is an empty block.
fn secret_block(text: &str) -> Option<Vec<u8>> {
    if text.is_empty() || text.len() > LONGEST_SECRET_BLOCK { None } else { from_base64(text) }
}
