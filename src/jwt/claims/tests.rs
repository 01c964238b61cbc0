use std::sync::LazyLock;

use super::*;

const NOW: Timestamp = Timestamp::from_seconds(1_000_000);
const NOW_SECONDS: f64 = 1_000_000.0;

static ISSUERS: LazyLock<[String; 2]> =
    LazyLock::new(|| ["https://issuer.example/pool".into(), "https://newer.example/pool".into()]);

fn expected(token_use: TokenUse) -> Expected<'static> {
    Expected { issuers: &*ISSUERS, client_id: "client", token_use, skew_seconds: 60, nonce: None }
}

/// The claims of a good token, with some of them set to another value; `None` takes a claim away.
fn claims(token_use: TokenUse, changes: &[(&str, Option<Value>)]) -> Value {
    let mut members: Vec<(String, Value)> = vec![
        ("iss".into(), "https://issuer.example/pool".into()),
        ("sub".into(), "user".into()),
        ("token_use".into(), token_use.as_str().into()),
        (token_use.client_claim().into(), "client".into()),
        ("exp".into(), Value::Number(NOW_SECONDS + 300.0)),
        ("iat".into(), Value::Number(NOW_SECONDS)),
    ];
    for (name, value) in changes {
        members.retain(|(member, _)| member != name);
        members.extend(value.clone().map(|value| ((*name).to_owned(), value)));
    }
    Value::Map(members)
}

fn refusal(token_use: TokenUse, name: &str, value: Option<Value>) -> Option<(Code, &'static str)> {
    let error = check(&claims(token_use, &[(name, value)]), &expected(token_use), NOW).err()?;
    Some((error.code(), error.subject().unwrap_or_default()))
}

fn access(name: &str, value: impl Into<Value>) -> Option<(Code, &'static str)> {
    refusal(TokenUse::Access, name, Some(value.into()))
}

#[test]
fn good_claims_pass() {
    for token_use in [TokenUse::Id, TokenUse::Access] {
        let times = check(&claims(token_use, &[]), &expected(token_use), NOW).unwrap();
        assert_eq!(times, Times { expires_at: NOW.plus_millis(300_000), issued_at: Some(NOW) });
    }
    assert_eq!(access("iss", "https://newer.example/pool"), None);
}

#[test]
fn required_claims_are_strings_with_something_in_them() {
    for token_use in [TokenUse::Id, TokenUse::Access] {
        for name in ["iss", "sub", "token_use", token_use.client_claim()] {
            let wrong = [
                None,
                Some(Value::Null),
                Some(Value::Bool(true)),
                Some(Value::Number(1.0)),
                Some("".into()),
                Some(Value::List(vec!["client".into()])),
                Some(Value::Map(vec![])),
            ];
            for value in wrong {
                assert_eq!(refusal(token_use, name, value), Some((Code::TokenClaimInvalid, name)));
            }
        }
    }
}

#[test]
fn issuer_client_and_use_match_exactly() {
    for issuer in
        ["https://issuer.example/pool/", "https://issuer.example/poo", "HTTPS://issuer.example/pool"]
    {
        assert_eq!(access("iss", issuer), Some((Code::TokenIssuerMismatch, "iss")));
    }
    for client in ["Client", "client ", "clien", "client\0"] {
        assert_eq!(access("client_id", client), Some((Code::TokenAudienceMismatch, "client_id")));
        let refused = refusal(TokenUse::Id, "aud", Some(client.into()));
        assert_eq!(refused, Some((Code::TokenAudienceMismatch, "aud")));
    }
    for token_use in ["id", "ACCESS", "refresh"] {
        assert_eq!(access("token_use", token_use), Some((Code::TokenUseMismatch, "token_use")));
    }
}

#[test]
fn the_other_kind_of_token_is_named_as_such() {
    let error = check(&claims(TokenUse::Id, &[]), &expected(TokenUse::Access), NOW).unwrap_err();
    assert_eq!(error.code(), Code::TokenUseMismatch);
    let error = check(&claims(TokenUse::Access, &[]), &expected(TokenUse::Id), NOW).unwrap_err();
    assert_eq!(error.code(), Code::TokenUseMismatch);
}

#[test]
fn an_access_token_may_name_a_resource_too() {
    assert_eq!(access("aud", "https://api.example"), None);
}

#[test]
fn times_are_exact_to_the_skew() {
    let number = |seconds| access_time("exp", seconds);
    assert_eq!(number(NOW_SECONDS - 60.0), Some((Code::TokenExpired, "exp")));
    assert_eq!(number(NOW_SECONDS - 59.999), None);
    for name in ["nbf", "iat"] {
        assert_eq!(access_time(name, NOW_SECONDS + 60.0), None);
        assert_eq!(access_time(name, NOW_SECONDS + 60.001), Some((Code::TokenNotYetValid, name)));
        assert_eq!(access_time(name, -1e300), None);
        assert_eq!(refusal(TokenUse::Access, name, None), None);
    }
}

fn access_time(name: &str, seconds: f64) -> Option<(Code, &'static str)> {
    access(name, Value::Number(seconds))
}

#[test]
fn times_are_numbers_within_reason() {
    assert_eq!(refusal(TokenUse::Access, "exp", None), Some((Code::TokenClaimInvalid, "exp")));
    for name in ["exp", "nbf", "iat"] {
        let list = Value::List(vec![Value::Number(NOW_SECONDS)]);
        for value in [Value::Null, Value::Bool(true), "1000300".into(), list] {
            assert_eq!(access(name, value), Some((Code::TokenClaimInvalid, name)));
        }
        for seconds in [f64::NAN, f64::INFINITY, 1e300, MAX_SECONDS + 1.0] {
            assert_eq!(access_time(name, seconds), Some((Code::TokenClaimInvalid, name)));
        }
    }
    assert_eq!(access_time("exp", MAX_SECONDS), None);
    assert_eq!(access_time("exp", f64::NEG_INFINITY), Some((Code::TokenExpired, "exp")));
    assert_eq!(access_time("exp", -1e300), Some((Code::TokenExpired, "exp")));
}

#[test]
fn a_negative_skew_makes_nothing_stricter() {
    let expected = Expected { skew_seconds: i64::MIN, ..expected(TokenUse::Id) };
    assert!(check(&claims(TokenUse::Id, &[]), &expected, NOW).is_ok());
    let expected = Expected { skew_seconds: i64::MAX, ..expected };
    assert!(check(&claims(TokenUse::Id, &[]), &expected, NOW).is_ok());
}

#[test]
fn the_nonce_counts_where_one_was_sent() {
    let expected = Expected { nonce: Some("n-1"), ..expected(TokenUse::Id) };
    let verdict = |nonce: Option<Value>| {
        check(&claims(TokenUse::Id, &[("nonce", nonce)]), &expected, NOW)
            .map(|_| ())
            .map_err(|error| error.subject())
    };
    assert_eq!(verdict(Some("n-1".into())), Ok(()));
    for nonce in [None, Some("n-2".into()), Some("n-11".into()), Some("".into()), Some(Value::Number(1.0))] {
        assert_eq!(verdict(nonce), Err(Some("nonce")));
    }
    assert_eq!(refusal(TokenUse::Id, "nonce", Some("unasked".into())), None);
}
