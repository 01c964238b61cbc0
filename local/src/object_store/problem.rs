//! S3's errors, in its XML.

use crate::http::Response;
use crate::policy::Verdict;
use crate::sigv4::Refusal;
use crate::xml::element;

pub(super) struct Problem {
    status: u16,
    code: &'static str,
    message: String,
    details: Vec<(&'static str, String)>,
}

impl Problem {
    fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into(), details: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.details.push((name, value.into()));
        self
    }

    pub(super) fn response(&self, request_id: &str, resource: &str) -> Response {
        let details: String = self.details.iter().map(|(name, value)| element(name, value)).collect();
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>{}{}{details}{}{}</Error>",
            element("Code", self.code),
            element("Message", &self.message),
            element("Resource", resource),
            element("RequestId", request_id)
        );
        Response::new(self.status, body.into_bytes()).with("content-type", "application/xml")
    }

    pub(super) fn no_such_bucket(name: &str) -> Self {
        Self::new(404, "NoSuchBucket", "The specified bucket does not exist").with("BucketName", name)
    }

    pub(super) fn no_such_key(key: &str) -> Self {
        Self::new(404, "NoSuchKey", "The specified key does not exist.").with("Key", key)
    }

    pub(super) fn method_not_allowed() -> Self {
        Self::new(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
    }

    pub(super) fn key_too_long() -> Self {
        Self::new(400, "KeyTooLongError", "Your key is too long")
    }

    pub(super) fn incomplete_body() -> Self {
        let message = "You did not provide the number of bytes specified by the Content-Length HTTP header";
        Self::new(400, "IncompleteBody", message)
    }

    pub(super) fn bad_digest() -> Self {
        Self::new(400, "BadDigest", "The SHA256 you specified did not match the calculated checksum.")
    }

    pub(super) fn full() -> Self {
        Self::new(507, "InsufficientStorage", "The local object store is full.")
    }

    pub(super) fn too_large(size: usize, limit: usize) -> Self {
        Self::new(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
            .with("ProposedSize", size.to_string())
            .with("MaxSizeAllowed", limit.to_string())
    }

    pub(super) fn access_denied(verdict: Verdict, user: &str, action: &str, resource: &str) -> Self {
        let why = match verdict {
            Verdict::Denied => "with an explicit deny in an identity-based policy".to_owned(),
            _ => format!("because no identity-based policy allows the {action} action"),
        };
        let message =
            format!("User: {user} is not authorized to perform: {action} on resource: \"{resource}\" {why}");
        Self::new(403, "AccessDenied", message)
    }

    pub(super) fn signature(refusal: &Refusal) -> Self {
        let denied = |message: &str| Self::new(403, "AccessDenied", message);
        let malformed = |message: String| Self::new(400, "AuthorizationHeaderMalformed", message);
        match refusal {
            Refusal::Missing => denied("Access Denied"),
            Refusal::Incomplete(problem) => {
                malformed(format!("The authorization header is malformed; {problem}"))
            }
            Refusal::UnknownKey => {
                let message = "The AWS Access Key Id you provided does not exist in our records.";
                Self::new(403, "InvalidAccessKeyId", message)
            }
            Refusal::WrongToken => {
                Self::new(400, "InvalidToken", "The provided token is malformed or otherwise invalid.")
            }
            Refusal::ExpiredToken => Self::new(400, "ExpiredToken", "The provided token has expired."),
            Refusal::WrongService(service) => malformed(format!(
                "The authorization header is malformed; incorrect service. This endpoint belongs to \"{service}\"."
            )),
            Refusal::WrongRegion(region) => malformed(format!(
                "The authorization header is malformed; the region is wrong; expecting '{region}'"
            ))
            .with("Region", region.as_str()),
            Refusal::ScopeDate { scope, day, .. } => malformed(format!(
                "The authorization header is malformed; Invalid credential date \"{scope}\". This date is not the \
                 same as X-Amz-Date: \"{day}\"."
            )),
            Refusal::TooOld { signed, now, window } | Refusal::NotYet { signed, now, window } => {
                let message = "The difference between the request time and the current time is too large.";
                Self::new(403, "RequestTimeTooSkewed", message)
                    .with("RequestTime", signed.amz_date())
                    .with("ServerTime", now.iso_8601())
                    .with("MaxAllowedSkewMilliseconds", (window * 1_000).to_string())
            }
            Refusal::Elapsed { expires, seconds, now } => denied("Request has expired")
                .with("X-Amz-Expires", seconds.to_string())
                .with("Expires", expires.iso_8601())
                .with("ServerTime", now.iso_8601()),
            Refusal::UnsignedHeader(name) => {
                denied("There were headers present in the request which were not signed")
                    .with("HeadersNotSigned", name.trim_matches('\''))
            }
            Refusal::MissingHash => {
                let message = "Missing required header for this request: x-amz-content-sha256";
                Self::new(400, "InvalidRequest", message)
            }
            Refusal::BrokenChunks => Self::incomplete_body(),
            Refusal::WrongBody => {
                let message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
                Self::new(400, "XAmzContentSHA256Mismatch", message)
            }
            Refusal::Mismatch => {
                let message = "The request signature we calculated does not match the signature you provided. \
                               Check your key and signing method.";
                Self::new(403, "SignatureDoesNotMatch", message)
            }
        }
    }
}
