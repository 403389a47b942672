//! Holds a running server to its document: requests made from the document, good ones and broken ones, and every answer
//! judged on its raw bytes.

mod contract;
mod expressions;
mod http;
mod known;
mod recorder;
mod requests;
mod text;
mod values;

use std::collections::BTreeSet;
use std::io;
use std::net::SocketAddr;

use schema_support::RoundTrip;
use serde_json::Value;

use crate::Arbitrary;
use crate::random::{Random, SEED_VARIABLE, seed, values};
use contract::{Contract, Credential, MediaType, Operation, Verdict, refusal};
pub use http::{Answer, Request};
use known::Known;
pub use recorder::{Recorded, Recorder};
use requests::{Draft, Drafts, Part, Proof};
use values::{Source, Told};

type Finish<'w> = Box<dyn Fn(&mut Request) + 'w>;

/// A running server, and what is needed to ask it something.
///
/// Any implementation of a generated trait is tested in ten lines; the skeleton of a generated workspace has them in
/// `tests/wire.rs`. Serve it on a free port, and:
///
/// ```no_run
/// # mod partner_api {
/// #     pub const DOCUMENT: &str = "{}";
/// #     pub mod round_trips {
/// #         pub static ROUND_TRIPS: &[schema_support::RoundTrip] = &[];
/// #         pub static OPERATIONS: &[&str] = &[];
/// #     }
/// # }
/// # let address = "127.0.0.1:8080".parse().unwrap();
/// round_trips::server_conformance!(partner_api, address)  // the server crate, with its feature `conformance`
///     .credential("bearer", "of-a-test")                  // of a security scheme of the document
///     .known("customer_id", "6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f") // what is there, for parameters of this name
///     .check();                                           // panics with everything that is wrong
/// ```
///
/// Of every operation, `check` wants to see a success; good requests may not be refused as bad ones, nor fail; broken
/// requests are refused before they reach a handler, and for what is broken in them; who proves nothing, or something
/// wrong, is let in nowhere; a request that is sent again under its idempotency key (`x-idempotency`) is answered as before,
/// another one under the same key with a 409, and of several at once one runs; and every answer has to be declared, its
/// headers among it. What one operation made is what the others are asked
/// about: by the document's `links`, by `Location`, by the path (`id` of what `POST /books` made is that of `/books/{id}`),
/// and by members with a parameter's name.
///
/// What is wrong is said with the request that showed it. This server answers a status that its document has not:
///
/// ```
/// use std::io::{Read, Write};
///
/// let document = r#"{ "openapi": "3.1.0", "info": { "title": "Greetings", "version": "1" }, "paths": {
///     "/hello": { "get": { "operationId": "hello", "responses": { "204": { "description": "Hello." } } } } } }"#;
/// let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
/// let address = listener.local_addr().unwrap();
/// std::thread::spawn(move || {
///     for stream in listener.incoming() {
///         let mut stream = stream.unwrap();
///         let _request = stream.read(&mut [0; 4096]);
///         let _answer = stream.write_all(b"HTTP/1.1 418 I'm a teapot\r\ncontent-length: 0\r\n\r\n");
///     }
/// });
/// let fails = std::panic::catch_unwind(|| round_trips::Wire::new(document, address).check());
/// let message = *fails.unwrap_err().downcast::<String>().unwrap();
/// assert!(message.starts_with("`GET /hello`: status 418 is not declared"), "{message}");
/// ```
pub struct Wire<'w> {
    document: &'w str,
    address: SocketAddr,
    types: &'w [RoundTrip],
    arbitrary: Arbitrary,
    headers: Vec<(String, String)>,
    credentials: Vec<(String, String)>,
    finish: Option<Finish<'w>>,
    operations: Option<&'w [&'w str]>,
    not_implemented: &'w [&'w str],
    may_refuse: &'w [&'w str],
    may_panic: Vec<String>,
    allowed: Vec<String>,
    is_in_progress: bool,
    known: Known,
    bodies: Vec<Told>,
    seed: u64,
    good: usize,
}

