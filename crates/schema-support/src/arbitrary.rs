//! Arbitrary values, made from the rules that the code enforces: for conformance, never for a
//! service.

use std::cell::Cell;

use ::arbitrary::{Arbitrary, Error, Result, Unstructured};
use rand::distr::Distribution;
use rand::{SeedableRng, rngs::StdRng};
use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind};

use crate::{ArrayRules, Date, DateTime, Field, Format, Integer, IntegerRules, Number, NumberRules, StringRules};

impl<'a, T: Arbitrary<'a>> Arbitrary<'a> for Field<T> {
    fn arbitrary(from: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match from.int_in_range(0..=3)? {
            0 => Self::Absent,
            1 => Self::Null,
            _ => Self::Value(T::arbitrary(from)?),
        })
    }
}

impl<'a> Arbitrary<'a> for Date {
    fn arbitrary(from: &mut Unstructured<'a>) -> Result<Self> {
        let text = format!(
            "{:04}-{:02}-{:02}",
            from.int_in_range(0..=9999)?,
            from.int_in_range(1..=12)?,
            from.int_in_range(1..=28)?
        );
        text.parse().map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for DateTime {
    fn arbitrary(from: &mut Unstructured<'a>) -> Result<Self> {
        let date = Date::arbitrary(from)?;
        let (hour, minute, second) =
            (from.int_in_range(0..=23)?, from.int_in_range(0..=59)?, from.int_in_range(0..=59)?);
        let fraction = *from.choose(&["", ".5", ".123456789"])?;
        let offset = *from.choose(&["Z", "z", "+00:00", "-05:30", "+14:00"])?;
        let separator = *from.choose(&["T", "t"])?;
        let text = format!("{date}{separator}{hour:02}:{minute:02}:{second:02}{fraction}{offset}");
        text.parse().map_err(|_| Error::IncorrectFormat)
    }
}

impl<'a> Arbitrary<'a> for Number {
    fn arbitrary(from: &mut Unstructured<'a>) -> Result<Self> {
        Ok(match from.int_in_range(0..=3)? {
            0 => Self::from(i128::arbitrary(from)?),
            1 => Self::from_text(&format!("{}.{:020}1", i32::arbitrary(from)?, u64::arbitrary(from)?)),
            _ => Self::from(i64::from(i16::arbitrary(from)?)),
        })
    }
}

impl<'a> Arbitrary<'a> for Integer {
    fn arbitrary(from: &mut Unstructured<'a>) -> Result<Self> {
        let wide = bool::arbitrary(from)?;
        Ok(if wide { i128::arbitrary(from)? } else { i16::arbitrary(from)?.into() }.into())
    }
}

/// How long a string or an array gets: often as short or as long as it may be.
fn length(minimum: usize, maximum: Option<usize>, from: &mut Unstructured<'_>) -> Result<usize> {
    let most = maximum.unwrap_or(usize::MAX);
    if minimum > most {
        return Err(Error::IncorrectFormat);
    }
    Ok(match from.int_in_range(0..=3)? {
        0 => minimum,
        // Unbounded ones, and bounds that nobody reaches, end soon.
        1 if most <= 4096 => most,
        _ => from.int_in_range(minimum..=most.min(minimum.saturating_add(24)))?,
    })
}

/// A string that keeps its rules.
pub fn string_value(rules: &StringRules, from: &mut Unstructured<'_>) -> Result<String> {
    let keeps = |text: &str| rules.check(text, &mut crate::Decoder::strict());
    for attempt in 0..96 {
        let count = length(rules.min_length.unwrap_or_default(), rules.max_length, from)?;
        let text = match (rules.format, rules.pattern) {
            (Some(format), _) if format.sample(0).is_some() => {
                let samples: Vec<&str> = (0..).map_while(|index| format.sample(index)).collect();
                (*from.choose(&samples)?).to_owned()
            }
            (Some(Format::Email), _) => email(count, from)?,
            (Some(Format::Uuid), _) => uuid::Uuid::arbitrary(from)?.to_string(),
            (Some(Format::Date), _) => Date::arbitrary(from)?.to_string(),
            (Some(Format::DateTime), _) => DateTime::arbitrary(from)?.to_string(),
            // Another manner may have one.
            (_, Some(pattern)) => match matching(pattern, rules.patterns, count, Manner::of(attempt), from) {
                Ok(text) => text,
                Err(_) => continue,
            },
            (_, None) => (0..count).map(|_| character(from)).collect::<Result<_>>()?,
        };
        if keeps(&text) {
            return Ok(text);
        }
    }
    Err(Error::IncorrectFormat)
}

fn character(from: &mut Unstructured<'_>) -> Result<char> {
    Ok(match from.int_in_range(0..=5)? {
        0 => *from.choose(&['"', '\\', '/', '~', '\u{0}', '\n', '\u{7f}', 'é', '𝄞', '\u{2028}', '\u{feff}'])?,
        1 => char::arbitrary(from)?,
        _ => from.int_in_range(b' '..=b'~')?.into(),
    })
}

fn email(count: usize, from: &mut Unstructured<'_>) -> Result<String> {
    let local: String = (0..count.clamp(1, 60))
        .map(|_| from.choose(b"abcxyz0189_+").map(|byte| *byte as char))
        .collect::<Result<_>>()?;
    let domain = *from.choose(&["example", "mail.example", "x.y.z.example", "[127.0.0.1]", "xn--bcher-kva.example"])?;
    Ok(format!("{local}@{domain}"))
}

/// How a text of a pattern is made. None is right for every pattern: what looks around, bounds of the length and `.` are
/// met by another one each.
#[derive(Clone, Copy, Debug)]
struct Manner {
    /// What is to be seen ahead or behind is part of the text, where it stands; else it is left to chance.
    spells_look_around: bool,
    /// Only letters, digits and the like, where the pattern has any; and nothing for `.*`.
    is_plain: bool,
    /// As long as it is wanted: one repetition makes up for what is missing, the others are as short as they can be.
    is_measured: bool,
}

impl Manner {
    /// Each in turn.
    fn of(attempt: usize) -> Self {
        Self { spells_look_around: attempt & 4 != 0, is_plain: attempt & 1 != 0, is_measured: attempt & 2 != 0 }
    }
}

/// A text of a pattern, which the others may like as well: of several patterns each has its part of the text.
fn matching(
    first: &crate::Pattern,
    others: &[&crate::Pattern],
    count: usize,
    manner: Manner,
    from: &mut Unstructured<'_>,
) -> Result<String> {
    let repeat = u32::try_from(count).unwrap_or(64).clamp(1, 4096);
    let mut random = StdRng::seed_from_u64(from.arbitrary()?);
    let mut text = String::new();
    for pattern in [first].into_iter().chain(others.iter().copied()) {
        let source = around(pattern.syntax(), manner.spells_look_around);
        let parsed = regex_syntax::parse(&source).map_err(|_| Error::IncorrectFormat)?;
        let mut plain = without_anchors(parsed, manner.is_plain);
        if manner.is_measured {
            let least = least_length(&plain);
            plain = measured(&plain, &mut count.saturating_sub(least));
        }
        // A text is made within its greatest length, and nobody needs such a long one.
        let longest = longest(&plain, repeat as usize);
        if longest > LONGEST {
            return Err(Error::IncorrectFormat);
        }
        let texts = rand_regex::Regex::with_hir(plain, repeat).map_err(|_| Error::IncorrectFormat)?;
        let part: String = texts.sample(&mut random);
        text.push_str(&part);
    }
    Ok(text)
}

/// A pattern without its anchors, of which the generator of texts knows none: whether they hold is seen afterwards, and at
/// the ends of a text they mostly do.
fn without_anchors(pattern: Hir, is_plain: bool) -> Hir {
    match pattern.into_kind() {
        HirKind::Empty | HirKind::Look(_) => Hir::empty(),
        HirKind::Literal(regex_syntax::hir::Literal(bytes)) => Hir::literal(bytes),
        HirKind::Class(class) => Hir::class(if is_plain { plain(class) } else { class }),
        HirKind::Repetition(repetition) if is_plain && repetition.min == 0 && is_anything(&repetition.sub) => {
            Hir::empty()
        }
        HirKind::Repetition(mut repetition) => {
            repetition.sub = Box::new(without_anchors(*repetition.sub, is_plain));
            Hir::repetition(repetition)
        }
        HirKind::Capture(group) => without_anchors(*group.sub, is_plain),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(|part| without_anchors(part, is_plain)).collect()),
        HirKind::Alternation(parts) => {
            Hir::alternation(parts.into_iter().map(|part| without_anchors(part, is_plain)).collect())
        }
    }
}

/// The letters and digits of a class, or else what else of it can be seen, or else all of it.
fn plain(class: Class) -> Class {
    const WORDS: &[(char, char)] = &[('0', '9'), ('A', 'Z'), ('a', 'z')];
    let Class::Unicode(all) = &class else { return class };
    for ranges in [WORDS, &[('!', '~')]] {
        let mut some = all.clone();
        some.intersect(&ClassUnicode::new(ranges.iter().map(|(first, last)| ClassUnicodeRange::new(*first, *last))));
        if !some.ranges().is_empty() {
            return Class::Unicode(some);
        }
    }
    class
}

/// Whether it is `.`, or a class that has nearly everything.
fn is_anything(pattern: &Hir) -> bool {
    const NEARLY: u32 = 1_000_000;
    let HirKind::Class(Class::Unicode(class)) = pattern.kind() else { return false };
    class.iter().map(|range| u32::from(range.end()) - u32::from(range.start())).sum::<u32>() > NEARLY
}

/// A pattern whose repetitions are as short as they can be, but for the first ones that make up for so many missing
/// characters.
fn measured(pattern: &Hir, missing: &mut usize) -> Hir {
    match pattern.kind() {
        HirKind::Repetition(repetition) => {
            let mut repetition = repetition.clone();
            repetition.sub = Box::new(measured(&repetition.sub, &mut 0));
            let each = least_length(&repetition.sub);
            let most = repetition.max.unwrap_or(u32::MAX) - repetition.min;
            let more = u32::try_from(missing.checked_div(each).unwrap_or_default()).unwrap_or(u32::MAX).min(most);
            *missing -= more as usize * each;
            repetition.min += more;
            repetition.max = Some(repetition.min);
            Hir::repetition(repetition)
        }
        HirKind::Capture(group) => measured(&group.sub, missing),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(|part| measured(part, missing)).collect()),
        _ => pattern.clone(),
    }
}

