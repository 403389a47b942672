// Generated of crates/constructs/v3_0.yaml: do not edit.
//! The messages of Constructs of 3.0.
//!
//! Decoding enforces every rule of the document: a value of these types is a valid one.
#![allow(clippy::approx_constant, clippy::doc_lazy_continuation, clippy::doc_overindented_list_items)]
#![allow(clippy::disallowed_names, clippy::enum_variant_names, clippy::large_enum_variant, clippy::type_complexity)]

use schema_support::*;
use serde::{Serialize, Serializer};

/// `/components/schemas/Shade` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Shade {
    /// `red`
    Red,
    /// `blue`
    Blue,
    /// `green`
    ///
    /// Of leaves.
    Green,
}

impl Shade {
    /// Every value of the document.
    pub const VALUES: [&'static str; 3] = ["red", "blue", "green"];

    /// The value as it is on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Blue => "blue",
            Self::Green => "green",
        }
    }
}

impl std::fmt::Display for Shade {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Shade {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for Shade {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("red") => Some(Self::Red),
            Some("blue") => Some(Self::Blue),
            Some("green") => Some(Self::Green),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for Shade {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Size` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Size {
    /// `small`
    Small,
    /// `large`
    Large,
}

impl Size {
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

impl std::fmt::Display for Size {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Size {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for Size {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("small") => Some(Self::Small),
            Some("large") => Some(Self::Large),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for Size {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
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

/// `/components/schemas/Nullables/properties/d` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NullablesD(i64);

impl NullablesD {
    /// What the document demands of it.
    pub const RULES: IntegerRules = IntegerRules { minimum: Some(3), ..IntegerRules::NONE };
}

integer_newtype!(NullablesD);

/// `/components/schemas/Nullables/properties/e` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum NullablesE {
    /// `Base`
    Base(Base),
    /// `String`
    Text(String),
}

impl From<Base> for NullablesE {
    fn from(value: Base) -> Self {
        Self::Base(value)
    }
}

impl Decode for NullablesE {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json {
            Json::Object(_) => Decode::decode(json, at).map(Self::Base),
            Json::String(_) => Decode::decode(json, at).map(Self::Text),
            _ => at.type_violation("object or string"),
        }
    }
}

impl Serialize for NullablesE {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Base(value) => value.serialize(serializer),
            Self::Text(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Nullables/properties/h` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum NullablesH {
    /// `String`
    Text(String),
    /// `i64`
    Integer(i64),
}

impl Decode for NullablesH {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Text::Number);
        match json {
            Json::String(_) => Decode::decode(json, at).map(Self::Text),
            Json::Number(_) => Decode::decode(json, at).map(Self::Integer),
            _ => at.type_violation("string or number"),
        }
    }
}

impl Serialize for NullablesH {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(value) => value.serialize(serializer),
            Self::Integer(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Nullables/properties/i/items` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum NullablesIItem {
    /// `String`
    Text(String),
    /// `bool`
    Boolean(bool),
}

impl Decode for NullablesIItem {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let json = at.read_text(json, Text::Boolean);
        match json {
            Json::String(_) => Decode::decode(json, at).map(Self::Text),
            Json::Bool(_) => Decode::decode(json, at).map(Self::Boolean),
            _ => at.type_violation("string or boolean"),
        }
    }
}

impl Serialize for NullablesIItem {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(value) => value.serialize(serializer),
            Self::Boolean(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Nullables` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Nullables {
    /// `a`
    pub a: Option<String>,
    /// `b`
    pub b: Option<Base>,
    /// `c`
    pub c: Option<Base>,
    /// `d`
    pub d: Field<NullablesD>,
    /// `e`
    pub e: Field<NullablesE>,
    /// `f`
    pub f: Field<i64>,
    /// `g`
    pub g: Field<Base>,
    /// `h`
    pub h: Field<NullablesH>,
    /// `i`
    pub i: Option<Vec<Option<NullablesIItem>>>,
}

impl Nullables {
    /// Of the members that have to be there; the others are absent.
    pub fn new(a: Option<String>, b: Option<Base>, c: Option<Base>) -> Self {
        Self {
            a,
            b,
            c,
            d: Field::Absent,
            e: Field::Absent,
            f: Field::Absent,
            g: Field::Absent,
            h: Field::Absent,
            i: None,
        }
    }
}

impl Decode for Nullables {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let a = object.required("a", at);
        let b = object.required("b", at);
        let c = object.required("c", at);
        let d = object.field("d", at);
        let e = object.field("e", at);
        let f = object.field("f", at);
        let g = object.field("g", at);
        let h = object.field("h", at);
        let i = object.optional("i", at);
        Some(Self {
            a: a?,
            b: b?,
            c: c?,
            d: d?,
            e: e?,
            f: f?,
            g: g?,
            h: h?,
            i: i?,
        })
    }
}

impl Serialize for Nullables {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("a", &self.a)?;
        object.required("b", &self.b)?;
        object.required("c", &self.c)?;
        object.field("d", &self.d)?;
        object.field("e", &self.e)?;
        object.field("f", &self.f)?;
        object.field("g", &self.g)?;
        object.field("h", &self.h)?;
        object.optional("i", &self.i)?;
        object.end()
    }
}

/// `/components/schemas/Bounds/properties/a` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BoundsA(i64);

impl BoundsA {
    /// What the document demands of it.
    pub const RULES: IntegerRules = IntegerRules { minimum: Some(4), ..IntegerRules::NONE };
}

integer_newtype!(BoundsA);

/// `/components/schemas/Bounds/properties/b` of the document.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct BoundsB(f64);

impl BoundsB {
    /// What the document demands of it.
    pub const RULES: NumberRules = NumberRules { exclusive_maximum: Some(3.0), ..NumberRules::NONE };
}

number_newtype!(BoundsB);

/// `/components/schemas/Bounds/properties/c` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BoundsC(i64);

impl BoundsC {
    /// What the document demands of it.
    pub const RULES: IntegerRules = IntegerRules { minimum: Some(4), ..IntegerRules::NONE };
}

integer_newtype!(BoundsC);

/// `/components/schemas/Bounds` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Bounds {
    /// `a`
    pub a: Option<BoundsA>,
    /// `b`
    pub b: Option<BoundsB>,
    /// `c`
    pub c: Option<BoundsC>,
}

impl Decode for Bounds {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let a = object.optional("a", at);
        let b = object.optional("b", at);
        let c = object.optional("c", at);
        Some(Self { a: a?, b: b?, c: c? })
    }
}

