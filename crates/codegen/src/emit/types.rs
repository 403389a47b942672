//! The messages as Rust types, in a strict flavour for the server and a tolerant one for the client.

use super::CrateOptions;
use super::code::{Code, literal, literals};
use crate::graph;
use crate::model::{
    Additional, Decision, EnumValue, JsonType, Literal, LiteralValue, Member, Model, Pattern, Rule, Struct, TupleItem,
    Type, TypeDef, TypeKind, Union, Variant, View,
};
use crate::names::{Namespace, shouty};

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
    if parameters.iter().any(|member| holds_any(&member.ty)) {
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
fn arbitrary_of(ty: &Type) -> Option<&'static str> {
    match ty {
        Type::Any => Some("schema_support::private::any_json"),
        Type::Map(value) if **value == Type::Any => Some("schema_support::private::any_json_map"),
        Type::Array(item) if **item == Type::Any => Some("schema_support::private::any_json_list"),
        ty if holds_any(ty) => Some("schema_support::private::default_value"),
        _ => None,
    }
}

fn holds_any(ty: &Type) -> bool {
    match ty {
        Type::Any => true,
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => holds_any(inner),
        _ => false,
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
            ty if holds_any(ty) => "default",
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
        let all = literals(values.iter().map(|value| value.value.as_str()));
        self.head();
        let copy = if open { "" } else { "Copy, " };
        self.code.line(format!("#[derive(Clone, {copy}Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]"));
        self.code.line(ARBITRARY);
        self.code.line(format!("pub enum {name} {{"));
        for value in values {
            self.code.docs(&format!("`{}`", value.value));
            self.code.line(format!("{},", value.rust_name));
        }
        if open {
            self.code.line("/// A value of a newer server. It cannot be sent.").line(SKIPPED);
            self.code.line("Unknown(String),");
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
            self.code.line("Self::Unknown(value) => value,");
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
            self.code.line("Some(other) if at.is_tolerant() => Some(Self::Unknown(other.to_owned())),");
        }
        self.code.line("_ => at.unknown_value(&Self::VALUES),");
        self.code.line("}\n}\n}").blank();

        self.serialize(|code| {
            code.line("serializer.serialize_str(self.as_str())");
        });
    }

    fn union(&mut self, union: &Union) {
        let name = &self.definition.name;
        let model = self.model;
        let open = self.flavour == Flavour::Client && union.decision.leaves_open();
        self.head();
        self.code.line("#[derive(Clone, Debug, PartialEq)]");
        let tries = union.decision.tries();
        if !tries {
            self.code.line(ARBITRARY);
        }
        self.code.line(format!("pub enum {name} {{"));
        for variant in &union.variants {
            let ty = type_text(model, &variant.ty, "");
            let ty = if variant.boxed { format!("Box<{ty}>") } else { ty };
            self.code.docs(&variant_docs(model, variant));
            let how = match &variant.ty {
                _ if tries => None,
                Type::Any => Some("with = any_json"),
                ty if holds_any(ty) => Some("default"),
                _ => None,
            };
            let attribute = how.map(|how| format!("#[cfg_attr(feature = \"conformance\", arbitrary({how}))] "));
            let attribute = attribute.unwrap_or_default();
            self.code.line(format!("{}({attribute}{ty}),", variant.rust_name));
        }
        if open {
            self.code.line("/// A variant of a newer server. It cannot be sent.");
            if !tries {
                self.code.line(SKIPPED);
            }
            self.code.line("Unknown(serde_json::Value),");
        }
        self.code.line("}").blank();
        if tries {
            self.arbitrary_of_tried(union);
        }

        for variant in &union.variants {
            let ty = type_text(model, &variant.ty, "");
            let distinct = union.variants.iter().filter(|other| other.ty == variant.ty).count() == 1;
            let convertible = distinct && matches!(variant.ty, Type::Named(_));
            let is_alias = matches!(variant.ty, Type::Named(id) if matches!(model.types[id].kind, TypeKind::Alias(_)));
            if convertible && !is_alias {
                let value = if variant.boxed { "Box::new(value)" } else { "value" };
                self.code.line(format!("impl From<{ty}> for {name} {{"));
                self.code.line(format!("fn from(value: {ty}) -> Self {{"));
                self.code.line(format!("Self::{}({value})", variant.rust_name));
                self.code.line("}\n}").blank();
            }
        }

        let checked = !self.definition.checks.is_empty();
        if checked {
            self.checks("CHECKS");
        }
        self.code.line(format!("impl Decode for {name} {{"));
        if union.variants.iter().any(|variant| self.model.may_be_list(&variant.ty)) {
            self.code.line("const TEXT: Text = Text::Several;");
        }
        self.code.line("fn decode(json: Json<'_>, at: &mut Decoder) -> Option<Self> {");
        self.check();
        if checked {
            self.code.line("let decoded = {");
        }
        self.decide(union, &union.decision, open);
        if checked {
            self.code.line("};").line("decoded.filter(|_| kept)");
        }
        self.code.line("}\n}").blank();

        self.serialize(|code| {
            code.line("match self {");
            for variant in &union.variants {
                let name = &variant.rust_name;
                match &variant.tag {
                    None => code.line(format!("Self::{name}(value) => value.serialize(serializer),")),
                    Some((property, tag)) => {
                        let tag = format!("{}, {}", literal(property), literal(tag));
                        let written = format!("schema_support::serialize_tagged(serializer, {tag}, value)");
                        code.line(format!("Self::{name}(value) => {written},"))
                    }
                };
            }
            if open {
                code.line("Self::Unknown(value) => value.serialize(serializer),");
            }
            code.line("}");
        });
    }

    /// Which variant the value is, and the variant.
    fn decide(&mut self, union: &Union, decision: &Decision, open: bool) {
        let decoded =
            |index: &usize| format!("Decode::decode(json, at).map(Self::{})", union.variants[*index].rust_name);
        match decision {
            Decision::One(index) => {
                self.code.line(decoded(index));
            }
            Decision::Tag { property, values, otherwise } => {
                self.tag(union, property, values, otherwise.as_ref(), open)
            }
            Decision::JsonType(rows) => {
                // A text is a string before it is the text of an object.
                let has_string = rows.iter().any(|(known, _)| *known == JsonType::String);
                let kinds =
                    [(JsonType::Number, "Number"), (JsonType::Boolean, "Boolean"), (JsonType::Object, "Object")];
                for (kind, text) in kinds {
                    if rows.iter().any(|(known, _)| *known == kind) && !(has_string && kind == JsonType::Object) {
                        self.code.line(format!("let json = at.read_text(json, Text::{text});"));
                    }
                }
                self.code.line("match json {");
                let mut at = 0;
                while at < rows.len() {
                    let decision = &rows[at].1;
                    let same = rows[at..].iter().take_while(|(_, other)| other == decision).count();
                    let patterns: Vec<_> = rows[at..at + same].iter().map(|(kind, _)| json_pattern(*kind).0).collect();
                    match decision {
                        Decision::One(index) => {
                            self.code.line(format!("{} => {},", patterns.join(" | "), decoded(index)));
                        }
                        decision => {
                            self.code.line(format!("{} => {{", patterns.join(" | ")));
                            self.decide(union, decision, open);
                            self.code.line("}");
                        }
                    }
                    at += same;
                }
                let wanted: Vec<_> = rows.iter().map(|(kind, _)| json_pattern(*kind).1).collect();
                self.code.line(format!("_ => at.type_violation({}),", literal(&wanted.join(" or "))));
                self.code.line("}");
            }
            Decision::Members { own, otherwise } => {
                self.code.line("// The members that only one of them has tell which it is.");
                for (position, (index, members)) in own.iter().enumerate() {
                    let word = if position == 0 { "if" } else { "} else if" };
                    let members = literals(members.iter().map(String::as_str));
                    self.code.line(format!("{word} json.has_any(&{members}) {{"));
                    self.code.line(decoded(index));
                }
                self.code.line("} else {");
                match otherwise {
                    Some(index) => {
                        self.code.line(decoded(index));
                    }
                    None => {
                        let members = own.iter().filter_map(|(_, members)| members.first());
                        let wanted: Vec<_> = members.map(|member| format!("`{member}`")).collect();
                        let message = literal(&format!("must have one of {}", wanted.join(", ")));
                        self.code.line(format!("at.report({}, {message});", literal(union.keyword)));
                        self.code.line("None");
                    }
                }
                self.code.line("}");
            }
            Decision::Trial(candidates) => {
                self.code.line(format!(
                    "const ALTERNATIVES: [Alternative<{}>; {}] = [",
                    self.definition.name,
                    candidates.len()
                ));
                for index in candidates {
                    let variant = &union.variants[*index].rust_name;
                    self.code
                        .line(format!("|json, at| Decode::decode(json, at).map({}::{variant}),", self.definition.name));
                }
                self.code.line("];");
                let how = if union.keyword == "oneOf" { "one_of" } else { "any_of" };
                if open {
                    self.code.line(format!("match at.{how}(&json, &ALTERNATIVES) {{"));
                    self.code.line("None if at.is_tolerant() => Some(Self::Unknown(json.into())),");
                    self.code.line("decoded => decoded,");
                    self.code.line("}");
                } else {
                    self.code.line(format!("at.{how}(&json, &ALTERNATIVES)"));
                }
            }
        }
    }

    fn tag(
        &mut self,
        union: &Union,
        property: &str,
        values: &[(Literal, usize)],
        otherwise: Option<&usize>,
        open: bool,
    ) {
        let decoded =
            |index: &usize| format!("Decode::decode(json, at).map(Self::{})", union.variants[*index].rust_name);
        let property = literal(property);
        let texts: Option<Vec<&str>> = values
            .iter()
            .map(|(value, _)| match value {
                Literal::String(text) => Some(&**text),
                _ => None,
            })
            .collect();
        let texts = texts.filter(|_| otherwise.is_none());
        match &texts {
            Some(texts) => {
                let tags = literals(texts.iter().copied());
                self.code.line(format!("const TAGS: [&str; {}] = {tags};", values.len()));
                self.code.line(format!("match at.tag(&json, {property}, &TAGS)? {{"));
            }
            None => {
                let tags: Vec<String> = values.iter().map(|(value, _)| literal_text(value)).collect();
                self.code.line(format!(
                    "const TAGS: [schema_support::Literal; {}] = [{}];",
                    tags.len(),
                    tags.join(", ")
                ));
                self.code.line(format!("match at.literal_tag(&json, {property}, &TAGS)? {{"));
            }
        }
        for (position, (_, index)) in values.iter().enumerate() {
            self.code.line(format!("Some({position}) => {},", decoded(index)));
        }
        match otherwise {
            Some(index) => {
                self.code.line(format!("_ => {},", decoded(index)));
            }
            None => {
                if open {
                    self.code.line("_ if at.is_tolerant() => Some(Self::Unknown(json.into())),");
                }
                self.code.line(match texts {
                    Some(_) => format!("_ => at.unknown_tag({property}, &TAGS),"),
                    None => format!("_ => at.unknown_literal_tag(&json, {property}, &TAGS),"),
                });
            }
        }
        self.code.line("}");
    }

    fn values(&mut self, values: &[LiteralValue]) {
        let name = &self.definition.name;
        let open = self.flavour == Flavour::Client;
        let all: Vec<String> = values.iter().map(|value| literal_text(&value.value)).collect();
        self.head();
        let derives =
            if open { "Clone, Debug, PartialEq" } else { "Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord" };
        self.code.line(format!("#[derive({derives})]"));
        self.code.line(ARBITRARY);
        self.code.line(format!("pub enum {name} {{"));
        for value in values {
            self.code.docs(&format!("`{}`", json_text(&value.value)));
            self.code.line(format!("{},", value.rust_name));
        }
        if open {
            self.code.line("/// A value of a newer server. It cannot be sent.").line(SKIPPED);
            self.code.line("Unknown(serde_json::Value),");
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
            self.code.line("Self::Unknown(value) => value.fmt(f),");
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
            self.code.line("_ if at.is_tolerant() => Some(Self::Unknown(json.into())),");
        }
        self.code.line("_ => at.unknown_literal(&Self::VALUES),");
        self.code.line("}\n}\n}").blank();

        self.serialize(|code| {
            code.line("match self {");
            for (index, value) in values.iter().enumerate() {
                code.line(format!("Self::{} => Self::VALUES[{index}].serialize(serializer),", value.rust_name));
            }
            if open {
                code.line("Self::Unknown(value) => value.serialize(serializer),");
            }
            code.line("}");
        });
    }
}

