//! What operations have in common whose caller names a user and proves nothing: sign-up, its confirmation, recovery.

use serde_json::{Map, Value};

use crate::call::{Call, ClientCall};
use crate::error::ServiceError;
use crate::input::{Constraint, Input};
use crate::user::User;

/// Who calls, and for whom.
pub(super) struct NamedUser<'a> {
    client_id: &'a str,
    secret_hash: Option<&'a str>,
    pub(super) typed: &'a str,
    metadata: Map<String, Value>,
}

impl<'a> NamedUser<'a> {
    pub(super) fn read(input: &mut Input<'a>) -> Result<Self, ServiceError> {
        Ok(Self {
            client_id: input.required("ClientId", Constraint::ClientId)?,
            secret_hash: input.optional("SecretHash", Constraint::SecretHash)?,
            typed: input.required("Username", Constraint::Username)?,
            metadata: input.metadata("ClientMetadata")?,
        })
    }

    /// The call, for a client that exists and knows its secret.
    pub(super) fn of_client(self, call: Call<'_>) -> Result<ClientCall<'_>, ServiceError> {
        let mut call = call.of_client(self.client_id)?;
        call.metadata = self.metadata;
        call.check_secret_hash_member(self.secret_hash, self.typed)?;
        Ok(call)
    }
}

/// The user of this name. Nothing where there is none, or a disabled one, and the caller must not learn it.
pub(super) fn find(call: &ClientCall, typed: &str) -> Result<Option<User>, ServiceError> {
    match call.user(typed) {
        Some(user) if user.enabled => Ok(Some(user.clone())),
        _ if call.client.hides_unknown_users() => Ok(None),
        Some(_) => Err(ServiceError::user_disabled()),
        // What AWS says about a name that nobody has, outside of sign-ins.
        None => Err(ServiceError::new("UserNotFoundException", "Username/client id combination not found.")),
    }
}