/// The longest text, in bytes, that is made of a pattern.
const LONGEST: usize = 1 << 22;

/// The fewest characters of a text of a pattern.
fn least_length(pattern: &Hir) -> usize {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).chars().count(),
        HirKind::Class(_) => 1,
        HirKind::Repetition(repetition) => least_length(&repetition.sub).saturating_mul(repetition.min as usize),
        HirKind::Capture(group) => least_length(&group.sub),
        HirKind::Concat(parts) => parts.iter().fold(0, |sum: usize, part| sum.saturating_add(least_length(part))),
        HirKind::Alternation(parts) => parts.iter().map(least_length).min().unwrap_or_default(),
    }
}

/// How many bytes a text of a pattern may have, where what repeats without end does so this many times.
fn longest(pattern: &Hir, repeat: usize) -> usize {
    match pattern.kind() {
        HirKind::Empty | HirKind::Look(_) => 0,
        HirKind::Literal(literal) => literal.0.len(),
        HirKind::Class(_) => 4,
        HirKind::Repetition(repetition) => {
            let open = (repetition.min as usize).saturating_add(repeat);
            longest(&repetition.sub, repeat).saturating_mul(repetition.max.map_or(open, |most| most as usize))
        }
        HirKind::Capture(group) => longest(&group.sub, repeat),
        HirKind::Concat(parts) => parts.iter().fold(0, |sum: usize, part| sum.saturating_add(longest(part, repeat))),
        HirKind::Alternation(parts) => parts.iter().map(|part| longest(part, repeat)).max().unwrap_or_default(),
    }
}

