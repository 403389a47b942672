//! What the specification demands of each object beyond its keywords and their types.
//!
//! Owns the demands, and what becomes of a part that does not meet one: where the meaning is clear all the same, a
//! warning; where it is not, a fault, which refuses every operation that needs the part. Never walks the document
//! ([`crate::keywords`] does) and never looks at what a schema comes to ([`crate::build`] does).

mod names;
mod paths;
mod schemas;

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::keywords::{self, Kind};
use crate::node::{Member, Node, Object, Span};
use crate::resolve::Resolver;
use crate::source::Version;

pub(crate) use names::is_media_type;
use names::{is_component_name, is_token, is_url};

/// The parts of a document that cannot be used, by their place.
#[derive(Clone, Default, Debug)]
pub struct Faults {
    by_place: HashMap<Span, Vec<Diagnostic>>,
    /// References that cannot be followed: whoever needs one says so.
    references: Vec<Diagnostic>,
}

impl Faults {
    pub(crate) fn add(&mut self, place: Span, found: Diagnostic) {
        self.by_place.entry(place).or_default().push(found);
    }

    /// Whether nothing is wrong with any part.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.by_place.is_empty()
    }

    /// What is wrong with the part at a place.
    #[must_use]
    pub fn at(&self, place: Span) -> &[Diagnostic] {
        self.by_place.get(&place).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn reference(&mut self, found: Diagnostic) {
        self.references.push(found);
    }

    /// The faults that no operation has met, as warnings: `said` is what was found in all that is generated.
    #[must_use]
    pub fn unmet(self, said: &Diagnostics) -> Diagnostics {
        let met: HashSet<(&str, Option<Span>)> = said.iter().map(|found| (found.code, found.span)).collect();
        let unmet = |found: &Diagnostic| !met.contains(&(found.code, found.span));
        let faults = self.by_place.into_values().flatten().filter(unmet).map(|found| found.unused("W0203"));
        let references = self.references.into_iter().filter(unmet).map(|found| found.unused("W0301"));
        faults.chain(references).collect()
    }
}

/// The members that the specification requires, and what their absence means.
const REQUIRED: &[(Kind, &str, &str)] = &[
    (Kind::License, "name", "the license has no name"),
    (Kind::Server, "url", "the server is left out"),
    (Kind::ServerVariable, "default", "a server that needs it is left out"),
    (Kind::ExternalDocs, "url", "it is left out"),
    (Kind::RequestBody, "content", "there is no body"),
    (Kind::Response, "description", "it is empty"),
    (Kind::Tag, "name", "it is left out"),
    (Kind::Discriminator, "propertyName", "the discriminator is ignored"),
    (Kind::SecurityScheme, "type", "it cannot be used"),
];

/// What the flows of OAuth 2.0 have to have.
const FLOWS: &[(&str, &[&str])] = &[
    ("implicit", &["authorizationUrl", "scopes"]),
    ("password", &["tokenUrl", "scopes"]),
    ("clientCredentials", &["tokenUrl", "scopes"]),
    ("authorizationCode", &["authorizationUrl", "tokenUrl", "scopes"]),
];

/// IANA's registry of HTTP authentication schemes, in lower case.
const HTTP_SCHEMES: &[&str] = &[
    "basic",
    "bearer",
    "concealed",
    "digest",
    "dpop",
    "gnap",
    "hoba",
    "mutual",
    "negotiate",
    "oauth",
    "privatetoken",
    "scram-sha-1",
    "scram-sha-256",
    "vapid",
];

/// Looks at objects, one by one.
pub(crate) struct Breaches<'a> {
    resolver: &'a Resolver,
    pub(crate) found: Diagnostics,
    pub(crate) faults: Faults,
    operations: HashMap<&'a str, Span>,
    /// The operations that links name.
    linked: Vec<&'a Node>,
}

