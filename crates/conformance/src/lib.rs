//! Both directions: what the documents say, the code does; what the code does, the documents say.
//!
//! Owns the proof that the generated types, the running service and the generated clients are what `openapi/` says
//! they are. Nothing depends on it, and nothing here is trusted alone: the judge of what is valid is the `jsonschema`
//! crate, on raw bytes.

pub mod answers;
pub mod cases;
pub mod clients;
pub mod connection;
pub mod contract;
pub mod document;
pub mod emitted;
pub mod histories;
pub mod instances;
pub mod judge;
pub mod malformed;
pub mod message;
pub mod mounted;
#[cfg(feature = "mutants")]
pub mod mutants;
pub mod projection;
pub mod recorder;
pub mod report;
pub mod text;
pub mod types;
pub mod wire;
pub mod world;
