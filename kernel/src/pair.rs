//! Two floating-point numbers, which are worked on at once where WebAssembly has 128-bit vectors.

use zeroize::DefaultIsZeroes;

pub(crate) use implementation::Pair;

impl Default for Pair {
    #[inline]
    fn default() -> Self {
        Self::both(0.0)
    }
}

impl DefaultIsZeroes for Pair {}

/// By name, since the optimiser does not look for vectors where a module is built for size.
#[cfg(target_feature = "simd128")]
mod implementation {
    use core::arch::wasm32::{f64x2, f64x2_add, f64x2_extract_lane, f64x2_mul, f64x2_splat, v128};

    #[derive(Clone, Copy)]
    pub(crate) struct Pair(v128);

    impl Pair {
        #[inline]
        pub(crate) fn new(first: f64, second: f64) -> Self {
            Self(f64x2(first, second))
        }

        #[inline]
        pub(crate) fn both(value: f64) -> Self {
            Self(f64x2_splat(value))
        }

        #[inline]
        pub(crate) fn plus(self, other: Self) -> Self {
            Self(f64x2_add(self.0, other.0))
        }

        #[inline]
        pub(crate) fn times(self, other: Self) -> Self {
            Self(f64x2_mul(self.0, other.0))
        }

        #[inline]
        pub(crate) fn parts(self) -> [f64; 2] {
            [f64x2_extract_lane::<0>(self.0), f64x2_extract_lane::<1>(self.0)]
        }
    }
}

#[cfg(not(target_feature = "simd128"))]
mod implementation {
    #[derive(Clone, Copy)]
    pub(crate) struct Pair(f64, f64);

    impl Pair {
        #[inline]
        pub(crate) fn new(first: f64, second: f64) -> Self {
            Self(first, second)
        }

        #[inline]
        pub(crate) fn both(value: f64) -> Self {
            Self(value, value)
        }

        #[inline]
        pub(crate) fn plus(self, other: Self) -> Self {
            Self(self.0 + other.0, self.1 + other.1)
        }

        #[inline]
        pub(crate) fn times(self, other: Self) -> Self {
            Self(self.0 * other.0, self.1 * other.1)
        }

        #[inline]
        pub(crate) fn parts(self) -> [f64; 2] {
            [self.0, self.1]
        }
    }
}
