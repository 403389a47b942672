//! What a client writes as a form or as parts is what a server reads, in each style that a document can ask for.

use std::collections::BTreeMap;
use std::sync::Arc;

use dropshot::{ConfigDropshot, HttpError, HttpServer, RequestContext, ServerBuilder};
use http::StatusCode;
use proptest::collection::{btree_map, vec};
use proptest::option::of;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use schema_support::{Decode, Decoder, FormField, Json, ObjectDecoder};
use serde::Serialize;
use server_support::dropshot::{Describe, RawRequest, Reply};
use server_support::{BodyRule, Exchange, Limits, Operation, Parts, Rejection, Server};

/// A member that a form has no text for: the list is empty, the object is not there.
fn or_nothing<T: Default>(found: Option<Option<T>>) -> Option<T> {
    found.map(Option::unwrap_or_default)
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Inner {
    name: String,
    numbers: Vec<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    inner: Vec<Inner>,
}

impl Decode for Inner {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut members = ObjectDecoder::new(json, at)?;
        let name = members.required("name", at);
        let numbers = or_nothing(members.optional("numbers", at));
        let inner = or_nothing(members.optional("inner", at));
        members.deny_unknown(at);
        Some(Self { name: name?, numbers: numbers?, inner: inner? })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize)]
struct Spread {
    x: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    y: Option<bool>,
}

impl Decode for Spread {
    fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
        let mut members = ObjectDecoder::new(json, at)?;
        let x = members.required("x", at);
        let y = members.optional("y", at);
        members.deny_unknown(at);
        Some(Self { x: x?, y: y? })
    }
}

