//! The program as it is typed: what it says, what it writes, how it ends.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const SOUND: &str = r#"openapi: 3.1.0
info: { title: Small, version: 1.0.0 }
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
components:
  schemas:
    Thing:
      type: object
      additionalProperties: false
      required: [name]
      properties:
        name: { type: string, maxLength: 5 }
"#;

fn project(document: &str) -> TempDir {
    let folder = TempDir::new().expect("a temporary folder");
    fs::create_dir(folder.path().join("openapi")).expect("a folder");
    let apis = "[[api]]\nname = \"small\"\ntitle = \"Small\"\ndocument = \"small.yaml\"\ncases = \"cases\"\n\
                server = \"small-api\"\nclient = \"small-client\"\n";
    fs::write(folder.path().join("openapi/apis.toml"), apis).expect("written");
    fs::write(folder.path().join("openapi/small.yaml"), document).expect("written");
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_codegen")).args(arguments).current_dir(folder).output().expect("it runs")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut todo = vec![folder.join("crates")];
    while let Some(path) = todo.pop() {
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            match entry.path().is_dir() {
                true => todo.push(entry.path()),
                false => {
                    let text = fs::read_to_string(entry.path()).expect("text");
                    found.push((entry.path().strip_prefix(folder).expect("below").display().to_string(), text));
                }
            }
        }
    }
    found.sort();
    found
}

#[test]
fn a_sound_document_is_written_and_is_fresh_after() {
    let folder = project(SOUND);
    let check = run(folder.path(), &["--check"]);
    assert_eq!(check.status.code(), Some(1), "{}", stderr(&check));
    assert!(stderr(&check).contains("run: cargo xtask generate small"), "{}", stderr(&check));
    assert!(files(folder.path()).is_empty(), "--check wrote");

    assert_eq!(run(folder.path(), &[]).status.code(), Some(0));
    let first = files(folder.path());
    assert!(first.iter().any(|(name, _)| name == "crates/generated/small-api/src/types.rs"));
    assert_eq!(run(folder.path(), &["--check"]).status.code(), Some(0));

    fs::remove_dir_all(folder.path().join("crates")).expect("removed");
    assert_eq!(run(folder.path(), &[]).status.code(), Some(0));
    assert_eq!(files(folder.path()), first, "not the same on the second run");
}

#[test]
fn an_edited_a_missing_and_a_foreign_file_are_stale_and_mended() {
    let folder = project(SOUND);
    assert_eq!(run(folder.path(), &[]).status.code(), Some(0));
    let first = files(folder.path());
    let generated = folder.path().join("crates/generated/small-api/src");
    fs::write(generated.join("types.rs"), "// mine\n").expect("written");
    fs::remove_file(generated.join("lib.rs")).expect("removed");
    fs::write(generated.join("extra.rs"), "\n").expect("written");
    let check = run(folder.path(), &["--check"]);
    assert_eq!(check.status.code(), Some(1));
    for file in ["src/types.rs", "src/lib.rs", "src/extra.rs"] {
        assert!(stderr(&check).contains(file), "{}", stderr(&check));
    }
    assert_eq!(run(folder.path(), &[]).status.code(), Some(0));
    assert_eq!(files(folder.path()), first);
}

/// A document with one fault: what the message must hold; nothing may be written.
fn refused(document: &str, expected: &[&str]) {
    let folder = project(document);
    let output = run(folder.path(), &[]);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(2), "{message}");
    for text in expected {
        assert!(message.contains(text), "`{text}` is not in:\n{message}");
    }
    assert!(!message.contains('\u{1b}'), "escape codes into a pipe");
    assert!(files(folder.path()).is_empty(), "something was written");
}

#[test]
fn bad_yaml_is_refused_at_its_line_and_column() {
    refused(&SOUND.replace("info: {", "info: [{"), &["error[E0104]", "small.yaml:3:1"]);
}

