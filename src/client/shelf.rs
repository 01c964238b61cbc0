//! A place for a value that several owners share. Nothing is ever borrowed from it, so no wait can hold a borrow and
//! no borrow can panic.

use core::cell::Cell;

/// Holds a value, or nothing.
pub(crate) struct Shelf<T>(Cell<Option<T>>);

impl<T> Shelf<T> {
    pub(crate) const fn new(value: Option<T>) -> Self {
        Self(Cell::new(value))
    }

    /// Puts a value there, in place of what stood there.
    pub(crate) fn put(&self, value: T) {
        self.0.set(Some(value));
    }

    /// Takes the value away.
    pub(crate) fn take(&self) -> Option<T> {
        self.0.take()
    }

    /// A copy of the value.
    pub(crate) fn copy(&self) -> Option<T>
    where
        T: Clone,
    {
        let value = self.0.take();
        self.0.set(value.clone());
        value
    }
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self::new(None)
    }
}
