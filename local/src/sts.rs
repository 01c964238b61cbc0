//! STS: `AssumeRoleWithWebIdentity` for the tokens of `GetOpenIdToken`, in the query protocol.

use crate::config::{RoleConfig, is_role_arn};
use crate::credentials::{Holder, Session};
use crate::form;
use crate::http::{Request, Response};
use crate::identity::{IdentityCall, OpenIdClaims, TokenProblem, principal_login, verify_open_id_token};
use crate::policy;
use crate::random::{self, RandomUnavailable};
use crate::xml::{self, element};

const VERSION: &str = "2011-06-15";
const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// The form that a request holds, if it is one for STS.
pub(crate) fn form_of(request: &Request) -> Option<Vec<(String, String)>> {
    let media_type = request.header("content-type").and_then(|value| value.split(';').next()).map(str::trim);
    let is_form = media_type == Some("application/x-www-form-urlencoded");
    let here = request.method == "POST"
        && (request.path == "/sts"
            || request.path == "/sts/"
            || (request.path == "/" && is_form && request.header("x-amz-target").is_none()));
    here.then(|| form::parse(&String::from_utf8_lossy(&request.body)))
}

/// Answers a request.
pub(crate) fn answer(call: &mut IdentityCall, form: &[(String, String)]) -> Response {
    let id = random::uuid(&mut *call.random).unwrap_or_default();
    let response = match assume_role_with_web_identity(call, form) {
        Ok(result) => xml(
            200,
            &format!(
                "<AssumeRoleWithWebIdentityResponse xmlns=\"{NAMESPACE}\"><AssumeRoleWithWebIdentityResult>\
                 {result}</AssumeRoleWithWebIdentityResult><ResponseMetadata>{}</ResponseMetadata>\
                 </AssumeRoleWithWebIdentityResponse>",
                element("RequestId", &id)
            ),
        ),
        Err(problem) => xml(
            problem.status,
            &format!(
                "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error>{}{}{}</Error>{}</ErrorResponse>",
                element("Type", if problem.status < 500 { "Sender" } else { "Receiver" }),
                element("Code", problem.code),
                element("Message", &problem.message),
                element("RequestId", &id)
            ),
        ),
    };
    response.with("x-amzn-requestid", id)
}

struct Problem {
    status: u16,
    code: &'static str,
    message: String,
}

impl Problem {
    fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { status: 400, code, message: message.into() }
    }

    fn access_denied() -> Self {
        let message = "Not authorized to perform sts:AssumeRoleWithWebIdentity";
        Self { status: 403, ..Self::new("AccessDenied", message) }
    }

    fn validation(what: &str, member: &str, rule: &str) -> Self {
        let message =
            format!("1 validation error detected: {what} at '{member}' failed to satisfy constraint: {rule}");
        Self::new("ValidationError", message)
    }
}

impl From<RandomUnavailable> for Problem {
    fn from(error: RandomUnavailable) -> Self {
        Self { status: 500, ..Self::new("InternalFailure", error.to_string()) }
    }
}

