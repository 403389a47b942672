//! Bodies that come bit by bit: server-sent events, lines of JSON, JSON text sequences.

use super::*;

/// How a media type is a stream, if it is one.
pub(super) fn kind(essence: &str) -> Option<ContentKind> {
    match essence {
        "text/event-stream" => Some(ContentKind::Events),
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonl"
        | "application/jsonlines"
        | "application/x-jsonlines"
        | "application/json-lines"
        | "application/x-json-lines"
        | "application/x-json-stream"
        | "application/stream+json" => Some(ContentKind::Items(Framing::Lines)),
        "application/json-seq" => Some(ContentKind::Items(Framing::Sequence)),
        // RFC 8091.
        _ if essence.ends_with("+json-seq") => Some(ContentKind::Items(Framing::Sequence)),
        _ => None,
    }
}

/// A body that is read before anything is done with it: of a request, or of an error.
pub(super) fn make_whole(content: &mut Content) {
    match content.kind {
        ContentKind::Events => {
            content.kind = ContentKind::Text;
            content.ty = Type::String;
        }
        ContentKind::Items(framing) => {
            content.kind = ContentKind::List(framing);
            let item = std::mem::replace(&mut content.ty, Type::Any);
            content.ty = Type::Array(Box::new(item));
        }
        _ => {}
    }
}

impl<'a> Builder<'a> {
    /// The type of a stream's items: of the data of its events, where it is one of events.
    ///
    /// OpenAPI before 3.2 does not say what `schema` means for a stream. Most documents describe an item, and so it is
    /// taken; where it can only be the whole stream, it is taken as that.
    pub(super) fn streamed(&mut self, kind: ContentKind, media: &'a crate::node::Member, hint: &str) -> Outcome<Type> {
        let is_events = kind == ContentKind::Events;
        let (schema, of_item) = match (media.value.get("itemSchema"), media.value.get("schema")) {
            (Some(item), _) => (item, true),
            (None, Some(schema)) => (schema, false),
            (None, None) => return Ok(if is_events { Type::String } else { Type::Any }),
        };
        let ty = self.schema(&[schema.into()], hint)?;
        let ty = match (self.items_of(&ty), of_item) {
            (Some(item), false) => {
                let message = format!("the schema of `{}` is a list: taken as a stream of its items", media.key);
                self.warn("W0532", schema.span, message);
                item
            }
            _ => ty,
        };
        if is_events {
            return Ok(match self.data_of(&ty) {
                Some(data) => {
                    let message = match data {
                        Type::Any => {
                            "the schema describes events as a whole: their `data` is any JSON, and held to nothing"
                        }
                        _ => "the schema describes events as a whole: only their `data` is held to it",
                    };
                    self.warn("W0533", schema.span, message.to_owned());
                    data
                }
                None if ty == Type::Binary => Type::String,
                None => ty,
            });
        }
        if matches!(ty, Type::String | Type::Binary) {
            let message = format!("the schema of `{}` is a text: taken as a stream of any JSON", media.key);
            self.warn("W0532", schema.span, message);
            return Ok(Type::Any);
        }
        Ok(ty)
    }

