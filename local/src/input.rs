//! The JSON of a request, read and checked as AWS's front end does before an operation sees it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::error::ServiceError;

/// What a member must look like.
#[derive(Clone, Copy)]
pub(crate) enum Constraint {
    Any,
    ClientId,
    Token,
    Session,
    SixDigits,
    DeviceKey,
    DeviceName,
    PageToken,
    OneOf(&'static [&'static str]),
}

/// Problems are gathered, and told all at once by `check`.
pub(crate) struct Input<'a> {
    body: &'a Map<String, Value>,
    problems: Vec<String>,
}

impl<'a> Input<'a> {
    pub(crate) fn new(body: &'a Map<String, Value>) -> Self {
        Self { body, problems: Vec::new() }
    }

    /// A text that must be there. Empty where it is not: `check` will refuse.
    pub(crate) fn required(&mut self, name: &str, constraint: Constraint) -> Result<&'a str, ServiceError> {
        let value = self.optional(name, constraint)?;
        if value.is_none() {
            self.problem("Value null", name, "Member must not be null");
        }
        Ok(value.unwrap_or_default())
    }

    /// A text that may be there.
    pub(crate) fn optional(
        &mut self,
        name: &str,
        constraint: Constraint,
    ) -> Result<Option<&'a str>, ServiceError> {
        let value = match self.body.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.as_str(),
            Some(other) => return Err(not_a_string(other)),
        };
        if let Some(rule) = constraint.broken_by(value) {
            self.problem("Value", name, &rule);
        }
        Ok(Some(value))
    }

    /// A whole number up to a limit.
    pub(crate) fn count(&mut self, name: &str, limit: usize) -> Result<Option<usize>, ServiceError> {
        let value = match self.body.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(value) => value.as_i64().ok_or_else(|| {
                ServiceError::serialization("Expected a whole number where something else was found.")
            })?,
        };
        let count = usize::try_from(value).ok();
        match count {
            None => self.problem("Value", name, "Member must have value greater than or equal to 0"),
            Some(count) if count > limit => {
                let rule = format!("Member must have value less than or equal to {limit}");
                self.problem("Value", name, &rule);
            }
            Some(_) => {}
        }
        Ok(count)
    }

    /// A structure of switches, each of which may be absent, if the structure is there.
    pub(crate) fn switches<const N: usize>(
        &self,
        name: &str,
        switches: [&str; N],
    ) -> Result<Option<[Option<bool>; N]>, ServiceError> {
        let wrong = || ServiceError::serialization("Start of structure or map found where not expected.");
        let members = match self.body.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(value) => value.as_object().ok_or_else(wrong)?,
        };
        let mut values = [None; N];
        for (value, switch) in values.iter_mut().zip(switches) {
            *value = match members.get(switch) {
                None | Some(Value::Null) => None,
                Some(given) => Some(given.as_bool().ok_or_else(wrong)?),
            };
        }
        Ok(Some(values))
    }

    /// A JSON document that the operation itself makes sense of.
    pub(crate) fn document(&mut self, name: &str) -> Result<&'a Value, ServiceError> {
        match self.body.get(name) {
            Some(value @ Value::Object(_)) => Ok(value),
            None | Some(Value::Null) => {
                self.problem("Value null", name, "Member must not be null");
                Ok(&Value::Null)
            }
            Some(_) => Err(ServiceError::serialization("Expected a JSON object.")),
        }
    }

    /// A map of texts, empty where it is absent.
    pub(crate) fn strings(&self, name: &str) -> Result<BTreeMap<&'a str, &'a str>, ServiceError> {
        match self.body.get(name) {
            None | Some(Value::Null) => Ok(BTreeMap::new()),
            Some(Value::Object(members)) => members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| Ok((key.as_str(), value.as_str().ok_or_else(|| not_a_string(value))?)))
                .collect(),
            Some(_) => {
                Err(ServiceError::serialization("Start of structure or map found where not expected."))
            }
        }
    }

    /// A map of texts that is passed on as it is.
    pub(crate) fn metadata(&self, name: &str) -> Result<Map<String, Value>, ServiceError> {
        Ok(self.strings(name)?.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect())
    }

    /// Refuses, if anything was wrong.
    pub(crate) fn check(self) -> Result<(), ServiceError> {
        let (count, plural) = (self.problems.len(), if self.problems.len() == 1 { "" } else { "s" });
        if count == 0 {
            return Ok(());
        }
        let list = self.problems.join("; ");
        Err(ServiceError::invalid_parameter(format!("{count} validation error{plural} detected: {list}")))
    }

    fn problem(&mut self, what: &str, name: &str, rule: &str) {
        let mut letters = name.chars();
        let first = letters.next().map(|letter| letter.to_ascii_lowercase());
        let member: String = first.into_iter().chain(letters).collect();
        self.problems.push(format!("{what} at '{member}' failed to satisfy constraint: {rule}"));
    }
}

