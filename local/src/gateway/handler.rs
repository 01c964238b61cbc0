//! What lies behind the gateway: orders that can be read and changed, and an echo.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use hmac_sha256::Hash;
use serde_json::{Map, Value, json};

use super::route::Route;
use super::{Caller, GatewayCall};
use crate::config::{AuthorizerConfig, GatewayConfig};
use crate::form;
use crate::http::Response;

const MOST_ORDERS: usize = 1_000;
const LONGEST_ORDER: usize = 64 * 1024;

/// The orders of each API, by their ids, once one has been changed.
pub(crate) type Orders = BTreeMap<String, BTreeMap<String, Value>>;

/// What arrived, without the credentials among it.
pub(super) fn echo(call: &GatewayCall, route: &Route, caller: &Caller) -> Response {
    let request = call.request;
    let secret = secret_names(route);
    let is_secret = |name: &str| secret.iter().any(|secret| secret.eq_ignore_ascii_case(name));
    let headers: Map<String, Value> = request
        .headers
        .iter()
        .filter(|(name, _)| !is_secret(name))
        .map(|(name, value)| (name.clone(), json!(value)))
        .collect();
    let query: Map<String, Value> = form::parse(&request.query)
        .into_iter()
        .filter(|(name, _)| !is_secret(name))
        .map(|(name, value)| (name, json!(value)))
        .collect();
    let body = json!({
        "method": request.method,
        "path": route.path,
        "query": query,
        "headers": headers,
        "bodyLength": request.body.len(),
        "bodySha256": HEXLOWER.encode(&Hash::hash(&request.body)),
        "principal": caller.principal,
        "context": caller.context,
    });
    json_answer(200, &body)
}

/// Lists the orders, gives one, or changes one, and says whether one was changed.
pub(super) fn orders(call: &mut GatewayCall, route: &Route, caller: &Caller) -> (Response, bool) {
    let orders = call.state.cloud.orders.entry(route.api.id.clone()).or_insert_with(|| seeded(route.api));
    let id = route.parameters.get("id").cloned();
    let not_found = || (json_answer(404, &json!({ "message": "There is no such order." })), false);
    match (call.request.method.as_str(), id) {
        ("GET" | "HEAD", None) => {
            let list: Vec<&Value> = orders.values().collect();
            (json_answer(200, &json!({ "caller": caller.principal, "orders": list })), false)
        }
        ("GET" | "HEAD", Some(id)) => match orders.get(&id) {
            Some(order) => (json_answer(200, order), false),
            None => not_found(),
        },
        ("DELETE", Some(id)) => match orders.remove(&id) {
            Some(order) => (json_answer(200, &order), true),
            None => not_found(),
        },
        ("POST" | "PUT" | "PATCH", id) => {
            let Ok(Value::Object(mut order)) = serde_json::from_slice(&call.request.body) else {
                let problem = json!({ "message": "The body must be a JSON object." });
                return (json_answer(400, &problem), false);
            };
            if orders.len() >= MOST_ORDERS || call.request.body.len() > LONGEST_ORDER {
                return (json_answer(413, &json!({ "message": "Request Too Long" })), false);
            }
            let id = id.unwrap_or_else(|| next_id(orders));
            let status = if orders.contains_key(&id) { 200 } else { 201 };
            if let (200, Some(Value::Object(known))) = (status, orders.get(&id)) {
                let mut merged = known.clone();
                merged.extend(order);
                order = merged;
            }
            order.insert("id".into(), json!(id));
            let order = Value::Object(order);
            orders.insert(id, order.clone());
            (json_answer(status, &order), true)
        }
        _ => (json_answer(405, &json!({ "message": "Method Not Allowed" })), false),
    }
}

fn seeded(api: &GatewayConfig) -> BTreeMap<String, Value> {
    api.orders.iter().map(|order| (order.id.clone(), json!(order))).collect()
}

fn next_id(orders: &BTreeMap<String, Value>) -> String {
    let numbers = orders.keys().filter_map(|id| id.parse::<u64>().ok());
    (numbers.max().unwrap_or(1_000).saturating_add(1)).to_string()
}

fn json_answer(status: u16, body: &Value) -> Response {
    Response::json(status, "application/json", body).with("cache-control", "no-store")
}

/// Credentials everywhere, and what identifies callers here, but for what only sorts them.
fn secret_names(route: &Route) -> Vec<String> {
    let mut names: Vec<String> = [
        "authorization",
        "cookie",
        "x-amz-security-token",
        "x-amz-signature",
        "x-amz-credential",
        "x-api-key",
    ]
    .map(str::to_owned)
    .to_vec();
    for authorizer in route.api.authorizers.values() {
        match authorizer {
            AuthorizerConfig::UserPool { header, .. } | AuthorizerConfig::Token { header, .. } => {
                names.push(header.clone());
            }
            AuthorizerConfig::Request { identity_sources, .. } => {
                let first = identity_sources.first().and_then(|source| source.rsplit('.').next());
                names.extend(first.map(str::to_owned));
            }
        }
    }
    names
}
