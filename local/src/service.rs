//! The server as one function: a request and the time go in, a reply comes out.

use serde_json::{Map, Value, json};

use crate::api;
use crate::call::{Answer, Call, Outside};
use crate::config::Config;
use crate::control::{self, Control, Outcome};
use crate::cors;
use crate::discovery;
use crate::error::{AMZ_JSON, ServiceError};
use crate::form;
use crate::gateway::{self, GatewayCall};
use crate::graphql;
use crate::http::{Reply, Request, Response};
use crate::identity::{self, IdentityCall};
use crate::issuer;
use crate::object_store;
use crate::operation::{self, TARGET_PREFIX};
use crate::random::{self, Random, RandomUnavailable};
use crate::state::State;
use crate::sts;
use crate::time::Time;
use crate::trigger::Hooks;
use crate::user_agent;

/// Longer bodies are refused: AWS's own limit is of this order.
const LONGEST_BODY: usize = 256 * 1024;

/// A whole local Cognito.
pub struct Service {
    config: Config,
    state: State,
    control: Control,
    public_url: String,
    unsaved: bool,
}

/// Why a service cannot start.
#[derive(Debug)]
pub enum StartError {
    /// The saved state cannot be read.
    SavedState(String),
    /// There are no random bytes for keys.
    Random(RandomUnavailable),
}

impl std::fmt::Display for StartError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::SavedState(problem) => write!(formatter, "the saved state cannot be read: {problem}"),
            Self::Random(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for StartError {}

impl From<RandomUnavailable> for StartError {
    fn from(error: RandomUnavailable) -> Self {
        Self::Random(error)
    }
}

impl Service {
    /// A service that callers reach at `public_url`, which begins every issuer. `saved` is what [`Self::save`] gave
    /// before; without it keys are generated, which takes a second or two.
    pub fn new(
        config: Config,
        public_url: &str,
        saved: Option<&str>,
        now: Time,
        random: &mut dyn Random,
    ) -> Result<Self, StartError> {
        let saved = saved.map(serde_json::from_str).transpose();
        let saved = saved.map_err(|error| {
            // The reader's own words could quote what the file holds.
            StartError::SavedState(format!("line {}, column {}", error.line(), error.column()))
        })?;
        let state = State::new(&config, saved, now, random)?;
        let public_url = public_url.trim_end_matches('/').to_owned();
        Ok(Self { config, state, control: Control::default(), public_url, unsaved: true })
    }

    /// Answers a request. `host` is the host's clock, which tests may have told the service to look beyond; `hooks` is
    /// asked where the configuration names a URL as a trigger.
    pub fn handle(
        &mut self,
        request: &Request,
        host: Time,
        random: &mut dyn Random,
        hooks: &mut dyn Hooks,
    ) -> Reply {
        let now = self.control.clock.now(host);
        let mut reply = if request.method == "OPTIONS" {
            cors::preflight(request).into()
        } else if request.path == "/_local" || request.path.starts_with("/_local/") {
            self.handle_control(request, host, random).into()
        } else {
            self.handle_guarded(request, now, random, hooks)
        };
        let id = reply.response.header("x-amzn-requestid").map(str::to_owned);
        let id = id.unwrap_or_else(|| random::uuid(random).unwrap_or_default());
        reply.response = cors::allow(reply.response)
            .with("date", self.control.clock.now(host).http_date())
            .with("x-amzn-requestid", id);
        reply
    }

    /// What must survive a restart, if it has changed since the last call.
    pub fn save(&mut self) -> Option<String> {
        if !std::mem::take(&mut self.unsaved) {
            return None;
        }
        serde_json::to_string(&self.state).ok()
    }

    fn handle_control(&mut self, request: &Request, host: Time, random: &mut dyn Random) -> Response {
        match self.control.handle(request, host) {
            Outcome::Answer(response) => response,
            Outcome::Health => {
                let pools: Vec<&String> = self.state.pools.keys().collect();
                control::answer(&json!({ "status": "ok", "url": self.public_url, "pools": pools }))
            }
            Outcome::Reset => match self.reset(host, random) {
                Ok(()) => control::answer(&json!({ "status": "reset" })),
                Err(error) => ServiceError::from(error).response(),
            },
            Outcome::Keys => {
                self.unsaved |= request.method != "GET";
                control::handle_keys(request, &mut self.state, random)
            }
        }
    }

    /// Back to the configuration. Only the current keys stay, because callers cache them.
    fn reset(&mut self, host: Time, random: &mut dyn Random) -> Result<(), RandomUnavailable> {
        for config in &self.config.pools {
            if let Some(pool) = self.state.pools.get_mut(&config.id) {
                *pool = pool.fresh(config, host, random)?;
            }
        }
        self.state.cloud = self.state.cloud.fresh();
        self.control = Control::default();
        self.unsaved = true;
        Ok(())
    }

    /// Everything that faults can strike.
    fn handle_guarded(
        &mut self,
        request: &Request,
        now: Time,
        random: &mut dyn Random,
        hooks: &mut dyn Hooks,
    ) -> Reply {
        let name = request_name(request);
        self.control.requests.add(&name);
        let fault = self.control.faults.strike(&name);
        let response = if fault.as_ref().is_some_and(crate::fault::Fault::prevents) {
            Response::new(200, Vec::new())
        } else {
            self.route(request, now, random, hooks)
        };
        match fault {
            Some(fault) => fault.apply(response),
            None => response.into(),
        }
    }

    fn route(
        &mut self,
        request: &Request,
        now: Time,
        random: &mut dyn Random,
        hooks: &mut dyn Hooks,
    ) -> Response {
        let not_found = || Response::json(404, "application/json", &json!({ "message": "Not Found" }));
        let path = request.path.as_str();
        if let Some(form) = sts::form_of(request) {
            self.unsaved = true;
            return sts::answer(&mut self.identity_call(now, random), &form);
        }
        if path.starts_with(gateway::PLACE) {
            let (response, changed) = gateway::answer(self.gateway_call(request, now, hooks));
            self.unsaved |= changed;
            return response;
        }
        if path.starts_with(object_store::PLACE) {
            let Self { config, state, .. } = self;
            let (response, changed) = object_store::answer(config, state, request, now, random);
            self.unsaved |= changed;
            return response;
        }
        match request.method.as_str() {
            "POST" if path.starts_with(graphql::PLACE) => {
                let Self { config, state, public_url, control, .. } = self;
                graphql::answer(config, state, public_url, request, now, &mut control.decisions)
            }
            "POST" if path == "/" => self.run_operation(request, now, random, hooks),
            "GET" | "HEAD" => {
                if let Some(api) = self.config.apis.iter().find(|api| api.path == path) {
                    return api::answer(api, &self.config, &self.state, &self.public_url, request, now);
                }
                let key = self.state.cloud.open_id_key.as_ref();
                if let Some(response) = identity::discovery(request, key, &self.public_url) {
                    return response;
                }
                let Some((form, pool_id, document)) = issuer::document(request) else { return not_found() };
                match (self.state.pools.get(pool_id), document) {
                    (Some(pool), "jwks.json") => discovery::jwks(pool),
                    (Some(pool), "openid-configuration") => {
                        discovery::openid_configuration(&issuer::form(&self.public_url, pool_id, form), pool)
                    }
                    (None, _) => {
                        let message = format!("User pool {pool_id} does not exist.");
                        ServiceError::new("ResourceNotFoundException", message).response()
                    }
                    _ => not_found(),
                }
            }
            _ => not_found(),
        }
    }

    fn run_operation(
        &mut self,
        request: &Request,
        now: Time,
        random: &mut dyn Random,
        hooks: &mut dyn Hooks,
    ) -> Response {
        let body = match operation_body(request) {
            Ok(body) => body,
            Err(error) => return error.response(),
        };
        let unknown = |message: &str| ServiceError::new("UnknownOperationException", message);
        let target = request.header("x-amz-target").unwrap_or_default();
        if let Some(name) = target.strip_prefix(identity::TARGET_PREFIX) {
            let result = identity::run(name, &mut self.identity_call(now, random), &body);
            return self.operation_response(result);
        }
        let Some(name) = target.strip_prefix(TARGET_PREFIX) else {
            return unknown("X-Amz-Target names no operation of the user pool API.").response();
        };
        let device = user_agent::describe(request.header("user-agent").unwrap_or_default());
        let Control { inbox, triggers, .. } = &mut self.control;
        let call = Call {
            config: &self.config,
            state: &mut self.state,
            public_url: &self.public_url,
            now,
            random,
            outside: Outside { inbox, hooks, triggers, device },
        };
        let result = operation::run(name, call, &body);
        self.operation_response(result)
    }

    fn operation_response(&mut self, result: Option<Answer>) -> Response {
        let Some(result) = result else {
            let message = "The local Cognito does not have this operation.";
            return ServiceError::new("UnknownOperationException", message).response();
        };
        self.unsaved = true;
        result.map_or_else(|error| error.response(), |value| Response::json(200, AMZ_JSON, &value))
    }

    fn gateway_call<'a>(
        &'a mut self,
        request: &'a Request,
        now: Time,
        hooks: &'a mut dyn Hooks,
    ) -> GatewayCall<'a> {
        let Self { config, state, public_url, control, .. } = self;
        let Control { policy_cache: cache, decisions, .. } = control;
        GatewayCall { config, state, public_url, now, hooks, cache, decisions, request }
    }

    fn identity_call<'a>(&'a mut self, now: Time, random: &'a mut dyn Random) -> IdentityCall<'a> {
        let Self { config, state, public_url, .. } = self;
        IdentityCall { config, state, public_url, now, random }
    }
}

