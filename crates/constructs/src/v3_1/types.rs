// Generated of crates/constructs/v3_1.yaml: do not edit.
//! The messages of Constructs of 3.1.
//!
//! Decoding enforces every rule of the document: a value of these types is a valid one.
#![allow(clippy::approx_constant, clippy::doc_lazy_continuation, clippy::doc_overindented_list_items)]
#![allow(clippy::disallowed_names, clippy::enum_variant_names, clippy::large_enum_variant, clippy::type_complexity)]

use schema_support::*;
use serde::{Serialize, Serializer};

/// `/components/schemas/Mixed` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Mixed {
    /// `1`
    N1,
    /// `-1`
    Minus1,
    /// `1.5`
    N1Point5,
    /// `"a"`
    A,
    /// `true`
    True,
    /// `[1,{"b":null}]`
    Array,
    /// `{"c":1}`
    Object,
}

impl Mixed {
    /// Every value of the document.
    pub const VALUES: [schema_support::Literal; 7] = [
        schema_support::Literal::Integer(1),
        schema_support::Literal::Integer(-1),
        schema_support::Literal::Number(1.5),
        schema_support::Literal::String("a"),
        schema_support::Literal::Bool(true),
        schema_support::Literal::Array(&[schema_support::Literal::Integer(1), schema_support::Literal::Object(&[("b", schema_support::Literal::Null)])]),
        schema_support::Literal::Object(&[("c", schema_support::Literal::Integer(1))]),
    ];
}

impl std::fmt::Display for Mixed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::N1 => Self::VALUES[0].fmt(f),
            Self::Minus1 => Self::VALUES[1].fmt(f),
            Self::N1Point5 => Self::VALUES[2].fmt(f),
            Self::A => Self::VALUES[3].fmt(f),
            Self::True => Self::VALUES[4].fmt(f),
            Self::Array => Self::VALUES[5].fmt(f),
            Self::Object => Self::VALUES[6].fmt(f),
        }
    }
}

impl std::str::FromStr for Mixed {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        let json = json_of_text(text.into(), Self::TEXT);
        Self::decode(json, &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for Mixed {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Self::TEXT);
        match schema_support::Literal::position(&Self::VALUES, &json) {
            Some(0) => Some(Self::N1),
            Some(1) => Some(Self::Minus1),
            Some(2) => Some(Self::N1Point5),
            Some(3) => Some(Self::A),
            Some(4) => Some(Self::True),
            Some(5) => Some(Self::Array),
            Some(6) => Some(Self::Object),
            _ => at.unknown_literal(&Self::VALUES),
        }
    }
}

impl Serialize for Mixed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::N1 => Self::VALUES[0].serialize(serializer),
            Self::Minus1 => Self::VALUES[1].serialize(serializer),
            Self::N1Point5 => Self::VALUES[2].serialize(serializer),
            Self::A => Self::VALUES[3].serialize(serializer),
            Self::True => Self::VALUES[4].serialize(serializer),
            Self::Array => Self::VALUES[5].serialize(serializer),
            Self::Object => Self::VALUES[6].serialize(serializer),
        }
    }
}

/// `/components/schemas/Exact` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Exact {
    /// `18446744073709551617`
    N18446744073709551617,
    /// `-0.12345678901234567890`
    Minus0Point12345678901234567890,
}

impl Exact {
    /// Every value of the document.
    pub const VALUES: [schema_support::Literal; 2] = [
        schema_support::Literal::Exact("18446744073709551617"),
        schema_support::Literal::Exact("-0.12345678901234567890"),
    ];
}

impl std::fmt::Display for Exact {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::N18446744073709551617 => Self::VALUES[0].fmt(f),
            Self::Minus0Point12345678901234567890 => Self::VALUES[1].fmt(f),
        }
    }
}

impl std::str::FromStr for Exact {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        let json = json_of_text(text.into(), Self::TEXT);
        Self::decode(json, &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for Exact {
    const TEXT: Text = Text::Number;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Self::TEXT);
        match schema_support::Literal::position(&Self::VALUES, &json) {
            Some(0) => Some(Self::N18446744073709551617),
            Some(1) => Some(Self::Minus0Point12345678901234567890),
            _ => at.unknown_literal(&Self::VALUES),
        }
    }
}

impl Serialize for Exact {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::N18446744073709551617 => Self::VALUES[0].serialize(serializer),
            Self::Minus0Point12345678901234567890 => Self::VALUES[1].serialize(serializer),
        }
    }
}

/// `/components/schemas/Levels` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Levels {
    /// `1`
    N1,
    /// `2`
    N2,
    /// `3`
    N3,
}

impl Levels {
    /// Every value of the document.
    pub const VALUES: [schema_support::Literal; 3] = [
        schema_support::Literal::Integer(1),
        schema_support::Literal::Integer(2),
        schema_support::Literal::Integer(3),
    ];
}

impl std::fmt::Display for Levels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::N1 => Self::VALUES[0].fmt(f),
            Self::N2 => Self::VALUES[1].fmt(f),
            Self::N3 => Self::VALUES[2].fmt(f),
        }
    }
}

impl std::str::FromStr for Levels {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        let json = json_of_text(text.into(), Self::TEXT);
        Self::decode(json, &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for Levels {
    const TEXT: Text = Text::Number;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Self::TEXT);
        match schema_support::Literal::position(&Self::VALUES, &json) {
            Some(0) => Some(Self::N1),
            Some(1) => Some(Self::N2),
            Some(2) => Some(Self::N3),
            _ => at.unknown_literal(&Self::VALUES),
        }
    }
}

impl Serialize for Levels {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::N1 => Self::VALUES[0].serialize(serializer),
            Self::N2 => Self::VALUES[1].serialize(serializer),
            Self::N3 => Self::VALUES[2].serialize(serializer),
        }
    }
}

/// `/components/schemas/Narrowed` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Narrowed {
    /// `all`
    All,
    /// `some`
    Some,
}

impl Narrowed {
    /// Every value of the document.
    pub const VALUES: [&'static str; 2] = ["all", "some"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Some => "some",
        }
    }
}

impl std::fmt::Display for Narrowed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Narrowed {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for Narrowed {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("all") => Some(Self::All),
            Some("some") => Some(Self::Some),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for Narrowed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Cases` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Cases {
    /// `asc`
    Asc,
    /// `ASC`
    Asc2,
    /// The empty text.
    Empty,
    /// `+1`
    Plus1,
    /// `-1`
    Minus1,
    /// `type`
    Type,
    /// `non-ascii-é`
    NonAsciiÉ,
}

impl Cases {
    /// Every value of the document.
    pub const VALUES: [&'static str; 7] = ["asc", "ASC", "", "+1", "-1", "type", "non-ascii-é"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Asc => "asc",
            Self::Asc2 => "ASC",
            Self::Empty => "",
            Self::Plus1 => "+1",
            Self::Minus1 => "-1",
            Self::Type => "type",
            Self::NonAsciiÉ => "non-ascii-é",
        }
    }
}

impl std::fmt::Display for Cases {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Cases {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for Cases {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("asc") => Some(Self::Asc),
            Some("ASC") => Some(Self::Asc2),
            Some("") => Some(Self::Empty),
            Some("+1") => Some(Self::Plus1),
            Some("-1") => Some(Self::Minus1),
            Some("type") => Some(Self::Type),
            Some("non-ascii-é") => Some(Self::NonAsciiÉ),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for Cases {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Yes` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Yes {
    /// `true`
    True,
}

impl Yes {
    /// Every value of the document.
    pub const VALUES: [schema_support::Literal; 1] = [
        schema_support::Literal::Bool(true),
    ];
}

impl std::fmt::Display for Yes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::True => Self::VALUES[0].fmt(f),
        }
    }
}

impl std::str::FromStr for Yes {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        let json = json_of_text(text.into(), Self::TEXT);
        Self::decode(json, &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for Yes {
    const TEXT: Text = Text::Boolean;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Self::TEXT);
        match schema_support::Literal::position(&Self::VALUES, &json) {
            Some(0) => Some(Self::True),
            _ => at.unknown_literal(&Self::VALUES),
        }
    }
}

impl Serialize for Yes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::True => Self::VALUES[0].serialize(serializer),
        }
    }
}

/// `/components/schemas/Constant/properties/v` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum ConstantV {
    /// `{"a":[1,2]}`
    Object,
}

impl ConstantV {
    /// Every value of the document.
    pub const VALUES: [schema_support::Literal; 1] = [
        schema_support::Literal::Object(&[("a", schema_support::Literal::Array(&[schema_support::Literal::Integer(1), schema_support::Literal::Integer(2)]))]),
    ];
}

impl std::fmt::Display for ConstantV {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Object => Self::VALUES[0].fmt(f),
        }
    }
}

impl std::str::FromStr for ConstantV {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        let json = json_of_text(text.into(), Self::TEXT);
        Self::decode(json, &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for ConstantV {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Self::TEXT);
        match schema_support::Literal::position(&Self::VALUES, &json) {
            Some(0) => Some(Self::Object),
            _ => at.unknown_literal(&Self::VALUES),
        }
    }
}

impl Serialize for ConstantV {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Object => Self::VALUES[0].serialize(serializer),
        }
    }
}

/// `/components/schemas/Constant/properties/w` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum ConstantW {
    /// `5`
    N5,
}

impl ConstantW {
    /// Every value of the document.
    pub const VALUES: [schema_support::Literal; 1] = [
        schema_support::Literal::Integer(5),
    ];
}

impl std::fmt::Display for ConstantW {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::N5 => Self::VALUES[0].fmt(f),
        }
    }
}

impl std::str::FromStr for ConstantW {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        let json = json_of_text(text.into(), Self::TEXT);
        Self::decode(json, &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for ConstantW {
    const TEXT: Text = Text::Number;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Self::TEXT);
        match schema_support::Literal::position(&Self::VALUES, &json) {
            Some(0) => Some(Self::N5),
            _ => at.unknown_literal(&Self::VALUES),
        }
    }
}

impl Serialize for ConstantW {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::N5 => Self::VALUES[0].serialize(serializer),
        }
    }
}

/// `/components/schemas/Constant` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Constant {
    /// `v`
    pub v: ConstantV,
    /// `w`
    pub w: Option<ConstantW>,
    /// `x`
    pub x: Option<()>,
}

impl Constant {
    /// Of the members that have to be there; the others are absent.
    pub fn new(v: ConstantV) -> Self {
        Self {
            v,
            w: None,
            x: None,
        }
    }
}

impl Decode for Constant {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let v = object.required("v", at);
        let w = object.optional("w", at);
        let x = object.optional("x", at);
        Some(Self { v: v?, w: w?, x: x? })
    }
}

impl Serialize for Constant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("v", &self.v)?;
        object.optional("w", &self.w)?;
        object.optional("x", &self.x)?;
        object.end()
    }
}

/// `/components/schemas/Annotated` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Annotated {
    /// `0`
    ///
    /// In a guild.
    GuildText,
    /// `1`
    Dm,
    /// `2`
    ///
    /// Deprecated.
    Group,
}

impl Annotated {
    /// Every value of the document.
    pub const VALUES: [schema_support::Literal; 3] = [
        schema_support::Literal::Integer(0),
        schema_support::Literal::Integer(1),
        schema_support::Literal::Integer(2),
    ];
}

impl std::fmt::Display for Annotated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::GuildText => Self::VALUES[0].fmt(f),
            Self::Dm => Self::VALUES[1].fmt(f),
            Self::Group => Self::VALUES[2].fmt(f),
        }
    }
}

