//! Schemas that stand inline and say the same of the same thing, over and over: one type for all of them.
//!
//! Published documents repeat themselves: every `city` a text of at most 100 characters, in each of a hundred bodies. A
//! type for each place would be thousands of types that nobody can tell apart, and minutes of compiling.

use super::finish::{each_type_mut, named, renumber, types_of_mut};
use super::*;
use crate::node::unescape_token;

/// Fewer than this are left as they are, each called after its place: in a small document that is what one expects.
pub(super) const MANY: usize = 4;

impl<'a> Builder<'a> {
    /// Makes one of the inline types that are the same and called the same. It is called after the property where this means
    /// one thing in all of the document, else after the first place: a name never comes to mean something else.
    pub(super) fn share_equal_types(&mut self) {
        let words: Vec<Option<Word>> = self.model.types.iter().map(|definition| self.word(definition)).collect();
        let mut uses: HashMap<String, usize> = HashMap::new();
        for word in words.iter().flatten() {
            *uses.entry(word.name()).or_default() += 1;
        }
        let mut roots: Vec<TypeId> = (0..self.model.types.len()).collect();
        let mut todo: Vec<TypeId> = (0..roots.len()).filter(|id| words[*id].is_some()).collect();
        // What holds types that have become one may be the same itself then.
        while !todo.is_empty() {
            let mut groups: IndexMap<String, Vec<TypeId>> = IndexMap::new();
            for id in todo {
                if let Some(word) = &words[id] {
                    groups.entry(self.likeness(id, word, &roots)).or_default().push(id);
                }
            }
            let mut merged = HashSet::new();
            for group in groups.into_values().filter(|group| group.len() >= MANY) {
                if let Some(word) = &words[group[0]] {
                    let means_one_thing = uses.get(&word.name()) == Some(&group.len());
                    self.share(&group, word, means_one_thing);
                }
                for id in &group {
                    roots[*id] = group[0];
                    merged.insert(*id);
                }
            }
            todo = self.holders_left(&merged, &roots, &words);
        }
        self.put_roots(&roots);
    }

    /// Puts each type's root in its place everywhere, and drops what is left over.
    pub(super) fn put_roots(&mut self, roots: &[TypeId]) {
        let root = |ty: &mut Type| renumber(ty, &|id| roots[id]);
        self.model.types.iter_mut().for_each(|definition| each_type_mut(&mut definition.kind, root));
        for operation in &mut self.model.operations {
            types_of_mut(operation).into_iter().for_each(root);
        }
        self.drop_unreached();
    }

    /// The types that hold one of these and are not shared themselves.
    fn holders_left(&self, merged: &HashSet<TypeId>, roots: &[TypeId], words: &[Option<Word>]) -> Vec<TypeId> {
        let holds = |id: &TypeId| {
            let mut found = false;
            self.model.types[*id].kind.each_type(|ty| found |= named(ty).is_some_and(|held| merged.contains(&held)));
            found
        };
        let left = |id: &TypeId| words[*id].is_some() && roots[*id] == *id && !merged.contains(id);
        if merged.is_empty() { Vec::new() } else { (0..roots.len()).filter(|id| left(id) && holds(id)).collect() }
    }

    /// What two types have to have alike to be one: all but their docs.
    fn likeness(&self, id: TypeId, word: &Word, roots: &[TypeId]) -> String {
        let definition = &self.model.types[id];
        let mut kind = definition.kind.clone();
        each_type_mut(&mut kind, |ty| renumber(ty, &|id| roots[id]));
        let side = match kind {
            // A client takes values of a response that it does not know, a server those of a request.
            TypeKind::Enum(_) | TypeKind::Values(_) | TypeKind::Union(_) | TypeKind::Struct(_) => {
                (definition.in_request, definition.in_response)
            }
            _ => (false, false),
        };
        format!("{} {} {side:?} {}", word.property, word.within, all_of(definition, &kind))
    }

    /// Gives the first of a group what is said of all.
    fn share(&mut self, group: &[TypeId], word: &Word, means_one_thing: bool) {
        let [first, others @ ..] = group else { return };
        let name = word.name();
        // What a variant of a union is called says more than its number.
        let is_free = means_one_thing && !word.is_variant && self.names.is_free(&name);
        let word = &word.property;
        let docs = &self.model.types[*first].docs;
        let is_said_of_all = !docs.is_empty() && others.iter().all(|id| self.model.types[*id].docs == *docs);
        let all = || group.iter().map(|id| &self.model.types[*id]);
        let (in_request, in_response) = (all().any(|it| it.in_request), all().any(|it| it.in_response));
        let first = &mut self.model.types[*first];
        (first.in_request, first.in_response) = (in_request, in_response);
        if !is_said_of_all {
            first.docs = format!("`{word}`, in several places of the document; the first is `{}`.", first.pointer);
        }
        if is_free {
            first.name = self.names.give(&name);
        }
    }

