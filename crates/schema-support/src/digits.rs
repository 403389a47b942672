//! Numbers as the decimals that they are written as.

use std::cmp::Ordering;

/// A number of any size: 0 or `0.DIGITS × 10^point`, the digits without zeros at either end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Digits {
    negative: bool,
    digits: Vec<u8>,
    point: i64,
}

impl Digits {
    /// Of a number as JSON writes it.
    pub fn of(text: &str) -> Self {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
            Some(at) => (&unsigned[..at], exponent(&unsigned[at + 1..])),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits: Vec<u8> = whole.bytes().chain(fraction.bytes()).map(|digit| digit - b'0').collect();
        while digits.last() == Some(&0) {
            digits.pop();
        }
        let zeros = digits.iter().take_while(|digit| **digit == 0).count();
        digits.drain(..zeros);
        if digits.is_empty() {
            return Self { negative: false, digits, point: 0 };
        }
        let count = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let point = exponent.saturating_add(count(whole.len())).saturating_sub(count(zeros));
        Self { negative, digits, point }
    }

    /// Of a float: the shortest decimal that is read as it.
    pub fn of_f64(value: f64) -> Self {
        Self::of(&format!("{value:e}"))
    }

    /// Whether there is nothing behind the point.
    pub fn is_integer(&self) -> bool {
        usize::try_from(self.point).is_ok_and(|point| point >= self.digits.len()) || self.digits.is_empty()
    }

    /// The value, where it is an integer of 128 bits.
    pub fn as_i128(&self) -> Option<i128> {
        // 39 digits hold every one of them.
        if !self.is_integer() || self.point > 39 {
            return None;
        }
        let mut value = 0i128;
        for index in 0..usize::try_from(self.point).unwrap_or_default() {
            let digit = i128::from(self.digits.get(index).copied().unwrap_or_default());
            // Downwards, so that the least one is reached as well.
            value = value.checked_mul(10)?.checked_sub(digit)?;
        }
        if self.negative { Some(value) } else { value.checked_neg() }
    }

    /// Whether it is a multiple of another one that is more than 0: 0.3 is one of 0.1.
    pub fn is_multiple_of(&self, step: &Self) -> bool {
        let end = |number: &Self| number.point.saturating_sub(i64::try_from(number.digits.len()).unwrap_or(i64::MAX));
        if self.digits.is_empty() {
            return true;
        }
        // In units of the step's last digit; what has digits behind that one is none.
        let Ok(zeros) = usize::try_from(end(self).saturating_sub(end(step))) else { return false };
        let behind = |value: u128, digit: u8| value.checked_mul(10)?.checked_add(u128::from(digit));
        let rest = || {
            let modulus = step.digits.iter().try_fold(0, |value, digit| behind(value, *digit))?;
            let take = |rest: u128, digit: u8| behind(rest, digit)?.checked_rem(modulus);
            let rest = self.digits.iter().try_fold(0, |rest, digit| take(rest, *digit))?;
            // A power of ten has no more than so many twos and fives to give.
            (0..zeros.min(256)).try_fold(rest, |rest, _| take(rest, 0))
        };
        // What 128 bits do not hold is taken for a multiple of nothing but itself.
        rest().map_or(self == step, |rest| rest == 0)
    }

    /// A text in which equal numbers are equal.
    pub fn canonical(&self) -> String {
        let digits: String = self.digits.iter().map(|digit| char::from(b'0' + digit)).collect();
        format!("{}.{digits}e{}", if self.negative { "-" } else { "" }, self.point)
    }
}

fn exponent(text: &str) -> i64 {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    // Far beyond what the number's own digits can make up for.
    let value = digits.parse::<i64>().unwrap_or(i64::MAX / 4).min(i64::MAX / 4);
    if negative { -value } else { value }
}

