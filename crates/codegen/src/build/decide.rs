//! What tells the members of a union apart.

use super::*;

/// What is asked of a variant's tag: the values it can have, and whether it may be absent.
struct Tag {
    values: Vec<Literal>,
    may_be_absent: bool,
}

/// How deep unions and names are looked into; what is deeper may be itself again.
const DEEPEST: usize = 16;

impl<'a> Builder<'a> {
    pub(super) fn decide_unions(&mut self) {
        self.break_empty_cycles();
        for mut pending in std::mem::take(&mut self.unions) {
            let is_eased = self.ease(&pending);
            let discriminator = pending.discriminator.take();
            let discriminator =
                discriminator.and_then(|it| self.with_tags(&pending, it)).map(|it| self.beside(&pending, it));
            let TypeKind::Union(union) = &self.model.types[pending.id].kind else { continue };
            let decision = match discriminator {
                Some(decision) => decision,
                None => {
                    let decision = self.decision(union);
                    // Of what was eased it is said already.
                    if let Some(what) = self.doubt(union, &decision).filter(|_| !is_eased) {
                        let name = self.model.types[pending.id].name.clone();
                        let help = "give them a discriminator, or each a required member with a `const` of its own";
                        let said = Diagnostic::warning("W0523", format!("the members of `{name}`: {what}"));
                        self.diagnostics.push(said.at(pending.span).help(help));
                    }
                    decision
                }
            };
            if let TypeKind::Union(union) = &mut self.model.types[pending.id].kind {
                union.decision = decision;
            }
        }
    }

    /// A discriminator, of whose property a member may know nothing: the union writes it then. `None` where that is not
    /// possible: a member that forbids it can never have it, and the discriminator tells nothing.
    fn with_tags(&mut self, pending: &PendingUnion, decision: Decision) -> Option<Decision> {
        let Decision::Tag { property, values, .. } = &decision else { return Some(decision) };
        let TypeKind::Union(union) = &self.model.types[pending.id].kind else { return Some(decision) };
        let written =
            |tag: &str, is_optional| WrittenTag { property: property.clone(), value: tag.to_owned(), is_optional };
        let mut tags = Vec::new();
        let mut said = Vec::new();
        for (index, variant) in union.variants.iter().enumerate() {
            // What is no object has no members: its JSON type tells it.
            if !self.kinds(&variant.ty).contains(&JsonType::Object) {
                continue;
            }
            let name = &variant.rust_name;
            let mut own = values.iter().filter(|(_, of)| *of == index).map(|(tag, _)| tag);
            let Some(Literal::String(tag)) = own.next() else { continue };
            if self.knows(&variant.ty, property, 0) {
                if own.next().is_none() && self.may_lack(&variant.ty, property, 0) {
                    tags.push((index, written(tag, true)));
                }
                continue;
            }
            let object = self.object_of(&variant.ty, 0).map(|(object, has_checks)| (&object.additional, has_checks));
            match object {
                Some((Additional::Denied, _)) => {
                    let message = format!("`{name}` has no `{property}` and forbids it: the discriminator is ignored");
                    self.warn("W0522", pending.span, message);
                    return None;
                }
                // Its own rules may forbid what the union would write.
                Some((Additional::Ignored, false)) => {
                    let others = if own.next().is_some() { ", and no other value that means it" } else { "" };
                    said.push(format!(
                        "`{name}` has no `{property}`, which the discriminator names: the union writes `{tag}`{others}"
                    ));
                    tags.push((index, written(tag, false)));
                }
                _ => said.push(format!("`{name}` has no `{property}` of its own: whoever makes one has to give it")),
            }
        }
        said.into_iter().for_each(|message| self.warn("W0522", pending.span, message));
        for (index, tag) in tags {
            if let TypeKind::Union(union) = &mut self.model.types[pending.id].kind {
                union.variants[index].tag = Some(tag);
            }
        }
        Some(decision)
    }

