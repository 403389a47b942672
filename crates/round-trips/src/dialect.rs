//! A document's schemas as JSON Schema 2020-12: what OpenAPI 3.0 writes in words of its own, and what published documents
//! mean though they do not say it: `nullable` in 3.1, and objects without `type: object`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

/// The mark of a schema that was put beside null.
const BESIDE_NULL: &str = "x-beside-null";

/// Keywords whose values are no schemas.
pub const VALUES: [&str; 6] = ["const", "default", "enum", "example", "examples", "x-examples"];

/// A document that the judge can read.
#[derive(Debug)]
pub struct Document {
    /// All of it.
    pub value: Value,
}

impl Document {
    /// Of an OpenAPI 3.0 or 3.1 document.
    pub fn new(mut value: Value) -> Self {
        let is_old = value["openapi"].as_str().is_some_and(|version| version.starts_with("3.0"));
        recursive(&mut value, &mut String::new(), None);
        anchored(&mut value);
        if let Some(Value::Object(read)) = value.get("x-patterns-read-as").cloned() {
            patterns(&mut value, &read);
        }
        if let Some(Value::Array(read)) = value.get("x-one-of-read-as-any-of").cloned() {
            read.iter().filter_map(Value::as_str).for_each(|pointer| any_of(&mut value, pointer));
        }
        let original = value.clone();
        translate(&mut value, is_old, &original);
        let mut document = Self { value };
        let mut moved = std::mem::take(&mut document.value);
        let unmoved = Self { value: moved.clone() };
        references(&mut moved, &unmoved);
        document.value = moved;
        document
    }

    /// Where the schema of a pointer into the original is now; without the null that it may allow.
    pub fn place(&self, pointer: &str) -> String {
        let (mut at, inner) = self.walk(pointer);
        if inner {
            at.push_str("/anyOf/0");
        }
        at
    }

    /// Where the schema of a pointer into the original is now, with the null that it may allow.
    pub fn place_with_null(&self, pointer: &str) -> String {
        self.walk(pointer).0
    }

    /// Where a pointer leads now, and whether what is there was put beside null. References on the way are followed, as
    /// whoever writes such a pointer means it.
    fn walk(&self, pointer: &str) -> (String, bool) {
        self.walk_from(pointer, 0)
    }

    fn walk_from(&self, pointer: &str, hops: usize) -> (String, bool) {
        const MOST_HOPS: usize = 16;
        let (mut at, mut here) = (String::new(), Some(&self.value));
        let beside = |here: Option<&Value>| here.is_some_and(|here| here.get(BESIDE_NULL).is_some());
        for token in pointer.split('/').skip(1) {
            if beside(here) {
                at.push_str("/anyOf/0");
                here = here.and_then(|here| here.pointer("/anyOf/0"));
            }
            let step = format!("/{token}");
            let mut next = here.and_then(|here| here.pointer(&step));
            if next.is_none()
                && hops < MOST_HOPS
                && let Some(target) = here.and_then(|here| pointer_of(here["$ref"].as_str()?))
            {
                at = self.walk_from(&target, hops + 1).0;
                here = self.value.pointer(&at);
                if beside(here) {
                    at.push_str("/anyOf/0");
                    here = here.and_then(|here| here.pointer("/anyOf/0"));
                }
                next = here.and_then(|here| here.pointer(&step));
            }
            // As it was read.
            if next.is_none() && token == "oneOf" && here.is_some_and(|here| here.get("anyOf").is_some()) {
                at.push_str("/anyOf");
                here = here.and_then(|here| here.get("anyOf"));
                continue;
            }
            at.push_str(&step);
            here = next;
        }
        (at, beside(here))
    }
}

/// The pointer that a reference within the document is the fragment of (RFC 6901, section 6).
pub(crate) fn pointer_of(reference: &str) -> Option<String> {
    let fragment = reference.strip_prefix('#').filter(|rest| rest.starts_with('/'))?;
    percent_decode_str(fragment).decode_utf8().ok().map(Cow::into_owned)
}

