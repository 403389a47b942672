//! Any document to a workspace of its own: types and server trait, client, a skeleton of handlers, and the support
//! crates that they need. Nothing in it points outside of it.
//!
//! Owns what is written where, and what of it belongs to whom: the generated crates are the generator's, the rest is
//! the team's from its first edit on. Never loses a file that it did not write, nor an edit.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::build::{self, Built, Refused};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::emit::handlers::handlers_crate;
use crate::emit::{self, CrateOptions, Files};
use crate::keywords::{self, Account};
use crate::model::{Model, Operation};
use crate::node::{Node, document_json, escape_token};
use crate::project::{Failure, write_file};
use crate::report::{self, KeywordReport, OK, OperationReport, Report};
use crate::resolve::Resolver;
use crate::source::{self, Sources};
use crate::support::{Member, Project};

/// The file that says what the generator wrote.
const MARKER: &str = ".countersign";

/// What became of a document.
#[derive(Debug)]
pub struct Workspace {
    /// Path below the workspace's folder, and text; empty where the document is not OpenAPI.
    pub files: Files,
    /// Every operation of the document's paths.
    pub operations: Vec<OperationReport>,
    /// Every webhook and callback of the document.
    pub webhooks: Vec<OperationReport>,
    /// Every keyword of the document; empty unless it was asked for.
    pub keywords: Vec<KeywordReport>,
    /// `3.0` or `3.1`.
    pub openapi: Option<&'static str>,
    /// What there is to say, in order and rendered with [`Sources`].
    pub diagnostics: Diagnostics,
}

impl Workspace {
    /// How many operations are on both sides.
    pub fn generated(&self) -> usize {
        self.operations.iter().filter(|operation| operation.is_generated()).count()
    }

    /// The exit status: 0 all operations, 1 not all of them or another error, 2 nothing.
    pub fn status(&self) -> u8 {
        let mut operations = self.operations.iter().chain(&self.webhooks);
        let all = operations.all(OperationReport::is_generated) && !self.diagnostics.has_errors();
        match (self.files.is_empty(), all) {
            (true, _) => 2,
            (false, false) => 1,
            (false, true) => 0,
        }
    }

    /// What `--report` writes.
    pub fn report(self, document: &Path, since: Instant, sources: &Sources) -> Report {
        let diagnostics = report::findings(&self.diagnostics, sources);
        Report {
            diagnostics,
            document: document.display().to_string(),
            openapi: self.openapi,
            milliseconds: u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX),
            operations: self.operations,
            webhooks: self.webhooks,
            keywords: self.keywords,
        }
    }
}

/// What is wanted of a document beyond its workspace.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes<'n> {
    /// What the crates are called, before `-api`, `-client` and `-handlers`; after the document's title without it. One
    /// that [`checked_name`] takes.
    pub name: Option<&'n str>,
    /// Account for every keyword in the result, too.
    pub keywords: bool,
    /// Every breach of the specification is an error; what is written is the same.
    pub strict: bool,
}

