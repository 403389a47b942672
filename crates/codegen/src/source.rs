//! Reading documents: files to trees.
//!
//! Owns the loaded texts, the readers for JSON and YAML, and the checks without which a tree is no OpenAPI document at
//! all. Never follows a `$ref` and looks at no keyword below the top.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use jiter::{Jiter, JiterError, Peek};
use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Tag};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::meant::put_as_meant;
use crate::node::{Member, Node, Number, Object, SourceId, Span, Value, escape_token, unescape_token};
use crate::overrides::put_overrides;

/// How deep values may be nested; real documents stay below 60.
const DEEPEST: usize = 400;
/// How many values YAML aliases and merge keys may add ("billion laughs").
const MOST_ALIASED: usize = 2_000_000;
/// How many files may be loaded.
const MOST_FILES: usize = 1_000;
/// Largest file in bytes; keeps every place in 32 bits.
const LARGEST_FILE: u64 = 1 << 30;

/// The loaded files: what a [`Span`] is looked up in.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

#[derive(Debug)]
struct SourceFile {
    name: String,
    path: PathBuf,
    text: String,
    /// Where each line begins; found when first asked for, since most runs report nothing.
    lines: OnceLock<Vec<u32>>,
}

impl SourceFile {
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let mut starts = vec![0];
            let breaks = self.text.bytes().zip(1_u32..).filter(|&(byte, _)| byte == b'\n');
            starts.extend(breaks.map(|(_, next)| next));
            starts
        })
    }

    /// Zero-based line and the byte at which it begins.
    fn line_of(&self, at: u32) -> (usize, usize) {
        let lines = self.lines();
        let line = lines.partition_point(|&start| start <= at) - 1;
        (line, lines[line] as usize)
    }
}

impl Sources {
    fn file(&self, source: SourceId) -> Option<&SourceFile> {
        self.files.get(usize::from(source.0))
    }

    pub(crate) fn add(&mut self, name: String, path: PathBuf, mut text: String) -> Result<SourceId, Diagnostic> {
        let number = u16::try_from(self.files.len()).unwrap_or(u16::MAX);
        if self.files.len() >= MOST_FILES {
            return Err(Diagnostic::error("E0107", format!("more than {MOST_FILES} files are referred to")));
        }
        if text.len() as u64 > LARGEST_FILE {
            return Err(Diagnostic::error("E0101", format!("{name} is larger than 1 GiB")));
        }
        if text.starts_with('\u{feff}') {
            text.drain(..'\u{feff}'.len_utf8());
        }
        self.files.push(SourceFile { name, path, text, lines: OnceLock::new() });
        Ok(SourceId(number))
    }

    /// Reads a file.
    ///
    /// # Errors
    /// `E0101`, `E0102`, `E0107`.
    pub(crate) fn read(&mut self, path: &Path) -> Result<SourceId, Diagnostic> {
        let name = path.display().to_string();
        let unreadable = |cause: std::io::Error| {
            Diagnostic::error("E0101", format!("cannot read {name}: {cause}"))
                .help("give the path of an OpenAPI document, JSON or YAML")
        };
        let length = std::fs::metadata(path).map_err(unreadable)?.len();
        if length > LARGEST_FILE {
            return Err(Diagnostic::error("E0101", format!("{name} is larger than 1 GiB")));
        }
        let bytes = std::fs::read(path).map_err(unreadable)?;
        let text = String::from_utf8(bytes).map_err(|error| {
            let place = error.utf8_error().valid_up_to();
            Diagnostic::error("E0102", format!("{name} is not UTF-8 text: byte {place} cannot be decoded"))
                .help("convert the file to UTF-8, for example with `iconv -f UTF-16 -t UTF-8`")
        })?;
        self.add(name, path.to_owned(), text)
    }

    /// The file's name, as it was given.
    #[must_use]
    pub fn name(&self, source: SourceId) -> &str {
        self.file(source).map_or("(unknown)", |file| &file.name)
    }

    /// The file's path; empty for a text that was no file.
    #[must_use]
    pub fn path(&self, source: SourceId) -> &Path {
        self.file(source).map_or(Path::new(""), |file| &file.path)
    }

    /// The file's text, without a byte order mark.
    #[must_use]
    pub fn text(&self, source: SourceId) -> &str {
        self.file(source).map_or("", |file| &file.text)
    }

    /// The text at a place; empty when the place does not exist.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text(span.source).get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// Line and column of the beginning of a place, both from 1, the column in characters.
    #[must_use]
    pub fn line_column(&self, span: Span) -> (u32, u32) {
        let Some(file) = self.file(span.source) else {
            return (1, 1);
        };
        let (line, start) = file.line_of(span.start);
        let before = file.text.get(start..span.start as usize).unwrap_or("");
        let count = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
        (count(line), count(before.chars().count()))
    }

    /// Line of the beginning of a place, from 1: in a file of one long line much quicker than with the column.
    #[must_use]
    pub fn line(&self, span: Span) -> u32 {
        self.file(span.source).map_or(1, |file| u32::try_from(file.line_of(span.start).0 + 1).unwrap_or(u32::MAX))
    }

    /// `file:line:column` of the beginning of a place.
    #[must_use]
    pub fn place(&self, span: Span) -> String {
        let (line, column) = self.line_column(span);
        format!("{}:{line}:{column}", self.name(span.source))
    }

