//! The generated types against the schemas they were made of, in both directions.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use rand::rngs::{SmallRng, StdRng};
use rand::{Rng, SeedableRng};
use schema_support::{Refusal, RoundTrip};
use serde_json::Value;

use crate::document::{Document, Place, Union};
use crate::instances::{Instances, Site};
use crate::judge::{Judge, Wrong};

/// A generated crate and its types.
#[derive(Clone, Copy, Debug)]
pub struct Side {
    /// The crate's name.
    pub name: &'static str,
    /// Its types.
    pub types: &'static [RoundTrip],
    /// What their constructors make.
    pub least: &'static [Least],
    /// Whether it keeps what a newer document may say.
    pub is_client: bool,
}

/// A document and what was generated from it.
#[derive(Debug)]
pub struct Api {
    /// The source.
    pub document: Document,
    /// The server's crate and the client's.
    pub sides: [Side; 2],
    /// Arbitrary answers of each operation.
    pub answers: &'static [(&'static str, Answer)],
    /// The server's operations as they are mounted.
    pub mounted: fn() -> Vec<&'static server_support::Operation>,
}

/// An arbitrary answer made of bytes: as `Debug` shows it, and as it is sent.
pub type Answer = fn(&[u8]) -> Option<(String, server_support::Parts)>;

/// What a type's constructor makes, as JSON, by the type's name.
pub type Least = (&'static str, fn() -> Option<Vec<u8>>);

/// Every API of `apis.toml`: partner, operator.
pub static APIS: LazyLock<[Api; 2]> = LazyLock::new(|| {
    let side = |name, types, least, is_client| Side { name, types, least, is_client };
    [
        Api {
            document: Document::new("partner", partner_api::DOCUMENT),
            sides: [
                side("partner-api", partner_api::round_trips::ROUND_TRIPS, partner_api::round_trips::LEAST, false),
                side(
                    "partner-client",
                    partner_client::round_trips::ROUND_TRIPS,
                    partner_client::round_trips::LEAST,
                    true,
                ),
            ],
            answers: partner_api::round_trips::ANSWERS,
            mounted: || partner_api::round_trips::mounted().into(),
        },
        Api {
            document: Document::new("operator", operator_api::DOCUMENT),
            sides: [
                side("operator-api", operator_api::round_trips::ROUND_TRIPS, operator_api::round_trips::LEAST, false),
                side(
                    "operator-client",
                    operator_client::round_trips::ROUND_TRIPS,
                    operator_client::round_trips::LEAST,
                    true,
                ),
            ],
            answers: operator_api::round_trips::ANSWERS,
            mounted: || operator_api::round_trips::mounted().into(),
        },
    ]
});

/// What was tried, and what went wrong.
#[derive(Debug, Default)]
pub struct Tally {
    /// Instances that were judged and decoded.
    pub instances: usize,
    /// Arbitrary values of generated types that were judged.
    pub values: usize,
    /// Every edge of every constraint that a side's types have.
    pub sites: BTreeSet<(&'static str, Site)>,
    /// Those that an instance reached, on which type and judge agreed.
    pub reached: BTreeSet<(&'static str, Site)>,
    /// What went wrong, one line each.
    pub failures: Vec<String>,
}

impl Tally {
    /// Adds another one.
    pub fn add(&mut self, other: Self) {
        self.instances += other.instances;
        self.values += other.values;
        self.sites.extend(other.sites);
        self.reached.extend(other.reached);
        self.failures.extend(other.failures);
    }

    /// Each keyword's edges: reached, of how many.
    pub fn edges(&self) -> BTreeMap<&'static str, (usize, usize)> {
        let mut edges = BTreeMap::<_, (usize, usize)>::new();
        for site in &self.sites {
            let known = edges.entry(site.1.keyword).or_default();
            *known = (known.0 + usize::from(self.reached.contains(site)), known.1 + 1);
        }
        edges
    }

    /// What no instance reached.
    pub fn unreached(&self) -> BTreeSet<&(&'static str, Site)> {
        self.sites.difference(&self.reached).collect()
    }
}

/// What one type is checked with.
#[derive(Debug)]
pub struct Check<'d> {
    api: &'d Api,
    side: Side,
    entry: RoundTrip,
    judge: Judge<'d>,
    tally: Tally,
    /// The first failure is enough.
    stops: bool,
    /// How many failing instances were made smaller.
    shrunk: usize,
}

/// How type and judge disagree: a smaller instance has to show the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Changed,
    Accepted,
    Malformed,
    Refused,
    RefusedOtherwise,
}