/// What was asked, and what was wrong with the answers.
#[derive(Debug, Default)]
pub struct Judged {
    /// Requests that were sent.
    pub requests: usize,
    /// Those of them with which nothing is wrong.
    pub good: usize,
    /// Operations of the document that were asked for.
    pub operations: usize,
    /// Pairs of operation and declared status that were seen.
    pub seen: BTreeSet<(String, String)>,
    /// Requests that have nothing broken in them any more once they are finished ([`Wire::finish`]), and were not sent.
    pub mended: usize,
    /// Requests that were sent again under their idempotency key, or at once under the same one.
    pub repeated: usize,
    /// Refusals of the generated mount, as it alone writes them, that the document does not declare.
    pub refusals: usize,
    /// Operations of which no success was seen, and how their good requests ended: their credentials may be missing, or
    /// what their path names is not there.
    pub without_success: Vec<(String, String)>,
    /// Operations, and what of their requests could not be made: no value was found, or none that can be written.
    pub unmade: BTreeSet<(String, String)>,
    /// Each answer that is not declared, each handler that panicked, each broken request that was accepted, each good one
    /// that was refused as a bad one or failed (the request, and why), and each operation without a success.
    pub failures: Vec<String>,
}

/// The problem that a generated mount answers for a handler that panicked.
const PANICKED: &str = "/problems/internal-error";

/// The problems that a generated mount answers where the request itself is wrong.
const WRONG_REQUEST: [&str; 4] = [
    "/problems/malformed-request",
    "/problems/invalid-request",
    "/problems/unsupported-media-type",
    "/problems/not-acceptable",
];

/// Good requests of each operation, at least, where nobody says anything else.
const GOOD: usize = 4;

/// How often operations without a success are asked again, when more is known to be there.
const AGAIN: usize = 3;

/// How many requests are sent at once under one idempotency key.
const AT_ONCE: usize = 4;

/// What is answered to a request under an idempotency key that another one has.
const CONFLICT: u16 = 409;

/// The problems that a generated mount answers so.
const OF_KEYS: [&str; 2] = ["/problems/idempotency-key-reused", "/problems/request-in-flight"];

/// Statuses that say who somebody is not, what they may not, that they ask too often, or that nobody is served.
const OF_THE_CALLER: [u16; 4] = [401, 403, 429, 503];

/// More failures are not shown.
const SHOWN: usize = 40;

/// A running implementation of a generated trait, to be held to its document: a [`Wire`] with the document and the types
/// of the server crate that is named (with its feature `conformance`).
///
/// `server_conformance!(partner_api, address).check()` is a whole test; [`Wire`] has what can be said before `check`.
#[macro_export]
macro_rules! server_conformance {
    ($api:ident, $address:expr $(,)?) => {
        $crate::Wire::new($api::DOCUMENT, $address)
            .types($api::round_trips::ROUND_TRIPS, |entry, bytes| (entry.arbitrary)(bytes))
            .operations($api::round_trips::OPERATIONS)
    };
}

impl std::fmt::Debug for Wire<'_> {
    /// Without the headers, which hold secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wire").field("address", &self.address).field("types", &self.types.len()).finish_non_exhaustive()
    }
}

impl<'w> Wire<'w> {
    /// A server that implements this document, and listens here.
    pub fn new(document: &'w str, address: SocketAddr) -> Self {
        Self {
            document,
            address,
            types: &[],
            arbitrary: |_, _| None,
            headers: Vec::new(),
            credentials: Vec::new(),
            finish: None,
            operations: None,
            not_implemented: &[],
            may_refuse: &[],
            may_panic: Vec::new(),
            allowed: Vec::new(),
            is_in_progress: false,
            known: Known::default(),
            bodies: Vec::new(),
            seed: seed(),
            good: values(GOOD),
        }
    }

    /// The generated types, whose arbitrary values are sent as bodies and parameters. Without them only what the
    /// document shows as examples is sent.
    #[must_use]
    pub fn types(mut self, types: &'w [RoundTrip], arbitrary: Arbitrary) -> Self {
        (self.types, self.arbitrary) = (types, arbitrary);
        self
    }

