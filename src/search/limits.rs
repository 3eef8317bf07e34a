//! Limits of a search, each with its reason.

/// Hits on a page: what a reader or a script handles in one answer.
pub const PAGE_SIZE_MAX: usize = 200;
/// Largest page number: past the end of any archive, and its first hit still is a number.
pub const PAGE_MAX: usize = 1 << 40;
/// Largest seed of a random order: the last whole number that every reader of JSON keeps.
pub const SEED_MAX: usize = (1 << 53) - 1;
/// Values of one filter: each costs a look-up; longer lists belong into several requests.
pub const FILTER_VALUES_MAX: usize = 1_000;
/// Listed values of a facet.
pub const FACET_SIZE_MAX: usize = 10_000;
/// Buckets of a timeline and its series together: a day for 54 years.
pub const BUCKETS_MAX: u64 = 20_000;
/// Other readings of a query that are counted for warnings.
pub const ALTERNATIVES_MAX: usize = 3;
/// Bytes of an article that are highlighted; what lies after is said to be cut.
pub const HIGHLIGHT_BYTES_MAX: usize = 1 << 20;
/// Length of a fragment in characters.
pub const HIGHLIGHT_SIZE_MAX: usize = 10_000;
/// Fragments of a field.
pub const HIGHLIGHT_COUNT_MAX: usize = 100;
/// Forms that a wildcard, regular expression or typo may stand for inside phrases, proximity and
/// sentences: each has a cursor of its own.
pub const FORMS_MAX: usize = 10_000;
/// Documents between two looks at the clock: about a tenth of a millisecond.
pub const DOCS_BETWEEN_STOPS: u32 = 4_096;
/// Hits of a stream that are found at a time: three megabytes of places, and few enough passes over all
/// matches that reading the articles costs more.
pub const STREAM_CHUNK: usize = 1 << 16;
/// Hits of a stream that are found first, so that it begins at once.
pub const STREAM_FIRST: usize = 256;
/// Letters from which on the last word of a search box is taken as a beginning too: that of one letter
/// stands for a good part of the dictionary.
pub const BOX_BEGINNING_LETTERS: usize = 2;
/// Letters from which on a word of a search box is taken with a typo.
pub const BOX_TYPO_LETTERS: usize = 5;
/// Parts of a search box of which some may be missing; of more, all are wanted.
pub const BOX_WORDS_MAX: usize = 32;
/// Parts of which up to half may be missing: every choice of them is a part of the query. Of more, one
/// may.
pub const BOX_ANY_MAX: usize = 8;
/// What an answer without hits offers.
pub const LEADS_MAX: usize = 10;
/// Other spellings of a word that are counted.
pub const LEAD_SPELLINGS: usize = 3;
/// Words of which other spellings are looked for: each takes a walk through the dictionary.
pub const LEAD_SPELLED_MAX: usize = 4;
/// Words of a query without hits that are looked at.
pub const LEAD_TERMS_MAX: usize = 16;
/// Queries that are counted at a time.
pub const BULK_QUERIES_MAX: usize = 1_000;
/// Buckets of all timelines of counts in bulk, some 20 MB.
pub const BULK_BUCKETS_MAX: usize = 200_000;
/// Suggestions of an answer: a list below a search box.
pub const SUGGEST_SIZE_MAX: usize = 20;
/// Characters of a text to complete: longer ones are no beginning of a phrase.
pub const SUGGEST_CHARS_MAX: usize = 1_000;
/// Words of a text that is completed; more than a title has gives no suggestions.
pub const SUGGEST_WORDS_MAX: usize = 32;
/// Time that suggestions take at most: what comes later is behind the reader's fingers.
pub const SUGGEST_TIME: std::time::Duration = std::time::Duration::from_millis(200);
/// Entries of a dictionary that are looked at for one answer: some ten milliseconds.
pub const SUGGEST_SCANNED_MAX: usize = 100_000;
/// Forms that the last word is completed to, the most frequent ones.
pub const SUGGEST_FORMS: usize = 20;
/// Titles that phrases are taken from, the newest ones.
pub const SUGGEST_TITLES: usize = 48;
/// Words by which a phrase goes on at most, with the one that is being typed.
pub const SUGGEST_WORDS_ON: usize = 4;
/// Candidates of a kind that are counted.
pub const SUGGEST_COUNTED_MAX: usize = 24;
/// Letters from which on a typo is forgiven: shorter words have too many neighbours.
pub const SUGGEST_TYPO_LETTERS: usize = 4;

/// Words that tell what an article is about: further ones add little to the first.
pub const RELATED_TERMS: usize = 24;
/// Entities that tell what an article is about.
pub const RELATED_ENTITIES: usize = 8;
/// Articles that are compared with one, found by its words, and as many by its people and organisations.
pub const RELATED_CANDIDATES: usize = 60;
/// Bytes of an article's body that are compared: reports have what matters at their beginning.
pub const RELATED_TEXT_BYTES: usize = 32 << 10;
/// Distinct words of an article that are compared.
pub const RELATED_WORDS_MAX: usize = 4_000;
/// Most related articles of an answer.
pub const RELATED_SIZE_MAX: usize = 50;
