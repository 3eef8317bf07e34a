//! The language of an article, and names of languages.

mod script;
mod table;
mod text;
mod words;

use crate::article::{Article, Lang};
use table::{ALIASES, TABLE};
use text::Guess;

/// Characters of an article that are looked at: more do not change the answer.
const PREFIX_CHARS: usize = 1_200;
/// Letters below which a source's habit says more than an unsure guess.
const SHORT_CHARS: usize = 60;
/// Characters of a paragraph that are looked at.
const PARAGRAPH_CHARS: usize = 400;
/// Letters that a paragraph in another language has at least: shorter ones may be names or quotes.
const PARAGRAPH_LETTERS_MIN: usize = 100;
/// The same where it is in another script too, which says as much as many letters.
const OTHER_SCRIPT_LETTERS_MIN: usize = 40;
/// The lead that makes a paragraph surely one of another language.
const PARAGRAPH_LEAD_MIN: f32 = 0.15;

/// Letters from which a text may contradict its declared language within one script.
const CONTRADICT_CHARS: usize = 400;
/// Reads a language as `lang=` and declarations give it: a code of ISO 639-1 or 639-3, with or
/// without a region (`pt-BR`), or the English name.
#[must_use]
pub fn parse(text: &str) -> Option<Lang> {
    let text = text.trim();
    let name = text.to_ascii_lowercase();
    let code = name.split(['-', '_']).next().unwrap_or_default();
    let alias = ALIASES.iter().find(|(other, _)| *other == code).map(|(_, known)| *known);
    let wanted = alias.unwrap_or(code);
    let known = TABLE.iter().find(|(short, long, english)| *short == wanted || *long == wanted || english.eq_ignore_ascii_case(text));
    match known {
        Some((short, _, _)) => Lang::new(short),
        None if code == "und" => Some(Lang::UND),
        // A code that the table lacks is still a code.
        None => Lang::new(code).filter(|_| code.len() == 3 || code.len() == 2),
    }
}

/// Returns the English name of a language; its code where the table lacks it.
#[must_use]
pub fn name(lang: Lang) -> String {
    TABLE.iter().find(|(short, _, _)| *short == lang.as_str()).map_or_else(|| lang.to_string(), |(_, _, name)| (*name).to_owned())
}

/// Decides the language of an article from its text, what it declares, and its source's habit.
///
/// The declared language stands unless the text is long enough and speaks clearly against it.
#[must_use]
pub fn detect(article: &Article, habit: Option<Lang>) -> Lang {
    let text: String =
        [&article.title, &article.lead, &article.body].iter().flat_map(|text| text.chars().chain(['\n'])).take(PREFIX_CHARS).collect();
    let declared = article.language;
    let guess = text::guess(&text, Some(declared).filter(|lang| !lang.is_und()));
    let Some(Guess { lang, is_sure, letters, lead: _ }) = guess else {
        return if declared.is_und() && text.chars().any(char::is_alphabetic) { habit.unwrap_or(Lang::UND) } else { declared };
    };
    if declared.is_und() {
        return if is_sure { lang } else { habit.filter(|_| letters < SHORT_CHARS).unwrap_or(lang) };
    }
    if is_sure && contradicts(declared, lang, letters) { lang } else { declared }
}

/// The language of one paragraph of an article, where it is surely another than the article's.
///
/// `forms` are the paragraph's folded words.
#[must_use]
pub(super) fn of_paragraph<'t>(article: Lang, text: &str, forms: impl Iterator<Item = &'t str>) -> Option<Lang> {
    if text.len() < OTHER_SCRIPT_LETTERS_MIN || !text::is_known(article) || words::speaks(article, forms) {
        return None;
    }
    let beginning: String = text.chars().take(PARAGRAPH_CHARS).collect();
    let Guess { lang, lead, letters, is_sure: _ } = text::guess(&beginning, Some(article))?;
    let least = if text::share_a_script(article, lang) { PARAGRAPH_LETTERS_MIN } else { OTHER_SCRIPT_LETTERS_MIN };
    (lead >= PARAGRAPH_LEAD_MIN && lang != article && letters >= least && !near(article, lang)).then_some(lang)
}