    /// The operations (`GET /things/{id}`) that there are: what the generator refused is not served. Without them, all of
    /// the document's.
    #[must_use]
    pub fn operations(mut self, operations: &'w [&'w str]) -> Self {
        self.operations = Some(operations);
        self
    }

    /// A header that every request has.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_ascii_lowercase(), value.to_owned()));
        self
    }

    /// The credential of a security scheme of the document, by the scheme's name: a token, a key, or what follows `Basic`. A
    /// request has those of one of its operation's alternatives, each in turn.
    #[must_use]
    pub fn credential(mut self, scheme: &str, value: &str) -> Self {
        self.credentials.push((scheme.to_owned(), value.to_owned()));
        self
    }

    /// What happens to every request last: signing it, for one.
    #[must_use]
    pub fn finish(mut self, finish: impl Fn(&mut Request) + 'w) -> Self {
        self.finish = Some(Box::new(finish));
        self
    }

    /// Operations (`GET /things/{id}`) whose handlers may panic: nobody has written them yet. One that answers a success
    /// is a failure as long as it is listed, so that the list only shrinks.
    #[must_use]
    pub fn not_implemented(mut self, operations: &'w [&'w str]) -> Self {
        self.not_implemented = operations;
        self
    }

    /// Operations (`GET /things/{id}`) whose handlers have rules that the document does not tell, and may refuse good
    /// requests for them: 400 and 422 are right answers of theirs. They have to succeed once all the same.
    #[must_use]
    pub fn may_refuse(mut self, operations: &'w [&'w str]) -> Self {
        self.may_refuse = operations;
        self
    }

    /// Operations whose handlers may panic, though they are written: those of a test's own server that makes up its answers,
    /// and finds no value of one.
    #[must_use]
    pub fn may_panic(mut self, operations: Vec<String>) -> Self {
        self.may_panic = operations;
        self
    }

    /// A header that answers may have though the document does not declare it: of a proxy before the handlers, say.
    #[must_use]
    pub fn may_have_header(mut self, name: &str) -> Self {
        self.allowed.push(name.to_ascii_lowercase());
        self
    }

    /// The handlers are still being written, or what they need for a success is not set up: any declared answer to a good
    /// request is right, no operation has to succeed, and nothing is sent again under the same idempotency key.
    #[must_use]
    pub fn in_progress(mut self) -> Self {
        self.is_in_progress = true;
        self
    }

    /// A value that is something to the server, for parameters of this name; or, where variables of several paths share a
    /// name, for the last variable of this path (`/books/{id}`).
    #[must_use]
    pub fn known(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.known.tell(name, value.into());
        self
    }

    /// A JSON body with which an operation (`POST /things`) succeeds, where what the document shows and what its schema
    /// allows does not: a password that is right, say. It is sent before them; several are sent in their order.
    #[must_use]
    pub fn body(self, operation: &str, body: Value) -> Self {
        self.bytes(operation, "application/json", body.to_string())
    }

    /// As [`body`](Self::body), of another media type: XML, or a form whose `encoding` says how it is written, of neither of
    /// which the test makes any itself.
    #[must_use]
    pub fn bytes(mut self, operation: &str, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let (operation, media_type) = (operation.to_owned(), media_type.to_owned());
        self.bodies.push(Told { operation, media_type, bytes: body.into() });
        self
    }

    /// What the requests are made from, in place of what `ROUND_TRIPS_SEED` in the environment says, or of the usual one.
    /// The same seed makes the same requests, as long as the answers are the same.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Asks and judges; prints lines of figures.
    ///
    /// # Panics
    /// With everything that is wrong, and the seed.
    pub fn check(&self) {
        let judged = self.judge();
        println!(
            "wire: {} requests ({} of them good, {} repeated, {} more not sent as nothing was left broken in them) to {} \
             operations, {} declared answers seen, {} refusals that the document leaves out",
            judged.requests,
            judged.good,
            judged.repeated,
            judged.mended,
            judged.operations,
            judged.seen.len(),
            judged.refusals
        );
        for (name, why) in &judged.without_success {
            println!("wire: no success was seen of {name}: {why}");
        }
        for (name, what) in &judged.unmade {
            println!("wire: not every request was made of {name}: no value was found for {what}");
        }
        let left = judged.failures.len().saturating_sub(SHOWN);
        let more = if left == 0 { String::new() } else { format!("\nand {left} more failures") };
        let shown: Vec<&str> = judged.failures.iter().take(SHOWN).map(String::as_str).collect();
        assert!(shown.is_empty(), "{}{more}\nthe same again: {SEED_VARIABLE}={}", shown.join("\n"), self.seed);
    }

    /// Asks and judges.
    ///
    /// # Panics
    /// When the document is none.
    pub fn judge(&self) -> Judged {
        let contract = Contract::new(self.document).allowing(&self.allowed);
        let mut run = Run {
            wire: self,
            operations: contract.operations(),
            known: self.known.clone(),
            contract: &contract,
            judged: Judged::default(),
        };
        run.known.go_by(&run.operations);
        run.all();
        run.judged
    }
}

