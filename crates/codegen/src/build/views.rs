//! What a type is in a request, and in a response: `readOnly` and `writeOnly`.

use super::finish::{each_type, each_type_mut, named, renumber, types_of};
use super::*;

impl<'a> Builder<'a> {
    /// A required member that is `readOnly` need not be in a request, nor one that is `writeOnly` in a response. Types
    /// that are in both and differ become two; the request's one has a name of its own.
    pub(super) fn split_views(&mut self) {
        let relaxed_in_requests = self.holding(|member| member.constant.is_none() && member.read_only);
        let relaxed_in_responses = self.holding(|member| member.constant.is_none() && member.write_only);
        // A constant is written all the same.
        for id in self.holding(|member| member.constant.is_some() && (member.read_only || member.write_only)) {
            self.model.types[id].exact = false;
        }
        let differing: BTreeSet<TypeId> = relaxed_in_requests.union(&relaxed_in_responses).copied().collect();
        if differing.is_empty() {
            return;
        }
        let (mut requests, mut responses) = (HashSet::new(), HashSet::new());
        for operation in &self.model.operations {
            for ty in request_types(operation) {
                self.reach(ty, &mut requests);
            }
            let all: HashSet<*const Type> = request_types(operation).map(std::ptr::from_ref).collect();
            for ty in types_of(operation).into_iter().filter(|ty| !all.contains(&std::ptr::from_ref(*ty))) {
                self.reach(ty, &mut responses);
            }
        }
        let mut twins: HashMap<TypeId, TypeId> = HashMap::new();
        for id in differing.iter().copied().filter(|id| requests.contains(id) && responses.contains(id)) {
            let mut twin = self.model.types[id].clone();
            twin.name = self.names.give(&format!("{}Request", twin.name));
            twins.insert(id, self.model.types.len());
            self.model.types.push(twin);
        }
        let retarget = |ty: &mut Type| renumber(ty, &|id| twins.get(&id).copied().unwrap_or(id));
        for id in differing.iter().copied().filter(|id| requests.contains(id)) {
            let definition = &mut self.model.types[twins.get(&id).copied().unwrap_or(id)];
            each_type_mut(&mut definition.kind, retarget);
            if relaxed_in_requests.contains(&id) {
                definition.view = View::Request;
            }
            relax(definition, |member| member.read_only);
        }
        for id in differing.iter().copied().filter(|id| responses.contains(id)) {
            let definition = &mut self.model.types[id];
            if relaxed_in_responses.contains(&id) {
                definition.view = View::Response;
            }
            relax(definition, |member| member.write_only);
        }
        for operation in &mut self.model.operations {
            operation.parameters.iter_mut().for_each(|parameter| retarget(&mut parameter.ty));
            let contents = operation.body.iter_mut().flat_map(|body| &mut body.contents);
            contents.for_each(|content| retarget(&mut content.ty));
        }
        for id in differing.into_iter().chain(twins.into_values()).collect::<BTreeSet<_>>() {
            self.ease_view(id);
        }
    }

    /// What tells the members of `oneOf` apart may be required one way only. The other way each value of one is a value of
    /// another, and nothing would be allowed: there it is taken as `anyOf`, and that is said.
    fn ease_view(&mut self, id: TypeId) {
        let definition = &self.model.types[id];
        let TypeKind::Union(union) = &definition.kind else { return };
        if union.keyword != "oneOf" || !matches!(union.decision, Decision::Trial(_)) || !self.all_are_covered(union) {
            return;
        }
        let place = self.resolver.root().pointer(&definition.pointer).unwrap_or(self.resolver.root()).span;
        let message = format!(
            "the members of `{}`: what tells them apart is `readOnly` or `writeOnly`, and the other way `oneOf` allows none \
             of them; what keeps most of a value is taken, as of `anyOf`",
            definition.name
        );
        self.warn("W0523", place, message);
        let definition = &mut self.model.types[id];
        definition.exact = false;
        if let TypeKind::Union(union) = &mut definition.kind {
            union.keyword = "anyOf";
        }
    }

    /// What holds a type that is not what its schema says is not what its own schema says either.
    pub(super) fn mark_bent(&mut self) {
        let mut bent = std::mem::take(&mut self.bent);
        // Numbers that no float is are more than a judge who reads floats can see.
        let types = self.model.types.iter().enumerate();
        bent.extend(types.filter(|(_, definition)| super::finish::has_exact_numbers(definition)).map(|(id, _)| id));
        for id in self.holders_of(bent) {
            self.model.types[id].exact = false;
        }
    }

    /// The types that have such a required member, or hold one that does.
    fn holding(&self, is_other_side: impl Fn(&Member) -> bool) -> BTreeSet<TypeId> {
        let mut found = Vec::new();
        for (id, definition) in self.model.types.iter().enumerate() {
            if let TypeKind::Struct(object) = &definition.kind
                && object.members.iter().any(|it| it.required && is_other_side(it))
            {
                found.push(id);
            }
        }
        self.holders_of(found)
    }

