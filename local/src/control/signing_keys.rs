//! `/_local/keys`: new signing keys for pools, and an end of the old ones.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::http::{Request, Response};
use crate::jws::Algorithm;
use crate::random::Random;
use crate::state::State;

/// What a rotation asks for. Without a pool it is all of them.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rotation {
    pool: Option<String>,
    algorithm: Option<Algorithm>,
}

/// Shows, rotates or drops keys.
pub(crate) fn handle(request: &Request, state: &mut State, random: &mut dyn Random) -> Response {
    let result = match request.method.as_str() {
        "GET" => Ok(()),
        "POST" => rotate(&request.body, state, random),
        "DELETE" => {
            state.pools.values_mut().for_each(|pool| pool.keys.drop_retired());
            Ok(())
        }
        _ => return super::problem(405, "method not allowed"),
    };
    match result {
        Ok(()) => {
            let pools: Map<String, Value> =
                state.pools.iter().map(|(id, pool)| (id.clone(), pool.keys.show())).collect();
            super::answer(&json!({ "pools": pools }))
        }
        Err(message) => super::problem(400, &message),
    }
}

fn rotate(body: &[u8], state: &mut State, random: &mut dyn Random) -> Result<(), String> {
    let Rotation { pool, algorithm } = match body {
        [] => Rotation::default(),
        body => serde_json::from_value(super::json(body)?).map_err(|error| error.to_string())?,
    };
    if let Some(unknown) = pool.as_ref().filter(|id| !state.pools.contains_key(*id)) {
        return Err(format!("there is no pool {unknown}"));
    }
    for (id, state) in &mut state.pools {
        if pool.as_ref().is_none_or(|pool| pool == id) {
            let algorithm = algorithm.unwrap_or_else(|| state.keys.algorithm());
            state.keys.rotate(algorithm, random).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}