    /// The line in which a place begins, without its line break, and where in it (in bytes) the place begins.
    pub(crate) fn line_around(&self, span: Span) -> (&str, usize) {
        let Some(file) = self.file(span.source) else {
            return ("", 0);
        };
        let (_, start) = file.line_of(span.start);
        let rest = file.text.get(start..).unwrap_or("");
        let line = rest.split('\n').next().unwrap_or("");
        (line.trim_end_matches('\r'), span.start as usize - start)
    }
}

/// The dialect a document is written in.
#[derive(Copy, Clone, Eq, PartialEq, Hash, Ord, PartialOrd, Debug)]
pub enum Version {
    /// OpenAPI 3.0.x: schemas are its own dialect of JSON Schema Wright 00.
    V3_0,
    /// OpenAPI 3.1.x: schemas are JSON Schema 2020-12.
    V3_1,
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Version::V3_0 => "3.0",
            Version::V3_1 => "3.1",
        })
    }
}

/// An OpenAPI document that was read.
#[derive(Clone, Debug)]
pub struct Document {
    /// The file it was read from.
    pub source: SourceId,
    /// Its tree; always an object.
    pub root: Node,
    /// Its dialect.
    pub version: Version,
    /// What was found while reading; no errors among it.
    pub warnings: Diagnostics,
    /// Keys that stand twice with different values, of this file and those it refers to, each with the places that
    /// cannot be used because of it.
    pub repeated: Vec<(Diagnostic, [Span; 2])>,
}

/// Reads an OpenAPI document, JSON or YAML (told by its content, not its name).
///
/// # Errors
/// Everything of `E01xx` and `E02xx`; warnings stand beside the errors.
pub fn load(path: &Path, sources: &mut Sources) -> Result<Document, Diagnostics> {
    let source = sources.read(path).map_err(Diagnostics::from)?;
    document(source, sources)
}

/// Reads an OpenAPI document from a text.
///
/// # Errors
/// As [`load`].
pub fn load_text(name: &str, text: String, sources: &mut Sources) -> Result<Document, Diagnostics> {
    let source = sources.add(name.to_owned(), PathBuf::from(name), text)?;
    document(source, sources)
}

fn document(source: SourceId, sources: &Sources) -> Result<Document, Diagnostics> {
    let mut found = Diagnostics::default();
    let root = parse(source, sources, &mut found);
    if let Some(root) = root {
        let version = check_version(&root, sources, &mut found);
        if version.is_some() {
            check_structure(&root, version, sources, &mut found);
        }
        locate(&root, &mut found);
        let repeated = take_repeated(&root, &mut found);
        if let (Some(version), false) = (version, found.has_errors()) {
            let mut root = root;
            if !is_to_the_letter(&root) {
                put_as_meant(&mut root, &mut found);
                put_overrides(&mut root, &mut found);
            }
            return Ok(Document { source, root, version, warnings: found, repeated });
        }
    }
    found.sort();
    Err(found)
}

/// The dialect of a document that wants its schemas read to the letter.
pub(crate) const JSON_SCHEMA: &str = "https://json-schema.org/draft/2020-12/schema";

/// Whether a document wants its schemas read to the letter.
pub(crate) fn is_to_the_letter(root: &Node) -> bool {
    root.get_str("jsonSchemaDialect").map(|dialect| dialect.trim_end_matches('#')) == Some(JSON_SCHEMA)
}

/// Reads a loaded text as a tree; `None` when a finding says why not.
pub(crate) fn parse(source: SourceId, sources: &Sources, found: &mut Diagnostics) -> Option<Node> {
    let text = sources.text(source);
    // JSON is told by its second character: `{name: ...}` and `[a` are YAML's flow style.
    let mut characters = text.chars().filter(|character| !character.is_whitespace());
    let json = matches!((characters.next(), characters.next()), (Some('{'), Some('"' | '}') | None));
    let result = if json { read_json(text, source, found) } else { read_yaml(text, source, found) };
    let root = result.map_err(|finding| found.push(*finding)).ok();
    if let Some(root) = &root {
        locate(root, found);
    } else {
        // Without a tree there are no pointers.
        found.iter_mut().for_each(|finding| finding.pointer.clear());
    }
    root
}

/// Gives every finding the pointer of its place. A key that was dropped because it occurs twice stands in no tree; its
/// finding brings the last token along.
fn locate(root: &Node, found: &mut Diagnostics) {
    for finding in found.iter_mut() {
        if let (false, Some(span)) = (finding.pointer.starts_with('/'), finding.span) {
            let mut pointer = root.pointer_to(span).unwrap_or_default();
            if !finding.pointer.is_empty() {
                pointer.push('/');
                pointer.push_str(&finding.pointer);
            }
            finding.pointer = pointer;
        }
    }
}

/// Takes what is said of keys that stand twice with different values out of the findings, with the object that has them
/// and the value that was kept: those cannot be used. It stays where it is about the document's own frame.
pub(crate) fn take_repeated(root: &Node, found: &mut Diagnostics) -> Vec<(Diagnostic, [Span; 2])> {
    let (mut rest, mut repeated) = (Diagnostics::default(), Vec::new());
    for finding in std::mem::take(found) {
        let place = finding.span.filter(|_| finding.code == "E0105");
        let holder = place.and_then(|_| {
            let (holder, key) = finding.pointer.rsplit_once('/')?;
            let is_frame = holder.is_empty() || holder == "/components";
            let node = root.pointer(holder).filter(|_| !is_frame)?;
            Some([node.span, node.get(&unescape_token(key))?.span])
        });
        match holder {
            Some(places) => repeated.push((finding, places)),
            None => rest.push(finding),
        }
    }
    *found = rest;
    repeated
}

