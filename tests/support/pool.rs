//! A pool of one user: it answers each request with what Cognito answers when all is well.

use std::cell::{Cell, RefCell};

use cognito_wasm::http::Request;
use serde_json::{Value, json};

use crate::mint;
use crate::world::Reply;

pub(crate) const ISSUER: &str = "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123";
pub(crate) const PASSWORD: &str = "Correct-Horse-7-Canary";

pub(crate) struct Pool {
    pub(crate) username: RefCell<String>,
    pub(crate) sub: RefCell<String>,
    pub(crate) issuer: RefCell<String>,
    /// The key id that tokens are signed under.
    pub(crate) kid: RefCell<&'static str>,
    /// The key ids that the key set lists.
    pub(crate) kids: RefCell<Vec<&'static str>>,
    /// Seconds that tokens live.
    pub(crate) life: Cell<i64>,
    /// Milliseconds by which the pool's clock is ahead.
    pub(crate) ahead: Cell<i64>,
    /// Whether a page may read the `Date` of its answers.
    pub(crate) shows_date: Cell<bool>,
    issued: Cell<u32>,
}

impl Pool {
    pub(crate) fn new() -> Self {
        Self {
            username: RefCell::new("alice".into()),
            sub: RefCell::new("sub-alice".into()),
            issuer: RefCell::new(ISSUER.into()),
            kid: RefCell::new("key-1"),
            kids: RefCell::new(vec!["key-1"]),
            life: Cell::new(3600),
            ahead: Cell::new(0),
            shows_date: Cell::new(true),
            issued: Cell::new(0),
        }
    }

    pub(crate) fn answer(&self, name: &str, request: &Request, now: i64) -> Reply {
        let body = match name {
            "jwks.json" => return Reply::Text(200, mint::key_set(&self.kids.borrow())),
            "InitiateAuth" if request.body.contains("USER_SRP_AUTH") => self.verifier(),
            "InitiateAuth" | "RespondToAuthChallenge" => self.tokens(now, Some("refresh-canary")),
            "refresh" => self.tokens(now, None),
            "RevokeToken" | "GlobalSignOut" => json!({}),
            other => panic!("the pool has no operation {other}"),
        };
        Reply::Text(200, body.to_string())
    }

    fn verifier(&self) -> Value {
        json!({ "ChallengeName": "PASSWORD_VERIFIER", "Session": "session-canary", "ChallengeParameters": {
            "USER_ID_FOR_SRP": *self.username.borrow(),
            "SALT": "a1b2c3",
            "SRP_B": "123456789abcdef",
            "SECRET_BLOCK": "c2VjcmV0",
        } })
    }

    /// `AuthenticationResult` with tokens of the pool's user, as of `now`.
    pub(crate) fn tokens(&self, now: i64, refresh: Option<&str>) -> Value {
        let (id, access) = (self.token("id", now), self.token("access", now));
        let mut result = json!({ "IdToken": id, "AccessToken": access, "TokenType": "Bearer" });
        if let Some(refresh) = refresh {
            result["RefreshToken"] = json!(refresh);
        }
        json!({ "AuthenticationResult": result })
    }

    pub(crate) fn token(&self, token_use: &str, now: i64) -> String {
        mint::sign(*self.kid.borrow(), &self.claims(token_use, now))
    }

    pub(crate) fn claims(&self, token_use: &str, now: i64) -> Value {
        self.issued.set(self.issued.get() + 1);
        let mut claims = json!({
            "iss": *self.issuer.borrow(),
            "sub": *self.sub.borrow(),
            "token_use": token_use,
            "iat": now,
            "exp": now + self.life.get(),
            "jti": self.issued.get().to_string(),
        });
        if token_use == "id" {
            claims["aud"] = json!("client");
            claims["cognito:username"] = json!(*self.username.borrow());
        } else {
            claims["client_id"] = json!("client");
            claims["username"] = json!(*self.username.borrow());
        }
        claims
    }
}
