//! Signed messages of event streams, such as Transcribe takes over WebSocket, in `application/vnd.amazon.eventstream`.
//!
//! A message wraps the one to be sent, which is its payload, or nothing at the stream's end. Each signature covers the one
//! before, beginning with the request's; every message has a time of its own.

use alloc::string::String;
use alloc::vec::Vec;

use super::stream::string_to_sign;
use super::{Signing, SigningKeys, date, invalid};
use crate::encoding::to_hex;
use crate::error::Error;
use crate::srp::hash::hmac;

/// The types of values in headers that are used here.
const BYTES: u8 = 6;
const TIMESTAMP: u8 = 8;

/// The most that AWS takes in one message.
const LONGEST_PAYLOAD: usize = 16 * 1024 * 1024;

/// A signed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The message as it is sent.
    pub message: Vec<u8>,
    /// The signature, which the next message's covers.
    pub signature: String,
}

/// Signs a message around `payload`, after the `previous` signature, at the time that `signing` gives.
pub fn sign_event(
    payload: &[u8],
    previous: &str,
    signing: &Signing<'_>,
    keys: &mut SigningKeys,
) -> Result<Event, Error> {
    // In whole seconds: the header has to say the same as the string to sign.
    let mut date_header = Vec::with_capacity(15);
    push_name(&mut date_header, b":date", TIMESTAMP);
    date_header.extend_from_slice(&(date::seconds(signing.now) * 1000).to_be_bytes());
    let text = string_to_sign(&date_header, payload, previous, signing)?;
    let signature = hmac(keys.signing_key(signing), &[text.as_bytes()]);
    let mut headers = Vec::with_capacity(67);
    push_name(&mut headers, b":chunk-signature", BYTES);
    headers.extend_from_slice(&[0, 32]);
    headers.extend_from_slice(signature.expose());
    headers.extend_from_slice(&date_header);
    Ok(Event { message: message(&headers, payload)?, signature: to_hex(signature.expose()) })
}

/// A message of encoded `headers` and a payload: lengths, their checksum, both, and the checksum of all.
fn message(headers: &[u8], payload: &[u8]) -> Result<Vec<u8>, Error> {
    if payload.len() > LONGEST_PAYLOAD {
        return Err(invalid("payload"));
    }
    let total = headers.len() + payload.len() + 16;
    let mut message = Vec::with_capacity(total);
    for length in [total, headers.len()] {
        let length = u32::try_from(length).map_err(|_| invalid("payload"))?;
        message.extend_from_slice(&length.to_be_bytes());
    }
    let checksum = crc32(&message);
    message.extend_from_slice(&checksum.to_be_bytes());
    message.extend_from_slice(headers);
    message.extend_from_slice(payload);
    let checksum = crc32(&message);
    message.extend_from_slice(&checksum.to_be_bytes());
    Ok(message)
}

/// Appends a header's name, shorter than 128 bytes, and the type of its value.
fn push_name(headers: &mut Vec<u8>, name: &[u8], kind: u8) {
    let [length, ..] = name.len().to_le_bytes();
    headers.push(length);
    headers.extend_from_slice(name);
    headers.push(kind);
}

/// CRC-32 as zlib and Ethernet have it. Bit by bit: a table is a kilobyte, and messages are small.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |mut sum: u32, byte| {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = sum >> 1 ^ 0xedb8_8320 & (sum & 1).wrapping_neg();
        }
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_of_its_standard() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        assert_eq!(crc32(b""), 0);
    }

    /// The published example of the encoding: a payload and no headers.
    #[test]
    fn a_message_without_headers() {
        let text = to_hex(&message(b"", b"{'foo':'bar'}").unwrap());
        assert_eq!(text, "0000001d00000000fd528c5a7b27666f6f273a27626172277dc36539 36".replace(' ', ""));
    }
}
