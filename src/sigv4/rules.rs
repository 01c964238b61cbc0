//! What services have of their own.

use crate::encoding::text::is;

/// How a service reads a request that it verifies.
#[expect(clippy::struct_excessive_bools, reason = "a list of switches, each by itself")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Dot segments and empty ones are removed from the path.
    pub normalises_path: bool,
    /// The path is percent-encoded once more than it is sent.
    pub encodes_twice: bool,
    /// The header `x-amz-content-sha256` is sent and signed.
    pub sends_payload_hash: bool,
    /// A presigned URL covers the body.
    pub presigns_payload: bool,
}

impl Rules {
    /// All services but S3.
    pub const GENERAL: Self = Self {
        normalises_path: true,
        encodes_twice: true,
        sends_payload_hash: false,
        presigns_payload: true,
    };

    /// S3, where each path is the key of an object, and a presigned URL is made before there is a body.
    pub const S3: Self = Self {
        normalises_path: false,
        encodes_twice: false,
        sends_payload_hash: true,
        presigns_payload: false,
    };

    /// The rules for a service's signing name.
    pub fn for_service(service: &str) -> Self {
        let names = ["s3", "s3-object-lambda", "s3-outposts", "s3express", "s3-express"];
        if names.iter().any(|name| is(name, service)) { Self::S3 } else { Self::GENERAL }
    }
}
