//! Bodies of one media type or of several, alike on both sides.

use super::code::Code;
use super::types::type_text;
use crate::model::{Content, Model};

/// The type of a body: its own where there is one media type, an enum's where there are several.
pub fn body_type(model: &Model, contents: &[Content], enum_name: &str) -> String {
    match contents {
        [] => "()".to_owned(),
        [only] => type_text(model, &only.ty, "types::"),
        _ => enum_name.to_owned(),
    }
}

/// The enum of a body of several media types.
pub fn body_enum(code: &mut Code, model: &Model, contents: &[Content], name: &str, docs: &str) {
    code.docs(docs);
    code.line("#[derive(Clone, Debug, PartialEq)]\n#[allow(clippy::large_enum_variant)]");
    code.line(format!("pub enum {name} {{"));
    for content in contents {
        code.docs(&format!("`{}`", content.media_type));
        code.line(format!("{}({}),", content.rust_name, type_text(model, &content.ty, "types::")));
    }
    code.line("}");
}

/// The media type that is sent for one that is declared: a range has no name of its own.
pub fn concrete(media_type: &str) -> &str {
    match media_type.split_once('/') {
        Some(("text", "*")) => "text/plain",
        Some((_, "*")) => "application/octet-stream",
        _ => media_type,
    }
}
