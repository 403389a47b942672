//! YAML 1.2 of the core schema as trees: anchors, aliases and merge keys are expanded, what JSON does not have is said.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use super::{DEEPEST, Stop, object, too_deep};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::node::{Member, Node, Number, SourceId, Span, Value};

/// How many values YAML aliases and merge keys may add ("billion laughs").
const MOST_ALIASED: usize = 2_000_000;

/// Turns saphyr's places, which count characters, into bytes.
struct Bytes {
    /// The byte of every 64th character; empty when all are ASCII.
    marks: Vec<u32>,
    length: usize,
}

impl Bytes {
    const STEP: usize = 64;

    fn new(text: &str) -> Self {
        let marks = if text.is_ascii() {
            Vec::new()
        } else {
            let every = text.char_indices().step_by(Self::STEP);
            every.map(|(byte, _)| u32::try_from(byte).unwrap_or(u32::MAX)).collect()
        };
        Self { marks, length: text.len() }
    }

    fn of(&self, text: &str, marker: Marker) -> usize {
        let index = marker.index();
        if self.marks.is_empty() {
            return index.min(self.length);
        }
        let Some(&mark) = self.marks.get(index / Self::STEP) else {
            return self.length;
        };
        let mark = mark as usize;
        text[mark..].char_indices().nth(index % Self::STEP).map_or(self.length, |(byte, _)| mark + byte)
    }
}

struct Anchored {
    node: Node,
    size: usize,
    height: usize,
}

enum Container {
    Sequence(Vec<Node>),
    Mapping {
        members: Vec<Member>,
        /// The key whose value comes next.
        key: Option<Key>,
        merged: Vec<Node>,
    },
}

struct Key {
    text: Box<str>,
    span: Span,
    merge: bool,
}

struct Open {
    container: Container,
    start: usize,
    /// End of what was read last in it.
    end: usize,
    anchor: usize,
}

struct YamlReader<'t, 'f> {
    text: &'t str,
    source: SourceId,
    bytes: Bytes,
    found: &'f mut Diagnostics,
    open: Vec<Open>,
    anchors: HashMap<usize, Anchored>,
    /// Anchors whose value is still being read.
    aliased: usize,
    root: Option<Node>,
}

/// The text with lines joined that are indented less than what is around them, between brackets: YAML 1.2 forbids that
/// (section 7.4), and YAML 1.1's readers and JSON's all take it. Every character keeps its place; with the text, the place of
/// the first such line. `None` where the text is good or nothing helps.
fn joined(text: &str) -> Option<(String, usize)> {
    /// Each value in brackets with such lines costs a reading of what is before it.
    const MOST: usize = 64;
    let bytes = Bytes::new(text);
    let mut joined = text.to_owned();
    let mut first = None;
    for _ in 0..MOST {
        // How many brackets are open where it goes wrong.
        let mut open = Vec::new();
        let mut wrong = None;
        for event in Parser::new_from_str(&joined) {
            match event {
                Ok((Event::SequenceStart(..) | Event::MappingStart(..), place)) => {
                    open.push(joined[bytes.of(&joined, place.start)..].starts_with(['{', '[']));
                }
                Ok((Event::SequenceEnd | Event::MappingEnd, _)) => drop(open.pop()),
                Ok(_) => {}
                Err(error) => {
                    wrong = Some(error);
                    break;
                }
            }
        }
        let Some(error) = wrong else {
            return first.map(|first| (joined, first));
        };
        let at = bytes.of(text, *error.marker());
        let line = text[..at].rfind('\n')?;
        let open = open.into_iter().filter(|is_open| *is_open).count();
        if open == 0 || !error.info().contains("indentation") || !text[line..at].trim().is_empty() {
            return None;
        }
        // Lines without anything are no lines of the text between.
        let from = text[..line].trim_end().len();
        let to = end_of_brackets(text, at, open).unwrap_or(at);
        let breaks = |byte: u8| byte == b'\n' || byte == b'\r';
        let spaces: Vec<usize> = (from..to).filter(|at| breaks(joined.as_bytes()[*at])).collect();
        for at in spaces {
            joined.replace_range(at..=at, " ");
        }
        first.get_or_insert(at);
    }
    None
}

