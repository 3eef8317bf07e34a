//! NITF, `NewsML-G2`, `NewsML` 1.2, ninjs.

use std::collections::BTreeMap;

use super::*;

const NITF: &str = r#"<?xml version="1.0"?>
<!DOCTYPE nitf SYSTEM "nitf.dtd">
<nitf><head><title>not this</title>
<tobject><tobject.subject tobject.subject.type="Economy" tobject.subject.detail="shipping"/></tobject>
<docdata><doc-id id-string="ir-7" regsrc="Gulf Wire"/><urgency ed-urg="4"/><date.issue norm="20250129T080000+0330"/>
<key-list><keyword key="cable"/><keyword key="shipping"/></key-list></docdata></head>
<body xml:lang="en-GB"><body.head><hedline><hl1>Cable laid to Jask</hl1><hl2>second</hl2></hedline>
<byline>By <person>Ada Byron</person> <byttl>in Jask</byttl></byline><abstract><p>A ship came.</p></abstract></body.head>
<body.content><p>The ship reached <location><city>Jask</city></location> on Tuesday, <org>Gulf Cables</org> said.</p>
<media media-type="image"><media-caption>A ship</media-caption></media><hl2>Next</hl2><p>More &amp; more.</p></body.content></body></nitf>"#;

const ITEM: &str = r#"<newsItem guid="urn:x:1" version="2" xml:lang="en"><itemMeta><itemClass qcode="ninat:text"/>
<provider qcode="nprov:GW"><name>Gulf Wire</name></provider><versionCreated>2025-01-29T09:00:00+03:30</versionCreated>
<firstCreated>2025-01-29T08:00:00+03:30</firstCreated><pubStatus qcode="stat:usable"/></itemMeta>
<contentMeta><urgency>4</urgency><by>By Ada Byron and C. Babbage</by><headline>Cable laid to Jask</headline>
<located><name>Jask</name></located><subject type="cpnat:abstract" qcode="medtop:1"><name>shipping</name></subject>
<subject type="cpnat:person"><name>Ada Lovelace</name></subject><subject type="cpnat:organisation"><name>Gulf Cables</name></subject>
<subject qcode="medtop:2"/><description role="drol:summary">A ship came.</description></contentMeta>
<contentSet><inlineXML><html><body><p>The ship reached Jask.</p><p>It is new.</p></body></html></inlineXML></contentSet></newsItem>"#;

const NEWSML1: &str = r#"<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>gw.example</ProviderId><PublicIdentifier>urn:gw:1</PublicIdentifier></NewsIdentifier></Identification>
<NewsManagement><FirstCreated>20250129T080000+0330</FirstCreated><ThisRevisionCreated>20250129T080000+0330</ThisRevisionCreated></NewsManagement>
<NewsComponent><NewsLines><HeadLine>Cable laid to Jask</HeadLine><ByLine>Ada Byron</ByLine><KeywordLine>cable</KeywordLine></NewsLines>
<DescriptiveMetadata><Language FormalName="en"/></DescriptiveMetadata>
<NewsComponent><ContentItem><MediaType FormalName="Text"/><DataContent><p>The ship reached Jask.</p><p>It is new.</p></DataContent></ContentItem></NewsComponent></NewsComponent></NewsItem></NewsML>"#;

fn one(text: &str) -> Box<Record> {
    let items = read("x", text.as_bytes());
    let found = items.into_iter().find_map(|item| if let Item::Record(record) = item { Some(record) } else { None });
    found.unwrap_or_else(|| panic!("no record: {text}"))
}

fn entities(record: &Record) -> Vec<String> {
    let told = |entity: &crate::article::Entity| format!("{}={}", entity.kind, entity.name);
    record.article.entities.iter().filter(|entity| entity.given).map(told).collect()
}

