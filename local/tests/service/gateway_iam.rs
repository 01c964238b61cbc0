//! The gateway's IAM authorizer: signatures, and the policies of roles.

use serde_json::{Value, json};

use crate::identity_pool::logins;
use crate::signer::{Signed, Signer};
use crate::sts::{assume, inside, open_id_token};
use crate::support::{Answer, START, Server};

const BASE: &str = "/gateway/localapi01/prod";
const ECHO: &str = "/gateway/localapi01/prod/iam/echo";
const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. Check your \
                        AWS Secret Access Key and signing method. Consult the service documentation for details.";

fn editor(server: &mut Server) -> Signer {
    let logins = logins(server, "alice", "Correct-Horse-9");
    Signer::new(server, &logins)
}

fn reader(server: &mut Server) -> Signer {
    let logins = logins(server, "bob", "Battery-Staple-7");
    Signer::new(server, &logins)
}

/// Status, name and words of a refusal.
fn refusal(answer: &Answer) -> (u16, String, String) {
    let message = answer.text("/message") + &answer.text("/Message");
    (answer.status, answer.header("x-amzn-errortype").to_owned(), message)
}

fn mismatch() -> (u16, String, String) {
    (403, "InvalidSignatureException".into(), MISMATCH.into())
}

#[test]
fn requests_of_every_shape_that_aws_signs_are_understood() {
    let mut server = Server::new();
    let mut signer = editor(&mut server);
    for asymmetric in [false, true] {
        signer.asymmetric = asymmetric;
        for expires in [None, Some(60)] {
            signer.expires = expires;
            for (method, path) in [
                ("GET", ECHO),
                ("GET", "/gateway/localapi01/prod/iam/a%20b/%C3%A9/~x"),
                ("GET", "/gateway/localapi01/prod/iam/echo?b=2&a=1&a=0&empty=&flag&sp=a%20b%2Fc&u=%C3%BC"),
                ("POST", ECHO),
                ("PATCH", ECHO),
            ] {
                let body: &[u8] = if method == "GET" { b"" } else { b"{\"a\": \"\xc3\xbc\"}" };
                let extra = [("content-type", "application/json"), ("x-amz-meta", "  a   b ")];
                let request = signer.sign(method, path, &extra, body, server.now);
                let answer = request.send(&mut server);
                assert_eq!(answer.status, 200, "{method} {path} {asymmetric} {expires:?} {}", answer.raw());
                assert_eq!(answer.body["method"], method);
                let raw = answer.raw();
                let token = signer.token.as_deref().unwrap();
                assert!(!raw.contains(token) && !raw.contains("Signature"), "{raw}");
            }
        }
    }
}

#[test]
fn whatever_is_changed_on_the_way_is_noticed() {
    let mut server = Server::new();
    let mut signer = editor(&mut server);
    for asymmetric in [false, true] {
        signer.asymmetric = asymmetric;
        for expires in [None, Some(60)] {
            signer.expires = expires;
            let extra = [("content-type", "application/json")];
            let sound = signer.sign("POST", &format!("{ECHO}?a=1"), &extra, b"body", server.now);
            assert_eq!(sound.send(&mut server).status, 200);
            let changed = |change: &dyn Fn(&mut Signed)| {
                let mut request = sound.clone();
                change(&mut request);
                request
            };
            for request in [
                changed(&|request| request.body = b"bodY".to_vec()),
                changed(&|request| request.method = "PUT".into()),
                changed(&|request| request.path = request.path.replace("/echo", "/echo2")),
                changed(&|request| request.path = request.path.replace("a=1", "a=2")),
                changed(&|request| request.path = request.path.replace("a=1", "a=1&b=")),
                changed(&|request| request.path.push_str("&X-Amz-Region-Set=*")),
                sound.clone().with("content-type", "text/plain"),
                sound.clone().with("host", "127.0.0.1:9230"),
            ] {
                let refused = refusal(&request.send(&mut server));
                assert_eq!(refused, mismatch(), "{asymmetric} {expires:?}");
            }
        }
    }
    signer.asymmetric = false;
    signer.expires = Some(60);
    let mut twice = signer.sign("GET", ECHO, &[], b"", server.now);
    twice.path.push_str("&X-Amz-Date=20200101T000000Z");
    assert_eq!(refusal(&twice.send(&mut server)).1, "IncompleteSignatureException");
    let mut thief = signer.clone();
    thief.secret = "x".repeat(40);
    assert_eq!(refusal(&thief.call(&mut server, "GET", ECHO, b"")), mismatch());
}

