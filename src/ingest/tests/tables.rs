//! Tables in all their dialects.

use super::*;

fn with_map(rules: &str) -> ReadOptions {
    ReadOptions { map: MapRules::parse([rules]).unwrap(), ..options(None) }
}

/// Titles and bodies of what was read, and codes of what was not.
fn shown(items: &[Item]) -> String {
    let mut out = Vec::new();
    for item in items {
        match item {
            Item::Record(record) => out.push(format!("{}|{}", record.article.title, record.article.body)),
            Item::Reject(reject) => out.push(format!("{}:{} {}", reject.place.line, reject.place.byte, reject.code.as_str())),
            _ => {}
        }
    }
    out.join(" / ")
}

#[test]
fn dialects_are_read() {
    let check = |name: &str, text: &str, expected: &str| assert_eq!(shown(&read(name, text.as_bytes())), expected, "{text}");
    check("a.csv", "title,text\nOne,\"a, b\"\n\"Two \"\"2\"\"\",\"c\nd\"\n", "One|a, b / Two \"2\"|c\n\nd");
    check("a.csv", "\u{feff}title;text\r\nOne;a, b\r\nTwo;c\r\n", "One|a, b / Two|c");
    check("a.csv", "title|text\nOne|a, b\nTwo|c\n", "One|a, b / Two|c");
    check("a.tsv", "title\ttext\nOne\t\"a\" b\nTwo\t\"c\n", "One|\"a\" b / Two|\"c");
    check("a.csv", "'title';'text'\n'One';'it''s; so'\n'Two';'b'\n", "One|it's; so / Two|b");
    check("a.csv", "title,text\nOne,\"he said \\\"no, never\\\" twice\"\nTwo,b\n", "One|he said \"no, never\" twice / Two|b");
    check("a.csv", "headline_text\nOne is here\nTwo, and three\n", "One is here| / 3:26 malformed");
    check("a.csv", "title,text\n\nOne,a\n   \nTwo,b", "One|a / Two|b");
    check("a.csv", "title,text,score\nOne,a,NaN\n", "One|a");
    check("b", "title,text\nOne,a\nTwo,b\n", "One|a / Two|b");
}

#[test]
fn a_bad_row_is_one_reject() {
    let check = |text: &str, expected: &str| assert_eq!(shown(&read("a.csv", text.as_bytes())), expected, "{text}");
    check("title,text\nOne,a\nTwo\nThree,b,c\nFour,d,\nFive,e\n", "One|a / 3:17 malformed / 4:21 malformed / Four|d / Five|e");
    check("title,text\nOne,a\nTwo,\"b\nThree,c\nFour,d\nFive,e\n", "One|a / 3:17 malformed / Three|c / Four|d / Five|e");
    check("title,text\nOne,a\n,\nTwo,b\n", "One|a / 3:17 empty / Two|b");
}

#[test]
fn both_ways_to_write_a_quote_may_stand_in_one_table() {
    let single = "id;titel;text\n1;'Er\\'s; ja';'Zeile\nzwei'\n2;'Sie''s nicht';'Die Fähre; und ''das'' Boot'\n3;'Nein';'Das Amt\\'s'\n4;'Ach';'Der Kai''s'\n";
    let expected = "Er's; ja|Zeile\n\nzwei / Sie's nicht|Die Fähre; und 'das' Boot / Nein|Das Amt's / Ach|Der Kai's";
    let map = || with_map("title=titel");
    assert_eq!(shown(&read_as("a.csv", single.as_bytes(), map())), expected);
    let double = single.replace('\'', "\"");
    assert_eq!(shown(&read_as("a.csv", double.as_bytes(), map())), expected.replace('\'', "\""));
    // One that the beginning of the file does not show.
    let late = format!("title,text\n{}Last,\"he said \\\"no, \"\"never\"\"\\\" twice\"\n", "\"One, so\",a\n".repeat(8_000));
    let items = read("a.csv", late.as_bytes());
    let last = records(&items)[8_000];
    assert_eq!(last.article.body, "he said \"no, \"never\"\" twice");
    assert_eq!(last.notes[0].code.as_str(), "loose-quotes");
}

