//! The basic flow: `GetOpenIdToken`, then `AssumeRoleWithWebIdentity`.

use serde_json::{Value, json};

use crate::identity_pool::{LOGIN, STRICT, identity_id, logins};
use crate::signer::encode;
use crate::support::{Answer, START, Server, claims};

const READER: &str = "arn:aws:iam::000000000000:role/orders-reader";

fn form(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

/// `AssumeRoleWithWebIdentity` with a token, and members that differ from the usual ones.
pub(crate) fn assume(server: &mut Server, token: &str, changes: &[(&str, &str)]) -> Answer {
    let mut pairs = vec![
        ("Action", "AssumeRoleWithWebIdentity"),
        ("Version", "2011-06-15"),
        ("RoleArn", READER),
        ("RoleSessionName", "page"),
        ("WebIdentityToken", token),
    ];
    for change in changes {
        pairs.retain(|(name, _)| *name != change.0);
        pairs.push(*change);
    }
    pairs.retain(|(_, value)| !value.is_empty());
    let headers = [("content-type", "application/x-www-form-urlencoded; charset=utf-8")];
    server.send("POST", "/", &headers, form(&pairs).as_bytes())
}

pub(crate) fn open_id_token(server: &mut Server, logins: &Value) -> Answer {
    let id = identity_id(server, logins);
    server.identity("GetOpenIdToken", &json!({ "IdentityId": id, "Logins": logins }))
}

/// What stands in an element of the answer.
pub(crate) fn inside(answer: &Answer, element: &str) -> String {
    let raw = answer.raw();
    let rest = raw.split_once(&format!("<{element}>")).map_or("", |(_, rest)| rest);
    rest.split_once(&format!("</{element}>")).map_or("", |(text, _)| text).to_owned()
}

#[test]
fn a_token_of_an_identity_becomes_credentials() {
    let mut server = Server::new();
    let alice = logins(&mut server, "alice", "Correct-Horse-9");
    let token = open_id_token(&mut server, &alice);
    let said = claims(&token.text("/Token"));
    assert_eq!(said["sub"], token.text("/IdentityId"));
    assert_eq!(said["aud"], crate::identity_pool::IDENTITY_POOL);
    assert_eq!((&said["amr"][0], &said["amr"][1]), (&json!("authenticated"), &json!(LOGIN)));
    assert_eq!(said["exp"], START + 600);

    let answer = assume(&mut server, &token.text("/Token"), &[]);
    assert_eq!(answer.status, 200, "{}", answer.raw());
    assert_eq!(answer.header("content-type"), "text/xml");
    assert!(answer.raw().starts_with(
        "<AssumeRoleWithWebIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
    ));
    assert!(inside(&answer, "AccessKeyId").starts_with("ASIA"));
    assert_eq!(inside(&answer, "Expiration"), "2026-11-18T12:06:40Z".replace("12:06:40", &hour_later()));
    assert_eq!(inside(&answer, "SubjectFromWebIdentityToken"), token.text("/IdentityId"));
    assert_eq!(inside(&answer, "Arn"), "arn:aws:sts::000000000000:assumed-role/orders-reader/page");
    assert_eq!(inside(&answer, "RequestId"), answer.header("x-amzn-requestid"));
    assert_eq!(server.get("/_local/requests").body["counts"]["AssumeRoleWithWebIdentity"], 1);
}

/// START, an hour later, as the clock shows it.
fn hour_later() -> String {
    let seconds = (START + 3_600) % 86_400;
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[test]
fn what_is_wrong_is_named_in_xml() {
    let mut server = Server::new();
    let alice = logins(&mut server, "alice", "Correct-Horse-9");
    let token = open_id_token(&mut server, &alice).text("/Token");
    let id_token = alice[LOGIN].as_str().unwrap().to_owned();
    let (head, signature) = token.rsplit_once('.').unwrap();
    let (other, _) = id_token.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", id_token.rsplit_once('.').unwrap().1);
    let guest_role = "arn:aws:iam::000000000000:role/LocalGuest";
    let unknown = "arn:aws:iam::000000000000:role/Unknown";
    for (token, changes, status, code) in [
        (token.as_str(), vec![("RoleArn", guest_role)], 403, "AccessDenied"),
        (&token, vec![("RoleArn", unknown)], 403, "AccessDenied"),
        (&token, vec![("RoleArn", "nonsense")], 400, "ValidationError"),
        (&token, vec![("RoleArn", "")], 400, "ValidationError"),
        (&token, vec![("RoleSessionName", "a b")], 400, "ValidationError"),
        (&token, vec![("DurationSeconds", "899")], 400, "ValidationError"),
        (&token, vec![("DurationSeconds", "43201")], 400, "ValidationError"),
        (&token, vec![("DurationSeconds", "x")], 400, "MalformedInput"),
        (&token, vec![("Policy", "{")], 400, "MalformedPolicyDocument"),
        (&token, vec![("Policy", "{}")], 400, "MalformedPolicyDocument"),
        (&token, vec![("Action", "AssumeRole")], 400, "InvalidAction"),
        (&token, vec![("Version", "2010-01-01")], 400, "InvalidAction"),
        (&token, vec![("Action", "")], 400, "MissingAction"),
        ("nonsense", vec![], 400, "InvalidIdentityToken"),
        (&id_token, vec![], 400, "InvalidIdentityToken"),
        (&forged, vec![], 400, "InvalidIdentityToken"),
        (&format!("{other}.{signature}"), vec![], 400, "InvalidIdentityToken"),
    ] {
        let answer = assume(&mut server, token, &changes);
        assert_eq!((answer.status, inside(&answer, "Code").as_str()), (status, code), "{changes:?}");
        assert_eq!(inside(&answer, "Type"), "Sender");
        assert!(!inside(&answer, "Message").is_empty());
    }
    for seconds in ["900", "43200"] {
        assert_eq!(assume(&mut server, &token, &[("DurationSeconds", seconds)]).status, 200);
    }
    server.sleep(600);
    assert_eq!(inside(&assume(&mut server, &token, &[]), "Code"), "ExpiredTokenException");
}

#[test]
fn guests_have_their_own_roles_and_a_pool_can_forbid_the_flow() {
    let mut server = Server::new();
    let token = open_id_token(&mut server, &json!({})).text("/Token");
    assert_eq!(claims(&token)["amr"], json!(["unauthenticated"]));
    assert_eq!(inside(&assume(&mut server, &token, &[]), "Code"), "AccessDenied");
    let guest = [("RoleArn", "arn:aws:iam::000000000000:role/LocalGuest")];
    assert_eq!(assume(&mut server, &token, &guest).status, 200);

    let alice = logins(&mut server, "alice", "Correct-Horse-9");
    let id = server.identity("GetId", &json!({ "IdentityPoolId": STRICT, "Logins": alice }));
    let body = json!({ "IdentityId": id.text("/IdentityId"), "Logins": alice });
    assert_eq!(
        server.identity("GetOpenIdToken", &body).error(),
        "InvalidParameterException: Basic (classic) flow is not enabled, please use enhanced flow."
    );
}

#[test]
fn sts_has_a_path_of_its_own_too() {
    let mut server = Server::new();
    let answer = server.send("POST", "/sts", &[], b"Action=AssumeRoleWithWebIdentity");
    assert_eq!((answer.status, inside(&answer, "Code").as_str()), (400, "InvalidAction"));
}
