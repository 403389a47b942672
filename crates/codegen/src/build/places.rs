//! What a schema within a component is called: after the component and where in it it stands, whoever needs it first.

use super::facts::even_tuple;
use super::operations::{content_kind, essence, media_name};
use super::unions::{RawVariant, is_null_alone};
use super::*;

impl<'a> Builder<'a> {
    /// The name that a conjunction's type would like: that of its place where it is one schema within a component, else
    /// `hint`.
    pub(super) fn hint_of(&mut self, parts: &[Part<'a>], hint: &str) -> String {
        let own = match parts {
            &[Part { node, spent: false }] => self.name_of_place(node),
            _ => None,
        };
        own.unwrap_or_else(|| hint.to_owned())
    }

    /// The name of a schema by its place in a component; `None` where it stands in none.
    pub(super) fn name_of_place(&mut self, node: &'a Node) -> Option<String> {
        if let Some(name) = self.known_name(node) {
            return Some(name.clone());
        }
        let way = self.resolver.way_to(node.span);
        way.last().filter(|(_, last)| last.span == node.span)?;
        let is_known = |(_, on_the_way): &(String, &'a Node)| self.known_name(on_the_way).is_some();
        let base = match way.iter().rposition(is_known) {
            Some(base) => base,
            None => self.name_body(&way)?,
        };
        let mut holder = way[base].1;
        let mut name = self.known_name(holder)?.clone();
        let mut rest = way[base + 1..].iter();
        while let Some((key, inner)) = rest.next() {
            let is_list = inner.as_array().is_some();
            let has_names = matches!(&**key, "properties" | "patternProperties" | "$defs" | "definitions");
            let (place, schema) = match is_list || has_names {
                true => rest.next().map(|(place, schema)| (&**place, *schema))?,
                false => ("", *inner),
            };
            match &**key {
                "properties" => name = format!("{}{}", of_type(name, holder, "object"), pascal(place)),
                "patternProperties" | "additionalProperties" | "unevaluatedProperties" => {
                    name = format!("{}Value", of_type(name, holder, "object"));
                }
                "items" | "prefixItems" => {
                    let number = place.parse::<usize>().ok().filter(|_| even_tuple(holder).is_none());
                    let number = number.map(|place| (place + 1).to_string()).unwrap_or_default();
                    name = format!("{}Item{number}", of_type(name, holder, "array"));
                }
                "allOf" if is_list => {}
                "oneOf" | "anyOf" if is_list => {
                    self.name_members(&name, inner);
                    name = self.known_name(schema)?.clone();
                }
                // These have names of their own.
                "$defs" | "definitions" => name = pascal(place),
                _ => return None,
            }
            self.place_names.insert(schema.span, name.clone());
            holder = schema;
        }
        Some(name)
    }

    /// Names the body that a component is, if the way leads through one; its place on the way.
    fn name_body(&mut self, way: &[(String, &'a Node)]) -> Option<usize> {
        let [(components, _), (section, _), (name, _), (content, medias), (media, _), (key, schema), ..] = way else {
            return None;
        };
        let is_body = components == "components" && matches!(&**section, "responses" | "requestBodies");
        if !is_body || content != "content" || key != "schema" {
            return None;
        }
        let mut name = match name.parse().ok().and_then(reason) {
            Some(reason) => pascal(reason),
            None => pascal(name),
        };
        if !name.ends_with("Body") {
            name.push_str("Body");
        }
        let media = essence(media);
        if medias.members().len() > 1 && content_kind(&media) != ContentKind::Json {
            name.push_str(&media_name(&media));
        }
        self.place_names.insert(schema.span, name);
        Some(5)
    }

    fn known_name(&self, node: &Node) -> Option<&String> {
        self.component_names.get(&node.span).or_else(|| self.place_names.get(&node.span))
    }

    /// Names the members of a union, by what the union is called. What is wrong with those that nobody needs is no error.
    fn name_members(&mut self, union: &str, members: &'a Node) {
        let before = std::mem::take(&mut self.diagnostics);
        self.name_all(union, members);
        let found = std::mem::replace(&mut self.diagnostics, before);
        let warnings = found.into_iter().filter(|found| found.severity == crate::diagnostic::Severity::Warning);
        self.diagnostics.extend(warnings);
    }

    fn name_all(&mut self, union: &str, members: &'a Node) {
        let mut variants: Vec<RawVariant<'a>> = Vec::new();
        for member in members.items() {
            let Ok(own) = self.facts(&[member.into()]) else { continue };
            if !own.never && !is_null_alone(&own, member) {
                variants.push((Vec::new(), member.get_str("$ref"), member));
            }
        }
        if let [(.., only)] = &variants[..] {
            self.place_names.insert(only.span, union.to_owned());
            return;
        }
        let Ok(words) = self.words_of(&variants) else { return };
        for (index, ((.., member), word)) in variants.iter().zip(&words).enumerate() {
            let name = self.name_of_variant(union, index, member, word.as_deref());
            self.place_names.insert(member.span, name);
        }
    }
}

/// The name of what a schema says of one type where it allows several.
fn of_type(name: String, schema: &Node, ty: &str) -> String {
    let mut types: BTreeSet<&str> = schema.get_array("type").into_iter().flatten().filter_map(Node::as_str).collect();
    types.remove("null");
    if types.contains("number") {
        types.remove("integer");
    }
    if types.len() < 2 { name } else { format!("{name}{}", pascal(ty)) }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{built, built_of};

    /// The names of the types that come of these schemas, of which some are used, in the order of the alphabet.
    fn names(schemas: &str, used: &[&str]) -> Vec<String> {
        let mut names: Vec<String> = built(schemas, used).model.types.into_iter().map(|it| it.name).collect();
        names.sort_unstable();
        names
    }

    const USERS: &str = "Admin: { allOf: [ { $ref: '#/components/schemas/User' },
               { type: object, properties: { level: { type: integer, minimum: 1 }, address: { required: [city] } } } ] }
             User: { type: object, properties: { role: { type: string, enum: [a, b] }, age: { type: integer, minimum: 0 },
               address: { type: object, properties: { city: { type: string, minLength: 1 } } },
               tags: { type: array, items: { type: string, minLength: 1 } },
               notes: { type: object, additionalProperties: { type: string, minLength: 1 } } } }";

    #[test]
    fn what_is_within_one_component_is_called_after_it_whoever_needs_it_first() {
        let all = ["Admin", "AdminAddress", "AdminLevel", "User", "UserAddress", "UserAddressCity"];
        let all = [&all[..], &["UserAge", "UserNotesValue", "UserRole", "UserTagsItem"]].concat();
        assert_eq!(names(USERS, &["Admin", "User"]), all);
        assert_eq!(names(USERS, &["User", "Admin"]), all);
        // The base is not there by itself, and its name for what is in it all the same.
        let admin = ["Admin", "AdminAddress", "AdminLevel", "UserAddressCity", "UserAge"];
        let admin = [&admin[..], &["UserNotesValue", "UserRole", "UserTagsItem"]].concat();
        assert_eq!(names(USERS, &["Admin"]), admin);
    }

    #[test]
    fn a_reference_into_a_component_gives_the_name_that_is_had_there() {
        let schemas =
            "Todo: { type: object, properties: { sub: { type: array, items: { type: object, properties: { a: {
               type: string } } } } } }
             Order: { type: object, properties: { status: { type: string, enum: [a, b] } } }
             Offer: { type: object, properties: { status: { type: string, enum: [c] } } }
             Use: { type: object, properties: { item: { $ref: '#/components/schemas/Todo/properties/sub/items' },
               order: { $ref: '#/components/schemas/Order/properties/status' },
               offer: { $ref: '#/components/schemas/Offer/properties/status' } } }";
        assert_eq!(names(schemas, &["Use"]), ["OfferStatus", "OrderStatus", "TodoSubItem", "Use"]);
        let all = ["Offer", "OfferStatus", "Order", "OrderStatus", "Todo", "TodoSubItem", "Use"];
        assert_eq!(names(schemas, &["Use", "Todo", "Order", "Offer"]), all);
        assert_eq!(names(schemas, &["Todo", "Order", "Offer", "Use"]), all);
    }

    #[test]
    fn every_place_in_a_component_has_the_name_that_it_has_from_within() {
        let schema = "T: { type: object, properties: { 'a b': { anyOf: [ { type: 'null' },
               { type: object, required: [x], properties: { x: { type: string } } }, { type: string, enum: [s, t] },
               { title: Third, type: array, minItems: 1, items: { type: string, minLength: 2 } } ] },
               one: { oneOf: [ { type: object, properties: { y: { type: string } } }, { type: 'null' } ] },
               two: { type: [object, string], minLength: 3, properties: { z: { type: string, maxLength: 3 } } },
               pair: { type: array, minItems: 2, maxItems: 2, prefixItems: [ { type: string, maxLength: 1 }, { type: integer } ] } },
               $defs: { Inner: { type: object, properties: { w: { type: string, maxLength: 1 } } } } }";
        let within = names(schema, &["T"]);
        let places = [
            ("properties/a%20b/anyOf/1", "TABX"),
            ("properties/a%20b/anyOf/2", "TABEnum"),
            ("properties/a%20b/anyOf/3", "TABThird"),
            ("properties/a%20b/anyOf/3/items", "TABThirdItem"),
            ("properties/one/oneOf/0", "TOne"),
            ("properties/two/properties/z", "TTwoObjectZ"),
            ("properties/pair/prefixItems/0", "TPairItem1"),
        ];
        for (place, name) in places {
            assert!(within.contains(&name.to_owned()), "{name}: {within:?}");
            let other =
                format!("U: {{ type: object, properties: {{ p: {{ $ref: '#/components/schemas/T/{place}' }} }} }}");
            let from_without = names(&format!("{other}\n             {schema}"), &["U"]);
            assert!(from_without.contains(&name.to_owned()), "{place}: {from_without:?}");
        }
        let inner = "U: { type: object, properties: { p: { $ref: '#/components/schemas/T/$defs/Inner' } } }";
        assert_eq!(names(&format!("{inner}\n             {schema}"), &["U"]), ["Inner", "InnerW", "U"]);
    }

    #[test]
    fn a_body_that_is_a_component_is_called_after_it() {
        let object = "{ type: object, properties: { a: { type: string, minLength: 1 } } }";
        let content = format!("content: {{ application/json: {{ schema: {object} }} }}");
        let both = format!(
            "content: {{ application/json: {{ schema: {object} }}, multipart/form-data: {{ schema: {object} }} }}"
        );
        let operation = |name: &str| {
            format!(
                "/{name}: {{ post: {{ operationId: {name}, requestBody: {{ $ref: '#/components/requestBodies/new-thing' }}, \
                 responses: {{ '204': {{ description: It. }}, '404': {{ $ref: '#/components/responses/NotFound' }} }} }} }}"
            )
        };
        for operations in [["one", "two"], ["two", "one"]] {
            let built = built_of(format!(
                "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{ {} }}\ncomponents:\n  responses: {{ NotFound: {{ \
                 description: No., {content} }} }}\n  requestBodies: {{ new-thing: {{ {both} }} }}\n",
                operations.map(operation).join(", ")
            ));
            let names: Vec<&str> = built.model.types.iter().map(|it| &*it.name).collect();
            assert_eq!(names, ["NewThingBodyA", "NewThingBody", "NotFoundBodyA", "NotFoundBody"]);
        }
    }

    #[test]
    fn a_member_that_is_wrong_is_no_matter_to_who_refers_to_another_one() {
        let schemas = "T: { oneOf: [ { type: object, required: [a], properties: { a: { type: string } } },
               { allOf: [ { $ref: '#/components/schemas/Nowhere' } ] } ] }
             U: { type: object, properties: { p: { $ref: '#/components/schemas/T/oneOf/0' } } }";
        let built = built(schemas, &["U"]);
        let errors = built.diagnostics.iter().filter(|it| it.severity == crate::diagnostic::Severity::Error).count();
        assert_eq!((errors, built.model.operations.len()), (0, 1));
    }

    #[test]
    fn an_answer_that_is_a_component_by_its_status_is_called_as_the_status_is() {
        let built = built_of(
            "openapi: 3.1.0\ninfo: { title: T, version: '1' }\npaths: { /a: { get: { operationId: a, responses: { '204': { \
             description: It. }, '404': { $ref: '#/components/responses/404' } } } } }\ncomponents:\n  responses: { '404': { \
             description: No., content: { application/json: { schema: { type: object, properties: { a: {} } } } } } }\n"
                .to_owned(),
        );
        let names: Vec<&str> = built.model.types.iter().map(|it| &*it.name).collect();
        assert_eq!(names, ["NotFoundBody"]);
    }

    #[test]
    fn what_stands_in_no_component_is_called_after_what_needs_it() {
        let text = "{ type: string, minLength: 1 }";
        let built = built_of(format!(
            "openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths: {{ /a: {{ post: {{ operationId: add, requestBody: {{ \
             content: {{ application/json: {{ schema: {{ type: object, properties: {{ b: {text} }} }} }} }} }}, responses: {{ \
             '204': {{ description: It. }} }} }} }} }}"
        ));
        let names: Vec<&str> = built.model.types.iter().map(|it| &*it.name).collect();
        assert_eq!(names, ["AddBodyB", "AddBody"]);
    }
}
