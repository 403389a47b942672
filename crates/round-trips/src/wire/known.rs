//! What is there: values that the test names, and those that a server's own answers and the document's `links` give.
//!
//! Two resources of one API often have variables of one name: `/books/{id}` and `/members/{id}`. So what an answer gives is
//! known by the path that it was given at, together with the values of the variables before it; a name alone is the last
//! resort.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value};

use super::contract::{Contract, Operation};
use super::expressions::evaluated;
use super::http::Answer;
use super::requests::Draft;
use crate::dialect::pointer_of;
use crate::escaped;

/// Of one parameter or path, older values are forgotten.
const MOST: usize = 8;

/// Values that are known to be something to the server.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    /// What the test says, by the name of a parameter or by the path that ends with it.
    told: HashMap<String, Vec<Value>>,
    /// By the name of a parameter, whichever operation has it.
    by_name: HashMap<String, Vec<Value>>,
    /// By the operation's pointer and the name of its parameter: what a link says of it.
    by_link: HashMap<(String, String), Vec<Value>>,
    /// By the [`shape`] of a path that ends with a variable: values of all its variables that belong together.
    by_path: BTreeMap<String, Vec<Vec<Value>>>,
    /// What variables of the document's paths are called, by the shape of the path up to them.
    variables: HashMap<String, BTreeSet<String>>,
    /// How often something was learned that was not known.
    learned: usize,
}

impl Known {
    /// A value that the test says is there, for parameters of a name, or for the last variable of a path.
    pub(super) fn tell(&mut self, name: &str, value: Value) {
        let name = if name.starts_with('/') { shape(name) } else { name.to_owned() };
        self.learned += usize::from(add(self.told.entry(name).or_default(), value));
    }

    /// Goes by the paths of these operations.
    pub(super) fn go_by(&mut self, operations: &[Operation]) {
        for (at, name) in operations.iter().flat_map(|operation| variables(&operation.path)) {
            self.variables.entry(at).or_default().insert(name.to_owned());
        }
    }

    /// How often something was learned that was not known.
    pub(super) fn learned(&self) -> usize {
        self.learned
    }

    /// Values of the variables of an operation's path that belong together, as far as any are known: what a link gives,
    /// what the test says, what an answer gave, the newest first; `turn` goes through them.
    pub(super) fn of_path(&self, operation: &Operation, turn: usize) -> Vec<(String, Value)> {
        let variables = variables(&operation.path);
        let linked = |name: &str| self.by_link.get(&(operation.pointer.clone(), name.to_owned()));
        let told = |at: &str, name: &str| self.told.get(at).or_else(|| self.told.get(name));
        if variables.iter().any(|(_, name)| linked(name).is_some()) {
            let value = |(_, name): &(String, &str)| Some(((*name).to_owned(), nth(linked(name)?, turn)?.clone()));
            return variables.iter().filter_map(value).collect();
        }
        let pairs = |values: &[Value]| -> Vec<(String, Value)> {
            variables.iter().zip(values).map(|((_, name), value)| ((*name).to_owned(), value.clone())).collect()
        };
        let newest = variables.iter().rev().find_map(|(at, _)| self.by_path.get(at).filter(|all| !all.is_empty()));
        let mut found: Vec<Vec<(String, Value)>> =
            newest.into_iter().flatten().rev().map(|values| pairs(values)).collect();
        let count = variables.iter().filter_map(|(at, name)| Some(told(at, name)?.len())).max().unwrap_or(0);
        let said = |which| -> Vec<(String, Value)> {
            let value = |(at, name): &(String, &str)| Some(((*name).to_owned(), nth(told(at, name)?, which)?.clone()));
            variables.iter().filter_map(value).collect()
        };
        // What the test says comes first, with what is known to be in it.
        let mut chosen: Vec<_> = (0..count).map(said).collect();
        for said in &mut chosen {
            if let Some(at) = found.iter().position(|known| said.iter().all(|pair| known.contains(pair))) {
                *said = found.remove(at);
            }
        }
        chosen.append(&mut found);
        match turn.checked_rem(chosen.len()) {
            Some(turn) => chosen.swap_remove(turn),
            None => Vec::new(),
        }
    }

