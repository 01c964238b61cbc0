//! The one [`Error`] of the SDK, and its stable [`Code`]s.

use alloc::rc::Rc;
use alloc::string::String;

mod not_authorized;
mod table;

pub use table::{CODES, Code};

use crate::encoding::text::is;

/// What the service said of a failure, kept beside our own code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceFault {
    /// AWS's name of the error, such as `NotAuthorizedException`.
    pub name: String,
    /// AWS's message, meant for developers.
    pub message: String,
    /// The request's id, for a support case with AWS.
    pub request_id: Option<String>,
    /// The HTTP status code.
    pub status: u16,
}

/// Why something failed: a stable code, and what the service said where it was the service.
///
/// An error never holds what the caller gave: no password, token, code or key can leave through it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error(Rc<Inner>);

/// Behind a pointer, so that a result takes no more room than what it holds when all is well, and so that many callers
/// can be told the same.
#[derive(Debug, PartialEq, Eq)]
struct Inner {
    code: Code,
    subject: Option<&'static str>,
    service: Option<ServiceFault>,
}

impl Error {
    /// An error that arose here, not at the service.
    pub fn new(code: Code) -> Self {
        Self::of(code, None, None)
    }

    /// An error about one named thing: an option, a parameter, a claim.
    pub fn about(code: Code, subject: &'static str) -> Self {
        Self::of(code, Some(subject), None)
    }

    /// An error that the service answered. The code follows from AWS's name and, where that name covers several
    /// cases, from its message and the status.
    pub fn from_service(fault: ServiceFault) -> Self {
        let name = fault.name.as_str();
        let code = if is(name, "NotAuthorizedException") {
            not_authorized::code(&fault.message)
        } else {
            Code::from_service_name(name).unwrap_or_else(|| code_of_status(fault.status, name))
        };
        Self::of(code, None, Some(fault))
    }

    #[cold]
    #[inline(never)]
    fn of(code: Code, subject: Option<&'static str>, service: Option<ServiceFault>) -> Self {
        Self(Rc::new(Inner { code, subject, service }))
    }

    /// The stable code: what a program decides by.
    pub fn code(&self) -> Code {
        self.0.code
    }

    /// The option, parameter or claim that the error is about.
    pub fn subject(&self) -> Option<&'static str> {
        self.0.subject
    }

    /// What the service said, where it was the service that refused.
    pub fn service(&self) -> Option<&ServiceFault> {
        self.0.service.as_ref()
    }

    /// Whether the same call may succeed later, unchanged.
    pub fn is_retryable(&self) -> bool {
        self.0.code.is_retryable()
    }
}

/// The code where the name says nothing: the status decides, as it does for whatever stands between us and AWS.
const fn code_of_status(status: u16, name: &str) -> Code {
    match status {
        429 => Code::TooManyRequests,
        500.. => Code::InternalError,
        _ if name.is_empty() => Code::UnexpectedResponse,
        _ => Code::UnknownServiceError,
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl core::fmt::Display for Error {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(self.code().as_str())?;
        if let Some(subject) = self.subject() {
            formatter.write_str(" (")?;
            formatter.write_str(subject)?;
            formatter.write_str(")")?;
        }
        formatter.write_str(": ")?;
        formatter.write_str(self.service().map_or(self.code().meaning(), |fault| &fault.message))
    }
}

impl core::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(name: &str, message: &str, status: u16) -> Error {
        Error::from_service(ServiceFault {
            name: name.into(),
            message: message.into(),
            request_id: None,
            status,
        })
    }

    #[test]
    fn the_name_gives_the_code() {
        assert_eq!(fault("UserNotFoundException", "", 400).code(), Code::UserNotFound);
        assert_eq!(fault("TooManyRequestsException", "", 400).code(), Code::TooManyRequests);
        assert!(fault("TooManyRequestsException", "", 400).is_retryable());
    }

    #[test]
    fn an_unknown_name_keeps_its_words() {
        let error = fault("BrandNewException", "new", 400);
        assert_eq!(error.code(), Code::UnknownServiceError);
        assert_eq!(error.service().map(|fault| fault.name.as_str()), Some("BrandNewException"));
        assert_eq!(fault("BrandNewException", "new", 503).code(), Code::InternalError);
    }
}
