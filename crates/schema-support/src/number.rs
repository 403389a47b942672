//! Numbers, and the rules of those that have some.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::digits::Digits;
use crate::{Decode, Decoder, Json, Text};

/// A JSON number, exactly as it was written, whatever its size. `1` and `1.0` are equal, as in JSON Schema.
#[derive(Clone, Debug)]
pub struct Number(Inner);

#[derive(Clone, Debug)]
enum Inner {
    /// What 64 bits hold.
    Held(serde_json::Number),
    /// What no 64 bits hold, as it was written.
    Written(Box<str>),
}

impl Number {
    /// Of a float; `None` for what JSON cannot hold (infinities, NaN).
    pub fn from_f64(value: f64) -> Option<Self> {
        serde_json::Number::from_f64(value).map(Self::held)
    }

    const fn held(number: serde_json::Number) -> Self {
        Self(Inner::Held(number))
    }

    /// Of a text that is a number of JSON.
    pub(crate) fn from_text(text: &str) -> Self {
        let float = text.parse::<f64>().ok().filter(|value| value.is_finite());
        let held = match (text.parse::<i64>(), text.parse::<u64>()) {
            (Ok(value), _) => Some(value.into()),
            (_, Ok(value)) => Some(value.into()),
            _ => float.filter(|value| !loses(text, *value)).and_then(serde_json::Number::from_f64),
        };
        held.map_or_else(|| Self::written(text), Self::held)
    }

    /// Of what no float holds.
    fn written(text: &str) -> Self {
        let value = Digits::of(text).as_i128();
        match (value.and_then(|it| i64::try_from(it).ok()), value.and_then(|it| u64::try_from(it).ok())) {
            (Some(value), _) => Self::from(value),
            (_, Some(value)) => Self::from(value),
            _ => Self(Inner::Written(text.into())),
        }
    }

    pub(crate) fn digits(&self) -> Digits {
        match &self.0 {
            Inner::Held(number) => Digits::of(&number.to_string()),
            Inner::Written(text) => Digits::of(text),
        }
    }

    /// Whether the nearest float is the number itself.
    fn is_float(&self) -> bool {
        match &self.0 {
            Inner::Held(number) => {
                let is_small = |value: i64| value.unsigned_abs() <= 1 << f64::MANTISSA_DIGITS;
                number.is_f64() || number.as_i64().is_some_and(is_small)
            }
            Inner::Written(_) => false,
        }
    }

    /// The value if it is an integer (`1.0` is one) of 64 bits with a sign.
    pub fn as_i64(&self) -> Option<i64> {
        let Inner::Held(number) = &self.0 else { return None };
        number.as_i64().or_else(|| {
            let value = number.as_f64()?;
            // Exclusive above: `i64::MAX as f64` rounds up to 2^63, which is none.
            let fits = value.fract() == 0.0 && value >= i64::MIN as f64 && value < i64::MAX as f64;
            fits.then_some(value as i64)
        })
    }

    /// The value if it is an integer of 64 bits without a sign.
    pub fn as_u64(&self) -> Option<u64> {
        let Inner::Held(number) = &self.0 else { return None };
        number.as_u64().or_else(|| {
            let value = number.as_f64()?;
            let fits = value.fract() == 0.0 && value >= 0.0 && value < u64::MAX as f64;
            fits.then_some(value as u64)
        })
    }

    /// The value if it is an integer of 128 bits with a sign.
    pub fn as_i128(&self) -> Option<i128> {
        self.as_i64().map(i128::from).or_else(|| self.digits().as_i128())
    }

    /// Whether it is an integer of any size: `1`, `1.0`, `1e300`.
    pub fn is_integer(&self) -> bool {
        match &self.0 {
            Inner::Held(number) if number.is_f64() => number.as_f64().is_some_and(|value| value.fract() == 0.0),
            Inner::Held(_) => true,
            Inner::Written(text) => Digits::of(text).is_integer(),
        }
    }

