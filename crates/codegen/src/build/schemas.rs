//! Schemas: what a conjunction of them says, and the type that says the same.

use super::*;

/// The keywords of a conjunction of schemas, as one.
#[derive(Default)]
pub(super) struct Facts<'a> {
    pub(super) span: Option<Span>,
    pub(super) docs: String,
    pub(super) deprecated: bool,
    pub(super) types: Option<BTreeSet<&'a str>>,
    pub(super) nullable: bool,
    pub(super) constant: Option<&'a Node>,
    pub(super) values: Option<Vec<&'a Node>>,
    pub(super) min_length: Option<u64>,
    pub(super) max_length: Option<u64>,
    pub(super) patterns: IndexSet<&'a str>,
    pub(super) pattern_span: Option<Span>,
    pub(super) format: Option<&'a str>,
    pub(super) minimum: Option<&'a Node>,
    pub(super) exclusive_minimum: Option<&'a Node>,
    pub(super) maximum: Option<&'a Node>,
    pub(super) exclusive_maximum: Option<&'a Node>,
    pub(super) multiple_of: Option<&'a Node>,
    pub(super) items: Option<&'a Node>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    pub(super) unique_items: bool,
    pub(super) properties: IndexMap<&'a str, Vec<Part<'a>>>,
    pub(super) required: IndexSet<&'a str>,
    pub(super) additional: Option<&'a Node>,
    pub(super) closed: bool,
    pub(super) union: Option<(&'static str, &'a Node)>,
    pub(super) discriminator: Option<&'a Node>,
    pub(super) parts: Vec<Part<'a>>,
}

