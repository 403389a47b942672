//! What can be broken in what generated code tells as a constant: the rules of a type, the facts of an operation.

use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Expr, ExprArray, ExprCall, ExprStruct, FieldValue, Lit, parse_quote};

use super::types::other;
use super::{Alternatives, Known, literal, shown, text};
use crate::kind::Kind;

/// One member of a constant that is something else.
pub struct Changed {
    /// What that breaks.
    pub kind: Kind,
    /// Where the member is.
    pub at: Span,
    /// The member.
    pub before: String,
    /// What it is.
    pub after: String,
    /// All of the constant.
    pub whole: Expr,
}

/// Every mutant of a constant.
pub fn alternatives(ty: &str, value: &Expr, known: &Known) -> Vec<Changed> {
    let Expr::Struct(value) = value else { return Vec::new() };
    let mut found = Vec::new();
    for (index, field) in value.fields.iter().enumerate() {
        let name = text(&field.member);
        for (kind, changed) in member(ty, &name, field, known) {
            let mut whole: ExprStruct = value.clone();
            let (before, after) = (shown(&field.expr), shown(&changed));
            whole.fields[index].expr = changed;
            found.push(Changed {
                kind,
                at: field.span(),
                before: format!("{name}: {before}"),
                after: format!("{name}: {after}"),
                whole: Expr::Struct(whole),
            });
        }
    }
    found
}

