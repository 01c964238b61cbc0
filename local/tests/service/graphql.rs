//! The GraphQL API: a user pool's tokens, or signatures.

use serde_json::json;

use crate::identity_pool::logins;
use crate::signer::Signer;
use crate::support::{Answer, PUBLIC, Server};

const PATH: &str = "/graphql/localgraphql01";

fn ask(server: &mut Server, token: &str, query: &str) -> Answer {
    server.send("POST", PATH, &[("authorization", token)], json!({ "query": query }).to_string().as_bytes())
}

#[test]
fn tokens_of_the_pool_and_signatures_count() {
    let mut server = Server::new();
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    for token in [tokens.id_token(), tokens.access_token(), format!("Bearer {}", tokens.access_token())] {
        let answer = ask(&mut server, &token, "query List { orders { id } }");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.body["data"]["orders"][0]["id"], "1001");
    }
    let alice = logins(&mut server, "alice", "Correct-Horse-9");
    let bob = logins(&mut server, "bob", "Battery-Staple-7");
    let signer =
        |server: &mut Server, logins| Signer { service: "appsync".into(), ..Signer::new(server, logins) };
    let (editor, reader) = (signer(&mut server, &alice), signer(&mut server, &bob));
    let body = json!({ "query": "{ me { principal } }" }).to_string();
    let answer = editor.call(&mut server, "POST", PATH, body.as_bytes());
    let principal = "arn:aws:sts::000000000000:assumed-role/LocalEditor/CognitoIdentityCredentials";
    assert_eq!(answer.body["data"]["me"]["principal"], principal);
    let refused = reader.call(&mut server, "POST", PATH, body.as_bytes());
    assert_eq!((refused.status, refused.text("/errors/0/errorType").as_str()), (200, "Unauthorized"));
    assert_eq!(refused.text("/errors/0/message"), "Not Authorized to access me on type Query");
    let elsewhere = Signer { service: "execute-api".into(), ..editor };
    let answer = elsewhere.call(&mut server, "POST", PATH, body.as_bytes());
    assert_eq!((answer.status, answer.header("x-amzn-errortype")), (403, "InvalidSignatureException"));
    let decisions = server.get("/_local/decisions").body;
    assert_eq!(decisions["decisions"][0]["authorizer"], "USER_POOL");
    assert_eq!(decisions["decisions"][4]["allowed"], false);
}

#[test]
fn others_are_turned_away() {
    let mut server = Server::new();
    let query = "{ orders { id } }";
    for token in ["", "x.y.z"] {
        let answer = ask(&mut server, token, query);
        assert_eq!(
            (answer.status, answer.text("/errors/0/errorType").as_str()),
            (401, "UnauthorizedException")
        );
    }
    let token = server.srp(PUBLIC, "alice", "Correct-Horse-9").id_token();
    assert_eq!(ask(&mut server, &token, "nonsense").status, 400);
    let unknown = ask(&mut server, &token, "mutation { fly }");
    assert_eq!(unknown.text("/errors/0/errorType"), "ValidationException");
    server.sleep(3_600);
    assert_eq!(ask(&mut server, &token, query).text("/errors/0/message"), "Token has expired.");
    assert_eq!(server.send("POST", "/graphql/other", &[], b"{}").status, 404);
}