impl std::str::FromStr for Annotated {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        let json = json_of_text(text.into(), Self::TEXT);
        Self::decode(json, &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for Annotated {
    const TEXT: Text = Text::Number;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Self::TEXT);
        match schema_support::Literal::position(&Self::VALUES, &json) {
            Some(0) => Some(Self::GuildText),
            Some(1) => Some(Self::Dm),
            Some(2) => Some(Self::Group),
            _ => at.unknown_literal(&Self::VALUES),
        }
    }
}

impl Serialize for Annotated {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::GuildText => Self::VALUES[0].serialize(serializer),
            Self::Dm => Self::VALUES[1].serialize(serializer),
            Self::Group => Self::VALUES[2].serialize(serializer),
        }
    }
}

/// `/components/schemas/AnnotatedOrNull` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum AnnotatedOrNull {
    /// `rgb`
    ///
    /// Red, green, blue
    Rgb,
    /// `cmyk`
    Cmyk,
}

impl AnnotatedOrNull {
    /// Every value of the document.
    pub const VALUES: [&'static str; 2] = ["rgb", "cmyk"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rgb => "rgb",
            Self::Cmyk => "cmyk",
        }
    }
}

impl std::fmt::Display for AnnotatedOrNull {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for AnnotatedOrNull {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for AnnotatedOrNull {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("rgb") => Some(Self::Rgb),
            Some("cmyk") => Some(Self::Cmyk),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for AnnotatedOrNull {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/OnlyOne` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum OnlyOne {
    /// `only`
    ///
    /// The only one
    Only,
}

impl OnlyOne {
    /// Every value of the document.
    pub const VALUES: [&'static str; 1] = ["only"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Only => "only",
        }
    }
}

impl std::fmt::Display for OnlyOne {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for OnlyOne {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for OnlyOne {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("only") => Some(Self::Only),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for OnlyOne {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Quoted` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Quoted {
    /// `v1`
    V1,
    /// `2.0`
    N20,
    /// `true`
    True,
}

impl Quoted {
    /// Every value of the document.
    pub const VALUES: [&'static str; 3] = ["v1", "2.0", "true"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::V1 => "v1",
            Self::N20 => "2.0",
            Self::True => "true",
        }
    }
}

impl std::fmt::Display for Quoted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Quoted {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for Quoted {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("v1") => Some(Self::V1),
            Some("2.0") => Some(Self::N20),
            Some("true") => Some(Self::True),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for Quoted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/ByNumber` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct ByNumber(std::collections::BTreeMap<String, String>);

impl ByNumber {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[
        schema_support::Rule::PropertyNames(&[
            schema_support::Rule::Type(&["string"]),
            schema_support::Rule::Text(StringRules {
                pattern: Some({
                    static PATTERN: Pattern = Pattern::linear("^-?(0|[1-9][0-9]*)$", "^-?(0|[1-9][0-9]*)$");
                    &PATTERN
                }),
                ..StringRules::NONE
            }),
        ]),
    ];
}

checked_newtype!(ByNumber, std::collections::BTreeMap<String, String>);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(ByNumber, checked_value, schema_support::private::arbitrary_value => std::collections::BTreeMap<String, String>);

/// `/components/schemas/Texts/properties/a` of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextsA(String);

impl TextsA {
    /// What the document demands of it.
    pub const RULES: StringRules = StringRules { min_length: Some(2), max_length: Some(3), ..StringRules::NONE };
}

string_newtype!(TextsA);

static TEXTS_B_PATTERN: Pattern = Pattern::linear("^[a-c]+$", "^[a-c]+$");

/// `/components/schemas/Texts/properties/b` of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextsB(String);

impl TextsB {
    /// What the document demands of it.
    pub const RULES: StringRules = StringRules { pattern: Some(&TEXTS_B_PATTERN), ..StringRules::NONE };
}

string_newtype!(TextsB);

static TEXTS_C_PATTERN: Pattern = Pattern::backtracking("^(?=x)[x-z]+$");

/// `/components/schemas/Texts/properties/c` of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextsC(String);

impl TextsC {
    /// What the document demands of it.
    pub const RULES: StringRules = StringRules { pattern: Some(&TEXTS_C_PATTERN), ..StringRules::NONE };
}

string_newtype!(TextsC);

static TEXTS_D_PATTERN: Pattern = Pattern::linear("^a", "^a");
static TEXTS_D_PATTERN2: Pattern = Pattern::linear("z$", "z$");

/// `/components/schemas/Texts/properties/d` of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextsD(String);

impl TextsD {
    /// What the document demands of it.
    pub const RULES: StringRules = StringRules {
        pattern: Some(&TEXTS_D_PATTERN),
        patterns: &[&TEXTS_D_PATTERN2],
        ..StringRules::NONE
    };
}

string_newtype!(TextsD);

/// `/components/schemas/Texts/properties/secret` of the document.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextsSecret(String);

impl TextsSecret {
    /// What the document demands of it.
    pub const RULES: StringRules = StringRules { min_length: Some(1), ..StringRules::NONE };
}

secret_newtype!(TextsSecret);

/// `/components/schemas/Texts/properties/both` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct TextsBoth(schema_support::Uri);

impl TextsBoth {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[
        schema_support::Rule::Text(StringRules {
            format: Some(Format::UriReference),
            ..StringRules::NONE
        }),
    ];
}

checked_newtype!(TextsBoth, schema_support::Uri);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(TextsBoth, checked_value, schema_support::private::arbitrary_value => schema_support::Uri);

/// `/components/schemas/Texts` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Texts {
    /// `a`
    pub a: Option<TextsA>,
    /// `b`
    pub b: Option<TextsB>,
    /// `c`
    pub c: Option<TextsC>,
    /// `d`
    pub d: Option<TextsD>,
    /// `uri`
    pub uri: Option<schema_support::Uri>,
    /// `reference`
    pub reference: Option<schema_support::UriReference>,
    /// `host`
    pub host: Option<schema_support::Hostname>,
    /// `four`
    pub four: Option<schema_support::Ipv4>,
    /// `six`
    pub six: Option<schema_support::Ipv6>,
    /// `time`
    pub time: Option<schema_support::Time>,
    /// `duration`
    pub duration: Option<schema_support::Duration>,
    /// `regex`
    pub regex: Option<schema_support::RegularExpression>,
    /// `pointer`
    pub pointer: Option<schema_support::JsonPointer>,
    /// `relative`
    pub relative: Option<schema_support::RelativeJsonPointer>,
    /// `bytes`
    pub bytes: Option<schema_support::Base64>,
    /// The text holds `base64` of `image/png`.
    pub encoded: Option<String>,
    /// `decimal`
    pub decimal: Option<schema_support::Decimal>,
    /// `secret`
    pub secret: Option<TextsSecret>,
    /// `both`
    pub both: Option<TextsBoth>,
}

impl Decode for Texts {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let a = object.optional("a", at);
        let b = object.optional("b", at);
        let c = object.optional("c", at);
        let d = object.optional("d", at);
        let uri = object.optional("uri", at);
        let reference = object.optional("reference", at);
        let host = object.optional("host", at);
        let four = object.optional("four", at);
        let six = object.optional("six", at);
        let time = object.optional("time", at);
        let duration = object.optional("duration", at);
        let regex = object.optional("regex", at);
        let pointer = object.optional("pointer", at);
        let relative = object.optional("relative", at);
        let bytes = object.optional("bytes", at);
        let encoded = object.optional("encoded", at);
        let decimal = object.optional("decimal", at);
        let secret = object.optional("secret", at);
        let both = object.optional("both", at);
        object.deny_unknown(at)?;
        Some(Self {
            a: a?,
            b: b?,
            c: c?,
            d: d?,
            uri: uri?,
            reference: reference?,
            host: host?,
            four: four?,
            six: six?,
            time: time?,
            duration: duration?,
            regex: regex?,
            pointer: pointer?,
            relative: relative?,
            bytes: bytes?,
            encoded: encoded?,
            decimal: decimal?,
            secret: secret?,
            both: both?,
        })
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("a", &self.a)?;
        object.optional("b", &self.b)?;
        object.optional("c", &self.c)?;
        object.optional("d", &self.d)?;
        object.optional("uri", &self.uri)?;
        object.optional("reference", &self.reference)?;
        object.optional("host", &self.host)?;
        object.optional("four", &self.four)?;
        object.optional("six", &self.six)?;
        object.optional("time", &self.time)?;
        object.optional("duration", &self.duration)?;
        object.optional("regex", &self.regex)?;
        object.optional("pointer", &self.pointer)?;
        object.optional("relative", &self.relative)?;
        object.optional("bytes", &self.bytes)?;
        object.optional("encoded", &self.encoded)?;
        object.optional("decimal", &self.decimal)?;
        object.optional("secret", &self.secret)?;
        object.optional("both", &self.both)?;
        object.end()
    }
}

/// `/components/schemas/Numbers/properties/port` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NumbersPort(u16);

impl NumbersPort {
    /// What the document demands of it.
    pub const RULES: IntegerRules = IntegerRules { minimum: Some(1), ..IntegerRules::NONE };
}

integer_newtype!(NumbersPort, u16);

/// `/components/schemas/Numbers/properties/half` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NumbersHalf(i64);

impl NumbersHalf {
    /// What the document demands of it.
    pub const RULES: IntegerRules = IntegerRules { minimum: Some(1), maximum: Some(9), multiple_of: Some(3) };
}

integer_newtype!(NumbersHalf);

/// `/components/schemas/Numbers/properties/wide` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NumbersWide(i128);

impl NumbersWide {
    /// What the document demands of it.
    pub const RULES: IntegerRules = IntegerRules {
        minimum: Some(-9223372036854775809),
        maximum: Some(36893488147419103232),
        ..IntegerRules::NONE
    };
}

integer_newtype!(NumbersWide, i128);

/// `/components/schemas/Numbers/properties/huge` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct NumbersHuge(schema_support::Integer);

impl NumbersHuge {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[
        schema_support::Rule::Number(NumberRules { exact: &[("minimum", "-340282366920938463463374607431768211456")], ..NumberRules::NONE }),
    ];
}

checked_newtype!(NumbersHuge, schema_support::Integer);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(NumbersHuge, checked_value, schema_support::private::arbitrary_value => schema_support::Integer);

/// `/components/schemas/Numbers/properties/fine` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct NumbersFine(schema_support::Number);

impl NumbersFine {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[
        schema_support::Rule::Number(NumberRules { exact: &[("exclusiveMaximum", "1000000.00000000000000000001")], ..NumberRules::NONE }),
    ];
}

checked_newtype!(NumbersFine, schema_support::Number);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(NumbersFine, checked_value, schema_support::private::arbitrary_value => schema_support::Number);

/// `/components/schemas/Numbers/properties/cents` of the document.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct NumbersCents(f64);

impl NumbersCents {
    /// What the document demands of it.
    pub const RULES: NumberRules = NumberRules {
        minimum: Some(0.0),
        exclusive_maximum: Some(100.0),
        multiple_of: Some(0.01),
        ..NumberRules::NONE
    };
}

number_newtype!(NumbersCents);

/// `/components/schemas/Numbers/properties/twice` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct NumbersTwice(NumbersTwiceUnchecked);

impl NumbersTwice {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[schema_support::Rule::Number(NumberRules { multiple_of: Some(0.3), ..NumberRules::NONE })];
}

checked_newtype!(NumbersTwice, NumbersTwiceUnchecked);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(NumbersTwice, checked_value, schema_support::private::arbitrary_value => NumbersTwiceUnchecked);

/// Before what narrows it is checked.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct NumbersTwiceUnchecked(f64);

impl NumbersTwiceUnchecked {
    /// What the document demands of it.
    pub const RULES: NumberRules = NumberRules { multiple_of: Some(0.2), ..NumberRules::NONE };
}

number_newtype!(NumbersTwiceUnchecked);

/// `/components/schemas/Numbers` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Numbers {
    /// `tiny`
    pub tiny: Option<i8>,
    /// `port`
    pub port: Option<NumbersPort>,
    /// `big`
    pub big: Option<u64>,
    /// `far`
    pub far: Option<i64>,
    /// `half`
    pub half: Option<NumbersHalf>,
    /// `wide`
    pub wide: Option<NumbersWide>,
    /// `huge`
    pub huge: Option<NumbersHuge>,
    /// `money`
    pub money: Option<schema_support::Number>,
    /// `fine`
    pub fine: Option<NumbersFine>,
    /// `cents`
    pub cents: Option<NumbersCents>,
    /// `twice`
    pub twice: Option<NumbersTwice>,
}

impl Decode for Numbers {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let tiny = object.optional("tiny", at);
        let port = object.optional("port", at);
        let big = object.optional("big", at);
        let far = object.optional("far", at);
        let half = object.optional("half", at);
        let wide = object.optional("wide", at);
        let huge = object.optional("huge", at);
        let money = object.optional("money", at);
        let fine = object.optional("fine", at);
        let cents = object.optional("cents", at);
        let twice = object.optional("twice", at);
        object.deny_unknown(at)?;
        Some(Self {
            tiny: tiny?,
            port: port?,
            big: big?,
            far: far?,
            half: half?,
            wide: wide?,
            huge: huge?,
            money: money?,
            fine: fine?,
            cents: cents?,
            twice: twice?,
        })
    }
}

impl Serialize for Numbers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("tiny", &self.tiny)?;
        object.optional("port", &self.port)?;
        object.optional("big", &self.big)?;
        object.optional("far", &self.far)?;
        object.optional("half", &self.half)?;
        object.optional("wide", &self.wide)?;
        object.optional("huge", &self.huge)?;
        object.optional("money", &self.money)?;
        object.optional("fine", &self.fine)?;
        object.optional("cents", &self.cents)?;
        object.optional("twice", &self.twice)?;
        object.end()
    }
}

/// `/components/schemas/Set` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Set(Vec<i64>);

impl Set {
    /// What the document demands of it.
    pub const RULES: ArrayRules = ArrayRules { min_items: Some(1), max_items: Some(3), unique_items: true };
}

array_newtype!(Set, i64);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(Set, array_value, schema_support::private::arbitrary_value => Vec<i64>);

/// `/components/schemas/Anything` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Anything(Vec<serde_json::Value>);

impl Anything {
    /// What the document demands of it.
    pub const RULES: ArrayRules = ArrayRules { min_items: Some(1), ..ArrayRules::NONE };
}

array_newtype!(Anything, serde_json::Value);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(Anything, array_value, schema_support::private::any_json => Vec<serde_json::Value>);

/// `/components/schemas/Tuple` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Tuple(TupleUnchecked);

impl Tuple {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[
        schema_support::Rule::PrefixItems(&[&[schema_support::Rule::Type(&["string"])], &[schema_support::Rule::Type(&["integer"])]]),
        schema_support::Rule::Items(2, &[schema_support::Rule::Type(&["boolean"])]),
    ];
}

checked_newtype!(Tuple, TupleUnchecked);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(Tuple, checked_value, schema_support::private::arbitrary_value => TupleUnchecked);

/// Before what narrows it is checked.
#[derive(Clone, Debug, PartialEq)]
pub struct TupleUnchecked(Vec<serde_json::Value>);

impl TupleUnchecked {
    /// What the document demands of it.
    pub const RULES: ArrayRules = ArrayRules { min_items: Some(1), ..ArrayRules::NONE };
}

array_newtype!(TupleUnchecked, serde_json::Value);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(TupleUnchecked, array_value, schema_support::private::any_json => Vec<serde_json::Value>);

/// `/components/schemas/Pair` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair(Vec<f64>);

impl Pair {
    /// What the document demands of it.
    pub const RULES: ArrayRules = ArrayRules { min_items: Some(2), max_items: Some(2), ..ArrayRules::NONE };
}

array_newtype!(Pair, f64);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(Pair, array_value, schema_support::private::arbitrary_value => Vec<f64>);

/// `/components/schemas/Tree` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Tree {
    /// `value`
    pub value: i64,
    /// `left`
    pub left: Option<Box<Tree>>,
    /// `right`
    pub right: Field<Box<Tree>>,
}

impl Tree {
    /// Of the members that have to be there; the others are absent.
    pub fn new(value: i64) -> Self {
        Self {
            value,
            left: None,
            right: Field::Absent,
        }
    }
}

impl Decode for Tree {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let value = object.required("value", at);
        let left = object.optional("left", at);
        let right = object.field("right", at);
        Some(Self { value: value?, left: left?, right: right? })
    }
}

impl Serialize for Tree {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("value", &self.value)?;
        object.optional("left", &self.left)?;
        object.field("right", &self.right)?;
        object.end()
    }
}

/// `/components/schemas/Entry` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Entry(
    pub uuid::Uuid,
    pub Tree,
);

tuple!(Entry, 0: uuid::Uuid, 1: Tree);

/// `/components/schemas/Chain` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain(ChainUnchecked);

impl Chain {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[schema_support::Rule::UniqueItems];
}

checked_newtype!(Chain, ChainUnchecked, Text::Array(&Text::String));
#[cfg(feature = "conformance")]
arbitrary_of_rules!(Chain, checked_value, schema_support::private::arbitrary_value => ChainUnchecked);

/// Before what narrows it is checked.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct ChainUnchecked(
    pub i64,
    pub Box<Option<Chain>>,
);

tuple!(ChainUnchecked, Text::Array(&Text::String), 0: i64, 1: Box<Option<Chain>>);

/// `/components/schemas/Holding` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding(Vec<i64>);

impl Holding {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[
        schema_support::Rule::Contains(&[
            schema_support::Rule::Type(&["number"]),
            schema_support::Rule::Number(NumberRules { minimum: Some(7.0), ..NumberRules::NONE }),
        ], 1, Some(2)),
    ];
}

checked_newtype!(Holding, Vec<i64>);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(Holding, checked_value, schema_support::private::arbitrary_value => Vec<i64>);

/// `/components/schemas/Rest` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Rest(Vec<serde_json::Value>);

impl Rest {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[
        schema_support::Rule::PrefixItems(&[&[schema_support::Rule::Type(&["string"])]]),
        schema_support::Rule::Contains(&[schema_support::Rule::Type(&["integer"])], 1, None),
        schema_support::Rule::AllOf(&[
            &[
                schema_support::Rule::Type(&["array"]),
                schema_support::Rule::PrefixItems(&[&[schema_support::Rule::Type(&["string"])]]),
                schema_support::Rule::Contains(&[schema_support::Rule::Type(&["integer"])], 1, None),
                schema_support::Rule::UnevaluatedItems(&[schema_support::Rule::Never]),
            ],
        ]),
    ];
}

checked_newtype!(Rest, Vec<serde_json::Value>);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(Rest, checked_value, schema_support::private::any_json_list => Vec<serde_json::Value>);

/// `/components/schemas/Counted` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Counted(std::collections::BTreeMap<String, i64>);

impl Counted {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[schema_support::Rule::MinProperties(1), schema_support::Rule::MaxProperties(2)];
}

checked_newtype!(Counted, std::collections::BTreeMap<String, i64>);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(Counted, checked_value, schema_support::private::arbitrary_value => std::collections::BTreeMap<String, i64>);

/// `/components/schemas/Named` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Named(std::collections::BTreeMap<String, serde_json::Value>);

impl Named {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[
        schema_support::Rule::PropertyNames(&[
            schema_support::Rule::Text(StringRules {
                max_length: Some(3),
                pattern: Some({
                    static PATTERN: Pattern = Pattern::linear("^[a-z]+$", "^[a-z]+$");
                    &PATTERN
                }),
                ..StringRules::NONE
            }),
        ]),
    ];
}

checked_newtype!(Named, std::collections::BTreeMap<String, serde_json::Value>);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(Named, checked_value, schema_support::private::any_json_map => std::collections::BTreeMap<String, serde_json::Value>);

/// `/components/schemas/Patterned` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Patterned {
    /// `id`
    pub id: Option<String>,
    /// The members that the document does not name.
    #[cfg_attr(feature = "conformance", arbitrary(with = any_json_map))]
    pub additional_properties: std::collections::BTreeMap<String, serde_json::Value>,
}

impl Patterned {
    /// What the document demands of it beyond what the type says.
    pub const CHECKS: schema_support::Schema = &[
        schema_support::Rule::AdditionalProperties(&["id"], &[
            {
                static PATTERN: Pattern = Pattern::linear("^n_", "^n_");
                &PATTERN
            },
            {
                static PATTERN: Pattern = Pattern::linear("^s_", "^s_");
                &PATTERN
            },
        ], &[schema_support::Rule::Never]),
        schema_support::Rule::PatternProperties(&[
            ({
                static PATTERN: Pattern = Pattern::linear("^n_", "^n_");
                &PATTERN
            }, &[schema_support::Rule::Type(&["integer"])]),
            ({
                static PATTERN: Pattern = Pattern::linear("^s_", "^s_");
                &PATTERN
            }, &[schema_support::Rule::Type(&["string"])]),
        ]),
    ];

    /// Checks what the type does not say. Decoding does it, too.
    ///
    /// # Errors
    /// Every violation.
    pub fn check(&self) -> Result<(), Invalid> {
        check_value(self, Self::CHECKS)
    }
}

impl Decode for Patterned {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let kept = check(Self::CHECKS, &json, at);
        let mut object = ObjectDecoder::new(json, at)?;
        let id = object.optional("id", at);
        let additional_properties = object.additional(at);
        if !kept {
            return None;
        }
        Some(Self { id: id?, additional_properties: additional_properties? })
    }
}

impl Serialize for Patterned {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("id", &self.id)?;
        object.additional(&self.additional_properties)?;
        object.end()
    }
}

/// `/components/schemas/ByPattern` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct ByPattern(std::collections::BTreeMap<String, String>);

impl ByPattern {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[
        schema_support::Rule::AdditionalProperties(&[], &[
            {
                static PATTERN: Pattern = Pattern::linear("^x-", "^x-");
                &PATTERN
            },
        ], &[schema_support::Rule::Never]),
        schema_support::Rule::PatternProperties(&[
            ({
                static PATTERN: Pattern = Pattern::linear("^x-", "^x-");
                &PATTERN
            }, &[schema_support::Rule::Type(&["string"])]),
        ]),
    ];
}

checked_newtype!(ByPattern, std::collections::BTreeMap<String, String>);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(ByPattern, checked_value, schema_support::private::arbitrary_value => std::collections::BTreeMap<String, String>);

/// `/components/schemas/Rested` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Rested {
    /// `id`
    pub id: String,
    /// The members that the document does not name.
    pub additional_properties: std::collections::BTreeMap<String, i64>,
}

impl Decode for Rested {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let id = object.required("id", at);
        let additional_properties = object.additional(at);
        Some(Self { id: id?, additional_properties: additional_properties? })
    }
}

impl Serialize for Rested {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("id", &self.id)?;
        object.additional(&self.additional_properties)?;
        object.end()
    }
}

/// `/components/schemas/Forbidding` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Forbidding {
    /// `a`
    pub a: Option<String>,
}

impl Forbidding {
    /// What the document demands of it beyond what the type says.
    pub const CHECKS: schema_support::Schema = &[schema_support::Rule::Properties(&[("b", &[schema_support::Rule::Never])])];

    /// Checks what the type does not say. Decoding does it, too.
    ///
    /// # Errors
    /// Every violation.
    pub fn check(&self) -> Result<(), Invalid> {
        check_value(self, Self::CHECKS)
    }
}

impl Decode for Forbidding {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let kept = check(Self::CHECKS, &json, at);
        let mut object = ObjectDecoder::new(json, at)?;
        let a = object.optional("a", at);
        if !kept {
            return None;
        }
        Some(Self { a: a? })
    }
}

impl Serialize for Forbidding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("a", &self.a)?;
        object.end()
    }
}

/// `/components/schemas/Dependent` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Dependent {
    /// `card`
    pub card: Option<String>,
    /// `address`
    pub address: Option<String>,
    /// `zip`
    pub zip: Option<String>,
    /// `country`
    #[cfg_attr(feature = "conformance", arbitrary(default))]
    pub country: Option<serde_json::Value>,
}

impl Dependent {
    /// What the document demands of it beyond what the type says.
    pub const CHECKS: schema_support::Schema = &[
        schema_support::Rule::DependentRequired(&[("card", &["address"])]),
        schema_support::Rule::DependentSchemas(&[
            ("zip", &[
                schema_support::Rule::Required(&["country"]),
                schema_support::Rule::Properties(&[("country", &[schema_support::Rule::Type(&["string"])])]),
            ]),
        ]),
    ];

    /// Checks what the type does not say. Decoding does it, too.
    ///
    /// # Errors
    /// Every violation.
    pub fn check(&self) -> Result<(), Invalid> {
        check_value(self, Self::CHECKS)
    }
}

impl Decode for Dependent {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let kept = check(Self::CHECKS, &json, at);
        let mut object = ObjectDecoder::new(json, at)?;
        let card = object.optional("card", at);
        let address = object.optional("address", at);
        let zip = object.optional("zip", at);
        let country = object.optional("country", at);
        if !kept {
            return None;
        }
        Some(Self {
            card: card?,
            address: address?,
            zip: zip?,
            country: country?,
        })
    }
}

impl Serialize for Dependent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("card", &self.card)?;
        object.optional("address", &self.address)?;
        object.optional("zip", &self.zip)?;
        object.optional("country", &self.country)?;
        object.end()
    }
}

/// `/components/schemas/Conditional/properties/kind` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum ConditionalKind {
    /// `a`
    A,
    /// `b`
    B,
}

impl ConditionalKind {
    /// Every value of the document.
    pub const VALUES: [&'static str; 2] = ["a", "b"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
        }
    }
}

impl std::fmt::Display for ConditionalKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for ConditionalKind {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for ConditionalKind {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("a") => Some(Self::A),
            Some("b") => Some(Self::B),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for ConditionalKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Conditional` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Conditional {
    /// `kind`
    pub kind: ConditionalKind,
    /// `x`
    pub x: Option<i64>,
}

impl Conditional {
    /// Of the members that have to be there; the others are absent.
    pub fn new(kind: ConditionalKind) -> Self {
        Self {
            kind,
            x: None,
        }
    }
}

impl Conditional {
    /// What the document demands of it beyond what the type says.
    pub const CHECKS: schema_support::Schema = &[
        schema_support::Rule::If(&[
            schema_support::Rule::Properties(&[("kind", &[schema_support::Rule::Enum(&[schema_support::Literal::String("a")])])]),
        ], &[
            schema_support::Rule::Required(&["x"]),
            schema_support::Rule::Properties(&[
                ("x", &[
                    schema_support::Rule::Type(&["number"]),
                    schema_support::Rule::Number(NumberRules { minimum: Some(10.0), ..NumberRules::NONE }),
                ]),
            ]),
        ], &[schema_support::Rule::Properties(&[("x", &[schema_support::Rule::Never])])]),
    ];

