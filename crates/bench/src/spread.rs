//! Owns what many measurements of one thing come to.

use serde::Serialize;

/// The median of some measurements, and how far they lie apart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Spread {
    /// The middle one; the mean of the two middle ones where their number is even.
    pub(crate) median: f64,
    /// A quarter of them are smaller.
    pub(crate) low: f64,
    /// A quarter of them are larger.
    pub(crate) high: f64,
    /// The smallest.
    pub(crate) min: f64,
    /// The largest.
    pub(crate) max: f64,
    /// How many there were.
    pub(crate) rounds: usize,
}

impl Spread {
    /// Of these; `None` of none, or where one is no number.
    pub(crate) fn of(measured: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = measured.into_iter().collect();
        if sorted.iter().any(|value| !value.is_finite()) {
            return None;
        }
        sorted.sort_by(f64::total_cmp);
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 };
        let quarter = sorted.len() / 4;
        let (low, high) = (sorted[quarter], sorted[sorted.len() - 1 - quarter]);
        Some(Self { median, low, high, min, max, rounds: sorted.len() })
    }

    /// Of the ratios of pairs that were measured one right after the other, so that what disturbs the machine for longer
    /// than a round disturbs both.
    pub(crate) fn of_ratios(pairs: &[(f64, f64)]) -> Option<Self> {
        Self::of(pairs.iter().map(|(ours, peer)| ours / peer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one_in_any_order() {
        let spread = Spread::of([9.0, 1.0, 5.0]).expect("three");
        assert_eq!((spread.median, spread.min, spread.max, spread.rounds), (5.0, 1.0, 9.0, 3));
        assert_eq!(Spread::of([4.0, 1.0, 2.0, 9.0]).map(|spread| spread.median), Some(3.0));
        assert_eq!(Spread::of([7.0]).map(|spread| spread.median), Some(7.0));
    }

    #[test]
    fn half_of_them_lie_between_low_and_high() {
        let spread = Spread::of((0..=8).map(f64::from)).expect("nine");
        assert_eq!((spread.low, spread.high), (2.0, 6.0));
        let spread = Spread::of([3.0, 1.0]).expect("two");
        assert_eq!((spread.low, spread.high), (1.0, 3.0));
    }

    #[test]
    fn nothing_measured_is_no_figure() {
        assert_eq!(Spread::of([]), None);
        assert_eq!(Spread::of_ratios(&[(1.0, 0.0)]), None);
        assert_eq!(Spread::of([1.0, f64::NAN]), None);
    }

    #[test]
    fn a_ratio_is_taken_within_its_pair() {
        // The machine was twice as slow in the second round: both sides were, and the ratio stays.
        let spread = Spread::of_ratios(&[(100.0, 100.0), (48.0, 50.0), (99.0, 100.0)]).expect("three");
        assert_eq!((spread.median, spread.min, spread.max), (0.99, 0.96, 1.0));
    }
}