/// A member's local variable while it is decoded, never one of the decoding's own.
fn local(member: &Member) -> String {
    match &*member.rust_name {
        name @ ("object" | "at" | "json" | "kept" | "check" | "additional_properties") => format!("{name}_"),
        name => name.to_owned(),
    }
}

fn variant_docs(model: &Model, variant: &Variant) -> String {
    match &variant.ty {
        Type::Named(id) if !model.types[*id].docs.is_empty() => {
            model.types[*id].docs.lines().next().unwrap_or_default().to_owned()
        }
        ty => format!("`{}`", type_text(model, ty, "")),
    }
}

fn json_pattern(kind: JsonType) -> (&'static str, &'static str) {
    match kind {
        JsonType::Null => ("Json::Null", "null"),
        JsonType::Boolean => ("Json::Bool(_)", "boolean"),
        JsonType::Number => ("Json::Number(_)", "number"),
        JsonType::String => ("Json::String(_)", "string"),
        JsonType::Array => ("Json::Array(_)", "array"),
        JsonType::Object => ("Json::Object(_)", "object"),
    }
}

/// A pattern's constructor.
fn pattern_text(pattern: &Pattern) -> String {
    let source = literal(&pattern.source);
    match &pattern.linear {
        Some(linear) => format!("Pattern::linear({source}, {})", literal(linear)),
        None => format!("Pattern::backtracking({source})"),
    }
}

