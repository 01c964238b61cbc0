//! Identity pools: who gets which identity, which role, and for how long.

use serde_json::{Value, json};

use crate::support::{EMAIL_CLIENT, POOL, PUBLIC, START, Server, WITH_SECRET};

pub(crate) const IDENTITY_POOL: &str = "eu-west-1:00000000-0000-4000-8000-0000000000a1";
pub(crate) const STRICT: &str = "eu-west-1:00000000-0000-4000-8000-0000000000b2";
pub(crate) const LOGIN: &str = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_LocalPool";
const OTHER_LOGIN: &str = "login.example.com";

pub(crate) fn logins(server: &mut Server, username: &str, password: &str) -> Value {
    json!({ LOGIN: server.srp(PUBLIC, username, password).id_token() })
}

fn alice(server: &mut Server) -> Value {
    logins(server, "alice", "Correct-Horse-9")
}

fn erin(server: &mut Server) -> String {
    server.srp(EMAIL_CLIENT, "erin@example.com", "Email-Pool-10").id_token()
}

pub(crate) fn identity_id(server: &mut Server, logins: &Value) -> String {
    let body = json!({ "IdentityPoolId": IDENTITY_POOL, "Logins": logins });
    let answer = server.identity("GetId", &body);
    assert_eq!(answer.status, 200, "{}", answer.error());
    answer.text("/IdentityId")
}

fn credentials(server: &mut Server, id: &str, logins: &Value) -> crate::support::Answer {
    server.identity("GetCredentialsForIdentity", &json!({ "IdentityId": id, "Logins": logins }))
}

/// The role that credentials stand for, as a signed request shows it.
fn role(server: &mut Server, pool: &str, logins: &Value, wish: Option<&str>) -> String {
    let id = server.identity("GetId", &json!({ "IdentityPoolId": pool, "Logins": logins }));
    let body = json!({ "IdentityId": id.text("/IdentityId"), "Logins": logins, "CustomRoleArn": wish });
    let answer = server.identity("GetCredentialsForIdentity", &body);
    if answer.status != 200 {
        return answer.error();
    }
    let key = answer.text("/Credentials/AccessKeyId");
    let saved: Value = serde_json::from_str(&server.service.save().unwrap()).unwrap();
    let arn = saved["cloud"]["credentials"][key]["holder"]["role"].as_str().unwrap();
    arn.rsplit('/').next().unwrap().to_owned()
}

fn role_arn(name: &str) -> String {
    format!("arn:aws:iam::000000000000:role/{name}")
}

#[test]
fn a_login_always_has_the_same_identity() {
    let mut server = Server::new();
    let tokens = alice(&mut server);
    let id = identity_id(&mut server, &tokens);
    assert!(id.starts_with("eu-west-1:") && id.len() == 46, "{id}");
    server.sleep(60);
    let again = alice(&mut server);
    assert_eq!(identity_id(&mut server, &again), id);
    let bob = logins(&mut server, "bob", "Battery-Staple-7");
    assert_ne!(identity_id(&mut server, &bob), id);
    let elsewhere = server.identity("GetId", &json!({ "IdentityPoolId": STRICT, "Logins": again }));
    assert_ne!(elsewhere.text("/IdentityId"), id);
    let guests: Vec<String> = (0..2).map(|_| identity_id(&mut server, &json!({}))).collect();
    assert_ne!(guests[0], guests[1]);
}

#[test]
fn credentials_live_for_an_hour_of_the_servers_clock() {
    let mut server = Server::new();
    let tokens = alice(&mut server);
    let id = identity_id(&mut server, &tokens);
    let answer = credentials(&mut server, &id, &tokens);
    assert_eq!(answer.text("/IdentityId"), id);
    assert!(answer.text("/Credentials/AccessKeyId").starts_with("ASIA"));
    assert_eq!(answer.text("/Credentials/AccessKeyId").len(), 20);
    assert_eq!(answer.text("/Credentials/SecretKey").len(), 40);
    assert!(answer.raw().contains(&format!("\"Expiration\":{}.0", START + 3_600)), "{}", answer.raw());
}

