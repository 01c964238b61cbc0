//! The parts of a signature, from the header or from the query.

use super::Refusal;
use crate::form;
use crate::http::Request;
use crate::time::Time;

const LONGEST_LIFE: i64 = 604_800;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Algorithm {
    V4,
    V4a,
}

pub(super) struct Signature {
    pub(super) algorithm: Algorithm,
    pub(super) access_key_id: String,
    /// The date, region and service of the credential scope. Version 4a has no region there but a set of them.
    pub(super) scope_date: String,
    pub(super) region: Option<String>,
    pub(super) region_set: Option<String>,
    pub(super) service: String,
    pub(super) signed_headers: Vec<String>,
    /// In hex.
    pub(super) value: String,
    /// As written, and what it means.
    pub(super) date: String,
    pub(super) time: Time,
    pub(super) session_token: Option<String>,
    /// How many seconds it counts, where it stands in the query.
    pub(super) expires: Option<i64>,
}

/// What belongs to a signature in the query, and is added there by who signs.
pub(super) const QUERY_PARAMETERS: [&str; 7] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
    "X-Amz-Security-Token",
];

pub(super) fn signature(request: &Request) -> Result<Signature, Refusal> {
    let header = request.header("authorization");
    let query = form::parse(&request.query);
    match (header, form::find(&query, "X-Amz-Algorithm")) {
        (Some(_), Some(_)) => {
            Err(Refusal::Incomplete("Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, or the Authorization header should be specified".into()))
        }
        (Some(header), None) => in_header(request, header),
        (None, Some(name)) => in_query(&query, name),
        (None, None) => Err(Refusal::Missing),
    }
}

fn in_header(request: &Request, header: &str) -> Result<Signature, Refusal> {
    let (name, rest) = header.trim().split_once(' ').unwrap_or((header, ""));
    let algorithm = algorithm(name)?;
    let part = |name: &str| {
        let parts = rest.split(',').filter_map(|part| part.trim().split_once('='));
        let value = parts.filter(|(key, _)| *key == name).map(|(_, value)| value).next();
        value.ok_or_else(|| Refusal::Incomplete(format!("Authorization header requires '{name}' parameter.")))
    };
    let given = |name: &str| request.header(name).map(str::to_owned);
    let no_date = || {
        Refusal::Incomplete(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.".into(),
        )
    };
    let parts = Parts {
        algorithm,
        credential: part("Credential")?,
        signed_headers: part("SignedHeaders")?,
        signature: part("Signature")?,
        date: given("x-amz-date").ok_or_else(no_date)?,
        session_token: given("x-amz-security-token"),
        region_set: given("x-amz-region-set"),
        expires: None,
    };
    parts.read()
}

fn in_query(query: &[(String, String)], name: &str) -> Result<Signature, Refusal> {
    let algorithm = algorithm(name)?;
    // Of two only one would be signed.
    let twice = |name: &&&str| query.iter().filter(|(key, _)| key == **name).count() > 1;
    if let Some(name) = QUERY_PARAMETERS.iter().find(twice) {
        return Err(Refusal::Incomplete(format!("AWS query-string parameters must include '{name}' once.")));
    }
    let part = |name: &str| {
        let missing = || Refusal::Incomplete(format!("AWS query-string parameters must include '{name}'."));
        form::find(query, name).ok_or_else(missing)
    };
    let expires: Option<i64> = part("X-Amz-Expires")?.parse().ok();
    let expires = expires
        .filter(|seconds| (1..=LONGEST_LIFE).contains(seconds))
        .ok_or_else(|| Refusal::Incomplete("X-Amz-Expires must be between 1 and 604800 seconds.".into()))?;
    let parts = Parts {
        algorithm,
        credential: part("X-Amz-Credential")?,
        signed_headers: part("X-Amz-SignedHeaders")?,
        signature: part("X-Amz-Signature")?,
        date: part("X-Amz-Date")?.to_owned(),
        session_token: form::find(query, "X-Amz-Security-Token").map(str::to_owned),
        region_set: form::find(query, "X-Amz-Region-Set").map(str::to_owned),
        expires: Some(expires),
    };
    parts.read()
}

fn algorithm(name: &str) -> Result<Algorithm, Refusal> {
    match name {
        "AWS4-HMAC-SHA256" => Ok(Algorithm::V4),
        "AWS4-ECDSA-P256-SHA256" => Ok(Algorithm::V4a),
        // The header may hold somebody's token, which no answer may quote.
        _ => Err(Refusal::Incomplete(
            "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' \
             parameter. Authorization header requires 'SignedHeaders' parameter."
                .into(),
        )),
    }
}

struct Parts<'a> {
    algorithm: Algorithm,
    credential: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
    date: String,
    session_token: Option<String>,
    region_set: Option<String>,
    expires: Option<i64>,
}

impl Parts<'_> {
    fn read(self) -> Result<Signature, Refusal> {
        let scope = || {
            Refusal::Incomplete(
                "Credential must have exactly the parts of a credential scope, and end with 'aws4_request'."
                    .into(),
            )
        };
        let parts: Vec<&str> = self.credential.split('/').collect();
        let (key, date, region, service) = match (self.algorithm, parts.as_slice()) {
            (Algorithm::V4, [key, date, region, service, "aws4_request"]) => {
                (key, date, Some(*region), service)
            }
            (Algorithm::V4a, [key, date, service, "aws4_request"]) => (key, date, None, service),
            _ => return Err(scope()),
        };
        let bad_date = || Refusal::Incomplete("Date must be in ISO-8601 'basic format'.".into());
        let time = Time::parse_amz_date(&self.date).ok_or_else(bad_date)?;
        Ok(Signature {
            algorithm: self.algorithm,
            access_key_id: (*key).to_owned(),
            scope_date: (*date).to_owned(),
            region: region.map(str::to_owned),
            region_set: self.region_set,
            service: (*service).to_owned(),
            signed_headers: self.signed_headers.split(';').map(str::to_owned).collect(),
            value: self.signature.to_owned(),
            date: self.date,
            time,
            session_token: self.session_token,
            expires: self.expires,
        })
    }
}
