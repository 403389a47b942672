//! The document as a tree in which every value and every key knows its place.
//!
//! Owns the tree and the ways to look into it. Never reads files ([`crate::source`] does), never follows a `$ref`
//! ([`crate::resolve`] does) and knows no keyword of OpenAPI ([`crate::keywords`] does).

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Which loaded file a [`Span`] lies in; an index into [`crate::source::Sources`].
#[derive(Copy, Clone, Eq, PartialEq, Hash, Ord, PartialOrd, Debug, Default)]
pub struct SourceId(pub(crate) u16);

/// A range of bytes in a loaded file.
///
/// The span of a [`Node`] also identifies it: two different nodes never share one, except that everything expanded
/// from one YAML anchor keeps the span of the anchored text (and is equal anyway).
#[derive(Copy, Clone, Eq, PartialEq, Hash, Ord, PartialOrd, Debug, Default)]
pub struct Span {
    /// The file.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span in a file; `end` is one past the last byte.
    #[must_use]
    pub fn new(source: SourceId, start: u32, end: u32) -> Self {
        Self { source, start, end }
    }

    /// Whether `other` lies in this span, ends included.
    #[must_use]
    pub fn contains(&self, other: Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// A number with the exact text it was written with, as JSON writes numbers.
///
/// YAML's other forms (`0x1F`, `+1`, `.5`) are rewritten to JSON's when read.
#[derive(Clone, Eq, PartialEq, Hash, Debug)]
pub struct Number(Box<str>);

impl Number {
    /// Takes text that is a JSON number; the readers check that it is one.
    pub(crate) fn from_json_text(text: &str) -> Self {
        Self(text.into())
    }

    /// The exact text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The value when it is an integer that fits; `1.0` and `1e2` are integers, as JSON Schema counts them.
    #[must_use]
    pub fn as_i128(&self) -> Option<i128> {
        if let Ok(value) = self.0.parse() {
            return Some(value);
        }
        self.integer_digits()?.parse().ok()
    }

    /// See [`Number::as_i128`].
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_i128()?.try_into().ok()
    }

    /// See [`Number::as_i128`].
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_i128()?.try_into().ok()
    }

