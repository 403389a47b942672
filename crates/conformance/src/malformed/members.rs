//! Members of the wrong type, out of range, missing and unknown.

use serde_json::{Value, json};

use super::{Case, Expected, Fixture, Good, OF_A_BUSINESS};

/// What a member may be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum May {
    Text,
    TextOrNull,
    /// One of some texts, of which `x` is none.
    Choice,
    Flag,
    Object,
    ObjectOrNull,
    ArrayOrNull,
}

use May::{ArrayOrNull, Choice, Flag, Object, ObjectOrNull, Text, TextOrNull};

/// Every member of every body, but for those that say which body it is (`values`), and those of closings.
const MEMBERS: &[(&str, &str, May)] = &[
    ("logIn", "/username", Text),
    ("logIn", "/password", Text),
    ("updateCustomerData", "/email", TextOrNull),
    ("updateCustomerData", "/phone_number", TextOrNull),
    ("updateCustomerData", "/address", ObjectOrNull),
    ("updateCustomerData", "/address/street_address", Text),
    ("updateCustomerData", "/address/street_address2", TextOrNull),
    ("updateCustomerData", "/address/city", Text),
    ("updateCustomerData", "/address/postal_code", Text),
    ("updateCustomerData", "/address/state", TextOrNull),
    ("updateCustomerData", "/address/country", Text),
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
    ("createCustomer", "/identification_number/identification_type", Choice),
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
    ("createCustomer", "/trusted_contact/first_name", TextOrNull),
    ("createCustomer", "/trusted_contact/last_name", TextOrNull),
    ("createCustomer", "/trusted_contact/email", TextOrNull),
    ("createCustomer", "/trusted_contact/phone_number", TextOrNull),
    ("createCustomer", "/trusted_contact/address", TextOrNull),
    (OF_A_BUSINESS, "/name", Text),
    (OF_A_BUSINESS, "/identification_number", Object),
    (OF_A_BUSINESS, "/identification_number/identification_number", Text),
    (OF_A_BUSINESS, "/identification_number/issuing_country", TextOrNull),
    (OF_A_BUSINESS, "/identification_number/type", Choice),
    (OF_A_BUSINESS, "/email", Text),
    (OF_A_BUSINESS, "/phone_number", Text),
    (OF_A_BUSINESS, "/address", Object),
    (OF_A_BUSINESS, "/address/street_address", Text),
    (OF_A_BUSINESS, "/address/street_address2", TextOrNull),
    (OF_A_BUSINESS, "/address/city", Text),
    (OF_A_BUSINESS, "/address/postal_code", Text),
    (OF_A_BUSINESS, "/address/state", TextOrNull),
    (OF_A_BUSINESS, "/address/country", Text),
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
        (OF_A_BUSINESS, "/type", json!("COMPANY"), "enum"),
        (OF_A_BUSINESS, "/type", json!("business"), "enum"),
        (OF_A_BUSINESS, "/type", json!(5), "type"),
        (OF_A_BUSINESS, "/type", json!(null), "type"),
        (OF_A_BUSINESS, "/name", json!(""), "minLength"),
        (OF_A_BUSINESS, "/name", long(201), "maxLength"),
        (OF_A_BUSINESS, "/name", json!(" Larkspur"), "pattern"),
        (OF_A_BUSINESS, "/name", json!("Larkspur\u{7f}"), "pattern"),
        (OF_A_BUSINESS, "/identification_number/type", json!("SSN"), "enum"),
        (OF_A_BUSINESS, "/identification_number/type", json!("ein"), "enum"),
        (OF_A_BUSINESS, "/identification_number/identification_number", json!(""), "minLength"),
        (OF_A_BUSINESS, "/identification_number/identification_number", long(65), "maxLength"),
        (OF_A_BUSINESS, "/identification_number/issuing_country", json!("us"), "pattern"),
        // What only individuals have.
        (OF_A_BUSINESS, "/date_of_birth", json!("1988-02-29"), "additionalProperties"),
        (OF_A_BUSINESS, "/trusted_contact", json!(null), "additionalProperties"),
        (OF_A_BUSINESS, "/identification_number/identification_type", json!("SSN"), "additionalProperties"),
        ("updateCustomerData", "/address/nickname", json!("home"), "additionalProperties"),
    ];
    for table in ["updateCustomerData", OF_A_BUSINESS] {
        found.extend([
            (table, "/address/street_address", json!(""), "minLength"),
            (table, "/address/street_address", long(201), "maxLength"),
            (table, "/address/street_address", json!("18 Alder Court\n"), "pattern"),
            (table, "/address/street_address2", json!(""), "minLength"),
            (table, "/address/street_address2", long(201), "maxLength"),
            (table, "/address/city", json!(""), "minLength"),
            (table, "/address/city", long(101), "maxLength"),
            (table, "/address/city", json!("\u{a0}Trenton"), "pattern"),
            (table, "/address/postal_code", json!(""), "minLength"),
            (table, "/address/postal_code", long(17), "maxLength"),
            (table, "/address/state", json!(""), "minLength"),
            (table, "/address/state", long(101), "maxLength"),
            (table, "/address/country", json!("us"), "pattern"),
            (table, "/address/country", json!("\u{dc}S"), "pattern"),
        ]);
    }
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
const PATTERNED: &[&str] = &[
    "/trusted_contact/first_name",
    "/name",
    "/identification_number/identification_number",
    "/address/street_address",
    "/address/street_address2",
    "/address/city",
    "/address/postal_code",
    "/address/state",
];

