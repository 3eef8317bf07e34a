//! The language by its examples and by its laws.

mod errors;
mod laws;
mod readings;

use super::{ParseOptions, parse};

/// The canonical form and the warnings of a query, or its errors.
fn read(text: &str) -> String {
    let parsed = parse(text, ParseOptions::default());
    let errors: Vec<String> = parsed.errors.iter().map(|e| format!("error {}: {e}", e.column)).collect();
    if !errors.is_empty() {
        return errors.join("; ");
    }
    let tree = parsed.tree.map(|tree| tree.canonical()).unwrap_or_default();
    let warnings = parsed.warnings.iter().map(|w| format!("!{}@{}", w.code.as_str(), w.column));
    std::iter::once(tree).chain(warnings).collect::<Vec<_>>().join(" ")
}

/// Checks many queries at once, so that a change shows all that it touches.
fn check(cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(text, expected)| read(text) != *expected)
        .map(|(text, expected)| format!("{text}\n  is       {}\n  expected {expected}", read(text)))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
