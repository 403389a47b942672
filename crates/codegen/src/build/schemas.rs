//! Schemas: what a conjunction of them says, and the type that says the same.

use super::rules::literal;
use super::*;
use crate::resolve::reference_of;

/// The keywords of a conjunction of schemas, as one.
#[derive(Default)]
pub(super) struct Facts<'a> {
    pub(super) span: Option<Span>,
    pub(super) docs: String,
    pub(super) deprecated: bool,
    pub(super) read_only: bool,
    pub(super) write_only: bool,
    pub(super) default: Option<&'a Node>,
    /// The JSON types that are left, null among them.
    pub(super) types: Option<BTreeSet<&'a str>>,
    /// `nullable: true` beside something that has the type.
    pub(super) nullable: bool,
    pub(super) is_const: bool,
    pub(super) values: Option<Vec<&'a Node>>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) patterns: IndexMap<&'a str, Span>,
    pub(super) format: Option<(&'a str, Span)>,
    pub(super) minimum: Option<&'a Node>,
    pub(super) exclusive_minimum: Option<&'a Node>,
    pub(super) maximum: Option<&'a Node>,
    pub(super) exclusive_maximum: Option<&'a Node>,
    pub(super) steps: Vec<&'a Node>,
    pub(super) items: Vec<Part<'a>>,
    /// Items have their schemas by place.
    pub(super) is_tuple: bool,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) unique_items: bool,
    pub(super) properties: IndexMap<&'a str, Vec<Part<'a>>>,
    pub(super) required: IndexSet<&'a str>,
    /// Members that some condition speaks of.
    pub(super) hints: IndexSet<&'a str>,
    pub(super) closers: Vec<Closer<'a>>,
    /// `patternProperties`, and whether no other member is allowed.
    pub(super) patterned: Vec<(&'a Node, bool)>,
    /// Other members are allowed, the document says.
    pub(super) open: bool,
    pub(super) unions: Vec<OneOfSeveral<'a>>,
    /// What no type says.
    pub(super) checks: Rules,
    pub(super) never: bool,
    pub(super) parts: Vec<Part<'a>>,
    visited: HashSet<Span>,
    spent: HashSet<Span>,
}

/// `additionalProperties`: what holds for the members that the schema beside it does not name.
pub(super) struct Closer<'a> {
    /// The names; `None`: every name that the conjunction knows (`unevaluatedProperties`).
    own: Option<HashSet<&'a str>>,
    /// Their schema; `None`: there are none.
    schema: Option<&'a Node>,
}

/// `oneOf` or `anyOf`.
#[derive(Clone, Copy)]
pub(super) struct OneOfSeveral<'a> {
    keyword: &'static str,
    members: &'a Node,
    discriminator: Option<&'a Node>,
}

/// More combinations of unions than this are not spelled out as variants.
const MAX_VARIANTS: usize = 40;

/// How many components may stand behind each other without adding anything.
const MAX_BEHIND: usize = 100;

/// One variant of a union before it has a type: its schemas, its reference, its own schema.
type RawVariant<'a> = (Vec<Part<'a>>, Option<&'a str>, &'a Node);

