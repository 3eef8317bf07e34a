//! The disk format's number and what belongs to it.

/// Number of the disk format. It rises when the schema, the token streams, the stemmer or the
/// stored articles change so that an older program could not answer rightly.
pub const FORMAT: u32 = 2;

/// How often a token of the title counts for the score, against once for one of the body.
///
/// Emitting a token several times at one position gives BM25F with integer weights (Robertson and
/// Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", section 3.6) and keeps
/// the block maxima of the postings valid.
pub const TITLE_WEIGHT: u32 = 3;

/// How often a token of the lead counts for the score.
pub const LEAD_WEIGHT: u32 = 2;
