//! What the values that the random partner sends mean: chosen by hand, with what a bank makes of each.
//!
//! Owns the second half of the model's rules. The first half, what a schema says, is left to the judge.

use serde_json::Value;

use super::ask::{Act, Asked};
use crate::world::{Which, contract};

/// A violation: pointer and keyword.
pub type Wrong = (String, String);

/// E-mail addresses, and whether mail could be sent to them.
pub const EMAILS: &[(&str, bool)] = &[
    ("noor.haddad@mail.example", true),
    ("first.last+tag@sub.mail.example", true),
    ("o'brien@mail.example", true),
    ("noor@localhost", false),
];

/// Telephone numbers: the text, a country in which it means something (`""`: in each), and its E.164.
pub const NUMBERS: &[(&str, &str, Option<&str>)] = &[
    ("+12025550143", "", Some("+12025550143")),
    ("+442079460958", "", Some("+442079460958")),
    ("+4930901820", "", Some("+4930901820")),
    ("+99912345678", "", None),
    ("hello", "", None),
    // The same digits are a number of Washington and one of Wuppertal.
    ("(202) 555-0188", "US", Some("+12025550188")),
    ("(202) 555-0188", "DE", Some("+492025550188")),
    ("030 901820", "DE", Some("+4930901820")),
];

/// Of them, those that are E.164.
pub const E164: std::ops::Range<usize> = 0..4;

/// Countries, and whether they exist.
pub const COUNTRIES: &[(&str, bool)] = &[("US", true), ("DE", true), ("GB", true), ("ZZ", false)];

/// Postal codes and the countries that write theirs so.
pub const POSTAL_CODES: &[(&str, &str)] = &[("43215-0001", "US"), ("08608", "US"), ("08608", "DE"), ("SW1A 1AA", "GB")];

/// States, and whether the US has them.
pub const STATES: &[(&str, bool)] = &[("NJ", true), ("PR", true), ("AE", true), ("Bavaria", false), ("ZZ", false)];

/// Days of birth, and whether they have been.
pub const BIRTHS: &[(&str, bool)] = &[("1988-02-29", true), ("1970-01-01", true), ("2999-12-31", false)];

/// What partners may call from, and whether there are such addresses and networks.
pub const NETWORKS: &[(&str, bool)] =
    &[("192.0.2.10", true), ("198.51.100.0/24", true), ("2001:db8::/32", true), ("192.0.2.300", false)];

/// All that is against the schema of the request's body, as the document's judge says.
pub fn against_schema(asked: &Asked) -> Vec<Wrong> {
    let (which, id) = match asked.act {
        Act::LogIn { .. } => (Which::Partner, "logIn"),
        Act::Update => (Which::Partner, "updateCustomerData"),
        Act::Create => (Which::Operator, "createCustomer"),
        Act::CreatePartner { .. } => (Which::Operator, "createPartner"),
        _ => (Which::Operator, "setPocketBalance"),
    };
    let contract = contract(which);
    let Some(pointer) = contract.operation_by_id(id).and_then(|operation| contract.request_schema(operation)) else {
        return Vec::new();
    };
    let judge = contract.judge(&pointer);
    if judge.accepts(&asked.json) { Vec::new() } else { judge.wrongs(&asked.json) }
}

/// All that a body of the right form says and that cannot be. `present`: the customer's country before it.
pub fn against_meaning(body: &Value, present: &str) -> Vec<Wrong> {
    let mut wrong = Vec::new();
    let mut note = |pointer: &str, keyword: &str| wrong.push((pointer.to_owned(), keyword.to_owned()));
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str);
    let known = |table: &[(&str, bool)], text: &str| table.iter().any(|(known, good)| *known == text && *good);
    // Of a country that is none, nothing else of the address can be said, nor of a number.
    let mut country = Some(present);
    if body.get("address").is_some_and(Value::is_object) {
        country = text("/address/country").filter(|code| known(COUNTRIES, code));
        match country {
            None => note("/address/country", "enum"),
            Some(code) => {
                if code == "US" && text("/address/state").is_some_and(|state| !known(STATES, state)) {
                    note("/address/state", "enum");
                }
                let postal_code = text("/address/postal_code").unwrap_or_default();
                if !POSTAL_CODES.contains(&(postal_code, code)) {
                    note("/address/postal_code", "pattern");
                }
            }
        }
    }
    for (pointer, of) in [("/email", EMAILS), ("/trusted_contact/email", EMAILS)] {
        if text(pointer).is_some_and(|text| !known(of, text)) {
            note(pointer, "format");
        }
    }
    if let (Some(number), Some(country)) = (text("/phone_number"), country)
        && number_of(number, country).is_none()
    {
        note("/phone_number", "format");
    }
    if text("/trusted_contact/phone_number").is_some_and(|number| number_of(number, "").is_none()) {
        note("/trusted_contact/phone_number", "format");
    }
    if text("/date_of_birth").is_some_and(|day| !known(BIRTHS, day)) {
        note("/date_of_birth", "maximum");
    }
    if text("/identification_number/issuing_country").is_some_and(|code| !known(COUNTRIES, code)) {
        note("/identification_number/issuing_country", "enum");
    }
    wrong
}

fn number_of(text: &str, country: &str) -> Option<&'static str> {
    let found = NUMBERS.iter().find(|(known, of, _)| *known == text && (of.is_empty() || *of == country));
    found.and_then(|(_, _, e164)| *e164)
}

/// A telephone number as a customer of this country has it.
pub fn e164(number: &Value, country: &Value) -> Option<&'static str> {
    number_of(number.as_str()?, country.as_str()?)
}

/// A balance of the documents' form, in cents.
pub fn cents(balance: &str) -> u64 {
    balance.replace('.', "").parse().unwrap_or(u64::MAX)
}

/// All that an allow list of the right form says and that cannot be.
pub fn against_networks(list: &Value) -> Vec<Wrong> {
    let is_one = |item: &Value| NETWORKS.iter().any(|(known, good)| item == known && *good);
    let items = list.as_array().into_iter().flatten().enumerate().filter(|(_, item)| !is_one(item));
    items.map(|(index, _)| (format!("/ip_allow_list/{index}"), "format".to_owned())).collect()
}

/// An instant of the service's, in milliseconds.
pub fn milliseconds(date_time: &Value) -> Option<i64> {
    let moment = chrono::DateTime::parse_from_rfc3339(date_time.as_str()?).ok()?;
    Some(moment.timestamp_millis())
}

/// An instant as RFC 3339 has it, to the second.
pub fn date_time(ms: i64) -> String {
    let moment = chrono::DateTime::from_timestamp_millis(ms).unwrap_or_default();
    moment.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
