//! What the server remembers beyond user pools: identities, credentials, and what protected APIs keep.

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::credentials::Credentials;
use crate::gateway::Orders;
use crate::identity::Identities;
use crate::jws::{Algorithm, SigningKey};
use crate::object_store::Objects;
use crate::random::{Random, RandomUnavailable};

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Cloud {
    /// Signs the tokens of `GetOpenIdToken`. It is there where there are identity pools.
    pub(crate) open_id_key: Option<SigningKey>,
    pub(crate) identities: Identities,
    pub(crate) credentials: Credentials,
    pub(crate) orders: Orders,
    pub(crate) objects: Objects,
}

impl Cloud {
    /// What was saved, or a beginning, with the key that the configuration needs.
    pub(crate) fn new(
        config: &Config,
        saved: Option<Self>,
        random: &mut dyn Random,
    ) -> Result<Self, RandomUnavailable> {
        let mut cloud = saved.unwrap_or_default();
        if cloud.open_id_key.is_none() && !config.identity_pools.is_empty() {
            cloud.open_id_key = Some(SigningKey::generate(Algorithm::Rs256, random)?);
        }
        Ok(cloud)
    }

    /// Back to the beginning, with the same key: callers may have cached it.
    pub(crate) fn fresh(&self) -> Self {
        Self { open_id_key: self.open_id_key.clone(), ..Self::default() }
    }
}
