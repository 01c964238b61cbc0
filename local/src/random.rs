//! Randomness comes through a port, so that the service stays free of the host.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};

/// A source of secure random bytes.
pub trait Random {
    /// Fills `bytes`, or says that the host has no randomness.
    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomUnavailable>;
}

/// The host gave no randomness. There is no fallback.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomUnavailable;

impl std::fmt::Display for RandomUnavailable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the host gave no secure randomness")
    }
}

impl std::error::Error for RandomUnavailable {}

/// `count` random bytes.
pub(crate) fn bytes(random: &mut dyn Random, count: usize) -> Result<Vec<u8>, RandomUnavailable> {
    let mut bytes = vec![0; count];
    random.fill(&mut bytes)?;
    Ok(bytes)
}

/// `count` random bytes as base64.
pub(crate) fn base64(random: &mut dyn Random, count: usize) -> Result<String, RandomUnavailable> {
    Ok(BASE64.encode(&bytes(random, count)?))
}

/// `count` random bytes as base64url without padding.
pub(crate) fn base64url(random: &mut dyn Random, count: usize) -> Result<String, RandomUnavailable> {
    Ok(BASE64URL_NOPAD.encode(&bytes(random, count)?))
}

/// A random UUID of version 4.
pub(crate) fn uuid(random: &mut dyn Random) -> Result<String, RandomUnavailable> {
    let mut bytes = [0; 16];
    random.fill(&mut bytes)?;
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    let hex = HEXLOWER.encode(&bytes);
    let mut parts = [8, 4, 4, 4, 12].into_iter();
    let mut text = String::with_capacity(36);
    let mut left = parts.next().unwrap_or_default();
    for digit in hex.chars() {
        if left == 0 {
            text.push('-');
            left = parts.next().unwrap_or_default();
        }
        text.push(digit);
        left -= 1;
    }
    Ok(text)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A repeatable stream for tests: SHA-256 of a counter.
    pub(crate) struct Counter(pub(crate) u64);

    impl Random for Counter {
        fn fill(&mut self, bytes: &mut [u8]) -> Result<(), RandomUnavailable> {
            for chunk in bytes.chunks_mut(32) {
                self.0 += 1;
                let block = hmac_sha256::Hash::hash(&self.0.to_be_bytes());
                chunk.copy_from_slice(&block[..chunk.len()]);
            }
            Ok(())
        }
    }

    #[test]
    fn a_uuid_has_the_shape_of_version_4() {
        let text = uuid(&mut Counter(1)).unwrap();
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(text.chars().nth(14), Some('4'));
        assert!("89ab".contains(text.chars().nth(19).unwrap()));
    }
}
