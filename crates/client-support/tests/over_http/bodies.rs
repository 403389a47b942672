//! Bodies as they are sent.

use std::collections::BTreeMap;

use client_support::{Body, Error, Framing, binary_body, form_body, json_body, list_body, multipart_body, text_body};
use schema_support::Binary;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::support::{CREATE, Operations, Server, Thing, both};

fn text(body: &Body) -> &str {
    std::str::from_utf8(body.bytes.as_bytes().expect("in memory")).unwrap()
}

#[test]
fn each_kind_of_body_has_its_media_type_and_its_bytes() {
    let value = serde_json::json!({ "a": [1] });
    let json = json_body::<_, ()>("application/vnd.a+json", &value).unwrap();
    assert_eq!((&*json.head.content_type, text(&json)), ("application/vnd.a+json", r#"{"a":[1]}"#));
    let lines = list_body::<_, ()>("application/x-ndjson", Framing::Lines, &vec![1, 2]).unwrap();
    assert_eq!((&*lines.head.content_type, text(&lines)), ("application/x-ndjson", "1\n2\n"));
    let records = list_body::<_, ()>("application/json-seq", Framing::Sequence, &vec![1, 2]).unwrap();
    assert_eq!(text(&records), "\u{1e}1\n\u{1e}2\n");
    let form = form_body::<_, ()>(&value, &[]).unwrap();
    assert_eq!((&*form.head.content_type, text(&form)), ("application/x-www-form-urlencoded", "a=1"));
    let plain = text_body("text/plain", "é");
    assert_eq!((&*plain.head.content_type, text(&plain)), ("text/plain; charset=utf-8", "é"));
    let bytes = binary_body::<()>("image/png", &Binary::from(vec![0, 255])).unwrap();
    assert_eq!((&*bytes.head.content_type, bytes.bytes.as_bytes()), ("image/png", Some(&[0, 255][..])));
}

#[test]
fn no_kind_of_body_is_sent_against_its_schema() {
    let thing = Thing { size: 1 };
    for body in [
        json_body::<_, ()>("application/json", &thing),
        form_body(&thing, &[]),
        multipart_body(&thing, &[]),
        list_body("application/x-ndjson", Framing::Lines, &vec![Thing { size: 1 }]),
    ] {
        let Err(Error::InvalidRequest(violations)) = body else { panic!("{body:?}") };
        assert!(violations[0].pointer.ends_with("/colour"), "{violations:?}");
    }
    let infinite = json_body::<_, ()>("application/json", &f64::INFINITY);
    let Err(Error::InvalidRequest(violations)) = infinite else { panic!("{infinite:?}") };
    assert_eq!(violations[0].message, "a number that JSON cannot hold");
}

#[tokio::test]
async fn parts_from_memory_and_from_disk_arrive_in_their_order_and_with_their_length() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("b.txt");
    std::fs::write(&path, "from disk").unwrap();
    let files: BTreeMap<String, Binary> = [
        ("a".to_owned(), Binary::from("from memory".to_owned())),
        ("b".to_owned(), Binary::file(&path).await.unwrap()),
    ]
    .into();
    let body = multipart_body::<_, ()>(&files, &[]).unwrap();
    let boundary = body.head.content_type.strip_prefix("multipart/form-data; boundary=").unwrap().to_owned();
    let server = Server::start().await;
    let session = server.session();
    let call = session.call(&CREATE).body(body.head);
    let operations = Operations::new(&session, &call);
    let request = operations.request(reqwest::Method::POST).body(body.bytes);
    let serve = async {
        let (mut stream, seen) = server.request().await;
        let mut bytes = vec![0; seen.header("content-length").parse().unwrap()];
        stream.read_exact(&mut bytes).await.unwrap();
        stream.write_all(b"HTTP/1.1 204 Done\r\n\r\n").await.unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let (answer, sent) = both(call.run::<_, _, ()>(operations.send(request)), serve).await;
    assert_eq!(answer.unwrap().status, 204);
    let part = |name: &str, file: &str, content: &str| {
        let head = format!("content-disposition: form-data; name=\"{name}\"; filename=\"{file}\"");
        format!("--{boundary}\r\n{head}\r\ncontent-type: application/octet-stream\r\n\r\n{content}\r\n")
    };
    assert_eq!(sent, part("a", "a", "from memory") + &part("b", "b.txt", "from disk") + &format!("--{boundary}--\r\n"));
}

#[test]
fn neither_a_name_nor_a_media_type_writes_a_header_of_its_own() {
    let file = Binary::from(vec![1]).named("a\"\r\nb").of_type("image/png\r\nx-evil: 1");
    let body = multipart_body::<_, ()>(&BTreeMap::from([("n\r\nx-evil: 1".to_owned(), file)]), &[]).unwrap();
    let text = text(&body);
    assert!(text.contains("name=\"n%0D%0Ax-evil: 1\"; filename=\"a%22%0D%0Ab\"\r\n"), "{text}");
    assert!(text.contains("\r\ncontent-type: application/octet-stream\r\n"), "{text}");
}