/// How many failing instances of a type are made smaller: the first ones.
const MADE_SMALLER: usize = 20;

/// How many smaller instances are tried for each.
const TRIES: usize = 2_000;

impl<'d> Check<'d> {
    /// Of one type of one side.
    pub fn new(api: &'d Api, side: Side, entry: RoundTrip) -> Self {
        let judge = Judge::new(&api.document, entry.pointer);
        Self { api, side, entry, judge, tally: Tally::default(), stops: false, shrunk: 0 }
    }

    /// The first failure is enough: what else would fail is of no interest.
    #[must_use]
    pub fn until_failure(self) -> Self {
        Self { stops: true, ..self }
    }

    fn has_enough(&self) -> bool {
        self.stops && !self.tally.failures.is_empty()
    }

    /// Every check, with so many cases of each random kind.
    pub fn all(&mut self, instances: &Instances<'_>, cases: usize, seed: u64) {
        self.instances(instances);
        self.random(instances, cases, seed);
        self.arbitrary(cases, seed);
        self.least();
    }

    /// What was found so far.
    pub fn into_tally(self) -> Tally {
        self.tally
    }

    fn fail(&mut self, json: &Value, what: &str) {
        let shown: String = json.to_string().chars().take(400).collect();
        self.tally.failures.push(format!("{}::{}: {what}: {shown}", self.side.name, self.entry.name));
    }

    /// Document -> types: every instance that the generator knows.
    pub fn instances(&mut self, instances: &Instances<'_>) {
        let mut reached = BTreeSet::new();
        let valid = instances.valid(self.entry.pointer);
        for instance in valid.iter() {
            if self.has_enough() {
                return;
            }
            if !self.judge.accepts(&instance.json) {
                self.fail(&instance.json, "meant to be valid, but the judge refuses it");
                continue;
            }
            if self.agree(&instance.json) {
                reached.extend(instance.reaches.iter().cloned());
            }
            self.tolerates(&instance.json, "valid", true);
        }
        for instance in instances.invalid(self.entry.pointer).iter() {
            if self.has_enough() {
                return;
            }
            if self.judge.accepts(&instance.json) {
                self.fail(&instance.json, "meant to be invalid, but the judge accepts it");
                continue;
            }
            let mut wrongs: Vec<Wrong> =
                instance.wrongs.iter().map(|wrong| (wrong.pointer.clone(), wrong.keyword.to_owned())).collect();
            wrongs.sort();
            let judged = self.judge.wrongs(&instance.json);
            if wrongs != judged {
                self.fail(&instance.json, &format!("meant to break {wrongs:?}, but the judge says {judged:?}"));
            }
            if self.agree(&instance.json) {
                reached.extend(instance.reaches.iter().cloned());
            }
            let bearable = |keyword: &str| {
                [
                    "additionalProperties",
                    "minLength",
                    "maxLength",
                    "pattern",
                    "minimum",
                    "maximum",
                    "minItems",
                    "maxItems",
                ]
                .contains(&keyword)
            };
            if instance.wrongs.iter().all(|wrong| bearable(wrong.keyword)) {
                let drops = instance.wrongs.iter().any(|wrong| wrong.keyword == "additionalProperties");
                self.tolerates(&instance.json, "tolerable", !drops);
            } else if self.side.is_client
                && instance
                    .wrongs
                    .iter()
                    .all(|wrong| wrong.keyword == "enum" && is_text(&instance.json, &wrong.pointer))
            {
                self.tolerates(&instance.json, "of a newer server", true);
            }
        }
        let side = self.side.name;
        self.tally.sites.extend(instances.sites(self.entry.pointer).into_iter().map(|site| (side, site)));
        self.tally.reached.extend(reached.into_iter().map(|site| (side, site)));
    }

