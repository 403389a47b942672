//! The strict parse: bytes to a tree, or the place where they stop being JSON.

use std::borrow::Cow;
use std::cell::Cell;
use std::collections::HashSet;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::binary::Binary;
use crate::number::{Number, loses};

/// A parsed JSON value that borrows what it can from its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Cow<'a, str>),
    /// Bytes of a part of a multipart body: never in a JSON text.
    Binary(Binary),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object: its members in the order of the text, no name twice.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl<'a> Json<'a> {
    /// The value of an object's member; `None` too for what is no object.
    pub fn member(&self, name: &str) -> Option<&Json<'a>> {
        match self {
            Self::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, value)| value),
            _ => None,
        }
    }

    /// How many members all of its objects have.
    pub(crate) fn count_members(&self) -> usize {
        match self {
            Self::Object(members) => members.iter().map(|(_, value)| 1 + value.count_members()).sum(),
            Self::Array(items) => items.iter().map(Self::count_members).sum(),
            _ => 0,
        }
    }

    /// Whether it is an object with at least one of these members.
    pub fn has_any(&self, names: &[&str]) -> bool {
        match self {
            Self::Object(members) => members.iter().any(|(key, _)| names.contains(&&**key)),
            _ => false,
        }
    }

    /// The text of a string; `None` for anything else.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// JSON Schema's name of the value's type.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::String(_) | Self::Binary(_) => "string",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    /// The same value with nothing borrowed.
    pub fn into_owned(self) -> Json<'static> {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(value),
            Self::Number(value) => Json::Number(value),
            Self::String(text) => Json::String(Cow::Owned(text.into_owned())),
            Self::Binary(binary) => Json::Binary(binary),
            Self::Array(items) => Json::Array(items.into_iter().map(Json::into_owned).collect()),
            Self::Object(members) => Json::Object(
                members.into_iter().map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned())).collect(),
            ),
        }
    }

    /// A text in which equal values are equal: members sorted, `1` and `1.0` alike.
    pub(crate) fn canonical(&self, out: &mut String) {
        use std::fmt::Write;
        match self {
            Self::Null => out.push('n'),
            Self::Bool(value) => out.push(if *value { 't' } else { 'f' }),
            Self::Number(value) => {
                let _ = write!(out, "#{}", value.canonical());
            }
            Self::String(text) => {
                let _ = write!(out, "{text:?}");
            }
            Self::Binary(binary) => {
                let _ = write!(out, "b{:?}{:?}", binary.in_memory(), binary);
            }
            Self::Array(items) => {
                out.push('[');
                for item in items {
                    item.canonical(out);
                    out.push(',');
                }
                out.push(']');
            }
            Self::Object(members) => {
                let mut sorted: Vec<_> = members.iter().collect();
                sorted.sort_by(|a, b| a.0.cmp(&b.0));
                out.push('{');
                for (key, value) in sorted {
                    let _ = write!(out, "{key:?}:");
                    value.canonical(out);
                    out.push(',');
                }
                out.push('}');
            }
        }
    }
}

impl From<Json<'_>> for serde_json::Value {
    fn from(json: Json<'_>) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            Json::Number(value) => Self::Number(value.into_inner()),
            Json::String(text) => Self::String(text.into_owned()),
            Json::Binary(binary) => {
                Self::String(String::from_utf8_lossy(binary.in_memory().map_or(&[][..], |bytes| bytes)).into_owned())
            }
            Json::Array(items) => Self::Array(items.into_iter().map(Self::from).collect()),
            Json::Object(members) => {
                Self::Object(members.into_iter().map(|(key, value)| (key.into_owned(), Self::from(value))).collect())
            }
        }
    }
}

/// What kind of text it is that is not acceptable JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParseErrorKind {
    /// Against the grammar of RFC 8259, not UTF-8, or nested too deep.
    Syntax,
    /// An object names a member twice: two readers could read two different values.
    DuplicateMember,
}

/// Why bytes are not acceptable JSON, and where. Never holds the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// What kind of error.
    pub kind: ParseErrorKind,
    /// The line, from 1.
    pub line: usize,
    /// The column in bytes, from 1 (0: at the line's start).
    pub column: usize,
    what: &'static str,
}

impl ParseError {
    pub(crate) fn no_number() -> Self {
        Self { kind: ParseErrorKind::Syntax, line: 1, column: 1, what: "no number" }
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {} column {}", self.what, self.line, self.column)
    }
}

impl std::error::Error for ParseError {}

