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
    /// A time of the day with its offset, RFC 3339 `full-time`.
    Time,
    /// A duration, RFC 3339 appendix A.
    Duration,
    /// A URI, RFC 3986: with its scheme.
    Uri,
    /// A URI or a reference relative to one, RFC 3986.
    UriReference,
    /// An IRI, RFC 3987: with its scheme.
    Iri,
    /// An IRI or a reference relative to one, RFC 3987.
    IriReference,
    /// A host's name, RFC 1123.
    Hostname,
    /// An IPv4 address in four decimal numbers.
    Ipv4,
    /// An IPv6 address, RFC 4291 section 2.2.
    Ipv6,
    /// A regular expression, ECMA-262.
    Regex,
    /// A JSON Pointer, RFC 6901.
    JsonPointer,
    /// A relative JSON Pointer.
    RelativeJsonPointer,
    /// Bytes in base64, RFC 4648 section 4.
    Byte,
    /// A decimal number as text.
    Decimal,
}

impl Format {
    /// Every one.
    const ALL: [Self; 18] = [
        Self::Email,
        Self::Uuid,
        Self::Date,
        Self::DateTime,
        Self::Time,
        Self::Duration,
        Self::Uri,
        Self::UriReference,
        Self::Iri,
        Self::IriReference,
        Self::Hostname,
        Self::Ipv4,
        Self::Ipv6,
        Self::Regex,
        Self::JsonPointer,
        Self::RelativeJsonPointer,
        Self::Byte,
        Self::Decimal,
    ];

    /// Whether the text is of this format.
    pub fn matches(self, text: &str) -> bool {
        match self {
            Self::Email => is_email(text),
            Self::Uuid => text.len() == 36 && uuid::Uuid::try_parse(text).is_ok(),
            Self::Date => parse_date(text).is_some(),
            Self::DateTime => parse_date_time(text).is_some(),
            Self::Time => is_time(text),
            Self::Duration => is_duration(text),
            Self::Uri => fluent_uri::Uri::parse(text).is_ok(),
            Self::UriReference => fluent_uri::UriRef::parse(text).is_ok(),
            Self::Iri => fluent_uri::Iri::parse(text).is_ok(),
            Self::IriReference => fluent_uri::IriRef::parse(text).is_ok(),
            Self::Hostname => is_host_name(text),
            Self::Ipv4 => text.parse::<std::net::Ipv4Addr>().is_ok(),
            Self::Ipv6 => text.parse::<std::net::Ipv6Addr>().is_ok(),
            Self::Regex => regress::Regex::with_flags(text, "u").is_ok(),
            Self::JsonPointer => is_json_pointer(text),
            Self::RelativeJsonPointer => is_relative_json_pointer(text),
            Self::Byte => is_base64(text),
            Self::Decimal => is_decimal(text),
        }
    }

