//! What libraries make of the generated traits and types, compared with the source: the document that dropshot emits,
//! and the schemas that schemars and utoipa make of each type (`emitted`).
//!
//! Both sides are taken apart into facts, `$ref`s followed and 3.0 read as 3.1; facts that only one of them has need a
//! line in `projection.toml`, which says why. A line that no fact needs any more fails too: the lists only shrink.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::document::escape;
use crate::types::APIS;

/// Which kind of fact, and the fact.
pub type Fact = (&'static str, String);

/// What libraries say otherwise: `projection.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Projection {
    /// The document that dropshot emits.
    pub dropshot: Lists,
    /// The schemas that schemars makes of types.
    pub schemars: Lists,
    /// The schemas that utoipa makes of types.
    pub utoipa: Lists,
}

/// What one library says otherwise: a kind of fact and the reason each.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lists {
    /// Facts of the source that the library does not tell.
    pub drops: BTreeMap<String, String>,
    /// Facts that the library tells and that are not in the source.
    #[serde(default)]
    pub adds: BTreeMap<String, String>,
}

impl Projection {
    /// The checked-in lists.
    ///
    /// # Errors
    /// When they are not what they should be.
    pub fn checked_in() -> Result<Self, String> {
        toml::from_str(include_str!("../projection.toml")).map_err(|error| error.to_string())
    }

    /// What dropshot's documents say otherwise than the list knows.
    pub fn failures(&self, compared: &[(&Value, &Value)]) -> Vec<String> {
        let facts = compared.iter().map(|(source, emitted)| (facts(source), facts(emitted)));
        self.dropshot.failures("dropshot", facts)
    }
}

impl Lists {
    /// Facts that only the source or only the library has and the list does not know, and lines that no fact needs.
    pub fn failures(
        &self,
        library: &str,
        compared: impl IntoIterator<Item = (BTreeSet<Fact>, BTreeSet<Fact>)>,
    ) -> Vec<String> {
        let (mut dropped, mut added) = (BTreeSet::new(), BTreeSet::new());
        for (source, emitted) in compared {
            dropped.extend(source.difference(&emitted).cloned());
            added.extend(emitted.difference(&source).cloned());
        }
        let mut failures = Vec::new();
        for (what, found, known) in [("dropped", &dropped, &self.drops), ("added", &added, &self.adds)] {
            let unknown = found.iter().filter(|(kind, _)| !known.contains_key(*kind));
            failures.extend(unknown.map(|(kind, fact)| format!("{library}: {what}: {kind}: {fact}")));
            let needless = known.keys().filter(|kind| !found.iter().any(|(found, _)| found == kind));
            let line = |kind| format!("projection.toml: {library}: nothing of {kind} is {what} any more");
            failures.extend(needless.map(line));
        }
        failures
    }
}

/// A schema taken apart, `$ref`s followed; `at` is what its facts begin with.
pub fn schema_facts(document: &Value, pointer: &str, at: &str) -> BTreeSet<Fact> {
    let mut facts = Facts { document, found: BTreeSet::new(), inside: Vec::new() };
    let schema = document.pointer(pointer).unwrap_or(&Value::Null);
    facts.of_schema(at, schema, false);
    facts.found
}

/// A document taken apart.
pub fn facts(document: &Value) -> BTreeSet<Fact> {
    let mut facts = Facts { document, found: BTreeSet::new(), inside: Vec::new() };
    facts.of_document();
    facts.found
}

struct Facts<'d> {
    document: &'d Value,
    found: BTreeSet<Fact>,
    /// The schemas that the present one is in: one of them again is a schema that is its own part.
    inside: Vec<*const Value>,
}

impl<'d> Facts<'d> {
    fn add(&mut self, kind: &'static str, fact: impl Into<String>) {
        self.found.insert((kind, fact.into()));
    }

    /// Texts are the same where they differ in line breaks only.
    fn add_text(&mut self, kind: &'static str, at: &str, text: Option<&Value>) {
        if let Some(text) = text.and_then(Value::as_str).filter(|text| !text.trim().is_empty()) {
            let words: Vec<&str> = text.split_whitespace().collect();
            self.add(kind, format!("{at}: {}", words.join(" ")));
        }
    }