impl<'a> Breaches<'a> {
    pub(crate) fn new(resolver: &'a Resolver) -> Self {
        Self {
            resolver,
            found: Diagnostics::default(),
            faults: Faults::default(),
            operations: HashMap::new(),
            linked: Vec::new(),
        }
    }

    fn warn(&mut self, code: &'static str, at: Span, message: String, help: impl Into<Box<str>>) {
        self.found.push(Diagnostic::warning(code, message).at(at).help(help));
    }

    /// A part at `place` cannot be used, for a reason that is seen at `at`.
    fn fault(&mut self, place: Span, code: &'static str, at: Span, message: String, help: impl Into<Box<str>>) {
        self.faults.add(place, Diagnostic::error(code, message).at(at).help(help));
    }

    fn is_3_0(&self) -> bool {
        self.resolver.version() == Version::V3_0
    }

    /// Something else than an object is where an object of a kind is due; whether that makes it useless.
    pub(crate) fn no_object(&mut self, node: &Node, kind: Kind) -> bool {
        let is_needed = matches!(
            kind,
            Kind::Parameter
                | Kind::Header
                | Kind::RequestBody
                | Kind::Response
                | Kind::PathItem
                | Kind::Operation
                | Kind::SecurityScheme
        );
        if is_needed {
            let message = format!("{} is {}, but an object is due", kind.name(), node.kind_name());
            self.fault(node.span, "E0204", node.span, message, "write the object, or remove what is empty");
        }
        is_needed
    }

    /// Looks at an object that is no reference.
    pub(crate) fn look(&mut self, object: &'a Object, place: Span, kind: Kind) {
        for (of, key, meaning) in REQUIRED.iter().filter(|(of, ..)| *of == kind) {
            if !object.contains(key) {
                let message = format!("`{key}` is missing in {}: {meaning}", of.name());
                self.warn("W0201", place, message, format!("add `{key}`"));
            }
        }
        match kind {
            Kind::OpenApi => self.tags(object),
            Kind::Info => self.url(object, &["termsOfService"], false),
            Kind::Contact | Kind::License | Kind::ExternalDocs => self.url(object, &["url"], false),
            Kind::Server => self.server(object),
            Kind::ServerVariable => self.server_variable(object),
            Kind::Components => self.components(object),
            Kind::Paths => self.paths(object),
            Kind::PathItem => self.parameters(object),
            Kind::Operation => {
                self.parameters(object);
                self.operation(object, place);
            }
            Kind::Parameter => self.parameter(object, place),
            Kind::Header => self.header(object, place),
            Kind::RequestBody => self.content(object, place),
            Kind::Response => {
                self.content(object, place);
                self.headers(object, place);
            }
            Kind::MediaType => self.one_of(object, "example", "examples"),
            Kind::Example => self.one_of(object, "value", "externalValue"),
            Kind::Link => self.link(object, place),
            Kind::SecurityScheme => self.security_scheme(object, place),
            Kind::OAuthFlows => self.flows(object),
            Kind::Schema => self.schema(object),
            _ => {}
        }
    }

