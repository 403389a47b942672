//! Reading documents: files to trees.
//!
//! Owns the loaded texts, the readers for JSON and YAML, and the checks without which a tree is no OpenAPI document at
//! all. Never follows a `$ref` and looks at no keyword below the top.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::inherited::put_discriminators;
use crate::meant::put_as_meant;
use crate::node::{Member, Node, Object, SourceId, Span, Value, escape_token, unescape_token};
use crate::overrides::put_overrides;

mod json;
mod yaml;

use json::read_json;
use yaml::read_yaml;

/// How deep values may be nested; real documents stay below 60.
const DEEPEST: usize = 400;
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
                put_discriminators(&mut root, &mut found);
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