/// Keywords whose values are schemas, or what has schemas in it, by name: the names are no keywords (a response may be the
/// `default` one). The generator has this list, too: who judges it does not ask it.
pub const MAPS: [&str; 13] = [
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

/// Puts pointers in the place of anchors: a judge that reads the document as a whole finds no schemas in it, and so no
/// anchors. `$dynamicRef` is one way to write `$ref` there: where it could mean several schemas, nothing is generated.
pub fn anchored(document: &mut Value) {
    // By the resource (`$id`) that an anchor is in, and its name.
    let mut anchors: BTreeMap<(String, String), String> = BTreeMap::new();
    in_resources(document, &mut String::new(), "", &mut |members, pointer, resource| {
        for keyword in ["$anchor", "$dynamicAnchor"] {
            if let Some(name) = members.get(keyword).and_then(Value::as_str) {
                anchors.entry((resource.to_owned(), name.to_owned())).or_insert_with(|| pointer.to_owned());
            }
        }
    });
    if anchors.is_empty() {
        return;
    }
    in_resources(document, &mut String::new(), "", &mut |members, _, resource| {
        for keyword in ["$ref", "$dynamicRef"] {
            let Some(name) = members.get(keyword).and_then(Value::as_str).and_then(|it| it.strip_prefix('#')) else {
                continue;
            };
            let Some(pointer) = anchors.get(&(resource.to_owned(), name.to_owned())) else { continue };
            let reference = json!(format!("#{}", crate::judge::fragment(pointer)));
            members.remove(keyword);
            // Of two references both hold.
            if members.contains_key("$ref") {
                let parts = members.entry("allOf").or_insert_with(|| json!([]));
                parts.as_array_mut().into_iter().for_each(|parts| parts.push(json!({ "$ref": reference })));
            } else {
                members.insert("$ref".to_owned(), reference);
            }
        }
    });
}

/// What is done with an object, its pointer, and that of its resource.
type Visit<'v> = dyn FnMut(&mut Map<String, Value>, &str, &str) + 'v;

/// Visits every object that is no value and no map, with its pointer, and that of the resource (`$id`) that it is in.
fn in_resources(value: &mut Value, pointer: &mut String, resource: &str, visit: &mut Visit<'_>) {
    let length = pointer.len();
    let enter = |pointer: &mut String, name: &str| {
        pointer.push('/');
        pointer.push_str(&crate::escaped(name));
    };
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                enter(pointer, &index.to_string());
                in_resources(item, pointer, resource, visit);
                pointer.truncate(length);
            }
        }
        Value::Object(members) => {
            let own = members.get("$id").is_some_and(Value::is_string).then(|| pointer.clone());
            let resource = own.as_deref().unwrap_or(resource);
            visit(members, pointer, resource);
            for (name, member) in members.iter_mut().filter(|(name, _)| !VALUES.contains(&&***name)) {
                enter(pointer, name);
                match member {
                    Value::Object(schemas) if MAPS.contains(&&**name) => {
                        let length = pointer.len();
                        for (name, schema) in schemas {
                            enter(pointer, name);
                            in_resources(schema, pointer, resource, visit);
                            pointer.truncate(length);
                        }
                    }
                    member => in_resources(member, pointer, resource, visit),
                }
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

/// `$recursiveRef: "#"` of draft 2019-09 is the innermost schema around it with `$recursiveAnchor`.
fn recursive(value: &mut Value, pointer: &mut String, anchor: Option<&str>) {
    let length = pointer.len();
    let here = (value.get("$recursiveAnchor") == Some(&Value::Bool(true))).then(|| pointer.clone());
    let anchor = here.as_deref().or(anchor);
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                pointer.push_str(&format!("/{index}"));
                recursive(item, pointer, anchor);
                pointer.truncate(length);
            }
        }
        Value::Object(members) => {
            if let (Some(anchor), Some("#")) = (anchor, members.get("$recursiveRef").and_then(Value::as_str)) {
                members.insert("$ref".to_owned(), json!(format!("#{anchor}")));
            }
            for (name, member) in members.iter_mut() {
                pointer.push('/');
                pointer.push_str(&crate::escaped(name));
                recursive(member, pointer, anchor);
                pointer.truncate(length);
            }
        }
        _ => {}
    }
}

fn translate(value: &mut Value, is_old: bool, original: &Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| translate(item, is_old, original)),
        Value::Object(members) => {
            sound(members);
            counting(members);
            demanding(members);
            elsewhere(members, original);
            for (name, member) in members.iter_mut() {
                match member {
                    Value::Object(schemas) if MAPS.contains(&&**name) => {
                        schemas.values_mut().for_each(|schema| translate(schema, is_old, original));
                    }
                    // Names of members, whatever they are.
                    _ if ["dependentRequired", "mapping"].contains(&&**name) => {}
                    member if !VALUES.contains(&&**name) => translate(member, is_old, original),
                    _ => {}
                }
            }
            tagged(members, original);
            enumerated(members);
            bounds(members);
            untyped(members, original);
            exclusive(members);
            if is_old {
                old(members);
            }
            null_typed_union(members);
            null_beside_union(members);
            nullable(members);
        }
        _ => {}
    }
}

/// `type: null` beside a union: null is meant beside its members, not in place of them.
fn null_typed_union(members: &mut Map<String, Value>) {
    let has_union = members.contains_key("oneOf") || members.contains_key("anyOf");
    if has_union && members.get("type").and_then(Value::as_str) == Some("null") {
        members.remove("type");
        members.insert("nullable".to_owned(), Value::Bool(true));
    }
}

/// A member of a union that says `nullable` and nothing else is null; where several members may be null, null is meant
/// to be beside the union: it is no value that `oneOf` has to tell apart.
fn null_beside_union(members: &mut Map<String, Value>) {
    let is_remark = |name: &String| ["title", "description", "example"].contains(&&**name);
    let mut some_are_null = false;
    for keyword in ["oneOf", "anyOf"] {
        let Some(variants) = members.get_mut(keyword).and_then(Value::as_array_mut) else { continue };
        for variant in variants.iter_mut().filter(|variant| variant.get(BESIDE_NULL).is_some()) {
            if variant["anyOf"][0].as_object().is_some_and(|own| own.keys().all(is_remark)) {
                *variant = json!({ "type": "null" });
            }
        }
        let mut beside: Vec<&mut Value> =
            variants.iter_mut().filter(|variant| variant.get(BESIDE_NULL).is_some()).collect();
        if beside.len() > 1 {
            beside.iter_mut().for_each(|variant| **variant = variant["anyOf"][0].take());
            some_are_null = true;
        }
    }
    // A part of `allOf` that says `nullable` and nothing else speaks of all of it.
    if let Some(parts) = members.get_mut("allOf").and_then(Value::as_array_mut) {
        for part in parts.iter_mut().filter(|part| part.get(BESIDE_NULL).is_some()) {
            if part["anyOf"][0].as_object().is_some_and(|own| own.keys().all(is_remark)) {
                *part = json!({});
                some_are_null = true;
            }
        }
    }
    if some_are_null {
        members.insert("nullable".to_owned(), Value::Bool(true));
    }
}

