//! Bytes in JSON, which has none: they are told to whoever declares them.

use super::*;
use crate::node::escape_token;

/// What JSON makes of bytes.
const ARE_TEXT: &str = "JSON has no bytes: only such as are UTF-8 text are sent, as a string";

impl Builder<'_> {
    /// Says which values of `format: binary` are part of JSON.
    pub(super) fn tell_of_bytes_in_json(&mut self) {
        let mut reached = HashSet::new();
        for operation in &self.model.operations {
            for content in contents_of(operation).filter(|content| is_json(content.kind)) {
                self.reach(&content.ty, &mut reached);
            }
        }
        let root = self.resolver.root();
        let mut found = Vec::new();
        for definition in reached.iter().map(|id| &self.model.types[*id]) {
            let mut tell = |what: String, pointer: &str| {
                let place = root.pointer(pointer).or_else(|| root.pointer(&definition.pointer)).unwrap_or(root).span;
                found.push((place, format!("`format: binary` {what}, which is sent as JSON: {ARE_TEXT}")));
            };
            match &definition.kind {
                TypeKind::Struct(object) => {
                    for member in object.members.iter().filter(|member| is_bytes(&member.ty)) {
                        let pointer = format!("{}/properties/{}", definition.pointer, escape_token(&member.name));
                        tell(format!("at `{}` of `{}`", member.name, definition.name), &pointer);
                    }
                    if let Additional::Typed(ty) = &object.additional
                        && is_bytes(ty)
                    {
                        tell(format!("at any other member of `{}`", definition.name), &definition.pointer);
                    }
                }
                kind => {
                    let mut any = false;
                    kind.each_type(|ty| any = any || is_bytes(ty));
                    if any {
                        tell(format!("in `{}`", definition.name), &definition.pointer);
                    }
                }
            }
        }
        found.sort_by_key(|(place, _)| (place.source, place.start));
        for (place, message) in found {
            self.warn_once("W0546", place, || message);
        }
    }
}

fn contents_of(operation: &Operation) -> impl Iterator<Item = &Content> {
    let asked = operation.body.iter().flat_map(|body| &body.contents);
    asked.chain(operation.responses.iter().flat_map(|response| &response.contents))
}

fn is_json(kind: ContentKind) -> bool {
    matches!(kind, ContentKind::Json | ContentKind::Events | ContentKind::Items(_) | ContentKind::List(_))
}

/// Whether a type is made of bytes, or of nothing but lists and maps of them.
fn is_bytes(ty: &Type) -> bool {
    match ty {
        Type::Binary => true,
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => is_bytes(inner),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::built_of;

    /// What is said of the bytes of a body that is sent as these media types.
    fn said(media_types: &[&str], schema: &str) -> Vec<String> {
        let contents: String = media_types.iter().map(|it| format!("{it}: {{ schema: {schema} }}, ")).collect();
        let text = format!(
            "openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
             requestBody: {{ content: {{ {contents} }} }}\n      responses: {{ '204': {{ description: It. }} }}\ncomponents: {{ \
             schemas: {{ Upload: {{ type: object, properties: {{ file: {{ type: string, format: binary, nullable: true }}, \
             more: {{ type: array, items: {{ type: string, format: binary }} }}, n: {{ type: string }} }} }} }} }}\n"
        );
        let built = built_of(text);
        let found = built.diagnostics.iter().filter(|found| found.code == "W0546");
        found.map(|found| found.message.clone()).collect()
    }

    #[test]
    fn bytes_in_json_are_said_where_they_are_declared() {
        const UPLOAD: &str = "{ $ref: '#/components/schemas/Upload' }";
        assert_eq!(said(&["multipart/form-data"], UPLOAD), [""; 0]);
        for media_types in [&["application/json"][..], &["multipart/form-data", "application/json"]] {
            let found = said(media_types, UPLOAD);
            let of =
                |member: &str| found.iter().filter(|it| it.contains(&format!("at `{member}` of `Upload`"))).count();
            assert_eq!((of("file"), of("more"), found.len()), (1, 1, 2), "{found:?}");
        }
        let whole = said(&["application/json"], "{ type: string, format: binary }");
        assert_eq!(whole, ["`application/json` of `format: binary` is sent as it is: bytes, and no string of JSON"]);
        assert_eq!(said(&["application/octet-stream"], "{ type: string, format: binary }"), [""; 0]);
    }
}
