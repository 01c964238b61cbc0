//! How far a sign-in has come. It goes from each challenge to the next.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::acr::{Level, Method};

#[derive(Clone)]
pub(crate) struct Progress {
    /// The real username, or the typed one where no such user exists.
    pub(crate) username: String,
    /// Whether such a user exists.
    pub(crate) user_exists: bool,
    pub(crate) flow: Flow,
    /// The device from which the user signs in, as the caller names it.
    pub(crate) device_key: Option<String>,
    /// The level that a step-up is to reach.
    pub(crate) target: Option<Level>,
    /// What has been proven.
    pub(crate) methods: BTreeSet<Method>,
    /// The rounds of `CUSTOM_AUTH`, as its triggers get to see them.
    pub(crate) rounds: Vec<Value>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// `USER_SRP_AUTH` and `USER_PASSWORD_AUTH`
    Password,
    /// `USER_AUTH`
    Choice,
    /// `CUSTOM_AUTH`
    Custom,
}

impl Progress {
    pub(crate) fn new(username: &str, user_exists: bool, flow: Flow) -> Self {
        Self {
            username: username.to_owned(),
            user_exists,
            flow,
            device_key: None,
            target: None,
            methods: BTreeSet::new(),
            rounds: Vec::new(),
        }
    }

    pub(crate) fn on_device(self, device_key: Option<&str>) -> Self {
        Self { device_key: device_key.map(str::to_owned).or(self.device_key), ..self }
    }

    /// With one more thing proven.
    pub(crate) fn proving(mut self, method: Method) -> Self {
        self.methods.insert(method);
        self
    }
}
