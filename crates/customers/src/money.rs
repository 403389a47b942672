//! Owns amounts of money: exact decimals of USD, never floats.

use std::{fmt, str::FromStr};

use rust_decimal::Decimal;

use crate::Violation;

/// A balance in USD: exact, not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Usd(Decimal);

impl Usd {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Whether the amount is zero, however it is written (`0`, `0.00`).
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The amount as a decimal of USD.
    pub fn as_decimal(self) -> Decimal {
        self.0
    }

    /// Parses a decimal that came from the member `pointer`.
    ///
    /// # Errors
    /// A violation when it is not a decimal, has more digits than are exact (28), or is negative.
    pub fn parse(text: &str, pointer: &str) -> Result<Self, Violation> {
        let plain = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = plain.split_once('.').unwrap_or((plain, "0"));
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(whole) || !digits(fraction) {
            return Err(Violation::new(pointer, "format", "a decimal number of USD is expected, such as 12.50"));
        }
        match Decimal::from_str_exact(text) {
            Ok(amount) if amount < Decimal::ZERO => {
                Err(Violation::new(pointer, "minimum", "a balance cannot be negative"))
            }
            // `-0` too, which is 0 here.
            Ok(amount) => Ok(Self(amount.abs())),
            Err(_) => Err(Violation::new(pointer, "maximum", "more digits than can be kept exactly (28)")),
        }
    }
}

impl fmt::Display for Usd {
    /// Cents always, more digits where there are any: `0.00`, `12.50`, `0.001`. Equal amounts are written the same,
    /// however they came (`0.1`, `0.100`): what is answered, kept and digested of a balance is this text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut amount = self.0.normalize();
        amount.rescale(amount.scale().max(2));
        amount.fmt(f)
    }
}

impl FromStr for Usd {
    type Err = Violation;

    fn from_str(text: &str) -> Result<Self, Violation> {
        Self::parse(text, "")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_balance_is_exact_and_has_cents_at_least() {
        for (text, shown) in [
            ("0", "0.00"),
            ("0.1", "0.10"),
            ("10.50", "10.50"),
            ("0.001", "0.001"),
            ("792281625142643375935439503.35", "792281625142643375935439503.35"),
            ("0.0000000000000000000000000001", "0.0000000000000000000000000001"),
        ] {
            let amount = Usd::parse(text, "").expect(text);
            assert_eq!(amount.to_string(), shown);
            assert_eq!(Usd::parse(shown, ""), Ok(amount));
        }
        assert!(Usd::parse("79228162514264337593543950335", "").is_ok(), "the largest that is exact");
    }

    #[test]
    fn equal_amounts_are_written_the_same() {
        for (written, shown) in [
            (["0", "0.0", "0.0000"], "0.00"),
            (["12.5", "12.50", "12.5000"], "12.50"),
            (["100", "100.0", "0100.000"], "100.00"),
            (["0.001", "0.0010", "0.0010000"], "0.001"),
        ] {
            assert_eq!(
                written.map(|text| Usd::parse(text, "").map(|amount| amount.to_string())),
                [shown; 3].map(|it| Ok(it.to_owned()))
            );
        }
    }

    #[test]
    fn an_amount_is_the_decimal_that_was_written() {
        assert_eq!(Usd::parse("12.34", "").map(Usd::as_decimal), Ok(Decimal::new(1234, 2)));
        assert_eq!("12.34".parse(), Usd::parse("12.34", "/balance"));
        assert_eq!("12.3.4".parse::<Usd>().map_err(|violation| violation.pointer), Err(String::new()));
    }

    #[test]
    fn zero_is_zero_at_every_scale_and_the_smallest_amount_is_not() {
        for zero in ["0", "0.00", "-0", "-0.000", "000"] {
            assert!(Usd::parse(zero, "").is_ok_and(Usd::is_zero), "{zero}");
        }
        assert!(!Usd::parse("0.0000000000000000000000000001", "").is_ok_and(Usd::is_zero));
    }

    #[test]
    fn what_is_no_exact_amount_is_refused_with_its_keyword() {
        for (text, keyword) in [
            ("", "format"),
            ("-", "format"),
            (".5", "format"),
            ("5.", "format"),
            ("1e3", "format"),
            ("+1", "format"),
            ("1_000", "format"),
            ("NaN", "format"),
            ("1,0", "format"),
            ("--1", "format"),
            ("-0.01", "minimum"),
            ("79228162514264337593543950336", "maximum"),
            ("0.00000000000000000000000000001", "maximum"),
        ] {
            assert_eq!(Usd::parse(text, "/balance").map_err(|v| v.keyword), Err(keyword), "{text}");
        }
    }
}