    /// Checks what the type does not say. Decoding does it, too.
    ///
    /// # Errors
    /// Every violation.
    pub fn check(&self) -> Result<(), Invalid> {
        check_value(self, Self::CHECKS)
    }
}

impl Decode for Conditional {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let kept = check(Self::CHECKS, &json, at);
        let mut object = ObjectDecoder::new(json, at)?;
        let kind = object.required("kind", at);
        let x = object.optional("x", at);
        if !kept {
            return None;
        }
        Some(Self { kind: kind?, x: x? })
    }
}

impl Serialize for Conditional {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("kind", &self.kind)?;
        object.optional("x", &self.x)?;
        object.end()
    }
}

/// `/components/schemas/Not` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Not {
    /// `a`
    pub a: Option<String>,
    /// `b`
    pub b: Option<String>,
}

impl Not {
    /// What the document demands of it beyond what the type says.
    pub const CHECKS: schema_support::Schema = &[schema_support::Rule::Not(&[schema_support::Rule::Required(&["a", "b"])])];

    /// Checks what the type does not say. Decoding does it, too.
    ///
    /// # Errors
    /// Every violation.
    pub fn check(&self) -> Result<(), Invalid> {
        check_value(self, Self::CHECKS)
    }
}

impl Decode for Not {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let kept = check(Self::CHECKS, &json, at);
        let mut object = ObjectDecoder::new(json, at)?;
        let a = object.optional("a", at);
        let b = object.optional("b", at);
        if !kept {
            return None;
        }
        Some(Self { a: a?, b: b? })
    }
}

impl Serialize for Not {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("a", &self.a)?;
        object.optional("b", &self.b)?;
        object.end()
    }
}

