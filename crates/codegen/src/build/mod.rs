//! From the document to the model. What cannot be carried refuses the operation that needs it, at
//! its place; the others are built all the same.
//!
//! `operations` and `parameters` read what is called, `forms` how fields are written, `streams` what comes bit by bit, `events` what calls back, `facts` what is said, `schemas` and its kind (`objects`, `unions`, `scalars`) make
//! types of it, `rules` carries what no type can say, `views` parts requests from responses, `decide` what tells
//! the members of a union apart, `places` what schemas are called, `sharing` and `bodies` make one of what is said many times, `possible` whether there are values at all, `bytes` where JSON has none, `unused` looks at what nothing needs, `finish` what can only be settled when every type is there.

mod bodies;
mod bytes;
mod decide;
mod defaults;
mod events;
mod facts;
mod finish;
mod forms;
mod objects;
mod operations;
mod parameters;
mod patterns;
mod places;
mod possible;
mod rules;
mod scalars;
mod schemas;
mod servers;
mod sharing;
mod streams;
mod tags;
mod unions;
mod unused;
mod views;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use indexmap::{IndexMap, IndexSet};

use crate::breaches::Faults;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{
    Additional, ArrayRules, Body, Content, ContentKind, Decision, EnumValue, Event, Example, FieldStyle, FormField,
    Framing, Header, Idempotency, IntegerRules, JsonType, Literal, LiteralValue, Location, Member, Model, NamedSchema,
    NumberRules, Operation, Parameter, Pattern, Requirement, Response, Role, Rule, Rules, SchemeKind, Secured,
    SecurityScheme, Server, ServerVariable, Shape, Signature, SignatureInput, Status, StringRules, Struct, Style,
    TokenSource, TupleItem, Type, TypeDef, TypeId, TypeKind, Union, Variant, View, WrittenTag, reason,
};
use crate::names::{Namespace, TAKEN_FUNCTIONS, bare, is_speakable, of_values, pascal, snake};
use crate::node::{Node, Span, Value};
use crate::resolve::{Resolver, reference_of};
use crate::source::{JSON_SCHEMA, is_to_the_letter};

/// An operation that is not generated.
#[derive(Debug)]
pub struct Refused {
    /// In upper case.
    pub method: String,
    /// The path template.
    pub path: String,
    /// `operationId`, where it has one.
    pub operation_id: Option<String>,
    /// Why.
    pub reason: String,
}

/// What a document came to.
#[derive(Debug)]
pub struct Built {
    /// The model of all that can be generated.
    pub model: Model,
    /// Every operation that cannot.
    pub refused: Vec<Refused>,
    /// What there is to say.
    pub diagnostics: Diagnostics,
    /// The places of components that are part of it.
    pub reached: HashSet<Span>,
}

/// Builds the model of a document: of what its `paths` offer.
pub fn build(resolver: &Resolver, faults: &Faults) -> Built {
    build_of(resolver, faults, false)
}

/// Builds the model of a document's webhooks and callbacks; `None` where it has neither.
pub fn build_events(resolver: &Resolver, faults: &Faults) -> Option<Built> {
    events::has_events(resolver).then(|| build_of(resolver, faults, true))
}

fn build_of(resolver: &Resolver, faults: &Faults, of_events: bool) -> Built {
    on_a_large_stack(|| {
        let mut builder = Builder::new(resolver, faults, of_events);
        builder.document();
        let reached = builder.reached();
        builder.model.patterns = builder.patterns_read_otherwise();
        Built { model: builder.model, refused: builder.refused, diagnostics: builder.diagnostics, reached }
    })
}

/// What there is to say of the components that nothing uses: what would refuse an operation is a warning. `reached` are
/// the places of those that something uses, `said` is what was said of them.
pub fn of_the_unused(resolver: &Resolver, faults: &Faults, reached: &HashSet<Span>, said: &Diagnostics) -> Diagnostics {
    let found = on_a_large_stack(|| {
        let mut builder = Builder::new(resolver, faults, false);
        builder.name_components();
        if builder.build_unused(reached) {
            builder.decide_unions();
            builder.refuse_the_impossible();
        }
        builder.diagnostics
    });
    let known: HashSet<(&str, Option<Span>)> = said.iter().map(|found| (found.code, found.span)).collect();
    let new = found.into_iter().filter(|found| !known.contains(&(found.code, found.span)));
    let weaker = new.filter_map(|found| match (found.severity, found.code) {
        (crate::diagnostic::Severity::Warning, _) => Some(found),
        // References and parts that cannot be used are said to be unmet ([`Faults::unmet`]).
        (_, code) if code.starts_with("E03") => None,
        (_, code) => {
            let found = found.unused("W0203");
            // What this generator cannot do breaks no specification.
            Some(if code.starts_with("E05") { found.lawful() } else { found })
        }
    });
    weaker.collect()
}

