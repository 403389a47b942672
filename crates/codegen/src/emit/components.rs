//! The schemas that the emitted types tell of themselves by way of utoipa, so that a document that is made with it can
//! have them among its components.

use super::CrateOptions;
use super::code::{Code, literal, literals};
use super::schemas::{named_schemas, table};
use crate::graph;
use crate::model::{Additional, Decision, Literal, Model, Rule, Struct, Type, TypeDef, TypeKind, Union, WrittenTag};

/// `src/components.rs`. Constrained strings and numbers tell theirs from their rules.
pub fn components(model: &Model, options: &CrateOptions) -> String {
    let mut code = Code::default();
    code.line(&options.banner);
    code.line("//! What the types enforce, told as the components of a document that utoipa writes:");
    code.line("//! `components(schemas(..))` takes any of them, and what they refer to comes along.");
    code.blank();
    if model.types.is_empty() {
        table(&mut code, model, "of_utoipa", "utoipa");
        return code.finish();
    }
    // No name that a type of the document may have, too.
    if model.types.iter().any(|definition| definition.kind.has_schema()) {
        code.line("use schema_support::component;");
    }
    code.line("#[allow(unused_imports)]");
    code.line("use schema_support::private::utoipa::{self, PartialSchema as _, ToSchema as _};").blank();
    code.line("use crate::types::*;");
    table(&mut code, model, "of_utoipa", "utoipa");
    named_schemas(&mut code, model);
    let whole = whole_types(model);
    for definition in &model.types {
        let Some(body) = body(model, definition, &whole) else { continue };
        code.blank();
        code.line(format!("impl utoipa::PartialSchema for {} {{", definition.name));
        code.line("fn schema() -> component::Component {");
        code.line(body);
        code.line("}\n}").blank();
        code.line(format!("impl utoipa::ToSchema for {} {{", definition.name));
        code.line("fn name() -> std::borrow::Cow<'static, str> {");
        code.line(format!("{}.into()", literal(&definition.name)));
        code.line("}").blank();
        code.line("fn schemas(_found: &mut component::Components) {");
        for name in referred(model, definition) {
            code.line(format!("component::collect::<{name}>(_found);"));
        }
        if let Some(checks) = checks(definition) {
            code.line(format!("component::collect_named({checks}, NAMED, _found);"));
        }
        code.line("}\n}");
    }
    code.finish()
}

/// The constant of a type's checks, where it has some.
fn checks(definition: &TypeDef) -> Option<String> {
    match definition.kind {
        TypeKind::Checked(_) => Some(format!("{}::RULES", definition.name)),
        TypeKind::Struct(_) | TypeKind::Union(_) if !definition.checks.is_empty() => {
            Some(format!("{}::CHECKS", definition.name))
        }
        _ => None,
    }
}

/// What makes the schema of a type; `None` where its rules do.
fn body(model: &Model, definition: &TypeDef, whole: &[bool]) -> Option<String> {
    let name = &definition.name;
    let own = match &definition.kind {
        TypeKind::Struct(object) => self::object(model, object),
        TypeKind::Enum(_) => format!("component::enumeration(&{name}::VALUES)"),
        TypeKind::Values(_) => format!("component::literals(&{name}::VALUES)"),
        TypeKind::Union(union) => self::union(model, union, whole),
        TypeKind::Array(_, item) => format!("component::rules::array(&{name}::RULES, {})", of(model, item)),
        TypeKind::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| of(model, &item.ty)).collect();
            format!("component::tuple(vec![{}])", items.join(", "))
        }
        TypeKind::Checked(inner) => of(model, inner),
        TypeKind::String(_) | TypeKind::Integer(..) | TypeKind::Number(_) | TypeKind::Alias(_) | TypeKind::Pending => {
            return None;
        }
    };
    Some(match checks(definition) {
        Some(checks) => format!("let own = {own};\ncomponent::narrowed(own, {checks}, NAMED)"),
        None => own,
    })
}

