//! A request on its way to a signature: all is known but the signature itself.

use alloc::string::String;
use alloc::vec::Vec;

use super::query::{Query, encoded, push_parameter};
use super::target::Target;
use super::{
    Algorithm, Headers, Payload, Presign, Request, Signing, check, credential_scope, date, hash, headers,
    invalid, path, payload_hash, v4a,
};
use crate::encoding::text::{join, owned, push, push_decimal};
use crate::encoding::to_hex;
use crate::error::Error;

/// Seven days.
const LONGEST_LIFE: u32 = 604_800;

/// A signed request. It has no `Debug`: the headers may hold a session token.
#[derive(Clone, PartialEq, Eq)]
pub struct Signed {
    /// The headers to set, in lower case. Each replaces one of the same name.
    pub headers: Vec<(&'static str, String)>,
    /// What was hashed for the signature, for showing: it may hold a session token.
    pub canonical_request: String,
    /// What was signed.
    pub string_to_sign: String,
    /// The signature in hexadecimal, with which the chain of [`stream`](super::stream) and [`event`](super::event) begins.
    pub signature: String,
}

/// A presigned URL. It has no `Debug`: who has the URL can use it.
#[derive(Clone, PartialEq, Eq)]
pub struct Presigned {
    /// The URL to use.
    pub url: String,
    /// What was hashed for the signature, for showing: it may hold a session token.
    pub canonical_request: String,
    /// What was signed.
    pub string_to_sign: String,
    /// The signature in hexadecimal.
    pub signature: String,
}

/// A request that lacks its signature.
pub struct Prepared {
    /// What is hashed for the signature, for showing: it may hold a session token.
    pub canonical_request: String,
    /// What is to be signed.
    pub string_to_sign: String,
    algorithm: Algorithm,
    headers: Headers,
    /// The header `authorization`, up to the signature.
    authorization: String,
}

/// A URL that lacks its signature.
pub struct PreparedUrl {
    /// What is hashed for the signature, for showing: it may hold a session token.
    pub canonical_request: String,
    /// What is to be signed.
    pub string_to_sign: String,
    algorithm: Algorithm,
    /// Everything before the query.
    location: String,
    query: String,
    /// What follows the signature.
    appended_token: Option<String>,
}

/// Everything of [`sign`](super::sign) but the signature.
pub fn prepare(request: &Request<'_>, signing: &Signing<'_>) -> Result<Prepared, Error> {
    let target = checked(request, signing)?;
    let hash = payload_hash(request.payload)?;
    let mut own = Headers::with_capacity(5);
    own.push(("x-amz-date", date::date_time(signing.now)));
    if let Some(token) = &signing.credentials.session_token {
        own.push(("x-amz-security-token", token.expose().clone()));
    }
    // Nobody can tell from the body itself that its hash was not signed.
    if signing.rules.sends_payload_hash || !matches!(request.payload, Payload::Bytes(_) | Payload::Hash(_)) {
        own.push(("x-amz-content-sha256", hash.clone()));
    }
    if signing.algorithm == Algorithm::V4a {
        own.push(("x-amz-region-set", owned(signing.scope.region)));
    }
    let signed = headers::signed(request.headers, &own, &target.host)?;
    let query = Query::of(target.query).canonical();
    let canonical_request = canonical_request(request, signing, &target, &query, &signed, &hash);
    let scope = credential_scope(signing);
    let authorization = join(&[
        signing.algorithm.as_str(),
        " Credential=",
        &signing.credentials.access_key_id,
        "/",
        &scope,
        ", SignedHeaders=",
        &signed.names,
        ", Signature=",
    ]);
    Ok(Prepared {
        string_to_sign: string_to_sign(signing, &scope, &canonical_request),
        canonical_request,
        algorithm: signing.algorithm,
        headers: own,
        authorization,
    })
}

/// Everything of [`presign`](super::presign) but the signature.
pub fn prepare_url(
    request: &Request<'_>,
    signing: &Signing<'_>,
    presign: &Presign,
) -> Result<PreparedUrl, Error> {
    let target = checked(request, signing)?;
    if !(1..=LONGEST_LIFE).contains(&presign.expires_in) {
        return Err(invalid("expiresIn"));
    }
    if matches!(request.payload, Payload::Chunks | Payload::Events) && !signing.rules.presigns_payload {
        return Err(invalid("payload"));
    }
    let hash =
        payload_hash(if signing.rules.presigns_payload { request.payload } else { Payload::Unsigned })?;
    let signed = headers::signed(request.headers, &[], &target.host)?;
    let scope = credential_scope(signing);

    let mut life = String::new();
    push_decimal(&mut life, presign.expires_in.into(), 1);
    let mut own: Headers = Vec::with_capacity(7);
    own.push(("X-Amz-Algorithm", owned(signing.algorithm.as_str())));
    own.push(("X-Amz-Credential", join(&[&signing.credentials.access_key_id, "/", &scope])));
    own.push(("X-Amz-Date", date::date_time(signing.now)));
    own.push(("X-Amz-SignedHeaders", signed.names.clone()));
    own.push(("X-Amz-Expires", life));
    if signing.algorithm == Algorithm::V4a {
        own.push(("X-Amz-Region-Set", owned(signing.scope.region)));
    }
    let mut appended_token = None;
    if let Some(token) = &signing.credentials.session_token {
        if presign.appends_token {
            appended_token = Some(encoded(token.expose().as_bytes()));
        } else {
            own.push(("X-Amz-Security-Token", token.expose().clone()));
        }
    }

    let mut canonical = Query::of(target.query);
    canonical.refuse_signed()?;
    let mut query = owned(target.query);
    for (name, value) in &own {
        canonical.insert(name.as_bytes(), value.as_bytes());
        push_parameter(&mut query, name, &encoded(value.as_bytes()));
    }
    let canonical_request =
        canonical_request(request, signing, &target, &canonical.canonical(), &signed, &hash);
    Ok(PreparedUrl {
        string_to_sign: string_to_sign(signing, &scope, &canonical_request),
        canonical_request,
        algorithm: signing.algorithm,
        location: join(&[target.origin, target.path, "?"]),
        query,
        appended_token,
    })
}

impl Prepared {
    /// The headers, with the `signature` of [`Prepared::string_to_sign`] by SigV4a, in DER. WebCrypto gives it in
    /// another form: see [`v4a::der_signature`].
    pub fn finish(self, signature: &[u8]) -> Result<Signed, Error> {
        let signature = asymmetric(self.algorithm, signature)?;
        Ok(self.complete(signature))
    }