fn number_rules(rules: &crate::model::NumberRules) -> Vec<String> {
    let mut set = Vec::new();
    set.extend(rules.minimum.map(|bound| format!("minimum: Some({bound:?})")));
    set.extend(rules.exclusive_minimum.map(|bound| format!("exclusive_minimum: Some({bound:?})")));
    set.extend(rules.maximum.map(|bound| format!("maximum: Some({bound:?})")));
    set.extend(rules.exclusive_maximum.map(|bound| format!("exclusive_maximum: Some({bound:?})")));
    set.extend(rules.multiple_of.map(|step| format!("multiple_of: Some({step:?})")));
    if !rules.exact.is_empty() {
        let rows = rules.exact.iter().map(|(keyword, text)| format!("({}, {})", literal(keyword), literal(text)));
        set.push(format!("exact: &[{}]", rows.collect::<Vec<_>>().join(", ")));
    }
    set
}

/// A value as JSON.
pub fn json_text(value: &Literal) -> String {
    let join = |items: Vec<String>| items.join(",");
    match value {
        Literal::Null => "null".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Integer(value) => value.to_string(),
        Literal::Number(value) => format!("{value:?}"),
        Literal::Exact(text) => text.clone(),
        Literal::String(text) => serde_json::Value::from(text.as_str()).to_string(),
        Literal::Array(items) => format!("[{}]", join(items.iter().map(json_text).collect())),
        Literal::Object(members) => {
            let members = members
                .iter()
                .map(|(name, value)| format!("{}:{}", serde_json::Value::from(name.as_str()), json_text(value)));
            format!("{{{}}}", join(members.collect()))
        }
    }
}

