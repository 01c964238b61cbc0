//! Which route a request is for.

use std::collections::BTreeMap;

use crate::config::{Config, GatewayConfig, RouteConfig};
use crate::form;
use crate::http::Request;

pub(crate) struct Route<'a> {
    pub(crate) api: &'a GatewayConfig,
    pub(crate) config: &'a RouteConfig,
    /// Below the stage, as it was sent.
    pub(crate) path: String,
    /// What stands for the parts in braces.
    pub(crate) parameters: BTreeMap<String, String>,
}

impl<'a> Route<'a> {
    /// An exact path wins over one with parts in braces, and that over everything below a place.
    pub(super) fn find(config: &'a Config, request: &Request) -> Option<Self> {
        let rest = request.path.strip_prefix(super::PLACE)?;
        let mut parts = rest.splitn(3, '/');
        let (id, stage, path) = (parts.next()?, parts.next()?, parts.next().unwrap_or_default());
        let api = config.gateways.iter().find(|api| api.id == id && api.stage == stage)?;
        let fitting = api
            .routes
            .iter()
            .filter(|route| route.method == "ANY" || route.method.eq_ignore_ascii_case(&request.method));
        fitting
            .filter_map(|route| Some((matches(&route.path, path)?, route)))
            .min_by_key(|((rank, _), route)| (*rank, route.method == "ANY"))
            .map(|((_, parameters), route)| Self { api, config: route, path: format!("/{path}"), parameters })
    }

    /// What a policy must allow.
    pub(super) fn arn(&self, request: &Request) -> String {
        self.api.arn(&request.method, &self.path)
    }
}

/// How many parts in braces it took, and what stands for them.
fn matches(pattern: &str, path: &str) -> Option<(usize, BTreeMap<String, String>)> {
    let mut parameters = BTreeMap::new();
    let mut rank = 0;
    let mut given = path.trim_end_matches('/').split('/');
    let mut wanted = pattern.trim_matches('/').split('/');
    while let Some(part) = wanted.next() {
        let segment = given.next()?;
        let braces = part.strip_prefix('{').and_then(|part| part.strip_suffix('}'));
        match braces {
            None if part == segment => {}
            None => return None,
            Some(_) if segment.is_empty() => return None,
            Some(name) => {
                if let Some(name) = name.strip_suffix('+') {
                    let rest: Vec<&str> = std::iter::once(segment).chain(given).collect();
                    parameters.insert(name.to_owned(), form::percent_decode(&rest.join("/")));
                    return wanted.next().is_none().then_some((1_000, parameters));
                }
                rank += 1;
                parameters.insert(name.to_owned(), form::percent_decode(segment));
            }
        }
    }
    given.next().is_none().then_some((rank, parameters))
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn paths_match_part_by_part() {
        for (pattern, path, expected) in [
            ("/orders", "orders", Some(0)),
            ("/orders", "orders/", Some(0)),
            ("/orders", "orders/1", None),
            ("/orders/{id}", "orders/1", Some(1)),
            ("/orders/{id}", "orders", None),
            ("/{proxy+}", "a/b/c", Some(1_000)),
            ("/a/{proxy+}", "a", None),
            ("/", "", Some(0)),
        ] {
            assert_eq!(matches(pattern, path).map(|(rank, _)| rank), expected, "{pattern} {path}");
        }
        assert_eq!(matches("/a/{proxy+}", "a/b%20c/d").unwrap().1["proxy"], "b c/d");
    }
}
