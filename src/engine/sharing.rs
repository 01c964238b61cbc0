//! A session that several tabs share: one of them renews it, under a lock, and all learn of it through the storage.

use alloc::rc::Rc;

use super::renewal::{Purpose, Waiting};
use super::verification::Verification;
use super::{Engine, Work, World};
use crate::error::{Code, Error};
use crate::ports::Notice;
use crate::session::{Record, Session};

/// What the lock is held for. It goes on only if the storage still holds the session that this is about.
pub(super) enum Held {
    /// To ask for new tokens.
    Renewal(Rc<Record>),
    /// The new tokens are there, and verified.
    Renewed(Rc<Session>),
    /// The pool has said that the session is over.
    Refusal(Error),
}

/// What to tell of a session that another tab has stored.
pub(super) type News = fn(Rc<Session>) -> Notice;

impl Engine {
    /// Has the session's storage for this client alone, and looks into it.
    pub(super) fn lock(&mut self, held: Held, world: &mut World<'_>) {
        self.is_locking = true;
        let number = self.wait(0, Work::Lock(held));
        world.outbox.lock(number);
    }

    pub(super) fn unlock(&mut self, world: &mut World<'_>) {
        if core::mem::take(&mut self.is_locking) {
            world.outbox.unlock();
        }
    }

    /// Takes what lies in storage now.
    pub(super) fn stored(&mut self, number: u32, text: Option<&str>, world: &mut World<'_>) {
        let held = match self.take(number) {
            Some(task) => match task.work {
                Work::Lock(held) => Some(held),
                _ => return,
            },
            None => None,
        };
        match (text, text.and_then(Record::read), &self.record) {
            (None, _, Some(_)) => self.signed_out_elsewhere(world),
            (_, Some(stored), mine) if mine.as_ref().is_none_or(|mine| !mine.is(&stored)) => {
                self.adopt(stored, world);
            }
            // It is as it was; what cannot be read is written anew.
            _ => {
                if let Some(held) = held {
                    self.unchanged(held, world);
                }
            }
        }
    }

    /// The lock cannot be had, or the storage not be read.
    pub(super) fn not_locked(&mut self, held: Held, error: &Error, world: &mut World<'_>) {
        match held {
            // Without storage nobody shares the session.
            Held::Renewal(_) if error.code() != Code::StorageUnavailable => self.not_renewed(error, world),
            held => self.unchanged(held, world),
        }
    }

    fn unchanged(&mut self, held: Held, world: &mut World<'_>) {
        match held {
            Held::Renewal(record) => {
                if let Err(error) = self.renew(0, record, Purpose::Session, world) {
                    self.not_renewed(&error, world);
                }
            }
            Held::Renewed(session) => {
                // The pool has given new tokens only without it.
                #[cfg(feature = "accounts")]
                if session.record.tokens.device.is_none() {
                    self.devices.forget(&session.record.username);
                    self.store_devices(world);
                }
                self.keep(&session, world);
                world.outbox.notify(Notice::Refreshed(session));
                self.wake(world);
            }
            Held::Refusal(error) => self.not_renewed(&error, world),
        }
    }

    fn signed_out_elsewhere(&mut self, world: &mut World<'_>) {
        self.drop_renewals();
        self.unlock(world);
        self.session = None;
        self.record = None;
        world.outbox.notify(Notice::SignedOut(None));
        self.wake(world);
    }

    /// Goes on with the session that another tab has stored. Whoever waits gets it, since it is new.
    fn adopt(&mut self, record: Record, world: &mut World<'_>) {
        let is_same_user = self.record.as_ref().is_some_and(|mine| mine.username == record.username);
        let news: News = if is_same_user { Notice::Refreshed } else { Notice::SignedIn };
        self.drop_renewals();
        self.unlock(world);
        for Waiting { anew, for_renewal, .. } in &mut self.waiting {
            (*anew, *for_renewal) = (false, false);
        }
        let record = Rc::new(record);
        self.session = None;
        self.record = Some(Rc::clone(&record));
        self.verify(Verification::of_stored(record, Some(news)), world);
    }
}
