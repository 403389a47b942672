//! Raw requests, and what is read of them: every style of OpenAPI's table (3.1.1 section 4.8.12.6), every kind of body.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::*;
use crate::testing::{Sent, call, exchange, operation, with_upload};

/// What was read of a parameter, or why it was refused.
#[derive(Debug, PartialEq)]
enum Found {
    Absent,
    Value(Value),
    /// Where, pointer and keyword of each violation.
    Refused(Vec<[String; 3]>),
}

use Found::{Absent, Refused};

fn value(value: Value) -> Found {
    Found::Value(value)
}

fn refused(location: &str, pointer: &str, keyword: &str) -> Found {
    Refused(vec![[location, pointer, keyword].map(str::to_owned)])
}

#[test]
fn a_list_of_so_many_items_is_read_by_place_in_each_style() {
    use Kind::Pair;
    let pair = || value(json!([7, "8"]));
    let (path, form, header) = (Parameter::path(COLOR), Parameter::query(COLOR), Parameter::header("Color"));
    check("path", &[(Pair, path, "7,8", pair()), (Pair, path.prefixed_list(';', true), ";color=7;color=8", pair())]);
    check(
        "query",
        &[
            (Pair, form, "color=7&color=8", pair()),
            (Pair, form.separated_by(','), "color=7,8", pair()),
            (Pair, form.separated_by('|'), "color=7|8", pair()),
            (Pair, form, "color=x&color=8", refused("query", "/color/0", "type")),
            (Pair, form, "color=7", refused("query", "/color", "minItems")),
            (Pair, form.separated_by(','), "color=7,8,9", refused("query", "/color", "maxItems")),
        ],
    );
    check("header", &[(Pair, header, "7, 8", pair())]);
    check("cookie", &[(Pair, Parameter::cookie(COLOR).separated_by(','), "color=7,8", pair())]);
}

#[test]
fn what_may_be_one_or_a_list_is_a_list_where_there_are_several() {
    use Kind::OneOrMore;
    let (path, form) = (Parameter::path(COLOR), Parameter::query(COLOR));
    check("path", &[(OneOrMore, path, "7", value(json!(7))), (OneOrMore, path, "7,8", value(json!([7, 8])))]);
    check(
        "query",
        &[
            (OneOrMore, form, "color=7", value(json!(7))),
            (OneOrMore, form, "color=7&color=8", value(json!([7, 8]))),
            (OneOrMore, form.separated_by(','), "color=7,8", value(json!([7, 8]))),
            (OneOrMore, form.separated_by(','), "color=7", value(json!(7))),
            (OneOrMore, form, "color=7&color=x", refused("query", "/color/1", "type")),
            (OneOrMore, form, "x=7", Absent),
        ],
    );
}

/// The problem that a request is answered with.
fn problem(rejection: Rejection) -> (u16, Value) {
    let status = rejection.status().as_u16();
    (status, serde_json::from_slice(&rejection.into_parts(&call()).body).unwrap())
}

fn violations(input: Input<'_>) -> Vec<[String; 3]> {
    let (status, problem) = problem(input.refuse());
    assert_eq!((status, &problem["type"]), (422, &json!("/problems/invalid-request")));
    let part = |error: &Value, name: &str| error[name].as_str().unwrap().to_owned();
    let errors = problem["errors"].as_array().unwrap().iter();
    errors.map(|error| ["in", "pointer", "keyword"].map(|name| part(error, name))).collect()
}

/// Reads one parameter of a `GET`, as its type, in this template.
fn found<T: Decode + Serialize>(parameter: Parameter, template: &'static str, request: &[u8]) -> Found {
    let exchange = exchange(operation(template, BodyRule::None), request);
    let mut input = exchange.input();
    match input.optional::<T>(&parameter) {
        Some(Some(read)) => value(serde_json::to_value(read).unwrap()),
        Some(None) => Absent,
        None => Refused(violations(input)),
    }
}

/// The kinds of values that OpenAPI's table has.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    Number,
    Texts,
    Numbers,
    Members,
    /// A list of objects of numbers.
    Objects,
    TextMembers,
    Pair,
    OneOrMore,
}

