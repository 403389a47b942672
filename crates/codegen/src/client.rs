//! The client's operations, written by progenitor.
//!
//! Owns the lowering of the model to an OpenAPI 3.0 document that is inside progenitor's supported set by construction,
//! the call of progenitor, and the pass over its syntax tree that restores what the lowering took away. Never looks at
//! the source document, and types no answer: that is `emit::client`'s wrapper.
//!
//! **Lowering.** Every name is a placeholder (`op0007`, `a000`...), every parameter a plain string, every answer a
//! stream of bytes (`default: {content: {"*/*": {}}}`), every body one `$ref` that is replaced by our type. So nothing
//! that progenitor trips over can reach it: names that clash after its renaming or with its own locals, `//`, `#` and
//! text beside a variable in a path, a parameter's name in two places, differing schemas for errors, `default`s.
//!
//! **The pass** gives back names, paths, media types and documentation, and removes or repairs what progenitor adds:
//! - the `api-version` header, which it sends with every request,
//! - `Client::new` (panics), the modules `types` and `prelude` (empty),
//! - `reqwest::Client::{options, trace}`, which do not exist,
//! - bodies that may be absent, which it always sends,
//! - path variables that are empty, `.` or `..`: encoded or not, they would name another resource.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use progenitor_impl::{GenerationSettings, Generator, HooksMode, InterfaceStyle};
use quote::{format_ident, quote};
use serde_json::json;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Expr, FnArg, Ident, ImplItem, ImplItemFn, Item, Lit, Pat, Stmt, parse_quote};

use crate::diagnostic::Diagnostic;
use crate::emit::types::type_text;
use crate::model::{Body, ContentKind, Location, Model, Operation, Parameter, Role, Shape, Type};
use crate::node::escape_token;

/// The text of `operations.rs`: `Client`, generic over nothing, with `client_support::Call` as its inner type.
///
/// One method an operation, named as [`Operation::rust_name`]. Its arguments: the path's variables as they stand in the
/// path (`&str`), then the body. All other parameters are left to the call. The operations of events have no path: they
/// are sent to the base URL as it is.
///
/// # Errors
/// `E0601` when progenitor or its output is not what this module expects: a fault of ours. `E0602` at an operation whose
/// parameters cannot be sent at all.
pub fn operations(model: &Model) -> Result<String, Diagnostic> {
    // Each part is an `impl` block of its own, so that the parts can be written at the same time. Their size is fixed:
    // the text must not depend on the machine.
    let mut parts: Vec<&[Operation]> = model.operations.chunks(PART).collect();
    if parts.is_empty() {
        parts.push(&[]);
    }
    let texts: Vec<OnceLock<Result<String, Diagnostic>>> = parts.iter().map(|_| OnceLock::new()).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        while let Some(number) = Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&number| number < parts.len()) {
            texts[number].get_or_init(|| part(model, parts[number], number * PART));
        }
    };
    let helpers = std::thread::available_parallelism().map_or(1, usize::from).min(parts.len()) - 1;
    std::thread::scope(|scope| {
        for _ in 0..helpers {
            scope.spawn(work);
        }
        work();
    });
    let texts =
        texts.into_iter().map(|text| text.into_inner().unwrap_or_else(|| Err(fault("a part is missing".into()))));
    let mut text = texts.collect::<Result<Vec<_>, _>>()?.join("\n");
    let has_null = |operation: &Operation| {
        let contents = operation.body.as_ref().map_or(&[][..], |body| &body.contents);
        matches!(contents, [only] if only.kind == ContentKind::Json && only.ty == Type::Null)
    };
    if model.operations.iter().any(has_null) {
        text.push_str(&format!("\n/// A body that can only be null.\ntype {NULL} = ();\n"));
    }
    Ok(text)
}

/// The name of `()` in the operations.
const NULL: &str = "JsonNull";

/// How many operations progenitor writes at once.
const PART: usize = 64;

