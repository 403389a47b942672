//! The skeleton that a team begins with: the generated trait implemented, every method in it, and a program that
//! serves it.
//!
//! Written from the trait as it is emitted, so that no method and no argument can be missing. Until it is filled in,
//! every operation answers an error that the document declares, where it declares one that can be built; security
//! methods let nobody in.

use std::collections::{HashMap, HashSet};
use std::fmt::Write;

use proc_macro2::TokenStream;
use quote::ToTokens;
use serde_json::{Map, Value, json};
use syn::{
    Attribute, Expr, ExprLit, Fields, FnArg, GenericArgument, Item, ItemEnum, ItemTrait, Lit, Meta, Pat, PathArguments,
    ReturnType, TraitItem, TraitItemFn, TypeParamBound, Variant,
};
use unicode_width::UnicodeWidthStr;

use super::code::{Code, literal};
use super::examples::chosen;
use super::wire_test::wire_test;
use super::{CrateOptions, Files, LIBRARY};
use crate::model::{
    Content, IntegerRules, Member, Model, NumberRules, Rule, StringRules, Struct, Type, TypeKind, Union,
};

/// The crate with the skeleton. `library` is the text of the server crate's `src/lib.rs`, `server` that crate's name.
pub fn handlers_crate(model: &Model, server: &str, library: &str, options: &CrateOptions) -> Files {
    let mut files = Files::new();
    let Skeleton { text, panicking } = skeleton(model, server, library);
    files.insert("src/lib.rs".to_owned(), text);
    files.insert("examples/serve.rs".to_owned(), example(model, server, options));
    let is_asked = !model.operations.is_empty();
    files.insert("Cargo.toml".to_owned(), manifest(server, is_asked, options));
    if is_asked {
        files.insert("tests/wire.rs".to_owned(), wire_test(model, server, &panicking, options));
    }
    files
}

fn manifest(server: &str, is_asked: bool, options: &CrateOptions) -> String {
    let mut text =
        format!("[package]\nname = \"{}\"\n{}\n{LIBRARY}[dependencies]\n", options.package, options.package_lines);
    for name in [server, "http", "schema-support", "serde", "serde_json", "server-support", "uuid"] {
        text.push_str(&(options.dependency)(name, false));
        text.push('\n');
    }
    text.push_str("\n[dev-dependencies]\n");
    for name in ["dropshot", "slog", "tokio"] {
        text.push_str(&(options.dependency)(name, false));
        text.push('\n');
    }
    if is_asked {
        text.push_str(&(options.dependency)("round-trips", false));
        text.push_str(&format!("\n{server} = {{ workspace = true, features = [\"conformance\"] }}\n"));
    }
    text
}

pub(super) fn rust_crate(package: &str) -> String {
    package.replace('-', "_")
}

fn example(model: &Model, server: &str, options: &CrateOptions) -> String {
    let (own, server) = (rust_crate(&options.package), rust_crate(server));
    let mut code = Code::default();
    code.line(format!("//! Serves {} by dropshot:", one_line(&model.title)));
    code.line("//!\n//! ```sh");
    code.line(format!("//! cargo run -p {} --example serve -- 127.0.0.1:8080", options.package));
    code.line("//! ```").blank();
    super::write_root_attributes(&mut code, &super::root_attributes(model));
    code.line("use std::env;\nuse std::error::Error;\nuse std::net::SocketAddr;").blank();
    code.line("use dropshot::{ConfigDropshot, HandlerTaskMode, ServerBuilder};");
    code.line("use server_support::{Limits, Server};").blank();
    code.line(format!("use {own}::Handlers;")).blank();
    code.line("#[tokio::main]\nasync fn main() -> Result<(), Box<dyn Error>> {");
    code.line(
        "let address: SocketAddr = env::args().nth(1).unwrap_or_else(|| \"127.0.0.1:8080\".to_owned()).parse()?;",
    );
    code.line("let config = ConfigDropshot {");
    code.line("bind_address: address,");
    code.line("// The generated mount lets changes finish without their caller by itself.");
    code.line("default_handler_task_mode: HandlerTaskMode::CancelOnDisconnect,");
    code.line("..ConfigDropshot::default()\n};");
    code.line("// One event a request goes to `tracing`; dropshot's own log would repeat it.");
    code.line("let log = slog::Logger::root(slog::Discard, slog::o!());");
    code.line("let server = Server::new(Handlers, Limits::default());");
    code.line(format!(
        "let http = ServerBuilder::new({server}::api_description::<Handlers>(), server, log).config(config).start()?;"
    ));
    code.line("println!(\"http://{}\", http.local_addr());");
    code.line("http.await?;\nOk(())\n}");
    code.finish()
}