/// Where so many brackets that are open at a place are closed; `None` where a comment stands before, which would swallow
/// what is joined to it, or a text in quotes has more than one line.
fn end_of_brackets(text: &str, from: usize, mut open: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' => open += 1,
            b'}' | b']' if open == 1 => return Some(at),
            b'}' | b']' => open -= 1,
            b'#' if bytes[at - 1].is_ascii_whitespace() => return None,
            quote @ (b'"' | b'\'') => {
                at += 1;
                while *bytes.get(at)? != quote {
                    if bytes[at] == b'\n' {
                        return None;
                    }
                    at += if bytes[at] == b'\\' && quote == b'"' { 2 } else { 1 };
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

pub(super) fn read_yaml(text: &str, source: SourceId, found: &mut Diagnostics) -> Result<Node, Stop> {
    let mut own = Diagnostics::default();
    let mut read = read_yaml_strictly(text, source, &mut own);
    if read.as_ref().is_err_and(|stop| stop.code == "E0104")
        && let Some((joined, first)) = joined(text)
    {
        own = Diagnostics::default();
        let place = u32::try_from(first).unwrap_or(u32::MAX);
        own.push(
            Diagnostic::warning("W0104", "a line between brackets is indented less than what is around them")
                .at(Span::new(source, place, place + 1))
                .help("indent it more than the key that the value belongs to"),
        );
        read = read_yaml_strictly(&joined, source, &mut own);
    }
    found.append(own);
    read
}

fn read_yaml_strictly(text: &str, source: SourceId, found: &mut Diagnostics) -> Result<Node, Stop> {
    let mut reader = YamlReader {
        text,
        source,
        bytes: Bytes::new(text),
        found,
        open: Vec::new(),
        anchors: HashMap::new(),
        aliased: 0,
        root: None,
    };
    let mut parser = Parser::new_from_str(text);
    let mut documents = 0;
    while let Some(event) = parser.next_event() {
        let (event, place) = event.map_err(|error| reader.stop(&error))?;
        let span = reader.span(reader.bytes.of(text, place.start), reader.bytes.of(text, place.end));
        match event {
            Event::DocumentStart(_) => {
                documents += 1;
                if documents > 1 {
                    return Err(Box::new(
                        Diagnostic::error("E0106", "a second YAML document begins here")
                            .at(span)
                            .help("put it into a file of its own, or remove the line `---`"),
                    ));
                }
            }
            event => reader.event(event, span)?,
        }
    }
    reader.root.ok_or_else(|| {
        Box::new(
            Diagnostic::error("E0201", "the file is empty")
                .at(Span::new(source, 0, 0))
                .help("an OpenAPI document begins with `openapi: 3.1.0`"),
        )
    })
}

impl YamlReader<'_, '_> {
    fn span(&self, start: usize, end: usize) -> Span {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.source, place(start), place(end.max(start)))
    }

    fn stop(&self, error: &ScanError) -> Stop {
        let start = self.bytes.of(self.text, *error.marker());
        let end = start + self.text[start..].chars().next().map_or(0, char::len_utf8);
        let help = if self.text[start..].starts_with('\t') {
            "indent with spaces; YAML does not allow tabs"
        } else {
            "check the indentation here and on the line before, and quote texts with special characters"
        };
        Box::new(
            Diagnostic::error("E0104", format!("this is not YAML: {}", error.info()))
                .at(self.span(start, end))
                .label("reading stopped here")
                .help(help),
        )
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if self.expects_key() {
                    let merge = style == ScalarStyle::Plain && text == "<<" && tag.is_none();
                    let empty = style == ScalarStyle::Plain && span.start == span.end;
                    let text: Box<str> = if empty { "".into() } else { text.into() };
                    if anchor > 0 {
                        let node = Node { span, value: Value::String(text.clone()) };
                        self.anchor(anchor, &node);
                    }
                    self.key(Key { text, span, merge });
                    return Ok(());
                }
                let value = self.scalar(&text, style, tag.as_deref(), span);
                let span = if span.start == span.end { self.place_of_nothing(span) } else { span };
                self.done(Node { span, value }, anchor)
            }
            Event::Alias(anchor) => {
                let Some(anchored) = self.anchors.get(&anchor) else {
                    return Err(Box::new(
                        Diagnostic::error("E0108", "this alias stands inside the value that it names")
                            .at(span)
                            .help("use `$ref` for recursion"),
                    ));
                };
                self.aliased += anchored.size;
                if self.aliased > MOST_ALIASED {
                    return Err(Box::new(
                        Diagnostic::error("E0107", format!("YAML aliases expand to more than {MOST_ALIASED} values"))
                            .at(span),
                    ));
                }
                if self.open.len() + anchored.height > DEEPEST {
                    return Err(too_deep(span));
                }
                let node = anchored.node.clone();
                if self.expects_key() {
                    let Some(text) = node.as_str() else {
                        return Err(no_text_key(span));
                    };
                    self.key(Key { text: text.into(), span, merge: false });
                    return Ok(());
                }
                if let Some(open) = self.open.last_mut() {
                    open.end = span.end as usize;
                }
                self.done(node, 0)
            }
            Event::SequenceStart(anchor, tag) => {
                self.known_collection(tag.as_deref(), "seq", span);
                self.begin(Container::Sequence(Vec::new()), anchor, span)
            }
            Event::MappingStart(anchor, tag) => {
                self.known_collection(tag.as_deref(), "map", span);
                let container = Container::Mapping { members: Vec::new(), key: None, merged: Vec::new() };
                self.begin(container, anchor, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(span),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => {
                Ok(())
            }
        }
    }

    fn expects_key(&self) -> bool {
        matches!(self.open.last(), Some(Open { container: Container::Mapping { key: None, .. }, .. }))
    }

    fn key(&mut self, new: Key) {
        if let Some(open) = self.open.last_mut() {
            open.end = open.end.max(new.span.end as usize);
            if let Container::Mapping { key, .. } = &mut open.container {
                *key = Some(new);
            }
        }
    }

    /// A value that is not written at all stands where its key does.
    fn place_of_nothing(&self, span: Span) -> Span {
        match self.open.last() {
            Some(Open { container: Container::Mapping { key: Some(key), .. }, .. }) => key.span,
            _ => span,
        }
    }

    fn begin(&mut self, container: Container, anchor: usize, span: Span) -> Result<(), Stop> {
        if self.expects_key() {
            return Err(no_text_key(span));
        }
        if self.open.len() >= DEEPEST {
            return Err(too_deep(span));
        }
        self.open.push(Open { container, start: span.start as usize, end: span.end as usize, anchor });
        Ok(())
    }

    fn end(&mut self, span: Span) -> Result<(), Stop> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        // Flow style ends with a bracket; block style where its last value does.
        let end = if span.start < span.end { span.end as usize } else { open.end };
        let (start, value) = match open.container {
            Container::Sequence(mut items) => {
                items.shrink_to_fit();
                (open.start, Value::Array(items))
            }
            Container::Mapping { mut members, merged, .. } => {
                let first = members.first().map(|member| member.key_span.start as usize);
                self.merge(&mut members, merged)?;
                members.shrink_to_fit();
                let start = first.map_or(open.start, |first| first.min(open.start));
                (start, object(members, self.found))
            }
        };
        let span = self.span(start, end);
        self.done(Node { span, value }, open.anchor)
    }

    /// Adds the members of merge keys that the mapping does not have itself.
    fn merge(&mut self, members: &mut Vec<Member>, merged: Vec<Node>) -> Result<(), Stop> {
        if merged.is_empty() {
            return Ok(());
        }
        let mut own: HashSet<Box<str>> = members.iter().map(|member| member.key.clone()).collect();
        for node in merged {
            let span = node.span;
            let sources = match node.value {
                Value::Array(items) => items,
                _ => vec![node],
            };
            for node in sources {
                let Value::Object(object) = node.value else {
                    return Err(Box::new(
                        Diagnostic::error("E0108", "the value of a merge key is not a mapping")
                            .at(span)
                            .help("write `<<: *anchor`, where the anchor marks a mapping"),
                    ));
                };
                for member in object.iter() {
                    if own.insert(member.key.clone()) {
                        members.push(member.clone());
                    }
                }
            }
        }
        Ok(())
    }

    fn anchor(&mut self, anchor: usize, node: &Node) {
        let (size, height) = measure(node);
        self.aliased += size;
        self.anchors.insert(anchor, Anchored { node: node.clone(), size, height });
    }

    fn done(&mut self, node: Node, anchor: usize) -> Result<(), Stop> {
        if anchor > 0 {
            self.anchor(anchor, &node);
            if self.aliased > MOST_ALIASED {
                return Err(Box::new(
                    Diagnostic::error("E0107", format!("YAML anchors mark more than {MOST_ALIASED} values"))
                        .at(node.span),
                ));
            }
        }
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return Ok(());
        };
        // An alias has its anchor's span, which may lie before; its own end was noted by `event`.
        open.end = open.end.max(node.span.end as usize);
        match &mut open.container {
            Container::Sequence(items) => items.push(node),
            Container::Mapping { members, key, merged } => match key.take() {
                Some(key) if key.merge => merged.push(node),
                Some(key) => members.push(Member { key: key.text, key_span: key.span, value: node }),
                None => return Err(no_text_key(node.span)),
            },
        }
        Ok(())
    }

    fn known_collection(&mut self, tag: Option<&Tag>, expected: &str, span: Span) {
        if let Some(tag) = tag
            && !(tag.is_yaml_core_schema() && tag.suffix == expected)
        {
            self.unknown_tag(tag, span);
        }
    }

    fn unknown_tag(&mut self, tag: &Tag, span: Span) {
        self.found.push(
            Diagnostic::warning("W0102", format!("the YAML tag `{}{}` has no meaning here", tag.handle, tag.suffix))
                .at(span)
                .help("remove the tag"),
        );
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, span: Span) -> Value {
        if let Some(tag) = tag {
            match (tag.is_yaml_core_schema(), tag.suffix.as_str()) {
                (true, "str") => return Value::String(text.into()),
                (true, "int" | "float" | "bool" | "null") => return self.plain(text, span),
                // `!` alone: "not a plain scalar", so a text.
                (false, "!") | (false, "") => return Value::String(text.into()),
                _ => self.unknown_tag(tag, span),
            }
        }
        if style == ScalarStyle::Plain {
            if span.start == span.end {
                return Value::Null;
            }
            return self.plain(text, span);
        }
        Value::String(text.into())
    }

    /// YAML 1.2's core schema.
    fn plain(&mut self, text: &str, span: Span) -> Value {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
            "true" | "True" | "TRUE" => return Value::Bool(true),
            "false" | "False" | "FALSE" => return Value::Bool(false),
            _ => {}
        }
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
            self.found.push(
                Diagnostic::warning("W0103", format!("JSON has no number `{text}`"))
                    .at(span)
                    .help("put it in quotes if a text is meant"),
            );
            return Value::String(text.into());
        }
        match yaml_number(text) {
            Some(number) => Value::Number(number),
            None => Value::String(text.into()),
        }
    }
}

