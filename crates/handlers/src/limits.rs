//! Owns how often somebody may call: partners by the minute, and guesses at passwords.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::{BuildHasher, Hash};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use customers::PartnerId;
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};
use server_support::RateLimit;

const MINUTE: Duration = Duration::from_secs(60);

/// Attempts to log in from one address, for each that one username has from there: several partners, or several
/// programs of one, may stand behind one address.
const USERNAMES_PER_ADDRESS: u32 = 10;

/// How often partners may call, and how often a password may be guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    /// Requests a minute of each partner, the log-in not counted; `None`: any number.
    pub requests_per_minute: Option<NonZeroU32>,
    /// Attempts to log in a minute for each pair of address and username, successful ones included, and ten times as many
    /// for each address (for IPv6, each /64); `None`: any number.
    ///
    /// Not for a username alone: anybody could keep a partner out then.
    pub log_ins_per_minute: Option<NonZeroU32>,
}

impl RateLimits {
    /// No limits: for benchmarks and tests.
    pub const OFF: Self = Self { requests_per_minute: None, log_ins_per_minute: None };
}

impl Default for RateLimits {
    /// 300 requests and 10 attempts to log in a minute.
    fn default() -> Self {
        Self { requests_per_minute: NonZeroU32::new(300), log_ins_per_minute: NonZeroU32::new(10) }
    }
}

/// Counts them. A whole minute's requests may come at once; they come back one by one.
pub(crate) struct Limiters {
    requests: Option<Limiter<PartnerId>>,
    log_ins: Option<LogIns>,
}

struct LogIns {
    by_address: Limiter<IpAddr>,
    /// The username as its hash under a random key: what is sent may be long, and is kept nowhere.
    by_username: Limiter<(IpAddr, u64)>,
    hasher: RandomState,
}

impl Limiters {
    pub(crate) fn new(limits: RateLimits) -> Self {
        Self {
            requests: limits.requests_per_minute.map(Limiter::new),
            log_ins: limits.log_ins_per_minute.map(|limit| LogIns {
                by_address: Limiter::new(
                    limit.saturating_mul(const { NonZeroU32::new(USERNAMES_PER_ADDRESS).unwrap() }),
                ),
                by_username: Limiter::new(limit),
                hasher: RandomState::new(),
            }),
        }
    }

    /// Takes one of the partner's requests.
    pub(crate) fn request(&self, partner: PartnerId) -> Result<(), RateLimit> {
        self.requests.as_ref().map_or(Ok(()), |limiter| limiter.take(&partner))
    }

    /// Takes one of the attempts to log in.
    pub(crate) fn log_in(&self, from: IpAddr, username: &str) -> Result<(), RateLimit> {
        let Some(log_ins) = &self.log_ins else { return Ok(()) };
        let from = network_of(from);
        log_ins.by_address.take(&from)?;
        log_ins.by_username.take(&(from, log_ins.hasher.hash_one(username)))
    }

    /// Forgets whoever has his whole limit again, so that the memory is bounded by one minute's callers; says how many
    /// counts are left.
    pub(crate) fn forget_idle(&self) -> usize {
        let requests = self.requests.as_ref().map_or(0, Limiter::forget_idle);
        let log_ins = self.log_ins.as_ref();
        requests + log_ins.map_or(0, |counts| counts.by_address.forget_idle() + counts.by_username.forget_idle())
    }
}

impl fmt::Debug for Limiters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limiters").finish_non_exhaustive()
    }
}

/// Whoever has an IPv6 address has at least its /64 and could guess from each of those addresses.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
        v4 => v4,
    }
}

struct Limiter<K: Hash + Eq + Clone> {
    per_minute: NonZeroU32,
    counts: DefaultKeyedRateLimiter<K>,
    clock: DefaultClock,
}

impl<K: Hash + Eq + Clone> Limiter<K> {
    fn new(per_minute: NonZeroU32) -> Self {
        let quota = Quota::per_minute(per_minute);
        Self { per_minute, counts: DefaultKeyedRateLimiter::keyed(quota), clock: DefaultClock::default() }
    }

