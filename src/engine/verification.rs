//! Verifies tokens: one of a caller's, or the two of a session, each by the pool's keys and the host's verdict.

use alloc::boxed::Box;
use alloc::rc::Rc;

use super::sharing::News;
use super::{Engine, Output, Work, World};
use crate::error::{Code, Error};
use crate::jwt::{Expected, SignatureCheck, TokenUse, Unverified, Verified};
use crate::secret::SecretString;
use crate::session::{Record, Session};

/// A verification under way.
pub(super) struct Verification {
    pub(super) call: u32,
    subject: Subject,
    /// The ID token of a session, once it has been verified.
    id: Option<Verified>,
    stage: Stage,
}

enum Subject {
    Token(SecretString, TokenUse),
    /// The tokens of a sign-in that is complete but for this.
    SignedIn(Rc<Record>),
    /// The tokens in storage; with what to tell once they are verified, where another tab has put them there.
    Stored(Rc<Record>, Option<News>),
    /// The tokens that a refresh has brought, and those before it.
    Renewed(Rc<Record>, Rc<Record>),
}

enum Stage {
    Start,
    /// The keys of the issuer at this index are on their way.
    Keys(usize, Unverified),
    Signature(SignatureCheck),
}

impl Verification {
    pub(super) const fn of_token(call: u32, token: SecretString, token_use: TokenUse) -> Self {
        Self::new(call, Subject::Token(token, token_use))
    }

    pub(super) const fn of_sign_in(call: u32, record: Rc<Record>) -> Self {
        Self::new(call, Subject::SignedIn(record))
    }

    pub(super) const fn of_stored(record: Rc<Record>, news: Option<News>) -> Self {
        Self::new(0, Subject::Stored(record, news))
    }

    pub(super) const fn of_renewed(record: Rc<Record>, before: Rc<Record>) -> Self {
        Self::new(0, Subject::Renewed(record, before))
    }

    const fn new(call: u32, subject: Subject) -> Self {
        Self { call, subject, id: None, stage: Stage::Start }
    }

    /// Whether it serves the session that there is, and not a call.
    pub(super) const fn is_of_session(&self) -> bool {
        matches!(self.subject, Subject::Stored(..) | Subject::Renewed(..))
    }

    pub(super) const fn is_of_stored(&self) -> bool {
        matches!(self.subject, Subject::Stored(..))
    }

    pub(super) const fn is_of_renewed(&self) -> bool {
        matches!(self.subject, Subject::Renewed(..))
    }

    pub(super) const fn is_of_sign_in(&self) -> bool {
        matches!(self.subject, Subject::SignedIn(_))
    }

    pub(super) fn awaits_keys(&self, index: usize) -> bool {
        matches!(self.stage, Stage::Keys(awaited, _) if awaited == index)
    }

    /// The token whose turn it is.
    fn token(&self) -> (&SecretString, TokenUse) {
        match &self.subject {
            Subject::Token(token, token_use) => (token, *token_use),
            Subject::SignedIn(record) | Subject::Stored(record, _) | Subject::Renewed(record, _) => {
                if self.id.is_none() {
                    (&record.tokens.id, TokenUse::Id)
                } else {
                    (&record.tokens.access, TokenUse::Access)
                }
            }
        }
    }
}

impl Engine {
    /// Begins with the token whose turn it is.
    pub(super) fn verify(&mut self, verification: Verification, world: &mut World<'_>) {
        self.verify_next(Box::new(verification), world);
    }

    fn verify_next(&mut self, mut verification: Box<Verification>, world: &mut World<'_>) {
        let (token, _) = verification.token();
        let token = Unverified::parse(token.expose());
        match token.and_then(|token| Ok((self.keys_for(&token)?, token))) {
            Err(error) => self.verified(verification, Err(error), world),
            Ok(((index, is_missing), token)) => {
                verification.stage = Stage::Keys(index, token);
                if is_missing && self.fetch_keys(index, world) {
                    self.wait(verification.call, Work::Verification(verification));
                } else {
                    self.check(verification, world);
                }
            }
        }
    }

    /// Has the signature checked, now that the keys are as complete as they get.
    pub(super) fn check(&mut self, mut verification: Box<Verification>, world: &mut World<'_>) {
        let Stage::Keys(index, token) = core::mem::replace(&mut verification.stage, Stage::Start) else {
            return;
        };
        // There are none where the last fetch failed a moment ago.
        let keys = self.key_set(index).ok_or_else(|| Error::new(Code::KeysUnavailable));
        match keys.and_then(|keys| token.check(keys)) {
            Err(error) => self.verified(verification, Err(error), world),
            Ok(check) => {
                verification.stage = Stage::Signature(check);
                let number = self.wait(verification.call, Work::Verification(verification));
                if let Some(Work::Verification(waiting)) = self.tasks.last().map(|task| &task.work)
                    && let Stage::Signature(check) = &waiting.stage
                {
                    world.outbox.verify(number, check);
                }
            }
        }
    }

    /// Takes the verdict on a signature.
    pub(super) fn judged(
        &mut self,
        mut verification: Box<Verification>,
        verdict: Result<bool, Error>,
        world: &mut World<'_>,
    ) {
        let Stage::Signature(check) = core::mem::replace(&mut verification.stage, Stage::Start) else {
            return;
        };
        let (_, token_use) = verification.token();
        let expected = Expected {
            issuers: &self.config.issuers,
            client_id: self.config.client_id.as_str(),
            token_use,
            skew_seconds: self.config.clock_skew,
            nonce: None,
        };
        let now = self.now(world);
        let result = verdict.and_then(|valid| check.conclude(valid, &expected, now));
        match (result, &verification.subject) {
            (Ok(id), Subject::SignedIn(_) | Subject::Stored(..) | Subject::Renewed(..))
                if verification.id.is_none() =>
            {
                verification.id = Some(id);
                self.verify_next(verification, world);
            }
            (result, _) => self.verified(verification, result, world),
        }
    }

    /// The last token is verified, or one is not.
    #[expect(
        clippy::boxed_local,
        reason = "moving the pointer is shorter code than moving what it points to"
    )]
    pub(super) fn verified(
        &mut self,
        verification: Box<Verification>,
        result: Result<Verified, Error>,
        world: &mut World<'_>,
    ) {
        let Verification { call, subject, id, .. } = *verification;
        match subject {
            Subject::Token(..) => world.outbox.finish(call, result.map(Output::Verified)),
            Subject::SignedIn(record) => self.signed_in(call, joined(record, id, result), world),
            Subject::Stored(record, news) => self.restored(&joined(record, id, result), news, world),
            Subject::Renewed(record, before) => self.renewed(joined(record, id, result), &before, world),
        }
    }
}

/// The session of two verified tokens.
fn joined(
    record: Rc<Record>,
    id: Option<Verified>,
    access: Result<Verified, Error>,
) -> Result<Rc<Session>, Error> {
    let access = access?;
    let id = id.ok_or(Code::InternalPanic)?;
    Session::new(record, id, access).map(Rc::new)
}
