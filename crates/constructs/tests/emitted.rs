//! What schemars and utoipa make of every construct, held against the document by the `jsonschema` crate.

use std::collections::BTreeMap;

use constructs::{v3_0, v3_1};
use round_trips::emitted;
use schema_support::EmittedSchema;

type Lists = BTreeMap<String, BTreeMap<String, BTreeMap<String, String>>>;

fn check(library: &str, of_3_0: &[EmittedSchema], of_3_1: &[EmittedSchema]) {
    let lists: Lists = toml::from_str(include_str!("../emitted.toml")).expect("emitted.toml is readable");
    let known = &lists[library];
    let mut failures = Vec::new();
    for (version, document, types, schemas) in [
        ("v3_0", v3_0::DOCUMENT, v3_0::round_trips::ROUND_TRIPS, of_3_0),
        ("v3_1", v3_1::DOCUMENT, v3_1::round_trips::ROUND_TRIPS, of_3_1),
    ] {
        let found = emitted(document, types, schemas, |entry, bytes| (entry.arbitrary)(bytes));
        assert!(found.types > 10 && found.values > 1_000, "{found:?}");
        let list = known.get(version).cloned().unwrap_or_default();
        for (name, value) in &found.wider {
            if !list.contains_key(*name) {
                failures.push(format!("{version}.{name} accepts what the document does not: {value}"));
            }
        }
        for name in list.keys().filter(|name| !found.wider.contains_key(name.as_str())) {
            failures.push(format!("emitted.toml: {library}.{version}.{name} says all by now"));
        }
        let narrower = found.narrower.iter();
        failures.extend(narrower.map(|(name, value)| format!("{version}.{name} refuses what is valid: {value}")));
        failures.extend(found.unjudged.iter().map(|name| format!("{version}.{name} is not judged")));
    }
    assert!(failures.is_empty(), "{library}:\n{}", failures.join("\n"));
}

#[test]
fn schemars_says_of_every_construct_what_the_document_says() {
    check("schemars", v3_0::schemas::SCHEMAS, v3_1::schemas::SCHEMAS);
}

#[test]
fn utoipa_says_of_every_construct_what_the_document_says_but_for_the_list() {
    check("utoipa", v3_0::components::SCHEMAS, v3_1::components::SCHEMAS);
}
