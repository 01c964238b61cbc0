//! The JSON of a request, read and checked as AWS's front end does before an operation sees it.

mod constraint;

use std::collections::BTreeMap;

use serde_json::{Map, Value};

pub(crate) use constraint::Constraint;

use crate::error::ServiceError;

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

    /// A list of JSON documents that must be there.
    pub(crate) fn documents(&mut self, name: &str) -> Result<&'a [Value], ServiceError> {
        let list = self.list(name)?;
        if list.is_none() {
            self.problem("Value null", name, "Member must not be null");
        }
        Ok(list.unwrap_or_default())
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

    /// A switch, off where it is absent.
    pub(crate) fn flag(&self, name: &str) -> Result<bool, ServiceError> {
        match self.body.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(_) => Err(ServiceError::serialization("Unexpected value where a boolean was expected.")),
        }
    }

    /// A list of attributes' names that must be there.
    pub(crate) fn names(&mut self, name: &str) -> Result<Vec<&'a str>, ServiceError> {
        self.texts(name, Constraint::AttributeName)
    }

    /// A list of texts that must be there.
    pub(crate) fn texts(&mut self, name: &str, constraint: Constraint) -> Result<Vec<&'a str>, ServiceError> {
        let list = self.list(name)?;
        if list.is_none() {
            self.problem("Value null", name, "Member must not be null");
        }
        let texts = list.unwrap_or_default().iter();
        let names: Result<Vec<&str>, _> =
            texts.map(|value| value.as_str().ok_or_else(|| not_a_string(value))).collect();
        let names = names?;
        for (index, value) in names.iter().enumerate() {
            if let Some(rule) = constraint.broken_by(value) {
                self.problem("Value", &format!("{name}.{}.member", index + 1), &rule);
            }
        }
        Ok(names)
    }

    /// A list of `{"Name": …, "Value": …}`, empty where it is absent. Of two with the same name the last counts.
    pub(crate) fn attributes(&mut self, name: &str) -> Result<BTreeMap<String, String>, ServiceError> {
        let mut attributes = BTreeMap::new();
        for (index, entry) in self.list(name)?.unwrap_or_default().iter().enumerate() {
            let members = entry
                .as_object()
                .ok_or_else(|| ServiceError::serialization("Start of structure or map expected."))?;
            let text = |key: &str| match members.get(key) {
                None | Some(Value::Null) => Ok(None),
                Some(value) => value.as_str().map(Some).ok_or_else(|| not_a_string(value)),
            };
            let (key, value) = (text("Name")?, text("Value")?.unwrap_or_default());
            let place = format!("{name}.{}.member", index + 1);
            match key {
                None => {
                    self.problem("Value null", &format!("{place}.name"), "Member must not be null");
                }
                Some(key) => {
                    if let Some(rule) = Constraint::AttributeName.broken_by(key) {
                        self.problem("Value", &format!("{place}.name"), &rule);
                    }
                    attributes.insert(key.to_owned(), value.to_owned());
                }
            }
            if value.chars().count() > 2048 {
                let rule = "Member must have length less than or equal to 2048";
                self.problem("Value", &format!("{place}.value"), rule);
            }
        }
        Ok(attributes)
    }

    /// As `attributes`, of a list that must be there.
    pub(crate) fn required_attributes(
        &mut self,
        name: &str,
    ) -> Result<BTreeMap<String, String>, ServiceError> {
        if self.list(name)?.is_none() {
            self.problem("Value null", name, "Member must not be null");
        }
        self.attributes(name)
    }

    fn list(&self, name: &str) -> Result<Option<&'a [Value]>, ServiceError> {
        match self.body.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Array(list)) => Ok(Some(list.as_slice())),
            Some(_) => Err(ServiceError::serialization("Expected list or null")),
        }
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
