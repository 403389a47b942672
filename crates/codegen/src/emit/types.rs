//! The messages as Rust types, in a strict flavour for the server and a tolerant one for the client.

use super::CrateOptions;
use super::code::{Code, literal, literals};
use crate::graph;
use crate::model::{
    Additional, EnumValue, JsonType, LiteralValue, Member, Model, Struct, TupleItem, Type, TypeDef, TypeKind, Union,
    View,
};
use crate::names::{Namespace, shouty};

mod text;
mod unions;

pub use text::{json_text, literal_text};
use text::{number_rules, pattern_text, rules_text};

/// Which side the types are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// Parsing enforces every rule.
    Server,
    /// Values of a newer server survive: unknown enumeration values and variants are kept.
    Client,
}

/// Gives a type arbitrary values, for conformance.
pub(super) const ARBITRARY: &str = "#[cfg_attr(feature = \"conformance\", derive(arbitrary::Arbitrary))]";
const SKIPPED: &str = "#[cfg_attr(feature = \"conformance\", arbitrary(skip))]";

/// `src/types.rs`.
pub fn types(model: &Model, flavour: Flavour, options: &CrateOptions) -> String {
    let mut code = Code::default();
    code.line(&options.banner);
    code.line(format!("//! The messages of {}.", model.title));
    code.line("//!");
    match flavour {
        Flavour::Server => {
            code.line("//! Decoding enforces every rule of the document: a value of these types is a valid one.")
        }
        Flavour::Client => {
            code.line(
                "//! Building a value enforces every rule of the document. Decoding an answer enforces only what",
            );
            code.line("//! a type cannot do without: members, values and variants of a newer server survive.")
        }
    };
    // The document's words and numbers are its own.
    code.line("#![allow(clippy::approx_constant, clippy::doc_lazy_continuation, clippy::doc_overindented_list_items)]");
    code.line("#![allow(clippy::disallowed_names, clippy::enum_variant_names, clippy::large_enum_variant, clippy::type_complexity)]");
    code.blank();
    if model.types.iter().any(|definition| !matches!(definition.kind, TypeKind::Alias(_))) {
        code.line("use schema_support::*;");
    }
    if model.types.iter().any(|definition| definition.kind.is_spelled_out()) {
        code.line("use serde::{Serialize, Serializer};");
    }
    let statics = static_names(model);
    let mut by_decode = Vec::new();
    let own_items = own_items(model);
    for ((definition, prefix), is_own_item) in model.types.iter().zip(&statics).zip(own_items) {
        code.blank();
        if !matches!(definition.kind, TypeKind::Alias(_)) {
            by_decode.push(definition.name.as_str());
        }
        Emitter { model, flavour, code: &mut code, definition, prefix, is_own_item }.definition();
    }
    for schema in &model.schemas {
        let (name, pointer) = (&schema.name, &schema.pointer);
        code.blank();
        code.docs(&format!("What `{pointer}` of the document demands."));
        // Schemas may be their own part, which only statics can.
        code.line(format!("pub(crate) static {name}: schema_support::Schema = &{};", rules_text(model, &schema.rules)));
    }
    if !by_decode.is_empty() {
        let mode = match flavour {
            Flavour::Server => "strict",
            Flavour::Client => "tolerant",
        };
        code.blank();
        code.line("deserialize_by_decode!(");
        code.line(format!("{mode}:"));
        for name in by_decode {
            code.line(format!("{name},"));
        }
        code.line(");");
    }
    code.finish()
}

