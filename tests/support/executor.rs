//! Runs futures on one thread, as far as they go: a test decides when the world moves.

use std::cell::{Cell, RefCell};
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

pub(crate) type Task = Pin<Box<dyn Future<Output = ()>>>;

/// More rounds than any test's work needs.
const ROUNDS: u32 = 500;

#[derive(Default)]
pub(crate) struct Executor(RefCell<Vec<Task>>);

/// Work that was started: its result, once there is one.
pub(crate) struct Job<T>(Rc<Cell<Option<T>>>);

impl<T> Job<T> {
    pub(crate) fn result(&self) -> Option<T> {
        self.0.take()
    }
}

impl Executor {
    pub(crate) fn spawn(&self, task: Task) {
        self.0.borrow_mut().push(task);
    }

    /// Starts `work` and runs everything as far as it goes.
    pub(crate) fn start<T: 'static>(&self, work: impl Future<Output = T> + 'static) -> Job<T> {
        let result = Rc::new(Cell::new(None));
        let place = Rc::clone(&result);
        self.spawn(Box::pin(async move { place.set(Some(work.await)) }));
        self.run();
        Job(result)
    }

    /// Runs everything as far as it goes.
    pub(crate) fn run(&self) {
        for _ in 0..ROUNDS {
            self.turn();
        }
    }

    /// Runs `work` to its end, which it must reach by itself.
    #[track_caller]
    pub(crate) fn finish<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        for _ in 0..ROUNDS {
            if let Poll::Ready(result) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return result;
            }
            self.turn();
        }
        panic!("this waits for ever")
    }

    fn turn(&self) {
        // Nothing is borrowed while they run: they may start others.
        let mut tasks = self.0.take();
        tasks.retain_mut(|task| task.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        self.0.borrow_mut().splice(0..0, tasks);
    }
}
