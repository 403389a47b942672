//! What a document says is secret is printed nowhere, and is still read and sent.

use std::fmt::Debug;

use constructs::{v3_0, v3_1};
use schema_support::{Decode, from_slice_strict, from_slice_tolerant};
use serde::Serialize;

const SECRET: &str = "correct-horse";

fn is_kept<T: Decode + Debug + Serialize>(value: T) {
    for printed in [format!("{value:?}"), format!("{value:#?}")] {
        assert!(!printed.contains(SECRET) && printed.contains("(***)"), "{printed}");
    }
    assert!(serde_json::to_string(&value).expect("JSON").contains(SECRET));
}

/// As a type of either side.
fn is_kept_by_both<S: Decode + Debug + Serialize, C: Decode + Debug + Serialize>(json: &str) {
    is_kept(from_slice_strict::<S>(json.as_bytes()).expect("what the server takes"));
    is_kept(from_slice_tolerant::<C>(json.as_bytes()).expect("what the client takes"));
}

#[test]
fn a_format_of_passwords_is_not_printed() {
    is_kept_by_both::<v3_1::types::TextsSecret, v3_1::client::TextsSecret>(r#""correct-horse""#);
    is_kept_by_both::<v3_1::types::Texts, v3_1::client::Texts>(r#"{"secret":"correct-horse"}"#);
}

#[test]
fn a_password_that_is_only_written_is_not_printed() {
    let user = r#"{"name":"Ada","password":"correct-horse"}"#;
    is_kept_by_both::<v3_0::types::UserRequest, v3_0::client::UserRequest>(user);
    is_kept_by_both::<v3_0::types::TeamRequest, v3_0::client::TeamRequest>(&format!(r#"{{"users":[{user}]}}"#));
}
