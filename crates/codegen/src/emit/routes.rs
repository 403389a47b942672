//! Which routes dropshot is given. It takes less than a document may have: at one place of its paths it wants literals only
//! or one variable only, of one name, with no text beside it. From where a document wants more on, one route takes all that
//! is below, and the operations' own templates decide.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::paths::segments;
use crate::model::Model;
use crate::names::pascal;

/// What dropshot is given of one method and path.
#[derive(Debug, PartialEq, Eq)]
pub enum Route {
    /// An operation by itself: an index into [`Model::operations`].
    Own(usize),
    /// Operations of one method, the most specific first: the first whose template fits a path is meant.
    Shared {
        /// The method's name in the mount.
        rust_name: String,
        /// The prefix of its type.
        type_name: String,
        /// The method.
        method: &'static str,
        /// As dropshot has it.
        path: String,
        /// Indices into [`Model::operations`].
        operations: Vec<usize>,
        /// The paths that are other methods', each with an operation of it.
        others: Vec<Other>,
    },
}

/// A path behind a shared route that the route's method does not have.
#[derive(Debug, PartialEq, Eq)]
pub struct Other {
    /// An index into [`Model::operations`].
    pub operation: usize,
    /// The methods of the path, as `Allow` lists them.
    pub allowed: String,
    /// How many of the route's own operations are asked before.
    pub behind: usize,
}

/// The routes of a model's operations, those of their own in document order.
pub fn routes(model: &Model) -> Vec<Route> {
    let all: Vec<usize> = (0..model.operations.len()).collect();
    let segments: Vec<Vec<String>> = model.operations.iter().map(|operation| segments(&operation.path)).collect();
    let mut shared = Vec::new();
    find_shared(model, &segments, &all, 0, &mut shared);
    // A name that no operation has.
    let mut base = "shared_route".to_owned();
    while model.operations.iter().any(|operation| operation.rust_name.starts_with(&base)) {
        base.push('s');
    }
    let mut in_shared = BTreeSet::new();
    let mut found = Vec::new();
    let served: BTreeMap<String, Vec<usize>> = shared.iter().fold(BTreeMap::new(), |mut all, (_, path, operations)| {
        all.entry(path.clone()).or_insert_with(Vec::new).extend(operations);
        all
    });
    for (number, (method, path, mut operations)) in shared.into_iter().enumerate() {
        in_shared.extend(operations.iter().copied());
        operations.sort_by_cached_key(|index| specificity(&model.operations[*index].path));
        let others = others(model, &operations, &served[&path]);
        let rust_name = format!("{base}_{number}");
        found.push(Route::Shared { type_name: pascal(&rust_name), rust_name, method, path, operations, others });
    }
    let own = all.into_iter().filter(|index| !in_shared.contains(index)).map(Route::Own);
    own.chain(found).collect()
}

/// The paths of `all` that none of `own` has, the most specific first.
fn others(model: &Model, own: &[usize], all: &[usize]) -> Vec<Other> {
    // The names of variables tell no paths apart.
    let nameless = |index: usize| {
        let pieces = model.operations[index].path.split('{').enumerate();
        let rest = |(at, piece): (usize, &str)| match at {
            0 => piece.to_owned(),
            _ => format!("{{}}{}", piece.split_once('}').map_or("", |(_, rest)| rest)),
        };
        pieces.map(rest).collect::<String>()
    };
    let paths: BTreeSet<String> = own.iter().map(|index| nameless(*index)).collect();
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for index in all {
        let path = nameless(*index);
        if !paths.contains(&path) {
            found.entry(path).or_default().push(*index);
        }
    }
    let path = |index: usize| model.operations[index].path.as_str();
    let own: Vec<_> = own.iter().map(|index| (specificity(path(*index)), segments(path(*index)))).collect();
    let mut others: Vec<(_, Other)> = found
        .into_values()
        .map(|operations| {
            let methods: BTreeSet<&str> = operations.iter().map(|index| model.operations[*index].method).collect();
            let operation = operations.iter().copied().min().unwrap_or_default();
            // Before the first of the own ones that could take it.
            let (rank, segments) = (specificity(path(operation)), segments(path(operation)));
            let behind = own.iter().position(|(theirs, own)| *theirs > rank && overlap(own, &segments));
            let allowed = methods.into_iter().collect::<Vec<_>>().join(", ");
            (rank, Other { operation, allowed, behind: behind.unwrap_or(own.len()) })
        })
        .collect();
    others.sort_by(|(one, _), (other, _)| one.cmp(other));
    others.into_iter().map(|(_, other)| other).collect()
}

