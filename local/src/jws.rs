//! JSON Web Tokens signed by RS256 or ES256, and the keys that verify them.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::random::{self, Random, RandomUnavailable};
use crate::{ecdsa, rsa};

/// Longer tokens are not looked at.
const LONGEST: usize = 65_536;

/// How tokens are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Algorithm {
    #[default]
    Rs256,
    Es256,
}

impl Algorithm {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
        }
    }
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SigningKey {
    id: String,
    key: PrivateKey,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(untagged)]
enum PrivateKey {
    Rsa(rsa::PrivateKey),
    Ec(ecdsa::PrivateKey),
}

impl SigningKey {
    pub(crate) fn generate(algorithm: Algorithm, random: &mut dyn Random) -> Result<Self, RandomUnavailable> {
        let id = random::base64(random, 32)?;
        let key = match algorithm {
            Algorithm::Rs256 => PrivateKey::Rsa(rsa::PrivateKey::generate(random)?),
            Algorithm::Es256 => PrivateKey::Ec(ecdsa::PrivateKey::generate(random)?),
        };
        Ok(Self { id, key })
    }

    /// By which tokens name it: `kid`.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn algorithm(&self) -> Algorithm {
        match self.key {
            PrivateKey::Rsa(_) => Algorithm::Rs256,
            PrivateKey::Ec(_) => Algorithm::Es256,
        }
    }

    /// The public key as a JWKS lists it.
    pub(crate) fn public(&self) -> Value {
        let text = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        let (alg, kid) = (self.algorithm().name(), &self.id);
        match &self.key {
            PrivateKey::Rsa(key) => {
                let (n, e) = key.public_parts();
                json!({ "alg": alg, "e": text(&e), "kid": kid, "kty": "RSA", "n": text(&n), "use": "sig" })
            }
            PrivateKey::Ec(key) => {
                let (x, y) = key.public_parts();
                let (x, y) = (text(&x), text(&y));
                json!({ "alg": alg, "crv": "P-256", "kid": kid, "kty": "EC", "use": "sig", "x": x, "y": y })
            }
        }
    }

    /// A compact token with these claims.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({ "kid": self.id, "alg": self.algorithm().name() });
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let message = format!("{}.{}", part(&header), part(claims));
        let signature = match &self.key {
            PrivateKey::Rsa(key) => key.sign(message.as_bytes()),
            PrivateKey::Ec(key) => key.sign(message.as_bytes()),
        };
        format!("{message}.{}", BASE64URL_NOPAD.encode(&signature))
    }

    /// The claims of a token that this key signed.
    pub(crate) fn verify(&self, token: &str) -> Option<Value> {
        let (header, _) = decode(token)?;
        let (message, signature) = token.rsplit_once('.')?;
        let ours = header.get("kid").and_then(Value::as_str) == Some(&self.id);
        let algorithm = header.get("alg").and_then(Value::as_str) == Some(self.algorithm().name());
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        let signed = || match &self.key {
            PrivateKey::Rsa(key) => key.verifies(message.as_bytes(), &signature),
            PrivateKey::Ec(key) => key.verifies(message.as_bytes(), &signature),
        };
        (ours && algorithm && signed()).then(|| decode(token))?.map(|(_, claims)| claims)
    }
}

/// Header and claims of a token, whoever signed it.
pub(crate) fn decode(token: &str) -> Option<(Value, Value)> {
    if token.len() > LONGEST {
        return None;
    }
    let parts: Vec<&str> = token.split('.').collect();
    let [header, claims, _] = parts.as_slice() else { return None };
    let object = |part: &str| {
        let bytes = BASE64URL_NOPAD.decode(part.as_bytes()).ok()?;
        serde_json::from_slice::<Value>(&bytes).ok().filter(Value::is_object)
    };
    Some((object(header)?, object(claims)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::tests::Counter;

    #[test]
    fn only_its_own_unaltered_tokens_verify() {
        for algorithm in [Algorithm::Rs256, Algorithm::Es256] {
            check(algorithm);
        }
    }

    fn check(algorithm: Algorithm) {
        let generate = |seed| SigningKey::generate(algorithm, &mut Counter(seed)).unwrap();
        let (mine, other) = (generate(1), generate(99));
        let claims = json!({ "sub": "someone", "exp": 1 });
        let token = mine.sign(&claims);
        assert_eq!(mine.verify(&token), Some(claims.clone()));
        assert_eq!(other.verify(&token), None);
        let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
        parts[1] = BASE64URL_NOPAD.encode(br#"{"sub":"else","exp":1}"#);
        assert_eq!(mine.verify(&parts.join(".")), None);
        let none = BASE64URL_NOPAD.encode(json!({ "kid": mine.id, "alg": "none" }).to_string().as_bytes());
        assert_eq!(mine.verify(&format!("{none}.{}.", parts[1])), None);
        for text in ["", ".", "..", "a.b.c", "a.b", "a.b.c.d", &"x".repeat(LONGEST + 1)] {
            assert_eq!(mine.verify(text), None);
        }
    }
}
