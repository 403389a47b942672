//! Instances of a schema: valid ones that reach every branch and every edge, and invalid ones.
//!
//! Everything is derived from the document alone; no generated type is asked. Each instance says which [`Site`]s it
//! reaches, so that what was never tried can be named. The same seed gives the same instances.

use std::cell::RefCell;
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Map, Number, Value, json};

use crate::document::{Document, Place, Union, escape, required, types};
use crate::text::{Characters, Maker};

/// One side of one constraint of one schema.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Site {
    /// The schema, as a JSON Pointer into the document.
    pub schema: String,
    /// The keyword.
    pub keyword: &'static str,
    /// Which edge of it: `kept`, `broken`, a member's name, an enum's value.
    pub edge: String,
}

/// What is wrong in an instance.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wrong {
    /// Where, as a JSON Pointer into the instance.
    pub pointer: String,
    /// Which keyword.
    pub keyword: &'static str,
}

/// An instance and what it is for.
#[derive(Clone, Debug)]
pub struct Instance {
    /// The instance.
    pub json: Value,
    /// What it reaches.
    pub reaches: BTreeSet<Site>,
    /// What is wrong with it; nothing where it is valid.
    pub wrongs: Vec<Wrong>,
}

/// How deep recursive schemas are followed.
const DEPTH: usize = 6;

/// What the types take as integers. JSON Schema knows no bound; where a document names none, larger ones are refused with
/// `format`. The request schemas of our documents all name one.
const INTEGERS: std::ops::RangeInclusive<i64> = i64::MIN..=i64::MAX;

type Cache = RefCell<BTreeMap<String, Rc<Vec<Instance>>>>;

/// The instances of one document's schemas.
#[derive(Debug)]
pub struct Instances<'d> {
    document: &'d Document,
    seed: u64,
    valid: Cache,
    invalid: Cache,
}

impl<'d> Instances<'d> {
    /// Of a document's schemas.
    pub fn new(document: &'d Document, seed: u64) -> Self {
        Self { document, seed, valid: Cache::default(), invalid: Cache::default() }
    }

    /// Valid instances of the schema at a pointer: every branch, every edge from inside.
    pub fn valid(&self, pointer: &str) -> Rc<Vec<Instance>> {
        self.valid_at(&self.document.place(pointer), DEPTH)
    }

    /// Invalid instances of the schema at a pointer: every edge from outside, one at a time where it can be done.
    pub fn invalid(&self, pointer: &str) -> Rc<Vec<Instance>> {
        self.invalid_at(&self.document.place(pointer), DEPTH)
    }

