//! Members of the wrong type, out of range, missing and unknown.

use serde_json::{Value, json};

use super::{Case, Expected, Fixture, Good};

/// What a member may be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum May {
    Text,
    TextOrNull,
    Flag,
    Object,
    ObjectOrNull,
    ArrayOrNull,
}

use May::{ArrayOrNull, Flag, Object, ObjectOrNull, Text, TextOrNull};

/// Every member of every body.
const MEMBERS: &[(&str, &str, May)] = &[
    ("logIn", "/username", Text),
    ("logIn", "/password", Text),
    ("updateCustomerData", "/email", TextOrNull),
    ("updateCustomerData", "/phone_number", TextOrNull),
    ("updateCustomerData", "/address", ObjectOrNull),
    ("updateCustomerData", "/trusted_contact", ObjectOrNull),
    ("updateCustomerData", "/trusted_contact/first_name", TextOrNull),
    ("updateCustomerData", "/trusted_contact/last_name", TextOrNull),
    ("updateCustomerData", "/trusted_contact/email", TextOrNull),
    ("updateCustomerData", "/trusted_contact/phone_number", TextOrNull),
    ("updateCustomerData", "/trusted_contact/address", TextOrNull),
    ("createPartner", "/username", Text),
    ("createPartner", "/update_customer_data_enabled", Flag),
    ("createPartner", "/ip_allow_list", ArrayOrNull),
    ("createCustomer", "/name", Object),
    ("createCustomer", "/name/first_name", Text),
    ("createCustomer", "/name/middle_name", TextOrNull),
    ("createCustomer", "/name/last_name", Text),
    ("createCustomer", "/date_of_birth", Text),
    ("createCustomer", "/identification_number", Object),
    ("createCustomer", "/identification_number/identification_number", Text),
    ("createCustomer", "/identification_number/issuing_country", TextOrNull),
    ("createCustomer", "/email", Text),
    ("createCustomer", "/phone_number", Text),
    ("createCustomer", "/address", Object),
    ("createCustomer", "/address/street_address", Text),
    ("createCustomer", "/address/street_address2", TextOrNull),
    ("createCustomer", "/address/city", Text),
    ("createCustomer", "/address/postal_code", Text),
    ("createCustomer", "/address/state", TextOrNull),
    ("createCustomer", "/address/country", Text),
    ("createCustomer", "/trusted_contact", ObjectOrNull),
    ("setPocketBalance", "/balance", Text),
];