/// Boxed: it is rare, and large beside what is returned otherwise.
type Stop = Box<Diagnostic>;

/// Turns the members into an object and reports keys that occur twice.
fn object(members: Vec<Member>, found: &mut Diagnostics) -> Value {
    let (object, repeated) = Object::new(members);
    for (member, _) in repeated {
        let same = object.get(&member.key) == Some(&member.value);
        let finding = if same {
            Diagnostic::warning("W0101", format!("`{}` stands here a second time, with the same value", member.key))
                .at(member.key_span)
                .help("remove one of them")
        } else {
            Diagnostic::error("E0105", format!("`{}` stands here a second time, with another value", member.key))
                .at(member.key_span)
                .label("the same key as further up in this object")
                .help("remove or rename one of them")
        };
        found.push(finding.pointer(escape_token(&member.key)));
    }
    Value::Object(Box::new(object))
}

fn too_deep(span: Span) -> Stop {
    Box::new(
        Diagnostic::error("E0107", format!("values are nested more than {DEEPEST} deep"))
            .at(span)
            .help("use `$ref` to a component instead"),
    )
}

// ---- JSON ----------------------------------------------------------------------------------------------------------

struct JsonReader<'t, 'f> {
    text: &'t str,
    source: SourceId,
    jiter: Jiter<'t>,
    found: &'f mut Diagnostics,
}

fn read_json(text: &str, source: SourceId, found: &mut Diagnostics) -> Result<Node, Stop> {
    let mut reader = JsonReader { text, source, jiter: Jiter::new(text.as_bytes()), found };
    let peek = reader.jiter.peek().map_err(|error| reader.stop(&error))?;
    let node = reader.value(peek, 0)?;
    reader.jiter.finish().map_err(|error| reader.stop(&error))?;
    Ok(node)
}

impl JsonReader<'_, '_> {
    fn span(&self, start: usize, end: usize) -> Span {
        // No file is larger than LARGEST_FILE, so every place fits.
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Span::new(self.source, place(start), place(end))
    }

    fn stop(&self, error: &JiterError) -> Stop {
        let mut start = error.index.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let end = start + self.text[start..].chars().next().map_or(0, char::len_utf8);
        let help = if self.text[start..].starts_with(['/', '#']) {
            "JSON has no comments; remove it, or write the document in YAML"
        } else {
            "correct it here or just before this place"
        };
        Box::new(
            Diagnostic::error("E0103", format!("this is not JSON: {}", error.error_type))
                .at(self.span(start, end))
                .label("reading stopped here")
                .help(help),
        )
    }

    fn value(&mut self, peek: Peek, depth: usize) -> Result<Node, Stop> {
        let start = self.jiter.current_index();
        if depth > DEEPEST {
            return Err(too_deep(self.span(start, start + 1)));
        }
        let value = match peek {
            Peek::Object => {
                let mut members = Vec::new();
                let mut from = start + 1;
                let mut key: Option<Box<str>> =
                    self.jiter.known_object().map(|key| key.map(Box::from)).map_err(|error| self.stop(&error))?;
                while let Some(name) = key {
                    let key_span = self.key_span(from);
                    let peek = self.jiter.peek().map_err(|error| self.stop(&error))?;
                    let value = self.value(peek, depth + 1)?;
                    members.push(Member { key: name, key_span, value });
                    from = self.jiter.current_index();
                    key = self.jiter.next_key().map(|key| key.map(Box::from)).map_err(|error| self.stop(&error))?;
                }
                members.shrink_to_fit();
                object(members, self.found)
            }
            Peek::Array => {
                let mut items = Vec::new();
                let mut next = self.jiter.known_array().map_err(|error| self.stop(&error))?;
                while let Some(peek) = next {
                    items.push(self.value(peek, depth + 1)?);
                    next = self.jiter.array_step().map_err(|error| self.stop(&error))?;
                }
                items.shrink_to_fit();
                Value::Array(items)
            }
            Peek::String => {
                let text = self.jiter.known_str().map(Box::from);
                Value::String(text.map_err(|error| self.stop(&error))?)
            }
            Peek::Null => {
                self.jiter.known_null().map_err(|error| self.stop(&error))?;
                Value::Null
            }
            Peek::True | Peek::False => Value::Bool(self.jiter.known_bool(peek).map_err(|error| self.stop(&error))?),
            _ => {
                self.jiter.known_number_bytes(peek).map(|_| ()).map_err(|error| self.stop(&error))?;
                Value::Number(Number::from_json_text(&self.text[start..self.jiter.current_index()]))
            }
        };
        let end = self.jiter.current_index();
        Ok(Node { span: self.span(start, end), value })
    }

    /// The key that follows `from`, with its quotes; only white space and a comma stand between.
    fn key_span(&self, from: usize) -> Span {
        let bytes = self.text.as_bytes();
        let start = bytes[from..].iter().position(|&byte| byte == b'"').map_or(from, |skip| from + skip);
        let mut end = start + 1;
        while end < bytes.len() && bytes[end] != b'"' {
            end += if bytes[end] == b'\\' { 2 } else { 1 };
        }
        self.span(start, (end + 1).min(bytes.len()))
    }
}

// ---- YAML ----------------------------------------------------------------------------------------------------------

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