/// A number and a text.
#[derive(Debug)]
struct Pair(i64, String);
schema_support::tuple!(Pair, 0: i64, 1: String);

/// As emitted code reads a union of a number and a list of numbers.
#[derive(Debug)]
struct OneOrMore(Value);

impl Decode for OneOrMore {
    const TEXT: Text = Text::Several;
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let one = !matches!(json, Json::Array(_));
        Some(Self(if one { json!(i64::decode(json, at)?) } else { json!(Vec::<i64>::decode(json, at)?) }))
    }
}

impl Serialize for OneOrMore {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

const COLOR: &str = "color";

/// Reads the parameter `color`, of what is sent in its place.
fn color(kind: Kind, parameter: Parameter, sent: &str) -> Found {
    let (template, request) = match parameter.location {
        Location::Path => ("/c/{color}", format!("GET /c/{sent}")),
        Location::Query => ("/c", format!("GET /c?{sent}")),
        Location::Header => ("/c", format!("GET /c\nColor:{sent}")),
        Location::Cookie => ("/c", format!("GET /c\nCookie:{sent}")),
        Location::Body => unreachable!("no parameter is in the body"),
    };
    let read = match kind {
        Kind::Text => found::<String>,
        Kind::Number => found::<i64>,
        Kind::Texts => found::<Vec<String>>,
        Kind::Numbers => found::<Vec<i64>>,
        Kind::Members => found::<BTreeMap<String, i64>>,
        Kind::Objects => found::<Vec<BTreeMap<String, i64>>>,
        Kind::TextMembers => found::<BTreeMap<String, String>>,
        Kind::Pair => found::<Pair>,
        Kind::OneOrMore => found::<OneOrMore>,
    };
    read(parameter, template, request.as_bytes())
}

fn check(location: &str, rows: &[(Kind, Parameter, &str, Found)]) {
    for (kind, parameter, sent, expected) in rows {
        assert_eq!(&color(*kind, *parameter, sent), expected, "{location}: {sent:?} as {kind:?} by {parameter:?}");
    }
}

fn rg() -> Found {
    value(json!({ "R": 100, "G": 200 }))
}

fn against_its_style(location: &str) -> Found {
    refused(location, "/color", "type")
}

#[test]
fn a_path_parameter_is_read_in_each_style_or_refused_by_its_name() {
    use Kind::{Members, Number, Numbers, Text, TextMembers, Texts};
    let simple = Parameter::path(COLOR);
    let wrong = || against_its_style("path");
    check(
        "path",
        &[
            (Text, simple, "blue", value(json!("blue"))),
            (Text, simple, "a%2Fb+c", value(json!("a/b+c"))),
            (Text, simple, "%FF", wrong()),
            (Number, simple, "-7", value(json!(-7))),
            (Number, simple, "7x", wrong()),
            (Texts, simple, "blue,bl%2Cack", value(json!(["blue", "bl,ack"]))),
            (Numbers, simple, "1,x", refused("path", "/color/1", "type")),
            (Numbers, simple, "1%2C2", value(json!([1, 2]))),
            (Members, simple.object(false), "R,100,G,200", rg()),
            (Members, simple.object(true), "R=100,G=200", rg()),
            (Members, simple.object(false), "R,100,G", wrong()),
            (Members, simple.or_object(false), "R,100,G,200", rg()),
            (Members, simple.or_object(true), "R=100,G=200", rg()),
            (Number, simple.or_object(true), "7", value(json!(7))),
            (TextMembers, simple.object(false), "R,,G,", value(json!({ "R": "", "G": "" }))),
            (TextMembers, simple.object(false), "R,a+b%2Cc", value(json!({ "R": "a+b,c" }))),
            (Members, simple.object(true), "R=100,,G=200", rg()),
            (Members, simple.object(true), "R=x", refused("path", "/color/R", "type")),
            (Text, simple.prefixed('.'), ".bl%20ue", value(json!("bl ue"))),
            (Text, simple.prefixed('.'), "blue", wrong()),
            (Text, simple.prefixed('.'), ";color=blue", wrong()),
            (Texts, simple.prefixed_list('.', false), ".blue,bl%2Cack", value(json!(["blue", "bl,ack"]))),
            (Texts, simple.prefixed_list('.', true), ".blue.black", value(json!(["blue", "black"]))),
            (Texts, simple.prefixed_list('.', true), ".a;b.c", value(json!(["a;b", "c"]))),
            (Texts, simple.prefixed_list('.', false), ".", value(json!([]))),
            (Numbers, simple.prefixed_list('.', true), ".1.x", refused("path", "/color/1", "type")),
            (Members, simple.prefixed_object('.', false), ".R,100,G,200", rg()),
            (Members, simple.prefixed_object('.', true), ".R=100.G=200", rg()),
            (Number, simple.prefixed(';'), ";color=7", value(json!(7))),
            (Text, simple.prefixed(';'), ";color", value(json!(""))),
            (Text, simple.prefixed(';'), ";colour=blue", wrong()),
            (Text, simple.prefixed(';'), ";colour", wrong()),
            (Text, simple.prefixed(';'), ".blue", wrong()),
            (Texts, simple.prefixed_list(';', false), ";color=blue,black", value(json!(["blue", "black"]))),
            (Texts, simple.prefixed_list(';', true), ";color=blue;color=black", value(json!(["blue", "black"]))),
            (Texts, simple.prefixed_list(';', true), ";color=blue;shape=round", wrong()),
            (Members, simple.prefixed_object(';', false), ";color=R,100,G,200", rg()),
            (Members, simple.prefixed_object(';', true), ";R=100;G=200", rg()),
            (Members, simple.prefixed_object(';', false), ";colour=R,100", wrong()),
            (Members, simple.json(), "%7B%22R%22:100,%22G%22:200%7D", rg()),
            (Members, simple.json(), "%7B", wrong()),
        ],
    );
}

#[test]
fn a_query_parameter_is_read_in_each_style_or_refused_by_its_name() {
    use Kind::{Members, Number, Numbers, Objects, OneOrMore, Pair, Text, TextMembers, Texts};
    let form = Parameter::query(COLOR);
    let wrong = || against_its_style("query");
    let with_x = form.members(&["R", "G"]);
    check(
        "query",
        &[
            (Text, form, "x=1&color=a+b%2B&y=2", value(json!("a b+"))),
            (Text, form, "c%6Flor=blue", value(json!("blue"))),
            (Text, form, "color", value(json!(""))),
            (Text, form, "colors=1&Color=2", Absent),
            (Text, form, "color=1&color=2", wrong()),
            (Text, form, "color=%FF", wrong()),
            (Number, form, "color=7", value(json!(7))),
            (Number, form, "color=", wrong()),
            (Texts, form, "color=blue&x=1&color=a,b", value(json!(["blue", "a,b"]))),
            (Texts, form, "color=", value(json!([""]))),
            (Texts, form, "x=1", Absent),
            (Numbers, form, "color=1&color=x", refused("query", "/color/1", "type")),
            (Objects, form, "color={%22R%22:1}&color=%7B%7D", value(json!([{ "R": 1 }, {}]))),
            (Objects, form, "color={%22R%22:1}&color={", refused("query", "/color/1", "type")),
            (
                Objects,
                form.separated_by(','),
                "color={%22R%22:1%2C%22G%22:2},{}",
                value(json!([{ "R": 1, "G": 2 }, {}])),
            ),
            (Texts, form.separated_by(','), "color=blue,bl%2Cack", value(json!(["blue", "bl,ack"]))),
            (Texts, form.separated_by(','), "color=", value(json!([]))),
            (Numbers, form.separated_by(','), "color=1%2C2,3", value(json!([1, 2, 3]))),
            (Numbers, form.separated_by(','), "color=1%2C", refused("query", "/color/1", "type")),
            (Numbers, form.separated_by(','), "color=", value(json!([]))),
            (Numbers, form.separated_by('|'), "color=1%7C2|3", value(json!([1, 2, 3]))),
            (Pair, form.separated_by(','), "color=7,8%2C9", value(json!([7, "8,9"]))),
            (OneOrMore, form.separated_by(','), "color=7%2C8", refused("query", "/color", "type")),
            (Texts, form.separated_by(' '), "color=blue%20black+br,own", value(json!(["blue", "black", "br,own"]))),
            (Texts, form.separated_by('|'), "color=blue%7Cblack|br,own", value(json!(["blue", "black", "br,own"]))),
            (Numbers, form.separated_by('|'), "color=1|x", refused("query", "/color/1", "type")),
            (Members, form.separated_by(',').object(false), "color=R,100,G,200", rg()),
            (Members, form.separated_by(' ').object(false), "color=R%20100+G%20200", rg()),
            (Members, form.separated_by('|').object(false), "color=R%7C100|G|200", rg()),
            (Members, form.separated_by('|').object(false), "color=R|100|G", wrong()),
            (TextMembers, form.object(false), "color=R,,G,a+b%2Cc", value(json!({ "R": "", "G": "a b,c" }))),
            (TextMembers, form.object(false), "color=", value(json!({}))),
            (Members, form.object(false), "colors=R,100", Absent),
            (Members, form.object(false), "x=R,1&color=R,100,G,200", rg()),
            (Members, form.object(false), "color=R,100&color=G,200", wrong()),
            (Members, with_x, "R=100&x=1&G=200", rg()),
            (Members, with_x, "x=1", Absent),
            (Members, with_x, "R=x", refused("query", "/color/R", "type")),
            (Members, form.all_but(&["x"]), "R=100&x=1&G=200", rg()),
            (Members, form.all_but(&["x"]), "x=1", Absent),
            (Members, form.all_but(&["x", "x["]), "R=100&x[a]=1&G=200&x=2", rg()),
            (TextMembers, form.all_but(&["x"]), "x[a]=1", value(json!({ "x[a]": "1" }))),
            (Numbers, form.or_members(&["R"]), "color=1&R=2", value(json!([1]))),
            (Members, form.or_members(&["R", "G"]), "R=100&x=1&G=200", rg()),
            (Members, form.or_members(&["R"]), "x=1", Absent),
            (Members, form.or_all_but(&["x"]), "R=100&x=1&G=200", rg()),
            (Members, form.or_object(false), "color=R,100,G,200", rg()),
            (Members, form.or_object(false), "color=", value(json!({}))),
            (Number, form.or_object(false), "color=7", value(json!(7))),
            (Members, form.separated_by('|').or_object(false), "color=R%7C100|G|200", rg()),
            (Members, form.deep_object(), "color[R]=100&x[R]=1&color%5BG%5D=200", rg()),
            (Members, form.deep_object(), "x[R]=1", Absent),
            (Members, form.deep_object(), "color[R]=100&color=1", wrong()),
            (Members, form.deep_object(), "color[R][r]=100", refused("query", "/color/R", "type")),
            (Texts, form.deep_object(), "color[0]=blue&color[1]=black", value(json!(["blue", "black"]))),
            (Texts, form.deep_object(), "color[0]=blue&color[7]=black", value(json!(["blue", "black"]))),
            (Texts, form.deep_object(), "color[]=blue&color%5B%5D=black", value(json!(["blue", "black"]))),
            (Texts, form.deep_object(), "color=blue&color=black", value(json!(["blue", "black"]))),
            (Texts, form.deep_object(), "color=blue", value(json!(["blue"]))),
            (Number, form.deep_object(), "color=7", value(json!(7))),
            (Number, form.deep_object(), "color=7&color=8", wrong()),
            (Objects, form.deep_object(), "color[0][R]=1&color[1][G]=2", value(json!([{ "R": 1 }, { "G": 2 }]))),
            (Objects, form.deep_object(), "color[][R]=1&color[][R]=2", wrong()),
            (Members, form.json(), "color=%7B%22R%22:100,+%22G%22:200%7D", rg()),
            (Members, form.json(), "color={%22R%22:%22100%22}", refused("query", "/color/R", "type")),
            (Members, form.json(), "color=R", wrong()),
            (Number, form.json(), "color=7", value(json!(7))),
            (Number, form.json(), "color=%227%22", wrong()),
            (Text, form.json(), "color=%22a+b%2B%22", value(json!("a b+"))),
            (Text, form.json(), "color=%22a%22&color=%22b%22", wrong()),
        ],
    );
}

#[test]
fn a_header_is_read_in_each_style_or_refused_by_its_name() {
    use Kind::{Members, Number, Numbers, Text, TextMembers, Texts};
    let simple = Parameter::header("Color");
    let wrong = || refused("header", "/Color", "type");
    check(
        "header",
        &[
            (Text, simple, "  blue, black ", value(json!("blue, black"))),
            (Text, simple, "blue\nColor: black", wrong()),
            (Number, simple, " 7", value(json!(7))),
            (Number, simple, "seven", wrong()),
            (Texts, simple, "blue, black\ncolor: brown", value(json!(["blue", "black", "brown"]))),
            (Texts, simple, "", value(json!([]))),
            (Numbers, simple, "1, x", refused("header", "/Color/1", "type")),
            (Members, simple.object(false), " R,100,G,200 ", rg()),
            (Members, simple.object(true), "R=100,G=200", rg()),
            (Members, simple.object(false), "R", wrong()),
            (TextMembers, simple.object(false), "", value(json!({}))),
            (Members, simple.object(false), "R,100\nColor: G,200", wrong()),
            (Members, simple.json(), r#" {"R": 100, "G": 200}"#, rg()),
            (Members, simple.json(), "{", wrong()),
        ],
    );
    for parameter in [simple, simple.json()] {
        assert_eq!(found::<String>(parameter, "/c", b"GET /c\nColor:\xff"), wrong(), "{parameter:?}");
        assert_eq!(found::<String>(parameter, "/c", b"GET /c\nColors:\"x\""), Absent, "{parameter:?}");
    }
}

#[test]
fn a_cookie_is_read_in_each_style_or_refused_by_its_name() {
    use Kind::{Members, Number, Numbers, Text, TextMembers, Texts};
    let form = Parameter::cookie(COLOR);
    let wrong = || against_its_style("cookie");
    check(
        "cookie",
        &[
            (Text, form, "x=1; color=bl%20ue; colors=2", value(json!("bl ue"))),
            (Text, form, "x=1\nCookie: color=a+b", value(json!("a+b"))),
            (Text, form, "Color=blue", Absent),
            (Text, form, "color=1; color=2", wrong()),
            (Number, form, "color=7", value(json!(7))),
            (Number, form, "color=x", wrong()),
            (Texts, form, "color=blue,bl%2Cack", value(json!(["blue", "bl,ack"]))),
            (Numbers, form, "color=1,x", refused("cookie", "/color/1", "type")),
            (Members, form.separated_by(',').object(false), "x=1; color=R,100,G,200", rg()),
            (Members, form.separated_by(',').object(true), "color=R=100,G=200", rg()),
            (Members, form.members(&["R", "G"]), "x=1; R=100; color=R\nCookie: G=200", rg()),
            (Members, form.members(&["R", "G"]), "x=1; color=R,100", Absent),
            (Members, form.members(&["R", "G"]), "R=x", refused("cookie", "/color/R", "type")),
            (Members, form.all_but(&["x"]), "x=1; R=100; %FF=a; G=200", rg()),
            (TextMembers, form.members(&["R"]), "R=bl%20ue+", value(json!({ "R": "bl ue+" }))),
            (Members, form.object(false), "x=R,100", Absent),
            (TextMembers, form.object(false), "color=R,,G,a+b", value(json!({ "R": "", "G": "a+b" }))),
            (Members, form.object(false), "color=R,100; color=G,200", wrong()),
            (Members, form.json(), "color=%7B%22R%22:100%2C%22G%22:200%7D", rg()),
            (Text, form.json(), "color=%22a+b%22", value(json!("a+b"))),
            (Members, form.json(), "color=%7B", wrong()),
        ],
    );
}

#[test]
fn an_exploded_object_that_has_to_be_there_is_one_without_members_where_nothing_is_sent() {
    let exchange = exchange(operation("/c", BodyRule::None), "GET /c?x=1");
    for (spread, place) in [(Parameter::query(COLOR), "query"), (Parameter::cookie(COLOR), "cookie")] {
        for parameter in [spread.members(&["R"]), spread.all_but(&["x"])] {
            let mut input = exchange.input();
            assert_eq!(input.required::<BTreeMap<String, i64>>(&parameter), Some(BTreeMap::new()), "{parameter:?}");
            assert_eq!(input.optional::<BTreeMap<String, i64>>(&parameter), Some(None), "{parameter:?}");
            // What has to be in it is its own matter.
            assert!(input.required::<Red>(&parameter).is_none());
            assert_eq!(violations(input), [[place, "/color", "required"]]);
        }
    }
}

/// An object that has to have a member.
struct Red;

impl Decode for Red {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        schema_support::ObjectDecoder::new(json, at)?.required::<i64>("R", at).map(|_| Self)
    }
}

#[test]
fn a_parameter_that_has_to_be_there_is_told_by_place_and_name() {
    let exchange = exchange(operation("/c/{id}", BodyRule::None), "GET /c/7");
    let mut input = exchange.input();
    let parameters =
        [Parameter::path(COLOR), Parameter::query(COLOR), Parameter::header("Color"), Parameter::cookie(COLOR)];
    for parameter in &parameters {
        assert_eq!(input.required::<String>(parameter), None);
        assert_eq!(input.required::<i64>(&parameter.json()), None);
    }
    assert_eq!(input.required(&Parameter::path("id")), Some(7_i64));
    let (status, problem) = problem(input.refuse());
    assert_eq!((status, &problem["detail"]), (422, &json!("8 things are against the schema.")));
    let told: Vec<_> = problem["errors"].as_array().unwrap().iter().map(|error| error["message"].clone()).collect();
    let expected =
        ["path parameter `color`", "query parameter `color`", "header parameter `Color`", "cookie parameter `color`"];
    assert_eq!(
        told,
        expected.iter().flat_map(|it| [it; 2]).map(|it| format!("the {it} is required")).collect::<Vec<_>>()
    );
    assert_eq!(
        problem["errors"][6],
        json!({
            "in": "cookie", "pointer": "/color", "keyword": "required", "message": "the cookie parameter `color` is required",
        })
    );
}

// --- bodies ---------------------------------------------------------------------------------------

const ANY: BodyRule = BodyRule::Required(&["*/*"]);
const ANY_OR_NONE: BodyRule = BodyRule::Optional(&["*/*"]);

fn put(rule: BodyRule, media_type: &str, body: impl AsRef<[u8]>) -> Exchange {
    let head = format!("PUT /c\nContent-Type:{media_type}\n\n");
    exchange(operation("/c", rule), [head.as_bytes(), body.as_ref()].concat())
}

fn detail(input: Input<'_>) -> (u16, String) {
    let (status, problem) = problem(input.refuse());
    (status, problem["detail"].as_str().unwrap().to_owned())
}

fn missing() -> (u16, String) {
    (400, "The body is missing.".to_owned())
}

#[test]
fn a_json_body_is_decoded_or_says_what_is_wrong_with_it() {
    let good = put(ANY, "application/json", "[1,2]");
    assert_eq!(good.input().json_body::<Vec<i64>>(), Some(vec![1, 2]));
    assert_eq!(good.input().optional_json_body::<Vec<i64>>(), Some(Some(vec![1, 2])));
    assert_eq!(good.input().media_type(), Some("*/*"));

    let none = put(BodyRule::Optional(&["application/json"]), "application/json", "");
    let mut input = none.input();
    assert!(input.has_no_body(), "no bytes are no JSON");
    assert_eq!(input.optional_json_body::<i64>(), Some(None));
    assert_eq!(input.json_body::<i64>(), None);
    assert_eq!(detail(input), missing());

    let broken = put(ANY, "application/json", "[1,");
    let mut input = broken.input();
    assert!(!input.has_no_body());
    assert_eq!(input.json_body::<Vec<i64>>(), None);
    let (status, detail) = detail(input);
    assert!(status == 400 && detail.starts_with("The body is not acceptable JSON: "), "{detail}");
}

#[test]
fn violations_of_parameters_and_body_keep_their_places_whatever_was_read_first() {
    let exchange = put(ANY, "application/json", r#"["x",1,"y"]"#);
    let mut input = exchange.input();
    assert_eq!(input.json_body::<Vec<i64>>(), None);
    assert_eq!(input.required::<String>(&Parameter::query("q")), None);
    assert_eq!(input.optional::<i64>(&Parameter::header("content-type")), None);
    let told = violations(input);
    assert_eq!(
        told,
        [
            ["body", "/0", "type"],
            ["body", "/2", "type"],
            ["query", "/q", "required"],
            ["header", "/content-type", "type"],
        ]
    );
    let mut input = exchange.input();
    assert_eq!(input.required::<String>(&Parameter::query("q")), None);
    assert_eq!(detail(input), (422, "One thing is against the schema.".to_owned()));
}

#[test]
fn a_list_is_read_by_its_delimiter_and_an_empty_item_is_none() {
    let read = |framing, body: &str| put(ANY, "application/x-ndjson", body).input().list_body::<i64>(framing);
    assert_eq!(read(Framing::Lines, "1\n\n 2\r\n3"), Some(vec![1, 2, 3]));
    assert_eq!(read(Framing::Sequence, "\u{1e}1\n\u{1e}2\n"), Some(vec![1, 2]));
    assert_eq!(read(Framing::Sequence, "1\n2\n"), None, "two values are no item");
    assert_eq!(put(ANY_OR_NONE, "a/b", "").input().list_body::<i64>(Framing::Lines), Some(vec![]));
    let bad = put(ANY, "application/x-ndjson", "1\nx\n");
    let mut input = bad.input();
    assert_eq!(input.list_body::<i64>(Framing::Lines), None);
    let (status, told) = detail(input);
    assert!(status == 400 && told.starts_with("The body has an item that is not acceptable JSON: "), "{told}");
    let bad = put(ANY, "application/x-ndjson", "1\n\"x\"\n");
    let mut input = bad.input();
    assert_eq!(input.list_body::<i64>(Framing::Lines), None);
    assert_eq!(violations(input), [["body", "/1", "type"]]);
}

#[tokio::test]
async fn text_and_bytes_are_as_they_were_sent_and_missing_only_where_they_have_to_be_there() {
    let sent = put(ANY, "text/plain", "Grüße");
    assert_eq!(sent.input().text_body().as_deref(), Some("Grüße"));
    assert_eq!(sent.input().bytes_body().as_deref(), Some("Grüße".as_bytes()));
    let bytes = sent.input().binary_body().await.expect("bytes");
    assert_eq!((&bytes, bytes.media_type()), (&Binary::from("Grüße".to_owned()), Some("text/plain")));
    for rule in [ANY_OR_NONE, ANY] {
        let empty = put(rule, "text/plain", "");
        assert!(!empty.input().has_no_body(), "a text of no letters, a file of no bytes");
        assert_eq!(empty.input().text_body().as_deref(), Some(""));
        assert_eq!(empty.input().binary_body().await, Some(Binary::from(String::new())));
    }
    assert!(exchange(operation("/c", ANY_OR_NONE), "PUT /c\n\n").input().has_no_body());
    let none = exchange(operation("/c", ANY), "PUT /c\n\n");
    for read in
        [|input: &mut Input<'_>| input.text_body().is_some(), |input: &mut Input<'_>| input.bytes_body().is_some()]
    {
        let mut input = none.input();
        assert!(!read(&mut input));
        assert_eq!(detail(input), missing());
    }
    let mut input = none.input();
    assert_eq!(input.body_is_missing::<()>(), None);
    assert_eq!(detail(input), missing());
    let bytes = put(ANY, "text/plain", b"\xff");
    let mut input = bytes.input();
    assert_eq!(input.text_body(), None);
    assert_eq!(detail(input), (400, "The body is not text in UTF-8.".to_owned()));
}

#[tokio::test]
async fn an_upload_is_a_body_of_however_many_bytes() {
    let upload = |rule, body| with_upload(put(rule, "a/b", ""), body, crate::Limits::default());
    let exchange = upload(ANY, Sent::default().data("ab").data("c"));
    assert!(!exchange.input().has_no_body());
    assert_eq!(exchange.input().binary_body().await, Some(Binary::from("abc".to_owned())));
    let exchange = upload(ANY_OR_NONE, Sent::default().data("abc"));
    assert_eq!(exchange.input().binary_body().await, Some(Binary::from("abc".to_owned())));
    let exchange = upload(ANY_OR_NONE, Sent::default().trailers());
    assert_eq!(exchange.input().binary_body().await, Some(Binary::from(String::new())));
    let exchange = upload(ANY, Sent::default().trailers());
    assert_eq!(exchange.input().binary_body().await, Some(Binary::from(String::new())));
    let exchange = upload(ANY, Sent::default().data("abc").broken());
    let mut input = exchange.input();
    assert_eq!(input.binary_body().await, None);
    assert_eq!(detail(input), (400, "The body broke off.".to_owned()));
}

#[tokio::test]
async fn what_may_be_sent_once_is_told_so_where_it_comes_twice() {
    let part = "--X\r\ncontent-disposition: form-data; name=f; filename=a\r\n\r\n1\r\n";
    let exchange = put(ANY, "multipart/form-data; boundary=X", format!("{part}{part}--X--\r\n"));
    let mut input = exchange.input();
    assert_eq!(input.multipart_body::<BTreeMap<String, Binary>>(&[]).await, None);
    let (_, told) = problem(input.refuse());
    assert_eq!(
        (&told["errors"][0]["pointer"], &told["errors"][0]["message"]),
        (&json!("/f"), &json!("must be sent once"))
    );
    let exchange = put(ANY, "application/x-www-form-urlencoded", "f=1&f=2");
    let mut input = exchange.input();
    assert_eq!(input.form_body::<BTreeMap<String, i64>>(&[]), None);
    let (_, told) = problem(input.refuse());
    assert_eq!(told["errors"][0]["message"], json!("must be sent once"));
}

#[tokio::test]
async fn a_form_is_the_same_in_both_media_types_and_refused_when_it_is_malformed() {
    const FIELDS: &[FormField] = &[FormField::separated("G", ',')];
    type Form = BTreeMap<String, Value>;
    let expected = json!({ "R": "1 0", "G": ["2", "3"] });
    let form = put(ANY, "application/x-www-form-urlencoded", "R=1+0&G=2,3");
    assert_eq!(json!(form.input().form_body::<Form>(FIELDS)), expected);
    let parts = "--X\r\ncontent-disposition: form-data; name=R\r\n\r\n1 0\r\n\
                 --X\r\ncontent-disposition: form-data; name=G\r\n\r\n2,3\r\n--X--\r\n";
    let multipart = "multipart/form-data; boundary=X";
    assert_eq!(json!(put(ANY, multipart, parts).input().multipart_body::<Form>(FIELDS).await), expected);
    let upload = with_upload(put(ANY, multipart, ""), Sent::default().data(parts), crate::Limits::default());
    assert_eq!(json!(upload.input().multipart_body::<Form>(FIELDS).await), expected);

    for (body, told) in [
        (&b"R=\xff"[..], "The form must be text in UTF-8."),
        (b"R=%FF", "The form must be text in UTF-8."),
        (b"G=1&G=2", "The form must have such a field once."),
    ] {
        let exchange = put(ANY, "application/x-www-form-urlencoded", body);
        let mut input = exchange.input();
        assert_eq!(input.form_body::<Form>(FIELDS), None);
        assert_eq!(detail(input), (400, told.to_owned()));
    }
    let exchange = put(ANY, multipart, "--X\r\n");
    let mut input = exchange.input();
    assert_eq!(input.multipart_body::<Form>(FIELDS).await, None);
    assert_eq!(detail(input), (400, "The multipart body is malformed.".to_owned()));
    let exchange = put(ANY, "application/x-www-form-urlencoded", "R=x");
    let mut input = exchange.input();
    assert_eq!(input.form_body::<BTreeMap<String, i64>>(&[]), None);
    assert_eq!(violations(input), [["body", "/R", "type"]]);
}
