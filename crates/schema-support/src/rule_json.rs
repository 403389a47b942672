//! Rules, written as the JSON Schema (2020-12) that they are.

use serde_json::{Map, Value, json};

use crate::{NumberRules, Rule, Schema, StringRules};

/// What a schema demands, as JSON Schema. `reference` says what a schema with a name is referred to by.
pub(crate) fn json_of(schema: Schema, reference: &mut dyn FnMut(&'static Schema) -> String) -> Value {
    if schema.iter().any(|rule| matches!(rule, Rule::Never)) {
        return Value::Bool(false);
    }
    let mut written = Written { keywords: Map::new(), parts: Vec::new(), reference };
    schema.iter().for_each(|rule| written.rule(rule));
    let Written { mut keywords, parts, .. } = written;
    match (keywords.is_empty(), &parts[..]) {
        (true, []) => return Value::Bool(true),
        (_, []) => {}
        _ => {
            keywords.insert("allOf".to_owned(), Value::Array(parts));
        }
    }
    Value::Object(keywords)
}

struct Written<'r> {
    keywords: Map<String, Value>,
    /// What cannot stand beside another use of its keyword.
    parts: Vec<Value>,
    reference: &'r mut dyn FnMut(&'static Schema) -> String,
}

impl Written<'_> {
    /// Keywords, beside the others where none of them would mean something else there.
    fn add(&mut self, keywords: Value) {
        let Value::Object(keywords) = keywords else { return };
        let changes = |keyword: &str| match keyword {
            "properties" | "patternProperties" => self.keywords.contains_key("additionalProperties"),
            "prefixItems" => self.keywords.contains_key("items"),
            _ => false,
        };
        match keywords.keys().any(|keyword| self.keywords.contains_key(keyword) || changes(keyword)) {
            true => self.parts.push(Value::Object(keywords)),
            false => self.keywords.extend(keywords),
        }
    }

    fn of(&mut self, schema: Schema) -> Value {
        json_of(schema, self.reference)
    }

    fn all(&mut self, schemas: &[Schema]) -> Vec<Value> {
        schemas.iter().map(|schema| self.of(schema)).collect()
    }

    fn by_name<'n>(&mut self, rows: impl Iterator<Item = (&'n str, Schema)>) -> Map<String, Value> {
        rows.map(|(name, schema)| (name.to_owned(), self.of(schema))).collect()
    }

    fn rule(&mut self, rule: &Rule) {
        match rule {
            Rule::Never => {}
            Rule::Type([name]) => self.add(json!({ "type": name })),
            Rule::Type(names) => self.add(json!({ "type": names })),
            Rule::Enum(values) => self.add(json!({ "enum": values })),
            Rule::Text(rules) => text(rules).into_iter().for_each(|keywords| self.add(keywords)),
            Rule::Number(rules) => self.add(number(rules)),
            Rule::MinItems(count) => self.add(json!({ "minItems": count })),
            Rule::MaxItems(count) => self.add(json!({ "maxItems": count })),
            Rule::UniqueItems => self.add(json!({ "uniqueItems": true })),
            Rule::PrefixItems(schemas) => {
                let schemas = self.all(schemas);
                self.add(json!({ "prefixItems": schemas }));
            }
            Rule::Items(from, schema) => {
                let items = self.of(schema);
                // `items` speaks of what `prefixItems` beside it does not.
                let beside = self.keywords.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
                match beside == *from {
                    true => self.add(json!({ "items": items })),
                    false => self.parts.push(json!({ "prefixItems": vec![true; *from], "items": items })),
                }
            }
            Rule::Contains(schema, least, most) => {
                let mut keywords = Map::from_iter([("contains".to_owned(), self.of(schema))]);
                if *least != 1 {
                    keywords.insert("minContains".to_owned(), json!(least));
                }
                keywords.extend(most.map(|most| ("maxContains".to_owned(), json!(most))));
                self.add(Value::Object(keywords));
            }
            Rule::MinProperties(count) => self.add(json!({ "minProperties": count })),
            Rule::MaxProperties(count) => self.add(json!({ "maxProperties": count })),
            Rule::Required(names) => self.add(json!({ "required": names })),
            Rule::Properties(rows) => {
                let rows = self.by_name(rows.iter().copied());
                self.add(json!({ "properties": rows }));
            }
            Rule::PatternProperties(rows) => {
                let rows = self.by_name(rows.iter().map(|(pattern, schema)| (pattern.source(), *schema)));
                self.add(json!({ "patternProperties": rows }));
            }
            Rule::AdditionalProperties(names, patterns, schema) => self.additional(names, patterns, schema),
            Rule::PropertyNames(schema) => {
                let names = self.of(schema);
                self.add(json!({ "propertyNames": names }));
            }
            Rule::DependentRequired(rows) => {
                let rows: Map<String, Value> =
                    rows.iter().map(|(name, required)| ((*name).to_owned(), json!(required))).collect();
                self.add(json!({ "dependentRequired": rows }));
            }
            Rule::DependentSchemas(rows) => {
                let rows = self.by_name(rows.iter().copied());
                self.add(json!({ "dependentSchemas": rows }));
            }
            Rule::AllOf(schemas) => {
                let schemas = self.all(schemas);
                self.parts.extend(schemas);
            }
            Rule::AnyOf(schemas) => {
                let schemas = self.all(schemas);
                self.add(json!({ "anyOf": schemas }));
            }
            Rule::OneOf(schemas) => {
                let schemas = self.all(schemas);
                self.add(json!({ "oneOf": schemas }));
            }
            Rule::Not(schema) => {
                let schema = self.of(schema);
                self.add(json!({ "not": schema }));
            }
            Rule::If(condition, then, otherwise) => {
                let [condition, then, otherwise] = [condition, then, otherwise].map(|schema| self.of(schema));
                self.add(json!({ "if": condition, "then": then, "else": otherwise }));
            }
            Rule::Ref(schema) => {
                let reference = (self.reference)(schema);
                self.add(json!({ "$ref": reference }));
            }
            Rule::UnevaluatedItems(schema) => {
                let schema = self.of(schema);
                self.add(json!({ "unevaluatedItems": schema }));
            }
            Rule::UnevaluatedProperties(schema) => {
                let schema = self.of(schema);
                self.add(json!({ "unevaluatedProperties": schema }));
            }
        }
    }

    /// `additionalProperties` speaks of what the keywords beside it do not name.
    fn additional(&mut self, names: &[&str], patterns: &[&crate::Pattern], schema: Schema) {
        let schema = self.of(schema);
        let named = |keyword: &str| -> Vec<String> {
            self.keywords.get(keyword).and_then(Value::as_object).into_iter().flatten().map(|it| it.0.clone()).collect()
        };
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names.dedup();
            names
        };
        let names = sorted(names.iter().map(|name| (*name).to_owned()).collect());
        let patterns = sorted(patterns.iter().map(|pattern| pattern.source().to_owned()).collect());
        if sorted(named("properties")) == names && sorted(named("patternProperties")) == patterns {
            self.add(json!({ "additionalProperties": schema }));
        } else {
            let all = |names: Vec<String>| -> Map<String, Value> {
                names.into_iter().map(|name| (name, Value::Bool(true))).collect()
            };
            self.parts.push(json!({
                "properties": all(names), "patternProperties": all(patterns), "additionalProperties": schema,
            }));
        }
    }
}

