//! A status out of a range that a document declares.

use http::StatusCode;

/// A status from `FIRST` to `LAST`: `4XX` is `StatusIn<400, 499>`, `default` is `StatusIn<100, 599>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatusIn<const FIRST: u16, const LAST: u16>(StatusCode);

impl<const FIRST: u16, const LAST: u16> StatusIn<FIRST, LAST> {
    /// The status.
    pub fn get(self) -> StatusCode {
        self.0
    }
}

impl<const FIRST: u16, const LAST: u16> TryFrom<StatusCode> for StatusIn<FIRST, LAST> {
    type Error = StatusCode;
    /// Fails with the status when it is out of the range.
    fn try_from(status: StatusCode) -> Result<Self, StatusCode> {
        if (FIRST..=LAST).contains(&status.as_u16()) { Ok(Self(status)) } else { Err(status) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_both_of_its_ends_and_no_more() {
        type ClientError = StatusIn<400, 499>;
        for (status, is_in) in [(399, false), (400, true), (499, true), (500, false)] {
            let status = StatusCode::from_u16(status).unwrap();
            let found = ClientError::try_from(status).map(ClientError::get);
            assert_eq!(found, if is_in { Ok(status) } else { Err(status) });
        }
    }
}