impl<'a> Builder<'a> {
    /// The type of a conjunction of schemas; `hint` is its name if it needs one of its own.
    pub(super) fn schema(&mut self, parts: &[Part<'a>], hint: &str) -> Outcome<Type> {
        // A bare reference is its target, with the target's name.
        if let [part] = parts
            && let Some((inner, name, nullable)) = self.wrapped(part.node, hint)?
        {
            if self.behind > MAX_BEHIND {
                return Err(self.error("E0501", part.node.span, "a schema that is only itself".to_owned(), None));
            }
            self.behind += 1;
            let ty = self.schema(&[inner.into()], &name);
            self.behind -= 1;
            return Ok(nullable_if(nullable, ty?));
        }
        let key: Key = parts.iter().map(|part| (part.node.span, part.spent)).collect();
        match self.memo.get_mut(&key) {
            Some(Memo::Done(Some(ty))) => return Ok(ty.clone()),
            Some(Memo::Done(None)) => return Err(Impossible),
            Some(Memo::Pending(Some(id))) => return Ok(Type::Named(*id)),
            Some(Memo::Pending(None)) => {
                let id = self.reserve(hint, parts);
                self.memo.insert(key, Memo::Pending(Some(id)));
                return Ok(Type::Named(id));
            }
            None => {}
        }
        self.memo.insert(key.clone(), Memo::Pending(None));
        let behind = std::mem::take(&mut self.behind);
        let result = match self.family(parts, hint, &key) {
            Ok(None) => self.facts(parts).and_then(|facts| self.typed(facts, hint, &key)),
            Ok(Some(ty)) => Ok(ty),
            Err(Impossible) => Err(Impossible),
        };
        self.behind = behind;
        // A schema that refers to itself but became no named type of its own gets one.
        let result = match (self.memo.get(&key), result) {
            (Some(Memo::Pending(Some(id))), Ok(ty)) if ty != Type::Named(*id) && !is_null_or(&ty, *id) => {
                let id = *id;
                self.model.types[id].kind = TypeKind::Checked(ty);
                Ok(Type::Named(id))
            }
            (_, result) => result,
        };
        self.memo.insert(key, Memo::Done(result.as_ref().ok().cloned()));
        result
    }

    /// What a schema is that adds nothing to another one but words, and null: the other one, its
    /// name, and whether there is null.
    fn wrapped(&mut self, node: &'a Node, hint: &str) -> Outcome<Option<(&'a Node, String, bool)>> {
        const WORDS: &[&str] = &[
            "title",
            "description",
            "summary",
            "example",
            "examples",
            "deprecated",
            "default",
            "readOnly",
            "writeOnly",
            "externalDocs",
            "xml",
            "nullable",
            "$comment",
        ];
        let nullable = node.get_bool("nullable").unwrap_or_default();
        let only = |own: &[&str]| {
            node.members().all(|it| own.contains(&&*it.key) || WORDS.contains(&&*it.key) || it.key.starts_with("x-"))
        };
        if let Some(reference) = reference_of(node) {
            if !only(&[&reference.key]) {
                return Ok(None);
            }
            let resolved = self.resolve(node)?;
            let name = match (self.component_names.get(&resolved.node.span), &resolved.target) {
                (Some(name), _) => name.clone(),
                (None, Some(target)) => pascal(&target.name),
                (None, None) => hint.to_owned(),
            };
            return Ok(Some((resolved.node, name, nullable)));
        }
        let Some([inner]) = node.get_array("allOf") else { return Ok(None) };
        if reference_of(inner).is_none() || !only(&["allOf", "type"]) {
            return Ok(None);
        }
        let target = self.resolve(inner)?.node;
        let same_type = match node.get("type") {
            None => true,
            Some(ty) => ty.as_str().is_some() && ty.as_str() == target.get_str("type"),
        };
        // A component that only is a kind of another one is a member of its family of its own.
        let is_child = self.component_names.contains_key(&node.span) && target.get("discriminator").is_some();
        Ok((same_type && !is_child).then(|| (inner, hint.to_owned(), nullable)))
    }

    /// The type of a schema that has a `discriminator` and no union: any of those that are a kind of it by `allOf`, or
    /// itself.
    fn family(&mut self, parts: &[Part<'a>], hint: &str, key: &Key) -> Outcome<Option<Type>> {
        let &[Part { node: parent, spent: false }] = parts else { return Ok(None) };
        let Some(discriminator) = parent.get("discriminator") else { return Ok(None) };
        let Some(property) = discriminator.get_str("propertyName") else { return Ok(None) };
        if parent.get("oneOf").is_some() || parent.get("anyOf").is_some() {
            return Ok(None);
        }
        let mut members: IndexMap<Span, (&'a Node, Vec<String>, String)> = IndexMap::new();
        for entry in discriminator.get("mapping").into_iter().flat_map(Node::members) {
            let Some(target) = self.mapped(entry)? else { continue };
            if target.span != parent.span {
                let name = self.component_names.get(&target.span).cloned().unwrap_or_else(|| pascal(&entry.key));
                members.entry(target.span).or_insert((target, Vec::new(), name)).1.push(entry.key.to_string());
            }
        }
        let mut todo = vec![parent.span];
        let mut known = HashSet::from([parent.span]);
        while let Some(span) = todo.pop() {
            for child in self.children().get(&span).cloned().unwrap_or_default() {
                if known.insert(child.value.span) {
                    todo.push(child.value.span);
                    let name = self.component_names.get(&child.value.span).cloned().unwrap_or_default();
                    members
                        .entry(child.value.span)
                        .or_insert_with(|| (&child.value, vec![child.key.to_string()], name));
                }
            }
        }
        if members.is_empty() {
            return Ok(None);
        }
        let facts = self.facts(parts)?;
        let pending = Union { keyword: "oneOf", variants: Vec::new(), decision: Decision::Trial(Vec::new()) };
        let id = self.define(&facts, key, hint, TypeKind::Union(pending));
        self.memo.insert(key.clone(), Memo::Pending(Some(id)));
        let (mut variants, mut values) = (Vec::new(), Vec::new());
        let mut names = Namespace::default();
        names.give("Unknown");
        for (_, (node, tags, name)) in members {
            // What the child says of its kin is already said.
            let ty = self.schema(&[node.into()], &name)?;
            let name = names.give(&pascal(&tags[0]));
            values.extend(tags.into_iter().map(|tag| (Literal::String(tag), variants.len())));
            variants.push(Variant { rust_name: name, ty, boxed: false });
        }
        let base = self.schema(&[parent.into(), Part { node: discriminator, spent: true }], &format!("{hint}Base"))?;
        let otherwise = Some(variants.len());
        variants.push(Variant { rust_name: names.give("Base"), ty: base, boxed: false });
        if let TypeKind::Union(union) = &mut self.model.types[id].kind {
            union.variants = variants;
        }
        let decision = Decision::Tag { property: property.to_owned(), values, otherwise };
        self.unions.push(PendingUnion { id, span: discriminator.span, discriminator: Some(decision) });
        Ok(Some(Type::Named(id)))
    }

    /// The components that are a kind of a schema by `allOf`.
    fn children(&mut self) -> &HashMap<Span, Vec<&'a crate::node::Member>> {
        let resolver = self.resolver;
        self.children.get_or_insert_with(|| {
            let mut children: HashMap<Span, Vec<&'a crate::node::Member>> = HashMap::new();
            for component in resolver.root().pointer("/components/schemas").into_iter().flat_map(Node::members) {
                for part in component.value.get_array("allOf").unwrap_or_default() {
                    if reference_of(part).is_some()
                        && let Ok(parent) = resolver.resolve(part)
                    {
                        children.entry(parent.node.span).or_default().push(component);
                    }
                }
            }
            children
        })
    }

    /// The schema that an entry of a discriminator's mapping names.
    fn mapped(&mut self, entry: &'a crate::node::Member) -> Outcome<Option<&'a Node>> {
        let reference = entry.value.as_str().unwrap_or_default();
        let components = self.resolver.root().pointer("/components/schemas");
        if let Some(component) = components.and_then(|components| components.get(reference)) {
            return Ok(Some(component));
        }
        match self.resolver.reference(reference, entry.value.span) {
            Ok(target) => Ok(Some(target.node)),
            Err(diagnostic) => {
                self.warn(
                    "W0522",
                    entry.value.span,
                    format!("the discriminator's mapping is ignored: {}", diagnostic.message),
                );
                Ok(None)
            }
        }
    }

    pub(super) fn reserve(&mut self, hint: &str, parts: &[Part<'a>]) -> TypeId {
        let span = parts.first().map(|part| part.node.span);
        let name = match span.and_then(|span| self.component_names.get(&span)) {
            // Only the component itself has the name that was kept for it.
            Some(name) if parts.len() == 1 => name.clone(),
            _ => self.names.give(hint),
        };
        self.model.types.push(TypeDef {
            name,
            pointer: span.map(|span| self.resolver.pointer(span)).unwrap_or_default(),
            docs: String::new(),
            deprecated: false,
            kind: TypeKind::Pending,
            checks: Vec::new(),
            in_request: false,
            in_response: false,
        });
        self.model.types.len() - 1
    }

    /// Gives a conjunction its named type.
    pub(super) fn define(&mut self, facts: &Facts<'a>, key: &Key, hint: &str, kind: TypeKind) -> TypeId {
        let id = match self.memo.get(key) {
            Some(Memo::Pending(Some(id))) => *id,
            _ => self.reserve(hint, &facts.parts),
        };
        let definition = &mut self.model.types[id];
        definition.docs = facts.docs.clone();
        definition.deprecated = facts.deprecated;
        definition.kind = kind;
        id
    }

    /// Collects the keywords of a conjunction, references and `allOf` followed.
    pub(super) fn facts(&mut self, parts: &[Part<'a>]) -> Outcome<Facts<'a>> {
        let mut facts = Facts { parts: parts.to_vec(), ..Facts::default() };
        facts.spent = parts.iter().filter(|part| part.spent).map(|part| part.node.span).collect();
        for part in parts.iter().filter(|part| !part.spent) {
            self.collect(&mut facts, part.node)?;
        }
        // A union of which a member is already part of the conjunction is fulfilled by it.
        let unions = std::mem::take(&mut facts.unions);
        for union in unions {
            let is_inside = union.members.items().iter().any(|member| {
                let target = self.resolver.resolve(member).map_or(member.span, |resolved| resolved.node.span);
                facts.visited.contains(&target)
            });
            if !is_inside {
                facts.unions.push(union);
            }
        }
        Ok(facts)
    }

    fn collect(&mut self, facts: &mut Facts<'a>, node: &'a Node) -> Outcome<()> {
        facts.span.get_or_insert(node.span);
        match &node.value {
            Value::Bool(false) => {
                facts.never = true;
                return Ok(());
            }
            Value::Object(_) => {}
            _ => return Ok(()),
        }
        // A schema says nothing new the second time, nor where it is its own part.
        if !facts.visited.insert(node.span) {
            return Ok(());
        }
        // The words nearest to the use are the best ones.
        if facts.docs.is_empty() {
            facts.docs =
                node.get_str("description").or_else(|| node.get_str("title")).unwrap_or_default().trim().to_owned();
        }
        facts.deprecated |= node.get_bool("deprecated").unwrap_or_default();
        facts.read_only |= node.get_bool("readOnly").unwrap_or_default();
        facts.write_only |= node.get_bool("writeOnly").unwrap_or_default();
        facts.default = facts.default.or(node.get("default"));
        if reference_of(node).is_some() {
            let target = self.resolve(node)?.node;
            self.collect(facts, target)?;
        }
        self.collect_types(facts, node);
        let count = |key: &str| node.get(key).and_then(Node::as_u64);
        facts.min_length = facts.min_length.max(count("minLength"));
        facts.max_length = least(facts.max_length, count("maxLength"));
        facts.min_items = facts.min_items.max(count("minItems"));
        facts.max_items = least(facts.max_items, count("maxItems"));
        facts.unique_items |= node.get_bool("uniqueItems").unwrap_or_default();
        if let Some(pattern) = node.get("pattern")
            && let Some(source) = pattern.as_str()
        {
            facts.patterns.entry(source).or_insert(pattern.span);
        }
        if let Some(format) = node.get("format") {
            facts.format = format.as_str().map(|name| (name, format.span)).or(facts.format);
        }
        if let Some(encoding) = node.get("contentEncoding")
            && encoding.as_str() == Some("base64")
        {
            facts.format.get_or_insert(("byte", encoding.span));
        }
        collect_bounds(facts, node);
        match self.tuple_rules(node)? {
            Some(rules) if node.get("prefixItems").is_some() || node.get_array("items").is_some() => {
                facts.is_tuple = true;
                facts.checks.extend(rules);
            }
            rules => {
                facts.checks.extend(rules.into_iter().flatten());
                match node.get("items") {
                    Some(items) if items.as_bool() == Some(false) => facts.max_items = Some(0),
                    Some(items) => facts.items.push(items.into()),
                    None => {}
                }
            }
        }
        self.collect_members(facts, node)?;
        for keyword in ["oneOf", "anyOf"] {
            if let Some(members) = node.get(keyword)
                && !members.items().is_empty()
                && !facts.spent.contains(&members.span)
            {
                let discriminator = node.get("discriminator");
                facts.unions.push(OneOfSeveral { keyword, members, discriminator });
            }
        }
        for member in node.get_array("allOf").unwrap_or_default() {
            self.collect(facts, member)?;
        }
        Ok(())
    }

    fn collect_types(&mut self, facts: &mut Facts<'a>, node: &'a Node) {
        let nullable = node.get_bool("nullable").unwrap_or_default();
        let named: BTreeSet<&'a str> = match node.get("type") {
            None => BTreeSet::new(),
            Some(ty) => match ty.as_str() {
                Some(name) => [name].into(),
                None => ty.items().iter().filter_map(Node::as_str).collect(),
            },
        };
        if named.is_empty() {
            facts.nullable |= nullable;
        } else {
            let mut named = named;
            if nullable {
                named.insert("null");
                facts.nullable |= node.get("enum").is_some();
            }
            facts.types = Some(match facts.types.take() {
                Some(known) => intersect_types(&known, &named),
                None => named,
            });
        }
        let constant = node.get("const").map(|value| vec![value]);
        facts.is_const |= constant.is_some();
        for values in [constant, node.get_array("enum").map(|values| values.iter().collect())].into_iter().flatten() {
            facts.values = Some(match facts.values.take() {
                Some(known) => {
                    known.into_iter().filter(|a| values.iter().any(|b: &&Node| literal(a) == literal(b))).collect()
                }
                None => values,
            });
        }
    }

    fn collect_members(&mut self, facts: &mut Facts<'a>, node: &'a Node) -> Outcome<()> {
        for member in node.get("properties").into_iter().flat_map(Node::members) {
            facts.properties.entry(&member.key).or_default().push((&member.value).into());
            // Draft 3 had `required` there, and its meaning is clear.
            if member.value.get_bool("required") == Some(true) {
                facts.required.insert(&member.key);
            }
        }
        facts.required.extend(node.get_array("required").unwrap_or_default().iter().filter_map(Node::as_str));
        let mut checks = self.uncarried_rules(node)?;
        checks.retain(|rule| match rule {
            Rule::If(_, then, otherwise) => !then.is_empty() || !otherwise.is_empty(),
            Rule::AdditionalProperties(_, _, schema) => !schema.is_empty(),
            _ => true,
        });
        facts.checks.extend(checks);
        let count = |key: &str| node.get(key).and_then(Node::as_u64);
        facts.checks.extend(count("minProperties").filter(|count| *count > 0).map(Rule::MinProperties));
        facts.checks.extend(count("maxProperties").map(Rule::MaxProperties));
        let own = || node.get("properties").into_iter().flat_map(Node::members).map(|it| &*it.key).collect();
        let additional = node.get("additionalProperties");
        match (node.get("patternProperties"), additional) {
            (Some(patterns), additional) => {
                facts.patterned.push((patterns, additional.is_some_and(|it| it.as_bool() == Some(false))));
            }
            (None, Some(schema)) if schema.as_bool() == Some(true) => facts.open = true,
            (None, Some(schema)) => facts.closers.push(Closer { own: Some(own()), schema: not_false(schema) }),
            (None, None) => {}
        }
        for keyword in ["if", "then", "else", "dependentSchemas"] {
            if let Some(inner) = node.get(keyword) {
                hints(inner, keyword == "dependentSchemas", &mut facts.hints, self.resolver, 0);
            }
        }
        if let Some(schema) = node.get("unevaluatedProperties") {
            let mut named = HashSet::new();
            if schema.as_bool() == Some(true) {
                facts.open = true;
            } else if evaluated(node, &mut named, self.resolver, 0) {
                facts.closers.push(Closer { own: Some(named), schema: not_false(schema) });
            } else {
                // What is left depends on the value: the whole schema is checked. Of one union, each variant knows
                // what its members are.
                match (node.get_array("oneOf"), schema.as_bool()) {
                    (Some(members), Some(false))
                        if members.iter().all(|it| evaluated(it, &mut named, self.resolver, 0)) && only_union(node) =>
                    {
                        facts.closers.push(Closer { own: None, schema: None });
                    }
                    _ => facts.open = true,
                }
                facts.checks.push(Rule::AllOf(vec![self.rules(node)?]));
            }
        }
        if node.get("unevaluatedItems").is_some_and(|schema| schema.as_bool() != Some(true)) {
            facts.checks.push(Rule::AllOf(vec![self.rules(node)?]));
        }
        Ok(())
    }

    fn typed(&mut self, mut facts: Facts<'a>, hint: &str, key: &Key) -> Outcome<Type> {
        if facts.never {
            let span = facts.span.unwrap_or(self.resolver.root().span);
            self.warn("W0522", span, "nothing satisfies this schema".to_owned());
            return Ok(self.nothing(&facts, hint, key));
        }
        self.settle_unions(&mut facts)?;
        let before = self.model.types.len();
        let ty = self.type_of(&mut facts, hint, key)?;
        let checks = std::mem::take(&mut facts.checks);
        if checks.is_empty() {
            return Ok(ty);
        }
        // The type that was just made takes the checks; any other one is narrowed by a new one.
        let (inner, nullable) = match ty {
            Type::Nullable(inner) => (*inner, true),
            ty => (ty, false),
        };
        let reserved = match self.memo.get(key) {
            Some(Memo::Pending(Some(id))) => Some(*id),
            _ => None,
        };
        let narrowed = match inner {
            Type::Named(id)
                if (id >= before || reserved == Some(id))
                    && self.model.types[id].checks.is_empty()
                    && matches!(
                        self.model.types[id].kind,
                        TypeKind::Struct(_) | TypeKind::Union(_) | TypeKind::Checked(_)
                    )
                    && self.model.types[id].pointer == self.pointer_of(&facts.parts) =>
            {
                self.model.types[id].checks = checks;
                id
            }
            inner => {
                let (id, inner) = self.reserve_narrowed(&facts, hint, key, inner);
                let definition = &mut self.model.types[id];
                definition.docs = facts.docs.clone();
                definition.deprecated = facts.deprecated;
                definition.kind = TypeKind::Checked(inner);
                definition.checks = checks;
                id
            }
        };
        Ok(nullable_if(nullable, Type::Named(narrowed)))
    }

    fn pointer_of(&self, parts: &[Part<'a>]) -> String {
        parts.first().map(|part| self.resolver.pointer(part.node.span)).unwrap_or_default()
    }

    /// The type around another one. Where the inner one has the name already, it gives it up.
    fn reserve_narrowed(&mut self, facts: &Facts<'a>, hint: &str, key: &Key, inner: Type) -> (TypeId, Type) {
        if let Type::Named(id) = inner
            && self.model.types[id].pointer == self.pointer_of(&facts.parts)
        {
            let kind = std::mem::replace(&mut self.model.types[id].kind, TypeKind::Pending);
            let checks = std::mem::take(&mut self.model.types[id].checks);
            let moved = self.reserve(&format!("{}Unchecked", self.model.types[id].name), &[]);
            self.model.types[moved].pointer = self.model.types[id].pointer.clone();
            self.model.types[moved].docs = "Before what narrows it is checked.".to_owned();
            self.model.types[moved].kind = kind;
            self.model.types[moved].checks = checks;
            return (id, Type::Named(moved));
        }
        let id = match self.memo.get(key) {
            Some(Memo::Pending(Some(id))) => *id,
            _ => self.reserve(hint, &facts.parts),
        };
        (id, inner)
    }

    /// The type of what nothing satisfies.
    fn nothing(&mut self, facts: &Facts<'a>, hint: &str, key: &Key) -> Type {
        let id = self.define(facts, key, hint, TypeKind::Checked(Type::Any));
        self.model.types[id].checks = vec![Rule::Never];
        Type::Named(id)
    }

    /// The type of all that a type can say.
    fn type_of(&mut self, facts: &mut Facts<'a>, hint: &str, key: &Key) -> Outcome<Type> {
        if let Some(values) = facts.values.take() {
            return self.enumeration(facts, &values, hint, key);
        }
        if let Some(union) = facts.unions.first().copied() {
            return self.union(facts, union, hint, key);
        }
        let mut types = facts.types.clone().unwrap_or_default();
        let nullable = types.remove("null") | (facts.nullable && facts.types.is_some());
        if types.contains("number") {
            types.remove("integer");
        }
        let ty = match types.len() {
            0 if facts.types.is_some() && nullable => return Ok(Type::Null),
            0 if facts.types.is_some() => {
                let span = facts.span.unwrap_or(self.resolver.root().span);
                self.warn("W0522", span, "no JSON type is left that the schema allows".to_owned());
                return Ok(self.nothing(facts, hint, key));
            }
            0 => match facts.implied_type() {
                Some(implied) => {
                    let span = facts.span.unwrap_or(self.resolver.root().span);
                    self.warn(
                        "W0524",
                        span,
                        format!("a schema without `type` that speaks of one: read as `type: {implied}`"),
                    );
                    let ty = self.of_type(facts, implied, hint, key)?;
                    return Ok(nullable_if(facts.nullable, ty));
                }
                None => return Ok(Type::Any),
            },
            1 => {
                let only = types.first().copied().unwrap_or_default();
                self.of_type(facts, only, hint, key)?
            }
            6 => return Ok(Type::Any),
            _ => {
                let pending = Union { keyword: "type", variants: Vec::new(), decision: Decision::Trial(Vec::new()) };
                let id = self.define(facts, key, hint, TypeKind::Union(pending));
                self.memo.insert(key.clone(), Memo::Pending(Some(id)));
                let mut variants = Vec::new();
                let mut decision = Vec::new();
                for (index, name) in types.iter().enumerate() {
                    let own = format!("{hint}{}", pascal(name));
                    // Each type's part is a type of its own: no longer the one the key stands for.
                    let ty = self.of_type(facts, name, &own, &Vec::new())?;
                    variants.push(Variant { rust_name: pascal(name), ty, boxed: false });
                    decision.push((json_type(name), Decision::One(index)));
                }
                let union = Union { keyword: "type", variants, decision: Decision::JsonType(decision) };
                self.model.types[id].kind = TypeKind::Union(union);
                Type::Named(id)
            }
        };
        Ok(nullable_if(nullable, ty))
    }

    fn of_type(&mut self, facts: &mut Facts<'a>, name: &str, hint: &str, key: &Key) -> Outcome<Type> {
        let span = facts.span.unwrap_or(self.resolver.root().span);
        Ok(match name {
            "boolean" => Type::Bool,
            "null" => Type::Null,
            "string" => self.string(facts, hint, key)?,
            "integer" => {
                let (rules, ty) = integer_rules(facts);
                if rules == IntegerRules::default() {
                    ty
                } else {
                    Type::Named(self.define(facts, key, hint, TypeKind::Integer(rules, ty)))
                }
            }
            "number" => {
                let bound = |node: Option<&Node>| node.and_then(Node::as_f64);
                let mut steps = facts.steps.iter().filter_map(|step| step.as_f64()).filter(|step| *step > 0.0);
                let rules = NumberRules {
                    minimum: bound(facts.minimum),
                    exclusive_minimum: bound(facts.exclusive_minimum),
                    maximum: bound(facts.maximum),
                    exclusive_maximum: bound(facts.exclusive_maximum),
                    multiple_of: steps.next(),
                };
                facts.checks.extend(
                    steps.map(|step| Rule::Number(NumberRules { multiple_of: Some(step), ..NumberRules::default() })),
                );
                self.unknown_format(facts, &["float", "double", "decimal", "int32", "int64"]);
                if rules == NumberRules::default() {
                    Type::F64
                } else {
                    Type::Named(self.define(facts, key, hint, TypeKind::Number(rules)))
                }
            }
            "array" => {
                let item = if facts.is_tuple {
                    for items in std::mem::take(&mut facts.items) {
                        let schema = self.rules(items.node)?;
                        facts.checks.push(Rule::Items(0, schema));
                    }
                    Type::Any
                } else if facts.items.is_empty() {
                    Type::Any
                } else {
                    let items = facts.items.clone();
                    self.schema(&items, &format!("{hint}Item"))?
                };
                let rules = ArrayRules {
                    min_items: facts.min_items.filter(|count| *count > 0),
                    max_items: facts.max_items,
                    unique_items: facts.unique_items,
                };
                if rules == ArrayRules::default() {
                    Type::Array(Box::new(item))
                } else {
                    Type::Named(self.define(facts, key, hint, TypeKind::Array(rules, item)))
                }
            }
            "object" => self.object(facts, hint, key)?,
            // Seen in published documents, and everybody knows what is meant.
            "any" => Type::Any,
            "file" | "binary" => self.string(facts, hint, key)?,
            other => {
                let own = facts.parts.first().and_then(|part| part.node.get("type")).map_or(span, |ty| ty.span);
                let help = "the types are null, boolean, integer, number, string, array and object";
                return Err(self.error("E0501", own, format!("`{other}` is not a type"), Some(help.to_owned())));
            }
        })
    }

    fn string(&mut self, facts: &mut Facts<'a>, hint: &str, key: &Key) -> Outcome<Type> {
        let mut patterns = Vec::new();
        for (source, span) in facts.patterns.clone() {
            patterns.push(self.pattern(source, span)?);
        }
        let format = facts.format.and_then(|(name, span)| self.enforced_format(name, span));
        let secret = facts.write_only || facts.format.is_some_and(|(name, _)| name == "password");
        let rules = StringRules {
            min_length: facts.min_length.filter(|length| *length > 0),
            max_length: facts.max_length,
            patterns,
            secret,
            format,
        };
        let plain = StringRules { format: None, secret: false, ..rules.clone() } == StringRules::default();
        Ok(match rules.format {
            None if plain && secret => Type::Text("Secret"),
            None if plain && facts.format.is_some_and(|(name, _)| name == "binary") => Type::Binary,
            None if plain => Type::String,
            Some("Uuid") if plain => Type::Uuid,
            Some("Date") if plain => Type::Date,
            Some("DateTime") if plain => Type::DateTime,
            Some(format) if plain && !secret && format != "Email" => Type::Text(match format {
                "Regex" => "RegularExpression",
                "Byte" => "Base64",
                other => other,
            }),
            _ => Type::Named(self.define(facts, key, hint, TypeKind::String(rules))),
        })
    }

    /// The name in `schema_support::Format` of a string's format that is enforced; any other one is said to be only a
    /// remark, once.
    pub(super) fn enforced_format(&mut self, name: &str, span: Span) -> Option<&'static str> {
        Some(match name {
            "email" => "Email",
            "uuid" => "Uuid",
            "date" => "Date",
            "date-time" => "DateTime",
            "time" => "Time",
            "duration" => "Duration",
            "uri" => "Uri",
            "uri-reference" => "UriReference",
            "iri" => "Iri",
            "iri-reference" => "IriReference",
            "hostname" => "Hostname",
            "ipv4" => "Ipv4",
            "ipv6" => "Ipv6",
            "regex" => "Regex",
            "json-pointer" => "JsonPointer",
            "relative-json-pointer" => "RelativeJsonPointer",
            "byte" => "Byte",
            "decimal" => "Decimal",
            // They say how it is shown, or that it is not JSON's.
            "password" | "binary" => return None,
            other => {
                self.remark(other, span);
                return None;
            }
        })
    }

    fn remark(&mut self, format: &str, span: Span) {
        if self.unknown_formats.insert(format.to_owned()) {
            self.warn("W0501", span, format!("the format `{format}` is not enforced"));
        }
    }

    fn unknown_format(&mut self, facts: &Facts<'a>, known: &[&str]) {
        if let Some((name, span)) = facts.format.filter(|(name, _)| !known.contains(name)) {
            self.remark(name, span);
        }
    }

    /// Settles which members there can be at all, and what holds for the ones without a name.
    fn close(&mut self, facts: &mut Facts<'a>, hint: &str) -> Outcome<Additional> {
        let is_open = |closer: &Closer<'a>, name: &str| closer.own.as_ref().is_none_or(|own| own.contains(name));
        let denied: Vec<&'a str> = facts
            .properties
            .keys()
            .copied()
            .filter(|name| facts.closers.iter().any(|closer| closer.schema.is_none() && !is_open(closer, name)))
            .collect();
        let span = facts.span.unwrap_or(self.resolver.root().span);
        if denied.iter().any(|name| facts.required.contains(name)) {
            self.warn(
                "W0522",
                span,
                format!(
                    "nothing satisfies this schema: `additionalProperties: false` of a part forbids {}; taken as said of \
                     the whole",
                    denied.join(", ")
                ),
            );
            facts.closers.iter_mut().for_each(|closer| closer.own = None);
        } else if !denied.is_empty() {
            self.warn(
                "W0522",
                span,
                format!("`additionalProperties: false` of a part forbids what other parts name: {}", denied.join(", ")),
            );
            facts.properties.retain(|name, _| !denied.contains(name));
        }
        let mut rest = Vec::new();
        let mut closed = false;
        for closer in &facts.closers {
            let Some(schema) = closer.schema else {
                closed = true;
                continue;
            };
            rest.push(Part::from(schema));
            for (name, parts) in &mut facts.properties {
                if !is_open(closer, name) {
                    parts.push(schema.into());
                }
            }
        }
        // Members by pattern are the members without a name.
        let by_pattern: Vec<&'a Node> = facts.patterned.iter().map(|(patterns, _)| *patterns).collect();
        let only_by_pattern = facts.patterned.iter().any(|(_, closed)| *closed);
        if let [patterns] = &by_pattern[..]
            && rest.is_empty()
            && !closed
            && only_by_pattern
        {
            let mut types = Vec::new();
            for member in patterns.members() {
                types.push(self.schema(&[(&member.value).into()], &format!("{hint}Value"))?);
            }
            types.dedup();
            return Ok(match types.pop() {
                Some(ty) if types.is_empty() => Additional::Typed(ty),
                _ => Additional::Typed(Type::Any),
            });
        }
        Ok(if closed && by_pattern.is_empty() {
            Additional::Denied
        } else if closed {
            // Closed by one schema, by pattern in another: the checks know.
            facts.checks.push(Rule::AdditionalProperties(
                facts.properties.keys().map(|name| (*name).to_owned()).collect(),
                Vec::new(),
                vec![Rule::Never],
            ));
            Additional::Denied
        } else if !rest.is_empty() {
            Additional::Typed(self.schema(&rest, &format!("{hint}Value"))?)
        } else if facts.open || !by_pattern.is_empty() {
            Additional::Typed(Type::Any)
        } else {
            Additional::Ignored
        })
    }

    fn object(&mut self, facts: &mut Facts<'a>, hint: &str, key: &Key) -> Outcome<Type> {
        // Members that only a condition speaks of are known, whatever they are.
        if facts.closers.is_empty() && facts.patterned.is_empty() && !facts.open && !facts.properties.is_empty() {
            for name in std::mem::take(&mut facts.hints) {
                facts.properties.entry(name).or_default();
            }
        }
        let additional = self.close(facts, hint)?;
        if facts.properties.is_empty() && facts.required.is_empty() {
            match additional {
                Additional::Denied => {}
                Additional::Ignored => return Ok(Type::Map(Box::new(Type::Any))),
                Additional::Typed(value) => return Ok(Type::Map(Box::new(value))),
            }
        }
        let mut members = Vec::new();
        let mut fields = Namespace::default();
        fields.give("additional_properties");
        let properties = std::mem::take(&mut facts.properties);
        let undeclared: Vec<&'a str> =
            facts.required.iter().copied().filter(|name| !properties.contains_key(name)).collect();
        // A required member that no part names is one of those without a name.
        let unnamed: Vec<Part<'a>> = facts.closers.iter().filter_map(|closer| closer.schema).map(Part::from).collect();
        let all = properties.into_iter().chain(undeclared.into_iter().map(|name| (name, unnamed.clone())));
        for (name, parts) in all {
            let own = self.facts(&parts)?;
            let required = facts.required.contains(name);
            if own.never {
                facts.checks.push(Rule::Properties(vec![(name.to_owned(), vec![Rule::Never])]));
                if required {
                    facts.checks.push(Rule::Required(vec![name.to_owned()]));
                }
                continue;
            }
            let docs = self.member_docs(&own);
            let constant = own.constant().filter(|_| required && !own.nullable);
            let deprecated = own.deprecated;
            let ty = match constant {
                Some(_) => Type::String,
                None => self.schema(&parts, &format!("{hint}{}", pascal(name)))?,
            };
            let (ty, nullable) = match ty {
                Type::Nullable(ty) => (*ty, true),
                ty => (ty, false),
            };
            members.push(Member {
                name: name.to_owned(),
                rust_name: fields.give(&snake(name)),
                docs,
                deprecated,
                ty,
                nullable,
                required,
                constant: constant.map(str::to_owned),
                boxed: false,
            });
        }
        let object = Struct { members, additional };
        Ok(Type::Named(self.define(facts, key, hint, TypeKind::Struct(object))))
    }

    /// The words about a member, its default among them.
    fn member_docs(&mut self, own: &Facts<'a>) -> String {
        let mut docs = own.docs.clone();
        let Some(default) = own.default.filter(|default| !default.is_null()) else { return docs };
        let value = literal(default);
        let of_other_type = own.types.as_ref().is_some_and(|types| {
            let name = type_name(&value, default);
            !(types.contains(name) || name == "integer" && types.contains("number"))
        });
        let unknown = own.values.as_ref().is_some_and(|values| !values.iter().any(|known| literal(known) == value));
        if of_other_type || unknown {
            self.warn("W0525", default.span, "the default is not what the schema allows".to_owned());
        }
        let text = default.to_json_text();
        if text.len() <= 60 && !text.contains(['`', '\n']) {
            if !docs.is_empty() {
                docs.push_str("\n\n");
            }
            docs.push_str(&format!("Where it is absent, the document says, it counts as `{text}`."));
        }
        docs
    }

    fn enumeration(&mut self, facts: &mut Facts<'a>, values: &[&'a Node], hint: &str, key: &Key) -> Outcome<Type> {
        let mut nullable = facts.nullable;
        let mut names = Namespace::default();
        // The client's variant for values of a newer server.
        names.give("Unknown");
        let mut known: Vec<Literal> = Vec::new();
        for node in values {
            let value = literal(node);
            if known.contains(&value) {
                self.warn("W0521", node.span, "the enumeration names this value twice".to_owned());
                continue;
            }
            let name = type_name(&value, node);
            let is_of_type = facts
                .types
                .as_ref()
                .is_none_or(|types| types.contains(name) || name == "integer" && types.contains("number"));
            if !(is_of_type || nullable && value == Literal::Null) {
                self.warn(
                    "W0521",
                    node.span,
                    format!("a value of the enumeration is {name}, which `type` does not allow"),
                );
                continue;
            }
            nullable |= value == Literal::Null;
            known.push(value);
        }
        known.retain(|value| *value != Literal::Null);
        if known.is_empty() {
            return Ok(if nullable { Type::Null } else { self.nothing(facts, hint, key) });
        }
        if known.len() == 2 && known.iter().all(|value| matches!(value, Literal::Bool(_))) {
            return Ok(nullable_if(nullable, Type::Bool));
        }
        let strings: Option<Vec<EnumValue>> = known
            .iter()
            .map(|value| match value {
                Literal::String(text) => Some(text.clone()),
                _ => None,
            })
            .collect::<Option<Vec<String>>>()
            .map(|texts| {
                texts.into_iter().map(|text| EnumValue { rust_name: names.give(&pascal(&text)), value: text }).collect()
            });
        let kind = match strings {
            Some(values) => TypeKind::Enum(values),
            None => TypeKind::Values(
                known
                    .into_iter()
                    .map(|value| LiteralValue { rust_name: names.give(&value_name(&value)), value })
                    .collect(),
            ),
        };
        let id = self.define(facts, key, hint, kind);
        Ok(nullable_if(nullable, Type::Named(id)))
    }

    /// Which of several unions become types: the others are checked.
    fn settle_unions(&mut self, facts: &mut Facts<'a>) -> Outcome<()> {
        let unions = std::mem::take(&mut facts.unions);
        let mut variants = 1;
        for union in unions {
            let narrows_only = union.members.items().iter().all(narrows_only);
            variants *= union.members.items().len();
            let is_object = !facts.properties.is_empty()
                || facts.types.as_ref().is_some_and(|types| types.len() == 1 && types.contains("object"))
                || facts.types.is_none();
            let is_closed =
                !facts.closers.is_empty() && union.members.items().iter().any(|it| it.get("properties").is_some());
            let is_spare = !facts.unions.is_empty() && variants > MAX_VARIANTS;
            if (narrows_only && is_object && !is_closed) || is_spare || facts.values.is_some() {
                let mut all = Vec::new();
                for member in union.members.items() {
                    all.push(self.rules(member)?);
                    hints(member, false, &mut facts.hints, self.resolver, 0);
                }
                facts.checks.push(if union.keyword == "oneOf" { Rule::OneOf(all) } else { Rule::AnyOf(all) });
            } else {
                facts.unions.push(union);
            }
        }
        Ok(())
    }

    fn union(&mut self, facts: &mut Facts<'a>, union: OneOfSeveral<'a>, hint: &str, key: &Key) -> Outcome<Type> {
        let mut nullable = facts.nullable;
        // Whether what stands beside the union lets null through to it.
        let null_passes = facts.types.as_ref().is_none_or(|types| types.contains("null"));
        let mut variants: Vec<RawVariant<'a>> = Vec::new();
        // What stands beside the union holds for each of its members.
        let mut around = facts.has_rules_beside_union();
        for member in union.members.items() {
            // A type beside it says nothing new where each member says it itself.
            let Some(types) = &facts.types else { break };
            let own = self.facts(&[member.into()])?;
            let own = own.types.clone().or_else(|| own.implied_type().map(|name| [name].into()));
            around |= own.is_none_or(|own| !own.is_subset(types) && intersect_types(&own, types) != own);
        }
        for member in union.members.items() {
            let own = self.facts(&[member.into()])?;
            let is_null = own.types.as_ref().is_some_and(|types| types.len() == 1 && types.contains("null"))
                || own.values.as_deref().is_some_and(|values| matches!(values, [value] if value.is_null()));
            if is_null {
                nullable |= null_passes;
                continue;
            }
            if own.never {
                continue;
            }
            let mut parts: Vec<Part<'a>> = vec![member.into()];
            if around {
                parts.extend(facts.parts.iter().copied());
                parts.push(Part { node: union.members, spent: true });
            }
            variants.push((parts, member.get_str("$ref"), member));
        }
        match &*variants {
            [] if nullable => return Ok(Type::Null),
            [] => return Ok(self.nothing(facts, hint, key)),
            [(parts, ..)] => {
                let parts = parts.clone();
                let ty = self.schema(&parts, hint)?;
                return Ok(nullable_if(nullable, ty));
            }
            _ => {}
        }
        // The checks beside the union come with each variant already.
        if around {
            facts.checks.clear();
        }
        // The name comes before its members', so that they can be called after it.
        let keyword = union.keyword;
        let pending = Union { keyword, variants: Vec::new(), decision: Decision::Trial(Vec::new()) };
        let id = self.define(facts, key, hint, TypeKind::Union(pending));
        self.memo.insert(key.clone(), Memo::Pending(Some(id)));
        let mut built = Vec::new();
        let mut types = Vec::new();
        for (index, (parts, reference, member)) in variants.iter().enumerate() {
            let number = format!("{hint}Variant{}", index + 1);
            let wanted = match (reference, member.get_str("title")) {
                (None, Some(title)) => format!("{hint}{}", pascal(title)),
                _ => number,
            };
            let ty = self.schema(parts, &wanted)?;
            nullable |= matches!(ty, Type::Nullable(_)) && null_passes;
            let ty = match ty {
                Type::Nullable(ty) => *ty,
                ty => ty,
            };
            types.push((ty, wanted));
        }
        let discriminator = self.discriminator(union, &variants)?;
        let tag_names: HashMap<usize, String> = match &discriminator {
            Some(Decision::Tag { values, .. }) => values
                .iter()
                .rev()
                .filter_map(|(value, index)| match value {
                    Literal::String(text) => Some((*index, text.clone())),
                    _ => None,
                })
                .collect(),
            _ => HashMap::new(),
        };
        let mut names = Namespace::default();
        names.give("Unknown");
        for (index, (ty, wanted)) in types.into_iter().enumerate() {
            let name = match (tag_names.get(&index), &ty) {
                (Some(tag), _) => pascal(tag),
                (None, Type::Named(id)) => self.model.types[*id].name.clone(),
                (None, ty) => simple_name(ty).map_or(wanted, str::to_owned),
            };
            built.push(Variant { rust_name: names.give(&name), ty, boxed: false });
        }
        if let TypeKind::Union(union) = &mut self.model.types[id].kind {
            union.variants = built;
        }
        self.unions.push(PendingUnion { id, span: union.members.span, discriminator });
        Ok(nullable_if(nullable, Type::Named(id)))
    }

    /// The tag of a union and each value's variant, as `discriminator` says.
    fn discriminator(&mut self, union: OneOfSeveral<'a>, variants: &[RawVariant<'a>]) -> Outcome<Option<Decision>> {
        let Some(node) = union.discriminator else { return Ok(None) };
        let Some(property) = node.get_str("propertyName") else {
            self.warn("W0522", node.span, "a discriminator without `propertyName` is ignored".to_owned());
            return Ok(None);
        };
        let mut targets = Vec::new();
        for (_, _, member) in variants {
            targets.push(self.resolve(member)?.node.span);
        }
        let mut values: Vec<(Literal, usize)> = Vec::new();
        let mut mapped = HashSet::new();
        for entry in node.get("mapping").into_iter().flat_map(Node::members) {
            let Some(target) = self.mapped(entry)? else { continue };
            let Some(index) = targets.iter().position(|known| *known == target.span) else {
                self.warn(
                    "W0522",
                    entry.value.span,
                    format!("the discriminator maps `{}` to a schema that is not in the union", entry.key),
                );
                continue;
            };
            values.push((Literal::String(entry.key.to_string()), index));
            mapped.insert(index);
        }
        for (index, (parts, reference, member)) in
            variants.iter().enumerate().filter(|(index, _)| !mapped.contains(index))
        {
            // What the member itself demands is what it can be called; else it is called by its name.
            let own = self.facts(parts)?;
            let tag = own.properties.get(property).cloned().unwrap_or_default();
            let demanded: Vec<Literal> = match self.facts(&tag)?.values {
                Some(found) => found.into_iter().map(literal).filter(|value| *value != Literal::Null).collect(),
                None => Vec::new(),
            };
            match (demanded.is_empty(), reference) {
                (false, _) => values.extend(demanded.into_iter().map(|value| (value, index))),
                (true, Some(reference)) => {
                    let name = reference.rsplit('/').next().unwrap_or(reference);
                    values.push((Literal::String(name.to_owned()), index));
                }
                (true, None) => {
                    self.warn(
                        "W0522",
                        member.span,
                        format!("the discriminator's `{property}` has no value for this member of the union"),
                    );
                    return Ok(None);
                }
            }
        }
        // One value for two members tells nothing.
        let distinct = values
            .iter()
            .enumerate()
            .all(|(at, (value, index))| values[..at].iter().all(|(known, other)| known != value || other == index));
        if !distinct {
            self.warn("W0522", node.span, format!("several members of the union have the same `{property}`"));
            return Ok(None);
        }
        let mut seen: Vec<Literal> = Vec::new();
        values.retain(|(value, _)| {
            let is_new = !seen.contains(value);
            seen.push(value.clone());
            is_new
        });
        Ok(Some(Decision::Tag { property: property.to_owned(), values, otherwise: None }))
    }
}

impl<'a> Facts<'a> {
    /// The only string that there can be, where `const` says so.
    pub(super) fn constant(&self) -> Option<&'a str> {
        let [value] = self.values.as_deref()? else { return None };
        let is_only = self.is_const && self.unions.is_empty() && self.checks.is_empty();
        let is_text = self.types.as_ref().is_none_or(|types| types.contains("string"));
        value.as_str().filter(|_| is_only && is_text)
    }

    /// The type that the keywords speak of where `type` does not.
    pub(super) fn implied_type(&self) -> Option<&'static str> {
        let object_rules = self.checks.iter().any(|rule| {
            matches!(
                rule,
                Rule::MinProperties(_)
                    | Rule::MaxProperties(_)
                    | Rule::PatternProperties(_)
                    | Rule::PropertyNames(_)
                    | Rule::DependentRequired(_)
                    | Rule::DependentSchemas(_)
            )
        });
        let object = object_rules
            || !self.properties.is_empty()
            || !self.required.is_empty()
            || !self.closers.is_empty()
            || !self.patterned.is_empty()
            || !self.hints.is_empty()
            || self.open;
        let array = self.is_tuple
            || self.unique_items
            || !self.items.is_empty()
            || self.min_items.is_some()
            || self.max_items.is_some();
        let string = !self.patterns.is_empty() || self.min_length.is_some() || self.max_length.is_some();
        let number = self.minimum.is_some()
            || self.maximum.is_some()
            || self.exclusive_minimum.is_some()
            || self.exclusive_maximum.is_some()
            || !self.steps.is_empty();
        if object {
            Some("object")
        } else if array {
            Some("array")
        } else if number {
            Some("number")
        } else if string {
            Some("string")
        } else {
            match self.format.map(|(name, _)| name) {
                None => None,
                Some("int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64") => {
                    Some("integer")
                }
                Some("float" | "double") => Some("number"),
                Some(_) => Some("string"),
            }
        }
    }

    pub(super) fn has_rules_beside_union(&self) -> bool {
        self.implied_type().is_some() || self.unions.len() > 1 || !self.checks.is_empty()
    }
}

/// The members that a schema always evaluates, its parts' among them; whether there are no others.
fn evaluated<'a>(node: &'a Node, found: &mut HashSet<&'a str>, resolver: &'a Resolver, depth: usize) -> bool {
    const OTHERS: &[&str] = &[
        "patternProperties",
        "if",
        "then",
        "else",
        "dependentSchemas",
        "dependencies",
        "anyOf",
        "oneOf",
        "additionalProperties",
    ];
    let is_inner = depth > 0 && node.get("unevaluatedProperties").is_some();
    if depth > 16 || is_inner || OTHERS.iter().any(|keyword| node.get(keyword).is_some()) {
        return false;
    }
    found.extend(node.get("properties").into_iter().flat_map(Node::members).map(|it| &*it.key));
    let target = reference_of(node).map(|_| resolver.resolve(node));
    let parts = node.get_array("allOf").unwrap_or_default().iter();
    let target_is = match target {
        Some(Ok(target)) => evaluated(target.node, found, resolver, depth + 1),
        Some(Err(_)) => false,
        None => true,
    };
    target_is && parts.fold(true, |all, part| all & evaluated(part, found, resolver, depth + 1))
}

