//! The fields of forms and parts: how each is written, as its schema and `encoding` say.
//!
//! OpenAPI 3.0.4 and 3.1.1, section 4.8.15: `style`, `explode` and `allowReserved` rule where one of them is said, and
//! `contentType` where none is; by default objects are JSON, and so are the objects in a list.

use super::operations::{content_kind, essence};
use super::*;

/// Of one `encoding`, its entry for a property.
#[derive(Clone, Copy)]
struct Encoding<'a> {
    node: &'a Node,
    kind: ContentKind,
}

impl<'a> Builder<'a> {
    /// The fields of a form or of parts that are not simply a text, or a text for each item.
    pub(super) fn form_fields(&mut self, media: &'a Node, kind: ContentKind, ty: &Type) -> Vec<FormField> {
        let encodings = media.get("encoding");
        if !matches!(kind, ContentKind::Form | ContentKind::Multipart) {
            if let Some(encodings) = encodings.filter(|it| it.members().next().is_some()) {
                let message = "`encoding` says nothing of this media type: only forms and parts have fields";
                self.warn("W0537", encodings.span, message.to_owned());
            }
            return Vec::new();
        }
        let mut properties = IndexMap::new();
        self.property_types(ty, &mut properties, 0);
        for entry in encodings.into_iter().flat_map(Node::members) {
            // One of any others that the object may have.
            properties.entry(entry.key.to_string()).or_insert(Type::Any);
        }
        let mut fields = Vec::new();
        // A member of an exploded object is a field like any other: it needs a name that no other has.
        let mut names: HashSet<String> = properties.keys().cloned().collect();
        for (name, ty) in properties {
            let encoding = encodings.and_then(|it| it.get(&name)).map(|node| Encoding { node, kind });
            let style = match encoding {
                // What a file is laid out as is its own matter.
                Some(encoding) if is_styled(encoding.node) && !self.is_file(&ty) => {
                    self.of_style(encoding, &ty, &mut names)
                }
                Some(encoding) => self.of_media_type(encoding, &ty).or_else(|| self.structured(&ty)),
                None => self.structured(&ty),
            };
            fields.extend(style.map(|style| FormField { name, style }));
        }
        fields
    }

    /// The properties of a body, those of all members of a union.
    fn property_types(&self, ty: &Type, found: &mut IndexMap<String, Type>, depth: usize) {
        const DEEPEST: usize = 16;
        let Type::Named(id) = ty else { return };
        match &self.model.types[*id].kind {
            TypeKind::Struct(object) => {
                for member in &object.members {
                    found.entry(member.name.clone()).or_insert_with(|| member.ty.clone());
                }
            }
            TypeKind::Alias(ty) | TypeKind::Checked(ty) if depth < DEEPEST => {
                self.property_types(ty, found, depth + 1);
            }
            TypeKind::Union(union) if depth < DEEPEST => {
                union.variants.iter().for_each(|variant| self.property_types(&variant.ty, found, depth + 1));
            }
            _ => {}
        }
    }

    /// What holds where nothing is said.
    fn structured(&self, ty: &Type) -> Option<FieldStyle> {
        let item = self.item_of(ty, 0);
        let mut kinds = Vec::new();
        self.shapes(item.as_ref().unwrap_or(ty), &mut kinds, &mut HashSet::new());
        let is_structure = kinds.iter().any(|kind| matches!(kind, JsonType::Object | JsonType::Array));
        is_structure.then_some(if item.is_some() { FieldStyle::JsonItems } else { FieldStyle::Json })
    }

    /// What a `style` says; `taken` are the names of fields.
    fn of_style(&mut self, encoding: Encoding<'a>, ty: &Type, taken: &mut HashSet<String>) -> Option<FieldStyle> {
        let style = encoding.node.get_str("style").unwrap_or("form");
        let explode = encoding.node.get_bool("explode").unwrap_or(style == "form");
        let between = match style {
            "deepObject" => return Some(FieldStyle::Deep),
            "spaceDelimited" => ' ',
            "pipeDelimited" => '|',
            // Of a style without a meaning it is said already.
            _ => ',',
        };
        match self.shape(ty) {
            Shape::Array if explode => self.structured(ty),
            Shape::Array => Some(FieldStyle::Separated(between)),
            Shape::Object(_) if !explode => Some(FieldStyle::Pairs(between)),
            Shape::Object(names) if !names.is_empty() && names.iter().all(|name| !taken.contains(name)) => {
                taken.extend(names.iter().cloned());
                Some(FieldStyle::Members(names))
            }
            Shape::Object(_) => {
                let message = "the members of this object cannot be told from other fields: it is sent as JSON";
                self.encoding_warning(encoding, message);
                Some(FieldStyle::Json)
            }
            Shape::Scalar => self.structured(ty),
        }
    }