    /// The nearest `f64`; `None` when it is too large to be finite.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.0.parse().ok().filter(|value: &f64| value.is_finite())
    }

    /// Whether the value is mathematically an integer, whatever its size.
    #[must_use]
    pub fn is_integer(&self) -> bool {
        let (_, digits, exponent) = self.decimal();
        exponent >= 0 || digits.bytes().all(|digit| digit == b'0')
    }

    /// Whether the nearest float is another number.
    #[must_use]
    pub fn loses(&self) -> bool {
        let nearest = self.as_f64().map(|value| Self(format!("{value:e}").into()));
        nearest.is_none_or(|nearest| nearest.normal() != self.normal())
    }

    /// Which of two numbers is the greater one, exactly.
    #[must_use]
    pub fn compare(&self, other: &Self) -> Ordering {
        let sign = |(negative, digits, _): &(bool, String, i64)| match (digits.is_empty(), negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let (one, two) = (self.normal(), other.normal());
        let size = || one.2.cmp(&two.2).then_with(|| one.1.cmp(&two.1));
        sign(&one).cmp(&sign(&two)).then_with(|| match sign(&one) {
            1 => size(),
            0 => Ordering::Equal,
            _ => size().reverse(),
        })
    }

    /// The least integer that is not below the number (`up`), or the greatest one that is not above it; the nearest of
    /// 128 bits where it has more.
    #[must_use]
    pub fn rounded(&self, up: bool) -> i128 {
        if let Some(value) = self.as_i128() {
            return value;
        }
        let (negative, digits, point) = self.normal();
        let whole = usize::try_from(point).unwrap_or_default();
        // 39 digits hold every i128.
        let value = match digits.get(..whole.min(digits.len())) {
            Some("") => Some(0),
            Some(part) if whole <= 39 => {
                let text = format!("{}{part}{}", if negative { "-" } else { "" }, "0".repeat(whole - part.len()));
                text.parse::<i128>().ok()
            }
            _ => None,
        };
        match value {
            Some(value) if self.is_integer() => value,
            Some(value) => value.saturating_add(i128::from(up && !negative) - i128::from(!up && negative)),
            None if negative => i128::MIN,
            None => i128::MAX,
        }
    }

    /// Sign, digits without zeros at either end, and the power of ten that stands behind `0.DIGITS`.
    fn normal(&self) -> (bool, String, i64) {
        let (negative, digits, exponent) = self.decimal();
        let digits = digits.trim_start_matches('0');
        let point = exponent.saturating_add(i64::try_from(digits.len()).unwrap_or(i64::MAX));
        let digits = digits.trim_end_matches('0');
        if digits.is_empty() { (false, String::new(), 0) } else { (negative, digits.to_owned(), point) }
    }

    /// The digits as an integer and the power of ten it is multiplied with; `None` where they are too many.
    #[must_use]
    pub fn scaled(&self) -> Option<(i128, i64)> {
        let (negative, digits, point) = self.normal();
        let value: i128 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        Some((if negative { -value } else { value }, point - i64::try_from(digits.len()).ok()?))
    }

    /// The value for `serde_json`: exact for integers up to 64 bits, else the nearest `f64` (or 0 beyond `f64`).
    #[must_use]
    pub fn to_json(&self) -> serde_json::Number {
        if let Ok(value) = self.0.parse::<i64>() {
            return value.into();
        }
        if let Ok(value) = self.0.parse::<u64>() {
            return value.into();
        }
        self.as_f64().and_then(serde_json::Number::from_f64).unwrap_or_else(|| 0.into())
    }

    /// Sign, significant digits without trailing zeros of the fraction, and the power of ten they are multiplied with.
    fn decimal(&self) -> (bool, String, i64) {
        let (negative, text) = match self.0.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, &*self.0),
        };
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i64>().unwrap_or(i64::MAX / 2)),
            None => (text, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let fraction = fraction.trim_end_matches('0');
        let exponent = exponent.saturating_sub(i64::try_from(fraction.len()).unwrap_or(i64::MAX));
        let mut digits = format!("{whole}{fraction}");
        let mut exponent = exponent;
        // `120e-1` is the integer 12: move what zeros there are into the exponent.
        while exponent < 0 && digits.len() > 1 && digits.ends_with('0') {
            digits.pop();
            exponent += 1;
        }
        (negative, digits, exponent)
    }

    fn integer_digits(&self) -> Option<String> {
        let (negative, mut digits, exponent) = self.decimal();
        if digits.bytes().all(|digit| digit == b'0') {
            return Some("0".to_owned());
        }
        // 39 digits hold every i128; a larger exponent would only cost memory.
        let zeros = usize::try_from(exponent).ok().filter(|&zeros| zeros <= 39)?;
        digits.extend(std::iter::repeat_n('0', zeros));
        if negative {
            digits.insert(0, '-');
        }
        Some(digits)
    }
}

/// A value of the document.
#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, exact.
    Number(Number),
    /// A string, unescaped.
    String(Box<str>),
    /// An array.
    Array(Vec<Node>),
    /// An object. Boxed to keep a node at 40 bytes.
    Object(Box<Object>),
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The place.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// Equal values are equal wherever they stand; members are compared in order.
impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// One member of an [`Object`].
#[derive(Clone, Debug)]
pub struct Member {
    /// The key, unescaped. A YAML key that is no string (`200:`) is its text.
    pub key: Box<str>,
    /// The place of the key, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl PartialEq for Member {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key && self.value == other.value
    }
}

/// The members of an object in the order of the document; no key occurs twice.
///
/// Up to [`Object::LINEAR`] members are searched one by one, which beats any hash at that size; larger objects carry a
/// sorted index. (A hash map for each of GitHub's 400,000 objects would cost more than the whole reading.)
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Object {
    members: Vec<Member>,
    /// Positions of `members` in the order of their keys; empty for small objects.
    by_key: Box<[u32]>,
}

