//! The server's side: the trait to implement, and the mount that dropshot serves it by.

use super::CrateOptions;
use super::code::{Code, literal, literals};
use super::types::type_text;
use crate::model::{Location, Model, Operation, Response, Role, SignatureInput, Type, TypeKind};
use crate::names::{pascal, shouty};

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
    text.push_str("\n\n[features]\n# Every type in a table, with arbitrary values, for conformance.\nconformance = [\"dep:arbitrary\", \"schema-support/conformance\"]\n# dropshot's own document has schemas: what the types enforce, for conformance.\nschemars = [\"schema-support/schemars\"]\n");
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
    code.line(format!("//! The server's side of {}, version {}.", model.title, model.version));
    code.line("//!");
    code.line(format!("//! Implement [`{name}`], then mount it: [`api_description`] gives what dropshot serves."));
    code.line("//! What a handler is called with is valid, authenticated and signed as the document says; what it");
    code.line("//! returns is one of the declared answers.").blank();
    // The document's words are Markdown of their own.
    code.line("#![allow(clippy::doc_lazy_continuation, clippy::doc_overindented_list_items, clippy::too_long_first_doc_paragraph)]");
    code.line("#![allow(rustdoc::bare_urls, rustdoc::invalid_html_tags, rustdoc::broken_intra_doc_links)]").blank();
    code.line("mod mount;");
    code.line("#[cfg(feature = \"conformance\")]\npub mod round_trips;");
    code.line("#[cfg(feature = \"schemars\")]\nmod schemas;");
    code.line("pub mod types;").blank();
    code.line("use std::future::Future;").blank();
    code.line("use server_support::{Parts, Response};").blank();
    code.line("pub use mount::api_description;").blank();
    code.line("/// The document that all of this is made of, as JSON.");
    code.line("pub const DOCUMENT: &str = include_str!(\"../document.json\");").blank();

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
    code.docs(&format!("{}\n\nThe server's side: one method an operation.", model.description));
    code.line(format!("pub trait {name}: Send + Sync + 'static {{"));
    let secured: Vec<&Operation> = model.operations.iter().filter(|operation| operation.scheme.is_some()).collect();
    if !secured.is_empty() {
        code.line("/// Who the caller has proved to be. Only the security methods make one for a handler.");
        code.line("type Principal: Send + Sync + 'static;").blank();
    }
    for scheme in &model.schemes {
        code.docs(&format!("Who a bearer token stands for: the security scheme `{}`.", scheme.name));
        if !scheme.docs.is_empty() {
            code.line("///").docs(&scheme.docs);
        }
        code.line(format!("fn {}(", scheme.rust_name));
        code.line("&self,\ntoken: &server_support::BearerToken,\ncall: &server_support::Call,");
        code.line(") -> impl Future<Output = Result<Self::Principal, server_support::Denied>> + Send;").blank();
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
        if operation.deprecated {
            code.line("///\n/// The document deprecates it.");
        }
        let principal = if operation.scheme.is_some() { "principal: &Self::Principal,\n" } else { "" };
        code.line(format!("fn {}(", operation.rust_name));
        code.line(format!("&self,\n{principal}request: {}Request,", operation.type_name));
        code.line(format!(") -> impl Future<Output = {}Response> + Send;", operation.type_name));
    }
    code.line("}");
}

