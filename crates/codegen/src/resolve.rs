//! Following `$ref`.
//!
//! Owns the root document and every other local file that it refers to, loaded once. Decides only what a reference
//! names; what stands beside a `$ref` and what is made of the target is the model's matter. Fetches nothing.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use percent_encoding::percent_decode_str;

use crate::diagnostic::{Diagnostic, Diagnostics, did_you_mean};
use crate::keywords;
use crate::meant::put_as_meant;
use crate::node::{Member, Node, Object, SourceId, Span, Value, escape_token, unescape_token};
use crate::source::{Document, Sources, Version, is_to_the_letter, parse, take_repeated};

/// So many references in a row end a chain that does not repeat itself; longer ones are generated mischief.
const LONGEST_CHAIN: usize = 1000;
/// So many references may be followed on the way of one pointer.
const MOST_HOPS: usize = 200;

/// What a reference leads to.
#[derive(Clone, Debug)]
pub struct Resolved<'a> {
    /// The value that is named; the node itself when it was no reference.
    pub node: &'a Node,
    /// The text of the first reference that was followed.
    pub reference: Option<&'a str>,
    /// Where the (last) reference leads.
    pub target: Option<Target<'a>>,
}

/// The place that a reference names.
#[derive(Clone, Eq, PartialEq, Debug)]
pub struct Target<'a> {
    /// The file.
    pub source: SourceId,
    /// `schemas` when the place is `/components/schemas/X`, and so on for the other components.
    pub section: Option<&'a str>,
    /// A name for the target in the document's words: the last token of the pointer, the anchor, or the file's stem.
    pub name: Cow<'a, str>,
    /// RFC 6901 pointer in its file.
    pub pointer: String,
}

/// A schema that gives itself an address with `$id`.
#[derive(Debug)]
struct Resource {
    span: Span,
    id: String,
    pointer: String,
}

/// Follows references in a document and the local files that it refers to.
#[derive(Debug)]
pub struct Resolver {
    document: Document,
    /// The other files' trees.
    files: HashMap<SourceId, Node>,
    /// What a reference to a file, written in a file, leads to.
    links: HashMap<(SourceId, String), Result<SourceId, Diagnostic>>,
    /// `$anchor` and `$dynamicAnchor`, in the resource at a pointer, to the pointer of their schema.
    anchors: HashMap<(SourceId, String, String), String>,
    resources: Vec<Resource>,
    /// How many schemas have a `$dynamicAnchor` of a name.
    dynamic: HashMap<String, usize>,
    /// The schemas with `$recursiveAnchor: true`.
    recursive: Vec<Span>,
    /// The files' stems, for names.
    stems: HashMap<SourceId, String>,
}

impl Resolver {
    /// Loads every other local file that the document refers to, directly or through others.
    ///
    /// Never fails: a file that cannot be used is reported where a reference needs it.
    #[must_use]
    pub fn new(document: Document, sources: &mut Sources) -> Self {
        let mut resolver = Self {
            files: HashMap::new(),
            links: HashMap::new(),
            anchors: HashMap::new(),
            resources: Vec::new(),
            dynamic: HashMap::new(),
            recursive: Vec::new(),
            stems: HashMap::new(),
            document,
        };
        let mut by_path: HashMap<PathBuf, Result<SourceId, Diagnostic>> = HashMap::new();
        if let Ok(path) = sources.path(resolver.document.source).canonicalize() {
            by_path.insert(path, Ok(resolver.document.source));
        }
        let mut waiting = vec![resolver.document.source];
        while let Some(source) = waiting.pop() {
            let mut survey = Survey { anchored: resolver.version() == Version::V3_1, ..Survey::default() };
            if let Some(tree) = resolver.tree(source) {
                survey.visit(tree);
            }
            let Survey { anchors, resources, dynamic, recursive, mut links, .. } = survey;
            let resources: Vec<Resource> = resources
                .into_iter()
                .map(|(id, span)| Resource { span, id, pointer: resolver.pointer(span) })
                .collect();
            for (name, span, resource) in anchors {
                let base = resource.map(|index| resources[index].pointer.clone()).unwrap_or_default();
                let pointer = resolver.pointer(span);
                resolver.anchors.entry((source, base, name)).or_insert(pointer);
            }
            for name in dynamic {
                *resolver.dynamic.entry(name).or_default() += 1;
            }
            resolver.recursive.extend(recursive);
            resolver.resources.extend(resources);
            links.sort_unstable();
            links.dedup();
            for link in links {
                if has_scheme(&link) {
                    continue;
                }
                let folder = sources.path(source).parent().map(PathBuf::from).unwrap_or_default();
                let path = folder.join(&*percent_decode(link.split('?').next().unwrap_or(&link)));
                let known = path.canonicalize().unwrap_or_else(|_| path.clone());
                let loaded = by_path.entry(known).or_insert_with(|| {
                    let source = sources.read(&path)?;
                    let mut found = Diagnostics::default();
                    let mut tree = parse(source, sources, &mut found);
                    let repeated = tree.as_ref().map(|tree| take_repeated(tree, &mut found)).unwrap_or_default();
                    if let Some(tree) = tree.as_mut().filter(|_| !is_to_the_letter(&resolver.document.root)) {
                        put_as_meant(tree, &mut found);
                    }
                    match tree {
                        Some(tree) if !found.has_errors() => {
                            resolver.document.repeated.extend(repeated);
                            resolver.files.insert(source, tree);
                            resolver.document.warnings.append(found);
                            if let Some(stem) = path.file_stem() {
                                resolver.stems.insert(source, stem.to_string_lossy().into_owned());
                            }
                            waiting.push(source);
                            Ok(source)
                        }
                        _ => {
                            let cause = found.into_iter().find(|found| found.code.starts_with('E'));
                            Err(cause.unwrap_or_else(|| Diagnostic::error("E0304", "the file cannot be used")))
                        }
                    }
                });
                resolver.links.insert((source, link), loaded.clone());
            }
        }
        resolver.put_operations();
        resolver
    }