/// Whether a `oneOf` is all that makes what a schema evaluates depend on the value.
fn only_union(node: &Node) -> bool {
    ["patternProperties", "if", "then", "else", "dependentSchemas", "anyOf", "additionalProperties", "allOf", "$ref"]
        .iter()
        .all(|keyword| node.get(keyword).is_none())
}

/// Whether a union's member only narrows the object beside it: it says nothing of its type.
fn narrows_only(node: &Node) -> bool {
    let is_free = |schema: &Node| {
        schema.as_bool().is_some()
            || schema.as_object().is_some() && schema.members().all(|it| ["const", "enum", "not"].contains(&&*it.key))
    };
    let is_bare = |key: &str| {
        ["required", "not", "minProperties", "maxProperties", "dependentRequired", "title", "description", "properties"]
            .contains(&key)
    };
    node.members().any(|it| !["title", "description"].contains(&&*it.key))
        && node.members().all(|it| is_bare(&it.key))
        && node.get("properties").into_iter().flat_map(Node::members).all(|it| is_free(&it.value))
        && (node.get("properties").is_none() || node.get("required").is_some() || node.get("not").is_some())
}

/// The members that a schema in a condition speaks of.
fn hints<'a>(node: &'a Node, by_name: bool, found: &mut IndexSet<&'a str>, resolver: &'a Resolver, depth: usize) {
    if depth > 16 {
        return;
    }
    if by_name {
        for member in node.members() {
            found.insert(&member.key);
            hints(&member.value, false, found, resolver, depth + 1);
        }
        return;
    }
    found.extend(node.get("properties").into_iter().flat_map(Node::members).map(|it| &*it.key));
    found.extend(node.get_array("required").unwrap_or_default().iter().filter_map(Node::as_str));
    for key in ["allOf", "anyOf", "oneOf"] {
        for member in node.get_array(key).unwrap_or_default() {
            hints(member, false, found, resolver, depth + 1);
        }
    }
    for key in ["if", "then", "else", "not"] {
        if let Some(inner) = node.get(key) {
            hints(inner, false, found, resolver, depth + 1);
        }
    }
    if reference_of(node).is_some()
        && let Ok(target) = resolver.resolve(node)
    {
        hints(target.node, false, found, resolver, depth + 1);
    }
}