/// `src/round_trips.rs`.
pub fn round_trips(model: &Model, options: &CrateOptions) -> String {
    let mut code = Code::default();
    code.line(&options.banner);
    code.line("//! Every type by its name and the place of its schema, for conformance.").blank();
    let has_views = model.types.iter().any(|it| it.exact && it.view != View::Both);
    code.line(if has_views { "use schema_support::{RoundTrip, View};" } else { "use schema_support::RoundTrip;" });
    if model.types.iter().any(|it| it.exact && least(it).is_some()) {
        code.line("use schema_support::private::{json_of, some_value};");
    }
    code.blank();
    let is_exact = |it: &TypeDef| it.exact && !matches!(it.kind, TypeKind::Alias(_));
    if model.types.iter().any(is_exact) {
        code.line("use crate::types;").blank();
    }
    code.line("/// Every type of `types` that is all of a schema of the document.");
    code.line("pub static ROUND_TRIPS: &[RoundTrip] = &[");
    let holds = holds_what_is_forbidden(model);
    for (definition, holds) in model.types.iter().zip(holds).filter(|(it, _)| is_exact(it)) {
        let (name, pointer) = (&definition.name, literal(&definition.pointer));
        let of = if holds { "checked" } else { "of" };
        let seen = match definition.view {
            View::Both => "",
            View::Request => ".seen_by(View::Request)",
            View::Response => ".seen_by(View::Response)",
        };
        code.line(format!("RoundTrip::{of}::<types::{name}>({}, {pointer}){seen},", literal(name)));
    }
    code.line("];").blank();
    code.docs("Every operation of the document that is generated, as method and path.");
    let operations = model.operations.iter().map(|operation| format!("{} {}", operation.method, operation.path));
    let operations: Vec<String> = operations.collect();
    code.line("pub static OPERATIONS: &[&str] = &[");
    for operation in &operations {
        code.line(format!("{},", literal(operation)));
    }
    code.line("];");
    let least: Vec<String> = model.types.iter().filter(|it| it.exact).filter_map(least).collect();
    if !least.is_empty() {
        code.blank().docs("What a constructor makes, as JSON.");
        code.line("pub type Least = fn() -> Option<Vec<u8>>;").blank();
        code.docs("What each type's constructor makes: the members that have to be there, and no other.");
        code.line("pub static LEAST: &[(&str, Least)] = &[");
        least.iter().for_each(|row| {
            code.line(row);
        });
        code.line("];");
    }
    code.finish()
}

/// The row of a type's constructor, with some value for each of its parameters.
fn least(definition: &TypeDef) -> Option<String> {
    let TypeKind::Struct(object) = &definition.kind else { return None };
    let parameters = constructor(object)?;
    if parameters.iter().any(|member| member.ty.holds_any()) {
        return None;
    }
    let values = vec!["some_value()?"; parameters.len()].join(", ");
    let name = &definition.name;
    Some(format!("({}, || json_of(&types::{name}::new({values}))),", literal(name)))
}

/// The parameters of a struct's constructor: the members that have to be there; `None` where it has no constructor.
fn constructor(object: &Struct) -> Option<Vec<&Member>> {
    let fields = || object.members.iter().filter(|member| member.constant.is_none());
    let required: Vec<&Member> = fields().filter(|member| member.required).collect();
    (!required.is_empty() && required.len() < 8 && required.len() < fields().count()).then_some(required)
}

/// Of each type, whether its fields can hold what its schema forbids: a struct with checks, a union of which exactly one
/// member may fit or that a tag decides, or anything around one.
fn holds_what_is_forbidden(model: &Model) -> Vec<bool> {
    let is_free = model.types.iter().map(|definition| {
        // Where a discriminator decides, the variants' own tags may be any text.
        let is_trial = matches!(
            &definition.kind,
            TypeKind::Union(union) if union.decision.tries() || union.tag().is_some()
        );
        let is_open = matches!(definition.kind, TypeKind::Struct(_) | TypeKind::Union(_));
        let has_map = matches!(&definition.kind, TypeKind::Struct(it) if matches!(it.additional, Additional::Typed(_)));
        !(is_trial || has_map || is_open && !definition.checks.is_empty())
    });
    let free = graph::lead_to_such_only(is_free.collect(), &model.held());
    free.into_iter().map(|is_free| !is_free).collect()
}

/// Which types are their own items, by way of arrays and of what only narrows or renames them.
fn own_items(model: &Model) -> Vec<bool> {
    let edges = model.types.iter().map(|definition| {
        let mut held = Vec::new();
        if let kind @ (TypeKind::Array(..) | TypeKind::Tuple(_) | TypeKind::Checked(_) | TypeKind::Alias(_)) =
            &definition.kind
        {
            kind.each_type(|ty| held.extend(ty.named().filter(|_| !matches!(ty, Type::Map(_)))));
        }
        held
    });
    let edges: Vec<Vec<usize>> = edges.collect();
    let component = graph::strongly_connected(&edges);
    let leads_back = |(id, held): (usize, &Vec<usize>)| held.iter().any(|to| component[*to] == component[id]);
    edges.iter().enumerate().map(leads_back).collect()
}

