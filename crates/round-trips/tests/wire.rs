//! The wire harness notices each thing that is not declared: servers that are wrong on purpose.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use round_trips::{Judged, Recorder, Request, Wire};

const DOCUMENT: &str = r##"{
  "openapi": "3.1.0", "info": { "title": "Notes", "version": "1" },
  "paths": {
    "/notes/{id}": {
      "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } }],
      "put": {
        "operationId": "putNote",
        "requestBody": { "required": true, "content": { "application/json": {
          "schema": { "$ref": "#/components/schemas/Note" }, "example": { "stars": 3, "text": "hello" } } } },
        "responses": {
          "200": {
            "description": "The note.",
            "headers": {
              "ETag": { "required": true, "schema": { "type": "string", "minLength": 2 } },
              "Ages": { "schema": { "type": "array", "maxItems": 3, "items": { "type": "integer", "maximum": 9 } } }
            },
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
    serve_bytes(move |head, body| answer(head, body).into_bytes())
}

fn serve_bytes(answer: impl Fn(&str, &str) -> Vec<u8> + Send + Sync + 'static) -> SocketAddr {
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
                if count == 0 {
                    break;
                }
                text.push_str(&String::from_utf8_lossy(&buffer[..count]));
                let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                if body.len() >= length.unwrap_or(0) {
                    stream.write_all(&answer(head, body)).expect("an answer");
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
    let id = head.split(['/', ' ']).nth(3).is_some_and(|id| id.len() == 36 && id.split('-').count() == 5);
    match id && head.contains("content-type: application/json") && members && text && stars {
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

/// A server that does what its document says, but for how its successes are told.
fn spoilt(success: impl Fn(&str) -> String + Send + Sync + 'static) -> Vec<String> {
    let mut failures = judged(move |head, body| match right(head, body) {
        good if good.starts_with("HTTP/1.1 200") => success(body),
        refused => refused,
    })
    .failures;
    failures.retain(|failure| !failure.contains("no success was seen"));
    failures
}

#[test]
fn each_thing_that_is_not_declared_is_noticed_and_said() {
    for ages in ["", "ages: 9\r\n", "ages: 1, 2\r\nages: 3\r\n", "ages:\r\n"] {
        let good = move |body: &str| answer(200, &format!("{GOOD}{ages}"), body);
        assert_eq!(spoilt(good), [""; 0], "nothing is wrong: {ages}");
    }
    let said = |what: &str, failures: Vec<String>| {
        let all = !failures.is_empty() && failures.iter().all(|failure| failure.contains(what));
        assert!(all, "{what}: {failures:#?}");
    };
    for (what, wrong) in [
        ("status 201 is not declared", (|body| answer(201, GOOD, body)) as fn(&str) -> String),
        ("status 500 is not declared", |_| answer(500, "", "")),
        ("media type \"application/xml\" is not declared", |body| {
            answer(200, "content-type: application/xml\r\netag: \"1\"\r\n", body)
        }),
        ("no media type, though a body is declared", |body| answer(200, "etag: \"1\"\r\n", body)),
        ("the required header ETag is missing", |body| answer(200, "content-type: application/json\r\n", body)),
        ("the header ETag is not what its schema says", |body| {
            answer(200, "content-type: application/json\r\netag: 1\r\n", body)
        }),
        ("the header Ages is not what its schema says: \"1, x\"", |body| {
            answer(200, &format!("{GOOD}ages: 1, x\r\n"), body)
        }),
        ("the header Ages is not what its schema says: \"1,2,3,4\"", |body| {
            answer(200, &format!("{GOOD}ages: 1,2,3\r\nages: 4\r\n"), body)
        }),
        ("Additional properties are not allowed", |_| answer(200, GOOD, r#"{"text":"a","secret":1}"#)),
        ("6 is greater than the maximum of 5", |_| answer(200, GOOD, r#"{"text":"a","stars":6}"#)),
        ("\"text\" is a required property", |_| answer(200, GOOD, "{}")),
        ("the body is no JSON", |_| answer(200, GOOD, "{")),
        ("the body is cut off", |_| {
            answer(200, GOOD, r#"{"text":"a"}"#).replace("content-length: 12", "content-length: 99")
        }),
        ("no answer: ", |_| "hello".to_owned()),
        ("no answer: 4 bytes stand behind the answer 200", |body| format!("{}more", answer(200, GOOD, body))),
        ("the header x-debug is not declared", |body| answer(200, &format!("{GOOD}x-debug: 1\r\n"), body)),
        ("the header content-type stands twice", |body| {
            answer(200, &format!("{GOOD}content-type: application/json\r\n"), body)
        }),
        ("JSON and events are UTF-8", |body| {
            answer(200, "content-type: application/json; charset=latin1\r\netag: \"1\"\r\n", body)
        }),
        ("the body is no JSON", |_| answer(200, GOOD, r#"{"text":"a","text":"a"}"#)),
    ] {
        said(what, spoilt(wrong));
    }
    let otherwise = judged(|head, body| match right(head, body) {
        refused if refused.starts_with("HTTP/1.1 422") => answer(422, "content-type: application/json\r\n", "{}"),
        good => good,
    });
    said("422: media type \"application/json\" is not declared", otherwise.failures);
}

#[test]
fn a_schema_by_which_nothing_can_be_judged_is_a_failure() {
    let document = DOCUMENT.replace("\"maxLength\": 10", "\"pattern\": \"(?<never\"");
    let failures = Wire::new(&document, serve(right)).judge().failures;
    let said = |failure: &String| failure.starts_with("nothing is held to the schema at ") && failure.contains("never");
    assert!(failures.iter().any(said), "{failures:#?}");
}

#[test]
fn a_body_in_a_character_set_of_its_own_is_not_read_as_another() {
    let document = r#"{ "openapi": "3.1.0", "info": { "title": "Notes", "version": "1" }, "paths": { "/notes": { "get": {
      "responses": { "200": { "description": "It.", "content": { "text/plain": { "schema": { "type": "string" } } } } } } } } }"#;
    for (charset, is_right) in [("", false), ("; charset=UTF-8", false), ("; charset=iso-8859-1", true)] {
        let address = serve_bytes(move |_, _| {
            let head = format!("HTTP/1.1 200 Said\r\ncontent-type: text/plain{charset}\r\ncontent-length: 1\r\n\r\n");
            [head.as_bytes(), b"\xe9"].concat()
        });
        let judged = Wire::new(document, address).judge();
        assert_eq!(judged.failures.is_empty(), is_right, "{charset}: {judged:?}");
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

/// A problem as the generated mount has them.
fn problem(kind: &str, status: u16) -> String {
    format!(
        r#"{{"type":"/problems/{kind}","title":"T","status":{status},"detail":"d","instance":"i","trace_id":"{kind}"}}"#
    )
}

#[test]
fn refusals_of_a_generated_mount_are_counted_where_the_document_leaves_them_out() {
    let headers = "content-type: application/problem+json\r\n";
    let refused = |status: u16, problem: String| {
        let address = serve(move |_, _| answer(status, headers, &problem));
        Wire::new(DOCUMENT, address).in_progress().judge()
    };
    let unavailable = refused(503, problem("unavailable", 503));
    assert!(unavailable.failures.is_empty() && unavailable.refusals == unavailable.requests, "{unavailable:?}");
    // That nothing is there yet is no reason to call a good request a bad one.
    let invalid = refused(422, problem("invalid-request", 422));
    assert_eq!(invalid.failures.len(), invalid.good, "{invalid:?}");
    // What a handler says in such words is not taken for the mount's.
    for (status, others) in [
        (503, problem("unavailable", 503).replace("/problems/unavailable", "about:blank")),
        (503, problem("of-the-handler", 503)),
        (503, problem("unavailable", 7)),
        (502, problem("unavailable", 502)),
        (503, problem("unavailable", 503).replace("trace_id", "code")),
        (404, problem("not-found", 404)),
    ] {
        let judged = refused(status, others.clone());
        assert!(judged.failures.len() == judged.requests && judged.refusals == 0, "{others}: {judged:?}");
    }
}

#[test]
fn a_handler_that_panics_is_noticed_unless_it_is_listed_as_not_implemented() {
    let panicked =
        |_: &str, _: &str| answer(500, "content-type: application/problem+json\r\n", &problem("internal-error", 500));
    let found = judged(panicked);
    assert!(found.failures.iter().any(|failure| failure.contains("the handler panicked")), "{found:?}");
    let name = "PUT /notes/{id}".to_owned();
    assert_eq!(found.without_success, [(name, "500 (/problems/internal-error)".to_owned())]);
    let listed = Wire::new(DOCUMENT, serve(panicked)).not_implemented(&["PUT /notes/{id}"]).judge();
    // It may panic, but has to be reached by good requests only.
    let is_broken = |failure: &String| failure.contains("it reached the handler, which panicked, though");
    assert!(listed.failures.iter().all(is_broken) && listed.refusals == listed.requests, "{listed:?}");
    assert_eq!(listed.failures.len(), listed.requests - listed.good, "{listed:?}");
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
        let judged = Wire::new(document, address).in_progress().judge();
        assert_eq!(judged.failures.is_empty(), is_declared, "{status} {body:?}");
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
    // A list within an object is in one text with it nowhere.
    for (how, requests) in [("", 4), (r#""style": "form","#, 4), (r#""explode": false,"#, 0)] {
        let address = serve(|head, _| match head.starts_with("GET /notes?page=2&sort=a%20b&sort=c HTTP") {
            true => answer(204, "", ""),
            false => answer(500, "", head),
        });
        let judged = Wire::new(&document(how), address).in_progress().judge();
        assert_eq!((judged.requests, judged.failures.as_slice()), (requests, [].as_slice()), "{how}");
        assert_eq!(judged.unmade.len(), usize::from(requests == 0), "{judged:?}");
    }
}

#[test]
fn a_good_request_is_neither_refused_as_a_bad_one_nor_fails_and_each_operation_succeeds() {
    let document = DOCUMENT.replace("\"4XX\"", "\"503\": { \"description\": \"Later.\" }, \"4XX\"");
    let said = |judged: &Judged, what: &str| judged.failures.iter().any(|failure| failure.contains(what));
    // Of four good ones, three are taken.
    let sometimes = |status: u16| {
        let count = std::sync::atomic::AtomicUsize::new(0);
        move |head: &str, body: &str| {
            let is_first = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0;
            match (is_first, status) {
                (true, 503) => answer(503, "", ""),
                (true, status) => answer(status, "content-type: text/plain\r\n", "no"),
                (false, _) => right(head, body),
            }
        }
    };
    for (status, what, is_bad, is_excused) in [
        (422, "refused with 422, though the document allows it", true, true),
        (400, "refused with 400, though the document allows it", true, true),
        (415, "refused with 415, though the document allows it", true, false),
        (503, "answered 503, though nothing is wrong with it", true, false),
        (404, "", false, true),
        (409, "", false, true),
    ] {
        let judged = Wire::new(&document, serve(sometimes(status))).judge();
        assert_eq!(!judged.failures.is_empty() && said(&judged, what), is_bad, "{status}: {judged:?}");
        let excused = Wire::new(&document, serve(sometimes(status))).may_refuse(&["PUT /notes/{id}"]).judge();
        assert_eq!(excused.failures.is_empty(), is_excused, "{status}: {excused:?}");
        let early = Wire::new(&document, serve(sometimes(status))).in_progress().judge();
        assert!(early.failures.is_empty(), "{status}: {early:?}");
    }
    let never = |_: &str, _: &str| answer(404, "content-type: text/plain\r\n", "no");
    let finds_nothing = move |head: &str, body: &str| match right(head, body) {
        good if good.starts_with("HTTP/1.1 200") => never(head, body),
        refused => refused,
    };
    assert_eq!(judged(finds_nothing).failures, ["`PUT /notes/{id}`: no success was seen: 404"]);
    assert_eq!(Wire::new(DOCUMENT, serve(finds_nothing)).in_progress().judge().failures, [""; 0]);
    // What is broken is refused before anybody looks for what is there.
    let looks_first = Wire::new(DOCUMENT, serve(never)).in_progress().judge();
    assert!(said(&looks_first, "answered 404, where a refusal is due: its body is no JSON"), "{looks_first:?}");
    let unknown = Wire::new(DOCUMENT, serve(right)).may_refuse(&["GET /"]).judge();
    assert_eq!(unknown.failures, ["`GET /` is listed as one that may refuse, and is not in the document"]);
}

#[test]
fn what_fails_is_told_with_the_request_and_the_seed_and_without_what_the_test_adds() {
    let address = serve(|_, _| answer(201, GOOD, "{}"));
    let check = move || Wire::new(DOCUMENT, address).header("authorization", "Bearer secret").seed(77).check();
    let message = std::panic::catch_unwind(check).expect_err("201 is not declared");
    let message = message.downcast::<String>().expect("a text");
    let (line, rest) = message.split_once('\n').expect("some lines");
    assert!(line.starts_with("`PUT /notes/") && line.ends_with("`: status 201 is not declared"), "{message}");
    let content = "    content-type: application/json\n    body: {\"stars\":3,\"text\":\"hello\"}\n";
    assert!(rest.starts_with(content), "{message}");
    assert!(message.ends_with("\nthe same again: ROUND_TRIPS_SEED=77") && !message.contains("secret"), "{message}");
}

const THINGS: &str = r##"{
  "openapi": "3.1.0", "info": { "title": "Things", "version": "1" },
  "paths": {
    "/things/{thing_id}": {
      "parameters": [
        { "name": "thing_id", "in": "path", "required": true, "schema": { "type": "integer" } },
        { "name": "X-Page", "in": "header", "required": true, "schema": { "type": "integer", "maximum": 9 } },
        { "name": "limit", "in": "query", "schema": { "type": "integer", "minimum": 1, "maximum": 100 } },
        { "name": "sort", "in": "query", "schema": { "type": "array", "items": { "enum": ["up", "down"] } } },
        { "name": "theme", "in": "cookie", "schema": { "enum": ["dark", "light"], "type": "string" } }
      ],
      "delete": { "operationId": "endThing", "responses": { "204": { "description": "Gone." }, "4XX": { "description": "No." } } },
      "get": { "operationId": "thing", "responses": { "200": { "description": "It." }, "4XX": { "description": "No." } } }
    },
    "/named/{name}": {
      "parameters": [{ "name": "name", "in": "path", "required": true, "schema": { "type": "string" } }],
      "get": { "operationId": "named", "responses": { "204": { "description": "It." }, "404": { "description": "No." } } }
    },
    "/things": { "post": { "operationId": "makeThing", "responses": {
      "201": {
        "description": "Made.",
        "content": { "application/json": { "schema": { "type": "object" } } },
        "links": { "named": { "operationId": "named", "parameters": { "path.name": "{$response.body#/label}" } } }
      }
    } } }
  }
}"##;

/// A server of things, of which there is one when it was made, until it is ended.
fn things(forgets: &'static str) -> impl Fn(&str, &str) -> String + Send + Sync {
    let there = std::sync::Mutex::new(0_u32);
    move |head, _| {
        let (line, mut there) = (head.lines().next().unwrap_or_default(), there.lock().expect("a thing"));
        let (method, target) = line.split_once(' ').unwrap_or_default();
        let target = target.trim_end_matches(" HTTP/1.1");
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if method == "POST" {
            *there += 1;
            let made = format!(r#"{{"thing_id":{there},"label":"it is {there}"}}"#);
            return answer(201, "content-type: application/json\r\n", &made);
        }
        if let Some(name) = path.strip_prefix("/named/") {
            return answer(if name == format!("it%20is%20{there}") { 204 } else { 404 }, "", "");
        }
        let value = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        let header = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        let page = header("x-page").map(|page| page.parse().is_ok_and(|page: i64| page <= 9));
        let limit = value("limit").map(|limit| limit.parse().is_ok_and(|limit| (1..=100).contains(&limit)));
        let theme = header("cookie").map(|cookie| ["theme=dark", "theme=light"].contains(&cookie));
        for (name, is_right) in
            [("page", page.unwrap_or(false)), ("limit", limit != Some(false)), ("theme", theme != Some(false))]
        {
            if !is_right && forgets != name {
                return answer(422, "", "");
            }
        }
        match path.strip_prefix("/things/").and_then(|id| id.parse::<u32>().ok()) {
            Some(id) if id == *there && method == "DELETE" => {
                *there = 0;
                answer(204, "", "")
            }
            Some(id) if id == *there && id != 0 => answer(200, "", ""),
            Some(_) => answer(404, "", ""),
            None if forgets == "id" => answer(200, "", ""),
            None => answer(422, "", ""),
        }
    }
}

#[test]
fn what_one_operation_made_is_what_the_others_are_asked_about() {
    let judged = Wire::new(THINGS, serve(things(""))).judge();
    assert_eq!(judged.failures, [""; 0]);
    assert_eq!(judged.without_success.len(), 0);
    // Without the answer's own words, the test has to say what is there.
    let document = THINGS.replace("thing_id", "other_id").replace("links", "x-links");
    let unnamed = || {
        let things = things("");
        serve(move |head, body| things(head, body).replace("thing_id", "the_code"))
    };
    let unlinked = Wire::new(&document, unnamed()).judge();
    let mut lacking: Vec<&str> = unlinked.without_success.iter().map(|(name, _)| name.as_str()).collect();
    lacking.sort_unstable();
    assert_eq!(lacking, ["DELETE /things/{other_id}", "GET /named/{name}", "GET /things/{other_id}"]);
    // What is of another kind is not taken for it.
    let wire = Wire::new(&document, unnamed()).known("other_id", 4).known("/things/{other_id}", "four");
    let told = wire.known("name", "it is 4").judge();
    assert_eq!(told.failures, [""; 0]);
    // What was made is known by its collection, whatever its member is called there.
    let by_path = Wire::new(&document, serve(things(""))).known("name", "it is 4").judge();
    assert_eq!(by_path.failures, [""; 0]);
}

#[test]
fn a_number_that_no_server_has_is_not_asked_about() {
    let document = r#"{ "openapi": "3.1.0", "info": { "title": "Runners", "version": "1" }, "paths": {
        "/runners": { "post": { "responses": { "201": { "description": "Made.", "content": { "application/json": {
            "schema": { "type": "object", "properties": { "id": { "type": "number" } } } } } } } } },
        "/runners/{id}": { "get": {
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } }],
            "responses": { "204": { "description": "It." }, "404": { "description": "No." }, "422": { "description": "No." } } } } } }"#;
    let runners = |head: &str, _: &str| {
        let id = head.strip_prefix("GET /runners/").and_then(|rest| rest.split(' ').next()).map(str::parse::<i64>);
        match id {
            None => answer(201, "content-type: application/json\r\n", r#"{"id":5.317595445096857e+55}"#),
            Some(Ok(_)) => answer(404, "", ""),
            Some(Err(_)) => answer(422, "", ""),
        }
    };
    let judged = Wire::new(document, serve(runners)).judge();
    assert_eq!(judged.failures, ["`GET /runners/{id}`: no success was seen: 404"]);
}

/// A library: what has no links, and calls the `id` of everything `id`.
const LIBRARY: &str = r##"{
  "openapi": "3.1.0", "info": { "title": "Library", "version": "1" },
  "paths": {
    "/books/{id}": {
      "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
      "delete": { "responses": { "204": { "description": "Gone." }, "404": { "description": "No." } } },
      "get": { "responses": { "204": { "description": "It." }, "404": { "description": "No." } } }
    },
    "/books/{id}/copies/{number}": {
      "parameters": [
        { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
        { "name": "number", "in": "path", "required": true, "schema": { "type": "integer" } }
      ],
      "delete": { "responses": { "204": { "description": "Gone." }, "404": { "description": "No." } } },
      "get": { "responses": { "204": { "description": "It." }, "404": { "description": "No." } } }
    },
    "/books/{id}/copies": { "post": {
      "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
      "responses": { "201": { "description": "Made.", "headers": { "Location": { "schema": { "type": "string" } } } }, "404": { "description": "No." } }
    } },
    "/members/{id}": { "get": {
      "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }],
      "responses": { "204": { "description": "It." }, "404": { "description": "No." } }
    } },
    "/members": { "post": { "responses": { "201": { "description": "Made.", "content": { "application/json": { "schema": { "type": "object" } } } } } } },
    "/loans": { "post": {
      "requestBody": { "required": true, "content": { "application/json": { "schema": {
        "type": "object", "required": ["book_id", "memberId"], "additionalProperties": false,
        "properties": { "book_id": { "type": "string" }, "memberId": { "type": "string" } },
        "example": { "book_id": "any", "memberId": "any" } } } } },
      "responses": { "201": { "description": "Made." }, "400": { "description": "No." }, "404": { "description": "No." } }
    } },
    "/books": { "post": { "responses": { "201": { "description": "Made.", "content": { "application/json": { "schema": { "type": "object" } } } } } } }
  }
}"##;

/// A server of it.
fn library() -> impl Fn(&str, &str) -> String + Send + Sync {
    let there = std::sync::Mutex::new(std::collections::BTreeSet::<String>::new());
    move |head, body| {
        let mut there = there.lock().expect("a library");
        let line = head.lines().next().unwrap_or_default();
        let (method, path) = line.trim_end_matches(" HTTP/1.1").split_once(' ').unwrap_or_default();
        let number = there.len() + 1;
        let json = "content-type: application/json\r\n";
        match (method, path.split('/').skip(1).collect::<Vec<_>>().as_slice()) {
            ("POST", ["loans"]) => {
                let Ok(loan) = serde_json::from_str::<serde_json::Value>(body) else { return answer(400, "", "") };
                let is_there = |name: &str, of: &str| Some(there.contains(&format!("/{of}/{}", loan[name].as_str()?)));
                let is_whole = loan.as_object().is_some_and(|loan| loan.len() == 2);
                match (is_there("book_id", "books"), is_there("memberId", "members")) {
                    (Some(true), Some(true)) if is_whole => answer(201, "", ""),
                    (Some(_), Some(_)) if is_whole => answer(404, "", ""),
                    _ => answer(400, "", ""),
                }
            }
            ("POST", [kind]) => {
                there.insert(format!("/{kind}/{kind}-{number}"));
                answer(201, json, &format!(r#"{{"id":"{kind}-{number}"}}"#))
            }
            ("POST", ["books", book, "copies"]) if there.contains(&format!("/books/{book}")) => {
                there.insert(format!("{path}/{number}"));
                answer(201, &format!("location: https://library.example/v1{path}/{number}\r\n"), "")
            }
            ("DELETE", _) if there.contains(path) => {
                there.retain(|known| !known.starts_with(path));
                answer(204, "", "")
            }
            _ => answer(if there.contains(path) { 204 } else { 404 }, "", ""),
        }
    }
}

#[test]
fn what_is_called_alike_is_told_apart_by_its_path() {
    let judged = Wire::new(LIBRARY, serve(library())).judge();
    let undone: Vec<&String> = judged.failures.iter().filter(|failure| failure.contains("no success")).collect();
    assert!(undone.is_empty() && judged.without_success.is_empty(), "{judged:?}");
}

#[test]
fn parameters_are_broken_one_by_one() {
    for (forgets, why) in [
        ("page", "X-Page is missing"),
        ("page", "\"~\" is none of its header parameter X-Page"),
        ("limit", "\"-1\" is none of its query parameter limit"),
        ("theme", "is none of its cookie parameter theme"),
        ("id", "is none of its path parameter thing_id"),
    ] {
        let judged = Wire::new(THINGS, serve(things(forgets))).judge();
        let is_said = |failure: &String| failure.contains("accepted, though") && failure.contains(why);
        assert!(judged.failures.iter().any(is_said), "{forgets}: {judged:?}");
    }
}

#[test]
fn bodies_that_are_no_json_are_sent_and_judged() {
    let document = |request: &str, response: &str| {
        format!(
            r#"{{ "openapi": "3.1.0", "info": {{ "title": "Notes", "version": "1" }}, "paths": {{ "/notes": {{ "post": {{
              "operationId": "note", "requestBody": {{ "required": true, "content": {{ {request} }} }},
              "responses": {{ "200": {{ "description": "It.", "content": {{ {response} }} }}, "4XX": {{ "description": "No." }} }} }} }} }} }}"#
        )
    };
    let text = r#""text/plain": { "schema": { "type": "string", "maxLength": 5 } }"#;
    let members = r#"{ "type": "object", "required": ["a", "b"], "properties": {
        "a": { "type": "string", "enum": ["x y"] }, "b": { "type": "array", "items": { "type": "integer" }, "example": [1, 2] },
        "f": { "type": "string", "format": "binary" } } }"#;
    let form =
        format!(r#""application/x-www-form-urlencoded": {{ "schema": {} }}"#, members.replace("\"f\"", "\"x-f\""));
    let parts = format!(
        r#""multipart/form-data": {{ "schema": {} }}"#,
        members.replace(
            "\"array\", \"items\": { \"type\": \"integer\" }, \"example\": [1, 2]",
            "\"object\", \"example\": { \"c\": 1 }"
        )
    );
    // Two are broken as a whole, and the forms in a field: another value than the enumeration's, thrice, and none.
    for (request, requests, is_right) in [
        (
            text,
            6,
            (|head, body| head.contains("content-type: text/plain") && body.len() <= 5) as fn(&str, &str) -> bool,
        ),
        (r#""image/*": {}"#, 6, |head, body| head.contains("content-type: image/png") && body == "\0bytes"),
        (&form, 10, |head, body| {
            head.contains("content-type: application/x-www-form-urlencoded") && body.starts_with("a=x%20y&b=1&b=2")
        }),
        (&parts, 10, |head, body| {
            head.contains("content-type: multipart/form-data; boundary=")
                && body.contains("name=\"a\"\r\n\r\nx y\r\n")
                && body.contains("name=\"b\"\r\ncontent-type: application/json\r\n\r\n{\"c\":1}\r\n")
        }),
    ] {
        let address = serve(move |head, body| match is_right(head, body) {
            true => answer(200, "content-type: text/plain\r\n", "hello"),
            false => answer(415, "", ""),
        });
        let judged = Wire::new(&document(request, text), address).judge();
        assert!(judged.failures.is_empty() && judged.good == 4 && judged.requests == requests, "{request}: {judged:?}");
    }
    // A form's fields are looked at one by one.
    for form in [&form, &parts] {
        let judged = Wire::new(
            &document(form, text),
            serve(|head, _| match head.contains("form") {
                true => answer(200, "content-type: text/plain\r\n", "hello"),
                false => answer(415, "", ""),
            }),
        )
        .judge();
        let said = |what: &str| judged.failures.iter().any(|failure| failure.contains(what));
        assert!(said("accepted, though its field a is missing") && said("is none of its field a"), "{judged:?}");
    }
    let item = r#"{ "type": "object", "required": ["n"], "properties": { "n": { "type": "integer" } } }"#;
    let lines = format!(r#""application/x-ndjson": {{ "schema": {item} }}"#);
    let events = format!(r#""text/event-stream": {{ "schema": {item} }}"#);
    for (response, media_type, body, is_right) in [
        (text, "text/plain", "hello", true),
        (text, "text/plain", "hello you", false),
        (&lines, "application/x-ndjson", "{\"n\":1}\n\n{\"n\":2}", true),
        (&lines, "application/x-ndjson", "{\"n\":1}\n{\"n\":\"2\"}\n", false),
        (&lines, "application/x-ndjson", "{\"n\":1}\n{\n", false),
        (&events, "text/event-stream", ": hello\n\nevent: a\ndata: {\"n\":1}\n\n", true),
        (&events, "text/event-stream", "data: {\ndata: \"n\":\"1\"}\n\n", false),
    ] {
        let headers = format!("content-type: {media_type}\r\n");
        let address = serve(move |head, _| match head.contains("content-type: image/png") {
            true => answer(200, &headers, body),
            false => answer(415, "", ""),
        });
        let judged = Wire::new(&document(r#""image/*": {}"#, response), address).judge();
        assert_eq!(judged.failures.is_empty(), is_right, "{media_type} {body:?}: {judged:?}");
    }
}

#[test]
fn a_body_of_the_tests_own_comes_first() {
    let right_word = |head: &str, body: &str| match body {
        r#"{"text":"sesame"}"# => answer(200, GOOD, body),
        _ if right(head, body).starts_with("HTTP/1.1 200") => answer(403, "content-type: text/plain\r\n", "no"),
        _ => right(head, body),
    };
    assert_eq!(judged(right_word).failures, ["`PUT /notes/{id}`: no success was seen: 403"]);
    let told =
        |name: &str| Wire::new(DOCUMENT, serve(right_word)).body(name, serde_json::json!({ "text": "sesame" })).judge();
    // It says nothing of the id.
    assert!(told("PUT /notes/{id}").failures.iter().all(|failure| failure.contains("path parameter id")));
    let elsewhere = told("PUT /notes").failures;
    assert!(elsewhere.contains(&"`PUT /notes` has a body of the test's, and is not in the document".to_owned()));
}

#[test]
fn a_body_that_the_test_cannot_make_is_asked_for_and_can_be_told() {
    let document = r#"{ "openapi": "3.1.0", "info": { "title": "Notes", "version": "1" }, "paths": { "/notes": { "post": {
      "requestBody": { "required": true, "content": { "application/xml": { "schema": { "type": "object" } } } },
      "responses": { "204": { "description": "It." }, "4XX": { "description": "No." } } } } } }"#;
    let address = serve(|head, body| {
        let is_xml = head.contains("content-type: application/xml");
        answer(if is_xml && body.starts_with("<a>") { 204 } else { 400 }, "", "")
    });
    let untold = Wire::new(document, address).judge();
    assert_eq!(untold.failures, ["`POST /notes`: no success was seen: it was not asked"]);
    let told = (0..6).fold(Wire::new(document, address), |wire, number| {
        wire.bytes("POST /notes", "application/xml", format!("<a>{number}</a>"))
    });
    let told = told.judge();
    assert_eq!((told.failures, told.good), (Vec::new(), 6));
}

#[test]
fn what_the_test_puts_in_order_is_not_broken() {
    let document = r#"{ "openapi": "3.1.0", "info": { "title": "Notes", "version": "1" }, "paths": { "/notes": { "get": {
      "operationId": "notes", "responses": { "204": { "description": "It." }, "401": { "description": "No." } },
      "parameters": [{ "name": "X-Key", "in": "header", "required": true, "schema": { "type": "string", "minLength": 9 } }] } } } }"#;
    let address = serve(|head, _| answer(if head.contains("x-key: of-the-test") { 204 } else { 401 }, "", ""));
    let sign = |request: &mut Request| {
        request.headers.retain(|(name, _)| name != "x-key");
        request.headers.push(("x-key".to_owned(), "of-the-test".to_owned()));
    };
    let judged = Wire::new(document, address).finish(sign).judge();
    assert_eq!((judged.failures, judged.requests, judged.good), (Vec::new(), 4, 4));
    assert_eq!(Wire::new(document, address).judge().failures.len(), 1, "no success");
}

