//! Operations: bodies, responses, security and `x-token`.

use super::parameters::Parameters;
use super::*;

/// An operation in the document.
pub(super) struct Place<'p, 'a> {
    /// The path template; of an event, where a receiver takes it in.
    pub path: &'p str,
    /// The place of what stands at the path.
    pub at: Span,
    /// In upper case.
    pub method: &'static str,
    /// The path item.
    pub item: &'a Node,
    /// The operation.
    pub node: &'a Node,
    /// What event it is.
    pub event: Option<Event>,
    /// What it is called where it has no `operationId`, if the document has a name for it.
    pub own_name: Option<String>,
}

/// The names that are taken.
pub(super) struct OperationNames {
    ids: HashMap<String, Span>,
    /// What else is called so beside the operations: what emitted code has of its own, and security schemes.
    others: HashSet<String>,
    functions: Namespace,
}

impl OperationNames {
    /// None is taken by an operation yet.
    pub(super) fn of(root: &Node) -> Self {
        let schemes = root.get("components").and_then(|components| components.get("securitySchemes"));
        let schemes = schemes.into_iter().flat_map(Node::members).map(|scheme| snake(&scheme.key));
        let others: HashSet<String> = TAKEN_FUNCTIONS.iter().map(|&name| name.to_owned()).chain(schemes).collect();
        Self { ids: HashMap::new(), functions: Namespace::without(others.iter().cloned()), others }
    }

    /// The name of an operation's function, and what it is where no other operation has it.
    fn function(&mut self, id: &str) -> (String, String) {
        let name = snake(id);
        let wanted = match name.strip_prefix("r#") {
            // Nobody likes to call `r#move`.
            Some(keyword) => format!("{keyword}_operation"),
            None if self.others.contains(&name) => format!("{name}_operation"),
            None => name,
        };
        (self.functions.give(&wanted), wanted)
    }
}

/// The operations of a path item and their methods, in the order in which they are built.
pub(super) fn operations_of(item: &Node) -> impl Iterator<Item = (&'static str, &Node)> {
    const METHODS: [(&str, &str); 7] = [
        ("get", "GET"),
        ("put", "PUT"),
        ("post", "POST"),
        ("delete", "DELETE"),
        ("options", "OPTIONS"),
        ("head", "HEAD"),
        ("patch", "PATCH"),
    ];
    METHODS.into_iter().filter_map(|(key, method)| Some((method, item.get(key)?)))
}

impl<'a> Builder<'a> {
    pub(super) fn operations(&mut self) {
        let root = self.resolver.root();
        let mut names = OperationNames::of(root);
        let Some(paths) = root.get("paths") else { return };
        for path in paths.members().filter(|path| !path.key.starts_with("x-")) {
            let Some(item) = self.path_item(&path.value) else { continue };
            let at = path.value.span;
            for (method, node) in operations_of(item) {
                self.take(Place { path: &path.key, at, method, item, node, event: None, own_name: None }, &mut names);
            }
            self.refuse_foreign(item, &path.key);
        }
    }

