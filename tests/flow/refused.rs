//! Answers that do not fit, that Cognito refuses or that are lost: when the challenge still waits.

use cognito_wasm::Code;
use cognito_wasm::flow::Event;
use cognito_wasm::flow::given::Content;
use cognito_wasm::flow::resume::{restore, save};
use serde_json::json;

use crate::answers::*;
use crate::support::*;

fn credential() -> Content {
    Content::Credential("{\"id\":\"credential-canary\"}".into())
}

fn password() -> Content {
    Content::Password(PASSWORD.into())
}

/// Each challenge with an answer that fits.
fn fitting() -> Vec<(&'static str, Content)> {
    vec![
        ("SMS_MFA", code("1")),
        ("EMAIL_OTP", code("1")),
        ("SMS_OTP", code("1")),
        ("SOFTWARE_TOKEN_MFA", code("1")),
        ("SELECT_MFA_TYPE", choice("SMS_MFA")),
        ("SELECT_CHALLENGE", choice("SMS_OTP")),
        ("SELECT_CHALLENGE", choice_with("PASSWORD", PASSWORD)),
        ("SELECT_CHALLENGE", choice_with("PASSWORD_SRP", PASSWORD)),
        ("PASSWORD", password()),
        ("PASSWORD_SRP", password()),
        ("WEB_AUTHN", credential()),
        ("CUSTOM_CHALLENGE", custom("a")),
        ("MFA_SETUP", email("a@example.com")),
        ("MFA_SETUP", choice("SOFTWARE_TOKEN_MFA")),
        ("MFA_SETUP", code("1")),
    ]
}

#[test]
fn an_answer_of_another_kind_or_content_leaves_the_challenge() {
    let world = World::new();
    let contents = || vec![code("1"), choice("X"), password(), credential(), custom("a")];
    let mut refused = 0;
    for (name, fits) in fitting() {
        let mut flow = waiting(&world, name, &named());
        for other in ["", "UNKNOWN", "sms_mfa", "DEVICE_SRP_AUTH", "NEW_PASSWORD_REQUIRED"] {
            let (code, waiting) = kept(world.step(flow, given(other, fits.clone())));
            assert_eq!(code, Code::AnswerMismatch);
            flow = waiting;
        }
        for content in contents() {
            // MFA_SETUP takes two contents, and a choice that it does not know is none of them.
            let takes_both = name == "MFA_SETUP" && matches!(content, Content::Code { .. });
            let is_fitting = std::mem::discriminant(&content) == std::mem::discriminant(&fits);
            let is_choice = name == "MFA_SETUP" && matches!(content, Content::Choice { .. });
            if (is_fitting && !is_choice) || takes_both {
                continue;
            }
            let (code, waiting) = kept(world.step(flow, given(name, content)));
            assert_eq!(code, Code::AnswerMismatch, "{name}");
            flow = waiting;
            refused += 1;
        }
        sent(world.step(flow, given(name, fits)));
    }
    assert_eq!(refused, 12 * 4 + 3 * 4);
}

#[test]
fn what_is_none_of_the_users_business_takes_no_answer() {
    for (name, code_of) in [
        ("DEVICE_SRP_AUTH", Code::ChallengeUnsupported),
        ("DEVICE_PASSWORD_VERIFIER", Code::ChallengeUnsupported),
        ("TELEPATHY", Code::ChallengeUnsupported),
        ("NEW_PASSWORD_REQUIRED", Code::AnswerMismatch),
    ] {
        for kind in [name, "UNKNOWN", "SMS_MFA"] {
            for content in [code("1"), Content::Nothing] {
                let flow = waiting(&World::new(), name, &named());
                assert_eq!(kept(World::new().step(flow, given(kind, content))).0, code_of, "{name} {kind}");
            }
        }
    }
}

/// What waits says what is missing, once it is sure that the answer is meant for it.
#[test]
fn an_answer_of_nothing_leaves_the_challenge_and_names_what_is_missing() {
    for (name, option) in [
        ("SMS_MFA", "code"),
        ("EMAIL_OTP", "code"),
        ("SMS_OTP", "code"),
        ("SOFTWARE_TOKEN_MFA", "code"),
        ("SELECT_MFA_TYPE", "choice"),
        ("SELECT_CHALLENGE", "choice"),
        ("MFA_SETUP", "choice"),
        ("PASSWORD", "password"),
        ("PASSWORD_SRP", "password"),
        ("WEB_AUTHN", "credential"),
        ("CUSTOM_CHALLENGE", "answer"),
    ] {
        let flow = waiting(&World::new(), name, &named());
        let failed = World::new().step(flow, given(name, Content::Nothing)).err().unwrap();
        assert_eq!((failed.error.code(), failed.error.subject()), (Code::InvalidArgument, Some(option)));
        let flow = failed.waiting.unwrap();
        assert_eq!(kept(World::new().step(flow, given("", Content::Nothing))).0, Code::AnswerMismatch);
    }
}

#[test]
fn a_password_that_is_missing_leaves_the_challenge() {
    for (name, content) in
        [("PASSWORD", Content::Password("".into())), ("PASSWORD_SRP", Content::Password("".into()))]
    {
        let flow = waiting(&World::new(), name, &named());
        assert_eq!(kept(World::new().step(flow, given(name, content))).0, Code::PasswordMissing, "{name}");
    }
}

