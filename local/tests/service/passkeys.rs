//! Passkeys: registered, listed, deleted, and signed in with.

use serde_json::{Value, json};

use crate::authenticator::{Authenticator, PRESENT};
use crate::support::{ANY_FLOW, Answer, PUBLIC, STRICT, Server, claims};

/// Bends an authenticator.
type Change = fn(&mut Authenticator);

const WRONG: &str = "NotAuthorizedException: Incorrect username or password.";

fn token(server: &mut Server) -> String {
    server.srp(PUBLIC, "alice", "Correct-Horse-9").access_token()
}

fn options(server: &mut Server, token: &str) -> Value {
    let answer = server.call("StartWebAuthnRegistration", &json!({ "AccessToken": token }));
    answer.body["CredentialCreationOptions"].clone()
}

fn complete(server: &mut Server, token: &str, credential: &Value) -> Answer {
    let body = json!({ "AccessToken": token, "Credential": credential });
    server.call("CompleteWebAuthnRegistration", &body)
}

/// A server on which alice has a passkey.
fn registered() -> (Server, Authenticator, String) {
    let mut server = Server::new();
    let token = token(&mut server);
    let mut authenticator = Authenticator::new(1);
    let credential = authenticator.create(&options(&mut server, &token));
    let answer = complete(&mut server, &token, &credential);
    assert_eq!((answer.status, &answer.body), (200, &json!({})), "{}", answer.error());
    (server, authenticator, token)
}

/// The Session and the options of a sign-in by passkey.
fn challenge(server: &mut Server) -> (String, Value) {
    let parameters = json!({ "USERNAME": "alice", "PREFERRED_CHALLENGE": "WEB_AUTHN" });
    let challenge = server.initiate(ANY_FLOW, "USER_AUTH", &parameters);
    assert_eq!(challenge.text("/ChallengeName"), "WEB_AUTHN", "{}", challenge.body);
    let options = challenge.text("/ChallengeParameters/CREDENTIAL_REQUEST_OPTIONS");
    (challenge.text("/Session"), serde_json::from_str(&options).unwrap())
}

fn answer(server: &mut Server, session: &str, credential: &Value) -> Answer {
    let responses = json!({ "USERNAME": "alice", "CREDENTIAL": credential.to_string() });
    server.respond(ANY_FLOW, "WEB_AUTHN", session, &responses)
}

#[test]
fn a_passkey_signs_in() {
    let (mut server, authenticator, _) = registered();
    let (session, options) = challenge(&mut server);
    assert_eq!((&options["rpId"], &options["userVerification"]), (&json!("localhost"), &json!("preferred")));
    let descriptor =
        json!({ "type": "public-key", "id": authenticator.credential_id(), "transports": ["internal"] });
    assert_eq!(options["allowCredentials"], json!([descriptor]));
    let credential = authenticator.get(&options);
    let tokens = answer(&mut server, &session, &credential);
    assert_eq!(claims(&tokens.id_token())["cognito:username"], "alice", "{}", tokens.error());
    let once = "NotAuthorizedException: Invalid session for the user, session can only be used once.";
    assert_eq!(answer(&mut server, &session, &credential).error(), once);
    let (session, _) = challenge(&mut server);
    assert_eq!(answer(&mut server, &session, &credential).error(), WRONG, "the answer to another challenge");
    server.sleep(180);
    let expired = "NotAuthorizedException: Invalid session for the user, session is expired.";
    assert_eq!(answer(&mut server, &session, &credential).error(), expired);
}

#[test]
fn a_passkey_can_be_selected() {
    let (mut server, authenticator, _) = registered();
    let choice = server.initiate(ANY_FLOW, "USER_AUTH", &json!({ "USERNAME": "alice" }));
    let available = json!(["PASSWORD", "PASSWORD_SRP", "EMAIL_OTP", "WEB_AUTHN"]);
    assert_eq!(choice.body["AvailableChallenges"], available);
    let responses = json!({ "USERNAME": "alice", "ANSWER": "WEB_AUTHN" });
    let asked = server.respond(ANY_FLOW, "SELECT_CHALLENGE", &choice.text("/Session"), &responses);
    let options = asked.text("/ChallengeParameters/CREDENTIAL_REQUEST_OPTIONS");
    let credential = authenticator.get(&serde_json::from_str(&options).unwrap());
    assert_eq!(answer(&mut server, &asked.text("/Session"), &credential).status, 200);
}

