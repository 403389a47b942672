//! What can only be settled when every type is there: unions, what is reached, boxes, directions.

use super::*;
use crate::graph;

/// Keeps what stands at some places; gives each its new place.
fn keep<T>(all: &mut Vec<T>, is_kept: impl Fn(&usize) -> bool) -> HashMap<usize, usize> {
    let numbers = (0..all.len()).filter(&is_kept).enumerate().map(|(new, old)| (old, new)).collect();
    let mut place = 0..;
    all.retain(|_| place.next().is_some_and(|place| is_kept(&place)));
    numbers
}

impl<'a> Builder<'a> {
    /// What a value of the type is made of when it is written as text.
    pub(super) fn shape(&self, ty: &Type) -> Shape {
        self.shape_within(ty, &mut HashSet::new())
    }

    fn shape_within(&self, ty: &Type, seen: &mut HashSet<TypeId>) -> Shape {
        if let Type::Named(id) = ty
            && !seen.insert(*id)
        {
            return Shape::Scalar;
        }
        match ty {
            Type::Array(_) => Shape::Array,
            Type::Map(_) => Shape::Object,
            Type::Nullable(inner) => self.shape_within(inner, seen),
            Type::Named(id) => match &self.model.types[*id].kind {
                TypeKind::Array(..) | TypeKind::Tuple(_) => Shape::Array,
                TypeKind::Struct(_) => Shape::Object,
                TypeKind::Alias(ty) | TypeKind::Checked(ty) => self.shape_within(ty, seen),
                TypeKind::Union(union) => {
                    let shapes = union.variants.iter().map(|variant| self.shape_within(&variant.ty, seen));
                    let all: Vec<Shape> = shapes.collect();
                    // A list of one looks like its item.
                    let plain = [Shape::Array, Shape::Scalar].into_iter().find(|shape| all.contains(shape));
                    plain.unwrap_or(Shape::Object)
                }
                _ => Shape::Scalar,
            },
            _ => Shape::Scalar,
        }
    }

