//! What the tokens say, and that anybody can verify them with the published keys.

use data_encoding::BASE64URL_NOPAD;
use num_bigint::BigUint;
use serde_json::{Value, json};

use crate::support::{POOL, PUBLIC, START, Server, URL, claims};

/// RSASSA-PKCS1-v1_5 verification from the numbers of a JWK.
fn verifies(token: &str, jwks: &Value) -> bool {
    let decode = |text: &str| BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let header: Value = serde_json::from_slice(&decode(parts[0])).unwrap();
    assert_eq!(header["alg"], "RS256");
    let keys = jwks["keys"].as_array().unwrap();
    let key = keys.iter().find(|key| key["kid"] == header["kid"]).unwrap();
    let number = |name: &str| BigUint::from_bytes_be(&decode(key[name].as_str().unwrap()));
    let opened = BigUint::from_bytes_be(&decode(parts[2])).modpow(&number("e"), &number("n")).to_bytes_be();
    let digest = hmac_sha256::Hash::hash(format!("{}.{}", parts[0], parts[1]).as_bytes());
    opened.len() == 255 && opened.starts_with(&[1, 0xff, 0xff]) && opened.ends_with(&digest)
}

#[test]
fn both_tokens_verify_with_different_published_keys() {
    let mut server = Server::new();
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let jwks = server.get(&format!("/{POOL}/.well-known/jwks.json"));
    assert_eq!(jwks.status, 200);
    assert_eq!(jwks.body["keys"].as_array().unwrap().len(), 2);
    for key in jwks.body["keys"].as_array().unwrap() {
        assert_eq!(
            (&key["kty"], &key["use"], &key["alg"], &key["e"]),
            (&json!("RSA"), &json!("sig"), &json!("RS256"), &json!("AQAB"))
        );
    }
    let (id, access) = (tokens.id_token(), tokens.access_token());
    assert!(verifies(&id, &jwks.body) && verifies(&access, &jwks.body));
    assert_ne!(id.split('.').next(), access.split('.').next(), "one key each, as in AWS");
    let (head, tail) = id.rsplit_once('.').unwrap();
    let other = access.rsplit_once('.').unwrap().1;
    assert!(!verifies(&format!("{head}.{other}"), &jwks.body) && !tail.is_empty());

    let document = server.get(&format!("/{POOL}/.well-known/openid-configuration")).body;
    assert_eq!(document["issuer"], format!("{URL}/{POOL}"));
    assert_eq!(document["jwks_uri"], format!("{URL}/{POOL}/.well-known/jwks.json"));
    let unknown = server.get("/eu-west-1_None/.well-known/jwks.json");
    assert_eq!(unknown.error(), "ResourceNotFoundException: User pool eu-west-1_None does not exist.");
}

#[test]
fn the_claims_are_cognitos() {
    let mut server = Server::new();
    let tokens = server.srp(PUBLIC, "alice", "Correct-Horse-9");
    let (mut id, mut access) = (claims(&tokens.id_token()), claims(&tokens.access_token()));
    for name in ["origin_jti", "event_id"] {
        assert_eq!(id[name], access[name]);
        assert_eq!(id[name].as_str().unwrap().len(), 36);
    }
    assert_ne!(id["jti"], access["jti"]);
    for claims in [&mut id, &mut access] {
        for name in ["origin_jti", "event_id", "jti"] {
            claims.as_object_mut().unwrap().remove(name);
        }
    }
    let sub = "a11ce000-0000-4000-8000-000000000001";
    assert_eq!(
        id,
        json!({
            "sub": sub,
            "iss": format!("{URL}/{POOL}"),
            "aud": PUBLIC,
            "token_use": "id",
            "auth_time": START,
            "iat": START,
            "exp": START + 3600,
            "cognito:username": "alice",
            "cognito:groups": ["editors", "readers"],
            "cognito:preferred_role": "arn:aws:iam::000000000000:role/LocalEditor",
            "cognito:roles": [
                "arn:aws:iam::000000000000:role/LocalEditor",
                "arn:aws:iam::000000000000:role/LocalReader",
            ],
            "name": "Alice Liddell",
            "email": "alice@example.com",
            "email_verified": true,
            "preferred_username": "wonderland",
            "custom:team": "croquet",
        })
    );
    assert_eq!(
        access,
        json!({
            "sub": sub,
            "iss": format!("{URL}/{POOL}"),
            "client_id": PUBLIC,
            "token_use": "access",
            "scope": "aws.cognito.signin.user.admin",
            "auth_time": START,
            "iat": START,
            "exp": START + 3600,
            "username": "alice",
            "cognito:groups": ["editors", "readers"],
        })
    );
    let unicode = claims(&server.srp(PUBLIC, "unicode", "pässwörd-Ünï-🔑1").id_token());
    assert_eq!(unicode["name"], "Ünï Cøde");
    assert!(unicode.get("cognito:groups").is_none() && unicode.get("cognito:roles").is_none());
}

