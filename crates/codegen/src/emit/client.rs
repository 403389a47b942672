//! The client's side: typed requests and answers around progenitor's operations.

use super::body::{self, body_enum, body_type, form_fields, response_body_name};
use super::code::{Code, literal, literals, signature_input};
use super::types::type_text;
use super::{CrateOptions, LIBRARY_WITHOUT_TESTS};
use crate::diagnostic::Diagnostic;
use crate::model::{
    Content, ContentKind, Header, Location, Model, Operation, Parameter, Response, Role, SchemeKind, Status, Style,
    answer_docs, paragraphs, reason,
};
use crate::names::shouty;

/// The crate with the client's streams.
const SUPPORT: &str = "client_support";

/// `Cargo.toml`.
pub fn manifest(options: &CrateOptions) -> String {
    let mut text = format!(
        "# {}\n[package]\nname = \"{}\"\n{}\n",
        options.banner.trim_start_matches("//! "),
        options.package,
        options.package_lines
    );
    text.push_str(LIBRARY_WITHOUT_TESTS);
    text.push_str("[dependencies]\n");
    for name in ["client-support", "progenitor-client", "reqwest", "schema-support", "serde", "serde_json", "uuid"] {
        text.push_str(&(options.dependency)(name, false));
        text.push('\n');
    }
    text.push_str(&(options.dependency)("arbitrary", true));
    text.push_str("\n\n[dev-dependencies]\n");
    text.push_str(&(options.dependency)("tokio", false));
    text.push_str("\n\n[features]\n# Every type in a table, with arbitrary values, for conformance.\nconformance = [\"dep:arbitrary\", \"schema-support/conformance\"]\n");
    text
}

/// `src/operations.rs`: what progenitor makes of the lowered operations.
pub fn operations(model: &Model, options: &CrateOptions) -> Result<String, Diagnostic> {
    let text = crate::client::operations(model)?;
    Ok(format!(
        "{}\n//! What progenitor makes of each operation, its answers untyped: `lib.rs` types them.\n\n{text}",
        options.banner
    ))
}

/// Whether there are servers to call: webhooks and callbacks go to others.
pub fn has_servers(model: &Model) -> bool {
    !model.of_events && !model.servers.is_empty()
}

