//! An API gateway: `/gateway/<api>/<stage>/<path>`, with routes and authorizers as API Gateway has them.

mod decision;
mod handler;
mod iam;
mod lambda;
mod policy_cache;
mod refusal;
mod route;
pub(crate) mod sample;
mod user_pool;

use serde_json::{Map, Value};

pub(crate) use decision::{Decision, Decisions};
pub(crate) use handler::Orders;
pub(crate) use policy_cache::PolicyCache;
pub(crate) use refusal::Denial;

use crate::config::{AuthorizerConfig, Config, GatewayConfig, Integration};
use crate::http::{Request, Response};
use crate::state::State;
use crate::time::Time;
use crate::trigger::Hooks;
use route::Route;

/// Where all gateways lie.
pub(crate) const PLACE: &str = "/gateway/";

/// A request for a gateway, and what is needed to answer it.
pub(crate) struct GatewayCall<'a> {
    pub(crate) config: &'a Config,
    pub(crate) state: &'a mut State,
    pub(crate) public_url: &'a str,
    pub(crate) now: Time,
    pub(crate) hooks: &'a mut dyn Hooks,
    pub(crate) cache: &'a mut PolicyCache,
    pub(crate) decisions: &'a mut Decisions,
    pub(crate) request: &'a Request,
}

/// Who calls, as far as an authorizer has found out.
#[derive(Clone, Default)]
pub(crate) struct Caller {
    pub(crate) principal: Option<String>,
    /// What the authorizer tells the integration.
    pub(crate) context: Map<String, Value>,
    pub(crate) from_cache: bool,
}

/// Answers, and says whether anything has changed that must be saved.
pub(crate) fn answer(mut call: GatewayCall) -> (Response, bool) {
    let Some(route) = Route::find(call.config, call.request) else {
        return (Denial::missing_token().response(), false);
    };
    let authorizer = route.config.authorizer.clone();
    let result = authorize(&mut call, &route);
    call.decisions.add(Decision {
        time: call.now,
        route: format!("{} {}", call.request.method, route.path),
        authorizer: authorizer.unwrap_or_else(|| "none".into()),
        refusal: result.as_ref().err().map(|denial| denial.reason.clone()),
        principal: match &result {
            Ok(caller) => caller.principal.clone(),
            Err(denial) => denial.principal.clone(),
        },
        from_cache: match &result {
            Ok(caller) => caller.from_cache,
            Err(denial) => denial.from_cache,
        },
    });
    match result {
        Err(denial) => (denial.response(), false),
        Ok(caller) => match route.config.integration {
            Integration::Echo => (handler::echo(&call, &route, &caller), false),
            Integration::Orders => handler::orders(&mut call, &route, &caller),
        },
    }
}

/// The name under which faults and the request log know a request: `gateway GET /orders`.
pub(crate) fn request_name(request: &Request) -> Option<String> {
    let rest = request.path.strip_prefix(PLACE)?;
    let path = rest.splitn(3, '/').nth(2).unwrap_or_default();
    Some(format!("gateway {} /{path}", request.method))
}

fn authorize(call: &mut GatewayCall, route: &Route) -> Result<Caller, Denial> {
    let Some(name) = &route.config.authorizer else { return Ok(Caller::default()) };
    match route.api.authorizers.get(name) {
        None => iam::authorize(call, route),
        Some(AuthorizerConfig::UserPool { pool, scopes, header }) => {
            user_pool::authorize(call, pool, scopes, header)
        }
        Some(AuthorizerConfig::Token { header, validation, ttl_seconds, hook, sample }) => {
            let token = lambda::Token { header, validation: validation.as_deref() };
            lambda::authorize_token(
                call,
                route,
                &token,
                &lambda::Function::new(name, *ttl_seconds, hook, sample),
            )
        }
        Some(AuthorizerConfig::Request { identity_sources, ttl_seconds, hook, sample }) => {
            let function = lambda::Function::new(name, *ttl_seconds, hook, sample);
            lambda::authorize_request(call, route, identity_sources, &function)
        }
    }
}

impl GatewayConfig {
    /// `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<METHOD>/<path>`
    pub(crate) fn arn(&self, method: &str, path: &str) -> String {
        let Self { region, account, id, stage, .. } = self;
        format!(
            "arn:aws:execute-api:{region}:{account}:{id}/{stage}/{method}/{}",
            path.trim_start_matches('/')
        )
    }
}