/// One run over all operations.
struct Run<'r> {
    wire: &'r Wire<'r>,
    contract: &'r Contract,
    operations: Vec<Operation>,
    known: Known,
    judged: Judged,
}

/// What became of an operation.
#[derive(Default)]
struct Outcome {
    has_succeeded: bool,
    /// How much was known when it was asked.
    known: usize,
    /// How its good requests ended.
    ends: BTreeSet<String>,
    /// The statuses of their answers.
    statuses: BTreeSet<u16>,
    /// The first of them that succeeded; under another key, where it has been asked again.
    good: Option<Draft>,
    /// A request was sent again under its key.
    is_repeated: bool,
}

impl Run<'_> {
    fn all(&mut self) {
        for (name, _) in &self.wire.credentials {
            if self.contract.credential(name).is_none() {
                self.judged
                    .failures
                    .push(format!("`{name}` has a credential, and is no security scheme of the document"));
            }
        }
        for name in self.wire.bodies.iter().map(|told| &told.operation) {
            if !self.operations.iter().any(|operation| operation.name() == *name) {
                self.judged.failures.push(format!("`{name}` has a body of the test's, and is not in the document"));
            }
        }
        for (what, list) in
            [("not implemented", self.wire.not_implemented), ("one that may refuse", self.wire.may_refuse)]
        {
            for listed in list {
                if !self.operations.iter().any(|operation| operation.name() == *listed) {
                    self.judged.failures.push(format!("`{listed}` is listed as {what}, and is not in the document"));
                }
            }
        }
        let is_served = |name: String| self.wire.operations.is_none_or(|served| served.contains(&&*name));
        let mut served: Vec<Operation> = self.operations.clone();
        served.retain(|operation| is_served(operation.name()));
        // What makes things comes first, and what ends them last; what is in something is made after it, and ended before.
        served.sort_by_key(|operation| {
            let depth = operation.path.split('/').count();
            match operation.method.as_str() {
                "POST" => (0, depth),
                "PUT" => (1, depth),
                "DELETE" => (4, usize::MAX - depth),
                "PATCH" => (3, depth),
                _ => (2, depth),
            }
        });
        self.judged.operations = served.len();
        let mut outcomes: Vec<Outcome> = served.iter().map(|_| Outcome::default()).collect();
        for turn in 0..=AGAIN {
            for (operation, outcome) in served.iter().zip(&mut outcomes) {
                let is_first = turn == 0;
                // By what is known since, it may succeed.
                if is_first || !outcome.has_succeeded && self.known.learned() > outcome.known {
                    self.ask(operation, outcome, is_first);
                }
            }
        }
        for (schema, why) in self.contract.unread() {
            self.judged.failures.push(format!("nothing is held to the schema at {schema:?}: {why}"));
        }
        for (operation, outcome) in served.iter().zip(outcomes) {
            let name = operation.name();
            let is_listed = self.is_listed(operation);
            if outcome.has_succeeded {
                if is_listed {
                    self.judged.failures.push(format!("`{name}` is listed as not implemented, and answered a success"));
                }
                continue;
            }
            let why = match outcome.ends.is_empty() {
                true => "it was not asked".to_owned(),
                false => outcome.ends.into_iter().collect::<Vec<_>>().join(", "),
            };
            if !is_listed && !self.wire.is_in_progress {
                self.judged.failures.push(format!("`{name}`: no success was seen: {why}"));
            }
            self.judged.without_success.push((name, why));
        }
    }

    fn is_listed(&self, operation: &Operation) -> bool {
        self.wire.not_implemented.contains(&operation.name().as_str())
    }

    /// Asks one operation: everything, or only what may succeed.
    fn ask(&mut self, operation: &Operation, outcome: &mut Outcome, is_first: bool) {
        let name = operation.name();
        // The operation's own, so that others can come and go.
        let named = name.bytes().fold(self.wire.seed, |seed, byte| seed.rotate_left(5) ^ u64::from(byte));
        outcome.known = self.known.learned();
        let mut source = Source {
            contract: self.contract,
            types: self.wire.types,
            arbitrary: self.wire.arbitrary,
            known: &self.known,
            bodies: &self.wire.bodies,
            random: Random::new(named),
            good: self.wire.good,
        };
        let Drafts { good, broken, unmade } = source.drafts(operation, is_first);
        if is_first {
            self.judged.unmade.extend(unmade.into_iter().map(|what| (name.clone(), what)));
        }
        let unproved = self.unproved(operation, good.first().filter(|_| is_first));
        for draft in good.into_iter().chain(broken).chain(unproved) {
            self.send(operation, outcome, draft);
        }
    }

    /// A good request of who proves nothing, and of who proves something wrong, where that has to be refused.
    fn unproved(&self, operation: &Operation, good: Option<&Draft>) -> Vec<Draft> {
        let requirements = self.contract.requirements(operation);
        // A certificate is no part of a request.
        let is_needed = !requirements.is_empty()
            && requirements
                .iter()
                .all(|all| !all.is_empty() && all.iter().all(|it| self.contract.credential(it).is_some()));
        let Some(good) = good.filter(|_| is_needed) else { return Vec::new() };
        let of = |proof, why: &str| Draft { proof, broken: Some(why.to_owned()), ..good.clone() };
        vec![of(Proof::Missing, "it has no credential"), of(Proof::Wrong, "its credential is wrong")]
    }

    /// The value of each credential that a request has, of any of the operation's schemes.
    fn proofs(&self, operation: &Operation, request: &Request) -> Vec<String> {
        let schemes = self.contract.requirements(operation).into_iter().flatten();
        let found = schemes.filter_map(|scheme| match self.contract.credential(scheme)? {
            Credential::Authorization(_) => request.header("authorization").map(str::to_owned),
            Credential::Header(name) => request.header(&name.to_ascii_lowercase()).map(str::to_owned),
            Credential::Query(name) => {
                let name = format!("{}=", text::percent(name));
                let query = request.target.split_once('?').map_or("", |(_, query)| query);
                query.split('&').find(|pair| pair.starts_with(&name)).map(str::to_owned)
            }
            Credential::Cookie(name) => {
                let cookies = request.header("cookie").unwrap_or_default();
                cookies.split("; ").find(|pair| pair.starts_with(&format!("{name}="))).map(str::to_owned)
            }
        });
        found.collect()
    }

    /// Adds the credentials of one of the operation's alternatives: of the next one each time; wrong ones, where they are to be
    /// wrong.
    fn authenticate(&self, operation: &Operation, request: &mut Request, proof: Proof) {
        // `nobody:at-all`, as RFC 7617 writes it, and a token.
        let wrong = |scheme: &str| match self.contract.credential(scheme) {
            Some(Credential::Authorization("Basic")) => "bm9ib2R5OmF0LWFsbA==",
            _ => "of-nobody-at-all",
        };
        let value = |scheme: &str| match proof {
            Proof::Missing => None,
            Proof::Wrong => Some(wrong(scheme)),
            Proof::Right => {
                let known = self.wire.credentials.iter().find(|(known, _)| known == scheme);
                known.map(|(_, value)| value.as_str())
            }
        };
        let mut alternatives = self.contract.requirements(operation);
        alternatives.retain(|all| all.iter().all(|scheme| value(scheme).is_some()));
        let count = alternatives.len().max(1);
        for scheme in alternatives.into_iter().nth(self.judged.requests % count).into_iter().flatten() {
            let (Some(credential), Some(value)) = (self.contract.credential(scheme), value(scheme)) else { continue };
            let value = value.to_owned();
            let (name, value) = match credential {
                Credential::Authorization(word) => ("authorization".to_owned(), format!("{word} {value}")),
                Credential::Header(name) => (name.to_ascii_lowercase(), value),
                Credential::Query(name) => {
                    let mark = if request.target.contains('?') { '&' } else { '?' };
                    let pair = format!("{mark}{}={}", text::percent(name), text::percent(&value));
                    request.target.push_str(&pair);
                    continue;
                }
                Credential::Cookie(name) => {
                    let others = request.header("cookie").map(|others| format!("{others}; ")).unwrap_or_default();
                    request.headers.retain(|(known, _)| known != "cookie");
                    ("cookie".to_owned(), format!("{others}{name}={value}"))
                }
            };
            if request.header(&name).is_none() {
                request.headers.push((name, value));
            }
        }
    }

    /// A request with all that the test adds; `None` where what is broken in it is not any more.
    fn finished(&self, operation: &Operation, draft: &Draft) -> Option<Request> {
        let mut request = draft.request.clone();
        let is_right = draft.proof == Proof::Right;
        for (name, value) in &self.wire.headers {
            let mut with = request.clone();
            if with.header(name).is_none() {
                with.headers.push((name.clone(), value.clone()));
            }
            // A credential, too, may be said so.
            if is_right || self.proofs(operation, &with) == self.proofs(operation, &request) {
                request = with;
            }
        }
        self.authenticate(operation, &mut request, draft.proof);
        let proofs = self.proofs(operation, &request);
        if let Some(finish) = &self.wire.finish {
            finish(&mut request);
        }
        let is_mended = draft.is_mended(&request) || !is_right && self.proofs(operation, &request) != proofs;
        (!is_mended).then_some(request)
    }

    fn send(&mut self, operation: &Operation, outcome: &mut Outcome, mut draft: Draft) {
        let (line, told) = (format!("`{} {}`", draft.request.method, draft.request.target), draft.told());
        let drafted = draft.clone();
        let Some(request) = self.finished(operation, &draft) else {
            self.judged.mended += 1;
            return;
        };
        draft.request = request;
        self.judged.requests += 1;
        self.judged.good += usize::from(draft.broken.is_none());
        let answer = match http::exchange(self.wire.address, &draft.request) {
            Ok(answer) => answer,
            Err(error) => {
                outcome.ends.insert("no answer".to_owned());
                self.judged.failures.push(format!("{line}: no answer: {error}{told}"));
                return;
            }
        };
        let is_due = draft.proof != Proof::Right && [401, 403].contains(&answer.status);
        let is_everyones = draft.broken.is_some() && !is_due && self.is_everyones(operation, outcome, answer.status);
        let mut fail = |why: &str| self.judged.failures.push(format!("{line}: {why}{told}"));
        let name = operation.name();
        let is_listed = self.wire.not_implemented.contains(&&*name) || self.wire.may_panic.contains(&name);
        let kind = refusal(&answer);
        match self.contract.judge(operation, &answer) {
            _ if kind.as_deref() == Some(PANICKED) => {
                match &draft.broken {
                    Some(broken) => fail(&format!("it reached the handler, which panicked, though {broken}")),
                    None if !is_listed => fail("the handler panicked"),
                    None => {}
                }
                self.judged.refusals += usize::from(is_listed);
            }
            Verdict::Declared(status, response) => {
                if let Some(why) = self.wire.misjudged(operation, &draft, &answer, kind.as_deref(), is_everyones) {
                    fail(&why);
                }
                self.judged.seen.insert((operation.pointer.clone(), status));
                if draft.broken.is_none() && (200..300).contains(&answer.status) {
                    self.known.learn(self.contract, &self.operations, operation, &draft, &response, &answer);
                }
            }
            Verdict::Refusal => {
                if let Some(why) = self.wire.misjudged(operation, &draft, &answer, kind.as_deref(), is_everyones) {
                    fail(&why);
                }
                self.judged.refusals += 1;
            }
            Verdict::Undeclared(why) => fail(&why),
        }
        if draft.broken.is_none() {
            outcome.has_succeeded |= answer.status < 400;
            let of_kind = kind.map_or_else(String::new, |kind| format!(" ({kind})"));
            outcome.ends.insert(format!("{}{of_kind}", answer.status));
            outcome.statuses.insert(answer.status);
            if answer.status < 400 && outcome.good.is_none() {
                outcome.good = Some(drafted.clone());
            }
            if (200..300).contains(&answer.status) && !outcome.is_repeated && !self.wire.is_in_progress {
                outcome.is_repeated = self.repeat(operation, outcome, &drafted, &draft.request, &answer);
            }
        }
    }

    /// Whether a status says of a caller who it is, or that nobody is served now, and not of one broken request: a good one gets
    /// it, too, or none has succeeded.
    fn is_everyones(&mut self, operation: &Operation, outcome: &mut Outcome, status: u16) -> bool {
        if !OF_THE_CALLER.contains(&status) {
            return false;
        }
        if !outcome.has_succeeded || outcome.statuses.contains(&status) {
            return true;
        }
        // It may be so since: they have asked too often, say. Under the same key it would be answered as before.
        let Some(good) = &mut outcome.good else { return false };
        if let Some((key, _)) = self.contract.idempotency(operation) {
            for (_, value) in good.request.headers.iter_mut().filter(|(name, _)| *name == key) {
                *value = turned(&turned(value));
            }
        }
        let Some(request) = self.finished(operation, good) else { return false };
        (self.judged.requests, self.judged.good) = (self.judged.requests + 1, self.judged.good + 1);
        let again = http::exchange(self.wire.address, &request).ok().map(|answer| answer.status);
        outcome.statuses.extend(again);
        again == Some(status)
    }

    /// Sends a request that has succeeded again under its idempotency key, another one under the same key, and several at once
    /// under another one. Whether the operation has such keys.
    fn repeat(
        &mut self,
        operation: &Operation,
        outcome: &mut Outcome,
        drafted: &Draft,
        sent: &Request,
        first: &Answer,
    ) -> bool {
        let Some((key, replay)) = self.contract.idempotency(operation) else { return false };
        let Some(own) = drafted.request.header(&key).map(str::to_owned) else { return false };
        // As it was drafted: what the test adds are its secrets.
        let (contract, address, line) = (self.contract, self.wire.address, &drafted.request);
        let is_replay =
            |answer: &Answer| replay.as_ref().is_none_or(|name| answer.list(name).as_deref() == Some("true"));
        if let Some(again) = self.repeated(operation, line, http::exchange(address, sent)) {
            if (again.status, &again.body) != (first.status, &first.body) {
                self.fail_repeated(
                    line,
                    &format!("sent again under its key, it is answered otherwise: {}", again.status),
                );
            } else if !is_replay(&again) {
                let name = replay.as_deref().unwrap_or_default();
                let told = again.list(name).map_or_else(String::new, |value| {
                    format!(": the header {name} is {}, and not \"true\"", crate::short(&value.into()))
                });
                self.fail_repeated(line, &format!("sent again under its key, it is not answered as a replay{told}"));
            } else if let Some(why) = contract.other_header(operation, first, &again, replay.as_deref()) {
                self.fail_repeated(line, &format!("sent again under its key, it is answered otherwise: {why}"));
            }
        }
        // The same JSON in other bytes: another request.
        let mut other = drafted.clone();
        other.request.body.push(b' ');
        // In other media types a blank may be wrong by itself.
        let is_json = drafted.request.header("content-type").is_some_and(|it| MediaType::of(it) == MediaType::Json);
        if let Some(request) = self.finished(operation, &other).filter(|_| !drafted.request.body.is_empty())
            && let Some(answer) = self.repeated(operation, line, http::exchange(address, &request))
            && answer.status != CONFLICT
            && (is_json || !(400..500).contains(&answer.status))
            && !self.is_everyones(operation, outcome, answer.status)
        {
            self.fail_repeated(
                line,
                &format!("another request under the same key is answered {}, and not {CONFLICT}", answer.status),
            );
        }
        let fresh = turned(&own);
        let mut raced = drafted.clone();
        raced.request.headers.retain(|(name, _)| *name != key);
        raced.request.headers.push((key, fresh.clone()));
        let Some(request) = self.finished(operation, &raced).filter(|_| fresh != own) else { return true };
        let answers: Vec<_> = std::thread::scope(|scope| {
            let lanes: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(|| http::exchange(address, &request))).collect();
            lanes.into_iter().map(|lane| lane.join().expect("an exchange does not panic")).collect()
        });
        let mut answers: Vec<Answer> =
            answers.into_iter().filter_map(|answer| self.repeated(operation, line, answer)).collect();
        answers.retain(|answer| !self.is_everyones(operation, outcome, answer.status));
        let mut fail = |why: &str| {
            self.fail_repeated(line, &format!("sent {AT_ONCE} times at once under one key, {why}"));
        };
        if let Some(failed) = answers.iter().find(|answer| answer.status >= 500) {
            fail(&format!("it is answered {}, and not {CONFLICT}", failed.status));
        }
        // Those that are not told to wait for the first one are told what became of it.
        let (waiting, done): (Vec<Answer>, Vec<Answer>) =
            answers.into_iter().filter(|answer| answer.status < 500).partition(|answer| answer.status == CONFLICT);
        let ran = done.iter().filter(|answer| answer.status < 300 && !is_replay(answer)).count();
        let is_new = |answer: &Answer| refusal(answer).is_none_or(|kind| !OF_KEYS.contains(&kind.as_str()));
        if done.is_empty() && !waiting.is_empty() && !waiting.iter().any(is_new)
            || done.iter().any(|answer| answer.status < 300) && replay.is_some() && ran != 1
        {
            fail(&format!("it ran {ran} times"));
        }
        let differs = |answer: &Answer| {
            let (one, other) = (&done[0], answer);
            one.status != other.status
                || one.status < 300
                    && (one.body != other.body
                        || contract.other_header(operation, one, other, replay.as_deref()).is_some())
        };
        if done.iter().any(differs) {
            fail("it is answered differently");
        }
        true
    }

    /// Counts and judges what a request under a key that was used is answered; `None` where it is not.
    fn repeated(&mut self, operation: &Operation, sent: &Request, answer: io::Result<Answer>) -> Option<Answer> {
        self.judged.repeated += 1;
        let answer = answer.inspect_err(|error| self.fail_repeated(sent, &format!("no answer: {error}"))).ok()?;
        if let Verdict::Undeclared(why) = self.contract.judge(operation, &answer) {
            self.fail_repeated(sent, &why);
        }
        Some(answer)
    }

    fn fail_repeated(&mut self, sent: &Request, why: &str) {
        self.judged.failures.push(format!("`{} {}`: {why}", sent.method, sent.target));
    }
}