fn no_text_key(span: Span) -> Stop {
    Box::new(
        Diagnostic::error("E0104", "a key must be a text, not a mapping or a list")
            .at(span)
            .help("quote the key if it begins with `{` or `[`"),
    )
}

/// The number of values in a node, itself included, and how deep they are nested.
fn measure(node: &Node) -> (usize, usize) {
    let mut size = 1;
    let mut height = 0;
    let mut add = |below: &Node| {
        let (count, depth) = measure(below);
        size += count;
        height = height.max(depth);
    };
    node.items().iter().for_each(&mut add);
    node.members().for_each(|member| add(&member.value));
    (size, height + 1)
}

/// A number of YAML's core schema, in JSON's notation.
fn yaml_number(text: &str) -> Option<Number> {
    let digits = |text: &str, radix: u32| !text.is_empty() && text.chars().all(|digit| digit.is_digit(radix));
    for (prefix, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(rest) = text.strip_prefix(prefix)
            && digits(rest, radix)
        {
            let value = u128::from_str_radix(rest, radix).ok()?;
            return Some(Number::from_json_text(&value.to_string()));
        }
    }
    let (sign, unsigned) = match text.as_bytes().first()? {
        b'-' => ("-", &text[1..]),
        b'+' => ("", &text[1..]),
        _ => ("", text),
    };
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let optional = |text: &str| text.is_empty() || digits(text, 10);
    let has_digits = !whole.is_empty() || fraction.is_some_and(|fraction| !fraction.is_empty());
    let exponent_is_one =
        exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent), 10));
    if !(has_digits && optional(whole) && fraction.is_none_or(optional) && exponent_is_one) {
        return None;
    }
    // JSON has no leading zeros, and digits on both sides of the point.
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    let mut json = format!("{sign}{whole}");
    match fraction {
        Some("") => json.push_str(".0"),
        Some(fraction) => {
            json.push('.');
            json.push_str(fraction);
        }
        None => {}
    }
    if let Some(exponent) = exponent {
        json.push('e');
        json.push_str(exponent);
    }
    Some(Number::from_json_text(&json))
}