#[test]
fn a_dangling_reference_is_refused_with_what_was_meant() {
    let document = SOUND.replace("'#/components/schemas/Thing'", "'#/components/schemas/Thingy'");
    refused(&document, &["error[E03", "small.yaml:14:", "#/paths/~1things~1{id}/get/responses/200", "Thing"]);
}

#[test]
fn an_unknown_type_is_refused_at_its_place() {
    let document = SOUND.replace("{ type: string, maxLength: 5 }", "{ type: colour }");
    refused(&document, &["small.yaml:22:", "#/components/schemas/Thing/properties/name", "colour"]);
}

#[test]
fn a_union_that_nothing_decides_is_tried_and_said_so_with_what_to_do() {
    let document = SOUND.replace(
        "{ type: string, maxLength: 5 }",
        "{ oneOf: [{ type: object, properties: { a: { type: string } } }, { type: object, required: [b], properties: { b: { type: string } } }] }",
    );
    let folder = project(&document);
    let output = run(folder.path(), &[]);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{message}");
    for text in ["warning[W0523]", "small.yaml:22:", "/properties/name/oneOf", "discriminator"] {
        assert!(message.contains(text), "`{text}` is not in:\n{message}");
    }
    let types = fs::read_to_string(folder.path().join("crates/generated/small-api/src/types.rs")).expect("written");
    assert!(types.contains("at.one_of(&json, &ALTERNATIVES)"), "{types}");
}