    /// Puts operations where a `$ref` stands in their place, which no version of OpenAPI has (DigitalOcean writes so); says
    /// where.
    fn put_operations(&mut self) {
        let mut given: HashMap<Span, Node> = HashMap::new();
        let mut said = Diagnostics::default();
        let items = self.root().get("paths").into_iter().flat_map(Node::members).map(|path| &path.value);
        for node in items.flat_map(|item| keywords::METHODS.iter().filter_map(|method| item.get(method))) {
            let Some(member) = reference_of(node) else { continue };
            if let Ok(found) = self.resolve(node)
                && found.node.as_object().is_some()
                && found.node.span != node.span
            {
                let message = "a `$ref` in place of an operation: read as what it names";
                let finding = Diagnostic::warning("W0406", message).at(member.value.span);
                said.push(self.located(finding.help("refer to a path item, or write the operation here")));
                given.insert(node.span, found.node.clone());
            }
        }
        if given.is_empty() {
            return;
        }
        self.document.warnings.append(said);
        let Value::Object(root) = &mut self.document.root.value else { return };
        root.edit_values(|key, paths| {
            let Value::Object(paths) = &mut paths.value else { return };
            if key != "paths" {
                return;
            }
            paths.edit_values(|_, item| {
                let Value::Object(item) = &mut item.value else { return };
                item.edit_values(|_, operation| {
                    if let Some(found) = given.get(&operation.span) {
                        *operation = found.clone();
                    }
                });
            });
        });
    }

