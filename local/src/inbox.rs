//! What would be mail and SMS: it is kept here, where tests and people read the codes.

use std::collections::VecDeque;

use serde::Serialize;
use serde_json::{Value, json};

use crate::time::Time;

/// The latest this many are kept.
const KEPT: usize = 1_000;

/// How a message reaches its reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Medium {
    Email,
    Sms,
}

/// One message, as the control endpoint shows it.
#[derive(Clone, Serialize)]
pub(crate) struct Message {
    /// Counts up from 1, and never starts again while the server runs.
    pub(crate) id: u64,
    /// In seconds since the epoch.
    pub(crate) time: i64,
    pub(crate) medium: Medium,
    pub(crate) destination: String,
    pub(crate) username: String,
    pub(crate) purpose: &'static str,
    pub(crate) code: String,
    /// SMS have none.
    pub(crate) subject: Option<String>,
    #[serde(rename = "message")]
    pub(crate) text: String,
}

#[derive(Default)]
pub(crate) struct Inbox {
    messages: VecDeque<Message>,
    last_id: u64,
}

impl Inbox {
    /// Adds a message, and gives it its id and time.
    pub(crate) fn add(&mut self, message: Message, now: Time) {
        self.last_id += 1;
        if self.messages.len() == KEPT {
            self.messages.pop_front();
        }
        self.messages.push_back(Message { id: self.last_id, time: now.seconds(), ..message });
    }

    /// The messages that fit `destination=` and `username=` of a query, the newest last.
    pub(crate) fn show(&self, query: &str) -> Result<Value, String> {
        let mut fitting: Vec<&Message> = self.messages.iter().collect();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(value).ok_or("the query is not percent-encoded UTF-8")?;
            match name {
                "destination" => fitting.retain(|message| message.destination == value),
                "username" => fitting.retain(|message| message.username == value),
                _ => return Err("the query knows destination and username".into()),
            }
        }
        Ok(json!({ "messages": fitting }))
    }

    pub(crate) fn clear(&mut self) {
        self.messages.clear();
    }
}

/// Undoes percent-encoding. A plus stays one: phone numbers begin with it.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(destination: &str) -> Message {
        Message {
            id: 0,
            time: 0,
            medium: Medium::Email,
            destination: destination.to_owned(),
            username: "u".to_owned(),
            purpose: "SIGN_UP",
            code: "123456".to_owned(),
            subject: None,
            text: String::new(),
        }
    }

    #[test]
    fn the_newest_come_last_and_the_oldest_go() {
        let mut inbox = Inbox::default();
        for number in 0..=KEPT {
            inbox.add(message(&format!("{number}@example.com")), Time::from_seconds(5));
        }
        let all = inbox.show("").unwrap();
        let all = all["messages"].as_array().unwrap();
        assert_eq!(all.len(), KEPT);
        assert_eq!((&all[0]["id"], &all[KEPT - 1]["id"]), (&json!(2), &json!(KEPT + 1)));
        inbox.clear();
        inbox.add(message("x"), Time::from_seconds(5));
        assert_eq!(inbox.show("").unwrap()["messages"][0]["id"], json!(KEPT + 2), "ids are never reused");
    }

    #[test]
    fn queries_select() {
        let mut inbox = Inbox::default();
        for destination in ["a@example.com", "+15555550100", "ä@example.com"] {
            inbox.add(message(destination), Time::from_seconds(5));
        }
        let count = |query: &str| Some(inbox.show(query).ok()?["messages"].as_array()?.len());
        assert_eq!(count("username=u"), Some(3));
        assert_eq!(count("destination=a%40example.com"), Some(1));
        assert_eq!(count("destination=+15555550100"), Some(1));
        assert_eq!(count("destination=%2B15555550100&username=u"), Some(1));
        assert_eq!(count("destination=%C3%A4@example.com"), Some(1));
        assert_eq!(count("username=nobody"), Some(0));
        for bad in ["colour=red", "username=%", "username=%zz", "username=%ff"] {
            assert_eq!(count(bad), None, "{bad}");
        }
    }
}
