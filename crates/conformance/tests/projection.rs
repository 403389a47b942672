//! The document that dropshot emits from the generated traits.

use conformance::projection::{Projection, emitted};
use conformance::types::APIS;
use serde_json::Value;

fn failures(emitted: &[Value; 2]) -> Vec<String> {
    let pairs: Vec<_> = APIS.iter().zip(emitted).map(|(api, emitted)| (&api.document.value, emitted)).collect();
    Projection::checked_in().expect("projection.toml is readable").failures(&pairs)
}

#[test]
fn what_dropshot_emits_is_the_source_but_for_what_the_list_says() {
    let failures = failures(&emitted().expect("dropshot emits a document"));
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_constraint_a_member_or_an_operation_that_is_missing_is_noticed() {
    let emitted = emitted().expect("dropshot emits a document");
    for pointer in [
        "/components/schemas/City/maxLength",
        "/components/schemas/City/pattern",
        "/components/schemas/NewAddress/properties/state",
        "/components/schemas/NewAddress/properties/state/nullable",
        "/components/schemas/NewAddress/required",
        "/components/schemas/NewAddress/additionalProperties",
        "/components/schemas/ClosureReason/enum/0",
        "/components/schemas/UpdateCustomerDataBody/oneOf/0",
        "/paths/~1api~1v1~1customers~1{customer_id}/get",
        "/paths/~1api~1v1~1customers~1{customer_id}/patch/parameters/1",
        "/paths/~1api~1v1~1customers~1{customer_id}/patch/requestBody",
        "/paths/~1api~1v1~1customers~1{customer_id}/patch/responses/200",
        "/paths/~1api~1v1~1customers~1{customer_id}/patch/description",
    ] {
        let mut changed = emitted.clone();
        remove(&mut changed[0], pointer);
        assert!(!failures(&changed).is_empty(), "{pointer}");
    }
}

fn remove(document: &mut Value, pointer: &str) {
    let (parent, last) = pointer.rsplit_once('/').expect("a pointer");
    match document.pointer_mut(parent) {
        Some(Value::Object(members)) => drop(members.remove(last).expect(pointer)),
        Some(Value::Array(items)) => drop(items.remove(last.parse().expect(pointer))),
        _ => panic!("nothing at {pointer}"),
    }
}
