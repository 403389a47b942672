//! Owns partners: who they are, what they may call, from where.

use std::{fmt, net::IpAddr, str::FromStr, sync::Arc};

use chrono::{DateTime, Utc};

use crate::{PartnerId, PasswordHash, Refusal, Secret, Violation};

/// A partner, as an authenticated request sees it. The password hash is not part of it.
#[derive(Clone, Debug)]
pub struct Partner {
    /// The partner's id.
    pub id: PartnerId,
    /// What it logs in with; unique.
    pub username: String,
    /// Shared secrets that sign requests, newest first. More than one while a secret is being replaced; never empty.
    pub signing_secrets: Vec<Secret>,
    /// Whether "Update Customer Data" is enabled. Off by default.
    pub update_customer_data_enabled: bool,
    /// The only addresses that requests may come from; `None` for any.
    pub ip_allow_list: Option<Vec<IpRange>>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

impl Partner {
    /// Whether a request may come from this address. An IPv4 address written as IPv6 counts as IPv4.
    pub fn allows(&self, address: IpAddr) -> bool {
        match &self.ip_allow_list {
            None => true,
            Some(ranges) => ranges.iter().any(|range| range.contains(address)),
        }
    }
}

/// A partner and the hash of its password: what logging in needs.
#[derive(Clone, Debug)]
pub struct PartnerCredentials {
    /// The partner.
    pub partner: Partner,
    /// Argon2id hash of its password.
    pub password_hash: PasswordHash,
}

/// What a token stands for.
#[derive(Clone, Debug)]
pub struct Session {
    /// The partner that logged in.
    pub partner: Arc<Partner>,
    /// The first instant at which the token is no longer good.
    pub expires: DateTime<Utc>,
}

/// What an operator gives to create a partner.
#[derive(Clone, Debug)]
pub struct NewPartner {
    /// What it will log in with.
    pub username: String,
    /// The only addresses that requests may come from; `None` for any.
    pub ip_allow_list: Option<Vec<IpRange>>,
    /// Whether "Update Customer Data" is enabled from the start.
    pub update_customer_data_enabled: bool,
}

/// A range of addresses in CIDR notation; a single address is a range of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IpRange {
    network: IpAddr,
    prefix_bits: u8,
}

/// The text is no address and no CIDR range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an IP address or a CIDR range is expected, such as 192.0.2.0/24")]
pub struct IpRangeError;

/// What comes before an IPv4 address that is written as IPv6 (`::ffff:0:0/96`, RFC 4291 section 2.5.5.2).
const MAPPED_BITS: u8 = 96;

impl IpRange {
    /// The ranges of an allow-list, the member `pointer` of a request.
    ///
    /// # Errors
    /// [`Refusal::Invalid`] with every entry that is none.
    pub fn parse_list<'a>(texts: impl IntoIterator<Item = &'a str>, pointer: &str) -> Result<Vec<Self>, Refusal> {
        let (mut ranges, mut violations) = (Vec::new(), Vec::new());
        for (index, text) in texts.into_iter().enumerate() {
            match text.parse::<Self>() {
                Ok(range) => ranges.push(range),
                Err(error) => {
                    violations.push(Violation::new(format!("{pointer}/{index}"), "format", error.to_string()))
                }
            }
        }
        if violations.is_empty() { Ok(ranges) } else { Err(Refusal::Invalid(violations)) }
    }

    /// Whether the range holds the address.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.network, address.to_canonical()) {
            (IpAddr::V4(network), IpAddr::V4(address)) => {
                let host_bits = 32 - u32::from(self.prefix_bits);
                (network.to_bits() ^ address.to_bits()).checked_shr(host_bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(network), IpAddr::V6(address)) => {
                let host_bits = 128 - u32::from(self.prefix_bits);
                (network.to_bits() ^ address.to_bits()).checked_shr(host_bits).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

impl FromStr for IpRange {
    type Err = IpRangeError;

    fn from_str(text: &str) -> Result<Self, IpRangeError> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let network: IpAddr = address.parse().map_err(|_| IpRangeError)?;
        let longest = if network.is_ipv4() { 32 } else { 128 };
        let prefix_bits = match prefix {
            None => longest,
            Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                digits.parse().map_err(|_| IpRangeError)?
            }
            Some(_) => return Err(IpRangeError),
        };
        if prefix_bits > longest {
            return Err(IpRangeError);
        }
        // As addresses are compared: IPv4 in IPv6 notation is IPv4.
        Ok(match network.to_canonical() {
            IpAddr::V4(mapped) if network.is_ipv6() && prefix_bits >= MAPPED_BITS => {
                Self { network: mapped.into(), prefix_bits: prefix_bits - MAPPED_BITS }
            }
            _ => Self { network, prefix_bits },
        })
    }
}

