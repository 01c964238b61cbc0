//! The pool, the app client and where to reach them: parsed once, so that an invalid one cannot exist afterwards.

use alloc::string::String;
use alloc::vec::Vec;

use crate::encoding::text::{join, owned, split_once};
use crate::error::{Code, Error};
use crate::secret::SecretString;
use crate::value::Value;

/// A user pool's id: a Region and a name, such as `eu-west-1_AbCdEf123`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserPoolId(String);

impl UserPoolId {
    /// Parses `<region>_<name>` (`CognitoIdentityProvider` API, `UserPoolIdType`, at most 55 characters).
    pub fn parse(text: &str) -> Result<Self, Error> {
        let fits = text.len() <= 55
            && split_once(text, b'_')
                .is_some_and(|(region, name)| is_region(region) && consists_of(name, |_| false));
        if fits { Ok(Self(owned(text))) } else { Err(Error::new(Code::InvalidUserPoolId)) }
    }

    /// The AWS Region, such as `eu-west-1`.
    pub fn region(&self) -> &str {
        split_once(&self.0, b'_').map_or("", |(region, _)| region)
    }

    /// The part after the underscore, which SRP hashes.
    pub fn name(&self) -> &str {
        split_once(&self.0, b'_').map_or("", |(_, name)| name)
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// An app client's id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientId(String);

impl ClientId {
    /// Parses an id (`CognitoIdentityProvider` API, `ClientIdType`: 1 to 128 letters, digits, `_` and `+`).
    pub fn parse(text: &str) -> Result<Self, Error> {
        let fits = text.len() <= 128 && consists_of(text, |byte| matches!(byte, b'_' | b'+'));
        if fits { Ok(Self(owned(text))) } else { Err(Error::new(Code::InvalidClientId)) }
    }

    /// The id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Everything that stays the same while an app runs.
#[derive(Clone, Debug)]
pub struct Config {
    /// The user pool.
    pub user_pool_id: UserPoolId,
    /// The app client.
    pub client_id: ClientId,
    /// The app client's secret, where it has one.
    pub client_secret: Option<SecretString>,
    /// The user pool API.
    pub endpoint: Endpoint,
    /// The issuers to accept in tokens; the pool's keys lie under each.
    pub issuers: Vec<String>,
    /// Seconds of clock error to tolerate in a token's times.
    pub clock_skew: i64,
}

impl Config {
    /// The usual configuration: AWS's endpoints, no client secret, one minute of clock skew.
    pub fn new(user_pool_id: &str, client_id: &str) -> Result<Self, Error> {
        let user_pool_id = UserPoolId::parse(user_pool_id)?;
        let client_id = ClientId::parse(client_id)?;
        let region = user_pool_id.region();
        let suffix = if region.starts_with("cn-") { ".cn/" } else { "/" };
        let host = join(&["cognito-idp.", region, ".amazonaws.com", suffix]);
        // Pools can switch to a newer form, which AWS writes with a hyphen (`IssuerConfigurationType`) and some of its tools
        // with a dot; tokens name the one in force.
        let issuer = |form| join(&["https://", form, &host, user_pool_id.as_str()]);
        let issuers = vec![issuer(""), issuer("issuer-"), issuer("issuer.")];
        let endpoint = Endpoint(join(&["https://", &host]));
        Ok(Self { user_pool_id, client_id, client_secret: None, endpoint, issuers, clock_skew: 60 })
    }

    /// The configuration that a page gives, as `Config` in `src/js/index.d.ts` has it.
    #[inline(never)]
    pub fn read(options: &Value) -> Result<Self, Error> {
        let mut config = Self::new(
            options.option("userPoolId")?.ok_or(Code::InvalidUserPoolId)?,
            options.option("clientId")?.ok_or(Code::InvalidClientId)?,
        )?;
        config.client_secret = options.option("clientSecret")?.map(Into::into);
        if let Some(endpoints) = options.get("endpoints") {
            // A slip must not lead to AWS.
            if !matches!(endpoints, Value::Map(_) | Value::Null) {
                return Err(Error::about(Code::InvalidArgument, "endpoints"));
            }
            if let Some(url) = endpoints.option("userPool")? {
                config.set_endpoint(url)?;
            }
            if let Some(url) = endpoints.option("issuer")? {
                config.set_issuer(url)?;
            }
        }
        match options.get("clockSkew") {
            None | Some(Value::Null) => {}
            #[expect(clippy::cast_possible_truncation, reason = "bounded just before")]
            Some(Value::Number(skew)) if (0.0..=300.0).contains(skew) => config.clock_skew = *skew as i64,
            Some(_) => return Err(Error::about(Code::InvalidArgument, "clockSkew")),
        }
        Ok(config)
    }

    /// The same with another user pool API, such as the local Cognito's. Tokens must then be issued by
    /// `<endpoint>/<user pool id>`; [`with_issuer`](Self::with_issuer) says otherwise.
    pub fn with_endpoint(mut self, url: &str) -> Result<Self, Error> {
        self.set_endpoint(url)?;
        Ok(self)
    }

    /// The same with one accepted issuer.
    pub fn with_issuer(mut self, url: &str) -> Result<Self, Error> {
        self.set_issuer(url)?;
        Ok(self)
    }

    pub(crate) fn set_endpoint(&mut self, url: &str) -> Result<(), Error> {
        self.endpoint = Endpoint::parse(url, "endpoints.userPool")?;
        self.issuers = vec![join(&[self.endpoint.as_str(), self.user_pool_id.as_str()])];
        Ok(())
    }

    pub(crate) fn set_issuer(&mut self, url: &str) -> Result<(), Error> {
        let Endpoint(mut issuer) = Endpoint::parse(url, "endpoints.issuer")?;
        issuer.pop();
        self.issuers = vec![issuer];
        Ok(())
    }
}

/// An absolute `http` or `https` URL without query and fragment, ending in `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(String);

impl Endpoint {
    /// Parses `url`; `option` names it in the error.
    pub fn parse(url: &str, option: &'static str) -> Result<Self, Error> {
        let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
        let host = split_once(rest, b'/').map_or(rest, |(host, _)| host);
        let fits = consists_of(host, |byte| matches!(byte, b'.' | b'-' | b':' | b'[' | b']' | b'_'))
            && url.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'?' | b'#' | b'\\'));
        if !fits {
            return Err(Error::about(Code::InvalidEndpoint, option));
        }
        let mut bare = url;
        while let Some(shorter) = bare.strip_suffix("/") {
            bare = shorter;
        }
        Ok(Self(join(&[bare, "/"])))
    }

    /// The URL, ending in `/`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether `text` has at least three parts between its hyphens, all of lower-case letters and digits.
fn is_region(text: &str) -> bool {
    let (mut hyphens, mut previous) = (0, b'-');
    for byte in text.bytes() {
        if byte == b'-' {
            hyphens += 1;
        } else if !byte.is_ascii_lowercase() && !byte.is_ascii_digit() {
            return false;
        }
        if byte == b'-' && previous == b'-' {
            return false;
        }
        previous = byte;
    }
    hyphens >= 2 && previous != b'-'
}

/// Whether there is something in `text`, and nothing but ASCII letters, digits and what `is_other` names.
#[inline(never)]
fn consists_of(text: &str, is_other: fn(u8) -> bool) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_other(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pool_id_has_a_region_and_a_name() {
        let id = UserPoolId::parse("us-gov-west-1_AbC123").unwrap();
        assert_eq!(
            (id.region(), id.name(), id.as_str()),
            ("us-gov-west-1", "AbC123", "us-gov-west-1_AbC123")
        );
    }

    #[test]
    fn malformed_pool_ids_are_refused() {
        for text in [
            "",
            "_",
            "eu-west-1",
            "eu-west-1_",
            "_AbC",
            "eu_west_1_AbC",
            "EU-WEST-1_AbC",
            "eu-west-1_Ab-C",
            "eu--1_AbC",
            "https://x/eu-west-1_AbC",
            "eu-west-1_Ab C",
            &"eu-west-1_A".repeat(6),
        ] {
            assert_eq!(UserPoolId::parse(text).unwrap_err().code(), Code::InvalidUserPoolId, "{text}");
        }
    }

    #[test]
    fn client_ids_are_checked() {
        assert!(ClientId::parse("1example23456789testclient").is_ok());
        for text in ["", "with space", "sémantique", &"x".repeat(129)] {
            assert_eq!(ClientId::parse(text).unwrap_err().code(), Code::InvalidClientId);
        }
    }

    #[test]
    fn every_form_of_the_issuer_is_accepted_at_aws() {
        let config = Config::new("eu-west-1_AbC", "client").unwrap();
        assert_eq!(config.endpoint.as_str(), "https://cognito-idp.eu-west-1.amazonaws.com/");
        assert_eq!(
            config.issuers,
            [
                "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC",
                "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC",
                "https://issuer.cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC",
            ]
        );
        let china = Config::new("cn-north-1_AbC", "client").unwrap();
        assert_eq!(china.endpoint.as_str(), "https://cognito-idp.cn-north-1.amazonaws.com.cn/");
    }

    #[test]
    fn an_endpoint_brings_its_issuer() {
        let config =
            Config::new("eu-west-1_AbC", "client").unwrap().with_endpoint("http://127.0.0.1:9229").unwrap();
        assert_eq!(config.endpoint.as_str(), "http://127.0.0.1:9229/");
        assert_eq!(config.issuers, ["http://127.0.0.1:9229/eu-west-1_AbC"]);
        let config = config.with_issuer("https://id.example.com/pool/").unwrap();
        assert_eq!(config.issuers, ["https://id.example.com/pool"]);
    }

    fn read(more: &str) -> Result<Config, (Code, Option<&'static str>)> {
        let text = format!(r#"{{"userPoolId":"eu-west-1_AbC","clientId":"client"{more}}}"#);
        let options = crate::json::parse(&text).unwrap();
        Config::read(&options).map_err(|error| (error.code(), error.subject()))
    }

    #[test]
    fn what_a_page_gives_is_read() {
        for more in ["", r#","endpoints":null,"clockSkew":null"#, r#","endpoints":{}"#] {
            assert_eq!(read(more).unwrap().endpoint.as_str(), "https://cognito-idp.eu-west-1.amazonaws.com/");
        }
        let config =
            read(r#","endpoints":{"userPool":"http://x","issuer":"http://y"},"clockSkew":7"#).unwrap();
        assert_eq!(
            (config.endpoint.as_str(), &config.issuers[..]),
            ("http://x/", &["http://y".to_owned()][..])
        );
        assert_eq!(config.clock_skew, 7);
    }

    /// What is not understood must not lead to AWS.
    #[test]
    fn what_is_of_the_wrong_kind_is_refused() {
        for endpoints in [r#""http://127.0.0.1:9229""#, "7", "true", "[]", r#"["http://x"]"#] {
            let refused = read(&format!(r#","endpoints":{endpoints}"#)).unwrap_err();
            assert_eq!(refused, (Code::InvalidArgument, Some("endpoints")), "{endpoints}");
        }
        for (more, option) in [
            (r#","endpoints":{"userPool":7}"#, "userPool"),
            (r#","endpoints":{"userPool":["http://x"]}"#, "userPool"),
            (r#","endpoints":{"issuer":{}}"#, "issuer"),
            (r#","clientSecret":7"#, "clientSecret"),
            (r#","clockSkew":301"#, "clockSkew"),
        ] {
            assert_eq!(read(more).unwrap_err(), (Code::InvalidArgument, Some(option)));
        }
    }

    #[test]
    fn only_plain_absolute_urls_are_endpoints() {
        for url in [
            "",
            "/",
            "ftp://x",
            "javascript:alert(1)",
            "http://",
            "https:///x",
            "http://a b",
            "http://x/?q",
            "http://x/#f",
            "http://user@x",
            "//x",
        ] {
            assert_eq!(Endpoint::parse(url, "x").unwrap_err().code(), Code::InvalidEndpoint, "{url}");
        }
    }
}
