//! The one model that every emitter reads: operations, types, security. No document node, no
//! keyword, no `$ref` gets past it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::graph;

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
    /// The schemas that checks refer to by name.
    pub schemas: Vec<NamedSchema>,
    /// Every operation that is generated, in document order.
    pub operations: Vec<Operation>,
    /// The security schemes that some operation names.
    pub schemes: Vec<SecurityScheme>,
    /// The sets of schemes that some operation wants together.
    pub requirements: Vec<Requirement>,
    /// The servers that the document names, for all of its operations.
    pub servers: Vec<Server>,
    /// Patterns that are no regular expressions of ECMA-262, and what they are read as.
    pub patterns: BTreeMap<String, String>,
    /// The schemas whose `oneOf` is read as `anyOf`, as JSON Pointers.
    pub any_of: BTreeSet<String>,
    /// Whether the operations are webhooks and callbacks: requests of the API's provider to its consumers.
    pub of_events: bool,
}

/// A server that the document names.
#[derive(Clone, Debug)]
pub struct Server {
    /// Its name in Rust.
    pub name: String,
    /// As the document has it, variables in braces.
    pub url: String,
    /// The document's words about it.
    pub docs: String,
    /// In the order of the URL.
    pub variables: Vec<ServerVariable>,
}

/// A variable of a server's URL.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// As the document has it.
    pub name: String,
    /// The field's name.
    pub rust_name: String,
    /// The document's words about it.
    pub docs: String,
    /// What it is where nothing is said.
    pub default: String,
    /// What it can be; anything where there are none.
    pub values: Vec<EnumValue>,
}

/// A use of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `null`.
    Null,
    /// `boolean`.
    Bool,
    /// `integer` of 8 bits.
    I8,
    /// `integer` of 16 bits.
    I16,
    /// `integer` of 32 bits.
    I32,
    /// `integer` of 64 bits.
    I64,
    /// `integer` of 8 bits without a sign.
    U8,
    /// `integer` of 16 bits without a sign.
    U16,
    /// `integer` of 32 bits without a sign.
    U32,
    /// `integer` of 64 bits without a sign.
    U64,
    /// `integer` of 128 bits.
    I128,
    /// `integer` of any size.
    Integer,
    /// `number`.
    F64,
    /// `number`, exactly as it is written.
    Number,
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
    /// `string` of another format that is enforced: the type's name in `schema_support`.
    Text(&'static str),
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
#[derive(Clone, Debug)]
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
    /// What its kind cannot say: checked before a value is decoded.
    pub checks: Rules,
    /// Whether the schema at the pointer is all that it is: not a part of it, nor combined with another one.
    pub exact: bool,
    /// Which way its values go, where the schema says something else of each.
    pub view: View,
    /// Part of some request: a client builds it, a server takes it in.
    pub in_request: bool,
    /// Part of some response: a server builds it, a client takes it in.
    pub in_response: bool,
}

/// Which way values go: what `readOnly` and `writeOnly` ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Either way.
    Both,
    /// Into the server.
    Request,
    /// Out of it.
    Response,
}

/// What a named type is.
#[derive(Clone, Debug)]
pub enum TypeKind {
    /// Still being built: its own schema refers to it.
    Pending,
    /// An object with named members.
    Struct(Struct),
    /// Strings, one by one.
    Enum(Vec<EnumValue>),
    /// Values of any kind, one by one.
    Values(Vec<LiteralValue>),
    /// One of several types.
    Union(Union),
    /// A string with rules.
    String(StringRules),
    /// An integer with rules, and the type that holds it.
    Integer(IntegerRules, Type),
    /// A number with rules.
    Number(NumberRules),
    /// An array with rules.
    Array(ArrayRules, Type),
    /// An array of so many items, each of a type of its own.
    Tuple(Vec<TupleItem>),
    /// Another name of a type.
    Alias(Type),
    /// A type that its checks narrow.
    Checked(Type),
}

