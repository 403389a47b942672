//! From a JSON tree to a type, with every violation on the way.

use std::borrow::Cow;

use crate::array::by_number;
use crate::json::{Json, ParseError, parse};
use crate::number::Number;
use crate::violation::Violation;

/// A type that is made of JSON only when the JSON is what its schema says.
pub trait Decode: Sized {
    /// How the type is written in a parameter, where everything is text.
    const TEXT: Text = Text::String;

    /// The value, or `None` after at least one violation was reported.
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self>;
}

/// How a parameter's text is read: as the JSON type that its schema names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// As a string, whatever it looks like.
    String,
    /// As a number where it is written as one.
    Number,
    /// As `true` or `false`.
    Boolean,
    /// As a list of such.
    Array(&'static Text),
    /// As a list of such, each at its place.
    Tuple(&'static [Text]),
    /// As the object that it is the JSON text of.
    Object,
    /// As a string, or as a list of strings where there are several: of a type that may be either.
    Several,
}

impl Text {
    /// How the text of a list's item is read by its place; `None` where it is never a list.
    pub fn item(self, place: usize) -> Option<Self> {
        match self {
            Self::Array(item) => Some(*item),
            // One more is one too many, whatever it is.
            Self::Tuple(items) => Some(items.get(place).copied().unwrap_or(Self::String)),
            Self::Several => Some(Self::String),
            Self::String | Self::Number | Self::Boolean | Self::Object => None,
        }
    }
}

/// The JSON that a parameter's text stands for, to be decoded as its type.
///
/// What does not look like the wanted type stays a string: decoding then reports the type.
pub fn json_of_text(text: Cow<'_, str>, kind: Text) -> Json<'_> {
    match kind {
        Text::Number => match parse(text.as_bytes()) {
            // A JSON text may have white space around its value; a parameter that is a number has none.
            Ok(Json::Number(number)) if !text.contains([' ', '\t', '\n', '\r']) => Json::Number(number),
            _ => Json::String(text),
        },
        Text::Boolean => match &*text {
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            _ => Json::String(text),
        },
        Text::Object => match parse(text.as_bytes()) {
            Ok(object @ Json::Object(_)) => object.into_owned(),
            _ => Json::String(text),
        },
        Text::String | Text::Array(_) | Text::Tuple(_) | Text::Several => Json::String(text),
    }
}

#[derive(Clone, Debug)]
enum Segment {
    Member(Cow<'static, str>),
    Item(usize),
}

/// Where decoding is, what it found so far, and how strict it is.
///
/// *Strict* enforces every rule of the schema (what a server does with a request). *Tolerant*
/// enforces only what the type cannot do without (what a client does with a response): unknown
/// members are passed over, bounds, lengths, patterns and counts are not checked.
#[derive(Clone, Debug)]
pub struct Decoder {
    path: Vec<Segment>,
    violations: Vec<Violation>,
    tolerant: bool,
    text: bool,
    /// Strings are strings, though everything is text: one of them may be meant.
    as_written: bool,
    steps: u32,
    /// How many members of objects have become part of a value.
    kept: usize,
}

/// One way to make a value of what may be several.
pub type Alternative<T> = for<'j> fn(Json<'j>, &mut Decoder) -> Option<T>;

/// How many alternatives and schemas are tried for one document: a document that needs more was
/// made to need them.
const MAX_STEPS: u32 = 200_000;

impl Decoder {
    /// Enforces everything.
    pub fn strict() -> Self {
        Self {
            path: Vec::new(),
            violations: Vec::new(),
            tolerant: false,
            text: false,
            as_written: false,
            steps: 0,
            kept: 0,
        }
    }

    /// Enforces what the type cannot do without.
    pub fn tolerant() -> Self {
        Self { tolerant: true, ..Self::strict() }
    }

    /// Whether only what the type cannot do without is enforced.
    pub fn is_tolerant(&self) -> bool {
        self.tolerant
    }

    /// Runs `inside` where everything is text: parameters, forms, parts. A number, a boolean or a
    /// list of one is then taken from a string that is written like it.
    pub fn in_text<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.where_text_is(true, inside)
    }

    /// Runs `inside` where everything is JSON again: within what was the JSON text of a structure.
    pub(crate) fn in_json<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.where_text_is(false, inside)
    }

    fn where_text_is<T>(&mut self, text: bool, inside: impl FnOnce(&mut Self) -> T) -> T {
        let before = std::mem::replace(&mut self.text, text);
        let result = inside(self);
        self.text = before;
        result
    }

    /// Whether everything is text here.
    pub fn is_text(&self) -> bool {
        self.text
    }

    /// In a text, the value of this kind that a string is written like, and the list of which members are the items by
    /// number (of [`Text::Several`] without a gap: it may be meant as an object); anything else as it is.
    pub fn read_text<'a>(&self, json: Json<'a>, kind: Text) -> Json<'a> {
        match (json, kind) {
            (Json::String(text), kind) if self.text => json_of_text(text, kind),
            (Json::Object(members), Text::Array(_) | Text::Several) if self.text => {
                let gaps = kind != Text::Several;
                by_number(members, gaps).map_or_else(Json::Object, Json::Array)
            }
            (json, _) => json,
        }
    }

    /// In a text, the structure that a string is the JSON text of: what has no other way to be written in a parameter is
    /// written so (OpenAPI leaves it open).
    pub(crate) fn structure(&self, json: &Json<'_>) -> Option<Json<'static>> {
        let Json::String(text) = json else { return None };
        let may_be_one = self.text && !self.as_written && text.starts_with(['{', '[']);
        may_be_one.then(|| parse(text.as_bytes()).ok()).flatten().map(Json::into_owned)
    }

    /// Every violation so far.
    pub fn into_violations(self) -> Vec<Violation> {
        self.violations
    }

    /// How many violations there are so far.
    pub fn count(&self) -> usize {
        self.violations.len()
    }

    /// Reports a violation of `keyword` at the present place.
    pub fn report(&mut self, keyword: &'static str, message: impl Into<String>) {
        let pointer = self.pointer();
        self.violations.push(Violation { pointer, keyword, message: message.into() });
    }

    /// Reports that the value is not of `wanted` type; `None`, for the caller to return.
    pub fn type_violation<T>(&mut self, wanted: &str) -> Option<T> {
        self.report("type", format!("must be {}", with_article(wanted)));
        None
    }

    /// As [`Self::type_violation`] of a value that is one: where everything is text, several of a name are told as such.
    pub(crate) fn not_one<T>(&mut self, json: &Json<'_>, wanted: &str) -> Option<T> {
        let is_one = |item: &Json<'_>| matches!(item, Json::String(_) | Json::Binary(_));
        match json {
            Json::Array(items) if self.text && items.len() > 1 && items.iter().all(is_one) => {
                self.report("type", "must be sent once");
                None
            }
            _ => self.type_violation(wanted),
        }
    }

    /// Which of `values` an object's member `property` has, as an index into them.
    ///
    /// `Some(None)` where it has another value: one that a newer document may know.
    /// Reports what is no object and an object without the member.
    pub fn tag(&mut self, json: &Json<'_>, property: &'static str, values: &[&str]) -> Option<Option<usize>> {
        let structure = self.structure(json);
        let json = structure.as_ref().unwrap_or(json);
        let Json::Object(_) = json else { return self.type_violation("object") };
        match json.member(property) {
            Some(Json::String(tag)) => Some(values.iter().position(|value| value == tag)),
            Some(_) => self.in_member(property, |at| at.type_violation("string")),
            None => {
                self.report("required", format!("`{property}` is required"));
                None
            }
        }
    }

    /// Reports a member `property` that has none of `values`; `None`, for the caller to return.
    pub fn unknown_tag<T>(&mut self, property: &'static str, values: &[&str]) -> Option<T> {
        self.in_member(property, |at| at.unknown_value(values))
    }

    /// Reports a string that is none of `values`; `None`, for the caller to return.
    pub fn unknown_value<T>(&mut self, values: &[&str]) -> Option<T> {
        self.report("enum", format!("must be one of {}", values.join(", ")));
        None
    }

    /// Runs `inside`, strictly; what it makes and what it reports, which is not kept.
    pub(crate) fn attempt<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> (T, Vec<Violation>) {
        let kept = std::mem::take(&mut self.violations);
        let tolerant = std::mem::replace(&mut self.tolerant, false);
        let made = inside(self);
        self.tolerant = tolerant;
        (made, std::mem::replace(&mut self.violations, kept))
    }

    /// Counts what is tried; whether there may be more of it.
    pub(crate) fn step(&mut self) -> bool {
        self.steps += 1;
        self.steps < MAX_STEPS
    }

    /// Reports that no alternative fits, and what is wrong with the nearest one.
    pub(crate) fn no_alternative(&mut self, keyword: &'static str, all: Vec<Vec<Violation>>) {
        let place = self.pointer();
        self.report(keyword, "must fit one of the alternatives");
        self.violations.extend(crate::rule::nearest(all, &place));
    }

    /// The value of the only alternative that fits: `oneOf`.
    ///
    /// A tolerant decoder takes one as [`Self::any_of`] does.
    pub fn one_of<T>(&mut self, json: &Json<'_>, alternatives: &[Alternative<T>]) -> Option<T> {
        self.alternatives(json, alternatives, "oneOf")
    }

    /// The value of the alternative that fits: `anyOf`. Where several do, of the first that keeps most members: what one
    /// of them does not know, another may be made for.
    ///
    /// A tolerant decoder takes one that fits strictly, else one that fits at all, and reports nothing where none does.
    pub fn any_of<T>(&mut self, json: &Json<'_>, alternatives: &[Alternative<T>]) -> Option<T> {
        self.alternatives(json, alternatives, "anyOf")
    }

    /// What is written as a string is one where an alternative takes strings, and else what it is the text of.
    fn alternatives<T>(
        &mut self,
        json: &Json<'_>,
        alternatives: &[Alternative<T>],
        keyword: &'static str,
    ) -> Option<T> {
        let Some(structure) = self.structure(json) else {
            return self.alternatives_of(json, alternatives, keyword);
        };
        let before = self.violations.len();
        self.as_written = true;
        let made = self.alternatives_of(json, alternatives, keyword);
        self.as_written = false;
        if made.is_some() {
            return made;
        }
        self.violations.truncate(before);
        self.in_json(|at| at.alternatives_of(&structure, alternatives, keyword))
    }

    fn alternatives_of<T>(
        &mut self,
        json: &Json<'_>,
        alternatives: &[Alternative<T>],
        keyword: &'static str,
    ) -> Option<T> {
        let only_one = keyword == "oneOf" && !self.tolerant;
        let most = json.count_members();
        let mut found: Option<(T, usize)> = None;
        let mut all = Vec::new();
        // An integer that no 64 bits hold is one all the same, and fits where nothing can hold it.
        let mut fits_unheld = false;
        let too_large = |violations: &[Violation]| {
            let is_integer = matches!(json, Json::Number(number) if number.is_integer());
            is_integer && matches!(violations, [only] if only.keyword == "format")
        };
        for alternative in alternatives {
            if !self.step() {
                self.report(keyword, "too much is nested for its alternatives to be tried");
                return None;
            }
            let ((made, violations), kept) = self.counting(|at| at.attempt(|at| alternative(json.clone(), at)));
            match made {
                Some(value) if violations.is_empty() => {
                    if found.is_some() && only_one {
                        self.report(keyword, "must fit only one of the alternatives");
                        return None;
                    }
                    if found.as_ref().is_none_or(|(_, before)| kept > *before) {
                        found = Some((value, kept));
                    }
                    if kept >= most && !only_one {
                        break;
                    }
                }
                _ => {
                    fits_unheld |= too_large(&violations);
                    all.push(violations);
                }
            }
        }
        if found.is_some() && fits_unheld && only_one {
            self.report(keyword, "must fit only one of the alternatives");
            return None;
        }
        if found.is_none() {
            if !self.tolerant {
                self.no_alternative(keyword, all);
                return None;
            }
            let before = self.violations.len();
            for alternative in alternatives {
                if !self.step() {
                    break;
                }
                let (made, kept) = self.counting(|at| alternative(json.clone(), at));
                let fits = self.violations.len() == before;
                self.violations.truncate(before);
                if let Some(value) = made.filter(|_| fits)
                    && found.as_ref().is_none_or(|(_, before)| kept > *before)
                {
                    found = Some((value, kept));
                }
            }
        }
        found.map(|(value, kept)| {
            self.kept += kept;
            value
        })
    }

    /// What `inside` makes, and how many members it keeps, which do not count yet.
    fn counting<T>(&mut self, inside: impl FnOnce(&mut Self) -> T) -> (T, usize) {
        let before = std::mem::replace(&mut self.kept, 0);
        let made = inside(self);
        (made, std::mem::replace(&mut self.kept, before))
    }

    /// Members have become part of a value.
    pub(crate) fn keep(&mut self, members: usize) {
        self.kept += members;
    }

    /// Runs `inside` with the place set to an object's member.
    pub fn in_member<T>(&mut self, name: impl Into<Cow<'static, str>>, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(Segment::Member(name.into()));
        let result = inside(self);
        self.path.pop();
        result
    }

    /// Runs `inside` with the place set to an array's item.
    pub fn in_item<T>(&mut self, index: usize, inside: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(Segment::Item(index));
        let result = inside(self);
        self.path.pop();
        result
    }

    /// The present place as an RFC 6901 JSON Pointer.
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        for segment in &self.path {
            pointer.push('/');
            match segment {
                Segment::Member(name) if name.contains(['~', '/']) => {
                    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                }
                Segment::Member(name) => pointer.push_str(name),
                Segment::Item(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }
}

fn with_article(noun: &str) -> String {
    match noun {
        "null" => noun.to_owned(),
        _ if noun.starts_with(['a', 'i', 'o']) => format!("an {noun}"),
        _ => format!("a {noun}"),
    }
}

/// Why bytes did not become a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// They are not acceptable JSON.
    Malformed(ParseError),
    /// They are JSON against the schema: every violation.
    Invalid(Vec<Violation>),
}

/// Decodes a JSON text, enforcing every rule of its schema.
///
/// # Errors
/// Malformed JSON, or every violation.
pub fn from_slice_strict<T: Decode>(bytes: &[u8]) -> Result<T, Refusal> {
    decode_with(bytes, Decoder::strict())
}

/// Decodes a JSON text, enforcing what the type cannot do without.
///
/// # Errors
/// Malformed JSON, or every violation.
pub fn from_slice_tolerant<T: Decode>(bytes: &[u8]) -> Result<T, Refusal> {
    decode_with(bytes, Decoder::tolerant())
}

fn decode_with<T: Decode>(bytes: &[u8], mut at: Decoder) -> Result<T, Refusal> {
    let json = parse(bytes).map_err(Refusal::Malformed)?;
    match T::decode(json, &mut at) {
        Some(value) if at.violations.is_empty() => Ok(value),
        _ => Err(Refusal::Invalid(at.into_violations())),
    }
}

impl Decode for bool {
    const TEXT: Text = Text::Boolean;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match at.read_text(json, Text::Boolean) {
            Json::Bool(value) => Some(value),
            json => at.not_one(&json, "boolean"),
        }
    }
}

