//! A program with a module for each operation of which the document has examples: how to send each of them with the client,
//! and how to tell every declared error by its type.
//!
//! It is one program and not many: each would be linked with all of the client by whoever builds everything.

use serde_json::Value;

use super::CrateOptions;
use super::code::{Code, literal};
use super::types::type_text;
use crate::model::{
    ContentKind, Decision, JsonType, Location, Member, Model, Operation, Parameter, SchemeKind, Type, TypeKind,
};
use crate::names::{Namespace, snake};

/// What the program is called: no two of a workspace may be called the same.
fn name(options: &CrateOptions) -> String {
    format!("{}_call", options.package.replace('-', "_"))
}

/// The program's files by their paths in the crate; none where there is nothing to show.
pub fn examples(model: &Model, options: &CrateOptions) -> Vec<(String, String)> {
    let mut modules: Vec<(String, String)> = Vec::new();
    let mut files = Namespace::default();
    files.give("main");
    // A program for an event would need a consumer.
    for operation in model.operations.iter().filter(|operation| operation.event.is_none()) {
        let Some(body) = &operation.body else { continue };
        let mut names = Namespace::default();
        let values: Vec<(String, &str, &str, String)> = body
            .examples
            .iter()
            .filter_map(|example| {
                let text = value(model, &body.contents.first()?.ty, &example.value)?;
                Some((names.give(&snake(&example.name)), &*example.name, &*example.docs, text))
            })
            .collect();
        // What a program of a few lines can be given: arguments that are one text each, one bearer token.
        let plain = operation.parameters.iter().all(|parameter| !parameter.required || is_parsed(model, &parameter.ty));
        let one_json = matches!(&*body.contents, [only] if only.kind == ContentKind::Json);
        let one_way = operation.security.iter().all(|secured| {
            let schemes = &model.requirements[secured.requirement].schemes;
            schemes.iter().all(|scheme| model.schemes[*scheme].kind == SchemeKind::Bearer)
        });
        if !values.is_empty() && body.required && plain && one_json && one_way && operation.security.len() < 2 {
            modules.push((files.give(&operation.rust_name), module(model, operation, &values, options)));
        }
    }
    if modules.is_empty() {
        return modules;
    }
    let names: Vec<&str> = modules.iter().map(|(name, _)| name.as_str()).collect();
    let folder = format!("examples/{}", name(options));
    let root = (format!("{folder}/main.rs"), program(model, &names, options));
    let path = |name: &str| format!("{folder}/{}.rs", name.trim_start_matches("r#"));
    modules.into_iter().map(|(name, text)| (path(&name), text)).chain([root]).collect()
}

/// How the program is called.
fn usage(options: &CrateOptions, rest: &str) -> String {
    format!("cargo run -p {} --example {} -- {rest}", options.package, name(options))
}

/// The program's root: it leads to the module of an operation.
fn program(model: &Model, names: &[&str], options: &CrateOptions) -> String {
    let mut code = Code::default();
    let usage = usage(options, "OPERATION EXAMPLE ...");
    code.line(&options.banner);
    code.line("//! Calls an operation with an example of the document; each operation's module says what it needs.");
    code.line("//!");
    code.line(format!("//! ```sh\n//! {usage}\n//! ```")).blank();
    super::write_root_attributes(&mut code, &super::root_attributes(model));
    for name in names {
        code.line(format!("mod {name};"));
    }
    // An operation may be called as a crate is.
    code.blank().line("fn main() -> Result<(), Box<dyn ::std::error::Error>> {");
    code.line("let mut arguments = ::std::env::args().skip(1);");
    code.line("match arguments.next().as_deref() {");
    for name in names {
        code.line(format!("Some({}) => {name}::call(arguments),", literal(name.trim_start_matches("r#"))));
    }
    let known: Vec<&str> = names.iter().map(|name| name.trim_start_matches("r#")).collect();
    let known = format!("{usage}; the operations are {}", known.join(", "));
    code.line(format!("_ => Err({}.into()),\n}}\n}}", literal(&known)));
    code.finish()
}

/// Whether the type is made of one text by `parse`.
fn is_parsed(model: &Model, ty: &Type) -> bool {
    match ty {
        Type::Bool | Type::F64 | Type::String | Type::Uuid | Type::Date | Type::DateTime => true,
        Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::U8 | Type::U16 | Type::U32 | Type::U64 => true,
        Type::Named(id) => match &model.types[*id].kind {
            TypeKind::String(_) | TypeKind::Enum(_) => true,
            TypeKind::Alias(ty) => is_parsed(model, ty),
            _ => false,
        },
        _ => false,
    }
}