/// The text of the operations from a number on; with the client itself when they are the first.
fn part(model: &Model, operations: &[Operation], from: usize) -> Result<String, Diagnostic> {
    let plans = operations.iter().zip(from..);
    let plans = plans.map(|(operation, number)| Plan::of(number, operation, model)).collect::<Result<Vec<_>, _>>()?;
    let bodies = body_types(&plans);
    let tokens = progenitor(model, &plans, &bodies)?;
    let mut file: syn::File =
        syn::parse2(tokens).map_err(|error| fault(format!("progenitor's output is not Rust: {error}")))?;
    restore(&mut file, &plans, model)?;
    if from > 0 {
        let makes_it = |item: &ImplItem| matches!(item, ImplItem::Fn(method) if method.sig.ident == "new_with_client");
        file.items.retain(
            |item| matches!(item, Item::Impl(block) if block.trait_.is_none() && !block.items.iter().any(makes_it)),
        );
    }
    Ok(prettyplease::unparse(&file))
}

fn fault(message: String) -> Diagnostic {
    Diagnostic::error("E0601", message).help("this is a fault of the generator: please report it with the document")
}

/// One argument of a method: its placeholder, what it is for.
struct Argument<'a> {
    placeholder: String,
    parameter: &'a Parameter,
    /// The argument's name in Rust.
    ident: Ident,
}

/// A piece of a path template.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Text(&'a str),
    /// The name of the variable.
    Variable(&'a str),
}

/// An operation and how it is lowered.
struct Plan<'a> {
    operation: &'a Operation,
    placeholder: String,
    pieces: Vec<Piece<'a>>,
    arguments: Vec<Argument<'a>>,
    /// The body, and the Rust type in which it is given; `None`: as bytes.
    body: Option<(&'a Body, Option<String>)>,
}

impl<'a> Plan<'a> {
    fn of(number: usize, operation: &'a Operation, model: &Model) -> Result<Self, Diagnostic> {
        let refuse = |message: String| {
            let pointer = format!("/paths/{}/{}", escape_token(&operation.path), operation.method.to_lowercase());
            Diagnostic::error("E0602", message).pointer(pointer)
        };
        let pieces = match operation.event {
            Some(_) => Vec::new(),
            None => pieces(&operation.path),
        };
        // Everything but the path's variables and the body is the call's: it knows each style.
        let mut parameters: Vec<&Parameter> = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.role == Role::Plain && parameter.location == Location::Path)
            .collect();
        let position = |parameter: &Parameter| {
            pieces.iter().position(|piece| *piece == Piece::Variable(&parameter.name)).unwrap_or(usize::MAX)
        };
        for piece in &pieces {
            if let Piece::Variable(name) = piece
                && !parameters.iter().any(|parameter| parameter.name == *name)
            {
                return Err(refuse(format!("the path's variable `{name}` is no parameter")));
            }
        }
        parameters.sort_by_key(|parameter| position(parameter));
        let mut taken: Vec<String> = RESERVED.iter().map(|&word| word.to_owned()).collect();
        let mut arguments = Vec::new();
        for (rank, parameter) in parameters.into_iter().enumerate() {
            if position(parameter) == usize::MAX {
                return Err(refuse(format!("the path has no variable `{}`", parameter.name)));
            }
            let mut name = parameter.rust_name.clone();
            while taken.contains(&name) {
                name.push('_');
            }
            let ident: Ident = syn::parse_str(&name)
                .map_err(|_| fault(format!("`{name}` is no name in Rust (of the parameter `{}`)", parameter.name)))?;
            taken.push(name);
            arguments.push(Argument { placeholder: format!("a{rank:03}"), parameter, ident });
        }
        let body = operation.body.as_ref().map(|body| {
            let ty = match &*body.contents {
                [only] if only.kind == ContentKind::Json => Some(match type_text(model, &only.ty, "crate::types::") {
                    // progenitor takes paths only.
                    unit if unit == "()" => NULL.to_owned(),
                    path => path,
                }),
                _ => None,
            };
            (body, ty)
        });
        Ok(Self { operation, placeholder: format!("op{number:06}"), pieces, arguments, body })
    }

    fn path_argument(&self, name: &str) -> Option<&Argument<'a>> {
        self.arguments.iter().find(|argument| argument.parameter.name == name)
    }
}

