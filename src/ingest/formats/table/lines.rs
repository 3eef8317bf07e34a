//! Texts whose lines are things of their own: a headline a line, a name a line.

/// Lines of a text that is a list of headlines, at least: no page has so many short ones alone.
const HEADLINES_MIN: usize = 30;

/// Longest headline of such a list, in characters.
const HEADLINE_CHARS_MAX: usize = 200;

/// Lines of a text that is a list of names, at least. Measured on 37,000 real articles, plain text
/// and bodies: none has so many lines of which nearly all are names.
const NAMES_MIN: usize = 20;

/// Longest name, in characters, in words, and in characters of scripts that part no words.
const NAME_CHARS_MAX: usize = 40;
const NAME_WORDS_MAX: usize = 3;
const NAME_UNSPACED_MAX: usize = 7;

/// Whether a text is many short lines that end no sentence.
pub(super) fn are_headlines(text: &str) -> bool {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let all = lines().count();
    let long = lines().filter(|line| line.chars().count() > HEADLINE_CHARS_MAX).count();
    let sentences = lines().filter(|line| line.ends_with(['.', ':', ';', ',', '。', '।', '۔'])).count();
    let words = lines().filter(|line| line.split_whitespace().count() >= 4).count();
    // Lines of a text that is set to one width are alike in length.
    let (short, wide) =
        lines().map(|line| line.chars().count()).fold((usize::MAX, 0), |(short, wide), now| (now.min(short), now.max(wide)));
    all >= HEADLINES_MIN && long * 50 <= all && sentences * 20 <= all && words * 10 >= all * 7 && wide * 2 > short * 3
}

/// Whether a text is a list of names or single words: nearly all of its lines are that short, and
/// end no sentence.
pub(super) fn are_names(text: &str) -> bool {
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    let all = lines().count();
    all >= NAMES_MIN && lines().filter(|line| is_name(line)).count() * 20 >= all * 19
}

fn is_name(line: &str) -> bool {
    let ends = ['.', ':', ';', ',', '!', '?', '。', '।', '۔', '？', '！'];
    line.chars().count() <= NAME_CHARS_MAX
        && line.split_whitespace().count() <= NAME_WORDS_MAX
        && line.chars().filter(|c| is_unspaced(*c)).count() <= NAME_UNSPACED_MAX
        && !line.ends_with(ends)
}

/// Whether a letter is of a script that sets no space between words.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0e00..=0x0eff | 0x1000..=0x109f | 0x1780..=0x17ff | 0x3040..=0x30ff | 0x3400..=0x9fff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_names_are_told_from_text() {
        let list = |line: &str, count: usize| format!("{line}\n").repeat(count);
        assert!(are_names(&list("american-samoa", 20)));
        assert!(are_names(&list("  The Ivory Coast  \n", 30)));
        assert!(are_names(&list("西藏自治区", 30)));
        assert!(!are_names(&list("american-samoa", 19)), "too few");
        assert!(!are_names(&list("It rained.", 30)), "sentences");
        assert!(!are_names(&list("The ferry ran late again", 30)), "a headline a line");
        assert!(!are_names(&list("国务院总理在北京会见外国客人", 30)), "words that no space parts");
        let page = format!("Who came\n\n{}The guests were led to the hall, where the mayor spoke to them.\n", list("Ada Byron", 20));
        assert!(are_names(&page), "a line of text among twenty names");
        assert!(!are_names(&format!("{page}They left at nine, and the hall was closed behind them.\n")), "more of them");
    }
}
