//! Which role an identity gets.

use serde_json::Value;

use super::Authorized;
use super::login::Login;
use crate::config::{
    AmbiguousRoleResolution, Amr, Config, MappingKind, MatchType, RoleConfig, RoleMapping, RoleRule,
};
use crate::error::ServiceError;

impl Authorized<'_> {
    pub(super) fn amr(&self) -> Amr {
        if self.logins.is_empty() { Amr::Unauthenticated } else { Amr::Authenticated }
    }

    /// By the caller's wish, by rules or by the token, or the pool's default.
    pub(super) fn role<'a>(
        &self,
        config: &'a Config,
        wish: Option<&str>,
    ) -> Result<&'a RoleConfig, ServiceError> {
        let arn = match self.logins.iter().find_map(|login| Some((login, self.mapping(config, login)?))) {
            Some((login, mapping)) => match mapping.kind {
                MappingKind::Token => by_token(login, wish)?,
                MappingKind::Rules => by_rules(login, &mapping.rules, wish)?,
            }
            .map_or_else(|| self.ambiguous(mapping), |arn| Ok(Some(arn)))?,
            None if wish.is_some() => return Err(not_customizable()),
            None => None,
        };
        let usual = match self.amr() {
            Amr::Authenticated => &self.pool.authenticated_role,
            Amr::Unauthenticated => &self.pool.unauthenticated_role,
        };
        let role = arn.as_ref().or(usual.as_ref()).and_then(|arn| config.role(arn));
        role.filter(|role| role.trusts(&self.pool.id, self.amr())).ok_or_else(|| {
            ServiceError::new(
                "InvalidIdentityPoolConfigurationException",
                "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
            )
        })
    }

    fn mapping<'a>(&'a self, config: &'a Config, login: &Login) -> Option<&'a RoleMapping> {
        self.pool.provider(config, &login.key)?.0.role_mapping.as_ref()
    }

    fn ambiguous(&self, mapping: &RoleMapping) -> Result<Option<String>, ServiceError> {
        match mapping.ambiguous_role_resolution {
            AmbiguousRoleResolution::AuthenticatedRole => Ok(self.pool.authenticated_role.clone()),
            AmbiguousRoleResolution::Deny => {
                Err(ServiceError::not_authorized("Token does not resolve to a role, and access is denied."))
            }
        }
    }
}

/// The login that stands for an identity where only one is named.
pub(crate) fn principal_login(
    logins: &std::collections::BTreeMap<String, String>,
) -> Option<(String, String)> {
    logins.iter().next().map(|(key, subject)| (key.clone(), subject.clone()))
}

fn by_token(login: &Login, wish: Option<&str>) -> Result<Option<String>, ServiceError> {
    let roles: Vec<&str> = login
        .claims
        .get("cognito:roles")
        .and_then(Value::as_array)
        .map(|roles| roles.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    if let Some(wish) = wish {
        let held = roles.contains(&wish).then(|| Some(wish.to_owned()));
        return held.ok_or_else(|| {
            ServiceError::not_authorized("CustomRoleArn is not one of the roles of the token.")
        });
    }
    let preferred = login.claims.get("cognito:preferred_role").and_then(Value::as_str);
    Ok(preferred.map(str::to_owned))
}

/// The first rule that fits counts.
fn by_rules(login: &Login, rules: &[RoleRule], wish: Option<&str>) -> Result<Option<String>, ServiceError> {
    if wish.is_some() {
        return Err(not_customizable());
    }
    Ok(rules.iter().find(|rule| fits(rule, login.claims.get(&rule.claim))).map(|rule| rule.role.clone()))
}

/// Lists fit where one of their members does; a claim that is absent fits nothing.
fn fits(rule: &RoleRule, claim: Option<&Value>) -> bool {
    let one = |text: &str| match rule.match_type {
        MatchType::Equals => text == rule.value,
        MatchType::Contains => text.contains(&rule.value),
        MatchType::StartsWith => text.starts_with(&rule.value),
        MatchType::NotEqual => text != rule.value,
    };
    match claim {
        Some(Value::String(text)) => one(text),
        Some(Value::Array(list)) if rule.match_type == MatchType::NotEqual => {
            list.iter().filter_map(Value::as_str).all(one)
        }
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).any(one),
        Some(other @ (Value::Bool(_) | Value::Number(_))) => one(&other.to_string()),
        _ => false,
    }
}

fn not_customizable() -> ServiceError {
    ServiceError::invalid_parameter("CustomRoleArn is only for providers whose roles come from the token.")
}
