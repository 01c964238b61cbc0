//! A `GraphQL` API as `AppSync` has them: `POST /graphql/<api>`, with a user pool's token or a signature. Of the language
//! it reads the kind of the operation and the name of its first field, and answers whole objects.

use serde_json::{Value, json};

use crate::bearer;
use crate::config::{Config, GraphqlConfig};
use crate::gateway::{Decision, Decisions};
use crate::http::{Request, Response};
use crate::policy::Verdict;
use crate::sigv4::{self, Target};
use crate::state::State;
use crate::time::Time;
use crate::token::{self, Refusal};

pub(crate) const PLACE: &str = "/graphql/";

/// Who calls, and whether the field was refused to them.
struct Caller {
    principal: String,
    authorizer: &'static str,
    allowed: bool,
}

struct Problem {
    status: u16,
    kind: String,
    message: String,
}

/// Answers a request, and notes the decision.
pub(crate) fn answer(
    config: &Config,
    state: &State,
    public_url: &str,
    request: &Request,
    now: Time,
    decisions: &mut Decisions,
) -> Response {
    let id = request.path.strip_prefix(PLACE).unwrap_or_default();
    let Some(api) = config.graphql_apis.iter().find(|api| api.id == id) else {
        return refusal(&problem(404, "UnrecognizedClientException", "There is no such API."));
    };
    let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
    let query = body.get("query").and_then(Value::as_str).unwrap_or_default();
    let operation = operation(query);
    let result = caller(api, config, state, public_url, request, now, operation);
    let refused = match &result {
        Ok(caller) if caller.allowed => None,
        Ok(_) => Some("the role's policy does not allow the field".to_owned()),
        Err(problem) => Some(problem.message.clone()),
    };
    decisions.add(Decision {
        time: now,
        route: format!("POST {}", request.path),
        authorizer: result.as_ref().map_or("none", |caller| caller.authorizer).into(),
        refusal: refused,
        principal: result.as_ref().ok().map(|caller| caller.principal.clone()),
        from_cache: false,
    });
    let caller = match result {
        Ok(caller) => caller,
        Err(problem) => return refusal(&problem),
    };
    let Some((kind, field)) = operation else {
        return refusal(&problem(400, "MalformedHttpRequestException", "Unable to parse GraphQL query."));
    };
    let body = match (caller.allowed, kind, field) {
        (false, _, _) => {
            failed(field, "Unauthorized", &format!("Not Authorized to access {field} on type {kind}"))
        }
        (true, "Query", "me") => json!({ "data": { "me": { "principal": caller.principal } } }),
        (true, "Query", "orders") => json!({ "data": { "orders": api.orders } }),
        (true, ..) => failed(
            field,
            "ValidationException",
            &format!(
                "Validation error of type FieldUndefined: Field '{field}' in type '{kind}' is undefined"
            ),
        ),
    };
    Response::json(200, "application/json", &body).with("cache-control", "no-store")
}

fn caller(
    api: &GraphqlConfig,
    config: &Config,
    state: &State,
    public_url: &str,
    request: &Request,
    now: Time,
    operation: Option<(&str, &str)>,
) -> Result<Caller, Problem> {
    if sigv4::is_signed(request) {
        let target = Target::of("appsync", &api.region);
        let signed = sigv4::verify(request, target, &state.cloud.credentials, now)
            .map_err(|refusal| problem(403, refusal.name(), &refusal.message()))?;
        let holder = &signed.session.holder;
        let (kind, field) = operation.unwrap_or(("Query", "*"));
        let GraphqlConfig { region, account, id, .. } = api;
        let resource = format!("arn:aws:appsync:{region}:{account}:apis/{id}/types/{kind}/fields/{field}");
        let allowed = holder.verdict(config, "appsync:GraphQL", &resource) == Verdict::Allowed;
        return Ok(Caller { principal: holder.arn(), authorizer: "IAM", allowed });
    }
    let value = request.header("authorization").unwrap_or_default().trim();
    let token = value.strip_prefix("Bearer ").unwrap_or(value);
    if token.is_empty() {
        return Err(problem(401, "UnauthorizedException", "Valid authorization header not provided."));
    }
    let claims =
        bearer::claims_of(token, &api.pool, config, state, public_url, now).map_err(
            |refusal| match refusal {
                Refusal::Expired => problem(401, "UnauthorizedException", "Token has expired."),
                Refusal::Invalid => {
                    problem(401, "UnauthorizedException", "You are not authorized to make this call.")
                }
            },
        )?;
    let principal = token::text(&claims, "sub").unwrap_or_default().to_owned();
    Ok(Caller { principal, authorizer: "USER_POOL", allowed: true })
}

/// `Query` or `Mutation`, and the first field.
fn operation(query: &str) -> Option<(&'static str, &str)> {
    let (head, body) = query.split_once('{')?;
    let kind = match head.split_whitespace().next() {
        None | Some("query") => "Query",
        Some(word) if word.starts_with("query") => "Query",
        Some(word) if word.starts_with("mutation") => "Mutation",
        Some(_) => return None,
    };
    let body = body.trim_start();
    let end = body.find(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_')).unwrap_or(body.len());
    body.get(..end).filter(|name| !name.is_empty()).map(|field| (kind, field))
}

fn problem(status: u16, kind: &str, message: &str) -> Problem {
    Problem { status, kind: kind.to_owned(), message: message.to_owned() }
}

fn refusal(problem: &Problem) -> Response {
    let body = json!({ "errors": [{ "errorType": problem.kind, "message": problem.message }] });
    Response::json(problem.status, "application/json", &body).with("x-amzn-errortype", problem.kind.as_str())
}

fn failed(field: &str, kind: &str, message: &str) -> Value {
    json!({
        "data": { field: null },
        "errors": [{ "path": [field], "data": null, "errorType": kind, "message": message }],
    })
}
