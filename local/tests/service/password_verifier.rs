//! Every way in which an SRP proof can be wrong.

use serde_json::{Value, json};

use crate::srp_client::{Proof, modulus};
use crate::support::{PUBLIC, SRP_ONLY, START, Server};
use local_cognito::Time;

const WRONG: &str = "NotAuthorizedException: Incorrect username or password.";
const GARBLED: &str =
    "InvalidParameterException: TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.";

/// A challenge and the right answer to it.
fn proof(server: &mut Server) -> Value {
    proof_at(server, START)
}

fn proof_at(server: &mut Server, seconds: i64) -> Value {
    let proof = Proof::new(&mut server.random);
    let challenge = server.start_srp(PUBLIC, "alice", &proof.public_a());
    proof.responses(&challenge.body, "Correct-Horse-9", &Time::from_seconds(seconds).srp_timestamp())
}

fn with(mut responses: Value, name: &str, value: Value) -> Value {
    responses[name] = value;
    responses
}

#[test]
fn a_public_value_that_needs_no_password_is_refused() {
    let mut server = Server::new();
    let n = modulus();
    for forged in
        ["0".into(), "000".into(), n.to_str_radix(16), (&n * 2_u8).to_str_radix(16), "-2".into(), "g".into()]
    {
        let answer = server.start_srp(PUBLIC, "alice", &forged);
        assert_eq!(answer.error(), "InvalidParameterException: Invalid SRP_A value.", "{forged}");
    }
    let answer = server.start_srp(PUBLIC, "alice", "");
    assert_eq!(answer.error(), "InvalidParameterException: Missing required parameter SRP_A");
}

#[test]
fn a_forged_proof_is_refused() {
    let mut server = Server::new();
    for (name, value) in [
        ("PASSWORD_CLAIM_SIGNATURE", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
        ("PASSWORD_CLAIM_SIGNATURE", "AAAA"),
        ("PASSWORD_CLAIM_SECRET_BLOCK", "AAAAAAAAAAAAAAAAAAAAAAAA"),
        ("USERNAME", "bob"),
        ("USERNAME", "nobody"),
        ("TIMESTAMP", "Mon Jan 1 00:00:00 UTC 2001"),
    ] {
        let responses = with(proof(&mut server), name, json!(value));
        assert_eq!(server.answer_srp(PUBLIC, &responses).error(), WRONG, "{name} = {value}");
        server.sleep(2);
    }
}

#[test]
fn a_missing_or_garbled_part_is_named() {
    let mut server = Server::new();
    for name in ["USERNAME", "PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK", "TIMESTAMP"] {
        let responses = with(proof(&mut server), name, Value::Null);
        let expected = format!("InvalidParameterException: Missing required parameter {name}");
        assert_eq!(server.answer_srp(PUBLIC, &responses).error(), expected);
    }
    for name in ["PASSWORD_CLAIM_SIGNATURE", "PASSWORD_CLAIM_SECRET_BLOCK"] {
        let responses = with(proof(&mut server), name, json!("not base64!"));
        let expected = format!("InvalidParameterException: {name} is not valid base64");
        assert_eq!(server.answer_srp(PUBLIC, &responses).error(), expected);
    }
    let responses = with(proof(&mut server), "TIMESTAMP", json!("2026-11-22T00:00:00Z"));
    let expected =
        "InvalidParameterException: TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.";
    assert_eq!(server.answer_srp(PUBLIC, &responses).error(), expected);
}

#[test]
fn a_signed_timestamp_must_be_in_cognitos_own_form() {
    let mut server = Server::new();
    // START is a day of two digits; the first of a month shows the padding.
    let first = Time::from_seconds(START + 13 * 86_400);
    assert_eq!(first.srp_timestamp(), "Tue Dec 1 11:06:40 UTC 2026");
    server.now = first;
    for (form, expected) in [
        ("Tue Dec 01 11:06:40 UTC 2026", WRONG),
        ("Wed Dec 1 11:06:40 UTC 2026", WRONG),
        ("Mon Nov 30 35:06:40 UTC 2026", WRONG),
        ("Tue Dec 1 11:06:40 GMT 2026", GARBLED),
        ("Tue Dec  1 11:06:40 UTC 2026", GARBLED),
        ("Di Dez 1 11:06:40 UTC 2026", GARBLED),
        ("Tue Dec 1 11:06:40 UTC 2026", ": "),
    ] {
        let proof = Proof::new(&mut server.random);
        let challenge = server.start_srp(PUBLIC, "alice", &proof.public_a());
        let responses = proof.responses(&challenge.body, "Correct-Horse-9", form);
        assert_eq!(server.answer_srp(PUBLIC, &responses).error(), expected, "{form}");
    }
}

#[test]
fn a_clock_may_be_some_minutes_off_and_no_more() {
    let mut server = Server::new();
    for (seconds, accepted) in [(-299, true), (299, true), (-301, false), (301, false), (86_400, false)] {
        let responses = proof_at(&mut server, START + seconds);
        assert_eq!(server.answer_srp(PUBLIC, &responses).status == 200, accepted, "{seconds}");
    }
}

#[test]
fn an_answer_counts_once_in_time_and_for_its_own_client() {
    let mut server = Server::new();
    let responses = proof(&mut server);
    assert_eq!(server.answer_srp(PUBLIC, &responses).status, 200);
    assert_eq!(server.answer_srp(PUBLIC, &responses).error(), WRONG, "a replay");

    let wrong_then_right = proof(&mut server);
    let wrong = with(wrong_then_right.clone(), "PASSWORD_CLAIM_SIGNATURE", json!("AAAA"));
    assert_eq!(server.answer_srp(PUBLIC, &wrong).error(), WRONG);
    assert_eq!(
        server.answer_srp(PUBLIC, &wrong_then_right).error(),
        WRONG,
        "a second guess at one challenge"
    );

    let responses = proof(&mut server);
    assert_eq!(server.answer_srp(SRP_ONLY, &responses).error(), WRONG, "another client");

    let responses = proof(&mut server);
    server.sleep(61);
    let late = "NotAuthorizedException: Invalid session for the user, session is expired.";
    assert_eq!(server.answer_srp(PUBLIC, &responses).error(), late);
}

#[test]
fn an_alias_may_answer_for_its_user() {
    let mut server = Server::new();
    let responses = with(proof(&mut server), "USERNAME", json!("alice@example.com"));
    assert_eq!(server.answer_srp(PUBLIC, &responses).status, 200);
}
