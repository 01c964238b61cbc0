//! What survives a restart.

use local_cognito::{Config, SEED, Service, Time};
use serde_json::json;

use crate::authenticator::Authenticator;
use crate::support::{Counter, POOL, PUBLIC, START, Server, TOTP_SECRET, URL};

fn restart(server: &mut Server) {
    let saved = server.service.save().unwrap();
    for secret in ["Correct-Horse-9", "Battery-Staple-7"] {
        assert!(!saved.contains(secret), "passwords are not kept");
    }
    server.restart_from(SEED, URL, &saved);
}

#[test]
fn keys_sign_ins_and_passwords_survive() {
    let mut server = Server::new();
    let jwks = format!("/{POOL}/.well-known/jwks.json");
    let keys = server.get(&jwks).body;
    let (kept, ended) =
        (server.srp(PUBLIC, "alice", "Correct-Horse-9"), server.srp(PUBLIC, "bob", "Battery-Staple-7"));
    server.call("RevokeToken", &json!({ "ClientId": PUBLIC, "Token": ended.refresh_token() }));
    let session = server.srp(PUBLIC, "newcomer", "Temporary-Pass-1").text("/Session");
    let responses =
        json!({ "USERNAME": "newcomer", "NEW_PASSWORD": "Brand-New-2", "userAttributes.name": "N" });
    let body = json!({
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "ClientId": PUBLIC,
        "Session": session,
        "ChallengeResponses": responses,
    });
    assert_eq!(server.call("RespondToAuthChallenge", &body).status, 200);

    restart(&mut server);
    assert_eq!(server.get(&jwks).body, keys);
    assert_eq!(server.get_user(&kept.access_token()).status, 200);
    assert_eq!(server.refresh(PUBLIC, &kept.refresh_token()).status, 200);
    assert_eq!(
        server.refresh(PUBLIC, &ended.refresh_token()).error(),
        "NotAuthorizedException: Refresh Token has been revoked"
    );
    assert_eq!(server.srp(PUBLIC, "newcomer", "Brand-New-2").status, 200);
    assert_eq!(server.srp(PUBLIC, "newcomer", "Temporary-Pass-1").status, 400);
}

#[test]
fn a_file_from_before_there_was_rotation_is_read() {
    let mut server = Server::new();
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let mut saved: serde_json::Value = serde_json::from_str(&server.service.save().unwrap()).unwrap();
    let pool = saved["pools"][POOL].as_object_mut().unwrap();
    assert!(pool.remove("retired_keys").is_some() && pool["id_key"]["key"]["p"].is_string());
    for grant in pool["grants"].as_object_mut().unwrap().values_mut() {
        let family = grant.as_object_mut().unwrap().remove("refresh_tokens").unwrap();
        grant["refresh_hash"] = family["first"].clone();
    }
    server.restart_from(SEED, URL, &saved.to_string());
    assert_eq!(server.get_user(&tokens.access_token()).status, 200);
    assert_eq!(server.refresh(PUBLIC, &tokens.refresh_token()).status, 200);
}

#[test]
fn who_signed_up_can_confirm_after_it() {
    let mut server = Server::new();
    let attributes =
        json!([{ "Name": "name", "Value": "Z" }, { "Name": "email", "Value": "zoe@example.com" }]);
    let body = json!({
        "ClientId": PUBLIC, "Username": "zoe", "Password": "Brand-New-1", "UserAttributes": attributes,
    });
    assert_eq!(server.call("SignUp", &body).status, 200);
    let code = server.code("zoe@example.com");
    restart(&mut server);
    assert!(server.inbox("").is_empty(), "mail is not kept");
    let body = json!({ "ClientId": PUBLIC, "Username": "zoe", "ConfirmationCode": code });
    assert_eq!(server.call("ConfirmSignUp", &body).status, 200);
    assert_eq!(server.srp(PUBLIC, "zoe", "Brand-New-1").status, 200);
}

#[test]
fn tokens_of_another_address_do_not_count() {
    let mut server = Server::new();
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let saved = server.service.save().unwrap();
    server.restart_from(SEED, "http://other.test", &saved);
    for token in [tokens.id_token(), tokens.access_token()] {
        let answer = server.send("GET", "/api/orders", &[("authorization", &token)], b"");
        assert_eq!(answer.status, 401);
    }
    let invalid = "NotAuthorizedException: Invalid Access Token";
    assert_eq!(server.get_user(&tokens.access_token()).error(), invalid);
    assert_eq!(server.refresh(PUBLIC, &tokens.refresh_token()).status, 200, "the sign-in itself lives on");
}

#[test]
fn nothing_is_written_when_nothing_has_changed() {
    let mut server = Server::new();
    assert!(server.service.save().is_some());
    server.get("/_local/health");
    server.get(&format!("/{POOL}/.well-known/jwks.json"));
    assert!(server.service.save().is_none());
    server.password_auth("alice", "wrong");
    assert!(server.service.save().is_some());
}

#[test]
fn a_damaged_file_is_refused_without_quoting_it() {
    let secret = "{\"pools\": {\"x\": \"canary-secret\"}}";
    for text in ["", "nonsense", "{}", secret] {
        let config = Config::parse(SEED).unwrap();
        let result = Service::new(config, URL, Some(text), Time::from_seconds(START), &mut Counter(5));
        let message = result.err().unwrap().to_string();
        assert!(message.contains("saved state") && !message.contains("canary"), "{message}");
    }
}

#[test]
fn factors_survive_and_used_codes_stay_used() {
    let mut server = Server::new();
    let session = server.srp(PUBLIC, "mfa", "Multi-Factor-1").text("/Session");
    let code = server.totp(TOTP_SECRET);
    let responses = json!({ "USERNAME": "mfa", "SOFTWARE_TOKEN_MFA_CODE": code });
    let answer = |server: &mut Server, session: &str| {
        server.respond(PUBLIC, "SOFTWARE_TOKEN_MFA", session, &responses)
    };
    let token = answer(&mut server, &session).access_token();
    let options = server.call("StartWebAuthnRegistration", &json!({ "AccessToken": token })).body;
    let credential = Authenticator::new(3).create(&options["CredentialCreationOptions"]);
    let body = json!({ "AccessToken": token, "Credential": credential });
    assert_eq!(server.call("CompleteWebAuthnRegistration", &body).status, 200);

    restart(&mut server);
    let session = server.srp(PUBLIC, "mfa", "Multi-Factor-1").text("/Session");
    assert_eq!(answer(&mut server, &session).text("/__type"), "ExpiredCodeException");
    let list = server.call("ListWebAuthnCredentials", &json!({ "AccessToken": token })).body;
    assert_eq!(list["Credentials"].as_array().unwrap().len(), 1);
}