    /// What can be said when everything was looked at.
    pub(crate) fn finish(&mut self) {
        for id in std::mem::take(&mut self.linked) {
            let Some(name) = id.as_str().filter(|name| !self.operations.contains_key(name)) else { continue };
            let near = did_you_mean(name, self.operations.keys().copied().collect::<std::collections::BTreeSet<_>>());
            let help = near.map_or_else(
                || "name an operationId of this document".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.warn("W0211", id.span, format!("no operation has the operationId `{name}`"), help);
        }
    }

    /// Two members of which only one may be there.
    fn one_of(&mut self, object: &Object, one: &str, other: &str) {
        if let (Some(_), Some(second)) = (object.member(one), object.member(other)) {
            let message = format!("`{one}` and `{other}` exclude each other");
            self.warn("W0207", second.key_span, message, "keep one of them");
        }
    }

    /// `of_flow`: they are an OAuth flow's.
    fn url(&mut self, object: &Object, keys: &[&str], of_flow: bool) {
        for member in keys.iter().filter_map(|key| object.member(key)) {
            // FastAPI writes where a token is to be had as a bare relative path (RFC 3986, section 4.2): `token`.
            let has_words = |url: &str| url.contains(|character: char| character.is_ascii_alphanumeric());
            let is_path = |url: &str| of_flow && has_words(url) && is_url(&format!("/{url}"));
            let Some(url) = member.value.as_str().filter(|url| !is_url(url) && !is_path(url)) else { continue };
            let message = format!("`{}` is no URL: `{url}`", member.key);
            self.warn(
                "W0206",
                member.value.span,
                message,
                "write it as `https://...`, or as a relative one with a slash",
            );
        }
    }

    fn tags(&mut self, object: &Object) {
        let mut known = HashSet::new();
        for tag in object.get("tags").map(Node::items).unwrap_or_default() {
            if let Some(name) = tag.get("name")
                && let Some(text) = name.as_str()
                && !known.insert(text)
            {
                self.warn("W0208", name.span, format!("the tag `{text}` is declared twice"), "remove one of them");
            }
        }
    }

    fn server(&mut self, object: &Object) {
        let Some(url) = object.get("url") else { return };
        let Some(text) = url.as_str() else { return };
        // An empty one is the place of the document.
        let mut plain = String::new();
        let mut known = HashSet::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            plain.push_str(before);
            let Some((name, after)) = after.split_once('}') else { break };
            if !known.insert(name) {
                self.warn(
                    "W0208",
                    url.span,
                    format!("the URL has the variable `{name}` twice"),
                    "give the second one another name",
                );
            }
            plain.push('x');
            rest = after;
        }
        plain.push_str(rest);
        if !text.is_empty() && (!is_url(&plain) && !plain.starts_with('x') || plain.contains(['{', '}'])) {
            let help = "write it as `https://...`, or as a relative one with a slash; variables stand in braces";
            self.warn("W0206", url.span, format!("`url` is no URL: `{text}`"), help);
        }
    }

    fn server_variable(&mut self, object: &Object) {
        let Some(values) = object.get("enum") else { return };
        if values.as_array().is_some_and(<[Node]>::is_empty) {
            self.warn(
                "W0213",
                values.span,
                "`enum` is empty: no value is possible".to_owned(),
                "name the values, or remove it",
            );
        }
        let mut known = HashSet::new();
        for value in values.items() {
            if let Some(text) = value.as_str()
                && !known.insert(text)
            {
                self.warn("W0208", value.span, format!("the value `{text}` is there already"), "remove one of them");
            }
        }
    }

    fn components(&mut self, object: &'a Object) {
        for section in object.iter().filter(|section| !section.key.starts_with("x-")) {
            for member in section.value.members().filter(|member| !is_component_name(&member.key)) {
                let message = format!("`{}` cannot be the name of a component", member.key);
                let help = "names consist of the letters A to Z and a to z, digits, `.`, `-` and `_`";
                self.warn("W0205", member.key_span, message, help);
            }
        }
    }

    fn operation(&mut self, object: &'a Object, place: Span) {
        if let Some(id) = object.get("operationId")
            && let Some(text) = id.as_str()
            && self.operations.insert(text, id.span).is_some()
        {
            let message = format!("the operationId `{text}` is used twice; this one gets a number");
            self.warn("W0503", id.span, message, "operationIds are unique in a document: name this one otherwise");
        }
        let responses = object.member("responses");
        let is_empty = responses.is_none_or(|it| it.value.members().all(|member| member.key.starts_with("x-")));
        if is_empty && (self.is_3_0() || responses.is_some()) {
            let message = "no response is declared: any success is taken, and its body is not looked at";
            let place = responses.map_or(place, |member| member.key_span);
            self.warn("W0217", place, message.to_owned(), "declare what a success answers");
        }
    }