/// A value as a constant.
pub fn literal_text(value: &Literal) -> String {
    let inner = match value {
        Literal::Null => return "schema_support::Literal::Null".to_owned(),
        Literal::Bool(value) => format!("Bool({value})"),
        Literal::Integer(value) => format!("Integer({value})"),
        Literal::Number(value) => format!("Number({value:?})"),
        Literal::Exact(text) => format!("Exact({})", literal(text)),
        Literal::String(text) => format!("String({})", literal(text)),
        Literal::Array(items) => {
            format!("Array(&[{}])", items.iter().map(literal_text).collect::<Vec<_>>().join(", "))
        }
        Literal::Object(members) => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("({}, {})", literal(name), literal_text(value))).collect();
            format!("Object(&[{}])", members.join(", "))
        }
    };
    format!("schema_support::Literal::{inner}")
}

/// Rules as a constant: a list on one line where it is short.
fn rules_text(model: &Model, rules: &[Rule]) -> String {
    list(rules.iter().map(|rule| format!("schema_support::Rule::{}", rule_text(model, rule))).collect())
}

fn list(items: Vec<String>) -> String {
    let line = format!("[{}]", items.join(", "));
    if line.len() <= 100 && !line.contains('\n') {
        return line;
    }
    format!("[\n{},\n]", items.join(",\n"))
}

