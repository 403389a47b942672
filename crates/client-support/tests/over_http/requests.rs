//! What a request is made of beside its credentials.

use client_support::{
    Answer, BodyHead, Error, IdempotencyKey, OperationFacts, RetryPolicy, Session, Style, check_parameter,
    check_request, target, text_body,
};

use crate::support::{CHANGE, CREATE, Operations, READ, Script, Thing, json, run};

const GET: reqwest::Method = reqwest::Method::GET;

#[tokio::test]
async fn a_sender_calls_the_url_that_it_is_given_and_keeps_its_query() {
    let script = Script::start([json(204, "")]).await;
    let session = Session::sender().retries(RetryPolicy::NONE).build().unwrap();
    assert_eq!(session.base_url(), "");
    let url = format!("http://{}/hooks", script.address);
    let call = session.call(&CREATE).query("since", Style::Form, true, &"1&2");
    let operations = Operations::at(target::<()>(&url).unwrap(), &session, &call);
    let request = operations.request(reqwest::Method::POST);
    let answer: Answer = call.run::<_, _, ()>(operations.send(request)).await.unwrap();
    assert_eq!(answer.status, 204);
    assert_eq!(script.only().line, "POST /hooks/things/7/?a=b&since=1%262 HTTP/1.1");
    for wrong in ["", "hooks", "file:///etc/passwd", "ftp://example.org/"] {
        assert!(matches!(target::<()>(wrong), Err(Error::InvalidRequest(_))), "{wrong}");
    }
}

#[tokio::test]
async fn parameters_go_where_they_belong_and_null_goes_nowhere() {
    let script = Script::start([json(200, "{}")]).await;
    let session = script.bare_session().build().unwrap();
    let call = session
        .call(&READ)
        .query("filter", Style::DeepObject, true, &serde_json::json!({ "name": "x y" }))
        .query("none", Style::Form, true, &None::<i64>)
        .header("x-ids", Style::Simple, false, &[1, 2])
        .header("x-none", Style::Simple, false, &None::<i64>)
        .cookie("colour", Style::Form, true, &"a;b")
        .cookie("none", Style::Form, true, &None::<i64>)
        .cookie("shape", Style::Form, true, &"round");
    run(&session, call, GET).await.unwrap();
    let seen = script.only();
    assert_eq!(seen.line, "GET /things/7/?a=b&filter%5Bname%5D=x%20y HTTP/1.1");
    assert_eq!((seen.header("x-ids"), seen.header("x-none")), ("1,2", ""));
    assert_eq!(seen.header("cookie"), "colour=a%3Bb; shape=round");
}