/// A member with a value that its schema refuses, and the keyword; one at a time.
fn values() -> Vec<(&'static str, &'static str, Value, &'static str)> {
    let long = |length: usize| Value::from("a".repeat(length));
    let mut found = vec![
        ("logIn", "/username", json!(""), "minLength"),
        ("logIn", "/username", long(129), "maxLength"),
        ("logIn", "/password", json!(""), "minLength"),
        ("logIn", "/password", long(1025), "maxLength"),
        ("createPartner", "/username", json!("ab"), "minLength"),
        ("createPartner", "/username", long(65), "maxLength"),
        ("createPartner", "/username", json!("-abc"), "pattern"),
        ("createPartner", "/username", json!("abc\u{e9}"), "pattern"),
        ("createPartner", "/username", json!("abc\n"), "pattern"),
        ("createPartner", "/ip_allow_list", json!([]), "minItems"),
        ("createPartner", "/ip_allow_list", json!(vec!["192.0.2.1"; 65]), "maxItems"),
        ("updateCustomerData", "/email", json!("a@b@c"), "format"),
        ("updateCustomerData", "/email", json!(""), "format"),
        ("updateCustomerData", "/phone_number", json!("12"), "minLength"),
        ("updateCustomerData", "/phone_number", long(33), "maxLength"),
        ("updateCustomerData", "/phone_number", json!(" 123"), "pattern"),
        ("updateCustomerData", "/trusted_contact/first_name", json!(""), "minLength"),
        ("updateCustomerData", "/trusted_contact/first_name", long(101), "maxLength"),
        ("updateCustomerData", "/trusted_contact/first_name", json!("a\u{0}"), "pattern"),
        ("updateCustomerData", "/trusted_contact/first_name", json!("\u{85}a"), "pattern"),
        ("updateCustomerData", "/trusted_contact/phone_number", json!("+0123"), "pattern"),
        ("updateCustomerData", "/trusted_contact/phone_number", json!("12025550143"), "pattern"),
        ("updateCustomerData", "/trusted_contact/phone_number", json!("+\u{661}2025550143"), "pattern"),
        ("updateCustomerData", "/trusted_contact/address", long(501), "maxLength"),
        ("createCustomer", "/type", json!("PERSON"), "enum"),
        ("createCustomer", "/type", json!("individual"), "enum"),
        ("createCustomer", "/type", json!(5), "type"),
        ("createCustomer", "/type", json!(null), "type"),
        ("createCustomer", "/date_of_birth", json!("1988-02-30"), "format"),
        ("createCustomer", "/date_of_birth", json!("1989-02-29"), "format"),
        ("createCustomer", "/date_of_birth", json!("88-02-29"), "format"),
        ("createCustomer", "/date_of_birth", json!("1988-2-29"), "format"),
        ("createCustomer", "/date_of_birth", json!("1988-02-29T00:00:00Z"), "format"),
        ("createCustomer", "/date_of_birth", json!(""), "format"),
        ("createCustomer", "/identification_number/identification_type", json!("EIN"), "enum"),
        ("createCustomer", "/identification_number/identification_number", long(65), "maxLength"),
        ("createCustomer", "/address/street_address", json!(""), "minLength"),
        ("createCustomer", "/address/street_address", long(201), "maxLength"),
        ("createCustomer", "/address/city", long(101), "maxLength"),
        ("createCustomer", "/address/city", json!(" Trenton"), "pattern"),
        ("createCustomer", "/address/postal_code", long(17), "maxLength"),
        ("createCustomer", "/address/country", json!("us"), "pattern"),
        ("createCustomer", "/address/state", json!(""), "minLength"),
        ("createCustomer", "/trusted_contact", json!({ "first_name": "S", "nickname": "x" }), "additionalProperties"),
    ];
    let balances = [
        "",
        "1",
        "1.5",
        "1.234",
        "01.00",
        "-1.00",
        "+1.00",
        "1,00",
        "1.00 ",
        " 1.00",
        "1e2",
        "0x1.00",
        "NaN",
        "1.00\n",
        "10000000000000000.00",
        "\u{661}.00",
        ".50",
        "1.",
    ];
    found.extend(balances.map(|balance| ("setPocketBalance", "/balance", json!(balance), "pattern")));
    found
}

/// Members whose pattern refuses the empty text, too.
const PATTERNED: &[&str] = &["/trusted_contact/first_name", "/address/street_address", "/address/state"];

/// Members without which a body is none, and what is wrong without them.
const REQUIRED: &[(&str, &str)] = &[
    ("logIn", "/username"),
    ("logIn", "/password"),
    ("createPartner", "/username"),
    ("createCustomer", "/type"),
    ("createCustomer", "/name"),
    ("createCustomer", "/name/first_name"),
    ("createCustomer", "/name/last_name"),
    ("createCustomer", "/date_of_birth"),
    ("createCustomer", "/identification_number"),
    ("createCustomer", "/identification_number/identification_number"),
    ("createCustomer", "/identification_number/identification_type"),
    ("createCustomer", "/email"),
    ("createCustomer", "/phone_number"),
    ("createCustomer", "/address"),
    ("createCustomer", "/address/street_address"),
    ("createCustomer", "/address/city"),
    ("createCustomer", "/address/postal_code"),
    ("createCustomer", "/address/country"),
    ("setPocketBalance", "/balance"),
];

/// Names that are nearly a member's.
const UNKNOWN: &[&str] =
    &["", "unknown", "Username", "email ", "__proto__", "constructor", "$ref", "type\u{0}", "\u{1F600}"];

/// Pointers and keywords.
type Places = Vec<(&'static str, &'static str)>;

