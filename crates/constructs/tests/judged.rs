//! What the generator makes of every construct, held against the `jsonschema` crate.

use constructs::{v3_0, v3_1};

#[test]
fn every_construct_of_3_1_takes_what_is_valid_and_nothing_else() {
    let types = v3_1::round_trips::ROUND_TRIPS;
    let tally = round_trips::tally(v3_1::DOCUMENT, types, |entry, bytes| (entry.arbitrary)(bytes));
    assert_eq!((tally.failures, tally.unmade), (Vec::new(), Vec::new()));
}

#[test]
fn every_construct_of_3_0_takes_what_is_valid_and_nothing_else() {
    let types = v3_0::round_trips::ROUND_TRIPS;
    let tally = round_trips::tally(v3_0::DOCUMENT, types, |entry, bytes| (entry.arbitrary)(bytes));
    assert_eq!((tally.failures, tally.unmade), (Vec::new(), Vec::new()));
}
