//! The attestation object: authenticator data, and who vouches for it. Nobody must, and here nobody can but the new
//! key itself: the certificates of makers are not known.

use ciborium::Value;

use super::cose::{self, Key};
use super::{Problem, signed_message};

pub(super) struct Object {
    format: String,
    statement: Vec<(Value, Value)>,
    pub(super) data: Vec<u8>,
}

impl Object {
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, Problem> {
        let mut rest = bytes;
        let (mut format, mut statement, mut data) = (None, None, None);
        for (key, value) in cose::parse_map(&mut rest)? {
            match key.as_text() {
                Some("fmt") => format = value.into_text().ok(),
                Some("attStmt") => statement = value.into_map().ok(),
                Some("authData") => data = value.into_bytes().ok(),
                _ => {}
            }
        }
        match (format, statement, data) {
            (Some(format), Some(statement), Some(data)) if rest.is_empty() => {
                Ok(Self { format, statement, data })
            }
            _ => Err(Problem::Malformed),
        }
    }

    pub(super) fn check(&self, key: &Key, client_data: &[u8]) -> Result<(), Problem> {
        match self.format.as_str() {
            "none" if self.statement.is_empty() => Ok(()),
            "none" => Err(Problem::Malformed),
            "packed" if self.member("x5c").is_none() => {
                let algorithm = self.member("alg").and_then(cose::integer);
                let signature = self.member("sig").and_then(Value::as_bytes).ok_or(Problem::Malformed)?;
                let signed = key.verifies(&signed_message(&self.data, client_data), signature);
                (algorithm == Some(key.algorithm()) && signed).then_some(()).ok_or(Problem::Signature)
            }
            _ => Err(Problem::Unsupported),
        }
    }

    fn member(&self, name: &str) -> Option<&Value> {
        self.statement.iter().find(|(key, _)| key.as_text() == Some(name)).map(|(_, value)| value)
    }
}