    /// The names of the members of all objects that a type may be, none where any name may be one; `None` where it is no
    /// object.
    pub(super) fn member_names(&self, ty: &Type, seen: &mut HashSet<TypeId>) -> Option<Vec<String>> {
        match ty {
            Type::Map(_) => Some(Vec::new()),
            Type::Nullable(inner) => self.member_names(inner, seen),
            Type::Named(id) if seen.insert(*id) => match &self.model.types[*id].kind {
                TypeKind::Struct(object) => Some(match object.additional {
                    Additional::Typed(_) => Vec::new(),
                    Additional::Denied | Additional::Ignored => {
                        object.members.iter().map(|member| member.name.clone()).collect()
                    }
                }),
                TypeKind::Alias(inner) | TypeKind::Checked(inner) => self.member_names(inner, seen),
                TypeKind::Union(union) => {
                    let all = union.variants.iter().filter_map(|variant| self.member_names(&variant.ty, seen));
                    let all: Vec<Vec<String>> = all.collect();
                    let any = all.iter().any(Vec::is_empty);
                    let names: IndexSet<String> = all.iter().filter(|_| !any).flatten().cloned().collect();
                    (!all.is_empty()).then(|| names.into_iter().collect())
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// What kinds of values of a type there are, as far as it is known: lists, objects, and strings for all else.
    pub(super) fn shapes(&self, ty: &Type, found: &mut Vec<JsonType>, seen: &mut HashSet<TypeId>) {
        match ty {
            Type::Any | Type::Null => {}
            Type::Nullable(inner) => self.shapes(inner, found, seen),
            Type::Named(id) if seen.insert(*id) => match &self.model.types[*id].kind {
                TypeKind::Alias(inner) | TypeKind::Checked(inner) => self.shapes(inner, found, seen),
                TypeKind::Union(union) => {
                    union.variants.iter().for_each(|variant| self.shapes(&variant.ty, found, seen));
                }
                TypeKind::Values(_) | TypeKind::Pending => {}
                TypeKind::Array(..) | TypeKind::Tuple(_) => found.push(JsonType::Array),
                TypeKind::Struct(_) => found.push(JsonType::Object),
                _ => found.push(JsonType::String),
            },
            Type::Named(_) => {}
            Type::Array(_) => found.push(JsonType::Array),
            Type::Map(_) => found.push(JsonType::Object),
            _ => found.push(JsonType::String),
        }
    }

    /// The JSON types that the items of lists have, of all lists that a type may be.
    pub(super) fn kinds_of_items(&self, ty: &Type, seen: &mut HashSet<TypeId>) -> BTreeSet<JsonType> {
        match ty {
            Type::Array(inner) => self.kinds(inner),
            Type::Nullable(inner) => self.kinds_of_items(inner, seen),
            Type::Named(id) if seen.insert(*id) => match &self.model.types[*id].kind {
                TypeKind::Array(_, inner) => self.kinds(inner),
                TypeKind::Tuple(items) => items.iter().flat_map(|item| self.kinds(&item.ty)).collect(),
                TypeKind::Alias(inner) | TypeKind::Checked(inner) => self.kinds_of_items(inner, seen),
                TypeKind::Union(union) => {
                    union.variants.iter().flat_map(|variant| self.kinds_of_items(&variant.ty, seen)).collect()
                }
                _ => BTreeSet::new(),
            },
            _ => BTreeSet::new(),
        }
    }

    /// Drops the schemas that no check refers to.
    pub(super) fn drop_unused_schemas(&mut self) {
        let mut reached = HashSet::new();
        let mut todo = Vec::new();
        for definition in &self.model.types {
            each_reference(&definition.checks, &mut |index| todo.push(index));
        }
        while let Some(index) = todo.pop() {
            if reached.insert(index) {
                each_reference(&self.model.schemas[index].rules, &mut |index| todo.push(index));
            }
        }
        let numbers = keep(&mut self.model.schemas, |index| reached.contains(index));
        let all = self.model.types.iter_mut().map(|it| &mut it.checks);
        for rules in all.chain(self.model.schemas.iter_mut().map(|it| &mut it.rules)) {
            renumber_references(rules, &numbers);
        }
    }

    /// Drops the security that only refused operations have: nobody would ask for it, and nobody be its principal.
    pub(super) fn drop_unused_security(&mut self) {
        let secured = || self.model.operations.iter().flat_map(|operation| &operation.security);
        let used: HashSet<usize> = secured().map(|way| way.requirement).collect();
        let scoped: HashSet<usize> =
            secured().filter(|way| !way.scopes.is_empty()).map(|way| way.requirement).collect();
        for (index, requirement) in self.model.requirements.iter_mut().enumerate() {
            requirement.has_scopes = scoped.contains(&index);
        }
        let requirements = keep(&mut self.model.requirements, |index| used.contains(index));
        let named: HashSet<usize> = self.model.requirements.iter().flat_map(|it| it.schemes.clone()).collect();
        let schemes = keep(&mut self.model.schemes, |index| named.contains(index));
        for requirement in &mut self.model.requirements {
            requirement.schemes.iter_mut().for_each(|scheme| *scheme = schemes[scheme]);
        }
        for way in self.model.operations.iter_mut().flat_map(|operation| &mut operation.security) {
            way.requirement = requirements[&way.requirement];
        }
    }

    /// Drops operations that reach a failed type, and types that no operation reaches.
    pub(super) fn drop_what_failed(&mut self) {
        if !self.failed.is_empty() {
            let operations = std::mem::take(&mut self.model.operations);
            for operation in operations {
                let mut reached = HashSet::new();
                for ty in types_of(&operation) {
                    self.reach(ty, &mut reached);
                }
                if reached.is_disjoint(&self.failed) {
                    self.model.operations.push(operation);
                } else {
                    self.refused.push(Refused {
                        method: operation.method.to_owned(),
                        path: operation.path.clone(),
                        operation_id: Some(operation.id.clone()),
                        reason: "reaches a union whose members nothing tells apart".to_owned(),
                    });
                }
            }
        }
        self.drop_unreached();
    }

    /// Drops types that no operation reaches.
    pub(super) fn drop_unreached(&mut self) {
        let mut reached = HashSet::new();
        for operation in &self.model.operations {
            for ty in types_of(operation) {
                self.reach(ty, &mut reached);
            }
        }
        let renumbered = keep(&mut self.model.types, |id| reached.contains(id));
        let renumber = |ty: &mut Type| renumber(ty, &|id| renumbered[&id]);
        for definition in &mut self.model.types {
            each_type_mut(&mut definition.kind, renumber);
        }
        for operation in &mut self.model.operations {
            types_of_mut(operation).into_iter().for_each(renumber);
        }
    }

    pub(super) fn reach(&self, ty: &Type, reached: &mut HashSet<TypeId>) {
        let mut todo = Vec::from_iter(named(ty));
        while let Some(id) = todo.pop() {
            if reached.insert(id) {
                each_type(&self.model.types[id].kind, |ty| todo.extend(named(ty)));
            }
        }
    }

    /// Puts a box where a type would hold itself.
    pub(super) fn box_recursion(&mut self) {
        let direct = |ty: &Type| match ty {
            Type::Named(id) => Some(*id),
            Type::Nullable(ty) => match **ty {
                Type::Named(id) => Some(id),
                _ => None,
            },
            _ => None,
        };
        let edges: Vec<Vec<TypeId>> = self
            .model
            .types
            .iter()
            .map(|definition| {
                let mut targets = Vec::new();
                if !matches!(definition.kind, TypeKind::Array(..) | TypeKind::Integer(..)) {
                    each_type(&definition.kind, |ty| targets.extend(direct(ty)));
                }
                targets
            })
            .collect();
        let component = graph::strongly_connected(&edges);
        let in_cycle = |from: TypeId, to: TypeId| component[from] == component[to];
        for id in 0..self.model.types.len() {
            match &mut self.model.types[id].kind {
                TypeKind::Struct(object) => {
                    for member in &mut object.members {
                        member.boxed = direct(&member.ty).is_some_and(|target| in_cycle(id, target));
                    }
                }
                TypeKind::Union(union) => {
                    for variant in &mut union.variants {
                        variant.boxed = direct(&variant.ty).is_some_and(|target| in_cycle(id, target));
                    }
                }
                TypeKind::Tuple(items) => {
                    for item in items {
                        item.boxed = direct(&item.ty).is_some_and(|target| in_cycle(id, target));
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn mark_directions(&mut self) {
        let (mut requests, mut responses) = (HashSet::new(), HashSet::new());
        for operation in &self.model.operations {
            for ty in operation
                .parameters
                .iter()
                .map(|parameter| &parameter.ty)
                .chain(operation.body.iter().flat_map(|body| body.contents.iter().map(|content| &content.ty)))
            {
                self.reach(ty, &mut requests);
            }
            for response in &operation.responses {
                for ty in
                    response.contents.iter().map(|content| &content.ty).chain(response.headers.iter().map(|h| &h.ty))
                {
                    self.reach(ty, &mut responses);
                }
            }
        }
        for (id, definition) in self.model.types.iter_mut().enumerate() {
            definition.in_request = requests.contains(&id);
            definition.in_response = responses.contains(&id);
        }
    }
}

pub(super) fn named(ty: &Type) -> Option<TypeId> {
    ty.named()
}

/// Has a type refer to another definition.
pub(super) fn renumber(ty: &mut Type, new: &impl Fn(TypeId) -> TypeId) {
    match ty {
        Type::Named(id) => *id = new(*id),
        Type::Array(inner) | Type::Map(inner) | Type::Nullable(inner) => renumber(inner, new),
        _ => {}
    }
}

pub(super) fn each_type<'m>(kind: &'m TypeKind, visit: impl FnMut(&'m Type)) {
    kind.each_type(visit);
}

pub(super) fn each_type_mut(kind: &mut TypeKind, mut visit: impl FnMut(&mut Type)) {
    match kind {
        TypeKind::Struct(object) => {
            object.members.iter_mut().for_each(|member| visit(&mut member.ty));
            if let Additional::Typed(ty) = &mut object.additional {
                visit(ty);
            }
        }
        TypeKind::Union(union) => union.variants.iter_mut().for_each(|variant| visit(&mut variant.ty)),
        TypeKind::Array(_, ty) | TypeKind::Alias(ty) | TypeKind::Checked(ty) => visit(ty),
        TypeKind::Tuple(items) => items.iter_mut().for_each(|item| visit(&mut item.ty)),
        TypeKind::Pending
        | TypeKind::Enum(_)
        | TypeKind::Values(_)
        | TypeKind::String(_)
        | TypeKind::Integer(..)
        | TypeKind::Number(_) => {}
    }
}

pub(super) fn types_of(operation: &Operation) -> Vec<&Type> {
    let mut types: Vec<&Type> = operation.parameters.iter().map(|parameter| &parameter.ty).collect();
    types.extend(operation.body.iter().flat_map(|body| body.contents.iter().map(|content| &content.ty)));
    for response in &operation.responses {
        types.extend(response.contents.iter().map(|content| &content.ty));
        types.extend(response.headers.iter().map(|header| &header.ty));
    }
    types
}

pub(super) fn types_of_mut(operation: &mut Operation) -> Vec<&mut Type> {
    let mut types: Vec<&mut Type> = operation.parameters.iter_mut().map(|parameter| &mut parameter.ty).collect();
    types.extend(operation.body.iter_mut().flat_map(|body| body.contents.iter_mut().map(|content| &mut content.ty)));
    for response in &mut operation.responses {
        types.extend(response.contents.iter_mut().map(|content| &mut content.ty));
        types.extend(response.headers.iter_mut().map(|header| &mut header.ty));
    }
    types
}

fn parts_of(rule: &Rule) -> Vec<&Rules> {
    match rule {
        Rule::PrefixItems(all) | Rule::AllOf(all) | Rule::AnyOf(all) | Rule::OneOf(all) => all.iter().collect(),
        Rule::Items(_, rules)
        | Rule::Contains(rules, ..)
        | Rule::AdditionalProperties(_, _, rules)
        | Rule::PropertyNames(rules)
        | Rule::Not(rules)
        | Rule::UnevaluatedItems(rules)
        | Rule::UnevaluatedProperties(rules) => vec![rules],
        Rule::Properties(rows) | Rule::DependentSchemas(rows) => rows.iter().map(|(_, rules)| rules).collect(),
        Rule::PatternProperties(rows) => rows.iter().map(|(_, rules)| rules).collect(),
        Rule::If(condition, then, otherwise) => vec![condition, then, otherwise],
        _ => Vec::new(),
    }
}

/// Whether a type's own rules or values have numbers that no float is.
pub(super) fn has_exact_numbers(definition: &TypeDef) -> bool {
    let values = match &definition.kind {
        TypeKind::Values(values) => values.iter().any(|value| is_exact(&value.value)),
        _ => false,
    };
    values || rules_are_exact(&definition.checks)
}

fn rules_are_exact(rules: &Rules) -> bool {
    rules.iter().any(|rule| match rule {
        Rule::Number(rules) => !rules.exact.is_empty(),
        Rule::Enum(values) => values.iter().any(is_exact),
        rule => parts_of(rule).into_iter().any(rules_are_exact),
    })
}

fn is_exact(value: &Literal) -> bool {
    match value {
        Literal::Exact(_) => true,
        Literal::Array(items) => items.iter().any(is_exact),
        Literal::Object(members) => members.iter().any(|(_, value)| is_exact(value)),
        _ => false,
    }
}

fn each_reference(rules: &Rules, visit: &mut impl FnMut(usize)) {
    for rule in rules {
        if let Rule::Ref(index) = rule {
            visit(*index);
        }
        for part in parts_of(rule) {
            each_reference(part, visit);
        }
    }
}

fn renumber_references(rules: &mut Rules, numbers: &HashMap<usize, usize>) {
    for rule in rules {
        match rule {
            Rule::Ref(index) => *index = numbers[index],
            Rule::PrefixItems(all) | Rule::AllOf(all) | Rule::AnyOf(all) | Rule::OneOf(all) => {
                all.iter_mut().for_each(|rules| renumber_references(rules, numbers));
            }
            Rule::Items(_, rules)
            | Rule::Contains(rules, ..)
            | Rule::AdditionalProperties(_, _, rules)
            | Rule::PropertyNames(rules)
            | Rule::Not(rules)
            | Rule::UnevaluatedItems(rules)
            | Rule::UnevaluatedProperties(rules) => renumber_references(rules, numbers),
            Rule::Properties(rows) | Rule::DependentSchemas(rows) => {
                rows.iter_mut().for_each(|(_, rules)| renumber_references(rules, numbers));
            }
            Rule::PatternProperties(rows) => {
                rows.iter_mut().for_each(|(_, rules)| renumber_references(rules, numbers));
            }
            Rule::If(condition, then, otherwise) => {
                [condition, then, otherwise].into_iter().for_each(|rules| renumber_references(rules, numbers));
            }
            _ => {}
        }
    }
}
