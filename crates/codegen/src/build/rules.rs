//! A schema keyword by keyword, for what no type can say.

use super::scalars::type_of_format;
use super::*;
use crate::keywords::KEYWORDS_OF_TYPES;

impl<'a> Builder<'a> {
    /// The rules that a schema amounts to.
    pub(super) fn rules(&mut self, node: &'a Node) -> Outcome<Rules> {
        match &node.value {
            Value::Bool(true) => return Ok(Vec::new()),
            Value::Bool(false) => return Ok(vec![Rule::Never]),
            Value::Object(_) => {}
            _ => return Ok(Vec::new()),
        }
        self.sound_schema(node)?;
        let mut rules = Vec::new();
        if crate::resolve::reference_of(node).is_some() {
            let target = self.resolve(node)?.node;
            let target = vec![Rule::Ref(self.named_schema(target)?)];
            if node.get_bool("nullable") == Some(true) {
                rules.push(Rule::AnyOf(vec![target, vec![Rule::Type(vec!["null".to_owned()])]]));
            } else {
                rules.extend(target);
            }
            if self.stands_alone() {
                return Ok(rules);
            }
        }
        rules.extend(self.own_rules(node)?);
        // Behind every other rule: they speak of what is left.
        for (key, properties) in [("unevaluatedItems", false), ("unevaluatedProperties", true)] {
            if let Some(schema) = node.get(key) {
                let schema = self.rules(schema)?;
                rules.push(if properties {
                    Rule::UnevaluatedProperties(schema)
                } else {
                    Rule::UnevaluatedItems(schema)
                });
            }
        }
        Ok(rules)
    }

    /// The rules of a schema that is all there is of a value, with the type that it means.
    fn whole_rules(&mut self, node: &'a Node) -> Outcome<Rules> {
        let mut rules = self.rules(node)?;
        if !self.to_the_letter
            && let Some(name) = meant_type(node)
        {
            let null = (node.get_bool("nullable") == Some(true)).then(|| "null".to_owned());
            rules.insert(0, Rule::Type([name.to_owned()].into_iter().chain(null).collect()));
        }
        Ok(rules)
    }

    /// The schema at a place, by a name: it may be its own part.
    fn named_schema(&mut self, node: &'a Node) -> Outcome<usize> {
        if let Some(index) = self.named_schemas.get(&node.span) {
            return Ok(*index);
        }
        let pointer = self.resolver.pointer(node.span);
        let words = pointer.rsplit('/').next().unwrap_or_default();
        let name = format!("{}_SCHEMA", crate::names::shouty(words));
        let index = self.model.schemas.len();
        let name = self.schema_names.give(&name);
        self.model.schemas.push(NamedSchema { name, pointer, rules: Vec::new() });
        self.named_schemas.insert(node.span, index);
        let rules = self.whole_rules(node)?;
        self.model.schemas[index].rules = rules;
        Ok(index)
    }