    /// What stands at a path. Each of its operations is refused for what is wrong with it; if there is none, it is said
    /// here.
    pub(super) fn path_item(&mut self, node: &'a Node) -> Option<&'a Node> {
        match self.resolver.resolve(node) {
            Ok(resolved) if operations_of(resolved.node).next().is_none() => {
                self.resolve(node).ok().map(|resolved| resolved.node)
            }
            Ok(resolved) => Some(resolved.node),
            Err(found) => {
                self.diagnostics.push(found);
                None
            }
        }
    }

    /// Operations of methods that OpenAPI has since 3.2, and of TRACE, which dropshot does not serve.
    pub(super) fn refuse_foreign(&mut self, item: &'a Node, path: &str) {
        let named = [("query", "QUERY"), ("trace", "TRACE")];
        let named = named.into_iter().filter_map(|(key, method)| Some((method.to_owned(), item.get(key)?)));
        let others = item.get("additionalOperations").into_iter();
        let all = others.flat_map(Node::members).map(|member| (member.key.to_uppercase(), &member.value));
        let whole = item.get("additionalOperations").map(|node| node.span);
        for (method, node) in named.chain(all) {
            for place in [Some(node.span), whole].into_iter().flatten() {
                let before = self.diagnostics.len();
                if self.sound(place).is_err() {
                    let reason = self.diagnostics.iter().nth(before).map(|found| found.message.clone());
                    self.refused.push(Refused {
                        method: method.clone(),
                        path: path.to_owned(),
                        operation_id: node.get_str("operationId").map(str::to_owned),
                        reason: reason.unwrap_or_default(),
                    });
                    break;
                }
            }
        }
    }

    /// Takes an operation into the model, or notes why it is refused.
    pub(super) fn take(&mut self, place: Place<'_, 'a>, names: &mut OperationNames) {
        let before = self.diagnostics.errors();
        let (path, method, node) = (place.path, place.method, place.node);
        match self.operation(place, names) {
            Ok(operation) => self.model.operations.push(operation),
            Err(Impossible) => {
                let reason = self
                    .diagnostics
                    .iter()
                    .filter(|diagnostic| diagnostic.severity == crate::diagnostic::Severity::Error)
                    .nth(before)
                    .map_or_else(|| "needs a schema that is refused".to_owned(), |first| first.message.clone());
                self.refused.push(Refused {
                    method: method.to_owned(),
                    path: path.to_owned(),
                    operation_id: node.get_str("operationId").map(str::to_owned),
                    reason,
                });
            }
        }
    }

    fn operation(&mut self, place: Place<'_, 'a>, names: &mut OperationNames) -> Outcome<Operation> {
        let Place { path, at, method, item, node, event, own_name } = place;
        for place in [at, item.span, node.span].into_iter().collect::<IndexSet<_>>() {
            self.sound(place)?;
        }
        // One that leads somewhere stands for the operation by now (W0406).
        if reference_of(node).is_some() {
            self.resolve(node)?;
        }
        let own_id = node.get_str("operationId");
        let mut is_repeated = false;
        let id = match (own_id.filter(|id| is_speakable(id)), own_name) {
            (Some(id), _) => {
                // Where it stands twice in the document, that is said already.
                let before = names.ids.insert(id.to_owned(), node.span);
                is_repeated = before.is_some();
                if before == Some(node.span) {
                    let message = format!("the operationId `{id}` is used twice, at two paths; this one gets a number");
                    self.warn("W0503", node.span, message);
                }
                id.to_owned()
            }
            (None, Some(name)) => name,
            (None, None) => {
                let id = format!("{} {path}", method.to_lowercase());
                let reason = match (own_id, node.get("operationId")) {
                    (Some(own), _) => format!("the operationId `{own}` of {method} {path} is no name"),
                    (None, Some(own)) => {
                        format!("the operationId of {method} {path} is {}, not a text", own.kind_name())
                    }
                    (None, None) => format!("{method} {path} has no operationId"),
                };
                self.warn("W0502", node.span, format!("{reason}; named `{}`", snake(&id)));
                id
            }
        };
        let (rust_name, wanted) = names.function(&id);
        if rust_name != wanted && own_id.is_some() && !is_repeated {
            let message =
                format!("the operationId `{id}` and another one are both `{wanted}`; this one is `{rust_name}`");
            self.diagnostics.push(Diagnostic::warning("W0503", message).at(node.span).lawful());
        }
        let type_name = pascal(rust_name.trim_start_matches("r#"));
        let mut docs = event.as_ref().map(Event::docs).unwrap_or_default();
        for key in ["summary", "description"] {
            if let Some(text) = node.get_str(key).filter(|text| !text.trim().is_empty()) {
                if !docs.is_empty() {
                    docs.push_str("\n\n");
                }
                docs.push_str(text.trim());
            }
        }

        // Each part is looked at, whatever is wrong with another: its author wants to know all of it.
        let parameters = self.parameters(path, method, item, node, &type_name);
        let body = self.body(node, &type_name);
        let replay_header = match &parameters {
            Ok(Parameters { idempotency: Some(idempotency), .. }) => idempotency.replay_header.clone(),
            _ => None,
        };
        let responses = self.responses(node, &type_name, replay_header.as_deref());
        let security = self.security(node);
        let Parameters { list: parameters, idempotency, signature, key_is_signed_only, .. } = parameters?;
        let (body, responses, (security, anonymous)) = (body?, responses?, security?);
        if (security.is_empty() || anonymous) && (idempotency.is_some() || signature.is_some()) {
            return Err(self.error(
                "E0503",
                node.span,
                "idempotency keys and signatures belong to a caller, and the operation has no `security`".to_owned(),
                Some("name the security scheme that says who calls".to_owned()),
            ));
        }
        let mut remarks = self.remarks(node);
        remarks.extend(self.own_servers(item, node, event.is_some()));
        Ok(Operation {
            id,
            rust_name,
            type_name,
            method,
            path: path.to_owned(),
            docs,
            remarks,
            tags: node
                .get_array("tags")
                .unwrap_or_default()
                .iter()
                .filter_map(Node::as_str)
                .map(str::to_owned)
                .collect(),
            deprecated: node.get_bool("deprecated").unwrap_or_default(),
            parameters,
            body,
            responses,
            security,
            anonymous,
            idempotency,
            signature,
            key_is_signed_only,
            event,
        })
    }

    pub(super) fn body(&mut self, operation: &'a Node, type_name: &str) -> Outcome<Option<Body>> {
        let Some(node) = operation.get("requestBody") else { return Ok(None) };
        self.refers_to(node, "requestBodies")?;
        let node = self.resolve(node)?.node;
        let mut contents = self.contents(node, &format!("{type_name}Body"), false)?;
        contents.iter_mut().for_each(streams::make_whole);
        if contents.is_empty() {
            return Ok(None);
        }
        let mut examples = Vec::new();
        for media in node.get("content").into_iter().flat_map(Node::members).take(1) {
            if let Some(value) = media.value.get("example") {
                examples.push(Example { name: "example".to_owned(), docs: String::new(), value: value.to_json() });
            }
            for member in media.value.get("examples").into_iter().flat_map(Node::members) {
                let Ok(resolved) = self.resolver.resolve(&member.value) else { continue };
                let Some(value) = resolved.node.get("value") else { continue };
                let docs = resolved.node.get_str("summary").unwrap_or_default().trim().to_owned();
                examples.push(Example { name: member.key.to_string(), docs, value: value.to_json() });
            }
        }
        let mut remarks = self.told(node);
        remarks.extend(range_remark(&contents));
        Ok(Some(Body {
            examples,
            contents,
            required: node.get_bool("required").unwrap_or_default(),
            docs: node.get_str("description").unwrap_or_default().trim().to_owned(),
            remarks,
        }))
    }

    /// Refuses a reference to a component of another section than the one that is due.
    fn refers_to(&mut self, node: &'a Node, section: &str) -> Outcome<()> {
        let Some((reference, other)) = component_of(node).filter(|(_, other)| *other != section) else { return Ok(()) };
        let (due, found) = (kind_of_section(section), kind_of_section(other));
        let message = format!("{due} is due, and this refers to {found}");
        let help = match other {
            "schemas" => "write `content: { application/json: { schema: … } }` with this reference in it".to_owned(),
            _ => format!("refer to something under `#/components/{section}/`"),
        };
        Err(self.error("E0204", reference, message, Some(help)))
    }

    /// The media types of a request's body or a response, each with its type.
    pub(super) fn contents(&mut self, holder: &'a Node, hint: &str, is_answer: bool) -> Outcome<Vec<Content>> {
        let mut contents: Vec<Content> = Vec::new();
        let mut names = Namespace::default();
        if let Some(content) = holder.get("content") {
            self.sound(content.span)?;
        }
        let medias: Vec<_> = holder.get("content").into_iter().flat_map(Node::members).collect();
        let several = medias.len() > 1;
        let is_plain = |key: &str| parameters(key).all(is_utf_8);
        let plain: HashSet<String> =
            medias.iter().filter(|media| is_plain(&media.key)).map(|media| essence(&media.key)).collect();
        for media in medias {
            if media.key.starts_with("x-") {
                continue;
            }
            self.sound(media.value.span)?;
            if let Some(encoding) = media.value.get("encoding") {
                self.sound(encoding.span)?;
            }
            // What is said of a part's headers is not generated, but has to be right.
            for encoding in media.value.get("encoding").into_iter().flat_map(Node::members) {
                for header in encoding.value.get("headers").into_iter().flat_map(Node::members) {
                    self.resolve(&header.value)?;
                }
            }
            let mut media_type = essence(&media.key);
            let schema = media.value.get("schema");
            let mut kind = content_kind(&media_type);
            // `*/*` with a schema that is no plain text: JSON, as those who write so mean.
            let is_json_of_some_kind = media_type.contains('*') && media_type.ends_with("+json");
            if is_json_of_some_kind && plain.contains("application/json") {
                let message = format!(
                    "`{}` is left out: what is sent as JSON is `application/json`, which is beside it",
                    media.key
                );
                self.warn("W0510", media.key_span, message);
                continue;
            }
            if is_json_of_some_kind
                || media_type.contains('*')
                    && kind == ContentKind::Bytes
                    && schema.is_some_and(|schema| self.is_structured(schema))
            {
                let like = if is_json_of_some_kind { "" } else { " with such a schema" };
                let message = format!("`{}`{like} is taken as application/json", media.key);
                self.warn("W0509", media.key_span, message);
                media_type = "application/json".to_owned();
                kind = ContentKind::Json;
            }
            let is_displaced = !is_plain(&media.key) && plain.contains(&media_type);
            if is_displaced || contents.iter().any(|known| known.media_type == media_type) {
                let message = format!(
                    "`{}` is left out with its schema: bodies are told apart by `{media_type}` alone, which another one is",
                    media.key
                );
                self.warn("W0510", media.key_span, message);
                continue;
            }
            // Texts are UTF-8 whether or not it is said.
            let told = parameters(&media.key).filter(|it| !is_utf_8(it) && kind != ContentKind::Multipart);
            let told: Vec<String> = told.map(str::to_owned).collect();
            if !told.is_empty() {
                let message =
                    format!("`{}` is not sent: bodies are told apart and sent as `{media_type}`", told.join("; "));
                self.warn("W0510", media.key_span, message);
            }
            let rust_name = names.give(&media_name(&media_type));
            // Several spellings of JSON mostly have one schema: the hint is the same, and so is the type.
            let hint =
                if several && kind != ContentKind::Json { format!("{hint}{rust_name}") } else { hint.to_owned() };
            if let Some(item) = media.value.get("itemSchema")
                && !(kind.is_streamed())
            {
                let message = format!("`itemSchema` says nothing of `{media_type}`, which is no stream");
                self.warn("W0534", item.span, message);
            }
            // Forms are what is asked with.
            if is_answer && matches!(kind, ContentKind::Form | ContentKind::Multipart) {
                kind = ContentKind::Bytes;
            }
            if let Some(schema) = schema.filter(|_| matches!(kind, ContentKind::Bytes | ContentKind::Text))
                && self.says_more_than_text(schema)
            {
                let message = format!("the schema of `{media_type}` is not enforced: the body is given as it is");
                self.warn("W0535", media.key_span, message);
            }
            let ty = match (kind, schema) {
                (ContentKind::Events | ContentKind::Items(_) | ContentKind::List(_), _) => {
                    self.streamed(kind, media, &hint)?
                }
                (ContentKind::Bytes, _) => Type::Binary,
                (ContentKind::Text, _) => Type::String,
                (ContentKind::Json, None) => Type::Any,
                (ContentKind::Form | ContentKind::Multipart, None) => Type::Map(Box::new(Type::String)),
                (_, Some(schema)) => self.schema(&[schema.into()], &hint)?,
            };
            let ty = match (kind, self.shape(&ty)) {
                (ContentKind::Form | ContentKind::Multipart, Shape::Scalar | Shape::Array) if ty != Type::Any => {
                    self.warn(
                        "W0527",
                        media.key_span,
                        format!("the schema of `{media_type}` is no object: the body is given as it is, in bytes"),
                    );
                    kind = ContentKind::Bytes;
                    Type::Binary
                }
                (ContentKind::Form | ContentKind::Multipart, _) if ty == Type::Any => Type::Map(Box::new(Type::String)),
                (ContentKind::Json, _) if *self.plain(&ty, 0) == Type::Binary => {
                    let message =
                        format!("`{media_type}` of `format: binary` is sent as it is: bytes, and no string of JSON");
                    self.warn("W0546", media.key_span, message);
                    kind = ContentKind::Bytes;
                    Type::Binary
                }
                _ => ty,
            };
            let fields = self.form_fields(&media.value, kind, &ty);
            contents.push(Content { media_type, parameters: told, kind, ty, rust_name, fields });
        }
        Ok(contents)
    }

    /// Whether a schema says more of a body than that it is a text or bytes.
    fn says_more_than_text(&self, schema: &'a Node) -> bool {
        const RULES: [&str; 6] = ["enum", "const", "pattern", "minLength", "maxLength", "not"];
        let rules = |node: &Node| RULES.iter().any(|key| node.get(key).is_some());
        self.is_structured(schema) || self.resolver.resolve(schema).is_ok_and(|resolved| rules(resolved.node))
    }

    /// Whether a schema speaks of more than a text.
    fn is_structured(&self, schema: &'a Node) -> bool {
        let Ok(resolved) = self.resolver.resolve(schema) else { return false };
        let node = resolved.node;
        let ty = node.get_str("type");
        ty.is_some_and(|ty| ty != "string")
            || ["properties", "items", "oneOf", "anyOf", "allOf", "additionalProperties"]
                .iter()
                .any(|key| node.get(key).is_some())
    }

    pub(super) fn responses(
        &mut self,
        operation: &'a Node,
        type_name: &str,
        replay: Option<&str>,
    ) -> Outcome<Vec<Response>> {
        let mut responses: Vec<Response> = Vec::new();
        let mut failed = operation.get("responses").is_some_and(|node| self.sound(node.span).is_err());
        for member in operation.get("responses").into_iter().flat_map(Node::members) {
            if member.key.starts_with("x-") {
                continue;
            }
            let status = match status_of(&member.key) {
                Some(status) => status,
                // Of what is no status it is said already.
                None => continue,
            };
            // RFC 9110 section 15.2: what goes before the answer is for the connection, and 101 ends what is HTTP of it.
            match status {
                Status::Code(101) => {
                    self.warn("W0539", member.key_span, "nothing is spoken on the connection after a 101".to_owned());
                }
                Status::Code(100..=199) | Status::Range(1) => {
                    let message = format!("`{}` goes before an answer and is none; it is left out", member.key);
                    self.warn("W0539", member.key_span, message);
                    continue;
                }
                _ => {}
            }
            if responses.iter().any(|known| known.status == status) {
                self.warn("W0511", member.key_span, format!("the status `{}` is there already", member.key));
                continue;
            }
            let rust_name = response_name(status);
            let prefix = format!("{type_name}{rust_name}");
            let resolved = self.refers_to(&member.value, "responses").and_then(|()| self.resolve(&member.value));
            let Ok(node) = resolved.map(|resolved| resolved.node) else {
                failed = true;
                continue;
            };
            let (contents, headers) =
                (self.contents(node, &format!("{prefix}Body"), true), self.headers(node, &prefix, replay));
            let (Ok(mut contents), Ok(headers)) = (contents, headers) else {
                failed = true;
                continue;
            };
            // RFC 9110 sections 15.2, 15.3.5, 15.4.5: these never have a body, whatever a document says.
            if matches!(status, Status::Code(101 | 204 | 205 | 304)) && !contents.is_empty() {
                self.warn("W0512", member.key_span, format!("a {} has no body; its content is left out", member.key));
                contents.clear();
            }
            let mut remarks = self.told(node);
            remarks.extend(range_remark(&contents));
            responses.push(Response {
                status,
                rust_name,
                docs: node.get_str("description").unwrap_or_default().trim().to_owned(),
                remarks,
                contents,
                headers,
                success: false,
                error: false,
            });
        }
        if failed {
            return Err(Impossible);
        }
        responses.sort_by_key(|response| response.status);
        self.hopes_and_fears(operation, &mut responses);
        // Why something failed is said at once.
        let errors = responses.iter_mut().filter(|response| response.error);
        errors.flat_map(|response| &mut response.contents).for_each(streams::make_whole);
        Ok(responses)
    }

    pub(super) fn headers(&mut self, node: &'a Node, prefix: &str, replay: Option<&str>) -> Outcome<Vec<Header>> {
        let mut headers: Vec<Header> = Vec::new();
        let mut fields = Namespace::default();
        if let Some(all) = node.get("headers") {
            self.sound(all.span)?;
        }
        for header in node.get("headers").into_iter().flat_map(Node::members) {
            let name = header.key.to_lowercase();
            if name == "content-type" {
                let message = "the header `Content-Type` is what `content` says: its description has no effect";
                self.warn("W0504", header.key_span, message.to_owned());
                continue;
            }
            // The same in other letters; of that it is said already.
            if headers.iter().any(|known| known.name == name) {
                continue;
            }
            let resolved = self.resolve(&header.value)?;
            let docs = resolved.node.get_str("description").unwrap_or_default().trim().to_owned();
            let shared = resolved.target.as_ref().map(|target| pascal(&target.name));
            let schema: Vec<Part<'a>> = resolved.node.get("schema").into_iter().map(Part::from).collect();
            let hint = shared.unwrap_or_else(|| format!("{prefix}{}", pascal(&header.key)));
            let own = self.facts(&schema)?;
            let constant = own.constant().map(str::to_owned);
            let required = resolved.node.get_bool("required").unwrap_or_default();
            let mut remarks = self.told(resolved.node);
            remarks.extend(self.said_of_default(&own).filter(|_| !required));
            let ty = match (&constant, schema.is_empty()) {
                (Some(_), _) | (_, true) => Type::String,
                (None, false) => self.schema(&schema, &hint)?,
            };
            let ty = match ty {
                Type::Nullable(inner) => *inner,
                ty => ty,
            };
            let content = resolved.node.get("content").and_then(|content| content.members().next());
            let is_json = content.is_some_and(|media| is_json(&essence(&media.key)));
            let is_flat = |ty: &Type| *ty != Type::Any && self.shape(ty) == Shape::Scalar;
            let is_tuple = |id: TypeId| matches!(self.model.types[id].kind, TypeKind::Tuple(_));
            // A list has one separator: a list in it would need another.
            let has_texts = match (self.plain(&ty, 0), self.item_of(&ty, 0)) {
                (Type::Named(id), _) if is_tuple(*id) => false,
                (_, Some(item)) => is_flat(&item),
                (_, None) => is_flat(&ty),
            };
            // RFC 6265, section 3: a comma is part of a cookie, and joins none.
            let is_cookies = name == "set-cookie" && self.model.may_be_list(&ty);
            let ty = if is_json || !has_texts || is_cookies {
                let why = if is_cookies { ", one cookie: several are not joined by commas" } else { "" };
                self.warn("W0514", header.key_span, format!("the header `{}` is taken as text{why}", header.key));
                Type::String
            } else {
                ty
            };
            headers.push(Header {
                rust_name: fields.give(&snake(&header.key)),
                docs,
                remarks,
                required,
                ty,
                constant,
                replay: replay == Some(&name),
                name,
            });
        }
        Ok(headers)
    }

    /// Which responses a caller hopes for, and which it fears.
    fn hopes_and_fears(&mut self, operation: &'a Node, responses: &mut Vec<Response>) {
        let is_2xx = |status: Status| matches!(status, Status::Code(200..=299) | Status::Range(2));
        let is_low = |status: Status| matches!(status, Status::Code(101 | 200..=399) | Status::Range(2..=3));
        let any_2xx = responses.iter().any(|response| is_2xx(response.status));
        let any_low = responses.iter().any(|response| is_low(response.status));
        if responses.is_empty() || (!any_low && !responses.iter().any(|response| response.status == Status::Default)) {
            // Of no response at all it is said already.
            if let Some(declared) = operation.get("responses").filter(|declared| declared.members().next().is_some()) {
                self.warn(
                    "W0505",
                    declared.span,
                    "no success is declared; any success is taken, and its body is not looked at".to_owned(),
                );
            }
            responses.push(Response {
                status: Status::Range(2),
                rust_name: response_name(Status::Range(2)),
                docs: "A success that the document does not declare.".to_owned(),
                remarks: Vec::new(),
                contents: Vec::new(),
                headers: Vec::new(),
                success: true,
                error: false,
            });
            responses.sort_by_key(|response| response.status);
            let only = responses.len() == 1;
            for response in responses.iter_mut().filter(|response| !response.success) {
                response.error = !only;
            }
            return;
        }
        for response in responses {
            response.success = match response.status {
                Status::Default => !any_2xx && !any_low,
                status if any_2xx => is_2xx(status),
                status => is_low(status),
            };
            response.error = !response.success || response.status == Status::Default;
        }
    }

    /// The ways to authenticate a caller, and whether there is one without.
    pub(super) fn security(&mut self, operation: &'a Node) -> Outcome<(Vec<Secured>, bool)> {
        let root = self.resolver.root();
        // What the document wants of the API's callers, it does not want of the API. A null says nothing.
        let of_all = root.get("security").filter(|_| !self.model.of_events);
        let declared = [operation.get("security"), of_all].into_iter().flatten().find(|node| !node.is_null());
        let Some(node) = declared else {
            return Ok((Vec::new(), true));
        };
        let alternatives: Vec<&'a Node> = match &node.value {
            Value::Array(items) => items.iter().collect(),
            // Without the list around it, it is still the one that is asked for.
            Value::Object(scheme) if !scheme.is_empty() => vec![node],
            _ => return Err(self.no_requirement(node)),
        };
        let mut secured: Vec<Secured> = Vec::new();
        let mut anonymous = alternatives.is_empty();
        for alternative in alternatives {
            self.sound(alternative.span)?;
            // What cannot be read must never let anybody in.
            if alternative.as_object().is_none() {
                return Err(self.no_requirement(alternative));
            }
            let mut schemes = Vec::new();
            let mut scopes = Vec::new();
            for member in alternative.members() {
                schemes.push(self.scheme(&member.key, member.key_span)?);
                scopes.extend(member.value.items().iter().filter_map(Node::as_str).map(str::to_owned));
            }
            if schemes.is_empty() {
                anonymous = true;
                continue;
            }
            schemes.sort_unstable();
            schemes.dedup();
            let known = self.model.requirements.iter().position(|known| known.schemes == schemes);
            let requirement = known.unwrap_or_else(|| {
                let names: Vec<&str> =
                    schemes.iter().map(|index| self.model.schemes[*index].rust_name.as_str()).collect();
                let rust_name = match &*names {
                    [only] => (*only).to_owned(),
                    // `self_` has its underscore for being no keyword.
                    several => several.iter().map(|name| bare(name)).collect::<Vec<_>>().join("_and_"),
                };
                self.model.requirements.push(Requirement { schemes, rust_name, has_scopes: false });
                self.model.requirements.len() - 1
            });
            self.model.requirements[requirement].has_scopes |= !scopes.is_empty();
            let way = Secured { requirement, scopes };
            if !secured.contains(&way) {
                secured.push(way);
            }
        }
        Ok((secured, anonymous))
    }