/// `/components/schemas/NotText` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct NotText(serde_json::Value);

impl NotText {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[schema_support::Rule::Not(&[schema_support::Rule::Type(&["string"])])];
}

checked_newtype!(NotText, serde_json::Value);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(NotText, checked_value, schema_support::private::any_json => serde_json::Value);

/// `/components/schemas/OneRequired` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct OneRequired {
    /// `a`
    pub a: Option<String>,
    /// `b`
    pub b: Option<String>,
}

impl OneRequired {
    /// What the document demands of it beyond what the type says.
    pub const CHECKS: schema_support::Schema = &[
        schema_support::Rule::AnyOf(&[&[schema_support::Rule::Required(&["a"])], &[schema_support::Rule::Required(&["b"])]]),
    ];

    /// Checks what the type does not say. Decoding does it, too.
    ///
    /// # Errors
    /// Every violation.
    pub fn check(&self) -> Result<(), Invalid> {
        check_value(self, Self::CHECKS)
    }
}

impl Decode for OneRequired {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let kept = check(Self::CHECKS, &json, at);
        let mut object = ObjectDecoder::new(json, at)?;
        let a = object.optional("a", at);
        let b = object.optional("b", at);
        if !kept {
            return None;
        }
        Some(Self { a: a?, b: b? })
    }
}

impl Serialize for OneRequired {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("a", &self.a)?;
        object.optional("b", &self.b)?;
        object.end()
    }
}

/// `/components/schemas/Closed` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Closed {
    /// `more`
    pub more: Option<String>,
    /// `id`
    pub id: String,
}

impl Closed {
    /// Of the members that have to be there; the others are absent.
    pub fn new(id: String) -> Self {
        Self {
            more: None,
            id,
        }
    }
}

impl Decode for Closed {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let more = object.optional("more", at);
        let id = object.required("id", at);
        object.deny_unknown(at)?;
        Some(Self { more: more?, id: id? })
    }
}

impl Serialize for Closed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("more", &self.more)?;
        object.required("id", &self.id)?;
        object.end()
    }
}

/// `/components/schemas/Base` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Base {
    /// `base`
    pub base: String,
}

impl Decode for Base {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let base = object.required("base", at);
        Some(Self { base: base? })
    }
}

impl Serialize for Base {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("base", &self.base)?;
        object.end()
    }
}

/// `/components/schemas/Sealed` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Sealed {
    /// `own`
    pub own: Option<i64>,
    /// `base`
    pub base: String,
}

impl Sealed {
    /// Of the members that have to be there; the others are absent.
    pub fn new(base: String) -> Self {
        Self {
            own: None,
            base,
        }
    }
}

impl Decode for Sealed {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let own = object.optional("own", at);
        let base = object.required("base", at);
        object.deny_unknown(at)?;
        Some(Self { own: own?, base: base? })
    }
}

impl Serialize for Sealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("own", &self.own)?;
        object.required("base", &self.base)?;
        object.end()
    }
}

/// `/components/schemas/Merged/allOf/1/properties/base` of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MergedBase(String);

impl MergedBase {
    /// What the document demands of it.
    pub const RULES: StringRules = StringRules { min_length: Some(2), ..StringRules::NONE };
}

string_newtype!(MergedBase);

/// `/components/schemas/Merged` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Merged {
    /// `base`
    pub base: MergedBase,
    /// `more`
    pub more: Field<String>,
}

impl Merged {
    /// Of the members that have to be there; the others are absent.
    pub fn new(base: MergedBase) -> Self {
        Self {
            base,
            more: Field::Absent,
        }
    }
}

impl Decode for Merged {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let base = object.required("base", at);
        let more = object.field("more", at);
        Some(Self { base: base?, more: more? })
    }
}

impl Serialize for Merged {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("base", &self.base)?;
        object.field("more", &self.more)?;
        object.end()
    }
}

/// `/components/schemas/Nullables/properties/c` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NullablesC(i64);

impl NullablesC {
    /// What the document demands of it.
    pub const RULES: IntegerRules = IntegerRules { minimum: Some(3), ..IntegerRules::NONE };
}

integer_newtype!(NullablesC);

/// `/components/schemas/Nullables/properties/f` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum NullablesF {
    /// `bool`
    Boolean(bool),
    /// `NullablesFInteger`
    Integer(NullablesFInteger),
    /// `NullablesFString`
    String(NullablesFString),
}

impl From<NullablesFInteger> for NullablesF {
    fn from(value: NullablesFInteger) -> Self {
        Self::Integer(value)
    }
}

impl From<NullablesFString> for NullablesF {
    fn from(value: NullablesFString) -> Self {
        Self::String(value)
    }
}

impl Decode for NullablesF {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Text::Number);
        let json = at.read_text(json, Text::Boolean);
        match json {
            Json::Bool(_) => Decode::decode(json, at).map(Self::Boolean),
            Json::Number(_) => Decode::decode(json, at).map(Self::Integer),
            Json::String(_) => Decode::decode(json, at).map(Self::String),
            _ => at.type_violation("boolean or number or string"),
        }
    }
}

