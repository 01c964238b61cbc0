//! The corpus of forged and odd tokens, and what must become of each. It does not care how a signature is checked, so
//! that every way of checking runs the same cases and is held to the same verdicts.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]

use cognito_wasm::clock::Timestamp;
use cognito_wasm::jwt::{Expected, MAX_TOKEN_BYTES, TokenUse};
use cognito_wasm::{Code, Error};
use serde_json::Value;

const CASES: &str = include_str!("jwt-attacks/cases.json");
const HUGE: &str = include_str!("jwt-attacks/huge_recipes.json");

/// What we chose where no standard forces a verdict, and why.
const CHOICES: &[(&str, Result<(), Code>, &str)] = &[
    (
        "jwt-020",
        Err(Code::TokenClaimInvalid),
        "Cognito writes aud as a string; a list says that others may use the token too",
    ),
    (
        "jwt-130",
        Ok(()),
        "zip means nothing in a signed token, and RFC 7515 section 4 has unknown members ignored",
    ),
    ("jwt-137", Ok(()), "the last of two equal members counts, as in JSON.parse and RFC 7519 section 4"),
    ("jwt-141", Ok(()), "the last of two equal members counts, as in JSON.parse and RFC 7519 section 4"),
    ("jwt-143", Ok(()), "the last of two equal members counts, as in JSON.parse and RFC 7519 section 4"),
    (
        "jwt-191",
        Err(Code::TokenMalformed),
        "RFC 8259 section 8.1 forbids a byte order mark, and JSON.parse refuses it",
    ),
    (
        "jwt-194",
        Err(Code::TokenMalformed),
        "JSON is UTF-8; replacing wrong bytes would verify a text that nobody signed",
    ),
    (
        "jwt-212",
        Err(Code::TokenMalformed),
        "JSON is UTF-8; replacing wrong bytes would verify a text that nobody signed",
    ),
    (
        "jwt-214",
        Err(Code::TokenMalformed),
        "JSON is UTF-8; replacing wrong bytes would verify a text that nobody signed",
    ),
    ("jwt-216", Err(Code::TokenMalformed), "hosts disagree about numbers that no float holds"),
    ("jwt-217", Err(Code::TokenMalformed), "hosts disagree about numbers that no float holds"),
    ("jwt-223", Err(Code::TokenMalformed), "RFC 7515 section 2 has no padding; one spelling per token"),
    ("jwt-229", Err(Code::TokenMalformed), "unused bits are zero; one spelling per token"),
    ("jwt-230", Err(Code::TokenMalformed), "unused bits are zero; one spelling per token"),
    (
        "jwt-306",
        Err(Code::TokenClaimInvalid),
        "a time beyond the year 9999 is in milliseconds, and would never expire",
    ),
    ("jwt-313", Err(Code::TokenClaimInvalid), "a token without a subject is about nobody"),
    ("jwt-348", Ok(()), "the zero byte that some libraries put first leaves the value of the key unchanged"),
    ("jwt-350", Err(Code::TokenKeyInvalid), "a key id that two keys share names neither"),
    ("jwt-363", Err(Code::TokenKeyInvalid), "RFC 7518 section 6.2.1.2 fixes a coordinate at 32 bytes"),
];

/// One token, and what it is checked against.
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) token: String,
    /// The text of the pool's key set.
    pub(crate) keys: String,
    pub(crate) now: Timestamp,
    token_use: TokenUse,
    issuer: String,
    client_id: String,
    verdict: String,
}

impl Case {
    /// Gives `use_it` what the token must say.
    pub(crate) fn with_expected<T>(&self, use_it: impl FnOnce(&Expected<'_>) -> T) -> T {
        use_it(&Expected {
            issuers: core::slice::from_ref(&self.issuer),
            client_id: &self.client_id,
            token_use: self.token_use,
            skew_seconds: 0,
            nonce: None,
        })
    }

    /// Why `outcome` is wrong for this case, or nothing where it is right. The token itself stays out of the text.
    pub(crate) fn fault<T>(&self, outcome: &Result<T, Error>) -> Option<String> {
        let got = outcome.as_ref().map(|_| ()).map_err(Error::code);
        let choice = CHOICES.iter().find(|(id, ..)| *id == self.id);
        let is_right = match (self.verdict.as_str(), choice) {
            ("accept", None) => got.is_ok(),
            ("reject", None) => got.is_err_and(is_about_tokens),
            ("huge", None) if self.token.len() > MAX_TOKEN_BYTES => got == Err(Code::TokenTooLarge),
            ("huge", None) => got == Err(Code::TokenMalformed),
            ("either" | "reject-or-last", Some((_, chosen, _))) => got == *chosen,
            _ => false,
        };
        (!is_right).then(|| format!("{} {} ({}): {got:?}", self.id, self.name, self.verdict))
    }
}

fn is_about_tokens(code: Code) -> bool {
    code.as_str().starts_with("Token") || code == Code::KeysUnavailable
}

/// All cases: those of the corpus, and the huge ones.
pub(crate) fn cases() -> Vec<Case> {
    let corpus: Value = serde_json::from_str(CASES).expect("the corpus is JSON");
    let huge: Value = serde_json::from_str(HUGE).expect("the recipes are JSON");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    let base = |case: &Value, id: String, token: String, verdict: String| Case {
        id,
        name: text(&case["name"]),
        token,
        keys: case.get("jwks").unwrap_or(&corpus["default_jwks"]).to_string(),
        now: Timestamp::from_seconds(corpus["now"].as_i64().expect("a time")),
        token_use: match case
            .get("token_use")
            .map_or("access", |token_use| token_use.as_str().expect("a text"))
        {
            "id" => TokenUse::Id,
            "access" => TokenUse::Access,
            other => panic!("the corpus has no use {other}"),
        },
        issuer: text(&corpus["issuer"]),
        client_id: text(&corpus["client_id"]),
        verdict,
    };
    let small = corpus["cases"].as_array().expect("a list").iter();
    let small = small.map(|case| base(case, text(&case["id"]), text(&case["jwt"]), text(&case["expected"])));
    let large = huge["cases"].as_array().expect("a list").iter();
    let large = large.map(|case| base(case, "huge".into(), concatenate(&case["jwt_parts"]), "huge".into()));
    small.chain(large).collect()
}

/// The token that a recipe makes: texts, and texts repeated.
fn concatenate(parts: &Value) -> String {
    let parts = parts.as_array().expect("a list").iter();
    let texts = parts.map(|part| match part {
        Value::Array(pair) => {
            let times = pair[1].as_u64().expect("a number");
            pair[0].as_str().expect("a text").repeat(usize::try_from(times).expect("a small number"))
        }
        part => part.as_str().expect("a text").to_owned(),
    });
    texts.collect()
}