/// Parses one JSON text, strictly: UTF-8 without a byte order mark, no member twice, at most 127
/// levels deep, nothing but white space after the value.
///
/// # Errors
/// The place of the first thing that is not so.
pub fn parse(bytes: &[u8]) -> Result<Json<'_>, ParseError> {
    let read = |floats: &Floats<'_>| {
        let mut deserializer = serde_json::Deserializer::from_slice(bytes);
        JsonSeed(floats).deserialize(&mut deserializer).and_then(|json| deserializer.end().map(|()| json))
    };
    let floats = Floats::default();
    let parsed = match read(&floats) {
        // A float may be less than what is written.
        Ok(json) if floats.seen.get() > 0 => match Floats::lossy(bytes) {
            lossy if lossy.texts.is_empty() => Ok(json),
            lossy => read(&lossy),
        },
        parsed => parsed,
    };
    parsed.map_err(|error| {
        let (kind, what) = match error.classify() {
            // The visitor below accepts every type, so the only data error is its own.
            serde_json::error::Category::Data => (ParseErrorKind::DuplicateMember, "a member is named twice"),
            serde_json::error::Category::Eof => (ParseErrorKind::Syntax, "the JSON ends too early"),
            _ if bytes.starts_with(b"\xef\xbb\xbf") => (ParseErrorKind::Syntax, "a byte order mark before the JSON"),
            _ => {
                // serde_json tells these apart in its text only.
                let text = error.to_string();
                let what = match () {
                    () if text.starts_with("recursion limit") => "nested deeper than 127 levels",
                    () if text.starts_with("number out of range") => "a number too large to be read",
                    () if text.contains("unicode code point") || text.contains("surrogate") => "not UTF-8",
                    () => "not JSON",
                };
                (ParseErrorKind::Syntax, what)
            }
        };
        ParseError { kind, line: error.line(), column: error.column(), what }
    })
}

/// The floats of a text, in its order: how many there are, and which of them are less than what is written.
#[derive(Default)]
struct Floats<'t> {
    seen: Cell<usize>,
    next: Cell<usize>,
    texts: Vec<(usize, &'t str)>,
}

impl<'t> Floats<'t> {
    /// Of a well-formed text.
    fn lossy(bytes: &'t [u8]) -> Self {
        let mut texts = Vec::new();
        let (mut at, mut index) = (0, 0);
        while at < bytes.len() {
            let start = at;
            match bytes[at] {
                b'"' => {
                    at += 1;
                    while at < bytes.len() && bytes[at] != b'"' {
                        at += if bytes[at] == b'\\' { 2 } else { 1 };
                    }
                    at += 1;
                }
                b'-' | b'0'..=b'9' => {
                    let is_part = |byte: &u8| byte.is_ascii_digit() || b"+-.eE".contains(byte);
                    at += bytes[at..].iter().take_while(|byte| is_part(byte)).count();
                    let text = std::str::from_utf8(&bytes[start..at]).unwrap_or_default();
                    if is_float(text) {
                        if text.parse().is_ok_and(|value| loses(text, value)) {
                            texts.push((index, text));
                        }
                        index += 1;
                    }
                }
                _ => at += 1,
            }
        }
        Self { texts, ..Self::default() }
    }

    /// The text of the float that is read next, where the float is less.
    fn text(&self) -> Option<&'t str> {
        let index = self.seen.get();
        self.seen.set(index + 1);
        let (known, text) = *self.texts.get(self.next.get())?;
        (known == index).then(|| {
            self.next.set(self.next.get() + 1);
            text
        })
    }
}

/// Whether `serde_json` reads a number as a float.
fn is_float(text: &str) -> bool {
    match text.strip_prefix('-') {
        Some(digits) => digits == "0" || text.parse::<i64>().is_err(),
        None => text.parse::<u64>().is_err(),
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        JsonSeed(&Floats::default()).deserialize(deserializer)
    }
}

struct JsonSeed<'f, 't>(&'f Floats<'t>);