/// Generates the workspace of a document, in memory.
pub fn generate(path: &Path, wishes: Wishes<'_>, sources: &mut Sources) -> Workspace {
    let document = match source::load(path, sources) {
        Ok(document) => document,
        Err(mut diagnostics) => {
            if wishes.strict {
                diagnostics.hold_strictly();
            }
            return Workspace {
                files: Files::new(),
                operations: Vec::new(),
                webhooks: Vec::new(),
                keywords: Vec::new(),
                openapi: None,
                diagnostics,
            };
        }
    };
    let resolver = Resolver::new(document, sources);
    let openapi = Some(report::version(resolver.version()));
    let Account { uses, found: mut diagnostics, faults } = keywords::account(&resolver);
    diagnostics.append(resolver.document().warnings.clone());
    // What the API offers and what it calls have models of their own.
    let (built, events) = std::thread::scope(|scope| {
        let events = scope.spawn(|| build::build_events(&resolver, &faults));
        let built = build::build(&resolver, &faults);
        (built, events.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    });
    let Built { mut model, refused, diagnostics: found, mut reached } = built;
    diagnostics.append(found);

    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    if model.title.is_empty() {
        model.title.clone_from(&stem);
    }
    let (mut events, events_refused) = match events {
        Some(Built { model: mut events, refused, diagnostics: found, reached: by_events }) => {
            reached.extend(by_events);
            diagnostics.append(found);
            events.title.clone_from(&model.title);
            (Some(events).filter(|events| !events.operations.is_empty()), refused)
        }
        None => (None, Vec::new()),
    };
    let mut webhooks: Vec<OperationReport> =
        events.iter().flat_map(|events| &events.operations).map(generated).collect();
    webhooks.extend(events_refused.iter().map(refused_on_both_sides));
    let project = Project::embedded();
    let mut reasons = Reasons::default();
    let name = wishes.name.map_or_else(|| crate_name(&model.title, &stem, &project), str::to_owned);
    let files = files(&mut model, events.as_mut(), &resolver, &name, &project, &mut reasons, &mut diagnostics);
    for webhook in &mut webhooks {
        if let Some(reason) = reasons.events.remove(&(webhook.method.clone(), webhook.path.clone())) {
            webhook.client = reason;
        }
    }

    let refusals = refused
        .iter()
        .map(|operation| ((operation.method.clone(), operation.path.clone()), refused_on_both_sides(operation)));
    let mut known: BTreeMap<(String, String), OperationReport> = refusals.collect();
    let mut operations = operations(resolver.root(), &resolver, &mut known, &reasons.operations);
    // Of methods that no path item has in this version.
    operations.extend(known.into_values());
    diagnostics.append(build::of_the_unused(&resolver, &faults, &reached, &diagnostics));
    let unmet = faults.unmet(&diagnostics);
    diagnostics.append(unmet);
    diagnostics.sort();
    diagnostics.locate(&resolver);
    let keywords = match wishes.keywords {
        true => report::keywords(&uses, &diagnostics, &resolver, sources),
        false => Vec::new(),
    };
    // Every place has its keyword in the report; a reader needs to be told once.
    for code in ["W0501", "W0526"] {
        diagnostics.say_once(code);
    }
    if wishes.strict {
        diagnostics.hold_strictly();
    }
    Workspace { files, operations, webhooks, keywords, openapi, diagnostics }
}

/// Why operations are not in a client, by method and path.
#[derive(Default)]
struct Reasons {
    operations: BTreeMap<(String, String), String>,
    events: BTreeMap<(String, String), String>,
}

fn generated(operation: &Operation) -> OperationReport {
    OperationReport {
        method: operation.method.to_owned(),
        path: operation.path.clone(),
        operation_id: Some(operation.id.clone()),
        client: OK.to_owned(),
        server: OK.to_owned(),
    }
}

fn refused_on_both_sides(operation: &Refused) -> OperationReport {
    OperationReport {
        method: operation.method.clone(),
        path: operation.path.clone(),
        operation_id: operation.operation_id.clone(),
        client: operation.reason.clone(),
        server: operation.reason.clone(),
    }
}

/// Every operation of the document, in its order: refused on both sides, in the client only, or not at all.
fn operations(
    root: &Node,
    resolver: &Resolver,
    refused: &mut BTreeMap<(String, String), OperationReport>,
    client: &BTreeMap<(String, String), String>,
) -> Vec<OperationReport> {
    let mut operations = Vec::new();
    let Some(paths) = root.get("paths") else { return operations };
    for path in paths.members().filter(|path| !path.key.starts_with("x-")) {
        let item = match resolver.resolve(&path.value) {
            Ok(resolved) => resolved.node,
            Err(_) => continue,
        };
        for method in keywords::METHODS {
            let Some(node) = item.get(method) else { continue };
            let place = (method.to_uppercase(), path.key.to_string());
            operations.push(refused.remove(&place).unwrap_or_else(|| OperationReport {
                client: client.get(&place).cloned().unwrap_or_else(|| OK.to_owned()),
                server: OK.to_owned(),
                operation_id: node.get_str("operationId").map(str::to_owned),
                method: place.0,
                path: place.1,
            }));
        }
    }
    operations
}

/// What the crates of a document are called.
fn crate_name(title: &str, stem: &str, project: &Project) -> String {
    // A crate's name is ASCII. Scripts of letters are spelled in it; the readings of others are not the generator's to
    // choose.
    const FIRST_IDEOGRAPHIC: char = '\u{2e80}';
    let spelled = |character: char| match character {
        letter if letter.is_ascii() || letter >= FIRST_IDEOGRAPHIC || !letter.is_alphanumeric() => letter.to_string(),
        letter => deunicode::deunicode_char(letter).unwrap_or_default().to_owned(),
    };
    let words = |text: &str| -> Vec<String> {
        let mut words: Vec<String> = text
            .replace(['\'', '’'], "")
            .chars()
            .map(spelled)
            .collect::<String>()
            .replace('\'', "")
            .split(|character: char| !character.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_ascii_lowercase)
            .collect();
        // `petstore-api`, not `petstore-api-api`.
        while words.len() > 1 && words.last().is_some_and(|word| word == "api") {
            words.pop();
        }
        words
    };
    let mut name = String::new();
    for word in [words(title), words(stem)].into_iter().find(|words| !words.is_empty()).unwrap_or_default() {
        if name.len() + word.len() > 40 && !name.is_empty() {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        name.extend(word.chars().take(40));
    }
    match name.chars().next() {
        None => name = "document".to_owned(),
        Some(first) if first.is_ascii_digit() => name.insert_str(0, "api-"),
        Some(_) => {}
    }
    while is_taken(&name, project) {
        name.push_str("-service");
    }
    name
}

/// What the crates of a document are, behind their name.
const KINDS: [&str; 5] = ["api", "client", "handlers", "webhooks-api", "webhooks-client"];

/// Whether a crate of this name would have that of one that it depends on.
fn is_taken(name: &str, project: &Project) -> bool {
    KINDS.iter().any(|kind| project.knows(&format!("{name}-{kind}")))
}

/// A name that somebody chose for the crates of a document, if they can have it.
///
/// # Errors
/// When they cannot: why.
pub fn checked_name(name: &str) -> Result<String, String> {
    const MOST: usize = 48;
    let is_of_crate = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let has_words = name.split(['-', '_']).all(|word| !word.is_empty() && word.bytes().all(is_of_crate));
    if !has_words || !name.starts_with(|first: char| first.is_ascii_lowercase()) || name.len() > MOST {
        return Err(format!(
            "a crate's name has lower-case letters and digits, `-` or `_` between them, begins with a letter, and is no \
             longer than {MOST} here, such as `pet-store`"
        ));
    }
    match is_taken(name, &Project::embedded()) {
        true => Err("a crate that the generated ones depend on has this name".to_owned()),
        false => Ok(name.to_owned()),
    }
}

fn one_line(text: &str) -> String {
    text.split(|character: char| character.is_whitespace() || character.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Every file of the workspace. Operations that a client cannot have leave their model on the way; why is in
/// `reasons`.
fn files(
    model: &mut Model,
    mut events: Option<&mut Model>,
    resolver: &Resolver,
    name: &str,
    project: &Project,
    reasons: &mut Reasons,
    diagnostics: &mut Diagnostics,
) -> Files {
    let said = one_line(&format!("{} {}", model.title, model.version));
    let banner = format!("Generated by `cargo xtask generate --document` from {said}: do not edit.");
    let options = |package: &str| CrateOptions {
        package: package.to_owned(),
        banner: format!("//! {banner}"),
        dependency: |name, optional| match optional {
            true => format!("{name} = {{ workspace = true, optional = true }}"),
            false => format!("{name}.workspace = true"),
        },
        package_lines: "version.workspace = true\nedition.workspace = true\nrust-version.workspace = true\n\
                        publish.workspace = true\n"
            .to_owned(),
    };
    let [server, client, handlers, receiver, sender] =
        ["api", "client", "handlers", "webhooks-api", "webhooks-client"].map(|kind| format!("{name}-{kind}"));
    let mut patterns = model.patterns.clone();
    patterns.extend(events.iter().flat_map(|events| events.patterns.clone()));
    let any_of = events.iter().flat_map(|events| &events.any_of).chain(&model.any_of).cloned().collect();
    let document = document_json(resolver.root(), &patterns, &any_of);

    // The two sides share nothing but the model: written at the same time.
    let views = (&*model, events.as_deref());
    let (server_files, handlers_files, client_files, receiver_files, sender_files) = std::thread::scope(|scope| {
        let (model, events) = &views;
        let client_side = scope.spawn(|| {
            (
                tested_client(model, &[], &options(&server), &options(&client)),
                events.map(|events| tested_client(events, &[], &options(&receiver), &options(&sender))),
            )
        });
        let receiver_files = events.map(|events| emit::server_crate(events, &document, &options(&receiver)));
        let server_files = emit::server_crate(model, &document, &options(&server));
        let library = server_files.get("src/lib.rs").map(String::as_str).unwrap_or_default();
        let handlers_files = handlers_crate(model, &server, library, &options(&handlers));
        let (client_files, sender_files) = client_side.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (server_files, handlers_files, client_files, receiver_files, sender_files)
    });
    let client_files = match client_files {
        Ok(files) => files,
        Err(first) => {
            let crates = (&options(&server), &options(&client));
            client_without(model, first, crates, &mut reasons.operations, diagnostics)
        }
    };
    let sender_files = match (sender_files, events.as_deref_mut()) {
        (Some(Err(first)), Some(events)) => {
            let crates = (&options(&receiver), &options(&sender));
            Some(client_without(events, first, crates, &mut reasons.events, diagnostics))
        }
        (files, _) => files.and_then(Result::ok),
    };

    let mut files = project.support();
    let mut members: Vec<Member> = ["client-support", "round-trips", "schema-support", "server-support"]
        .map(|package| Member { package: package.to_owned(), folder: format!("support/{package}") })
        .into();
    let elsewhere = format!("../../{server}/document.json");
    let sides = [
        (&server, Some(server_files), "../document.json"),
        (&client, Some(client_files), &elsewhere),
        (&receiver, receiver_files, &elsewhere),
        (&sender, sender_files, &elsewhere),
    ];
    let of_sides = sides.into_iter().filter_map(|(package, files, document)| {
        let mut files = files?;
        round_trips(package, document, &format!("//! {banner}"), &mut files);
        Some((package, files))
    });
    for (package, written) in of_sides.chain([(&handlers, handlers_files)]) {
        members.push(Member { package: package.clone(), folder: package.clone() });
        files.extend(written.into_iter().map(|(file, text)| (format!("{package}/{file}"), text)));
    }
    members.sort_by(|a, b| a.folder.cmp(&b.folder));
    let manifest_of = |member: &Member| files.get(&format!("{}/Cargo.toml", member.folder)).map_or("", String::as_str);
    let with_manifests: Vec<(Member, &str)> =
        members.iter().map(|member| (member.clone(), manifest_of(member))).collect();
    let manifests: Vec<&str> = with_manifests.iter().map(|(_, manifest)| *manifest).collect();
    let manifest = project.manifest(
        &format!("Generated by `cargo xtask generate --document` from {said}: yours to edit."),
        &members,
        &manifests,
    );
    let lock = project.lock(&with_manifests);
    files.insert("Cargo.toml".to_owned(), manifest);
    files.insert("Cargo.lock".to_owned(), lock);
    files.insert(".gitignore".to_owned(), "/target\n".to_owned());
    let events = events.map(|events| (&*events, &*receiver, &*sender));
    let example = files.keys().find_map(|file| {
        file.strip_prefix(&client)?.strip_prefix("/examples/")?.strip_suffix("/main.rs").map(str::to_owned)
    });
    let text = readme(model, &server, (&client, example.as_deref()), &handlers, events);
    files.insert("README.md".to_owned(), text);
    files
}

/// Adds the test that holds a crate's types to the document.
fn round_trips(package: &str, document: &str, banner: &str, files: &mut Files) {
    let Some(manifest) = files.get_mut("Cargo.toml") else { return };
    // A crate that is its own dependency in tests has the feature there, whatever `cargo test` is told.
    for_tests(
        manifest,
        &format!("round-trips.workspace = true\n{package} = {{ path = \".\", features = [\"conformance\"] }}\n"),
    );
    let name = package.replace('-', "_");
    let test = format!(
        "{banner}\n//! Every type against the schema it was made of, judged by another implementation.\n\n\
         use {name}::round_trips::ROUND_TRIPS;\n\n\
         #[test]\nfn every_type_takes_and_gives_what_its_schema_allows() {{\n    \
         let document = include_str!(\"{document}\");\n    \
         round_trips::check(document, ROUND_TRIPS, |entry, bytes| (entry.arbitrary)(bytes));\n}}\n"
    );
    files.insert("tests/round_trips.rs".to_owned(), test);
}

/// The client's crate with the test in which it talks to the server's; `unsent` are operations that only the server has.
fn tested_client(
    model: &Model,
    unsent: &[Operation],
    server: &CrateOptions,
    client: &CrateOptions,
) -> Result<Files, Diagnostic> {
    let mut files = emit::client_crate(model, client)?;
    if let Some(manifest) = files.get_mut("Cargo.toml")
        && let Some((test, needed)) = emit::both_sides(model, unsent, server, client)
    {
        let needed: String = needed.iter().map(|name| format!("{name}.workspace = true\n")).collect();
        let served = format!("{} = {{ workspace = true, features = [\"conformance\"] }}\n", server.package);
        for_tests(manifest, &format!("{needed}{served}"));
        files.insert("tests/both_sides.rs".to_owned(), test);
    }
    Ok(files)
}

/// Adds what a crate's tests depend on.
fn for_tests(manifest: &mut String, entries: &str) {
    const HEAD: &str = "[dev-dependencies]\n";
    match manifest.contains(HEAD) {
        true => *manifest = manifest.replacen(HEAD, &format!("{HEAD}{entries}"), 1),
        false => manifest.push_str(&format!("\n{HEAD}{entries}")),
    }
}

/// The client, without the operations that it cannot have: those leave the model, and only the server has them.
fn client_without(
    model: &mut Model,
    first: Diagnostic,
    (server, client): (&CrateOptions, &CrateOptions),
    reasons: &mut BTreeMap<(String, String), String>,
    diagnostics: &mut Diagnostics,
) -> Files {
    let (mut failed, mut unsent) = (first, Vec::new());
    loop {
        let at = model.operations.iter().position(|operation| {
            let method = operation.method.to_lowercase();
            failed.pointer == format!("/paths/{}/{method}", escape_token(&operation.path))
        });
        let reason = failed.message.clone();
        diagnostics.push(failed);
        // A fault that belongs to no operation belongs to all of them: a client without any is all there is.
        let removed: Vec<usize> = at.map_or_else(|| (0..model.operations.len()).collect(), |at| vec![at]);
        if removed.is_empty() {
            return Files::new();
        }
        for at in removed.into_iter().rev() {
            let operation = model.operations.remove(at);
            reasons.insert((operation.method.to_owned(), operation.path.clone()), reason.clone());
            unsent.push(operation);
            for scheme in &mut model.schemes {
                scheme.token = scheme.token.take().filter(|token| token.operation != at).map(|mut token| {
                    token.operation -= usize::from(token.operation > at);
                    token
                });
            }
        }
        match tested_client(model, &unsent, server, client) {
            Ok(files) => return files,
            Err(next) => failed = next,
        }
    }
}

/// The workspace's README; beside the client's name is that of the program that sends the document's examples.
fn readme(
    model: &Model,
    server: &str,
    (client, example): (&str, Option<&str>),
    handlers: &str,
    events: Option<(&Model, &str, &str)>,
) -> String {
    let title = one_line(&model.title);
    let (server_crate, client_crate) = (server.replace('-', "_"), client.replace('-', "_"));
    let first = model.operations.first();
    let call = first.map_or_else(String::new, |operation| {
        format!(
            "```rust,ignore\nlet client = {client_crate}::Client::new(client_support::Session::builder(\"https://…\").build()?);\n\
             // Then `client.{}(…)`: one method an operation, each declared answer a type of its own.\n```\n",
            operation.rust_name
        )
    });
    let shown = example.map_or_else(String::new, |example| {
        format!(
            "What the document shows as an example, a program sends; `{client}/examples/{example}` has a module for each\n\
             operation, which says what it needs:\n\n\
             ```sh\ncargo run -p {client} --example {example} -- OPERATION EXAMPLE\n```\n\n"
        )
    });
    let (rows, calls) =
        events.map_or_else(Default::default, |(events, receiver, sender)| events_readme(events, receiver, sender));
    format!(
        "# {title}, version {version}\n\n\
         Both sides of the API, generated from its OpenAPI document ({count} operations).\n\n\
         | Folder | What it is | Whose |\n|---|---|---|\n\
         | `{server}` | message types, the trait to implement, the mount for dropshot | the generator's: do not edit |\n\
         | `{client}` | the client | the generator's: do not edit |\n\
         | `{handlers}` | a skeleton with every method, and a program that serves it | yours |\n{rows}\
         | `support/` | what both sides need at run time | the generator's: do not edit |\n\n\
         ## Build\n\n```sh\ncargo check --workspace --all-targets\n\
         cargo test --workspace  # every type against its schema, the client against the server\n```\n\n\
         Nothing outside of this folder is needed but crates.io.\n\n\
         ## Implement\n\n\
         Fill in the methods in `{handlers}/src/lib.rs`; each says what it answers until then. What a method is called\n\
         with is valid and authenticated, what it returns is one of the declared answers. Security methods let nobody in\n\
         until they are written. Then:\n\n\
         ```sh\ncargo run -p {handlers} --example serve -- 127.0.0.1:8080\n```\n\n\
         `{handlers}/tests/wire.rs` serves them on a free port and holds every answer to the document. It passes from the\n\
         beginning and fails for an answer that is not declared. When the handlers are written, give it credentials and data\n\
         and delete `.in_progress()`: then every operation has to succeed, too.\n\
         `{client}/tests/both_sides.rs` lets the client call a server that answers whatever is declared: what one side sends\n\
         is what the other one has.\n\n\
         To put the types into a document that [utoipa](https://docs.rs/utoipa) writes, use the feature `utoipa` of\n\
         `{server}`: all of them are `ToSchema`, with every rule that utoipa can say.\n\n\
         ## Call\n\n{call}\n{calls}{shown}\
         ## Generate again\n\n\
         `cargo xtask generate --document FILE --out DIR` writes the generated crates anew. What you have edited of\n\
         yours stays as it is, and the compiler names what has to move: `{server_crate}` says what there is now. The crates\n\
         keep their names, whatever the document's title becomes; `--name NAME` gives them others.\n",
        version = one_line(&model.version),
        count = model.operations.len(),
    )
}

/// What the README says of webhooks and callbacks: rows of its table, and how they are sent and received.
fn events_readme(events: &Model, receiver: &str, sender: &str) -> (String, String) {
    let rows = format!(
        "| `{receiver}` | what the API calls, for its consumers: a trait to implement, its mount | the generator's: do not edit |\n\
         | `{sender}` | the sender of it, for the API's provider | the generator's: do not edit |\n"
    );
    let (receiver_crate, sender_crate) = (receiver.replace('-', "_"), sender.replace('-', "_"));
    let Some(first) = events.operations.first() else { return (rows, String::new()) };
    let text = format!(
        "## Webhooks and callbacks ({count})\n\n\
         The provider sends each to the URL that a consumer has registered. Where a callback's expression (such as\n\
         `{{$request.body#/callbackUrl}}`, in the method's documentation) says where, evaluate it for the request at hand:\n\n\
         ```rust,ignore\nlet client = {sender_crate}::Client::new(client_support::Session::sender().build()?);\n\
         client.{first}(url, …).await?; // `url` is complete: nothing is put behind its path\n```\n\n\
         A consumer implements the trait of `{receiver_crate}` and mounts it by `{receiver_crate}::api_description`, as the\n\
         program in the handlers' folder mounts theirs. Each is served at a path made of its name: `{method} {path}` is\n\
         the first.\n\n",
        count = events.operations.len(),
        first = first.rust_name,
        method = first.method,
        path = first.path,
    );
    (rows, text)
}

/// What became of one file on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is new or differs from before.
    Wrote,
    /// It is as before.
    Fresh,
    /// The team has edited it: left as it is.
    Kept,
    /// It is no longer part of the workspace.
    Removed,
}

/// Why a folder is not written.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The folder holds something, and not by this generator.
    #[error(
        "{folder} is not empty, and was not written by this command: nothing is written\n  help: name a new folder, or empty this one"
    )]
    Foreign {
        /// Which.
        folder: PathBuf,
    },
    /// Generated files were edited, or foreign files are where generated ones go.
    #[error("{folder} has files that would be lost: {files}\n  help: move them away, then generate again")]
    Edited {
        /// Which folder.
        folder: PathBuf,
        /// Which files.
        files: String,
    },
    /// The crates would be called otherwise, and what the team wrote left behind.
    #[error(
        "the crates in {folder} are called `{before}-…`, and `{after}-…` would leave behind what was written there: {files}\n  \
         help: generate with `--name {before}`, or without `--name`; or move these files away, generate with `--name \
         {after}`, put them back under the new names, and `{after}` in them where they say `{before}`"
    )]
    Renamed {
        /// Which folder.
        folder: PathBuf,
        /// What its crates are called.
        before: String,
        /// What they would be called.
        after: String,
        /// What the team wrote.
        files: String,
    },
    /// A file could not be read or written.
    #[error(transparent)]
    Failed(#[from] Failure),
}

