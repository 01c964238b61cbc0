//! IAM policies: statements that allow or deny actions on resources, with wildcards and variables.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One statement, as the configuration writes it and as session policies are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement {
    pub(crate) effect: Effect,
    pub(crate) actions: Vec<String>,
    pub(crate) resources: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Effect {
    Allow,
    Deny,
}

/// The statements of one policy.
#[derive(Clone, Copy)]
pub(crate) struct Policy<'a>(pub(crate) &'a [Statement]);

/// What a policy says about a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Allowed,
    /// No statement allows it.
    NotAllowed,
    /// A statement denies it, whatever others allow.
    Denied,
}

impl Verdict {
    /// Of a request that two policies must both allow.
    pub(crate) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Denied, _) | (_, Self::Denied) => Self::Denied,
            (Self::Allowed, Self::Allowed) => Self::Allowed,
            _ => Self::NotAllowed,
        }
    }
}

impl Policy<'_> {
    /// `variable` gives the value of a policy variable, such as `cognito-identity.amazonaws.com:sub`.
    pub(crate) fn verdict(
        self,
        action: &str,
        resource: &str,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Verdict {
        let action = action.to_ascii_lowercase();
        let concerns = |statement: &&Statement| {
            let named = |pattern: &String| {
                Pattern::new(&pattern.to_ascii_lowercase(), &|_| None).is_some_and(|p| p.fits(&action))
            };
            let meant = |pattern: &String| Pattern::new(pattern, variable).is_some_and(|p| p.fits(resource));
            statement.actions.iter().any(named) && statement.resources.iter().any(meant)
        };
        let effects: Vec<Effect> = self.0.iter().filter(concerns).map(|statement| statement.effect).collect();
        if effects.contains(&Effect::Deny) {
            Verdict::Denied
        } else if effects.contains(&Effect::Allow) {
            Verdict::Allowed
        } else {
            Verdict::NotAllowed
        }
    }
}

/// Reads a policy document in JSON, as authorizers answer it and sessions can have one. Conditions are not known here,
/// and a statement with one is refused rather than half understood.
pub(crate) fn parse(document: &Value) -> Option<Vec<Statement>> {
    let statements = match document.get("Statement")? {
        Value::Array(list) => list.iter().collect(),
        one => vec![one],
    };
    (!statements.is_empty()).then(|| statements.into_iter().map(parse_statement).collect())?
}

fn parse_statement(statement: &Value) -> Option<Statement> {
    let members = statement.as_object()?;
    let known = ["Sid", "Effect", "Action", "Resource"];
    members.keys().all(|name| known.contains(&name.as_str())).then_some(())?;
    let effect = match members.get("Effect")?.as_str()? {
        "Allow" => Effect::Allow,
        "Deny" => Effect::Deny,
        _ => return None,
    };
    let texts = |name: &str| match members.get(name)? {
        Value::String(text) => Some(vec![text.clone()]),
        Value::Array(list) => list.iter().map(|text| text.as_str().map(str::to_owned)).collect(),
        _ => None,
    };
    Some(Statement { effect, actions: texts("Action")?, resources: texts("Resource")? })
}

enum Part {
    AnyText,
    AnySign,
    Sign(char),
}

/// A pattern with `*` and `?`. What a variable stands for is taken as it is, wildcards included.
struct Pattern(Vec<Part>);

