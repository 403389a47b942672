//! What the generator has to say about a document: each finding with its code, its place and what to do.
//!
//! Owns the findings, the table of their codes and the way they look. Never decides what is a finding.
//!
//! Ranges of codes: `E01xx`/`W01xx` reading, `02xx` version and structure, `03xx` references, `04xx` keywords,
//! from `05xx` on the model and the emitters.

use std::collections::HashMap;
use std::fmt::Write;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, normalize_untrusted_str};

use crate::node::Span;
use crate::resolve::Resolver;
use crate::source::Sources;

/// How bad a finding is.
#[derive(Copy, Clone, Eq, PartialEq, Hash, Ord, PartialOrd, Debug)]
pub enum Severity {
    /// Something is not generated because of it.
    Error,
    /// Everything is generated, but not (all of) what the document's author may expect.
    Warning,
}

/// One finding.
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct Diagnostic {
    /// `E0301`, `W0401`: a row of [`CODES`].
    pub code: &'static str,
    /// How bad it is; agrees with the first letter of the code, until [`Diagnostics::hold_strictly`].
    pub severity: Severity,
    /// One sentence without a full stop, in the document's terms.
    pub message: String,
    /// Where, when it is about a place.
    pub span: Option<Span>,
    /// The RFC 6901 pointer of that place in its file; [`Diagnostics::locate`] fills empty ones from the span.
    pub pointer: String,
    /// What stands at the caret.
    pub label: Option<Box<str>>,
    /// What to change.
    pub help: Option<Box<str>>,
    /// Findings of this kind mostly stand for a breach of the specification; this one does not.
    pub lawful: bool,
}

impl Diagnostic {
    fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        debug_assert!(explain(code).is_some(), "{code} is not in diagnostic::CODES");
        Self {
            code,
            severity,
            message: message.into(),
            span: None,
            pointer: String::new(),
            label: None,
            help: None,
            lawful: false,
        }
    }

    /// An error with a code of [`CODES`].
    #[must_use]
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Error, message)
    }

    /// A warning with a code of [`CODES`].
    #[must_use]
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(code, Severity::Warning, message)
    }

    /// Sets the place.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = Some(span);
        self
    }

    /// Sets the JSON Pointer.
    #[must_use]
    pub fn pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = pointer.into();
        self
    }

    /// Sets what stands at the caret.
    #[must_use]
    pub fn label(mut self, label: impl Into<Box<str>>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Sets what to change.
    #[must_use]
    pub fn help(mut self, help: impl Into<Box<str>>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Says that the specification allows it.
    #[must_use]
    pub fn lawful(mut self) -> Self {
        self.lawful = true;
        self
    }

    /// The same about a part that nothing needs: a warning with a code of [`CODES`].
    #[must_use]
    pub(crate) fn unused(mut self, code: &'static str) -> Self {
        self.severity = Severity::Warning;
        self.label = Some("nothing that is generated needs this".into());
        self.code = code;
        self
    }

    /// Whether it stands for a breach of OpenAPI or JSON Schema.
    #[must_use]
    pub fn is_breach(&self) -> bool {
        self.severity == Severity::Error || !self.lawful && explain(self.code).is_some_and(|row| row.breach)
    }

    /// The finding as rustc would show it, without a trailing line break.
    #[must_use]
    pub fn render(&self, sources: &Sources, options: &RenderOptions) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group: Group<'_> =
            Group::with_title(level.primary_title(normalize_untrusted_str(&self.message)).id(self.code));
        let excerpt = self.span.map(|span| Excerpt::of(span, sources, options.width));
        if let Some(excerpt) = &excerpt {
            group = group.element(
                Snippet::source(&*excerpt.text).path(excerpt.name).line_start(excerpt.line).fold(false).annotation(
                    AnnotationKind::Primary
                        .span(excerpt.range.clone())
                        .label(self.label.as_deref().map(normalize_untrusted_str)),
                ),
            );
        } else if let Some(label) = &self.label {
            group = group.element(Level::NOTE.message(normalize_untrusted_str(label)));
        }
        if self.span.is_some() || !self.pointer.is_empty() {
            group = group
                .element(Level::NOTE.with_name("at").message(format!("#{}", normalize_untrusted_str(&self.pointer))));
        }
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
        }
        let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
        let text = renderer.decor_style(DecorStyle::Ascii).term_width(options.width).render(&[group]);
        match &excerpt {
            // The renderer knows the column in the part that is shown; the reader wants the one in the file.
            Some(Excerpt { name, line, column, shown_column, .. }) if column != shown_column => {
                text.replacen(&format!("{name}:{line}:{shown_column}"), &format!("{name}:{line}:{column}"), 1)
            }
            _ => text,
        }
        .trim_end()
        .to_owned()
    }
}

/// The part of the text that a finding shows: one line, cut when it is long.
struct Excerpt<'a> {
    name: &'a str,
    line: usize,
    column: usize,
    /// The column of the place in `text`.
    shown_column: usize,
    text: String,
    range: std::ops::Range<usize>,
}

impl<'a> Excerpt<'a> {
    /// Longest part of a line that is shown, in characters, whatever the terminal: a minified document is one line.
    const LONGEST: usize = 160;

    fn of(span: Span, sources: &'a Sources, width: usize) -> Self {
        let name = sources.name(span.source);
        let (line, column) = sources.line_column(span);
        let (whole, offset) = sources.line_around(span);
        let start = offset.min(whole.len());
        // Only the first line of a longer value is shown.
        let length = (span.end.saturating_sub(span.start)) as usize;
        let end = start.saturating_add(length).min(whole.len()).max(start);
        let longest = width.saturating_sub(12).clamp(40, Self::LONGEST);
        let before = back(whole, start, longest / 3);
        let after = forward(whole, before, longest);
        let end = end.min(after);
        // What cannot be seen or would disturb the terminal becomes a space, one for one, so that the caret stays.
        let clean = |part: &str| -> String {
            part.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
        };
        let mut text = String::new();
        if before > 0 {
            text.push('…');
        }
        text.push_str(&clean(&whole[before..start]));
        let from = text.len();
        text.push_str(&clean(&whole[start..end]));
        let to = text.len();
        text.push_str(&clean(&whole[end..after]));
        if after < whole.len() {
            text.push('…');
        }
        Self {
            name,
            line: line as usize,
            column: column as usize,
            shown_column: text[..from].chars().count() + 1,
            text,
            range: from..to,
        }
    }
}