impl<'de> DeserializeSeed<'de> for JsonSeed<'_, '_> {
    type Value = Json<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// From this many members on, a set looks for names that come twice.
const MEMBERS_SCANNED: usize = 24;

impl<'de> Visitor<'de> for JsonSeed<'_, '_> {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Json::Number(Number::from(value)))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(Number::from(value)))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Self::Value, E> {
        if let Some(text) = self.0.text() {
            return Ok(Json::Number(Number::from_text(text)));
        }
        Number::from_f64(value).map(Json::Number).ok_or_else(|| E::custom("a number that JSON cannot hold"))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Json::String(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Json::String(Cow::Owned(value.to_owned())))
    }

    fn visit_string<E>(self, value: String) -> Result<Self::Value, E> {
        Ok(Json::String(Cow::Owned(value)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(JsonSeed(self.0))? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut members: Vec<(Cow<'de, str>, Json<'de>)> = Vec::new();
        let mut names: HashSet<String> = HashSet::new();
        while let Some(Name(name)) = access.next_key()? {
            let twice = if members.len() < MEMBERS_SCANNED {
                members.iter().any(|(known, _)| *known == name)
            } else {
                if names.is_empty() {
                    names.extend(members.iter().map(|(known, _)| known.to_string()));
                }
                !names.insert(name.to_string())
            };
            if twice {
                return Err(de::Error::custom("a member is named twice"));
            }
            members.push((name, access.next_value_seed(JsonSeed(self.0))?));
        }
        Ok(Json::Object(members))
    }
}

/// A member's name, borrowed where it has no escapes.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NameVisitor;
        impl<'de> Visitor<'de> for NameVisitor {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a member's name")
            }
            fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(value)))
            }
            fn visit_str<E>(self, value: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(value.to_owned())))
            }
            fn visit_string<E>(self, value: String) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(value)))
            }
        }
        deserializer.deserialize_str(NameVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_named_twice_is_refused_at_any_depth_and_width() {
        for text in [r#"{"a":1,"a":1}"#, r#"[{"b":{"a":1,"\u0061":2}}]"#] {
            assert_eq!(parse(text.as_bytes()).unwrap_err().kind, ParseErrorKind::DuplicateMember, "{text}");
        }
        let wide = |last: usize| {
            let members: Vec<_> = (0..100).map(|n| format!("\"m{n}\":0")).chain([format!("\"m{last}\":0")]).collect();
            format!("{{{}}}", members.join(","))
        };
        assert!(parse(wide(100).as_bytes()).is_ok());
        for last in 0..100 {
            assert_eq!(parse(wide(last).as_bytes()).unwrap_err().kind, ParseErrorKind::DuplicateMember, "{last}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused_with_its_place() {
        let error = parse(b"{\n \"a\": tru }").unwrap_err();
        assert_eq!((error.kind, error.line), (ParseErrorKind::Syntax, 2));
        assert_eq!(error.to_string(), "not JSON at line 2 column 10");
        assert_eq!(parse(b"[1,").unwrap_err().to_string(), "the JSON ends too early at line 1 column 3");
        assert_eq!(parse(b"{\"a\":1,\"a\":2}").unwrap_err().what, "a member is named twice");
        for bytes in [
            &b""[..],
            b"{} {}",
            b"\xef\xbb\xbf{}",
            b"\"\xff\"",
            b"\"\\ud800\"",
            b"[1,]",
            b"{'a':1}",
            b"NaN",
            b"01",
            b"1e999",
        ] {
            assert_eq!(parse(bytes).unwrap_err().kind, ParseErrorKind::Syntax, "{bytes:?}");
        }
    }

    /// Of each type one, and some in one another.
    fn each() -> [(Json<'static>, &'static str, serde_json::Value); 7] {
        use serde_json::json;
        let text = |text: &str| Json::String(text.to_owned().into());
        let one = || Json::Number(Number::from(1_i64));
        let object = Json::Object(vec![("b".into(), Json::Array(vec![one(), text("x")])), ("a".into(), Json::Null)]);
        [
            (Json::Null, "null", json!(null)),
            (Json::Bool(true), "boolean", json!(true)),
            (one(), "number", json!(1)),
            (text("x"), "string", json!("x")),
            (Json::Binary(Binary::from(vec![b'x', 255])), "string", json!("x\u{fffd}")),
            (
                Json::Array(vec![Json::Bool(false), object.clone()]),
                "array",
                json!([false, { "a": null, "b": [1, "x"] }]),
            ),
            (object, "object", json!({ "a": null, "b": [1, "x"] })),
        ]
    }

    #[test]
    fn a_value_has_a_type_and_stays_what_it_is() {
        for (json, name, value) in each() {
            assert_eq!(json.type_name(), name);
            assert_eq!(json.as_str(), if json == Json::String("x".into()) { Some("x") } else { None });
            assert_eq!(json.clone().into_owned(), json);
            assert_eq!(serde_json::Value::from(json.clone()), value);
            if !matches!(json, Json::Binary(_)) {
                let text = value.to_string();
                assert_eq!(serde_json::Value::from(parse(text.as_bytes()).expect("JSON")), value);
                assert_eq!(serde_json::Value::from(Json::deserialize(value.clone()).expect("JSON")), value);
                let read: Json<'_> = serde_json::from_str(&text).expect("JSON");
                assert_eq!(serde_json::Value::from(read), value);
            }
        }
        assert_eq!(serde_json::Value::from(Json::Binary(Binary::stream(futures::stream::empty(), None))), "");
    }

    #[test]
    fn members_are_those_of_an_object() {
        let [.., (array, _, _), (object, _, _)] = each();
        assert_eq!((object.member("a"), object.member("c"), array.member("a")), (Some(&Json::Null), None, None));
        assert!(object.has_any(&["c", "b"]) && object.has_any(&["a"]));
        assert!(!object.has_any(&["c"]) && !object.has_any(&[]) && !array.has_any(&["a"]));
        let count = |text: &str| parse(text.as_bytes()).expect("JSON").count_members();
        assert_eq!((count("1"), count("[]"), count("{}"), count(r#"{"a":1}"#)), (0, 0, 0, 1));
        assert_eq!(count(r#"[{"a":{"b":1,"c":[{"d":1}]}},{"e":[1,2]}]"#), 5);
    }

    #[test]
    fn what_json_cannot_be_made_of_is_refused() {
        use serde::de::value::{BytesDeserializer, Error, MapDeserializer};
        let refused = Json::deserialize(BytesDeserializer::<Error>::new(b"a")).unwrap_err();
        assert_eq!(refused.to_string(), "invalid type: byte array, expected a JSON value");
        let unnamed = MapDeserializer::<_, Error>::new([(1, 2)].into_iter());
        assert_eq!(
            Json::deserialize(unnamed).unwrap_err().to_string(),
            "invalid type: integer `1`, expected a member's name"
        );
        let unheld = serde::de::value::F64Deserializer::<Error>::new(f64::NAN);
        assert_eq!(Json::deserialize(unheld).unwrap_err().to_string(), "a number that JSON cannot hold");
    }

    #[test]
    fn numbers_keep_what_no_float_holds() {
        let text = r#"{"a\"1.5e9":[-0, 1.5, 12345678901234567890123, "0.1", 0.1],"b":{"c":0.12345678901234567890, "d":1e2},
            "e":[-9223372036854775809, 18446744073709551615, 18446744073709551615.0, 1e-400, 0.1000000000000000000001]}"#;
        let json = parse(text.as_bytes()).expect("JSON");
        let item = |name: &str, index: usize| match json.member(name) {
            Some(Json::Array(items)) => match &items[index] {
                Json::Number(number) => number.to_string(),
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        };
        let all: Vec<String> = [0, 1, 2, 4].into_iter().map(|index| item("a\"1.5e9", index)).collect();
        assert_eq!(all, ["0", "1.5", "12345678901234567890123", "0.1"]);
        assert_eq!(item("e", 0), "-9223372036854775809");
        assert_eq!(item("e", 2), "18446744073709551615");
        assert_eq!(item("e", 3), "1e-400");
        assert_eq!(item("e", 4), "0.1000000000000000000001");
        let inner = json.member("b").and_then(|b| b.member("c"));
        assert!(matches!(inner, Some(Json::Number(number)) if number.to_string() == "0.12345678901234567890"));
        let decode = |text: &str| crate::from_slice_strict::<crate::Number>(text.as_bytes()).expect("a number");
        for text in ["12345678901234567890123", "0.12345678901234567890", "-1e-400"] {
            assert_eq!(serde_json::to_string(&decode(text)).expect("memory"), text);
        }
        assert_eq!(decode("123456789012345678901230e-1"), decode("12345678901234567890123.0"));
        assert_ne!(decode("12345678901234567890123"), decode("12345678901234567890124"));
    }

    #[test]
    fn depth_is_bounded_on_both_sides_of_the_edge() {
        let nested = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(parse(nested(127).as_bytes()).is_ok());
        assert_eq!(parse(nested(128).as_bytes()).unwrap_err().what, "nested deeper than 127 levels");
        assert_eq!(parse(b"-1e400").unwrap_err().what, "a number too large to be read");
        assert_eq!(parse(b"\xef\xbb\xbf{}").unwrap_err().what, "a byte order mark before the JSON");
        for text in [&b"\"\xff\""[..], b"\"\\udc00\"", b"\"\\ud800\\u0020\""] {
            assert_eq!(parse(text).unwrap_err().what, "not UTF-8", "{text:?}");
        }
        for text in [&b"{'a':1}"[..], b"[1,]", b"1 2", b"+1"] {
            assert_eq!(parse(text).unwrap_err().what, "not JSON", "{text:?}");
        }
        assert!(parse(nested(100_000).as_bytes()).is_err());
    }
}