/// `src/lib.rs`.
pub fn library(model: &Model, options: &CrateOptions) -> String {
    let mut code = Code::default();
    code.line(&options.banner);
    if model.of_events {
        code.line(format!(
            "//! The sender of the webhooks and callbacks of {}, version {}: its provider's side.",
            model.title, model.version
        ));
        code.line("//!");
        code.line(
            "//! Each call names the URL to send to: the one that the consumer has registered, or what a callback's",
        );
        code.line("//! expression comes to. Who lets others name URLs decides which of them it calls: those of its own network are");
        code.line("//! not theirs to name. The session is a [`Session::sender`].");
    } else {
        code.line(format!("//! The client of {}, version {}.", model.title, model.version));
    }
    code.line("//!");
    code.line(
        "//! Make a [`Client`] of a [`client_support::Session`], build a request, match on the answer. A request",
    );
    code.line("//! that the document forbids is not sent; each declared answer has its own type; what is declared");
    code.line("//! nowhere is [`client_support::Error::Undeclared`].").blank();
    // The document's words are Markdown of their own.
    code.line("#![allow(clippy::disallowed_names, clippy::doc_lazy_continuation, clippy::doc_overindented_list_items)]\n#![allow(clippy::too_long_first_doc_paragraph)]");
    // `200` and `2XX`: the status that has an answer of its own comes first.
    if model.operations.iter().any(has_code_at_the_edge_of_a_range) {
        code.line("#![allow(clippy::match_overlapping_arm)]");
    }
    code.line(format!(
        "{}#![allow(rustdoc::bare_urls, rustdoc::invalid_html_tags, rustdoc::broken_intra_doc_links)]",
        super::root_attributes(model)
    ))
    .blank();
    code.line("#[allow(warnings, clippy::all)]\nmod operations;");
    code.line("#[cfg(feature = \"conformance\")]\npub mod round_trips;");
    if has_servers(model) {
        code.line("pub mod servers;");
    }
    code.line("pub mod types;").blank();
    code.line("#[allow(unused_imports)]");
    code.line(
        "use client_support::{\nDecodeHeaders, Error, HeaderReader, IdempotencyFacts, IdempotencyKey, OperationFacts, Reply, SchemeFacts, Session,\nSignatureFacts, SignatureInput, CredentialPlace, check_request,\n};",
    );
    code.blank();
    code.line("client_support::hooks!(operations::Client);").blank();
    match model.of_events {
        false => {
            code.docs(&format!("{}\n\nThe client's side: one method an operation. Cheap to clone.", model.description))
        }
        true => code.docs("Sends to consumers: one method for each webhook and callback. Cheap to clone."),
    };
    code.line("#[derive(Clone, Debug)]\npub struct Client {\nsession: Session,\n}").blank();
    code.line("impl Client {");
    code.docs("A client that sends by way of this session.");
    code.line("pub fn new(session: Session) -> Self {\nSelf { session }\n}").blank();
    code.docs("The session that it sends by way of.");
    code.line("pub fn session(&self) -> &Session {\n&self.session\n}");
    for operation in &model.operations {
        code.blank();
        method(&mut code, model, operation);
    }
    code.line("}");
    for operation in &model.operations {
        code.blank();
        request(&mut code, model, operation);
        answers(&mut code, model, operation);
    }
    for scheme in &model.schemes {
        if let Some(source) = &scheme.token
            && let operation = &model.operations[source.operation]
            && let Some(body) = &operation.body
        {
            code.blank();
            let body = body_type(model, &body.contents, &format!("{}Body", operation.type_name), SUPPORT);
            code.docs(&format!(
                "Tokens for the security scheme `{}`: calls `{}` with these credentials when a token is needed, \
                 keeps it until shortly before it expires, and asks anew when the server refuses it.",
                scheme.name, operation.rust_name
            ));
            code.docs("\nThe session only tells where to log in: its own tokens are not used.");
            code.line(format!("pub fn {}_tokens(", scheme.rust_name));
            code.line(format!("session: &Session,\ncredentials: {body},"));
            code.line(") -> impl client_support::TokenSource + use<> {");
            code.line("let client = Client::new(session.without_tokens());");
            code.line("client_support::CachedTokens::new(std::time::Duration::from_secs(60), move || {");
            code.line("let client = client.clone();");
            code.line(format!("let request = {}Request::new(credentials.clone());", operation.type_name));
            code.line("async move {");
            code.line(format!(
                "let answer = client.{}(&request).await.map_err(client_support::TokenError::new)?;",
                operation.rust_name
            ));
            code.line(format!("let expires = answer.body.{}.to_utc();", source.expires));
            code.line(format!(
                "Ok(client_support::Token::new(answer.body.{}.to_string(), Some(expires.into())))",
                source.token
            ));
            code.line("}\n})\n}");
        }
    }
    code.finish()
}

pub(super) fn has_request(operation: &Operation) -> bool {
    operation.plain_parameters().next().is_some() || operation.body.is_some() || operation.idempotency.is_some()
}

/// Headers that are typed: all but those with one value that is always there.
pub(super) fn typed_headers(response: &Response) -> impl Iterator<Item = &Header> {
    response.headers.iter().filter(|header| header.constant.is_none() || !header.required)
}

pub(super) fn headers_name(operation: &Operation, response: &Response) -> Option<String> {
    typed_headers(response).next().map(|_| format!("{}{}Headers", operation.type_name, response.rust_name))
}

fn response_body_type(model: &Model, operation: &Operation, response: &Response) -> String {
    body_type(model, &response.contents, &response_body_name(operation, response), SUPPORT)
}

fn success_type(model: &Model, operation: &Operation) -> (String, String) {
    let successes: Vec<&Response> = operation.successes().collect();
    match &*successes {
        [only] => {
            let headers = headers_name(operation, only).unwrap_or_else(|| "()".to_owned());
            (response_body_type(model, operation, only), headers)
        }
        _ => (format!("{}Success", operation.type_name), "()".to_owned()),
    }
}

/// Whether an answer is one value of JSON: then client-support reads it in one step.
fn is_json(response: &Response) -> bool {
    matches!(&*response.contents, [only] if only.kind == ContentKind::Json)
}