fn rule_text(model: &Model, rule: &Rule) -> String {
    let schema = |rules: &[Rule]| format!("&{}", rules_text(model, rules));
    let schemas = |all: &[Vec<Rule>]| format!("&{}", list(all.iter().map(|rules| schema(rules)).collect()));
    let names = |names: &[String]| format!("&{}", literals(names.iter().map(String::as_str)));
    let by_name = |rows: &[(String, Vec<Rule>)]| {
        let rows = rows.iter().map(|(name, rules)| format!("({}, {})", literal(name), schema(rules)));
        format!("&{}", list(rows.collect()))
    };
    // Each place of a pattern compiles its own: a static inside of a constant.
    let pattern = |pattern: &Pattern| format!("{{\nstatic PATTERN: Pattern = {};\n&PATTERN\n}}", pattern_text(pattern));
    match rule {
        Rule::Never => "Never".to_owned(),
        Rule::Type(types) => format!("Type({})", names(types)),
        Rule::Enum(values) => format!("Enum(&{})", list(values.iter().map(literal_text).collect())),
        Rule::Text(rules) => {
            let mut set = Vec::new();
            set.extend(rules.min_length.map(|length| format!("min_length: Some({length})")));
            set.extend(rules.max_length.map(|length| format!("max_length: Some({length})")));
            set.extend(rules.patterns.first().map(|it| format!("pattern: Some({})", pattern(it))));
            set.extend(rules.format.map(|format| format!("format: Some(Format::{format})")));
            set.push("..StringRules::NONE".to_owned());
            format!("Text(StringRules {{\n{}\n}})", set.join(",\n"))
        }
        Rule::Number(rules) => {
            let mut set = number_rules(rules);
            if set.len() < 6 {
                set.push("..NumberRules::NONE".to_owned());
            }
            format!("Number(NumberRules {{ {} }})", set.join(", "))
        }
        Rule::MinItems(count) => format!("MinItems({count})"),
        Rule::MaxItems(count) => format!("MaxItems({count})"),
        Rule::UniqueItems => "UniqueItems".to_owned(),
        Rule::PrefixItems(all) => format!("PrefixItems({})", schemas(all)),
        Rule::Items(from, rules) => format!("Items({from}, {})", schema(rules)),
        Rule::Contains(rules, least, most) => format!("Contains({}, {least}, {most:?})", schema(rules)),
        Rule::MinProperties(count) => format!("MinProperties({count})"),
        Rule::MaxProperties(count) => format!("MaxProperties({count})"),
        Rule::Required(required) => format!("Required({})", names(required)),
        Rule::Properties(rows) => format!("Properties({})", by_name(rows)),
        Rule::PatternProperties(rows) => {
            let rows = rows.iter().map(|(it, rules)| format!("({}, {})", pattern(it), schema(rules)));
            format!("PatternProperties(&{})", list(rows.collect()))
        }
        Rule::AdditionalProperties(known, patterns, rules) => {
            let patterns = list(patterns.iter().map(pattern).collect());
            format!("AdditionalProperties({}, &{patterns}, {})", names(known), schema(rules))
        }
        Rule::PropertyNames(rules) => format!("PropertyNames({})", schema(rules)),
        Rule::DependentRequired(rows) => {
            let rows = rows.iter().map(|(name, required)| format!("({}, {})", literal(name), names(required)));
            format!("DependentRequired(&{})", list(rows.collect()))
        }
        Rule::DependentSchemas(rows) => format!("DependentSchemas({})", by_name(rows)),
        Rule::AllOf(all) => format!("AllOf({})", schemas(all)),
        Rule::AnyOf(all) => format!("AnyOf({})", schemas(all)),
        Rule::OneOf(all) => format!("OneOf({})", schemas(all)),
        Rule::Not(rules) => format!("Not({})", schema(rules)),
        Rule::If(condition, then, otherwise) => {
            format!("If({}, {}, {})", schema(condition), schema(then), schema(otherwise))
        }
        Rule::Ref(index) => format!("Ref(&{})", model.schemas[*index].name),
        Rule::UnevaluatedItems(rules) => format!("UnevaluatedItems({})", schema(rules)),
        Rule::UnevaluatedProperties(rules) => format!("UnevaluatedProperties({})", schema(rules)),
    }
}
