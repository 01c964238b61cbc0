//! `GetUser`.

use serde_json::{Map, Value, json};

use super::mfa_preference;
use crate::call::{Answer, Call};
use crate::input::{Constraint, Input};

pub(super) fn get_user(call: Call, body: &Map<String, Value>) -> Answer {
    let mut input = Input::new(body);
    let access_token = input.required("AccessToken", Constraint::Token)?;
    input.check()?;
    let user = call.of_access_token(access_token)?.user;
    let attribute = |name: &str, value: &str| json!({ "Name": name, "Value": value });
    let mut attributes = vec![attribute("sub", &user.sub)];
    attributes.extend(user.attributes.iter().map(|(name, value)| attribute(name, value)));
    let mut answer = json!({ "Username": user.username, "UserAttributes": attributes });
    mfa_preference::show(&user, &mut answer);
    Ok(answer)
}