fn module(
    model: &Model,
    operation: &Operation,
    values: &[(String, &str, &str, String)],
    options: &CrateOptions,
) -> String {
    let crate_name = options.package.replace('-', "_");
    let mut code = Code::default();
    let contents = operation.body.as_ref().map(|body| &*body.contents).unwrap_or_default();
    let body = contents.first().map(|content| type_text(model, &content.ty, "types::")).unwrap_or_default();
    let signs = operation.signature.is_some();
    // One bearer token is all that a program of a few lines can be given.
    let token = match &*operation.security {
        [only] => match &*model.requirements[only.requirement].schemes {
            [scheme] => Some(&model.schemes[*scheme]).filter(|scheme| scheme.kind == SchemeKind::Bearer),
            _ => None,
        },
        _ => None,
    };
    let mut variables = vec![("API_URL", "the server's base URL")];
    match token.map(|scheme| &scheme.token) {
        Some(Some(_)) => variables.push(("API_CREDENTIALS", "the body of the log-in, as JSON")),
        Some(None) => variables.push(("API_TOKEN", "the bearer token")),
        None => {}
    }
    if signs {
        variables.push(("API_SHARED_SECRET", "what requests are signed with"));
    }

    code.line(&options.banner);
    code.line(format!("//! `{} {}` with each example of the document.", operation.method, operation.path));
    code.line("//!");
    let arguments: Vec<&Parameter> = operation.plain_parameters().filter(|parameter| parameter.required).collect();
    let given: String = arguments.iter().map(|parameter| format!(" {}", parameter.name.to_uppercase())).collect();
    let usage = usage(options, &format!("{} EXAMPLE{given}", operation.rust_name.trim_start_matches("r#")));
    code.line("//! ```sh");
    for (name, meaning) in &variables {
        code.line(format!("//! export {name}=... # {meaning}"));
    }
    code.line(format!("//! {usage}"));
    code.line("//! ```").blank();
    if operation.deprecated {
        code.line("#![allow(deprecated)]").blank();
    }
    code.line("use std::env;\nuse std::error::Error;").blank();
    code.line(if signs { "use client_support::{Session, SharedSecret};" } else { "use client_support::Session;" });
    let error = operation.errors().next().map_or_else(String::new, |_| format!("{}Error, ", operation.type_name));
    let names_types = body.contains("types::") || values.iter().any(|(.., text)| text.contains("types::"));
    let types = if names_types { ", types" } else { "" };
    code.line(format!("use {crate_name}::{{Client, {error}{}Request{types}}};", operation.type_name));
    code.line("#[allow(unused_imports)]\nuse schema_support::Field;").blank();

    for (function, _, docs, text) in values {
        code.docs(if docs.is_empty() { "An example of the document." } else { docs });
        code.line(format!("fn {function}() -> Result<{body}, Box<dyn Error>> {{"));
        code.line(format!("Ok({text})"));
        code.line("}").blank();
    }

    code.line("#[tokio::main(flavor = \"current_thread\")]");
    code.line("pub async fn call(mut arguments: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {");
    code.line(format!("let mut next = || arguments.next().ok_or({});", literal(&usage)));
    code.line("let body = match next()?.as_str() {");
    for (function, name, ..) in values {
        code.line(format!("{} => {function}()?,", literal(name)));
    }
    let known: Vec<&str> = values.iter().map(|(_, name, ..)| *name).collect();
    code.line(format!("_ => return Err({}.into()),", literal(&format!("the examples are {}", known.join(", ")))));
    code.line("};");
    let mut given = Vec::new();
    for parameter in &arguments {
        code.line(format!("let {} = next()?.parse()?;", parameter.rust_name));
        given.push(parameter.rust_name.clone());
        debug_assert!(matches!(
            parameter.location,
            Location::Path | Location::Query | Location::Header | Location::Cookie
        ));
    }
    given.push("body".to_owned());

    code.blank()
        .line(format!("let {}session = Session::builder(env::var(\"API_URL\")?);", if signs { "mut " } else { "" }));
    if signs {
        code.line("session = session.shared_secret(SharedSecret::new(env::var(\"API_SHARED_SECRET\")?));");
    }
    code.line("let session = session.build()?;");
    match token {
        Some(scheme) if scheme.token.is_some() => {
            code.line("let credentials = serde_json::from_str(&env::var(\"API_CREDENTIALS\")?)?;");
            code.line(format!("let tokens = {crate_name}::{}_tokens(&session, credentials);", scheme.rust_name));
            code.line("let client = Client::new(session.with_tokens(tokens));");
        }
        Some(_) => {
            code.line("let token = client_support::Token::new(env::var(\"API_TOKEN\")?, None);");
            code.line("let client = Client::new(session.with_tokens(client_support::StaticToken(token)));");
        }
        None => {
            code.line("let client = Client::new(session);");
        }
    }
    code.line(format!("let request = {}Request::new({});", operation.type_name, given.join(", ")));
    code.line(format!("match client.{}(&request).await {{", operation.rust_name));
    let is_json =
        |response: &crate::model::Response| matches!(&*response.contents, [only] if only.kind == ContentKind::Json);
    let has_body = operation.successes().count() == 1 && operation.successes().any(is_json);
    match has_body {
        true => {
            code.line("Ok(answer) => println!(\"{} {}\", answer.status, serde_json::to_string_pretty(&answer.body)?),")
        }
        false => code.line("Ok(answer) => println!(\"{}\", answer.status),"),
    };
    if operation.errors().next().is_none() {
        code.line("Err(error) => return Err(error.into()),\n}\nOk(())\n}");
        return code.finish();
    }
    code.line("Err(error) => match error.declared() {");
    for response in operation.errors() {
        let error = format!("{}Error::{}", operation.type_name, response.rust_name);
        let headers = response.headers.iter().any(|header| header.constant.is_none() || !header.required);
        let is_tuple = response.status.code().is_some() && !headers;
        let text = literal(&format!("{} {}: {{}}", response.status.word(), response.rust_name));
        let shown = "serde_json::to_string_pretty(body)?";
        match (is_json(response), is_tuple, response.contents.is_empty()) {
            (true, true, _) => code.line(format!("Some({error}(body)) => println!({text}, {shown}),")),
            (true, false, _) => code.line(format!("Some({error} {{ body, .. }}) => println!({text}, {shown}),")),
            (false, true, true) => {
                code.line(format!("Some({error}) => println!({}),", literal(&response.status.word())))
            }
            (false, true, false) => {
                code.line(format!("Some({error}(_)) => println!({}),", literal(&response.status.word())))
            }
            (false, false, _) => {
                code.line(format!("Some({error} {{ .. }}) => println!({}),", literal(&response.status.word())))
            }
        };
    }
    code.line("None => return Err(error.into()),\n},\n}");
    code.line("Ok(())\n}");
    code.finish()
}

