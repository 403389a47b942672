//! From the document to the model. What cannot be carried refuses the operation that needs it, at
//! its place; the others are built all the same.

use std::collections::{BTreeSet, HashMap, HashSet};

use indexmap::{IndexMap, IndexSet};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{
    Additional, ArrayRules, Body, Decision, EnumValue, Example, Header, Idempotency, IntegerRules, JsonType, Location,
    Member, Model, NumberRules, Operation, Parameter, Pattern, Response, Role, SecurityScheme, Signature,
    SignatureInput, StringRules, Struct, TokenSource, Type, TypeDef, TypeId, TypeKind, Union, Variant,
};
use crate::names::{Namespace, pascal, snake};
use crate::node::{Node, Span, Value};
use crate::resolve::Resolver;

/// An operation that is not generated.
#[derive(Debug)]
pub struct Refused {
    /// In upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// `operationId`, where it has one.
    pub operation_id: Option<String>,
    /// Why.
    pub reason: String,
}

/// What a document came to.
#[derive(Debug)]
pub struct Built {
    /// The model of all that can be generated.
    pub model: Model,
    /// Every operation that cannot.
    pub refused: Vec<Refused>,
    /// What there is to say.
    pub diagnostics: Diagnostics,
}

/// Builds the model of a document.
pub fn build(resolver: &Resolver) -> Built {
    let mut builder = Builder {
        resolver,
        model: Model::default(),
        names: Namespace::of_types(),
        component_names: HashMap::new(),
        memo: HashMap::new(),
        unions: Vec::new(),
        failed: HashSet::new(),
        refused: Vec::new(),
        diagnostics: Diagnostics::default(),
    };
    builder.document();
    Built { model: builder.model, refused: builder.refused, diagnostics: builder.diagnostics }
}

/// A schema in a conjunction. A union's members are each combined with the schema around them,
/// which then must not bring the union along again.
#[derive(Clone, Copy)]
struct Part<'a> {
    node: &'a Node,
    without_union: bool,
}

impl<'a> From<&'a Node> for Part<'a> {
    fn from(node: &'a Node) -> Self {
        Self { node, without_union: false }
    }
}

type Key = Vec<(Span, bool)>;

enum Memo {
    /// Being built; the type it will be, where something inside refers to it.
    Pending(Option<TypeId>),
    Done(Option<Type>),
}

struct PendingUnion {
    id: TypeId,
    span: Span,
    discriminator: Option<(String, Vec<(String, usize)>)>,
}

struct Builder<'a> {
    resolver: &'a Resolver,
    model: Model,
    names: Namespace,
    component_names: HashMap<Span, String>,
    memo: HashMap<Key, Memo>,
    unions: Vec<PendingUnion>,
    /// Types that turned out to be impossible after they were built.
    failed: HashSet<TypeId>,
    refused: Vec<Refused>,
    diagnostics: Diagnostics,
}

/// A schema could not be carried; the diagnostic is already noted.
struct Impossible;

type Outcome<T> = Result<T, Impossible>;

/// The keywords of a conjunction of schemas, as one.
#[derive(Default)]
struct Facts<'a> {
    span: Option<Span>,
    docs: String,
    deprecated: bool,
    types: Option<BTreeSet<&'a str>>,
    nullable: bool,
    constant: Option<&'a Node>,
    values: Option<Vec<&'a Node>>,
    min_length: Option<u64>,
    max_length: Option<u64>,
    patterns: IndexSet<&'a str>,
    pattern_span: Option<Span>,
    format: Option<&'a str>,
    minimum: Option<&'a Node>,
    exclusive_minimum: Option<&'a Node>,
    maximum: Option<&'a Node>,
    exclusive_maximum: Option<&'a Node>,
    multiple_of: Option<&'a Node>,
    items: Option<&'a Node>,
    min_items: Option<u64>,
    max_items: Option<u64>,
    unique_items: bool,
    properties: IndexMap<&'a str, Vec<Part<'a>>>,
    required: IndexSet<&'a str>,
    additional: Option<&'a Node>,
    closed: bool,
    union: Option<(&'static str, &'a Node)>,
    discriminator: Option<&'a Node>,
    parts: Vec<Part<'a>>,
}

/// Schema keywords that the types cannot express yet: they refuse rather than be dropped.
const NOT_CARRIED: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedItems",
    "$dynamicRef",
    "$recursiveRef",
];

impl<'a> Builder<'a> {
    fn error(&mut self, code: &'static str, span: Span, message: String, help: Option<String>) -> Impossible {
        let mut diagnostic = Diagnostic::error(code, message).at(span);
        if let Some(help) = help {
            diagnostic = diagnostic.help(help);
        }
        self.diagnostics.push(diagnostic);
        Impossible
    }

    fn warn(&mut self, code: &'static str, span: Span, message: String) {
        self.diagnostics.push(Diagnostic::warning(code, message).at(span));
    }

