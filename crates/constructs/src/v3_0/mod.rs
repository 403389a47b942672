//! What `v3_0.yaml` comes to.

pub mod client;
pub mod components;
pub mod round_trips;
pub mod schemas;
pub mod types;

/// The document, as JSON.
pub const DOCUMENT: &str = include_str!("document.json");