impl Pattern {
    /// Nothing if a variable has no value: such a statement concerns nobody.
    fn new(text: &str, variable: &dyn Fn(&str) -> Option<String>) -> Option<Self> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(sign) = rest.chars().next() {
            if let Some((name, after)) = rest.strip_prefix("${").and_then(|rest| rest.split_once('}')) {
                parts.extend(variable(name)?.chars().map(Part::Sign));
                rest = after;
                continue;
            }
            parts.push(match sign {
                '*' => Part::AnyText,
                '?' => Part::AnySign,
                sign => Part::Sign(sign),
            });
            rest = rest.get(sign.len_utf8()..).unwrap_or_default();
        }
        Some(Self(parts))
    }

    /// Whether the whole text fits: which lengths of it the parts so far can cover, part by part.
    fn fits(&self, text: &str) -> bool {
        let signs: Vec<char> = text.chars().collect();
        let mut reached = vec![false; signs.len() + 1];
        if let Some(start) = reached.first_mut() {
            *start = true;
        }
        for part in &self.0 {
            let before = std::mem::take(&mut reached);
            reached = match part {
                Part::AnyText => before
                    .iter()
                    .scan(false, |seen, here| {
                        *seen |= here;
                        Some(*seen)
                    })
                    .collect(),
                Part::AnySign | Part::Sign(_) => {
                    let steps = before
                        .iter()
                        .zip(&signs)
                        .map(|(here, sign)| *here && !matches!(part, Part::Sign(wanted) if wanted != sign));
                    std::iter::once(false).chain(steps).collect()
                }
            };
        }
        reached.last() == Some(&true)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn verdict(document: &Value, action: &str, resource: &str) -> Verdict {
        let sub = |name: &str| (name == "cognito-identity.amazonaws.com:sub").then(|| "me*".to_owned());
        Policy(&parse(document).unwrap()).verdict(action, resource, &sub)
    }

    #[test]
    fn an_explicit_deny_wins() {
        let document = json!({ "Statement": [
            { "Effect": "Allow", "Action": "execute-api:*", "Resource": ["arn:a/*/GET/*", "arn:a/p/PUT/x?"] },
            { "Effect": "Deny", "Action": ["execute-api:Invoke"], "Resource": "arn:a/*/secret" },
        ] });
        for (resource, expected) in [
            ("arn:a/p/GET/orders", Verdict::Allowed),
            ("arn:a/p/GET/deep/orders", Verdict::Allowed),
            ("arn:a/p/GET/secret", Verdict::Denied),
            ("arn:a/p/PUT/secret", Verdict::Denied),
            ("arn:a/p/PUT/x1", Verdict::Allowed),
            ("arn:a/p/PUT/x", Verdict::NotAllowed),
            ("arn:a/p/PUT/x12", Verdict::NotAllowed),
            ("arn:b/p/GET/orders", Verdict::NotAllowed),
        ] {
            assert_eq!(verdict(&document, "Execute-API:invoke", resource), expected, "{resource}");
        }
        assert_eq!(verdict(&document, "s3:GetObject", "arn:a/p/GET/orders"), Verdict::NotAllowed);
    }

    #[test]
    fn variables_are_no_patterns() {
        let document = json!({ "Statement": { "Effect": "Allow", "Action": "s3:*",
            "Resource": ["arn:b/${cognito-identity.amazonaws.com:sub}/*", "arn:${unknown}*"] } });
        assert_eq!(verdict(&document, "s3:GetObject", "arn:b/me*/file"), Verdict::Allowed);
        assert_eq!(verdict(&document, "s3:GetObject", "arn:b/mexico/file"), Verdict::NotAllowed);
        assert_eq!(verdict(&document, "s3:GetObject", "arn:"), Verdict::NotAllowed);
    }

    #[test]
    fn documents_that_are_not_understood_are_refused() {
        for document in [
            json!(null),
            json!({ "Statement": [] }),
            json!({ "Statement": [{ "Effect": "Maybe", "Action": "*", "Resource": "*" }] }),
            json!({ "Statement": [{ "Effect": "Allow", "Action": "*" }] }),
            json!({ "Statement": [{ "Effect": "Allow", "Action": 1, "Resource": "*" }] }),
            json!({ "Statement": [{ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {} }] }),
        ] {
            assert_eq!(parse(&document), None, "{document}");
        }
    }

    #[test]
    fn two_policies_allow_what_both_allow() {
        use Verdict::{Allowed, Denied, NotAllowed};
        assert_eq!(Allowed.and(Allowed), Allowed);
        assert_eq!(Allowed.and(NotAllowed), NotAllowed);
        assert_eq!(NotAllowed.and(Denied), Denied);
    }
}
