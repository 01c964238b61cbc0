//! APIs behind a gateway: their routes, and who guards them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Config, ConfigError, Hook, Order, unique};
use crate::gateway::sample;

/// What stands behind `/gateway/<id>/<stage>/`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct GatewayConfig {
    pub(crate) id: String,
    pub(crate) stage: String,
    #[serde(default = "region")]
    pub(crate) region: String,
    #[serde(default = "account")]
    pub(crate) account: String,
    #[serde(default)]
    pub(crate) authorizers: BTreeMap<String, AuthorizerConfig>,
    #[serde(default)]
    pub(crate) routes: Vec<RouteConfig>,
    #[serde(default)]
    pub(crate) orders: Vec<Order>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RouteConfig {
    /// `GET` and so on, or `ANY`.
    pub(crate) method: String,
    /// `/orders`, `/orders/{id}`, or `/files/{proxy+}` for everything below.
    pub(crate) path: String,
    /// The name of an authorizer, or `IAM`. Without it, everybody may call.
    pub(crate) authorizer: Option<String>,
    pub(crate) integration: Integration,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Integration {
    /// A list of orders that can be changed.
    Orders,
    /// Answers what arrived.
    Echo,
}

#[derive(Deserialize)]
#[serde(tag = "type", deny_unknown_fields)]
pub(crate) enum AuthorizerConfig {
    /// An ID token of the pool, or an access token with one of the scopes.
    #[serde(rename = "COGNITO_USER_POOLS")]
    UserPool {
        pool: String,
        #[serde(default)]
        scopes: Vec<String>,
        #[serde(default = "authorization")]
        header: String,
    },
    /// A Lambda function that sees one header.
    #[serde(rename = "TOKEN")]
    Token {
        #[serde(default = "authorization")]
        header: String,
        /// A regular expression: what does not match is refused unasked.
        validation: Option<String>,
        #[serde(default = "five_minutes")]
        ttl_seconds: i64,
        hook: Hook,
        #[serde(default)]
        sample: SampleConfig,
    },
    /// A Lambda function that sees headers and query.
    #[serde(rename = "REQUEST")]
    Request {
        /// `method.request.header.NAME` or `method.request.querystring.NAME`.
        identity_sources: Vec<String>,
        #[serde(default = "five_minutes")]
        ttl_seconds: i64,
        hook: Hook,
        #[serde(default)]
        sample: SampleConfig,
    },
}

/// What the built-in samples allow.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct SampleConfig {
    /// Access tokens of members of one of these groups.
    pub(crate) groups: Vec<String>,
    /// A key that is no token.
    pub(crate) key: Option<String>,
}

impl GatewayConfig {
    pub(super) fn check(&self, key: &str, config: &Config) -> Result<(), ConfigError> {
        let plain = |text: &str| {
            !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        };
        for (name, value) in [("id", &self.id), ("stage", &self.stage)] {
            if !plain(value) {
                return Err(ConfigError::new(format_args!("{key}.{name}"), "must be letters and digits"));
            }
        }
        for (name, authorizer) in &self.authorizers {
            authorizer.check(&format!("{key}.authorizers.{name}"), config)?;
        }
        for (index, route) in self.routes.iter().enumerate() {
            let place = format!("{key}.routes[{index}]");
            if !route.path.starts_with('/') {
                return Err(ConfigError::new(format_args!("{place}.path"), "must begin with /"));
            }
            let known = |name: &String| name == "IAM" || self.authorizers.contains_key(name);
            if !route.authorizer.as_ref().is_none_or(known) {
                let problem = "must be IAM or the name of an authorizer";
                return Err(ConfigError::new(format_args!("{place}.authorizer"), problem));
            }
        }
        unique(&format!("{key}.orders.id"), self.orders.iter().map(|order| order.id.as_str()))
    }
}

impl AuthorizerConfig {
    fn check(&self, key: &str, config: &Config) -> Result<(), ConfigError> {
        match self {
            Self::UserPool { pool, .. } => match config.pool(pool) {
                Some(_) => Ok(()),
                None => Err(ConfigError::new(format_args!("{key}.pool"), "no pool has this id")),
            },
            Self::Token { validation, ttl_seconds, hook, .. } => {
                if validation.as_ref().is_some_and(|pattern| regex_lite::Regex::new(pattern).is_err()) {
                    let problem = "is no regular expression";
                    return Err(ConfigError::new(format_args!("{key}.validation"), problem));
                }
                check_lambda(key, *ttl_seconds, hook)
            }
            Self::Request { identity_sources, ttl_seconds, hook, .. } => {
                let known = |source: &String| {
                    source.starts_with("method.request.header.")
                        || source.starts_with("method.request.querystring.")
                };
                if !identity_sources.iter().all(known) || (identity_sources.is_empty() && *ttl_seconds > 0) {
                    let problem = "must be method.request.header.NAME or method.request.querystring.NAME; \
                                   none at all only where ttl_seconds is 0";
                    return Err(ConfigError::new(format_args!("{key}.identity_sources"), problem));
                }
                check_lambda(key, *ttl_seconds, hook)
            }
        }
    }
}

fn check_lambda(key: &str, ttl_seconds: i64, hook: &Hook) -> Result<(), ConfigError> {
    if !(0..=3_600).contains(&ttl_seconds) {
        return Err(ConfigError::new(format_args!("{key}.ttl_seconds"), "must be 0 to 3600, as in AWS"));
    }
    match hook {
        Hook::Sample(name) if !sample::exists(name) => {
            Err(ConfigError::new(format_args!("{key}.hook"), format_args!("there is no built-in \"{name}\"")))
        }
        Hook::Sample(_) | Hook::Url(_) => Ok(()),
    }
}

pub(super) fn region() -> String {
    "eu-west-1".into()
}

pub(super) fn account() -> String {
    "000000000000".into()
}

fn authorization() -> String {
    "Authorization".into()
}

fn five_minutes() -> i64 {
    300
}
