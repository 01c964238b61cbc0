//! A pool's signing keys: the current ones, and earlier ones that still verify until they are dropped.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::jws::{Algorithm, SigningKey};
use crate::random::{Random, RandomUnavailable};
use crate::token::Use;

/// Retired keys beyond this many go, the oldest first.
const MOST_RETIRED: usize = 20;

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Keys {
    /// As in AWS: one key for ID tokens, one for access tokens.
    id_key: SigningKey,
    access_key: SigningKey,
    /// The latest first.
    #[serde(rename = "retired_keys", default)]
    retired: Vec<SigningKey>,
}

impl Keys {
    pub(crate) fn generate(algorithm: Algorithm, random: &mut dyn Random) -> Result<Self, RandomUnavailable> {
        let id_key = SigningKey::generate(algorithm, random)?;
        let access_key = SigningKey::generate(algorithm, random)?;
        Ok(Self { id_key, access_key, retired: Vec::new() })
    }

    /// Makes new keys current. Tokens of the earlier ones still count.
    pub(crate) fn rotate(
        &mut self,
        algorithm: Algorithm,
        random: &mut dyn Random,
    ) -> Result<(), RandomUnavailable> {
        let new = Self::generate(algorithm, random)?;
        let old = std::mem::replace(self, new);
        self.retired = [vec![old.id_key, old.access_key], old.retired].concat();
        self.retired.truncate(MOST_RETIRED);
        Ok(())
    }

    /// Tokens of earlier keys count no more.
    pub(crate) fn drop_retired(&mut self) {
        self.retired.clear();
    }

    /// Of the current keys.
    pub(crate) fn algorithm(&self) -> Algorithm {
        self.id_key.algorithm()
    }

    pub(crate) fn sign(&self, purpose: Use, claims: &Value) -> String {
        match purpose {
            Use::Id => self.id_key.sign(claims),
            Use::Access => self.access_key.sign(claims),
        }
    }

    /// The claims of a token that one of the keys signed.
    pub(crate) fn verify(&self, token: &str) -> Option<Value> {
        self.all().find_map(|key| key.verify(token))
    }

    /// As a JWKS lists them, the current ones first.
    pub(crate) fn public(&self) -> Vec<Value> {
        self.all().map(SigningKey::public).collect()
    }

    /// The algorithms with which tokens that still count are signed.
    pub(crate) fn algorithms(&self) -> Vec<&'static str> {
        let mut names: Vec<&str> = self.all().map(|key| key.algorithm().name()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// As the control endpoint tells it.
    pub(crate) fn show(&self) -> Value {
        let retired: Vec<&str> = self.retired.iter().map(SigningKey::id).collect();
        json!({
            "algorithm": self.algorithm().name(),
            "id": self.id_key.id(),
            "access": self.access_key.id(),
            "retired": retired,
        })
    }

    fn all(&self) -> impl Iterator<Item = &SigningKey> {
        [&self.id_key, &self.access_key].into_iter().chain(&self.retired)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::tests::Counter;

    #[test]
    fn the_list_of_retired_keys_does_not_grow_for_ever() {
        let mut random = Counter(1);
        let mut keys = Keys::generate(Algorithm::Es256, &mut random).unwrap();
        let first = keys.sign(Use::Id, &json!({ "sub": "x" }));
        for _ in 0..10 {
            keys.rotate(Algorithm::Es256, &mut random).unwrap();
        }
        assert!(keys.verify(&first).is_some());
        assert_eq!(keys.public().len(), 2 + MOST_RETIRED);
        keys.rotate(Algorithm::Es256, &mut random).unwrap();
        assert!(keys.verify(&first).is_none());
        assert_eq!(keys.public().len(), 2 + MOST_RETIRED);
    }
}
