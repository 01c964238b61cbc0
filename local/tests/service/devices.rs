//! Devices: confirmed, remembered, used in the place of a second factor, forgotten.

use local_cognito::SEED;
use serde_json::{Value, json};

use crate::srp_client::{Proof, device_verifier};
use crate::support::{Answer, PUBLIC, STRICT, Server, claims};

const UNKNOWN: &str = "ResourceNotFoundException: Device does not exist.";
const SECRET: &str = "MRSXM2LDMVZWKY3SMV2GIZLWNFRWK43F";
const PASSWORD: &str = "ZGV2aWNlIHBhc3N3b3JkIG9mIGZvcnR5IHJhbmRvbSBieXRlcyEhISEh";

struct Device {
    key: String,
    group: String,
}

fn password_auth(server: &mut Server, device_key: Option<&str>) -> Answer {
    let parameters = json!({ "USERNAME": "device", "PASSWORD": "Known-Device-1", "DEVICE_KEY": device_key });
    server.initiate(STRICT, "USER_PASSWORD_AUTH", &parameters)
}

/// With the authenticator app.
fn sign_in(server: &mut Server) -> Answer {
    server.sleep(60);
    let session = password_auth(server, None).text("/Session");
    let code = server.totp(SECRET);
    let responses = json!({ "USERNAME": "device", "SOFTWARE_TOKEN_MFA_CODE": code });
    server.respond(STRICT, "SOFTWARE_TOKEN_MFA", &session, &responses)
}

fn metadata(answer: &Answer) -> Device {
    let text = |name: &str| answer.text(&format!("/AuthenticationResult/NewDeviceMetadata/{name}"));
    Device { key: text("DeviceKey"), group: text("DeviceGroupKey") }
}

fn confirm(server: &mut Server, token: &str, device: &Device) -> Answer {
    let verifier = device_verifier(&device.group, &device.key, PASSWORD, &[0x9a; 16]);
    let body = json!({
        "AccessToken": token,
        "DeviceKey": device.key,
        "DeviceName": "Test",
        "DeviceSecretVerifierConfig": verifier,
    });
    server.call("ConfirmDevice", &body)
}

/// Both steps of the device's own SRP.
fn device_srp(server: &mut Server, session: &str, device: &Device, password: &str) -> Answer {
    let proof = Proof::new(&mut server.random);
    let responses = json!({ "USERNAME": "device", "DEVICE_KEY": device.key, "SRP_A": proof.public_a() });
    let challenge = server.respond(STRICT, "DEVICE_SRP_AUTH", session, &responses);
    if challenge.status != 200 {
        return challenge;
    }
    assert_eq!(challenge.text("/ChallengeName"), "DEVICE_PASSWORD_VERIFIER");
    assert_ne!(challenge.text("/Session"), session);
    let names = (device.group.as_str(), device.key.as_str());
    let mut responses = proof.claim(&challenge.body, names, password, &server.now.srp_timestamp());
    responses["USERNAME"] = json!("device");
    responses["DEVICE_KEY"] = json!(device.key);
    server.respond(STRICT, "DEVICE_PASSWORD_VERIFIER", &challenge.text("/Session"), &responses)
}

/// A server on which the user's device is remembered.
fn remembered() -> (Server, Device, Answer) {
    remembered_by(Server::new())
}

fn remembered_by(mut server: Server) -> (Server, Device, Answer) {
    let tokens = sign_in(&mut server);
    let device = metadata(&tokens);
    let confirmed = confirm(&mut server, &tokens.access_token(), &device);
    assert_eq!(confirmed.body, json!({ "UserConfirmationNecessary": false }), "{}", confirmed.error());
    (server, device, tokens)
}

#[test]
fn a_remembered_device_takes_the_place_of_the_second_factor() {
    let (mut server, device, first) = remembered();
    assert!(device.key.starts_with("eu-west-1_") && device.group.starts_with('-'));
    assert_eq!(claims(&first.access_token())["device_key"], device.key.as_str());
    let challenge = password_auth(&mut server, Some(&device.key));
    assert_eq!(challenge.text("/ChallengeName"), "DEVICE_SRP_AUTH", "{}", challenge.error());
    let tokens = device_srp(&mut server, &challenge.text("/Session"), &device, PASSWORD);
    assert_eq!(tokens.status, 200, "{}", tokens.error());
    assert!(tokens.body["AuthenticationResult"].get("NewDeviceMetadata").is_none());
    assert_eq!(claims(&tokens.access_token())["device_key"], device.key.as_str());

    let challenge = password_auth(&mut server, Some(&device.key)).text("/Session");
    let wrong = device_srp(&mut server, &challenge, &device, "wrong");
    assert_eq!(wrong.error(), "NotAuthorizedException: Incorrect username or password.");
    let again = device_srp(&mut server, &challenge, &device, PASSWORD);
    let once = "NotAuthorizedException: Invalid session for the user, session can only be used once.";
    assert_eq!(again.error(), once);
    assert_eq!(password_auth(&mut server, None).text("/ChallengeName"), "SOFTWARE_TOKEN_MFA");
    assert_eq!(password_auth(&mut server, Some("eu-west-1_0")).error(), UNKNOWN);
    let challenge = password_auth(&mut server, Some(&device.key)).text("/Session");
    server.sleep(180);
    let expired = "NotAuthorizedException: Invalid session for the user, session is expired.";
    assert_eq!(device_srp(&mut server, &challenge, &device, PASSWORD).error(), expired);
}