impl Object {
    /// Up to this many members there is no index.
    const LINEAR: usize = 16;

    /// Builds the object. Of members with the same key the first stays; the others are returned with the span of the
    /// key that stayed.
    pub(crate) fn new(mut members: Vec<Member>) -> (Self, Vec<(Member, Span)>) {
        let mut repeated = Vec::new();
        if members.len() <= Self::LINEAR {
            let mut at = 1;
            while at < members.len() {
                match members[..at].iter().position(|earlier| earlier.key == members[at].key) {
                    Some(first) => {
                        let span = members[first].key_span;
                        repeated.push((members.remove(at), span));
                    }
                    None => at += 1,
                }
            }
            return (Self { members, by_key: Box::default() }, repeated);
        }
        let index = |members: &[Member]| -> Vec<u32> {
            // A document is below 4 GiB, so it has fewer than 2^32 members.
            let mut order: Vec<u32> = (0..u32::try_from(members.len()).unwrap_or(u32::MAX)).collect();
            order.sort_by(|&a, &b| members[a as usize].key.cmp(&members[b as usize].key));
            order
        };
        let mut by_key = index(&members);
        let later: Vec<(usize, usize)> = {
            let mut first = 0;
            let mut later = Vec::new();
            for at in 1..by_key.len() {
                if members[by_key[at] as usize].key == members[by_key[first] as usize].key {
                    later.push((by_key[at] as usize, by_key[first] as usize));
                } else {
                    first = at;
                }
            }
            later.sort_unstable();
            later
        };
        if !later.is_empty() {
            let spans: Vec<Span> = later.iter().map(|&(_, first)| members[first].key_span).collect();
            let mut drop = later.iter().map(|&(at, _)| at).peekable();
            let mut kept = Vec::with_capacity(members.len());
            let mut dropped = Vec::new();
            for (at, member) in members.into_iter().enumerate() {
                if drop.next_if_eq(&at).is_some() {
                    dropped.push(member);
                } else {
                    kept.push(member);
                }
            }
            repeated = dropped.into_iter().zip(spans).collect();
            members = kept;
            by_key = index(&members);
        }
        (Self { members, by_key: by_key.into_boxed_slice() }, repeated)
    }

    /// Changes which members there are. Of members with the same key the first stays.
    pub(crate) fn edit(&mut self, change: impl FnOnce(&mut Vec<Member>)) {
        let mut members = std::mem::take(&mut self.members);
        change(&mut members);
        *self = Self::new(members).0;
    }

    /// Changes the members' values, by their keys.
    pub(crate) fn edit_values(&mut self, mut change: impl FnMut(&str, &mut Node)) {
        self.members.iter_mut().for_each(|member| change(&member.key, &mut member.value));
    }

    /// The number of members.
    #[must_use]
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there are no members.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The member with this key.
    #[must_use]
    pub fn member(&self, key: &str) -> Option<&Member> {
        if self.by_key.is_empty() {
            return self.members.iter().find(|member| &*member.key == key);
        }
        self.by_key
            .binary_search_by(|&at| (*self.members[at as usize].key).cmp(key))
            .ok()
            .map(|found| &self.members[self.by_key[found] as usize])
    }

    /// The value of the member with this key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.member(key).map(|member| &member.value)
    }

    /// Whether there is such a member.
    #[must_use]
    pub fn contains(&self, key: &str) -> bool {
        self.member(key).is_some()
    }

    /// The members in the order of the document.
    pub fn iter(&self) -> std::slice::Iter<'_, Member> {
        self.members.iter()
    }

    /// The keys in the order of the document.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(|member| &*member.key)
    }
}

impl<'a> IntoIterator for &'a Object {
    type Item = &'a Member;
    type IntoIter = std::slice::Iter<'a, Member>;

    fn into_iter(self) -> Self::IntoIter {
        self.members.iter()
    }
}

