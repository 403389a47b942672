//! `oneOf`, `anyOf`, and families by `allOf` and `discriminator`.

use super::facts::{Facts, OneOfSeveral, hints, intersect_types};
use super::rules::literal;
use super::schemas::{nullable_if, simple_name};
use super::*;
use crate::resolve::reference_of;

/// More combinations of unions that stand beside each other than this are not spelled out as variants.
const MAX_VARIANTS: usize = 40;

/// Nor more than this, where unions are in the members of unions.
const MAX_NESTED_VARIANTS: usize = 400;

/// As many texts as a name is made of at most.
const FEW: usize = 3;

/// What a member of a union could be called.
#[derive(Default)]
struct Words<'a> {
    /// The only value that it allows, a text.
    value: Option<&'a str>,
    /// Its properties that can have a few texts only, with them.
    texts: IndexMap<&'a str, Vec<&'a str>>,
    /// The properties that it demands.
    demanded: Vec<&'a str>,
    /// All of its properties.
    properties: Vec<&'a str>,
    /// Its type, or `enum`.
    kind: Option<&'a str>,
}

/// The schemas of a union's members, each as often as it is one; of those that are nothing but unions themselves, theirs.
struct Leaves<'a> {
    found: Vec<&'a Node>,
    /// Whether a value has to be of exactly one of some of them.
    has_one_of: bool,
    /// There are more, or it has no end.
    has_too_many: bool,
}

/// One variant of a union before it has a type: its schemas, its reference, its own schema.
pub(super) type RawVariant<'a> = (Vec<Part<'a>>, Option<&'a str>, &'a Node);