fn not_false(schema: &Node) -> Option<&Node> {
    (schema.as_bool() != Some(false)).then_some(schema)
}

fn is_null_or(ty: &Type, id: TypeId) -> bool {
    matches!(ty, Type::Nullable(inner) if **inner == Type::Named(id))
}

fn collect_bounds<'a>(facts: &mut Facts<'a>, node: &'a Node) {
    // 3.0's boolean exclusive bounds turn the bound beside them into one.
    let exclusive = |key: &str| node.get_bool(key).unwrap_or_default();
    let number = |key: &str| node.get(key).filter(|value| value.as_number().is_some());
    let (low, high) = (number("minimum"), number("maximum"));
    if exclusive("exclusiveMinimum") {
        facts.exclusive_minimum = tighter(facts.exclusive_minimum, low, true);
    } else {
        facts.minimum = tighter(facts.minimum, low, true);
    }
    if exclusive("exclusiveMaximum") {
        facts.exclusive_maximum = tighter(facts.exclusive_maximum, high, false);
    } else {
        facts.maximum = tighter(facts.maximum, high, false);
    }
    facts.exclusive_minimum = tighter(facts.exclusive_minimum, number("exclusiveMinimum"), true);
    facts.exclusive_maximum = tighter(facts.exclusive_maximum, number("exclusiveMaximum"), false);
    facts.steps.extend(number("multipleOf"));
}

