//! The server's clock: the host's, moved by as much as a test asks for.

use serde_json::{Value, json};

use crate::time::Time;

/// A thousand years either way is enough.
const FARTHEST: i64 = 1_000 * 366 * 86_400;

#[derive(Clone, Copy, Default)]
pub(crate) struct Clock {
    offset: i64,
}

impl Clock {
    pub(crate) fn now(self, host: Time) -> Time {
        host.plus_seconds(self.offset)
    }

    pub(crate) fn show(self, host: Time) -> Value {
        json!({ "now": self.now(host).seconds(), "offset": self.offset })
    }

    /// `{"advance": s}`, `{"set": epochSeconds}` or `{"reset": true}`.
    pub(crate) fn change(&mut self, host: Time, body: &Value) -> Result<(), &'static str> {
        let members = body.as_object().filter(|members| members.len() == 1);
        let offset = match members.and_then(|members| members.iter().next()) {
            Some((key, value)) if key == "advance" => {
                value.as_i64().and_then(|seconds| self.offset.checked_add(seconds))
            }
            Some((key, value)) if key == "set" => {
                value.as_i64().and_then(|seconds| seconds.checked_sub(host.seconds()))
            }
            Some((key, Value::Bool(true))) if key == "reset" => Some(0),
            _ => None,
        };
        self.offset = offset
            .filter(|offset| offset.abs() <= FARTHEST)
            .ok_or("send {\"advance\": seconds}, {\"set\": epochSeconds} or {\"reset\": true}")?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_moves_as_told_and_refuses_nonsense() {
        let host = Time::from_seconds(1_000);
        let mut clock = Clock::default();
        clock.change(host, &json!({ "advance": 60 })).unwrap();
        clock.change(host, &json!({ "advance": -10 })).unwrap();
        assert_eq!(clock.show(host), json!({ "now": 1050, "offset": 50 }));
        clock.change(host, &json!({ "set": 5 })).unwrap();
        assert_eq!(clock.now(Time::from_seconds(1_001)).seconds(), 6);
        for bad in [
            json!({}),
            json!([]),
            json!({ "advance": "1" }),
            json!({ "advance": i64::MAX }),
            json!({ "set": i64::MIN }),
            json!({ "reset": false }),
            json!({ "advance": 1, "reset": true }),
        ] {
            assert!(clock.change(host, &bad).is_err(), "{bad}");
        }
        assert_eq!(clock.show(host)["now"], 5);
        clock.change(host, &json!({ "reset": true })).unwrap();
        assert_eq!(clock.show(host), json!({ "now": 1000, "offset": 0 }));
    }
}
