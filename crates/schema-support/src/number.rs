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
    pub minimum: Option<i128>,
    /// `maximum` (an `exclusiveMaximum` is the next integer below).
    pub maximum: Option<i128>,
    /// `multipleOf`, more than 0.
    pub multiple_of: Option<i128>,
}

impl IntegerRules {
    /// No rule.
    pub const NONE: Self = Self { minimum: None, maximum: None, multiple_of: None };

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
}

impl NumberRules {
    /// No rule.
    pub const NONE: Self =
        Self { minimum: None, exclusive_minimum: None, maximum: None, exclusive_maximum: None, multiple_of: None };

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

/// Whether a number is a multiple of another, both taken as the decimals that they are written as:
/// 0.3 is a multiple of 0.1.
fn is_multiple(value: f64, step: f64) -> bool {
    let (Some((value, value_exponent)), Some((step, step_exponent))) = (decimal(value), decimal(step)) else {
        return false;
    };
    if value == 0 || step == 0 {
        return value == 0;
    }
    let power = |base: u128, exponent: u32, modulus: u128| {
        (0..exponent).fold(1 % modulus, |power, _| power * (base % modulus) % modulus)
    };
    let difference = value_exponent - step_exponent;
    if difference >= 0 {
        // The digits of a float are at most 17: their product is far below 128 bits.
        value % step * power(10, difference.unsigned_abs(), step) % step == 0
    } else {
        // More digits behind the point than 17 places hold: not a multiple.
        let scale = 10u128.checked_pow(difference.unsigned_abs()).and_then(|scale| scale.checked_mul(step));
        scale.is_some_and(|divisor| value % divisor == 0)
    }
}

/// The digits of a number's shortest decimal form, without its sign, and their power of ten.
fn decimal(value: f64) -> Option<(u128, i32)> {
    let text = format!("{:e}", value.abs());
    let (digits, exponent) = text.split_once('e')?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa = format!("{whole}{fraction}").parse().ok()?;
    Some((mantissa, exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?))
}

/// Makes a constrained integer of a tuple struct around `i64` that has a `RULES` constant.
#[macro_export]
macro_rules! integer_newtype {
    ($name:ident) => {
        $crate::integer_newtype!($name, i64);
    };
    ($name:ident, $inner:ty) => {
        $crate::number_newtype!(@ $name, $inner, integer_schema, integer_value);
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
        $crate::arbitrary_of_rules!($name, $arbitrary => $inner);
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiples_are_those_of_the_written_decimals() {
        for (value, step) in [(0.3, 0.1), (19.99, 0.01), (1e308, 0.5), (-4.5, 1.5), (0.0, 7.0), (1e22, 1e3), (3.0, 3.0)]
        {
            assert!(is_multiple(value, step), "{value} {step}");
        }
        for (value, step) in [(0.35, 0.1), (19.999, 0.01), (1e308, 0.123456789), (1e-300, 1.0), (5.0, 2.5e1)] {
            assert!(!is_multiple(value, step), "{value} {step}");
        }
    }
}
