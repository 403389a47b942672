//! The type that says what a conjunction of schemas says.

use super::facts::Facts;
use super::scalars::{integer_rules, range_of_format, rules_of_number};
use super::*;
use crate::node::TYPES_HELP;
use crate::resolve::reference_of;

/// How many components may stand behind each other without adding anything.
const MAX_BEHIND: usize = 1000;

impl<'a> Builder<'a> {
    /// The type of a conjunction of schemas; `hint` is its name if it needs one of its own.
    pub(super) fn schema(&mut self, parts: &[Part<'a>], hint: &str) -> Outcome<Type> {
        let telling = if parts.len() > 1 { self.telling(parts) } else { Vec::new() };
        let parts = if telling.is_empty() { parts } else { &telling };
        // A bare reference is its target, with the target's name.
        if let [part] = parts
            && let Some((inner, name, nullable)) = self.wrapped(part.node, hint)?
        {
            if self.behind > MAX_BEHIND {
                let message = format!(
                    "this schema stands behind more than {MAX_BEHIND} others that add nothing to it, or behind itself"
                );
                return Err(self.error("E0501", part.node.span, message, None));
            }
            self.behind += 1;
            let ty = self.schema(&[inner.into()], &name);
            self.behind -= 1;
            return Ok(nullable_if(nullable, ty?));
        }
        let key: Key = parts.iter().map(|part| (part.node.span, part.spent)).collect();
        match self.memo.get(&key) {
            Some(Memo::Done(Some(ty))) => return Ok(ty.clone()),
            Some(Memo::Done(None)) => return Err(Impossible),
            Some(Memo::Pending(pending)) => {
                let id = match *pending {
                    Some(id) => id,
                    None => {
                        let hint = self.hint_of(parts, hint);
                        self.reserve(&hint, parts)
                    }
                };
                self.memo.insert(key, Memo::Pending(Some(id)));
                // It is not built yet, and null is a matter of where a type is used.
                let nullable = self.takes_null(parts, 0)?;
                return Ok(nullable_if(nullable, Type::Named(id)));
            }
            None => {}
        }
        let hint = &*self.hint_of(parts, hint);
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

    /// Whether a conjunction of schemas allows null beside something else, as its type will say.
    fn takes_null(&mut self, parts: &[Part<'a>], depth: usize) -> Outcome<bool> {
        // What is its own member by way of so many others allows nothing by that.
        const DEEP: usize = 16;
        let facts = self.facts(parts)?;
        let null_passes = facts.types.as_ref().is_none_or(|types| types.contains("null"));
        if let Some(values) = &facts.values {
            return Ok(facts.nullable || null_passes && values.iter().any(|value| value.is_null()));
        }
        let Some(union) = facts.unions.first() else {
            return Ok(facts.nullable || facts.types.as_ref().is_some_and(|types| types.contains("null")));
        };
        if facts.nullable || !null_passes || depth == DEEP {
            return Ok(facts.nullable);
        }
        for member in union.members.items() {
            if self.takes_null(&[member.into()], depth + 1)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What a schema is that adds nothing to another one but words, and null: the other one, its
    /// name, and whether there is null.
    pub(super) fn wrapped(&mut self, node: &'a Node, hint: &str) -> Outcome<Option<(&'a Node, String, bool)>> {
        let nullable = node.get_bool("nullable").unwrap_or_default();
        if reference_of(node).is_some() {
            if !self.is_reference_alone(node) {
                return Ok(None);
            }
            let resolved = self.resolve(node)?;
            self.refers_to_a_schema(node);
            let name = match (self.component_names.get(&resolved.node.span), &resolved.target) {
                (Some(name), _) => name.clone(),
                (None, Some(target)) => pascal(&target.name),
                (None, None) => hint.to_owned(),
            };
            return Ok(Some((resolved.node, name, nullable)));
        }
        // What only has words, or says `nullable`, is no part of its own (Box and DigitalOcean write so).
        let parts = node.get_array("allOf").unwrap_or_default();
        let mut telling = parts.iter().filter(|part| part.as_object().is_none() || !says_only(part, &["nullable"]));
        let (Some(inner), None) = (telling.next(), telling.next()) else { return Ok(None) };
        if reference_of(inner).is_none() || !says_only(node, &["allOf", "type", "nullable"]) {
            return Ok(None);
        }
        let is_nullable = |part: &Node| part.span != inner.span && part.get_bool("nullable").unwrap_or_default();
        let nullable = nullable || parts.iter().any(is_nullable);
        let target = self.resolve(inner)?.node;
        let same_type = match node.get("type") {
            None => true,
            Some(ty) => ty.as_str().is_some() && ty.as_str() == target.get_str("type"),
        };
        // A component that only is a kind of another one is a member of its family of its own.
        let is_child = self.component_names.contains_key(&node.span) && target.get("discriminator").is_some();
        Ok((same_type && !is_child).then(|| (inner, hint.to_owned(), nullable)))
    }

    /// Whether an object is a reference and adds nothing to its target but words, and null.
    pub(super) fn is_reference_alone(&self, node: &Node) -> bool {
        reference_of(node)
            .is_some_and(|reference| self.stands_alone() || says_only(node, &[&reference.key, "nullable"]))
    }

    /// A conjunction without the parts that say nothing of a type, or refer to what another one refers to.
    fn telling(&self, parts: &[Part<'a>]) -> Vec<Part<'a>> {
        let mut known = HashSet::new();
        let is_telling = |part: &Part<'a>| {
            let node = part.node;
            if part.spent {
                return true;
            }
            if node.as_bool() == Some(true) || node.as_object().is_some() && says_only(node, &[]) {
                return false;
            }
            let is_plain = self.is_reference_alone(node) && node.get("nullable").is_none();
            let target = self.resolver.resolve(node).ok().filter(|_| is_plain);
            target.is_none_or(|target| known.insert(target.node.span))
        };
        let telling: Vec<Part<'a>> = parts.iter().copied().filter(is_telling).collect();
        if telling.is_empty() { parts.to_vec() } else { telling }
    }

    /// Whether a reference is all that its object says, but for words and `nullable` (OpenAPI 3.0, Reference Object).
    pub(super) fn stands_alone(&self) -> bool {
        self.resolver.version() == crate::source::Version::V3_0
    }

    pub(super) fn reserve(&mut self, hint: &str, parts: &[Part<'a>]) -> TypeId {
        let span = parts.first().map(|part| part.node.span);
        let own = span.and_then(|span| self.component_names.get(&span)).filter(|_| parts.len() == 1);
        let lent = span.filter(|_| parts.len() > 1).and_then(|span| self.lent_names.remove(&span));
        let name = match (own.cloned(), lent) {
            // Only the component itself has the name that was kept for it.
            (Some(name), _) if !self.borrowed_names.contains(&name) => name,
            (None, Some(name)) if self.model.types.iter().all(|definition| definition.name != name) => {
                self.borrowed_names.insert(name.clone());
                name
            }
            (own, _) => self.names.give(own.as_deref().unwrap_or(hint)),
        };
        self.model.types.push(TypeDef {
            name,
            pointer: span.map(|span| self.resolver.pointer(span)).unwrap_or_default(),
            docs: String::new(),
            deprecated: false,
            kind: TypeKind::Pending,
            checks: Vec::new(),
            // A place in another file is none of the document's: nobody could look the schema up.
            exact: parts.len() == 1 && span.is_some_and(|span| span.source == self.resolver.document().source),
            view: View::Both,
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
        definition.exact &= !key.is_empty();
        definition.kind = kind;
        if facts.bent {
            self.bent.push(id);
        }
        id
    }

    pub(super) fn typed(&mut self, mut facts: Facts<'a>, hint: &str, key: &Key) -> Outcome<Type> {
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

    pub(super) fn pointer_of(&self, parts: &[Part<'a>]) -> String {
        parts.first().map(|part| self.resolver.pointer(part.node.span)).unwrap_or_default()
    }

    /// The type around another one. Where the inner one has the name already, it gives it up.
    pub(super) fn reserve_narrowed(&mut self, facts: &Facts<'a>, hint: &str, key: &Key, inner: Type) -> (TypeId, Type) {
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
    pub(super) fn nothing(&mut self, facts: &Facts<'a>, hint: &str, key: &Key) -> Type {
        let id = self.define(facts, key, hint, TypeKind::Checked(Type::Any));
        self.model.types[id].checks = vec![Rule::Never];
        // There is no value of it to try.
        self.model.types[id].exact = false;
        Type::Named(id)
    }

    /// The type of all that a type can say.
    pub(super) fn type_of(&mut self, facts: &mut Facts<'a>, hint: &str, key: &Key) -> Outcome<Type> {
        if facts.values.is_some() || !facts.unions.is_empty() {
            self.foreign_format(facts);
        }
        if let Some(values) = facts.values.take() {
            return self.enumeration(facts, &values, hint, key);
        }
        if let Some(union) = facts.unions.first().copied() {
            return self.union(facts, union, hint, key);
        }
        let mut types = facts.types.clone().unwrap_or_default();
        let nullable = types.remove("null") | (facts.nullable && facts.types.is_some());
        if !types.is_empty() {
            self.unknown_format(facts, &types);
        }
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
            0 if self.to_the_letter => return self.any_that_keeps(facts),
            0 => match facts.implied_type() {
                Some(implied) => {
                    let span = facts.span.unwrap_or(self.resolver.root().span);
                    self.warn(
                        "W0524",
                        span,
                        format!("a schema without `type` that speaks of one: read as `type: {implied}`"),
                    );
                    self.unknown_format(facts, &BTreeSet::from([implied]));
                    let ty = self.of_type(facts, implied, hint, key)?;
                    return Ok(nullable_if(facts.nullable, ty));
                }
                None if facts.circular => {
                    let span = facts.span.unwrap_or(self.resolver.root().span);
                    self.warn("W0522", span, "a schema that is only itself".to_owned());
                    return Ok(self.nothing(facts, hint, key));
                }
                None => {
                    self.unknown_format(facts, &types);
                    return Ok(Type::Any);
                }
            },
            1 => {
                let only = types.first().copied().unwrap_or_default();
                self.of_type(facts, only, hint, key)?
            }
            // Every type there is.
            5 if nullable && facts.implied_type().is_none() => return Ok(Type::Any),
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
                    variants.push(Variant { rust_name: pascal(name), ty, boxed: false, tag: None });
                    decision.push((json_type(name), Decision::One(index)));
                }
                let union = Union { keyword: "type", variants, decision: Decision::JsonType(decision) };
                self.model.types[id].kind = TypeKind::Union(union);
                Type::Named(id)
            }
        };
        Ok(nullable_if(nullable, ty))
    }

    /// Any JSON that keeps the rules: no type says them.
    fn any_that_keeps(&mut self, facts: &mut Facts<'a>) -> Outcome<Type> {
        if facts.implied_type().is_none() {
            return Ok(Type::Any);
        }
        let parts: Vec<&'a Node> = facts.parts.iter().filter(|part| !part.spent).map(|part| part.node).collect();
        let mut all = Vec::new();
        for part in parts {
            all.push(self.rules(part)?);
        }
        facts.checks = match all.len() {
            1 => all.remove(0),
            _ => vec![Rule::AllOf(all)],
        };
        Ok(Type::Any)
    }

    pub(super) fn of_type(&mut self, facts: &mut Facts<'a>, name: &str, hint: &str, key: &Key) -> Outcome<Type> {
        let span = facts.span.unwrap_or(self.resolver.root().span);
        Ok(match name {
            "boolean" => Type::Bool,
            "null" => Type::Null,
            "string" => self.string(facts, hint, key)?,
            "integer" => {
                if self.has_any_size(facts) {
                    let rules = rules_of_number(facts);
                    facts.checks.extend(rules.into_iter().map(Rule::Number));
                    return Ok(Type::Integer);
                }
                if let Some((_, place)) = facts.format.filter(|(name, _)| range_of_format(name).is_some()) {
                    self.held_formats.insert(place);
                }
                let (rules, ty) = integer_rules(facts);
                if rules == IntegerRules::default() {
                    ty
                } else {
                    Type::Named(self.define(facts, key, hint, TypeKind::Integer(rules, ty)))
                }
            }
            "number" => {
                let mut all = rules_of_number(facts);
                let is_decimal = facts.format.is_some_and(|(name, _)| name.starts_with("decimal"));
                if is_decimal || all.iter().any(|rules| !rules.exact.is_empty()) {
                    facts.checks.extend(all.into_iter().map(Rule::Number));
                    return Ok(Type::Number);
                }
                let rules = if all.is_empty() { NumberRules::default() } else { all.remove(0) };
                facts.checks.extend(all.into_iter().map(Rule::Number));
                if rules == NumberRules::default() {
                    Type::F64
                } else {
                    Type::Named(self.define(facts, key, hint, TypeKind::Number(rules)))
                }
            }
            "array" if let Some(items) = facts.fixed() => self.tuple(facts, items, hint, key)?,
            "array" => {
                let item = if facts.is_tuple() {
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
            other => {
                let own = facts.parts.first().and_then(|part| part.node.get("type")).map_or(span, |ty| ty.span);
                return Err(self.error("E0501", own, format!("`{other}` is not a type"), Some(TYPES_HELP.to_owned())));
            }
        })
    }

    /// An array of so many items, each of a schema of its own.
    fn tuple(&mut self, facts: &mut Facts<'a>, items: &'a [Node], hint: &str, key: &Key) -> Outcome<Type> {
        let count = items.len() as u64;
        // The type says these.
        facts.checks.retain(|rule| match rule {
            Rule::PrefixItems(_) | Rule::Items(..) => false,
            Rule::MaxItems(most) => *most != count,
            _ => true,
        });
        facts.checks.extend(facts.unique_items.then_some(Rule::UniqueItems));
        let mut made = Vec::new();
        for (place, item) in items.iter().enumerate() {
            let own = self.facts(&[item.into()])?;
            let (docs, deprecated) = (self.member_docs(&own, true), own.deprecated);
            let ty = self.schema(&[item.into()], &format!("{hint}Item{}", place + 1))?;
            made.push(TupleItem { docs, deprecated, ty, boxed: false });
        }
        Ok(Type::Named(self.define(facts, key, hint, TypeKind::Tuple(made))))
    }
}

/// Whether a schema has these keywords only, and what says nothing of a type.
pub(super) fn says_only(node: &Node, own: &[&str]) -> bool {
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
        "$comment",
    ];
    node.members().all(|it| own.contains(&&*it.key) || WORDS.contains(&&*it.key) || it.key.starts_with("x-"))
}

pub(super) fn is_null_or(ty: &Type, id: TypeId) -> bool {
    matches!(ty, Type::Nullable(inner) if **inner == Type::Named(id))
}

pub(super) fn nullable_if(nullable: bool, ty: Type) -> Type {
    match ty {
        Type::Nullable(_) | Type::Any | Type::Null => ty,
        ty if nullable => Type::Nullable(Box::new(ty)),
        ty => ty,
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
        Type::I128 | Type::Integer => "Integer",
        Type::F64 | Type::Number => "Number",
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

#[cfg(test)]
mod tests {
    use super::super::tests::{built, built_as};
    use super::*;

    fn kinds(schemas: &str, used: &[&str]) -> Vec<(String, String)> {
        let built = built(schemas, used);
        let kind = |definition: &TypeDef| {
            let debug = format!("{:?}", definition.kind);
            debug.split(['(', ' ', '{']).next().unwrap_or_default().to_owned()
        };
        built.model.types.iter().map(|definition| (definition.name.clone(), kind(definition))).collect()
    }

    fn rows(rows: &[(&str, &str)]) -> Vec<(String, String)> {
        rows.iter().map(|(name, kind)| ((*name).to_owned(), (*kind).to_owned())).collect()
    }

    #[test]
    fn what_every_part_refers_to_or_says_nothing_of_is_that() {
        let link = "{ $ref: '#/components/schemas/Link' }";
        let part = |schema: &str| format!("{{ type: object, properties: {{ a: {schema} }} }}");
        let list = |items: &str| part(&format!("{{ type: array, items: {items} }}"));
        for (parts, is_list) in [
            (format!("{{ type: object, additionalProperties: {link} }}, {}", part(link)), false),
            (format!("{}, {}, {}", part("{}"), part(link), part("{ description: d, x-y: 1 }")), false),
            (format!("{}, {}", list("{}"), list(link)), true),
        ] {
            let built = built(
                &format!(
                    "T: {{ allOf: [ {parts} ] }}\nLink: {{ type: object, properties: {{ href: {{ type: string }} }} }}"
                ),
                &["T"],
            );
            let mut names: Vec<&str> = built.model.types.iter().map(|definition| &*definition.name).collect();
            names.sort_unstable();
            assert_eq!(names, ["Link", "T"], "{parts}");
            let place = |name: &str| built.model.types.iter().position(|definition| definition.name == name);
            let (link, definition) =
                (Type::Named(place("Link").expect("Link")), &built.model.types[place("T").expect("T")]);
            let TypeKind::Struct(object) = &definition.kind else { panic!("{:?}", definition.kind) };
            let expected = if is_list { Type::Array(Box::new(link)) } else { link };
            assert_eq!(object.members[0].ty, expected, "{parts}");
        }
    }

    #[test]
    fn recursion_of_every_kind_ends() {
        for (schemas, expected) in [
            ("T: { type: array, items: { $ref: '#/components/schemas/T' } }", rows(&[("T", "Checked")])),
            (
                "T: { type: object, additionalProperties: { $ref: '#/components/schemas/T' } }",
                rows(&[("T", "Checked")]),
            ),
            (
                "T: { type: [object, 'null'], properties: { t: { $ref: '#/components/schemas/T' } } }",
                rows(&[("T", "Struct")]),
            ),
            (
                "T: { anyOf: [ { type: string }, { type: array, items: { $ref: '#/components/schemas/T' } } ] }",
                rows(&[("T", "Union")]),
            ),
            (
                "T: { allOf: [ { $ref: '#/components/schemas/T' }, { type: object, properties: { a: { type: string } } } ] }",
                rows(&[("T", "Struct")]),
            ),
            (
                "T: { type: object, properties: { u: { $ref: '#/components/schemas/U' } } }
             U: { type: object, properties: { t: { $ref: '#/components/schemas/T' } } }",
                rows(&[("T", "Struct"), ("U", "Struct")]),
            ),
            (
                "T: { type: object, not: { $ref: '#/components/schemas/T' }, properties: { a: { type: string } } }",
                rows(&[("T", "Struct")]),
            ),
        ] {
            let mut found = kinds(schemas, &["T"]);
            found.sort();
            assert_eq!(found, expected, "{schemas}");
        }
    }

    #[test]
    fn null_beside_parts_and_a_type_is_beside_all_of_it() {
        let nullable = |schema: &str| {
            let found = built(
                &format!("T: {{ type: object, properties: {{ a: {schema} }} }}\n             O: {{ type: object }}"),
                &["T"],
            );
            let definition = found.model.types.into_iter().find(|definition| definition.name == "T").expect("T");
            let TypeKind::Struct(object) = definition.kind else { panic!("no struct") };
            object.members[0].nullable
        };
        let part = "{ $ref: '#/components/schemas/O' }, { properties: { b: { type: string } } }";
        assert!(nullable(&format!("{{ type: object, nullable: true, allOf: [ {part} ] }}")));
        assert!(nullable(&format!("{{ nullable: true, allOf: [ {part} ] }}")));
        assert!(!nullable(&format!("{{ allOf: [ {part}, {{ type: object, nullable: true }} ] }}")));
        assert!(!nullable(&format!("{{ type: object, allOf: [ {part} ] }}")));
    }

    #[test]
    fn null_is_left_of_a_member_where_every_part_that_speaks_of_it_allows_it() {
        for (second, expected) in [
            ("{ $ref: '#/components/schemas/Other' }", false),
            ("{ nullable: true, $ref: '#/components/schemas/Other' }", true),
            ("{ description: words }", true),
            ("{ minLength: 1 }", false),
        ] {
            let base = "{ properties: { m: { nullable: true, $ref: '#/components/schemas/Value' } } }";
            let schemas = format!(
                "Value: {{ anyOf: [ {{ type: string }}, {{ type: number }} ] }}\n\
                 Other: {{ anyOf: [ {{ type: string }}, {{ type: number }} ] }}\n\
                 T: {{ allOf: [ {base}, {{ type: object, properties: {{ m: {second} }} }} ] }}"
            );
            let built = built_as("3.0.3", &schemas, &["T"]);
            let definition = built.model.types.iter().find(|definition| definition.name == "T").expect("T");
            let TypeKind::Struct(object) = &definition.kind else { panic!("{:?}", definition.kind) };
            assert_eq!(object.members[0].nullable, expected, "{second}");
        }
    }

    #[test]
    fn components_keep_their_names_and_what_is_inside_is_called_after_them() {
        let found = kinds(
            "foo-bar: { type: object, properties: { in: { type: object, properties: { a: { type: string } } } } }
             FooBar: { type: object, properties: { a: { type: string } } }
             FooBarIn: { type: object, properties: { a: { type: string } } }
             型: { type: object, properties: { a: { type: string } } }
             2fa: { type: object, properties: { a: { type: string } } }
             Option: { type: object, properties: { a: { type: string } } }
             Error: { type: object, properties: { a: { type: string } } }",
            &["foo-bar", "FooBar", "FooBarIn", "型", "2fa", "Option", "Error"],
        );
        let mut names: Vec<&str> = found.iter().map(|(name, _)| &**name).collect();
        names.sort_unstable();
        assert_eq!(names, ["Error", "FooBar", "FooBar2", "FooBar2In", "FooBarIn", "N2fa", "Option2", "型"]);
    }

    #[test]
    fn a_type_that_checks_narrow_keeps_its_name() {
        let found = kinds(
            "T: { type: array, items: { type: string }, minItems: 1, contains: { const: a } }
             S: { type: string, minLength: 1, not: { const: a } }
             M: { type: object, additionalProperties: { type: integer }, maxProperties: 3 }
             N: { not: { type: string } }",
            &["T", "S", "M", "N"],
        );
        let expected = [
            ("T", "Checked"),
            ("TUnchecked", "Array"),
            ("S", "Checked"),
            ("SUnchecked", "String"),
            ("M", "Checked"),
            ("N", "Checked"),
        ];
        assert_eq!(found, rows(&expected));
    }

    #[test]
    fn read_to_the_letter_a_keyword_says_nothing_of_the_type() {
        let schemas = "T: { minLength: 2, properties: { a: { type: string } } }
             U: { type: string, anyOf: [ { minLength: 2 }, { maxLength: 0 } ] }";
        let loose = built(schemas, &["T"]);
        assert!(matches!(loose.model.types[0].kind, TypeKind::Struct(_)));
        let exact = super::super::tests::built_to_the_letter(schemas, &["T", "U"]);
        let kind = |name: &str| exact.model.types.iter().find(|it| it.name == name).map(|it| (&it.kind, &it.checks));
        let Some((TypeKind::Checked(Type::Any), checks)) = kind("T") else { panic!("{:?}", kind("T")) };
        assert!(matches!(&checks[..], [Rule::Text(_), Rule::Properties(_)]), "{checks:?}");
        // What stands beside a union holds for its members, which do not say it themselves.
        let Some((TypeKind::Union(union), _)) = kind("U") else { panic!("{:?}", kind("U")) };
        assert!(union.variants.iter().all(|variant| matches!(variant.ty, Type::Named(_))), "{union:?}");
        assert_eq!(exact.diagnostics.iter().filter(|it| it.code == "W0524").count(), 0);
    }

    #[test]
    fn every_type_at_once_is_any_json_unless_something_is_said_of_one() {
        let all = "type: ['null', boolean, number, string, array, object]";
        let built = built(&format!("T: {{ {all}, maxLength: 2 }}\n             U: {{ {all} }}"), &["T", "U"]);
        assert!(matches!(&built.model.types[0].kind, TypeKind::Union(union) if union.variants.len() == 5));
        assert_eq!(built.model.operations[1].responses[0].contents[0].ty, Type::Any);
    }

    #[test]
    fn what_nothing_satisfies_is_a_type_that_takes_nothing() {
        for schema in ["false", "{ enum: [] }", "{ type: string, allOf: [ { type: integer } ] }"] {
            let list = "{ type: array, items: { $ref: '#/components/schemas/T' } }";
            let built = built(&format!("O: {list}\n             T: {schema}"), &["O"]);
            let found = built.model.types.iter().find(|definition| definition.name == "T").expect("T");
            assert_eq!(found.checks, [Rule::Never], "{schema}");
        }
    }
}
