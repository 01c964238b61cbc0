//! `CUSTOM_AUTH`, with the built-in triggers: three questions.

use serde_json::{Value, json};

use crate::srp_client::Proof;
use crate::support::{ANY_FLOW, Answer, PUBLIC, SEED_ANSWERS, Server, claims};

const WRONG: &str = "NotAuthorizedException: Incorrect username or password.";

fn answer(server: &mut Server, username: &str, session: &str, text: &str) -> Answer {
    let responses = json!({ "USERNAME": username, "ANSWER": text });
    server.respond(ANY_FLOW, "CUSTOM_CHALLENGE", session, &responses)
}

#[test]
fn three_rounds_sign_in() {
    let mut server = Server::new();
    let mut step = server.initiate(ANY_FLOW, "CUSTOM_AUTH", &json!({ "USERNAME": "alice@example.com" }));
    let mut sessions = Vec::new();
    for (round, text) in SEED_ANSWERS.into_iter().enumerate() {
        assert_eq!(step.text("/ChallengeName"), "CUSTOM_CHALLENGE", "{}", step.error());
        let parameters = &step.body["ChallengeParameters"];
        assert_eq!(parameters["round"], (round + 1).to_string());
        assert_eq!(parameters["USERNAME"], "alice");
        assert!(parameters.get("answer").is_none(), "private parameters stay private");
        let session = step.text("/Session");
        assert!(!sessions.contains(&session));
        step = answer(&mut server, "alice", &session, text);
        sessions.push(session);
    }
    assert_eq!(claims(&step.id_token())["cognito:username"], "alice", "{}", step.error());
    let once = "NotAuthorizedException: Invalid session for the user, session can only be used once.";
    assert_eq!(answer(&mut server, "alice", &sessions[2], "sesame").error(), once);
}

#[test]
fn a_wrong_answer_repeats_the_round_and_the_third_ends_it() {
    let mut server = Server::new();
    let mut session =
        server.initiate(ANY_FLOW, "CUSTOM_AUTH", &json!({ "USERNAME": "alice" })).text("/Session");
    for _ in 0..2 {
        let again = answer(&mut server, "alice", &session, "no");
        assert_eq!(again.text("/ChallengeParameters/round"), "1");
        session = again.text("/Session");
    }
    assert_eq!(answer(&mut server, "alice", &session, "no").error(), WRONG);
    let session = server.initiate(ANY_FLOW, "CUSTOM_AUTH", &json!({ "USERNAME": "alice" })).text("/Session");
    server.sleep(180);
    let expired = "NotAuthorizedException: Invalid session for the user, session is expired.";
    assert_eq!(answer(&mut server, "alice", &session, "rabbit").error(), expired);
}

#[test]
fn a_name_that_nobody_has_is_asked_and_never_let_in() {
    let mut server = Server::new();
    let mut step = server.initiate(ANY_FLOW, "CUSTOM_AUTH", &json!({ "USERNAME": "nobody" }));
    for text in SEED_ANSWERS {
        assert_eq!(step.text("/ChallengeName"), "CUSTOM_CHALLENGE", "{}", step.error());
        step = answer(&mut server, "nobody", &step.text("/Session"), text);
    }
    assert_eq!(step.error(), WRONG);
}

#[test]
fn srp_may_come_first() {
    let mut server = Server::new();
    let proof = Proof::new(&mut server.random);
    let parameters = json!({ "USERNAME": "alice", "CHALLENGE_NAME": "SRP_A", "SRP_A": proof.public_a() });
    let challenge = server.initiate(ANY_FLOW, "CUSTOM_AUTH", &parameters);
    assert_eq!(challenge.text("/ChallengeName"), "PASSWORD_VERIFIER", "{}", challenge.error());
    let session = challenge.text("/Session");
    let timestamp = server.now.srp_timestamp();
    let responses = proof.responses(&challenge.body, "Correct-Horse-9", &timestamp);
    let name = "PASSWORD_VERIFIER";
    let other = server.respond(ANY_FLOW, name, &"x".repeat(40), &responses);
    assert_eq!(other.error(), "NotAuthorizedException: Invalid session for the user.");
    let mut step = server.respond(ANY_FLOW, name, &session, &responses);
    for text in SEED_ANSWERS {
        assert_eq!(step.text("/ChallengeName"), "CUSTOM_CHALLENGE", "{}", step.error());
        step = answer(&mut server, "alice", &step.text("/Session"), text);
    }
    assert_eq!(step.status, 200);

    let challenge = server.initiate(ANY_FLOW, "CUSTOM_AUTH", &parameters);
    let responses = proof.responses(&challenge.body, "wrong", &timestamp);
    let refused = server.respond(ANY_FLOW, name, &challenge.text("/Session"), &responses);
    assert_eq!(refused.error(), WRONG);
}

#[test]
fn client_and_pool_must_be_made_for_it() {
    let mut server = Server::new();
    let parameters = json!({ "USERNAME": "alice" });
    let refused = server.initiate(PUBLIC, "CUSTOM_AUTH", &parameters);
    assert_eq!(refused.error(), "InvalidParameterException: CUSTOM_AUTH is not enabled for the client.");
    let refused = server.initiate(crate::support::STRICT, "CUSTOM_AUTH", &json!({ "USERNAME": "setup" }));
    let expected =
        "InvalidParameterException: Custom auth lambda trigger is not configured for the user pool.";
    assert_eq!(refused.error(), expected);
    let disabled = server.initiate(ANY_FLOW, "CUSTOM_AUTH", &json!({ "USERNAME": "disabled" }));
    assert_eq!(disabled.error(), "NotAuthorizedException: User is disabled.");
    let missing = server.initiate(ANY_FLOW, "CUSTOM_AUTH", &Value::Null);
    assert_eq!(missing.error(), "InvalidParameterException: Missing required parameter USERNAME");
}