/// An item of a tuple.
#[derive(Clone, Debug, PartialEq)]
pub struct TupleItem {
    /// The document's words about it.
    pub docs: String,
    /// `deprecated`.
    pub deprecated: bool,
    /// Its type.
    pub ty: Type,
    /// Whether it holds the tuple itself.
    pub boxed: bool,
}

impl Model {
    /// How many types rustc sees in each other at most, those of the standard library among them: of types that hold each
    /// other, all count.
    pub fn depth(&self) -> usize {
        // An option and a box.
        const AROUND: usize = 2;
        let weights = self.types.iter().map(|definition| {
            let mut inside = 0;
            definition.kind.each_type(|ty| inside = inside.max(ty.depth()));
            1 + AROUND + inside
        });
        graph::heaviest_path(&self.held(), &weights.collect::<Vec<_>>())
    }

    /// The named types that each type holds.
    pub fn held(&self) -> Vec<Vec<TypeId>> {
        let of = |definition: &TypeDef| {
            let mut held = Vec::new();
            definition.kind.each_type(|ty| held.extend(ty.named()));
            held
        };
        self.types.iter().map(of).collect()
    }

    /// Whether some value of a type is a list.
    pub fn may_be_list(&self, ty: &Type) -> bool {
        self.may_be_list_within(ty, &mut HashSet::new())
    }

