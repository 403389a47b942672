//! Owns the table, and the same as JSON.

use std::fmt;

use serde::Serialize;

use crate::machine::Machine;
use crate::spread::Spread;

/// What one benchmark found.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Report {
    /// Its name.
    pub(crate) benchmark: &'static str,
    /// Where.
    pub(crate) machine: Machine,
    /// What was compared with what, and how.
    pub(crate) compared: Vec<String>,
    /// What came of it.
    pub(crate) rows: Vec<Row>,
}

/// One comparison, or one amount.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    /// Of what the figures are.
    pub(crate) unit: &'static str,
    /// Ours, in `unit`.
    pub(crate) ours: Spread,
    /// The peer's, in `unit`.
    pub(crate) peer: Option<Spread>,
    /// What is held against the target: ours over the peer's, round by round, or ours where there is no peer.
    pub(crate) figure: Spread,
    /// What it should be.
    pub(crate) target: Target,
    /// Whether it is.
    pub(crate) met: bool,
    /// What else was seen.
    pub(crate) beside: String,
}

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Target {
    /// At least this ratio.
    AtLeast(f64),
    /// Less than this amount.
    Below(f64),
}

impl Target {
    fn met(self, median: f64) -> bool {
        match self {
            Self::AtLeast(least) => median >= least,
            Self::Below(limit) => median < limit,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(least) => write!(f, ">= {least:.2}"),
            Self::Below(limit) => write!(f, "< {limit:.0}"),
        }
    }
}

impl Row {
    /// Ours beside a peer's, a pair a round; `None` where nothing was measured.
    pub(crate) fn ratio(
        what: impl Into<String>,
        unit: &'static str,
        pairs: &[(f64, f64)],
        least: f64,
        beside: String,
    ) -> Option<Self> {
        let figure = Spread::of_ratios(pairs)?;
        let target = Target::AtLeast(least);
        Some(Self {
            what: what.into(),
            unit,
            ours: Spread::of(pairs.iter().map(|pair| pair.0))?,
            peer: Some(Spread::of(pairs.iter().map(|pair| pair.1))?),
            figure,
            target,
            met: target.met(figure.median),
            beside,
        })
    }

    /// An amount with a limit; `None` where nothing was measured.
    pub(crate) fn amount(
        what: impl Into<String>,
        unit: &'static str,
        measured: &[f64],
        below: f64,
        beside: String,
    ) -> Option<Self> {
        let figure = Spread::of(measured.iter().copied())?;
        let target = Target::Below(below);
        let met = target.met(figure.median);
        Some(Self { what: what.into(), unit, ours: figure, peer: None, figure, target, met, beside })
    }

    fn cells(&self) -> [String; 10] {
        let figure = |value: f64| if self.peer.is_some() { format!("{value:.3}") } else { format!("{value:.1}") };
        let Spread { median, low, high, min, max, rounds } = self.figure;
        [
            self.what.clone(),
            number(self.ours.median),
            self.peer.map_or_else(|| "-".to_owned(), |peer| number(peer.median)),
            self.unit.to_owned(),
            figure(median),
            format!("{}..{}", figure(low), figure(high)),
            format!("{}..{} of {rounds}", figure(min), figure(max)),
            self.target.to_string(),
            if self.met { "pass" } else { "MISS" }.to_owned(),
            self.beside.clone(),
        ]
    }
}

impl Report {
    /// Whether every target is met.
    pub(crate) fn met(&self) -> bool {
        self.rows.iter().all(|row| row.met)
    }
}

/// The medians of something else that was measured in the same rounds, for [`Row::beside`].
pub(crate) fn beside(what: &str, pairs: &[(f64, f64)]) -> String {
    let median = |values: Vec<f64>| Spread::of(values).map_or(f64::NAN, |spread| spread.median);
    let (ours, peer) = (pairs.iter().map(|pair| pair.0).collect(), pairs.iter().map(|pair| pair.1).collect());
    format!("{what} {} | {}", number(median(ours)), number(median(peer)))
}

