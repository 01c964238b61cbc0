//! Calls that overlap: whoever acts last wins, and nobody waits for ever.

use cognito_wasm::Code;
use cognito_wasm::client::{Reach, SignInStep};
use cognito_wasm::flow::sign_in::Method;
use cognito_wasm::ports::Call;

use crate::scene::{Scene, credentials, id_token};

#[test]
fn a_sign_out_wins_over_a_refresh() {
    for held in ["refresh", "verify"] {
        let scene = Scene::expired();
        scene.world.hold(held);
        let job = scene.start_session(false);
        assert_eq!(scene.world.count("refresh"), 1);
        scene.sign_out(Reach::Here).unwrap();
        scene.world.release(held);
        assert!(job.result().unwrap().unwrap().is_none(), "{held}");
        assert!(!scene.world.events().contains(&"store".into()));
        scene.is_over();
        scene.restarted().is_over();
    }
}

#[test]
fn a_sign_in_wins_over_a_refresh() {
    let scene = Scene::expired();
    scene.world.hold("refresh");
    let job = scene.start_session(false);
    *scene.world.pool.username.borrow_mut() = "bob".into();
    *scene.world.pool.sub.borrow_mut() = "sub-bob".into();
    let Ok(SignInStep::SignedIn(bob)) = scene.sign_in() else { panic!("not signed in") };
    scene.world.release("refresh");
    assert_eq!(job.result().unwrap().unwrap().unwrap().id.subject(), "sub-bob");
    assert_eq!(scene.id_token(), id_token(&bob));
    assert_eq!(scene.restarted().session().unwrap().unwrap().id.subject(), "sub-bob");
}

#[test]
fn a_refresh_that_a_sign_in_overtook_cannot_end_the_new_session() {
    let scene = Scene::expired();
    scene.world.hold("refresh");
    scene.world.refuse("refresh", "NotAuthorizedException", "Refresh Token has been revoked");
    let job = scene.start_session(false);
    scene.sign_in().unwrap();
    scene.world.release("refresh");
    assert!(job.result().unwrap().unwrap().is_some());
    assert!(scene.stored().is_some());
    assert!(!scene.world.events().contains(&"notice RefreshTokenRevoked".into()));
}

#[test]
fn a_refresh_after_the_overtaking_sign_in_is_one_of_its_own() {
    let scene = Scene::expired();
    scene.world.hold("refresh");
    let old = scene.start_session(false);
    scene.sign_in().unwrap();
    let new = scene.start_session(true);
    assert_eq!(scene.world.count("refresh"), 2);
    scene.world.release("refresh");
    assert!(old.result().unwrap().is_ok() && new.result().unwrap().unwrap().is_some());
}

#[test]
fn a_caller_that_gives_up_disturbs_no_one() {
    let scene = Scene::expired();
    scene.world.hold("refresh");
    let client = scene.client.clone();
    let mut given_up = Box::pin(async move { client.session(false).await.map(drop) });
    let waker = std::task::Waker::noop();
    assert!(given_up.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_pending());
    let job = scene.start_session(false);
    drop(given_up);
    scene.world.release("refresh");
    assert!(job.result().unwrap().unwrap().is_some());
    assert_eq!(scene.world.count("refresh"), 1);
}

/// Two ways to a session at once: the stored tokens are still being checked when new ones arrive.
#[test]
fn stored_tokens_do_not_replace_newer_ones() {
    let scene = Scene::signed_in().restarted();
    scene.world.hold("jwks.json");
    let stored = scene.start_session(false);
    let renewed = scene.start_session(true);
    // The check of the stored tokens stands still while the refresh ends.
    scene.world.release("jwks.json");
    let renewed = id_token(&renewed.result().unwrap().unwrap().unwrap());
    assert!(stored.result().unwrap().unwrap().is_some());
    assert_eq!(scene.id_token(), renewed);
}

#[test]
fn two_sign_outs_tell_the_pool_once() {
    let scene = Scene::signed_in();
    scene.world.hold("RevokeToken");
    let sign_out = || {
        let client = scene.client.clone();
        scene.world.executor.start(async move { client.sign_out(Reach::Here, &Call::none()).await })
    };
    let (first, second) = (sign_out(), sign_out());
    assert!(second.result().unwrap().is_ok());
    scene.world.release("RevokeToken");
    assert!(first.result().unwrap().is_ok());
    assert_eq!(scene.world.count("RevokeToken"), 1);
}

#[test]
fn a_newer_sign_in_wins_over_one_under_way() {
    let scene = Scene::new();
    scene.world.hold("RespondToAuthChallenge");
    let start = || {
        let client = scene.client.clone();
        scene
            .world
            .executor
            .start(async move { client.sign_in(credentials(Method::Srp), &Call::none()).await })
    };
    let (old, new) = (start(), start());
    assert_eq!(old.result().unwrap().err().unwrap().code(), Code::Aborted);
    scene.world.release("RespondToAuthChallenge");
    assert!(matches!(new.result().unwrap(), Ok(SignInStep::SignedIn(_))));
}
