//! The mount that dropshot serves a trait by: each operation's checks in their order, and what leaves.

use indexmap::IndexSet;

use super::CrateOptions;
use super::body::form_fields;
use super::code::{Code, literal, literals, signature_input};
use super::paths::{routed, sent};
use super::routes::{Route, routes};
use super::server::{SUPPORT, status_constant, trait_name};
use super::types::type_text;
use crate::model::{
    Body, Content, ContentKind, Location, Model, Operation, Parameter, Role, SchemeKind, Shape, Status, Style,
};
use crate::names::{bare, shouty};

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
fn local(operation: &Operation, parameter: &Parameter) -> String {
    let mut name = parameter.rust_name.clone();
    let is_taken = ["api", "exchange", "input", "principal"].contains(&&*name);
    if is_taken || operation.idempotency.is_some() && name == "before" {
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
            let declared = |content: &Content| match content.parameters.as_slice() {
                [] => content.media_type.clone(),
                parameters => format!("{}; {}", content.media_type, parameters.join("; ")),
            };
            let declared: Vec<String> = body.contents.iter().map(declared).collect();
            let media_types = literals(declared.iter().map(String::as_str));
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
        code.line(format!("static {upper}_SIGNATURE: SignatureRule = SignatureRule {{"));
        code.line(format!("header: {},", literal(&signature.header)));
        code.line(format!("input: &{},", signature_input(signature)));
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
            let read = parameter_text(model, operation, parameter);
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
        .plain_parameters()
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
    let parameters = operation.parameters.iter().filter_map(|parameter| {
        let ty = type_text(model, &parameter.ty, "types::");
        let (name, docs) = (literal(&parameter.name), literal(&parameter.docs));
        Some(match parameter.location {
            Location::Path => format!("d.path::<{ty}>({name}, {docs});"),
            Location::Query => format!("d.query::<{ty}>({name}, {}, {docs});", parameter.required),
            Location::Header => format!("d.header::<{ty}>({name}, {}, {docs});", parameter.required),
            // dropshot's document has no cookies.
            Location::Cookie => return None,
        })
    });
    let body = operation.body.iter().filter_map(|body| match &*body.contents {
        [content] if content.kind == ContentKind::Json => {
            Some(format!("d.json_body::<{}>();", type_text(model, &content.ty, "types::")))
        }
        _ => None,
    });
    let described: Vec<String> = parameters.chain(body).collect();
    let description = if described.is_empty() { "_" } else { "d" };
    code.line(format!("fn describe({description}: &mut server_support::dropshot::Description) {{"));
    code.line(described.join("\n")).line("}");
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
    let mut challenges: Vec<String> = Vec::new();
    let mut ways = Vec::new();
    for index in 0..operation.security.len() {
        let mut patterns = Vec::new();
        let mut sent = Vec::new();
        let mut credentials = Vec::new();
        for scheme in schemes(index) {
            let local = format!("{}_sent", bare(&scheme.rust_name));
            let read = match &scheme.kind {
                SchemeKind::Bearer => {
                    challenges.push("Bearer".to_owned());
                    "exchange.bearer_if_sent()".to_owned()
                }
                SchemeKind::Basic => {
                    challenges.push(format!("Basic realm=\"{}\"", realm(&model.title)));
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
        let is_sent = match (&*patterns, &*sent) {
            ([], _) => None,
            ([pattern], [read]) => Some(format!("let {pattern} = {read}")),
            _ => Some(format!("let ({}) = ({})", patterns.join(", "), sent.join(", "))),
        };
        ways.push((is_sent, call(index, &credentials)));
    }
    challenges.dedup();
    let challenge = literal(&if challenges.is_empty() { "ApiKey".to_owned() } else { challenges.join(", ") });
    if let ([(Some(is_sent), proved)], false) = (&*ways, operation.anonymous) {
        code.line(format!("{is_sent} else {{\nreturn Err(exchange.unauthenticated({challenge}));\n}};"));
        code.line(format!("let proved = {proved};"));
        code.line(format!("let principal = proved.map_err(|refused| exchange.denied(refused, {challenge}))?;"));
        return;
    }
    code.line("let mut denied = None;").line("let mut principal = None;");
    for (index, (is_sent, proved)) in ways.iter().enumerate() {
        let is_open = (index > 0).then(|| "principal.is_none()".to_owned());
        let conditions: Vec<String> = is_open.into_iter().chain(is_sent.clone()).collect();
        if !conditions.is_empty() {
            code.line(format!("if {} {{", conditions.join(" && ")));
        }
        code.line(format!("match {proved} {{"));
        code.line("Ok(proved) => principal = Some(proved),\nErr(refused) => denied = Some(refused),\n}");
        if !conditions.is_empty() {
            code.line("}");
        }
    }
    if operation.anonymous {
        // A credential that proves nobody is refused, not passed over.
        code.line("if let (None, Some(refused)) = (&principal, denied) {");
        code.line(format!("return Err(exchange.denied(refused, {challenge}));\n}}"));
    } else {
        code.line("let Some(principal) = principal else {");
        code.line("return Err(match denied {");
        code.line(format!("Some(refused) => exchange.denied(refused, {challenge}),"));
        code.line(format!("None => exchange.unauthenticated({challenge}),"));
        code.line("});\n};");
    }
}

/// What a username and a password are asked for (RFC 7617, section 2): the API's title, as far as a header can quote it.
fn realm(title: &str) -> String {
    let title: String = title.chars().filter(|it| matches!(it, ' '..='~') && !['"', '\\'].contains(it)).collect();
    match title.split_whitespace().collect::<Vec<_>>()[..] {
        [] => "API".to_owned(),
        ref words => words.join(" "),
    }
}

/// A parameter's name, place and style as the runtime takes them.
fn parameter_text(model: &Model, operation: &Operation, parameter: &Parameter) -> String {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let mut text = format!("Parameter::{place}({})", literal(&parameter.name));
    let explode = parameter.explode;
    match (parameter.style, parameter.shape) {
        (Style::Json, _) => text.push_str(".json()"),
        (Style::Label | Style::Matrix, shape) => {
            let prefix = if parameter.style == Style::Label { "'.'" } else { "';'" };
            match shape {
                Shape::Scalar => text.push_str(&format!(".prefixed({prefix})")),
                Shape::Array => text.push_str(&format!(".prefixed_list({prefix}, {explode})")),
                Shape::Object => text.push_str(&format!(".prefixed_object({prefix}, {explode})")),
            }
        }
        // Whatever it is: brackets or none tell.
        (Style::DeepObject, _) => text.push_str(".deep_object()"),
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
        (style, Shape::Object) if parameter.spread.is_none() => {
            match style {
                Style::Space => text.push_str(".separated_by(' ')"),
                Style::Pipe => text.push_str(".separated_by('|')"),
                Style::Form => text.push_str(".separated_by(',')"),
                _ => {}
            }
            text.push_str(&format!(".object({explode})"));
        }
        (_, Shape::Object) => {}
    }
    // Of what may be something else, too, where there is no pair of its own name.
    let or = if parameter.shape == Shape::Object { "" } else { "or_" };
    match &parameter.spread {
        Some(names) if names.is_empty() => {
            let others = taken(model, operation, parameter);
            text.push_str(&format!(".{or}all_but(&{})", literals(others.iter().map(String::as_str))));
        }
        Some(names) => text.push_str(&format!(".{or}members(&{})", literals(names.iter().map(String::as_str)))),
        None if parameter.is_object_or_word => {
            match parameter.style {
                Style::Space => text.push_str(".separated_by(' ')"),
                Style::Pipe => text.push_str(".separated_by('|')"),
                _ => {}
            }
            text.push_str(&format!(".or_object({explode})"));
        }
        None => {}
    }
    text
}

/// The names of a query or of cookies that are other parameters' than this one, or credentials'.
fn taken(model: &Model, operation: &Operation, parameter: &Parameter) -> IndexSet<String> {
    let others = operation.parameters.iter().filter(|other| other.location == parameter.location);
    let others = others.filter(|other| other.name != parameter.name).filter_map(Parameter::pairs).flatten();
    let schemes = operation.security.iter().flat_map(|secured| &model.requirements[secured.requirement].schemes);
    let credentials = schemes.filter_map(|scheme| match &model.schemes[*scheme].kind {
        SchemeKind::ApiKey(place, name) if *place == parameter.location => Some(name.clone()),
        _ => None,
    });
    others.chain(credentials).collect()
}

fn read_body(code: &mut Code, model: &Model, operation: &Operation, body: &Body) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_realm_is_what_a_header_can_quote_of_the_title() {
        for (title, expected) in [
            ("Pet Store", "Pet Store"),
            (" A \"quoted\" \\ title\r\n", "A quoted title"),
            ("Größe", "Gre"),
            ("ü", "API"),
        ] {
            assert_eq!(realm(title), expected, "{title}");
        }
    }
}