#[test]
fn whatever_is_wrong_with_an_answer_it_is_refused() {
    let (mut server, mut authenticator, _) = registered();
    let changes: [(&str, Change); 7] = [
        ("origin", |it| it.origin = "http://evil.test".into()),
        ("relying party", |it| it.relying_party = "evil.test".into()),
        ("nobody there", |it| it.flags = 0),
        ("somebody else's", |it| it.user_handle = "c29tZWJvZHk".into()),
        ("framed", |it| it.cross_origin = true),
        ("another key", |it| it.key = Authenticator::new(2).key),
        ("another id", |it| it.id = vec![9; 20]),
    ];
    for (what, change) in changes {
        let (session, options) = challenge(&mut server);
        let mut bent = authenticator.clone();
        change(&mut bent);
        assert_eq!(answer(&mut server, &session, &bent.get(&options)).error(), WRONG, "{what}");
        let right = authenticator.get(&options);
        assert_eq!(answer(&mut server, &session, &right).status, 200, "after {what}, the same session");
    }
    let (session, options) = challenge(&mut server);
    for garbage in [json!({}), json!([]), json!({ "id": authenticator.credential_id() })] {
        assert_eq!(answer(&mut server, &session, &garbage).error(), WRONG);
    }
    let mut bent = authenticator.get(&options);
    bent["response"]["signature"] = json!("AAAA");
    assert_eq!(answer(&mut server, &session, &bent).error(), WRONG);
    authenticator.flags = PRESENT;
    assert_eq!(
        answer(&mut server, &session, &authenticator.get(&options)).status,
        200,
        "preferred, not required"
    );
}

#[test]
fn a_counter_must_rise() {
    let (mut server, mut authenticator, _) = registered();
    for (count, rises) in [(5, true), (5, false), (4, false), (6, true), (0, false)] {
        let (session, options) = challenge(&mut server);
        authenticator.count = count;
        let status = answer(&mut server, &session, &authenticator.get(&options)).status;
        assert_eq!(status == 200, rises, "{count}");
    }
}

