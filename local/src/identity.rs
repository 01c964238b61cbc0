//! Identity pools: the operations of `AWSCognitoIdentityService`, and the identities they keep.

mod credentials;
mod get_id;
mod login;
mod open_id;
mod role;
mod store;
mod unlink;

use serde_json::{Map, Value};

pub(crate) use open_id::{OpenIdClaims, TokenProblem, discovery, verify as verify_open_id_token};
pub(crate) use role::principal_login;
pub(crate) use store::{Identities, Identity};

use crate::call::Answer;
use crate::config::{Config, IdentityPoolConfig};
use crate::error::ServiceError;
use crate::random::Random;
use crate::state::State;
use crate::time::Time;
use login::Login;

/// What stands before the operation's name in `X-Amz-Target`.
pub(crate) const TARGET_PREFIX: &str = "AWSCognitoIdentityService.";

/// An operation of an identity pool, or of STS on its behalf.
pub(crate) struct IdentityCall<'a> {
    pub(crate) config: &'a Config,
    pub(crate) state: &'a mut State,
    pub(crate) public_url: &'a str,
    pub(crate) now: Time,
    pub(crate) random: &'a mut dyn Random,
}

/// Runs an operation, or nothing if there is none of this name.
pub(crate) fn run(name: &str, call: &mut IdentityCall, body: &Map<String, Value>) -> Option<Answer> {
    let operation = match name {
        "GetCredentialsForIdentity" => credentials::get_credentials_for_identity,
        "GetId" => get_id::get_id,
        "GetOpenIdToken" => open_id::get_open_id_token,
        "UnlinkIdentity" => unlink::unlink_identity,
        _ => return None,
    };
    Some(operation(call, body))
}

impl<'a> IdentityCall<'a> {
    fn pool(&self, id: &str) -> Result<&'a IdentityPoolConfig, ServiceError> {
        let unknown =
            || ServiceError::new("ResourceNotFoundException", format!("IdentityPool '{id}' not found."));
        self.config.identity_pool(id).ok_or_else(unknown)
    }

    fn identity(&self, id: &str) -> Result<&Identity, ServiceError> {
        let unknown =
            || ServiceError::new("ResourceNotFoundException", format!("Identity '{id}' not found."));
        self.state.cloud.identities.find(id).ok_or_else(unknown)
    }

    /// The identity for whose sake the caller may act: a guest without logins, or one to which the logins belong.
    /// Logins that belong to nobody yet are linked to it.
    fn authorized(&mut self, id: &str, tokens: &Map<String, Value>) -> Result<Authorized<'a>, ServiceError> {
        let identity = self.identity(id)?.clone();
        let pool = self.pool(&identity.pool_id)?;
        if tokens.is_empty() {
            if !identity.logins.is_empty() || identity.sealed {
                let message = format!("Access to Identity '{id}' is forbidden.");
                return Err(ServiceError::not_authorized(message));
            }
            if !pool.allow_unauthenticated_identities {
                return Err(guests_refused());
            }
            return Ok(Authorized { pool, identity, logins: Vec::new() });
        }
        let logins = self.logins(pool, tokens)?;
        let identity = self.state.cloud.identities.link(identity, &logins)?;
        Ok(Authorized { pool, identity, logins })
    }

    fn logins(
        &self,
        pool: &IdentityPoolConfig,
        tokens: &Map<String, Value>,
    ) -> Result<Vec<Login>, ServiceError> {
        tokens.iter().map(|(key, token)| self.login(pool, key, token)).collect()
    }
}

/// Who may act, and by which logins.
struct Authorized<'a> {
    pool: &'a IdentityPoolConfig,
    identity: Identity,
    logins: Vec<Login>,
}

fn guests_refused() -> ServiceError {
    ServiceError::not_authorized("Unauthenticated access is not supported for this identity pool.")
}
