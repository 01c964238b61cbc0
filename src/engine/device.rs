//! This browser as a remembered device: confirmed with the first sign-in, named with every refresh, forgotten on request.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Engine, Outbox, Output, Work, World};
use crate::cognito::auth::{DeviceKeys, Tokens};
use crate::cognito::{read, request};
use crate::device::{Device, Devices, devices_key};
use crate::encoding::text::{is, owned};
use crate::error::{Code, Error};
use crate::http::Response;
use crate::json::ObjectWriter;
use crate::session::{Record, Session};
use crate::srp::DeviceSecrets;
use crate::value::Value;

/// A device whose confirmation is under way.
pub(super) struct Confirmation {
    username: String,
    device: Device,
}

/// How many sign-ins are remembered for the confirmation of their devices: more than anybody begins at once.
const MOST_MET: usize = 4;

impl Engine {
    /// Remembers a sign-in in which the pool has met this browser, until the device is confirmed.
    pub(super) fn meet(&mut self, record: &Rc<Record>) {
        if record.tokens.device.as_ref().is_some_and(|keys| keys.is_new) {
            if self.met.len() == MOST_MET {
                self.met.remove(0);
            }
            self.met.push(Rc::clone(record));
        }
    }

    /// The key in storage under which this browser's devices lie.
    pub fn devices_key(&self) -> String {
        devices_key(self.config.client_id.as_str())
    }

    /// Takes up the devices in storage: before any input, and whenever the [`Outbox`] has been told to load them. What has
    /// changed here since goes on top, and is stored. `None` means that storage cannot be read.
    pub fn restore_devices(&mut self, stored: Option<&str>, outbox: &mut dyn Outbox) {
        if self.devices.take_up(stored.map(Devices::read)) {
            let text = self.devices.write();
            outbox.store(&self.devices_key(), text.as_ref().map(|text| text.expose().as_str()));
        }
    }

    /// Begins [`Command::ConfirmDevice`](super::Command::ConfirmDevice).
    pub(super) fn confirm_device(
        &mut self,
        call: u32,
        key: Option<&str>,
        name: Option<&str>,
        world: &mut World<'_>,
    ) {
        if let Err(error) = self.send_confirmation(call, key, name, world) {
            world.outbox.finish(call, Err(error));
        }
    }

    fn send_confirmation(
        &mut self,
        call: u32,
        key: Option<&str>,
        name: Option<&str>,
        world: &mut World<'_>,
    ) -> Result<(), Error> {
        let is_meant = |record: &&Rc<Record>| {
            let keys = record.tokens.device.as_ref();
            key.is_none_or(|key| keys.is_some_and(|keys| is(&keys.key, key)))
        };
        let current = self.record.as_ref().ok_or(Code::NotSignedIn)?;
        let none = || Error::about(Code::ResourceNotFound, "deviceKey");
        // Whoever has signed in meanwhile has no part in it: the tokens are those of the sign-in that met the device.
        let met = self.met.iter().filter(|_| key.is_some());
        let record = Rc::clone([current].into_iter().chain(met).find(is_meant).ok_or_else(none)?);
        let keys = record.tokens.device.clone().ok_or_else(none)?;
        // Known from now on, or not at all.
        let keys = DeviceKeys { is_new: false, ..keys };
        let DeviceSecrets { password, verifier, salt } =
            DeviceSecrets::new(&keys.group, &keys.key, world.random)?;
        let config = ObjectWriter::new().text("PasswordVerifier", &verifier).text("Salt", &salt).finish();
        let mut body = ObjectWriter::new();
        body.text("AccessToken", record.tokens.access.expose())
            .text("DeviceKey", &keys.key)
            .optional_text("DeviceName", name)
            .json("DeviceSecretVerifierConfig", &config);
        let request = request(&self.config, "ConfirmDevice", body.finish());
        let username = owned(&record.username);
        let confirmation = Confirmation { username, device: Device { keys, password } };
        let number = self.wait(call, Work::Device(Box::new(confirmation)));
        world.outbox.send(number, call, request);
        Ok(())
    }

    /// Takes the answer to `ConfirmDevice`.
    pub(super) fn device_confirmed(
        &mut self,
        call: u32,
        confirmation: Confirmation,
        result: Result<Box<Response>, Error>,
        world: &mut World<'_>,
    ) {
        let result = result.and_then(|response| read(&response)).map(|answer| {
            let Confirmation { username, device } = confirmation;
            self.met.retain(|record| {
                record.tokens.device.as_ref().is_none_or(|keys| keys.key != device.keys.key)
            });
            let is_asked = matches!(answer.get("UserConfirmationNecessary"), Some(Value::Bool(true)));
            let text = ObjectWriter::new()
                .text("deviceKey", &device.keys.key)
                .json("confirmationNecessary", if is_asked { "true" } else { "false" })
                .finish();
            self.devices.remember(&username, device);
            self.store_devices(world);
            Output::Account(text)
        });
        world.outbox.finish(call, result);
    }

    /// Keeps what has changed about devices. Another tab may have written the list since it was read, so it is read again.
    pub(super) fn store_devices(&self, world: &mut World<'_>) {
        if self.devices.is_changed() {
            world.outbox.load(&self.devices_key());
        }
    }

    /// Where an operation is about a device and names none, this one is meant.
    pub(super) fn with_device_key(&self, operation: &str, options: &mut Value) {
        let is_about_one = ["getDevice", "forgetDevice", "updateDeviceStatus"].contains(&operation);
        let keys = self.record.as_ref().and_then(|record| record.tokens.device.as_ref());
        if let (true, None, Some(keys)) = (is_about_one, options.text("deviceKey"), keys) {
            if options.as_map().is_none() {
                *options = Value::Map(Vec::new());
            }
            if let Value::Map(members) = options {
                members.push((owned("deviceKey"), keys.key.as_str().into()));
            }
        }
    }

    /// The pool has forgotten a device: this browser does not pose as it any more, neither in a sign-in nor in a refresh.
    pub(super) fn device_forgotten(&mut self, username: &str, key: &str, world: &mut World<'_>) {
        if self.devices.key_of(username).is_some_and(|known| is(known, key)) {
            self.devices.forget(username);
            self.store_devices(world);
        }
        let is_named = |record: &Record| record.tokens.device.as_ref().is_some_and(|keys| is(&keys.key, key));
        if let Some(record) = self.record.clone().filter(|record| is_named(record)) {
            let record = Rc::new(Record {
                tokens: Tokens { device: None, ..record.tokens.clone() },
                ..(*record).clone()
            });
            world.outbox.store(&self.storage_key(), Some(record.write().expose()));
            if let Some(session) = &self.session {
                let (id, access) = (session.id.clone(), session.access.clone());
                self.session = Some(Rc::new(Session { record: Rc::clone(&record), id, access }));
            }
            self.record = Some(record);
        }
    }
}