/// Groups as (name, precedence, role), all held by one user who lists them backwards.
fn roles(groups: &[(&str, Option<u32>, Option<&str>)]) -> Value {
    let table = |(name, precedence, role): &(&str, Option<u32>, Option<&str>)| {
        let precedence = precedence.map(|number| format!("precedence = {number}\n")).unwrap_or_default();
        let role = role.map(|role| format!("role = \"{role}\"\n")).unwrap_or_default();
        format!("[[pools.groups]]\nname = \"{name}\"\n{precedence}{role}")
    };
    let tables: String = groups.iter().map(table).collect();
    let names: Vec<&str> = groups.iter().rev().map(|(name, ..)| *name).collect();
    let config = format!(
        "[[pools]]\nid = \"{POOL}\"\n{tables}\
         [[pools.clients]]\nid = \"{PUBLIC}\"\nauth_flows = [\"ALLOW_USER_PASSWORD_AUTH\"]\n\
         [[pools.users]]\nusername = \"member\"\npassword = \"p\"\ngroups = {names:?}\n"
    );
    claims(&Server::with(&config).password_auth("member", "p").id_token())
}

#[test]
fn the_lowest_precedence_wins_and_a_tie_with_different_roles_has_no_winner() {
    let low_first = roles(&[("a", Some(0), Some("A")), ("b", Some(5), Some("B")), ("c", None, Some("C"))]);
    assert_eq!(low_first["cognito:groups"], json!(["a", "b", "c"]));
    assert_eq!(low_first["cognito:roles"], json!(["A", "B", "C"]));
    assert_eq!(low_first["cognito:preferred_role"], "A");
    let tie = roles(&[("a", Some(1), Some("A")), ("b", Some(1), Some("B"))]);
    assert!(tie.get("cognito:preferred_role").is_none());
    let same = roles(&[("a", Some(1), Some("A")), ("b", Some(1), Some("A"))]);
    assert_eq!(same["cognito:preferred_role"], "A");
    assert_eq!(same["cognito:roles"], json!(["A"]));
    let without_role = roles(&[("a", Some(0), None), ("b", None, Some("B"))]);
    assert_eq!(without_role["cognito:groups"], json!(["a", "b"]));
    assert_eq!(without_role["cognito:preferred_role"], "B");
}

#[test]
fn lifetimes_and_scopes_are_the_clients() {
    let config = format!(
        "[[pools]]\nid = \"{POOL}\"\n[[pools.clients]]\nid = \"{PUBLIC}\"\nauth_flows = [\"ALLOW_USER_PASSWORD_AUTH\"]\n\
         id_token_validity = 5\naccess_token_validity = 600\n\
         token_validity_units = {{ id_token = \"minutes\", access_token = \"seconds\" }}\nscopes = [\"orders/read\", \"x\"]\n\
         [[pools.users]]\nusername = \"u\"\npassword = \"p\"\n"
    );
    let mut server = Server::with(&config);
    let tokens = server.password_auth("u", "p");
    assert_eq!(claims(&tokens.id_token())["exp"], START + 300);
    assert_eq!(claims(&tokens.access_token())["exp"], START + 600);
    assert_eq!(claims(&tokens.access_token())["scope"], "orders/read x");
    assert_eq!(tokens.body["AuthenticationResult"]["ExpiresIn"], 600);
    let refused = "NotAuthorizedException: Access Token does not have required scopes";
    assert_eq!(server.get_user(&tokens.access_token()).error(), refused);
}
