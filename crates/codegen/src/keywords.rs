//! The table of all keywords, and the accounting that leaves none of a document's out.
//!
//! Owns which keyword exists in which object of OpenAPI 3.0, 3.1 and JSON Schema 2020-12, what its value is, and what
//! becomes of it. Walks by kind of object, so that a property named `type` is no keyword and the contents of examples,
//! defaults, enums and constants are left alone. Never interprets a keyword: that is the model's matter.
//!
//! To change what becomes of a keyword, edit the third column of its row in [`TABLE`].

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::breaches::{Breaches, Faults};
use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::node::{Member, Node, Object, SourceId, Span, Value};
use crate::resolve::Resolver;
use crate::source::Version;

/// A kind of object of the specification.
#[derive(Copy, Clone, Eq, PartialEq, Hash, Ord, PartialOrd, Debug)]
#[allow(missing_docs, reason = "the names are the specification's")]
pub enum Kind {
    OpenApi,
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Components,
    Paths,
    PathItem,
    Operation,
    ExternalDocs,
    Parameter,
    RequestBody,
    MediaType,
    Encoding,
    Responses,
    Response,
    Callback,
    Example,
    Link,
    Header,
    Tag,
    Reference,
    Schema,
    Discriminator,
    Xml,
    SecurityScheme,
    OAuthFlows,
    OAuthFlow,
    SecurityRequirement,
}

impl Kind {
    /// The name in a message.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::OpenApi => "the document",
            Kind::Info => "`info`",
            Kind::Contact => "`contact`",
            Kind::License => "`license`",
            Kind::Server => "a server",
            Kind::ServerVariable => "a server variable",
            Kind::Components => "`components`",
            Kind::Paths => "`paths`",
            Kind::PathItem => "a path item",
            Kind::Operation => "an operation",
            Kind::ExternalDocs => "`externalDocs`",
            Kind::Parameter => "a parameter",
            Kind::RequestBody => "a request body",
            Kind::MediaType => "a media type",
            Kind::Encoding => "an encoding",
            Kind::Responses => "`responses`",
            Kind::Response => "a response",
            Kind::Callback => "a callback",
            Kind::Example => "an example",
            Kind::Link => "a link",
            Kind::Header => "a header",
            Kind::Tag => "a tag",
            Kind::Reference => "a reference",
            Kind::Schema => "a schema",
            Kind::Discriminator => "a discriminator",
            Kind::Xml => "`xml`",
            Kind::SecurityScheme => "a security scheme",
            Kind::OAuthFlows => "`flows`",
            Kind::OAuthFlow => "an OAuth flow",
            Kind::SecurityRequirement => "a security requirement",
        }
    }

    /// Whether `{$ref: ...}` may stand in its place. (Path items and schemas have `$ref` as a keyword of their own;
    /// 3.0's schemas are replaced as a whole.)
    fn may_be_reference(self, version: Version) -> bool {
        match self {
            Kind::Parameter
            | Kind::RequestBody
            | Kind::Response
            | Kind::Header
            | Kind::Example
            | Kind::Link
            | Kind::Callback
            | Kind::SecurityScheme => true,
            Kind::Schema => version == Version::V3_0,
            _ => false,
        }
    }
}

/// What becomes of a keyword.
#[derive(Copy, Clone, Eq, PartialEq, Hash, Debug)]
pub enum Outcome {
    /// It shapes what is generated.
    Used,
    /// It is carried into the documentation of what is generated, or says nothing to a program.
    Annotation,
    /// Nothing becomes of it, and a warning says so with this reason.
    Warned(&'static str),
    /// What uses it is refused with this reason.
    Refused(&'static str),
}

/// Which versions of OpenAPI have a keyword.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Since {
    /// 3.0 and 3.1.
    Both,
    /// 3.0 only.
    Only30,
    /// 3.1 only.
    Only31,
    /// Another specification, but met in published documents.
    Foreign,
}

/// What the value of a keyword is: its JSON type and what is walked in it.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub enum Holds {
    /// Any value, not looked into.
    Anything,
    /// A list of any values, not looked into.
    Values,
    /// An object of any values, not looked into.
    ValueMap,
    /// A text.
    Text,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A whole number from 0.
    Count,
    /// A number, or `true`/`false` in 3.0 (`exclusiveMaximum`).
    Limit,
    /// A list of texts.
    Texts,
    /// A text, or a list of texts in 3.1 (`type`).
    Types,
    /// An object of texts.
    TextMap,
    /// An object of lists of texts.
    TextsMap,
    /// An object of the kind.
    One(Kind),
    /// A list of objects of the kind.
    List(Kind),
    /// An object of objects of the kind, whatever their names.
    Map(Kind),
    /// An object of the kind, or `true`/`false` (`additionalProperties`).
    OneOrFlag(Kind),
    /// A schema or a list of schemas (`items` of JSON Schema's older drafts).
    OneOrList(Kind),
    /// An object of schemas or lists of texts (`dependencies` of JSON Schema's older drafts).
    MapOrTexts(Kind),
}

/// A row of the table.
#[derive(Debug)]
pub struct Keyword {
    /// The keyword.
    pub name: &'static str,
    /// Which versions have it.
    pub since: Since,
    /// What becomes of it.
    pub outcome: Outcome,
    /// What its value is.
    pub holds: Holds,
}

const fn row(name: &'static str, since: Since, outcome: Outcome, holds: Holds) -> Keyword {
    Keyword { name, since, outcome, holds }
}

use Holds::{
    Anything, Count, Flag, Limit, List, Map, MapOrTexts, Number, One, OneOrFlag, OneOrList, Text, TextMap, Texts,
    TextsMap, Types, ValueMap, Values,
};
use Outcome::{Annotation, Refused, Used, Warned};
use Since::{Both, Foreign, Only30, Only31};