/// A pattern without its look-ahead and look-behind groups, or with what they want to see in their place.
fn around(pattern: &str, is_spelled: bool) -> String {
    let mut kept = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((at, group)) =
        ["(?=", "(?!", "(?<=", "(?<!"].into_iter().filter_map(|group| Some((rest.find(group)?, group))).min()
    {
        kept.push_str(&rest[..at]);
        let (mut depth, mut escaped, mut in_class) = (0, false, false);
        let end = rest[at..].char_indices().find_map(|(index, character)| {
            match character {
                _ if escaped => {}
                '[' => in_class = true,
                ']' => in_class = false,
                '(' if !in_class => depth += 1,
                ')' if !in_class => depth -= 1,
                _ => {}
            }
            escaped = character == '\\' && !escaped;
            (depth == 0).then_some(at + index)
        });
        let Some(end) = end else { return kept };
        if is_spelled && group.ends_with('=') {
            kept.push_str("(?:");
            kept.push_str(&around(&rest[at + group.len()..end], is_spelled));
            kept.push(')');
        }
        rest = &rest[end + 1..];
    }
    kept + rest
}

/// An integer that keeps its rules.
pub fn integer_value<T: TryFrom<i128> + Bounded>(rules: &IntegerRules, from: &mut Unstructured<'_>) -> Result<T> {
    let (least, most) = (rules.minimum.unwrap_or(T::LEAST), rules.maximum.unwrap_or(T::MOST));
    if least > most {
        return Err(Error::IncorrectFormat);
    }
    let value = match from.int_in_range(0..=3)? {
        0 => least,
        1 => most,
        _ => from.int_in_range(least..=most)?,
    };
    let step = rules.multiple_of.unwrap_or(1);
    // The next multiple towards 0, or else the one beyond.
    let value = match value - value % step {
        value if value < least => value + step,
        value if value > most => value - step,
        value => value,
    };
    T::try_from(value).map_err(|_| Error::IncorrectFormat)
}

/// An integer type with its ends.
pub trait Bounded {
    /// The least value.
    const LEAST: i128;
    /// The greatest value.
    const MOST: i128;
}

macro_rules! bounded {
    ($($name:ty),+) => {$(
        impl Bounded for $name {
            const LEAST: i128 = <$name>::MIN as i128;
            const MOST: i128 = <$name>::MAX as i128;
        }
    )+};
}

bounded!(i8, i16, i32, i64, i128, u8, u16, u32, u64);

/// A number that keeps its rules.
pub fn number_value(rules: &NumberRules, from: &mut Unstructured<'_>) -> Result<f64> {
    for _ in 0..64 {
        let low = rules.minimum.or(rules.exclusive_minimum).unwrap_or(-1e9);
        let high = rules.maximum.or(rules.exclusive_maximum).unwrap_or(1e9);
        let share = f64::from(from.int_in_range(0..=1000u32)?) / 1000.0;
        let value = low + (high - low) * share;
        let value = rules.multiple_of.map_or(value, |step| ((value / step).round() * step * 1e9).round() / 1e9);
        if rules.check(value, &mut crate::Decoder::strict()) {
            return Ok(value);
        }
    }
    Err(Error::IncorrectFormat)
}

/// Items of which the array keeps its rules.
pub fn array_value<'a, T: PartialEq>(
    rules: &ArrayRules,
    from: &mut Unstructured<'a>,
    make: fn(&mut Unstructured<'a>) -> Result<T>,
) -> Result<Vec<T>> {
    let least = rules.min_items.unwrap_or_default();
    // More are not wanted of any that need no more.
    let most = rules.max_items.map(|most| most.min(least.max(64)));
    let count = length(least, most, from)?;
    let mut items: Vec<T> = Vec::new();
    for _ in 0..count.saturating_mul(4) {
        if items.len() == count {
            break;
        }
        let item = make(from)?;
        if !rules.unique_items || !items.contains(&item) {
            items.push(item);
        }
    }
    if items.len() < least { Err(Error::IncorrectFormat) } else { Ok(items) }
}

