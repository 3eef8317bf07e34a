//! The HTTP service: routes, problems, limits, pages.
//!
//! Handlers go from parameters to a request, to a search, to a rendering, and hold no logic of
//! their own. This floor never reads files of the index itself and never prints. Start reading in
//! `server`.
