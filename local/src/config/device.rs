//! Whether a pool remembers its users' devices.

use serde::Deserialize;

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DeviceConfig {
    /// A remembered device takes the place of the second factor.
    pub(crate) challenge_required_on_new_device: bool,
    /// A confirmed device is remembered only when the app says that the user wants it.
    pub(crate) only_remembered_on_user_prompt: bool,
}