/// Every keyword at the object where it occurs, and what becomes of it. Kinds whose keys are names (`paths`,
/// `responses`, callbacks, security requirements) have none of their own.
#[rustfmt::skip]
pub static TABLE: &[(Kind, &[Keyword])] = &[
    (Kind::OpenApi, &[
        row("openapi",            Both,    Used,       Text),
        row("info",               Both,    Used,       One(Kind::Info)),
        row("jsonSchemaDialect",  Only31,  Used,       Text),
        row("servers",            Both,    Used,       List(Kind::Server)),
        row("paths",              Both,    Used,       One(Kind::Paths)),
        row("webhooks",           Only31,  Used,       Map(Kind::PathItem)),
        row("components",         Both,    Used,       One(Kind::Components)),
        row("security",           Both,    Used,       List(Kind::SecurityRequirement)),
        row("tags",               Both,    Annotation, List(Kind::Tag)),
        row("externalDocs",       Both,    Annotation, One(Kind::ExternalDocs)),
        row("$self",              Foreign, Warned("it belongs to OpenAPI 3.2"), Text),
        row("host",               Foreign, Warned("it belongs to Swagger 2.0; `servers` count"), Text),
        row("basePath",           Foreign, Warned("it belongs to Swagger 2.0; `servers` count"), Text),
        row("schemes",            Foreign, Warned("it belongs to Swagger 2.0; `servers` count"), Values),
        row("consumes",           Foreign, Warned("it belongs to Swagger 2.0; the media types of `requestBody` count"), Values),
        row("produces",           Foreign, Warned("it belongs to Swagger 2.0; the media types of the responses count"), Values),
        row("definitions",        Foreign, Warned("it belongs to Swagger 2.0; put it into `components/schemas`"), Map(Kind::Schema)),
        row("parameters",         Foreign, Warned("it belongs to Swagger 2.0; put it into `components/parameters`"), Anything),
        row("responses",          Foreign, Warned("it belongs to Swagger 2.0; put it into `components/responses`"), Anything),
        row("securityDefinitions", Foreign, Warned("it belongs to Swagger 2.0; put it into `components/securitySchemes`"), Anything),
    ]),
    (Kind::Info, &[
        row("title",              Both,    Used,       Text),
        row("summary",            Only31,  Annotation, Text),
        row("description",        Both,    Annotation, Text),
        row("termsOfService",     Both,    Annotation, Text),
        row("contact",            Both,    Annotation, One(Kind::Contact)),
        row("license",            Both,    Annotation, One(Kind::License)),
        row("version",            Both,    Used,       Text),
    ]),
    (Kind::Contact, &[
        row("name",               Both,    Annotation, Text),
        row("url",                Both,    Annotation, Text),
        row("email",              Both,    Annotation, Text),
    ]),
    (Kind::License, &[
        row("name",               Both,    Annotation, Text),
        row("identifier",         Only31,  Annotation, Text),
        row("url",                Both,    Annotation, Text),
    ]),
    (Kind::Server, &[
        row("url",                Both,    Used,       Text),
        row("description",        Both,    Annotation, Text),
        row("variables",          Both,    Used,       Map(Kind::ServerVariable)),
        row("name",               Foreign, Warned("it belongs to OpenAPI 3.2"), Text),
    ]),
    (Kind::ServerVariable, &[
        row("enum",               Both,    Used,       Texts),
        row("default",            Both,    Used,       Text),
        row("description",        Both,    Annotation, Text),
    ]),
    (Kind::Components, &[
        row("schemas",            Both,    Used,       Map(Kind::Schema)),
        row("responses",          Both,    Used,       Map(Kind::Response)),
        row("parameters",         Both,    Used,       Map(Kind::Parameter)),
        row("examples",           Both,    Annotation, Map(Kind::Example)),
        row("requestBodies",      Both,    Used,       Map(Kind::RequestBody)),
        row("headers",            Both,    Used,       Map(Kind::Header)),
        row("securitySchemes",    Both,    Used,       Map(Kind::SecurityScheme)),
        row("links",              Both,    Annotation, Map(Kind::Link)),
        row("callbacks",          Both,    Used,       Map(Kind::Callback)),
        row("pathItems",          Only31,  Used,       Map(Kind::PathItem)),
        row("mediaTypes",         Foreign, Warned("it belongs to OpenAPI 3.2"), Map(Kind::MediaType)),
    ]),
    (Kind::Paths, &[]),
    (Kind::PathItem, &[
        row("$ref",               Both,    Used,       Text),
        row("summary",            Both,    Annotation, Text),
        row("description",        Both,    Annotation, Text),
        row("get",                Both,    Used,       One(Kind::Operation)),
        row("put",                Both,    Used,       One(Kind::Operation)),
        row("post",               Both,    Used,       One(Kind::Operation)),
        row("delete",             Both,    Used,       One(Kind::Operation)),
        row("options",            Both,    Used,       One(Kind::Operation)),
        row("head",               Both,    Used,       One(Kind::Operation)),
        row("patch",              Both,    Used,       One(Kind::Operation)),
        row("trace",              Both,    Refused("dropshot serves no TRACE"), One(Kind::Operation)),
        row("servers",            Both,    Used,       List(Kind::Server)),
        row("parameters",         Both,    Used,       List(Kind::Parameter)),
        row("query",              Foreign, Refused("the method QUERY belongs to OpenAPI 3.2"), One(Kind::Operation)),
        row("additionalOperations", Foreign, Refused("it belongs to OpenAPI 3.2"), Map(Kind::Operation)),
    ]),
    (Kind::Operation, &[
        row("tags",               Both,    Annotation, Texts),
        row("summary",            Both,    Annotation, Text),
        row("description",        Both,    Annotation, Text),
        row("externalDocs",       Both,    Annotation, One(Kind::ExternalDocs)),
        row("operationId",        Both,    Used,       Text),
        row("parameters",         Both,    Used,       List(Kind::Parameter)),
        row("requestBody",        Both,    Used,       One(Kind::RequestBody)),
        row("responses",          Both,    Used,       One(Kind::Responses)),
        row("callbacks",          Both,    Used,       Map(Kind::Callback)),
        row("deprecated",         Both,    Used,       Flag),
        row("security",           Both,    Used,       List(Kind::SecurityRequirement)),
        row("servers",            Both,    Used,       List(Kind::Server)),
        row("consumes",           Foreign, Warned("it belongs to Swagger 2.0; the media types of `requestBody` count"), Values),
        row("produces",           Foreign, Warned("it belongs to Swagger 2.0; the media types of the responses count"), Values),
        row("schemes",            Foreign, Warned("it belongs to Swagger 2.0; `servers` count"), Values),
    ]),
    (Kind::ExternalDocs, &[
        row("description",        Both,    Annotation, Text),
        row("url",                Both,    Annotation, Text),
    ]),
    (Kind::Parameter, &[
        row("name",               Both,    Used,       Text),
        row("in",                 Both,    Used,       Text),
        row("description",        Both,    Annotation, Text),
        row("required",           Both,    Used,       Flag),
        row("deprecated",         Both,    Annotation, Flag),
        row("allowEmptyValue",    Both,    Warned("an empty value is taken where the schema allows an empty text, and nowhere else"), Flag),
        row("style",              Both,    Used,       Text),
        row("explode",            Both,    Used,       Flag),
        // Characters that may stand as they are may be escaped all the same.
        row("allowReserved",      Both,    Annotation, Flag),
        row("schema",             Both,    Used,       One(Kind::Schema)),
        row("example",            Both,    Annotation, Anything),
        row("examples",           Both,    Annotation, Map(Kind::Example)),
        row("content",            Both,    Used,       Map(Kind::MediaType)),
        row("x-idempotency",      Both,    Used,       Anything),
        row("x-request-signature", Both,   Used,       Anything),
        row("type",               Foreign, Warned("it belongs to Swagger 2.0; put it into `schema`"), Anything),
        row("format",             Foreign, Warned("it belongs to Swagger 2.0; put it into `schema`"), Anything),
        row("enum",               Foreign, Warned("it belongs to Swagger 2.0; put it into `schema`"), Anything),
        row("default",            Foreign, Warned("it belongs to Swagger 2.0; put it into `schema`"), Anything),
        row("items",              Foreign, Warned("it belongs to Swagger 2.0; put it into `schema`"), Anything),
        row("collectionFormat",   Foreign, Warned("it belongs to Swagger 2.0; `style` and `explode` count"), Anything),
    ]),
    (Kind::RequestBody, &[
        row("description",        Both,    Annotation, Text),
        row("content",            Both,    Used,       Map(Kind::MediaType)),
        row("required",           Both,    Used,       Flag),
    ]),
    (Kind::MediaType, &[
        row("schema",             Both,    Used,       One(Kind::Schema)),
        row("example",            Both,    Annotation, Anything),
        row("examples",           Both,    Annotation, Map(Kind::Example)),
        row("encoding",           Both,    Used,       Map(Kind::Encoding)),
        row("itemSchema",         Foreign, Used,       One(Kind::Schema)),
        row("itemEncoding",       Foreign, Warned("it belongs to OpenAPI 3.2"), One(Kind::Encoding)),
        row("prefixEncoding",     Foreign, Warned("it belongs to OpenAPI 3.2"), List(Kind::Encoding)),
    ]),
    (Kind::Encoding, &[
        row("contentType",        Both,    Used,       Text),
        row("headers",            Both,    Warned("parts have no headers of their own"), Map(Kind::Header)),
        row("style",              Both,    Used,       Text),
        row("explode",            Both,    Used,       Flag),
        row("allowReserved",      Both,    Annotation, Flag),
    ]),
    (Kind::Responses, &[]),
    (Kind::Response, &[
        row("description",        Both,    Annotation, Text),
        row("headers",            Both,    Used,       Map(Kind::Header)),
        row("content",            Both,    Used,       Map(Kind::MediaType)),
        row("links",              Both,    Annotation, Map(Kind::Link)),
        row("summary",            Foreign, Annotation, Text),
        row("schema",             Foreign, Warned("it belongs to Swagger 2.0; put it into `content`"), One(Kind::Schema)),
    ]),
    (Kind::Callback, &[]),
    (Kind::Example, &[
        row("summary",            Both,    Annotation, Text),
        row("description",        Both,    Annotation, Text),
        row("value",              Both,    Annotation, Anything),
        row("externalValue",      Both,    Annotation, Text),
        row("dataValue",          Foreign, Annotation, Anything),
        row("serializedValue",    Foreign, Annotation, Text),
    ]),
    (Kind::Link, &[
        row("operationRef",       Both,    Annotation, Text),
        row("operationId",        Both,    Annotation, Text),
        row("parameters",         Both,    Annotation, ValueMap),
        row("requestBody",        Both,    Annotation, Anything),
        row("description",        Both,    Annotation, Text),
        row("server",             Both,    Annotation, One(Kind::Server)),
    ]),
    (Kind::Header, &[
        row("description",        Both,    Annotation, Text),
        row("required",           Both,    Used,       Flag),
        row("deprecated",         Both,    Annotation, Flag),
        row("allowEmptyValue",    Both,    Warned("it has a meaning for query parameters only"), Flag),
        row("style",              Both,    Used,       Text),
        // Only an object looks another way by it, and a header that is one is taken as text, which is said.
        row("explode",            Both,    Annotation, Flag),
        row("allowReserved",      Both,    Warned("it has a meaning for query parameters only"), Flag),
        row("schema",             Both,    Used,       One(Kind::Schema)),
        row("example",            Both,    Annotation, Anything),
        row("examples",           Both,    Annotation, Map(Kind::Example)),
        row("content",            Both,    Used,       Map(Kind::MediaType)),
        row("name",               Foreign, Warned("a header's name is its key"), Text),
        row("in",                 Foreign, Warned("a header is always in the header"), Text),
        row("type",               Foreign, Warned("it belongs to Swagger 2.0; put it into `schema`"), Anything),
        row("format",             Foreign, Warned("it belongs to Swagger 2.0; put it into `schema`"), Anything),
    ]),
    (Kind::Tag, &[
        row("name",               Both,    Annotation, Text),
        row("description",        Both,    Annotation, Text),
        row("externalDocs",       Both,    Annotation, One(Kind::ExternalDocs)),
        row("summary",            Foreign, Annotation, Text),
        row("parent",             Foreign, Annotation, Text),
        row("kind",               Foreign, Annotation, Text),
    ]),
    (Kind::Reference, &[
        row("$ref",               Both,    Used,       Text),
        row("summary",            Only31,  Annotation, Text),
        row("description",        Only31,  Annotation, Text),
    ]),
    (Kind::Schema, &[
        // Core.
        row("$id",                Only31,  Used,       Text),
        row("$schema",            Only31,  Warned("schemas are always read as JSON Schema 2020-12"), Text),
        row("$ref",               Both,    Used,       Text),
        row("$anchor",            Only31,  Used,       Text),
        row("$dynamicRef",        Only31,  Used,       Text),
        row("$dynamicAnchor",     Only31,  Used,       Text),
        row("$vocabulary",        Only31,  Warned("schemas are always read as JSON Schema 2020-12"), ValueMap),
        row("$comment",           Only31,  Annotation, Text),
        row("$defs",              Only31,  Used,       Map(Kind::Schema)),
        // Applicators.
        row("allOf",              Both,    Used,       List(Kind::Schema)),
        row("anyOf",              Both,    Used,       List(Kind::Schema)),
        row("oneOf",              Both,    Used,       List(Kind::Schema)),
        row("not",                Both,    Used,       One(Kind::Schema)),
        row("if",                 Only31,  Used,       One(Kind::Schema)),
        row("then",               Only31,  Used,       One(Kind::Schema)),
        row("else",               Only31,  Used,       One(Kind::Schema)),
        row("dependentSchemas",   Only31,  Used,       Map(Kind::Schema)),
        row("prefixItems",        Only31,  Used,       List(Kind::Schema)),
        row("items",              Both,    Used,       OneOrList(Kind::Schema)),
        row("contains",           Only31,  Used,       One(Kind::Schema)),
        row("properties",         Both,    Used,       Map(Kind::Schema)),
        row("patternProperties",  Only31,  Used,       Map(Kind::Schema)),
        row("additionalProperties", Both,  Used,       OneOrFlag(Kind::Schema)),
        row("propertyNames",      Only31,  Used,       One(Kind::Schema)),
        row("unevaluatedItems",   Only31,  Used,       One(Kind::Schema)),
        row("unevaluatedProperties", Only31, Used,     OneOrFlag(Kind::Schema)),
        // Validation.
        row("type",               Both,    Used,       Types),
        row("enum",               Both,    Used,       Values),
        row("const",              Only31,  Used,       Anything),
        row("multipleOf",         Both,    Used,       Number),
        row("maximum",            Both,    Used,       Number),
        row("exclusiveMaximum",   Both,    Used,       Limit),
        row("minimum",            Both,    Used,       Number),
        row("exclusiveMinimum",   Both,    Used,       Limit),
        row("maxLength",          Both,    Used,       Count),
        row("minLength",          Both,    Used,       Count),
        row("pattern",            Both,    Used,       Text),
        row("maxItems",           Both,    Used,       Count),
        row("minItems",           Both,    Used,       Count),
        row("uniqueItems",        Both,    Used,       Flag),
        row("maxContains",        Only31,  Used,       Count),
        row("minContains",        Only31,  Used,       Count),
        row("maxProperties",      Both,    Used,       Count),
        row("minProperties",      Both,    Used,       Count),
        row("required",           Both,    Used,       Texts),
        row("dependentRequired",  Only31,  Used,       TextsMap),
        // Format, content, metadata.
        row("format",             Both,    Used,       Text),
        row("contentEncoding",    Only31,  Annotation, Text),
        row("contentMediaType",   Only31,  Used,       Text),
        row("contentSchema",      Only31,  Annotation, One(Kind::Schema)),
        row("title",              Both,    Annotation, Text),
        row("description",        Both,    Annotation, Text),
        row("default",            Both,    Used,       Anything),
        row("deprecated",         Both,    Used,       Flag),
        row("readOnly",           Both,    Used,       Flag),
        row("writeOnly",          Both,    Used,       Flag),
        row("examples",           Only31,  Annotation, Values),
        // OpenAPI's own.
        row("nullable",           Only30,  Used,       Flag),
        row("discriminator",      Both,    Used,       One(Kind::Discriminator)),
        row("xml",                Both,    Warned("no XML is generated"), One(Kind::Xml)),
        row("externalDocs",       Both,    Annotation, One(Kind::ExternalDocs)),
        row("example",            Both,    Annotation, Anything),
        // Other tools' names of variants.
        row("x-enumNames",        Both,    Used,       Anything),
        row("x-enum-varnames",    Both,    Used,       Anything),
        row("x-enum-descriptions", Both,   Annotation, Anything),
        // JSON Schema's older drafts.
        row("id",                 Foreign, Warned("it belongs to JSON Schema's draft 4; it is `$id` now"), Text),
        row("definitions",        Foreign, Annotation, Map(Kind::Schema)),
        row("dependencies",       Foreign, Used,       MapOrTexts(Kind::Schema)),
        row("additionalItems",    Foreign, Used,       One(Kind::Schema)),
        row("$recursiveRef",      Foreign, Used,       Text),
        row("$recursiveAnchor",   Foreign, Used,       Flag),
    ]),
    (Kind::Discriminator, &[
        row("propertyName",       Both,    Used,       Text),
        row("mapping",            Both,    Used,       TextMap),
        row("defaultMapping",     Foreign, Warned("it belongs to OpenAPI 3.2"), Text),
    ]),
    (Kind::Xml, &[
        row("name",               Both,    Annotation, Text),
        row("namespace",          Both,    Annotation, Text),
        row("prefix",             Both,    Annotation, Text),
        row("attribute",          Both,    Annotation, Flag),
        row("wrapped",            Both,    Annotation, Flag),
        row("nodeType",           Foreign, Annotation, Text),
    ]),
    (Kind::SecurityScheme, &[
        row("type",               Both,    Used,       Text),
        row("description",        Both,    Annotation, Text),
        row("name",               Both,    Used,       Text),
        row("in",                 Both,    Used,       Text),
        row("scheme",             Both,    Used,       Text),
        row("bearerFormat",       Both,    Annotation, Text),
        row("flows",              Both,    Used,       One(Kind::OAuthFlows)),
        row("openIdConnectUrl",   Both,    Annotation, Text),
        row("x-token",            Both,    Used,       Anything),
        row("oauth2MetadataUrl",  Foreign, Annotation, Text),
        row("deprecated",         Foreign, Warned("it belongs to OpenAPI 3.2"), Flag),
    ]),
    (Kind::OAuthFlows, &[
        row("implicit",           Both,    Annotation, One(Kind::OAuthFlow)),
        row("password",           Both,    Annotation, One(Kind::OAuthFlow)),
        row("clientCredentials",  Both,    Annotation, One(Kind::OAuthFlow)),
        row("authorizationCode",  Both,    Annotation, One(Kind::OAuthFlow)),
        row("deviceAuthorization", Foreign, Warned("it belongs to OpenAPI 3.2"), One(Kind::OAuthFlow)),
    ]),
    (Kind::OAuthFlow, &[
        row("authorizationUrl",   Both,    Annotation, Text),
        row("tokenUrl",           Both,    Annotation, Text),
        row("refreshUrl",         Both,    Annotation, Text),
        row("scopes",             Both,    Annotation, TextMap),
        row("deviceAuthorizationUrl", Foreign, Warned("it belongs to OpenAPI 3.2"), Text),
    ]),
    (Kind::SecurityRequirement, &[]),
];

