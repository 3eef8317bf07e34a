//! Laws over random queries.

use super::super::{ParseOptions, parse};

proptest::proptest! {
    #[test]
    fn canonical_text_reads_as_the_same_tree(text in "[a-c\"()=: ^2~*?!+/$#-]{0,24}|(a|b|c|AND|OR|NOT|\\(|\\)|title:|source:x|\"a b\"| ){0,16}") {
        let first = parse(&text, ParseOptions::default());
        if let (Some(tree), true) = (first.tree, first.errors.is_empty()) {
            let again = parse(&tree.canonical(), ParseOptions::default());
            proptest::prop_assert_eq!(again.errors, vec![]);
            proptest::prop_assert_eq!(again.tree, Some(tree));
        }
    }

    #[test]
    fn no_query_panics(text in proptest::prelude::any::<String>()) {
        let _ = parse(&text, ParseOptions::default());
    }
}
