//! The password itself: `USER_PASSWORD_AUTH`, and `PASSWORD` as a choice of `USER_AUTH`.

use super::{sign_in, srp_handshake};
use crate::call::{Answer, ClientCall};
use crate::progress::Progress;
use crate::srp::Verifier;
use crate::user::Status;

pub(super) fn check(call: &mut ClientCall, progress: Progress, password: &str) -> Answer {
    let username = progress.username.clone();
    let Some(user) = call.user(&username).filter(|_| progress.user_exists).cloned() else {
        // The same work as for a user who exists, so that the time tells nothing.
        let decoy = srp_handshake::decoy(call, &username);
        let _same_work = Verifier::new(call.pool.srp_name(), &username, password, decoy.salt);
        sign_in::refuse_while_locked(call, &username)?;
        return Err(sign_in::wrong_password(call, &username));
    };
    sign_in::refuse_while_locked(call, &username)?;
    if user.status == Status::Unconfirmed {
        return Err(sign_in::not_confirmed());
    }
    if !user.password_is(call.pool, password) {
        return Err(sign_in::wrong_password(call, &username));
    }
    sign_in::after_password(call, progress)
}
