//! Values at the edges of what a schema says: each bound from inside and from outside, each value of an enumeration.
//!
//! Derived from the document alone, along a value that is there; whether what comes of it is valid is said by the judge. A
//! [`Site`] is one side of one keyword of one schema, so that what was never tried can be counted.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Number, Value, json};

use crate::dialect::pointer_of;
use crate::escaped;

/// One side of one keyword of one schema: the schema's pointer, the keyword, and whether it is kept or broken (or which of
/// several values is meant).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Site {
    pub(crate) schema: String,
    pub(crate) keyword: &'static str,
    pub(crate) edge: Cow<'static, str>,
}

/// What may stand at a place of a value, and the edge that it is at.
#[derive(Clone, Debug)]
pub(crate) struct Edge {
    /// The place, as a JSON Pointer into the value.
    pub(crate) place: String,
    pub(crate) value: Value,
    pub(crate) site: Site,
}

impl Edge {
    /// The value that it was made along, with what is at the edge in its place.
    pub(crate) fn put_into(&self, value: &Value) -> Value {
        let mut changed = value.clone();
        if let Some(spot) = changed.pointer_mut(&self.place) {
            spot.clone_from(&self.value);
        }
        changed
    }
}

/// The schemas of a document that the judge reads, and which of them have types of their own: those are tried by
/// themselves, and not from where they are referred to.
#[derive(Debug)]
pub(crate) struct Edges<'d> {
    pub(crate) document: &'d Value,
    pub(crate) own: &'d BTreeSet<String>,
}

/// Deeper schemas are not followed, and neither are more of one value.
const DEEPEST: usize = 24;
const MOST_PLACES: usize = 400;

/// Longer texts and arrays are not made: a bound beyond has no edge that can be tried.
const LONGEST: u64 = 20_000;
const MOST_ITEMS: u64 = 300;

/// Of an enumeration, so many values are tried.
const MOST_VALUES: usize = 40;

/// Keywords whose sides are tried, and those that say nothing of a single value or are followed.
const NUMBERS: [&str; 5] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

impl<'d> Edges<'d> {
    /// Every edge of every schema that is at a place of this value.
    pub(crate) fn of(&self, schema: &str, value: &Value) -> Vec<Edge> {
        let mut places = Vec::new();
        self.visit(schema, value, String::new(), 0, &mut places);
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for (place, schema) in places {
            let (Some(described), Some(here)) = (self.document.pointer(&schema), value.pointer(&place)) else {
                continue;
            };
            // The same edge at the next item is the same.
            for (keyword, edge, value) in edges_of(described, here) {
                let site = Site { schema: schema.clone(), keyword, edge };
                if seen.insert(site.clone()) {
                    found.push(Edge { place: place.clone(), value, site });
                }
            }
        }
        found
    }

    /// Every edge there is below a schema.
    pub(crate) fn sites(&self, schema: &str) -> BTreeSet<Site> {
        let (mut found, mut seen) = (BTreeSet::new(), BTreeSet::new());
        self.collect(schema, 0, true, &mut seen, &mut found);
        found
    }

    /// Whether the schemas that are at a place of a value say of a member that it has this value where it is left out.
    pub(crate) fn is_default(&self, schema: &str, whole: &Value, place: &str, name: &str, value: &Value) -> bool {
        let mut places = Vec::new();
        self.visit(schema, whole, String::new(), 0, &mut places);
        places.iter().filter(|(at, _)| at == place).any(|(_, schema)| {
            let property = format!("{schema}/properties/{}", escaped(name));
            let mut at = Cow::Owned(property);
            // Also where it is said by what it refers to.
            for _ in 0..DEEPEST {
                let Some(described) = self.document.pointer(&at) else { return false };
                if described.get("default").is_some_and(|default| default == value) {
                    return true;
                }
                let Some(target) = described["$ref"].as_str().and_then(pointer_of) else { return false };
                at = Cow::Owned(target);
            }
            false
        })
    }

    fn collect(&self, at: &str, depth: usize, is_own: bool, seen: &mut BTreeSet<String>, found: &mut BTreeSet<Site>) {
        let Some(schema) = self.document.pointer(at).filter(|_| depth < DEEPEST) else { return };
        if !seen.insert(at.to_owned()) {
            return;
        }
        for kind in kinds(schema) {
            let edges = edges_of(schema, &kind).into_iter();
            found.extend(edges.map(|(keyword, edge, _)| Site { schema: at.to_owned(), keyword, edge }));
        }
        for below in below(schema, at) {
            if is_own || !self.own.contains(&below) {
                self.collect(&below, depth + 1, is_own, seen, found);
            }
        }
        for (inner, _) in self.inner(schema, at, None) {
            if !self.is_another(&inner) {
                self.collect(&inner, depth + 1, false, seen, found);
            }
        }
    }

