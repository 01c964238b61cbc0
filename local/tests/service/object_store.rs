//! The object store: who may read and write, and what comes back.

use data_encoding::HEXLOWER;
use hmac_sha256::{HMAC, Hash};
use serde_json::{Value, json};

use crate::identity_pool::{identity_id, logins};
use crate::signer::{Signed, Signer};
use crate::sts::inside;
use crate::support::{Answer, Server};

struct Owner {
    signer: Signer,
    /// Where the identity's own objects lie.
    place: String,
}

fn owner(server: &mut Server, username: &str, password: &str) -> Owner {
    let logins = logins(server, username, password);
    let id = identity_id(server, &logins);
    let signer = Signer { service: "s3".into(), ..Signer::new(server, &logins) };
    Owner { signer, place: format!("/s3/local-files/private/{}", id.replace(':', "%3A")) }
}

fn alice(server: &mut Server) -> Owner {
    owner(server, "alice", "Correct-Horse-9")
}

fn code(answer: &Answer) -> (u16, String) {
    (answer.status, inside(answer, "Code"))
}

#[test]
fn bytes_come_back_as_they_were_put() {
    let mut server = Server::new();
    let Owner { signer, place } = alice(&mut server);
    let body: Vec<u8> = (0..=255).cycle().take(300_000).collect();
    let path = format!("{place}/deep/a%20photo+%C3%A9.png");
    let extra = [("content-type", "image/png"), ("x-amz-meta-colour", "red")];
    let put = signer.sign("PUT", &path, &extra, &body, server.now).send(&mut server);
    assert_eq!(put.status, 200, "{}", put.raw());
    let etag = put.header("etag").to_owned();
    assert_eq!(etag.len(), 34);
    assert!(put.header("access-control-expose-headers").contains("ETag"));
    for method in ["GET", "HEAD"] {
        let got = signer.call(&mut server, method, &path, b"");
        assert_eq!(got.status, 200);
        assert_eq!(got.reply.response.body, body);
        for (name, value) in
            [("etag", etag.as_str()), ("content-type", "image/png"), ("x-amz-meta-colour", "red")]
        {
            assert_eq!(got.header(name), value);
        }
    }
    server.restart();
    assert_eq!(signer.call(&mut server, "GET", &path, b"").reply.response.body, body);
    assert_eq!(signer.call(&mut server, "DELETE", &path, b"").status, 204);
    assert_eq!(code(&signer.call(&mut server, "GET", &path, b"")), (404, "NoSuchKey".into()));
    assert_eq!(server.get("/_local/requests").body["counts"], json!({ "s3 DELETE": 1, "s3 GET": 2 }));
    let small = signer.call(&mut server, "PUT", &path, b"hello");
    assert_eq!(small.header("etag"), "\"5d41402abc4b2a76b9719d911017c592\"");
}

#[test]
fn everybody_has_a_place_of_their_own() {
    let mut server = Server::new();
    let editor = alice(&mut server);
    let other = owner(&mut server, "unicode", "pässwörd-Ünï-🔑1");
    let guest = Signer { service: "s3".into(), ..Signer::new(&mut server, &json!({})) };
    let public = "/s3/local-files/public/notice.txt".to_owned();
    let (hers, his) = (format!("{}/a", editor.place), format!("{}/a", other.place));
    for (signer, method, path, status) in [
        (&editor.signer, "PUT", &hers, 200),
        (&other.signer, "PUT", &his, 200),
        (&other.signer, "GET", &hers, 403),
        (&editor.signer, "GET", &his, 403),
        (&editor.signer, "PUT", &his, 403),
        (&editor.signer, "PUT", &public, 200),
        (&other.signer, "PUT", &public, 403),
        (&other.signer, "GET", &public, 200),
        (&guest, "GET", &public, 200),
        (&guest, "PUT", &public, 403),
        (&guest, "GET", &hers, 403),
    ] {
        let answer = signer.call(&mut server, method, path, b"");
        assert_eq!(answer.status, status, "{method} {path} {}", answer.raw());
        if status == 403 {
            assert_eq!(inside(&answer, "Code"), "AccessDenied");
        }
    }
    assert_eq!(code(&server.get(&public)), (403, "AccessDenied".into()));
    let bucket = editor.signer.call(&mut server, "GET", "/s3/nowhere/a", b"");
    assert_eq!(code(&bucket), (404, "NoSuchBucket".into()));
    assert_eq!(code(&editor.signer.call(&mut server, "POST", &hers, b"")), (405, "MethodNotAllowed".into()));
}