#[test]
fn the_recorder_judges_what_others_ask() {
    let ask = |to: SocketAddr, text: &str| {
        let mut stream = TcpStream::connect(to).expect("a recorder");
        stream.write_all(text.as_bytes()).expect("sent");
        stream.shutdown(std::net::Shutdown::Write).expect("no more");
        let mut answer = String::new();
        let _end = stream.read_to_string(&mut answer);
        answer
    };
    let put = |id: &str, body: &str| {
        let head = format!("PUT /notes/{id} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n");
        format!("{head}content-length: {}\r\n\r\n{body}", body.len())
    };
    let id = "00000000-0000-4000-8000-000000000000";
    let recorder = Recorder::start(DOCUMENT, serve(right)).expect("a port");
    let nothing = std::panic::catch_unwind(|| recorder.check()).expect_err("nothing was asked");
    assert!(nothing.downcast::<String>().expect("a text").starts_with("nothing passed the recorder"));
    assert!(ask(recorder.address(), &put(id, r#"{"text":"a"}"#)).starts_with("HTTP/1.1 200"));
    assert!(ask(recorder.address(), &put("a", "{}")).starts_with("HTTP/1.1 422"));
    recorder.check();
    let recorded = recorder.judge();
    assert_eq!((recorded.exchanges, recorded.unanswered, recorded.seen.len(), recorded.unseen.len()), (2, 0, 2, 0));

    // A member too many, and a path of no operation; what is not answered is counted.
    let wrong = serve(|head, _| match head.starts_with("PUT") {
        true => answer(200, GOOD, r#"{"text":"a","secret":1}"#),
        false => answer(204, "", ""),
    });
    let recorder = Recorder::start(DOCUMENT, wrong).expect("a port");
    ask(recorder.address(), &put(id, "{}"));
    ask(recorder.address(), "GET /other HTTP/1.1\r\nhost: x\r\n\r\n");
    ask(recorder.address(), "PUT /notes/1 HTTP/1.1\r\nhost: x\r\n");
    let recorded = recorder.judge();
    assert_eq!((recorded.exchanges, recorded.unanswered), (2, 1), "{recorded:?}");
    assert!(recorded.failures[0].contains("the body is against its schema"), "{recorded:?}");
    assert_eq!(recorded.failures[1], "`GET /other`: 204, of a path that the document has not");
    assert!(recorded.unseen.contains(&("PUT /notes/{id}".to_owned(), "4XX".to_owned())), "{recorded:?}");
    let checked = std::panic::catch_unwind(|| recorder.check());
    assert!(checked.is_err());
}

#[test]
fn each_alternative_of_credentials_is_sent_where_its_scheme_has_it() {
    let document = r##"{ "openapi": "3.1.0", "info": { "title": "Notes", "version": "1" },
      "security": [{ "token": [] }, { "key": [], "cookie": [] }, { "query": [] }, { "unknown": [] }],
      "paths": { "/notes": { "get": { "operationId": "notes", "responses": { "204": { "description": "It." }, "401": { "description": "No." } } } },
                 "/open": { "get": { "operationId": "open", "security": [], "responses": { "204": { "description": "It." } } } } },
      "components": { "securitySchemes": {
        "token": { "type": "http", "scheme": "bearer" }, "key": { "type": "apiKey", "in": "header", "name": "X-Key" },
        "cookie": { "type": "apiKey", "in": "cookie", "name": "id" }, "query": { "type": "apiKey", "in": "query", "name": "k y" } } } }"##;
    let (sender, receiver) = std::sync::mpsc::channel();
    let sender = std::sync::Mutex::new(sender);
    let address = serve(move |head, _| {
        let lines = head.lines().filter(|line| !line.starts_with("host") && !line.starts_with("connection"));
        let mut lines: Vec<&str> = lines.collect();
        lines[1..].sort_unstable();
        sender.lock().expect("a channel").send(lines.join("|")).expect("heard");
        answer(204, "", "")
    });
    let wire = Wire::new(document, address).credential("token", "t").credential("key", "a").credential("cookie", "b");
    assert_eq!(wire.credential("query", "c d").judge().failures, [""; 0]);
    let heard: std::collections::BTreeSet<String> = receiver.try_iter().collect();
    let expected = [
        "GET /notes HTTP/1.1|authorization: Bearer t",
        "GET /notes HTTP/1.1|cookie: id=b|x-key: a",
        "GET /notes?k%20y=c%20d HTTP/1.1",
        "GET /open HTTP/1.1",
    ];
    assert_eq!(heard, expected.map(str::to_owned).into());
    let unknown = Wire::new(document, serve(|_, _| answer(204, "", ""))).credential("other", "x").judge();
    assert_eq!(unknown.failures, ["`other` has a credential, and is no security scheme of the document"]);
}

#[test]
fn a_server_that_fails_on_what_is_broken_is_noticed() {
    let document = DOCUMENT.replace("\"4XX\"", "\"500\": { \"description\": \"Ouch.\" }, \"4XX\"");
    let fails = |head: &str, body: &str| match right(head, body) {
        said if said.starts_with("HTTP/1.1 422") => answer(500, "", ""),
        said => said,
    };
    let judged = Wire::new(&document, serve(fails)).judge();
    let is_said = |failure: &String| failure.contains("answered 500, where a refusal is due: its body is no JSON");
    assert!(judged.failures.iter().any(is_said), "{judged:?}");
    assert!(Wire::new(&document, serve(fails)).in_progress().judge().failures.iter().any(is_said));
}

#[test]
fn a_refusal_that_good_requests_never_get_is_none_of_what_is_broken() {
    let document = DOCUMENT.replace("\"4XX\"", "\"503\": { \"description\": \"Later.\" }, \"4XX\"");
    for status in [401, 403, 429, 503] {
        let headers = if status == 503 { "" } else { "content-type: text/plain\r\n" };
        let instead = move |head: &str, body: &str| match right(head, body) {
            said if said.starts_with("HTTP/1.1 422") => answer(status, headers, ""),
            said => said,
        };
        let judged = Wire::new(&document, serve(instead)).judge();
        let what = format!("answered {status}, as no good request is, where a refusal is due: its body is no JSON");
        assert!(judged.failures.iter().any(|failure| failure.contains(&what)), "{judged:?}");
        // Who has asked often enough is answered nothing else any more.
        let count = std::sync::atomic::AtomicUsize::new(0);
        let tired = move |head: &str, body: &str| match count.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            ..6 => right(head, body),
            _ => answer(status, headers, ""),
        };
        let judged = Wire::new(&document, serve(tired)).judge();
        assert!(judged.failures.is_empty() && judged.requests > 12, "{judged:?}");
    }
}

#[test]
fn who_proves_nothing_is_refused_for_that() {
    let document = SECURED.replace("\"401\"", "\"503\": { \"description\": \"Later.\" }, \"401\"");
    let later = |head: &str, _: &str| {
        let proves = head.contains("Bearer t") || head.contains("?k=c ");
        answer(if proves { 204 } else { 503 }, "", "")
    };
    let judged = Wire::new(&document, serve(later)).credential("token", "t").credential("key", "c").judge();
    let what = "`GET /notes`: answered 503, as no good request is, where a refusal is due: it has no credential";
    assert!(judged.failures.iter().any(|failure| failure == what), "{judged:?}");
}

#[test]
fn what_is_refused_for_something_else_than_what_is_broken_is_noticed() {
    let document = DOCUMENT.replace(r#""text/*": {}"#, r#""text/*": {}, "application/problem+json": {}"#);
    let refuses = |pointer: &'static str| {
        let body = problem("invalid-request", 422);
        let errors = format!(r#""errors":[{{"in":"body","pointer":"{pointer}","keyword":"x","message":"m"}}]"#);
        let body = body.replacen('{', &format!("{{{errors},"), 1);
        move |head: &str, sent: &str| match right(head, sent) {
            said if said.starts_with("HTTP/1.1 422") => {
                answer(422, "content-type: application/problem+json\r\n", &body)
            }
            said => said,
        }
    };
    let judged = Wire::new(&document, serve(refuses("/other"))).judge();
    let is_said =
        |failure: &String| failure.contains("refused for [{") && failure.contains("where its body is against");
    assert!(judged.failures.iter().any(is_said), "{judged:?}");
    // The whole is where its parts are.
    let judged = Wire::new(&document, serve(refuses(""))).judge();
    let in_body = |failure: &String| failure.contains("its body is against the schema");
    assert!(!judged.failures.iter().any(in_body), "{judged:?}");
}

const SECURED: &str = r##"{ "openapi": "3.1.0", "info": { "title": "Notes", "version": "1" },
  "security": [{ "token": [] }, { "key": [] }],
  "paths": { "/notes": { "get": { "operationId": "notes", "responses": { "204": { "description": "It." }, "401": { "description": "No." } } } } },
  "components": { "securitySchemes": {
    "token": { "type": "http", "scheme": "bearer" }, "key": { "type": "apiKey", "in": "query", "name": "k" } } } }"##;

#[test]
fn who_proves_nothing_or_something_wrong_is_let_in_nowhere() {
    let right = |head: &str, _: &str| {
        let proves = head.contains("authorization: Bearer t\r\n") || head.contains("?k=c ");
        answer(if proves || head.ends_with("authorization: Bearer t") { 204 } else { 401 }, "", "")
    };
    let wire = |address| Wire::new(SECURED, address).credential("token", "t").credential("key", "c");
    let judged = wire(serve(right)).judge();
    assert_eq!((judged.failures, judged.requests - judged.good), (Vec::new(), 2));
    let everybody = wire(serve(|_, _| answer(204, "", ""))).judge();
    assert_eq!(
        everybody.failures,
        [
            "`GET /notes`: accepted, though it has no credential",
            "`GET /notes`: accepted, though its credential is wrong"
        ]
    );
    let any_token =
        |head: &str, _: &str| answer(if head.contains("Bearer") || head.contains("?k=") { 204 } else { 401 }, "", "");
    assert_eq!(wire(serve(any_token)).judge().failures, ["`GET /notes`: accepted, though its credential is wrong"]);
    // A test that signs every request in says nothing of who does not.
    let signs = |request: &mut Request| {
        request.headers.retain(|(name, _)| name != "authorization");
        request.headers.push(("authorization".to_owned(), "Bearer t".to_owned()));
    };
    let judged = Wire::new(SECURED, serve(|_, _| answer(204, "", ""))).finish(signs).judge();
    assert_eq!((judged.failures, judged.mended), (Vec::new(), 2));
}

const KEYED: &str = r##"{ "openapi": "3.1.0", "info": { "title": "Orders", "version": "1" },
  "paths": { "/orders": { "post": { "operationId": "order",
    "parameters": [{ "name": "Idempotency-Key", "in": "header", "required": true, "schema": { "type": "string", "format": "uuid" },
                     "x-idempotency": { "retention-seconds": 60, "replay-header": "Replayed" } }],
    "requestBody": { "required": true, "content": { "application/json": { "schema": { "type": "integer" }, "example": 5 } } },
    "responses": {
      "200": { "description": "It.",
               "headers": { "Replayed": { "schema": { "type": "string" } }, "ETag": { "schema": { "type": "string" } },
                            "Date": { "schema": { "type": "string" } } },
               "content": { "application/json": { "schema": { "type": "integer" } } } },
      "404": { "description": "None." }, "409": { "description": "Used." }, "422": { "description": "No." },
      "500": { "description": "Ouch." } } } } } }"##;

/// A server that counts its orders. `Forgets` are what it does wrong.
fn orders(forgets: &'static str) -> impl Fn(&str, &str) -> String + Send + Sync + 'static {
    let known = std::sync::Mutex::new((0, std::collections::HashMap::<String, (String, u32)>::new()));
    move |head, body| {
        let key = head.lines().find_map(|line| line.strip_prefix("idempotency-key: "));
        let is_uuid = key.is_some_and(|key| key.len() == 36 && key.split('-').count() == 5);
        let is_whole = body.trim().parse::<i64>().is_ok() && head.contains("content-type: application/json");
        let Some(key) = key.filter(|_| is_uuid && is_whole) else { return answer(422, "", "") };
        let mut known = known.lock().expect("a memory");
        let used = known.1.get(key).cloned().filter(|_| forgets != "keys");
        let said = |headers: &str, number: u32| {
            answer(200, &format!("content-type: application/json\r\n{headers}"), &number.to_string())
        };
        // Another moment and another trace are another exchange's.
        let replayed = "etag: \"1\"\r\ndate: Thu, 01 Jan 1970 00:00:09 GMT\r\nx-request-id: 9\r\nreplayed: true\r\n";
        match used {
            Some((other, _)) if other != body => match forgets {
                "bodies" => said(replayed, 1),
                "that a key stands for one body" => answer(500, "", ""),
                "which status says so" => answer(422, "", ""),
                _ => answer(409, "", ""),
            },
            // The second one is sent several times at once.
            Some((_, 2)) => match forgets {
                "who waits" | "who is the first" => answer(500, "", ""),
                "what became of it" => answer(404, "", ""),
                "the headers of those who wait" => said(&replayed.replace("etag: \"1\"", "etag: \"2\""), 2),
                "to begin" => answer(409, PROBLEM, &problem("request-in-flight", 409)),
                _ => said(replayed, 2),
            },
            Some((_, number)) => match forgets {
                "to say so" => said("etag: \"1\"\r\n", number),
                "how to say so" => said(&replayed.replace("true", "perhaps"), number),
                "answers" => said(replayed, number + 7),
                "headers" => said("replayed: true\r\n", number),
                _ => said(replayed, number),
            },
            None => {
                known.0 += 1;
                let number = known.0;
                if forgets == "races" {
                    drop(known);
                    std::thread::sleep(std::time::Duration::from_millis(50));
                    return said("etag: \"1\"\r\n", number);
                }
                known.1.insert(key.to_owned(), (body.to_owned(), number));
                match (number, forgets) {
                    (2, "who is the first") => answer(500, "", ""),
                    (2, "to begin") => answer(409, PROBLEM, &problem("request-in-flight", 409)),
                    _ => said("etag: \"1\"\r\n", number),
                }
            }
        }
    }
}

const PROBLEM: &str = "content-type: application/problem+json\r\n";

#[test]
fn what_is_sent_again_under_its_key_has_one_effect() {
    let judged = |forgets| Wire::new(KEYED, serve(orders(forgets))).judge();
    let right = judged("");
    assert_eq!((right.failures, right.repeated), (Vec::new(), 6));
    for (forgets, what) in [
        ("keys", "sent again under its key, it is answered otherwise: 200"),
        ("bodies", "another request under the same key is answered 200, and not 409"),
        ("that a key stands for one body", "another request under the same key is answered 500, and not 409"),
        ("which status says so", "another request under the same key is answered 422, and not 409"),
        ("to say so", "sent again under its key, it is not answered as a replay"),
        ("how to say so", "it is not answered as a replay: the header replayed is \"perhaps\", and not \"true\""),
        ("answers", "sent again under its key, it is answered otherwise"),
        ("headers", r#"it is answered otherwise: the header etag is missing, and was "\"1\"""#),
        ("races", "sent 4 times at once under one key, it ran 4 times"),
        ("who waits", "sent 4 times at once under one key, it is answered 500, and not 409"),
        ("who is the first", "sent 4 times at once under one key, it is answered 500, and not 409"),
        ("what became of it", "sent 4 times at once under one key, it is answered differently"),
        ("the headers of those who wait", "sent 4 times at once under one key, it is answered differently"),
        ("to begin", "sent 4 times at once under one key, it ran 0 times"),
    ] {
        let judged = judged(forgets);
        assert!(judged.failures.iter().any(|failure| failure.contains(what)), "{forgets}: {judged:?}");
    }
}
