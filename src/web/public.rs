//! What the service may return of an article: an archive may be searched in texts that it may not show.
//!
//! A member that is not public is absent from every format and page; asking for it by name is a
//! warning, counting its values an error. Where a text is not public it is still searched, and shown in
//! short fragments around matches: [`FRAGMENT_CHARS`] each, [`FRAGMENTS`] a field. A title that is not
//! public has no fragments, since one would be the whole of it.

use crate::article::json::MEMBERS;
use crate::article::{Article, TextField};
use crate::query::field::distance;
use crate::search::params::{BadParam, Format, Params};
use crate::search::response::Warning;
use crate::search::{FacetField, Fragment, Hit, Response};

use super::problem::Problem;

/// Longest fragment of a text that is not public, in Unicode scalar values: a few lines.
pub const FRAGMENT_CHARS: usize = 300;
/// Fragments of a field of a text that is not public.
pub const FRAGMENTS: usize = 3;

/// Members of articles that may be returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicFields {
    hidden: Vec<&'static str>,
}

impl Default for PublicFields {
    /// All are public.
    fn default() -> Self {
        Self { hidden: Vec::new() }
    }
}

impl PublicFields {
    /// Reads names of members with commas between them; the id is always among them.
    ///
    /// # Errors
    /// A name that is no member, with the nearest one.
    pub fn parse(text: &str) -> Result<Self, String> {
        let names: Vec<&str> = text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        let known = || MEMBERS.into_iter().chain(["mentions"]);
        for name in &names {
            if !known().any(|member| member == *name) {
                let nearest = known().min_by_key(|member| distance(member, name)).unwrap_or_default();
                let shown: String = name.chars().take(64).collect();
                return Err(format!("`{shown}` is no member of an article: did you mean `{nearest}`?"));
            }
        }
        if names.is_empty() {
            return Err("give members with commas between them, such as `title,url,source,published`".to_owned());
        }
        Ok(Self { hidden: known().filter(|member| *member != "id" && !names.contains(member)).collect() })
    }

    /// Members that may not be returned.
    pub(super) fn hidden(&self) -> &[&'static str] {
        &self.hidden
    }

    /// Whether a member may be returned.
    pub(super) fn shows(&self, member: &str) -> bool {
        !self.hidden.contains(&member)
    }

    /// Whether values of a field may be listed.
    pub(super) fn shows_values(&self, field: FacetField) -> bool {
        self.shows(match field {
            FacetField::Person | FacetField::Org | FacetField::Place => "entities",
            FacetField::Source => "source",
            FacetField::Author => "authors",
            FacetField::Section => "section",
            FacetField::Tag => "tags",
            FacetField::Lang => "language",
        })
    }

