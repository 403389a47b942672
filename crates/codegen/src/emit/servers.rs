//! The servers that the document names, for the client.

use super::CrateOptions;
use super::code::{Code, literal};
use crate::model::{EnumValue, Model, Server, ServerVariable};
use crate::names::shouty;

/// `src/servers.rs`.
pub fn servers(model: &Model, options: &CrateOptions) -> String {
    let mut code = Code::default();
    code.line(&options.banner);
    code.line(format!("//! The servers of {}: URLs to build a session with.", model.title)).blank();
    code.line(
        "#![allow(clippy::doc_lazy_continuation, clippy::doc_overindented_list_items, clippy::enum_variant_names)]",
    );
    for server in &model.servers {
        code.blank();
        if !server.docs.is_empty() {
            code.docs(&server.docs).line("///");
        }
        code.docs(&format!("`{}`", server.url));
        if server.variables.is_empty() {
            code.line(format!("pub const {}: &str = {};", shouty(&server.name), literal(&server.url)));
        } else {
            with_variables(&mut code, server);
        }
    }
    code.finish()
}

fn with_variables(code: &mut Code, server: &Server) {
    let name = &server.name;
    let ty = |variable: &ServerVariable| match variable.values.is_empty() {
        true => "String".to_owned(),
        false => format!("{name}{}", crate::names::pascal(&variable.name)),
    };
    code.line("#[derive(Clone, Debug, PartialEq, Eq)]");
    code.line(format!("pub struct {name} {{"));
    for variable in &server.variables {
        match variable.docs.is_empty() {
            true => code.docs(&format!("`{}`", variable.name)),
            false => code.docs(&variable.docs),
        };
        code.line(format!("pub {}: {},", variable.rust_name, ty(variable)));
    }
    code.line("}").blank();

    code.line(format!("impl Default for {name} {{")).line("fn default() -> Self {").line("Self {");
    for variable in &server.variables {
        let default = variable.values.iter().find(|value| value.value == variable.default);
        let value = match default {
            Some(value) => format!("{}::{}", ty(variable), value.rust_name),
            None => format!("{}.to_owned()", literal(&variable.default)),
        };
        code.line(format!("{}: {value},", variable.rust_name));
    }
    code.line("}\n}\n}").blank();

    code.line(format!("impl {name} {{"));
    code.docs("The URL.");
    code.line("pub fn url(&self) -> String {");
    let mut template = server.url.clone();
    for (index, variable) in server.variables.iter().enumerate() {
        template = template.replace(&format!("{{{}}}", variable.name), &format!("{{{index}}}"));
    }
    let given: Vec<String> = server
        .variables
        .iter()
        .map(|variable| match variable.values.is_empty() {
            true => format!("self.{}", variable.rust_name),
            false => format!("self.{}.as_str()", variable.rust_name),
        })
        .collect();
    match (&*template, &given[..]) {
        // Nothing but the variable.
        ("{0}", [only]) => code.line(format!("{only}.to_owned()")),
        _ => code.line(format!("format!({}, {})", literal(&template), given.join(", "))),
    };
    code.line("}\n}");
    for variable in server.variables.iter().filter(|variable| !variable.values.is_empty()) {
        code.blank();
        values(code, &ty(variable), variable);
    }
}

fn values(code: &mut Code, name: &str, variable: &ServerVariable) {
    code.docs(&format!("What `{}` can be.", variable.name));
    code.line("#[derive(Clone, Copy, Debug, PartialEq, Eq)]");
    code.line(format!("pub enum {name} {{"));
    for EnumValue { rust_name, value, .. } in &variable.values {
        code.docs(&format!("`{value}`")).line(format!("{rust_name},"));
    }
    code.line("}").blank();
    code.line(format!("impl {name} {{"));
    code.docs("The value as it is in the URL.");
    code.line("pub fn as_str(self) -> &'static str {").line("match self {");
    for EnumValue { rust_name, value, .. } in &variable.values {
        code.line(format!("Self::{rust_name} => {},", literal(value)));
    }
    code.line("}\n}\n}");
}