    fn no_requirement(&mut self, node: &Node) -> Impossible {
        let message = format!("who may call this cannot be read: {} where security schemes are due", node.kind_name());
        self.error("E0204", node.span, message, Some("write a list such as `[{ bearer: [] }]`".to_owned()))
    }

    /// The index of a security scheme by its name.
    fn scheme(&mut self, name: &str, span: Span) -> Outcome<usize> {
        if let Some(index) = self.model.schemes.iter().position(|known| known.name == name) {
            return Ok(index);
        }
        let root = self.resolver.root();
        let Some(definition) = root.get("components").and_then(|c| c.get("securitySchemes")).and_then(|s| s.get(name))
        else {
            return Err(self.error(
                "E0502",
                span,
                format!("there is no security scheme `{name}`"),
                Some("declare it under components.securitySchemes".to_owned()),
            ));
        };
        let definition = self.resolve(definition)?.node;
        let text = |key: &str| definition.get_str(key).unwrap_or_default().to_lowercase();
        let kind = match (&*text("type"), &*text("scheme"), &*text("in")) {
            ("http", "bearer", _) | ("oauth2" | "openidconnect", ..) => SchemeKind::Bearer,
            ("http", "basic", _) => SchemeKind::Basic,
            ("http", scheme, _) if !scheme.is_empty() => SchemeKind::Http(scheme.to_owned()),
            ("mutualtls", ..) => SchemeKind::MutualTls,
            ("apikey", _, place @ ("header" | "query" | "cookie")) => {
                let place = match place {
                    "header" => Location::Header,
                    "query" => Location::Query,
                    _ => Location::Cookie,
                };
                SchemeKind::ApiKey(place, definition.get_str("name").unwrap_or_default().to_owned())
            }
            _ => {
                return Err(self.error(
                    "E0502",
                    definition.span,
                    format!("the security scheme `{name}` is of no known type"),
                    Some(
                        "`type` is http, apiKey, oauth2, openIdConnect or mutualTLS, each with its own members"
                            .to_owned(),
                    ),
                ));
            }
        };
        let mut names = Namespace::default();
        // The trait's own methods.
        for own in ["signing_keys", "begin_idempotent"] {
            names.give(own);
        }
        for known in &self.model.schemes {
            names.give(&known.rust_name);
        }
        self.model.schemes.push(SecurityScheme {
            name: name.to_owned(),
            rust_name: names.give(&snake(name)),
            docs: definition.get_str("description").unwrap_or_default().trim().to_owned(),
            kind,
            token: None,
        });
        Ok(self.model.schemes.len() - 1)
    }

