//! The test in which the generated client talks to the generated server: arbitrary requests one way, every declared answer
//! the other way, and each side tells what it has in its hands.

use super::body::response_body_name;
use super::code::{Code, literal};
use super::handlers::{one_line, rust_crate, status_of_range};
use super::types::{arbitrary_of, type_text};
use super::wire_test::{credentials, serve};
use super::{CrateOptions, client, server};
use crate::model::{
    Content, ContentKind, Header, Location, Model, Operation, Parameter, Response, SchemeKind, Status, Style, Type,
    TypeKind,
};

/// What every credential of the test is.
const CREDENTIAL: &str = "of-a-test";

/// And who they are of.
const USERNAME: &str = "somebody";

/// `tests/both_sides.rs` of the client's crate, and what it needs beyond that crate's own dependencies. `unsent` are
/// operations that the server has and the client has not; `None` where the client has none at all.
pub fn both_sides(
    model: &Model,
    unsent: &[Operation],
    server: &CrateOptions,
    options: &CrateOptions,
) -> Option<(String, Vec<&'static str>)> {
    if model.operations.is_empty() {
        return None;
    }
    let mut needed = vec!["dropshot", "server-support", "slog"];
    let has_streams = model.operations.iter().flat_map(|operation| &operation.responses).any(is_streamed);
    needed.extend(has_streams.then_some("futures"));
    let (own, served) = (rust_crate(&options.package), rust_crate(&server.package));
    let mut code = Code::default();
    code.line(&options.banner);
    code.line(format!(
        "//! Both sides of {} over the wire: what one of them sends is what the",
        one_line(&model.title)
    ));
    code.line("//! other one has in its hands, request for request and answer for answer.").blank();
    code.line("#![allow(deprecated, clippy::match_single_binding, clippy::too_many_lines)]");
    super::write_root_attributes(&mut code, &super::root_attributes(model));
    code.blank();
    code.line("use std::net::{Ipv4Addr, SocketAddr};\nuse std::sync::Arc;").blank();
    code.line("use client_support::{RetryPolicy, Session};");
    code.line("use dropshot::{ConfigDropshot, HandlerTaskMode, ServerBuilder};");
    code.line("use round_trips::{BothSides, Operation, Seen};");
    code.line("#[allow(unused_imports)]");
    code.line("use schema_support::private::{arbitrary::Unstructured, *};");
    code.line("use server_support::{Limits, Server};").blank();
    code.line(format!("use {own} as client;\nuse {served} as server;")).blank();
    code.docs("Answers whatever is its turn, and tells what it was asked.");
    code.line("struct Echo(Arc<BothSides>);").blank();
    let writer = Writer { model };
    writer.echo(&mut code, unsent, &server::trait_name(server));
    if has_code_in_a_range(model) {
        code.blank();
        status_of_range(&mut code, "reqwest");
    }
    code.blank();
    code.docs("Who asks.");
    code.line("struct Caller {\nclient: client::Client,");
    if model.of_events {
        code.line("url: String,");
    }
    code.line("}").blank();
    code.docs("What each operation is asked with, and what its caller has of the answer.");
    code.line("mod asks {");
    code.line("use client_support::Error;");
    code.line("use round_trips::{Asked, Asking, Seen};");
    code.line("#[allow(unused_imports)]");
    code.line("use schema_support::private::{arbitrary::Unstructured, *};").blank();
    code.line("#[allow(unused_imports)]\nuse super::{Caller, client};").blank();
    code.docs("There is no declared answer.");
    code.line("fn failed<E: std::fmt::Debug>(sent: Seen, error: Error<E>) -> Asked {");
    code.line("match error {");
    code.line("Error::InvalidRequest(violations) => Asked::Unsent(format!(\"{violations:?}\")),");
    code.line("Error::Undeclared(answer) => {");
    code.line("let body = String::from_utf8_lossy(&answer.body).into_owned();");
    code.line("Asked::Failed { sent, why: format!(\"{}, which is not declared: {body}\", answer.status) }\n}");
    code.line("Error::InvalidResponse { answer, reason } => {");
    code.line("let body = String::from_utf8_lossy(&answer.body).into_owned();");
    code.line("Asked::Failed { sent, why: format!(\"{reason}: {} {body}\", answer.status) }\n}");
    code.line("error => Asked::Failed { sent, why: format!(\"{error:?}\") },\n}\n}");
    if has_streams {
        code.blank();
        code.docs("The items of a stream; `None` where one cannot be had.");
        code.line("async fn all<T>(");
        code.line("items: impl futures::Stream<Item = Result<T, client_support::StreamError>>,");
        code.line(") -> Option<Vec<T>> {");
        code.line("let items: Vec<_> = futures::StreamExt::collect(items).await;");
        code.line("items.into_iter().map(Result::ok).collect()\n}");
    }
    for operation in &model.operations {
        code.blank();
        writer.ask(&mut code, operation);
    }
    code.line("}").blank();
    code.docs("Every operation, and how many answers it has.");
    code.line("const OPERATIONS: &[Operation<Caller>] = &[");
    for operation in &model.operations {
        let name = literal(&format!("{} {}", operation.method, operation.path));
        let answers = answers(operation).len();
        code.line(format!("Operation {{ name: {name}, answers: {answers}, ask: asks::{} }},", operation.rust_name));
    }
    code.line("];").blank();
    writer.test(&mut code);
    Some((code.finish(), needed))
}

