//! What was found, as tables: for the terminal, and for the README.

use std::collections::BTreeMap;
use std::fmt::Write;

/// What was found about one document.
#[derive(Debug, Default)]
pub struct Row {
    pub document: String,
    pub size: u64,
    pub operations: usize,
    pub client: usize,
    pub server: usize,
    pub warnings: usize,
    pub compiled: Option<bool>,
    /// Types that agree with the judge, of how many.
    pub tests: Option<(usize, usize)>,
    /// Operations of which each side has what the other one sent, of how many.
    pub exchanged: Option<(usize, usize)>,
    pub seconds: f64,
    pub megabytes: f64,
    /// What is wrong, in words; nothing where all is well.
    pub failures: Vec<String>,
    pub reasons: Vec<String>,
    /// It is refused as a whole, and known to be.
    pub is_refused: bool,
}

fn percent(part: usize, whole: usize) -> f64 {
    if whole == 0 { 100.0 } else { 100.0 * part as f64 / whole as f64 }
}

/// The share of operations on both sides, the worse one counting.
pub fn share(rows: &[Row]) -> f64 {
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    percent(sum(|row| row.client.min(row.server)), sum(|row| row.operations))
}

/// The table, as Markdown that can be read as it is.
pub fn table(rows: &[Row]) -> String {
    let mut out = String::from(
        "| document | operations | client % | server % | warnings | compiled | round-trips passed | both sides | seconds | MB |\n\
         |---|--:|--:|--:|--:|---|--:|--:|--:|--:|\n",
    );
    let yes = |compiled: Option<bool>| match compiled {
        Some(true) => "yes",
        Some(false) => "NO",
        None => "-",
    };
    for row in rows {
        let of =
            |found: Option<(usize, usize)>| found.map_or_else(|| "-".to_owned(), |(good, all)| format!("{good}/{all}"));
        let _ = writeln!(
            out,
            "| {} | {} | {:.1} | {:.1} | {} | {} | {} | {} | {:.2} | {:.0} |",
            row.document,
            row.operations,
            percent(row.client, row.operations),
            percent(row.server, row.operations),
            row.warnings,
            yes(row.compiled),
            of(row.tests),
            of(row.exchanged),
            row.seconds,
            row.megabytes
        );
    }
    let sum = |of: fn(&Row) -> usize| rows.iter().map(of).sum::<usize>();
    let operations = sum(|row| row.operations);
    let (tried, clean) = (sum(|row| row.compiled.is_some().into()), sum(|row| row.compiled.unwrap_or_default().into()));
    let _ = writeln!(
        out,
        "| **{} documents** | {operations} | {:.2} | {:.2} | {} | {clean}/{tried} | {}/{} | {}/{} | {:.2} | {:.0} |",
        rows.len(),
        percent(sum(|row| row.client), operations),
        percent(sum(|row| row.server), operations),
        sum(|row| row.warnings),
        sum(|row| row.tests.map_or(0, |(passed, _)| passed)),
        sum(|row| row.tests.map_or(0, |(_, all)| all)),
        sum(|row| row.exchanged.map_or(0, |(good, _)| good)),
        sum(|row| row.exchanged.map_or(0, |(_, all)| all)),
        rows.iter().map(|row| row.seconds).sum::<f64>(),
        rows.iter().map(|row| row.megabytes).fold(0.0, f64::max),
    );
    out
}

/// Why operations are refused, the most frequent first, names left out.
pub fn reasons(rows: &[Row], most: usize) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for reason in rows.iter().flat_map(|row| &row.reasons) {
        let parts = reason.split('`').enumerate();
        let kind: String = parts.map(|(index, part)| if index % 2 == 0 { part } else { "`…`" }).collect();
        *counts.entry(kind).or_default() += 1;
    }
    let mut sorted: Vec<(String, usize)> = counts.into_iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut out = String::new();
    for (index, (reason, count)) in sorted.iter().take(most).enumerate() {
        if index == 0 {
            out.push_str("\nWhy sides of operations are missing:\n");
        }
        let _ = writeln!(out, "{count:>6}  {reason}");
    }
    if sorted.len() > most && most > 0 {
        let rest: usize = sorted.iter().skip(most).map(|(_, count)| count).sum();
        let _ = writeln!(out, "{rest:>6}  for {} other reasons", sorted.len() - most);
    }
    out
}

/// Where the README's table begins and ends.
const MARKS: [&str; 2] = [
    "<!-- Written by `cargo xtask conformance --corpus --compile all --readme write`: do not edit. -->\n",
    "<!-- End of what is written. -->",
];

/// A row of the README's table: the document, and its cells.
type Cells = BTreeMap<String, [String; 7]>;

