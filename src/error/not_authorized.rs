//! What a `NotAuthorizedException` means: one name for many cases, and only the message tells them apart.

use super::Code;

/// Beginnings of AWS's messages. They are not documented, so anything else stays plain [`Code::NotAuthorized`].
const MESSAGES: [(&str, Code); 12] = [
    ("Incorrect username or password", Code::IncorrectUsernameOrPassword),
    ("Password attempts exceeded", Code::PasswordAttemptsExceeded),
    ("User is disabled", Code::UserDisabled),
    ("Invalid Refresh Token", Code::RefreshTokenInvalid),
    ("Refresh Token has been revoked", Code::RefreshTokenRevoked),
    ("Refresh Token has expired", Code::RefreshTokenExpired),
    ("Access Token has been revoked", Code::AccessTokenRevoked),
    ("Access Token has expired", Code::AccessTokenExpired),
    ("Invalid Access Token", Code::AccessTokenInvalid),
    ("Access Token does not have required scopes", Code::AccessTokenScopeMissing),
    ("Unable to verify secret hash", Code::SecretHashInvalid),
    ("Invalid session for the user", Code::ChallengeSessionInvalid),
];

/// The code for `message`.
pub(super) fn code(message: &str) -> Code {
    MESSAGES
        .iter()
        .find(|(start, _)| message.starts_with(start))
        .map_or(Code::NotAuthorized, |(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_apart() {
        assert_eq!(code("Incorrect username or password."), Code::IncorrectUsernameOrPassword);
        assert_eq!(code("Invalid session for the user, session is expired."), Code::ChallengeSessionInvalid);
        assert_eq!(code("Something AWS never said before"), Code::NotAuthorized);
    }
}