    /// The media types of a body, and what is said of its parts.
    fn content(&mut self, object: &'a Object, place: Span) {
        let Some(content) = object.member("content") else { return };
        if content.value.as_object().is_none() {
            let message = format!("`content` is {}, but an object is due", content.value.kind_name());
            self.fault(place, "E0204", content.value.span, message, "name the media types, or remove what is empty");
        }
        for media in content.value.members().filter(|media| !media.key.starts_with("x-")) {
            self.media_type(media, place);
            self.encodings(media, place);
        }
    }

    fn media_type(&mut self, media: &Member, place: Span) {
        if is_media_type(&media.key) {
            return;
        }
        let message = format!("`{}` is no media type", media.key);
        let help = "write one such as `application/json`, or a range such as `text/*`";
        // Published documents have words of which some are meant as one.
        if media.key.split(';').next().unwrap_or_default().trim().is_empty() {
            self.fault(place, "E0209", media.key_span, message, help);
        } else {
            self.warn("W0210", media.key_span, message, help);
        }
    }

    fn encodings(&mut self, media: &'a Member, place: Span) {
        let Some(encoding) = media.value.get("encoding").filter(|it| it.as_object().is_some_and(|it| !it.is_empty()))
        else {
            return;
        };
        for style in encoding.members().filter_map(|entry| entry.value.get("style")) {
            let Some(text) = style.as_str().filter(|text| !paths::styles("query").contains(text)) else { continue };
            let message = format!("the style `{text}` has no meaning here");
            self.fault(
                place,
                "E0211",
                style.span,
                message,
                format!("write one of {}", paths::styles("query").join(", ")),
            );
        }
        for header in encoding.members().filter_map(|entry| entry.value.get("headers")).flat_map(Node::members) {
            let Ok(resolved) = self.resolver.resolve(&header.value) else { continue };
            if let Some(object) = resolved.node.as_object() {
                self.style(object, place, "header");
            }
        }
        let Some(schema) = media.value.get("schema") else { return };
        let mut known = Vec::new();
        if !schemas::properties(schema, self.resolver, &mut known, 0) {
            return;
        }
        for entry in encoding.members().filter(|entry| !known.contains(&&*entry.key)) {
            let message = format!("the schema has no property `{}` that could be encoded", entry.key);
            let help = did_you_mean(&entry.key, known.iter().copied()).map_or_else(
                || "remove it, or declare the property".to_owned(),
                |near| format!("did you mean `{near}`?"),
            );
            self.fault(place, "E0212", entry.key_span, message, help);
        }
    }

    fn link(&mut self, object: &'a Object, place: Span) {
        self.one_of(object, "operationRef", "operationId");
        match object.get("operationId") {
            Some(id) => self.linked.push(id),
            None if !object.contains("operationRef") => {
                let message = "the link names no operation".to_owned();
                self.warn("W0201", place, message, "add `operationId` or `operationRef`");
            }
            None => {}
        }
    }

