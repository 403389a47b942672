//! The server's side: the trait to implement, its requests and its responses.

use super::body::{self, body_enum, body_type, response_body_name};
use super::code::{Code, literal};
use super::types::{ARBITRARY, type_text};
use super::{CrateOptions, LIBRARY_WITHOUT_TESTS};
use crate::model::{
    Content, ContentKind, Model, Operation, Requirement, Response, SchemeKind, Status, Type, TypeKind, answer_docs,
    paragraphs,
};
use crate::names::pascal;

/// The crate with the server's streams.
pub(super) const SUPPORT: &str = "server_support";

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
    for name in ["dropshot", "http", "schema-support", "serde", "serde_json", "server-support", "uuid"] {
        text.push_str(&(options.dependency)(name, false));
        text.push('\n');
    }
    text.push_str(&(options.dependency)("arbitrary", true));
    text.push_str("\n\n[features]\n# Every type in a table, with arbitrary values, for conformance.\nconformance = [\"dep:arbitrary\", \"schema-support/conformance\"]\n# dropshot's own document has schemas: what the types enforce, for conformance.\nschemars = [\"schema-support/schemars\"]\n# The types can be components of a document that utoipa writes.\nutoipa = [\"schema-support/utoipa\"]\n");
    text
}

/// The trait's name: `Countersign Partner API` becomes `PartnerApi` by way of the package.
pub fn trait_name(options: &CrateOptions) -> String {
    pascal(&options.package)
}

/// `src/lib.rs`: the trait, the requests and the responses.
pub fn library(model: &Model, options: &CrateOptions) -> String {
    let mut code = Code::default();
    let name = trait_name(options);
    code.line(&options.banner);
    if model.of_events {
        code.line(format!(
            "//! The receiver of the webhooks and callbacks of {}, version {}: its consumers' side.",
            model.title, model.version
        ));
        code.line("//!");
        code.line("//! Each is served at a path that is made of its name: register that URL with the provider.");
    } else {
        code.line(format!("//! The server's side of {}, version {}.", model.title, model.version));
    }
    code.line("//!");
    code.line(format!("//! Implement [`{name}`], then mount it: [`api_description`] gives what dropshot serves."));
    code.line("//! What a handler is called with is valid, authenticated and signed as the document says; what it");
    code.line("//! returns is one of the declared answers.").blank();
    // The document's words are Markdown of their own.
    code.line("#![allow(clippy::disallowed_names, clippy::doc_lazy_continuation, clippy::doc_overindented_list_items)]\n#![allow(clippy::too_long_first_doc_paragraph)]");
    code.line(format!(
        "{}#![allow(rustdoc::bare_urls, rustdoc::invalid_html_tags, rustdoc::broken_intra_doc_links)]",
        super::root_attributes(model)
    ))
    .blank();
    if model.operations.is_empty() {
        // Of a document with nothing but webhooks, say.
        code.line("#![allow(unused_imports)]").blank();
    }
    code.line("#[cfg(feature = \"utoipa\")]\npub mod components;");
    code.line("mod mount;");
    code.line("#[cfg(feature = \"conformance\")]\npub mod round_trips;");
    code.line("#[cfg(feature = \"schemars\")]\npub mod schemas;");
    code.line("pub mod types;").blank();
    code.line("use std::future::Future;").blank();
    code.line("use server_support::{Parts, Response};").blank();
    code.line("pub use mount::api_description;").blank();
    if !model.of_events {
        code.line("/// The document that all of this is made of, as JSON.");
        code.line("pub const DOCUMENT: &str = include_str!(\"../document.json\");").blank();
    }

    if let Some(seconds) = model
        .operations
        .iter()
        .filter_map(|operation| operation.idempotency.as_ref())
        .map(|rule| rule.retention_s)
        .max()
    {
        code.docs("How long an idempotency key counts as used, and its saved answer is kept.");
        code.line(format!(
            "pub const IDEMPOTENCY_RETENTION: std::time::Duration = std::time::Duration::from_secs({seconds});"
        ));
        code.blank();
    }
    api_trait(&mut code, model, &name);
    for operation in &model.operations {
        code.blank();
        request(&mut code, model, operation);
        code.blank();
        response_enum(&mut code, model, operation);
    }
    code.finish()
}