/// Members without which a body is none, and what is wrong without them.
const REQUIRED: &[(&str, &str)] = &[
    ("logIn", "/username"),
    ("logIn", "/password"),
    ("updateCustomerData", "/address/street_address"),
    ("updateCustomerData", "/address/city"),
    ("updateCustomerData", "/address/postal_code"),
    ("updateCustomerData", "/address/country"),
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
    (OF_A_BUSINESS, "/type"),
    (OF_A_BUSINESS, "/name"),
    (OF_A_BUSINESS, "/identification_number"),
    (OF_A_BUSINESS, "/identification_number/identification_number"),
    (OF_A_BUSINESS, "/identification_number/type"),
    (OF_A_BUSINESS, "/email"),
    (OF_A_BUSINESS, "/phone_number"),
    (OF_A_BUSINESS, "/address"),
    (OF_A_BUSINESS, "/address/street_address"),
    (OF_A_BUSINESS, "/address/city"),
    (OF_A_BUSINESS, "/address/postal_code"),
    (OF_A_BUSINESS, "/address/country"),
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
    for (_, pointer, may) in MEMBERS.iter().filter(|(operation, ..)| *operation == good.table) {
        for value in may.wrong() {
            let keyword = if *may == Choice { "enum" } else { "type" };
            found.push(case(format!("{pointer} is {value}"), &with(&body, pointer, value), vec![(*pointer, keyword)]));
        }
    }
    for (_, pointer, value, keyword) in values().into_iter().filter(|(operation, ..)| *operation == good.table) {
        let shown: String = value.to_string().chars().take(30).collect();
        let at = if value.get("nickname").is_some() { format!("{pointer}/nickname") } else { pointer.to_owned() };
        let mut wrong = vec![(&at[..], keyword)];
        // What begins with a visible character is not empty.
        if value == "" && keyword == "minLength" && PATTERNED.contains(&pointer) {
            wrong.push((&at, "pattern"));
        }
        found.push(case(format!("{pointer} is {shown}"), &with(&body, pointer, value), wrong));
    }
    for (_, pointer) in REQUIRED.iter().filter(|(operation, _)| *operation == good.table) {
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
    if good.table == OF_A_BUSINESS {
        let wrong = vec![
            ("/name", "type"),
            ("", "required"),
            ("/identification_number", "required"),
            ("/identification_number/type", "additionalProperties"),
        ];
        let individual = with(&body, "/type", json!("INDIVIDUAL"));
        found.push(case("it says that it is an individual".to_owned(), &individual, wrong));
    }
    if good.operation == "updateCustomerData" {
        found.extend(closings().into_iter().map(|(kind, body, wrong)| case(kind.to_owned(), &body, wrong)));
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::document::{Document, escape};
    use crate::types::APIS;
    use crate::world::CONTRACTS;

    /// Every member below a schema; those that all forms of a union have, and those of each.
    fn members(document: &Document, pointer: &str, at: &str, required: bool, found: &mut BTreeSet<String>) {
        let place = document.place(pointer);
        for key in ["oneOf", "anyOf", "allOf"] {
            for index in 0..place.schema[key].as_array().map_or(0, Vec::len) {
                members(document, &format!("{}/{key}/{index}", place.pointer), at, required, found);
            }
        }
        let needed = |name: &str| place.schema["required"].as_array().is_some_and(|names| names.contains(&json!(name)));
        for name in place.schema["properties"].as_object().into_iter().flat_map(|members| members.keys()) {
            let inner = format!("{at}/{name}");
            if !required || needed(name) {
                found.insert(inner.clone());
            }
            members(document, &format!("{}/properties/{}", place.pointer, escape(name)), &inner, required, found);
        }
    }

    #[test]
    fn the_tables_have_every_member_of_every_body() {
        let closing = |members: &BTreeSet<String>| members.contains("/closure_reason");
        let mut bodies = 0;
        for (api, contract) in APIS.iter().zip(CONTRACTS.iter()) {
            for operation in contract.operations() {
                let Some(schema) = contract.request_schema(operation) else { continue };
                let forms = api.document.place(&schema).schema["oneOf"].as_array().map_or(0, Vec::len);
                let each: Vec<String> = match forms {
                    0 => vec![schema],
                    _ => (0..forms).map(|form| format!("{schema}/oneOf/{form}")).collect(),
                };
                for form in each {
                    let [all, required] = [false, true].map(|required| {
                        let mut found = BTreeSet::new();
                        members(&api.document, &form, "", required, &mut found);
                        found
                    });
                    if closing(&all) {
                        continue;
                    }
                    bodies += 1;
                    let is_business = operation.id == "createCustomer" && !all.contains("/date_of_birth");
                    let table = if is_business { OF_A_BUSINESS } else { operation.id };
                    let mut listed: BTreeSet<String> =
                        MEMBERS.iter().filter(|row| row.0 == table).map(|row| row.1.to_owned()).collect();
                    if operation.id == "createCustomer" {
                        listed.insert("/type".to_owned());
                    }
                    assert_eq!(listed, all, "{table}");
                    let listed: BTreeSet<String> =
                        REQUIRED.iter().filter(|row| row.0 == table).map(|row| row.1.to_owned()).collect();
                    assert_eq!(listed, required, "{table}, required");
                }
            }
        }
        assert_eq!(bodies, 6, "bodies with members");
    }
}