fn member(ty: &str, name: &str, field: &FieldValue, known: &Known) -> Alternatives {
    let value = &field.expr;
    match (ty, name) {
        ("StringRules" | "IntegerRules" | "NumberRules" | "ArrayRules", "pattern") => pattern(value, known),
        ("StringRules" | "IntegerRules" | "NumberRules" | "ArrayRules", "unique_items") => {
            vec![(Kind::RuleDropped, parse_quote!(false))]
        }
        ("StringRules" | "IntegerRules" | "NumberRules" | "ArrayRules", _) => rule(value),
        ("Operation", "path") => match literal(value) {
            Some(path) => {
                let changed = path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned);
                vec![(Kind::Path, parse_quote!(#changed))]
            }
            None => Vec::new(),
        },
        ("Operation" | "OperationFacts", "safe") => flipped(Kind::Replay, value),
        ("Operation", "body") => body(value),
        ("Operation", "produces") => media_types(value),
        ("SignatureRule" | "SignatureFacts", "header") => renamed(Kind::Signature, value),
        ("SignatureRule" | "SignatureFacts", "input") => {
            list(value).map(|list| one_less_and_out_of_order(Kind::Signature, list)).unwrap_or_default()
        }
        ("IdempotencyRule", "replay_header") => {
            let mut found: Alternatives = vec![(Kind::Replay, parse_quote!(None))];
            if let Some(name) = some(value).and_then(literal) {
                let name = other(&name);
                found.push((Kind::Replay, parse_quote!(Some(#name))));
            }
            found
        }
        ("IdempotencyFacts", "header") => renamed(Kind::Replay, value),
        ("OperationFacts", "security") if list(value).is_some_and(|list| !list.elems.is_empty()) => {
            vec![(Kind::Security, parse_quote!(&[]))]
        }
        ("OperationFacts", "anonymous") => flipped(Kind::Security, value),
        ("OperationFacts", "idempotency") => nested(Kind::Replay, value, known),
        ("OperationFacts", "signature") => nested(Kind::Signature, value, known),
        ("OperationFacts", "content_type") => vec![(Kind::MediaType, parse_quote!(Some("text/plain")))],
        ("OperationFacts", "accept") => {
            vec![(Kind::MediaType, parse_quote!(None)), (Kind::MediaType, parse_quote!(Some("text/plain")))]
        }
        _ => Vec::new(),
    }
}

/// `Some(7)`: one more, one less, none.
fn rule(value: &Expr) -> Alternatives {
    let Some(inner) = some(value) else { return Vec::new() };
    let mut found: Alternatives = vec![(Kind::RuleDropped, parse_quote!(None))];
    if let Expr::Lit(syn::ExprLit { lit: Lit::Int(bound), .. }) = inner
        && let Ok(bound) = bound.base10_parse::<u64>()
    {
        for changed in [bound.checked_add(1), bound.checked_sub(1)].into_iter().flatten() {
            let changed = proc_macro2::Literal::u64_unsuffixed(changed);
            found.push((Kind::Bound, parse_quote!(Some(#changed))));
        }
    }
    found
}

/// `Some(&NAME_PATTERN)`: none, and without its anchors.
fn pattern(value: &Expr, known: &Known) -> Alternatives {
    let mut found: Alternatives = vec![(Kind::RuleDropped, parse_quote!(None))];
    let name = some(value).map(text).unwrap_or_default();
    let Some(source) = known.patterns.get(name.trim_start_matches('&')) else { return found };
    for looser in [source.strip_prefix('^'), source.strip_suffix('$')].into_iter().flatten() {
        let changed = parse_quote!(Some({
            static LOOSER: Pattern = Pattern::linear(#looser, #looser);
            &LOOSER
        }));
        found.push((Kind::Pattern, changed));
    }
    found
}

/// `BodyRule::Required(&["application/json"])`.
fn body(value: &Expr) -> Alternatives {
    match value {
        Expr::Call(ExprCall { args, .. }) => {
            let types = &args[0];
            vec![
                (Kind::Body, parse_quote!(BodyRule::None)),
                (Kind::Body, parse_quote!(BodyRule::Optional(#types))),
                (Kind::MediaType, parse_quote!(BodyRule::Required(&["application/json", "text/plain"]))),
                (Kind::MediaType, parse_quote!(BodyRule::Required(&["text/plain"]))),
            ]
        }
        _ => vec![(Kind::Body, parse_quote!(BodyRule::Required(&["application/json"])))],
    }
}

/// What an operation produces.
fn media_types(value: &Expr) -> Alternatives {
    let empty = list(value).is_none_or(|list| list.elems.is_empty());
    let mut found: Alternatives = vec![(Kind::MediaType, parse_quote!(&["text/plain"]))];
    if !empty {
        found.push((Kind::MediaType, parse_quote!(&[])));
    }
    found
}

/// `Some(SignatureFacts { .. })`: none, and each of its members changed.
fn nested(kind: Kind, value: &Expr, known: &Known) -> Alternatives {
    let Some(inner @ Expr::Struct(facts)) = some(value) else { return Vec::new() };
    let mut found: Alternatives = vec![(kind, parse_quote!(None))];
    for changed in alternatives(&text(&facts.path), inner, known) {
        let whole = changed.whole;
        found.push((changed.kind, parse_quote!(Some(#whole))));
    }
    found
}

fn renamed(kind: Kind, value: &Expr) -> Alternatives {
    let name = literal(value).map(|name| other(&name));
    name.map(|name| (kind, parse_quote!(#name))).into_iter().collect()
}

fn flipped(kind: Kind, value: &Expr) -> Alternatives {
    match value {
        Expr::Lit(syn::ExprLit { lit: Lit::Bool(flag), .. }) => {
            let flag = !flag.value;
            vec![(kind, parse_quote!(#flag))]
        }
        _ => Vec::new(),
    }
}

/// A list without each of its items, and with each two neighbours exchanged.
fn one_less_and_out_of_order(kind: Kind, list: &ExprArray) -> Alternatives {
    let items: Vec<&Expr> = list.elems.iter().collect();
    let without = (0..items.len()).map(|left_out| {
        let rest = items.iter().enumerate().filter(|(index, _)| *index != left_out).map(|(_, item)| item);
        (kind, parse_quote!(&[#(#rest),*]))
    });
    let exchanged = (1..items.len()).map(|second| {
        let mut items = items.clone();
        items.swap(second - 1, second);
        (kind, parse_quote!(&[#(#items),*]))
    });
    without.chain(exchanged).collect()
}

/// What is in `Some(…)`.
fn some(value: &Expr) -> Option<&Expr> {
    match value {
        Expr::Call(call) if text(&call.func) == "Some" => call.args.first(),
        _ => None,
    }
}

/// The array in `&[…]`.
fn list(value: &Expr) -> Option<&ExprArray> {
    match value {
        Expr::Reference(reference) => match &*reference.expr {
            Expr::Array(array) => Some(array),
            _ => None,
        },
        _ => None,
    }
}
