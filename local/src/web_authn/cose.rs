//! Public keys as COSE writes them (RFC 9053): ES256 and RS256.

use ciborium::Value;

use super::Problem;
use crate::{ecdsa, rsa};

const ES256: i128 = -7;
const RS256: i128 = -257;

pub(super) enum Key {
    Es256(ecdsa::PublicKey),
    Rs256(rsa::PublicKey),
}

impl Key {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let map = parse_map(&mut { bytes })?;
        let member = |label: i128| {
            let found = map.iter().find(|(key, _)| integer(key) == Some(label));
            found.map(|(_, value)| value).ok_or(Problem::Malformed)
        };
        let bytes = |label| member(label)?.as_bytes().map(Vec::as_slice).ok_or(Problem::Malformed);
        let number = |label| integer(member(label)?).ok_or(Problem::Malformed);
        match (number(1)?, number(3)?) {
            (2, ES256) if number(-1)? == 1 => {
                let (x, y) = (bytes(-2)?, bytes(-3)?);
                let key = ecdsa::PublicKey::new(x, y).filter(|_| x.len() == 32 && y.len() == 32);
                key.map(Self::Es256).ok_or(Problem::Malformed)
            }
            (3, RS256) => {
                rsa::PublicKey::new(bytes(-1)?, bytes(-2)?).map(Self::Rs256).ok_or(Problem::Unsupported)
            }
            _ => Err(Problem::Unsupported),
        }
    }

    pub(super) fn algorithm(&self) -> i128 {
        match self {
            Self::Es256(_) => ES256,
            Self::Rs256(_) => RS256,
        }
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Es256(key) => key.verifies(message, signature),
            Self::Rs256(key) => key.verifies(message, signature),
        }
    }
}

/// Reads one map, and leaves what follows it.
pub(super) fn parse_map(rest: &mut &[u8]) -> Result<Vec<(Value, Value)>, Problem> {
    let value: Value = ciborium::from_reader(rest).map_err(|_| Problem::Malformed)?;
    value.into_map().map_err(|_| Problem::Malformed)
}

/// Leaves what follows a map.
pub(super) fn skip_map(rest: &mut &[u8]) -> Result<(), Problem> {
    parse_map(rest).map(drop)
}

pub(super) fn integer(value: &Value) -> Option<i128> {
    value.as_integer().map(i128::from)
}