/// Whether a file is the team's from its first edit on.
fn is_theirs(file: &str, files: &Files) -> bool {
    match file.split_once('/') {
        None => true,
        // The handlers: the one crate without a banner of its own.
        Some((folder, _)) => folder != "support" && !files.contains_key(&format!("{folder}/rustfmt.toml")),
    }
}

/// Whether a file belongs to a crate of the team's whose manifest they have edited.
fn is_of_an_edited_crate(
    folder: &Path,
    file: &str,
    files: &Files,
    known: &BTreeMap<String, String>,
) -> Result<bool, Failure> {
    let Some((package, _)) = file.split_once('/').filter(|_| is_theirs(file, files)) else { return Ok(false) };
    let manifest = format!("{package}/Cargo.toml");
    let there = read(&folder.join(&manifest))?;
    Ok(there.is_some_and(|text| {
        known.get(&manifest).is_some_and(|before| *before != fingerprint(&text))
            && files.get(&manifest).is_some_and(|new| new.as_bytes() != text)
    }))
}

/// What the crates of a workspace are called, by the paths of its files: before `-handlers`, which every one has.
fn name_of<'f>(mut files: impl Iterator<Item = &'f String>) -> Option<&'f str> {
    files.find_map(|file| file.strip_suffix("-handlers/Cargo.toml").filter(|name| !name.contains('/')))
}

