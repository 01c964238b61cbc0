//! JSON Web Tokens signed by RS256, and the key set that verifies them.

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::random::{self, Random, RandomUnavailable};
use crate::rsa::PrivateKey;

/// Longer tokens are not looked at.
const LONGEST: usize = 65_536;

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct SigningKey {
    id: String,
    key: PrivateKey,
}

impl SigningKey {
    pub(crate) fn generate(random: &mut dyn Random) -> Result<Self, RandomUnavailable> {
        Ok(Self { id: random::base64(random, 32)?, key: PrivateKey::generate(random)? })
    }

    /// The public key as a JWKS lists it.
    pub(crate) fn public(&self) -> Value {
        let (modulus, exponent) = self.key.public_parts();
        json!({
            "alg": "RS256",
            "e": BASE64URL_NOPAD.encode(&exponent),
            "kid": self.id,
            "kty": "RSA",
            "n": BASE64URL_NOPAD.encode(&modulus),
            "use": "sig",
        })
    }

    /// A compact token with these claims.
    pub(crate) fn sign(&self, claims: &Value) -> String {
        let header = json!({ "kid": self.id, "alg": "RS256" });
        let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
        let message = format!("{}.{}", part(&header), part(claims));
        let signature = BASE64URL_NOPAD.encode(&self.key.sign(message.as_bytes()));
        format!("{message}.{signature}")
    }

    /// The claims of a token that this key signed.
    pub(crate) fn verify(&self, token: &str) -> Option<Value> {
        let (header, _) = decode(token)?;
        let (message, signature) = token.rsplit_once('.')?;
        let ours = header.get("kid").and_then(Value::as_str) == Some(&self.id);
        let algorithm = header.get("alg").and_then(Value::as_str) == Some("RS256");
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        let sound = ours && algorithm && self.key.verifies(message.as_bytes(), &signature);
        sound.then(|| decode(token))?.map(|(_, claims)| claims)
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
        let (mine, other) =
            (SigningKey::generate(&mut Counter(1)).unwrap(), SigningKey::generate(&mut Counter(99)).unwrap());
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