#[test]
fn quotes_that_are_not_doubled_never_part_a_field_in_silence() {
    let check = |text: &str, expected: &str| {
        let items = read("a.csv", text.as_bytes());
        assert_eq!(told(&items).lines().skip(1).collect::<Vec<_>>().join(" / "), expected, "{text}");
    };
    let head = "title,text\n\"One, so\",\"a\"\n\"Two\",\"b\"\n";
    let read = "2:11 `One, so` / 3:25";
    check(&format!("{head}\"He \"so\" said\",b\n"), &format!("{read} `Two` / 4:35 `He \"so\" said` +loose-quotes"));
    check(
        &format!("{head}\"He \"so\" said\nand left\",b\nc,d\n"),
        &format!("{read} `Two` / 4:35 `He \"so\" said and left` +loose-quotes / 6:61 `c`"),
    );
    check(&format!("{head}\"He \"so\" said,b\nc,d\n"), &format!("{read} `Two` / 4:35 malformed / 5:51 `c`"));
    // A table of which no row is written by the rule.
    let items = super::read("a.csv", b"title;text\n'It's; so';'a;b'\n'We're; so';'c'\n'They're; so';'d'\n");
    assert_eq!(shown(&items), "It's; so|a;b / We're; so|c / They're; so|d");
    assert!(records(&items).iter().all(|record| record.notes.iter().any(|note| note.code == NoteCode::LooseQuotes)), "{items:?}");
}

#[test]
fn an_endless_field_is_one_reject() {
    let text = format!("title,text\nOne,a\nBig,\"{}\"\nTwo,b\n", "word and more\n".repeat(100_000));
    let options = ReadOptions { record_bytes_max: 1 << 16, ..options(None) };
    assert_eq!(shown(&read_as("a.csv", text.as_bytes(), options.clone())), "One|a / 3:17 too-large / Two|b");
    let open = format!("title,text\nOne,a\nBig,\"x\n{}", "Row,b\n".repeat(100_000));
    let items = read_as("a.csv", open.as_bytes(), options);
    assert_eq!((records(&items).len(), rejects(&items).len()), (100_001, 1));
}

#[test]
fn a_table_without_names_is_not_guessed() {
    let text = "\"3\",\"A quay opens for ferries\",\"The harbour office said on Monday that it will be open before the winter comes.\"\n\
                \"4\",\"A school opens its doors\",\"Parents and teachers said on Friday that they had waited for it for many years.\"\n\
                \"3\",\"Rain falls on the hills\",\"It rained for two days, and the river carries more water than it did last year.\"\n\
                \"4\",\"The ferry runs late again\",\"Passengers waited for an hour on the old quay, as they have done every week since May.\"\n";
    for name in ["a.csv", "a"] {
        let items = read(name, text.as_bytes());
        let [reject] = rejects(&items)[..] else { panic!("{items:?}") };
        assert_eq!(reject.code.as_str(), "needs-map");
        assert!(reject.reason.contains("`--map title=2,body=3,section=1`"), "{}", reject.reason);
    }
    for map in ["title=2,body=3,section=1", "auto"] {
        let items = read_as("a.csv", text.as_bytes(), with_map(map));
        let found = records(&items);
        assert_eq!(found.len(), 4, "{items:?}");
        assert_eq!((found[0].article.title.as_str(), found[0].article.section.as_deref()), ("A quay opens for ferries", Some("3")));
    }
    let strange = "Kopf;Rumpf\nEin Kai wird eröffnet;Das Hafenamt sagte am Montag, dass er noch vor dem Winter offen sein wird.\n\
                   Regen in den Bergen;Es regnete zwei Tage lang, und der Fluss führt mehr Wasser als im vorigen Jahr.\n";
    let items = read("a.csv", strange.as_bytes());
    assert!(rejects(&items)[0].reason.contains("--map title=Kopf,body=Rumpf"), "{items:?}");
    let items = read_as("a.csv", strange.as_bytes(), with_map("title=kopf,body=2"));
    assert_eq!(records(&items).len(), 2, "{items:?}");
}

#[test]
fn a_table_of_numbers_is_no_news() {
    for text in ["1.5,2,3\n2.5,3,4\n3.5,1,2\n", "date,open,close\n2025-01-29,1.5,2\n2025-01-30,2.5,3\n"] {
        let items = read("a.csv", text.as_bytes());
        assert!(rejects(&items)[0].code.as_str() == "unknown-format" && rejects(&items).len() == 1, "{items:?}");
        assert!(rejects(&items)[0].reason.contains("holds no news"), "{items:?}");
    }
}