    /// The root document.
    #[must_use]
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The root document's tree.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.document.root
    }

    /// The dialect; other files are read in the root document's.
    #[must_use]
    pub fn version(&self) -> Version {
        self.document.version
    }

    /// The RFC 6901 pointer of a place in its file; empty when the place is in no loaded file.
    #[must_use]
    pub fn pointer(&self, span: Span) -> String {
        self.tree(span.source).and_then(|tree| tree.pointer_to(span)).unwrap_or_default()
    }

    /// The values around a place and the one at it, from the outermost one inwards, each with its key or index.
    #[must_use]
    pub fn way_to(&self, span: Span) -> Vec<(String, &Node)> {
        let mut way = Vec::new();
        let Some(mut node) = self.tree(span.source) else { return way };
        for token in self.pointer(span).split('/').skip(1) {
            let key = unescape_token(token).into_owned();
            let inner = node.get(&key).or_else(|| node.items().get(key.parse::<usize>().ok()?));
            let Some(inner) = inner else { break };
            way.push((key, inner));
            node = inner;
        }
        way
    }

    fn tree(&self, source: SourceId) -> Option<&Node> {
        if source == self.document.source { Some(&self.document.root) } else { self.files.get(&source) }
    }

    /// Follows the node's `$ref`, if it has one, and those of its targets.
    ///
    /// In 3.1 it stops at a schema that has more than a `$ref` of its own (`{$ref, minLength}`), because the rest counts
    /// too; in 3.0 the rest is ignored, as the specification demands.
    ///
    /// # Errors
    /// Any of `E03xx`, at the reference that cannot be followed.
    pub fn resolve<'a>(&'a self, node: &'a Node) -> Result<Resolved<'a>, Diagnostic> {
        let Some(first) = self.step(node)? else {
            return Ok(Resolved { node, reference: None, target: None });
        };
        let mut last = first;
        let mut seen = HashSet::from([node.span]);
        loop {
            let is_circle = !seen.insert(last.node.span);
            if is_circle || seen.len() > LONGEST_CHAIN + 1 {
                let found = if is_circle {
                    let text = last.reference.unwrap_or_default();
                    Diagnostic::error("E0303", format!("`{text}` leads back to itself"))
                        .label("this chain of references never reaches a value")
                        .help("let one of them hold the value itself")
                } else {
                    Diagnostic::error("E0307", format!("more than {LONGEST_CHAIN} references stand in a row from here"))
                        .help("refer to the value itself, or to one nearer to it")
                };
                return Err(self.located(found.at(reference_of(node).map_or(node.span, |member| member.value.span))));
            }
            if self.version() == Version::V3_1 && has_siblings(last.node) {
                return Ok(last);
            }
            match self.step(last.node)? {
                None => return Ok(last),
                Some(next) => last = Resolved { reference: last.reference, ..next },
            }
        }
    }

    /// Follows the node's own `$ref` only; `None` when it has none.
    ///
    /// In 3.1 a `$dynamicRef` counts when the document has one `$dynamicAnchor` of that name, so that it means the same
    /// whoever refers, and draft 2019-09's `$recursiveRef: "#"` means the enclosing schema with `$recursiveAnchor`.
    ///
    /// # Errors
    /// Any of `E03xx` but `E0303` and `E0307`, at the reference.
    pub fn step<'a>(&'a self, node: &'a Node) -> Result<Option<Resolved<'a>>, Diagnostic> {
        let Some(member) = reference_of(node) else {
            return Ok(None);
        };
        let reference = &member.value;
        let Some(text) = reference.as_str() else {
            return Err(self.located(
                Diagnostic::error(
                    "E0305",
                    format!("the value of `{}` is {}, not a text", member.key, reference.kind_name()),
                )
                .at(reference.span)
                .help("write a reference like `#/components/schemas/Pet`"),
            ));
        };
        match &*member.key {
            "$recursiveRef" if text == "#" => self.enclosing(reference.span).map(Some),
            "$dynamicRef" => {
                let anchor = text.split_once('#').map_or(text, |(_, anchor)| anchor);
                let first = self.reference(text, reference.span)?;
                // What is not dynamic at its first place is not looked for elsewhere.
                let is_dynamic = first.node.get_str("$dynamicAnchor") == Some(anchor);
                if is_dynamic && self.dynamic.get(anchor).is_some_and(|&count| count > 1) {
                    return Err(self.located(
                        Diagnostic::error("E0306", format!("what `{text}` means depends on who refers to this schema"))
                            .at(reference.span)
                            .label(format!("several schemas have the `$dynamicAnchor` `{anchor}`"))
                            .help("use `$ref` to the schema that is meant"),
                    ));
                }
                Ok(Some(first))
            }
            _ => self.reference(text, reference.span).map(Some),
        }
    }

    /// The innermost schema around a place with `$recursiveAnchor: true`.
    fn enclosing(&self, at: Span) -> Result<Resolved<'_>, Diagnostic> {
        let around = self.recursive.iter().filter(|span| span.contains(at)).min_by_key(|span| span.end - span.start);
        let node = around.and_then(|&span| {
            let pointer = self.pointer(span);
            let node = self.tree(span.source)?.pointer(&pointer)?;
            Some(Resolved { node, reference: Some("#"), target: Some(self.target(span.source, pointer, "")) })
        });
        node.ok_or_else(|| {
            self.located(
                Diagnostic::error("E0301", "`#` names nothing: no schema around it has `$recursiveAnchor: true`")
                    .at(at)
                    .help("use `$ref` to the schema that is meant"),
            )
        })
    }

    /// Follows a reference that is written at a place: a `$ref`, a value of a discriminator's mapping, an
    /// `operationRef`.
    ///
    /// # Errors
    /// As [`Resolver::step`].
    pub fn reference<'a>(&'a self, text: &'a str, at: Span) -> Result<Resolved<'a>, Diagnostic> {
        self.follow(text, at, 0)
    }

    fn located(&self, found: Diagnostic) -> Diagnostic {
        let pointer = found.span.map(|span| self.pointer(span)).unwrap_or_default();
        found.pointer(pointer)
    }

    fn follow<'a>(&'a self, text: &'a str, at: Span, hops: usize) -> Result<Resolved<'a>, Diagnostic> {
        let (address, fragment) = match text.split_once('#') {
            Some((address, fragment)) => (address, fragment),
            None => (text, ""),
        };
        let fragment = percent_decode(fragment);
        // Inside a schema with an `$id` that schema is the document; many authors mean the file all the same.
        let mut bases: Vec<(SourceId, &str)> = Vec::new();
        if address.is_empty() {
            if let Some(resource) = self.resource_around(at) {
                bases.push((at.source, &resource.pointer));
            }
            bases.push((at.source, ""));
        } else if let Some(resource) = self.resource_named(address, at) {
            bases.push((resource.span.source, &resource.pointer));
        } else {
            bases.push((self.file(address, text, at)?, ""));
        }
        let mut missing = None;
        for (source, base) in bases {
            let Some(tree) = self.tree(source) else { continue };
            let pointer = if fragment.is_empty() || fragment.starts_with('/') {
                format!("{base}{fragment}")
            } else if let Some(pointer) = self.anchors.get(&(source, base.to_owned(), fragment.to_string())) {
                pointer.clone()
            } else {
                continue;
            };
            match self.walk(tree, &pointer, hops) {
                Ok(node) => {
                    let target = self.target(source, pointer, &fragment);
                    return Ok(Resolved { node, reference: Some(text), target: Some(target) });
                }
                Err(end) => missing = Some((source, end)),
            }
        }
        Err(self.located(self.dangling(text, &fragment, at, missing)))
    }

    fn target<'a>(&'a self, source: SourceId, pointer: String, fragment: &str) -> Target<'a> {
        let section = self.component_section(source, &pointer);
        let name = if !fragment.is_empty() && !fragment.starts_with('/') {
            fragment.to_owned()
        } else {
            match pointer.rsplit_once('/') {
                Some((_, token)) => unescape_token(token).into_owned(),
                None => self.stems.get(&source).cloned().unwrap_or_default(),
            }
        };
        Target { source, section, name: Cow::Owned(name), pointer }
    }

    /// `schemas` for `/components/schemas/X`, as it stands in the tree.
    fn component_section(&self, source: SourceId, pointer: &str) -> Option<&str> {
        let (section, name) = pointer.strip_prefix("/components/")?.split_once('/')?;
        if name.contains('/') {
            return None;
        }
        let components = self.tree(source)?.get_object("components")?;
        components.member(section).map(|member| &*member.key)
    }

    /// The node at a pointer; references on the way are followed, which the standard does not ask for but whoever
    /// writes such a pointer does. On failure: the pointer of the last value that exists, the value, the token.
    fn walk<'a>(&'a self, tree: &'a Node, pointer: &str, hops: usize) -> Result<&'a Node, Missing<'a>> {
        let mut node = tree;
        let mut at = String::new();
        for token in pointer.split('/').skip(1) {
            let key = unescape_token(token);
            let mut next = child(node, &key);
            if next.is_none()
                && hops < MOST_HOPS
                && let Some(reference) = node.get("$ref")
                && let Some(text) = reference.as_str()
                && let Ok(resolved) = self.follow(text, reference.span, hops + 1)
            {
                next = child(resolved.node, &key);
            }
            match next {
                Some(next) => node = next,
                None => return Err(Missing { pointer: at, node, key: key.into_owned() }),
            }
            at.push('/');
            at.push_str(token);
        }
        Ok(node)
    }

    fn file(&self, address: &str, text: &str, at: Span) -> Result<SourceId, Diagnostic> {
        if has_scheme(address) || address.starts_with("//") {
            return Err(self.located(
                Diagnostic::error("E0302", format!("`{text}` is on another machine, and nothing is fetched"))
                    .at(at)
                    .help("save the file beside the document and refer to it by a relative path"),
            ));
        }
        match self.links.get(&(at.source, address.to_owned())) {
            Some(Ok(source)) => Ok(*source),
            Some(Err(cause)) => Err(self.located(
                Diagnostic::error("E0304", format!("the file `{address}` cannot be used: {}", cause.message))
                    .at(at)
                    .help("the path is relative to the file that holds this reference"),
            )),
            None => Err(self.located(
                Diagnostic::error("E0305", format!("`{text}` is no reference"))
                    .at(at)
                    .help("write a reference like `#/components/schemas/Pet`"),
            )),
        }
    }

    /// The innermost schema with an `$id` around a place.
    fn resource_around(&self, at: Span) -> Option<&Resource> {
        self.resources
            .iter()
            .filter(|resource| resource.span.contains(at))
            .min_by_key(|resource| resource.span.end - resource.span.start)
    }

    fn resource_named(&self, address: &str, at: Span) -> Option<&Resource> {
        if self.resources.is_empty() {
            return None;
        }
        let base = self.resource_around(at).map_or("", |resource| &resource.id);
        let joined = join(base, address);
        self.resources.iter().find(|resource| resource.id.trim_end_matches('#') == joined)
    }

    fn dangling(&self, text: &str, fragment: &str, at: Span, missing: Option<(SourceId, Missing<'_>)>) -> Diagnostic {
        let Some((source, missing)) = missing else {
            let names = self.anchors.keys().filter(|key| key.0 == at.source).map(|key| key.2.as_str());
            let mut names: Vec<&str> = names.collect();
            names.sort_unstable();
            let found = Diagnostic::error("E0301", format!("`{text}` names nothing: there is no such anchor")).at(at);
            let schemas = self.root().get("components").and_then(|components| components.get_object("schemas"));
            return if schemas.is_some_and(|schemas| schemas.contains(fragment)) {
                found.help(format!("write `#/components/schemas/{}`", escape_token(fragment)))
            } else if let Some(near) = did_you_mean(fragment, names) {
                found.help(format!("did you mean `#{near}`?"))
            } else {
                found.help("write a JSON Pointer like `#/components/schemas/Pet`, or add the `$anchor`")
            };
        };
        let Missing { pointer, node, key } = missing;
        let place = if pointer.is_empty() { "the document".to_owned() } else { format!("`#{pointer}`") };
        let found = Diagnostic::error("E0301", format!("`{text}` names nothing: {place} has no `{key}`")).at(at);
        let file = text.split('#').next().unwrap_or_default();
        let near = did_you_mean(&key, node.members().map(|member| &*member.key))
            .map(|near| format!("{pointer}/{}", escape_token(near)))
            .filter(|near| self.tree(source).is_some_and(|tree| self.exists_after(tree, near, fragment, &pointer)))
            .or_else(|| self.elsewhere(source, fragment))
            .or_else(|| {
                did_you_mean(&key, node.members().map(|member| &*member.key))
                    .map(|near| format!("{pointer}/{}", escape_token(near)))
            });
        match near {
            Some(near) => found.help(format!("did you mean `{file}#{near}`?")),
            None => match node.as_object() {
                Some(object) if !object.is_empty() => {
                    let some: Vec<&str> = object.keys().take(5).collect();
                    let more = if object.len() > 5 { ", ..." } else { "" };
                    found.help(format!("{place} has: {}{more}", some.join(", ")))
                }
                _ => found.help("add what is missing, or correct the reference"),
            },
        }
    }

    /// Whether the corrected beginning of a pointer makes the rest of it lead somewhere.
    fn exists_after(&self, tree: &Node, corrected: &str, fragment: &str, before: &str) -> bool {
        let rest = fragment.get(before.len()..).unwrap_or_default().trim_start_matches('/');
        let rest = rest.split_once('/').map(|(_, rest)| format!("/{rest}")).unwrap_or_default();
        self.walk(tree, &format!("{corrected}{rest}"), MOST_HOPS).is_ok()
    }

    /// The component of the same name in another section (`#/definitions/Pet` is `#/components/schemas/Pet`).
    fn elsewhere(&self, source: SourceId, fragment: &str) -> Option<String> {
        let (_, token) = fragment.rsplit_once('/')?;
        let name = unescape_token(token);
        let components = self.tree(source)?.get_object("components")?;
        let section = components.iter().find(|section| section.value.get(&name).is_some())?;
        Some(format!("/components/{}/{token}", escape_token(&section.key)))
    }

    /// Every loaded file's tree, the root document's first, the others in the order in which they were loaded.
    pub fn trees(&self) -> impl Iterator<Item = (SourceId, &Node)> {
        let mut others: Vec<(SourceId, &Node)> = self.files.iter().map(|(&source, tree)| (source, tree)).collect();
        others.sort_by_key(|&(source, _)| source);
        std::iter::once((self.document.source, &self.document.root)).chain(others)
    }
}

