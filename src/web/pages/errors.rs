//! Pages for what went wrong, each with a way back.

use askama::Template;

use super::marks::{self, Piece};
use super::render;
use crate::web::assets::STYLE_URL;
use crate::web::problem::{Kind, Problem};

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    style: &'a str,
    title: &'a str,
    status: u16,
    detail: Vec<Piece>,
    about: Vec<Piece>,
    slug: &'a str,
    request_id: &'a str,
}

/// Writes the page of a problem that happened.
pub(in crate::web) fn problem(problem: &Problem, request_id: &str) -> String {
    let row = problem.kind.row();
    let page = ProblemPage {
        style: &STYLE_URL,
        title: row.title,
        status: row.status,
        detail: marks::message(&problem.detail),
        about: marks::message(row.about),
        slug: row.slug,
        request_id,
    };
    // A page that cannot be written is a body without markup, never a second problem.
    page.render().unwrap_or_else(|_| row.title.to_owned())
}

/// Writes the page that the `type` of a problem leads to.
pub(super) fn kind(kind: Kind) -> Result<String, Problem> {
    let row = kind.row();
    render(&ProblemPage {
        style: &STYLE_URL,
        title: row.title,
        status: row.status,
        detail: Vec::new(),
        about: marks::message(row.about),
        slug: row.slug,
        request_id: "",
    })
}