impl Decode for String {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json {
            Json::String(text) => Some(text.into_owned()),
            json => at.not_one(&json, "string"),
        }
    }
}

impl Decode for f64 {
    const TEXT: Text = Text::Number;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match at.read_text(json, Text::Number) {
            Json::Number(number) => Some(number.as_f64()),
            json => at.not_one(&json, "number"),
        }
    }
}

/// An integer of the type's own range; outside of it, `format` is broken.
fn integer<T>(json: Json<'_>, at: &mut Decoder, get: impl Fn(&Number) -> Option<T>, range: &str) -> Option<T> {
    match at.read_text(json, Text::Number) {
        Json::Number(number) if number.is_integer() => get(&number).or_else(|| {
            at.report("format", format!("must be an integer of {range}"));
            None
        }),
        json => at.not_one(&json, "integer"),
    }
}

impl Decode for i64 {
    const TEXT: Text = Text::Number;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        integer(json, at, Number::as_i64, "64 bits with a sign")
    }
}

impl Decode for u64 {
    const TEXT: Text = Text::Number;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        integer(json, at, Number::as_u64, "64 bits without a sign")
    }
}

impl Decode for i128 {
    const TEXT: Text = Text::Number;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        integer(json, at, Number::as_i128, "128 bits with a sign")
    }
}