fn text(rules: &StringRules) -> Vec<Value> {
    let mut keywords = Map::new();
    keywords.extend(rules.min_length.map(|length| ("minLength".to_owned(), json!(length))));
    keywords.extend(rules.max_length.map(|length| ("maxLength".to_owned(), json!(length))));
    keywords.extend(rules.pattern.map(|pattern| ("pattern".to_owned(), json!(pattern.source()))));
    keywords.extend(rules.format.map(|format| ("format".to_owned(), json!(format.name()))));
    let further = rules.patterns.iter().map(|pattern| json!({ "pattern": pattern.source() }));
    std::iter::once(Value::Object(keywords)).chain(further).collect()
}

/// Bounds that no float is are left out: rounded they would say something else.
fn number(rules: &NumberRules) -> Value {
    let bounds = [
        ("minimum", rules.minimum),
        ("exclusiveMinimum", rules.exclusive_minimum),
        ("maximum", rules.maximum),
        ("exclusiveMaximum", rules.exclusive_maximum),
        ("multipleOf", rules.multiple_of),
    ];
    let set = bounds.into_iter().filter_map(|(keyword, bound)| Some((keyword.to_owned(), json!(bound?))));
    Value::Object(set.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_stand_side_by_side_unless_one_would_change_another() {
        static LOOP: Schema =
            &[Rule::AdditionalProperties(&["a"], &[], &[Rule::Never]), Rule::Required(&["a"]), Rule::Ref(&LOOP)];
        let written = |schema: Schema| json_of(schema, &mut |_| "#/there".to_owned());
        assert_eq!(written(&[]), json!(true));
        assert_eq!(written(&[Rule::MinItems(1), Rule::Never]), json!(false));
        assert_eq!(
            written(&[Rule::PrefixItems(&[&[Rule::Type(&["string"])]]), Rule::Items(1, &[Rule::Never])]),
            json!({ "prefixItems": [{ "type": "string" }], "items": false })
        );
        assert_eq!(
            written(&[Rule::Items(2, &[Rule::Type(&["string"])]), Rule::MinItems(1), Rule::MinItems(2)]),
            json!({ "minItems": 1, "allOf": [{ "prefixItems": [true, true], "items": { "type": "string" } }, { "minItems": 2 }] })
        );
        assert_eq!(
            written(&[Rule::Properties(&[("a", &[])]), Rule::AdditionalProperties(&["a"], &[], &[Rule::Never])]),
            json!({ "properties": { "a": true }, "additionalProperties": false })
        );
        assert_eq!(
            written(LOOP),
            json!({ "$ref": "#/there", "required": ["a"], "allOf": [
                { "properties": { "a": true }, "patternProperties": {}, "additionalProperties": false }
            ] })
        );
    }

    const NEVER: Schema = &[Rule::Never];
    const STRING: Schema = &[Rule::Type(&["string"])];
    static DIGIT: crate::Pattern = crate::Pattern::linear("\\d", "[0-9]");
    static LETTER: crate::Pattern = crate::Pattern::linear("[a-z]", "[a-z]");

    #[test]
    fn every_rule_is_written_as_its_keyword() {
        static TEXT: Schema = &[Rule::Text(StringRules {
            min_length: Some(1),
            max_length: Some(2),
            pattern: Some(&DIGIT),
            patterns: &[&LETTER],
            format: Some(crate::Format::Date),
        })];
        static NUMBER: Schema = &[Rule::Number(NumberRules {
            minimum: Some(1.0),
            exclusive_minimum: Some(2.0),
            maximum: Some(3.5),
            exclusive_maximum: Some(4.0),
            multiple_of: Some(0.5),
            exact: &[("maximum", "18446744073709551617")],
        })];
        static MEMBERS: Schema = &[
            Rule::MinProperties(1),
            Rule::MaxProperties(2),
            Rule::Required(&["a", "b"]),
            Rule::Properties(&[("a", STRING), ("b", NEVER)]),
            Rule::PatternProperties(&[(&DIGIT, STRING)]),
            Rule::PropertyNames(STRING),
            Rule::DependentRequired(&[("a", &["b", "c"])]),
            Rule::DependentSchemas(&[("a", STRING)]),
            Rule::UnevaluatedProperties(NEVER),
        ];
        static COMBINED: Schema = &[
            Rule::Enum(&[crate::Literal::Integer(1), crate::Literal::Null]),
            Rule::AllOf(&[STRING, &[]]),
            Rule::AnyOf(&[STRING, &[]]),
            Rule::OneOf(&[STRING, NEVER]),
            Rule::Not(STRING),
            Rule::If(STRING, NEVER, &[]),
        ];
        static ITEMS: Schema = &[
            Rule::Type(&["array", "null"]),
            Rule::MinItems(1),
            Rule::MaxItems(2),
            Rule::UniqueItems,
            Rule::Contains(STRING, 1, None),
            Rule::UnevaluatedItems(NEVER),
        ];
        let string = json!({ "type": "string" });
        for (schema, expected) in [
            (
                TEXT,
                json!({ "minLength": 1, "maxLength": 2, "pattern": "\\d", "format": "date",
                    "allOf": [{ "pattern": "[a-z]" }] }),
            ),
            (
                NUMBER,
                json!({ "minimum": 1.0, "exclusiveMinimum": 2.0, "maximum": 3.5, "exclusiveMaximum": 4.0,
                    "multipleOf": 0.5 }),
            ),
            (
                MEMBERS,
                json!({ "minProperties": 1, "maxProperties": 2, "required": ["a", "b"],
                    "properties": { "a": string, "b": false }, "patternProperties": { "\\d": string },
                    "propertyNames": string, "dependentRequired": { "a": ["b", "c"] },
                    "dependentSchemas": { "a": string }, "unevaluatedProperties": false }),
            ),
            (
                COMBINED,
                json!({ "enum": [1, null], "allOf": [string, true], "anyOf": [string, true], "oneOf": [string, false],
                    "not": string, "if": string, "then": false, "else": true }),
            ),
            (
                ITEMS,
                json!({ "type": ["array", "null"], "minItems": 1, "maxItems": 2, "uniqueItems": true,
                    "contains": string, "unevaluatedItems": false }),
            ),
            (&[Rule::Contains(STRING, 0, Some(3))], json!({ "contains": string, "minContains": 0, "maxContains": 3 })),
        ] {
            assert_eq!(json_of(schema, &mut |_| panic!("no reference")), expected);
        }
    }

    #[test]
    fn what_stands_beside_another_keyword_speaks_of_the_same_as_by_itself() {
        static OTHERS: Schema = &[Rule::AdditionalProperties(&["a"], &[&DIGIT], STRING)];
        static BESIDE: Schema = &[
            Rule::Properties(&[("b", &[]), ("a", &[])]),
            Rule::PatternProperties(&[(&DIGIT, &[])]),
            Rule::AdditionalProperties(&["a", "b", "a"], &[&DIGIT], STRING),
        ];
        static OTHER_PATTERNS: Schema =
            &[Rule::Properties(&[("a", &[])]), Rule::AdditionalProperties(&["a"], &[&DIGIT], STRING)];
        static OTHER_NAMES: Schema =
            &[Rule::PatternProperties(&[(&DIGIT, &[])]), Rule::AdditionalProperties(&["a"], &[&DIGIT], STRING)];
        static BEHIND: Schema = &[
            Rule::AdditionalProperties(&[], &[], STRING),
            Rule::Properties(&[("a", &[])]),
            Rule::PatternProperties(&[(&DIGIT, &[])]),
        ];
        static ITEMS_FIRST: Schema = &[Rule::Items(0, STRING), Rule::PrefixItems(&[&[]])];
        static TWICE: Schema = &[Rule::Type(&["string"]), Rule::Type(&["null"]), Rule::MinItems(1)];
        let string = json!({ "type": "string" });
        let beside = json!({ "properties": { "a": true }, "patternProperties": { "\\d": true },
            "additionalProperties": string });
        for (schema, expected) in [
            (OTHERS, json!({ "allOf": [beside] })),
            (
                BESIDE,
                json!({ "properties": { "a": true, "b": true }, "patternProperties": { "\\d": true },
                    "additionalProperties": string }),
            ),
            (OTHER_PATTERNS, json!({ "properties": { "a": true }, "allOf": [beside] })),
            (OTHER_NAMES, json!({ "patternProperties": { "\\d": true }, "allOf": [beside] })),
            (
                BEHIND,
                json!({ "additionalProperties": string, "allOf": [
                    { "properties": { "a": true } }, { "patternProperties": { "\\d": true } },
                ] }),
            ),
            (ITEMS_FIRST, json!({ "items": string, "allOf": [{ "prefixItems": [true] }] })),
            (TWICE, json!({ "type": "string", "minItems": 1, "allOf": [{ "type": "null" }] })),
        ] {
            assert_eq!(json_of(schema, &mut |_| panic!("no reference")), expected);
        }
    }
}