impl Serialize for NullablesF {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Boolean(value) => value.serialize(serializer),
            Self::Integer(value) => value.serialize(serializer),
            Self::String(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Nullables/properties/f` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NullablesFInteger(i64);

impl NullablesFInteger {
    /// What the document demands of it.
    pub const RULES: IntegerRules = IntegerRules { minimum: Some(5), ..IntegerRules::NONE };
}

integer_newtype!(NullablesFInteger);

/// `/components/schemas/Nullables/properties/f` of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NullablesFString(String);

impl NullablesFString {
    /// What the document demands of it.
    pub const RULES: StringRules = StringRules { min_length: Some(2), ..StringRules::NONE };
}

string_newtype!(NullablesFString);

/// `/components/schemas/Nullables` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Nullables {
    /// `a`
    pub a: Option<String>,
    /// `b`
    pub b: Option<Base>,
    /// `c`
    pub c: Field<NullablesC>,
    /// `d`
    pub d: Option<()>,
    /// `e`
    #[cfg_attr(feature = "conformance", arbitrary(default))]
    pub e: Option<serde_json::Value>,
    /// `f`
    pub f: Option<NullablesF>,
}

impl Nullables {
    /// Of the members that have to be there; the others are absent.
    pub fn new(a: Option<String>, b: Option<Base>) -> Self {
        Self {
            a,
            b,
            c: Field::Absent,
            d: None,
            e: None,
            f: None,
        }
    }
}

impl Decode for Nullables {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let a = object.required("a", at);
        let b = object.required("b", at);
        let c = object.field("c", at);
        let d = object.optional("d", at);
        let e = object.optional("e", at);
        let f = object.optional("f", at);
        Some(Self {
            a: a?,
            b: b?,
            c: c?,
            d: d?,
            e: e?,
            f: f?,
        })
    }
}

impl Serialize for Nullables {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("a", &self.a)?;
        object.required("b", &self.b)?;
        object.field("c", &self.c)?;
        object.optional("d", &self.d)?;
        object.optional("e", &self.e)?;
        object.optional("f", &self.f)?;
        object.end()
    }
}

/// `/components/schemas/ByType` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum ByType {
    /// `String`
    Text(String),
    /// `i64`
    Integer(i64),
    /// `Vec<String>`
    Array(Vec<String>),
    /// `Base`
    Base(Base),
}

impl From<Base> for ByType {
    fn from(value: Base) -> Self {
        Self::Base(value)
    }
}

impl Decode for ByType {
    const TEXT: Text = Text::Several;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Text::Number);
        let json = at.read_text(json, Text::Several);
        match json {
            Json::String(_) => Decode::decode(json, at).map(Self::Text),
            Json::Number(_) => Decode::decode(json, at).map(Self::Integer),
            Json::Array(_) => Decode::decode(json, at).map(Self::Array),
            Json::Object(_) => Decode::decode(json, at).map(Self::Base),
            _ => at.type_violation("string or number or array or object"),
        }
    }
}

impl Serialize for ByType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(value) => value.serialize(serializer),
            Self::Integer(value) => value.serialize(serializer),
            Self::Array(value) => value.serialize(serializer),
            Self::Base(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Cat` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Cat {
    /// `lives`
    pub lives: Option<i64>,
}

impl Decode for Cat {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let kind = object.constant("kind", "cat", at);
        let lives = object.optional("lives", at);
        kind?;
        Some(Self { lives: lives? })
    }
}

impl Serialize for Cat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("kind", "cat")?;
        object.optional("lives", &self.lives)?;
        object.end()
    }
}

/// `/components/schemas/Dog/properties/kind` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum DogKind {
    /// `dog`
    Dog,
    /// `wolf`
    Wolf,
}

impl DogKind {
    /// Every value of the document.
    pub const VALUES: [&'static str; 2] = ["dog", "wolf"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dog => "dog",
            Self::Wolf => "wolf",
        }
    }
}

impl std::fmt::Display for DogKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for DogKind {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for DogKind {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("dog") => Some(Self::Dog),
            Some("wolf") => Some(Self::Wolf),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for DogKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Dog` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Dog {
    /// `kind`
    pub kind: DogKind,
    /// `name`
    pub name: Option<String>,
}

impl Dog {
    /// Of the members that have to be there; the others are absent.
    pub fn new(kind: DogKind) -> Self {
        Self {
            kind,
            name: None,
        }
    }
}

impl Decode for Dog {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let kind = object.required("kind", at);
        let name = object.optional("name", at);
        Some(Self { kind: kind?, name: name? })
    }
}

impl Serialize for Dog {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("kind", &self.kind)?;
        object.optional("name", &self.name)?;
        object.end()
    }
}

/// `/components/schemas/Pet` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Pet {
    /// `Cat`
    Cat(Cat),
    /// `Dog`
    Dog(Dog),
}

impl From<Cat> for Pet {
    fn from(value: Cat) -> Self {
        Self::Cat(value)
    }
}

impl From<Dog> for Pet {
    fn from(value: Dog) -> Self {
        Self::Dog(value)
    }
}

impl Decode for Pet {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const TAGS: [&str; 3] = ["cat", "dog", "wolf"];
        match at.tag(&json, "kind", &TAGS)? {
            Some(0) => Decode::decode(json, at).map(Self::Cat),
            Some(1) => Decode::decode(json, at).map(Self::Dog),
            Some(2) => Decode::decode(json, at).map(Self::Dog),
            _ => at.unknown_tag("kind", &TAGS),
        }
    }
}

impl Serialize for Pet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Cat(value) => value.serialize(serializer),
            Self::Dog(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Beast` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Beast {
    /// `Pet`
    Pet(Pet),
    /// `BeastKind`
    Kind(BeastKind),
    /// `String`
    Text(String),
}

impl From<Pet> for Beast {
    fn from(value: Pet) -> Self {
        Self::Pet(value)
    }
}

impl From<BeastKind> for Beast {
    fn from(value: BeastKind) -> Self {
        Self::Kind(value)
    }
}

impl Decode for Beast {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json {
            Json::Object(_) => {
                const TAGS: [schema_support::Literal; 4] = [schema_support::Literal::String("cat"), schema_support::Literal::String("dog"), schema_support::Literal::String("wolf"), schema_support::Literal::Integer(3)];
                match at.literal_tag(&json, "kind", &TAGS)? {
                    Some(0) => Decode::decode(json, at).map(Self::Pet),
                    Some(1) => Decode::decode(json, at).map(Self::Pet),
                    Some(2) => Decode::decode(json, at).map(Self::Pet),
                    Some(3) => Decode::decode(json, at).map(Self::Kind),
                    _ => at.unknown_literal_tag(&json, "kind", &TAGS),
                }
            }
            Json::String(_) => Decode::decode(json, at).map(Self::Text),
            _ => at.type_violation("object or string"),
        }
    }
}

impl Serialize for Beast {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Pet(value) => value.serialize(serializer),
            Self::Kind(value) => value.serialize(serializer),
            Self::Text(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Beast/anyOf/1/properties/kind` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum BeastKindKind {
    /// `3`
    N3,
}

impl BeastKindKind {
    /// Every value of the document.
    pub const VALUES: [schema_support::Literal; 1] = [
        schema_support::Literal::Integer(3),
    ];
}

impl std::fmt::Display for BeastKindKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::N3 => Self::VALUES[0].fmt(f),
        }
    }
}

impl std::str::FromStr for BeastKindKind {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        let json = json_of_text(text.into(), Self::TEXT);
        Self::decode(json, &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for BeastKindKind {
    const TEXT: Text = Text::Number;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Self::TEXT);
        match schema_support::Literal::position(&Self::VALUES, &json) {
            Some(0) => Some(Self::N3),
            _ => at.unknown_literal(&Self::VALUES),
        }
    }
}

impl Serialize for BeastKindKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::N3 => Self::VALUES[0].serialize(serializer),
        }
    }
}

/// `/components/schemas/Beast/anyOf/1` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct BeastKind {
    /// `kind`
    pub kind: BeastKindKind,
}

impl Decode for BeastKind {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let kind = object.required("kind", at);
        Some(Self { kind: kind? })
    }
}

impl Serialize for BeastKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("kind", &self.kind)?;
        object.end()
    }
}

/// `/components/schemas/Tagged` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Tagged {
    /// `Cat`
    Cat(Cat),
    /// `Dog`
    Dog(Dog),
}

impl From<Cat> for Tagged {
    fn from(value: Cat) -> Self {
        Self::Cat(value)
    }
}

impl From<Dog> for Tagged {
    fn from(value: Dog) -> Self {
        Self::Dog(value)
    }
}

impl Decode for Tagged {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const TAGS: [&str; 3] = ["cat", "dog", "wolf"];
        match at.tag(&json, "kind", &TAGS)? {
            Some(0) => Decode::decode(json, at).map(Self::Cat),
            Some(1) => Decode::decode(json, at).map(Self::Dog),
            Some(2) => Decode::decode(json, at).map(Self::Dog),
            _ => at.unknown_tag("kind", &TAGS),
        }
    }
}

impl Serialize for Tagged {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Cat(value) => value.serialize(serializer),
            Self::Dog(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Vehicle` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Vehicle {
    /// `Car`
    Car(Car),
    /// `Bike`
    Bike(Bike),
}

impl From<Car> for Vehicle {
    fn from(value: Car) -> Self {
        Self::Car(value)
    }
}

impl From<Bike> for Vehicle {
    fn from(value: Bike) -> Self {
        Self::Bike(value)
    }
}

impl Decode for Vehicle {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const TAGS: [&str; 2] = ["car", "Bike"];
        match at.tag(&json, "kind", &TAGS)? {
            Some(0) => Decode::decode(json, at).map(Self::Car),
            Some(1) => Decode::decode(json, at).map(Self::Bike),
            _ => at.unknown_tag("kind", &TAGS),
        }
    }
}

impl Serialize for Vehicle {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Car(value) => schema_support::serialize_tagged(serializer, "kind", "car", value),
            Self::Bike(value) => schema_support::serialize_tagged(serializer, "kind", "Bike", value),
        }
    }
}

/// `/components/schemas/Car` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Car {
    /// `doors`
    pub doors: i64,
}

impl Decode for Car {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let doors = object.required("doors", at);
        Some(Self { doors: doors? })
    }
}

impl Serialize for Car {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("doors", &self.doors)?;
        object.end()
    }
}

/// `/components/schemas/Bike` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Bike {
    /// `gears`
    pub gears: i64,
}

impl Decode for Bike {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let gears = object.required("gears", at);
        Some(Self { gears: gears? })
    }
}

impl Serialize for Bike {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("gears", &self.gears)?;
        object.end()
    }
}

/// `/components/schemas/Ship` of the document.
#[derive(Clone, Debug, PartialEq)]
pub enum Ship {
    /// `Boat`
    Boat(Boat),
    /// `Ferry`
    Ferry(Ferry),
}

#[cfg(feature = "conformance")]
impl<'a> arbitrary::Arbitrary<'a> for Ship {
    fn arbitrary(from: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        schema_support::private::tried_value(from, &[
            |from| schema_support::private::arbitrary_value(from).map(Self::Boat),
            |from| schema_support::private::arbitrary_value(from).map(Self::Ferry),
        ])
    }
}

impl From<Boat> for Ship {
    fn from(value: Boat) -> Self {
        Self::Boat(value)
    }
}

impl From<Ferry> for Ship {
    fn from(value: Ferry) -> Self {
        Self::Ferry(value)
    }
}

impl Decode for Ship {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const ALTERNATIVES: [Alternative<Ship>; 2] = [
            |json, at| Decode::decode(json, at).map(Ship::Boat),
            |json, at| Decode::decode(json, at).map(Ship::Ferry),
        ];
        at.one_of(&json, &ALTERNATIVES)
    }
}

