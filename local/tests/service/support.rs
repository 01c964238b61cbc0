//! A service with a clock and randomness of the test's own, and short ways to call it.

use std::sync::OnceLock;

use local_cognito::{
    Config, HookAnswer, HookError, Hooks, Random, RandomUnavailable, Reply, Request, SEED, Service, Time,
};
use serde_json::{Value, json};

use crate::srp_client::Proof;

pub(crate) const PUBLIC: &str = "localpublicclient00000001";
pub(crate) const WITH_SECRET: &str = "localsecretclient00000001";
pub(crate) const SECRET: &str = "local-client-secret-0123456789abcdefghijklmnopqrstuv";
pub(crate) const SRP_ONLY: &str = "localsrponlyclient0000001";
pub(crate) const ANY_FLOW: &str = "localchoiceclient00000001";
pub(crate) const ROTATING: &str = "localrotatingclient0000001";
pub(crate) const SHORT: &str = "localshortclient000000001";
pub(crate) const STRICT: &str = "localstrictclient00000001";
pub(crate) const STRICT_POOL: &str = "eu-west-1_StrictPool";
pub(crate) const TOTP_SECRET: &str = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";
/// To the questions of the built-in custom sign-in.
pub(crate) const SEED_ANSWERS: [&str; 3] = ["rabbit", "42", "sesame"];
pub(crate) const EMAIL_CLIENT: &str = "localemailclient000000001";
pub(crate) const NARROW: &str = "localnarrowclient00000001";
pub(crate) const POOL: &str = "eu-west-1_LocalPool";
pub(crate) const URL: &str = "http://127.0.0.1:9229";
pub(crate) const START: i64 = 1_795_000_000;
const PREFIX: &str = "AWSCognitoIdentityProviderService.";

/// A repeatable stream: SHA-256 of a counter.
pub(crate) struct Counter(pub u64);

impl Random for Counter {
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomUnavailable> {
        for chunk in bytes.chunks_mut(32) {
            self.0 += 1;
            chunk.copy_from_slice(&hmac_sha256::Hash::hash(&self.0.to_be_bytes())[..chunk.len()]);
        }
        Ok(())
    }
}

pub(crate) struct Server {
    pub(crate) service: Service,
    pub(crate) now: Time,
    pub(crate) random: Counter,
    pub(crate) hooks: Recorder,
}

/// HTTP hooks that answer what the test has told them to, and remember what they were sent.
#[derive(Default)]
pub(crate) struct Recorder {
    pub(crate) events: Vec<Value>,
    /// What each URL answers: the `response`, or a status and a body.
    pub(crate) answer: Option<Result<HookAnswer, HookError>>,
    pub(crate) response: Option<Value>,
}

