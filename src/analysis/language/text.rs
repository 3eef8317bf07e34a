//! The language of a text: its script, its function words and letters, and two statistical voices.
//!
//! Each voice adds to the score of the languages it hears; the best score wins, and its lead over
//! the second says how sure that is. Function words need no model and know the languages that the
//! voices do not; `whichlang` is better than `whatlang` in short texts of its sixteen languages.

use whatlang::Detector;

use super::parse;
use super::script::{Census, Script};
use super::words::{self, TABLE};
use crate::analysis::tokens::fold;
use crate::analysis::tokens::segment::Segmenter;
use crate::article::Lang;

/// What a text is taken for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Guess {
    pub(super) lang: Lang,
    /// Lead of its score over the next; 1 where the script alone decides.
    pub(super) lead: f32,
    pub(super) is_sure: bool,
    /// Letters of the text.
    pub(super) letters: usize,
}

/// Share of function words of which `whichlang`'s word is worth.
const SECOND_VOICE: f32 = 0.22;
/// The same of `whatlang`, at its full confidence.
const FIRST_VOICE: f32 = 0.12;
/// Score and lead from which no statistics are asked: they cost more than the rest.
const CLEAR: f32 = 0.16;
/// The lead that makes a guess sure.
const SURE: f32 = 0.08;
/// Letters below which no guess within a script is sure: one word is one of many languages.
const SURE_LETTERS: usize = 12;
/// Words from which function words are clear by themselves.
const CLEAR_WORDS: usize = 25;
/// Words up to which the voices have their full weight, and the least that longer texts leave them:
/// in these the words are clear, and the voices must name one of the languages they know.
const VOICED_WORDS: f32 = 9.0;
const VOICES_MIN: f32 = 0.2;
/// Share of words of its own that makes a text Pidgin, in short texts and in such of so many words.
const PIDGIN_SHARE: f32 = 0.06;
const PIDGIN_SHARE_LONG: f32 = 0.03;
const LONG_WORDS: usize = 60;
/// Words that are listened to.
const WORDS_MAX: usize = 250;

/// Letters that few languages have, and those languages.
const LETTERS: [(&str, &str); 26] = [
    ("tr", "ğış"),
    ("az", "ə"),
    ("vi", "ơưđạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"),
    ("pl", "łąęśźż"),
    ("cs", "řěů"),
    ("sk", "ľĺŕ"),
    ("ro", "țșţă"),
    ("hu", "őű"),
    ("de", "ßäü"),
    ("sv", "åä"),
    ("da", "øæå"),
    ("no", "øæå"),
    ("is", "þð"),
    ("es", "ñ¿¡"),
    ("pt", "ãõ"),
    ("fr", "œçèê"),
    ("ha", "ƙɓɗƴ"),
    ("lv", "ģķļņāēī"),
    ("lt", "ėįųū"),
    ("ru", "ыэёъ"),
    ("uk", "іїєґ"),
    ("be", "ўі"),
    ("mk", "ѓќѕ"),
    ("sr", "ђћџљњј"),
    ("kk", "қғңұі"),
    ("mr", "ळऱ"),
];

/// Characters simplified in Japan alone, for headlines without kana.
const JAPANESE: &str = "県権検験円歳働込駅沢図気発読戦様変売続総済団広応対両択栄営労単厳巻帰悪拡拠挙掲暁桜歴毎渋渓滝焼畑窓継絵縄繊聴脳覚観訳譲豊\
                        賛転軽辺遅釈鉄銭録関陥険隠雑霊頼顕駆騒髪黒訃";

/// Languages of which a text of a few words has one of their letters.
const NEEDED: [&str; 7] = ["tr", "az", "vi", "pl", "cs", "hu", "lv"];
/// What a voice for one of these is worth without.
const WITHOUT_LETTERS: f32 = 0.15;

/// Letters of Arabic script by language.
const ARABIC_LETTERS: [(&str, &str); 6] =
    [("ar", "ةأإؤ"), ("fa", "پچژگکی"), ("ur", "ٹڈڑںےہھ"), ("ckb", "ڕڵۆێە"), ("ps", "ټډړښۍېځڼ"), ("ug", "ۇۈۋېە")];

/// Whether a guess may name a language.
pub(super) fn is_known(lang: Lang) -> bool {
    TABLE.number(lang).is_some() || scripts(lang) != Script::Latin || whatlang_of(lang).is_some()
}

/// Whether two languages are written in one script.
pub(super) fn share_a_script(a: Lang, b: Lang) -> bool {
    scripts(a) == scripts(b)
}