fn method(code: &mut Code, model: &Model, operation: &Operation) {
    let upper = shouty(&operation.rust_name);
    let error = format!("{}Error", operation.type_name);
    let (body, headers) = success_type(model, operation);
    match operation.event {
        Some(_) => code.docs(&format!("`{}` to the URL of a consumer.", operation.method)),
        None => code.docs(&format!("`{} {}`", operation.method, operation.path)),
    };
    if !operation.docs.is_empty() {
        code.line("///").docs(&operation.docs);
    }
    for remark in &operation.remarks {
        code.line("///").docs(remark);
    }
    code.line("///\n/// # Errors");
    code.line(format!("/// [`{error}`] for what the document declares; else what went wrong on the way."));
    if operation.deprecated {
        code.line("#[deprecated = \"the document deprecates it\"]");
    }
    code.line(format!("pub async fn {}(", operation.rust_name));
    code.line("&self,");
    if operation.event.is_some() {
        code.line("url: &str,");
    }
    if has_request(operation) {
        code.line(format!("request: &{}Request,", operation.type_name));
    }
    let reply = if headers == "()" { format!("Reply<{body}>") } else { format!("Reply<{body}, {headers}>") };
    code.line(format!(") -> Result<{reply}, Error<{error}>> {{"));
    for parameter in operation.plain_parameters().filter(|parameter| model.may_break_rules(&parameter.ty)) {
        let (name, field) = (literal(&parameter.name), &parameter.rust_name);
        match parameter.required {
            true => code.line(format!("client_support::check_parameter({name}, &request.{field})?;")),
            false => {
                code.line(format!("if let Some(value) = &request.{field} {{"));
                code.line(format!("client_support::check_parameter({name}, value)?;\n}}"))
            }
        };
    }
    let body = write_body(code, model, operation);
    let mut call = format!("self.session.call(&{upper})");
    if operation.idempotency.is_some() {
        call.push_str(".idempotency_key(request.idempotency_key.clone())");
    }
    for parameter in operation.plain_parameters() {
        let (place, name) = match parameter.location {
            Location::Path => continue,
            Location::Query => ("query", literal(&parameter.name)),
            Location::Header => ("header", literal(&parameter.name.to_lowercase())),
            Location::Cookie => ("cookie", literal(&parameter.name)),
        };
        let (style, explode) = (style_name(parameter.style), parameter.explode);
        let field = format!("&request.{}", parameter.rust_name);
        call.push_str(&format!("\n.{place}({name}, client_support::Style::{style}, {explode}, {field})"));
    }
    match body {
        Written::Sent => call.push_str("\n.body(body.head)"),
        Written::Maybe => {
            code.line("let (head, body) = match body {");
            code.line("Some(body) => (body.head, Some(body.bytes)),");
            code.line("None => (client_support::BodyHead::default(), None),\n};");
            call.push_str("\n.body(head)");
        }
        Written::None | Written::Json => {}
    }
    let (mut streams, mut whole) = (Vec::new(), Vec::new());
    for content in operation.successes().flat_map(|response| &response.contents) {
        let list = if is_piecemeal(content) { &mut streams } else { &mut whole };
        if !list.contains(&content.media_type.as_str()) {
            list.push(content.media_type.as_str());
        }
    }
    if !streams.is_empty() {
        call.push_str(&format!("\n.streaming(&{}, &{})", literals(streams), literals(whole)));
    }
    code.line(format!("let call = {call};"));
    code.line("let operations = operations::Client::new_with_client(");
    code.line(if operation.event.is_some() { "client_support::target(url)?," } else { "self.session.base_url()," });
    code.line("self.session.http().clone(),\ncall.clone(),\n);");

    // progenitor's order: the path's variables as in the path, then the body.
    let mut variables: Vec<&Parameter> =
        operation.plain_parameters().filter(|parameter| parameter.location == Location::Path).collect();
    variables.sort_by_key(|parameter| operation.path.find(&format!("{{{}}}", parameter.name)));
    let mut arguments: Vec<String> = Vec::new();
    for parameter in variables {
        let field = format!("&request.{}", parameter.rust_name);
        arguments.push(match (parameter.style, parameter.explode) {
            (Style::Simple, false) => format!("&client_support::parameter({field})"),
            (style, explode) => format!(
                "&client_support::in_path({}, client_support::Style::{}, {explode}, {field})",
                literal(&parameter.name),
                style_name(style)
            ),
        });
    }
    match (body, operation.body.as_ref().is_some_and(|body| body.required)) {
        (Written::None, _) => {}
        (Written::Json, true) => arguments.push("&request.body".to_owned()),
        (Written::Json, false) => arguments.push("request.body.as_ref()".to_owned()),
        (Written::Sent, _) => arguments.push("body.bytes".to_owned()),
        (Written::Maybe, _) => arguments.push("body".to_owned()),
    }
    code.line(format!("let answer = call.run(operations.{}({})).await?;", operation.rust_name, arguments.join(", ")));
    code.line("match answer.status.as_u16() {");
    let several = operation.successes().count() > 1;
    for response in operation.successes() {
        let pattern = match (response.status, response.error) {
            (Status::Default, true) => "_ if answer.status.is_success()".to_owned(),
            (status, _) => status_pattern(status),
        };
        success_arm(code, model, operation, response, several, &pattern);
    }
    for response in operation.errors() {
        error_arm(code, operation, response, &error);
    }
    let declares_all = operation.responses.iter().any(|response| response.status == Status::Default && response.error);
    if !declares_all {
        code.line("_ => Err(answer.undeclared()),");
    }
    code.line("}\n}");
}