/// What the crates are called that this command wrote into a folder before; `None` where it did not.
///
/// # Errors
/// When what it left there cannot be read.
pub fn name_before(folder: &Path) -> Result<Option<String>, Failure> {
    let known = read(&folder.join(MARKER))?.map(|text| recorded(&String::from_utf8_lossy(&text)));
    Ok(known.and_then(|known| name_of(known.keys()).map(str::to_owned)))
}

/// What of a workspace is the team's work, and would not be where it belongs once its crates are called otherwise: the
/// edited manifest, and what is edited or new in the handlers' folder.
fn own_work(folder: &Path, name: &str, known: &BTreeMap<String, String>) -> Result<Vec<String>, Failure> {
    let mut found = Vec::new();
    let mut todo = vec!["Cargo.toml".to_owned(), format!("{name}-handlers")];
    while let Some(file) = todo.pop() {
        let path = folder.join(&file);
        if path.is_dir() {
            for entry in fs::read_dir(&path).map_err(Failure::file(&path))? {
                let entry = entry.map_err(Failure::file(&path))?.file_name();
                if entry != "target" {
                    todo.push(format!("{file}/{}", entry.to_string_lossy()));
                }
            }
        } else if let Some(text) = read(&path)?
            && known.get(&file).is_none_or(|before| *before != fingerprint(&text))
        {
            found.push(file);
        }
    }
    found.sort();
    Ok(found)
}

