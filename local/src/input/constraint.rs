//! What the members of a request must look like, by the patterns and limits that AWS publishes.

/// What a member must look like.
#[derive(Clone, Copy)]
pub(crate) enum Constraint {
    Any,
    ClientId,
    Token,
    Session,
    OneOf(&'static [&'static str]),
    Username,
    Password,
    SecretHash,
    Code,
    AttributeName,
    SessionId,
    UserPoolId,
    EventId,
    SixDigits,
    DeviceKey,
    DeviceName,
    PageToken,
    /// Of an identity or an identity pool.
    IdentityId,
}

impl Constraint {
    /// The rule that a value breaks, in AWS's words.
    pub(super) fn broken_by(self, value: &str) -> Option<String> {
        let length = value.chars().count();
        let (least, most) = self.lengths();
        if length < least {
            return Some(format!("Member must have length greater than or equal to {least}"));
        }
        if length > most {
            return Some(format!("Member must have length less than or equal to {most}"));
        }
        if let Self::OneOf(names) = self {
            let rule = || format!("Member must satisfy enum value set: [{}]", names.join(", "));
            return (!names.contains(&value)).then(rule);
        }
        let rule = || format!("Member must satisfy regular expression pattern: {}", self.pattern());
        (!self.is_matched_by(value)).then(rule)
    }

    fn lengths(self) -> (usize, usize) {
        match self {
            Self::ClientId | Self::Username => (1, 128),
            Self::SecretHash => (0, 128),
            Self::Session => (20, 4096),
            Self::Password => (0, 256),
            Self::Code => (0, 2048),
            Self::AttributeName => (1, 32),
            Self::UserPoolId => (0, 55),
            Self::EventId => (1, 50),
            Self::SixDigits => (6, 6),
            Self::DeviceKey | Self::IdentityId => (1, 55),
            Self::DeviceName => (1, 1024),
            Self::PageToken => (1, 131_072),
            Self::Any | Self::Token | Self::SessionId | Self::OneOf(_) => (0, usize::MAX),
        }
    }

    fn pattern(self) -> &'static str {
        match self {
            Self::ClientId => r"[\w+]+",
            Self::Token => "[A-Za-z0-9-_=.]+",
            Self::Username => r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+",
            Self::Password => r"^[\S]+.*[\S]+$",
            Self::SecretHash => r"[\w+=/]+",
            Self::Code | Self::PageToken => r"[\S]+",
            Self::SixDigits => "[0-9]+",
            Self::DeviceKey => r"[\w-]+_[0-9a-f-]+",
            Self::SessionId => "^(tkn|sso)[a-z0-9]{25}$",
            Self::UserPoolId => r"[\w-]+_[0-9a-zA-Z]+",
            Self::EventId => r"[\w+-]+",
            Self::IdentityId => r"[\w-]+:[0-9a-f-]+",
            Self::Any | Self::Session | Self::AttributeName | Self::DeviceName | Self::OneOf(_) => "",
        }
    }

    fn is_matched_by(self, value: &str) -> bool {
        let only = |signs: &str| {
            let allowed = |sign: char| sign.is_ascii_alphanumeric() || signs.contains(sign);
            !value.is_empty() && value.chars().all(allowed)
        };
        let alphanumeric =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        match self {
            Self::ClientId => only("_+"),
            Self::Token => only("-_=."),
            Self::Username => !value.contains(|sign: char| sign.is_whitespace() || sign.is_control()),
            Self::Password => !value.is_empty() && value.trim() == value,
            Self::SecretHash => only("_+=/"),
            Self::Code | Self::PageToken => !value.is_empty() && !value.contains(char::is_whitespace),
            Self::SixDigits => value.bytes().all(|byte| byte.is_ascii_digit()),
            Self::DeviceKey => {
                let id = |text: &str| {
                    !text.is_empty() && text.chars().all(|sign| "0123456789abcdef-".contains(sign))
                };
                let parts = value.rsplit_once('_');
                only("_-") && parts.is_some_and(|(region, rest)| !region.is_empty() && id(rest))
            }
            Self::IdentityId => value.split_once(':').is_some_and(|(region, id)| {
                let hex = |sign: char| "0123456789abcdef-".contains(sign);
                !region.is_empty() && !id.is_empty() && id.chars().all(hex) && only("_-:")
            }),
            Self::SessionId => {
                let rest = value.strip_prefix("tkn").or_else(|| value.strip_prefix("sso"));
                let lower = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
                rest.is_some_and(|rest| rest.len() == 25 && rest.bytes().all(lower))
            }
            Self::UserPoolId => {
                let parts = value.split_once('_');
                only("_-") && parts.is_some_and(|(region, name)| !region.is_empty() && alphanumeric(name))
            }
            Self::EventId => only("_+-"),
            Self::Any | Self::Session | Self::AttributeName | Self::DeviceName | Self::OneOf(_) => true,
        }
    }
}
