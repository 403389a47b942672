//! What everything arbitrary is made from: the same on every machine.

use std::env;

/// The seed where nobody names one.
const USUAL: u64 = 0x9E37_79B9_7F4A_7C15;

/// The environment's variable that names another seed, for all that this crate checks.
pub(crate) const SEED_VARIABLE: &str = "ROUND_TRIPS_SEED";

/// The environment's variable that says how many arbitrary values of each type, and good requests of each operation, are
/// tried.
const VALUES_VARIABLE: &str = "ROUND_TRIPS_VALUES";

/// How many the environment wants, or else this many.
///
/// # Panics
/// When what the environment says is no number.
pub(crate) fn values(usual: usize) -> usize {
    match env::var(VALUES_VARIABLE) {
        Ok(said) => said.parse().unwrap_or_else(|_| panic!("{VALUES_VARIABLE}={said} is no number of values")),
        Err(_) => usual,
    }
}

/// The seed that the environment names, or else always the same one.
///
/// # Panics
/// When what the environment names is no seed: other values than those that are wanted would prove nothing.
pub(crate) fn seed() -> u64 {
    match env::var(SEED_VARIABLE) {
        Ok(named) => named.parse().unwrap_or_else(|_| panic!("{SEED_VARIABLE}={named} is no number of 64 bits")),
        Err(_) => USUAL,
    }
}

/// Xorshift: the same bytes on every machine. No eight of them are a float that is no number or infinite: JSON has none.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        // Seeds beside each other make other bytes from the first one on (the finalizer of SplitMix64), and a generator of
        // zeros would stay there.
        let mut mixed = seed.wrapping_add(USUAL);
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        Self(if mixed == 0 { USUAL } else { mixed })
    }

    /// A number of 64 bits.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn bytes(&mut self, count: usize) -> Vec<u8> {
        let words = (0..count.div_ceil(8)).flat_map(|_| self.next().to_le_bytes());
        let mut bytes: Vec<u8> = words.take(count).collect();
        // Its exponent, all ones, is the last byte but its first bit, and half of the one before.
        for at in 1..bytes.len() {
            if bytes[at - 1] >= 0xF0 && bytes[at] & 0x7F == 0x7F {
                bytes[at] = 0x3F;
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_bytes_are_finite_floats_wherever_they_are_cut() {
        let bytes = Random::new(USUAL).bytes(200_000);
        let floats = bytes.windows(8).map(|window| f64::from_le_bytes(window.try_into().expect("eight bytes")));
        assert_eq!(floats.filter(|float| !float.is_finite()).count(), 0);
        assert!(bytes.windows(2).any(|pair| pair == [0xEF, 0xFF]), "other bytes stay as they are");
    }

    #[test]
    fn every_seed_makes_bytes_of_its_own() {
        let of = |seed| Random::new(seed).bytes(64);
        assert!(of(0).iter().any(|byte| *byte != 0));
        assert!(of(1) != of(2) && of(1) == of(1));
    }
}
