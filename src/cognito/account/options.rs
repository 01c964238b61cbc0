//! Options of a call, as members of a request.

use alloc::string::String;
use alloc::vec::Vec;

use crate::encoding::text::is;
use crate::error::{Code, Error};
use crate::json::{self, ObjectWriter};
use crate::value::Value;

/// An option, and the member that it becomes.
pub(super) struct Field {
    option: &'static str,
    member: &'static str,
    kind: Kind,
    is_required: bool,
}

/// What an option holds, and how it is written.
pub(super) enum Kind {
    /// A string. A required one is not empty.
    Text,
    Flag,
    /// A whole number.
    Count,
    /// An object of strings.
    Strings,
    /// An object of strings, as a list of `Name` and `Value`.
    Attributes,
    /// A list of strings.
    Names,
    /// A string, as the `EncodedData` of an object.
    Encoded,
    /// Whether a device is to be remembered.
    Remembered,
    /// Any object, as it is.
    Json,
    /// An object with these members.
    Group(&'static [Field]),
    /// A list of such objects.
    Groups(&'static [Field]),
}

/// An option that must be there.
pub(super) const fn must(option: &'static str, member: &'static str, kind: Kind) -> Field {
    Field { option, member, kind, is_required: true }
}

/// An option that may be left out.
pub(super) const fn may(option: &'static str, member: &'static str, kind: Kind) -> Field {
    Field { option, member, kind, is_required: false }
}

impl Field {
    pub(super) fn is_option(&self, name: &str) -> bool {
        is(self.option, name)
    }
}

/// Adds the members that follow from `options`.
pub(super) fn write(fields: &[Field], options: &Value, body: &mut ObjectWriter) -> Result<(), Error> {
    for field in fields {
        let invalid = || Error::about(Code::InvalidArgument, field.option);
        match options.get(field.option) {
            None | Some(Value::Null) => {
                if field.is_required {
                    return Err(invalid());
                }
            }
            Some(Value::String(text)) if field.is_required && text.is_empty() => return Err(invalid()),
            Some(value) => {
                body.json(field.member, &written(&field.kind, value)?.ok_or_else(invalid)?);
            }
        }
    }
    Ok(())
}

/// The JSON text of `value`, or `None` where it is not of the kind.
fn written(kind: &Kind, value: &Value) -> Result<Option<String>, Error> {
    let mut object = ObjectWriter::new();
    let fits = match (kind, value) {
        (Kind::Text, Value::String(_)) | (Kind::Flag, Value::Bool(_)) | (Kind::Json, Value::Map(_)) => true,
        (Kind::Count, Value::Number(number)) => is_count(*number),
        (Kind::Names, Value::List(items)) => items.iter().all(|item| item.as_str().is_some()),
        (Kind::Strings, Value::Map(members)) => members.iter().all(|(_, member)| member.as_str().is_some()),
        (Kind::Attributes, Value::Map(members)) => return Ok(attributes(members)),
        (Kind::Encoded, Value::String(data)) => return Ok(Some(object.text("EncodedData", data).finish())),
        (Kind::Remembered, Value::Bool(remembered)) => {
            let status = if *remembered { "remembered" } else { "not_remembered" };
            return Ok(Some(json::write(&Value::from(status))));
        }
        (Kind::Group(fields), Value::Map(_)) => {
            write(fields, value, &mut object)?;
            return Ok(Some(object.finish()));
        }
        (Kind::Groups(fields), Value::List(items)) => return list(fields, items).map(Some),
        _ => false,
    };
    Ok(fits.then(|| json::write(value)))
}

fn is_count(number: f64) -> bool {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "compared just after")]
    let whole = f64::from(number as u16);
    whole.total_cmp(&number).is_eq()
}

fn attributes(members: &[(String, Value)]) -> Option<String> {
    let mut items = Vec::with_capacity(members.len());
    for (name, value) in members {
        items.push(ObjectWriter::new().text("Name", name).text("Value", value.as_str()?).finish());
    }
    Some(json::array(&items))
}

fn list(fields: &[Field], items: &[Value]) -> Result<String, Error> {
    let mut texts = Vec::with_capacity(items.len());
    for item in items {
        let mut object = ObjectWriter::new();
        write(fields, item, &mut object)?;
        texts.push(object.finish());
    }
    Ok(json::array(&texts))
}
