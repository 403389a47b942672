//! Numbers, and the rules of those that have some.

use std::fmt;

use crate::Decoder;

/// A JSON number. `1` and `1.0` are equal, as in JSON Schema.
#[derive(Clone, Debug)]
pub struct Number(serde_json::Number);

impl Number {
    /// Of a float; `None` for what JSON cannot hold (infinities, NaN).
    pub fn from_f64(value: f64) -> Option<Self> {
        serde_json::Number::from_f64(value).map(Self)
    }

    /// The value if it is an integer (`1.0` is one) of 64 bits with a sign.
    pub fn as_i64(&self) -> Option<i64> {
        self.0.as_i64().or_else(|| {
            let value = self.0.as_f64()?;
            // Exclusive above: `i64::MAX as f64` rounds up to 2^63, which is none.
            let fits = value.fract() == 0.0 && value >= i64::MIN as f64 && value < i64::MAX as f64;
            (fits && !self.0.is_u64()).then_some(value as i64)
        })
    }

    /// The value if it is an integer of 64 bits without a sign.
    pub fn as_u64(&self) -> Option<u64> {
        self.0.as_u64().or_else(|| {
            let value = self.0.as_f64()?;
            let fits = value.fract() == 0.0 && value >= 0.0 && value < u64::MAX as f64;
            fits.then_some(value as u64)
        })
    }

    /// Whether it is an integer of any size: `1`, `1.0`, `1e300`.
    pub fn is_integer(&self) -> bool {
        self.0.is_i64() || self.0.is_u64() || self.0.as_f64().is_some_and(|value| value.fract() == 0.0)
    }

    /// The nearest float.
    pub fn as_f64(&self) -> f64 {
        // Always some: without serde_json's arbitrary_precision every number converts.
        self.0.as_f64().unwrap_or(f64::NAN)
    }

    pub(crate) fn into_inner(self) -> serde_json::Number {
        self.0
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        match (self.as_i64(), other.as_i64()) {
            (Some(a), Some(b)) => a == b,
            (None, None) => match (self.as_u64(), other.as_u64()) {
                (Some(a), Some(b)) => a == b,
                _ => self.as_f64() == other.as_f64(),
            },
            _ => false,
        }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self(value.into())
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self(value.into())
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.as_i64(), self.as_u64()) {
            (Some(value), _) => value.fmt(f),
            (None, Some(value)) => value.fmt(f),
            (None, None) => self.0.fmt(f),
        }
    }
}

/// What a document demands of an integer.
#[derive(Clone, Copy, Debug)]
pub struct IntegerRules {
    /// `minimum` (an `exclusiveMinimum` is the next integer above).
    pub minimum: Option<i64>,
    /// `maximum` (an `exclusiveMaximum` is the next integer below).
    pub maximum: Option<i64>,
    /// `multipleOf`, more than 0.
    pub multiple_of: Option<i64>,
}

impl IntegerRules {
    /// No rule.
    pub const NONE: Self = Self { minimum: None, maximum: None, multiple_of: None };

    /// Reports each rule that the value breaks; whether there was none.
    pub fn check(&self, value: i64, at: &mut Decoder) -> bool {
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
}

impl NumberRules {
    /// No rule.
    pub const NONE: Self = Self { minimum: None, exclusive_minimum: None, maximum: None, exclusive_maximum: None };

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
        at.count() == before
    }
}

/// Makes a constrained integer of a tuple struct around `i64` that has a `RULES` constant.
#[macro_export]
macro_rules! integer_newtype {
    ($name:ident) => {
        $crate::number_newtype!(@ $name, i64, integer_schema, integer_value);
    };
}

/// Makes a constrained number of a tuple struct around `f64` that has a `RULES` constant.
#[macro_export]
macro_rules! number_newtype {
    ($name:ident) => {
        $crate::number_newtype!(@ $name, f64, number_schema, number_value);
    };
    (@ $name:ident, $inner:ty, $schema:ident, $arbitrary:ident) => {
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
                let value = <$inner as $crate::Decode>::decode(json, at)?;
                (at.is_tolerant() || Self::RULES.check(value, at)).then_some(Self(value))
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

        $crate::schema_of_rules!($name, $schema);
        $crate::arbitrary_of_rules!($name, $arbitrary);
    };
}
