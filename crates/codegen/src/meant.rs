//! What published documents write and cannot mean, put as it is meant, before anybody reads the tree: types of other
//! languages, and enumerations of which no value is of the type beside them.
//!
//! Everything else, the server's copy of the document and whoever judges by it among it, sees the document as it is meant.
//! What is changed is said.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::node::{Member, Node, Object, Span, TYPES, TYPES_HELP, Value};

/// Keys whose values are no schemas, and have none inside.
const VALUES: &[&str] = &["const", "default", "enum", "example", "examples", "value"];

/// Keys whose values are schemas, or what has schemas in it, by names, whatever the names are: a response may be the
/// `default` one.
const MAPS: &[&str] = &[
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
    "schemas",
    "responses",
    "headers",
    "requestBodies",
    "parameters",
    "callbacks",
    "content",
    "encoding",
];

/// Whether what is under a key of an object has schemas in it, and then whether its own keys are names. `by_name`: the
/// object's keys are names, whatever they are.
pub(crate) fn leads_to_schemas(by_name: bool, key: &str) -> Option<bool> {
    let is_keyword = !VALUES.contains(&key) && !key.starts_with("x-");
    (by_name || is_keyword).then(|| !by_name && MAPS.contains(&key))
}

/// What is to be done with an object.
enum Change {
    /// `type: any`: every type is allowed.
    AnyType,
    /// `type: file`, as Swagger 2.0 had it, or `binary`.
    Binary,
    /// `type: [string, null]`, without the quotation marks that YAML wants.
    NullType,
    /// The values of the enumeration, written as the type's.
    Values(Vec<Node>),
    /// The enumeration is of the items.
    Items,
    /// `items: [{…}]` is the schema of every item.
    OneSchema,
    /// The enumeration counts, and the type does not.
    WithoutType,
}

/// Puts a document as it is meant; says what was changed.
pub(crate) fn put_as_meant(root: &mut Node, found: &mut Diagnostics) {
    // What was moved into items may have to be read there.
    const ROUNDS: usize = 4;
    for _ in 0..ROUNDS {
        let mut changes = HashMap::new();
        let mut said = Diagnostics::default();
        look(root, false, &mut changes, &mut said);
        if changes.is_empty() {
            return;
        }
        for finding in said.iter_mut() {
            let pointer = finding.span.and_then(|span| root.pointer_to(span)).unwrap_or_default();
            finding.pointer = pointer;
        }
        found.append(said);
        change(root, false, &mut changes);
    }
}

/// `by_name`: the keys are names, whatever they are.
fn look(node: &Node, by_name: bool, changes: &mut HashMap<Span, Change>, said: &mut Diagnostics) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| look(item, false, changes, said)),
        Value::Object(object) => {
            if let Some((change, finding)) = change_of(object).filter(|_| !by_name) {
                changes.insert(node.span, change);
                said.push(finding);
            }
            for member in object.iter() {
                if let Some(by_name) = leads_to_schemas(by_name, &member.key) {
                    look(&member.value, by_name, changes, said);
                }
            }
        }
        _ => {}
    }
}

/// What has to be done with an object, if it is such a schema, and what is to be said of it.
fn change_of(object: &Object) -> Option<(Change, Diagnostic)> {
    let ty = object.get("type")?;
    let list = match &ty.value {
        Value::Array(items) => &**items,
        Value::String(_) => std::slice::from_ref(ty),
        _ => return None,
    };
    let foreign = |names: &[&str]| list.iter().find(|name| name.as_str().is_some_and(|name| names.contains(&name)));
    let said = |node: &Node, meaning: &str| {
        let message = format!("`{}` is no type of JSON Schema: read as {meaning}", node.as_str().unwrap_or_default());
        Diagnostic::warning("W0221", message).at(node.span).help(TYPES_HELP)
    };
    if let Some(any) = foreign(&["any"]) {
        return Some((Change::AnyType, said(any, "any JSON")));
    }
    if let Some(null) = list.iter().find(|name| name.is_null()) {
        let message = "null without quotation marks is no name of a type: read as `'null'`";
        return Some((Change::NullType, Diagnostic::warning("W0221", message).at(null.span).help(TYPES_HELP)));
    }
    if let Some(file) = foreign(&["file", "binary"]) {
        return Some((Change::Binary, said(file, "a binary string")));
    }
    if let Some(schemas) = object.get("items").filter(|_| ty.as_str() == Some("array"))
        && schemas.as_array().is_some_and(|schemas| schemas.len() == 1)
        && !["additionalItems", "prefixItems"].iter().any(|it| object.contains(it))
    {
        let message = "`items` is a list of one schema: read as the schema of every item";
        let finding = Diagnostic::warning("W0404", message).at(schemas.span);
        return Some((Change::OneSchema, finding.help("write the schema itself, without the list")));
    }
    let mut named = list.iter().filter_map(Node::as_str).filter(|name| *name != "null");
    let (Some(ty), None) = (named.next(), named.next()) else { return None };
    let Value::Array(values) = &object.get("enum")?.value else { return None };
    let first = values.iter().find(|value| !value.is_null())?;
    if values.iter().any(|value| value.is_of_type(ty)) {
        return None;
    }
    let (change, how) = meant(ty, object, values)?;
    let message = format!("no value of the enumeration is of the type beside it: read as {how}");
    Some((change, Diagnostic::warning("W0521", message).at(first.span)))
}

