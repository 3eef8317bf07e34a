//! The HTTP service: routes, problems, limits, pages.
//!
//! Handlers go from parameters to a request, to a search, to a rendering, and hold no logic of
//! their own. This floor never reads files of the index itself and never prints. Start reading in
//! [`server`], then [`routes`].

mod assets;
mod base;
mod client;
mod condition;
mod cors;
mod desk;
mod finish;
mod input;
pub mod keys;
pub mod limits;
mod metrics;
pub mod openapi;
mod pages;
mod pool;
pub mod problem;
pub mod public;
mod quota;
pub mod routes;
pub mod server;
mod stalled;
mod state;
mod streamed;

pub use client::TrustedProxies;
pub use cors::Origins;
pub use keys::{Access, Keys};
pub use public::PublicFields;
pub use quota::RateLimit;
pub use routes::router;
pub use server::{ServeOptions, serve};
pub use state::AppState;