macro_rules! decode_integer {
    ($($name:ty: $range:literal;)+) => {$(
        impl Decode for $name {
            const TEXT: Text = Text::Number;
            fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
                integer(json, at, |number| number.as_i64()?.try_into().ok(), $range)
            }
        }
    )+};
}

decode_integer! {
    i8: "8 bits with a sign";
    i16: "16 bits with a sign";
    i32: "32 bits with a sign";
    u8: "8 bits without a sign";
    u16: "16 bits without a sign";
    u32: "32 bits without a sign";
}

impl Decode for () {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json {
            Json::Null => Some(()),
            _ => at.type_violation("null"),
        }
    }
}

impl Decode for uuid::Uuid {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let Json::String(text) = json else { return at.type_violation("string") };
        // RFC 9562 section 4: the hyphenated form only; `Uuid::parse_str` takes others too.
        let parsed = (text.len() == 36).then(|| uuid::Uuid::parse_str(&text).ok()).flatten();
        if parsed.is_none() {
            at.report("format", "must be a UUID such as 00000000-0000-4000-8000-000000000000");
        }
        parsed
    }
}

impl Decode for serde_json::Value {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        at.keep(json.count_members());
        Some(json.into())
    }
}

impl<T: Decode> Decode for Option<T> {
    const TEXT: Text = T::TEXT;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json {
            Json::Null => Some(None),
            json => T::decode(json, at).map(Some),
        }
    }
}

