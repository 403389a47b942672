//! What a generated client makes of an answer.

use std::error::Error as _;
use std::time::Duration;

use bytes::Bytes;
use client_support::{Answer, DecodeHeaders, Error, Framing, HeaderReader, Reply, RetryPolicy, Session, TokenError};
use http::{HeaderMap, HeaderValue, StatusCode};
use schema_support::Decode;

use crate::support::{CHANGE, CREATE, Limited, Operations, READ, Script, Step, Thing, answer, ask, json};

#[derive(Debug, PartialEq)]
enum ChangeError {
    NotFound(Thing),
    TooManyRequests { body: Thing, headers: Limited },
}

async fn change(session: &Session) -> Result<Reply<Thing>, Error<ChangeError>> {
    let call = session.call(&CHANGE);
    let operations = Operations::new(session, &call);
    let request = operations.request(reqwest::Method::PATCH).json(&serde_json::json!({}));
    let answer = call.run(operations.send(request)).await?;
    match answer.status.as_u16() {
        200 => answer.reply("application/json"),
        404 => Err(answer.declared("application/problem+json", ChangeError::NotFound)),
        429 => Err(answer
            .declared_with("application/problem+json", |body, headers| ChangeError::TooManyRequests { body, headers })),
        _ => Err(answer.undeclared()),
    }
}

