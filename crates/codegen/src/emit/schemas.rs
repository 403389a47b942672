//! The schemas that the emitted types tell of themselves by way of schemars, for dropshot's own document among others.

use super::CrateOptions;
use super::code::{Code, literal, literals};
use super::types::{member_type, type_text};
use crate::model::{Additional, Model, TypeDef, TypeKind, WrittenTag};

/// `src/schemas.rs`. Constrained strings and numbers tell theirs from their rules.
pub fn schemas(model: &Model, options: &CrateOptions) -> String {
    let mut code = Code::default();
    code.line(&options.banner);
    code.line("//! What the types enforce, told as JSON Schema by schemars 0.8: dropshot emits its document from it.");
    code.blank();
    if model.types.is_empty() {
        table(&mut code, model, "of_schemars", "schemars");
        return code.finish();
    }
    // No name that a type of the document may have, too.
    if model.types.iter().any(|definition| definition.kind.has_schema()) {
        code.line("use schema_support::private::schemars08 as schemars;");
    }
    code.line(
        "#[allow(unused_imports)]\nuse schema_support::{\nField, array_schema, checked_schema, enum_schema, \
         literals_schema, narrowed, tuple_schema, union_schema,\n};",
    )
    .blank()
    .line("use crate::types::*;");
    table(&mut code, model, "of_schemars", "schemars");
    named_schemas(&mut code, model);
    for definition in &model.types {
        let mut body = Code::default();
        match &definition.kind {
            TypeKind::Struct(object) => {
                body.line("schema_support::ObjectSchema::default()");
                for member in &object.members {
                    let wire = literal(&member.name);
                    let line = match (&member.constant, member.required) {
                        (Some(value), _) => format!(".constant({wire}, {})", literal(value)),
                        (None, true) => format!(".required::<{}>({wire}, _generator)", member_type(model, member)),
                        (None, false) => {
                            let ty = type_text(model, &member.ty, "");
                            let ty = if member.nullable { format!("Field<{ty}>") } else { ty };
                            format!(".optional::<{ty}>({wire}, _generator)")
                        }
                    };
                    body.line(line);
                }
                match &object.additional {
                    Additional::Denied => {
                        body.line(".closed()");
                    }
                    Additional::Typed(ty) => {
                        body.line(format!(".additional::<{}>(_generator)", type_text(model, ty, "")));
                    }
                    Additional::Ignored => {}
                }
                body.line(".build()");
            }
            TypeKind::Enum(_) => {
                body.line(format!("enum_schema(&{}::VALUES)", definition.name));
            }
            TypeKind::Values(_) => {
                body.line(format!("literals_schema(&{}::VALUES)", definition.name));
            }
            TypeKind::Union(union) => {
                body.line("let members = vec![");
                for (index, variant) in union.variants.iter().enumerate() {
                    let member = format!("_generator.subschema_for::<{}>()", type_text(model, &variant.ty, ""));
                    match &variant.tag {
                        None => body.line(format!("{member},")),
                        Some(WrittenTag { property, .. }) => {
                            let tags = literals(union.tags_of(index));
                            let property = literal(property);
                            body.line(format!("schema_support::tagged_schema({property}, &{tags}, {member}),"))
                        }
                    };
                }
                body.line("];");
                body.line(format!("union_schema({}, members)", union.keyword == "oneOf"));
            }
            TypeKind::Array(_, item) => {
                let item = type_text(model, item, "");
                body.line(format!("array_schema::<{item}>(&{}::RULES, _generator)", definition.name));
            }
            TypeKind::Tuple(items) => {
                let items: Vec<String> = items
                    .iter()
                    .map(|item| format!("_generator.subschema_for::<{}>()", type_text(model, &item.ty, "")))
                    .collect();
                body.line(format!("let items = vec![{}];\ntuple_schema(items, _generator)", items.join(", ")));
            }
            TypeKind::Checked(inner) => {
                let inner = type_text(model, inner, "");
                body.line(format!("checked_schema::<{inner}>({}::RULES, NAMED, _generator)", definition.name));
            }
            _ => continue,
        }
        let is_open = matches!(definition.kind, TypeKind::Struct(_) | TypeKind::Union(_));
        let mut body = body.finish();
        if is_open && !definition.checks.is_empty() {
            body = format!("let own = {{\n{body}\n}};\nnarrowed(own, {}::CHECKS, NAMED, _generator)", definition.name);
        }
        code.blank();
        code.line(format!("impl schemars::JsonSchema for {} {{", definition.name));
        code.line("fn schema_name() -> String {");
        code.line(format!("{}.to_owned()", literal(&definition.name)));
        code.line("}").blank();
        code.line("fn json_schema(_generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {");
        code.line(body);
        code.line("}\n}");
    }
    code.finish()
}

/// The table of every type that is all of a schema of the document.
pub(super) fn table(code: &mut Code, model: &Model, of: &str, library: &str) {
    code.blank();
    code.docs(&format!("What {library} makes of every type of `types` that is all of a schema of the document."));
    code.line("pub static SCHEMAS: &[schema_support::EmittedSchema] = &[");
    for definition in model.types.iter().filter(|it| it.exact && !matches!(it.kind, TypeKind::Alias(_))) {
        let (name, pointer) = (&definition.name, literal(&definition.pointer));
        code.line(format!("schema_support::EmittedSchema::{of}::<{name}>({}, {pointer}),", literal(name)));
    }
    code.line("];");
}

/// The schemas that rules refer to, where there are rules.
pub(super) fn named_schemas(code: &mut Code, model: &Model) {
    let has_rules = |it: &TypeDef| !it.checks.is_empty() || matches!(it.kind, TypeKind::Checked(_));
    if !model.types.iter().any(has_rules) {
        return;
    }
    code.blank();
    code.line("const NAMED: schema_support::NamedSchemas = &[");
    for schema in &model.schemas {
        code.line(format!("({}, &{}),", literal(&schema.name), schema.name));
    }
    code.line("];");
}