impl Hooks for Recorder {
    fn post(&mut self, _url: &str, event: &str) -> Result<HookAnswer, HookError> {
        let mut event: Value = serde_json::from_str(event).unwrap();
        self.events.push(event.clone());
        if let Some(answer) = self.answer.take() {
            return answer;
        }
        if let Some(response) = &self.response {
            event["response"] = response.clone();
        }
        Ok(HookAnswer { status: 200, body: event.to_string().into_bytes() })
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) reply: Reply,
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Answer {
    /// The body as it came.
    pub(crate) fn raw(&self) -> String {
        String::from_utf8_lossy(&self.reply.response.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.reply.response.header(name).unwrap_or_default()
    }

    pub(crate) fn text(&self, path: &str) -> String {
        self.body.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    /// `Name: message` of an error.
    pub(crate) fn error(&self) -> String {
        format!("{}: {}", self.text("/__type"), self.text("/message"))
    }

    pub(crate) fn id_token(&self) -> String {
        self.text("/AuthenticationResult/IdToken")
    }

    pub(crate) fn access_token(&self) -> String {
        self.text("/AuthenticationResult/AccessToken")
    }

    pub(crate) fn refresh_token(&self) -> String {
        self.text("/AuthenticationResult/RefreshToken")
    }
}

/// The seed's state, with its keys, made once for all tests.
fn seed_state() -> &'static str {
    static STATE: OnceLock<String> = OnceLock::new();
    STATE.get_or_init(|| {
        let config = Config::parse(SEED).unwrap();
        let now = Time::from_seconds(START);
        Service::new(config, URL, None, now, &mut Counter(1)).unwrap().save().unwrap()
    })
}

impl Server {
    pub(crate) fn new() -> Self {
        Self::with(SEED)
    }

    /// With a configuration whose pool has the seed's id.
    pub(crate) fn with(config: &str) -> Self {
        let (config, now) = (Config::parse(config).unwrap(), Time::from_seconds(START));
        let mut random = Counter(1_000_000);
        let service = Service::new(config, URL, Some(seed_state()), now, &mut random).unwrap();
        Self { service, now, random, hooks: Recorder::default() }
    }

    /// Ends, and begins again from what it has saved.
    pub(crate) fn restart(&mut self) {
        let saved = self.service.save().unwrap();
        self.restart_from(SEED, URL, &saved);
    }

    pub(crate) fn restart_from(&mut self, config: &str, url: &str, saved: &str) {
        let config = Config::parse(config).unwrap();
        self.service = Service::new(config, url, Some(saved), self.now, &mut self.random).unwrap();
    }

    pub(crate) fn sleep(&mut self, seconds: i64) {
        self.now = self.now.plus_seconds(seconds);
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let request = Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: body.to_vec(),
        };
        let reply = self.service.handle(&request, self.now, &mut self.random, &mut self.hooks);
        let body = serde_json::from_slice(&reply.response.body).unwrap_or(Value::Null);
        Answer { status: reply.response.status, body, reply }
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.send("GET", path, &[], b"")
    }

    pub(crate) fn post(&mut self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[], body.to_string().as_bytes())
    }

    /// An operation of the user pool API.
    pub(crate) fn call(&mut self, operation: &str, body: &Value) -> Answer {
        self.call_raw(operation, body.to_string().as_bytes())
    }

