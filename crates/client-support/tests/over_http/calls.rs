//! What is sent again, when, and with what; how long it may take.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use client_support::{Error, IdempotencyKey, RetryPolicy, Session, Token, TokenError, TokenSource};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

use crate::support::{
    ATTEMPT, CHANGE, CREATE, Clock, MOMENT, READ, SECURED_CREATE, Script, Server, Step, answer, ask, ask_with, both,
    chunk, json,
};

#[tokio::test]
async fn every_kind_of_retry_keeps_key_signature_and_body() {
    let script = Script::start([
        json(503, "{}"),
        Step::HangUp,
        Step::Half("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"si"),
        json(200, "{}"),
    ])
    .await;
    let session = script.session().build().unwrap();
    assert_eq!(ask(&session, &CHANGE).await.unwrap().status, 200);
    let seen = script.seen();
    assert_eq!(seen.len(), 4);
    let first = &seen[0];
    assert_eq!(first.line, "PATCH /things/7/?a=b HTTP/1.1");
    assert_eq!(first.header("authorization"), "Bearer t0");
    assert_eq!(first.header("accept"), "application/json, application/problem+json");
    assert_eq!(uuid::Uuid::parse_str(first.header("x-key")).unwrap().get_version_num(), 4);
    assert_eq!(first.header("x-signature"), signature(first.header("x-key"), "/things/7/", &first.body));
    for later in &seen[1..] {
        for name in ["x-key", "x-signature", "authorization", "content-length"] {
            assert_eq!(later.header(name), first.header(name), "{name}");
        }
        assert_eq!(later.body, first.body);
    }
}

fn signature(key: &str, path: &str, body: &str) -> String {
    use base64::Engine;
    use hmac::{Hmac, KeyInit, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"shared-secret-here").unwrap();
    mac.update([key, path, body].concat().as_bytes());
    base64::engine::general_purpose::STANDARD.encode(mac.finalize().into_bytes())
}

#[tokio::test]
async fn a_key_of_the_callers_own_is_sent_and_calls_differ_otherwise() {
    let script = Script::start([json(200, "{}"), json(200, "{}"), json(200, "{}")]).await;
    let session = script.session().build().unwrap();
    let key = IdempotencyKey::from(uuid::Uuid::nil());
    ask_with(&session, &CHANGE, Some(key)).await.unwrap();
    ask(&session, &CHANGE).await.unwrap();
    ask(&session, &CHANGE).await.unwrap();
    let keys: Vec<_> = script.seen().iter().map(|seen| seen.header("x-key").to_owned()).collect();
    assert_eq!(keys[0], "00000000-0000-0000-0000-000000000000");
    assert_ne!(keys[1], keys[2]);
}

#[tokio::test]
async fn retries_end_after_as_many_as_the_policy_says() {
    let script = Script::start((0..4).map(|_| json(429, "{}"))).await;
    let session = script.session().build().unwrap();
    assert_eq!(ask(&session, &CHANGE).await.unwrap().status, 429);
    assert_eq!(script.seen().len(), 4);
    let script = Script::start([json(503, "{}")]).await;
    let session = script.session().retries(RetryPolicy::NONE).build().unwrap();
    assert_eq!(ask(&session, &CHANGE).await.unwrap().status, 503);
}

#[tokio::test]
async fn what_is_neither_safe_nor_keyed_is_sent_once_only() {
    for step in [json(503, "{}"), json(429, "{}"), json(408, "{}")] {
        let script = Script::start([step]).await;
        ask(&script.session().build().unwrap(), &CREATE).await.unwrap();
        assert_eq!(script.seen().len(), 1);
        assert_eq!(script.seen()[0].header("content-type"), "application/merge-patch+json");
        assert_eq!(script.seen()[0].header("x-key"), "");
        assert_eq!(script.seen()[0].header("authorization"), "");
    }
    let script = Script::start([Step::HangUp]).await;
    let error = ask(&script.session().build().unwrap(), &CREATE).await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(script.seen().len(), 1);
    // What is safe is sent again.
    let script = Script::start([Step::HangUp, json(408, "{}"), json(200, "{}")]).await;
    assert_eq!(ask(&script.session().build().unwrap(), &READ).await.unwrap().status, 200);
}

#[tokio::test]
async fn what_could_not_be_connected_is_tried_again_whatever_it_is() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let session = Session::builder(format!("http://{address}"))
        .retries(RetryPolicy {
            max_retries: 20,
            base: Duration::from_millis(50),
            max: Duration::from_millis(50),
            ..RetryPolicy::default()
        })
        .build()
        .unwrap();
    let starts = async {
        sleep(Duration::from_millis(300)).await;
        Script::on(TcpListener::bind(address).await.unwrap(), [json(200, "{}")])
    };
    let (answered, script) = tokio::join!(ask(&session, &CREATE), starts);
    assert_eq!(answered.unwrap().status, 200);
    assert_eq!(script.seen().len(), 1);
}

/// Tokens t0, t1, ...: a new one for each that was refused.
struct Counting(AtomicUsize);