/// Without keywords that have values of another kind than JSON Schema gives them, which the judge would not read, and the
/// generator says of that it does not either (W0403); what is no schema where one is due says nothing.
fn sound(members: &mut Map<String, Value>) {
    const LISTS: [&str; 4] = ["allOf", "anyOf", "oneOf", "prefixItems"];
    const SCHEMAS: [&str; 11] = [
        "additionalProperties",
        "contains",
        "contentSchema",
        "else",
        "if",
        "items",
        "not",
        "propertyNames",
        "then",
        "unevaluatedItems",
        "unevaluatedProperties",
    ];
    const OBJECTS: [&str; 6] =
        ["properties", "patternProperties", "dependentSchemas", "dependentRequired", "$defs", "definitions"];
    const TEXTS: [&str; 8] =
        ["$comment", "contentEncoding", "contentMediaType", "description", "format", "pattern", "title", "$ref"];
    const COUNTS: [&str; 8] = [
        "maxContains",
        "maxItems",
        "maxLength",
        "maxProperties",
        "minContains",
        "minItems",
        "minLength",
        "minProperties",
    ];
    let is_schema = |value: &Value| value.is_object() || value.is_boolean();
    members.retain(|keyword, value| match &**keyword {
        "type" => value.is_string() || value.is_array(),
        "enum" => value.is_array(),
        "required" => value.is_array() || value.is_boolean(),
        // Tuples of older drafts are read elsewhere.
        "items" => is_schema(value) || value.is_array(),
        "maximum" | "minimum" | "multipleOf" => value.is_number(),
        "exclusiveMaximum" | "exclusiveMinimum" => value.is_number() || value.is_boolean(),
        "deprecated" | "nullable" | "readOnly" | "uniqueItems" | "writeOnly" => value.is_boolean(),
        // In a media type or a parameter they are an object.
        "examples" => value.is_array() || value.is_object(),
        keyword if LISTS.contains(&keyword) => value.is_array(),
        keyword if SCHEMAS.contains(&keyword) => is_schema(value),
        keyword if OBJECTS.contains(&keyword) => value.is_object(),
        keyword if TEXTS.contains(&keyword) => value.is_string(),
        keyword if COUNTS.contains(&keyword) => {
            value.as_f64().is_some_and(|count| count >= 0.0 && count.fract() == 0.0)
        }
        _ => true,
    });
    for keyword in LISTS {
        let items = members.get_mut(keyword).and_then(Value::as_array_mut).into_iter().flatten();
        items.filter(|item| !is_schema(item)).for_each(|item| *item = json!({}));
    }
    for keyword in ["properties", "patternProperties"] {
        let all = members.get_mut(keyword).and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut);
        all.filter(|schema| !is_schema(schema)).for_each(|schema| *schema = json!({}));
    }
}

/// Without what counts for nothing, as the generator says: empty lists where there has to be one item, and a `multipleOf`
/// that is not above 0.
fn counting(members: &mut Map<String, Value>) {
    for keyword in ["type", "allOf", "anyOf", "oneOf"] {
        if members.get(keyword).and_then(Value::as_array).is_some_and(Vec::is_empty) {
            members.remove(keyword);
        }
    }
    if members.get("multipleOf").and_then(Value::as_f64).is_some_and(|step| step <= 0.0) {
        members.remove("multipleOf");
    }
}