    fn may_be_list_within(&self, ty: &Type, known: &mut HashSet<TypeId>) -> bool {
        match ty {
            Type::Array(_) => true,
            Type::Nullable(inner) => self.may_be_list_within(inner, known),
            Type::Named(id) if known.insert(*id) => match &self.types[*id].kind {
                TypeKind::Array(..) | TypeKind::Tuple(_) => true,
                TypeKind::Alias(inner) | TypeKind::Checked(inner) => self.may_be_list_within(inner, known),
                TypeKind::Union(union) => union.variants.iter().any(|it| self.may_be_list_within(&it.ty, known)),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether values of a type may be against what its schema says of whole objects: their members are public.
    pub fn may_break_rules(&self, ty: &Type) -> bool {
        self.may_break_rules_within(ty, &mut HashSet::new())
    }

    fn may_break_rules_within(&self, ty: &Type, known: &mut HashSet<TypeId>) -> bool {
        match ty {
            Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => self.may_break_rules_within(inner, known),
            Type::Named(id) if known.insert(*id) => {
                let definition = &self.types[*id];
                // Whoever makes one has checked it.
                if matches!(definition.kind, TypeKind::Checked(_)) {
                    return false;
                }
                let mut found = matches!(definition.kind, TypeKind::Struct(_)) && !definition.checks.is_empty();
                definition.kind.each_type(|inner| found = found || self.may_break_rules_within(inner, known));
                found
            }
            _ => false,
        }
    }

    /// Whether a name is in another script than Latin: Rust warns of such as look like others.
    pub fn has_foreign_names(&self) -> bool {
        let of_operations = self.operations.iter().flat_map(|operation| {
            [&operation.rust_name].into_iter().chain(operation.parameters.iter().map(|parameter| &parameter.rust_name))
        });
        let of_types = self.types.iter().flat_map(|definition| {
            let inner: Vec<&String> = match &definition.kind {
                TypeKind::Struct(object) => object.members.iter().map(|member| &member.rust_name).collect(),
                TypeKind::Enum(values) => values.iter().map(|value| &value.rust_name).collect(),
                TypeKind::Values(values) => values.iter().map(|value| &value.rust_name).collect(),
                TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.rust_name).collect(),
                _ => Vec::new(),
            };
            [&definition.name].into_iter().chain(inner)
        });
        of_operations.chain(of_types).any(|name| !name.is_ascii())
    }
}

/// A schema as the `schema-support` crate checks it: all of it holds.
pub type Rules = Vec<Rule>;

/// One keyword of a schema that no type enforces; `schema_support::Rule` says what each means.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// `false`.
    Never,
    /// `type`.
    Type(Vec<String>),
    /// `enum` and `const`.
    Enum(Vec<Literal>),
    /// The rules of a string.
    Text(StringRules),
    /// The rules of a number.
    Number(NumberRules),
    /// `minItems`.
    MinItems(u64),
    /// `maxItems`.
    MaxItems(u64),
    /// `uniqueItems`.
    UniqueItems,
    /// `prefixItems`.
    PrefixItems(Vec<Rules>),
    /// `items`, from an index on.
    Items(usize, Rules),
    /// `contains`, `minContains`, `maxContains`.
    Contains(Rules, u64, Option<u64>),
    /// `minProperties`.
    MinProperties(u64),
    /// `maxProperties`.
    MaxProperties(u64),
    /// `required`.
    Required(Vec<String>),
    /// `properties`.
    Properties(Vec<(String, Rules)>),
    /// `patternProperties`.
    PatternProperties(Vec<(Pattern, Rules)>),
    /// `additionalProperties`, beside these names and patterns.
    AdditionalProperties(Vec<String>, Vec<Pattern>, Rules),
    /// `propertyNames`.
    PropertyNames(Rules),
    /// `dependentRequired`.
    DependentRequired(Vec<(String, Vec<String>)>),
    /// `dependentSchemas`.
    DependentSchemas(Vec<(String, Rules)>),
    /// `allOf`.
    AllOf(Vec<Rules>),
    /// `anyOf`.
    AnyOf(Vec<Rules>),
    /// `oneOf`.
    OneOf(Vec<Rules>),
    /// `not`.
    Not(Rules),
    /// `if`, `then`, `else`.
    If(Rules, Rules, Rules),
    /// `$ref`: an index into [`Model::schemas`].
    Ref(usize),
    /// `unevaluatedItems`.
    UnevaluatedItems(Rules),
    /// `unevaluatedProperties`.
    UnevaluatedProperties(Rules),
}

/// A schema that rules refer to by its name.
#[derive(Clone, Debug)]
pub struct NamedSchema {
    /// The name, in upper case.
    pub name: String,
    /// Where the document defines it, as a JSON Pointer.
    pub pointer: String,
    /// What it demands.
    pub rules: Rules,
}

/// A JSON value of the document.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// An integer of 64 bits.
    Integer(i64),
    /// Any other number that a float is.
    Number(f64),
    /// A number that no float is, as the document writes it.
    Exact(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Literal>),
    /// An object.
    Object(Vec<(String, Literal)>),
}

impl Literal {
    /// Whether the JSON is this value.
    pub fn is(&self, json: &serde_json::Value) -> bool {
        use serde_json::Value;
        match (self, json) {
            (Self::Null, Value::Null) => true,
            (Self::Bool(value), Value::Bool(found)) => value == found,
            (Self::Integer(value), Value::Number(found)) => found.as_f64() == Some(*value as f64),
            (Self::Number(value), Value::Number(found)) => found.as_f64() == Some(*value),
            (Self::Exact(value), Value::Number(found)) => found.as_f64() == value.parse().ok(),
            (Self::String(value), Value::String(found)) => value == found,
            (Self::Array(values), Value::Array(found)) => {
                values.len() == found.len() && values.iter().zip(found).all(|(value, found)| value.is(found))
            }
            (Self::Object(members), Value::Object(found)) => {
                members.len() == found.len()
                    && members.iter().all(|(name, value)| found.get(name).is_some_and(|found| value.is(found)))
            }
            _ => false,
        }
    }

