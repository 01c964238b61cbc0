//! One piece of work for many callers: the first starts it, all of them get its result.

use core::cell::RefCell;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use std::rc::Rc;

use crate::error::Error;

/// Work whose callers get a result or an error.
pub(super) type Shared<T> = Rc<Flight<Result<T, Error>>>;

/// The place of such work, while it is under way.
pub(super) type Underway<T> = RefCell<Option<Shared<T>>>;

/// The result of work that is under way or finished.
pub(super) struct Flight<T>(RefCell<State<T>>);

enum State<T> {
    Flying(Vec<Waker>),
    Landed(T),
}

impl<T: Clone> Flight<T> {
    pub(super) fn new() -> Rc<Self> {
        Rc::new(Self(RefCell::new(State::Flying(Vec::new()))))
    }

    /// Gives all callers their result.
    pub(super) fn land(&self, result: T) {
        let before = self.0.replace(State::Landed(result));
        if let State::Flying(wakers) = before {
            wakers.into_iter().for_each(Waker::wake);
        }
    }

    /// Waits for the result.
    pub(super) fn wait(self: &Rc<Self>) -> Wait<T> {
        Wait(Rc::clone(self))
    }
}

/// A caller's wait. Giving it up disturbs no one else.
pub(super) struct Wait<T>(Rc<Flight<T>>);

impl<T: Clone> Future for Wait<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        match &mut *self.0.0.borrow_mut() {
            State::Landed(result) => Poll::Ready(result.clone()),
            State::Flying(wakers) => {
                wakers.push(context.waker().clone());
                Poll::Pending
            }
        }
    }
}