    pub(super) fn complete(mut self, signature: String) -> Signed {
        push(&mut self.authorization, &signature);
        self.headers.push(("authorization", self.authorization));
        Signed {
            headers: self.headers,
            canonical_request: self.canonical_request,
            string_to_sign: self.string_to_sign,
            signature,
        }
    }
}

impl PreparedUrl {
    /// The URL, with the `signature` of [`PreparedUrl::string_to_sign`] by SigV4a, in DER.
    pub fn finish(self, signature: &[u8]) -> Result<Presigned, Error> {
        let signature = asymmetric(self.algorithm, signature)?;
        Ok(self.complete(signature))
    }

    pub(super) fn complete(mut self, signature: String) -> Presigned {
        push_parameter(&mut self.query, "X-Amz-Signature", &signature);
        if let Some(token) = &self.appended_token {
            push_parameter(&mut self.query, "X-Amz-Security-Token", token);
        }
        Presigned {
            url: join(&[&self.location, &self.query]),
            canonical_request: self.canonical_request,
            string_to_sign: self.string_to_sign,
            signature,
        }
    }
}

fn asymmetric(algorithm: Algorithm, signature: &[u8]) -> Result<String, Error> {
    match algorithm {
        Algorithm::V4 => Err(invalid("algorithm")),
        Algorithm::V4a if v4a::is_der_signature(signature) => Ok(to_hex(signature)),
        Algorithm::V4a => Err(invalid("signature")),
    }
}

fn checked<'a>(request: &Request<'a>, signing: &Signing<'_>) -> Result<Target<'a>, Error> {
    check(signing)?;
    if !headers::is_token(request.method) {
        return Err(invalid("method"));
    }
    // The chains of chunks and messages are of HMACs.
    if signing.algorithm == Algorithm::V4a && matches!(request.payload, Payload::Chunks | Payload::Events) {
        return Err(invalid("payload"));
    }
    Target::of(request.url)
}

fn canonical_request(
    request: &Request<'_>,
    signing: &Signing<'_>,
    target: &Target<'_>,
    query: &str,
    signed: &headers::Signed,
    hash: &str,
) -> String {
    let path = path::canonical(target.path, signing.rules);
    let parts =
        [request.method, "\n", &path, "\n", query, "\n", &signed.lines, "\n", &signed.names, "\n", hash];
    join(&parts)
}

fn string_to_sign(signing: &Signing<'_>, scope: &str, canonical_request: &str) -> String {
    let (date, hash) = (date::date_time(signing.now), hash(canonical_request.as_bytes()));
    join(&[signing.algorithm.as_str(), "\n", &date, "\n", scope, "\n", &hash])
}