#[test]
fn a_headline_a_line_is_read_by_map() {
    let lines = (0..60).map(|n| format!("Ferry number {n} leaves the old quay {}\n\n", "again ".repeat(n % 5)));
    let text = lines.collect::<Vec<_>>().concat();
    let items = read("a.txt", text.as_bytes());
    assert!(rejects(&items)[0].reason.contains("`--map title=1`"), "{items:?}");
    assert_eq!(records(&read_as("a.txt", text.as_bytes(), with_map("title=1"))).len(), 60);
}

#[test]
fn names_are_mapped_and_the_rest_is_kept() {
    let text = "Id,Headline,Text,Date published,Author,Tags,Views,persons\n7,A title,<p>One.</p><p>Two.</p>,2025-01-29,\"By Ada Byron and C. Babbage\",\"['a', 'b']\",12,Ada Byron;C. Babbage\n";
    let items = read("a.csv", text.as_bytes());
    let article = &records(&items)[0].article;
    assert_eq!((article.id.as_str(), article.title.as_str(), article.body.as_str()), ("7", "A title", "One.\n\nTwo."));
    assert_eq!(article.published.unwrap().when.to_string(), "2025-01-29");
    assert_eq!(
        (article.authors.clone(), article.tags.clone()),
        (vec!["Ada Byron".to_owned(), "C. Babbage".into()], vec!["a".to_owned(), "b".into()])
    );
    assert_eq!(article.entities.iter().map(|entity| entity.name.as_str()).collect::<Vec<_>>(), ["Ada Byron", "C. Babbage"]);
    assert_eq!(article.extra.keys().collect::<Vec<_>>(), ["Views"]);
}

#[test]
fn the_run_says_what_names_are() {
    let options = |map: &str| ReadOptions { map_report: true, ..with_map(map) };
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.jsonl");
    fs::write(&path, "{\"Kopf\":\"A title\",\"stamp\":\"2025-01-29\",\"title\":\"no\"}\n{\"Kopf\":\"B\",\"rank\":1}\n").unwrap();
    let mut reader = Reader::new(&[path], options("title=Kopf,published=stamp,body=never"));
    let items: Vec<Item> = std::iter::from_fn(|| reader.next_item()).collect();
    assert_eq!(shown(&items), "A title| / B|");
    let report = reader.map_report().unwrap();
    assert_eq!((report.mapped["title"]["Kopf"], report.mapped["published"]["stamp"]), (2, 1));
    assert_eq!((report.left["title"], report.left["rank"], report.unmet), (1, 1, vec!["never".to_owned()]));
}

#[test]
fn tables_of_gdelt_are_known_by_shape() {
    let mut row = vec![String::new(); 27];
    row[0] = "20250129101500-1".into();
    row[1] = "20250129101500".into();
    row[2] = "1".into();
    row[3] = "x.example".into();
    row[4] = "https://x.example/quay".into();
    row[7] = "ENV_WATER;TRANSPORT".into();
    row[9] = "4#Vardo, Finnmark, Norway#NO#NO20#70.37#31.1#1;1#Norway#NO#NO#62#10#NO".into();
    row[12] = "Ada Byron,26;Ada Byron,90".into();
    row[26] = "<PAGE_TITLE>A quay &amp; a ferry</PAGE_TITLE>".into();
    let titled = row.join("\t");
    row[26] = String::new();
    let items = read("x.csv", format!("{titled}\n{}\n", row.join("\t")).as_bytes());
    assert_eq!(shown(&items), format!("A quay & a ferry| / 2:{} empty", titled.len() + 1));
    let article = &records(&items)[0].article;
    assert_eq!(
        (article.source.as_deref(), article.published.unwrap().when.to_string().as_str()),
        (Some("x.example"), "2025-01-29T10:15:00Z")
    );
    let names: Vec<String> = article.entities.iter().map(|entity| format!("{}={}", entity.kind, entity.name)).collect();
    assert_eq!((names.join(" ").as_str(), article.tags.len()), ("person=Ada Byron place=Vardo place=Norway", 2));
}