/// 64 bits of FNV-1a: tells an edit from none, and is the same on every machine.
fn fingerprint(text: &[u8]) -> String {
    let hash = text
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3));
    format!("{hash:016x}")
}

/// Makes a folder hold the workspace. The team's files stay as they are once edited; nothing is lost.
///
/// # Errors
/// When the folder holds what is not this command's, when a generated file was edited, when its crates were called
/// otherwise and the team's work is in them, or when it cannot be written.
/// Then no file has been changed but in the last case.
pub fn write(folder: &Path, files: &Files) -> Result<BTreeMap<String, Written>, Refusal> {
    let known = match read(&folder.join(MARKER))? {
        Some(text) => recorded(&String::from_utf8_lossy(&text)),
        None => {
            if !is_free(folder)? {
                return Err(Refusal::Foreign { folder: folder.to_owned() });
            }
            BTreeMap::new()
        }
    };
    if let (Some(before), Some(after)) = (name_of(known.keys()), name_of(files.keys()))
        && before != after
    {
        let own = own_work(folder, before, &known)?;
        if !own.is_empty() {
            let (before, after) = (before.to_owned(), after.to_owned());
            return Err(Refusal::Renamed { folder: folder.to_owned(), before, after, files: own.join(", ") });
        }
    }
    let mut plan = BTreeMap::new();
    let mut lost = Vec::new();
    let mut withheld = Vec::new();
    for (file, text) in files {
        let unedited = |old: &[u8]| known.get(file).is_some_and(|before| *before == fingerprint(old));
        let what = match read(&folder.join(file))? {
            // A new file may need what the manifest that the team has edited does not name.
            None if !known.contains_key(file) && is_of_an_edited_crate(folder, file, files, &known)? => {
                withheld.push(file.as_str());
                continue;
            }
            None => Written::Wrote,
            Some(old) if old == text.as_bytes() => Written::Fresh,
            Some(old) if unedited(&old) => Written::Wrote,
            Some(_) if is_theirs(file, files) && known.contains_key(file) => Written::Kept,
            Some(_) => {
                lost.push(file.as_str());
                continue;
            }
        };
        plan.insert(file.clone(), what);
    }
    if !lost.is_empty() {
        return Err(Refusal::Edited { folder: folder.to_owned(), files: lost.join(", ") });
    }
    for (file, before) in &known {
        if !files.contains_key(file)
            && let Some(old) = read(&folder.join(file))?
        {
            let what = if *before == fingerprint(&old) { Written::Removed } else { Written::Kept };
            plan.insert(file.clone(), what);
        }
    }

    // Until the end the marker says what was: whatever stops in between, generating again mends it.
    if known.is_empty() {
        write_file(&folder.join(MARKER), &marker(&BTreeMap::new()))?;
    }
    for (file, what) in &plan {
        let path = folder.join(file);
        match (what, files.get(file)) {
            (Written::Wrote, Some(text)) => write_file(&path, text)?,
            (Written::Removed, _) => fs::remove_file(&path).map_err(Failure::file(&path))?,
            _ => {}
        }
    }
    let written = files.iter().filter(|(file, _)| !withheld.contains(&file.as_str()));
    let fingerprints = written.map(|(file, text)| (file.clone(), fingerprint(text.as_bytes())));
    write_file(&folder.join(MARKER), &marker(&fingerprints.collect()))?;
    Ok(plan)
}

