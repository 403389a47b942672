//! The schemas that the emitted types tell of themselves, for dropshot's own document.

use super::CrateOptions;
use super::code::{Code, literal};
use super::types::{member_type, type_text};
use crate::model::{Additional, Model, TypeKind};

/// `src/schemas.rs`. Constrained strings, numbers and arrays tell theirs from their rules.
pub fn schemas(model: &Model, options: &CrateOptions) -> String {
    let mut code = Code::default();
    code.line(&options.banner);
    code.line("//! What the types enforce, told as JSON Schema: dropshot emits its document from it.");
    code.blank();
    if model.types.is_empty() {
        return code.finish();
    }
    code.line("use schema_support::private::schemars08::{JsonSchema, r#gen::SchemaGenerator, schema::Schema};");
    code.line(
        "#[allow(unused_imports)]\nuse schema_support::{Field, ObjectSchema, array_schema, checked_schema, enum_schema, \
         literals_schema, union_schema};",
    )
    .blank()
    .line("use crate::types::*;");
    for definition in &model.types {
        let mut body = Code::default();
        match &definition.kind {
            TypeKind::Struct(object) => {
                body.line("ObjectSchema::default()");
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
                for variant in &union.variants {
                    body.line(format!("_generator.subschema_for::<{}>(),", type_text(model, &variant.ty, "")));
                }
                body.line("];");
                body.line(format!("union_schema({}, members)", union.keyword == "oneOf"));
            }
            TypeKind::Array(_, item) => {
                let item = type_text(model, item, "");
                body.line(format!("array_schema::<{item}>(&{}::RULES, _generator)", definition.name));
            }
            TypeKind::Checked(inner) => {
                let inner = type_text(model, inner, "");
                body.line(format!("checked_schema::<{inner}>(&{}::RULES, _generator)", definition.name));
            }
            _ => continue,
        }
        code.blank();
        code.line(format!("impl JsonSchema for {} {{", definition.name));
        code.line("fn schema_name() -> String {");
        code.line(format!("{}.to_owned()", literal(&definition.name)));
        code.line("}").blank();
        code.line("fn json_schema(_generator: &mut SchemaGenerator) -> Schema {");
        code.line(body.finish());
        code.line("}\n}");
    }
    code.finish()
}