impl<'a> Builder<'a> {
    /// The type of a schema that has a `discriminator` and no union: any of those that are a kind of it by `allOf`, or
    /// itself.
    pub(super) fn family(&mut self, parts: &[Part<'a>], hint: &str, key: &Key) -> Outcome<Option<Type>> {
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
        if let Some(tag) = facts.properties.get(property)
            && let Some(allowed) = self.facts(tag)?.values
        {
            let is_allowed = |tag: &String| allowed.iter().any(|value| value.as_str() == Some(tag));
            for (node, tags, _) in members.values().filter(|(_, tags, _)| !tags.iter().any(is_allowed)) {
                self.warn_once("W0522", node.span, || {
                    let tags = tags.join("`, `");
                    format!(
                        "nothing is read as this schema: `{property}` cannot be `{tags}`, as the discriminator wants"
                    )
                });
            }
        }
        let pending = Union { keyword: "oneOf", variants: Vec::new(), decision: Decision::Trial(Vec::new()) };
        let id = self.define(&facts, key, hint, TypeKind::Union(pending));
        self.memo.insert(key.clone(), Memo::Pending(Some(id)));
        let (mut variants, mut values) = (Vec::new(), Vec::new());
        for (_, (node, tags, name)) in members {
            // What the child says of its kin is already said.
            let ty = self.schema(&[node.into()], &name)?;
            let rust_name = pascal(&tags[0]);
            values.extend(tags.into_iter().map(|tag| (Literal::String(tag), variants.len())));
            variants.push(Variant { rust_name, ty, boxed: false, tag: None });
        }
        let base = self.schema(&[parent.into(), Part { node: discriminator, spent: true }], &format!("{hint}Base"))?;
        // What a child that is not known has beyond its parent is kept.
        if let Type::Named(base) = base
            && let TypeKind::Struct(object) = &mut self.model.types[base].kind
            && object.additional == Additional::Ignored
        {
            object.additional = Additional::Typed(Type::Any);
        }
        self.bent.push(id);
        let otherwise = Some(variants.len());
        variants.push(Variant { rust_name: "Base".to_owned(), ty: base, boxed: false, tag: None });
        let wanted = variants.iter().map(|variant| variant.rust_name.clone()).collect();
        let names = names_of_variants(wanted, &self.model.types[id].name);
        variants.iter_mut().zip(names).for_each(|(variant, name)| variant.rust_name = name);
        if let TypeKind::Union(union) = &mut self.model.types[id].kind {
            union.variants = variants;
        }
        let decision = Decision::Tag { property: property.to_owned(), values, otherwise };
        self.unions.push(PendingUnion { id, span: discriminator.span, discriminator: Some(decision) });
        Ok(Some(Type::Named(id)))
    }

    /// The components that are a kind of a schema by `allOf`.
    pub(super) fn children(&mut self) -> &HashMap<Span, Vec<&'a crate::node::Member>> {
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
    pub(super) fn mapped(&mut self, entry: &'a crate::node::Member) -> Outcome<Option<&'a Node>> {
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

    /// Which of several unions become types: the others are checked.
    pub(super) fn settle_unions(&mut self, facts: &mut Facts<'a>) -> Outcome<()> {
        let unions = std::mem::take(&mut facts.unions);
        let unions = self.without_wider(unions)?;
        // Those around it have their variants already, each of which is spelled out with this one's.
        let outer = facts.parts.iter().filter(|part| part.spent).map(|part| part.node.items().len().max(1));
        let outer = outer.fold(1, usize::saturating_mul);
        let mut variants: usize = 1;
        for union in unions {
            let narrows_only = union.members.items().iter().all(narrows_only);
            variants = variants.saturating_mul(union.members.items().len());
            let is_object = !facts.properties.is_empty()
                || facts.types.as_ref().is_some_and(|types| types.len() == 1 && types.contains("object"))
                || facts.types.is_none();
            let is_closed =
                !facts.closers.is_empty() && union.members.items().iter().any(|it| it.get("properties").is_some());
            let is_too_deep = outer > 1 && outer.saturating_mul(variants) > MAX_NESTED_VARIANTS;
            if is_too_deep {
                let message = format!(
                    "with the unions around it, this one has more than {MAX_NESTED_VARIANTS} combinations: its members \
                     are checked, and no types of their own"
                );
                self.warn("W0536", union.members.span, message);
            }
            let is_spare = is_too_deep || !facts.unions.is_empty() && variants > MAX_VARIANTS;
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

    /// Unions that stand beside each other, without those that add nothing: one that has every member of another has all of
    /// that one's values, where none is a value of two members.
    fn without_wider(&mut self, unions: Vec<OneOfSeveral<'a>>) -> Outcome<Vec<OneOfSeveral<'a>>> {
        if unions.len() < 2 {
            return Ok(unions);
        }
        let leaves: Vec<Leaves<'a>> = unions.iter().map(|union| self.leaves(union)).collect();
        let spans: Vec<HashSet<Span>> =
            leaves.iter().map(|all| all.found.iter().map(|leaf| leaf.span).collect()).collect();
        let is_wider = |at: usize| {
            let is_narrower = |other: usize| other < at || spans[other].len() < spans[at].len();
            (0..unions.len()).any(|other| other != at && is_narrower(other) && spans[other].is_subset(&spans[at]))
        };
        let mut kept = Vec::new();
        for (at, union) in unions.iter().enumerate() {
            // Of `anyOf`, to be a value of one is enough; but what decides by a discriminator may decide otherwise.
            let is_free = !leaves[at].has_one_of && union.discriminator.is_none();
            if leaves[at].has_too_many || !is_wider(at) || !is_free && !self.exclude_each_other(&leaves[at].found)? {
                kept.push(*union);
            }
        }
        Ok(kept)
    }

    fn leaves(&self, union: &OneOfSeveral<'a>) -> Leaves<'a> {
        let has_one_of = union.keyword == "oneOf";
        let mut leaves = Leaves { found: Vec::new(), has_one_of, has_too_many: false };
        self.collect_leaves(union.members, &mut Vec::new(), &mut leaves);
        leaves
    }

    fn collect_leaves(&self, members: &'a Node, way: &mut Vec<Span>, leaves: &mut Leaves<'a>) {
        const MOST: usize = 1000;
        // What says nothing about a value.
        const WORDS: &[&str] =
            &["title", "summary", "description", "discriminator", "deprecated", "example", "examples"];
        let telling = |node: &'a Node| node.members().filter(|it| !WORDS.contains(&&*it.key)).collect::<Vec<_>>();
        for member in members.items() {
            // What stands beside a reference holds, too: then it is a schema of its own.
            let node = match telling(member)[..] {
                [only] if &*only.key == "$ref" => {
                    self.resolver.resolve(member).map_or(member, |resolved| resolved.node)
                }
                _ => member,
            };
            leaves.has_too_many |= leaves.found.len() > MOST || way.contains(&node.span);
            if leaves.has_too_many {
                return;
            }
            match telling(node)[..] {
                [union] if ["oneOf", "anyOf"].contains(&&*union.key) => {
                    leaves.has_one_of |= &*union.key == "oneOf";
                    way.push(node.span);
                    self.collect_leaves(&union.value, way, leaves);
                    way.pop();
                }
                _ => leaves.found.push(node),
            }
        }
    }

    /// Whether no value can be one of two of these: objects that each demand other texts of one property.
    fn exclude_each_other(&mut self, schemas: &[&'a Node]) -> Outcome<bool> {
        let mut told: Option<IndexMap<&'a str, HashSet<&'a str>>> = None;
        for schema in schemas {
            let own = self.demanded_texts(schema)?;
            told = Some(match told {
                None => own.into_iter().map(|(name, texts)| (name, texts.into_iter().collect())).collect(),
                Some(mut known) => own
                    .into_iter()
                    .filter_map(|(name, texts)| {
                        let mut all = known.swap_remove(name)?;
                        texts.into_iter().all(|text| all.insert(text)).then_some((name, all))
                    })
                    .collect(),
            });
        }
        Ok(told.is_none_or(|told| !told.is_empty()))
    }

    /// The properties that an object has to have and that are one of a few texts, with them.
    fn demanded_texts(&mut self, schema: &'a Node) -> Outcome<Vec<(&'a str, Vec<&'a str>)>> {
        let facts = self.facts(&[schema.into()])?;
        let mut found = Vec::new();
        if facts.types.as_ref().is_none_or(|types| types.len() != 1 || !types.contains("object")) {
            return Ok(found);
        }
        for (name, parts) in facts.properties.iter().filter(|(name, _)| facts.required.contains(*name)) {
            let own = self.facts(parts)?;
            let Some(values) = own.values.filter(|_| !own.nullable) else { continue };
            if let Some(texts) = values.iter().map(|value| value.as_str()).collect() {
                found.push((*name, texts));
            }
        }
        Ok(found)
    }

    pub(super) fn union(
        &mut self,
        facts: &mut Facts<'a>,
        union: OneOfSeveral<'a>,
        hint: &str,
        key: &Key,
    ) -> Outcome<Type> {
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
            let implied = || own.implied_type().filter(|_| !self.to_the_letter).map(|name| [name].into());
            let own = own.types.clone().or_else(implied);
            around |= own.is_none_or(|own| !own.is_subset(types) && intersect_types(&own, types) != own);
        }
        for member in union.members.items() {
            let own = self.facts(&[member.into()])?;
            if is_null_alone(&own, member) {
                nullable |= null_passes;
                continue;
            }
            let has_no_type =
                facts.types.as_ref().zip(own.types.as_ref()).is_some_and(|(a, b)| intersect_types(a, b).is_empty());
            if has_no_type {
                self.warn(
                    "W0522",
                    member.span,
                    "a `type` beside the union, or around it, allows no value of this member: it is left out"
                        .to_owned(),
                );
            }
            if own.never || has_no_type {
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
        let words = self.words_of(&variants)?;
        for (index, (parts, _, member)) in variants.iter().enumerate() {
            let wanted = self.name_of_variant(hint, index, member, words[index].as_deref());
            if parts.len() > 1 {
                self.lend_name(member);
            }
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
        let mut names = Vec::new();
        for (index, (ty, wanted)) in types.iter().enumerate() {
            let (parts, _, member) = &variants[index];
            let word = words[index].as_ref().filter(|_| title_of(member).is_none());
            // With what stands beside the union, it still is the component.
            let component = if parts.len() > 1 { self.name_of_target(member) } else { None };
            names.push(match (tag_names.get(&index), word, component, ty) {
                (Some(tag), ..) => pascal(tag),
                (None, Some(word), _, Type::Named(_)) => pascal(word),
                (None, None, Some(component), Type::Named(_)) => component,
                (None, None, None, Type::Named(id)) => self.model.types[*id].name.clone(),
                (None, .., ty) => simple_name(ty).map_or(wanted.clone(), str::to_owned),
            });
        }
        let names = names_of_variants(names, &self.model.types[id].name);
        for ((ty, _), rust_name) in types.into_iter().zip(names) {
            built.push(Variant { rust_name, ty, boxed: false, tag: None });
        }
        if let TypeKind::Union(union) = &mut self.model.types[id].kind {
            union.variants = built;
        }
        self.unions.push(PendingUnion { id, span: union.members.span, discriminator });
        Ok(nullable_if(nullable, Type::Named(id)))
    }

    /// What the type of a union's member is called, where it is one of its own.
    pub(super) fn name_of_variant(
        &mut self,
        union: &str,
        index: usize,
        member: &'a Node,
        word: Option<&str>,
    ) -> String {
        let component = self.name_of_target(member);
        match (component, member.get_str("$ref"), title_of(member), word) {
            // What the component is by itself has that name.
            (Some(component), ..) => match rest_of(&component, union) {
                Some(rest) => format!("{union}As{rest}"),
                None => format!("{union}{component}"),
            },
            (None, None, Some(title), _) => titled(union, &pascal(title)),
            (None, None, None, Some(word)) => format!("{union}{}", pascal(word)),
            _ => format!("{union}Variant{}", index + 1),
        }
    }

    /// The name of what a union's member refers to.
    fn name_of_target(&mut self, member: &'a Node) -> Option<String> {
        reference_of(member)?;
        let target = self.resolver.resolve(member).ok()?.node;
        self.name_of_place(target)
    }

    /// Lets what a union makes of a component have the component's name, where nothing else of the document refers to it.
    fn lend_name(&mut self, member: &'a Node) {
        let Some(reference) = member.get_str("$ref").filter(|_| self.is_reference_alone(member)) else { return };
        let target = reference.strip_prefix('#').and_then(|pointer| self.resolver.root().pointer(pointer));
        let own = target.filter(|target| reference_of(target).is_none());
        let own = own.and_then(|target| self.component_names.get(&target.span)).cloned();
        if let Some(name) = own
            && self.times_referred_to(reference) == 1
        {
            self.lent_names.insert(member.span, name);
        }
    }

    /// A word for each member of a union that has no name of its own, where one tells it from the others: its only value;
    /// the only text that a property of it can have, or the few; a property that it alone has and demands, or all that it has; its
    /// type.
    pub(super) fn words_of(&mut self, variants: &[RawVariant<'a>]) -> Outcome<Vec<Option<String>>> {
        let mut own = Vec::new();
        for (_, reference, member) in variants {
            own.push(if reference.is_none() { self.words(member)? } else { Words::default() });
        }
        let objects: Vec<&Words<'a>> = own.iter().filter(|words| !words.properties.is_empty()).collect();
        let tells = |property: &&str, most: usize| {
            let texts: Vec<&Vec<&str>> = objects.iter().filter_map(|words| words.texts.get(*property)).collect();
            texts.len() == objects.len()
                && texts.iter().all(|texts| texts.len() <= most)
                && texts.iter().flat_map(|texts| texts.iter()).collect::<HashSet<_>>().len()
                    == texts.iter().map(|texts| texts.len()).sum::<usize>()
        };
        let tags = objects.iter().take(1).flat_map(|words| words.texts.keys().copied());
        let tag = [1, FEW].into_iter().find_map(|most| tags.clone().find(|property| tells(property, most)));
        let is_only = |kind: &str| own.iter().filter(|words| words.kind == Some(kind)).count() == 1;
        let has = |property: &&str| objects.iter().filter(|words| words.properties.contains(property)).count();
        let word = |words: &Words<'a>| {
            let of_tag = || Some(words.texts.get(tag?)?.join(" "));
            let only = words.demanded.first().filter(|_| words.properties.len() == 1);
            let own_property =
                || words.demanded.iter().find(|property| has(property) == 1).or(only).map(|it| (*it).to_owned());
            let told = words.value.map(str::to_owned).or_else(of_tag).or_else(own_property);
            let of_kind = || words.kind.filter(|kind| is_only(kind)).map(str::to_owned);
            told.filter(|text| crate::names::is_speakable(text)).or_else(of_kind)
        };
        Ok(own.iter().map(word).collect())
    }

    fn words(&mut self, member: &'a Node) -> Outcome<Words<'a>> {
        let facts = self.facts(&[member.into()])?;
        let mut words = Words { properties: facts.properties.keys().copied().collect(), ..Words::default() };
        if let Some([value]) = facts.values.as_deref() {
            words.value = value.as_str();
        }
        let types: Vec<&str> = facts.types.iter().flatten().copied().filter(|name| *name != "null").collect();
        words.kind = match (&*types, facts.implied_type()) {
            _ if facts.values.is_some() => Some("enum"),
            ([only], _) => Some(only),
            ([], Some(implied)) => Some(implied),
            _ => None,
        };
        words.demanded = words.properties.iter().copied().filter(|name| facts.required.contains(*name)).collect();
        for (name, schema) in facts.properties {
            let facts = self.facts(&schema)?;
            let values = facts.values.as_deref().filter(|values| (1..=FEW).contains(&values.len()));
            let texts: Option<Vec<&str>> = values.and_then(|values| values.iter().map(|it| it.as_str()).collect());
            if let Some(texts) = texts {
                words.texts.insert(name, texts);
            }
        }
        Ok(words)
    }

    /// The tag of a union and each value's variant, as `discriminator` says.
    pub(super) fn discriminator(
        &mut self,
        union: OneOfSeveral<'a>,
        variants: &[RawVariant<'a>],
    ) -> Outcome<Option<Decision>> {
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
            let demanded = self.demanded(parts, property, 0)?;
            let is_union = demanded.is_empty() && !self.facts(parts)?.unions.is_empty();
            match (demanded.is_empty(), reference.filter(|_| !is_union)) {
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

    /// The values that a schema demands of a member; those of all of its members where it is a union itself. None where
    /// it, or one of them, demands none.
    fn demanded(&mut self, parts: &[Part<'a>], property: &str, depth: usize) -> Outcome<Vec<Literal>> {
        let own = self.facts(parts)?;
        if let Some(tag) = own.properties.get(property).cloned() {
            let found = self.facts(&tag)?.values.unwrap_or_default();
            return Ok(found.into_iter().map(literal).filter(|value| *value != Literal::Null).collect());
        }
        let mut all = Vec::new();
        for member in own.unions.iter().flat_map(|union| union.members.items()) {
            // A union may be its own member.
            let demanded = if depth < 8 { self.demanded(&[member.into()], property, depth + 1)? } else { Vec::new() };
            if demanded.is_empty() {
                return Ok(demanded);
            }
            all.extend(demanded.into_iter().filter(|value| !all.contains(value)).collect::<Vec<_>>());
        }
        Ok(all)
    }
}

/// Whether a union's member is null, or says no more than that there is null.
pub(super) fn is_null_alone(own: &Facts<'_>, member: &Node) -> bool {
    own.types.as_ref().is_some_and(|types| types.len() == 1 && types.contains("null"))
        || own.values.as_deref().is_some_and(|values| matches!(values, [value] if value.is_null()))
        || is_nullable_only(member)
}

/// What of a name is left behind that of what is around it.
fn rest_of<'t>(name: &'t str, around: &str) -> Option<&'t str> {
    name.strip_prefix(around).filter(|rest| rest.starts_with(char::is_uppercase))
}

/// The names of an enumeration's variants, without what the enumeration is called where no two are the same then.
fn names_of_variants(wanted: Vec<String>, around: &str) -> Vec<String> {
    let short = |name: &String| rest_of(name, around).map_or_else(|| name.clone(), pascal);
    let all: Vec<String> = wanted.iter().map(short).collect();
    let mut names = Namespace::default();
    names.give("Unknown");
    let is_told = |name: &String| name != "Unknown" && all.iter().filter(|other| *other == name).count() == 1;
    wanted.iter().zip(&all).map(|(full, short)| names.give(if is_told(short) { short } else { full })).collect()
}

/// A title's name in what is around it, which it may begin with already.
fn titled(hint: &str, title: &str) -> String {
    let rest = title.strip_prefix(hint).and_then(|rest| rest.chars().next());
    match rest.is_some_and(|next| !next.is_lowercase()) {
        true => title.to_owned(),
        false => format!("{hint}{title}"),
    }
}

fn title_of(member: &Node) -> Option<&str> {
    member.get_str("title").filter(|title| !title.trim().is_empty())
}

/// Whether a union's member says `nullable` and nothing else: `anyOf` of something and of this is that something, or
/// null.
fn is_nullable_only(node: &Node) -> bool {
    node.get("nullable").and_then(Node::as_bool) == Some(true)
        && node.members().all(|it| ["nullable", "title", "description", "example"].contains(&&*it.key))
}

/// Whether a union's member only narrows the object beside it: it says nothing of its type.
pub(super) fn narrows_only(node: &Node) -> bool {
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

#[cfg(test)]
mod tests {
    use super::super::tests::{built, warnings};
    use super::*;

    fn tag(schemas: &str, name: &str) -> (Vec<(String, String)>, Option<String>, Vec<&'static str>) {
        let built = built(schemas, &[name]);
        let definition = built.model.types.iter().find(|definition| definition.name == name).expect("a union");
        let TypeKind::Union(union) = &definition.kind else { panic!("no union: {:?}", definition.kind) };
        let Decision::Tag { values, otherwise, .. } = &union.decision else { panic!("{:?}", union.decision) };
        let ty = |index: usize| match &union.variants[index].ty {
            Type::Named(id) => built.model.types[*id].name.clone(),
            other => format!("{other:?}"),
        };
        let values = values.iter().map(|(value, index)| (value.to_json().to_string(), ty(*index))).collect();
        (values, otherwise.map(ty), warnings(&built))
    }

    fn rows(rows: &[(&str, &str)]) -> Vec<(String, String)> {
        rows.iter().map(|(value, ty)| (format!("\"{value}\""), (*ty).to_owned())).collect()
    }

    const PETS: &str = "Cat: { type: object, required: [kind], properties: { kind: { type: string } } }
             Dog: { type: object, required: [kind], properties: { kind: { type: string } } }";

    #[test]
    fn a_discriminator_maps_values_and_names_imply_the_others() {
        let union = "U: { oneOf: [ { $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' } ],
               discriminator: { propertyName: kind, mapping: { cat: Cat, tom: '#/components/schemas/Cat' } } }";
        let (values, _, warnings) = tag(&format!("{union}\n             {PETS}"), "U");
        assert_eq!(values, rows(&[("cat", "Cat"), ("tom", "Cat"), ("Dog", "Dog")]));
        assert_eq!(warnings, [""; 0]);
    }

    #[test]
    fn what_a_member_demands_of_the_tag_counts_before_its_name() {
        let (values, ..) = tag(
            "U: { oneOf: [ { $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' } ],
               discriminator: { propertyName: kind } }
             Cat: { type: object, required: [kind], properties: { kind: { type: string, enum: [feline] } } }
             Dog: { type: object, required: [kind], properties: { kind: { const: canine } } }",
            "U",
        );
        assert_eq!(values, rows(&[("feline", "Cat"), ("canine", "Dog")]));
    }

    #[test]
    fn a_mapping_that_leads_nowhere_is_said_and_passed_over() {
        let union = "U: { oneOf: [ { $ref: '#/components/schemas/Cat' }, { $ref: '#/components/schemas/Dog' } ],
               discriminator: { propertyName: kind, mapping: { cat: Cat, cow: '#/components/schemas/Cow' } } }";
        let (values, _, warnings) = tag(&format!("{union}\n             {PETS}"), "U");
        assert_eq!(values, rows(&[("cat", "Cat"), ("Dog", "Dog")]));
        assert_eq!(warnings, ["W0522"]);
    }

    #[test]
    fn a_tag_that_a_member_does_not_know_is_written_by_the_union() {
        let pets = |closed: &str| {
            format!(
                "U: {{ oneOf: [ {{ $ref: '#/components/schemas/Cat' }}, {{ $ref: '#/components/schemas/Dog' }} ],
               discriminator: {{ propertyName: kind, mapping: {{ cat: Cat }} }} }}
             Cat: {{ type: object, required: [lives], properties: {{ lives: {{ type: integer }} }}{closed} }}
             Dog: {{ type: object, required: [kind], properties: {{ kind: {{ type: string }} }} }}"
            )
        };
        let union = |built: &Built| {
            let found =
                built.model.types.iter().find(|definition| definition.name == "U").expect("a union").kind.clone();
            let TypeKind::Union(union) = found else { panic!("no union: {found:?}") };
            union
        };
        let open = built(&pets(""), &["U"]);
        let tags: Vec<_> = union(&open).variants.into_iter().map(|variant| variant.tag).collect();
        let written = |property: &str, is_optional| {
            Some(WrittenTag { property: property.to_owned(), value: "cat".to_owned(), is_optional })
        };
        assert_eq!(tags, [written("kind", false), None]);
        assert_eq!(warnings(&open), ["W0522"]);
        let closed = built(&pets(", additionalProperties: false"), &["U"]);
        assert!(!matches!(union(&closed).decision, Decision::Tag { .. }), "{:?}", union(&closed).decision);
        assert!(warnings(&closed).contains(&"W0522"));
    }

    #[test]
    fn a_parent_with_a_discriminator_is_any_of_its_children_or_itself() {
        let (values, otherwise, _) = tag(
            "Pet: { type: object, required: [kind], properties: { kind: { type: string } },
               discriminator: { propertyName: kind, mapping: { cat: '#/components/schemas/Cat' } } }
             Cat: { allOf: [ { $ref: '#/components/schemas/Pet' }, { type: object, properties: { lives: { type: integer } } } ] }
             Dog: { allOf: [ { $ref: '#/components/schemas/Pet' }, { type: object, properties: { name: { type: string } } } ] }
             Puppy: { allOf: [ { $ref: '#/components/schemas/Dog' }, { type: object, properties: { age: { type: integer } } } ] }",
            "Pet",
        );
        assert_eq!(values, rows(&[("cat", "Cat"), ("Dog", "Dog"), ("Puppy", "Puppy")]));
        assert_eq!(otherwise.as_deref(), Some("PetBase"));
    }

    #[test]
    fn a_child_whose_tag_its_parent_forbids_is_said() {
        let built = built(
            "Pet: { type: object, required: [kind], properties: { kind: { enum: [cat, dog] } },
               discriminator: { propertyName: kind, mapping: { cat: '#/components/schemas/Cat' } } }
             Cat: { allOf: [ { $ref: '#/components/schemas/Pet' } ] }
             Dog: { allOf: [ { $ref: '#/components/schemas/Pet' } ] }",
            &["Pet"],
        );
        let said: Vec<&str> = built.diagnostics.iter().map(|found| &*found.message).collect();
        assert!(matches!(&*said, [one] if one.contains("`kind` cannot be `Dog`")), "{said:?}");
    }

    #[test]
    fn a_child_that_adds_nothing_is_a_kind_of_its_own() {
        let (values, ..) = tag(
            "Pet: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind } }
             Cat: { allOf: [ { $ref: '#/components/schemas/Pet' } ] }",
            "Pet",
        );
        assert_eq!(values, rows(&[("Cat", "Cat")]));
    }

    #[test]
    fn alternatives_that_only_require_narrow_the_object_beside_them() {
        let built = built(
            "A: { type: object, properties: { a: { type: string }, b: { type: string } }, anyOf: [ { required: [a] }, { required: [b] } ] }",
            &["A"],
        );
        let definition = &built.model.types[0];
        assert!(matches!(definition.kind, TypeKind::Struct(_)), "{:?}", definition.kind);
        assert!(matches!(&definition.checks[..], [Rule::AnyOf(all)] if all.len() == 2), "{:?}", definition.checks);
    }

    #[test]
    fn members_without_a_name_are_called_after_what_tells_them_apart() {
        for (schema, expected) in [
            (
                "{ oneOf: [ { type: string, enum: [on] }, { type: string, enum: [off], minLength: 1 } ] }",
                &["UOn", "UOff"][..],
            ),
            (
                "{ anyOf: [ { title: UPath, type: object, required: [a] }, { title: Upon, type: object, required: [b] } ] }",
                &["UPath", "UUpon"],
            ),
            (
                "{ oneOf: [ { type: object, required: [kind], properties: { kind: { const: cat }, a: { type: string } } },
                    { type: object, required: [kind], properties: { kind: { const: dog }, a: { type: string } } } ] }",
                &["UCat", "UDog"],
            ),
            (
                "{ oneOf: [ { type: object, required: [card], properties: { card: { type: string } } },
                    { type: object, required: [cash], properties: { cash: { type: string } } } ] }",
                &["UCard", "UCash"],
            ),
            (
                "{ oneOf: [ { type: object, required: [op], properties: { op: { enum: [add, replace, test] }, value: {} } },
                    { type: object, required: [op], properties: { op: { enum: [remove] } } },
                    { type: object, required: [op], properties: { op: { enum: [move, copy] }, from: { type: string } } } ] }",
                &["UAddReplaceTest", "URemove", "UMoveCopy"],
            ),
            (
                "{ oneOf: [ { type: object, required: [by, email], properties: { by: { type: string }, email: { type: string } } },
                    { type: object, required: [by, phone], properties: { by: { type: string }, phone: { type: string } } } ] }",
                &["UEmail", "UPhone"],
            ),
            (
                "{ anyOf: [ { type: array, minItems: 1, items: { type: string } }, { type: string, enum: [a, b] },
                    { type: object, properties: { a: { type: string } } } ] }",
                &["UArray", "UEnum", "UObject"],
            ),
            (
                "{ anyOf: [ { type: object, properties: { a: { type: string } } }, { type: object, properties: { b: { type: string } } } ] }",
                &["UVariant1", "UVariant2"],
            ),
        ] {
            let built = built(&format!("U: {}", schema.replace('\n', " ")), &["U"]);
            let names: Vec<&str> = built.model.types.iter().map(|it| &*it.name).collect();
            assert!(expected.iter().all(|name| names.contains(name)), "{schema}: {names:?}");
        }
    }

    /// The variants of a union and their types.
    fn variants(built: &Built, name: &str) -> Vec<String> {
        let definition = built.model.types.iter().find(|definition| definition.name == name).expect(name);
        let TypeKind::Union(union) = &definition.kind else { panic!("{name} is no union") };
        let text = |variant: &Variant| match variant.ty {
            Type::Named(id) => format!("{}({})", variant.rust_name, built.model.types[id].name),
            ref ty => format!("{}({ty:?})", variant.rust_name),
        };
        union.variants.iter().map(text).collect()
    }

    const SHAPES: &str = "ShapeTriangle: { type: object, properties: { $type: { type: string, enum: [t] }, a: { type: string, minLength: 1 } } }
             Square: { type: object, properties: { $type: { type: string, enum: [s] }, b: { type: string } } }
             Other: { type: object, properties: { t: { $ref: '#/components/schemas/ShapeTriangle' }, s: { $ref: '#/components/schemas/Square' } } }";

    #[test]
    fn components_beside_which_something_stands_keep_their_names() {
        let members = "[ { $ref: '#/components/schemas/ShapeTriangle' }, { $ref: '#/components/schemas/Square' } ]";
        let mapping = "mapping: { ShapeTri: ShapeTriangle, square: Square }";
        let tagged = format!("discriminator: {{ propertyName: $type, {mapping} }}");
        let of = |rest: &str, others: &str| {
            let shapes: Vec<&str> = SHAPES.lines().filter(|line| others.is_empty() || !line.contains(others)).collect();
            let shape = format!("Shape: {{ type: object, required: [$type], anyOf: {members}, {rest} }}");
            built(&format!("{shape}\n{}", shapes.join("\n")), &["Shape"])
        };
        // Nothing but the union refers to them.
        let alone = of(&tagged, "Other:");
        assert_eq!(variants(&alone, "Shape"), ["Tri(ShapeTriangle)", "Square(Square)"]);
        let names: Vec<&str> = alone.model.types.iter().map(|it| &*it.name).collect();
        assert!(names.contains(&"ShapeTriangleA"), "{names:?}");
        let untagged = of("description: Any.", "Other:");
        assert_eq!(variants(&untagged, "Shape"), ["Triangle(ShapeTriangle)", "Square(Square)"]);
        // The components are there by themselves, too.
        let shared = of("description: Any.", "");
        assert_eq!(variants(&shared, "Shape"), ["Triangle(ShapeAsTriangle)", "Square(ShapeSquare)"]);
    }

    #[test]
    fn a_component_that_is_there_after_all_is_called_otherwise_than_what_has_its_name() {
        let built = built(
            "Shape: { type: object, required: [kind], properties: { kind: { type: string } }, anyOf: [ { $ref: '#/components/schemas/Round' },
               { $ref: '#/components/schemas/Flat' } ] }
             Round: { type: object, properties: { a: { type: string } } }
             Flat: { type: object, properties: { b: { type: string } } }
             Kind: { type: object, required: [kind], properties: { kind: { type: string } }, discriminator: { propertyName: kind, mapping: { r: Round } } }",
            &["Shape", "Kind"],
        );
        assert_eq!(variants(&built, "Shape"), ["Round(Round)", "Flat(Flat)"]);
        assert_eq!(variants(&built, "Kind"), ["R(Round2)", "Base(KindBase)"]);
        let names: HashSet<&str> = built.model.types.iter().map(|it| &*it.name).collect();
        assert_eq!(names.len(), built.model.types.len());
    }

    #[test]
    fn variants_do_not_repeat_what_their_enumeration_is_called() {
        let object = |name: &str| {
            format!("{{ title: {name}, type: object, required: [a], properties: {{ a: {{ const: {name} }} }} }}")
        };
        for (titles, expected) in [
            (["UPath", "USelf"], ["Path(UPath)", "SelfValue(USelf)"]),
            (["U Unknown", "Upon"], ["UUnknown(UUnknown)", "Upon(UUpon)"]),
        ] {
            let built = built(&format!("U: {{ oneOf: [ {}, {} ] }}", object(titles[0]), object(titles[1])), &["U"]);
            assert_eq!(variants(&built, "U"), expected);
        }
        // Two would be called the same.
        let component =
            |name: &str| format!("{name}: {{ type: object, required: [{name}], properties: {{ {name}: {{}} }} }}");
        let [one, two] = ["UUse", "Use"].map(component);
        let union = "U: { oneOf: [ { $ref: '#/components/schemas/UUse' }, { $ref: '#/components/schemas/Use' } ] }";
        let built = built(&format!("{union}\n             {one}\n             {two}"), &["U"]);
        assert_eq!(variants(&built, "U"), ["UUse(UUse)", "Use(Use)"]);
    }

    #[test]
    fn of_two_unions_beside_each_other_the_one_that_has_all_members_of_the_other_adds_nothing() {
        let schemas = |kind: &str| {
            let object = |name: &str, kind: &str| {
                format!("{name}: {{ type: object, required: [kind], properties: {{ kind: {{ {kind} }} }} }}")
            };
            let one_of = |name: &str, of: &[&str]| {
                let of: Vec<String> = of.iter().map(|it| format!("{{ $ref: '#/components/schemas/{it}' }}")).collect();
                format!("{name}: {{ description: Some., oneOf: [{}] }}", of.join(", "))
            };
            let all = [
                one_of("Any", &["P", "H", "Q"]),
                one_of("Few", &["P", "H"]),
                one_of("Most", &["Few", "Q"]),
                object("P", "const: p"),
                object("H", kind),
                object("Q", "const: q"),
                "Both: { allOf: [{ $ref: '#/components/schemas/Any' }, { $ref: '#/components/schemas/Most' }] }"
                    .to_owned(),
            ];
            all.join("\n             ")
        };
        let names = |schemas: &str, of: &str| -> Vec<String> {
            built(schemas, &[of]).model.types.iter().map(|definition| definition.name.clone()).collect()
        };
        assert_eq!(names(&schemas("const: h"), "Both"), ["Both", "P", "H", "Q"]);
        // A value may be one of two members: then it is none of the wider union's.
        assert!(names(&schemas("type: string"), "Both").len() > 5);
        assert!(names(&schemas("type: [string, 'null'], enum: [h, null]"), "Both").len() > 5);
    }

    #[test]
    fn a_wider_union_that_says_more_than_its_members_stays() {
        const KINDS: &str =
            "P: { type: object, required: [kind], properties: { kind: { const: p }, x: { type: integer } } }
             H: { type: object, required: [kind], properties: { kind: { const: h } } }
             M: { type: object, required: [kind], properties: { kind: { type: string } } }
             N: { type: object, required: [kind], properties: { kind: { type: string }, n: { type: integer } } }
             Few: { oneOf: [{ $ref: '#/components/schemas/P' }, { $ref: '#/components/schemas/H' }] }
             Again: { oneOf: [{ $ref: '#/components/schemas/Few' }] }";
        let reference = |name: &str| format!("{{ $ref: '#/components/schemas/{name}' }}");
        let both = |wide: String, narrow: [&str; 2]| {
            let narrow = narrow.map(reference).join(", ");
            let schemas = format!("{KINDS}\n             Both: {{ allOf: [{{ {wide} }}, {{ oneOf: [{narrow}] }}] }}");
            built(&schemas, &["Both"]).model.types.iter().map(|definition| definition.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(both(format!("oneOf: [{}, {}]", reference("P"), reference("H")), ["P", "H"]), ["Both", "P", "H"]);
        for wide in [
            // Beside a reference.
            format!("oneOf: [{{ $ref: '#/components/schemas/P', required: [x] }}, {}]", reference("H")),
            // A member that is one by two ways.
            format!("oneOf: [{}, {}]", reference("Few"), reference("Again")),
        ] {
            assert_ne!(both(wide.clone(), ["P", "H"]), ["Both", "P", "H"], "{wide}");
        }
        // Of `anyOf` in which one of two has to fit, and of what a discriminator decides.
        let inner = format!("oneOf: [{}, {}]", reference("M"), reference("N"));
        let discriminator = "discriminator: { propertyName: kind, mapping: { m: M, n: N } }";
        for wide in [
            format!("anyOf: [{{ {inner} }}, {}]", reference("P")),
            format!("anyOf: [{}, {}], {discriminator}", reference("M"), reference("N")),
        ] {
            assert_ne!(both(wide.clone(), ["M", "N"]), ["Both", "M", "N"], "{wide}");
        }
    }

    #[test]
    fn two_unions_in_one_schema_are_every_pair() {
        let built = built(
            "U: { type: object, allOf: [
               { oneOf: [ { type: object, required: [a], properties: { a: { type: string } } }, { type: object, required: [b], properties: { b: { type: string } } } ] },
               { oneOf: [ { type: object, required: [c], properties: { c: { type: string } } }, { type: object, required: [d], properties: { d: { type: string } } } ] } ] }",
            &["U"],
        );
        let structs: Vec<Vec<&str>> = built
            .model
            .types
            .iter()
            .filter_map(|definition| match &definition.kind {
                TypeKind::Struct(object) => Some(object.members.iter().map(|member| &*member.name).collect()),
                _ => None,
            })
            .collect();
        for pair in [["a", "c"], ["a", "d"], ["b", "c"], ["b", "d"]] {
            assert!(
                structs.iter().any(|members| pair.iter().all(|name| members.contains(name))),
                "{pair:?}: {structs:?}"
            );
        }
    }

    #[test]
    fn unions_in_unions_are_checked_where_they_are_too_many_to_be_spelled_out() {
        let member = |level: usize, x: usize| {
            let inner = format!("#/components/schemas/U{}", level + 1);
            format!("{{ allOf: [ {{ $ref: '{inner}' }}, {{ properties: {{ x: {{ const: {x} }} }} }} ] }}")
        };
        let union = |level: usize| format!("U{level}: {{ oneOf: [ {}, {} ] }}", member(level, 1), member(level, 2));
        let mut schemas: Vec<String> = (0..30).map(union).collect();
        schemas.push("U30: { type: object, required: [a], properties: { a: { type: string } } }".to_owned());
        let built = built(&schemas.join("\n             "), &["U0"]);
        assert!(built.model.types.len() < 2_000, "{}", built.model.types.len());
        assert!(warnings(&built).contains(&"W0536"));
    }

    fn tags(built: &Built, name: &str) -> Vec<(String, usize)> {
        let definition = built.model.types.iter().find(|definition| definition.name == name).expect(name);
        let TypeKind::Union(union) = &definition.kind else { panic!("{name} is no union") };
        let Decision::Tag { values, .. } = &union.decision else { return Vec::new() };
        values.iter().map(|(value, index)| (value.to_json().as_str().unwrap_or_default().to_owned(), *index)).collect()
    }

    const INNER: &str = "Inner: { oneOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/C' }] }
             B: { type: object, required: [kind], properties: { kind: { type: string, enum: [b] }, x: { type: string } } }
             C: { type: object, required: [kind], properties: { kind: { type: string, enum: [c] }, x: { type: string } } }";

    #[test]
    fn a_union_in_a_union_is_known_by_the_tags_of_its_members() {
        let outer = "Outer: { oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/Inner' }],
               discriminator: { propertyName: kind } }
             A: { type: object, required: [kind], properties: { kind: { type: string, enum: [a] } } }";
        let built = built(&format!("{outer}\n             {INNER}"), &["Outer"]);
        let tag = |text: &str, index| (text.to_owned(), index);
        assert_eq!(tags(&built, "Outer"), [tag("a", 0), tag("b", 1), tag("c", 1)]);
    }

    #[test]
    fn a_tag_of_two_members_tells_nothing_and_is_said() {
        let outer = "Outer: { oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/Inner' }],
               discriminator: { propertyName: kind } }
             A: { type: object, required: [kind], properties: { kind: { type: string, enum: [b] }, y: { type: string } } }";
        let built = built(&format!("{outer}\n             {INNER}"), &["Outer"]);
        assert_eq!(tags(&built, "Outer"), []);
        assert!(warnings(&built).contains(&"W0522"));
    }
}
