//! Bodies of one media type or of several, alike on both sides.

use super::code::Code;
use super::types::type_text;
use crate::model::{Content, ContentKind, Model, Type};

/// The type of a body: its own where there is one media type, an enum's where there are several. `support` is the crate
/// that has the side's streams.
pub fn body_type(model: &Model, contents: &[Content], enum_name: &str, support: &str) -> String {
    match contents {
        [] => "()".to_owned(),
        [only] => content_type(model, only, support),
        _ => enum_name.to_owned(),
    }
}

fn content_type(model: &Model, content: &Content, support: &str) -> String {
    let ty = type_text(model, &content.ty, "types::");
    match content.kind {
        ContentKind::Events if content.ty == Type::String => format!("{support}::Events<String>"),
        ContentKind::Events => format!("{support}::Events<{support}::Data<{ty}>>"),
        ContentKind::Items(_) => format!("{support}::Items<{ty}>"),
        _ => ty,
    }
}

/// The attributes of a type that holds bodies: a stream can be neither copied nor compared.
pub fn derives<'c>(contents: impl IntoIterator<Item = &'c Content>) -> &'static str {
    match contents.into_iter().any(|content| content.kind.is_streamed()) {
        true => "#[derive(Debug)]\n#[allow(clippy::large_enum_variant)]",
        false => "#[derive(Clone, Debug, PartialEq)]\n#[allow(clippy::large_enum_variant)]",
    }
}

/// The enum of a body of several media types.
pub fn body_enum(code: &mut Code, model: &Model, contents: &[Content], name: &str, docs: &str, support: &str) {
    code.docs(docs);
    code.line(derives(contents));
    code.line(format!("pub enum {name} {{"));
    for content in contents {
        code.docs(&format!("`{}`", content.media_type));
        code.line(format!("{}({}),", content.rust_name, content_type(model, content, support)));
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
