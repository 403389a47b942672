//! The generated types against their schemas.

use conformance::types::{APIS, Tally, check_api};

const CASES: usize = 40;
const SEED: u64 = 0;

fn assert_clean(tally: &Tally) {
    let shown: Vec<_> = tally.failures.iter().take(20).cloned().collect();
    assert!(tally.failures.is_empty(), "{} failures:\n{}", tally.failures.len(), shown.join("\n"));
    eprintln!("{} instances, {} values, {:?}", tally.instances, tally.values, tally.edges());
    assert!(tally.unreached().is_empty(), "edges that no instance reaches: {:#?}", tally.unreached());
}

#[test]
fn every_type_of_the_partner_api_is_its_schema() {
    let [partner, _] = &*APIS;
    assert_clean(&check_api(partner, CASES, SEED, |_| ()));
}

#[test]
fn every_type_of_the_operator_api_is_its_schema() {
    let [_, operator] = &*APIS;
    assert_clean(&check_api(operator, CASES, SEED, |_| ()));
}