#[test]
fn a_document_of_nitf_is_an_article() {
    let record = one(NITF);
    let article = &record.article;
    assert_eq!((article.title.as_str(), article.lead.as_str()), ("Cable laid to Jask", "A ship came."));
    assert_eq!(article.body, "The ship reached Jask on Tuesday, Gulf Cables said.\n\nNext\n\nMore & more.");
    assert_eq!((article.authors.join("|"), article.tags.join("|")), ("Ada Byron".into(), "shipping|cable".into()));
    assert_eq!((article.source.as_deref(), article.language.as_str()), (Some("Gulf Wire"), "en"));
    assert_eq!(article.published.unwrap().when.to_string(), "2025-01-29T08:00:00+03:30");
    assert_eq!(entities(&record), ["person=Ada Byron", "place=Jask", "org=Gulf Cables"]);
    assert_eq!((article.id.as_str(), article.extra["urgency"].get()), ("Gulf Wire:ir-7", "\"4\""));
}

#[test]
fn items_of_a_message_are_read_one_by_one() {
    let record = one(ITEM);
    let article = &record.article;
    assert_eq!((article.title.as_str(), article.lead.as_str()), ("Cable laid to Jask", "A ship came."));
    assert_eq!(article.body, "The ship reached Jask.\n\nIt is new.");
    assert_eq!((article.authors.join("|"), article.tags.join("|")), ("Ada Byron|C. Babbage".into(), "shipping".into()));
    assert_eq!((article.source.as_deref(), article.language.as_str()), (Some("Gulf Wire"), "en"));
    assert_eq!(article.published.unwrap().when.to_string(), "2025-01-29T08:00:00+03:30");
    assert_eq!(article.updated.unwrap().when.to_string(), "2025-01-29T09:00:00+03:30");
    assert_eq!(entities(&record), ["place=Jask", "person=Ada Lovelace", "org=Gulf Cables"]);
    let picture = ITEM.replace("ninat:text", "ninat:picture");
    let second = ITEM.replace("urn:x:1", "urn:x:2");
    let message = format!(
        "<newsMessage xmlns=\"x\"><header/><itemSet>{ITEM}{picture}<packageItem guid=\"p\"><a/></packageItem>{second}<newsItem guid=\"b\"><itemMeta/></newsItem></itemSet></newsMessage>"
    );
    let items = read("x.xml", message.as_bytes());
    assert_eq!(records(&items).len(), 2, "{}", told(&items));
    assert_eq!(rejects(&items).iter().map(|reject| reject.code.as_str()).collect::<Vec<_>>(), ["empty"]);
    let skipped: Vec<&str> =
        items.iter().filter_map(|item| if let Item::Skipped(_, reason) = item { Some(reason.as_str()) } else { None }).collect();
    assert_eq!(skipped, ["it is an item of the class `picture` and no text", "it is a package of items and no text"]);
}

#[test]
fn an_item_of_newsml_1_is_an_article() {
    let record = one(NEWSML1);
    let article = &record.article;
    assert_eq!((article.title.as_str(), article.body.as_str()), ("Cable laid to Jask", "The ship reached Jask.\n\nIt is new."));
    assert_eq!((article.authors.join("|"), article.tags.join("|")), ("Ada Byron".into(), "cable".into()));
    assert_eq!((article.source.as_deref(), article.language.as_str()), (Some("gw.example"), "en"));
    assert_eq!(article.published.unwrap().when.to_string(), "2025-01-29T08:00:00+03:30");
    let picture = NEWSML1.replace("\"Text\"", "\"Photo\"");
    assert!(told(&read("x", picture.as_bytes())).contains("skipped: it is of the medium `Photo` and no text"));
}

#[test]
fn poisoned_items_cost_bounded_time_and_are_one_reject() {
    let bomb = "<!DOCTYPE nitf [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    let lol = format!("{bomb}{}", NITF.split_once("dtd\">\n").unwrap().1.replace("More &amp; more.", "&b;&b;"));
    assert!(one(&lol).article.body.ends_with("&b;&b;"), "no entity is expanded");
    let (open, close) = ("<p>".repeat(100_000), "</p>".repeat(100_000));
    let deep = format!("<newsItem guid=\"d\"><contentSet>{open}x{close}</contentSet></newsItem>");
    let wide = format!("<newsItem guid=\"w\">{}</newsItem>", "<p/>".repeat(300_000));
    let long = format!("<newsItem guid=\"l\"><p>{}</p></newsItem>", "x".repeat(3 << 20));
    let odd = "<newsItem guid=\"o\"><a></b></newsItem>";
    let open = "<newsItem guid=\"u\"><contentSet>";
    let message = format!("<newsMessage><itemSet>{deep}{wide}{long}{odd}{open}{ITEM}</itemSet></newsMessage>");
    let items = read_as("x.xml", message.as_bytes(), ReadOptions { record_bytes_max: 2 << 20, ..options(None) });
    let codes: Vec<&str> = rejects(&items).iter().map(|reject| reject.code.as_str()).collect();
    assert_eq!(codes, ["too-large", "too-large", "too-large", "malformed", "malformed"]);
    assert_eq!(records(&items).len(), 1);
    let cut = format!("<newsMessage><itemSet>{ITEM}<newsItem guid=\"c\"><contentSet>");
    let items = read("x.xml", cut.as_bytes());
    assert_eq!((records(&items).len(), rejects(&items).len()), (1, 1));
    assert!(rejects(&items)[0].reason.contains("ends inside this item"));
}

