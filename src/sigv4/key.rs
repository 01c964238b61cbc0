//! The signing key of SigV4, and a small memory for it.

use alloc::vec::Vec;
use core::fmt;

use super::{Signing, date};
use crate::secret::SecretBytes;
use crate::srp::hash::{SecretHash, hmac, sha256};

/// The keys that are kept: a page talks to few services, in few regions, on two days at most.
const MOST_KEYS: usize = 8;

/// Signing keys that were derived already. Each is for one secret, day, region and service; all are wiped when dropped.
#[derive(Default)]
pub struct SigningKeys(Vec<Entry>);

struct Entry {
    /// The hash of all that the key depends on, so that the secret itself is not kept.
    fingerprint: SecretHash,
    key: SecretHash,
}

impl SigningKeys {
    /// None yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Forgets all, as when a user signs out.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// The key for this day, region and service.
    pub(super) fn signing_key(&mut self, signing: &Signing<'_>) -> &[u8] {
        let date = date::date(signing.now);
        let secret = signing.credentials.secret_access_key.expose();
        // None of the parts but the last holds a slash or varies in length without one after it.
        let (region, service) = (signing.scope.region, signing.scope.service);
        let fingerprint = sha256(
            &[date.as_bytes(), region.as_bytes(), b"/", service.as_bytes(), b"/", secret.as_bytes()],
            &[],
        );
        let place = self.0.iter().position(|entry| is_same(&entry.fingerprint, &fingerprint));
        let entry = if let Some(place) = place {
            self.0.remove(place)
        } else {
            if self.0.len() >= MOST_KEYS {
                self.0.remove(0);
            }
            Entry { fingerprint, key: derive(secret, &[&date, region, service, "aws4_request"]) }
        };
        // The last is the one used last, so that the first is the one to give up.
        self.0.push(entry);
        self.0.last().map(|entry| entry.key.expose().as_slice()).unwrap_or_default()
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("SigningKeys(…)")
    }
}

fn derive(secret: &str, parts: &[&str]) -> SecretHash {
    // Of the final length from the start, so that no part of the secret stays behind in a smaller buffer.
    let mut start = Vec::with_capacity(secret.len() + 4);
    start.extend_from_slice(b"AWS4");
    start.extend_from_slice(secret.as_bytes());
    let mut key = SecretBytes::new(start);
    for part in parts {
        key = hmac(key.expose(), &[part.as_bytes()]);
    }
    key
}

/// Takes the same steps wherever two hashes differ.
fn is_same(one: &SecretHash, other: &SecretHash) -> bool {
    one.expose().iter().zip(other.expose()).fold(0, |difference, (one, other)| difference | (one ^ other))
        == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Timestamp;
    use crate::encoding::to_hex;
    use crate::sigv4::{Algorithm, Credentials, Rules, Scope};

    /// The example of AWS's own documentation.
    #[test]
    fn the_published_key() {
        let key = derive(
            "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
            &["20150830", "us-east-1", "iam", "aws4_request"],
        );
        assert_eq!(to_hex(key.expose()), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
    }

    #[test]
    fn keys_are_found_again_and_the_oldest_given_up() {
        let mut keys = SigningKeys::new();
        let mut key = |secret: &str, day: i64, region: &str| {
            let credentials = Credentials {
                access_key_id: "A".into(),
                secret_access_key: secret.into(),
                session_token: None,
            };
            let signing = Signing {
                credentials: &credentials,
                scope: Scope { region, service: "s" },
                algorithm: Algorithm::V4,
                rules: Rules::GENERAL,
                now: Timestamp::from_seconds(day * 86_400),
            };
            let key = keys.signing_key(&signing).to_vec();
            let date = date::date(signing.now);
            assert_eq!(key, derive(secret, &[&date, region, "s", "aws4_request"]).expose().as_slice());
            keys.0.len()
        };
        assert_eq!(key("a", 1, "r"), 1);
        assert_eq!(key("a", 1, "r"), 1);
        assert_eq!(key("b", 1, "r"), 2);
        assert_eq!(key("a", 2, "r"), 3);
        assert_eq!(key("a", 1, "q"), 4);
        for day in 10..30 {
            assert!(key("a", day, "r") <= MOST_KEYS);
        }
        assert_eq!(key("a", 1, "r"), MOST_KEYS);
        keys.clear();
        assert!(keys.0.is_empty());
        assert_eq!(format!("{keys:?}"), "SigningKeys(…)");
    }
}