/// An expression that makes a value of a type; `None` where the example is not of the type.
fn value(model: &Model, ty: &Type, json: &Value) -> Option<String> {
    Some(match (ty, json) {
        (Type::Nullable(_), Value::Null) => "None".to_owned(),
        (Type::Nullable(inner), json) => format!("Some({})", value(model, inner, json)?),
        (Type::Bool, Value::Bool(value)) => value.to_string(),
        (Type::Null, Value::Null) => "()".to_owned(),
        (Type::U64, Value::Number(number)) => number.as_u64()?.to_string(),
        (Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::U8 | Type::U16 | Type::U32, Value::Number(number)) => {
            number.as_i64()?.to_string()
        }
        (Type::F64, Value::Number(number)) => format!("{:?}", number.as_f64()?),
        (Type::String, Value::String(text)) => format!("{}.to_owned()", literal(text)),
        (Type::Uuid | Type::Date | Type::DateTime | Type::Text(_), Value::String(text)) => {
            format!("{}.parse()?", literal(text))
        }
        (Type::Any, json) => format!("serde_json::json!({json})"),
        (Type::Array(item), Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|json| value(model, item, json)).collect::<Option<_>>()?;
            format!("vec![{}]", items.join(", "))
        }
        (Type::Map(item), Value::Object(members)) => {
            let members: Vec<String> = members
                .iter()
                .map(|(name, json)| Some(format!("({}.to_owned(), {})", literal(name), value(model, item, json)?)))
                .collect::<Option<_>>()?;
            format!("std::collections::BTreeMap::from([{}])", members.join(", "))
        }
        (Type::Named(id), json) => named(model, *id, json)?,
        _ => return None,
    })
}