/// The name under which faults and the request log know a request.
fn request_name(request: &Request) -> String {
    if let Some(form) = sts::form_of(request) {
        let action = form::find(&form, "Action").unwrap_or("sts");
        return action.chars().take(100).collect();
    }
    if request.path.starts_with(object_store::PLACE) {
        return format!("s3 {}", request.method);
    }
    if let Some(name) = gateway::request_name(request) {
        return name.chars().take(100).collect();
    }
    let target = request.header("x-amz-target").filter(|_| request.path == "/");
    let name = target
        .map(|target| target.rsplit('.').next().unwrap_or(target))
        .or_else(|| request.path.rsplit('/').next().filter(|part| !part.is_empty()))
        .unwrap_or(&request.path);
    name.chars().take(100).collect()
}

/// The JSON object that an operation reads.
fn operation_body(request: &Request) -> Result<Map<String, Value>, ServiceError> {
    if request.body.len() > LONGEST_BODY {
        let error = ServiceError::new("RequestEntityTooLargeException", "Request size exceeded the limit.");
        return Err(ServiceError { status: 413, ..error });
    }
    let media_type = request.header("content-type").and_then(|value| value.split(';').next()).map(str::trim);
    if media_type != Some(AMZ_JSON) {
        let message = format!("Content-Type must be {AMZ_JSON}.");
        return Err(ServiceError::new("UnknownOperationException", message));
    }
    if request.body.is_empty() {
        return Ok(Map::new());
    }
    match serde_json::from_slice(&request.body) {
        Ok(Value::Object(body)) => Ok(body),
        Ok(_) => Err(ServiceError::serialization("Start of structure or map expected.")),
        Err(_) => Err(ServiceError::serialization("The request body is not valid JSON.")),
    }
}
