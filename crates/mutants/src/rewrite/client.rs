//! What can be broken in a generated client: its requests, and how its answers are typed.

use syn::{Expr, ExprMacro, ExprMatch, ExprMethodCall, parse_quote};

use super::server::another_media_type;
use super::types::{other, with_argument};
use super::{Alternatives, ArmPlan, Known, literal, text};
use crate::kind::Kind;

/// What takes the place of an expression of a client's `lib.rs`.
pub fn alternatives(expression: &Expr, known: &Known) -> Alternatives {
    match expression {
        Expr::Try(tried) if text(&tried.expr).starts_with("check_request") => {
            vec![(Kind::Unchecked, parse_quote!(()))]
        }
        Expr::Await(awaited) => exchanged(&awaited.base),
        Expr::MethodCall(call) => {
            let (receiver, method) = (text(&call.receiver), call.method.to_string());
            match (receiver.as_str(), method.as_str()) {
                ("answer", "reply" | "declared" | "declared_with") => typed(call, known),
                ("from", "required") => {
                    let mut found = renamed(call, Kind::Header);
                    let (types, name) = (&call.turbofish, &call.args[0]);
                    found.push((
                        Kind::Header,
                        parse_quote!(
                            from.optional #types(#name).map(|value| value.unwrap_or_else(::mutant_switch::any))
                        ),
                    ));
                    found
                }
                ("from", "optional") => {
                    let mut found = renamed(call, Kind::Header);
                    found.push((Kind::Header, parse_quote!(#call.map(::mutant_switch::forgotten))));
                    found
                }
                (_, "idempotency_key") if call.args.len() == 1 => {
                    let without = &call.receiver;
                    vec![(Kind::Replay, parse_quote!(#without))]
                }
                (_, "query") if call.args.len() == 4 => {
                    let without = &call.receiver;
                    let mut found = renamed(call, Kind::Parameter);
                    found.push((Kind::Parameter, parse_quote!(#without)));
                    found
                }
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

fn renamed(call: &ExprMethodCall, kind: Kind) -> Alternatives {
    let name = call.args.first().and_then(literal);
    name.map(|name| (kind, with_argument(call, 0, &other(&name)))).into_iter().collect()
}

/// `answer.declared("application/problem+json", GetCustomerError::NotFound)`.
fn typed(call: &ExprMethodCall, known: &Known) -> Alternatives {
    let Some(media_type) = call.args.first().and_then(literal) else { return Vec::new() };
    let mut found = vec![(Kind::MediaType, with_argument(call, 0, another_media_type(&media_type)))];
    let Some(Expr::Path(own)) = call.args.get(1) else { return found };
    let path = text(own);
    let Some((name, variant)) = path.rsplit_once("::") else { return found };
    let key = (name.to_owned(), variant.to_owned());
    let payload = known.payloads.get(&key);
    let mut others =
        known.payloads.iter().filter(|(other, held)| other.0 == name && other.1 != variant && Some(*held) == payload);
    if let Some(((_, another), _)) = others.next() {
        let ty = &own.path.segments[0].ident;
        let another = quote::format_ident!("{another}");
        let mut changed = call.clone();
        changed.args[1] = parse_quote!(#ty::#another);
        found.push((Kind::Answer, Expr::MethodCall(changed)));
    }
    found
}

/// `call.run(operations.f(&parameter(&request.a), &parameter(&request.b)))`: one for the other.
fn exchanged(awaited: &Expr) -> Alternatives {
    let Expr::MethodCall(run) = awaited else { return Vec::new() };
    let Some(Expr::MethodCall(call)) = run.args.first() else { return Vec::new() };
    let parameters: Vec<usize> = (0..call.args.len())
        .filter(|index| text(&call.args[*index]).starts_with("&client_support::parameter("))
        .collect();
    let [first, second] = parameters.as_slice() else { return Vec::new() };
    let mut changed = call.clone();
    (changed.args[*first], changed.args[*second]) = (call.args[*second].clone(), call.args[*first].clone());
    let receiver = &run.receiver;
    vec![(Kind::Parameter, parse_quote!(#receiver.run(#changed).await))]
}

/// What becomes of the arms of a `match` of a client's `lib.rs`.
pub fn arms(expression: &ExprMatch) -> Vec<ArmPlan> {
    let scrutinee = text(&expression.expr);
    let plans = expression.arms.iter().map(|arm| {
        let mut plan = ArmPlan::default();
        if scrutinee == "answer.status.as_u16()" && text(&arm.pat).starts_with(char::is_numeric) {
            plan.lost = Some(Kind::Answer);
        }
        if scrutinee == "self"
            && let Some(said) = literal(&arm.body)
        {
            let changed = other(&said.replacen(char::is_numeric, "9", 1));
            plan.bodies.push((Kind::Answer, parse_quote!(#changed)));
        }
        plan
    });
    plans.collect()
}

/// What takes the place of an expression of `operations.rs`.
pub fn operation_alternatives(expression: &Expr) -> Alternatives {
    match expression {
        Expr::Macro(found) if text(&found.mac.path) == "format" => path(found),
        Expr::MethodCall(call) => match call.method.to_string().as_str() {
            "json" => {
                let without = &call.receiver;
                vec![(Kind::Body, parse_quote!(#without))]
            }
            method @ ("get" | "put" | "post" | "patch" | "delete") if text(&call.receiver) == "self.client" => {
                let mut changed = call.clone();
                changed.method = quote::format_ident!("{}", if method == "post" { "put" } else { "post" });
                vec![(Kind::Path, Expr::MethodCall(changed))]
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// `format!("{}/api/v1/login/", …)`: with one slash more or less at its end.
fn path(found: &ExprMacro) -> Alternatives {
    let mut tokens = found.mac.tokens.clone().into_iter();
    let Some(first) = tokens.next() else { return Vec::new() };
    let Ok(template) = syn::parse2::<syn::LitStr>(first.into()) else { return Vec::new() };
    let template = template.value();
    let changed = template.strip_suffix('/').map_or_else(|| format!("{template}/"), str::to_owned);
    let rest: proc_macro2::TokenStream = tokens.collect();
    vec![(Kind::Path, parse_quote!(format!(#changed #rest)))]
}