/// Whether a success of this media type is given bit by bit.
fn is_piecemeal(content: &Content) -> bool {
    content.kind.is_streamed() || content.kind == ContentKind::Bytes
}

/// Whether a range of statuses is declared, and the first or the last of it, too.
fn has_code_at_the_edge_of_a_range(operation: &Operation) -> bool {
    let statuses = || operation.responses.iter().map(|response| response.status);
    statuses().filter(|status| matches!(status, Status::Range(_))).any(|range| {
        let (first, last) = range.bounds();
        statuses().any(|status| status.code().is_some_and(|code| code == first || code == last))
    })
}

fn status_pattern(status: Status) -> String {
    match (status, status.bounds()) {
        (Status::Code(code), _) => code.to_string(),
        (Status::Range(_), (first, last)) => format!("{first}..={last}"),
        (Status::Default, _) => "_".to_owned(),
    }
}

fn success_arm(
    code: &mut Code,
    model: &Model,
    operation: &Operation,
    response: &Response,
    several: bool,
    pattern: &str,
) {
    let own_headers = headers_name(operation, response).unwrap_or_else(|| "()".to_owned());
    if !several {
        match (is_json(response), &*response.contents) {
            (true, [only]) => {
                code.line(format!("{pattern} => answer.reply({}),", literal(&only.media_type)));
                return;
            }
            (_, []) => {
                code.line(format!("{pattern} => answer.reply_empty(),"));
                return;
            }
            _ => {}
        }
    }
    code.line(format!("{pattern} => {{"));
    code.line(format!("let headers: {own_headers} = answer.headers_as()?;"));
    let has_body = !response.contents.is_empty();
    if has_body {
        read_body(code, operation, response, true);
    }
    if !several {
        code.line("Ok(Reply { status: answer.status, headers, body })\n}");
        return;
    }
    let ty = response_body_type(model, operation, response);
    let variant = format!("{}Success::{}", operation.type_name, response.rust_name);
    let mut fields = Vec::new();
    fields.extend(response.status.code().is_none().then_some("status: answer.status"));
    fields.extend(has_body.then_some("body"));
    fields.extend((own_headers != "()").then_some("headers"));
    let made = match is_tuple(operation, response) {
        true if has_body => format!("{variant}(body)"),
        true => variant,
        false => format!("{variant} {{ {} }}", fields.join(", ")),
    };
    if own_headers == "()" {
        code.line("let () = headers;");
    }
    let _ = ty;
    code.line(format!("Ok(Reply {{ status: answer.status, headers: (), body: {made} }})"));
    code.line("}");
}

