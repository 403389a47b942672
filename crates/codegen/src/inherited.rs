//! Discriminators that stand elsewhere than where they are needed: a union of schemas that are all built on one base by
//! `allOf` is told apart by the base's (springdoc writes so), and a schema whose own part has one has it itself (Microsoft
//! Graph writes so). Each is put where the specification has it before anybody reads the tree.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::meant::{leads_to_schemas, located};
use crate::node::{Member, Node, Span, Value};
use crate::resolve::{reference_of, within};

/// Where schemas are that a mapping may name without saying where.
const COMPONENTS: &str = "#/components/schemas/";

/// Puts inherited discriminators to the unions that they decide; says which.
pub(crate) fn put_discriminators(root: &mut Node, found: &mut Diagnostics) {
    let mut finder = Finder { root, given: HashMap::new(), said: Diagnostics::default() };
    finder.look(root, false);
    let Finder { mut given, said, .. } = finder;
    if given.is_empty() {
        return;
    }
    located(root, said, found);
    give(root, &mut given, false);
}

struct Finder<'d> {
    root: &'d Node,
    /// What to give to the schemas at these places.
    given: HashMap<Span, Node>,
    said: Diagnostics,
}

impl<'d> Finder<'d> {
    /// `by_name`: the keys are names, whatever they are.
    fn look(&mut self, node: &'d Node, by_name: bool) {
        match &node.value {
            Value::Array(items) => items.iter().for_each(|item| self.look(item, false)),
            Value::Object(object) => {
                if !by_name && object.get("discriminator").is_none() {
                    self.schema(node);
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

    fn schema(&mut self, schema: &'d Node) {
        let unions: Vec<&Node> = ["oneOf", "anyOf"].into_iter().filter_map(|key| schema.get(key)).collect();
        let parts = schema.get_array("allOf").unwrap_or_default();
        let (given, message) = match &*unions {
            [members] => {
                let Some((base, discriminator)) = self.of_members(members.items()) else { return };
                let message =
                    format!("the members are told apart by the discriminator of `{base}`, which all are built on");
                (discriminator, message)
            }
            [] => {
                let is_own =
                    |part: &&Node| reference_of(part).is_none() && part.get("oneOf").or(part.get("anyOf")).is_none();
                let mut own = parts.iter().filter(is_own).filter_map(|part| part.get("discriminator"));
                let (Some(only), None) = (own.next(), own.next()) else { return };
                (only.clone(), "the discriminator of this part is taken as the schema's own".to_owned())
            }
            _ => return,
        };
        let place = unions.first().map_or(given.span, |members| members.span);
        if self.given.insert(schema.span, given).is_none() {
            self.said.push(Diagnostic::warning("W0542", message).at(place));
        }
    }

    /// The discriminator of the one base of all members, and the base's name.
    fn of_members(&self, members: &'d [Node]) -> Option<(&'d str, Node)> {
        let mut common: Option<(&'d str, &'d Node)> = None;
        let mut targets = Vec::new();
        for member in members.iter().filter(|member| member.get_str("type") != Some("null")) {
            let reference = reference_of(member)?.value.as_str()?;
            let found = self.inherited(within(self.root, reference)?, &mut HashSet::new())?;
            if common.is_some_and(|(_, known)| known.span != found.1.span) {
                return None;
            }
            common = Some(found);
            targets.push(reference);
        }
        let (base, discriminator) = common.filter(|_| targets.len() > 1)?;
        let is_of_member = |entry: &Member| {
            let target = entry.value.as_str().unwrap_or_default();
            targets.iter().any(|known| *known == target || known.strip_prefix(COMPONENTS) == Some(target))
        };
        let mut discriminator = discriminator.clone();
        if let Value::Object(object) = &mut discriminator.value {
            object.edit_values(|key, value| {
                if let ("mapping", Value::Object(mapping)) = (key, &mut value.value) {
                    mapping.edit(|entries| entries.retain(is_of_member));
                }
            });
        }
        Some((base, discriminator))
    }

    /// The discriminator of what a schema is built on, and the name of that.
    fn inherited(&self, schema: &'d Node, seen: &mut HashSet<Span>) -> Option<(&'d str, &'d Node)> {
        if !seen.insert(schema.span) {
            return None;
        }
        let parts = schema.get_array("allOf").unwrap_or_default().iter();
        let references = parts.filter_map(|part| reference_of(part)?.value.as_str());
        references.into_iter().find_map(|reference| {
            let base = within(self.root, reference)?;
            match base.get("discriminator").filter(|_| base.get("oneOf").or(base.get("anyOf")).is_none()) {
                Some(own) if own.get_str("propertyName").is_some() => {
                    Some((reference.rsplit('/').next().unwrap_or(reference), own))
                }
                _ => self.inherited(base, seen),
            }
        })
    }
}

/// Puts them in.
fn give(node: &mut Node, given: &mut HashMap<Span, Node>, by_name: bool) {
    let place = node.span;
    match &mut node.value {
        Value::Array(items) => items.iter_mut().for_each(|item| give(item, given, false)),
        Value::Object(object) => {
            if !by_name
                && object.get("discriminator").is_none()
                && let Some(discriminator) = given.get(&place).cloned()
            {
                let key_span = Span::new(discriminator.span.source, discriminator.span.start, discriminator.span.start);
                let member = Member { key: "discriminator".into(), key_span, value: discriminator };
                object.edit(|members| members.push(member));
            }
            object.edit_values(|key, value| {
                if let Some(by_name) = leads_to_schemas(by_name, key) {
                    give(value, given, by_name);
                }
            });
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use crate::source::{Sources, load_text};

    /// What becomes of the component `T`, as JSON, and what is said.
    fn put(schemas: &str) -> (String, Vec<String>) {
        let text = format!(
            "openapi: 3.0.3\ninfo: {{ title: T, version: '1' }}\npaths: {{}}\ncomponents: {{ schemas: {{ {schemas} }} }}\n"
        );
        let mut sources = Sources::default();
        let document = load_text("test.yaml", text, &mut sources).expect("a document");
        let found = document.root.pointer("/components/schemas/T").expect("T").to_json_text();
        (found, document.warnings.iter().map(|it| format!("{} {}", it.code, it.message)).collect())
    }

    const KINDS: &str = "Vehicle: { properties: { type: { type: string } }, discriminator: { propertyName: type, mapping: { \
                         car: Car, truck: '#/components/schemas/Truck', bus: Bus } } }, \
                         Car: { allOf: [ { $ref: '#/components/schemas/Vehicle' }, { type: object } ] }, \
                         Truck: { allOf: [ { $ref: '#/components/schemas/Heavy' } ] }, \
                         Heavy: { allOf: [ { type: object }, { $ref: '#/components/schemas/Vehicle' } ] }, \
                         Other: { type: object }";

    #[test]
    fn a_union_of_what_is_built_on_one_base_has_the_discriminator_of_the_base() {
        for keyword in ["oneOf", "anyOf"] {
            let members = "{ $ref: '#/components/schemas/Car' }, { $ref: '#/components/schemas/Truck' }";
            let (found, said) = put(&format!("{KINDS}, T: {{ {keyword}: [ {members} ] }}"));
            let mapping = r##"{"car":"Car","truck":"#/components/schemas/Truck"}"##;
            let given = format!(r#""discriminator":{{"propertyName":"type","mapping":{mapping}}}}}"#);
            assert!(found.ends_with(&given), "{found}");
            let told = "W0542 the members are told apart by the discriminator of `Vehicle`, which all are built on";
            assert_eq!(said, [told]);
        }
    }

    #[test]
    fn what_has_one_or_is_not_all_of_one_base_stays() {
        let car = "{ $ref: '#/components/schemas/Car' }";
        for union in [
            format!("oneOf: [ {car} ]"),
            format!("oneOf: [ {car}, {{ $ref: '#/components/schemas/Other' }} ]"),
            format!("oneOf: [ {car}, {{ $ref: '#/components/schemas/Vehicle' }} ]"),
            format!("oneOf: [ {car}, {{ type: string }} ]"),
            format!("oneOf: [ {car}, {{ $ref: '#/components/schemas/Truck' }} ], discriminator: {{ propertyName: x }}"),
        ] {
            let (found, said) = put(&format!("{KINDS}, T: {{ {union} }}"));
            assert_eq!((found.contains("mapping"), said), (false, vec![]), "{union}");
        }
    }

    #[test]
    fn a_discriminator_of_a_part_is_the_schemas_own() {
        let part = "{ properties: { k: { type: string } }, discriminator: { propertyName: k } }";
        let (found, said) =
            put(&format!("{KINDS}, T: {{ allOf: [ {{ $ref: '#/components/schemas/Other' }}, {part} ] }}"));
        assert!(found.ends_with(r#"],"discriminator":{"propertyName":"k"}}"#), "{found}");
        assert_eq!(said, ["W0542 the discriminator of this part is taken as the schema's own"]);
        let (found, said) = put(&format!("{KINDS}, T: {{ allOf: [ {part}, {part} ] }}"));
        assert!(found.ends_with("]}") && said.is_empty(), "{found}");
        let union = "{ oneOf: [ { type: object } ], discriminator: { propertyName: k } }";
        let (found, _) = put(&format!("{KINDS}, T: {{ allOf: [ {union} ] }}"));
        assert!(found.ends_with("]}"), "{found}");
    }
}
