//! From an OpenAPI document to Rust: located diagnostics, one model, a server crate and a client
//! crate.
//!
//! Owns the way from text to text. Never runs cargo, never reads what it generates.

pub mod breaches;
pub mod build;
pub mod client;
pub mod diagnostic;
pub mod emit;
mod graph;
mod inherited;
pub mod keywords;
mod meant;
pub mod measure;
pub mod model;
pub mod names;
pub mod node;
mod overrides;
pub mod project;
pub mod report;
pub mod resolve;
pub mod source;
pub mod standalone;
pub mod suite;
mod support;
