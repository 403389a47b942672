//! Values changed in one place each.

use serde_json::{Map, Value, json};

/// The name of a member that no schema knows.
pub const UNKNOWN: &str = "no schema knows this member";

/// More places of one value are not changed.
const MOST_PLACES: usize = 1_000;

/// Every value that differs from this one in one place, by one of a few changes; each is made when it is asked for, as
/// all of those of a large value would not fit in memory.
pub fn of(value: &Value) -> impl Iterator<Item = Value> {
    let mut places = Vec::new();
    find_places(value, String::new(), &mut places);
    places.into_iter().flat_map(move |place| {
        let here = value.pointer(&place).unwrap_or(&Value::Null);
        changed(here).map(move |change| {
            let mut mutant = value.clone();
            if let Some(spot) = mutant.pointer_mut(&place) {
                *spot = change;
            }
            mutant
        })
    })
}

/// Values that are smaller in one place: without a member or an item, with a shorter text, with a number that is nearer to
/// zero.
pub fn smaller(value: &Value) -> impl Iterator<Item = Value> {
    let mut places = Vec::new();
    find_places(value, String::new(), &mut places);
    places.into_iter().flat_map(move |place| {
        let smaller: Vec<Value> = match value.pointer(&place).unwrap_or(&Value::Null) {
            Value::Object(members) => members.keys().map(|name| without(members, name).into()).collect(),
            Value::Array(items) => {
                let without = |at: usize| {
                    items.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, item)| item.clone()).collect()
                };
                let halves = items.len() > 3;
                let half = halves.then(|| items[..items.len() / 2].iter().cloned().collect());
                half.into_iter().chain((0..items.len().min(20)).map(without)).collect()
            }
            Value::String(text) if !text.is_empty() => {
                let count = text.chars().count();
                [count / 2, count - 1].map(|count| text.chars().take(count).collect::<String>().into()).into()
            }
            Value::Number(number) => match number.as_i64() {
                Some(0) | None => Vec::new(),
                Some(number) => vec![json!(number / 2)],
            },
            _ => Vec::new(),
        };
        smaller.into_iter().map(move |smaller| {
            let mut changed = value.clone();
            if let Some(spot) = changed.pointer_mut(&place) {
                *spot = smaller;
            }
            changed
        })
    })
}

/// The place of everything in a value, as JSON Pointers; of long arrays the first items.
fn find_places(value: &Value, place: String, places: &mut Vec<String>) {
    if places.len() == MOST_PLACES {
        return;
    }
    places.push(place);
    let at = places.len() - 1;
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate().take(3) {
                find_places(item, format!("{}/{index}", places[at]), places);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                let token = crate::escaped(name);
                find_places(member, format!("{}/{token}", places[at]), places);
            }
        }
        _ => {}
    }
}

/// What may be in a value's place: another value, or itself without a member or with one more.
fn changed(value: &Value) -> impl Iterator<Item = Value> {
    let members = value.as_object();
    let less =
        members.into_iter().flat_map(|members| members.keys().map(move |name| Value::Object(without(members, name))));
    let more = members.into_iter().map(|members| {
        let mut more = members.clone();
        more.insert(UNKNOWN.to_owned(), json!("?"));
        Value::Object(more)
    });
    here(value).into_iter().chain(less).chain(more)
}

fn without(members: &Map<String, Value>, name: &str) -> Map<String, Value> {
    let kept = members.iter().filter(|(known, _)| *known != name);
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Changes of the value itself.
fn here(value: &Value) -> Vec<Value> {
    let mut found: Vec<Value> = [json!(null), json!(true), json!(7), json!(0.5), json!("x"), json!([]), json!({})]
        .into_iter()
        .filter(|other| std::mem::discriminant(other) != std::mem::discriminant(value))
        .collect();
    match value {
        Value::String(text) => {
            found.extend([json!(""), json!(format!("{text}~")), json!(text.repeat(20)), json!("\u{1F980}".repeat(3))]);
            found.extend(text.char_indices().last().map(|(at, _)| json!(text[..at])));
        }
        Value::Number(number) => {
            found.extend([json!(0), json!(-1), json!(1_000_000), json!(0.5)]);
            found.extend(number.as_i64().and_then(|number| number.checked_add(1)).map(|more| json!(more)));
            found.extend(number.as_i64().and_then(|number| number.checked_sub(1)).map(|less| json!(less)));
        }
        Value::Array(items) => {
            found.push(json!([]));
            if let Some(first) = items.first() {
                let mut twice = items.clone();
                twice.push(first.clone());
                found.push(Value::Array(twice));
                found.push(Value::Array(vec![first.clone(); 40]));
            }
        }
        _ => {}
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mutant_differs_in_one_place() {
        let value = json!({ "a/b": [1, { "c": "x" }], "d": {} });
        let mutants: Vec<Value> = of(&value).collect();
        assert!(mutants.iter().all(|mutant| *mutant != value));
        for expected in [
            json!({ "d": {} }),
            json!({ "a/b": [1, {}], "d": {} }),
            json!({ "a/b": [1, { "c": "" }], "d": {} }),
            json!({ "a/b": [2, { "c": "x" }], "d": {} }),
            json!({ "a/b": [1, { "c": "x" }], "d": { UNKNOWN: "?" } }),
        ] {
            assert!(mutants.contains(&expected), "{expected}");
        }
    }

    #[test]
    fn the_mutants_of_a_large_value_are_made_one_by_one() {
        let large: Value = (0..20_000).map(|index| (index.to_string(), json!([index]))).collect::<Map<_, _>>().into();
        assert_eq!(of(&large).take(5).count(), 5);
    }
}