#[test]
fn a_device_that_need_not_be_remembered_follows_the_second_factor() {
    let (mut server, device, tokens) = remembered();
    let status = |status: &str| json!({ "AccessToken": tokens.access_token(), "DeviceKey": device.key, "DeviceRememberedStatus": status });
    assert_eq!(server.call("UpdateDeviceStatus", &status("not_remembered")).body, json!({}));
    assert_eq!(
        server.call("UpdateDeviceStatus", &status("lost")).text("/__type"),
        "InvalidParameterException"
    );
    server.sleep(60);
    let challenge = password_auth(&mut server, Some(&device.key));
    assert_eq!(challenge.text("/ChallengeName"), "SOFTWARE_TOKEN_MFA");
    let code = server.totp(SECRET);
    let responses =
        json!({ "USERNAME": "device", "SOFTWARE_TOKEN_MFA_CODE": code, "DEVICE_KEY": device.key });
    let next = server.respond(STRICT, "SOFTWARE_TOKEN_MFA", &challenge.text("/Session"), &responses);
    assert_eq!(next.text("/ChallengeName"), "DEVICE_SRP_AUTH", "{}", next.error());
    assert_eq!(device_srp(&mut server, &next.text("/Session"), &device, PASSWORD).status, 200);
}

#[test]
fn a_refresh_must_name_the_device() {
    let (mut server, device, tokens) = remembered();
    let refresh = |key: Value| json!({ "REFRESH_TOKEN": tokens.refresh_token(), "DEVICE_KEY": key });
    let invalid = "NotAuthorizedException: Invalid Refresh Token.";
    for key in [Value::Null, json!("eu-west-1_0")] {
        assert_eq!(server.initiate(STRICT, "REFRESH_TOKEN_AUTH", &refresh(key)).error(), invalid);
    }
    let right = refresh(json!(device.key));
    assert_eq!(server.initiate(STRICT, "REFRESH_TOKEN_AUTH", &right).status, 200);
    let mut body = json!({ "ClientId": STRICT, "RefreshToken": tokens.refresh_token() });
    assert_eq!(server.call("GetTokensFromRefreshToken", &body).error(), invalid);
    body["DeviceKey"] = json!(device.key);
    assert_eq!(server.call("GetTokensFromRefreshToken", &body).status, 200);
    let unconfirmed = sign_in(&mut server).refresh_token();
    let parameters = json!({ "REFRESH_TOKEN": unconfirmed });
    assert_eq!(server.initiate(STRICT, "REFRESH_TOKEN_AUTH", &parameters).status, 200);

    let token = json!({ "AccessToken": tokens.access_token(), "DeviceKey": device.key });
    assert_eq!(server.call("ForgetDevice", &token).body, json!({}));
    assert_eq!(server.call("ForgetDevice", &token).error(), UNKNOWN);
    assert_eq!(server.initiate(STRICT, "REFRESH_TOKEN_AUTH", &right).error(), UNKNOWN);
    // What is forgotten binds nothing any more.
    assert_eq!(server.initiate(STRICT, "REFRESH_TOKEN_AUTH", &refresh(Value::Null)).status, 200);
    assert_eq!(password_auth(&mut server, Some(&device.key)).error(), UNKNOWN);
}

#[test]
fn rotation_goes_on_with_the_device() {
    let flows = "\"ALLOW_USER_SRP_AUTH\", \"ALLOW_USER_PASSWORD_AUTH\"";
    let client = format!("id = \"{STRICT}\"\n");
    let (before, after) = SEED.split_once(&client).unwrap();
    let (_, after) = after.split_once('\n').unwrap();
    let rotation = "refresh_token_rotation = { feature = \"ENABLED\" }";
    let config = format!("{before}{client}auth_flows = [{flows}]\n{rotation}\n{after}");
    let (mut server, device, tokens) = remembered_by(Server::with(&config));
    let mut body = json!({ "ClientId": STRICT, "RefreshToken": tokens.refresh_token() });
    for wrong in [Value::Null, json!("eu-west-1_0")] {
        body["DeviceKey"] = wrong;
        let refused = server.call("GetTokensFromRefreshToken", &body);
        assert_eq!(refused.error(), "NotAuthorizedException: Invalid Refresh Token.");
    }
    body["DeviceKey"] = json!(device.key);
    let next = server.call("GetTokensFromRefreshToken", &body);
    assert_eq!(next.status, 200, "a refusal has not used the token up");
    assert_eq!(claims(&next.access_token())["device_key"], device.key.as_str());
    let reused = server.call("GetTokensFromRefreshToken", &body);
    assert_eq!(reused.text("/__type"), "RefreshTokenReuseException");
    body["RefreshToken"] = json!(next.refresh_token());
    assert_eq!(server.call("GetTokensFromRefreshToken", &body).status, 200);
}

