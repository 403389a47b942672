//! Holds a running server to its document: requests made from the document, good ones and broken ones, and every answer
//! judged on its raw bytes.

mod contract;
mod http;
mod requests;

use std::collections::BTreeSet;
use std::net::SocketAddr;

use schema_support::RoundTrip;

use crate::Arbitrary;
use contract::{Contract, Verdict, refusal};
pub use http::{Answer, Request};

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
///     .header("authorization", "Bearer of-a-test")        // what every request needs
///     .check();                                           // panics with every answer that is not declared
/// ```
///
/// What is wrong is said with the request that showed it. This server answers a status that its document has not:
///
/// ```should_panic
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
/// round_trips::Wire::new(document, address).check(); // panics: `GET /hello`: status 418 is not declared
/// ```
pub struct Wire<'w> {
    document: &'w str,
    address: SocketAddr,
    types: &'w [RoundTrip],
    arbitrary: Arbitrary,
    headers: Vec<(String, String)>,
    finish: Option<Finish<'w>>,
    operations: Option<&'w [&'w str]>,
    not_implemented: &'w [&'w str],
    seed: u64,
}

/// What was asked, and what was wrong with the answers.
#[derive(Debug, Default)]
pub struct Judged {
    /// Requests that were sent.
    pub requests: usize,
    /// Operations of the document that were asked for.
    pub operations: usize,
    /// Pairs of operation and declared status that were seen.
    pub seen: BTreeSet<(String, String)>,
    /// Refusals of the generated mount (problems below `/problems/`) with a status that the document does not declare.
    pub refusals: usize,
    /// Operations of which no success was seen: their credentials may be missing, or what their path names is not there.
    pub without_success: Vec<String>,
    /// Each answer that is not declared, each handler that panicked, and each broken request that was accepted: the
    /// request, and why.
    pub failures: Vec<String>,
}

/// The problem that a generated mount answers for a handler that panicked.
const PANICKED: &str = "/problems/internal-error";

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
        let seed = 0x9E37_79B9_7F4A_7C15;
        Self {
            document,
            address,
            types: &[],
            arbitrary: |_, _| None,
            headers: Vec::new(),
            finish: None,
            operations: None,
            not_implemented: &[],
            seed,
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

    /// What the requests are made from. The same seed makes the same requests.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        // A generator of zeros stays there.
        self.seed = seed | 1 << 63;
        self
    }

    /// Asks and judges; prints a line of figures.
    ///
    /// # Panics
    /// With every answer that is not declared, and every broken request that was accepted.
    pub fn check(&self) {
        let judged = self.judge();
        println!(
            "wire: {} requests to {} operations, {} declared answers seen, {} refusals that the document leaves out",
            judged.requests,
            judged.operations,
            judged.seen.len(),
            judged.refusals
        );
        if !judged.without_success.is_empty() {
            println!("wire: no success was seen of {}", judged.without_success.join(", "));
        }
        assert!(judged.failures.is_empty(), "{}", judged.failures.join("\n"));
    }

    /// Asks and judges.
    ///
    /// # Panics
    /// When the document is none.
    pub fn judge(&self) -> Judged {
        let contract = Contract::new(self.document);
        let mut judged = Judged::default();
        let operations = contract.operations();
        for listed in self.not_implemented {
            if !operations.iter().any(|operation| operation.name() == *listed) {
                judged.failures.push(format!("`{listed}` is listed as not implemented, and is not in the document"));
            }
        }
        let is_served = |name: String| self.operations.is_none_or(|served| served.contains(&&*name));
        for operation in operations.into_iter().filter(|operation| is_served(operation.name())) {
            judged.operations += 1;
            let is_listed = self.not_implemented.contains(&operation.name().as_str());
            let mut succeeded = false;
            for mut draft in requests::of(&contract, &operation, self.types, self.arbitrary, self.seed) {
                for (name, value) in &self.headers {
                    if draft.request.header(name).is_none() {
                        draft.request.headers.push((name.clone(), value.clone()));
                    }
                }
                if let Some(finish) = &self.finish {
                    finish(&mut draft.request);
                }
                judged.requests += 1;
                let line = format!("`{} {}`", draft.request.method, draft.request.target);
                let answer = match http::exchange(self.address, &draft.request) {
                    Ok(answer) => answer,
                    Err(error) => {
                        judged.failures.push(format!("{line}: no answer: {error}"));
                        continue;
                    }
                };
                succeeded |= answer.status < 400;
                match contract.judge(&operation, &answer) {
                    _ if refusal(&answer).is_some_and(|kind| kind == PANICKED) => {
                        judged.refusals += usize::from(is_listed);
                        if !is_listed {
                            judged.failures.push(format!("{line}: the handler panicked{}", draft.told()));
                        }
                    }
                    Verdict::Declared(status) => {
                        judged.seen.insert((operation.pointer.clone(), status));
                    }
                    Verdict::Refusal => judged.refusals += 1,
                    Verdict::Undeclared(why) => judged.failures.push(format!("{line}: {why}{}", draft.told())),
                }
                if let Some(broken) = &draft.broken
                    && (200..300).contains(&answer.status)
                {
                    judged.failures.push(format!("{line}: accepted, though {broken}{}", draft.told()));
                }
            }
            match (succeeded, is_listed) {
                (true, true) => {
                    let name = operation.name();
                    judged.failures.push(format!("`{name}` is listed as not implemented, and answered a success"));
                }
                (true, false) => {}
                (false, _) => judged.without_success.push(operation.name()),
            }
        }
        judged
    }
}
