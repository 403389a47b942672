//! Generated source with every mutant in it, each asleep until its number is turned on ("mutant schemata"): one build
//! serves all of them.
//!
//! Where an expression has mutants, `if mutant_switch::is(N) { mutant } else { original }` takes its place; a constant
//! becomes a `Switched`, which reads like the one that is on. Both branches have one type by construction: a mutant that
//! does not compile does not exist.

mod client;
mod facts;
mod server;
mod types;

use std::collections::BTreeMap;

use proc_macro2::Span;
use quote::{ToTokens, quote};
use serde::Serialize;
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{
    Arm, Block, Expr, ExprMatch, Fields, File, ImplItemConst, Item, ItemFn, ItemImpl, ItemStatic, Pat, parse_quote,
};

use crate::kind::Kind;

/// One thing that is broken.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mutant {
    /// What turns it on. Changes with the generated code.
    pub number: u32,
    /// What it breaks.
    pub kind: Kind,
    /// The generated crate.
    pub package: String,
    /// The file in the crate's `src`.
    pub file: String,
    /// The line of the original.
    pub line: usize,
    /// The type or function.
    pub item: String,
    /// The original.
    pub before: String,
    /// What is in its place.
    pub after: String,
}

/// What a file of a generated crate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// `types.rs`, on either side.
    Types,
    /// A server's `lib.rs`: its answers.
    Answers,
    /// A server's `mount.rs`: its checks.
    Mount,
    /// A client's `lib.rs`: its requests and answers.
    Client,
    /// A client's `operations.rs`: what progenitor sends.
    Operations,
}

impl Role {
    /// Of a file in the `src` of a generated crate; `None` for one that is left as it is.
    pub fn of(package: &str, file: &str) -> Option<Self> {
        match (package.ends_with("-client"), file) {
            (_, "types.rs") => Some(Self::Types),
            (false, "lib.rs") => Some(Self::Answers),
            (false, "mount.rs") => Some(Self::Mount),
            (true, "lib.rs") => Some(Self::Client),
            (true, "operations.rs") => Some(Self::Operations),
            _ => None,
        }
    }
}

/// What takes the place of an expression.
type Alternatives = Vec<(Kind, Expr)>;

/// What an arm of a `match` becomes.
#[derive(Default)]
struct ArmPlan {
    /// It is not there.
    lost: Option<Kind>,
    /// It says something else.
    bodies: Alternatives,
    /// It takes another literal, too.
    also: Option<(Kind, String)>,
}