fn object(model: &Model, object: &Struct) -> String {
    let mut text = "component::ObjectComponent::default()".to_owned();
    for member in &object.members {
        let wire = literal(&member.name);
        let ty = of(model, &member.ty);
        let ty = if member.nullable { format!("component::nullable({ty})") } else { ty };
        text.push_str(&match (&member.constant, member.required) {
            (Some(value), _) => format!("\n.constant({wire}, {})", literal(value)),
            (None, true) => format!("\n.required({wire}, {ty})"),
            (None, false) => format!("\n.optional({wire}, {ty})"),
        });
    }
    match &object.additional {
        Additional::Denied => text.push_str("\n.closed()"),
        Additional::Typed(ty) => text.push_str(&format!("\n.additional({})", of(model, ty))),
        Additional::Ignored => {}
    }
    text.push_str("\n.build()");
    text
}

fn union(model: &Model, union: &Union, whole: &[bool]) -> String {
    let whole = union.variants.iter().filter_map(|variant| variant.ty.named()).all(|id| whole[id]);
    let mut text = "let members = vec![\n".to_owned();
    for (index, variant) in union.variants.iter().enumerate() {
        let member = of(model, &variant.ty);
        text.push_str(&match variant.tag.as_ref().filter(|tag| !tag.is_optional) {
            None => format!("{member},\n"),
            Some(WrittenTag { property, .. }) => {
                let tags = literals(union.tags_of(index));
                format!("component::tagged({}, &{tags}, {member}),\n", literal(property))
            }
        });
    }
    text.push_str("];\n");
    let exactly_one = union.keyword == "oneOf" && whole;
    // A discriminator is of references only, and a member with its tag beside it is none.
    let is_bare = union.variants.iter().all(|variant| variant.tag.as_ref().is_none_or(|tag| tag.is_optional));
    match tag(model, union).filter(|_| is_bare) {
        Some((property, values)) => {
            text.push_str("let values = [\n");
            for (value, name) in values {
                text.push_str(&format!("({}, {name}::name().into_owned()),\n", literal(value)));
            }
            text.push_str(&format!(
                "];\ncomponent::union({exactly_one}, members, Some(({}, &values)))",
                literal(property)
            ));
        }
        None => text.push_str(&format!("component::union({exactly_one}, members, None)")),
    }
    format!("{{\n{text}\n}}")
}

/// A member that decides by its text alone, and what each text means: what OpenAPI's `discriminator` can say.
fn tag<'m>(model: &'m Model, union: &'m Union) -> Option<(&'m str, Vec<(&'m str, &'m str)>)> {
    let Decision::Tag { property, values, otherwise: None } = &union.decision else { return None };
    let names = values.iter().map(|(value, index)| match (value, &union.variants[*index].ty) {
        (Literal::String(value), Type::Named(id)) if !matches!(model.types[*id].kind, TypeKind::Alias(_)) => {
            Some((value.as_str(), model.types[*id].name.as_str()))
        }
        _ => None,
    });
    Some((property, names.collect::<Option<_>>()?))
}

/// A type where it is used.
fn of(model: &Model, ty: &Type) -> String {
    let integer = |holder: &str| format!("component::integer(\"{holder}\")");
    match ty {
        Type::Null => "component::null()".to_owned(),
        Type::Bool => "component::boolean()".to_owned(),
        Type::I8 => integer("i8"),
        Type::I16 => integer("i16"),
        Type::I32 => integer("i32"),
        Type::I64 => integer("i64"),
        Type::U8 => integer("u8"),
        Type::U16 => integer("u16"),
        Type::U32 => integer("u32"),
        Type::U64 => integer("u64"),
        Type::I128 => integer("i128"),
        Type::Integer => "schema_support::Integer::schema()".to_owned(),
        Type::F64 | Type::Number => "component::number()".to_owned(),
        Type::String => "component::string()".to_owned(),
        Type::Uuid => "component::format(\"uuid\")".to_owned(),
        Type::Binary => "schema_support::Binary::schema()".to_owned(),
        Type::Date => "schema_support::Date::schema()".to_owned(),
        Type::DateTime => "schema_support::DateTime::schema()".to_owned(),
        Type::Text("Secret") => "component::format(\"password\")".to_owned(),
        Type::Text(name) => format!("schema_support::{name}::schema()"),
        Type::Any => "component::any()".to_owned(),
        Type::Named(id) => match &model.types[*id] {
            TypeDef { kind: TypeKind::Alias(ty), .. } => of(model, ty),
            definition => format!("component::named::<{}>()", definition.name),
        },
        Type::Array(item) => format!("component::array({})", of(model, item)),
        Type::Map(value) => format!("component::map({})", of(model, value)),
        Type::Nullable(inner) => format!("component::nullable({})", of(model, inner)),
    }
}