fn is_streamed(response: &Response) -> bool {
    response.contents.iter().any(|content| content.kind.is_streamed())
}

/// An answer that a server can give: of one status and one media type.
struct Given<'m> {
    response: &'m Response,
    status: u16,
    content: Option<&'m Content>,
}

/// Every answer that can be given: interim ones are none, and some statuses have no body whatever a document says (RFC
/// 9110).
fn answers(operation: &Operation) -> Vec<Given<'_>> {
    let mut found = Vec::new();
    for response in &operation.responses {
        for status in statuses(operation, response) {
            if status < 200 {
                continue;
            }
            if response.contents.is_empty() {
                found.push(Given { response, status, content: None });
            }
            let has_body = !matches!(status, 204 | 205 | 304) && operation.method != "HEAD";
            for content in response.contents.iter().filter(|_| has_body) {
                found.push(Given { response, status, content: Some(content) });
            }
        }
    }
    found
}

/// Statuses that a response is for, and no other one of the operation.
fn statuses(operation: &Operation, response: &Response) -> Vec<u16> {
    let is_declared = |status: u16| {
        operation.responses.iter().any(|other| match (other.status, response.status) {
            (Status::Code(code), _) => code == status,
            (Status::Range(hundreds), Status::Default) => status / 100 == hundreds,
            _ => false,
        })
    };
    // RFC 9110 says of none of these that it has no body.
    let free = |hundreds: u16| {
        (hundreds * 100..hundreds * 100 + 99).find(|status| !is_declared(*status) && !matches!(status, 204 | 205 | 304))
    };
    match response.status {
        Status::Code(code) => vec![code],
        Status::Range(hundreds) => free(hundreds).into_iter().collect(),
        Status::Default => {
            let of = |is_meant: bool, hundreds: u16| free(hundreds).filter(|_| is_meant);
            of(response.success, 2).into_iter().chain(of(response.error, 4)).chain(of(response.error, 5)).collect()
        }
    }
}

fn has_code_in_a_range(model: &Model) -> bool {
    let answers = model.operations.iter().flat_map(answers);
    answers.into_iter().any(|given| given.response.status.code().is_none())
}

struct Writer<'m> {
    model: &'m Model,
}

