//! What API Gateway answers to those who may not.

use serde_json::json;

use crate::http::Response;
use crate::policy::Verdict;
use crate::sigv4::Refusal;

/// Why somebody is turned away.
#[derive(Clone)]
pub(crate) struct Denial {
    status: u16,
    name: &'static str,
    /// `message` or, in what policies refuse, `Message`.
    member: &'static str,
    message: Option<String>,
    /// For the list of decisions, without any secret.
    pub(crate) reason: String,
    pub(crate) principal: Option<String>,
    pub(crate) from_cache: bool,
}

impl Denial {
    fn new(status: u16, name: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        let reason = message.clone();
        let member = "message";
        Self { status, name, member, message: Some(message), reason, principal: None, from_cache: false }
    }

    /// Of a route that does not exist, and of a request that should be signed.
    pub(crate) fn missing_token() -> Self {
        Self::new(403, "MissingAuthenticationTokenException", "Missing Authentication Token")
    }

    pub(super) fn unauthorized(reason: &str) -> Self {
        Self { reason: reason.into(), ..Self::new(401, "UnauthorizedException", "Unauthorized") }
    }

    pub(super) fn expired_token() -> Self {
        Self::new(401, "UnauthorizedException", "The incoming token has expired")
    }

    pub(super) fn out_of_scope() -> Self {
        let reason = "the access token has none of the scopes".into();
        Self { reason, ..Self::new(403, "ForbiddenException", "Forbidden") }
    }

    /// The authorizer itself failed.
    pub(super) fn broken_authorizer(reason: impl Into<String>) -> Self {
        let denial = Self::new(500, "AuthorizerConfigurationException", "");
        Self { message: None, reason: reason.into(), ..denial }
    }

    pub(super) fn signature(refusal: &Refusal) -> Self {
        Self::new(403, refusal.name(), refusal.message())
    }

    /// By the policy that a Lambda authorizer gave.
    pub(super) fn by_authorizer(verdict: Verdict) -> Self {
        let end = if verdict == Verdict::Denied { " with an explicit deny" } else { "" };
        let message = format!("User is not authorized to access this resource{end}");
        Self { member: "Message", ..Self::new(403, "AccessDeniedException", message) }
    }

    /// By the policy of the caller's role. The account number is masked, all but its end.
    pub(super) fn by_role(verdict: Verdict, user: &str, arn: &str, account: &str) -> Self {
        let end = if verdict == Verdict::Denied { " with an explicit deny" } else { "" };
        let visible = account.get(8..).unwrap_or_default();
        let arn = arn.replacen(&format!(":{account}:"), &format!(":********{visible}:"), 1);
        let message =
            format!("User: {user} is not authorized to perform: execute-api:Invoke on resource: {arn}{end}");
        Self { member: "Message", ..Self::new(403, "AccessDeniedException", message) }
    }

    pub(super) fn of(self, principal: Option<String>, from_cache: bool) -> Self {
        Self { principal, from_cache, ..self }
    }

    pub(crate) fn response(&self) -> Response {
        let body = json!({ self.member: self.message });
        Response::json(self.status, "application/json", &body).with("x-amzn-errortype", self.name)
    }
}
