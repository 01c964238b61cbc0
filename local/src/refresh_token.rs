//! The refresh tokens of one sign-in: one, or with rotation a new one for each use. Only their hashes are kept.

use data_encoding::HEXLOWER;
use hmac_sha256::Hash;
use serde::{Deserialize, Serialize};

use crate::random::{self, Random, RandomUnavailable};
use crate::time::Time;

/// Hashes beyond this many go, the oldest first: its token is then called invalid, and no longer used.
const MOST: usize = 1_000;

/// The oldest first.
#[derive(Clone, Serialize, Deserialize)]
#[serde(from = "Stored")]
pub(crate) struct Family {
    tokens: Vec<Token>,
    /// Of the first: by it the sign-in can be told from others.
    first: String,
}

#[derive(Clone, Serialize, Deserialize)]
struct Token {
    hash: String,
    /// Until when it serves although it has been used.
    #[serde(default)]
    retired: Option<Time>,
}

/// Whether a token of the family still serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Serves,
    /// It was used, and its time of grace is over.
    Used,
}

impl Family {
    /// A family of one, and its token.
    pub(crate) fn start(random: &mut dyn Random) -> Result<(Self, String), RandomUnavailable> {
        let token = new_token(random)?;
        Ok((Self::of_hash(hash(&token)), token))
    }

    fn of_hash(hash: String) -> Self {
        Self { tokens: vec![Token { hash: hash.clone(), retired: None }], first: hash }
    }

    /// Nothing if the token is of another family.
    pub(crate) fn standing(&self, token: &str, now: Time) -> Option<Standing> {
        let hash = hash(token);
        let token = self.tokens.iter().find(|token| token.hash == hash)?;
        let serves = token.retired.is_none_or(|until| now < until);
        Some(if serves { Standing::Serves } else { Standing::Used })
    }

    /// Gives the next token for one that was used. That one serves for the grace, from its first use on: whoever has
    /// not got the answer can ask again, and gets yet another. Each of them lives.
    pub(crate) fn rotate(
        &mut self,
        used: &str,
        now: Time,
        grace_seconds: i64,
        random: &mut dyn Random,
    ) -> Result<String, RandomUnavailable> {
        let (next, used) = (new_token(random)?, hash(used));
        if let Some(used) = self.tokens.iter_mut().find(|token| token.hash == used) {
            used.retired.get_or_insert(now.plus_seconds(grace_seconds));
        }
        self.tokens.push(Token { hash: hash(&next), retired: None });
        let surplus = self.tokens.len().saturating_sub(MOST);
        self.tokens.drain(..surplus);
        Ok(next)
    }

    pub(crate) fn first(&self) -> &str {
        &self.first
    }
}

/// As data files hold it: those from before there was rotation have the hash of one token.
#[derive(Deserialize)]
#[serde(untagged)]
enum Stored {
    One(String),
    Many { tokens: Vec<Token>, first: String },
}

impl From<Stored> for Family {
    fn from(stored: Stored) -> Self {
        match stored {
            Stored::One(hash) => Self::of_hash(hash),
            Stored::Many { tokens, first } => Self { tokens, first },
        }
    }
}

/// An opaque token that looks like AWS's: a JWE in compact form, of which nobody has the key.
fn new_token(random: &mut dyn Random) -> Result<String, RandomUnavailable> {
    let header = data_encoding::BASE64URL_NOPAD.encode(br#"{"cty":"JWT","enc":"A256GCM","alg":"RSA-OAEP"}"#);
    let mut parts = vec![header];
    for length in [256, 12, 768, 16] {
        parts.push(random::base64url(random, length)?);
    }
    Ok(parts.join("."))
}

fn hash(token: &str) -> String {
    HEXLOWER.encode(&Hash::hash(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::tests::Counter;

    const NOW: Time = Time::from_seconds(1_000_000);

    #[test]
    fn a_used_token_serves_for_the_grace_and_its_successors_live() {
        let mut random = Counter(1);
        let (mut family, first) = Family::start(&mut random).unwrap();
        assert_eq!(family.standing(&first, NOW), Some(Standing::Serves));
        assert_eq!(family.standing("x", NOW), None);
        let second = family.rotate(&first, NOW, 10, &mut random).unwrap();
        let third = family.rotate(&first, NOW.plus_seconds(9), 10, &mut random).unwrap();
        assert_eq!(family.standing(&first, NOW.plus_seconds(9)), Some(Standing::Serves));
        assert_eq!(family.standing(&first, NOW.plus_seconds(10)), Some(Standing::Used), "from its first use");
        for token in [&second, &third] {
            assert_eq!(family.standing(token, NOW.plus_seconds(1_000)), Some(Standing::Serves));
        }
        family.rotate(&third, NOW, 0, &mut random).unwrap();
        assert_eq!(family.standing(&third, NOW), Some(Standing::Used), "without grace at once");
        assert_eq!(family.standing(&second, NOW), Some(Standing::Serves));
    }

    #[test]
    fn it_survives_a_restart_also_from_before_there_was_rotation() {
        let mut random = Counter(1);
        let (mut family, first) = Family::start(&mut random).unwrap();
        let old = serde_json::to_string(&hash(&first)).unwrap();
        let back: Family = serde_json::from_str(&old).unwrap();
        assert_eq!(back.standing(&first, NOW), Some(Standing::Serves));
        let second = family.rotate(&first, NOW, 0, &mut random).unwrap();
        let saved = serde_json::to_string(&family).unwrap();
        assert!(!saved.contains(&first) && !saved.contains(&second));
        let back: Family = serde_json::from_str(&saved).unwrap();
        assert_eq!(back.standing(&first, NOW), Some(Standing::Used));
        assert_eq!(back.standing(&second, NOW), Some(Standing::Serves));
        assert_eq!(back.first(), family.first());
    }

    #[test]
    fn it_does_not_grow_for_ever() {
        let mut random = Counter(1);
        let (mut family, first) = Family::start(&mut random).unwrap();
        let mut token = first.clone();
        for _ in 0..MOST {
            token = family.rotate(&token, NOW, 0, &mut random).unwrap();
        }
        assert_eq!(family.tokens.len(), MOST);
        assert_eq!(family.standing(&first, NOW), None);
        assert_eq!(family.standing(&token, NOW), Some(Standing::Serves));
    }
}