    /// What a `contentType` says beyond what is so by default.
    fn of_media_type(&mut self, encoding: Encoding<'a>, ty: &Type) -> Option<FieldStyle> {
        let wanted = encoding.node.get_str("contentType")?;
        let essence = essence(wanted);
        let is_file = self.is_file(ty);
        let is_one = !essence.contains([',', '*']);
        let is_json = content_kind(&essence) == ContentKind::Json;
        let is_structure = self.structured(ty).is_some();
        match encoding.kind {
            ContentKind::Multipart if is_file && is_one => return Some(FieldStyle::File(wanted.trim().to_owned())),
            ContentKind::Multipart if is_file => {
                self.encoding_warning(
                    encoding,
                    "a file is sent with the media type that it is given, and any is taken",
                );
            }
            _ if is_structure && is_json => {}
            _ if is_structure => self.encoding_warning(encoding, "an object is sent as JSON"),
            _ if essence == "text/plain" => {}
            ContentKind::Multipart if is_one && !is_json => return Some(FieldStyle::Text(wanted.trim().to_owned())),
            _ => self.encoding_warning(encoding, "what is no object and no file is sent as text"),
        }
        None
    }

    /// Whether it is bytes, or a list of such.
    fn is_file(&self, ty: &Type) -> bool {
        *self.plain(self.item_of(ty, 0).as_ref().unwrap_or(ty), 0) == Type::Binary
    }

    fn encoding_warning(&mut self, encoding: Encoding<'a>, message: &str) {
        let word = if is_styled(encoding.node) { "explode" } else { "contentType" };
        let span = encoding.node.get(word).unwrap_or(encoding.node).span;
        self.warn("W0537", span, message.to_owned());
    }

    /// What the items of a list are; `None` where it is no list.
    fn item_of(&self, ty: &Type, depth: usize) -> Option<Type> {
        match self.plain(ty, depth) {
            Type::Array(item) => Some((**item).clone()),
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Array(_, item) => Some(item.clone()),
                _ => None,
            },
            _ => None,
        }
    }

    /// A type without what only narrows or renames it.
    fn plain<'t>(&'t self, ty: &'t Type, depth: usize) -> &'t Type {
        const DEEPEST: usize = 16;
        match ty {
            Type::Nullable(inner) if depth < DEEPEST => self.plain(inner, depth + 1),
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Alias(inner) | TypeKind::Checked(inner) if depth < DEEPEST => self.plain(inner, depth + 1),
                _ => ty,
            },
            _ => ty,
        }
    }
}

