//! What an operation works with: first the whole server, then one app client of one pool, or one user.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use hmac_sha256::HMAC;
use serde_json::{Map, Value};

use crate::config::{ADMIN_SCOPE, ClientConfig, Config, PoolConfig};
use crate::constant_time;
use crate::error::ServiceError;
use crate::inbox::Inbox;
use crate::issuer;
use crate::random::Random;
use crate::state::{PoolState, State};
use crate::time::Time;
use crate::token::{self, Refusal, Use};
use crate::trigger::{Hooks, TriggerLog};
use crate::user::User;

/// Any operation.
pub(crate) struct Call<'a> {
    pub(crate) config: &'a Config,
    pub(crate) state: &'a mut State,
    pub(crate) public_url: &'a str,
    pub(crate) now: Time,
    pub(crate) random: &'a mut dyn Random,
    pub(crate) outside: Outside<'a>,
}

/// What an operation reaches beyond the state.
pub(crate) struct Outside<'a> {
    pub(crate) inbox: &'a mut Inbox,
    pub(crate) hooks: &'a mut dyn Hooks,
    pub(crate) triggers: &'a mut TriggerLog,
    /// The caller's browser and system, as far as it says.
    pub(crate) device: String,
}

/// An operation of an app client.
pub(crate) struct ClientCall<'a> {
    pub(crate) pool: &'a PoolConfig,
    pub(crate) client: &'a ClientConfig,
    pub(crate) state: &'a mut PoolState,
    pub(crate) issuer: String,
    pub(crate) now: Time,
    pub(crate) random: &'a mut dyn Random,
    pub(crate) outside: Outside<'a>,
    /// The caller's `ClientMetadata`, which triggers get to see. Empty until the operation sets it.
    pub(crate) metadata: Map<String, Value>,
}

/// An operation of a user who has shown an access token.
pub(crate) struct UserCall<'a> {
    /// As an operation of the app client to which the token was issued.
    pub(crate) call: ClientCall<'a>,
    pub(crate) user: User,
    /// The sign-in that the token comes from.
    pub(crate) origin_jti: String,
}

impl<'a> Call<'a> {
    /// For an app client that exists.
    pub(crate) fn of_client(self, client_id: &str) -> Result<ClientCall<'a>, ServiceError> {
        let unknown = || ServiceError::unknown_client(client_id);
        let (pool, client) = self.config.client(client_id).ok_or_else(unknown)?;
        let state = self.state.pools.get_mut(&pool.id).ok_or_else(unknown)?;
        let issuer = issuer::of(self.public_url, pool);
        Ok(ClientCall {
            pool,
            client,
            state,
            issuer,
            now: self.now,
            random: self.random,
            outside: self.outside,
            metadata: Map::new(),
        })
    }

    /// For the user of an access token that still counts and has the scope of the user pool's own API.
    pub(crate) fn of_access_token(self, access_token: &str) -> Result<UserCall<'a>, ServiceError> {
        let invalid = || ServiceError::not_authorized("Invalid Access Token");
        let named = token::claimed_issuer(access_token).ok_or_else(invalid)?;
        let url = self.public_url;
        let pool =
            self.config.pools.iter().find(|pool| issuer::is_of(url, pool, &named)).ok_or_else(invalid)?;
        let state = self.state.pools.get_mut(&pool.id).ok_or_else(invalid)?;
        let claims =
            token::check(access_token, Use::Access, &named, state, self.now).map_err(
                |refusal| match refusal {
                    Refusal::Invalid => invalid(),
                    Refusal::Expired => ServiceError::not_authorized("Access Token has expired"),
                },
            )?;
        let origin_jti = state.grants.origin(&claims).ok_or_else(invalid)?;
        let username = token::text(&claims, "username").ok_or_else(invalid)?;
        let user = state.user_mut(pool, username).ok_or_else(ServiceError::user_not_found)?.clone();
        if !state.grants.is_alive(&origin_jti) {
            return Err(ServiceError::not_authorized("Access Token has been revoked"));
        }
        if !token::has_scope(&claims, ADMIN_SCOPE) {
            return Err(ServiceError::not_authorized("Access Token does not have required scopes"));
        }
        if !user.enabled {
            return Err(ServiceError::user_disabled());
        }
        let client_id = token::text(&claims, "client_id").unwrap_or_default();
        Ok(UserCall { call: self.of_client(client_id)?, user, origin_jti })
    }
}

impl ClientCall<'_> {
    /// The user whom somebody calls so.
    pub(crate) fn user(&self, typed: &str) -> Option<&User> {
        self.state.find_user(self.pool, typed)
    }

    /// As `check_secret_hash`, for operations that have a member `SecretHash`.
    pub(crate) fn check_secret_hash_member(
        &self,
        secret_hash: Option<&str>,
        username: &str,
    ) -> Result<(), ServiceError> {
        let parameters = secret_hash.map(|hash| ("SECRET_HASH", hash)).into_iter().collect();
        self.check_secret_hash(&parameters, &[username])
    }

    /// Whether a `SECRET_HASH` fits the client's secret and one of these usernames.
    pub(crate) fn check_secret_hash(
        &self,
        parameters: &BTreeMap<&str, &str>,
        usernames: &[&str],
    ) -> Result<(), ServiceError> {
        let client_id = &self.client.id;
        let refused = || {
            Err(ServiceError::not_authorized(format!("Unable to verify secret hash for client {client_id}")))
        };
        match (&self.client.secret, parameters.get("SECRET_HASH")) {
            (None, None) => Ok(()),
            (None, Some(_)) => refused(),
            (Some(_), None) => Err(ServiceError::not_authorized(format!(
                "Client {client_id} is configured with secret but SECRET_HASH was not received"
            ))),
            (Some(secret), Some(given)) => {
                let fits = |username: &&str| {
                    let expected = HMAC::mac(format!("{username}{client_id}").as_bytes(), secret.as_bytes());
                    constant_time::equal(BASE64.encode(&expected).as_bytes(), given.as_bytes())
                };
                if usernames.iter().any(fits) { Ok(()) } else { refused() }
            }
        }
    }
}

/// A parameter that the flow or the challenge cannot do without.
pub(crate) fn parameter<'a>(
    parameters: &BTreeMap<&str, &'a str>,
    name: &str,
) -> Result<&'a str, ServiceError> {
    let value = parameters.get(name).copied().filter(|value| !value.is_empty());
    value.ok_or_else(|| ServiceError::missing_parameter(name))
}

/// What an operation gives back.
pub(crate) type Answer = Result<Value, ServiceError>;