/// How an enumeration is meant of which no value is of the type beside it; `None` where nothing tells.
fn meant(ty: &str, object: &Object, values: &[Node]) -> Option<(Change, String)> {
    let told = || values.iter().filter(|value| !value.is_null());
    let is_tuple = object.contains("prefixItems") || object.get("items").is_some_and(|it| it.as_array().is_some());
    if ty == "array" {
        let is_of_items = !is_tuple && told().all(|value| value.as_object().is_none());
        return is_of_items.then(|| (Change::Items, "what the items can be".to_owned()));
    }
    // Quotation marks say that they are texts, and the type that they are numbers: nothing says which is meant.
    let is_number = |node: &Node| node.as_str().is_some_and(|text| text.parse::<f64>().is_ok());
    if ["integer", "number"].contains(&ty) && told().all(is_number) {
        return None;
    }
    match values.iter().map(|value| read_as(ty, value)).collect() {
        Some(read) => Some((Change::Values(read), format!("values of type {ty}"))),
        None => TYPES.contains(&ty).then(|| (Change::WithoutType, "they stand, whatever the type".to_owned())),
    }
}

/// A value of a type, written as one of another type; `None` where it cannot be read so.
fn read_as(ty: &str, node: &Node) -> Option<Node> {
    let value = match (ty, &node.value) {
        (_, Value::Null) => Value::Null,
        ("string", Value::Bool(_) | Value::Number(_)) => Value::String(node.to_json_text().into()),
        ("boolean", Value::String(text)) => Value::Bool(text.parse().ok()?),
        _ => return None,
    };
    Some(Node { span: node.span, value })
}

fn change(node: &mut Node, by_name: bool, changes: &mut HashMap<Span, Change>) {
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| change(item, false, changes)),
        Value::Object(object) => {
            if let Some(own) = changes.remove(&node.span) {
                object.edit(|members| apply(own, members));
            }
            object.edit_values(|key, value| {
                if let Some(by_name) = leads_to_schemas(by_name, key) {
                    change(value, by_name, changes);
                }
            });
        }
        _ => {}
    }
}

