//! The configuration from one TOML file: user pools and all that is in them, protected APIs, identity pools, roles.

mod api;
mod bucket;
mod client;
mod device;
mod gateway;
mod graphql;
mod identity_pool;
mod mfa;
mod pool;
mod role;
mod schema;
mod token_validity;
mod trigger;
mod user;
mod web_authn;

use serde::Deserialize;

pub(crate) use api::{ApiConfig, Order};
pub(crate) use bucket::BucketConfig;
pub(crate) use client::{ADMIN_SCOPE, AuthFlow, ClientConfig};
pub(crate) use device::DeviceConfig;
pub(crate) use gateway::{AuthorizerConfig, GatewayConfig, Integration, RouteConfig, SampleConfig};
pub(crate) use graphql::GraphqlConfig;
pub(crate) use identity_pool::{
    AmbiguousRoleResolution, IdentityPoolConfig, MappingKind, MatchType, RoleMapping, RoleRule,
};
pub(crate) use mfa::{FirstFactor, MfaConfig, MfaMethod, MfaMode};
pub(crate) use pool::{Alias, Contact, IssuerType, PasswordPolicy, PoolConfig};
pub(crate) use role::{Amr, RoleConfig, is_role_arn};
pub(crate) use schema::{AttributeConfig, AttributeKind};
pub(crate) use token_validity::{RefreshTokenRotation, TokenValidityUnits};
pub(crate) use trigger::{Hook, Trigger};
pub(crate) use user::UserConfig;
pub(crate) use web_authn::{FactorConfiguration, UserVerification, WebAuthnConfig};

/// The example that the command starts with when it is given no file.
pub const SEED: &str = include_str!("../seed.toml");

/// What the server is to be. It is checked: every reference in it leads somewhere.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    pub(crate) pools: Vec<PoolConfig>,
    #[serde(default)]
    pub(crate) apis: Vec<ApiConfig>,
    #[serde(default)]
    pub(crate) identity_pools: Vec<IdentityPoolConfig>,
    #[serde(default)]
    pub(crate) roles: Vec<RoleConfig>,
    #[serde(default)]
    pub(crate) gateways: Vec<GatewayConfig>,
    #[serde(default)]
    pub(crate) graphql_apis: Vec<GraphqlConfig>,
    #[serde(default)]
    pub(crate) buckets: Vec<BucketConfig>,
}

/// Why a configuration is refused. The message names the key.
#[derive(Debug)]
pub struct ConfigError(String);

impl ConfigError {
    fn new(key: impl std::fmt::Display, problem: impl std::fmt::Display) -> Self {
        Self(format!("{key}: {problem}"))
    }
}

impl std::fmt::Display for ConfigError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// Reads and checks a configuration.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        // The error of the TOML reader would quote the line, which may hold a password.
        let config: Self = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map_or(1, |span| 1 + text.bytes().take(span.start).filter(|b| *b == b'\n').count());
            ConfigError::new(format_args!("line {line}"), error.message())
        })?;
        config.check()?;
        Ok(config)
    }

    pub(crate) fn pool(&self, id: &str) -> Option<&PoolConfig> {
        self.pools.iter().find(|pool| pool.id == id)
    }

    /// The app client of this id and its pool: client ids are unique among all pools.
    pub(crate) fn client(&self, id: &str) -> Option<(&PoolConfig, &ClientConfig)> {
        self.pools.iter().find_map(|pool| Some((pool, pool.client(id)?)))
    }

    pub(crate) fn identity_pool(&self, id: &str) -> Option<&IdentityPoolConfig> {
        self.identity_pools.iter().find(|pool| pool.id == id)
    }

    pub(crate) fn role(&self, arn: &str) -> Option<&RoleConfig> {
        self.roles.iter().find(|role| role.arn == arn)
    }

    fn check(&self) -> Result<(), ConfigError> {
        if self.pools.is_empty() {
            return Err(ConfigError::new("pools", "there must be at least one"));
        }
        for (index, pool) in self.pools.iter().enumerate() {
            pool.check(&format!("pools[{index}]"))?;
        }
        unique("pools.id", self.pools.iter().map(|pool| pool.id.as_str()))?;
        let clients = self.pools.iter().flat_map(|pool| &pool.clients);
        unique("pools.clients.id", clients.map(|client| client.id.as_str()))?;
        for (index, api) in self.apis.iter().enumerate() {
            api.check(&format!("apis[{index}]"), self)?;
        }
        unique("apis.path", self.apis.iter().map(|api| api.path.as_str()))?;
        for (index, pool) in self.identity_pools.iter().enumerate() {
            pool.check(&format!("identity_pools[{index}]"), self)?;
        }
        unique("identity_pools.id", self.identity_pools.iter().map(|pool| pool.id.as_str()))?;
        for (index, role) in self.roles.iter().enumerate() {
            role.check(&format!("roles[{index}]"), self)?;
        }
        unique("roles.arn", self.roles.iter().map(|role| role.arn.as_str()))?;
        for (index, gateway) in self.gateways.iter().enumerate() {
            gateway.check(&format!("gateways[{index}]"), self)?;
        }
        unique("gateways.id", self.gateways.iter().map(|gateway| gateway.id.as_str()))?;
        for (index, api) in self.graphql_apis.iter().enumerate() {
            api.check(&format!("graphql_apis[{index}]"), self)?;
        }
        unique("graphql_apis.id", self.graphql_apis.iter().map(|api| api.id.as_str()))?;
        unique("buckets.name", self.buckets.iter().map(|bucket| bucket.name.as_str()))
    }
}

