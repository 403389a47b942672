//! progenitor's operations (being written).
use crate::diagnostic::Diagnostic;
use crate::model::Model;

/// The text of `operations.rs`.
pub fn operations(_model: &Model) -> Result<String, Diagnostic> {
    Ok(String::new())
}