impl TokenSource for Counting {
    async fn token(&self, force_refresh_of: Option<&Token>) -> Result<Token, TokenError> {
        if force_refresh_of.is_some() {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
        Ok(Token::new(format!("t{}", self.0.load(Ordering::SeqCst)), None))
    }
}

#[tokio::test]
async fn a_401_renews_the_token_once_and_asks_again_with_the_same_key() {
    let script = Script::start([
        json(401, "{}"),
        json(200, "{}"),
        json(401, "{}"),
        json(401, "{}"),
        json(401, "{}"),
        json(200, "{}"),
    ])
    .await;
    let session = script.session().tokens(Counting(AtomicUsize::new(0))).build().unwrap();
    assert_eq!(ask(&session, &CHANGE).await.unwrap().status, 200);
    assert_eq!(ask(&session, &CHANGE).await.unwrap().status, 401);
    let seen = script.seen();
    let tokens: Vec<_> = seen.iter().map(|seen| seen.header("authorization").to_owned()).collect();
    assert_eq!(tokens, ["Bearer t0", "Bearer t1", "Bearer t1", "Bearer t2"]);
    assert_eq!(seen[0].header("x-key"), seen[1].header("x-key"));
    // Refused is not run: this holds for what is neither safe nor keyed, too.
    assert_eq!(ask(&session, &SECURED_CREATE).await.unwrap().status, 200);
}

#[tokio::test]
async fn no_token_is_renewed_for_a_signature_that_is_wrong() {
    let refused = |media_type: &str, kind: &str| {
        let headers = format!("content-type: {media_type}\r\nwww-authenticate: Bearer\r\n");
        answer(401, &headers, &format!(r#"{{"type":"{kind}","title":"T","status":401}}"#))
    };
    let problem = "application/problem+json";
    for (first, sent) in [
        (refused(problem, "/problems/signature-mismatch"), 1),
        (refused("application/problem+json; charset=utf-8", "https://bank.example/problems#signature-mismatch"), 1),
        (refused(problem, "signature-mismatch"), 1),
        (refused(problem, "/problems/unauthorized"), 2),
        (refused(problem, "/problems/no-signature-mismatch"), 2),
        (refused("application/json", "/problems/signature-mismatch"), 2),
        (answer(401, "content-type: application/problem+json\r\n", "no problem"), 2),
    ] {
        let script = Script::start([first, json(200, "{}")]).await;
        let session = script.session().tokens(Counting(AtomicUsize::new(0))).build().unwrap();
        let status = ask(&session, &CHANGE).await.unwrap().status;
        assert_eq!((status.as_u16(), script.seen().len()), (if sent == 1 { 401 } else { 200 }, sent));
    }
}

#[tokio::test]
async fn a_401_that_no_new_token_cures_is_the_answer() {
    let script = Script::start([json(401, "{}")]).await;
    assert_eq!(ask(&script.session().build().unwrap(), &CHANGE).await.unwrap().status, 401);
}

#[tokio::test]
async fn retry_after_is_obeyed_as_seconds_and_as_a_date_and_not_beyond_reason() {
    let in_five_seconds = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(5));
    let script = Script::start([
        answer(503, "retry-after: 3\r\n", ""),
        answer(429, &format!("retry-after: {in_five_seconds}\r\n"), ""),
        answer(503, "retry-after: 3600\r\n", ""),
    ])
    .await;
    let session = script.session().build().unwrap();
    let last = Clock::stop().while_it_passes(ask(&session, &READ)).await.unwrap();
    assert_eq!(last.headers["retry-after"], "3600");
    let seen = script.seen();
    assert!(seen[1].at - seen[0].at >= Duration::from_secs(3), "{:?}", seen[1].at - seen[0].at);
    // A date has whole seconds only, and real time passes meanwhile.
    assert!(seen[2].at - seen[1].at >= Duration::from_secs(2), "{:?}", seen[2].at - seen[1].at);
}

#[tokio::test]
async fn a_change_that_is_still_worked_on_under_its_key_is_asked_for_again() {
    let in_flight = || answer(409, "retry-after: 1\r\n", "");
    let script = Script::start([Step::HangUp, in_flight(), json(200, "{}")]).await;
    let session = script.session().build().unwrap();
    let last = Clock::stop().while_it_passes(ask(&session, &CHANGE)).await.unwrap();
    assert_eq!(last.status, 200);
    let seen = script.seen();
    assert_eq!(seen.len(), 3);
    assert!(seen[1..].iter().all(|later| later.header("x-key") == seen[0].header("x-key")), "{seen:?}");
    assert!(seen[2].at - seen[1].at >= Duration::from_secs(1), "{:?}", seen[2].at - seen[1].at);
}

#[tokio::test]
async fn a_conflict_is_final_where_nothing_says_to_wait_or_no_key_makes_it_one_change() {
    for (conflict, facts) in [
        (json(409, "{}"), &CHANGE),
        (answer(409, "retry-after: soon\r\n", ""), &CHANGE),
        (answer(409, "retry-after: 0\r\n", ""), &CREATE),
        (answer(409, "retry-after: 0\r\n", ""), &READ),
    ] {
        let script = Script::start([conflict, json(200, "{}")]).await;
        assert_eq!(ask(&script.session().build().unwrap(), facts).await.unwrap().status, 409);
        assert_eq!(script.seen().len(), 1);
    }
}

#[tokio::test]
async fn the_delay_that_the_policy_says_is_waited_for() {
    let script = Script::start([json(503, "{}"), json(200, "{}")]).await;
    let wait = Duration::from_secs(4);
    let policy = RetryPolicy { max_retries: 1, base: wait, max: wait, ..RetryPolicy::default() };
    let session = script.session().retries(policy).build().unwrap();
    assert_eq!(Clock::stop().while_it_passes(ask(&session, &READ)).await.unwrap().status, 200);
    let seen = script.seen();
    assert!(seen[1].at - seen[0].at >= wait, "{:?}", seen[1].at - seen[0].at);
}

#[tokio::test]
async fn an_attempt_that_is_late_is_made_again_where_that_is_right() {
    let clock = Clock::stop();
    let server = Server::start().await;
    let session = server.session();
    let serve = async {
        let first = server.request().await;
        clock.pass(ATTEMPT + MOMENT).await;
        let (mut second, _) = server.request().await;
        second.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.unwrap();
        (first, second)
    };
    let (answer, _connections) = both(ask(&session, &READ), serve).await;
    assert_eq!(answer.unwrap().status, 200);
}

#[tokio::test]
async fn an_attempt_that_is_late_is_the_last_where_it_may_have_been_done() {
    let clock = Clock::stop();
    let server = Server::start().await;
    let session = server.session();
    let serve = async {
        let first = server.request().await;
        clock.pass(ATTEMPT + MOMENT).await;
        first
    };
    let (answer, _connection) = both(ask(&session, &CREATE), serve).await;
    assert!(matches!(answer, Err(Error::TimedOut)), "{answer:?}");
}

#[tokio::test]
async fn the_time_for_an_attempt_is_for_all_of_its_answer() {
    let clock = Clock::stop();
    let server = Server::start().await;
    let session = server.session();
    let serve = async {
        let mut stream = server.begin("application/json").await;
        clock.pass(ATTEMPT - MOMENT).await;
        chunk(&mut stream, "{").await;
        clock.pass(2 * MOMENT).await;
        stream
    };
    let (answer, _connection) = both(ask(&session, &CREATE), serve).await;
    assert!(matches!(answer, Err(Error::TimedOut)), "{answer:?}");
}

#[tokio::test]
async fn a_call_has_no_more_time_than_all_its_attempts_may_take() {
    let clock = Clock::stop();
    let server = Server::start().await;
    let session = server.builder().total_timeout(Duration::from_secs(3)).build().unwrap();
    let began = Instant::now();
    let serve = async {
        let first = server.request().await;
        clock.pass(Duration::from_secs(3) + MOMENT).await;
        first
    };
    let (answer, _connection) = both(ask(&session, &READ), serve).await;
    assert!(matches!(answer, Err(Error::TimedOut)), "{answer:?}");
    assert!(began.elapsed() < ATTEMPT);
}

#[tokio::test(start_paused = true)]
async fn what_can_never_be_sent_is_not_tried_again() {
    let http = reqwest::Client::builder().https_only(true).build().unwrap();
    let session = Session::builder("http://127.0.0.1:9").http_client(http).build().unwrap();
    let began = Instant::now();
    let error = ask(&session, &READ).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_builder()), "{error:?}");
    assert_eq!(began.elapsed(), Duration::ZERO);
}