    /// Whether there is a type that is tried by itself.
    fn is_another(&self, at: &str) -> bool {
        let target = self.document.pointer(at).and_then(|schema| pointer_of(schema["$ref"].as_str()?));
        self.own.contains(at) || target.is_some_and(|target| self.own.contains(&target))
    }

    /// Pairs of a place in the value and a schema that speaks of it.
    fn visit(&self, at: &str, value: &Value, place: String, depth: usize, places: &mut Vec<(String, String)>) {
        let Some(schema) = self.document.pointer(at).filter(|_| depth < DEEPEST && places.len() < MOST_PLACES) else {
            return;
        };
        places.push((place.clone(), at.to_owned()));
        for below in below(schema, at) {
            if place.is_empty() || !self.own.contains(&below) {
                self.visit(&below, value, place.clone(), depth + 1, places);
            }
        }
        for (inner, token) in self.inner(schema, at, Some(value)) {
            let member = value.pointer(&format!("/{token}"));
            if let Some(member) = member.filter(|_| !self.is_another(&inner)) {
                self.visit(&inner, member, format!("{place}/{token}"), depth + 1, places);
            }
        }
    }

    /// Schemas of members and items, each with the token of where it holds in a value; without a value, each once.
    fn inner(&self, schema: &Value, at: &str, value: Option<&Value>) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        let is_schema = |keyword: &str| schema.get(keyword).is_some_and(Value::is_object);
        let is_there = |token: &str| value.is_none_or(|value| value.pointer(&format!("/{token}")).is_some());
        for name in properties.into_iter().flatten().map(|(name, _)| escaped(name)).filter(|name| is_there(name)) {
            found.push((format!("{at}/properties/{name}"), name));
        }
        let others: Vec<String> = match value {
            Some(Value::Object(members)) => {
                let is_other = |name: &&String| properties.is_none_or(|known| !known.contains_key(name.as_str()));
                members.keys().filter(is_other).take(3).map(|name| escaped(name)).collect()
            }
            Some(_) => Vec::new(),
            None => vec![String::new()],
        };
        for token in others {
            for keyword in ["additionalProperties", "unevaluatedProperties"] {
                if is_schema(keyword) {
                    found.push((format!("{at}/{keyword}"), token.clone()));
                }
            }
            for pattern in schema.get("patternProperties").and_then(Value::as_object).into_iter().flatten() {
                found.push((format!("{at}/patternProperties/{}", escaped(pattern.0)), token.clone()));
            }
        }
        let first = schema.get("prefixItems").and_then(Value::as_array).map_or(0, Vec::len);
        for index in (0..first).filter(|index| is_there(&index.to_string())) {
            found.push((format!("{at}/prefixItems/{index}"), index.to_string()));
        }
        let items = match value {
            Some(Value::Array(items)) => first..items.len().min(first + 3),
            Some(_) => 0..0,
            None => first..first + 1,
        };
        for index in items {
            for keyword in ["items", "contains", "unevaluatedItems"] {
                if is_schema(keyword) {
                    found.push((format!("{at}/{keyword}"), index.to_string()));
                }
            }
        }
        found
    }
}

/// Pointers of the schemas that speak of the same value: what is referred to, parts, and members of unions.
fn below(schema: &Value, at: &str) -> Vec<String> {
    let mut found: Vec<String> = schema["$ref"].as_str().and_then(pointer_of).into_iter().collect();
    for keyword in ["allOf", "anyOf", "oneOf"] {
        let count = schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len);
        found.extend((0..count).map(|index| format!("{at}/{keyword}/{index}")));
    }
    for keyword in ["then", "else"] {
        found.extend(schema.get(keyword).is_some_and(Value::is_object).then(|| format!("{at}/{keyword}")));
    }
    for (name, _) in schema.get("dependentSchemas").and_then(Value::as_object).into_iter().flatten() {
        found.push(format!("{at}/dependentSchemas/{}", escaped(name)));
    }
    found
}

type Found = (&'static str, Cow<'static, str>, Value);

