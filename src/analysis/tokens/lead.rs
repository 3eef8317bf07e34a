//! A lead that the body repeats at its beginning counts once, as lead.

use super::Tokens;
use crate::article::TextField;

/// Drops the tokens of the body that repeat the lead word for word; returns how many.
pub(crate) fn drop_repeat(tokens: &mut Tokens) -> usize {
    let first_of = |field: TextField| tokens.iter().position(|token| token.field == field);
    let (Some(lead), Some(body)) = (first_of(TextField::Lead), first_of(TextField::Body)) else { return 0 };
    let length = body - lead;
    let same = (0..length).all(|i| match (tokens.get(lead + i), tokens.get(body + i)) {
        (Some(in_lead), Some(in_body)) => in_lead.form == in_body.form,
        _ => false,
    });
    if !same {
        return 0;
    }
    tokens.remove(body, body + length);
    length
}
