//! An identity pool: whose logins it takes, and which role they get.

use serde::Deserialize;

use super::{Config, ConfigError, PoolConfig, unique};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct IdentityPoolConfig {
    /// `<region>:<uuid>`
    pub(crate) id: String,
    /// For the reader of the file.
    #[expect(dead_code, reason = "a label without effect, as in AWS")]
    pub(crate) name: Option<String>,
    /// Whether guests get credentials.
    #[serde(default)]
    pub(crate) allow_unauthenticated_identities: bool,
    /// Whether `GetOpenIdToken` and STS may be used.
    #[serde(default)]
    pub(crate) allow_classic_flow: bool,
    pub(crate) authenticated_role: Option<String>,
    pub(crate) unauthenticated_role: Option<String>,
    #[serde(default)]
    pub(crate) providers: Vec<ProviderConfig>,
}

/// Whose ID tokens are logins. Every provider is a local user pool, if perhaps in the part of somebody else.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProviderConfig {
    /// Which user pool issues the tokens.
    pub(crate) pool: String,
    /// The key under which `Logins` has them: `cognito-idp.<region>.amazonaws.com/<pool>` when left out.
    pub(crate) login: Option<String>,
    /// The app clients whose tokens count: all of the pool when left out.
    #[serde(default)]
    pub(crate) client_ids: Vec<String>,
    pub(crate) role_mapping: Option<RoleMapping>,
}

/// How an authenticated identity gets a role other than the default one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleMapping {
    #[serde(rename = "type")]
    pub(crate) kind: MappingKind,
    #[serde(default)]
    pub(crate) ambiguous_role_resolution: AmbiguousRoleResolution,
    #[serde(default)]
    pub(crate) rules: Vec<RoleRule>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum MappingKind {
    Token,
    Rules,
}

/// What happens where token or rules name no role.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum AmbiguousRoleResolution {
    #[default]
    AuthenticatedRole,
    Deny,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleRule {
    pub(crate) claim: String,
    pub(crate) match_type: MatchType,
    pub(crate) value: String,
    pub(crate) role: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum MatchType {
    Equals,
    Contains,
    StartsWith,
    NotEqual,
}

impl IdentityPoolConfig {
    pub(crate) fn region(&self) -> &str {
        self.id.split_once(':').map_or("", |(region, _)| region)
    }

    /// The provider of a key in `Logins`, and its user pool.
    pub(crate) fn provider<'a>(
        &'a self,
        config: &'a Config,
        login: &str,
    ) -> Option<(&'a ProviderConfig, &'a PoolConfig)> {
        let provider = self.providers.iter().find(|provider| provider.login_key() == login)?;
        Some((provider, config.pool(&provider.pool)?))
    }

    pub(super) fn check(&self, key: &str, config: &Config) -> Result<(), ConfigError> {
        if !self.id.split_once(':').is_some_and(|(region, id)| region.split('-').count() >= 3 && is_uuid(id))
        {
            let problem = "must look like eu-west-1:00000000-0000-4000-8000-000000000000";
            return Err(ConfigError::new(format_args!("{key}.id"), problem));
        }
        let known = |place: String, arn: &str| match config.role(arn) {
            Some(_) => Ok(()),
            None => Err(ConfigError::new(place, format_args!("no role has the ARN \"{arn}\""))),
        };
        for (name, role) in [
            ("authenticated_role", &self.authenticated_role),
            ("unauthenticated_role", &self.unauthenticated_role),
        ] {
            role.as_ref().map_or(Ok(()), |arn| known(format!("{key}.{name}"), arn))?;
        }
        for (index, provider) in self.providers.iter().enumerate() {
            let place = format!("{key}.providers[{index}]");
            let Some(pool) = config.pool(&provider.pool) else {
                return Err(ConfigError::new(format_args!("{place}.pool"), "no pool has this id"));
            };
            if let Some(id) = provider.client_ids.iter().find(|id| pool.client(id).is_none()) {
                let problem = format_args!("the pool has no app client \"{id}\"");
                return Err(ConfigError::new(format_args!("{place}.client_ids"), problem));
            }
            for rule in provider.role_mapping.iter().flat_map(|mapping| &mapping.rules) {
                known(format!("{place}.role_mapping.rules"), &rule.role)?;
            }
        }
        let logins: Vec<String> = self.providers.iter().map(ProviderConfig::login_key).collect();
        unique(&format!("{key}.providers.login"), logins.iter().map(String::as_str))
    }
}

impl ProviderConfig {
    pub(crate) fn login_key(&self) -> String {
        let region = self.pool.split_once('_').map_or("", |(region, _)| region);
        let usual = || format!("cognito-idp.{region}.amazonaws.com/{}", self.pool);
        self.login.clone().unwrap_or_else(usual)
    }

    pub(crate) fn takes_client(&self, pool: &PoolConfig, id: &str) -> bool {
        pool.client(id).is_some()
            && (self.client_ids.is_empty() || self.client_ids.iter().any(|client| client == id))
    }
}

fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
