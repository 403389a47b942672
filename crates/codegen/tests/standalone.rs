//! Any document to a workspace: what is written, what is kept, how it ends, and what the report says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

const SOUND: &str = r##"openapi: 3.1.0
info: { title: Small Things, version: 1.0.0 }
paths:
  /things/{id}:
    get:
      operationId: getThing
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        '200':
          description: The thing.
          content:
            application/json:
              schema: { $ref: '#/components/schemas/Thing' }
        '501':
          description: Not yet.
          content:
            application/problem+json:
              schema:
                type: object
                required: [type, title, status]
                properties:
                  type: { type: string, format: uri }
                  title: { type: string, minLength: 3 }
                  status: { type: integer, minimum: 400, maximum: 599 }
components:
  schemas:
    Thing:
      type: object
      required: [name]
      properties:
        name: { type: string, maxLength: 5 }
"##;

/// The same with a second operation that cannot be carried.
fn half() -> String {
    SOUND.replace(
        "components:",
        "  /odd:\n    post:\n      operationId: odd\n      requestBody:\n        content:\n          application/json:\n            \
         schema: { $ref: 'https://example.org/far-away.json' }\n      responses:\n        '204': { description: Done. }\n\
         components:",
    )
}

struct Folder(TempDir);

impl Folder {
    fn with(document: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("api.yaml"), document).expect("written");
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn generate(&self, more: &[&str]) -> Output {
        let mut arguments = vec!["--document", "api.yaml", "--out", "out"];
        arguments.extend(more);
        run(self.path(), &arguments)
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.path().join("out"))
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_codegen")).args(arguments).current_dir(folder).output().expect("it runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut todo = vec![folder.to_owned()];
    while let Some(path) = todo.pop() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            match entry.path().is_dir() {
                true => todo.push(entry.path()),
                false => {
                    let name = entry.path().strip_prefix(folder).expect("below").display().to_string();
                    found.insert(name, fs::read(entry.path()).expect("read"));
                }
            }
        }
    }
    found
}

