//! The tags of unions: what a discriminator demands of a variant is said by the variant's own type.

use super::finish::{each_type, types_of};
use super::scalars::enum_values;
use super::*;

/// The member that tells a variant apart, and the values that mean it.
type Told = (String, Vec<String>);

impl<'a> Builder<'a> {
    /// Where a type is nothing but a variant of unions that all know it by the same tag, its member for the tag can have
    /// no other value: nobody has to write it, and nobody can write it wrong.
    pub(super) fn settle_tags(&mut self) {
        let mut told: BTreeMap<TypeId, Option<Told>> = BTreeMap::new();
        for definition in &self.model.types {
            let tag = match &definition.kind {
                TypeKind::Union(union) => union.tag().map(|tag| (union, tag)),
                _ => None,
            };
            match tag {
                Some((union, (property, values))) => {
                    for (index, variant) in union.variants.iter().enumerate() {
                        let Type::Named(id) = variant.ty else {
                            // What is in a list is no variant: it may have any tag there.
                            variant.ty.named().map(|id| told.insert(id, None));
                            continue;
                        };
                        // What is meant by no tag at all can do without.
                        let own = tags(values, index).filter(|_| union.otherwise() != Some(index));
                        let own = own.map(|tags| (property.to_owned(), tags));
                        told.entry(id)
                            .and_modify(|known| *known = known.take().filter(|it| Some(it) == own.as_ref()))
                            .or_insert(own);
                    }
                }
                None => each_type(&definition.kind, |ty| {
                    ty.named().map(|id| told.insert(id, None));
                }),
            }
        }
        for ty in self.model.operations.iter().flat_map(types_of) {
            ty.named().map(|id| told.insert(id, None));
        }
        for (id, told) in told {
            if let Some((property, tags)) = told {
                self.settle_tag(id, &property, &tags);
            }
        }
        self.settle_written_tags();
    }

    /// A tag that each value of a variant's type has by now is written by the type.
    fn settle_written_tags(&mut self) {
        let mut settled = Vec::new();
        for (id, definition) in self.model.types.iter().enumerate() {
            let TypeKind::Union(union) = &definition.kind else { continue };
            for (index, variant) in union.variants.iter().enumerate() {
                let is_optional = |tag: &WrittenTag| tag.is_optional && !self.may_lack(&variant.ty, &tag.property, 0);
                if variant.tag.as_ref().is_some_and(is_optional) {
                    settled.push((id, index));
                }
            }
        }
        for (id, index) in settled {
            if let TypeKind::Union(union) = &mut self.model.types[id].kind {
                union.variants[index].tag = None;
            }
        }
    }

    fn settle_tag(&mut self, id: TypeId, property: &str, tags: &[String]) {
        let TypeKind::Struct(object) = &self.model.types[id].kind else { return };
        let Some(at) = object.members.iter().position(|member| member.name == property) else { return };
        let member = &object.members[at];
        // Whether it allows the tags, and others beside them.
        let (allows, is_free) = match &member.ty {
            Type::String => (true, true),
            Type::Named(ty) => match &self.model.types[*ty].kind {
                TypeKind::Enum(values) => {
                    let is_value = |tag: &String| values.iter().any(|value| value.value == *tag);
                    (tags.iter().all(is_value), values.len() > tags.len())
                }
                _ => (false, false),
            },
            _ => (false, false),
        };
        if member.constant.is_some() || member.nullable || !allows {
            return;
        }
        let (ty, constant) = match tags {
            [only] => (Type::String, Some(only.clone())),
            _ if is_free => (self.tag_type(id, property, tags), None),
            _ => return,
        };
        let definition = &mut self.model.types[id];
        // Its own schema allows more.
        definition.exact = false;
        if let TypeKind::Struct(object) = &mut definition.kind {
            let member = &mut object.members[at];
            (member.ty, member.constant, member.required) = (ty, constant, true);
        }
    }

    /// An enumeration of the tags of one variant.
    fn tag_type(&mut self, id: TypeId, property: &str, tags: &[String]) -> Type {
        let holder = &self.model.types[id];
        let name = self.names.give(&format!("{}{}", holder.name, pascal(property)));
        let mut names = Namespace::default();
        let values = enum_values(&tags.iter().map(String::as_str).collect::<Vec<_>>(), &mut names);
        self.model.types.push(TypeDef {
            name,
            pointer: holder.pointer.clone(),
            docs: format!("What `{property}` can be in a `{}`.", holder.name),
            deprecated: false,
            kind: TypeKind::Enum(values),
            checks: Rules::new(),
            exact: false,
            view: View::Both,
            in_request: false,
            in_response: false,
        });
        Type::Named(self.model.types.len() - 1)
    }
}

