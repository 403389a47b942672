//! What the document that dropshot emits says of an endpoint, for each kind of parameter and body.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use dropshot::{HttpError, RequestContext};
use http::StatusCode;
use schemars08::r#gen::SchemaGenerator;
use schemars08::schema::{Schema, SchemaObject};
use schemars08::{self as schemars, JsonSchema};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use server_support::Server;
use server_support::dropshot::{Describe, Description, RawRequest, Reply, ok_response};

#[derive(Deserialize, JsonSchema, Serialize)]
struct Thing {
    size: i64,
}

#[allow(dead_code, reason = "there for its schema only")]
#[derive(JsonSchema)]
#[serde(untagged)]
enum Either {
    Text(String),
    Number(i64),
}

/// A schema that is a reference to another: of a type that OpenAPI 3.0 cannot say more of than of its base.
struct Alias<T>(PhantomData<fn() -> T>);

impl<T: JsonSchema> JsonSchema for Alias<T> {
    fn schema_name() -> String {
        format!("AliasOf{}", T::schema_name())
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<T>()
    }
}

/// Constants of several types: a schema that is of none.
struct Mixed;

impl JsonSchema for Mixed {
    fn schema_name() -> String {
        "Mixed".to_owned()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        SchemaObject { enum_values: Some(vec![json!("all"), json!(7)]), ..Default::default() }.into()
    }
}

#[derive(JsonSchema)]
struct Count(#[allow(dead_code, reason = "there for its schema only")] i64);

struct Made;

impl Describe for Made {
    const ROUTE: &'static str = "/things/{id}/{part}";

    fn describe(description: &mut Description) {
        description.path::<Alias<Count>>("id", "Which one.");
        description.path::<Thing>("part", "");
        description.query::<i64>("id", false, "It is called like a variable of the path.");
        description.query::<bool>("deep", true, "How.");
        description.query::<f64>("weight", false, "");
        description.query::<Alias<Count>>("count", false, "");
        description.query::<Alias<Thing>>("alias", false, "");
        description.query::<Vec<i64>>("sizes", false, "");
        description.query::<Thing>("thing", false, "");
        description.query::<Either>("either", false, "");
        description.query::<Value>("any", false, "");
        description.query::<Mixed>("mixed", false, "");
        description.header::<Vec<i64>>("x-sizes", true, "All of them.");
        description.json_body::<Thing>();
    }

    fn response() -> dropshot::ApiEndpointResponse {
        ok_response::<Thing>(StatusCode::CREATED, "It was made.")
    }
}

struct Files;

impl Describe for Files {
    const ROUTE: &'static str = "/files/{owner}/{path:.*}";
}

#[dropshot::api_description]
trait DescribedMount {
    type Context;
    #[endpoint { method = PUT, path = "/things/{id}/{part}" }]
    async fn make(context: RequestContext<Self::Context>, raw: RawRequest<Made>) -> Result<Reply<Made>, HttpError>;
    #[endpoint { method = GET, path = "/files/{owner}/{path:.*}", unpublished = true }]
    async fn files(context: RequestContext<Self::Context>, raw: RawRequest<Files>) -> Result<Reply<Files>, HttpError>;
}

struct Mounted;

impl DescribedMount for Mounted {
    type Context = Server<()>;
    async fn make(context: RequestContext<Server<()>>, raw: RawRequest<Made>) -> Result<Reply<Made>, HttpError> {
        context.context().not_found(raw).await
    }
    async fn files(context: RequestContext<Server<()>>, raw: RawRequest<Files>) -> Result<Reply<Files>, HttpError> {
        context.context().not_found(raw).await
    }
}

fn document() -> Value {
    let description = described_mount_mod::api_description::<Mounted>().expect("dropshot takes what is described");
    description.openapi("things", dropshot::semver::Version::new(1, 0, 0)).json().unwrap()
}

/// A schema, or what it refers to.
fn resolved<'d>(document: &'d Value, schema: &'d Value) -> &'d Value {
    match (schema["$ref"].as_str(), schema["allOf"].as_array().map(Vec::as_slice)) {
        (Some(reference), _) => resolved(document, document.pointer(reference.trim_start_matches('#')).unwrap()),
        (None, Some([only])) => resolved(document, only),
        _ => schema,
    }
}

/// Where a parameter is, what it is called, whether it has to be there, what it is and what is said of it.
type Parameter<'d> = (&'d str, &'d str, bool, Value, Option<&'d str>);

#[test]
fn scalars_keep_their_type_in_paths_and_queries_and_all_else_is_a_text() {
    let document = document();
    let operation = &document["paths"]["/things/{id}/{part}"]["put"];
    let told: BTreeMap<(&str, &str), (bool, Value, Option<&str>)> = operation["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|parameter| {
            let kind = resolved(&document, &parameter["schema"])["type"].clone();
            let required = parameter["required"].as_bool().unwrap_or_default();
            let place = (parameter["in"].as_str().unwrap(), parameter["name"].as_str().unwrap());
            (place, (required, kind, parameter["description"].as_str()))
        })
        .collect();
    let expected: [Parameter<'_>; 13] = [
        ("path", "id", true, json!("integer"), Some("Which one.")),
        ("path", "part", true, json!("string"), None),
        ("query", "deep", true, json!("boolean"), Some("How.")),
        ("query", "weight", false, json!("number"), None),
        ("query", "count", false, json!("integer"), None),
        ("query", "alias", false, json!("string"), None),
        ("query", "sizes", false, json!("string"), None),
        ("query", "thing", false, json!("string"), None),
        ("query", "either", false, json!("string"), None),
        ("query", "any", false, json!("string"), None),
        ("query", "mixed", false, json!("string"), None),
        ("header", "x-sizes", true, json!("array"), Some("All of them.")),
        ("query", "id", false, Value::Null, None),
    ];
    let (absent, expected) = expected.split_last().unwrap();
    assert!(!told.contains_key(&(absent.0, absent.1)), "dropshot takes no two parameters of one name");
    let expected: BTreeMap<_, _> = expected
        .iter()
        .cloned()
        .map(|(place, name, required, kind, said)| ((place, name), (required, kind, said)))
        .collect();
    assert_eq!(told, expected);
}

#[test]
fn body_and_successful_answer_are_as_they_were_described() {
    let document = document();
    let operation = &document["paths"]["/things/{id}/{part}"]["put"];
    let thing = json!({ "$ref": "#/components/schemas/Thing" });
    assert_eq!(operation["requestBody"]["content"]["application/json"]["schema"], thing);
    assert_eq!(operation["responses"]["201"]["content"]["application/json"]["schema"], thing);
    assert_eq!(operation["responses"]["201"]["description"], "It was made.");
}

#[test]
fn an_endpoint_of_which_nothing_is_said_has_the_variables_of_its_path() {
    use dropshot::ApiEndpointBodyContentType::Json;
    use dropshot::ExclusiveExtractor;
    let parameters = <RawRequest<Files> as ExclusiveExtractor>::metadata(Json).parameters;
    assert_eq!(parameters.len(), 2);
    assert!(parameters.iter().all(|parameter| parameter.required && parameter.description.is_none()));
    let description = described_mount_mod::api_description::<Mounted>();
    assert!(description.is_ok(), "dropshot registers no route whose variables are not declared");
    assert!(Files::response().success.is_none() && Files::response().description.is_none());
}
