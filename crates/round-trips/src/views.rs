//! A document as requests see it, and as responses do: what `readOnly` and `writeOnly` let be absent on one of the two
//! (OpenAPI 3.0.4 and 3.1.1, Schema Object).

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::dialect::{MAPS, VALUES, resolved};

/// A document in which no member with this keyword is required; `None` where that changes nothing.
pub fn relaxed(document: &Value, keyword: &str) -> Option<Value> {
    if !says(document, keyword) {
        return None;
    }
    let relaxer = Relaxer { keyword, original: document };
    let mut view = document.clone();
    relaxer.relax_apart(&mut view).then_some(view)
}

/// Whether anything in a document has the keyword: most documents need no views, and large ones no copy.
fn says(value: &Value, keyword: &str) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| says(item, keyword)),
        Value::Object(members) => {
            members.get(keyword) == Some(&Value::Bool(true)) || members.values().any(|member| says(member, keyword))
        }
        _ => false,
    }
}

struct Relaxer<'o> {
    keyword: &'o str,
    original: &'o Value,
}

impl Relaxer<'_> {
    /// Whether something changed. `around`: the members with the keyword of the conjunction that this is a part of;
    /// `within`: the references that were written out on the way.
    fn relax(&self, value: &mut Value, around: &BTreeSet<String>, within: &mut Vec<String>) -> bool {
        match value {
            Value::Array(items) => items.iter_mut().fold(false, |changed, item| self.relax_apart(item) | changed),
            Value::Object(_) => {
                let mut marked = around.clone();
                let has_use = |keyword: &&str| value.get(*keyword).is_some();
                if ["required", "allOf", "anyOf", "oneOf"].iter().any(has_use) {
                    self.marked(value, &mut marked, &mut BTreeSet::new());
                }
                let Value::Object(members) = value else { return false };
                let mut changed = without(members, &marked);
                for (name, member) in members.iter_mut() {
                    match member {
                        Value::Array(parts) if ["allOf", "anyOf", "oneOf"].contains(&&**name) => {
                            // One of several that says which members have to be there, and nothing of them, is a rule.
                            let is_rule = |part: &Value| {
                                name != "allOf"
                                    && ["properties", "$ref", "allOf"].iter().all(|it| part.get(it).is_none())
                            };
                            for part in parts.iter_mut().filter(|part| !is_rule(part)) {
                                let written = self.write_out(part, &marked, within);
                                changed |= self.relax(part, &marked, within);
                                within.truncate(within.len() - usize::from(written));
                            }
                        }
                        Value::Object(schemas) if MAPS.contains(&&**name) => {
                            let each = schemas.values_mut();
                            changed |= each.fold(false, |any, schema| self.relax_apart(schema) | any);
                        }
                        member if !VALUES.contains(&&**name) => changed |= self.relax_apart(member),
                        _ => {}
                    }
                }
                changed
            }
            _ => false,
        }
    }

    fn relax_apart(&self, value: &mut Value) -> bool {
        self.relax(value, &BTreeSet::new(), &mut Vec::new())
    }

    /// Puts what a part refers to in place of the reference, where it requires what only others of the parts mark; what
    /// it has inside stays where it is, and is referred to. Whether it was so.
    fn write_out(&self, part: &mut Value, marked: &BTreeSet<String>, within: &mut Vec<String>) -> bool {
        let Some(reference) = part["$ref"].as_str().map(str::to_owned) else { return false };
        let Some(target) = resolved(self.original, part).filter(|_| !within.contains(&reference)) else { return false };
        let mut own = BTreeSet::new();
        self.marked(target, &mut own, &mut BTreeSet::new());
        let names = target["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        if !names.into_iter().any(|name| marked.contains(name) && !own.contains(name)) {
            return false;
        }
        let inside = |key: &str| json!({ "$ref": format!("{reference}/{key}") });
        let members = target.as_object().into_iter().flatten().map(|(key, value)| {
            let value = match value {
                Value::Object(schemas) if MAPS.contains(&&**key) => {
                    let names = schemas.keys().map(|name| {
                        (name.clone(), inside(&format!("{key}/{}", name.replace('~', "~0").replace('/', "~1"))))
                    });
                    Value::Object(names.collect())
                }
                Value::Object(_) if !VALUES.contains(&&**key) && key != "discriminator" => inside(key),
                value => value.clone(),
            };
            (key.clone(), value)
        });
        *part = Value::Object(members.collect());
        within.push(reference);
        true
    }

    /// The members with the keyword of a schema and its parts.
    fn marked(&self, schema: &Value, found: &mut BTreeSet<String>, seen: &mut BTreeSet<String>) {
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            if self.is_marked(property, &mut BTreeSet::new()) {
                found.insert(name.clone());
            }
        }
        for part in parts(self.original, schema, seen) {
            self.marked(part, found, seen);
        }
    }

    fn is_marked(&self, property: &Value, seen: &mut BTreeSet<String>) -> bool {
        property[self.keyword] == json!(true)
            || parts(self.original, property, seen).into_iter().any(|part| self.is_marked(part, seen))
    }
}

