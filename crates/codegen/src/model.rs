//! The one model that every emitter reads: operations, types, security. No document node, no
//! keyword, no `$ref` gets past it.

/// An index into [`Model::types`].
pub type TypeId = usize;

/// What a document means, as far as it is generated.
#[derive(Debug, Default)]
pub struct Model {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// `info.description`, or the summary.
    pub description: String,
    /// The document's file name.
    pub document_name: String,
    /// Every named type that an operation reaches, in the order in which the document reaches it.
    pub types: Vec<TypeDef>,
    /// Every operation that is generated, in document order.
    pub operations: Vec<Operation>,
    /// The security schemes that some operation names.
    pub schemes: Vec<SecurityScheme>,
    /// The sets of schemes that some operation wants together.
    pub requirements: Vec<Requirement>,
}

/// A use of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `boolean`.
    Bool,
    /// `integer` of 32 bits.
    I32,
    /// `integer` of 64 bits.
    I64,
    /// `number`.
    F64,
    /// `string` without a rule.
    String,
    /// `string` of `format: uuid`.
    Uuid,
    /// `string` of `format: binary`.
    Binary,
    /// `string` of `format: date`.
    Date,
    /// `string` of `format: date-time`.
    DateTime,
    /// Anything.
    Any,
    /// A named type.
    Named(TypeId),
    /// `array` without a rule.
    Array(Box<Type>),
    /// `object` whose members all are of one type.
    Map(Box<Type>),
    /// The type or null.
    Nullable(Box<Type>),
}

/// A named type.
#[derive(Debug)]
pub struct TypeDef {
    /// Its Rust name.
    pub name: String,
    /// Where the document defines it, as a JSON Pointer.
    pub pointer: String,
    /// The document's words about it.
    pub docs: String,
    /// `deprecated`.
    pub deprecated: bool,
    /// What it is.
    pub kind: TypeKind,
    /// Part of some request: a client builds it, a server takes it in.
    pub in_request: bool,
    /// Part of some response: a server builds it, a client takes it in.
    pub in_response: bool,
}

/// What a named type is.
#[derive(Debug)]
pub enum TypeKind {
    /// Still being built: its own schema refers to it.
    Pending,
    /// An object with named members.
    Struct(Struct),
    /// Strings, one by one.
    Enum(Vec<EnumValue>),
    /// One of several types.
    Union(Union),
    /// A string with rules.
    String(StringRules),
    /// An integer with rules.
    Integer(IntegerRules),
    /// A number with rules.
    Number(NumberRules),
    /// An array with rules.
    Array(ArrayRules, Type),
    /// Another name of a type.
    Alias(Type),
}

/// An object with named members.
#[derive(Debug)]
pub struct Struct {
    /// Its members, in document order.
    pub members: Vec<Member>,
    /// What becomes of members that are not named.
    pub additional: Additional,
}

/// What becomes of an object's members that its schema does not name.
#[derive(Debug, PartialEq, Eq)]
pub enum Additional {
    /// Forbidden.
    Denied,
    /// Passed over: the schema says nothing of them.
    Ignored,
    /// Kept, each of this type.
    Typed(Type),
}

/// A member of an object.
#[derive(Debug)]
pub struct Member {
    /// Its name on the wire.
    pub name: String,
    /// Its Rust name.
    pub rust_name: String,
    /// The document's words about it.
    pub docs: String,
    /// `deprecated`.
    pub deprecated: bool,
    /// Its type, without null.
    pub ty: Type,
    /// Whether null is allowed.
    pub nullable: bool,
    /// Whether it has to be there.
    pub required: bool,
    /// The only value it can have, a string: then it is no field, but written and checked.
    pub constant: Option<String>,
    /// Where the member's type is its own, it goes through a box.
    pub boxed: bool,
}

/// One value of an enumeration.
#[derive(Debug)]
pub struct EnumValue {
    /// The string.
    pub value: String,
    /// The variant's Rust name.
    pub rust_name: String,
}

/// One of several types.
#[derive(Debug)]
pub struct Union {
    /// The keyword, `oneOf` or `anyOf`.
    pub keyword: &'static str,
    /// The types.
    pub variants: Vec<Variant>,
    /// How it is decided which of them a value is.
    pub decision: Decision,
}

/// One type of a union.
#[derive(Debug)]
pub struct Variant {
    /// The variant's Rust name.
    pub rust_name: String,
    /// Its type.
    pub ty: Type,
    /// Where the variant's type is the union's own, it goes through a box.
    pub boxed: bool,
}

/// How it is decided which type of a union a value is. Never by trying them in order.
#[derive(Debug, PartialEq, Eq)]
pub enum Decision {
    /// A member whose string value names the variant.
    Tag {
        /// The member.
        property: String,
        /// Each value, and the index of its variant.
        values: Vec<(String, usize)>,
    },
    /// The JSON type of the value, each of which one variant has.
    JsonType(Vec<(JsonType, usize)>),
    /// The members that only one variant has: the first row with a member that is there decides.
    Members {
        /// A variant's index and its own members, those of which it requires one first.
        own: Vec<(usize, Vec<String>)>,
        /// The variant of an object that has none of them.
        otherwise: Option<usize>,
    },
}

