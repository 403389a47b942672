//! Properties that a part of `allOf` declares again with another type: to the letter nothing is left of both, and what
//! authors mean is that of classes, where the declaration nearest to the schema counts. The others are taken out before
//! anybody reads the tree, from a copy where the part is a reference.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::meant::VALUES;
use crate::node::{Node, Span, Value};
use crate::resolve::{percent_decode, reference_of};

/// More references in each other are none that anybody means.
const DEEPEST: usize = 8;

/// Takes the declarations out that others override; says which.
pub(crate) fn put_overrides(root: &mut Node, found: &mut Diagnostics) {
    let mut finder = Finder { root, taken: HashMap::new(), said: Diagnostics::default() };
    finder.look(root);
    let Finder { taken, mut said, .. } = finder;
    if taken.is_empty() {
        return;
    }
    for finding in said.iter_mut() {
        finding.pointer = finding.span.and_then(|span| root.pointer_to(span)).unwrap_or_default();
    }
    found.append(said);
    let parts: HashMap<Span, Node> =
        taken.into_iter().filter_map(|(span, (part, names))| Some((span, without(root, part, &names, 0)?))).collect();
    replace(root, &parts, 0);
}

struct Finder<'d> {
    root: &'d Node,
    /// Of a part of `allOf`, by its place, the properties that do not count.
    taken: HashMap<Span, (&'d Node, BTreeSet<&'d str>)>,
    said: Diagnostics,
}

/// A property where it is declared.
struct Declared<'d> {
    /// Which part of `allOf`; behind all of them the schema itself.
    part: usize,
    property: &'d Node,
    types: BTreeSet<&'d str>,
}

impl<'d> Finder<'d> {
    fn look(&mut self, node: &'d Node) {
        match &node.value {
            Value::Array(items) => items.iter().for_each(|item| self.look(item)),
            Value::Object(object) => {
                if let Some(parts) = object.get("allOf").and_then(Node::as_array).filter(|parts| !parts.is_empty()) {
                    self.conjunction(node, parts);
                }
                for member in object.iter() {
                    if !VALUES.contains(&&*member.key) && !member.key.starts_with("x-") {
                        self.look(&member.value);
                    }
                }
            }
            _ => {}
        }
    }

    fn conjunction(&mut self, schema: &'d Node, parts: &'d [Node]) {
        let mut declared: HashMap<&'d str, Vec<Declared<'d>>> = HashMap::new();
        for (part, node) in parts.iter().enumerate() {
            self.declare(node, part, &mut HashSet::new(), &mut declared);
        }
        self.declare_own(schema, parts.len(), &mut declared);
        let mut names: Vec<_> = declared.into_iter().filter(|(_, all)| all.len() > 1).collect();
        names.sort_by_key(|(name, _)| *name);
        for (name, all) in names {
            // Of two references neither is the other's base.
            let is_written_here = |it: &&Declared| parts.get(it.part).is_none_or(|part| reference_of(part).is_none());
            let Some(last) = all.iter().rfind(is_written_here) else { continue };
            let others = all.iter().filter(|it| it.part != last.part && it.types.is_disjoint(&last.types));
            let others: BTreeSet<usize> = others.map(|it| it.part).collect();
            let Some(other) = others.first().and_then(|part| parts.get(*part)) else { continue };
            if others.iter().any(|part| parts.get(*part).is_none_or(|part| !self.can_change(part))) {
                continue;
            }
            let place = reference_of(other).and_then(|it| it.value.as_str()).unwrap_or("another part");
            let types = |types: &BTreeSet<&str>| types.iter().copied().collect::<Vec<_>>().join(" or ");
            let base = all.iter().find(|it| others.contains(&it.part)).map(|it| types(&it.types)).unwrap_or_default();
            let message =
                format!("`{name}` is {} here and {base} in {place}: this declaration counts", types(&last.types));
            let help = "no value is both; give one of them another name, or leave it out of the base".to_owned();
            self.said.push(Diagnostic::warning("W0540", message).at(last.property.span).help(help));
            for part in others {
                self.taken.entry(parts[part].span).or_insert((&parts[part], BTreeSet::new())).1.insert(name);
            }
        }
    }