#[test]
fn an_item_of_ninjs_is_an_article() {
    let item = r#"{"uri":"urn:x:1","type":"text","language":"de","versioncreated":"2025-01-29T09:00:00+03:30","headline":"Cable laid to Jask",
        "byline":"Von Ada Byron","description_text":"A ship came.","body_xhtml":"<p>The ship reached Jask.</p><p>It is new.</p>",
        "subject":[{"code":"x:1","name":"shipping"}],"organisation":[{"name":"Gulf Cables"}],"place":[{"name":"Jask"}]}"#;
    let later = r#"{"uri":"urn:x:1","type":"text","language":"de","versionCreated":"2025-01-29T09:00:00+03:30","headlines":[{"role":"main","value":"Cable laid to Jask"}],
        "by":"Von Ada Byron","descriptions":[{"value":"A ship came."}],"bodies":[{"contentType":"application/xhtml+xml","value":"<p>The ship reached Jask.</p><p>It is new.</p>"}],
        "subjects":[{"uri":"x:1","name":"shipping"}],"organisations":[{"name":"Gulf Cables"}],"places":[{"name":"Jask"}]}"#;
    for item in [item, later] {
        let record = one(item);
        let article = &record.article;
        assert_eq!((article.title.as_str(), article.lead.as_str()), ("Cable laid to Jask", "A ship came."));
        assert_eq!(article.body, "The ship reached Jask.\n\nIt is new.");
        assert_eq!(
            (article.authors.join("|"), article.tags.join("|"), article.language.as_str()),
            ("Ada Byron".into(), "shipping".into(), "de")
        );
        assert_eq!(article.published.unwrap().when.to_string(), "2025-01-29T09:00:00+03:30");
        let mut found = entities(&record);
        found.sort();
        assert_eq!(found, ["org=Gulf Cables", "place=Jask"]);
    }
}

/// What becomes of the files of the set, by their format: dated and undated articles, rejects by
/// their code, items passed over. Each was judged by eye.
#[test]
fn agency_items_of_test_suites_are_read_or_said() {
    let Some(path) = data("news-xml") else { return };
    let (mut counts, mut of): (BTreeMap<String, usize>, BTreeMap<String, String>) = Default::default();
    let items = read_paths(std::slice::from_ref(&path), options(None));
    for item in &items {
        let (file, what) = match item {
            Item::Input(input) => {
                of.insert(input.file.clone(), input.format.to_string());
                continue;
            }
            Item::Record(record) => (&record.place.file, if record.article.published.is_none() { "undated" } else { "dated" }),
            Item::Reject(reject) => (&reject.place.file, reject.code.as_str()),
            Item::Skipped(place, _) => (&place.file, "passed over"),
        };
        *counts.entry(format!("{} {what}", of.get(file).map_or("none", String::as_str))).or_default() += 1;
    }
    let told: Vec<String> = counts.iter().map(|(what, count)| format!("{what} {count}")).collect();
    assert_eq!(told.join("\n"), AGENCY_FILES);
    let has = |expected: &[&str]| {
        let mut written = records(&items).into_iter().map(|record| crate::article::json::write(&record.article));
        assert!(written.any(|written| expected.iter().all(|piece| written.contains(piece))), "no article has {expected:?}");
    };
    has(&["Sweden court accepts receivership for Sa", "\"source\":\"AFP\"", "\"language\":\"en\"", "2014-08-29T13:49:51"]);
    has(&["Fed to halt QE to avert", "\"authors\":[\"Meredith Jameson\"]", "monetary policy", "2016-11-21T15:21:06-05:00"]);
    has(&["HARD BREXIT TO COST UK UP TO £66BN A YEA", "\"Sam Lister\"", "2016-10-11T00:13:27+01:00"]);
    has(&["Faktencheck Derby-Elfmeter", "\"Christian Hollmann\"", "2019-05-10T16:02:28+02:00"]);
}

