//! Parameters: where they stand, how they are written, and the extensions of headers.

use super::operations::{content_kind, essence, is_json};
use super::*;

/// Request headers that say where a message ends and what its connection is for (RFC 9110, section 7.6.1, and RFC 9112,
/// section 6): no caller's to choose.
const FRAMING_HEADERS: [&str; 3] = ["connection", "content-length", "transfer-encoding"];

/// The parameters of an operation, and what its extensions make of them.
#[derive(Default)]
pub(super) struct Parameters {
    pub(super) list: Vec<Parameter>,
    fields: Namespace,
    pub(super) idempotency: Option<Idempotency>,
    pub(super) signature: Option<Signature>,
    /// The key is part of what is signed and nothing else: the method is safe.
    pub(super) key_is_signed_only: bool,
}

impl<'a> Builder<'a> {
    pub(super) fn parameters(
        &mut self,
        path: &str,
        method: &str,
        item: &'a Node,
        operation: &'a Node,
        type_name: &str,
    ) -> Outcome<Parameters> {
        // The operation's parameter replaces the path item's of the same name and place.
        let mut nodes: IndexMap<(String, &str), &'a Node> = IndexMap::new();
        let mut shared: HashMap<Span, String> = HashMap::new();
        let mut failed = false;
        for node in [item, operation].into_iter().flat_map(|holder| holder.get_array("parameters").unwrap_or_default())
        {
            let Ok(resolved) = self.resolve(node) else {
                failed = true;
                continue;
            };
            if let Some(target) = &resolved.target {
                shared.insert(resolved.node.span, pascal(&target.name));
            }
            let node = resolved.node;
            let (Some(name), Some(place)) = (node.get_str("name"), node.get_str("in")) else {
                let message = "a parameter without `name` or `in`".to_owned();
                self.error("E0504", node.span, message, Some("give it both".to_owned()));
                failed = true;
                continue;
            };
            // The letters of a header's name do not count.
            let key = if place == "header" { name.to_lowercase() } else { name.to_owned() };
            nodes.insert((key, place), node);
        }
        let mut parameters = Parameters::default();
        // What else the operation's requests have.
        let has_key = nodes.values().any(|node| node.get("x-idempotency").is_some());
        let has_body = operation.get("requestBody").is_some();
        for (own, is_there) in
            [("body", has_body), ("call", true), ("idempotency", has_key), ("idempotency_key", has_key)]
        {
            if is_there {
                parameters.fields.give(own);
            }
        }
        for ((_, within), node) in nodes {
            let own = shared.get(&node.span).cloned();
            failed |= self.parameter((path, method, type_name), within, node, own, &mut parameters).is_err();
        }
        let names = parameters.fields.give_all(parameters.list.iter().map(|known| &*known.name), snake);
        parameters.list.iter_mut().zip(names).for_each(|(known, name)| known.rust_name = name);
        if failed {
            return Err(Impossible);
        }
        for variable in path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name) {
            if !parameters.list.iter().any(|known| known.location == Location::Path && known.name == variable) {
                self.warn(
                    "W0507",
                    operation.span,
                    format!("the path variable `{{{variable}}}` is not declared; it is taken as a string"),
                );
                parameters.list.push(Parameter {
                    name: variable.to_owned(),
                    rust_name: parameters.fields.give(&snake(variable)),
                    docs: String::new(),
                    remarks: Vec::new(),
                    location: Location::Path,
                    required: true,
                    ty: Type::String,
                    role: Role::Plain,
                    style: Style::Simple,
                    explode: false,
                    shape: Shape::Scalar,
                    spread: None,
                    is_object_or_word: false,
                });
            }
        }
        self.side_by_side(path, operation, &parameters.list)?;
        Ok(parameters)
    }

    /// Variables without a text between them are told apart where the second one is a file's ending.
    fn side_by_side(&mut self, path: &str, operation: &'a Node, parameters: &[Parameter]) -> Outcome<()> {
        for (at, _) in path.match_indices("}{") {
            let name = path[at + 2..].split('}').next().unwrap_or_default();
            let second = parameters.iter().find(|known| known.location == Location::Path && known.name == name);
            if second.is_some_and(|second| self.is_ending(&second.ty)) {
                let message = format!("`{{{name}}}` begins where its segment of the path has the last dot");
                self.warn("W0220", operation.span, message);
            } else {
                let message = format!("nothing tells where the variable before `{{{name}}}` ends");
                let help = "write a text between the two, or name the second one's values, such as `.json`".to_owned();
                return Err(self.error("E0205", operation.span, message, Some(help)));
            }
        }
        Ok(())
    }

    /// Whether every value of a type is a dot and something without one.
    fn is_ending(&self, ty: &Type) -> bool {
        let is_ending = |text: &str| text.strip_prefix('.').is_some_and(|rest| !rest.is_empty() && !rest.contains('.'));
        let Type::Named(id) = ty else { return false };
        match &self.model.types[*id].kind {
            TypeKind::Enum(values) => values.iter().all(|value| is_ending(&value.value)),
            TypeKind::Alias(inner) | TypeKind::Checked(inner) => self.is_ending(inner),
            _ => false,
        }
    }

    /// Reads one parameter, and adds it to those of the operation.
    fn parameter(
        &mut self,
        (path, method, type_name): (&str, &str, &str),
        within: &str,
        node: &'a Node,
        shared: Option<String>,
        parameters: &mut Parameters,
    ) -> Outcome<()> {
        let name = node.get_str("name").unwrap_or_default();
        let location = match within {
            "path" => Location::Path,
            "query" => Location::Query,
            "header" if ["accept", "content-type", "authorization"].contains(&&*name.to_lowercase()) => {
                self.warn(
                    "W0504",
                    node.span,
                    format!("a header parameter named `{name}` has no meaning (OpenAPI 4.8.12)"),
                );
                return Ok(());
            }
            "header" if FRAMING_HEADERS.contains(&&*name.to_lowercase()) => {
                let message = format!("`{name}` frames the message: clients and servers set it themselves");
                self.warn("W0504", node.span, message);
                return Ok(());
            }
            "header" => Location::Header,
            "cookie" => Location::Cookie,
            other => {
                return Err(self.error("E0501", node.span, format!("a parameter in `{other}` is not supported"), None));
            }
        };
        if location == Location::Path && !path.contains(&format!("{{{name}}}")) {
            self.warn(
                "W0506",
                node.span,
                format!("the path `{path}` has no variable `{{{name}}}`; the parameter is left out"),
            );
            return Ok(());
        }
        let own = shared.unwrap_or_else(|| format!("{type_name}{}", pascal(name)));
        let (style, explode, ty, shape) = self.written(node, location, &own)?;
        let required = location == Location::Path || node.get_bool("required").unwrap_or_default();
        // Null has no text: where a parameter is one, null is that it is absent, and one that has to be there is not null.
        let ty = match ty {
            Type::Nullable(inner) if style != Style::Json => *inner,
            ty => ty,
        };
        let mut remarks = self.told(node);
        let media = node.get("content").and_then(|content| content.members().next());
        if let Some(schema) = node.get("schema").or_else(|| media.and_then(|media| media.value.get("schema"))) {
            let own = self.facts(&[schema.into()])?;
            remarks.extend(self.said_of_default(&own).filter(|_| !required));
        }
        let mut role = Role::Plain;
        if let Some(extension) = node.get("x-idempotency") {
            role = Role::IdempotencyKey;
            self.known_members(extension, "x-idempotency", &["retention-seconds", "replay-header", "safe-methods"])?;
            let retention_s = match extension.get("retention-seconds").and_then(Node::as_u64) {
                Some(seconds @ 1..) => seconds,
                _ => {
                    let place = extension.get("retention-seconds").unwrap_or(extension).span;
                    return Err(self.error(
                        "E0503",
                        place,
                        "x-idempotency needs `retention-seconds`, an integer of at least 1".to_owned(),
                        Some("see openapi/README.md".to_owned()),
                    ));
                }
            };
            let signed_only = match extension.get_str("safe-methods") {
                Some("signed-only") => true,
                other => {
                    let place = extension.get("safe-methods").unwrap_or(extension).span;
                    let found = other.map_or_else(|| "nothing".to_owned(), |other| format!("`{other}`"));
                    return Err(self.error(
                        "E0503",
                        place,
                        format!("x-idempotency needs `safe-methods: signed-only`, and has {found}"),
                        Some("see openapi/README.md".to_owned()),
                    ));
                }
            };
            parameters.key_is_signed_only = signed_only && ["GET", "HEAD", "OPTIONS"].contains(&method);
            parameters.idempotency = (!parameters.key_is_signed_only).then(|| Idempotency {
                header: name.to_lowercase(),
                replay_header: extension.get_str("replay-header").map(str::to_lowercase),
                retention_s,
            });
        }
        if let Some(extension) = node.get("x-request-signature") {
            role = Role::Signature;
            parameters.signature = Some(self.signature(name, extension)?);
        }
        let is_spread = style == Style::Form && explode && matches!(location, Location::Query | Location::Cookie);
        let spread = is_spread.then(|| self.member_names(&ty, &mut HashSet::new())).flatten();
        let kinds = self.kinds(&ty);
        let is_object_or_word = shape == Shape::Scalar
            && spread.is_none()
            && matches!(style, Style::Form | Style::Simple | Style::Space | Style::Pipe)
            && kinds.contains(&JsonType::Object)
            && !kinds.contains(&JsonType::String);
        if !matches!(style, Style::DeepObject | Style::Json) && *self.plain(&ty, 0) != Type::Any {
            self.one_text_of_two(&ty, spread.is_some() || is_object_or_word, node);
        }
        let parameter = Parameter {
            name: name.to_owned(),
            rust_name: String::new(),
            docs: node.get_str("description").unwrap_or_default().trim().to_owned(),
            remarks,
            location,
            required,
            ty,
            role,
            style,
            explode,
            shape,
            spread,
            is_object_or_word,
        };
        self.pairs_of_two(&parameter, &parameters.list, node);
        parameters.list.push(parameter);
        Ok(())
    }

    /// What may be of several kinds is not always told by its text; `objects_are_told` from all else.
    fn one_text_of_two(&mut self, ty: &Type, objects_are_told: bool, node: &'a Node) {
        let kinds = self.kinds(ty);
        let has = |kind: JsonType| kinds.contains(&kind);
        let is_scalar = |kind: &&JsonType| !matches!(kind, JsonType::Array | JsonType::Object | JsonType::Null);
        let scalars: BTreeSet<JsonType> = kinds.iter().filter(is_scalar).copied().collect();
        let items = self.kinds_of_items(ty, &mut HashSet::new());
        let span = node.get("schema").unwrap_or(node).span;
        if has(JsonType::Object) && (has(JsonType::Array) || !scalars.is_empty()) && !objects_are_told {
            let message = "an object is written as a text that the schema's other values may be, and is read as one";
            self.warn("W0544", span, message.to_owned());
        }
        if has(JsonType::Array)
            && (scalars.contains(&JsonType::String) || items.iter().any(|item| scalars.contains(item)))
        {
            let message = "a list of one item is written as the item is, and is read as a value that is no list";
            self.warn("W0544", span, message.to_owned());
        }
    }

    /// Members of an exploded object are pairs like any parameter, and may be called like one.
    fn pairs_of_two(&mut self, parameter: &Parameter, others: &[Parameter], node: &'a Node) {
        let own = parameter.pairs();
        for other in others.iter().filter(|other| other.location == parameter.location) {
            let shared = match (&own, other.pairs()) {
                _ if parameter.spread.is_none() && other.spread.is_none() => continue,
                (None, None) => "what no other parameter has".to_owned(),
                (Some(own), Some(others)) => {
                    let shared: Vec<_> = own.iter().filter(|name| others.contains(name)).collect();
                    let quoted: Vec<String> = shared.iter().map(|name| format!("`{name}`")).collect();
                    quoted.join(", ")
                }
                _ => continue,
            };
            if !shared.is_empty() {
                let message =
                    format!("`{}` and `{}` both read {shared}: one is an exploded object", other.name, parameter.name);
                self.warn("W0543", node.span, message);
            }
        }
    }

    /// How a parameter's value is written, and what it is.
    pub(super) fn written(
        &mut self,
        node: &'a Node,
        location: Location,
        hint: &str,
    ) -> Outcome<(Style, bool, Type, Shape)> {
        if let Some(content) = node.get("content") {
            self.sound(content.span)?;
        }
        if let Some(media) = node.get("content").and_then(|content| content.members().next()) {
            self.sound(media.value.span)?;
            let media_type = essence(&media.key);
            let ty = match media.value.get("schema") {
                Some(schema) => self.schema(&[schema.into()], hint)?,
                None if is_json(&media_type) => Type::Any,
                None => Type::String,
            };
            if is_json(&media_type) {
                return Ok((Style::Json, false, ty, Shape::Scalar));
            }
            // The text itself, as it is without a media type.
            let is_text = media_type.contains('*') || content_kind(&media_type) == ContentKind::Text;
            if is_text && self.shape(&ty) == Shape::Scalar && ty != Type::Any {
                let style = match location {
                    Location::Query | Location::Cookie => Style::Form,
                    Location::Path | Location::Header => Style::Simple,
                };
                return Ok((style, false, ty, Shape::Scalar));
            }
            return Err(self.error(
                "E0501",
                media.key_span,
                format!("a parameter of the media type `{}` is not supported", media.key),
                Some("give it a `schema` and a `style`, or `application/json`".to_owned()),
            ));
        }
        let ty = match node.get("schema") {
            Some(schema) => self.schema(&[schema.into()], hint)?,
            None => Type::String,
        };
        let shape = self.shape(&ty);
        let form = matches!(location, Location::Query | Location::Cookie);
        let style = match (node.get_str("style"), location) {
            (None, _) if form => Style::Form,
            (None, _) => Style::Simple,
            (Some("form"), Location::Query | Location::Cookie) => Style::Form,
            (Some("simple"), Location::Path | Location::Header) => Style::Simple,
            (Some("label"), Location::Path) => Style::Label,
            (Some("matrix"), Location::Path) => Style::Matrix,
            (Some("spaceDelimited"), Location::Query) => Style::Space,
            (Some("pipeDelimited"), Location::Query) => Style::Pipe,
            (Some("deepObject"), Location::Query) => Style::DeepObject,
            // Of a style without a meaning it is said already.
            (Some(_), _) if form => Style::Form,
            (Some(_), _) => Style::Simple,
        };
        if matches!(style, Style::DeepObject | Style::Space | Style::Pipe) {
            let mut found = Vec::new();
            self.shapes(&ty, &mut found, &mut HashSet::new());
            let span = node.get("style").unwrap_or(node).span;
            let is_deep = style == Style::DeepObject;
            if is_deep && found.iter().any(|kind| *kind != JsonType::Object) {
                let message = "`deepObject` is for objects, and the schema allows other values".to_owned();
                self.warn("W0218", span, message);
            } else if !is_deep && found.contains(&JsonType::String) {
                let message =
                    format!("the style `{}` cannot write a single value, which the schema allows", style.word());
                let help = "choose a style that can, such as `form`, or narrow the schema".to_owned();
                return Err(self.error("E0211", span, message, Some(help)));
            }
        }
        let explode = node.get_bool("explode").unwrap_or(matches!(style, Style::Form | Style::DeepObject));
        let is_one_text = !(location == Location::Query && explode) && style != Style::DeepObject;
        if is_one_text && self.inside(&ty, shape).iter().any(|ty| self.is_structure(ty)) {
            let span = node.get("schema").unwrap_or(node).span;
            let message = "objects and lists within a parameter that is one text are sent as JSON, of which a comma cannot \
                           be told from one between them";
            self.warn("W0541", span, message.to_owned());
        }
        Ok((style, explode, ty, shape))
    }

    /// The types of what a list or an object holds.
    fn inside(&self, ty: &Type, shape: Shape) -> Vec<Type> {
        match (shape, ty) {
            (Shape::Array, _) => self.item_of(ty, 0).into_iter().collect(),
            (Shape::Object, Type::Named(id)) => match &self.model.types[*id].kind {
                TypeKind::Struct(object) => object.members.iter().map(|member| member.ty.clone()).collect(),
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn is_structure(&self, ty: &Type) -> bool {
        let mut found = Vec::new();
        self.shapes(ty, &mut found, &mut HashSet::new());
        found.iter().any(|kind| matches!(kind, JsonType::Object | JsonType::Array))
    }

    /// Refuses an extension that is no object of these members.
    pub(super) fn known_members(&mut self, extension: &'a Node, name: &str, known: &[&str]) -> Outcome<()> {
        self.sound(extension.span)?;
        if extension.as_object().is_none() {
            return Err(self.error("E0503", extension.span, format!("{name} has to be an object"), None));
        }
        for member in extension.members() {
            if !known.contains(&&*member.key) {
                return Err(self.error(
                    "E0503",
                    member.key_span,
                    format!("{name} has no member `{}`", member.key),
                    Some(format!("its members are {}", known.join(", "))),
                ));
            }
        }
        Ok(())
    }

    pub(super) fn signature(&mut self, header: &str, extension: &'a Node) -> Outcome<Signature> {
        self.known_members(extension, "x-request-signature", &["algorithm", "encoding", "input"])?;
        for (key, value) in [("algorithm", "hmac-sha256"), ("encoding", "base64")] {
            if extension.get_str(key) != Some(value) {
                return Err(self.error(
                    "E0503",
                    extension.span,
                    format!("x-request-signature needs `{key}: {value}`"),
                    Some("see openapi/README.md".to_owned()),
                ));
            }
        }
        let mut input = Vec::new();
        for part in extension.get_array("input").unwrap_or_default() {
            input.push(match part.as_str() {
                Some("path") => SignatureInput::Path,
                Some("body") => SignatureInput::Body,
                Some(text) if text.starts_with("header:") => {
                    SignatureInput::Header(text["header:".len()..].to_lowercase())
                }
                _ => {
                    return Err(self.error(
                        "E0503",
                        part.span,
                        "an unknown part of the signature's input".to_owned(),
                        Some("each is `header:<name>`, `path` or `body`".to_owned()),
                    ));
                }
            });
        }
        if input.is_empty() {
            return Err(self.error("E0503", extension.span, "x-request-signature signs nothing".to_owned(), None));
        }
        Ok(Signature { header: header.to_lowercase(), input })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{built_of, warnings};
    use super::*;

    #[test]
    fn an_optional_text_is_null_where_it_is_absent() {
        for (parameter, nullable) in [
            ("in: query, schema: { anyOf: [ { type: string }, { type: 'null' } ] }", false),
            ("in: query, schema: { type: [integer, 'null'] }", false),
            ("in: header, schema: { type: [integer, 'null'], minimum: 1 }", false),
            ("in: cookie, schema: { $ref: '#/components/schemas/N' }", false),
            ("in: query, style: deepObject, schema: { type: [object, 'null'], properties: { a: {} } }", false),
            // Nobody can leave it out: then it is not null, as no text says it.
            ("in: query, required: true, schema: { type: [integer, 'null'] }", false),
            // Null is a text of its own.
            ("in: query, content: { application/json: { schema: { type: [integer, 'null'] } } }", true),
        ] {
            let text = format!(
                "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\ncomponents: {{ schemas: {{ N: {{ type: [string, 'null'] }} }} }}\n\
                 paths: {{ /a: {{ get: {{ operationId: a, parameters: [ {{ name: p, {parameter} }} ], responses: {{ \
                 '204': {{ description: It. }} }} }} }} }}"
            );
            let ty = &built_of(text).model.operations[0].parameters[0].ty;
            assert_eq!(matches!(ty, Type::Nullable(_)), nullable, "{parameter}: {ty:?}");
        }
    }

    #[test]
    fn what_cannot_be_told_from_its_text_is_said() {
        const OBJECT: &str = "{ type: object, properties: { x: { type: integer } } }";
        for (how, one, is_said) in [
            ("explode: false", "{ type: string }", true),
            ("explode: false", "{ type: string, enum: [a] }", true),
            ("explode: false", "{ type: array, items: { type: integer } }", true),
            ("explode: false", "{ type: integer }", false),
            ("explode: false", "{ type: boolean }", false),
            ("explode: true", "{ type: string }", false),
            ("explode: true", "{ type: array, items: { type: string } }", false),
            ("style: deepObject", "{ type: string }", false),
            ("style: pipeDelimited", "{ type: array, items: { type: string } }", true),
        ] {
            let found = said(&format!("{{ name: p, in: query, {how}, schema: {{ oneOf: [{OBJECT}, {one}] }} }}"));
            assert_eq!(found.contains(&"W0544"), is_said, "{how} {one}: {found:?}");
        }
        for (items, one, is_said) in [
            ("integer", "integer", true),
            ("integer", "string", true),
            ("string", "string", true),
            ("string", "integer", false),
            ("integer", "boolean", false),
            ("integer", "array, items: { type: string }", false),
        ] {
            let schema = format!("{{ oneOf: [{{ type: array, items: {{ type: {items} }} }}, {{ type: {one} }}] }}");
            for place in ["query", "header", "cookie"] {
                let found = said(&format!("{{ name: p, in: {place}, schema: {schema} }}"));
                assert_eq!(found.contains(&"W0544"), is_said, "{place} {items} or {one}: {found:?}");
            }
        }
    }

    /// What is said of an operation with these parameters.
    fn said(parameters: &str) -> Vec<&'static str> {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{ /a: {{ get: {{ operationId: a, parameters: [ {parameters} ], \
             responses: {{ '204': {{ description: It. }} }} }} }} }}"
        );
        warnings(&built_of(text))
    }

    #[test]
    fn a_pair_that_two_parameters_read_is_said() {
        const OBJECT: &str = "schema: { type: object, properties: { page: { type: integer } } }";
        const ANY: &str = "schema: { type: object, additionalProperties: { type: string } }";
        for (one, other, is_said) in [
            ("name: page, in: query".to_owned(), format!("name: p, in: query, {OBJECT}"), true),
            (format!("name: p, in: query, {OBJECT}"), format!("name: q, in: query, {OBJECT}"), true),
            (format!("name: p, in: query, {ANY}"), format!("name: q, in: query, {ANY}"), true),
            (format!("name: p, in: query, {ANY}"), format!("name: q, in: query, {OBJECT}"), false),
            ("name: page, in: query".to_owned(), format!("name: page, in: cookie, {OBJECT}"), false),
            ("name: page, in: query".to_owned(), format!("name: p, in: query, explode: false, {OBJECT}"), false),
            ("name: page, in: query".to_owned(), format!("name: p, in: query, style: deepObject, {OBJECT}"), false),
            ("name: p, in: cookie".to_owned(), format!("name: p, in: query, {OBJECT}"), false),
            ("name: page, in: cookie".to_owned(), format!("name: p, in: cookie, {OBJECT}"), true),
        ] {
            let found = said(&format!("{{ {one} }}, {{ {other} }}"));
            assert_eq!(found.contains(&"W0543"), is_said, "{one} and {other}: {found:?}");
        }
    }

    #[test]
    fn structures_in_one_text_are_said_to_be_ambiguous() {
        for (parameter, is_said) in [
            ("in: query, schema: { type: array, items: { type: object } }", false),
            ("in: query, schema: { type: array, items: { type: string } }, explode: false", false),
            ("in: query, schema: { type: array, items: { type: object } }, explode: false", true),
            ("in: header, schema: { type: array, items: { type: object } }", true),
            ("in: header, schema: { type: array, items: { type: integer } }", false),
            ("in: query, style: deepObject, schema: { type: object, properties: { a: { type: array } } }", false),
            ("in: query, explode: false, schema: { type: object, properties: { a: { type: array } } }", true),
            ("in: query, explode: false, schema: { type: object, properties: { a: { type: string } } }", false),
        ] {
            let found = said(&format!("{{ name: p, {parameter} }}"));
            assert_eq!(found.contains(&"W0541"), is_said, "{parameter}: {found:?}");
        }
    }
}
