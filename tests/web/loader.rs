//! The loader that ships, from its own files: each becomes a module of the page, and where one imports the glue of the
//! wasm it gets this test's instead.

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use cognito_wasm::wasm::auth::Auth;
use cognito_wasm::wasm::verify::{redact, verify_signature};

/// The loader's files.
const FILES: [(&str, &str); 24] = [
    ("compile.js", include_str!("../../src/js/compile.js")),
    ("decode.js", include_str!("../../src/js/decode.js")),
    ("errors.js", include_str!("../../src/js/errors.js")),
    ("error.js", include_str!("../../src/js/error.js")),
    ("storage.js", include_str!("../../src/js/storage.js")),
    ("encrypted-storage.js", include_str!("../../src/js/encrypted-storage.js")),
    ("async-storage.js", include_str!("../../src/js/async-storage.js")),
    ("tab-lock.js", include_str!("../../src/js/tab-lock.js")),
    ("cookies.js", include_str!("../../src/js/cookies.js")),
    ("take-over.js", include_str!("../../src/js/take-over.js")),
    ("extras.js", include_str!("../../src/js/extras.js")),
    ("users.js", include_str!("../../src/js/users.js")),
    ("signature.js", include_str!("../../src/js/signature.js")),
    ("token.js", include_str!("../../src/js/token.js")),
    ("trace.js", include_str!("../../src/js/trace.js")),
    ("within.js", include_str!("../../src/js/within.js")),
    ("page.js", include_str!("../../src/js/page.js")),
    ("auth.js", GLUE),
    ("accounts.js", include_str!("../../src/js/accounts.js")),
    ("passkey.js", include_str!("../../src/js/passkey.js")),
    ("whole.js", GLUE),
    ("whole-inline.js", "export default '';"),
    ("whole-module.js", include_str!("../../src/js/whole-module.js")),
    ("define.js", include_str!("../../src/js/define.js")),
];

/// In the place of what wasm-bindgen generates for the module that ships.
const GLUE: &str = "export function initSync() {}
export class Auth { constructor() { return globalThis.newAuth(); } }";

/// Makes modules of texts. An import of `./name.js` means the text of that name.
const LINK: &str = r#"
const texts = new Map(files);
const urls = new Map();
function url(name) {
    if (!urls.has(name)) {
        const linked = texts.get(name).replace(/"\.\/([\w-]+\.js)"/g, (_, other) => JSON.stringify(url(other)));
        urls.set(name, URL.createObjectURL(new Blob([linked], { type: "text/javascript" })));
    }
    return urls.get(name);
}
return Object.assign((name) => import(url(name)), { url });
"#;

/// Modules by their names.
pub(crate) struct Modules(Function);

impl Modules {
    /// The loader's files, and the test's own.
    pub(crate) fn new(own: &[(&str, &str)]) -> Self {
        let pair = |(name, text): &(&str, &str)| Array::of2(&(*name).into(), &(*text).into());
        let files: Array = FILES.iter().chain(own).map(pair).collect();
        let modules = Function::new_with_args("files", LINK).call1(&JsValue::NULL, &files).unwrap();
        Self(modules.unchecked_into())
    }

    /// The function that gives the URL of a module.
    pub(crate) fn url(&self) -> JsValue {
        Reflect::get(&self.0, &"url".into()).unwrap()
    }

    pub(crate) async fn import(&self, name: &str) -> JsValue {
        settled(&self.0.call1(&JsValue::NULL, &name.into()).unwrap()).await
    }
}

/// What a promise resolves to; its rejection is the test's failure.
pub(crate) async fn settled(promise: &JsValue) -> JsValue {
    match JsFuture::from(Promise::resolve(promise)).await {
        Ok(value) => value,
        Err(reason) => panic!("{}", describe(&reason)),
    }
}

fn describe(reason: &JsValue) -> String {
    let text = |name: &str| Reflect::get(reason, &name.into()).ok().and_then(|value| value.as_string());
    let parts = ["name", "code", "message", "stack"].map(|name| text(name).unwrap_or_default());
    parts.join(" ") + &reason.as_string().unwrap_or_default()
}

pub(crate) fn set(object: &Object, name: &str, value: &JsValue) {
    Reflect::set(object, &name.into(), value).unwrap();
}

/// Lets the loader's glue make the real thing: `new Auth()`.
pub(crate) fn provide_auth() {
    let new_auth = Closure::<dyn Fn() -> JsValue>::new(|| Auth::new().into());
    set(&js_sys::global(), "newAuth", &new_auth.into_js_value());
}

/// How the loader comes by the module that holds everything: this test's module does already.
pub(crate) async fn load_whole(modules: &Modules) -> JsValue {
    const TAKE_UP: &str = "return (host) => module.takeUp({ ...host, compileFrom: async () => undefined });";
    let module = modules.import("whole-module.js").await;
    Function::new_with_args("module", TAKE_UP).call1(&JsValue::NULL, &module).unwrap()
}

/// The second module's functions, as `loadTools()` gives them.
pub(crate) fn load_tools() -> JsValue {
    let verify = Closure::<dyn Fn(JsValue, Vec<u8>, Vec<u8>) -> Result<bool, JsValue>>::new(
        |jwk: JsValue, message: Vec<u8>, signature: Vec<u8>| verify_signature(&jwk, &message, &signature),
    );
    let redact = Closure::<dyn Fn(String) -> String>::new(|json: String| redact(&json));
    let tools: JsValue = Object::new().into();
    set(tools.unchecked_ref(), "verifySignature", &verify.into_js_value());
    set(tools.unchecked_ref(), "redact", &redact.into_js_value());
    Closure::<dyn Fn() -> Promise>::new(move || Promise::resolve(&tools)).into_js_value()
}