/// Patterns of other dialects as the generator reads them, which the document says.
fn patterns(value: &mut Value, read: &Map<String, Value>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| patterns(item, read)),
        Value::Object(members) => {
            if let Some(pattern) = members.get_mut("pattern")
                && let Some(known) = pattern.as_str().and_then(|source| read.get(source))
            {
                *pattern = known.clone();
            }
            if let Some(Value::Object(schemas)) = members.get_mut("patternProperties") {
                let known = |source: String| read.get(&source).and_then(Value::as_str).map_or(source, str::to_owned);
                *schemas = std::mem::take(schemas).into_iter().map(|(source, it)| (known(source), it)).collect();
            }
            for (name, member) in members.iter_mut() {
                match member {
                    Value::Object(all) if MAPS.contains(&&**name) => {
                        all.values_mut().for_each(|schema| patterns(schema, read));
                    }
                    member if !VALUES.contains(&&**name) => patterns(member, read),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// Reads the `oneOf` of the schema at a pointer as `anyOf`: its members leave nothing of each other.
fn any_of(document: &mut Value, pointer: &str) {
    let Some(schema) = document.pointer_mut(pointer).and_then(Value::as_object_mut) else { return };
    let Some(members) = schema.remove("oneOf") else { return };
    match schema.contains_key("anyOf") {
        false => drop(schema.insert("anyOf".to_owned(), members)),
        true => {
            let all = schema.entry("allOf").or_insert_with(|| json!([]));
            all.as_array_mut().into_iter().for_each(|all| all.push(json!({ "anyOf": members })));
        }
    }
}

/// Draft 3 of JSON Schema had `required: true` at the member itself.
fn demanding(members: &mut Map<String, Value>) {
    if members.get("required").is_some_and(Value::is_boolean) {
        members.remove("required");
    }
    // One name is as good as two.
    if let Some(required) = members.get_mut("required").and_then(Value::as_array_mut) {
        let mut seen = BTreeSet::new();
        required.retain(|name| seen.insert(name.to_string()));
    }
    let mut demanded = Vec::new();
    for (name, member) in members.get("properties").and_then(Value::as_object).into_iter().flatten() {
        if member.get("required") == Some(&Value::Bool(true)) {
            demanded.push(json!(name));
        }
    }
    if !demanded.is_empty() {
        let own = members.entry("required").or_insert_with(|| json!([]));
        own.as_array_mut().into_iter().for_each(|own| own.append(&mut demanded));
    }
}

/// A discriminator decides which member of a union a value is: the others need not fit.
fn tagged(members: &mut Map<String, Value>, original: &Value) {
    let Some(discriminator) = members.get("discriminator") else { return };
    let Some(property) = discriminator["propertyName"].as_str().map(str::to_owned) else { return };
    let mapping = discriminator["mapping"].as_object().cloned().unwrap_or_default();
    let Some(keyword) = ["oneOf", "anyOf"].into_iter().find(|keyword| members.contains_key(*keyword)) else { return };
    let Some(variants) = members[keyword].as_array() else { return };
    // What the type beside the union does not allow is no member of it, and of one there is nothing to tell.
    let beside = members.get("type").map(types).unwrap_or_default();
    let is_possible = |variant: &&Value| {
        let own = type_of(original, variant, 0).map(types).unwrap_or_default();
        own != ["null"] && (own.is_empty() || beside.is_empty() || own.iter().any(|name| beside.contains(name)))
    };
    if variants.iter().filter(is_possible).count() < 2 {
        return;
    }
    let (mut told, mut told_values): (Vec<Value>, Vec<Value>) = (Vec::new(), Vec::new());
    // A value that means two of them tells nothing.
    let mut tell = |variant: &Value, values: Vec<Value>, told: &mut Vec<Value>| {
        if values.iter().any(|value| told_values.contains(value)) {
            return false;
        }
        told_values.extend(values.iter().cloned());
        let mut tag = json!({ "required": [&*property], "properties": { (&*property): { "enum": values } } });
        told.push(if variant.get("$ref").is_some() {
            tag["allOf"] = json!([variant]);
            tag
        } else {
            // What is in it stays where it is.
            let mut variant = variant.clone();
            match variant["allOf"].as_array_mut() {
                Some(parts) => parts.push(tag),
                None => variant["allOf"] = json!([tag]),
            }
            variant
        });
        true
    };
    for variant in variants {
        if variant["type"] == json!("null") {
            told.push(variant.clone());
            continue;
        }
        let Some(reference) = variant["$ref"].as_str() else {
            // Without a name, it is known by what it demands itself.
            let Some(values) = values_of(original, variant, &property, 0) else { return };
            if !tell(variant, values, &mut told) {
                return;
            }
            continue;
        };
        // What forbids the property can never have it, and the discriminator tells nothing.
        if denies(original, reference, &property, 0) {
            return;
        }
        let name = reference.rsplit('/').next().unwrap_or(reference);
        let leads_here = |to: &Value| to.as_str().is_some_and(|to| to == reference || to == name);
        let mut values: Vec<Value> =
            mapping.iter().filter(|(_, to)| leads_here(to)).map(|(value, _)| json!(value)).collect();
        if values.is_empty() {
            values = match demanded(original, reference, &property, 0) {
                Some(values) => values,
                // Nothing says which values mean a union.
                None if is_union(original, reference, 0) => return,
                None => vec![json!(name)],
            };
        }
        if !tell(variant, values, &mut told) {
            return;
        }
    }
    members.insert(keyword.to_owned(), Value::Array(told));
}

/// The type, or types, that a schema names.
fn type_of<'v>(original: &'v Value, schema: &'v Value, depth: usize) -> Option<&'v Value> {
    match resolved(original, schema) {
        Some(next) if depth < 16 => type_of(original, next, depth + 1),
        _ => schema.get("type"),
    }
}

/// Of `type`, its names; an integer is a number.
fn types(value: &Value) -> Vec<&str> {
    let names = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice).iter();
    names.filter_map(Value::as_str).map(|name| if name == "integer" { "number" } else { name }).collect()
}

/// What a schema refers to.
pub fn resolved<'v>(original: &'v Value, schema: &Value) -> Option<&'v Value> {
    schema["$ref"].as_str().and_then(|reference| original.pointer(reference.strip_prefix('#')?))
}

/// Says of the properties without a type of which another part of `allOf` names the type: what their keywords speak of is
/// no type of theirs.
fn elsewhere(members: &mut Map<String, Value>, original: &Value) {
    let Some(parts) = members.get("allOf").and_then(Value::as_array) else { return };
    let mut typed: BTreeSet<String> = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut note = |properties: Option<&Value>| {
        let named = properties.and_then(Value::as_object).into_iter().flatten();
        typed.extend(named.filter(|(_, it)| type_of(original, it, 0).is_some()).map(|(name, _)| name.clone()));
    };
    note(members.get("properties"));
    let mut todo: Vec<&Value> = parts.iter().collect();
    while let Some(part) = todo.pop() {
        // Each is looked at once, however many ways lead there.
        if part["$ref"].as_str().is_none_or(|reference| seen.insert(reference.to_owned())) {
            todo.extend(resolved(original, part));
        }
        todo.extend(part["allOf"].as_array().into_iter().flatten());
        note(part.get("properties"));
    }
    let mark = |properties: Option<&mut Value>| {
        for (name, property) in properties.and_then(Value::as_object_mut).into_iter().flatten() {
            if let Some(property) = property.as_object_mut().filter(|_| typed.contains(name)) {
                property.insert(TYPED_ELSEWHERE.to_owned(), Value::Bool(true));
            }
        }
    };
    mark(members.get_mut("properties"));
    for part in members.get_mut("allOf").and_then(Value::as_array_mut).into_iter().flatten() {
        mark(part.get_mut("properties"));
    }
}