/// The script of a language; Latin where nothing else is known.
fn scripts(lang: Lang) -> Script {
    const ALONE: [&str; 22] = [
        "am", "bo", "dv", "el", "gu", "hy", "ka", "km", "kn", "ko", "lo", "ml", "my", "or", "pa", "si", "ta", "te", "th", "ti", "he", "yi",
    ];
    match lang.as_str() {
        "zh" | "ja" => Script::Han,
        "he" | "yi" => Script::Hebrew,
        "bn" | "as" => Script::Bengali,
        code => match ALONE.iter().find(|known| **known == code) {
            Some(known) => Script::Of(known),
            None => TABLE.number(lang).and_then(|number| TABLE.languages.get(number)).map_or(Script::Latin, |(_, script)| *script),
        },
    }
}

fn whatlang_of(lang: Lang) -> Option<whatlang::Lang> {
    whatlang::Lang::all().iter().find(|known| parse(known.code()) == Some(lang)).copied()
}

/// Takes a text for a language; `None` without letters, or where no voice has an answer.
///
/// An expected language that is clearly heard spares the costly voices.
pub(super) fn guess(text: &str, expected: Option<Lang>) -> Option<Guess> {
    let census = Census::of(text);
    let script = census.main()?;
    let letters = census.letters;
    let sure = |code: &str| Lang::new(code).map(|lang| Guess { lang, lead: 1.0, is_sure: true, letters });
    match script {
        Script::Of(code) => sure(code),
        // Chinese text quotes a Japanese name now and then; Japanese text without kana is rare.
        Script::Kana => sure("ja"),
        Script::Han => {
            let has_kana = census.count(Script::Kana) * 20 > census.count(Script::Han);
            sure(if has_kana || text.contains(|c| JAPANESE.contains(c)) { "ja" } else { "zh" })
        }
        Script::Hebrew => {
            sure(if text.contains(['ײ', 'ױ', 'װ']) || text.contains("\u{5b7}") && text.contains("\u{5b8}") { "yi" } else { "he" })
        }
        Script::Bengali => sure(if text.contains(['ৰ', 'ৱ']) { "as" } else { "bn" }),
        Script::Latin | Script::Cyrillic | Script::Arabic | Script::Devanagari => scored(text, script, letters, expected),
    }
}

/// Scores the languages of one script.
#[allow(clippy::cast_precision_loss, reason = "a text's beginning has few words and letters")]
fn scored(text: &str, script: Script, letters: usize, expected: Option<Lang>) -> Option<Guess> {
    let mut scores = vec![0.0_f32; TABLE.languages.len()];
    let (mut count, mut pidgin) = (0_usize, 0_usize);
    let (pcm, english) = (number("pcm"), number("en"));
    let mut form = String::new();
    Segmenter::default().words(text, |span| {
        let word = text.get(span.start..span.end).unwrap_or_default();
        if count < WORDS_MAX && word.chars().any(char::is_alphabetic) {
            fold::form_into(word, &mut form);
            words::hear(&form, &mut scores);
            if has_nguni_capital(word) {
                for (number, share) in [(number("xh"), 1.0), (number("zu"), 0.8)] {
                    scores.get_mut(number).into_iter().for_each(|score| *score += share);
                }
            }
            pidgin += usize::from(words::is_only_of(&form, pcm, english));
            count += 1;
        }
    });
    let words = count.max(1) as f32;
    for score in &mut scores {
        *score /= words;
    }
    // Nigerian Pidgin is English with words of its own: those tell it, and the voices call it English.
    let least = if count >= LONG_WORDS { PIDGIN_SHARE_LONG } else { PIDGIN_SHARE };
    let is_pidgin = pidgin as f32 / words >= least;
    for (code, share) in letter_shares(text, script, letters) {
        if let Some(score) = Lang::new(code).and_then(|lang| TABLE.number(lang)).and_then(|number| scores.get_mut(number)) {
            *score += share;
        }
    }
    // Pidgin has most words of English, and is decided apart.
    let of_script = |number: usize| number != pcm && TABLE.languages.get(number).is_some_and(|(_, known)| *known == script);
    let mut ranked: Vec<(Lang, f32)> = scores
        .iter()
        .enumerate()
        .filter(|(number, _)| of_script(*number))
        .filter_map(|(number, score)| Some((TABLE.languages.get(number)?.0, *score)))
        .collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
    let lead = |ranked: &[(Lang, f32)]| match ranked {
        [(_, first), (_, second), ..] => first - second,
        [(_, first)] => *first,
        [] => 0.0,
    };
    let clear = count >= CLEAR_WORDS && lead(&ranked) >= CLEAR;
    let is_expected = expected.is_some_and(|expected| ranked.first().is_some_and(|(lang, _)| *lang == expected));
    let is_heard = clear || is_expected && lead(&ranked) >= SURE;
    if !is_heard {
        hear_voices(text, script, (VOICED_WORDS / words).clamp(VOICES_MIN, 1.0), &mut ranked);
    }
    if is_pidgin && ranked.first().is_some_and(|(lang, _)| matches!(lang.as_str(), "en" | "pcm")) {
        return Some(Guess { lang: Lang::new("pcm")?, lead: SURE, is_sure: true, letters });
    }
    let (lang, score) = *ranked.first()?;
    let lead = lead(&ranked);
    (score > 0.0).then_some(Guess { lang, lead, is_sure: lead >= SURE && letters >= SURE_LETTERS, letters })
}