fn api_trait(code: &mut Code, model: &Model, name: &str) {
    match model.of_events {
        false => code.docs(&format!("{}\n\nThe server's side: one method an operation.", model.description)),
        true => code.docs("What the API calls: one method for each webhook and callback."),
    };
    code.line(format!("pub trait {name}: Send + Sync + 'static {{"));
    if model.operations.iter().any(|operation| !operation.security.is_empty()) {
        code.line("/// Who the caller has proved to be. Only the security methods make one for a handler.");
        code.line("type Principal: Send + Sync + 'static;").blank();
    }
    for requirement in &model.requirements {
        security_method(code, model, requirement);
    }
    if model.operations.iter().any(|operation| operation.signature.is_some()) {
        code.line(
            "/// The keys of which one has to have signed the principal's request: more than one while they rotate.",
        );
        code.line("fn signing_keys(&self, principal: &Self::Principal) -> server_support::SigningKeys;").blank();
    }
    if model.operations.iter().any(|operation| operation.idempotency.is_some()) {
        code.line("/// Takes the principal's idempotency key, or says what became of it before.");
        code.line("///");
        code.line("/// The handler saves its answer under the key in the transaction of the change.");
        code.line("fn begin_idempotent(");
        code.line("&self,\nprincipal: &Self::Principal,\ntoken: &server_support::IdempotencyToken,");
        code.line(") -> impl Future<Output = server_support::Begin> + Send;").blank();
    }
    for (position, operation) in model.operations.iter().enumerate() {
        if position > 0 {
            code.blank();
        }
        code.docs(&format!("`{} {}`", operation.method, operation.path));
        if !operation.docs.is_empty() {
            code.line("///").docs(&operation.docs);
        }
        for remark in &operation.remarks {
            code.line("///").docs(remark);
        }
        if operation.deprecated {
            code.line("///\n/// The document deprecates it.");
        }
        let principal = match (operation.security.is_empty(), operation.anonymous) {
            (true, _) => "",
            (false, false) => "principal: &Self::Principal,\n",
            (false, true) => "principal: Option<&Self::Principal>,\n",
        };
        code.line(format!("fn {}(", operation.rust_name));
        code.line(format!("&self,\n{principal}request: {}Request,", operation.type_name));
        code.line(format!(") -> impl Future<Output = {}Response> + Send;", operation.type_name));
    }
    code.line("}");
}

fn security_method(code: &mut Code, model: &Model, requirement: &Requirement) {
    let schemes: Vec<_> = requirement.schemes.iter().map(|index| &model.schemes[*index]).collect();
    let names: Vec<String> = schemes.iter().map(|scheme| format!("`{}`", scheme.name)).collect();
    match &*schemes {
        [only] => {
            let what = match &only.kind {
                SchemeKind::Bearer => "a bearer token stands",
                SchemeKind::Basic => "a username and a password stand",
                SchemeKind::ApiKey(..) => "a key stands",
                SchemeKind::Http(_) => "a credential stands",
                SchemeKind::MutualTls => "a client's certificate stands",
            };
            code.docs(&format!("Who {what} for: the security scheme {}.", names[0]));
            if !only.docs.is_empty() {
                code.line("///").docs(&only.docs);
            }
        }
        _ => {
            code.docs(&format!(
                "Who these credentials stand for together: the security schemes {}.",
                names.join(" and ")
            ));
        }
    }
    code.line(format!("fn {}(", requirement.rust_name));
    code.line("&self,");
    for scheme in &schemes {
        let Some(ty) = credential_type(&scheme.kind) else { continue };
        let word = match &scheme.kind {
            SchemeKind::Bearer => "token",
            SchemeKind::Basic => "credentials",
            SchemeKind::ApiKey(..) => "key",
            SchemeKind::Http(_) | SchemeKind::MutualTls => "credential",
        };
        let name = if schemes.len() == 1 { word.to_owned() } else { scheme.rust_name.clone() };
        code.line(format!("{name}: &server_support::{ty},"));
    }
    if requirement.has_scopes {
        code.line("scopes: &'static [&'static str],");
    }
    code.line("call: &server_support::Call,");
    code.line(") -> impl Future<Output = Result<Self::Principal, server_support::Denied>> + Send;").blank();
}

/// What of `server_support` a security method is given; `None` of what is in the connection.
pub(super) fn credential_type(kind: &SchemeKind) -> Option<&'static str> {
    match kind {
        SchemeKind::Bearer => Some("BearerToken"),
        SchemeKind::Basic => Some("BasicCredentials"),
        SchemeKind::ApiKey(..) | SchemeKind::Http(_) => Some("ApiKey"),
        SchemeKind::MutualTls => None,
    }
}

