//! Operations beside signing in: with a session that serves where they concern the user, and the session's end where the
//! user is deleted.

use alloc::boxed::Box;
use alloc::rc::Rc;
use alloc::string::String;

use super::{Engine, Output, Task, Work, World};
use crate::cognito::account::Operation;
use crate::encoding::text::{is, owned};
use crate::error::{Code, Error};
use crate::flow::sign_in::Credentials;
use crate::http::Response;
use crate::json::ObjectWriter;
use crate::otpauth;
use crate::password_policy::{self, PasswordPolicy};
use crate::ports::Notice;
use crate::secret::SecretString;
use crate::session::{Record, Session};
use crate::value::Value;

/// A call under way. Options are read before anything is waited for: from then on there is only the request.
pub(super) struct Account {
    operation: &'static Operation,
    body: ObjectWriter,
    /// The session's tokens: those of the beginning, then those that the request was sent with.
    record: Option<Rc<Record>>,
    /// Whether tokens have been renewed for it: once is enough.
    is_renewed: bool,
    /// The name by which somebody signs up, where that is what the call is about.
    username: Option<String>,
    /// Whether the request takes up what a sign-up has left.
    takes_up: bool,
    /// The device that the pool is to forget.
    forgets: Option<String>,
    /// Whose codes an authenticator app is to show.
    issuer: Option<String>,
}

/// Who has just signed up, and what lets the user go on without more ado.
pub(super) struct SignedUp {
    username: String,
    session: SecretString,
    is_confirmed: bool,
}

/// What waits for a session.
pub(super) enum Pending {
    Account(Box<Account>),
    StepUp(Box<Credentials>, Option<Rc<Record>>),
}

impl Engine {
    /// Begins [`Command::Account`](super::Command::Account).
    pub(super) fn account(&mut self, call: u32, operation: &str, mut options: Value, world: &mut World<'_>) {
        if is(operation, "checkPassword") {
            return world.outbox.finish(call, check_password(&options).map(Output::Account));
        }
        self.with_device_key(operation, &mut options);
        match self.account_of(operation, &options) {
            Err(error) => world.outbox.finish(call, Err(error)),
            Ok(account) if account.operation.needs_session() => {
                self.wait(call, Work::Account(Box::new(account)));
                self.session(call, false, world);
            }
            Ok(account) => self.send_account(call, Box::new(account), world),
        }
    }

    fn account_of(&self, operation: &str, options: &Value) -> Result<Account, Error> {
        let operation = Operation::find(operation)?;
        let is_about_sign_up = is(operation.name(), "SignUp") || is(operation.name(), "ConfirmSignUp");
        let issuer = is(operation.name(), "AssociateSoftwareToken").then(|| options.get("issuer")).flatten();
        Ok(Account {
            body: operation.body(&self.config, options)?,
            record: self.record.clone(),
            is_renewed: false,
            username: options.text("username").filter(|_| is_about_sign_up).map(owned),
            takes_up: is(operation.name(), "ConfirmSignUp"),
            forgets: options.text("deviceKey").filter(|_| is(operation.name(), "ForgetDevice")).map(owned),
            issuer: match issuer {
                None | Some(Value::Null) => None,
                Some(Value::String(issuer)) => Some(owned(issuer)),
                Some(_) => return Err(Error::about(Code::InvalidArgument, "issuer")),
            },
            operation,
        })
    }

    /// What waits for a session in the call of this number.
    pub(super) fn account_that_waits(&mut self, call: u32) -> Option<Pending> {
        let waits = |task: &Task| matches!(task.work, Work::Account(_) | Work::StepUp(..));
        match self.take_where(&|task| task.call == call && waits(task))?.work {
            Work::Account(account) => Some(Pending::Account(account)),
            Work::StepUp(credentials, record) => Some(Pending::StepUp(credentials, record)),
            _ => None,
        }
    }

    /// The wait for a session has ended.
    pub(super) fn account_goes_on(
        &mut self,
        call: u32,
        pending: Pending,
        session: Result<Option<Rc<Session>>, Error>,
        world: &mut World<'_>,
    ) {
        // What one user wants done is not done to another, who has signed in meanwhile.
        let same = |before: Option<&Rc<Record>>| {
            let record = Rc::clone(&session?.ok_or(Code::NotSignedIn)?.record);
            let is_same = before.is_some_and(|before| is(&before.username, &record.username));
            if is_same { Ok(record) } else { Err(Code::Aborted.into()) }
        };
        let (mut account, record) = match pending {
            Pending::StepUp(credentials, before) => {
                return self.step_up(call, credentials, same(before.as_ref()), world);
            }
            Pending::Account(account) => {
                let record = same(account.record.as_ref());
                (account, record)
            }
        };
        match record {
            Err(error) => world.outbox.finish(call, Err(error)),
            Ok(record) => {
                account.is_renewed |= !account.was_sent_with(&record);
                account.record = Some(record);
                self.send_account(call, account, world);
            }
        }
    }