#[test]
fn signatures_and_credentials_have_their_time() {
    let mut server = Server::new();
    let signer = editor(&mut server);
    let request = signer.sign("GET", ECHO, &[], b"", server.now);
    server.sleep(300);
    assert_eq!(request.send(&mut server).status, 200);
    server.sleep(1);
    let (_, name, message) = refusal(&request.send(&mut server));
    assert_eq!(name, "InvalidSignatureException");
    assert!(message.starts_with("Signature expired: 2026") && message.ends_with(" - 5 min.)"), "{message}");
    let early = signer.sign("GET", ECHO, &[], b"", server.now.plus_seconds(301));
    let message = refusal(&early.send(&mut server)).2;
    assert!(
        message.starts_with("Signature not yet current: 2026") && message.ends_with(" + 5 min.)"),
        "{message}"
    );

    let presigner = Signer { expires: Some(600), ..signer.clone() };
    let url = presigner.sign("GET", ECHO, &[], b"", server.now);
    server.sleep(600);
    assert_eq!(url.send(&mut server).status, 200);
    server.sleep(1);
    assert!(refusal(&url.send(&mut server)).2.starts_with("Signature expired"));
    let endless = Signer { expires: Some(604_801), ..signer.clone() };
    assert_eq!(refusal(&endless.call(&mut server, "GET", ECHO, b"")).1, "IncompleteSignatureException");

    server.now = local_cognito::Time::from_seconds(START + 3_600);
    let expired = "The security token included in the request is expired";
    let expected = (403, "ExpiredTokenException".to_owned(), expired.to_owned());
    assert_eq!(refusal(&signer.call(&mut server, "GET", ECHO, b"")), expected);
}

