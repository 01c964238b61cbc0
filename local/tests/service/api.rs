//! The protected API behind a user-pool authorizer.

use serde_json::{Value, json};

use crate::support::{Answer, PUBLIC, Server};

fn orders(server: &mut Server, authorization: &str) -> Answer {
    server.send("GET", "/api/orders", &[("authorization", authorization)], b"")
}

fn ids(answer: &Answer) -> Vec<String> {
    let orders = answer.body["orders"].as_array().unwrap();
    orders.iter().map(|order| order["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_caller_sees_what_the_groups_may_see() {
    let mut server = Server::new();
    for (username, password, expected) in [
        ("alice", "Correct-Horse-9", vec!["1001", "1002", "1003"]),
        ("bob", "Battery-Staple-7", vec!["1001", "1002"]),
        ("unicode", "pässwörd-Ünï-🔑1", vec!["1001"]),
    ] {
        let tokens = server.srp(PUBLIC, username, password);
        for token in [tokens.id_token(), tokens.access_token()] {
            for authorization in [token.clone(), format!("Bearer {token}"), format!("bearer {token}")] {
                let answer = orders(&mut server, &authorization);
                assert_eq!(answer.status, 200);
                assert_eq!(ids(&answer), expected);
                assert_eq!(answer.body["caller"], username);
            }
        }
    }
    let order = json!({ "id": "1001", "item": "Tea, loose leaf, 500 g", "quantity": 2, "status": "shipped" });
    let token = server.srp(PUBLIC, "bob", "Battery-Staple-7").id_token();
    assert_eq!(orders(&mut server, &token).body["orders"][0], order);
}

#[test]
fn without_a_sound_token_there_is_401() {
    let mut server = Server::new();
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let (id, refresh) = (tokens.id_token(), tokens.refresh_token());
    let (head, signature) = id.rsplit_once('.').unwrap();
    let access = tokens.access_token();
    let swapped = format!("{head}.{}", access.rsplit_once('.').unwrap().1);
    let unsigned = format!("{head}.");
    for authorization in
        ["", "Bearer", "Bearer ", "Basic abc", "x.y.z", &refresh, &swapped, &unsigned, signature]
    {
        let answer = orders(&mut server, authorization);
        assert_eq!(
            (answer.status, answer.body),
            (401, json!({ "message": "Unauthorized" })),
            "{authorization}"
        );
    }
    assert_eq!(server.get("/api/orders").status, 401);
    server.sleep(3_600);
    assert_eq!(orders(&mut server, &id).status, 401, "expired");
}

#[test]
fn an_access_token_needs_the_scope_and_a_known_client() {
    let base =
        "[[pools]]\nid = \"eu-west-1_LocalPool\"\n[[pools.users]]\nusername = \"u\"\npassword = \"p\"\n";
    let client = |id: &str, scope: &str| {
        format!(
            "[[pools.clients]]\nid = \"{id}\"\nauth_flows = [\"ALLOW_USER_PASSWORD_AUTH\"]\nscopes = [\"{scope}\"]\n"
        )
    };
    let api =
        "[[apis]]\npath = \"/api/orders\"\npool = \"eu-west-1_LocalPool\"\nscopes = [\"orders/read\"]\n";
    for (scope, status) in [("orders/read", 200), ("orders/write", 403), ("orders/readx", 403)] {
        let mut server = Server::with(&format!("{base}{}{api}", client(PUBLIC, scope)));
        let tokens = server.password_auth("u", "p");
        let answer = orders(&mut server, &tokens.access_token());
        assert_eq!(answer.status, status, "{scope}");
        if status == 403 {
            assert_eq!(answer.body, json!({ "message": "Forbidden" }));
        }
        assert_eq!(orders(&mut server, &tokens.id_token()).status, 200, "an ID token needs no scope");
        // The same keys, and a configuration that has dropped the client.
        let mut other = Server::with(&format!("{base}{}{api}", client("another", "orders/read")));
        assert_eq!(orders(&mut other, &tokens.id_token()).status, 401);
    }
}

#[test]
fn the_authorizer_does_not_ask_about_revocation() {
    let mut server = Server::new();
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    server.call("GlobalSignOut", &json!({ "AccessToken": tokens.access_token() }));
    assert_eq!(orders(&mut server, &tokens.access_token()).status, 200);
    assert_ne!(orders(&mut server, &tokens.access_token()).body, Value::Null);
}
