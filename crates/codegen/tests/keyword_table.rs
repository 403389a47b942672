//! The table of keywords, row by row: what it says becomes of a keyword is what becomes of it.
//!
//! Each row has a change of one document, by which its keyword appears, goes or gets another value. What is generated
//! differs then, or does not, or has the keyword's text in it, or there is a finding: as the row's outcome says.

mod cases;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use cases::{CASES, DOCUMENT, Proof};
use codegen::build;
use codegen::diagnostic::Diagnostic;
use codegen::keywords::{self, Kind, Outcome, TABLE};
use codegen::resolve::Resolver;
use codegen::source::{Sources, load_text};
use codegen::standalone::{self, Wishes};
use tempfile::TempDir;

/// What a document comes to: files but for the document itself, and findings by code and place.
#[derive(Default)]
struct Made {
    files: BTreeMap<String, String>,
    found: Vec<(&'static str, String)>,
}

/// What is found before anything is made of a document: no more is needed of a keyword that has no effect.
fn account(document: &str) -> Made {
    let mut sources = Sources::default();
    let document = load_text("api.yaml", document.to_owned(), &mut sources).expect("a document");
    let resolver = Resolver::new(document, &mut sources);
    let account = keywords::account(&resolver);
    let built = build::build(&resolver, &account.faults);
    let all = account.found.into_iter().chain(built.diagnostics);
    let place = |found: &Diagnostic| found.span.map(|span| resolver.pointer(span)).unwrap_or_default();
    Made { found: all.map(|found| (found.code, place(&found))).collect(), ..Made::default() }
}

fn make(folder: &TempDir, document: &str) -> Made {
    let path = folder.path().join("api.yaml");
    fs::write(&path, document).expect("written");
    let mut sources = Sources::default();
    let workspace = standalone::generate(&path, Wishes { keywords: true, ..Wishes::default() }, &mut sources);
    let is_said = |file: &str| !file.ends_with("document.json") && !file.starts_with("support/");
    let found = workspace.diagnostics.iter().map(|found| (found.code, found.pointer.clone())).collect();
    Made { files: workspace.files.into_iter().filter(|(file, _)| is_said(file)).collect(), found }
}

/// What is untrue about a case; `None` where all is as the row says.
fn untrue(base: &Made, changed: &Made, keyword: &str, outcome: Outcome, proof: Proof) -> Option<String> {
    let differs = base.files != changed.files;
    let finding = |code: &str, made: &Made| {
        made.found.iter().any(|(found, pointer)| *found == code && pointer.rsplit('/').next() == Some(keyword))
    };
    match (outcome, proof) {
        (Outcome::Used, Proof::Differs) => (!differs).then(|| "nothing that is generated depends on it".to_owned()),
        (Outcome::Used, Proof::Judges(code)) => {
            let codes = |made: &Made| {
                let places = made.found.iter().filter(|(found, _)| *found == code).map(|(_, place)| place);
                places.cloned().collect::<BTreeSet<_>>()
            };
            (codes(base) == codes(changed)).then(|| format!("no finding {code} depends on it"))
        }
        (Outcome::Annotation, Proof::Shows(text)) => {
            let shows = |made: &Made| made.files.values().any(|file| file.contains(text));
            match (shows(base), shows(changed)) {
                (true, false) => None,
                (false, _) => Some(format!("`{text}` is not in what is generated")),
                (true, true) => Some(format!("`{text}` is there without it, too")),
            }
        }
        (Outcome::Annotation, Proof::Silent(_)) => {
            let which = || base.files.iter().find(|(name, text)| changed.files.get(*name) != Some(text));
            differs.then(|| format!("it is not silent: {:?} differs", which().map(|(name, _)| name)))
        }
        (Outcome::Warned(_), Proof::Finds) => {
            (!finding("W0402", changed)).then(|| format!("no warning: {:?}", changed.found))
        }
        (Outcome::Refused(_), Proof::Finds) => {
            (!finding("E0401", changed)).then(|| format!("no error: {:?}", changed.found))
        }
        (outcome, proof) => Some(format!("{outcome:?} cannot be shown by {proof:?}")),
    }
}

#[test]
fn what_the_table_says_of_each_keyword_is_true() {
    let mut cases: HashMap<(Kind, &str), (&str, &str, Proof)> = HashMap::new();
    for (kind, keyword, from, to, proof) in CASES {
        let before = cases.insert((*kind, keyword), (from, to, *proof));
        assert!(before.is_none(), "{kind:?} {keyword}: two cases");
    }
    let folder = TempDir::new().expect("a temporary folder");
    let base = make(&folder, DOCUMENT);
    let errors: Vec<_> = base.found.iter().filter(|(code, _)| code.starts_with('E')).collect();
    assert!(errors.is_empty(), "{errors:?}");
    let rows: Vec<_> = TABLE.iter().flat_map(|(kind, rows)| rows.iter().map(|row| (*kind, row))).collect();
    let wrong = Mutex::new(Vec::new());
    let say = |kind: Kind, keyword: &str, reason: String| {
        wrong.lock().expect("no panic").push(format!("{kind:?} `{keyword}`: {reason}"));
    };
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                let folder = TempDir::new().expect("a temporary folder");
                while let Some((kind, row)) = rows.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some((from, to, proof)) = cases.get(&(*kind, row.name)) else {
                        say(*kind, row.name, "there is no case of it in tests/cases".to_owned());
                        continue;
                    };
                    if DOCUMENT.matches(from).count() != 1 {
                        say(*kind, row.name, format!("`{from}` is not in the document once"));
                        continue;
                    }
                    let document = DOCUMENT.replace(from, to);
                    let changed = match proof {
                        Proof::Finds | Proof::Judges(_) => account(&document),
                        _ => make(&folder, &document),
                    };
                    if let Some(reason) = untrue(&base, &changed, row.name, row.outcome, *proof) {
                        say(*kind, row.name, reason);
                    }
                }
            });
        }
    });
    for (kind, row) in &rows {
        cases.remove(&(*kind, row.name));
    }
    let mut wrong = wrong.into_inner().expect("no panic");
    wrong.extend(cases.keys().map(|(kind, keyword)| format!("{kind:?} `{keyword}`: no row of the table")));
    assert!(wrong.is_empty(), "{} of the table's rows are untrue:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_keyword_that_is_silent_has_a_reason_that_says_something() {
    let mut known = HashSet::new();
    for (kind, keyword, _, _, proof) in CASES {
        if let Proof::Silent(reason) = proof {
            assert!(reason.split(' ').count() > 3, "{kind:?} {keyword}");
            known.insert(reason);
        }
    }
    assert!(known.len() > 5);
}