impl Serialize for Bounds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("a", &self.a)?;
        object.optional("b", &self.b)?;
        object.optional("c", &self.c)?;
        object.end()
    }
}

/// `/components/schemas/Beside` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Beside {
    /// `base`
    pub base: Option<Base>,
}

impl Decode for Beside {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let base = object.optional("base", at);
        Some(Self { base: base? })
    }
}

impl Serialize for Beside {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("base", &self.base)?;
        object.end()
    }
}

/// `/components/schemas/Animal` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Animal {
    /// `Cat`
    Cat(Cat),
    /// `Dog`
    Dog(Dog),
    /// `AnimalBase`
    Base(AnimalBase),
}

impl From<Cat> for Animal {
    fn from(value: Cat) -> Self {
        Self::Cat(value)
    }
}

impl From<Dog> for Animal {
    fn from(value: Dog) -> Self {
        Self::Dog(value)
    }
}

impl From<AnimalBase> for Animal {
    fn from(value: AnimalBase) -> Self {
        Self::Base(value)
    }
}

impl Decode for Animal {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        const TAGS: [schema_support::Literal; 2] = [schema_support::Literal::String("cat"), schema_support::Literal::String("Dog")];
        match at.literal_tag(&json, "kind", &TAGS)? {
            Some(0) => Decode::decode(json, at).map(Self::Cat),
            Some(1) => Decode::decode(json, at).map(Self::Dog),
            _ => Decode::decode(json, at).map(Self::Base),
        }
    }
}

impl Serialize for Animal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Cat(value) => value.serialize(serializer),
            Self::Dog(value) => value.serialize(serializer),
            Self::Base(value) => value.serialize(serializer),
        }
    }
}

/// `/components/schemas/Cat` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Cat {
    /// `kind`
    pub kind: String,
    /// `name`
    pub name: Option<String>,
    /// `lives`
    pub lives: Option<i64>,
}

impl Cat {
    /// Of the members that have to be there; the others are absent.
    pub fn new(kind: String) -> Self {
        Self {
            kind,
            name: None,
            lives: None,
        }
    }
}

impl Decode for Cat {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let kind = object.required("kind", at);
        let name = object.optional("name", at);
        let lives = object.optional("lives", at);
        Some(Self { kind: kind?, name: name?, lives: lives? })
    }
}

impl Serialize for Cat {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("kind", &self.kind)?;
        object.optional("name", &self.name)?;
        object.optional("lives", &self.lives)?;
        object.end()
    }
}

/// `/components/schemas/Dog` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Dog {
    /// `kind`
    pub kind: String,
    /// `name`
    pub name: Option<String>,
    /// `bark`
    pub bark: String,
}

impl Dog {
    /// Of the members that have to be there; the others are absent.
    pub fn new(kind: String, bark: String) -> Self {
        Self {
            kind,
            name: None,
            bark,
        }
    }
}

impl Decode for Dog {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let kind = object.required("kind", at);
        let name = object.optional("name", at);
        let bark = object.required("bark", at);
        Some(Self { kind: kind?, name: name?, bark: bark? })
    }
}