#[test]
fn a_guest_who_signs_in_keeps_the_identity() {
    let mut server = Server::new();
    let guest = identity_id(&mut server, &json!({}));
    assert_eq!(credentials(&mut server, &guest, &json!({})).status, 200);
    let tokens = alice(&mut server);
    assert_eq!(credentials(&mut server, &guest, &tokens).status, 200);
    assert_eq!(identity_id(&mut server, &tokens), guest);
    let refused = credentials(&mut server, &guest, &json!({}));
    let forbidden = format!("NotAuthorizedException: Access to Identity '{guest}' is forbidden.");
    assert_eq!(refused.error(), forbidden, "it is no guest any more");

    let other = identity_id(&mut server, &json!({}));
    let conflict = credentials(&mut server, &other, &tokens);
    assert_eq!(conflict.text("/__type"), "ResourceConflictException");
    let bob = logins(&mut server, "bob", "Battery-Staple-7");
    let mismatch = credentials(&mut server, &guest, &bob);
    assert!(
        mismatch.error().starts_with("NotAuthorizedException: Logins don't match."),
        "{}",
        mismatch.error()
    );
}

#[test]
fn two_logins_lead_to_one_identity() {
    let mut server = Server::new();
    let both = json!({ LOGIN: alice(&mut server)[LOGIN], OTHER_LOGIN: erin(&mut server) });
    let id = identity_id(&mut server, &both);
    for key in [LOGIN, OTHER_LOGIN] {
        assert_eq!(identity_id(&mut server, &json!({ key: both[key] })), id);
    }
    let body = json!({ "IdentityId": id, "Logins": { LOGIN: both[LOGIN] }, "LoginsToRemove": [OTHER_LOGIN] });
    assert_eq!(server.identity("UnlinkIdentity", &body).status, 200);
    assert_ne!(identity_id(&mut server, &json!({ OTHER_LOGIN: both[OTHER_LOGIN] })), id);
    assert_eq!(identity_id(&mut server, &json!({ LOGIN: both[LOGIN] })), id);

    let body = json!({ "IdentityId": id, "Logins": { LOGIN: both[LOGIN] }, "LoginsToRemove": [LOGIN] });
    assert_eq!(server.identity("UnlinkIdentity", &body).status, 200);
    let sealed = credentials(&mut server, &id, &json!({}));
    assert!(sealed.text("/message").contains("is forbidden"), "{}", sealed.error());
    assert_ne!(identity_id(&mut server, &json!({ LOGIN: both[LOGIN] })), id);
}

#[test]
fn roles_come_from_the_token_from_rules_or_from_the_caller() {
    let mut server = Server::new();
    let editor = alice(&mut server);
    let reader = logins(&mut server, "bob", "Battery-Staple-7");
    let nobody = logins(&mut server, "unicode", "pässwörd-Ünï-🔑1");
    let by_rules = json!({ OTHER_LOGIN: erin(&mut server) });
    let email_login = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EmailPool";
    let tied = json!({ email_login: erin(&mut server) });
    for (pool, logins, wish, expected) in [
        (IDENTITY_POOL, &editor, None, "LocalEditor"),
        (IDENTITY_POOL, &reader, None, "LocalReader"),
        (IDENTITY_POOL, &nobody, None, "LocalAuthenticated"),
        (IDENTITY_POOL, &json!({}), None, "LocalGuest"),
        (IDENTITY_POOL, &by_rules, None, "orders-editor"),
        (IDENTITY_POOL, &editor, Some("LocalReader"), "LocalReader"),
        (STRICT, &editor, None, "LocalEditor"),
        (
            STRICT,
            &nobody,
            None,
            "NotAuthorizedException: Token does not resolve to a role, and access is denied.",
        ),
        (
            STRICT,
            &tied,
            None,
            "NotAuthorizedException: Token does not resolve to a role, and access is denied.",
        ),
        (
            IDENTITY_POOL,
            &reader,
            Some("LocalEditor"),
            "NotAuthorizedException: CustomRoleArn is not one of the roles of the token.",
        ),
        (
            IDENTITY_POOL,
            &by_rules,
            Some("orders-reader"),
            "InvalidParameterException: CustomRoleArn is only for providers whose roles come from the token.",
        ),
    ] {
        let wish = wish.map(role_arn);
        assert_eq!(role(&mut server, pool, logins, wish.as_deref()), expected);
    }
    let message = role(&mut server, IDENTITY_POOL, &editor, Some("LocalReader"));
    assert!(message.contains("not a valid role ARN"), "{message}");
    // Its token names a role that no longer exists.
    let config = local_cognito::SEED.replace(
        "arn = \"arn:aws:iam::000000000000:role/LocalEditor\"",
        "arn = \"arn:aws:iam::000000000000:role/Gone\"",
    );
    let mut server = Server::with(&config);
    let editor = alice(&mut server);
    let message = role(&mut server, IDENTITY_POOL, &editor, None);
    assert!(message.starts_with("InvalidIdentityPoolConfigurationException: "), "{message}");
}