    /// The value as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        use serde_json::Value;
        match self {
            Self::Null => Value::Null,
            Self::Bool(value) => (*value).into(),
            Self::Integer(value) => (*value).into(),
            Self::Number(value) => (*value).into(),
            Self::Exact(value) => value.parse::<f64>().unwrap_or_default().into(),
            Self::String(text) => text.as_str().into(),
            Self::Array(items) => items.iter().map(Self::to_json).collect(),
            Self::Object(members) => members.iter().map(|(name, value)| (name.clone(), value.to_json())).collect(),
        }
    }

    /// The JSON type of the value.
    pub fn json_type(&self) -> JsonType {
        match self {
            Self::Null => JsonType::Null,
            Self::Bool(_) => JsonType::Boolean,
            Self::Integer(_) | Self::Number(_) | Self::Exact(_) => JsonType::Number,
            Self::String(_) => JsonType::String,
            Self::Array(_) => JsonType::Array,
            Self::Object(_) => JsonType::Object,
        }
    }
}

/// One value of an enumeration that is not of strings only.
#[derive(Clone, Debug)]
pub struct LiteralValue {
    /// The value.
    pub value: Literal,
    /// The variant's Rust name.
    pub rust_name: String,
    /// Its documentation.
    pub docs: String,
}

/// An object with named members.
#[derive(Clone, Debug)]
pub struct Struct {
    /// Its members, in document order.
    pub members: Vec<Member>,
    /// What becomes of members that are not named.
    pub additional: Additional,
}

/// What becomes of an object's members that its schema does not name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Additional {
    /// Forbidden.
    Denied,
    /// Passed over: the schema says nothing of them.
    Ignored,
    /// Kept, each of this type.
    Typed(Type),
}

/// A member of an object.
#[derive(Clone, Debug)]
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
    /// `readOnly`: no part of a request.
    pub read_only: bool,
    /// `writeOnly`: no part of a response.
    pub write_only: bool,
    /// The only value it can have, a string: then it is no field, but written and checked.
    pub constant: Option<String>,
    /// Where the member's type is its own, it goes through a box.
    pub boxed: bool,
}

/// One value of an enumeration.
#[derive(Clone, Debug)]
pub struct EnumValue {
    /// The string.
    pub value: String,
    /// The variant's Rust name.
    pub rust_name: String,
    /// Its documentation.
    pub docs: String,
}

/// One of several types.
#[derive(Clone, Debug)]
pub struct Union {
    /// The keyword, `oneOf` or `anyOf`.
    pub keyword: &'static str,
    /// The types.
    pub variants: Vec<Variant>,
    /// How it is decided which of them a value is.
    pub decision: Decision,
}

/// One type of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// The variant's Rust name.
    pub rust_name: String,
    /// Its type.
    pub ty: Type,
    /// Where the variant's type is the union's own, it goes through a box.
    pub boxed: bool,
    /// What tells the variants apart, where the type's values do not all have it: the union writes it.
    pub tag: Option<WrittenTag>,
}

/// The property that tells what an object is, as a union writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenTag {
    /// The property.
    pub property: String,
    /// Its value.
    pub value: String,
    /// The type has the member, and it may be absent.
    pub is_optional: bool,
}

impl Union {
    /// The member whose value names the variant of an object, and each value with its variant's index.
    pub fn tag(&self) -> Option<(&str, &[(Literal, usize)])> {
        match self.of_objects()? {
            Decision::Tag { property, values, .. } => Some((property, values)),
            _ => None,
        }
    }

    /// The variant of an object whose tag is none of those, or is not there.
    pub fn otherwise(&self) -> Option<usize> {
        match self.of_objects()? {
            Decision::Tag { otherwise, .. } => *otherwise,
            _ => None,
        }
    }

    fn of_objects(&self) -> Option<&Decision> {
        match &self.decision {
            Decision::JsonType(rows) => rows.iter().find(|(kind, _)| *kind == JsonType::Object).map(|(_, it)| it),
            decision => Some(decision),
        }
    }

    /// The texts of the discriminator that mean a variant.
    pub fn tags_of(&self, variant: usize) -> impl Iterator<Item = &str> {
        let values = self.tag().map_or(&[][..], |(_, values)| values);
        values.iter().filter_map(move |(value, of)| match value {
            Literal::String(text) if *of == variant => Some(&**text),
            _ => None,
        })
    }
}

