//! Whether the time of the secret arithmetic depends on the secrets: Welch's t-test, as dudect does it.
//!
//! Two classes of secrets are measured in random order on one thread: one fixed, one random. |t| < 4.5 means that no
//! difference shows. A busy machine can fake one, never in the same way again, so a finding must repeat three times to
//! count; a control with a real leak shows that the test would find one.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::disallowed_methods, reason = "this is the one test that must read a clock")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]
#![allow(clippy::cast_precision_loss, reason = "nanoseconds and counts are far below 2^53")]

use std::hint::black_box;
use std::time::Instant;

use cognito_wasm::clock::Timestamp;
use cognito_wasm::srp::{Handshake, PasswordVerifier};

const LIMIT: f64 = 4.5;
const ATTEMPTS: usize = 3;

/// A small generator of repeatable numbers (`SplitMix64`); nothing secret depends on it.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes());
        }
        bytes
    }
}

/// Welch's t of the times that `run` takes for `fixed` and for random secrets.
fn t_statistic(numbers: &mut Numbers, samples: usize, fixed: [u8; 32], run: impl Fn(&[u8; 32])) -> f64 {
    let mut times: [Vec<f64>; 2] = [Vec::new(), Vec::new()];
    for sample in 0..samples + samples / 10 {
        // Both classes draw their numbers, so that the caches look the same before each measurement.
        let (random, class) = (numbers.bytes(), (numbers.next() & 1) as usize);
        let secret = [fixed, random][class];
        let start = Instant::now();
        run(black_box(&secret));
        let time = start.elapsed().as_nanos() as f64;
        if sample >= samples / 10 {
            times[class].push(time);
        }
    }
    // Interruptions only ever add time: the slowest third tells about the machine, not about the code.
    let mut all: Vec<f64> = times.concat();
    all.sort_by(f64::total_cmp);
    let crop = all[all.len() * 2 / 3];
    let [(m0, v0, n0), (m1, v1, n1)] = times.map(|times| {
        let kept: Vec<f64> = times.into_iter().filter(|time| *time <= crop).collect();
        let count = kept.len() as f64;
        let mean = kept.iter().sum::<f64>() / count;
        (mean, kept.iter().map(|time| (time - mean).powi(2)).sum::<f64>() / (count - 1.0), count)
    });
    (m0 - m1) / (v0 / n0 + v1 / n1).sqrt()
}

/// The smallest |t| of a few attempts: what is left when chance is ruled out.
fn smallest_t(samples: usize, fixed: [u8; 32], run: impl Fn(&[u8; 32])) -> f64 {
    let mut numbers = Numbers(2026);
    let mut smallest = f64::INFINITY;
    for _ in 0..ATTEMPTS {
        smallest = smallest.min(t_statistic(&mut numbers, samples, fixed, &run).abs());
        if smallest < LIMIT {
            break;
        }
    }
    smallest
}

const LOW: [u8; 32] = {
    let mut low = [0; 32];
    low[31] = 1;
    low
};

fn public_value(a: &[u8; 32]) {
    black_box(Handshake::with_exponent(a).unwrap());
}

/// The whole proof, where the password decides x, and x the rest.
fn proof(password: &[u8; 32]) {
    let password = password.map(|byte| char::from(b'a' + byte % 16));
    let challenge = PasswordVerifier {
        user_id_for_srp: "user",
        salt: "a1b2c3",
        srp_b: "123456789abcdef",
        secret_block: "c2VjcmV0",
    };
    let handshake = Handshake::with_exponent(&[42]).unwrap();
    let password = String::from_iter(password);
    black_box(handshake.prove(&challenge, "AbCdEf123", &password, Timestamp::from_seconds(0)).unwrap());
}

/// One test, so that nothing else of this file runs at the same time.
#[test]
fn times_do_not_depend_on_secrets() {
    for (name, fixed) in [("one", LOW), ("all bits", [0xff; 32])] {
        let t = smallest_t(400, fixed, public_value);
        assert!(t < LIMIT, "g^a for a of {name}: |t| = {t:.1}");
    }
    let t = smallest_t(150, [7; 32], proof);
    assert!(t < LIMIT, "the proof: |t| = {t:.1}");

    // The control: work for each bit that is set, as a careless exponentiation does it.
    let leaky = |secret: &[u8; 32]| {
        for _ in 0..secret.iter().map(|byte| byte.count_ones()).sum::<u32>() {
            for step in 0..200 {
                black_box(step);
            }
        }
    };
    let t = smallest_t(400, LOW, leaky);
    assert!(t >= LIMIT, "the test is blind: |t| = {t:.1} for code that leaks");
}