    /// The nearest float.
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            // Always some: without serde_json's arbitrary_precision every number converts.
            Inner::Held(number) => number.as_f64().unwrap_or(f64::NAN),
            Inner::Written(text) => text.parse().unwrap_or(f64::NAN),
        }
    }

    /// As `serde_json` has it: what no 64 bits hold becomes the nearest float.
    pub(crate) fn into_inner(self) -> serde_json::Number {
        let nearest = self.as_f64();
        match self.0 {
            Inner::Held(number) => number,
            Inner::Written(_) => serde_json::Number::from_f64(nearest).unwrap_or_else(|| 0.into()),
        }
    }

    /// A text in which equal numbers are equal.
    pub(crate) fn canonical(&self) -> String {
        match &self.0 {
            Inner::Held(_) => self.to_string(),
            Inner::Written(text) => Digits::of(text).canonical(),
        }
    }
}

/// Whether a float is not the number that it was read from.
pub(crate) fn loses(text: &str, value: f64) -> bool {
    // Fifteen digits are always told apart by floats that are neither tiny nor huge.
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_short = digits <= 15 && !text.contains(['e', 'E']);
    !is_short && Digits::of(text) != Digits::of_f64(value)
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self.as_i64(), other.as_i64()) {
            (Some(a), Some(b)) => a == b,
            (None, None) => match (self.as_u64(), other.as_u64()) {
                (Some(a), Some(b)) => a == b,
                (None, None) => match (&self.0, &other.0) {
                    (Inner::Held(_), Inner::Held(_)) => self.as_f64() == other.as_f64(),
                    _ => self.digits() == other.digits(),
                },
                _ => false,
            },
            _ => false,
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::held(value.into())
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self::held(value.into())
    }
}

impl From<i128> for Number {
    fn from(value: i128) -> Self {
        Self::from_text(&value.to_string())
    }
}

impl FromStr for Number {
    type Err = crate::ParseError;

    fn from_str(text: &str) -> Result<Self, crate::ParseError> {
        match crate::parse(text.as_bytes())? {
            Json::Number(number) => Ok(number),
            _ => Err(crate::ParseError::no_number()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.as_i64(), self.as_u64(), &self.0) {
            (Some(value), ..) => value.fmt(f),
            (None, Some(value), _) => value.fmt(f),
            (None, None, Inner::Held(number)) => number.fmt(f),
            (None, None, Inner::Written(text)) => f.write_str(text),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Inner::Held(number) => number.serialize(serializer),
            Inner::Written(text) => {
                let raw = serde_json::value::RawValue::from_string(text.to_string());
                raw.map_err(serde::ser::Error::custom)?.serialize(serializer)
            }
        }
    }
}

/// From JSON, every digit kept.
impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<serde_json::value::RawValue>::deserialize(deserializer)?;
        raw.get().parse().map_err(|_| serde::de::Error::custom("must be a number"))
    }
}

impl Decode for Number {
    const TEXT: Text = Text::Number;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match at.read_text(json, Text::Number) {
            Json::Number(number) => Some(number),
            _ => at.type_violation("number"),
        }
    }
}

/// An integer of any size.
#[derive(Clone, Debug, PartialEq)]
pub struct Integer(Number);

impl Integer {
    /// The value if it has 128 bits with a sign.
    pub fn as_i128(&self) -> Option<i128> {
        self.0.as_i128()
    }

    /// As a number.
    pub fn into_number(self) -> Number {
        self.0
    }
}

impl From<i128> for Integer {
    fn from(value: i128) -> Self {
        Self(value.into())
    }
}

impl TryFrom<Number> for Integer {
    type Error = crate::Invalid;

