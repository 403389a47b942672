//! What documents have that nobody would write on purpose: each is said at its place, and costs no more than what needs it.

use std::fs;
use std::process::Command;

use serde_json::Value;
use tempfile::TempDir;

/// What `--report` says of a document.
struct Said {
    report: Value,
    status: i32,
    stdout: String,
    stderr: String,
}

impl Said {
    fn of(document: &str) -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        fs::write(folder.path().join("api.yaml"), document).expect("written");
        let output = Command::new(env!("CARGO_BIN_EXE_codegen"))
            .args(["--document", "api.yaml", "--out", "out", "--report", "report.json"])
            .current_dir(folder.path())
            .output()
            .expect("it runs");
        let report = fs::read(folder.path().join("report.json")).expect("a report");
        Self {
            report: serde_json::from_slice(&report).expect("JSON"),
            status: output.status.code().expect("an end"),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Codes and pointers of what was found, in order.
    fn found(&self) -> Vec<(&str, &str)> {
        let all = self.report["diagnostics"].as_array().expect("a list");
        all.iter().map(|it| (it["code"].as_str().expect("a code"), it["pointer"].as_str().expect("a place"))).collect()
    }

    fn codes(&self) -> Vec<&str> {
        self.found().into_iter().map(|(code, _)| code).collect()
    }

    /// Operations that are generated.
    fn generated(&self) -> Vec<&str> {
        let all = self.report["operations"].as_array().expect("a list");
        let all = all.iter().filter(|operation| operation["server"] == "ok" && operation["client"] == "ok");
        all.map(|operation| operation["path"].as_str().expect("a path")).collect()
    }
}

const TOP: &str = "openapi: 3.1.0\ninfo: { title: Odd, version: '1' }\n";

/// An operation that takes a component.
fn takes(path: &str, component: &str) -> String {
    let content = format!("{{ application/json: {{ schema: {{ $ref: '#/components/schemas/{component}' }} }} }}");
    format!(
        "  {path}: {{ post: {{ operationId: '{path}', requestBody: {{ content: {content} }}, responses: {{ '204': {{ description: Done. }} }} }} }}\n"
    )
}

#[test]
fn a_key_that_stands_twice_refuses_what_needs_it_alone() {
    let document = format!(
        "{TOP}paths:\n{}{}  /c: {{ get: {{ operationId: c, responses: {{ '200': {{ description: a }}, '200': {{ description: b }} }} }} }}\n\
         components:\n  schemas:\n    A: {{ type: object, properties: {{ q: {{ type: string }}, q: {{ type: integer }} }} }}\n    \
         B: {{ type: string }}\n    U: {{ type: string, type: integer }}\n",
        takes("/a", "A"),
        takes("/b", "B"),
    );
    let said = Said::of(&document);
    assert_eq!((said.generated(), said.status), (vec!["/b"], 1), "{}", said.stderr);
    let expected = [
        ("E0105", "/paths/~1c/get/responses/200"),
        ("E0105", "/components/schemas/A/properties/q"),
        ("W0203", "/components/schemas/U/type"),
    ];
    assert_eq!(said.found(), expected);
}

#[test]
fn a_frame_that_stands_twice_refuses_all_of_the_document() {
    let said = Said::of(&format!("{TOP}paths: {{}}\npaths: {{ /a: {{}} }}\n"));
    assert_eq!((said.codes(), said.status), (vec!["E0105"], 2));
}

#[test]
fn everything_that_is_wrong_with_an_operation_is_said() {
    let document = format!(
        "{TOP}paths:\n  /a:\n    post:\n      operationId: a\n      parameters:\n        - {{ name: x, in: nowhere, schema: {{}} }}\n        \
         - {{ $ref: '#/components/parameters/Gone' }}\n      requestBody: {{ content: {{ application/json: {{ schema: {{ type: object, \
         properties: {{ p: {{ pattern: '(' }}, q: {{ $ref: '#/components/schemas/Gone' }} }} }} }} }} }}\n      \
         responses: {{ '200': {{ $ref: '#/components/responses/Gone' }}, '404': {{ $ref: '#/components/responses/Away' }} }}\n"
    );
    let said = Said::of(&document);
    let errors: Vec<&str> = said.codes().into_iter().filter(|code| code.starts_with('E')).collect();
    assert_eq!(errors, ["E0501", "E0301", "E0505", "E0301", "E0301", "E0301"], "{}", said.stderr);
    assert_eq!(said.status, 1);
}

#[test]
fn names_that_are_none_or_come_to_the_same_are_said() {
    let get = |path: &str, id: &str| {
        format!("  {path}: {{ get: {{ operationId: {id}, responses: {{ '204': {{ description: Done. }} }} }} }}\n")
    };
    let ids = ["''", "'---'", "7", "newPet", "new-pet", "NewPet", "fine"];
    let paths: String = (0..).zip(ids).map(|(at, id)| get(&format!("/{at}"), id)).collect();
    let said = Said::of(&format!("{TOP}paths:\n{paths}"));
    assert_eq!(said.codes(), ["W0502", "W0502", "W0502", "W0403", "W0503", "W0503"], "{}", said.stderr);
    assert_eq!((said.generated().len(), said.status), (7, 0));
    assert!(said.stderr.contains("is a number, not a text; named `get_2`"), "{}", said.stderr);
    assert!(said.stderr.contains("are both `new_pet`; this one is `new_pet2`"), "{}", said.stderr);
}

#[test]
fn a_schema_that_is_a_part_of_itself_is_said() {
    let schemas = "components:\n  schemas:\n    A: { type: object, allOf: [ { $ref: '#/components/schemas/B' } ], properties: { a: {} } }\n    \
                   B: { type: object, allOf: [ { $ref: '#/components/schemas/A' } ], properties: { b: {} } }\n    \
                   C: { allOf: [ { $ref: '#/components/schemas/D' }, { $ref: '#/components/schemas/E' } ] }\n    \
                   D: { allOf: [ { $ref: '#/components/schemas/F' } ] }\n    E: { allOf: [ { $ref: '#/components/schemas/F' } ] }\n    \
                   F: { type: object, properties: { c: { $ref: '#/components/schemas/C' } } }\n";
    let said = Said::of(&format!("{TOP}paths:\n{}{}{schemas}", takes("/a", "A"), takes("/c", "C")));
    assert_eq!((said.found(), said.status), (vec![("W0528", "/components/schemas/A")], 0));
    // A member of its own union as well, and not what is built on a base that lists it.
    let schemas = "components:\n  schemas:\n    A: { oneOf: [ { $ref: '#/components/schemas/A' }, { type: string } ] }\n    \
                   B: { type: object, required: [k], properties: { k: { type: string } }, discriminator: { propertyName: k }, \
                   oneOf: [ { $ref: '#/components/schemas/C' } ] }\n    \
                   C: { allOf: [ { $ref: '#/components/schemas/B' }, { type: object } ] }\n";
    let said = Said::of(&format!("{TOP}paths:\n{}{}{schemas}", takes("/a", "A"), takes("/c", "C")));
    assert_eq!((said.found(), said.status), (vec![("W0528", "/components/schemas/A/oneOf/0")], 0));
}

#[test]
fn a_reference_to_a_component_of_another_kind_is_said() {
    let components = "components:\n  schemas: { S: { type: string } }\n  responses: { R: { description: It. } }\n";
    let operation = |body: &str, answer: &str| {
        let said = Said::of(&format!(
            "{TOP}paths:\n  /a:\n    post:\n      operationId: a\n      requestBody: {body}\n      responses: {{ '200': {answer} }}\n{components}"
        ));
        (said.found().into_iter().map(|(code, place)| format!("{code} {place}")).collect::<Vec<_>>(), said.status)
    };
    let content =
        |schema: &str| format!("{{ description: It., content: {{ application/json: {{ schema: {schema} }} }} }}");
    let (fine, schema) = (content("{ type: string }"), "{ $ref: '#/components/schemas/S' }");
    assert_eq!(operation(&fine, &fine), (vec![], 0));
    assert_eq!(operation(&fine, "{ $ref: '#/components/responses/R' }"), (vec![], 0));
    assert_eq!(operation(schema, &fine), (vec!["E0204 /paths/~1a/post/requestBody/$ref".to_owned()], 1));
    assert_eq!(operation(&fine, schema), (vec!["E0204 /paths/~1a/post/responses/200/$ref".to_owned()], 1));
    let foreign = content("{ $ref: '#/components/responses/R' }");
    let place = "W0535 /paths/~1a/post/responses/200/content/application~1json/schema/$ref";
    assert_eq!(operation(&fine, &foreign), (vec![place.to_owned()], 0));
}

#[test]
fn a_long_chain_of_references_is_followed_and_a_longer_one_is_no_circle() {
    for (length, expected) in [(900, vec![]), (1100, vec!["E0307"])] {
        let mut schemas = "components:\n  schemas:\n".to_owned();
        for at in 0..length {
            schemas.push_str(&format!("    S{at}: {{ $ref: '#/components/schemas/S{}' }}\n", at + 1));
        }
        schemas.push_str(&format!("    S{length}: {{ type: string }}\n"));
        let said = Said::of(&format!("{TOP}paths:\n{}{schemas}", takes("/a", "S0")));
        let errors: Vec<&str> = said.codes().into_iter().filter(|code| code.starts_with('E')).collect();
        assert_eq!(errors, expected);
        assert!(!said.stderr.contains("back to itself"), "{}", said.stderr);
    }
}

#[test]
fn headers_that_frame_the_message_are_no_parameters() {
    let parameters = "parameters: [ { name: Content-Length, in: header, required: true, schema: { type: number } }, \
                      { name: X-Own, in: header, schema: { type: string } } ]";
    let said = Said::of(&format!(
        "{TOP}paths:\n  /a: {{ put: {{ operationId: a, {parameters}, responses: {{ '204': {{ description: Done. }} }} }} }}\n"
    ));
    assert_eq!((said.codes(), said.generated().len()), (vec!["W0504"], 1));
}

#[test]
fn a_format_is_said_once_wherever_it_stands() {
    let odd = "type: object, properties: { a: { type: integer, format: odd } }";
    let said = Said::of(&format!(
        "{TOP}paths:\n{}webhooks: {{ w: {{ post: {{ requestBody: {{ content: {{ application/json: {{ schema: {{ $ref: \
         '#/components/schemas/W' }} }} }} }}, responses: {{ '204': {{ description: Done. }} }} }} }} }}\n\
         components: {{ schemas: {{ W: {{ {odd} }}, A: {{ {odd} }}, Unused: {{ {odd} }} }} }}\n",
        takes("/a", "A")
    ));
    let formats: Vec<&str> = said.codes().into_iter().filter(|code| *code == "W0501").collect();
    assert_eq!(formats, ["W0501"], "{}", said.stderr);
    assert!(said.stderr.contains("is not enforced, here and at 2 other places"), "{}", said.stderr);
}

#[test]
fn webhooks_are_counted_beside_operations() {
    let said = Said::of(&format!(
        "{TOP}webhooks:\n  new pet: {{ post: {{ operationId: newPet, responses: {{ '204': {{ description: Done. }} }} }} }}\n"
    ));
    assert!(said.stdout.contains("0 of 0 operations, 1 of 1 webhooks and callbacks, 0 warnings"), "{}", said.stdout);
}

#[test]
fn variables_side_by_side_are_told_apart_by_a_dot_or_not_at_all() {
    let path = |schema: &str| {
        let parameter =
            |name: &str, schema: &str| format!("{{ name: {name}, in: path, required: true, schema: {schema} }}");
        let parameters = format!("[ {}, {} ]", parameter("a", "{ type: string }"), parameter("b", schema));
        let operation =
            format!("{{ operationId: a, parameters: {parameters}, responses: {{ '204': {{ description: It. }} }} }}");
        format!("{TOP}paths:\n  '/x/{{a}}{{b}}': {{ get: {operation} }}\n")
    };
    assert_eq!(Said::of(&path("{ type: string, enum: [.json, .xml] }")).codes(), ["W0220"]);
    for schema in ["{ type: string }", "{ type: string, enum: [.json, xml] }", "{ type: string, enum: [.tar.gz] }"] {
        assert_eq!(Said::of(&path(schema)).codes(), ["E0205"], "{schema}");
    }
}

/// What becomes of an operation with this `security` where the document wants a bearer: whether it is generated, and
/// whether its caller has to prove who it is.
fn secured(security: &str) -> (bool, bool) {
    let document = format!(
        "{TOP}security: [{{ bearer: [] }}]\npaths:\n  /a: {{ get: {{ operationId: a, {security} responses: {{ '204': {{ description: It. }} }} }} }}\n\
         components: {{ securitySchemes: {{ bearer: {{ type: http, scheme: bearer }} }} }}\n"
    );
    let folder = TempDir::new().expect("a temporary folder");
    fs::write(folder.path().join("api.yaml"), document).expect("written");
    let command = Command::new(env!("CARGO_BIN_EXE_codegen"))
        .args(["--document", "api.yaml", "--out", "out"])
        .current_dir(folder.path())
        .output()
        .expect("it runs");
    let library = fs::read_to_string(folder.path().join("out/odd-api/src/lib.rs")).expect("written");
    (command.status.code() == Some(0), library.contains("fn a(") && library.contains("principal: &"))
}

#[test]
fn security_that_cannot_be_read_lets_nobody_in() {
    for security in [
        "",
        "security: [{ bearer: [] }],",
        "security: { bearer: [] },",
        "security: null,",
        "security: [{ bearer: null }],",
    ] {
        assert_eq!(secured(security), (true, true), "{security}");
    }
    for security in [
        "security: bearer,",
        "security: [bearer],",
        "security: [null],",
        "security: {},",
        "security: [{ bearer: [] }, 1],",
    ] {
        assert!(!secured(security).0, "{security}");
    }
    for security in ["security: [],", "security: [{}],"] {
        assert_eq!(secured(security), (true, false), "{security}");
    }
}

#[test]
fn a_schema_that_no_body_is_held_to_is_said() {
    let said = |media: &str, schema: &str| {
        let content = format!("{{ {media}: {{ schema: {schema} }} }}");
        Said::of(&format!(
            "{TOP}paths:\n  /a: {{ post: {{ operationId: a, requestBody: {{ content: {content} }}, responses: {{ '204': {{ description: It. }} }} }} }}\n"
        ))
        .codes()
        .join(" ")
    };
    for (media, schema) in [
        ("text/plain", "{ type: integer }"),
        ("text/plain", "{ type: string, pattern: a }"),
        ("text/csv", "{ type: array, items: {} }"),
        ("application/xml", "{ type: object, properties: { a: { type: string } } }"),
    ] {
        assert_eq!(said(media, schema), "W0535", "{media} {schema}");
    }
    assert_eq!(said("text/plain", "{ type: string }"), "");
    assert_eq!(said("application/octet-stream", "{ type: string, format: binary }"), "");
}

#[test]
fn the_report_calls_what_is_used_used() {
    let said =
        Said::of(&format!("{TOP}paths:\n{}components: {{ schemas: {{ A: {{ type: string }} }} }}\n", takes("/a", "A")));
    let keywords = said.report["keywords"].as_array().expect("a list");
    assert!(keywords.iter().all(|keyword| keyword["outcome"] == "used"), "{keywords:?}");
    assert!(keywords.iter().any(|keyword| keyword["keyword"] == "204"));
}

#[test]
fn what_counts_for_nothing_in_a_schema_is_said() {
    for (schema, code, place) in [
        ("{ type: integer, minLength: 2 }", "W0222", "minLength"),
        ("{ type: [string, 'null'], maximum: 2 }", "W0222", "maximum"),
        ("{ type: array, items: { type: string }, required: [a] }", "W0222", "required"),
        ("{ allOf: [{ type: string, enum: [a] }], minimum: 0 }", "W0222", "minimum"),
        ("{ anyOf: [{ type: string }, { const: a }], maximum: 1 }", "W0222", "maximum"),
        ("{ const: x, multipleOf: 3 }", "W0222", "multipleOf"),
        ("{ $ref: '#/components/schemas/Object', minLength: 3 }", "W0222", "minLength"),
        ("{ type: string, then: { minLength: 2 } }", "W0222", "then"),
        ("{ type: array, items: { type: string }, minContains: 2 }", "W0222", "minContains"),
        ("{ type: any }", "W0221", "type"),
        ("{ type: file }", "W0221", "type"),
        ("{ type: string, oneOf: [] }", "W0213", "oneOf"),
        ("{ type: number, multipleOf: 0 }", "W0215", "multipleOf"),
    ] {
        let paths = takes("/a", "A");
        let said = Said::of(&format!(
            "{TOP}paths:\n{paths}components:\n  schemas:\n    A: {schema}\n    Object: {{ type: object }}\n"
        ));
        let pointer = format!("/components/schemas/A/{place}");
        assert!(said.found().contains(&(code, &*pointer)), "{schema}: {:?}", said.found());
        assert_eq!(said.generated(), ["/a"], "{schema}: {}", said.stderr);
    }
    for schema in [
        "{ type: [integer, string], minLength: 2, maximum: 3 }",
        "{ minLength: 2, properties: { a: { type: string } } }",
        "{ type: number, minimum: 1 }",
        "{ type: object, properties: { a: { type: string, required: true } } }",
    ] {
        let paths = takes("/a", "A");
        let said = Said::of(&format!("{TOP}paths:\n{paths}components:\n  schemas:\n    A: {schema}\n"));
        assert!(!said.codes().contains(&"W0222"), "{schema}: {:?}", said.found());
    }
}

#[test]
fn parameters_of_a_media_type_that_are_left_out_are_said() {
    let answers = |media_type: &str| {
        let content = format!("{{ '{media_type}': {{ schema: {{ type: string }} }} }}");
        let get = format!("{{ operationId: a, responses: {{ '200': {{ description: It., content: {content} }} }} }}");
        Said::of(&format!("{TOP}paths:\n  /a: {{ get: {get} }}\n"))
    };
    for media_type in ["application/json; version=2", "text/html; charset=iso-8859-1"] {
        assert!(answers(media_type).codes().contains(&"W0510"), "{media_type}");
    }
    for media_type in ["application/json", "application/json; charset=UTF-8", "text/html;charset=\"utf-8\""] {
        assert!(!answers(media_type).codes().contains(&"W0510"), "{media_type}");
    }
}

#[test]
fn what_goes_before_an_answer_is_said_and_left_out() {
    let answers = |statuses: &[&str]| {
        let responses: String = statuses.iter().map(|status| format!("'{status}': {{ description: It. }}, ")).collect();
        Said::of(&format!("{TOP}paths:\n  /a: {{ get: {{ operationId: a, responses: {{ {responses} }} }} }}\n"))
    };
    assert_eq!(answers(&["100", "102", "103", "1XX", "200"]).codes(), ["W0539"; 4]);
    assert_eq!(answers(&["101", "400"]).codes(), ["W0539"]);
    // Nothing is left that could be hoped for.
    let alone = answers(&["103"]);
    assert_eq!((alone.codes(), alone.generated().len()), (vec!["W0505", "W0539"], 1));
}

#[test]
fn headers_that_are_no_lists_of_texts_are_taken_as_text() {
    let answers = |name: &str, schema: &str| {
        let headers = format!("headers: {{ {name}: {{ schema: {schema} }} }}");
        let get = format!("{{ operationId: a, responses: {{ '204': {{ description: It., {headers} }} }} }}");
        Said::of(&format!("{TOP}paths:\n  /a: {{ get: {get} }}\n")).codes().contains(&"W0514")
    };
    for schema in [
        "{ type: object, properties: { a: { type: string } } }",
        "{}",
        "{ type: array }",
        "{ type: array, items: { type: object, properties: { a: { type: string } } } }",
        "{ type: array, items: { type: array, items: { type: string } } }",
        "{ type: array, minItems: 2, maxItems: 2, prefixItems: [{ type: string }, { type: integer }] }",
        "{ oneOf: [{ type: string }, { type: array, items: { type: string } }] }",
    ] {
        assert!(answers("x-a", schema), "{schema}");
    }
    for schema in ["{ type: array, items: { type: integer, minimum: 1 } }", "{ type: integer }"] {
        assert!(!answers("x-a", schema), "{schema}");
    }
    // A comma is part of a cookie.
    assert!(answers("Set-Cookie", "{ type: array, items: { type: string } }"));
    assert!(!answers("Set-Cookie", "{ type: string }"));
}

#[test]
fn where_a_token_is_to_be_had_may_be_a_relative_path() {
    for (url, is_said) in [("token", false), ("api/v1/token", false), ("/token", false), ("-", true), ("to ken", true)]
    {
        let flow = format!("{{ tokenUrl: '{url}', scopes: {{}} }}");
        let said = Said::of(&format!(
            "{TOP}paths:\n{}components:\n  securitySchemes: {{ s: {{ type: oauth2, flows: {{ clientCredentials: {flow} }} }} }}\n  \
             schemas: {{ A: {{ type: string }} }}\n",
            takes("/a", "A")
        ));
        assert_eq!(said.codes().contains(&"W0206"), is_said, "{url}: {}", said.stderr);
    }
}

#[test]
fn an_operation_by_reference_is_what_it_names_or_is_refused() {
    let operation = "{ operationId: a, parameters: [{ name: q, in: query, schema: { type: string } }], responses: { '204': { description: \
                     Done. } } }";
    let said = Said::of(&format!(
        "{TOP}paths:\n  /a: {{ get: {{ $ref: '#/x-operations/a' }} }}\n  /b: {{ get: {{ $ref: '#/x-operations/b' }} }}\n\
         x-operations: {{ a: {operation} }}\n"
    ));
    assert_eq!(said.generated(), ["/a"], "{}", said.stderr);
    assert!(said.found().contains(&("W0406", "/paths/~1a/get/$ref")), "{:?}", said.found());
    assert!(said.found().contains(&("E0301", "/paths/~1b/get/$ref")), "{:?}", said.found());
    assert!(!said.codes().contains(&"W0502"), "its name is the one of what is named: {:?}", said.found());
}

#[test]
fn nothing_is_used_below_what_is_left_out() {
    let parameter = "{ name: Content-Type, in: header, schema: { type: string, maxLength: 5 } }";
    let said = Said::of(&format!(
        "{TOP}paths:\n  /a: {{ get: {{ operationId: a, parameters: [{parameter}], responses: {{ '204': {{ description: It. }} }} }} }}\n"
    ));
    let keywords = said.report["keywords"].as_array().expect("a list");
    let below =
        |keyword: &&Value| keyword["pointer"].as_str().is_some_and(|at| at.starts_with("/paths/~1a/get/parameters/0/"));
    let outcomes: Vec<&str> = keywords.iter().filter(below).filter_map(|keyword| keyword["outcome"].as_str()).collect();
    assert!(outcomes.len() > 3 && outcomes.iter().all(|outcome| *outcome == "warned"), "{outcomes:?}");
}

#[test]
fn the_report_is_not_written_over_the_document() {
    let folder = TempDir::new().expect("a temporary folder");
    let document = format!("{TOP}paths: {{}}\n");
    fs::write(folder.path().join("api.yaml"), &document).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_codegen"))
        .args(["--document", "api.yaml", "--out", "out", "--report", "./api.yaml"])
        .current_dir(folder.path())
        .output()
        .expect("it runs");
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(fs::read_to_string(folder.path().join("api.yaml")).expect("there"), document);
    assert!(!folder.path().join("out").exists());
}
