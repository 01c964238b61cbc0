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
            Self::Any | Self::Session => None,
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