fn read_yaml(text: &str, source: SourceId, found: &mut Diagnostics) -> Result<Node, Stop> {
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

// ---- the top of the document ---------------------------------------------------------------------------------------

fn check_version(root: &Node, sources: &Sources, found: &mut Diagnostics) -> Option<Version> {
    let Some(object) = root.as_object() else {
        found.push(
            Diagnostic::error("E0201", format!("the document is {}, not an object", root.kind_name()))
                .at(root.span)
                .help("an OpenAPI document begins with `openapi: 3.1.0`"),
        );
        return None;
    };
    let Some(member) = object.member("openapi") else {
        if let Some(swagger) = object.member("swagger") {
            found.push(
                Diagnostic::error("E0202", "this is a Swagger 2.0 document; OpenAPI 3.0 and 3.1 are supported")
                    .at(swagger.key_span)
                    .help("convert it to OpenAPI 3, for example with `swagger2openapi`"),
            );
            return None;
        }
        let first = object.iter().next().map_or(root.span, |member| member.key_span);
        let near = crate::diagnostic::did_you_mean("openapi", object.keys());
        found.push(Diagnostic::error("E0201", "the member `openapi` with the version is missing").at(first).help(
            match near {
                Some(near) => format!("rename `{near}` to `openapi`"),
                None => "add `openapi: 3.1.0` (or the version it is written in) at the top".to_owned(),
            },
        ));
        return None;
    };
    let value = &member.value;
    let text = match &value.value {
        Value::String(text) => text,
        Value::Number(_) => sources.slice(value.span),
        _ => {
            found.push(
                Diagnostic::error("E0201", format!("the version is {}, not a text", value.kind_name()))
                    .at(value.span)
                    .help("write `openapi: 3.1.0`"),
            );
            return None;
        }
    };
    let is = |minor: &str| text.strip_prefix(minor).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']));
    let version = match (is("3.0"), is("3.1")) {
        (true, _) => Some(Version::V3_0),
        (_, true) => Some(Version::V3_1),
        _ => None,
    };
    if version.is_some() {
        if value.as_number().is_some() {
            found.push(unquoted(value, sources));
        }
        return version;
    }
    found.push(
        Diagnostic::error("E0202", format!("version `{text}` is not supported; 3.0.x and 3.1.x are"))
            .at(value.span)
            .help(if is("3.2") {
                "declare `3.1.1` if the document uses nothing that is new in 3.2"
            } else if text.starts_with('2') {
                "convert it to OpenAPI 3, for example with `swagger2openapi`"
            } else {
                "write `openapi: 3.1.0` or the version it is written in"
            }),
    );
    None
}

/// A number stands where a text is due; the text as it is written is what is meant.
fn unquoted(value: &Node, sources: &Sources) -> Diagnostic {
    let text = sources.slice(value.span);
    Diagnostic::warning("W0202", format!("`{text}` without quotes is a number; it is taken as a text"))
        .at(value.span)
        .help(format!("write `\"{text}\"`"))
}

fn check_structure(root: &Node, version: Option<Version>, sources: &Sources, found: &mut Diagnostics) {
    let Some(object) = root.as_object() else {
        return;
    };
    let top = object.member("openapi").map_or(root.span, |member| member.key_span);
    let info = object.member("info");
    match info {
        None => found.push(
            Diagnostic::warning("W0201", "`info` is missing; the API has no name and no version")
                .at(top)
                .help("add `info` with `title` and `version`"),
        ),
        Some(info) if info.value.as_object().is_none() => {
            // The keyword accounting reports its type.
        }
        Some(info) => {
            for (key, instead) in [("title", "the API has no name"), ("version", "the API has no version")] {
                match info.value.get(key) {
                    None => found.push(
                        Diagnostic::warning("W0201", format!("`{key}` is missing in `info`; {instead}"))
                            .at(info.key_span)
                            .help(format!("add `{key}` to `info`")),
                    ),
                    Some(value) if value.as_number().is_some() => found.push(unquoted(value, sources)),
                    Some(_) => {}
                }
            }
        }
    }
    let mut parts = 0;
    for key in ["paths", "components", "webhooks"] {
        let Some(member) = object.member(key) else {
            continue;
        };
        match member.value.value {
            Value::Object(_) => parts += 1,
            Value::Null => {
                parts += 1;
                found.push(
                    Diagnostic::warning("W0201", format!("`{key}` has no value; it is taken as empty"))
                        .at(member.key_span)
                        .help(format!("write `{key}: {{}}`, or check the indentation of what follows")),
                );
            }
            _ => found.push(
                Diagnostic::error("E0203", format!("`{key}` is {}, not an object", member.value.kind_name()))
                    .at(member.value.span)
                    .help("write an object"),
            ),
        }
    }
    if parts == 0 && !found.has_errors() {
        found.push(
            Diagnostic::error("E0203", "the document has neither `paths` nor `components` nor `webhooks`")
                .at(top)
                .help("add `paths`"),
        );
    } else if version == Some(Version::V3_0) && !object.contains("paths") {
        found.push(
            Diagnostic::warning("W0201", "`paths` is missing; there are no operations")
                .at(top)
                .help("add `paths`, or `paths: {}` when there are none"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{RenderOptions, Severity};
    use crate::resolve::Resolver;

    fn read(text: &str) -> (Option<Node>, Diagnostics, Sources) {
        let mut sources = Sources::default();
        let source = sources.add("t".to_owned(), PathBuf::new(), text.to_owned()).expect("small");
        let mut found = Diagnostics::default();
        let node = parse(source, &sources, &mut found);
        (node, found, sources)
    }

    fn json_of(text: &str) -> String {
        let (node, found, _) = read(text);
        assert!(found.is_empty(), "{found:?}");
        node.expect("well-formed").to_json_text()
    }

    /// Codes and places of what is found.
    fn findings(text: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let found: Diagnostics = match load_text("t", text.to_owned(), &mut sources) {
            Ok(document) => {
                document.warnings.into_iter().chain(document.repeated.into_iter().map(|(found, _)| found)).collect()
            }
            Err(found) => found,
        };
        let place = |span: Option<Span>| span.map_or_else(String::new, |span| sources.place(span));
        found.iter().map(|found| format!("{} {} {}", found.code, place(found.span), found.pointer)).collect()
    }

    /// The text of every key and scalar, as its span says.
    fn every_span_is_right(node: &Node, sources: &Sources) {
        let inside = |outer: Span, inner: Span| assert!(outer.contains(inner), "{outer:?} {inner:?}");
        for member in node.members() {
            let text = sources.slice(member.key_span);
            assert!(
                text.trim_matches(['"', '\'']).contains(&*member.key) || text.contains('\\'),
                "{text:?} {}",
                member.key
            );
            inside(node.span, member.key_span);
            inside(node.span, member.value.span);
            every_span_is_right(&member.value, sources);
        }
        for item in node.items() {
            inside(node.span, item.span);
            every_span_is_right(item, sources);
        }
        let text = sources.slice(node.span);
        match &node.value {
            Value::Bool(value) => assert_eq!(text.to_lowercase(), value.to_string()),
            Value::Number(number) if !text.starts_with("0x") => {
                assert_eq!(text.trim_start_matches('+'), number.as_str())
            }
            Value::Object(_) if text.starts_with('{') => assert!(text.ends_with('}'), "{text:?}"),
            Value::Array(_) if text.starts_with('[') => assert!(text.ends_with(']'), "{text:?}"),
            Value::String(value) if text.starts_with('"') && !text.contains('\\') && !text.contains('\n') => {
                assert_eq!(text, format!("\"{value}\""));
            }
            Value::String(value) if !text.starts_with(['"', '\'', '|', '>']) && !text.contains('\n') => {
                assert_eq!(text, &**value);
            }
            _ => {}
        }
    }

    #[test]
    fn json_keeps_order_exact_numbers_and_places() {
        let text = "\u{feff}{ \"b\" : [1, -0.10e+5, 123456789012345678901234567890 ],\n \"a\\u00e4\\\"\" : {\"x\":null , \"ü\": true},\"s\":\"t\\n\" }\n";
        let (node, found, sources) = read(text);
        let node = node.expect("well-formed");
        assert!(found.is_empty());
        assert_eq!(
            node.to_json_text(),
            r#"{"b":[1,-0.10e+5,123456789012345678901234567890],"aä\"":{"x":null,"ü":true},"s":"t\n"}"#
        );
        every_span_is_right(&node, &sources);
        let key = node.as_object().and_then(|object| object.member("aä\"")).expect("there").key_span;
        assert_eq!(sources.slice(key), r#""a\u00e4\"""#);
        assert_eq!(sources.line_column(key), (2, 2));
    }

    #[test]
    fn yaml_follows_the_core_schema() {
        for (yaml, json) in [
            ("a: true", r#"{"a":true}"#),
            ("a: yes", r#"{"a":"yes"}"#),
            ("a: 010", r#"{"a":10}"#),
            ("a: 0x1F", r#"{"a":31}"#),
            ("a: 0o17", r#"{"a":15}"#),
            ("a: +1", r#"{"a":1}"#),
            ("a: -.5", r#"{"a":-0.5}"#),
            ("a: 5.", r#"{"a":5.0}"#),
            ("a: 1.10", r#"{"a":1.10}"#),
            ("a: 1e3", r#"{"a":1e3}"#),
            ("a: 1_000", r#"{"a":"1_000"}"#),
            ("a: 2020-01-02", r#"{"a":"2020-01-02"}"#),
            ("a: 12:30", r#"{"a":"12:30"}"#),
            ("a: '1'", r#"{"a":"1"}"#),
            ("a: \"null\"", r#"{"a":"null"}"#),
            ("a: !!str 1", r#"{"a":"1"}"#),
            ("a: ! 1", r#"{"a":"1"}"#),
            ("a: !!int \"1\"", r#"{"a":1}"#),
            ("a:\nb: ~\nc: null\nd: ''", r#"{"a":null,"b":null,"c":null,"d":""}"#),
            ("200: x\ntrue: y\n1.0: z\n? k\n: v", r#"{"200":"x","true":"y","1.0":"z","k":"v"}"#),
            ("- - a\n  - b\n-\n- {x: [], y: {}}", r#"[["a","b"],null,{"x":[],"y":{}}]"#),
            ("a: |\n  one\n  two\nb: >-\n  one\n  two\n", r#"{"a":"one\ntwo\n","b":"one two"}"#),
            ("{a: 1, \"b\": [x, 'y']}", r#"{"a":1,"b":["x","y"]}"#),
            ("{\n  a: b}", r#"{"a":"b"}"#),
        ] {
            assert_eq!(json_of(yaml), json, "{yaml}");
        }
    }

    #[test]
    fn anchors_aliases_and_merge_keys_are_expanded() {
        assert_eq!(json_of("a: &x {k: 1}\nb: *x"), r#"{"a":{"k":1},"b":{"k":1}}"#);
        assert_eq!(
            json_of("a: &x {k: 1, l: 2}\nm: &y {l: 3, z: 4}\nb:\n  k: 9\n  <<: [*x, *y]\nc: {<<: *x}\nd: {'<<': 1}"),
            r#"{"a":{"k":1,"l":2},"m":{"l":3,"z":4},"b":{"k":9,"l":2,"z":4},"c":{"k":1,"l":2},"d":{"<<":1}}"#
        );
        assert_eq!(json_of("a: &k key\n*k : v"), r#"{"a":"key","key":"v"}"#);
        let (_, found, sources) = read("a: &x\n  b: *x\n");
        let found = found.iter().next().expect("refused");
        assert_eq!((found.code, sources.place(found.span.expect("placed"))), ("E0108", "t:2:6".to_owned()));
        let (_, found, sources) = read("a:\n  <<: 1\n");
        let found = found.iter().next().expect("refused");
        assert_eq!((found.code, sources.place(found.span.expect("placed"))), ("E0108", "t:2:7".to_owned()));
    }

    #[test]
    fn yaml_places_count_characters_and_cover_the_value() {
        let text = "ä: grüße # ö\nlist:\n  - eins  \n  - {x: 'zwei', \"ü\": \"drei\"}\nblock: |\n  text\n\nlast:\n  deep:\n    - 1\n    - name: x\n      other: ä ä\nempty:\nend: 5\n";
        let (node, found, sources) = read(text);
        let node = node.expect("well-formed");
        assert!(found.is_empty());
        every_span_is_right(&node, &sources);
        for (pointer, place, slice) in [
            ("/ä", "t:1:4", "grüße"),
            ("/list/1/ü", "t:4:22", "\"drei\""),
            ("/list/1", "t:4:5", "{x: 'zwei', \"ü\": \"drei\"}"),
            ("/last/deep/1/other", "t:12:14", "ä ä"),
            ("/last/deep/1", "t:11:7", "name: x\n      other: ä ä"),
            ("/empty", "t:13:1", "empty"),
            ("/end", "t:14:6", "5"),
        ] {
            let found = node.pointer(pointer).expect(pointer);
            assert_eq!((sources.place(found.span).as_str(), sources.slice(found.span)), (place, slice), "{pointer}");
            assert_eq!(node.pointer_to(found.span).as_deref(), Some(pointer));
        }
    }

    #[test]
    fn every_value_is_found_again_by_its_place() {
        fn check(root: &Node, node: &Node, pointer: &str) {
            if node.span != root.span {
                assert_eq!(root.pointer_to(node.span).as_deref(), Some(pointer));
            }
            for member in node.members() {
                let below = format!("{pointer}/{}", crate::node::escape_token(&member.key));
                assert_eq!(root.pointer_to(member.key_span).as_deref(), Some(&*below));
                check(root, &member.value, &below);
            }
            for (at, item) in node.items().iter().enumerate() {
                check(root, item, &format!("{pointer}/{at}"));
            }
        }
        for text in [
            "a:\n  b:\n    c: 1\n  d: {}\nf/g~: [[], [[x]], {y: z}]\nn:\n",
            r#"{"a":{"b":{"c":1},"d":{}},"f/g~":[[],[["x"]],{"y":"z"}]}"#,
            "- - - a\n- - b\n",
        ] {
            let (node, _, _) = read(text);
            let node = node.expect("well-formed");
            check(&node, &node, "");
        }
    }

    #[test]
    fn broken_files_are_refused_at_the_place() {
        for (text, expected) in [
            ("{\"openapi\": \"3.1.0\",\n \"info\": {]}", "E0103 t:2:11 "),
            ("{\"openapi\": \"3.1.0\"} x", "E0103 t:1:22 "),
            ("{\"openapi\": \"3.1.0\",}", "E0103 t:1:21 "),
            ("{\"openapi\": ü}", "E0103 t:1:13 "),
            ("{\"a\": \"b", "E0103 t:1:9 "),
            ("openapi: 3.1.0\ninfo: {\n", "E0104 t:3:1 "),
            ("openapi: 3.1.0\n\tinfo: {}\n", "E0104 t:1:10 "),
            ("openapi: 3.1.0\ninfo: [a, b\npaths: {}\n", "E0104 t:3:6 "),
            ("openapi: 3.1.0\ninfo: @x\n", "E0104 t:2:7 "),
            ("openapi: 3.1.0\n---\nopenapi: 3.1.0\n", "E0106 t:2:1 "),
            ("", "E0201 t:1:1 "),
            ("# nothing\n", "E0201 t:1:1 "),
            ("just a text", "E0201 t:1:1 "),
            ("- 1", "E0201 t:1:1 "),
            ("{a: 1}: b", "E0104 t:1:1 "),
        ] {
            assert_eq!(findings(text).first().map(String::as_str), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn lines_between_brackets_may_be_indented_less_than_what_is_around_them() {
        let top = "openapi: 3.1.0\ninfo: { title: ü, version: b }\nx-a:\n  x-b:\n    x-c: {\n";
        let paths = "\npaths: {}\n";
        let text = format!("{top}      \"d\": [1,\n\n 2\n ]\n   }}{paths}");
        assert_eq!(findings(&text), ["W0104 t:8:2 /x-a/x-b/x-c/d/1"]);
        let root = load_text("t", text.clone(), &mut Sources::default()).expect("a document").root;
        assert_eq!(root.pointer("/x-a/x-b/x-c").map(|it| it.to_json()), Some(serde_json::json!({ "d": [1, 2] })));
        let place = root.pointer("/paths").expect("paths").span;
        assert_eq!(&text[place.start as usize..place.end as usize], "{}");
        // A comment would swallow what is joined to it, and what is wrong beside it stays wrong.
        for wrong in ["      \"d\": 1 # one\n   }", "      \"d\": 1\n   }}"] {
            let found = findings(&format!("{top}{wrong}{paths}"));
            assert!(found.first().is_some_and(|found| found.starts_with("E0104 t:7:")), "{wrong}: {found:?}");
        }
    }

    #[test]
    fn a_key_twice_is_a_warning_when_equal_and_an_error_when_not() {
        let document = "openapi: 3.1.0\ninfo: {title: a, version: b}\npaths:\n  /a: {get: 1}\n  /a: ";
        assert_eq!(findings(&format!("{document}{{get: 1}}")), ["W0101 t:5:3 /paths/~1a"]);
        assert_eq!(findings(&format!("{document}{{get: 2}}")), ["E0105 t:5:3 /paths/~1a"]);
        let json = r#"{"openapi":"3.1.0","info":{"title":"a","title":"b","version":"1"},"paths":{}}"#;
        assert_eq!(findings(json), ["E0105 t:1:40 /info/title"]);
        let responses = "openapi: 3.1.0\ninfo: {title: a, version: b}\npaths:\n  /a:\n    get:\n      responses:\n        \
                         '200':\n          description: a\n        '200':\n          description: b\n";
        assert_eq!(findings(responses), ["E0105 t:9:9 /paths/~1a/get/responses/200"]);
        let flow = responses.replace(":\n          description: ", ": { description: ").replace(" a\n", " a }\n");
        assert_eq!(findings(&flow.replace(" b\n", " b }\n")), ["E0105 t:8:9 /paths/~1a/get/responses/200"]);
    }

    #[test]
    fn versions_are_told_apart_and_others_refused() {
        let with = |version: &str| format!("openapi: {version}\ninfo: {{title: a, version: '1'}}\npaths: {{}}\n");
        for (version, expected) in
            [("3.0.3", Version::V3_0), ("'3.0'", Version::V3_0), ("3.1.1", Version::V3_1), ("3.1.0-rc1", Version::V3_1)]
        {
            let document = load_text("t", with(version), &mut Sources::default()).expect(version);
            assert_eq!(document.version, expected);
            assert!(document.warnings.is_empty());
        }
        assert_eq!(findings(&with("3.1")), ["W0202 t:1:10 /openapi"]);
        assert_eq!(findings(&with("3.2.0")), ["E0202 t:1:10 /openapi"]);
        assert_eq!(findings(&with("3.10.0")), ["E0202 t:1:10 /openapi"]);
        assert_eq!(findings(&with("2.0")), ["E0202 t:1:10 /openapi"]);
        assert_eq!(findings(&with("[]")), ["E0201 t:1:10 /openapi"]);
        assert_eq!(findings("swagger: '2.0'\npaths: {}\n"), ["E0202 t:1:1 /swagger"]);
        assert_eq!(findings("OpenApi: 3.1.0\npaths: {}\n"), ["E0201 t:1:1 /OpenApi"]);
    }

    #[test]
    fn what_every_document_must_have_is_missed_at_its_place() {
        assert_eq!(findings("openapi: 3.1.0\npaths: {}"), ["W0201 t:1:1 /openapi"]);
        assert_eq!(
            findings("openapi: 3.0.0\ninfo:\n  version: 1.10\npaths:\n"),
            ["W0201 t:2:1 /info", "W0202 t:3:12 /info/version", "W0201 t:4:1 /paths"]
        );
        assert_eq!(findings("openapi: 3.0.0\ninfo: {title: a, version: b}\npaths: []"), ["E0203 t:3:8 /paths"]);
        assert_eq!(findings("openapi: 3.0.0\ninfo: {title: a, version: b}"), ["E0203 t:1:1 /openapi"]);
        assert_eq!(findings("openapi: 3.0.0\ninfo: {title: a, version: b}\ncomponents: {}"), ["W0201 t:1:1 /openapi"]);
        assert_eq!(findings("openapi: 3.1.0\ninfo: {title: a, version: b}\ncomponents: {}"), [""; 0]);
    }

    #[test]
    fn a_number_json_does_not_have_and_an_unknown_tag_are_warnings() {
        let top = "openapi: 3.1.0\ninfo: {title: a, version: b}\npaths: {}\n";
        assert_eq!(findings(&format!("{top}x-a: .inf\n")), ["W0103 t:4:6 /x-a"]);
        assert_eq!(findings(&format!("{top}x-a: !custom b\n")), ["W0102 t:4:6 /x-a"]);
    }

    #[test]
    fn depth_and_alias_bombs_are_refused() {
        let deep = format!("{{\"openapi\":{}{}}}", "[".repeat(5000), "]".repeat(5000));
        assert_eq!(findings(&deep)[0].split(' ').next(), Some("E0107"));
        let deep = format!("openapi: {}{}", "[".repeat(5000), "]".repeat(5000));
        assert!(["E0107", "E0104"].contains(&findings(&deep)[0].split(' ').next().expect("code")));
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for at in 1..12 {
            let list = vec![format!("*a{}", at - 1); 10].join(", ");
            bomb.push_str(&format!("a{at}: &a{at} [{list}]\n"));
        }
        assert_eq!(findings(&bomb)[0].split(' ').next(), Some("E0107"));
        let mut tower = "a0: &a0 [x]\n".to_owned();
        for at in 1..1000 {
            tower.push_str(&format!("a{at}: &a{at} [*a{}]\n", at - 1));
        }
        assert_eq!(findings(&tower)[0].split(' ').next(), Some("E0107"));
    }

    #[test]
    fn files_that_are_missing_or_not_text_are_refused() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let mut sources = Sources::default();
        let missing = load(&folder.path().join("none.yaml"), &mut sources).expect_err("missing");
        assert_eq!(missing.iter().next().map(|found| (found.code, found.severity)), Some(("E0101", Severity::Error)));
        let utf16 = folder.path().join("utf16.json");
        std::fs::write(&utf16, [0xff, 0xfe, b'{', 0]).expect("written");
        let found = load(&utf16, &mut sources).expect_err("not UTF-8");
        assert_eq!(found.iter().next().map(|found| found.code), Some("E0102"));
        assert!(load(folder.path(), &mut sources).is_err());
    }

    /// A cheap generator of numbers: the same every time, so that a failure can be repeated.
    struct Numbers(u64);

    impl Numbers {
        fn below(&mut self, limit: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) as usize % limit.max(1)
        }
    }

    #[test]
    fn truncated_and_mutated_documents_never_panic() {
        let yaml = "openapi: 3.1.0\ninfo: &i {title: ä, version: \"1\\u00e4\"}\npaths:\n  /a/{b}:\n    <<: *i\n    get:\n      responses: {200: {$ref: '#/components/responses/R'}}\n      parameters:\n        - $ref: \"#/components/parameters/P\"\ncomponents:\n  responses: {R: {description: |\n    x\n  }}\n  parameters:\n    P: {name: b, in: path, schema: {type: [string, 'null'], minLength: 1, $ref: '#x'}}\n  schemas:\n    S: {$anchor: x, $id: a, properties: {p: {exclusiveMaximum: 1.5e3}}}\n";
        let (node, found, _) = read(yaml.replace("|\n    x\n  ", "x").as_str());
        assert!(found.is_empty(), "{found:?}");
        let json = node.expect("well-formed").to_json_text();
        let mut numbers = Numbers(7);
        let alphabet: Vec<char> = "{}[]\"':,&*!|>-?#%@ \n\t\u{0}\u{85}\u{feff}äé𝄞\\u0e1.~/$x<".chars().collect();
        let read_all = |text: String| {
            let mut sources = Sources::default();
            let mut findings = match load_text("f", text, &mut sources) {
                Err(found) => found,
                Ok(document) => {
                    let resolver = Resolver::new(document, &mut sources);
                    let crate::keywords::Account { uses, mut found, .. } = crate::keywords::account(&resolver);
                    for used in uses {
                        let _ = resolver.pointer(used.span);
                    }
                    let mut nodes = vec![resolver.root()];
                    while let Some(node) = nodes.pop() {
                        if let Err(finding) = resolver.resolve(node) {
                            found.push(finding);
                        }
                        nodes.extend(node.items());
                        nodes.extend(node.members().map(|member| &member.value));
                    }
                    found.locate(&resolver);
                    found
                }
            };
            findings.sort();
            let _ = findings.render(&sources, &RenderOptions::plain());
        };
        for text in [yaml, &*json] {
            for (at, _) in text.char_indices() {
                read_all(text[..at].to_owned());
            }
            for _ in 0..3000 {
                let mut characters: Vec<char> = text.chars().collect();
                for _ in 0..=numbers.below(3) {
                    let at = numbers.below(characters.len());
                    let new = alphabet[numbers.below(alphabet.len())];
                    match numbers.below(3) {
                        0 => characters[at] = new,
                        1 => characters.insert(at, new),
                        _ => drop(characters.remove(at)),
                    }
                }
                read_all(characters.into_iter().collect());
            }
        }
    }

    #[test]
    fn every_published_document_is_read_and_accounted_for() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus/real");
        let Ok(entries) = std::fs::read_dir(&folder) else {
            eprintln!("skipped: {} is not there", folder.display());
            return;
        };
        let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.sort();
        let mut refused = Vec::new();
        for path in &paths {
            let start = std::time::Instant::now();
            let mut sources = Sources::default();
            let document = match load(path, &mut sources) {
                Ok(document) => document,
                Err(found) => {
                    refused.push(found.render(&sources, &RenderOptions::plain()));
                    continue;
                }
            };
            let read = start.elapsed();
            let resolver = Resolver::new(document, &mut sources);
            let resolved = start.elapsed();
            let crate::keywords::Account { uses, mut found, .. } = crate::keywords::account(&resolver);
            let accounted = start.elapsed();
            found.locate(&resolver);
            assert!(!uses.is_empty());
            let mut nodes = vec![resolver.root()];
            let mut dangling = 0;
            while let Some(node) = nodes.pop() {
                if node.get("$ref").is_some_and(|reference| reference.as_str().is_some()) {
                    dangling += usize::from(resolver.resolve(node).is_err());
                }
                nodes.extend(node.items());
                nodes.extend(node.members().map(|member| &member.value));
            }
            eprintln!(
                "{:28} {:9} B  read {:5.1} ms  resolver {:5.1} ms  account {:5.1} ms  {:7} keywords {:5} warnings {:3} errors {dangling} dangling",
                path.file_name().unwrap_or_default().to_string_lossy(),
                sources.text(resolver.document().source).len(),
                read.as_secs_f64() * 1e3,
                (resolved - read).as_secs_f64() * 1e3,
                (accounted - resolved).as_secs_f64() * 1e3,
                uses.len(),
                found.warnings() + resolver.document().warnings.len(),
                found.errors(),
            );
            if std::env::var_os("SHOW").is_some() {
                let mut options = RenderOptions::plain();
                options.per_code = 3;
                found.sort();
                eprintln!("{}", found.render(&sources, &options));
            }
        }
        assert!(refused.is_empty(), "{}", refused.join("\n"));
    }
}