/// Binds `body` to the answer's body by its media type.
fn read_body(code: &mut Code, operation: &Operation, response: &Response, of_success: bool) {
    let read = |content: &Content| match content.kind {
        ContentKind::Json => format!("answer.json_as({})?", literal(&content.media_type)),
        ContentKind::Text => "answer.text_as()?".to_owned(),
        ContentKind::Events => "call.events(&answer)?".to_owned(),
        ContentKind::Items(framing) => format!("call.items(&answer, {SUPPORT}::{})?", framing.name()),
        ContentKind::List(framing) => format!("answer.list_as({SUPPORT}::{})?", framing.name()),
        ContentKind::Form | ContentKind::Multipart => format!("answer.json_as({})?", literal(&content.media_type)),
        ContentKind::Bytes if of_success => "call.binary(&answer)".to_owned(),
        ContentKind::Bytes => "answer.binary()".to_owned(),
    };
    match &*response.contents {
        [] => {}
        [only] => {
            code.line(format!("let body = {};", read(only)));
        }
        several => {
            let name = response_body_name(operation, response);
            // The most specific one is meant (OpenAPI 3.1.1, Response Object).
            let mut several: Vec<&Content> = several.iter().collect();
            several.sort_by_key(|content| content.media_type.matches('*').count());
            let Some((last, most)) = several.split_last() else { return };
            for (index, content) in most.iter().enumerate() {
                let word = if index == 0 { "let body = if" } else { "} else if" };
                code.line(format!("{word} answer.is_of({}) {{", literal(&content.media_type)));
                code.line(format!("{name}::{}({})", content.rust_name, read(content)));
            }
            code.line("} else {");
            code.line(format!("{name}::{}({})", last.rust_name, read(last)));
            code.line("};");
        }
    }
}

fn error_arm(code: &mut Code, operation: &Operation, response: &Response, error: &str) {
    let pattern = status_pattern(response.status);
    let variant = format!("{error}::{}", response.rust_name);
    let headers = headers_name(operation, response);
    if let (Some(_), [only], true) = (response.status.code(), &*response.contents, is_json(response)) {
        let media_type = literal(&only.media_type);
        let read = match headers {
            None => format!("answer.declared({media_type}, {variant})"),
            Some(_) => format!("answer.declared_with({media_type}, |body, headers| {variant} {{ body, headers }})"),
        };
        code.line(format!("{pattern} => Err({read}),"));
        return;
    }
    if is_tuple(operation, response) && response.contents.is_empty() {
        code.line(format!("{pattern} => Err(answer.declared_empty({variant})),"));
        return;
    }
    code.line(format!("{pattern} => {{"));
    let mut fields = Vec::new();
    if response.status.code().is_none() {
        code.line("let status = answer.status;");
        fields.push("status");
    }
    if !response.contents.is_empty() {
        read_body(code, operation, response, false);
        fields.push("body");
    }
    if headers.is_some() {
        code.line("let headers = answer.headers_as()?;");
        fields.push("headers");
    }
    let made = match is_tuple(operation, response) {
        true => format!("{variant}(body)"),
        false => format!("{variant} {{ {} }}", fields.join(", ")),
    };
    code.line(format!("Err(answer.declared_empty({made}))"));
    code.line("}");
}

/// Whether the variant is its body alone.
pub(super) fn is_tuple(operation: &Operation, response: &Response) -> bool {
    response.status.code().is_some() && headers_name(operation, response).is_none()
}

/// How a request's body reaches progenitor's operation.
#[derive(Clone, Copy)]
enum Written {
    /// There is none.
    None,
    /// As a value of JSON.
    Json,
    /// As bytes.
    Sent,
    /// As bytes or not at all.
    Maybe,
}

/// Checks the request's body, and writes it where progenitor does not.
fn write_body(code: &mut Code, _model: &Model, operation: &Operation) -> Written {
    let Some(body) = &operation.body else { return Written::None };
    let bytes = |content: &Content, value: &str| {
        let media_type = literal(&content.media_type);
        match content.kind {
            ContentKind::Json => format!("client_support::json_body({media_type}, {value})?"),
            ContentKind::Form => format!("client_support::form_body({value}, {})?", form_fields(&content.fields)),
            ContentKind::Multipart => {
                format!("client_support::multipart_body({value}, {})?", form_fields(&content.fields))
            }
            ContentKind::Text => format!("client_support::text_body({media_type}, {value})"),
            ContentKind::List(framing) | ContentKind::Items(framing) => {
                format!("client_support::list_body({media_type}, {SUPPORT}::{}, {value})?", framing.name())
            }
            ContentKind::Events | ContentKind::Bytes => format!("client_support::binary_body({media_type}, {value})?"),
        }
    };
    let of = |value: &str| match &*body.contents {
        [only] => bytes(only, value),
        several => {
            let name = format!("{}Body", operation.type_name);
            let arms: Vec<String> = several
                .iter()
                .map(|content| format!("{name}::{}(body) => {},", content.rust_name, bytes(content, "body")))
                .collect();
            format!("match {value} {{\n{}\n}}", arms.join("\n"))
        }
    };
    match (&*body.contents, body.required) {
        ([only], true) if only.kind == ContentKind::Json => {
            code.line("check_request(&request.body)?;");
            Written::Json
        }
        ([only], false) if only.kind == ContentKind::Json => {
            code.line("if let Some(body) = &request.body {\ncheck_request(body)?;\n}");
            Written::Json
        }
        (_, true) => {
            code.line(format!("let body = {};", of("&request.body")));
            Written::Sent
        }
        (_, false) => {
            let written = of("body");
            if written.contains('?') {
                code.line("let body = match &request.body {");
                code.line(format!("Some(body) => Some({written}),"));
                code.line("None => None,\n};");
            } else {
                code.line(format!("let body = request.body.as_ref().map(|body| {written});"));
            }
            Written::Maybe
        }
    }
}