/// The server crate's library, as far as the skeleton has to know it.
struct Library {
    api: Option<ItemTrait>,
    responses: HashMap<String, ItemEnum>,
    /// Structs that derive `Default`.
    defaults: HashSet<String>,
    /// Where the operation of a response's enum is in the model.
    operations: HashMap<String, usize>,
}

impl Library {
    fn of(text: &str, model: &Model) -> Self {
        let names = model.operations.iter().map(|operation| format!("{}Response", operation.type_name));
        let operations = names.zip(0..).collect();
        let mut library = Self { api: None, responses: HashMap::new(), defaults: HashSet::new(), operations };
        let items = syn::parse_file(text).map(|file| file.items).unwrap_or_default();
        for item in items {
            match item {
                Item::Trait(item) if library.api.is_none() => library.api = Some(item),
                Item::Enum(item) => {
                    library.responses.insert(item.ident.to_string(), item);
                }
                Item::Struct(item) => {
                    let derives = item.attrs.iter().filter(|attribute| attribute.path().is_ident("derive"));
                    if derives.map(text_of).any(|derive| derive.contains("Default")) {
                        library.defaults.insert(item.ident.to_string());
                    }
                }
                _ => {}
            }
        }
        library
    }
}

/// The text of the skeleton, and the methods that panic: no declared answer of theirs can be made up.
struct Skeleton {
    text: String,
    panicking: Vec<String>,
}

fn skeleton(model: &Model, server: &str, library: &str) -> Skeleton {
    let mut panicking = Vec::new();
    let library = Library::of(library, model);
    let server = rust_crate(server);
    let mut code = Code::default();
    let title = one_line(&model.title);
    code.line(format!("//! The handlers of {title}: yours to fill in."));
    code.line("//!");
    code.line(format!(
        "//! What [`{server}`] calls is valid and authenticated; what a method returns is one of the answers that"
    ));
    code.line(
        "//! the document declares. Until a method is written, it answers what its comment says. Generating again",
    );
    code.line("//! leaves this file alone once it is edited: the compiler then names what has to move.").blank();
    super::write_root_attributes(&mut code, &super::root_attributes(model));
    code.line(format!("#[allow(unused_imports)]\nuse {server}::*;")).blank();
    let Some(api) = &library.api else { return Skeleton { text: code.finish(), panicking } };

    let has_principal = api.items.iter().any(|item| matches!(item, TraitItem::Type(ty) if ty.ident == "Principal"));
    code.docs("What the handlers work with: give it a store, a client, a clock.");
    code.line("#[derive(Clone, Copy, Debug, Default)]\npub struct Handlers;").blank();
    if has_principal {
        code.docs("Who a caller has proved to be. Only the security methods below should make one.");
        code.line("#[derive(Clone, Debug)]\n#[non_exhaustive]\npub struct Principal;").blank();
    }

    let mut samples: Vec<(String, String)> = Vec::new();
    let mut uses_status = false;
    code.line(format!("impl {} for Handlers {{", api.ident));
    if has_principal {
        code.line("type Principal = Principal;");
    }
    let mut first = !has_principal;
    for item in &api.items {
        let TraitItem::Fn(method) = item else { continue };
        if !first {
            code.blank();
        }
        first = false;
        let filled = Method::of(method, model, &library);
        samples.extend(filled.samples);
        if filled.body.starts_with("panic!(") {
            panicking.push(method.sig.ident.to_string());
        }
        uses_status |= filled.body.contains(": status(");
        for line in filled.docs {
            code.line(format!("/// {line}"));
        }
        // Laid out as rustfmt has it by default: the file is the team's, and theirs to format.
        let start = format!("{}fn {}(", filled.asynchronous, method.sig.ident);
        let end = format!(") -> {} {{", filled.output);
        let line = format!("{start}{}{end}", filled.arguments.join(", "));
        match wide(&line, INDENTATION) {
            false => code.line(line),
            true => code.line(start).line(filled.arguments.join(",\n") + ",").line(end),
        };
        code.line(&filled.body);
        code.line("}");
    }
    code.line("}");

    if uses_status {
        code.blank();
        status_of_range(&mut code, "http");
    }
    samples.sort();
    samples.dedup();
    if !samples.is_empty() {
        code.blank();
        code.docs("A value from JSON that the document allows.\n\n# Panics\nWhen the document does not allow it.");
        code.line("fn value<T: serde::de::DeserializeOwned>(json: &str) -> T {");
        code.line("match serde_json::from_str(json) {");
        code.line("Ok(value) => value,");
        code.line("Err(error) => panic!(\"the document does not allow {json}: {error}\"),");
        code.line("}\n}").blank();
        code.line("#[cfg(test)]\nmod tests {\nuse super::*;").blank();
        code.line("#[test]\nfn what_the_skeleton_answers_is_what_the_document_allows() {");
        for (ty, json) in samples {
            let checked = format!("value::<{ty}>({});", literal(&json));
            code.line(if wide(&checked, 2 * INDENTATION) { broken(&checked) } else { checked });
        }
        code.line("}\n}");
    }
    Skeleton { text: code.finish(), panicking }
}

