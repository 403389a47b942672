//! Arbitrary values that can be sent as they are: by either side's types, in a body or in a header.

use ::arbitrary::{Arbitrary, Result, Unstructured};
use serde::Serialize;
use serde_json::Value;

use crate::arbitrary::string_value;
use crate::{Binary, Decode, StringRules, from_slice_strict};

/// How often a value is made until it is one that can be sent.
const TRIES: usize = 24;

/// How a value is made.
type Make<'a, T> = fn(&mut Unstructured<'a>) -> Result<T>;

/// A value that is read again as what it is: fields can hold what a schema forbids of the whole, or what another variant of
/// a union is known by. `None` where none is found.
pub fn sent_value<'a, T: Serialize + Decode>(from: &mut Unstructured<'a>, make: Make<'a, T>) -> Option<T> {
    sendable(from, make, |_| true)
}

/// Such a value without null, and without lists and objects that are empty: in a query, they cannot be told from what is
/// not there.
pub fn text_value<'a, T: Serialize + Decode>(from: &mut Unstructured<'a>, make: Make<'a, T>) -> Option<T> {
    sendable(from, make, is_told)
}

/// Such a value of which the same is true of each member: in a form.
pub fn form_value<'a, T: Serialize + Decode>(from: &mut Unstructured<'a>, make: Make<'a, T>) -> Option<T> {
    sendable(from, make, |json| json.as_object().is_none_or(|members| members.values().all(is_told)))
}

/// Such a value, or none: what does not have to be there.
pub fn text_option<'a, T: Serialize + Decode>(from: &mut Unstructured<'a>, make: Make<'a, T>) -> Option<T> {
    if is_there(from) { text_value(from, make) } else { None }
}

/// Such a value that a segment of a path can be: neither nothing nor what leads to another path.
pub fn path_value<'a, T: Serialize + Decode>(from: &mut Unstructured<'a>, make: Make<'a, T>) -> Option<T> {
    let is_segment = |json: &Value| !matches!(json.as_str(), Some("" | "." | ".."));
    let are_segments = |json: &Value| json.as_array().is_none_or(|items| items.iter().all(is_segment));
    sendable(from, make, |json| is_told(json) && is_segment(json) && are_segments(json))
}

/// Such a value whose texts a header or a cookie can hold as they are. A list's comma would be read as the end of an item.
pub fn header_value<'a, T: Serialize + Decode>(from: &mut Unstructured<'a>, make: Make<'a, T>) -> Option<T> {
    sendable(from, make, |json| match json {
        Value::Array(items) => items.iter().all(|item| is_header_text(item, &[',', '"'])),
        Value::Object(members) => members.iter().all(|(name, value)| {
            is_header_text(&Value::from(name.as_str()), &[',', '=', '"']) && is_header_text(value, &[',', '=', '"'])
        }),
        text => is_header_text(text, &[]),
    })
}

/// Such a value, or none.
pub fn header_option<'a, T: Serialize + Decode>(from: &mut Unstructured<'a>, make: Make<'a, T>) -> Option<T> {
    if is_there(from) { header_value(from, make) } else { None }
}

fn is_there(from: &mut Unstructured<'_>) -> bool {
    u8::arbitrary(from).is_ok_and(|byte| byte % 4 != 0)
}

fn sendable<'a, T: Serialize + Decode>(
    from: &mut Unstructured<'a>,
    make: Make<'a, T>,
    can_be: impl Fn(&Value) -> bool,
) -> Option<T> {
    (0..TRIES).find_map(|_| {
        let value = make(from).ok()?;
        let json = serde_json::to_vec(&value).ok()?;
        let read = serde_json::to_value(from_slice_strict::<T>(&json).ok()?).ok()?;
        (serde_json::from_slice::<Value>(&json).ok()? == read && can_be(&read)).then_some(value)
    })
}

/// Any text: one that leaves bytes for other values.
pub fn any_text(from: &mut Unstructured<'_>) -> Result<String> {
    string_value(&StringRules::NONE, from)
}

/// The bytes in memory, to be compared; why they cannot be read, where they cannot.
pub async fn whole_binary(binary: Binary) -> Binary {
    const MOST: usize = 64 * 1024 * 1024;
    binary.bytes(MOST).await.map_or_else(|error| Binary::from(format!("cannot be read: {error}")), Binary::from)
}

fn is_told(json: &Value) -> bool {
    match json {
        Value::Array(items) => !items.is_empty() && items.iter().all(is_told),
        // `a[]` is the items of a list, whatever a member without a name would be.
        Value::Object(members) => {
            !members.is_empty() && members.iter().all(|(name, it)| !name.is_empty() && is_told(it))
        }
        Value::Null => false,
        _ => true,
    }
}

fn is_header_text(json: &Value, never: &[char]) -> bool {
    let Value::String(text) = json else { return !json.is_array() && !json.is_object() };
    let is_visible = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    is_visible && !text.is_empty() && text.trim() == text && !text.contains(never)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arbitrary::arbitrary_value;

    fn bytes() -> Vec<u8> {
        (0..4096_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect()
    }

    #[test]
    fn a_header_s_value_is_a_text_that_stays_as_it_is() {
        let bytes = bytes();
        let mut from = Unstructured::new(&bytes);
        let make = |from: &mut Unstructured<'_>| Ok((*from.choose(&["", " a", "a ", "ü", "a\n", "a, b"])?).to_owned());
        for _ in 0..50 {
            assert_eq!(header_value::<String>(&mut from, make).as_deref(), Some("a, b"));
        }
        let list = |from: &mut Unstructured<'_>| Ok(vec![(*from.choose(&["a,b", "c"])?).to_owned()]);
        assert_eq!(header_value::<Vec<String>>(&mut from, list), Some(vec!["c".to_owned()]));
        let never = |_: &mut Unstructured<'_>| Ok(String::new());
        assert_eq!(header_value::<String>(&mut from, never), None);
        assert_eq!(sent_value::<String>(&mut from, never), Some(String::new()));
    }

    #[test]
    fn what_does_not_have_to_be_there_mostly_is() {
        let bytes = bytes();
        let mut from = Unstructured::new(&bytes);
        let found: Vec<Option<bool>> = (0..200).map(|_| text_option(&mut from, arbitrary_value)).collect();
        let there = found.iter().flatten().count();
        assert!((100..200).contains(&there), "{there} of 200");
        assert!(header_option::<bool>(&mut Unstructured::new(&[1, 1]), arbitrary_value).is_some());
    }
}