/// Whether one path may fit two templates, by their segments.
fn overlap(one: &[String], other: &[String]) -> bool {
    let may_be_same = |(a, b): (&String, &String)| a == b || a.contains('{') || b.contains('{');
    one.len() == other.len() && one.iter().zip(other).all(may_be_same)
}

/// A method, a path as dropshot has it, and the operations that share them.
type Shared = (&'static str, String, Vec<usize>);

/// The name of a segment that is one variable; an error where text stands beside a variable.
fn variable(segment: &str) -> Result<Option<&str>, ()> {
    match segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some(name) if !name.contains(['{', '}', ':']) => Ok(Some(name)),
        Some(_) => Err(()),
        // A slash in it is one that is sent encoded.
        None if segment.contains(['{', '}', '/']) => Err(()),
        None => Ok(None),
    }
}

/// Goes through the operations that have their first segments in common.
fn find_shared(model: &Model, segments: &[Vec<String>], all: &[usize], depth: usize, shared: &mut Vec<Shared>) {
    let of = |index: usize| &segments[index];
    let (here, below): (Vec<usize>, Vec<usize>) = all.iter().partition(|index| of(**index).len() == depth);
    let mut children: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in &below {
        children.entry(&of(*index)[depth]).or_default().push(*index);
    }
    let before: &[String] = all.first().map_or(&[], |index| &of(*index)[..depth]);
    let kinds: Result<BTreeSet<Option<&str>>, ()> = children.keys().map(|segment| variable(segment)).collect();
    let is_taken = match &kinds {
        // A variable beside anything else, or one that was there before.
        Ok(kinds) => {
            let is_again = |name: &str| before.iter().any(|segment| variable(segment) == Ok(Some(name)));
            kinds.len() <= 1 && !kinds.iter().flatten().any(|name| is_again(name))
        }
        Err(()) => false,
    };
    let by_method = |indices: &[usize]| {
        let mut methods: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        indices.iter().for_each(|index| methods.entry(model.operations[*index].method).or_default().push(*index));
        methods
    };
    let path = format!("/{}", before.join("/"));
    if !is_taken {
        let mut rest = "rest".to_owned();
        while before.contains(&format!("{{{rest}}}")) {
            rest.push('_');
        }
        let path = format!("{}/{{{rest}:.*}}", path.trim_end_matches('/'));
        // What is at the place itself goes the same way: dropshot takes nothing for the rest of a path as well.
        shared.extend(by_method(all).into_iter().map(|(method, operations)| (method, path.clone(), operations)));
        return;
    }
    // Paths that differ in slashes only.
    let twice = by_method(&here).into_iter().filter(|(_, operations)| operations.len() > 1);
    shared.extend(twice.map(|(method, operations)| (method, path.clone(), operations)));
    for operations in children.values() {
        find_shared(model, segments, operations, depth + 1, shared);
    }
}