#[test]
fn records_inside_records_and_marks_inside_fields_are_read() {
    let one = |text: &str| {
        let items = read("a.json", text.as_bytes());
        let found = &records(&items)[0].article;
        format!("{}|{}", found.title, found.body)
    };
    assert_eq!(one(r#"{"hits":{"hits":[{"_id":"1","_source":{"title":"A","text":"b"}}]}}"#), "A|b");
    assert_eq!(one(r#"{"data":{"items":[{"item":{"headline":"A","description_summary":"s"}}]}}"#), "A|");
    assert_eq!(one(r###"[{"headline":"A","text":"## Head\n\nSee [this](https://x.example)."}]"###), "A|Head\n\nSee this.");
    assert_eq!(one(r#"[{"title":"A","body":"<p>One.</p><p>Two.</p>"}]"#), "A|One.\n\nTwo.");
    assert_eq!(one(r#"[{"title":"A","body":"<p>One.</p>","words":1}]"#), "A|<p>One.</p>");
}

#[test]
fn rejects_are_read_again_by_the_format_that_they_came_from() {
    let directory = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        fs::write(directory.path().join(name), text).unwrap();
        directory.path().join(name)
    };
    let bad = write("bad.jsonl", "{\"title\":\"Now read\"}\n");
    let rows = [
        serde_json::json!({"file": "a.csv", "member": null, "line": 3, "byte": 30, "code": "malformed", "reason": "r",
            "raw": "Mended,\"a, b\"", "format": "csv", "header": "title,text"}),
        serde_json::json!({"file": "a.tar", "member": "m.jsonl", "line": 1, "byte": 0, "code": "malformed", "reason": "r",
            "raw": "{\"title\":\"Also\"}", "format": "jsonl"}),
        serde_json::json!({"file": "b.jsonl", "member": null, "line": 9, "byte": 99, "code": "malformed", "reason": "r",
            "raw": "eyJ0aXRsZSI6IkNhZukifQ==", "raw_base64": true, "format": "jsonl"}),
        serde_json::json!({"file": bad, "member": null, "line": 0, "byte": 0, "code": "unreadable", "reason": "r", "raw": ""}),
        serde_json::json!({"file": "c.jsonl", "member": null, "line": 4, "byte": 7, "code": "malformed", "reason": "r",
            "raw": "{broken", "format": "jsonl"}),
    ];
    let text = rows.iter().map(|row| format!("{row}\n")).collect::<Vec<_>>().concat();
    let path = write("rejects.jsonl", &text);
    let items = read_paths(std::slice::from_ref(&path), options(Some(Format::Rejects)));
    assert_eq!(shown(&items), "Mended|a, b / Also| / Café| / 4:7 malformed / Now read|");
    let found = records(&items);
    assert_eq!((found[0].place.file.as_str(), found[0].place.line), ("a.csv", 3));
    assert_eq!(found[1].article.origin.as_ref().unwrap().member.as_deref(), Some("m.jsonl"));
    assert_eq!(rejects(&items)[0].place.file, "c.jsonl");
    // Told by content, no file is opened that the rows name.
    let items = read_paths(&[path], options(None));
    assert_eq!(shown(&items), "Mended|a, b / Also| / Café| / 4:7 malformed");
    assert!(told(&items).contains("say `--format rejects` to read it again"), "{}", told(&items));
}

#[test]
fn what_rejects_hold_is_enough_to_read_them_again() {
    let items = read("a.csv", b"title,text\nOne,a\nTwo\n");
    let reject = rejects(&items)[0];
    assert_eq!((reject.format, reject.header.as_deref(), &*reject.raw), (Some(Format::Csv), Some("title,text"), "Two"));
    let items = read("a.jsonl", b"{\"title\":\"Caf\xe9 \xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\" 1}\n");
    assert!(rejects(&items)[0].raw.base64, "{items:?}");
    // A name of a column that is damaged is still one.
    let persian = "خلیج فارس و دریای عمان";
    let items = read("a.csv", &[b"title,text,n\xe4me\n".as_slice(), persian.as_bytes(), b",a,b\nTwo\n"].concat());
    assert_eq!(rejects(&items)[0].header.as_deref(), Some("title,text,n\u{fffd}me"), "{items:?}");
}
