//! A device's proof against the other side of it, computed as a pool does it: from the verifier that it was told.

use cognito_wasm::config::Config;
use cognito_wasm::encoding::{from_base64, to_base64};
use cognito_wasm::flow::sign_in::Method;
use num_bigint::BigUint;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::answers::renewed;
use crate::srp::N;
use crate::support::*;

const VECTORS: &str = include_str!("../vectors/cognito-srp/device_srp.json");

fn vectors() -> Vec<Value> {
    let mut file: Value = serde_json::from_str(VECTORS).unwrap();
    let vectors = file["vectors"].as_array_mut().unwrap();
    assert_eq!(vectors.len(), 30);
    std::mem::take(vectors)
}

/// A browser that is the vector's device. Its exponent is its own: the vectors' are longer than those of a sign-in.
fn world_of(vector: &Value) -> World {
    let input = &vector["input"];
    let text = |name: &str| input[name].as_str().unwrap();
    let mut config = Config::new(text("pool_id"), text("client_id")).unwrap();
    config.client_secret = input["client_secret"].as_str().map(Into::into);
    let device = json!({
        "key": input["device_key"],
        "group": input["device_group_key"],
        "password": vector["expected"]["DEVICE_PASSWORD"],
    });
    let mut users = json!({});
    users[text("username")] = device;
    World {
        config,
        now: input["epoch_seconds"].as_i64().unwrap(),
        exponent: vec![7; 32],
        devices: json!({ "v": 1, "users": users }).to_string(),
    }
}

fn add_hash(responses: &mut Value, vector: &Value) {
    if vector["input"]["client_secret"].is_string() {
        responses["SECRET_HASH"] = vector["expected"]["SECRET_HASH"].clone();
    }
}

/// `PASSWORD_CLAIM_SIGNATURE` as the pool expects it of the device, for this `SRP_A`.
fn signature(vector: &Value, client_value: &str, time: &str) -> String {
    let input = &vector["input"];
    let number = |digits: &str| BigUint::parse_bytes(digits.as_bytes(), 16).unwrap();
    let text = |name: &str| input[name].as_str().unwrap();
    let modulus = number(N);
    let (client_value, server_value) = (number(client_value), number(text("srp_b")));
    let u = BigUint::from_bytes_be(&Sha256::digest([padded(&client_value), padded(&server_value)].concat()));
    let verifier = number(vector["intermediate"]["v_server"].as_str().unwrap());
    let shared = (client_value * verifier.modpow(&u, &modulus)).modpow(&number(text("b")), &modulus);
    let extracted = hmac(&padded(&u), &padded(&shared));
    let key = hmac(&extracted, b"Caldera Derived Key\x01");
    let message = [
        text("device_group_key").as_bytes(),
        text("device_key").as_bytes(),
        &from_base64(text("secret_block")).unwrap(),
        time.as_bytes(),
    ];
    to_base64(&hmac(&key[..16], &message.concat()))
}

/// The bytes of `padHex`.
fn padded(number: &BigUint) -> Vec<u8> {
    let mut bytes = number.to_bytes_be();
    if bytes[0] >= 0x80 {
        bytes.insert(0, 0);
    }
    bytes
}

fn hmac(key: &[u8], message: &[u8]) -> Vec<u8> {
    let mut block = if key.len() > 64 { Sha256::digest(key).to_vec() } else { key.to_vec() };
    block.resize(64, 0);
    let with = |mark: u8| block.iter().map(|byte| byte ^ mark).collect::<Vec<_>>();
    let inner = Sha256::digest([&with(0x36), message].concat());
    Sha256::digest([with(0x5c), inner.to_vec()].concat()).to_vec()
}

/// The pool's side by itself, against what the recorded client has signed.
#[test]
fn it_agrees_with_the_recorded_conversations() {
    for vector in vectors() {
        let expected = &vector["expected"];
        let text = |name: &str| expected[name].as_str().unwrap();
        assert_eq!(
            signature(&vector, text("SRP_A"), text("TIMESTAMP")),
            text("PASSWORD_CLAIM_SIGNATURE"),
            "{}",
            vector["id"]
        );
    }
}

#[test]
fn the_device_proves_itself_as_the_pool_computes_it() {
    for vector in vectors() {
        let (world, text) = (world_of(&vector), |name: &str| vector["input"][name].clone());
        let (_, flow) = world.begin(Method::Password);
        let parameters = json!({ "USERNAME": text("username"), "DEVICE_KEY": text("device_key") });
        let (request, flow) = sent(world.step(flow, ok(&challenge("DEVICE_SRP_AUTH", &parameters))));
        let mut first = body(&request);
        let responses = first["ChallengeResponses"].take();
        let client_value = responses["SRP_A"].as_str().unwrap().to_owned();
        let mut expected = json!({
            "USERNAME": text("username"), "DEVICE_KEY": text("device_key"), "SRP_A": client_value,
        });
        add_hash(&mut expected, &vector);
        assert_eq!(responses, expected);
        assert_eq!(first["Session"], "session-canary");

        let parameters = json!({
            "SALT": text("salt"), "SRP_B": text("srp_b"), "SECRET_BLOCK": text("secret_block"),
            "DEVICE_KEY": text("device_key"),
        });
        let verifier = renewed("DEVICE_PASSWORD_VERIFIER", &parameters, "session-2");
        let (request, flow) = sent(world.step(flow, ok(&verifier)));
        let time = vector["expected"]["TIMESTAMP"].as_str().unwrap();
        let mut expected = json!({
            "USERNAME": text("username"),
            "DEVICE_KEY": text("device_key"),
            "PASSWORD_CLAIM_SECRET_BLOCK": text("secret_block"),
            "PASSWORD_CLAIM_SIGNATURE": signature(&vector, &client_value, time),
            "TIMESTAMP": time,
        });
        add_hash(&mut expected, &vector);
        assert_eq!(body(&request)["ChallengeResponses"], expected, "{}", vector["id"]);
        assert_eq!(body(&request)["Session"], "session-2");
        assert!(!format!("{flow:?}").contains(vector["expected"]["DEVICE_PASSWORD"].as_str().unwrap()));
        done(world.step(flow, ok(&tokens())));
    }
}