/// What progenitor names in a method's body, so that no argument may be called so.
const RESERVED: &[&str] =
    &["self", "body", "url", "request", "response", "result", "header_map", "info", "value", "builder"];

/// Splits a path template; a brace without its partner is text.
fn pieces(path: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = path;
    while let Some(open) = rest.find('{') {
        let Some(close) = rest[open..].find('}').map(|close| open + close) else {
            break;
        };
        if open > 0 {
            pieces.push(Piece::Text(&rest[..open]));
        }
        pieces.push(Piece::Variable(&rest[open + 1..close]));
        rest = &rest[close + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest));
    }
    pieces
}

/// Every Rust type that is a body, with the name of its component.
fn body_types(plans: &[Plan<'_>]) -> HashMap<String, String> {
    let mut names = HashMap::new();
    for plan in plans {
        if let Some((_, Some(ty))) = &plan.body {
            let number = names.len();
            names.entry(ty.clone()).or_insert_with(|| format!("Body{number:06}"));
        }
    }
    names
}

/// Lowers the operations and lets progenitor write them.
fn progenitor(
    model: &Model,
    plans: &[Plan<'_>],
    bodies: &HashMap<String, String>,
) -> Result<proc_macro2::TokenStream, Diagnostic> {
    let mut paths = serde_json::Map::new();
    for plan in plans {
        let mut path = format!("/{}", plan.placeholder);
        let mut parameters = Vec::new();
        for Argument { placeholder, .. } in &plan.arguments {
            path.push_str(&format!("/{{{placeholder}}}"));
            let schema = json!({"type": "string"});
            parameters.push(json!({"name": placeholder, "in": "path", "required": true, "schema": schema}));
        }
        let mut lowered = json!({
            "operationId": plan.placeholder,
            "parameters": parameters,
            "responses": {"default": {"description": "", "content": {"*/*": {}}}},
        });
        if let Some((_, ty)) = &plan.body {
            let content = match ty.as_ref().and_then(|ty| bodies.get(ty)) {
                Some(name) => json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}),
                None => json!({"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}),
            };
            lowered["requestBody"] = json!({"required": true, "content": content});
        }
        paths.insert(path, json!({plan.operation.method.to_lowercase(): lowered}));
    }
    let mut schemas = serde_json::Map::new();
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Positional)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote! { client_support::Call });
    let mut sorted: Vec<(&String, &String)> = bodies.iter().collect();
    sorted.sort_by_key(|&(_, name)| name);
    for (ty, name) in sorted {
        schemas.insert(name.clone(), json!({"type": "object"}));
        settings.with_replacement(name, ty, std::iter::empty());
    }
    let document = json!({
        "openapi": "3.0.3",
        "info": {"title": "", "version": model.version},
        "paths": paths,
        "components": {"schemas": schemas},
    });
    let lowered: openapiv3::OpenAPI = serde_json::from_value(document)
        .map_err(|error| fault(format!("the lowered document is not OpenAPI 3.0: {error}")))?;
    // progenitor panics on what it does not support. Nothing of it is lowered; if something is, this is a finding.
    let made = catch_unwind(AssertUnwindSafe(|| Generator::new(&settings).generate_tokens(&lowered)));
    match made {
        Ok(Ok(tokens)) => Ok(tokens),
        Ok(Err(error)) => Err(fault(format!("progenitor refuses the operations: {error}"))),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
            Err(fault(format!("progenitor panicked: {text}")))
        }
    }
}

// ---- the pass over progenitor's output -----------------------------------------------------------------------------