    fn own_rules(&mut self, node: &'a Node) -> Outcome<Rules> {
        let mut rules = Vec::new();
        let count = |key: &str| node.get(key).and_then(Node::as_u64);
        let nullable = node.get_bool("nullable").unwrap_or_default();
        if let Some(ty) = node.get("type") {
            let mut names: Vec<String> = match ty.as_str() {
                Some(name) => vec![name.to_owned()],
                None => ty.items().iter().filter_map(Node::as_str).map(str::to_owned).collect(),
            };
            if nullable && !names.iter().any(|name| name == "null") {
                names.push("null".to_owned());
            }
            rules.push(Rule::Type(names));
        }
        if let Some(value) = node.get("const") {
            rules.push(Rule::Enum(vec![literal(value)]));
        }
        if let Some(values) = node.get_array("enum") {
            let mut values: Vec<Literal> = values.iter().map(literal).collect();
            if nullable && !values.contains(&Literal::Null) {
                values.push(Literal::Null);
            }
            rules.push(Rule::Enum(values));
        }
        let mut text =
            StringRules { min_length: count("minLength"), max_length: count("maxLength"), ..StringRules::default() };
        if let Some(pattern) = node.get("pattern")
            && let Some(source) = pattern.as_str()
        {
            text.patterns.push(self.pattern(source, pattern.span)?);
        }
        if let Some(format) = node.get("format") {
            text.format = format.as_str().and_then(|name| self.enforced_format(name, format.span));
        }
        if text != StringRules::default() {
            rules.push(Rule::Text(text));
        }
        rules.extend(number_rules(node).map(Rule::Number));
        rules.extend(count("minItems").filter(|count| *count > 0).map(Rule::MinItems));
        rules.extend(count("maxItems").map(Rule::MaxItems));
        rules.extend((node.get_bool("uniqueItems") == Some(true)).then_some(Rule::UniqueItems));
        rules.extend(self.item_rules(node)?);
        rules.extend(count("minProperties").filter(|count| *count > 0).map(Rule::MinProperties));
        rules.extend(count("maxProperties").map(Rule::MaxProperties));
        let required = texts(node.get("required"));
        if !required.is_empty() {
            rules.push(Rule::Required(required));
        }
        let properties = self.rules_by_name(node.get("properties"))?;
        if !properties.is_empty() {
            rules.push(Rule::Properties(properties));
        }
        rules.extend(self.uncarried_rules(node)?);
        if let Some(additional) = node.get("additionalProperties")
            && node.get("patternProperties").is_none()
        {
            let names =
                node.get("properties").into_iter().flat_map(Node::members).map(|it| it.key.to_string()).collect();
            let schema = self.whole_rules(additional)?;
            rules.push(Rule::AdditionalProperties(names, Vec::new(), schema));
        }
        for (key, make) in
            [("allOf", Rule::AllOf as fn(Vec<Rules>) -> Rule), ("anyOf", Rule::AnyOf), ("oneOf", Rule::OneOf)]
        {
            if let Some(members) = node.get_array(key) {
                let mut all = Vec::new();
                for member in members {
                    all.push(self.rules(member)?);
                }
                if nullable && key != "allOf" {
                    all.push(vec![Rule::Type(vec!["null".to_owned()])]);
                }
                rules.push(make(all));
            }
        }
        Ok(rules)
    }

    /// `prefixItems` and what follows it, `contains`.
    fn item_rules(&mut self, node: &'a Node) -> Outcome<Rules> {
        let mut rules = Vec::new();
        let (prefix, rest) = facts::by_place(node);
        if !prefix.is_empty() {
            let mut all = Vec::new();
            for schema in prefix {
                all.push(self.whole_rules(schema)?);
            }
            rules.push(Rule::PrefixItems(all));
        }
        if let Some(rest) = rest {
            let schema = self.whole_rules(rest)?;
            rules.push(match schema[..] {
                [Rule::Never] => Rule::MaxItems(prefix.len() as u64),
                _ => Rule::Items(prefix.len(), schema),
            });
        }
        rules.extend(self.contains_rule(node)?);
        Ok(rules)
    }

    pub(super) fn contains_rule(&mut self, node: &'a Node) -> Outcome<Option<Rule>> {
        let Some(contains) = node.get("contains") else { return Ok(None) };
        let count = |key: &str| node.get(key).and_then(Node::as_u64);
        let schema = self.whole_rules(contains)?;
        Ok(Some(Rule::Contains(schema, count("minContains").unwrap_or(1), count("maxContains"))))
    }

    /// Items that have a schema by their place: no type says that.
    pub(super) fn tuple_rules(&mut self, node: &'a Node) -> Outcome<Option<Rules>> {
        let is_tuple = node.get("prefixItems").is_some() || node.get_array("items").is_some();
        if is_tuple {
            return self.item_rules(node).map(Some);
        }
        Ok(self.contains_rule(node)?.map(|rule| vec![rule]))
    }