/// The rules of an integer, and the type that holds every one that keeps them.
fn integer_rules(facts: &mut Facts<'_>) -> (IntegerRules, Type) {
    let whole = |node: Option<&Node>, round: fn(f64) -> f64| -> Option<(i128, bool)> {
        let number = node?.as_number()?;
        if let Some(value) = number.as_i128() {
            return Some((value, true));
        }
        let value = number.as_f64()?;
        // What no 64 bits reach is no bound.
        let rounded = round(value).clamp(-1e30, 1e30);
        Some((rounded as i128, rounded == value))
    };
    let least_value = whole(facts.minimum, f64::ceil).map(|(value, _)| value);
    let above = whole(facts.exclusive_minimum, f64::ceil).map(|(value, exact)| value + i128::from(exact));
    let most_value = whole(facts.maximum, f64::floor).map(|(value, _)| value);
    let below = whole(facts.exclusive_maximum, f64::floor).map(|(value, exact)| value - i128::from(exact));
    let (minimum, maximum) = (least_value.max(above), least(most_value, below));
    let (ty, low, high) = match facts.format.map(|(name, _)| name) {
        Some("int8") => (Type::I8, i8::MIN.into(), i8::MAX.into()),
        Some("int16") => (Type::I16, i16::MIN.into(), i16::MAX.into()),
        Some("int32") => (Type::I32, i32::MIN.into(), i32::MAX.into()),
        Some("uint8") => (Type::U8, 0, u8::MAX.into()),
        Some("uint16") => (Type::U16, 0, u16::MAX.into()),
        Some("uint32") => (Type::U32, 0, u32::MAX.into()),
        Some("uint64") => (Type::U64, 0, u64::MAX.into()),
        _ if minimum.is_some_and(|least| least >= 0) && maximum.is_some_and(|most| most > i64::MAX.into()) => {
            (Type::U64, 0, u64::MAX.into())
        }
        _ => (Type::I64, i128::from(i64::MIN), i128::from(i64::MAX)),
    };
    let mut multiple_of = None;
    for step in std::mem::take(&mut facts.steps) {
        let Some(step) = numerator(step) else { continue };
        multiple_of = Some(multiple_of.map_or(step, |known: i128| known / gcd(known, step) * step));
    }
    let rules = IntegerRules {
        minimum: minimum.filter(|least| *least > low),
        maximum: maximum.filter(|most| *most < high),
        multiple_of: multiple_of.filter(|step| *step > 1),
    };
    (rules, ty)
}

