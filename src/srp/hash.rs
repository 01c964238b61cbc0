//! The hashes of the handshake, as Cognito does them.

use sha2::block_api::compress256;
use zeroize::Zeroize as _;

use crate::secret::{Secret, SecretBytes};

/// A hash that nobody else may learn.
///
/// It lies on the heap: an array would leave copies on the stack wherever it passes.
pub(crate) type SecretHash = SecretBytes;

/// `padHex`: the shortest two's-complement encoding of the number in `bytes` (most significant first, with any leading
/// zeros), as a sign byte where one is needed and the rest. It is *not* RFC 5054's pad to the length of N.
///
/// How many leading zeros a number has shows in the hash's length, and so in its time: the protocol has it so.
#[inline(never)]
pub(super) fn padded(bytes: &[u8]) -> [&[u8]; 2] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let bytes = bytes.get(zeros..).unwrap_or_default();
    [if bytes.first().is_none_or(|first| *first >= 0x80) { &[0] } else { &[] }, bytes]
}

/// u = H(padHex(A) ‖ padHex(B)).
pub(super) fn scrambler(a: &[u8], b: &[u8]) -> [u8; 32] {
    let ([a0, a1], [b0, b1]) = (padded(a), padded(b));
    let mut u = [0; 32];
    for (target, byte) in u.iter_mut().zip(sha256(&[a0, a1, b0, b1], &[]).expose()) {
        *target = *byte;
    }
    u
}

/// x = H(padHex(salt) ‖ H(pool name ‖ user id ‖ ":" ‖ password)).
pub(super) fn private_key(salt: &[u8], identity: &SecretHash) -> SecretHash {
    let [sign, salt] = padded(salt);
    sha256(&[sign, salt, identity.expose()], &[])
}

/// H(pool name ‖ user id ‖ ":" ‖ password).
pub(super) fn identity(pool_name: &str, user_id: &str, password: &str) -> SecretHash {
    sha256(&[pool_name.as_bytes(), user_id.as_bytes(), b":", password.as_bytes()], &[])
}

/// HKDF-SHA256's extraction from S, with u as salt.
pub(super) fn extracted_key(u: &[u8; 32], s: &[u8]) -> SecretHash {
    let ([u0, u1], [s0, s1]) = (padded(u), padded(s));
    let mut salt = [0; 33];
    let length = u0.len() + u1.len();
    for (target, byte) in salt.iter_mut().zip(u0.iter().chain(u1)) {
        *target = *byte;
    }
    hmac(salt.get(..length).unwrap_or_default(), &[s0, s1])
}

/// HKDF-SHA256's expansion to the 16 bytes that sign the claim.
pub(super) fn signing_key(extracted: &SecretHash) -> SecretHash {
    let mut key = hmac(extracted.expose(), &[b"Caldera Derived Key", &[1]]);
    key.expose_mut().iter_mut().skip(16).for_each(|byte| *byte = 0);
    key.expose_mut().truncate(16);
    key
}

/// HMAC-SHA256 of the joined `parts` (RFC 2104). Written out, since it is short, wipes what it derives from the key,
/// and takes a kilobyte less than the general one.
#[inline(never)]
pub(crate) fn hmac(key: &[u8], parts: &[&[u8]]) -> SecretHash {
    let hashed;
    let key = if key.len() > 64 {
        hashed = sha256(&[key], &[]);
        hashed.expose().as_slice()
    } else {
        key
    };
    let mut block = Secret::new([0x36; 64]);
    for (target, byte) in block.expose_mut().iter_mut().zip(key) {
        *target ^= byte;
    }
    let inner = sha256(&[block.expose()], parts);
    for target in block.expose_mut() {
        *target ^= 0x36 ^ 0x5c;
    }
    sha256(&[block.expose(), inner.expose()], &[])
}

/// SHA-256 of the joined `parts`, followed by `more` of them.
#[inline(never)]
pub(crate) fn sha256(parts: &[&[u8]], more: &[&[u8]]) -> SecretHash {
    let mut hasher = Sha256 { state: INITIAL_STATE, block: Secret::new([0; 64]), length: 0 };
    for part in parts.iter().chain(more) {
        hasher.update(part);
    }
    let bits = hasher.length * 8;
    hasher.update(&[0x80]);
    while hasher.length % 64 != 56 {
        hasher.update(&[0]);
    }
    hasher.update(&bits.to_be_bytes());
    let mut hash = SecretBytes::new(vec![0; 32]);
    for (target, word) in hash.expose_mut().as_chunks_mut().0.iter_mut().zip(&hasher.state) {
        *target = word.to_be_bytes();
    }
    hash
}

/// SHA-256 (FIPS 180-4) around the library's compression: its own buffering is general, and twice as long.
struct Sha256 {
    state: [u32; 8],
    block: Secret<[u8; 64]>,
    /// The bytes so far.
    length: u64,
}

const INITIAL_STATE: [u32; 8] =
    [0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19];

impl Sha256 {
    #[inline(never)]
    fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let place = (self.length & 63) as usize;
            if let Some(target) = self.block.expose_mut().get_mut(place) {
                *target = *byte;
            }
            self.length += 1;
            if place == 63 {
                compress256(&mut self.state, core::slice::from_ref(self.block.expose()));
            }
        }
    }
}

impl Drop for Sha256 {
    fn drop(&mut self) {
        self.state.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sha2::Digest as _;

    use super::*;

    proptest! {
        #[test]
        fn the_librarys_hash(first in prop::collection::vec(any::<u8>(), 0..150), second in prop::collection::vec(any::<u8>(), 0..150)) {
            let expected = sha2::Sha256::digest([&first[..], &second[..]].concat());
            let hash = sha256(&[&first], &[&second]);
            prop_assert_eq!(&hash.expose()[..], &expected[..]);
        }
    }

    #[test]
    fn every_length_of_the_last_block() {
        for length in 0..200 {
            let bytes = vec![0xa5; length];
            assert_eq!(sha256(&[&bytes], &[]).expose()[..], sha2::Sha256::digest(&bytes)[..], "{length}");
        }
    }

    #[test]
    fn the_shortest_encoding() {
        for (bytes, encoding) in [
            (&[][..], &[0][..]),
            (&[0], &[0]),
            (&[0, 0], &[0]),
            (&[1], &[1]),
            (&[0x7f], &[0x7f]),
            (&[0x80], &[0, 0x80]),
            (&[0, 0x80], &[0, 0x80]),
            (&[0, 0, 1, 0], &[1, 0]),
            (&[0xff, 0], &[0, 0xff, 0]),
        ] {
            assert_eq!(padded(bytes).concat(), encoding);
        }
    }

    /// RFC 4231, test cases 1, 2 and 6: a short key, a shorter one, and one longer than a block.
    #[test]
    fn hmac_by_its_rfc() {
        let hex = |bytes: SecretHash| crate::encoding::to_hex(bytes.expose());
        assert_eq!(
            hex(hmac(&[0x0b; 20], &[b"Hi ", b"There"])),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        );
        assert_eq!(
            hex(hmac(b"Jefe", &[b"what do ya want for nothing?"])),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
        assert_eq!(
            hex(hmac(&[0xaa; 131], &[b"Test Using Larger Than Block-Size Key - Hash Key First"])),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
    }
}