fn on_a_large_stack<T: Send>(work: impl Fn() -> T + Sync) -> T {
    // Schemas refer to schemas, thousands deep in large documents: more than a usual stack holds.
    const STACK: usize = 1 << 30;
    std::thread::scope(|scope| {
        let worker = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, &work);
        match worker.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(made)) => made,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            // No thread to be had: the usual stack does for all but the largest.
            Err(_) => work(),
        }
    })
}

/// What OpenAPI's own dialects begin with: the same schemas, with `discriminator`, `xml` and the like.
const OPENAPI_DIALECTS: &str = "https://spec.openapis.org/oas/3.1/";

/// A schema in a conjunction, or a union that is spent: its members are each combined with the
/// schema around them, which then must not bring the union along again.
#[derive(Clone, Copy)]
struct Part<'a> {
    node: &'a Node,
    spent: bool,
}

impl<'a> From<&'a Node> for Part<'a> {
    fn from(node: &'a Node) -> Self {
        Self { node, spent: false }
    }
}

type Key = Vec<(Span, bool)>;

enum Memo {
    /// Being built; the type it will be, where something inside refers to it.
    Pending(Option<TypeId>),
    Done(Option<Type>),
}

struct PendingUnion {
    id: TypeId,
    span: Span,
    discriminator: Option<Decision>,
}

struct Builder<'a> {
    resolver: &'a Resolver,
    /// What of the document cannot be used.
    faults: &'a Faults,
    /// What references that were followed have led to.
    reached: HashSet<Span>,
    /// Whether what a schema speaks of says nothing of its type, as in JSON Schema: the document names that dialect.
    to_the_letter: bool,
    model: Model,
    names: Namespace,
    component_names: HashMap<Span, String>,
    /// What schemas within them are called, where somebody asked.
    place_names: HashMap<Span, String>,
    /// The names of components that nothing but one union refers to, by the member there: what it is with all that stands
    /// beside the union.
    lent_names: HashMap<Span, String>,
    /// Those that somebody has.
    borrowed_names: HashSet<String>,
    memo: HashMap<Key, Memo>,
    unions: Vec<PendingUnion>,
    /// The schemas that rules refer to, by place.
    named_schemas: HashMap<Span, usize>,
    schema_names: Namespace,
    /// The components that each schema is a part of by `allOf`; made when it is first asked for.
    children: Option<HashMap<Span, Vec<&'a crate::node::Member>>>,
    /// The servers that are in the model, by URL and variables.
    server_places: HashMap<(String, String), usize>,
    server_names: Namespace,
    /// How many of them are the document's, and no operation's own.
    common_servers: usize,
    /// How often each `$ref` stands in the document, where somebody asked.
    references: Option<HashMap<String, usize>>,
    patterns: HashMap<String, Option<Pattern>>,
    /// What was said of which places, of what would be found again with every type that is made of a schema.
    said: HashSet<(&'static str, Span)>,
    /// The formats that some type has, which a check of the same schema need not hold.
    held_formats: HashSet<Span>,
    /// Types that are not what their schema is to a validator that knows JSON Schema only.
    bent: Vec<TypeId>,
    /// How many references deep the present schema is behind others that only name it.
    behind: usize,
    /// Types that turned out to be impossible after they were built.
    failed: HashSet<TypeId>,
    refused: Vec<Refused>,
    diagnostics: Diagnostics,
}

/// A schema could not be carried; the diagnostic is already noted.
struct Impossible;

type Outcome<T> = Result<T, Impossible>;

