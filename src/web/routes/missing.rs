//! Addresses of the contract that are not built yet: they say so.

use crate::web::problem::Problem;

pub(super) async fn sources() -> Problem {
    Problem::not_available("the page of sources: `/v1/facets/source` lists them meanwhile; `/sources`")
}

pub(super) async fn opensearch() -> Problem {
    Problem::not_available("the description for browsers, `/opensearch.xml`,")
}

pub(super) async fn openapi() -> Problem {
    Problem::not_available("the description of the API, `/openapi.json`,")
}

pub(super) async fn docs() -> Problem {
    Problem::not_available("the page of the API, `/docs`,")
}

pub(super) async fn metrics() -> Problem {
    Problem::not_available("counting requests, `/metrics`,")
}