impl Writer<'_> {
    /// How an arbitrary value of a type is made.
    fn make(&self, ty: &Type) -> &'static str {
        arbitrary_of(&self.without_aliases(ty))
            .map_or("arbitrary_value", |path| path.rsplit("::").next().unwrap_or(path))
    }

    /// A type with what its aliases stand for.
    fn without_aliases(&self, ty: &Type) -> Type {
        match ty {
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Alias(inner) => self.without_aliases(inner),
                _ => ty.clone(),
            },
            Type::Array(inner) => Type::Array(Box::new(self.without_aliases(inner))),
            Type::Map(inner) => Type::Map(Box::new(self.without_aliases(inner))),
            Type::Nullable(inner) => Type::Nullable(Box::new(self.without_aliases(inner))),
            _ => ty.clone(),
        }
    }

    fn echo(&self, code: &mut Code, unsent: &[Operation], name: &str) {
        let all = || self.model.operations.iter().chain(unsent);
        code.line(format!("impl server::{name} for Echo {{"));
        if all().any(|operation| !operation.security.is_empty()) {
            code.line("type Principal = ();").blank();
        }
        for requirement in &self.model.requirements {
            self.security_method(code, requirement);
        }
        if all().any(|operation| operation.signature.is_some()) {
            code.line("fn signing_keys(&self, _: &()) -> server_support::SigningKeys {");
            code.line(format!("server_support::SigningKeys::one({})\n}}", literal(CREDENTIAL))).blank();
        }
        if all().any(|operation| operation.idempotency.is_some()) {
            code.line("async fn begin_idempotent(&self, _: &(), _: &server_support::IdempotencyToken) -> server_support::Begin {");
            code.line("server_support::Begin::Run\n}").blank();
        }
        for (position, operation) in all().enumerate() {
            if position > 0 {
                code.blank();
            }
            self.method(code, operation, position < self.model.operations.len());
        }
        code.line("}");
    }

    fn security_method(&self, code: &mut Code, requirement: &crate::model::Requirement) {
        code.line(format!("async fn {}(", requirement.rust_name));
        code.line("&self,");
        let mut told = Vec::new();
        for index in &requirement.schemes {
            let scheme = &self.model.schemes[*index];
            let Some(ty) = server::credential_type(&scheme.kind) else { continue };
            let argument = format!("credential_{index}");
            code.line(format!("{argument}: &server_support::{ty},"));
            let (name, secret) = (literal(&scheme.name), literal(CREDENTIAL));
            if scheme.kind == SchemeKind::Basic {
                told.push(format!("self.0.credential({name}, {argument}.username(), {})", literal(USERNAME)));
                told.push(format!("self.0.credential({name}, {argument}.expose_password(), {secret})"));
            } else {
                told.push(format!("self.0.credential({name}, {argument}.expose(), {secret})"));
            }
        }
        if requirement.has_scopes {
            code.line("_: &'static [&'static str],");
        }
        code.line("_: &server_support::Call,");
        code.line(") -> Result<(), server_support::Denied> {");
        if told.is_empty() {
            code.line("Ok(())\n}").blank();
            return;
        }
        code.line(format!("let is_known = {};", told.join("\n&& ")));
        code.line("if is_known { Ok(()) } else { Err(server_support::Denied::Unauthorized) }\n}").blank();
    }

    /// A method of the server: tells the request, and gives the answer that is due.
    fn method(&self, code: &mut Code, operation: &Operation, is_sent: bool) {
        let principal = match (operation.security.is_empty(), operation.anonymous) {
            (true, _) => "",
            (false, false) => "_: &(), ",
            (false, true) => "_: Option<&()>, ",
        };
        let ty = &operation.type_name;
        let is_told = !is_sent || operation.plain_parameters().next().is_some() || operation.body.is_some();
        let request = if is_told { "request" } else { "_" };
        code.line(format!(
            "async fn {}(&self, {principal}{request}: server::{ty}Request) -> server::{ty}Response {{",
            operation.rust_name
        ));
        if !is_sent {
            code.line("panic!(\"the client has no such operation: {request:?}\")\n}");
            return;
        }
        let parts: String = operation
            .plain_parameters()
            .map(|it| format!(".{}({}, &request.{})", with(it.style), literal(plain_name(it)), it.rust_name))
            .collect();
        code.line(format!("let seen = Seen::of(\"request\"){parts};"));
        if let Some(body) = &operation.body {
            let read = |content: &Content, value: &str| match content.kind {
                ContentKind::Bytes => format!("&whole_binary({value}).await"),
                _ => format!("&{value}"),
            };
            body_seen(code, operation, &body.contents, body.required, "server", &read);
        }
        code.line("self.0.received(seen);");
        code.line("let (answer, bytes) = self.0.turn();");
        let answers = answers(operation);
        let has_value = answers.iter().any(|given| given.content.is_some() || given.response.has_given_headers());
        if has_value {
            code.line("let from = &mut Unstructured::new(&bytes);");
        } else {
            code.line("drop(bytes);");
        }
        code.line("match answer {");
        for (number, given) in answers.iter().enumerate() {
            code.line(format!("{number} => {{"));
            self.answer(code, operation, given);
            code.line("}");
        }
        code.line("_ => self.0.made(None),\n}\n}");
    }

    /// Makes an answer and tells it.
    fn answer(&self, code: &mut Code, operation: &Operation, given: &Given) {
        let Given { response, status, content } = given;
        let mut seen = format!("Seen::of({})", literal(&response.rust_name));
        let mut fields = Vec::new();
        if response.status.code().is_none() {
            seen.push_str(&format!(".with(\"status\", &{status}_u16)"));
            fields.push(format!("status: status({status})"));
        }
        if let Some(content) = content {
            let part = body_part(content, response.contents.len());
            let make = self.make(&content.ty);
            let ty = type_text(self.model, &content.ty, "server::types::");
            let mut value = "body".to_owned();
            match content.kind {
                ContentKind::Events | ContentKind::Items(_) => {
                    let one = match content.ty {
                        Type::String => "header_value(from, header_text)".to_owned(),
                        _ => format!("sent_value(from, {make})"),
                    };
                    code.line(format!("let items: Option<Vec<{ty}>> = (0..3).map(|_| {one}).collect();"));
                    code.line("let items = self.0.made(items);");
                    seen.push_str(&format!(".with({part}, &Some(&items))"));
                    value = match (content.kind, &content.ty) {
                        (ContentKind::Events, Type::String) => {
                            "server_support::Events::new(futures::stream::iter(items.into_iter().map(server_support::Event::new)))"
                        }
                        (ContentKind::Events, _) => {
                            "server_support::Events::new(futures::stream::iter(items.into_iter().map(|item| server_support::Event::new(server_support::Data::Json(item)))))"
                        }
                        _ => "server_support::Items::new(futures::stream::iter(items))",
                    }
                    .to_owned();
                }
                _ => {
                    code.line(format!("let body: {ty} = self.0.made(sent_value(from, {make}));"));
                    seen.push_str(&format!(".with({part}, &body)"));
                    if content.kind == ContentKind::Bytes && content.media_type.ends_with("/*") {
                        let sent = content.media_type.replace('*', "x-of-a-test");
                        value = format!("body.of_type({})", literal(&sent));
                    }
                }
            }
            if response.contents.len() > 1 {
                let name = response_body_name(operation, response);
                value = format!("server::{name}::{}({value})", content.rust_name);
            }
            fields.push(if value == "body" { value } else { format!("body: {value}") });
        }
        if response.has_given_headers() {
            code.line(format!("let headers = server::{} {{", server::headers_name(operation, response)));
            for header in response.headers.iter().filter(|header| header.is_given()) {
                let make = match header.ty {
                    Type::String => "header_text",
                    _ => self.make(&header.ty),
                };
                let value = match header.required {
                    true => format!("self.0.made(header_value(from, {make}))"),
                    false => format!("header_option(from, {make})"),
                };
                code.line(format!("{}: {value},", header.rust_name));
            }
            code.line("};");
            fields.push("headers".to_owned());
        }
        for header in &response.headers {
            let name = header_part(header);
            match (header.is_given(), header.required) {
                _ if is_framing(header) => {}
                (true, _) => seen.push_str(&format!(".with({name}, &headers.{})", header.rust_name)),
                (false, false) => seen.push_str(&format!(".with({name}, &{})", !header.replay)),
                (false, true) => {}
            }
        }
        code.line(format!("self.0.given({seen});"));
        let variant = format!("server::{}Response::{}", operation.type_name, response.rust_name);
        code.line(match (server::is_tuple(response), &fields[..]) {
            (true, []) => variant,
            (true, [body, ..]) => format!("{variant}({})", body.trim_start_matches("body: ")),
            (false, fields) => format!("{variant} {{ {} }}", fields.join(", ")),
        });
    }

    /// A function that asks an operation.
    fn ask(&self, code: &mut Code, operation: &Operation) {
        let has_request = client::has_request(operation);
        let bytes = if has_request { "bytes" } else { "_" };
        code.line(format!(
            "pub fn {}<'c>(caller: &'c Caller, {bytes}: &'c [u8]) -> Option<Asking<'c>> {{",
            operation.rust_name
        ));
        let mut arguments = Vec::new();
        if operation.event.is_some() {
            code.line(format!("let url = format!(\"{{}}{{}}\", caller.url, {});", literal(&operation.path)));
            arguments.push("&url");
        }
        let mut sent = "Seen::of(\"request\")".to_owned();
        if has_request {
            let has_value = operation.plain_parameters().next().is_some() || operation.body.is_some();
            code.line(match has_value {
                true => "let from = &mut Unstructured::new(bytes);",
                false => "let _ = bytes;",
            });
            code.line(format!("let request = client::{}Request {{", operation.type_name));
            for parameter in operation.plain_parameters() {
                let make = match parameter.ty {
                    Type::String => match parameter.location {
                        Location::Header | Location::Cookie => "header_text",
                        Location::Path | Location::Query => "any_text",
                    },
                    _ => self.make(&parameter.ty),
                };
                let value = match (parameter.location, parameter.required) {
                    (Location::Header | Location::Cookie, true) => format!("header_value(from, {make})?"),
                    (Location::Header | Location::Cookie, false) => format!("header_option(from, {make})"),
                    (Location::Path, _) => format!("path_value(from, {make})?"),
                    (_, true) => format!("text_value(from, {make})?"),
                    (_, false) => format!("text_option(from, {make})"),
                };
                code.line(format!("{}: {value},", parameter.rust_name));
                sent.push_str(&format!(
                    ".{}({}, &request.{})",
                    with(parameter.style),
                    literal(plain_name(parameter)),
                    parameter.rust_name
                ));
            }
            if let Some(body) = &operation.body {
                code.line(format!("body: {},", self.request_body(operation, &body.contents, body.required)));
            }
            if operation.idempotency.is_some() {
                code.line("idempotency_key: None,");
            }
            code.line("};");
            arguments.push("&request");
        }
        code.line("Some(Box::pin(async move {");
        code.line(format!("let seen = {sent};"));
        if let Some(body) = &operation.body {
            let read = |_: &Content, value: &str| format!("&{value}");
            body_seen(code, operation, &body.contents, body.required, "client", &read);
        }
        code.line(format!("match caller.client.{}({}).await {{", operation.rust_name, arguments.join(", ")));
        let successes: Vec<&Response> = operation.successes().collect();
        match &*successes {
            [only] => {
                let is_told = only.status.code().is_none()
                    || !only.contents.is_empty()
                    || client::typed_headers(only).any(|header| !is_framing(header));
                code.line(if is_told { "Ok(reply) => {" } else { "Ok(_) => {" });
                self.got(code, operation, only, "reply.");
                code.line("}");
            }
            several => {
                code.line("Ok(reply) => match reply.body {");
                for response in several {
                    self.arm(code, operation, response, "Success");
                }
                code.line("},");
            }
        }
        code.line("Err(Error::Declared(reply)) => match reply.body {");
        for response in operation.errors() {
            self.arm(code, operation, response, "Error");
        }
        code.line("},");
        code.line("Err(error) => failed(seen, error),");
        code.line("}\n}))\n}");
    }

    /// An arbitrary body for the client to send.
    fn request_body(&self, operation: &Operation, contents: &[Content], required: bool) -> String {
        let value = |content: &Content| {
            let make = self.make(&content.ty);
            match content.kind {
                ContentKind::Form | ContentKind::Multipart => format!("form_value(from, {make})?"),
                _ => format!("sent_value(from, {make})?"),
            }
        };
        match contents {
            [only] if required => value(only),
            [only] => format!("if from.ratio(3_u8, 4_u8).ok()? {{ Some({}) }} else {{ None }}", value(only)),
            several => {
                let name = format!("client::{}Body", operation.type_name);
                let last = several.len() - usize::from(required);
                let mut arms: Vec<String> = several
                    .iter()
                    .enumerate()
                    .map(|(number, content)| {
                        let made = format!("{name}::{}({})", content.rust_name, value(content));
                        let made = if required { made } else { format!("Some({made})") };
                        match number == last {
                            true => format!("_ => {made},"),
                            false => format!("{number} => {made},"),
                        }
                    })
                    .collect();
                if !required {
                    arms.push("_ => None,".to_owned());
                }
                format!("match from.int_in_range(0..={last}).ok()? {{\n{}\n}}", arms.join("\n"))
            }
        }
    }

    /// What the client has of one declared answer of several.
    fn arm(&self, code: &mut Code, operation: &Operation, response: &Response, of: &str) {
        let has_headers = client::headers_name(operation, response).is_some();
        let has_body = !response.contents.is_empty();
        let mut fields = Vec::new();
        fields.extend(response.status.code().is_none().then_some("status"));
        fields.extend(has_body.then_some("body"));
        fields.extend(has_headers.then_some("headers"));
        let variant = format!("client::{}{of}::{}", operation.type_name, response.rust_name);
        let pattern = match (client::is_tuple(operation, response), has_body) {
            (true, true) => format!("{variant}(body)"),
            (true, false) => variant,
            (false, _) => format!("{variant} {{ {} }}", fields.join(", ")),
        };
        code.line(format!("{pattern} => {{"));
        self.got(code, operation, response, "");
        code.line("}");
    }

    /// What the client has of an answer; `of` is what stands before `status`, `headers` and `body`.
    fn got(&self, code: &mut Code, operation: &Operation, response: &Response, of: &str) {
        let mut got = format!("Seen::of({})", literal(&response.rust_name));
        if response.status.code().is_none() {
            got.push_str(&format!(".with(\"status\", &{of}status.as_u16())"));
        }
        for header in client::typed_headers(response).filter(|header| !is_framing(header)) {
            got.push_str(&format!(".with({}, &{of}headers.{})", header_part(header), header.rust_name));
        }
        let told = |content: &Content, body: &str| {
            let part = body_part(content, response.contents.len());
            match (content.kind, &content.ty) {
                (ContentKind::Events, Type::String) => format!(
                    ".with({part}, &all({body}).await.map(|events| events.into_iter().map(|event| event.data).collect::<Vec<_>>()))"
                ),
                (ContentKind::Events, _) => format!(
                    ".with({part}, &all({body}).await.and_then(|events| events.into_iter().map(|event| event.data.json()).collect::<Option<Vec<_>>>()))"
                ),
                (ContentKind::Items(_), _) => format!(".with({part}, &all({body}).await)"),
                (ContentKind::Bytes, _) => format!(".with({part}, &whole_binary({body}).await)"),
                _ => format!(".with({part}, &{body})"),
            }
        };
        let answered = |got: &str| format!("Asked::Answered {{ sent: seen, got: {got} }}");
        match &*response.contents {
            [] => {
                code.line(answered(&got));
            }
            [only] => {
                code.line(answered(&format!("{got}{}", told(only, &format!("{of}body")))));
            }
            several => {
                let name = format!("client::{}", response_body_name(operation, response));
                code.line(format!("let got = {got};"));
                code.line(format!("match {of}body {{"));
                for content in several {
                    let got = format!("got{}", told(content, "body"));
                    code.line(format!("{name}::{}(body) => {},", content.rust_name, answered(&got)));
                }
                code.line("}");
            }
        }
    }

    fn test(&self, code: &mut Code) {
        code.line("#[tokio::test(flavor = \"multi_thread\")]\nasync fn each_side_has_what_the_other_one_sent() {");
        code.line("// A handler panics where no value of its answer is found, and the figures say so.");
        code.line("server_support::quiet_panics();");
        code.line("let both = Arc::new(BothSides::default());");
        let made = "let limits = Limits { body_max_bytes: 64 * 1024 * 1024, ..Limits::default() };\n\
                    let server = Server::new(Echo(Arc::clone(&both)), limits);";
        serve(code, made, "server", "Echo");
        code.line("let url = format!(\"http://{}\", http.local_addr());");
        let session = if self.model.of_events { "Session::sender()" } else { "Session::builder(&url)" };
        code.line(format!("let session = {session}"));
        let credential = literal(CREDENTIAL);
        if self.model.schemes.iter().any(|scheme| scheme.kind == SchemeKind::Bearer) {
            code.line(format!(".tokens(client_support::StaticToken(client_support::Token::new({credential}, None)))"));
        }
        for scheme in &self.model.schemes {
            let name = literal(&scheme.name);
            match scheme.kind {
                SchemeKind::Basic => code.line(format!(".basic({name}, {}, {credential})", literal(USERNAME))),
                SchemeKind::ApiKey(..) | SchemeKind::Http(_) => code.line(format!(".credential({name}, {credential})")),
                SchemeKind::Bearer | SchemeKind::MutualTls => code,
            };
        }
        if self.model.operations.iter().any(|operation| operation.signature.is_some()) {
            code.line(format!(".shared_secret(client_support::SharedSecret::new({credential}))"));
        }
        code.line(".retries(RetryPolicy::NONE)\n.build();");
        code.line("let client = client::Client::new(session.expect(\"a session\"));");
        code.line(match self.model.of_events {
            true => "both.check(&Caller { client, url }, OPERATIONS).await;",
            false => "let unanswered = both.check(&Caller { client }, OPERATIONS).await;",
        });
        // Webhooks and callbacks have no paths that a document alone could tell.
        if !self.model.of_events {
            code.line("// What the document allows is taken, too, when it is not the generated client that writes it.");
            code.line("let address = http.local_addr();");
            code.line(
                "let wire = move || {\nround_trips::server_conformance!(server, address)\n.may_panic(unanswered)",
            );
            for line in credentials(self.model) {
                code.line(line);
            }
            code.line(".in_progress()\n.check();\n};");
            code.line("tokio::task::spawn_blocking(wire).await.expect(\"what the document allows is taken\");");
        }
        code.line("http.close().await.expect(\"it ends\");\n}");
    }
}

