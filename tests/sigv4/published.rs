//! The examples that AWS publishes for S3.

use cognito_wasm::sigv4::stream::{framed, framed_length, sign_chunk};
use cognito_wasm::sigv4::{
    Algorithm, Credentials, Payload, Presign, Request, Rules, Scope, Signing, SigningKeys, presign, sign,
};

use crate::vectors::time;
use crate::{credentials, presigned, signed};

fn example() -> Credentials {
    credentials("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", None)
}

fn signing(credentials: &Credentials) -> Signing<'_> {
    Signing {
        credentials,
        scope: Scope { region: "us-east-1", service: "s3" },
        algorithm: Algorithm::V4,
        rules: Rules::for_service("s3"),
        now: time("20130524T000000Z"),
    }
}

#[test]
fn single_chunks() {
    let credentials = example();
    let put = [("Date", "Fri, 24 May 2013 00:00:00 GMT"), ("x-amz-storage-class", "REDUCED_REDUNDANCY")];
    for (method, path, headers, body, signature) in [
        (
            "GET",
            "/test.txt",
            &[("Range", "bytes=0-9")][..],
            &b""[..],
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            "/test%24file.text",
            &put,
            b"Welcome to Amazon S3.",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        ("GET", "/?lifecycle", &[], b"", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
        (
            "GET",
            "/?max-keys=2&prefix=J",
            &[],
            b"",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ] {
        let url = format!("https://examplebucket.s3.amazonaws.com{path}");
        let request = Request { method, url: &url, headers, payload: Payload::Bytes(body) };
        let signed = signed(sign(&request, &signing(&credentials), &mut SigningKeys::new()));
        assert_eq!(signed.signature, signature, "{path}:\n{}", signed.canonical_request);
    }
}

#[test]
fn a_presigned_url() {
    let credentials = example();
    let request = Request {
        method: "GET",
        url: "https://examplebucket.s3.amazonaws.com/test.txt",
        headers: &[],
        payload: Payload::Bytes(b""),
    };
    let how = Presign::for_service("s3", 86_400);
    let signed = presigned(presign(&request, &signing(&credentials), &how, &mut SigningKeys::new()));
    assert_eq!(signed.signature, "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
    assert_eq!(
        signed.url,
        "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
         &X-Amz-Date=20130524T000000Z&X-Amz-SignedHeaders=host&X-Amz-Expires=86400\
         &X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
    );
}

#[test]
fn a_body_of_chunks() {
    let credentials = example();
    let signing = signing(&credentials);
    let mut keys = SigningKeys::new();
    let length = framed_length(66_560, 65_536).unwrap();
    let request = Request {
        method: "PUT",
        url: "https://s3.amazonaws.com/examplebucket/chunkObject.txt",
        headers: &[
            ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
            ("Content-Encoding", "aws-chunked"),
            ("x-amz-decoded-content-length", "66560"),
            ("Content-Length", &length.to_string()),
        ],
        payload: Payload::Chunks,
    };
    let seed = signed(sign(&request, &signing, &mut keys)).signature;
    assert_eq!(seed, "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");

    let body = vec![b'a'; 66_560];
    let (mut sent, mut signatures) = (Vec::new(), vec![seed]);
    for bytes in body.chunks(65_536).chain([&[][..]]) {
        let chunk = sign_chunk(bytes, signatures.last().unwrap(), &signing, &mut keys).unwrap();
        sent.extend(framed(&chunk, bytes));
        signatures.push(chunk.signature);
    }
    assert_eq!(
        signatures[1..],
        [
            "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
            "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
            "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
        ]
    );
    assert_eq!(sent.len() as u64, length);
    assert!(sent.starts_with(b"10000;chunk-signature=ad80c730"));
    assert!(sent.ends_with(
        b"0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n"
    ));
}