#[tokio::test]
async fn redirects_without_end_are_not_begun_again() {
    let script = Script::start((0..20).map(|_| answer(307, "location: /things/8\r\n", ""))).await;
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::limited(2)).build().unwrap();
    let error = ask(&script.session().http_client(http).build().unwrap(), &READ).await.unwrap_err();
    assert!(matches!(&error, Error::Transport(error) if error.is_redirect()), "{error:?}");
    assert_eq!(script.seen().len(), 3);
}

#[tokio::test]
async fn a_redirect_is_an_answer_and_is_not_followed() {
    let script = Script::start([answer(307, "location: /elsewhere\r\n", "")]).await;
    assert_eq!(ask(&script.session().build().unwrap(), &CHANGE).await.unwrap().status, 307);
}

/// What this crate writes to the log, of all levels.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn the_log_tells_what_is_sent_again_and_why_and_nothing_that_was_in_it() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("client_support=trace")
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let script = Script::start([json(503, "{}"), Step::HangUp, json(200, "{}")]).await;
    ask(&script.session().build().unwrap(), &CHANGE).await.unwrap();
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 2, "{text}");
    assert!(lines[0].contains("changeThing") && lines[0].contains("status=503"), "{text}");
    assert!(lines[1].contains("changeThing") && lines[1].contains("status=0"), "no answer has no status: {text}");
    for inside in ["Ada", "t0", "shared-secret", "/things/"] {
        assert!(!text.contains(inside), "{text}");
    }
}