    fn follow(&self, value: &'d Value) -> &'d Value {
        match value.get("$ref").and_then(Value::as_str) {
            Some(reference) => {
                let target = self.document.pointer(reference.trim_start_matches('#'));
                target.map_or(value, |target| self.follow(target))
            }
            None => value,
        }
    }

    fn of_document(&mut self) {
        let document = self.document;
        self.add("openapi-version", document["openapi"].as_str().unwrap_or_default());
        for (name, value) in document["info"].as_object().into_iter().flatten() {
            self.add("info", format!("{name}: {value}"));
        }
        for server in document["servers"].as_array().into_iter().flatten() {
            self.add("server", server["url"].to_string());
        }
        for tag in document["tags"].as_array().into_iter().flatten() {
            let name = tag["name"].as_str().unwrap_or_default();
            self.add("tag", name);
            self.add_text("tag-description", name, tag.get("description"));
        }
        for (name, _) in document["components"]["securitySchemes"].as_object().into_iter().flatten() {
            self.add("security-scheme", name);
        }
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for (method, operation) in item.as_object().into_iter().flatten() {
                if operation.get("responses").is_some() {
                    let at = format!("{} {}", method.to_uppercase(), path.trim_end_matches('/'));
                    self.add("operation", &at);
                    if path.ends_with('/') {
                        self.add("trailing-slash", path);
                    }
                    let shared = item.get("parameters").and_then(Value::as_array);
                    self.of_operation(&at, operation, shared.into_iter().flatten());
                }
            }
        }
    }

    fn of_operation(&mut self, at: &str, operation: &'d Value, shared: impl Iterator<Item = &'d Value>) {
        self.add("operation-id", format!("{at}: {}", operation["operationId"]));
        self.add_text("summary", at, operation.get("summary"));
        self.add_text("operation-description", at, operation.get("description"));
        for tag in operation["tags"].as_array().into_iter().flatten() {
            self.add("operation-tag", format!("{at}: {tag}"));
        }
        if let Some(security) = operation.get("security").or(self.document.get("security")) {
            self.add("security", format!("{at}: {security}"));
        }
        let own = operation["parameters"].as_array().into_iter().flatten();
        for parameter in shared.chain(own) {
            let parameter = self.follow(parameter);
            let name = parameter["name"].as_str().unwrap_or_default();
            let at = format!("{at} {} {name}", parameter["in"].as_str().unwrap_or_default());
            self.add("parameter", &at);
            if parameter["required"] == true {
                self.add("parameter-required", &at);
            }
            self.add_text("parameter-description", &at, parameter.get("description"));
            self.of_others("parameter", &at, parameter, &["name", "in", "required", "description", "schema"]);
            self.of_schema(&at, &parameter["schema"], false);
        }
        if let Some(body) = operation.get("requestBody").map(|body| self.follow(body)) {
            let at = format!("{at} request");
            self.add("request-required", format!("{at}: {}", body["required"]));
            self.of_content("request", &at, body, false);
        }
        for (status, response) in operation["responses"].as_object().into_iter().flatten() {
            let response = self.follow(response);
            let at = format!("{at} {status}");
            if status.starts_with('2') {
                // dropshot knows no answer of ours without a body: it says `default` of anything.
                let without = response.get("content").is_none();
                self.add(if without { "success-without-body" } else { "success" }, &at);
                self.add_text("success-description", &at, response.get("description"));
                self.of_headers("success-header", &at, response);
                self.of_content("success", &at, response, false);
                self.of_others("success", &at, response, &["description", "headers", "content"]);
            } else {
                self.add(if status == "default" { "default-answer" } else { "error" }, &at);
                self.of_headers("error-header", &at, response);
                self.of_content("error", &at, response, true);
            }
        }
        self.of_others(
            "operation",
            at,
            operation,
            &["operationId", "summary", "description", "tags", "security", "parameters", "requestBody", "responses"],
        );
    }

    fn of_headers(&mut self, kind: &'static str, at: &str, response: &'d Value) {
        for (name, _) in response["headers"].as_object().into_iter().flatten() {
            self.add(kind, format!("{at} {name}"));
        }
    }

    fn of_content(&mut self, part: &'static str, at: &str, owner: &'d Value, is_error: bool) {
        for (media_type, content) in owner["content"].as_object().into_iter().flatten() {
            let kind = match part {
                "request" => "request-media-type",
                "success" => "success-media-type",
                _ => "error-media-type",
            };
            self.add(kind, format!("{at} {media_type}"));
            if content.get("examples").or(content.get("example")).is_some() {
                self.add("examples", format!("{at} {media_type}"));
            }
            self.of_schema(at, &content["schema"], is_error);
        }
    }

    /// Members that are not taken apart: named, so that none is passed over.
    fn of_others(&mut self, owner: &str, at: &str, value: &Value, known: &[&str]) {
        for (name, _) in value.as_object().into_iter().flatten().filter(|(name, _)| !known.contains(&name.as_str())) {
            let kind = match (owner, name.as_str()) {
                (_, "example" | "examples") => "examples",
                (_, "links") => "links",
                (_, name) if name.starts_with("x-") => "extension",
                _ => "other",
            };
            self.add(kind, format!("{at} {name}"));
        }
    }

