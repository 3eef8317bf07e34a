//! Leaves of a plan as the engine's weights: terms, document ranges, bits of a column.

use std::ops::Range;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::SegmentPostings;
use tantivy::query::{
    AllScorer, Bm25Weight, BooleanWeight, ConstScorer, DisjunctionMaxCombiner, EmptyScorer, Explanation, Occur, Scorer,
    SumCombiner, TermScorerBox as _, Weight,
};
use tantivy::schema::{IndexRecordOption, Term};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};