fn passing() -> Vec<(Event, Code)> {
    vec![
        (refusal("CodeMismatchException", "Invalid code"), Code::CodeMismatch),
        (refusal("ExpiredCodeException", ""), Code::ExpiredCode),
        (refusal("EnableSoftwareTokenMFAException", ""), Code::EnableSoftwareTokenMFA),
        (refusal("TooManyRequestsException", ""), Code::TooManyRequests),
        (refusal("InvalidParameterException", ""), Code::InvalidParameter),
        (refusal("UserLambdaValidationException", ""), Code::UserLambdaValidation),
        (response(500, "<html>"), Code::InternalError),
        (response(429, ""), Code::TooManyRequests),
        (failure(Code::NetworkFailure), Code::NetworkFailure),
        (failure(Code::Timeout), Code::Timeout),
        (failure(Code::Aborted), Code::Aborted),
    ]
}

#[test]
fn what_may_go_better_next_time_leaves_the_challenge() {
    for world in [World::new(), with_device()] {
        for (name, content) in fitting() {
            let mut flow = waiting(&world, name, &named());
            let before = save(&flow, &world.config).unwrap();
            for (event, expected) in passing() {
                let (_, sent) = sent(world.step(flow, given(name, content.clone())));
                let (code, waiting) = kept(world.step(sent, event));
                assert_eq!(code, expected, "{name}");
                assert_eq!(save(&waiting, &world.config).unwrap(), before);
                flow = waiting;
            }
            sent(world.step(flow, given(name, content)));
        }
    }
}

#[test]
fn what_is_final_ends_the_sign_in() {
    for (name, content) in fitting() {
        for (event, expected) in [
            (
                refusal("NotAuthorizedException", "Invalid session for the user, session is expired."),
                Code::ChallengeSessionInvalid,
            ),
            (refusal("NotAuthorizedException", "User is disabled."), Code::UserDisabled),
            (refusal("UserNotFoundException", ""), Code::UserNotFound),
            (refusal("TooManyFailedAttemptsException", ""), Code::TooManyFailedAttempts),
            (refusal("TelepathyException", ""), Code::UnknownServiceError),
            (
                refusal("ResourceNotFoundException", "User pool client x does not exist."),
                Code::ResourceNotFound,
            ),
        ] {
            let world = World::new();
            let flow = waiting(&world, name, &named());
            let (_, flow) = sent(world.step(flow, given(name, content.clone())));
            let error = failed(world.step(flow, event));
            assert_eq!(error.code(), expected, "{name}");
            assert!(!format!("{error} {error:?}").contains(PASSWORD));
        }
    }
}

/// With a password that is proved by SRP the `Session` is used up, and so it is with other answers.
#[test]
fn a_wrong_password_that_was_sent_may_be_given_again() {
    for (name, content) in fitting() {
        let world = World::new();
        let sends =
            matches!((name, &content), ("PASSWORD", _) | (_, Content::Choice { password: Some(_), .. }))
                && !matches!(&content, Content::Choice { choice, .. } if choice == "PASSWORD_SRP");
        let flow = waiting(&world, name, &named());
        let (_, flow) = sent(world.step(flow, given(name, content.clone())));
        let wrong = refusal("NotAuthorizedException", "Incorrect username or password.");
        let failed = world.step(flow, wrong).err().unwrap();
        assert_eq!(failed.error.code(), Code::IncorrectUsernameOrPassword, "{name}");
        assert_eq!(failed.waiting.is_some(), sends, "{name}");
        if let Some(flow) = failed.waiting {
            sent(world.step(flow, given(name, content)));
        }
    }
}

#[test]
fn a_reload_in_between_changes_nothing_and_keeps_no_answer() {
    for (name, content) in fitting() {
        let world = World::new();
        let flow = waiting(&world, name, &json!({ "USERNAME": "alice", "X": "[\"\\\"\"]" }));
        let (expected, sent_flow) = sent(world.step(flow, given(name, content.clone())));
        let (_, flow) = kept(world.step(sent_flow, refusal("CodeMismatchException", "")));
        let text = save(&flow, &world.config).unwrap();
        assert!(!text.contains(PASSWORD) && !text.contains("credential-canary"));
        let (challenge, flow) = restore(&text, &world.config).unwrap();
        assert_eq!((challenge.kind(), flow.username()), (name, Some("alice")));
        let (request, _) = sent(world.step(flow, given(name, content)));
        assert!(request == expected, "{name}");
    }
}

/// What is under way cannot be taken up: nobody knows whether it took effect.
#[test]
fn an_answer_under_way_is_not_saved_and_takes_no_other() {
    for (name, content) in fitting() {
        let world = with_device();
        let flow = waiting(&world, name, &named());
        let (_, flow) = sent(world.step(flow, given(name, content.clone())));
        assert!(save(&flow, &world.config).is_none(), "{name}");
        assert_eq!(failed(world.step(flow, given(name, content))).code(), Code::NoChallengePending);
    }
}
