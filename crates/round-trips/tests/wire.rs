//! The wire harness notices each thing that is not declared: servers that are wrong on purpose.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;

use round_trips::{Judged, Request, Wire};

const DOCUMENT: &str = r##"{
  "openapi": "3.1.0", "info": { "title": "Notes", "version": "1" },
  "paths": {
    "/notes/{id}": {
      "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } }],
      "put": {
        "operationId": "putNote",
        "requestBody": { "required": true, "content": { "application/json": {
          "schema": { "$ref": "#/components/schemas/Note" }, "example": { "text": "hello", "stars": 3 } } } },
        "responses": {
          "200": {
            "description": "The note.",
            "headers": { "ETag": { "required": true, "schema": { "type": "string", "minLength": 2 } } },
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Note" } } }
          },
          "4XX": { "description": "No.", "content": { "text/*": {} } }
        }
      }
    }
  },
  "components": { "schemas": { "Note": {
    "type": "object", "additionalProperties": false, "required": ["text"],
    "properties": { "text": { "type": "string", "maxLength": 10 }, "stars": { "type": "integer", "minimum": 0, "maximum": 5 } }
  } } }
}"##;

/// A server that hands the head and the body of each request to a function.
fn serve(answer: impl Fn(&str, &str) -> String + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let answer = Arc::new(answer);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, answer) = (stream.expect("a connection"), Arc::clone(&answer));
            let mut text = String::new();
            let mut buffer = [0; 4096];
            loop {
                let count = stream.read(&mut buffer).expect("a request");
                text.push_str(&String::from_utf8_lossy(&buffer[..count]));
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                if body.len() >= length.unwrap_or(0) {
                    stream.write_all(answer(head, body).as_bytes()).expect("an answer");
                    break;
                }
            }
        }
    });
    address
}

fn answer(status: u16, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} Said\r\n{headers}content-length: {}\r\n\r\n{body}", body.len())
}

const GOOD: &str = "content-type: application/json\r\netag: \"1\"\r\n";

/// What the document says.
fn right(head: &str, body: &str) -> String {
    let note: serde_json::Value = serde_json::from_str(body).unwrap_or_default();
    let members = note.as_object().is_some_and(|note| note.keys().all(|name| name == "text" || name == "stars"));
    let text = note["text"].as_str().is_some_and(|text| text.chars().count() <= 10);
    let stars = note
        .get("stars")
        .is_none_or(|stars| stars.as_f64().is_some_and(|stars| (0.0..=5.0).contains(&stars) && stars.fract() == 0.0));
    match head.contains("content-type: application/json") && members && text && stars {
        true => answer(200, GOOD, body),
        false => answer(422, "content-type: text/plain; charset=utf-8\r\n", "no"),
    }
}

fn judged(answer: impl Fn(&str, &str) -> String + Send + Sync + 'static) -> Judged {
    Wire::new(DOCUMENT, serve(answer)).judge()
}

#[test]
fn a_server_that_does_what_its_document_says_passes() {
    let judged = judged(right);
    assert!(judged.failures.is_empty(), "{}", judged.failures.join("\n"));
    assert!(judged.requests > 10 && judged.operations == 1, "{judged:?}");
    assert_eq!(judged.seen.len(), 2, "{judged:?}");
}

