//! Every fault, as the caller meets it.

use local_cognito::Delivery;
use serde_json::{Value, json};

use crate::support::{Answer, POOL, PUBLIC, Server};

fn ask_for(server: &mut Server, fault: &Value) {
    let answer = server.post("/_local/faults", fault);
    assert_eq!(answer.status, 200, "{}", answer.body);
}

fn sign_in(server: &mut Server) -> Answer {
    server.password_auth("alice", "Correct-Horse-9")
}

#[test]
fn each_kind_does_what_its_name_says() {
    let mut server = Server::new();
    let fault = |kind: &str| json!({ "operation": "InitiateAuth", "kind": kind });

    ask_for(&mut server, &fault("drop"));
    assert_eq!(sign_in(&mut server).reply.delivery, Delivery::Dropped);

    ask_for(&mut server, &fault("half"));
    let half = sign_in(&mut server);
    assert_eq!((half.status, half.reply.delivery), (200, Delivery::Half));

    ask_for(&mut server, &json!({ "operation": "InitiateAuth", "kind": "delay", "ms": 250 }));
    let delayed = sign_in(&mut server);
    assert_eq!((delayed.status, delayed.reply.delay_ms), (200, 250));

    ask_for(&mut server, &fault("throttle"));
    let throttled = sign_in(&mut server);
    assert_eq!(
        (throttled.status, throttled.error().as_str()),
        (400, "TooManyRequestsException: Rate exceeded")
    );

    ask_for(&mut server, &fault("error"));
    let broken = sign_in(&mut server);
    assert_eq!((broken.status, broken.text("/__type").as_str()), (500, "InternalErrorException"));
    ask_for(&mut server, &json!({ "operation": "InitiateAuth", "kind": "error", "status": 503 }));
    assert_eq!(sign_in(&mut server).status, 503);

    ask_for(&mut server, &fault("html"));
    let page = sign_in(&mut server);
    assert_eq!((page.status, page.header("content-type")), (502, "text/html; charset=utf-8"));
    assert!(page.reply.response.body.starts_with(b"<!doctype html>"));
    ask_for(&mut server, &json!({ "operation": "InitiateAuth", "kind": "html", "status": 200 }));
    assert_eq!(sign_in(&mut server).status, 200);

    ask_for(&mut server, &fault("empty"));
    let empty = sign_in(&mut server);
    assert_eq!((empty.status, empty.reply.response.body.len()), (200, 0));

    ask_for(&mut server, &fault("malformed"));
    let malformed = sign_in(&mut server);
    assert_eq!((malformed.status, malformed.reply.delivery), (200, Delivery::Whole));
    assert_eq!(malformed.header("content-type"), "application/x-amz-json-1.1");
    assert!(malformed.body.is_null() && !malformed.reply.response.body.is_empty(), "no JSON");

    // Any of them can come late.
    ask_for(&mut server, &json!({ "operation": "InitiateAuth", "kind": "throttle", "ms": 250 }));
    let late = sign_in(&mut server);
    assert_eq!((late.text("/__type").as_str(), late.reply.delay_ms), ("TooManyRequestsException", 250));

    let whole = sign_in(&mut server);
    assert_eq!((whole.status, whole.reply.delivery, whole.reply.delay_ms), (200, Delivery::Whole, 0));
}

#[test]
fn an_answer_can_be_edited() {
    let mut server = Server::new();
    let set =
        json!({ "ChallengeParameters.SRP_B": "00", "ChallengeParameters.SALT": null, "Extra.deep": [1] });
    ask_for(&mut server, &json!({ "operation": "InitiateAuth", "kind": "set", "set": set }));
    let answer = server.start_srp(PUBLIC, "alice", "2").body;
    assert_eq!(answer["ChallengeParameters"]["SRP_B"], "00");
    assert!(answer["ChallengeParameters"].get("SALT").is_none());
    assert_eq!(answer["Extra"], json!({ "deep": [1] }));
    assert_eq!(answer["ChallengeName"], "PASSWORD_VERIFIER");
}

#[test]
fn a_fault_strikes_before_or_after_the_request_takes_effect() {
    let mut server = Server::new();
    let tokens = sign_in(&mut server);
    let revoke = json!({ "ClientId": PUBLIC, "Token": tokens.refresh_token() });
    for kind in ["drop", "throttle", "error", "html", "empty", "malformed"] {
        ask_for(&mut server, &json!({ "operation": "RevokeToken", "kind": kind, "when": "before" }));
        server.call("RevokeToken", &revoke);
        assert_eq!(server.get_user(&tokens.access_token()).status, 200, "{kind}");
    }
    ask_for(&mut server, &json!({ "operation": "RevokeToken", "kind": "drop", "when": "after" }));
    assert_eq!(server.call("RevokeToken", &revoke).reply.delivery, Delivery::Dropped);
    assert_eq!(server.get_user(&tokens.access_token()).status, 400);
}

#[test]
fn faults_strike_where_and_as_often_as_they_are_told() {
    let mut server = Server::new();
    ask_for(
        &mut server,
        &json!([
            { "operation": "InitiateAuth", "kind": "throttle", "skip": 1, "times": 2 },
            { "operation": "jwks.json", "kind": "html" },
            { "operation": "orders", "kind": "empty", "status": 503 },
        ]),
    );
    let statuses: Vec<u16> = (0..4).map(|_| sign_in(&mut server).status).collect();
    assert_eq!(statuses, [200, 400, 400, 200]);
    let jwks = format!("/{POOL}/.well-known/jwks.json");
    assert_eq!((server.get(&jwks).status, server.get(&jwks).status), (502, 200));
    assert_eq!((server.get("/api/orders").status, server.get("/api/orders").status), (503, 401));

    ask_for(&mut server, &json!({ "operation": "*", "kind": "drop", "times": 0 }));
    for _ in 0..5 {
        assert_eq!(sign_in(&mut server).reply.delivery, Delivery::Dropped);
        assert_eq!(server.get(&jwks).reply.delivery, Delivery::Dropped);
    }
    assert_eq!(
        server.get("/_local/health").reply.delivery,
        Delivery::Whole,
        "the control endpoints are spared"
    );
    let listed = server.get("/_local/faults").body;
    assert_eq!(listed["faults"].as_array().unwrap().len(), 1);
    server.send("DELETE", "/_local/faults", &[], b"");
    assert_eq!(sign_in(&mut server).status, 200);
    let refused = server.post("/_local/faults", &json!({ "operation": "*", "kind": "explode" }));
    assert_eq!(refused.status, 400);
    assert!(refused.text("/error").contains("explode"));
}

#[test]
fn any_error_can_be_asked_for() {
    let mut server = Server::new();
    let fault = json!({
        "operation": "InitiateAuth", "kind": "error", "name": "ForbiddenException", "message": "Request not allowed.",
    });
    assert_eq!(server.post("/_local/faults", &fault).status, 200);
    let answer = server.password_auth("alice", "Correct-Horse-9");
    assert_eq!((answer.status, answer.error()), (400, "ForbiddenException: Request not allowed.".into()));
    assert_eq!(answer.header("x-amzn-errortype"), "ForbiddenException:");
    assert_eq!(server.password_auth("alice", "Correct-Horse-9").status, 200);
}