/// The README with its table brought up to these rows. Figures of time and memory are of one machine, and are left
/// out; what this run did not compile keeps the cells it has, as do documents that `is_kept` wants kept.
///
/// # Errors
/// When the README has no place for it.
pub fn readme(text: &str, rows: &[Row], is_kept: impl Fn(&str) -> bool) -> Result<String, String> {
    let missing = || format!("the README has no place for the table: {}", MARKS[0].trim());
    let begin = text.find(MARKS[0]).ok_or_else(missing)? + MARKS[0].len();
    let end = begin + text[begin..].find(MARKS[1]).ok_or_else(missing)?;
    let known = cells(&text[begin..end]);
    let mut all: Cells =
        known.iter().filter(|(name, _)| is_kept(name)).map(|(name, it)| (name.clone(), it.clone())).collect();
    for row in rows {
        let earlier = |at: usize| known.get(&row.document).map_or_else(|| "-".to_owned(), |cells| cells[at].clone());
        let compiled = row.compiled.map(|clean| if clean { "yes" } else { "NO" }.to_owned());
        let share = |part: usize| format!("{:.1}", percent(part, row.operations));
        all.insert(
            row.document.clone(),
            [
                row.operations.to_string(),
                share(row.client),
                share(row.server),
                row.warnings.to_string(),
                compiled.unwrap_or_else(|| earlier(4)),
                row.tests.map_or_else(|| earlier(5), |(passed, all)| format!("{passed}/{all}")),
                row.exchanged.map_or_else(|| earlier(6), |(good, all)| format!("{good}/{all}")),
            ],
        );
    }
    let mut out = String::from(
        "| document | operations | client % | server % | warnings | compiled | round-trips passed | both sides |\n\
         |---|--:|--:|--:|--:|---|--:|--:|\n",
    );
    let (mut operations, mut client, mut server, mut warnings) = (0, 0, 0, 0);
    let (mut compiled, mut passed, mut types, mut exchanged, mut tried) = (0, 0, 0, 0, 0);
    for (name, cells) in &all {
        let _ = writeln!(out, "| {name} | {} |", cells.join(" | "));
        let number = |text: &str| text.parse::<usize>().unwrap_or_default();
        let own = number(&cells[0]);
        // A share with one decimal tells the number of operations it is of.
        let part = |share: &str| (share.parse::<f64>().unwrap_or_default() * own as f64 / 100.0).round() as usize;
        operations += own;
        client += part(&cells[1]);
        server += part(&cells[2]);
        warnings += number(&cells[3]);
        compiled += usize::from(cells[4] == "yes");
        let parts = |at: usize| cells[at].split_once('/').map_or((0, 0), |(good, all)| (number(good), number(all)));
        let ((good, all), (agreed, asked)) = (parts(5), parts(6));
        (passed, types, exchanged, tried) = (passed + good, types + all, exchanged + agreed, tried + asked);
    }
    let count = all.len();
    let _ = writeln!(
        out,
        "| **{count} documents** | {operations} | {:.2} | {:.2} | {warnings} | {compiled}/{count} | {passed}/{types} | {exchanged}/{tried} |",
        percent(client, operations),
        percent(server, operations),
    );
    Ok(format!("{}{out}{}", &text[..begin], &text[end..]))
}

/// The rows of a table that was written before.
fn cells(table: &str) -> Cells {
    let rows = table.lines().filter_map(|line| {
        let cells: Vec<String> = line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        let (name, cells) = cells.split_first()?;
        let is_document = name != "document" && !name.starts_with("**") && !name.starts_with("---");
        is_document.then(|| Some((name.clone(), cells.to_vec().try_into().ok()?)))?
    });
    rows.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(compiled: Option<bool>) -> Row {
        let (tests, exchanged) = (compiled.map(|_| (3, 4)), compiled.map(|_| (7, 7)));
        let document = "a.yaml".to_owned();
        Row { document, operations: 8, client: 7, server: 8, compiled, tests, exchanged, ..Row::default() }
    }

    #[test]
    fn the_readme_keeps_what_was_not_compiled_again() {
        let empty = format!("# Title\n{}{}\nmore", MARKS[0], MARKS[1]);
        let all = readme(&empty, &[row(Some(true))], |_| false).expect("a place");
        assert!(all.contains("| a.yaml | 8 | 87.5 | 100.0 | 0 | yes | 3/4 | 7/7 |\n"), "{all}");
        assert!(all.contains("| **1 documents** | 8 | 87.50 | 100.00 | 0 | 1/1 | 3/4 | 7/7 |\n"), "{all}");
        assert_eq!(readme(&all, &[row(None)], |_| false).expect("a place"), all);
        assert_ne!(readme(&all, &[row(Some(false))], |_| false).expect("a place"), all);
        assert_eq!(readme(&all, &[], |name| name == "a.yaml").expect("a place"), all);
        assert!(!readme(&all, &[], |_| false).expect("a place").contains("a.yaml"));
        assert!(all.starts_with("# Title\n") && all.ends_with("\nmore"));
        assert!(readme("no place", &[], |_| false).is_err());
    }
}
