//! Properties that a part of `allOf` declares again with another type: to the letter nothing is left of both, and what
//! authors mean is that of classes, where the declaration nearest to the schema counts. The others are taken out before
//! anybody reads the tree; of what a part refers to, in one copy for all who refer to it so, under `x-without`.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::meant::{leads_to_schemas, located};
use crate::node::{Member, Node, Object, Span, Value};
use crate::resolve::{reference_of, within};

/// More references in each other are none that anybody means.
const DEEPEST: usize = 32;

/// Where the copies are.
const COPIES: &str = "x-without";

/// A part of `allOf`: the place of the list, and which of its items. (An alias of YAML shares its own place with others.)
type Part = (Span, usize);

/// Takes the declarations out that others override, and has the whole closed where a part is closed against the others; says
/// which.
pub(crate) fn put_overrides(root: &mut Node, found: &mut Diagnostics) {
    let mut finder = Finder { root, taken: HashMap::new(), wholes: HashMap::new(), said: Diagnostics::default() };
    finder.look(root, false);
    let Finder { taken, wholes, said, .. } = finder;
    if taken.is_empty() && wholes.is_empty() || root.get(COPIES).is_some() {
        return;
    }
    located(root, said, found);
    let mut copier = Copier { root, copies: BTreeMap::new(), names: HashMap::new() };
    let parts: HashMap<Part, Node> =
        taken.into_iter().map(|(place, taken)| (place, copier.without(taken.part, &taken))).collect();
    let wholes: HashMap<Span, Node> = wholes.into_iter().map(|(place, rest)| (place, rest.clone())).collect();
    // Behind everything: no place of the text is in them.
    let nowhere = Span::new(root.span.source, root.span.end, root.span.end);
    let copies = copier.copies.into_iter().map(|(name, copy)| {
        let value = copy.unwrap_or(Node { span: nowhere, value: Value::Bool(true) });
        Member { key: name.into(), key_span: nowhere, value }
    });
    let copies = Node { span: nowhere, value: Value::Object(Box::new(Object::new(copies.collect()).0)) };
    let copies = Member { key: COPIES.into(), key_span: nowhere, value: copies };
    if let (Value::Object(object), false) = (&mut root.value, parts.is_empty()) {
        object.edit(|members| members.push(copies));
    }
    replace(root, &parts, &wholes, false);
}

/// What says which members there are beside those that a schema names.
const CLOSERS: [&str; 2] = ["additionalProperties", "unevaluatedProperties"];

/// What of a part of `allOf` does not count.
struct Taken<'d> {
    part: &'d Node,
    /// These properties.
    names: BTreeSet<&'d str>,
    /// What it says of members that it does not name.
    is_opened: bool,
}

struct Finder<'d> {
    root: &'d Node,
    /// Of a part of `allOf` what does not count.
    taken: HashMap<Part, Taken<'d>>,
    /// By the place of an `allOf` what members can be that no part names.
    wholes: HashMap<Span, &'d Node>,
    said: Diagnostics,
}

/// Properties by name, the nearest declaration of each behind those that it hides.
type Properties<'d> = HashMap<&'d str, Vec<&'d Node>>;

/// A property where it is declared.
struct Declared<'d> {
    /// Which part of `allOf`; behind all of them the schema itself.
    part: usize,
    property: &'d Node,
}

impl<'d> Finder<'d> {
    /// `by_name`: the keys are names, whatever they are.
    fn look(&mut self, node: &'d Node, by_name: bool) {
        match &node.value {
            Value::Array(items) => items.iter().for_each(|item| self.look(item, false)),
            Value::Object(object) => {
                let parts = object.get("allOf").filter(|parts| !by_name && !parts.items().is_empty());
                if let Some(parts) = parts {
                    self.conjunction(node, parts);
                }
                for member in object.iter() {
                    if let Some(by_name) = leads_to_schemas(by_name, &member.key) {
                        self.look(&member.value, by_name);
                    }
                }
            }
            _ => {}
        }
    }

    fn conjunction(&mut self, schema: &'d Node, list: &'d Node) {
        let of_part = |part| {
            let mut found = Properties::new();
            self.all_properties(part, &mut HashSet::new(), &mut found);
            found
        };
        let mut named: Vec<Properties<'d>> = list.items().iter().map(of_part).collect();
        // Behind all of them the schema itself.
        named.push(Properties::new());
        named.last_mut().into_iter().for_each(|own| properties(schema, own));
        self.put_nearest(list, &named);
        self.close_the_whole(schema, list, &named);
    }