impl fmt::Display for IpRange {
    /// As it is written (IPv4 as IPv4): without a prefix where it is a single address.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let longest = if self.network.is_ipv4() { 32 } else { 128 };
        if self.prefix_bits == longest {
            self.network.fmt(f)
        } else {
            write!(f, "{}/{}", self.network, self.prefix_bits)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_its_first_and_last_address_and_no_neighbour() {
        for (range, inside, outside) in [
            (
                "192.0.2.0/24",
                vec!["192.0.2.0", "192.0.2.255", "::ffff:192.0.2.7"],
                vec!["192.0.1.255", "192.0.3.0", "::1"],
            ),
            ("192.0.2.7", vec!["192.0.2.7"], vec!["192.0.2.6", "192.0.2.8"]),
            ("0.0.0.0/0", vec!["0.0.0.0", "255.255.255.255"], vec!["2001:db8::1"]),
            ("2001:db8::/32", vec!["2001:db8::", "2001:db8:ffff::1"], vec!["2001:db7::1", "192.0.2.1"]),
            ("::/0", vec!["::1"], vec!["192.0.2.1"]),
        ] {
            let text = range;
            let range: IpRange = text.parse().expect("a range");
            assert_eq!(range.to_string(), text);
            for address in inside {
                assert!(range.contains(address.parse().expect("an address")), "{range} {address}");
            }
            for address in outside {
                assert!(!range.contains(address.parse().expect("an address")), "{range} {address}");
            }
        }
    }

    #[test]
    fn a_range_of_ipv4_addresses_written_as_ipv6_is_the_range_of_the_ipv4_addresses() {
        for (mapped, range) in [
            ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("::ffff:c000:207/128", "192.0.2.7"),
            ("::ffff:0.0.0.0/96", "0.0.0.0/0"),
        ] {
            let parsed: IpRange = mapped.parse().expect("a range");
            assert_eq!((Ok(parsed), parsed.to_string()), (range.parse(), range.to_owned()), "{mapped}");
            assert!(parsed.contains("192.0.2.7".parse().expect("an address")), "{mapped}");
        }
        let wider: IpRange = "::ffff:0.0.0.0/95".parse().expect("a range");
        assert_eq!(wider.to_string(), "::ffff:0.0.0.0/95", "it holds more than IPv4 addresses");
    }

    #[test]
    fn every_entry_of_a_list_that_is_no_range_is_listed() {
        let parsed = IpRange::parse_list(["192.0.2.7", "::/0"], "/list");
        assert_eq!(parsed, Ok(["192.0.2.7", "::/0"].map(|text| text.parse().expect("a range")).to_vec()));
        assert_eq!(IpRange::parse_list([], "/list"), Ok(Vec::new()));
        let Err(Refusal::Invalid(violations)) = IpRange::parse_list(["x", "192.0.2.7", "::/129"], "/list") else {
            panic!("two are none")
        };
        let places: Vec<_> = violations.iter().map(|it| (it.pointer.as_str(), it.keyword)).collect();
        assert_eq!(places, [("/list/0", "format"), ("/list/2", "format")]);
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for bad in [
            "",
            "x",
            "192.0.2.0/33",
            "::/129",
            "192.0.2/24",
            "192.0.2.0/",
            "192.0.2.0/+8",
            "192.0.2.0/24/8",
            "192.0.2.0/256",
        ] {
            assert_eq!(bad.parse::<IpRange>(), Err(IpRangeError), "{bad}");
        }
    }
}