    /// A discriminator tells objects apart; members of the union that can be anything else are told by their JSON type.
    fn beside(&mut self, pending: &PendingUnion, decision: Decision) -> Decision {
        let Decision::Tag { property, mut values, otherwise } = decision else { return decision };
        let TypeKind::Union(union) = &self.model.types[pending.id].kind else {
            return Decision::Tag { property, values, otherwise };
        };
        let kinds: Vec<BTreeSet<JsonType>> = union.variants.iter().map(|variant| self.kinds(&variant.ty)).collect();
        let is_told = |(value, index): &(Literal, usize)| {
            let name = &union.variants[*index].rust_name;
            let never = || format!("`{name}` is no object: the discriminator's `{}` never means it", value.to_json());
            (!kinds[*index].contains(&JsonType::Object)).then(never)
        };
        let said: Vec<String> = values.iter().filter_map(is_told).collect();
        values.retain(|(_, index)| kinds[*index].contains(&JsonType::Object));
        let mut rows = Vec::new();
        if !values.is_empty() || otherwise.is_some() {
            rows.push((JsonType::Object, Decision::Tag { property, values, otherwise }));
        }
        self.decide_by_type(union, &kinds, &mut rows);
        said.into_iter().for_each(|message| self.warn("W0522", pending.span, message));
        match rows.len() {
            1 if rows[0].0 == JsonType::Object => rows.remove(0).1,
            _ => Decision::JsonType(rows),
        }
    }

    /// The object that a type is, and whether checks narrow it.
    fn object_of(&self, ty: &Type, depth: usize) -> Option<(&Struct, bool)> {
        let Type::Named(id) = ty else { return None };
        let definition = &self.model.types[*id];
        let has_checks = !definition.checks.is_empty();
        match &definition.kind {
            TypeKind::Struct(object) => Some((object, has_checks)),
            TypeKind::Alias(inner) | TypeKind::Checked(inner) if depth < DEEPEST => {
                self.object_of(inner, depth + 1).map(|(object, inner)| (object, inner || has_checks))
            }
            _ => None,
        }
    }

    /// Whether each object that a type can be has this member.
    fn knows(&self, ty: &Type, property: &str, depth: usize) -> bool {
        let Type::Named(id) = ty else { return false };
        match &self.model.types[*id].kind {
            TypeKind::Struct(object) => object.members.iter().any(|member| member.name == property),
            _ if depth > DEEPEST => true,
            TypeKind::Alias(inner) | TypeKind::Checked(inner) => self.knows(inner, property, depth + 1),
            // One that decides by it itself writes it where it has to be written.
            TypeKind::Union(union) => {
                union.variants.iter().all(|it| it.tag.is_some() || self.knows(&it.ty, property, depth + 1))
            }
            _ => false,
        }
    }

    /// Whether some object that a type can be has this member, and may be without it.
    pub(super) fn may_lack(&self, ty: &Type, property: &str, depth: usize) -> bool {
        let Type::Named(id) = ty else { return false };
        match &self.model.types[*id].kind {
            TypeKind::Struct(object) => object.members.iter().any(|it| it.name == property && !it.required),
            _ if depth > DEEPEST => false,
            TypeKind::Alias(inner) | TypeKind::Checked(inner) => self.may_lack(inner, property, depth + 1),
            TypeKind::Union(union) => {
                union.variants.iter().any(|it| it.tag.is_none() && self.may_lack(&it.ty, property, depth + 1))
            }
            _ => false,
        }
    }

    /// Of a member of `oneOf` of which each value is one of another member, nothing is left that is allowed. That is never
    /// meant: it is taken as `anyOf`, and that is said. Whether it was so.
    fn ease(&mut self, pending: &PendingUnion) -> bool {
        let TypeKind::Union(union) = &self.model.types[pending.id].kind else { return false };
        let is_meant = self.to_the_letter || union.keyword != "oneOf" || pending.discriminator.is_some();
        if is_meant {
            return false;
        }
        let all_are_covered = self.all_are_covered(union);
        // Of objects some are values of both that are made of the members of one: only where none is left nothing is meant.
        let is_out = |at: &usize| self.plain_struct(&union.variants[*at].ty).is_none() && self.is_covered(union, *at);
        let covered = (0..union.variants.len()).filter(|at| !all_are_covered && is_out(at));
        let covered: Vec<String> = covered.map(|at| format!("`{}`", union.variants[at].rust_name)).collect();
        if !all_are_covered && covered.is_empty() {
            return false;
        }
        let name = self.model.types[pending.id].name.clone();
        let message = match all_are_covered {
            true => format!(
                "the members of `{name}`: each value of one is a value of another, and `oneOf` allows none of them; what \
                 keeps most of a value is taken, as of `anyOf`"
            ),
            false => format!(
                "each value of {} of `{name}` is one of another member, and `oneOf` allows none of them; what keeps most of a \
                 value is taken, as of `anyOf`",
                covered.join(", ")
            ),
        };
        let help = "write `anyOf`, or give them a discriminator, or each a required member with a `const` of its own";
        self.diagnostics.push(Diagnostic::warning("W0523", message).at(pending.span).help(help));
        let definition = &mut self.model.types[pending.id];
        if let TypeKind::Union(union) = &mut definition.kind {
            union.keyword = "anyOf";
            // The same once more adds nothing.
            let mut known: Vec<Type> = Vec::new();
            union.variants.retain(|variant| {
                let is_new = !known.contains(&variant.ty);
                known.push(variant.ty.clone());
                is_new
            });
        }
        // Whoever judges by the document reads the schema so; of a part of a conjunction it is no matter of one place.
        let pointer = self.resolver.pointer(pending.span);
        match pointer.strip_suffix("/oneOf").filter(|holder| definition.exact && **holder == definition.pointer) {
            Some(holder) => drop(self.model.any_of.insert(holder.to_owned())),
            None => self.bent.push(pending.id),
        }
        true
    }