/// What a schema's keywords have at their edges, in the place of a value of the same kind.
fn edges_of(schema: &Value, here: &Value) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    let count = |keyword: &str| schema.get(keyword).and_then(Value::as_u64);
    if let Some(value) = schema.get("const") {
        found.push(("const", "kept".into(), value.clone()));
    }
    for value in schema.get("enum").and_then(Value::as_array).into_iter().flatten().take(MOST_VALUES) {
        let shown: String = value.to_string().chars().take(60).collect();
        found.push(("enum", shown.into(), value.clone()));
    }
    match here {
        Value::String(text) => {
            for (keyword, kept, broken) in [("minLength", 0_i64, -1), ("maxLength", 0, 1)] {
                let Some(bound) = count(keyword).filter(|bound| *bound <= LONGEST) else { continue };
                for (edge, by) in [("kept", kept), ("broken", broken)] {
                    let Some(length) = bound.checked_add_signed(by) else { continue };
                    found.push((keyword, edge.into(), with_length(text, length).into()));
                }
            }
            for broken in schema.get("format").and_then(Value::as_str).into_iter().flat_map(not_of_format) {
                found.push(("format", "broken".into(), json!(broken)));
            }
            if schema.get("pattern").is_some() {
                found.push(("pattern", "before".into(), format!("\n{text}").into()));
                found.push(("pattern", "behind".into(), format!("{text}\n").into()));
            }
        }
        Value::Number(_) => {
            let bound = |keyword: &'static str| Some((keyword, schema.get(keyword)?.as_number()?));
            for (keyword, bound) in NUMBERS.into_iter().filter_map(bound) {
                for (edge, value) in around(bound) {
                    found.push((keyword, edge.into(), value));
                }
            }
        }
        Value::Array(items) => {
            for (keyword, broken) in [("minItems", -1), ("maxItems", 1)] {
                let Some(bound) = count(keyword).filter(|bound| *bound <= MOST_ITEMS) else { continue };
                for (edge, by) in [("kept", 0), ("broken", broken)] {
                    let Some(length) = bound.checked_add_signed(by) else { continue };
                    if items.is_empty() && length > 0 {
                        continue;
                    }
                    let items = items.iter().cycle().take(usize::try_from(length).unwrap_or(0));
                    found.push((keyword, edge.into(), items.cloned().collect()));
                }
            }
            if schema["uniqueItems"] == true
                && let Some(first) = items.first()
            {
                found.push(("uniqueItems", "broken".into(), json!([first, first])));
            }
        }
        Value::Object(members) => {
            for name in schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
            {
                let mut less = members.clone();
                less.remove(name);
                found.push(("required", name.to_owned().into(), less.into()));
            }
            for (keyword, by) in [("minProperties", -1), ("maxProperties", 1)] {
                let Some(bound) = count(keyword).filter(|bound| *bound <= MOST_ITEMS) else { continue };
                for (edge, by) in [("kept", 0), ("broken", by)] {
                    let Some(length) = bound.checked_add_signed(by) else { continue };
                    let length = usize::try_from(length).unwrap_or(0);
                    let mut changed = members.clone();
                    let names: Vec<String> = changed.keys().skip(length).cloned().collect();
                    names.iter().for_each(|name| drop(changed.remove(name)));
                    let of_members = members.values().next().cloned().unwrap_or(json!("?"));
                    for number in 0.. {
                        if changed.len() >= length {
                            break;
                        }
                        changed.insert(format!("member{number}"), of_members.clone());
                    }
                    found.push((keyword, edge.into(), changed.into()));
                }
            }
            for (name, needed) in schema.get("dependentRequired").and_then(Value::as_object).into_iter().flatten() {
                let is_there = members.contains_key(name);
                for needed in needed.as_array().into_iter().flatten().filter_map(Value::as_str).filter(|_| is_there) {
                    let mut less = members.clone();
                    less.remove(needed);
                    found.push(("dependentRequired", format!("{name}: {needed}").into(), less.into()));
                }
            }
        }
        _ => {}
    }
    found
}

/// A value of each kind that a schema allows, with something in it.
fn kinds(schema: &Value) -> Vec<Value> {
    let depending = schema.get("dependentRequired").and_then(Value::as_object).into_iter().flatten();
    let members: serde_json::Map<String, Value> = depending.map(|(name, _)| (name.clone(), json!(0))).collect();
    let is_allowed = |names: &[&str]| match &schema["type"] {
        Value::String(name) => names.contains(&name.as_str()),
        Value::Array(listed) => listed.iter().filter_map(Value::as_str).any(|name| names.contains(&name)),
        _ => true,
    };
    let all: [(&[&str], Value); 4] = [
        (&["string"], json!("a")),
        (&["integer", "number"], json!(0)),
        (&["array"], json!([0])),
        (&["object"], Value::Object(members)),
    ];
    all.into_iter().filter(|(names, _)| is_allowed(names)).map(|(_, value)| value).collect()
}

/// A text of so many characters that begins as this one does.
fn with_length(text: &str, length: u64) -> String {
    let length = usize::try_from(length).unwrap_or(0);
    let last = text.chars().last().unwrap_or('a');
    text.chars().chain(std::iter::repeat(last)).take(length).collect()
}

/// A bound, and what is right beside it.
fn around(bound: &Number) -> Vec<(&'static str, Value)> {
    match (bound.as_i64(), bound.as_f64()) {
        (Some(bound), _) => {
            let beside = [("below", bound.checked_sub(1)), ("above", bound.checked_add(1))];
            let beside = beside.into_iter().filter_map(|(edge, value)| Some((edge, json!(value?))));
            [("at", json!(bound))].into_iter().chain(beside).collect()
        }
        (None, Some(float)) => {
            vec![
                ("at", Value::Number(bound.clone())),
                ("below", json!(float.next_down())),
                ("above", json!(float.next_up())),
            ]
        }
        (None, None) => Vec::new(),
    }
}

