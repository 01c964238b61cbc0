//! The authenticator data: what the authenticator says of itself, of the user, and of a new credential.

use hmac_sha256::Hash;

use super::{Expected, Problem, cose};
use crate::constant_time;

const USER_PRESENT: u8 = 0x01;
const USER_VERIFIED: u8 = 0x04;
const BACKUP_ELIGIBLE: u8 = 0x08;
const BACKED_UP: u8 = 0x10;
const ATTESTED: u8 = 0x40;
const EXTENDED: u8 = 0x80;
const LONGEST_ID: usize = 1023;

pub(super) struct AuthenticatorData {
    relying_party_hash: [u8; 32],
    user_present: bool,
    pub(super) user_verified: bool,
    pub(super) count: u32,
    pub(super) attested: Option<Attested>,
}

/// A new credential.
pub(super) struct Attested {
    pub(super) id: Vec<u8>,
    /// As COSE writes it.
    pub(super) public_key: Vec<u8>,
}

impl AuthenticatorData {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let (relying_party_hash, rest) = bytes.split_first_chunk::<32>().ok_or(Problem::Malformed)?;
        let (&[flags, count @ ..], mut rest) = rest.split_first_chunk::<5>().ok_or(Problem::Malformed)?;
        let has = |flag: u8| flags & flag != 0;
        if has(BACKED_UP) && !has(BACKUP_ELIGIBLE) {
            return Err(Problem::Malformed);
        }
        let attested = if has(ATTESTED) { Some(Attested::parse(&mut rest)?) } else { None };
        if has(EXTENDED) {
            cose::skip_map(&mut rest)?;
        }
        if !rest.is_empty() {
            return Err(Problem::Malformed);
        }
        Ok(Self {
            relying_party_hash: *relying_party_hash,
            user_present: has(USER_PRESENT),
            user_verified: has(USER_VERIFIED),
            count: u32::from_be_bytes(count),
            attested,
        })
    }

    pub(super) fn check(&self, expected: &Expected) -> Result<(), Problem> {
        let id = expected.config.relying_party_id.as_deref().unwrap_or_default();
        if !constant_time::equal(&self.relying_party_hash, &Hash::hash(id.as_bytes())) {
            return Err(Problem::RelyingParty);
        }
        if !self.user_present || (expected.user_verification && !self.user_verified) {
            return Err(Problem::User);
        }
        Ok(())
    }
}

impl Attested {
    fn parse(rest: &mut &[u8]) -> Result<Self, Problem> {
        let (_model, after) = rest.split_first_chunk::<16>().ok_or(Problem::Malformed)?;
        let (length, after) = after.split_first_chunk::<2>().ok_or(Problem::Malformed)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (id, key) = after.split_at_checked(length).ok_or(Problem::Malformed)?;
        if !(1..=LONGEST_ID).contains(&length) {
            return Err(Problem::Malformed);
        }
        let mut after_key = key;
        cose::skip_map(&mut after_key)?;
        let (public_key, _) = key.split_at_checked(key.len() - after_key.len()).ok_or(Problem::Malformed)?;
        *rest = after_key;
        Ok(Self { id: id.to_vec(), public_key: public_key.to_vec() })
    }
}
