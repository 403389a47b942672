//! What published documents write and cannot mean, put as it is meant, before anybody reads the tree: types of other
//! languages, enumerations of which no value is of the type beside them, paths without a slash before them, and numbers that
//! no reader of JSON can hold.
//!
//! Everything else, the server's copy of the document and whoever judges by it among it, sees the document as it is meant.
//! What is changed is said.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::node::{Member, Node, Number, Object, Span, TYPES, TYPES_HELP, Value, escape_token};
use crate::overrides::{alike, named_types, resolved};

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

/// Names that other languages have for types, in small letters, with the type and the format that they mean.
const FOREIGN: &[(&[&str], &str, Option<&str>)] = &[
    (&["bool"], "boolean", None),
    (&["int", "long", "short", "bigint"], "integer", None),
    (&["int8"], "integer", Some("int8")),
    (&["int16"], "integer", Some("int16")),
    (&["int32"], "integer", Some("int32")),
    (&["int64"], "integer", Some("int64")),
    (&["uint8"], "integer", Some("uint8")),
    (&["uint16"], "integer", Some("uint16")),
    (&["uint32"], "integer", Some("uint32")),
    (&["uint64"], "integer", Some("uint64")),
    (&["float"], "number", Some("float")),
    (&["double"], "number", Some("double")),
    (&["decimal"], "number", None),
    (&["str", "text", "varchar"], "string", None),
    (&["date"], "string", Some("date")),
    (&["datetime", "date-time"], "string", Some("date-time")),
    (&["uuid", "guid"], "string", Some("uuid")),
    (&["dict", "dictionary", "map", "hash", "hashmap"], "object", None),
    (&["list"], "array", None),
    (&["none", "nil"], "null", None),
];

/// The type and the format that a name means which is none of a type: those of other languages, and names of types in other
/// letters.
fn type_meant(name: &str) -> Option<(&'static str, Option<&'static str>)> {
    let small = name.to_lowercase();
    let own = TYPES.iter().find(|ty| **ty == small && small != name).map(|ty| (*ty, None));
    own.or_else(|| FOREIGN.iter().find(|(names, ..)| names.contains(&&*small)).map(|(_, ty, format)| (*ty, *format)))
}

