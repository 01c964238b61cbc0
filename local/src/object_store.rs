//! An object store as S3 has it: `/s3/<bucket>/<key>`, for who signs and whose role allows it.

mod problem;
mod store;

use hmac_sha256::Hash;

pub(crate) use store::Objects;

use crate::config::{BucketConfig, Config};
use crate::form;
use crate::http::{Request, Response};
use crate::policy::Verdict;
use crate::random::{self, Random};
use crate::sigv4::{self, Target};
use crate::state::State;
use crate::time::Time;
use problem::Problem;
use store::Object;

pub(crate) const PLACE: &str = "/s3/";
/// Of one object.
const LONGEST: usize = 2 * 1024 * 1024;
const EXPOSED: &str = "ETag,x-amz-request-id,Date,Content-Length,Content-Type,Last-Modified";

/// Answers, and says whether anything has changed.
pub(crate) fn answer(
    config: &Config,
    state: &mut State,
    request: &Request,
    now: Time,
    random: &mut dyn Random,
) -> (Response, bool) {
    let id = random::uuid(random).unwrap_or_default();
    let result = run(config, state, request, now);
    let changed = result.is_ok() && ["PUT", "DELETE"].contains(&request.method.as_str());
    let response = result.unwrap_or_else(|problem| problem.response(&id, &request.path));
    let response =
        response.with("access-control-expose-headers", EXPOSED).with("x-amz-request-id", id.as_str());
    (response.with("x-amzn-requestid", id), changed)
}

fn run(config: &Config, state: &mut State, request: &Request, now: Time) -> Result<Response, Problem> {
    let (bucket, key) = place(config, request)?;
    let action = match request.method.as_str() {
        "GET" | "HEAD" => "s3:GetObject",
        "PUT" => "s3:PutObject",
        "DELETE" => "s3:DeleteObject",
        _ => return Err(Problem::method_not_allowed()),
    };
    let credentials = &state.cloud.credentials;
    let signed = sigv4::verify(request, Target::s3(&bucket.region), credentials, now)
        .map_err(|refusal| Problem::signature(&refusal))?;
    let holder = &signed.session.holder;
    let resource = format!("arn:aws:s3:::{}/{key}", bucket.name);
    match holder.verdict(config, action, &resource) {
        Verdict::Allowed => {}
        verdict => return Err(Problem::access_denied(verdict, &holder.arn(), action, &resource)),
    }
    let body = match &signed.streaming {
        Some(chain) => Some(
            chain
                .decode(&signed.session.secret_access_key, &request.body)
                .map_err(|refusal| Problem::signature(&refusal))?,
        ),
        None => None,
    };
    let objects = &mut state.cloud.objects;
    match request.method.as_str() {
        "PUT" => {
            let body = body.unwrap_or_else(|| request.body.clone());
            put(objects, &bucket.name, key, request, body, now)
        }
        "DELETE" => {
            objects.remove(&bucket.name, &key);
            Ok(Response::new(204, Vec::new()))
        }
        _ => {
            let object = objects.find(&bucket.name, &key).ok_or_else(|| Problem::no_such_key(&key))?;
            Ok(object.response())
        }
    }
}

fn place<'a>(config: &'a Config, request: &Request) -> Result<(&'a BucketConfig, String), Problem> {
    let rest = request.path.strip_prefix(PLACE).unwrap_or_default();
    let (name, key) = rest.split_once('/').unwrap_or((rest, ""));
    let bucket = config.buckets.iter().find(|bucket| bucket.name == name);
    let bucket = bucket.ok_or_else(|| Problem::no_such_bucket(name))?;
    let key = form::percent_decode(key);
    if key.is_empty() { Err(Problem::method_not_allowed()) } else { Ok((bucket, key)) }
}

fn put(
    objects: &mut Objects,
    bucket: &str,
    key: String,
    request: &Request,
    body: Vec<u8>,
    now: Time,
) -> Result<Response, Problem> {
    if body.len() > LONGEST {
        return Err(Problem::too_large(body.len(), LONGEST));
    }
    if key.len() > 1024 {
        return Err(Problem::key_too_long());
    }
    let declared = request.header("x-amz-decoded-content-length");
    if declared.is_some_and(|length| length != body.len().to_string()) {
        return Err(Problem::incomplete_body());
    }
    let claimed = request.header("x-amz-checksum-sha256");
    if claimed.is_some_and(|claimed| claimed != data_encoding::BASE64.encode(&Hash::hash(&body))) {
        return Err(Problem::bad_digest());
    }
    let object = Object::new(request, body, now);
    let etag = object.etag.clone();
    if objects.put(bucket, key, object) {
        Ok(Response::new(200, Vec::new()).with("etag", etag))
    } else {
        Err(Problem::full())
    }
}