impl Constraint {
    fn broken_by(self, value: &str) -> Option<String> {
        let pattern =
            |pattern: &str| Some(format!("Member must satisfy regular expression pattern: {pattern}"));
        let length = |limit: usize, word: &str| {
            Some(format!("Member must have length {word} than or equal to {limit}"))
        };
        match self {
            Self::ClientId if value.is_empty() => length(1, "greater"),
            Self::ClientId if value.len() > 128 => length(128, "less"),
            Self::ClientId => {
                let allowed = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == '+';
                (!value.chars().all(allowed)).then(|| pattern("[\\w+]+"))?
            }
            Self::Token => {
                let allowed = |sign: char| sign.is_ascii_alphanumeric() || "-_=.".contains(sign);
                (value.is_empty() || !value.chars().all(allowed)).then(|| pattern("[A-Za-z0-9-_=.]+"))?
            }
            Self::Session if value.len() < 20 => length(20, "greater"),
            Self::Session if value.len() > 4096 => length(4096, "less"),
            Self::SixDigits if value.len() < 6 => length(6, "greater"),
            Self::SixDigits if value.len() > 6 => length(6, "less"),
            Self::SixDigits => {
                (!value.bytes().all(|byte| byte.is_ascii_digit())).then(|| pattern("[0-9]+"))?
            }
            Self::DeviceKey if value.is_empty() => length(1, "greater"),
            Self::DeviceKey if value.len() > 55 => length(55, "less"),
            Self::DeviceKey => {
                let word = |sign: char| sign.is_ascii_alphanumeric() || sign == '_' || sign == '-';
                let fits = value.rsplit_once('_').is_some_and(|(region, id)| {
                    let id_sign = |sign: char| "0123456789abcdef-".contains(sign);
                    !region.is_empty()
                        && region.chars().all(word)
                        && !id.is_empty()
                        && id.chars().all(id_sign)
                });
                (!fits).then(|| pattern("[\\w-]+_[0-9a-f-]+"))?
            }
            Self::DeviceName if value.is_empty() => length(1, "greater"),
            Self::DeviceName if value.chars().count() > 1024 => length(1024, "less"),
            Self::PageToken if value.is_empty() => length(1, "greater"),
            Self::PageToken => value.contains(char::is_whitespace).then(|| pattern("[\\S]+"))?,
            Self::Any | Self::Session | Self::DeviceName => None,
            Self::OneOf(names) => (!names.contains(&value))
                .then(|| format!("Member must satisfy enum value set: [{}]", names.join(", "))),
        }
    }
}

fn not_a_string(value: &Value) -> ServiceError {
    ServiceError::serialization(match value {
        Value::Number(_) => "NUMBER_VALUE can not be converted to a String",
        Value::Bool(true) => "TRUE_VALUE can not be converted to a String",
        Value::Bool(false) => "FALSE_VALUE can not be converted to a String",
        _ => "Start of structure or map found where not expected.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(body: &Value, read: impl Fn(&mut Input) -> Result<(), ServiceError>) -> String {
        let mut input = Input::new(body.as_object().unwrap());
        read(&mut input).and_then(|()| input.check()).map_or_else(|error| error.message, |()| String::new())
    }

    #[test]
    fn problems_read_as_awss_do() {
        let read = |input: &mut Input| {
            input.required("ClientId", Constraint::ClientId)?;
            input.optional("Session", Constraint::Session)?;
            input.required("AuthFlow", Constraint::OneOf(&["A", "B"])).map(drop)
        };
        assert_eq!(refusal(&serde_json::json!({ "ClientId": "c", "AuthFlow": "A" }), read), "");
        assert_eq!(
            refusal(&serde_json::json!({ "ClientId": "a b", "AuthFlow": "C", "Session": "short" }), read),
            "3 validation errors detected: \
             Value at 'clientId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+]+; \
             Value at 'session' failed to satisfy constraint: Member must have length greater than or equal to 20; \
             Value at 'authFlow' failed to satisfy constraint: Member must satisfy enum value set: [A, B]"
        );
        assert_eq!(
            refusal(&serde_json::json!({ "AuthFlow": "A" }), read),
            "1 validation error detected: Value null at 'clientId' failed to satisfy constraint: Member must not be null"
        );
        assert_eq!(
            refusal(&serde_json::json!({ "ClientId": 7 }), read),
            "NUMBER_VALUE can not be converted to a String"
        );
    }
}