/// How it is decided which type of a union a value is. Never by trying them in order: where
/// nothing else decides, all are tried, and what fits decides.
#[derive(Clone, Debug, PartialEq)]
pub enum Decision {
    /// It is this one.
    One(usize),
    /// A member whose value names the variant.
    Tag {
        /// The member.
        property: String,
        /// Each value, and the index of its variant.
        values: Vec<(Literal, usize)>,
        /// The variant of an object whose member is not there or has another value.
        otherwise: Option<usize>,
    },
    /// The JSON type of the value, and what decides among the variants that have it.
    JsonType(Vec<(JsonType, Decision)>),
    /// The members that only one variant has: the first row with a member that is there decides.
    Members {
        /// A variant's index and its own members, those of which it requires one first.
        own: Vec<(usize, Vec<String>)>,
        /// The variant of an object that has none of them.
        otherwise: Option<usize>,
    },
    /// All of these are tried: of `oneOf` exactly one fits, of `anyOf` the first one that does is
    /// taken.
    Trial(Vec<usize>),
}

impl Decision {
    /// Whether a variant that a newer document may know would be none of these.
    pub fn leaves_open(&self) -> bool {
        match self {
            Self::Tag { otherwise, .. } => otherwise.is_none(),
            Self::Trial(_) => true,
            Self::JsonType(rows) => rows.iter().any(|(_, decision)| decision.leaves_open()),
            Self::One(_) | Self::Members { .. } => false,
        }
    }

    /// Whether members are tried.
    pub fn tries(&self) -> bool {
        match self {
            Self::Trial(_) => true,
            Self::JsonType(rows) => rows.iter().any(|(_, decision)| decision.tries()),
            Self::One(_) | Self::Members { .. } | Self::Tag { .. } => false,
        }
    }
}

impl Type {
    /// Whether any value is one of it, or of what it is a list or a map of.
    pub fn holds_any(&self) -> bool {
        match self {
            Self::Any => true,
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.holds_any(),
            _ => false,
        }
    }

    /// How many types are around the named type that it holds.
    fn depth(&self) -> usize {
        match self {
            Self::Nullable(inner) => 1 + inner.depth(),
            // A vector, its buffer, the untyped one, a pointer.
            Self::Array(inner) => 4 + inner.depth(),
            // A tree, its root, a pointer, a node, an array, a cell.
            Self::Map(inner) => 6 + inner.depth(),
            _ => 0,
        }
    }

    /// The named type that it is or holds.
    pub fn named(&self) -> Option<TypeId> {
        match self {
            Self::Named(id) => Some(*id),
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.named(),
            _ => None,
        }
    }
}

impl TypeKind {
    /// Whether its schema is more than the rules of a text or a number, which know how to tell theirs.
    pub fn has_schema(&self) -> bool {
        !matches!(self, Self::String(_) | Self::Integer(..) | Self::Number(_) | Self::Alias(_) | Self::Pending)
    }

    /// Whether what it is made of is emitted, and not by a macro.
    pub fn is_spelled_out(&self) -> bool {
        matches!(self, Self::Struct(_) | Self::Enum(_) | Self::Values(_) | Self::Union(_))
    }