    /// The declaration nearest to the schema counts.
    fn put_nearest(&mut self, list: &'d Node, named: &[Properties<'d>]) {
        let parts = list.items();
        let mut declared: HashMap<&'d str, Vec<Declared<'d>>> = HashMap::new();
        for (part, own) in named.iter().enumerate() {
            for (name, all) in own {
                // What the part itself hides is no matter of who refers to it.
                let nearest = all.iter().rfind(|property| !self.types(property).is_empty());
                declared.entry(name).or_default().extend(nearest.map(|property| Declared { part, property }));
            }
        }
        let mut names: Vec<_> = declared.into_iter().filter(|(_, all)| all.len() > 1).collect();
        names.sort_by_key(|(name, _)| *name);
        for (name, all) in names {
            // Of two references neither is the other's base.
            let is_written_here = |it: &&Declared| parts.get(it.part).is_none_or(|part| reference_of(part).is_none());
            let Some(last) = all.iter().rfind(is_written_here) else { continue };
            let are_apart = |it: &&Declared| it.part != last.part && self.are_apart(it.property, last.property, 0);
            let others: Vec<&Declared> = all.iter().filter(are_apart).collect();
            let Some(first) = others.first() else { continue };
            let can_change = |it: &&Declared| parts.get(it.part).is_some_and(|part| self.can_change(part));
            if !others.iter().all(can_change) {
                continue;
            }
            let reference = parts.get(first.part).and_then(reference_of).and_then(|it| it.value.as_str());
            let message = format!(
                "`{name}` is {} here and {} in {}: this declaration counts",
                self.words(last.property, 0),
                self.words(first.property, 0),
                reference.unwrap_or("another part")
            );
            let help = "no value is both; give one of them another name, or leave it out of the base".to_owned();
            self.said.push(Diagnostic::warning("W0540", message).at(last.property.span).help(help));
            for part in others.iter().map(|it| it.part) {
                self.take((list.span, part), &parts[part]).names.insert(name);
            }
        }
    }

    fn take(&mut self, place: Part, part: &'d Node) -> &mut Taken<'d> {
        self.taken.entry(place).or_insert_with(|| Taken { part, names: BTreeSet::new(), is_opened: false })
    }

    /// A part that allows none of the members which other parts name is not meant so: what it says is said of the whole.
    fn close_the_whole(&mut self, schema: &'d Node, list: &'d Node, named: &[Properties<'d>]) {
        let parts = list.items();
        for (at, part) in parts.iter().chain([schema]).enumerate() {
            let is_whole = at == parts.len();
            let base = if is_whole { schema } else { resolved(self.root, part) };
            if base.get("discriminator").is_some() || base.get("patternProperties").is_some() {
                continue;
            }
            for keyword in CLOSERS {
                let Some(closer) = base.as_object().and_then(|object| object.member(keyword)) else { continue };
                let rest = &closer.value;
                let is_own = |name: &str| match keyword {
                    "additionalProperties" => base.get("properties").is_some_and(|own| own.get(name).is_some()),
                    _ => is_whole || named[at].contains_key(name),
                };
                let is_excluded = |all: &[&'d Node]| match rest.as_bool() {
                    Some(allows) => !allows,
                    None => all.iter().any(|property| self.are_apart(property, rest, 0)),
                };
                let all = named.iter().flatten().filter(|(name, all)| !is_own(name) && is_excluded(all));
                let excluded: BTreeSet<&str> = all.map(|(name, _)| *name).collect();
                if excluded.is_empty() {
                    continue;
                }
                let message = format!(
                    "`{keyword}` of a part excludes what other parts name: {}; taken as said of the whole",
                    excluded.into_iter().collect::<Vec<_>>().join(", ")
                );
                let help = "write `unevaluatedProperties` (OpenAPI 3.1) beside `allOf`, or leave it out";
                self.said.push(Diagnostic::warning("W0522", message).at(closer.key_span).help(help));
                // What is closed, by itself or by another part, stays closed.
                let own = CLOSERS.iter().filter_map(|keyword| schema.get(keyword));
                let closed = own.chain([rest]).find(|rest| rest.as_bool() == Some(false));
                let known = self.wholes.entry(list.span).or_insert(rest);
                *known = closed.unwrap_or(*known);
                if !is_whole {
                    self.take((list.span, at), part).is_opened = true;
                }
            }
        }
    }

    /// Every property of a schema, and of what it is made of.
    fn all_properties(&self, schema: &'d Node, seen: &mut HashSet<Span>, found: &mut Properties<'d>) {
        if seen.insert(schema.span) {
            let parts = schema.get_array("allOf").unwrap_or_default();
            let made_of = target(self.root, schema).into_iter().chain(parts);
            made_of.for_each(|part| self.all_properties(part, seen, found));
            properties(schema, found);
        }
    }

    /// A base that tells its kinds apart stays what it is, as its kinds are known by it; and what a closed one does not
    /// name, it forbids.
    fn can_change(&self, part: &'d Node) -> bool {
        let (mut todo, mut seen) = (vec![part], HashSet::new());
        while let Some(schema) = todo.pop() {
            if !seen.insert(schema.span) {
                continue;
            }
            let is_closed = |key: &&str| schema.get_bool(key) == Some(false);
            if schema.get("discriminator").is_some() || CLOSERS.iter().any(is_closed) || schema.as_object().is_none() {
                return false;
            }
            todo.extend(target(self.root, schema));
            todo.extend(schema.get_array("allOf").unwrap_or_default());
        }
        true
    }

    /// Whether the schemas name types, and none for both; of lists, their items.
    fn are_apart(&self, one: &'d Node, other: &'d Node, depth: usize) -> bool {
        let (of_one, of_other) = (alike(&self.types(one)), alike(&self.types(other)));
        if of_one.is_empty() || of_other.is_empty() {
            return false;
        }
        let are_lists = of_one == of_other && of_one.iter().eq(&["array"]) && depth < DEEPEST;
        match (self.items(one), self.items(other)) {
            (Some(one), Some(other)) if are_lists => self.are_apart(one, other, depth + 1),
            _ => of_one.is_disjoint(&of_other),
        }
    }

    /// What a schema is, in words.
    fn words(&self, schema: &'d Node, depth: usize) -> String {
        let types = self.types(schema).into_iter().collect::<Vec<_>>().join(" or ");
        let items = self.items(schema).filter(|_| types == "array" && depth < DEEPEST);
        match items.map(|items| self.words(items, depth + 1)).filter(|words| !words.is_empty()) {
            Some(items) => format!("array of {items}"),
            None => types,
        }
    }

    fn items(&self, schema: &'d Node) -> Option<&'d Node> {
        resolved(self.root, schema).get("items")
    }

    /// The types that a schema names, null apart; none where it names none itself.
    fn types(&self, schema: &'d Node) -> BTreeSet<&'d str> {
        let mut types = resolved(self.root, schema).get("type").map(named_types).unwrap_or_default();
        types.remove("null");
        types
    }
}

/// The properties that a schema itself names.
fn properties<'d>(schema: &'d Node, found: &mut Properties<'d>) {
    for member in schema.get("properties").into_iter().flat_map(Node::members) {
        found.entry(&*member.key).or_default().push(&member.value);
    }
}

/// The types that `type` names.
pub(crate) fn named_types(ty: &Node) -> BTreeSet<&str> {
    ty.as_array().unwrap_or(std::slice::from_ref(ty)).iter().filter_map(Node::as_str).collect()
}

/// What is a number may be an integer.
pub(crate) fn alike<'t>(types: &BTreeSet<&'t str>) -> BTreeSet<&'t str> {
    types.iter().map(|name| if *name == "integer" { "number" } else { name }).collect()
}