/// What is more specific comes first: literals before variables with text beside them, the longer text first, and
/// variables last.
fn specificity(path: &str) -> Vec<(u8, Reverse<usize>)> {
    let of = |segment: &str| {
        let texts = segment.split('{').map(|part| part.rsplit('}').next().unwrap_or_default().len());
        let text = texts.sum::<usize>();
        match variable(segment) {
            Ok(None) => (0, Reverse(0)),
            Ok(Some(_)) => (2, Reverse(0)),
            Err(()) => (1, Reverse(text)),
        }
    };
    path.split('/').map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Operation;

    fn model(paths: &[(&'static str, &str)]) -> Model {
        let operations = paths.iter().enumerate().map(|(at, (method, path))| Operation {
            id: at.to_string(),
            rust_name: format!("operation_{at}"),
            type_name: format!("Operation{at}"),
            method,
            path: (*path).to_owned(),
            docs: String::new(),
            remarks: Vec::new(),
            tags: Vec::new(),
            deprecated: false,
            parameters: Vec::new(),
            body: None,
            responses: Vec::new(),
            security: Vec::new(),
            anonymous: true,
            idempotency: None,
            signature: None,
            key_is_signed_only: false,
            event: None,
        });
        Model { operations: operations.collect(), ..Model::default() }
    }

    fn of(paths: &[(&'static str, &str)]) -> Vec<(String, Vec<usize>)> {
        let model = model(paths);
        let named = routes(&model).into_iter().map(|route| match route {
            Route::Own(index) => (model.operations[index].path.clone(), vec![index]),
            Route::Shared { method, path, operations, .. } => (format!("{method} {path}"), operations),
        });
        named.collect()
    }

    #[test]
    fn what_dropshot_takes_stays_as_it_is() {
        let taken =
            of(&[("GET", "/"), ("GET", "/a"), ("POST", "/a/"), ("GET", "/a/{id}"), ("GET", "/a/{id}/b/{other}")]);
        assert!(taken.iter().all(|(_, operations)| operations.len() == 1), "{taken:?}");
        assert_eq!(taken.len(), 5);
    }

    #[test]
    fn a_literal_beside_a_variable_is_asked_first_and_what_is_above_goes_the_same_way() {
        let shared = of(&[("GET", "/pet/{id}"), ("GET", "/pet/mine"), ("PUT", "/pet"), ("GET", "/store")]);
        let expected = [("/store", vec![3]), ("GET /pet/{rest:.*}", vec![1, 0]), ("PUT /pet/{rest:.*}", vec![2])];
        assert_eq!(shared, expected.map(|(path, operations)| (path.to_owned(), operations)));
    }

    #[test]
    fn other_names_texts_beside_and_slashes_are_told_apart_by_the_templates() {
        let shared = of(&[("GET", "/a/{id}/x"), ("GET", "/a/{name}/y")]);
        assert_eq!(shared, [("GET /a/{rest:.*}".to_owned(), vec![0, 1])]);
        let shared = of(&[("GET", "/t/{rest}/{id}"), ("GET", "/t/{rest}/{id}.json"), ("GET", "/t/{rest}/v{id}.json")]);
        assert_eq!(shared, [("GET /t/{rest}/{rest_:.*}".to_owned(), vec![2, 1, 0])]);
        let shared = of(&[("GET", "/a"), ("GET", "/a/"), ("GET", "/a/b")]);
        assert_eq!(shared, [("/a/b".to_owned(), vec![2]), ("GET /a".to_owned(), vec![0, 1])]);
    }

    #[test]
    fn a_path_without_the_method_is_asked_before_what_is_less_specific() {
        let model = model(&[
            ("GET", "/a/mine"),
            ("GET", "/a/{id}"),
            ("PUT", "/a/mine"),
            ("DELETE", "/a/{key}"),
            ("GET", "/b/c"),
        ]);
        let others: Vec<(&str, Vec<Other>)> = routes(&model)
            .into_iter()
            .filter_map(|route| match route {
                Route::Shared { method, others, .. } => Some((method, others)),
                Route::Own(_) => None,
            })
            .collect();
        let mine = || vec![Other { operation: 0, allowed: "GET, PUT".to_owned(), behind: 0 }];
        let any = vec![Other { operation: 1, allowed: "DELETE, GET".to_owned(), behind: 1 }];
        assert_eq!(others, [("DELETE", mine()), ("GET", vec![]), ("PUT", any)]);
    }
}
