//! Sessions: what they are made of, and what holds unless told.

use client_support::{BuildError, RetryPolicy, Session, SharedSecret, StaticToken, Token};

use crate::support::{READ, Script, answer, ask, json};

#[test]
fn a_base_url_is_of_http_or_https_without_query_and_fragment() {
    for bad in ["", "localhost", "ftp://a", "http://a/?b", "http://a/#b", "ftp://a/?b#c"] {
        assert!(matches!(Session::builder(bad).build(), Err(BuildError::BaseUrl)), "{bad}");
    }
    for (good, base_url) in [("http://a", "http://a"), ("https://a/b//", "https://a/b"), ("HTTP://a/", "HTTP://a")] {
        assert_eq!(Session::builder(good).build().unwrap().base_url(), base_url);
    }
}

#[tokio::test]
async fn an_answer_of_16_mib_is_taken_and_one_byte_more_is_not() {
    let script = Script::start([json(200, &"a".repeat(16 << 20)), json(200, &"a".repeat((16 << 20) + 1))]).await;
    let session = Session::builder(script.url()).build().unwrap();
    assert_eq!(ask(&session, &READ).await.unwrap().body.len(), 16 << 20);
    assert!(ask(&session, &READ).await.unwrap_err().to_string().contains("it is too large"));
}

#[tokio::test]
async fn an_http_client_of_the_callers_own_is_the_one_that_sends() {
    let script = Script::start([json(200, "{}"), json(200, "{}")]).await;
    let http = reqwest::Client::builder().user_agent("own/1").build().unwrap();
    let session = script.session().http_client(http).build().unwrap();
    ask(&session, &READ).await.unwrap();
    session.http().get(script.url()).send().await.unwrap();
    assert!(script.seen().iter().all(|seen| seen.header("user-agent") == "own/1"), "{:?}", script.seen());
}

#[tokio::test]
async fn unless_told_a_call_is_sent_again_but_never_waits_more_than_a_minute_because_a_server_says_so() {
    let script = Script::start([answer(503, "retry-after: 61\r\n", "")]).await;
    let session = Session::builder(script.url()).build().unwrap();
    assert_eq!(ask(&session, &READ).await.unwrap().status, 503);
    assert!(RetryPolicy::default().max_retries > 0);
}

#[test]
fn no_secret_is_in_debug_output() {
    let builder = Session::builder("http://a")
        .tokens(StaticToken(Token::new("hush", None)))
        .shared_secret(SharedSecret::new("hush"))
        .credential("key", "hush")
        .basic("basic", "hush", "hush");
    let shown = format!("{builder:?}");
    let session = builder.build().unwrap();
    let shown = format!("{shown} {session:?} {:?}", session.call(&READ));
    assert!(shown.contains("http://a") && shown.contains("readThing") && !shown.contains("hush"), "{shown}");
}
