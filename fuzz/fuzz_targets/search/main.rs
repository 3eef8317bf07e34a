//! Any text under any parameters is answered, or refused by a documented error: the laws of
//! answers, on the sample corpus.
//!
//! The first bytes are parameters (see `settings`), the rest is the text of the query.

#![no_main]

mod answer;
mod archive;
mod laws;
mod settings;
#[path = "../../../tests/it/support.rs"]
#[allow(dead_code, reason = "tests use more of it")]
mod support;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some((settings, bytes)) = data.split_first_chunk::<{ settings::BYTES }>() else { return };
    let text = String::from_utf8_lossy(bytes);
    let Some(params) = settings::read(settings, &text) else { return };
    let archive = archive::archive();
    let one = answer::ask(&archive.one, &params.request);
    let several = answer::ask(&archive.several, &params.request);
    match (&one, &several) {
        (Some(one), Some(several)) => {
            answer::check(&params, one);
            answer::check(&params, several);
            laws::segments_change_nothing(&params.request, one, several);
        }
        (None, None) => return,
        // A timeline is too long in both, or in none.
        _ => assert_eq!(one.is_some(), several.is_some(), "{settings:?} `{text}`"),
    }
    // One more law each, so that a run stays short.
    match settings[0] >> 5 {
        0 | 1 => laws::not_is_the_complement(&archive.several, &params.request),
        2 => laws::the_next_page_follows(&archive.several, &params.request),
        3 => laws::a_row_gives_its_count(&archive.several, &params.request),
        4 => laws::the_canonical_text_finds_the_same(&archive.one, &params.request),
        _ => {}
    }
});