impl<'a> Builder<'a> {
    fn new(resolver: &'a Resolver, faults: &'a Faults, of_events: bool) -> Self {
        Self {
            resolver,
            faults,
            reached: HashSet::new(),
            to_the_letter: is_to_the_letter(resolver.root()),
            model: Model { of_events, ..Model::default() },
            names: Namespace::of_types(),
            component_names: HashMap::new(),
            place_names: HashMap::new(),
            lent_names: HashMap::new(),
            borrowed_names: HashSet::new(),
            memo: HashMap::new(),
            unions: Vec::new(),
            named_schemas: HashMap::new(),
            schema_names: Namespace::default(),
            children: None,
            server_places: HashMap::new(),
            server_names: Namespace::default(),
            common_servers: 0,
            references: None,
            patterns: HashMap::new(),
            said: HashSet::new(),
            held_formats: HashSet::new(),
            bent: Vec::new(),
            behind: 0,
            failed: HashSet::new(),
            refused: Vec::new(),
            diagnostics: Diagnostics::default(),
        }
    }

    fn error(&mut self, code: &'static str, span: Span, message: String, help: Option<String>) -> Impossible {
        let mut diagnostic = Diagnostic::error(code, message).at(span);
        if let Some(help) = help {
            diagnostic = diagnostic.help(help);
        }
        self.diagnostics.push(diagnostic);
        Impossible
    }

    fn warn(&mut self, code: &'static str, span: Span, message: String) {
        self.diagnostics.push(Diagnostic::warning(code, message).at(span));
    }

    /// Says something of a place, unless something of that code was said of it this way.
    fn warn_once(&mut self, code: &'static str, span: Span, message: impl FnOnce() -> String) {
        if self.said.insert((code, span)) {
            self.warn(code, span, message());
        }
    }