#[test]
fn each_thing_that_is_not_declared_is_noticed() {
    for (what, wrong) in [
        ("a status", (|_, body| answer(201, GOOD, body)) as fn(&str, &str) -> String),
        ("a server error", |_, _| answer(500, "", "")),
        ("a media type", |_, body| answer(200, "content-type: application/xml\r\netag: \"1\"\r\n", body)),
        ("no media type", |_, body| answer(200, "etag: \"1\"\r\n", body)),
        ("a missing header", |_, body| answer(200, "content-type: application/json\r\n", body)),
        ("a header", |_, body| answer(200, "content-type: application/json\r\netag: 1\r\n", body)),
        ("a member", |_, _| answer(200, GOOD, r#"{"text":"a","secret":1}"#)),
        ("a value", |_, _| answer(200, GOOD, r#"{"text":"a","stars":6}"#)),
        ("a missing member", |_, _| answer(200, GOOD, "{}")),
        ("no JSON", |_, _| answer(200, GOOD, "{")),
        ("a body that is cut off", |_, _| {
            answer(200, GOOD, r#"{"text":"a"}"#).replace("content-length: 12", "content-length: 99")
        }),
        ("no HTTP", |_, _| "hello".to_owned()),
        ("a refusal in another form", |_, _| answer(422, GOOD, "{}")),
    ] {
        assert!(!judged(wrong).failures.is_empty(), "{what}");
    }
}

#[test]
fn a_server_that_looks_at_nothing_is_noticed() {
    let judged = judged(|_, _| answer(200, GOOD, r#"{"text":"a"}"#));
    let accepted =
        |why: &str| judged.failures.iter().any(|failure| failure.contains("accepted") && failure.contains(why));
    assert!(
        accepted("against the schema") && accepted("no JSON") && accepted("twice") && accepted("media type"),
        "{judged:?}"
    );
}

#[test]
fn refusals_of_a_generated_mount_are_counted_where_the_document_leaves_them_out() {
    let problem = |kind: &str| format!(r#"{{"type":"{kind}","status":503,"instance":"i","detail":"d"}}"#);
    let headers = "content-type: application/problem+json\r\n";
    let ours = problem("/problems/unavailable");
    let judged_ours = judged(move |_, _| answer(503, headers, &ours));
    assert!(judged_ours.failures.is_empty() && judged_ours.refusals == judged_ours.requests, "{judged_ours:?}");
    let others = problem("about:blank");
    assert!(!judged(move |_, _| answer(503, headers, &others)).failures.is_empty());
}

#[test]
fn a_handler_that_panics_is_noticed_unless_it_is_listed_as_not_implemented() {
    let panicked = |_: &str, _: &str| {
        let problem = r#"{"type":"/problems/internal-error","status":500,"instance":"i","detail":"d"}"#;
        answer(500, "content-type: application/problem+json\r\n", problem)
    };
    let found = judged(panicked);
    assert!(found.failures.iter().any(|failure| failure.contains("the handler panicked")), "{found:?}");
    assert_eq!(found.without_success, ["PUT /notes/{id}"]);
    let listed = Wire::new(DOCUMENT, serve(panicked)).not_implemented(&["PUT /notes/{id}"]).judge();
    assert!(listed.failures.is_empty() && listed.refusals == listed.requests, "{listed:?}");
}

#[test]
fn what_is_implemented_by_now_or_not_in_the_document_leaves_the_list() {
    let stale = Wire::new(DOCUMENT, serve(right)).not_implemented(&["PUT /notes/{id}"]).judge();
    assert_eq!(stale.failures, ["`PUT /notes/{id}` is listed as not implemented, and answered a success"]);
    let unknown = Wire::new(DOCUMENT, serve(right)).not_implemented(&["GET /"]).judge();
    assert_eq!(unknown.failures, ["`GET /` is listed as not implemented, and is not in the document"]);
    assert!(unknown.without_success.is_empty());
}

#[test]
fn every_request_has_the_headers_and_the_signature_of_the_test() {
    let address =
        serve(|head, body| match head.contains("authorization: Bearer x") && head.contains("x-signed: /notes/") {
            true => right(head, body),
            false => answer(401, "content-type: application/json\r\n", "{}"),
        });
    let sign = |request: &mut Request| request.headers.push(("x-signed".to_owned(), request.path().to_owned()));
    let signed = Wire::new(DOCUMENT, address).header("Authorization", "Bearer x").finish(sign);
    assert!(signed.judge().failures.is_empty());
    assert!(!Wire::new(DOCUMENT, address).judge().failures.is_empty());
}

#[test]
fn the_same_seed_asks_the_same() {
    let asked = || {
        let (sender, receiver) = std::sync::mpsc::channel();
        let sender = std::sync::Mutex::new(sender);
        let address = serve(move |head, body| {
            let line = head.lines().next().unwrap_or_default().to_owned();
            sender.lock().expect("a channel").send((line, body.to_owned())).expect("heard");
            right(head, body)
        });
        let _judged = Wire::new(DOCUMENT, address).seed(7).judge();
        receiver.try_iter().collect::<Vec<_>>()
    };
    let first = asked();
    assert!(!first.is_empty());
    assert_eq!(first, asked());
}

#[test]
fn where_no_success_is_declared_any_is_taken_and_errors_are_still_held() {
    let document = r#"{ "openapi": "3.1.0", "info": { "title": "Notes", "version": "1" },
      "paths": { "/notes": { "get": { "operationId": "notes", "responses": { "404": { "description": "None." } } } } } }"#;
    for (status, body, is_declared) in
        [(200, "hello", true), (204, "", true), (404, "", true), (404, "no", false), (409, "", false)]
    {
        let address = serve(move |_, _| answer(status, "", body));
        assert_eq!(Wire::new(document, address).judge().failures.is_empty(), is_declared, "{status} {body:?}");
    }
}

#[test]
fn an_answer_to_head_has_the_headers_of_its_body_and_no_body() {
    let document = r#"{ "openapi": "3.1.0", "info": { "title": "Notes", "version": "1" },
      "paths": { "/notes": { "head": { "operationId": "notes", "responses": {
        "200": { "description": "It.", "content": { "application/json": { "schema": { "type": "string" } } } } } } } } }"#;
    for (headers, is_declared) in
        [("content-type: application/json\r\n", true), ("content-type: text/plain\r\n", false)]
    {
        let address = serve(move |_, _| answer(200, headers, ""));
        assert_eq!(Wire::new(document, address).judge().failures.is_empty(), is_declared, "{headers}");
    }
}

#[test]
fn an_exploded_object_that_has_to_be_there_is_sent_as_its_members() {
    let document = |how: &str| {
        format!(
            r#"{{ "openapi": "3.1.0", "info": {{ "title": "Notes", "version": "1" }}, "paths": {{ "/notes": {{ "get": {{
              "operationId": "notes", "responses": {{ "204": {{ "description": "It." }} }},
              "parameters": [{{ "name": "paging", "in": "query", "required": true, {how} "schema": {{ "type": "object" }},
                "example": {{ "page": 2, "sort": ["a b", "c"] }} }}] }} }} }} }}"#
        )
    };
    for (how, requests) in [("", 1), (r#""style": "form","#, 1), (r#""explode": false,"#, 0)] {
        let address = serve(|head, _| match head.starts_with("GET /notes?page=2&sort=a%20b&sort=c HTTP") {
            true => answer(204, "", ""),
            false => answer(500, "", head),
        });
        let judged = Wire::new(&document(how), address).judge();
        assert_eq!((judged.requests, judged.failures.as_slice()), (requests, [].as_slice()), "{how}");
    }
}