#[test]
fn scope_token_and_signed_headers_are_checked() {
    let mut server = Server::new();
    let signer = editor(&mut server);
    let message = |server: &mut Server, signer: &Signer| refusal(&signer.call(server, "GET", ECHO, b"")).2;
    let region = Signer { region: "us-east-1".into(), ..signer.clone() };
    assert_eq!(message(&mut server, &region), "Credential should be scoped to a valid region. ");
    let service = Signer { service: "appsync".into(), ..signer.clone() };
    assert_eq!(
        message(&mut server, &service),
        "Credential should be scoped to correct service: 'execute-api'. "
    );
    let invalid = "The security token included in the request is invalid.";
    let other = reader(&mut server);
    for wrong in [
        Signer { token: None, ..signer.clone() },
        Signer { token: other.token, ..signer.clone() },
        Signer { key: "ASIAAAAAAAAAAAAAAAAA".into(), ..signer.clone() },
    ] {
        assert_eq!(message(&mut server, &wrong), invalid);
    }
    let set = |region: &str| Signer { region: region.into(), asymmetric: true, ..signer.clone() };
    for good in ["*", "eu-*", "us-east-1,eu-west-1"] {
        assert_eq!(set(good).call(&mut server, "GET", ECHO, b"").status, 200, "{good}");
    }
    for bad in ["us-*", "us-east-1,eu-west-2"] {
        assert_eq!(message(&mut server, &set(bad)), "Credential should be scoped to a valid region. ");
    }

    let request = signer.sign("GET", ECHO, &[], b"", server.now);
    let unsigned = request.clone().with("x-amz-added", "1");
    let words = refusal(&unsigned.send(&mut server)).2;
    assert_eq!(words, "'x-amz-added' must be a 'SignedHeader' in the AWS Authorization.");
    let header = request.header("authorization").to_owned();
    let hostless = request.clone().with("authorization", &header.replace("host;", ""));
    let words = refusal(&hostless.send(&mut server)).2;
    assert_eq!(words, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    for (request, name) in [
        (request.clone().without("authorization"), "MissingAuthenticationTokenException"),
        (request.clone().with("authorization", "Bearer abc"), "IncompleteSignatureException"),
        (request.clone().with("authorization", "AWS4-HMAC-SHA256"), "IncompleteSignatureException"),
        (
            request.clone().with("authorization", &header.replace("aws4_request", "x")),
            "IncompleteSignatureException",
        ),
        (request.clone().without("x-amz-date"), "IncompleteSignatureException"),
        (request.clone().with("x-amz-date", "yesterday"), "IncompleteSignatureException"),
        (request.clone().with("x-amz-content-sha256", "UNSIGNED-PAYLOAD"), "InvalidSignatureException"),
    ] {
        assert_eq!(refusal(&request.send(&mut server)).1, name);
    }
}

#[test]
fn roles_decide_who_may_change_what() {
    let mut server = Server::new();
    let (editor, reader) = (editor(&mut server), reader(&mut server));
    let guest = Signer::new(&mut server, &json!({}));
    let orders = format!("{BASE}/iam/orders");
    let order = format!("{BASE}/iam/orders/1002");
    let change = br#"{"status": "sent"}"#;
    for (signer, method, path, status) in [
        (&guest, "GET", ECHO, 200),
        (&guest, "POST", ECHO, 403),
        (&guest, "GET", &orders, 403),
        (&reader, "GET", &orders, 200),
        (&reader, "PUT", &order, 403),
        (&reader, "DELETE", &order, 403),
        (&editor, "PUT", &order, 200),
        (&editor, "POST", &orders, 201),
        (&editor, "DELETE", &order, 200),
        (&editor, "DELETE", &order, 404),
    ] {
        let body: &[u8] = if ["PUT", "POST"].contains(&method) { change } else { b"" };
        let answer = signer.call(&mut server, method, path, body);
        assert_eq!(answer.status, status, "{method} {path} {}", answer.raw());
    }
    let denied = reader.call(&mut server, "DELETE", &order, b"");
    assert_eq!(
        denied.body["Message"],
        "User: arn:aws:sts::000000000000:assumed-role/LocalReader/CognitoIdentityCredentials is not authorized \
         to perform: execute-api:Invoke on resource: \
         arn:aws:execute-api:eu-west-1:********0000:localapi01/prod/DELETE/iam/orders/1002"
    );
    let explicit = editor.call(&mut server, "DELETE", &format!("{BASE}/iam/orders/1001"), b"");
    assert_eq!(refusal(&explicit).1, "AccessDeniedException");
    assert!(explicit.text("/Message").ends_with(" with an explicit deny"), "{}", explicit.raw());

    let list = reader.call(&mut server, "GET", &orders, b"");
    let ids: Vec<&Value> = list.body["orders"].as_array().unwrap().iter().map(|order| &order["id"]).collect();
    assert_eq!(ids, ["1001", "1003"]);
    server.restart();
    assert_eq!(reader.call(&mut server, "GET", &orders, b"").body, list.body, "a restart changes nothing");
    server.post("/_local/reset", &json!({}));
    assert_eq!(reader.call(&mut server, "GET", &orders, b"").status, 403, "a reset forgets the credentials");
}

#[test]
fn credentials_of_the_basic_flow_count_and_a_session_policy_narrows_them() {
    let mut server = Server::new();
    let alice = logins(&mut server, "alice", "Correct-Horse-9");
    let token = open_id_token(&mut server, &alice).text("/Token");
    let signer = Signer::new(&mut server, &alice);
    let mut statuses = Vec::new();
    let narrow =
        r#"{"Statement": {"Effect": "Allow", "Action": "execute-api:*", "Resource": "*/prod/GET/*"}}"#;
    for policy in ["", narrow] {
        let editor = [("RoleArn", "arn:aws:iam::000000000000:role/orders-editor"), ("Policy", policy)];
        let answer = assume(&mut server, &token, &editor);
        let signer = Signer {
            key: inside(&answer, "AccessKeyId"),
            secret: inside(&answer, "SecretAccessKey"),
            token: Some(inside(&answer, "SessionToken")),
            ..signer.clone()
        };
        for method in ["GET", "POST"] {
            statuses.push(signer.call(&mut server, method, &format!("{BASE}/iam/orders"), b"{}").status);
        }
    }
    assert_eq!(statuses, [200, 201, 200, 403]);
}

#[test]
fn decisions_are_listed_without_secrets() {
    let mut server = Server::new();
    let signer = reader(&mut server);
    signer.call(&mut server, "GET", ECHO, b"");
    signer.call(&mut server, "POST", ECHO, b"");
    let list = server.get("/_local/decisions");
    let decisions = list.body["decisions"].as_array().unwrap();
    assert_eq!(decisions[0]["allowed"], true);
    assert_eq!(decisions[0]["route"], "GET /iam/echo");
    assert_eq!(decisions[0]["authorizer"], "IAM");
    assert_eq!(
        decisions[0]["principal"],
        "arn:aws:sts::000000000000:assumed-role/LocalReader/CognitoIdentityCredentials"
    );
    assert_eq!(decisions[1]["allowed"], false);
    for secret in [&signer.key, &signer.secret, signer.token.as_ref().unwrap()] {
        assert!(!list.raw().contains(secret.as_str()));
    }
    for _ in 0..60 {
        server.get(&format!("{BASE}/public/echo"));
    }
    assert_eq!(server.get("/_local/decisions").body["decisions"].as_array().unwrap().len(), 50);
    server.send("DELETE", "/_local/decisions", &[], b"");
    assert_eq!(server.get("/_local/decisions").body, json!({ "decisions": [] }));
}

#[test]
fn faults_and_the_log_name_the_routes() {
    let mut server = Server::new();
    let fault = json!({ "operation": "gateway GET /public/echo", "kind": "error" });
    server.post("/_local/faults", &fault);
    assert_eq!(server.get(&format!("{BASE}/public/echo")).status, 500);
    let answer = server.get(&format!("{BASE}/public/echo?a=1"));
    assert_eq!((answer.status, &answer.body["query"]), (200, &json!({ "a": "1" })));
    assert_eq!(server.get("/_local/requests").body["counts"]["gateway GET /public/echo"], 2);
    for path in ["/gateway/localapi01/prod/nowhere", "/gateway/localapi01/dev/public/echo", "/gateway/x"] {
        let answer = refusal(&server.get(path));
        let missing = "Missing Authentication Token".to_owned();
        assert_eq!(answer, (403, "MissingAuthenticationTokenException".into(), missing));
    }
}