/// The function that makes a status of a range; `http` is the crate that has `StatusCode`.
pub(super) fn status_of_range(code: &mut Code, http: &str) {
    code.docs("A status of a range that the document declares.\n\n# Panics\nWhen it is out of the range.");
    code.line(format!("fn status<S: TryFrom<{http}::StatusCode>>(code: u16) -> S {{"));
    code.line(format!("match {http}::StatusCode::from_u16(code).map(S::try_from) {{"));
    code.line("Ok(Ok(status)) => status,\n_ => panic!(\"the document does not declare {code}\"),\n}\n}");
}

/// rustfmt's own `max_width`, `struct_lit_width` and `fn_call_width`, and what a method stands behind.
const WIDTH: usize = 100;
const LITERAL_WIDTH: usize = 18;
const CALL_WIDTH: usize = 60;
const INDENTATION: usize = 4;

/// Whether a text has no room in a line of which so much is taken.
fn wide(text: &str, taken: usize) -> bool {
    text.width() + taken > WIDTH
}

/// Calls in each other of which the one of `value`, or else the first one, has its argument in a line of its own.
fn broken(calls: &str) -> String {
    // Its argument is a literal, so that nothing but what closes the calls is behind it.
    let is_call = |at: &usize| {
        let (before, behind) = (&calls[..*at], &calls[at + "value".len()..]);
        (before.is_empty() || before.ends_with(['(', ' '])) && behind.starts_with(['(', ':'])
    };
    let value = calls.match_indices("value").map(|(at, _)| at).find(is_call);
    let Some(open) = calls[value.unwrap_or_default()..].find('(') else { return calls.to_owned() };
    let (head, rest) = calls.split_at(value.unwrap_or_default() + open + 1);
    let argument = match value {
        Some(_) => rest.trim_end_matches([')', ';']),
        None => rest.strip_suffix(')').unwrap_or(rest),
    };
    format!("{head}\n{argument},\n{}", &rest[argument.len()..])
}

/// A method of the skeleton.
struct Method {
    docs: Vec<String>,
    asynchronous: &'static str,
    arguments: Vec<String>,
    output: String,
    body: String,
    /// Types and the JSON of which the body makes their values.
    samples: Vec<(String, String)>,
}

impl Method {
    fn of(method: &TraitItemFn, model: &Model, library: &Library) -> Self {
        let mut arguments = Vec::new();
        for argument in &method.sig.inputs {
            arguments.push(match argument {
                FnArg::Receiver(receiver) => text_of(receiver),
                FnArg::Typed(typed) => {
                    let name = match &*typed.pat {
                        Pat::Ident(ident) => ident.ident.to_string(),
                        _ => "argument".to_owned(),
                    };
                    format!("_{}: {}", name.trim_start_matches("r#"), text_of(&typed.ty))
                }
            });
        }
        let (asynchronous, output) = match &method.sig.output {
            ReturnType::Default => ("", "()".to_owned()),
            ReturnType::Type(_, ty) => match future_output(ty) {
                Some(output) => ("async ", text_of(output)),
                None => ("", text_of(&**ty)),
            },
        };
        let mut docs = docs(&method.attrs);
        // The first paragraph is enough to know which one it is; the trait has the rest.
        let paragraph = docs.iter().position(String::is_empty).unwrap_or(docs.len());
        let next = docs.get(paragraph + 1).filter(|line| !line.is_empty() && line.len() < 120).cloned();
        docs.truncate(paragraph);
        docs.extend(next.map(|line| format!("- {line}")));
        let mut samples = Vec::new();
        let response = library.responses.get(&output);
        let (note, body) = match response {
            Some(response) => match answer(response, model, library) {
                Some(answer) => {
                    samples.extend(answer.sample);
                    let made_up =
                        if answer.is_error { "" } else { ", made up: the document declares no error that can be" };
                    (
                        format!("To do: answer one of [`{output}`]. Until then: {}{made_up}.", answer.status),
                        laid_out(format!("{output}::{}", answer.expression)),
                    )
                }
                None => (
                    format!(
                        "To do: answer one of [`{output}`]. Until then the mount answers 500: no declared answer can be made up."
                    ),
                    format!("panic!(\"`{}` is not implemented\")", method.sig.ident),
                ),
            },
            None if output.contains("Denied") => (
                "To do: prove who calls, and say who it is. Until then nobody is let in: 401.".to_owned(),
                "Err(server_support::Denied::Unauthorized)".to_owned(),
            ),
            None if output.ends_with("SigningKeys") => (
                "To do: the keys of this principal. Until then no signature is right.".to_owned(),
                "server_support::SigningKeys::new::<&[u8]>([])".to_owned(),
            ),
            None => (
                "To do: take the key in your store, or say what became of it. Until then: 503.".to_owned(),
                "server_support::Begin::Unavailable { retry_after_s: 60 }".to_owned(),
            ),
        };
        if !docs.is_empty() {
            docs.push(String::new());
        }
        docs.push(note);
        let docs = docs.into_iter().map(|line| line.trim().to_owned()).collect();
        Self { docs, asynchronous, arguments, output, body, samples }
    }
}