    /// A base that tells its kinds apart stays what it is: its kinds are known by it.
    fn can_change(&self, part: &Node) -> bool {
        let mut part = part;
        for _ in 0..DEEPEST {
            if part.get("discriminator").is_some() {
                return false;
            }
            match target(self.root, part) {
                Some(next) => part = next,
                None => return part.as_object().is_some(),
            }
        }
        false
    }

    /// Every property of a schema, and of what it is made of.
    fn declare(
        &self,
        schema: &'d Node,
        part: usize,
        seen: &mut HashSet<Span>,
        declared: &mut HashMap<&'d str, Vec<Declared<'d>>>,
    ) {
        if !seen.insert(schema.span) {
            return;
        }
        if let Some(target) = target(self.root, schema) {
            self.declare(target, part, seen, declared);
        }
        for inner in schema.get_array("allOf").unwrap_or_default() {
            self.declare(inner, part, seen, declared);
        }
        self.declare_own(schema, part, declared);
    }

    fn declare_own(&self, schema: &'d Node, part: usize, declared: &mut HashMap<&'d str, Vec<Declared<'d>>>) {
        for member in schema.get("properties").into_iter().flat_map(Node::members) {
            let types = self.types(&member.value);
            if !types.is_empty() {
                let all = declared.entry(&*member.key).or_default();
                // What the part itself hides is no matter of who refers to it.
                all.retain(|known| known.part != part);
                all.push(Declared { part, property: &member.value, types });
            }
        }
    }

