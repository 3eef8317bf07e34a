//! Lines of pages that are no text: labels of dates and headings of other headlines.

use crate::article::published::written::Calendar;

/// What a date label dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dated {
    /// The publication.
    Published,
    /// The last change.
    Updated,
}

/// Labels that are written before a colon and a date, and nowhere else.
const PUBLISHED: [&str; 26] = [
    "publish date",
    "published date",
    "date published",
    "publication date",
    "date of publication",
    "release date",
    "تاریخ انتشار",
    "تاريخ النشر",
    "تاریخ اشاعت",
    "veröffentlichungsdatum",
    "veröffentlicht am",
    "date de publication",
    "publié le",
    "fecha de publicación",
    "data de publicação",
    "data di pubblicazione",
    "дата публикации",
    "дата публікації",
    "yayın tarihi",
    "yayınlanma tarihi",
    "tanggal terbit",
    "发布日期",
    "发布时间",
    "發布日期",
    "公開日",
    "게시일",
];

/// Labels that a sentence may begin with too: only a date that can be read behind them counts.
const PUBLISHED_WEAK: [&str; 12] =
    ["published", "posted", "date", "publié", "publicado", "veröffentlicht", "datum", "fecha", "data", "дата", "تاریخ", "日期"];

const UPDATED: [&str; 12] = [
    "updated",
    "last updated",
    "update date",
    "date updated",
    "last modified",
    "آخرین به‌روزرسانی",
    "آخر تحديث",
    "aktualisiert",
    "mis à jour",
    "actualizado",
    "обновлено",
    "更新日期",
];

/// Headings of lists of other headlines, in the languages of the sample corpus and their
/// neighbours.
const OTHER_HEADLINES: [&str; 102] = [
    "latest news",
    "latest headlines",
    "latest stories",
    "latest articles",
    "latest",
    "recent news",
    "recent posts",
    "recent articles",
    "recent stories",
    "related",
    "related news",
    "related articles",
    "related stories",
    "related content",
    "related topics",
    "related posts",
    "more news",
    "more stories",
    "more headlines",
    "more from this section",
    "other news",
    "other headlines",
    "other stories",
    "top stories",
    "top news",
    "most read",
    "most popular",
    "popular news",
    "trending",
    "trending now",
    "read more",
    "read also",
    "read next",
    "also read",
    "see also",
    "you may also like",
    "recommended",
    "آخرین اخبار",
    "آخرین خبرها",
    "تازه‌ترین اخبار",
    "تازه‌ترین خبرها",
    "اخبار مرتبط",
    "خبرهای مرتبط",
    "مطالب مرتبط",
    "پربازدیدترین‌ها",
    "پربیننده‌ترین اخبار",
    "بیشتر بخوانید",
    "آخر الأخبار",
    "أحدث الأخبار",
    "أخبار ذات صلة",
    "مواضيع ذات صلة",
    "اقرأ أيضا",
    "اقرأ أيضًا",
    "الأكثر قراءة",
    "تازہ ترین خبریں",
    "متعلقہ خبریں",
    "最新新闻",
    "最新消息",
    "最新资讯",
    "相关新闻",
    "相关阅读",
    "相关报道",
    "推荐阅读",
    "热门新闻",
    "最新新聞",
    "相關新聞",
    "相關報導",
    "延伸閱讀",
    "最新ニュース",
    "新着ニュース",
    "関連ニュース",
    "関連記事",
    "最新記事",
    "あわせて読みたい",
    "최신 뉴스",
    "관련 기사",
    "관련 뉴스",
    "последние новости",
    "новости по теме",
    "читайте также",
    "останні новини",
    "читайте також",
    "aktuelle nachrichten",
    "weitere nachrichten",
    "mehr zum thema",
    "dernières nouvelles",
    "à lire aussi",
    "sur le même sujet",
    "últimas noticias",
    "noticias relacionadas",
    "últimas notícias",
    "notícias relacionadas",
    "ultime notizie",
    "son haberler",
    "ilgili haberler",
    "berita terbaru",
    "berita terkait",
    "baca juga",
    "ताज़ा ख़बरें",
    "संबंधित खबरें",
    "ข่าวล่าสุด",
    "ข่าวที่เกี่ยวข้อง",
];

/// Whether a line is the heading of a list of other headlines.
pub(super) fn is_other_headlines(line: &str) -> bool {
    let bare = line.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '：' | '#' | '*' | '=' | '_' | '[' | ']' | '»' | '>'));
    if bare.is_empty() || bare.len() > 80 {
        return false;
    }
    let lower = bare.to_lowercase();
    OTHER_HEADLINES.contains(&lower.as_str())
}

/// A line of a label and a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateLine<'a> {
    /// What is dated.
    pub(super) dated: Dated,
    /// The text behind the label.
    pub(super) value: &'a str,
    /// Whether only a date can stand behind the label.
    pub(super) certain: bool,
    /// The calendar of years around 1400, where the label is in a language whose press writes one.
    pub(super) calendar: Option<Calendar>,
}

/// Reads a line of a label and a date.
pub(super) fn date_line(line: &str) -> Option<DateLine<'_>> {
    let (label, value) = line.split_once([':', '：'])?;
    let label = label.trim_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '#' | '_' | '-'));
    if label.is_empty() || label.len() > 80 {
        return None;
    }
    let lower = label.to_lowercase();
    let is = |names: &[&str]| names.contains(&lower.as_str());
    let (dated, certain) = match () {
        () if is(&PUBLISHED) => (Dated::Published, true),
        () if is(&PUBLISHED_WEAK) => (Dated::Published, false),
        () if is(&UPDATED) => (Dated::Updated, false),
        () => return None,
    };
    Some(DateLine { dated, value: value.trim().trim_matches('*').trim(), certain, calendar: calendar(label) })
}

/// The calendar that a label's letters say: Persian has letters of its own.
fn calendar(label: &str) -> Option<Calendar> {
    match () {
        () if label.contains(['پ', 'چ', 'ژ', 'گ', 'ک', 'ی']) => Some(Calendar::Persian),
        () if label.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c)) => Some(Calendar::Islamic),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known() {
        for line in ["Latest News", "LATEST NEWS:", "## Related", "آخرین اخبار", "相关新闻：", "関連記事"] {
            assert!(is_other_headlines(line), "{line}");
        }
        for line in ["Latest News from the ministry", "", "Related: a story", "News"] {
            assert!(!is_other_headlines(line), "{line}");
        }
    }

    #[test]
    fn date_lines_are_told() {
        let check = |line: &str, expected: Option<(Dated, &str, bool)>| {
            assert_eq!(date_line(line).map(|found| (found.dated, found.value, found.certain)), expected, "{line}");
        };
        check("Publish Date: 2025/01/29", Some((Dated::Published, "2025/01/29", true)));
        check("**Published:** 29 January 2025", Some((Dated::Published, "29 January 2025", false)));
        check("发布日期：2025-01-29", Some((Dated::Published, "2025-01-29", true)));
        check("Last updated: 2025-01-30 10:00", Some((Dated::Updated, "2025-01-30 10:00", false)));
        check("Score: 2025", None);
        check("no label", None);
    }
}