/// An answer as the body of a method: what is too long for a line is broken within its innermost call.
fn laid_out(answer: String) -> String {
    let argument = answer.split_once('(').map_or(0, |(_, rest)| rest.width() - 1);
    let is_wide = wide(&answer, 2 * INDENTATION) || argument > CALL_WIDTH;
    if is_wide && !answer.contains('\n') { broken(&answer) } else { answer }
}

/// `T` of `impl Future<Output = T> + Send`.
fn future_output(ty: &syn::Type) -> Option<&syn::Type> {
    let syn::Type::ImplTrait(bounds) = ty else { return None };
    bounds.bounds.iter().find_map(|bound| {
        let TypeParamBound::Trait(bound) = bound else { return None };
        let last = bound.path.segments.last()?;
        let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
        arguments.args.iter().find_map(|argument| match argument {
            GenericArgument::AssocType(output) if output.ident == "Output" => Some(&output.ty),
            _ => None,
        })
    })
}

/// The lines of a doc comment.
fn docs(attributes: &[Attribute]) -> Vec<String> {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    });
    lines.collect()
}

/// Tokens as people write them.
fn text_of(tokens: &impl ToTokens) -> String {
    fn write(tokens: TokenStream, out: &mut String) {
        let text = tokens.to_string();
        let spaced = [
            (" :: ", "::"),
            ("& ", "&"),
            (" < ", "<"),
            ("< ", "<"),
            (" <", "<"),
            (" >", ">"),
            (" ,", ","),
            (" ;", ";"),
            ("( ", "("),
            (" )", ")"),
        ];
        let tidied = spaced.iter().fold(text, |text, (from, to)| text.replace(from, to));
        let _ = out.write_str(&tidied);
    }
    let mut out = String::new();
    write(tokens.to_token_stream(), &mut out);
    out
}

/// An answer that can be built without knowing anything.
struct Answer {
    /// The document's word for its status.
    status: String,
    is_error: bool,
    /// `NotFound(value(..))`
    expression: String,
    sample: Option<(String, String)>,
}

