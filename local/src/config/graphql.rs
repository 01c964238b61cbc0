//! A `GraphQL` API, as `AppSync` has them.

use serde::Deserialize;

use super::{Config, ConfigError, Order};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GraphqlConfig {
    pub(crate) id: String,
    #[serde(default = "super::gateway::region")]
    pub(crate) region: String,
    #[serde(default = "super::gateway::account")]
    pub(crate) account: String,
    /// Whose tokens count beside signatures.
    pub(crate) pool: String,
    #[serde(default)]
    pub(crate) orders: Vec<Order>,
}

impl GraphqlConfig {
    pub(super) fn check(&self, key: &str, config: &Config) -> Result<(), ConfigError> {
        match config.pool(&self.pool) {
            Some(_) => Ok(()),
            None => Err(ConfigError::new(format_args!("{key}.pool"), "no pool has this id")),
        }
    }
}