static ROWS: LazyLock<HashMap<(Kind, &'static str), &'static Keyword>> = LazyLock::new(|| {
    TABLE.iter().flat_map(|&(kind, rows)| rows.iter().map(move |row| ((kind, row.name), row))).collect()
});

/// Every keyword of any kind of object, and whether its members are names.
static NAMES: LazyLock<HashMap<&'static str, bool>> = LazyLock::new(|| {
    let mut names: HashMap<&'static str, bool> = HashMap::new();
    for row in TABLE.iter().flat_map(|&(_, rows)| rows) {
        let by_name = matches!(row.holds, Map(_) | MapOrTexts(_) | One(Kind::Paths | Kind::Responses));
        *names.entry(row.name).or_default() |= by_name;
    }
    names
});

/// Whether a word is a keyword of any object; if so, whether the members of its value are names, and no keywords.
pub(crate) fn is_keyword(word: &str) -> Option<bool> {
    NAMES.get(word).copied()
}

fn rows(kind: Kind) -> &'static [Keyword] {
    TABLE.iter().find(|&&(of, _)| of == kind).map_or(&[], |&(_, rows)| rows)
}

/// One keyword of a document and what became of it.
#[derive(Copy, Clone, Eq, PartialEq, Debug)]
pub struct KeywordUse {
    /// The object it stands in.
    pub kind: Kind,
    /// The keyword; empty for a key that is none.
    pub keyword: &'static str,
    /// The place of the key; [`Resolver::pointer`] gives its JSON Pointer.
    pub span: Span,
    /// What became of it.
    pub outcome: Outcome,
}