/// How a parameter is compared.
fn with(style: Style) -> &'static str {
    if style == Style::Json { "with" } else { "with_text" }
}

/// How a body is compared.
fn with_body(content: &Content) -> &'static str {
    match content.kind {
        ContentKind::Form | ContentKind::Multipart => "with_text",
        _ => "with",
    }
}

/// What a parameter is called in what is seen.
fn plain_name(parameter: &Parameter) -> &str {
    parameter.rust_name.trim_start_matches("r#")
}

/// What a body is called in what is seen: by its media type, where there are several.
fn body_part(content: &Content, of: usize) -> String {
    match of {
        1 => literal("body"),
        _ => literal(&format!("body of {}", content.media_type)),
    }
}

/// What a header is called in what is seen: one can be called `body`.
fn header_part(header: &Header) -> String {
    literal(&format!("header {}", header.name))
}

/// Adds a request's body to what is seen of the request.
fn body_seen(
    code: &mut Code,
    operation: &Operation,
    contents: &[Content],
    required: bool,
    side: &str,
    read: &dyn Fn(&Content, &str) -> String,
) {
    match contents {
        [only] if required => {
            let with = with_body(only);
            code.line(format!("let seen = seen.{with}({}, {});", body_part(only, 1), read(only, "request.body")));
        }
        several => {
            let taken = if side == "server" { "request.body" } else { "&request.body" };
            code.line(format!("let seen = match {taken} {{"));
            for content in several {
                let inner = match several.len() {
                    1 => "body".to_owned(),
                    _ => format!("{side}::{}Body::{}(body)", operation.type_name, content.rust_name),
                };
                let pattern = if required { inner } else { format!("Some({inner})") };
                let value = match side {
                    "server" => read(content, "body"),
                    _ => "body".to_owned(),
                };
                let (with, part) = (with_body(content), body_part(content, several.len()));
                code.line(format!("{pattern} => seen.{with}({part}, {value}),"));
            }
            if !required {
                code.line("None => seen,");
            }
            code.line("};");
        }
    }
}

/// Whether a header is HTTP's own, whatever a handler says (RFC 9112): it frames the message.
fn is_framing(header: &Header) -> bool {
    ["connection", "content-length", "transfer-encoding"].iter().any(|name| header.name.eq_ignore_ascii_case(name))
}