/// The types of JSON Schema.
pub(crate) const TYPES: &[&str] = &["null", "boolean", "integer", "number", "string", "array", "object"];

/// What to do where a document names another one.
pub(crate) const TYPES_HELP: &str = "the types are null, boolean, integer, number, string, array and object";

impl Node {
    /// Whether it is a value of a type of JSON Schema: an integer is a number, and 1.0 is an integer.
    #[must_use]
    pub fn is_of_type(&self, ty: &str) -> bool {
        match &self.value {
            Value::Null => ty == "null",
            Value::Bool(_) => ty == "boolean",
            Value::Number(number) => ty == "number" || ty == "integer" && number.is_integer(),
            Value::String(_) => ty == "string",
            Value::Array(_) => ty == "array",
            Value::Object(_) => ty == "object",
        }
    }

    /// The string, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The boolean, if it is one.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub fn as_number(&self) -> Option<&Number> {
        match &self.value {
            Value::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The number as `u64`, if it is one and fits.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.as_u64()
    }

    /// The number as `i64`, if it is one and fits.
    #[must_use]
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.as_i64()
    }

    /// The number as the nearest `f64`, if it is one and finite.
    #[must_use]
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number()?.as_f64()
    }

    /// The items, if it is an array.
    #[must_use]
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }

    /// The object, if it is one.
    #[must_use]
    pub fn as_object(&self) -> Option<&Object> {
        match &self.value {
            Value::Object(object) => Some(object),
            _ => None,
        }
    }

    /// Whether it is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self.value, Value::Null)
    }

    /// The value of a member; `None` also when this is no object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.as_object()?.get(key)
    }

    /// The string at a member.
    #[must_use]
    pub fn get_str(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// The boolean at a member.
    #[must_use]
    pub fn get_bool(&self, key: &str) -> Option<bool> {
        self.get(key)?.as_bool()
    }

    /// The items of the array at a member.
    #[must_use]
    pub fn get_array(&self, key: &str) -> Option<&[Node]> {
        self.get(key)?.as_array()
    }

    /// The object at a member.
    #[must_use]
    pub fn get_object(&self, key: &str) -> Option<&Object> {
        self.get(key)?.as_object()
    }

    /// The members; none when this is no object.
    pub fn members(&self) -> std::slice::Iter<'_, Member> {
        self.as_object().map_or([].iter(), Object::iter)
    }

    /// The items; none when this is no array.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        self.as_array().unwrap_or_default()
    }

    /// What kind of value it is, for a message: `an object`, `a string`.
    #[must_use]
    pub fn kind_name(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        }
    }

    /// The node at an RFC 6901 pointer; `""` is this node.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<&Node> {
        if pointer.is_empty() {
            return Some(self);
        }
        let mut node = self;
        for token in pointer.strip_prefix('/')?.split('/') {
            node = match &node.value {
                Value::Object(object) => object.get(&unescape_token(token))?,
                Value::Array(items) => items.get(array_index(token)?)?,
                _ => return None,
            };
        }
        Some(node)
    }

    /// The RFC 6901 pointer of the value or key at this place, below this node.
    ///
    /// A place inside a scalar or between members gives the innermost value around it; `None` when it is not in this
    /// node at all.
    #[must_use]
    pub fn pointer_to(&self, span: Span) -> Option<String> {
        if !self.span.contains(span) {
            return None;
        }
        let mut pointer = String::new();
        let mut node = self;
        'descend: while node.span != span {
            match &node.value {
                Value::Object(object) => {
                    let around = |member: &Member| {
                        member.key_span.contains(span)
                            || member.value.span.contains(span)
                            || (member.key_span.source == span.source
                                && member.key_span.start <= span.start
                                && span.end <= member.value.span.end)
                    };
                    // Members stand in the order of the text, except those that a YAML merge key or alias brought in.
                    let guess = object
                        .members
                        .partition_point(|member| member.key_span.start <= span.start)
                        .checked_sub(1)
                        .map(|at| &object.members[at])
                        .filter(|member| around(member));
                    let Some(member) = guess.or_else(|| object.iter().find(|member| around(member))) else {
                        break 'descend;
                    };
                    pointer.push('/');
                    pointer.push_str(&escape_token(&member.key));
                    if member.key_span.contains(span) || !member.value.span.contains(span) {
                        break 'descend;
                    }
                    node = &member.value;
                }
                Value::Array(items) => {
                    let guess = items
                        .partition_point(|item| item.span.start <= span.start)
                        .checked_sub(1)
                        .filter(|&at| items[at].span.contains(span));
                    let Some(at) = guess.or_else(|| items.iter().position(|item| item.span.contains(span))) else {
                        break 'descend;
                    };
                    pointer.push('/');
                    pointer.push_str(&at.to_string());
                    node = &items[at];
                }
                _ => break 'descend,
            }
        }
        Some(pointer)
    }

    /// The value for `serde_json`; numbers beyond 64 bits or `f64`'s precision lose digits
    /// (see [`Node::to_json_text`]).
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => (*value).into(),
            Value::Number(number) => serde_json::Value::Number(number.to_json()),
            Value::String(text) => (&**text).into(),
            Value::Array(items) => items.iter().map(Node::to_json).collect(),
            Value::Object(object) => serde_json::Value::Object(
                object.iter().map(|member| (member.key.to_string(), member.value.to_json())).collect(),
            ),
        }
    }

    /// The value as compact JSON text, members in the order of the document and numbers exact.
    #[must_use]
    pub fn to_json_text(&self) -> String {
        let mut text = String::new();
        self.write_json(&mut text);
        text
    }

    fn write_json(&self, out: &mut String) {
        match &self.value {
            Value::Null => out.push_str("null"),
            Value::Bool(true) => out.push_str("true"),
            Value::Bool(false) => out.push_str("false"),
            Value::Number(number) => out.push_str(number.as_str()),
            Value::String(text) => write_json_string(text, out),
            Value::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    item.write_json(out);
                }
                out.push(']');
            }
            Value::Object(object) => {
                out.push('{');
                for (at, member) in object.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    write_json_string(&member.key, out);
                    out.push(':');
                    member.value.write_json(out);
                }
                out.push('}');
            }
        }
    }
}