    /// What a type that stands inline is called in the document: its property or parameter, and what of it it is.
    fn word(&self, definition: &TypeDef) -> Option<Word> {
        if matches!(definition.kind, TypeKind::Alias(_) | TypeKind::Pending) {
            return None;
        }
        let segments: Vec<&str> = definition.pointer.split('/').skip(1).collect();
        let start = match segments[..] {
            ["components", "schemas", ..] => 3,
            _ => segments.iter().position(|segment| *segment == "schema")? + 1,
        };
        let parameter = || {
            let holder = self.resolver.root().pointer(&format!("/{}", segments[..start.checked_sub(1)?].join("/")))?;
            holder.get("in").and(holder.get_str("name")).map(str::to_owned)
        };
        let mut word = Word { property: parameter().unwrap_or_default(), within: String::new(), is_variant: false };
        let mut rest = segments.get(start..)?.iter();
        while let Some(segment) = rest.next() {
            match *segment {
                "properties" => {
                    word = Word {
                        property: unescape_token(rest.next()?).into_owned(),
                        within: String::new(),
                        is_variant: false,
                    };
                }
                "items" => word.within.push_str(" item"),
                "additionalProperties" => word.within.push_str(" value"),
                "allOf" => drop(rest.next()?),
                "oneOf" | "anyOf" => {
                    word.within.push_str(&format!(" {segment} {}", rest.next()?));
                    word.is_variant = true;
                }
                _ => return None,
            }
        }
        is_speakable(&word.property).then_some(word)
    }
}

/// All that a type says but its words and which way it goes; `kind` is what it is, whatever the types that it holds are called.
pub(super) fn all_of(definition: &TypeDef, kind: &TypeKind) -> String {
    let TypeDef { view, exact, deprecated, checks, .. } = definition;
    format!("{view:?} {exact} {deprecated} {kind:?} {checks:?}")
}

/// What an inline schema is called.
struct Word {
    /// The property or parameter.
    property: String,
    /// Where in its schema, in words.
    within: String,
    /// Whether it is a member of a union there.
    is_variant: bool,
}

impl Word {
    fn name(&self) -> String {
        pascal(&format!("{}{}", self.property, self.within))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::built;
    use super::*;

    /// The names of the types, and the docs of one of them.
    fn types(schemas: &str, one: &str) -> (Vec<String>, String) {
        let used: Vec<&str> = schemas.lines().filter_map(|line| line.split(':').next()).map(str::trim).collect();
        let built = built(schemas, &used);
        let docs = built.model.types.iter().find(|it| it.name == one).map(|it| it.docs.clone()).unwrap_or_default();
        (built.model.types.iter().map(|it| it.name.clone()).collect(), docs)
    }

    /// So many components with one property each.
    fn components(property: impl Fn(usize) -> String, count: usize) -> String {
        let line = |at: usize| format!("C{at}: {{ type: object, properties: {{ {} }} }}", property(at));
        (0..count).map(line).collect::<Vec<_>>().join("\n             ")
    }

    #[test]
    fn what_is_said_many_times_is_one_type_and_is_called_after_its_property() {
        let city = |_| "city: { type: string, maxLength: 100 }".to_owned();
        let (names, docs) = types(&components(city, MANY), "City");
        assert_eq!(names, ["City", "C0", "C1", "C2", "C3"]);
        assert_eq!(
            docs,
            "`city`, in several places of the document; the first is `/components/schemas/C0/properties/city`."
        );
        let (names, _) = types(&components(city, MANY - 1), "");
        assert_eq!(names, ["C0City", "C0", "C1City", "C1", "C2City", "C2"]);
    }

    #[test]
    fn what_holds_shared_types_is_shared_itself() {
        let address = |_| {
            "address: { type: object, properties: { city: { type: string, maxLength: 100 }, tags: { type: array, items: { \
             type: string, maxLength: 5 } } } }"
                .to_owned()
        };
        let (names, _) = types(&components(address, MANY), "");
        assert_eq!(names, ["City", "TagsItem", "Address", "C0", "C1", "C2", "C3"]);
    }

    #[test]
    fn what_differs_in_any_way_is_not_shared() {
        for property in [
            |at: usize| format!("city: {{ type: string, maxLength: {} }}", at + 1),
            |at: usize| format!("city{at}: {{ type: string, maxLength: 1 }}"),
            |at: usize| format!("city: {{ type: string, enum: [a, b{at}] }}"),
        ] {
            let (names, _) = types(&components(property, MANY + 2), "");
            assert_eq!(names.len(), 2 * (MANY + 2), "{names:?}");
        }
    }

    #[test]
    fn a_name_means_one_thing_in_all_of_a_document() {
        let status =
            |at: usize| format!("status: {{ type: string, enum: [{}] }}", if at < MANY { "a, b" } else { "c, d" });
        let (names, _) = types(&components(status, 2 * MANY), "");
        assert_eq!(names.iter().filter(|name| name.ends_with("Status")).collect::<Vec<_>>(), ["C0Status", "C4Status"]);
        // A property may be called like a keyword, or its name be found in what is in it.
        let odd = |_| "properties: { type: object, properties: { items: { type: string, maxLength: 9 } } }".to_owned();
        assert_eq!(types(&components(odd, MANY), "").0, ["Items", "Properties", "C0", "C1", "C2", "C3"]);
        let short = |_| "i: { type: array, items: { type: string, maxLength: 7 } }".to_owned();
        assert_eq!(types(&components(short, MANY), "").0, ["IItem", "C0", "C1", "C2", "C3"]);
    }

    #[test]
    fn a_name_that_is_taken_is_left_to_whom_it_belongs() {
        let city = |_| "city: { type: string, maxLength: 100 }".to_owned();
        let schemas = format!("City: {{ type: string, minLength: 1 }}\n             {}", components(city, MANY));
        assert_eq!(types(&schemas, "").0, ["City", "C0City", "C0", "C1", "C2", "C3"]);
        // A component is not an inline schema, however alike.
        let named = |_| "city: { $ref: '#/components/schemas/City' }".to_owned();
        let schemas = format!("City: {{ type: string, minLength: 1 }}\n             {}", components(named, MANY));
        assert_eq!(types(&schemas, "").0, ["City", "C0", "C1", "C2", "C3"]);
    }
}