/// A name for what belongs to each type, none twice: `AB` and `Ab` are two types, and both are shouted alike.
fn static_names(model: &Model) -> Vec<String> {
    let mut names = Namespace::default();
    model.schemas.iter().for_each(|schema| {
        names.give(schema.name.trim_end_matches("_SCHEMA"));
    });
    model.types.iter().map(|definition| names.give(&shouty(&definition.name))).collect()
}

/// How an arbitrary value of a type is made that knows no way of its own.
pub(super) fn arbitrary_of(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Any => Some("schema_support::private::any_json"),
        Type::Map(value) if **value == Type::Any => Some("schema_support::private::any_json_map"),
        Type::Array(item) if **item == Type::Any => Some("schema_support::private::any_json_list"),
        ty if ty.holds_any() => Some("schema_support::private::default_value"),
        _ => None,
    }
}

/// A type where it is used; `types` is what stands before a named type.
pub fn type_text(model: &Model, ty: &Type, module: &str) -> String {
    match ty {
        Type::Null => "()".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::I8 => "i8".to_owned(),
        Type::I16 => "i16".to_owned(),
        Type::I32 => "i32".to_owned(),
        Type::I64 => "i64".to_owned(),
        Type::U8 => "u8".to_owned(),
        Type::U16 => "u16".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::U64 => "u64".to_owned(),
        Type::I128 => "i128".to_owned(),
        Type::Integer => "schema_support::Integer".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::Number => "schema_support::Number".to_owned(),
        Type::String => "String".to_owned(),
        Type::Uuid => "uuid::Uuid".to_owned(),
        Type::Binary => "schema_support::Binary".to_owned(),
        Type::Date => "schema_support::Date".to_owned(),
        Type::DateTime => "schema_support::DateTime".to_owned(),
        Type::Text(name) => format!("schema_support::{name}"),
        Type::Any => "serde_json::Value".to_owned(),
        Type::Named(id) => format!("{module}{}", model.types[*id].name),
        Type::Array(item) => format!("Vec<{}>", type_text(model, item, module)),
        Type::Map(value) => format!("std::collections::BTreeMap<String, {}>", type_text(model, value, module)),
        Type::Nullable(inner) => format!("Option<{}>", type_text(model, inner, module)),
    }
}

/// A member's type: box, null and absence included.
pub fn member_type(model: &Model, member: &Member) -> String {
    let mut text = type_text(model, &member.ty, "");
    if member.boxed {
        text = format!("Box<{text}>");
    }
    match (member.required, member.nullable) {
        (true, false) => text,
        (true, true) | (false, false) => format!("Option<{text}>"),
        (false, true) => format!("Field<{text}>"),
    }
}

struct Emitter<'m> {
    model: &'m Model,
    flavour: Flavour,
    code: &'m mut Code,
    definition: &'m TypeDef,
    /// What the names of the type's statics begin with.
    prefix: &'m str,
    /// Whether it is an array that is its own item, directly or by way of others.
    is_own_item: bool,
}

