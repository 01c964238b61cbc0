//! Why a signature does not count, in the words of API Gateway and `AppSync`. S3 has its own.

use crate::time::Time;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// There is none.
    Missing,
    /// It lacks something, which the message names.
    Incomplete(String),
    UnknownKey,
    /// The session token is not the one that came with the access key.
    WrongToken,
    ExpiredToken,
    WrongService(String),
    WrongRegion(String),
    ScopeDate {
        scope: String,
        day: String,
        date: String,
    },
    TooOld {
        signed: Time,
        now: Time,
        window: i64,
    },
    NotYet {
        signed: Time,
        now: Time,
        window: i64,
    },
    /// A signature in a query has had its time.
    Elapsed {
        expires: Time,
        seconds: i64,
        now: Time,
    },
    UnsignedHeader(String),
    MissingHash,
    /// A body that should be in signed chunks is not, or breaks off.
    BrokenChunks,
    /// The body is not the one whose hash was sent.
    WrongBody,
    Mismatch,
}

pub(crate) const MISMATCH: &str = "The request signature we calculated does not match the signature you provided. \
     Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

impl Refusal {
    /// The error's name.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Missing => "MissingAuthenticationTokenException",
            Self::Incomplete(_) => "IncompleteSignatureException",
            Self::UnknownKey | Self::WrongToken => "UnrecognizedClientException",
            Self::ExpiredToken => "ExpiredTokenException",
            _ => "InvalidSignatureException",
        }
    }

    /// The error's words.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Missing => "Missing Authentication Token".into(),
            Self::Incomplete(problem) => problem.clone(),
            Self::UnknownKey | Self::WrongToken => {
                "The security token included in the request is invalid.".into()
            }
            Self::ExpiredToken => "The security token included in the request is expired".into(),
            Self::WrongService(service) => {
                format!("Credential should be scoped to correct service: '{service}'. ")
            }
            Self::WrongRegion(_) => "Credential should be scoped to a valid region. ".into(),
            Self::ScopeDate { scope, day, date } => format!(
                "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
                 '{scope}' != '{day}', from '{date}'."
            ),
            Self::TooOld { signed, now, window } => format!(
                "Signature expired: {} is now earlier than {} ({} - {} min.)",
                signed.amz_date(),
                now.plus_seconds(-window).amz_date(),
                now.amz_date(),
                window / 60
            ),
            Self::NotYet { signed, now, window } => format!(
                "Signature not yet current: {} is still later than {} ({} + {} min.)",
                signed.amz_date(),
                now.plus_seconds(*window).amz_date(),
                now.amz_date(),
                window / 60
            ),
            Self::Elapsed { expires, now, .. } => {
                format!("Signature expired: {} is now earlier than {}", expires.amz_date(), now.amz_date())
            }
            Self::UnsignedHeader(name) => {
                format!("{name} must be a 'SignedHeader' in the AWS Authorization.")
            }
            Self::MissingHash | Self::BrokenChunks | Self::WrongBody | Self::Mismatch => MISMATCH.into(),
        }
    }
}