    /// `x-token`, when the operations are known.
    pub(super) fn token_sources(&mut self) {
        let root = self.resolver.root();
        for index in 0..self.model.schemes.len() {
            let name = self.model.schemes[index].name.clone();
            let definition = root.get("components").and_then(|c| c.get("securitySchemes")).and_then(|s| s.get(&name));
            let Some(extension) = definition.and_then(|definition| definition.get("x-token")) else { continue };
            if self.known_members(extension, "x-token", &["operation", "token", "expires"]).is_err() {
                continue;
            }
            let wanted = extension.get_str("operation").unwrap_or_default();
            let Some(operation) = self.model.operations.iter().position(|operation| operation.id == wanted) else {
                // An operation that is refused is there all the same, and said already.
                if self.refused.iter().any(|refused| refused.operation_id.as_deref() == Some(wanted)) {
                    continue;
                }
                self.error(
                    "E0503",
                    extension.span,
                    format!("x-token names the operation `{wanted}`, which is not there"),
                    Some("name the operationId of the operation that answers tokens".to_owned()),
                );
                continue;
            };
            let member = |key: &str| {
                let wanted = extension.get_str(key)?.strip_prefix('/')?;
                let success = self.model.operations[operation].successes().next()?;
                let Type::Named(id) = success.contents.first()?.ty else { return None };
                let TypeKind::Struct(object) = &self.model.types[id].kind else { return None };
                object.members.iter().find(|member| member.name == wanted).map(|member| member.rust_name.clone())
            };
            match (member("token"), member("expires")) {
                (Some(token), Some(expires)) => {
                    self.model.schemes[index].token = Some(TokenSource { operation, token, expires });
                }
                _ => {
                    self.error(
                        "E0503",
                        extension.span,
                        "x-token's `token` and `expires` have to name members of the operation's success body"
                            .to_owned(),
                        Some("write them as `/member`".to_owned()),
                    );
                }
            }
        }
    }
}

