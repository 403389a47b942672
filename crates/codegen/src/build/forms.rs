//! The fields of forms and parts: how each is written, as its schema and `encoding` say.
//!
//! The Encoding Object of OpenAPI 3.0.4 and 3.1.1: `style`, `explode` and `allowReserved` rule where one of them is said
//! (of parts since 3.1 only), and `contentType` where none is; by default objects are JSON, and so are those in a list.

use super::operations::{content_kind, essence, is_utf_8, parameters};
use super::*;
use crate::breaches::is_media_type;
use crate::source::Version;

/// The entry of an `encoding` for a property.
#[derive(Clone, Copy)]
struct Encoding<'a> {
    node: &'a Node,
    kind: ContentKind,
}

/// What an object's members are.
#[derive(Default)]
struct Properties {
    named: IndexMap<String, Type>,
    others: Option<Type>,
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
        if kind == ContentKind::Multipart && self.resolver.version() == Version::V3_1 {
            self.find_files(media, ty);
        }
        let mut properties = Properties::default();
        self.collect_properties(ty, &mut properties, 0);
        let others = properties.others.take();
        for entry in encodings.into_iter().flat_map(Node::members) {
            // One of any others that the object may have.
            properties.named.entry(entry.key.to_string()).or_insert_with(|| others.clone().unwrap_or(Type::Any));
        }
        // A member of an exploded object is a field like any other: it needs a name that no other has.
        let mut names: HashSet<String> = properties.named.keys().cloned().collect();
        let others = others.and_then(|ty| self.structured(&ty));
        let mut fields = Vec::new();
        for (name, ty) in properties.named {
            let encoding = encodings.and_then(|it| it.get(&name)).map(|node| Encoding { node, kind });
            let style = match encoding {
                // What a file is laid out as is its own matter.
                Some(encoding) if is_styled(encoding.node) && !self.is_file(&ty) => {
                    self.of_style(encoding, &ty, &mut names)
                }
                Some(encoding) => self.of_media_type(encoding, &ty).or_else(|| self.structured(&ty)),
                None => self.structured(&ty),
            };
            // Where the others are structures, what is none has to be told from them.
            let style = style.or_else(|| others.is_some().then_some(FieldStyle::Plain));
            fields.extend(style.map(|style| FormField { name, style }));
        }
        fields.extend(others.map(|style| FormField { name: String::new(), style }));
        fields
    }

    /// The properties of an object, those of all members of a union.
    fn collect_properties(&self, ty: &Type, found: &mut Properties, depth: usize) {
        const DEEPEST: usize = 16;
        match ty {
            Type::Nullable(ty) if depth < DEEPEST => self.collect_properties(ty, found, depth + 1),
            Type::Map(ty) => found.others = Some((**ty).clone()),
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Struct(object) => {
                    for member in &object.members {
                        found.named.entry(member.name.clone()).or_insert_with(|| member.ty.clone());
                    }
                    if let Additional::Typed(ty) = &object.additional {
                        found.others = Some(ty.clone());
                    }
                }
                TypeKind::Alias(ty) | TypeKind::Checked(ty) if depth < DEEPEST => {
                    self.collect_properties(ty, found, depth + 1);
                }
                TypeKind::Union(union) if depth < DEEPEST => {
                    union.variants.iter().for_each(|variant| self.collect_properties(&variant.ty, found, depth + 1));
                }
                _ => {}
            },
            _ => {}
        }
    }

    /// OpenAPI 3.1 has no `format: binary`: a part is a file by the media type of a string that no text has, or by having no
    /// type and no media type that says otherwise (OpenAPI 3.1.1, "Common Fixed Fields": `application/octet-stream`).
    /// Within JSON the same schema is a text, so that it has to be this body's alone.
    fn find_files(&mut self, media: &'a Node, ty: &Type) {
        let Some(schema) = media.get("schema") else { return };
        let is_own = match schema.get_str("$ref") {
            Some(reference) => self.times_referred_to(reference) == 1,
            None => true,
        };
        let (Type::Named(id), true) = (self.plain(ty, 0), is_own) else { return };
        let id = *id;
        let Some(node) = self.resolver.root().pointer(&self.model.types[id].pointer) else { return };
        let TypeKind::Struct(object) = &self.model.types[id].kind else { return };
        let mut files = Vec::new();
        for (at, member) in object.members.iter().enumerate() {
            let Some(property) = self.property(node, &member.name, 0) else { continue };
            let encoding = media.get("encoding").and_then(|all| all.get(&member.name));
            let wanted = encoding.and_then(|it| it.get_str("contentType"));
            let is_json = wanted.is_some_and(|it| content_kind(&essence(it)) == ContentKind::Json);
            let is_styled = encoding.is_some_and(is_styled);
            let is_file = |ty: &Type, schema: &'a Node| match ty {
                Type::String => self.is_file_schema(schema, 0),
                Type::Any => !is_json && !is_styled && self.is_untyped(schema),
                _ => false,
            };
            let file = match &member.ty {
                Type::Array(item) => {
                    let items = self.resolver.resolve(property).ok().and_then(|it| it.node.get("items"));
                    is_file(item, items.unwrap_or(property)).then(|| Type::Array(Box::new(Type::Binary)))
                }
                ty => is_file(ty, property).then_some(Type::Binary),
            };
            files.extend(file.map(|ty| (at, ty)));
        }
        // A file is no JSON: of any value it takes the texts.
        if files.iter().any(|(at, _)| object.members[*at].ty.holds_any()) {
            self.bent.push(id);
        }
        for (at, ty) in files {
            if let TypeKind::Struct(object) = &mut self.model.types[id].kind {
                let member = &mut object.members[at];
                member.docs = member.docs.replace("The text holds `", "The file is `");
                member.ty = ty;
            }
        }
    }

    /// The schema of a property, of the object or of its parts.
    fn property(&self, object: &'a Node, name: &str, depth: usize) -> Option<&'a Node> {
        const DEEPEST: usize = 8;
        let object = self.resolver.resolve(object).ok()?.node;
        object.get("properties").and_then(|all| all.get(name)).or_else(|| {
            let parts = object.get_array("allOf").unwrap_or_default().iter();
            parts.filter(|_| depth < DEEPEST).find_map(|part| self.property(part, name, depth + 1))
        })
    }

    /// Whether nothing is said of what a value is, or only that it is bytes.
    fn is_untyped(&self, node: &'a Node) -> bool {
        const OF_VALUES: [&str; 9] =
            ["type", "allOf", "anyOf", "oneOf", "not", "if", "enum", "const", "contentEncoding"];
        let Ok(node) = self.resolver.resolve(node).map(|resolved| resolved.node) else { return false };
        matches!(node.value, Value::Object(_) | Value::Bool(true))
            && OF_VALUES.iter().all(|key| node.get(key).is_none())
    }

    /// Whether a schema, or one that it refers to, has or chooses from, speaks of bytes.
    fn is_file_schema(&self, node: &'a Node, depth: usize) -> bool {
        const DEEPEST: usize = 8;
        let Ok(node) = self.resolver.resolve(node).map(|resolved| resolved.node) else { return false };
        // `binary` is none (RFC 2045, section 6.2): the bytes are as they are.
        let encoding = node.get_str("contentEncoding").map(str::to_ascii_lowercase);
        let is_bytes = match (node.get_str("contentMediaType"), encoding.as_deref()) {
            (None, encoding) => encoding == Some("binary"),
            (Some(media_types), encoding) => are_bytes(media_types) && encoding.is_none_or(|it| it == "binary"),
        };
        let within = ["anyOf", "oneOf"].into_iter().flat_map(|key| node.get_array(key).unwrap_or_default());
        is_bytes || depth < DEEPEST && within.chain(node.get("items")).any(|it| self.is_file_schema(it, depth + 1))
    }

    /// How often the document refers to something.
    pub(super) fn times_referred_to(&mut self, reference: &str) -> usize {
        let root = self.resolver.root();
        let counts = self.references.get_or_insert_with(|| {
            let mut counts: HashMap<String, usize> = HashMap::new();
            let mut todo = vec![root];
            while let Some(node) = todo.pop() {
                if let Some(reference) = node.get_str("$ref") {
                    *counts.entry(reference.to_owned()).or_default() += 1;
                }
                todo.extend(node.members().map(|member| &member.value));
                todo.extend(node.items());
            }
            counts
        });
        counts.get(reference).copied().unwrap_or_default()
    }

    /// What holds where nothing is said.
    fn structured(&self, ty: &Type) -> Option<FieldStyle> {
        let item = self.item_of(ty, 0);
        let of = item.as_ref().unwrap_or(ty);
        let is_any = *self.plain(of, 0) == Type::Any;
        let is_structure = is_any || self.kinds_of_field(of).iter().any(|kind| *kind != JsonType::String);
        is_structure.then_some(if item.is_some() { FieldStyle::JsonItems } else { FieldStyle::Json })
    }

    /// Lists, objects, and strings for all else.
    fn kinds_of_field(&self, ty: &Type) -> BTreeSet<JsonType> {
        let mut kinds = Vec::new();
        self.shapes(ty, &mut kinds, &mut HashSet::new());
        kinds.into_iter().collect()
    }

    /// What a `style` says; `taken` are the names of fields. It says nothing of what is one text.
    fn of_style(&mut self, encoding: Encoding<'a>, ty: &Type, taken: &mut HashSet<String>) -> Option<FieldStyle> {
        if encoding.kind == ContentKind::Multipart && self.resolver.version() != Version::V3_1 {
            if self.item_of(ty, 0).is_none() && self.structured(ty).is_none() {
                return None;
            }
            self.encoding_warning(
                encoding,
                "how parts are laid out is not said in OpenAPI 3.0: objects are JSON, lists repeat their name",
            );
            return self.structured(ty);
        }
        let style = encoding.node.get_str("style").unwrap_or("form");
        let explode = encoding.node.get_bool("explode").unwrap_or(style == "form");
        let between = match style {
            "deepObject" => return Some(FieldStyle::Deep),
            "spaceDelimited" => ' ',
            "pipeDelimited" => '|',
            // Of a style without a meaning it is said already.
            _ => ',',
        };
        let kinds = self.kinds_of_field(ty);
        let found = match kinds.iter().collect::<Vec<_>>()[..] {
            [] | [JsonType::String] => return self.structured(ty),
            [JsonType::Array] if explode => return self.structured(ty),
            [JsonType::Array] => self.structured(ty).is_none().then_some(FieldStyle::Separated(between)),
            [JsonType::Object] => {
                let mut of = Properties::default();
                self.collect_properties(ty, &mut of, 0);
                let has_texts = |ty: &Type| self.structured(ty).is_none();
                let has_text = |ty: &Type| self.item_of(ty, 0).is_none() && has_texts(ty);
                let are_told = |(name, ty): (&String, &Type)| has_texts(ty) && !taken.contains(name);
                if !explode {
                    of.named.values().chain(&of.others).all(has_text).then_some(FieldStyle::Pairs(between))
                } else if of.others.is_none() && !of.named.is_empty() && of.named.iter().all(are_told) {
                    Some(FieldStyle::Members(of.named.into_keys().collect()))
                } else {
                    None
                }
            }
            _ => None,
        };
        if let Some(FieldStyle::Members(members)) = &found {
            taken.extend(members.iter().cloned());
        }
        found.or_else(|| {
            self.encoding_warning(
                encoding,
                "what is in this value could not be read again: objects are sent as JSON, lists repeat their name",
            );
            self.structured(ty)
        })
    }

    /// What a `contentType` says beyond what is so by default.
    fn of_media_type(&mut self, encoding: Encoding<'a>, ty: &Type) -> Option<FieldStyle> {
        let wanted = encoding.node.get_str("contentType")?.trim();
        let essence = essence(wanted);
        let is_file = self.is_file(ty);
        let is_one = !essence.contains([',', '*'])
            && is_media_type(wanted)
            && wanted.chars().all(|it| it.is_ascii_graphic() || it == ' ');
        let is_utf_8 = parameters(wanted).filter(|it| it.to_ascii_lowercase().starts_with("charset")).all(is_utf_8);
        let is_json = content_kind(&essence) == ContentKind::Json;
        let is_structure = self.structured(ty).is_some();
        match encoding.kind {
            ContentKind::Multipart if is_file && is_one => return Some(FieldStyle::File(wanted.to_owned())),
            ContentKind::Multipart if is_file => {
                self.encoding_warning(
                    encoding,
                    "a file is sent with the media type that it is given, and any is taken",
                );
            }
            _ if is_structure && is_json => {}
            _ if is_structure => self.encoding_warning(encoding, "an object is sent as JSON"),
            _ if !is_utf_8 => self.encoding_warning(encoding, "texts are sent in UTF-8"),
            _ if ["text/plain", "text/*", "*/*"].contains(&&*essence) => {}
            ContentKind::Multipart if is_one && !is_json => return Some(FieldStyle::Text(wanted.to_owned())),
            _ => self.encoding_warning(encoding, "what is no object and no file is sent as text"),
        }
        None
    }

    /// Whether it is bytes, or a list of such.
    fn is_file(&self, ty: &Type) -> bool {
        *self.plain(self.item_of(ty, 0).as_ref().unwrap_or(ty), 0) == Type::Binary
    }

    fn encoding_warning(&mut self, encoding: Encoding<'a>, message: &str) {
        let words = if is_styled(encoding.node) { ["style", "explode"] } else { ["contentType"; 2] };
        let said = words.iter().find_map(|word| encoding.node.get(word));
        self.warn("W0537", said.unwrap_or(encoding.node).span, message.to_owned());
    }

    /// What the items of a list are; `None` where it is no list.
    pub(super) fn item_of(&self, ty: &Type, depth: usize) -> Option<Type> {
        match self.plain(ty, depth) {
            Type::Array(item) => Some((**item).clone()),
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Array(_, item) => Some(item.clone()),
                // Where one is more than a text, all are read as if they were.
                TypeKind::Tuple(items) => {
                    let is_more = |ty: &&Type| self.structured(ty).is_some();
                    Some(items.iter().map(|item| &item.ty).find(is_more).cloned().unwrap_or(Type::String))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// A type without what only narrows or renames it.
    pub(super) fn plain<'t>(&'t self, ty: &'t Type, depth: usize) -> &'t Type {
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

/// Whether each of these media types is one that no text has.
fn are_bytes(media_types: &str) -> bool {
    const BYTES: [&str; 7] = ["octet-stream", "pdf", "zip", "gzip", "x-gzip", "x-tar", "wasm"];
    let is_bytes = |media_type: &str| match essence(media_type).split_once('/') {
        Some((_, subtype)) if subtype.ends_with("+xml") || subtype.ends_with("+json") => false,
        Some(("image" | "audio" | "video" | "font", _) | ("*", "*")) => true,
        Some(("application", subtype)) => BYTES.contains(&subtype) || subtype.starts_with("vnd."),
        _ => false,
    };
    media_types.split(',').all(is_bytes)
}

#[cfg(test)]
mod tests {
    use super::super::tests::built_of;
    use super::*;

    /// What a body of a media type comes to, with more paths and components.
    fn built_as_version(version: &str, media_type: &str, schema: &str, encoding: &str, more: &str) -> Built {
        let text = format!(
            "openapi: {version}\ninfo: {{ title: T, version: '1' }}\npaths:\n  /a:\n    post:\n      operationId: a\n      \
             requestBody: {{ required: true, content: {{ {media_type}: {{ schema: {schema}, encoding: {encoding} }} }} }}\n      \
             responses: {{ '204': {{ description: It. }} }}\n{more}"
        );
        built_of(text)
    }

    fn built_from(media_type: &str, schema: &str, encoding: &str, more: &str) -> Built {
        built_as_version("3.1.0", media_type, schema, encoding, more)
    }

    /// The fields of a body of a media type, and what was said.
    fn fields(media_type: &str, schema: &str, encoding: &str) -> (Vec<FormField>, Vec<&'static str>) {
        let built = built_from(media_type, schema, encoding, "");
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
            (PARTS, "t", "text/*", None, &[]),
            (PARTS, "t", "text/csv; charset=iso-8859-1", None, &["W0537"]),
            (PARTS, "f", "image/png\\r\\nx: y", None, &["W0537"]),
            (FORM, "t", "text/plain", None, &[]),
            (FORM, "t", "application/xml", None, &["W0537"]),
        ] {
            assert_eq!(of(media_type, name, wanted), (style, said.to_vec()), "{media_type} {name} {wanted}");
        }
    }

    #[test]
    fn other_fields_and_those_of_any_type_are_json_where_they_are_structures() {
        let schema =
            "{ type: object, properties: { t: { type: string }, a: {} }, additionalProperties: { type: object } }";
        let expected = [field("t", FieldStyle::Plain), field("a", FieldStyle::Json), field("", FieldStyle::Json)];
        assert_eq!(fields(FORM, schema, "{}").0, expected);
    }

    #[test]
    fn a_part_of_openapi_3_1_is_a_file_by_its_media_type() {
        let of = |schema: &str, encoding: &str, more: &str| {
            let schema = format!("{{ type: object, properties: {{ p: {schema} }} }}");
            let built = built_from(PARTS, &schema, encoding, more);
            let TypeKind::Struct(object) = &built.model.types[0].kind else { panic!("no struct") };
            object.members[0].ty.clone()
        };
        let list = Type::Array(Box::new(Type::Binary));
        for (schema, encoding, expected) in [
            ("{ type: string, contentMediaType: application/octet-stream }", "{}", Type::Binary),
            ("{ anyOf: [{ type: string, contentMediaType: image/png }, { type: 'null' }] }", "{}", Type::Binary),
            ("{ type: array, items: { type: string, contentMediaType: '*/*' } }", "{}", list.clone()),
            ("{}", "{ p: { contentType: 'image/png, image/jpeg' } }", Type::Binary),
            ("{}", "{ p: { contentType: 'text/csv' } }", Type::Binary),
            ("{}", "{ p: { contentType: 'application/json' } }", Type::Any),
            ("{}", "{ p: { style: form } }", Type::Any),
            ("{ title: P, contentMediaType: application/octet-stream }", "{}", Type::Binary),
            ("{}", "{}", Type::Binary),
            ("{ type: array, items: {} }", "{}", list.clone()),
            ("{ type: array, items: { contentMediaType: image/png } }", "{}", list.clone()),
            ("{ type: [string, integer, boolean, number, array, object, 'null'] }", "{}", Type::Any),
            ("{ contentMediaType: image/png, contentEncoding: base64 }", "{}", Type::Any),
            ("{ type: string, contentEncoding: binary }", "{}", Type::Binary),
            ("{ type: string, contentMediaType: image/png, contentEncoding: binary }", "{}", Type::Binary),
            ("{ type: string, contentMediaType: image/svg+xml, contentEncoding: binary }", "{}", Type::String),
            ("{ type: string, contentMediaType: image/svg+xml }", "{}", Type::String),
            ("{ type: string, contentMediaType: text/html }", "{}", Type::String),
            ("{ type: string, contentMediaType: image/png, contentEncoding: base64 }", "{}", Type::String),
        ] {
            assert_eq!(of(schema, encoding, ""), expected, "{schema} {encoding}");
        }
        // Of an object of parts as well.
        let parts = "{ allOf: [{ type: object, properties: { q: { type: string } } }, { type: object, properties: { p: { type: string, \
                     contentMediaType: image/png } } }] }";
        let built = built_from(PARTS, parts, "{}", "");
        let TypeKind::Struct(object) = &built.model.types[0].kind else { panic!("no struct") };
        assert!(object.members.iter().any(|member| member.name == "p" && member.ty == Type::Binary), "{object:?}");
        // What JSON has, too, is a text.
        let shared = "  /b: { post: { requestBody: { content: { application/json: { schema: { $ref: '#/components/schemas/B' } } } }, \
                      responses: { '204': { description: It. } } } }\ncomponents: { schemas: { B: { type: object, properties: { p: { \
                      type: string, contentMediaType: image/png } } } } }\n";
        let built = built_from(PARTS, "{ $ref: '#/components/schemas/B' }", "{}", shared);
        let TypeKind::Struct(object) = &built.model.types[0].kind else { panic!("no struct") };
        assert_eq!(object.members[0].ty, Type::String);
    }

    #[test]
    fn openapi_3_0_says_nothing_of_the_style_of_parts() {
        let schema = "{ type: object, properties: { o: { type: object } } }";
        let built = built_as_version("3.0.4", PARTS, schema, "{ o: { style: deepObject } }", "");
        let body = built.model.operations[0].body.as_ref().expect("a body");
        assert_eq!(body.contents[0].fields, [field("o", FieldStyle::Json)]);
        assert!(built.diagnostics.iter().any(|found| found.code == "W0537"));
    }

    #[test]
    fn what_cannot_be_followed_is_said() {
        let open = "{ type: object, properties: { o: { type: object, additionalProperties: { type: string } } } }";
        assert_eq!(fields(FORM, open, "{ o: { style: form } }"), (vec![field("o", FieldStyle::Json)], vec!["W0537"]));
        for (schema, style) in [
            ("{ type: object, properties: { x: { type: object } } }", "form"),
            ("{ type: object, properties: { x: { type: string } }, additionalProperties: { type: integer } }", "form"),
            ("{ type: object, properties: { x: { type: array, items: { type: string } } } }", "pipeDelimited"),
            ("{ oneOf: [{ type: string }, { type: object }] }", "form"),
        ] {
            let schema = format!("{{ type: object, properties: {{ o: {schema} }} }}");
            let encoding = format!("{{ o: {{ style: {style} }} }}");
            let expected = (vec![field("o", FieldStyle::Json)], vec!["W0537"]);
            assert_eq!(fields(FORM, &schema, &encoding), expected, "{schema}");
        }
        let (all, said) = fields(FORM, SCHEMA, "{ m: { style: pipeDelimited } }");
        assert!(all.contains(&field("m", FieldStyle::JsonItems)) && said == ["W0537"], "{all:?}");
        let twice = "{ type: object, properties: { x: { type: string }, o: { type: object, properties: { x: { type: string } } } } }";
        assert_eq!(fields(FORM, twice, "{ o: { style: form } }"), (vec![field("o", FieldStyle::Json)], vec!["W0537"]));
        let (all, said) = fields("application/json", SCHEMA, "{ o: { style: deepObject } }");
        assert_eq!((all, said), (vec![], vec!["W0537", "W0546"]));
        // A union's fields are those of its members, and a map's what is said of them.
        let union = "{ oneOf: [{ type: object, required: [a], properties: { a: { type: object } } }, \
                     { type: object, required: [b], properties: { b: { type: string } } }] }";
        assert_eq!(fields(FORM, union, "{}").0, [field("a", FieldStyle::Json)]);
        let map = "{ type: object, additionalProperties: { type: string } }";
        assert_eq!(fields(FORM, map, "{ z: { style: deepObject } }").0, [field("z", FieldStyle::Deep)]);
    }
}