/// Closings with something wrong.
fn closings() -> Vec<(&'static str, Value, Places)> {
    vec![
        ("a closing without its reason", json!({ "status": "CLOSED" }), vec![("", "required")]),
        ("a reason without its status", json!({ "closure_reason": "INACTIVITY" }), vec![("", "required")]),
        ("a description alone", json!({ "closure_description": "x" }), vec![("", "required"), ("", "required")]),
        (
            "a closing with another status",
            json!({ "status": "OPEN", "closure_reason": "INACTIVITY" }),
            vec![("/status", "const")],
        ),
        (
            "a closing with a number as its status",
            json!({ "status": 1, "closure_reason": "INACTIVITY" }),
            vec![("/status", "const")],
        ),
        (
            "a closing with null as its status",
            json!({ "status": null, "closure_reason": "INACTIVITY" }),
            vec![("/status", "const")],
        ),
        (
            "a closing with another reason",
            json!({ "status": "CLOSED", "closure_reason": "BORED" }),
            vec![("/closure_reason", "enum")],
        ),
        (
            "a closing with a reason in small letters",
            json!({ "status": "CLOSED", "closure_reason": "inactivity" }),
            vec![("/closure_reason", "enum")],
        ),
        (
            "a closing with an update in it",
            json!({ "status": "CLOSED", "closure_reason": "INACTIVITY", "email": "a@b.example" }),
            vec![("/email", "additionalProperties")],
        ),
        (
            "a closing with an empty description",
            json!({ "status": "CLOSED", "closure_reason": "INACTIVITY", "closure_description": "" }),
            vec![("/closure_description", "minLength")],
        ),
        (
            "a closing with a bell in its description",
            json!({ "status": "CLOSED", "closure_reason": "INACTIVITY", "closure_description": "a\u{7}" }),
            vec![("/closure_description", "pattern")],
        ),
        (
            "a closing with an array as its description",
            json!({ "status": "CLOSED", "closure_reason": "INACTIVITY", "closure_description": [] }),
            vec![("/closure_description", "type")],
        ),
    ]
}

impl May {
    fn wrong(self) -> Vec<Value> {
        let all = [json!(null), json!(true), json!(5), json!(1.5), json!("x"), json!([]), json!({})];
        all.into_iter().filter(|value| !self.takes(value)).collect()
    }

    fn takes(self, value: &Value) -> bool {
        match value {
            Value::Null => matches!(self, TextOrNull | ObjectOrNull | ArrayOrNull),
            Value::Bool(_) => self == Flag,
            Value::Number(_) => false,
            Value::String(_) => matches!(self, Text | TextOrNull),
            Value::Array(_) => self == ArrayOrNull,
            Value::Object(_) => matches!(self, Object | ObjectOrNull),
        }
    }
}

/// The good body with a member set.
fn with(body: &Value, pointer: &str, value: Value) -> Value {
    let mut body = body.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
    if let Some(members) = body.pointer_mut(parent).and_then(Value::as_object_mut) {
        members.insert(name.to_owned(), value);
    }
    body
}

fn without(body: &Value, pointer: &str) -> Value {
    let mut body = body.clone();
    let (parent, name) = pointer.rsplit_once('/').unwrap_or_default();
    if let Some(members) = body.pointer_mut(parent).and_then(Value::as_object_mut) {
        members.remove(name);
    }
    body
}

pub(super) fn cases(good: &Good, fixture: &Fixture) -> Vec<Case> {
    let Some(text) = &good.body else { return Vec::new() };
    let body: Value = serde_json::from_str(text).unwrap_or_default();
    let case = |kind: String, body: &Value, wrong: Vec<(&str, &'static str)>| {
        let mut draft = good.draft(fixture);
        draft.body = body.to_string().into_bytes();
        let places = wrong.into_iter().map(|(at, keyword)| ("body", at.to_owned(), keyword)).collect();
        good.case(kind, draft, fixture, Expected::Problem(422, "invalid-request", places))
    };
    let mut found = Vec::new();
    for (_, pointer, may) in MEMBERS.iter().filter(|(operation, ..)| *operation == good.operation) {
        for value in may.wrong() {
            found.push(case(format!("{pointer} is {value}"), &with(&body, pointer, value), vec![(*pointer, "type")]));
        }
    }
    for (_, pointer, value, keyword) in values().into_iter().filter(|(operation, ..)| *operation == good.operation) {
        let shown: String = value.to_string().chars().take(30).collect();
        let at = if keyword == "additionalProperties" { format!("{pointer}/nickname") } else { pointer.to_owned() };
        let mut wrong = vec![(&at[..], keyword)];
        // What begins with a visible character is not empty.
        if value == "" && keyword == "minLength" && PATTERNED.contains(&pointer) {
            wrong.push((&at, "pattern"));
        }
        found.push(case(format!("{pointer} is {shown}"), &with(&body, pointer, value), wrong));
    }
    for (_, pointer) in REQUIRED.iter().filter(|(operation, _)| *operation == good.operation) {
        let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
        found.push(case(format!("{pointer} is missing"), &without(&body, pointer), vec![(parent, "required")]));
    }
    for name in UNKNOWN {
        let at = format!("/{name}");
        found.push(case(
            format!("an unknown member {name:?}"),
            &with(&body, &at, json!(1)),
            vec![(&at, "additionalProperties")],
        ));
    }
    if good.operation == "updateCustomerData" {
        found.extend(closings().into_iter().map(|(kind, body, wrong)| case(kind.to_owned(), &body, wrong)));
    }
    found
}
