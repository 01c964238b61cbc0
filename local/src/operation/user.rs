//! `GetUser` and `DeleteUser`.

use serde_json::{Map, Value, json};

use super::mfa_preference;
use crate::call::{Answer, Call, UserCall};
use crate::input::{Constraint, Input};

pub(super) fn get_user(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    input.check()?;
    let UserCall { call, user, .. } = call.of_access_token(access_token)?;
    let attribute = |name: &str, value: &str| json!({ "Name": name, "Value": value });
    let mut attributes = vec![attribute("sub", &user.sub)];
    let readable = user.attributes.iter().filter(|(name, _)| call.client.reads(name));
    attributes.extend(readable.map(|(name, value)| attribute(name, value)));
    let mut answer = json!({ "Username": user.username, "UserAttributes": attributes });
    mfa_preference::show(&user, &mut answer);
    Ok(answer)
}

/// Nothing of the user stays, except that old tokens are known to be worthless.
pub(super) fn delete_user(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    input.check()?;
    let UserCall { call, user, .. } = call.of_access_token(access_token)?;
    call.state.delete_user(call.pool, &user.username);
    Ok(json!({}))
}