fn request(code: &mut Code, model: &Model, operation: &Operation) {
    code.docs(&format!("What `{}` is called with: valid, and proved to come from whom it says.", operation.rust_name));
    code.line("#[derive(Debug)]");
    code.line(format!("pub struct {}Request {{", operation.type_name));
    for parameter in operation.plain_parameters() {
        match &*paragraphs(&parameter.docs, &parameter.remarks) {
            "" => code.docs(&format!("`{}`", parameter.name)),
            docs => code.docs(docs),
        };
        let ty = type_text(model, &parameter.ty, "types::");
        let ty = if parameter.required { ty } else { format!("Option<{ty}>") };
        code.line(format!("pub {}: {ty},", parameter.rust_name));
    }
    if operation.idempotency.is_some() {
        code.line("/// What the answer is saved under, with the change.");
        code.line("pub idempotency: server_support::IdempotencyToken,");
    }
    if let Some(body) = &operation.body {
        match &*paragraphs(&body.docs, &body.remarks) {
            "" => code.docs("The body."),
            docs => code.docs(docs),
        };
        let ty = body_type(model, &body.contents, &format!("{}Body", operation.type_name), SUPPORT);
        let ty = if body.required { ty } else { format!("Option<{ty}>") };
        code.line(format!("pub body: {ty},"));
    }
    code.line("/// Which call this is: the trace id of logs and problems, and which media type the caller wants most.");
    code.line("pub call: server_support::Call,");
    code.line("}");
    if let Some(body) = operation.body.as_ref().filter(|body| body.contents.len() > 1) {
        code.blank();
        let docs = format!("The body of `{}`, by its media type.", operation.rust_name);
        body_enum(code, model, &body.contents, &format!("{}Body", operation.type_name), &docs, SUPPORT);
    }
}