/// The place `count` characters before `at`.
fn back(text: &str, at: usize, count: usize) -> usize {
    text[..at].char_indices().rev().take(count).last().map_or(at, |(place, _)| place)
}

/// The place `count` characters after `at`.
fn forward(text: &str, at: usize, count: usize) -> usize {
    text[at..].char_indices().nth(count).map_or(text.len(), |(place, _)| at + place)
}

/// How findings are shown.
#[derive(Clone, Debug)]
pub struct RenderOptions {
    /// Escape codes for colours.
    pub color: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// At most so many warnings of one code are shown; the others are counted. Errors are always shown.
    pub per_code: usize,
}

impl RenderOptions {
    /// No colours, every finding.
    #[must_use]
    pub fn plain() -> Self {
        Self { color: false, width: 140, per_code: usize::MAX }
    }

    /// Colours only when standard error is a terminal and `NO_COLOR` is not set; ten warnings of one code.
    #[must_use]
    pub fn for_stderr() -> Self {
        use std::io::IsTerminal;

        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Self {
            color: wanted && std::io::stderr().is_terminal(),
            width: std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(140),
            per_code: 10,
        }
    }
}

/// Findings, in the order in which they were made until [`Diagnostics::sort`].
#[derive(Clone, Default, Eq, PartialEq, Debug)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.found.push(diagnostic);
    }

    /// Adds all findings of another collection.
    pub fn append(&mut self, other: Diagnostics) {
        self.found.extend(other.found);
    }

    /// The findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.found.iter()
    }

    /// Keeps the findings of which this holds.
    pub(crate) fn retain(&mut self, is_kept: impl FnMut(&Diagnostic) -> bool) {
        self.found.retain(is_kept);
    }

    pub(crate) fn iter_mut(&mut self) -> std::slice::IterMut<'_, Diagnostic> {
        self.found.iter_mut()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether one of them is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors() > 0
    }

    /// The number of errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        let errors = self.iter().filter(|found| found.severity == Severity::Error);
        errors.count()
    }

    /// The number of warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.len() - self.errors()
    }

    /// Sorts by file, place and code (those without a place first) and drops exact repetitions.
    pub fn sort(&mut self) {
        self.found.sort_by(|a, b| {
            let key = |found: &Diagnostic| found.span.map(|span| (span.source, span.start, span.end));
            (key(a), a.code, &a.message).cmp(&(key(b), b.code, &b.message))
        });
        self.found.dedup();
    }

    /// Keeps the first one of each message of a code, with the number of the others.
    pub fn say_once(&mut self, code: &str) {
        let mut known: HashMap<String, usize> = HashMap::new();
        for found in self.found.iter().filter(|found| found.code == code) {
            *known.entry(found.message.clone()).or_default() += 1;
        }
        self.found.retain_mut(|found| {
            if found.code != code {
                return true;
            }
            let Some(times) = known.remove(&found.message) else { return false };
            match times {
                1 => {}
                2 => found.message.push_str(", here and at 1 other place"),
                times => found.message.push_str(&format!(", here and at {} other places", times - 1)),
            }
            true
        });
    }

    /// Makes errors of all warnings that stand for a breach of OpenAPI or JSON Schema.
    pub fn hold_strictly(&mut self) {
        for found in self.found.iter_mut().filter(|found| found.is_breach()) {
            found.severity = Severity::Error;
        }
    }

    /// Fills the empty JSON Pointers from the places.
    pub fn locate(&mut self, resolver: &Resolver) {
        for found in &mut self.found {
            if let (true, Some(span)) = (found.pointer.is_empty(), found.span) {
                found.pointer = resolver.pointer(span);
            }
        }
    }

    /// Whether some of the findings are counted only.
    #[must_use]
    pub fn leaves_out(&self, options: &RenderOptions) -> bool {
        let of = |code: &str| self.found.iter().filter(|found| found.code == code).count();
        let warnings = self.found.iter().filter(|found| found.severity == Severity::Warning);
        let codes: std::collections::BTreeSet<&str> = warnings.map(|found| found.code).collect();
        codes.into_iter().any(|code| of(code) > options.per_code)
    }

    /// All findings as rustc would show them, a blank line after each, and what was left out.
    #[must_use]
    pub fn render(&self, sources: &Sources, options: &RenderOptions) -> String {
        let mut shown: Vec<(&'static str, usize)> = Vec::new();
        let mut text = String::new();
        for found in &self.found {
            let count = match shown.iter_mut().find(|(code, _)| *code == found.code) {
                Some((_, count)) => {
                    *count += 1;
                    *count
                }
                None => {
                    shown.push((found.code, 1));
                    1
                }
            };
            if found.severity == Severity::Warning && count > options.per_code {
                continue;
            }
            text.push_str(&found.render(sources, options));
            text.push_str("\n\n");
        }
        for (code, count) in shown {
            if let (true, Some(row), Some(left)) = (
                self.found.iter().any(|found| found.code == code && found.severity == Severity::Warning),
                explain(code),
                count.checked_sub(options.per_code).filter(|&left| left > 0),
            ) {
                // Writing to a String cannot fail.
                let _ = writeln!(text, "warning[{code}]: {left} more: {}\n", row.title);
            }
        }
        text
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(found: Diagnostic) -> Self {
        Self { found: vec![found] }
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, iter: T) {
        self.found.extend(iter);
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<T: IntoIterator<Item = Diagnostic>>(iter: T) -> Self {
        Self { found: iter.into_iter().collect() }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.iter()
    }
}

/// The candidate that a misspelt word most likely means; `None` when none is near.
#[must_use]
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    // A third of the letters may be wrong, as in rustc.
    let limit = (wanted.len() / 3).max(1);
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        if candidate == word || candidate.len() > 4 * (wanted.len() + limit) {
            continue;
        }
        let letters: Vec<char> = candidate.chars().flat_map(char::to_lowercase).collect();
        let distance = if plain(&letters) == plain(&wanted) && !plain(&wanted).is_empty() {
            0
        } else if letters.len().abs_diff(wanted.len()) > limit {
            continue;
        } else {
            distance(&wanted, &letters)
        };
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Letters and digits only: `operation_id` and `operationId` are the same word.
fn plain(letters: &[char]) -> Vec<char> {
    letters.iter().copied().filter(|letter| letter.is_alphanumeric()).collect()
}

/// Insertions, deletions, replacements and exchanges of neighbours that turn one word into the other.
fn distance(from: &[char], to: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for (row, a) in from.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, b) in to.iter().enumerate() {
            let mut least = (last[column] + usize::from(a != b)).min(last[column + 1] + 1).min(line[column] + 1);
            if row > 0 && column > 0 && *a == to[column - 1] && from[row - 1] == *b {
                least = least.min(before[column - 1] + 1);
            }
            line.push(least);
        }
        before = std::mem::replace(&mut last, line);
    }
    last[to.len()]
}