/// The texts that mean a variant; `None` where something else does.
fn tags(values: &[(Literal, usize)], variant: usize) -> Option<Vec<String>> {
    let own = values.iter().filter(|(_, index)| *index == variant);
    let texts: Option<Vec<String>> = own
        .map(|(value, _)| match value {
            Literal::String(text) => Some(text.clone()),
            _ => None,
        })
        .collect();
    texts.filter(|texts| !texts.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::tests::built;
    use super::*;

    const FORM: &str = "Form: { oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }],
               discriminator: { propertyName: kind, mapping: { a: A, b: B, c: B } } }
             A: { type: object, required: [kind], properties: { kind: { type: string }, x: { type: integer } } }
             B: { type: object, required: [kind], properties: { kind: { type: string }, y: { type: integer } } }";

    fn kind_of(built: &Built, name: &str) -> (Type, Option<String>) {
        let definition = built.model.types.iter().find(|definition| definition.name == name).expect(name);
        let TypeKind::Struct(object) = &definition.kind else { panic!("{name} is no struct") };
        (object.members[0].ty.clone(), object.members[0].constant.clone())
    }

    #[test]
    fn what_is_in_a_list_that_is_a_variant_may_have_any_tag_there() {
        let form = FORM
            .replace("{ oneOf: [", "{ oneOf: [{ $ref: '#/components/schemas/L' }, ")
            .replace("{ a: A,", "{ l: L, a: A,");
        let list = "\n             L: { type: array, items: { $ref: '#/components/schemas/A' } }";
        assert_eq!(kind_of(&built(&format!("{form}{list}"), &["Form"]), "A").1, None);
        assert_eq!(kind_of(&built(FORM, &["Form"]), "A").1.as_deref(), Some("a"));
    }

    #[test]
    fn a_variant_has_the_tag_that_its_union_knows_it_by() {
        let built = built(FORM, &["Form"]);
        assert_eq!(kind_of(&built, "A"), (Type::String, Some("a".to_owned())));
        let (Type::Named(id), None) = kind_of(&built, "B") else { panic!("not a type of its own") };
        let TypeKind::Enum(values) = &built.model.types[id].kind else { panic!("no enumeration") };
        assert_eq!(values.iter().map(|value| &*value.value).collect::<Vec<_>>(), ["b", "c"]);
        assert_eq!(built.model.types[id].name, "BKind");
    }

    #[test]
    fn of_an_enumeration_a_variant_has_the_values_that_mean_it() {
        let form = FORM.replace("kind: { type: string }", "kind: { type: string, enum: [a, b, c] }");
        let built = built(&form, &["Form"]);
        assert_eq!(kind_of(&built, "A"), (Type::String, Some("a".to_owned())));
        let (Type::Named(id), None) = kind_of(&built, "B") else { panic!("not a type of its own") };
        let TypeKind::Enum(values) = &built.model.types[id].kind else { panic!("no enumeration") };
        assert_eq!(values.iter().map(|value| &*value.value).collect::<Vec<_>>(), ["b", "c"]);
    }

    #[test]
    fn a_variant_that_is_meant_by_no_tag_may_do_without() {
        let built = built(
            "Form: { oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }
             A: { type: object, properties: { kind: { type: string, enum: [a] }, x: { type: integer } } }
             B: { type: object, required: [kind, x], properties: { kind: { type: string, enum: [b] }, x: { type: integer } } }",
            &["Form"],
        );
        assert_eq!(kind_of(&built, "A").1, None);
        assert_eq!(kind_of(&built, "B"), (Type::String, Some("b".to_owned())));
    }

    #[test]
    fn a_type_that_is_used_by_itself_keeps_what_its_schema_allows() {
        let built = built(FORM, &["Form", "A", "B"]);
        assert_eq!(kind_of(&built, "A"), (Type::String, None));
        assert_eq!(kind_of(&built, "B"), (Type::String, None));
    }
}