fn style_name(style: Style) -> &'static str {
    match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::Space => "Space",
        Style::Pipe => "Pipe",
        Style::DeepObject => "DeepObject",
        Style::Json => "Json",
    }
}

fn request(code: &mut Code, model: &Model, operation: &Operation) {
    facts(code, model, operation);
    if !has_request(operation) {
        return;
    }
    let name = format!("{}Request", operation.type_name);
    let body_name = format!("{}Body", operation.type_name);
    code.blank();
    code.docs(&format!("What [`Client::{}`] sends.", operation.rust_name.trim_start_matches("r#")));
    code.line("#[derive(Clone, Debug)]");
    code.line(format!("pub struct {name} {{"));
    let mut required: Vec<(String, String)> = Vec::new();
    let mut absent: Vec<&str> = Vec::new();
    for parameter in operation.plain_parameters() {
        match &*paragraphs(&parameter.docs, &parameter.remarks) {
            "" => code.docs(&format!("`{}`", parameter.name)),
            docs => code.docs(docs),
        };
        let ty = type_text(model, &parameter.ty, "types::");
        if parameter.required {
            code.line(format!("pub {}: {ty},", parameter.rust_name));
            required.push((parameter.rust_name.clone(), ty));
        } else {
            code.line(format!("pub {}: Option<{ty}>,", parameter.rust_name));
            absent.push(&parameter.rust_name);
        }
    }
    if let Some(body) = &operation.body {
        match &*paragraphs(&body.docs, &body.remarks) {
            "" => code.docs("The body."),
            docs => code.docs(docs),
        };
        let ty = body_type(model, &body.contents, &body_name, SUPPORT);
        if body.required {
            code.line(format!("pub body: {ty},"));
            required.push(("body".to_owned(), ty));
        } else {
            code.line(format!("pub body: Option<{ty}>,"));
            absent.push("body");
        }
    }
    if operation.idempotency.is_some() {
        code.docs("The key of this action, the same over all of its retries. `None`: a new random one for each call.");
        code.line("pub idempotency_key: Option<IdempotencyKey>,");
        absent.push("idempotency_key");
    }
    code.line("}").blank();
    code.line(format!("impl {name} {{"));
    code.docs("With what has to be there.");
    if required.len() > 7 {
        code.line("#[allow(clippy::too_many_arguments)]");
    }
    if required.is_empty() {
        code.line("#[allow(clippy::new_without_default)]");
    }
    let parameters: Vec<String> = required
        .iter()
        .map(|(name, ty)| match name.as_str() {
            "body" => format!("body: impl Into<{ty}>"),
            _ => format!("{name}: {ty}"),
        })
        .collect();
    code.line(format!("pub fn new({}) -> Self {{", parameters.join(", ")));
    let mut fields: Vec<String> = required
        .iter()
        .map(|(name, _)| match name.as_str() {
            "body" => "body: body.into()".to_owned(),
            name => name.to_owned(),
        })
        .collect();
    fields.extend(absent.iter().map(|name| format!("{name}: None")));
    code.line(format!("Self {{ {} }}", fields.join(", ")));
    code.line("}");
    if operation.idempotency.is_some() {
        code.blank().docs("The same action under this key: to send it again after a crash, say.");
        code.line("pub fn with_idempotency_key(self, key: impl Into<IdempotencyKey>) -> Self {");
        code.line("Self { idempotency_key: Some(key.into()), ..self }\n}");
    }
    code.line("}");
    if let Some(body) = operation.body.as_ref().filter(|body| body.contents.len() > 1) {
        code.blank();
        let docs = format!("The body of `{}`, by its media type.", operation.rust_name);
        body_enum(code, model, &body.contents, &body_name, &docs, SUPPORT);
    }
}