impl PartialOrd for Digits {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Digits {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Self| match (number.digits.is_empty(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let size = || self.point.cmp(&other.point).then_with(|| self.digits.cmp(&other.digits));
        sign(self).cmp(&sign(other)).then_with(|| match sign(self) {
            1 => size(),
            _ => size().reverse(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_equal_is_written_in_many_ways() {
        for (one, other) in [("1", "1.0"), ("100", "1e2"), ("-0.50", "-5E-1"), ("0", "-0.0e9"), ("1e400", "10e399")] {
            assert_eq!(Digits::of(one), Digits::of(other), "{one} {other}");
            assert_eq!(Digits::of(one).canonical(), Digits::of(other).canonical(), "{one} {other}");
            assert_eq!(Digits::of(one).cmp(&Digits::of(other)), Ordering::Equal, "{one} {other}");
        }
    }

    #[test]
    fn what_differs_is_never_written_alike() {
        let all = ["0", "1", "-1", "10", "11", "-11", "0.1", "19", "1e400", "-1e400", "1e-400", "1e401", "67890"];
        let texts: std::collections::HashSet<String> = all.iter().map(|text| Digits::of(text).canonical()).collect();
        assert_eq!(texts.len(), all.len());
        assert_eq!(Digits::of("-0.0196").canonical(), "-.196e-1");
        let far = "99999999999999999999";
        assert!(Digits::of(&format!("1e{far}")) > Digits::of("1e400"));
        assert!(Digits::of(&format!("1e-{far}")) < Digits::of("1e-400"));
    }

    #[test]
    fn order_is_that_of_the_numbers_and_not_of_the_nearest_floats() {
        let rising = [
            "-1e400",
            "-18446744073709551617",
            "-18446744073709551616",
            "-2",
            "-0.1",
            "0",
            "1e-400",
            "0.09",
            "0.09999999999999999999999",
            "0.1",
            "1",
            "9007199254740992",
            "9007199254740993",
            "1e400",
        ];
        for pair in rising.windows(2) {
            assert!(Digits::of(pair[0]) < Digits::of(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn integers_of_128_bits_are_those_and_no_more() {
        for value in [0, 1, -1, i128::MAX, i128::MIN, 1 << 70] {
            assert_eq!(Digits::of(&value.to_string()).as_i128(), Some(value));
        }
        assert_eq!(Digits::of("12.0e1").as_i128(), Some(120));
        for text in
            ["0.5", "170141183460469231731687303715884105728", "-170141183460469231731687303715884105729", "1e40"]
        {
            assert_eq!(Digits::of(text).as_i128(), None, "{text}");
        }
    }

    #[test]
    fn multiples_are_those_of_the_written_decimals() {
        let multiple = |value: &str, step: &str| Digits::of(value).is_multiple_of(&Digits::of(step));
        for (value, step) in [
            ("0.3", "0.1"),
            ("19.99", "0.01"),
            ("1e308", "0.5"),
            ("-4.5", "1.5"),
            ("0", "7"),
            ("1e22", "1e3"),
            ("3", "3"),
            ("36893488147419103232", "18446744073709551616"),
            ("1e300", "0.000000001"),
            ("1e5000", "5"),
            // As large as it gets, and beyond.
            ("34028236692093846346337460743176821134", "34028236692093846346337460743176821134"),
            ("68056473384187692692674921486353642268", "34028236692093846346337460743176821134"),
            ("340282366920938463463374607431768211455", "340282366920938463463374607431768211455"),
            ("9999999999999999999999999999999999999999", "9999999999999999999999999999999999999999"),
        ] {
            assert!(multiple(value, step), "{value} {step}");
        }
        for (value, step) in [
            ("0.35", "0.1"),
            ("19.999", "0.01"),
            ("1e308", "0.123456789"),
            ("1e-300", "1"),
            ("5", "2.5e1"),
            ("36893488147419103233", "18446744073709551616"),
            ("1e5000", "3"),
            ("1", "0"),
            ("68056473384187692692674921486353642269", "34028236692093846346337460743176821134"),
            ("199999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
            ("9999999999999999999999999999999999999998", "9999999999999999999999999999999999999999"),
        ] {
            assert!(!multiple(value, step), "{value} {step}");
        }
    }
}
