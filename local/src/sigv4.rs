//! AWS's request signatures, version 4 and its asymmetric form 4a, in headers and in queries: who signed a request.

mod canonical;
mod chunks;
mod parse;
mod refusal;
mod resign;
mod v4a;

use data_encoding::HEXLOWER;
use hmac_sha256::Hash;

pub(crate) use chunks::Chain;
pub(crate) use parse::Algorithm;
pub(crate) use refusal::Refusal;

use crate::constant_time;
use crate::credentials::{Credentials, Session};
use crate::http::Request;
use crate::time::Time;
use parse::Signature;

/// What a body is signed as that is not signed itself.
pub(crate) const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
/// What a body is signed as whose chunks have signatures of their own.
pub(crate) const STREAMING: &str = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
const HASH_HEADER: &str = "x-amz-content-sha256";

/// For which service a signature must be, and what that service asks of one.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    /// How far the clocks may be apart.
    pub(crate) window_seconds: i64,
    /// S3 encodes paths once, wants the body's hash in a header, and takes bodies that are not signed.
    pub(crate) is_s3: bool,
}

impl<'a> Target<'a> {
    pub(crate) fn of(service: &'a str, region: &'a str) -> Self {
        Self { service, region, window_seconds: 300, is_s3: false }
    }

    pub(crate) fn s3(region: &'a str) -> Self {
        Self { service: "s3", region, window_seconds: 900, is_s3: true }
    }
}

/// A request whose signature is sound.
pub(crate) struct Signed<'a> {
    pub(crate) session: &'a Session,
    pub(crate) algorithm: Algorithm,
    /// How the chunks of the body go on from here, if it is one of chunks.
    pub(crate) streaming: Option<Chain>,
}

/// Whether a request bears anything of a signature.
pub(crate) fn is_signed(request: &Request) -> bool {
    request.header("authorization").is_some_and(|value| value.starts_with("AWS4-"))
        || request.query.contains("X-Amz-Algorithm=")
}

/// Checks who signed a request, and that it arrived as it was signed.
pub(crate) fn verify<'a>(
    request: &Request,
    target: Target,
    credentials: &'a Credentials,
    now: Time,
) -> Result<Signed<'a>, Refusal> {
    let signature = parse::signature(request)?;
    let session = credentials.find(&signature.access_key_id).ok_or(Refusal::UnknownKey)?;
    // Temporary credentials count with their session token only.
    let token = signature.session_token.as_deref().unwrap_or_default();
    if !constant_time::equal(token.as_bytes(), session.token.as_bytes()) {
        return Err(Refusal::WrongToken);
    }
    if now >= session.expires {
        return Err(Refusal::ExpiredToken);
    }
    check_scope(&signature, target)?;
    check_time(&signature, target, now)?;
    check_signed_headers(request, &signature)?;
    let payload = payload_hash(request, &signature, target)?;
    let sound = match signature.algorithm {
        Algorithm::V4 => resign::signature(request, &signature, session, target, &payload)
            .is_some_and(|ours| constant_time::equal(ours.as_bytes(), signature.value.as_bytes())),
        Algorithm::V4a => v4a::verifies(request, &signature, session, target, &payload),
    };
    if !sound {
        return Err(Refusal::Mismatch);
    }
    let chain = || Chain {
        time: signature.time,
        region: signature.region.clone().unwrap_or_default(),
        service: signature.service.clone(),
        seed: signature.value.clone(),
    };
    let streaming = (payload == STREAMING).then(chain);
    Ok(Signed { session, algorithm: signature.algorithm, streaming })
}

fn check_scope(signature: &Signature, target: Target) -> Result<(), Refusal> {
    if signature.service != target.service {
        return Err(Refusal::WrongService(target.service.to_owned()));
    }
    let in_region = match (&signature.region, &signature.region_set) {
        (Some(region), _) => region == target.region,
        (None, Some(set)) => set.split(',').any(|pattern| covers(pattern.trim(), target.region)),
        (None, None) => false,
    };
    if !in_region {
        return Err(Refusal::WrongRegion(target.region.to_owned()));
    }
    let day = signature.date.get(..8).unwrap_or_default();
    if signature.scope_date != day {
        return Err(Refusal::ScopeDate {
            scope: signature.scope_date.clone(),
            day: day.to_owned(),
            date: signature.date.clone(),
        });
    }
    Ok(())
}

/// `eu-west-1`, `eu-*` and `*` cover `eu-west-1`.
fn covers(pattern: &str, region: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == region, |start| region.starts_with(start))
}

fn check_time(signature: &Signature, target: Target, now: Time) -> Result<(), Refusal> {
    let (signed, window) = (signature.time, target.window_seconds);
    if signed > now.plus_seconds(window) {
        return Err(Refusal::NotYet { signed, now, window });
    }
    match signature.expires {
        Some(seconds) if now > signed.plus_seconds(seconds) => {
            Err(Refusal::Elapsed { expires: signed.plus_seconds(seconds), seconds, now })
        }
        None if signed < now.plus_seconds(-window) => Err(Refusal::TooOld { signed, now, window }),
        _ => Ok(()),
    }
}

/// The host, and everything that AWS itself reads, must be signed.
fn check_signed_headers(request: &Request, signature: &Signature) -> Result<(), Refusal> {
    let signs = |name: &str| signature.signed_headers.iter().any(|signed| signed == name);
    if !signs("host") {
        return Err(Refusal::UnsignedHeader("'Host' or ':authority'".into()));
    }
    let read_by_aws = |name: &&String| name.starts_with("x-amz-") && !signs(name);
    if let Some(name) = request.headers.iter().map(|(name, _)| name).find(read_by_aws) {
        return Err(Refusal::UnsignedHeader(format!("'{name}'")));
    }
    let count = |name: &str| request.headers.iter().filter(|(key, _)| key == name).count();
    let absent = signature.signed_headers.iter().any(|name| count(name) == 0);
    // These are read once, and written down once by who signs.
    let twice = ["host", "x-amz-date", "x-amz-security-token"].into_iter().any(|name| count(name) > 1);
    if absent || twice { Err(Refusal::Mismatch) } else { Ok(()) }
}

/// What stands for the body in what was signed.
fn payload_hash(request: &Request, signature: &Signature, target: Target) -> Result<String, Refusal> {
    let actual = HEXLOWER.encode(&Hash::hash(&request.body));
    match request.header(HASH_HEADER) {
        Some(special @ (UNSIGNED | STREAMING)) if target.is_s3 => Ok(special.to_owned()),
        Some(claimed) if claimed == actual => Ok(actual),
        Some(_) => Err(Refusal::WrongBody),
        None if target.is_s3 && signature.expires.is_some() => Ok(UNSIGNED.to_owned()),
        None if target.is_s3 => Err(Refusal::MissingHash),
        None => Ok(actual),
    }
}