    /// A value for a parameter: what a link gives, or else what there is [of its name](Self::named).
    pub(super) fn of(&self, operation: &Operation, name: &str, turn: usize) -> Option<&Value> {
        match self.by_link.get(&(operation.pointer.clone(), name.to_owned())) {
            Some(values) => nth(values, turn),
            None => self.named(name, turn),
        }
    }

    /// A value for a parameter or for a member of a body: what the test says or an answer gave under this name, the newest
    /// first, or what was made in the collection that the name speaks of (`book_id` of `/books`).
    pub(super) fn named(&self, name: &str, turn: usize) -> Option<&Value> {
        if let Some(values) = self.told.get(name).or_else(|| self.by_name.get(name)) {
            return nth(values, turn);
        }
        self.of_collection(stem(name)?, turn)
    }

    /// What was made in the collection before a variable, wherever that is: `/books/{id}` after `POST /shelves/{id}/books`.
    pub(super) fn of_segment(&self, path: &str, name: &str, turn: usize) -> Option<&Value> {
        let before = path.split(&format!("/{{{name}}}")).next()?;
        self.of_collection(before.rsplit('/').next()?, turn)
    }

    fn of_collection(&self, word: &str, turn: usize) -> Option<&Value> {
        let is_it = |shape: &str| collection(shape).is_some_and(|name| singular(name) == singular(word));
        let (_, all) = self.by_path.iter().find(|(shape, all)| is_it(shape) && !all.is_empty())?;
        nth(all, turn)?.last()
    }

    /// Takes what a success tells: the variables that led to it, what its body and its `Location` say was made, members of
    /// its body that have a variable's name, and what its links say.
    pub(super) fn learn(
        &mut self,
        contract: &Contract,
        operations: &[Operation],
        operation: &Operation,
        draft: &Draft,
        response: &str,
        answer: &Answer,
    ) {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
        let variables = variables(&operation.path);
        let given = |name: &str| {
            let at = draft.given.iter().find(|(place, known, _)| place == "path" && known == name);
            at.map(|(_, _, value)| value.clone())
        };
        let values: Vec<Value> = variables.iter().map_while(|(_, name)| given(name)).collect();
        let is_gone = operation.method == "DELETE" && operation.path.ends_with('}');
        for (count, (at, name)) in variables.iter().enumerate().take(values.len()) {
            if is_gone && count + 1 == variables.len() {
                self.forget(at, name, &values);
            } else {
                self.made(at, values[..=count].to_vec());
                self.add_named(name, values[count].clone());
            }
        }
        if !is_gone && values.len() == variables.len() {
            self.learn_body(operation, &values, &body);
        }
        if let Some(location) = answer.header("location") {
            for found in operations.iter().filter_map(|operation| located(&operation.path, location)) {
                self.made(&found.0, found.1);
            }
        }
        self.learn_links(contract, operations, draft, response, answer, &body);
    }

    /// What a body says is there: it is a thing, a list of things, or an object with a thing or with lists of them.
    fn learn_body(&mut self, operation: &Operation, values: &[Value], body: &Value) {
        let path = shape(&operation.path);
        let here = vec![format!("{path}/{{}}")];
        let mut things: Vec<(Vec<String>, &Map<String, Value>)> = Vec::new();
        match body {
            Value::Array(items) => {
                things.extend(items.iter().take(MOST).filter_map(|item| Some((here.clone(), item.as_object()?))))
            }
            Value::Object(thing) => {
                for (name, member) in thing {
                    let both = vec![format!("{path}/{}/{{}}", shape(name)), format!("{path}/{{}}")];
                    match member {
                        Value::Array(items) => {
                            things.extend(
                                items.iter().take(MOST).filter_map(|item| Some((both.clone(), item.as_object()?))),
                            );
                        }
                        Value::Object(inner) => things.push((both, inner)),
                        _ => {}
                    }
                }
                // The body itself is what was made, more likely than what is in it.
                things.push((here, thing));
            }
            _ => {}
        }
        for (shapes, thing) in things {
            let names: BTreeSet<&String> = self.variables.values().flatten().collect();
            let named = thing.iter().filter(|(name, value)| is_id(value) && names.contains(name));
            for (name, value) in named.collect::<Vec<_>>() {
                self.add_named(name, value.clone());
            }
            for at in shapes {
                let of_collection =
                    collection(&at).map(singular).map(|name| [format!("{name}_id"), format!("{name}Id")]);
                let own = self.variables.get(&at).into_iter().flatten().cloned().chain(["id".to_owned()]);
                let mut names = own.chain(of_collection.into_iter().flatten());
                if let Some(value) = names.find_map(|name| thing.get(&name).filter(|value| is_id(value))) {
                    self.made(&at, values.iter().chain([value]).cloned().collect());
                }
            }
        }
    }

