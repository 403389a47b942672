//! Every answer that a document declares, those too that no request can bring about: arbitrary values of a server's
//! answers, held against the document on their bytes, then read by the generated client.
//!
//! The client is called as a case calls it; what stands for the service answers whatever it was given.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use serde_json::Value;
use server_support::Parts;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::cases::{self, Case, Given};
use crate::clients::Manner;
use crate::contract::{Contract, Operation};
use crate::message::{self, Message, Start};
use crate::types::APIS;
use crate::world::{CONTRACTS, SetUp};

/// How many answers of each status.
const OF_A_STATUS: usize = 2;

/// How often an arbitrary answer is made until every status was there.
const TRIES: usize = 2_000;

/// The statuses by the names that RFC 9110 gives them: what a variant is called is what it has to be on the wire.
const STATUSES: &[(&str, u16)] = &[
    ("Ok", 200),
    ("Created", 201),
    ("Accepted", 202),
    ("NoContent", 204),
    ("BadRequest", 400),
    ("Unauthorized", 401),
    ("Forbidden", 403),
    ("NotFound", 404),
    ("MethodNotAllowed", 405),
    ("NotAcceptable", 406),
    ("RequestTimeout", 408),
    ("Conflict", 409),
    ("Gone", 410),
    ("PreconditionFailed", 412),
    ("ContentTooLarge", 413),
    ("UnsupportedMediaType", 415),
    ("UnprocessableContent", 422),
    ("TooManyRequests", 429),
    ("InternalServerError", 500),
    ("BadGateway", 502),
    ("ServiceUnavailable", 503),
    ("GatewayTimeout", 504),
];

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// How many answers were made and read.
    pub answers: usize,
    /// How many pairs of operation and status they were of.
    pub statuses: usize,
    /// What went wrong.
    pub failures: Vec<String>,
}

/// Answers of every operation, or of one, made from a seed; `until_failure`: the first failure is enough.
///
/// # Errors
/// When there is no port to answer on, or a case cannot be read.
pub async fn run(
    only: Option<&str>,
    seed: u64,
    until_failure: bool,
    progress: impl Fn(&str),
) -> Result<Outcome, SetUp> {
    let cases = cases::all().map_err(SetUp)?;
    let stand_in = StandIn::start().await?;
    let mut outcome = Outcome::default();
    for (api, contract) in APIS.iter().zip(CONTRACTS.iter()) {
        for (id, make) in api.answers.iter().filter(|(id, _)| only.is_none_or(|only| only == *id)) {
            progress(id);
            let Some(operation) = contract.operation_by_id(id) else {
                outcome.failures.push(format!("{id}: the document has no such operation"));
                continue;
            };
            outcome.failures.extend(requests(contract, operation, &cases, &stand_in).await);
            let mut seen = BTreeMap::<u16, (usize, bool)>::new();
            let declared = contract.statuses(operation);
            let mut random = StdRng::seed_from_u64(seed);
            let mut bytes = vec![0; 4096];
            for _ in 0..TRIES {
                if declared
                    .iter()
                    .all(|status| seen.get(status).is_some_and(|(count, full)| *count >= OF_A_STATUS && *full))
                {
                    break;
                }
                random.fill_bytes(&mut bytes);
                let Some((shown, parts)) = make(&bytes) else { continue };
                // At least one of each status with every header that it may have.
                let names = contract.given_headers(operation, parts.status.as_u16());
                let is_full = names.iter().all(|name| parts.headers.contains_key(name));
                let (count, full) = seen.entry(parts.status.as_u16()).or_default();
                if *count >= OF_A_STATUS && (*full || !is_full) {
                    continue;
                }
                (*count, *full) = (*count + 1, *full || is_full);
                outcome.answers += 1;
                let answer = Answer { operation, shown: Shown::of(&shown), message: message_of(&parts) };
                outcome.failures.extend(answer.check(&cases, &stand_in).await);
                if until_failure && !outcome.failures.is_empty() {
                    return Ok(outcome);
                }
            }
            outcome.statuses += declared.len();
            for status in &declared {
                match seen.get(status) {
                    None => outcome.failures.push(format!("{id}: no answer of its type is {status}")),
                    Some((_, false)) => {
                        outcome.failures.push(format!("{id}: no {status} has every header that the document gives it"));
                    }
                    Some((_, true)) => {}
                }
            }
            if until_failure && !outcome.failures.is_empty() {
                return Ok(outcome);
            }
        }
    }
    Ok(outcome)
}

/// A declared answer as `Debug` shows it: on both sides alike.
#[derive(Debug, PartialEq)]
struct Shown<'t> {
    variant: &'t str,
    body: &'t str,
    headers: &'t str,
}

