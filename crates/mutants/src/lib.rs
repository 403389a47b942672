//! Breaks copies of the generated code one thing at a time, and asks the conformance which of it is noticed.
//!
//! Owns the rewriting, the scratch workspace, the run and the list of survivors. Never judges: the program
//! `judge-mutants` of `crates/conformance` does, built over the rewritten copies.

pub mod hand_written;
pub mod judges;
pub mod kind;
pub mod report;
pub mod rewrite;
pub mod scratch;
pub mod survivors;