fn request(code: &mut Code, model: &Model, operation: &Operation) {
    code.docs(&format!("What `{}` is called with: valid, and proved to come from whom it says.", operation.rust_name));
    code.line("#[derive(Debug)]");
    code.line(format!("pub struct {}Request {{", operation.type_name));
    for parameter in operation.parameters.iter().filter(|parameter| parameter.role == Role::Plain) {
        match &*parameter.docs {
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
        match &*body.docs {
            "" => code.docs("The body."),
            docs => code.docs(docs),
        };
        let ty = type_text(model, &body.ty, "types::");
        let ty = if body.required { ty } else { format!("Option<{ty}>") };
        code.line(format!("pub body: {ty},"));
    }
    code.line("/// Which call this is: the trace id of logs and problems.");
    code.line("pub call: server_support::Call,");
    code.line("}");
}

fn response_enum(code: &mut Code, model: &Model, operation: &Operation) {
    let name = format!("{}Response", operation.type_name);
    code.docs(&format!("Every answer of `{}` that the document declares.", operation.rust_name));
    code.line("#[derive(Clone, Debug, PartialEq)]\n#[allow(clippy::large_enum_variant)]");
    code.line(format!("pub enum {name} {{"));
    for response in &operation.responses {
        code.docs(&format!("{}: {}", response.status, response.docs));
        let headers = has_given_headers(response).then(|| headers_name(operation, response));
        let body = response.content.as_ref().map(|(_, ty)| type_text(model, ty, "types::"));
        match (headers, body) {
            (None, None) => code.line(format!("{},", response.rust_name)),
            (None, Some(body)) => code.line(format!("{}({body}),", response.rust_name)),
            (Some(headers), body) => {
                code.line(format!("{} {{", response.rust_name));
                if let Some(body) = body {
                    code.line(format!("/// The body.\nbody: {body},"));
                }
                code.line(format!("/// The headers.\nheaders: {headers},"));
                code.line("},")
            }
        };
    }
    code.line("}").blank();

    code.line(format!("impl Response for {name} {{"));
    code.line("fn into_parts(self) -> Parts {\nmatch self {");
    for response in &operation.responses {
        let status = format!("http::StatusCode::{}", status_constant(response.status));
        let parts = match &response.content {
            Some((media_type, _)) => format!("Parts::json({status}, {}, &body)", literal(media_type)),
            None => format!("Parts::empty({status})"),
        };
        let constants: String = response
            .headers
            .iter()
            .filter(|header| !header.replay)
            .filter_map(|header| Some((header, header.constant.as_ref()?)))
            .map(|(header, value)| format!(".with_header({}, &{})", literal(&header.name), literal(value)))
            .collect();
        let binding = if response.content.is_some() { "body" } else { "" };
        let variant = &response.rust_name;
        match (has_given_headers(response), response.content.is_some()) {
            (true, true) => {
                code.line(format!("Self::{variant} {{ body, headers }} => headers.write({parts}{constants}),"))
            }
            (true, false) => code.line(format!("Self::{variant} {{ headers }} => headers.write({parts}{constants}),")),
            (false, true) => code.line(format!("Self::{variant}({binding}) => {parts}{constants},")),
            (false, false) => code.line(format!("Self::{variant} => {parts}{constants},")),
        };
    }
    code.line("}\n}\n}");

    for response in operation.responses.iter().filter(|response| has_given_headers(response)) {
        let name = headers_name(operation, response);
        let given: Vec<_> = response.headers.iter().filter(|header| header.is_given()).collect();
        let default = if given.iter().all(|header| !header.required) { ", Default" } else { "" };
        code.blank();
        code.docs(&format!("The headers of `{}`'s {}.", operation.rust_name, response.status));
        code.line(format!("#[derive(Clone, Debug, PartialEq{default})]"));
        code.line(format!("pub struct {name} {{"));
        for header in &given {
            match &*header.docs {
                "" => code.docs(&format!("`{}`", header.name)),
                docs => code.docs(docs),
            };
            let ty = type_text(model, &header.ty, "types::");
            let ty = if header.required { ty } else { format!("Option<{ty}>") };
            code.line(format!("pub {}: {ty},", header.rust_name));
        }
        code.line("}").blank();
        code.line(format!("impl {name} {{"));
        code.line("fn write(self, mut parts: Parts) -> Parts {");
        for header in &given {
            let (name, field) = (literal(&header.name), &header.rust_name);
            let text = |value: &str| match is_array(model, &header.ty) {
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

fn is_array(model: &Model, ty: &Type) -> bool {
    match ty {
        Type::Array(_) => true,
        Type::Named(id) => match &model.types[*id].kind {
            TypeKind::Array(..) => true,
            TypeKind::Alias(ty) => is_array(model, ty),
            _ => false,
        },
        _ => false,
    }
}

fn has_given_headers(response: &Response) -> bool {
    response.headers.iter().any(|header| header.is_given())
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
    code.line("use std::marker::PhantomData;\nuse std::sync::Arc;").blank();
    code.line("use dropshot::{ApiDescription, HttpError, RequestContext};");
    code.line("use server_support::dropshot::{Describe, RawRequest, Reply};");
    code.line("#[allow(unused_imports)]");
    code.line("use server_support::{\nBodyRule, Exchange, IdempotencyRule, Operation, Parameter, Parts, Rejection, Response, Server, SignatureInput, SignatureRule,\n};").blank();
    code.line("use crate::*;").blank();
    code.docs(&format!("What dropshot serves: every operation of [`{name}`]."));
    code.line("///\n/// # Panics\n/// Never: the generator has registered the same routes before it wrote this.");
    code.line(format!("pub fn api_description<A: {name}>() -> ApiDescription<Server<A>> {{"));
    code.line("mount_mod::api_description::<Mounted<A>>().expect(\"dropshot takes the routes\")\n}");

    for operation in &model.operations {
        code.blank();
        mounted_operation(&mut code, model, operation, &name);
    }

    code.blank();
    code.line("#[dropshot::api_description { module = \"mount_mod\" }]");
    code.line("trait Mount {\ntype Context;");
    for operation in &model.operations {
        code.blank();
        code.docs(&operation.docs);
        code.line("#[endpoint {");
        code.line(format!("method = {},", operation.method));
        code.line(format!("path = {},", literal(&operation.path)));
        code.line(format!("operation_id = {},", literal(&operation.id)));
        if !operation.tags.is_empty() {
            code.line(format!("tags = {},", literals(operation.tags.iter().map(String::as_str))));
        }
        if operation.deprecated {
            code.line("deprecated = true,");
        }
        code.line("}]");
        code.line(format!("async fn {}(", operation.rust_name));
        code.line("context: RequestContext<Self::Context>,");
        code.line(format!("raw: RawRequest<{}Description>,", operation.type_name));
        code.line(format!(") -> Result<Reply<{}Description>, HttpError>;", operation.type_name));
    }
    code.line("}").blank();
    code.line("struct Mounted<A>(PhantomData<A>);").blank();
    code.line(format!("impl<A: {name}> Mount for Mounted<A> {{"));
    code.line("type Context = Server<A>;");
    for operation in &model.operations {
        code.blank();
        code.line(format!("async fn {}(", operation.rust_name));
        code.line("context: RequestContext<Server<A>>,");
        code.line(format!("raw: RawRequest<{}Description>,", operation.type_name));
        code.line(format!(") -> Result<Reply<{}Description>, HttpError> {{", operation.type_name));
        code.line(format!(
            "context.context().serve(&{}, raw, {}).await",
            shouty(&operation.rust_name),
            operation.rust_name
        ));
        code.line("}");
    }
    code.line("}");
    code.finish()
}

fn mounted_operation(code: &mut Code, model: &Model, operation: &Operation, trait_name: &str) {
    let upper = shouty(&operation.rust_name);
    code.line(format!("static {upper}: Operation = Operation {{"));
    code.line(format!("id: {},", literal(&operation.id)));
    code.line(format!("path: {},", literal(&operation.path)));
    code.line(format!("safe: {},", operation.is_safe()));
    match &operation.body {
        None => code.line("body: BodyRule::None,"),
        Some(body) => {
            let rule = if body.required { "Required" } else { "Optional" };
            code.line(format!("body: BodyRule::{rule}(&{}),", literals([body.media_type.as_str()])))
        }
    };
    let mut produces: Vec<&str> =
        operation.successes().filter_map(|response| Some(response.content.as_ref()?.0.as_str())).collect();
    produces.dedup();
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
    if let Some(scheme) = operation.scheme {
        let method = &model.schemes[scheme].rust_name;
        code.line(format!("let principal = api.{method}(&exchange.bearer()?, exchange.call()).await?;"));
    }
    if operation.signature.is_some() {
        code.line(format!("exchange.verify_signature(&{upper}_SIGNATURE, &api.signing_keys(&principal))?;"));
    }
    // The signature is checked by its own step, so it is no input.
    let inputs: Vec<_> = operation.parameters.iter().filter(|parameter| parameter.role != Role::Signature).collect();
    let mut locals: Vec<String> = inputs.iter().map(|parameter| parameter.rust_name.clone()).collect();
    if !inputs.is_empty() || operation.body.is_some() {
        if operation.scheme.is_some() {
            code.blank();
        }
        code.line("let mut input = exchange.input();");
        for parameter in &inputs {
            let place = match parameter.location {
                Location::Path => "path",
                Location::Query => "query",
                Location::Header => "header",
            };
            let ty = type_text(model, &parameter.ty, "types::");
            let necessity = if parameter.required { "required" } else { "optional" };
            code.line(format!(
                "let {} = input.{necessity}::<{ty}>(&Parameter::{place}({}));",
                parameter.rust_name,
                literal(&parameter.name)
            ));
        }
        if let Some(body) = &operation.body {
            let method = if body.required { "json_body" } else { "optional_json_body" };
            code.line(format!("let body = input.{method}::<{}>();", type_text(model, &body.ty, "types::")));
            locals.push("body".to_owned());
        }
        let is_key = |local: &String| {
            inputs.iter().any(|parameter| parameter.role == Role::IdempotencyKey && parameter.rust_name == *local)
        };
        let patterns: Vec<String> = locals
            .iter()
            .map(|local| match operation.key_is_signed_only && is_key(local) {
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
        code.blank().line(format!("let idempotency = exchange.idempotency_token(&{});", key.rust_name));
        code.line("let before = api.begin_idempotent(&principal, &idempotency).await;");
        code.line(format!("if let Some(answer) = before.answer(&{upper}_IDEMPOTENCY) {{"));
        code.line("return answer;\n}");
    }
    let mut fields: Vec<String> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.role == Role::Plain)
        .map(|parameter| parameter.rust_name.clone())
        .collect();
    fields.extend(operation.idempotency.iter().map(|_| "idempotency".to_owned()));
    fields.extend(operation.body.iter().map(|_| "body".to_owned()));
    fields.push("call: exchange.call().clone()".to_owned());
    code.blank().line(format!("let request = {}Request {{ {} }};", operation.type_name, fields.join(", ")));
    let principal = if operation.scheme.is_some() { "&principal, " } else { "" };
    code.line(format!("Ok(api.{}({principal}request).await.into_parts())", operation.rust_name));
    code.line("}").blank();

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
        };
    }
    if let Some(body) = &operation.body {
        code.line(format!("d.json_body::<{}>();", type_text(model, &body.ty, "types::")));
    } else if operation.parameters.is_empty() {
        code.line("let _ = d;");
    }
    code.line("}");
    if let Some((response, ty)) =
        operation.successes().find_map(|response| Some((response, &response.content.as_ref()?.1)))
    {
        code.blank().line("#[cfg(feature = \"schemars\")]");
        code.line("fn response() -> dropshot::ApiEndpointResponse {");
        code.line(format!(
            "server_support::dropshot::ok_response::<{}>(http::StatusCode::{}, {})",
            type_text(model, ty, "types::"),
            status_constant(response.status),
            literal(&response.docs)
        ));
        code.line("}");
    }
    code.line("}");
}
