//! What `default` says: what counts where nothing is there, held to the schema beside it.

use schema_support::Format;

use super::facts::Facts;
use super::rules::literal;
use super::scalars::{range_of_format, string_format};
use super::*;

/// What is deeper in a default is not looked at.
const DEEPEST: usize = 8;

impl<'a> Builder<'a> {
    /// The words about a member, its default among them where it can be absent.
    pub(super) fn member_docs(&mut self, own: &Facts<'a>, required: bool) -> String {
        let mut docs = own.docs.clone();
        if let Some(said) = self.said_of_default(own).filter(|_| !required) {
            if !docs.is_empty() {
                docs.push_str("\n\n");
            }
            docs.push_str(&said);
        }
        docs
    }

    /// What is said of the default of something that can be absent; a default that the schema does not allow is warned
    /// about and counts for nothing.
    pub(super) fn said_of_default(&mut self, own: &Facts<'a>) -> Option<String> {
        let default = own.default?;
        if default.is_null() {
            // What a union allows is not known here.
            let is_allowed = own.nullable || own.types.as_ref().is_none_or(|types| types.contains("null"));
            if !is_allowed {
                self.warn("W0525", default.span, "the default is null, which the schema does not allow".to_owned());
            }
            return None;
        }
        if self.is_against(own, default, 0) {
            self.warn("W0525", default.span, "the default is not what the schema allows".to_owned());
            return None;
        }
        let text = default.to_json_text();
        let is_short = text.len() <= 60 && !text.contains(['`', '\n']);
        is_short.then(|| format!("Where it is absent, the document says, it counts as `{text}`."))
    }

    /// Whether a conjunction plainly forbids a value: by type, values, bounds, lengths, pattern and format, and so its
    /// items, its members, and every member of its unions.
    fn is_against(&mut self, facts: &Facts<'a>, value: &Node, depth: usize) -> bool {
        if depth == DEEPEST {
            return false;
        }
        let of_other_type = facts.types.as_ref().is_some_and(|types| !types.iter().any(|ty| value.is_of_type(ty)));
        if facts.never || of_other_type && !(facts.nullable && value.is_null()) {
            return true;
        }
        let known = literal(value);
        if facts.values.as_ref().is_some_and(|values| !values.iter().any(|it| literal(it) == known)) {
            return true;
        }
        // A pattern that cannot be read is said where it stands.
        if facts.format.is_some_and(|(name, _)| is_of_no_such_format(name, value))
            || self.broken_by(facts, value).is_ok_and(|keyword| keyword.is_some())
        {
            return true;
        }
        let in_items = value.as_array().is_some_and(|items| self.has_wrong_items(facts, items, depth));
        let in_members = value.as_object().is_some() && self.has_wrong_members(facts, value, depth);
        in_items || in_members || self.is_of_no_union(facts, value, depth)
    }

    fn has_wrong_items(&mut self, facts: &Facts<'a>, items: &[Node], depth: usize) -> bool {
        let count = items.len() as u64;
        let is_repeated = |at: usize| items[..at].iter().any(|other| literal(other) == literal(&items[at]));
        if facts.min_items.is_some_and(|least| count < least)
            || facts.max_items.is_some_and(|most| count > most)
            || facts.unique_items && (0..items.len()).any(is_repeated)
        {
            return true;
        }
        if items.is_empty() || facts.items.is_empty() || !facts.tuples.is_empty() {
            return false;
        }
        let Ok(own) = self.facts(&facts.items) else { return false };
        items.iter().any(|item| self.is_against(&own, item, depth + 1))
    }

    fn has_wrong_members(&mut self, facts: &Facts<'a>, value: &Node, depth: usize) -> bool {
        if facts.required.iter().any(|name| value.get(name).is_none()) {
            return true;
        }
        value.members().any(|member| {
            let Some(parts) = facts.properties.get(&*member.key) else { return false };
            self.facts(&parts.clone()).is_ok_and(|own| self.is_against(&own, &member.value, depth + 1))
        })
    }

    /// Whether one of the unions of a conjunction has no member that allows a value.
    fn is_of_no_union(&mut self, facts: &Facts<'a>, value: &Node, depth: usize) -> bool {
        facts.unions.iter().any(|union| {
            union
                .members
                .items()
                .iter()
                .all(|member| self.facts(&[member.into()]).is_ok_and(|own| self.is_against(&own, value, depth + 1)))
        })
    }
}