/// The most honest answer that can be built.
fn answer(response: &ItemEnum, model: &Model, library: &Library) -> Option<Answer> {
    let mut variants: Vec<(usize, String, &Variant)> = response
        .variants
        .iter()
        .map(|variant| {
            let words = docs(&variant.attrs);
            let status = words.first().and_then(|line| line.split(':').next()).unwrap_or_default().to_owned();
            let rank = match &*status {
                "501" => 0,
                "5XX" => 1,
                "default" => 2,
                "500" => 3,
                "503" => 4,
                status if status.starts_with('5') => 5,
                "404" | "403" | "4XX" => 6,
                status if status.starts_with('4') => 7,
                _ => 8,
            };
            (rank, status, variant)
        })
        .collect();
    variants.sort_by_key(|(rank, ..)| *rank);
    let operation = library.operations.get(&response.ident.to_string()).map(|at| &model.operations[*at]);
    variants.into_iter().find_map(|(rank, status, variant)| {
        let usual: u16 = match &*status {
            "default" | "5XX" => 501,
            "4XX" => 404,
            "3XX" => 303,
            "2XX" => 200,
            status => status.parse().ok()?,
        };
        // Of a range, one that nothing else says another thing of.
        let is_other = |number: &u16| {
            let exact = number.to_string();
            exact != status && operation.is_some_and(|it| it.responses.iter().any(|it| it.status.word() == exact))
        };
        let number = (usual..=usual / 100 * 100 + 99).find(|number| !is_other(number))?;
        let mut sample = None;
        let declared = operation.and_then(|it| it.responses.iter().find(|it| it.status.word() == status));
        let contents = declared.map_or(&[][..], |declared| &declared.contents);
        let mut field = |name: Option<String>, ty: &syn::Type| -> Option<String> {
            let made = made(ty, (number, contents), model, library, &mut sample)?;
            Some(match name {
                Some(name) => format!("{name}: {made}"),
                None => made,
            })
        };
        let name = &variant.ident;
        let expression = match &variant.fields {
            Fields::Unit => name.to_string(),
            Fields::Unnamed(fields) => {
                let made: Option<Vec<String>> = fields.unnamed.iter().map(|own| field(None, &own.ty)).collect();
                format!("{name}({})", made?.join(", "))
            }
            Fields::Named(fields) => {
                let made: Option<Vec<String>> = fields
                    .named
                    .iter()
                    .map(|own| field(own.ident.as_ref().map(ToString::to_string), &own.ty))
                    .collect();
                let made = made?;
                match made.join(", ") {
                    short if short.width() <= LITERAL_WIDTH => format!("{name} {{ {short} }}"),
                    _ => {
                        let fields = made.into_iter().map(|field| match wide(&field, 3 * INDENTATION + 1) {
                            true => broken(&field),
                            false => field,
                        });
                        format!("{name} {{\n{},\n}}", fields.collect::<Vec<_>>().join(",\n"))
                    }
                }
            }
        };
        let status = if status == number.to_string() { status } else { format!("{number}, as `{status}` allows") };
        Some(Answer { status, is_error: rank < 8, expression, sample })
    })
}

/// An expression that makes a value of a type of the server crate's library, for an answer of this status and these media
/// types; `sample` is the JSON in it.
fn made(
    ty: &syn::Type,
    (number, contents): (u16, &[Content]),
    model: &Model,
    library: &Library,
    sample: &mut Option<(String, String)>,
) -> Option<String> {
    let text = text_of(ty);
    if text.starts_with("server_support::StatusIn<") {
        return Some(format!("status({number})"));
    }
    // A stream of nothing.
    if let Some(name) =
        ["Events", "Items"].into_iter().find(|name| text.starts_with(&format!("server_support::{name}<")))
    {
        return Some(format!("server_support::{name}::default()"));
    }
    if library.defaults.contains(&text) {
        return Some(format!("{text}::default()"));
    }
    if let Some(bodies) = library.responses.get(&text) {
        // One of several media types.
        return bodies.variants.iter().find_map(|variant| match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => {
                let own = contents.iter().position(|content| variant.ident == content.rust_name);
                let own = own.map_or(&[][..], |at| &contents[at..=at]);
                let inner = made(&fields.unnamed[0].ty, (number, own), model, library, sample)?;
                Some(format!("{text}::{}({inner})", variant.ident))
            }
            _ => None,
        });
    }
    // Bytes of a range are of a media type in it, which nobody but the handler knows.
    let range = contents.first().and_then(|content| content.media_type.strip_suffix("/*"));
    let range = range.filter(|kind| !["*", "application", "text"].contains(kind));
    if let Some(kind) = range.filter(|_| text.ends_with("Binary")) {
        // RFC 4735: the subtype of examples.
        let media_type = literal(&format!("{kind}/example"));
        return Some(format!("{text}::from({}.to_owned()).of_type({media_type})", literal(TEXT)));
    }
    let json = Sampler { model, status: number }.of_syntax(ty, 0)?.to_string();
    let made = format!("value({})", literal(&json));
    *sample = Some((text, json));
    Some(made)
}

/// How deep a sample may be: what is deeper is recursive, or of no use to a skeleton.
const DEPTH: usize = 8;

/// What a skeleton says where a text is wanted.
const TEXT: &str = "not implemented";

/// Makes JSON of a type, saying "not implemented" wherever it can.
struct Sampler<'m> {
    model: &'m Model,
    status: u16,
}