impl Serialize for Ship {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Boat(value) => value.serialize(serializer),
            Self::Ferry(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Boat` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Boat {
    /// `oars`
    pub oars: i64,
}

impl Decode for Boat {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let oars = object.required("oars", at);
        object.deny_unknown(at)?;
        Some(Self { oars: oars? })
    }
}

impl Serialize for Boat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("oars", &self.oars)?;
        object.end()
    }
}

/// `/components/schemas/Ferry` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Ferry {
    /// `decks`
    pub decks: i64,
}

impl Decode for Ferry {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let decks = object.required("decks", at);
        Some(Self { decks: decks? })
    }
}

impl Serialize for Ferry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("decks", &self.decks)?;
        object.end()
    }
}

/// `/components/schemas/Sail` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Sail {
    /// `Sloop`
    Sloop(Sloop),
    /// `Brig`
    Brig(Brig),
}

impl From<Sloop> for Sail {
    fn from(value: Sloop) -> Self {
        Self::Sloop(value)
    }
}

impl From<Brig> for Sail {
    fn from(value: Brig) -> Self {
        Self::Brig(value)
    }
}

impl Decode for Sail {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const TAGS: [&str; 2] = ["sloop", "brig"];
        match at.tag(&json, "kind", &TAGS)? {
            Some(0) => Decode::decode(json, at).map(Self::Sloop),
            Some(1) => Decode::decode(json, at).map(Self::Brig),
            _ => at.unknown_tag("kind", &TAGS),
        }
    }
}

impl Serialize for Sail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Sloop(value) => schema_support::serialize_tagged_if_absent(serializer, "kind", "sloop", value),
            Self::Brig(value) => schema_support::serialize_tagged_if_absent(serializer, "kind", "brig", value),
        }
    }
}

/// `/components/schemas/Sloop/properties/kind` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum SloopKind {
    /// `sloop`
    Sloop,
}

impl SloopKind {
    /// Every value of the document.
    pub const VALUES: [&'static str; 1] = ["sloop"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sloop => "sloop",
        }
    }
}

impl std::fmt::Display for SloopKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for SloopKind {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for SloopKind {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("sloop") => Some(Self::Sloop),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for SloopKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Sloop` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Sloop {
    /// `kind`
    pub kind: Option<SloopKind>,
    /// `masts`
    pub masts: i64,
}

impl Sloop {
    /// Of the members that have to be there; the others are absent.
    pub fn new(masts: i64) -> Self {
        Self {
            kind: None,
            masts,
        }
    }
}

impl Decode for Sloop {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let kind = object.optional("kind", at);
        let masts = object.required("masts", at);
        Some(Self { kind: kind?, masts: masts? })
    }
}

impl Serialize for Sloop {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("kind", &self.kind)?;
        object.required("masts", &self.masts)?;
        object.end()
    }
}

/// `/components/schemas/Brig/properties/kind` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum BrigKind {
    /// `brig`
    Brig,
}

impl BrigKind {
    /// Every value of the document.
    pub const VALUES: [&'static str; 1] = ["brig"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Brig => "brig",
        }
    }
}

impl std::fmt::Display for BrigKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for BrigKind {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for BrigKind {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("brig") => Some(Self::Brig),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for BrigKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Brig` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Brig {
    /// `kind`
    pub kind: Option<BrigKind>,
    /// `guns`
    pub guns: i64,
}

impl Brig {
    /// Of the members that have to be there; the others are absent.
    pub fn new(guns: i64) -> Self {
        Self {
            kind: None,
            guns,
        }
    }
}

impl Decode for Brig {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let kind = object.optional("kind", at);
        let guns = object.required("guns", at);
        Some(Self { kind: kind?, guns: guns? })
    }
}

impl Serialize for Brig {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("kind", &self.kind)?;
        object.required("guns", &self.guns)?;
        object.end()
    }
}

/// `/components/schemas/Tried` of the document.
#[derive(Clone, Debug, PartialEq)]
pub enum Tried {
    /// `TriedA`
    A(TriedA),
    /// `TriedB`
    B(TriedB),
}

#[cfg(feature = "conformance")]
impl<'a> arbitrary::Arbitrary<'a> for Tried {
    fn arbitrary(from: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        schema_support::private::tried_value(from, &[
            |from| schema_support::private::arbitrary_value(from).map(Self::A),
            |from| schema_support::private::arbitrary_value(from).map(Self::B),
        ])
    }
}

impl From<TriedA> for Tried {
    fn from(value: TriedA) -> Self {
        Self::A(value)
    }
}

impl From<TriedB> for Tried {
    fn from(value: TriedB) -> Self {
        Self::B(value)
    }
}

impl Decode for Tried {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const ALTERNATIVES: [Alternative<Tried>; 2] = [
            |json, at| Decode::decode(json, at).map(Tried::A),
            |json, at| Decode::decode(json, at).map(Tried::B),
        ];
        at.one_of(&json, &ALTERNATIVES)
    }
}

impl Serialize for Tried {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::A(value) => value.serialize(serializer),
            Self::B(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Tried/oneOf/0` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct TriedA {
    /// `a`
    pub a: String,
}

impl Decode for TriedA {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let a = object.required("a", at);
        Some(Self { a: a? })
    }
}

impl Serialize for TriedA {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("a", &self.a)?;
        object.end()
    }
}

/// `/components/schemas/Tried/oneOf/1` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct TriedB {
    /// `b`
    pub b: String,
}

impl Decode for TriedB {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let b = object.required("b", at);
        Some(Self { b: b? })
    }
}

impl Serialize for TriedB {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("b", &self.b)?;
        object.end()
    }
}

/// `/components/schemas/Any` of the document.
#[derive(Clone, Debug, PartialEq)]
pub enum Any {
    /// `AnyA`
    A(AnyA),
    /// `AnyVariant2`
    Variant2(AnyVariant2),
}

#[cfg(feature = "conformance")]
impl<'a> arbitrary::Arbitrary<'a> for Any {
    fn arbitrary(from: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        schema_support::private::tried_value(from, &[
            |from| schema_support::private::arbitrary_value(from).map(Self::A),
            |from| schema_support::private::arbitrary_value(from).map(Self::Variant2),
        ])
    }
}

impl From<AnyA> for Any {
    fn from(value: AnyA) -> Self {
        Self::A(value)
    }
}

impl From<AnyVariant2> for Any {
    fn from(value: AnyVariant2) -> Self {
        Self::Variant2(value)
    }
}

impl Decode for Any {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const ALTERNATIVES: [Alternative<Any>; 2] = [
            |json, at| Decode::decode(json, at).map(Any::A),
            |json, at| Decode::decode(json, at).map(Any::Variant2),
        ];
        at.any_of(&json, &ALTERNATIVES)
    }
}