/// The names of the types that a type refers to, aliases followed.
fn referred<'m>(model: &'m Model, definition: &'m TypeDef) -> Vec<&'m str> {
    let mut names = Vec::new();
    definition.kind.each_type(|ty| {
        let mut id = ty.named();
        while let Some(TypeKind::Alias(ty)) = id.map(|id| &model.types[id].kind) {
            id = ty.named();
        }
        names.extend(id.map(|id| model.types[id].name.as_str()).filter(|name| *name != definition.name));
    });
    names.sort_unstable();
    names.dedup();
    names
}

/// Of which types utoipa can say all, by their place in the model. What it cannot, it leaves out: then two branches of a
/// `oneOf` might fit.
fn whole_types(model: &Model) -> Vec<bool> {
    let mut refers = vec![Vec::new(); model.schemas.len()];
    let own = model.schemas.iter().zip(&mut refers).map(|(schema, refers)| {
        rules_are_whole(&schema.rules, &mut |index| {
            refers.push(index);
            true
        })
    });
    let own = own.collect();
    let schemas = graph::lead_to_such_only(own, &refers);
    let own = model.types.iter().map(|definition| {
        rules_are_whole(&definition.checks, &mut |index| schemas[index])
            && !matches!(&definition.kind, TypeKind::Number(rules) if !rules.exact.is_empty())
    });
    graph::lead_to_such_only(own.collect(), &model.held())
}

fn rules_are_whole(rules: &[Rule], of_schema: &mut impl FnMut(usize) -> bool) -> bool {
    rules.iter().all(|rule| match rule {
        Rule::Contains(..)
        | Rule::PatternProperties(_)
        | Rule::If(..)
        | Rule::UnevaluatedItems(_)
        | Rule::UnevaluatedProperties(_) => false,
        // As `schema_support::component` says it in other words.
        Rule::Not(rules) => match &rules[..] {
            [Rule::Required(names)] => !names.is_empty(),
            [Rule::Type(names)] => !names.iter().any(|name| name == "integer"),
            _ => false,
        },
        Rule::AdditionalProperties(_, patterns, rules) => patterns.is_empty() && rules_are_whole(rules, of_schema),
        Rule::Number(rules) => rules.exact.is_empty(),
        Rule::Ref(index) => of_schema(*index),
        Rule::PrefixItems(all) | Rule::AllOf(all) | Rule::AnyOf(all) | Rule::OneOf(all) => {
            all.iter().all(|rules| rules_are_whole(rules, of_schema))
        }
        Rule::Properties(rows) | Rule::DependentSchemas(rows) => {
            rows.iter().all(|(_, rules)| rules_are_whole(rules, of_schema))
        }
        Rule::Items(_, rules) | Rule::PropertyNames(rules) => rules_are_whole(rules, of_schema),
        Rule::Never
        | Rule::DependentRequired(_)
        | Rule::Type(_)
        | Rule::Enum(_)
        | Rule::Text(_)
        | Rule::MinItems(_)
        | Rule::MaxItems(_)
        | Rule::UniqueItems
        | Rule::MinProperties(_)
        | Rule::MaxProperties(_)
        | Rule::Required(_) => true,
    })
}
