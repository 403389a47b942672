//! What is demanded of schemas, keyword by keyword.

use super::*;
use crate::keywords::KEYWORDS_OF_TYPES;
use crate::node::{Number, TYPES, Value};

impl<'a> Breaches<'a> {
    pub(super) fn schema(&mut self, object: &'a Object) {
        for key in ["allOf", "anyOf", "oneOf"] {
            if let Some(list) = object.get(key)
                && list.as_array().is_some_and(<[Node]>::is_empty)
            {
                self.warn(
                    "W0213",
                    list.span,
                    format!("`{key}` is empty and counts for nothing"),
                    "remove it, or name the schemas",
                );
            }
        }
        if self.is_3_0() {
            if let Some(list) = object.get("required")
                && list.as_array().is_some_and(<[Node]>::is_empty)
            {
                let message = "`required` is empty, which belongs to OpenAPI 3.1".to_owned();
                self.warn("W0213", list.span, message, "remove it");
            }
            if object.get("type").and_then(Node::as_str) == Some("array") && !object.contains("items") {
                let place = object.member("type").map_or_else(Span::default, |ty| ty.value.span);
                let message = "a list without `items`: its items are any JSON".to_owned();
                self.warn("W0214", place, message, "add `items`, or `items: {}` where they can be anything");
            }
        }
        let is_true = |key: &str| object.get(key).is_some_and(|flag| flag.as_bool() == Some(true));
        if is_true("readOnly") && is_true("writeOnly") {
            self.one_of(object, "readOnly", "writeOnly");
        }
        if let Some(step) = object.get("multipleOf")
            && let Some(number) = step.as_number()
            && number.compare(&Number::from_json_text("0")).is_le()
        {
            let message =
                format!("`multipleOf` is {}, and has to be greater than 0: it counts for nothing", number.as_str());
            self.warn("W0215", step.span, message, "write a number greater than 0, or remove it");
        }
        self.texts_once(object, "required");
        if let Some(types) = object.get("type").filter(|types| types.as_array().is_some()) {
            if types.items().is_empty() {
                self.warn("W0213", types.span, "`type` is empty and counts for nothing".to_owned(), "name the types");
            }
            self.texts_once(object, "type");
        }
        self.types(object);
        self.without_their_keyword(object);
    }

    /// Keywords that speak of other types than the schema's.
    fn types(&mut self, object: &'a Object) {
        let speaks = |(_, _, keywords): &(_, _, &[&str])| keywords.iter().any(|keyword| object.contains(keyword));
        if !KEYWORDS_OF_TYPES.iter().any(speaks) {
            return;
        }
        let Some(named) = types_of(object, self.resolver, 0) else { return };
        for (own, what, keywords) in KEYWORDS_OF_TYPES {
            if own.iter().any(|name| named.contains(name)) {
                continue;
            }
            for member in keywords.iter().filter_map(|keyword| object.member(keyword)) {
                // Draft 3 of JSON Schema had a `required` that speaks of the schema itself.
                if member.value.as_bool().is_some() && &*member.key == "required" {
                    continue;
                }
                let message = format!(
                    "`{}` speaks of {what} only, and this is {}: it counts for nothing",
                    member.key,
                    named.join(" or ")
                );
                self.warn("W0222", member.key_span, message, "remove it, or change the type");
            }
        }
    }

    /// Keywords that mean something beside another one only.
    fn without_their_keyword(&mut self, object: &'a Object) {
        for (key, other) in [("then", "if"), ("else", "if"), ("minContains", "contains"), ("maxContains", "contains")] {
            if let Some(member) = object.member(key)
                && !object.contains(other)
            {
                let message = format!("`{key}` counts for nothing without `{other}`");
                self.warn("W0222", member.key_span, message, format!("add `{other}`, or remove it"));
            }
        }
    }

    /// A list that names each text once.
    fn texts_once(&mut self, object: &Object, key: &str) {
        let mut known = HashSet::new();
        for item in object.get(key).map(Node::items).unwrap_or_default() {
            if let Value::String(text) = &item.value
                && !known.insert(&**text)
            {
                self.warn("W0208", item.span, format!("`{key}` names `{text}` twice"), "remove one of them");
            }
        }
    }
}

/// The types that the values of a schema can be of: as it says, or its values, or what it refers to or is made of. `None` where
/// that is not known.
fn types_of<'a>(object: &'a Object, resolver: &'a Resolver, depth: usize) -> Option<Vec<&'a str>> {
    const DEEPEST: usize = 3;
    if let Some(ty) = object.get("type") {
        let list = ty.as_array().unwrap_or(std::slice::from_ref(ty));
        let named: Vec<&str> = list.iter().filter_map(Node::as_str).collect();
        // Of an unknown type nothing can be said.
        return Some(named).filter(|named| !named.is_empty() && named.iter().all(|name| TYPES.contains(name)));
    }
    let values = object.get("const").map(std::slice::from_ref).or_else(|| object.get("enum")?.as_array());
    if let Some(values) = values.filter(|values| !values.is_empty()) {
        let of_value = |value: &Node| TYPES.iter().copied().find(|ty| *ty != "integer" && value.is_of_type(ty));
        return values.iter().map(of_value).collect();
    }
    let inner = |node: &'a Node| {
        let target = resolver.resolve(node).ok()?.node;
        types_of(target.as_object()?, resolver, depth + 1)
    };
    if depth == DEEPEST {
        return None;
    }
    // What stands beside a reference says nothing, or holds, too.
    if let Some(reference) = object.get("$ref") {
        let target = resolver.reference(reference.as_str()?, reference.span).ok()?.node;
        return types_of(target.as_object()?, resolver, depth + 1);
    }
    if let Some(types) = object.get("allOf").and_then(Node::as_array).and_then(|parts| parts.iter().find_map(inner)) {
        return Some(types);
    }
    let members = ["oneOf", "anyOf"].into_iter().find_map(|key| object.get(key)?.as_array())?;
    let all: Option<Vec<Vec<&str>>> = members.iter().map(inner).collect();
    all.map(|all| all.concat()).filter(|all| !all.is_empty())
}

/// The names of a schema's properties; whether those are all that can be known of it.
pub(super) fn properties<'a>(node: &'a Node, resolver: &'a Resolver, found: &mut Vec<&'a str>, depth: usize) -> bool {
    const DEEPEST: usize = 16;
    let Ok(resolved) = resolver.resolve(node) else { return false };
    let node = resolved.node;
    if depth > DEEPEST || node.get("oneOf").is_some() || node.get("anyOf").is_some() {
        return false;
    }
    found.extend(node.get("properties").into_iter().flat_map(Node::members).map(|member| &*member.key));
    let mut parts = node.get_array("allOf").unwrap_or_default().iter();
    parts.all(|part| properties(part, resolver, found, depth + 1))
        && (depth > 0 || !found.is_empty())
        && node.get("additionalProperties").is_none_or(|other| other.as_bool() == Some(false))
        && node.get("patternProperties").is_none()
}
