//! Lists written as text, as tables hold them: JSON, or what Python prints.

use serde_json::Value;

/// Reads a text that is a list as a whole; `None` for any other text.
pub(super) fn written(text: &str) -> Option<Value> {
    let text = text.trim();
    if !text.starts_with('[') || !text.ends_with(']') {
        return None;
    }
    match serde_json::from_str(text) {
        Ok(list) => Some(list),
        Err(_) => python(text),
    }
}

/// Reads a list of quoted texts as Python prints it: `['a', "it's"]`.
fn python(text: &str) -> Option<Value> {
    let mut rest = text.strip_prefix('[')?.trim_start();
    let mut items = Vec::new();
    loop {
        if let Some(end) = rest.strip_prefix(']') {
            return end.trim().is_empty().then_some(Value::Array(items));
        }
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        let mut item = String::new();
        let mut chars = rest.get(1..)?.char_indices();
        let end = loop {
            match chars.next()? {
                (at, c) if c == quote => break at + 2,
                (_, '\\') => match chars.next()?.1 {
                    'n' => item.push('\n'),
                    't' => item.push('\t'),
                    other => item.push(other),
                },
                (_, c) => item.push(c),
            }
        };
        items.push(Value::String(item));
        rest = rest.get(end..)?.trim_start();
        rest = rest.strip_prefix(',').map_or(rest, str::trim_start);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_read_and_texts_in_brackets_are_not() {
        assert_eq!(written(r#"["a", "b"]"#), Some(json!(["a", "b"])));
        assert_eq!(written(r#"['it\'s', "it's", 'x']"#), Some(json!(["it's", "it's", "x"])));
        assert_eq!(written("[]"), Some(json!([])));
        assert_eq!(written("[Video] Ferry aground"), None);
        assert_eq!(written("[breaking]"), None);
        assert_eq!(written("['a"), None);
    }
}
