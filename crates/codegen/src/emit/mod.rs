//! From the model to text. Every emitter is a pure function of the model.

mod body;
mod both_sides;
mod client;
mod code;
mod components;
mod examples;
pub mod handlers;
mod mount;
pub(crate) mod paths;
mod routes;
mod schemas;
mod server;
mod servers;
pub(crate) mod types;
mod wire_test;

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::model::{Model, Operation};

pub use both_sides::both_sides;
pub use components::components;
pub use schemas::schemas;
pub use types::{Flavour, round_trips, types as messages};

/// The files of one crate: path below the crate's folder, and text.
pub type Files = BTreeMap<String, String>;

/// What the crates are called and where they find ours.
#[derive(Clone, Debug)]
pub struct CrateOptions {
    /// The package's name.
    pub package: String,
    /// The line that each file begins with.
    pub banner: String,
    /// How `Cargo.toml` names a dependency: `dropshot.workspace = true`, or path and version.
    pub dependency: fn(name: &str, optional: bool) -> String,
    /// Lines for `[package]` beyond the name.
    pub package_lines: String,
}

/// The emitter's layout is the one that is checked in: `cargo fmt` leaves it alone.
const RUSTFMT: &str = "# The generator lays this crate out.\ndisable_all_formatting = true\n";

/// The docs are the document's words: what looks like code in them is not ours to run.
const LIBRARY: &str = "[lib]\n# The docs hold the document's words, which are no tests.\ndoctest = false\n\n";

/// Of a library whose tests are all in its folder of tests: it is not compiled once more to look for others.
const LIBRARY_WITHOUT_TESTS: &str = "[lib]\n# The docs hold the document's words, which are no tests, and there are none in `src`.\ndoctest = false\ntest = false\n\n";

/// What the root of a crate with these types has to say to the compiler, a line each.
fn root_attributes(model: &Model) -> String {
    // rustc gives up so many types deep. Half of it is for what is around them: futures in futures, mostly.
    const USUAL: usize = 128;
    let mut lines = String::new();
    // Rust warns of names in other scripts, and of those that look alike; they are the document's.
    if model.has_foreign_names() {
        lines.push_str("#![allow(confusable_idents, mixed_script_confusables, uncommon_codepoints)]\n");
    }
    // clippy expects more of such names; they are the document's.
    let is_taken = |it: &Operation| ["from_", "into_", "to_"].iter().any(|prefix| it.rust_name.starts_with(prefix));
    if model.operations.iter().any(is_taken) {
        lines.push_str("#![allow(clippy::wrong_self_convention)]\n");
    }
    let depth = model.depth();
    if depth > USUAL / 2 {
        let limit = (USUAL + 2 * depth).next_power_of_two();
        lines.push_str("// A crate that uses these types needs it, too: they are deep in each other.\n");
        lines.push_str(&format!("#![recursion_limit = \"{limit}\"]\n"));
    }
    lines
}

/// Writes [`root_attributes`], and a blank line behind them.
fn write_root_attributes(code: &mut code::Code, attributes: &str) {
    if !attributes.is_empty() {
        code.line(attributes);
    }
}

/// The crate with the server's trait, its mount and its types; the document is not its own where it receives events.
pub fn server_crate(model: &Model, document: &str, options: &CrateOptions) -> Files {
    let mut files = Files::new();
    files.insert("Cargo.toml".to_owned(), server::manifest(options));
    files.insert("rustfmt.toml".to_owned(), RUSTFMT.to_owned());
    if !model.of_events {
        files.insert("document.json".to_owned(), document.to_owned());
    }
    files.insert("src/lib.rs".to_owned(), server::library(model, options));
    files.insert("src/mount.rs".to_owned(), mount::mount(model, options));
    files.insert("src/types.rs".to_owned(), types::types(model, Flavour::Server, options));
    files.insert("src/round_trips.rs".to_owned(), types::round_trips(model, options) + &server::answers(model));
    files.insert("src/schemas.rs".to_owned(), schemas::schemas(model, options));
    files.insert("src/components.rs".to_owned(), components::components(model, options));
    files
}

/// The crate with the client and its types.
///
/// # Errors
/// A diagnostic when progenitor refuses the lowered operations: a fault of ours.
pub fn client_crate(model: &Model, options: &CrateOptions) -> Result<Files, Diagnostic> {
    let mut files = Files::new();
    files.insert("Cargo.toml".to_owned(), client::manifest(options));
    files.insert("rustfmt.toml".to_owned(), RUSTFMT.to_owned());
    files.insert("src/lib.rs".to_owned(), client::library(model, options));
    files.extend(examples::examples(model, options));
    files.insert("src/operations.rs".to_owned(), client::operations(model, options)?);
    if client::has_servers(model) {
        files.insert("src/servers.rs".to_owned(), servers::servers(model, options));
    }
    files.insert("src/round_trips.rs".to_owned(), types::round_trips(model, options));
    files.insert("src/types.rs".to_owned(), types::types(model, Flavour::Client, options));
    Ok(files)
}