/// A response's variant: the registered name of its status (RFC 9110 section 15; IANA).
fn response_name(status: Status) -> String {
    match status {
        Status::Code(code) => match reason(code) {
            Some(reason) => pascal(reason),
            None => format!("Status{code}"),
        },
        Status::Range(2) => "Success".to_owned(),
        Status::Range(3) => "Redirection".to_owned(),
        Status::Range(4) => "ClientError".to_owned(),
        Status::Range(_) => "ServerError".to_owned(),
        Status::Default => "Default".to_owned(),
    }
}

fn status_of(key: &str) -> Option<Status> {
    if key == "default" {
        return Some(Status::Default);
    }
    if let Ok(code @ 100..=599) = key.parse::<u16>() {
        return Some(Status::Code(code));
    }
    match key.as_bytes() {
        [digit @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Status::Range(u16::from(digit - b'0'))),
        _ => None,
    }
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_lowercase()
}

/// The parameters of a media type, each with its value.
pub(super) fn parameters(media_type: &str) -> impl Iterator<Item = &str> {
    media_type.split(';').skip(1).map(str::trim).filter(|parameter| !parameter.is_empty())
}

/// Whether a parameter of a media type says what holds anyway.
pub(super) fn is_utf_8(parameter: &str) -> bool {
    let value = parameter.to_ascii_lowercase();
    value
        .strip_prefix("charset")
        .map(str::trim_start)
        .and_then(|rest| rest.strip_prefix('='))
        .is_some_and(|value| ["utf-8", "utf8"].contains(&value.trim().trim_matches('"')))
}

