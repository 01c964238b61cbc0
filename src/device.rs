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
    /// Names that users have typed, each with the pool's own: one for each user, the last.
    aliases: Vec<(String, String)>,
    /// The users whose device is another since the list was last stored.
    changed: Vec<String>,
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
                if let Some(alias) = entry.text("alias") {
                    devices.aliases.push((owned(alias), owned(username)));
                }
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
            let alias = self.aliases.iter().find(|(_, name)| is(name, username));
            let entry = ObjectWriter::new()
                .text("key", &keys.key)
                .text("group", &keys.group)
                .text("password", password.expose())
                .optional_text("alias", alias.map(|(alias, _)| alias.as_str()))
                .finish();
            users.json(username, &entry);
        }
        Some(SecretString::new(ObjectWriter::new().number("v", 1).json("users", &users.finish()).finish()))
    }

    /// The device that this browser is for a user, by the pool's own name (`USER_ID_FOR_SRP`).
    pub fn of(&self, username: &str) -> Option<&Device> {
        self.entries.iter().find(|(name, _)| is(name, username)).map(|(_, device)| device)
    }

    /// The key of that device.
    pub(crate) fn key_of(&self, username: &str) -> Option<&str> {
        self.of(username).map(|device| device.keys.key.as_str())
    }

    /// The pool's own name for a user who types this one, as far as earlier sign-ins have told.
    pub fn name_of<'a>(&'a self, typed: &'a str) -> &'a str {
        self.aliases.iter().find(|(alias, _)| is(alias, typed)).map_or(typed, |(_, username)| username)
    }

    /// Remembers whom the pool means by a typed name.
    pub fn learn(&mut self, typed: &str, username: &str) {
        if !is(self.name_of(typed), username) {
            self.aliases.retain(|(alias, name)| !is(alias, typed) && !is(name, username));
            self.aliases.push((owned(typed), owned(username)));
            self.is_changed |= self.of(username).is_some();
        }
    }

    /// Remembers a device, in the place of the user's former one.
    pub fn remember(&mut self, username: &str, device: Device) {
        self.forget(username);
        self.entries.push((owned(username), device));
        self.change(username);
    }

    /// Forgets the user's device.
    pub fn forget(&mut self, username: &str) {
        if self.of(username).is_some() {
            self.entries.retain(|(name, _)| !is(name, username));
            self.change(username);
        }
    }

    fn change(&mut self, username: &str) {
        self.changed.retain(|name| !is(name, username));
        self.changed.push(owned(username));
        self.is_changed = true;
    }

    /// Whether there is something to store.
    pub(crate) const fn is_changed(&self) -> bool {
        self.is_changed
    }

    /// Takes up the list in storage, which others may have written since: what has changed here goes on top of it. Where
    /// storage cannot be read, the list is what it is here. Says whether it is to be stored.
    pub(crate) fn take_up(&mut self, stored: Option<Self>) -> bool {
        let changed = core::mem::take(&mut self.changed);
        if let Some(mut stored) = stored {
            for username in &changed {
                stored.forget(username);
                if let Some(device) = self.of(username) {
                    stored.remember(username, device.clone());
                }
            }
            for (alias, username) in &self.aliases {
                stored.learn(alias, username);
            }
            let is_changed = self.is_changed;
            *self = Self { changed: Vec::new(), is_changed, ..stored };
        }
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
        assert!(devices.take_up(None) && !devices.take_up(None));
        let text = devices.write().unwrap();
        let mut read = Devices::read(text.expose());
        assert_eq!(read.of("a.b").unwrap().keys.key, "k3");
        assert_eq!(read.of("\"").unwrap().password.expose(), "canary");
        read.forget("nobody");
        assert!(!read.is_changed());
        read.forget("a.b");
        assert!(read.is_changed() && read.of("a.b").is_none());
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