    fn resolve(&mut self, node: &'a Node) -> Outcome<crate::resolve::Resolved<'a>> {
        self.resolver.resolve(node).map_err(|diagnostic| {
            self.diagnostics.push(diagnostic);
            Impossible
        })
    }

    fn document(&mut self) {
        let root = self.resolver.root();
        let info = root.get("info");
        let text = |key: &str| info.and_then(|info| info.get_str(key)).unwrap_or_default().trim().to_owned();
        self.model.title = text("title");
        self.model.version = text("version");
        self.model.description = match text("description") {
            description if description.is_empty() => text("summary"),
            description => description,
        };
        // Components first: they keep their own names, whatever inline schemas would like to be called.
        if let Some(schemas) = root.pointer("/components/schemas") {
            for member in schemas.members() {
                let name = self.names.give(&pascal(&member.key));
                self.component_names.insert(member.value.span, name);
            }
        }
        self.operations();
        self.decide_unions();
        self.drop_what_failed();
        self.box_recursion();
        self.mark_directions();
        self.token_sources();
    }

    // ------------------------------------------------------------------------------------------
    // Operations

    fn operations(&mut self) {
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

    fn operation(
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
    fn parameters(
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
    fn known_members(&mut self, extension: &'a Node, name: &str, known: &[&str]) -> Outcome<()> {
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

    fn signature(&mut self, header: &str, extension: &'a Node) -> Outcome<Signature> {
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

    fn body(&mut self, operation: &'a Node, type_name: &str) -> Outcome<Option<Body>> {
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

    fn content(&mut self, holder: &'a Node, hint: &str) -> Outcome<Option<(String, Type)>> {
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

    fn responses(&mut self, operation: &'a Node, type_name: &str, replay: Option<&str>) -> Outcome<Vec<Response>> {
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

    fn security(&mut self, operation: &'a Node) -> Outcome<Option<usize>> {
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
    fn token_sources(&mut self) {
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

    // ------------------------------------------------------------------------------------------
    // Schemas

    /// The type of a conjunction of schemas; `hint` is its name if it needs one of its own.
    fn schema(&mut self, parts: &[Part<'a>], hint: &str) -> Outcome<Type> {
        // A bare reference is its target, with the target's name.
        if let [part] = parts
            && part.node.get("$ref").is_some()
            && !has_schema_siblings(part.node)
        {
            let resolved = self.resolve(part.node)?;
            let name = match (self.component_names.get(&resolved.node.span), &resolved.target) {
                (Some(name), _) => name.clone(),
                (None, Some(target)) => pascal(&target.name),
                (None, None) => hint.to_owned(),
            };
            return self.schema(&[resolved.node.into()], &name);
        }
        let key: Key = parts.iter().map(|part| (part.node.span, part.without_union)).collect();
        match self.memo.get_mut(&key) {
            Some(Memo::Done(Some(ty))) => return Ok(ty.clone()),
            Some(Memo::Done(None)) => return Err(Impossible),
            Some(Memo::Pending(Some(id))) => return Ok(Type::Named(*id)),
            Some(Memo::Pending(None)) => {
                let id = self.reserve(hint, parts);
                self.memo.insert(key, Memo::Pending(Some(id)));
                return Ok(Type::Named(id));
            }
            None => {}
        }
        self.memo.insert(key.clone(), Memo::Pending(None));
        let result = self.facts(parts).and_then(|facts| self.typed(facts, hint, &key));
        // A schema that refers to itself but became no named type of its own gets one.
        let result = match (self.memo.get(&key), result) {
            (Some(Memo::Pending(Some(id))), Ok(ty)) if ty != Type::Named(*id) => {
                let id = *id;
                self.model.types[id].kind = TypeKind::Alias(ty);
                Ok(Type::Named(id))
            }
            (_, result) => result,
        };
        self.memo.insert(key, Memo::Done(result.as_ref().ok().cloned()));
        result
    }

    fn reserve(&mut self, hint: &str, parts: &[Part<'a>]) -> TypeId {
        let span = parts.first().map(|part| part.node.span);
        let name = match span.and_then(|span| self.component_names.get(&span)) {
            // Only the component itself has the name that was kept for it.
            Some(name) if parts.len() == 1 && !parts[0].without_union => name.clone(),
            _ => self.names.give(hint),
        };
        self.model.types.push(TypeDef {
            name,
            pointer: span.map(|span| self.resolver.pointer(span)).unwrap_or_default(),
            docs: String::new(),
            deprecated: false,
            kind: TypeKind::Pending,
            in_request: false,
            in_response: false,
        });
        self.model.types.len() - 1
    }

    /// Gives a conjunction its named type.
    fn define(&mut self, facts: &Facts<'a>, key: &Key, hint: &str, kind: TypeKind) -> TypeId {
        let id = match self.memo.get(key) {
            Some(Memo::Pending(Some(id))) => *id,
            _ => self.reserve(hint, &facts.parts),
        };
        let definition = &mut self.model.types[id];
        definition.docs = facts.docs.clone();
        definition.deprecated = facts.deprecated;
        definition.kind = kind;
        id
    }

    /// Collects the keywords of a conjunction, references and `allOf` followed.
    fn facts(&mut self, parts: &[Part<'a>]) -> Outcome<Facts<'a>> {
        let mut facts = Facts { parts: parts.to_vec(), ..Facts::default() };
        for part in parts {
            self.collect(&mut facts, *part, 0)?;
        }
        Ok(facts)
    }

    fn collect(&mut self, facts: &mut Facts<'a>, part: Part<'a>, depth: usize) -> Outcome<()> {
        let node = part.node;
        facts.span.get_or_insert(node.span);
        match &node.value {
            Value::Bool(true) => return Ok(()),
            Value::Object(_) => {}
            _ => {
                return Err(self.error("E0501", node.span, "a schema that nothing satisfies".to_owned(), None));
            }
        }
        if depth > 64 {
            return Err(self.error("E0501", node.span, "allOf refers to itself".to_owned(), None));
        }
        for keyword in NOT_CARRIED {
            if let Some(value) = node.get(keyword) {
                return Err(self.error("E0501", value.span, format!("`{keyword}` is not supported"), None));
            }
        }
        // The words nearest to the use are the best ones.
        if facts.docs.is_empty() {
            facts.docs =
                node.get_str("description").or_else(|| node.get_str("title")).unwrap_or_default().trim().to_owned();
        }
        facts.deprecated |= node.get_bool("deprecated").unwrap_or_default();
        if node.get("$ref").is_some() {
            let target = self.resolve(node)?.node;
            self.collect(facts, Part { node: target, without_union: part.without_union }, depth + 1)?;
        }
        if let Some(ty) = node.get("type") {
            let named: BTreeSet<&'a str> = match ty.as_str() {
                Some(name) => [name].into(),
                None => ty.items().iter().filter_map(Node::as_str).collect(),
            };
            facts.types = Some(match facts.types.take() {
                Some(known) => intersect_types(&known, &named),
                None => named,
            });
        }
        facts.nullable |= node.get_bool("nullable").unwrap_or_default();
        facts.constant = node.get("const").or(facts.constant);
        if let Some(values) = node.get_array("enum") {
            facts.values = Some(match facts.values.take() {
                Some(known) => {
                    known.into_iter().filter(|a| values.iter().any(|b| a.to_json() == b.to_json())).collect()
                }
                None => values.iter().collect(),
            });
        }
        let count = |key: &str| node.get(key).and_then(Node::as_u64);
        facts.min_length = facts.min_length.max(count("minLength"));
        facts.max_length = least(facts.max_length, count("maxLength"));
        facts.min_items = facts.min_items.max(count("minItems"));
        facts.max_items = least(facts.max_items, count("maxItems"));
        facts.unique_items |= node.get_bool("uniqueItems").unwrap_or_default();
        if let Some(pattern) = node.get_str("pattern") {
            facts.patterns.insert(pattern);
            facts.pattern_span = node.get("pattern").map(|pattern| pattern.span);
        }
        facts.format = node.get_str("format").or(facts.format);
        // 3.0's boolean exclusive bounds turn the bound beside them into one.
        let exclusive = |key: &str| node.get_bool(key).unwrap_or_default();
        let number = |key: &str| node.get(key).filter(|value| value.as_number().is_some());
        let (low, high) = (number("minimum"), number("maximum"));
        if exclusive("exclusiveMinimum") {
            facts.exclusive_minimum = tighter(facts.exclusive_minimum, low, true);
        } else {
            facts.minimum = tighter(facts.minimum, low, true);
        }
        if exclusive("exclusiveMaximum") {
            facts.exclusive_maximum = tighter(facts.exclusive_maximum, high, false);
        } else {
            facts.maximum = tighter(facts.maximum, high, false);
        }
        facts.exclusive_minimum = tighter(facts.exclusive_minimum, number("exclusiveMinimum"), true);
        facts.exclusive_maximum = tighter(facts.exclusive_maximum, number("exclusiveMaximum"), false);
        facts.multiple_of = number("multipleOf").or(facts.multiple_of);
        facts.items = node.get("items").or(facts.items);
        for member in node.get("properties").into_iter().flat_map(Node::members) {
            facts.properties.entry(&member.key).or_default().push((&member.value).into());
        }
        facts.required.extend(node.get_array("required").unwrap_or_default().iter().filter_map(Node::as_str));
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            match node.get(keyword) {
                Some(value) if value.as_bool() == Some(false) => facts.closed = true,
                Some(value) => facts.additional = Some(value),
                None => {}
            }
        }
        if !part.without_union {
            for keyword in ["oneOf", "anyOf"] {
                if let Some(members) = node.get(keyword) {
                    if facts.union.is_some() {
                        return Err(self.error(
                            "E0501",
                            members.span,
                            "two unions in one schema are not supported".to_owned(),
                            None,
                        ));
                    }
                    facts.union = Some((keyword, members));
                    facts.discriminator = node.get("discriminator");
                }
            }
        }
        for member in node.get_array("allOf").unwrap_or_default() {
            self.collect(facts, Part { node: member, without_union: part.without_union }, depth + 1)?;
        }
        Ok(())
    }

    fn typed(&mut self, mut facts: Facts<'a>, hint: &str, key: &Key) -> Outcome<Type> {
        if let Some(constant) = facts.constant {
            facts.values = Some(vec![constant]);
        }
        if let Some(values) = facts.values.take() {
            return self.enumeration(facts, values, hint, key);
        }
        if let Some((keyword, members)) = facts.union {
            return self.union(facts, keyword, members, hint, key);
        }
        let mut types = facts.types.clone().unwrap_or_default();
        let nullable = types.remove("null") | (facts.nullable && facts.types.is_some());
        if types.contains("number") {
            types.remove("integer");
        }
        let ty = match types.len() {
            0 if facts.types.is_some() => {
                let span = facts.span.unwrap_or(self.resolver.root().span);
                return Err(self.error("E0501", span, "a schema that only null satisfies".to_owned(), None));
            }
            0 => match facts.implied_type() {
                Some(implied) => self.of_type(&facts, implied, hint, key)?,
                None => return Ok(Type::Any),
            },
            1 => {
                let only = types.first().copied().unwrap_or_default();
                self.of_type(&facts, only, hint, key)?
            }
            _ => {
                let mut variants = Vec::new();
                let mut decision = Vec::new();
                for (index, name) in types.iter().enumerate() {
                    let own = format!("{hint}{}", pascal(name));
                    // Each type's part is a type of its own: no longer the one the key stands for.
                    let ty = self.of_type(&facts, name, &own, &Vec::new())?;
                    variants.push(Variant { rust_name: pascal(name), ty, boxed: false });
                    decision.push((json_type(name), index));
                }
                let union = Union { keyword: "type", variants, decision: Decision::JsonType(decision) };
                Type::Named(self.define(&facts, key, hint, TypeKind::Union(union)))
            }
        };
        Ok(nullable_if(nullable, ty))
    }

    fn of_type(&mut self, facts: &Facts<'a>, name: &str, hint: &str, key: &Key) -> Outcome<Type> {
        let span = facts.span.unwrap_or(self.resolver.root().span);
        Ok(match name {
            "boolean" => Type::Bool,
            "string" => {
                let rules = self.string_rules(facts)?;
                let plain = StringRules { format: None, ..rules.clone() } == StringRules::default();
                match rules.format {
                    None if plain => Type::String,
                    Some("Uuid") if plain => Type::Uuid,
                    Some("Date") if plain => Type::Date,
                    Some("DateTime") if plain => Type::DateTime,
                    _ => Type::Named(self.define(facts, key, hint, TypeKind::String(rules))),
                }
            }
            "integer" => {
                let rules = self.integer_rules(facts)?;
                match facts.format {
                    _ if rules != IntegerRules::default() => {
                        Type::Named(self.define(facts, key, hint, TypeKind::Integer(rules)))
                    }
                    Some("int32") => Type::I32,
                    _ => Type::I64,
                }
            }
            "number" => {
                if let Some(step) = facts.multiple_of {
                    return Err(self.error(
                        "E0501",
                        step.span,
                        "`multipleOf` of a number is not supported".to_owned(),
                        None,
                    ));
                }
                let rules = NumberRules {
                    minimum: facts.minimum.and_then(Node::as_f64),
                    exclusive_minimum: facts.exclusive_minimum.and_then(Node::as_f64),
                    maximum: facts.maximum.and_then(Node::as_f64),
                    exclusive_maximum: facts.exclusive_maximum.and_then(Node::as_f64),
                };
                if rules == NumberRules::default() {
                    Type::F64
                } else {
                    Type::Named(self.define(facts, key, hint, TypeKind::Number(rules)))
                }
            }
            "array" => {
                let item = match facts.items {
                    Some(items) => self.schema(&[items.into()], &format!("{hint}Item"))?,
                    None => Type::Any,
                };
                let rules = ArrayRules {
                    min_items: facts.min_items.filter(|count| *count > 0),
                    max_items: facts.max_items,
                    unique_items: facts.unique_items,
                };
                if rules == ArrayRules::default() {
                    Type::Array(Box::new(item))
                } else {
                    Type::Named(self.define(facts, key, hint, TypeKind::Array(rules, item)))
                }
            }
            "object" => self.object(facts, hint, key)?,
            other => return Err(self.error("E0501", span, format!("`{other}` is not a type"), None)),
        })
    }

    fn string_rules(&mut self, facts: &Facts<'a>) -> Outcome<StringRules> {
        let pattern = match (facts.patterns.len(), facts.patterns.first(), facts.pattern_span) {
            (0, ..) => None,
            (1, Some(source), Some(span)) => Some(self.pattern(source, span)?),
            (.., Some(span)) => {
                return Err(self.error(
                    "E0501",
                    span,
                    "several patterns on one string are not supported".to_owned(),
                    None,
                ));
            }
            _ => None,
        };
        let format = match facts.format {
            None => None,
            Some("email") => Some("Email"),
            Some("uuid") => Some("Uuid"),
            Some("date") => Some("Date"),
            Some("date-time") => Some("DateTime"),
            Some(other) => {
                if let Some(span) = facts.span {
                    self.warn("W0501", span, format!("the format `{other}` is not enforced"));
                }
                None
            }
        };
        Ok(StringRules {
            min_length: facts.min_length.filter(|length| *length > 0),
            max_length: facts.max_length,
            pattern,
            format,
        })
    }

    fn pattern(&mut self, source: &str, span: Span) -> Outcome<Pattern> {
        // The linear-time engine where it can; its regular expressions have no look-around.
        if let Ok(linear) = jsonschema_regex::to_rust_regex(source)
            && regex::Regex::new(&linear).is_ok()
        {
            return Ok(Pattern { source: source.to_owned(), linear: Some(linear.into_owned()) });
        }
        match regress::Regex::with_flags(source, "u") {
            Ok(_) => Ok(Pattern { source: source.to_owned(), linear: None }),
            Err(error) => Err(self.error(
                "E0505",
                span,
                format!("not an ECMA-262 regular expression: {error}"),
                Some("JSON Schema patterns are JavaScript's, with the flag u".to_owned()),
            )),
        }
    }

    fn integer_rules(&mut self, facts: &Facts<'a>) -> Outcome<IntegerRules> {
        let whole = |builder: &mut Self, node: Option<&'a Node>| match node {
            None => Ok(None),
            Some(node) => match node.as_i64().or_else(|| {
                let value = node.as_f64()?;
                (value.fract() == 0.0 && value.abs() < 9e18).then_some(value as i64)
            }) {
                Some(value) => Ok(Some(value)),
                None => Err(builder.error(
                    "E0501",
                    node.span,
                    "a bound of an integer has to be an integer of 64 bits".to_owned(),
                    None,
                )),
            },
        };
        let above = whole(self, facts.exclusive_minimum)?.and_then(|bound| bound.checked_add(1));
        let below = whole(self, facts.exclusive_maximum)?.and_then(|bound| bound.checked_sub(1));
        Ok(IntegerRules {
            minimum: whole(self, facts.minimum)?.max(above),
            maximum: least(whole(self, facts.maximum)?, below),
            multiple_of: whole(self, facts.multiple_of)?.filter(|step| *step > 1),
        })
    }

    fn object(&mut self, facts: &Facts<'a>, hint: &str, key: &Key) -> Outcome<Type> {
        let additional = match facts.additional {
            _ if facts.closed => Additional::Denied,
            Some(node) if !matches!(node.value, Value::Bool(_)) => {
                Additional::Typed(self.schema(&[node.into()], &format!("{hint}Value"))?)
            }
            Some(_) => Additional::Typed(Type::Any),
            None => Additional::Ignored,
        };
        if facts.properties.is_empty() && facts.required.is_empty() {
            match additional {
                Additional::Denied => {}
                Additional::Ignored => return Ok(Type::Map(Box::new(Type::Any))),
                Additional::Typed(value) => return Ok(Type::Map(Box::new(value))),
            }
        }
        let mut members = Vec::new();
        let mut fields = Namespace::default();
        fields.give("additional_properties");
        let undeclared = facts.required.iter().filter(|name| !facts.properties.contains_key(**name));
        let declared = facts.properties.iter().map(|(name, parts)| (*name, &**parts));
        for (name, parts) in declared.chain(undeclared.map(|name| (*name, &[][..]))) {
            let own = self.facts(parts)?;
            let required = facts.required.contains(name);
            let (docs, deprecated) = (own.docs.clone(), own.deprecated);
            let constant = match own.constant.and_then(Node::as_str) {
                Some(constant) if required => Some(constant.to_owned()),
                _ => None,
            };
            let ty = match &constant {
                Some(_) => Type::String,
                None => self.schema(parts, &format!("{hint}{}", pascal(name)))?,
            };
            let (ty, nullable) = match ty {
                Type::Nullable(ty) => (*ty, true),
                ty => (ty, false),
            };
            members.push(Member {
                name: name.to_owned(),
                rust_name: fields.give(&snake(name)),
                docs,
                deprecated,
                ty,
                nullable,
                required,
                constant,
                boxed: false,
            });
        }
        let object = Struct { members, additional };
        Ok(Type::Named(self.define(facts, key, hint, TypeKind::Struct(object))))
    }

    fn enumeration(&mut self, facts: Facts<'a>, values: Vec<&'a Node>, hint: &str, key: &Key) -> Outcome<Type> {
        let nullable = facts.nullable || values.iter().any(|value| value.is_null());
        let mut names = Namespace::default();
        // The client's variant for values of a newer server.
        names.give("Unknown");
        let mut seen = HashSet::new();
        let mut variants = Vec::new();
        for value in values.iter().filter(|value| !value.is_null()) {
            let Some(text) = value.as_str() else {
                return Err(self.error(
                    "E0501",
                    value.span,
                    "an enumeration of anything but strings is not supported".to_owned(),
                    None,
                ));
            };
            if seen.insert(text) {
                variants.push(EnumValue { value: text.to_owned(), rust_name: names.give(&pascal(text)) });
            }
        }
        if variants.is_empty() {
            let span = facts.span.unwrap_or(self.resolver.root().span);
            return Err(self.error("E0501", span, "an enumeration without a value".to_owned(), None));
        }
        let id = self.define(&facts, key, hint, TypeKind::Enum(variants));
        Ok(nullable_if(nullable, Type::Named(id)))
    }

    fn union(
        &mut self,
        facts: Facts<'a>,
        keyword: &'static str,
        members: &'a Node,
        hint: &str,
        key: &Key,
    ) -> Outcome<Type> {
        let mut nullable = facts.nullable;
        let mut variants: Vec<(Vec<Part<'a>>, Option<&'a str>, &'a Node)> = Vec::new();
        // What stands beside the union holds for each of its members.
        let around = facts.has_rules_beside_union();
        for member in members.items() {
            let own = self.facts(&[member.into()])?;
            if own.types.as_ref().is_some_and(|types| types.len() == 1 && types.contains("null")) {
                nullable = true;
                continue;
            }
            let mut parts: Vec<Part<'a>> = vec![member.into()];
            if around {
                parts.extend(facts.parts.iter().map(|part| Part { without_union: true, ..*part }));
            }
            variants.push((parts, member.get_str("$ref"), member));
        }
        match &*variants {
            [] => {
                let ty = members.span;
                return Err(self.error("E0501", ty, format!("`{keyword}` without a member that is not null"), None));
            }
            [(parts, ..)] => {
                let ty = self.schema(parts, hint)?;
                return Ok(nullable_if(nullable, ty));
            }
            _ => {}
        }
        // The name comes before its members', so that they can be called after it.
        let pending = Union { keyword, variants: Vec::new(), decision: Decision::JsonType(Vec::new()) };
        let id = self.define(&facts, key, hint, TypeKind::Union(pending));
        self.memo.insert(key.clone(), Memo::Pending(Some(id)));
        let mut built = Vec::new();
        let mut types = Vec::new();
        for (index, (parts, reference, member)) in variants.iter().enumerate() {
            let number = format!("{hint}Variant{}", index + 1);
            let wanted = match (reference, member.get_str("title")) {
                (None, Some(title)) => format!("{hint}{}", pascal(title)),
                _ => number,
            };
            let ty = self.schema(parts, &wanted)?;
            nullable |= matches!(ty, Type::Nullable(_));
            let ty = match ty {
                Type::Nullable(ty) => *ty,
                ty => ty,
            };
            types.push((ty, wanted));
        }
        let discriminator = self.discriminator(&facts, &variants)?;
        let tag_names: HashMap<usize, &str> = match &discriminator {
            Some((_, values)) => values.iter().rev().map(|(value, index)| (*index, value.as_str())).collect(),
            None => HashMap::new(),
        };
        let mut names = Namespace::default();
        names.give("Unknown");
        for (index, (ty, wanted)) in types.into_iter().enumerate() {
            let name = match (tag_names.get(&index), &ty) {
                (Some(tag), _) => pascal(tag),
                (None, Type::Named(id)) => self.model.types[*id].name.clone(),
                (None, ty) => simple_name(ty).map_or(wanted, str::to_owned),
            };
            built.push(Variant { rust_name: names.give(&name), ty, boxed: false });
        }
        if let TypeKind::Union(union) = &mut self.model.types[id].kind {
            union.variants = built;
        }
        self.unions.push(PendingUnion { id, span: members.span, discriminator });
        Ok(nullable_if(nullable, Type::Named(id)))
    }

    /// The tag of a union and each value's variant, as `discriminator` says.
    #[allow(clippy::type_complexity)]
    fn discriminator(
        &mut self,
        facts: &Facts<'a>,
        variants: &[(Vec<Part<'a>>, Option<&'a str>, &'a Node)],
    ) -> Outcome<Option<(String, Vec<(String, usize)>)>> {
        let Some(node) = facts.discriminator else { return Ok(None) };
        let Some(property) = node.get_str("propertyName") else {
            return Err(self.error(
                "E0506",
                node.span,
                "a discriminator without `propertyName`".to_owned(),
                Some("name the member that tells the variants apart".to_owned()),
            ));
        };
        let mut targets = Vec::new();
        for (_, reference, member) in variants {
            let span = match reference {
                Some(_) => Some(self.resolve(member)?.node.span),
                None => None,
            };
            targets.push(span);
        }
        let mut values = Vec::new();
        let mut mapped = HashSet::new();
        for entry in node.get("mapping").into_iter().flat_map(Node::members) {
            let reference = entry.value.as_str().unwrap_or_default();
            let full = if reference.contains(['#', '/', '.']) {
                reference.to_owned()
            } else {
                format!("#/components/schemas/{reference}")
            };
            let target = match self.resolver.reference(&full, entry.value.span) {
                Ok(target) => target.node.span,
                Err(diagnostic) => {
                    self.diagnostics.push(diagnostic);
                    return Err(Impossible);
                }
            };
            let Some(index) = targets.iter().position(|known| *known == Some(target)) else {
                return Err(self.error(
                    "E0506",
                    entry.value.span,
                    format!("the discriminator maps `{}` to a schema that is not in the union", entry.key),
                    Some("add it to the union, or take the mapping out".to_owned()),
                ));
            };
            values.push((entry.key.to_string(), index));
            mapped.insert(index);
        }
        for (index, (_, reference, _)) in variants.iter().enumerate() {
            if let Some(reference) = reference.filter(|_| !mapped.contains(&index)) {
                let name = reference.rsplit('/').next().unwrap_or(reference);
                values.push((name.to_owned(), index));
            }
        }
        Ok(Some((property.to_owned(), values)))
    }

    // ------------------------------------------------------------------------------------------
    // When every type is there

    fn decide_unions(&mut self) {
        for pending in std::mem::take(&mut self.unions) {
            let TypeKind::Union(union) = &self.model.types[pending.id].kind else { continue };
            let decision = match pending.discriminator {
                Some((property, values)) => Some(Decision::Tag { property, values }),
                None => self.decision(union),
            };
            match decision {
                Some(decision) => {
                    if let TypeKind::Union(union) = &mut self.model.types[pending.id].kind {
                        union.decision = decision;
                    }
                }
                None => {
                    let name = self.model.types[pending.id].name.clone();
                    self.error(
                        "E0507",
                        pending.span,
                        format!("nothing tells the members of `{name}` apart"),
                        Some(
                            "give them a discriminator, a member with a `const` of its own, or a required member that the \
                             others do not know"
                                .to_owned(),
                        ),
                    );
                    self.failed.insert(pending.id);
                }
            }
        }
    }

    fn decision(&self, union: &Union) -> Option<Decision> {
        let kinds: Vec<JsonType> =
            union.variants.iter().map(|variant| self.json_type_of(&variant.ty)).collect::<Option<_>>()?;
        if kinds.iter().collect::<HashSet<_>>().len() == kinds.len() {
            return Some(Decision::JsonType(
                kinds.into_iter().enumerate().map(|(index, kind)| (kind, index)).collect(),
            ));
        }
        let structs: Vec<&Struct> =
            union.variants.iter().map(|variant| self.struct_of(&variant.ty)).collect::<Option<_>>()?;
        // A member with a constant of its own in each.
        for candidate in structs[0].members.iter().filter(|member| member.constant.is_some()) {
            let values: Option<Vec<&String>> = structs
                .iter()
                .map(|object| object.members.iter().find(|member| member.name == candidate.name)?.constant.as_ref())
                .collect();
            if let Some(values) = values
                && values.iter().collect::<HashSet<_>>().len() == values.len()
            {
                let values = values.into_iter().cloned().enumerate().map(|(index, value)| (value, index)).collect();
                return Some(Decision::Tag { property: candidate.name.clone(), values });
            }
        }
        // Members that no other variant knows; a variant that requires none of its own is what the others are not.
        // Only closed objects exclude each other this way.
        if structs.iter().any(|object| object.additional != Additional::Denied) {
            return None;
        }
        let mut own = Vec::new();
        let mut otherwise = None;
        for (index, object) in structs.iter().enumerate() {
            let others =
                || structs.iter().enumerate().filter(move |(other, _)| *other != index).map(|(_, object)| object);
            let mut unique: Vec<&Member> = object
                .members
                .iter()
                .filter(|member| others().all(|other| other.members.iter().all(|theirs| theirs.name != member.name)))
                .collect();
            unique.sort_by_key(|member| !member.required);
            if unique.iter().any(|member| member.required) {
                own.push((index, unique.iter().map(|member| member.name.clone()).collect()));
            } else if otherwise.replace(index).is_some() {
                return None;
            }
        }
        Some(Decision::Members { own, otherwise })
    }

    fn struct_of(&self, ty: &Type) -> Option<&Struct> {
        match ty {
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Struct(object) => Some(object),
                TypeKind::Alias(ty) => self.struct_of(ty),
                _ => None,
            },
            _ => None,
        }
    }

    fn json_type_of(&self, ty: &Type) -> Option<JsonType> {
        Some(match ty {
            Type::Bool => JsonType::Boolean,
            Type::I32 | Type::I64 | Type::F64 => JsonType::Number,
            Type::String | Type::Uuid | Type::Date | Type::DateTime => JsonType::String,
            Type::Array(_) => JsonType::Array,
            Type::Map(_) => JsonType::Object,
            Type::Any | Type::Nullable(_) => return None,
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Struct(_) => JsonType::Object,
                TypeKind::Enum(_) | TypeKind::String(_) => JsonType::String,
                TypeKind::Integer(_) | TypeKind::Number(_) => JsonType::Number,
                TypeKind::Array(..) => JsonType::Array,
                TypeKind::Alias(ty) => return self.json_type_of(ty),
                TypeKind::Union(union) => {
                    let kinds: HashSet<_> =
                        union.variants.iter().map(|variant| self.json_type_of(&variant.ty)).collect::<Option<_>>()?;
                    let mut kinds = kinds.into_iter();
                    return kinds.next().filter(|_| kinds.next().is_none());
                }
                TypeKind::Pending => return None,
            },
        })
    }

    /// Whether a type can be written as a parameter: a scalar, or an array of such.
    fn is_text(&self, ty: &Type) -> bool {
        let scalar =
            |ty: &Type| matches!(self.json_type_of(ty), Some(JsonType::Boolean | JsonType::Number | JsonType::String));
        match ty {
            Type::Array(item) => scalar(item),
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Array(_, item) => scalar(item),
                _ => scalar(ty),
            },
            ty => scalar(ty),
        }
    }

    /// Drops operations that reach a failed type, and types that no operation reaches.
    fn drop_what_failed(&mut self) {
        if !self.failed.is_empty() {
            let operations = std::mem::take(&mut self.model.operations);
            for operation in operations {
                let mut reached = HashSet::new();
                for ty in types_of(&operation) {
                    self.reach(ty, &mut reached);
                }
                if reached.is_disjoint(&self.failed) {
                    self.model.operations.push(operation);
                } else {
                    self.refused.push(Refused {
                        method: operation.method.to_owned(),
                        path: operation.path.clone(),
                        operation_id: Some(operation.id.clone()),
                        reason: "reaches a union whose members nothing tells apart".to_owned(),
                    });
                }
            }
        }
        let mut reached = HashSet::new();
        for operation in &self.model.operations {
            for ty in types_of(operation) {
                self.reach(ty, &mut reached);
            }
        }
        let mut renumbered = HashMap::new();
        let mut kept = Vec::new();
        for (id, definition) in std::mem::take(&mut self.model.types).into_iter().enumerate() {
            if reached.contains(&id) {
                renumbered.insert(id, kept.len());
                kept.push(definition);
            }
        }
        self.model.types = kept;
        let renumber = |ty: &mut Type| renumber(ty, &renumbered);
        for definition in &mut self.model.types {
            each_type_mut(&mut definition.kind, renumber);
        }
        for operation in &mut self.model.operations {
            types_of_mut(operation).into_iter().for_each(renumber);
        }
    }

    fn reach(&self, ty: &Type, reached: &mut HashSet<TypeId>) {
        let mut todo = Vec::from_iter(named(ty));
        while let Some(id) = todo.pop() {
            if reached.insert(id) {
                each_type(&self.model.types[id].kind, |ty| todo.extend(named(ty)));
            }
        }
    }

    /// Puts a box where a type would hold itself.
    fn box_recursion(&mut self) {
        let direct = |ty: &Type| match ty {
            Type::Named(id) => Some(*id),
            Type::Nullable(ty) => match **ty {
                Type::Named(id) => Some(id),
                _ => None,
            },
            _ => None,
        };
        let edges: Vec<Vec<TypeId>> = self
            .model
            .types
            .iter()
            .map(|definition| {
                let mut targets = Vec::new();
                if !matches!(definition.kind, TypeKind::Array(..)) {
                    each_type(&definition.kind, |ty| targets.extend(direct(ty)));
                }
                targets
            })
            .collect();
        let component = strongly_connected(&edges);
        let in_cycle = |from: TypeId, to: TypeId| component[from] == component[to];
        for id in 0..self.model.types.len() {
            match &mut self.model.types[id].kind {
                TypeKind::Struct(object) => {
                    for member in &mut object.members {
                        member.boxed = direct(&member.ty).is_some_and(|target| in_cycle(id, target));
                    }
                }
                TypeKind::Union(union) => {
                    for variant in &mut union.variants {
                        variant.boxed = direct(&variant.ty).is_some_and(|target| in_cycle(id, target));
                    }
                }
                _ => {}
            }
        }
    }

    fn mark_directions(&mut self) {
        let (mut requests, mut responses) = (HashSet::new(), HashSet::new());
        for operation in &self.model.operations {
            for ty in
                operation.parameters.iter().map(|parameter| &parameter.ty).chain(operation.body.iter().map(|b| &b.ty))
            {
                self.reach(ty, &mut requests);
            }
            for response in &operation.responses {
                for ty in response.content.iter().map(|(_, ty)| ty).chain(response.headers.iter().map(|h| &h.ty)) {
                    self.reach(ty, &mut responses);
                }
            }
        }
        for (id, definition) in self.model.types.iter_mut().enumerate() {
            definition.in_request = requests.contains(&id);
            definition.in_response = responses.contains(&id);
        }
    }
}

impl Facts<'_> {
    /// The type that the keywords speak of where `type` does not.
    fn implied_type(&self) -> Option<&'static str> {
        let object =
            !self.properties.is_empty() || !self.required.is_empty() || self.additional.is_some() || self.closed;
        let array = self.items.is_some() || self.min_items.is_some() || self.max_items.is_some();
        let string = !self.patterns.is_empty() || self.min_length.is_some() || self.max_length.is_some();
        let number = self.minimum.is_some() || self.maximum.is_some() || self.multiple_of.is_some();
        if object {
            Some("object")
        } else if array {
            Some("array")
        } else if string || self.format.is_some() {
            Some("string")
        } else if number {
            Some("number")
        } else {
            None
        }
    }

    fn has_rules_beside_union(&self) -> bool {
        self.implied_type().is_some()
    }
}

fn has_schema_siblings(node: &Node) -> bool {
    const WORDS: &[&str] = &["$ref", "description", "title", "summary", "example", "examples", "deprecated", "default"];
    node.members().any(|member| !WORDS.contains(&&*member.key) && !member.key.starts_with("x-"))
}

fn intersect_types<'a>(known: &BTreeSet<&'a str>, named: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut both: BTreeSet<&str> = known.intersection(named).copied().collect();
    // An integer is a number.
    if (known.contains("integer") && named.contains("number"))
        || (known.contains("number") && named.contains("integer"))
    {
        both.insert("integer");
    }
    both
}

fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

fn tighter<'a>(known: Option<&'a Node>, new: Option<&'a Node>, higher: bool) -> Option<&'a Node> {
    match (known, new) {
        (Some(a), Some(b)) => {
            let (x, y) = (a.as_f64().unwrap_or_default(), b.as_f64().unwrap_or_default());
            Some(if (y > x) == higher { b } else { a })
        }
        (known, new) => new.or(known),
    }
}

fn nullable_if(nullable: bool, ty: Type) -> Type {
    match ty {
        Type::Nullable(_) | Type::Any => ty,
        ty if nullable => Type::Nullable(Box::new(ty)),
        ty => ty,
    }
}

fn json_type(name: &str) -> JsonType {
    match name {
        "boolean" => JsonType::Boolean,
        "integer" | "number" => JsonType::Number,
        "string" => JsonType::String,
        "array" => JsonType::Array,
        "object" => JsonType::Object,
        _ => JsonType::Null,
    }
}

fn simple_name(ty: &Type) -> Option<&'static str> {
    Some(match ty {
        Type::Bool => "Boolean",
        Type::I32 | Type::I64 => "Integer",
        Type::F64 => "Number",
        Type::String => "Text",
        Type::Uuid => "Uuid",
        Type::Date => "Date",
        Type::DateTime => "DateTime",
        Type::Array(_) => "Array",
        Type::Map(_) => "Object",
        Type::Any => "Any",
        Type::Named(_) | Type::Nullable(_) => return None,
    })
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

fn named(ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Named(id) => Some(*id),
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => named(inner),
        _ => None,
    }
}

fn renumber(ty: &mut Type, numbers: &HashMap<TypeId, TypeId>) {
    match ty {
        Type::Named(id) => *id = numbers[id],
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => renumber(inner, numbers),
        _ => {}
    }
}

fn each_type<'m>(kind: &'m TypeKind, mut visit: impl FnMut(&'m Type)) {
    match kind {
        TypeKind::Struct(object) => {
            object.members.iter().for_each(|member| visit(&member.ty));
            if let Additional::Typed(ty) = &object.additional {
                visit(ty);
            }
        }
        TypeKind::Union(union) => union.variants.iter().for_each(|variant| visit(&variant.ty)),
        TypeKind::Array(_, ty) | TypeKind::Alias(ty) => visit(ty),
        TypeKind::Pending | TypeKind::Enum(_) | TypeKind::String(_) | TypeKind::Integer(_) | TypeKind::Number(_) => {}
    }
}

fn each_type_mut(kind: &mut TypeKind, mut visit: impl FnMut(&mut Type)) {
    match kind {
        TypeKind::Struct(object) => {
            object.members.iter_mut().for_each(|member| visit(&mut member.ty));
            if let Additional::Typed(ty) = &mut object.additional {
                visit(ty);
            }
        }
        TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| visit(&mut variant.ty)),
        TypeKind::Array(_, ty) | TypeKind::Alias(ty) => visit(ty),
        TypeKind::Pending | TypeKind::Enum(_) | TypeKind::String(_) | TypeKind::Integer(_) | TypeKind::Number(_) => {}
    }
}

fn types_of(operation: &Operation) -> Vec<&Type> {
    let mut types: Vec<&Type> = operation.parameters.iter().map(|parameter| &parameter.ty).collect();
    types.extend(operation.body.iter().map(|body| &body.ty));
    for response in &operation.responses {
        types.extend(response.content.iter().map(|(_, ty)| ty));
        types.extend(response.headers.iter().map(|header| &header.ty));
    }
    types
}

fn types_of_mut(operation: &mut Operation) -> Vec<&mut Type> {
    let mut types: Vec<&mut Type> = operation.parameters.iter_mut().map(|parameter| &mut parameter.ty).collect();
    types.extend(operation.body.iter_mut().map(|body| &mut body.ty));
    for response in &mut operation.responses {
        types.extend(response.content.iter_mut().map(|(_, ty)| ty));
        types.extend(response.headers.iter_mut().map(|header| &mut header.ty));
    }
    types
}

/// The strongly connected component of each node (Tarjan, without recursion); a node alone without
/// an edge to itself is a component that no edge joins.
fn strongly_connected(edges: &[Vec<TypeId>]) -> Vec<usize> {
    let count = edges.len();
    let (mut index, mut low, mut on_stack) = (vec![usize::MAX; count], vec![0; count], vec![false; count]);
    let mut component = vec![usize::MAX; count];
    let (mut next, mut components, mut stack) = (0, 0, Vec::new());
    for start in 0..count {
        if index[start] != usize::MAX {
            continue;
        }
        let mut work = vec![(start, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(target) = edges[node].get(edge).copied() {
                work.push((node, edge + 1));
                if index[target] == usize::MAX {
                    work.push((target, 0));
                } else if on_stack[target] {
                    low[node] = low[node].min(index[target]);
                }
                continue;
            }
            if low[node] == index[node] {
                while let Some(member) = stack.pop() {
                    on_stack[member] = false;
                    component[member] = components;
                    if member == node {
                        break;
                    }
                }
                components += 1;
            }
            if let Some((parent, _)) = work.last() {
                low[*parent] = low[*parent].min(low[node]);
            }
        }
    }
    component
}