pub(super) fn is_json(essence: &str) -> bool {
    essence == "application/json" || essence.ends_with("+json") || essence == "text/json"
}

pub(super) fn content_kind(essence: &str) -> ContentKind {
    if let Some(kind) = streams::kind(essence) {
        return kind;
    }
    match essence {
        "application/x-www-form-urlencoded" => ContentKind::Form,
        _ if is_json(essence) => ContentKind::Json,
        _ if essence.starts_with("multipart/form-data") => ContentKind::Multipart,
        _ if essence.starts_with("text/") && !essence.ends_with('*') => ContentKind::Text,
        _ => ContentKind::Bytes,
    }
}

/// The variant's name of a media type: `application/json` is `Json`, `text/csv` is `Csv`; of two that are the same but for
/// `text` and `application`, the former says so.
pub(super) fn media_name(essence: &str) -> String {
    match essence {
        "application/x-www-form-urlencoded" => "Form".to_owned(),
        "multipart/form-data" => "Multipart".to_owned(),
        "text/plain" => "Text".to_owned(),
        "text/json" | "text/xml" | "text/yaml" | "text/javascript" => pascal(essence),
        "application/octet-stream" => "Bytes".to_owned(),
        "*/*" => "Any".to_owned(),
        _ => match essence.split_once('/') {
            Some((kind, "*")) => pascal(kind),
            Some((_, name)) => pascal(name.trim_start_matches("vnd.").trim_start_matches("x-")),
            None => pascal(essence),
        },
    }
}

