//! The official JSON Schema test suite as documents: each of its schemas becomes the body of an operation, and its type
//! a module of one crate.
//!
//! Owns the way from the suite's files to that crate. Never judges: what an instance is, the suite says.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use crate::build;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::emit::types::type_text;
use crate::emit::{CrateOptions, Flavour, messages};
use crate::keywords;
use crate::node::Node;
use crate::resolve::Resolver;
use crate::source::{Sources, load_text, parse};

/// The metaschema of the suite's schemas: a document that names it is read to the letter.
const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// A schema of the suite, and what it takes.
#[derive(Clone, Debug)]
pub struct Group {
    /// The file, below the folder of the draft.
    pub file: String,
    /// The suite's words for the schema.
    pub description: String,
    /// As JSON.
    pub schema: String,
    /// Whether it gives itself an address.
    pub has_id: bool,
    /// What is held against it.
    pub tests: Vec<Test>,
}

/// An instance and whether the schema allows it.
#[derive(Clone, Debug)]
pub struct Test {
    /// The suite's words for the instance.
    pub description: String,
    /// As JSON, numbers as they are written.
    pub data: String,
    /// What the suite says of it.
    pub valid: bool,
}

/// A schema's types as a module, or why there are none: a code and its place.
pub type Module = Result<String, String>;

/// Every schema of the suite's folder, in the order of the files' names.
///
/// # Errors
/// A file that cannot be read, or is none of the suite's.
pub fn groups(folder: &Path) -> Result<Vec<Group>, String> {
    let draft = folder.join("tests/draft2020-12");
    let mut files = Vec::new();
    let mut todo = vec![draft.clone()];
    while let Some(folder) = todo.pop() {
        let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for path in entries.flatten().map(|entry| entry.path()) {
            match path.is_dir() {
                true => todo.push(path),
                false if path.extension().is_some_and(|ending| ending == "json") => files.push(path),
                false => {}
            }
        }
    }
    files.sort();
    let mut groups = Vec::new();
    for file in files {
        let name = file.strip_prefix(&draft).unwrap_or(&file).to_string_lossy().into_owned();
        groups.extend(file_groups(&file, &name).ok_or_else(|| format!("{}: no file of the suite", file.display()))?);
    }
    Ok(groups)
}

fn file_groups(path: &Path, name: &str) -> Option<Vec<Group>> {
    let mut sources = Sources::default();
    // An object, so that it is read as JSON, and numbers keep their text.
    let text = format!("{{\"groups\":{}}}", fs::read_to_string(path).ok()?);
    let source = sources.add(name.to_owned(), path.to_owned(), text).ok()?;
    let tree = parse(source, &sources, &mut Diagnostics::default())?;
    let text = |node: &Node, key: &str| node.get_str(key).map(str::to_owned);
    tree.get_array("groups")?
        .iter()
        .map(|group| {
            let tests = group.get_array("tests")?.iter().map(|test| {
                Some(Test {
                    description: text(test, "description")?,
                    data: test.get("data")?.to_json_text(),
                    valid: test.get_bool("valid")?,
                })
            });
            Some(Group {
                file: name.to_owned(),
                description: text(group, "description")?,
                schema: group.get("schema")?.to_json_text(),
                has_id: group.get("schema")?.get("$id").is_some(),
                tests: tests.collect::<Option<_>>()?,
            })
        })
        .collect()
}

/// The document of which the schema is a component. References in it are meant from it.
fn document(group: &Group) -> String {
    let root = match group.schema.strip_prefix('{') {
        Some(rest) if !group.has_id => {
            let comma = if rest.starts_with('}') { "" } else { "," };
            format!("{{\"$id\":\"https://suite.invalid/root\"{comma}{rest}")
        }
        _ => group.schema.clone(),
    };
    let content = r##"{"application/json":{"schema":{"$ref":"#/components/schemas/Root"}}}"##;
    format!(
        r#"{{"openapi":"3.1.0","jsonSchemaDialect":"{DIALECT}","info":{{"title":"A schema","version":"1"}},"paths":{{"/":{{"post":{{"operationId":"use","requestBody":{{"required":true,"content":{content}}},"responses":{{"204":{{"description":"Used."}}}}}}}}}},"components":{{"schemas":{{"Root":{root}}}}}}}"#
    )
}

