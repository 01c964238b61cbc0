//! One piece of work for many callers: the first starts it, all of them learn how it ended.

use alloc::rc::Rc;
use alloc::vec::Vec;
use core::cell::Cell;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};

use super::shelf::Shelf;
use crate::error::Error;

/// Work that is under way or finished. What it made lies in the client's state.
#[derive(Default)]
pub(super) struct Flight {
    end: Shelf<Result<(), Error>>,
    waiting: Cell<Vec<Waker>>,
}

impl Flight {
    /// Lets all callers go on.
    pub(super) fn land(&self, end: Result<(), Error>) {
        self.end.put(end);
        self.waiting.take().into_iter().for_each(Waker::wake);
    }

    /// Waits for the end.
    pub(super) fn wait(self: &Rc<Self>) -> Wait {
        Wait(Rc::clone(self))
    }
}

/// A caller's wait. Giving it up disturbs no one else.
pub(super) struct Wait(Rc<Flight>);

impl Future for Wait {
    type Output = Result<(), Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.end.copy().map_or_else(
            || {
                let mut waiting = self.0.waiting.take();
                waiting.push(context.waker().clone());
                self.0.waiting.set(waiting);
                Poll::Pending
            },
            Poll::Ready,
        )
    }
}