    fn try_from(number: Number) -> Result<Self, crate::Invalid> {
        let mut at = Decoder::strict();
        Self::decode(Json::Number(number), &mut at).ok_or_else(|| crate::Invalid::new(at.into_violations()))
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Integer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Decode for Integer {
    const TEXT: Text = Text::Number;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        match at.read_text(json, Text::Number) {
            Json::Number(number) if number.is_integer() => Some(Self(number)),
            _ => at.type_violation("integer"),
        }
    }
}

/// What a document demands of an integer.
#[derive(Clone, Copy, Debug)]
pub struct IntegerRules {
    /// `minimum` (an `exclusiveMinimum` is the next integer above).
    pub minimum: Option<i128>,
    /// `maximum` (an `exclusiveMaximum` is the next integer below).
    pub maximum: Option<i128>,
    /// `multipleOf`, more than 0.
    pub multiple_of: Option<i128>,
}

impl IntegerRules {
    /// No rule.
    pub const NONE: Self = Self { minimum: None, maximum: None, multiple_of: None };

    /// Whether there is nothing to be said of a value before an integer holds it: integers round nothing.
    pub fn check_json(&self, _: &Json<'_>, _: &mut Decoder) -> bool {
        true
    }

    /// Reports each rule that the value breaks; whether there was none.
    pub fn check(&self, value: impl Into<i128>, at: &mut Decoder) -> bool {
        let value = value.into();
        let before = at.count();
        if let Some(minimum) = self.minimum.filter(|minimum| value < *minimum) {
            at.report("minimum", format!("must be at least {minimum}"));
        }
        if let Some(maximum) = self.maximum.filter(|maximum| value > *maximum) {
            at.report("maximum", format!("must be at most {maximum}"));
        }
        if let Some(step) = self.multiple_of.filter(|step| value % *step != 0) {
            at.report("multipleOf", format!("must be a multiple of {step}"));
        }
        at.count() == before
    }
}

/// What a document demands of a number.
#[derive(Clone, Copy, Debug)]
pub struct NumberRules {
    /// `minimum`.
    pub minimum: Option<f64>,
    /// `exclusiveMinimum`.
    pub exclusive_minimum: Option<f64>,
    /// `maximum`.
    pub maximum: Option<f64>,
    /// `exclusiveMaximum`.
    pub exclusive_maximum: Option<f64>,
    /// `multipleOf`, more than 0.
    pub multiple_of: Option<f64>,
    /// Those of them that no float is, by their keywords.
    pub exact: &'static [(&'static str, &'static str)],
}

impl NumberRules {
    /// No rule.
    pub const NONE: Self = Self {
        minimum: None,
        exclusive_minimum: None,
        maximum: None,
        exclusive_maximum: None,
        multiple_of: None,
        exact: &[],
    };

    /// Reports each rule that a number breaks, as it is written; whether there was none.
    pub fn check_number(&self, number: &Number, at: &mut Decoder) -> bool {
        if self.exact.is_empty() && number.is_float() {
            return self.check(number.as_f64(), at);
        }
        let before = at.count();
        let value = number.digits();
        for (keyword, bound) in [
            ("minimum", self.minimum),
            ("exclusiveMinimum", self.exclusive_minimum),
            ("maximum", self.maximum),
            ("exclusiveMaximum", self.exclusive_maximum),
            ("multipleOf", self.multiple_of),
        ] {
            if let Some(bound) = bound {
                check_bound(keyword, &value, &Digits::of_f64(bound), &bound, at);
            }
        }
        for (keyword, bound) in self.exact {
            check_bound(keyword, &value, &Digits::of(bound), bound, at);
        }
        at.count() == before
    }

    /// Reports each rule that a value breaks before a float rounds it; whether there was none.
    pub fn check_json(&self, json: &Json<'_>, at: &mut Decoder) -> bool {
        match json {
            Json::Number(number) if !number.is_float() => self.check_number(number, at),
            _ => true,
        }
    }