/// What is to be done with an object.
enum Change {
    /// `type: int` and the like.
    OwnType,
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
    /// The names of members are texts of numbers: this pattern's.
    NumbersAsNames(&'static str),
    /// The member at this place of a union is null.
    NullMember(&'static str, Span),
    /// `security` is a list of requirements, and a scheme's scopes are a list.
    Security,
    /// `required: id` is a list of one.
    OneName,
    /// `default: "30"` beside `type: integer`, and the like.
    Default(Value),
    /// The media types of a body stand where `content` has to.
    Content,
}

/// The texts of integers and of numbers in JSON (RFC 8259, section 6).
const INTEGER: &str = "^-?(0|[1-9][0-9]*)$";
const NUMBER: &str = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$";

/// Puts a document as it is meant; says what was changed.
pub(crate) fn put_as_meant(root: &mut Node, found: &mut Diagnostics) {
    add_slashes(root, found);
    pair_variables(root, found);
    let mut said = Diagnostics::default();
    bounded(root, &mut said);
    bare(root, false, &mut said);
    located(root, said, found);
    // What was moved into items may have to be read there.
    const ROUNDS: usize = 4;
    for _ in 0..ROUNDS {
        let mut changes = HashMap::new();
        let mut said = Diagnostics::default();
        look(root, root, false, &mut changes, &mut said);
        if changes.is_empty() {
            return;
        }
        located(root, said, found);
        change(root, false, &mut changes);
    }
}

/// Adds what is said of places to what is found.
pub(crate) fn located(root: &Node, mut said: Diagnostics, found: &mut Diagnostics) {
    for finding in said.iter_mut() {
        let pointer = finding.span.and_then(|span| root.pointer_to(span)).unwrap_or_default();
        finding.pointer = pointer;
    }
    found.append(said);
}

/// Puts a slash before each path that has none, unless that is another path.
fn add_slashes(root: &mut Node, found: &mut Diagnostics) {
    let Value::Object(root) = &mut root.value else { return };
    root.edit_values(|key, paths| {
        let Value::Object(paths) = &mut paths.value else { return };
        let is_bare = |member: &&Member| {
            let is_path = !member.key.starts_with('/') && !member.key.to_lowercase().starts_with("x-");
            is_path && member.value.as_object().is_some() && !paths.contains(&format!("/{}", member.key))
        };
        if key != "paths" {
            return;
        }
        let bare: HashSet<Box<str>> = paths.iter().filter(is_bare).map(|member| member.key.clone()).collect();
        if bare.is_empty() {
            return;
        }
        paths.edit(|members| {
            for member in members.iter_mut().filter(|member| bare.contains(&member.key)) {
                let path = format!("/{}", member.key);
                let mut finding =
                    Diagnostic::warning("W0401", format!("the path `{}` does not begin with `/`", member.key))
                        .at(member.key_span)
                        .help(format!("write `{path}`"));
                finding.pointer = format!("/paths/{}", escape_token(&member.key));
                found.push(finding);
                member.key = path.into();
            }
        });
    });
}

/// Calls the one variable of a path that is not declared after the one path parameter that is no variable: `/users/{id}` with
/// `userId`, `{id:[0-9]+}`, `{+path}` and `:id` of other frameworks; says which.
fn pair_variables(root: &mut Node, found: &mut Diagnostics) {
    let Some(paths) = root.get("paths") else { return };
    let mut renamed: HashMap<Box<str>, String> = HashMap::new();
    for path in paths.members().filter(|path| path.key.starts_with('/')) {
        let holders = std::iter::once(&path.value).chain(path.value.members().map(|member| &member.value));
        let listed = holders.flat_map(|holder| holder.get_array("parameters").unwrap_or_default());
        let resolved = listed.filter_map(|one| match one.get_str("$ref") {
            Some(reference) => crate::resolve::within(root, reference),
            None => Some(one),
        });
        let of_path = resolved.filter(|one| one.get_str("in") == Some("path"));
        let declared: HashSet<&str> = of_path.filter_map(|one| one.get_str("name")).collect();
        let segments = path.key.split('/').map(|segment| match segment.strip_prefix(':') {
            Some(name) if declared.contains(name) => format!("{{{name}}}"),
            _ => segment.to_owned(),
        });
        let mut key = segments.collect::<Vec<_>>().join("/");
        let mut said_more = false;
        let variables: Vec<String> =
            key.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect();
        let mut undeclared = variables.iter().filter(|name| !declared.contains(&***name));
        let mut unmatched = declared.iter().filter(|name| !variables.iter().any(|known| known == **name));
        if let (Some(variable), None, Some(name), None) =
            (undeclared.next(), undeclared.next(), unmatched.next(), unmatched.next())
        {
            key = key.replace(&format!("{{{variable}}}"), &format!("{{{name}}}"));
            // `{id:[0-9]+}`, `{path+}`, `{path:path}`: routers' ways to say what it takes.
            said_more = variable.chars().any(|it| !it.is_alphanumeric() && !"_-.".contains(it));
        }
        if *key != *path.key && paths.get(&key).is_none() && !renamed.values().any(|other| *other == key) {
            let which = if said_more { ", one segment of any text" } else { "" };
            let message = format!(
                "the path `{}` and its parameters name its variable differently: read as `{key}`{which}",
                path.key
            );
            let help = match said_more {
                true => "write one name in both places, and what its values are as the `pattern` of its schema",
                false => "write one name in both places",
            };
            let mut finding = Diagnostic::warning("W0507", message).at(path.key_span).help(help);
            finding.pointer = format!("/paths/{}", escape_token(&path.key));
            found.push(finding);
            renamed.insert(path.key.clone(), key);
        }
    }
    let Value::Object(root) = &mut root.value else { return };
    root.edit_values(|key, paths| {
        let Value::Object(paths) = &mut paths.value else { return };
        if key == "paths" && !renamed.is_empty() {
            paths.edit(|members| {
                for member in members {
                    if let Some(key) = renamed.get(&member.key) {
                        member.key = key.as_str().into();
                    }
                }
            });
        }
    });
}

/// Makes each number that is beyond every float the last one; says which.
fn bounded(node: &mut Node, said: &mut Diagnostics) {
    match &mut node.value {
        Value::Number(number) if number.as_f64().is_none() => {
            let last = if number.as_str().starts_with('-') { f64::MIN } else { f64::MAX };
            let last = format!("{last:e}");
            let message =
                format!("`{}` is beyond the numbers that readers of JSON have: read as {last}", short(number.as_str()));
            said.push(Diagnostic::warning("W0103", message).at(node.span));
            node.value = Value::Number(Number::from_json_text(&last));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| bounded(item, said)),
        Value::Object(object) => object.edit_values(|_, value| bounded(value, said)),
        _ => {}
    }
}

/// Keywords of which the value is a number.
const NUMBERS: &[&str] = &[
    "maximum",
    "minimum",
    "multipleOf",
    "maxLength",
    "minLength",
    "maxItems",
    "minItems",
    "maxProperties",
    "minProperties",
    "maxContains",
    "minContains",
];

/// Keywords of which the value is, or can be, `true` or `false`.
const FLAGS: &[&str] = &[
    "additionalProperties",
    "allowEmptyValue",
    "allowReserved",
    "deprecated",
    "explode",
    "nullable",
    "readOnly",
    "required",
    "uniqueItems",
    "writeOnly",
];

fn bare_flag(text: &str) -> Option<Value> {
    ["true", "false"].contains(&text).then(|| Value::Bool(text == "true"))
}

fn bare_number(text: &str) -> Option<Value> {
    let is_number = serde_json::from_str::<serde_json::Number>(text).is_ok();
    is_number.then(|| Value::Number(Number::from_json_text(text)))
}

/// Whether a key is a media type, and no word of OpenAPI's.
fn is_media_type(key: &str) -> bool {
    !key.starts_with("x-") && key.split_once('/').is_some_and(|(kind, name)| !kind.is_empty() && !name.is_empty())
}

/// Takes numbers and booleans of keywords out of the quotation marks that somebody put around them; says which. `by_name`:
/// the keys are names, whatever they are.
fn bare(node: &mut Node, by_name: bool, said: &mut Diagnostics) {
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| bare(item, false, said)),
        Value::Object(object) => object.edit_values(|key, value| {
            let Some(inner_by_name) = leads_to_schemas(by_name, key) else { return };
            let meant = value.as_str().filter(|_| !by_name).and_then(|text| match key {
                _ if FLAGS.contains(&key) => bare_flag(text),
                _ if NUMBERS.contains(&key) => bare_number(text),
                _ => None,
            });
            let Some(meant) = meant else { return bare(value, inner_by_name, said) };
            value.value = meant;
            let due = if value.as_bool().is_some() { "`true` or `false`" } else { "a number" };
            let message = format!("`{key}` is a text, but {due} is due: read as {}", value.to_json_text());
            said.push(Diagnostic::warning("W0403", message).at(value.span).help("take the quotation marks away"));
        }),
        _ => {}
    }
}