    fn resolve(&mut self, node: &'a Node) -> Outcome<crate::resolve::Resolved<'a>> {
        let resolved = self.resolver.resolve(node).map_err(|diagnostic| {
            self.diagnostics.push(diagnostic);
            Impossible
        })?;
        self.sound(node.span)?;
        if resolved.node.span != node.span {
            self.reached.insert(resolved.node.span);
            self.sound(resolved.node.span)?;
        }
        Ok(resolved)
    }

    /// Refuses what needs a part that cannot be used.
    fn sound(&mut self, place: Span) -> Outcome<()> {
        let faults = self.faults.at(place);
        self.diagnostics.extend(faults.iter().cloned());
        if faults.is_empty() { Ok(()) } else { Err(Impossible) }
    }

    /// Components first: they keep their own names, whatever inline schemas would like to be called.
    fn name_components(&mut self) {
        let Some(schemas) = self.resolver.root().pointer("/components/schemas") else { return };
        let names = self.names.give_all(schemas.members().map(|member| &*member.key), pascal);
        for (member, name) in schemas.members().zip(names) {
            self.component_names.insert(member.value.span, name);
        }
        // What stands in another file has the name of the component that it is, whatever the file is called.
        for member in schemas.members() {
            let is_elsewhere = reference_of(&member.value)
                .is_some_and(|it| it.value.as_str().is_some_and(|text| !text.starts_with('#')));
            if is_elsewhere
                && self.is_reference_alone(&member.value)
                && let Ok(target) = self.resolver.resolve(&member.value).map(|resolved| resolved.node.span)
                && target.source != self.resolver.document().source
                && let Some(name) = self.component_names.get(&member.value.span).cloned()
            {
                self.component_names.entry(target).or_insert(name);
            }
        }
    }

    fn document(&mut self) {
        let root = self.resolver.root();
        let info = root.get("info");
        let text = |key: &str| info.and_then(|info| info.get_str(key)).unwrap_or_default().trim().to_owned();
        if let Some(dialect) = root.get("jsonSchemaDialect").filter(|_| !self.to_the_letter)
            && !dialect.as_str().is_some_and(|dialect| dialect.starts_with(OPENAPI_DIALECTS))
        {
            let message =
                "`jsonSchemaDialect` names a dialect that is not known; schemas are read as OpenAPI 3.1 has them";
            self.warn("W0402", dialect.span, message.to_owned());
        }
        self.model.title = text("title");
        self.model.version = text("version");
        self.model.description = match text("description") {
            description if description.is_empty() => text("summary"),
            description => description,
        };
        self.servers();
        self.name_components();
        match self.model.of_events {
            false => self.operations(),
            true => self.events(),
        }
        self.decide_unions();
        self.mark_bent();
        self.refuse_the_impossible();
        self.drop_what_failed();
        self.drop_unused_security();
        self.settle_tags();
        self.drop_unused_schemas();
        self.split_views();
        self.mark_directions();
        self.tell_of_bytes_in_json();
        self.share_equal_types();
        self.share_equal_bodies();
        self.box_recursion();
        let is_held = |found: &Diagnostic| found.span.is_some_and(|place| self.held_formats.contains(&place));
        self.diagnostics.retain(|found| found.code != "W0501" || !is_held(found));
        // A token is the API's to give, to those that call it.
        if !self.model.of_events {
            self.token_sources();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, load_text};

    /// What schemas come to, of which these are the body and the answer of an operation each.
    pub(super) fn built(schemas: &str, used: &[&str]) -> Built {
        built_as("3.1.0", schemas, used)
    }

    /// What schemas come to where the document wants them read to the letter.
    pub(super) fn built_to_the_letter(schemas: &str, used: &[&str]) -> Built {
        built_as(&format!("3.1.0\njsonSchemaDialect: {JSON_SCHEMA}"), schemas, used)
    }

    /// What a document comes to.
    pub(super) fn built_of(text: String) -> Built {
        let mut sources = Sources::default();
        let document = load_text("test.yaml", text, &mut sources).expect("a document");
        let resolver = Resolver::new(document, &mut sources);
        build(&resolver, &crate::keywords::account(&resolver).faults)
    }

    /// The codes of what was said.
    pub(super) fn warnings(built: &Built) -> Vec<&'static str> {
        built.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
    }

    /// The same in a version of OpenAPI.
    pub(super) fn built_as(version: &str, schemas: &str, used: &[&str]) -> Built {
        let mut text = format!("openapi: {version}\ninfo: {{ title: T, version: '1' }}\npaths:\n");
        for name in used {
            let content = format!("{{ application/json: {{ schema: {{ $ref: '#/components/schemas/{name}' }} }} }}");
            text.push_str(&format!(
                "  /{name}:\n    post:\n      operationId: use{name}\n      requestBody: {{ required: true, content: \
                 {content} }}\n      responses: {{ '200': {{ description: It., content: {content} }} }}\n"
            ));
        }
        text.push_str("components:\n  schemas:\n");
        for line in schemas.lines() {
            text.push_str(&format!("    {}\n", line.trim_start_matches("             ")));
        }
        let mut sources = Sources::default();
        let document = load_text("test.yaml", text, &mut sources).expect("a document");
        let resolver = Resolver::new(document, &mut sources);
        let built = build(&resolver, &crate::keywords::account(&resolver).faults);
        let plain = crate::diagnostic::RenderOptions::plain();
        assert!(built.refused.is_empty(), "{}", built.diagnostics.render(&sources, &plain));
        built
    }

    #[test]
    fn security_that_only_refused_operations_have_leaves_with_them() {
        let secured = |refused: &str, good: &str| {
            let good = format!("get: {{security: {good}, responses: {{'204': {{description: It.}}}}}}");
            let refused = format!(
                "post: {{security: {refused}, requestBody: {{content: no}}, responses: {{'204': {{description: It.}}}}}}"
            );
            built_of(format!(
                "openapi: 3.1.0\ninfo: {{title: A, version: '1'}}\npaths:\n  /a: {{{refused}}}\n  /b: {{{good}}}\ncomponents:\n  \
                 securitySchemes:\n    One: {{type: http, scheme: bearer}}\n    Two: {{type: http, scheme: basic}}\n    \
                 Three: {{type: apiKey, in: header, name: key}}\n"
            ))
        };
        let built = secured("[{One: []}]", "[]");
        assert_eq!(built.model.operations.len(), 1);
        assert!(built.model.requirements.is_empty() && built.model.schemes.is_empty());
        let model = secured("[{One: [a]}, {Two: [a]}]", "[{Two: []}, {Three: [], Two: []}]").model;
        let names: Vec<&str> = model.schemes.iter().map(|scheme| scheme.name.as_str()).collect();
        assert_eq!(names, ["Two", "Three"]);
        let wanted: Vec<_> = model.requirements.iter().map(|it| (it.schemes.clone(), it.has_scopes)).collect();
        assert_eq!(wanted, [(vec![0], false), (vec![0, 1], false)]);
        let ways: Vec<usize> = model.operations[0].security.iter().map(|way| way.requirement).collect();
        assert_eq!(ways, [0, 1]);
    }
}
