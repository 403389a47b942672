//! Values changed in one place each.

use serde_json::{Map, Value, json};

/// The name of a member that no schema knows.
pub const UNKNOWN: &str = "no schema knows this member";

/// Every value that differs from this one in one place, by one of a few changes.
pub fn of(value: &Value) -> Vec<Value> {
    let mut found = here(value);
    match value {
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate().take(3) {
                found.extend(of(item).into_iter().map(|mutant| {
                    let mut items = items.clone();
                    items[index] = mutant;
                    Value::Array(items)
                }));
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                found.push(Value::Object(without(members, name)));
                found.extend(of(member).into_iter().map(|mutant| {
                    let mut members = members.clone();
                    members.insert(name.clone(), mutant);
                    Value::Object(members)
                }));
            }
            let mut more = members.clone();
            more.insert(UNKNOWN.to_owned(), json!("?"));
            found.push(Value::Object(more));
        }
        _ => {}
    }
    found
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
