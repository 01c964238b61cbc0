//! Notices: what an app is told, when, and what it may do about it.

use std::cell::Cell;
use std::rc::Rc;

use cognito_wasm::client::Reach;
use cognito_wasm::ports::Notice;

use crate::scene::Scene;

/// Lets the app call `session` and wait for it whenever it is told something.
fn call_back(scene: &Scene) -> Rc<Cell<u32>> {
    let calls = Rc::new(Cell::new(0));
    let (client, world, count) = (scene.client.clone(), scene.world.clone(), Rc::clone(&calls));
    *scene.world.listener.borrow_mut() = Some(Box::new(move |notice| {
        let found = world.executor.finish(client.session(false)).unwrap();
        assert_eq!(found.is_some(), matches!(notice, Notice::SignedIn(_) | Notice::Refreshed(_)));
        count.set(count.get() + 1);
    }));
    calls
}

#[test]
fn an_app_may_call_back_from_a_notice() {
    let scene = Scene::new();
    let calls = call_back(&scene);
    scene.sign_in().unwrap();
    scene.refresh().unwrap();
    scene.world.move_clock(3601);
    scene.id_token();
    scene.sign_out(Reach::Here).unwrap();
    assert_eq!(calls.get(), 4);
    scene.sign_in().unwrap();
    scene.world.move_clock(3601);
    scene.world.refuse("refresh", "NotAuthorizedException", "Refresh Token has been revoked");
    assert!(scene.session().is_err());
    assert_eq!(calls.get(), 6);
}

#[test]
fn an_app_may_sign_out_from_a_notice() {
    let scene = Scene::new();
    let (client, world) = (scene.client.clone(), scene.world.clone());
    *scene.world.listener.borrow_mut() = Some(Box::new(move |notice| {
        if matches!(notice, Notice::SignedIn(_)) {
            let call = cognito_wasm::ports::Call::none();
            world.executor.finish(client.sign_out(Reach::Here, &call)).unwrap();
        }
    }));
    scene.sign_in().unwrap();
    scene.is_over();
}

#[test]
fn whoever_is_told_finds_the_tokens_in_storage() {
    let scene = Scene::new();
    let world = Rc::clone(&scene.world);
    *scene.world.listener.borrow_mut() = Some(Box::new(move |notice| {
        let stored = world.storage.borrow().get(crate::scene::KEY).cloned();
        match notice {
            Notice::SignedIn(session) | Notice::Refreshed(session) => {
                assert!(stored.unwrap().contains(session.record.tokens.id.expose().as_str()));
            }
            _ => assert!(stored.is_none()),
        }
    }));
    scene.sign_in().unwrap();
    scene.refresh().unwrap();
    scene.sign_out(Reach::Everywhere).unwrap();
    assert_eq!(scene.world.notices.borrow().len(), 3);
}
