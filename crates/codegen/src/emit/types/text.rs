//! Values and rules as constants of Rust.

use crate::emit::code::{literal, literals};
use crate::model::{Literal, Model, NumberRules, Pattern, Rule};

/// A pattern's constructor.
pub(super) fn pattern_text(pattern: &Pattern) -> String {
    let source = literal(&pattern.source);
    match &pattern.linear {
        Some(linear) => format!("Pattern::linear({source}, {})", literal(linear)),
        None => format!("Pattern::backtracking({source})"),
    }
}

pub(super) fn number_rules(rules: &NumberRules) -> Vec<String> {
    let mut set = Vec::new();
    set.extend(rules.minimum.map(|bound| format!("minimum: Some({bound:?})")));
    set.extend(rules.exclusive_minimum.map(|bound| format!("exclusive_minimum: Some({bound:?})")));
    set.extend(rules.maximum.map(|bound| format!("maximum: Some({bound:?})")));
    set.extend(rules.exclusive_maximum.map(|bound| format!("exclusive_maximum: Some({bound:?})")));
    set.extend(rules.multiple_of.map(|step| format!("multiple_of: Some({step:?})")));
    if !rules.exact.is_empty() {
        let rows = rules.exact.iter().map(|(keyword, text)| format!("({}, {})", literal(keyword), literal(text)));
        set.push(format!("exact: &[{}]", rows.collect::<Vec<_>>().join(", ")));
    }
    set
}

/// A value as JSON.
pub fn json_text(value: &Literal) -> String {
    let join = |items: Vec<String>| items.join(",");
    match value {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Number(value) => format!("{value:?}"),
        Literal::Exact(text) => text.clone(),
        Literal::String(text) => serde_json::Value::from(text.as_str()).to_string(),
        Literal::Array(items) => format!("[{}]", join(items.iter().map(json_text).collect())),
        Literal::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| format!("{}:{}", serde_json::Value::from(name.as_str()), json_text(value)));
            format!("{{{}}}", join(members.collect()))
        }
    }
}

/// A value as a constant.
pub fn literal_text(value: &Literal) -> String {
    let inner = match value {
        Literal::Null => return "schema_support::Literal::Null".to_owned(),
        Literal::Bool(value) => format!("Bool({value})"),
        Literal::Integer(value) => format!("Integer({value})"),
        Literal::Number(value) => format!("Number({value:?})"),
        Literal::Exact(text) => format!("Exact({})", literal(text)),
        Literal::String(text) => format!("String({})", literal(text)),
        Literal::Array(items) => {
            format!("Array(&[{}])", items.iter().map(literal_text).collect::<Vec<_>>().join(", "))
        }
        Literal::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("({}, {})", literal(name), literal_text(value))).collect();
            format!("Object(&[{}])", members.join(", "))
        }
    };
    format!("schema_support::Literal::{inner}")
}

/// Rules as a constant: a list on one line where it is short.
pub(super) fn rules_text(model: &Model, rules: &[Rule]) -> String {
    list(rules.iter().map(|rule| format!("schema_support::Rule::{}", rule_text(model, rule))).collect())
}

fn list(items: Vec<String>) -> String {
    let line = format!("[{}]", items.join(", "));
    if line.len() <= 100 && !line.contains('\n') {
        return line;
    }
    format!("[\n{},\n]", items.join(",\n"))
}

fn rule_text(model: &Model, rule: &Rule) -> String {
    let schema = |rules: &[Rule]| format!("&{}", rules_text(model, rules));
    let schemas = |all: &[Vec<Rule>]| format!("&{}", list(all.iter().map(|rules| schema(rules)).collect()));
    let names = |names: &[String]| format!("&{}", literals(names.iter().map(String::as_str)));
    let by_name = |rows: &[(String, Vec<Rule>)]| {
        let rows = rows.iter().map(|(name, rules)| format!("({}, {})", literal(name), schema(rules)));
        format!("&{}", list(rows.collect()))
    };
    // Each place of a pattern compiles its own: a static inside of a constant.
    let pattern = |pattern: &Pattern| format!("{{\nstatic PATTERN: Pattern = {};\n&PATTERN\n}}", pattern_text(pattern));
    match rule {
        Rule::Never => "Never".to_owned(),
        Rule::Type(types) => format!("Type({})", names(types)),
        Rule::Enum(values) => format!("Enum(&{})", list(values.iter().map(literal_text).collect())),
        Rule::Text(rules) => {
            let mut set = Vec::new();
            set.extend(rules.min_length.map(|length| format!("min_length: Some({length})")));
            set.extend(rules.max_length.map(|length| format!("max_length: Some({length})")));
            set.extend(rules.patterns.first().map(|it| format!("pattern: Some({})", pattern(it))));
            set.extend(rules.format.map(|format| format!("format: Some(Format::{format})")));
            set.push("..StringRules::NONE".to_owned());
            format!("Text(StringRules {{\n{}\n}})", set.join(",\n"))
        }
        Rule::Number(rules) => {
            let mut set = number_rules(rules);
            if set.len() < 6 {
                set.push("..NumberRules::NONE".to_owned());
            }
            format!("Number(NumberRules {{ {} }})", set.join(", "))
        }
        Rule::MinItems(count) => format!("MinItems({count})"),
        Rule::MaxItems(count) => format!("MaxItems({count})"),
        Rule::UniqueItems => "UniqueItems".to_owned(),
        Rule::PrefixItems(all) => format!("PrefixItems({})", schemas(all)),
        Rule::Items(from, rules) => format!("Items({from}, {})", schema(rules)),
        Rule::Contains(rules, least, most) => format!("Contains({}, {least}, {most:?})", schema(rules)),
        Rule::MinProperties(count) => format!("MinProperties({count})"),
        Rule::MaxProperties(count) => format!("MaxProperties({count})"),
        Rule::Required(required) => format!("Required({})", names(required)),
        Rule::Properties(rows) => format!("Properties({})", by_name(rows)),
        Rule::PatternProperties(rows) => {
            let rows = rows.iter().map(|(it, rules)| format!("({}, {})", pattern(it), schema(rules)));
            format!("PatternProperties(&{})", list(rows.collect()))
        }
        Rule::AdditionalProperties(known, patterns, rules) => {
            let patterns = list(patterns.iter().map(pattern).collect());
            format!("AdditionalProperties({}, &{patterns}, {})", names(known), schema(rules))
        }
        Rule::PropertyNames(rules) => format!("PropertyNames({})", schema(rules)),
        Rule::DependentRequired(rows) => {
            let rows = rows.iter().map(|(name, required)| format!("({}, {})", literal(name), names(required)));
            format!("DependentRequired(&{})", list(rows.collect()))
        }
        Rule::DependentSchemas(rows) => format!("DependentSchemas({})", by_name(rows)),
        Rule::AllOf(all) => format!("AllOf({})", schemas(all)),
        Rule::AnyOf(all) => format!("AnyOf({})", schemas(all)),
        Rule::OneOf(all) => format!("OneOf({})", schemas(all)),
        Rule::Not(rules) => format!("Not({})", schema(rules)),
        Rule::If(condition, then, otherwise) => {
            format!("If({}, {}, {})", schema(condition), schema(then), schema(otherwise))
        }
        Rule::Ref(index) => format!("Ref(&{})", model.schemas[*index].name),
        Rule::UnevaluatedItems(rules) => format!("UnevaluatedItems({})", schema(rules)),
        Rule::UnevaluatedProperties(rules) => format!("UnevaluatedProperties({})", schema(rules)),
    }
}