    fn security_scheme(&mut self, object: &'a Object, place: Span) {
        let missing = |key: &str| format!("`{key}` is missing in a security scheme of this type");
        self.url(object, &["openIdConnectUrl"], false);
        match object.get("type").and_then(Node::as_str) {
            Some("apiKey") => {
                let name = object.get("name");
                let text = name.and_then(Node::as_str).unwrap_or_default();
                let is_query = object.get("in").and_then(Node::as_str) == Some("query");
                if text.is_empty() || !is_query && !is_token(text) {
                    let message = format!("`{text}` cannot be the name of a key");
                    let at = name.map_or(place, |name| name.span);
                    self.fault(
                        place,
                        "E0208",
                        at,
                        message,
                        "name the header, cookie or query parameter that holds the key",
                    );
                }
            }
            Some("http") => match object.get("scheme") {
                None => self.warn("W0201", place, missing("scheme"), "add `scheme`, such as `bearer` or `basic`"),
                Some(scheme) => {
                    let Some(text) = scheme.as_str() else { return };
                    if !is_token(text) {
                        let message = format!("`{text}` cannot be the name of an authentication scheme");
                        self.fault(place, "E0208", scheme.span, message, "write one such as `bearer` or `basic`");
                    } else if !HTTP_SCHEMES.contains(&&*text.to_lowercase()) {
                        let message = format!("`{text}` is no registered HTTP authentication scheme");
                        let near = did_you_mean(text, HTTP_SCHEMES.iter().copied());
                        let help = near.map_or_else(
                            || "handlers and clients get its credentials as they are; a key in a header of its own is `type: apiKey`".to_owned(),
                            |near| format!("did you mean `{near}`?"),
                        );
                        self.warn("W0209", scheme.span, message, help);
                    }
                }
            },
            Some("oauth2") => match object.get("flows") {
                None => self.warn("W0201", place, missing("flows"), "add `flows`"),
                Some(flows) if flows.as_object().is_none() => {
                    let message = format!("`flows` is {}, but an object is due", flows.kind_name());
                    self.fault(place, "E0204", flows.span, message, "describe the flows");
                }
                Some(_) => {}
            },
            Some("openIdConnect") if !object.contains("openIdConnectUrl") => {
                self.warn("W0201", place, missing("openIdConnectUrl"), "add `openIdConnectUrl`");
            }
            Some("mutualTLS") if self.is_3_0() => {
                let at = object.get("type").map_or(place, |ty| ty.span);
                let message = "the type `mutualTLS` belongs to OpenAPI 3.1; it is taken as there".to_owned();
                self.warn("W0404", at, message, "declare 3.1");
            }
            _ => {}
        }
    }

    fn flows(&mut self, object: &Object) {
        for (name, needed) in FLOWS {
            let Some(flow) = object.member(name) else { continue };
            let Some(members) = flow.value.as_object() else { continue };
            for key in needed.iter().filter(|key| !members.contains(key)) {
                self.warn(
                    "W0201",
                    flow.key_span,
                    format!("`{key}` is missing in the flow `{name}`"),
                    format!("add `{key}`"),
                );
            }
            self.url(members, &["authorizationUrl", "tokenUrl", "refreshUrl"], true);
        }
    }

    /// The scopes that an alternative of `security` asks for.
    pub(crate) fn requirement(&mut self, object: &'a Object) {
        let schemes = self.resolver.root().pointer("/components/securitySchemes");
        for member in object {
            let Some(scheme) = schemes.and_then(|all| all.get(&member.key)) else { continue };
            let Ok(scheme) = self.resolver.resolve(scheme) else { continue };
            let scopes = member.value.items();
            match scheme.node.get_str("type") {
                Some("oauth2") => {
                    let flows: Vec<&Node> =
                        scheme.node.get("flows").into_iter().flat_map(Node::members).map(|it| &it.value).collect();
                    // Without a list nothing is left out of it.
                    if !flows.iter().any(|flow| flow.get_object("scopes").is_some_and(|scopes| !scopes.is_empty())) {
                        continue;
                    }
                    for scope in scopes {
                        let Some(text) = scope.as_str() else { continue };
                        if !flows.iter().any(|flow| flow.get("scopes").is_some_and(|scopes| scopes.get(text).is_some()))
                        {
                            let message = format!("no flow of `{}` has the scope `{text}`", member.key);
                            self.warn("W0212", scope.span, message, "declare it in the flow's `scopes`");
                        }
                    }
                }
                // 3.1 allows them as names of roles.
                Some("http" | "apiKey" | "mutualTLS") if self.is_3_0() && !scopes.is_empty() => {
                    let message = format!("`{}` is no OAuth 2.0 scheme and has no scopes in OpenAPI 3.0", member.key);
                    self.warn("W0212", member.value.span, message, "write `[]`, or declare 3.1");
                }
                _ => {}
            }
        }
    }
}