    fn learn_links(
        &mut self,
        contract: &Contract,
        operations: &[Operation],
        draft: &Draft,
        response: &str,
        answer: &Answer,
        body: &Value,
    ) {
        let links = contract.value.pointer(&format!("{response}/links")).and_then(Value::as_object);
        for name in links.into_iter().flatten().map(|(name, _)| name) {
            let Some((_, link)) = contract.resolve(&format!("{response}/links/{}", escaped(name))) else { continue };
            let target = operations.iter().find(|operation| {
                let described = contract.value.pointer(&operation.pointer).unwrap_or(&Value::Null);
                let by_id = link.get("operationId").is_some_and(|id| described.get("operationId") == Some(id));
                let reference = link["operationRef"].as_str().and_then(pointer_of);
                by_id || reference.is_some_and(|reference| reference == operation.pointer)
            });
            let Some(target) = target else { continue };
            for (name, expression) in link["parameters"].as_object().into_iter().flatten() {
                let value = match expression.as_str() {
                    Some(text) => evaluated(text, draft, answer, body),
                    None => Some(expression.clone()),
                };
                // `path.id` is the `id` of the path.
                let name = match name.split_once('.') {
                    Some(("path" | "query" | "header" | "cookie", name)) => name,
                    _ => name,
                };
                if let Some(value) = value {
                    let known = self.by_link.entry((target.pointer.clone(), name.to_owned())).or_default();
                    self.learned += usize::from(add(known, value));
                }
            }
        }
    }

    fn add_named(&mut self, name: &str, value: Value) {
        self.learned += usize::from(add(self.by_name.entry(name.to_owned()).or_default(), value));
    }

    fn made(&mut self, at: &str, values: Vec<Value>) {
        self.learned += usize::from(add(self.by_path.entry(at.to_owned()).or_default(), values));
    }

    /// What was deleted is not there any more, nor what was in it.
    fn forget(&mut self, at: &str, name: &str, values: &[Value]) {
        for (_, all) in self.by_path.iter_mut().filter(|(known, _)| known.starts_with(at)) {
            all.retain(|all| !all.starts_with(values));
        }
        let value = values.last();
        for values in self.by_name.get_mut(name).into_iter().chain(self.by_link.values_mut()) {
            values.retain(|known| Some(known) != value);
        }
    }
}

/// Of the values that are known, the newest first and again from there.
fn nth<T>(values: &[T], turn: usize) -> Option<&T> {
    values.iter().rev().nth(turn.checked_rem(values.len())?)
}

/// The newest last, each once; whether it is a new one.
fn add<T: PartialEq>(values: &mut Vec<T>, value: T) -> bool {
    let count = values.len();
    values.retain(|known| *known != value);
    let is_new = values.len() == count;
    values.push(value);
    if values.len() > MOST {
        values.remove(0);
    }
    is_new
}

/// A path whatever its variables are called, which differs from place to place, and whether it ends with a `/`:
/// `/books/{}/copies`.
fn shape(path: &str) -> String {
    let (first, variables) = path.trim_end_matches('/').split_once('{').unwrap_or((path.trim_end_matches('/'), ""));
    let texts = variables.split('{').filter_map(|piece| Some(piece.split_once('}')?.1));
    texts.fold(first.to_owned(), |shape, text| format!("{shape}{{}}{text}"))
}

/// The variables of a path, each with the shape of the path up to it.
fn variables(path: &str) -> Vec<(String, &str)> {
    let ends = path.match_indices('}').map(|(at, _)| at);
    ends.filter_map(|at| Some((shape(&path[..=at]), path[..at].rsplit_once('{')?.1))).collect()
}

/// The collection that a shape's last variable is one of: `copies` of `/books/{}/copies/{}`.
fn collection(shape: &str) -> Option<&str> {
    shape.strip_suffix("/{}")?.rsplit('/').next().filter(|name| !name.is_empty() && !name.contains('{'))
}