impl Serialize for Any {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::A(value) => value.serialize(serializer),
            Self::Variant2(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Any/anyOf/0` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct AnyA {
    /// `a`
    pub a: i64,
    /// The members that the document does not name.
    #[cfg_attr(feature = "conformance", arbitrary(with = any_json_map))]
    pub additional_properties: std::collections::BTreeMap<String, serde_json::Value>,
}

impl Decode for AnyA {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let a = object.required("a", at);
        let additional_properties = object.additional(at);
        Some(Self { a: a?, additional_properties: additional_properties? })
    }
}

impl Serialize for AnyA {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("a", &self.a)?;
        object.additional(&self.additional_properties)?;
        object.end()
    }
}

/// `/components/schemas/Any/anyOf/1` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct AnyVariant2 {
    /// `a`
    pub a: String,
    /// `c`
    pub c: Option<String>,
    /// The members that the document does not name.
    #[cfg_attr(feature = "conformance", arbitrary(with = any_json_map))]
    pub additional_properties: std::collections::BTreeMap<String, serde_json::Value>,
}

impl AnyVariant2 {
    /// Of the members that have to be there; the others are absent.
    pub fn new(a: String) -> Self {
        Self {
            a,
            c: None,
            additional_properties: std::collections::BTreeMap::new(),
        }
    }
}

impl Decode for AnyVariant2 {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let a = object.required("a", at);
        let c = object.optional("c", at);
        let additional_properties = object.additional(at);
        Some(Self { a: a?, c: c?, additional_properties: additional_properties? })
    }
}

impl Serialize for AnyVariant2 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("a", &self.a)?;
        object.optional("c", &self.c)?;
        object.additional(&self.additional_properties)?;
        object.end()
    }
}

/// `/components/schemas/Detail` of the document.
#[derive(Clone, Debug, PartialEq)]
pub enum Detail {
    /// `DetailAccept`
    Accept(DetailAccept),
    /// `DetailWait`
    Wait(DetailWait),
    /// `DetailReject`
    Reject(DetailReject),
    /// `std::collections::BTreeMap<String, Vec<Detail>>`
    Object(std::collections::BTreeMap<String, Vec<Detail>>),
}

#[cfg(feature = "conformance")]
impl<'a> arbitrary::Arbitrary<'a> for Detail {
    fn arbitrary(from: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        schema_support::private::tried_value(from, &[
            |from| schema_support::private::arbitrary_value(from).map(Self::Accept),
            |from| schema_support::private::arbitrary_value(from).map(Self::Wait),
            |from| schema_support::private::arbitrary_value(from).map(Self::Reject),
            |from| schema_support::private::arbitrary_value(from).map(Self::Object),
        ])
    }
}

impl From<DetailAccept> for Detail {
    fn from(value: DetailAccept) -> Self {
        Self::Accept(value)
    }
}

impl From<DetailWait> for Detail {
    fn from(value: DetailWait) -> Self {
        Self::Wait(value)
    }
}

impl From<DetailReject> for Detail {
    fn from(value: DetailReject) -> Self {
        Self::Reject(value)
    }
}

impl Decode for Detail {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const ALTERNATIVES: [Alternative<Detail>; 4] = [
            |json, at| Decode::decode(json, at).map(Detail::Accept),
            |json, at| Decode::decode(json, at).map(Detail::Wait),
            |json, at| Decode::decode(json, at).map(Detail::Reject),
            |json, at| Decode::decode(json, at).map(Detail::Object),
        ];
        at.any_of(&json, &ALTERNATIVES)
    }
}

impl Serialize for Detail {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Accept(value) => value.serialize(serializer),
            Self::Wait(value) => value.serialize(serializer),
            Self::Reject(value) => value.serialize(serializer),
            Self::Object(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Detail/anyOf/0/properties/type` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum DetailAcceptType {
    /// `accept`
    Accept,
}

impl DetailAcceptType {
    /// Every value of the document.
    pub const VALUES: [&'static str; 1] = ["accept"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
        }
    }
}

impl std::fmt::Display for DetailAcceptType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for DetailAcceptType {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for DetailAcceptType {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("accept") => Some(Self::Accept),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for DetailAcceptType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Detail/anyOf/0` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct DetailAccept {
    /// `type`
    pub r#type: Option<DetailAcceptType>,
}

impl Decode for DetailAccept {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let r#type = object.optional("type", at);
        Some(Self { r#type: r#type? })
    }
}

impl Serialize for DetailAccept {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("type", &self.r#type)?;
        object.end()
    }
}

/// `/components/schemas/Detail/anyOf/1/properties/type` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum DetailWaitType {
    /// `wait`
    Wait,
}

impl DetailWaitType {
    /// Every value of the document.
    pub const VALUES: [&'static str; 1] = ["wait"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Wait => "wait",
        }
    }
}

impl std::fmt::Display for DetailWaitType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for DetailWaitType {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for DetailWaitType {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("wait") => Some(Self::Wait),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for DetailWaitType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Detail/anyOf/1` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct DetailWait {
    /// `type`
    pub r#type: Option<DetailWaitType>,
    /// `seconds`
    pub seconds: Option<i64>,
    /// `reason`
    pub reason: Field<String>,
}

impl Decode for DetailWait {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let r#type = object.optional("type", at);
        let seconds = object.optional("seconds", at);
        let reason = object.field("reason", at);
        Some(Self { r#type: r#type?, seconds: seconds?, reason: reason? })
    }
}

impl Serialize for DetailWait {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("type", &self.r#type)?;
        object.optional("seconds", &self.seconds)?;
        object.field("reason", &self.reason)?;
        object.end()
    }
}

/// `/components/schemas/Detail/anyOf/2/properties/type` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum DetailRejectType {
    /// `reject`
    Reject,
}

impl DetailRejectType {
    /// Every value of the document.
    pub const VALUES: [&'static str; 1] = ["reject"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reject => "reject",
        }
    }
}

impl std::fmt::Display for DetailRejectType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for DetailRejectType {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for DetailRejectType {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("reject") => Some(Self::Reject),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for DetailRejectType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Detail/anyOf/2` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct DetailReject {
    /// `type`
    pub r#type: Option<DetailRejectType>,
    /// `reason`
    pub reason: Field<String>,
}

impl Decode for DetailReject {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let r#type = object.optional("type", at);
        let reason = object.field("reason", at);
        Some(Self { r#type: r#type?, reason: reason? })
    }
}

impl Serialize for DetailReject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("type", &self.r#type)?;
        object.field("reason", &self.reason)?;
        object.end()
    }
}

/// `/components/schemas/NoneOrSome` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum NoneOrSome {
    /// `String`
    Text(String),
    /// `Vec<i64>`
    Array(Vec<i64>),
}

impl Decode for NoneOrSome {
    const TEXT: Text = Text::Several;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Text::Array(&Text::String));
        match json {
            Json::String(_) => Decode::decode(json, at).map(Self::Text),
            Json::Array(_) => Decode::decode(json, at).map(Self::Array),
            _ => at.type_violation("string or array"),
        }
    }
}

impl Serialize for NoneOrSome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(value) => value.serialize(serializer),
            Self::Array(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Some` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Some2 {
    /// `f64`
    Number(f64),
    /// `Some2String`
    String(Some2String),
}

impl From<Some2String> for Some2 {
    fn from(value: Some2String) -> Self {
        Self::String(value)
    }
}

impl Decode for Some2 {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Text::Number);
        match json {
            Json::Number(_) => Decode::decode(json, at).map(Self::Number),
            Json::String(_) => Decode::decode(json, at).map(Self::String),
            _ => at.type_violation("number or string"),
        }
    }
}

impl Serialize for Some2 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(value) => value.serialize(serializer),
            Self::String(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Some/anyOf/1` of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Some2String(String);

impl Some2String {
    /// What the document demands of it.
    pub const RULES: StringRules = StringRules { min_length: Some(2), ..StringRules::NONE };
}

string_newtype!(Some2String);

/// `/components/schemas/Known` of the document.
#[derive(Clone, Debug, PartialEq)]
pub enum Known {
    /// `String`
    Text(String),
    /// `KnownEnum`
    Enum(KnownEnum),
}

#[cfg(feature = "conformance")]
impl<'a> arbitrary::Arbitrary<'a> for Known {
    fn arbitrary(from: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        schema_support::private::tried_value(from, &[
            |from| schema_support::private::arbitrary_value(from).map(Self::Text),
            |from| schema_support::private::arbitrary_value(from).map(Self::Enum),
        ])
    }
}

impl From<KnownEnum> for Known {
    fn from(value: KnownEnum) -> Self {
        Self::Enum(value)
    }
}

impl Decode for Known {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const ALTERNATIVES: [Alternative<Known>; 2] = [
            |json, at| Decode::decode(json, at).map(Known::Enum),
            |json, at| Decode::decode(json, at).map(Known::Text),
        ];
        at.any_of(&json, &ALTERNATIVES)
    }
}

impl Serialize for Known {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(value) => value.serialize(serializer),
            Self::Enum(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Known/anyOf/1` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum KnownEnum {
    /// `small`
    Small,
    /// `large`
    Large,
}

impl KnownEnum {
    /// Every value of the document.
    pub const VALUES: [&'static str; 2] = ["small", "large"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Large => "large",
        }
    }
}

impl std::fmt::Display for KnownEnum {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for KnownEnum {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for KnownEnum {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("small") => Some(Self::Small),
            Some("large") => Some(Self::Large),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for KnownEnum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Around` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Around {
    /// `AroundCat`
    Cat(AroundCat),
    /// `AroundDog`
    Dog(AroundDog),
}

impl From<AroundCat> for Around {
    fn from(value: AroundCat) -> Self {
        Self::Cat(value)
    }
}

impl From<AroundDog> for Around {
    fn from(value: AroundDog) -> Self {
        Self::Dog(value)
    }
}

impl Decode for Around {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const TAGS: [&str; 3] = ["cat", "dog", "wolf"];
        match at.tag(&json, "kind", &TAGS)? {
            Some(0) => Decode::decode(json, at).map(Self::Cat),
            Some(1) => Decode::decode(json, at).map(Self::Dog),
            Some(2) => Decode::decode(json, at).map(Self::Dog),
            _ => at.unknown_tag("kind", &TAGS),
        }
    }
}

impl Serialize for Around {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Cat(value) => value.serialize(serializer),
            Self::Dog(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Around/oneOf/0` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct AroundCat {
    /// `lives`
    pub lives: Option<i64>,
    /// `id`
    pub id: String,
}

impl AroundCat {
    /// Of the members that have to be there; the others are absent.
    pub fn new(id: String) -> Self {
        Self {
            lives: None,
            id,
        }
    }
}

impl Decode for AroundCat {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let kind = object.constant("kind", "cat", at);
        let lives = object.optional("lives", at);
        let id = object.required("id", at);
        kind?;
        Some(Self { lives: lives?, id: id? })
    }
}

impl Serialize for AroundCat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("kind", "cat")?;
        object.optional("lives", &self.lives)?;
        object.required("id", &self.id)?;
        object.end()
    }
}

/// `/components/schemas/Around/oneOf/1` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct AroundDog {
    /// `kind`
    pub kind: DogKind,
    /// `name`
    pub name: Option<String>,
    /// `id`
    pub id: String,
}

impl AroundDog {
    /// Of the members that have to be there; the others are absent.
    pub fn new(kind: DogKind, id: String) -> Self {
        Self {
            kind,
            name: None,
            id,
        }
    }
}

impl Decode for AroundDog {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let kind = object.required("kind", at);
        let name = object.optional("name", at);
        let id = object.required("id", at);
        Some(Self { kind: kind?, name: name?, id: id? })
    }
}

impl Serialize for AroundDog {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("kind", &self.kind)?;
        object.optional("name", &self.name)?;
        object.required("id", &self.id)?;
        object.end()
    }
}

/// `/components/schemas/Product` of the document.
#[derive(Clone, Debug, PartialEq)]
pub enum Product {
    /// `ProductA`
    A(ProductA),
    /// `ProductB`
    B(ProductB),
}

#[cfg(feature = "conformance")]
impl<'a> arbitrary::Arbitrary<'a> for Product {
    fn arbitrary(from: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        schema_support::private::tried_value(from, &[
            |from| schema_support::private::arbitrary_value(from).map(Self::A),
            |from| schema_support::private::arbitrary_value(from).map(Self::B),
        ])
    }
}

impl From<ProductA> for Product {
    fn from(value: ProductA) -> Self {
        Self::A(value)
    }
}

impl From<ProductB> for Product {
    fn from(value: ProductB) -> Self {
        Self::B(value)
    }
}

impl Decode for Product {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const ALTERNATIVES: [Alternative<Product>; 2] = [
            |json, at| Decode::decode(json, at).map(Product::A),
            |json, at| Decode::decode(json, at).map(Product::B),
        ];
        at.one_of(&json, &ALTERNATIVES)
    }
}

impl Serialize for Product {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::A(value) => value.serialize(serializer),
            Self::B(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Product/allOf/0/oneOf/0` of the document.
#[derive(Clone, Debug, PartialEq)]
pub enum ProductA {
    /// `ProductAC`
    C(ProductAC),
    /// `ProductAD`
    D(ProductAD),
}

#[cfg(feature = "conformance")]
impl<'a> arbitrary::Arbitrary<'a> for ProductA {
    fn arbitrary(from: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        schema_support::private::tried_value(from, &[
            |from| schema_support::private::arbitrary_value(from).map(Self::C),
            |from| schema_support::private::arbitrary_value(from).map(Self::D),
        ])
    }
}

impl From<ProductAC> for ProductA {
    fn from(value: ProductAC) -> Self {
        Self::C(value)
    }
}

impl From<ProductAD> for ProductA {
    fn from(value: ProductAD) -> Self {
        Self::D(value)
    }
}

impl Decode for ProductA {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const ALTERNATIVES: [Alternative<ProductA>; 2] = [
            |json, at| Decode::decode(json, at).map(ProductA::C),
            |json, at| Decode::decode(json, at).map(ProductA::D),
        ];
        at.one_of(&json, &ALTERNATIVES)
    }
}

impl Serialize for ProductA {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::C(value) => value.serialize(serializer),
            Self::D(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Product/allOf/1/oneOf/0` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct ProductAC {
    /// `c`
    pub c: String,
    /// `a`
    pub a: String,
}

impl Decode for ProductAC {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let c = object.required("c", at);
        let a = object.required("a", at);
        Some(Self { c: c?, a: a? })
    }
}

impl Serialize for ProductAC {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("c", &self.c)?;
        object.required("a", &self.a)?;
        object.end()
    }
}

/// `/components/schemas/Product/allOf/1/oneOf/1` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct ProductAD {
    /// `d`
    pub d: String,
    /// `a`
    pub a: String,
}

impl Decode for ProductAD {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let d = object.required("d", at);
        let a = object.required("a", at);
        Some(Self { d: d?, a: a? })
    }
}

impl Serialize for ProductAD {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("d", &self.d)?;
        object.required("a", &self.a)?;
        object.end()
    }
}

/// `/components/schemas/Product/allOf/0/oneOf/1` of the document.
#[derive(Clone, Debug, PartialEq)]
pub enum ProductB {
    /// `ProductBC`
    C(ProductBC),
    /// `ProductBD`
    D(ProductBD),
}

#[cfg(feature = "conformance")]
impl<'a> arbitrary::Arbitrary<'a> for ProductB {
    fn arbitrary(from: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        schema_support::private::tried_value(from, &[
            |from| schema_support::private::arbitrary_value(from).map(Self::C),
            |from| schema_support::private::arbitrary_value(from).map(Self::D),
        ])
    }
}

impl From<ProductBC> for ProductB {
    fn from(value: ProductBC) -> Self {
        Self::C(value)
    }
}

impl From<ProductBD> for ProductB {
    fn from(value: ProductBD) -> Self {
        Self::D(value)
    }
}

impl Decode for ProductB {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const ALTERNATIVES: [Alternative<ProductB>; 2] = [
            |json, at| Decode::decode(json, at).map(ProductB::C),
            |json, at| Decode::decode(json, at).map(ProductB::D),
        ];
        at.one_of(&json, &ALTERNATIVES)
    }
}

