use super::*;
use crate::render::samples;

#[test]
fn a_table_has_a_row_an_article_and_the_columns_that_are_asked_for() {
    let table = |fields: &str| Table::of_page(&samples::params(&format!("format=csv{fields}")));
    let all = |fields: &str| samples::hits().iter().fold(table(fields).head(), |out, hit| out + &table(fields).row(hit));
    insta::assert_snapshot!(all(""));
    let chosen = all("&fields=score,published,id,authors,tags,highlights,extra,body");
    let mut reader = csv::ReaderBuilder::new().from_reader(chosen.as_bytes());
    let head: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(head.join(" "), "id body authors tags published published_precision extra score title_match lead_match body_match");
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), samples::hits().len(), "every row has as many cells as the head");
    assert!(chosen.bytes().all(|b| b >= b' ' || matches!(b, b'\t' | b'\n' | b'\r')), "no control character");
}

#[test]
fn no_cell_is_a_formula() {
    let table = Table::of_page(&samples::params("format=csv&fields=*"));
    let text = samples::hits().iter().map(|hit| table.row(hit)).collect::<String>();
    for row in csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes()).records() {
        assert!(row.unwrap().iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r'])));
    }
}
