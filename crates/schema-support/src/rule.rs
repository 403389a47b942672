//! What no type can say: the other assertions of JSON Schema, as data.
//!
//! A generated type enforces what its shape cannot before it is decoded: [`check`] goes through a
//! [`Schema`], which is the document's own list of keywords. Members, items and texts that the type
//! itself enforces are not in it.

use std::collections::HashSet;

use crate::array::all_differ;
use crate::decode::Decoder;
use crate::json::Json;
use crate::literal::Literal;
use crate::number::NumberRules;
use crate::string::{Pattern, StringRules};
use crate::violation::{Invalid, Violation};

/// A schema: all of its rules hold.
pub type Schema = &'static [Rule];

/// The schemas that rules refer to ([`Rule::Ref`]), by name.
#[cfg(any(feature = "schemars", feature = "utoipa"))]
pub type NamedSchemas = &'static [(&'static str, &'static Schema)];

/// The entry of a schema that rules refer to.
///
/// # Panics
/// When it has none: the generator names every one.
#[cfg(any(feature = "schemars", feature = "utoipa"))]
pub(crate) fn name_of(schema: &'static Schema, named: NamedSchemas) -> (&'static str, Schema) {
    let entry = named.iter().find(|(_, known)| std::ptr::eq(*known, schema));
    entry.map(|(name, schema)| (*name, **schema)).expect("the generator names every schema that rules refer to")
}