    /// The one of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// JSON Schema's name of it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Uuid => "uuid",
            Self::Date => "date",
            Self::DateTime => "date-time",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Uri => "uri",
            Self::UriReference => "uri-reference",
            Self::Iri => "iri",
            Self::IriReference => "iri-reference",
            Self::Hostname => "hostname",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::Regex => "regex",
            Self::JsonPointer => "json-pointer",
            Self::RelativeJsonPointer => "relative-json-pointer",
            Self::Byte => "byte",
            Self::Decimal => "decimal",
        }
    }

    /// Texts of the formats that have no type of their own, one by one.
    #[cfg(feature = "conformance")]
    pub(crate) fn sample(self, index: usize) -> Option<&'static str> {
        let samples: &'static [&'static str] = match self {
            Self::Email | Self::Uuid | Self::Date | Self::DateTime => &[],
            Self::Time => &["09:30:00Z", "23:59:60Z", "00:00:00.5-05:30"],
            Self::Duration => &["P1D", "PT36H", "P1Y2M3DT4H5M6S", "P2W"],
            Self::Uri => {
                &["https://a.example/b?c=d#e", "urn:uuid:00000000-0000-4000-8000-000000000000", "mailto:a@b.example"]
            }
            Self::UriReference => &["https://a.example/", "/b/c?d", "#e", ""],
            Self::Iri => &["https://a.example/\u{fc}", "urn:a:b"],
            Self::IriReference => &["/\u{fc}", "#e"],
            Self::Hostname => &["a.example", "localhost", "xn--bcher-kva.example"],
            Self::Ipv4 => &["0.0.0.0", "192.0.2.1", "255.255.255.255"],
            Self::Ipv6 => &["::", "2001:db8::1", "::ffff:192.0.2.1"],
            Self::Regex => &["^[a-z]+$", "(?=a)b", ""],
            Self::JsonPointer => &["", "/a~1b/0", "/"],
            Self::RelativeJsonPointer => &["0", "1/a", "2#"],
            Self::Byte => &["", "QQ==", "QUI=", "QUJD"],
            Self::Decimal => &["0", "-1.50", "12345678901234567890.5"],
        };
        samples.get(index).copied()
    }

    pub(crate) fn description(self) -> &'static str {
        match self {
            Self::Email => "an e-mail address",
            Self::Uuid => "a UUID",
            Self::Date => "a date such as 2026-11-22",
            Self::DateTime => "a date and time such as 2026-11-22T09:30:00Z",
            Self::Time => "a time such as 09:30:00Z",
            Self::Duration => "a duration such as P1DT12H",
            Self::Uri => "a URI with its scheme",
            Self::UriReference => "a URI or a relative reference",
            Self::Iri => "an IRI with its scheme",
            Self::IriReference => "an IRI or a relative reference",
            Self::Hostname => "the name of a host",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Regex => "a regular expression of ECMA-262",
            Self::JsonPointer => "a JSON Pointer",
            Self::RelativeJsonPointer => "a relative JSON Pointer",
            Self::Byte => "base64",
            Self::Decimal => "a decimal number",
        }
    }
}

macro_rules! formatted {
    ($($(#[$docs:meta])* $name:ident: $format:ident;)+) => {$(
        $(#[$docs])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// What the format demands.
            pub const RULES: crate::StringRules =
                crate::StringRules { format: Some(Format::$format), ..crate::StringRules::NONE };
        }

        crate::string_newtype!($name);
        crate::deserialize_by_decode!(strict: $name);
    )+};
}

formatted! {
    /// A text of `format: time`.
    Time: Time;
    /// A text of `format: duration`.
    Duration: Duration;
    /// A text of `format: uri`.
    Uri: Uri;
    /// A text of `format: uri-reference`.
    UriReference: UriReference;
    /// A text of `format: iri`.
    Iri: Iri;
    /// A text of `format: iri-reference`.
    IriReference: IriReference;
    /// A text of `format: hostname`.
    Hostname: Hostname;
    /// A text of `format: ipv4`.
    Ipv4: Ipv4;
    /// A text of `format: ipv6`.
    Ipv6: Ipv6;
    /// A text of `format: regex`.
    RegularExpression: Regex;
    /// A text of `format: json-pointer`.
    JsonPointer: JsonPointer;
    /// A text of `format: relative-json-pointer`.
    RelativeJsonPointer: RelativeJsonPointer;
    /// A text of `format: byte`.
    Base64: Byte;
    /// A text of `format: decimal`.
    Decimal: Decimal;
}

/// A text of `format: password`: `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Secret(String);

impl Secret {
    /// The format demands nothing.
    pub const RULES: crate::StringRules = crate::StringRules::NONE;
}

crate::secret_newtype!(Secret);
crate::deserialize_by_decode!(strict: Secret);

/// Whether there are digits, and nothing else.
fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// RFC 3339 `full-time`: put behind a day, it is a moment.
fn is_time(text: &str) -> bool {
    // A leap second is one in UTC, so the day before and after have to be there.
    parse_date_time(&format!("2016-06-15T{text}")).is_some()
}

/// RFC 3339 appendix A.
fn is_duration(text: &str) -> bool {
    let Some(rest) = text.strip_prefix('P') else { return false };
    let (date, time) = match rest.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (rest, None),
    };
    if time.is_none() && date.strip_suffix('W').is_some_and(is_digits) {
        return true;
    }
    // Units in this order, none left out between two that are there.
    let parts = |text: &str, units: &str| -> Option<Vec<usize>> {
        let mut found = Vec::new();
        for part in text.split_inclusive(|character: char| !character.is_ascii_digit()) {
            let unit = part.chars().last()?;
            let number = &part[..part.len() - unit.len_utf8()];
            is_digits(number).then_some(())?;
            found.push(units.find(unit)?);
        }
        found.windows(2).all(|pair| pair[0] + 1 == pair[1]).then_some(found)
    };
    match (parts(date, "YMD"), time.map(|time| parts(time, "HMS"))) {
        (Some(date), None) => !date.is_empty(),
        (Some(_), Some(Some(time))) => !time.is_empty(),
        _ => false,
    }
}