    /// Every type that it holds.
    pub fn each_type<'m>(&'m self, mut visit: impl FnMut(&'m Type)) {
        match self {
            Self::Struct(object) => {
                object.members.iter().for_each(|member| visit(&member.ty));
                if let Additional::Typed(ty) = &object.additional {
                    visit(ty);
                }
            }
            Self::Union(union) => union.variants.iter().for_each(|variant| visit(&variant.ty)),
            Self::Array(_, ty) | Self::Alias(ty) | Self::Checked(ty) => visit(ty),
            Self::Tuple(items) => items.iter().for_each(|item| visit(&item.ty)),
            Self::Pending | Self::Enum(_) | Self::Values(_) | Self::String(_) | Self::Integer(..) | Self::Number(_) => {
            }
        }
    }
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
    /// `pattern`, all of them.
    pub patterns: Vec<Pattern>,
    /// `format: password` or `writeOnly`: `Debug` does not show it.
    pub secret: bool,
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
    pub minimum: Option<i128>,
    /// The greatest value.
    pub maximum: Option<i128>,
    /// `multipleOf`.
    pub multiple_of: Option<i128>,
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
    /// `multipleOf`.
    pub multiple_of: Option<f64>,
    /// Those of them that no float is, by their keywords, as the document writes them.
    pub exact: Vec<(&'static str, String)>,
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
    /// What its links and `externalDocs` say, as paragraphs: no part of its description.
    pub remarks: Vec<String>,
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
    /// The webhook or callback that it is; then `path` is where a receiver takes it in.
    pub event: Option<Event>,
}

/// What the document calls a request that the API's provider sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An entry of `webhooks`, by its name.
    Webhook(String),
    /// An entry of an operation's `callbacks`.
    Callback {
        /// The operation: its id, or method and path.
        operation: String,
        /// The callback's name.
        name: String,
        /// The runtime expression that says where it goes.
        expression: String,
    },
}

impl Event {
    /// What it is, in words.
    pub fn docs(&self) -> String {
        match self {
            Self::Webhook(name) => format!("The webhook `{name}`."),
            Self::Callback { operation, name, expression } => {
                format!("The callback `{name}` of `{operation}`, sent to `{expression}`.")
            }
        }
    }
}

impl Operation {
    /// The parameters that are the operation's own, not a key's or a signature's.
    pub fn plain_parameters(&self) -> impl Iterator<Item = &Parameter> {
        self.parameters.iter().filter(|parameter| parameter.role == Role::Plain)
    }

    /// Whether the method is safe in the sense of RFC 9110 section 9.2.1.
    pub fn is_safe(&self) -> bool {
        matches!(self.method, "GET" | "HEAD" | "OPTIONS" | "TRACE")
    }

    /// The media types of bodies that a server does not read before they are asked for: files, and forms with files. Those
    /// that are signed, or told from one another by an idempotency key, have to be whole.
    pub fn uploads(&self) -> impl Iterator<Item = &str> {
        let body = self.body.iter().filter(|_| self.signature.is_none() && self.idempotency.is_none());
        let uploads = body.flat_map(|body| &body.contents);
        uploads
            .filter(|content| matches!(content.kind, ContentKind::Multipart | ContentKind::Bytes))
            .map(|content| content.media_type.as_str())
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One text.
    Scalar,
    /// A list of texts.
    Array,
    /// Named texts.
    Object,
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
    /// What else the document tells of it, as paragraphs: examples, that it is deprecated.
    pub remarks: Vec<String>,
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
    /// Of an exploded `form` object, and of what may be one: the names of its members, each a pair of its own; none where
    /// any name may be one.
    pub spread: Option<Vec<String>>,
    /// Whether it is an object in one text, or a number or boolean: which has no comma.
    pub is_object_or_word: bool,
}

impl Parameter {
    /// The names of pairs that are this parameter's; `None` where any name may be, and one that ends with a bracket is the
    /// beginning of several.
    pub fn pairs(&self) -> Option<Vec<String>> {
        let mut pairs = match &self.spread {
            Some(members) if members.is_empty() => return None,
            Some(members) => members.clone(),
            None => Vec::new(),
        };
        if self.shape != Shape::Object || self.spread.is_none() {
            pairs.push(self.name.clone());
        }
        if self.style == Style::DeepObject {
            pairs.push(format!("{}[", self.name));
        }
        Some(pairs)
    }
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
    /// `text/event-stream`, event by event.
    Events,
    /// Items of JSON, one by one.
    Items(Framing),
    /// Items of JSON, all of them at once: a list.
    List(Framing),
    /// Anything else: bytes as they are.
    Bytes,
}

impl ContentKind {
    /// Whether it is given bit by bit, as it comes.
    pub fn is_streamed(self) -> bool {
        matches!(self, Self::Events | Self::Items(_))
    }
}

/// How items are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A line each.
    Lines,
    /// A record separator before each (RFC 7464).
    Sequence,
}

