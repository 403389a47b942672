//! `crates/constructs`: what the generator makes of every construct of a schema, and whether it is what is checked in.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use codegen::emit::{CrateOptions, Flavour, components, messages, round_trips, schemas};
use codegen::resolve::Resolver;
use codegen::source::{Sources, load_text};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../constructs")
}

/// The document with an operation for each of its components, so that each is in a request and in an answer.
fn with_operations(text: &str) -> String {
    let names = text.lines().filter_map(|line| {
        let name = line.strip_prefix("    ").filter(|rest| !rest.starts_with([' ', '#']))?.split(':').next()?;
        Some(name)
    });
    let mut paths = String::from("paths:\n");
    for (index, name) in names.enumerate() {
        let content = format!("{{ application/json: {{ schema: {{ $ref: '#/components/schemas/{name}' }} }} }}");
        writeln!(
            paths,
            "  /{index}:\n    post:\n      operationId: use{index}\n      requestBody: {{ content: {content} }}\n      \
             responses: {{ '200': {{ description: It., content: {content} }} }}"
        )
        .expect("text grows");
    }
    text.replace("paths: {}\n", &paths)
}

fn check(version: &str) {
    let text = fs::read_to_string(folder().join(format!("{version}.yaml"))).expect("the document");
    let mut sources = Sources::default();
    let document = load_text(&format!("{version}.yaml"), with_operations(&text), &mut sources).expect("a document");
    let json = document.root.to_json_text();
    let resolver = Resolver::new(document, &mut sources);
    let built = codegen::build::build(&resolver, &codegen::keywords::account(&resolver).faults);
    assert!(built.refused.is_empty(), "{:#?}", built.refused);
    let options = CrateOptions {
        package: "constructs".to_owned(),
        banner: format!("// Generated of crates/constructs/{version}.yaml: do not edit."),
        dependency: |_, _| String::new(),
        package_lines: String::new(),
    };
    let nested = |text: String| text.replace("use crate::types", "use super::types");
    let mut stale = Vec::new();
    for (name, wanted) in [
        ("types.rs", messages(&built.model, Flavour::Server, &options)),
        ("client.rs", messages(&built.model, Flavour::Client, &options)),
        ("round_trips.rs", nested(round_trips(&built.model, &options))),
        ("schemas.rs", nested(schemas(&built.model, &options))),
        ("components.rs", nested(components(&built.model, &options))),
        ("document.json", json),
    ] {
        let path = folder().join("src").join(version).join(name);
        if fs::read_to_string(&path).unwrap_or_default() == wanted {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, wanted).expect("written");
        } else {
            stale.push(path.display().to_string());
        }
    }
    assert!(
        stale.is_empty(),
        "stale: {stale:?}\nrun: UPDATE=1 cargo nextest run --manifest-path xtask/Cargo.toml -p codegen construct"
    );
}

#[test]
fn every_construct_of_3_1_is_what_is_checked_in() {
    check("v3_1");
}

#[test]
fn every_construct_of_3_0_is_what_is_checked_in() {
    check("v3_0");
}