/// What there is to say of a document before anything is made of it.
#[derive(Debug)]
pub struct Account {
    /// Every keyword.
    pub uses: Vec<KeywordUse>,
    /// What is wrong and has a meaning all the same.
    pub found: Diagnostics,
    /// What has none: whoever needs it is refused.
    pub faults: Faults,
}

/// Accounts for every key of the document, and of what it refers to in other files.
///
/// Cost is linear in the document: targets of references are visited where they stand, once.
#[must_use]
pub fn account(resolver: &Resolver) -> Account {
    let mut accountant = Accountant {
        version: resolver.version(),
        home: resolver.document().source,
        uses: Vec::new(),
        found: Diagnostics::default(),
        waiting: Vec::new(),
        quiet: false,
        breaches: Breaches::new(resolver),
        resolver,
        references: HashMap::new(),
    };
    for (found, places) in &resolver.document().repeated {
        places.iter().for_each(|&place| accountant.breaches.faults.add(place, found.clone()));
    }
    accountant.visit(resolver.root(), Kind::OpenApi);
    // What stands in other files is known by its kind only where it is referred to.
    let mut visited: HashSet<(Span, Kind)> = HashSet::new();
    while let Some((text, at, kind)) = accountant.waiting.pop() {
        // A reference that leads nowhere is the model's finding, if anything uses it.
        if let Ok(resolved) = resolver.reference(text, at)
            && resolved.node.span.source != accountant.home
            && visited.insert((resolved.node.span, kind))
        {
            accountant.visit(resolved.node, kind);
        }
    }
    let Accountant { mut uses, mut found, mut breaches, .. } = accountant;
    breaches.finish();
    let Breaches { found: breached, faults, .. } = breaches;
    found.append(breached);
    if !visited.is_empty() {
        // A part of another file may have been visited by itself and as part of a larger one.
        let mut seen = HashSet::new();
        uses.retain(|used| seen.insert((used.span, used.kind)));
        found.sort();
    }
    Account { uses, found, faults }
}