/// What a schema is, references within the document followed.
pub(crate) fn resolved<'d>(root: &'d Node, schema: &'d Node) -> &'d Node {
    let mut schema = schema;
    for _ in 0..DEEPEST {
        match target(root, schema) {
            Some(next) => schema = next,
            None => break,
        }
    }
    schema
}

/// What a reference within the document leads to.
fn target<'d>(root: &'d Node, node: &Node) -> Option<&'d Node> {
    within(root, reference_of(node)?.value.as_str()?)
}

struct Copier<'d> {
    root: &'d Node,
    /// By name; `None` while it is being made.
    copies: BTreeMap<String, Option<Node>>,
    /// The names of the copies, by what is copied and what it is without.
    names: HashMap<String, String>,
}

impl Copier<'_> {
    /// A part without what does not count: what it refers to is a copy without it.
    fn without(&mut self, part: &Node, taken: &Taken) -> Node {
        let root = self.root;
        let Some(base) = target(root, part) else { return self.changed(part, taken) };
        let text = reference_of(part).and_then(|it| it.value.as_str()).unwrap_or_default();
        let rest = taken.is_opened.then_some("the rest");
        let names: Vec<&str> = taken.names.iter().copied().chain(rest).collect();
        let words = format!("{text} without {}", names.join(", "));
        let name = match self.names.get(&words) {
            Some(name) => name.clone(),
            None => {
                let plain = words.trim_start_matches("#/components/schemas/");
                let mut name = plain.replace(|c: char| !c.is_alphanumeric() && c != '_', "-");
                while self.copies.contains_key(&name) {
                    name.push('+');
                }
                self.names.insert(words, name.clone());
                self.copies.insert(name.clone(), None);
                let copy = self.changed(base, taken);
                self.copies.insert(name.clone(), Some(copy));
                name
            }
        };
        let mut part = part.clone();
        if let Value::Object(object) = &mut part.value {
            object.edit_values(|key, value| {
                if ["$ref", "$dynamicRef", "$recursiveRef"].contains(&key) {
                    value.value = Value::String(format!("#/{COPIES}/{name}").into());
                }
            });
        }
        part
    }

    fn changed(&mut self, schema: &Node, taken: &Taken) -> Node {
        let mut changed = schema.clone();
        if let Value::Object(object) = &mut changed.value {
            if taken.is_opened {
                object.edit(|members| members.retain(|member| !CLOSERS.contains(&&*member.key)));
            }
            object.edit_values(|key, value| match (key, &mut value.value) {
                ("properties", Value::Object(properties)) => {
                    properties.edit(|members| members.retain(|member| !taken.names.contains(&*member.key)));
                }
                ("allOf", Value::Array(parts)) => {
                    for part in parts {
                        *part = self.without(part, taken);
                    }
                }
                _ => {}
            });
        }
        changed
    }
}

