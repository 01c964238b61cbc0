//! A machine whose clock is wrong: the server's own time decides.

use cognito_wasm::Code;
use cognito_wasm::client::SignInStep;
use cognito_wasm::flow::sign_in::Method;

use crate::scene::{Scene, code};
use crate::world::World;

const HOUR: i64 = 3_600_000;

fn scene_with_clock_behind(millis: i64) -> Scene {
    let world = World::new();
    world.pool.ahead.set(millis);
    Scene::over(world)
}

#[test]
fn a_wrong_clock_still_signs_in_and_tells_the_end_in_its_own_time() {
    for ahead in [HOUR, -HOUR, 30 * 24 * HOUR, -30 * 24 * HOUR, 120_000, -120_000] {
        let scene = scene_with_clock_behind(ahead);
        let Ok(SignInStep::SignedIn(session)) = scene.sign_in_by(Method::Srp) else { panic!("{ahead}") };
        let local = session.local_expiry().millis();
        assert_eq!(local - scene.world.clock.get(), HOUR, "{ahead}");
        assert!(scene.session().unwrap().is_some());
        assert_eq!(scene.world.count("refresh"), 0);
        let timestamp = cognito_wasm::srp::timestamp(scene.client.now());
        let sent = scene.world.sent.borrow();
        let (_, proof) = sent.iter().find(|(name, _)| name == "RespondToAuthChallenge").unwrap();
        assert!(proof.body.contains(&timestamp), "the proof is signed with the server's time");
    }
}

#[test]
fn the_difference_survives_a_restart() {
    for ahead in [HOUR, -HOUR] {
        let scene = scene_with_clock_behind(ahead);
        scene.sign_in().unwrap();
        let scene = scene.restarted();
        scene.id_token();
        assert_eq!(scene.world.events(), ["send jwks.json"]);
        let session = scene.session().unwrap().unwrap();
        assert_eq!(session.local_expiry().millis() - scene.world.clock.get(), HOUR);
    }
}

#[test]
fn a_difference_of_a_few_seconds_is_none() {
    for ahead in [4_000, -4_000, 0] {
        let scene = scene_with_clock_behind(ahead);
        scene.sign_in().unwrap();
        assert_eq!(scene.client.now().millis(), scene.world.clock.get());
    }
}

#[test]
fn a_clock_that_is_put_right_is_noticed_at_the_next_answer() {
    let scene = scene_with_clock_behind(HOUR);
    scene.sign_in().unwrap();
    scene.world.pool.ahead.set(0);
    scene.world.move_clock(3600);
    scene.refresh().unwrap();
    assert_eq!(scene.client.now().millis(), scene.world.clock.get());
    scene.id_token();
    assert_eq!(scene.world.count("refresh"), 1);
}

#[test]
fn without_the_servers_time_this_machines_counts() {
    let scene = scene_with_clock_behind(-2 * HOUR);
    scene.world.pool.shows_date.set(false);
    assert_eq!(code(scene.sign_in()), Code::TokenExpired);
    let scene = scene_with_clock_behind(30_000);
    scene.world.pool.shows_date.set(false);
    scene.sign_in().unwrap();
}

#[test]
fn after_a_long_sleep_the_session_is_renewed_at_its_use() {
    let scene = Scene::signed_in();
    scene.world.move_clock(9 * 3600);
    scene.id_token();
    assert_eq!(scene.world.count("refresh"), 1);
}

#[test]
fn short_lives_are_not_renewed_in_their_first_half() {
    let scene = Scene::new();
    scene.world.pool.life.set(60);
    scene.sign_in().unwrap();
    scene.id_token();
    scene.world.move_clock(29);
    scene.id_token();
    assert_eq!(scene.world.count("refresh"), 0);
    scene.world.move_clock(1);
    scene.id_token();
    assert_eq!(scene.world.count("refresh"), 1);
}