/// Whether how a value is laid out is said, and not of which media type it is.
fn is_styled(encoding: &Node) -> bool {
    ["style", "explode", "allowReserved"].iter().any(|key| encoding.get(key).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, load_text};

    /// The fields of a body of a media type, and what was said.
    fn fields(media_type: &str, schema: &str, encoding: &str) -> (Vec<FormField>, Vec<&'static str>) {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
             requestBody: {{ required: true, content: {{ {media_type}: {{ schema: {schema}, encoding: {encoding} }} }} }}\n      \
             responses: {{ '204': {{ description: It. }} }}\n"
        );
        let mut sources = Sources::default();
        let document = load_text("t.yaml", text, &mut sources).expect("a document");
        let resolver = Resolver::new(document, &mut sources);
        let built = build(&resolver, &crate::keywords::account(&resolver).faults);
        let body = built.model.operations[0].body.as_ref().expect("a body");
        (body.contents[0].fields.clone(), built.diagnostics.iter().map(|found| found.code).collect())
    }

    fn field(name: &str, style: FieldStyle) -> FormField {
        FormField { name: name.to_owned(), style }
    }

    const FORM: &str = "application/x-www-form-urlencoded";
    const PARTS: &str = "multipart/form-data";
    const SCHEMA: &str = "{ type: object, properties: { o: { type: object, properties: { x: { type: string } } }, l: { type: \
        array, items: { type: string } }, m: { type: array, items: { type: object } }, t: { type: string }, f: { type: string, \
        format: binary }, n: { type: [integer, 'null'] } } }";

    #[test]
    fn structures_are_json_where_nothing_is_said() {
        for media_type in [FORM, PARTS] {
            let expected = vec![field("o", FieldStyle::Json), field("m", FieldStyle::JsonItems)];
            assert_eq!(fields(media_type, SCHEMA, "{}"), (expected, vec![]));
        }
    }

    #[test]
    fn a_style_is_followed() {
        let of = |name: &str, encoding: &str| {
            let (all, said) = fields(FORM, SCHEMA, &format!("{{ {name}: {{ {encoding} }} }}"));
            assert_eq!(said, [""; 0], "{name} {encoding}");
            all.into_iter().find(|field| field.name == name).map(|field| field.style)
        };
        for (name, encoding, expected) in [
            ("o", "style: deepObject", Some(FieldStyle::Deep)),
            ("o", "style: form", Some(FieldStyle::Members(vec!["x".to_owned()]))),
            ("o", "explode: true", Some(FieldStyle::Members(vec!["x".to_owned()]))),
            ("o", "explode: false", Some(FieldStyle::Pairs(','))),
            ("o", "style: pipeDelimited", Some(FieldStyle::Pairs('|'))),
            ("l", "style: form", None),
            ("l", "explode: false", Some(FieldStyle::Separated(','))),
            ("l", "style: spaceDelimited", Some(FieldStyle::Separated(' '))),
            ("l", "style: pipeDelimited, explode: true", None),
            ("l", "style: deepObject", Some(FieldStyle::Deep)),
            ("m", "explode: true", Some(FieldStyle::JsonItems)),
            ("t", "explode: false", None),
            ("n", "style: form", None),
        ] {
            assert_eq!(of(name, encoding), expected, "{name} {encoding}");
        }
    }

    #[test]
    fn a_media_type_is_followed_where_it_can_be_and_said_where_not() {
        let of = |media_type: &str, name: &str, wanted: &str| {
            let (all, said) = fields(media_type, SCHEMA, &format!("{{ {name}: {{ contentType: '{wanted}' }} }}"));
            (all.into_iter().find(|field| field.name == name).map(|field| field.style), said)
        };
        let file = FieldStyle::File("image/png".to_owned());
        let text = FieldStyle::Text("application/xml; charset=utf-8".to_owned());
        for (media_type, name, wanted, style, said) in [
            (PARTS, "f", "image/png", Some(file), &[][..]),
            (PARTS, "f", "image/png, image/jpeg", None, &["W0537"]),
            (PARTS, "f", "image/*", None, &["W0537"]),
            (PARTS, "t", "application/xml; charset=utf-8", Some(text), &[]),
            (PARTS, "t", "text/plain", None, &[]),
            (PARTS, "t", "application/json", None, &["W0537"]),
            (PARTS, "o", "application/json", Some(FieldStyle::Json), &[]),
            (PARTS, "o", "application/xml", Some(FieldStyle::Json), &["W0537"]),
            (PARTS, "m", "application/json", Some(FieldStyle::JsonItems), &[]),
            (FORM, "t", "text/plain", None, &[]),
            (FORM, "t", "application/xml", None, &["W0537"]),
        ] {
            assert_eq!(of(media_type, name, wanted), (style, said.to_vec()), "{media_type} {name} {wanted}");
        }
    }

    #[test]
    fn what_cannot_be_followed_is_said() {
        let open = "{ type: object, properties: { o: { type: object, additionalProperties: { type: string } } } }";
        assert_eq!(fields(FORM, open, "{ o: { style: form } }"), (vec![field("o", FieldStyle::Json)], vec!["W0537"]));
        let twice = "{ type: object, properties: { x: { type: string }, o: { type: object, properties: { x: { type: string } } } } }";
        assert_eq!(fields(FORM, twice, "{ o: { style: form } }"), (vec![field("o", FieldStyle::Json)], vec!["W0537"]));
        let (all, said) = fields("application/json", SCHEMA, "{ o: { style: deepObject } }");
        assert_eq!((all, said), (vec![], vec!["W0537"]));
        // A union's fields are those of its members, and a map's what is said of them.
        let union = "{ oneOf: [{ type: object, required: [a], properties: { a: { type: object } } }, \
                     { type: object, required: [b], properties: { b: { type: string } } }] }";
        assert_eq!(fields(FORM, union, "{}").0, [field("a", FieldStyle::Json)]);
        let map = "{ type: object, additionalProperties: { type: string } }";
        assert_eq!(fields(FORM, map, "{ z: { style: deepObject } }").0, [field("z", FieldStyle::Deep)]);
    }
}
