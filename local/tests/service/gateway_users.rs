//! The gateway's user-pool authorizer.

use serde_json::json;

use crate::support::{EMAIL_CLIENT, PUBLIC, Server};

const ORDERS: &str = "/gateway/localapi01/prod/users/orders";

fn get(server: &mut Server, authorization: &str) -> crate::support::Answer {
    server.send("GET", ORDERS, &[("authorization", authorization)], b"")
}

#[test]
fn id_tokens_and_access_tokens_in_scope_pass() {
    let mut server = Server::new();
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    for token in [tokens.id_token(), tokens.access_token()] {
        for authorization in [token.clone(), format!("Bearer {token}")] {
            let answer = get(&mut server, &authorization);
            assert_eq!(answer.status, 200);
            assert_eq!(answer.body["orders"].as_array().unwrap().len(), 2);
        }
    }
    let echo = "/gateway/localapi01/prod/users/echo?a=b";
    let headers = [("authorization", tokens.id_token()), ("x-colour", "red".to_owned())];
    let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
    let answer = server.send("PUT", echo, &headers, b"hello");
    assert_eq!(answer.body["headers"], json!({ "x-colour": "red" }));
    assert_eq!(answer.body["context"]["cognito:username"], "alice");
    assert_eq!(answer.body["bodySha256"], "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
}

#[test]
fn other_tokens_do_not() {
    let mut server = Server::new();
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let foreign = server.srp(EMAIL_CLIENT, "erin@example.com", "Email-Pool-10").id_token();
    let id = tokens.id_token();
    let (head, _) = id.rsplit_once('.').unwrap();
    for authorization in ["", "Bearer", "x.y.z", &foreign, &tokens.refresh_token(), &format!("{head}.AAAA")] {
        let answer = get(&mut server, authorization);
        assert_eq!((answer.status, &answer.body), (401, &json!({ "message": "Unauthorized" })));
        assert_eq!(answer.header("x-amzn-errortype"), "UnauthorizedException");
        let exposed = answer.header("access-control-expose-headers");
        for name in ["Date", "x-amzn-RequestId", "x-amzn-ErrorType"] {
            assert!(exposed.contains(name));
        }
    }
    let seed = local_cognito::SEED.replace(
        "scopes = [\"orders/read\", \"aws.cognito.signin.user.admin\"]\nheader",
        "scopes = [\"orders/write\"]\nheader",
    );
    let mut narrow = Server::with(&seed);
    let tokens = narrow.srp(PUBLIC, "alice", "Correct-Horse-9");
    let answer = get(&mut narrow, &tokens.access_token());
    assert_eq!((answer.status, &answer.body), (403, &json!({ "message": "Forbidden" })));
    assert_eq!(get(&mut narrow, &tokens.id_token()).status, 200);

    server.sleep(3_600);
    let answer = get(&mut server, &id);
    assert_eq!((answer.status, answer.text("/message").as_str()), (401, "The incoming token has expired"));
}

#[test]
fn a_browser_may_ask_first() {
    let mut server = Server::new();
    let headers = [
        ("origin", "http://localhost:8000"),
        ("access-control-request-method", "PUT"),
        ("access-control-request-headers", "authorization,x-amz-date"),
    ];
    let answer = server.send("OPTIONS", ORDERS, &headers, b"");
    assert_eq!(answer.status, 200);
    assert!(answer.header("access-control-allow-methods").contains("PUT"));
    assert_eq!(answer.header("access-control-allow-headers"), "authorization,x-amz-date");
}