fn facts(code: &mut Code, model: &Model, operation: &Operation) {
    code.line(format!("static {}: OperationFacts = OperationFacts {{", shouty(&operation.rust_name)));
    code.line(format!("operation_id: {},", literal(&operation.id)));
    code.line(format!("safe: {},", operation.is_safe()));
    if operation.security.is_empty() {
        code.line("security: &[],");
    } else {
        code.line("security: &[");
        for secured in &operation.security {
            let schemes: Vec<String> = model.requirements[secured.requirement]
                .schemes
                .iter()
                .map(|index| {
                    let scheme = &model.schemes[*index];
                    let place = match &scheme.kind {
                        SchemeKind::Bearer => "Bearer".to_owned(),
                        SchemeKind::Basic => "Authorization(\"Basic\")".to_owned(),
                        SchemeKind::ApiKey(Location::Query, name) => format!("Query({})", literal(name)),
                        SchemeKind::ApiKey(Location::Cookie, name) => format!("Cookie({})", literal(name)),
                        SchemeKind::ApiKey(_, name) => format!("Header({})", literal(&name.to_lowercase())),
                        SchemeKind::Http(name) => format!("Authorization({})", literal(name)),
                        SchemeKind::MutualTls => "Connection".to_owned(),
                    };
                    format!("SchemeFacts {{ name: {}, place: CredentialPlace::{place} }}", literal(&scheme.name))
                })
                .collect();
            code.line(format!("&[{}],", schemes.join(", ")));
        }
        code.line("],");
    }
    code.line(format!("anonymous: {},", operation.anonymous));
    let key = operation.parameters.iter().find(|parameter| parameter.role == Role::IdempotencyKey);
    match key {
        Some(key) => code
            .line(format!("idempotency: Some(IdempotencyFacts {{ header: {} }}),", literal(&key.name.to_lowercase()))),
        None => code.line("idempotency: None,"),
    };
    match &operation.signature {
        Some(signature) => {
            code.line("signature: Some(SignatureFacts {");
            code.line(format!("header: {},\ninput: &{},", literal(&signature.header), signature_input(signature)));
            code.line("}),")
        }
        None => code.line("signature: None,"),
    };
    match operation.body.as_ref().map(|body| &*body.contents) {
        Some([only]) if only.kind == ContentKind::Json && only.media_type != "application/json" => {
            code.line(format!("content_type: Some({}),", literal(&only.media_type)))
        }
        _ => code.line("content_type: None,"),
    };
    let mut accept: Vec<&str> = operation
        .successes()
        .chain(operation.errors())
        .flat_map(|response| response.contents.iter().map(|content| content.media_type.as_str()))
        .collect();
    let mut seen = std::collections::HashSet::new();
    accept.retain(|media_type| seen.insert(*media_type));
    match accept.is_empty() {
        true => code.line("accept: None,"),
        false => code.line(format!("accept: Some({}),", literal(&accept.join(", ")))),
    };
    code.line("};");
}