#[test]
fn unsound_logins_are_refused() {
    let mut server = Server::new();
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let (id, access) = (tokens.id_token(), tokens.access_token());
    let erin = erin(&mut server);
    let secret = {
        let hash = crate::support::secret_hash(crate::support::SECRET, "alice", WITH_SECRET);
        let parameters = json!({ "USERNAME": "alice", "PASSWORD": "Correct-Horse-9", "SECRET_HASH": hash });
        server.initiate(WITH_SECRET, "USER_PASSWORD_AUTH", &parameters).id_token()
    };
    let (head, _) = id.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", access.rsplit_once('.').unwrap().1);
    for (pool, key, token, expected) in [
        (
            IDENTITY_POOL,
            "accounts.google.com",
            &id,
            "Token is not from a supported provider of this identity pool.",
        ),
        (IDENTITY_POOL, LOGIN, &erin, "Invalid login token. Issuer doesn't match providerName"),
        (
            IDENTITY_POOL,
            LOGIN,
            &"x.y".to_owned(),
            "Invalid login token. Not a valid OpenId Connect identity token.",
        ),
        (IDENTITY_POOL, LOGIN, &access, "Invalid login token. Incorrect token audience."),
        (STRICT, LOGIN, &secret, "Invalid login token. Incorrect token audience."),
        (IDENTITY_POOL, LOGIN, &forged, "Invalid login token. Token signature invalid."),
    ] {
        let answer = server.identity("GetId", &json!({ "IdentityPoolId": pool, "Logins": { key: token } }));
        assert_eq!(answer.error(), format!("NotAuthorizedException: {expected}"));
    }
    server.sleep(3_600);
    let answer =
        server.identity("GetId", &json!({ "IdentityPoolId": IDENTITY_POOL, "Logins": { LOGIN: id } }));
    let now = START + 3_600;
    let expired = format!("NotAuthorizedException: Invalid login token. Token expired: {now} >= {now}");
    assert_eq!(answer.error(), expired);
}

#[test]
fn what_is_unknown_or_not_allowed_is_named() {
    let mut server = Server::new();
    let id = "eu-west-1:00000000-0000-4000-8000-00000000dead";
    let unknown = format!("ResourceNotFoundException: IdentityPool '{id}' not found.");
    assert_eq!(server.identity("GetId", &json!({ "IdentityPoolId": id })).error(), unknown);
    let guests = "NotAuthorizedException: Unauthenticated access is not supported for this identity pool.";
    assert_eq!(server.identity("GetId", &json!({ "IdentityPoolId": STRICT })).error(), guests);
    let unknown = format!("ResourceNotFoundException: Identity '{id}' not found.");
    for operation in ["GetCredentialsForIdentity", "GetOpenIdToken"] {
        assert_eq!(server.identity(operation, &json!({ "IdentityId": id })).error(), unknown);
    }
    let body = json!({ "IdentityId": id, "Logins": {}, "LoginsToRemove": [] });
    assert_eq!(server.identity("UnlinkIdentity", &body).error(), unknown);
    for body in [json!({}), json!({ "IdentityPoolId": "x" }), json!({ "IdentityPoolId": POOL })] {
        assert_eq!(server.identity("GetId", &body).text("/__type"), "InvalidParameterException");
    }
    assert_eq!(server.identity("ListIdentities", &json!({})).text("/__type"), "UnknownOperationException");
}

#[test]
fn faults_strike_identity_operations_and_the_log_names_them() {
    let mut server = Server::new();
    server.post("/_local/faults", &json!({ "operation": "GetId", "kind": "throttle" }));
    let answer = server.identity("GetId", &json!({ "IdentityPoolId": IDENTITY_POOL }));
    assert_eq!(answer.error(), "TooManyRequestsException: Rate exceeded");
    assert_eq!(server.get("/_local/requests").body["operations"], json!(["GetId"]));
}

#[test]
fn identities_survive_a_restart_and_a_reset_forgets_them() {
    let mut server = Server::new();
    let tokens = alice(&mut server);
    let id = identity_id(&mut server, &tokens);
    server.restart();
    assert_eq!(identity_id(&mut server, &tokens), id);
    let keys = server.get("/cognito-identity/.well-known/jwks.json").body;
    server.post("/_local/reset", &json!({}));
    assert_ne!(identity_id(&mut server, &tokens), id);
    assert_eq!(server.get("/cognito-identity/.well-known/jwks.json").body, keys);
}