    /// Reports each rule that the value breaks; whether there was none.
    pub fn check(&self, value: f64, at: &mut Decoder) -> bool {
        let before = at.count();
        if let Some(bound) = self.minimum.filter(|bound| value < *bound) {
            at.report("minimum", format!("must be at least {bound}"));
        }
        if let Some(bound) = self.exclusive_minimum.filter(|bound| value <= *bound) {
            at.report("exclusiveMinimum", format!("must be more than {bound}"));
        }
        if let Some(bound) = self.maximum.filter(|bound| value > *bound) {
            at.report("maximum", format!("must be at most {bound}"));
        }
        if let Some(bound) = self.exclusive_maximum.filter(|bound| value >= *bound) {
            at.report("exclusiveMaximum", format!("must be less than {bound}"));
        }
        if let Some(step) = self.multiple_of.filter(|step| !is_multiple(value, *step)) {
            at.report("multipleOf", format!("must be a multiple of {step}"));
        }
        at.count() == before
    }
}

fn check_bound(keyword: &str, value: &Digits, bound: &Digits, text: &dyn fmt::Display, at: &mut Decoder) {
    let (broken, keyword, message) = match keyword {
        "minimum" => (value < bound, "minimum", "must be at least"),
        "exclusiveMinimum" => (value <= bound, "exclusiveMinimum", "must be more than"),
        "maximum" => (value > bound, "maximum", "must be at most"),
        "exclusiveMaximum" => (value >= bound, "exclusiveMaximum", "must be less than"),
        _ => (!value.is_multiple_of(bound), "multipleOf", "must be a multiple of"),
    };
    if broken {
        at.report(keyword, format!("{message} {text}"));
    }
}

/// Whether a number is a multiple of another, both taken as the decimals that they are written as:
/// 0.3 is a multiple of 0.1.
fn is_multiple(value: f64, step: f64) -> bool {
    Digits::of_f64(value).is_multiple_of(&Digits::of_f64(step))
}

/// Makes a constrained integer of a tuple struct around `i64` that has a `RULES` constant.
#[macro_export]
macro_rules! integer_newtype {
    ($name:ident) => {
        $crate::integer_newtype!($name, i64);
    };
    ($name:ident, $inner:ty) => {
        $crate::number_newtype!(@ $name, $inner, integer_schema, integer, integer_value);
    };
}

/// Makes a constrained number of a tuple struct around `f64` that has a `RULES` constant.
#[macro_export]
macro_rules! number_newtype {
    ($name:ident) => {
        $crate::number_newtype!(@ $name, f64, number_schema, number, number_value);
    };
    (@ $name:ident, $inner:ty, $schema:ident, $component:ident, $arbitrary:ident) => {
        impl $name {
            /// The value.
            pub fn get(self) -> $inner {
                self.0
            }
        }

        impl ::core::convert::TryFrom<$inner> for $name {
            type Error = $crate::Invalid;
            fn try_from(value: $inner) -> ::core::result::Result<Self, $crate::Invalid> {
                let mut at = $crate::Decoder::strict();
                if Self::RULES.check(value, &mut at) {
                    ::core::result::Result::Ok(Self(value))
                } else {
                    ::core::result::Result::Err($crate::Invalid::new(at.into_violations()))
                }
            }
        }

        impl ::core::convert::From<$name> for $inner {
            fn from(value: $name) -> $inner {
                value.0
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl $crate::Decode for $name {
            const TEXT: $crate::Text = <$inner as $crate::Decode>::TEXT;
            fn decode(json: $crate::Json<'_>, at: &mut $crate::Decoder) -> ::core::option::Option<Self> {
                let json = at.read_text(json, Self::TEXT);
                let exact = at.is_tolerant() || Self::RULES.check_json(&json, at);
                let value = <$inner as $crate::Decode>::decode(json, at)?;
                (at.is_tolerant() || exact && Self::RULES.check(value, at)).then_some(Self(value))
            }
        }

        impl $crate::private::serde::Serialize for $name {
            fn serialize<S: $crate::private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::private::serde::Serialize::serialize(&self.0, serializer)
            }
        }

        $crate::schema_of_rules!($name, $schema, ::core::stringify!($inner));
        $crate::component_of_rules!($name, $component, ::core::stringify!($inner));
        $crate::arbitrary_of_rules!($name, $arbitrary => $inner);
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_hold_for_what_is_written_and_not_for_the_nearest_float() {
        let rules =
            NumberRules { exclusive_maximum: Some(0.1), minimum: Some(-9007199254740992.0), ..NumberRules::NONE };
        let broken = |rules: &NumberRules, text: &str| {
            let mut at = Decoder::strict();
            rules.check_number(&text.parse().expect("a number"), &mut at);
            at.into_violations().into_iter().map(|it| it.keyword).collect::<Vec<_>>()
        };
        assert_eq!(broken(&rules, "0.09999999999999999999999"), [""; 0]);
        assert_eq!(broken(&rules, "0.10000000000000000000001"), ["exclusiveMaximum"]);
        assert_eq!(broken(&rules, "-9007199254740992"), [""; 0]);
        assert_eq!(broken(&rules, "-9007199254740993"), ["minimum"]);
        let rules = NumberRules {
            exact: &[("maximum", "18446744073709551616"), ("multipleOf", "0.00000000000000000001")],
            ..NumberRules::NONE
        };
        assert_eq!(broken(&rules, "18446744073709551616"), [""; 0]);
        assert_eq!(broken(&rules, "18446744073709551617"), ["maximum"]);
        assert_eq!(broken(&rules, "0.000000000000000000005"), ["multipleOf"]);
    }

    /// A number as it is read, never by way of a float.
    fn number(text: &str) -> Number {
        Number::from_text(text)
    }

    #[test]
    fn a_number_is_an_integer_of_so_many_bits_or_of_none() {
        // As it is written; as an integer of 64 bits with a sign and without, and of 128 bits.
        let edge = 1_i128 << 63;
        for (text, value) in [
            ("0", Some(0)),
            ("-0.0", Some(0)),
            ("7", Some(7)),
            ("7.0", Some(7)),
            ("-7e0", Some(-7)),
            ("9223372036854775807", Some(edge - 1)),
            ("9223372036854775807.0", Some(edge - 1)),
            ("9223372036854775808", Some(edge)),
            ("9223372036854775808.0", Some(edge)),
            ("-9223372036854775808", Some(-edge)),
            ("-9223372036854775808.0", Some(-edge)),
            ("-9223372036854775809", Some(-edge - 1)),
            ("-9007199254740993.0", Some(-9007199254740993)),
            ("18446744073709551615", Some(2 * edge - 1)),
            ("18446744073709551615.0", Some(2 * edge - 1)),
            ("18446744073709551616", Some(2 * edge)),
            ("1e19", Some(10_i128.pow(19))),
            ("1e20", Some(10_i128.pow(20))),
            ("-1e20", Some(-(10_i128.pow(20)))),
            ("0.5", None),
            ("-0.5", None),
            ("1e-400", None),
        ] {
            let number = number(text);
            assert_eq!(number.as_i64(), value.and_then(|it| i64::try_from(it).ok()), "{text}");
            assert_eq!(number.as_u64(), value.and_then(|it| u64::try_from(it).ok()), "{text}");
            assert_eq!(number.as_i128(), value, "{text}");
            assert_eq!(number.is_integer(), value.is_some(), "{text}");
        }
        for whole in ["1e300", "12345678901234567890123456789012345678901234567890"] {
            assert!(number(whole).is_integer() && number(whole).as_i128().is_none(), "{whole}");
        }
        assert!(!number("12345678901234567890.5").is_integer());
        // Floats at the edges of 64 bits, and the next ones within.
        let float = |value: f64| Number::from_f64(value).expect("finite");
        let (signed, unsigned) = (9223372036854775808.0, 18446744073709551616.0);
        assert_eq!((float(signed).as_i64(), float(-signed).as_i64()), (None, Some(i64::MIN)));
        assert_eq!(
            (float(signed.next_down()).as_i64(), float(-signed.next_up()).as_i64()),
            (Some(i64::MAX - 1023), None)
        );
        assert_eq!((float(unsigned).as_u64(), float(unsigned.next_down()).as_u64()), (None, Some(u64::MAX - 2047)));
        assert_eq!((float(0.0).as_u64(), float(-1.0).as_u64(), float(3.0).as_u64()), (Some(0), None, Some(3)));
        assert!(Number::from_f64(f64::NAN).is_none() && Number::from_f64(f64::INFINITY).is_none());
    }

    #[test]
    fn equal_numbers_are_equal_however_they_are_written_and_no_others() {
        const ROWS: &[&[&str]] = &[
            &["0", "-0", "0.0", "-0.0", "0e5"],
            &["1", "1.0", "10e-1"],
            &["-1", "-1.0"],
            &["1.5", "1.50", "15e-1", "1.50000000000000000000"],
            &["-1.5"],
            &["0.1", "0.10000000000000000000"],
            &["0.1000000000000000000001"],
            &["9007199254740992", "9007199254740992.0"],
            &["9007199254740993", "9007199254740993.0"],
            &["18446744073709551615", "18446744073709551615.0"],
            &["18446744073709551614"],
            &["18446744073709551616", "18446744073709551616.0"],
            &["12345678901234567890123", "123456789012345678901230e-1"],
            &["12345678901234567890124"],
            &["1e300"],
            &["1e-400", "10e-401"],
        ];
        for (row, one) in ROWS.iter().enumerate().flat_map(|(row, texts)| texts.iter().map(move |text| (row, text))) {
            for (other_row, texts) in ROWS.iter().enumerate() {
                for other in *texts {
                    assert_eq!(number(one) == number(other), row == other_row, "{one} {other}");
                    assert_eq!(number(one).canonical() == number(other).canonical(), row == other_row, "{one} {other}");
                }
            }
        }
    }

    #[test]
    fn a_number_is_written_as_short_as_it_is_exact() {
        for (text, shown) in [
            ("-5", "-5"),
            ("5.0", "5"),
            ("18446744073709551615", "18446744073709551615"),
            ("1.50", "1.5"),
            ("12345678901234567890.5", "12345678901234567890.5"),
            ("1e-400", "1e-400"),
        ] {
            assert_eq!(number(text).to_string(), shown);
        }
        let json = |number: &Number| serde_json::to_string(number).expect("memory");
        // Integers stay integers: none becomes a float that is equal to it.
        for value in [-5, 5, i128::from(i64::MIN), 10_i128.pow(19), i128::from(u64::MAX), 1 << 64, i128::MIN] {
            assert_eq!(json(&Number::from(value)), value.to_string());
            assert_eq!(Integer::from(value).to_string(), value.to_string());
            assert_eq!(serde_json::to_string(&Integer::from(value)).expect("memory"), value.to_string());
        }
        assert_eq!((json(&Number::from(7_i64)), json(&Number::from(u64::MAX))), ("7".to_owned(), u64::MAX.to_string()));
        assert_eq!(json(&number("0.12345678901234567890")), "0.12345678901234567890");
        let value = |text: &str| number(text).into_inner();
        assert_eq!((value("5"), value("1.5")), (5.into(), serde_json::Number::from_f64(1.5).expect("finite")));
        assert_eq!(value("12345678901234567890.5").as_f64(), Some(12345678901234567890.5));
        assert_eq!((number("1.5").as_f64(), number("-7").as_f64(), number("1e-400").as_f64()), (1.5, -7.0, 0.0));
    }

    #[test]
    fn a_float_loses_what_it_cannot_hold() {
        for text in ["0.1", "0.10000000000000000000", "9007199254740992", "-9007199254740992", "1e22", "1e300", "5"] {
            assert!(!loses(text, text.parse().expect("a float")), "{text}");
            assert!(number(text).is_float(), "{text}");
        }
        for text in
            ["0.1000000000000000000001", "9007199254740993", "-9007199254740993", "1e-400", "9007199254740993.0"]
        {
            assert!(loses(text, text.parse().expect("a float")), "{text}");
            assert!(!number(text).is_float(), "{text}");
        }
        assert!(!Number::from(u64::MAX).is_float());
    }

    #[test]
    fn a_text_is_a_number_or_none() {
        assert_eq!("1.5".parse::<Number>(), Ok(number("1.5")));
        assert_eq!("\"a\"".parse::<Number>().unwrap_err().to_string(), "no number at line 1 column 1");
        assert!("".parse::<Number>().is_err());
        let mut at = Decoder::strict();
        assert_eq!(at.in_text(|at| Number::decode(Json::String("1.5".into()), at)), Some(number("1.5")));
        assert_eq!(at.in_text(|at| Integer::decode(Json::String("15e-1".into()), at)), None);
        assert_eq!(Number::decode(Json::String("1.5".into()), &mut at), None);
        let messages: Vec<_> = at.into_violations().into_iter().map(|it| it.message).collect();
        assert_eq!(messages, ["must be an integer", "must be a number"]);
        assert_eq!(Integer::try_from(number("7.0")).map(Integer::into_number), Ok(number("7")));
        assert_eq!(Integer::try_from(number("7.5")).unwrap_err().violations()[0].keyword, "type");
        for value in [7, 0, 1, -1] {
            assert_eq!(Integer::from(value).as_i128(), Some(value));
        }
    }

    /// What breaks each bound, in the order of the rules.
    const BOUNDS: [(&str, f64, &[&str], &[&str]); 5] = [
        ("minimum", -1.5, &["-1.5", "-1.4", "0"], &["-1.6", "-2"]),
        ("exclusiveMinimum", 1.0, &["1.5", "2"], &["1", "0.5", "-2"]),
        ("maximum", 1.5, &["1.5", "1", "-2"], &["1.6", "2"]),
        ("exclusiveMaximum", 1.0, &["0.5", "-2"], &["1", "1.5"]),
        ("multipleOf", 0.1, &["0", "0.3", "-1.2", "7"], &["0.25", "0.01"]),
    ];

    #[test]
    fn bounds_of_numbers_hold_on_both_sides_of_the_edge() {
        for (keyword, bound, good, bad) in BOUNDS {
            let only = |name: &str| (name == keyword).then_some(bound);
            let as_float = NumberRules {
                minimum: only("minimum"),
                exclusive_minimum: only("exclusiveMinimum"),
                maximum: only("maximum"),
                exclusive_maximum: only("exclusiveMaximum"),
                multiple_of: only("multipleOf"),
                exact: &[],
            };
            let text: &'static str = bound.to_string().leak();
            let exact: &'static [(&'static str, &'static str)] = Vec::from([(keyword, text)]).leak();
            let as_written = NumberRules { exact, ..NumberRules::NONE };
            // A second bound, which no value breaks, has the floats judged as they are written.
            let both = NumberRules { exact: &[("minimum", "-100000")], ..as_float };
            for text in good.iter().chain(bad) {
                let broken = bad.contains(text);
                let value = number(text);
                let mut at = Decoder::strict();
                at.report("not", "something before");
                assert_eq!(as_float.check(value.as_f64(), &mut at), !broken, "{keyword} {text}");
                for rules in [as_float, as_written, both] {
                    assert_eq!(rules.check_number(&value, &mut at), !broken, "{keyword} {text}");
                }
                let found: Vec<_> = at.into_violations().into_iter().skip(1).collect();
                assert_eq!(found.len(), if broken { 4 } else { 0 }, "{keyword} {text}");
                assert!(found.iter().all(|it| it.keyword == keyword && it.message == found[0].message), "{found:?}");
            }
        }
    }

    #[test]
    fn bounds_of_integers_hold_on_both_sides_of_the_edge() {
        let rules = IntegerRules { minimum: Some(-10), maximum: Some(20), multiple_of: Some(5) };
        for (value, broken) in [
            (-15, &["minimum"][..]),
            (-11, &["minimum", "multipleOf"]),
            (-10, &[]),
            (0, &[]),
            (5, &[]),
            (12, &["multipleOf"]),
            (20, &[]),
            (21, &["maximum", "multipleOf"]),
            (25, &["maximum"]),
        ] {
            let mut at = Decoder::strict();
            at.report("not", "something before");
            assert_eq!(rules.check(value, &mut at), broken.is_empty());
            let found: Vec<_> = at.into_violations().into_iter().skip(1).map(|it| it.keyword).collect();
            assert_eq!(found, broken, "{value}");
        }
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Share(f64);

    impl Share {
        const RULES: NumberRules =
            NumberRules { minimum: Some(0.0), exclusive_maximum: Some(1.0), ..NumberRules::NONE };
    }

    number_newtype!(Share);

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Count(i32);

    impl Count {
        const RULES: IntegerRules = IntegerRules { minimum: Some(1), ..IntegerRules::NONE };
    }

    integer_newtype!(Count, i32);

    #[test]
    fn a_constrained_number_is_judged_before_a_float_rounds_it() {
        let share = |text: &str| crate::from_slice_strict::<Share>(text.as_bytes()).map(Share::get).ok();
        assert_eq!((share("0"), share("0.5"), share("1"), share("-0.5")), (Some(0.0), Some(0.5), None, None));
        // The nearest float is 0, which is allowed.
        assert_eq!((share("-1e-400"), share("1e-400")), (None, Some(0.0)));
        let tolerant = |text: &str| crate::from_slice_tolerant::<Share>(text.as_bytes()).map(Share::get);
        assert_eq!((tolerant("7"), tolerant("-1e-400")), (Ok(7.0), Ok(0.0)));
        assert_eq!((Share::try_from(0.5).map(f64::from), Share::try_from(1.0).is_err()), (Ok(0.5), true));
        let mut at = Decoder::strict();
        let keep = |text: &str, at: &mut Decoder| Share::RULES.check_json(&Json::Number(number(text)), at);
        assert_eq!((keep("-1e-400", &mut at), keep("1e-400", &mut at), at.count()), (false, true, 1));
        // What a float is, is judged as one, and what is no number not at all.
        assert!(keep("7", &mut at) && Share::RULES.check_json(&Json::Null, &mut at));
        assert_eq!(at.count(), 1);
    }

    #[test]
    fn a_constrained_integer_is_of_its_type_and_keeps_its_rules() {
        let count = |text: &str| crate::from_slice_strict::<Count>(text.as_bytes()).map(Count::get).ok();
        assert_eq!((count("1"), count("0"), count("2147483648"), count("1.5")), (Some(1), None, None, None));
        assert_eq!(crate::from_slice_tolerant::<Count>(b"0"), Ok(Count(0)));
        let count = Count::try_from(7).expect("a count");
        assert_eq!((count.to_string(), serde_json::to_string(&count).expect("memory")), ("7".into(), "7".into()));
        assert_eq!(Count::try_from(0).unwrap_err().violations()[0].keyword, "minimum");
    }

    #[test]
    fn integers_of_any_size_are_integers() {
        let integer = |text: &str| crate::from_slice_strict::<Integer>(text.as_bytes());
        assert!(integer("12345678910111213141516171819202122232425262728293031").is_ok());
        assert!(integer("1e300").is_ok());
        assert!(integer("12345678901234567890.5").is_err());
        assert_eq!(integer("-1e2").expect("one").as_i128(), Some(-100));
        assert_eq!(crate::from_slice_strict::<i128>(b"18446744073709551616"), Ok(1 << 64));
        assert!(crate::from_slice_strict::<i128>(b"170141183460469231731687303715884105728").is_err());
        assert!(crate::from_slice_strict::<i64>(b"9223372036854775808").is_err());
    }

    #[test]
    fn a_number_is_read_with_every_digit_by_serde_as_well() {
        for text in ["1", "-0.10", "12345678901234567890.123456789012345678901"] {
            let number: Number = serde_json::from_str(text).expect(text);
            assert_eq!(Some(number), text.parse().ok(), "{text}");
        }
        for text in ["\"1\"", "null", "[1]"] {
            assert!(serde_json::from_str::<Number>(text).is_err(), "{text}");
        }
    }
}
