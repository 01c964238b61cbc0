//! Bodies in chunks, each of which has a signature that builds upon the one before.

use std::time::{Duration, SystemTime};

use aws_sigv4::sign::v4;
use data_encoding::HEXLOWER;
use hmac_sha256::Hash;

use super::Refusal;
use crate::constant_time;
use crate::time::Time;

/// What the signature of a first chunk builds upon.
pub(crate) struct Chain {
    pub(super) time: Time,
    pub(super) region: String,
    pub(super) service: String,
    pub(super) seed: String,
}

impl Chain {
    /// The body without the signatures, each of which was sound.
    pub(crate) fn decode(&self, secret_access_key: &str, body: &[u8]) -> Result<Vec<u8>, Refusal> {
        let mut decoded = Vec::with_capacity(body.len());
        let (mut rest, mut previous) = (body, self.seed.clone());
        loop {
            let chunk = Chunk::read(rest).ok_or(Refusal::BrokenChunks)?;
            let expected =
                self.signature(secret_access_key, &previous, chunk.data).ok_or(Refusal::Mismatch)?;
            if !constant_time::equal(expected.as_bytes(), chunk.signature.as_bytes()) {
                return Err(Refusal::Mismatch);
            }
            decoded.extend_from_slice(chunk.data);
            if chunk.data.is_empty() {
                return if chunk.rest.is_empty() { Ok(decoded) } else { Err(Refusal::Mismatch) };
            }
            (rest, previous) = (chunk.rest, expected);
        }
    }

    fn signature(&self, secret: &str, previous: &str, data: &[u8]) -> Option<String> {
        let Self { time, region, service, .. } = self;
        let since_epoch = Duration::from_secs(u64::try_from(time.seconds()).ok()?);
        let moment = SystemTime::UNIX_EPOCH.checked_add(since_epoch)?;
        let moment_text = time.amz_date();
        let day = moment_text.get(..8)?;
        let (nothing, hash) = (HEXLOWER.encode(&Hash::hash(b"")), HEXLOWER.encode(&Hash::hash(data)));
        let message = format!(
            "AWS4-HMAC-SHA256-PAYLOAD\n{moment_text}\n{day}/{region}/{service}/aws4_request\n{previous}\n{nothing}\n{hash}"
        );
        let key = v4::generate_signing_key(secret, moment, region, service);
        Some(v4::calculate_signature(key, message.as_bytes()))
    }
}

struct Chunk<'a> {
    data: &'a [u8],
    signature: &'a str,
    rest: &'a [u8],
}

impl<'a> Chunk<'a> {
    /// `<length in hex>;chunk-signature=<64 digits>`, a line break, the data, a line break.
    fn read(body: &'a [u8]) -> Option<Self> {
        let end = body.iter().take(200).position(|byte| *byte == b'\r')?;
        let (line, rest) = body.split_at_checked(end)?;
        let (length, signature) = std::str::from_utf8(line).ok()?.split_once(";chunk-signature=")?;
        let length = usize::from_str_radix(length, 16).ok()?;
        let (data, rest) = rest.strip_prefix(b"\r\n")?.split_at_checked(length)?;
        Some(Self { data, signature, rest: rest.strip_prefix(b"\r\n")? })
    }
}