/// Puts the changed parts in, and what is said of the whole.
fn replace(node: &mut Node, parts: &HashMap<Part, Node>, wholes: &HashMap<Span, Node>, by_name: bool) {
    if let Value::Object(object) = &mut node.value
        && let Some(rest) = object.get("allOf").filter(|_| !by_name).and_then(|list| wholes.get(&list.span))
    {
        object.edit(|members| {
            members.retain(|member| !CLOSERS.contains(&&*member.key));
            // It stands nowhere in the text.
            let key_span = Span::new(rest.span.source, rest.span.start, rest.span.start);
            members.push(Member { key: CLOSERS[1].into(), key_span, value: rest.clone() });
        });
    }
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, parts, wholes, false)),
        Value::Object(object) => object.edit_values(|key, value| {
            if key == COPIES {
                return replace(value, parts, wholes, true);
            }
            let Some(names_within) = leads_to_schemas(by_name, key) else { return };
            let place = value.span;
            if let (false, "allOf", Value::Array(all)) = (by_name, key, &mut value.value) {
                for (at, part) in all.iter_mut().enumerate() {
                    if let Some(changed) = parts.get(&(place, at)) {
                        *part = changed.clone();
                    }
                }
            }
            replace(value, parts, wholes, names_within);
        }),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Sources, load_text};

    /// What becomes of the component `T` and of the copies, as JSON, and what is said.
    fn put(schemas: &str) -> (String, String, Vec<String>) {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\ncomponents: {{ schemas: {{ {schemas} }} }}\n"
        );
        let mut sources = Sources::default();
        let document = load_text("test.yaml", text, &mut sources).expect("a document");
        let found = document.root.pointer("/components/schemas/T").expect("T").to_json_text();
        let copies = document.root.get("x-without").map(|copies| copies.to_json_text()).unwrap_or_default();
        (found, copies, document.warnings.iter().map(|it| format!("{} {}", it.code, it.message)).collect())
    }

    const BASE: &str = "Base: { properties: { result: { type: object }, status: { type: string } } }, \
                        Middle: { allOf: [ { $ref: '#/components/schemas/Base' } ] }";

    const COPY: &str = r#""Base-without-result":{"properties":{"status":{"type":"string"}}}"#;

    #[test]
    fn the_declaration_nearest_to_the_schema_counts() {
        let middle = r##","Middle-without-result":{"allOf":[{"$ref":"#/x-without/Base-without-result"}]}"##;
        for (base, copies) in [("Base", format!("{{{COPY}}}")), ("Middle", format!("{{{COPY}{middle}}}"))] {
            let (found, copied, said) = put(&format!(
                "{BASE}, T: {{ allOf: [ {{ $ref: '#/components/schemas/{base}' }}, \
                 {{ properties: {{ result: {{ type: array }} }} }} ] }}"
            ));
            let reference = format!("{{\"$ref\":\"#/x-without/{base}-without-result\"}}");
            assert_eq!(found, format!(r#"{{"allOf":[{reference},{{"properties":{{"result":{{"type":"array"}}}}}}]}}"#));
            assert_eq!(copied, copies);
            let where_to = format!("#/components/schemas/{base}");
            let told = format!("W0540 `result` is array here and object in {where_to}: this declaration counts");
            assert_eq!(said, [told]);
        }
        let (found, _, said) =
            put("T: { allOf: [ { properties: { a: { type: string } } } ], properties: { a: { type: integer } } }");
        assert_eq!(found, r#"{"allOf":[{"properties":{}}],"properties":{"a":{"type":"integer"}}}"#);
        assert_eq!(said, ["W0540 `a` is integer here and string in another part: this declaration counts"]);
    }

    #[test]
    fn what_a_part_says_of_the_rest_is_said_of_the_whole() {
        const A: &str =
            "A: { properties: { a: { type: string } } }, C: { properties: { c: {} }, additionalProperties: false }";
        let with = |whole: &str| put(&format!("{A}, T: {whole}"));
        let reference = r##"{"$ref":"#/components/schemas/A"}"##;
        // The whole itself.
        let (found, _, said) =
            with("{ additionalProperties: false, properties: { b: {} }, allOf: [{ $ref: '#/components/schemas/A' }] }");
        assert_eq!(
            found,
            format!(r#"{{"properties":{{"b":{{}}}},"allOf":[{reference}],"unevaluatedProperties":false}}"#)
        );
        let told = "excludes what other parts name: a; taken as said of the whole";
        assert_eq!(said, [format!("W0522 `additionalProperties` of a part {told}")]);
        // A part, of what it says only what excludes another part's.
        let part = |rest: &str| {
            with(&format!(
                "{{ allOf: [{{ $ref: '#/components/schemas/A' }}, {{ properties: {{ b: {{}} }}, additionalProperties: {rest} }}] }}"
            ))
        };
        let (found, _, said) = part("{ type: object }");
        let opened = r#"{"properties":{"b":{}}}"#;
        assert_eq!(found, format!(r#"{{"allOf":[{reference},{opened}],"unevaluatedProperties":{{"type":"object"}}}}"#));
        assert_eq!(said.len(), 1);
        let closed = with(
            "{ allOf: [{ $ref: '#/components/schemas/A' }, { additionalProperties: { type: object } }], unevaluatedProperties: false }",
        );
        assert_eq!(closed.0, format!(r#"{{"allOf":[{reference},{{}}],"unevaluatedProperties":false}}"#));
        assert_eq!(part("{ type: string }").2, [""; 0]);
        assert_eq!(part("true").2, [""; 0]);
        // What a part refers to.
        let (found, copies, said) =
            with("{ allOf: [{ $ref: '#/components/schemas/C' }, { $ref: '#/components/schemas/A' }] }");
        let opened = r##"{"$ref":"#/x-without/C-without-the-rest"}"##;
        assert_eq!(found, format!(r#"{{"allOf":[{opened},{reference}],"unevaluatedProperties":false}}"#));
        assert_eq!((copies.as_str(), said.len()), (r#"{"C-without-the-rest":{"properties":{"c":{}}}}"#, 1));
    }

    #[test]
    fn lists_are_apart_where_their_items_are() {
        let page = "Page: { properties: { data: { type: array, items: { type: array } } } }, Cat: { type: object }";
        let with = |items: &str| {
            put(&format!(
                "{page}, T: {{ allOf: [ {{ $ref: '#/components/schemas/Page' }}, \
                 {{ properties: {{ data: {{ type: array, items: {items} }} }} }} ] }}"
            ))
        };
        let (_, copied, said) = with("{ $ref: '#/components/schemas/Cat' }");
        assert_eq!(copied, r#"{"Page-without-data":{"properties":{}}}"#);
        let told = "W0540 `data` is array of object here and array of array in #/components/schemas/Page: this \
                    declaration counts";
        assert_eq!(said, [told]);
        assert_eq!(with("{ type: array, items: { type: string } }").2, [""; 0]);
    }

    #[test]
    fn what_goes_together_and_what_the_base_has_to_keep_stays() {
        let kinds = "allOf: [ { $ref: '#/components/schemas/Kinds' } ], ";
        for (base, own) in [
            ("properties: { a: { type: number } }", "properties: { a: { type: integer } }"),
            ("properties: { a: { type: [string, 'null'] } }", "properties: { a: { type: string } }"),
            ("properties: { a: { description: any } }", "properties: { a: { type: string } }"),
            ("properties: { a: { type: string }, b: { type: object } }", "properties: { c: { type: array } }"),
            ("properties: { a: { type: string } }", "$ref: '#/components/schemas/Other'"),
            (
                "discriminator: { propertyName: k }, properties: { a: { type: object } }",
                "properties: { a: { type: array } }",
            ),
            (&format!("{kinds} properties: {{ a: {{ type: object }} }}"), "properties: { a: { type: array } }"),
            ("additionalProperties: false, properties: { a: { type: object } }", "properties: { a: { type: array } }"),
        ] {
            let schemas = format!(
                "Other: {{ properties: {{ a: {{ type: object }} }} }}, Kinds: {{ discriminator: {{ propertyName: k }} }}, \
                 Base: {{ {base} }}, T: {{ allOf: [ {{ $ref: '#/components/schemas/Base' }}, {{ {own} }} ] }}"
            );
            let (found, copies, said) = put(&schemas);
            assert!(found.starts_with(r##"{"allOf":[{"$ref":"#/components/schemas/Base"},"##), "{found}");
            assert_eq!((&*copies, said), ("", vec![]), "{schemas}");
        }
    }

    #[test]
    fn what_is_written_here_counts_wherever_the_base_stands_and_whatever_the_property_is_called() {
        for name in ["result", "value", "x-value", "default"] {
            let (found, _, said) = put(&format!(
                "Base: {{ properties: {{ {name}: {{ type: object }} }} }}, Of: {{ properties: {{ {name}: {{ type: string }} }} }}, \
                 T: {{ properties: {{ {name}: {{ allOf: [ {{ properties: {{ {name}: {{ type: array }} }} }}, \
                 {{ $ref: '#/components/schemas/Base' }} ] }} }} }}"
            ));
            assert!(found.ends_with(&format!("{{\"$ref\":\"#/x-without/Base-without-{name}\"}}]}}}}}}")), "{found}");
            assert_eq!(said.len(), 1);
        }
    }

    #[test]
    fn an_alias_of_yaml_is_changed_where_it_is_overridden_and_nowhere_else() {
        let (found, _, said) = put(
            "A: { allOf: [ &base { properties: { x: { type: object } } }, { properties: { x: { type: string } } } ] }, \
             T: { allOf: [ *base, { properties: { y: { type: string } } } ] }",
        );
        assert!(found.starts_with(r#"{"allOf":[{"properties":{"x":{"type":"object"}}},"#), "{found}");
        assert_eq!(said.len(), 1);
    }

    #[test]
    fn what_is_in_the_text_is_where_it_was() {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\ncomponents: {{ schemas: {{ {BASE}, T: {{ allOf: [ \
             {{ $ref: '#/components/schemas/Base' }}, {{ properties: {{ result: {{ type: array }} }} }} ] }} }} }}\n"
        );
        let mut sources = Sources::default();
        let root = load_text("test.yaml", text, &mut sources).expect("a document").root;
        for place in ["/info/title", "/components/schemas/Base/properties/status", "/components/schemas/T/allOf/1"] {
            let span = root.pointer(place).expect(place).span;
            assert_eq!(root.pointer_to(span).as_deref(), Some(place));
        }
    }

    #[test]
    fn references_in_a_circle_end() {
        let (found, copies, said) =
            put("Base: { allOf: [ { $ref: '#/components/schemas/T' } ], properties: { a: { type: object } } }, \
             T: { allOf: [ { $ref: '#/components/schemas/Base' }, { properties: { a: { type: array } } } ] }");
        assert!(found.contains("x-without/Base-without-a") && copies.contains("T-without-a"), "{found} {copies}");
        assert!(!said.is_empty() && said.iter().all(|said| said.starts_with("W0540")), "{said:?}");
    }

    #[test]
    fn bases_that_hold_themselves_are_copied_once() {
        let children = (0..40)
            .map(|at| {
                let own = "properties: { value: { type: string } }";
                format!("c{at}: {{ allOf: [ {{ $ref: '#/components/schemas/T' }}, {{ {own} }} ] }}")
            })
            .collect::<Vec<_>>()
            .join(", ");
        let (_, copies, said) = put(&format!("T: {{ properties: {{ value: {{ type: object }}, {children} }} }}"));
        assert_eq!(said.len(), 40);
        assert!(copies.len() < 40 * 120, "{}", copies.len());
    }
}