#[tokio::test]
async fn a_parameter_that_would_be_read_as_another_one_is_not_sent() {
    let script = Script::start([]).await;
    let session = script.bare_session().build().unwrap();
    let call = || session.call(&READ);
    for (call, name) in [
        (call().query("ids", Style::Form, false, &[""]), "/ids"),
        (call().query("bars", Style::Pipe, false, &["a|b"]), "/bars"),
        (call().header("x-ids", Style::Simple, false, &[""]), "/x-ids"),
        (call().cookie("ids", Style::Form, false, &[""]), "/ids"),
    ] {
        let operations = Operations::new(&session, &call);
        let request = operations.request(GET);
        let refused = call.run::<_, _, ()>(operations.send(request)).await;
        let Err(Error::InvalidRequest(violations)) = refused else { panic!("{refused:?}") };
        assert_eq!((&*violations[0].pointer, violations[0].keyword), (name, "style"));
    }
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn nothing_is_added_that_nobody_asked_for() {
    let script = Script::start([json(200, "{}"), json(200, "{}")]).await;
    let session = script.session().build().unwrap();
    run(&session, session.call(&READ), GET).await.unwrap();
    let call = session.call(&READ);
    let operations = Operations::new(&session, &call);
    let without_query = session.http().get(format!("{}/things", script.url()));
    call.run::<_, _, ()>(operations.send(without_query)).await.unwrap();
    let seen = script.seen();
    assert_eq!((&*seen[0].line, &*seen[1].line), ("GET /things/7/?a=b HTTP/1.1", "GET /things HTTP/1.1"));
    for name in ["cookie", "authorization", "x-key", "x-signature", "content-type"] {
        assert_eq!(seen[0].header(name), "", "{name}");
    }
    assert_eq!(seen[0].header("accept"), "*/*");
}

#[tokio::test]
async fn a_query_is_the_first_where_the_url_has_none() {
    let script = Script::start([json(200, "{}")]).await;
    let session = script.bare_session().build().unwrap();
    let call = session.call(&READ).query("page", Style::Form, true, &2);
    let operations = Operations::new(&session, &call);
    let request = session.http().get(format!("{}/things?", script.url()));
    call.run::<_, _, ()>(operations.send(request)).await.unwrap();
    assert_eq!(script.only().line, "GET /things?page=2 HTTP/1.1");
}

#[tokio::test]
async fn a_body_has_its_own_media_type_or_the_operation_s_and_no_body_has_none() {
    let script = Script::start([json(200, "{}"), json(200, "{}"), json(200, "{}")]).await;
    let session = script.bare_session().build().unwrap();
    let body = text_body("text/csv", "1;2");
    let call = session.call(&CREATE).body(body.head);
    let operations = Operations::new(&session, &call);
    let request = operations.request(reqwest::Method::POST).body(body.bytes);
    call.run::<_, _, ()>(operations.send(request)).await.unwrap();
    run(&session, session.call(&CREATE).body(BodyHead::default()), reqwest::Method::POST).await.unwrap();
    run(&session, session.call(&CREATE), GET).await.unwrap();
    let seen = script.seen();
    assert_eq!((seen[0].header("content-type"), &*seen[0].body), ("text/csv; charset=utf-8", "1;2"));
    assert_eq!(seen[1].header("content-type"), "application/merge-patch+json");
    assert_eq!(seen[2].header("content-type"), "");
}

#[tokio::test]
async fn what_no_header_can_hold_is_said_without_its_value_and_before_anything_is_sent() {
    let script = Script::start([]).await;
    let session = script.bare_session().build().unwrap();
    let call = session.call(&READ).header("x-name", Style::Simple, false, &"Ada\nLovelace");
    let error = run(&session, call, GET).await.unwrap_err();
    let Error::InvalidRequest(violations) = &error else { panic!("{error:?}") };
    assert_eq!((violations.len(), &*violations[0].pointer), (1, "/x-name"));
    assert!(!format!("{error} {error:?}").contains("Ada"), "{error:?}");
    let head = text_body("text/pl\nain", "").head;
    let error = run(&session, session.call(&CREATE).body(head), reqwest::Method::POST).await.unwrap_err();
    assert!(matches!(error, Error::NotConfigured(what) if what.contains("media type")), "{error:?}");
    let unsent = std::future::ready(Err(progenitor_client::Error::<()>::InvalidRequest("`id` is empty".to_owned())));
    let error = session.call(&READ).run::<(), (), ()>(unsent).await.unwrap_err();
    assert!(matches!(&error, Error::InvalidRequest(wrong) if wrong[0].message == "`id` is empty"), "{error:?}");
    static NAMELESS: OperationFacts =
        OperationFacts { idempotency: Some(client_support::IdempotencyFacts { header: "not a name" }), ..READ };
    let error = run(&session, session.call(&NAMELESS), GET).await.unwrap_err();
    assert!(matches!(error, Error::NotConfigured(what) if what.contains("header name")), "{error:?}");
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn a_signature_is_never_of_bytes_that_cannot_be_known() {
    let script = Script::start([]).await;
    let session = script.session().build().unwrap();
    let call = session.call(&CHANGE);
    let operations = Operations::new(&session, &call);
    let stream = futures::stream::iter([Ok::<_, std::io::Error>("{}")]);
    let request = operations.request(reqwest::Method::PATCH).body(reqwest::Body::wrap_stream(stream));
    let error = call.run::<_, _, ()>(operations.send(request)).await.unwrap_err();
    assert!(matches!(error, Error::NotConfigured(what) if what.contains("streamed body")), "{error:?}");
    assert!(script.seen().is_empty());
}

#[test]
fn a_key_is_shown_as_it_is_sent() {
    assert_eq!(IdempotencyKey::from(uuid::Uuid::nil()).to_string(), "00000000-0000-0000-0000-000000000000");
    assert_eq!(IdempotencyKey::try_from("order-7").unwrap().to_string(), "order-7");
    assert!(IdempotencyKey::try_from("order\n7").is_err());
    assert_ne!(IdempotencyKey::random(), IdempotencyKey::random());
}

#[test]
fn a_request_against_its_schema_is_not_sent() {
    let error = check_request::<_, ()>(&Thing { size: 1 }).unwrap_err();
    let Error::InvalidRequest(violations) = &error else { panic!("{error:?}") };
    assert_eq!(violations[0].pointer, "/colour");
    assert!(!error.to_string().contains("red"));
    assert!(error.to_string().starts_with("the request is against the schema; "), "{error}");
    assert!(check_request::<_, ()>(&7).is_ok());
    let error = check_parameter::<_, ()>("filter", &Thing { size: 1 }).unwrap_err();
    let Error::InvalidRequest(named) = &error else { panic!("{error:?}") };
    assert_eq!((&*named[0].pointer, named[0].keyword), (&*violations[0].pointer, violations[0].keyword));
    assert_eq!(named[0].message, format!("the parameter `filter`: {}", violations[0].message));
    assert!(check_parameter::<_, ()>("filter", &7).is_ok());
}
