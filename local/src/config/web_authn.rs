//! A pool's passkeys.

use serde::Deserialize;

use super::ConfigError;

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct WebAuthnConfig {
    /// The domain to which passkeys belong.
    pub(crate) relying_party_id: Option<String>,
    pub(crate) user_verification: UserVerification,
    pub(crate) factor_configuration: FactorConfiguration,
    /// Where pages may come from, such as `http://localhost:*`. Without them: the domain itself and those below it, by
    /// https, as in AWS.
    pub(crate) origins: Vec<String>,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum UserVerification {
    #[default]
    Preferred,
    Required,
}

/// Whether a passkey alone is enough where a second factor is due.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum FactorConfiguration {
    #[default]
    SingleFactor,
    MultiFactorWithUserVerification,
}

impl UserVerification {
    /// As `WebAuthn` writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Preferred => "preferred",
            Self::Required => "required",
        }
    }
}

impl WebAuthnConfig {
    pub(crate) fn allows_origin(&self, origin: &str) -> bool {
        if self.origins.is_empty() {
            let domain = self.relying_party_id.as_deref().unwrap_or_default();
            let host = origin.strip_prefix("https://").and_then(|rest| rest.split(':').next());
            return !domain.is_empty()
                && host.is_some_and(|host| {
                    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
                });
        }
        self.origins.iter().any(|allowed| match allowed.strip_suffix(":*") {
            None => origin == allowed,
            Some(any_port) => origin.strip_prefix(any_port).is_some_and(|rest| {
                let port = rest.strip_prefix(':').unwrap_or_default();
                rest.is_empty() || port.parse::<u16>().is_ok()
            }),
        })
    }

    pub(super) fn check(&self, key: &str) -> Result<(), ConfigError> {
        let domain = |text: &str| {
            let label = |label: &str| {
                !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            };
            text.len() <= 127 && text.split('.').all(label)
        };
        if self.relying_party_id.as_deref().is_some_and(|id| !domain(id)) {
            return Err(ConfigError::new(
                format_args!("{key}.relying_party_id"),
                "must be a domain name, without scheme and port",
            ));
        }
        let bare = |origin: &str| {
            let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            host.is_some_and(|host| !host.is_empty() && !host.contains('/'))
        };
        if let Some(origin) = self.origins.iter().find(|origin| !bare(origin)) {
            return Err(ConfigError::new(
                format_args!("{key}.origins"),
                format_args!("\"{origin}\" must look like https://example.com or http://localhost:*"),
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_those_of_the_domain_or_those_listed() {
        let domain = WebAuthnConfig { relying_party_id: Some("example.com".into()), ..Default::default() };
        for (origin, allowed) in [
            ("https://example.com", true),
            ("https://auth.example.com", true),
            ("https://example.com:8443", true),
            ("http://example.com", false),
            ("https://evilexample.com", false),
            ("https://example.com.evil.test", false),
            ("", false),
        ] {
            assert_eq!(domain.allows_origin(origin), allowed, "{origin}");
        }
        let origins = vec!["http://localhost:*".into(), "https://app.example.com".into()];
        let listed = WebAuthnConfig { origins, ..domain };
        for (origin, allowed) in [
            ("http://localhost", true),
            ("http://localhost:5173", true),
            ("http://localhost:99999", false),
            ("http://localhost.evil.test", false),
            ("http://localhost:80.evil.test", false),
            ("https://app.example.com", true),
            ("https://example.com", false),
        ] {
            assert_eq!(listed.allows_origin(origin), allowed, "{origin}");
        }
        assert!(!WebAuthnConfig::default().allows_origin("https://"));
    }
}