    /// Whether each value of a member of a union is one of another member.
    pub(super) fn all_are_covered(&self, union: &Union) -> bool {
        !union.variants.is_empty() && (0..union.variants.len()).all(|at| self.is_covered(union, at))
    }

    /// Whether each value of one member of a union is one of another member.
    fn is_covered(&self, union: &Union, at: usize) -> bool {
        let mut others = union.variants.iter().enumerate().filter(|(other, _)| *other != at);
        others.any(|(_, other)| self.covers(&other.ty, &union.variants[at].ty))
    }

    /// Whether each value that is made of one type's members is a value of another type.
    fn covers(&self, wide: &Type, narrow: &Type) -> bool {
        if self.same_schema(wide, narrow) {
            return true;
        }
        // What has no rule takes everything of its JSON type.
        let is_whole = |ty: &Type| match ty {
            Type::I64 | Type::I128 | Type::Integer => self.is_integer(narrow),
            Type::F64 | Type::Number => self.kinds(narrow) == [JsonType::Number].into(),
            Type::String => self.kinds(narrow) == [JsonType::String].into(),
            _ => false,
        };
        if is_whole(wide) {
            return true;
        }
        if let (Some(wide), Some(narrow)) = (self.text_rules(wide), self.text_rules(narrow)) {
            let at_least = |of: &StringRules| of.min_length.unwrap_or_default();
            let at_most = |of: &StringRules| of.max_length.unwrap_or(u64::MAX);
            return at_least(wide) <= at_least(narrow)
                && at_most(wide) >= at_most(narrow)
                && wide.patterns.iter().all(|pattern| narrow.patterns.contains(pattern))
                && (wide.format.is_none() || wide.format == narrow.format);
        }
        let (Some(wide), Some(narrow)) = (self.plain_struct(wide), self.plain_struct(narrow)) else { return false };
        let takes_others = !matches!(wide.additional, Additional::Denied | Additional::Typed(_));
        let has_others = matches!(narrow.additional, Additional::Typed(_));
        let takes = |own: &Member| {
            let theirs = narrow.members.iter().find(|member| member.name == own.name);
            theirs.map_or(!own.required, |theirs| {
                (!own.required || theirs.required)
                    && (own.nullable || !theirs.nullable)
                    && (own.constant.is_none() || own.constant == theirs.constant)
                    && self.same_schema(&own.ty, &theirs.ty)
            })
        };
        takes_others && !has_others && wide.members.iter().all(takes)
    }