/// What a schema refers to and puts together, but what was seen.
fn parts<'v>(original: &'v Value, schema: &'v Value, seen: &mut BTreeSet<String>) -> Vec<&'v Value> {
    let is_new = schema["$ref"].as_str().is_some_and(|reference| seen.insert(reference.to_owned()));
    let target = is_new.then(|| resolved(original, schema)).flatten();
    target.into_iter().chain(schema["allOf"].as_array().into_iter().flatten()).collect()
}

/// Whether names were taken from those that are required.
fn without(members: &mut Map<String, Value>, marked: &BTreeSet<String>) -> bool {
    let Some(required) = members.get_mut("required").and_then(Value::as_array_mut) else { return false };
    let before = required.len();
    required.retain(|name| !name.as_str().is_some_and(|name| marked.contains(name)));
    required.len() < before
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_members_are_not_required_wherever_they_are_marked() {
        let document = json!({ "components": { "schemas": {
            "Id": { "type": "string", "readOnly": true },
            "Own": { "required": ["id", "name"], "properties": { "id": { "$ref": "#/components/schemas/Id" }, "name": {} } },
            "Both": { "required": ["id", "x"], "allOf": [{ "$ref": "#/components/schemas/Own" }, { "required": ["id"] }] },
            "Apart": { "allOf": [{ "$ref": "#/components/schemas/Demands" }, { "properties": { "id": { "readOnly": true } } }] },
            "Demands": { "required": ["id", "name"], "properties": { "id": {}, "next": { "$ref": "#/components/schemas/Apart" } } },
            "Secret": { "required": ["password"], "properties": { "password": { "writeOnly": true } } },
            "required": { "properties": { "required": { "required": ["id"], "properties": { "id": { "readOnly": true } } } } }
        } } });
        let view = relaxed(&document, "readOnly").expect("it marks some");
        let required = |place: &str| view.pointer(&format!("/components/schemas/{place}/required")).cloned();
        assert_eq!(required("Own"), Some(json!(["name"])));
        assert_eq!(required("Both"), Some(json!(["x"])));
        assert_eq!(required("Both/allOf/1"), Some(json!([])));
        assert_eq!(required("Apart/allOf/0"), Some(json!(["name"])));
        assert_eq!(required("Demands"), Some(json!(["id", "name"])));
        assert_eq!(required("Secret"), Some(json!(["password"])));
        assert_eq!(required("required/properties/required"), Some(json!([])));
        let view = relaxed(&document, "writeOnly").expect("it marks one");
        assert_eq!(view.pointer("/components/schemas/Secret/required"), Some(&json!([])));
        assert_eq!(view["components"]["schemas"]["Own"], document["components"]["schemas"]["Own"]);
    }

    #[test]
    fn one_of_several_is_relaxed_where_it_says_what_the_members_are() {
        let id = json!({ "type": "string", "readOnly": true });
        let document = json!({
            "Rule": { "required": ["id", "at"], "properties": { "id": id, "at": id },
                      "anyOf": [{ "required": ["id"] }, { "required": ["slug"] }] },
            "Kinds": { "oneOf": [{ "required": ["id", "a"], "properties": { "id": id } }, { "$ref": "#/Own" }] },
            "Own": { "required": ["id", "b"], "properties": { "id": id } }
        });
        let view = relaxed(&document, "readOnly").expect("it marks some");
        assert_eq!(view["Rule"]["required"], json!([]));
        assert_eq!(view["Rule"]["anyOf"], document["Rule"]["anyOf"], "a rule is as it is");
        assert_eq!(view["Kinds"]["oneOf"][0]["required"], json!(["a"]));
        assert_eq!(view["Own"]["required"], json!(["b"]));
    }

    #[test]
    fn what_holds_itself_is_written_out_once() {
        let children: Map<String, Value> = (0..30)
            .map(|at| {
                let own = json!({ "properties": { "id": { "readOnly": true } } });
                (format!("c/{at}"), json!({ "allOf": [{ "$ref": "#/schemas/Node" }, own] }))
            })
            .collect();
        let node = json!({ "required": ["id"], "properties": children, "allOf": [{ "$ref": "#/schemas/Node" }] });
        let view = relaxed(&json!({ "schemas": { "Node": node } }), "readOnly").expect("it marks some");
        let child = &view["schemas"]["Node"]["properties"]["c/7"]["allOf"][0];
        assert_eq!(child["required"], json!([]));
        assert_eq!(child["properties"]["c/9"], json!({ "$ref": "#/schemas/Node/properties/c~19" }));
        assert!(view.to_string().len() < 200_000);
    }

    #[test]
    fn where_nothing_is_marked_there_is_no_view() {
        let document = json!({ "components": { "schemas": {
            "A": { "required": ["id"], "properties": { "id": {} }, "example": { "required": ["id"], "readOnly": true } },
            "B": { "properties": { "id": { "readOnly": true } } }
        } } });
        assert_eq!(relaxed(&document, "readOnly"), None);
        assert_eq!(relaxed(&document, "writeOnly"), None);
    }
}