    fn of_schema(&mut self, at: &str, schema: &'d Value, is_error: bool) {
        // An error's schema is one fact in all: dropshot has none of them.
        if is_error {
            return self.add("error-schema", at);
        }
        let mut nullable = schema["nullable"] == true;
        let mut schema = self.follow(schema);
        // A reference with something beside it, 3.0's way and 3.1's.
        loop {
            nullable |= schema["nullable"] == true;
            let inner = match (&schema["allOf"], &schema["anyOf"]) {
                (Value::Array(parts), _) if parts.len() == 1 => &parts[0],
                (_, Value::Array(parts)) if parts.len() == 2 && parts[1]["type"] == "null" => {
                    nullable = true;
                    &parts[0]
                }
                _ => break,
            };
            if schema.get("description").is_some() {
                self.add("schema-description", at);
            }
            schema = self.follow(inner);
        }
        if self.inside.contains(&std::ptr::from_ref(schema)) {
            return self.add("recursion", at);
        }
        self.inside.push(schema);
        for (keyword, value) in schema.as_object().into_iter().flatten() {
            match keyword.as_str() {
                "type" => {
                    let types = match value {
                        Value::Array(types) => types.iter().collect(),
                        one => vec![one],
                    };
                    for name in types {
                        match name.as_str() {
                            Some("null") => nullable = true,
                            name => self.add("type", format!("{at} {}", name.unwrap_or_default())),
                        }
                    }
                }
                "nullable" => {}
                "const" => self.add("enum", format!("{at} {value}")),
                "enum" => {
                    let values = value.as_array().into_iter().flatten();
                    values.for_each(|value| self.add("enum", format!("{at} {value}")));
                }
                "required" => {
                    let names = value.as_array().into_iter().flatten();
                    names.for_each(|name| self.add("required", format!("{at} {name}")));
                }
                "properties" => {
                    for (name, inner) in value.as_object().into_iter().flatten() {
                        let at = format!("{at}/{}", escape(name));
                        self.add("property", &at);
                        self.of_schema(&at, inner, false);
                    }
                }
                "items" => self.of_schema(&format!("{at}/*"), value, false),
                "oneOf" | "anyOf" => {
                    for (index, inner) in value.as_array().into_iter().flatten().enumerate() {
                        let at = format!("{at}<{index}>");
                        self.add("union", &at);
                        self.of_schema(&at, inner, false);
                    }
                }
                "additionalProperties" => self.add("additional-properties", format!("{at} {value}")),
                "minLength" | "maxLength" | "pattern" | "format" | "minItems" | "maxItems" | "uniqueItems"
                | "exclusiveMinimum" | "exclusiveMaximum" => {
                    self.add("constraint", format!("{at} {keyword} {value}"));
                }
                // 1 and 1.0 are one number.
                "minimum" | "maximum" | "multipleOf" => {
                    self.add("constraint", format!("{at} {keyword} {:?}", value.as_f64()));
                }
                "description" => self.add("schema-description", at),
                "example" | "examples" => self.add("examples", at),
                "default" => self.add("default", format!("{at} {value}")),
                "discriminator" => self.add("discriminator", at),
                "readOnly" | "writeOnly" | "deprecated" | "title" => self.add("annotation", format!("{at} {keyword}")),
                keyword if keyword.starts_with("x-") => self.add("extension", format!("{at} {keyword}")),
                keyword => self.add("other", format!("{at} {keyword}")),
            }
        }
        self.inside.pop();
        if nullable {
            self.add("nullable", at);
        }
    }
}

/// What dropshot emits from the generated traits: partner, operator.
///
/// # Errors
/// When dropshot emits none.
pub fn emitted() -> Result<[Value; 2], String> {
    type Partners = handlers::Partners<store_sqlite::SqliteStore>;
    type Operators = handlers::Operators<store_sqlite::SqliteStore>;
    let partner = write(&partner_api::api_description::<Partners>(), 0)?;
    let operator = write(&operator_api::api_description::<Operators>(), 1)?;
    Ok([partner, operator])
}

fn write<C: dropshot::ServerContext>(api: &dropshot::ApiDescription<C>, index: usize) -> Result<Value, String> {
    let info = &APIS[index].document.value["info"];
    let version = info["version"].as_str().unwrap_or_default().parse().map_err(|_| "a version".to_owned())?;
    api.openapi(info["title"].as_str().unwrap_or_default(), version).json().map_err(|error| error.to_string())
}
