//! A custom sign-in of three questions. SRP may come first; three wrong answers end it.

use serde_json::{Value, json};

use super::respond;

const ROUNDS: [(&str, &str); 3] = [
    ("Which animal is late in Wonderland?", "rabbit"),
    ("What is six times nine, in base thirteen?", "42"),
    ("Which word opens the cave?", "sesame"),
];
const MOST_WRONG: usize = 3;

/// Decides what comes next, by what has been answered so far.
pub(super) fn define(event: &mut Value) {
    let session = session(event);
    let named = |wanted: &'static str| session.iter().filter(move |(name, _)| name == wanted);
    let last = session.last().map(|(name, _)| name.as_str());
    let failed_password = named("PASSWORD_VERIFIER").any(|(_, right)| !right);
    let right = named("CUSTOM_CHALLENGE").filter(|(_, right)| *right).count();
    let wrong = named("CUSTOM_CHALLENGE").count() - right;
    let ask =
        |name: &str| json!({ "challengeName": name, "issueTokens": false, "failAuthentication": false });
    respond(
        event,
        if failed_password || wrong >= MOST_WRONG {
            json!({ "issueTokens": false, "failAuthentication": true })
        } else if last == Some("SRP_A") {
            ask("PASSWORD_VERIFIER")
        } else if right >= ROUNDS.len() {
            json!({ "issueTokens": true, "failAuthentication": false })
        } else {
            ask("CUSTOM_CHALLENGE")
        },
    );
}

/// Asks the question of the round: a wrong answer does not move on.
pub(super) fn create(event: &mut Value) {
    let right = session(event).iter().filter(|(name, right)| name == "CUSTOM_CHALLENGE" && *right).count();
    if let Some((question, answer)) = ROUNDS.get(right) {
        let round = (right + 1).to_string();
        respond(
            event,
            json!({
                "publicChallengeParameters": { "question": question, "round": round },
                "privateChallengeParameters": { "answer": answer },
                "challengeMetadata": format!("ROUND_{round}"),
            }),
        );
    }
}

pub(super) fn verify(event: &mut Value) {
    let given = event.pointer("/request/challengeAnswer").and_then(Value::as_str);
    let expected = event.pointer("/request/privateChallengeParameters/answer").and_then(Value::as_str);
    let correct = expected.is_some() && given == expected;
    respond(event, json!({ "answerCorrect": correct }));
}

/// The challenges so far: their names and results.
fn session(event: &Value) -> Vec<(String, bool)> {
    let entries = event.pointer("/request/session").and_then(Value::as_array);
    let entry = |entry: &Value| {
        let name = entry.get("challengeName").and_then(Value::as_str).unwrap_or_default();
        (name.to_owned(), entry.get("challengeResult").and_then(Value::as_bool).unwrap_or_default())
    };
    entries.map(|entries| entries.iter().map(entry).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(session: &[(&str, bool)]) -> Value {
        let session: Vec<Value> = session
            .iter()
            .map(|(name, right)| json!({ "challengeName": name, "challengeResult": right }))
            .collect();
        let mut event = json!({ "request": { "session": session }, "response": {} });
        define(&mut event);
        event["response"].take()
    }

    #[test]
    fn three_right_answers_sign_in_and_three_wrong_ones_end_it() {
        let custom = "CUSTOM_CHALLENGE";
        for session in [
            vec![],
            vec![(custom, true), (custom, false), (custom, true)],
            vec![("SRP_A", true), ("PASSWORD_VERIFIER", true)],
        ] {
            assert_eq!(next(&session)["challengeName"], custom, "{session:?}");
        }
        assert_eq!(next(&[("SRP_A", true)])["challengeName"], "PASSWORD_VERIFIER");
        assert_eq!(next(&[(custom, true), (custom, true), (custom, true)])["issueTokens"], true);
        for session in [
            vec![(custom, false), (custom, false), (custom, false)],
            vec![("SRP_A", true), ("PASSWORD_VERIFIER", false)],
        ] {
            assert_eq!(next(&session)["failAuthentication"], true, "{session:?}");
        }
    }

    #[test]
    fn each_round_has_its_question_and_one_answer() {
        let right = json!({ "challengeName": "CUSTOM_CHALLENGE", "challengeResult": true });
        let mut event = json!({ "request": { "session": [right] }, "response": {} });
        create(&mut event);
        let response = event["response"].clone();
        assert_eq!(response["publicChallengeParameters"]["round"], "2");
        for (answer, correct) in [("42", true), ("54", false), ("", false)] {
            let mut event = json!({ "request": {
                "privateChallengeParameters": response["privateChallengeParameters"], "challengeAnswer": answer,
            } });
            verify(&mut event);
            assert_eq!(event["response"]["answerCorrect"], correct);
        }
        let mut nothing = json!({ "request": {} });
        verify(&mut nothing);
        assert_eq!(nothing["response"]["answerCorrect"], false);
    }
}
