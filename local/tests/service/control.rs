//! The endpoints under `/_local`.

use serde_json::json;

use crate::support::{POOL, PUBLIC, START, STRICT_POOL, Server, URL};

#[test]
fn health_names_the_pools() {
    let health = Server::new().get("/_local/health");
    let pools = json!(["eu-west-1_EmailPool", POOL, STRICT_POOL]);
    assert_eq!((health.status, health.body), (200, json!({ "status": "ok", "url": URL, "pools": pools })));
}

#[test]
fn the_clock_moves_everything() {
    let mut server = Server::new();
    assert_eq!(server.get("/_local/clock").body, json!({ "now": START, "offset": 0 }));
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let moved = server.post("/_local/clock", &json!({ "advance": 3_601 }));
    assert_eq!(moved.body, json!({ "now": START + 3_601, "offset": 3_601 }));
    let expired = "NotAuthorizedException: Access Token has expired";
    assert_eq!(server.get_user(&tokens.access_token()).error(), expired);
    assert_eq!(server.refresh(PUBLIC, &tokens.refresh_token()).status, 200);
    assert_eq!(
        server.srp(PUBLIC, "alice", "Correct-Horse-9").status,
        400,
        "the caller's clock is an hour behind"
    );
    server.post("/_local/clock", &json!({ "set": START + 10 }));
    assert_eq!(server.get_user(&tokens.access_token()).status, 200);
    assert_eq!(server.post("/_local/clock", &json!({ "reset": true })).body["offset"], 0);
    for bad in [json!({}), json!({ "advance": "x" }), json!([1])] {
        let refused = server.post("/_local/clock", &bad);
        assert_eq!(refused.status, 400);
        assert!(refused.text("/error").contains("advance"));
    }
    assert_eq!(server.send("POST", "/_local/clock", &[], b"{").status, 400);
}

#[test]
fn requests_are_counted_and_listed_without_their_bodies() {
    let mut server = Server::new();
    server.srp(PUBLIC, "alice", "Correct-Horse-9");
    server.password_auth("alice", "Correct-Horse-9");
    server.get(&format!("/{POOL}/.well-known/jwks.json"));
    server.get("/api/orders");
    let log = server.get("/_local/requests").body;
    let order = json!(["InitiateAuth", "RespondToAuthChallenge", "InitiateAuth", "jwks.json", "orders"]);
    assert_eq!(log["operations"], order);
    let counts = json!({ "InitiateAuth": 2, "RespondToAuthChallenge": 1, "jwks.json": 1, "orders": 1 });
    assert_eq!(log["counts"], counts);
    assert!(!log.to_string().contains("Horse"));
    let cleared = server.send("DELETE", "/_local/requests", &[], b"");
    assert_eq!(cleared.body, json!({ "counts": {}, "operations": [] }));
}

#[test]
fn a_reset_goes_back_to_the_seed_and_keeps_the_keys() {
    let mut server = Server::new();
    let jwks = format!("/{POOL}/.well-known/jwks.json");
    let keys = server.get(&jwks).body;
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let session = server.srp(PUBLIC, "newcomer", "Temporary-Pass-1").text("/Session");
    let responses =
        json!({ "USERNAME": "newcomer", "NEW_PASSWORD": "Brand-New-2", "userAttributes.name": "N" });
    server.call(
        "RespondToAuthChallenge",
        &json!({
            "ChallengeName": "NEW_PASSWORD_REQUIRED",
            "ClientId": PUBLIC,
            "Session": session,
            "ChallengeResponses": responses,
        }),
    );
    assert_eq!(server.srp(PUBLIC, "newcomer", "Brand-New-2").text("/ChallengeName"), "");
    for _ in 0..6 {
        server.password_auth("bob", "wrong");
    }
    server.call("ForgotPassword", &json!({ "ClientId": PUBLIC, "Username": "alice" }));
    assert_eq!(server.inbox("").len(), 1);
    server.post("/_local/clock", &json!({ "advance": 5 }));
    server.post("/_local/faults", &json!({ "operation": "*", "kind": "empty" }));

    assert_eq!(server.post("/_local/reset", &json!({})).status, 200);
    assert_eq!(server.get("/_local/clock").body["offset"], 0);
    assert_eq!(server.get("/_local/requests").body["operations"], json!([]));
    assert!(server.inbox("").is_empty());
    assert_eq!(server.get(&jwks).body, keys);
    let again = server.srp(PUBLIC, "newcomer", "Temporary-Pass-1");
    assert_eq!(again.text("/ChallengeName"), "NEW_PASSWORD_REQUIRED");
    assert_eq!(server.srp(PUBLIC, "bob", "Battery-Staple-7").status, 200);
    let revoked = "NotAuthorizedException: Access Token has been revoked";
    assert_eq!(server.get_user(&tokens.access_token()).error(), revoked);
    assert_eq!(server.refresh(PUBLIC, &tokens.refresh_token()).status, 400);
}

#[test]
fn the_inbox_is_empty_and_other_paths_are_refused() {
    let mut server = Server::new();
    assert_eq!(server.get("/_local/inbox").body, json!({ "messages": [] }));
    assert_eq!(server.send("DELETE", "/_local/inbox", &[], b"").body, json!({ "messages": [] }));
    assert_eq!(server.get("/_local/inbox?colour=red").status, 400);
    assert_eq!(server.get("/_local/nothing").status, 404);
    assert_eq!(server.get("/_local").status, 404);
    assert_eq!(server.get("/_local/reset").status, 405);
    assert_eq!(server.post("/_local/health", &json!({})).status, 405);
}
