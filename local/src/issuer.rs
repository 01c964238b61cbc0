//! The two forms of a pool's issuer, of which AWS has one on each of two hosts.
//!
//! Where the server is reached as `cognito-idp.…`, the newer form is on `issuer-cognito-idp.…` as in AWS. Elsewhere, such
//! as at 127.0.0.1, there is no second host, and `issuer-cognito-idp` stands in the path.

use crate::config::{IssuerType, PoolConfig};
use crate::http::Request;

const ORIGINAL: &str = "cognito-idp.";
const UPDATED: &str = "issuer-cognito-idp";

/// The issuer of a pool's tokens.
pub(crate) fn of(public_url: &str, pool: &PoolConfig) -> String {
    form(public_url, &pool.id, pool.issuer_type)
}

/// An issuer in one of its forms.
pub(crate) fn form(public_url: &str, pool_id: &str, issuer_type: IssuerType) -> String {
    let host =
        public_url.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.strip_prefix(ORIGINAL)?)));
    match (issuer_type, host) {
        (IssuerType::Original, _) => format!("{public_url}/{pool_id}"),
        (IssuerType::Updated, Some((scheme, rest))) => format!("{scheme}://{UPDATED}.{rest}/{pool_id}"),
        (IssuerType::Updated, None) => format!("{public_url}/{UPDATED}/{pool_id}"),
    }
}

/// Whether this is an issuer of the pool, in either form: its tokens outlive a change of form.
pub(crate) fn is_of(public_url: &str, pool: &PoolConfig, issuer: &str) -> bool {
    [IssuerType::Original, IssuerType::Updated]
        .into_iter()
        .any(|issuer_type| form(public_url, &pool.id, issuer_type) == issuer)
}

/// A request for `<issuer>/.well-known/<document>`: the form, the pool's id and the document.
pub(crate) fn document(request: &Request) -> Option<(IssuerType, &str, &str)> {
    let (place, document) = request.path.strip_prefix('/')?.split_once("/.well-known/")?;
    let host = request.header("host").unwrap_or_default();
    let by_host = host.strip_prefix(UPDATED).is_some_and(|rest| rest.starts_with('.'));
    match place.strip_prefix(UPDATED).and_then(|rest| rest.strip_prefix('/')) {
        Some(pool_id) => Some((IssuerType::Updated, pool_id, document)),
        None if by_host => Some((IssuerType::Updated, place, document)),
        None => Some((IssuerType::Original, place, document)),
    }
}
