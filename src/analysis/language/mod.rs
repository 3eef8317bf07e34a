//! The language of an article, and names of languages.

mod table;

use whatlang::{Detector, Lang as Found};

use crate::article::{Article, Lang};
use table::{ALIASES, TABLE};

/// Characters of an article that are looked at: more do not change the answer.
const PREFIX_CHARS: usize = 1_200;
/// Characters below which a text is short, and a second voice is heard.
const SHORT_CHARS: usize = 60;

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
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let declared = article.language;
    // The second voice costs a thirtieth of the first: where it confirms a declaration, that stands.
    if !declared.is_und() && parse(whichlang::detect_language(&text).three_letter_code()) == Some(declared) {
        return declared;
    }
    let guess = detect_text(&text, letters);
    match guess {
        _ if letters == 0 => declared,
        None if declared.is_und() => habit.unwrap_or(Lang::UND),
        Some((lang, sure)) if declared.is_und() => {
            if sure {
                lang
            } else {
                habit.filter(|_| letters < SHORT_CHARS).unwrap_or(lang)
            }
        }
        Some((lang, sure)) if sure && contradicts(declared, lang, &text, letters) => lang,
        None | Some(_) => declared,
    }
}

/// Whether a text that the detector takes for one language speaks clearly against the declared one.
///
/// Tables of figures and lists of names look like any language of their script, so within a script
/// the text must be long and the second voice must agree.
fn contradicts(declared: Lang, found: Lang, text: &str, letters: usize) -> bool {
    let of = |lang: Lang| whatlang::Lang::all().iter().find(|known| parse(known.code()) == Some(lang)).copied();
    let (Some(known), Some(other)) = (of(declared), of(found)) else {
        // A declared language that the detector cannot know stands.
        return false;
    };
    if declared == found {
        return false;
    }
    let share_a_script = whatlang::Script::all().iter().any(|script| script.langs().contains(&known) && script.langs().contains(&other));
    if !share_a_script {
        return letters >= SHORT_CHARS;
    }
    letters >= CONTRADICT_CHARS && parse(whichlang::detect_language(text).three_letter_code()) == Some(found)
}

/// Detects the language of a text; the flag says whether the detector is sure.
fn detect_text(text: &str, letters: usize) -> Option<(Lang, bool)> {
    let info = Detector::new().detect(text)?;
    let lang = parse(info.lang().code())?;
    // A script that one language alone is written in needs no statistics.
    if info.is_reliable() {
        return Some((lang, true));
    }
    if letters < SHORT_CHARS * 2 {
        let second = parse(whichlang::detect_language(text).three_letter_code())?;
        let latin = matches!(info.lang().script_of(), Some(true));
        return Some((if latin { second } else { lang }, second == lang));
    }
    Some((lang, info.confidence() > 0.5))
}

/// Whether the second voice knows the script of a language: it answers in Latin languages best.
trait ScriptOf {
    fn script_of(self) -> Option<bool>;
}

impl ScriptOf for Found {
    fn script_of(self) -> Option<bool> {
        Some(matches!(
            self,
            Self::Eng
                | Self::Deu
                | Self::Fra
                | Self::Spa
                | Self::Por
                | Self::Ita
                | Self::Nld
                | Self::Swe
                | Self::Tur
                | Self::Vie
                | Self::Dan
                | Self::Nob
                | Self::Fin
                | Self::Pol
                | Self::Ces
                | Self::Slk
                | Self::Hun
                | Self::Ron
                | Self::Cat
                | Self::Ind
                | Self::Afr
                | Self::Est
                | Self::Lit
                | Self::Lav
                | Self::Slv
                | Self::Hrv
                | Self::Epo
                | Self::Jav
                | Self::Tgl
                | Self::Lat
                | Self::Zul
                | Self::Sna
                | Self::Tuk
                | Self::Uzb
                | Self::Aze
        ))
    }
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
