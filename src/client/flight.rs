//! One piece of work for many callers: the first starts it, all of them learn how it ended.

use core::cell::RefCell;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use alloc::rc::Rc;
use alloc::vec::Vec;

use crate::error::Error;

/// Work that is under way or finished. What it made lies in the client's state.
pub(super) struct Flight(RefCell<State>);

enum State {
    Flying(Vec<Waker>),
    Landed(Result<(), Error>),
}

impl Flight {
    pub(super) fn new() -> Rc<Self> {
        Rc::new(Self(RefCell::new(State::Flying(Vec::new()))))
    }

    /// Lets all callers go on.
    pub(super) fn land(&self, result: Result<(), Error>) {
        let before = self.0.replace(State::Landed(result));
        if let State::Flying(wakers) = before {
            wakers.into_iter().for_each(Waker::wake);
        }
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
        match &mut *self.0.0.borrow_mut() {
            State::Landed(result) => Poll::Ready(result.clone()),
            State::Flying(wakers) => {
                wakers.push(context.waker().clone());
                Poll::Pending
            }
        }
    }
}
