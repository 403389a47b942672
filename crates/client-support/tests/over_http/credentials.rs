//! Credentials: which of them, where they go, and what comes of it where there are none.

use std::time::Duration;

use client_support::{
    CachedTokens, CredentialPlace, Error, OperationFacts, SchemeFacts, Session, StaticToken, Style, Token, TokenError,
};

use crate::support::{CHANGE, READ, SECURED_CREATE, Script, Seen, ask, json, run};

const fn scheme(name: &'static str, place: CredentialPlace) -> SchemeFacts {
    SchemeFacts { name, place }
}

const BEARER: SchemeFacts = scheme("bearer", CredentialPlace::Bearer);
const BASIC: SchemeFacts = scheme("basic", CredentialPlace::Authorization("Basic"));
const HEADER: SchemeFacts = scheme("header", CredentialPlace::Header("x-api-key"));
const QUERY: SchemeFacts = scheme("query", CredentialPlace::Query("api key"));
const COOKIE: SchemeFacts = scheme("cookie", CredentialPlace::Cookie("session"));
const CONNECTION: SchemeFacts = scheme("connection", CredentialPlace::Connection);

/// Any one of these, each with all of its schemes.
static EITHER: OperationFacts =
    OperationFacts { security: &[&[BASIC, HEADER], &[QUERY, COOKIE], &[BEARER]], anonymous: false, ..READ };
static OPTIONAL: OperationFacts = OperationFacts { anonymous: true, ..EITHER };
static BY_CERTIFICATE: OperationFacts = OperationFacts { security: &[&[CONNECTION]], anonymous: false, ..READ };

/// A call of `facts`, as the server saw it.
async fn seen(facts: &'static OperationFacts, with: impl FnOnce(&Script) -> Session) -> Seen {
    let script = Script::start([json(200, "{}")]).await;
    ask(&with(&script), facts).await.unwrap();
    script.only()
}

fn credentials(seen: &Seen) -> [String; 4] {
    let query = seen.line.split_once("?a=b").unwrap().1.trim_end_matches(" HTTP/1.1");
    [seen.header("authorization"), seen.header("x-api-key"), query, seen.header("cookie")].map(str::to_owned)
}

#[tokio::test]
async fn each_credential_goes_to_its_place_and_the_first_way_that_is_complete_is_gone() {
    let all = seen(&EITHER, |script| {
        let session = script.session().basic("basic", "Ada", "p:w").credential("header", "h1");
        session.credential("query", "q 1&").credential("cookie", "c1").build().unwrap()
    });
    assert_eq!(credentials(&all.await), ["Basic QWRhOnA6dw==", "h1", "", ""]);
    let second = seen(&EITHER, |script| {
        let session = script.session().credential("header", "h1");
        session.credential("query", "q 1&").credential("cookie", "c1").build().unwrap()
    });
    assert_eq!(credentials(&second.await), ["", "", "&api%20key=q%201%26", "session=c1"]);
    let third = seen(&EITHER, |script| script.session().credential("header", "h1").build().unwrap());
    assert_eq!(credentials(&third.await), ["Bearer t0", "", "", ""]);
}

#[tokio::test]
async fn credentials_join_the_parameters_of_the_call() {
    let script = Script::start([json(200, "{}")]).await;
    let session = script.bare_session().credential("query", "q1").credential("cookie", "c1").build().unwrap();
    let call = session.call(&EITHER).query("page", Style::Form, true, &2).cookie("colour", Style::Form, true, &"red");
    run(&session, call, reqwest::Method::GET).await.unwrap();
    assert_eq!(credentials(&script.only()), ["", "", "&page=2&api%20key=q1", "colour=red; session=c1"]);
}

#[tokio::test]
async fn what_can_be_called_without_is_called_without_and_the_rest_is_not_sent() {
    let bare = |script: &Script| script.bare_session().build().unwrap();
    assert_eq!(credentials(&seen(&OPTIONAL, bare).await), ["", "", "", ""]);
    assert_eq!(credentials(&seen(&BY_CERTIFICATE, bare).await), ["", "", "", ""]);
    let script = Script::start([]).await;
    for session in [script.bare_session(), script.bare_session().credential("query", "q1").credential("basic", "b1")] {
        let error = ask(&session.build().unwrap(), &EITHER).await.unwrap_err();
        assert!(matches!(error, Error::NotConfigured(what) if what.contains("credential")), "{error:?}");
    }
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn a_credential_that_no_header_can_hold_is_not_repeated() {
    let script = Script::start([]).await;
    let session = script.bare_session().credential("basic", "b\n1").credential("header", "h1").build().unwrap();
    let error = ask(&session, &EITHER).await.unwrap_err();
    assert!(
        matches!(&error, Error::InvalidRequest(violations) if violations[0].pointer == "/authorization"),
        "{error:?}"
    );
    let session = script.bare_session().credential("query", "q1").credential("cookie", "c\n1").build().unwrap();
    let error = ask(&session, &EITHER).await.unwrap_err();
    assert!(matches!(error, Error::NotConfigured(what) if what.contains("cookie")), "{error:?}");
    let session = script.bare_session().tokens(StaticToken(Token::new("t\n0", None))).build().unwrap();
    let error = ask(&session, &SECURED_CREATE).await.unwrap_err();
    assert!(matches!(error, Error::Token(TokenError::NotAToken)), "{error:?}");
    assert!(script.seen().is_empty());
}

#[tokio::test]
async fn a_session_with_other_tokens_is_the_same_but_for_them() {
    let script = Script::start([json(200, "{}"), json(200, "{}")]).await;
    let session = script.session().build().unwrap();
    let error = ask(&session.without_tokens(), &CHANGE).await.unwrap_err();
    assert!(matches!(error, Error::NotConfigured(what) if what.contains("token source")), "{error:?}");
    ask(&session.with_tokens(StaticToken(Token::new("t9", None))), &CHANGE).await.unwrap();
    ask(&session, &CHANGE).await.unwrap();
    let tokens: Vec<_> = script.seen().iter().map(|seen| seen.header("authorization").to_owned()).collect();
    assert_eq!(tokens, ["Bearer t9", "Bearer t0"]);
    assert!(script.seen().iter().all(|seen| !seen.header("x-signature").is_empty()), "the secret is the same");
}

#[tokio::test]
async fn what_a_session_lacks_is_said_before_anything_is_sent() {
    let script = Script::start([]).await;
    let bare = script.bare_session().build().unwrap();
    assert!(matches!(ask(&bare, &CHANGE).await, Err(Error::NotConfigured(what)) if what.contains("shared secret")));
    assert!(
        matches!(ask(&bare, &SECURED_CREATE).await, Err(Error::NotConfigured(what)) if what.contains("token source"))
    );
    let failing = CachedTokens::new(Duration::ZERO, async || Err(TokenError::new("no such user")));
    let session = script.session().tokens(failing).build().unwrap();
    let error = ask(&session, &CHANGE).await.unwrap_err();
    assert!(matches!(&error, Error::Token(TokenError::LogIn(_))), "{error:?}");
    assert!(script.seen().is_empty());
}