fn apply(change: Change, members: &mut Vec<Member>) {
    let at = |members: &[Member], key: &str| members.iter().position(|member| &*member.key == key);
    let Some(ty) = at(members, "type") else { return };
    match change {
        Change::AnyType | Change::WithoutType => drop(members.remove(ty)),
        Change::NullType => {
            if let Value::Array(names) = &mut members[ty].value.value {
                let nulls = names.iter_mut().filter(|name| name.is_null());
                nulls.for_each(|name| name.value = Value::String("null".into()));
            }
        }
        Change::Binary => {
            let (span, key_span) = (members[ty].value.span, members[ty].key_span);
            let binary = |name: &mut Node| {
                if name.as_str().is_some_and(|name| ["file", "binary"].contains(&name)) {
                    name.value = Value::String("string".into());
                }
            };
            match &mut members[ty].value.value {
                Value::Array(names) => names.iter_mut().for_each(binary),
                _ => binary(&mut members[ty].value),
            }
            if at(members, "format").is_none() {
                let value = Node { span, value: Value::String("binary".into()) };
                members.push(Member { key: "format".into(), key_span, value });
            }
        }
        Change::Values(read) => {
            let name = members[ty].value.as_str().map(str::to_owned);
            // The default is written as the values are.
            if let (Some(default), Some(name)) = (at(members, "default"), name)
                && let Some(value) = read_as(&name, &members[default].value)
            {
                members[default].value = value;
            }
            if let Some(own) = at(members, "enum") {
                members[own].value.value = Value::Array(read);
            }
        }
        Change::OneSchema => {
            let items = at(members, "items").map(|own| &mut members[own].value);
            if let Some(items) = items
                && let Value::Array(schemas) = &mut items.value
                && let Some(schema) = schemas.pop()
            {
                *items = schema;
            }
        }
        Change::Items => {
            let Some(own) = at(members, "enum") else { return };
            let moved = members.remove(own);
            let span = moved.value.span;
            let Some(items) = at(members, "items") else {
                let value = Node { span, value: Value::Object(Box::new(Object::new(vec![moved]).0)) };
                let key_span = span;
                members.push(Member { key: "items".into(), key_span, value });
                return;
            };
            let items = &mut members[items].value;
            let is_plain = items.as_object().is_some_and(|own| !own.contains("enum") && !own.contains("$ref"));
            if let (true, Value::Object(own)) = (is_plain, &mut items.value) {
                own.edit(|members| members.push(moved));
                return;
            }
            // Each schema has a place of its own: by that it is known.
            let key_span = moved.key_span;
            let enumeration = Node { span: key_span, value: Value::Object(Box::new(Object::new(vec![moved]).0)) };
            let known = Node { span: items.span, value: std::mem::replace(&mut items.value, Value::Null) };
            let parts = Node { span, value: Value::Array(vec![known, enumeration]) };
            let all = Member { key: "allOf".into(), key_span, value: parts };
            *items = Node { span, value: Value::Object(Box::new(Object::new(vec![all]).0)) };
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Sources, load_text};

    /// What becomes of a schema, as JSON, and the codes of what is said.
    fn put(schema: &str) -> (String, Vec<&'static str>) {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\ncomponents: {{ schemas: {{ T: {schema} }} }}\n"
        );
        let mut sources = Sources::default();
        let document = load_text("test.yaml", text, &mut sources).expect("a document");
        let found = document.root.pointer("/components/schemas/T").expect("T").to_json_text();
        (found, document.warnings.iter().map(|found| found.code).collect())
    }

    #[test]
    fn an_enumeration_of_another_type_is_put_as_it_is_meant() {
        for (schema, meant) in [
            ("{ type: string, enum: [1, 1.50, true] }", r#"{"type":"string","enum":["1","1.50","true"]}"#),
            ("{ type: [string, 'null'], enum: [1, null] }", r#"{"type":["string","null"],"enum":["1",null]}"#),
            ("{ type: string, enum: [1, 2], default: 1 }", r#"{"type":"string","enum":["1","2"],"default":"1"}"#),
            ("{ type: boolean, enum: ['true'] }", r#"{"type":"boolean","enum":[true]}"#),
            ("{ type: integer, enum: [a, '1'] }", r#"{"enum":["a","1"]}"#),
            ("{ type: object, enum: [a] }", r#"{"enum":["a"]}"#),
            ("{ type: array, enum: [a] }", r#"{"type":"array","items":{"enum":["a"]}}"#),
            ("{ type: array, items: {}, enum: [a] }", r#"{"type":"array","items":{"enum":["a"]}}"#),
            (
                "{ type: array, items: { enum: [a, b] }, enum: [a] }",
                r#"{"type":"array","items":{"allOf":[{"enum":["a","b"]},{"enum":["a"]}]}}"#,
            ),
        ] {
            assert_eq!(put(schema), (meant.to_owned(), vec!["W0521"]), "{schema}");
        }
        let (items, said) = put("{ type: array, items: { type: string }, enum: [1] }");
        assert_eq!(items, r#"{"type":"array","items":{"type":"string","enum":["1"]}}"#);
        assert_eq!(said, ["W0521"; 2]);
    }

    #[test]
    fn a_property_may_be_called_as_any_keyword() {
        for name in ["value", "default", "x-meta", "enum", "properties"] {
            let (found, said) = put(&format!("{{ properties: {{ {name}: {{ type: string, enum: [1] }} }} }}"));
            assert_eq!(found, format!(r#"{{"properties":{{"{name}":{{"type":"string","enum":["1"]}}}}}}"#));
            assert_eq!(said, ["W0521"], "{name}");
        }
    }

    #[test]
    fn a_list_of_one_schema_is_that_of_every_item() {
        let (items, said) = put("{ type: array, items: [{ type: string }] }");
        assert_eq!((&*items, said), (r#"{"type":"array","items":{"type":"string"}}"#, vec!["W0404"]));
    }

    #[test]
    fn what_can_be_meant_stays_as_it_is() {
        for schema in [
            r#"{"type":"array","items":[{"type":"string"}],"additionalItems":false}"#,
            r#"{"type":"array","items":[{"type":"string"},{"type":"number"}]}"#,
            r#"{"type":"string","enum":["a",1]}"#,
            r#"{"type":"integer","enum":["1","2"]}"#,
            r#"{"type":"string","enum":[null]}"#,
            r#"{"type":"array","prefixItems":[{"type":"string"}],"enum":["a"]}"#,
            r#"{"type":["string","integer"],"enum":[true]}"#,
            r#"{"type":"object","default":{"type":"any","enum":[1]}}"#,
            r#"{"properties":{"type":{"type":"string"},"enum":{"type":"string"}}}"#,
        ] {
            assert_eq!(put(schema).0, schema);
        }
    }

    #[test]
    fn types_of_other_languages_are_put_as_they_are_meant() {
        assert_eq!(put("{ type: any, title: t }"), (r#"{"title":"t"}"#.to_owned(), vec!["W0221"]));
        assert_eq!(put("{ type: [string, any] }"), ("{}".to_owned(), vec!["W0221"]));
        assert_eq!(put("{ type: [string, null] }"), (r#"{"type":["string","null"]}"#.to_owned(), vec!["W0221"]));
        assert_eq!(put("{ type: file }"), (r#"{"type":"string","format":"binary"}"#.to_owned(), vec!["W0221"]));
        let nullable = r#"{"type":["string","null"],"format":"byte"}"#;
        assert_eq!(put("{ type: [binary, 'null'], format: byte }"), (nullable.to_owned(), vec!["W0221"]));
    }
}
