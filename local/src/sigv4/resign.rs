//! The signature that a request should have, as AWS's own crate makes it: an oracle that shares nothing with the
//! caller's way of writing a request down.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation, SigningSettings,
    UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::v4;

use super::Target;
use super::parse::{QUERY_PARAMETERS, Signature};
use crate::credentials::Session;
use crate::form;
use crate::http::Request;

/// What the oracle adds to the headers itself.
const ADDED: [&str; 2] = ["x-amz-date", "x-amz-security-token"];

/// Nothing where the oracle cannot read the request.
pub(super) fn signature(
    request: &Request,
    given: &Signature,
    session: &Session,
    target: Target,
    payload: &str,
) -> Option<String> {
    let identity = Credentials::new(
        &session.access_key_id,
        &session.secret_access_key,
        Some(session.token.clone()),
        None,
        "local",
    )
    .into();
    let mut settings = SigningSettings::default();
    settings.excluded_headers = None;
    if target.is_s3 {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
    }
    let in_query = given.expires.is_some();
    if let Some(seconds) = given.expires {
        settings.signature_location = SignatureLocation::QueryParams;
        settings.expires_in = Some(Duration::from_secs(u64::try_from(seconds).ok()?));
    }
    let since_epoch = Duration::from_secs(u64::try_from(given.time.seconds()).ok()?);
    let parameters = v4::SigningParams::builder()
        .identity(&identity)
        .region(target.region)
        .name(target.service)
        .time(SystemTime::UNIX_EPOCH.checked_add(since_epoch)?)
        .settings(settings)
        .build()
        .ok()?
        .into();
    let signed = |name: &str| given.signed_headers.iter().any(|signed| signed == name);
    let headers = request
        .headers
        .iter()
        .filter(|(name, _)| signed(name) && (in_query || !ADDED.contains(&name.as_str())))
        .map(|(name, value)| (name.as_str(), value.as_str()));
    let uri = uri(request, in_query);
    let body = SignableBody::Precomputed(payload.to_owned());
    let request = SignableRequest::new(&request.method, uri, headers, body).ok()?;
    Some(sign(request, &parameters).ok()?.signature().to_owned())
}

/// The host stands in a header, which is signed; a URI of the oracle's needs one all the same.
fn uri(request: &Request, in_query: bool) -> String {
    let ours = |pair: &&str| {
        let name = form::percent_decode(pair.split('=').next().unwrap_or_default());
        !(in_query && QUERY_PARAMETERS.contains(&name.as_str()))
    };
    let query: Vec<&str> = request.query.split('&').filter(|pair| !pair.is_empty()).filter(ours).collect();
    let separator = if query.is_empty() { "" } else { "?" };
    format!("http://localhost{}{separator}{}", request.path, query.join("&"))
}
