//! AWS's signing test suite, from the package of the `aws-sigv4` crate.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cognito_wasm::encoding::to_hex;
use cognito_wasm::sigv4::{
    Algorithm, Payload, Prepared, Presign, Request, Rules, Scope, Signing, SigningKeys, prepare, prepare_url,
    presign, sign, v4a,
};
use serde_json::Value;

use crate::vectors::time;
use crate::{credentials, header, presigned, signed, verifies};

#[test]
fn sigv4() {
    let count = cases("v4").iter().map(Case::run_v4).count();
    println!("{count} cases of the suite for SigV4");
    assert_eq!(count, 38);
}

#[test]
fn sigv4a() {
    let count = cases("v4a").iter().map(Case::run_v4a).count();
    println!("{count} cases of the suite for SigV4a");
    assert_eq!(count, 38);
}

/// Two cases of the crate's own, which have a canonical request alone.
#[test]
fn escapes_are_encoded_again() {
    for name in ["double-encode-path", "double-url-encode"] {
        let directory = suite().join("v4").join(name);
        let expected = read(&directory, "header-canonical-request.txt");
        let date = expected.split("x-amz-date:").nth(1).unwrap().lines().next().unwrap();
        let case = Case {
            name: name.into(),
            request: Text::parse(&read(&directory, "request.txt")),
            context: serde_json::json!({
                "credentials": { "access_key_id": "A", "secret_access_key": "B" },
                "normalize": true, "region": "us-east-1", "service": "s", "timestamp": date,
            }),
            directory,
        };
        case.with(Algorithm::V4, false, |request, signing| {
            assert_eq!(prepare(request, signing).unwrap().canonical_request, expected, "{name}");
        });
    }
}

struct Case {
    name: String,
    directory: PathBuf,
    context: Value,
    request: Text,
}

impl Case {
    fn run_v4(&self) {
        let mut keys = SigningKeys::new();
        self.with(Algorithm::V4, false, |request, signing| {
            let signed = signed(sign(request, signing, &mut keys));
            self.expect("header-canonical-request.txt", &signed.canonical_request);
            self.expect("header-string-to-sign.txt", &signed.string_to_sign);
            self.expect("header-signature.txt", &signed.signature);
            let line = format!("Authorization:{}", header(&signed, "authorization"));
            let whole = self.read("header-signed-request.txt");
            assert!(whole.lines().any(|other| other == line), "{}: {line}", self.name);
        });
        self.with(Algorithm::V4, true, |request, signing| {
            let signed = presigned(presign(request, signing, &self.presign(), &mut keys));
            self.expect("query-canonical-request.txt", &signed.canonical_request);
            self.expect("query-string-to-sign.txt", &signed.string_to_sign);
            self.expect("query-signature.txt", &signed.signature);
            self.same_url(&signed.url);
        });
    }

    fn run_v4a(&self) {
        self.with(Algorithm::V4a, false, |request, signing| {
            let prepared = prepare(request, signing).unwrap();
            self.expect("header-canonical-request.txt", &prepared.canonical_request);
            self.expect("header-string-to-sign.txt", &prepared.string_to_sign);
            let theirs = self.read("header-signature.txt");
            self.finish(prepared, signing, &theirs);
        });
        self.with(Algorithm::V4a, true, |request, signing| {
            let prepared = prepare_url(request, signing, &self.presign()).unwrap();
            self.expect("query-canonical-request.txt", &prepared.canonical_request);
            self.expect("query-string-to-sign.txt", &prepared.string_to_sign);
            let key = v4a::private_key(signing.credentials).unwrap();
            let public = v4a::public_key(&key).unwrap();
            assert!(verifies(&public, &prepared.string_to_sign, self.read("query-signature.txt").trim_end()));
            let der = v4a::sign_natively(&key, &prepared.string_to_sign).unwrap();
            let signed = presigned(prepared.finish(&der));
            assert!(verifies(&public, &signed.string_to_sign, &signed.signature), "{}", self.name);
            self.same_url(&signed.url);
        });
    }

    /// The suite's signature and ours are random and differ: both must verify under the suite's public key.
    fn finish(&self, prepared: Prepared, signing: &Signing<'_>, theirs: &str) {
        let key = v4a::private_key(signing.credentials).unwrap();
        let public = v4a::public_key(&key).unwrap();
        let expected: Value = serde_json::from_str(&self.read("public-key.json")).unwrap();
        assert_eq!(Some(to_hex(&public.0).as_str()), expected["X"].as_str());
        assert_eq!(Some(to_hex(&public.1).as_str()), expected["Y"].as_str());
        assert!(verifies(&public, &prepared.string_to_sign, theirs.trim_end()), "{}", self.name);
        assert!(!verifies(&public, "another text", theirs.trim_end()), "the check can fail");

        let der = v4a::sign_natively(&key, &prepared.string_to_sign).unwrap();
        let signed = signed(prepared.finish(&der));
        assert!(verifies(&public, &signed.string_to_sign, &signed.signature), "{}", self.name);
        let whole = self.read("header-signed-request.txt");
        let start = header(&signed, "authorization").split("Signature=").next().unwrap();
        let line = format!("Authorization:{start}");
        assert!(whole.lines().any(|other| other.starts_with(&line)), "{}: {line}", self.name);
    }