/// What an integer has to be a multiple of to be one of this number: 1.5 is 3 halves, so of 3.
fn numerator(node: &Node) -> Option<i128> {
    let text = format!("{:e}", node.as_f64()?);
    let (digits, exponent) = text.split_once('e')?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mantissa: i128 = format!("{whole}{fraction}").parse().ok()?;
    let exponent = exponent.parse::<i32>().ok()? - i32::try_from(fraction.len()).ok()?;
    let power = 10i128.checked_pow(exponent.unsigned_abs())?;
    if mantissa <= 0 {
        return None;
    }
    if exponent >= 0 { mantissa.checked_mul(power) } else { Some(mantissa / gcd(mantissa, power)) }
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

pub(super) fn intersect_types<'a>(known: &BTreeSet<&'a str>, named: &BTreeSet<&'a str>) -> BTreeSet<&'a str> {
    let mut both: BTreeSet<&str> = known.intersection(named).copied().collect();
    // An integer is a number.
    if (known.contains("integer") && named.contains("number"))
        || (known.contains("number") && named.contains("integer"))
    {
        both.insert("integer");
    }
    both
}

pub(super) fn least<T: Ord>(a: Option<T>, b: Option<T>) -> Option<T> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

pub(super) fn tighter<'a>(known: Option<&'a Node>, new: Option<&'a Node>, higher: bool) -> Option<&'a Node> {
    match (known, new) {
        (Some(a), Some(b)) => {
            let (x, y) = (a.as_f64().unwrap_or_default(), b.as_f64().unwrap_or_default());
            Some(if (y > x) == higher { b } else { a })
        }
        (known, new) => new.or(known),
    }
}

pub(super) fn nullable_if(nullable: bool, ty: Type) -> Type {
    match ty {
        Type::Nullable(_) | Type::Any | Type::Null => ty,
        ty if nullable => Type::Nullable(Box::new(ty)),
        ty => ty,
    }
}

/// JSON Schema's name of a value's type.
fn type_name(value: &Literal, node: &Node) -> &'static str {
    match value {
        Literal::Null => "null",
        Literal::Bool(_) => "boolean",
        Literal::Integer(_) => "integer",
        Literal::Number(_) if node.as_number().is_some_and(crate::node::Number::is_integer) => "integer",
        Literal::Number(_) => "number",
        Literal::String(_) => "string",
        Literal::Array(_) => "array",
        Literal::Object(_) => "object",
    }
}