#[test]
fn registration_is_checked() {
    let mut server = Server::new();
    let token = token(&mut server);
    let first = options(&mut server, &token);
    assert_eq!(first["rp"], json!({ "id": "localhost", "name": "localhost" }));
    assert_eq!(first["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(first["pubKeyCredParams"][0], json!({ "type": "public-key", "alg": -7 }));
    let changes: [(&str, Change); 3] = [
        ("WebAuthnOriginNotAllowedException", |it| it.origin = "http://evil.test".into()),
        ("WebAuthnRelyingPartyMismatchException", |it| it.relying_party = "evil.test".into()),
        ("WebAuthnCredentialNotSupportedException", |it| it.flags = 0),
    ];
    for (expected, change) in changes {
        let mut authenticator = Authenticator::new(1);
        change(&mut authenticator);
        let options = options(&mut server, &token);
        let refused = complete(&mut server, &token, &authenticator.create(&options));
        assert_eq!(refused.text("/__type"), expected);
    }
    let missing = "WebAuthnChallengeNotFoundException";
    let mut authenticator = Authenticator::new(1);
    options(&mut server, &token);
    let stale = complete(&mut server, &token, &authenticator.create(&first));
    assert_eq!(stale.text("/__type"), missing, "another challenge");
    let fresh = options(&mut server, &token);
    server.sleep(300);
    assert_eq!(complete(&mut server, &token, &authenticator.create(&fresh)).text("/__type"), missing);
    let fresh = options(&mut server, &token);
    let elsewhere = server.srp(ANY_FLOW, "alice", "Correct-Horse-9").access_token();
    let refused = complete(&mut server, &elsewhere, &authenticator.create(&fresh));
    assert_eq!(refused.text("/__type"), "WebAuthnClientMismatchException");
    options(&mut server, &token);
    let garbled = complete(&mut server, &token, &json!({ "id": "x" }));
    assert_eq!(garbled.text("/__type"), "InvalidParameterException");
    let absent = complete(&mut server, &token, &Value::Null);
    assert!(absent.error().contains("Value null at 'credential'"), "{}", absent.error());
}

#[test]
fn passkeys_are_listed_and_deleted() {
    let (mut server, authenticator, token) = registered();
    let again = options(&mut server, &token);
    assert_eq!(again["excludeCredentials"][0]["id"], authenticator.credential_id());
    let twice = complete(&mut server, &token, &Authenticator::new(1).create(&again));
    assert_eq!(twice.text("/__type"), "InvalidParameterException");
    let fresh = options(&mut server, &token);
    let mut second = Authenticator::new(2);
    assert_eq!(complete(&mut server, &token, &second.create(&fresh)).status, 200);

    let list = |page: Value| json!({ "AccessToken": token, "MaxResults": 1, "NextToken": page });
    let first = server.call("ListWebAuthnCredentials", &list(Value::Null)).body;
    let shown = &first["Credentials"][0];
    assert_eq!(shown["CredentialId"], authenticator.credential_id());
    assert_eq!(
        (&shown["RelyingPartyId"], &shown["AuthenticatorAttachment"]),
        (&json!("localhost"), &json!("platform"))
    );
    assert_eq!(shown["AuthenticatorTransports"], json!(["internal"]));
    assert!(shown["CreatedAt"].as_i64().unwrap() > 0);
    let rest = server.call("ListWebAuthnCredentials", &list(first["NextToken"].clone())).body;
    assert_eq!(rest["Credentials"][0]["CredentialId"], second.credential_id());
    assert!(rest.get("NextToken").is_none());

    let factors = server.call("GetUserAuthFactors", &json!({ "AccessToken": token })).body;
    assert!(factors["ConfiguredUserAuthFactors"].as_array().unwrap().contains(&json!("WEB_AUTHN")));
    let delete = json!({ "AccessToken": token, "CredentialId": authenticator.credential_id() });
    assert_eq!(server.call("DeleteWebAuthnCredential", &delete).body, json!({}));
    assert_eq!(server.call("DeleteWebAuthnCredential", &delete).text("/__type"), "ResourceNotFoundException");
    let (session, options) = challenge(&mut server);
    assert_eq!(answer(&mut server, &session, &authenticator.get(&options)).error(), WRONG);
}

#[test]
fn pools_without_passkeys_say_so() {
    let pool = |lines: &str| {
        format!(
            "[[pools]]\nid = \"eu-west-1_LocalPool\"\n{lines}\n[[pools.clients]]\nid = \"{PUBLIC}\"\n\
             auth_flows = [\"ALLOW_USER_PASSWORD_AUTH\"]\n[[pools.users]]\nusername = \"u\"\npassword = \"p\"\n"
        )
    };
    let webauthn = "allowed_first_auth_factors = [\"WEB_AUTHN\"]";
    for (lines, expected) in
        [("", "WebAuthnNotEnabledException"), (webauthn, "WebAuthnConfigurationMissingException")]
    {
        let mut server = Server::with(&pool(lines));
        let token = server.password_auth("u", "p").access_token();
        let refused = server.call("StartWebAuthnRegistration", &json!({ "AccessToken": token }));
        assert_eq!(refused.text("/__type"), expected);
    }
}

#[test]
fn a_verified_passkey_is_enough_where_the_pool_says_so() {
    let mut server = Server::new();
    let parameters = json!({ "USERNAME": "device", "PASSWORD": "Known-Device-1" });
    let session = server.initiate(STRICT, "USER_PASSWORD_AUTH", &parameters).text("/Session");
    let code = server.totp("MRSXM2LDMVZWKY3SMV2GIZLWNFRWK43F");
    let responses = json!({ "USERNAME": "device", "SOFTWARE_TOKEN_MFA_CODE": code });
    let token = server.respond(STRICT, "SOFTWARE_TOKEN_MFA", &session, &responses).access_token();
    let mut authenticator = Authenticator::new(7);
    let credential = authenticator.create(&options(&mut server, &token));
    assert_eq!(complete(&mut server, &token, &credential).status, 200);
    let parameters = json!({ "USERNAME": "device", "PREFERRED_CHALLENGE": "WEB_AUTHN" });
    let select = server.initiate(STRICT, "USER_AUTH", &parameters);
    assert_eq!(select.body["AvailableChallenges"], json!(["PASSWORD", "PASSWORD_SRP"]), "not yet allowed");
    let allow = json!({ "AccessToken": token, "WebAuthnMfaSettings": { "Enabled": true } });
    assert_eq!(server.call("SetUserMFAPreference", &allow).status, 200);

    let challenge = server.initiate(STRICT, "USER_AUTH", &parameters);
    let given: Value =
        serde_json::from_str(&challenge.text("/ChallengeParameters/CREDENTIAL_REQUEST_OPTIONS")).unwrap();
    assert_eq!(given["userVerification"], "required");
    let mut sign = |flags: u8| {
        authenticator.flags = flags;
        let credential = authenticator.get(&given).to_string();
        let responses = json!({ "USERNAME": "device", "CREDENTIAL": credential });
        server.respond(STRICT, "WEB_AUTHN", &challenge.text("/Session"), &responses)
    };
    assert_eq!(sign(PRESENT).error(), WRONG);
    assert_eq!(sign(crate::authenticator::VERIFIED).status, 200);
}
