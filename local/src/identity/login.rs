//! Logins: ID tokens of the providers that an identity pool takes.

use serde_json::{Map, Value};

use super::IdentityCall;
use crate::config::IdentityPoolConfig;
use crate::error::ServiceError;
use crate::issuer;
use crate::jws;
use crate::token::{self, Refusal, Use};

/// A sound login.
pub(super) struct Login {
    /// The provider's key in `Logins`.
    pub(super) key: String,
    pub(super) subject: String,
    pub(super) claims: Map<String, Value>,
}

impl IdentityCall<'_> {
    pub(super) fn login(
        &self,
        pool: &IdentityPoolConfig,
        key: &str,
        token: &Value,
    ) -> Result<Login, ServiceError> {
        let foreign =
            || ServiceError::not_authorized("Token is not from a supported provider of this identity pool.");
        let invalid = |problem: &str| ServiceError::not_authorized(format!("Invalid login token. {problem}"));
        let token = token.as_str().ok_or_else(|| {
            ServiceError::serialization("Start of structure or map found where not expected.")
        })?;
        let (provider, user_pool) = pool.provider(self.config, key).ok_or_else(foreign)?;
        let keys = self.state.pools.get(&user_pool.id).ok_or_else(foreign)?;
        let (_, claimed) =
            jws::decode(token).ok_or_else(|| invalid("Not a valid OpenId Connect identity token."))?;
        let issuer = claimed.get("iss").and_then(Value::as_str).unwrap_or_default();
        if !issuer::is_of(self.public_url, user_pool, issuer) {
            return Err(invalid("Issuer doesn't match providerName"));
        }
        let claims =
            token::check(token, Use::Id, issuer, keys, self.now).map_err(|refusal| match refusal {
                Refusal::Expired => {
                    let expires = claimed.get("exp").and_then(Value::as_i64).unwrap_or_default();
                    invalid(&format!("Token expired: {} >= {expires}", self.now.seconds()))
                }
                // An access token has no audience.
                Refusal::Invalid if keys.keys.verify(token).is_some() => invalid("Incorrect token audience."),
                Refusal::Invalid => invalid("Token signature invalid."),
            })?;
        let audience = token::text(&claims, "aud").unwrap_or_default();
        if !provider.takes_client(user_pool, audience) {
            return Err(invalid("Incorrect token audience."));
        }
        let subject = token::text(&claims, "sub").ok_or_else(|| invalid("Subject is missing."))?.to_owned();
        Ok(Login { key: key.to_owned(), subject, claims })
    }
}
