//! The recorder and the comparison notice what is wrong: otherwise nothing they pass means anything.

use std::net::{Ipv4Addr, SocketAddr};

use conformance::cases::compare;
use conformance::contract::Exchange;
use conformance::message::{Message, Start};
use conformance::recorder::Recorder;
use conformance::world::{Which, contract};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const PATH: &str = "/api/v1/customers/6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f/";

fn customer() -> Value {
    json!({
        "type": "BUSINESS", "name": "Larkspur Bakery LLC", "email": "office@larkspur.example",
        "phone_number": "+12025550188", "account_status": "OPEN",
        "address": { "street_address": "400 Mill Street", "city": "Columbus", "postal_code": "43215", "country": "US" },
        "identification_number": { "identification_number": "00-0000001", "type": "EIN" }
    })
}

fn problem(status: u16) -> Value {
    json!({ "type": "/problems/x", "instance": "urn:uuid:x", "detail": "It is so.", "trace_id": null, "status": status })
}

fn headers(of: &[(&str, &str)]) -> Vec<(String, String)> {
    of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn exchange(status: u16, answer_headers: &[(&str, &str)], body: &Value) -> Exchange {
    let start = Start::Request { method: "PATCH".to_owned(), target: PATH.to_owned() };
    let request_headers = headers(&[
        ("authorization", "Bearer hush"),
        ("content-type", "application/json"),
        ("x-jiko-idempotency", "6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f"),
        ("x-jiko-signature", "4QkJRL2HofzJPe91n1GWpyFbiIRrcCO4BouvVY4/ulE="),
    ]);
    Exchange {
        request: Message { start, headers: request_headers, body: b"{}".to_vec(), complete: true },
        answer: Message {
            start: Start::Status(status),
            headers: headers(answer_headers),
            body: body.to_string().into_bytes(),
            complete: true,
        },
    }
}

const JSON: (&str, &str) = ("content-type", "application/json");
const PROBLEM: (&str, &str) = ("content-type", "application/problem+json");

fn undeclared(exchange: &Exchange) -> Vec<String> {
    contract(Which::Partner).undeclared(exchange)
}

#[test]
fn what_is_declared_passes() {
    assert_eq!(undeclared(&exchange(200, &[JSON], &customer())), [""; 0]);
    assert_eq!(undeclared(&exchange(200, &[JSON, ("idempotent-replayed", "true")], &customer())), [""; 0]);
    assert_eq!(undeclared(&exchange(401, &[PROBLEM, ("www-authenticate", "Bearer")], &problem(401))), [""; 0]);
}

#[test]
fn each_thing_that_is_not_declared_is_noticed() {
    let mut unknown_member = customer();
    unknown_member["nickname"] = "Lark".into();
    let mut unknown_value = customer();
    unknown_value["account_status"] = "DORMANT".into();
    for (what, exchange) in [
        ("status", exchange(418, &[PROBLEM], &problem(418))),
        ("media type", exchange(409, &[JSON], &problem(409))),
        ("no media type", exchange(200, &[], &customer())),
        (
            "media type with a parameter",
            exchange(200, &[("content-type", "application/json; charset=utf-8")], &customer()),
        ),
        ("required header", exchange(401, &[PROBLEM], &problem(401))),
        ("header's schema", exchange(503, &[PROBLEM, ("retry-after", "soon")], &problem(503))),
        ("undeclared header", exchange(200, &[JSON, ("x-powered-by", "ferris")], &customer())),
        ("member", exchange(200, &[JSON], &unknown_member)),
        ("value", exchange(200, &[JSON], &unknown_value)),
        ("missing members", exchange(409, &[PROBLEM], &json!({}))),
    ] {
        assert!(!undeclared(&exchange).is_empty(), "{what}");
    }
    let mut cut_off = exchange(200, &[JSON], &customer());
    cut_off.answer.complete = false;
    assert!(!undeclared(&cut_off).is_empty());
    let mut twice = exchange(200, &[JSON], &customer());
    twice.answer.body = br#"{"type":"BUSINESS","type":"BUSINESS"}"#.to_vec();
    assert!(!undeclared(&twice).is_empty());
}

#[test]
fn an_undeclared_request_must_not_be_accepted() {
    for change in [
        (|exchange| exchange.request.body = br#"{"emial":"a@b.example"}"#.to_vec()) as fn(&mut Exchange),
        |exchange| exchange.request.body = br#"{"email":1,"email":"a@b.example"}"#.to_vec(),
        |exchange| exchange.request.headers.retain(|(name, _)| name != "x-jiko-idempotency"),
        |exchange| exchange.request.headers[2].1 = "monday".to_owned(),
        |exchange| exchange.request.headers[1].1 = "text/plain".to_owned(),
        |exchange| {
            exchange.request.start =
                Start::Request { method: "PATCH".to_owned(), target: "/api/v1/customers/1/".to_owned() }
        },
        |exchange| {
            exchange.request.start =
                Start::Request { method: "PATCH".to_owned(), target: PATH.trim_end_matches('/').to_owned() }
        },
    ] {
        let mut accepted = exchange(200, &[JSON], &customer());
        change(&mut accepted);
        assert!(!undeclared(&accepted).is_empty(), "{accepted}");
    }
}

#[test]
fn what_is_printed_holds_no_secret() {
    let mut logged_in = exchange(200, &[JSON], &json!({ "token": "hush", "inner": [{ "shared_secret": "hush" }] }));
    logged_in.request.body = br#"{"password":"hush"}"#.to_vec();
    let shown = logged_in.to_string();
    assert!(!shown.contains("hush") && !shown.contains("4QkJRL2"), "{shown}");
}

#[test]
fn every_difference_of_a_body_is_found_at_its_place() {
    let wanted = json!({ "a": "{any}", "b": [1, 2], "errors": [{ "x": 1 }, { "x": 2 }], "c": null });
    let differences = |found: &Value| {
        let mut differences = Vec::new();
        compare(&wanted, found, "", &mut differences);
        differences.len()
    };
    let same = json!({ "a": null, "b": [1, 2], "errors": [{ "x": 2 }, { "x": 1 }], "c": null });
    assert_eq!(differences(&same), 0);
    for (pointer, value) in [
        ("/b", json!([2, 1])),
        ("/b", json!([1])),
        ("/errors", json!([{ "x": 1 }, { "x": 1 }])),
        ("/errors", json!([{ "x": 1 }, { "x": 2 }, { "x": 3 }])),
        ("/c", json!("{any}")),
        ("/c", json!(false)),
    ] {
        let mut found = same.clone();
        *found.pointer_mut(pointer).expect("it is there") = value;
        assert_ne!(differences(&found), 0, "{found}");
    }
    assert_ne!(differences(&json!({ "a": 1, "b": [1, 2], "errors": [{ "x": 1 }, { "x": 2 }] })), 0);
    let mut more = same;
    more["d"] = Value::Null;
    assert_ne!(differences(&more), 0);
}

/// A server that says the same on each connection, whatever it is asked, and closes it.
async fn server(says: &'static str) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let _asked = stream.read(&mut request).await;
            let _said = stream.write_all(says.as_bytes()).await;
        }
    });
    address
}

#[tokio::test]
async fn a_request_that_is_never_answered_is_counted_and_fails() {
    const NONE: &str = "HTTP/1.1 404 Not Found\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    const TWO: &str = "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n";
    // Nobody declares /: any 404 is the router's.
    for (says, judged, unanswered, failures) in [
        (NONE, 1, 0, &[][..]),
        ("", 0, 1, &["GET / was never answered"]),
        (TWO, 1, 0, &["an answer that no request was for: Status(204)", "204 to an operation that is not declared"]),
    ] {
        let recorder = Recorder::before(server(says).await).await.expect("a port");
        let mut stream = TcpStream::connect(recorder.address()).await.expect("a connection");
        stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("sent");
        let mut answer = Vec::new();
        let _until_closed = stream.read_to_end(&mut answer).await;
        let verdict = recorder.judge(contract(Which::Partner));
        assert_eq!((verdict.judged, verdict.unanswered), (judged, unanswered), "{says:?}");
        assert_eq!(recorder.exchanges().len(), judged);
        let found: Vec<&str> = verdict.failures.iter().map(|failure| failure.lines().next().unwrap_or("")).collect();
        assert_eq!(found, failures, "{says:?}");
    }
}
