//! Parameters of addresses that take filters and dates as a search does, and some of their own.

use super::reader::Reader;
use super::table::{canonical, restricting};
use super::{BadParam, Params, Route, read};
use crate::article::published::Now;

/// Reads parameters of which only `own`, filters and dates are taken. `read_own` reads those that mean
/// something else here than in a search, `apart`; the others are read as a search of `route` reads them,
/// with `fixed` beside them.
///
/// # Errors
/// Every parameter that is unknown or has a bad value.
pub(super) fn read_restricted<T>(
    pairs: &[(String, String)],
    (own, apart): (&[&'static str], &[&str]),
    (route, fixed): (Route, &[(&str, &str)]),
    now: Now,
    read_own: impl FnOnce(&mut Reader<'_>) -> T,
) -> Result<(T, Params), Vec<BadParam>> {
    let allowed: Vec<&str> = own.iter().copied().chain(restricting()).collect();
    let mut reader = Reader::of(pairs, &allowed);
    let read_apart = read_own(&mut reader);
    let own = reader.finish();
    let taken = |name: &str| canonical(name).is_some_and(|name| allowed.contains(&name) && !apart.contains(&name));
    let mut others: Vec<(String, String)> = pairs.iter().filter(|(name, _)| taken(name)).cloned().collect();
    others.extend(fixed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    match (own, read(&others, route, now)) {
        (Ok(()), Ok(params)) => Ok((read_apart, params)),
        (Err(bad), Ok(_)) | (Ok(()), Err(bad)) => Err(bad),
        (Err(own), Err(bad)) => Err([own, bad].concat()),
    }
}
