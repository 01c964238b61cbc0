//! The canonical form of a request, which is what a signature signs. The asymmetric version needs it, because its
//! signatures cannot be made again and compared.

use data_encoding::HEXLOWER;
use hmac_sha256::Hash;

use super::Target;
use super::parse::Signature;
use crate::form::{self, percent_encode};
use crate::http::Request;

/// The SHA-256 of the canonical request, in hex.
pub(super) fn hash(request: &Request, given: &Signature, target: Target, payload: &str) -> String {
    let path =
        if target.is_s3 { request.path.clone() } else { percent_encode(&normalized(&request.path), true) };
    let headers = given.signed_headers.iter().map(|name| [name, ":", &header(request, name), "\n"].concat());
    let headers: String = headers.collect();
    let signed_headers = given.signed_headers.join(";");
    let (method, query) = (&request.method, query(&request.query));
    let canonical = format!("{method}\n{path}\n{query}\n{headers}\n{signed_headers}\n{payload}");
    HEXLOWER.encode(&Hash::hash(canonical.as_bytes()))
}

/// Sorted by what is written in the end, names and values encoded anew.
fn query(text: &str) -> String {
    let mut pairs: Vec<(String, String)> = form::parse(text)
        .iter()
        .filter(|(name, _)| name != "X-Amz-Signature")
        .map(|(name, value)| (percent_encode(name, false), percent_encode(value, false)))
        .collect();
    pairs.sort();
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("&")
}

fn header(request: &Request, name: &str) -> String {
    let values = request.headers.iter().filter(|(key, _)| key == name);
    let values: Vec<String> = values
        .map(|(_, value)| value.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "))
        .collect();
    values.join(",")
}

/// Without empty segments, `.` and `..`, as all services but S3 read a path.
fn normalized(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let end = if path.ends_with('/') && !segments.is_empty() { "/" } else { "" };
    format!("/{}{end}", segments.join("/"))
}
