//! Operations: parameters, bodies, responses, security and the extensions.

use super::*;

impl<'a> Builder<'a> {
    pub(super) fn operations(&mut self) {
        let mut ids = HashSet::new();
        let mut functions = Namespace::default();
        let Some(paths) = self.resolver.root().get("paths") else { return };
        for path in paths.members().filter(|path| !path.key.starts_with("x-")) {
            let Ok(resolved) = self.resolve(&path.value) else { continue };
            let item = resolved.node;
            for (key, method) in [
                ("get", "GET"),
                ("put", "PUT"),
                ("post", "POST"),
                ("delete", "DELETE"),
                ("options", "OPTIONS"),
                ("head", "HEAD"),
                ("patch", "PATCH"),
                ("trace", "TRACE"),
            ] {
                let Some(node) = item.get(key) else { continue };
                let before = self.diagnostics.errors();
                match self.operation(&path.key, method, item, node, &mut ids, &mut functions) {
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
                            path: path.key.to_string(),
                            operation_id: node.get_str("operationId").map(str::to_owned),
                            reason,
                        });
                    }
                }
            }
        }
    }

    pub(super) fn operation(
        &mut self,
        path: &str,
        method: &'static str,
        item: &'a Node,
        node: &'a Node,
        ids: &mut HashSet<String>,
        functions: &mut Namespace,
    ) -> Outcome<Operation> {
        let id = match node.get_str("operationId") {
            Some(id) => id.to_owned(),
            None => {
                let id = format!("{} {path}", method.to_lowercase());
                self.warn("W0502", node.span, format!("{method} {path} has no operationId; named `{}`", snake(&id)));
                id
            }
        };
        if !ids.insert(id.clone()) {
            self.warn("W0503", node.span, format!("the operationId `{id}` is used twice; this one gets a number"));
        }
        let rust_name = functions.give(&snake(&id));
        let type_name = pascal(rust_name.trim_start_matches("r#"));
        let mut docs = String::new();
        for key in ["summary", "description"] {
            if let Some(text) = node.get_str(key).filter(|text| !text.trim().is_empty()) {
                if !docs.is_empty() {
                    docs.push_str("\n\n");
                }
                docs.push_str(text.trim());
            }
        }

        let (parameters, idempotency, signature, key_is_signed_only) =
            self.parameters(path, method, item, node, &type_name)?;
        let body = self.body(node, &type_name)?;
        let replay_header = idempotency.as_ref().and_then(|idempotency| idempotency.replay_header.clone());
        let responses = self.responses(node, &type_name, replay_header.as_deref())?;
        let scheme = self.security(node)?;
        if scheme.is_none() && (idempotency.is_some() || signature.is_some()) {
            return Err(self.error(
                "E0503",
                node.span,
                "idempotency keys and signatures belong to a caller, and the operation has no `security`".to_owned(),
                Some("name the security scheme that says who calls".to_owned()),
            ));
        }
        Ok(Operation {
            id,
            rust_name,
            type_name,
            method,
            path: path.to_owned(),
            docs,
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
            scheme,
            idempotency,
            signature,
            key_is_signed_only,
        })
    }

    #[allow(clippy::type_complexity)]
    pub(super) fn parameters(
        &mut self,
        path: &str,
        method: &str,
        item: &'a Node,
        operation: &'a Node,
        type_name: &str,
    ) -> Outcome<(Vec<Parameter>, Option<Idempotency>, Option<Signature>, bool)> {
        // The operation's parameter replaces the path item's of the same name and place.
        let mut nodes: IndexMap<(&str, &str), &'a Node> = IndexMap::new();
        let mut shared: HashMap<Span, String> = HashMap::new();
        for node in [item, operation].into_iter().flat_map(|holder| holder.get_array("parameters").unwrap_or_default())
        {
            let resolved = self.resolve(node)?;
            if let Some(target) = &resolved.target {
                shared.insert(resolved.node.span, pascal(&target.name));
            }
            let node = resolved.node;
            let (Some(name), Some(place)) = (node.get_str("name"), node.get_str("in")) else {
                return Err(self.error(
                    "E0504",
                    node.span,
                    "a parameter without `name` or `in`".to_owned(),
                    Some("give it both".to_owned()),
                ));
            };
            nodes.insert((name, place), node);
        }
        let mut fields = Namespace::default();
        for own in ["body", "call", "idempotency", "idempotency_key"] {
            fields.give(own);
        }
        let mut parameters = Vec::new();
        let (mut idempotency, mut signature, mut key_is_signed_only) = (None, None, false);
        for ((name, place), node) in nodes {
            let location = match place {
                "path" => Location::Path,
                "query" => Location::Query,
                "header" if ["accept", "content-type", "authorization"].contains(&&*name.to_lowercase()) => {
                    self.warn(
                        "W0504",
                        node.span,
                        format!("a header parameter named `{name}` has no meaning (OpenAPI 4.8.12)"),
                    );
                    continue;
                }
                "header" => Location::Header,
                other => {
                    return Err(self.error(
                        "E0501",
                        node.span,
                        format!("a parameter in `{other}` is not supported"),
                        None,
                    ));
                }
            };
            if location == Location::Path && !path.contains(&format!("{{{name}}}")) {
                return Err(self.error(
                    "E0504",
                    node.span,
                    format!("the path `{path}` has no variable `{{{name}}}`"),
                    Some("name the parameter after a variable of the path".to_owned()),
                ));
            }
            for keyword in ["content", "style", "explode", "allowReserved"] {
                let default = match (keyword, place) {
                    ("style", "query") => Some("form"),
                    ("style", _) => Some("simple"),
                    _ => None,
                };
                if let Some(value) = node.get(keyword)
                    && (value.as_str().is_none() || value.as_str() != default)
                {
                    return Err(self.error(
                        "E0501",
                        value.span,
                        format!("`{keyword}` of a parameter is not supported"),
                        None,
                    ));
                }
            }
            let ty = match node.get("schema") {
                Some(schema) => {
                    let own = || format!("{type_name}{}", pascal(name));
                    self.schema(&[schema.into()], &shared.get(&node.span).cloned().unwrap_or_else(own))?
                }
                None => Type::String,
            };
            if !self.is_text(&ty) {
                return Err(self.error(
                    "E0501",
                    node.span,
                    format!("the parameter `{name}` is neither a scalar nor an array of scalars"),
                    None,
                ));
            }
            let mut role = Role::Plain;
            if let Some(extension) = node.get("x-idempotency") {
                role = Role::IdempotencyKey;
                self.known_members(
                    extension,
                    "x-idempotency",
                    &["retention-seconds", "replay-header", "safe-methods"],
                )?;
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
                key_is_signed_only = signed_only && ["GET", "HEAD", "OPTIONS"].contains(&method);
                idempotency = (!key_is_signed_only).then(|| Idempotency {
                    header: name.to_lowercase(),
                    replay_header: extension.get_str("replay-header").map(str::to_lowercase),
                    retention_s,
                });
            }
            if let Some(extension) = node.get("x-request-signature") {
                role = Role::Signature;
                signature = Some(self.signature(name, extension)?);
            }
            let rust_name = fields.give(&snake(name));
            parameters.push(Parameter {
                name: name.to_owned(),
                rust_name,
                docs: node.get_str("description").unwrap_or_default().trim().to_owned(),
                location,
                required: location == Location::Path || node.get_bool("required").unwrap_or_default(),
                ty,
                role,
            });
        }
        for variable in path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name) {
            if !parameters.iter().any(|known| known.location == Location::Path && known.name == variable) {
                return Err(self.error(
                    "E0504",
                    operation.span,
                    format!("the path variable `{{{variable}}}` is not declared"),
                    Some(format!("add a parameter `name: {variable}`, `in: path`, `required: true`")),
                ));
            }
        }
        Ok((parameters, idempotency, signature, key_is_signed_only))
    }

    /// Refuses an extension that is no object of these members.
    pub(super) fn known_members(&mut self, extension: &'a Node, name: &str, known: &[&str]) -> Outcome<()> {
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

    pub(super) fn body(&mut self, operation: &'a Node, type_name: &str) -> Outcome<Option<Body>> {
        let Some(node) = operation.get("requestBody") else { return Ok(None) };
        let node = self.resolve(node)?.node;
        let Some((media_type, ty)) = self.content(node, &format!("{type_name}Body"))? else { return Ok(None) };
        let mut examples = Vec::new();
        for media in node.get("content").into_iter().flat_map(Node::members) {
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
        Ok(Some(Body {
            examples,
            media_type,
            required: node.get_bool("required").unwrap_or_default(),
            ty,
            docs: node.get_str("description").unwrap_or_default().trim().to_owned(),
        }))
    }

    pub(super) fn content(&mut self, holder: &'a Node, hint: &str) -> Outcome<Option<(String, Type)>> {
        let mut found = None;
        for media in holder.get("content").into_iter().flat_map(Node::members) {
            if found.is_some() {
                return Err(self.error(
                    "E0501",
                    media.key_span,
                    "several media types are not supported".to_owned(),
                    None,
                ));
            }
            let essence = media.key.split(';').next().unwrap_or_default().trim().to_lowercase();
            if essence != "application/json" && !essence.ends_with("+json") {
                return Err(self.error(
                    "E0501",
                    media.key_span,
                    format!("the media type `{}` is not supported", media.key),
                    None,
                ));
            }
            let ty = match media.value.get("schema") {
                Some(schema) => self.schema(&[schema.into()], hint)?,
                None => Type::Any,
            };
            found = Some((essence, ty));
        }
        Ok(found)
    }

    pub(super) fn responses(
        &mut self,
        operation: &'a Node,
        type_name: &str,
        replay: Option<&str>,
    ) -> Outcome<Vec<Response>> {
        let mut responses = Vec::new();
        for member in operation.get("responses").into_iter().flat_map(Node::members) {
            if member.key.starts_with("x-") {
                continue;
            }
            let status = match member.key.parse::<u16>() {
                Ok(status) if (100..600).contains(&status) => status,
                _ => {
                    return Err(self.error(
                        "E0501",
                        member.key_span,
                        format!("the response `{}` is not one status", member.key),
                        Some("declare each status".to_owned()),
                    ));
                }
            };
            let node = self.resolve(&member.value)?.node;
            let rust_name = status_name(status);
            let prefix = format!("{type_name}{rust_name}");
            let content = self.content(node, &format!("{prefix}Body"))?;
            let mut headers = Vec::new();
            let mut fields = Namespace::default();
            for header in node.get("headers").into_iter().flat_map(Node::members) {
                let name = header.key.to_lowercase();
                if name == "content-type" {
                    continue;
                }
                let resolved = self.resolve(&header.value)?;
                let docs = resolved.node.get_str("description").unwrap_or_default().trim().to_owned();
                let shared = resolved.target.as_ref().map(|target| pascal(&target.name));
                let schema: Vec<Part<'a>> = resolved.node.get("schema").into_iter().map(Part::from).collect();
                let hint = shared.unwrap_or_else(|| format!("{prefix}{}", pascal(&header.key)));
                let constant = match self.facts(&schema)?.constant {
                    Some(node) => node.as_str().map(str::to_owned),
                    None => None,
                };
                let ty = match (&constant, schema.is_empty()) {
                    (Some(_), _) | (_, true) => Type::String,
                    (None, false) => self.schema(&schema, &hint)?,
                };
                if !self.is_text(&ty) {
                    return Err(self.error(
                        "E0501",
                        header.key_span,
                        format!("the header `{}` is neither a scalar nor an array of scalars", header.key),
                        None,
                    ));
                }
                headers.push(Header {
                    rust_name: fields.give(&snake(&header.key)),
                    docs,
                    required: resolved.node.get_bool("required").unwrap_or_default(),
                    ty,
                    constant,
                    replay: replay == Some(&name),
                    name,
                });
            }
            responses.push(Response {
                status,
                rust_name,
                docs: node.get_str("description").unwrap_or_default().trim().to_owned(),
                content,
                headers,
            });
        }
        responses.sort_by_key(|response| response.status);
        if !responses.iter().any(|response| (200..300).contains(&response.status)) {
            return Err(self.error(
                "E0501",
                operation.span,
                "an operation without a success response is not supported".to_owned(),
                Some("declare what a success answers".to_owned()),
            ));
        }
        Ok(responses)
    }

    pub(super) fn security(&mut self, operation: &'a Node) -> Outcome<Option<usize>> {
        let root = self.resolver.root();
        let Some(node) = operation.get("security").or_else(|| root.get("security")) else { return Ok(None) };
        let requirements: Vec<_> = node.items().iter().collect();
        let schemes: Vec<_> = requirements.iter().flat_map(|requirement| requirement.members()).collect();
        match (requirements.len(), &*schemes) {
            (_, []) => Ok(None),
            (1, [scheme]) => {
                let name: &str = &scheme.key;
                let Some(definition) =
                    root.get("components").and_then(|c| c.get("securitySchemes")).and_then(|s| s.get(name))
                else {
                    return Err(self.error(
                        "E0502",
                        scheme.key_span,
                        format!("there is no security scheme `{name}`"),
                        Some("declare it under components.securitySchemes".to_owned()),
                    ));
                };
                let definition = self.resolve(definition)?.node;
                let is_bearer = definition.get_str("type") == Some("http")
                    && definition.get_str("scheme").is_some_and(|scheme| scheme.eq_ignore_ascii_case("bearer"));
                if !is_bearer {
                    return Err(self.error(
                        "E0501",
                        definition.span,
                        format!("the security scheme `{name}` is not `http` with `bearer`"),
                        None,
                    ));
                }
                if let Some(index) = self.model.schemes.iter().position(|known| known.name == name) {
                    return Ok(Some(index));
                }
                self.model.schemes.push(SecurityScheme {
                    name: name.to_owned(),
                    rust_name: snake(name),
                    docs: definition.get_str("description").unwrap_or_default().trim().to_owned(),
                    token: None,
                });
                Ok(Some(self.model.schemes.len() - 1))
            }
            _ => Err(self.error("E0501", node.span, "several security schemes are not supported".to_owned(), None)),
        }
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
                let (_, Type::Named(id)) = self.model.operations[operation].successes().next()?.content.as_ref()?
                else {
                    return None;
                };
                let TypeKind::Struct(object) = &self.model.types[*id].kind else { return None };
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

/// The registered name of a status as a variant's name (RFC 9110 section 15; IANA).
pub fn status_name(status: u16) -> String {
    match status {
        413 => "ContentTooLarge".to_owned(),
        422 => "UnprocessableContent".to_owned(),
        status => match http::StatusCode::from_u16(status).ok().and_then(|code| code.canonical_reason()) {
            Some(reason) => pascal(reason),
            None => format!("Status{status}"),
        },
    }
}
