//! The test that holds a team's handlers to the document over the wire: theirs from its first edit on, as the skeleton is.

use super::CrateOptions;
use super::code::{Code, literal};
use super::handlers::{one_line, rust_crate};
use crate::model::{Model, SchemeKind};

/// `tests/wire.rs` of the handlers' crate; `panicking` are the methods of the skeleton that make up no answer.
pub fn wire_test(model: &Model, server: &str, panicking: &[String], options: &CrateOptions) -> String {
    let (own, server) = (rust_crate(&options.package), rust_crate(server));
    let mut code = Code::default();
    code.line(format!(
        "//! Holds the handlers of {} to its document, over the wire: requests that",
        one_line(&model.title)
    ));
    code.line("//! are made of it, good ones and broken ones, and every answer judged. Yours to edit: generating again leaves");
    code.line("//! this file alone then.");
    code.line("//!");
    code.line(
        "//! It passes while nothing is implemented, as the skeleton answers what the document declares, and fails for",
    );
    code.line("//! every answer that is not declared. When the handlers are written, delete `.in_progress()`: from then on every");
    code.line("//! operation has to succeed, and no good request may be refused as a bad one or fail. Set up in");
    code.line("//! `every_answer_is_declared` what your handlers need for that:");
    code.line("//!");
    code.line("//! - data: start `Handlers` with something to find, and say what is there: `.known(\"/things/{id}\", ..)`. What an");
    code.line("//!   operation makes is found: by links, `Location`, the path (`id` of what `POST /things` made), names of members;");
    code.line("//! - rules of your own, beyond the document: `.may_refuse(&[\"POST /..\"])`;");
    let credentials = credentials(model);
    if !credentials.is_empty() {
        code.line("//! - credentials of a caller who may do everything, before `.check()`:");
        code.line("//!");
        code.line("//!   ```ignore");
        for line in credentials {
            code.line(format!("//!   {line}"));
        }
        code.line("//!   ```");
    }
    if model.operations.iter().any(|operation| operation.signature.is_some()) {
        code.line("//! - signatures: `.finish(|request| ..)` gets each request last, its body and its headers;");
    }
    code.blank();
    super::write_root_attributes(&mut code, &super::root_attributes(model));
    code.line("use std::net::{Ipv4Addr, SocketAddr};").blank();
    code.line("use dropshot::{ConfigDropshot, HandlerTaskMode, ServerBuilder};");
    code.line("use server_support::{Limits, Server};").blank();
    code.line(format!("use {own}::Handlers;")).blank();
    code.docs("Operations whose handlers nobody has written, and for which no answer can be made up: they may panic until then.");
    let panicking = model.operations.iter().filter(|operation| panicking.contains(&operation.rust_name));
    let names: Vec<String> =
        panicking.map(|operation| literal(&format!("{} {}", operation.method, operation.path))).collect();
    match &names[..] {
        [] => code.line("const NOT_IMPLEMENTED: &[&str] = &[];"),
        names => code.line(format!("const NOT_IMPLEMENTED: &[&str] = &[\n{},\n];", names.join(",\n"))),
    };
    code.blank();
    code.line("#[tokio::test(flavor = \"multi_thread\")]\nasync fn every_answer_is_declared() {");
    serve(&mut code, "let server = Server::new(Handlers, Limits::default());", &server, "Handlers");
    code.line("let address = http.local_addr();");
    code.line("let check = move || {");
    code.line(format!("round_trips::server_conformance!({server}, address)"));
    code.line(".not_implemented(NOT_IMPLEMENTED)\n.in_progress()\n.check();");
    code.line("};");
    code.line("// It waits for answers, so it has a thread of its own.");
    code.line("tokio::task::spawn_blocking(check).await.expect(\"every answer is declared\");");
    code.line("http.close().await.expect(\"it ends\");\n}");
    code.finish()
}

/// Serves an implementation of a server crate's trait on a free port, as `http`; `made` are the lines that make `server`.
pub(super) fn serve(code: &mut Code, made: &str, api: &str, implementation: &str) {
    code.line("let config = ConfigDropshot {");
    code.line("bind_address: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),");
    code.line("default_handler_task_mode: HandlerTaskMode::CancelOnDisconnect,");
    code.line("..ConfigDropshot::default()\n};");
    code.line("let log = slog::Logger::root(slog::Discard, slog::o!());");
    code.line(made);
    code.line(format!("let builder = ServerBuilder::new({api}::api_description::<{implementation}>(), server, log);"));
    code.line("let http = builder.config(config).start().expect(\"a free port\");");
}

/// How a test says the credential of each security scheme.
pub(super) fn credentials(model: &Model) -> Vec<String> {
    let lines = model.schemes.iter().filter_map(|scheme| {
        let value = match &scheme.kind {
            // `somebody:of-a-test`, as RFC 7617 writes it.
            SchemeKind::Basic => "c29tZWJvZHk6b2YtYS10ZXN0",
            SchemeKind::Bearer | SchemeKind::Http(_) | SchemeKind::ApiKey(..) => "of-a-test",
            // A certificate: that needs a proxy in front, as the service does.
            SchemeKind::MutualTls => return None,
        };
        Some(format!(".credential({}, {})", literal(&scheme.name), literal(value)))
    });
    lines.collect()
}
