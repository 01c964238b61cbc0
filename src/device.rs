//! Remembered devices: what a browser keeps to prove that it is the one that the pool knows.

use alloc::string::String;
use alloc::vec::Vec;

use crate::cognito::auth::{DeviceKeys, token};
use crate::encoding::text::{is, join, owned};
use crate::json::{self, ObjectWriter};
use crate::secret::SecretString;
use crate::value::Value;

/// A device that the pool has confirmed.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its names at the pool.
    pub keys: DeviceKeys,
    /// What it proves itself by.
    pub password: SecretString,
}

/// The devices that this browser is, one for each user: pools know a device per user.
#[derive(Debug, Default)]
pub struct Devices {
    entries: Vec<(String, Device)>,
    is_changed: bool,
}

impl Devices {
    /// Reads what [`write`](Self::write) wrote. Storage is not trusted: what does not fit is left out.
    pub fn read(text: &str) -> Self {
        let value = json::parse(text).unwrap_or_default();
        let mut devices = Self::default();
        for (username, entry) in value.get("users").and_then(Value::as_map).unwrap_or_default() {
            if let (Some(keys), Some(password)) =
                (DeviceKeys::read(entry, "key", "group"), token(entry, "password"))
            {
                devices.entries.push((owned(username), Device { keys, password }));
            }
        }
        devices
    }

    /// The JSON text to keep, or `None` where there is no device.
    pub fn write(&self) -> Option<SecretString> {
        if self.entries.is_empty() {
            return None;
        }
        let mut users = ObjectWriter::new();
        for (username, Device { keys, password }) in &self.entries {
            let entry = ObjectWriter::new()
                .text("key", &keys.key)
                .text("group", &keys.group)
                .text("password", password.expose())
                .finish();
            users.json(username, &entry);
        }
        Some(SecretString::new(ObjectWriter::new().number("v", 1).json("users", &users.finish()).finish()))
    }

    /// The device that this browser is for a user, by the pool's own name (`USER_ID_FOR_SRP`).
    pub fn of(&self, username: &str) -> Option<&Device> {
        self.entries.iter().find(|(name, _)| is(name, username)).map(|(_, device)| device)
    }

    /// Remembers a device, in the place of the user's former one.
    pub fn remember(&mut self, username: &str, device: Device) {
        self.forget(username);
        self.entries.push((owned(username), device));
        self.is_changed = true;
    }

    /// Forgets the user's device.
    pub fn forget(&mut self, username: &str) {
        let before = self.entries.len();
        self.entries.retain(|(name, _)| !is(name, username));
        self.is_changed |= self.entries.len() < before;
    }

    /// Whether something has changed since this was last asked.
    pub(crate) const fn take_change(&mut self) -> bool {
        core::mem::replace(&mut self.is_changed, false)
    }
}

/// The storage key of the app client's devices.
pub fn devices_key(client_id: &str) -> String {
    join(&["cognito-wasm.", client_id, ".devices"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(key: &str) -> Device {
        Device {
            keys: DeviceKeys { key: key.into(), group: "g".into(), is_new: false },
            password: "canary".into(),
        }
    }

    #[test]
    fn devices_survive_a_restart() {
        let mut devices = Devices::default();
        assert!(devices.write().is_none());
        devices.remember("a.b", device("k1"));
        devices.remember("\"", device("k2"));
        devices.remember("a.b", device("k3"));
        assert!(devices.take_change() && !devices.take_change());
        let text = devices.write().unwrap();
        let mut read = Devices::read(text.expose());
        assert_eq!(read.of("a.b").unwrap().keys.key, "k3");
        assert_eq!(read.of("\"").unwrap().password.expose(), "canary");
        read.forget("nobody");
        assert!(!read.take_change());
        read.forget("a.b");
        assert!(read.take_change() && read.of("a.b").is_none());
        assert!(!format!("{devices:?}").contains("canary"));
    }

    #[test]
    fn garbage_is_no_device() {
        for text in [
            "",
            "null",
            "{}",
            r#"{"users":[]}"#,
            r#"{"users":{"a":{"key":"k","group":"g"}}}"#,
            r#"{"users":{"a":7}}"#,
        ] {
            assert!(Devices::read(text).write().is_none(), "{text}");
        }
    }
}