fn number(value: f64) -> String {
    if value < 100.0 { format!("{value:.1}") } else { format!("{value:.0}") }
}

const HEADINGS: [&str; 10] =
    ["what", "ours", "peer", "unit", "figure", "half within", "all within", "target", "", "beside (ours | peer)"];
/// The columns of numbers, set to the right.
const NUMBERS: [bool; 10] = [false, true, true, false, true, true, true, true, false, false];

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Machine { cores, kernel, disk, load_before } = &self.machine;
        writeln!(f, "{}", self.benchmark)?;
        writeln!(f, "  {cores} cores, {kernel}, databases on {disk}, load average before {load_before:.2}")?;
        for line in &self.compared {
            writeln!(f, "  {line}")?;
        }
        let rows: Vec<[String; 10]> =
            std::iter::once(HEADINGS.map(str::to_owned)).chain(self.rows.iter().map(Row::cells)).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths: [usize; 10] = std::array::from_fn(width);
        for row in &rows {
            let mut line = String::new();
            for ((cell, width), number) in row.iter().zip(widths).zip(NUMBERS) {
                line += &if number { format!("  {cell:>width$}") } else { format!("  {cell:<width$}") };
            }
            writeln!(f, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        let pairs = [(98.0, 100.0), (196.0, 200.0), (90.0, 100.0)];
        Report {
            benchmark: "service",
            machine: Machine {
                cores: 2,
                kernel: "Linux 6".to_owned(),
                disk: "ext4 on /dev/vda".to_owned(),
                load_before: 0.251,
            },
            compared: vec!["GET: this beside that.".to_owned()],
            rows: vec![
                Row::ratio("GET, 16 partners", "requests/cpu-s", &pairs, 0.97, "300/s beside 310/s".to_owned())
                    .expect("measured"),
                Row::amount("memory", "MB", &[20.0, 70.25, 64.0], 64.0, String::new()).expect("measured"),
            ],
        }
    }

    #[test]
    fn the_table_says_what_was_compared_and_whether_it_is_met() {
        let expected = "\
service
  2 cores, Linux 6, databases on ext4 on /dev/vda, load average before 0.25
  GET: this beside that.
  what              ours  peer  unit            figure   half within         all within   target        beside (ours | peer)
  GET, 16 partners  98.0   100  requests/cpu-s   0.980  0.900..0.980  0.900..0.980 of 3  >= 0.97  pass  300/s beside 310/s
  memory            64.0     -  MB                64.0    20.0..70.2    20.0..70.2 of 3     < 64  MISS
";
        assert_eq!(report().to_string(), expected);
    }

    #[test]
    fn a_target_is_met_on_its_edge_or_not() {
        assert!(Target::AtLeast(0.97).met(0.97));
        assert!(!Target::AtLeast(0.97).met(0.9699));
        assert!(Target::Below(64.0).met(63.9));
        assert!(!Target::Below(64.0).met(64.0));
        assert!(!report().met());
    }

    #[test]
    fn json_says_the_same() {
        let json = serde_json::to_value(report()).expect("writable");
        assert_eq!(json["rows"][0]["target"], serde_json::json!({ "at_least": 0.97 }));
        assert_eq!(json["rows"][0]["figure"]["median"], 0.98);
        assert_eq!(json["rows"][1]["met"], false);
        assert_eq!(json["rows"][1]["peer"], serde_json::Value::Null);
        assert_eq!(json["machine"]["cores"], 2);
    }

    #[test]
    fn beside_a_figure_stand_the_medians_of_both_sides() {
        assert_eq!(beside("requests/s", &[(300.0, 9.0), (100.0, 8.0), (200.0, 7.0)]), "requests/s 200 | 8.0");
    }

    #[test]
    fn nothing_measured_is_no_row() {
        assert!(Row::ratio("GET", "", &[], 0.97, String::new()).is_none());
        assert!(Row::amount("memory", "MB", &[], 64.0, String::new()).is_none());
    }
}