/// Whether a schema speaks of a type, itself or in its parts.
fn speaks_of_a_type(original: &Value, schema: &Value) -> bool {
    let mut seen = BTreeSet::new();
    let mut todo = vec![schema];
    while let Some(schema) = todo.pop() {
        let says = |keyword: &str| schema.get(keyword).is_some();
        if ["type", "format", "enum", "const", "anyOf", "oneOf", "not", "if"].into_iter().any(says)
            || MEANT.iter().any(|(_, keywords)| keywords.iter().any(|keyword| says(keyword)))
        {
            return true;
        }
        todo.extend(schema["allOf"].as_array().into_iter().flatten());
        if schema["$ref"].as_str().is_none_or(|reference| seen.insert(reference.to_owned())) {
            todo.extend(resolved(original, schema));
        }
    }
    false
}

/// Whether a schema names all of its members, and this is none of them.
fn denies(original: &Value, reference: &str, property: &str, depth: usize) -> bool {
    let Some(schema) = reference.strip_prefix('#').and_then(|pointer| original.pointer(pointer)) else { return false };
    if let Some(next) = schema["$ref"].as_str() {
        return depth < 16 && denies(original, next, property, depth + 1);
    }
    let is_closed = ["additionalProperties", "unevaluatedProperties"].iter().any(|it| schema[*it] == json!(false));
    let names_more = ["patternProperties", "allOf"].iter().any(|it| schema.get(it).is_some());
    is_closed && !names_more && schema["properties"].get(property).is_none()
}

/// The values that a schema demands of a member.
fn demanded(original: &Value, reference: &str, property: &str, depth: usize) -> Option<Vec<Value>> {
    let schema = original.pointer(reference.strip_prefix('#')?)?;
    values_of(original, schema, property, depth)
}

fn is_union(original: &Value, reference: &str, depth: usize) -> bool {
    let Some(schema) = reference.strip_prefix('#').and_then(|pointer| original.pointer(pointer)) else { return false };
    let leads_on = || schema["$ref"].as_str().is_some_and(|next| depth < 16 && is_union(original, next, depth + 1));
    schema["oneOf"].is_array() || schema["anyOf"].is_array() || leads_on()
}

fn values_of(original: &Value, schema: &Value, property: &str, depth: usize) -> Option<Vec<Value>> {
    if depth > 16 {
        return None;
    }
    let member = &schema["properties"][property];
    let own = match (&member["const"], &member["enum"], member["$ref"].as_str()) {
        (Value::Null, Value::Array(values), _) => Some(values.clone()),
        (Value::Null, _, Some(reference)) => {
            original.pointer(reference.strip_prefix('#')?).and_then(|target| match &target["enum"] {
                Value::Array(values) => Some(values.clone()),
                _ => None,
            })
        }
        (Value::Null, ..) => None,
        (value, ..) => Some(vec![value.clone()]),
    };
    own.or_else(|| {
        schema["$ref"].as_str().and_then(|reference| demanded(original, reference, property, depth + 1)).or_else(|| {
            if let Some(parts) = schema["allOf"].as_array() {
                return parts.iter().find_map(|part| values_of(original, part, property, depth + 1));
            }
            // A union is known by the tags of all of its members.
            let members = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array())?;
            let all: Option<Vec<Vec<Value>>> =
                members.iter().map(|member| values_of(original, member, property, depth + 1)).collect();
            all.map(|all| all.concat())
        })
    })
}

/// The values of an enumeration are meant, whatever `format` says of them.
fn enumerated(members: &mut Map<String, Value>) {
    if members.get("enum").is_some_and(Value::is_array) {
        members.remove("format");
    }
}

/// `format` says how large an integer is; without one it has 64 bits.
fn bounds(members: &mut Map<String, Value>) {
    let is_integer = |name: &Value| name.as_str() == Some("integer");
    let is_number = |name: &Value| name.as_str() == Some("number");
    let bound = members.get("type").is_some_and(|ty| match ty.as_array() {
        Some(types) => types.iter().any(is_integer) && !types.iter().any(is_number),
        None => is_integer(ty),
    });
    if !bound {
        return;
    }
    let (least, most) = match members.get("format").and_then(Value::as_str) {
        Some("int8") => (json!(i8::MIN), json!(i8::MAX)),
        Some("int16") => (json!(i16::MIN), json!(i16::MAX)),
        Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
        Some("uint8") => (json!(0), json!(u8::MAX)),
        Some("uint16") => (json!(0), json!(u16::MAX)),
        Some("uint32") => (json!(0), json!(u32::MAX)),
        Some("uint" | "uint64") => (json!(0), json!(u64::MAX)),
        _ => return,
    };
    // Beside the document's own bounds, whichever is the narrower one.
    let own = json!({ "minimum": least, "maximum": most });
    match members.get_mut("allOf").and_then(Value::as_array_mut) {
        Some(all) => all.push(own),
        None => {
            members.insert("allOf".to_owned(), json!([own]));
        }
    }
}

/// `exclusiveMinimum: true` is 3.0's; documents of 3.1 have it as well.
fn exclusive(members: &mut Map<String, Value>) {
    for (exclusive, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        match members.get(exclusive) {
            Some(Value::Bool(true)) => {
                members.remove(exclusive);
                if let Some(value) = members.remove(bound) {
                    members.insert(exclusive.to_owned(), value);
                }
            }
            Some(Value::Bool(false)) => {
                members.remove(exclusive);
            }
            _ => {}
        }
    }
}

fn old(members: &mut Map<String, Value>) {
    if members.get("$ref").is_some_and(Value::is_string) {
        // What stands beside a reference has no meaning; null is meant all the same.
        members.retain(|name, _| name == "$ref" || name == "nullable");
        return;
    }
    // 3.0 has no other way to say null alone.
    if members.get("enum") == Some(&json!([null])) {
        members.insert("type".to_owned(), json!("null"));
    }
}

