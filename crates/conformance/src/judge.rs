//! The judge: the `jsonschema` crate, Draft 2020-12 with formats, on the source document itself.
//!
//! Owns the judge's verdict, and the translation of its list of errors into the form in which the generated types list
//! theirs. Nothing of it is ours but that translation:
//!
//! - an unknown member is listed at the member, not at the object that has it;
//! - inside a union only the branch counts that the instance is decided for; a tag that is missing, no string or
//!   unknown is `required`, `type` or `enum` at the tag;
//! - a wrong type where there is an `enum` or a `const` is listed as that alone, and what has the wrong type breaks
//!   nothing else.

use std::collections::BTreeSet;

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::{Value, json};

use crate::document::{Document, Place, Union, escape, fragment, unescape};

/// Where something is wrong, and with which keyword.
pub type Wrong = (String, String);

/// One schema of a document, ready to judge.
#[derive(Debug)]
pub struct Judge<'d> {
    document: &'d Document,
    place: Place<'d>,
    validator: Validator,
}

impl<'d> Judge<'d> {
    /// Of the schema at a pointer.
    ///
    /// # Panics
    /// When the schema is none that the judge can compile.
    pub fn new(document: &'d Document, pointer: &str) -> Self {
        let mut schema = document.value.clone();
        let root = schema.as_object_mut().expect("a document is an object");
        root.insert("$schema".into(), json!("https://json-schema.org/draft/2020-12/schema"));
        root.insert("$ref".into(), json!(fragment(pointer)));
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&schema)
            .unwrap_or_else(|error| panic!("{}{pointer}: {error}", document.name));
        Self { document, place: document.place(pointer), validator }
    }

    /// Whether the instance is valid.
    pub fn accepts(&self, instance: &Value) -> bool {
        self.validator.is_valid(instance)
    }

    /// All that is wrong with the instance.
    ///
    /// Sorted; one `required` for each member that is missing.
    pub fn wrongs(&self, instance: &Value) -> Vec<Wrong> {
        let mut found = Vec::new();
        for error in self.validator.iter_errors(instance) {
            self.collect(&error, &self.place, "", instance, &mut found);
        }
        let at = |wanted: fn(&str) -> bool| -> BTreeSet<String> {
            found.iter().filter(|(_, keyword)| wanted(keyword)).map(|(pointer, _)| pointer.clone()).collect()
        };
        let (named, of_wrong_type) =
            (at(|keyword| keyword == "enum" || keyword == "const"), at(|keyword| keyword == "type"));
        found.retain(|(pointer, keyword)| match &keyword[..] {
            "enum" | "const" => true,
            "type" => !named.contains(pointer),
            _ => !of_wrong_type.contains(pointer),
        });
        found.sort();
        found
    }

    /// `base` is the schema that holds at `base_path` of the instance.
    fn collect(
        &self,
        error: &ValidationError<'_>,
        base: &Place<'d>,
        base_path: &str,
        instance: &Value,
        found: &mut Vec<Wrong>,
    ) {
        let path = error.instance_path().as_str().to_owned();
        match error.kind() {
            ValidationErrorKind::AdditionalProperties { unexpected } => {
                found.extend(
                    unexpected
                        .iter()
                        .map(|name| (format!("{path}/{}", escape(name)), "additionalProperties".to_owned())),
                );
            }
            ValidationErrorKind::AnyOf { context }
            | ValidationErrorKind::OneOfNotValid { context }
            | ValidationErrorKind::OneOfMultipleValid { context } => {
                let place = self.walk(base, path.strip_prefix(base_path).unwrap_or_default());
                let here = instance.pointer(&path).unwrap_or(&Value::Null);
                let (index, branch) = match self.document.union(&place) {
                    Some(Union::Nullable(inner)) => (nullable_index(&place), inner),
                    Some(Union::ByMembers(branches)) => {
                        let index = self.document.decide(&branches, here);
                        (index, branches[index].clone())
                    }
                    Some(Union::Tagged { property, branches }) => {
                        let at_tag = format!("{path}/{}", escape(property));
                        let wrong = |pointer: &str, keyword: &str| (pointer.to_owned(), keyword.to_owned());
                        match (here.is_object(), here.get(property)) {
                            (false, _) => return found.push(wrong(&path, "type")),
                            (true, None) => return found.push(wrong(&path, "required")),
                            (true, Some(Value::String(tag))) => {
                                match branches.iter().position(|(known, _)| known == tag) {
                                    Some(index) => (index, branches[index].1.clone()),
                                    None => return found.push(wrong(&at_tag, "enum")),
                                }
                            }
                            (true, Some(_)) => return found.push(wrong(&at_tag, "type")),
                        }
                    }
                    None => panic!("{}: no union at {}", self.document.name, place.pointer),
                };
                for inner in &context[index] {
                    self.collect(inner, &branch, &path, instance, found);
                }
            }
            kind => {
                found.push((path, kind.keyword().to_owned()));
            }
        }
    }

    /// The schema that holds at a path below another one's; on the way there are no unions, whose errors come as
    /// a context of their own.
    fn walk(&self, base: &Place<'d>, path: &str) -> Place<'d> {
        let mut place = base.clone();
        for segment in path.split('/').skip(1) {
            let name = unescape(segment);
            let schema = place.schema;
            let inner = if schema.pointer(&format!("/properties/{segment}")).is_some() {
                self.document.value.pointer(&format!("{}/properties/{segment}", place.pointer)).map(|_| {
                    let pointer = format!("{}/properties/{}", place.pointer, escape(&name));
                    self.document.place(&pointer)
                })
            } else if schema.get("items").is_some() {
                Some(self.document.place(&format!("{}/items", place.pointer)))
            } else {
                Some(self.document.place(&format!("{}/additionalProperties", place.pointer)))
            };
            place = inner.unwrap_or(place);
        }
        place
    }
}

fn nullable_index(place: &Place<'_>) -> usize {
    let branches = ["oneOf", "anyOf"].into_iter().find_map(|keyword| place.schema.get(keyword)?.as_array());
    branches
        .into_iter()
        .flatten()
        .position(|branch| branch.get("type").and_then(Value::as_str) != Some("null"))
        .unwrap_or_default()
}