    /// The keywords that no type ever says.
    pub(super) fn uncarried_rules(&mut self, node: &'a Node) -> Outcome<Rules> {
        let mut rules = Vec::new();
        if let Some(patterns) = node.get("patternProperties") {
            let mut all = Vec::new();
            for member in patterns.members() {
                let pattern = self.pattern(&member.key, member.key_span)?;
                let schema = self.whole_rules(&member.value)?;
                all.push((pattern, schema));
            }
            if let Some(additional) = node.get("additionalProperties") {
                let names =
                    node.get("properties").into_iter().flat_map(Node::members).map(|it| it.key.to_string()).collect();
                let patterns = all.iter().map(|(pattern, _)| pattern.clone()).collect();
                let schema = self.whole_rules(additional)?;
                rules.push(Rule::AdditionalProperties(names, patterns, schema));
            }
            rules.push(Rule::PatternProperties(all));
        }
        if let Some(names) = node.get("propertyNames") {
            let schema = self.rules(names)?;
            if self.facts(&[names.into()])?.types.is_some_and(|types| !types.contains("string")) {
                self.warn_once("W0522", names.span, || {
                    "names of members are texts, and `propertyNames` allows none: no member is allowed".to_owned()
                });
            }
            if !schema.is_empty() && schema != [Rule::Type(vec!["string".to_owned()])] {
                rules.push(Rule::PropertyNames(schema));
            }
        }
        let mut required = Vec::new();
        let mut schemas = Vec::new();
        for key in ["dependentRequired", "dependentSchemas", "dependencies"] {
            for member in node.get(key).into_iter().flat_map(Node::members) {
                match member.value.as_array() {
                    Some(_) => required.push((member.key.to_string(), texts(Some(&member.value)))),
                    None => schemas.push((member.key.to_string(), self.rules(&member.value)?)),
                }
            }
        }
        if !required.is_empty() {
            rules.push(Rule::DependentRequired(required));
        }
        if !schemas.is_empty() {
            rules.push(Rule::DependentSchemas(schemas));
        }
        if let Some(schema) = node.get("not") {
            let inner = self.rules(schema)?;
            rules.push(if inner.is_empty() { Rule::Never } else { Rule::Not(inner) });
        }
        if let Some(condition) = node.get("if") {
            let mut branch = |key: &str| node.get(key).map_or(Ok(Vec::new()), |schema| self.rules(schema));
            let (then, otherwise) = (branch("then")?, branch("else")?);
            // Without a branch it still tells what is evaluated.
            rules.push(Rule::If(self.rules(condition)?, then, otherwise));
        }
        Ok(rules)
    }

    fn rules_by_name(&mut self, schemas: Option<&'a Node>) -> Outcome<Vec<(String, Rules)>> {
        let mut all = Vec::new();
        for member in schemas.into_iter().flat_map(Node::members) {
            all.push((member.key.to_string(), self.whole_rules(&member.value)?));
        }
        Ok(all)
    }
}

/// The type that a schema speaks of, where neither it nor what it is made of names one.
fn meant_type(node: &Node) -> Option<&'static str> {
    const OTHERS: [&str; 9] = ["type", "allOf", "anyOf", "oneOf", "$ref", "enum", "const", "not", "if"];
    if OTHERS.iter().any(|it| node.get(it).is_some()) {
        return None;
    }
    // What is empty says nothing.
    let says = |keyword: &&str| match node.get(keyword).map(|value| &value.value) {
        Some(Value::Object(object)) => !object.is_empty(),
        Some(Value::Array(items)) => !items.is_empty(),
        value => value.is_some(),
    };
    let speaks = |(types, _, keywords): &&(&[&str], &str, &[&str])| {
        // Of these, one speaks of what others leave, and one is of older drafts.
        keywords.iter().any(|it| *it != "unevaluatedItems" && says(it))
            || types.contains(&"object") && says(&"dependencies")
    };
    // The last row first: an object is meant before anything else.
    let of_keyword = KEYWORDS_OF_TYPES.iter().rev().find(speaks).and_then(|(types, ..)| types.last().copied());
    of_keyword.or_else(|| type_of_format(node.get_str("format")?))
}

