//! The client data: what the browser says about the ceremony, which no page can forge.

use serde::Deserialize;

use super::{Expected, Problem};
use crate::constant_time;

#[derive(Clone, Copy)]
pub(super) enum Ceremony {
    Create,
    Get,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

pub(super) fn check(bytes: &[u8], ceremony: Ceremony, expected: &Expected) -> Result<(), Problem> {
    let data: ClientData = serde_json::from_slice(bytes).map_err(|_| Problem::Malformed)?;
    let kind = match ceremony {
        Ceremony::Create => "webauthn.create",
        Ceremony::Get => "webauthn.get",
    };
    if data.kind != kind {
        return Err(Problem::Malformed);
    }
    if !constant_time::equal(data.challenge.as_bytes(), expected.challenge.as_bytes()) {
        return Err(Problem::Challenge);
    }
    // A page in somebody else's frame has no business with passkeys here.
    if data.cross_origin || !expected.config.allows_origin(&data.origin) {
        return Err(Problem::Origin);
    }
    Ok(())
}