/// Whether a value is of the type whose values a format describes, and not of the format.
fn is_of_no_such_format(name: &str, value: &Node) -> bool {
    if let Some((least, most)) = range_of_format(name) {
        // Where it is no integer, another keyword speaks of it.
        return value.as_number().and_then(crate::node::Number::as_i128).is_some_and(|it| it < least || it > most);
    }
    let (Some(text), Some(Some(_))) = (value.as_str(), string_format(name)) else { return false };
    Format::of_name(name).is_some_and(|format| !format.matches(text))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{built_as, built_of, warnings};

    /// The words of the member `m` of an object, and what is said.
    fn docs(schema: &str) -> (String, Vec<&'static str>) {
        let built = built_as("3.1.0", &format!("T: {{ type: object, properties: {{ m: {schema} }} }}"), &["T"]);
        let definition = built.model.types.iter().find(|definition| definition.name == "T").expect("T");
        let super::TypeKind::Struct(object) = &definition.kind else { panic!("{:?}", definition.kind) };
        (object.members[0].docs.clone(), warnings(&built))
    }

    #[test]
    fn a_default_that_the_schema_allows_is_told() {
        for schema in [
            "{ type: integer, default: 3 }",
            "{ type: integer, minimum: 3, maximum: 3, multipleOf: 3, format: int32, default: 3 }",
            "{ type: string, format: uuid, default: 0b7e6a52-0000-4000-8000-000000000000 }",
            "{ type: string, minLength: 1, maxLength: 1, pattern: '^a$', default: a }",
            "{ type: array, items: { type: string }, minItems: 1, uniqueItems: true, default: [a, b] }",
            "{ type: object, required: [a], properties: { a: { type: integer } }, default: { a: 1, b: x } }",
            "{ anyOf: [ { type: integer }, { type: 'null' } ], default: 1 }",
            "{ type: [string, 'null'], default: a }",
            "{ type: array, items: { type: [string, 'null'] }, default: [null] }",
            "{ default: 1 }",
            // A format of the document's own says nothing.
            "{ type: boolean, default: true }",
        ] {
            let (docs, said) = docs(schema);
            assert!(docs.starts_with("Where it is absent, the document says, it counts as `"), "{schema}: {docs}");
            assert_eq!(said, [""; 0], "{schema}");
        }
    }

    #[test]
    fn a_default_that_the_schema_does_not_allow_is_said() {
        for schema in [
            "{ type: integer, default: three }",
            "{ type: string, enum: [a], default: b }",
            "{ type: integer, minimum: 5, default: 1 }",
            "{ type: integer, exclusiveMaximum: 5, default: 5 }",
            "{ type: integer, multipleOf: 2, default: 5 }",
            "{ type: integer, format: int8, default: 128 }",
            "{ type: string, minLength: 2, default: a }",
            "{ type: string, maxLength: 2, default: abc }",
            "{ type: string, pattern: '^a', default: b }",
            "{ type: string, format: uuid, default: not-a-uuid }",
            "{ type: string, format: date, default: '2024-13-01' }",
            "{ type: array, items: { type: string }, default: [1] }",
            "{ type: array, items: { type: string, maxLength: 1 }, default: [a, ab] }",
            "{ type: array, items: { type: string }, minItems: 1, default: [] }",
            "{ type: array, items: { type: string }, maxItems: 1, default: [a, b] }",
            "{ type: array, items: { type: string }, uniqueItems: true, default: [a, a] }",
            "{ type: object, required: [a], properties: { a: {} }, default: {} }",
            "{ type: object, properties: { a: { type: integer } }, default: { a: x } }",
            "{ anyOf: [ { type: integer }, { type: 'null' } ], default: x }",
            "{ type: string, default: null }",
        ] {
            assert_eq!(docs(schema).1, ["W0525"], "{schema}");
        }
    }

    #[test]
    fn defaults_of_parameters_and_headers_are_told_and_held_to_their_schemas() {
        for (schema, told, said) in [
            ("{ type: integer, default: 10 }", Some("it counts as `10`."), &[][..]),
            ("{ type: integer, default: a100 }", None, &["W0525"]),
            ("{ type: string, enum: [a, b], default: c }", None, &["W0525"]),
        ] {
            for (content, header) in [
                (format!("schema: {schema}"), format!("schema: {schema}")),
                (
                    format!("content: {{ application/json: {{ schema: {schema} }} }}"),
                    "schema: { type: string }".to_owned(),
                ),
            ] {
                let built = built_of(format!(
                    "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{ /a: {{ get: {{ operationId: a, parameters: [ \
                     {{ name: p, in: query, {content} }}, {{ name: r, in: query, required: true, {content} }} ], responses: {{ \
                     '204': {{ description: It., headers: {{ h: {{ {header} }} }} }} }} }} }} }}"
                ));
                let operation = &built.model.operations[0];
                let [optional, required] = &operation.parameters[..] else { panic!("{:?}", operation.parameters) };
                let is_as_told = |remarks: &[String]| match told {
                    Some(told) => remarks.iter().any(|remark| remark.ends_with(told)),
                    None => remarks.iter().all(|remark| !remark.contains("it counts as")),
                };
                assert!(is_as_told(&optional.remarks), "{:?}", optional.remarks);
                assert_eq!(required.remarks, [""; 0], "one that is never absent");
                let header = &operation.responses[0].headers[0];
                assert!(!content.starts_with("schema") || is_as_told(&header.remarks), "{:?}", header.remarks);
                let found = warnings(&built);
                assert!(
                    found.iter().all(|code| said.contains(code)) && found.is_empty() == said.is_empty(),
                    "{found:?}"
                );
            }
        }
    }
}
