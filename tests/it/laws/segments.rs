//! Several segments answer as one does, but for scores.

use super::queries::{query, restriction};
use super::{archives, random, request, run};

/// Requests that are compared.
const TURNS: usize = 40;

#[test]
fn several_segments_answer_as_one() {
    let mut random = random("several_segments_answer_as_one", 1815);
    for _ in 0..TURNS {
        let (q, more) = (query(&mut random), restriction(&mut random));
        let order = *random.pick(&["newest", "oldest", "indexed", "random&seed=5"]);
        let interval = *random.pick(&["month", "quarter&by=place&facet-size=3", "year&share=true"]);
        let more = format!("{more}&order-by={order}&interval={interval}&facets=person,org,place,source,author,section,tag,lang");
        let asked = request(&q, &more);
        let [one, several] = archives().map(|built| run(built, &asked));
        assert_eq!(one.total, several.total, "{q} ({more})");
        assert_eq!(one.excluded, several.excluded, "{q} ({more})");
        assert_eq!(one.facets, several.facets, "{q} ({more})");
        assert_eq!(one.timeline, several.timeline, "{q} ({more})");
        assert_eq!(one.query.terms, several.query.terms, "{q} ({more})");
        let shown = |response: &dateline::search::Response| -> Vec<_> {
            response.hits.iter().map(|hit| (hit.article.id.clone(), hit.highlights.clone())).collect()
        };
        assert_eq!(shown(&one), shown(&several), "{q} ({more})");
    }
}
