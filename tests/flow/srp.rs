//! `USER_SRP_AUTH`: whole conversations, byte for byte.

use std::fmt::Write as _;

use cognito_wasm::Code;
use cognito_wasm::config::Config;
use cognito_wasm::flow::Event;
use cognito_wasm::flow::SignIn;
use cognito_wasm::flow::begin::More;
use cognito_wasm::flow::sign_in::{Credentials, Method};
use cognito_wasm::http::{Cache, Request};
use num_bigint::BigUint;
use serde_json::{Value, json};

use crate::support::*;

const VECTORS: &str = include_str!("../vectors/cognito-srp/user_srp.json");

fn vectors() -> Vec<Value> {
    let mut file: Value = serde_json::from_str(VECTORS).unwrap();
    file["vectors"].as_array_mut().unwrap().drain(..).collect()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

fn world(input: &Value) -> World {
    let mut config = Config::new(text(input, "pool_id"), text(input, "client_id")).unwrap();
    config.client_secret = input["client_secret"].as_str().map(Into::into);
    World {
        config,
        now: input["epoch_seconds"].as_i64().unwrap(),
        exponent: vec![0; 32],
        devices: String::new(),
    }
}

fn credentials_of(input: &Value) -> Credentials {
    Credentials {
        username: text(input, "username").into(),
        password: text(input, "password").into(),
        method: Method::Srp,
        metadata: [("source", "test \"1\"")].into_iter().collect(),
        more: More::default(),
    }
}

/// The exponents of the vectors have up to 399 bytes, a sign-in's own has 32: the shorter ones are replayed as they are.
#[test]
fn recorded_conversations_replay_byte_for_byte() {
    let mut replayed = 0;
    for vector in vectors() {
        let (input, expected) = (&vector["input"], &vector["expected"]);
        let digits = text(input, "a");
        if digits.len() > 64 {
            continue;
        }
        replayed += 1;
        let mut world = world(input);
        let exponent = BigUint::parse_bytes(digits.as_bytes(), 16).unwrap().to_bytes_be();
        world.exponent[32 - exponent.len()..].copy_from_slice(&exponent);

        let (request, flow) = sent(world.step(SignIn::new(credentials_of(input)).unwrap(), Event::Start));
        assert_eq!(body(&request)["AuthParameters"]["SRP_A"], expected["SRP_A"]);
        let (request, _) = sent(world.step(flow, ok(&server_challenge(input, expected))));
        let responses = &body(&request)["ChallengeResponses"];
        for name in ["PASSWORD_CLAIM_SIGNATURE", "TIMESTAMP"] {
            assert_eq!(responses[name], expected[name], "{}", vector["id"]);
        }
    }
    assert_eq!(replayed, 2);
}

fn server_challenge(input: &Value, expected: &Value) -> Value {
    challenge(
        "PASSWORD_VERIFIER",
        &json!({
            "USER_ID_FOR_SRP": input["user_id_for_srp"],
            "USERNAME": expected["RESPOND_USERNAME"],
            "SALT": input["salt"],
            "SRP_B": input["srp_b"],
            "SECRET_BLOCK": input["secret_block"],
        }),
    )
}

/// Everything but the exponent is the vector's: so all that does not depend on it must come out as recorded.
#[test]
fn every_vector_gives_the_recorded_names_times_and_hashes() {
    for vector in vectors() {
        let (id, input, expected) = (&vector["id"], &vector["input"], &vector["expected"]);
        let mut world = world(input);
        world.exponent = vec![9; 32];
        let (request, flow) = sent(world.step(SignIn::new(credentials_of(input)).unwrap(), Event::Start));
        posted(&world, &request, "InitiateAuth");
        let a = text(&body(&request)["AuthParameters"], "SRP_A").to_owned();
        assert_eq!(a, public_value(&world.exponent), "{id}");
        let mut parameters = json!({ "USERNAME": input["username"], "SRP_A": a });
        add(&mut parameters, "SECRET_HASH", &expected["SECRET_HASH_initiate"], input);
        assert_eq!(
            body(&request),
            json!({
                "AuthFlow": "USER_SRP_AUTH",
                "ClientId": input["client_id"],
                "AuthParameters": parameters,
                "ClientMetadata": { "source": "test \"1\"" },
            }),
            "{id}"
        );

        let (request, flow) = sent(world.step(flow, ok(&server_challenge(input, expected))));
        posted(&world, &request, "RespondToAuthChallenge");
        let sent = body(&request);
        let mut responses = json!({
            "USERNAME": expected["RESPOND_USERNAME"],
            "PASSWORD_CLAIM_SIGNATURE": sent["ChallengeResponses"]["PASSWORD_CLAIM_SIGNATURE"],
            "PASSWORD_CLAIM_SECRET_BLOCK": input["secret_block"],
            "TIMESTAMP": expected["TIMESTAMP"],
        });
        add(&mut responses, "SECRET_HASH", &expected["SECRET_HASH_respond"], input);
        assert_eq!(
            sent,
            json!({
                "ChallengeName": "PASSWORD_VERIFIER",
                "ClientId": input["client_id"],
                "Session": "session-canary",
                "ChallengeResponses": responses,
                "ClientMetadata": { "source": "test \"1\"" },
            }),
            "{id}"
        );

        let outcome = done(world.step(flow, ok(&tokens())));
        assert_eq!(outcome.tokens.id.expose(), "id.token.x");
        assert_eq!(outcome.tokens.access.expose(), "access.token.x");
        assert_eq!(outcome.tokens.refresh.unwrap().expose(), "refresh");
    }
}

fn add(members: &mut Value, name: &str, value: &Value, input: &Value) {
    if input["client_secret"].is_string() {
        members[name] = value.clone();
    }
}

fn posted(world: &World, request: &Request, operation: &str) {
    assert_eq!(request.operation(), operation);
    assert_eq!(request.method.as_str(), "POST");
    assert!(request.cache == Cache::Forbidden);
    assert_eq!(request.url, world.config.endpoint.as_str());
    let headers: Vec<_> = request.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let target = format!("AWSCognitoIdentityProviderService.{operation}");
    assert_eq!(headers, [("content-type", "application/x-amz-json-1.1"), ("x-amz-target", target.as_str())]);
}

/// g^a mod N by another library.
fn public_value(exponent: &[u8]) -> String {
    let n = BigUint::parse_bytes(N.as_bytes(), 16).unwrap();
    let mut digits = String::new();
    write!(digits, "{:x}", BigUint::from(2_u8).modpow(&BigUint::from_bytes_be(exponent), &n)).unwrap();
    digits
}

#[test]
fn the_proof_answers_under_the_pools_name_not_the_alias() {
    let (request, flow) = World::new().begin(Method::Srp);
    assert_eq!(body(&request)["AuthParameters"]["USERNAME"], "alice@example.com");
    let (request, _) = sent(World::new().step(flow, ok(&password_verifier())));
    assert_eq!(body(&request)["ChallengeResponses"]["USERNAME"], "alice");
}

#[test]
fn a_challenge_without_username_is_answered_under_the_id_for_srp() {
    let mut verifier = password_verifier();
    verifier["ChallengeParameters"].as_object_mut().unwrap().remove("USERNAME");
    let (request, _) = sent(World::new().first_answer(Method::Srp, &verifier));
    assert_eq!(body(&request)["ChallengeResponses"]["USERNAME"], "alice");
}

#[test]
fn the_password_stays_here() {
    let world = World::new();
    let (request, flow) = world.begin(Method::Srp);
    let (proof, flow) = sent(world.step(flow, ok(&password_verifier())));
    for request in [request, proof] {
        assert!(!request.body.contains(PASSWORD));
    }
    assert!(!format!("{flow:?}").contains(PASSWORD));
}

#[test]
fn randomness_that_fails_stops_the_sign_in() {
    for exponent in [vec![], vec![0; 32]] {
        let world = World { exponent, ..World::new() };
        assert_eq!(failed(world.step(sign_in(Method::Srp), Event::Start)).code(), Code::RandomUnavailable);
    }
}

pub(crate) const N: &str = "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404dd\
    ef9519b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7ed\
    ee386bfb5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f\
    83655d23dca3ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3b\
    e39e772c180e86039b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa0510\
    15728e5a8aaac42dad33170d04507a33a85521abdf1cba64ecfb850458dbef0a8aea71575d060c7db3970f85a6e1e4c7\
    abf5ae8cdb0933d71e8c94e04a25619dcee3d2261ad2ee6bf12ffa06d98a0864d87602733ec86a64521f2b18177b200c\
    bbe117577a615d6c770988c0bad946e208e24fa074e5ab3143db5bfce0fd108e4b82d120a93ad2caffffffffffffffff";