impl Sampler<'_> {
    /// Of a type as the server crate's library writes it.
    fn of_syntax(&self, ty: &syn::Type, depth: usize) -> Option<Value> {
        let syn::Type::Path(path) = ty else { return None };
        let names: Vec<String> = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        match &names[..] {
            ["types", name] => {
                let id = self.model.types.iter().position(|definition| definition.name == *name)?;
                self.named(id, "", depth)
            }
            ["String"] | ["schema_support", "Binary"] => Some(json!(TEXT)),
            ["bool"] => Some(json!(false)),
            ["i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "f64"] => Some(json!(0)),
            ["Vec"] => Some(json!([])),
            ["Option"] | ["serde_json", "Value"] => Some(Value::Null),
            ["std", "collections", "BTreeMap"] => Some(json!({})),
            ["Box"] => {
                let PathArguments::AngleBracketed(arguments) = &path.path.segments.last()?.arguments else {
                    return None;
                };
                match arguments.args.first()? {
                    GenericArgument::Type(inner) => self.of_syntax(inner, depth),
                    _ => None,
                }
            }
            ["uuid", "Uuid"] => Some(json!("00000000-0000-0000-0000-000000000000")),
            ["schema_support", "Date"] => Some(json!("1970-01-01")),
            ["schema_support", "DateTime"] => Some(json!("1970-01-01T00:00:00Z")),
            _ => None,
        }
    }

    fn of(&self, ty: &Type, name: &str, depth: usize) -> Option<Value> {
        match ty {
            Type::Bool => Some(json!(false)),
            Type::Null => Some(Value::Null),
            Type::I8
            | Type::I16
            | Type::I32
            | Type::I64
            | Type::U8
            | Type::U16
            | Type::U32
            | Type::U64
            | Type::I128 => Some(self.integer(&IntegerRules::default(), name)?),
            Type::F64 | Type::Integer | Type::Number => Some(json!(0)),
            Type::String => Some(json!(self.text(name))),
            Type::Uuid => Some(json!("00000000-0000-0000-0000-000000000000")),
            Type::Date => Some(json!("1970-01-01")),
            Type::DateTime => Some(json!("1970-01-01T00:00:00Z")),
            Type::Text("Secret") => Some(json!(self.text(name))),
            Type::Text("Base64") => Some(json!("")),
            Type::Text(format) => self.string(&StringRules { format: Some(*format), ..StringRules::default() }, name),
            Type::Any | Type::Nullable(_) => Some(Value::Null),
            Type::Named(id) => self.named(*id, name, depth),
            Type::Array(_) => Some(json!([])),
            Type::Map(_) => Some(json!({})),
            #[allow(unreachable_patterns, reason = "what else there will be cannot be made up")]
            _ => None,
        }
    }

    fn named(&self, id: usize, name: &str, depth: usize) -> Option<Value> {
        if depth > DEPTH {
            return None;
        }
        let definition = self.model.types.get(id)?;
        let least = self.of_kind(&definition.kind, name, depth)?;
        let mut all = vec![(keeps_all(&definition.checks, &least), least)];
        if let (TypeKind::Struct(object), (Some(false) | None, Value::Object(members))) = (&definition.kind, &all[0]) {
            // What is not required may have to be there all the same. Not within each other: those of recursive types would
            // be tried in every combination.
            let with = |member: &Member| {
                let value = self.of(&member.ty, &member.name, depth + DEPTH)?;
                let mut members = members.clone();
                members.insert(member.name.clone(), value);
                let value = Value::Object(members);
                Some((keeps_all(&definition.checks, &value), value))
            };
            let optional = object.members.iter().filter(|member| !member.required);
            let more: Vec<_> = optional.filter_map(with).collect();
            all.extend(more);
        }
        let known = all.iter().position(|(kept, _)| *kept == Some(true));
        let best = known.or_else(|| all.iter().position(|(kept, _)| kept.is_none()))?;
        Some(all.swap_remove(best).1)
    }

    fn of_kind(&self, kind: &TypeKind, name: &str, depth: usize) -> Option<Value> {
        match kind {
            TypeKind::Struct(object) => self.object(object, depth).map(Value::Object),
            TypeKind::Enum(values) => values.first().map(|value| json!(value.value)),
            TypeKind::Union(union) => self.union(union, depth),
            TypeKind::String(rules) => self.string(rules, name),
            TypeKind::Integer(rules, _) => self.integer(rules, name),
            TypeKind::Values(values) => values.first().map(|value| value.value.to_json()),
            TypeKind::Number(rules) => number(rules),
            TypeKind::Array(rules, item) => {
                let count = usize::try_from(rules.min_items.unwrap_or(0)).ok()?;
                let item = self.of(item, name, depth + 1);
                match count {
                    0 => Some(json!([])),
                    // More of the same would not be unique.
                    1 => Some(json!([item?])),
                    2..=16 if !rules.unique_items => Some(Value::Array(vec![item?; count])),
                    _ => None,
                }
            }
            TypeKind::Tuple(items) => items.iter().map(|item| self.of(&item.ty, name, depth + 1)).collect(),
            TypeKind::Alias(ty) => self.of(ty, name, depth + 1),
            #[allow(unreachable_patterns, reason = "what else there will be cannot be made up")]
            _ => None,
        }
    }

    fn object(&self, object: &Struct, depth: usize) -> Option<Map<String, Value>> {
        let mut members = Map::new();
        for member in object.members.iter().filter(|member| member.required) {
            let value = match (&member.constant, member.nullable) {
                (Some(constant), _) => json!(constant),
                (None, true) => Value::Null,
                (None, false) => self.of(&member.ty, &member.name, depth + 1)?,
            };
            members.insert(member.name.clone(), value);
        }
        Some(members)
    }

    fn union(&self, union: &Union, depth: usize) -> Option<Value> {
        union.variants.iter().enumerate().find_map(|(index, variant)| {
            let mut value = self.of(&variant.ty, "", depth + 1)?;
            if let (Some((property, values)), Some(object)) = (union.tag(), value.as_object_mut()) {
                let tag = &values.iter().find(|(_, of)| *of == index)?.0;
                object.insert(property.to_owned(), tag.to_json());
            }
            // What is only found by trying may fit others, too, which `oneOf` forbids.
            let fits = |at: &usize| *at == index && union.keyword != "oneOf";
            let decided = chosen(&union.decision, &value, &fits) == Some(index);
            decided.then_some(value)
        })
    }

    fn text(&self, name: &str) -> &'static str {
        match name {
            // RFC 9457: no type of its own.
            "type" => "about:blank",
            _ => TEXT,
        }
    }

    fn string(&self, rules: &StringRules, name: &str) -> Option<Value> {
        let fits = |text: &str| {
            let length = text.chars().count() as u64;
            let pattern = rules.patterns.iter().all(|pattern| {
                regress::Regex::with_flags(&pattern.source, "u").is_ok_and(|pattern| pattern.find(text).is_some())
            });
            rules.min_length.unwrap_or(0) <= length && length <= rules.max_length.unwrap_or(u64::MAX) && pattern
        };
        let of_length = |character: &str| {
            let least = usize::try_from(rules.min_length.unwrap_or(1).max(1)).ok().filter(|least| *least < 4096);
            character.repeat(least.unwrap_or(1))
        };
        let own = [of_length("n"), of_length("0"), of_length("N")];
        let candidates = [
            self.text(name),
            "about:blank",
            "https://example.org/not-implemented",
            "nobody@example.org",
            "example.org",
            "not-implemented",
            "not_implemented",
            "NOT_IMPLEMENTED",
            "NotImplemented",
            "0",
            "0.00",
            "501",
            "none",
            "1970-01-01",
            "1970-01-01T00:00:00Z",
            "00000000-0000-0000-0000-000000000000",
            "127.0.0.1",
            "::1",
            "/",
        ];
        let all = candidates.into_iter().chain(own.iter().map(String::as_str));
        // What a format allows is another matter: of these, each is one example of its kind.
        let wanted: Vec<&str> = match rules.format {
            Some("Email") => vec!["nobody@example.org"],
            Some("Uri" | "UriReference" | "Iri" | "IriReference") => {
                vec!["about:blank", "https://example.org/not-implemented"]
            }
            Some("Hostname" | "IdnHostname") => vec!["example.org"],
            Some("Ipv4") => vec!["127.0.0.1"],
            Some("Ipv6") => vec!["::1"],
            Some(_) => return None,
            None => all.collect(),
        };
        wanted.into_iter().find(|text| fits(text)).map(|text| json!(text))
    }

    fn integer(&self, rules: &IntegerRules, name: &str) -> Option<Value> {
        let fits = |value: i128| {
            rules.minimum.is_none_or(|least| least <= value)
                && rules.maximum.is_none_or(|most| value <= most)
                && rules.multiple_of.is_none_or(|step| step != 0 && value % step == 0)
        };
        let status = matches!(name, "status" | "code" | "status_code" | "statusCode").then(|| i128::from(self.status));
        let bounds = [status, Some(0), Some(1), rules.minimum, rules.maximum];
        let value = bounds.into_iter().flatten().find(|value| fits(*value))?;
        i64::try_from(value).ok().map(|value| json!(value))
    }
}

