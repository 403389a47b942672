//! What can be broken in a generated type: reading it, writing it.

use syn::{Expr, ExprMatch, ExprMethodCall, Pat, parse_quote};

use super::{Alternatives, ArmPlan, literal, text};
use crate::kind::Kind;

/// What takes the place of an expression of `types.rs`.
pub fn alternatives(expression: &Expr, function: &str) -> Alternatives {
    match expression {
        Expr::MethodCall(call) => match (text(&call.receiver).as_str(), call.method.to_string().as_str()) {
            ("object", _) if call.args.last().is_some_and(|last| text(last) == "at") => reading(call),
            ("object", _) if call.args.len() == 2 => writing(call),
            ("json", "has_any") => deciding(call),
            ("at", "tag") => tags(call),
            _ => Vec::new(),
        },
        Expr::Path(_) if function == "new" && text(expression) == "Field::Absent" => {
            vec![(Kind::Default, parse_quote!(Field::Null))]
        }
        _ => Vec::new(),
    }
}

/// `object.required("name", at)` and its like.
fn reading(call: &ExprMethodCall) -> Alternatives {
    let method = call.method.to_string();
    if method == "deny_unknown" {
        return vec![(
            Kind::Closed,
            parse_quote!({
                drop(object);
                Some(())
            }),
        )];
    }
    let Some(name) = call.args.first().and_then(literal) else { return Vec::new() };
    let mut found = vec![(Kind::Renamed, with_argument(call, 0, &other(&name)))];
    match method.as_str() {
        "required" => {
            found.push((Kind::Required, parse_quote!(object.defaulted(#name, ::mutant_switch::any, at))));
        }
        "optional" => found.extend([
            (Kind::Required, parse_quote!(object.required(#name, at).map(Some))),
            (Kind::NullAndAbsent, parse_quote!(object.field(#name, at).map(::mutant_switch::null_is_absent))),
            (Kind::Forgotten, parse_quote!(object.optional(#name, at).map(::mutant_switch::forgotten))),
        ]),
        "field" => found.extend([
            (Kind::Required, parse_quote!(object.required(#name, at).map(Field::Value))),
            (Kind::NullAndAbsent, parse_quote!(object.optional(#name, at).map(::mutant_switch::without_null))),
            (Kind::NullAndAbsent, parse_quote!(object.field(#name, at).map(::mutant_switch::null_to_absent))),
            (Kind::NullAndAbsent, parse_quote!(object.field(#name, at).map(::mutant_switch::absent_to_null))),
            (Kind::Forgotten, parse_quote!(object.field(#name, at).map(::mutant_switch::field_forgotten))),
        ]),
        "constant" => {
            if let Some(value) = call.args.get(1).and_then(literal) {
                found.push((Kind::Constant, with_argument(call, 1, &other(&value))));
            }
            found.extend([
                (Kind::Constant, parse_quote!(object.required::<serde_json::Value>(#name, at).map(|_| ()))),
                (Kind::Required, parse_quote!(object.optional::<serde_json::Value>(#name, at).map(|_| ()))),
            ]);
        }
        _ => {}
    }
    found
}

/// `object.required("name", &self.name)` and its like.
fn writing(call: &ExprMethodCall) -> Alternatives {
    let Some(name) = call.args.first().and_then(literal) else { return Vec::new() };
    let value = &call.args[1];
    let mut found =
        vec![(Kind::Renamed, with_argument(call, 0, &other(&name))), (Kind::Forgotten, parse_quote!(Ok(())))];
    match call.method.to_string().as_str() {
        "required" => {
            if let Some(constant) = literal(value) {
                found.push((Kind::Constant, with_argument(call, 1, &other(&constant))));
            }
        }
        "optional" => found.push((Kind::NullAndAbsent, parse_quote!(object.required(#name, #value)))),
        "field" => {
            for mixed in ["null_to_absent", "absent_to_null"] {
                let mixed = syn::Ident::new(mixed, proc_macro2::Span::call_site());
                let changed = parse_quote!(object.field(
                    #name,
                    &::mutant_switch::#mixed(::mutant_switch::by_reference(#value))
                ));
                found.push((Kind::NullAndAbsent, changed));
            }
        }
        _ => {}
    }
    found
}

/// `json.has_any(&["a", "b"])`: which type of a union it is.
fn deciding(call: &ExprMethodCall) -> Alternatives {
    let mut found: Alternatives = vec![
        (Kind::Union, parse_quote!((!#call))),
        (Kind::Union, parse_quote!(true)),
        (Kind::Union, parse_quote!(false)),
    ];
    if let Some(Expr::Reference(list)) = call.args.first()
        && let Expr::Array(names) = &*list.expr
    {
        for left_out in 0..names.elems.len() {
            let rest = names.elems.iter().enumerate().filter(|(index, _)| *index != left_out).map(|(_, name)| name);
            found.push((Kind::Union, parse_quote!(json.has_any(&[#(#rest),*]))));
        }
    }
    found
}

/// `at.tag(&json, "type", &TAGS)`: which type of a union it is.
fn tags(call: &ExprMethodCall) -> Alternatives {
    call.args
        .get(1)
        .and_then(literal)
        .map(|name| (Kind::Union, with_argument(call, 1, &other(&name))))
        .into_iter()
        .collect()
}

/// What becomes of the arms of a `match` of `types.rs`.
pub fn arms(expression: &ExprMatch, function: &str) -> Vec<ArmPlan> {
    let (scrutinee, count) = (text(&expression.expr), expression.arms.len());
    let bodies: Vec<&Expr> = expression.arms.iter().map(|arm| &*arm.body).collect();
    let named: Vec<usize> = (0..count).filter(|index| is_literal(&text(&expression.arms[*index].pat))).collect();
    // What the next of the arms with a literal says.
    let next = |index: usize| {
        let place = named.iter().position(|known| *known == index)?;
        let other = named[(place + 1) % named.len()];
        (other != index).then(|| bodies[other].clone())
    };
    let plan = |index: usize| {
        let arm = &expression.arms[index];
        let pattern = text(&arm.pat);
        let mut plan = ArmPlan::default();
        if scrutinee == "json.as_str()" || scrutinee.contains("at.tag(") {
            let kind = if scrutinee.contains("at.tag(") { Kind::Union } else { Kind::EnumValue };
            if is_literal(&pattern) {
                plan.lost = Some(kind);
                plan.bodies.extend(next(index).map(|body| (kind, body)));
                plan.also = other_case(&pattern).map(|text| (kind, text));
            } else if matches!(arm.pat, Pat::Guard(_)) {
                plan.lost = Some(Kind::Tolerance);
            } else if let Some(first) = named.first() {
                plan.bodies.push((kind, bodies[*first].clone()));
            }
        } else if function == "as_str" {
            if let Some(own) = literal(bodies[index]) {
                let mut others = bodies.iter().filter_map(|body| literal(body)).filter(|text| *text != own);
                let another = others.next_back().unwrap_or_else(|| other(&own));
                plan.bodies.push((Kind::EnumValue, parse_quote!(#another)));
            }
        } else if function == "serialize" {
            plan.bodies.push((Kind::Union, parse_quote!(serializer.serialize_unit())));
        }
        plan
    };
    (0..count).map(plan).collect()
}

fn is_literal(pattern: &str) -> bool {
    pattern.starts_with("Some(\"")
        || pattern.strip_prefix("Some(").is_some_and(|rest| rest.starts_with(char::is_numeric))
}

/// `Some("body")` in capitals, `Some("BODY")` in small letters.
fn other_case(pattern: &str) -> Option<String> {
    let text = pattern.strip_prefix("Some(\"")?.strip_suffix("\")")?;
    let changed = if text.to_uppercase() == text { text.to_lowercase() } else { text.to_uppercase() };
    (changed != text).then_some(changed)
}

/// A name that nothing has.
pub fn other(name: &str) -> String {
    format!("{name}-other")
}

/// The same call with another literal.
pub fn with_argument(call: &ExprMethodCall, index: usize, value: &str) -> Expr {
    let mut changed = call.clone();
    changed.args[index] = parse_quote!(#value);
    Expr::MethodCall(changed)
}