    /// Document -> types: so many instances put together at random: valid, broken in some places, any JSON.
    pub fn random(&mut self, instances: &Instances<'_>, count: usize, seed: u64) {
        let mut random = StdRng::seed_from_u64(seed);
        for index in 0..count {
            if self.has_enough() {
                return;
            }
            let instance = match index % 4 {
                0 => instances.random(self.entry.pointer, 0, &mut random),
                1 => instances.random(self.entry.pointer, 12, &mut random),
                2 => instances.random(self.entry.pointer, 3, &mut random),
                _ => instances.any(self.entry.pointer, &mut random),
            };
            if index % 4 == 0 && !self.judge.accepts(&instance) {
                self.fail(&instance, "meant to be valid, but the judge refuses it");
            }
            self.agree(&instance);
        }
    }

    /// Types -> document: so many arbitrary values, written, judged and taken back.
    pub fn arbitrary(&mut self, count: usize, seed: u64) {
        let mut random = SmallRng::seed_from_u64(seed);
        let mut bytes = vec![0; 16 * 1024];
        let mut made = 0;
        // Some bytes make no value: a length that no pattern allows.
        for _ in 0..count * 4 {
            if made == count {
                break;
            }
            if self.has_enough() {
                return;
            }
            random.fill_bytes(&mut bytes);
            let Some(written) = (self.entry.arbitrary)(&bytes) else { continue };
            made += 1;
            let Ok(json) = serde_json::from_slice::<Value>(&written) else {
                self.fail(&Value::Null, "an arbitrary value is not written as JSON");
                continue;
            };
            let wrongs = self.judge.wrongs(&json);
            if !wrongs.is_empty() {
                self.fail(&json, &format!("an arbitrary value is against the schema: {wrongs:?}"));
            } else {
                self.agree(&json);
            }
        }
        self.tally.values += made;
        if made < count {
            self.fail(&Value::Null, &format!("only {made} of {count} arbitrary values were made"));
        }
    }

    /// The constructor, if there is one: it makes a valid value of the members that have to be there, and of no other.
    pub fn least(&mut self) {
        let Some((_, make)) = self.side.least.iter().find(|(name, _)| *name == self.entry.name) else { return };
        let made = make().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
        let Some(json) = made else { return self.fail(&Value::Null, "the constructor makes nothing") };
        let wrongs = self.judge.wrongs(&json);
        if !wrongs.is_empty() {
            self.fail(&json, &format!("the constructor's value is against the schema: {wrongs:?}"));
        }
        let schema = self.api.document.place(self.entry.pointer).schema;
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let members = json.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        let (required, members): (BTreeSet<_>, BTreeSet<_>) = (required.collect(), members.collect());
        if required != members && schema.get("allOf").is_none() {
            self.fail(&json, &format!("the constructor gives more or less than {required:?}"));
        }
    }

    /// Whether the type and the judge say the same of an instance, and the type gives back what it took; of what fails, the
    /// smallest one that was found is told.
    fn agree(&mut self, instance: &Value) -> bool {
        self.tally.instances += 1;
        let Some((fault, what)) = self.wrong(instance) else { return true };
        let (small, what) = match self.stops || self.shrunk == MADE_SMALLER {
            true => (instance.clone(), what),
            false => self.smallest(instance.clone(), fault, what),
        };
        self.shrunk = (self.shrunk + 1).min(MADE_SMALLER);
        self.fail(&small, &what);
        false
    }

    /// An instance that is smaller and wrong in the same way, and what is wrong with it.
    fn smallest(&self, mut instance: Value, fault: Fault, mut what: String) -> (Value, String) {
        let mut left = TRIES;
        loop {
            let mut tried = round_trips::smaller(&instance).take(left).inspect(|_| left -= 1);
            let found = tried.find_map(|smaller| {
                let (same, what) = self.wrong(&smaller)?;
                (same == fault).then_some((smaller, what))
            });
            drop(tried);
            match found {
                Some(found) => (instance, what) = found,
                None => return (instance, what),
            }
        }
    }

