//! Holds the types of a generated workspace to the schemas they were made of: arbitrary values are valid and come back
//! as they were, and of values broken in one place the types take exactly those that are still valid.
//!
//! Owns the comparison, never the verdict: what is valid is said by the `jsonschema` crate, on the document itself.
//! Generated workspaces bring this crate along for their own tests. Where to begin:
//!
//! - [`server_conformance!`] holds a running implementation of the server's trait to the document, in ten lines ([`Wire`]
//!   has an example, and one that fails on purpose);
//! - [`Recorder`] stands before a server while a team's own tests run, and judges every answer that passes;
//! - [`check`] holds the types to it, in both directions;
//! - [`BothSides`] lets the generated client talk to the generated server, and holds what each has to what the other sent;
//! - [`emitted()`] holds to it the schemas that schemars and utoipa make of the types.
//!
//! In the environment, `ROUND_TRIPS_SEED=N` makes other values, requests and answers than the usual ones (every failure names
//! the seed that shows it again), and `ROUND_TRIPS_VALUES=N` so many arbitrary values of each type, exchanges of both
//! sides, and good requests of each operation. A failure shows the beginning of the value that it is about, that of a type made
//! as small as it still fails; with `ROUND_TRIPS_WHOLE=1`, all of it.

mod both_sides;
mod dialect;
mod edges;
mod emitted;
mod formats;
mod judge;
mod mutants;
mod random;
mod types;
mod views;
mod wire;

use schema_support::RoundTrip;
use serde_json::Value;

pub use crate::both_sides::{Asked, Asking, BothSides, Operation, Seen};
pub use crate::emitted::{Emitted, emitted};
pub use crate::mutants::smaller;
pub use crate::types::{Tally, check, tally};
pub use crate::wire::{Answer, Judged, Recorded, Recorder, Request, Wire};

/// An arbitrary value of a type made of these bytes, as JSON; `None` where they do not suffice. The tests give it:
/// only with their crate's feature `conformance` do types have one.
pub type Arbitrary = fn(&RoundTrip, &[u8]) -> Option<Vec<u8>>;

/// A name as a token of a JSON Pointer (RFC 6901, section 3).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// A member's name, of its token of a JSON Pointer.
fn unescaped(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// A value for a message: its beginning, unless `ROUND_TRIPS_WHOLE` is set.
fn short(json: &Value) -> String {
    let text = json.to_string();
    if std::env::var_os("ROUND_TRIPS_WHOLE").is_some() {
        return text;
    }
    match text.char_indices().nth(300) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
