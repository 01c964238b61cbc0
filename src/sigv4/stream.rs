//! Bodies of signed chunks, by which S3 takes what is signed while it is sent: `STREAMING-AWS4-HMAC-SHA256-PAYLOAD`.
//!
//! The request is signed first, with [`Payload::Chunks`](super::Payload::Chunks) and the headers `content-encoding:
//! aws-chunked` and `x-amz-decoded-content-length`. Each chunk's signature covers the one before, beginning with the
//! request's, and an empty chunk ends the body. The time is the request's for all of them.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Signing, SigningKeys, check, credential_scope, date, hash, hmac_signature, invalid, symmetric};
use crate::encoding::hex_digit;
use crate::encoding::text::{join, push, push_ascii};
use crate::error::Error;

/// What surrounds a chunk besides its size: `;chunk-signature=`, the signature, and two ends of lines.
const FRAME: u64 = 17 + 64 + 4;

/// A signed chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// What is sent before the bytes; a line's end, `\r\n`, follows them.
    pub head: String,
    /// The signature, which the next chunk's covers.
    pub signature: String,
}

/// Signs the next chunk, after the `previous` signature.
pub fn sign_chunk(
    bytes: &[u8],
    previous: &str,
    signing: &Signing<'_>,
    keys: &mut SigningKeys,
) -> Result<Chunk, Error> {
    let text = string_to_sign(b"", bytes, previous, signing)?;
    let signature = hmac_signature(&text, signing, keys);
    let mut head = String::with_capacity(100);
    push_size(&mut head, bytes.len());
    for part in [";chunk-signature=", &signature, "\r\n"] {
        push(&mut head, part);
    }
    Ok(Chunk { head, signature })
}

/// A chunk as it is sent.
pub fn framed(chunk: &Chunk, bytes: &[u8]) -> Vec<u8> {
    [chunk.head.as_bytes(), bytes, b"\r\n"].concat()
}

/// The `content-length` of a body of `length` bytes in chunks of `chunk_size`, the last one shorter, and an empty one.
pub fn framed_length(length: u64, chunk_size: u32) -> Result<u64, Error> {
    let size = u64::from(chunk_size);
    if size == 0 {
        return Err(invalid("chunkSize"));
    }
    let (whole, rest) = (length / size, length % size);
    let frame = |size: u64| digits(size) + FRAME;
    let last = if rest == 0 { 0 } else { frame(rest) };
    let frames = whole.checked_mul(frame(size)).and_then(|frames| frames.checked_add(last + frame(0)));
    frames.and_then(|frames| frames.checked_add(length)).ok_or_else(|| invalid("length"))
}

/// The text that the signature of a part signs, which is the same for chunks and for events.
pub(super) fn string_to_sign(
    headers: &[u8],
    payload: &[u8],
    previous: &str,
    signing: &Signing<'_>,
) -> Result<String, Error> {
    check(&symmetric(signing)?)?;
    // What is no signature could not stay in its place.
    if previous.len() != 64 || !previous.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(invalid("previousSignature"));
    }
    Ok(join(&[
        "AWS4-HMAC-SHA256-PAYLOAD\n",
        &date::date_time(signing.now),
        "\n",
        &credential_scope(signing),
        "\n",
        previous,
        "\n",
        &hash(headers),
        "\n",
        &hash(payload),
    ]))
}

/// How many hexadecimal digits a size has.
fn digits(size: u64) -> u64 {
    u64::from(64 - (size | 1).leading_zeros()).div_ceil(4)
}

/// Appends a size in hexadecimal.
fn push_size(text: &mut String, size: usize) {
    if size >= 16 {
        push_size(text, size >> 4);
    }
    let [lowest, ..] = size.to_le_bytes();
    push_ascii(text, hex_digit(lowest & 15));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_hexadecimal() {
        for (size, expected) in [(0, "0"), (15, "f"), (16, "10"), (65_536, "10000"), (0xabc, "abc")] {
            let mut text = String::new();
            push_size(&mut text, size);
            assert_eq!((text.as_str(), digits(size as u64)), (expected, expected.len() as u64));
        }
    }

    #[test]
    fn lengths_count_every_frame() {
        assert_eq!(framed_length(66_560, 65_536), Ok(66_824), "as AWS documents it");
        assert_eq!(framed_length(0, 65_536), Ok(86));
        assert_eq!(framed_length(65_536, 65_536), Ok(65_536 + 90 + 86));
        assert_eq!(framed_length(1, 0).unwrap_err().subject(), Some("chunkSize"));
        assert_eq!(framed_length(u64::MAX, 1).unwrap_err().subject(), Some("length"));
    }
}
