//! The bindings behind the real loader, driven from JavaScript as a page drives them.

use js_sys::{Function, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::loader::{Modules, load_tools, load_whole, provide_auth, set, settled};
use crate::mint;

/// The scenes, each after what it imports.
const SCENES: [(&str, &str); 9] = [
    ("expect.js", include_str!("expect.js")),
    ("pool.js", include_str!("pool.js")),
    ("sign-in.js", include_str!("sign-in.js")),
    ("session.js", include_str!("session.js")),
    ("storage-kinds.js", include_str!("storage-kinds.js")),
    ("own-storage.js", include_str!("own-storage.js")),
    ("tabs.js", include_str!("tabs.js")),
    ("cancel.js", include_str!("cancel.js")),
    ("malformed.js", include_str!("malformed.js")),
];

/// Runs the function `scene` of the module `file`.
async fn play(file: &str, scene: &str) {
    provide_auth();
    let modules = Modules::new(&SCENES);
    let sdk = Object::new();
    for (name, value) in [
        ("define", Reflect::get(&modules.import("define.js").await, &"define".into()).unwrap()),
        ("CognitoError", Reflect::get(&modules.import("error.js").await, &"CognitoError".into()).unwrap()),
        ("SENTENCES", Reflect::get(&modules.import("errors.js").await, &"SENTENCES".into()).unwrap()),
        ("urlOf", modules.url()),
        ("loadTools", load_tools()),
        ("loadWhole", load_whole(&modules).await),
        ("sign", sign()),
        ("keySet", mint::key_set(&["key-1"]).into()),
    ] {
        set(&sdk, name, &value);
    }
    let scenes = modules.import(file).await;
    let scene: Function = Reflect::get(&scenes, &scene.into()).unwrap().unchecked_into();
    settled(&scene.call1(&JsValue::NULL, &sdk).unwrap()).await;
}

/// `sign(claims)`: the claims' JSON text as a token.
fn sign() -> JsValue {
    Closure::<dyn Fn(String) -> String>::new(|claims: String| {
        mint::sign("key-1", &serde_json::from_str(&claims).unwrap())
    })
    .into_js_value()
}

macro_rules! scenes {
    ($($file:literal: $($test:ident $scene:literal,)*;)*) => {
        $($(
            #[wasm_bindgen_test]
            async fn $test() {
                play($file, $scene).await;
            }
        )*)*
    };
}

scenes! {
    "sign-in.js":
        sign_in_by_srp "signInBySrp",
        sign_in_by_password "signInByPassword",
        a_wrong_password "wrongPassword",
        a_new_password "newPassword",
        a_new_password_after_a_reload "newPasswordAfterReload",
        an_unknown_challenge "unknownChallenge",
        faults_on_the_way "faultsOnTheWay",
        the_trace_shows_no_secret "traceShowsNoSecret",;
    "session.js":
        a_session_is_refreshed_once "refreshedOnce",
        a_refresh_that_fails_changes_nothing "failedRefresh",
        a_revoked_session_ends "revoked",
        sign_out "signOut",
        sign_out_offline "signOutOffline",
        tokens_are_verified "verifyToken",
        tokens_are_decoded "decodeToken",
        calls_from_a_listener "callsFromListener",
        a_listener_shortly_before_the_end "listenerNearTheEnd",
        a_call_after_a_failed_one "nextCallAfterFailure",
        without_webcrypto "withoutWebCrypto",;
    "storage-kinds.js":
        each_storage_is_really_used "eachStorage",
        a_reload_restores "reloadRestores",
        storage_that_throws "throwingStorage",
        garbage_in_storage "garbage",;
    "own-storage.js":
        an_apps_own_storage "ownStorage",
        an_apps_own_storage_that_fails "failingOwnStorage",
        encrypted_storage "encrypted",
        encrypted_storage_that_was_altered "altered",;
    "tabs.js":
        tabs_with_ended_tokens_make_one_refresh "oneRefresh",
        a_lock_that_is_denied "deniedLocks",
        a_sign_out_right_after_a_sign_in "lastCallWins",
        a_lock_that_comes_too_late_is_given_back "lateLock",
        the_same_without_web_locks "oneRefreshWithoutLocks",
        the_same_with_encrypted_storage "oneRefreshEncrypted",
        a_tab_closed_in_the_middle_of_a_refresh "closedInTheMiddle",
        tabs_follow_each_other "followers",
        a_refresh_on_its_way_does_not_resurrect "noResurrection",
        a_lock_that_is_held_for_ever "heldLock",;
    "cancel.js":
        abort "abort",
        abort_before_the_call "abortBefore",
        timeout "timeout",
        a_dead_fetch "deadFetch",;
    "malformed.js":
        configurations_of_every_kind "configurations",
        arguments_of_every_kind "callArguments",
        arguments_that_are_no_json "noJson",
        answers_of_every_kind "answers",
        random_arguments "randomArguments",
        random_answers "randomAnswers",;
}