/// How far a pointer leads.
struct Missing<'a> {
    pointer: String,
    node: &'a Node,
    key: String,
}

fn child<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Object(object) => object.get(key),
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The member that makes an object a reference: `$ref`, else `$dynamicRef` or `$recursiveRef`.
#[must_use]
pub fn reference_of(node: &Node) -> Option<&Member> {
    let object = node.as_object()?;
    object.member("$ref").or_else(|| object.member("$dynamicRef")).or_else(|| object.member("$recursiveRef"))
}

/// What a reference leads to that stays within the document.
pub(crate) fn within<'a>(root: &'a Node, reference: &str) -> Option<&'a Node> {
    root.pointer(&percent_decode(reference.strip_prefix('#')?))
}

/// Whether a reference's object holds anything else that counts.
fn has_siblings(node: &Node) -> bool {
    reference_of(node).is_some() && node.as_object().is_some_and(|object| object.keys().any(counts))
}

fn counts(key: &str) -> bool {
    !matches!(key, "$ref" | "$dynamicRef" | "$recursiveRef" | "summary" | "description" | "$comment")
        && !key.starts_with("x-")
}

/// What a file holds that references care about.
#[derive(Default)]
struct Survey {
    /// Whether `$id` and the anchors mean anything.
    anchored: bool,
    /// With the resource that they are in.
    anchors: Vec<(String, Span, Option<usize>)>,
    /// With their absolute addresses.
    resources: Vec<(String, Span)>,
    /// The resource that is being visited.
    resource: Option<usize>,
    dynamic: Vec<String>,
    recursive: Vec<Span>,
    links: Vec<String>,
}