#[test]
fn a_device_is_confirmed_once_and_by_its_own_sign_in() {
    let mut server = Server::new();
    let (first, second) = (sign_in(&mut server), sign_in(&mut server));
    let (mine, other) = (metadata(&first), metadata(&second));
    assert_ne!(mine.key, other.key);
    let token = first.access_token();
    assert_eq!(confirm(&mut server, &token, &other).error(), UNKNOWN);
    for (salt, verifier) in [("", "AQ=="), ("AQ==", ""), ("AQ==", "AA=="), ("AQ==", "!")] {
        let config = json!({ "Salt": salt, "PasswordVerifier": verifier });
        let body =
            json!({ "AccessToken": token, "DeviceKey": mine.key, "DeviceSecretVerifierConfig": config });
        let refused = server.call("ConfirmDevice", &body);
        assert_eq!(refused.error(), "InvalidParameterException: Invalid device secret verifier.");
    }
    assert_eq!(confirm(&mut server, &token, &mine).status, 200);
    assert_eq!(confirm(&mut server, &token, &mine).text("/__type"), "DeviceKeyExistsException");
    let malformed = json!({ "AccessToken": token, "DeviceKey": "x" });
    assert!(server.call("GetDevice", &malformed).error().contains("Value at 'deviceKey' failed"));
    let alice = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    assert!(alice.body["AuthenticationResult"].get("NewDeviceMetadata").is_none(), "not in this pool");
    assert_eq!(confirm(&mut server, &alice.access_token(), &mine).status, 400);
}

#[test]
fn devices_are_listed_page_by_page() {
    let mut server = Server::new();
    let mut keys = Vec::new();
    let mut token = String::new();
    for _ in 0..3 {
        let tokens = sign_in(&mut server);
        token = tokens.access_token();
        let device = metadata(&tokens);
        confirm(&mut server, &token, &device);
        keys.push(device.key);
    }
    let mut found = Vec::new();
    let mut page = Value::Null;
    for size in [2, 1] {
        let body = json!({ "AccessToken": token, "Limit": 2, "PaginationToken": page });
        let answer = server.call("ListDevices", &body).body;
        let devices = answer["Devices"].as_array().unwrap();
        assert_eq!(devices.len(), size);
        found.extend(devices.iter().map(|device| device["DeviceKey"].as_str().unwrap().to_owned()));
        page = answer["PaginationToken"].clone();
    }
    assert_eq!((found, page), (keys.clone(), Value::Null));
    let device = server.call("GetDevice", &json!({ "AccessToken": token, "DeviceKey": keys[0] })).body;
    let attributes = device["Device"]["DeviceAttributes"].as_array().unwrap();
    assert!(attributes.contains(&json!({ "Name": "device_name", "Value": "Test" })));
    assert!(attributes.contains(&json!({ "Name": "dev:device_remembered_status", "Value": "remembered" })));
    assert!(device["Device"]["DeviceCreateDate"].as_i64().unwrap() > 0);
    let too_many = server.call("ListDevices", &json!({ "AccessToken": token, "Limit": 61 }));
    assert!(too_many.error().contains("less than or equal to 60"), "{}", too_many.error());
}

#[test]
fn the_proof_of_a_device_that_was_forgotten_can_be_repeated_without_it() {
    let mut server = Server::new();
    let proof = Proof::new(&mut server.random);
    let challenge = server.start_srp(STRICT, "device", &proof.public_a());
    let timestamp = server.now.srp_timestamp();
    let mut responses = proof.claim(&challenge.body, ("StrictPool", "device"), "Known-Device-1", &timestamp);
    responses["USERNAME"] = json!("device");
    responses["DEVICE_KEY"] = json!("eu-west-1_0");
    assert_eq!(server.answer_srp(STRICT, &responses).error(), UNKNOWN);
    responses["DEVICE_KEY"] = Value::Null;
    let next = server.answer_srp(STRICT, &responses);
    assert_eq!(next.text("/ChallengeName"), "SOFTWARE_TOKEN_MFA", "{}", next.error());
    let wrong = "NotAuthorizedException: Incorrect username or password.";
    assert_eq!(server.answer_srp(STRICT, &responses).error(), wrong, "once");
}
