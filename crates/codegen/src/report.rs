//! What `--report` writes: what became of each operation and of each keyword of a document.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::diagnostic::{Diagnostics, Severity};
use crate::keywords::{KeywordUse, Outcome};
use crate::node::{SourceId, Span};
use crate::resolve::Resolver;
use crate::source::{Sources, Version};

/// The word for a side of an operation that is generated.
pub const OK: &str = "ok";

/// All of it; other tools read it as JSON.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The document as it was named.
    pub document: String,
    /// `3.0` or `3.1`; null where it is neither.
    pub openapi: Option<&'static str>,
    /// How long generating took, writing included.
    pub milliseconds: u64,
    /// Every operation of `paths`, in document order.
    pub operations: Vec<OperationReport>,
    /// Every webhook and callback, where there are some: `path` is the receiver's, `client` the sender.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub webhooks: Vec<OperationReport>,
    /// Every keyword, in document order.
    pub keywords: Vec<KeywordReport>,
    /// Every error and warning, in the order of their places.
    pub diagnostics: Vec<Finding>,
}

/// An error or warning.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Such as `E0301`.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// One sentence.
    pub message: String,
    /// The file, as it was named; empty where it is about no place.
    pub file: String,
    /// From 1; 0 where it is about no place.
    pub line: u32,
    /// In characters, from 1; 0 where it is about no place.
    pub column: u32,
    /// JSON Pointer in the file.
    pub pointer: String,
    /// What to change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// The findings as the report has them.
pub fn findings(diagnostics: &Diagnostics, sources: &Sources) -> Vec<Finding> {
    // They stand in the order of their places: of a file in one long line, only what lies between two is counted.
    let mut last: Option<(Span, (u32, u32))> = None;
    let mut place = |span: Span| {
        let line = sources.line(span);
        let (line, column) = match last {
            Some((before, (same, column)))
                if before.source == span.source && same == line && before.start <= span.start =>
            {
                let between = sources.slice(Span { end: span.start, ..before });
                (line, column + u32::try_from(between.chars().count()).unwrap_or_default())
            }
            _ => sources.line_column(span),
        };
        last = Some((span, (line, column)));
        (line, column)
    };
    let one = |found: &crate::diagnostic::Diagnostic| {
        let (line, column) = found.span.map_or((0, 0), &mut place);
        Finding {
            code: found.code,
            severity: match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: found.message.clone(),
            file: found.span.map(|span| sources.name(span.source).to_owned()).unwrap_or_default(),
            line,
            column,
            pointer: found.pointer.clone(),
            help: found.help.as_deref().map(str::to_owned),
        }
    };
    diagnostics.iter().map(one).collect()
}

/// What became of one operation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationReport {
    /// In upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// `operationId`, where the document gives one.
    pub operation_id: Option<String>,
    /// `ok`, or why it is not in the client.
    pub client: String,
    /// `ok`, or why it is not in the server's trait.
    pub server: String,
}

impl OperationReport {
    /// Whether it is on both sides.
    pub fn is_generated(&self) -> bool {
        self.client == OK && self.server == OK
    }
}

/// What became of one keyword.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct KeywordReport {
    /// The file, as it was named, where it is not the document itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Its place in the document, or in the file that the document refers to.
    pub pointer: String,
    /// As the document writes it.
    pub keyword: String,
    /// `used` (documentation included), `warned` or `refused`.
    pub outcome: &'static str,
    /// From 1.
    pub line: u32,
}

/// The version's number as the report has it.
pub fn version(version: Version) -> &'static str {
    match version {
        Version::V3_0 => "3.0",
        Version::V3_1 => "3.1",
    }
}

/// What became of every keyword: the table's outcome, and what a finding at its very place says beyond it.
pub fn keywords(
    uses: &[KeywordUse],
    diagnostics: &Diagnostics,
    resolver: &Resolver,
    sources: &Sources,
) -> Vec<KeywordReport> {
    // Of what has no effect, nothing below it has one: what is left out, or taken as it is.
    const WHOLE: [&str; 6] = ["W0402", "W0504", "W0506", "W0514", "W0222", "W0535"];
    let mut found: HashMap<(Option<SourceId>, &str), Severity> = HashMap::new();
    let mut without: HashSet<(Option<SourceId>, &str)> = HashSet::new();
    for diagnostic in diagnostics.iter() {
        let place = (diagnostic.span.map(|span| span.source), &*diagnostic.pointer);
        let worst = found.entry(place).or_insert(diagnostic.severity);
        if diagnostic.severity == Severity::Error {
            *worst = Severity::Error;
        }
        if WHOLE.contains(&diagnostic.code) {
            without.insert(place);
        }
    }
    let is_below = |source: SourceId, pointer: &str| {
        let mut ends = pointer.match_indices('/').map(|(at, _)| &pointer[..at]);
        ends.any(|above| without.contains(&(Some(source), above)))
    };
    let mut sorted: Vec<&KeywordUse> = uses.iter().collect();
    sorted.sort_by_key(|found| (found.span.source, found.span.start));
    let reports = sorted.into_iter().map(|keyword| {
        let pointer = resolver.pointer(keyword.span);
        let outcome = match (keyword.outcome, found.get(&(Some(keyword.span.source), &*pointer))) {
            (Outcome::Refused(_), _) | (_, Some(Severity::Error)) => "refused",
            (Outcome::Warned(_), _) | (_, Some(Severity::Warning)) => "warned",
            _ if is_below(keyword.span.source, &pointer) => "warned",
            (Outcome::Used | Outcome::Annotation, None) => "used",
        };
        let name = match keyword.keyword {
            "" => crate::node::unescape_token(pointer.rsplit('/').next().unwrap_or_default()).into_owned(),
            known => known.to_owned(),
        };
        let is_home = keyword.span.source == resolver.document().source;
        let file = (!is_home).then(|| sources.name(keyword.span.source).to_owned());
        KeywordReport { file, keyword: name, outcome, line: sources.line(keyword.span), pointer }
    });
    reports.collect()
}
