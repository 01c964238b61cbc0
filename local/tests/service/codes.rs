//! Second factors by SMS and mail, and the choice among several.

use serde_json::json;

use crate::support::{ANY_FLOW, Answer, PUBLIC, Server, another, claims};

const MISMATCH: &str = "CodeMismatchException: Invalid code received for user";
const ONCE: &str = "NotAuthorizedException: Invalid session for the user, session can only be used once.";

fn sign_in(server: &mut Server, username: &str, password: &str) -> Answer {
    server.srp(PUBLIC, username, password)
}

#[test]
fn codes_come_by_the_medium_of_the_user() {
    for (username, password, name, code_name, medium, masked) in [
        ("sms", "Text-Message-1", "SMS_MFA", "SMS_MFA_CODE", "SMS", "+*******0101"),
        ("emailmfa", "Email-Message-1", "EMAIL_OTP", "EMAIL_OTP_CODE", "EMAIL", "e***@e***"),
        ("emailmfa", "Email-Message-1", "EMAIL_OTP", "EMAIL_MFA_CODE", "EMAIL", "e***@e***"),
    ] {
        let mut server = Server::new();
        let challenge = sign_in(&mut server, username, password);
        assert_eq!(challenge.text("/ChallengeName"), name);
        assert_eq!(challenge.text("/ChallengeParameters/CODE_DELIVERY_DELIVERY_MEDIUM"), medium);
        assert_eq!(challenge.text("/ChallengeParameters/CODE_DELIVERY_DESTINATION"), masked);
        assert!(challenge.access_token().is_empty());
        let (session, code) = (challenge.text("/Session"), server.code_of(username));
        let responses = |code: &str| json!({ "USERNAME": username, code_name: code });
        let mut answer = |name: &str, code: &str| server.respond(PUBLIC, name, &session, &responses(code));
        assert_eq!(answer(name, another(&code)).error(), MISMATCH);
        let invalid = "NotAuthorizedException: Invalid session for the user.";
        assert_eq!(answer("SMS_OTP", &code).error(), invalid);
        let tokens = answer(name, &code);
        assert_eq!(claims(&tokens.id_token())["cognito:username"], username, "{}", tokens.error());
        assert_eq!(answer(name, &code).error(), ONCE);
    }
}

#[test]
fn an_old_code_a_fifth_wrong_one_and_a_late_one_are_refused() {
    let mut server = Server::new();
    let first = sign_in(&mut server, "sms", "Text-Message-1").text("/Session");
    let old = server.code_of("sms");
    let second = sign_in(&mut server, "sms", "Text-Message-1").text("/Session");
    let new = server.code_of("sms");
    let responses = |code: &str| json!({ "USERNAME": "sms", "SMS_MFA_CODE": code });
    if old != new {
        assert_eq!(server.respond(PUBLIC, "SMS_MFA", &second, &responses(&old)).error(), MISMATCH);
    }
    for _ in 0..5 {
        let wrong = server.respond(PUBLIC, "SMS_MFA", &first, &responses(another(&old)));
        assert_eq!(wrong.error(), MISMATCH);
    }
    assert_eq!(server.respond(PUBLIC, "SMS_MFA", &first, &responses(&old)).error(), ONCE);
    server.sleep(180);
    let expired = "NotAuthorizedException: Invalid session for the user, session is expired.";
    assert_eq!(server.respond(PUBLIC, "SMS_MFA", &second, &responses(&new)).error(), expired);
}

#[test]
fn several_factors_are_a_choice() {
    let mut server = Server::new();
    let select = |answer: &str| json!({ "USERNAME": "choice", "ANSWER": answer });
    let challenge = sign_in(&mut server, "choice", "Many-Factors-1");
    assert_eq!(challenge.text("/ChallengeName"), "SELECT_MFA_TYPE");
    let choice: Vec<String> =
        serde_json::from_str(&challenge.text("/ChallengeParameters/MFAS_CAN_CHOOSE")).unwrap();
    assert_eq!(choice, ["SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA"]);
    let session = challenge.text("/Session");
    let unknown = server.respond(PUBLIC, "SELECT_MFA_TYPE", &session, &select("FAX_MFA"));
    assert_eq!(unknown.text("/__type"), "MFAMethodNotFoundException");
    let sms = server.respond(PUBLIC, "SELECT_MFA_TYPE", &session, &select("SMS_MFA"));
    assert_eq!(sms.text("/ChallengeName"), "SMS_MFA");
    assert_ne!(sms.text("/Session"), session);
    assert_eq!(server.respond(PUBLIC, "SELECT_MFA_TYPE", &session, &select("SMS_MFA")).error(), ONCE);
    let responses = json!({ "USERNAME": "choice", "SMS_MFA_CODE": server.code_of("choice") });
    assert_eq!(server.respond(PUBLIC, "SMS_MFA", &sms.text("/Session"), &responses).status, 200);

    for (answer, name) in
        [("EMAIL_OTP", "EMAIL_OTP"), ("EMAIL_MFA", "EMAIL_OTP"), ("SOFTWARE_TOKEN_MFA", "SOFTWARE_TOKEN_MFA")]
    {
        let session = sign_in(&mut server, "choice", "Many-Factors-1").text("/Session");
        let next = server.respond(PUBLIC, "SELECT_MFA_TYPE", &session, &select(answer));
        assert_eq!(next.text("/ChallengeName"), name);
    }
    let code = server.totp("KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU");
    let session = sign_in(&mut server, "choice", "Many-Factors-1").text("/Session");
    let next = server.respond(PUBLIC, "SELECT_MFA_TYPE", &session, &select("SOFTWARE_TOKEN_MFA"));
    let responses = json!({ "USERNAME": "choice", "SOFTWARE_TOKEN_MFA_CODE": code });
    let tokens = server.respond(PUBLIC, "SOFTWARE_TOKEN_MFA", &next.text("/Session"), &responses);
    assert_eq!(tokens.status, 200, "{}", tokens.error());
}

