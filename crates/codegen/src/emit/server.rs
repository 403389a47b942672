//! The server's side: the trait to implement, and the mount that dropshot serves it by.

use super::CrateOptions;
use super::body::{self, body_enum, body_type, form_fields};
use super::code::{Code, literal, literals};
use super::paths::{routed, sent};
use super::routes::{Route, routes};
use super::types::{ARBITRARY, type_text};
use crate::model::{
    Content, ContentKind, Location, Model, Operation, Parameter, Requirement, Response, Role, SchemeKind, Shape,
    SignatureInput, Status, Style, Type, TypeKind, paragraphs,
};
use crate::names::{pascal, shouty};

/// The crate with the server's streams.
const SUPPORT: &str = "server_support";

/// `Cargo.toml`.
pub fn manifest(options: &CrateOptions) -> String {
    let mut text = format!(
        "# {}\n[package]\nname = \"{}\"\n{}\n",
        options.banner.trim_start_matches("//! "),
        options.package,
        options.package_lines
    );
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
        let (word, ty) = match &scheme.kind {
            SchemeKind::Bearer => ("token", "BearerToken"),
            SchemeKind::Basic => ("credentials", "BasicCredentials"),
            SchemeKind::ApiKey(..) => ("key", "ApiKey"),
            SchemeKind::Http(_) => ("credential", "ApiKey"),
            SchemeKind::MutualTls => continue,
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

fn request(code: &mut Code, model: &Model, operation: &Operation) {
    code.docs(&format!("What `{}` is called with: valid, and proved to come from whom it says.", operation.rust_name));
    code.line("#[derive(Debug)]");
    code.line(format!("pub struct {}Request {{", operation.type_name));
    for parameter in operation.parameters.iter().filter(|parameter| parameter.role == Role::Plain) {
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
    code.line("/// Which call this is: the trace id of logs and problems.");
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
        code.docs(&format!("{}: {}", response.status.word(), paragraphs(&response.docs, &response.remarks)));
        let headers = has_given_headers(response).then(|| headers_name(operation, response));
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
            code.line(format!("/// The status.\nstatus: {},", status_type(response.status)));
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
        let parts = if has_given_headers(response) {
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
            fields.extend(has_given_headers(response).then_some("headers"));
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

    for response in operation.responses.iter().filter(|response| has_given_headers(response)) {
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
        code.line("fn write(self, mut parts: Parts) -> Parts {");
        for header in &given {
            let (name, field) = (literal(&header.name), &header.rust_name);
            let text = |value: &str| match model.may_be_list(&header.ty) {
                true => format!("{value}.iter().map(ToString::to_string).collect::<Vec<_>>().join(\",\")"),
                false => value.to_owned(),
            };
            if header.required {
                code.line(format!("parts = parts.with_header({name}, &{});", text(&format!("self.{field}"))));
            } else {
                code.line(format!("if let Some(value) = self.{field} {{"));
                code.line(format!("parts = parts.with_header({name}, &{});\n}}", text("value")));
            }
        }
        code.line("parts\n}\n}");
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

fn has_given_headers(response: &Response) -> bool {
    response.headers.iter().any(|header| header.is_given())
}

/// Whether the variant is its body alone.
fn is_tuple(response: &Response) -> bool {
    response.status.code().is_some() && !has_given_headers(response)
}

fn status_type(status: Status) -> String {
    let (first, last) = status.bounds();
    format!("server_support::StatusIn<{first}, {last}>")
}

fn response_body_name(operation: &Operation, response: &Response) -> String {
    format!("{}{}Body", operation.type_name, response.rust_name)
}

fn headers_name(operation: &Operation, response: &Response) -> String {
    format!("{}{}Headers", operation.type_name, response.rust_name)
}

/// The associated constant of `http::StatusCode`, or a call that makes one.
fn status_constant(status: u16) -> String {
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

/// `src/mount.rs`: the fixed order of checks, an operation at a time.
pub fn mount(model: &Model, options: &CrateOptions) -> String {
    let name = trait_name(options);
    let mut code = Code::default();
    code.line(&options.banner);
    code.line(format!(
        "//! What stands between dropshot and [`{name}`](crate::{name}): for each operation the checks in their"
    ));
    code.line(
        "//! fixed order (size, media types, bearer, signature, then parameters and body, idempotency), then the",
    );
    code.line("//! handler. `Server::serve` does the first of them, and answers what is refused, late or panics.")
        .blank();
    // Parameters are called what the document calls them.
    code.line("#![allow(clippy::disallowed_names)]").blank();
    if model.operations.is_empty() {
        // Of a document with nothing but webhooks, say.
        code.line("#![allow(unused_imports)]").blank();
    }
    code.line("use std::marker::PhantomData;\nuse std::sync::Arc;").blank();
    code.line("use dropshot::{HttpError, RequestContext};");
    code.line("use server_support::dropshot::{Describe, RawRequest, Reply};");
    code.line("#[allow(unused_imports)]");
    code.line("use server_support::{\nBodyRule, Exchange, IdempotencyRule, Operation, Parameter, Parts, Rejection, Response, Server, SignatureInput, SignatureRule,\n};").blank();
    code.line("use crate::*;").blank();
    code.docs(&format!("What dropshot serves: every operation of [`{name}`]."));
    code.line("///\n/// # Panics\n/// Never: what dropshot cannot tell apart is behind one route.");
    code.line(format!("pub fn api_description<A: {name}>() -> dropshot::ApiDescription<Server<A>> {{"));
    code.line("mount_mod::api_description::<Mounted<A>>().expect(\"dropshot takes the routes\")\n}");

    code.blank().docs("Every operation as it is mounted, for conformance.");
    let all: Vec<String> = model.operations.iter().map(|it| format!("&{}", shouty(&it.rust_name))).collect();
    code.line("#[cfg(feature = \"conformance\")]");
    code.line(format!("pub fn operations() -> [&'static Operation; {}] {{", all.len()));
    code.line(format!("[{}]", all.join(", ")));
    code.line("}");

    let routes = routes(model);
    let is_own = |index: usize| routes.contains(&Route::Own(index));
    for (index, operation) in model.operations.iter().enumerate() {
        code.blank();
        mounted_operation(&mut code, model, operation, &name, is_own(index));
    }
    for route in &routes {
        if let Route::Shared { type_name, path, .. } = route {
            code.blank().line(format!("struct {type_name}Description;")).blank();
            code.line(format!("impl Describe for {type_name}Description {{"));
            code.line(format!("const ROUTE: &'static str = {};", literal(path)));
            code.line("}");
        }
    }

    code.blank();
    code.line("#[dropshot::api_description { module = \"mount_mod\" }]");
    code.line("trait Mount {\ntype Context;");
    for route in &routes {
        code.blank();
        let (rust_name, type_name) = match route {
            Route::Own(index) => {
                let operation = &model.operations[*index];
                code.docs(&operation.docs);
                code.line("#[endpoint {");
                code.line(format!("method = {},", operation.method));
                code.line(format!("path = {},", literal(&routed(&operation.path))));
                code.line(format!("operation_id = {},", literal(&operation.id)));
                if !operation.tags.is_empty() {
                    code.line(format!("tags = {},", literals(operation.tags.iter().map(String::as_str))));
                }
                if operation.deprecated {
                    code.line("deprecated = true,");
                }
                (&operation.rust_name, &operation.type_name)
            }
            Route::Shared { rust_name, type_name, method, path, operations, .. } => {
                code.line("// dropshot cannot tell these paths apart:");
                for operation in operations.iter().map(|index| &model.operations[*index]) {
                    code.line(format!(
                        "// - {} ({})",
                        operation.path.replace(char::is_control, " "),
                        operation.rust_name
                    ));
                }
                code.line("#[endpoint {");
                code.line(format!("method = {method},"));
                code.line(format!("path = {},", literal(path)));
                code.line("unpublished = true,");
                (rust_name, type_name)
            }
        };
        code.line("}]");
        code.line(format!("async fn {rust_name}("));
        code.line("context: RequestContext<Self::Context>,");
        code.line(format!("raw: RawRequest<{type_name}Description>,"));
        code.line(format!(") -> Result<Reply<{type_name}Description>, HttpError>;"));
    }
    code.line("}").blank();
    code.line("struct Mounted<A>(PhantomData<A>);").blank();
    code.line(format!("impl<A: {name}> Mount for Mounted<A> {{"));
    code.line("type Context = Server<A>;");
    for route in &routes {
        let (rust_name, type_name) = match route {
            Route::Own(index) => (&model.operations[*index].rust_name, &model.operations[*index].type_name),
            Route::Shared { rust_name, type_name, .. } => (rust_name, type_name),
        };
        code.blank();
        code.line(format!("async fn {rust_name}("));
        code.line("context: RequestContext<Server<A>>,");
        code.line(format!("raw: RawRequest<{type_name}Description>,"));
        code.line(format!(") -> Result<Reply<{type_name}Description>, HttpError> {{"));
        match route {
            Route::Own(index) => {
                code.line(format!("{}.await", served(&model.operations[*index])));
            }
            Route::Shared { operations, others, .. } => {
                let matches =
                    |operation: &Operation| format!("if {}.matches(raw.path()) {{", shouty(&operation.rust_name));
                for at in 0..=operations.len() {
                    let here: Vec<_> = others.iter().filter(|other| other.behind == at).collect();
                    if !here.is_empty() {
                        code.line("let others: &[(&Operation, &str)] = &[");
                        for other in here {
                            let operation = shouty(&model.operations[other.operation].rust_name);
                            code.line(format!("(&{operation}, {}),", literal(&other.allowed)));
                        }
                        code.line("];");
                        code.line(
                            "if let Some((_, allowed)) = others.iter().find(|(other, _)| other.matches(raw.path())) {",
                        );
                        code.line("return context.context().method_not_allowed(raw, allowed).await;");
                        code.line("}");
                    }
                    let Some(operation) = operations.get(at).map(|index| &model.operations[*index]) else { break };
                    code.line(matches(operation));
                    code.line(format!("return {}.await;", served(operation)));
                    code.line("}");
                }
                code.line("context.context().not_found(raw).await");
            }
        }
        code.line("}");
    }
    code.line("}");
    code.finish()
}

/// What a parameter is called in the function that reads it, which has variables of its own.
fn local(operation: &Operation, parameter: &crate::model::Parameter) -> String {
    let mut name = parameter.rust_name.clone();
    if ["api", "exchange", "input", "principal"].contains(&&*name) {
        name.push_str("_parameter");
        while operation.parameters.iter().any(|other| other.rust_name == name) {
            name.push('_');
        }
    }
    name
}

/// The call that serves a request of an operation.
fn served(operation: &Operation) -> String {
    let (upper, name) = (shouty(&operation.rust_name), &operation.rust_name);
    let uploads: Vec<&str> = operation.uploads().collect();
    match &*uploads {
        [] => format!("context.context().serve(&{upper}, raw, {name})"),
        uploads => {
            let uploads = literals(uploads.iter().copied());
            format!("context.context().serve_upload(&{upper}, &{uploads}, raw, {name})")
        }
    }
}

fn mounted_operation(code: &mut Code, model: &Model, operation: &Operation, trait_name: &str, is_own: bool) {
    let upper = shouty(&operation.rust_name);
    code.line(format!("static {upper}: Operation = Operation {{"));
    code.line(format!("id: {},", literal(&operation.id)));
    code.line(format!("path: {},", literal(&sent(&operation.path))));
    code.line(format!("safe: {},", operation.is_safe()));
    match &operation.body {
        None => code.line("body: BodyRule::None,"),
        Some(body) => {
            let rule = if body.required { "Required" } else { "Optional" };
            let media_types = literals(body.contents.iter().map(|content| content.media_type.as_str()));
            code.line(format!("body: BodyRule::{rule}(&{media_types}),"))
        }
    };
    let mut produces: Vec<&str> = operation
        .successes()
        .flat_map(|response| response.contents.iter().map(|content| &*content.media_type))
        .collect();
    let mut seen = std::collections::HashSet::new();
    produces.retain(|media_type| seen.insert(*media_type));
    // A success without a body can be answered whatever is accepted.
    if operation.successes().any(|response| response.contents.is_empty()) {
        produces.clear();
    }
    code.line(format!("produces: &{},", literals(produces)));
    code.line("};");
    if let Some(signature) = &operation.signature {
        let input: Vec<String> = signature
            .input
            .iter()
            .map(|part| match part {
                SignatureInput::Header(name) => format!("SignatureInput::Header({})", literal(name)),
                SignatureInput::Path => "SignatureInput::Path".to_owned(),
                SignatureInput::Body => "SignatureInput::Body".to_owned(),
            })
            .collect();
        code.line(format!("static {upper}_SIGNATURE: SignatureRule = SignatureRule {{"));
        code.line(format!("header: {},", literal(&signature.header)));
        code.line(format!("input: &[{}],", input.join(", ")));
        code.line("};");
    }
    if let Some(idempotency) = &operation.idempotency {
        let replay = match &idempotency.replay_header {
            Some(header) => format!("Some({})", literal(header)),
            None => "None".to_owned(),
        };
        code.line(format!(
            "static {upper}_IDEMPOTENCY: IdempotencyRule = IdempotencyRule {{ replay_header: {replay} }};"
        ));
    }
    code.blank();

    code.line(format!(
        "async fn {}<A: {trait_name}>(api: Arc<A>, exchange: Exchange) -> Result<Parts, Rejection> {{",
        operation.rust_name
    ));
    authenticate(code, model, operation);
    if operation.signature.is_some() {
        code.line(format!("exchange.verify_signature(&{upper}_SIGNATURE, &api.signing_keys(&principal))?;"));
    }
    // The signature is checked by its own step, so it is no input.
    let inputs: Vec<_> = operation.parameters.iter().filter(|parameter| parameter.role != Role::Signature).collect();
    let mut locals: Vec<String> = inputs.iter().map(|parameter| local(operation, parameter)).collect();
    if !inputs.is_empty() || operation.body.is_some() {
        if !operation.security.is_empty() {
            code.blank();
        }
        code.line("let mut input = exchange.input();");
        for parameter in &inputs {
            let ty = type_text(model, &parameter.ty, "types::");
            let necessity = if parameter.required { "required" } else { "optional" };
            let read = parameter_text(operation, parameter);
            code.line(format!("let {} = input.{necessity}::<{ty}>(&{read});", local(operation, parameter)));
        }
        if let Some(body) = &operation.body {
            read_body(code, model, operation, body);
            locals.push("body".to_owned());
        }
        let is_key = |index: usize| inputs.get(index).is_some_and(|parameter| parameter.role == Role::IdempotencyKey);
        let patterns: Vec<String> = locals
            .iter()
            .enumerate()
            .map(|(index, local)| match operation.key_is_signed_only && is_key(index) {
                true => "Some(_)".to_owned(),
                false => format!("Some({local})"),
            })
            .collect();
        let tuple = |items: &[String]| match items {
            [only] => only.clone(),
            items => format!("({})", items.join(", ")),
        };
        code.line(format!("let {} = {} else {{", tuple(&patterns), tuple(&locals)));
        code.line("return Err(input.refuse());\n};");
    }
    if operation.idempotency.is_some()
        && let Some(key) = operation.parameters.iter().find(|parameter| parameter.role == Role::IdempotencyKey)
    {
        code.blank().line(format!("let idempotency = exchange.idempotency_token(&{});", local(operation, key)));
        code.line("let before = api.begin_idempotent(&principal, &idempotency).await;");
        code.line(format!("if let Some(answer) = before.answer(&{upper}_IDEMPOTENCY) {{"));
        code.line("return answer;\n}");
    }
    let mut fields: Vec<String> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.role == Role::Plain)
        .map(|parameter| match local(operation, parameter) {
            local if local == parameter.rust_name => local,
            local => format!("{}: {local}", parameter.rust_name),
        })
        .collect();
    fields.extend(operation.idempotency.iter().map(|_| "idempotency".to_owned()));
    fields.extend(operation.body.iter().map(|_| "body".to_owned()));
    fields.push("call: exchange.call().clone()".to_owned());
    code.blank().line(format!("let request = {}Request {{ {} }};", operation.type_name, fields.join(", ")));
    let principal = match (operation.security.is_empty(), operation.anonymous) {
        (true, _) => "",
        (false, false) => "&principal, ",
        (false, true) => "principal.as_ref(), ",
    };
    code.line(format!("Ok(api.{}({principal}request).await.into_parts())", operation.rust_name));
    code.line("}");
    if !is_own {
        return;
    }
    code.blank();

    code.line(format!("struct {}Description;", operation.type_name)).blank();
    code.line(format!("impl Describe for {}Description {{", operation.type_name));
    code.line(format!("const ROUTE: &'static str = {};", literal(&operation.path))).blank();
    code.line("#[cfg(feature = \"schemars\")]");
    code.line("fn describe(d: &mut server_support::dropshot::Description) {");
    for parameter in &operation.parameters {
        let ty = type_text(model, &parameter.ty, "types::");
        let (name, docs) = (literal(&parameter.name), literal(&parameter.docs));
        match parameter.location {
            Location::Path => code.line(format!("d.path::<{ty}>({name}, {docs});")),
            Location::Query => code.line(format!("d.query::<{ty}>({name}, {}, {docs});", parameter.required)),
            Location::Header => code.line(format!("d.header::<{ty}>({name}, {}, {docs});", parameter.required)),
            // dropshot's document has no cookies.
            Location::Cookie => continue,
        };
    }
    match operation.body.as_ref().map(|body| &*body.contents) {
        Some([content]) if content.kind == ContentKind::Json => {
            code.line(format!("d.json_body::<{}>();", type_text(model, &content.ty, "types::")));
        }
        _ => {
            code.line("let _ = d;");
        }
    }
    code.line("}");
    let documented = operation.successes().find_map(|response| match (&*response.contents, response.status) {
        ([content], Status::Code(status)) if content.kind == ContentKind::Json => Some((status, response, &content.ty)),
        _ => None,
    });
    if let Some((status, response, ty)) = documented {
        code.blank().line("#[cfg(feature = \"schemars\")]");
        code.line("fn response() -> dropshot::ApiEndpointResponse {");
        code.line(format!(
            "server_support::dropshot::ok_response::<{}>(http::StatusCode::{}, {})",
            type_text(model, ty, "types::"),
            status_constant(status),
            literal(&response.docs)
        ));
        code.line("}");
    }
    code.line("}");
}

/// Who calls: one way to prove it, or the first of several that does.
fn authenticate(code: &mut Code, model: &Model, operation: &Operation) {
    let call = |index: usize, credentials: &[String]| {
        let secured = &operation.security[index];
        let requirement = &model.requirements[secured.requirement];
        let mut arguments = credentials.to_vec();
        if requirement.has_scopes {
            arguments.push(format!("&{}", literals(secured.scopes.iter().map(String::as_str))));
        }
        arguments.push("exchange.call()".to_owned());
        format!("api.{}({}).await", requirement.rust_name, arguments.join(", "))
    };
    let schemes = |index: usize| {
        let requirement = &model.requirements[operation.security[index].requirement];
        requirement.schemes.iter().map(|scheme| &model.schemes[*scheme]).collect::<Vec<_>>()
    };
    if operation.security.is_empty() {
        return;
    }
    if operation.security.len() == 1 && !operation.anonymous {
        match &*schemes(0) {
            [scheme] if scheme.kind == SchemeKind::Bearer => {
                code.line(format!("let principal = {}?;", call(0, &["&exchange.bearer()?".to_owned()])));
                return;
            }
            [scheme] if scheme.kind == SchemeKind::MutualTls => {
                code.line(format!("let principal = {}?;", call(0, &[])));
                return;
            }
            _ => {}
        }
    }
    let mut challenges: Vec<&str> = Vec::new();
    code.line("let mut denied = None;").line("let mut principal = None;");
    for index in 0..operation.security.len() {
        let mut patterns = Vec::new();
        let mut sent = Vec::new();
        let mut credentials = Vec::new();
        for scheme in schemes(index) {
            let local = format!("{}_sent", scheme.rust_name.trim_start_matches("r#"));
            let read = match &scheme.kind {
                SchemeKind::Bearer => {
                    challenges.push("Bearer");
                    "exchange.bearer_if_sent()".to_owned()
                }
                SchemeKind::Basic => {
                    challenges.push("Basic");
                    "exchange.basic()".to_owned()
                }
                SchemeKind::ApiKey(place, name) => {
                    let place = match place {
                        Location::Query => "Query",
                        Location::Cookie => "Cookie",
                        Location::Header | Location::Path => "Header",
                    };
                    format!("exchange.api_key(server_support::Location::{place}, {})", literal(name))
                }
                SchemeKind::Http(name) => format!("exchange.authorization({})", literal(name)),
                SchemeKind::MutualTls => continue,
            };
            patterns.push(format!("Some({local})"));
            sent.push(read);
            credentials.push(format!("&{local}"));
        }
        let condition = match (&*patterns, &*sent) {
            ([], _) => String::new(),
            ([pattern], [read]) => format!(" && let {pattern} = {read}"),
            _ => format!(" && let ({}) = ({})", patterns.join(", "), sent.join(", ")),
        };
        code.line(format!("if principal.is_none(){condition} {{"));
        code.line(format!("match {} {{", call(index, &credentials)));
        code.line("Ok(proved) => principal = Some(proved),\nErr(refused) => denied = Some(refused),\n}\n}");
    }
    challenges.dedup();
    let challenge = if challenges.is_empty() { "ApiKey".to_owned() } else { challenges.join(", ") };
    if operation.anonymous {
        // A credential that proves nobody is refused, not passed over.
        code.line("if let (None, Some(refused)) = (&principal, denied) {\nreturn Err(refused.into());\n}");
    } else {
        code.line("let Some(principal) = principal else {");
        code.line("return Err(match denied {");
        code.line("Some(refused) => refused.into(),");
        code.line(format!("None => exchange.unauthenticated({}),", literal(&challenge)));
        code.line("});\n};");
    }
}

/// A parameter's name, place and style as the runtime takes them.
fn parameter_text(operation: &Operation, parameter: &Parameter) -> String {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let mut text = format!("Parameter::{place}({})", literal(&parameter.name));
    let explode = parameter.explode;
    match (parameter.style, &parameter.shape) {
        (Style::Json, _) => text.push_str(".json()"),
        (Style::Label | Style::Matrix, shape) => {
            let prefix = if parameter.style == Style::Label { "'.'" } else { "';'" };
            match shape {
                Shape::Scalar => text.push_str(&format!(".prefixed({prefix})")),
                Shape::Array => text.push_str(&format!(".prefixed_list({prefix}, {explode})")),
                Shape::Object(_) => text.push_str(&format!(".prefixed_object({prefix}, {explode})")),
            }
        }
        (_, Shape::Scalar) => {}
        (style, Shape::Array) => {
            let separator = match style {
                Style::Space => Some("' '"),
                Style::Pipe => Some("'|'"),
                Style::Form if !explode && parameter.location == Location::Query => Some("','"),
                _ => None,
            };
            if let Some(separator) = separator.filter(|_| !explode || parameter.location != Location::Query) {
                text.push_str(&format!(".separated_by({separator})"));
            }
        }
        (Style::DeepObject, Shape::Object(_)) => text.push_str(".deep_object()"),
        (Style::Form, Shape::Object(names)) if explode && parameter.location == Location::Query => {
            if names.is_empty() {
                let others: Vec<&str> = operation
                    .parameters
                    .iter()
                    .filter(|other| other.location == Location::Query && other.name != parameter.name)
                    .map(|other| other.name.as_str())
                    .collect();
                text.push_str(&format!(".all_but(&{})", literals(others)));
            } else {
                text.push_str(&format!(".members(&{})", literals(names.iter().map(String::as_str))));
            }
        }
        (style, Shape::Object(_)) => {
            match style {
                Style::Space => text.push_str(".separated_by(' ')"),
                Style::Pipe => text.push_str(".separated_by('|')"),
                Style::Form => text.push_str(".separated_by(',')"),
                _ => {}
            }
            text.push_str(&format!(".object({explode})"));
        }
    }
    text
}

fn read_body(code: &mut Code, model: &Model, operation: &Operation, body: &crate::model::Body) {
    let read = |content: &Content| {
        let ty = type_text(model, &content.ty, "types::");
        match content.kind {
            ContentKind::Json => format!("input.json_body::<{ty}>()"),
            ContentKind::Form => format!("input.form_body::<{ty}>({})", form_fields(&content.fields)),
            ContentKind::Multipart => {
                format!("input.multipart_body::<{ty}>({}).await", form_fields(&content.fields))
            }
            ContentKind::Text => "input.text_body()".to_owned(),
            ContentKind::List(framing) | ContentKind::Items(framing) => {
                format!("input.list_body({SUPPORT}::{})", framing.name())
            }
            ContentKind::Events | ContentKind::Bytes => "input.binary_body().await".to_owned(),
        }
    };
    match (&*body.contents, body.required) {
        ([only], true) => {
            code.line(format!("let body = {};", read(only)));
        }
        ([only], false) if only.kind == ContentKind::Json => {
            code.line(format!("let body = input.optional_json_body::<{}>();", type_text(model, &only.ty, "types::")));
        }
        ([only], false) => {
            code.line("let body = match input.has_no_body() {\ntrue => Some(None),");
            code.line(format!("false => {}.map(Some),\n}};", read(only)));
        }
        (several, required) => {
            let name = format!("{}Body", operation.type_name);
            let some = if required { "" } else { ".map(Some)" };
            code.line("let body = match input.media_type() {");
            for content in several {
                let media_type = literal(&content.media_type);
                code.line(format!("Some({media_type}) => {}.map({name}::{}){some},", read(content), content.rust_name));
            }
            match required {
                true => code.line("_ => input.body_is_missing(),"),
                false => code.line("_ => Some(None),"),
            };
            code.line("};");
        }
    }
}
