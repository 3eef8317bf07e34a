//! Scripts: which one a text is in, and which languages are written in it.

/// Scripts that tell languages apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Han,
    Kana,
    Hebrew,
    Bengali,
    /// A script of one language alone.
    Of(&'static str),
}

/// The script of a letter.
pub(super) fn of(c: char) -> Option<Script> {
    use Script::{Arabic, Bengali, Cyrillic, Devanagari, Han, Hebrew, Kana, Latin, Of};
    Some(match c {
        'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{250}'..='\u{2af}' | '\u{1e00}'..='\u{1eff}' | '\u{ff21}'..='\u{ff5a}' => Latin,
        '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Of("el"),
        '\u{400}'..='\u{52f}' => Cyrillic,
        '\u{531}'..='\u{58f}' => Of("hy"),
        '\u{5d0}'..='\u{5f4}' => Hebrew,
        '\u{620}'..='\u{64a}'
        | '\u{66e}'..='\u{6d3}'
        | '\u{6d5}'
        | '\u{6ee}'..='\u{6ff}'
        | '\u{750}'..='\u{77f}'
        | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' => Arabic,
        '\u{780}'..='\u{7bf}' => Of("dv"),
        '\u{900}'..='\u{97f}' => Devanagari,
        '\u{980}'..='\u{9ff}' => Bengali,
        '\u{a00}'..='\u{a7f}' => Of("pa"),
        '\u{a80}'..='\u{aff}' => Of("gu"),
        '\u{b00}'..='\u{b7f}' => Of("or"),
        '\u{b80}'..='\u{bff}' => Of("ta"),
        '\u{c00}'..='\u{c7f}' => Of("te"),
        '\u{c80}'..='\u{cff}' => Of("kn"),
        '\u{d00}'..='\u{d7f}' => Of("ml"),
        '\u{d80}'..='\u{dff}' => Of("si"),
        '\u{e00}'..='\u{e7f}' => Of("th"),
        '\u{e80}'..='\u{eff}' => Of("lo"),
        '\u{f00}'..='\u{fff}' => Of("bo"),
        '\u{1000}'..='\u{109f}' | '\u{a9e0}'..='\u{a9fe}' | '\u{aa60}'..='\u{aa7f}' => Of("my"),
        '\u{10a0}'..='\u{10ff}' | '\u{1c90}'..='\u{1cbf}' => Of("ka"),
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7a3}' => Of("ko"),
        '\u{1200}'..='\u{137f}' => Of("am"),
        '\u{1780}'..='\u{17ff}' => Of("km"),
        '\u{3041}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => Kana,
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3fffd}' => Han,
        _ => return None,
    })
}

/// Letters of a text by script.
#[derive(Debug, Default)]
pub(super) struct Census {
    /// Letters, of all scripts.
    pub(super) letters: usize,
    counts: Vec<(Script, usize)>,
}

impl Census {
    pub(super) fn of(text: &str) -> Self {
        let mut census = Self::default();
        for script in text.chars().filter_map(of) {
            census.letters += 1;
            match census.counts.iter_mut().find(|(known, _)| *known == script) {
                Some((_, count)) => *count += 1,
                None => census.counts.push((script, 1)),
            }
        }
        census
    }

    /// Letters of a script.
    pub(super) fn count(&self, script: Script) -> usize {
        self.counts.iter().find(|(known, _)| *known == script).map_or(0, |(_, count)| *count)
    }

    /// The script that most of the text is in. A letter of Han, of a syllabary or an abugida says
    /// more than a Latin one: names and figures of other countries stand in Latin letters.
    pub(super) fn main(&self) -> Option<Script> {
        let weight = |(script, count): &(Script, usize)| match script {
            Script::Latin => *count,
            Script::Han | Script::Kana | Script::Of("ko") => count * 4,
            _ => count * 2,
        };
        self.counts.iter().max_by_key(|entry| weight(entry)).map(|(script, _)| *script)
    }
}