impl<'t> Shown<'t> {
    /// Of `NotFound(body)`, `Conflict { body: …, headers: Headers { … } }` or `NoContent`.
    fn of(text: &'t str) -> Self {
        let end = text.find(|character: char| !character.is_alphanumeric()).unwrap_or(text.len());
        let (variant, rest) = text.split_at(end);
        let inside = rest.strip_prefix(" { ").and_then(|rest| rest.strip_suffix(" }"));
        let (body, headers) = match (rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')), inside) {
            (Some(body), _) => (body, ""),
            (None, Some(inside)) => match inside.rsplit_once("headers: ") {
                Some((body, headers)) => (body.trim_end_matches(", "), headers),
                None => (inside, ""),
            },
            (None, None) => ("", ""),
        };
        let headers = headers.split_once(" { ").map_or("", |(_, inside)| inside.trim_end_matches(" }"));
        Self { variant, body: body.strip_prefix("body: ").unwrap_or(body), headers }
    }
}

/// One answer of a server, and what becomes of it.
struct Answer<'a> {
    operation: &'a Operation<'static>,
    shown: Shown<'a>,
    message: Message,
}

impl Answer<'_> {
    async fn check(&self, cases: &[Case], stand_in: &StandIn) -> Vec<String> {
        let id = self.operation.id;
        let status = self.status();
        let contract = CONTRACTS.iter().find(|contract| contract.operation_by_id(id).is_some());
        let Some(contract) = contract else { return vec![format!("{id}: of no document")] };
        let mut found = contract.undeclared_answer(self.operation, &self.message);
        match STATUSES.iter().find(|(name, _)| *name == self.shown.variant) {
            Some((_, wanted)) if *wanted == status => {}
            wanted => found.push(format!("it is sent as {status}, not as {wanted:?}")),
        }
        match callable(cases, id) {
            None => found.push("no case calls it and succeeds: add one".to_owned()),
            Some(case) => {
                found.extend(self.read(case, stand_in, &self.message).await.err());
                for name in contract.required_headers(self.operation, status) {
                    let mut without = self.message.clone();
                    without.headers.retain(|(known, _)| *known != name);
                    if call(case, stand_in, &without).await.is_ok() {
                        found.push(format!("the client takes an answer without the required header {name}"));
                    }
                }
                if let Some(name) = contract.replay_header(self.operation, status) {
                    let mut replayed = self.message.clone();
                    replayed.headers.push((name.clone(), "true".to_owned()));
                    let said = call(case, stand_in, &replayed).await;
                    let told = |shown: &str| shown.contains(&format!("{}: true", name.replace('-', "_")));
                    if !said.is_ok_and(|said| told(&said.headers) || said.error.is_some_and(|error| told(&error))) {
                        found.push(format!("the client does not tell {name}"));
                    }
                }
            }
        }
        found.into_iter().map(|why| format!("{id} {} {}: {why}", self.shown.variant, status)).collect()
    }

    fn status(&self) -> u16 {
        if let Start::Status(status) = self.message.start { status } else { 0 }
    }

    /// Has the client read the answer, and says how it is not the one that was sent.
    async fn read(&self, case: &Case, stand_in: &StandIn, message: &Message) -> Result<(), String> {
        let said = call(case, stand_in, message).await?;
        if said.status != self.status() {
            return Err(format!("the client says {}", said.status));
        }
        match said.error {
            Some(error) => {
                let read = Shown::of(&error);
                let same = read.variant == self.shown.variant
                    && read.body == self.shown.body
                    && read.headers.contains(self.shown.headers);
                if same { Ok(()) } else { Err(format!("the client reads {read:?}, but it is {:?}", self.shown)) }
            }
            None => {
                let sent = serde_json::from_slice::<Value>(&message.body).ok();
                let is_empty = message.body.is_empty() && said.body.is_none();
                let same = self.status() < 300
                    && (is_empty || sent.is_some() && sent == said.body)
                    && said.headers.contains(self.shown.headers);
                if same { Ok(()) } else { Err(format!("the client reads {:?}, but it is {sent:?}", said.body)) }
            }
        }
    }
}

/// A case by which the operation can be called.
fn callable<'c>(cases: &'c [Case], id: &str) -> Option<&'c Case> {
    cases.iter().find(|case| case.operation() == id && (200..300).contains(&case.status()) && !case.is_about_bytes())
}

/// What a client sends, and how often: the media types that it takes, nothing without a credential, nothing twice that
/// may have been done.
async fn requests(contract: &Contract, operation: &Operation<'_>, cases: &[Case], stand_in: &StandIn) -> Vec<String> {
    let id = operation.id;
    let Some(case) = callable(cases, id) else { return vec![format!("{id}: no case calls it and succeeds: add one")] };
    let busy = Message {
        start: Start::Status(503),
        headers: vec![("retry-after".to_owned(), "0".to_owned())],
        body: Vec::new(),
        complete: true,
    };
    let sent = async |manner| {
        stand_in.answer_with(&busy);
        // What the client makes of such an answer is not what is asked here.
        let _said = case.call(stand_in.url(), &Given::example(), manner).await;
        stand_in.requests()
    };
    let mut found = Vec::new();
    let usual = sent(Manner::Usual).await;
    let taken = usual.first().and_then(|request| request.header("accept")).unwrap_or_default();
    let taken: BTreeSet<&str> = taken.split(',').map(str::trim).collect();
    let declared = contract.media_types(operation);
    if !declared.iter().all(|media_type| taken.contains(media_type.as_str())) {
        found.push(format!("{id}: the client takes {taken:?}, and the document declares {declared:?}"));
    }
    if contract.needs_credentials(operation) && !sent(Manner::Anonymous).await.is_empty() {
        found.push(format!("{id}: the client sends it without a credential"));
    }
    let wanted = if contract.may_be_repeated(operation) { 2 } else { 1 };
    let count = sent(Manner::Retrying).await.len();
    if count != wanted {
        found.push(format!("{id}: the client sends it {count} times where nobody answers, not {wanted}"));
    }
    found
}

