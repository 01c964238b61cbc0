//! A bucket of the object store.

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BucketConfig {
    pub(crate) name: String,
    #[serde(default = "super::gateway::region")]
    pub(crate) region: String,
}