    /// What is wrong with how the type takes an instance.
    fn wrong(&self, instance: &Value) -> Option<(Fault, String)> {
        let judged = self.judge.wrongs(instance);
        match (self.entry.strict)(&instance.to_string().into_bytes()) {
            Ok(back) if judged.is_empty() => {
                let back: Value = serde_json::from_slice(&back).unwrap_or_default();
                let same = is_same(&self.api.document, self.entry.pointer, instance, &back);
                (!same).then(|| (Fault::Changed, format!("came back as {back}")))
            }
            Ok(_) => Some((Fault::Accepted, format!("accepted, but the judge says {judged:?}"))),
            Err(Refusal::Malformed(error)) => Some((Fault::Malformed, format!("refused as malformed: {error}"))),
            Err(Refusal::Invalid(violations)) => {
                let mut ours: Vec<Wrong> = violations
                    .iter()
                    .map(|violation| (violation.pointer.clone(), violation.keyword.to_owned()))
                    .collect();
                ours.sort();
                let fault = if judged.is_empty() { Fault::Refused } else { Fault::RefusedOtherwise };
                (ours != judged).then(|| (fault, format!("refused with {ours:?}, but the judge says {judged:?}")))
            }
        }
    }

    fn tolerates(&mut self, instance: &Value, what: &str, keeps: bool) {
        match (self.entry.tolerant)(&instance.to_string().into_bytes()) {
            Ok(back) => {
                let back: Value = serde_json::from_slice(&back).unwrap_or_default();
                if keeps && !is_same(&self.api.document, self.entry.pointer, instance, &back) {
                    self.fail(instance, &format!("{what}: tolerated, but came back as {back}"));
                }
            }
            Err(refusal) => self.fail(instance, &format!("{what}: not tolerated: {refusal:?}")),
        }
    }
}

fn is_text(json: &Value, pointer: &str) -> bool {
    json.pointer(pointer).is_some_and(Value::is_string)
}

/// Whether a value of the schema at a pointer came back as it was sent: 1 is 1.0; UUIDs differ in case only (they come back
/// in lower case); a member that was left out may come back with the default that its own schema gives it, and no other.
pub(crate) fn is_same(document: &Document, pointer: &str, sent: &Value, back: &Value) -> bool {
    is_same_at(document, Some(document.place(pointer)), sent, back)
}

fn is_same_at<'d>(document: &'d Document, place: Option<Place<'d>>, sent: &Value, back: &Value) -> bool {
    let place = place.map(|place| meant(document, place, sent));
    match (sent, back) {
        (Value::Number(sent), Value::Number(back)) => match (sent.as_i64(), back.as_i64()) {
            (Some(sent), Some(back)) => sent == back,
            _ => sent.as_f64() == back.as_f64(),
        },
        (Value::String(sent), Value::String(back)) => {
            sent == back || sent.eq_ignore_ascii_case(back) && sent.len() == 36 && uuid::Uuid::try_parse(sent).is_ok()
        }
        (Value::Array(sent), Value::Array(back)) => {
            let item = |place: &Place<'d>| document.below(place, &["items"]);
            let items = place.as_ref().filter(|place| place.schema.get("items").is_some()).map(item);
            sent.len() == back.len()
                && sent.iter().zip(back).all(|(sent, back)| is_same_at(document, items.clone(), sent, back))
        }
        (Value::Object(sent), Value::Object(back)) => {
            let properties = place.as_ref().map_or_else(Vec::new, |place| document.properties(place));
            let of = |name: &str| properties.iter().find(|(known, _)| *known == name).map(|(_, place)| place.clone());
            let is_kept = |(name, sent): (&String, &Value)| {
                back.get(name).is_some_and(|back| is_same_at(document, of(name), sent, back))
            };
            let is_default = |(name, back): (&String, &Value)| {
                sent.contains_key(name) || of(name).is_some_and(|place| place.schema.get("default") == Some(back))
            };
            sent.iter().all(is_kept) && back.iter().all(is_default)
        }
        (sent, back) => sent == back,
    }
}

