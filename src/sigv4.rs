//! Requests signed for AWS: Signature Version 4, and its variant for several regions, SigV4a.
//!
//! Everything here is a pure function of a request, who signs it, and the time. [`sign`] gives the headers to add, and
//! [`presign`] a URL that carries its signature. SigV4a signs with a key of the curve P-256, which a page leaves to
//! WebCrypto: [`prepare`] and [`prepare_url`] give the string to sign, and their `finish` takes the signature.
//!
//! A URL must be given as it will be sent, which is `new URL(url).href` in a browser: that removes dot segments and
//! encodes what is not ASCII, and a signature covers the outcome. Where something else is left in a path, it is encoded.

mod date;
pub mod event;
mod headers;
mod key;
mod path;
mod prepared;
mod query;
mod rules;
pub mod stream;
mod target;
pub mod v4a;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::clock::Timestamp;
use crate::encoding::text::{is, owned, push};
use crate::encoding::to_hex;
use crate::error::{Code, Error};
use crate::secret::SecretString;
use crate::srp::hash::{hmac, sha256};

pub use key::SigningKeys;
pub use prepared::{Prepared, PreparedUrl, Presigned, Signed, prepare, prepare_url};
pub use rules::Rules;

/// What an identity pool or STS issues.
#[derive(Clone)]
pub struct Credentials {
    /// The id, which every signature shows.
    pub access_key_id: String,
    /// The secret, which none does.
    pub secret_access_key: SecretString,
    /// For temporary credentials: the token that goes with them.
    pub session_token: Option<SecretString>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Credentials(…)")
    }
}

/// Where a signature holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scope<'a> {
    /// The region, such as `eu-west-1`. For SigV4a, the set of regions, such as `*` or `eu-west-1,us-*`.
    pub region: &'a str,
    /// The service's signing name, such as `execute-api`.
    pub service: &'a str,
}

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// HMAC-SHA256, for one region.
    V4,
    /// ECDSA over P-256, for a set of regions.
    V4a,
}

impl Algorithm {
    /// The algorithm as AWS names it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V4 => "AWS4-HMAC-SHA256",
            Self::V4a => v4a::ALGORITHM,
        }
    }
}

/// What is known of a body when its request is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Payload<'a> {
    /// The whole body. A large one is hashed faster by WebCrypto: see [`Payload::Hash`].
    Bytes(&'a [u8]),
    /// The body's SHA-256, in hexadecimal.
    Hash(&'a str),
    /// Nothing: the signature leaves the body out, as S3 allows over https.
    Unsigned,
    /// A body of chunks that [`stream::sign_chunk`] signs.
    Chunks,
    /// A body of messages that [`event::sign_event`] signs.
    Events,
}

/// A request to be signed. It has no `Debug`: its body may hold secrets.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The method, as it is sent.
    pub method: &'a str,
    /// The absolute URL, as it is sent.
    pub url: &'a str,
    /// The headers that the caller sets. All are signed but those that [`is_signed`] leaves out.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body.
    pub payload: Payload<'a>,
}

/// Who signs, for what, how, and when.
#[derive(Clone, Copy, Debug)]
pub struct Signing<'a> {
    /// Who signs.
    pub credentials: &'a Credentials,
    /// For which region and service.
    pub scope: Scope<'a>,
    /// By which algorithm.
    pub algorithm: Algorithm,
    /// What the service has of its own; [`Rules::for_service`] knows.
    pub rules: Rules,
    /// When, by the server's clock.
    pub now: Timestamp,
}

/// How a URL is presigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Presign {
    /// For how many seconds it works: from 1 to 604,800, which are seven days.
    pub expires_in: u32,
    /// Whether the session token is appended after signing, and so not covered by the signature.
    pub appends_token: bool,
}

impl Presign {
    /// What `service` expects. MQTT over `WebSocket` to AWS's `IoT`, whose service is `iotdevicegateway`, wants the session token appended.
    pub fn for_service(service: &str, expires_in: u32) -> Self {
        Self { expires_in, appends_token: is(service, "iotdevicegateway") }
    }
}

/// Signs `request` by SigV4: the headers to add to it. `keys` keeps what can be used again.
pub fn sign(request: &Request<'_>, signing: &Signing<'_>, keys: &mut SigningKeys) -> Result<Signed, Error> {
    let prepared = prepare(request, &symmetric(signing)?)?;
    let signature = hmac_signature(&prepared.string_to_sign, signing, keys);
    Ok(prepared.complete(signature))
}