#[test]
fn wrong_codes_are_counted_across_sessions_and_factors() {
    const EXCEEDED: &str = "NotAuthorizedException: Password attempts exceeded";
    let mut server = Server::new();
    let session = |server: &mut Server, method: &str| {
        let session = sign_in(server, "choice", "Many-Factors-1").text("/Session");
        let answer = json!({ "USERNAME": "choice", "ANSWER": method });
        server.respond(PUBLIC, "SELECT_MFA_TYPE", &session, &answer).text("/Session")
    };
    let answer = |server: &mut Server, name: &str, session: &str, code: &str| {
        let responses = json!({ "USERNAME": "choice", format!("{name}_CODE"): code });
        server.respond(PUBLIC, name, session, &responses)
    };
    // A right code forgives what was wrong before it.
    for round in 0..2 {
        for _ in 0..3 {
            let waiting = session(&mut server, "SMS_MFA");
            let wrong = another(&server.code_of("choice"));
            assert_eq!(answer(&mut server, "SMS_MFA", &waiting, wrong).error(), MISMATCH);
        }
        for _ in 0..2 {
            let waiting = session(&mut server, "SOFTWARE_TOKEN_MFA");
            let wrong = another(&server.totp("KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"));
            for _ in 0..3 {
                assert_eq!(answer(&mut server, "SOFTWARE_TOKEN_MFA", &waiting, wrong).error(), MISMATCH);
            }
        }
        if round == 0 {
            let code = server.totp("KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU");
            let waiting = session(&mut server, "SOFTWARE_TOKEN_MFA");
            assert_eq!(answer(&mut server, "SOFTWARE_TOKEN_MFA", &waiting, &code).status, 200);
        }
    }
    let waiting = session(&mut server, "SMS_MFA");
    let code = server.code_of("choice");
    assert_eq!(answer(&mut server, "SMS_MFA", &waiting, another(&code)).error(), MISMATCH, "the tenth");
    assert_eq!(answer(&mut server, "SMS_MFA", &waiting, &code).error(), EXCEEDED);
    let app = session(&mut server, "SOFTWARE_TOKEN_MFA");
    let code = server.totp("KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU");
    assert_eq!(answer(&mut server, "SOFTWARE_TOKEN_MFA", &app, &code).error(), EXCEEDED);

    let other = sign_in(&mut server, "sms", "Text-Message-1").text("/Session");
    let responses = json!({ "USERNAME": "sms", "SMS_MFA_CODE": server.code_of("sms") });
    assert_eq!(server.respond(PUBLIC, "SMS_MFA", &other, &responses).status, 200, "nobody else is held up");
    server.sleep(3_600);
    let waiting = session(&mut server, "SMS_MFA");
    let code = server.code_of("choice");
    assert_eq!(answer(&mut server, "SMS_MFA", &waiting, &code).status, 200);
}

#[test]
fn ten_codes_are_sent_in_an_hour_also_by_challenges() {
    const LIMIT: &str = "LimitExceededException: Attempt limit exceeded, please try after some time.";
    for (username, password) in [("sms", "Text-Message-1"), ("emailmfa", "Email-Message-1")] {
        let mut server = Server::new();
        for _ in 0..10 {
            assert_eq!(sign_in(&mut server, username, password).status, 200);
        }
        assert_eq!(sign_in(&mut server, username, password).error(), LIMIT);
        assert_eq!(server.inbox(&format!("username={username}")).len(), 10);
        let body = json!({ "ClientId": PUBLIC, "Username": username });
        assert_eq!(server.call("ForgotPassword", &body).error(), LIMIT, "all codes are one count");
        assert_eq!(sign_in(&mut server, "alice", "Correct-Horse-9").status, 200);
        server.sleep(3_600);
        assert_eq!(sign_in(&mut server, username, password).status, 200);
    }
    // As a first factor, and alike for a name that nobody has.
    for username in ["alice", "nobody"] {
        let mut server = Server::new();
        let parameters = json!({ "USERNAME": username, "PREFERRED_CHALLENGE": "EMAIL_OTP" });
        for _ in 0..10 {
            assert_eq!(server.initiate(ANY_FLOW, "USER_AUTH", &parameters).status, 200);
        }
        assert_eq!(server.initiate(ANY_FLOW, "USER_AUTH", &parameters).error(), LIMIT, "{username}");
    }
}