/// The telegrams of the set: each was read by eye.
#[test]
fn telegrams_of_agencies_have_their_headlines_and_dates() {
    let Some(path) = data("news-xml/superdesk-core") else { return };
    let mut files: Vec<PathBuf> = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
    let is_telegram = |name: &str| ["IPTC7901", "anpa-", "ap_anpa-", "dpa_"].iter().any(|begin| name.starts_with(begin));
    files.retain(|path| is_telegram(&path.file_name().unwrap().to_string_lossy()) && path.extension().is_some_and(|end| end != "xml"));
    files.sort();
    let items = read_paths(&files, options(None));
    let line = |record: &&Record| {
        let article = &record.article;
        let begin: String = article.body.chars().take(24).collect();
        let at = article.published.map(|stamp| stamp.when.to_string()).unwrap_or_default();
        format!("{at} {} | {} | {}", article.title, article.authors.join("+"), begin.replace('\n', "/"))
    };
    assert_eq!(records(&items).iter().map(line).collect::<Vec<_>>().join("\n"), TELEGRAMS);
}

const TELEGRAMS: &str = "2013-11-13T11:37:00Z Germany Social Democrats: Coalition talks with Merkel could fail |  | Berlin (dpa) - Negotiati\n\
2015-10-07T13:41:00Z German football saddened by illness to striker legend Mueller | Manuel Schwarz | Munich (dpa) - German fo\n\
2013-11-13T15:09:00Z For Argentine chemo patients, mirrors can hurt | PAUL BYRNE+ALMUDENA CALATRAVA | BUENOS AIRES, Argentina \n\
2013-11-13T07:45:00Z Prairies vanish in the US push for green energy | CHET BROKAW+JACK GILLUM | ROSCOE, South Dakota (AP\n\
2013-11-13T07:13:00Z Global Weather-Fahrenheit |  | NEW YORK (AP) _ Minimum \n\
2016-02-10T04:23:00Z AP Top Entertainment News at 11:23 p.m. EST |  | Ex-bodyguard testifies a\n\
2016-02-20T03:37:00Z Deng has 30 points, short-handed Heat beat Hawks 115-111 | CHARLES ODUM | ATLANTA (AP) _ Luol Deng\n\
2016-05-17T06:20:00Z Baseball Expanded Glance | The Associated Press | ;W;L;Pct;GB;WCGB;L10;Str\n\
2016-08-29T16:26:00Z $210 lobster is found dead |  | CHATHAM, Mass. (AP) _ A \n\
2017-05-09T00:56:00Z AP Exclusive: China lawyer's family says US helped them flee | GERRY SHIH | BEIJING (AP) _ Stuck in \n\
2017-06-29T23:50:00Z APNewsAlert |  | HONOLULU (AP) _ Hawaii f\n\
2019-09-04T10:29:00Z 10 Things to Know for Today | The Associated Press | Your daily look at late-\n\
2017-06-24T22:00:00Z Impressum |  | ryryryry copyright by dp\n\
2018-11-21T23:22:00Z Switzerland joins list of countries resisting UN migration pact | dpa correspondents | Geneva (dpa) - Switzerla\n\
2018-11-21T12:59:00Z Chiefs-Rams 2.0? Would be a fun Super Bowl, but don't count on it | Tom Krasovic | San Diego (tca/dpa) - Hi\n\
2018-11-21T21:01:00Z Peace talks on Yemen to take place in Sweden next month, Mattis says |  | Washington (dpa) - US De";

const AGENCY_FILES: &str = "feed dated 9\n\
feed undated 1\n\
json dated 57\n\
json empty 1\n\
json undated 5\n\
newsml dated 38\n\
newsml empty 7\n\
newsml passed over 34\n\
nitf dated 17\n\
nitf empty 1\n\
none passed over 1\n\
none unknown-format 18\n\
page dated 16";