/// Whether a text that is taken for one language speaks clearly against the declared one.
///
/// Tables of figures and lists of names look like any language of their script, so within a script
/// the text must be long.
fn contradicts(declared: Lang, found: Lang, letters: usize) -> bool {
    if declared == found || !text::is_known(declared) || near(declared, found) {
        // A declared language that the detector cannot know stands.
        return false;
    }
    let least = if text::share_a_script(declared, found) { CONTRADICT_CHARS } else { SHORT_CHARS };
    letters >= least
}

/// Languages so near to one another that a declaration knows better than any count of words.
fn near(a: Lang, b: Lang) -> bool {
    const FAMILIES: [&[&str]; 8] = [
        &["da", "no"],
        &["id", "ms"],
        &["hr", "bs", "sr"],
        &["cs", "sk"],
        &["xh", "zu"],
        &["en", "pcm"],
        &["es", "gl", "pt", "ca"],
        &["ckb", "ku"],
    ];
    FAMILIES.iter().any(|family| family.contains(&a.as_str()) && family.contains(&b.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        detect(&Article { body: text.into(), ..Article::default() }, None).to_string()
    }

    #[test]
    fn languages_are_told_from_sentences() {
        let cases = [
            ("en", "The minister said that the government would open talks on the new cable next week."),
            ("de", "Der Minister sagte, die Regierung werde in der kommenden Woche über das neue Kabel sprechen."),
            ("fr", "Le ministre a déclaré que le gouvernement ouvrirait des discussions la semaine prochaine."),
            ("es", "El ministro dijo que el gobierno abriría conversaciones sobre el nuevo cable la próxima semana."),
            ("fa", "وزیر ارتباطات گفت که دولت هفته آینده درباره کابل جدید گفتگو می‌کند."),
            ("ar", "قال الوزير إن الحكومة ستبدأ محادثات بشأن الكابل الجديد الأسبوع المقبل."),
            ("ru", "Министр заявил, что правительство начнет переговоры о новом кабеле на следующей неделе."),
            ("zh", "部长表示，政府将于下周就新的海底电缆展开谈判。"),
            ("ja", "大臣は、政府が来週新しいケーブルについて協議を始めると述べた。"),
            ("th", "รัฐมนตรีกล่าวว่ารัฐบาลจะเปิดการเจรจาเกี่ยวกับสายเคเบิลใหม่ในสัปดาห์หน้า"),
            ("hi", "मंत्री ने कहा कि सरकार अगले सप्ताह नई केबल पर बातचीत शुरू करेगी।"),
            ("ko", "장관은 정부가 다음 주에 새로운 케이블에 관한 협의를 시작할 것이라고 말했다."),
            ("tr", "Bakan, hükümetin gelecek hafta yeni kablo hakkında görüşmelere başlayacağını söyledi."),
        ];
        for (expected, text) in cases {
            assert_eq!(of(text), expected, "{text}");
        }
        assert_eq!(of("12 345 — 678"), "und");
    }

    #[test]
    fn a_table_of_figures_keeps_its_declared_language() {
        let body = "Shr 45 cts vs 58 cts Net 1.1 mln vs 829,000 Sales 7.9 mln vs 9.4 mln Avg shrs 2,332,397 vs 1,428,000 ".repeat(4);
        let declared = |code: &str, body: &str| {
            let language = Lang::new(code).unwrap();
            detect(&Article { language, body: body.into(), ..Article::default() }, None).to_string()
        };
        assert_eq!(declared("en", &body), "en");
        let persian = "وزیر ارتباطات گفت که دولت هفته آینده درباره کابل جدید گفتگو می‌کند و با شرکت‌ها قرارداد می‌بندد.";
        assert_eq!(declared("en", persian), "fa");
    }

    #[test]
    fn languages_go_by_codes_and_names() {
        for text in ["fa", "fas", "Persian", "pes", "fa-IR"] {
            assert_eq!(parse(text).unwrap().as_str(), "fa", "{text}");
        }
        assert_eq!(parse("pt_BR").unwrap().as_str(), "pt");
        assert!(parse("no such language").is_none());
    }
}
