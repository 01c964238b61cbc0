//! Requests signed by AWS's own crate, as a client signs them.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SignatureLocation,
    SigningParams, SigningSettings, UriPathNormalizationMode, sign,
};
use aws_sigv4::sign::{v4, v4a};
use local_cognito::Time;
use serde_json::{Value, json};

use crate::identity_pool::identity_id;
use crate::support::{Answer, Server};

pub(crate) const HOST: &str = "127.0.0.1:9229";

/// Temporary credentials, and how to sign with them.
#[derive(Clone)]
pub(crate) struct Signer {
    pub(crate) key: String,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
    pub(crate) region: String,
    pub(crate) service: String,
    pub(crate) asymmetric: bool,
    /// Seconds for which a signature in the query counts; without it, the signature is in headers.
    pub(crate) expires: Option<u64>,
    /// In the place of the body's hash.
    pub(crate) payload: Option<String>,
}

/// A request that waits to be sent.
#[derive(Clone)]
pub(crate) struct Signed {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Signer {
    /// Of credentials that `GetCredentialsForIdentity` gave for these logins.
    pub(crate) fn new(server: &mut Server, logins: &Value) -> Self {
        let id = identity_id(server, logins);
        let body = json!({ "IdentityId": id, "Logins": logins });
        let answer = server.identity("GetCredentialsForIdentity", &body);
        assert_eq!(answer.status, 200, "{}", answer.error());
        Self {
            key: answer.text("/Credentials/AccessKeyId"),
            secret: answer.text("/Credentials/SecretKey"),
            token: Some(answer.text("/Credentials/SessionToken")),
            region: "eu-west-1".into(),
            service: "execute-api".into(),
            asymmetric: false,
            expires: None,
            payload: None,
        }
    }

    pub(crate) fn sign(
        &self,
        method: &str,
        path: &str,
        extra: &[(&str, &str)],
        body: &[u8],
        now: Time,
    ) -> Signed {
        let identity = Credentials::new(&self.key, &self.secret, self.token.clone(), None, "test").into();
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(now.seconds()).unwrap());
        let mut settings = SigningSettings::default();
        if self.service == "s3" {
            settings.percent_encoding_mode = PercentEncodingMode::Single;
            settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
            settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
        }
        if let Some(seconds) = self.expires {
            settings.signature_location = SignatureLocation::QueryParams;
            settings.expires_in = Some(Duration::from_secs(seconds));
        }
        let parameters: SigningParams = if self.asymmetric {
            v4a::SigningParams::builder()
                .identity(&identity)
                .region_set(&self.region)
                .name(&self.service)
                .time(time)
                .settings(settings)
                .build()
                .unwrap()
                .into()
        } else {
            v4::SigningParams::builder()
                .identity(&identity)
                .region(&self.region)
                .name(&self.service)
                .time(time)
                .settings(settings)
                .build()
                .unwrap()
                .into()
        };
        let mut headers = vec![("host".to_owned(), HOST.to_owned())];
        headers.extend(extra.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        let unsigned = self
            .payload
            .clone()
            .or((self.service == "s3" && self.expires.is_some()).then(|| "UNSIGNED-PAYLOAD".into()));
        let payload = unsigned.map_or(SignableBody::Bytes(body), SignableBody::Precomputed);
        let pairs = headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let request = SignableRequest::new(method, format!("http://{HOST}{path}"), pairs, payload).unwrap();
        let (instructions, _) = sign(request, &parameters).unwrap().into_parts();
        let (added, parameters) = instructions.into_parts();
        headers.extend(added.iter().map(|header| (header.name().to_owned(), header.value().to_owned())));
        let query: Vec<String> =
            parameters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
        let path = match (query.is_empty(), path.contains('?')) {
            (true, _) => path.to_owned(),
            (false, true) => format!("{path}&{}", query.join("&")),
            (false, false) => format!("{path}?{}", query.join("&")),
        };
        Signed { method: method.to_owned(), path, headers, body: body.to_vec() }
    }

    /// Signs by the server's clock, and sends.
    pub(crate) fn call(&self, server: &mut Server, method: &str, path: &str, body: &[u8]) -> Answer {
        self.sign(method, path, &[], body, server.now).send(server)
    }
}

impl Signed {
    pub(crate) fn send(&self, server: &mut Server) -> Answer {
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        server.send(&self.method, &self.path, &headers, &self.body)
    }

    pub(crate) fn without(mut self, header: &str) -> Self {
        self.headers.retain(|(name, _)| name != header);
        self
    }

    pub(crate) fn with(self, header: &str, value: &str) -> Self {
        let mut changed = self.without(header);
        changed.headers.push((header.to_owned(), value.to_owned()));
        changed
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }
}

pub(crate) fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            byte => format!("%{byte:02X}"),
        })
        .collect()
}