fn write_json_string(text: &str, out: &mut String) {
    use std::fmt::Write;

    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                // Writing to a String cannot fail.
                let _ = write!(out, "\\u{:04x}", control as u32);
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

/// An array index as RFC 6901 allows it: digits, no leading zero.
fn array_index(token: &str) -> Option<usize> {
    let digits = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = token.len() > 1 && token.starts_with('0');
    if digits && !leading_zero { token.parse().ok() } else { None }
}

/// A key as one token of an RFC 6901 pointer (`~` and `/` escaped).
#[must_use]
pub fn escape_token(key: &str) -> Cow<'_, str> {
    if key.contains(['~', '/']) { Cow::Owned(key.replace('~', "~0").replace('/', "~1")) } else { Cow::Borrowed(key) }
}

/// The key that a token of an RFC 6901 pointer stands for.
#[must_use]
pub fn unescape_token(token: &str) -> Cow<'_, str> {
    if token.contains('~') { Cow::Owned(token.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(token) }
}

/// A document as the server's crate has it: as JSON, with the patterns of other dialects and what they are read as, and the
/// schemas whose `oneOf` is read as `anyOf`, so that who judges by the document reads them alike.
pub(crate) fn document_json(root: &Node, patterns: &BTreeMap<String, String>, any_of: &BTreeSet<String>) -> String {
    let text = |text: &str| serde_json::Value::from(text).to_string();
    let mut json = String::new();
    write_json(root, 0, &mut json);
    let mut add = |key: &str, brackets: [char; 2], rows: Vec<String>| {
        if !rows.is_empty()
            && root.get(key).is_none()
            && let Some(open) = json.strip_suffix("\n}")
        {
            let [first, last] = brackets;
            json = format!("{open},\n  {}: {first}\n    {}\n  {last}\n}}", text(key), rows.join(",\n    "));
        }
    };
    let rows = patterns.iter().map(|(source, read)| format!("{}: {}", text(source), text(read)));
    add("x-patterns-read-as", ['{', '}'], rows.collect());
    add("x-one-of-read-as-any-of", ['[', ']'], any_of.iter().map(|pointer| text(pointer)).collect());
    json.push('\n');
    json
}