/// The module of a schema's types: its `Root` is what the schema describes.
pub fn module(group: &Group) -> Module {
    let mut sources = Sources::default();
    let said = |found: &Diagnostics, resolver: Option<&Resolver>| {
        let first = found.iter().find(|found| found.code.starts_with('E'));
        first.map_or_else(
            || "refused without a reason".to_owned(),
            |found: &Diagnostic| {
                let place = found.span.and_then(|span| resolver.map(|resolver| resolver.pointer(span)));
                format!("{} {}", found.code, place.unwrap_or_default())
            },
        )
    };
    let document = match load_text("schema.json", document(group), &mut sources) {
        Ok(document) => document,
        Err(found) => return Err(said(&found, None)),
    };
    let resolver = Resolver::new(document, &mut sources);
    let built = build::build(&resolver, &keywords::account(&resolver).faults);
    let body = built.model.operations.first().and_then(|operation| operation.body.as_ref());
    let Some(content) = body.and_then(|body| body.contents.first()) else {
        return Err(said(&built.diagnostics, Some(&resolver)));
    };
    let options = CrateOptions {
        package: "suite".to_owned(),
        banner: "//! A schema of the JSON Schema test suite.".to_owned(),
        dependency: |_, _| String::new(),
        package_lines: String::new(),
    };
    let root = type_text(&built.model, &content.ty, "types::");
    let types = messages(&built.model, Flavour::Server, &options);
    Ok(format!(
        "/// What the schema describes.\npub type Root = {root};\n/// The types.\npub mod types {{\n{types}\n}}\n"
    ))
}

/// The crate of all modules, as files: it reads instances and says which are taken.
///
/// `support` is the folder of `schema-support`.
pub fn files(modules: &[(usize, String)], support: &Path) -> Vec<(PathBuf, String)> {
    let manifest = format!(
        "[package]\nname = \"asked\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         schema-support = {{ path = {:?} }}\nserde = \"1\"\nserde_json = \"1\"\nuuid = \"1\"\n\n[features]\nconformance = \
         []\n\n[profile.dev]\ndebug = false\nincremental = false\n",
        support.to_string_lossy()
    );
    let mut library = String::from(
        "#![allow(warnings)]\nuse schema_support::{Decode, from_slice_strict};\nfn takes<T: Decode + serde::Serialize>(json: &str) -> \
         bool {\n    let Ok(value) = from_slice_strict::<T>(json.as_bytes()) else { return false };\n    // What it is \
         written as is taken as well, and is the same but for members that nobody names.\n    let written = serde_json::to_vec(&value).expect(\"memory\");\n    \
         let read = |text: &[u8]| serde_json::from_slice::<serde_json::Value>(text).expect(\"JSON\");\n    \
         assert!(is_same(&read(json.as_bytes()), &read(&written)), \"{json} is written as {}\", \
         String::from_utf8_lossy(&written));\n    from_slice_strict::<T>(&written).is_ok()\n}\n\
         /// Whether the second is part of the first; as in RFC 8785, 1 and 1.0 are one number. What reads them here is off by a \
         bit at times.\n\
         fn is_same(a: &serde_json::Value, b: &serde_json::Value) -> bool {\n    \
         use serde_json::Value::*;\n    match (a, b) {\n        (Number(a), Number(b)) => a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| (a - b).abs() <= a.abs() * 1e-15),\n        \
         (Array(a), Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),\n        \
         (Object(a), Object(b)) => b.iter().all(|(name, b)| a.get(name).is_some_and(|a| is_same(a, b))),\n        \
         _ => a == b,\n    }\n}\n",
    );
    let mut arms = String::new();
    let mut files = vec![(PathBuf::from("Cargo.toml"), manifest)];
    for (index, text) in modules {
        let _ = writeln!(library, "mod g{index};");
        let _ = writeln!(arms, "            {index} => takes::<g{index}::Root>,");
        files.push((PathBuf::from(format!("src/g{index}.rs")), text.clone()));
    }
    let _ = write!(
        library,
        "fn main() {{\n    for line in std::io::stdin().lines() {{\n        let line = line.expect(\"text\");\n        let \
         (group, json) = line.split_once(' ').expect(\"a group and an instance\");\n        let takes: fn(&str) -> bool = \
         match group.parse::<usize>().expect(\"a number\") {{\n{arms}            _ => panic!(\"no group {{group}}\"),\n        \
         }};\n        println!(\"{{}}\", takes(json));\n    }}\n}}\n"
    );
    files.push((PathBuf::from("src/main.rs"), library));
    files
}