fn doc(text: &str) -> Attribute {
    let text = format!(" {text}");
    parse_quote! { #[doc = #text] }
}

fn set_docs(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.retain(|attribute| !attribute.path().is_ident("doc"));
    attributes.insert(0, doc(text));
}

fn restore(file: &mut syn::File, plans: &[Plan<'_>], model: &Model) -> Result<(), Diagnostic> {
    let by_placeholder: HashMap<&str, &Plan<'_>> = plans.iter().map(|plan| (&*plan.placeholder, plan)).collect();
    let mut restored = 0;
    file.items
        .retain(|item| !matches!(item, Item::Mod(module) if module.ident == "types" || module.ident == "prelude"));
    for item in &mut file.items {
        match item {
            Item::Use(import) if matches!(import.vis, syn::Visibility::Inherited) => {
                *import = parse_quote! {
                    #[allow(unused_imports)]
                    use progenitor_client::{ClientHooks, OperationInfo};
                };
            }
            Item::Struct(client) => {
                let text =
                    format!("The operations of {}, their answers untyped.", model.title.replace(['\r', '\n'], " "));
                set_docs(&mut client.attrs, &text);
            }
            Item::Impl(block) if block.trait_.is_none() => {
                block.items.retain(|item| !matches!(item, ImplItem::Fn(method) if method.sig.ident == "new"));
                for item in &mut block.items {
                    let ImplItem::Fn(method) = item else { continue };
                    if let Some(plan) = by_placeholder.get(&*method.sig.ident.to_string()) {
                        restore_method(method, plan)?;
                        restored += 1;
                    } else {
                        set_docs(&mut method.attrs, "A client that sends by this call, to this base URL.");
                    }
                }
            }
            _ => {}
        }
    }
    if restored == plans.len() {
        Ok(())
    } else {
        Err(fault(format!("progenitor wrote {restored} of {} operations", plans.len())))
    }
}

fn restore_method(method: &mut ImplItemFn, plan: &Plan<'_>) -> Result<(), Diagnostic> {
    let operation = plan.operation;
    let unexpected = |what: &str| fault(format!("progenitor's `{}` has {what}", operation.rust_name));
    method.sig.ident = syn::parse_str(&operation.rust_name)
        .map_err(|_| fault(format!("`{}` is no name in Rust", operation.rust_name)))?;
    set_docs(&mut method.attrs, &format!("`{} {}`", operation.method, operation.path));
    if plan.arguments.len() + usize::from(plan.body.is_some()) > 6 {
        method.attrs.push(parse_quote! { #[allow(clippy::too_many_arguments)] });
    }

    // The signature.
    let optional_body = plan.body.as_ref().is_some_and(|(body, _)| !body.required);
    let mut expected = plan.arguments.iter().map(|argument| argument.placeholder.as_str());
    let mut bodies = 0;
    for input in method.sig.inputs.iter_mut() {
        let FnArg::Typed(input) = input else { continue };
        let Pat::Ident(pattern) = &mut *input.pat else {
            return Err(unexpected("an argument without a name"));
        };
        if pattern.ident == "body" {
            bodies += 1;
            if optional_body {
                let ty = &input.ty;
                input.ty = parse_quote! { Option<#ty> };
            }
            continue;
        }
        let placeholder = pattern.ident.to_string();
        if expected.next() != Some(&*placeholder) {
            return Err(unexpected("its arguments in another order"));
        }
        if let Some(argument) = plan.arguments.iter().find(|argument| argument.placeholder == placeholder) {
            pattern.ident = argument.ident.clone();
        }
    }
    if expected.next().is_some() || bodies != usize::from(plan.body.is_some()) {
        return Err(unexpected("fewer arguments than the operation"));
    }

    // The body.
    let mut pass = Pass { plan, optional_body, bodies_sent: 0, urls: 0 };
    pass.visit_block_mut(&mut method.block);
    method.block.stmts.retain(|statement| match statement {
        Stmt::Local(local) => !binds(&local.pat, "header_map"),
        Stmt::Expr(expression, _) => !sets_api_version(expression),
        _ => true,
    });
    if pass.urls != 1 {
        return Err(unexpected("no single place where it makes its URL"));
    }
    if pass.bodies_sent != usize::from(plan.body.is_some()) {
        return Err(unexpected("no single place where it sends its body"));
    }
    let segments = lone_variables(&plan.pieces);
    let checks = plan.arguments.iter().filter(|argument| segments.contains(&argument.parameter.name.as_str()));
    let mut statements: Vec<Stmt> = Vec::new();
    for Argument { ident, parameter, .. } in checks {
        // Not the value: it may be personal.
        let message = format!("the path parameter `{}` is empty or a dot segment", parameter.name);
        statements.push(parse_quote! {
            if matches!(#ident, "" | "." | "..") {
                return Err(Error::InvalidRequest(#message.to_string()));
            }
        });
    }
    method.block.stmts.splice(0..0, statements);
    Ok(())
}

/// The variables that stand alone in their segment of the path.
fn lone_variables<'a>(pieces: &[Piece<'a>]) -> Vec<&'a str> {
    let mut alone = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Piece::Variable(name) = piece else { continue };
        let before = at.checked_sub(1).map(|before| &pieces[before]);
        let starts = matches!(before, Some(Piece::Text(text)) if text.ends_with('/'));
        let ends = match pieces.get(at + 1) {
            None => true,
            Some(Piece::Text(text)) => text.starts_with(['/', '?', '#']),
            Some(Piece::Variable(_)) => false,
        };
        if starts && ends {
            alone.push(*name);
        }
    }
    alone
}

fn binds(pattern: &Pat, name: &str) -> bool {
    match pattern {
        Pat::Ident(pattern) => pattern.ident == name,
        Pat::Type(pattern) => binds(&pattern.pat, name),
        _ => false,
    }
}

/// `header_map.append(HeaderName::from_static("api-version"), ...)`.
fn sets_api_version(expression: &Expr) -> bool {
    let Expr::MethodCall(call) = expression else { return false };
    let on_the_map = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("header_map"));
    on_the_map && call.method == "append" && matches!(call.args.first(), Some(Expr::Call(_)))
}

/// What is restored within the body of one method.
struct Pass<'a, 'p> {
    plan: &'a Plan<'p>,
    optional_body: bool,
    bodies_sent: usize,
    urls: usize,
}

impl Pass<'_, '_> {
    /// `format!("{}/a/{}", self.baseurl, client_support::encode_path(id))`: progenitor's own lets a backslash through, which
    /// URLs take for a slash.
    fn url(&self) -> Expr {
        let alone = lone_variables(&self.plan.pieces);
        let mut template = String::from("{}");
        let mut encoded: Vec<Expr> = Vec::new();
        for piece in &self.plan.pieces {
            match piece {
                Piece::Text(text) => {
                    template.push_str(&crate::emit::paths::sent(text).replace('{', "{{").replace('}', "}}"));
                }
                Piece::Variable(name) => {
                    template.push_str("{}");
                    let Some(Argument { ident, parameter, .. }) = self.plan.path_argument(name) else { continue };
                    // What is beside it must not be found in it; a list's commas are no part of its items.
                    let is_beside = !alone.contains(name) && parameter.shape == Shape::Scalar;
                    encoded.push(match is_beside {
                        true => parse_quote! { client_support::encode_beside(#ident) },
                        false => parse_quote! { client_support::encode_path(#ident) },
                    });
                }
            }
        }
        parse_quote! { format!(#template, self.baseurl #(, #encoded)*) }
    }
}

impl VisitMut for Pass<'_, '_> {
    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        if let Some(init) = &mut local.init
            && matches!(&*init.expr, Expr::Macro(mac) if mac.mac.path.is_ident("format"))
        {
            self.urls += 1;
            *init.expr = self.url();
            return;
        }
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_ident_mut(&mut self, ident: &mut Ident) {
        if let Some(argument) = self.plan.arguments.iter().find(|argument| *ident == argument.placeholder) {
            *ident = argument.ident.clone();
        }
    }

    fn visit_lit_mut(&mut self, literal: &mut Lit) {
        let Lit::Str(text) = literal else { return };
        let value = text.value();
        if value == self.plan.placeholder {
            *text = syn::LitStr::new(&self.plan.operation.id, text.span());
        } else if let Some(argument) = self.plan.arguments.iter().find(|argument| value == argument.placeholder) {
            *text = syn::LitStr::new(&argument.parameter.name, text.span());
        }
    }

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        let Expr::MethodCall(call) = expression else { return };
        let name = call.method.to_string();
        match &*name {
            "headers" => *expression = (*call.receiver).clone(),
            // reqwest has no methods for these two.
            "options" | "trace" if call.args.len() == 1 => {
                let method = format_ident!("{}", name.to_uppercase());
                call.method = format_ident!("request");
                call.args.insert(0, parse_quote! { ::reqwest::Method::#method });
            }
            "json" | "body" if call.args.len() == 1 => {
                self.bodies_sent += 1;
                // The body is a reference already.
                call.args = parse_quote! { body };
                if self.optional_body {
                    self.send_if_given(expression);
                }
            }
            _ => {}
        }
    }
}

impl Pass<'_, '_> {
    /// `builder.json(body)` to `match body { Some(body) => builder.json(body), None => builder }`; the content type that
    /// progenitor sets for bytes goes with the body.
    fn send_if_given(&self, expression: &mut Expr) {
        let Expr::MethodCall(call) = &*expression else { return };
        let send = &call.method;
        let mut builder = &*call.receiver;
        let mut typed = None;
        if send == "body"
            && let Expr::MethodCall(header) = builder
            && header.method == "header"
        {
            typed = Some(&header.args);
            builder = &header.receiver;
        }
        let typed = typed.map(|arguments| quote! { .header(#arguments) });
        *expression = parse_quote! {
            {
                let builder = #builder;
                match body {
                    Some(body) => builder #typed.#send(body),
                    None => builder,
                }
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Content, Shape, Struct, Style, TypeDef, TypeKind, View};

    fn parameter(location: Location, name: &str, rust_name: &str, required: bool) -> Parameter {
        Parameter {
            name: name.to_owned(),
            rust_name: rust_name.to_owned(),
            docs: String::new(),
            remarks: Vec::new(),
            location,
            required,
            ty: Type::String,
            role: Role::Plain,
            style: Style::Simple,
            explode: false,
            shape: Shape::Scalar,
            spread: None,
            is_object_or_word: false,
        }
    }

    fn operation(method: &'static str, path: &str, parameters: Vec<Parameter>) -> Operation {
        Operation {
            id: "doIt".to_owned(),
            rust_name: "do_it".to_owned(),
            type_name: "DoIt".to_owned(),
            method,
            path: path.to_owned(),
            docs: String::new(),
            remarks: Vec::new(),
            tags: Vec::new(),
            deprecated: false,
            parameters,
            body: None,
            responses: Vec::new(),
            security: Vec::new(),
            anonymous: true,
            idempotency: None,
            signature: None,
            key_is_signed_only: false,
            event: None,
        }
    }

    fn body(media_type: &str, required: bool, ty: Type) -> Option<Body> {
        let kind = if media_type.ends_with("json") { ContentKind::Json } else { ContentKind::Bytes };
        let content = Content {
            media_type: media_type.to_owned(),
            parameters: Vec::new(),
            kind,
            ty,
            rust_name: "Only".to_owned(),
            fields: Vec::new(),
        };
        Some(Body { contents: vec![content], required, docs: String::new(), remarks: Vec::new(), examples: Vec::new() })
    }

    fn model(operations: Vec<Operation>) -> Model {
        let pet = TypeDef {
            name: "Pet".to_owned(),
            pointer: String::new(),
            docs: String::new(),
            deprecated: false,
            kind: TypeKind::Struct(Struct { members: Vec::new(), additional: crate::model::Additional::Ignored }),
            checks: Vec::new(),
            exact: true,
            view: View::Both,
            in_request: true,
            in_response: false,
        };
        Model { title: "T".to_owned(), version: "7".to_owned(), types: vec![pet], operations, ..Model::default() }
    }

    /// The text without layout.
    fn dense(text: &str) -> String {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .replace("( ", "(")
            .replace(", )", ")")
            .replace(",)", ")")
            .replace(" )", ")")
            .replace(" .", ".")
    }

    fn written(operation: Operation) -> String {
        let text = operations(&model(vec![operation])).expect("written");
        assert!(!text.contains("api-version") && !text.contains("op0000"), "{text}");
        dense(&text)
    }

    #[track_caller]
    fn has(text: &str, part: &str) {
        assert!(text.contains(&dense(part)), "no {part}\nin {text}");
    }

    #[test]
    fn names_paths_and_the_order_of_arguments_are_the_models() {
        use Location::{Header, Path, Query};
        let text = written(operation(
            "GET",
            "/a//{b-1}/x{c}.json/{b-1}/",
            vec![
                parameter(Header, "X-Two", "x_two", false),
                parameter(Query, "type", "r#type", true),
                parameter(Query, "sort[by]", "sort_by", false),
                parameter(Path, "c", "request", true),
                parameter(Header, "X-One", "info", true),
                parameter(Path, "b-1", "b_1", true),
            ],
        ));
        // Everything but the path's variables is the call's.
        has(&text, "pub async fn do_it<'a>(&'a self, b_1: &'a str, request_: &'a str)");
        has(
            &text,
            r#"format!("{}/a//{}/x{}.json/{}/", self.baseurl, client_support::encode_path(b_1), client_support::encode_beside(request_), client_support::encode_path(b_1))"#,
        );
        has(&text, r#"operation_id: "doIt""#);
    }

    #[test]
    fn dot_segments_are_refused_only_where_a_variable_is_a_whole_segment() {
        let text = written(operation(
            "GET",
            "/{a}/{b}.{c}/{d}",
            ["a", "b", "c", "d"].map(|name| parameter(Location::Path, name, name, true)).into(),
        ));
        has(&text, r#"if matches!(a, "" | "." | "..")"#);
        has(&text, r#"if matches!(d, "" | "." | "..")"#);
        assert!(!text.contains("matches!(b") && !text.contains("matches!(c"), "{text}");
    }

    #[test]
    fn nothing_is_sent_that_the_document_does_not_declare() {
        let text = written(operation("GET", "/a", Vec::new()));
        assert!(!text.contains("header_map") && !text.contains(".headers("), "{text}");
        assert!(!text.contains("pub mod ") && !text.contains("unwrap()") && !text.contains("fn new("), "{text}");
        has(&text, "pub async fn do_it<'a>(&'a self) -> Result<ResponseValue<ByteStream>, Error<ByteStream>>");
    }

    #[test]
    fn bodies_are_our_types_and_may_be_absent() {
        let mut json = operation("PATCH", "/a", Vec::new());
        json.body = body("application/merge-patch+json", true, Type::Named(0));
        let text = written(json);
        has(&text, "body: &'a crate::types::Pet");
        has(&text, "self.client.patch(url).json(body)");
        let mut list = operation("POST", "/a", vec![parameter(Location::Header, "X-A", "x_a", true)]);
        list.body = body("application/json", false, Type::Array(Box::new(Type::Named(0))));
        let text = written(list);
        has(&text, "&'a self, body: Option<&'a Vec<crate::types::Pet>>");
        has(&text, "match body { Some(body) => builder.json(body), None => builder, }");
        let mut null = operation("POST", "/a", Vec::new());
        null.body = body("application/json", true, Type::Null);
        let text = written(null);
        has(&text, "body: &'a JsonNull");
        has(&text, "type JsonNull = ();");
        let mut bytes = operation("POST", "/a", Vec::new());
        bytes.body = body("image/png", true, Type::Any);
        let text = written(bytes);
        has(&text, "pub async fn do_it<'a, B: Into<reqwest::Body>>(&'a self, body: B)");
        has(&text, ".body(body)");
        let mut bytes = operation("POST", "/a", Vec::new());
        bytes.body = body("image/png", false, Type::Any);
        let text = written(bytes);
        has(&text, "body: Option<B>");
        has(&text, "None => builder");
    }

    #[test]
    fn methods_that_reqwest_has_no_function_for_are_sent_too() {
        for (method, call) in [
            ("OPTIONS", "self.client.request(::reqwest::Method::OPTIONS, url)"),
            ("TRACE", "self.client.request(::reqwest::Method::TRACE, url)"),
            ("HEAD", "self.client.head(url)"),
            ("DELETE", "self.client.delete(url)"),
            ("PUT", "self.client.put(url)"),
        ] {
            has(&written(operation(method, "/a", Vec::new())), call);
        }
    }

    #[test]
    fn parameters_with_a_role_are_left_to_the_call() {
        let mut key = parameter(Location::Header, "Idempotency-Key", "idempotency_key", true);
        key.role = Role::IdempotencyKey;
        assert!(!written(operation("POST", "/a", vec![key])).contains("idempotency"));
    }

    #[test]
    fn what_cannot_be_sent_is_refused_at_its_operation() {
        let pointer = |operation| {
            let found = operations(&model(vec![operation])).expect_err("refused");
            (found.code, found.pointer)
        };
        assert_eq!(pointer(operation("GET", "/{x}", Vec::new())), ("E0602", "/paths/~1{x}/get".to_owned()));
        let unused = parameter(Location::Path, "y", "y", true);
        assert_eq!(pointer(operation("GET", "/x", vec![unused])).0, "E0602");
    }

    #[test]
    fn odd_paths_are_sent_as_they_are_served() {
        for (path, template) in [
            ("/", "/"),
            ("/a?b=c", "/a%3Fb=c"),
            ("/a b/ü", "/a%20b/%C3%BC"),
            ("/a}b", "/a}}b"),
            ("//a//", "//a//"),
            ("/**", "/**"),
        ] {
            let text = operations(&model(vec![operation("GET", path, Vec::new())])).expect(path);
            has(&dense(&text), &format!("format!(\"{{}}{template}\", self.baseurl)"));
        }
    }

    #[test]
    fn an_event_is_sent_to_the_url_as_it_is() {
        let mut event = operation("POST", "/new-pet", Vec::new());
        event.event = Some(crate::model::Event::Webhook("new pet".to_owned()));
        event.body = body("application/json", true, Type::Named(0));
        has(&written(event), "format!(\"{}\", self.baseurl)");
    }

    #[test]
    fn the_text_is_the_same_every_time() {
        let make = || {
            let mut all = Vec::new();
            for at in 0..150 {
                let mut one = operation("POST", "/a", Vec::new());
                one.rust_name = format!("do_{at}");
                one.body = body("application/json", true, if at % 2 == 0 { Type::Named(0) } else { Type::Any });
                all.push(one);
            }
            operations(&model(all)).expect("written")
        };
        let text = make();
        assert_eq!(text, make());
        assert_eq!(text.matches("pub async fn do_").count(), 150);
        assert_eq!(text.matches("pub struct Client").count(), 1);
    }

    #[test]
    fn a_document_without_operations_has_a_client_all_the_same() {
        has(&dense(&operations(&model(Vec::new())).expect("written")), "pub struct Client {");
    }
}