    pub(crate) fn call_raw(&mut self, operation: &str, body: &[u8]) -> Answer {
        let target = format!("{PREFIX}{operation}");
        let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target.as_str())];
        self.send("POST", "/", &headers, body)
    }

    /// An operation of the identity pool API.
    pub(crate) fn identity(&mut self, operation: &str, body: &Value) -> Answer {
        let target = format!("AWSCognitoIdentityService.{operation}");
        let headers = [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target.as_str())];
        self.send("POST", "/", &headers, body.to_string().as_bytes())
    }

    /// `USER_PASSWORD_AUTH` with the public client.
    pub(crate) fn password_auth(&mut self, username: &str, password: &str) -> Answer {
        let parameters = json!({ "USERNAME": username, "PASSWORD": password });
        self.call(
            "InitiateAuth",
            &json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": PUBLIC, "AuthParameters": parameters }),
        )
    }

    /// The first step of SRP.
    pub(crate) fn start_srp(&mut self, client: &str, username: &str, public_a: &str) -> Answer {
        let parameters = json!({ "USERNAME": username, "SRP_A": public_a });
        self.call(
            "InitiateAuth",
            &json!({ "AuthFlow": "USER_SRP_AUTH", "ClientId": client, "AuthParameters": parameters }),
        )
    }

    /// The second step, as some client would send it.
    pub(crate) fn answer_srp(&mut self, client: &str, responses: &Value) -> Answer {
        self.call(
            "RespondToAuthChallenge",
            &json!({
                "ChallengeName": "PASSWORD_VERIFIER",
                "ClientId": client,
                "ChallengeResponses": responses,
            }),
        )
    }

    /// Both steps of SRP, or the first where that is refused.
    pub(crate) fn srp(&mut self, client: &str, username: &str, password: &str) -> Answer {
        let mut proof = Proof::new(&mut self.random);
        if [EMAIL_CLIENT, NARROW].contains(&client) {
            proof.pool = "EmailPool";
        }
        let challenge = self.start_srp(client, username, &proof.public_a());
        if challenge.status != 200 {
            return challenge;
        }
        let responses = proof.responses(&challenge.body, password, &self.now.srp_timestamp());
        self.answer_srp(client, &responses)
    }

    pub(crate) fn refresh(&mut self, client: &str, refresh_token: &str) -> Answer {
        let parameters = json!({ "REFRESH_TOKEN": refresh_token });
        self.call(
            "InitiateAuth",
            &json!({ "AuthFlow": "REFRESH_TOKEN_AUTH", "ClientId": client, "AuthParameters": parameters }),
        )
    }

    /// `GetTokensFromRefreshToken`, which rotation needs.
    pub(crate) fn renew(&mut self, client: &str, refresh_token: &str) -> Answer {
        let body = json!({ "ClientId": client, "RefreshToken": refresh_token });
        self.call("GetTokensFromRefreshToken", &body)
    }

    /// Any flow.
    pub(crate) fn initiate(&mut self, client: &str, flow: &str, parameters: &Value) -> Answer {
        self.call(
            "InitiateAuth",
            &json!({ "AuthFlow": flow, "ClientId": client, "AuthParameters": parameters }),
        )
    }

    /// The answer to any challenge that has a Session.
    pub(crate) fn respond(&mut self, client: &str, name: &str, session: &str, responses: &Value) -> Answer {
        let body = json!({
            "ChallengeName": name,
            "ClientId": client,
            "Session": session,
            "ChallengeResponses": responses,
        });
        self.call("RespondToAuthChallenge", &body)
    }

    /// The code of the newest message to a user.
    pub(crate) fn code_of(&mut self, username: &str) -> String {
        let inbox = self.get(&format!("/_local/inbox?username={username}"));
        let newest = inbox.body["messages"].as_array().unwrap().last().unwrap();
        newest["code"].as_str().unwrap().to_owned()
    }

    /// What an authenticator app with this secret shows now.
    pub(crate) fn totp(&self, secret: &str) -> String {
        totp(secret, self.now.seconds())
    }

    /// What lies in the inbox for a user, or at an address.
    pub(crate) fn inbox(&mut self, query: &str) -> Vec<Value> {
        self.get(&format!("/_local/inbox?{query}")).body["messages"].as_array().unwrap().clone()
    }

    /// The latest code sent to an address.
    pub(crate) fn code(&mut self, destination: &str) -> String {
        let messages = self.inbox(&format!("destination={destination}"));
        messages.last().unwrap()["code"].as_str().unwrap().to_owned()
    }

    pub(crate) fn get_user(&mut self, access_token: &str) -> Answer {
        self.call("GetUser", &json!({ "AccessToken": access_token }))
    }
}

/// RFC 6238, written once more.
pub(crate) fn totp(secret: &str, seconds: i64) -> String {
    let secret = data_encoding::BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let counter = u64::try_from(seconds / 30).unwrap();
    let mac = hmac_sha1_compact::HMAC::mac(&counter.to_be_bytes(), &secret);
    let start = usize::from(mac[19] & 15);
    let number = u32::from_be_bytes(mac[start..start + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

/// A code that is not this one.
pub(crate) fn another(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).unwrap();
    serde_json::from_slice(&data_encoding::BASE64URL_NOPAD.decode(part.as_bytes()).unwrap()).unwrap()
}

/// `base64(HMAC-SHA256(secret, username ‖ client id))`
pub(crate) fn secret_hash(secret: &str, username: &str, client_id: &str) -> String {
    let message = format!("{username}{client_id}");
    data_encoding::BASE64.encode(&hmac_sha256::HMAC::mac(message.as_bytes(), secret.as_bytes()))
}
