//! What a step looks like on the screen.

/// Prints steps, numbered, and remembers whether each was as it should be.
#[derive(Debug, Default)]
pub struct Report {
    number: usize,
    wrong: Vec<String>,
}

impl Report {
    /// One step: what is asked, the status that came and the one that should, and what it means.
    pub fn step(&mut self, title: &str, request: &str, status: u16, expected: u16, lines: &[String]) {
        self.number += 1;
        println!("\n{:>2}. {title}", self.number);
        println!("    {request}");
        let right = status == expected;
        if right {
            println!("    -> {status}");
        } else {
            println!("    -> {status}, but it should have been {expected}");
            self.wrong.push(format!("{}. {title}: {status} instead of {expected}", self.number));
        }
        for line in lines {
            println!("       {line}");
        }
    }

    /// Something else that has to be so.
    pub fn ensure(&mut self, claim: &str, holds: bool) {
        if holds {
            println!("       ok: {claim}");
        } else {
            println!("       WRONG: {claim}");
            self.wrong.push(format!("{}. {claim}", self.number));
        }
    }

    /// The last line; whether all was as it should be.
    pub fn finish(self) -> bool {
        println!();
        if self.wrong.is_empty() {
            println!("All {} steps were as they should be.", self.number);
            return true;
        }
        println!("{} of {} steps were not as they should be:", self.wrong.len(), self.number);
        for wrong in &self.wrong {
            println!("  {wrong}");
        }
        false
    }
}

/// The members in which two JSON objects differ, one line each: `member: before -> after`.
pub fn changes(before: &serde_json::Value, after: &serde_json::Value) -> Vec<String> {
    let mut lines = Vec::new();
    collect("", before, after, &mut lines);
    if lines.is_empty() {
        lines.push("nothing changed".to_owned());
    }
    lines
}

fn collect(path: &str, before: &serde_json::Value, after: &serde_json::Value, lines: &mut Vec<String>) {
    use serde_json::Value;
    match (before, after) {
        (Value::Object(a), Value::Object(b)) => {
            let mut names: Vec<&String> = a.keys().chain(b.keys().filter(|name| !a.contains_key(*name))).collect();
            names.sort();
            for name in names {
                let (x, y) = (a.get(name).unwrap_or(&Value::Null), b.get(name).unwrap_or(&Value::Null));
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                collect(&path, x, y, lines);
            }
        }
        (a, b) if a != b => lines.push(format!("{path}: {a} -> {b}")),
        _ => {}
    }
}