/// A row of the table of codes.
#[derive(Debug)]
pub struct Code {
    /// `E0301`.
    pub code: &'static str,
    /// What kind of finding it is, in a few words.
    pub title: &'static str,
    /// Why it is one and what to change, for `--explain`.
    pub explanation: &'static str,
    /// Whether a warning stands for a breach of OpenAPI or JSON Schema.
    pub breach: bool,
}

/// The row of a code; small letters will do.
#[must_use]
pub fn explain(code: &str) -> Option<&'static Code> {
    CODES.iter().find(|row| row.code.eq_ignore_ascii_case(code))
}

const fn code(code: &'static str, title: &'static str, explanation: &'static str) -> Code {
    Code { code, title, explanation, breach: false }
}

/// A warning that stands for a breach of OpenAPI or JSON Schema.
const fn breach(code: &'static str, title: &'static str, explanation: &'static str) -> Code {
    Code { code, title, explanation, breach: true }
}

/// Every code there is.
pub static CODES: &[Code] = &[
    // ---- reading -------------------------------------------------------------------------------------------------
    code(
        "E0101",
        "the file cannot be read",
        "The document, or a file that a `$ref` of it names, does not exist, may not be read, or is larger than 1 GiB.",
    ),
    code(
        "E0102",
        "the file is not UTF-8 text",
        "OpenAPI documents are JSON or YAML in UTF-8. Convert the file, for example with `iconv -f UTF-16 -t UTF-8`. \
         A byte order mark at the beginning is ignored.",
    ),
    code(
        "E0103",
        "the file is not JSON",
        "The file begins like JSON (`{\"`) but does not follow its grammar: a comma too many, a missing quote, a \
         comment, text after the value. The caret shows where reading stopped; the mistake is there or just before.",
    ),
    code(
        "E0104",
        "the file is not YAML",
        "The file does not follow the grammar of YAML 1.2: most often a wrong indentation, a tab, or a text that must \
         be quoted because it contains `: ` or begins with one of `@ ` % * & ! | > [ {`. The caret shows where reading \
         stopped; the mistake is there or just before.",
    ),
    code(
        "E0105",
        "the same key twice with different values",
        "An object has the key twice and the values differ, so it is not clear which one is meant (most readers \
         silently take the last). Keep one. When both values are equal this is only a warning, W0101.",
    ),
    breach(
        "W0101",
        "the same key twice",
        "An object has the key twice, with the same value. JSON and YAML both forbid it; the second is ignored.",
    ),
    code(
        "E0106",
        "more than one YAML document in the file",
        "The file has several documents, divided by `---`. An OpenAPI document is one; put each into its own file.",
    ),
    code(
        "E0107",
        "the document is too deep or too large",
        "Values may be nested 400 deep, YAML aliases may expand to 2,000,000 values, and 1,000 files may be loaded. \
         Larger ones are taken for an attack.",
    ),
    code(
        "E0108",
        "a YAML alias or merge key that cannot be followed",
        "An alias (`*name`) must follow the end of the value that its anchor (`&name`) marks, so it cannot be inside \
         it. The value of a merge key (`<<`) must be a mapping or a list of mappings.",
    ),
    breach(
        "W0102",
        "a YAML tag without a meaning here",
        "Only the tags of YAML's core schema (`!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!map`, `!!seq`) are \
         understood. The value was read as if the tag were not there.",
    ),
    breach(
        "W0103",
        "a number that JSON does not have",
        "`.inf` and `.nan` are YAML numbers, but an OpenAPI document is limited to what JSON can say. The value was \
         read as a text; put it in quotes if that is what is meant. Numbers beyond every float, such as `1e400`, are JSON, but \
         hardly any reader of it has them (RFC 8259, section 6): the greatest float, or the least, is read.",
    ),
    breach(
        "W0104",
        "lines between brackets that are indented too little",
        "YAML 1.2 (section 7.4) wants each line of a value in braces or brackets to be indented more than the key that the \
         value belongs to; many readers, those of YAML 1.1 among them, do not mind. The document was read as they read it.",
    ),
    // ---- version and structure -----------------------------------------------------------------------------------
    code(
        "E0201",
        "not an OpenAPI document",
        "The top of an OpenAPI document is an object with the member `openapi`, whose value is the version as a text, \
         for example `openapi: 3.1.0`.",
    ),
    code(
        "E0202",
        "a version of OpenAPI that is not supported",
        "Supported are 3.0.x and 3.1.x. Convert a 2.0 (Swagger) document with `swagger2openapi`; a 3.2 document that \
         uses nothing new may simply be declared as 3.1.1.",
    ),
    code(
        "E0203",
        "a part of the document is of the wrong type",
        "`paths`, `components` and `webhooks` are objects. Without them there is nothing to generate.",
    ),
    breach(
        "W0201",
        "a required member is missing",
        "The specification requires it, but its absence has a clear meaning, which the message tells.",
    ),
    breach(
        "W0202",
        "a number where a text is due",
        "Without quotes YAML reads `1.10` as a number. The text was taken as it is written; put it in quotes.",
    ),
    breach(
        "W0203",
        "a part that nothing needs is not as it should be",
        "It could not be used, but no operation, webhook or callback needs it. If one did, it would be refused for it. \
         Correct the part, or remove it.",
    ),
    code(
        "E0204",
        "something is there, but not what is due",
        "An object is due, and something else stands in its place, most often nothing at all: `null` in JSON, a key \
         without a value in YAML; or a reference leads to a component of another kind. What it was meant to be cannot be \
         told, so whatever needs it is refused.",
    ),
    code(
        "E0205",
        "a path that is no template",
        "The variables of a path stand in braces, each under a name of its own: `/users/{user}/issues/{issue}`. A brace \
         that stands alone, a variable without a name, one that comes twice, and two without a text between them (where \
         the second is no file's ending, W0220) have no clear meaning; a segment `.` or `..` is removed by clients before they send it.",
    ),
    code(
        "E0206",
        "the same operation twice",
        "Two paths are the same when they only differ in the names of their variables (`/a/{b}` and `/a/{c}`), or in \
         characters that are escaped without need (`/%61` and `/a`). A request fits both, and nothing says which of the \
         two operations is meant; the first one keeps the place.",
    ),
    breach(
        "W0204",
        "the same path twice",
        "Two paths are the same when they only differ in the names of their variables (`/a/{b}` and `/a/{c}`), or in \
         characters that are escaped without need. The specification wants one path item; as the two have different \
         methods, it is clear what is meant.",
    ),
    code(
        "E0207",
        "two ways to write one value, or none",
        "A parameter or header has either `schema`, with `style` and `explode`, or `content` with exactly one media \
         type. With both, or with several media types, nothing says how its value is written.",
    ),
    code(
        "E0208",
        "a name that cannot be sent",
        "The names of headers and cookies are tokens of RFC 9110: letters, digits and !#$%&'*+-.^_`|~. No name is empty.",
    ),
    code(
        "E0209",
        "no media type",
        "`content` is keyed by media types such as `application/json`, or ranges such as `text/*` and `*/*` (RFC 6838).",
    ),
    code(
        "E0210",
        "the same thing twice, and different",
        "A parameter is told by `name` and `in`, a header by its name in any letters; each comes once in a list. Here two \
         differ, and nothing says which one is meant. (A parameter of an operation replaces the one of its path item.)",
    ),
    code(
        "E0211",
        "a style that cannot write such a value",
        "Which styles there are depends on where the value is: `simple`, `label` and `matrix` in the path; `form`, \
         `spaceDelimited`, `pipeDelimited` and `deepObject` in the query and in forms; `simple` in a header, `form` in a \
         cookie. `spaceDelimited` and `pipeDelimited` write lists and objects, no single values.",
    ),
    code(
        "E0212",
        "an encoding of nothing",
        "The keys of `encoding` are properties of the schema beside it, and the schema has no such property.",
    ),
    code(
        "E0213",
        "no value is possible",
        "What the schema says cannot all hold, so there is no value of it, and what needs one can never be called or \
         answered. Change or remove what excludes the rest.",
    ),
    code(
        "E0214",
        "no status code",
        "Responses are keyed by a status such as `200`, a range such as `4XX`, or `default`. What a response of another \
         key is for cannot be told.",
    ),
    code(
        "E0215",
        "a server whose URL cannot be made",
        "Each variable of a server's URL is declared in `variables`, with a `default`. Without one nothing says what stands \
         in its place, and the server is left out.",
    ),
    breach(
        "W0210",
        "no media type, but a word",
        "`content` is keyed by media types such as `application/json`, or ranges such as `text/*` and `*/*` (RFC 6838). \
         What is keyed otherwise is taken as bytes of that type.",
    ),
    code(
        "W0220",
        "two variables of a path side by side",
        "Nothing stands between the two variables, and all values of the second one begin with a dot, as in \
         `/reports/{id}{ending}` with `.json` and `.csv`: it is taken from the last dot of the segment on.",
    ),
    breach(
        "W0219",
        "a path that no request has as it is",
        "The path has a `?` or a `#`, where the path of a request ends, or an empty segment between two slashes. It is \
         taken to the letter on both sides: the two characters are sent percent-encoded, the slashes as they are. What \
         is meant as a query belongs into `parameters`. A `*` is a character like others, and stands for nothing else.",
    ),
    breach(
        "W0218",
        "a deepObject that is no object",
        "`deepObject` is defined for objects: `name[member]=value`. Published documents use it for what may be a single \
         value or a list as well; a single value is then written as `name=value`, and a list as `name[0]=a&name[1]=b`. \
         Servers read both, and lists of the forms `name[]=a&name[]=b` and `name=a&name=b`, too.",
    ),
    breach(
        "W0205",
        "a component with a name of other characters",
        "Names of components consist of the letters A to Z and a to z, digits, `.`, `-` and `_`. The component is found \
         by its name all the same.",
    ),
    breach(
        "W0206",
        "no URL",
        "The value has to be a URL, absolute or relative. Nothing is requested from it, so nothing else depends on it.",
    ),
    breach(
        "W0207",
        "two members that exclude each other",
        "The specification allows only one of the two. What is generated does not depend on which one is meant.",
    ),
    breach("W0208", "the same thing twice", "It comes once only: the second one says nothing new."),
    breach(
        "W0209",
        "an HTTP authentication scheme that is not registered",
        "`scheme` is a name of IANA's registry of HTTP authentication schemes, such as `bearer`, `basic` or `digest`. \
         Credentials of any other scheme are handed over as they are.",
    ),
    breach(
        "W0211",
        "a link to no operation",
        "A link names the operation that it leads to, by `operationId` or by `operationRef`. It is only documentation.",
    ),
    breach(
        "W0212",
        "a scope that is not declared",
        "The scopes that `security` asks for are those of the scheme's flows. The caller is asked for it all the same. \
         Schemes of other types than OAuth 2.0 and OpenID Connect have none in OpenAPI 3.0.",
    ),
    breach(
        "W0213",
        "a list that must not be empty",
        "The keyword's list has at least one item. Without one it counts for nothing.",
    ),
    breach(
        "W0214",
        "a list without items",
        "OpenAPI 3.0 wants `items` beside `type: array`. Without it the items are any JSON.",
    ),
    breach(
        "W0215",
        "a number that must be greater than 0",
        "Every number would have to be a multiple of it. It counts for nothing.",
    ),
    breach(
        "W0216",
        "a path parameter that is not required",
        "A request without the variable would be one to another path. It is taken as required.",
    ),
    breach(
        "W0221",
        "a type of another language",
        "JSON Schema has the types null, boolean, integer, number, string, array and object. Some published documents \
         write `any`, `file` as Swagger 2.0 had it, or what another language calls a type: `int`, `String`, `bool`, `dict`, \
         `list`, `datetime`. What they mean is taken.",
    ),
    code(
        "W0222",
        "a keyword that counts for nothing here",
        "Most keywords of JSON Schema speak of one type, and let every value of another one pass: `minLength` beside \
         `type: integer` says nothing, nor does `then` without `if`. What was meant may be another keyword, or another type.",
    ),
    breach(
        "W0217",
        "an operation without responses",
        "`responses` has at least one response. Declare what a success answers, so that both sides can be held to it.",
    ),
    breach(
        "W0301",
        "a reference to nothing, in a part that nothing needs",
        "The reference cannot be followed, but no operation, webhook or callback needs what it stands for: examples and \
         links are documentation, and some components are not used. If one did, it would be refused for it.",
    ),
    // ---- references ----------------------------------------------------------------------------------------------
    code(
        "E0301",
        "a `$ref` to nothing",
        "The place that the reference names does not exist. After `#` stands a JSON Pointer (RFC 6901): `/` divides, \
         `~1` stands for `/`, `~0` for `~`, and `%20` and the like for characters that a URI may not have. In 3.1 a \
         name after `#` is an `$anchor`.",
    ),
    code(
        "E0302",
        "a `$ref` to another machine",
        "Nothing is fetched over the network: what is generated must be the same tomorrow and elsewhere. Save the file \
         beside the document and refer to it by a relative path.",
    ),
    code(
        "E0303",
        "a `$ref` that leads back to itself",
        "The reference's target is again only a reference, and so on, until the first one. (A schema that contains \
         itself through `properties`, `items` or the like is fine.)",
    ),
    code(
        "E0307",
        "a chain of references that is too long",
        "A reference's target is again only a reference, more than 1,000 times. Nobody writes that by hand; refer to the \
         value itself.",
    ),
    code(
        "E0304",
        "a `$ref` to a file that cannot be used",
        "The file could not be read, or is not JSON or YAML. Paths are relative to the file that holds the reference.",
    ),
    code(
        "E0305",
        "a malformed `$ref`",
        "A reference is a text: `#/components/schemas/Pet`, `pet.yaml#/Pet`, `pet.yaml`, or in 3.1 `#anchor`.",
    ),
    code(
        "E0306",
        "a `$dynamicRef` that may mean several schemas",
        "Which schema a `$dynamicRef` means depends on the schemas through which it was reached, when several have the \
         `$dynamicAnchor`. A Rust type is one schema, so write `$ref` to the one that is meant. With a single anchor of \
         that name in the document it is followed like `$ref`.",
    ),
    // ---- keywords ------------------------------------------------------------------------------------------------
    code(
        "E0401",
        "a keyword that cannot be carried out",
        "The keyword changes what is valid or how a request is sent, and the generator does not support it. Ignoring \
         it would generate code that disagrees with the document, so what uses it is refused. The message gives the \
         reason.",
    ),
    breach(
        "W0401",
        "an unknown key",
        "The key means nothing at this place in OpenAPI: a misspelling, a wrong indentation, a keyword of another \
         version, or an extension whose name does not begin with `x-`. It has no effect; a path without a slash before it is \
         taken as one with it, and a range of statuses in small letters (`4xx`) as one in capitals.",
    ),
    breach(
        "W0402",
        "a keyword without an effect",
        "The keyword is known, but nothing becomes of it in what is generated. The message gives the reason.",
    ),
    breach(
        "W0403",
        "a keyword's value is of the wrong type",
        "The specification wants a value of another JSON type. Where the meaning is clear it is taken, and the message says \
         as what: a number or boolean in quotation marks, and Draft 3's `required: true` at a property. Otherwise the \
         keyword is left out, as if it were not there.",
    ),
    breach(
        "W0404",
        "a keyword of another version of OpenAPI",
        "The document declares a version that does not have the keyword, or not with such a value. Its meaning in the \
         other version is clear and is taken; declare that version.",
    ),
    breach(
        "W0405",
        "a key beside `$ref`",
        "An object with `$ref` is replaced by what the reference names. In OpenAPI 3.0, and everywhere but in schemas \
         in 3.1, its other members are ignored; of a 3.0 schema, `nullable`, `readOnly`, `writeOnly` and `default` are read as \
         they are meant all the same. In a 3.0 schema write `allOf: [{$ref: ...}]` and the other keywords \
         beside `allOf`.",
    ),
    breach(
        "W0406",
        "something stands a level too high",
        "The media types of a body stand in `content`, and a `$ref` to what is shared stands in place of a path item, a \
         parameter, a body or an answer, not of an operation. What is meant is clear, and is read so.",
    ),
    // ---- model (05xx on): rows are added by the modules that report them --------------------------------------------
    // ---- model -----------------------------------------------------------------------------------------------------
    code(
        "E0501",
        "not supported",
        "The document is right, but the generator cannot carry this yet, and dropping it silently would make the code \
         promise less than the document. The operation that needs it is refused; the others are generated. Say the same \
         with other keywords, or leave the operation out.",
    ),
    code("E0502", "an unknown security scheme", "`security` names schemes of components.securitySchemes."),
    code(
        "E0503",
        "an extension is not as it should be",
        "`x-idempotency`, `x-request-signature` and `x-token` are explained in openapi/README.md.",
    ),
    code(
        "E0504",
        "a parameter does not fit",
        "Every variable of a path template is declared by a parameter with `in: path` and the variable's name, and every \
         such parameter is a variable of the path.",
    ),
    code(
        "E0505",
        "a pattern is no regular expression",
        "JSON Schema's patterns are regular expressions of ECMA-262 (JavaScript) with the flag u.",
    ),
    code(
        "E0509",
        "the client's operations could not be made",
        "progenitor refused what the generator gave it. This is a fault of the generator: please report it with the document.",
    ),
    code(
        "E0511",
        "a callback of a callback",
        "A callback is sent to a place that the request of its operation names. Callbacks of an operation in `paths` or \
         `webhooks` are generated; one that would answer a callback is not. Declare it under `webhooks`, or as a callback \
         of the operation in `paths`.",
    ),
    code(
        "E0512",
        "webhooks and callbacks of the project's own documents",
        "Their sender and receiver are crates of a standalone workspace: `cargo xtask generate --document FILE --out DIR`. \
         The project's own documents have none so far.",
    ),
    code(
        "W0501",
        "a format is not enforced",
        "Enforced are the formats that JSON Schema defines (but uri-template and the idn- ones), int8 to uint64, byte and \
         decimal, each of values of its type: `date-time` of strings, `int64` of integers. Any other format is the document's remark; each is said once, at its first place. Of two formats of one value that `allOf` \
         joins both are enforced where they are formats of strings, the narrower one of integers, and else one, which is said.",
    ),
    code(
        "W0502",
        "an operation without operationId",
        "Its name is made of method and path. Give it an operationId with a letter or digit to choose one.",
    ),
    breach(
        "W0503",
        "an operationId comes twice",
        "operationIds are unique in a document; the second one gets a number, and so does one that comes to the same name \
         as another, such as `new-pet` beside `newPet`.",
    ),
    code(
        "W0504",
        "a parameter without a meaning",
        "OpenAPI says that header parameters named Accept, Content-Type and Authorization are ignored. Content-Length, \
         Transfer-Encoding and Connection frame the message, which HTTP libraries do by themselves.",
    ),
    breach(
        "W0521",
        "a value of an enumeration that is not of its type, or comes twice",
        "It is named before, or what stands beside the enumeration does not allow it: it is left out. A number or boolean \
         among texts is read as the text (`type: string` and `[v1, 2.0]`, where quotation marks were forgotten). Where the \
         type allows none of the values, they are read as values of it, or, beside `type: array`, as what the items can \
         be; what cannot be read so counts as it stands, whatever the type.",
    ),
    breach(
        "W0522",
        "a schema that contradicts itself",
        "What is said cannot all hold: no value satisfies it, or a member that one part names another part forbids, or a \
         discriminator does not lead where it should. Each is taken as JSON Schema has it, and where that leaves nothing, \
         as it is clearly meant.",
    ),
    code(
        "W0523",
        "the members of a union are told apart by trying them",
        "Which member of `oneOf` or `anyOf` a value is, is decided by its JSON type, by a discriminator, by a member with \
         values of its own in each, or by members that only one closed object knows. Where nothing of that is there, every \
         member is tried: exactly one has to fit for `oneOf`; for `anyOf`, of those that fit, the first that knows most of \
         the value's members is taken. Give them a discriminator, or a required member with a `const` of its own each.",
    ),
    code(
        "W0524",
        "a schema without a type",
        "JSON Schema's keywords each speak of one JSON type only, and let every other one pass: `properties` without \
         `type: object` allows a string. That is hardly ever meant, and the type is read as if it were there. A document \
         that means it says `jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema`: its schemas are read to \
         the letter.",
    ),
    breach(
        "W0528",
        "a schema that is a part of itself",
        "By way of `allOf` and `$ref` the schema is one of its own parts, or it is a member of its own union. That adds \
         nothing: what the others of the parts say is taken once, and the union is not there.",
    ),
    breach(
        "W0525",
        "a default that its schema does not allow",
        "`default` says what an absent member, parameter or header counts as: a value that it can have. It is held to type, \
         enum, bounds, lengths, pattern and format, and so are its items and members.",
    ),
    breach(
        "W0526",
        "a pattern of another dialect",
        "JSON Schema's patterns are regular expressions of ECMA-262 (JavaScript) with the flag u. This one is of another \
         dialect, in which it clearly means what the message says.",
    ),
    code(
        "W0531",
        "webhooks and callbacks without credentials",
        "The `security` of the document says how callers of the API prove who they are. Webhooks and callbacks are called \
         by the API, which has no such credential of its consumers; taken by the letter, receivers would refuse every one \
         of them. Give each the `security` that its receivers can check, or `security: []`.",
    ),
    code(
        "W0532",
        "a stream's schema that is not its items'",
        "For server-sent events, lines of JSON and JSON text sequences, `schema` is taken as the schema of one item. A list \
         can only be meant as all items, and a text as the raw stream. Write the item's schema (in OpenAPI 3.2: `itemSchema`).",
    ),
    code(
        "W0533",
        "a schema of events as a whole",
        "Server-sent events consist of `id`, `event`, `data` and `retry`. A schema of an object with `data` and no other \
         members than these describes the event; its `data` is what is typed. Where the schema is one of several such \
         objects, the data is any JSON.",
    ),
    code(
        "W0535",
        "a schema that is not enforced",
        "Bodies that are neither JSON nor a form (text, XML, CSV, other multipart types) are given and taken as they are, \
         as text or bytes: what their schema says beyond that is the handler's and the caller's matter. So is what refers to \
         a component that is no schema.",
    ),
    code(
        "W0536",
        "a union too many to be spelled out",
        "A schema that is in the conjunction of several unions is each combination of their members. Where these would be \
         more than a few hundred, the members of the innermost unions become no types of their own: a value is held to \
         them all the same, and has the members that they speak of as far as their names are known.",
    ),
    code(
        "W0537",
        "an encoding that is not followed",
        "`encoding` says how the fields of `application/x-www-form-urlencoded` and `multipart/form-data` are written. \
         `style` and `explode` are followed, and where they say nothing objects are sent as JSON and everything else as \
         text; `contentType` is what a file or a text is sent as. This one asks for what neither side does: the place says \
         what is done instead.",
    ),
    code(
        "W0538",
        "an operation at servers of its own",
        "A path or an operation can name servers that take the place of the document's. A session of the client calls all \
         operations at the URL that it is given, so that nothing leaves for another host that a test or a proxy does not \
         know of: make another session for these. The operation's docs have the URL, and so has `servers` of the client.",
    ),
    code(
        "W0539",
        "an answer of 1xx",
        "Answers of 100, 102, 103 and `1XX` (RFC 9110 section 15.2) go before the answer to a request, and are the \
         connection's business: servers send them of their own, and clients skip them. No operation answers with one, and \
         they are left out. A 101 can be answered with: it ends what is HTTP of a connection. What is spoken on it then \
         (WebSocket, say) is not generated.",
    ),
    breach(
        "W0540",
        "a property that a part of allOf declares with another type",
        "All parts of `allOf` hold at once, and no value is of two types. In languages with classes the declaration nearest \
         to the schema hides the base's, which is what is meant: the base's does not count here. Where two references \
         contradict each other, or the base has a discriminator, nothing tells what is meant, and what needs such a value \
         is refused (E0213).",
    ),
    code(
        "W0541",
        "objects or lists within a parameter that is one text",
        "OpenAPI leaves open how they are written. In a query, a list that repeats its name has a JSON text for each item, and \
         `deepObject` has brackets; where all is one text (a path, a header, `explode: false`), the commas in such a JSON text \
         cannot be told from those between the items, and the server refuses or misreads what has any. Use `content` with \
         `application/json`, or a style that keeps them apart.",
    ),
    code(
        "W0542",
        "a discriminator that stands elsewhere",
        "A `oneOf` or `anyOf` whose members are all built on one base by `allOf` is told apart by the base's discriminator, \
         and one in an inline part of `allOf` counts for the whole schema. The specification has it beside the union, or in \
         the schema itself; document.json has it there.",
    ),
    code(
        "W0543",
        "two parameters that read the same pairs",
        "An object in a query or in cookies is exploded where nothing else is said: each of its members is a pair like a \
         parameter, and the object's own name is never sent. Where another parameter is called like a member, or a second \
         object has the member, too, both read the one pair, and a client that sends both sends it twice. Of two objects with \
         any members each reads what no other parameter has. Rename one, or give the object another style, such as `deepObject`.",
    ),
    code(
        "W0544",
        "a parameter whose text does not tell what it is",
        "In paths, queries, headers and cookies everything is text. A list of one item is written as the item alone, so that \
         where the schema allows an item like it as well, the list arrives as the item. An object that is not exploded is names and values between commas, which a string or a \
         list may be, too, and arrives as that. Told apart are: objects from numbers and booleans; objects, exploded, in a \
         query or in cookies from all else by their members' names; and lists from values that no item is. Where the rest \
         matters, use `content` with `application/json`, or let the schema allow one of them.",
    ),
    code(
        "W0545",
        "an answer whose body cannot be",
        "What its schema says cannot all hold, so that nothing can be answered with this status: `allOf` of what a success is \
         and what an error is, say. The answer is left out on both sides: the handler's answers have no variant for it, and the \
         client takes one that comes all the same as undeclared, with its bytes. Change or remove what excludes the rest.",
    ),
    code(
        "W0546",
        "bytes in JSON",
        "`format: binary` is a sequence of bytes, and a string of JSON is made of characters: only bytes that are UTF-8 text can \
         be sent in it, and both sides refuse to write others. So it is where one schema is the body of `multipart/form-data`, \
         which has files, and of `application/json` as well. A body that is \
         nothing else than bytes is sent as it is, under its media type. Send files as multipart or as a body of their own, or declare \
         `format: byte` (`contentEncoding: base64` in 3.1), or a plain string, where JSON carries them.",
    ),
    code(
        "W0534",
        "an itemSchema of what is no stream",
        "`itemSchema` describes the items of server-sent events, lines of JSON and JSON text sequences.",
    ),
    // ---- the client (06xx) -----------------------------------------------------------------------------------------
    code(
        "E0601",
        "the client's operations cannot be written",
        "progenitor, which writes the client's operations, refused what the generator gave it, or wrote something \
         unexpected. Nothing in a document should lead here: it is a fault of the generator. Please report it with the \
         document.",
    ),
    code(
        "E0602",
        "a parameter that no client can send",
        "The name of a header may consist of letters, digits and !#$%&'*+-.^_`|~ only (RFC 9110, section 5.1). Every \
         variable of a path is a path parameter, and every path parameter a variable of the path.",
    ),
    code(
        "W0505",
        "an operation without a success",
        "Declare what a success answers, so that both sides can be held to it.",
    ),
    breach(
        "W0506",
        "a path parameter without a variable",
        "The parameter is in the path, but the path template has no such variable.",
    ),
    breach(
        "W0507",
        "a path variable without a parameter",
        "Declare it: `name`, `in: path`, `required: true` and a schema.",
    ),
    code(
        "W0509",
        "any media type, but a structured schema",
        "A range such as `*/*` with a schema of objects or arrays is taken as application/json.",
    ),
    code(
        "W0510",
        "parameters of a media type",
        "Parameters such as `version=2` or `charset` do not tell two media types apart, and are not sent; servers take a \
         body with the declared ones. Of media types that differ in them only, the one without parameters is taken, or \
         else the first. Texts are UTF-8.",
    ),
    breach("W0511", "a response twice", "`4XX` and `4xx` are the same; the second one is left out."),
    code("W0512", "a body where none can be", "Answers of 101, 204, 205 and 304 have no body (RFC 9110 section 15)."),
    code(
        "W0527",
        "a form that is no object",
        "The members of a form's schema are the names of its fields. A body of another schema has no names, so that \
         nothing says how it is written: handlers get its bytes, and clients give them.",
    ),
    code(
        "W0514",
        "a header that is no text",
        "Headers are texts or lists of texts here; of `Set-Cookie` there are no lists, as a comma is part of a cookie \
         (RFC 6265, section 3).",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, load_text};

    #[test]
    fn every_code_is_unique_and_explained() {
        let mut codes: Vec<&str> = CODES.iter().map(|row| row.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), CODES.len());
        for row in CODES {
            assert!(row.code.len() == 5 && row.code.starts_with(['E', 'W']), "{}", row.code);
            assert!(!row.title.ends_with('.') && row.explanation.ends_with(['.', ')']), "{}", row.code);
        }
        assert!(explain("e0301").is_some());
        assert!(explain("E9999").is_none());
    }

    #[test]
    fn near_words_are_proposed_and_far_ones_are_not() {
        let words = ["operationId", "parameters", "responses", "requestBody"];
        assert_eq!(did_you_mean("operationid", words), Some("operationId"));
        assert_eq!(did_you_mean("operation_id", words), Some("operationId"));
        assert_eq!(did_you_mean("paramaters", words), Some("parameters"));
        assert_eq!(did_you_mean("repsonses", words), Some("responses"));
        assert_eq!(did_you_mean("produces", words), None);
        assert_eq!(did_you_mean("", words), None);
    }

    #[test]
    fn a_finding_shows_file_line_column_pointer_caret_and_help() {
        let mut sources = Sources::default();
        let text = "openapi: 3.1.0\ninfo:\n  title: T\n  version: '1'\npaths: {}\n";
        let document = load_text("api.yaml", text.to_owned(), &mut sources).expect("well-formed");
        let place = document.root.pointer("/info/title").expect("there").span;
        let mut found = Diagnostics::from(
            Diagnostic::error("E0201", "too short").at(place).label("this one").help("make it longer"),
        );
        let resolver = Resolver::new(document, &mut sources);
        found.locate(&resolver);
        assert_eq!(
            found.render(&sources, &RenderOptions::plain()),
            "error[E0201]: too short\n \
             --> api.yaml:3:10\n  |\n\
             3 |   title: T\n  |          ^ this one\n  |\n  \
             = at: #/info/title\n  \
             = help: make it longer\n\n"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_place_and_the_column_stays_true() {
        let mut sources = Sources::default();
        let filler = "ä".repeat(3000);
        let text = format!(
            r#"{{"openapi":"3.0.3","x":"{filler}","info":{{"title":"T","version":"1"}},"paths":{{}},"y":"{filler}"}}"#
        );
        let document = load_text("min.json", text, &mut sources).expect("well-formed");
        let place = document.root.pointer("/info/title").expect("there").span;
        let shown = Diagnostic::error("E0201", "here").at(place).render(&sources, &RenderOptions::plain());
        assert!(shown.contains("--> min.json:1:3043"), "{shown}");
        assert!(shown.lines().all(|line| line.chars().count() < 180), "{shown}");
        let lines: Vec<&str> = shown.lines().collect();
        let caret = lines[4].chars().position(|c| c == '^').expect("caret");
        assert_eq!(lines[3].chars().skip(caret).take(3).collect::<String>(), "\"T\"");
    }

    #[test]
    fn control_characters_of_the_document_do_not_reach_the_terminal() {
        let mut sources = Sources::default();
        let document = load_text(
            "a.yaml",
            "openapi: 3.1.0\ninfo: {title: \"\\e[31m\", version: '1'} # \u{9b}31m\npaths: {}".to_owned(),
            &mut sources,
        )
        .expect("well-formed");
        let title = document.root.pointer("/info/title").expect("there");
        let shown = Diagnostic::error("E0201", format!("bad {}", title.as_str().expect("text")))
            .at(title.span)
            .render(&sources, &RenderOptions::plain());
        assert!(!shown.contains(['\u{1b}', '\u{9b}']), "{shown:?}");
    }

    #[test]
    fn warnings_of_one_code_are_counted_beyond_the_limit_and_errors_never() {
        let sources = Sources::default();
        let mut found = Diagnostics::default();
        for at in 0..5 {
            found.push(Diagnostic::warning("W0401", format!("unknown {at}")));
            found.push(Diagnostic::error("E0301", format!("dangling {at}")));
        }
        let mut options = RenderOptions::plain();
        options.per_code = 2;
        let text = found.render(&sources, &options);
        assert_eq!(text.matches("]: unknown ").count(), 2);
        assert_eq!(text.matches("dangling ").count(), 5);
        assert!(text.contains("warning[W0401]: 3 more: an unknown key"), "{text}");
        assert_eq!((found.errors(), found.warnings()), (5, 5));
    }
}