/// A key that nobody has used: this one, with other digits at its end.
fn turned(key: &str) -> String {
    let turn = |digit: char| match digit {
        '0'..='8' => char::from(digit as u8 + 1),
        '9' => '0',
        other => other,
    };
    let (head, tail) = key.split_at(key.char_indices().rev().nth(3).map_or(0, |(at, _)| at));
    head.chars().chain(tail.chars().map(turn)).collect()
}

/// Where a generated mount refuses a request for something else than what is broken in it.
fn misplaced(draft: &Draft, answer: &Answer, kind: Option<&str>) -> Option<String> {
    let problem: Value =
        serde_json::from_slice(&answer.body).ok().filter(|_| kind == Some("/problems/invalid-request"))?;
    let listed = problem["errors"].as_array().filter(|listed| !listed.is_empty() && !draft.at.is_empty())?;
    // A judge says of some keywords where the whole is, and the mount where the part is.
    let is_within = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let is_meant = |error: &Value| {
        let (place, at) = (error["in"].as_str().unwrap_or_default(), error["pointer"].as_str().unwrap_or_default());
        // The letters of a header's name do not count.
        let same = |of: &str| place == "header" && of.eq_ignore_ascii_case(at);
        draft.at.iter().any(|(known, of)| *known == place && (is_within(at, of) || is_within(of, at) || same(of)))
    };
    let broken = draft.broken.as_deref().unwrap_or_default();
    (!listed.iter().any(is_meant)).then(|| {
        let places: Vec<String> = draft.at.iter().map(|(place, at)| format!("{place} {at:?}")).collect();
        format!("refused for {}, where {broken} at {}", crate::short(&problem["errors"]), places.join(", "))
    })
}

