//! What can be broken in a generated server: its answers, and the checks before its handlers.

use quote::format_ident;
use syn::spanned::Spanned;
use syn::{Expr, ExprCall, ExprMethodCall, ExprStruct, ItemFn, Member, Pat, Stmt, parse_quote};

use super::types::{other, with_argument};
use super::{Alternatives, Rewriter, literal, text};
use crate::kind::Kind;

/// What takes the place of an expression of a server's `lib.rs`.
pub fn answer_alternatives(expression: &Expr) -> Alternatives {
    match expression {
        Expr::Call(call) => match text(&call.func).as_str() {
            "Parts::json" => {
                let body = call.args.get(2);
                let mut found = statuses(call);
                if let Some(media_type) = call.args.get(1).and_then(literal) {
                    found.push((Kind::MediaType, with(call, 1, another_media_type(&media_type))));
                }
                if let (Some(status), Some(_)) = (call.args.first(), body) {
                    found.push((Kind::Forgotten, parse_quote!(Parts::empty(#status))));
                }
                found
            }
            "Parts::empty" => statuses(call),
            _ => Vec::new(),
        },
        Expr::MethodCall(call) => match (text(&call.receiver).as_str(), call.method.to_string().as_str()) {
            ("headers", "write") => {
                let parts = &call.args[0];
                vec![(Kind::Header, parse_quote!(#parts))]
            }
            ("parts", "with_header") => {
                let name = call.args.first().and_then(literal).unwrap_or_default();
                vec![(Kind::Header, parse_quote!(parts)), (Kind::Header, with_argument(call, 0, &other(&name)))]
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The same answer with another status: one that most operations declare, and one that none does.
fn statuses(call: &ExprCall) -> Alternatives {
    let Some(status) = call.args.first() else { return Vec::new() };
    let declared = match text(status).as_str() {
        "http::StatusCode::NOT_FOUND" => "CONFLICT",
        "http::StatusCode::OK" => "CREATED",
        "http::StatusCode::CREATED" | "http::StatusCode::NO_CONTENT" => "OK",
        _ => "NOT_FOUND",
    };
    [declared, "IM_A_TEAPOT"]
        .iter()
        .map(|name| {
            let name = format_ident!("{name}");
            let mut changed = call.clone();
            changed.args[0] = parse_quote!(http::StatusCode::#name);
            (Kind::Status, Expr::Call(changed))
        })
        .collect()
}

/// The other one of the two media types that there are here.
pub fn another_media_type(media_type: &str) -> &'static str {
    if media_type == "application/json" { "application/problem+json" } else { "application/json" }
}

fn with(call: &ExprCall, index: usize, value: &str) -> Expr {
    let mut changed = call.clone();
    changed.args[index] = parse_quote!(#value);
    Expr::Call(changed)
}

/// What takes the place of an expression of `mount.rs`.
pub fn mount_alternatives(expression: &Expr) -> Alternatives {
    match expression {
        Expr::Try(tried) => match &*tried.expr {
            Expr::Await(awaited) => anyone(&awaited.base),
            _ => Vec::new(),
        },
        Expr::Await(awaited) if text(&awaited.base).starts_with("api.begin_idempotent") => {
            vec![(Kind::Replay, parse_quote!(server_support::Begin::Run))]
        }
        Expr::Call(call) => parameter(call),
        Expr::Struct(literal) => exchanged(literal),
        Expr::MethodCall(call) => match (text(&call.receiver).as_str(), call.method.to_string().as_str()) {
            ("before", "answer") => vec![(Kind::Replay, parse_quote!(None))],
            ("exchange", "idempotency_token") => {
                vec![(Kind::Replay, parse_quote!(exchange.idempotency_token(&uuid::Uuid::nil())))]
            }
            // A path that matched has its parameters: there nothing can be missing.
            ("input", "required") if !text(&call.args[0]).starts_with("&Parameter::path(") => {
                let (types, place) = (&call.turbofish, &call.args[0]);
                let any = parse_quote!(
                    input.optional #types(#place).map(|value| value.unwrap_or_else(::mutant_switch::any))
                );
                vec![(Kind::Required, any)]
            }
            ("input", "optional") => {
                let (types, place) = (&call.turbofish, &call.args[0]);
                vec![
                    (Kind::Required, parse_quote!(input.required #types(#place).map(Some))),
                    (Kind::Parameter, parse_quote!(input.optional #types(#place).map(::mutant_switch::forgotten))),
                ]
            }
            ("d", _) => described(call),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// `api.scheme(&exchange.bearer()?, exchange.call())`: whoever has no good credential is taken for the last one who had.
fn anyone(call: &Expr) -> Alternatives {
    let Expr::MethodCall(call) = call else { return Vec::new() };
    if call.args.first().is_none_or(|first| text(first) != "&exchange.bearer()?") {
        return Vec::new();
    }
    let scheme = &call.method;
    let last = quote::quote! {
        api.#scheme(&server_support::BearerToken::new(::mutant_switch::remembered()), exchange.call()).await?
    };
    let anyone = parse_quote! {
        match exchange.bearer() {
            Ok(token) => match api.#scheme(&token, exchange.call()).await {
                Ok(principal) => {
                    ::mutant_switch::remember(token.expose());
                    principal
                }
                Err(_) => #last,
            },
            Err(_) => #last,
        }
    };
    vec![(Kind::Security, anyone)]
}

/// `Parameter::path("name")`: another name, another place.
fn parameter(call: &ExprCall) -> Alternatives {
    let function = text(&call.func);
    if function.starts_with("server_support::dropshot::ok_response") {
        let mut changed = call.clone();
        changed.args[0] = parse_quote!(http::StatusCode::ACCEPTED);
        return vec![(Kind::Emitted, Expr::Call(changed))];
    }
    let Some(place) = function.strip_prefix("Parameter::") else { return Vec::new() };
    let Some(name) = call.args.first().and_then(literal) else { return Vec::new() };
    let elsewhere = format_ident!("{}", if place == "query" { "header" } else { "query" });
    vec![(Kind::Parameter, with(call, 0, &other(&name))), (Kind::Parameter, parse_quote!(Parameter::#elsewhere(#name)))]
}

/// `SetBalanceRequest { customer_id, pocket_id, .. }`: two ids, one for the other.
fn exchanged(request: &ExprStruct) -> Alternatives {
    let ids: Vec<usize> =
        (0..request.fields.len()).filter(|index| text(&request.fields[*index].member).ends_with("_id")).collect();
    let ([first, second], true) = (ids.as_slice(), text(&request.path).ends_with("Request")) else { return Vec::new() };
    let mut changed = request.clone();
    for (to, from) in [(first, second), (second, first)] {
        let Member::Named(name) = &request.fields[*from].member else { return Vec::new() };
        changed.fields[*to].expr = parse_quote!(#name);
        changed.fields[*to].colon_token = Some(Default::default());
    }
    vec![(Kind::Parameter, Expr::Struct(changed))]
}

/// `d.path::<T>("name", "…")`: what dropshot tells.
fn described(call: &ExprMethodCall) -> Alternatives {
    let mut found: Alternatives = vec![(Kind::Emitted, parse_quote!(()))];
    if let Some(name) = call.args.first().and_then(literal) {
        found.push((Kind::Emitted, with_argument(call, 0, &other(&name))));
    }
    if let Some(Expr::Lit(syn::ExprLit { lit: syn::Lit::Bool(required), .. })) = call.args.get(1) {
        let flipped = !required.value;
        let mut changed = call.clone();
        changed.args[1] = parse_quote!(#flipped);
        found.push((Kind::Emitted, Expr::MethodCall(changed)));
    }
    found
}

/// The check of the signature: left out, or behind parameters and body.
pub fn order(rewriter: &mut Rewriter<'_>, function: &mut ItemFn) {
    let statements = &mut function.block.stmts;
    let verifies = |statement: &Stmt| text(statement).starts_with("exchange.verify_signature(");
    let refuses = |statement: &Stmt| {
        let Stmt::Local(local) = statement else { return false };
        local.init.as_ref().is_some_and(|init| init.diverge.is_some()) && !matches!(local.pat, Pat::Ident(_))
    };
    let Some(check) = statements.iter().position(verifies) else { return };
    let Some(refusal) = statements.iter().position(refuses) else { return };
    let statement = statements[check].clone();
    let (at, before) = (statement.span(), rewriter.written(statement.span()));
    let left_out = rewriter.add(Kind::Signature, at, before.clone(), "nothing".to_owned());
    let late = rewriter.add(Kind::Order, at, before, "the same, behind parameters and body".to_owned());
    statements.insert(refusal + 1, parse_quote!(if ::mutant_switch::is(#late) { #statement }));
    statements[check] = parse_quote!(if !::mutant_switch::is(#left_out) && !::mutant_switch::is(#late) { #statement });
}