fn assume_role_with_web_identity(
    call: &mut IdentityCall,
    form: &[(String, String)],
) -> Result<String, Problem> {
    let given = |name: &str| form::find(form, name);
    let action = given("Action").unwrap_or_default();
    if action.is_empty() {
        return Err(Problem::new("MissingAction", "The request must contain the parameter Action."));
    }
    let version = given("Version").unwrap_or_default();
    if action != "AssumeRoleWithWebIdentity" || version != VERSION {
        let message = format!("Could not find operation {action} for version {version}");
        return Err(Problem::new("InvalidAction", message));
    }
    let needed = |name: &str, member: &str| {
        given(name)
            .filter(|value| !value.is_empty())
            .ok_or_else(|| Problem::validation("Value null", member, "Member must not be null"))
    };
    let arn = needed("RoleArn", "roleArn")?;
    let session_name = needed("RoleSessionName", "roleSessionName")?;
    let token = needed("WebIdentityToken", "webIdentityToken")?;
    if !is_role_arn(arn) {
        return Err(Problem::new("ValidationError", format!("{arn} is invalid")));
    }
    let plain = |sign: char| sign.is_ascii_alphanumeric() || "_+=,.@-".contains(sign);
    if !(2..=64).contains(&session_name.len()) || !session_name.chars().all(plain) {
        let rule = "Member must satisfy regular expression pattern: [\\w+=,.@-]*";
        return Err(Problem::validation("Value", "roleSessionName", rule));
    }
    let seconds = duration(given("DurationSeconds"))?;
    let session_policy = given("Policy").map(session_policy).transpose()?;
    let key = call.state.cloud.open_id_key.as_ref();
    let claims = verify_open_id_token(token, key, call.public_url, call.now).map_err(token_problem)?;
    let role = call.config.role(arn).filter(|role| role.trusts(&claims.identity_pool_id, claims.amr));
    let role = role.ok_or_else(Problem::access_denied)?;
    let identity = call.state.cloud.identities.find(&claims.identity_id);
    let holder = Holder {
        role: role.arn.clone(),
        session_name: session_name.to_owned(),
        identity_id: claims.identity_id.clone(),
        identity_pool_id: claims.identity_pool_id.clone(),
        authenticated: claims.amr == crate::config::Amr::Authenticated,
        login: identity.and_then(|identity| principal_login(&identity.logins)),
        session_policy,
    };
    let expires = call.now.plus_seconds(seconds);
    let session = call.state.cloud.credentials.issue(holder, expires, call.random)?;
    Ok(result(&session, role, &claims))
}

fn duration(given: Option<&str>) -> Result<i64, Problem> {
    let Some(text) = given else { return Ok(3_600) };
    let seconds: i64 =
        text.parse().map_err(|_| Problem::new("MalformedInput", "DurationSeconds is no whole number."))?;
    let rule = match seconds {
        ..900 => "Member must have value greater than or equal to 900",
        43_201.. => "Member must have value less than or equal to 43200",
        _ => return Ok(seconds),
    };
    Err(Problem::validation(&format!("Value '{seconds}'"), "durationSeconds", rule))
}

fn session_policy(text: &str) -> Result<Vec<policy::Statement>, Problem> {
    if text.len() > 2048 {
        let rule = "Member must have length less than or equal to 2048";
        return Err(Problem::validation("Value", "policy", rule));
    }
    let document = serde_json::from_str(text)
        .map_err(|_| Problem::new("MalformedPolicyDocument", "This policy contains invalid Json"))?;
    let malformed = || Problem::new("MalformedPolicyDocument", "Syntax errors in policy.");
    policy::parse(&document).ok_or_else(malformed)
}

fn token_problem(problem: TokenProblem) -> Problem {
    let invalid = |message: &str| Problem::new("InvalidIdentityToken", message);
    match problem {
        TokenProblem::Malformed => invalid(
            "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
        ),
        TokenProblem::WrongIssuer => {
            invalid("No OpenIDConnect provider found in your account for the issuer of this token")
        }
        TokenProblem::WrongSignature => invalid(
            "Couldn't retrieve verification key from your identity provider, or the signature is invalid",
        ),
        TokenProblem::Expired => Problem::new(
            "ExpiredTokenException",
            "Token expired: current date/time must be before the expiration date/time",
        ),
    }
}

fn result(session: &Session, role: &RoleConfig, claims: &OpenIdClaims) -> String {
    let unique = hmac_sha256::Hash::hash(role.arn.as_bytes());
    let unique = data_encoding::BASE32_NOPAD.encode(&unique);
    let role_id = format!("AROA{}:{}", unique.get(..17).unwrap_or_default(), session.holder.session_name);
    let credentials = [
        element("AccessKeyId", &session.access_key_id),
        element("SecretAccessKey", &session.secret_access_key),
        element("SessionToken", &session.token),
        element("Expiration", &session.expires.iso_8601()),
    ];
    let user = [element("AssumedRoleId", &role_id), element("Arn", &session.holder.arn())];
    [
        element("SubjectFromWebIdentityToken", &claims.identity_id),
        element("Audience", &claims.identity_pool_id),
        format!("<AssumedRoleUser>{}</AssumedRoleUser>", user.concat()),
        format!("<Credentials>{}</Credentials>", credentials.concat()),
        element("Provider", "cognito-identity.amazonaws.com"),
    ]
    .concat()
}

fn xml(status: u16, body: &str) -> Response {
    Response::new(status, body.as_bytes().to_vec()).with("content-type", xml::MEDIA_TYPE)
}
