//! A protected API: what stands behind API Gateway with a user-pool authorizer elsewhere.

use serde::{Deserialize, Serialize};

use super::{Config, ConfigError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApiConfig {
    pub(crate) path: String,
    pub(crate) pool: String,
    /// An access token needs one of these; an ID token needs none.
    #[serde(default)]
    pub(crate) scopes: Vec<String>,
    #[serde(default)]
    pub(crate) orders: Vec<Order>,
}

#[derive(Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) item: String,
    pub(crate) quantity: u32,
    pub(crate) status: String,
    /// Who may see it; nobody named means everybody.
    #[serde(default, skip_serializing)]
    pub(crate) groups: Vec<String>,
}

impl ApiConfig {
    pub(super) fn check(&self, key: &str, config: &Config) -> Result<(), ConfigError> {
        let reserved =
            self.path == "/" || self.path.starts_with("/_local") || self.path.contains("/.well-known/");
        if !self.path.starts_with('/') || reserved {
            return Err(ConfigError::new(
                format_args!("{key}.path"),
                "must begin with / and be none of the server's own paths",
            ));
        }
        if config.pool(&self.pool).is_none() {
            return Err(ConfigError::new(format_args!("{key}.pool"), "no pool has this id"));
        }
        Ok(())
    }
}