    fn send_account(&mut self, call: u32, account: Box<Account>, world: &mut World<'_>) {
        let mut body = account.body.clone();
        if account.takes_up {
            let username = account.username.as_deref();
            let session = username.and_then(|username| self.sign_up_session(username, false));
            body.optional_text("Session", session.map(|session| session.expose().as_str()));
        }
        let record = account.record.as_ref().filter(|_| account.operation.needs_session());
        let token = record.map(|record| &record.tokens.access);
        let request = account.operation.request(&self.config, body, token);
        let number = self.wait(call, Work::Account(account));
        world.outbox.send(number, call, request);
    }

    /// The `Session` that a sign-up by this name has left: first for its confirmation, and after that for a sign-in by
    /// `USER_AUTH`.
    pub(super) fn sign_up_session(&self, name: &str, confirmed: bool) -> Option<&SecretString> {
        let SignedUp { username, session, is_confirmed } = self.signed_up.as_ref()?;
        (is(name, username) && *is_confirmed == confirmed).then_some(session)
    }

    /// Takes the answer of the pool.
    pub(super) fn account_answered(
        &mut self,
        call: u32,
        mut account: Box<Account>,
        result: Result<Box<Response>, Error>,
        world: &mut World<'_>,
    ) {
        let answer = result.and_then(|response| account.operation.read(&response));
        let code = answer.as_ref().err().map(Error::code);
        match code {
            // Revoked elsewhere, or ended by the pool's clock: the refresh token may still serve.
            Some(Code::AccessTokenExpired | Code::AccessTokenRevoked | Code::AccessTokenInvalid)
                if account.operation.needs_session() && !account.is_renewed =>
            {
                account.is_renewed = true;
                let is_current = self.record.as_ref().is_some_and(|record| account.was_sent_with(record));
                self.wait(call, Work::Account(account));
                self.session(call, is_current, world);
            }
            // The sign-up was long ago. Its code may serve all the same.
            Some(Code::ChallengeSessionInvalid) if account.takes_up && self.signed_up.is_some() => {
                self.signed_up = None;
                account.takes_up = false;
                self.send_account(call, account, world);
            }
            _ => {
                let result = answer.and_then(|answer| self.account_done(&account, answer, world));
                world.outbox.finish(call, result.map(Output::Account));
            }
        }
    }

    fn account_done(
        &mut self,
        account: &Account,
        mut answer: Value,
        world: &mut World<'_>,
    ) -> Result<String, Error> {
        if let Some(username) = &account.username {
            let is_confirmed = is(account.operation.name(), "ConfirmSignUp")
                || matches!(answer.get("UserConfirmed"), Some(Value::Bool(true)));
            self.signed_up = answer.text("Session").map(|session| SignedUp {
                username: owned(username),
                session: session.into(),
                is_confirmed,
            });
        }
        if let (Some(secret), Some(record)) = (answer.text("SecretCode"), &account.record) {
            let uri = otpauth::uri(secret, &self.label(record), account.issuer.as_deref());
            if let Value::Map(members) = &mut answer {
                members.push((owned("Uri"), uri.into()));
            }
        }
        let result = account.operation.result(&answer)?;
        if let (Some(key), Some(record)) = (&account.forgets, &account.record) {
            let username = owned(&record.username);
            self.device_forgotten(&username, key, world);
        }
        if is(account.operation.name(), "DeleteUser") {
            self.user_deleted(account, world);
        }
        Ok(result)
    }

    /// What the user calls the account: the email address, where the session knows one.
    fn label(&self, record: &Record) -> String {
        let session = self.session.as_ref().filter(|session| is(&session.record.username, &record.username));
        let email = session.and_then(|session| session.id.claims().text("email"));
        owned(email.unwrap_or(&record.username))
    }

    /// The session ends with its user. There is nobody left to be told at the pool.
    fn user_deleted(&mut self, account: &Account, world: &mut World<'_>) {
        let deleted = account.record.as_ref().map(|record| record.username.as_str());
        // Somebody else may have signed in meanwhile.
        if self.record.as_ref().is_some_and(|record| deleted == Some(record.username.as_str())) {
            self.forget(world);
            world.outbox.notify(Notice::SignedOut(None));
            self.wake(world);
        }
    }
}

impl Account {
    fn was_sent_with(&self, record: &Rc<Record>) -> bool {
        self.record.as_ref().is_some_and(|sent| Rc::ptr_eq(sent, record))
    }
}

fn check_password(options: &Value) -> Result<String, Error> {
    let password = options.text("password").ok_or_else(|| Error::about(Code::InvalidArgument, "password"))?;
    let policy = PasswordPolicy::read(options.get("policy").unwrap_or(&Value::Null))?;
    Ok(password_policy::write(&policy.check(password)))
}