/// An arbitrary value of a type that knows how.
pub fn arbitrary_value<'a, T: Arbitrary<'a>>(from: &mut Unstructured<'a>) -> Result<T> {
    T::arbitrary(from)
}

/// The default of a type that knows no arbitrary value.
pub fn default_value<T: Default>(_: &mut Unstructured<'_>) -> Result<T> {
    Ok(T::default())
}

/// A value that keeps a schema.
pub fn checked_value<'a, T: serde::Serialize + crate::Decode>(
    schema: &crate::Schema,
    from: &mut Unstructured<'a>,
    make: fn(&mut Unstructured<'a>) -> Result<T>,
) -> Result<T> {
    for _ in 0..16 {
        let value = make(from)?;
        if crate::check_value(&value, schema).is_ok() {
            return Ok(value);
        }
    }
    // The type alone finds none: then the schema, and the type has to take it.
    for _ in 0..16 {
        let json = crate::arbitrary_rules::likely_json(schema, from)?;
        if let Ok(value) = crate::from_slice_strict::<T>(json.to_string().as_bytes())
            && crate::check_value(&value, schema).is_ok()
        {
            return Ok(value);
        }
    }
    Err(Error::IncorrectFormat)
}

/// A value of a union whose members are tried: one that is taken as it is, if one is found. `make` makes each member's.
pub fn tried_value<'a, T: serde::Serialize + crate::Decode>(
    from: &mut Unstructured<'a>,
    make: &[fn(&mut Unstructured<'a>) -> Result<T>],
) -> Result<T> {
    thread_local! {
        /// How many unions the present one is inside of.
        static WITHIN: Cell<usize> = const { Cell::new(0) };
    }
    // Without bytes each choice is the first one, again and again where a type contains itself.
    const DEEPEST: usize = 8;
    if from.is_empty() && WITHIN.get() > DEEPEST {
        return Err(Error::NotEnoughData);
    }
    WITHIN.set(WITHIN.get() + 1);
    let value = settled(from, make);
    WITHIN.set(WITHIN.get() - 1);
    value
}

fn settled<'a, T: serde::Serialize + crate::Decode>(
    from: &mut Unstructured<'a>,
    make: &[fn(&mut Unstructured<'a>) -> Result<T>],
) -> Result<T> {
    let json = |value: &T| serde_json::to_value(value).ok();
    let is_settled = |value: &T| {
        let sent = json(value);
        let taken = sent.as_ref().and_then(|it| crate::from_slice_strict::<T>(it.to_string().as_bytes()).ok());
        taken.is_some_and(|taken| json(&taken) == sent)
    };
    let mut last = Err(Error::NotEnoughData);
    for attempt in 0..16 {
        // At the end of the bytes, one after the other.
        let make = if from.is_empty() { make.get(attempt) } else { Some(from.choose(make)?) };
        let Some(make) = make else { break };
        last = make(from);
        if last.as_ref().is_ok_and(is_settled) {
            break;
        }
    }
    last
}

/// Any JSON, not deep.
pub fn any_json(from: &mut Unstructured<'_>) -> Result<serde_json::Value> {
    Ok(match from.int_in_range(0..=5)? {
        0 => serde_json::Value::Null,
        1 => bool::arbitrary(from)?.into(),
        2 => i64::arbitrary(from)?.into(),
        3 => String::arbitrary(from)?.into(),
        4 => serde_json::Value::Array(vec![i64::arbitrary(from)?.into(), serde_json::Value::Null]),
        _ => serde_json::json!({ "a": bool::arbitrary(from)?, "b": {} }),
    })
}

/// An array of any JSON.
pub fn any_json_list(from: &mut Unstructured<'_>) -> Result<Vec<serde_json::Value>> {
    let count = from.int_in_range(0..=3)?;
    (0..count).map(|_| any_json(from)).collect()
}

/// An object of any JSON.
pub fn any_json_map(from: &mut Unstructured<'_>) -> Result<std::collections::BTreeMap<String, serde_json::Value>> {
    let count = from.int_in_range(0..=3)?;
    (0..count).map(|index| Ok((format!("any-{index}"), any_json(from)?))).collect()
}

/// Some value of a type; `None` where no bytes that are tried make one.
pub fn some_value<T: for<'a> Arbitrary<'a>>() -> Option<T> {
    (0..=u8::MAX).find_map(|seed| {
        // Every byte in turn, so that choices and lengths differ: 7 and 256 have no common divisor.
        let bytes: Vec<u8> = (0..16 * 1024_u32).map(|at| (at.wrapping_mul(7) as u8).wrapping_add(seed)).collect();
        T::arbitrary(&mut Unstructured::new(&bytes)).ok()
    })
}

/// A value as JSON.
pub fn json_of(value: &impl serde::Serialize) -> Option<Vec<u8>> {
    serde_json::to_vec(value).ok()
}

/// A text that a header can hold as it is.
pub fn header_text(from: &mut Unstructured<'_>) -> Result<String> {
    let count = from.int_in_range(1..=20)?;
    (0..count).map(|_| from.int_in_range(b'!'..=b'~').map(char::from)).collect()
}

/// A text that a header can hold as it is, or none.
pub fn optional_header_text(from: &mut Unstructured<'_>) -> Result<Option<String>> {
    if bool::arbitrary(from)? { header_text(from).map(Some) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Pattern;

    fn random_bytes() -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut state = 1_u64;
        while bytes.len() < 4096 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            bytes.extend_from_slice(&state.to_be_bytes()[..2]);
        }
        bytes
    }

    #[test]
    fn of_rules_that_nothing_keeps_there_is_no_value_and_of_long_lists_there_is_one() {
        let bytes = random_bytes();
        let from = || Unstructured::new(&bytes);
        let text = StringRules { min_length: Some(3), max_length: Some(2), ..StringRules::NONE };
        assert!(string_value(&text, &mut from()).is_err());
        let list =
            |least, most, unique_items| ArrayRules { min_items: Some(least), max_items: Some(most), unique_items };
        assert!(array_value(&list(2, 1, false), &mut from(), arbitrary_value::<u8>).is_err());
        assert!(array_value(&list(3, 9, true), &mut from(), arbitrary_value::<bool>).is_err());
        let long = array_value(&list(100, 200, false), &mut from(), arbitrary_value::<u8>);
        assert_eq!(long.map(|items| items.len()), Ok(100));
    }

    #[test]
    fn a_pattern_has_texts_wherever_its_anchors_and_digits_are() {
        static DIGITS: Pattern = Pattern::linear(r"^\d{10}\.\d{6}$", "^[0-9]{10}\\.[0-9]{6}$");
        static EITHER: Pattern = Pattern::linear("^[UW][A-Z0-9]{8,}$|^$", "^[UW][A-Z0-9]{8,}$|^$");
        static GROUPS: Pattern = Pattern::linear("(^a|^(b))c$", "(?:^a|^(?:b))c$");
        static AROUND: Pattern = Pattern::backtracking("^(?!x)[x-z]+$");
        let bytes = random_bytes();
        for pattern in [&DIGITS, &EITHER, &GROUPS, &AROUND] {
            let rules =
                StringRules { min_length: None, max_length: None, pattern: Some(pattern), patterns: &[], format: None };
            let text = string_value(&rules, &mut Unstructured::new(&bytes));
            assert!(text.is_ok_and(|text| pattern.matches(&text)), "{pattern:?}");
        }
    }

    #[test]
    fn patterns_that_look_around_and_bounds_of_the_length_have_texts() {
        let bytes = random_bytes();
        let all = r"^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)(?=.*[@$!%*?&])[A-Za-z\d@$!%*?&]{8,}$";
        for (pattern, bounds) in [
            (all, None),
            (r"^(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?!.*\s).*$", Some((12, 72))),
            (r"^(?!\s)(?!.*\s$)[\w\s-]+(?<!-)$", Some((0, 40))),
            (r"^.*(?<=@)foo$", None),
            (r"^[0-9a-f]+$", Some((64, 64))),
            (r"^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$", Some((63, 63))),
            (r"^[^<>]*$", Some((1, 30))),
            (r"^(?:[a-z]+ ?)+$", Some((50, 60))),
            (r"^[а-я]+$", Some((100, 100))),
        ] {
            let found: &'static Pattern = Box::leak(Box::new(Pattern::backtracking(pattern)));
            let (min_length, max_length) = bounds.map_or((None, None), |(least, most)| (Some(least), Some(most)));
            let rules = StringRules { min_length, max_length, pattern: Some(found), patterns: &[], format: None };
            for start in 0..20 {
                let text = string_value(&rules, &mut Unstructured::new(&bytes[start * 7..]));
                assert!(text.is_ok_and(|text| found.matches(&text)), "{pattern}");
            }
        }
    }

    #[test]
    fn a_pattern_of_endless_texts_is_given_up() {
        let bytes = random_bytes();
        static ENDLESS: Pattern = Pattern::backtracking(r"^((([a-z]{1000}){1000}){1000}){1000}$");
        static NESTED: Pattern = Pattern::backtracking(r"^(([a-z]+)+)+$");
        let of = |pattern| {
            let rules = StringRules { min_length: Some(100_000), pattern: Some(pattern), ..StringRules::NONE };
            string_value(&rules, &mut Unstructured::new(&bytes))
        };
        assert!(of(&ENDLESS).is_err());
        // Measured, it is one repetition, and within the bounds.
        assert!(of(&NESTED).is_ok_and(|text| text.len() >= 100_000 && NESTED.matches(&text)));
    }

    /// What is made of many different bytes.
    fn many<T>(make: impl Fn(&mut Unstructured<'_>) -> Result<T>) -> Vec<T> {
        let bytes = random_bytes();
        (0..400).map(|start| make(&mut Unstructured::new(&bytes[start * 7..])).expect("enough bytes")).collect()
    }

    fn arbitrary_of<T: for<'a> Arbitrary<'a>>() -> Vec<T> {
        many(|from| T::arbitrary(from))
    }

    /// Whether some are so and some are not.
    fn some_but_not_all<T>(values: &[T], is: impl Fn(&T) -> bool) -> bool {
        values.iter().any(&is) && !values.iter().all(&is)
    }

    fn hir(pattern: &str) -> Hir {
        regex_syntax::parse(pattern).expect("a pattern")
    }

    #[test]
    fn arbitrary_values_are_of_every_kind() {
        let fields = arbitrary_of::<Field<u8>>();
        assert!(some_but_not_all(&fields, Field::is_absent) && some_but_not_all(&fields, Field::is_null));
        assert!(fields.iter().any(|field| field.value().is_some()));
        let numbers = arbitrary_of::<Number>();
        assert!(some_but_not_all(&numbers, Number::is_integer));
        assert!(some_but_not_all(&numbers, |number| number.is_integer() && number.as_i64().is_none()));
        assert!(some_but_not_all(&arbitrary_of::<Integer>(), |number| number.as_i128()
            == number.as_i128().map(|it| it as i16 as i128)));
        let days = arbitrary_of::<Date>();
        assert!(days.iter().any(|day| *day != days[0]));
        let moments = arbitrary_of::<DateTime>();
        assert!(some_but_not_all(&moments, |moment| moment.as_str().ends_with('z')));
        let kinds = many(any_json);
        for is in [
            serde_json::Value::is_null,
            serde_json::Value::is_boolean,
            serde_json::Value::is_i64,
            serde_json::Value::is_string,
            serde_json::Value::is_array,
            serde_json::Value::is_object,
        ] {
            assert!(some_but_not_all(&kinds, is));
        }
        for count in 0..=3 {
            assert!(some_but_not_all(&many(any_json_list), |list| list.len() == count));
            assert!(some_but_not_all(&many(any_json_map), |map| map.len() == count));
        }
        assert!(many(any_json_map).iter().flatten().all(|(name, _)| name.starts_with("any-")));
        assert!(some_but_not_all(&many(any_json_list), |list| list.iter().any(|item| !item.is_null())));
    }

    #[test]
    fn lengths_are_often_the_ends() {
        let share = |least, most, wanted: usize| {
            many(|from| length(least, most, from)).into_iter().filter(|length| *length == wanted).count() * 100 / 400
        };
        assert!(share(3, Some(1000), 3) > 15 && share(3, Some(1000), 1000) > 15);
        assert!(share(3, Some(4096), 4096) > 15);
        for most in [Some(4097), None] {
            assert!(many(|from| length(3, most, from)).iter().all(|length| (3..=27).contains(length)));
        }
        assert!(many(|from| length(3, Some(5), from)).iter().all(|length| (3..=5).contains(length)));
        assert!(many(|from| length(3, None, from)).iter().any(|length| *length > 20));
    }

    #[test]
    fn a_string_is_of_its_format_or_of_any_characters() {
        for format in
            [Format::Email, Format::Uuid, Format::Date, Format::DateTime, Format::Time, Format::Ipv6, Format::Byte]
        {
            let rules = StringRules { format: Some(format), ..StringRules::NONE };
            let texts = many(|from| string_value(&rules, from));
            assert!(
                texts.iter().all(|text| format.matches(text)) && texts.iter().any(|text| *text != texts[0]),
                "{format:?}"
            );
        }
        let rules = StringRules { min_length: Some(2), max_length: Some(4), ..StringRules::NONE };
        assert!(many(|from| string_value(&rules, from)).iter().all(|text| (2..=4).contains(&text.chars().count())));
        let all = many(character);
        assert!(some_but_not_all(&all, |one| *one == '𝄞') && some_but_not_all(&all, |one| *one == '\u{feff}'));
        assert!(some_but_not_all(&all, |one| (' '..='~').contains(one)));
        let known = ['\u{0}', '\n', '\u{7f}', 'é', '𝄞', '\u{2028}', '\u{feff}'];
        assert!(all.iter().any(|one| !(' '..='~').contains(one) && !known.contains(one)));
        static NONE: Pattern = Pattern::linear("^[^\\s\\S]$", "^[^\\s\\S]$");
        let nothing = StringRules { pattern: Some(&NONE), ..StringRules::NONE };
        assert!(string_value(&nothing, &mut Unstructured::new(&random_bytes())).is_err());
    }

    #[test]
    fn every_manner_has_its_turn() {
        let manners: Vec<_> =
            (0..9).map(Manner::of).map(|it| (it.spells_look_around, it.is_plain, it.is_measured)).collect();
        let (yes, no) = (true, false);
        assert_eq!(
            manners,
            [
                (no, no, no),
                (no, yes, no),
                (no, no, yes),
                (no, yes, yes),
                (yes, no, no),
                (yes, yes, no),
                (yes, no, yes),
                (yes, yes, yes),
                (no, no, no),
            ]
        );
    }

    #[test]
    fn a_pattern_is_made_plain_and_has_no_anchors() {
        for (pattern, kept, plain) in [
            ("^a.*b$", "a.*b", "ab"),
            ("^(a|^b)+.+$", "(?:a|b)+.+", "(?:a|b)+[0-9A-Za-z]+"),
            (r"[^<>]*a{2}[!-@]*", r"[^<>]*a{2}[!-@]*", "a{2}[0-9]*"),
            ("[!-/]|[а-я]*|\\b", "[!-/]|[а-я]*|(?:)", "[!-/]|[а-я]*|(?:)"),
            ("[ -/]", "[ -/]", "[!-/]"),
        ] {
            assert_eq!(without_anchors(hir(pattern), false), hir(kept), "{pattern}");
            assert_eq!(without_anchors(hir(pattern), true), hir(plain), "{pattern}");
        }
    }

    #[test]
    fn anything_is_a_class_of_more_than_a_million() {
        for (pattern, anything) in [
            (".", true),
            ("[^a]", true),
            (r"[\x{10000}-\x{104240}]", false),
            (r"[\x{10000}-\x{104241}]", true),
            (r"[\x{f0000}-\x{f0001}]", false),
            (r"\w", false),
            ("a", false),
        ] {
            assert_eq!(is_anything(&hir(pattern)), anything, "{pattern}");
        }
    }

    #[test]
    fn a_measured_pattern_makes_up_for_what_is_missing_and_no_more() {
        for (pattern, missing, made, left) in [
            ("a{2,5}b*", 4, "a{5}b", 0),
            ("(?:abc)*d*", 8, "(?:abc){2}d{2}", 0),
            ("(?:abc)*", 8, "(?:abc){2}", 2),
            ("(a+)b?", 2, "a{3}", 0),
            ("a*|b", 3, "a*|b", 3),
            ("(?:a*b)*c", 5, "(?:b){5}c", 0),
            ("x", 5, "x", 5),
        ] {
            let mut rest = missing;
            assert_eq!(measured(&hir(pattern), &mut rest), hir(made), "{pattern}");
            assert_eq!(rest, left, "{pattern}");
        }
    }

    #[test]
    fn the_lengths_of_a_patterns_texts_are_known() {
        for (pattern, least, most) in [
            ("", 0, 0),
            ("^$", 0, 0),
            ("aé", 2, 3),
            ("[a-z]", 1, 4),
            ("a{2,5}", 2, 5),
            ("a{2,}", 2, 12),
            ("(a)b*", 1, 11),
            ("ab|cde|f", 1, 3),
        ] {
            assert_eq!((least_length(&hir(pattern)), longest(&hir(pattern), 10)), (least, most), "{pattern}");
        }
        let texts = |pattern: &'static str| {
            let pattern = Pattern::linear(pattern, pattern);
            matching(&pattern, &[], 1, Manner::of(0), &mut Unstructured::new(&[7; 64])).map(|text| text.len())
        };
        assert_eq!(texts("[a-z]{1048576}").ok(), Some(LONGEST / 4));
        assert!(texts("[a-z]{1048577}").is_err());
    }

    #[test]
    fn what_is_looked_at_is_left_out_or_spelled() {
        for (pattern, left_out, spelled) in [
            ("abc", "abc", "abc"),
            ("a(?=b)c", "ac", "a(?:b)c"),
            ("a(?<=b)c", "ac", "a(?:b)c"),
            ("ab(?!c)d(?<!e)f", "abdf", "abdf"),
            ("(?:a)(?=b(?=c)d)e", "(?:a)e", "(?:a)(?:b(?:c)d)e"),
            ("(?=a)(?=(b)(c))d", "d", "(?:a)(?:(b)(c))d"),
            ("x(?=[(]a)y", "xy", "x(?:[(]a)y"),
            ("x(?=[)]a)y", "xy", "x(?:[)]a)y"),
            (r"x(?=\(a)y", "xy", r"x(?:\(a)y"),
            (r"x(?=\)a)y", "xy", r"x(?:\)a)y"),
            (r"x(?=\[a)y", "xy", r"x(?:\[a)y"),
            (r"x(?=[\])]a)y", "xy", r"x(?:[\])]a)y"),
            (r"x(?=\\)y", "xy", r"x(?:\\)y"),
            ("abc(?=d", "abc", "abc"),
        ] {
            assert_eq!((around(pattern, false).as_str(), around(pattern, true).as_str()), (left_out, spelled));
        }
    }

    #[test]
    fn integers_are_the_multiples_within_their_bounds_and_often_the_ends() {
        let rules = |minimum, maximum, multiple_of| IntegerRules {
            minimum: Some(minimum),
            maximum: Some(maximum),
            multiple_of,
        };
        let values = |rules: IntegerRules| many(|from| integer_value::<i64>(&rules, from));
        for (least, most, multiples) in
            [(-7, 12, &[-5, 0, 5, 10][..]), (7, 12, &[10]), (-12, -7, &[-10]), (5, 5, &[5]), (-5, 5, &[-5, 0, 5])]
        {
            let found: std::collections::BTreeSet<i64> = values(rules(least, most, Some(5))).into_iter().collect();
            assert_eq!(found.into_iter().collect::<Vec<_>>(), multiples, "{least} {most}");
        }
        let wide = values(rules(-1_000_000, 1_000_000, None));
        for (end, is_often) in [(-1_000_000, true), (1_000_000, true), (0, false)] {
            assert_eq!(wide.iter().filter(|value| **value == end).count() > 50, is_often, "{end}");
        }
        assert!(wide.iter().any(|value| (1..1_000_000).contains(value)));
        let bytes = random_bytes();
        assert!(integer_value::<i64>(&rules(5, 4, None), &mut Unstructured::new(&bytes)).is_err());
        let bytes_wide = many(|from| integer_value::<u8>(&IntegerRules::NONE, from));
        assert!(bytes_wide.contains(&0) && bytes_wide.contains(&255));
    }

    #[test]
    fn numbers_are_spread_within_their_bounds() {
        let spread = |rules: NumberRules| {
            let values = many(|from| number_value(&rules, from));
            assert!(values.iter().all(|value| rules.check(*value, &mut crate::Decoder::strict())));
            (values.iter().copied().fold(f64::MAX, f64::min), values.iter().copied().fold(f64::MIN, f64::max))
        };
        let (least, most) = spread(NumberRules::NONE);
        assert!((-1e9..-8e8).contains(&least) && (8e8..=1e9).contains(&most), "{least} {most}");
        let (least, most) = spread(NumberRules { minimum: Some(10.0), maximum: Some(20.0), ..NumberRules::NONE });
        assert!((10.0..11.0).contains(&least) && (19.0..=20.0).contains(&most), "{least} {most}");
        let steps = NumberRules { minimum: Some(0.0), maximum: Some(1.0), multiple_of: Some(0.1), ..NumberRules::NONE };
        assert_eq!(spread(steps), (0.0, 1.0));
        for tenths in 0..=10 {
            assert!(many(|from| number_value(&steps, from)).contains(&(f64::from(tenths) / 10.0)), "{tenths}");
        }
        let impossible = NumberRules { minimum: Some(1.0), maximum: Some(0.0), ..NumberRules::NONE };
        assert!(number_value(&impossible, &mut Unstructured::new(&random_bytes())).is_err());
    }

    #[test]
    fn arrays_have_their_count_and_no_item_twice_where_none_may_be() {
        let rules = ArrayRules { min_items: Some(3), max_items: Some(3), ..ArrayRules::NONE };
        let same = many(|from| array_value(&rules, from, |_| Ok(7)));
        assert!(same.iter().all(|items| items == &[7, 7, 7]));
        let unique = ArrayRules { unique_items: true, ..rules };
        // Now and then the same item comes too often.
        let differ = many(|from| Ok(array_value(&unique, from, |from| from.int_in_range(0..=3_u8)).ok()));
        let differ: Vec<Vec<u8>> = differ.into_iter().flatten().collect();
        assert!(differ.iter().all(|items| (0..items.len()).all(|at| !items[..at].contains(&items[at]))));
        assert!(differ.iter().all(|items| items.len() == 3));
        assert!(differ.len() > 300);
    }

    /// A number that is read as the even one below it.
    #[derive(Debug, PartialEq, serde::Serialize)]
    struct Even(u8);

    impl crate::Decode for Even {
        fn decode(json: crate::Json<'_>, at: &mut crate::Decoder) -> Option<Self> {
            u8::decode(json, at).map(|value| Self(value & !1))
        }
    }

    #[test]
    fn a_value_of_a_union_is_one_that_is_taken_as_it_is() {
        let nothing = &mut Unstructured::new(&[]);
        assert_eq!(tried_value(nothing, &[|_| Ok(Even(3)), |_| Ok(Even(4)), |_| Ok(Even(6))]).ok(), Some(Even(4)));
        assert_eq!(tried_value(nothing, &[|_| Ok(Even(3))]).ok(), Some(Even(3)));
        assert!(tried_value::<Even>(nothing, &[]).is_err());
        assert_eq!(tried_value(&mut Unstructured::new(&[7; 64]), &[|_| Ok(Even(4))]).ok(), Some(Even(4)));
    }

    #[test]
    fn unions_within_unions_end_with_the_bytes() {
        thread_local! {
            static MADE: Cell<usize> = const { Cell::new(0) };
        }
        fn deeper(from: &mut Unstructured<'_>) -> Result<Even> {
            MADE.set(MADE.get() + 1);
            if MADE.get() == 20 { Ok(Even(2)) } else { tried_value(from, &[deeper]) }
        }
        for _ in 0..2 {
            MADE.set(0);
            assert!(tried_value(&mut Unstructured::new(&[]), &[deeper]).is_err());
            assert_eq!(MADE.get(), 9);
        }
        MADE.set(0);
        assert_eq!(tried_value(&mut Unstructured::new(&[7; 64]), &[deeper]).ok(), Some(Even(2)));
    }

    #[test]
    fn a_checked_value_keeps_its_schema() {
        use crate::{Literal, Rule};
        static SOME: crate::Schema = &[Rule::Enum(&[Literal::Integer(4), Literal::Integer(6)])];
        let made = many(|from| checked_value(&SOME, from, |from| u8::arbitrary(from).map(Even)));
        assert!(some_but_not_all(&made, |value| *value == Even(4)) && made.iter().all(|it| [4, 6].contains(&it.0)));
        // What is taken is not always what was asked for.
        static ODD: crate::Schema = &[Rule::Enum(&[Literal::Integer(5)])];
        let bytes = random_bytes();
        assert!(checked_value(&ODD, &mut Unstructured::new(&bytes), |_| Ok(Even(2))).is_err());
    }

    #[test]
    fn some_value_is_found_where_enough_bytes_make_one() {
        struct Hungry(Vec<u8>);
        impl<'a> Arbitrary<'a> for Hungry {
            fn arbitrary(from: &mut Unstructured<'a>) -> Result<Self> {
                from.bytes(16 * 1024).map(|bytes| Self(bytes.to_vec()))
            }
        }
        struct Never;
        impl<'a> Arbitrary<'a> for Never {
            fn arbitrary(_: &mut Unstructured<'a>) -> Result<Self> {
                Err(Error::IncorrectFormat)
            }
        }
        let Hungry(bytes) = some_value().expect("bytes");
        assert!((0..=u8::MAX).all(|byte| bytes[..256].contains(&byte)));
        assert!(some_value::<Never>().is_none());
        assert_eq!(json_of(&Even(4)), Some(b"4".to_vec()));
    }

    #[test]
    fn a_headers_text_is_visible_and_not_empty() {
        let texts = many(header_text);
        assert!(
            texts.iter().all(|text| (1..=20).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()))
        );
        assert!(some_but_not_all(&texts, |text| text.len() > 10));
        let optional = many(optional_header_text);
        assert!(some_but_not_all(&optional, Option::is_some));
        assert!(some_but_not_all(&optional, |text| text.as_ref().is_some_and(|text| text.len() > 10)));
    }
}
