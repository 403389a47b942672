//! Every construct of a schema as a generated type.
//!
//! Owns two documents that nobody serves, and what the generator makes of them: `tests/judged.rs` holds it against the
//! `jsonschema` crate, and `crates/codegen/tests/constructs.rs` says when it is stale.

/// What OpenAPI 3.0 says in words of its own.
pub mod v3_0;
/// JSON Schema 2020-12, as OpenAPI 3.1 has it.
pub mod v3_1;