/// A JSON type, `integer` being a `number`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum JsonType {
    /// `null`
    Null,
    /// `boolean`
    Boolean,
    /// `integer` or `number`
    Number,
    /// `string`
    String,
    /// `array`
    Array,
    /// `object`
    Object,
}

/// The rules of a string.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StringRules {
    /// `minLength`.
    pub min_length: Option<u64>,
    /// `maxLength`.
    pub max_length: Option<u64>,
    /// `pattern`.
    pub pattern: Option<Pattern>,
    /// A `format` that is enforced: the variant's name in `schema_support::Format`.
    pub format: Option<&'static str>,
}

/// A regular expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As the document has it (ECMA-262).
    pub source: String,
    /// In the syntax of the `regex` crate, where its linear-time engine can do it.
    pub linear: Option<String>,
}

/// The rules of an integer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntegerRules {
    /// The least value.
    pub minimum: Option<i64>,
    /// The greatest value.
    pub maximum: Option<i64>,
    /// `multipleOf`.
    pub multiple_of: Option<i64>,
}

/// The rules of a number: bounds as the document writes them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NumberRules {
    /// `minimum`.
    pub minimum: Option<f64>,
    /// `exclusiveMinimum`.
    pub exclusive_minimum: Option<f64>,
    /// `maximum`.
    pub maximum: Option<f64>,
    /// `exclusiveMaximum`.
    pub exclusive_maximum: Option<f64>,
}

/// The rules of an array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ArrayRules {
    /// `minItems`.
    pub min_items: Option<u64>,
    /// `maxItems`.
    pub max_items: Option<u64>,
    /// `uniqueItems`.
    pub unique_items: bool,
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// `operationId`, or made of method and path.
    pub id: String,
    /// The method's name in Rust: `update_customer_data`.
    pub rust_name: String,
    /// The prefix of the operation's types: `UpdateCustomerData`.
    pub type_name: String,
    /// In upper case.
    pub method: &'static str,
    /// The path template.
    pub path: String,
    /// The document's words about it.
    pub docs: String,
    /// `tags`.
    pub tags: Vec<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// Path, query, header and cookie parameters, in document order, the path item's first.
    pub parameters: Vec<Parameter>,
    /// The request's body.
    pub body: Option<Body>,
    /// The responses: statuses, then ranges, then `default`.
    pub responses: Vec<Response>,
    /// Any one of these authenticates the caller.
    pub security: Vec<Secured>,
    /// Whether a caller may do without.
    pub anonymous: bool,
    /// What `x-idempotency` says, where it applies.
    pub idempotency: Option<Idempotency>,
    /// What `x-request-signature` says.
    pub signature: Option<Signature>,
    /// Whether the key is only there to be signed.
    pub key_is_signed_only: bool,
}

impl Operation {
    /// Whether the method is safe in the sense of RFC 9110 section 9.2.1.
    pub fn is_safe(&self) -> bool {
        matches!(self.method, "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }

    /// The responses that a caller hopes for.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| response.success)
    }

    /// The responses that a caller fears; `default` can be both.
    pub fn errors(&self) -> impl Iterator<Item = &Response> {
        self.responses.iter().filter(|response| response.error)
    }
}

/// One way to authenticate a caller of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secured {
    /// An index into [`Model::requirements`].
    pub requirement: usize,
    /// The scopes or roles that the operation wants.
    pub scopes: Vec<String>,
}

/// Security schemes that authenticate a caller together: one security method.
#[derive(Debug)]
pub struct Requirement {
    /// Indices into [`Model::schemes`].
    pub schemes: Vec<usize>,
    /// The security method's name.
    pub rust_name: String,
    /// Whether some operation names scopes or roles with it.
    pub has_scopes: bool,
}

/// Where a parameter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// What a parameter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The operation's own.
    Plain,
    /// `x-idempotency`.
    IdempotencyKey,
    /// `x-request-signature`.
    Signature,
}

/// How a parameter's value is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `simple`: commas between items, or members.
    Simple,
    /// `label`: a dot in front.
    Label,
    /// `matrix`: `;name=` in front.
    Matrix,
    /// `form`: `name=value`.
    Form,
    /// `spaceDelimited`.
    Space,
    /// `pipeDelimited`.
    Pipe,
    /// `deepObject`: `name[member]=value`.
    DeepObject,
    /// `content`: JSON.
    Json,
}

impl Style {
    /// The word of the document for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Label => "label",
            Self::Matrix => "matrix",
            Self::Form => "form",
            Self::Space => "spaceDelimited",
            Self::Pipe => "pipeDelimited",
            Self::DeepObject => "deepObject",
            Self::Json => "content",
        }
    }
}

/// What a parameter's value is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One text.
    Scalar,
    /// A list of texts.
    Array,
    /// Named texts; the names that the schema knows.
    Object(Vec<String>),
}

