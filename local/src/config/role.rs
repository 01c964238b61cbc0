//! IAM roles that temporary credentials can have: whom they trust, and what they allow.

use serde::Deserialize;

use super::{Config, ConfigError};
use crate::policy::{Policy, Statement};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RoleConfig {
    /// `arn:aws:iam::<account>:role/<name>`
    pub(crate) arn: String,
    /// Identities of which pools may take it: the trust policy's `cognito-identity.amazonaws.com:aud`.
    #[serde(default)]
    pub(crate) trusted_identity_pools: Vec<String>,
    /// Which of them: the trust policy's `cognito-identity.amazonaws.com:amr`. Without it, both.
    pub(crate) trusted_amr: Option<Amr>,
    /// What it allows and denies.
    #[serde(default)]
    pub(crate) statements: Vec<Statement>,
}

/// Whether an identity has signed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Amr {
    Authenticated,
    Unauthenticated,
}

impl Amr {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Authenticated => "authenticated",
            Self::Unauthenticated => "unauthenticated",
        }
    }
}

impl RoleConfig {
    /// Whether identities of this pool, signed in or not, may take the role.
    pub(crate) fn trusts(&self, identity_pool: &str, amr: Amr) -> bool {
        self.trusted_identity_pools.iter().any(|id| id == identity_pool)
            && self.trusted_amr.is_none_or(|trusted| trusted == amr)
    }

    pub(crate) fn policy(&self) -> Policy<'_> {
        Policy(&self.statements)
    }

    pub(super) fn check(&self, key: &str, config: &Config) -> Result<(), ConfigError> {
        if !is_role_arn(&self.arn) {
            let problem = "must look like arn:aws:iam::000000000000:role/NAME";
            return Err(ConfigError::new(format_args!("{key}.arn"), problem));
        }
        match self.trusted_identity_pools.iter().find(|id| config.identity_pool(id).is_none()) {
            Some(id) => Err(ConfigError::new(
                format_args!("{key}.trusted_identity_pools"),
                format_args!("no identity pool has the id \"{id}\""),
            )),
            None => Ok(()),
        }
    }
}

/// `arn:aws:iam::000000000000:role/NAME`
pub(crate) fn is_role_arn(text: &str) -> bool {
    let Some((account, name)) = text.strip_prefix("arn:aws:iam::").and_then(|rest| rest.split_once(":role/"))
    else {
        return false;
    };
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "+=,.@_/-".contains(sign);
    account.len() == 12
        && account.bytes().all(|byte| byte.is_ascii_digit())
        && !name.is_empty()
        && name.chars().all(plain)
}