/// JSON as people read it, members in the document's order, numbers as it writes them.
fn write_json(node: &Node, depth: usize, out: &mut String) {
    let indent = |depth: usize, out: &mut String| {
        out.push('\n');
        (0..depth).for_each(|_| out.push_str("  "));
    };
    match &node.value {
        Value::Array(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                indent(depth + 1, out);
                write_json(item, depth + 1, out);
            }
            indent(depth, out);
            out.push(']');
        }
        Value::Object(object) if !object.is_empty() => {
            out.push('{');
            for (index, member) in object.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                indent(depth + 1, out);
                out.push_str(&serde_json::Value::from(&*member.key).to_string());
                out.push_str(": ");
                write_json(&member.value, depth + 1, out);
            }
            indent(depth, out);
            out.push('}');
        }
        _ => out.push_str(&node.to_json_text()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::from_json_text(text)
    }

    fn member(key: &str, at: u32) -> Member {
        let span = Span::new(SourceId(0), at, at + 1);
        Member { key: key.into(), key_span: span, value: Node { span, value: Value::Null } }
    }

    #[test]
    fn a_node_takes_no_more_than_40_bytes() {
        assert!(size_of::<Node>() <= 40, "{}", size_of::<Node>());
    }

    #[test]
    fn numbers_keep_their_text_and_know_integers_in_every_notation() {
        for (text, integer, value) in [
            ("1", true, Some(1)),
            ("1.0", true, Some(1)),
            ("1e2", true, Some(100)),
            ("120e-1", true, Some(12)),
            ("-0", true, Some(0)),
            ("0.0e-7", true, Some(0)),
            ("1.5", false, None),
            ("15e-1", false, None),
            ("1e999999999999999999999", true, None),
            ("18446744073709551616", true, Some(18_446_744_073_709_551_616)),
        ] {
            let number = number(text);
            assert_eq!(number.as_str(), text);
            assert_eq!(number.is_integer(), integer, "{text}");
            assert_eq!(number.as_i128(), value, "{text}");
        }
        assert_eq!(number("18446744073709551615").as_u64(), Some(u64::MAX));
        assert_eq!(number("18446744073709551616").as_u64(), None);
        assert_eq!(number("1e999").as_f64(), None);
    }

    #[test]
    fn large_objects_find_their_members_and_name_every_repetition() {
        let mut members: Vec<Member> = (0..100).map(|at| member(&format!("k{at}"), at)).collect();
        members.push(member("k7", 200));
        members.push(member("k7", 201));
        members.push(member("k3", 202));
        let (object, repeated) = Object::new(members);
        assert_eq!(object.len(), 100);
        assert_eq!(object.get("k42").map(|node| node.span.start), Some(42));
        assert!(object.get("k100").is_none());
        assert_eq!(object.keys().nth(99), Some("k99"));
        let places: Vec<(u32, u32)> =
            repeated.iter().map(|(member, first)| (member.key_span.start, first.start)).collect();
        assert_eq!(places, [(200, 7), (201, 7), (202, 3)]);
    }

    #[test]
    fn small_objects_name_every_repetition_too() {
        let (object, repeated) = Object::new(vec![member("a", 0), member("b", 1), member("a", 2), member("a", 3)]);
        assert_eq!(object.len(), 2);
        assert_eq!(repeated.len(), 2);
    }

    #[test]
    fn pointer_tokens_escape_and_unescape() {
        assert_eq!(escape_token("a/b~c"), "a~1b~0c");
        assert_eq!(unescape_token("a~1b~0c"), "a/b~c");
        assert_eq!(unescape_token("~01"), "~1");
    }
}
