//! Buffers that hold secrets: wiped when dropped, and never printed.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroize;

use crate::encoding::text::owned;

/// What can be wiped.
pub trait Wipe {
    /// Overwrites the value, by writes that the optimiser may not leave out.
    fn wipe(&mut self);
}

impl<const N: usize> Wipe for [u8; N] {
    fn wipe(&mut self) {
        wipe_bytes(self);
    }
}

impl Wipe for Vec<u8> {
    fn wipe(&mut self) {
        // Where the allocator wipes all that it takes back, once is enough.
        #[cfg(not(feature = "lean"))]
        self.zeroize();
    }
}

impl Wipe for String {
    fn wipe(&mut self) {
        #[cfg(not(feature = "lean"))]
        self.zeroize();
    }
}

/// One loop for arrays of all lengths.
#[inline(never)]
fn wipe_bytes(bytes: &mut [u8]) {
    bytes.zeroize();
}

/// A secret value, wiped when dropped. Its `Debug` says only that something is there.
pub struct Secret<T: Wipe>(T);

/// A secret text: a password, a token, a code.
pub type SecretString = Secret<String>;

/// Secret bytes: a key, an exponent.
pub type SecretBytes = Secret<Vec<u8>>;

impl<T: Wipe> Secret<T> {
    /// Takes charge of `value`.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself; the name makes each use easy to find and to review.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself, to be changed in place.
    pub const fn expose_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: Wipe> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.wipe();
    }
}

impl<T: Wipe> fmt::Debug for Secret<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl From<&str> for SecretString {
    fn from(text: &str) -> Self {
        Self::new(owned(text))
    }
}

impl Clone for SecretString {
    fn clone(&self) -> Self {
        Self::from(self.expose().as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", SecretString::from("hunter2")), "Secret(…)");
    }
}