/// The beginning of a text that may be of any length.
fn short(text: &str) -> String {
    const LONGEST: usize = 24;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Bodies of which the media types stand a level too high, where `content` has to be.
fn look_at_body(body: &Node, changes: &mut HashMap<Span, Change>, said: &mut Diagnostics) {
    let Some(object) = body.as_object() else { return };
    let mut types = object.iter().filter(|member| is_media_type(&member.key) && member.value.as_object().is_some());
    if let Some(first) = types.next()
        && !object.contains("content")
        && !object.contains("$ref")
    {
        let message = format!("`{}` stands where `content` has to: read as a media type of it", first.key);
        said.push(Diagnostic::warning("W0406", message).at(first.key_span).help("put it into `content`"));
        changes.insert(body.span, Change::Content);
    }
}

/// `by_name`: the keys are names, whatever they are.
fn look(root: &Node, node: &Node, by_name: bool, changes: &mut HashMap<Span, Change>, said: &mut Diagnostics) {
    match &node.value {
        Value::Array(items) => items.iter().for_each(|item| look(root, item, false, changes, said)),
        Value::Object(object) => {
            let own = change_of(object).or_else(|| change_of_union(root, object)).filter(|_| !by_name);
            if let Some((change, finding)) = own {
                changes.insert(node.span, change);
                said.push(finding);
            }
            for member in object.iter() {
                match &*member.key {
                    "requestBody" if !by_name => look_at_body(&member.value, changes, said),
                    "requestBodies" | "responses" if !by_name => {
                        member.value.members().for_each(|body| look_at_body(&body.value, changes, said));
                    }
                    _ => {}
                }
                if let Some(by_name) = leads_to_schemas(by_name, &member.key) {
                    look(root, &member.value, by_name, changes, said);
                }
            }
        }
        _ => {}
    }
}

/// What has to be done with an object, if it is such a schema, and what is to be said of it.
fn change_of(object: &Object) -> Option<(Change, Diagnostic)> {
    if let Some(name) = object.get("required").filter(|name| name.as_str().is_some())
        && object.get("properties").is_some_and(|all| all.as_object().is_some())
    {
        let message = format!("`required` is a text, but a list of names is due: read as [{}]", name.to_json_text());
        let finding = Diagnostic::warning("W0403", message).at(name.span).help("write it as a list");
        return Some((Change::OneName, finding));
    }
    if let (Some(default), Some(ty)) = (object.get("default"), object.get("type").and_then(Node::as_str))
        && let Some(text) = default.as_str()
        && let Some(meant) = match ty {
            "integer" | "number" => bare_number(text),
            "boolean" => bare_flag(text),
            _ => None,
        }
    {
        let message = format!("`default` is a text, but of type {ty}: read as {text}");
        let finding = Diagnostic::warning("W0525", message).at(default.span).help("take the quotation marks away");
        return Some((Change::Default(meant), finding));
    }
    if let Some(ty) = object.get("propertyNames").and_then(|names| names.get("type"))
        && let Some(pattern) = match ty.as_str() {
            Some("integer") => Some(INTEGER),
            Some("number") => Some(NUMBER),
            _ => None,
        }
    {
        let message = "names of members are texts: read as the texts of such numbers";
        let help = "write `type: string` with a `pattern`";
        return Some((Change::NumbersAsNames(pattern), Diagnostic::warning("W0522", message).at(ty.span).help(help)));
    }
    if let Some(security) = object.get("security")
        && let Some(what) = match &security.value {
            // An empty one says nothing, and is not taken to let anybody in.
            Value::Object(one) if !one.is_empty() => {
                Some("one requirement, but a list of such is due: read as a list of it")
            }
            Value::Array(all) => all
                .iter()
                .any(|one| one.members().any(|scheme| scheme.value.as_object().is_some_and(Object::is_empty)))
                .then_some("has `{}` for a list of scopes: read as no scopes"),
            _ => None,
        }
    {
        let verb = if security.as_object().is_some() { "is " } else { "" };
        let finding = Diagnostic::warning("W0403", format!("`security` {verb}{what}")).at(security.span);
        return Some((Change::Security, finding.help("write it as in `security: [{ name: [] }]`")));
    }
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
    if let Some((name, (meant, format))) = list.iter().find_map(|name| Some((name, type_meant(name.as_str()?)?))) {
        let of = format.map(|format| format!(" of the format `{format}`")).unwrap_or_default();
        return Some((Change::OwnType, said(name, &format!("`{meant}`{of}"))));
    }
    // `type: enum`: its values say what it is.
    if ty.as_str().is_some_and(|name| !TYPES.contains(&name))
        && object.get("enum").is_some_and(|values| !values.items().is_empty())
    {
        return Some((Change::WithoutType, said(ty, "what the values of the enumeration are")));
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
        let is_bare = |value: &&Node| matches!(value.value, Value::Bool(_) | Value::Number(_));
        let bare = values.iter().find(is_bare).filter(|_| ty == "string")?;
        let read = values.iter().map(|value| read_as(ty, value).unwrap_or_else(|| value.clone())).collect();
        let message = format!("{} in an enumeration of texts: read as the text", bare.to_json_text());
        let finding = Diagnostic::warning("W0521", message).at(bare.span).help("write it in quotation marks");
        return Some((Change::Values(read), finding));
    }
    let (change, how) = meant(ty, object, values)?;
    let message = format!("no value of the enumeration is of the type beside it: read as {how}");
    Some((change, Diagnostic::warning("W0521", message).at(first.span)))
}

/// What has to be done with a union, and what is to be said of it.
fn change_of_union(root: &Node, object: &Object) -> Option<(Change, Diagnostic)> {
    let (keyword, members) = ["oneOf", "anyOf"].into_iter().find_map(|it| Some((it, object.get(it)?.as_array()?)))?;
    // The writer of OData's documents has no other null.
    let is_null = |member: &&Node| {
        let names: Vec<&str> = member.members().map(|it| &*it.key).collect();
        member.get_str("type") == Some("object")
            && member.get_bool("nullable") == Some(true)
            && names.iter().all(|name| ["type", "nullable"].contains(name))
    };
    if let [one, other] = members
        && let Some(null) = [one, other].into_iter().find(is_null)
        && [one, other].into_iter().any(|member| member.get("$ref").is_some())
    {
        let message = "an object of which only null is said, beside a reference: read as null";
        let help = "write `nullable: true` beside `allOf` with the reference, or `type: 'null'` in OpenAPI 3.1";
        let finding = Diagnostic::warning("W0522", message).at(null.span).help(help);
        return Some((Change::NullMember(keyword, null.span), finding));
    }
    let ty = object.get("type")?;
    let types_of = |ty| alike(&named_types(ty));
    let own = types_of(ty);
    let of_members: Vec<BTreeSet<&str>> =
        members.iter().map(|member| resolved(root, member).get("type").map(types_of).unwrap_or_default()).collect();
    let excluded = of_members.iter().filter(|types| types.is_disjoint(&own)).count();
    // Null alone is meant beside the members.
    let is_null = own.len() == 1 && own.contains("null");
    if own.is_empty() || is_null || excluded == 0 || of_members.iter().any(BTreeSet::is_empty) {
        return None;
    }
    let message =
        format!("no value of {excluded} of the members of `{keyword}` is of the type beside it: the members count");
    let help = "leave `type` out, or name every type".to_owned();
    Some((Change::WithoutType, Diagnostic::warning("W0522", message).at(ty.span).help(help)))
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
    match (change, at(members, "type")) {
        (Change::OneName, _) => {
            if let Some(required) = at(members, "required") {
                let name = members[required].value.clone();
                members[required].value.value = Value::Array(vec![name]);
            }
        }
        (Change::NullMember(keyword, place), _) => {
            if let Some(union) = at(members, keyword)
                && let Value::Array(all) = &mut members[union].value.value
                && let Some(null) = all.iter_mut().find(|member| member.span == place)
                && let Value::Object(null) = &mut null.value
            {
                null.edit(|members| {
                    if let Some(ty) = at(members, "type") {
                        let (span, key_span) = (members[ty].value.span, members[ty].key_span);
                        let values = vec![Node { span, value: Value::Null }];
                        members[ty] =
                            Member { key: "enum".into(), key_span, value: Node { span, value: Value::Array(values) } };
                    }
                });
            }
        }
        (Change::Security, _) => {
            let Some(security) = at(members, "security") else { return };
            let security = &mut members[security].value;
            if security.as_object().is_some() {
                let span = security.span;
                // Each object has a place of its own: by that it is known.
                let one = Node { span, value: std::mem::replace(&mut security.value, Value::Null) };
                security.value = Value::Array(vec![one]);
            }
            let Value::Array(all) = &mut security.value else { return };
            for one in all {
                let Value::Object(schemes) = &mut one.value else { continue };
                schemes.edit_values(|_, scopes| {
                    if scopes.as_object().is_some_and(Object::is_empty) {
                        scopes.value = Value::Array(Vec::new());
                    }
                });
            }
        }
        (Change::Default(meant), _) => {
            if let Some(default) = at(members, "default") {
                members[default].value.value = meant;
            }
        }
        (Change::Content, _) => {
            let types: Vec<Member> = members.extract_if(.., |member| is_media_type(&member.key)).collect();
            if let Some(first) = types.first() {
                let (span, key_span) = (first.key_span, first.key_span);
                let value = Node { span, value: Value::Object(Box::new(Object::new(types).0)) };
                members.push(Member { key: "content".into(), key_span, value });
            }
        }
        (Change::NumbersAsNames(pattern), _) => {
            if let Some(names) = at(members, "propertyNames")
                && let Value::Object(names) = &mut members[names].value.value
            {
                names.edit(|rules| {
                    rules.retain(|rule| !NUMBERS.contains(&&*rule.key) && &*rule.key != "format");
                    let Some(ty) = at(rules, "type") else { return };
                    let (span, key_span) = (rules[ty].value.span, rules[ty].key_span);
                    rules[ty].value.value = Value::String("string".into());
                    let value = Node { span, value: Value::String(pattern.into()) };
                    rules.push(Member { key: "pattern".into(), key_span, value });
                });
            }
        }
        (Change::AnyType | Change::WithoutType, Some(ty)) => drop(members.remove(ty)),
        (Change::OwnType, Some(ty)) => {
            let (span, key_span) = (members[ty].value.span, members[ty].key_span);
            let mut format = None;
            let mut own = |name: &mut Node| {
                if let Some((ty, of)) = name.as_str().and_then(type_meant) {
                    name.value = Value::String(ty.into());
                    format = format.or(of);
                }
            };
            match &mut members[ty].value.value {
                Value::Array(names) => names.iter_mut().for_each(own),
                _ => own(&mut members[ty].value),
            }
            if let Some(format) = format.filter(|_| at(members, "format").is_none()) {
                let value = Node { span, value: Value::String(format.into()) };
                members.push(Member { key: "format".into(), key_span, value });
            }
        }
        (Change::NullType, Some(ty)) => {
            if let Value::Array(names) = &mut members[ty].value.value {
                let nulls = names.iter_mut().filter(|name| name.is_null());
                nulls.for_each(|name| name.value = Value::String("null".into()));
            }
        }
        (Change::Binary, Some(ty)) => {
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
        (Change::Values(read), Some(ty)) => {
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
        (Change::OneSchema, _) => {
            let items = at(members, "items").map(|own| &mut members[own].value);
            if let Some(items) = items
                && let Value::Array(schemas) = &mut items.value
                && let Some(schema) = schemas.pop()
            {
                *items = schema;
            }
        }
        (Change::Items, _) => {
            let Some(own) = at(members, "enum") else { return };
            let (span, key_span) = (members[own].value.span, members[own].key_span);
            // With what is said of its values.
            let is_of_values = |key: &str| key == "enum" || key.starts_with("x-enum");
            let moved: Vec<Member> = members.extract_if(.., |member| is_of_values(&member.key)).collect();
            let Some(items) = at(members, "items") else {
                let value = Node { span, value: Value::Object(Box::new(Object::new(moved).0)) };
                let key_span = span;
                members.push(Member { key: "items".into(), key_span, value });
                return;
            };
            let items = &mut members[items].value;
            let is_plain = items.as_object().is_some_and(|own| !own.contains("enum") && !own.contains("$ref"));
            if let (true, Value::Object(own)) = (is_plain, &mut items.value) {
                own.edit(|members| members.extend(moved));
                return;
            }
            // Each schema has a place of its own: by that it is known.
            let enumeration = Node { span: key_span, value: Value::Object(Box::new(Object::new(moved).0)) };
            let known = Node { span: items.span, value: std::mem::replace(&mut items.value, Value::Null) };
            let parts = Node { span, value: Value::Array(vec![known, enumeration]) };
            let all = Member { key: "allOf".into(), key_span, value: parts };
            *items = Node { span, value: Value::Object(Box::new(Object::new(vec![all]).0)) };
        }
        // Of the type it is all that these change.
        (Change::AnyType | Change::WithoutType | Change::OwnType, None) => {}
        (Change::NullType | Change::Binary | Change::Values(_), None) => {}
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
            ("{ type: string, enum: [v1, 2.0, true, null] }", r#"{"type":"string","enum":["v1","2.0","true",null]}"#),
            ("{ type: boolean, enum: ['true'] }", r#"{"type":"boolean","enum":[true]}"#),
            ("{ type: integer, enum: [a, '1'] }", r#"{"enum":["a","1"]}"#),
            ("{ type: object, enum: [a] }", r#"{"enum":["a"]}"#),
            ("{ type: array, enum: [a] }", r#"{"type":"array","items":{"enum":["a"]}}"#),
            (
                "{ type: array, x-enumNames: [A], items: {}, enum: [a] }",
                r#"{"type":"array","items":{"x-enumNames":["A"],"enum":["a"]}}"#,
            ),
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
    fn the_members_of_a_union_count_and_not_the_type_beside_it() {
        let of = |schema: &str| put(&format!("{schema}, S: {{ type: string }}"));
        for (schema, meant) in [
            (
                "{ type: object, oneOf: [{ type: string }, { type: object }] }",
                r#"{"oneOf":[{"type":"string"},{"type":"object"}]}"#,
            ),
            (
                "{ type: object, anyOf: [{ $ref: '#/components/schemas/S' }] }",
                r##"{"anyOf":[{"$ref":"#/components/schemas/S"}]}"##,
            ),
            (
                "{ type: object, oneOf: [{ type: object }, { type: 'null' }] }",
                r#"{"oneOf":[{"type":"object"},{"type":"null"}]}"#,
            ),
            (
                "{ anyOf: [{ $ref: '#/components/schemas/S' }, { type: object, nullable: true }] }",
                r##"{"anyOf":[{"$ref":"#/components/schemas/S"},{"enum":[null],"nullable":true}]}"##,
            ),
        ] {
            assert_eq!(of(schema), (meant.to_owned(), vec!["W0522"]), "{schema}");
        }
        for kept in [
            // Whose type is not said has that of the whole.
            r#"{"type":"string","oneOf":[{"format":"date"},{"type":"null"}]}"#,
            r#"{"type":"number","oneOf":[{"type":"integer"},{"type":"number"}]}"#,
            r#"{"type":["string","null"],"anyOf":[{"type":"null"},{"type":"string"}]}"#,
            r#"{"anyOf":[{"type":"object","nullable":true},{"type":"string"}]}"#,
        ] {
            assert_eq!(of(kept), (kept.to_owned(), vec![]), "{kept}");
        }
    }

    #[test]
    fn requirements_of_security_are_a_list_of_lists() {
        for (security, meant) in [
            ("{ a: [] }", r#"[{"a":[]}]"#),
            ("{ a: {} }", r#"[{"a":[]}]"#),
            ("[{ a: {}, b: [x] }]", r#"[{"a":[],"b":["x"]}]"#),
        ] {
            let text =
                format!("openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\nsecurity: {security}\npaths: {{}}\n");
            let document = load_text("test.yaml", text, &mut Sources::default()).expect("a document");
            assert_eq!(document.root.get("security").map(|it| it.to_json_text()).as_deref(), Some(meant));
            assert_eq!(document.warnings.iter().map(|found| found.code).collect::<Vec<_>>(), ["W0403"]);
        }
    }

    #[test]
    fn numbers_that_no_float_holds_are_the_last_ones() {
        let (found, said) = put("{ enum: [1e400, -1e400, 1e308, 1e-400], maximum: 2e308, example: 1e999 }");
        let (last, first) = ("1.7976931348623157e308", "-1.7976931348623157e308");
        assert_eq!(found, format!(r#"{{"enum":[{last},{first},1e308,1e-400],"maximum":{last},"example":{last}}}"#));
        assert_eq!(said, ["W0103"; 4]);
    }

    #[test]
    fn numbers_and_booleans_in_quotation_marks_are_read_as_such() {
        let (found, said) =
            put("{ maxLength: '5', minimum: '-1.5', nullable: 'true', uniqueItems: 'false', pattern: '1' }");
        assert_eq!(found, r#"{"maxLength":5,"minimum":-1.5,"nullable":true,"uniqueItems":false,"pattern":"1"}"#);
        assert_eq!(said, ["W0403"; 4]);
        // No number, no keyword, and nothing that is a value.
        for schema in [
            r#"{"maxLength":"five","minimum":"","deprecated":"yes"}"#,
            r#"{"properties":{"maxLength":"5"}}"#,
            r#"{"default":{"maxLength":"5"},"enum":[{"nullable":"true"}],"x-a":{"minimum":"1"}}"#,
        ] {
            assert_eq!(put(schema), (schema.to_owned(), Vec::new()), "{schema}");
        }
    }

    #[test]
    fn paths_begin_with_a_slash() {
        let paths = "{ a: {}, '/b': {}, b: {}, x-c: {}, d: 1, 'e/f~g': {} }";
        let text = format!("openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {paths}\n");
        let mut sources = Sources::default();
        let document = load_text("test.yaml", text, &mut sources).expect("a document");
        let found: Vec<&str> = document.root.get("paths").expect("paths").members().map(|it| &*it.key).collect();
        assert_eq!(found, ["/a", "/b", "b", "x-c", "d", "/e/f~g"]);
        let said: Vec<(&str, &str)> = document.warnings.iter().map(|found| (found.code, &*found.pointer)).collect();
        assert_eq!(said, [("W0401", "/paths/a"), ("W0401", "/paths/e~1f~0g")]);
    }

    #[test]
    fn a_variable_is_the_parameter_that_is_none_yet() {
        for (path, names, expected) in [
            ("/users/{id}", &["userId"][..], "/users/{userId}"),
            ("/x/{id:[0-9]+}", &["id"], "/x/{id}"),
            ("/files/{+path}", &["path"], "/files/{path}"),
            ("/x/:id/y", &["id"], "/x/{id}/y"),
            ("/x/{a}/{b}", &["a", "c"], "/x/{a}/{c}"),
            // Which is which nothing says, or there is nothing to say.
            ("/x/{a}/{b}", &["c", "d"], "/x/{a}/{b}"),
            ("/x/{a}", &[], "/x/{a}"),
            ("/x/{a}", &["a", "b"], "/x/{a}"),
            ("/x/:a", &["b"], "/x/:a"),
        ] {
            let parameters: Vec<String> = names.iter().map(|name| format!("{{ in: path, name: {name} }}")).collect();
            let text = format!(
                "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{ '{path}': {{ get: {{ parameters: [{}] }} }} }}\n",
                parameters.join(", ")
            );
            let mut sources = Sources::default();
            let document = load_text("test.yaml", text, &mut sources).expect("a document");
            let found: Vec<&str> = document.root.get("paths").expect("paths").members().map(|it| &*it.key).collect();
            assert_eq!(found, [expected], "{path}");
            assert_eq!(document.warnings.iter().any(|found| found.code == "W0507"), path != expected, "{path}");
        }
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
    fn what_is_clearly_meant_otherwise_is_read_so() {
        for (schema, meant, code) in [
            ("{ required: a, properties: { a: {} } }", r#"{"required":["a"],"properties":{"a":{}}}"#, "W0403"),
            ("{ type: integer, default: '30' }", r#"{"type":"integer","default":30}"#, "W0525"),
            ("{ type: boolean, default: 'true' }", r#"{"type":"boolean","default":true}"#, "W0525"),
            ("{ type: enum, enum: [a, b] }", r#"{"enum":["a","b"]}"#, "W0221"),
        ] {
            assert_eq!(put(schema), (meant.to_owned(), vec![code]), "{schema}");
        }
        for schema in [
            r#"{"type":"integer","default":"many"}"#,
            r#"{"type":"string","default":"30"}"#,
            r#"{"type":"enum"}"#,
            r#"{"properties":{"required":"a"}}"#,
        ] {
            assert_eq!(put(schema).0, schema);
        }
    }

    #[test]
    fn media_types_without_content_are_a_bodys() {
        let body = "{ description: It., application/json: { schema: { type: string } } }";
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{ /a: {{ post: {{ requestBody: {body}, responses: {{ '200': \
             {body}, '400': {{ content: {{ a/b: {{}} }} }} }} }} }} }}\n"
        );
        let mut sources = Sources::default();
        let document = load_text("test.yaml", text, &mut sources).expect("a document");
        let at = |pointer: &str| document.root.pointer(pointer).map(|node| node.to_json_text());
        let meant = r#"{"description":"It.","content":{"application/json":{"schema":{"type":"string"}}}}"#;
        assert_eq!(at("/paths/~1a/post/requestBody").as_deref(), Some(meant));
        assert_eq!(at("/paths/~1a/post/responses/200").as_deref(), Some(meant));
        assert_eq!(document.warnings.iter().map(|found| found.code).collect::<Vec<_>>(), ["W0406"; 2]);
    }

    #[test]
    fn names_that_are_numbers_are_their_texts() {
        let (found, said) =
            put("{ type: object, propertyNames: { type: integer, minimum: 1 }, additionalProperties: {} }");
        let names = r#"{"type":"string","pattern":"^-?(0|[1-9][0-9]*)$"}"#;
        let meant = format!(r#"{{"type":"object","propertyNames":{names},"additionalProperties":{{}}}}"#);
        assert_eq!((found, said), (meant, vec!["W0522"]));
        for schema in [
            r#"{"propertyNames":{"type":"string"}}"#,
            r#"{"propertyNames":{"type":["integer","string"]}}"#,
            r#"{"properties":{"propertyNames":{"type":"integer"}}}"#,
        ] {
            assert_eq!(put(schema), (schema.to_owned(), Vec::new()), "{schema}");
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
        for (schema, meant) in [
            ("{ type: int }", r#"{"type":"integer"}"#),
            ("{ type: long, minimum: 1 }", r#"{"type":"integer","minimum":1}"#),
            ("{ type: int32 }", r#"{"type":"integer","format":"int32"}"#),
            ("{ type: long, format: int64 }", r#"{"type":"integer","format":"int64"}"#),
            ("{ type: Float }", r#"{"type":"number","format":"float"}"#),
            ("{ type: double, format: decimal }", r#"{"type":"number","format":"decimal"}"#),
            ("{ type: decimal }", r#"{"type":"number"}"#),
            ("{ type: bool }", r#"{"type":"boolean"}"#),
            ("{ type: str }", r#"{"type":"string"}"#),
            ("{ type: String }", r#"{"type":"string"}"#),
            ("{ type: OBJECT }", r#"{"type":"object"}"#),
            ("{ type: [Integer, 'Null'] }", r#"{"type":["integer","null"]}"#),
            ("{ type: date }", r#"{"type":"string","format":"date"}"#),
            ("{ type: DateTime }", r#"{"type":"string","format":"date-time"}"#),
            ("{ type: uuid }", r#"{"type":"string","format":"uuid"}"#),
            ("{ type: dict }", r#"{"type":"object"}"#),
            ("{ type: list, items: { type: str } }", r#"{"type":"array","items":{"type":"string"}}"#),
        ] {
            let (found, said) = put(schema);
            assert_eq!(found, meant, "{schema}");
            assert!(!said.is_empty() && said.iter().all(|code| *code == "W0221"), "{schema}: {said:?}");
        }
        // Nothing says which of several things these are.
        for schema in [r#"{"type":"json"}"#, r#"{"type":"timestamp"}"#, r#"{"properties":{"type":{"type":"string"}}}"#]
        {
            assert_eq!(put(schema), (schema.to_owned(), Vec::new()));
        }
        // Of other letters than small ones, and then as if these were there.
        assert_eq!(put("{ type: String, enum: [1] }").0, r#"{"type":"string","enum":["1"]}"#);
        let nullable = r#"{"type":["string","null"],"format":"byte"}"#;
        assert_eq!(put("{ type: [binary, 'null'], format: byte }"), (nullable.to_owned(), vec!["W0221"]));
    }
}
