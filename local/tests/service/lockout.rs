//! Too many wrong passwords.

use crate::srp_client::Proof;
use crate::support::{PUBLIC, Server};

const WRONG: &str = "NotAuthorizedException: Incorrect username or password.";
const LOCKED: &str = "NotAuthorizedException: Password attempts exceeded";

#[test]
fn five_wrong_passwords_lock_and_each_further_one_doubles_the_wait() {
    let mut server = Server::new();
    for _ in 0..3 {
        assert_eq!(server.srp(PUBLIC, "alice", "wrong").error(), WRONG);
    }
    for _ in 0..2 {
        assert_eq!(
            server.password_auth("alice@example.com", "wrong").error(),
            WRONG,
            "an alias is the same user"
        );
    }
    for wait in [1, 2, 4] {
        assert_eq!(server.password_auth("alice", "Correct-Horse-9").error(), LOCKED);
        assert_eq!(server.srp(PUBLIC, "alice", "Correct-Horse-9").error(), LOCKED);
        server.sleep(wait);
        assert_eq!(server.srp(PUBLIC, "alice", "wrong").error(), WRONG, "after {wait} s");
    }
    assert_eq!(server.srp(PUBLIC, "bob", "Battery-Staple-7").status, 200, "others are not locked");
    server.sleep(8);
    assert_eq!(server.srp(PUBLIC, "alice", "Correct-Horse-9").status, 200);
    assert_eq!(server.srp(PUBLIC, "alice", "wrong").error(), WRONG);
    assert_eq!(server.srp(PUBLIC, "alice", "Correct-Horse-9").status, 200, "the count began again");
}

#[test]
fn a_name_that_does_not_exist_locks_alike() {
    let mut server = Server::new();
    for _ in 0..5 {
        assert_eq!(server.password_auth("nobody", "wrong").error(), WRONG);
    }
    assert_eq!(server.password_auth("nobody", "wrong").error(), LOCKED);
    assert_eq!(server.srp(PUBLIC, "Nobody", "wrong").error(), LOCKED);
}

#[test]
fn challenges_gathered_before_the_lockout_do_not_outlive_it() {
    let mut server = Server::new();
    let timestamp = server.now.srp_timestamp();
    let mut gathered: Vec<_> = (0..6)
        .map(|_| {
            let proof = Proof::new(&mut server.random);
            let challenge = server.start_srp(PUBLIC, "alice", &proof.public_a());
            (proof, challenge.body)
        })
        .collect();
    let (last, challenge) = gathered.pop().unwrap();
    for (proof, challenge) in gathered {
        let wrong = proof.responses(&challenge, "wrong", &timestamp);
        assert_eq!(server.answer_srp(PUBLIC, &wrong).error(), WRONG);
    }
    let right = last.responses(&challenge, "Correct-Horse-9", &timestamp);
    assert_eq!(server.answer_srp(PUBLIC, &right).error(), LOCKED);
}