#[test]
fn a_workspace_has_both_sides_a_skeleton_and_all_that_they_need() {
    let folder = Folder::with(SOUND);
    let output = folder.generate(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let files = folder.files();
    for file in [
        "Cargo.toml",
        "Cargo.lock",
        "README.md",
        "small-things-api/src/types.rs",
        "small-things-client/src/lib.rs",
        "small-things-handlers/src/lib.rs",
        "small-things-handlers/examples/serve.rs",
        "small-things-handlers/tests/wire.rs",
        "small-things-api/src/components.rs",
        "support/schema-support/src/lib.rs",
        "support/server-support/src/lib.rs",
        "support/client-support/src/lib.rs",
        "support/LICENSE",
    ] {
        assert!(files.contains_key(file), "no {file} among {:?}", files.keys());
    }
    for (name, text) in &files {
        assert!(!String::from_utf8_lossy(text).contains(&*folder.path().to_string_lossy()), "{name} has a path");
        if name.ends_with("Cargo.toml") {
            assert!(!String::from_utf8_lossy(text).contains(".."), "{name} points outside");
        }
    }
}

#[test]
fn the_skeleton_answers_the_declared_error() {
    let folder = Folder::with(SOUND);
    assert_eq!(folder.generate(&[]).status.code(), Some(0));
    let files = folder.files();
    let skeleton = String::from_utf8_lossy(&files["small-things-handlers/src/lib.rs"]).into_owned();
    assert!(
        skeleton.contains("async fn get_thing(&self, _request: GetThingRequest) -> GetThingResponse {"),
        "{skeleton}"
    );
    assert!(skeleton.contains("Until then: 501."), "{skeleton}");
    assert!(skeleton.contains(r#""status":501"#) && skeleton.contains(r#""title":"not implemented""#), "{skeleton}");
}

#[test]
fn the_skeleton_is_laid_out_as_rustfmt_has_it() {
    for document in ["wire.yaml", "hostile.yaml", "small.yaml"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents").join(document);
        let folder = Folder::with(&fs::read_to_string(&path).expect("it is there"));
        let _status = folder.generate(&[]);
        let files = folder.files();
        let is_skeleton = |file: &&String| file.ends_with("-handlers/src/lib.rs");
        let skeleton = files.keys().find(is_skeleton).expect("a skeleton");
        let laid_out = folder.0.path().join("laid_out.rs");
        fs::write(&laid_out, &files[skeleton]).expect("written");
        let rustfmt = Command::new("rustfmt").args(["--edition", "2024", "--check"]).arg(&laid_out).output();
        let rustfmt = rustfmt.expect("rustfmt runs");
        assert!(rustfmt.status.success(), "{document}: {}", String::from_utf8_lossy(&rustfmt.stdout));
    }
}

#[test]
fn the_documents_examples_are_one_program_with_a_module_for_each_operation() {
    let operation = |id: &str| {
        format!(
            "  /{id}:\n    post:\n      operationId: {id}\n      requestBody: {{ required: true, content: {{ application/json: {{ \
             schema: {{ type: string }}, examples: {{ short: {{ value: a }} }} }} }} }}\n      responses: {{ '204': {{ description: It. }} }}\n"
        )
    };
    let all: String = ["main", "move", "addThing"].map(operation).concat();
    let folder = Folder::with(&format!("openapi: 3.1.0\ninfo: {{ title: Small things, version: '1' }}\npaths:\n{all}"));
    let output = folder.generate(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let files = folder.files();
    let program = "small-things-client/examples/small_things_client_call/";
    let mut modules: Vec<&str> = files.keys().filter_map(|file| file.strip_prefix(program)).collect();
    modules.sort_unstable();
    assert_eq!(modules, ["add_thing.rs", "main.rs", "main2.rs", "move_operation.rs"]);
    let text = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
    let root = text(&format!("{program}main.rs"));
    assert!(root.contains("Some(\"add_thing\") => add_thing::call(arguments),"), "{root}");
    let usage = "cargo run -p small-things-client --example small_things_client_call -- OPERATION EXAMPLE";
    assert!(root.contains(usage) && text("README.md").contains(usage), "{root}");
    let silent = Folder::with("openapi: 3.1.0\ninfo: { title: Small things, version: '1' }\npaths: {}\n");
    assert_eq!(silent.generate(&[]).status.code(), Some(0));
    assert!(!silent.files().keys().any(|file| file.contains("/examples/small")), "nothing is shown");
}

#[test]
fn the_skeleton_answers_of_a_range_what_is_not_declared_by_itself() {
    let unlikely = "{ type: object, required: [a], properties: { a: { type: string, pattern: '^a$', minLength: 5 } } }";
    let folder = Folder::with(&format!(
        "openapi: 3.1.0\ninfo: {{ title: Small things, version: '1' }}\npaths:\n  /a:\n    get:\n      operationId: a\n      \
         responses: {{ '200': {{ description: It., content: {{ application/json: {{ schema: {unlikely} }} }} }}, 2XX: {{ description: It. }} }}\n"
    ));
    let output = folder.generate(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let skeleton = String::from_utf8_lossy(&folder.files()["small-things-handlers/src/lib.rs"]).into_owned();
    assert!(skeleton.contains("Until then: 201, as `2XX` allows, made up"), "{skeleton}");
    assert!(skeleton.contains("status: status(201)"), "{skeleton}");
}

#[test]
fn the_skeleton_has_a_test_that_holds_it_to_the_document() {
    let secured = SOUND
        .replace("operationId: getThing", "operationId: getThing\n      security: [{ token: [] }, { key: [] }]")
        .replace(
            "  schemas:",
            "  securitySchemes:\n    token: { type: http, scheme: bearer }\n    \
             key: { type: apiKey, in: header, name: X-Key }\n  schemas:",
        )
        .replace("status: { type: integer, minimum: 400", "extra: { type: string, pattern: '^\\d{3}x\\d{3}$' }\n                  status: { type: integer, minimum: 400")
        .replace("required: [type, title, status]", "required: [type, title, status, extra]")
        .replace("name: { type: string, maxLength: 5 }", "name: { type: string, pattern: '^[a-f]{7}\\d$' }");
    for (document, listed) in [(SOUND.to_owned(), false), (secured, true)] {
        let folder = Folder::with(&document);
        let output = folder.generate(&[]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let files = folder.files();
        let text = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
        let test = text("small-things-handlers/tests/wire.rs");
        assert!(test.contains("round_trips::server_conformance!(small_things_api, address)"), "{test}");
        assert_eq!(test.contains("\"GET /things/{id}\","), listed, "{test}");
        assert!(test.contains(".in_progress()\n"), "{test}");
        let of_both_sides = text("small-things-client/tests/both_sides.rs");
        assert!(of_both_sides.contains("round_trips::server_conformance!(server, address)"), "{of_both_sides}");
        for credential in [".credential(\"token\", \"of-a-test\")", ".credential(\"key\", \"of-a-test\")"] {
            assert_eq!((test.contains(credential), of_both_sides.contains(credential)), (listed, listed), "{test}");
        }
        let manifest = text("small-things-handlers/Cargo.toml");
        assert!(
            manifest.contains("small-things-api = { workspace = true, features = [\"conformance\"] }"),
            "{manifest}"
        );
    }
}

#[test]
fn an_edited_crate_gets_no_new_file_that_its_manifest_may_not_know() {
    let folder = Folder::with(SOUND);
    assert_eq!(folder.generate(&[]).status.code(), Some(0));
    // As it was before there was such a test.
    let test = folder.path().join("out/small-things-handlers/tests/wire.rs");
    fs::remove_file(&test).expect("there");
    let marker = folder.path().join("out/.countersign");
    let known = fs::read_to_string(&marker).expect("there");
    let before: Vec<&str> = known.lines().filter(|line| !line.ends_with("tests/wire.rs")).collect();
    fs::write(&marker, before.join("\n") + "\n").expect("written");
    let manifest = folder.path().join("out/small-things-handlers/Cargo.toml");
    let own = fs::read_to_string(&manifest).expect("there");
    fs::write(&manifest, format!("{own}\n# mine\n")).expect("written");
    assert_eq!(folder.generate(&[]).status.code(), Some(0));
    assert!(!test.exists(), "it may not compile");
    fs::write(&manifest, own).expect("written");
    assert_eq!(folder.generate(&[]).status.code(), Some(0));
    assert!(test.exists());
}

#[test]
fn two_runs_write_the_same_bytes_wherever_they_are_made() {
    let (first, second) = (Folder::with(SOUND), Folder::with(SOUND));
    assert_eq!(first.generate(&[]).status.code(), Some(0));
    fs::rename(second.path().join("api.yaml"), second.path().join("other.yaml")).expect("renamed");
    let arguments = ["--document", "other.yaml", "--out", "elsewhere/deep"];
    assert_eq!(run(second.path(), &arguments).status.code(), Some(0));
    assert_eq!(first.files(), files(&second.path().join("elsewhere/deep")));
    let again = first.generate(&[]);
    assert!(String::from_utf8_lossy(&again.stdout).contains("Fresh out"), "{}", String::from_utf8_lossy(&again.stdout));
    assert_eq!(first.files(), files(&second.path().join("elsewhere/deep")), "not the same on the second run");
}

#[test]
fn what_cannot_be_generated_is_refused_alone_and_the_rest_is_written() {
    let folder = Folder::with(&half());
    let output = folder.generate(&["--report", "report.json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("api.yaml:"), "{}", stderr(&output));
    let files = folder.files();
    assert!(String::from_utf8_lossy(&files["small-things-api/src/lib.rs"]).contains("fn get_thing("));

    let report: Value =
        serde_json::from_slice(&fs::read(folder.path().join("report.json")).expect("a report")).expect("JSON");
    let keys: Vec<&String> = report.as_object().expect("an object").keys().collect();
    let mut expected = ["diagnostics", "document", "keywords", "milliseconds", "openapi", "operations"].to_vec();
    expected.sort_unstable();
    let mut sorted: Vec<&str> = keys.into_iter().map(String::as_str).collect();
    sorted.sort_unstable();
    assert_eq!(sorted, expected);
    assert_eq!(report["document"], "api.yaml");
    assert_eq!(report["openapi"], "3.1");
    assert!(report["milliseconds"].is_u64());
    let operations = report["operations"].as_array().expect("operations");
    assert_eq!(operations.len(), 2);
    assert_eq!(
        operations[0],
        serde_json::json!({"method": "GET", "path": "/things/{id}", "operation_id": "getThing", "client": "ok", "server": "ok"})
    );
    assert_eq!(operations[1]["operation_id"], "odd");
    for side in ["client", "server"] {
        assert!(
            operations[1][side].as_str().is_some_and(|reason| reason != "ok" && !reason.is_empty()),
            "{operations:?}"
        );
    }
    let keywords = report["keywords"].as_array().expect("keywords");
    let of = |pointer: &str| keywords.iter().find(|keyword| keyword["pointer"] == pointer).expect("accounted for");
    assert_eq!(
        *of("/components/schemas/Thing/properties/name/maxLength"),
        serde_json::json!({"pointer": "/components/schemas/Thing/properties/name/maxLength", "keyword": "maxLength", "outcome": "used", "line": 41})
    );
    for keyword in keywords {
        assert!(["used", "warned", "refused"].contains(&keyword["outcome"].as_str().unwrap_or_default()), "{keyword}");
    }
}

#[test]
fn what_is_not_openapi_writes_nothing_and_ends_with_2() {
    for document in ["swagger: '2.0'\ninfo: { title: Old, version: '1' }\npaths: {}\n", "just: text\n", "\0", "{"] {
        let folder = Folder::with(document);
        let output = folder.generate(&["--report", "report.json"]);
        assert_eq!(output.status.code(), Some(2), "{document:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("nothing is written"));
        assert!(!folder.path().join("out").exists(), "{document:?} wrote");
        assert!(folder.path().join("report.json").exists());
    }
    let folder = Folder::with(SOUND);
    assert_eq!(run(folder.path(), &["--document", "missing.yaml", "--out", "out"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["--document", "api.yaml"]).status.code(), Some(2), "no --out");
}

#[test]
fn a_folder_with_foreign_files_is_left_alone() {
    let folder = Folder::with(SOUND);
    fs::create_dir(folder.path().join("out")).expect("a folder");
    fs::write(folder.path().join("out/thesis.txt"), "years of work").expect("written");
    let output = folder.generate(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("not written by this command"), "{}", stderr(&output));
    assert_eq!(folder.files().len(), 1);
}

#[test]
fn edited_handlers_and_files_beside_are_kept() {
    let folder = Folder::with(SOUND);
    assert_eq!(folder.generate(&[]).status.code(), Some(0));
    let handlers = folder.path().join("out/small-things-handlers/src/lib.rs");
    fs::write(&handlers, "// all my own work\n").expect("written");
    fs::write(folder.path().join("out/notes.txt"), "mine").expect("written");
    fs::write(folder.path().join("api.yaml"), SOUND.replace("maxLength: 5", "maxLength: 6")).expect("written");
    let output = folder.generate(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("Kept small-things-handlers/src/lib.rs"));
    assert_eq!(fs::read_to_string(&handlers).expect("there"), "// all my own work\n");
    assert_eq!(fs::read_to_string(folder.path().join("out/notes.txt")).expect("there"), "mine");
    let types = fs::read_to_string(folder.path().join("out/small-things-api/src/types.rs")).expect("there");
    assert!(types.contains("max_length: Some(6)"));
    // And the edit is still known as one the next time.
    assert_eq!(folder.generate(&[]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&handlers).expect("there"), "// all my own work\n");
}

#[test]
fn an_edited_generated_file_stops_the_next_run_before_it_writes() {
    let folder = Folder::with(SOUND);
    assert_eq!(folder.generate(&[]).status.code(), Some(0));
    let types = folder.path().join("out/small-things-client/src/types.rs");
    fs::write(&types, "// patched by hand\n").expect("written");
    fs::write(folder.path().join("api.yaml"), SOUND.replace("maxLength: 5", "maxLength: 6")).expect("written");
    let before = folder.files();
    let output = folder.generate(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("small-things-client/src/types.rs"), "{}", stderr(&output));
    assert_eq!(folder.files(), before);
}

#[test]
fn what_is_no_longer_generated_is_removed_unless_it_was_edited() {
    let event = "webhooks:\n  made: { post: { operationId: made, responses: { '204': { description: Taken. } } } }\ncomponents:";
    let folder = Folder::with(&SOUND.replace("components:", event));
    assert_eq!(folder.generate(&[]).status.code(), Some(0));
    let edited = folder.path().join("out/small-things-webhooks-api/src/lib.rs");
    fs::write(&edited, "// mine\n").expect("written");
    fs::write(folder.path().join("api.yaml"), SOUND).expect("written");
    assert_eq!(folder.generate(&[]).status.code(), Some(0));
    let files = folder.files();
    let old: Vec<&String> = files.keys().filter(|name| name.contains("webhooks")).collect();
    assert_eq!(old, ["small-things-webhooks-api/src/lib.rs"]);
}

#[test]
fn crates_keep_their_names_whatever_the_title_becomes() {
    let folder = Folder::with(SOUND);
    assert_eq!(folder.generate(&[]).status.code(), Some(0));
    let edited = folder.path().join("out/small-things-handlers/src/lib.rs");
    fs::write(&edited, "// mine\n").expect("written");
    let before: Vec<String> = folder.files().into_keys().collect();
    for title in ["Big Things API v2", "東京", "Small Things"] {
        fs::write(folder.path().join("api.yaml"), SOUND.replace("Small Things", title)).expect("written");
        let output = folder.generate(&[]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let files = folder.files();
        assert_eq!(files.keys().cloned().collect::<Vec<_>>(), before, "{title}");
        assert_eq!(files["small-things-handlers/src/lib.rs"], b"// mine\n");
        assert!(String::from_utf8_lossy(&files["README.md"]).contains(&format!("# {title}, version")));
    }
}

#[test]
fn a_chosen_name_is_that_of_the_crates_and_stays() {
    let folder = Folder::with(SOUND);
    assert_eq!(folder.generate(&["--name", "tiny"]).status.code(), Some(0));
    let tiny = folder.files();
    assert!(tiny.contains_key("tiny-api/src/lib.rs") && tiny.keys().all(|name| !name.starts_with("small")));
    assert_eq!(folder.generate(&[]).status.code(), Some(0));
    assert_eq!(folder.files(), tiny);
    // Nobody has written anything yet: all of it may be called otherwise.
    assert_eq!(folder.generate(&["--name", "wee_things"]).status.code(), Some(0));
    let wee = folder.files();
    assert!(wee.contains_key("wee_things-handlers/src/lib.rs") && wee.keys().all(|name| !name.starts_with("tiny")));

    let output = folder.generate(&["--name", "Not A Crate"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("such as `pet-store`"), "{}", stderr(&output));
    assert_eq!(folder.files(), wee);
}

#[test]
fn another_name_does_not_leave_behind_what_was_written() {
    for (file, text) in [
        ("small-things-handlers/src/lib.rs", "// mine\n"),
        ("small-things-handlers/src/new.rs", "// mine\n"),
        ("Cargo.toml", "# mine\n"),
    ] {
        let folder = Folder::with(SOUND);
        assert_eq!(folder.generate(&[]).status.code(), Some(0));
        fs::write(folder.path().join("out").join(file), text).expect("written");
        let before = folder.files();
        let output = folder.generate(&["--name", "big"]);
        assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
        let said = stderr(&output);
        assert!(said.contains(file) && said.contains("`--name small-things`"), "{said}");
        assert_eq!(folder.files(), before);
        assert_eq!(folder.generate(&["--name", "small-things"]).status.code(), Some(0));
    }
}

#[test]
fn webhooks_and_callbacks_have_a_sender_and_a_receiver() {
    let events = "webhooks:
  thingMade:
    post:
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }
      responses: { '204': { description: Taken. } }
  odd: { post: { requestBody: { content: { application/json: { schema: { $ref: 'https://example.org/far.json' } } } }, responses: { '204': { description: Taken. } } } }
components:";
    let folder = Folder::with(&SOUND.replace("components:", events));
    let output = folder.generate(&["--report", "report.json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let files = folder.files();
    let text = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
    let receiver = text("small-things-webhooks-api/src/lib.rs");
    assert!(receiver.contains("pub trait SmallThingsWebhooksApi") && receiver.contains("fn thing_made("), "{receiver}");
    assert!(text("small-things-webhooks-api/src/mount.rs").contains("path = \"/thingMade\""));
    let sender = text("small-things-webhooks-client/src/lib.rs");
    assert!(sender.contains("url: &str,") && sender.contains("client_support::target(url)?,"), "{sender}");
    for name in ["api", "client"] {
        let test = text(&format!("small-things-webhooks-{name}/tests/round_trips.rs"));
        assert!(test.contains("include_str!(\"../../small-things-api/document.json\")"), "{test}");
    }
    assert!(!text("small-things-api/src/lib.rs").contains("thing_made"), "the API does not offer what it calls");
    assert!(text("Cargo.toml").contains("small-things-webhooks-client") && text("README.md").contains("## Webhooks"));

    let report: Value =
        serde_json::from_slice(&fs::read(folder.path().join("report.json")).expect("a report")).expect("JSON");
    assert_eq!(report["operations"].as_array().map(Vec::len), Some(1), "`operations` are those of `paths`");
    assert_eq!(
        report["webhooks"][0],
        serde_json::json!({"method": "POST", "path": "/thingMade", "operation_id": "thingMade", "client": "ok", "server": "ok"})
    );
    assert!(report["webhooks"][1]["server"].as_str().is_some_and(|reason| reason != "ok"), "{report}");
}

#[test]
fn a_schema_in_another_file_has_the_name_of_the_component_that_it_is() {
    for (file, reference) in [
        ("a-thing.yaml", "a-thing.yaml"),
        ("Thing.yaml", "./Thing.yaml"),
        ("common.yaml", "common.yaml#/components/schemas/Item"),
    ] {
        let (head, thing) = SOUND.split_once("    Thing:\n").expect("the component");
        let folder = Folder::with(&format!("{head}    Thing: {{ $ref: '{reference}' }}\n"));
        let schema = match reference.contains('#') {
            true => format!("components:\n  schemas:\n    Item:\n{thing}"),
            false => thing.to_owned(),
        };
        fs::write(folder.path().join(file), schema).expect("written");
        let output = folder.generate(&[]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        let types = String::from_utf8_lossy(&folder.files()["small-things-api/src/types.rs"]).into_owned();
        let named = |name: &str| types.contains(&format!("pub struct {name} {{"));
        assert!(named("Thing") && !["Thing2", "AThing", "Item"].into_iter().any(named), "{file}: {types}");
    }
}

#[test]
fn streams_are_given_as_they_come_on_both_sides() {
    let watched = "/watch:
    get:
      operationId: watch
      responses:
        '200':
          description: What happens.
          content:
            text/event-stream: { schema: { $ref: '#/components/schemas/Thing' } }
            application/x-ndjson: { schema: { $ref: '#/components/schemas/Thing' } }
  /things/{id}:";
    let folder = Folder::with(&SOUND.replace("/things/{id}:", watched));
    let output = folder.generate(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let files = folder.files();
    let text = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
    let (server, client) = (text("small-things-api/src/lib.rs"), text("small-things-client/src/lib.rs"));
    for (side, library) in [("server", &server), ("client", &client)] {
        let events = format!("EventStream({side}_support::Events<{side}_support::Data<types::Thing>>),");
        assert!(library.contains(&events), "{library}");
        assert!(library.contains(&format!("Ndjson({side}_support::Items<types::Thing>),")), "{library}");
    }
    assert!(server.contains("Parts::events(http::StatusCode::OK, \"text/event-stream\", body)"), "{server}");
    assert!(client.contains(r#".streaming(&["text/event-stream", "application/x-ndjson"], &[])"#), "{client}");
    let handlers = text("small-things-handlers/src/lib.rs");
    assert!(handlers.contains("WatchOkBody::EventStream(server_support::Events::default())"), "{handlers}");
    for support in ["client", "server"] {
        assert!(text(&format!("support/{support}-support/Cargo.toml")).contains("sse-stream.workspace = true"));
    }
    assert!(text("Cargo.lock").contains("name = \"sse-stream\"") && text("Cargo.toml").contains("sse-stream = "));
}

#[test]
fn files_are_neither_taken_nor_given_whole() {
    let files = "/files:
    put:
      operationId: putFile
      requestBody: { content: { image/png: {}, application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }
      responses: { '200': { description: It., content: { '*/*': {}, application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }, '400': { description: No., content: { image/png: {} } } }
    post:
      operationId: postForm
      requestBody: { content: { multipart/form-data: { schema: { type: object, properties: { file: { type: string, format: binary } } } } } }
      responses: { '204': { description: Done. } }
  /things/{id}:";
    let folder = Folder::with(&SOUND.replace("/things/{id}:", files));
    let output = folder.generate(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let files = folder.files();
    let text = |name: &str| String::from_utf8_lossy(&files[name]).into_owned();
    let mount = text("small-things-api/src/mount.rs");
    assert!(mount.contains(r#"serve_upload(&PUT_FILE, &["image/png"], raw, put_file)"#), "{mount}");
    assert!(mount.contains(r#"serve_upload(&POST_FORM, &["multipart/form-data"], raw, post_form)"#), "{mount}");
    assert!(mount.contains("serve(&GET_THING, raw, get_thing)"), "{mount}");
    assert!(text("small-things-api/src/lib.rs").contains("Parts::binary(http::StatusCode::OK,"));
    let client = text("small-things-client/src/lib.rs");
    assert!(client.contains(r#".streaming(&["*/*"], &["application/json"])"#), "{client}");
    assert!(client.contains("call.binary(&answer)") && client.contains("answer.binary()"), "an error is read whole");
}

#[test]
fn docs_end_no_line_in_the_middle() {
    let document = r##"openapi: 3.1.0
info: { title: Docs, version: 1.0.0 }
paths:
  /things:
    get:
      operationId: getThing
      responses:
        '200': { description: '', content: { application/json: { schema: { $ref: '#/components/schemas/Event' } } } }
        '404': { description: None. }
        '4XX': { description: '' }
components:
  schemas:
    Event: { oneOf: [ { $ref: '#/components/schemas/Kind' }, { $ref: '#/components/schemas/Other' } ] }
    Kind: { type: string, enum: ['', notice], description: "* `notice` - Notice" }
    Other: { type: object, description: Another one., properties: { count: { type: integer, default: abc } } }
"##;
    let folder = Folder::with(document);
    assert_eq!(folder.generate(&[]).status.code(), Some(0));
    let all = folder.files();
    let of = |side: &str| -> String {
        let is_source = |name: &&String| name.starts_with(&format!("docs-{side}/src/"));
        all.keys().filter(is_source).map(|name| String::from_utf8_lossy(&all[name])).collect::<Vec<_>>().concat()
    };
    for side in ["api", "client"] {
        let text = of(side);
        for line in ["/// 404: None.\n", "/// 4XX\n", "/// The empty text.\n", "/// `Kind`\n", "/// Another one.\n"] {
            assert!(text.contains(line), "{side}: {line}");
        }
        assert!(!text.contains("it counts as"), "{side}");
    }
    assert!(of("api").contains("/// 200: OK\n"));
}

#[test]
fn strictly_a_breach_is_an_error_and_what_is_written_is_the_same() {
    let folder = Folder::with(&SOUND.replace("openapi: 3.1.0", "openapi: 3.1.0\nservres: []"));
    let usual = folder.generate(&[]);
    assert_eq!(usual.status.code(), Some(0), "{}", String::from_utf8_lossy(&usual.stderr));
    let before = folder.files();
    let strict = folder.generate(&["--strict"]);
    let said = String::from_utf8_lossy(&strict.stderr).into_owned();
    assert_eq!(strict.status.code(), Some(1), "{said}");
    assert!(said.contains("error[W0401]: the document has no `servres`") && said.contains("api.yaml:2:1"), "{said}");
    assert_eq!(folder.files(), before);
}

#[test]
fn strictly_what_the_specification_allows_is_still_a_warning() {
    // No operationId, and a member of its author's in a schema.
    let document = SOUND.replace("      operationId: getThing\n", "").replace("Thing:\n", "Thing:\n      mine: 1\n");
    let folder = Folder::with(&document);
    let strict = folder.generate(&["--strict"]);
    let said = String::from_utf8_lossy(&strict.stderr).into_owned();
    assert_eq!(strict.status.code(), Some(0), "{said}");
    assert!(said.contains("warning[W0502]") && said.contains("warning[W0401]"), "{said}");
}

#[test]
fn a_fault_refuses_what_needs_it_and_is_a_warning_where_nothing_does() {
    let unused = "components:\n  headers:\n    Broken: { schema: { type: string }, content: { text/plain: {} } }\n    \
                  Nowhere: { $ref: '#/components/headers/None' }\n";
    let folder = Folder::with(&SOUND.replace("components:\n", unused));
    let output = folder.generate(&["--report", "report.json"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("warning[W0203]") && said.contains("warning[W0301]"), "{said}");

    let used = "description: The thing.\n          headers: { x: { $ref: '#/components/headers/Broken' } }\n";
    let folder = Folder::with(&SOUND.replace("components:\n", unused).replace("description: The thing.\n", used));
    let output = folder.generate(&["--report", "report.json"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("error[E0207]") && !said.contains("warning[W0203]"), "{said}");
    let report = fs::read_to_string(folder.path().join("report.json")).expect("written");
    let report: Value = serde_json::from_str(&report).expect("JSON");
    let reason = report["operations"][0]["server"].as_str().expect("text");
    assert_eq!(reason, "the header has both `schema` and `content`");
}

/// One fault each, and the code of what is said of it; every other operation is still there.
#[test]
fn each_fault_refuses_its_operation_alone() {
    let good = "  /good: { get: { operationId: good, responses: { '200': { description: It. } } } }\n";
    let answer = "responses: { '200': { description: It. } }";
    let parameters = |list: &str| format!("  /a: {{ get: {{ operationId: a, parameters: [{list}], {answer} }} }}\n");
    let response =
        |response: &str| format!("  /a: {{ get: {{ operationId: a, responses: {{ '200': {response} }} }} }}\n");
    let body = |content: &str| {
        format!("  /a: {{ post: {{ operationId: a, requestBody: {{ content: {{ {content} }} }}, {answer} }} }}\n")
    };
    let text = "schema: { type: string }";
    for (path, code) in [
        ("  /a: { get: }\n".to_owned(), "E0204"),
        (response("null"), "E0204"),
        (parameters("null"), "E0204"),
        ("  /{a: { get: { operationId: a, responses: { '200': { description: It. } } } }\n".to_owned(), "E0205"),
        ("  '/{b}/{b}': { get: { operationId: a, responses: { '200': { description: It. } } } }\n".to_owned(), "E0205"),
        (parameters(&format!("{{ name: b, in: query, {text}, content: {{ text/plain: {{}} }} }}")), "E0207"),
        (parameters("{ name: b, in: query, content: {} }"), "E0207"),
        (parameters("{ name: b, in: query, content: { text/plain: {}, application/json: {} } }"), "E0207"),
        (parameters("{ name: b, in: query, style: form, content: { text/plain: {} } }"), "E0207"),
        (response("{ description: It., headers: { b: { content: {} } } }"), "E0207"),
        (parameters(&format!("{{ name: '', in: query, {text} }}")), "E0208"),
        (parameters(&format!("{{ name: 'b c', in: cookie, {text} }}")), "E0208"),
        (response(&format!("{{ description: It., headers: {{ 'b c': {{ {text} }} }} }}")), "E0208"),
        (body("';': {}"), "E0209"),
        (response("{ description: It., content: { '': {} } }"), "E0209"),
        (
            parameters(&format!(
                "{{ name: b, in: query, {text} }}, {{ name: b, in: query, schema: {{ type: integer }} }}"
            )),
            "E0210",
        ),
        (parameters(&format!("{{ name: b, in: header, {text} }}, {{ name: B, in: header, schema: {{}} }}")), "E0210"),
        (response(&format!("{{ description: It., headers: {{ b: {{ {text} }}, B: {{ schema: {{}} }} }} }}")), "E0210"),
        (parameters(&format!("{{ name: b, in: header, style: matrix, {text} }}")), "E0211"),
        (parameters(&format!("{{ name: b, in: query, style: pipeDelimited, {text} }}")), "E0211"),
        (
            body(
                "multipart/form-data: { schema: { type: object, properties: { b: {} } }, encoding: { b: { style: matrix } } }",
            ),
            "E0211",
        ),
        (
            body("multipart/form-data: { schema: { type: object, properties: { b: {} } }, encoding: { c: {} } }"),
            "E0212",
        ),
        (body("application/json: { schema: { type: string, allOf: [ { type: integer } ] } }"), "E0213"),
        ("  /a: { get: { operationId: a, responses: { '20': { description: It. } } } }\n".to_owned(), "E0214"),
        ("  /a: { query: { operationId: a, responses: { '200': { description: It. } } } }\n".to_owned(), "E0401"),
    ] {
        let folder = Folder::with(&format!("openapi: 3.1.0\ninfo: {{ title: T, version: '1' }}\npaths:\n{good}{path}"));
        let output = folder.generate(&["--report", "report.json"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{path}{said}");
        assert!(said.contains(&format!("error[{code}]")) && said.contains("help: "), "{path}{said}");
        let report = fs::read_to_string(folder.path().join("report.json")).expect("written");
        let report: Value = serde_json::from_str(&report).expect("JSON");
        let servers: Vec<&str> =
            report["operations"].as_array().expect("a list").iter().filter_map(|it| it["server"].as_str()).collect();
        assert_eq!(servers.len(), 2, "{path}{servers:?}");
        assert!(servers[0] == "ok" && servers[1] != "ok", "{path}{servers:?}");
    }
}
