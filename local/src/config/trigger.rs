//! The triggers of a pool: what is a Lambda function elsewhere is a built-in sample here, or an HTTP hook.

use serde::Deserialize;

use super::ConfigError;
use crate::trigger::sample;

/// The moments at which a pool asks its triggers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Trigger {
    PreSignUp,
    PostConfirmation,
    PreAuthentication,
    PostAuthentication,
    CustomMessage,
    PreTokenGeneration,
    DefineAuthChallenge,
    CreateAuthChallenge,
    VerifyAuthChallengeResponse,
    UserMigration,
}

/// Who answers a trigger.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) enum Hook {
    /// `builtin:NAME`
    Sample(String),
    /// `http://127.0.0.1:PORT/PATH`: it gets the event by POST and answers with the event.
    Url(String),
}

impl TryFrom<String> for Hook {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        if let Some(name) = text.strip_prefix("builtin:") {
            return Ok(Self::Sample(name.to_owned()));
        }
        let rest = text.strip_prefix("http://").unwrap_or_default();
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let on_loopback = ["127.0.0.1", "localhost", "[::1]"].into_iter().any(|host| {
            let port = authority.strip_prefix(host).map(|rest| rest.strip_prefix(':').unwrap_or(rest));
            port.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
        });
        // Events hold attributes, and at times passwords: they must not leave the machine.
        if on_loopback {
            Ok(Self::Url(text))
        } else {
            Err("must be builtin:NAME or an http URL on 127.0.0.1")
        }
    }
}

impl Hook {
    pub(super) fn check(&self, key: &str, trigger: Trigger) -> Result<(), ConfigError> {
        match self {
            Self::Sample(name) if !sample::exists(trigger, name) => {
                Err(ConfigError::new(key, format_args!("there is no built-in \"{name}\" for this trigger")))
            }
            Self::Sample(_) | Self::Url(_) => Ok(()),
        }
    }
}

impl std::fmt::Display for Hook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sample(name) => write!(formatter, "builtin:{name}"),
            Self::Url(url) => formatter.write_str(url),
        }
    }
}

impl Trigger {
    /// As AWS's error messages call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::PreSignUp => "PreSignUp",
            Self::PostConfirmation => "PostConfirmation",
            Self::PreAuthentication => "PreAuthentication",
            Self::PostAuthentication => "PostAuthentication",
            Self::CustomMessage => "CustomMessage",
            Self::PreTokenGeneration => "PreTokenGeneration",
            Self::DefineAuthChallenge => "DefineAuthChallenge",
            Self::CreateAuthChallenge => "CreateAuthChallenge",
            Self::VerifyAuthChallengeResponse => "VerifyAuthChallengeResponse",
            Self::UserMigration => "UserMigration",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hooks_stay_on_this_machine() {
        for good in ["builtin:x", "http://127.0.0.1:3000/a?b", "http://localhost", "http://[::1]:80/"] {
            assert!(Hook::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in [
            "",
            "x",
            "https://127.0.0.1/",
            "http://example.com/",
            "http://127.0.0.1.example.com/",
            "http://127.0.0.1@example.com/",
            "http://localhost:80@example.com/",
            "http://",
        ] {
            assert!(Hook::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