    fn take(&self, key: &K) -> Result<(), RateLimit> {
        let Err(until) = self.counts.check_key(key) else { return Ok(()) };
        let wait = until.wait_time_from(self.clock.now());
        // After the wait one request is there, and the others follow one by one.
        let whole = wait + MINUTE - MINUTE / self.per_minute.get();
        Err(RateLimit {
            retry_after_s: seconds_up(wait).max(1),
            limit: self.per_minute.get().into(),
            remaining: 0,
            reset_s: seconds_up(whole).max(1),
        })
    }

    fn forget_idle(&self) -> usize {
        self.counts.retain_recent();
        self.counts.shrink_to_fit();
        self.counts.len()
    }
}

fn seconds_up(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiters(requests: u32, log_ins: u32) -> Limiters {
        Limiters::new(RateLimits {
            requests_per_minute: NonZeroU32::new(requests),
            log_ins_per_minute: NonZeroU32::new(log_ins),
        })
    }

    #[test]
    fn the_request_beyond_the_limit_is_told_when_to_come_back() {
        let limiters = limiters(3, 0);
        let (one, other) = (PartnerId::random(), PartnerId::random());
        for _ in 0..3 {
            assert_eq!(limiters.request(one), Ok(()));
        }
        let refused = limiters.request(one).expect_err("the limit is used up");
        assert_eq!((refused.limit, refused.remaining), (3, 0));
        assert!((19..=20).contains(&refused.retry_after_s), "{refused:?}");
        assert!((59..=60).contains(&refused.reset_s), "{refused:?}");
        assert_eq!(limiters.request(other), Ok(()), "another partner has a limit of its own");
    }

    #[test]
    fn a_wait_is_told_in_whole_seconds_and_never_too_short() {
        for (milliseconds, seconds) in [(0, 0), (1, 1), (999, 1), (1_000, 1), (1_001, 2), (2_000, 2), (2_500, 3)] {
            assert_eq!(seconds_up(Duration::from_millis(milliseconds)), seconds, "{milliseconds}");
        }
    }

    #[test]
    fn a_limit_of_zero_is_none() {
        let limiters = limiters(0, 0);
        let partner = PartnerId::random();
        for _ in 0..10_000 {
            assert_eq!(limiters.request(partner), Ok(()));
            assert_eq!(limiters.log_in(IpAddr::from([192, 0, 2, 1]), "acorn"), Ok(()));
        }
    }

    #[test]
    fn guesses_are_limited_by_address_and_username_and_by_address() {
        let limiters = limiters(0, 2);
        let (here, there) = (IpAddr::from([192, 0, 2, 1]), IpAddr::from([192, 0, 2, 2]));
        for _ in 0..2 {
            assert_eq!(limiters.log_in(here, "acorn"), Ok(()));
        }
        assert!(limiters.log_in(here, "acorn").is_err());
        assert_eq!(limiters.log_in(there, "acorn"), Ok(()), "nobody keeps a partner out from elsewhere");
        // 3 of 20 are used; each new name takes one more.
        for n in 0..17 {
            assert_eq!(limiters.log_in(here, &format!("name{n}")), Ok(()), "{n}");
        }
        assert_eq!(limiters.log_in(here, "one more").map_err(|limit| limit.limit), Err(20));
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_count_as_one() {
        let at = |text: &str| network_of(text.parse().expect("an address"));
        assert_eq!(at("2001:db8:1:2::1"), at("2001:db8:1:2:ffff::"));
        assert_ne!(at("2001:db8:1:2::1"), at("2001:db8:1:3::1"));
        assert_eq!(at("::ffff:192.0.2.1"), at("192.0.2.1"));
    }

    #[test]
    fn only_those_who_called_lately_are_remembered() {
        let calls_of = |limiters: &Limiters| {
            for _ in 0..100 {
                limiters.request(PartnerId::random()).expect("within the limit");
            }
            for username in ["acorn", "birch"] {
                limiters.log_in(IpAddr::from([192, 0, 2, 1]), username).expect("within the limit");
            }
        };
        let slow = limiters(1, 1);
        calls_of(&slow);
        assert_eq!(slow.forget_idle(), 103, "the limit comes back within a minute, not at once");
        let quick = limiters(60_000, 60_000);
        calls_of(&quick);
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(quick.forget_idle(), 0, "after a millisecond, each has the whole limit again");
    }
}
