//! Errors of the engine as errors of a search.

use crate::index::IndexError;
use crate::search::SearchError;

impl From<tantivy::TantivyError> for SearchError {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Index(IndexError::Engine(error))
    }
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        Self::Index(IndexError::Engine(error.into()))
    }
}