fn is_json_pointer(text: &str) -> bool {
    let escapes_are_good = |text: &str| text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']));
    (text.is_empty() || text.starts_with('/')) && escapes_are_good(text)
}

fn is_relative_json_pointer(text: &str) -> bool {
    let end = text.find(|character: char| !character.is_ascii_digit()).unwrap_or(text.len());
    let (up, rest) = text.split_at(end);
    let up_is_good = up == "0" || (!up.is_empty() && !up.starts_with('0'));
    up_is_good && (rest == "#" || is_json_pointer(rest))
}

/// RFC 4648 section 4, padded.
fn is_base64(text: &str) -> bool {
    let data = text.trim_end_matches('=');
    text.len().is_multiple_of(4)
        && text.len() - data.len() <= 2
        && data.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

fn is_decimal(text: &str) -> bool {
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    [whole, fraction].into_iter().all(is_digits)
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
        // Ten bytes too, and dates to chrono.
        for bad in ["+2024-1-02", " 2024-1-02", "2024 -1-02", "02024-1-02", "2024/01/02"] {
            assert!(!Format::Date.matches(bad), "{bad}");
        }
        let day = NaiveDate::from_ymd_opt(2024, 2, 29).expect("a day");
        let date: Date = "2024-02-29".parse().expect("a date");
        assert_eq!((date.to_naive_date(), Date::try_from(day)), (day, Ok(date)));
        assert_eq!(
            (date.to_string(), serde_json::to_string(&date).expect("memory")),
            ("2024-02-29".into(), "\"2024-02-29\"".into())
        );
        let year = |year| Date::try_from(NaiveDate::from_ymd_opt(year, 1, 1).expect("a day"));
        assert!(year(0).is_ok() && year(9999).is_ok() && year(-1).is_err() && year(10_000).is_err());
        let read = |text: &str| crate::from_slice_strict::<Date>(text.as_bytes());
        assert_eq!(read("\"2024-02-29\""), Ok(date));
        assert_eq!(keywords(read("\"2023-02-29\"")), ["format"]);
        assert_eq!(keywords(read("20240229")), ["type"]);
        assert_eq!("2023-02-29".parse::<Date>().unwrap_err().to_string(), "must be a date such as 2026-11-22");
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
        for bad in ["2026-02-29T09:30:00Z", "1990-12-31T22:59:60Z", "1990-12-31T23:58:60Z", "1990-12-31T23:59:61Z"] {
            assert!(!Format::DateTime.matches(bad), "{bad}");
        }
        let moment: DateTime = "2026-11-22T09:30:00-05:30".parse().expect("a moment");
        assert_eq!(
            (moment.as_str(), moment.to_utc().to_rfc3339().as_str()),
            ("2026-11-22T09:30:00-05:30", "2026-11-22T15:00:00+00:00")
        );
        assert_eq!(DateTime::try_from(moment.to_utc()).map(|it| it.to_string()), Ok("2026-11-22T15:00:00Z".to_owned()));
        assert!(DateTime::try_from(ChronoDateTime::<Utc>::MAX_UTC).is_err());
        assert_eq!(serde_json::to_string(&moment).expect("memory"), "\"2026-11-22T09:30:00-05:30\"");
        let read = |text: &str| crate::from_slice_strict::<DateTime>(text.as_bytes());
        assert_eq!(read("\"2026-11-22T09:30:00-05:30\""), Ok(moment));
        assert_eq!(keywords(read("\"2026-11-22\"")), ["format"]);
        assert_eq!(keywords(read("1")), ["type"]);
    }

    #[test]
    fn e_mail_addresses_have_a_local_part_and_a_host() {
        for good in ["a@b.example", "first.last+tag@sub.example.com", "a@localhost", "a@[127.0.0.1]", "\"a b\"@c.de"] {
            assert!(Format::Email.matches(good), "{good}");
        }
        for bad in ["", "a", "a@", "@b.c", "a@b..c", "a b@c.d", "a@-b.c", "é@b.c", "a@b_c.d", "a@b@c.d"] {
            assert!(!Format::Email.matches(bad), "{bad}");
        }
        assert!(Format::Email.matches("a@[IPv6:2001:db8::1]") && Format::Email.matches("a@[ipv6:::1]"));
        for bad in ["a@[IPv6:127.0.0.1]", "a@[2001:db8::1]", "a@[IPv5:::1]", "a@[1]", "a@[127.0.0.256]"] {
            assert!(!Format::Email.matches(bad), "{bad}");
        }
    }

    #[test]
    fn names_of_hosts_are_as_long_as_they_may_be_and_no_longer() {
        let label = |length: usize| "a".repeat(length);
        let host = |last: usize| format!("{0}.{0}.{0}.{1}", label(63), label(last));
        for good in ["a-b", "xn--bcher-kva", "XN--a", "a.b1.c", "a12--b", &label(63), &host(61)] {
            assert!(Format::Hostname.matches(good), "{good}");
        }
        for bad in ["a-", "a.-b", "ab--c", "xm--a", "a.", ".a", "é", &label(64), &host(62)] {
            assert!(!Format::Hostname.matches(bad), "{bad}");
        }
    }

    const ALL: [(Format, &str, &str); 18] = [
        (Format::Email, "email", "an e-mail address"),
        (Format::Uuid, "uuid", "a UUID"),
        (Format::Date, "date", "a date such as 2026-11-22"),
        (Format::DateTime, "date-time", "a date and time such as 2026-11-22T09:30:00Z"),
        (Format::Time, "time", "a time such as 09:30:00Z"),
        (Format::Duration, "duration", "a duration such as P1DT12H"),
        (Format::Uri, "uri", "a URI with its scheme"),
        (Format::UriReference, "uri-reference", "a URI or a relative reference"),
        (Format::Iri, "iri", "an IRI with its scheme"),
        (Format::IriReference, "iri-reference", "an IRI or a relative reference"),
        (Format::Hostname, "hostname", "the name of a host"),
        (Format::Ipv4, "ipv4", "an IPv4 address"),
        (Format::Ipv6, "ipv6", "an IPv6 address"),
        (Format::Regex, "regex", "a regular expression of ECMA-262"),
        (Format::JsonPointer, "json-pointer", "a JSON Pointer"),
        (Format::RelativeJsonPointer, "relative-json-pointer", "a relative JSON Pointer"),
        (Format::Byte, "byte", "base64"),
        (Format::Decimal, "decimal", "a decimal number"),
    ];

    #[test]
    fn every_format_has_json_schema_s_name_and_one_for_people() {
        for (format, name, description) in ALL {
            assert_eq!((format.name(), format.description()), (name, description));
            assert_eq!(Format::of_name(name), Some(format));
        }
    }

    #[cfg(feature = "conformance")]
    #[test]
    fn samples_of_a_format_are_of_it_and_end() {
        for (format, name, _) in ALL {
            let samples: Vec<_> = (0..100).map_while(|index| format.sample(index)).collect();
            assert!(samples.iter().all(|sample| format.matches(sample)), "{name}: {samples:?}");
            let has_type = matches!(format, Format::Email | Format::Uuid | Format::Date | Format::DateTime);
            assert!(if has_type { samples.is_empty() } else { (2..10).contains(&samples.len()) }, "{name}");
        }
    }

    fn keywords<T: fmt::Debug>(read: Result<T, crate::Refusal>) -> Vec<&'static str> {
        match read.unwrap_err() {
            crate::Refusal::Invalid(violations) => violations.into_iter().map(|it| it.keyword).collect(),
            malformed => panic!("{malformed:?}"),
        }
    }

    #[test]
    fn a_type_of_a_format_takes_its_texts_and_a_secret_any() {
        assert_eq!(serde_json::from_str::<Time>("\"09:30:00Z\"").map(Time::into_string).expect("a time"), "09:30:00Z");
        assert!(serde_json::from_str::<Time>("\"09:30\"").is_err());
        let secret = serde_json::from_str::<Secret>("\"\"").expect("a secret");
        assert_eq!(format!("{secret:?}"), "Secret(***)");
    }

    #[test]
    fn the_other_formats_are_what_their_standards_say() {
        for (format, good, bad) in [
            (
                Format::Uuid,
                &["00000000-0000-4000-8000-00000000000a", "F0000000-0000-4000-8000-00000000000A"][..],
                &[
                    "",
                    "00000000-0000-4000-8000-00000000000g",
                    "0000000000004000800000000000000a",
                    "urn:uuid:00000000-0000-4000-8000-00000000000a",
                ][..],
            ),
            (
                Format::Time,
                &["09:30:00Z", "23:59:60Z", "15:59:60-08:00", "00:00:00.25+14:00"][..],
                &["09:30:00", "24:00:00Z", "22:59:60Z", "9:30:00Z", ""][..],
            ),
            (
                Format::Duration,
                &["P1D", "PT36H", "P1Y2M3DT4H5M6S", "P2W", "P1M", "PT1M"],
                &["P", "PT", "1D", "P1DT", "P1Y1D", "PT1H1S", "P1W1D", "P1S", "P1.5D", ""],
            ),
            (
                Format::Duration,
                &["P1Y2M", "P2M3D", "PT5M6S", "P0D", "P10W", "P1DT1S"],
                &[
                    "PW", "P1WT1H", "P1Y1Y", "P1M1Y", "P1", "PT1", "PD", "P1YD", "P-1D", "P1é", "P1DT1H1", "P1H",
                    "p1d", "PT1Y",
                ],
            ),
            (
                Format::Uri,
                &["https://a.example/b?c#d", "urn:a:b", "mailto:a@b.c"],
                &["/a", "a b:c", "http://a b", "", "https://[::1"],
            ),
            (Format::UriReference, &["/a", "", "#b", "https://a.example"], &["a b", "\\a", "é"]),
            (Format::Iri, &["https://a.example/é"], &["/é"]),
            (Format::Hostname, &["a.example", "localhost", "1a"], &["-a", "a..b", "a_b", ""]),
            (Format::Ipv4, &["192.0.2.1"], &["192.0.2", "192.0.2.01", "256.0.0.0", "0x1.0.0.0"]),
            (Format::Ipv6, &["::", "2001:db8::1"], &["::1::", "1.2.3.4", "::1%eth0"]),
            (Format::Regex, &["^a$", "(?=a)"], &["(", "a{2,1}", "\\Z"]),
            (Format::JsonPointer, &["", "/", "/a~0b~1c"], &["a", "/~", "/~2", "~0", "/~0~"]),
            (
                Format::RelativeJsonPointer,
                &["0", "1/a", "10#"],
                &["01", "-1", "/a", "1##", "", "#", "0a", "00", "1/~", "+1"],
            ),
            (
                Format::Byte,
                &["", "QQ==", "QUI=", "+/+/", "QUJDQQ=="],
                &["Q", "QQ=", "Q===", "QQ-_", "QQ== ", "====", "Q=Q="],
            ),
            (
                Format::Decimal,
                &["0", "-1.50", "007"],
                &["", "-", "1.", ".5", "1e3", "+1", "--1", "1.2.3", "-.5", "1,5"],
            ),
        ] {
            for good in good {
                assert!(format.matches(good), "{format:?} {good}");
            }
            for bad in bad {
                assert!(!format.matches(bad), "{format:?} {bad}");
            }
        }
    }
}