/// Signs `request` by SigV4 as a URL that anybody may use until it expires.
pub fn presign(
    request: &Request<'_>,
    signing: &Signing<'_>,
    presign: &Presign,
    keys: &mut SigningKeys,
) -> Result<Presigned, Error> {
    let prepared = prepare_url(request, &symmetric(signing)?, presign)?;
    let signature = hmac_signature(&prepared.string_to_sign, signing, keys);
    Ok(prepared.complete(signature))
}

/// Whether a request's signature covers the header `name`.
///
/// Left out is what changes between the page and AWS, where a covered header would make a good signature fail: what
/// browsers set by themselves and keep pages from setting (`accept-encoding`, `cookie`, `origin`, `referer`, `sec-*`),
/// what is for one hop only or what proxies rewrite (`connection`, `via`, `cache-control`, `x-forwarded-for`), what AWS's
/// load balancers add (`x-amzn-trace-id`), and `authorization`, which holds the signature itself. AWS's own signers
/// leave out most of the same.
pub fn is_signed(name: &str) -> bool {
    const UNSIGNED: &str = " accept-encoding authorization cache-control connection cookie expect from keep-alive \
        max-forwards origin pragma referer te trailer transfer-encoding upgrade user-agent via x-amzn-trace-id \
        x-forwarded-for ";
    let name = name.to_ascii_lowercase();
    let is_listed = UNSIGNED.split(' ').any(|unsigned| is(unsigned, &name));
    !(is_listed || name.starts_with("sec-") || name.starts_with("proxy-"))
}

/// `signing`, where it is of a kind that this module signs by itself.
fn symmetric<'a>(signing: &Signing<'a>) -> Result<Signing<'a>, Error> {
    match signing.algorithm {
        Algorithm::V4 => Ok(*signing),
        Algorithm::V4a => Err(invalid("algorithm")),
    }
}

/// The signature of `text` by SigV4.
fn hmac_signature(text: &str, signing: &Signing<'_>, keys: &mut SigningKeys) -> String {
    to_hex(hmac(keys.signing_key(signing), &[text.as_bytes()]).expose())
}

/// SHA-256 in hexadecimal.
fn hash(bytes: &[u8]) -> String {
    to_hex(sha256(&[bytes], &[]).expose())
}

/// The scope as a signature shows it: date, region unless it is signed as a set, and service.
fn credential_scope(signing: &Signing<'_>) -> String {
    let mut scope = date::date(signing.now);
    let region: &[&str] = match signing.algorithm {
        Algorithm::V4 => &["/", signing.scope.region],
        Algorithm::V4a => &[],
    };
    for part in region.iter().chain(&["/", signing.scope.service, "/aws4_request"]) {
        push(&mut scope, part);
    }
    scope
}

/// Refuses what would not stay in its place within a signature.
fn check(signing: &Signing<'_>) -> Result<(), Error> {
    let Signing { credentials, scope, .. } = signing;
    let token = credentials.session_token.as_ref().map(|token| token.expose().as_str());
    for (text, subject) in [
        (scope.region, "region"),
        (scope.service, "service"),
        (credentials.access_key_id.as_str(), "accessKeyId"),
    ] {
        if !is_visible(text) || text.bytes().any(|byte| byte == b'/') {
            return Err(invalid(subject));
        }
    }
    for (text, subject) in [
        (credentials.secret_access_key.expose().as_str(), "secretAccessKey"),
        (token.unwrap_or("-"), "sessionToken"),
    ] {
        if !is_visible(text) {
            return Err(invalid(subject));
        }
    }
    Ok(())
}

/// Whether there is something, and all of it is visible ASCII.
fn is_visible(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The text that stands for the payload in the canonical request.
fn payload_hash(payload: Payload<'_>) -> Result<String, Error> {
    Ok(match payload {
        Payload::Bytes(bytes) => hash(bytes),
        Payload::Hash(hash) => {
            if hash.len() != 64 || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return Err(invalid("payload"));
            }
            hash.to_ascii_lowercase()
        }
        Payload::Unsigned => owned("UNSIGNED-PAYLOAD"),
        Payload::Chunks => owned("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"),
        Payload::Events => owned("STREAMING-AWS4-HMAC-SHA256-EVENTS"),
    })
}

#[cold]
fn invalid(subject: &'static str) -> Error {
    Error::about(Code::InvalidArgument, subject)
}

/// Headers to add to a request.
type Headers = Vec<(&'static str, String)>;

#[cfg(test)]
mod tests;