struct Accountant<'a> {
    version: Version,
    home: SourceId,
    uses: Vec<KeywordUse>,
    found: Diagnostics,
    /// References to other files: text, place, kind of what is expected there.
    waiting: Vec<(&'a str, Span, Kind)>,
    /// Below a keyword without an effect nothing is worth another warning.
    quiet: bool,
    breaches: Breaches<'a>,
    resolver: &'a Resolver,
    /// References that were followed already, and whether they lead somewhere.
    references: HashMap<(SourceId, &'a str), bool>,
}

impl<'a> Accountant<'a> {
    fn warn(&mut self, finding: Diagnostic) {
        if !self.quiet {
            self.found.push(finding);
        }
    }

    fn wrong_type(&mut self, name: &str, node: &Node, expected: &str) {
        let is_draft_3 = name == "required" && node.as_bool().is_some();
        let meaning = if is_draft_3 { "read as in Draft 3, of the property itself" } else { "it is left out" };
        let message = format!("`{name}` is {}, but {expected} is due: {meaning}", node.kind_name());
        self.warn(Diagnostic::warning("W0403", message).at(node.span).label(format!("expected {expected}")));
    }

    fn used(&mut self, kind: Kind, keyword: &'static str, span: Span, outcome: Outcome) {
        self.uses.push(KeywordUse { kind, keyword, span, outcome });
    }

    fn visit(&mut self, node: &'a Node, kind: Kind) {
        let object = match &node.value {
            Value::Object(object) => &**object,
            Value::Bool(_) if kind == Kind::Schema => {
                if self.version == Version::V3_0 {
                    self.warn(
                        Diagnostic::warning("W0404", "a boolean schema belongs to OpenAPI 3.1")
                            .at(node.span)
                            .help("declare 3.1, or write `{}` for `true` and `{not: {}}` for `false`"),
                    );
                }
                return;
            }
            _ => {
                if self.quiet || !self.breaches.no_object(node, kind) {
                    let name = kind.name().trim_matches('`');
                    let message = format!("`{name}` is {}, but an object is due", node.kind_name());
                    self.warn(Diagnostic::warning("W0403", message).at(node.span).label("expected an object"));
                }
                return;
            }
        };
        self.follow(node, object);
        if let Some(reference) = object.member("$ref")
            && let Some(text) = reference.value.as_str()
        {
            if !text.starts_with('#') {
                self.waiting.push((text, reference.value.span, kind));
            } else if node.span.source != self.home {
                // Another file is visited only where it is referred to.
                self.waiting.push((text, reference.value.span, kind));
            }
            if kind.may_be_reference(self.version) {
                self.reference(object, kind);
                return;
            }
        }
        if !self.quiet {
            self.breaches.look(object, node.span, kind);
        }
        match kind {
            Kind::Paths => self.paths(object),
            Kind::Responses => self.responses(object, node.span),
            Kind::Callback => {
                for member in object.iter().filter(|member| !is_extension(&member.key)) {
                    self.visit(&member.value, Kind::PathItem);
                }
            }
            Kind::SecurityRequirement => {
                self.breaches.requirement(object);
                for member in object {
                    self.used(kind, "", member.key_span, Used);
                    self.texts(&member.key, &member.value);
                }
            }
            _ => self.keywords(object, kind),
        }
    }

    /// Notes a reference that leads nowhere.
    fn follow(&mut self, node: &'a Node, object: &'a Object) {
        let Some(reference) = object.member("$ref").filter(|_| !self.quiet) else { return };
        let text = reference.value.as_str().unwrap_or_default();
        let key = (node.span.source, text);
        if self.references.get(&key) == Some(&true) {
            return;
        }
        let result = self.resolver.resolve(node);
        self.references.insert(key, result.is_ok());
        if let Err(found) = result {
            self.breaches.faults.reference(found);
        }
    }

    /// `{$ref: ...}` in place of something else.
    fn reference(&mut self, object: &'a Object, kind: Kind) {
        for member in object {
            let known = ROWS.get(&(Kind::Reference, &*member.key)).copied();
            match known {
                Some(row) if &*member.key == "$ref" || (self.version == Version::V3_1 && row.since != Only30) => {
                    self.used(Kind::Reference, row.name, member.key_span, row.outcome);
                    self.value(row, member);
                }
                _ if is_extension(&member.key) => {}
                _ => {
                    // A description beside a reference says the same or more; nothing that is sent depends on it.
                    let says_nothing =
                        matches!(ROWS.get(&(kind, &*member.key)).map(|row| row.outcome), Some(Annotation));
                    let name = ROWS.get(&(kind, &*member.key)).map_or("", |row| row.name);
                    if says_nothing {
                        self.used(kind, name, member.key_span, Annotation);
                        continue;
                    }
                    // Of a schema, what many documents mean all the same.
                    let is_meant = kind == Kind::Schema
                        && ["default", "nullable", "readOnly", "writeOnly"].contains(&&*member.key);
                    let (outcome, what) = match is_meant {
                        true => (
                            "read beside `$ref` as it is meant",
                            "is read as it is meant, though OpenAPI 3.0 gives it no effect",
                        ),
                        false => ("ignored beside `$ref`", "has no effect"),
                    };
                    self.used(kind, name, member.key_span, Warned(outcome));
                    let help = match kind {
                        Kind::Schema => "write `allOf: [{$ref: ...}]` and this keyword beside `allOf`",
                        _ => "remove it, or write what is referred to here instead",
                    };
                    self.warn(
                        Diagnostic::warning("W0405", format!("`{}` beside `$ref` {what}", member.key))
                            .at(member.key_span)
                            .help(help),
                    );
                }
            }
        }
    }

    fn paths(&mut self, object: &'a Object) {
        for member in object {
            if member.key.starts_with('/') {
                self.visit(&member.value, Kind::PathItem);
            } else if !is_extension(&member.key) {
                self.used(Kind::Paths, "", member.key_span, Warned("unknown"));
                self.warn(
                    Diagnostic::warning("W0401", format!("the path `{}` does not begin with `/`", member.key))
                        .at(member.key_span)
                        .help(format!("write `/{}`", member.key)),
                );
                if member.value.as_object().is_some() {
                    self.visit(&member.value, Kind::PathItem);
                }
            }
        }
    }

    fn responses(&mut self, object: &'a Object, place: Span) {
        for member in object {
            let key = &*member.key;
            let status = key.len() == 3
                && key.starts_with(|digit: char| ('1'..='5').contains(&digit))
                && (key[1..].bytes().all(|digit| digit.is_ascii_digit()) || key[1..].eq_ignore_ascii_case("xx"));
            if status && key.ends_with("xx") {
                let message =
                    format!("the range `{key}` is written with capital letters: read as `{}`", key.to_uppercase());
                let finding = Diagnostic::warning("W0401", message).at(member.key_span);
                self.warn(finding.help(format!("write `{}`", key.to_uppercase())));
            }
            if key == "default" || status {
                self.used(Kind::Responses, "", member.key_span, Used);
                self.visit(&member.value, Kind::Response);
            } else if !is_extension(key) {
                self.used(Kind::Responses, "", member.key_span, Warned("unknown"));
                let found = Diagnostic::error("E0214", format!("`{key}` is no status code"))
                    .at(member.key_span)
                    .help("write a status like `200`, a range like `4XX`, or `default`");
                self.breaches.faults.add(place, found);
            }
        }
    }

    fn keywords(&mut self, object: &'a Object, kind: Kind) {
        for member in object {
            let key = &*member.key;
            let Some(&row) = ROWS.get(&(kind, key)) else {
                if !is_extension(key) {
                    self.unknown(object, member, kind);
                }
                continue;
            };
            self.used(kind, row.name, member.key_span, row.outcome);
            self.version_of(row, member);
            match row.outcome {
                Used | Annotation => self.value(row, member),
                Warned(reason) => {
                    let finding =
                        Diagnostic::warning("W0402", format!("`{key}` has no effect: {reason}")).at(member.key_span);
                    let is_foreign = row.since == Foreign && !(kind == Kind::Schema && self.version == Version::V3_1);
                    self.warn(if is_foreign { finding } else { finding.lawful() });
                    // Still walked: references lead into it, and its keywords are accounted for.
                    let before = std::mem::replace(&mut self.quiet, true);
                    self.value(row, member);
                    self.quiet = before;
                }
                Refused(reason) => {
                    let found = Diagnostic::error("E0401", format!("`{key}` is not supported: {reason}"))
                        .at(member.key_span)
                        .help("offer it by a method that this version has, such as `post`, or leave it out");
                    self.breaches.faults.add(member.value.span, found);
                    self.value(row, member);
                }
            }
        }
    }

    fn unknown(&mut self, object: &Object, member: &Member, kind: Kind) {
        self.used(kind, "", member.key_span, Warned("unknown"));
        if self.quiet {
            return;
        }
        let key = &*member.key;
        let candidates =
            rows(kind).iter().filter(|row| row.since != Foreign && !object.contains(row.name)).map(|row| row.name);
        let near = did_you_mean(key, candidates);
        let mut finding = Diagnostic::warning("W0401", format!("{} has no `{key}`", kind.name())).at(member.key_span);
        if kind == Kind::Schema && self.version == Version::V3_1 {
            // JSON Schema lets a schema have members of its author's.
            finding = finding.lawful();
        }
        let elsewhere = || {
            TABLE
                .iter()
                .find(|&&(other, rows)| other != kind && rows.iter().any(|row| row.name == key && row.since != Foreign))
        };
        self.found.push(match near {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => match elsewhere() {
                Some((Kind::Schema, _)) => finding.help("it is a keyword of schemas: put it into the schema"),
                Some((other, _)) => finding.help(format!(
                    "it is a keyword of {}: check the indentation, or name it `x-{key}` if it is your own",
                    other.name()
                )),
                None => finding.help(format!("remove it, or name it `x-{key}` if it is your own")),
            },
        });
    }

    fn version_of(&mut self, row: &'static Keyword, member: &Member) {
        // What was put there as it is meant stands nowhere in the text.
        if member.key_span.start == member.key_span.end {
            return;
        }
        let other = match (row.since, self.version) {
            (Only30, Version::V3_1) => "3.0",
            (Only31, Version::V3_0) => "3.1",
            (Foreign, _) if row.name == "itemSchema" => "3.2",
            (Foreign, _) if matches!(row.name, "dependencies" | "additionalItems") => "draft 7",
            _ => return,
        };
        if matches!(row.outcome, Warned(_)) {
            return;
        }
        let whose = if other == "draft 7" { "JSON Schema's" } else { "OpenAPI" };
        let finding =
            Diagnostic::warning("W0404", format!("`{}` belongs to {whose} {other}; it is taken as there", row.name))
                .at(member.key_span);
        let finding = match (row.name, self.version) {
            ("nullable", _) => finding.help("write `type: [..., \"null\"]`"),
            ("const", Version::V3_0) => finding.help("declare 3.1, or write an `enum` with one value"),
            ("dependencies", _) => finding.help("write `dependentRequired` or `dependentSchemas`"),
            ("additionalItems", _) => finding.help("write `items` beside `prefixItems`"),
            ("itemSchema", _) => finding.help("in OpenAPI 3.0 and 3.1, `schema` describes the item"),
            ("examples", Version::V3_0) => finding.help("declare 3.1, or write `example`"),
            _ => finding.help(format!("declare {other}")),
        };
        self.warn(finding);
    }

    fn texts(&mut self, name: &str, node: &Node) {
        match node.as_array() {
            Some(items) => {
                for item in items {
                    self.text(name, item);
                }
            }
            None => self.wrong_type(name, node, "a list of texts"),
        }
    }

    fn text(&mut self, name: &str, node: &Node) {
        if node.as_str().is_none() {
            self.wrong_type(name, node, "a text");
        }
    }

    fn value(&mut self, row: &'static Keyword, member: &'a Member) {
        let name = row.name;
        let node = &member.value;
        match row.holds {
            Anything => {}
            // The versions of `openapi` and `info` have a finding of their own when they lack quotes.
            Text if matches!(name, "openapi" | "version" | "title") && node.as_number().is_some() => {}
            Text => self.text(name, node),
            Flag => {
                if node.as_bool().is_none() {
                    self.wrong_type(name, node, "`true` or `false`");
                }
            }
            Number => {
                if node.as_number().is_none() {
                    self.wrong_type(name, node, "a number");
                }
            }
            Count => match node.as_number() {
                Some(number) if number.is_integer() && !number.as_str().starts_with('-') => {}
                Some(_) => self.warn(
                    Diagnostic::warning("W0403", format!("`{name}` must be a whole number from 0: it is left out"))
                        .at(node.span),
                ),
                None => self.wrong_type(name, node, "a whole number"),
            },
            Limit => match (&node.value, self.version) {
                (Value::Number(_), Version::V3_1) | (Value::Bool(_), Version::V3_0) => {}
                (Value::Number(_), Version::V3_0) => self.warn(
                    Diagnostic::warning(
                        "W0404",
                        format!("`{name}` as a number belongs to OpenAPI 3.1; it is taken as there"),
                    )
                    .at(node.span)
                    .help(format!(
                        "declare 3.1, or write `{}: {}` and `{name}: true`",
                        if name == "exclusiveMaximum" { "maximum" } else { "minimum" },
                        node.as_number().map_or("", |number| number.as_str())
                    )),
                ),
                (Value::Bool(_), Version::V3_1) => self.warn(
                    Diagnostic::warning(
                        "W0404",
                        format!("`{name}` as a boolean belongs to OpenAPI 3.0; it is taken as there"),
                    )
                    .at(node.span)
                    .help(format!("write the limit itself as the value of `{name}`")),
                ),
                _ => self.wrong_type(name, node, "a number"),
            },
            Texts => self.texts(name, node),
            Types => match (&node.value, self.version) {
                (Value::Array(_), Version::V3_1) => self.texts(name, node),
                (Value::Array(_), Version::V3_0) => {
                    self.warn(
                        Diagnostic::warning("W0404", "several types belong to OpenAPI 3.1; they are taken as there")
                            .at(node.span)
                            .help("declare 3.1, or write `nullable: true` or `oneOf`"),
                    );
                    self.texts(name, node);
                }
                (Value::String(text), Version::V3_0) if &**text == "null" => self.warn(
                    Diagnostic::warning("W0404", "the type `null` belongs to OpenAPI 3.1; it is taken as there")
                        .at(node.span)
                        .help("declare 3.1, or write `nullable: true`"),
                ),
                _ => self.text(name, node),
            },
            Values => {
                if node.as_array().is_none() {
                    self.wrong_type(name, node, "a list");
                }
            }
            ValueMap => {
                if node.as_object().is_none() {
                    self.wrong_type(name, node, "an object");
                }
            }
            TextMap => match node.as_object() {
                Some(object) => {
                    for entry in object.iter().filter(|entry| !is_extension(&entry.key)) {
                        self.text(&entry.key, &entry.value);
                    }
                }
                None => self.wrong_type(name, node, "an object of texts"),
            },
            TextsMap => match node.as_object() {
                Some(object) => {
                    for entry in object {
                        self.texts(&entry.key, &entry.value);
                    }
                }
                None => self.wrong_type(name, node, "an object of lists of texts"),
            },
            One(kind) => {
                if kind == Kind::Paths && node.is_null() {
                    return;
                }
                self.visit(node, kind);
            }
            List(kind) => match node.as_array() {
                Some(items) => {
                    for item in items {
                        self.visit(item, kind);
                    }
                }
                None => self.wrong_type(name, node, "a list"),
            },
            Map(kind) => match node.as_object() {
                Some(object) => {
                    for entry in object {
                        self.visit(&entry.value, kind);
                    }
                }
                None => self.wrong_type(name, node, "an object"),
            },
            OneOrFlag(kind) => {
                if node.as_bool().is_none() {
                    self.visit(node, kind);
                }
            }
            OneOrList(kind) => {
                match node.as_array() {
                    Some(items) => {
                        self.warn(
                        Diagnostic::warning("W0404", format!("`{name}` as a list belongs to JSON Schema's older drafts; it is taken as `prefixItems`"))
                            .at(node.span)
                            .help("write `prefixItems`"),
                    );
                        for item in items {
                            self.visit(item, kind);
                        }
                    }
                    None => self.visit(node, kind),
                }
            }
            MapOrTexts(kind) => match node.as_object() {
                Some(object) => {
                    for entry in object {
                        match entry.value.as_array() {
                            Some(_) => self.texts(&entry.key, &entry.value),
                            None => self.visit(&entry.value, kind),
                        }
                    }
                }
                None => self.wrong_type(name, node, "an object"),
            },
        }
    }
}

fn is_extension(key: &str) -> bool {
    key.starts_with("x-") || key.starts_with("X-")
}

/// The methods of a path item that are operations, in the order in which they are built.
pub(crate) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// Of which types a keyword speaks (JSON Schema 2020-12, validation, sections 6.2 to 6.5, and applicators).
pub(crate) const KEYWORDS_OF_TYPES: [(&[&str], &str, &[&str]); 4] = [
    (&["string"], "strings", &["minLength", "maxLength", "pattern"]),
    (&["integer", "number"], "numbers", &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    (
        &["array"],
        "arrays",
        &["items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems", "unevaluatedItems"],
    ),
    (
        &["object"],
        "objects",
        &[
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "propertyNames",
            "minProperties",
            "maxProperties",
            "dependentRequired",
            "dependentSchemas",
            "unevaluatedProperties",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, load_text};

    /// Code, place and help of everything that is found in a document; its `body` begins at line 4.
    fn findings(version: &str, body: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let text = format!("openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\n{body}");
        let document = load_text("t", text, &mut sources).expect("well-formed");
        let resolver = Resolver::new(document, &mut sources);
        let Account { mut found, faults, .. } = account(&resolver);
        let unmet = faults.unmet(&found);
        found.append(unmet);
        found.locate(&resolver);
        found
            .iter()
            .map(|found| {
                let place = found.span.map(|span| sources.place(span)).unwrap_or_default();
                let (help, pointer) = (found.help.as_deref().unwrap_or_default(), &found.pointer);
                format!("{} {place} {pointer} {help}", found.code).trim_end().to_owned()
            })
            .collect()
    }

    #[test]
    fn no_keyword_stands_twice_in_an_object() {
        for (kind, rows) in TABLE {
            let names: HashSet<&str> = rows.iter().map(|row| row.name).collect();
            assert_eq!(names.len(), rows.len(), "{kind:?}");
        }
        let kinds: HashSet<Kind> = TABLE.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(kinds.len(), TABLE.len());
    }

    #[test]
    fn every_keyword_of_json_schema_2020_12_has_a_row() {
        for name in "$id $schema $ref $anchor $dynamicRef $dynamicAnchor $vocabulary $comment $defs allOf anyOf oneOf not \
                     if then else dependentSchemas prefixItems items contains properties patternProperties \
                     additionalProperties propertyNames unevaluatedItems unevaluatedProperties type enum const multipleOf \
                     maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems \
                     uniqueItems maxContains minContains maxProperties minProperties required dependentRequired format \
                     contentEncoding contentMediaType contentSchema title description default deprecated readOnly writeOnly \
                     examples"
            .split_whitespace()
        {
            assert!(ROWS.contains_key(&(Kind::Schema, name)), "{name}");
        }
    }

    #[test]
    fn names_of_properties_and_contents_of_examples_are_no_keywords() {
        let body = "components:\n  schemas:\n    A:\n      properties:\n        type: {type: string}\n        wrong: {type: string}\n        \
                    $ref: {type: string}\n        required: {type: boolean}\n      example: {type: 1, wrong: 2}\n      \
                    default: {nonsense: 1}\n      enum: [{nonsense: 1}]\n      const: {nonsense: 1}\n      \
                    x-anything: {nonsense: 1}\n      patternProperties: {'^x': {type: string}}\n  \
                    examples: {E: {value: {nonsense: 1}}}\n";
        assert_eq!(findings("3.1.0", body), [""; 0]);
    }

    #[test]
    fn unknown_keys_are_located_and_near_ones_proposed() {
        let body = "components:\n  schemas:\n    A: {typ: string, additionalproperties: false, explode: true, mine: 1}\nservres: []\n\
                    tags: [{name: a, descripton: b}]\n";
        assert_eq!(
            findings("3.1.0", body),
            [
                "W0401 t:6:9 /components/schemas/A/typ did you mean `type`?",
                "W0401 t:6:22 /components/schemas/A/additionalproperties did you mean `additionalProperties`?",
                "W0401 t:6:51 /components/schemas/A/explode it is a keyword of a parameter: check the indentation, or name it \
                 `x-explode` if it is your own",
                "W0401 t:6:66 /components/schemas/A/mine remove it, or name it `x-mine` if it is your own",
                "W0401 t:7:1 /servres did you mean `servers`?",
                "W0401 t:8:18 /tags/0/descripton did you mean `description`?",
            ]
        );
    }

    #[test]
    fn paths_responses_and_callbacks_are_walked_by_their_names() {
        let mut sources = Sources::default();
        let text = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  b: {}\n  x-a: {wrong: 1}\n  /b:\n    get:\n      \
                    responses:\n        200: {descripton: d}\n        4XX: {description: d}\n        5xx: {description: d}\n        '600': {}\n        x-y: 1\n      \
                    callbacks: {c: {'{$request.body#/url}': {post: {operationid: x}}}}\n      security: [{a: [], b: x}]\n";
        let document = load_text("t", text.to_owned(), &mut sources).expect("well-formed");
        let resolver = Resolver::new(document, &mut sources);
        let Account { found, .. } = account(&resolver);
        let found: Vec<String> = found
            .iter()
            .map(|found| format!("{} {}", found.code, sources.place(found.span.expect("placed"))))
            .collect();
        assert_eq!(
            found,
            ["W0401 t:4:3", "W0401 t:9:15", "W0401 t:11:9", "W0401 t:14:55", "W0403 t:15:29", "W0201 t:9:14"]
        );
    }

    #[test]
    fn values_of_the_wrong_type_are_warnings_at_the_value() {
        let body = "components:\n  schemas:\n    A: {examples: {a: 1}, maxLength: 'a', minLength: -1, minItems: 2.0, required: true}\n    \
                    B: text\n    C: {properties: [1], description: null}\n";
        assert_eq!(
            findings("3.1.0", body),
            [
                "W0403 t:6:19 /components/schemas/A/examples",
                "W0403 t:6:38 /components/schemas/A/maxLength",
                "W0403 t:6:54 /components/schemas/A/minLength",
                "W0403 t:6:83 /components/schemas/A/required",
                "W0403 t:7:8 /components/schemas/B",
                "W0403 t:8:21 /components/schemas/C/properties",
                "W0403 t:8:39 /components/schemas/C/description",
            ]
        );
    }

    #[test]
    fn keywords_of_the_other_version_are_taken_with_a_warning() {
        let body = "components:\n  schemas:\n    A: {type: [array, number], exclusiveMinimum: 1, const: a, items: true}\n    \
                    B: {nullable: true, exclusiveMaximum: true}\n";
        let codes = |version: &str| -> Vec<String> {
            findings(version, body).iter().map(|found| found.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect()
        };
        assert_eq!(codes("3.0.3"), ["W0404 t:6:15", "W0404 t:6:50", "W0404 t:6:53", "W0404 t:6:70"]);
        assert_eq!(codes("3.1.0"), ["W0404 t:7:9", "W0404 t:7:43"]);
    }

    #[test]
    fn what_stands_beside_a_reference_counts_in_3_1_schemas_only() {
        let body = "components:\n  schemas:\n    A: {$ref: '#/components/schemas/B', minLength: 1, description: d, x-y: 1}\n    B: {}\n  \
                    parameters:\n    P: {$ref: '#/components/parameters/Q', required: true, description: d}\n    Q: {schema: {}}\n";
        assert_eq!(
            findings("3.1.0", body),
            ["W0405 t:9:44 /components/parameters/P/required remove it, or write what is referred to here instead"]
        );
        assert_eq!(
            findings("3.0.3", body),
            [
                "W0405 t:6:41 /components/schemas/A/minLength write `allOf: [{$ref: ...}]` and this keyword beside `allOf`",
                "W0405 t:9:44 /components/parameters/P/required remove it, or write what is referred to here instead"
            ]
        );
    }

    #[test]
    fn refused_keywords_are_errors_and_warned_ones_warnings_at_the_key() {
        let paths = "components:\n  pathItems:\n    P: {query: {}}\n";
        assert_eq!(
            findings("3.1.0", paths),
            [
                "W0203 t:6:9 /components/pathItems/P/query offer it by a method that this version has, such as `post`, or leave it out"
            ]
        );
        let body = "components:\n  schemas:\n    A: {xml: {nonsense: 1}}\nx-a: {}\n";
        assert_eq!(findings("3.1.0", body), ["W0402 t:6:9 /components/schemas/A/xml"]);
    }

    #[test]
    fn uses_name_keyword_and_outcome() {
        let mut sources = Sources::default();
        let text = "openapi: 3.1.0\ninfo: {title: t, version: '1', other: 1}\npaths: {}\n";
        let document = load_text("t", text.to_owned(), &mut sources).expect("well-formed");
        let resolver = Resolver::new(document, &mut sources);
        let Account { uses, .. } = account(&resolver);
        let uses: Vec<(&str, String, Outcome)> =
            uses.iter().map(|used| (used.keyword, resolver.pointer(used.span), used.outcome)).collect();
        assert_eq!(
            uses,
            [
                ("openapi", "/openapi".to_owned(), Used),
                ("info", "/info".to_owned(), Used),
                ("title", "/info/title".to_owned(), Used),
                ("version", "/info/version".to_owned(), Used),
                ("", "/info/other".to_owned(), Warned("unknown")),
                ("paths", "/paths".to_owned(), Used),
            ]
        );
    }
}