/// That bytes of a range of media types have to say which one they are; of `*/*` they need not.
fn range_remark(contents: &[Content]) -> Option<String> {
    let is_range = |content: &&Content| {
        content.kind == ContentKind::Bytes && content.media_type.contains('*') && !content.media_type.starts_with('*')
    };
    let ranges: Vec<String> =
        contents.iter().filter(is_range).map(|content| format!("`{}`", content.media_type)).collect();
    (!ranges.is_empty()).then(|| {
        format!(
            "What is sent as {} says which media type it is: `schema_support::Binary::of_type`.",
            ranges.join(" or ")
        )
    })
}

/// The place of a reference to a component, and the section of the components that it leads to.
pub(super) fn component_of(node: &Node) -> Option<(Span, &str)> {
    let reference = node.get("$ref")?;
    let (_, pointer) = reference.as_str()?.split_once('#')?;
    let mut tokens = pointer.strip_prefix("/components/")?.split('/');
    match (tokens.next(), tokens.next(), tokens.next()) {
        (Some(section), Some(_), None) => Some((reference.span, section)),
        _ => None,
    }
}

/// What is in a section of the components, with its article.
pub(super) fn kind_of_section(section: &str) -> &str {
    match section {
        "schemas" => "a schema",
        "responses" => "a response",
        "parameters" => "a parameter",
        "examples" => "an example",
        "requestBodies" => "a request body",
        "headers" => "a header",
        "securitySchemes" => "a security scheme",
        "links" => "a link",
        "callbacks" => "callbacks",
        "pathItems" => "a path item",
        other => other,
    }
}
