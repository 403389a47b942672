//! A status out of a range that a document declares.

use std::fmt;
use std::marker::PhantomData;

use http::StatusCode;

/// A status from `FIRST` to `LAST` that is none of `Others`: `4XX` is `StatusIn<400, 499>`, and `default` beside `200` and `4XX`
/// is `StatusIn<200, 599, (Status<200>, StatusIn<400, 499>)>`. What a document declares by itself has its own variant of the
/// response, and its own body (OpenAPI, Responses Object).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StatusIn<const FIRST: u16, const LAST: u16, Others = ()>(StatusCode, PhantomData<Others>);

/// These statuses, and none where there is 0: the others of [`StatusIn`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Status<
    const A: u16,
    const B: u16 = 0,
    const C: u16 = 0,
    const D: u16 = 0,
    const E: u16 = 0,
    const F: u16 = 0,
    const G: u16 = 0,
    const H: u16 = 0,
    const I: u16 = 0,
    const J: u16 = 0,
    const K: u16 = 0,
    const L: u16 = 0,
>;

/// Statuses that a type stands for.
pub trait Statuses {
    /// Whether a status is one of them.
    fn has(status: u16) -> bool;
}

impl Statuses for () {
    fn has(_: u16) -> bool {
        false
    }
}

impl<
    const A: u16,
    const B: u16,
    const C: u16,
    const D: u16,
    const E: u16,
    const F: u16,
    const G: u16,
    const H: u16,
    const I: u16,
    const J: u16,
    const K: u16,
    const L: u16,
> Statuses for Status<A, B, C, D, E, F, G, H, I, J, K, L>
{
    fn has(status: u16) -> bool {
        [A, B, C, D, E, F, G, H, I, J, K, L].contains(&status)
    }
}

impl<First: Statuses, Rest: Statuses> Statuses for (First, Rest) {
    fn has(status: u16) -> bool {
        First::has(status) || Rest::has(status)
    }
}

impl<const FIRST: u16, const LAST: u16, Others: Statuses> Statuses for StatusIn<FIRST, LAST, Others> {
    fn has(status: u16) -> bool {
        (FIRST..=LAST).contains(&status) && !Others::has(status)
    }
}

impl<const FIRST: u16, const LAST: u16, Others> StatusIn<FIRST, LAST, Others> {
    /// The status.
    pub fn get(self) -> StatusCode {
        self.0
    }
}

impl<const FIRST: u16, const LAST: u16, Others> fmt::Debug for StatusIn<FIRST, LAST, Others> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StatusIn").field(&self.0).finish()
    }
}

impl<const FIRST: u16, const LAST: u16, Others: Statuses> TryFrom<StatusCode> for StatusIn<FIRST, LAST, Others> {
    type Error = StatusCode;
    /// Fails with the status when it is out of the range, or one of the others.
    fn try_from(status: StatusCode) -> Result<Self, StatusCode> {
        if Self::has(status.as_u16()) { Ok(Self(status, PhantomData)) } else { Err(status) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in<S: TryFrom<StatusCode, Error = StatusCode>>(status: u16) -> bool {
        S::try_from(StatusCode::from_u16(status).unwrap()).is_ok()
    }

    #[test]
    fn a_range_holds_both_of_its_ends_and_no_more() {
        type ClientError = StatusIn<400, 499>;
        for (status, expected) in [(399, false), (400, true), (499, true), (500, false)] {
            assert_eq!(is_in::<ClientError>(status), expected, "{status}");
        }
        let found = ClientError::try_from(StatusCode::NOT_FOUND).map(ClientError::get);
        assert_eq!(found, Ok(StatusCode::NOT_FOUND));
        assert_eq!(ClientError::try_from(StatusCode::OK), Err(StatusCode::OK));
    }

    #[test]
    fn what_is_declared_by_itself_is_not_in_a_range_beside_it() {
        type Default = StatusIn<200, 599, (Status<200, 404>, StatusIn<500, 599>)>;
        for (status, expected) in
            [(199, false), (200, false), (201, true), (404, false), (405, true), (499, true), (500, false)]
        {
            assert_eq!(is_in::<Default>(status), expected, "{status}");
        }
        let found = Default::try_from(StatusCode::GONE).unwrap();
        assert_eq!(format!("{found:?}"), "StatusIn(410)");
    }
}