impl Serialize for ProductB {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::C(value) => value.serialize(serializer),
            Self::D(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Product/allOf/1/oneOf/0` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct ProductBC {
    /// `c`
    pub c: String,
    /// `b`
    pub b: String,
}

impl Decode for ProductBC {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let c = object.required("c", at);
        let b = object.required("b", at);
        Some(Self { c: c?, b: b? })
    }
}

impl Serialize for ProductBC {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("c", &self.c)?;
        object.required("b", &self.b)?;
        object.end()
    }
}

/// `/components/schemas/Product/allOf/1/oneOf/1` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct ProductBD {
    /// `d`
    pub d: String,
    /// `b`
    pub b: String,
}

impl Decode for ProductBD {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let d = object.required("d", at);
        let b = object.required("b", at);
        Some(Self { d: d?, b: b? })
    }
}

impl Serialize for ProductBD {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("d", &self.d)?;
        object.required("b", &self.b)?;
        object.end()
    }
}

/// `/components/schemas/Lists` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Lists(Vec<Lists>);

impl Lists {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[];
}

checked_newtype!(Lists, Vec<Lists>, Text::Array(&Text::String));
#[cfg(feature = "conformance")]
arbitrary_of_rules!(Lists, checked_value, schema_support::private::arbitrary_value => Vec<Lists>);

/// `/components/schemas/Maps` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Maps(std::collections::BTreeMap<String, Maps>);

impl Maps {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[];
}

checked_newtype!(Maps, std::collections::BTreeMap<String, Maps>);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(Maps, checked_value, schema_support::private::arbitrary_value => std::collections::BTreeMap<String, Maps>);

/// `/components/schemas/Filter` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Filter {
    /// `FilterAnd`
    And(FilterAnd),
    /// `FilterField`
    Field(FilterField),
}

impl From<FilterAnd> for Filter {
    fn from(value: FilterAnd) -> Self {
        Self::And(value)
    }
}

impl From<FilterField> for Filter {
    fn from(value: FilterField) -> Self {
        Self::Field(value)
    }
}

impl Decode for Filter {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        // The members that only one of them has tell which it is.
        if json.has_any(&["and"]) {
            Decode::decode(json, at).map(Self::And)
        } else if json.has_any(&["field"]) {
            Decode::decode(json, at).map(Self::Field)
        } else {
            at.report("anyOf", "must have one of `and`, `field`");
            None
        }
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::And(value) => value.serialize(serializer),
            Self::Field(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Filter/anyOf/0` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct FilterAnd {
    /// `and`
    pub and: Vec<Filter>,
}

impl Decode for FilterAnd {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let and = object.required("and", at);
        object.deny_unknown(at)?;
        Some(Self { and: and? })
    }
}

impl Serialize for FilterAnd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("and", &self.and)?;
        object.end()
    }
}

/// `/components/schemas/Filter/anyOf/1` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct FilterField {
    /// `field`
    pub field: String,
}

impl Decode for FilterField {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let field = object.required("field", at);
        object.deny_unknown(at)?;
        Some(Self { field: field? })
    }
}

impl Serialize for FilterField {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("field", &self.field)?;
        object.end()
    }
}

/// `/components/schemas/Json` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Json2 {
    /// `String`
    Text(String),
    /// `f64`
    Number(f64),
    /// `bool`
    Boolean(bool),
    /// `Vec<Option<Json2>>`
    Array(Vec<Option<Json2>>),
    /// `std::collections::BTreeMap<String, Option<Json2>>`
    Object(std::collections::BTreeMap<String, Option<Json2>>),
}

impl Decode for Json2 {
    const TEXT: Text = Text::Several;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Text::Number);
        let json = at.read_text(json, Text::Boolean);
        let json = at.read_text(json, Text::Several);
        match json {
            Json::String(_) => Decode::decode(json, at).map(Self::Text),
            Json::Number(_) => Decode::decode(json, at).map(Self::Number),
            Json::Bool(_) => Decode::decode(json, at).map(Self::Boolean),
            Json::Array(_) => Decode::decode(json, at).map(Self::Array),
            Json::Object(_) => Decode::decode(json, at).map(Self::Object),
            _ => at.type_violation("string or number or boolean or array or object"),
        }
    }
}

impl Serialize for Json2 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(value) => value.serialize(serializer),
            Self::Number(value) => value.serialize(serializer),
            Self::Boolean(value) => value.serialize(serializer),
            Self::Array(value) => value.serialize(serializer),
            Self::Object(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Without/properties/inner` of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct WithoutInner(serde_json::Value);

impl WithoutInner {
    /// What the document demands of it beyond what the type says.
    pub const RULES: schema_support::Schema = &[schema_support::Rule::Not(&[schema_support::Rule::Ref(&WITHOUT_SCHEMA)])];
}

checked_newtype!(WithoutInner, serde_json::Value);
#[cfg(feature = "conformance")]
arbitrary_of_rules!(WithoutInner, checked_value, schema_support::private::any_json => serde_json::Value);

/// `/components/schemas/Without` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Without {
    /// `inner`
    pub inner: Option<WithoutInner>,
    /// `a`
    pub a: Option<String>,
}

impl Decode for Without {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let inner = object.optional("inner", at);
        let a = object.optional("a", at);
        Some(Self { inner: inner?, a: a? })
    }
}

impl Serialize for Without {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("inner", &self.inner)?;
        object.optional("a", &self.a)?;
        object.end()
    }
}

/// `/components/schemas/foo-bar` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct FooBar2 {
    /// `type`
    pub r#type: Option<String>,
    /// `self`
    pub self_: Option<String>,
    /// `a-b`
    pub a_b2: Option<String>,
    /// `a_b`
    pub a_b: Option<String>,
    /// `object`
    pub object: Option<String>,
    /// `at`
    pub at: Option<String>,
    /// `json`
    pub json: Option<String>,
    /// `kept`
    pub kept: Option<String>,
}

impl Decode for FooBar2 {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let r#type = object.optional("type", at);
        let self_ = object.optional("self", at);
        let a_b2 = object.optional("a-b", at);
        let a_b = object.optional("a_b", at);
        let object_ = object.optional("object", at);
        let at_ = object.optional("at", at);
        let json_ = object.optional("json", at);
        let kept_ = object.optional("kept", at);
        Some(Self {
            r#type: r#type?,
            self_: self_?,
            a_b2: a_b2?,
            a_b: a_b?,
            object: object_?,
            at: at_?,
            json: json_?,
            kept: kept_?,
        })
    }
}

impl Serialize for FooBar2 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("type", &self.r#type)?;
        object.optional("self", &self.self_)?;
        object.optional("a-b", &self.a_b2)?;
        object.optional("a_b", &self.a_b)?;
        object.optional("object", &self.object)?;
        object.optional("at", &self.at)?;
        object.optional("json", &self.json)?;
        object.optional("kept", &self.kept)?;
        object.end()
    }
}

/// `/components/schemas/FooBar/properties/in/properties/x` of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FooBarInX(String);

impl FooBarInX {
    /// What the document demands of it.
    pub const RULES: StringRules = StringRules { max_length: Some(1), ..StringRules::NONE };
}

string_newtype!(FooBarInX);

/// `/components/schemas/FooBar/properties/in` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct FooBarIn {
    /// `x`
    pub x: Option<FooBarInX>,
}

impl Decode for FooBarIn {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let x = object.optional("x", at);
        Some(Self { x: x? })
    }
}

impl Serialize for FooBarIn {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("x", &self.x)?;
        object.end()
    }
}

/// `/components/schemas/FooBar` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct FooBar {
    /// `in`
    pub r#in: Option<FooBarIn>,
}

impl Decode for FooBar {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let r#in = object.optional("in", at);
        Some(Self { r#in: r#in? })
    }
}

impl Serialize for FooBar {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("in", &self.r#in)?;
        object.end()
    }
}

static AB2_PATTERN: Pattern = Pattern::linear("^a", "^a");

/// `/components/schemas/AB` of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ab2(String);

impl Ab2 {
    /// What the document demands of it.
    pub const RULES: StringRules = StringRules { pattern: Some(&AB2_PATTERN), ..StringRules::NONE };
}

string_newtype!(Ab2);

static AB_PATTERN: Pattern = Pattern::linear("^b", "^b");

/// `/components/schemas/Ab` of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ab(String);

impl Ab {
    /// What the document demands of it.
    pub const RULES: StringRules = StringRules { pattern: Some(&AB_PATTERN), ..StringRules::NONE };
}

string_newtype!(Ab);

/// `/components/schemas/Value` of the document.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Value(String);

impl Value {
    /// What the document demands of it.
    pub const RULES: StringRules = StringRules { max_length: Some(3), ..StringRules::NONE };
}

string_newtype!(Value);

/// `/components/schemas/Error` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Error {
    /// `value`
    pub value: Option<Value>,
}

impl Decode for Error {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let value = object.optional("value", at);
        Some(Self { value: value? })
    }
}

impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("value", &self.value)?;
        object.end()
    }
}

/// `/components/schemas/Option` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Option2 {
    /// `some`
    pub some: Option<Error>,
}

impl Decode for Option2 {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let some = object.optional("some", at);
        Some(Self { some: some? })
    }
}

impl Serialize for Option2 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("some", &self.some)?;
        object.end()
    }
}

/// `/components/schemas/2fa` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct N2fa {
    /// `code`
    pub code: String,
}

impl Decode for N2fa {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let code = object.required("code", at);
        Some(Self { code: code? })
    }
}

impl Serialize for N2fa {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("code", &self.code)?;
        object.end()
    }
}

/// What `/components/schemas/Without` of the document demands.
pub(crate) static WITHOUT_SCHEMA: schema_support::Schema = &[
    schema_support::Rule::Type(&["object"]),
    schema_support::Rule::Properties(&[
        ("inner", &[schema_support::Rule::Not(&[schema_support::Rule::Ref(&WITHOUT_SCHEMA)])]),
        ("a", &[schema_support::Rule::Type(&["string"])]),
    ]),
];

deserialize_by_decode!(
    strict:
    Mixed,
    Exact,
    Levels,
    Narrowed,
    Cases,
    Yes,
    ConstantV,
    ConstantW,
    Constant,
    Annotated,
    AnnotatedOrNull,
    OnlyOne,
    Quoted,
    ByNumber,
    TextsA,
    TextsB,
    TextsC,
    TextsD,
    TextsSecret,
    TextsBoth,
    Texts,
    NumbersPort,
    NumbersHalf,
    NumbersWide,
    NumbersHuge,
    NumbersFine,
    NumbersCents,
    NumbersTwice,
    NumbersTwiceUnchecked,
    Numbers,
    Set,
    Anything,
    Tuple,
    TupleUnchecked,
    Pair,
    Tree,
    Entry,
    Chain,
    ChainUnchecked,
    Holding,
    Rest,
    Counted,
    Named,
    Patterned,
    ByPattern,
    Rested,
    Forbidding,
    Dependent,
    ConditionalKind,
    Conditional,
    Not,
    NotText,
    OneRequired,
    Closed,
    Base,
    Sealed,
    MergedBase,
    Merged,
    NullablesC,
    NullablesF,
    NullablesFInteger,
    NullablesFString,
    Nullables,
    ByType,
    Cat,
    DogKind,
    Dog,
    Pet,
    Beast,
    BeastKindKind,
    BeastKind,
    Tagged,
    Vehicle,
    Car,
    Bike,
    Ship,
    Boat,
    Ferry,
    Sail,
    SloopKind,
    Sloop,
    BrigKind,
    Brig,
    Tried,
    TriedA,
    TriedB,
    Any,
    AnyA,
    AnyVariant2,
    Detail,
    DetailAcceptType,
    DetailAccept,
    DetailWaitType,
    DetailWait,
    DetailRejectType,
    DetailReject,
    NoneOrSome,
    Some2,
    Some2String,
    Known,
    KnownEnum,
    Around,
    AroundCat,
    AroundDog,
    Product,
    ProductA,
    ProductAC,
    ProductAD,
    ProductB,
    ProductBC,
    ProductBD,
    Lists,
    Maps,
    Filter,
    FilterAnd,
    FilterField,
    Json2,
    WithoutInner,
    Without,
    FooBar2,
    FooBarInX,
    FooBarIn,
    FooBar,
    Ab2,
    Ab,
    Value,
    Error,
    Option2,
    N2fa,
);