/// `nullable`: in documents of 3.1, too, it is meant as 3.0 has it.
fn nullable(members: &mut Map<String, Value>) {
    if members.get("nullable") == Some(&Value::Bool(true)) {
        let mut own = std::mem::take(members);
        own.remove("nullable");
        members.insert("anyOf".to_owned(), json!([own, { "type": "null" }]));
        members.insert(BESIDE_NULL.to_owned(), Value::Bool(true));
    }
}

/// The keywords that speak of a type.
const MEANT: [(&str, &[&str]); 4] = [
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "dependentRequired",
            "dependentSchemas",
            "dependencies",
            "unevaluatedProperties",
        ],
    ),
    ("array", &["items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems"]),
    ("number", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    ("string", &["minLength", "maxLength", "pattern"]),
];

/// Says that the type of a property is named by another part of its schema.
const TYPED_ELSEWHERE: &str = "x-typed-elsewhere";

/// Keywords of one type, and nothing of the type is said: that one is meant.
fn untyped(members: &mut Map<String, Value>, original: &Value) {
    const FORMATS: [(&str, &[&str]); 3] = [
        ("integer", &["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"]),
        ("number", &["float", "double"]),
        (
            "string",
            &[
                "email",
                "uuid",
                "date",
                "date-time",
                "time",
                "duration",
                "uri",
                "uri-reference",
                "iri",
                "iri-reference",
                "hostname",
                "ipv4",
                "ipv6",
                "regex",
                "json-pointer",
                "relative-json-pointer",
                "byte",
                "decimal",
                "password",
                "binary",
            ],
        ),
    ];
    let others = ["type", "$ref", "anyOf", "oneOf", "enum", "const", "not", "if", TYPED_ELSEWHERE];
    let parts = members.get("allOf").and_then(Value::as_array).into_iter().flatten();
    let is_said = |keyword: &&str| members.contains_key(*keyword);
    if others.iter().any(is_said) || parts.into_iter().any(|part| speaks_of_a_type(original, part)) {
        return;
    }
    let said = |keyword: &&str| members.get(*keyword).is_some_and(|value| *value != json!({}) && *value != json!([]));
    let format = members.get("format").and_then(Value::as_str).unwrap_or_default();
    let of_format = FORMATS.iter().find(|(_, formats)| formats.contains(&format)).map(|(name, _)| *name);
    let of_keyword = MEANT.iter().find(|(_, keywords)| keywords.iter().any(&said)).map(|(name, _)| *name);
    if let Some(name) = of_keyword.or(of_format) {
        members.insert("type".to_owned(), json!(name));
    }
}