impl Framing {
    /// Its name in the support crates.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lines => "Framing::Lines",
            Self::Sequence => "Framing::Sequence",
        }
    }
}

/// A body of one media type.
#[derive(Debug)]
pub struct Content {
    /// The media type, in lower case, without parameters.
    pub media_type: String,
    /// Its parameters that the document has, each with its value, but the charset that holds anyway.
    pub parameters: Vec<String>,
    /// How it is written.
    pub kind: ContentKind,
    /// Its type; of text and bytes `String` and `Binary`, of a stream its items'.
    pub ty: Type,
    /// Its variant's Rust name, where there are several.
    pub rust_name: String,
    /// Of a form or of parts, the fields that are not simply a text, or a text for each item.
    pub fields: Vec<FormField>,
}

/// How a field of a form is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormField {
    /// The property; nothing for all that are not listed.
    pub name: String,
    /// How.
    pub style: FieldStyle,
}

/// How a field of a form is written, as `schema_support::FieldStyle` has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FieldStyle {
    /// A text, or a text for each item.
    Plain,
    /// An object, as JSON.
    Json,
    /// Each item, as JSON.
    JsonItems,
    /// `deepObject`.
    Deep,
    /// Items in one text.
    Separated(char),
    /// Names and values in one text.
    Pairs(char),
    /// Each of these members by itself.
    Members(Vec<String>),
    /// A text of this media type.
    Text(String),
    /// A file of this media type where it has none.
    File(String),
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
    /// What else the document tells of it, as paragraphs: examples, that it is deprecated.
    pub remarks: Vec<String>,
    /// The document's examples (of its first media type).
    pub examples: Vec<Example>,
}

/// Words and remarks, as paragraphs.
pub fn paragraphs(docs: &str, remarks: &[String]) -> String {
    let words = Some(docs).filter(|docs| !docs.is_empty());
    words.into_iter().chain(remarks.iter().map(String::as_str)).collect::<Vec<_>>().join("\n\n")
}

/// What is said of a response: its status, and the document's words or else those that the status is registered with.
pub fn answer_docs(response: &Response) -> String {
    let status = response.status.word();
    let words = match &*response.docs {
        "" => response.status.code().and_then(reason).unwrap_or_default(),
        docs => docs,
    };
    let first = if words.is_empty() { status } else { format!("{status}: {words}") };
    paragraphs(&first, &response.remarks)
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
            // What comes before a final answer is none (RFC 9110, section 15.2).
            Self::Default => (200, 599),
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

/// The registered name of a status (RFC 9110, section 15; IANA).
pub fn reason(status: u16) -> Option<&'static str> {
    match status {
        413 => Some("Content Too Large"),
        422 => Some("Unprocessable Content"),
        status => http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()),
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
    /// What else the document tells of it, as paragraphs: examples, that it is deprecated.
    pub remarks: Vec<String>,
    /// Each media type; none: no body.
    pub contents: Vec<Content>,
    /// Its headers.
    pub headers: Vec<Header>,
    /// Whether a caller hopes for it.
    pub success: bool,
    /// Whether a caller fears it.
    pub error: bool,
}

impl Response {
    /// Whether a handler gives some header of it.
    pub fn has_given_headers(&self) -> bool {
        self.headers.iter().any(Header::is_given)
    }
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
    /// What else the document tells of it, as paragraphs: examples, that it is deprecated.
    pub remarks: Vec<String>,
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