impl Survey {
    fn visit(&mut self, node: &Node) {
        match &node.value {
            Value::Array(items) => items.iter().for_each(|item| self.visit(item)),
            Value::Object(object) => self.object(object, node.span),
            _ => {}
        }
    }

    fn object(&mut self, object: &Object, span: Span) {
        let outside = self.resource;
        if self.anchored
            && let Some(id) = object.get("$id").and_then(Node::as_str)
        {
            let base = self.resource.map_or("", |index| &self.resources[index].0);
            self.resources.push((join(base, id), span));
            self.resource = Some(self.resources.len() - 1);
        }
        for member in object {
            match &member.value.value {
                Value::String(text) => match &*member.key {
                    "$ref" | "operationRef" => self.link(text),
                    "$anchor" | "$dynamicAnchor" if self.anchored => {
                        if &*member.key == "$dynamicAnchor" {
                            self.dynamic.push(text.to_string());
                        }
                        self.anchors.push((text.to_string(), span, self.resource));
                    }
                    _ => {}
                },
                Value::Bool(true) if &*member.key == "$recursiveAnchor" => self.recursive.push(span),
                Value::Object(mapping) if &*member.key == "mapping" => {
                    for entry in &**mapping {
                        match entry.value.as_str() {
                            // Without a slash or an ending it is a component's name.
                            Some(text)
                                if text.contains(['/', '#']) || text.contains(".y") || text.contains(".json") =>
                            {
                                self.link(text);
                            }
                            _ => self.visit(&entry.value),
                        }
                    }
                }
                Value::Object(schemas) if keywords::is_keyword(&member.key) == Some(true) => {
                    schemas.iter().for_each(|entry| self.visit(&entry.value));
                }
                Value::Object(_) | Value::Array(_) => {
                    // What only looks like a schema has no address.
                    let anchored = self.anchored;
                    self.anchored &= !is_value(&member.key);
                    self.visit(&member.value);
                    self.anchored = anchored;
                }
                _ => {}
            }
        }
        self.resource = outside;
    }