#[test]
fn a_presigned_url_counts_as_long_as_it_says() {
    let mut server = Server::new();
    let Owner { signer, place } = alice(&mut server);
    let presigner = Signer { expires: Some(3_000), ..signer.clone() };
    let path = format!("{place}/shared.bin");
    let put = presigner.sign("PUT", &path, &[], b"", server.now);
    let put = Signed { body: b"whatever comes".to_vec(), ..put };
    assert_eq!(put.send(&mut server).status, 200);
    let url = presigner.sign("GET", &path, &[], b"", server.now);
    server.sleep(3_000);
    assert_eq!(url.send(&mut server).raw(), "whatever comes");
    let mut moved = url.clone();
    moved.path = moved.path.replace("shared", "other");
    assert_eq!(code(&moved.send(&mut server)), (403, "SignatureDoesNotMatch".into()));
    server.sleep(1);
    let late = url.send(&mut server);
    assert_eq!(
        (code(&late), inside(&late, "Message").as_str()),
        ((403, "AccessDenied".into()), "Request has expired")
    );
}

#[test]
fn refusals_read_as_s3s_do() {
    let mut server = Server::new();
    let Owner { signer, place } = alice(&mut server);
    let path = format!("{place}/a");
    let sound = signer.sign("PUT", &path, &[], b"body", server.now);
    let presigned = Signer { expires: Some(60), ..signer.clone() };
    let bad_hash = "0".repeat(64);
    for (request, expected) in [
        (Signed { body: b"bodY".to_vec(), ..sound.clone() }, (400, "XAmzContentSHA256Mismatch")),
        (sound.clone().with("x-amz-content-sha256", &bad_hash), (400, "XAmzContentSHA256Mismatch")),
        (sound.clone().with("host", "elsewhere"), (403, "SignatureDoesNotMatch")),
        (sound.clone().with("x-amz-acl", "public-read"), (403, "AccessDenied")),
        (sound.clone().with("x-amz-security-token", "x"), (400, "InvalidToken")),
        (sound.clone().without("authorization"), (403, "AccessDenied")),
        (
            Signer { region: "us-east-1".into(), ..signer.clone() }.sign("GET", &path, &[], b"", server.now),
            (400, "AuthorizationHeaderMalformed"),
        ),
        (
            Signer { key: "ASIAAAAAAAAAAAAAAAAA".into(), ..signer.clone() }.sign(
                "GET",
                &path,
                &[],
                b"",
                server.now,
            ),
            (403, "InvalidAccessKeyId"),
        ),
        (presigned.sign("GET", &path, &[], b"", server.now.plus_seconds(901)), (403, "RequestTimeTooSkewed")),
        (signer.sign("PUT", &path, &[], &vec![0; 2 * 1024 * 1024 + 1], server.now), (400, "EntityTooLarge")),
    ] {
        let answer = request.send(&mut server);
        assert_eq!(code(&answer), (expected.0, expected.1.to_owned()), "{}", answer.raw());
        assert_eq!(answer.header("content-type"), "application/xml");
    }
    let largest = vec![7; 2 * 1024 * 1024];
    assert_eq!(signer.call(&mut server, "PUT", &path, &largest).status, 200);
    let unsigned = Signer { payload: Some("UNSIGNED-PAYLOAD".into()), ..signer.clone() };
    assert_eq!(unsigned.call(&mut server, "PUT", &path, b"anything").status, 200);

    server.sleep(901);
    let skewed = sound.send(&mut server);
    assert_eq!(code(&skewed), (403, "RequestTimeTooSkewed".into()));
    assert!(inside(&skewed, "ServerTime").starts_with("2026-"), "{}", skewed.raw());
    server.sleep(3_600);
    assert_eq!(code(&signer.call(&mut server, "GET", &path, b"")), (400, "ExpiredToken".into()));
}

