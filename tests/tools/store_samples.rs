//! Writes the articles of an index as they are stored, a file each: samples for the dictionary by
//! which they are compressed.
//!
//! `cargo run --example store-samples -- INDEX OUT`; CONTRIBUTING.md says what follows.

use std::error::Error;
use std::path::Path;

use dateline::index::Archive;
use tantivy::DocAddress;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args_os().skip(1);
    let (Some(index), Some(out)) = (args.next(), args.next()) else {
        return Err("usage: store-samples INDEX OUT".into());
    };
    let version = Archive::open(Path::new(&index))?.current().ok_or("the index has no version")?;
    let out = Path::new(&out);
    std::fs::create_dir_all(out)?;
    for (segment_ord, segment) in (0..).zip(version.segments()) {
        for doc_id in segment.reader.doc_ids_alive() {
            let json = version.stored(DocAddress { segment_ord, doc_id })?;
            std::fs::write(out.join(format!("{segment_ord:02}-{doc_id:08}.json")), json)?;
        }
    }
    Ok(())
}