/// Schema keywords that the types cannot express yet: they refuse rather than be dropped.
const NOT_CARRIED: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "prefixItems",
    "contains",
    "minContains",
    "maxContains",
    "unevaluatedItems",
    "$dynamicRef",
    "$recursiveRef",
];
impl<'a> Builder<'a> {
    /// The type of a conjunction of schemas; `hint` is its name if it needs one of its own.
    pub(super) fn schema(&mut self, parts: &[Part<'a>], hint: &str) -> Outcome<Type> {
        // A bare reference is its target, with the target's name.
        if let [part] = parts
            && part.node.get("$ref").is_some()
            && !has_schema_siblings(part.node)
        {
            let resolved = self.resolve(part.node)?;
            let name = match (self.component_names.get(&resolved.node.span), &resolved.target) {
                (Some(name), _) => name.clone(),
                (None, Some(target)) => pascal(&target.name),
                (None, None) => hint.to_owned(),
            };
            return self.schema(&[resolved.node.into()], &name);
        }
        let key: Key = parts.iter().map(|part| (part.node.span, part.without_union)).collect();
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
        let result = self.facts(parts).and_then(|facts| self.typed(facts, hint, &key));
        // A schema that refers to itself but became no named type of its own gets one.
        let result = match (self.memo.get(&key), result) {
            (Some(Memo::Pending(Some(id))), Ok(ty)) if ty != Type::Named(*id) => {
                let id = *id;
                self.model.types[id].kind = TypeKind::Alias(ty);
                Ok(Type::Named(id))
            }
            (_, result) => result,
        };
        self.memo.insert(key, Memo::Done(result.as_ref().ok().cloned()));
        result
    }

    pub(super) fn reserve(&mut self, hint: &str, parts: &[Part<'a>]) -> TypeId {
        let span = parts.first().map(|part| part.node.span);
        let name = match span.and_then(|span| self.component_names.get(&span)) {
            // Only the component itself has the name that was kept for it.
            Some(name) if parts.len() == 1 && !parts[0].without_union => name.clone(),
            _ => self.names.give(hint),
        };
        self.model.types.push(TypeDef {
            name,
            pointer: span.map(|span| self.resolver.pointer(span)).unwrap_or_default(),
            docs: String::new(),
            deprecated: false,
            kind: TypeKind::Pending,
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
        for part in parts {
            self.collect(&mut facts, *part, 0)?;
        }
        Ok(facts)
    }

    pub(super) fn collect(&mut self, facts: &mut Facts<'a>, part: Part<'a>, depth: usize) -> Outcome<()> {
        let node = part.node;
        facts.span.get_or_insert(node.span);
        match &node.value {
            Value::Bool(true) => return Ok(()),
            Value::Object(_) => {}
            _ => {
                return Err(self.error("E0501", node.span, "a schema that nothing satisfies".to_owned(), None));
            }
        }
        if depth > 64 {
            return Err(self.error("E0501", node.span, "allOf refers to itself".to_owned(), None));
        }
        for keyword in NOT_CARRIED {
            if let Some(value) = node.get(keyword) {
                return Err(self.error("E0501", value.span, format!("`{keyword}` is not supported"), None));
            }
        }
        // The words nearest to the use are the best ones.
        if facts.docs.is_empty() {
            facts.docs =
                node.get_str("description").or_else(|| node.get_str("title")).unwrap_or_default().trim().to_owned();
        }
        facts.deprecated |= node.get_bool("deprecated").unwrap_or_default();
        if node.get("$ref").is_some() {
            let target = self.resolve(node)?.node;
            self.collect(facts, Part { node: target, without_union: part.without_union }, depth + 1)?;
        }
        if let Some(ty) = node.get("type") {
            let named: BTreeSet<&'a str> = match ty.as_str() {
                Some(name) => [name].into(),
                None => ty.items().iter().filter_map(Node::as_str).collect(),
            };
            facts.types = Some(match facts.types.take() {
                Some(known) => intersect_types(&known, &named),
                None => named,
            });
        }
        facts.nullable |= node.get_bool("nullable").unwrap_or_default();
        facts.constant = node.get("const").or(facts.constant);
        if let Some(values) = node.get_array("enum") {
            facts.values = Some(match facts.values.take() {
                Some(known) => {
                    known.into_iter().filter(|a| values.iter().any(|b| a.to_json() == b.to_json())).collect()
                }
                None => values.iter().collect(),
            });
        }
        let count = |key: &str| node.get(key).and_then(Node::as_u64);
        facts.min_length = facts.min_length.max(count("minLength"));
        facts.max_length = least(facts.max_length, count("maxLength"));
        facts.min_items = facts.min_items.max(count("minItems"));
        facts.max_items = least(facts.max_items, count("maxItems"));
        facts.unique_items |= node.get_bool("uniqueItems").unwrap_or_default();
        if let Some(pattern) = node.get_str("pattern") {
            facts.patterns.insert(pattern);
            facts.pattern_span = node.get("pattern").map(|pattern| pattern.span);
        }
        facts.format = node.get_str("format").or(facts.format);
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
        facts.multiple_of = number("multipleOf").or(facts.multiple_of);
        facts.items = node.get("items").or(facts.items);
        for member in node.get("properties").into_iter().flat_map(Node::members) {
            facts.properties.entry(&member.key).or_default().push((&member.value).into());
        }
        facts.required.extend(node.get_array("required").unwrap_or_default().iter().filter_map(Node::as_str));
        for keyword in ["additionalProperties", "unevaluatedProperties"] {
            match node.get(keyword) {
                Some(value) if value.as_bool() == Some(false) => facts.closed = true,
                Some(value) => facts.additional = Some(value),
                None => {}
            }
        }
        if !part.without_union {
            for keyword in ["oneOf", "anyOf"] {
                if let Some(members) = node.get(keyword) {
                    if facts.union.is_some() {
                        return Err(self.error(
                            "E0501",
                            members.span,
                            "two unions in one schema are not supported".to_owned(),
                            None,
                        ));
                    }
                    facts.union = Some((keyword, members));
                    facts.discriminator = node.get("discriminator");
                }
            }
        }
        for member in node.get_array("allOf").unwrap_or_default() {
            self.collect(facts, Part { node: member, without_union: part.without_union }, depth + 1)?;
        }
        Ok(())
    }

    pub(super) fn typed(&mut self, mut facts: Facts<'a>, hint: &str, key: &Key) -> Outcome<Type> {
        if let Some(constant) = facts.constant {
            facts.values = Some(vec![constant]);
        }
        if let Some(values) = facts.values.take() {
            return self.enumeration(facts, values, hint, key);
        }
        if let Some((keyword, members)) = facts.union {
            return self.union(facts, keyword, members, hint, key);
        }
        let mut types = facts.types.clone().unwrap_or_default();
        let nullable = types.remove("null") | (facts.nullable && facts.types.is_some());
        if types.contains("number") {
            types.remove("integer");
        }
        let ty = match types.len() {
            0 if facts.types.is_some() => {
                let span = facts.span.unwrap_or(self.resolver.root().span);
                return Err(self.error("E0501", span, "a schema that only null satisfies".to_owned(), None));
            }
            0 => match facts.implied_type() {
                Some(implied) => self.of_type(&facts, implied, hint, key)?,
                None => return Ok(Type::Any),
            },
            1 => {
                let only = types.first().copied().unwrap_or_default();
                self.of_type(&facts, only, hint, key)?
            }
            _ => {
                let mut variants = Vec::new();
                let mut decision = Vec::new();
                for (index, name) in types.iter().enumerate() {
                    let own = format!("{hint}{}", pascal(name));
                    // Each type's part is a type of its own: no longer the one the key stands for.
                    let ty = self.of_type(&facts, name, &own, &Vec::new())?;
                    variants.push(Variant { rust_name: pascal(name), ty, boxed: false });
                    decision.push((json_type(name), index));
                }
                let union = Union { keyword: "type", variants, decision: Decision::JsonType(decision) };
                Type::Named(self.define(&facts, key, hint, TypeKind::Union(union)))
            }
        };
        Ok(nullable_if(nullable, ty))
    }

    pub(super) fn of_type(&mut self, facts: &Facts<'a>, name: &str, hint: &str, key: &Key) -> Outcome<Type> {
        let span = facts.span.unwrap_or(self.resolver.root().span);
        Ok(match name {
            "boolean" => Type::Bool,
            "string" => {
                let rules = self.string_rules(facts)?;
                let plain = StringRules { format: None, ..rules.clone() } == StringRules::default();
                match rules.format {
                    None if facts.format == Some("binary") && plain => Type::Binary,
                    None if plain => Type::String,
                    Some("Uuid") if plain => Type::Uuid,
                    Some("Date") if plain => Type::Date,
                    Some("DateTime") if plain => Type::DateTime,
                    _ => Type::Named(self.define(facts, key, hint, TypeKind::String(rules))),
                }
            }
            "integer" => {
                let rules = self.integer_rules(facts)?;
                match facts.format {
                    _ if rules != IntegerRules::default() => {
                        Type::Named(self.define(facts, key, hint, TypeKind::Integer(rules)))
                    }
                    Some("int32") => Type::I32,
                    _ => Type::I64,
                }
            }
            "number" => {
                if let Some(step) = facts.multiple_of {
                    return Err(self.error(
                        "E0501",
                        step.span,
                        "`multipleOf` of a number is not supported".to_owned(),
                        None,
                    ));
                }
                let rules = NumberRules {
                    minimum: facts.minimum.and_then(Node::as_f64),
                    exclusive_minimum: facts.exclusive_minimum.and_then(Node::as_f64),
                    maximum: facts.maximum.and_then(Node::as_f64),
                    exclusive_maximum: facts.exclusive_maximum.and_then(Node::as_f64),
                };
                if rules == NumberRules::default() {
                    Type::F64
                } else {
                    Type::Named(self.define(facts, key, hint, TypeKind::Number(rules)))
                }
            }
            "array" => {
                let item = match facts.items {
                    Some(items) => self.schema(&[items.into()], &format!("{hint}Item"))?,
                    None => Type::Any,
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
            other => return Err(self.error("E0501", span, format!("`{other}` is not a type"), None)),
        })
    }

    pub(super) fn string_rules(&mut self, facts: &Facts<'a>) -> Outcome<StringRules> {
        let pattern = match (facts.patterns.len(), facts.patterns.first(), facts.pattern_span) {
            (0, ..) => None,
            (1, Some(source), Some(span)) => Some(self.pattern(source, span)?),
            (.., Some(span)) => {
                return Err(self.error(
                    "E0501",
                    span,
                    "several patterns on one string are not supported".to_owned(),
                    None,
                ));
            }
            _ => None,
        };
        let format = match facts.format {
            None => None,
            // A type of its own.
            Some("binary") => None,
            Some("email") => Some("Email"),
            Some("uuid") => Some("Uuid"),
            Some("date") => Some("Date"),
            Some("date-time") => Some("DateTime"),
            Some(other) => {
                if let Some(span) = facts.span {
                    self.warn("W0501", span, format!("the format `{other}` is not enforced"));
                }
                None
            }
        };
        Ok(StringRules {
            min_length: facts.min_length.filter(|length| *length > 0),
            max_length: facts.max_length,
            pattern,
            format,
        })
    }

    pub(super) fn pattern(&mut self, source: &str, span: Span) -> Outcome<Pattern> {
        // The linear-time engine where it can; its regular expressions have no look-around.
        if let Ok(linear) = jsonschema_regex::to_rust_regex(source)
            && regex::Regex::new(&linear).is_ok()
        {
            return Ok(Pattern { source: source.to_owned(), linear: Some(linear.into_owned()) });
        }
        match regress::Regex::with_flags(source, "u") {
            Ok(_) => Ok(Pattern { source: source.to_owned(), linear: None }),
            Err(error) => Err(self.error(
                "E0505",
                span,
                format!("not an ECMA-262 regular expression: {error}"),
                Some("JSON Schema patterns are JavaScript's, with the flag u".to_owned()),
            )),
        }
    }

    pub(super) fn integer_rules(&mut self, facts: &Facts<'a>) -> Outcome<IntegerRules> {
        let whole = |builder: &mut Self, node: Option<&'a Node>| match node {
            None => Ok(None),
            Some(node) => match node.as_i64().or_else(|| {
                let value = node.as_f64()?;
                (value.fract() == 0.0 && value.abs() < 9e18).then_some(value as i64)
            }) {
                Some(value) => Ok(Some(value)),
                None => Err(builder.error(
                    "E0501",
                    node.span,
                    "a bound of an integer has to be an integer of 64 bits".to_owned(),
                    None,
                )),
            },
        };
        let above = whole(self, facts.exclusive_minimum)?.and_then(|bound| bound.checked_add(1));
        let below = whole(self, facts.exclusive_maximum)?.and_then(|bound| bound.checked_sub(1));
        Ok(IntegerRules {
            minimum: whole(self, facts.minimum)?.max(above),
            maximum: least(whole(self, facts.maximum)?, below),
            multiple_of: whole(self, facts.multiple_of)?.filter(|step| *step > 1),
        })
    }

    pub(super) fn object(&mut self, facts: &Facts<'a>, hint: &str, key: &Key) -> Outcome<Type> {
        let additional = match facts.additional {
            _ if facts.closed => Additional::Denied,
            Some(node) if !matches!(node.value, Value::Bool(_)) => {
                Additional::Typed(self.schema(&[node.into()], &format!("{hint}Value"))?)
            }
            Some(_) => Additional::Typed(Type::Any),
            None => Additional::Ignored,
        };
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
        let undeclared = facts.required.iter().filter(|name| !facts.properties.contains_key(**name));
        let declared = facts.properties.iter().map(|(name, parts)| (*name, &**parts));
        for (name, parts) in declared.chain(undeclared.map(|name| (*name, &[][..]))) {
            let own = self.facts(parts)?;
            let required = facts.required.contains(name);
            let (docs, deprecated) = (own.docs.clone(), own.deprecated);
            let constant = match own.constant.and_then(Node::as_str) {
                Some(constant) if required => Some(constant.to_owned()),
                _ => None,
            };
            let ty = match &constant {
                Some(_) => Type::String,
                None => self.schema(parts, &format!("{hint}{}", pascal(name)))?,
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
                constant,
                boxed: false,
            });
        }
        let object = Struct { members, additional };
        Ok(Type::Named(self.define(facts, key, hint, TypeKind::Struct(object))))
    }

    pub(super) fn enumeration(
        &mut self,
        facts: Facts<'a>,
        values: Vec<&'a Node>,
        hint: &str,
        key: &Key,
    ) -> Outcome<Type> {
        let nullable = facts.nullable || values.iter().any(|value| value.is_null());
        let mut names = Namespace::default();
        // The client's variant for values of a newer server.
        names.give("Unknown");
        let mut seen = HashSet::new();
        let mut variants = Vec::new();
        for value in values.iter().filter(|value| !value.is_null()) {
            let Some(text) = value.as_str() else {
                return Err(self.error(
                    "E0501",
                    value.span,
                    "an enumeration of anything but strings is not supported".to_owned(),
                    None,
                ));
            };
            if seen.insert(text) {
                variants.push(EnumValue { value: text.to_owned(), rust_name: names.give(&pascal(text)) });
            }
        }
        if variants.is_empty() {
            let span = facts.span.unwrap_or(self.resolver.root().span);
            return Err(self.error("E0501", span, "an enumeration without a value".to_owned(), None));
        }
        let id = self.define(&facts, key, hint, TypeKind::Enum(variants));
        Ok(nullable_if(nullable, Type::Named(id)))
    }

    pub(super) fn union(
        &mut self,
        facts: Facts<'a>,
        keyword: &'static str,
        members: &'a Node,
        hint: &str,
        key: &Key,
    ) -> Outcome<Type> {
        let mut nullable = facts.nullable;
        let mut variants: Vec<(Vec<Part<'a>>, Option<&'a str>, &'a Node)> = Vec::new();
        // What stands beside the union holds for each of its members.
        let around = facts.has_rules_beside_union();
        for member in members.items() {
            let own = self.facts(&[member.into()])?;
            if own.types.as_ref().is_some_and(|types| types.len() == 1 && types.contains("null")) {
                nullable = true;
                continue;
            }
            let mut parts: Vec<Part<'a>> = vec![member.into()];
            if around {
                parts.extend(facts.parts.iter().map(|part| Part { without_union: true, ..*part }));
            }
            variants.push((parts, member.get_str("$ref"), member));
        }
        match &*variants {
            [] => {
                let ty = members.span;
                return Err(self.error("E0501", ty, format!("`{keyword}` without a member that is not null"), None));
            }
            [(parts, ..)] => {
                let ty = self.schema(parts, hint)?;
                return Ok(nullable_if(nullable, ty));
            }
            _ => {}
        }
        // The name comes before its members', so that they can be called after it.
        let pending = Union { keyword, variants: Vec::new(), decision: Decision::JsonType(Vec::new()) };
        let id = self.define(&facts, key, hint, TypeKind::Union(pending));
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
            nullable |= matches!(ty, Type::Nullable(_));
            let ty = match ty {
                Type::Nullable(ty) => *ty,
                ty => ty,
            };
            types.push((ty, wanted));
        }
        let discriminator = self.discriminator(&facts, &variants)?;
        let tag_names: HashMap<usize, &str> = match &discriminator {
            Some((_, values)) => values.iter().rev().map(|(value, index)| (*index, value.as_str())).collect(),
            None => HashMap::new(),
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
        self.unions.push(PendingUnion { id, span: members.span, discriminator });
        Ok(nullable_if(nullable, Type::Named(id)))
    }

    /// The tag of a union and each value's variant, as `discriminator` says.
    #[allow(clippy::type_complexity)]
    pub(super) fn discriminator(
        &mut self,
        facts: &Facts<'a>,
        variants: &[(Vec<Part<'a>>, Option<&'a str>, &'a Node)],
    ) -> Outcome<Option<(String, Vec<(String, usize)>)>> {
        let Some(node) = facts.discriminator else { return Ok(None) };
        let Some(property) = node.get_str("propertyName") else {
            return Err(self.error(
                "E0506",
                node.span,
                "a discriminator without `propertyName`".to_owned(),
                Some("name the member that tells the variants apart".to_owned()),
            ));
        };
        let mut targets = Vec::new();
        for (_, reference, member) in variants {
            let span = match reference {
                Some(_) => Some(self.resolve(member)?.node.span),
                None => None,
            };
            targets.push(span);
        }
        let mut values = Vec::new();
        let mut mapped = HashSet::new();
        for entry in node.get("mapping").into_iter().flat_map(Node::members) {
            let reference = entry.value.as_str().unwrap_or_default();
            let full = if reference.contains(['#', '/', '.']) {
                reference.to_owned()
            } else {
                format!("#/components/schemas/{reference}")
            };
            let target = match self.resolver.reference(&full, entry.value.span) {
                Ok(target) => target.node.span,
                Err(diagnostic) => {
                    self.diagnostics.push(diagnostic);
                    return Err(Impossible);
                }
            };
            let Some(index) = targets.iter().position(|known| *known == Some(target)) else {
                return Err(self.error(
                    "E0506",
                    entry.value.span,
                    format!("the discriminator maps `{}` to a schema that is not in the union", entry.key),
                    Some("add it to the union, or take the mapping out".to_owned()),
                ));
            };
            values.push((entry.key.to_string(), index));
            mapped.insert(index);
        }
        for (index, (_, reference, _)) in variants.iter().enumerate() {
            if let Some(reference) = reference.filter(|_| !mapped.contains(&index)) {
                let name = reference.rsplit('/').next().unwrap_or(reference);
                values.push((name.to_owned(), index));
            }
        }
        Ok(Some((property.to_owned(), values)))
    }
}

impl Facts<'_> {
    /// The type that the keywords speak of where `type` does not.
    pub(super) fn implied_type(&self) -> Option<&'static str> {
        let object =
            !self.properties.is_empty() || !self.required.is_empty() || self.additional.is_some() || self.closed;
        let array = self.items.is_some() || self.min_items.is_some() || self.max_items.is_some();
        let string = !self.patterns.is_empty() || self.min_length.is_some() || self.max_length.is_some();
        let number = self.minimum.is_some() || self.maximum.is_some() || self.multiple_of.is_some();
        if object {
            Some("object")
        } else if array {
            Some("array")
        } else if string || self.format.is_some() {
            Some("string")
        } else if number {
            Some("number")
        } else {
            None
        }
    }

    pub(super) fn has_rules_beside_union(&self) -> bool {
        self.implied_type().is_some()
    }
}

pub(super) fn has_schema_siblings(node: &Node) -> bool {
    const WORDS: &[&str] = &["$ref", "description", "title", "summary", "example", "examples", "deprecated", "default"];
    node.members().any(|member| !WORDS.contains(&&*member.key) && !member.key.starts_with("x-"))
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
        Type::Nullable(_) | Type::Any => ty,
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
        Type::Bool => "Boolean",
        Type::I32 | Type::I64 => "Integer",
        Type::F64 => "Number",
        Type::String => "Text",
        Type::Uuid => "Uuid",
        Type::Binary => "Binary",
        Type::Date => "Date",
        Type::DateTime => "DateTime",
        Type::Array(_) => "Array",
        Type::Map(_) => "Object",
        Type::Any => "Any",
        Type::Named(_) | Type::Nullable(_) => return None,
    })
}
