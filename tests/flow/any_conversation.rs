//! Conversations that no server would hold: nothing panics, nothing secret is shown, and a password is sent only where
//! that was chosen.

use cognito_wasm::device::Devices;
use cognito_wasm::flow::given::Content;
use cognito_wasm::flow::resume::{restore, save};
use cognito_wasm::flow::sign_in::{Credentials, Method};
use cognito_wasm::flow::{Event, SignIn, Step};
use cognito_wasm::{Code, http::Request};
use proptest::prelude::*;

use crate::answers::*;
use crate::any_event::*;
use crate::support::*;

fn event(told: Told, asked: &str) -> Event {
    match told {
        Told::Start => Event::Start,
        Told::Text(status, text) => response(status, &text),
        Told::Refused(name, message) => refusal(name, message),
        Told::Failure => failure(Code::NetworkFailure),
        Told::NewPassword(password, attributes) => {
            let attributes: Vec<_> =
                attributes.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            new_password(&password, &attributes)
        }
        Told::Given(kind, content) => given(kind.unwrap_or(asked), content),
    }
}

/// Whether the user chooses with this answer that the password is sent.
fn gives_password(told: &Told, asked: &str) -> bool {
    let Told::Given(kind, content) = told else { return false };
    match (kind.unwrap_or(asked), content) {
        ("SELECT_CHALLENGE", Content::Choice { choice, .. }) => choice == "PASSWORD",
        ("PASSWORD", Content::Password(_)) => true,
        _ => false,
    }
}

fn shows_nothing(shown: &str) -> bool {
    let secrets = [PASSWORD, GIVEN, "code-canary", "device-canary", "session-canary", "SECRETCANARY"];
    !secrets.iter().any(|secret| shown.contains(secret))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn no_conversation_makes_it_panic_or_betray_a_secret(
        turns in prop::collection::vec(turn(), 0..24),
        method in method(),
        is_device: bool,
        username in "(alice|alice@example.com)",
        begins in prop::bool::weighted(0.9),
    ) {
        let mut world = Remembering::new();
        if !is_device {
            world.devices = Devices::default();
        }
        let sends = matches!(&method, Method::Password)
            || matches!(&method, Method::Choice(Some(preferred)) if preferred == "PASSWORD");
        let mut flow = SignIn::new(Credentials { username, ..credentials(method) }).unwrap();
        let (mut asked, mut is_asked, mut may_send_given) = (String::new(), false, false);
        let begin = begins.then_some(Told::Start);
        let mut answer = None;
        for (number, turn) in turns.into_iter().enumerate() {
            let told = match begin.clone().filter(|_| number == 0).or(turn.wild) {
                Some(told) => told,
                // Where the flow waits for the user, there is nothing under way.
                None if is_asked && turn.fits => fitting_content(&asked, turn.pick),
                None if is_asked => turn.user,
                None => Option::take(&mut answer).filter(|_| turn.fits).unwrap_or(turn.server),
            };
            may_send_given |= gives_password(&told, &asked);
            flow = match world.step(flow, event(told, &asked)) {
                Ok(Step::Send(request, next)) => {
                    let begins = request.operation() == "InitiateAuth";
                    prop_assert!(!holds(&request, PASSWORD) || (sends && begins));
                    prop_assert!(number > 0 || holds(&request, PASSWORD) == sends);
                    prop_assert!(may_send_given || !holds(&request, GIVEN));
                    prop_assert!(!holds(&request, "device-canary"));
                    (is_asked, answer) = (false, fitting_answer(&request));
                    next
                }
                Ok(Step::Ask(challenge, next)) => {
                    prop_assert!(!challenge.kind().is_empty() && next.username().is_some());
                    let shown = format!("{challenge:?}");
                    prop_assert!(shows_nothing(&shown));
                    let text = save(&next, &world.world.config).unwrap();
                    prop_assert!(!text.contains(PASSWORD) && !text.contains(GIVEN));
                    // A name that is too strange, or too long, may be taken up no more: that is an error, too.
                    let _ = restore(&text, &world.world.config);
                    (is_asked, asked) = (true, challenge.kind().into());
                    next
                }
                Ok(Step::Done(outcome)) => {
                    prop_assert!(!outcome.tokens.id.expose().is_empty());
                    break;
                }
                Err(failed) => {
                    let shown = format!("{} {:?}", failed.error, failed.error);
                    prop_assert!(shows_nothing(&shown));
                    let Some(next) = failed.waiting else { break };
                    prop_assert!(next.username().is_some(), "what goes on waits for the user");
                    is_asked = true;
                    next
                }
            };
            let shown = format!("{flow:?} {:?}", world.devices);
            prop_assert!(shows_nothing(&shown));
        }
    }
}

fn holds(request: &Request, text: &str) -> bool {
    let headers = request.headers.iter().map(|(_, value)| value.as_str());
    headers.chain([request.url.as_str(), request.body.as_str()]).any(|part| part.contains(text))
}