/// A body in chunks, signed by hand from AWS's documentation.
fn chunked(signer: &Signer, request: &Signed, chunks: &[&[u8]]) -> Vec<u8> {
    let date = request.header("x-amz-date");
    let day = date.split_at(8).0;
    let mut key = HMAC::mac(day.as_bytes(), format!("AWS4{}", signer.secret).as_bytes());
    for part in [signer.region.as_str(), "s3", "aws4_request"] {
        key = HMAC::mac(part.as_bytes(), key);
    }
    let mut previous = request.header("authorization").rsplit_once("Signature=").unwrap().1.to_owned();
    let mut body = Vec::new();
    let hex = |bytes: &[u8]| HEXLOWER.encode(&Hash::hash(bytes));
    for chunk in chunks.iter().chain([&&b""[..]]) {
        let scope = format!("{day}/{}/s3/aws4_request", signer.region);
        let (nothing, hash) = (hex(b""), hex(chunk));
        let message = format!("AWS4-HMAC-SHA256-PAYLOAD\n{date}\n{scope}\n{previous}\n{nothing}\n{hash}");
        previous = HEXLOWER.encode(&HMAC::mac(message.as_bytes(), key));
        body.extend(format!("{:x};chunk-signature={previous}\r\n", chunk.len()).bytes());
        body.extend_from_slice(chunk);
        body.extend(b"\r\n");
    }
    body
}

#[test]
fn bodies_in_signed_chunks_are_put_together() {
    let mut server = Server::new();
    let Owner { signer, place } = alice(&mut server);
    let streaming = Signer { payload: Some("STREAMING-AWS4-HMAC-SHA256-PAYLOAD".into()), ..signer.clone() };
    let path = format!("{place}/stream");
    let chunks: [&[u8]; 2] = [b"first part, ", b"second part"];
    let extra = [("x-amz-decoded-content-length", "23"), ("content-encoding", "aws-chunked")];
    let head = streaming.sign("PUT", &path, &extra, b"", server.now);
    let body = chunked(&streaming, &head, &chunks);
    let sound = Signed { body: body.clone(), ..head.clone() };
    let answer = sound.send(&mut server);
    assert_eq!(answer.status, 200, "{}", answer.raw());
    assert_eq!(signer.call(&mut server, "GET", &path, b"").raw(), "first part, second part");

    let mut changed = body.clone();
    let at = body.windows(6).position(|window| window == b"second").unwrap();
    changed[at] ^= 1;
    let swapped = chunked(&streaming, &head, &[chunks[1], chunks[0]]);
    let first_end = swapped.windows(2).position(|window| window == b"\r\n").unwrap();
    let mut other_order = body[..first_end.min(body.len())].to_vec();
    other_order.extend(&swapped[first_end..]);
    for (body, expected) in [
        (changed, "SignatureDoesNotMatch"),
        (other_order, "IncompleteBody"),
        (body[..body.len() - 4].to_vec(), "IncompleteBody"),
        (b"first part, second part".to_vec(), "IncompleteBody"),
        (chunked(&streaming, &head, &chunks[..1]), "IncompleteBody"),
    ] {
        let answer = Signed { body, ..head.clone() }.send(&mut server);
        assert_eq!(inside(&answer, "Code"), expected);
    }
    let reset: Value = server.post("/_local/reset", &json!({})).body;
    assert_eq!(reset["status"], "reset");
}
