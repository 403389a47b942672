//! What schemars and utoipa make of the generated types.

use conformance::emitted::{Library, Told, differences, told, verdicts};
use conformance::types::APIS;
use serde_json::Value;

#[test]
fn what_libraries_make_of_the_types_is_the_source_but_for_what_the_lists_say() {
    let failures = differences(&told()).expect("projection.toml is readable");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn their_verdict_on_every_instance_is_the_sources() {
    let told = told();
    for api in APIS.iter() {
        let found = verdicts(&told, api, 0);
        assert!(found.failures.is_empty(), "{}", found.failures.join("\n"));
        assert!(found.judged > 1_000, "{}", found.judged);
    }
}

/// Places that decide whether a value is valid, and what is there instead: nothing where it is not said.
const CHANGES: &[(&str, &str, Option<&str>)] = &[
    ("City", "/maxLength", None),
    ("City", "/maxLength", Some("71")),
    ("City", "/pattern", None),
    ("NewAddress", "/required", None),
    ("NewAddress", "/additionalProperties", None),
    ("NewAddress", "/properties/state", Some("{}")),
    ("ClosureReason", "/enum/0", None),
    ("UpdateCustomerDataBody", "/oneOf/0", None),
];

#[test]
fn a_schema_that_says_less_or_more_than_the_source_is_noticed_in_both_ways() {
    let told = told();
    for library in Library::ALL {
        for (name, place, instead) in CHANGES {
            let mut changed: Vec<Told> = told
                .iter()
                .filter(|told| told.library == library && told.api.document.name == "partner")
                .cloned()
                .collect();
            let entry = changed.iter_mut().find(|told| told.entry.name == *name);
            let entry = entry.unwrap_or_else(|| panic!("{library} tells nothing of {name}"));
            let pointer = format!("{}{place}", entry.entry.own_pointer());
            match instead {
                Some(text) => *entry.document.pointer_mut(&pointer).expect(place) = text.parse().expect("JSON"),
                None => remove(&mut entry.document, &pointer),
            }
            let [only] = [entry.clone()];
            let wrong = verdicts(&[only], &APIS[0], 0);
            assert!(!wrong.failures.is_empty(), "{library}: {name}{place}: its verdicts are the source's all the same");
            let others = told.iter().filter(|told| told.library != library || told.api.document.name != "partner");
            changed.extend(others.cloned());
            let differences = differences(&changed).expect("projection.toml is readable");
            let named = format!("partner::{name}");
            assert!(differences.iter().any(|line| line.contains(&named)), "{library}: {name}{place}: {differences:?}");
        }
    }
}

#[test]
fn a_type_of_which_nothing_is_told_is_noticed() {
    let mut told = told();
    let at = told.iter().position(|told| told.library == Library::Utoipa && told.entry.name == "City");
    told.remove(at.expect("utoipa tells of it"));
    let differences = differences(&told).expect("projection.toml is readable");
    assert!(differences.iter().any(|line| line == "utoipa: nothing is told of partner-api::City"), "{differences:?}");
}

fn remove(document: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').expect("below the top");
    match document.pointer_mut(parent) {
        Some(Value::Object(members)) => drop(members.remove(name).expect(pointer)),
        Some(Value::Array(items)) => drop(items.remove(name.parse().expect("an index"))),
        _ => panic!("nothing at {pointer}"),
    }
}
