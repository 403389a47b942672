//! The client's side: typed requests and answers around progenitor's operations.

use super::CrateOptions;
use super::code::{Code, literal};
use super::types::type_text;
use crate::diagnostic::Diagnostic;
use crate::model::{Header, Location, Model, Operation, Parameter, Response, Role, SignatureInput};
use crate::names::shouty;

/// `Cargo.toml`.
pub fn manifest(options: &CrateOptions) -> String {
    let mut text = format!(
        "# {}\n[package]\nname = \"{}\"\n{}\n",
        options.banner.trim_start_matches("//! "),
        options.package,
        options.package_lines
    );
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

/// `src/lib.rs`.
pub fn library(model: &Model, options: &CrateOptions) -> String {
    let mut code = Code::default();
    code.line(&options.banner);
    code.line(format!("//! The client of {}, version {}.", model.title, model.version));
    code.line("//!");
    code.line(
        "//! Make a [`Client`] of a [`client_support::Session`], build a request, match on the answer. A request",
    );
    code.line("//! that the document forbids is not sent; each declared answer has its own type; what is declared");
    code.line("//! nowhere is [`client_support::Error::Undeclared`].").blank();
    // The document's words are Markdown of their own.
    code.line("#![allow(clippy::doc_lazy_continuation, clippy::doc_overindented_list_items, clippy::too_long_first_doc_paragraph)]");
    code.line("#![allow(rustdoc::bare_urls, rustdoc::invalid_html_tags, rustdoc::broken_intra_doc_links)]").blank();
    code.line("#[allow(warnings, clippy::all)]\nmod operations;");
    code.line("#[cfg(feature = \"conformance\")]\npub mod round_trips;");
    code.line("pub mod types;").blank();
    code.line("#[allow(unused_imports)]");
    code.line(
        "use client_support::{\nDecodeHeaders, Error, HeaderReader, IdempotencyFacts, IdempotencyKey, OperationFacts, Reply, Session, SignatureFacts,\nSignatureInput, check_request,\n};",
    );
    code.blank();
    code.line("client_support::hooks!(operations::Client);").blank();
    code.docs(&format!("{}\n\nThe client's side: one method an operation. Cheap to clone.", model.description));
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
            let body = type_text(model, &body.ty, "types::");
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

fn plain(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| parameter.role == Role::Plain)
}

fn has_request(operation: &Operation) -> bool {
    plain(operation).next().is_some() || operation.body.is_some() || operation.idempotency.is_some()
}

/// Headers that are typed: all but those with one value that is always there.
fn typed_headers(response: &Response) -> impl Iterator<Item = &Header> {
    response.headers.iter().filter(|header| header.constant.is_none() || !header.required)
}

fn headers_name(operation: &Operation, response: &Response) -> Option<String> {
    typed_headers(response).next().map(|_| format!("{}{}Headers", operation.type_name, response.rust_name))
}

fn success_type(model: &Model, operation: &Operation) -> (String, String) {
    let successes: Vec<&Response> = operation.successes().collect();
    match &*successes {
        [only] => {
            let body = only.content.as_ref().map_or_else(|| "()".to_owned(), |(_, ty)| type_text(model, ty, "types::"));
            (body, headers_name(operation, only).unwrap_or_else(|| "()".to_owned()))
        }
        _ => (format!("{}Success", operation.type_name), "()".to_owned()),
    }
}

fn method(code: &mut Code, model: &Model, operation: &Operation) {
    let upper = shouty(&operation.rust_name);
    let error = format!("{}Error", operation.type_name);
    let (body, headers) = success_type(model, operation);
    code.docs(&format!("`{} {}`", operation.method, operation.path));
    if !operation.docs.is_empty() {
        code.line("///").docs(&operation.docs);
    }
    code.line("///\n/// # Errors");
    code.line(format!("/// [`{error}`] for what the document declares; else what went wrong on the way."));
    if operation.deprecated {
        code.line("#[deprecated = \"the document deprecates it\"]");
    }
    code.line(format!("pub async fn {}(", operation.rust_name));
    code.line("&self,");
    if has_request(operation) {
        code.line(format!("request: &{}Request,", operation.type_name));
    }
    let reply = if headers == "()" { format!("Reply<{body}>") } else { format!("Reply<{body}, {headers}>") };
    code.line(format!(") -> Result<{reply}, Error<{error}>> {{"));
    if let Some(body) = &operation.body {
        match body.required {
            true => code.line("check_request(&request.body)?;"),
            false => code.line("if let Some(body) = &request.body {\ncheck_request(body)?;\n}"),
        };
    }
    let mut call = format!("self.session.call(&{upper})");
    if operation.idempotency.is_some() {
        call.push_str(".idempotency_key(request.idempotency_key.clone())");
    }
    code.line(format!("let call = {call};"));
    code.line("let operations = operations::Client::new_with_client(");
    code.line("self.session.base_url(),\nself.session.http().clone(),\ncall.clone(),\n);");

    // progenitor's order: path variables as in the path, then query and headers by name, then the body.
    let mut arguments: Vec<&Parameter> = plain(operation).collect();
    arguments.sort_by(|a, b| {
        let rank = |parameter: &Parameter| match parameter.location {
            Location::Path => {
                (0, operation.path.find(&format!("{{{}}}", parameter.name)).unwrap_or_default(), String::new())
            }
            Location::Query => (1, 0, parameter.name.clone()),
            Location::Header => (2, 0, parameter.name.clone()),
        };
        rank(a).cmp(&rank(b))
    });
    let mut texts: Vec<String> = Vec::new();
    for parameter in arguments {
        let field = format!("request.{}", parameter.rust_name);
        texts.push(match parameter.required {
            true => format!("&client_support::parameter(&{field})"),
            false => format!("{field}.as_ref().map(client_support::parameter).as_deref()"),
        });
    }
    if let Some(body) = &operation.body {
        texts.push(if body.required { "&request.body".to_owned() } else { "request.body.as_ref()".to_owned() });
    }
    code.line(format!("let answer = call.run(operations.{}({})).await?;", operation.rust_name, texts.join(", ")));
    code.line("match answer.status.as_u16() {");
    let several = operation.successes().count() > 1;
    for response in operation.successes() {
        let read = match &response.content {
            Some((media_type, _)) => format!("answer.reply({})", literal(media_type)),
            None => "answer.reply_empty()".to_owned(),
        };
        if several {
            let variant = format!("{}Success::{}", operation.type_name, response.rust_name);
            let ty =
                response.content.as_ref().map_or_else(|| "()".to_owned(), |(_, ty)| type_text(model, ty, "types::"));
            let own = headers_name(operation, response).unwrap_or_else(|| "()".to_owned());
            let made = match (response.content.is_some(), headers_name(operation, response).is_some()) {
                (true, true) => format!("{variant} {{ body: reply.body, headers: reply.headers }}"),
                (true, false) => format!("{variant}(reply.body)"),
                (false, true) => format!("{variant} {{ headers: reply.headers }}"),
                (false, false) => variant,
            };
            code.line(format!("{} => {{", response.status));
            code.line(format!("let reply: Reply<{ty}, {own}> = {read}?;"));
            code.line(format!("Ok(Reply {{ status: reply.status, headers: (), body: {made} }})"));
            code.line("}");
        } else {
            code.line(format!("{} => {read},", response.status));
        }
    }
    for response in operation.errors() {
        let variant = format!("{error}::{}", response.rust_name);
        let media_type = response.content.as_ref().map(|(media_type, _)| literal(media_type));
        let read = match (media_type, headers_name(operation, response)) {
            (None, _) => format!("answer.declared_empty({variant})"),
            (Some(media_type), None) => format!("answer.declared({media_type}, {variant})"),
            (Some(media_type), Some(_)) => {
                format!("answer.declared_with({media_type}, |body, headers| {variant} {{ body, headers }})")
            }
        };
        code.line(format!("{} => Err({read}),", response.status));
    }
    code.line("_ => Err(answer.undeclared()),\n}\n}");
}

fn request(code: &mut Code, model: &Model, operation: &Operation) {
    facts(code, operation);
    if !has_request(operation) {
        return;
    }
    let name = format!("{}Request", operation.type_name);
    code.blank();
    code.docs(&format!("What [`Client::{}`] sends.", operation.rust_name));
    code.line("#[derive(Clone, Debug)]");
    code.line(format!("pub struct {name} {{"));
    let mut required: Vec<(String, String)> = Vec::new();
    let mut absent: Vec<&str> = Vec::new();
    for parameter in plain(operation) {
        match &*parameter.docs {
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
        match &*body.docs {
            "" => code.docs("The body."),
            docs => code.docs(docs),
        };
        let ty = type_text(model, &body.ty, "types::");
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
    code.docs("Of what has to be there.");
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
}

fn facts(code: &mut Code, operation: &Operation) {
    code.line(format!("static {}: OperationFacts = OperationFacts {{", shouty(&operation.rust_name)));
    code.line(format!("operation_id: {},", literal(&operation.id)));
    code.line(format!("safe: {},", operation.is_safe()));
    code.line(format!("secured: {},", operation.scheme.is_some()));
    let key = operation.parameters.iter().find(|parameter| parameter.role == Role::IdempotencyKey);
    match key {
        Some(key) => code
            .line(format!("idempotency: Some(IdempotencyFacts {{ header: {} }}),", literal(&key.name.to_lowercase()))),
        None => code.line("idempotency: None,"),
    };
    match &operation.signature {
        Some(signature) => {
            let input: Vec<String> = signature
                .input
                .iter()
                .map(|part| match part {
                    SignatureInput::Header(name) => format!("SignatureInput::Header({})", literal(name)),
                    SignatureInput::Path => "SignatureInput::Path".to_owned(),
                    SignatureInput::Body => "SignatureInput::Body".to_owned(),
                })
                .collect();
            code.line("signature: Some(SignatureFacts {");
            code.line(format!("header: {},\ninput: &[{}],", literal(&signature.header), input.join(", ")));
            code.line("}),")
        }
        None => code.line("signature: None,"),
    };
    match &operation.body {
        Some(body) if body.media_type != "application/json" => {
            code.line(format!("content_type: Some({}),", literal(&body.media_type)))
        }
        _ => code.line("content_type: None,"),
    };
    let mut accept: Vec<&str> = operation
        .successes()
        .chain(operation.errors())
        .filter_map(|response| Some(response.content.as_ref()?.0.as_str()))
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
        code.docs(&format!("The headers of `{}`'s {}.", operation.rust_name, response.status));
        code.line("#[derive(Clone, Debug, PartialEq)]");
        code.line(format!("pub struct {name} {{"));
        for header in typed_headers(response) {
            match &*header.docs {
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
    if operation.successes().count() > 1 {
        code.blank();
        code.docs(&format!("Every success of `{}` that the document declares.", operation.rust_name));
        outcomes(
            code,
            model,
            operation,
            &format!("{}Success", operation.type_name),
            &operation.successes().collect::<Vec<_>>(),
        );
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
        code.line("f.write_str(match self {");
        for response in errors {
            let pattern = match (headers_name(operation, response).is_some(), response.content.is_some()) {
                (true, true) => " { .. }",
                (false, true) => "(_)",
                (_, false) => "",
            };
            let text = format!("{} {}", response.status, response.rust_name);
            code.line(format!("Self::{}{pattern} => {},", response.rust_name, literal(&text)));
        }
        code.line("})");
    }
    code.line("}\n}").blank();
    code.line(format!("impl std::error::Error for {name} {{}}"));
}

fn outcomes(code: &mut Code, model: &Model, operation: &Operation, name: &str, responses: &[&Response]) {
    code.line("#[derive(Clone, Debug, PartialEq)]\n#[allow(clippy::large_enum_variant)]");
    code.line(format!("pub enum {name} {{"));
    for response in responses {
        code.docs(&format!("{}: {}", response.status, response.docs));
        let body = response.content.as_ref().map(|(_, ty)| type_text(model, ty, "types::"));
        match (body, headers_name(operation, response)) {
            (Some(body), Some(headers)) => {
                code.line(format!("{} {{", response.rust_name));
                code.line(format!("/// The body.\nbody: {body},\n/// The headers.\nheaders: {headers},\n}},"))
            }
            (Some(body), None) => code.line(format!("{}({body}),", response.rust_name)),
            (None, _) => code.line(format!("{},", response.rust_name)),
        };
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