/// The texts of an array.
pub(super) fn texts(node: Option<&Node>) -> Vec<String> {
    node.and_then(Node::as_array).unwrap_or_default().iter().filter_map(Node::as_str).map(str::to_owned).collect()
}

/// A value of the document.
pub(super) fn literal(node: &Node) -> Literal {
    match &node.value {
        Value::Null => Literal::Null,
        Value::Bool(value) => Literal::Bool(*value),
        Value::Number(number) => match node.as_i64() {
            Some(value) => Literal::Integer(value),
            None if number.loses() => Literal::Exact(number.as_str().to_owned()),
            None => Literal::Number(number.as_f64().unwrap_or_default()),
        },
        Value::String(text) => Literal::String(text.to_string()),
        Value::Array(items) => Literal::Array(items.iter().map(literal).collect()),
        Value::Object(_) => {
            Literal::Object(node.members().map(|it| (it.key.to_string(), literal(&it.value))).collect())
        }
    }
}

/// The rules of a number that stand in one schema.
fn number_rules(node: &Node) -> Option<NumberRules> {
    let exclusive = |key: &str| node.get_bool(key) == Some(true);
    let mut rules = NumberRules::default();
    for keyword in ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"] {
        let Some(bound) = node.get(keyword).filter(|bound| bound.as_number().is_some()) else { continue };
        // 3.0's boolean ones turn the bound beside them into one.
        match keyword {
            "minimum" if exclusive("exclusiveMinimum") => add_bound(&mut rules, "exclusiveMinimum", bound),
            "maximum" if exclusive("exclusiveMaximum") => add_bound(&mut rules, "exclusiveMaximum", bound),
            keyword => add_bound(&mut rules, keyword, bound),
        }
    }
    (rules != NumberRules::default()).then_some(rules)
}

/// Adds a bound to the rules of a number: as a float where a float is what it says.
pub(super) fn add_bound(rules: &mut NumberRules, keyword: &'static str, bound: &Node) {
    let Some(number) = bound.as_number() else { return };
    let value = number.as_f64();
    if keyword == "multipleOf" && value.is_some_and(|step| step < 0.0 || step == 0.0 && !number.loses()) {
        return;
    }
    if number.loses() {
        rules.exact.push((keyword, number.as_str().to_owned()));
        return;
    }
    let slot = match keyword {
        "minimum" => &mut rules.minimum,
        "exclusiveMinimum" => &mut rules.exclusive_minimum,
        "maximum" => &mut rules.maximum,
        "exclusiveMaximum" => &mut rules.exclusive_maximum,
        _ => &mut rules.multiple_of,
    };
    *slot = value;
}

#[cfg(test)]
mod tests {
    use super::super::tests::{built, built_to_the_letter};
    use super::*;

    #[test]
    fn a_value_that_no_type_holds_has_the_type_that_its_schema_means() {
        let schemas = "T: { type: array, prefixItems: [ { required: [a] }, { minLength: 1 }, { enum: [1] }, \
                       { not: { required: [a] } }, { minProperties: 1 }, { dependentRequired: { a: [b] } }, \
                       { properties: {} }, { format: int32 }, { format: uuid }, { format: foo } ] }";
        let types = |built: &Built| {
            let definition = built.model.types.iter().find(|definition| definition.name == "T").expect("T");
            let [Rule::PrefixItems(items)] = &definition.checks[..] else { panic!("{:?}", definition.checks) };
            let named = |rules: &Rules| match rules.first() {
                Some(Rule::Type(names)) => names.join(" "),
                _ => String::new(),
            };
            items.iter().map(named).collect::<Vec<_>>()
        };
        assert_eq!(
            types(&built(schemas, &["T"])),
            ["object", "string", "", "", "object", "object", "", "integer", "string", ""]
        );
        assert_eq!(types(&built_to_the_letter(schemas, &["T"])), [""; 10]);
    }
}