macro_rules! form {
    ($($name:ident: $ty:ty,)+) => {
        #[derive(Clone, Debug, PartialEq, Serialize)]
        struct Form {
            #[serde(rename = "texts[]")]
            texts: Vec<String>,
            $(#[serde(skip_serializing_if = "is_nothing")] $name: $ty,)+
        }

        impl Decode for Form {
            fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {
                let mut members = ObjectDecoder::new(json, at)?;
                let texts = or_nothing(members.optional("texts[]", at));
                $(let $name = or_nothing(members.optional(stringify!($name), at));)+
                members.deny_unknown(at);
                Some(Self { texts: texts?, $($name: $name?,)+ })
            }
        }
    };
}

/// What is not there is not written, as in generated types.
fn is_nothing(value: &impl Serialize) -> bool {
    serde_json::to_value(value).is_ok_and(|value| value.is_null())
}

form! {
    number: Option<f64>,
    flags: Vec<bool>,
    json: Option<Inner>,
    json_items: Vec<Inner>,
    deep: Option<Inner>,
    deep_items: Vec<Inner>,
    commas: Vec<String>,
    bars: Vec<i64>,
    blanks: Vec<i64>,
    spread: Option<Spread>,
    pairs: BTreeMap<String, i64>,
    xml: String,
}

const FIELDS: &[FormField] = &[
    FormField::json("json"),
    FormField::json_items("json_items"),
    FormField::deep("deep"),
    FormField::deep("deep_items"),
    FormField::separated("commas", ','),
    FormField::separated("bars", '|'),
    FormField::separated("blanks", ' '),
    FormField::members("spread", &["x", "y"]),
    FormField::pairs("pairs", ','),
    FormField::text("xml", "application/xml"),
];

fn inner() -> impl Strategy<Value = Inner> {
    let leaf = (".*", vec(any::<i64>(), 0..3)).prop_map(|(name, numbers)| Inner { name, numbers, inner: Vec::new() });
    leaf.prop_recursive(3, 8, 3, |inner| {
        (".*", vec(any::<i64>(), 0..3), vec(inner, 0..3)).prop_map(|(name, numbers, inner)| Inner {
            name,
            numbers,
            inner,
        })
    })
}

fn forms() -> impl Strategy<Value = Form> {
    let spread = (".*", of(any::<bool>())).prop_map(|(x, y)| Spread { x, y });
    let one = (of(any::<i32>().prop_map(f64::from)), of(inner()), of(inner()), of(spread));
    // Any text, but what its style cannot write, which is refused: a test of its own.
    let pairs = btree_map("[^,]+", any::<i64>(), 0..3);
    let many = (vec(".*", 0..3), vec(any::<bool>(), 0..3), vec(inner(), 0..3), vec(inner(), 0..3), vec("[^,]+", 0..4));
    let numbers = || vec(any::<i64>(), 0..4);
    (one, many, numbers(), numbers(), pairs, ".*").prop_map(|(one, many, bars, blanks, pairs, xml)| {
        let (number, json, deep, spread) = one;
        let (texts, flags, json_items, deep_items, commas) = many;
        Form { texts, number, flags, json, json_items, deep, deep_items, commas, bars, blanks, spread, pairs, xml }
    })
}

// --- what a generator would emit ---------------------------------------------------------------

static SEND: Operation = Operation {
    id: "send",
    path: "/forms",
    safe: false,
    body: BodyRule::Required(&["application/x-www-form-urlencoded", "multipart/form-data"]),
    produces: &["application/json"],
};

async fn send(_: Arc<()>, exchange: Exchange) -> Result<Parts, Rejection> {
    let mut input = exchange.input();
    let form = match input.media_type() {
        Some("multipart/form-data") => input.multipart_body::<Form>(FIELDS).await,
        _ => input.form_body::<Form>(FIELDS),
    };
    let Some(form) = form else { return Err(input.refuse()) };
    Ok(Parts::json(StatusCode::OK, "application/json", &form))
}

struct Description;
impl Describe for Description {
    const ROUTE: &'static str = "/forms";
}

#[dropshot::api_description]
trait FormsMount {
    type Context;
    #[endpoint { method = POST, path = "/forms", operation_id = "send" }]
    async fn send(
        context: RequestContext<Self::Context>,
        raw: RawRequest<Description>,
    ) -> Result<Reply<Description>, HttpError>;
}

struct Mounted;

impl FormsMount for Mounted {
    type Context = Server<()>;
    async fn send(
        context: RequestContext<Server<()>>,
        raw: RawRequest<Description>,
    ) -> Result<Reply<Description>, HttpError> {
        context.context().serve(&SEND, raw, send).await
    }
}

fn start() -> HttpServer<Server<()>> {
    let description = forms_mount_mod::api_description::<Mounted>().unwrap();
    let config = ConfigDropshot { bind_address: "127.0.0.1:0".parse().unwrap(), ..ConfigDropshot::default() };
    let log = slog::Logger::root(slog::Discard, slog::o!());
    let server = Server::new((), Limits::default());
    ServerBuilder::new(description, server, log).config(config).start().unwrap()
}

// --- claims ----------------------------------------------------------------------------------------

#[test]
fn what_a_client_writes_is_what_a_server_reads() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let http = {
        let _within = runtime.enter();
        start()
    };
    let url = format!("http://{}/forms", http.local_addr());
    let client = reqwest::Client::new();
    let mut runner = TestRunner::new(Config { cases: 200, ..Config::default() });
    let tested = runner.run(&forms(), |form| {
        let bodies = [
            client_support::form_body::<_, ()>(&form, FIELDS).unwrap(),
            client_support::multipart_body::<_, ()>(&form, FIELDS).unwrap(),
        ];
        for body in bodies {
            let request = client.post(&url).header("content-type", &body.head.content_type).body(body.bytes);
            let (status, answer) = runtime.block_on(async {
                let response = request.send().await.unwrap();
                (response.status(), response.text().await.unwrap())
            });
            prop_assert_eq!(status.as_u16(), 200, "{}: {}", body.head.content_type, answer);
            let answered: serde_json::Value = serde_json::from_str(&answer).unwrap();
            prop_assert_eq!(answered, serde_json::to_value(&form).unwrap(), "{}", body.head.content_type);
        }
        Ok(())
    });
    tested.unwrap_or_else(|error| panic!("{error}"));
}