    /// The types that a schema names, null apart; none where it names none itself.
    fn types(&self, schema: &'d Node) -> BTreeSet<&'d str> {
        let mut schema = schema;
        for _ in 0..DEEPEST {
            match target(self.root, schema) {
                Some(next) => schema = next,
                None => break,
            }
        }
        let Some(named) = schema.get("type") else { return BTreeSet::new() };
        let all = named.as_array().unwrap_or(std::slice::from_ref(named));
        let names = all.iter().filter_map(Node::as_str).filter(|name| *name != "null");
        // What is a number may be an integer.
        names.map(|name| if name == "integer" { "number" } else { name }).collect()
    }
}

/// What a reference within the document leads to.
fn target<'d>(root: &'d Node, node: &'d Node) -> Option<&'d Node> {
    let pointer = reference_of(node)?.value.as_str()?.strip_prefix('#')?;
    root.pointer(&percent_decode(pointer))
}

/// A part, or what it refers to, without these properties; at the part's own place.
fn without(root: &Node, part: &Node, names: &BTreeSet<&str>, depth: usize) -> Option<Node> {
    if depth == DEEPEST {
        return None;
    }
    let mut changed = match target(root, part) {
        Some(target) => without(root, target, names, depth + 1)?,
        None => part.clone(),
    };
    changed.span = part.span;
    if let Value::Object(object) = &mut changed.value {
        object.edit_values(|key, value| match (key, &mut value.value) {
            ("properties", Value::Object(properties)) => {
                properties.edit(|members| members.retain(|member| !names.contains(&*member.key)));
            }
            ("allOf", Value::Array(parts)) => {
                for part in parts {
                    if let Some(changed) = without(root, part, names, depth + 1) {
                        *part = changed;
                    }
                }
            }
            _ => {}
        });
    }
    Some(changed)
}

/// Puts the parts in; what is put in may have such parts itself, or be its own part.
fn replace(node: &mut Node, parts: &HashMap<Span, Node>, depth: usize) {
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, parts, depth)),
        Value::Object(object) => object.edit_values(|key, value| {
            if VALUES.contains(&key) || key.starts_with("x-") {
                return;
            }
            match &mut value.value {
                Value::Array(all) if key == "allOf" => {
                    for part in all {
                        let changed = parts.get(&part.span).filter(|_| depth < DEEPEST);
                        if let Some(changed) = changed {
                            *part = changed.clone();
                        }
                        replace(part, parts, depth + usize::from(changed.is_some()));
                    }
                }
                _ => replace(value, parts, depth),
            }
        }),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Sources, load_text};

    /// What becomes of the component `T`, as JSON, and what is said.
    fn put(schemas: &str) -> (String, Vec<String>) {
        let text = format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\ncomponents: {{ schemas: {{ {schemas} }} }}\n"
        );
        let mut sources = Sources::default();
        let document = load_text("test.yaml", text, &mut sources).expect("a document");
        let found = document.root.pointer("/components/schemas/T").expect("T").to_json_text();
        (found, document.warnings.iter().map(|it| format!("{} {}", it.code, it.message)).collect())
    }

    const BASE: &str = "Base: { properties: { result: { type: object }, status: { type: string } } }, \
                        Middle: { allOf: [ { $ref: '#/components/schemas/Base' } ] }";

    #[test]
    fn the_declaration_nearest_to_the_schema_counts() {
        for (base, inner) in [("Base", None), ("Middle", Some(()))] {
            let (found, said) = put(&format!(
                "{BASE}, T: {{ allOf: [ {{ $ref: '#/components/schemas/{base}' }}, \
                 {{ properties: {{ result: {{ type: array }} }} }} ] }}"
            ));
            let left = r#"{"properties":{"status":{"type":"string"}}}"#;
            let left = inner.map_or(left.to_owned(), |()| format!(r#"{{"allOf":[{left}]}}"#));
            assert_eq!(found, format!(r#"{{"allOf":[{left},{{"properties":{{"result":{{"type":"array"}}}}}}]}}"#));
            let where_to = format!("#/components/schemas/{base}");
            let told = format!("W0540 `result` is array here and object in {where_to}: this declaration counts");
            assert_eq!(said, [told]);
        }
        let (found, said) =
            put("T: { allOf: [ { properties: { a: { type: string } } } ], properties: { a: { type: integer } } }");
        assert_eq!(found, r#"{"allOf":[{"properties":{}}],"properties":{"a":{"type":"integer"}}}"#);
        assert_eq!(said, ["W0540 `a` is number here and string in another part: this declaration counts"]);
    }

    #[test]
    fn what_goes_together_and_what_tells_kinds_apart_stays() {
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
        ] {
            let schemas = format!(
                "Other: {{ properties: {{ a: {{ type: object }} }} }}, Base: {{ {base} }}, T: {{ allOf: [ {{ $ref: '#/components/schemas/Base' }}, {{ {own} }} ] }}"
            );
            let (found, said) = put(&schemas);
            assert!(found.starts_with(r##"{"allOf":[{"$ref":"#/components/schemas/Base"},"##), "{found}");
            assert_eq!(said, [""; 0], "{schemas}");
        }
    }

    #[test]
    fn what_is_written_here_counts_wherever_the_base_stands() {
        let (found, said) = put(&format!(
            "{BASE}, T: {{ allOf: [ {{ properties: {{ result: {{ type: array }} }} }}, {{ $ref: '#/components/schemas/Base' }} ] }}"
        ));
        assert!(found.ends_with(r#"{"properties":{"status":{"type":"string"}}}]}"#), "{found}");
        assert_eq!(said.len(), 1);
    }

    #[test]
    fn references_in_a_circle_end() {
        let (_, said) =
            put("Base: { allOf: [ { $ref: '#/components/schemas/T' } ], properties: { a: { type: object } } }, \
             T: { allOf: [ { $ref: '#/components/schemas/Base' }, { properties: { a: { type: array } } } ] }");
        assert!(said.iter().all(|said| said.starts_with("W0540")), "{said:?}");
    }
}
