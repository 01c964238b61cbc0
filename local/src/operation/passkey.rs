//! A user's passkeys: register, list, delete.

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value, json};

use crate::call::{Answer, Call, ClientCall, UserCall};
use crate::config::{FirstFactor, UserVerification};
use crate::error::ServiceError;
use crate::input::{Constraint, Input};
use crate::random;
use crate::state::Registration;
use crate::user::User;
use crate::web_authn::{self, Credential, Expected, Problem};

/// As many passkeys may a user have.
const MOST: usize = 20;
const REGISTRATION_SECONDS: i64 = 300;

pub(super) fn start_registration(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    input.check()?;
    let UserCall { call, user, .. } = call.of_access_token(access_token)?;
    let relying_party = refuse_unless_enabled(&call)?;
    refuse_too_many(&user)?;
    let challenge = random::base64url(call.random, 32)?;
    let exclude: Vec<Value> = user.passkeys(call.pool).into_iter().map(Credential::descriptor).collect();
    let options = json!({
        "rp": { "id": relying_party, "name": relying_party },
        "user": { "id": handle(&user), "name": user.username, "displayName": user.username },
        "challenge": challenge,
        "pubKeyCredParams": [
            { "type": "public-key", "alg": -7 },
            { "type": "public-key", "alg": -257 },
        ],
        "timeout": 60_000,
        "excludeCredentials": exclude,
        "authenticatorSelection": {
            "requireResidentKey": true,
            "residentKey": "required",
            "userVerification": call.pool.web_authn.user_verification.name(),
        },
    });
    let expires = call.now.plus_seconds(REGISTRATION_SECONDS);
    let registration = Registration { challenge, client_id: call.client.id.clone(), expires };
    // Each start takes the place of an earlier one.
    call.state.registrations.insert(user.username, registration);
    Ok(json!({ "CredentialCreationOptions": options }))
}

pub(super) fn complete_registration(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let credential = input.document("Credential")?;
    input.check()?;
    let UserCall { call, user, .. } = call.of_access_token(access_token)?;
    refuse_unless_enabled(&call)?;
    refuse_too_many(&user)?;
    let missing = || error("WebAuthnChallengeNotFoundException", "Challenge not found or expired.");
    // One attempt: a refused credential begins again.
    let registration = call.state.registrations.remove(&user.username).ok_or_else(missing)?;
    if call.now >= registration.expires {
        return Err(missing());
    }
    if registration.client_id != call.client.id {
        let message = "The access token is for another client than the registration was started with.";
        return Err(error("WebAuthnClientMismatchException", message));
    }
    let config = &call.pool.web_authn;
    let expected = Expected {
        config,
        challenge: &registration.challenge,
        user_verification: config.user_verification == UserVerification::Required,
    };
    let credential = web_authn::register(&expected, credential, call.now).map_err(refusal)?;
    let mut users = call.state.users.values();
    if users.any(|user| user.factors.credentials.iter().any(|known| known.id == credential.id)) {
        return Err(ServiceError::invalid_parameter("The credential is registered already."));
    }
    let stored = call.state.user_mut(call.pool, &user.username);
    stored.ok_or_else(ServiceError::user_not_found)?.factors.credentials.push(credential);
    Ok(json!({}))
}

/// Page by page. The token of a page is the id of the last credential before it.
pub(super) fn list(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let limit = input.count("MaxResults", 20)?;
    let after = input.optional("NextToken", Constraint::PageToken)?;
    input.check()?;
    let user = call.of_access_token(access_token)?.user;
    let all = user.factors.credentials.as_slice();
    let start = match after {
        None => 0,
        Some(token) => all
            .iter()
            .position(|credential| credential.id == token)
            .map(|index| index + 1)
            .ok_or_else(|| ServiceError::invalid_parameter("Invalid NextToken."))?,
    };
    let limit = limit.filter(|limit| *limit > 0).unwrap_or(20);
    let page: Vec<&Credential> = all.iter().skip(start).take(limit).collect();
    let shown: Vec<Value> = page.iter().map(|credential| show(credential)).collect();
    let mut answer = json!({ "Credentials": shown });
    let more = start + page.len() < all.len();
    if let (true, Some(last), Some(members)) = (more, page.last(), answer.as_object_mut()) {
        members.insert("NextToken".into(), json!(last.id));
    }
    Ok(answer)
}

pub(super) fn delete(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    let id = input.required("CredentialId", Constraint::Any)?;
    input.check()?;
    let UserCall { call, user, .. } = call.of_access_token(access_token)?;
    let stored = call.state.user_mut(call.pool, &user.username).ok_or_else(ServiceError::user_not_found)?;
    let before = stored.factors.credentials.len();
    stored.factors.credentials.retain(|credential| credential.id != id);
    if stored.factors.credentials.len() == before {
        return Err(ServiceError::new("ResourceNotFoundException", "The credential does not exist."));
    }
    Ok(json!({}))
}

/// What a passkey knows its user by: it must not change with the username.
pub(super) fn handle(user: &User) -> String {
    BASE64URL_NOPAD.encode(user.sub.as_bytes())
}

fn show(credential: &Credential) -> Value {
    let mut shown = json!({
        "CredentialId": credential.id,
        "FriendlyCredentialName": "Passkey",
        "RelyingPartyId": credential.relying_party_id,
        "AuthenticatorTransports": credential.transports,
        "CreatedAt": credential.created.seconds(),
    });
    if let (Some(attachment), Some(members)) = (&credential.attachment, shown.as_object_mut()) {
        members.insert("AuthenticatorAttachment".into(), json!(attachment));
    }
    shown
}

/// The pool's domain for passkeys, if it has passkeys.
fn refuse_unless_enabled<'a>(call: &ClientCall<'a>) -> Result<&'a str, ServiceError> {
    let pool = call.pool;
    if !pool.allows_first(FirstFactor::WebAuthn) {
        return Err(error("WebAuthnNotEnabledException", "WebAuthn is not enabled for the user pool."));
    }
    let message = "The user pool has no relying party ID and no domain.";
    let missing = || error("WebAuthnConfigurationMissingException", message);
    pool.web_authn.relying_party_id.as_deref().ok_or_else(missing)
}

fn refuse_too_many(user: &User) -> Result<(), ServiceError> {
    if user.factors.credentials.len() >= MOST {
        let message = "The user has the most passkeys that a user can have.";
        return Err(ServiceError::new("LimitExceededException", message));
    }
    Ok(())
}

fn refusal(problem: Problem) -> ServiceError {
    match problem {
        Problem::Malformed => ServiceError::invalid_parameter("The credential is malformed."),
        Problem::Challenge => {
            error("WebAuthnChallengeNotFoundException", "The credential answers another challenge.")
        }
        Problem::Origin => {
            error("WebAuthnOriginNotAllowedException", "The origin of the credential is not allowed.")
        }
        Problem::RelyingParty => error(
            "WebAuthnRelyingPartyMismatchException",
            "The credential is for another relying party than the user pool's.",
        ),
        Problem::User => error(
            "WebAuthnCredentialNotSupportedException",
            "The authenticator did not verify the user as the user pool requires.",
        ),
        Problem::Unsupported => error(
            "WebAuthnCredentialNotSupportedException",
            "The user pool does not support this kind of key or attestation.",
        ),
        Problem::Signature | Problem::Counter => {
            ServiceError::invalid_parameter("The signature of the attestation is wrong.")
        }
    }
}

fn error(name: &'static str, message: &str) -> ServiceError {
    ServiceError::new(name, message)
}