/// The branch of a union that a value is meant for.
fn meant<'d>(document: &'d Document, mut place: Place<'d>, value: &Value) -> Place<'d> {
    while let Some(union) = document.union(&place) {
        place = match union {
            Union::Nullable(inner) => inner,
            Union::Tagged { property, branches } => {
                let tag = value.get(property).and_then(Value::as_str);
                match branches.into_iter().find(|(known, _)| Some(*known) == tag) {
                    Some((_, branch)) => branch,
                    None => return place,
                }
            }
            Union::ByMembers(branches) => branches[document.decide(&branches, value)].clone(),
        };
    }
    place
}

/// Every check on one type, with so many cases of each random kind.
pub fn check(api: &Api, side: Side, entry: RoundTrip, instances: &Instances<'_>, cases: usize, seed: u64) -> Tally {
    let mut check = Check::new(api, side, entry);
    check.all(instances, cases, seed);
    check.into_tally()
}

/// Every check on every type of an API.
pub fn check_api(api: &Api, cases: usize, seed: u64, mut progress: impl FnMut(&'static str)) -> Tally {
    let instances = Instances::new(&api.document, seed);
    let mut tally = Tally::default();
    for side in api.sides {
        for entry in side.types {
            tally.add(check(api, side, *entry, &instances, cases, seed));
            progress(entry.name);
        }
    }
    tally
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_what_fails_the_smallest_instance_is_told() {
        let [api, _] = &*APIS;
        let customer = |entry: &&RoundTrip| entry.name == "Customer";
        let right = api.sides[0].types.iter().find(customer).expect("customers");
        let told = |strict: fn(&[u8]) -> Result<Vec<u8>, Refusal>| {
            let instances = Instances::new(&api.document, 0);
            let mut check = Check::new(api, api.sides[0], RoundTrip { strict, ..*right });
            check.random(&instances, MADE_SMALLER, 0);
            check.into_tally().failures
        };
        assert_eq!(told(right.strict), [""; 0]);
        // Takes anything, and gives nothing back.
        let careless = told(|_| Ok(b"{}".to_vec()));
        let of_objects = |failure: &&String| failure.contains("accepted, but the judge says") && failure.ends_with('}');
        let accepted: Vec<&String> = careless.iter().filter(of_objects).collect();
        assert!(!accepted.is_empty(), "{careless:#?}");
        assert!(accepted.iter().all(|failure| failure.ends_with(": {}")), "{accepted:#?}");
    }

    #[test]
    fn nothing_comes_back_that_was_not_sent_but_the_default_of_its_own_schema() {
        let document = Document::new(
            "things",
            r##"{ "components": { "schemas": {
                "Thing": { "type": "object", "properties": {
                    "is_on": { "type": "boolean", "default": false },
                    "inner": { "anyOf": [{ "$ref": "#/components/schemas/Inner" }, { "type": "null" }] },
                    "list": { "type": "array", "items": { "$ref": "#/components/schemas/Inner" } } } },
                "Inner": { "type": "object", "properties": { "is_on": { "type": "boolean" }, "note": { "default": "n" } } }
            } } }"##,
        );
        let is_same = |sent: Value, back: Value| is_same(&document, "/components/schemas/Thing", &sent, &back);
        assert!(is_same(json!({}), json!({ "is_on": false })));
        assert!(is_same(
            json!({ "inner": {}, "list": [{}] }),
            json!({ "inner": { "note": "n" }, "list": [{ "note": "n" }] })
        ));
        for (sent, back) in [
            (json!({}), json!({ "is_on": true })),
            (json!({}), json!({ "inner": null })),
            (json!({}), json!({ "other": 1 })),
            (json!({ "inner": {} }), json!({ "inner": { "is_on": false } })),
            (json!({ "list": [{}] }), json!({ "list": [{ "note": "m" }] })),
            (json!({ "inner": null }), json!({})),
        ] {
            assert!(!is_same(sent.clone(), back.clone()), "{sent} {back}");
        }
    }
}
