// Generated of crates/constructs/v3_0.yaml: do not edit.
//! Every type by its name and the place of its schema, for conformance.

use schema_support::{RoundTrip, View};
use schema_support::private::{json_of, some_value};

use super::types;

/// Every type of `types` that is all of a schema of the document.
pub static ROUND_TRIPS: &[RoundTrip] = &[
    RoundTrip::of::<types::Shade>("Shade", "/components/schemas/Shade"),
    RoundTrip::of::<types::Size>("Size", "/components/schemas/Size"),
    RoundTrip::of::<types::Base>("Base", "/components/schemas/Base"),
    RoundTrip::of::<types::NullablesD>("NullablesD", "/components/schemas/Nullables/properties/d"),
    RoundTrip::of::<types::NullablesE>("NullablesE", "/components/schemas/Nullables/properties/e"),
    RoundTrip::of::<types::NullablesH>("NullablesH", "/components/schemas/Nullables/properties/h"),
    RoundTrip::of::<types::NullablesIItem>("NullablesIItem", "/components/schemas/Nullables/properties/i/items"),
    RoundTrip::of::<types::Nullables>("Nullables", "/components/schemas/Nullables"),
    RoundTrip::of::<types::BoundsA>("BoundsA", "/components/schemas/Bounds/properties/a"),
    RoundTrip::of::<types::BoundsB>("BoundsB", "/components/schemas/Bounds/properties/b"),
    RoundTrip::of::<types::BoundsC>("BoundsC", "/components/schemas/Bounds/properties/c"),
    RoundTrip::of::<types::Bounds>("Bounds", "/components/schemas/Bounds"),
    RoundTrip::of::<types::Beside>("Beside", "/components/schemas/Beside"),
    RoundTrip::of::<types::Cat>("Cat", "/components/schemas/Cat"),
    RoundTrip::of::<types::Dog>("Dog", "/components/schemas/Dog"),
    RoundTrip::of::<types::User>("User", "/components/schemas/User").seen_by(View::Response),
    RoundTrip::of::<types::Team>("Team", "/components/schemas/Team").seen_by(View::Response),
    RoundTrip::of::<types::Twice>("Twice", "/components/schemas/Twice"),
    RoundTrip::of::<types::Required>("Required", "/components/schemas/Required"),
    RoundTrip::of::<types::UserRequest>("UserRequest", "/components/schemas/User").seen_by(View::Request),
    RoundTrip::of::<types::TeamRequest>("TeamRequest", "/components/schemas/Team").seen_by(View::Request),
];

/// Every operation of the document that is generated, as method and path.
pub static OPERATIONS: &[&str] = &[
    "POST /0",
    "POST /1",
    "POST /2",
    "POST /3",
    "POST /4",
    "POST /5",
    "POST /6",
    "POST /7",
    "POST /8",
    "POST /9",
    "POST /10",
    "POST /11",
    "POST /12",
    "POST /13",
];

/// What a constructor makes, as JSON.
pub type Least = fn() -> Option<Vec<u8>>;

/// What each type's constructor makes: the members that have to be there, and no other.
pub static LEAST: &[(&str, Least)] = &[
    ("Nullables", || json_of(&types::Nullables::new(some_value()?, some_value()?, some_value()?))),
    ("Cat", || json_of(&types::Cat::new(some_value()?))),
    ("Dog", || json_of(&types::Dog::new(some_value()?, some_value()?))),
    ("User", || json_of(&types::User::new(some_value()?, some_value()?))),
    ("UserRequest", || json_of(&types::UserRequest::new(some_value()?, some_value()?))),
];