impl Wire<'_> {
    /// What is wrong with a declared answer as an answer to this request. `is_everyones`: good requests are answered so, too.
    fn misjudged(
        &self,
        operation: &Operation,
        draft: &Draft,
        answer: &Answer,
        kind: Option<&str>,
        is_everyones: bool,
    ) -> Option<String> {
        let (name, status) = (operation.name(), answer.status);
        if let Some(broken) = &draft.broken {
            return match (draft.proof, status) {
                (_, 200..300) => Some(format!("accepted, though {broken}")),
                // Who it is, and how often they may ask, comes first.
                _ if is_everyones => None,
                (Proof::Missing | Proof::Wrong, 401 | 403) => None,
                (_, 401 | 403 | 429 | 503) => {
                    Some(format!("answered {status}, as no good request is, where a refusal is due: {broken}"))
                }
                (Proof::Right, 400 | 405 | 406 | 411 | 413..=415 | 422 | 431) => misplaced(draft, answer, kind),
                // Of another path, then.
                (Proof::Right, 404) if kind == Some("/problems/not-found") && draft.part == Part::Target => None,
                _ => Some(format!("answered {status}, where a refusal is due: {broken}")),
            };
        }
        if self.not_implemented.contains(&name.as_str())
            || self.may_refuse.contains(&name.as_str()) && [400, 422].contains(&status)
        {
            return None;
        }
        let of_kind = kind.map_or_else(String::new, |kind| format!(" ({kind})"));
        let errors = answer.problem_errors();
        if kind.is_some_and(|kind| WRONG_REQUEST.contains(&kind)) {
            return Some(format!("refused with {status}{of_kind}, though the document allows it{errors}"));
        }
        match status {
            _ if self.is_in_progress => None,
            400 | 405 | 406 | 411 | 413..=415 | 422 => {
                Some(format!("refused with {status}{of_kind}, though the document allows it{errors}"))
            }
            500.. => Some(format!("answered {status}{of_kind}, though nothing is wrong with it")),
            _ => None,
        }
    }
}
