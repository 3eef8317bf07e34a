//! The HTTP service: routes, problems, limits, pages.
//!
//! Handlers go from parameters to a request, to a search, to a rendering, and hold no logic of
//! their own. This floor never reads files of the index itself and never prints. Start reading in
//! [`server`], then [`routes`].

mod assets;
mod base;
mod condition;
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
pub mod routes;
pub mod server;
mod stalled;
mod state;
mod streamed;

pub use keys::{Access, Keys};
pub use public::PublicFields;
pub use routes::router;
pub use server::{ServeOptions, serve};
pub use state::AppState;
