//! Lambda authorizers: a function is asked, and answers a policy, which counts for as long as it may be kept.

use serde_json::{Map, Value, json};

use super::policy_cache::{Answer, PolicyCache};
use super::route::Route;
use super::{Caller, Denial, GatewayCall, sample};
use crate::config::{Hook, SampleConfig};
use crate::form;
use crate::http::Request;
use crate::policy::{self, Policy, Verdict};
use crate::trigger::{Failure, answer_of};

/// The function, and how long its answers may be kept.
pub(super) struct Function<'a> {
    name: &'a str,
    ttl_seconds: i64,
    hook: &'a Hook,
    sample: &'a SampleConfig,
}

/// What a TOKEN authorizer looks at.
pub(super) struct Token<'a> {
    pub(super) header: &'a str,
    pub(super) validation: Option<&'a str>,
}

impl<'a> Function<'a> {
    pub(super) fn new(name: &'a str, ttl_seconds: i64, hook: &'a Hook, sample: &'a SampleConfig) -> Self {
        Self { name, ttl_seconds, hook, sample }
    }
}

pub(super) fn authorize_token(
    call: &mut GatewayCall,
    route: &Route,
    token: &Token,
    function: &Function,
) -> Result<Caller, Denial> {
    let value = call.request.header(&token.header.to_ascii_lowercase()).unwrap_or_default().to_owned();
    if value.is_empty() {
        return Err(Denial::unauthorized("there is no token"));
    }
    let sound = |pattern: &str| regex_lite::Regex::new(pattern).is_ok_and(|regex| regex.is_match(&value));
    if !token.validation.is_none_or(sound) {
        return Err(Denial::unauthorized("the token does not match the validation expression"));
    }
    let event = json!({
        "type": "TOKEN",
        "authorizationToken": value,
        "methodArn": route.arn(call.request),
    });
    ask(call, route, function, &[value], &event)
}

pub(super) fn authorize_request(
    call: &mut GatewayCall,
    route: &Route,
    sources: &[String],
    function: &Function,
) -> Result<Caller, Denial> {
    let query = form::parse(&call.request.query);
    let mut identity = Vec::new();
    for source in sources {
        match value_of(source, call.request, &query).filter(|value| !value.is_empty()) {
            Some(value) => identity.push(value),
            None => return Err(Denial::unauthorized(&format!("{source} is missing"))),
        }
    }
    let headers: Map<String, Value> =
        call.request.headers.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    let query: Map<String, Value> = query.into_iter().map(|(name, value)| (name, json!(value))).collect();
    let event = json!({
        "type": "REQUEST",
        "methodArn": route.arn(call.request),
        "resource": route.config.path,
        "path": route.path,
        "httpMethod": call.request.method,
        "headers": headers,
        "queryStringParameters": query,
        "pathParameters": route.parameters,
        "stageVariables": {},
        "identitySource": identity,
        "requestContext": { "apiId": route.api.id, "stage": route.api.stage, "path": call.request.path },
    });
    ask(call, route, function, &identity, &event)
}

fn value_of(source: &str, request: &Request, query: &[(String, String)]) -> Option<String> {
    if let Some(name) = source.strip_prefix("method.request.header.") {
        return request.header(&name.to_ascii_lowercase()).map(str::to_owned);
    }
    let name = source.strip_prefix("method.request.querystring.")?;
    form::find(query, name).map(str::to_owned)
}

/// From the cache, if an answer for the same identity lies there, else from the function.
fn ask(
    call: &mut GatewayCall,
    route: &Route,
    function: &Function,
    identity: &[String],
    event: &Value,
) -> Result<Caller, Denial> {
    let key = PolicyCache::key(&route.api.id, function.name, identity);
    let kept = call.cache.find(&key, call.now);
    let from_cache = kept.is_some();
    let answer = if let Some(answer) = kept {
        answer
    } else {
        let answer = invoke(call, function, identity, event)?;
        call.cache.keep(key, &answer, call.now, function.ttl_seconds);
        answer
    };
    let arn = route.arn(call.request);
    let principal = Some(answer.principal);
    match Policy(&answer.statements).verdict("execute-api:Invoke", &arn, &|_| None) {
        Verdict::Allowed => Ok(Caller { principal, context: answer.context, from_cache }),
        verdict => Err(Denial::by_authorizer(verdict).of(principal, from_cache)),
    }
}

fn invoke(
    call: &mut GatewayCall,
    function: &Function,
    identity: &[String],
    event: &Value,
) -> Result<Answer, Denial> {
    let answer = match function.hook {
        Hook::Sample(_) => sample::answer(call, function.sample, identity, event),
        Hook::Url(url) => answer_of(call.hooks.post(url, &event.to_string())),
    };
    let answer = answer.map_err(|failure| match failure {
        // The one word by which a function says that nobody is there.
        Failure::Refused(message) if message == "Unauthorized" => {
            Denial::unauthorized("the authorizer said Unauthorized")
        }
        Failure::Refused(message) | Failure::Unavailable(message) => Denial::broken_authorizer(message),
        Failure::Invalid(problem) => Denial::broken_authorizer(problem),
    })?;
    read(&answer).ok_or_else(|| Denial::broken_authorizer("the authorizer's answer is no policy"))
}

/// Principal, policy and a context of plain values.
fn read(answer: &Value) -> Option<Answer> {
    let principal = answer.get("principalId")?.as_str()?.to_owned();
    let statements = policy::parse(answer.get("policyDocument")?)?;
    let context = match answer.get("context") {
        None | Some(Value::Null) => Map::new(),
        Some(Value::Object(context)) => context.clone(),
        Some(_) => return None,
    };
    let plain = context.values().all(|value| !value.is_object() && !value.is_array());
    plain.then_some(Answer { principal, statements, context })
}
