//! What Cognito asks of a user, and what the user may answer.

use alloc::rc::Rc;
#[cfg(feature = "accounts")]
use alloc::string::String;
#[cfg(feature = "accounts")]
use alloc::vec::Vec;

use crate::cognito::auth::WireChallenge;
#[cfg(feature = "accounts")]
use crate::cognito::strings_of_list;
#[cfg(feature = "accounts")]
use crate::encoding::text::{is, owned};
#[cfg(feature = "accounts")]
use crate::error::{Code, Error};
#[cfg(feature = "accounts")]
use crate::json;
#[cfg(feature = "accounts")]
use crate::secret::SecretString;
#[cfg(feature = "accounts")]
use crate::strings::Strings;
#[cfg(feature = "accounts")]
use crate::value::Value;

/// The challenges of Cognito that a user can answer, beside the forced new password. Those for a device are not among
/// them: what a device does not answer, nobody can.
#[cfg(feature = "accounts")]
const KNOWN: [&str; 12] = [
    "SMS_MFA",
    "EMAIL_OTP",
    "EMAIL_MFA",
    "SOFTWARE_TOKEN_MFA",
    "SELECT_MFA_TYPE",
    "MFA_SETUP",
    "SELECT_CHALLENGE",
    "PASSWORD",
    "PASSWORD_SRP",
    "SMS_OTP",
    "WEB_AUTHN",
    "CUSTOM_CHALLENGE",
];

/// A challenge, as the caller sees it.
#[derive(Clone, Debug)]
pub enum Challenge {
    /// `NEW_PASSWORD_REQUIRED`: an administrator set the password, and the user must choose another.
    #[cfg(feature = "accounts")]
    NewPasswordRequired {
        /// Attributes that the answer must give, by their names in the pool.
        required_attributes: Vec<String>,
        /// What the pool knows already.
        user_attributes: Strings,
    },
    /// Any other challenge, as it came.
    Unanswered(Rc<WireChallenge>),
}

impl Challenge {
    /// Reads a challenge from the wire.
    #[cfg(feature = "accounts")]
    #[inline(never)]
    pub(super) fn read(wire: Rc<WireChallenge>) -> Result<Self, Error> {
        if !is(&wire.name, "NEW_PASSWORD_REQUIRED") {
            check(&wire)?;
            return Ok(Self::Unanswered(wire));
        }
        let mut required_attributes = strings_of_list(Some(&parse(&wire, "requiredAttributes")?));
        for name in &mut required_attributes {
            if let Some(bare) = name.strip_prefix("userAttributes.") {
                *name = owned(bare);
            }
        }
        let known = parse(&wire, "userAttributes")?;
        Ok(Self::NewPasswordRequired { required_attributes, user_attributes: Strings::of(known) })
    }

    /// Which member of the TypeScript union this is: Cognito's own name, or `UNKNOWN` for a name that this version
    /// has never heard of. Without the feature `accounts` it is the name in any case.
    pub fn kind(&self) -> &str {
        match self {
            #[cfg(feature = "accounts")]
            Self::NewPasswordRequired { .. } => "NEW_PASSWORD_REQUIRED",
            #[cfg(feature = "accounts")]
            Self::Unanswered(wire) => kind(&wire.name),
            #[cfg(not(feature = "accounts"))]
            Self::Unanswered(wire) => &wire.name,
        }
    }
}

/// One name for each kind: some pools call `EMAIL_OTP` as a second factor `EMAIL_MFA`.
#[cfg(feature = "accounts")]
fn kind(name: &str) -> &str {
    match name {
        "EMAIL_MFA" => "EMAIL_OTP",
        _ if KNOWN.contains(&name) => name,
        _ => "UNKNOWN",
    }
}

/// Whether a challenge says what its answer cannot do without.
#[cfg(feature = "accounts")]
fn check(wire: &WireChallenge) -> Result<(), Error> {
    let (name, is_readable): (_, fn(&Value) -> bool) = match wire.name.as_str() {
        "WEB_AUTHN" => ("CREDENTIAL_REQUEST_OPTIONS", |options| options.as_map().is_some()),
        "SELECT_MFA_TYPE" => ("MFAS_CAN_CHOOSE", |choices| !strings_of_list(Some(choices)).is_empty()),
        _ => return Ok(()),
    };
    let is_whole = is_readable(&parse(wire, name)?);
    if is_whole { Ok(()) } else { Err(Error::about(Code::UnexpectedResponse, name)) }
}

/// A parameter that is JSON inside a string. It may be absent or empty.
#[cfg(feature = "accounts")]
fn parse(wire: &WireChallenge, name: &'static str) -> Result<Value, Error> {
    match wire.parameter(name).unwrap_or_default() {
        "" => Ok(Value::Null),
        text => json::parse(text).ok_or_else(|| Error::about(Code::UnexpectedResponse, name)),
    }
}

/// An answer to a challenge.
#[cfg(feature = "accounts")]
#[derive(Clone, Debug)]
pub enum Answer {
    /// To any other challenge.
    Given(super::given::Given),
    /// To [`Challenge::NewPasswordRequired`].
    NewPassword {
        /// The password that the user chose.
        password: SecretString,
        /// At least the required attributes.
        attributes: Strings,
        /// `ClientMetadata` for the pool's triggers.
        metadata: Strings,
        /// `UserContextData` for the pool's threat protection.
        context: Option<SecretString>,
    },
}
