//! Bodies of one media type or of several, alike on both sides.

use super::code::{Code, literal, literals};
use super::types::type_text;
use crate::model::{Content, ContentKind, FieldStyle, FormField, Model, Operation, Response, Type};

/// The type of a body: its own where there is one media type, an enum's where there are several. `support` is the crate
/// that has the side's streams.
pub fn body_type(model: &Model, contents: &[Content], enum_name: &str, support: &str) -> String {
    match contents {
        [] => "()".to_owned(),
        [only] => content_type(model, only, support),
        _ => enum_name.to_owned(),
    }
}

/// What the enum of a response's body is called, where there are several media types: alike on both sides.
pub fn response_body_name(operation: &Operation, response: &Response) -> String {
    format!("{}{}Body", operation.type_name, response.rust_name)
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

/// The fields of which both sides have to know how they are written.
pub fn form_fields(fields: &[FormField]) -> String {
    let field = |field: &FormField| {
        let name = literal(&field.name);
        let made = match &field.style {
            FieldStyle::JsonItems if field.name.is_empty() => {
                "others(schema_support::FieldStyle::JsonItems)".to_owned()
            }
            _ if field.name.is_empty() => "others(schema_support::FieldStyle::Json)".to_owned(),
            FieldStyle::Plain => format!("plain({name})"),
            FieldStyle::Json => format!("json({name})"),
            FieldStyle::JsonItems => format!("json_items({name})"),
            FieldStyle::Deep => format!("deep({name})"),
            FieldStyle::Separated(between) => format!("separated({name}, {between:?})"),
            FieldStyle::Pairs(between) => format!("pairs({name}, {between:?})"),
            FieldStyle::Members(members) => {
                format!("members({name}, &{})", literals(members.iter().map(String::as_str)))
            }
            FieldStyle::Text(media_type) => format!("text({name}, {})", literal(media_type)),
            FieldStyle::File(media_type) => format!("file({name}, {})", literal(media_type)),
        };
        format!("schema_support::FormField::{made}")
    };
    match fields {
        [] => "&[]".to_owned(),
        [only] => format!("&[{}]", field(only)),
        // One line each: there can be many.
        all => format!("&[\n{},\n]", all.iter().map(field).collect::<Vec<_>>().join(",\n")),
    }
}