/// The words for a value of an enumeration.
fn value_name(value: &Literal) -> String {
    match value {
        Literal::Null => "Null".to_owned(),
        Literal::Bool(value) => pascal(&value.to_string()),
        Literal::Integer(value) if *value < 0 => format!("Minus{}", value.unsigned_abs()),
        Literal::Integer(value) => format!("N{value}"),
        Literal::Number(value) => {
            let digits = value.abs().to_string().replace('.', "Point");
            format!("{}{digits}", if *value < 0.0 { "Minus" } else { "N" })
        }
        Literal::String(text) => pascal(text),
        Literal::Array(_) => "Array".to_owned(),
        Literal::Object(_) => "Object".to_owned(),
    }
}

pub(super) fn json_type(name: &str) -> JsonType {
    match name {
        "boolean" => JsonType::Boolean,
        "integer" | "number" => JsonType::Number,
        "string" => JsonType::String,
        "array" => JsonType::Array,
        "object" => JsonType::Object,
        _ => JsonType::Null,
    }
}

pub(super) fn simple_name(ty: &Type) -> Option<&'static str> {
    Some(match ty {
        Type::Null => "Null",
        Type::Bool => "Boolean",
        Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::U8 | Type::U16 | Type::U32 | Type::U64 => "Integer",
        Type::F64 => "Number",
        Type::String => "Text",
        Type::Uuid => "Uuid",
        Type::Binary => "Binary",
        Type::Date => "Date",
        Type::DateTime => "DateTime",
        Type::Text(name) => name,
        Type::Array(_) => "Array",
        Type::Map(_) => "Object",
        Type::Any => "Any",
        Type::Named(_) | Type::Nullable(_) => return None,
    })
}
