//! From a JSON tree to a type, with every violation on the way.

use std::borrow::Cow;

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
}

impl Text {
    /// How the text of a list's item is read by its place; `None` where it is no list.
    pub fn item(self, place: usize) -> Option<Self> {
        match self {
            Self::Array(item) => Some(*item),
            // One more is one too many, whatever it is.
            Self::Tuple(items) => Some(items.get(place).copied().unwrap_or(Self::String)),
            Self::String | Self::Number | Self::Boolean => None,
        }
    }
}

/// The JSON that a parameter's text stands for, to be decoded as its type.
///
/// What does not look like the wanted type stays a string: decoding then reports the type.
pub fn json_of_text(text: Cow<'_, str>, kind: Text) -> Json<'_> {
    match kind {
        Text::Number => match parse(text.as_bytes()) {
            Ok(Json::Number(number)) if !text.starts_with([' ', '\t', '\n', '\r']) => Json::Number(number),
            _ => Json::String(text),
        },
        Text::Boolean => match &*text {
            "true" => Json::Bool(true),
            "false" => Json::Bool(false),
            _ => Json::String(text),
        },
        Text::String | Text::Array(_) | Text::Tuple(_) => Json::String(text),
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
        Self { path: Vec::new(), violations: Vec::new(), tolerant: false, text: false, steps: 0, kept: 0 }
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
        let before = std::mem::replace(&mut self.text, true);
        let result = inside(self);
        self.text = before;
        result
    }

    /// Whether everything is text here.
    pub fn is_text(&self) -> bool {
        self.text
    }

    /// In a text, the value of this kind that a string is written like; anything else as it is.
    pub fn read_text<'a>(&self, json: Json<'a>, kind: Text) -> Json<'a> {
        match json {
            Json::String(text) if self.text => json_of_text(text, kind),
            json => json,
        }
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

    /// Which of `values` an object's member `property` has, as an index into them.
    ///
    /// `Some(None)` where it has another value: one that a newer document may know.
    /// Reports what is no object and an object without the member.
    pub fn tag(&mut self, json: &Json<'_>, property: &'static str, values: &[&str]) -> Option<Option<usize>> {
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

    fn alternatives<T>(
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
            _ => at.type_violation("boolean"),
        }
    }
}

impl Decode for String {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json {
            Json::String(text) => Some(text.into_owned()),
            _ => at.type_violation("string"),
        }
    }
}

impl Decode for f64 {
    const TEXT: Text = Text::Number;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match at.read_text(json, Text::Number) {
            Json::Number(number) => Some(number.as_f64()),
            _ => at.type_violation("number"),
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
        _ => at.type_violation("integer"),
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