/// Rewrites one file, adding its mutants to those that there are.
///
/// # Errors
/// A file that is no Rust.
pub fn rewrite(package: &str, file: &str, source: &str, mutants: &mut Vec<Mutant>) -> Result<String, String> {
    let mut parsed = syn::parse_file(source).map_err(|error| format!("{package}/src/{file}: {error}"))?;
    let Some(role) = Role::of(package, file) else { return Ok(source.to_owned()) };
    let known = Known::of(&parsed);
    let lines = source.lines().map(|line| line.chars().collect()).collect();
    let mut rewriter =
        Rewriter { package, file, role, lines, known, mutants, item: String::new(), function: String::new() };
    rewriter.visit_file_mut(&mut parsed);
    if file == "lib.rs" {
        parsed.attrs.push(parse_quote!(#![allow(warnings, clippy::all)]));
    }
    Ok(prettyplease::unparse(&parsed))
}

/// What a mutant has to know of the rest of its file.
#[derive(Default)]
struct Known {
    /// The source of each pattern.
    patterns: BTreeMap<String, String>,
    /// What each variant of each enum holds.
    payloads: BTreeMap<(String, String), String>,
}

impl Known {
    fn of(file: &File) -> Self {
        let mut known = Self::default();
        for item in &file.items {
            match item {
                Item::Static(pattern) => {
                    if let Expr::Call(call) = &*pattern.expr
                        && let Some(source) = call.args.last().and_then(literal)
                    {
                        known.patterns.insert(pattern.ident.to_string(), source);
                    }
                }
                Item::Enum(item) => {
                    for variant in &item.variants {
                        if let Fields::Unnamed(fields) = &variant.fields {
                            let key = (item.ident.to_string(), variant.ident.to_string());
                            known.payloads.insert(key, text(fields));
                        }
                    }
                }
                _ => {}
            }
        }
        known
    }
}

struct Rewriter<'m> {
    package: &'m str,
    file: &'m str,
    role: Role,
    /// The source, for what mutants take the place of.
    lines: Vec<Vec<char>>,
    known: Known,
    mutants: &'m mut Vec<Mutant>,
    /// The type whose impl this is.
    item: String,
    function: String,
}

impl Rewriter<'_> {
    fn add(&mut self, kind: Kind, at: Span, before: String, after: String) -> u32 {
        let number = u32::try_from(self.mutants.len()).unwrap_or(u32::MAX).saturating_add(1);
        let item = if self.item.is_empty() { self.function.clone() } else { self.item.clone() };
        self.mutants.push(Mutant {
            number,
            kind,
            package: self.package.to_owned(),
            file: self.file.to_owned(),
            line: at.start().line,
            item,
            before,
            after,
        });
        number
    }

    /// What is written between a span's ends, in one line.
    fn written(&self, span: Span) -> String {
        let (start, end) = (span.start(), span.end());
        let mut found = String::new();
        for line in start.line..=end.line {
            let Some(characters) = line.checked_sub(1).and_then(|index| self.lines.get(index)) else { continue };
            let from = if line == start.line { start.column } else { 0 };
            let to = if line == end.line { end.column } else { characters.len() };
            let part: String = characters.get(from..to.min(characters.len())).unwrap_or_default().iter().collect();
            if !found.is_empty() {
                found.push(' ');
            }
            found.push_str(part.trim());
        }
        found
    }

    fn alternatives(&self, expression: &Expr) -> Alternatives {
        match self.role {
            Role::Types => types::alternatives(expression, &self.function),
            Role::Answers => server::answer_alternatives(expression),
            Role::Mount => server::mount_alternatives(expression),
            Role::Client => client::alternatives(expression, &self.known),
            Role::Operations => client::operation_alternatives(expression),
        }
    }

    fn arms(&self, expression: &ExprMatch) -> Vec<ArmPlan> {
        match self.role {
            Role::Types => types::arms(expression, &self.function),
            Role::Client => client::arms(expression),
            _ => Vec::new(),
        }
    }

    /// The expression, or one of those that take its place when they are on.
    fn switched(&mut self, original: Expr, at: Span, before: &str, alternatives: Alternatives) -> Expr {
        let mut all = quote!({ #original });
        for (kind, alternative) in alternatives.into_iter().rev() {
            let number = self.add(kind, at, before.to_owned(), shown(&alternative));
            all = quote!(if ::mutant_switch::is(#number) { #alternative } else #all);
            all = quote!({ #all });
        }
        let block: Block = parse_quote!(#all);
        match block.stmts.as_slice() {
            [syn::Stmt::Expr(expression, None)] => parse_quote!((#expression)),
            _ => parse_quote!((#block)),
        }
    }

    /// A constant that reads like the one that is on; `None` where nothing of it is broken.
    fn switched_constant(&mut self, ty: &str, value: &Expr) -> Option<Expr> {
        let alternatives = facts::alternatives(ty, value, &self.known);
        if alternatives.is_empty() {
            return None;
        }
        let mut rows = Vec::new();
        for facts::Changed { kind, at, before, after, whole } in alternatives {
            let number = self.add(kind, at, before, after);
            rows.push(quote!((#number, #whole)));
        }
        let ty: syn::Type = syn::parse_str(ty).ok()?;
        // A constant of its own: what is borrowed in it lives for ever.
        Some(parse_quote!({
            const MUTANTS: &[(u32, #ty)] = &[#(#rows),*];
            ::mutant_switch::Switched::new(#value, MUTANTS)
        }))
    }

    fn apply(&mut self, arm: &mut Arm, plan: ArmPlan, also: &mut Vec<Arm>) {
        let (pattern, at) = (text(&arm.pat), arm.pat.span());
        let original = self.written(arm.body.span());
        let body = (*arm.body).clone();
        if let Some((kind, literal)) = plan.also {
            let number = self.add(kind, at, pattern.clone(), format!("Some({literal:?})"));
            also.push(parse_quote!(Some(#literal) if ::mutant_switch::is(#number) => #body,));
        }
        if !plan.bodies.is_empty() {
            *arm.body = self.switched(body, at, &format!("{pattern} => {original}"), plan.bodies);
        }
        if let Some(kind) = plan.lost {
            let number = self.add(kind, at, pattern, "never".to_owned());
            let (pattern, guard): (Pat, Expr) = match &arm.pat {
                Pat::Guard(found) => {
                    let (inner, guard) = (&found.pat, &found.guard);
                    ((**inner).clone(), parse_quote!((#guard) && !::mutant_switch::is(#number)))
                }
                pattern => (pattern.clone(), parse_quote!(!::mutant_switch::is(#number))),
            };
            arm.pat = Pat::Guard(syn::PatGuard {
                attrs: Vec::new(),
                pat: Box::new(pattern),
                if_token: Default::default(),
                guard: Box::new(guard),
            });
        }
    }
}

impl VisitMut for Rewriter<'_> {
    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        self.item = text(&item.self_ty);
        visit_mut::visit_item_impl_mut(self, item);
        self.item.clear();
    }

    fn visit_item_fn_mut(&mut self, item: &mut ItemFn) {
        self.function = item.sig.ident.to_string();
        if self.role == Role::Mount {
            server::order(self, item);
        }
        visit_mut::visit_item_fn_mut(self, item);
        self.function.clear();
    }

    fn visit_impl_item_fn_mut(&mut self, item: &mut syn::ImplItemFn) {
        self.function = item.sig.ident.to_string();
        let kept = self.item.clone();
        // Of a client's methods it is the operation that matters.
        if self.item == "Client" {
            self.item.clear();
        }
        visit_mut::visit_impl_item_fn_mut(self, item);
        self.item = kept;
        self.function.clear();
    }

    fn visit_impl_item_const_mut(&mut self, item: &mut ImplItemConst) {
        if item.ident != "RULES" {
            return;
        }
        let ty = item.ty.clone();
        if let Some(value) = self.switched_constant(&text(&ty), &item.expr) {
            item.expr = value;
            item.ty = parse_quote!(::mutant_switch::Switched<#ty>);
        }
    }

    fn visit_item_static_mut(&mut self, item: &mut ItemStatic) {
        let ty = item.ty.clone();
        self.item = item.ident.to_string();
        if let Some(value) = self.switched_constant(&text(&ty), &item.expr) {
            *item.expr = value;
            *item.ty = parse_quote!(::mutant_switch::Switched<#ty>);
        }
        self.item.clear();
    }

    fn visit_item_const_mut(&mut self, _item: &mut syn::ItemConst) {}

    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        let alternatives = self.alternatives(expression);
        if let Expr::Match(found) = expression {
            let plans = self.arms(found);
            visit_mut::visit_expr_match_mut(self, found);
            let mut also = Vec::new();
            for (arm, plan) in found.arms.iter_mut().zip(plans) {
                self.apply(arm, plan, &mut also);
            }
            found.arms.splice(0..0, also);
            return;
        }
        if alternatives.is_empty() {
            visit_mut::visit_expr_mut(self, expression);
            return;
        }
        let at = expression.span();
        let before = self.written(at);
        visit_mut::visit_expr_mut(self, expression);
        let original = expression.clone();
        *expression = self.switched(original, at, &before, alternatives);
    }
}

/// The text of a string literal.
fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

fn text(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    text.replace(" :: ", "::").replace(" (", "(").replace("& ", "&").replace(" . ", ".").replace(" ,", ",")
}

/// An expression as it is written, in one line.
fn shown(expression: &Expr) -> String {
    let file: File = parse_quote!(
        fn shown() {
            #expression
        }
    );
    let text = prettyplease::unparse(&file);
    let inner = text.trim().trim_start_matches("fn shown() {").trim_end_matches('}');
    inner.lines().map(str::trim).collect::<Vec<_>>().join(" ").trim().to_owned()
}

#[cfg(test)]
mod tests;