#[test]
fn a_keyword_that_no_type_says_is_checked_not_dropped() {
    let folder = project(&SOUND.replace("maxLength: 5", "not: { const: x }"));
    let output = run(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for side in ["small-api", "small-client"] {
        let path = folder.path().join("crates/generated").join(side).join("src/types.rs");
        let types = fs::read_to_string(path).expect("written");
        assert!(types.contains("Rule::Not(&[schema_support::Rule::Enum("), "{types}");
    }
}

#[test]
fn an_undeclared_path_variable_is_a_string_and_said() {
    for (declared, said, written) in [
        ("name: key, in: path", "read as `/things/{key}`", "Parameter::path(\"key\")"),
        ("name: key, in: query", "the path variable `{id}` is not declared", "Parameter::path(\"id\")"),
    ] {
        let folder = project(&SOUND.replace("name: id, in: path", declared));
        let output = run(folder.path(), &[]);
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        for text in ["warning[W0507]", said] {
            assert!(stderr(&output).contains(text), "`{text}` is not in:\n{}", stderr(&output));
        }
        assert!(files(folder.path()).iter().any(|(_, text)| text.contains(written)), "{written}");
    }
}

/// Everything of an operation that our own documents do not have, in one.
#[test]
fn every_place_style_media_type_and_status_is_written() {
    let document = SOUND.replace(
        "      responses:\n",
        "        - { name: f, in: query, style: deepObject, schema: { type: object, minProperties: 1, properties: { a: { type: integer } } } }\n\
         \x20       - { name: l, in: query, explode: false, schema: { type: array, items: { type: string } } }\n\
         \x20       - { name: c, in: cookie, schema: { type: string } }\n\
         \x20     security: [{ basic: [] }, { key: [], token: [read] }, {}]\n\
         \x20     requestBody:\n\
         \x20       content:\n\
         \x20         application/x-www-form-urlencoded: { schema: { $ref: '#/components/schemas/Thing' } }\n\
         \x20         multipart/form-data: { schema: { type: object, properties: { f: { type: string, format: binary } } } }\n\
         \x20         text/csv: {}\n\
         \x20     responses:\n\
         \x20       4XX: { description: No., content: { text/plain: {}, image/*: {} } }\n\
         \x20       default: { description: Else. }\n",
    );
    let document = document.replace(
        "components:\n",
        "components:\n  securitySchemes:\n    basic: { type: http, scheme: basic }\n    key: { type: apiKey, in: query, name: k }\n\
         \x20   token: { type: oauth2, flows: {} }\n",
    );
    let folder = project(&document);
    let output = run(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text: String = files(folder.path()).into_iter().map(|(_, text)| text).collect();
    for expected in [
        "Parameter::query(\"f\").deep_object()",
        "Parameter::query(\"l\").separated_by(',')",
        "Parameter::cookie(\"c\")",
        "fn basic(",
        "fn key_and_token(",
        "scopes: &'static [&'static str]",
        "principal: Option<&Self::Principal>",
        "input.form_body::<types::Thing>(",
        "input.multipart_body::<types::GetThingBodyMultipart>(&[]).await",
        "status: server_support::StatusIn<400, 499>",
        "status: server_support::StatusIn<200, 599, (server_support::Status<200>, server_support::StatusIn<400, 499>)>",
        "client_support::multipart_body(body, &[])?",
        "client_support::Style::DeepObject, true, &request.f",
        "if let Some(value) = &request.f {\n            client_support::check_parameter(\"f\", value)?;\n",
        "400..=499 =>",
        "What is sent as `image/*` says which media type it is: `schema_support::Binary::of_type`.",
    ] {
        assert!(text.contains(expected), "`{expected}` is not in what is written");
    }
}

#[test]
fn a_challenge_to_send_a_username_and_a_password_names_a_realm() {
    let document = SOUND.replace("      responses:\n", "      security: [{ basic: [] }, { token: [] }]\n      responses:\n").replace(
        "components:\n",
        "components:\n  securitySchemes: { basic: { type: http, scheme: basic }, token: { type: http, scheme: bearer } }\n",
    );
    let folder = project(&document);
    let output = run(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for challenge in [
        r##"exchange.unauthenticated(r#"Basic realm="Small", Bearer"#)"##,
        r##"exchange.denied(refused, r#"Basic realm="Small", Bearer"#)"##,
    ] {
        assert!(
            files(folder.path()).iter().any(|(_, text)| text.contains(challenge)),
            "`{challenge}` is not in what is written"
        );
    }
}

/// How the server reads each of these parameters, which are named in it.
fn assert_read(parameters: &[(&str, &str)]) {
    let listed: String = parameters.iter().map(|(parameter, _)| format!("        - {{ {parameter} }}\n")).collect();
    let folder = project(&SOUND.replace("      responses:\n", &format!("{listed}      responses:\n")));
    let output = run(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text: String = files(folder.path()).into_iter().map(|(_, text)| text).collect();
    // However it is laid out.
    let plain = |text: &str| text.split_whitespace().collect::<String>();
    let text = plain(&text);
    for (parameter, expected) in parameters {
        let is_read = [")", ",)"].iter().any(|end| text.contains(&format!("(&{}{end};", plain(expected))));
        assert!(is_read, "{parameter}: `{expected}` is not in what is written");
    }
}

#[test]
fn a_deep_object_is_read_with_brackets_whatever_its_schema_allows() {
    assert_read(&[
        (
            "name: a, in: query, style: deepObject, schema: { anyOf: [{ type: object, properties: { gte: { type: integer } } }, \
             { type: integer }] }",
            "Parameter::query(\"a\").deep_object()",
        ),
        (
            "name: b, in: query, style: deepObject, schema: { type: array, items: { type: string } }",
            "Parameter::query(\"b\").deep_object()",
        ),
        ("name: c, in: query, style: deepObject, schema: { type: integer }", "Parameter::query(\"c\").deep_object()"),
        ("name: d, in: query, style: deepObject, schema: {}", "Parameter::query(\"d\").deep_object()"),
    ]);
}

#[test]
fn an_exploded_object_is_read_by_its_members_and_takes_none_that_are_of_others() {
    let object = |members: &str| format!("schema: {{ type: object, properties: {{ {members} }} }}");
    let any = "schema: { type: object, additionalProperties: { type: string } }";
    let spread = object("page: { type: integer }, sort: { type: string }");
    let cookie = object("a: { type: integer }");
    let deep = object("gte: { type: integer }");
    let open = "schema: { type: object, properties: { x: { type: string } }, additionalProperties: { type: string } }";
    assert_read(&[
        (
            &format!("name: pageable, in: query, required: true, {spread}"),
            "Parameter::query(\"pageable\").members(&[\"page\", \"sort\"])",
        ),
        (
            &format!("name: created, in: query, style: deepObject, {deep}"),
            "Parameter::query(\"created\").deep_object()",
        ),
        (
            &format!("name: params, in: query, {any}"),
            "Parameter::query(\"params\").all_but(&[\"page\", \"sort\", \"created\", \"created[\"])",
        ),
        (&format!("name: ck, in: cookie, {cookie}"), "Parameter::cookie(\"ck\").members(&[\"a\"])"),
        (&format!("name: more, in: cookie, {open}"), "Parameter::cookie(\"more\").all_but(&[\"a\", \"one\"])"),
        (
            &format!("name: one, in: cookie, explode: false, {cookie}"),
            "Parameter::cookie(\"one\").separated_by(',').object(false)",
        ),
    ]);
}

#[test]
fn an_object_is_told_from_what_else_a_schema_allows_by_its_members_or_its_text() {
    let one_or = |other: &str| {
        format!("schema: {{ oneOf: [{{ type: object, properties: {{ x: {{ type: integer }} }} }}, {other}] }}")
    };
    let (text, number) = (one_or("{ type: string }"), one_or("{ type: integer }"));
    let (list, map) = (
        one_or("{ type: array, items: { type: string } }"),
        "schema: { oneOf: [{ type: object, additionalProperties: { type: string } }, { type: boolean }] }",
    );
    assert_read(&[
        (&format!("name: a, in: query, {text}"), "Parameter::query(\"a\").or_members(&[\"x\"])"),
        (&format!("name: b, in: query, explode: false, {text}"), "Parameter::query(\"b\")"),
        (&format!("name: c, in: query, explode: false, {number}"), "Parameter::query(\"c\").or_object(false)"),
        (&format!("name: d, in: header, {number}"), "Parameter::header(\"d\").or_object(false)"),
        (&format!("name: e, in: cookie, {list}"), "Parameter::cookie(\"e\").or_members(&[\"x\"])"),
        (&format!("name: f, in: cookie, {map}"), "Parameter::cookie(\"f\").or_all_but(&[\"x\", \"e\"])"),
    ]);
}

#[test]
fn a_pattern_that_is_no_regular_expression_is_refused() {
    refused(&SOUND.replace("maxLength: 5", "pattern: '(['"), &["error[E0505]", "small.yaml:22:"]);
}

#[test]
fn an_unknown_api_and_an_unknown_code_end_with_2() {
    let folder = project(SOUND);
    let output = run(folder.path(), &["nobody"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no API `nobody`") && stderr(&output).contains("small"));
    assert_eq!(run(folder.path(), &["--explain", "E9999"]).status.code(), Some(2));
    let explained = run(folder.path(), &["--explain", "w0523"]);
    assert_eq!(explained.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&explained.stdout).contains("discriminator"));
}

#[test]
fn a_value_called_unknown_keeps_its_name_on_both_sides() {
    let folder = project(&SOUND.replace("maxLength: 5", "enum: [Unknown, a]"));
    let output = run(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for (side, variants) in [("api", "    Unknown,\n    /// `a`\n    A,\n}"), ("client", "    Unlisted(String),\n}")] {
        let path = folder.path().join(format!("crates/generated/small-{side}/src/types.rs"));
        let types = fs::read_to_string(path).expect("written");
        assert!(types.contains(variants) && types.contains("Self::Unknown => \"Unknown\""), "{side}: {types}");
    }
}
