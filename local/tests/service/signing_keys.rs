//! New signing keys, and the two forms of the issuer.

use local_cognito::SEED;
use p256::ecdsa::signature::Verifier;
use p256::ecdsa::{Signature, VerifyingKey};
use serde_json::{Value, json};

use crate::support::{Answer, POOL, PUBLIC, Server, URL, claims};

const JWKS: &str = "/eu-west-1_LocalPool/.well-known/jwks.json";

fn part(token: &str, index: usize) -> Vec<u8> {
    data_encoding::BASE64URL_NOPAD.decode(token.split('.').nth(index).unwrap().as_bytes()).unwrap()
}

fn header(token: &str) -> Value {
    serde_json::from_slice(&part(token, 0)).unwrap()
}

fn key_ids(jwks: &Value) -> Vec<String> {
    let keys = jwks["keys"].as_array().unwrap();
    keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

fn sign_in(server: &mut Server) -> Answer {
    server.password_auth("alice", "Correct-Horse-9")
}

fn orders(server: &mut Server, token: &str) -> u16 {
    server.send("GET", "/api/orders", &[("authorization", token)], b"").status
}

/// ES256 from the coordinates of a JWK, by a library.
fn verifies(token: &str, jwks: &Value) -> bool {
    let header = header(token);
    assert_eq!(header["alg"], "ES256");
    let keys = jwks["keys"].as_array().unwrap();
    let key = keys.iter().find(|key| key["kid"] == header["kid"]).unwrap();
    assert_eq!((&key["kty"], &key["crv"], &key["alg"]), (&json!("EC"), &json!("P-256"), &json!("ES256")));
    let decode =
        |name: &str| data_encoding::BASE64URL_NOPAD.decode(key[name].as_str().unwrap().as_bytes()).unwrap();
    let point = [vec![4], decode("x"), decode("y")].concat();
    let key = VerifyingKey::from_sec1_bytes(&point).unwrap();
    let message = token.rsplit_once('.').unwrap().0;
    key.verify(message.as_bytes(), &Signature::from_slice(&part(token, 2)).unwrap()).is_ok()
}

#[test]
fn old_keys_stay_until_they_are_dropped() {
    let mut server = Server::new();
    let before = sign_in(&mut server);
    let old = key_ids(&server.get(JWKS).body);
    let rotated = server.post("/_local/keys", &json!({ "pool": POOL, "algorithm": "ES256" }));
    assert_eq!(rotated.status, 200, "{}", rotated.body);
    let shown = &rotated.body["pools"][POOL];
    assert_eq!(shown["retired"], json!(old));
    assert_eq!(shown["algorithm"], "ES256");
    assert!(!rotated.body.to_string().contains("\"d\""), "no private key is shown");
    assert_eq!(rotated.body["pools"]["eu-west-1_EmailPool"]["retired"], json!([]), "the others stay");
    assert_eq!(server.get("/_local/keys").body, rotated.body);

    let jwks = server.get(JWKS).body;
    let ids = key_ids(&jwks);
    assert_eq!(ids.len(), 4);
    assert_eq!(ids[2..], old[..], "the current ones first");
    let after = sign_in(&mut server);
    assert_eq!(header(&after.id_token())["kid"], shown["id"]);
    assert_eq!(header(&after.access_token())["kid"], shown["access"]);
    assert!(verifies(&after.id_token(), &jwks) && verifies(&after.access_token(), &jwks));
    for tokens in [&before, &after] {
        assert_eq!(server.get_user(&tokens.access_token()).status, 200);
        assert_eq!(orders(&mut server, &tokens.id_token()), 200);
    }
    let document = server.get(&format!("/{POOL}/.well-known/openid-configuration")).body;
    assert_eq!(document["id_token_signing_alg_values_supported"], json!(["ES256", "RS256"]));

    assert_eq!(server.send("DELETE", "/_local/keys", &[], b"").status, 200);
    assert_eq!(key_ids(&server.get(JWKS).body), ids[..2]);
    let invalid = "NotAuthorizedException: Invalid Access Token";
    assert_eq!(server.get_user(&before.access_token()).error(), invalid);
    assert_eq!(orders(&mut server, &before.id_token()), 401);
    assert_eq!(server.get_user(&after.access_token()).status, 200);
    let refreshed = server.refresh(PUBLIC, &before.refresh_token());
    assert_eq!(server.get_user(&refreshed.access_token()).status, 200, "the sign-in lives on");
}

#[test]
fn rotated_keys_survive_a_restart_and_wrong_requests_are_refused() {
    let mut server = Server::new();
    let before = sign_in(&mut server);
    server.post("/_local/keys", &json!({ "algorithm": "ES256" }));
    let jwks = server.get(JWKS).body;
    for bad in [json!({ "pool": "eu-west-1_None" }), json!({ "algorithm": "HS256" }), json!({ "colour": 1 })]
    {
        assert_eq!(server.post("/_local/keys", &bad).status, 400, "{bad}");
    }
    assert_eq!(server.send("POST", "/_local/keys", &[], b"{").status, 400);
    assert_eq!(server.send("PUT", "/_local/keys", &[], b"").status, 405);
    assert_eq!(server.get(JWKS).body, jwks);
    let saved = server.service.save().unwrap();
    // As the configuration of the restart says, so that nothing more changes.
    let seed = SEED.replace("= \"RS256\"", "= \"ES256\"");
    server.restart_from(&seed, URL, &saved);
    assert_eq!(server.get(JWKS).body, jwks);
    assert_eq!(server.get_user(&before.access_token()).status, 200);
    server.post("/_local/reset", &json!({}));
    assert_eq!(key_ids(&server.get(JWKS).body), key_ids(&jwks)[..2], "a reset keeps the current ones alone");
}

#[test]
fn a_pool_may_sign_by_es256() {
    let seed = SEED.replace("= \"RS256\"", "= \"ES256\"");
    let mut server = Server::with(&seed);
    let tokens = sign_in(&mut server);
    let jwks = server.get(JWKS).body;
    assert!(verifies(&tokens.id_token(), &jwks) && verifies(&tokens.access_token(), &jwks));
    assert_eq!(server.get_user(&tokens.access_token()).status, 200);
    assert_eq!(orders(&mut server, &tokens.access_token()), 200);
    let token = tokens.access_token();
    let (head, signature) = token.rsplit_once('.').unwrap();
    let other = if signature.starts_with('A') { 'B' } else { 'A' };
    let bent: String = [other].into_iter().chain(signature.chars().skip(1)).collect();
    let bent = format!("{head}.{bent}");
    assert!(!verifies(&bent, &jwks));
    assert_eq!(server.get_user(&bent).error(), "NotAuthorizedException: Invalid Access Token");
}

#[test]
fn a_pool_may_have_the_updated_issuer_and_serves_both() {
    let seed = SEED.replace("= \"ORIGINAL\"", "= \"UPDATED\"");
    let (mut original, mut updated) = (Server::new(), Server::with(&seed));
    let issuer = format!("{URL}/issuer-cognito-idp/{POOL}");
    let tokens = sign_in(&mut updated);
    for token in [tokens.id_token(), tokens.access_token()] {
        assert_eq!(claims(&token)["iss"], issuer);
        assert_eq!(orders(&mut updated, &token), 200);
    }
    assert_eq!(updated.get_user(&tokens.access_token()).status, 200);
    let before = sign_in(&mut original);
    assert_eq!(claims(&before.id_token())["iss"], format!("{URL}/{POOL}"));

    for server in [&mut original, &mut updated] {
        let jwks = server.get(JWKS).body;
        for (place, issuer) in [("/issuer-cognito-idp", issuer.clone()), ("", format!("{URL}/{POOL}"))] {
            let document = server.get(&format!("{place}/{POOL}/.well-known/openid-configuration")).body;
            assert_eq!(document["issuer"], issuer);
            assert_eq!(document["jwks_uri"], format!("{issuer}/.well-known/jwks.json"));
            assert_eq!(server.get(&format!("{place}/{POOL}/.well-known/jwks.json")).body, jwks);
        }
    }
    let unknown = updated.get("/issuer-cognito-idp/eu-west-1_None/.well-known/jwks.json");
    assert_eq!(unknown.text("/__type"), "ResourceNotFoundException");
}

#[test]
fn a_change_of_form_keeps_tokens_and_aws_names_give_aws_forms() {
    let seed = SEED.replace("= \"ORIGINAL\"", "= \"UPDATED\"");
    let mut server = Server::new();
    let before = sign_in(&mut server);
    let saved = server.service.save().unwrap();
    let restart = |server: &mut Server, url: &str| server.restart_from(&seed, url, &saved);
    restart(&mut server, URL);
    assert_eq!(server.get_user(&before.access_token()).status, 200);

    restart(&mut server, "https://cognito-idp.eu-west-1.amazonaws.com");
    let issuer = format!("https://issuer-cognito-idp.eu-west-1.amazonaws.com/{POOL}");
    assert_eq!(claims(&sign_in(&mut server).id_token())["iss"], issuer);
    let path = format!("/{POOL}/.well-known/openid-configuration");
    let host = [("host", "issuer-cognito-idp.eu-west-1.amazonaws.com")];
    assert_eq!(server.send("GET", &path, &host, b"").body["issuer"], issuer);
    let original = format!("https://cognito-idp.eu-west-1.amazonaws.com/{POOL}");
    assert_eq!(server.get(&path).body["issuer"], original);
}