    /// All there is to reach below a pointer.
    pub fn sites(&self, pointer: &str) -> BTreeSet<Site> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::new();
        self.collect_sites(&self.document.place(pointer), &mut found, &mut seen);
        found
    }

    /// An instance put together at random: each part is broken with a chance of one in `breaks`, never for 0.
    pub fn random(&self, pointer: &str, breaks: u32, random: &mut StdRng) -> Value {
        self.random_at(&self.document.place(pointer), breaks, random, DEPTH)
    }

    /// Any JSON; its members are often named as the document names members.
    pub fn any(&self, pointer: &str, random: &mut StdRng) -> Value {
        let mut names = BTreeSet::from(["", "a/b~c", "unknown"]);
        let mut seen = BTreeSet::new();
        self.collect_names(&self.document.place(pointer), &mut names, &mut seen);
        let names: Vec<&str> = names.into_iter().collect();
        any_json(&names, random, 4)
    }

    fn collect_names<'a>(&'a self, place: &Place<'a>, names: &mut BTreeSet<&'a str>, seen: &mut BTreeSet<String>) {
        if !seen.insert(place.pointer.clone()) {
            return;
        }
        for (name, inner) in self.document.properties(place) {
            names.insert(name);
            self.collect_names(&inner, names, seen);
        }
        for inner in self.children(place) {
            self.collect_names(&inner, names, seen);
        }
    }

    /// Branches and items: the schemas below that are no properties.
    fn children<'a>(&'a self, place: &Place<'a>) -> Vec<Place<'a>> {
        let mut children = match self.document.union(place) {
            Some(Union::Nullable(inner)) => vec![inner],
            Some(Union::Tagged { branches, .. }) => branches.into_iter().map(|(_, branch)| branch).collect(),
            Some(Union::ByMembers(branches)) => branches,
            None => Vec::new(),
        };
        if place.schema.get("items").is_some_and(Value::is_object) {
            children.push(self.document.below(place, &["items"]));
        }
        if place.schema.get("additionalProperties").is_some_and(Value::is_object) {
            children.push(self.document.below(place, &["additionalProperties"]));
        }
        children
    }

    fn collect_sites<'a>(&'a self, place: &Place<'a>, found: &mut BTreeSet<Site>, seen: &mut BTreeSet<String>) {
        if !seen.insert(place.pointer.clone()) {
            return;
        }
        for (keyword, edges) in edges_of(place.schema) {
            found.extend(edges.into_iter().map(|edge| site(place, keyword, edge)));
        }
        // What is demanded without an edge is one that is never reached.
        found.extend(unknown_keywords(place.schema).map(|keyword| site(place, "no edges of", keyword)));
        match self.document.union(place) {
            Some(Union::Nullable(_)) => {
                found.extend(["null", "value"].map(|edge| site(place, "anyOf", edge)));
            }
            Some(Union::Tagged { branches, .. }) => {
                found.extend(branches.iter().map(|(tag, _)| site(place, "oneOf", *tag)));
                found.extend(["missing", "unknown", "no string", "no object"].map(|e| site(place, "oneOf", e)));
            }
            Some(Union::ByMembers(branches)) => {
                found.extend((0..branches.len()).map(|index| site(place, "oneOf", index.to_string())));
                found.insert(site(place, "oneOf", "mixed"));
            }
            None => {}
        }
        for (_, inner) in self.document.properties(place) {
            self.collect_sites(&inner, found, seen);
        }
        for inner in self.children(place) {
            self.collect_sites(&inner, found, seen);
        }
    }

    /// A generator of its own for each schema: what one schema gets does not depend on the others.
    fn random_of(&self, place: &Place<'_>) -> StdRng {
        let mixed = place.pointer.bytes().fold(self.seed ^ 0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        StdRng::seed_from_u64(mixed)
    }

    fn valid_at(&self, place: &Place<'_>, depth: usize) -> Rc<Vec<Instance>> {
        cached(&self.valid, place, depth, || self.make_valid(place, depth))
    }

    fn invalid_at(&self, place: &Place<'_>, depth: usize) -> Rc<Vec<Instance>> {
        cached(&self.invalid, place, depth, || self.make_invalid(place, depth))
    }

    fn make_valid(&self, place: &Place<'_>, depth: usize) -> Vec<Instance> {
        match self.document.union(place) {
            Some(Union::Nullable(inner)) => {
                let null = valid(Value::Null, [site(place, "anyOf", "null")]);
                let values = self.valid_at(&inner, depth);
                values.iter().map(|value| value.also(site(place, "anyOf", "value"))).chain([null]).collect()
            }
            Some(Union::Tagged { branches, .. }) => {
                let branch = |(tag, inner): &(&str, Place<'_>)| {
                    let reached = site(place, "oneOf", *tag);
                    self.valid_at(inner, depth).iter().map(|value| value.also(reached.clone())).collect::<Vec<_>>()
                };
                branches.iter().flat_map(branch).collect()
            }
            Some(Union::ByMembers(branches)) => {
                let branch = |(index, inner): (usize, &Place<'_>)| {
                    let reached = site(place, "oneOf", index.to_string());
                    self.valid_at(inner, depth).iter().map(|value| value.also(reached.clone())).collect::<Vec<_>>()
                };
                branches.iter().enumerate().flat_map(branch).collect()
            }
            None => self.make_valid_plain(place, depth),
        }
    }

    fn make_valid_plain(&self, place: &Place<'_>, depth: usize) -> Vec<Instance> {
        let schema = place.schema;
        if let Some(value) = schema.get("const") {
            return vec![valid(value.clone(), [site(place, "const", "kept")])];
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return values.iter().map(|value| valid(value.clone(), [site(place, "enum", shown(value))])).collect();
        }
        let allowed = types(schema);
        let mut found = Vec::new();
        for name in &allowed {
            let reached = site(place, "type", *name);
            let values = match *name {
                "string" => self.valid_strings(place),
                "integer" | "number" => valid_numbers(place, name),
                "boolean" => [true, false].map(|value| valid(value.into(), [])).into(),
                "null" => vec![valid(Value::Null, [])],
                "array" => self.valid_arrays(place, depth),
                "object" => self.valid_objects(place, depth),
                other => panic!("{}: no such type: {other}", place.pointer),
            };
            found.extend(values.into_iter().map(|value| value.also(reached.clone())));
        }
        if allowed.is_empty() {
            found.extend(samples().into_iter().map(|value| valid(value, [])));
        }
        found
    }

    fn valid_strings(&self, place: &Place<'_>) -> Vec<Instance> {
        let rules = Strings::of(place.schema);
        let mut random = self.random_of(place);
        let texts = rules.candidates(&mut random);
        texts.into_iter().filter(|text| rules.broken(text).is_empty()).map(|text| rules.kept(place, text)).collect()
    }

    fn valid_arrays(&self, place: &Place<'_>, depth: usize) -> Vec<Instance> {
        let (least, most) = items_bounds(place.schema);
        let Some(items) = place.schema.get("items").map(|_| self.document.below(place, &["items"])) else {
            return vec![valid(json!([]), []), valid(json!([null, {"a": [1]}]), [])];
        };
        if depth == 0 {
            return vec![valid(json!([]), [])];
        }
        let values = self.valid_at(&items, depth - 1);
        let unique = place.schema.get("uniqueItems") == Some(&Value::Bool(true));
        let of = |count: usize| -> Option<Instance> {
            let mut chosen: Vec<&Instance> = Vec::new();
            for value in values.iter().cycle().take(values.len().max(count) * 2) {
                if chosen.len() == count {
                    break;
                }
                if !unique || chosen.iter().all(|known| known.json != value.json) {
                    chosen.push(value);
                }
            }
            (chosen.len() == count).then(|| {
                let reaches = chosen.iter().flat_map(|value| value.reaches.clone());
                valid(chosen.iter().map(|value| value.json.clone()).collect(), reaches)
            })
        };
        let mut found = Vec::new();
        let usual = least.max(1);
        found.extend(of(usual));
        found.extend(of(least).map(|array| array.also(site(place, "minItems", "kept"))));
        if let Some(most) = most {
            found.extend(of(most).map(|array| array.also(site(place, "maxItems", "kept"))));
        } else {
            found.extend(of(least + 3));
        }
        if let Some(usual) = of(usual) {
            found.extend(values.iter().filter_map(|value| {
                let mut array = usual.part(value);
                array.json[0] = value.json.clone();
                let items = array.json.as_array()?;
                (!unique || all_differ(items)).then_some(array)
            }));
        }
        if unique {
            found.extend(of(2.max(least)).map(|array| array.also(site(place, "uniqueItems", "kept"))));
        }
        found
    }

    fn valid_objects(&self, place: &Place<'_>, depth: usize) -> Vec<Instance> {
        if depth == 0 {
            return self.least(place, depth).into_iter().collect();
        }
        let members = self.document.properties(place);
        let needed = required(place.schema);
        let mut found = Vec::new();
        let (full, least) = (self.full(place, depth), self.least(place, depth));
        for (name, inner) in &members {
            let values = self.valid_at(inner, depth - 1);
            let present = site(place, "properties", format!("{name} present"));
            for base in [&full, &least].into_iter().flatten() {
                found.extend(values.iter().map(|value| {
                    let mut object = base.part(value);
                    object.json[*name] = value.json.clone();
                    object.also(present.clone())
                }));
            }
            if !needed.contains(name)
                && let Some(mut object) = full.clone()
            {
                object.json.as_object_mut().map(|members| members.remove(*name));
                found.push(object.also(site(place, "properties", format!("{name} absent"))));
            }
        }
        // Order means nothing.
        if let Some(mut object) = full.clone() {
            if let Some(members) = object.json.as_object_mut() {
                *members = std::mem::take(members).into_iter().rev().collect();
            }
            found.push(object);
        }
        if let Some(base) = full.as_ref().or(least.as_ref()) {
            let extra = match place.schema.get("additionalProperties") {
                Some(Value::Bool(false)) => None,
                Some(Value::Object(_)) => {
                    Some(self.valid_at(&self.document.below(place, &["additionalProperties"]), depth - 1))
                }
                _ => Some(Rc::new(samples().into_iter().map(|value| valid(value, [])).collect())),
            };
            for value in extra.iter().flat_map(|values| values.iter()) {
                let mut object = base.part(value);
                object.json["an additional/member"] = value.json.clone();
                found.push(object.also(site(place, "additionalProperties", "kept")));
            }
        }
        full.into_iter().chain(least).chain(found).collect()
    }

    /// Every member, each with its first value.
    fn full(&self, place: &Place<'_>, depth: usize) -> Option<Instance> {
        self.object_of(place, depth, |_| true)
    }

    /// The members that have to be there.
    fn least(&self, place: &Place<'_>, depth: usize) -> Option<Instance> {
        let needed = required(place.schema);
        self.object_of(place, depth, |name| needed.contains(&name))
    }

    fn object_of(&self, place: &Place<'_>, depth: usize, has: impl Fn(&str) -> bool) -> Option<Instance> {
        let mut object = valid(json!({}), []);
        for (name, inner) in self.document.properties(place).into_iter().filter(|(name, _)| has(name)) {
            let values = self.valid_at(&inner, depth.checked_sub(1)?);
            let value = values.first()?;
            object.json[name] = value.json.clone();
            object.reaches.extend(value.reaches.clone());
        }
        Some(object)
    }

    fn make_invalid(&self, place: &Place<'_>, depth: usize) -> Vec<Instance> {
        match self.document.union(place) {
            Some(Union::Nullable(inner)) => {
                let values = self.invalid_at(&inner, depth);
                values.iter().filter(|value| !value.json.is_null()).cloned().collect()
            }
            Some(Union::Tagged { property, branches }) => self.invalid_tagged(place, property, &branches, depth),
            Some(Union::ByMembers(branches)) => self.invalid_by_members(place, &branches, depth),
            None => self.make_invalid_plain(place, depth),
        }
    }

    fn invalid_tagged(
        &self,
        place: &Place<'_>,
        property: &str,
        branches: &[(&str, Place<'_>)],
        depth: usize,
    ) -> Vec<Instance> {
        let mut found = Vec::new();
        let at_tag = format!("/{}", escape(property));
        for (tag, branch) in branches {
            let values = self.invalid_at(branch, depth);
            // With another tag it would be meant for another branch.
            found.extend(values.iter().filter(|value| value.json.get(property) == Some(&json!(tag))).cloned());
            for base in self.valid_at(branch, depth).iter().take(2) {
                let with = |value: Value| {
                    let mut object = base.json.clone();
                    object[property] = value;
                    object
                };
                let unknown = site(place, "oneOf", "unknown");
                for text in ["UNKNOWN", "", &tag.to_lowercase(), &format!("{tag} ")] {
                    found.push(wrong(with(json!(text)), &at_tag, "enum", [unknown.clone()]));
                }
                for value in [Value::Null, json!(1), json!([tag])] {
                    found.push(wrong(with(value), &at_tag, "type", [site(place, "oneOf", "no string")]));
                }
                let mut without = base.json.clone();
                without.as_object_mut().map(|members| members.remove(property));
                found.push(wrong(without, "", "required", [site(place, "oneOf", "missing")]));
            }
        }
        let others = samples().into_iter().filter(|value| !value.is_object());
        found.extend(others.map(|value| wrong(value, "", "type", [site(place, "oneOf", "no object")])));
        found
    }

    fn invalid_by_members(&self, place: &Place<'_>, branches: &[Place<'_>], depth: usize) -> Vec<Instance> {
        let mut found = Vec::new();
        for (index, branch) in branches.iter().enumerate() {
            let values = self.invalid_at(branch, depth);
            found.extend(values.iter().filter(|value| self.document.decide(branches, &value.json) == index).cloned());
        }
        // A member that only one branch knows, alone: it is that branch, which misses the rest.
        for (index, branch) in branches.iter().enumerate() {
            let required: Vec<&Value> = branch.schema["required"].as_array().into_iter().flatten().collect();
            for (name, inner) in self.document.properties(branch) {
                let missing = required.iter().filter(|needed| needed.as_str() != Some(name)).count();
                for value in self.valid_at(&inner, depth.saturating_sub(1)).iter().take(2).filter(|_| missing > 0) {
                    let mut instance = wrong(json!({ name: value.json }), "", "required", []);
                    if self.document.decide(branches, &instance.json) == index {
                        let first = instance.wrongs[0].clone();
                        instance.wrongs.resize(missing, first);
                        found.push(instance);
                    }
                }
            }
        }
        // A member of every other branch in a whole object of the first: never the other branch.
        let first = self.valid_at(&branches[0], depth);
        for base in first.iter().take(2) {
            for branch in &branches[1..] {
                for (name, inner) in self.document.properties(branch) {
                    if base.json.get(name).is_some() {
                        continue;
                    }
                    for value in self.valid_at(&inner, depth.saturating_sub(1)).iter() {
                        let mut object = base.json.clone();
                        object[name] = value.json.clone();
                        let pointer = format!("/{}", escape(name));
                        found.push(wrong(object, &pointer, "additionalProperties", [site(place, "oneOf", "mixed")]));
                    }
                }
            }
        }
        found
    }

    fn make_invalid_plain(&self, place: &Place<'_>, depth: usize) -> Vec<Instance> {
        let schema = place.schema;
        let allowed = types(schema);
        let keyword = match (schema.get("const"), schema.get("enum")) {
            (Some(_), _) => "const",
            (_, Some(_)) => "enum",
            _ => "type",
        };
        let mut found: Vec<_> = samples()
            .into_iter()
            .filter(|value| !allowed.is_empty() && !allowed.iter().any(|name| is_of_type(value, name)))
            .map(|value| wrong(value, "", keyword, [site(place, "type", "broken"), site(place, keyword, "broken")]))
            .collect();
        let known: Vec<&Value> = schema.get("enum").and_then(Value::as_array).into_iter().flatten().collect();
        if let Some(values) = schema.get("const").map(|value| vec![value]).or((!known.is_empty()).then_some(known)) {
            for value in values.iter().filter_map(|value| value.as_str()) {
                let near = [
                    value.to_lowercase(),
                    value.to_uppercase(),
                    format!("{value} "),
                    format!(" {value}"),
                    format!("{value}\u{0}"),
                ];
                let other = near.into_iter().chain(["".into(), "UNKNOWN".into(), value[..value.len() - 1].into()]);
                found.extend(
                    other
                        .filter(|text| !values.contains(&&json!(text)))
                        .map(|text| wrong(json!(text), "", keyword, [site(place, keyword, "broken")])),
                );
            }
            return found;
        }
        for name in allowed {
            match name {
                "string" => {
                    let rules = Strings::of(schema);
                    let mut random = self.random_of(place);
                    let texts = rules.candidates(&mut random);
                    found.extend(texts.into_iter().filter_map(|text| rules.violated(place, text)));
                }
                "integer" | "number" => found.extend(invalid_numbers(place)),
                "array" => found.extend(self.invalid_arrays(place, depth)),
                "object" => found.extend(self.invalid_objects(place, depth)),
                _ => {}
            }
        }
        found
    }

    fn invalid_arrays(&self, place: &Place<'_>, depth: usize) -> Vec<Instance> {
        let (least, most) = items_bounds(place.schema);
        let mut found = Vec::new();
        if depth == 0 || place.schema.get("items").is_none() {
            return found;
        }
        let items = self.document.below(place, &["items"]);
        let values = self.valid_at(&items, depth - 1);
        let of =
            |count: usize| -> Value { values.iter().cycle().take(count).map(|value| value.json.clone()).collect() };
        if least > 0 {
            found.push(wrong(of(least - 1), "", "minItems", [site(place, "minItems", "broken")]));
        }
        if let Some(most) = most {
            found.push(wrong(of(most + 1), "", "maxItems", [site(place, "maxItems", "broken")]));
        }
        let usual = least.max(2);
        if place.schema.get("uniqueItems") == Some(&Value::Bool(true)) {
            let twice: Value = std::iter::repeat_n(values[0].json.clone(), usual).collect();
            found.push(wrong(twice, "", "uniqueItems", [site(place, "uniqueItems", "broken")]));
        }
        if most.is_none_or(|most| usual <= most) {
            for value in self.invalid_at(&items, depth - 1).iter() {
                let mut array = of(usual);
                array[1] = value.json.clone();
                found.push(value.inside("/1", array));
            }
        }
        found
    }

    fn invalid_objects(&self, place: &Place<'_>, depth: usize) -> Vec<Instance> {
        let mut found = Vec::new();
        let members = self.document.properties(place);
        let bases: Vec<Instance> = [self.full(place, depth), self.least(place, depth)].into_iter().flatten().collect();
        for base in &bases {
            for name in required(place.schema) {
                let mut object = base.json.clone();
                object.as_object_mut().map(|members| members.remove(name));
                found.push(wrong(object, "", "required", [site(place, "required", format!("{name} missing"))]));
            }
            for (name, inner) in &members {
                for value in self.invalid_at(inner, depth.saturating_sub(1)).iter() {
                    let mut object = base.json.clone();
                    object[*name] = value.json.clone();
                    found.push(value.inside(&format!("/{}", escape(name)), object));
                }
            }
            match place.schema.get("additionalProperties") {
                Some(Value::Bool(false)) => {
                    let near = members.iter().flat_map(|(name, _)| [name.to_uppercase(), format!("{name} ")]);
                    let names = ["unknown", "", "a/b~c", "__proto__", "é\u{0}"].map(String::from);
                    for name in names.into_iter().chain(near).filter(|name| members.iter().all(|(n, _)| n != name)) {
                        let mut object = base.json.clone();
                        object[&name] = Value::Null;
                        let reached = site(place, "additionalProperties", "broken");
                        found.push(wrong(object, &format!("/{}", escape(&name)), "additionalProperties", [reached]));
                    }
                }
                Some(Value::Object(_)) if depth > 0 => {
                    let inner = self.document.below(place, &["additionalProperties"]);
                    for value in self.invalid_at(&inner, depth - 1).iter() {
                        let mut object = base.json.clone();
                        object["an additional/member"] = value.json.clone();
                        found.push(value.inside("/an additional~1member", object));
                    }
                }
                _ => {}
            }
        }
        found
    }

    fn random_at(&self, place: &Place<'_>, breaks: u32, random: &mut StdRng, depth: usize) -> Value {
        let breaks_here = breaks > 0 && random.random_range(0..breaks) == 0;
        if breaks_here && random.random_range(0..4) > 0 {
            let values = self.invalid_at(place, depth);
            if let Some(value) = values.choose(random) {
                return value.json.clone();
            }
        }
        match self.document.union(place) {
            Some(Union::Nullable(inner)) => {
                return if random.random_range(0..4) == 0 {
                    Value::Null
                } else {
                    self.random_at(&inner, breaks, random, depth)
                };
            }
            Some(Union::Tagged { branches, .. }) => {
                let (_, branch) = &branches[random.random_range(0..branches.len())];
                return self.random_at(branch, breaks, random, depth);
            }
            Some(Union::ByMembers(branches)) => {
                let branch = &branches[random.random_range(0..branches.len())];
                let mut value = self.random_at(branch, breaks, random, depth);
                if breaks_here
                    && let (Some(members), Value::Object(other)) = (
                        value.as_object_mut(),
                        self.random_at(&branches[random.random_range(0..branches.len())], breaks, random, depth),
                    )
                {
                    members.extend(other);
                }
                return value;
            }
            None => {}
        }
        match &types(place.schema)[..] {
            ["object"] if depth > 0 => {
                let needed = required(place.schema);
                let mut members = Map::new();
                for (name, inner) in self.document.properties(place) {
                    let keeps = needed.contains(&name) && !(breaks > 0 && random.random_range(0..breaks * 2) == 0);
                    if keeps || random.random_bool(0.5) {
                        members.insert(name.to_owned(), self.random_at(&inner, breaks, random, depth - 1));
                    }
                }
                if breaks_here {
                    members.insert("unknown".to_owned(), json!({ "a": 1 }));
                }
                Value::Object(members)
            }
            ["array"] if depth > 0 && place.schema.get("items").is_some() => {
                let (least, most) = items_bounds(place.schema);
                let least = if breaks_here { 0 } else { least };
                let count = random.random_range(least..=most.unwrap_or(least + 4).min(least + 4));
                let items = self.document.below(place, &["items"]);
                let mut found: Vec<Value> = Vec::new();
                for _ in 0..count {
                    let item = self.random_at(&items, breaks, random, depth - 1);
                    if breaks_here || place.schema.get("uniqueItems").is_none() || !found.contains(&item) {
                        found.push(item);
                    }
                }
                if found.len() < least { self.valid_at(place, depth)[0].json.clone() } else { Value::Array(found) }
            }
            _ => {
                let values = self.valid_at(place, depth);
                values.choose(random).map(|value| value.json.clone()).unwrap_or_default()
            }
        }
    }
}

fn cached(cache: &Cache, place: &Place<'_>, depth: usize, make: impl FnOnce() -> Vec<Instance>) -> Rc<Vec<Instance>> {
    let key = format!("{depth}{}", place.pointer);
    if let Some(known) = cache.borrow().get(&key) {
        return Rc::clone(known);
    }
    let mut made = make();
    let mut seen = HashMap::<String, usize>::new();
    let mut kept: Vec<Instance> = Vec::with_capacity(made.len());
    for instance in made.drain(..) {
        // The same JSON twice is one instance that reaches both.
        match seen.entry(instance.json.to_string()) {
            Entry::Occupied(known) => kept[*known.get()].reaches.extend(instance.reaches),
            Entry::Vacant(new) => {
                new.insert(kept.len());
                kept.push(instance);
            }
        }
    }
    let kept = Rc::new(kept);
    cache.borrow_mut().insert(key, Rc::clone(&kept));
    kept
}

impl Instance {
    /// This one, to put `part` into; it reaches what the part reaches: the rest has an instance of its own.
    fn part(&self, part: &Self) -> Self {
        Self { json: self.json.clone(), reaches: part.reaches.clone(), wrongs: Vec::new() }
    }

    fn also(&self, reached: Site) -> Self {
        let mut instance = self.clone();
        instance.reaches.insert(reached);
        instance
    }

    /// The same in a larger instance, where it is at `pointer`.
    fn inside(&self, pointer: &str, json: Value) -> Self {
        let wrongs = self
            .wrongs
            .iter()
            .map(|wrong| Wrong { pointer: format!("{pointer}{}", wrong.pointer), keyword: wrong.keyword })
            .collect();
        Self { json, reaches: self.reaches.clone(), wrongs }
    }
}

fn valid(json: Value, reaches: impl IntoIterator<Item = Site>) -> Instance {
    Instance { json, reaches: reaches.into_iter().collect(), wrongs: Vec::new() }
}

fn wrong(json: Value, pointer: &str, keyword: &'static str, reaches: impl IntoIterator<Item = Site>) -> Instance {
    let wrongs = vec![Wrong { pointer: pointer.to_owned(), keyword }];
    Instance { json, reaches: reaches.into_iter().collect(), wrongs }
}

fn site(place: &Place<'_>, keyword: &'static str, edge: impl Into<String>) -> Site {
    Site { schema: place.pointer.clone(), keyword, edge: edge.into() }
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Keywords that demand nothing of an instance: annotations, and where things are.
const SAY_NOTHING: [&str; 15] = [
    "$ref",
    "$comment",
    "$defs",
    "title",
    "description",
    "default",
    "deprecated",
    "discriminator",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "writeOnly",
    "contentMediaType",
    "contentEncoding",
];

/// Keywords of a schema that demand something, and of which no edges are made here: a figure of all edges would leave them
/// out.
fn unknown_keywords(schema: &Value) -> impl Iterator<Item = &str> {
    let known = edges_of(schema).into_iter().map(|(keyword, _)| keyword).collect::<BTreeSet<_>>();
    // Of these, `collect_sites` makes the edges; beside a `const` or an `enum`, `type` has none of its own.
    let elsewhere = ["oneOf", "anyOf", "items", "type"];
    schema.as_object().into_iter().flatten().map(|(keyword, _)| keyword.as_str()).filter(move |keyword| {
        !known.contains(keyword)
            && !elsewhere.contains(keyword)
            && !SAY_NOTHING.contains(keyword)
            && !keyword.starts_with("x-")
    })
}

/// The edges of each constraint that the schema itself has, unions aside.
fn edges_of(schema: &Value) -> Vec<(&'static str, Vec<String>)> {
    let mut found: Vec<(&'static str, Vec<String>)> = Vec::new();
    let both = || vec!["kept".to_owned(), "broken".to_owned()];
    let mut rest: &[&'static str] = &[
        "minLength",
        "maxLength",
        "pattern",
        "format",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minItems",
        "maxItems",
        "uniqueItems",
    ];
    if schema.get("const").is_some() {
        found.push(("const", both()));
        rest = &[];
    } else if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        found.push(("enum", values.iter().map(shown).chain(["broken".to_owned()]).collect()));
        rest = &[];
    } else {
        let names = types(schema).into_iter().map(str::to_owned);
        let names: Vec<String> = names.collect();
        if !names.is_empty() {
            found.push(("type", names.into_iter().chain(["broken".to_owned()]).collect()));
        }
    }
    for keyword in rest {
        // An edge that nothing is beyond of.
        let trivial =
            matches!((*keyword, schema.get(keyword).and_then(Value::as_u64)), ("minLength" | "minItems", Some(0)));
        if schema.get(keyword).is_some() {
            found.push((keyword, if trivial { vec!["kept".to_owned()] } else { both() }));
        }
    }
    let needed = required(schema);
    found.push(("required", needed.iter().map(|name| format!("{name} missing")).collect()));
    if let Some(members) = schema.get("properties").and_then(Value::as_object) {
        let edges = members.keys().flat_map(|name| {
            let absent = (!needed.contains(&name.as_str())).then(|| format!("{name} absent"));
            absent.into_iter().chain([format!("{name} present")])
        });
        found.push(("properties", edges.collect()));
    }
    match schema.get("additionalProperties") {
        Some(Value::Bool(false)) => found.push(("additionalProperties", vec!["broken".into()])),
        Some(_) => found.push(("additionalProperties", vec!["kept".into()])),
        None => {}
    }
    found
}

/// One of each JSON type, and a few that are easily taken for another.
fn samples() -> Vec<Value> {
    vec![
        Value::Null,
        json!(true),
        json!(0),
        json!(1),
        json!(1.5),
        json!(""),
        json!("1"),
        json!("null"),
        json!([]),
        json!([null]),
        json!([{}]),
        json!({}),
        json!({ "a": 1 }),
    ]
}

fn is_of_type(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => {
            name == "number" || name == "integer" && number.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}

fn all_differ(items: &[Value]) -> bool {
    items.iter().enumerate().all(|(index, item)| !items[..index].contains(item))
}

fn items_bounds(schema: &Value) -> (usize, Option<usize>) {
    let of = |keyword: &str| schema.get(keyword).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
    (of("minItems").unwrap_or_default(), of("maxItems"))
}

fn any_json(names: &[&str], random: &mut StdRng, depth: usize) -> Value {
    let words = ["CLOSED", "INDIVIDUAL", "BUSINESS", "US", "", "2024-02-30", "a@b.example", "\u{1d11e}", "null"];
    match random.random_range(0..if depth == 0 { 7 } else { 10 }) {
        0 => Value::Null,
        1 => random.random_bool(0.5).into(),
        2 => random.random_range(-3..700_i64).into(),
        3 => random.random_range(INTEGERS).into(),
        // 1.0 is an integer.
        4 => [json!(0.5), json!(-0.0), json!(1.0)].choose(random).cloned().unwrap_or_default(),
        5 | 6 => words.choose(random).copied().unwrap_or_default().into(),
        7 => (0..random.random_range(0..4)).map(|_| any_json(names, random, depth - 1)).collect(),
        _ => {
            let count = random.random_range(0..8);
            let mut member = || {
                let name = names.choose(random).copied().unwrap_or_default().to_owned();
                (name, any_json(names, random, depth - 1))
            };
            Value::Object((0..count).map(|_| member()).collect())
        }
    }
}

fn valid_numbers(place: &Place<'_>, name: &str) -> Vec<Instance> {
    let bounds = Bounds::of(place.schema);
    let mut found = Vec::new();
    let mut candidates = vec![json!(0), json!(1), json!(-1), json!(1.0), json!(2), json!(100)];
    candidates.extend([i64::MAX, i64::MIN].map(Value::from));
    if name == "number" {
        candidates.extend([0.5, -0.25, 1e300, -1e-300].map(Value::from));
    }
    for (_, bound) in &bounds.0 {
        candidates.extend(around(bound));
    }
    let integral = types(place.schema).contains(&"integer") && !types(place.schema).contains(&"number");
    for value in candidates {
        if integral && !is_of_type(&value, "integer") || !bounds.broken(&value).is_empty() {
            continue;
        }
        let on_edge = bounds.0.iter().filter(|(keyword, bound)| match *keyword {
            "minimum" | "maximum" => same_number(&value, bound),
            "multipleOf" => true,
            // The nearest that is still inside.
            _ => around(bound).contains(&value),
        });
        let reaches: Vec<_> = on_edge.map(|(keyword, _)| site(place, keyword, "kept")).collect();
        found.push(valid(value.clone(), reaches));
    }
    found
}

fn invalid_numbers(place: &Place<'_>) -> Vec<Instance> {
    let bounds = Bounds::of(place.schema);
    let mut found = Vec::new();
    let integral = !types(place.schema).contains(&"number");
    for (_, bound) in &bounds.0 {
        for value in around(bound).into_iter().chain([json!(-1), json!(3), json!(1_000_000)]) {
            let broken = bounds.broken(&value);
            if broken.is_empty() || integral && !is_of_type(&value, "integer") {
                continue;
            }
            found.push(Instance {
                json: value,
                reaches: broken.iter().map(|keyword| site(place, keyword, "broken")).collect(),
                wrongs: broken.into_iter().map(|keyword| Wrong { pointer: String::new(), keyword }).collect(),
            });
        }
    }
    found
}

/// The bounds of a number, in the order of the keywords.
struct Bounds(Vec<(&'static str, Number)>);

impl Bounds {
    fn of(schema: &Value) -> Self {
        let keywords = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
        let bound = |keyword: &'static str| Some((keyword, schema.get(keyword)?.as_number()?.clone()));
        Self(keywords.into_iter().filter_map(bound).collect())
    }

    fn broken(&self, value: &Value) -> Vec<&'static str> {
        let Some(number) = value.as_f64() else { return Vec::new() };
        let whole = value.as_i64();
        let breaks = |(keyword, bound): &&(&'static str, Number)| {
            // Whole numbers are compared as such: a float holds 53 bits only.
            let order = match (whole, bound.as_i64()) {
                (Some(value), Some(bound)) => value.cmp(&bound),
                _ => number.total_cmp(&bound.as_f64().unwrap_or(f64::NAN)),
            };
            match *keyword {
                "minimum" => order.is_lt(),
                "maximum" => order.is_gt(),
                "exclusiveMinimum" => order.is_le(),
                "exclusiveMaximum" => order.is_ge(),
                _ => match (whole, bound.as_i64()) {
                    (Some(value), Some(step)) => value % step != 0,
                    _ => (number / bound.as_f64().unwrap_or(f64::NAN)).fract() != 0.0,
                },
            }
        };
        self.0.iter().filter(breaks).map(|(keyword, _)| *keyword).collect()
    }
}

/// A bound, and what is right beside it on both sides, whole or not.
fn around(bound: &Number) -> Vec<Value> {
    match bound.as_i64() {
        Some(bound) => {
            let whole = [Some(bound), bound.checked_sub(1), bound.checked_add(1)];
            let near = bound as f64;
            whole
                .into_iter()
                .flatten()
                .map(Value::from)
                .chain([near, near - 0.5, near + 0.5].map(Value::from))
                .collect()
        }
        None => {
            let bound = bound.as_f64().unwrap_or_default();
            [bound, bound.next_down(), bound.next_up()].map(Value::from).into()
        }
    }
}

fn same_number(value: &Value, bound: &Number) -> bool {
    match (value.as_i64(), bound.as_i64()) {
        (Some(value), Some(bound)) => value == bound,
        _ => value.as_f64() == bound.as_f64(),
    }
}

/// The rules of a string, and what is known to be of its format and what is known not to be.
struct Strings {
    min_length: Option<usize>,
    max_length: Option<usize>,
    pattern: Option<Maker>,
    format: Option<String>,
}

const EMAILS: (&[&str], &[&str]) = (
    &[
        "a@b.example",
        "first.last+tag@sub.example.com",
        "a@localhost",
        "!#$%&'*+-/=?^_`{|}~@example.org",
        "\"a b\"@example.org",
        "\"a@b\"@example.org",
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
        "A@EXAMPLE.ORG",
        "a@xn--bcher-kva.example",
    ],
    &[
        "",
        "a",
        "@",
        "a@",
        "@b.example",
        "a@b..example",
        "a b@c.example",
        "a@b c.example",
        ".a@b.example",
        "a.@b.example",
        "a..b@c.example",
        "a@-b.example",
        "a@b-.example",
        "a@b@c.example",
        "a@[127.0.0.300]",
        "a@[IPv6:12345::]",
        " a@b.example",
        "a@b.example ",
        "a@b.example\n",
    ],
);
const UUIDS: (&[&str], &[&str]) = (
    &[
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f",
        "6F1C2D3E-8A4B-7C5D-9E6F-7A8B9C0D1E2F",
    ],
    &[
        "",
        "6f1c2d3e8a4b4c5d9e6f7a8b9c0d1e2f",
        "{6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f}",
        "urn:uuid:6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f",
        "6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2",
        "6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2ff",
        "6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2g",
        "6f1c2d3e-8a4b-4c5d9-e6f-7a8b9c0d1e2f",
        " 6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f",
        "6f1c2d3e-8a4b-4c5d-9e6f-7a8b9c0d1e2f\n",
    ],
);
const DATES: (&[&str], &[&str]) = (
    &["1988-02-29", "2000-02-29", "2024-12-31", "2024-01-01", "0001-01-01", "9999-12-31"],
    &[
        "",
        "1989-02-29",
        "1900-02-29",
        "2024-04-31",
        "2024-00-01",
        "2024-13-01",
        "2024-01-00",
        "2024-01-32",
        "2024-1-2",
        "24-01-02",
        "2024/01/02",
        "20240102",
        "2024-W01-1",
        "+2024-01-02",
        "2024-01-02T00:00:00Z",
        " 2024-01-02",
        "2024-01-02\n",
        "२०२४-01-02",
    ],
);
const MOMENTS: (&[&str], &[&str]) = (
    &[
        "2026-11-22T09:30:00Z",
        "2026-11-22t09:30:00z",
        "2026-11-22T09:30:00.123456789Z",
        "2026-11-22T00:00:00+00:00",
        "2026-11-22T23:59:59-23:59",
        "1990-12-31T23:59:60Z",
        "1990-12-31T15:59:60-08:00",
        "2024-02-29T12:00:00+05:45",
    ],
    &[
        "",
        "2026-11-22",
        "2026-11-22 09:30:00Z",
        "2026-11-22T09:30:00",
        "2026-11-22T09:30Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T23:60:00Z",
        "2026-11-22T23:59:61Z",
        "2026-11-22T12:00:60Z",
        "2026-11-22T09:30:00+24:00",
        "2026-11-22T09:30:00+0100",
        "2026-11-22T09:30:00.Z",
        "2026-02-29T09:30:00Z",
        "2026-11-22T09:30:00Z ",
        "2026-11-22T09:30:00Z\n",
    ],
);

fn of_format(format: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match format {
        "email" => EMAILS,
        "uuid" => UUIDS,
        "date" => DATES,
        "date-time" => MOMENTS,
        other => panic!("no instances of format {other} are known here: add some"),
    }
}

/// Texts that break things elsewhere.
const TEXTS: &[&str] = &[
    "a",
    "",
    "text",
    "null",
    " ",
    "\"\\/\u{8}\u{c}\n\r\t",
    "\u{0}",
    "\u{7f}\u{80}\u{9f}",
    "\u{a0}",
    "\u{feff}a",
    "\u{2028}\u{2029}",
    "é",
    "e\u{301}",
    "𝄞",
    "👩‍👩‍👧",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{202e}abc",
];

impl Strings {
    fn of(schema: &Value) -> Self {
        let length = |keyword: &str| schema.get(keyword).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        Self {
            min_length: length("minLength"),
            max_length: length("maxLength"),
            pattern: schema.get("pattern").and_then(Value::as_str).map(Maker::new),
            format: schema.get("format").and_then(Value::as_str).map(str::to_owned),
        }
    }

    /// Texts inside and outside of the rules; the first is one of everyday.
    fn candidates(&self, random: &mut StdRng) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut lengths: Vec<usize> = Vec::new();
        for edge in [self.min_length, self.max_length].into_iter().flatten() {
            lengths.extend([edge, edge + 1]);
            lengths.extend(edge.checked_sub(1));
        }
        if let Some(format) = &self.format {
            let (good, bad) = of_format(format);
            found.extend(good.iter().chain(bad).map(|text| (*text).to_owned()));
            if format == "email" {
                found.extend(lengths.iter().filter_map(|length| email(*length)));
            }
            return found;
        }
        if let Some(maker) = &self.pattern {
            let (least, most) = maker.lengths();
            lengths.extend([least, least + 1]);
            lengths.extend(least.checked_sub(1));
            lengths.extend(most.into_iter().flat_map(|most| [most, most + 1]));
            let usual = lengths.iter().copied().find(|length| {
                self.min_length.is_none_or(|least| *length >= least)
                    && self.max_length.is_none_or(|most| *length <= most)
            });
            found.extend(usual.and_then(|length| maker.text(length, Characters::Any, random)));
            for length in lengths {
                for characters in [Characters::First, Characters::Last, Characters::Any] {
                    found.extend(maker.text(length, characters, random));
                }
            }
            // A good text with one character exchanged, put in front or behind: the edges of each class.
            let good: Vec<String> = found.iter().filter(|text| self.broken(text).is_empty()).take(3).cloned().collect();
            let probes: Vec<char> = maker.neighbours().into_iter().chain("\n\r\u{2028}\u{0}Aa0 é".chars()).collect();
            for text in &good {
                let characters: Vec<char> = text.chars().collect();
                for probe in &probes {
                    for index in BTreeSet::from([0, characters.len() / 2, characters.len().saturating_sub(1)]) {
                        let mut changed = characters.clone();
                        if let Some(place) = changed.get_mut(index) {
                            *place = *probe;
                        }
                        found.push(changed.iter().collect());
                    }
                    found.push(format!("{probe}{text}"));
                    found.push(format!("{text}{probe}"));
                }
                found.extend((!characters.is_empty()).then(|| characters[1..].iter().collect::<String>()));
            }
        } else {
            for length in lengths {
                found.extend(["a", "é", "𝄞"].map(|character| character.repeat(length)));
            }
        }
        found.extend(TEXTS.iter().map(|text| (*text).to_owned()));
        if self.max_length.is_none() {
            found.push("long ".repeat(2_000));
        }
        // What is invalid cannot come first: it is what objects are put together from.
        found.sort_by_key(|text| !self.broken(text).is_empty());
        found
    }

    fn broken(&self, text: &str) -> Vec<&'static str> {
        let length = text.chars().count();
        let format = self.format.as_deref().is_some_and(|format| of_format(format).1.contains(&text));
        [
            ("minLength", self.min_length.is_some_and(|least| length < least)),
            ("maxLength", self.max_length.is_some_and(|most| length > most)),
            ("pattern", self.pattern.as_ref().is_some_and(|maker| !maker.matches(text))),
            ("format", format),
        ]
        .into_iter()
        .filter_map(|(keyword, broken)| broken.then_some(keyword))
        .collect()
    }

    fn kept(&self, place: &Place<'_>, text: String) -> Instance {
        let length = text.chars().count();
        let reached = [
            ("minLength", self.min_length == Some(length)),
            ("maxLength", self.max_length == Some(length)),
            ("pattern", self.pattern.is_some()),
            ("format", self.format.is_some()),
        ];
        let reaches =
            reached.into_iter().filter(|(_, on_edge)| *on_edge).map(|(keyword, _)| site(place, keyword, "kept"));
        valid(text.into(), reaches)
    }

    fn violated(&self, place: &Place<'_>, text: String) -> Option<Instance> {
        let broken = self.broken(&text);
        (!broken.is_empty()).then(|| Instance {
            json: text.into(),
            reaches: broken.iter().map(|keyword| site(place, keyword, "broken")).collect(),
            wrongs: broken.into_iter().map(|keyword| Wrong { pointer: String::new(), keyword }).collect(),
        })
    }
}

/// A good e-mail address of so many characters: a local part of 64 at most, labels of 63 at most.
fn email(length: usize) -> Option<String> {
    let local = 64.min(length.checked_sub(2)?);
    let mut left = length - local - 1;
    let mut labels = Vec::new();
    while left > 0 {
        // No label of nothing may be left over.
        let take = if left == 64 { 62 } else { left.min(63) };
        labels.push("d".repeat(take));
        left = (left - take).saturating_sub(1);
    }
    Some(format!("{}@{}", "l".repeat(local), labels.join(".")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_of_which_no_edges_are_made_is_never_reached() {
        let document =
            Document::new("things", r##"{ "A": { "type": "object", "minProperties": 1, "x-a": 1, "title": "A" } }"##);
        let instances = Instances::new(&document, 0);
        let unknown: Vec<Site> =
            instances.sites("/A").into_iter().filter(|site| site.keyword == "no edges of").collect();
        assert_eq!(unknown.iter().map(|site| site.edge.as_str()).collect::<Vec<_>>(), ["minProperties"]);
        let reached =
            instances.valid("/A").iter().flat_map(|instance| instance.reaches.clone()).collect::<BTreeSet<_>>();
        assert!(!reached.contains(&unknown[0]));
    }
}
