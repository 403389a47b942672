//! What the generator makes of every construct, held against the `jsonschema` crate.

use constructs::{v3_0, v3_1};

#[test]
fn every_construct_of_3_1_takes_what_is_valid_and_nothing_else() {
    let types = v3_1::round_trips::ROUND_TRIPS;
    let tally = round_trips::tally(v3_1::DOCUMENT, types, |entry, bytes| (entry.arbitrary)(bytes));
    // Null is beside the type of an enumeration, in whoever has it, and so no value of the component's own type.
    let of_null = ["/components/schemas/Mixed\"", "/components/schemas/AnnotatedOrNull/anyOf/2\""];
    let is_known = |site: &String| of_null.iter().any(|schema| site.contains(schema));
    assert!(tally.untried.len() == of_null.len() && tally.untried.iter().all(is_known), "{:?}", tally.untried);
    assert_eq!(tally.unjudged, 0);
    assert_eq!((tally.failures, tally.unmade), (Vec::new(), Vec::new()));
}

#[test]
fn every_construct_of_3_0_takes_what_is_valid_and_nothing_else() {
    let types = v3_0::round_trips::ROUND_TRIPS;
    let tally = round_trips::tally(v3_0::DOCUMENT, types, |entry, bytes| (entry.arbitrary)(bytes));
    assert_eq!((tally.untried.clone(), tally.unjudged), (Vec::new(), 0));
    assert_eq!((tally.failures, tally.unmade), (Vec::new(), Vec::new()));
}
