//! Parameters as text.

use serde::Serialize;
use serde_json::Value;

/// A parameter's text, styles `simple` and `form`: a scalar as it is, items with commas between them.
///
/// What has no text (null, an object) is empty: the generator takes no such parameter.
pub fn parameter<T: Serialize>(value: &T) -> String {
    text(serde_json::to_value(value).unwrap_or_default())
}

fn text(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.into_iter().map(text).collect::<Vec<_>>().join(","),
        Value::Null | Value::Object(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_are_written_as_they_are_and_items_with_commas() {
        assert_eq!(parameter(&"a b"), "a b");
        assert_eq!(parameter(&uuid::Uuid::nil()), "00000000-0000-0000-0000-000000000000");
        assert_eq!(parameter(&[1, -2]), "1,-2");
        assert_eq!(parameter(&true), "true");
        assert_eq!(parameter(&1.5), "1.5");
    }
}