fn answers(code: &mut Code, model: &Model, operation: &Operation) {
    for response in &operation.responses {
        let Some(name) = headers_name(operation, response) else { continue };
        code.blank();
        code.docs(&format!("The headers of `{}`'s {}.", operation.rust_name, response.status.word()));
        code.line("#[derive(Clone, Debug, PartialEq)]");
        code.line(format!("pub struct {name} {{"));
        for header in typed_headers(response) {
            match &*paragraphs(&header.docs, &header.remarks) {
                "" => code.docs(&format!("`{}`", header.name)),
                docs => code.docs(docs),
            };
            code.line(format!("pub {}: {},", header.rust_name, header_type(model, header)));
        }
        code.line("}").blank();
        code.line(format!("impl DecodeHeaders for {name} {{"));
        code.line("fn decode(from: &mut HeaderReader<'_>) -> Option<Self> {");
        for header in typed_headers(response) {
            let (local, wire) = (&header.rust_name, literal(&header.name));
            match (&header.constant, header.required) {
                (Some(_), _) => {
                    code.line(format!("let {local} = from.optional::<String>({wire}).map(|value| value.is_some());"))
                }
                (None, true) => code.line(format!("let {local} = from.required({wire});")),
                (None, false) => code.line(format!("let {local} = from.optional({wire});")),
            };
        }
        let fields: Vec<String> =
            typed_headers(response).map(|header| format!("{0}: {0}?", header.rust_name)).collect();
        code.line(format!("Some(Self {{ {} }})", fields.join(", ")));
        code.line("}\n}");
    }
    for response in operation.responses.iter().filter(|response| response.contents.len() > 1) {
        code.blank();
        let docs = format!("The body of `{}`'s {}, by its media type.", operation.rust_name, response.status.word());
        body_enum(code, model, &response.contents, &response_body_name(operation, response), &docs, SUPPORT);
    }
    if operation.successes().count() > 1 {
        code.blank();
        code.docs(&format!("Every success of `{}` that the document declares.", operation.rust_name));
        let successes: Vec<&Response> = operation.successes().collect();
        outcomes(code, model, operation, &format!("{}Success", operation.type_name), &successes);
    }
    code.blank();
    code.docs(&format!("Every error of `{}` that the document declares.", operation.rust_name));
    let name = format!("{}Error", operation.type_name);
    let errors: Vec<&Response> = operation.errors().collect();
    outcomes(code, model, operation, &name, &errors);
    code.blank();
    code.line(format!("impl std::fmt::Display for {name} {{"));
    let unused = if errors.is_empty() { "_" } else { "" };
    code.line(format!("fn fmt(&self, {unused}f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{"));
    if errors.is_empty() {
        code.line("match *self {}");
    } else {
        code.line("match self {");
        for response in errors {
            let name = &response.rust_name;
            let said = first_words(&response.docs).map_or_else(String::new, |words| format!(": {words}"));
            match (response.status.code(), is_tuple(operation, response), response.contents.is_empty()) {
                // The status is known when it is there.
                (None, ..) => {
                    let text = literal(&format!("{{status}}{}", said.replace('{', "{{").replace('}', "}}")));
                    code.line(format!("Self::{name} {{ status, .. }} => write!(f, {text}),"));
                }
                (Some(status), is_tuple, is_empty) => {
                    let pattern = match (is_tuple, is_empty) {
                        (true, true) => "",
                        (true, false) => "(_)",
                        (false, _) => " { .. }",
                    };
                    let reason = reason(status).map_or_else(String::new, |reason| format!(" {reason}"));
                    let text = literal(&format!("{status}{reason}{said}"));
                    code.line(format!("Self::{name}{pattern} => f.write_str({text}),"));
                }
            }
        }
        code.line("}");
    }
    code.line("}\n}").blank();
    code.line(format!("impl std::error::Error for {name} {{}}"));
}

/// The first sentence of a description, where it has one that a line of a log has room for.
fn first_words(docs: &str) -> Option<String> {
    const LONGEST: usize = 120;
    let paragraph: Vec<&str> = docs.trim().lines().map(str::trim).take_while(|line| !line.is_empty()).collect();
    let paragraph = paragraph.join(" ");
    let sentence = paragraph.split_once(". ").map_or(&*paragraph, |(sentence, _)| sentence).trim_end_matches('.');
    Some(sentence.to_owned()).filter(|words| !words.is_empty() && words.len() <= LONGEST)
}

fn outcomes(code: &mut Code, model: &Model, operation: &Operation, name: &str, responses: &[&Response]) {
    code.line(body::derives(responses.iter().flat_map(|response| &response.contents)));
    code.line(format!("pub enum {name} {{"));
    for response in responses {
        code.docs(&answer_docs(response));
        let body = (!response.contents.is_empty()).then(|| response_body_type(model, operation, response));
        if is_tuple(operation, response) {
            match body {
                Some(body) => code.line(format!("{}({body}),", response.rust_name)),
                None => code.line(format!("{},", response.rust_name)),
            };
            continue;
        }
        code.line(format!("{} {{", response.rust_name));
        if response.status.code().is_none() {
            code.line("/// The status.\nstatus: reqwest::StatusCode,");
        }
        if let Some(body) = body {
            code.line(format!("/// The body.\nbody: {body},"));
        }
        if let Some(headers) = headers_name(operation, response) {
            code.line(format!("/// The headers.\nheaders: {headers},"));
        }
        code.line("},");
    }
    code.line("}");
}

fn header_type(model: &Model, header: &Header) -> String {
    match (&header.constant, header.required) {
        (Some(_), _) => "bool".to_owned(),
        (None, true) => type_text(model, &header.ty, "types::"),
        (None, false) => format!("Option<{}>", type_text(model, &header.ty, "types::")),
    }
}