    /// Whether each value of a type is an integer of 64 bits.
    fn is_integer(&self, ty: &Type) -> bool {
        match ty {
            Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::U8 | Type::U16 | Type::U32 => true,
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Integer(_, ty) | TypeKind::Alias(ty) | TypeKind::Checked(ty) => {
                    !matches!(ty, Type::Named(_)) && self.is_integer(ty)
                }
                TypeKind::Values(values) => values.iter().all(|value| matches!(value.value, Literal::Integer(_))),
                _ => false,
            },
            _ => false,
        }
    }

    /// The rules of a text of which they say all.
    fn text_rules(&self, ty: &Type) -> Option<&StringRules> {
        let Type::Named(id) = ty else { return None };
        let definition = &self.model.types[*id];
        match &definition.kind {
            _ if !definition.checks.is_empty() => None,
            TypeKind::String(rules) => Some(rules),
            TypeKind::Alias(ty) => self.text_rules(ty),
            _ => None,
        }
    }

    /// An object of which its members say all.
    fn plain_struct(&self, ty: &Type) -> Option<&Struct> {
        let Type::Named(id) = ty else { return None };
        let definition = &self.model.types[*id];
        match &definition.kind {
            _ if !definition.checks.is_empty() => None,
            TypeKind::Struct(object) => Some(object),
            TypeKind::Alias(ty) => self.plain_struct(ty),
            _ => None,
        }
    }

    /// Whether two types are made of the same schema, or of schemas that say the same.
    fn same_schema(&self, one: &Type, other: &Type) -> bool {
        let node = |id: &TypeId| self.resolver.root().pointer(&self.model.types[*id].pointer);
        match (one, other) {
            (Type::Named(one), Type::Named(other)) => one == other || node(one).is_some() && node(one) == node(other),
            (Type::Array(one), Type::Array(other)) | (Type::Map(one), Type::Map(other)) => self.same_schema(one, other),
            (one, other) => *one == Type::Any || one == other,
        }
    }

    /// A union that is its own member, directly or by way of other unions, is no more with it than without.
    fn break_empty_cycles(&mut self) {
        let unions: Vec<TypeId> = self.unions.iter().map(|pending| pending.id).collect();
        for id in unions {
            let TypeKind::Union(union) = &self.model.types[id].kind else { continue };
            let empty: Vec<bool> = union.variants.iter().map(|variant| self.leads_to(&variant.ty, id)).collect();
            if !empty.contains(&true) || self.unions.iter().any(|it| it.id == id && it.discriminator.is_some()) {
                continue;
            }
            let mut index = 0;
            if let TypeKind::Union(union) = &mut self.model.types[id].kind {
                union.variants.retain(|_| {
                    index += 1;
                    !empty[index - 1]
                });
            }
        }
    }

    /// Whether a value of the type may be one of the union's without anything around it.
    fn leads_to(&self, ty: &Type, union: TypeId) -> bool {
        let mut known = HashSet::new();
        let mut todo = vec![ty];
        while let Some(ty) = todo.pop() {
            match ty {
                Type::Nullable(inner) => todo.push(inner),
                Type::Named(id) if *id == union => return true,
                Type::Named(id) if known.insert(*id) => match &self.model.types[*id].kind {
                    TypeKind::Union(union) => todo.extend(union.variants.iter().map(|variant| &variant.ty)),
                    TypeKind::Alias(inner) | TypeKind::Checked(inner) => todo.push(inner),
                    _ => {}
                },
                _ => {}
            }
        }
        false
    }

    fn decision(&self, union: &Union) -> Decision {
        let kinds: Vec<BTreeSet<JsonType>> = union.variants.iter().map(|variant| self.kinds(&variant.ty)).collect();
        let mut rows = Vec::new();
        self.decide_by_type(union, &kinds, &mut rows);
        if rows.len() == 1 && !matches!(rows[0].1, Decision::One(_)) {
            return rows.remove(0).1;
        }
        Decision::JsonType(rows)
    }

    /// A row for each JSON type of the variants that has none yet.
    fn decide_by_type(&self, union: &Union, kinds: &[BTreeSet<JsonType>], rows: &mut Vec<(JsonType, Decision)>) {
        for kind in kinds.iter().flatten().copied() {
            if rows.iter().all(|(known, _)| *known != kind) {
                let candidates: Vec<usize> = (0..kinds.len()).filter(|index| kinds[*index].contains(&kind)).collect();
                rows.push((kind, self.among(union, kind, candidates)));
            }
        }
    }

    /// What decides among the variants that have a JSON type in common.
    fn among(&self, union: &Union, kind: JsonType, mut candidates: Vec<usize>) -> Decision {
        if let [only] = candidates[..] {
            return Decision::One(only);
        }
        let ty = |index: usize| &union.variants[index].ty;
        if kind == JsonType::Object {
            let decision = self
                .by_tag(union, &candidates, false)
                .or_else(|| self.by_members(union, &candidates))
                .or_else(|| self.by_tag(union, &candidates, true));
            if let Some(decision) = decision {
                return decision;
            }
        } else if union.keyword != "oneOf" {
            // Of what fits, the type that says most: an enumeration before any string.
            candidates.sort_by_key(|index| self.generality(ty(*index)));
        }
        Decision::Trial(candidates)
    }

    /// A member that has other values in each variant; one of them may have none.
    fn by_tag(&self, union: &Union, candidates: &[usize], may_be_absent: bool) -> Option<Decision> {
        let mut properties = IndexSet::new();
        self.properties(&union.variants[candidates[0]].ty, &mut properties, 0);
        for property in properties {
            let mut values: Vec<(Literal, usize)> = Vec::new();
            let mut otherwise = None;
            let decides = candidates.iter().all(|index| {
                let Some(tag) = self.tag(&union.variants[*index].ty, property, 0) else { return false };
                let is_new = tag.values.iter().all(|value| values.iter().all(|(known, _)| known != value));
                values.extend(tag.values.into_iter().map(|value| (value, *index)));
                is_new && (!tag.may_be_absent || may_be_absent && otherwise.replace(*index).is_none())
            });
            if decides {
                return Some(Decision::Tag { property: property.to_owned(), values, otherwise });
            }
        }
        None
    }

    /// The members of an object that may tell it from others.
    fn properties<'m>(&'m self, ty: &'m Type, found: &mut IndexSet<&'m str>, depth: usize) {
        let Type::Named(id) = ty else { return };
        if depth > 8 {
            return;
        }
        match &self.model.types[*id].kind {
            TypeKind::Struct(object) => found.extend(object.members.iter().map(|member| &*member.name)),
            TypeKind::Alias(ty) | TypeKind::Checked(ty) => self.properties(ty, found, depth + 1),
            TypeKind::Union(union) => {
                union.variants.iter().for_each(|variant| self.properties(&variant.ty, found, depth + 1));
            }
            _ => {}
        }
    }

    /// The values that a member of the type can have; `None`: any.
    fn tag(&self, ty: &Type, property: &str, depth: usize) -> Option<Tag> {
        let Type::Named(id) = ty else { return None };
        if depth > 8 {
            return None;
        }
        match &self.model.types[*id].kind {
            TypeKind::Struct(object) => {
                let Some(member) = object.members.iter().find(|member| member.name == property) else {
                    let never = object.additional == Additional::Denied;
                    return never.then(|| Tag { values: Vec::new(), may_be_absent: true });
                };
                let mut values = match &member.constant {
                    Some(constant) => vec![Literal::String(constant.clone())],
                    None => self.values(&member.ty)?,
                };
                if member.nullable {
                    values.push(Literal::Null);
                }
                Some(Tag { values, may_be_absent: !member.required })
            }
            TypeKind::Alias(ty) | TypeKind::Checked(ty) => self.tag(ty, property, depth + 1),
            TypeKind::Union(union) => {
                let mut all = Tag { values: Vec::new(), may_be_absent: false };
                for variant in &union.variants {
                    let tag = self.tag(&variant.ty, property, depth + 1)?;
                    all.values.extend(tag.values);
                    all.may_be_absent |= tag.may_be_absent;
                }
                Some(all)
            }
            _ => None,
        }
    }

    /// The values of an enumeration.
    fn values(&self, ty: &Type) -> Option<Vec<Literal>> {
        match ty {
            Type::Null => Some(vec![Literal::Null]),
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Enum(values) => Some(values.iter().map(|it| Literal::String(it.value.clone())).collect()),
                TypeKind::Values(values) => Some(values.iter().map(|it| it.value.clone()).collect()),
                TypeKind::Alias(ty) | TypeKind::Checked(ty) => self.values(ty),
                _ => None,
            },
            _ => None,
        }
    }

    /// Members that no other variant knows; a variant that requires none of its own is what the others are not.
    /// Only closed objects exclude each other this way.
    fn by_members(&self, union: &Union, candidates: &[usize]) -> Option<Decision> {
        let structs: Vec<&Struct> =
            candidates.iter().map(|index| self.struct_of(&union.variants[*index].ty)).collect::<Option<_>>()?;
        if structs.iter().any(|object| object.additional != Additional::Denied) {
            return None;
        }
        let mut own = Vec::new();
        let mut otherwise = None;
        for (at, object) in structs.iter().enumerate() {
            let index = candidates[at];
            let others = || structs.iter().enumerate().filter(move |(other, _)| *other != at).map(|(_, object)| object);
            let mut unique: Vec<&Member> = object
                .members
                .iter()
                .filter(|member| others().all(|other| other.members.iter().all(|theirs| theirs.name != member.name)))
                .collect();
            unique.sort_by_key(|member| !member.required);
            if unique.iter().any(|member| member.required) {
                own.push((index, unique.iter().map(|member| member.name.clone()).collect()));
            } else if otherwise.replace(index).is_some() {
                return None;
            }
        }
        Some(Decision::Members { own, otherwise })
    }

    /// How much of its JSON type a type allows.
    fn generality(&self, ty: &Type) -> u8 {
        match ty {
            Type::Null | Type::Bool => 0,
            Type::Uuid | Type::Date | Type::DateTime | Type::Text(_) => 1,
            Type::I8 | Type::U8 => 1,
            Type::I16 | Type::U16 => 2,
            Type::I32 | Type::U32 => 3,
            Type::I64 | Type::U64 | Type::I128 | Type::Integer => 4,
            Type::F64 | Type::Number => 5,
            Type::String | Type::Binary => 5,
            Type::Array(_) | Type::Map(_) | Type::Any | Type::Nullable(_) => 6,
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Enum(_) | TypeKind::Values(_) => 0,
                TypeKind::Alias(ty) => self.generality(ty),
                _ => 2,
            },
        }
    }

    /// What is to be said of a union that is decided by trying its members.
    fn doubt(&self, union: &Union, decision: &Decision) -> Option<&'static str> {
        let trial = |kind: Option<JsonType>, candidates: &[usize]| {
            let types: Vec<&Type> = candidates.iter().map(|index| &union.variants[*index].ty).collect();
            let same = types.iter().enumerate().any(|(at, ty)| types[..at].contains(ty));
            let scalar = kind.is_some_and(|kind| !matches!(kind, JsonType::Object | JsonType::Array));
            if same && union.keyword == "oneOf" {
                return Some("two are the same, and what fits both fits `oneOf` never");
            }
            if scalar && union.keyword == "oneOf" && types.iter().any(|ty| self.generality(ty) == 5) {
                return Some(
                    "one allows what another does, and what fits both fits `oneOf` never; `anyOf` would take it",
                );
            }
            (!scalar).then_some("nothing but what fits tells them apart, so that each of them is tried")
        };
        match decision {
            Decision::Trial(candidates) => {
                let kinds = self.kinds(&union.variants[*candidates.first()?].ty);
                trial(kinds.first().copied().filter(|_| kinds.len() == 1), candidates)
            }
            Decision::JsonType(rows) => rows.iter().find_map(|(kind, decision)| match decision {
                Decision::Trial(candidates) => trial(Some(*kind), candidates),
                _ => None,
            }),
            _ => None,
        }
    }

    pub(super) fn struct_of(&self, ty: &Type) -> Option<&Struct> {
        match ty {
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Struct(object) => Some(object),
                TypeKind::Alias(ty) => self.struct_of(ty),
                _ => None,
            },
            _ => None,
        }
    }

    /// The JSON types that values of a type have.
    pub(super) fn kinds(&self, ty: &Type) -> BTreeSet<JsonType> {
        let mut kinds = BTreeSet::new();
        self.collect_kinds(ty, &mut kinds, &mut HashSet::new());
        kinds
    }

    fn collect_kinds(&self, ty: &Type, kinds: &mut BTreeSet<JsonType>, known: &mut HashSet<TypeId>) {
        let kind = match ty {
            Type::Null => JsonType::Null,
            Type::Bool => JsonType::Boolean,
            Type::I8 | Type::I16 | Type::I32 | Type::I64 | Type::U8 | Type::U16 | Type::U32 | Type::U64 | Type::F64 => {
                JsonType::Number
            }
            Type::I128 | Type::Integer | Type::Number => JsonType::Number,
            Type::String | Type::Binary | Type::Uuid | Type::Date | Type::DateTime | Type::Text(_) => JsonType::String,
            Type::Array(_) => JsonType::Array,
            Type::Map(_) => JsonType::Object,
            Type::Any => {
                kinds.extend([
                    JsonType::Null,
                    JsonType::Boolean,
                    JsonType::Number,
                    JsonType::String,
                    JsonType::Array,
                    JsonType::Object,
                ]);
                return;
            }
            Type::Nullable(inner) => {
                self.collect_kinds(inner, kinds, known);
                JsonType::Null
            }
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Struct(_) => JsonType::Object,
                TypeKind::Enum(_) | TypeKind::String(_) => JsonType::String,
                TypeKind::Integer(..) | TypeKind::Number(_) => JsonType::Number,
                TypeKind::Array(..) | TypeKind::Tuple(_) => JsonType::Array,
                TypeKind::Values(values) => {
                    kinds.extend(values.iter().map(|value| value.value.json_type()));
                    return;
                }
                TypeKind::Alias(ty) | TypeKind::Checked(ty) => {
                    if known.insert(*id) {
                        self.collect_kinds(ty, kinds, known);
                    }
                    return;
                }
                TypeKind::Union(union) => {
                    if known.insert(*id) {
                        union.variants.iter().for_each(|variant| self.collect_kinds(&variant.ty, kinds, known));
                    }
                    return;
                }
                TypeKind::Pending => return,
            },
        };
        kinds.insert(kind);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{built, warnings};
    use super::*;

    /// The decision of the union `U` of a document, in a short form.
    fn decision(schemas: &str) -> (String, Vec<&'static str>) {
        let built = built(schemas, &["U"]);
        let definition = built.model.types.iter().find(|definition| definition.name == "U").expect("a union U");
        let TypeKind::Union(union) = &definition.kind else { panic!("U is no union: {:?}", definition.kind) };
        (shown(&union.decision, union), warnings(&built))
    }

    fn shown(decision: &Decision, union: &Union) -> String {
        let name = |index: &usize| union.variants[*index].rust_name.clone();
        match decision {
            Decision::One(index) => name(index),
            Decision::Tag { property, values, otherwise } => {
                let rows: Vec<String> =
                    values.iter().map(|(value, index)| format!("{}:{}", value.to_json(), name(index))).collect();
                let otherwise = otherwise.as_ref().map(|index| format!(" else {}", name(index))).unwrap_or_default();
                format!("{property} {}{otherwise}", rows.join(" "))
            }
            Decision::JsonType(rows) => {
                let rows: Vec<String> =
                    rows.iter().map(|(kind, decision)| format!("{kind:?} -> {}", shown(decision, union))).collect();
                rows.join("; ")
            }
            Decision::Members { own, otherwise } => {
                let rows: Vec<String> =
                    own.iter().map(|(index, members)| format!("{}:{}", members.join(","), name(index))).collect();
                let otherwise = otherwise.as_ref().map(|index| format!(" else {}", name(index))).unwrap_or_default();
                format!("with {}{otherwise}", rows.join(" "))
            }
            Decision::Trial(candidates) => {
                format!("tries {}", candidates.iter().map(name).collect::<Vec<_>>().join(" "))
            }
        }
    }

    #[test]
    fn json_types_decide_and_within_one_what_decides_there() {
        let (decision, warnings) = decision(
            "U: { oneOf: [ { type: string }, { type: array, items: { type: string } }, { $ref: '#/components/schemas/A' },
               { $ref: '#/components/schemas/B' } ] }
             A: { type: object, required: [kind], properties: { kind: { const: a } } }
             B: { type: object, required: [kind], properties: { kind: { const: b } } }",
        );
        assert_eq!(decision, r#"String -> Text; Array -> Array; Object -> kind "a":A "b":B"#);
        assert_eq!(warnings, [""; 0]);
    }

    #[test]
    fn a_discriminator_tells_objects_and_the_json_type_what_is_none() {
        let (decision, warnings) = decision(
            "U: { oneOf: [ { $ref: '#/components/schemas/L' }, { $ref: '#/components/schemas/A' },
               { $ref: '#/components/schemas/B' } ], discriminator: { propertyName: k, mapping: { l: L, a: A, b: B } } }
             L: { type: array, items: { type: string } }
             A: { type: object, required: [k], properties: { k: { type: string } } }
             B: { type: object, required: [k], properties: { k: { type: string } } }",
        );
        assert_eq!(decision, r#"Object -> k "a":A "b":B; Array -> L"#);
        assert_eq!(warnings, ["W0522"]);
    }

    #[test]
    fn tags_are_constants_and_enumerations_of_any_kind() {
        let (decision, warnings) = decision(
            "U: { anyOf: [ { $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' },
               { $ref: '#/components/schemas/C' } ] }
             A: { type: object, required: [v], properties: { v: { type: integer, enum: [1, 2] } } }
             B: { type: object, required: [v], properties: { v: { type: boolean, enum: [true] } } }
             C: { type: object, required: [v], properties: { v: { type: [string, 'null'], enum: [x, null] } } }",
        );
        assert_eq!(decision, r#"v 1:A 2:A true:B "x":C null:C"#);
        assert_eq!(warnings, [""; 0]);
    }

    #[test]
    fn one_variant_may_be_without_the_tag() {
        let (decision, _) = decision(
            "U: { oneOf: [ { $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' } ] }
             A: { type: object, required: [v], properties: { v: { const: a } } }
             B: { type: object, properties: { v: { const: b }, w: { type: string } } }",
        );
        assert_eq!(decision, r#"v "a":A "b":B else B"#);
    }

    #[test]
    fn unions_in_unions_are_told_by_their_tags() {
        let (decision, warnings) = decision(
            "U: { oneOf: [ { $ref: '#/components/schemas/V' }, { $ref: '#/components/schemas/C' } ] }
             V: { oneOf: [ { $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' } ] }
             A: { type: object, required: [k], properties: { k: { const: a } } }
             B: { type: object, required: [k], properties: { k: { const: b } } }
             C: { type: object, required: [k], properties: { k: { const: c } } }",
        );
        assert_eq!(decision, r#"k "a":V "b":V "c":C"#);
        assert_eq!(warnings, [""; 0]);
    }

    #[test]
    fn members_of_closed_objects_decide_and_those_of_open_ones_do_not() {
        let of = |closed: &str| {
            decision(&format!(
                "U: {{ oneOf: [ {{ $ref: '#/components/schemas/A' }}, {{ $ref: '#/components/schemas/B' }} ] }}
             A: {{ type: object, required: [a], properties: {{ a: {{ type: string }} }}{closed} }}
             B: {{ type: object, required: [b], properties: {{ b: {{ type: string }} }}{closed} }}"
            ))
        };
        assert_eq!(of(", additionalProperties: false"), ("with a:A b:B".to_owned(), vec![]));
        assert_eq!(of(""), ("tries A B".to_owned(), vec!["W0523"]));
    }

    #[test]
    fn a_string_is_one_of_an_enumeration_before_it_is_any() {
        let (decision, warnings) = decision("U: { anyOf: [ { type: string }, { type: string, enum: [a, b] } ] }");
        assert_eq!(decision, "tries Enum Text");
        assert_eq!(warnings, [""; 0]);
    }

    #[test]
    fn what_fits_two_members_of_one_of_is_said_to_fit_never() {
        let (_, warnings) = decision("U: { oneOf: [ { type: string }, { type: string, enum: [a, b] } ] }");
        assert_eq!(warnings, ["W0523"]);
        let (_, warnings) = decision("U: { oneOf: [ { type: integer }, { type: number } ] }");
        assert_eq!(warnings, ["W0523"]);
    }

    #[test]
    fn a_union_of_itself_ends() {
        let (decision, _) = decision(
            "U: { anyOf: [ { $ref: '#/components/schemas/V' }, { type: string } , { type: integer } ] }
             V: { anyOf: [ { $ref: '#/components/schemas/U' }, { type: boolean } ] }",
        );
        assert_eq!(decision, "Boolean -> V; String -> Text; Number -> Integer");
    }

    #[test]
    fn one_of_that_allows_none_of_its_members_is_taken_as_any_of() {
        let keyword = |members: &str| {
            let built = built(&format!("T: {{ oneOf: [ {members} ] }}"), &["T"]);
            let found = built.model.types.iter().find(|definition| definition.name == "T").expect("T");
            let TypeKind::Union(union) = &found.kind else { panic!("{:?}", found.kind) };
            let is_told = built.model.any_of.contains("/components/schemas/T");
            assert_eq!(is_told, union.keyword == "anyOf");
            (union.keyword, found.exact, warnings(&built))
        };
        let object = |members: &str| format!("{{ type: object, properties: {{ {members} }} }}");
        let open =
            [object("a: { type: string }, c: { enum: [x, y] }"), object("b: { type: string }, c: { enum: [x, y] }")];
        assert_eq!(keyword(&open.join(", ")), ("anyOf", true, vec!["W0523"]));
        assert_eq!(keyword("{ type: string }, { type: string }"), ("anyOf", true, vec!["W0523"]));
        for members in [
            "{ type: string }, { type: string, enum: ['-1'] }",
            "{ type: string, minLength: 3 }, { type: string }, { type: boolean }",
            "{ type: integer }, { type: number }",
            "{ type: integer, minimum: 3 }, { type: integer }",
            "{ type: integer }, { enum: [1, 2] }",
        ] {
            assert_eq!(keyword(members), ("anyOf", true, vec!["W0523"]), "{members}");
        }
        for members in ["{ type: string }, { type: integer }", "{ type: integer }, { enum: [1, a] }"] {
            assert_eq!(keyword(members).0, "oneOf", "{members}");
        }
        for members in [
            [object("a: { type: string }"), object("a: { type: integer }")],
            [object("a: { type: string }"), format!("{{ required: [b], {}", &object("b: { type: string }")[1..])],
            [
                object("a: { type: string }"),
                format!("{{ additionalProperties: false, {}", &object("b: { type: string }")[1..]),
            ],
        ] {
            let (keyword, exact, _) = keyword(&members.join(", "));
            assert_eq!((keyword, exact), ("oneOf", true), "{members:?}");
        }
    }
}
