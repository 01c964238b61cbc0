//! Calls as a page makes them.

use cognito_wasm::Error;
use cognito_wasm::json::parse;
use cognito_wasm::ports::Call;
use serde_json::Value;

use crate::executor::Job;
use crate::scene::Scene;
use crate::world::Reply;

pub(crate) type Done = Result<Value, Error>;

/// The result of a call that needs nothing more to end.
#[track_caller]
pub(crate) fn call(scene: &Scene, operation: &str, options: &Value) -> Done {
    let job = start(scene, operation, options);
    job.result().expect("the call waits for ever")
}

/// The call, as far as it goes.
pub(crate) fn start(scene: &Scene, operation: &str, options: &Value) -> Job<Done> {
    let (client, operation) = (scene.client.clone(), operation.to_owned());
    let options = parse(&options.to_string()).unwrap();
    scene.world.executor.start(async move {
        let text = client.account(&operation, options, &Call::none()).await?;
        Ok(serde_json::from_str(&text).unwrap())
    })
}

/// The next request of this name is answered with this.
pub(crate) fn answer(scene: &Scene, name: &str, body: &Value) {
    scene.world.reply(name, Reply::Text(200, body.to_string()));
}

/// What was sent last.
pub(crate) fn last_body(scene: &Scene) -> Value {
    serde_json::from_str(&scene.world.sent.borrow().last().unwrap().1.body).unwrap()
}

/// The access token that there is now.
pub(crate) fn access_token(scene: &Scene) -> String {
    scene.session().unwrap().unwrap().record.tokens.access.expose().clone()
}