impl Emitter<'_> {
    fn definition(&mut self) {
        let model = self.model;
        let name = &self.definition.name;
        match &self.definition.kind {
            TypeKind::Struct(object) => self.object(object),
            TypeKind::Enum(values) => self.enumeration(values),
            TypeKind::Union(union) => self.union(union),
            TypeKind::Values(values) => self.values(values),
            TypeKind::String(rules) => {
                let mut patterns = Vec::new();
                for (index, pattern) in rules.patterns.iter().enumerate() {
                    let number = if index == 0 { String::new() } else { (index + 1).to_string() };
                    let name = format!("{}_PATTERN{number}", self.prefix);
                    self.code.line(format!("static {name}: Pattern = {};", pattern_text(pattern)));
                    patterns.push(name);
                }
                if !patterns.is_empty() {
                    self.code.blank();
                }
                let mut set = Vec::new();
                set.extend(rules.min_length.map(|length| format!("min_length: Some({length})")));
                set.extend(rules.max_length.map(|length| format!("max_length: Some({length})")));
                set.extend(patterns.first().map(|name| format!("pattern: Some(&{name})")));
                if patterns.len() > 1 {
                    set.push(format!("patterns: &[&{}]", patterns[1..].join(", &")));
                }
                set.extend(rules.format.map(|format| format!("format: Some(Format::{format})")));
                if rules.secret {
                    self.newtype("String", "StringRules", &set, 5, "Clone, PartialEq, Eq, Hash, PartialOrd, Ord");
                    self.code.line(format!("secret_newtype!({name});"));
                } else {
                    self.newtype(
                        "String",
                        "StringRules",
                        &set,
                        5,
                        "Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord",
                    );
                    self.code.line(format!("string_newtype!({name});"));
                }
            }
            TypeKind::Integer(rules, inner) => {
                let inner = type_text(model, inner, "");
                let mut set = Vec::new();
                set.extend(rules.minimum.map(|bound| format!("minimum: Some({bound})")));
                set.extend(rules.maximum.map(|bound| format!("maximum: Some({bound})")));
                set.extend(rules.multiple_of.map(|step| format!("multiple_of: Some({step})")));
                let derives = "Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord";
                self.newtype(&inner, "IntegerRules", &set, 3, derives);
                let inner = if inner == "i64" { String::new() } else { format!(", {inner}") };
                self.code.line(format!("integer_newtype!({name}{inner});"));
            }
            TypeKind::Number(rules) => {
                let set = number_rules(rules);
                self.newtype("f64", "NumberRules", &set, 6, "Clone, Copy, Debug, PartialEq, PartialOrd");
                self.code.line(format!("number_newtype!({name});"));
            }
            TypeKind::Array(rules, item) => {
                let make = arbitrary_of(item).unwrap_or("schema_support::private::arbitrary_value");
                let item = type_text(model, item, "");
                let mut set = Vec::new();
                set.extend(rules.min_items.map(|count| format!("min_items: Some({count})")));
                set.extend(rules.max_items.map(|count| format!("max_items: Some({count})")));
                set.extend(rules.unique_items.then(|| "unique_items: true".to_owned()));
                self.newtype(&format!("Vec<{item}>"), "ArrayRules", &set, 3, "Clone, Debug, PartialEq");
                let text = self.own_text();
                self.code.line(format!("array_newtype!({name}, {item}{text});"));
                self.arbitrary(&format!("array_value, {make} => Vec<{item}>"));
            }
            TypeKind::Tuple(items) => self.tuple(items),
            TypeKind::Checked(inner) => {
                let make = arbitrary_of(inner).unwrap_or("schema_support::private::arbitrary_value");
                let inner = type_text(model, inner, "");
                self.head();
                self.code.line("#[derive(Clone, Debug, PartialEq)]");
                self.code.line(format!("pub struct {name}({inner});")).blank();
                self.checks("RULES");
                let text = self.own_text();
                self.code.line(format!("checked_newtype!({name}, {inner}{text});"));
                self.arbitrary(&format!("checked_value, {make} => {inner}"));
            }
            TypeKind::Alias(ty) => {
                let ty = type_text(model, ty, "");
                self.head();
                self.code.line(format!("pub type {name} = {ty};"));
            }
            TypeKind::Pending => {}
        }
    }

    /// How the text of what is its own item is read; nothing for any other type.
    fn own_text(&self) -> &'static str {
        if self.is_own_item { ", Text::Array(&Text::String)" } else { "" }
    }

    /// How conformance makes values: of the inner types' own features, not of schema-support's, which another crate may
    /// have switched on.
    fn arbitrary(&mut self, how: &str) {
        let name = &self.definition.name;
        self.code.line("#[cfg(feature = \"conformance\")]").line(format!("arbitrary_of_rules!({name}, {how});"));
    }

    /// A variant's value that others take as well is no value of the union: it is made until it comes back as it was.
    fn arbitrary_of_tried(&mut self, union: &Union) {
        self.code.line("#[cfg(feature = \"conformance\")]");
        self.code.line(format!("impl<'a> arbitrary::Arbitrary<'a> for {} {{", self.definition.name));
        self.code.line("fn arbitrary(from: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {");
        self.code.line("schema_support::private::tried_value(from, &[");
        for variant in &union.variants {
            let make = arbitrary_of(&variant.ty).unwrap_or("schema_support::private::arbitrary_value");
            let boxed = if variant.boxed { ".map(Box::new)" } else { "" };
            self.code.line(format!("|from| {make}(from){boxed}.map(Self::{}),", variant.rust_name));
        }
        self.code.line("])\n}\n}").blank();
    }

    /// What the type's kind cannot say.
    fn checks(&mut self, name: &str) {
        let rules = rules_text(self.model, &self.definition.checks);
        self.code.line(format!("impl {} {{", self.definition.name));
        self.code.line("/// What the document demands of it beyond what the type says.");
        self.code.line(format!("pub const {name}: schema_support::Schema = &{rules};"));
        if name == "CHECKS" {
            self.code.blank();
            self.code.line("/// Checks what the type does not say. Decoding does it, too.");
            self.code.line("///").line("/// # Errors").line("/// Every violation.");
            self.code.line("pub fn check(&self) -> Result<(), Invalid> {");
            self.code.line("check_value(self, Self::CHECKS)");
            self.code.line("}");
        }
        self.code.line("}").blank();
    }

    /// The beginning of decoding a type that has checks.
    fn check(&mut self) {
        if !self.definition.checks.is_empty() {
            self.code.line("let kept = check(Self::CHECKS, &json, at);");
        }
    }

    /// Doc comment and attributes.
    fn head(&mut self) {
        let definition = self.definition;
        if definition.docs.is_empty() {
            self.code.docs(&format!("`{}` of the document.", definition.pointer));
        } else {
            self.code.docs(&definition.docs);
        }
        if definition.deprecated {
            self.code.line("///").line("/// The document deprecates it.");
        }
    }

    fn newtype(&mut self, inner: &str, rules: &str, set: &[String], all: usize, derives: &str) {
        let name = &self.definition.name;
        self.head();
        self.code.line(format!("#[derive({derives})]"));
        self.code.line(format!("pub struct {name}({inner});")).blank();
        let rest = (set.len() < all).then(|| format!("..{rules}::NONE"));
        let all: Vec<&str> = set.iter().chain(&rest).map(String::as_str).collect();
        self.code.line(format!("impl {name} {{"));
        self.code.line("/// What the document demands of it.");
        let line = format!("pub const RULES: {rules} = {rules} {{ {} }};", all.join(", "));
        if line.len() <= 112 {
            self.code.line(line);
        } else {
            self.code.line(format!("pub const RULES: {rules} = {rules} {{"));
            for (index, item) in all.iter().enumerate() {
                let comma = if index + 1 < all.len() || rest.is_none() { "," } else { "" };
                self.code.line(format!("{item}{comma}"));
            }
            self.code.line("};");
        }
        self.code.line("}").blank();
    }

    fn object(&mut self, object: &Struct) {
        let name = &self.definition.name;
        let model = self.model;
        let fields: Vec<&Member> = object.members.iter().filter(|member| member.constant.is_none()).collect();
        let additional = match &object.additional {
            Additional::Typed(ty) => Some(type_text(model, ty, "")),
            Additional::Denied | Additional::Ignored => None,
        };
        let all_optional = fields.iter().all(|member| !member.required || member.nullable);

        self.head();
        let default = if all_optional { ", Default" } else { "" };
        self.code.line(format!("#[derive(Clone, Debug, PartialEq{default})]"));
        self.code.line(ARBITRARY);
        self.code.line(format!("pub struct {name} {{"));
        for member in &fields {
            if member.docs.is_empty() {
                self.code.docs(&format!("`{}`", member.name));
            } else {
                self.code.docs(&member.docs);
            }
            if member.deprecated {
                self.code.line("///").line("/// The document deprecates it.");
            }
            let whole = match (member.required, member.nullable) {
                (true, false) => member.ty.clone(),
                _ => Type::Nullable(Box::new(member.ty.clone())),
            };
            self.any_attribute(&whole);
            self.code.line(format!("pub {}: {},", member.rust_name, member_type(model, member)));
        }
        if let Some(value) = &additional {
            self.code.line("/// The members that the document does not name.");
            if let Additional::Typed(ty) = &object.additional {
                self.any_attribute(&Type::Map(Box::new(ty.clone())));
            }
            self.code.line(format!("pub additional_properties: std::collections::BTreeMap<String, {value}>,"));
        }
        self.code.line("}").blank();

        if let Some(required) = constructor(object) {
            let parameters: Vec<String> =
                required.iter().map(|member| format!("{}: {}", member.rust_name, member_type(model, member))).collect();
            self.code.line(format!("impl {name} {{"));
            self.code.line("/// Of the members that have to be there; the others are absent.");
            self.code.line(format!("pub fn new({}) -> Self {{", parameters.join(", ")));
            self.code.line("Self {");
            for member in &fields {
                let value = match (member.required, member.nullable) {
                    (true, _) => "",
                    (false, true) => ": Field::Absent",
                    (false, false) => ": None",
                };
                self.code.line(format!("{}{value},", member.rust_name));
            }
            if additional.is_some() {
                self.code.line("additional_properties: std::collections::BTreeMap::new(),");
            }
            self.code.line("}\n}\n}").blank();
        }

        if !self.definition.checks.is_empty() {
            self.checks("CHECKS");
        }
        self.code.line(format!("impl Decode for {name} {{"));
        self.code.line("fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {");
        self.check();
        let mutable = if object.members.is_empty() { "" } else { "mut " };
        if object.members.is_empty() && object.additional == Additional::Ignored {
            self.code.line("ObjectDecoder::new(json, at)?;");
        } else {
            self.code.line(format!("let {mutable}object = ObjectDecoder::new(json, at)?;"));
        }
        for member in &object.members {
            let (local, wire) = (local(member), literal(&member.name));
            match (&member.constant, member.required, member.nullable) {
                (Some(value), ..) => {
                    self.code.line(format!("let {local} = object.constant({wire}, {}, at);", literal(value)))
                }
                (None, true, _) => self.code.line(format!("let {local} = object.required({wire}, at);")),
                (None, false, false) => self.code.line(format!("let {local} = object.optional({wire}, at);")),
                (None, false, true) => self.code.line(format!("let {local} = object.field({wire}, at);")),
            };
        }
        match &object.additional {
            Additional::Denied => {
                self.code.line("object.deny_unknown(at)?;");
            }
            Additional::Typed(_) => {
                self.code.line("let additional_properties = object.additional(at);");
            }
            Additional::Ignored => {}
        }
        for member in object.members.iter().filter(|member| member.constant.is_some()) {
            self.code.line(format!("{}?;", local(member)));
        }
        if !self.definition.checks.is_empty() {
            self.code.line("if !kept {\nreturn None;\n}");
        }
        let mut given: Vec<String> =
            fields.iter().map(|member| format!("{}: {}?", member.rust_name, local(member))).collect();
        given.extend(additional.iter().map(|_| "additional_properties: additional_properties?".to_owned()));
        match given.len() {
            0 => self.code.line("Some(Self {})"),
            1..=3 => self.code.line(format!("Some(Self {{ {} }})", given.join(", "))),
            _ => {
                self.code.line("Some(Self {");
                for given in given {
                    self.code.line(format!("{given},"));
                }
                self.code.line("})")
            }
        };
        self.code.line("}\n}").blank();

        self.serialize(|code| {
            let mutable = if object.members.is_empty() && additional.is_none() { "" } else { "mut " };
            code.line(format!("let {mutable}object = ObjectWriter::new(serializer)?;"));
            for member in &object.members {
                let (field, wire) = (&member.rust_name, literal(&member.name));
                match (&member.constant, member.required, member.nullable) {
                    (Some(value), ..) => code.line(format!("object.required({wire}, {})?;", literal(value))),
                    (None, true, _) => code.line(format!("object.required({wire}, &self.{field})?;")),
                    (None, false, false) => code.line(format!("object.optional({wire}, &self.{field})?;")),
                    (None, false, true) => code.line(format!("object.field({wire}, &self.{field})?;")),
                };
            }
            if additional.is_some() {
                code.line("object.additional(&self.additional_properties)?;");
            }
            code.line("object.end()");
        });
    }

    fn tuple(&mut self, items: &[TupleItem]) {
        let name = &self.definition.name;
        let model = self.model;
        let text = |item: &TupleItem| {
            let text = type_text(model, &item.ty, "");
            if item.boxed { format!("Box<{text}>") } else { text }
        };
        self.head();
        self.code.line("#[derive(Clone, Debug, PartialEq)]");
        self.code.line(ARBITRARY);
        self.code.line(format!("pub struct {name}("));
        for item in items {
            if !item.docs.is_empty() {
                self.code.docs(&item.docs);
            }
            if item.deprecated {
                self.code.line("///").line("/// The document deprecates it.");
            }
            self.any_attribute(&item.ty);
            self.code.line(format!("pub {},", text(item)));
        }
        self.code.line(");").blank();
        let items: Vec<String> =
            items.iter().enumerate().map(|(place, item)| format!("{place}: {}", text(item))).collect();
        let text = self.own_text();
        self.code.line(format!("tuple!({name}{text}, {});", items.join(", ")));
    }

    /// Says how conformance makes values of a field that can be anything.
    fn any_attribute(&mut self, ty: &Type) {
        let how = match ty {
            Type::Any => "with = any_json",
            Type::Map(value) if **value == Type::Any => "with = any_json_map",
            ty if ty.holds_any() => "default",
            _ => return,
        };
        self.code.line(format!("#[cfg_attr(feature = \"conformance\", arbitrary({how}))]"));
    }

    fn serialize(&mut self, body: impl FnOnce(&mut Code)) {
        self.code.line(format!("impl Serialize for {} {{", self.definition.name));
        self.code.line("fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {");
        body(self.code);
        self.code.line("}\n}");
    }

    fn enumeration(&mut self, values: &[EnumValue]) {
        let name = &self.definition.name;
        let open = self.flavour == Flavour::Client;
        let other = catch_all(values.iter().map(|value| value.rust_name.as_str()));
        let all = literals(values.iter().map(|value| value.value.as_str()));
        self.head();
        let copy = if open { "" } else { "Copy, " };
        self.code.line(format!("#[derive(Clone, {copy}Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]"));
        self.code.line(ARBITRARY);
        self.code.line(format!("pub enum {name} {{"));
        for value in values {
            let text = if value.value.is_empty() { "The empty text.".to_owned() } else { format!("`{}`", value.value) };
            self.code.docs(&paragraphs(text, &value.docs));
            self.code.line(format!("{},", value.rust_name));
        }
        if open {
            self.code.line("/// A value of a newer server. It cannot be sent.").line(SKIPPED);
            self.code.line(format!("{other}(String),"));
        }
        self.code.line("}").blank();

        self.code.line(format!("impl {name} {{"));
        self.code.line("/// Every value of the document.");
        self.code.line(format!("pub const VALUES: [&'static str; {}] = {all};", values.len())).blank();
        self.code.line("/// The value as it is on the wire.");
        let (receiver, lifetime) = if open { ("&self", "") } else { ("self", "'static ") };
        self.code.line(format!("pub fn as_str({receiver}) -> &{lifetime}str {{"));
        self.code.line("match self {");
        for value in values {
            self.code.line(format!("Self::{} => {},", value.rust_name, literal(&value.value)));
        }
        if open {
            self.code.line(format!("Self::{other}(value) => value,"));
        }
        self.code.line("}\n}\n}").blank();

        self.code.line(format!("impl std::fmt::Display for {name} {{"));
        self.code.line("fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {");
        self.code.line("f.write_str(self.as_str())");
        self.code.line("}\n}").blank();

        self.code.line(format!("impl std::str::FromStr for {name} {{"));
        self.code.line("type Err = Invalid;").blank();
        self.code.line("fn from_str(text: &str) -> Result<Self, Invalid> {");
        self.code.line("let mut at = Decoder::strict();");
        self.code
            .line("Self::decode(Json::String(text.into()), &mut at).ok_or_else(|| Invalid::new(at.into_violations()))");
        self.code.line("}\n}").blank();

        self.code.line(format!("impl Decode for {name} {{"));
        self.code.line("fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {");
        self.code.line("match json.as_str() {");
        for value in values {
            self.code.line(format!("Some({}) => Some(Self::{}),", literal(&value.value), value.rust_name));
        }
        if open {
            self.code.line(format!("Some(other) if at.is_tolerant() => Some(Self::{other}(other.to_owned())),"));
        }
        self.code.line("_ => at.unknown_value(&Self::VALUES),");
        self.code.line("}\n}\n}").blank();

        self.serialize(|code| {
            code.line("serializer.serialize_str(self.as_str())");
        });
    }

    fn values(&mut self, values: &[LiteralValue]) {
        let name = &self.definition.name;
        let open = self.flavour == Flavour::Client;
        let other = catch_all(values.iter().map(|value| value.rust_name.as_str()));
        let all: Vec<String> = values.iter().map(|value| literal_text(&value.value)).collect();
        self.head();
        let derives =
            if open { "Clone, Debug, PartialEq" } else { "Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord" };
        self.code.line(format!("#[derive({derives})]"));
        self.code.line(ARBITRARY);
        self.code.line(format!("pub enum {name} {{"));
        for value in values {
            self.code.docs(&paragraphs(format!("`{}`", json_text(&value.value)), &value.docs));
            self.code.line(format!("{},", value.rust_name));
        }
        if open {
            self.code.line("/// A value of a newer server. It cannot be sent.").line(SKIPPED);
            self.code.line(format!("{other}(serde_json::Value),"));
        }
        self.code.line("}").blank();

        self.code.line(format!("impl {name} {{"));
        self.code.line("/// Every value of the document.");
        self.code.line(format!("pub const VALUES: [schema_support::Literal; {}] = [", all.len()));
        for value in &all {
            self.code.line(format!("{value},"));
        }
        self.code.line("];").line("}").blank();

        self.code.line(format!("impl std::fmt::Display for {name} {{"));
        self.code.line("fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {");
        self.code.line("match self {");
        for (index, value) in values.iter().enumerate() {
            self.code.line(format!("Self::{} => Self::VALUES[{index}].fmt(f),", value.rust_name));
        }
        if open {
            self.code.line(format!("Self::{other}(value) => value.fmt(f),"));
        }
        self.code.line("}\n}\n}").blank();

        self.code.line(format!("impl std::str::FromStr for {name} {{"));
        self.code.line("type Err = Invalid;").blank();
        self.code.line("fn from_str(text: &str) -> Result<Self, Invalid> {");
        self.code.line("let mut at = Decoder::strict();");
        self.code.line("let json = json_of_text(text.into(), Self::TEXT);");
        self.code.line("Self::decode(json, &mut at).ok_or_else(|| Invalid::new(at.into_violations()))");
        self.code.line("}\n}").blank();

        self.code.line(format!("impl Decode for {name} {{"));
        let kinds: std::collections::BTreeSet<_> = values.iter().map(|value| value.value.json_type()).collect();
        match kinds.first() {
            Some(JsonType::Number) if kinds.len() == 1 => {
                self.code.line("const TEXT: Text = Text::Number;");
            }
            Some(JsonType::Boolean) if kinds.len() == 1 => {
                self.code.line("const TEXT: Text = Text::Boolean;");
            }
            _ => {}
        }
        self.code.line("fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {");
        self.code.line("let json = at.read_text(json, Self::TEXT);");
        self.code.line("match schema_support::Literal::position(&Self::VALUES, &json) {");
        for (index, value) in values.iter().enumerate() {
            self.code.line(format!("Some({index}) => Some(Self::{}),", value.rust_name));
        }
        if open {
            self.code.line(format!("_ if at.is_tolerant() => Some(Self::{other}(json.into())),"));
        }
        self.code.line("_ => at.unknown_literal(&Self::VALUES),");
        self.code.line("}\n}\n}").blank();

        self.serialize(|code| {
            code.line("match self {");
            for (index, value) in values.iter().enumerate() {
                code.line(format!("Self::{} => Self::VALUES[{index}].serialize(serializer),", value.rust_name));
            }
            if open {
                code.line(format!("Self::{other}(value) => value.serialize(serializer),"));
            }
            code.line("}");
        });
    }
}

/// The client's variant for values of a newer server, beside those of the document: it is theirs to be called `Unknown`.
fn catch_all<'n>(names: impl Iterator<Item = &'n str>) -> &'static str {
    let taken: Vec<&str> = names.collect();
    let free = ["Unknown", "Unlisted", "Undeclared"].into_iter().find(|name| !taken.contains(name));
    free.unwrap_or("OfANewerServer")
}

/// What the document calls a value, and what it says of it.
fn paragraphs(value: String, docs: &str) -> String {
    if docs.is_empty() { value } else { format!("{value}\n\n{docs}") }
}

/// A member's local variable while it is decoded, never one of the decoding's own.
fn local(member: &Member) -> String {
    match &*member.rust_name {
        name @ ("object" | "at" | "json" | "kept" | "check" | "additional_properties") => format!("{name}_"),
        name => name.to_owned(),
    }
}
