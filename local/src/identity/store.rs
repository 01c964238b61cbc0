//! The identities of all pools.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::login::Login;
use crate::error::ServiceError;

/// Guests beyond this many are forgotten, those whose id sorts first: nobody can have signed in as one of them.
const MOST: usize = 10_000;

/// By identity id.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Identities(BTreeMap<String, Identity>);

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Identity {
    /// `<region>:<uuid>`
    pub(crate) id: String,
    pub(crate) pool_id: String,
    /// The subject by which each provider knows it. Nothing: a guest.
    pub(crate) logins: BTreeMap<String, String>,
    /// Its last login was unlinked: nobody gets in any more.
    #[serde(default)]
    pub(crate) sealed: bool,
}

impl Identities {
    pub(crate) fn find(&self, id: &str) -> Option<&Identity> {
        self.0.get(id)
    }

    /// The identity of a pool to which a login belongs.
    pub(super) fn owner(&self, pool_id: &str, login: &Login) -> Option<&Identity> {
        self.0.values().find(|identity| identity.pool_id == pool_id && identity.holds(login))
    }

    pub(super) fn put(&mut self, identity: Identity) {
        if self.0.len() >= MOST {
            let guest = self.0.values().find(|identity| identity.logins.is_empty());
            if let Some(id) = guest.map(|identity| identity.id.clone()) {
                self.0.remove(&id);
            }
        }
        self.0.insert(identity.id.clone(), identity);
    }

    /// Adds logins to an identity: to a guest any that are free, to others only beside one that it has.
    pub(super) fn link(
        &mut self,
        mut identity: Identity,
        logins: &[Login],
    ) -> Result<Identity, ServiceError> {
        let known = logins.iter().any(|login| identity.holds(login));
        if identity.sealed || !(identity.logins.is_empty() || known) {
            return Err(ServiceError::not_authorized(
                "Logins don't match. Please include at least one valid login for this identity or identity pool.",
            ));
        }
        for login in logins {
            let other = self.owner(&identity.pool_id, login).is_some_and(|owner| owner.id != identity.id);
            let changed = identity.logins.get(&login.key).is_some_and(|subject| *subject != login.subject);
            if other || changed {
                let message = "Login already linked to another identity.";
                return Err(ServiceError::new("ResourceConflictException", message));
            }
        }
        let links = logins.iter().map(|login| (login.key.clone(), login.subject.clone()));
        identity.logins.extend(links);
        self.put(identity.clone());
        Ok(identity)
    }
}

impl Identity {
    pub(super) fn holds(&self, login: &Login) -> bool {
        self.logins.get(&login.key) == Some(&login.subject)
    }
}