#[tokio::test]
async fn answers_are_typed_by_status_and_newer_servers_are_understood() {
    let problem = |status, headers: &str, body| {
        answer(status, &format!("content-type: application/problem+json\r\n{headers}"), body)
    };
    let script = Script::start([
        json(200, r#"{"size":3,"new":true}"#),
        problem(404, "", r#"{"size":4}"#),
        problem(429, "retry-after: 60\r\nX-RateLimit-Limit: 300\r\n", r#"{"size":5}"#),
        problem(429, "retry-after: 61\r\nX-RateLimit-Limit: many\r\n", r#"{"size":5}"#),
        problem(418, "", "{}"),
        json(200, r#"{"size":"Ada"}"#),
        json(200, "<html>Ada"),
        answer(200, "content-type: text/html\r\n", "Ada"),
    ])
    .await;
    let session = script.session().retries(RetryPolicy::NONE).build().unwrap();
    let reply = change(&session).await.unwrap();
    assert_eq!((reply.status.as_u16(), reply.size), (200, 3));
    let error = change(&session).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.declared()),
        (404, Some(&ChangeError::NotFound(Thing { size: 4 })))
    );
    let error = change(&session).await.unwrap_err();
    let headers = Limited { retry_after: 60, limit: Some(300) };
    assert_eq!(error.declared(), Some(&ChangeError::TooManyRequests { body: Thing { size: 5 }, headers }));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
    let error = change(&session).await.unwrap_err();
    assert!(
        matches!(&error, Error::InvalidResponse { reason, .. } if reason.contains("X-RateLimit-Limit")),
        "{error:?}"
    );
    let error = change(&session).await.unwrap_err();
    assert!(matches!(&error, Error::Undeclared(answer) if answer.status == 418), "{error:?}");
    for _ in 0..3 {
        let error = change(&session).await.unwrap_err();
        assert!(matches!(&error, Error::InvalidResponse { .. }), "{error:?}");
        assert_eq!(error.status().unwrap(), 200);
        assert!(!format!("{error} {error:?}").contains("Ada"), "{error} {error:?}");
    }
}

#[tokio::test]
async fn an_answer_up_to_the_limit_is_taken_however_it_comes_and_one_over_it_is_refused_without_being_kept() {
    let chunks = |sizes: [usize; 2]| {
        let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_owned();
        let chunks = sizes.map(|size| format!("{size:x}\r\n{}\r\n", "b".repeat(size)));
        Step::Pieces([[head].as_slice(), &chunks, &["0\r\n\r\n".to_owned()]].concat())
    };
    let whole = [json(200, &"a".repeat(1000)), json(200, &"a".repeat(1001))];
    let in_pieces = [chunks([500, 500]), chunks([500, 501])];
    let script = Script::start([whole, in_pieces].concat()).await;
    let session = script.session().answer_max_bytes(1000).build().unwrap();
    assert_eq!(ask(&session, &CHANGE).await.unwrap().body, "a".repeat(1000));
    let error = ask(&session, &CHANGE).await.unwrap_err();
    assert!(matches!(&error, Error::InvalidResponse { reason, .. } if reason == "it is too large"), "{error:?}");
    assert_eq!(ask(&session, &CHANGE).await.unwrap().body, "b".repeat(1000));
    let error = ask(&session, &CHANGE).await.unwrap_err();
    let Error::InvalidResponse { answer, reason } = &error else { panic!("{error:?}") };
    assert_eq!((&**reason, answer.status.as_u16(), answer.body.len()), ("it is too large", 200, 0));
}

#[tokio::test]
async fn an_operation_without_an_answers_body_has_its_status_and_headers() {
    let script = Script::start([answer(204, "retry-after: 1\r\n", "")]).await;
    let session = script.session().build().unwrap();
    let call = session.call(&READ);
    let operations = Operations::new(&session, &call);
    let sent = operations.send_for_nothing(operations.request(reqwest::Method::GET));
    let answer: Answer = call.run::<_, _, ()>(sent).await.unwrap();
    let reply: Reply<(), Limited> = answer.reply_empty::<_, ()>().unwrap();
    assert_eq!((reply.status.as_u16(), reply.headers), (204, Limited { retry_after: 1, limit: None }));
}

#[tokio::test]
async fn a_transport_error_does_not_name_the_path() {
    let script = Script::start([Step::HangUp]).await;
    let session = script.session().retries(RetryPolicy::NONE).build().unwrap();
    let error = ask(&session, &CHANGE).await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("/things/"), "{error:?}");
}

// --- answers that are at hand -------------------------------------------------------------------------------

fn of(media_type: &'static str, body: &'static [u8]) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert("content-type", HeaderValue::from_static(media_type));
    Answer { status: StatusCode::OK, headers, body: Bytes::from_static(body) }
}

fn reason<T: std::fmt::Debug>(result: Result<T, Error<()>>) -> String {
    match result {
        Err(Error::InvalidResponse { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_media_type_is_told_whatever_its_letters_and_parameters() {
    let image = of("Image/PNG; q=1", b"");
    for (media_type, is) in [
        ("image/png", true),
        ("IMAGE/png", true),
        ("image/*", true),
        ("*/*", true),
        ("image/pn", false),
        ("image/gif", false),
        ("text/*", false),
        ("image", false),
    ] {
        assert_eq!(image.is_of(media_type), is, "{media_type}");
    }
    let none = Answer { headers: HeaderMap::new(), ..image };
    assert!(none.is_of("*/*") && !none.is_of("image/*") && !none.is_of("image/png"));
}

#[test]
fn json_is_read_only_from_its_own_media_type_and_tolerantly() {
    let newer = br#"{"size":3,"new":true}"#;
    assert_eq!(of("Application/JSON", newer).json_as::<Thing, ()>("application/json").unwrap(), Thing { size: 3 });
    assert_eq!(of("application/json", newer).json_as::<Thing, ()>("application/*").unwrap(), Thing { size: 3 });
    let read = |answer: Answer| reason(answer.json_as::<Thing, ()>("application/json"));
    assert_eq!(read(of("text/html", newer)), "its media type is not application/json");
    assert!(read(of("application/json", b"{")).starts_with("its body is not JSON: "));
    let wrong = read(of("application/json", br#"{"size":"Ada"}"#));
    assert!(wrong.starts_with("its body: ") && wrong.contains("/size") && !wrong.contains("Ada"), "{wrong}");
}

#[test]
fn an_answer_s_error_has_the_answer() {
    let error = of("text/plain", b"x").json_as::<Thing, ()>("application/json").unwrap_err();
    let Error::InvalidResponse { answer, .. } = error else { panic!("{error:?}") };
    assert_eq!(*answer, of("text/plain", b"x"));
}

#[test]
fn a_list_is_every_item_or_an_error() {
    let lines = of("application/x-ndjson", b"1\n\n2\r\n 3");
    assert_eq!(lines.list_as::<i64, ()>(Framing::Lines).unwrap(), [1, 2, 3]);
    let records = of("application/json-seq", b"\x1e1\n\x1e2\n");
    assert_eq!(records.list_as::<i64, ()>(Framing::Sequence).unwrap(), [1, 2]);
    let of_lines = |body| reason(of("application/x-ndjson", body).list_as::<i64, ()>(Framing::Lines));
    assert!(of_lines(b"1\n{\n3\n").starts_with("an item of it is not JSON: "));
    assert!(of_lines(b"1\n\"x\"\n3\n").starts_with("an item of it: "));
}

#[test]
fn text_is_utf_8_and_bytes_are_as_they_came() {
    assert_eq!(of("text/plain", "é".as_bytes()).text_as::<()>().unwrap(), "é");
    assert_eq!(reason(of("text/plain", b"\xe9").text_as::<()>()), "its body is not text in UTF-8");
    assert_eq!(of("image/png", b"\xe9").binary().in_memory(), Some(&Bytes::from_static(b"\xe9")));
}

#[test]
fn a_reply_reads_like_its_body() {
    let reply: Reply<String> = of("application/json", b"\"abc\"").reply::<_, _, ()>("application/json").unwrap();
    assert_eq!((reply.len(), reply.status.as_u16()), (3, 200));
    assert_eq!(reply.into_body(), "abc");
}

#[test]
fn a_body_that_is_right_is_no_reply_while_its_headers_are_wrong() {
    let mut answer = of("application/json", b"1");
    assert!(reason(answer.clone().reply::<i64, Limited, ()>("application/json")).contains("Retry-After is missing"));
    answer.headers.insert("retry-after", HeaderValue::from_static("soon"));
    for found in [
        reason(answer.clone().reply::<i64, Limited, ()>("application/json")),
        reason(answer.clone().reply_empty::<Limited, ()>()),
        reason(answer.headers_as::<Limited, ()>()),
    ] {
        assert!(found.starts_with("its headers: ") && found.contains("/Retry-After"), "{found}");
        assert!(!found.contains("soon"), "{found}");
    }
    let error = answer.declared_with::<i64, Limited, _>("application/json", |body, _| body);
    assert!(matches!(error, Error::InvalidResponse { .. }), "{error:?}");
}

/// One header of any type.
#[derive(Debug, PartialEq)]
struct One<T>(Option<T>);

impl<T: Decode> DecodeHeaders for One<T> {
    fn decode(from: &mut HeaderReader<'_>) -> Option<Self> {
        from.optional("X-One").map(Self)
    }
}

fn header<T: Decode + std::fmt::Debug>(values: &[&'static [u8]]) -> Result<One<T>, Error<()>> {
    let mut headers = HeaderMap::new();
    for value in values {
        headers.append("x-one", HeaderValue::from_bytes(value).unwrap());
    }
    Answer { status: StatusCode::OK, headers, body: Bytes::new() }.headers_as()
}

#[test]
fn a_header_is_read_as_its_type() {
    assert_eq!(header::<i64>(&[]).unwrap(), One(None));
    assert_eq!(header::<i64>(&[b" 7 "]).unwrap(), One(Some(7)));
    assert_eq!(header::<String>(&[b"7"]).unwrap(), One(Some("7".to_owned())));
    assert_eq!(header::<bool>(&[b"true", b"false"]).unwrap(), One(Some(true)), "the first of several counts");
    assert_eq!(header::<Vec<i64>>(&[b"1, 2", b"3"]).unwrap(), One(Some(vec![1, 2, 3])));
    assert!(reason(header::<String>(&[b"\xff"])).contains("/X-One"), "it is no text");
}

// --- errors ---------------------------------------------------------------------------------------------------

#[tokio::test]
async fn an_error_says_what_happened_and_has_its_cause() {
    let refused = Answer { status: StatusCode::IM_A_TEAPOT, ..of("text/plain", b"Ada") };
    let limited = {
        let mut limited = Answer { status: StatusCode::TOO_MANY_REQUESTS, ..of("text/plain", b"Ada") };
        limited.headers.insert("retry-after", HeaderValue::from_static("7"));
        limited
    };
    let declared: Error<u8> = limited.declared_empty(9);
    assert_eq!(declared.to_string(), "the server answered 429 Too Many Requests");
    assert_eq!(declared.declared(), Some(&9));
    assert_eq!(declared.retry_after(), Some(Duration::from_secs(7)));
    let mapped = declared.map(|nine| nine.to_string());
    assert_eq!(mapped.declared().map(String::as_str), Some("9"));
    assert_eq!(mapped.status(), Some(StatusCode::TOO_MANY_REQUESTS));
    assert_eq!(mapped.headers().unwrap()["retry-after"], "7");
    assert!(mapped.source().is_none());

    let undeclared: Error<u8> = refused.clone().undeclared();
    assert_eq!(undeclared.to_string(), "the server answered 418 I'm a teapot, which is not declared");
    assert_eq!(undeclared.status(), Some(StatusCode::IM_A_TEAPOT));
    assert_eq!(undeclared.headers().unwrap()["content-type"], "text/plain");
    assert_eq!((undeclared.declared(), undeclared.retry_after()), (None, None));

    let invalid = refused.json_as::<Thing, u8>("application/json").unwrap_err();
    assert_eq!(
        invalid.to_string(),
        "the server's 418 I'm a teapot answer is not what is declared: its media type is not application/json"
    );

    let token: Error<u8> = Error::Token(TokenError::new("no such user"));
    assert_eq!(token.to_string(), "no bearer token");
    let cause = token.source().expect("the token's");
    assert_eq!(cause.to_string(), "logging in failed");
    assert_eq!(cause.source().unwrap().to_string(), "no such user");
    assert_eq!(Error::<u8>::TimedOut.to_string(), "no answer from the server in time");
    assert_eq!(Error::<u8>::NotConfigured("no secret").to_string(), "the session has no secret");
    assert!(token.status().is_none() && token.headers().is_none() && token.retry_after().is_none());

    let script = Script::start([Step::HangUp]).await;
    let transport = ask(&script.session().build().unwrap(), &CREATE).await.unwrap_err();
    assert_eq!(transport.to_string(), "no answer from the server");
    assert!(transport.source().expect("reqwest's").is::<reqwest::Error>());
}

#[test]
fn an_error_becomes_another_one_without_losing_anything() {
    let error: Error<u8> = of("text/plain", b"").undeclared();
    assert!(matches!(error.map(u16::from), Error::Undeclared(answer) if answer.status == 200));
    assert!(matches!(Error::<u8>::TimedOut.map(u16::from), Error::TimedOut));
    assert!(matches!(Error::<u8>::NotConfigured("x").map(u16::from), Error::NotConfigured("x")));
    let token = Error::<u8>::Token(TokenError::NotRenewable).map(u16::from);
    assert!(matches!(token, Error::Token(TokenError::NotRenewable)));
}