/// References follow what was moved.
fn references(value: &mut Value, document: &Document) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| references(item, document)),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                match member {
                    Value::String(reference) if name == "$ref" => {
                        if let Some(pointer) = pointer_of(reference) {
                            *reference = format!("#{}", crate::judge::fragment(&document.walk(&pointer).0));
                        }
                    }
                    _ => references(member, document),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_that_are_named_like_keywords_are_members() {
        let schema = json!({ "type": "object", "properties": {
            "properties": { "type": "string" }, "nullable": { "type": "boolean" },
            "default": { "type": ["integer", "null"], "format": "int8" }
        } });
        let document = Document::new(json!({ "openapi": "3.0.3", "components": { "schemas": { "type": schema } } }));
        let found = &document.value["components"]["schemas"]["type"];
        assert_eq!(found["properties"].as_object().map(serde_json::Map::len), Some(3));
        assert_eq!(found["properties"]["default"]["allOf"], json!([{ "minimum": -128, "maximum": 127 }]));
    }

    #[test]
    fn what_is_almost_right_is_read_as_it_is_meant() {
        let read = json!({ "\\A[a-z-_]+\\Z": "^[a-z-_]+$" });
        let document = Document::new(
            json!({ "openapi": "3.1.0", "x-patterns-read-as": read, "components": { "schemas": {
            "Bound": { "type": "number", "minimum": 0, "exclusiveMinimum": true },
            "Parts": { "allOf": [{ "type": "object" }, { "nullable": true }] },
            "Twice": { "type": "object", "required": ["a", "b", "a"] },
            "Times": { "type": "string", "format": "time", "enum": ["15:04:05"] },
            "Nothing": { "type": [], "oneOf": [], "multipleOf": 0, "minLength": 1 },
            "Left": { "type": "object", "title": 2020, "description": null, "properties": null, "allOf": {}, "items": null },
            "Named": { "type": "object", "dependentRequired": { "title": ["items"], "properties": ["type"] } },
            "Typed": { "type": null, "format": null, "enum": null, "minLength": -1, "maxLength": 2 },
            "Members": { "type": "object", "properties": { "a": "string", "b": null, "c": {} }, "anyOf": [3, true] },
            "Python": { "type": "string", "pattern": "\\A[a-z-_]+\\Z", "minLength": 1 },
            "Tree": { "$recursiveAnchor": true, "type": "array", "items": { "$recursiveRef": "#" } }
        } } }),
        );
        let schema = |name: &str| document.value.pointer(&document.place(&format!("/components/schemas/{name}")));
        assert_eq!(schema("Bound"), Some(&json!({ "type": "number", "exclusiveMinimum": 0 })));
        assert_eq!(schema("Parts"), Some(&json!({ "allOf": [{ "type": "object" }, {}] })));
        assert!(document.place("/components/schemas/Parts").ends_with("/anyOf/0"));
        assert_eq!(schema("Twice"), Some(&json!({ "type": "object", "required": ["a", "b"] })));
        assert_eq!(schema("Times"), Some(&json!({ "type": "string", "enum": ["15:04:05"] })));
        assert_eq!(schema("Nothing"), Some(&json!({ "type": "string", "minLength": 1 })));
        let named = json!({ "type": "object", "dependentRequired": { "title": ["items"], "properties": ["type"] } });
        assert_eq!(schema("Named"), Some(&named));
        assert_eq!(schema("Left"), Some(&json!({ "type": "object" })));
        assert_eq!(schema("Typed"), Some(&json!({ "type": "string", "maxLength": 2 })));
        let members = json!({ "type": "object", "properties": { "a": {}, "b": {}, "c": {} }, "anyOf": [{}, true] });
        assert_eq!(schema("Members"), Some(&members));
        assert_eq!(schema("Python"), Some(&json!({ "type": "string", "pattern": "^[a-z-_]+$", "minLength": 1 })));
        assert_eq!(schema("Tree").map(|tree| &tree["items"]["$ref"]), Some(&json!("#/components/schemas/Tree")));
    }

    #[test]
    fn a_default_response_is_no_default_value() {
        let answer = |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
        let document = Document::new(json!({
            "openapi": "3.0.3", "x-patterns-read-as": { "\\A": "^" },
            "paths": { "/": { "get": { "responses": {
                "default": answer(json!({ "type": "string", "pattern": "\\A", "nullable": true }))
            } } } }
        }));
        let place = "/paths/~1/get/responses/default/content/application~1json/schema";
        let read = json!({ "anyOf": [{ "type": "string", "pattern": "^" }, { "type": "null" }], BESIDE_NULL: true });
        assert_eq!(document.value.pointer(&document.place_with_null(place)), Some(&read));
    }

    #[test]
    fn one_of_is_read_as_any_of_where_the_document_says_so() {
        let union = json!([{ "type": "string" }, { "minLength": 1, "type": "string" }]);
        let document = Document::new(json!({ "openapi": "3.1.0", "components": { "schemas": {
            "A": { "oneOf": union }, "B": { "oneOf": union, "nullable": true }, "C": { "oneOf": union, "anyOf": [{}] },
            "D": { "oneOf": union }
        } }, "x-one-of-read-as-any-of": ["/components/schemas/A", "/components/schemas/B", "/components/schemas/C"] }));
        let schema =
            |name: &str| document.value.pointer(&document.place(&format!("/components/schemas/{name}"))).cloned();
        assert_eq!(schema("A"), Some(json!({ "anyOf": union })));
        assert_eq!(schema("B"), Some(json!({ "anyOf": union })));
        assert_eq!(schema("C"), Some(json!({ "anyOf": [{}], "allOf": [{ "anyOf": union }] })));
        assert_eq!(schema("D"), Some(json!({ "oneOf": union })));
        assert_eq!(document.place("/components/schemas/A/oneOf/1"), "/components/schemas/A/anyOf/1");
        assert_eq!(document.place("/components/schemas/B/oneOf/1"), "/components/schemas/B/anyOf/0/anyOf/1");
        assert_eq!(document.place("/components/schemas/D/oneOf/1"), "/components/schemas/D/oneOf/1");
    }

    #[test]
    fn a_type_is_meant_where_no_part_names_one() {
        let document = Document::new(json!({ "openapi": "3.0.3", "components": { "schemas": {
            "Empty": { "description": "nothing" },
            "Rules": { "type": "object", "properties": { "inbound": { "type": "array" } } },
            "Named": { "allOf": [{ "$ref": "#/components/schemas/Rules" }], "properties": { "inbound": { "required": ["a"] } } },
            "Inline": { "allOf": [{ "properties": { "x": { "minLength": 1 } } }], "properties": { "x": { "type": "array" } } },
            "Alone": { "allOf": [{ "$ref": "#/components/schemas/Empty" }], "required": ["a"] },
            "Spoken": { "allOf": [{ "$ref": "#/components/schemas/Rules" }], "minLength": 1 }
        } } }));
        let type_at = |place: &str| document.value.pointer(&format!("/components/schemas/{place}/type"));
        assert_eq!(type_at("Named/properties/inbound"), None);
        assert_eq!(type_at("Inline/allOf/0/properties/x"), None);
        assert_eq!(type_at("Alone"), Some(&json!("object")));
        assert_eq!(type_at("Spoken"), None);
    }

    #[test]
    fn a_discriminator_tells_nothing_of_what_the_type_beside_it_allows_one_of() {
        let union = |more: &str| {
            let mut union = json!({ "oneOf": [{ "$ref": "#/components/schemas/A" }, { "$ref": "#/components/schemas/L" }],
                                    "discriminator": { "propertyName": "k" } });
            if !more.is_empty() {
                union["type"] = json!(more);
            }
            union
        };
        let document = Document::new(json!({ "openapi": "3.0.3", "components": { "schemas": {
            "A": { "type": "object" }, "L": { "type": "array" }, "Typed": union("object"), "Open": union("")
        } } }));
        let first = |name: &str| document.value.pointer(&format!("/components/schemas/{name}/oneOf/0")).cloned();
        assert_eq!(first("Typed"), Some(json!({ "$ref": "#/components/schemas/A" })));
        assert!(first("Open").is_some_and(|first| first["required"] == json!(["k"])));
    }

    #[test]
    fn a_discriminator_tells_members_without_a_name_by_what_they_demand_and_leaves_null_alone() {
        let cat = json!({ "$ref": "#/components/schemas/Cat" });
        let fox = json!({ "type": "object", "properties": { "k": { "const": "fox" } } });
        let union = |members: Vec<&Value>| json!({ "oneOf": members, "discriminator": { "propertyName": "k", "mapping": { "cat": "Cat" } } });
        let (nothing, other) = (json!({ "type": "null" }), json!({ "type": "object" }));
        let document = Document::new(json!({ "openapi": "3.1.0", "components": { "schemas": {
            "Cat": { "type": "object" }, "Told": union(vec![&cat, &fox, &nothing]), "Alone": union(vec![&cat, &nothing]),
            "Untold": union(vec![&cat, &other])
        } } }));
        let members = |name: &str| document.value.pointer(&format!("/components/schemas/{name}/oneOf")).cloned();
        let tag = |value: &str| json!({ "required": ["k"], "properties": { "k": { "enum": [value] } } });
        let (mut told_cat, mut told_fox) = (tag("cat"), fox.clone());
        told_cat["allOf"] = json!([cat]);
        told_fox["allOf"] = json!([tag("fox")]);
        assert_eq!(members("Told"), Some(json!([told_cat, told_fox, nothing])));
        assert_eq!(members("Alone"), Some(json!([cat, nothing])));
        assert_eq!(members("Untold"), Some(json!([cat, other])));
    }

    #[test]
    fn null_in_members_of_a_union_is_beside_it() {
        let document = Document::new(json!({ "openapi": "3.0.3", "components": { "schemas": {
            "Several": { "oneOf": [{ "type": "string", "nullable": true }, { "type": "boolean", "nullable": true }] },
            "Bare": { "anyOf": [{ "type": "string" }, { "nullable": true, "description": "nothing" }] },
            "Typed": { "type": "null", "oneOf": [{ "type": "string" }, { "type": "boolean" }] }
        } } }));
        assert_eq!(
            document.value.pointer(&document.place("/components/schemas/Several")),
            Some(&json!({ "oneOf": [{ "type": "string" }, { "type": "boolean" }] }))
        );
        assert_eq!(
            document.place("/components/schemas/Several/oneOf/1"),
            "/components/schemas/Several/anyOf/0/oneOf/1"
        );
        assert_eq!(
            document.value.pointer(&document.place("/components/schemas/Bare")),
            Some(&json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] }))
        );
        assert_eq!(
            document.value.pointer(&document.place("/components/schemas/Typed")),
            Some(&json!({ "oneOf": [{ "type": "string" }, { "type": "boolean" }] }))
        );
    }

    #[test]
    fn what_3_0_says_otherwise_is_translated_and_still_found() {
        let document = Document::new(json!({
            "openapi": "3.0.3",
            "components": { "schemas": {
                "A": { "type": "object", "nullable": true, "properties": {
                    "b": { "type": "integer", "minimum": 3, "exclusiveMinimum": true, "nullable": true }
                } },
                "C": { "$ref": "#/components/schemas/A/properties/b", "description": "no meaning" }
            } }
        }));
        let place = document.place("/components/schemas/A/properties/b");
        assert_eq!(place, "/components/schemas/A/anyOf/0/properties/b/anyOf/0");
        assert_eq!(document.value.pointer(&place), Some(&json!({ "type": "integer", "exclusiveMinimum": 3 })));
        assert_eq!(
            document.value.pointer("/components/schemas/C"),
            Some(&json!({ "$ref": "#/components/schemas/A/anyOf/0/properties/b" }))
        );
    }
    #[test]
    fn anchors_are_the_pointers_of_their_schemas() {
        let document = json!({ "openapi": "3.1.0", "components": { "schemas": {
            "A": { "type": "object", "properties": { "w": { "$ref": "#word" }, "d": { "$dynamicRef": "#dyn" }, "n": { "$ref": "#none" } },
                "default": { "$ref": "#word" } },
            "W/x": { "$anchor": "word", "type": "string" },
            "D": { "$dynamicAnchor": "dyn", "type": "object", "properties": { "d": { "$dynamicRef": "#dyn", "$ref": "#word" } } },
            "I": { "$id": "https://a.example/i", "$ref": "#word", "$defs": { "W": { "$anchor": "word", "type": "integer" } } }
        } } });
        let document = Document::new(document);
        let schemas = &document.value["components"]["schemas"];
        assert_eq!(schemas["A"]["properties"]["w"]["$ref"], "#/components/schemas/W~1x");
        assert_eq!(schemas["A"]["properties"]["d"], json!({ "$ref": "#/components/schemas/D" }));
        assert_eq!(schemas["A"]["properties"]["n"]["$ref"], "#none");
        assert_eq!(schemas["A"]["default"]["$ref"], "#word", "a value is no schema");
        let both = json!({ "$ref": "#/components/schemas/W~1x", "allOf": [{ "$ref": "#/components/schemas/D" }] });
        assert_eq!(schemas["D"]["properties"]["d"], both);
        assert_eq!(schemas["I"]["$ref"], "#/components/schemas/I/%24defs/W");
    }

    #[test]
    fn references_are_decoded_and_followed_and_places_are_not() {
        let document = Document::new(json!({
            "openapi": "3.1.0",
            "paths": { "/{a}": { "get": { "s": { "$ref": "#/components/schemas/A" } } }, "/a%2Fb": { "x": { "type": "string" } } },
            "components": { "schemas": {
                "A": { "type": "object", "properties": { "p": { "type": "string" } } },
                "B": { "$ref": "#/paths/~1%7Ba%7D/get/s/properties/p" }
            } }
        }));
        assert_eq!(document.value["components"]["schemas"]["B"]["$ref"], "#/components/schemas/A/properties/p");
        assert_eq!(document.place("/paths/~1a%2Fb/x"), "/paths/~1a%2Fb/x");
    }
}
