//! The port through which the host calls HTTP hooks: the core itself does no I/O.

/// Calls the triggers that are HTTP hooks.
pub trait Hooks {
    /// Posts an event, in JSON, and waits for the answer, but not for ever.
    fn post(&mut self, url: &str, event: &str) -> Result<HookAnswer, HookError>;
}

/// What a hook answered.
pub struct HookAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HookError {
    /// It took too long.
    TimedOut,
    /// Nobody listens there, or the connection broke.
    Unreachable(String),
}

/// For hosts that cannot make requests: only built-in samples answer there.
pub struct NoHooks;

impl Hooks for NoHooks {
    fn post(&mut self, _url: &str, _event: &str) -> Result<HookAnswer, HookError> {
        Err(HookError::Unreachable("this host calls no hooks".into()))
    }
}