/// One keyword of JSON Schema.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// `false`: nothing is allowed.
    Never,
    /// `type`: one of these names.
    Type(&'static [&'static str]),
    /// `enum` and `const`.
    Enum(&'static [Literal]),
    /// What holds for a string.
    Text(StringRules),
    /// What holds for a number.
    Number(NumberRules),
    /// `minItems`.
    MinItems(usize),
    /// `maxItems`.
    MaxItems(usize),
    /// `uniqueItems`.
    UniqueItems,
    /// `prefixItems`.
    PrefixItems(&'static [Schema]),
    /// `items`: from this index on.
    Items(usize, Schema),
    /// `contains` with `minContains` and `maxContains`.
    Contains(Schema, usize, Option<usize>),
    /// `minProperties`.
    MinProperties(usize),
    /// `maxProperties`.
    MaxProperties(usize),
    /// `required`.
    Required(&'static [&'static str]),
    /// `properties`.
    Properties(&'static [(&'static str, Schema)]),
    /// `patternProperties`.
    PatternProperties(&'static [(&'static Pattern, Schema)]),
    /// `additionalProperties`: of what neither the names nor the patterns speak of.
    AdditionalProperties(&'static [&'static str], &'static [&'static Pattern], Schema),
    /// `propertyNames`.
    PropertyNames(Schema),
    /// `dependentRequired`.
    DependentRequired(&'static [(&'static str, &'static [&'static str])]),
    /// `dependentSchemas`.
    DependentSchemas(&'static [(&'static str, Schema)]),
    /// `allOf`.
    AllOf(&'static [Schema]),
    /// `anyOf`.
    AnyOf(&'static [Schema]),
    /// `oneOf`.
    OneOf(&'static [Schema]),
    /// `not`.
    Not(Schema),
    /// `if`, `then` and `else`.
    If(Schema, Schema, Schema),
    /// `$ref`: a schema that has a name, and may be its own part.
    Ref(&'static Schema),
    /// `unevaluatedItems`: behind every other rule.
    UnevaluatedItems(Schema),
    /// `unevaluatedProperties`: behind every other rule.
    UnevaluatedProperties(Schema),
}

/// Reports each rule of a schema that the value breaks; whether there was none.
///
/// What is not enforced by a tolerant decoder is not reported to it.
pub fn check(schema: Schema, json: &Json<'_>, at: &mut Decoder) -> bool {
    // In a text, of the structure that it is written as.
    let structure = at.structure(json);
    check_read(schema, structure.as_ref().unwrap_or(json), at)
}

/// As [`check`], of a value that was read as its type already: a string is one.
pub fn check_read(schema: Schema, json: &Json<'_>, at: &mut Decoder) -> bool {
    at.is_tolerant() || evaluate(schema, json, at, &mut Seen::default(), 0)
}

/// Checks a value against a schema as it is written.
///
/// # Errors
/// Every violation.
pub fn check_value(value: &impl serde::Serialize, schema: Schema) -> Result<(), Invalid> {
    let mut at = Decoder::strict();
    // Writing to memory cannot fail, and what was written can be read.
    let bytes = serde_json::to_vec(value).unwrap_or_default();
    let kept = match crate::parse(&bytes) {
        Ok(json) => evaluate(schema, &json, &mut at, &mut Seen::default(), 0),
        Err(error) => {
            at.report("type", error.to_string());
            false
        }
    };
    if kept { Ok(()) } else { Err(Invalid::new(at.into_violations())) }
}

/// How often schemas may apply to one place without going into it: more is a schema that refers to
/// itself.
const MAX_IN_PLACE: usize = 256;

/// The members and items that some rule spoke of: for the `unevaluated` ones.
#[derive(Default)]
struct Seen {
    wanted: bool,
    members: HashSet<String>,
    items: HashSet<usize>,
}

impl Seen {
    fn member(&mut self, name: &str) {
        if self.wanted {
            self.members.insert(name.to_owned());
        }
    }

    fn item(&mut self, index: usize) {
        if self.wanted {
            self.items.insert(index);
        }
    }
}

fn evaluate(schema: Schema, json: &Json<'_>, at: &mut Decoder, seen: &mut Seen, depth: usize) -> bool {
    if depth > MAX_IN_PLACE || !at.step() {
        at.report("$ref", "the schema cannot be decided for this value");
        return false;
    }
    let before = at.count();
    let asks = |rule: &Rule| matches!(rule, Rule::UnevaluatedItems(_) | Rule::UnevaluatedProperties(_));
    let mut own = Seen { wanted: seen.wanted || schema.iter().any(asks), ..Seen::default() };
    for rule in schema {
        rule.evaluate(json, at, &mut own, depth);
    }
    let kept = at.count() == before;
    if kept && seen.wanted {
        seen.members.extend(own.members);
        seen.items.extend(own.items);
    }
    kept
}

/// What a schema finds wrong with a value.
fn violations(schema: Schema, json: &Json<'_>, at: &mut Decoder, seen: &mut Seen, depth: usize) -> Vec<Violation> {
    at.attempt(|at| evaluate(schema, json, at, seen, depth + 1)).1
}

/// What is wrong with the alternative that is nearest to the value: it fits the type, and breaks
/// least.
pub(crate) fn nearest(all: Vec<Vec<Violation>>, place: &str) -> Vec<Violation> {
    let is_other_type =
        |violations: &[Violation]| violations.iter().any(|it| it.keyword == "type" && it.pointer == place);
    all.into_iter().min_by_key(|it| (is_other_type(it), it.len())).unwrap_or_default()
}

impl Rule {
    fn evaluate(&self, json: &Json<'_>, at: &mut Decoder, seen: &mut Seen, depth: usize) {
        match (self, json) {
            (Self::Never, _) => at.report("not", "must not be there"),
            (Self::Type(names), json) => {
                let is = |name: &&str| match json {
                    Json::Number(number) if *name == "integer" => number.is_integer(),
                    json => *name == json.type_name(),
                };
                if !names.iter().any(is) {
                    at.type_violation::<()>(&names.join(" or "));
                }
            }
            (Self::Enum(values), json) if Literal::position(values, json).is_none() => {
                at.unknown_literal::<()>(values);
            }
            (Self::Text(rules), Json::String(text)) => {
                rules.check(text, at);
            }
            (Self::Number(rules), Json::Number(number)) => {
                rules.check_number(number, at);
            }
            (Self::MinItems(count), Json::Array(items)) if items.len() < *count => {
                at.report("minItems", format!("must have at least {count} items"));
            }
            (Self::MaxItems(count), Json::Array(items)) if items.len() > *count => {
                at.report("maxItems", format!("must have at most {count} items"));
            }
            (Self::UniqueItems, Json::Array(items)) if !all_differ(items) => {
                at.report("uniqueItems", "must not have an item twice");
            }
            (Self::PrefixItems(schemas), Json::Array(items)) => {
                for (index, (schema, item)) in schemas.iter().zip(items).enumerate() {
                    seen.item(index);
                    at.in_item(index, |at| evaluate(schema, item, at, &mut Seen::default(), 0));
                }
            }
            (Self::Items(from, schema), Json::Array(items)) => {
                for (index, item) in items.iter().enumerate().skip(*from) {
                    seen.item(index);
                    at.in_item(index, |at| evaluate(schema, item, at, &mut Seen::default(), 0));
                }
            }
            (Self::Contains(schema, least, most), Json::Array(items)) => {
                let mut count = 0;
                for (index, item) in items.iter().enumerate() {
                    if violations(schema, item, at, &mut Seen::default(), 0).is_empty() {
                        seen.item(index);
                        count += 1;
                    }
                }
                if count < *least {
                    let keyword = if *least == 1 { "contains" } else { "minContains" };
                    at.report(keyword, format!("must have at least {least} items of a kind that it has not"));
                }
                if most.is_some_and(|most| count > most) {
                    at.report("maxContains", "has too many items of a kind");
                }
            }
            (Self::MinProperties(count), Json::Object(members)) if members.len() < *count => {
                at.report("minProperties", format!("must have at least {count} members"));
            }
            (Self::MaxProperties(count), Json::Object(members)) if members.len() > *count => {
                at.report("maxProperties", format!("must have at most {count} members"));
            }
            (Self::Required(names), Json::Object(_)) => require(names, json, at),
            (Self::Properties(properties), Json::Object(members)) => {
                for (name, member) in members {
                    if let Some((name, schema)) = properties.iter().find(|(known, _)| known == name) {
                        seen.member(name);
                        at.in_member(*name, |at| evaluate(schema, member, at, &mut Seen::default(), 0));
                    }
                }
            }
            (Self::PatternProperties(patterns), Json::Object(members)) => {
                for (name, member) in members {
                    for (_, schema) in patterns.iter().filter(|(pattern, _)| pattern.matches(name)) {
                        seen.member(name);
                        at.in_member(name.to_string(), |at| evaluate(schema, member, at, &mut Seen::default(), 0));
                    }
                }
            }
            (Self::AdditionalProperties(names, patterns, schema), Json::Object(members)) => {
                for (name, member) in members {
                    if names.contains(&&**name) || patterns.iter().any(|pattern| pattern.matches(name)) {
                        continue;
                    }
                    seen.member(name);
                    forbid_or(schema, "additionalProperties", name, member, at);
                }
            }
            (Self::PropertyNames(schema), Json::Object(members)) => {
                for (name, _) in members {
                    let text = Json::String(name.as_ref().into());
                    let wrong = violations(schema, &text, at, &mut Seen::default(), 0);
                    if let Some(first) = wrong.first() {
                        // The value of a member's name is no secret of its own, but its place is enough.
                        at.in_member(name.to_string(), |at| {
                            at.report("propertyNames", format!("the member's name {}", first.message));
                        });
                    }
                }
            }
            (Self::DependentRequired(rows), Json::Object(_)) => {
                for (_, names) in rows.iter().filter(|(name, _)| json.member(name).is_some()) {
                    for name in names.iter().filter(|name| json.member(name).is_none()) {
                        at.report("dependentRequired", format!("`{name}` is required here"));
                    }
                }
            }
            (Self::DependentSchemas(rows), Json::Object(_)) => {
                for (_, schema) in rows.iter().filter(|(name, _)| json.member(name).is_some()) {
                    evaluate(schema, json, at, seen, depth + 1);
                }
            }
            (Self::AllOf(schemas), json) => {
                for schema in *schemas {
                    evaluate(schema, json, at, seen, depth + 1);
                }
            }
            (Self::AnyOf(schemas), json) => {
                let mut all = Vec::new();
                let mut fits = false;
                for schema in *schemas {
                    let wrong = violations(schema, json, at, seen, depth);
                    fits |= wrong.is_empty();
                    if fits && !seen.wanted {
                        break;
                    }
                    all.push(wrong);
                }
                if !fits {
                    at.no_alternative("anyOf", all);
                }
            }
            (Self::OneOf(schemas), json) => {
                let all: Vec<_> = schemas.iter().map(|schema| violations(schema, json, at, seen, depth)).collect();
                match all.iter().filter(|wrong| wrong.is_empty()).count() {
                    0 => at.no_alternative("oneOf", all),
                    1 => {}
                    _ => at.report("oneOf", "must fit only one of the alternatives"),
                }
            }
            (Self::Not(schema), json) if violations(schema, json, at, &mut Seen::default(), depth).is_empty() => {
                at.report("not", "must not be as the schema describes it");
            }
            (Self::If(condition, then, otherwise), json) => {
                let holds = violations(condition, json, at, seen, depth).is_empty();
                evaluate(if holds { then } else { otherwise }, json, at, seen, depth + 1);
            }
            (Self::Ref(schema), json) => {
                evaluate(schema, json, at, seen, depth + 1);
            }
            (Self::UnevaluatedItems(schema), Json::Array(items)) => {
                for (index, item) in items.iter().enumerate() {
                    if !seen.items.contains(&index) {
                        seen.item(index);
                        at.in_item(index, |at| match schema {
                            [Self::Never] => at.report("unevaluatedItems", "no such item is allowed"),
                            schema => {
                                evaluate(schema, item, at, &mut Seen::default(), 0);
                            }
                        });
                    }
                }
            }
            (Self::UnevaluatedProperties(schema), Json::Object(members)) => {
                for (name, member) in members {
                    if !seen.members.contains(&**name) {
                        seen.member(name);
                        forbid_or(schema, "unevaluatedProperties", name, member, at);
                    }
                }
            }
            // Every keyword speaks of one JSON type, and of no other.
            _ => {}
        }
    }
}

fn require(names: &[&str], json: &Json<'_>, at: &mut Decoder) {
    for name in names.iter().filter(|name| json.member(name).is_none()) {
        at.report("required", format!("`{name}` is required"));
    }
}

fn forbid_or(schema: Schema, keyword: &'static str, name: &str, member: &Json<'_>, at: &mut Decoder) {
    at.in_member(name.to_owned(), |at| match schema {
        [Rule::Never] => at.report(keyword, "no such member is allowed"),
        schema => {
            evaluate(schema, member, at, &mut Seen::default(), 0);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(schema: Schema, text: &str) -> Vec<String> {
        let json = crate::parse(text.as_bytes()).expect("JSON");
        let mut at = Decoder::strict();
        check(schema, &json, &mut at);
        at.into_violations().into_iter().map(|wrong| format!("{} {}", wrong.pointer, wrong.keyword)).collect()
    }

    #[test]
    fn a_schema_that_only_refers_to_itself_ends() {
        static LOOP: Schema = &[Rule::AllOf(&[&[Rule::Ref(&LOOP)]])];
        assert_eq!(broken(LOOP, "1"), [" $ref"]);
    }

    #[test]
    fn a_schema_that_doubles_at_every_level_ends() {
        static TWICE: Schema =
            &[Rule::OneOf(&[&[Rule::Items(0, &[Rule::Ref(&TWICE)])], &[Rule::Items(0, &[Rule::Ref(&TWICE)])]])];
        let deep = "[".repeat(100) + &"]".repeat(100);
        let start = std::time::Instant::now();
        assert!(!broken(TWICE, &deep).is_empty());
        assert!(start.elapsed().as_secs() < 10);
    }

    #[test]
    fn what_no_rule_spoke_of_is_unevaluated() {
        static SCHEMA: Schema = &[
            Rule::Properties(&[("a", &[])]),
            Rule::AnyOf(&[&[Rule::Required(&["b"]), Rule::Properties(&[("b", &[])])], &[Rule::Required(&["a"])]]),
            Rule::UnevaluatedProperties(&[Rule::Never]),
        ];
        assert_eq!(broken(SCHEMA, r#"{"a":1,"b":2}"#), [""; 0]);
        assert_eq!(broken(SCHEMA, r#"{"a":1,"c":2}"#), ["/c unevaluatedProperties"]);
        static ITEMS: Schema = &[
            Rule::PrefixItems(&[&[]]),
            Rule::Contains(&[Rule::Type(&["string"])], 0, None),
            Rule::UnevaluatedItems(&[Rule::Never]),
        ];
        assert_eq!(broken(ITEMS, r#"[1,"a"]"#), [""; 0]);
        assert_eq!(broken(ITEMS, r#"[1,"a",2]"#), ["/2 unevaluatedItems"]);
    }

    #[test]
    fn each_keyword_speaks_of_one_json_type() {
        static SCHEMA: Schema = &[
            Rule::MinItems(1),
            Rule::MinProperties(1),
            Rule::Required(&["a"]),
            Rule::Text(StringRules { min_length: Some(1), ..StringRules::NONE }),
            Rule::Number(NumberRules { minimum: Some(1.0), ..NumberRules::NONE }),
        ];
        for other in ["null", "true", "1", "\"a\"", "[1]", r#"{"a":0}"#] {
            assert_eq!(broken(SCHEMA, other), [""; 0], "{other}");
        }
        assert_eq!(broken(SCHEMA, "{}"), [" minProperties", " required"]);
        assert_eq!(broken(SCHEMA, "0.5"), [" minimum"]);
    }

    #[test]
    fn conditions_and_dependencies_hold_where_they_apply() {
        static SCHEMA: Schema = &[
            Rule::If(&[Rule::Required(&["a"])], &[Rule::Required(&["b"])], &[Rule::Not(&[Rule::Required(&["b"])])]),
            Rule::DependentRequired(&[("c", &["d", "e"])]),
            Rule::PropertyNames(&[Rule::Text(StringRules { max_length: Some(2), ..StringRules::NONE })]),
        ];
        assert_eq!(broken(SCHEMA, r#"{"a":1,"b":1}"#), [""; 0]);
        assert_eq!(broken(SCHEMA, r#"{"a":1}"#), [" required"]);
        assert_eq!(broken(SCHEMA, r#"{"b":1}"#), [" not"]);
        assert_eq!(broken(SCHEMA, r#"{"c":1,"d":1}"#), [" dependentRequired"]);
        assert_eq!(broken(SCHEMA, r#"{"abc":1}"#), ["/abc propertyNames"]);
    }

    #[test]
    fn of_several_alternatives_the_nearest_one_tells_what_is_wrong() {
        static SCHEMA: Schema = &[Rule::OneOf(&[
            &[Rule::Type(&["string"])],
            &[Rule::Type(&["object"]), Rule::Required(&["a"])],
            &[Rule::Type(&["object"]), Rule::Required(&["a", "b"])],
        ])];
        assert_eq!(broken(SCHEMA, "{}"), [" oneOf", " required"]);
        assert_eq!(broken(SCHEMA, r#"{"a":1,"b":1}"#), [" oneOf"]);
        assert_eq!(broken(SCHEMA, r#"{"a":1}"#), [""; 0]);
    }

    /// What schemas say of JSON texts: each that is wrong, by its place and keyword.
    type Table = &'static [(Schema, &'static [(&'static str, &'static [&'static str])])];

    fn hold(rows: Table) {
        for (schema, rows) in rows {
            for (text, wrong) in *rows {
                assert_eq!(broken(schema, text), *wrong, "{schema:?} {text}");
            }
        }
    }

    const NEVER: Schema = &[Rule::Never];
    const STRING: Schema = &[Rule::Type(&["string"])];
    static DIGIT: Pattern = Pattern::linear("^\\d$", "^[0-9]$");

    #[test]
    fn every_keyword_holds_on_both_sides_of_its_edge() {
        static ROWS: Table = &[
            (NEVER, &[("1", &[" not"])]),
            (
                &[Rule::Type(&["integer", "null"])],
                &[("1", &[]), ("1.0", &[]), ("null", &[]), ("1.5", &[" type"]), ("\"a\"", &[" type"])],
            ),
            (&[Rule::Type(&["number"])], &[("1.5", &[]), ("1", &[]), ("null", &[" type"])]),
            (STRING, &[("\"a\"", &[]), ("1", &[" type"]), ("1.5", &[" type"])]),
            (
                &[Rule::Enum(&[Literal::Integer(1), Literal::Null])],
                &[("1.0", &[]), ("null", &[]), ("2", &[" enum"]), ("\"1\"", &[" enum"])],
            ),
            (
                &[Rule::Text(StringRules { max_length: Some(1), ..StringRules::NONE })],
                &[("\"a\"", &[]), ("\"ab\"", &[" maxLength"]), ("12", &[])],
            ),
            (
                &[Rule::Number(NumberRules { maximum: Some(1.0), ..NumberRules::NONE })],
                &[("1", &[]), ("1.1", &[" maximum"]), ("\"2\"", &[])],
            ),
            (
                &[Rule::MinItems(2)],
                &[("[]", &[" minItems"]), ("[1]", &[" minItems"]), ("[1,2]", &[]), ("[1,2,3]", &[])],
            ),
            (
                &[Rule::MaxItems(1)],
                &[("[]", &[]), ("[1]", &[]), ("[1,2]", &[" maxItems"]), ("[1,2,3]", &[" maxItems"])],
            ),
            (&[Rule::UniqueItems], &[("[1,2]", &[]), ("[1,1.0]", &[" uniqueItems"])]),
            (
                &[Rule::PrefixItems(&[STRING, &[]]), Rule::Items(2, STRING)],
                &[
                    (r#"["a",1,"b"]"#, &[]),
                    ("[]", &[]),
                    ("[1]", &["/0 type"]),
                    (r#"["a",1,2,"b",3]"#, &["/2 type", "/4 type"]),
                ],
            ),
            (
                &[Rule::Contains(STRING, 1, None)],
                &[("[1]", &[" contains"]), (r#"[1,"a"]"#, &[]), (r#"["a","b"]"#, &[])],
            ),
            (
                &[Rule::Contains(STRING, 2, Some(3))],
                &[
                    (r#"["a"]"#, &[" minContains"]),
                    (r#"["a",1,"b"]"#, &[]),
                    (r#"["a","b","c",1]"#, &[]),
                    (r#"["a","b","c","d"]"#, &[" maxContains"]),
                    (r#"["a","b","c","d","e"]"#, &[" maxContains"]),
                ],
            ),
            (
                &[Rule::MinProperties(2)],
                &[("{}", &[" minProperties"]), (r#"{"a":1}"#, &[" minProperties"]), (r#"{"a":1,"b":1}"#, &[])],
            ),
            (&[Rule::MinProperties(1)], &[(r#"{"a":1,"b":1}"#, &[])]),
            (
                &[Rule::MaxProperties(1)],
                &[
                    ("{}", &[]),
                    (r#"{"a":1}"#, &[]),
                    (r#"{"a":1,"b":1}"#, &[" maxProperties"]),
                    (r#"{"a":1,"b":1,"c":1}"#, &[" maxProperties"]),
                ],
            ),
            (
                &[Rule::Required(&["a", "b"])],
                &[(r#"{"b":1,"a":1}"#, &[]), (r#"{"c":1}"#, &[" required", " required"]), ("[]", &[])],
            ),
            (
                &[Rule::Properties(&[("a", STRING), ("b", NEVER)])],
                &[(r#"{"a":"x","c":1}"#, &[]), (r#"{"a":1,"b":1}"#, &["/a type", "/b not"])],
            ),
            (
                &[Rule::PatternProperties(&[(&DIGIT, STRING)]), Rule::AdditionalProperties(&["a"], &[&DIGIT], NEVER)],
                &[
                    (r#"{"1":"x","a":1}"#, &[]),
                    (r#"{"1":1,"2":2,"b":1}"#, &["/1 type", "/2 type", "/b additionalProperties"]),
                ],
            ),
            (
                &[Rule::AdditionalProperties(&["a"], &[], STRING)],
                &[(r#"{"a":1,"b":"x"}"#, &[]), (r#"{"a":1,"b":1}"#, &["/b type"])],
            ),
            (
                &[Rule::DependentSchemas(&[("a", &[Rule::Required(&["b"])])])],
                &[(r#"{"a":1,"b":1}"#, &[]), ("{}", &[]), (r#"{"a":1}"#, &[" required"])],
            ),
            (
                &[Rule::AllOf(&[STRING, &[Rule::Type(&["string", "null"])]])],
                &[("\"a\"", &[]), ("null", &[" type"]), ("1", &[" type", " type"])],
            ),
            (
                &[Rule::AnyOf(&[STRING, &[Rule::Type(&["null"])]])],
                &[("\"a\"", &[]), ("null", &[]), ("1", &[" anyOf", " type"])],
            ),
            (
                &[Rule::OneOf(&[STRING, &[Rule::Type(&["string", "null"])]])],
                &[("null", &[]), ("\"a\"", &[" oneOf"]), ("1", &[" oneOf", " type"])],
            ),
            (&[Rule::Not(STRING)], &[("1", &[]), ("\"a\"", &[" not"])]),
        ];
        hold(ROWS);
    }

    #[test]
    fn what_no_rule_spoke_of_keeps_the_schema_for_it() {
        const SOME: &[Schema] = &[
            &[Rule::Required(&["a"]), Rule::Properties(&[("a", &[])])],
            &[Rule::Required(&["b"]), Rule::Properties(&[("b", &[])])],
        ];
        static ROWS: Table = &[
            (&[Rule::UnevaluatedItems(STRING)], &[(r#"["a"]"#, &[]), (r#"["a",1]"#, &["/1 type"])]),
            (&[Rule::UnevaluatedProperties(STRING)], &[(r#"{"a":"x"}"#, &[]), (r#"{"a":1}"#, &["/a type"])]),
            // All that fit speak of the value, and what does not fit does not.
            (
                &[Rule::AnyOf(SOME), Rule::UnevaluatedProperties(NEVER)],
                &[(r#"{"a":1,"b":1}"#, &[]), (r#"{"a":1,"c":1}"#, &["/c unevaluatedProperties"])],
            ),
            (
                &[
                    Rule::AnyOf(&[&[Rule::Properties(&[("c", &[])]), Rule::Required(&["z"])], SOME[0]]),
                    Rule::UnevaluatedProperties(NEVER),
                ],
                &[
                    (r#"{"a":1,"c":1}"#, &["/c unevaluatedProperties"]),
                    (r#"{"a":1,"c":1,"z":1}"#, &["/z unevaluatedProperties"]),
                ],
            ),
            (
                &[Rule::Items(1, &[]), Rule::UnevaluatedItems(NEVER)],
                &[("[1,2]", &["/0 unevaluatedItems"]), ("[]", &[])],
            ),
            (
                &[
                    Rule::PatternProperties(&[(&DIGIT, &[])]),
                    Rule::AllOf(&[&[Rule::AdditionalProperties(&["a"], &[&DIGIT], &[])]]),
                    Rule::UnevaluatedProperties(NEVER),
                ],
                &[(r#"{"1":1,"b":1}"#, &[]), (r#"{"a":1}"#, &["/a unevaluatedProperties"])],
            ),
            (
                &[Rule::AllOf(&[&[Rule::UnevaluatedProperties(&[])]]), Rule::UnevaluatedProperties(NEVER)],
                &[(r#"{"a":1}"#, &[])],
            ),
            (&[Rule::AllOf(&[&[Rule::UnevaluatedItems(&[])]]), Rule::UnevaluatedItems(NEVER)], &[("[1]", &[])]),
        ];
        hold(ROWS);
    }

    #[test]
    fn the_nearest_alternative_is_of_the_same_type_at_its_own_place() {
        static ROWS: Table = &[(
            &[Rule::Properties(&[("x", &[Rule::AnyOf(&[STRING, &[Rule::Properties(&[("a", STRING)])]])])])],
            &[(r#"{"x":{"a":1}}"#, &["/x anyOf", "/x/a type"])],
        )];
        hold(ROWS);
    }

    #[test]
    fn a_schema_may_apply_so_often_to_one_place_and_no_more() {
        fn leak<T>(value: T) -> &'static T {
            Box::leak(Box::new(value))
        }
        fn leaked(rule: Rule) -> Schema {
            std::slice::from_ref(leak(rule))
        }
        let each: [fn(Schema) -> Rule; 6] = [
            |inner| Rule::AllOf(std::slice::from_ref(leak(inner))),
            |inner| Rule::AnyOf(std::slice::from_ref(leak(inner))),
            |inner| Rule::OneOf(std::slice::from_ref(leak(inner))),
            |inner| Rule::If(&[], inner, NEVER),
            |inner| Rule::DependentSchemas(std::slice::from_ref(leak(("a", inner)))),
            |inner| Rule::Ref(leak(inner)),
        ];
        for wrap in each {
            let nested = |depth: usize| (0..depth).fold(&[][..], |inner, _| leaked(wrap(inner)));
            assert_eq!(broken(nested(MAX_IN_PLACE), r#"{"a":1}"#), [""; 0]);
            let wrong = broken(nested(MAX_IN_PLACE + 1), r#"{"a":1}"#);
            assert_eq!(wrong.last().map(String::as_str), Some(" $ref"));
        }
    }

    #[test]
    fn only_a_strict_decoder_is_told_what_is_wrong() {
        for (at, kept) in [(Decoder::strict(), false), (Decoder::tolerant(), true)] {
            let mut at = at;
            assert_eq!(check(STRING, &Json::Null, &mut at), kept);
            assert_eq!(at.count(), usize::from(!kept));
            assert!(check(STRING, &Json::String("a".into()), &mut at));
        }
    }

    #[test]
    fn a_value_is_checked_as_it_is_written() {
        assert_eq!(check_value(&"a", STRING), Ok(()));
        assert_eq!(check_value(&1, STRING).unwrap_err().violations()[0].keyword, "type");
        // What cannot be read back is no value of any schema.
        let deep = (0..200).fold(serde_json::Value::Null, |inner, _| serde_json::Value::Array(vec![inner]));
        let wrong = check_value(&deep, &[]).unwrap_err();
        assert_eq!(wrong.to_string(), "nested deeper than 127 levels at line 1 column 128");
    }

    #[cfg(any(feature = "schemars", feature = "utoipa"))]
    #[test]
    fn a_schema_is_found_by_where_it_is() {
        static ONE: Schema = STRING;
        static OTHER: Schema = NEVER;
        static NAMED: NamedSchemas = &[("One", &ONE), ("Other", &OTHER)];
        let (name, schema) = name_of(&OTHER, NAMED);
        assert_eq!((name, matches!(schema, [Rule::Never])), ("Other", true));
        assert_eq!(name_of(&ONE, NAMED).0, "One");
    }
}