/// The word before `id` in a name: it speaks of another thing.
pub(super) fn stem(name: &str) -> Option<&str> {
    ["_id", "-id", "Id", "ID"].into_iter().find_map(|end| name.strip_suffix(end)).filter(|stem| !stem.is_empty())
}

/// A word as it is of one thing, as far as spelling tells.
fn singular(word: &str) -> String {
    let word = word.to_ascii_lowercase();
    match (word.strip_suffix("ies"), word.strip_suffix('s')) {
        (Some(stem), _) => format!("{stem}y"),
        (None, Some(stem)) if !stem.ends_with('s') => stem.to_owned(),
        _ => word,
    }
}

fn is_id(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_))
}

/// The values of a path's variables in a `Location`, whose beginning may be anything, and the path's shape; `None` where
/// it is none of this path, or the path does not end with a variable.
fn located(path: &str, location: &str) -> Option<(String, Vec<Value>)> {
    let location = location.split(['?', '#']).next()?.trim_end_matches('/');
    let known: Vec<&str> = path.trim_end_matches('/').split('/').skip(1).collect();
    let sent: Vec<&str> = location.split('/').collect();
    let sent = &sent[sent.len().checked_sub(known.len())?..];
    let mut values = Vec::new();
    for (known, sent) in known.iter().zip(sent) {
        if known.starts_with('{') && known.ends_with('}') {
            values.push(percent_encoding::percent_decode_str(sent).decode_utf8().ok()?.into_owned().into());
        } else if known != sent {
            return None;
        }
    }
    known.last()?.ends_with('}').then(|| (shape(path), values))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn operation(method: &str, path: &str) -> Operation {
        Operation {
            method: method.to_owned(),
            path: path.to_owned(),
            pointer: format!("{method}{path}"),
            ..Operation::default()
        }
    }

    /// A success: method, path, values of its variables, body of the answer, `Location`.
    type Success<'s> = (&'s str, &'s str, &'s [&'s str], Value, Option<&'s str>);

    /// What is known after these successes.
    fn learned(successes: &[Success<'_>]) -> Known {
        let paths = [
            "/books",
            "/books/{id}",
            "/books/{id}/copies",
            "/books/{book}/copies/{copy_id}",
            "/members",
            "/members/{id}",
            "/shelves/{shelf}/books",
        ];
        let items: Map<String, Value> =
            paths.iter().map(|path| ((*path).to_owned(), json!({ "get": {}, "post": {}, "delete": {} }))).collect();
        let contract = Contract::new(&json!({ "paths": items }).to_string());
        let operations = contract.operations();
        let mut known = Known::default();
        known.go_by(&operations);
        for (method, path, values, body, location) in successes {
            let names = variables(path).into_iter().map(|(_, name)| name.to_owned());
            let given = names.zip(*values).map(|(name, value)| ("path".to_owned(), name, json!(value))).collect();
            let draft = Draft { given, ..Draft::default() };
            let headers = location.map(|location| ("location".to_owned(), location.to_owned())).into_iter().collect();
            let answer = Answer { status: 200, headers, body: body.to_string().into_bytes(), complete: true };
            known.learn(&contract, &operations, &operation(method, path), &draft, "", &answer);
        }
        known
    }

    fn of_path(known: &Known, path: &str, turn: usize) -> Vec<Value> {
        known.of_path(&operation("GET", path), turn).into_iter().map(|(_, value)| value).collect()
    }

    #[test]
    fn resources_whose_variables_have_one_name_are_told_apart() {
        let known = learned(&[
            ("POST", "/books", &[], json!({ "id": "b1" }), None),
            ("POST", "/books", &[], json!({ "data": { "id": "b2" } }), None),
            ("POST", "/members", &[], json!({ "id": "m1", "name": "n" }), None),
        ]);
        assert_eq!(
            [of_path(&known, "/books/{id}", 0), of_path(&known, "/books/{id}", 1)],
            [[json!("b2")], [json!("b1")]]
        );
        assert_eq!(of_path(&known, "/members/{id}", 1), [json!("m1")]);
        // Whatever it is called, and what is in it.
        assert_eq!(of_path(&known, "/books/{book}/copies", 1), [json!("b1")]);
        let any = operation("POST", "/loans");
        assert_eq!(
            (known.of(&any, "book_id", 0), known.of(&any, "memberId", 0)),
            (Some(&json!("b2")), Some(&json!("m1")))
        );
        assert_eq!(known.of(&any, "loan_id", 0), None);
    }

    #[test]
    fn what_is_in_something_is_known_together_with_it_and_deleted_with_it() {
        let mut all = vec![
            ("POST", "/books/{id}/copies", &["b1"][..], json!({ "id": 7 }), None),
            ("POST", "/books", &[][..], json!({ "id": "b2" }), None),
            ("GET", "/members", &[][..], json!([{ "id": 1 }, { "id": 2 }]), None),
            ("POST", "/shelves/{shelf}/books", &["s"][..], json!({ "id": "b3" }), None),
            ("POST", "/members", &[][..], Value::Null, Some("https://a.example/v1/members/a%20b?x=1")),
        ];
        let known = learned(&all);
        assert_eq!(of_path(&known, "/books/{id}/copies/{copy_id}", 0), [json!("b1"), json!(7)]);
        assert_eq!(of_path(&known, "/books/{id}", 0), [json!("b2")]);
        assert_eq!(of_path(&known, "/members/{id}", 0), [json!("a b")]);
        assert_eq!(of_path(&known, "/members/{id}", 1), [json!(2)]);
        assert_eq!(known.of_segment("/v2/books/{isbn}", "isbn", 0), Some(&json!("b2")));
        all.push(("DELETE", "/books/{id}", &["b1"][..], Value::Null, None));
        let known = learned(&all);
        assert_eq!(of_path(&known, "/books/{id}/copies/{copy_id}", 0), [json!("b2")]);
        assert_eq!(of_path(&known, "/books/{id}", 1), [json!("b2")]);
    }

    #[test]
    fn what_the_test_says_comes_first_with_what_is_in_it() {
        let mut known = learned(&[
            ("POST", "/books/{id}/copies", &["b1"], json!({ "id": 7 }), None),
            ("POST", "/books/{id}/copies", &["b2"], json!({ "id": 8 }), None),
        ]);
        known.tell("id", json!("b1"));
        assert_eq!(of_path(&known, "/books/{id}/copies/{copy_id}", 0), [json!("b1"), json!(7)]);
        assert_eq!(of_path(&known, "/books/{id}/copies/{copy_id}", 1), [json!("b2"), json!(8)]);
        known.tell("/members/{member}", json!("m"));
        known.tell("/members/{member}", json!("m2"));
        assert_eq!(
            [of_path(&known, "/members/{id}", 0), of_path(&known, "/members/{id}", 1)],
            [[json!("m2")], [json!("m")]]
        );
        assert_eq!(of_path(&known, "/shelves/{id}", 0), [json!("b1")]);
    }

    #[test]
    fn the_newest_values_are_known_and_links_come_first() {
        let mut known = Known::default();
        for number in 0..20 {
            known.add_named("id", json!(number));
        }
        known.add_named("id", json!(15));
        let operation = operation("GET", "/things/{id}");
        assert_eq!((known.learned(), known.by_name["id"].len()), (20, MOST));
        assert_eq!(
            (known.of(&operation, "id", 0), known.of(&operation, "id", 1)),
            (Some(&json!(15)), Some(&json!(19)))
        );
        assert_eq!(known.of(&operation, "id", MOST), Some(&json!(15)));
        known.made("/things/{}", vec![json!("made")]);
        assert_eq!(of_path(&known, "/things/{id}", 3), [json!("made")]);
        known.by_link.insert((operation.pointer.clone(), "id".to_owned()), vec![json!("linked")]);
        assert_eq!(known.of(&operation, "id", 3), Some(&json!("linked")));
        assert_eq!(of_path(&known, "/things/{id}", 3), [json!("linked")]);
        assert_eq!(known.of(&operation, "other", 0), None);
    }

    #[test]
    fn shapes_are_the_same_whatever_variables_are_called_and_whether_a_slash_ends_them() {
        assert_eq!((shape("/a/{b}/c/{d}/"), shape("/"), shape("/a/")), ("/a/{}/c/{}".into(), "".into(), "/a".into()));
        assert_eq!(variables("/a/{b}.json/{c}"), [("/a/{}".to_owned(), "b"), ("/a/{}.json/{}".to_owned(), "c")]);
        assert_eq!(
            (singular("Companies"), singular("books"), singular("address")),
            ("company".into(), "book".into(), "address".into())
        );
    }
}
