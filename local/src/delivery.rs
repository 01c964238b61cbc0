//! Codes on their way to the user: where to, in which words, and what the caller may read of the address.

use serde_json::{Value, json};

use crate::call::ClientCall;
use crate::config::Trigger;
use crate::error::ServiceError;
use crate::grant::Grant;
use crate::inbox::{Medium, Message};
use crate::trigger::{invalid_response, user_attributes};
use crate::user::User;

/// Where the code stands in a message that a trigger has written.
const CODE_PARAMETER: &str = "{####}";

/// An email address or a phone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) medium: Medium,
    pub(crate) value: String,
}

/// Why a code is sent.
#[derive(Clone, Copy)]
pub(crate) enum Occasion {
    SignUp,
    Resend,
    ForgotPassword,
    UpdateAttribute,
    VerifyAttribute,
    /// A second factor.
    Mfa,
    /// A first factor.
    Otp,
}

impl Occasion {
    /// As the inbox calls it.
    fn purpose(self) -> &'static str {
        match self {
            Self::SignUp => "SIGN_UP",
            Self::Resend => "RESEND",
            Self::ForgotPassword => "FORGOT_PASSWORD",
            Self::UpdateAttribute => "UPDATE_ATTRIBUTE",
            Self::VerifyAttribute => "VERIFY_ATTRIBUTE",
            Self::Mfa => "MFA",
            Self::Otp => "OTP",
        }
    }

    fn trigger_source(self) -> &'static str {
        match self {
            Self::SignUp => "CustomMessage_SignUp",
            Self::Resend => "CustomMessage_ResendCode",
            Self::ForgotPassword => "CustomMessage_ForgotPassword",
            Self::UpdateAttribute => "CustomMessage_UpdateUserAttribute",
            Self::VerifyAttribute => "CustomMessage_VerifyUserAttribute",
            Self::Mfa | Self::Otp => "CustomMessage_Authentication",
        }
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::ForgotPassword => ("Your password reset code", "Your password reset code is {####}."),
            Self::Mfa | Self::Otp => ("Your authentication code", "Your authentication code is {####}."),
            _ => ("Your verification code", "Your verification code is {####}."),
        }
    }
}

impl Address {
    pub(crate) fn new(attribute: &str, value: &str) -> Self {
        let medium = if attribute == "phone_number" { Medium::Sms } else { Medium::Email };
        Self { medium, value: value.to_owned() }
    }

    /// What the user has in this attribute, `email` or `phone_number`.
    pub(crate) fn of(user: &User, attribute: &str) -> Option<Self> {
        let value = user.attributes.get(attribute).filter(|value| !value.is_empty())?;
        Some(Self::new(attribute, value))
    }

    pub(crate) fn attribute(&self) -> &'static str {
        match self.medium {
            Medium::Email => "email",
            Medium::Sms => "phone_number",
        }
    }

    /// As much of it as AWS shows to somebody who has not signed in: `a***@e***`, `+*******0100`.
    pub(crate) fn masked(&self) -> String {
        let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
        match (self.medium, self.value.split_once('@')) {
            (Medium::Email, Some((user, host))) => format!("{}***@{}***", first(user), first(host)),
            (Medium::Email, None) => format!("{}***", first(&self.value)),
            (Medium::Sms, _) => {
                let digits: Vec<char> = self.value.chars().skip(1).collect();
                let hidden = digits.len().saturating_sub(4);
                let shown: String = digits.iter().skip(hidden).collect();
                format!("+{}{shown}", "*".repeat(hidden))
            }
        }
    }

    /// `CodeDeliveryDetails`
    pub(crate) fn details(&self) -> Value {
        json!({
            "Destination": self.masked(),
            "DeliveryMedium": self.medium,
            "AttributeName": self.attribute(),
        })
    }
}

/// Puts a code into the inbox, in the words of the pool's trigger if it has one.
pub(crate) fn send(
    call: &mut ClientCall,
    user: &User,
    address: &Address,
    occasion: Occasion,
    code: &str,
) -> Result<(), ServiceError> {
    let request = json!({
        "userAttributes": user_attributes(user),
        "codeParameter": CODE_PARAMETER,
        "linkParameter": "{##Click Here##}",
        "usernameParameter": null,
    });
    let response = json!({ "smsMessage": null, "emailMessage": null, "emailSubject": null });
    let (trigger, source) = (Trigger::CustomMessage, occasion.trigger_source());
    let custom = call.ask_trigger(trigger, source, &user.username, request, response)?.unwrap_or_default();
    let custom = |name: &str| custom.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    let (default_subject, default_message) = occasion.words();
    let (message, subject) = match address.medium {
        Medium::Email => (custom("emailMessage"), Some(custom("emailSubject").unwrap_or(default_subject))),
        Medium::Sms => (custom("smsMessage"), None),
    };
    let message = message.unwrap_or(default_message);
    // A message without the code would leave the user where they are.
    if !message.contains(CODE_PARAMETER) {
        return Err(invalid_response("Unrecognizable lambda output"));
    }
    let message = Message {
        id: 0,
        time: 0,
        medium: address.medium,
        destination: address.value.clone(),
        username: user.username.clone(),
        purpose: occasion.purpose(),
        code: code.to_owned(),
        subject: subject.map(str::to_owned),
        text: message.replace(CODE_PARAMETER, code),
    };
    call.outside.inbox.add(message, call.now);
    Ok(())
}

/// Mail about a sign-in, with what `UpdateAuthEventFeedback` wants to see in the place of a code.
pub(crate) fn tell_of_sign_in(call: &mut ClientCall, user: &User, grant: &Grant) {
    let Some(address) = Address::of(user, "email") else { return };
    let text = format!(
        "Somebody has signed in as you ({}). Was it you? Event {}.",
        call.outside.device, grant.event_id
    );
    let message = Message {
        id: 0,
        time: 0,
        medium: address.medium,
        destination: address.value,
        username: user.username.clone(),
        purpose: "AUTH_EVENT",
        code: grant.feedback_token(),
        subject: Some("A sign-in to your account".to_owned()),
        text,
    };
    call.outside.inbox.add(message, call.now);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_masked_as_aws_masks_them() {
        for (attribute, value, masked) in [
            ("email", "alice@example.com", "a***@e***"),
            ("email", "ä@ö", "ä***@ö***"),
            ("email", "@", "***@***"),
            ("email", "nonsense", "n***"),
            ("phone_number", "+15555550100", "+*******0100"),
            ("phone_number", "+123", "+123"),
        ] {
            assert_eq!(Address::new(attribute, value).masked(), masked);
        }
    }
}