fn response_enum(code: &mut Code, model: &Model, operation: &Operation) {
    let name = format!("{}Response", operation.type_name);
    code.docs(&format!("Every answer of `{}` that the document declares.", operation.rust_name));
    code.line(body::derives(operation.responses.iter().flat_map(|response| &response.contents)));
    if has_arbitrary_answers(model, operation) {
        code.line(ARBITRARY);
    }
    code.line(format!("pub enum {name} {{"));
    for response in &operation.responses {
        code.docs(&answer_docs(response));
        let headers = response.has_given_headers().then(|| headers_name(operation, response));
        let body = (!response.contents.is_empty())
            .then(|| body_type(model, &response.contents, &response_body_name(operation, response), SUPPORT));
        if is_tuple(response) {
            match body {
                Some(body) => code.line(format!("{}({body}),", response.rust_name)),
                None => code.line(format!("{},", response.rust_name)),
            };
            continue;
        }
        code.line(format!("{} {{", response.rust_name));
        if response.status.code().is_none() {
            code.line(format!("/// The status.\nstatus: {},", status_type(operation, response.status)));
        }
        if let Some(body) = body {
            code.line(format!("/// The body.\nbody: {body},"));
        }
        if let Some(headers) = headers {
            code.line(format!("/// The headers.\nheaders: {headers},"));
        }
        code.line("},");
    }
    code.line("}").blank();

    code.line(format!("impl Response for {name} {{"));
    code.line("fn into_parts(self) -> Parts {\nmatch self {");
    for response in &operation.responses {
        let status = match response.status {
            Status::Code(status) => format!("http::StatusCode::{}", status_constant(status)),
            Status::Range(_) | Status::Default => "status.get()".to_owned(),
        };
        let constants: String = response
            .headers
            .iter()
            .filter(|header| !header.replay)
            .filter_map(|header| Some((header, header.constant.as_ref()?)))
            .map(|(header, value)| format!(".with_header({}, &{})", literal(&header.name), literal(value)))
            .collect();
        let written = |content: &Content, value: &str| match content.kind {
            ContentKind::Json => format!("Parts::json({status}, {}, &{value})", literal(&content.media_type)),
            ContentKind::Form | ContentKind::Multipart => {
                format!("Parts::form({status}, &{value})")
            }
            ContentKind::Text => format!("Parts::bytes({status}, {}, {value})", literal(&content.media_type)),
            ContentKind::Events => format!("Parts::events({status}, {}, {value})", literal(&content.media_type)),
            ContentKind::Items(framing) => {
                let media_type = literal(&content.media_type);
                format!("Parts::items({status}, {media_type}, {SUPPORT}::{}, {value})", framing.name())
            }
            ContentKind::List(framing) => {
                let media_type = literal(&content.media_type);
                format!("Parts::list({status}, {media_type}, {SUPPORT}::{}, &{value})", framing.name())
            }
            ContentKind::Bytes => format!("Parts::binary({status}, {}, {value})", literal(&content.media_type)),
        };
        let parts = match &*response.contents {
            [] => format!("Parts::empty({status})"),
            [only] => written(only, "body"),
            several => {
                let enum_name = response_body_name(operation, response);
                let arms: Vec<String> = several
                    .iter()
                    .map(|content| format!("{enum_name}::{}(body) => {},", content.rust_name, written(content, "body")))
                    .collect();
                format!("match body {{\n{}\n}}", arms.join("\n"))
            }
        };
        let parts = if response.has_given_headers() {
            format!("headers.write({parts}{constants})")
        } else if constants.is_empty() {
            parts
        } else {
            format!("{parts}{constants}")
        };
        let variant = &response.rust_name;
        let has_body = !response.contents.is_empty();
        let pattern = if is_tuple(response) {
            if has_body { format!("{variant}(body)") } else { variant.clone() }
        } else {
            let mut fields = Vec::new();
            fields.extend(response.status.code().is_none().then_some("status"));
            fields.extend(has_body.then_some("body"));
            fields.extend(response.has_given_headers().then_some("headers"));
            format!("{variant} {{ {} }}", fields.join(", "))
        };
        code.line(format!("Self::{pattern} => {parts},"));
    }
    code.line("}\n}\n}");
    for response in operation.responses.iter().filter(|response| response.contents.len() > 1) {
        code.blank();
        let docs = format!("The body of `{}`'s {}, by its media type.", operation.rust_name, response.status.word());
        body_enum(code, model, &response.contents, &response_body_name(operation, response), &docs, SUPPORT);
    }

    for response in operation.responses.iter().filter(|response| response.has_given_headers()) {
        let name = headers_name(operation, response);
        let given: Vec<_> = response.headers.iter().filter(|header| header.is_given()).collect();
        let default = if given.iter().all(|header| !header.required) { ", Default" } else { "" };
        code.blank();
        code.docs(&format!("The headers of `{}`'s {}.", operation.rust_name, response.status.word()));
        code.line(format!("#[derive(Clone, Debug, PartialEq{default})]"));
        if has_arbitrary_answers(model, operation) {
            code.line(ARBITRARY);
        }
        code.line(format!("pub struct {name} {{"));
        for header in &given {
            match &*paragraphs(&header.docs, &header.remarks) {
                "" => code.docs(&format!("`{}`", header.name)),
                docs => code.docs(docs),
            };
            let ty = type_text(model, &header.ty, "types::");
            let ty = if header.required { ty } else { format!("Option<{ty}>") };
            if header.ty == Type::String && has_arbitrary_answers(model, operation) {
                let with = if header.required { "header_text" } else { "optional_header_text" };
                code.line(format!(
                    "#[cfg_attr(feature = \"conformance\", arbitrary(with = schema_support::private::{with}))]"
                ));
            }
            code.line(format!("pub {}: {ty},", header.rust_name));
        }
        code.line("}").blank();
        code.line(format!("impl {name} {{"));
        let is_one = matches!(&*given, [only] if only.required);
        code.line(format!("fn write(self, {}parts: Parts) -> Parts {{", if is_one { "" } else { "mut " }));
        for header in &given {
            let (name, field) = (literal(&header.name), &header.rust_name);
            let text = |value: &str| match model.may_be_list(&header.ty) {
                true => format!("{value}.iter().map(ToString::to_string).collect::<Vec<_>>().join(\",\")"),
                false => value.to_owned(),
            };
            if is_one {
                code.line(format!("parts.with_header({name}, &{})", text(&format!("self.{field}"))));
            } else if header.required {
                code.line(format!("parts = parts.with_header({name}, &{});", text(&format!("self.{field}"))));
            } else {
                code.line(format!("if let Some(value) = self.{field} {{"));
                code.line(format!("parts = parts.with_header({name}, &{});\n}}", text("value")));
            }
        }
        code.line(if is_one { "}\n}" } else { "parts\n}\n}" });
    }
}