impl<T: Decode> Decode for Box<T> {
    const TEXT: Text = T::TEXT;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        T::decode(json, at).map(Box::new)
    }
}

impl<T: Decode> Decode for Vec<T> {
    const TEXT: Text = Text::Array(&T::TEXT);
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        crate::decode_array(json, &crate::ArrayRules::NONE, at)
    }
}

impl<T: Decode> Decode for std::collections::BTreeMap<String, T> {
    const TEXT: Text = Text::Object;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        crate::ObjectDecoder::new(json, at)?.additional(at)
    }
}

/// Gives types that have [`Decode`] serde's `Deserialize` by way of it.
///
/// `strict` types enforce every rule, `tolerant` ones what they cannot do without.
#[macro_export]
macro_rules! deserialize_by_decode {
    ($mode:ident: $($name:ident),+ $(,)?) => {$(
        impl<'de> $crate::private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let json = <$crate::Json<'de> as $crate::private::serde::Deserialize>::deserialize(deserializer)?;
                let mut at = $crate::Decoder::$mode();
                match <Self as $crate::Decode>::decode(json, &mut at) {
                    ::core::option::Option::Some(value) if at.count() == 0 => ::core::result::Result::Ok(value),
                    _ => ::core::result::Result::Err($crate::private::serde::de::Error::custom(
                        $crate::Invalid::new(at.into_violations()),
                    )),
                }
            }
        }
    )+};
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::fmt::Debug;

    use super::*;
    use crate::ObjectDecoder;

    fn json(text: &str) -> Json<'_> {
        parse(text.as_bytes()).expect("JSON")
    }

    fn reported(at: Decoder) -> Vec<String> {
        at.into_violations().iter().map(|it| format!("{} {}: {}", it.pointer, it.keyword, it.message)).collect()
    }

    /// What is wrong with a JSON text of the type: one violation, and the same one for a tolerant decoder.
    fn wrong<T: Decode + Debug + PartialEq>(text: &str) -> String {
        let refusal = from_slice_strict::<T>(text.as_bytes()).expect_err(text);
        assert_eq!(from_slice_tolerant::<T>(text.as_bytes()), Err(refusal.clone()));
        match refusal {
            Refusal::Invalid(violations) if violations.len() == 1 => {
                format!("{}: {}", violations[0].keyword, violations[0].message)
            }
            other => panic!("{text}: {other:?}"),
        }
    }

    #[track_caller]
    fn holds<T: Decode + Debug + PartialEq>(text: &str, value: T) {
        assert_eq!(from_slice_strict::<T>(text.as_bytes()).as_ref(), Ok(&value), "{text}");
        assert_eq!(from_slice_tolerant::<T>(text.as_bytes()), Ok(value), "{text}");
    }

    #[test]
    fn every_type_takes_the_json_that_it_is() {
        holds("true", true);
        holds("\"a\\n\"", "a\n".to_owned());
        holds("1.5", 1.5);
        holds("-9223372036854775808", i64::MIN);
        holds("9223372036854775807", i64::MAX);
        holds("18446744073709551615", u64::MAX);
        holds("170141183460469231731687303715884105727", i128::MAX);
        holds("-128", i8::MIN);
        holds("-32768", i16::MIN);
        holds("2147483647.0", i32::MAX);
        holds("255", u8::MAX);
        holds("65535", u16::MAX);
        holds("4294967295", u32::MAX);
        holds("null", ());
        let id = "00000000-0000-4000-8000-00000000000A";
        holds(&format!("\"{id}\""), uuid::Uuid::parse_str(id).expect("a UUID"));
        holds(r#"{"a":[1,null]}"#, serde_json::json!({ "a": [1, null] }));
        holds("null", None::<bool>);
        holds("7", Some(7_i64));
        holds("7", Box::new(7_i64));
        holds("[7,8]", vec![7_i64, 8]);
        holds(r#"{"b":7,"a":8}"#, BTreeMap::from([("a".to_owned(), 8_i64), ("b".to_owned(), 7)]));
    }

    #[test]
    fn every_type_refuses_the_json_that_it_is_not() {
        assert_eq!(wrong::<bool>("\"true\""), "type: must be a boolean");
        assert_eq!(wrong::<String>("1"), "type: must be a string");
        assert_eq!(wrong::<f64>("\"1\""), "type: must be a number");
        for text in ["1.5", "\"1\""] {
            assert_eq!(wrong::<i64>(text), "type: must be an integer");
        }
        assert_eq!(wrong::<i64>("9223372036854775808"), "format: must be an integer of 64 bits with a sign");
        assert_eq!(wrong::<u64>("-1"), "format: must be an integer of 64 bits without a sign");
        assert_eq!(wrong::<u64>("18446744073709551616"), "format: must be an integer of 64 bits without a sign");
        assert_eq!(wrong::<i128>("1e39"), "format: must be an integer of 128 bits with a sign");
        assert_eq!(wrong::<i8>("128"), "format: must be an integer of 8 bits with a sign");
        assert_eq!(wrong::<i16>("-32769"), "format: must be an integer of 16 bits with a sign");
        assert_eq!(wrong::<i32>("2147483648"), "format: must be an integer of 32 bits with a sign");
        assert_eq!(wrong::<u8>("256"), "format: must be an integer of 8 bits without a sign");
        assert_eq!(wrong::<u16>("-1"), "format: must be an integer of 16 bits without a sign");
        assert_eq!(wrong::<u32>("4294967296"), "format: must be an integer of 32 bits without a sign");
        assert_eq!(wrong::<()>("0"), "type: must be null");
        assert_eq!(wrong::<uuid::Uuid>("1"), "type: must be a string");
        // `uuid` itself takes all but the last of these.
        for text in [
            "\"00000000000040008000000000000000\"",
            "\"urn:uuid:00000000-0000-4000-8000-000000000000\"",
            "\"{00000000-0000-4000-8000-000000000000}\"",
            "\"00000000-0000-4000-8000-00000000000g\"",
        ] {
            assert_eq!(
                wrong::<uuid::Uuid>(text),
                "format: must be a UUID such as 00000000-0000-4000-8000-000000000000"
            );
        }
        assert_eq!(wrong::<Option<bool>>("1"), "type: must be a boolean");
        assert_eq!(wrong::<Box<bool>>("1"), "type: must be a boolean");
        assert_eq!(wrong::<Vec<bool>>("{}"), "type: must be an array");
        assert_eq!(wrong::<BTreeMap<String, bool>>("[]"), "type: must be an object");
    }

    #[test]
    fn what_is_not_json_is_no_violation() {
        assert!(matches!(from_slice_strict::<bool>(b"tru"), Err(Refusal::Malformed(_))));
        assert!(matches!(from_slice_tolerant::<bool>(b"tru"), Err(Refusal::Malformed(_))));
    }

    /// A type that is made all the same where something is wrong.
    #[derive(Debug, PartialEq)]
    struct Lenient;

    impl Decode for Lenient {
        fn decode(_: Json<'_>, at: &mut Decoder) -> Option<Self> {
            at.report("not", "must not be there");
            Some(Self)
        }
    }

    #[test]
    fn a_value_of_which_something_is_wrong_is_none() {
        assert_eq!(wrong::<Lenient>("1"), "not: must not be there");
        let mut at = Decoder::strict();
        assert_eq!(at.any_of(&json("1"), &[Lenient::decode]), None);
        let mut at = Decoder::tolerant();
        assert_eq!(at.any_of(&json("1"), &[Lenient::decode]), None);
    }

    #[test]
    fn a_text_is_read_as_the_type_that_its_schema_names() {
        fn read<T: Decode>(text: &str) -> Result<T, Vec<String>> {
            let mut at = Decoder::strict();
            let value = at.in_text(|at| {
                assert!(at.is_text());
                T::decode(Json::String(text.into()), at)
            });
            assert!(!at.is_text());
            value.ok_or_else(|| reported(at))
        }
        assert_eq!((read("true"), read("false")), (Ok(true), Ok(false)));
        assert_eq!(read::<bool>("True"), Err(vec![" type: must be a boolean".to_owned()]));
        assert_eq!((read("-1.5"), read("1e2")), (Ok(-1.5), Ok(100.0)));
        assert_eq!((read("7"), read("7.0")), (Ok(7_i64), Ok(7_i64)));
        assert_eq!(read("7"), Ok("7".to_owned()));
        for text in ["", " 7", "7 ", "\t7", "7\n", "\r7", "true", "0x7", "+7", "07"] {
            assert_eq!(read::<i64>(text), Err(vec![" type: must be an integer".to_owned()]), "{text:?}");
            assert_eq!(read::<f64>(text), Err(vec![" type: must be a number".to_owned()]), "{text:?}");
        }
        assert_eq!(read("7"), Ok(vec![7_i64]));
        assert_eq!(read("7"), Ok(Some(7_i64)));
        assert_eq!(<Vec<Box<Option<u8>>> as Decode>::TEXT, Text::Array(&Text::Number));
        assert_eq!(json_of_text("1".into(), Text::Array(&Text::Number)), Json::String("1".into()));
        // What is no text is what it is.
        assert_eq!(Decoder::strict().in_text(|at| bool::decode(Json::Bool(true), at)), Some(true));
    }

    #[test]
    fn in_a_text_what_may_be_a_list_is_one_where_its_members_are_numbers() {
        let read = |text: &str, kind: Text| {
            Decoder::strict().in_text(|at| serde_json::Value::from(at.read_text(json(text), kind))).to_string()
        };
        const LIST: Text = Text::Array(&Text::String);
        for (text, kind, expected) in [
            (r#"{"1":"b","0":"a"}"#, LIST, r#"["a","b"]"#),
            (r#"{"1":"b","0":"a"}"#, Text::Several, r#"["a","b"]"#),
            (r#"{"7":"b","2":"a"}"#, LIST, r#"["a","b"]"#),
            (r#"{"7":"b"}"#, Text::Several, r#"{"7":"b"}"#),
            (r#"{"0":"a","b":"b"}"#, LIST, r#"{"0":"a","b":"b"}"#),
            (r#"{"0":"a"}"#, Text::Object, r#"{"0":"a"}"#),
        ] {
            assert_eq!(read(text, kind), expected, "{text} as {kind:?}");
        }
        let written = Decoder::strict().read_text(json(r#"{"0":"a"}"#), LIST);
        assert_eq!(written.type_name(), "object", "what is no text is what it is");
    }

    #[test]
    fn places_are_json_pointers() {
        let mut at = Decoder::strict();
        at.in_member("a~/b", |at| at.in_item(10, |at| at.in_member("", |at| at.report("not", "no"))));
        at.in_member("a/", |at| at.report("not", "no"));
        at.in_member("a~", |at| at.report("not", "no"));
        at.report("not", "no");
        assert_eq!(at.count(), 4);
        assert_eq!(reported(at), ["/a~0~1b/10/ not: no", "/a~1 not: no", "/a~0 not: no", " not: no"]);
    }

    #[test]
    fn only_a_tolerant_decoder_is_tolerant() {
        assert!(Decoder::tolerant().is_tolerant() && !Decoder::strict().is_tolerant());
        assert!(!Decoder::strict().is_text() && !Decoder::tolerant().is_text());
        assert_eq!((Decoder::strict().count(), Decoder::tolerant().count()), (0, 0));
    }

    #[test]
    fn an_attempt_is_strict_and_leaves_nothing_behind() {
        let mut at = Decoder::tolerant();
        at.report("not", "before");
        let (was_tolerant, found) = at.attempt(|at| {
            at.report("type", "within");
            at.is_tolerant()
        });
        assert_eq!((was_tolerant, found.len(), found[0].keyword), (false, 1, "type"));
        assert!(at.is_tolerant());
        assert_eq!(reported(at), [" not: before"]);
    }

    #[test]
    fn a_tag_is_one_of_its_values_or_a_newer_one() {
        let tag = |text: &str| {
            let mut at = Decoder::strict();
            let tag = at.tag(&json(text), "kind", &["cat", "dog"]);
            (tag, reported(at))
        };
        assert_eq!(tag(r#"{"kind":"cat"}"#), (Some(Some(0)), vec![]));
        assert_eq!(tag(r#"{"a":1,"kind":"dog"}"#), (Some(Some(1)), vec![]));
        assert_eq!(tag(r#"{"kind":"cow"}"#), (Some(None), vec![]));
        assert_eq!(tag(r#"{"kind":1}"#), (None, vec!["/kind type: must be a string".to_owned()]));
        assert_eq!(tag("{}"), (None, vec![" required: `kind` is required".to_owned()]));
        assert_eq!(tag("\"cat\""), (None, vec![" type: must be an object".to_owned()]));
        let mut at = Decoder::strict();
        assert_eq!(at.unknown_tag::<()>("kind", &["cat", "dog"]), None);
        assert_eq!(at.unknown_value::<()>(&["cat"]), None);
        assert_eq!(reported(at), ["/kind enum: must be one of cat, dog", " enum: must be one of cat"]);
    }

    /// An object with some of these members and no other, told by the members that it knows.
    fn object_of(names: &'static str, value: Json<'_>, at: &mut Decoder) -> Option<&'static str> {
        let mut members = ObjectDecoder::new(value, at)?;
        for index in 0..names.len() {
            members.optional::<i64>(&names[index..=index], at)?;
        }
        members.deny_unknown(at)?;
        Some(names)
    }

    /// The same that lets other members pass.
    fn open_object_of(names: &'static str, value: Json<'_>, at: &mut Decoder) -> Option<&'static str> {
        let mut members = ObjectDecoder::new(value, at)?;
        for index in 0..names.len() {
            members.optional::<i64>(&names[index..=index], at)?;
        }
        Some(names)
    }

    fn integer_64(value: Json<'_>, at: &mut Decoder) -> Option<&'static str> {
        i64::decode(value, at).map(|_| "integer")
    }

    fn number(value: Json<'_>, at: &mut Decoder) -> Option<&'static str> {
        f64::decode(value, at).map(|_| "number")
    }

    fn string(value: Json<'_>, at: &mut Decoder) -> Option<&'static str> {
        String::decode(value, at).map(|_| "string")
    }

    fn date(value: Json<'_>, at: &mut Decoder) -> Option<&'static str> {
        crate::Date::decode(value, at).map(|_| "date")
    }

    type Tried = Alternative<&'static str>;

    const OPEN: [Tried; 3] = [
        |value, at| open_object_of("a", value, at),
        |value, at| open_object_of("ab", value, at),
        |value, at| open_object_of("ba", value, at),
    ];

    const CLOSED: [Tried; 3] = [
        |value, at| object_of("a", value, at),
        |value, at| object_of("ab", value, at),
        |value, at| object_of("ba", value, at),
    ];

    #[test]
    fn any_of_takes_the_first_that_keeps_most() {
        let any = |text: &str, alternatives: &[Tried], mut at: Decoder| {
            let made = at.any_of(&json(text), alternatives);
            made.ok_or_else(|| reported(at))
        };
        for at in [Decoder::strict(), Decoder::tolerant()] {
            assert_eq!(any(r#"{"a":1,"b":2,"c":3}"#, &OPEN, at.clone()), Ok("ab"));
            assert_eq!(any(r#"{"a":1}"#, &OPEN, at.clone()), Ok("a"));
            assert_eq!(any(r#"{"a":1,"b":2}"#, &CLOSED, at.clone()), Ok("ab"));
            assert_eq!(any("5", &[number, integer_64], at.clone()), Ok("number"));
            assert_eq!(any("9223372036854775808", &[integer_64, number], at), Ok("number"));
        }
        let unknown = r#"{"a":1,"b":2,"c":3}"#;
        assert_eq!(
            any(unknown, &CLOSED, Decoder::strict()),
            Err(vec![
                " anyOf: must fit one of the alternatives".to_owned(),
                "/c additionalProperties: no such member is allowed".to_owned()
            ])
        );
        assert_eq!(any(unknown, &CLOSED, Decoder::tolerant()), Ok("ab"));
        assert_eq!(any(unknown, &[string], Decoder::tolerant()), Err(vec![]));
    }

    #[test]
    fn one_of_takes_the_only_one() {
        let one = |text: &str, alternatives: &[Tried], mut at: Decoder| {
            let made = at.one_of(&json(text), alternatives);
            made.ok_or_else(|| reported(at))
        };
        let several = Err(vec![" oneOf: must fit only one of the alternatives".to_owned()]);
        assert_eq!(one("5", &[string, integer_64], Decoder::strict()), Ok("integer"));
        assert_eq!(one("5", &[integer_64, number], Decoder::strict()), several);
        assert_eq!(one("5", &[integer_64, number], Decoder::tolerant()), Ok("integer"));
        assert_eq!(one(r#"{"a":1,"b":2,"c":3}"#, &OPEN, Decoder::strict()), several);
        // Two fit where 64 bits hold it, so two fit where they do not.
        for text in ["9223372036854775808", "-1e300"] {
            assert_eq!(one(text, &[integer_64, number], Decoder::strict()), several);
            assert_eq!(one(text, &[number, integer_64], Decoder::strict()), several);
            assert_eq!(one(text, &[integer_64, number], Decoder::tolerant()), Ok("number"));
        }
        assert_eq!(one("1.5", &[integer_64, number], Decoder::strict()), Ok("number"));
        assert_eq!(one("\"x\"", &[date, string], Decoder::strict()), Ok("string"));
        assert_eq!(
            one("null", &[string, number], Decoder::strict()),
            Err(vec![" oneOf: must fit one of the alternatives".to_owned(), " type: must be a string".to_owned()])
        );
    }

    #[test]
    fn members_of_an_alternative_count_where_it_is_a_part() {
        let mut at = Decoder::strict();
        at.keep(3);
        assert_eq!(at.any_of(&json(r#"{"a":1,"b":2}"#), &CLOSED), Some("ab"));
        assert_eq!(at.kept, 5);
        assert!(serde_json::Value::decode(json(r#"[{"a":{"b":1}}]"#), &mut at).is_some());
        assert_eq!(at.kept, 7);
        let (_, counted) = at.counting(|at| at.keep(4));
        assert_eq!((counted, at.kept), (4, 7));
    }

    #[test]
    fn so_much_is_tried_and_no_more() {
        let mut at = Decoder::strict();
        assert_eq!((0..MAX_STEPS).filter(|_| at.step()).count(), 199_999);
        assert_eq!(at.any_of(&json("1"), &[integer_64]), None);
        assert_eq!(reported(at), [" anyOf: too much is nested for its alternatives to be tried"]);
        // The last step finds that nothing fits strictly, and there is none to find what fits at all.
        let mut at = Decoder { steps: MAX_STEPS - 2, ..Decoder::tolerant() };
        let closed: Tried = |value, at| object_of("a", value, at);
        assert_eq!(at.any_of(&json(r#"{"c":1}"#), &[closed]), None);
        assert_eq!(at.count(), 0);
    }

    #[derive(Debug, PartialEq)]
    struct Flag(bool);

    impl Decode for Flag {
        fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
            bool::decode(json, at).map(Self)
        }
    }

    crate::deserialize_by_decode!(strict: Flag, Lenient);

    #[test]
    fn serde_reads_a_type_as_it_is_decoded() {
        assert_eq!(serde_json::from_str::<Flag>("true").expect("a flag"), Flag(true));
        assert_eq!(serde_json::from_str::<Flag>("1").unwrap_err().to_string(), "must be a boolean");
        assert!(serde_json::from_str::<Lenient>("1").is_err());
    }

    #[test]
    fn a_text_is_a_string_before_it_is_the_object_that_it_is_the_text_of() {
        #[derive(Debug, PartialEq)]
        enum Made {
            Text(String),
            Map(BTreeMap<String, bool>),
        }
        let text: Alternative<Made> = |json, at| String::decode(json, at).map(Made::Text);
        let map: Alternative<Made> = |json, at| BTreeMap::decode(json, at).map(Made::Map);
        let read = |alternatives: &[Alternative<Made>], in_text: bool| {
            let json = Json::String("{\"a\":true}".into());
            let mut at = Decoder::strict();
            let made = match in_text {
                true => at.in_text(|at| at.one_of(&json, alternatives)),
                false => at.one_of(&json, alternatives),
            };
            (made, at.count())
        };
        let object = Made::Map([("a".to_owned(), true)].into());
        assert_eq!(read(&[map, text], true), (Some(Made::Text("{\"a\":true}".to_owned())), 0));
        assert_eq!(read(&[map], true), (Some(object), 0));
        assert_eq!(read(&[map], false).0, None);
        let mut at = Decoder::strict();
        let json = Json::String("{\"kind\":\"dog\"}".into());
        assert_eq!(at.in_text(|at| at.tag(&json, "kind", &["cat", "dog"])), Some(Some(1)));
    }
}