/// Refuses a value that occurs twice.
fn unique<'a>(key: &str, values: impl Iterator<Item = &'a str>) -> Result<(), ConfigError> {
    let mut seen = std::collections::BTreeSet::new();
    for value in values {
        if !seen.insert(value) {
            return Err(ConfigError::new(key, format_args!("\"{value}\" occurs twice")));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const POOL: &str = "[[pools]]\nid = \"eu-west-1_Test\"\n";

    fn problem(text: &str) -> String {
        Config::parse(text).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn the_seed_is_sound() {
        assert!(Config::parse(SEED).is_ok(), "{}", problem(SEED));
    }

    #[test]
    fn mistakes_are_named_by_their_key() {
        let user = "[[pools.users]]\nusername = \"a\"\n";
        let client = "[[pools.clients]]\nid = \"client1\"\nauth_flows = [\"ALLOW_USER_SRP_AUTH\"]\n";
        for (text, expected) in [
            (String::new(), "missing field `pools`"),
            ("pools = []".into(), "pools: there must be"),
            ("[[pools]]\nid = \"nonsense\"\n".into(), "pools[0].id"),
            (format!("{POOL}colour = 1\n"), "line 3: unknown field `colour`"),
            (format!("{POOL}{POOL}"), "pools.id: \"eu-west-1_Test\" occurs twice"),
            (format!("{POOL}aliases = [\"fax\"]\n"), "unknown variant `fax`"),
            (format!("{POOL}required_attributes = [\"shoe_size\"]\n"), "pools[0].required_attributes"),
            (format!("{POOL}custom_attributes = [\"team\"]\n"), "pools[0].custom_attributes"),
            (
                format!("{POOL}[pools.password_policy]\nminimum_length = 3\n"),
                "password_policy.minimum_length",
            ),
            (format!("{POOL}[pools.mfa]\nmode = \"ON\"\n"), "pools[0].mfa.methods"),
            (format!("{POOL}[pools.mfa]\nmode = \"ON\"\nmethods = [\"FAX\"]\n"), "unknown variant `FAX`"),
            (
                format!("{POOL}[pools.web_authn]\nrelying_party_id = \"https://x\"\n"),
                "web_authn.relying_party_id",
            ),
            (format!("{POOL}[pools.web_authn]\norigins = [\"x\"]\n"), "pools[0].web_authn.origins"),
            (format!("{POOL}[pools.devices]\ncolour = 1\n"), "unknown field `colour`"),
            (format!("{POOL}{user}password = \"x\"\nmfa = [\"SMS_MFA\"]\n"), "pools[0].users[0].mfa"),
            (
                format!("{POOL}{user}password = \"x\"\nsoftware_token_secret = \"1\"\n"),
                "users[0].software_token_secret",
            ),
            (format!("{POOL}[[pools.clients]]\nid = \"a b\"\nauth_flows = []\n"), "pools[0].clients[0].id"),
            (format!("{POOL}[pools.triggers]\nfull_moon = \"builtin:x\"\n"), "unknown variant `full_moon`"),
            (
                format!("{POOL}[pools.triggers]\npre_sign_up = \"https://x\"\n"),
                "line 4: must be builtin:NAME",
            ),
            (format!("{POOL}[pools.triggers]\npre_sign_up = \"builtin:x\"\n"), "triggers (PreSignUp)"),
            (format!("{POOL}{client}{client}"), "pools.clients.id"),
            (format!("{POOL}signing_algorithm = \"HS256\"\n"), "unknown variant `HS256`"),
            (format!("{POOL}issuer_type = \"NEW\"\n"), "unknown variant `NEW`"),
            (format!("{POOL}{client}secret = \"short\"\n"), "pools[0].clients[0].secret"),
            (format!("{POOL}{client}scopes = [\"a b\"]\n"), "pools[0].clients[0].scopes"),
            (format!("{POOL}{user}"), "pools[0].users[0].password"),
            (format!("{POOL}{user}password = \"\"\n"), "pools[0].users[0].password"),
            (
                format!("{POOL}{user}password = \"x\"\ntemporary_password = \"y\"\n"),
                "users[0].temporary_password",
            ),
            (format!("{POOL}{user}password = \"x\"\ngroups = [\"g\"]\n"), "pools[0].users[0].groups"),
            (
                format!("{POOL}{user}password = \"x\"\nattributes = {{ hat = \"x\" }}\n"),
                "users[0].attributes.hat",
            ),
            (format!("{POOL}{user}password = \"x\"\nsub = \"é\"\n"), "pools[0].users[0].sub"),
            (format!("{POOL}{user}password = \"x\"\n{user}password = \"x\"\n"), "pools[0].users"),
            (format!("{POOL}[[apis]]\npath = \"x\"\npool = \"eu-west-1_Test\"\n"), "apis[0].path"),
            (format!("{POOL}[[apis]]\npath = \"/_local/x\"\npool = \"eu-west-1_Test\"\n"), "apis[0].path"),
            (format!("{POOL}[[apis]]\npath = \"/x\"\npool = \"eu-west-1_None\"\n"), "apis[0].pool"),
        ] {
            let message = problem(&text);
            assert!(message.contains(expected), "{text}\ngave: {message}\nexpected: {expected}");
        }
    }

    #[test]
    fn mistakes_beyond_user_pools_are_named_too() {
        let arn = "arn:aws:iam::000000000000:role/R";
        let identity = "[[identity_pools]]\nid = \"eu-west-1:00000000-0000-4000-8000-000000000001\"\n";
        let provider = "[[identity_pools.providers]]\npool = \"eu-west-1_Test\"\n";
        let gateway = "[[gateways]]\nid = \"api\"\nstage = \"s\"\n";
        let authorizer = "[gateways.authorizers.a]\ntype = \"TOKEN\"\n";
        for (text, expected) in [
            ("[[identity_pools]]\nid = \"x\"\n".to_owned(), "identity_pools[0].id: must look like"),
            (format!("{identity}authenticated_role = \"{arn}\"\n"), "identity_pools[0].authenticated_role"),
            (format!("{identity}{provider}{provider}"), "providers.login: \"cognito-idp.eu-west-1."),
            (format!("{identity}{provider}client_ids = [\"x\"]\n"), "providers[0].client_ids"),
            (
                format!("{identity}[[identity_pools.providers]]\npool = \"eu-west-1_None\"\n"),
                "providers[0].pool",
            ),
            (format!("{identity}{identity}"), "identity_pools.id"),
            ("[[roles]]\narn = \"x\"\n".to_owned(), "roles[0].arn"),
            (
                format!("[[roles]]\narn = \"{arn}\"\ntrusted_identity_pools = [\"x\"]\n"),
                "roles[0].trusted_identity_pools",
            ),
            (format!("[[roles]]\narn = \"{arn}\"\n[[roles]]\narn = \"{arn}\"\n"), "roles.arn"),
            ("[[gateways]]\nid = \"a/b\"\nstage = \"s\"\n".to_owned(), "gateways[0].id"),
            (format!("{gateway}{authorizer}hook = \"builtin:x\"\n"), "authorizers.a.hook"),
            (
                format!("{gateway}{authorizer}hook = \"builtin:authorizer\"\nttl_seconds = 3601\n"),
                "authorizers.a.ttl_seconds",
            ),
            (
                format!("{gateway}{authorizer}hook = \"builtin:authorizer\"\nvalidation = \"(\"\n"),
                "authorizers.a.validation",
            ),
            (
                format!(
                    "{gateway}[gateways.authorizers.a]\ntype = \"REQUEST\"\nidentity_sources = [\"x\"]\n\
                     hook = \"builtin:authorizer\"\n"
                ),
                "authorizers.a.identity_sources",
            ),
            (
                format!(
                    "{gateway}[[gateways.routes]]\nmethod = \"GET\"\npath = \"/\"\nauthorizer = \"x\"\n\
                     integration = \"echo\"\n"
                ),
                "gateways[0].routes[0].authorizer",
            ),
            ("[[graphql_apis]]\nid = \"g\"\npool = \"x\"\n".to_owned(), "graphql_apis[0].pool"),
            (
                "[[buckets]]\nname = \"b\"\n[[buckets]]\nname = \"b\"\n".to_owned(),
                "buckets.name: \"b\" occurs twice",
            ),
        ] {
            let message = problem(&format!("{POOL}{text}"));
            assert!(message.contains(expected), "{text}\ngave: {message}\nexpected: {expected}");
        }
    }

    #[test]
    fn tokens_live_as_long_as_aws_allows() {
        let with = |lines: &str| {
            let flows = "auth_flows = [\"ALLOW_USER_SRP_AUTH\"]\n";
            problem(&format!("{POOL}[[pools.clients]]\nid = \"client1\"\n{flows}{lines}\n"))
        };
        for allowed in [
            "id_token_validity = 24",
            "id_token_validity = 5\ntoken_validity_units = { id_token = \"minutes\" }",
            "access_token_validity = 300\ntoken_validity_units = { access_token = \"seconds\" }",
            "access_token_validity = 1\ntoken_validity_units = { access_token = \"days\" }",
            "refresh_token_validity = 60\ntoken_validity_units = { refresh_token = \"minutes\" }",
            "refresh_token_validity = 3650",
            "auth_session_validity = 15",
            "refresh_token_rotation = { feature = \"ENABLED\", retry_grace_period_seconds = 60 }",
            "refresh_token_rotation = { feature = \"DISABLED\" }",
        ] {
            assert_eq!(with(allowed), "", "{allowed}");
        }
        for (refused, expected) in [
            ("id_token_validity = 25", "clients[0].id_token_validity: must be 5 minutes to 1 day"),
            ("access_token_validity = 0", "clients[0].access_token_validity: must be 5 minutes to 1 day"),
            (
                "access_token_validity = 299\ntoken_validity_units = { access_token = \"seconds\" }",
                "clients[0].access_token_validity",
            ),
            (
                "refresh_token_validity = 59\ntoken_validity_units = { refresh_token = \"minutes\" }",
                "clients[0].refresh_token_validity: must be 60 minutes to 10 years",
            ),
            ("refresh_token_validity = 3651", "clients[0].refresh_token_validity"),
            (
                "id_token_validity = 3\nrefresh_token_validity = 2\ntoken_validity_units = { refresh_token = \"hours\" }",
                "clients[0].refresh_token_validity: must not be shorter",
            ),
            ("token_validity_units = { id_token = \"weeks\" }", "unknown variant `weeks`"),
            ("auth_session_validity = 2", "clients[0].auth_session_validity: must be 3 to 15 minutes"),
            ("auth_session_validity = 16", "clients[0].auth_session_validity"),
            ("refresh_token_rotation = { retry_grace_period_seconds = 1 }", "missing field `feature`"),
            (
                "refresh_token_rotation = { feature = \"ENABLED\", retry_grace_period_seconds = 61 }",
                "clients[0].refresh_token_rotation.retry_grace_period_seconds: must be 0 to 60",
            ),
        ] {
            assert!(with(refused).contains(expected), "{refused}: {}", with(refused));
        }
        let both = "[[pools.clients]]\nid = \"client1\"\nauth_flows = [\"ALLOW_REFRESH_TOKEN_AUTH\"]\n\
                    refresh_token_rotation = { feature = \"ENABLED\" }\n";
        let message = problem(&format!("{POOL}{both}"));
        assert!(message.contains("does not go with ALLOW_REFRESH_TOKEN_AUTH"), "{message}");
    }

    #[test]
    fn no_message_quotes_a_password() {
        let message = problem(&format!("{POOL}[[pools.users]]\nusername = \"a\"\npassword = \"Sesame-1\nx"));
        assert!(!message.is_empty() && !message.contains("Sesame"), "{message}");
    }
}
