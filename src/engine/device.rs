//! This browser as a remembered device: confirmed with the first sign-in, named with every refresh, forgotten on request.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Engine, Output, Work, World};
use crate::cognito::auth::DeviceKeys;
use crate::cognito::{read, request};
use crate::device::{Device, Devices, devices_key};
use crate::encoding::text::{is, owned};
use crate::error::{Code, Error};
use crate::http::Response;
use crate::json::ObjectWriter;
use crate::srp::DeviceSecrets;
use crate::value::Value;

/// A device whose confirmation is under way.
pub(super) struct Confirmation {
    username: String,
    device: Device,
}

impl Engine {
    /// The key in storage under which this browser's devices lie.
    pub fn devices_key(&self) -> String {
        devices_key(self.config.client_id.as_str())
    }

    /// Takes up the devices in storage, before any input.
    pub fn restore_devices(&mut self, stored: &str) {
        self.devices = Devices::read(stored);
    }

    /// Begins [`Command::ConfirmDevice`](super::Command::ConfirmDevice).
    pub(super) fn confirm_device(&mut self, call: u32, name: Option<&str>, world: &mut World<'_>) {
        if let Err(error) = self.send_confirmation(call, name, world) {
            world.outbox.finish(call, Err(error));
        }
    }

    fn send_confirmation(
        &mut self,
        call: u32,
        name: Option<&str>,
        world: &mut World<'_>,
    ) -> Result<(), Error> {
        let record = self.record.as_ref().ok_or(Code::NotSignedIn)?;
        let keys = record.tokens.device.clone();
        let keys = keys.ok_or_else(|| Error::about(Code::ResourceNotFound, "deviceKey"))?;
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

    /// Keeps what has changed about devices.
    pub(super) fn store_devices(&mut self, world: &mut World<'_>) {
        if self.devices.take_up(None) {
            let text = self.devices.write();
            world.outbox.store(&self.devices_key(), text.as_ref().map(|text| text.expose().as_str()));
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

    /// The pool has forgotten a device: this browser does not pose as it any more.
    pub(super) fn device_forgotten(&mut self, username: &str, key: Option<&str>, world: &mut World<'_>) {
        let is_this =
            self.devices.of(username).is_some_and(|device| key.is_some_and(|key| is(key, &device.keys.key)));
        if is_this {
            self.devices.forget(username);
            self.store_devices(world);
        }
    }
}