async fn call(case: &Case, stand_in: &StandIn, message: &Message) -> Result<crate::clients::Answer, String> {
    stand_in.answer_with(message);
    match case.call(stand_in.url(), &Given::example(), Manner::Usual).await? {
        Some(said) => Ok(said),
        None => Err(format!("the client has no such request: openapi/cases/{}", case.file)),
    }
}

fn message_of(parts: &Parts) -> Message {
    let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    let own = parts.content_type.iter().map(|value| ("content-type".to_owned(), text(value.as_bytes())));
    let others = parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value.as_bytes())));
    Message {
        start: Start::Status(parts.status.as_u16()),
        headers: own.chain(others).collect(),
        body: parts.body.to_vec(),
        complete: true,
    }
}

/// What stands for a service: it answers what it was given, whatever it is asked.
struct StandIn {
    address: SocketAddr,
    told: Arc<Mutex<Told>>,
    task: JoinHandle<()>,
}

/// What it says, and what it was asked.
#[derive(Default)]
struct Told {
    answer: Vec<u8>,
    requests: Vec<Message>,
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl StandIn {
    async fn start() -> Result<Self, SetUp> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let told = Arc::new(Mutex::new(Told::default()));
        let kept = Arc::clone(&told);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let told = Arc::clone(&kept);
                // A client that does not wait for the answer is the check's to notice.
                tokio::spawn(async move { drop(serve(stream, &told).await) });
            }
        });
        Ok(Self { address, told, task })
    }

    fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    fn answer_with(&self, message: &Message) {
        let Start::Status(status) = message.start else { return };
        let mut bytes = format!("HTTP/1.1 {status} It\r\nconnection: close\r\n").into_bytes();
        for (name, value) in &message.headers {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        if status != 204 {
            bytes.extend_from_slice(format!("content-length: {}\r\n", message.body.len()).as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&message.body);
        *lock(&self.told) = Told { answer: bytes, requests: Vec::new() };
    }

    /// What it was asked since it was told what to answer.
    fn requests(&self) -> Vec<Message> {
        std::mem::take(&mut lock(&self.told).requests)
    }
}

fn lock(told: &Mutex<Told>) -> MutexGuard<'_, Told> {
    told.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(mut stream: TcpStream, told: &Mutex<Told>) -> std::io::Result<()> {
    let mut asked = Vec::new();
    let mut buffer = vec![0; 16 * 1024];
    let request = loop {
        if let Some(request) = message::requests(&asked).into_iter().next().filter(|request| request.complete) {
            break request;
        }
        let count = stream.read(&mut buffer).await?;
        if count == 0 {
            return Ok(());
        }
        asked.extend_from_slice(&buffer[..count]);
    };
    let answer = {
        let mut told = lock(told);
        told.requests.push(request);
        told.answer.clone()
    };
    stream.write_all(&answer).await?;
    stream.shutdown().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_answer_is_taken_apart() {
        let shown = |text| {
            let Shown { variant, body, headers } = Shown::of(text);
            (variant, body, headers)
        };
        assert_eq!(shown("NoContent"), ("NoContent", "", ""));
        assert_eq!(shown("NotFound(Problem { a: 1 })"), ("NotFound", "Problem { a: 1 }", ""));
        let both = "Conflict { body: Problem { a: 1 }, headers: ConflictHeaders { retry_after: Some(R(5)) } }";
        assert_eq!(shown(both), ("Conflict", "Problem { a: 1 }", "retry_after: Some(R(5))"));
        assert_eq!(shown("Ok { headers: OkHeaders { a: 1 } }"), ("Ok", "", "a: 1"));
    }

    #[test]
    fn every_declared_answer_is_what_the_document_says_and_the_client_reads_it() {
        // Every operation's future in one, unoptimised, is more than a test's stack.
        let judged = || {
            let runtime = tokio::runtime::Runtime::new().expect("a runtime");
            runtime.block_on(run(None, 0, false, |_| ())).expect("a stand-in answers")
        };
        let thread = std::thread::Builder::new().stack_size(32 << 20).spawn(judged).expect("a thread");
        let outcome = thread.join().expect("it ends");
        assert!(outcome.failures.is_empty(), "{}", outcome.failures.join("\n"));
        assert!(outcome.answers >= outcome.statuses, "{outcome:?}");
    }
}