/// Whether arbitrary answers can be made for conformance: of types that know how, under one media type and status each.
fn has_arbitrary_answers(model: &Model, operation: &Operation) -> bool {
    let knows = |ty: &Type| match ty {
        Type::Named(id) => !matches!(model.types[*id].kind, TypeKind::Alias(_)),
        ty => matches!(ty, Type::String | Type::Bool),
    };
    operation.responses.iter().all(|response| {
        let is_plain = match &*response.contents {
            [] => true,
            [only] => only.kind == ContentKind::Json && knows(&only.ty),
            _ => false,
        };
        let mut headers = response.headers.iter().filter(|header| header.is_given());
        is_plain && response.status.code().is_some() && headers.all(|header| knows(&header.ty))
    })
}

/// What `round_trips.rs` has of a server: its operations as they are mounted, and arbitrary answers.
pub fn answers(model: &Model) -> String {
    let operations: Vec<&Operation> = model.operations.iter().filter(|it| has_arbitrary_answers(model, it)).collect();
    let mut code = Code::default();
    code.blank().line("pub use crate::mount::operations as mounted;");
    if operations.is_empty() {
        return code.finish();
    }
    code.blank();
    code.docs("An arbitrary answer made of these bytes: as `Debug` shows it, and as it is sent.");
    code.line("pub type Answer = fn(&[u8]) -> Option<(String, server_support::Parts)>;").blank();
    code.docs("Arbitrary answers of each operation, by its `operationId`.");
    code.line("pub static ANSWERS: &[(&str, Answer)] = &[");
    for operation in operations {
        code.line(format!("({}, answer::<crate::{}Response>),", literal(&operation.id), operation.type_name));
    }
    code.line("];").blank();
    let bounds = "server_support::Response + std::fmt::Debug + for<'a> arbitrary::Arbitrary<'a>";
    code.line(format!("fn answer<R: {bounds}>(bytes: &[u8]) -> Option<(String, server_support::Parts)> {{"));
    code.line("let answer = R::arbitrary(&mut arbitrary::Unstructured::new(bytes)).ok()?;");
    code.line("Some((format!(\"{answer:?}\"), answer.into_parts()))");
    code.line("}");
    code.finish()
}

/// Whether the variant is its body alone.
pub(super) fn is_tuple(response: &Response) -> bool {
    response.status.code().is_some() && !response.has_given_headers()
}

/// The type of a status that is in a range: of those that the operation declares by themselves it is none.
fn status_type(operation: &Operation, status: Status) -> String {
    let (first, last) = status.bounds();
    let is_within = |(from, to): (u16, u16)| first <= from && to <= last;
    let others = operation.responses.iter().map(|response| response.status);
    let others: Vec<Status> = others.filter(|other| *other != status && is_within(other.bounds())).collect();
    // So many has `server_support::Status`.
    const AT_ONCE: usize = 12;
    let codes: Vec<String> = others.iter().filter_map(|other| other.code()).map(|code| code.to_string()).collect();
    let codes = codes.chunks(AT_ONCE).map(|codes| format!("server_support::Status<{}>", codes.join(", ")));
    let ranges = others.iter().filter(|other| other.code().is_none()).map(|range| {
        let (first, last) = range.bounds();
        format!("server_support::StatusIn<{first}, {last}>")
    });
    let others: Vec<String> = codes.chain(ranges).collect();
    match others.into_iter().rev().reduce(|rest, other| format!("({other}, {rest})")) {
        None => format!("server_support::StatusIn<{first}, {last}>"),
        Some(others) => format!("server_support::StatusIn<{first}, {last}, {others}>"),
    }
}

pub(super) fn headers_name(operation: &Operation, response: &Response) -> String {
    format!("{}{}Headers", operation.type_name, response.rust_name)
}

/// The associated constant of `http::StatusCode`, or a call that makes one.
pub(super) fn status_constant(status: u16) -> String {
    let named = match status {
        203 => Some("NON_AUTHORITATIVE_INFORMATION".to_owned()),
        413 => Some("PAYLOAD_TOO_LARGE".to_owned()),
        414 => Some("URI_TOO_LONG".to_owned()),
        416 => Some("RANGE_NOT_SATISFIABLE".to_owned()),
        418 => Some("IM_A_TEAPOT".to_owned()),
        422 => Some("UNPROCESSABLE_ENTITY".to_owned()),
        505 => Some("HTTP_VERSION_NOT_SUPPORTED".to_owned()),
        status => http::StatusCode::from_u16(status)
            .ok()
            .and_then(|code| code.canonical_reason())
            .map(|reason| reason.to_uppercase().replace([' ', '-'], "_").replace('\'', "")),
    };
    named.unwrap_or_else(|| format!("from_u16({status}).expect(\"a status of three digits\")"))
}
