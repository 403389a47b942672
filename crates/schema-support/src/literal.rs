//! JSON values that a document names: what `const` and `enum` allow.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::decode::Decoder;
use crate::json::Json;
use crate::number::Number;

/// A JSON value of the document.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer of 64 bits.
    Integer(i64),
    /// Any other number that a float is.
    Number(f64),
    /// A number that no float is.
    Exact(&'static str),
    /// A string.
    String(&'static str),
    /// An array.
    Array(&'static [Literal]),
    /// An object, no name twice.
    Object(&'static [(&'static str, Literal)]),
}

impl Literal {
    /// Whether the value is this one: `1` is `1.0`, and members have no order.
    pub fn is(&self, json: &Json<'_>) -> bool {
        match (self, json) {
            (Self::Null, Json::Null) => true,
            (Self::Bool(value), Json::Bool(found)) => value == found,
            (Self::Integer(value), Json::Number(found)) => Number::from(*value) == *found,
            (Self::Number(value), Json::Number(found)) => Number::from_f64(*value).is_some_and(|it| it == *found),
            (Self::Exact(value), Json::Number(found)) => Number::from_text(value) == *found,
            (Self::String(value), Json::String(found)) => value == found,
            (Self::Array(values), Json::Array(found)) => {
                values.len() == found.len() && values.iter().zip(found).all(|(value, found)| value.is(found))
            }
            (Self::Object(members), Json::Object(found)) => {
                members.len() == found.len()
                    && members.iter().all(|(name, value)| json.member(name).is_some_and(|found| value.is(found)))
            }
            _ => false,
        }
    }

    /// Which of the values it is.
    pub fn position(values: &[Self], json: &Json<'_>) -> Option<usize> {
        values.iter().position(|value| value.is(json))
    }
}

impl fmt::Display for Literal {
    /// A string as it is, anything else as JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::String(text) => f.write_str(text),
            other => f.write_str(&serde_json::to_string(other).unwrap_or_default()),
        }
    }
}

impl Serialize for Literal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::Exact(value) => Number::from_text(value).serialize(serializer),
            Self::String(value) => serializer.serialize_str(value),
            Self::Array(values) => {
                let mut items = serializer.serialize_seq(Some(values.len()))?;
                values.iter().try_for_each(|value| items.serialize_element(value))?;
                items.end()
            }
            Self::Object(members) => {
                let mut object = serializer.serialize_map(Some(members.len()))?;
                members.iter().try_for_each(|(name, value)| object.serialize_entry(name, value))?;
                object.end()
            }
        }
    }
}

impl Decoder {
    /// Reports a value that is none of `values`; `None`, for the caller to return.
    pub fn unknown_literal<T>(&mut self, values: &[Literal]) -> Option<T> {
        let values: Vec<String> = values.iter().map(Literal::to_string).collect();
        self.report("enum", format!("must be one of {}", values.join(", ")));
        None
    }

    /// Which of `values` an object's member `property` has, as an index into them.
    ///
    /// `Some(None)` where it has another value or is not there.
    /// Reports what is no object.
    pub fn literal_tag(&mut self, json: &Json<'_>, property: &str, values: &[Literal]) -> Option<Option<usize>> {
        let structure = self.structure(json);
        let json = structure.as_ref().unwrap_or(json);
        let Json::Object(_) = json else { return self.type_violation("object") };
        Some(json.member(property).and_then(|tag| Literal::position(values, tag)))
    }

    /// Reports a member `property` that is not there or has none of `values`; `None`, for the
    /// caller to return.
    pub fn unknown_literal_tag<T>(&mut self, json: &Json<'_>, property: &'static str, values: &[Literal]) -> Option<T> {
        if json.member(property).is_none() {
            self.report("required", format!("`{property}` is required"));
            return None;
        }
        self.in_member(property, |at| at.unknown_literal(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_what_is_equal_in_json_schema() {
        const OBJECT: Literal = Literal::Object(&[
            ("a", Literal::Integer(1)),
            ("b", Literal::Array(&[Literal::Null, Literal::Bool(true)])),
        ]);
        let is = |text: &str| OBJECT.is(&crate::parse(text.as_bytes()).expect("JSON"));
        assert!(is(r#"{"b":[null,true],"a":1.0}"#));
        assert!(!is(r#"{"b":[null,true],"a":true}"#));
        assert!(!is(r#"{"b":[null,true],"a":1,"c":0}"#));
        assert!(!is(r#"{"b":[true,null],"a":1}"#));
        assert_eq!(OBJECT.to_string(), r#"{"a":1,"b":[null,true]}"#);
        assert_eq!(Literal::String("a").to_string(), "a");
    }

    const EACH: &[(Literal, &str)] = &[
        (Literal::Null, "null"),
        (Literal::Bool(true), "true"),
        (Literal::Bool(false), "false"),
        (Literal::Integer(-7), "-7"),
        (Literal::Number(1.5), "1.5"),
        (Literal::Exact("0.12345678901234567890"), "0.12345678901234567890"),
        (Literal::String("7"), "\"7\""),
        (Literal::Array(&[Literal::Integer(-7)]), "[-7]"),
        (Literal::Array(&[Literal::Integer(-7), Literal::Null]), "[-7,null]"),
        (Literal::Object(&[("a", Literal::Integer(1))]), r#"{"a":1}"#),
        (Literal::Object(&[("b", Literal::Integer(1))]), r#"{"b":1}"#),
        (Literal::Object(&[]), "{}"),
    ];

    #[test]
    fn each_literal_is_its_own_json_and_no_other() {
        let literals: Vec<Literal> = EACH.iter().map(|(literal, _)| *literal).collect();
        for (index, (literal, text)) in EACH.iter().enumerate() {
            let json = crate::parse(text.as_bytes()).expect("JSON");
            assert_eq!(Literal::position(&literals, &json), Some(index), "{text}");
            assert!(
                literals.iter().enumerate().all(|(other, literal)| literal.is(&json) == (other == index)),
                "{text}"
            );
            assert_eq!(serde_json::to_string(literal).expect("memory"), *text);
        }
        assert_eq!(Literal::position(&literals, &Json::String("other".into())), None);
    }

    #[test]
    fn what_is_none_of_the_literals_is_told_which_there_are() {
        const KINDS: &[Literal] = &[Literal::String("cat"), Literal::Integer(1)];
        let tag = |text: &str| {
            let json = crate::parse(text.as_bytes()).expect("JSON");
            let mut at = Decoder::strict();
            let tag = at.literal_tag(&json, "kind", KINDS);
            if tag == Some(None) {
                assert_eq!(at.unknown_literal_tag::<()>(&json, "kind", KINDS), None);
            }
            let reported = at.into_violations().into_iter();
            (tag, reported.map(|it| format!("{} {}: {}", it.pointer, it.keyword, it.message)).collect::<Vec<_>>())
        };
        assert_eq!(tag(r#"{"kind":"cat"}"#), (Some(Some(0)), vec![]));
        assert_eq!(tag(r#"{"kind":1.0}"#), (Some(Some(1)), vec![]));
        assert_eq!(tag(r#"{"kind":2}"#), (Some(None), vec!["/kind enum: must be one of cat, 1".to_owned()]));
        assert_eq!(tag("{}"), (Some(None), vec![" required: `kind` is required".to_owned()]));
        assert_eq!(tag("1"), (None, vec![" type: must be an object".to_owned()]));
        let mut at = Decoder::strict();
        assert_eq!(at.unknown_literal::<()>(KINDS), None);
        assert_eq!(at.count(), 1);
    }
}