/// Texts that are not of a format; none of formats that are not known here.
fn not_of_format(format: &str) -> &'static [&'static str] {
    match format {
        "email" => &["a", "@b.example", "a@b@c.example", "a..b@c.example", "a@b.example\n"],
        "uuid" => &[
            "6f1c2d3e8a4b4c5d9e6f7a8b9c0d1e2f",
            "6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2g",
            "{6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f}",
        ],
        "date" => &["2023-02-29", "2024-13-01", "2024-1-2", "2024-01-02\n", "20240102"],
        "date-time" => &[
            "2024-02-30T00:00:00Z",
            "2024-01-02T24:00:00Z",
            "2024-01-02T00:00:00",
            "2024-01-02 00:00:00Z",
            "2024-01-02T12:00:60Z",
        ],
        "time" => &["24:00:00Z", "12:00:00", "12:60:00Z"],
        "duration" => &["P", "PT", "1D", "P1YT", "P1W2D"],
        "ipv4" => &["256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4.5"],
        "ipv6" => &["12345::", "1::2::3", "::1%eth0", ":"],
        "uri" => &["/relative", "a b:c", "http://[", ":a"],
        "uri-reference" => &["a b", "\\a", "http://["],
        "hostname" => &["-a.example", "a..example", "a_b.example"],
        "json-pointer" => &["a", "/~2", "/~"],
        "regex" => &["(", "[", "a{2,1}"],
        "byte" => &["a", "a===", "%%%%"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_side_of_each_keyword_is_tried_where_it_holds() {
        let document = json!({ "components": { "schemas": {
            "A": { "type": "object", "required": ["a"], "properties": {
                "a": { "type": "string", "minLength": 2, "maxLength": 4 },
                "b/c": { "anyOf": [{ "type": "integer", "minimum": 0, "exclusiveMaximum": 10 }, { "type": "null" }] },
                "d": { "type": "array", "maxItems": 2, "items": { "enum": ["x", 1] } },
                "e": { "$ref": "#/components/schemas/B" }, "f": { "$ref": "#/components/schemas/C" } } },
            "B": { "type": "object", "additionalProperties": { "const": true }, "minProperties": 1 },
            "C": { "type": "string", "maxLength": 1 }
        } } });
        let own = BTreeSet::from(["/components/schemas/A".to_owned(), "/components/schemas/C".to_owned()]);
        let edges = Edges { document: &document, own: &own };
        let value = json!({ "a": "xyz", "b/c": 3, "d": ["x"], "e": { "z": true }, "f": "g" });
        let found = edges.of("/components/schemas/A", &value);
        let told: Vec<String> = found
            .iter()
            .map(|edge| format!("{} {} {} {}", edge.place, edge.site.keyword, edge.site.edge, edge.value))
            .collect();
        for expected in [
            r#" required a {"b/c":3,"d":["x"],"e":{"z":true},"f":"g"}"#,
            r#"/a minLength kept "xy""#,
            r#"/a minLength broken "x""#,
            r#"/a maxLength broken "xyzzz""#,
            "/b~1c minimum below -1",
            "/b~1c exclusiveMaximum at 10",
            "/b~1c exclusiveMaximum below 9",
            r#"/d maxItems broken ["x","x","x"]"#,
            "/d/0 enum 1 1",
            "/e minProperties broken {}",
            "/e/z const kept true",
        ] {
            assert!(told.iter().any(|told| told == expected), "{expected}: {told:#?}");
        }
        // It is tried by itself.
        assert!(!told.iter().any(|told| told.starts_with("/f")), "{told:#?}");
        let sites = edges.sites("/components/schemas/A");
        let reached: BTreeSet<Site> = found.into_iter().map(|edge| edge.site).collect();
        assert!(reached.is_subset(&sites) && sites.is_subset(&reached), "{:#?}", sites.symmetric_difference(&reached));
    }

    #[test]
    fn a_default_is_one_only_where_its_schema_holds() {
        let document = json!({ "A": { "properties": { "a": { "$ref": "#/B" }, "b": { "properties": { "a": {} } } } }, "B": { "default": 3 } });
        let own = BTreeSet::new();
        let edges = Edges { document: &document, own: &own };
        let sent = json!({ "b": {} });
        assert!(edges.is_default("/A", &sent, "", "a", &json!(3)));
        assert!(
            !edges.is_default("/A", &sent, "", "a", &json!(4)) && !edges.is_default("/A", &sent, "/b", "a", &json!(3))
        );
    }
}
