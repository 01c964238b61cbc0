//! Shapes: errors, headers, CORS, and requests that are no requests.

use serde_json::json;

use crate::support::{PUBLIC, Server};

const TARGET: &str = "AWSCognitoIdentityProviderService.InitiateAuth";

#[test]
fn an_error_has_awss_shape() {
    let mut server = Server::new();
    let answer = server.password_auth("alice", "wrong");
    assert_eq!(answer.status, 400);
    let expected =
        json!({ "__type": "NotAuthorizedException", "message": "Incorrect username or password." });
    assert_eq!(answer.body, expected);
    assert_eq!(answer.header("content-type"), "application/x-amz-json-1.1");
    assert_eq!(answer.header("x-amzn-errortype"), "NotAuthorizedException:");
    assert_eq!(answer.header("x-amzn-errormessage"), "Incorrect username or password.");
    assert_eq!(answer.header("x-amzn-requestid").len(), 36);
    assert_eq!(answer.header("date"), "Wed, 18 Nov 2026 11:06:40 GMT");
    let other = server.password_auth("alice", "wrong");
    assert_ne!(answer.header("x-amzn-requestid"), other.header("x-amzn-requestid"));
}

#[test]
fn pages_of_other_origins_may_read_every_answer() {
    let mut server = Server::new();
    for answer in [
        server.password_auth("alice", "Correct-Horse-9"),
        server.password_auth("alice", "wrong"),
        server.get("/eu-west-1_LocalPool/.well-known/jwks.json"),
        server.get("/api/orders"),
        server.get("/_local/health"),
        server.get("/nowhere"),
    ] {
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        let exposed = "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";
        assert_eq!(answer.header("access-control-expose-headers"), exposed);
    }
}

#[test]
fn preflights_are_answered() {
    let mut server = Server::new();
    let asked = [
        ("origin", "http://localhost:5173"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "content-type,x-amz-target,x-amz-user-agent"),
        ("access-control-request-private-network", "true"),
    ];
    for path in ["/", "/api/orders", "/_local/clock"] {
        let answer = server.send("OPTIONS", path, &asked, b"");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("access-control-allow-origin"), "*");
        assert_eq!(answer.header("access-control-allow-headers"), asked[2].1);
        assert!(answer.header("access-control-allow-methods").contains("POST"));
        assert_eq!(answer.header("access-control-max-age"), "172800");
        assert_eq!(answer.header("access-control-allow-private-network"), "true");
    }
    assert_eq!(server.get("/_local/requests").body["operations"], json!([]), "they are no requests");
}

#[test]
fn what_is_no_operation_is_named_so() {
    let mut server = Server::new();
    let json = "application/x-amz-json-1.1";
    for headers in [
        vec![("content-type", json)],
        vec![("content-type", json), ("x-amz-target", "InitiateAuth")],
        vec![("content-type", json), ("x-amz-target", "AWSCognitoIdentityProviderService.FlyToTheMoon")],
        vec![("content-type", json), ("x-amz-target", "AWSCognitoIdentityService.FlyToTheMoon")],
        vec![("content-type", "application/json"), ("x-amz-target", TARGET)],
        vec![("x-amz-target", TARGET)],
    ] {
        let answer = server.send("POST", "/", &headers, b"{}");
        assert_eq!(answer.status, 400);
        assert_eq!(answer.text("/__type"), "UnknownOperationException", "{headers:?}");
    }
    let with_charset =
        [("content-type", "application/x-amz-json-1.1; charset=utf-8"), ("x-amz-target", TARGET)];
    assert_eq!(server.send("POST", "/", &with_charset, b"{}").text("/__type"), "InvalidParameterException");
    assert_eq!(server.get("/").status, 404);
    assert_eq!(server.send("DELETE", "/", &[], b"").status, 404);
}

#[test]
fn bodies_that_are_no_requests_are_refused() {
    let mut server = Server::new();
    for body in
        ["{", "nonsense", "[]", "7", "\"text\"", "{\"ClientId\":1}", "\u{0}", "{\"AuthParameters\":[]}"]
    {
        let answer = server.call_raw("InitiateAuth", body.as_bytes());
        assert_eq!(
            (answer.status, answer.text("/__type").as_str()),
            (400, "SerializationException"),
            "{body}"
        );
    }
    let parameters =
        json!({ "AuthFlow": "USER_SRP_AUTH", "ClientId": PUBLIC, "AuthParameters": { "USERNAME": 5 } });
    assert_eq!(server.call("InitiateAuth", &parameters).text("/__type"), "SerializationException");
    assert_eq!(server.call_raw("InitiateAuth", &[0xff, 0xfe]).text("/__type"), "SerializationException");
    let deep = [b"[".repeat(100_000), b"]".repeat(100_000)].concat();
    assert_eq!(server.call_raw("InitiateAuth", &deep).text("/__type"), "SerializationException");
    let huge = server.call_raw("InitiateAuth", &vec![b' '; 300_000]);
    assert_eq!(huge.status, 413);
}

#[test]
fn parameters_are_validated_in_awss_words() {
    let mut server = Server::new();
    assert_eq!(
        server.call_raw("InitiateAuth", b"").error(),
        "InvalidParameterException: 2 validation errors detected: \
         Value null at 'authFlow' failed to satisfy constraint: Member must not be null; \
         Value null at 'clientId' failed to satisfy constraint: Member must not be null"
    );
    let flow = server.call("InitiateAuth", &json!({ "AuthFlow": "MAGIC", "ClientId": "not-a-word" })).error();
    assert!(flow.contains("Member must satisfy enum value set: [USER_SRP_AUTH, "), "{flow}");
    assert!(flow.contains("Member must satisfy regular expression pattern: [\\w+]+"), "{flow}");
    let call = |parameters| json!({ "AuthFlow": "USER_PASSWORD_AUTH", "ClientId": PUBLIC, "AuthParameters": parameters });
    for (parameters, name) in
        [(json!({}), "USERNAME"), (json!(null), "USERNAME"), (json!({ "USERNAME": "a" }), "PASSWORD")]
    {
        let expected = format!("InvalidParameterException: Missing required parameter {name}");
        assert_eq!(server.call("InitiateAuth", &call(parameters)).error(), expected);
    }
    for operation in ["InitiateAuth", "RespondToAuthChallenge"] {
        let body = json!({ "AuthFlow": "USER_SRP_AUTH", "ChallengeName": "PASSWORD_VERIFIER", "ClientId": "unknown" });
        let expected = "ResourceNotFoundException: User pool client unknown does not exist.";
        assert_eq!(server.call(operation, &body).error(), expected);
    }
}
