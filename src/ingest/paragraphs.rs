//! Lines of plain text become paragraphs.
//!
//! Blank lines part paragraphs; in a text without any, each line is one, unless the lines are set
//! to one width: then an indented line begins one.

/// Widest line of a text that is set to one width, in characters (terminals and wires: 65 to 80).
const WIDTH_MAX: usize = 100;

/// Joins lines into paragraphs parted by blank lines.
pub(super) fn paragraphs(lines: &[&str]) -> String {
    let first = lines.iter().position(|line| !line.trim().is_empty()).unwrap_or(lines.len());
    let last = lines.iter().rposition(|line| !line.trim().is_empty()).map_or(first, |at| at + 1);
    let lines = lines.get(first..last).unwrap_or_default();
    let has_blanks = lines.iter().any(|line| line.trim().is_empty());
    let one_width = is_set_to_width(lines);
    let mut out = String::new();
    let mut blank = false;
    let mut line_before = "";
    for line in lines.iter().copied() {
        if line.trim().is_empty() {
            blank = true;
            continue;
        }
        if !out.is_empty() {
            let indented = one_width && line.starts_with("  ") && !line_before.starts_with("  ");
            let parts = if has_blanks { blank || is_paragraph(line_before) && is_paragraph(line) } else { !one_width || indented };
            out.push_str(if parts || indented { "\n\n" } else { "\n" });
        }
        out.push_str(line.trim());
        blank = false;
        line_before = line;
    }
    out
}

/// Whether a line is long and ends a sentence, so that it is a paragraph of its own.
fn is_paragraph(line: &str) -> bool {
    line.chars().count() > WIDTH_MAX && ends_sentence(line)
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '»', '\'', '’', ')', ' ']).ends_with(['.', '!', '?', '。', '！', '？', '؟', '۔', '।', '…', ':'])
}

/// Whether lines are broken to one width: at least five, none wide, and half of them not at the
/// end of a sentence.
fn is_set_to_width(lines: &[&str]) -> bool {
    let filled = || lines.iter().filter(|line| !line.trim().is_empty());
    let open = filled().filter(|line| !ends_sentence(line)).count();
    filled().count() >= 5 && open * 2 >= filled().count() && filled().all(|line| line.chars().count() <= WIDTH_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_kept_apart() {
        let check = |text: &str, expected: &str| {
            assert_eq!(paragraphs(&text.split('\n').collect::<Vec<_>>()), expected, "{text}");
        };
        check("", "");
        check("\nA.\n\nB.\n", "A.\n\nB.");
        check("A.\nB.", "A.\n\nB.");
        check("A\r\nb.\r\n\r\nC.", "A\nb.\n\nC.");
        let set = "one line that\nis set to a\nwidth as wires\nare, and more\n  of it comes";
        check(set, "one line that\nis set to a\nwidth as wires\nare, and more\n\nof it comes");
        let long = format!("{}.", "word ".repeat(40));
        check(&format!("{long}\n{long}\n\nC."), &format!("{long}\n\n{long}\n\nC."));
    }
}