/// A parameter.
#[derive(Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Its Rust name, no other field's of the request.
    pub rust_name: String,
    /// The document's words about it.
    pub docs: String,
    /// Where it is.
    pub location: Location,
    /// Whether it has to be there.
    pub required: bool,
    /// Its type.
    pub ty: Type,
    /// What it is for.
    pub role: Role,
    /// How its value is written.
    pub style: Style,
    /// Whether items and members stand alone.
    pub explode: bool,
    /// What its value is made of.
    pub shape: Shape,
}

/// How a body is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentKind {
    /// `application/json`, `+json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// `text/*`.
    Text,
    /// Anything else: bytes as they are.
    Bytes,
}

/// A body of one media type.
#[derive(Debug)]
pub struct Content {
    /// The media type, in lower case, without parameters.
    pub media_type: String,
    /// How it is written.
    pub kind: ContentKind,
    /// Its type; of text and bytes `String` and `Binary`.
    pub ty: Type,
    /// Its variant's Rust name, where there are several.
    pub rust_name: String,
}

/// A request's body.
#[derive(Debug)]
pub struct Body {
    /// Each media type, at least one.
    pub contents: Vec<Content>,
    /// Whether it has to be there.
    pub required: bool,
    /// The document's words about it.
    pub docs: String,
    /// The document's examples (of its first media type).
    pub examples: Vec<Example>,
}

/// An example of a request's body.
#[derive(Debug)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// The document's words about it.
    pub docs: String,
    /// The value.
    pub value: serde_json::Value,
}

/// Which statuses a response is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// One.
    Code(u16),
    /// A hundred: `4XX` is 4.
    Range(u16),
    /// Whatever no other response is for.
    Default,
}

impl Status {
    /// The document's word for it.
    pub fn word(self) -> String {
        match self {
            Self::Code(code) => code.to_string(),
            Self::Range(hundreds) => format!("{hundreds}XX"),
            Self::Default => "default".to_owned(),
        }
    }

    /// The first and the last status.
    pub fn bounds(self) -> (u16, u16) {
        match self {
            Self::Code(code) => (code, code),
            Self::Range(hundreds) => (hundreds * 100, hundreds * 100 + 99),
            Self::Default => (100, 599),
        }
    }

    /// Whether it is exactly one.
    pub fn code(self) -> Option<u16> {
        match self {
            Self::Code(code) => Some(code),
            Self::Range(_) | Self::Default => None,
        }
    }
}

/// A response.
#[derive(Debug)]
pub struct Response {
    /// Which statuses it is for.
    pub status: Status,
    /// The variant's Rust name: the status' registered name.
    pub rust_name: String,
    /// The document's words about it.
    pub docs: String,
    /// Each media type; none: no body.
    pub contents: Vec<Content>,
    /// Its headers.
    pub headers: Vec<Header>,
    /// Whether a caller hopes for it.
    pub success: bool,
    /// Whether a caller fears it.
    pub error: bool,
}

/// A header of a response.
#[derive(Debug)]
pub struct Header {
    /// Its name, in lower case.
    pub name: String,
    /// Its Rust name.
    pub rust_name: String,
    /// The document's words about it.
    pub docs: String,
    /// Whether it has to be there.
    pub required: bool,
    /// Its type.
    pub ty: Type,
    /// The only value it can have: then the mount writes it.
    pub constant: Option<String>,
    /// Whether it marks a replayed answer: then the mount writes it.
    pub replay: bool,
}

impl Header {
    /// Whether the handler gives it.
    pub fn is_given(&self) -> bool {
        self.constant.is_none() && !self.replay
    }
}

/// How a security scheme's credential is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// `http` with `bearer`, `oauth2`, `openIdConnect`: a bearer token.
    Bearer,
    /// `http` with `basic`.
    Basic,
    /// `apiKey`: its place and name.
    ApiKey(Location, String),
    /// `http` with another scheme: the name in the Authorization header.
    Http(String),
    /// `mutualTLS`: in the connection.
    MutualTls,
}

/// A security scheme that an operation names.
#[derive(Debug)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub name: String,
    /// Its name in Rust.
    pub rust_name: String,
    /// The document's words about it.
    pub docs: String,
    /// How the credential is sent.
    pub kind: SchemeKind,
    /// What `x-token` says.
    pub token: Option<TokenSource>,
}

/// `x-token`: the operation that answers the scheme's tokens.
#[derive(Debug)]
pub struct TokenSource {
    /// The index of the operation.
    pub operation: usize,
    /// The Rust name of the success body's member that holds the token.
    pub token: String,
    /// The Rust name of the success body's member that says until when.
    pub expires: String,
}

/// `x-idempotency`.
#[derive(Clone, Debug)]
pub struct Idempotency {
    /// The key's header, in lower case.
    pub header: String,
    /// The header that marks a replayed answer, in lower case.
    pub replay_header: Option<String>,
    /// How long a key counts as used, in seconds.
    pub retention_s: u64,
}

/// `x-request-signature`.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The signature's header, in lower case.
    pub header: String,
    /// What is signed, in order.
    pub input: Vec<SignatureInput>,
}

/// One part of what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureInput {
    /// A header's value; its name in lower case.
    Header(String),
    /// The path as sent.
    Path,
    /// The raw body.
    Body,
}