fn named(model: &Model, id: usize, json: &Value) -> Option<String> {
    let definition = &model.types[id];
    let name = format!("types::{}", definition.name);
    Some(match (&definition.kind, json) {
        (TypeKind::String(_), Value::String(text)) => format!("{}.parse()?", literal(text)),
        (TypeKind::Integer(..), Value::Number(number)) => format!("{}.try_into()?", number.as_i64()?),
        (TypeKind::Number(_), Value::Number(number)) => format!("{:?}.try_into()?", number.as_f64()?),
        (TypeKind::Array(_, item), Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|json| value(model, item, json)).collect::<Option<_>>()?;
            format!("vec![{}].try_into()?", items.join(", "))
        }
        (TypeKind::Tuple(items), Value::Array(values)) if items.len() == values.len() => {
            let made = items.iter().zip(values).map(|(item, json)| {
                let inner = value(model, &item.ty, json)?;
                Some(if item.boxed { format!("Box::new({inner})") } else { inner })
            });
            format!("{name}({})", made.collect::<Option<Vec<_>>>()?.join(", "))
        }
        (TypeKind::Alias(ty), json) => value(model, ty, json)?,
        (TypeKind::Checked(ty), json) => format!("{}.try_into()?", value(model, ty, json)?),
        (TypeKind::Values(values), json) => {
            let variant = values.iter().find(|value| value.value.is(json))?;
            format!("{name}::{}", variant.rust_name)
        }
        (TypeKind::Enum(values), Value::String(text)) => {
            let variant = values.iter().find(|value| value.value == *text)?;
            format!("{name}::{}", variant.rust_name)
        }
        (TypeKind::Union(union), json) => {
            let fits = |index: &usize| value(model, &union.variants[*index].ty, json).is_some();
            let index = chosen(&union.decision, json, &fits)?;
            let variant = &union.variants[index];
            let inner = value(model, &variant.ty, json)?;
            let inner = if variant.boxed { format!("Box::new({inner})") } else { inner };
            format!("{name}::{}({inner})", variant.rust_name)
        }
        (TypeKind::Struct(object), Value::Object(members)) => {
            let fields: Vec<&Member> = object.members.iter().filter(|member| member.constant.is_none()).collect();
            let mut lines = Vec::new();
            let mut rest = false;
            for member in fields {
                let text = match (members.get(&member.name), member.required, member.nullable) {
                    (None, true, _) => return None,
                    (None, false, _) => {
                        rest = true;
                        continue;
                    }
                    (Some(Value::Null), false, true) => "Field::Null".to_owned(),
                    (Some(Value::Null), true, true) => "None".to_owned(),
                    (Some(json), required, nullable) => {
                        let inner = value(model, &member.ty, json)?;
                        let inner = if member.boxed { format!("Box::new({inner})") } else { inner };
                        match (required, nullable) {
                            (true, false) => inner,
                            (false, true) => format!("Field::Value({inner})"),
                            _ => format!("Some({inner})"),
                        }
                    }
                };
                lines.push(format!("{}: {text},", member.rust_name));
            }
            if object.additional != crate::model::Additional::Denied
                && object.additional != crate::model::Additional::Ignored
            {
                return None;
            }
            if rest {
                // Every other member is absent.
                let defaults = object.members.iter().filter(|member| member.constant.is_none());
                let absent = defaults.filter(|member| !member.required && !members.contains_key(&member.name));
                if object
                    .members
                    .iter()
                    .all(|member| member.constant.is_none() && (!member.required || member.nullable))
                {
                    if lines.is_empty() {
                        return Some(format!("{name}::default()"));
                    }
                    lines.push("..Default::default()".to_owned());
                } else {
                    lines.extend(absent.map(|member| {
                        let text = if member.nullable { "Field::Absent" } else { "None" };
                        format!("{}: {text},", member.rust_name)
                    }));
                }
            }
            format!("{name} {{\n{}\n}}", lines.join("\n"))
        }
        _ => return None,
    })
}

/// The variant of a union that a value is, where it is decided, or where `fits` tells.
pub(super) fn chosen(decision: &Decision, json: &Value, fits: &impl Fn(&usize) -> bool) -> Option<usize> {
    match decision {
        Decision::One(index) => Some(*index),
        Decision::Tag { property, values, otherwise } => {
            let tag = json.get(property);
            let found = values.iter().find(|(value, _)| tag.is_some_and(|tag| value.is(tag)));
            found.map(|(_, index)| *index).or(*otherwise)
        }
        Decision::JsonType(rows) => {
            let (_, decision) = rows.iter().find(|(kind, _)| *kind == json_type(json))?;
            chosen(decision, json, fits)
        }
        Decision::Members { own, otherwise } => own
            .iter()
            .find(|(_, members)| members.iter().any(|member| json.get(member).is_some()))
            .map(|(index, _)| *index)
            .or(*otherwise),
        Decision::Trial(candidates) => candidates.iter().copied().find(fits),
    }
}

fn json_type(json: &Value) -> JsonType {
    match json {
        Value::Null => JsonType::Null,
        Value::Bool(_) => JsonType::Boolean,
        Value::Number(_) => JsonType::Number,
        Value::String(_) => JsonType::String,
        Value::Array(_) => JsonType::Array,
        Value::Object(_) => JsonType::Object,
    }
}