    /// Hands over the request and how it is signed.
    fn with(&self, algorithm: Algorithm, is_url: bool, run: impl FnOnce(&Request<'_>, &Signing<'_>)) {
        let text = |name: &str| self.context[name].as_str().unwrap();
        let keys = &self.context["credentials"];
        // Where the token is not signed, headers are as without one. Only URLs have it appended.
        let omits_token = self.context["omit_session_token"] == true && !is_url;
        let token = keys["token"].as_str().filter(|_| !omits_token);
        let id = keys["access_key_id"].as_str().unwrap();
        let credentials = credentials(id, keys["secret_access_key"].as_str().unwrap(), token);
        let rules = Rules {
            normalises_path: self.context["normalize"] == true,
            sends_payload_hash: self.context["sign_body"] == true,
            ..Rules::GENERAL
        };
        let signing = Signing {
            credentials: &credentials,
            scope: Scope { region: text("region"), service: text("service") },
            algorithm,
            rules,
            now: time(&text("timestamp").replace(['-', ':'], "")),
        };
        let headers = self.request.headers.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let headers: Vec<_> = headers.filter(|(name, _)| *name != "Host").collect();
        let request = Request {
            method: &self.request.method,
            url: &self.request.url,
            headers: &headers,
            payload: Payload::Bytes(self.request.body.as_bytes()),
        };
        run(&request, &signing);
    }

    fn presign(&self) -> Presign {
        let expires_in = u32::try_from(self.context["expiration_in_seconds"].as_u64().unwrap()).unwrap();
        Presign { expires_in, appends_token: self.context["omit_session_token"] == true }
    }

    /// The suite's URL has the same parameters, up to signatures, which may be random, and the place of the token.
    fn same_url(&self, url: &str) {
        let theirs = Text::parse(&self.read("query-signed-request.txt")).url;
        let parameters = |url: &str| {
            let (location, query) = url.split_once('?').unwrap();
            let is_random = |part: &str| part.starts_with("X-Amz-Signature=30");
            let mut parts: Vec<_> =
                query.split('&').filter(|part| !is_random(part)).map(String::from).collect();
            parts.sort();
            (location.to_owned(), parts)
        };
        assert_eq!(parameters(url), parameters(&theirs), "{}", self.name);
    }

    fn read(&self, file: &str) -> String {
        read(&self.directory, file)
    }

    fn expect(&self, file: &str, text: &str) {
        assert_eq!(text, self.read(file), "{}: {file}", self.name);
    }
}

/// A request as the suite writes it.
struct Text {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Text {
    fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        // A path may have spaces.
        let first = lines.next().unwrap().strip_suffix(" HTTP/1.1").unwrap();
        let (method, path) = first.split_once(' ').unwrap();
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in lines {
            if line.starts_with(' ') {
                let (_, value) = headers.last_mut().unwrap();
                *value = format!("{value}\n{line}");
            } else {
                let (name, value) = line.split_once(':').unwrap();
                headers.push((name.into(), value.into()));
            }
        }
        let host = headers.iter().find(|(name, _)| name == "Host").map(|(_, host)| host.as_str()).unwrap();
        let url = format!("https://{host}{path}");
        Self { method: method.into(), url, headers, body: body.into() }
    }
}

fn cases(version: &str) -> Vec<Case> {
    let mut cases: Vec<_> = fs::read_dir(suite().join(version))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|directory| directory.join("context.json").exists())
        .map(|directory| Case {
            name: directory.file_name().unwrap().to_str().unwrap().into(),
            context: serde_json::from_str(&read(&directory, "context.json")).unwrap(),
            // One request was edited in the crate; what comes of it was not, and shows the space that was there.
            request: match read(&directory, "request.txt") {
                text if directory.ends_with("get-space-normalized") => Text::parse(&text.replace("%20", " ")),
                text => Text::parse(&text),
            },
            directory,
        })
        .collect();
    cases.sort_by(|one, other| one.name.cmp(&other.name));
    cases
}

fn read(directory: &Path, file: &str) -> String {
    let path = directory.join(file);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The folder of the suite. Where it is missing, the tests fail.
fn suite() -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let package =
        packages.iter().find(|package| package["name"] == "aws-sigv4").expect("the crate aws-sigv4");
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    let suite = manifest.parent().unwrap().join("aws-signing-test-suite");
    assert!(suite.is_dir(), "{} has no signing test suite", manifest.display());
    suite
}
