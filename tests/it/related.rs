//! Other articles on the matter of one.

use serde_json::Value;

use crate::cli::{self, run};
use crate::http::get;

/// A report of the running story about the river, of which another outlet has a copy.
const RIVER: &str = "/v1/articles/themeridian.example%2Fworld%2F2026%2Fapr%2F02%2Famu-darya-first-release/related";

fn ids(answer: &Value) -> Vec<String> {
    answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn reports_of_a_running_story_lead_to_each_other() {
    let found = get(RIVER).json();
    let first = &found["hits"][0];
    assert!(first["title"].as_str().unwrap().contains("Amu Darya"), "{first}");
    for hit in found["hits"].as_array().unwrap() {
        let shared = &hit["shared"];
        assert!(shared["terms"].as_array().unwrap().len() + shared["entities"].as_array().unwrap().len() >= 2, "{hit}");
        assert!(hit["score"].as_f64().unwrap() > 0.0 && hit.get("body").is_none(), "{hit}");
    }
    let own = "themeridian.example/world/2026/apr/02/amu-darya-first-release";
    assert!(!ids(&found).iter().any(|id| id == own), "an article is not related to itself");
    let shown = run(cli::CORPUS.path(), &["related", own, "--json"]).expect(0).json();
    assert_eq!(ids(&shown), ids(&found));
    let few = get(&format!("{RIVER}?page-size=1&exclude-lang=en&fields=title")).json();
    assert!(ids(&few).len() <= 1 && few["hits"].to_string().len() < 2_000, "{few}");
}

#[test]
fn copies_are_left_out_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    let text = |place: &str| {
        format!(
            "The spillway of the {place} dam was opened on Tuesday after engineers found seepage below the turbine hall, the ministry said. Villages downstream were warned by loudspeaker and the sluices were tested one after another."
        )
    };
    let article = |id: &str, title: &str, body: &str| serde_json::json!({ "id": id, "title": title, "body": body }).to_string();
    let lines = [
        article("a", "Spillway opened", &text("Sangtepa")),
        article("copy", "Spillway opened at dam", &format!("{} Editing by the desk.", text("Sangtepa"))),
        article(
            "other",
            "Seepage at Sangtepa worries engineers",
            "Engineers measured seepage at the Sangtepa spillway again; the turbine hall is dry.",
        ),
        article("far", "Football", "The match ended in a draw after extra time."),
        article("far2", "Cooking", "Stir the soup for ten minutes and serve it with bread."),
    ];
    std::fs::write(dir.path().join("a.jsonl"), lines.join("\n")).unwrap();
    run(dir.path(), &["ingest", "a.jsonl", "--quiet"]).expect(0);
    let found = run(dir.path(), &["related", "a", "--json"]).expect(0).json();
    assert_eq!((ids(&found), &found["copies"]), (vec!["other".to_owned()], &1.into()), "{found}");
    assert!(found["terms"].to_string().contains("seepage"), "{found}");
    assert!(run(dir.path(), &["related", "nobody"]).expect(1).err.contains("there is no article `nobody`"));
}

#[test]
fn wrong_requests_are_told() {
    get("/v1/articles/nobody/related").problem(404, "no-such-article");
    let problem = get(&format!("{RIVER}?page-size=51&q=dam")).problem(400, "invalid-parameters");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2, "{problem}");
}