/// Whether a sample keeps rules, where that is easily seen; the skeleton's own test sees the rest.
fn keeps_all(rules: &[Rule], value: &Value) -> Option<bool> {
    let all: Vec<Option<bool>> = rules.iter().map(|rule| keeps(rule, value)).collect();
    match all.contains(&Some(false)) {
        true => Some(false),
        false => all.into_iter().all(|one| one.is_some()).then_some(true),
    }
}

fn keeps(rule: &Rule, value: &Value) -> Option<bool> {
    let members = value.as_object();
    let count = members.map(|members| members.len() as u64);
    let counted = |all: &[Vec<Rule>]| {
        let all: Vec<Option<bool>> = all.iter().map(|rules| keeps_all(rules, value)).collect();
        (all.iter().filter(|one| **one == Some(true)).count(), all.iter().any(Option::is_none))
    };
    match rule {
        Rule::Never => Some(false),
        Rule::MinProperties(least) => Some(count.is_none_or(|count| count >= *least)),
        Rule::MaxProperties(most) => Some(count.is_none_or(|count| count <= *most)),
        Rule::Required(names) => Some(members.is_none_or(|members| names.iter().all(|it| members.contains_key(it)))),
        Rule::AllOf(all) => keeps_all(&all.concat(), value),
        Rule::AnyOf(all) => match counted(all) {
            (1.., _) => Some(true),
            (0, is_unknown) => (!is_unknown).then_some(false),
        },
        Rule::OneOf(all) => match counted(all) {
            (2.., _) => Some(false),
            (fitting, is_unknown) => (!is_unknown).then_some(fitting == 1),
        },
        Rule::Not(rules) => keeps_all(rules, value).map(|kept| !kept),
        _ => None,
    }
}