fn marker(fingerprints: &BTreeMap<String, String>) -> String {
    let mut text =
        String::from("# What `cargo xtask generate --document` wrote here: it leaves alone what has changed since.\n");
    for (file, fingerprint) in fingerprints {
        text.push_str(&format!("{fingerprint} {file}\n"));
    }
    text
}

fn recorded(marker: &str) -> BTreeMap<String, String> {
    let lines = marker.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once(' '));
    pairs.map(|(fingerprint, file)| (file.to_owned(), fingerprint.to_owned())).collect()
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::file(path)(error)),
    }
}

/// Whether a folder is missing, or empty but for version control.
fn is_free(folder: &Path) -> Result<bool, Failure> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(true),
        Err(error) => return Err(Failure::file(folder)(error)),
    };
    for entry in entries {
        if entry.map_err(Failure::file(folder))?.file_name() != ".git" {
            return Ok(false);
        }
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_named_after_the_title() {
        let project = Project::embedded();
        for (title, stem, expected) in [
            ("Swagger Petstore", "x", "swagger-petstore"),
            ("Countersign Partner API", "x", "countersign-partner"),
            ("API", "x", "api"),
            ("2ch", "x", "api-2ch"),
            ("東京", "tokyo", "tokyo"),
            ("Élan Café", "x", "elan-cafe"),
            ("Погода", "x", "pogoda"),
            ("Польша", "x", "polsha"),
            ("東京", "東京", "document"),
            (
                "Bob's API: everything about it, and a little more than that",
                "x",
                "bobs-api-everything-about-it-and-a-little",
            ),
            ("Progenitor", "x", "progenitor-service"),
        ] {
            assert_eq!(crate_name(title, stem, &project), expected, "{title}");
        }
    }

    #[test]
    fn a_chosen_name_is_one_that_crates_can_have() {
        for name in ["pets", "pet-store", "pet_store2", "a"] {
            assert_eq!(checked_name(name).as_deref(), Ok(name));
        }
        for name in
            ["", "Pets", "2pets", "-pets", "pets-", "pet--store", "pet store", "haustiere-für", "../pets", "progenitor"]
        {
            assert!(checked_name(name).is_err(), "{name}");
        }
        assert!(checked_name(&"a".repeat(49)).is_err());
    }

    #[test]
    fn a_fingerprint_is_that_of_fnv() {
        assert_eq!(fingerprint(b""), "cbf29ce484222325");
        assert_eq!(fingerprint(b"a"), "af63dc4c8601ec8c");
    }
}
