//! Answers of the service, as results for the caller: other names, times in milliseconds, attributes by their names.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use crate::encoding::text::{is, owned};
use crate::error::{Code, Error};
use crate::json::{self, ObjectWriter};
use crate::value::Value;

/// Members that a result has though the answer may lack them, and what they then are.
type Defaults = &'static [(&'static str, &'static str)];

/// What of an answer is the result.
pub(super) enum Shape {
    /// `null`.
    Nothing,
    /// All of it; it has at least this string.
    Whole(&'static str, Defaults),
    /// This member, an object; an empty one where there is none.
    Member(&'static str),
    /// This member, an object that has at least a string of this name.
    Item(&'static str, &'static str, Defaults),
    /// This member, a list; an empty one where there is none.
    Items(&'static str),
    /// This member, a list of such objects, and where the next page begins.
    Page(&'static str, &'static str, Defaults),
    /// This member, an object, with all its names as they are.
    Document(&'static str),
}

/// Names that do not just begin with a small letter.
const RENAMED: &[(&str, &str)] = &[
    ("CodeDeliveryDetails", "codeDelivery"),
    ("ConfiguredUserAuthFactors", "firstFactors"),
    ("CreateDate", "createdAt"),
    ("DeviceAttributes", "attributes"),
    ("DeviceCreateDate", "createdAt"),
    ("DeviceLastAuthenticatedDate", "lastAuthenticatedAt"),
    ("DeviceLastModifiedDate", "lastModifiedAt"),
    ("FriendlyCredentialName", "friendlyName"),
    ("IsCurrentSession", "isCurrent"),
    ("LastActiveDate", "lastActiveAt"),
    ("LastIPAddress", "lastIpAddress"),
    ("PreferredMfaSetting", "preferredMfa"),
    ("UserAttributes", "attributes"),
    ("UserMFASettingList", "mfa"),
];

/// What is left out: a `Session` is the engine's, and `MFAOptions` says no more than the lists beside it.
const HIDDEN: &[&str] = &["Session", "MFAOptions"];

impl Shape {
    /// The result as JSON text.
    pub(super) fn result(&self, answer: &Value) -> Result<String, Error> {
        match self {
            // Of all the answers that say nothing, one can say that it did not work.
            Self::Nothing if answer.text("Status").is_some_and(|status| is(status, "ERROR")) => {
                Err(Code::EnableSoftwareTokenMFA.into())
            }
            Self::Nothing => Ok(owned("null")),
            Self::Whole(required, defaults) => object(answer, required, defaults),
            Self::Member(name) => match answer.get(name) {
                Some(member @ Value::Map(_)) => Ok(converted("", member)),
                _ => Ok(owned("{}")),
            },
            Self::Item(name, required, defaults) => {
                object(answer.get(name).unwrap_or(&Value::Null), required, defaults)
            }
            Self::Items(name) => match answer.get(name) {
                Some(member @ Value::List(_)) => Ok(converted("", member)),
                _ => Ok(owned("[]")),
            },
            Self::Page(name, required, defaults) => {
                let mut items = Vec::new();
                for item in answer.get(name).and_then(Value::as_list).unwrap_or_default() {
                    items.push(object(item, required, defaults)?);
                }
                let next = answer.text("NextToken").or_else(|| answer.text("PaginationToken"));
                let next = next.filter(|next| !next.is_empty());
                Ok(ObjectWriter::new()
                    .json("items", &json::array(&items))
                    .optional_text("next", next)
                    .finish())
            }
            Self::Document(name) => {
                let document = answer.get(name).filter(|document| document.as_map().is_some());
                document.map(json::write).ok_or_else(|| Code::UnexpectedResponse.into())
            }
        }
    }
}

/// An object of the service's that has the `required` string.
fn object(value: &Value, required: &str, defaults: Defaults) -> Result<String, Error> {
    value.text(required).ok_or(Code::UnexpectedResponse)?;
    let mut object = converted_members(value.as_map().unwrap_or_default());
    for (name, default) in defaults {
        if matches!(value.get(name), None | Some(Value::Null)) {
            object.json(&renamed(name), default);
        }
    }
    Ok(object.finish())
}

fn converted_members(members: &[(String, Value)]) -> ObjectWriter {
    let mut object = ObjectWriter::new();
    for (name, value) in members {
        let name = renamed(name);
        match value {
            Value::Null => {}
            _ if HIDDEN.iter().any(|hidden| hidden.eq_ignore_ascii_case(&name)) => {}
            Value::Number(seconds) if name.ends_with("At") => {
                object.number(&name, millis(*seconds));
            }
            _ => {
                object.json(&name, &converted(&name, value));
            }
        }
    }
    object
}

/// The JSON text for `value`, which the result has under `name`.
fn converted(name: &str, value: &Value) -> String {
    match value {
        Value::Map(members) => converted_members(members).finish(),
        Value::List(items) if is(name, "attributes") => by_name(items),
        Value::List(items) => {
            // An app's codes are no first factor.
            let is_shown = |item: &&Value| item.as_str() != Some("SOFTWARE_TOKEN");
            let items: Vec<String> =
                items.iter().filter(is_shown).map(|item| converted(name, item)).collect();
            json::array(&items)
        }
        // AWS has two names for it.
        Value::String(text) if is(text, "EMAIL_MFA") => json::write(&Value::from("EMAIL_OTP")),
        _ => json::write(value),
    }
}

/// `[{ Name, Value }]` as an object.
fn by_name(items: &[Value]) -> String {
    let mut object = ObjectWriter::new();
    for item in items {
        if let (Some(name), Some(value)) = (item.text("Name"), item.text("Value")) {
            object.text(name, value);
        }
    }
    object.finish()
}

fn renamed(name: &str) -> Cow<'static, str> {
    if let Some((_, renamed)) = RENAMED.iter().find(|(wire, _)| is(wire, name)) {
        return Cow::Borrowed(renamed);
    }
    let mut name = owned(name);
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    Cow::Owned(name)
}

#[expect(clippy::cast_possible_truncation, reason = "what does not fit saturates")]
fn millis(seconds: f64) -> i64 {
    (seconds * 1000.0 + 0.5) as i64
}
