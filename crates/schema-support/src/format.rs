//! Formats: what JSON Schema calls an e-mail address, a date, a moment.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime as ChronoDateTime, FixedOffset, NaiveDate, Utc};
use serde::{Serialize, Serializer};

use crate::decode::{Decode, Decoder};
use crate::json::Json;
use crate::violation::Invalid;

/// A `format` that a string type enforces (dates, moments and UUIDs are types of their own).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// An e-mail address, RFC 5321 section 4.1.2, ASCII.
    Email,
    /// A UUID, RFC 9562 section 4.
    Uuid,
    /// A date, RFC 3339 `full-date`.
    Date,
    /// A moment, RFC 3339 `date-time`.
    DateTime,
}

impl Format {
    /// Whether the text is of this format.
    pub fn matches(self, text: &str) -> bool {
        match self {
            Self::Email => is_email(text),
            Self::Uuid => text.len() == 36 && uuid::Uuid::try_parse(text).is_ok(),
            Self::Date => parse_date(text).is_some(),
            Self::DateTime => parse_date_time(text).is_some(),
        }
    }

    /// JSON Schema's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Uuid => "uuid",
            Self::Date => "date",
            Self::DateTime => "date-time",
        }
    }

    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Email => "an e-mail address",
            Self::Uuid => "a UUID",
            Self::Date => "a date such as 2026-11-22",
            Self::DateTime => "a date and time such as 2026-11-22T09:30:00Z",
        }
    }
}

fn is_email(text: &str) -> bool {
    // `email_address` checks the address' form; the domain's labels (RFC 1123) and an ASCII local
    // part (RFC 5321, unlike RFC 6531) are left to the caller.
    email_address::EmailAddress::from_str(text).is_ok_and(|address| {
        let domain = address.domain();
        let literal = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let domain_is_good = match literal {
            Some(literal) => match literal.get(..5) {
                Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => literal[5..].parse::<std::net::Ipv6Addr>().is_ok(),
                _ => literal.parse::<std::net::Ipv4Addr>().is_ok(),
            },
            None => is_host_name(domain),
        };
        address.local_part().is_ascii() && domain_is_good
    })
}

fn is_host_name(text: &str) -> bool {
    let label_is_good = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
            // RFC 5891 section 4.2.3.1: hyphens third and fourth mark an encoded label only.
            && (label.get(2..4) != Some("--") || label.get(..4).is_some_and(|tag| tag.eq_ignore_ascii_case("xn--")))
    };
    text.len() <= 253 && text.split('.').all(label_is_good)
}

fn parse_date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    // chrono alone would take `2026-1-2` and a year with a sign.
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(index, byte)| match index {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    shape.then(|| NaiveDate::from_str(text).ok()).flatten()
}

fn parse_date_time(text: &str) -> Option<ChronoDateTime<FixedOffset>> {
    // chrono alone would take a blank between date and time.
    let separated = text.as_bytes().get(10).is_some_and(|byte| matches!(byte, b'T' | b't'));
    if !separated || parse_date(text.get(..10)?).is_none() {
        return None;
    }
    let moment = ChronoDateTime::parse_from_rfc3339(text).ok()?;
    // A leap second is real only at the end of a UTC day (RFC 3339 section 5.7).
    let seconds = text.get(17..19)?;
    if seconds == "60" {
        use chrono::Timelike;
        let utc = moment.to_utc();
        if (utc.hour(), utc.minute()) != (23, 59) {
            return None;
        }
    }
    Some(moment)
}

fn invalid<T>(format: Format) -> Result<T, Invalid> {
    let mut at = Decoder::strict();
    at.report("format", format!("must be {}", format.description()));
    Err(Invalid::new(at.into_violations()))
}

/// A date without a time: `format: date`, RFC 3339 `full-date`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(NaiveDate);

impl Date {
    /// The date for calculations.
    pub fn to_naive_date(self) -> NaiveDate {
        self.0
    }
}

impl FromStr for Date {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        parse_date(text).map(Self).map_or_else(|| invalid(Format::Date), Ok)
    }
}

impl TryFrom<NaiveDate> for Date {
    type Error = Invalid;
    /// Fails for years that four digits cannot write.
    fn try_from(date: NaiveDate) -> Result<Self, Invalid> {
        use chrono::Datelike;
        if (0..=9999).contains(&date.year()) { Ok(Self(date)) } else { invalid(Format::Date) }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Decode for Date {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let Json::String(text) = json else { return at.type_violation("string") };
        let date = parse_date(&text).map(Self);
        if date.is_none() {
            at.report("format", format!("must be {}", Format::Date.description()));
        }
        date
    }
}

crate::deserialize_by_decode!(strict: Date, DateTime);

/// A moment: `format: date-time`, RFC 3339. Keeps the text it was made of, offset and all.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateTime {
    text: String,
    moment: ChronoDateTime<FixedOffset>,
}

impl DateTime {
    /// The moment for calculations.
    pub fn to_utc(&self) -> ChronoDateTime<Utc> {
        self.moment.to_utc()
    }

    /// The text as it is on the wire.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for DateTime {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        match parse_date_time(text) {
            Some(moment) => Ok(Self { text: text.to_owned(), moment }),
            None => invalid(Format::DateTime),
        }
    }
}

impl TryFrom<ChronoDateTime<Utc>> for DateTime {
    type Error = Invalid;
    /// Fails for years that four digits cannot write.
    fn try_from(moment: ChronoDateTime<Utc>) -> Result<Self, Invalid> {
        moment.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true).parse()
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl Decode for DateTime {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let Json::String(text) = json else { return at.type_violation("string") };
        let moment = parse_date_time(&text);
        if moment.is_none() {
            at.report("format", format!("must be {}", Format::DateTime.description()));
        }
        moment.map(|moment| Self { text: text.into_owned(), moment })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_four_two_two_digits_and_real() {
        for good in ["2024-02-29", "0000-01-01", "9999-12-31"] {
            assert!(Format::Date.matches(good), "{good}");
        }
        for bad in ["2023-02-29", "2024-1-2", "+2024-01-02", "2024-13-01", "2024-01-01 ", "٢٠٢٤-01-01", ""] {
            assert!(!Format::Date.matches(bad), "{bad}");
        }
    }

    #[test]
    fn moments_need_a_t_and_an_offset_and_keep_their_text() {
        for good in [
            "2026-11-22T09:30:00Z",
            "2026-11-22t09:30:00.123456789z",
            "2026-11-22T09:30:00-05:30",
            "1990-12-31T23:59:60Z",
            "1990-12-31T15:59:60-08:00",
        ] {
            assert_eq!(good.parse::<DateTime>().map(|moment| moment.to_string()), Ok(good.to_owned()));
        }
        for bad in ["2026-11-22 09:30:00Z", "2026-11-22T09:30:00", "2026-11-22T24:00:00Z", "2026-11-22T09:30:60Z", ""] {
            assert!(!Format::DateTime.matches(bad), "{bad}");
        }
    }

    #[test]
    fn e_mail_addresses_have_a_local_part_and_a_host() {
        for good in ["a@b.example", "first.last+tag@sub.example.com", "a@localhost", "a@[127.0.0.1]", "\"a b\"@c.de"] {
            assert!(Format::Email.matches(good), "{good}");
        }
        for bad in ["", "a", "a@", "@b.c", "a@b..c", "a b@c.d", "a@-b.c", "é@b.c", "a@b_c.d", "a@b@c.d"] {
            assert!(!Format::Email.matches(bad), "{bad}");
        }
    }
}