    /// These types, and all that hold one of them.
    fn holders_of(&self, mut todo: Vec<TypeId>) -> BTreeSet<TypeId> {
        let mut holders: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
        for (id, definition) in self.model.types.iter().enumerate() {
            each_type(&definition.kind, |ty| {
                if let Some(held) = named(ty) {
                    holders.entry(held).or_default().push(id);
                }
            });
        }
        let mut holding = BTreeSet::new();
        while let Some(id) = todo.pop() {
            if holding.insert(id) {
                todo.extend(holders.get(&id).into_iter().flatten());
            }
        }
        holding
    }
}

fn request_types(operation: &Operation) -> impl Iterator<Item = &Type> {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    operation.parameters.iter().map(|parameter| &parameter.ty).chain(contents.map(|content| &content.ty))
}

/// Lets members be absent. A constant stays: it is written all the same.
fn relax(definition: &mut TypeDef, is_other_side: impl Fn(&Member) -> bool) {
    let TypeKind::Struct(object) = &mut definition.kind else { return };
    for member in object.members.iter_mut().filter(|member| member.required && is_other_side(member)) {
        if member.constant.is_none() {
            member.required = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::built;
    use super::*;

    fn required(model: &Model, name: &str) -> Vec<String> {
        let definition = model.types.iter().find(|definition| definition.name == name).expect(name);
        let TypeKind::Struct(object) = &definition.kind else { panic!("{name} is no struct") };
        object.members.iter().filter(|member| member.required).map(|member| member.name.clone()).collect()
    }

    #[test]
    fn what_only_a_server_writes_is_not_required_of_a_request() {
        let built = built(
            "Pet: { type: object, required: [id, name, owner], properties: {
               id: { type: string, readOnly: true }, name: { type: string }, owner: { $ref: '#/components/schemas/Owner' } } }
             Owner: { type: object, required: [login, password], properties: {
               login: { type: string }, password: { type: string, writeOnly: true } } }
             Plain: { type: object, required: [a], properties: { a: { type: string } } }",
            &["Pet", "Plain"],
        );
        assert_eq!(required(&built.model, "Pet"), ["id", "name", "owner"]);
        assert_eq!(required(&built.model, "PetRequest"), ["name", "owner"]);
        assert_eq!(required(&built.model, "Owner"), ["login"]);
        assert_eq!(required(&built.model, "OwnerRequest"), ["login", "password"]);
        assert!(built.model.types.iter().all(|definition| definition.name != "PlainRequest"));
    }

    #[test]
    fn recursive_types_have_two_views_as_well() {
        let built = built(
            "Node: { type: object, required: [id], properties: {
               id: { type: string, readOnly: true }, next: { $ref: '#/components/schemas/Node' } } }",
            &["Node"],
        );
        assert_eq!(required(&built.model, "Node"), ["id"]);
        assert_eq!(required(&built.model, "NodeRequest"), [""; 0]);
        let request = built.model.types.iter().find(|definition| definition.name == "NodeRequest").expect("it");
        let TypeKind::Struct(object) = &request.kind else { panic!("no struct") };
        let Type::Named(next) = &object.members[1].ty else { panic!("no type of its own") };
        assert_eq!(built.model.types[*next].name, "NodeRequest");
    }

    #[test]
    fn each_view_is_held_against_what_the_schema_says_of_its_way() {
        let built = built(
            "Pet: { type: object, required: [id, password], properties: {
               id: { type: string, readOnly: true }, password: { type: string, writeOnly: true } } }
             Fixed: { type: object, required: [kind], properties: { kind: { const: a, readOnly: true } } }
             Plain: { type: object, required: [a], properties: { a: { type: string, readOnly: true } } }",
            &["Pet", "Fixed", "Plain"],
        );
        let of = |name: &str| {
            let definition = built.model.types.iter().find(|definition| definition.name == name).expect(name);
            (definition.exact, definition.view)
        };
        assert_eq!(of("Pet"), (true, View::Response));
        assert_eq!(of("PetRequest"), (true, View::Request));
        assert_eq!(of("Plain"), (true, View::Both), "a response has it");
        assert_eq!(of("PlainRequest"), (true, View::Request));
        assert_eq!(of("Fixed"), (false, View::Both), "a constant is written all the same");
    }

    #[test]
    fn one_of_is_any_of_the_way_in_which_nothing_tells_its_members_apart() {
        let built = built(
            "Media: { oneOf: [ { $ref: '#/components/schemas/Photo' }, { $ref: '#/components/schemas/Video' } ] }
             Photo: { type: object, required: [url, width], properties: { url: { type: string }, width: { type: integer, readOnly: true } } }
             Video: { type: object, required: [url, seconds], properties: { url: { type: string }, seconds: { type: integer, readOnly: true } } }",
            &["Media"],
        );
        let keyword = |name: &str| {
            let definition = built.model.types.iter().find(|definition| definition.name == name).expect(name);
            let TypeKind::Union(union) = &definition.kind else { panic!("no union") };
            union.keyword
        };
        assert_eq!((keyword("Media"), keyword("MediaRequest")), ("oneOf", "anyOf"));
        let said: Vec<&str> = built.diagnostics.iter().map(|it| it.message.as_str()).collect();
        assert!(said.iter().any(|said| said.contains("`MediaRequest`") && said.contains("readOnly")), "{said:?}");
    }
}
