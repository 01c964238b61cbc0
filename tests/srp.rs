//! The SRP handshake through the public API.

#[path = "vectors/srp_vectors.rs"]
mod srp_vectors;

#[test]
fn known_answers() {
    assert_eq!(srp_vectors::known_answers(), 102);
}

#[test]
fn hostile_and_ambiguous_values() {
    assert_eq!(srp_vectors::hostile_values(), 10);
}
