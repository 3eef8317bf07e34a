//! stub
use super::Tokens;
use crate::article::{Article, Entity, Lang, Mention};
/// Mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntityMode {
    /// a
    Auto,
    /// b
    Given,
    /// c
    Off,
}
/// g
#[derive(Debug)]
pub struct Gazetteer;
impl Gazetteer {
    /// g
    #[must_use]
    pub fn global() -> &'static Gazetteer {
        &Gazetteer
    }
    /// g
    #[must_use]
    pub fn name(&self, _id: &str) -> Option<&str> {
        None
    }
    /// g
    #[must_use]
    pub fn ancestors(&self, _id: &str) -> Vec<String> {
        Vec::new()
    }
}
/// x
#[must_use]
pub fn extract(article: &Article, _t: &Tokens, _m: EntityMode, _l: Lang) -> (Vec<Entity>, Vec<Mention>) {
    (article.entities.clone(), Vec::new())
}