fn number(rules: &NumberRules) -> Option<Value> {
    let fits = |value: f64| {
        rules.minimum.is_none_or(|least| least <= value)
            && rules.exclusive_minimum.is_none_or(|least| least < value)
            && rules.maximum.is_none_or(|most| value <= most)
            && rules.exclusive_maximum.is_none_or(|most| value < most)
            && rules.multiple_of.is_none_or(|step| value % step == 0.0)
    };
    let bounds = [Some(0.0), Some(1.0), Some(0.5), rules.minimum, rules.maximum];
    bounds.into_iter().flatten().find(|value| fits(*value)).map(|value| json!(value))
}

/// A text without line breaks.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_broken_where_the_value_is_whatever_else_is_called_so() {
        for (calls, expected) in [
            (r##"GetvaluesResponse::Ok(value(r#"{}"#))"##, "GetvaluesResponse::Ok(value(\nr#\"{}\"#,\n))"),
            (r#"value::<types::Setvalue>("value (1)");"#, "value::<types::Setvalue>(\n\"value (1)\",\n);"),
            ("body: Body::Json(value(\"1\"))", "body: Body::Json(value(\n\"1\",\n))"),
            ("GetvaluesResponse::Ok(a::Events::default())", "GetvaluesResponse::Ok(\na::Events::default(),\n)"),
        ] {
            assert_eq!(broken(calls), expected);
        }
    }

    #[test]
    fn a_sample_keeps_rules_or_does_not_or_nobody_knows() {
        let required = |name: &str| vec![Rule::Required(vec![name.to_owned()])];
        let unknown = || vec![Rule::UniqueItems];
        let sample = json!({ "a": 1 });
        for (rule, expected) in [
            (Rule::Required(vec!["a".to_owned()]), Some(true)),
            (Rule::MinProperties(2), Some(false)),
            (Rule::AnyOf(vec![required("a"), required("b")]), Some(true)),
            (Rule::AnyOf(vec![required("b"), unknown()]), None),
            (Rule::AnyOf(vec![required("b")]), Some(false)),
            (Rule::OneOf(vec![required("a"), required("b")]), Some(true)),
            (Rule::OneOf(vec![required("a"), required("a")]), Some(false)),
            (Rule::OneOf(vec![required("a"), unknown()]), None),
            (Rule::Not(required("a")), Some(false)),
            (Rule::AllOf(vec![required("a"), required("b")]), Some(false)),
            (Rule::AllOf(vec![required("a"), unknown()]), None),
        ] {
            assert_eq!(keeps(&rule, &sample), expected, "{rule:?}");
        }
    }
}