    fn link(&mut self, text: &str) {
        let address = text.split('#').next().unwrap_or_default();
        if !address.is_empty() {
            self.links.push(address.to_owned());
        }
    }
}

/// Whether a member of a schema holds a value, or is none of the specification's.
fn is_value(key: &str) -> bool {
    matches!(key, "enum" | "const" | "default" | "example" | "examples")
        || keywords::is_keyword(key).is_none()
            && !key.starts_with("x-")
            && key.chars().all(|character| character.is_ascii_alphanumeric() || character == '_')
            && key.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// Whether an address begins with `http:`, `urn:` and the like.
fn has_scheme(address: &str) -> bool {
    address.split_once(':').is_some_and(|(scheme, _)| {
        // One letter is a drive of Windows.
        scheme.len() > 1
            && scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
    })
}

/// The address that a relative one means beside a base: enough of RFC 3986 for `$id`s.
fn join(base: &str, address: &str) -> String {
    if has_scheme(address) {
        return address.to_owned();
    }
    let base = base.split('#').next().unwrap_or_default();
    let authority_end = match base.find("://") {
        Some(scheme) => base[scheme + 3..].find('/').map_or(base.len(), |slash| scheme + 3 + slash),
        None => 0,
    };
    if address.starts_with('/') {
        return format!("{}{address}", &base[..authority_end]);
    }
    let mut folder = match base[authority_end..].rfind('/') {
        Some(slash) => &base[..=authority_end + slash],
        None => "",
    };
    let mut address = address;
    loop {
        if let Some(rest) = address.strip_prefix("./") {
            address = rest;
        } else if let Some(rest) = address.strip_prefix("../") {
            address = rest;
            let above = folder.trim_end_matches('/').rfind('/').filter(|slash| *slash >= authority_end);
            folder = above.map_or(folder, |slash| &folder[..=slash]);
        } else {
            return format!("{folder}{address}");
        }
    }
}

/// Undoes percent-encoding; what is no valid encoding of UTF-8 stays as it is.
pub(crate) fn percent_decode(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8().unwrap_or(Cow::Borrowed(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{load, load_text};

    fn resolver(body: &str) -> (Resolver, Sources) {
        resolver_of("3.1.0", body)
    }

    fn resolver_of(version: &str, body: &str) -> (Resolver, Sources) {
        let mut sources = Sources::default();
        let text = format!("openapi: {version}\ninfo: {{title: t, version: '1'}}\npaths: {{}}\n{body}");
        let document = load_text("t", text, &mut sources).expect("well-formed");
        (Resolver::new(document, &mut sources), sources)
    }

    fn at<'a>(resolver: &'a Resolver, pointer: &str) -> &'a Node {
        resolver.root().pointer(pointer).expect(pointer)
    }

    /// Resolves the node at a pointer: the target's pointer, or code, place and help.
    fn outcome(resolver: &Resolver, sources: &Sources, pointer: &str) -> String {
        match resolver.resolve(at(resolver, pointer)) {
            Ok(Resolved { target: Some(target), .. }) => target.pointer,
            Ok(_) => "itself".to_owned(),
            Err(found) => format!(
                "{} {} {} {}",
                found.code,
                found.span.map(|span| sources.place(span)).unwrap_or_default(),
                found.pointer,
                found.help.unwrap_or_default()
            ),
        }
    }

    #[test]
    fn local_references_follow_escapes_percent_encoding_and_chains() {
        let (resolver, sources) = resolver(
            "components:\n  schemas:\n    A/b~c d: {type: string}\n    B: {$ref: '#/components/schemas/A~1b~0c%20d'}\n    \
             C: {$ref: '#/components/schemas/B'}\n    L: [{type: string}]\n    D: {$ref: '#/components/schemas/L/0'}\n    \
             R: {$ref: '#'}\n",
        );
        for (name, expected) in [
            ("B", "/components/schemas/A~1b~0c d"),
            ("C", "/components/schemas/A~1b~0c d"),
            ("D", "/components/schemas/L/0"),
            ("R", ""),
            ("L", "itself"),
        ] {
            assert_eq!(outcome(&resolver, &sources, &format!("/components/schemas/{name}")), expected);
        }
        let resolved = resolver.resolve(at(&resolver, "/components/schemas/C")).expect("there");
        assert_eq!(resolved.reference, Some("#/components/schemas/B"));
        let target = resolved.target.expect("a reference");
        assert_eq!((target.section, &*target.name), (Some("schemas"), "A/b~c d"));
        let step = resolver.step(at(&resolver, "/components/schemas/C")).expect("there").expect("a reference");
        assert_eq!(step.target.expect("a reference").name, "B");
    }

    #[test]
    fn a_reference_to_nothing_names_the_nearest_component() {
        let (resolver, sources) = resolver(
            "components:\n  schemas:\n    Pet: {type: object, properties: {name: {}}}\n  responses:\n    Gone: {}\nx-r:\n  \
             a: {$ref: '#/components/schemas/Pett'}\n  b: {$ref: '#/definitions/Pet'}\n  c: {$ref: '#/components/schemas/Gone'}\n  \
             d: {$ref: '#/components/schema/Pet'}\n  e: {$ref: '#/components/schemas/Completely'}\n  f: {$ref: '#Pet'}\n  \
             g: {$ref: 1}\n  h: {$ref: 'no such.yaml'}\n  i: {$ref: 'https://example.com/a.json#/A'}\n  \
             j: {$ref: '#/components/schemas/Pet/properties/nam'}\n",
        );
        for (name, expected) in [
            ("a", "E0301 t:10:13 /x-r/a/$ref did you mean `#/components/schemas/Pet`?"),
            ("b", "E0301 t:11:13 /x-r/b/$ref did you mean `#/components/schemas/Pet`?"),
            ("c", "E0301 t:12:13 /x-r/c/$ref did you mean `#/components/responses/Gone`?"),
            ("d", "E0301 t:13:13 /x-r/d/$ref did you mean `#/components/schemas`?"),
            ("e", "E0301 t:14:13 /x-r/e/$ref `#/components/schemas` has: Pet"),
            ("f", "E0301 t:15:13 /x-r/f/$ref write `#/components/schemas/Pet`"),
            ("g", "E0305 t:16:13 /x-r/g/$ref write a reference like `#/components/schemas/Pet`"),
            ("h", "E0304 t:17:13 /x-r/h/$ref the path is relative to the file that holds this reference"),
            ("i", "E0302 t:18:13 /x-r/i/$ref save the file beside the document and refer to it by a relative path"),
            ("j", "E0301 t:19:13 /x-r/j/$ref did you mean `#/components/schemas/Pet/properties/name`?"),
        ] {
            assert_eq!(outcome(&resolver, &sources, &format!("/x-r/{name}")), expected);
        }
    }

    #[test]
    fn references_that_lead_back_to_themselves_are_found() {
        let (resolver, sources) = resolver(
            "components:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n    \
             S: {$ref: '#/components/schemas/S'}\n    T: {$ref: '#/components/schemas/A'}\n    \
             V: {$ref: '#/components/schemas/V/x'}\n",
        );
        for (name, place) in [("A", "t:6:15"), ("B", "t:7:15"), ("S", "t:8:15"), ("T", "t:9:15")] {
            let found = outcome(&resolver, &sources, &format!("/components/schemas/{name}"));
            assert!(found.starts_with(&format!("E0303 {place} /components/schemas/{name}/$ref")), "{found}");
        }
        assert!(outcome(&resolver, &sources, "/components/schemas/V").starts_with("E0301"));
    }

    #[test]
    fn siblings_stop_a_chain_in_3_1_and_are_ignored_in_3_0() {
        let body = "components:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    \
                    B: {$ref: '#/components/schemas/C', minLength: 1}\n    C: {type: string}\n    \
                    D: {$ref: '#/components/schemas/E'}\n    E: {$ref: '#/components/schemas/C', description: d}\n";
        let (newer, sources) = resolver(body);
        assert_eq!(outcome(&newer, &sources, "/components/schemas/A"), "/components/schemas/B");
        assert_eq!(outcome(&newer, &sources, "/components/schemas/D"), "/components/schemas/C");
        let (older, sources) = resolver_of("3.0.3", body);
        assert_eq!(outcome(&older, &sources, "/components/schemas/A"), "/components/schemas/C");
    }

    #[test]
    fn anchors_and_ids_are_addresses_in_3_1() {
        let body = "components:\n  schemas:\n    A: {$anchor: a, type: string}\n    B: {$ref: '#a'}\n    \
                    C: {$id: 'https://example.com/s/c.json', $defs: {x: {type: integer}}, properties: {p: {$ref: '#/$defs/x'}, \
                    q: {$ref: 'd.json'}, r: {$ref: '#/components/schemas/A'}}}\n    \
                    D: {$id: 'https://example.com/s/d.json'}\n    E: {$ref: 'https://example.com/s/c.json#/$defs/x'}\n";
        let (newer, sources) = resolver(body);
        for (pointer, expected) in [
            ("/components/schemas/B", "/components/schemas/A"),
            ("/components/schemas/C/properties/p", "/components/schemas/C/$defs/x"),
            ("/components/schemas/C/properties/q", "/components/schemas/D"),
            ("/components/schemas/C/properties/r", "/components/schemas/A"),
            ("/components/schemas/E", "/components/schemas/C/$defs/x"),
        ] {
            assert_eq!(outcome(&newer, &sources, pointer), expected, "{pointer}");
        }
        let (older, sources) = resolver_of("3.0.3", body);
        assert!(outcome(&older, &sources, "/components/schemas/B").starts_with("E0301"));
    }

    #[test]
    fn addresses_are_relative_to_the_resource_around_and_values_have_none() {
        let (resolver, sources) = resolver(
            "components:\n  schemas:\n    A: {$id: 'https://a.example/x/y/', $anchor: it, $ref: '#it', $defs: {b: {$id: '../b', \
             $anchor: it, properties: {p: {$ref: '#it'}, q: {$ref: './y/'}}}, enum: {$id: 'enum', type: string}}, \
             enum: [{$id: 'https://a.example/no', $anchor: no}], unheard_of: {$anchor: no}, \
             properties: {b: {$ref: 'https://a.example/x/b'}, e: {$ref: 'enum'}, n: {$ref: '#no'}, \
             m: {$ref: 'https://a.example/no'}}}\n",
        );
        let own = "/components/schemas/A";
        for (pointer, expected) in [
            ("/$defs/b/properties/p", "/$defs/b"),
            ("/$defs/b/properties/q", ""),
            ("/properties/b", "/$defs/b"),
            ("/properties/e", "/$defs/enum"),
        ] {
            assert_eq!(
                outcome(&resolver, &sources, &format!("{own}{pointer}")),
                format!("{own}{expected}"),
                "{pointer}"
            );
        }
        assert!(outcome(&resolver, &sources, &format!("{own}/properties/n")).starts_with("E0301"));
        assert!(outcome(&resolver, &sources, &format!("{own}/properties/m")).starts_with("E0302"));
    }

    #[test]
    fn dynamic_references_are_followed_when_they_can_mean_one_schema_only() {
        let (resolver, sources) = resolver(
            "components:\n  schemas:\n    A: {$dynamicAnchor: node, properties: {next: {$dynamicRef: '#node'}}}\n    \
             B: {$dynamicAnchor: two, items: {$dynamicRef: '#two'}}\n    C: {$dynamicAnchor: two}\n    \
             D: {$recursiveAnchor: true, items: {anyOf: [{$recursiveRef: '#'}]}}\n    E: {items: {$recursiveRef: '#'}}\n",
        );
        for (pointer, expected) in [
            ("/components/schemas/A/properties/next", "/components/schemas/A"),
            (
                "/components/schemas/B/items",
                "E0306 t:7:51 /components/schemas/B/items/$dynamicRef use `$ref` to the schema that is meant",
            ),
            ("/components/schemas/D/items/anyOf/0", "/components/schemas/D"),
            (
                "/components/schemas/E/items",
                "E0301 t:10:32 /components/schemas/E/items/$recursiveRef use `$ref` to the schema that is meant",
            ),
        ] {
            assert_eq!(outcome(&resolver, &sources, pointer), expected, "{pointer}");
        }
    }

    #[test]
    fn a_pointer_may_lead_through_another_reference() {
        let (resolver, sources) = resolver(
            "components:\n  parameters:\n    P: {name: p, in: query, schema: {type: string}}\nx-l:\n  \
             - $ref: '#/components/parameters/P'\nx-r: {$ref: '#/x-l/0/schema'}\n",
        );
        assert_eq!(outcome(&resolver, &sources, "/x-r"), "/x-l/0/schema");
    }

    #[test]
    fn other_files_are_loaded_once_and_refer_back() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
        std::fs::create_dir(folder.path().join("sub")).expect("created");
        write(
            "api.yaml",
            "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n    Root: {type: string}\n    \
             A: {$ref: 'sub/a%20b.yaml'}\n    B: {$ref: './sub/a%20b.yaml#/properties/c'}\n    C: {$ref: 'sub/bad.json'}\n    \
             D: {$ref: 'api.yaml#/components/schemas/Root'}\n",
        );
        write(
            "sub/a b.yaml",
            "type: object\nunknwon: 1\nproperties:\n  c: {$ref: '../api.yaml#/components/schemas/Root'}\n  d: {$ref: c.json#/nothing}\n",
        );
        write("sub/bad.json", "{\"a\": }");
        write("sub/c.json", "{\"type\": \"string\"}");
        let mut sources = Sources::default();
        let document = load(&folder.path().join("api.yaml"), &mut sources).expect("well-formed");
        let resolver = Resolver::new(document, &mut sources);
        let a = resolver.resolve(at(&resolver, "/components/schemas/A")).expect("there");
        let target = a.target.expect("a reference");
        assert_eq!((&*target.name, target.section, target.pointer.as_str()), ("a b", None, ""));
        assert_eq!(outcome(&resolver, &sources, "/components/schemas/B"), "/components/schemas/Root");
        assert_eq!(outcome(&resolver, &sources, "/components/schemas/D"), "/components/schemas/Root");
        assert!(outcome(&resolver, &sources, "/components/schemas/C").starts_with("E0304"));
        let nothing = a.node.pointer("/properties/d").expect("there");
        let found = resolver.resolve(nothing).expect_err("dangling");
        assert!(sources.place(found.span.expect("placed")).ends_with("a b.yaml:5:13"), "{found:?}");
        assert_eq!(found.pointer, "/properties/d/$ref");
        assert_eq!(resolver.trees().count(), 3);
        let crate::keywords::Account { found, .. } = crate::keywords::account(&resolver);
        let places: Vec<String> = found.iter().map(|found| sources.place(found.span.expect("placed"))).collect();
        assert!(places.len() == 1 && places[0].ends_with("a b.yaml:2:1"), "{places:?}");
    }

    #[test]
    fn percent_decoding_leaves_what_is_no_encoding() {
        assert_eq!(percent_decode("a%20b%C3%A4%2"), "a bä%2");
        assert_eq!(percent_decode("%FF"), "%FF");
    }
}