    fn items_of(&self, ty: &Type) -> Option<Type> {
        match ty {
            Type::Array(item) => Some((**item).clone()),
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Array(_, item) => Some(item.clone()),
                TypeKind::Alias(ty) | TypeKind::Checked(ty) => self.items_of(ty),
                _ => None,
            },
            _ => None,
        }
    }

    /// What the data of events is, where the type is the events': an object of an event's fields, or one of such.
    fn data_of(&self, ty: &Type) -> Option<Type> {
        let Type::Named(id) = ty else { return None };
        match &self.model.types[*id].kind {
            TypeKind::Struct(object) => {
                let fields = ["id", "event", "data", "retry"];
                let all = object.members.iter().all(|member| fields.contains(&&*member.name));
                let data = object.members.iter().find(|member| member.name == "data").filter(|_| all)?;
                Some(match data.constant {
                    Some(_) => Type::String,
                    None => data.ty.clone(),
                })
            }
            TypeKind::Alias(ty) | TypeKind::Checked(ty) => self.data_of(ty),
            // Which of them it is, `event` would say: their data have nothing else in common.
            TypeKind::Union(union) => {
                let all = union.variants.iter().all(|variant| self.data_of(&variant.ty).is_some());
                all.then_some(Type::Any)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, load_text};

    /// The kinds and types of the success's contents, and the codes of the warnings.
    fn streams(contents: &str) -> (Vec<(ContentKind, Type)>, Vec<&'static str>) {
        let document = format!(
            "openapi: 3.1.0
info: {{ title: T, version: '1' }}
paths:
  /a:
    post:
      operationId: stream
      requestBody: {{ content: {{ {contents} }} }}
      responses: {{ '200': {{ description: It., content: {{ {contents} }} }}, '400': {{ description: No., content: {{ {contents} }} }} }}
components:
  schemas:
    Tick: {{ type: object, required: [at], properties: {{ at: {{ type: integer }} }} }}
    Message: {{ type: object, properties: {{ event: {{ type: string }}, data: {{ $ref: '#/components/schemas/Tick' }} }} }}
"
        );
        let mut sources = Sources::default();
        let document = load_text("test.yaml", document, &mut sources).expect("a document");
        let built = build(&Resolver::new(document, &mut sources), &Faults::default());
        let operation = &built.model.operations[0];
        let whole = operation.body.iter().flat_map(|body| &body.contents);
        let errors = operation.errors().flat_map(|response| &response.contents);
        assert!(whole.chain(errors).all(|content| !content.kind.is_streamed()), "requests and errors are read whole");
        let found = operation.successes().flat_map(|response| &response.contents);
        let found = found.map(|content| (content.kind, content.ty.clone())).collect();
        let mut codes: Vec<_> = built.diagnostics.iter().map(|found| found.code).collect();
        codes.dedup();
        (found, codes)
    }

    #[test]
    fn the_schema_is_that_of_an_item() {
        let schema = "schema: { $ref: '#/components/schemas/Tick' }";
        for (media_type, kind) in [
            ("text/event-stream", ContentKind::Events),
            ("application/x-ndjson", ContentKind::Items(Framing::Lines)),
            ("application/stream+json", ContentKind::Items(Framing::Lines)),
            ("application/jsonl; charset=utf-8", ContentKind::Items(Framing::Lines)),
            ("application/geo+json-seq", ContentKind::Items(Framing::Sequence)),
        ] {
            let (found, warnings) = streams(&format!("'{media_type}': {{ {schema} }}"));
            assert!(matches!(&*found, [(found, Type::Named(_))] if *found == kind), "{media_type}: {found:?}");
            assert!(warnings.is_empty(), "{warnings:?}");
        }
        let (found, _) = streams("application/jsonl: { itemSchema: { type: array, items: { type: integer } } }");
        assert!(matches!(&found[0].1, Type::Array(_)), "{found:?}");
    }

    #[test]
    fn text_is_data_of_events_and_no_item() {
        for schema in ["{}", "{ schema: { type: string } }", "{ schema: { type: string, format: binary } }"] {
            assert_eq!(streams(&format!("text/event-stream: {schema}")).0, [(ContentKind::Events, Type::String)]);
            let lines = (ContentKind::Items(Framing::Lines), Type::Any);
            assert_eq!(streams(&format!("application/x-ndjson: {schema}")).0, [lines], "{schema}");
        }
    }

    #[test]
    fn what_describes_the_stream_or_the_event_is_taken_as_that_with_a_warning() {
        let list = "application/x-ndjson: { schema: { type: array, items: { type: integer } } }";
        assert_eq!(streams(list), (vec![(ContentKind::Items(Framing::Lines), Type::I64)], vec!["W0532"]));
        let (found, warnings) = streams("text/event-stream: { schema: { $ref: '#/components/schemas/Message' } }");
        assert!(matches!(&*found, [(ContentKind::Events, Type::Named(_))]), "{found:?}");
        assert_eq!(warnings, ["W0533"]);
        let (_, warnings) = streams("application/json: { itemSchema: { type: integer } }");
        assert_eq!(warnings, ["W0534"]);
    }
}
