//! Holds a running server to its document: requests made from the document, good ones and broken ones, and every answer
//! judged on its raw bytes.
//!
//! Any implementation of a generated trait is tested in ten lines. Serve it on a free port, and:
//!
//! ```no_run
//! # const DOCUMENT: &str = "{}";
//! # static ROUND_TRIPS: &[schema_support::RoundTrip] = &[];
//! # let address = "127.0.0.1:8080".parse().unwrap();
//! use round_trips::Wire;
//!
//! Wire::new(DOCUMENT, address)                        // the server crate's DOCUMENT; where it listens
//!     .types(ROUND_TRIPS, |_entry, _bytes| None)      // its ROUND_TRIPS, and `|entry, bytes| (entry.arbitrary)(bytes)`
//!     .header("authorization", "Bearer of-a-test")    // what every request needs
//!     .check();                                       // panics with every answer that is not declared
//! ```
//!
//! What is wrong is said with the request that showed it. This server answers a status that its document has not:
//!
//! ```should_panic
//! use std::io::{Read, Write};
//!
//! let document = r#"{ "openapi": "3.1.0", "info": { "title": "Greetings", "version": "1" }, "paths": {
//!     "/hello": { "get": { "operationId": "hello", "responses": { "204": { "description": "Hello." } } } } } }"#;
//! let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
//! let address = listener.local_addr().unwrap();
//! std::thread::spawn(move || {
//!     for stream in listener.incoming() {
//!         let mut stream = stream.unwrap();
//!         let _request = stream.read(&mut [0; 4096]);
//!         let _answer = stream.write_all(b"HTTP/1.1 418 I'm a teapot\r\ncontent-length: 0\r\n\r\n");
//!     }
//! });
//! round_trips::Wire::new(document, address).check(); // panics: `GET /hello`: status 418 is not declared
//! ```

mod contract;
mod http;
mod requests;

use std::collections::BTreeSet;
use std::net::SocketAddr;

use schema_support::RoundTrip;

use crate::Arbitrary;
use contract::{Contract, Verdict};
pub use http::{Answer, Request};

type Finish<'w> = Box<dyn Fn(&mut Request) + 'w>;

/// A running server, and what is needed to ask it something.
pub struct Wire<'w> {
    document: &'w str,
    address: SocketAddr,
    types: &'w [RoundTrip],
    arbitrary: Arbitrary,
    headers: Vec<(String, String)>,
    finish: Option<Finish<'w>>,
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
    /// Each answer that is not declared, and each broken request that was accepted: the request, and why.
    pub failures: Vec<String>,
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
        Self { document, address, types: &[], arbitrary: |_, _| None, headers: Vec::new(), finish: None, seed }
    }

    /// The generated types, whose arbitrary values are sent as bodies and parameters. Without them only what the
    /// document shows as examples is sent.
    #[must_use]
    pub fn types(mut self, types: &'w [RoundTrip], arbitrary: Arbitrary) -> Self {
        (self.types, self.arbitrary) = (types, arbitrary);
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
        assert!(judged.failures.is_empty(), "{}", judged.failures.join("\n"));
    }

    /// Asks and judges.
    ///
    /// # Panics
    /// When the document is none.
    pub fn judge(&self) -> Judged {
        let contract = Contract::new(self.document);
        let mut judged = Judged::default();
        for operation in contract.operations() {
            judged.operations += 1;
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
                match contract.judge(&operation, &answer) {
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
        }
        judged
    }
}