    /// Leaves out of a request what may not be returned; refuses counts of it.
    pub(super) fn narrow(&self, params: &mut Params) -> Result<(), Problem> {
        let counted = params.request.facets.iter().map(|field| ("facets", *field)).chain(params.request.by.map(|field| ("by", field)));
        let bad: Vec<BadParam> =
            counted.filter(|(_, field)| !self.shows_values(*field)).map(|(name, field)| refused(name, field)).collect();
        if !bad.is_empty() {
            return Err(bad.into());
        }
        params.hidden.clone_from(&self.hidden);
        params.request.mentions &= self.shows("mentions");
        if !self.hides_text() {
            return Ok(());
        }
        params.context = params.context.min(FRAGMENT_CHARS / 2);
        params.rows_max = Some(FRAGMENTS);
        if let Some(highlight) = params.request.highlight.as_mut().filter(|_| params.format != Format::Kwic) {
            highlight.size = highlight.size.min(FRAGMENT_CHARS);
            highlight.count = highlight.count.min(FRAGMENTS);
            for (name, values) in &mut params.request.resolved {
                match name.as_str() {
                    "highlight-size" => *values = vec![highlight.size.to_string()],
                    "highlight-count" => *values = vec![highlight.count.to_string()],
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Takes out of an answer what may not be returned, and says what was asked for in vain.
    pub(super) fn hide(&self, response: &mut Response, params: &Params) {
        for hit in &mut response.hits {
            self.hide_hit(hit, params.format);
        }
        let asked = params.fields.iter().flatten().filter(|name| !self.shows(name));
        let names: Vec<String> = asked.map(|name| format!("`{name}`")).collect();
        if !names.is_empty() {
            let message = format!("{} may not be shown by this service and is left out", names.join(", "));
            response.warnings.push(Warning { code: "not-public".into(), message, column: None, alternative: None });
        }
    }

    /// Takes out of an answer what no page may show.
    pub(super) fn hide_page(&self, response: &mut Response) {
        for hit in &mut response.hits {
            self.hide_hit(hit, Format::Html);
        }
    }

    /// Takes out of a hit what may not be returned in a format.
    pub(super) fn hide_hit(&self, hit: &mut Hit, format: Format) {
        self.hide_highlights(&mut hit.highlights, format);
        // Formats with `fields` leave members out by themselves; offsets and contexts need the texts.
        if !matches!(format, Format::Json | Format::Jsonl | Format::Csv | Format::Kwic) {
            self.hide_members(&mut hit.article);
        }
    }

    /// Cuts fragments of texts that may not be shown.
    pub(super) fn hide_highlights(&self, highlights: &mut [(TextField, Vec<Fragment>)], format: Format) {
        for (field, fragments) in highlights.iter_mut().filter(|(field, _)| !self.shows(field.as_str())) {
            if *field == TextField::Title {
                fragments.clear();
            } else if format != Format::Kwic {
                fragments.truncate(FRAGMENTS);
                fragments.iter_mut().for_each(cut);
            }
        }
    }

    /// Empties the members that may not be shown.
    pub(super) fn hide_members(&self, article: &mut Article) {
        let empty = Article::default();
        for member in &self.hidden {
            match *member {
                "url" => article.url = None,
                "source" => article.source = None,
                "title" => article.title = String::new(),
                "lead" => article.lead = String::new(),
                "body" => article.body = String::new(),
                "authors" => article.authors = Vec::new(),
                "section" => article.section = None,
                "tags" => article.tags = Vec::new(),
                "language" => article.language = empty.language,
                "words" => article.words = 0,
                "published" => article.published = None,
                "updated" => article.updated = None,
                "first_indexed" => article.first_indexed = None,
                "entities" => article.entities = Vec::new(),
                "related" => article.related = Vec::new(),
                "story" => article.story = None,
                "origin" => article.origin = None,
                "extra" => article.extra.clear(),
                _ => {}
            }
        }
    }

    fn hides_text(&self) -> bool {
        TextField::ALL.into_iter().any(|field| !self.shows(field.as_str()))
    }
}

/// Values of a field that may not be shown were asked for.
pub(super) fn refused(name: &str, field: FacetField) -> BadParam {
    BadParam { name: name.to_owned(), message: format!("values of `{field}` may not be shown by this service: leave it out"), column: None }
}

/// Cuts a fragment, which a match may have made longer than was asked for.
fn cut(fragment: &mut Fragment) {
    let Some((end, _)) = fragment.text.char_indices().nth(FRAGMENT_CHARS) else { return };
    fragment.text.truncate(end);
    let most = u32::try_from(FRAGMENT_CHARS).unwrap_or(u32::MAX);
    fragment.spans.retain(|(start, _)| *start < most);
    for (_, end) in &mut fragment.spans {
        *end = (*end).min(most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_but_the_named_members_are_hidden() {
        let public = PublicFields::parse("title, published,url").unwrap();
        assert!(public.shows("id") && public.shows("title") && !public.shows("body") && !public.shows("mentions"));
        assert!(!public.shows_values(FacetField::Place) && PublicFields::default().shows_values(FacetField::Place));
        assert_eq!(PublicFields::parse("titel").unwrap_err(), "`titel` is no member of an article: did you mean `title`?");
        assert!(PublicFields::parse(" , ").is_err());
    }

    #[test]
    fn a_long_match_does_not_show_a_hidden_text() {
        let fragment = |spans| Fragment { text: "é".repeat(1_000), start: 0, spans };
        let mut highlights =
            vec![(TextField::Title, vec![fragment(vec![(0, 1)])]), (TextField::Body, vec![fragment(vec![(0, 900), (950, 960)]); 9])];
        PublicFields::parse("id").unwrap().hide_highlights(&mut highlights, Format::Json);
        assert!(highlights[0].1.is_empty());
        assert_eq!(highlights[1].1.len(), FRAGMENTS);
        assert_eq!((highlights[1].1[0].text.chars().count(), highlights[1].1[0].spans.as_slice()), (FRAGMENT_CHARS, &[(0, 300)][..]));
    }
}