/// Whether a word has its capital behind a prefix, as names of Xhosa and Zulu do: `iMthatha`, `UManyonga`.
fn has_nguni_capital(word: &str) -> bool {
    if word.len() < 5 || !word.is_ascii() {
        return false;
    }
    let Some(capital) = word.bytes().skip(1).position(|b| b.is_ascii_uppercase()).map(|at| at + 1) else { return false };
    let (prefix, rest) = word.split_at(capital);
    let is_prefix = match prefix {
        // Phones and traders are written so in every language.
        "i" | "e" if matches!(rest, "Phone" | "Pad" | "Bay" | "Tunes" | "Pod" | "Mac") => false,
        "U" | "I" | "E" => true,
        "Mc" | "Mac" | "De" | "Di" | "La" | "Le" | "Van" | "You" | "Face" => false,
        prefix => capital <= 6 && prefix.bytes().all(|b| b.is_ascii_lowercase()) && prefix.ends_with(['a', 'e', 'i', 'o', 'u']),
    };
    is_prefix && rest.bytes().skip(1).all(|b| b.is_ascii_lowercase())
}

fn number(code: &str) -> usize {
    Lang::new(code).and_then(|lang| TABLE.number(lang)).unwrap_or(usize::MAX)
}

/// Adds what the two statistical voices say, and ranks anew.
#[allow(clippy::cast_possible_truncation, reason = "a confidence needs few digits")]
fn hear_voices(text: &str, script: Script, weight: f32, ranked: &mut Vec<(Lang, f32)>) {
    // Text of these languages without one of their letters is rare, and often of a language that the
    // voices do not know.
    let has_letters = |lang: Lang| {
        let own = LETTERS.iter().find(|(code, _)| *code == lang.as_str() && NEEDED.contains(code));
        own.is_none_or(|(_, letters)| text.chars().flat_map(char::to_lowercase).any(|c| letters.contains(c) || "çöü".contains(c)))
    };
    let mut add = |lang: Lang, share: f32| {
        if scripts(lang) != script {
            return;
        }
        let share = if has_letters(lang) { share } else { share * WITHOUT_LETTERS };
        match ranked.iter_mut().find(|(known, _)| *known == lang) {
            Some((_, score)) => *score += share,
            None => ranked.push((lang, share)),
        }
    };
    // Of other scripts it knows one language each.
    let second = parse(whichlang::detect_language(text).three_letter_code()).filter(|_| script == Script::Latin);
    if let Some(lang) = second {
        add(lang, SECOND_VOICE * weight);
    }
    if let Some(info) = Detector::new().detect(text)
        && let Some(lang) = parse(info.lang().code())
    {
        let share = FIRST_VOICE * weight * (0.4 + 0.6 * info.confidence() as f32);
        add(lang, share);
        // It takes Xhosa for its neighbour.
        if let Some(xhosa) = Lang::new("xh").filter(|_| lang.as_str() == "zu") {
            add(xhosa, share);
        }
    }
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1));
}

/// What letters say that few languages have.
#[allow(clippy::cast_precision_loss, reason = "a text's beginning has few letters")]
fn letter_shares(text: &str, script: Script, letters: usize) -> Vec<(&'static str, f32)> {
    /// A letter of forty says as much as a function word of six.
    const LETTER_WEIGHT: f32 = 6.0;
    const SHARE_MAX: f32 = 0.3;
    let table: &[(&str, &str)] = if script == Script::Arabic { &ARABIC_LETTERS } else { &LETTERS };
    if text.is_ascii() {
        return Vec::new();
    }
    let mut counts = vec![0_usize; table.len()];
    for c in text.chars().filter(|c| !c.is_ascii()).flat_map(char::to_lowercase) {
        for (count, (_, few)) in counts.iter_mut().zip(table) {
            *count += usize::from(few.contains(c));
        }
    }
    let share = |count: usize| (LETTER_WEIGHT * count as f32 / letters.max(1) as f32).min(SHARE_MAX);
    table.iter().zip(counts).filter(|(_, count)| *count > 0).map(|((code, _), count)| (*code, share(count))).collect()
}
