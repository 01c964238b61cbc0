//! Runs futures. There are few of them and each waits for the page, so after each word from the page all are asked
//! whether they can go on.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::cell::Cell;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Waker};

pub(super) type Task = Pin<Box<dyn Future<Output = ()>>>;

#[derive(Default)]
pub(super) struct Tasks(Cell<Vec<Task>>);

impl Tasks {
    /// Adds a task; [`run`](Self::run) begins it.
    pub(super) fn add(&self, task: Task) {
        let mut tasks = self.0.take();
        tasks.push(task);
        self.0.set(tasks);
    }

    /// Runs all tasks as far as they go. One that ends may have been what another waits for, so they go round until
    /// none ends and none is new.
    pub(super) fn run(&self) {
        let mut context = Context::from_waker(Waker::noop());
        loop {
            // They are out of their place while they run: they may add tasks, and the page may call in.
            let mut tasks = self.0.take();
            let before = tasks.len();
            tasks.retain_mut(|task| task.as_mut().poll(&mut context).is_pending());
            let ended = tasks.len() < before;
            let mut added = self.0.take();
            let is_new = !added.is_empty();
            tasks.append(&mut added);
            self.0.set(tasks);
            if !ended && !is_new {
                return;
            }
        }
    }
}