impl Serialize for Dog {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("kind", &self.kind)?;
        object.optional("name", &self.name)?;
        object.required("bark", &self.bark)?;
        object.end()
    }
}

/// `/components/schemas/Animal` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct AnimalBase {
    /// `kind`
    pub kind: String,
    /// `name`
    pub name: Option<String>,
    /// The members that the document does not name.
    #[cfg_attr(feature = "conformance", arbitrary(with = any_json_map))]
    pub additional_properties: std::collections::BTreeMap<String, serde_json::Value>,
}

impl AnimalBase {
    /// Of the members that have to be there; the others are absent.
    pub fn new(kind: String) -> Self {
        Self {
            kind,
            name: None,
            additional_properties: std::collections::BTreeMap::new(),
        }
    }
}

impl Decode for AnimalBase {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let kind = object.required("kind", at);
        let name = object.optional("name", at);
        let additional_properties = object.additional(at);
        Some(Self { kind: kind?, name: name?, additional_properties: additional_properties? })
    }
}

impl Serialize for AnimalBase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("kind", &self.kind)?;
        object.optional("name", &self.name)?;
        object.additional(&self.additional_properties)?;
        object.end()
    }
}

/// `/components/schemas/User` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct User {
    /// `id`
    pub id: String,
    /// `name`
    pub name: String,
    /// `password`
    pub password: Option<schema_support::Secret>,
}

impl User {
    /// Of the members that have to be there; the others are absent.
    pub fn new(id: String, name: String) -> Self {
        Self {
            id,
            name,
            password: None,
        }
    }
}

impl Decode for User {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let id = object.required("id", at);
        let name = object.required("name", at);
        let password = object.optional("password", at);
        Some(Self { id: id?, name: name?, password: password? })
    }
}

impl Serialize for User {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("id", &self.id)?;
        object.required("name", &self.name)?;
        object.optional("password", &self.password)?;
        object.end()
    }
}

/// `/components/schemas/Team` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Team {
    /// `users`
    pub users: Option<Vec<User>>,
}

impl Decode for Team {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let users = object.optional("users", at);
        Some(Self { users: users? })
    }
}

impl Serialize for Team {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("users", &self.users)?;
        object.end()
    }
}

/// `/components/schemas/Twice` of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub enum Twice {
    /// `a`
    A,
    /// `b`
    B,
}

impl Twice {
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

impl std::fmt::Display for Twice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::str::FromStr for Twice {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))
    }
}

impl Decode for Twice {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match json.as_str() {
            Some("a") => Some(Self::A),
            Some("b") => Some(Self::B),
            _ => at.unknown_value(&Self::VALUES),
        }
    }
}

impl Serialize for Twice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// `/components/schemas/Required` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct Required {
    /// `a`
    pub a: String,
}

impl Decode for Required {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let a = object.required("a", at);
        Some(Self { a: a? })
    }
}

impl Serialize for Required {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.required("a", &self.a)?;
        object.end()
    }
}

/// `/components/schemas/User` of the document.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct UserRequest {
    /// `id`
    pub id: Option<String>,
    /// `name`
    pub name: String,
    /// `password`
    pub password: schema_support::Secret,
}

impl UserRequest {
    /// Of the members that have to be there; the others are absent.
    pub fn new(name: String, password: schema_support::Secret) -> Self {
        Self {
            id: None,
            name,
            password,
        }
    }
}

impl Decode for UserRequest {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let id = object.optional("id", at);
        let name = object.required("name", at);
        let password = object.required("password", at);
        Some(Self { id: id?, name: name?, password: password? })
    }
}

impl Serialize for UserRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("id", &self.id)?;
        object.required("name", &self.name)?;
        object.required("password", &self.password)?;
        object.end()
    }
}

/// `/components/schemas/Team` of the document.
#[derive(Clone, Debug, PartialEq, Default)]
#[cfg_attr(feature = "conformance", derive(arbitrary::Arbitrary))]
pub struct TeamRequest {
    /// `users`
    pub users: Option<Vec<UserRequest>>,
}

impl Decode for TeamRequest {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut object = ObjectDecoder::new(json, at)?;
        let users = object.optional("users", at);
        Some(Self { users: users? })
    }
}

impl Serialize for TeamRequest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = ObjectWriter::new(serializer)?;
        object.optional("users", &self.users)?;
        object.end()
    }
}

deserialize_by_decode!(
    strict:
    Shade,
    Size,
    Base,
    NullablesD,
    NullablesE,
    NullablesH,
    NullablesIItem,
    Nullables,
    BoundsA,
    BoundsB,
    BoundsC,
    Bounds,
    Beside,
    Animal,
    Cat,
    Dog,
    AnimalBase,
    User,
    Team,
    Twice,
    Required,
    UserRequest,
    TeamRequest,
);
