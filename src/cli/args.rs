//! Flags and subcommands: one definition for parsing, help, man pages and completions.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args, Parser, Subcommand, ValueHint};

use super::flags::{CountsFlags, ExportFlags, LatestFlags, SearchFlags};
use crate::ingest::Format;

/// Help leads with examples, then usage, then the flags.
const TEMPLATE: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}\n";

/// Heading of the flags that every subcommand takes.
const EVERYWHERE: &str = "Everywhere";

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "dateline",
    version,
    about = "Searches news archives: exact counts, dates with precision, facets by entity",
    before_help = "Examples:
  dateline serve --corpus corpus          read the sample articles and serve them
  dateline ingest news/*.jsonl.gz         add or update articles
  dateline search '\"data centre\" AND place:Iran' --from-date 2025
  dateline latest --lang fa --json",
    after_help = "Settings come from flags, then DATELINE_* variables, then dateline.toml.",
    help_template = TEMPLATE,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Cli {
    /// Flags of every subcommand.
    #[command(flatten)]
    pub everywhere: Everywhere,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every subcommand.
#[derive(Debug, Clone, Default, Args)]
pub struct Everywhere {
    /// Directory of the index [default: index]
    #[arg(long, value_name = "DIR", global = true, value_hint = ValueHint::DirPath, help_heading = EVERYWHERE)]
    pub index: Option<PathBuf>,
    /// Answer in JSON on standard output
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub json: bool,
    /// Say only what is asked for, warnings and errors; twice: not even those
    #[arg(long, short, global = true, action = ArgAction::Count, help_heading = EVERYWHERE)]
    pub quiet: u8,
    /// Settings file [default: dateline.toml, if there is one]
    #[arg(long, value_name = "FILE", global = true, value_hint = ValueHint::FilePath, help_heading = EVERYWHERE)]
    pub config: Option<PathBuf>,
    /// Directory of the models of entities [default: models, here or beside the program]
    #[arg(long, value_name = "DIR", global = true, value_hint = ValueHint::DirPath, help_heading = EVERYWHERE)]
    pub models: Option<PathBuf>,
    /// When to colour [default: auto]
    #[arg(long, value_name = "WHEN", global = true, value_parser = ["auto", "always", "never"], help_heading = EVERYWHERE)]
    pub color: Option<String>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the archive over HTTP
    Serve(ServeArgs),
    /// Add or update articles
    Ingest(Box<IngestArgs>),
    /// Build a new version from scratch, and serve it when its gates pass
    Reindex(Box<ReindexArgs>),
    /// Search articles
    Search(SearchArgs),
    /// List the newest articles
    Latest(LatestArgs),
    /// Show an article
    Show(ShowArgs),
    /// List other articles on the matter of one
    Related(RelatedArgs),
    /// Count many queries under the same filters
    Counts(CountsArgs),
    /// Write every match of a query to a file
    Export(ExportArgs),
    /// Delete articles from every version
    Delete(DeleteArgs),
    /// List published versions
    Versions(VersionsArgs),
    /// Check the files of the index
    Check(CheckArgs),
    /// Count what the archive holds
    #[command(before_help = "Examples:\n  dateline stats\n  dateline stats --json --index /srv/news/index", help_template = TEMPLATE)]
    Stats,
    /// List the input formats, with an example of each
    Formats(FormatsArgs),
    /// Make keys for those who write over HTTP
    Key(KeyArgs),
    /// Write a completion script for a shell
    Completions(CompletionsArgs),
    /// Write the man pages into a directory
    Man(ManArgs),
}

/// Arguments of `serve`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline serve --corpus corpus
  dateline serve --index /srv/news/index --addr 0.0.0.0:8080",
    help_template = TEMPLATE
)]
pub struct ServeArgs {
    /// Files or directories to ingest first where the index is empty
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = ValueHint::AnyPath)]
    pub corpus: Vec<PathBuf>,
    /// Address and port to listen on; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "HOST:PORT")]
    pub addr: Option<String>,
    /// Where the service is reached from outside, for links in feeds [default: as clients address it]
    #[arg(long, value_name = "URL")]
    pub base_url: Option<String>,
    /// Members of articles that may be returned; others are searched and, as text, shown in fragments [default: all]
    #[arg(long, value_name = "MEMBERS")]
    pub public_fields: Option<String>,
    /// Most articles that `/v1/export` gives [default: any number]
    #[arg(long, value_name = "N")]
    pub max_export: Option<String>,
    /// Keys that may write (`POST /v1/articles`) or read, as `dateline key new` writes them [default: nobody may write]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub api_key_file: Option<PathBuf>,
    /// Answer only those who send a key
    #[arg(long)]
    pub require_key: bool,
    /// Show `/metrics` to other machines without a key
    #[arg(long)]
    pub public_metrics: bool,
    /// Sites whose pages may read answers: `*`, or origins such as `https://news.example.org` with commas between them [default: none]
    #[arg(long, value_name = "ORIGINS")]
    pub cors: Option<String>,
    /// Requests that a client may make in a time, such as 20/s, 600/m or 10000/h [default: any number]
    #[arg(long, value_name = "N/TIME")]
    pub rate_limit: Option<String>,
    /// Proxies whose `X-Forwarded-For` tells who the client is: addresses and networks with commas between them
    #[arg(long, value_name = "NETWORKS")]
    pub trust_proxy: Option<String>,
    /// How long a version made by posts is kept, so that cursors on it go on [default: 15m]
    #[arg(long, value_name = "TIME")]
    pub cursor_life: Option<String>,
}

/// Arguments of `key`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline key new --api-key-file keys.txt --note 'news desk'
  dateline key new --read --api-key-file keys.txt
  dateline serve --api-key-file keys.txt",
    help_template = TEMPLATE
)]
pub struct KeyArgs {
    /// What to do with keys
    #[command(subcommand)]
    pub action: KeyAction,
}

/// What to do with keys.
#[derive(Debug, Clone, Subcommand)]
pub enum KeyAction {
    /// Make a key; it is shown once, a file keeps its digest only
    New(NewKeyArgs),
}

/// Arguments of `key new`.
#[derive(Debug, Clone, Args)]
#[command(help_template = TEMPLATE)]
pub struct NewKeyArgs {
    /// File that the key's digest is added to; it is made if need be
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub api_key_file: Option<PathBuf>,
    /// A key that may read and not write
    #[arg(long)]
    pub read: bool,
    /// Whose key it is, for those who read the file
    #[arg(long, value_name = "TEXT", default_value = "")]
    pub note: String,
}

/// Arguments of `ingest`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline ingest corpus
  dateline ingest news.jsonl.gz --source Reuters --tz Europe/London
  curl -s https://example.org/news.json | dateline ingest - --format json
  dateline ingest pages/ --dry-run --rejects bad.jsonl",
    after_help = "Exit codes: 0 done, 3 done but some rows rejected (0 where --max-rejects is kept), 5 another process writes.",
    help_template = TEMPLATE
)]
pub struct IngestArgs {
    /// Files, directories (walked in name order), or `-` for standard input
    #[arg(value_name = "PATH", required = true, value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// How to read, analyse and report.
    #[command(flatten)]
    pub run: RunFlags,
}

/// Arguments of `reindex`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline reindex archive/ --max-drop 2%
  dateline reindex feeds/ --keep-others          articles that feeds/ does not have are kept
  dateline reindex --from-index                  the stored articles, analysed anew",
    after_help = "The served version goes on taking writes while the new one is built; they are in the new one too.
Exit codes: 0 done, 3 done but some rows rejected (0 where --max-rejects is given and kept), 4 the gates failed and the served version stays, 5 another process reindexes or writes.",
    help_template = TEMPLATE
)]
pub struct ReindexArgs {
    /// Files, directories (walked in name order), or `-` for standard input
    #[arg(value_name = "PATH", required_unless_present = "from_index", conflicts_with = "from_index", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Write the stored articles of the served version anew
    #[arg(long)]
    pub from_index: bool,
    /// Keep the served version's articles that the paths do not have
    #[arg(long)]
    pub keep_others: bool,
    /// Least number of articles of the new version [default: 1]
    #[arg(long, value_name = "N")]
    pub min_articles: Option<u64>,
    /// By how much the number of articles may fall [default: 10%]
    #[arg(long, value_name = "P%")]
    pub max_drop: Option<String>,
    /// How to read, analyse and report.
    #[command(flatten)]
    pub run: RunFlags,
}

/// Flags of runs.
#[derive(Debug, Clone, Default, Args)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct RunFlags {
    /// Format of all inputs [default: auto]
    #[arg(long, value_name = "FORMAT", value_parser = format_names(), hide_possible_values = true)]
    pub format: Option<String>,
    /// Extract entities, keep given ones only, or neither [default: auto]
    #[arg(long, value_name = "MODE", value_parser = ["auto", "given", "off"])]
    pub entities: Option<String>,
    /// Leave out names of which a tagger is less sure: a probability from 0 to 1 [default: 0.5]
    #[arg(long, value_name = "P")]
    pub entities_min_confidence: Option<String>,
    /// Source of records that name none
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Zone of times without one: an IANA name or an offset [default: UTC]
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true)]
    pub tz: Option<String>,
    /// File for rejected rows [default: rejects.jsonl in the run's directory]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub rejects: Option<PathBuf>,
    /// Write the report to this file too
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub report: Option<PathBuf>,
    /// Read, analyse and report, and leave the index as it is
    #[arg(long)]
    pub dry_run: bool,
    /// Rejected rows that are still a success: a number, or a share of all rows
    #[arg(long, value_name = "N|P%")]
    pub max_rejects: Option<String>,
    /// Memory of the run [default: 512MiB]
    #[arg(long, value_name = "SIZE")]
    pub memory: Option<String>,
    /// Threads that analyse [default: one a core]
    #[arg(long, value_name = "N")]
    pub threads: Option<String>,
    /// What names or numbers of columns become: `title=Headline,published=date_iso`; `auto` takes what is proposed
    #[arg(long, value_name = "FIELD=NAME,…", action = ArgAction::Append)]
    pub map: Vec<String>,
    /// Say what was mapped to what, how often, and what was left over
    #[arg(long)]
    pub map_report: bool,
    /// Take pages that are no article (indexes, errors, walls) too
    #[arg(long)]
    pub keep_all: bool,
    /// Forget where an earlier run of the same command was stopped, and begin anew
    #[arg(long)]
    pub restart: bool,
    /// Seconds of work between two checkpoints, from which the same command goes on after it was stopped or killed [default: 30]
    #[arg(long, value_name = "SECONDS")]
    pub checkpoint_every: Option<u64>,
}

/// Names that `--format` takes.
fn format_names() -> PossibleValuesParser {
    PossibleValuesParser::new(["auto"].into_iter().chain(Format::ALL.map(Format::as_str)))
}

/// Arguments of `search`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline search 'submarine cable'
  dateline search '\"state visit\" AND NOT place:France' --from-date 2025-01 --order-by newest
  dateline search dam --facets place,source --interval month --json
  dateline search dam --page-size 200 --format csv > dam.csv",
    after_help = "The flags have the names of the HTTP parameters. A search without hits ends with 0, a query that cannot be read with 2.",
    help_template = TEMPLATE
)]
pub struct SearchArgs {
    /// The query; several words are joined by blanks. Without one, every article
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Parameters of the search.
    #[command(flatten)]
    pub flags: SearchFlags,
}

/// Arguments of `latest`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline latest
  dateline latest 'heat wave' --lang es --page-size 50
  dateline latest --source Reuters --json",
    after_help = "The flags have the names of the HTTP parameters.",
    help_template = TEMPLATE
)]
pub struct LatestArgs {
    /// A query, if not every article is wanted
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// Parameters of the list.
    #[command(flatten)]
    pub flags: LatestFlags,
}

/// Arguments of `export`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline export 'submarine cable' -o cable.jsonl
  dateline export --source Reuters --from-date 1987 --format csv -o reuters.csv
  dateline export dam --format bibtex -o - | less",
    after_help = "The file appears whole or not at all. JSON lines begin with the receipt and end with the number of articles; \
                  beside other formats FILE.receipt.json holds both.",
    help_template = TEMPLATE
)]
pub struct ExportArgs {
    /// The query; several words are joined by blanks. Without one, every article
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
    /// File to write, or `-` for standard output
    #[arg(long, short, value_name = "FILE", required = true, value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// Replace a file that is there
    #[arg(long)]
    pub force: bool,
    /// Write nothing where there are more articles than this
    #[arg(long, value_name = "N")]
    pub max_export: Option<String>,
    /// Parameters of the export.
    #[command(flatten)]
    pub flags: ExportFlags,
}

/// Arguments of `show`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline show reuters-12345
  dateline show example.org/news/7 --mentions --json",
    help_template = TEMPLATE
)]
pub struct ShowArgs {
    /// Identifier of the article
    #[arg(value_name = "ID")]
    pub id: String,
    /// List where the text names its entities
    #[arg(long)]
    pub mentions: bool,
    /// Say of each mention why it is one: the tagger and its probability, the rule, the gazetteer's entry
    #[arg(long)]
    pub explain_entities: bool,
    /// Version to show it from [default: the served one]
    #[arg(long, value_name = "VERSION")]
    pub as_of: Option<String>,
}

/// Arguments of `counts`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline counts queries.txt
  dateline counts queries.csv --interval month --by source --format csv > months.csv
  printf 'dam\\ncable AND NOT place:FR\\n' | dateline counts - --from-date 2024 --lang en",
    after_help = "FILE has a query a line, or is a table with a column `q` and names in a column `name`. A query that cannot be read is told in its row, and the command ends with 3.",
    help_template = TEMPLATE
)]
pub struct CountsArgs {
    /// The queries; `-` reads standard input
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// What holds for all of them.
    #[command(flatten)]
    pub flags: CountsFlags,
}

/// Arguments of `related`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline related reuters-12345
  dateline related example.org/news/7 --lang en --page-size 5 --json",
    after_help = "By the words and names that are frequent in the article and rare in the archive; copies of it are left out and counted.",
    help_template = TEMPLATE
)]
pub struct RelatedArgs {
    /// Identifier of the article
    #[arg(value_name = "ID")]
    pub id: String,
    /// Articles to list, 1 to 50 [default: 10]
    #[arg(long, value_name = "N")]
    pub page_size: Option<String>,
    /// Only articles in this language; repeat for several
    #[arg(long, value_name = "LANG")]
    pub lang: Vec<String>,
    /// No articles of this source; repeat for several
    #[arg(long, value_name = "SOURCE")]
    pub exclude_source: Vec<String>,
    /// Version to look in [default: the served one]
    #[arg(long, value_name = "VERSION")]
    pub as_of: Option<String>,
}

/// Arguments of `formats`.
#[derive(Debug, Clone, Args)]
#[command(before_help = "Examples:\n  dateline formats\n  dateline formats --json\n  dateline formats --entities", help_template = TEMPLATE)]
pub struct FormatsArgs {
    /// List the languages whose names a model finds instead, with its licence and what it was trained on
    #[arg(long)]
    pub entities: bool,
}

/// Arguments of `versions`.
#[derive(Debug, Clone, Args)]
#[command(before_help = "Examples:\n  dateline versions\n  dateline versions list --json", help_template = TEMPLATE)]
pub struct VersionsArgs {
    /// What to do with versions [default: list]
    #[command(subcommand)]
    pub action: Option<VersionsAction>,
}

/// A version.
#[derive(Debug, Clone, Args)]
#[command(help_template = TEMPLATE)]
pub struct NumberArgs {
    /// Its number, such as `000042`
    #[arg(value_name = "N")]
    pub version: String,
}

/// Arguments of `delete`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline delete 'https://news.example/retracted'
  dateline delete - < retracted.txt
  dateline delete --query 'source:Gazette date:2019' --dry-run",
    after_help = "A deleted article is hidden in every kept version at once, also in a running service; read again from an input, it is there again in new versions. Ids that no version has are named and stop nothing.",
    help_template = TEMPLATE
)]
pub struct DeleteArgs {
    /// Ids of articles; `-` reads ids from standard input, one a line
    #[arg(value_name = "ID", required_unless_present = "query", conflicts_with = "query")]
    pub ids: Vec<String>,
    /// Delete what matches a query instead
    #[arg(long, value_name = "QUERY")]
    pub query: Option<String>,
    /// Do not ask before what matches a query is deleted
    #[arg(long)]
    pub yes: bool,
    /// Say what would be deleted
    #[arg(long)]
    pub dry_run: bool,
    /// Parameters of the search.
    #[command(flatten)]
    pub flags: SearchFlags,
}

/// Arguments of `check`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline check
  dateline check --repair",
    after_help = "Reads every file of every kept version once. Exit codes: 0 all is whole or was repaired, 1 something is damaged.",
    help_template = TEMPLATE
)]
pub struct CheckArgs {
    /// Serve the newest whole version again if the served one is damaged, and put damaged ones aside
    #[arg(long)]
    pub repair: bool,
}

/// What to do with versions.
#[derive(Debug, Clone, Subcommand)]
pub enum VersionsAction {
    /// List the kept versions
    List,
    /// Keep a version from being removed
    Pin(NumberArgs),
    /// Let a version be removed again
    Unpin(NumberArgs),
    /// Serve the articles of an older version again, under a new number
    Rollback(NumberArgs),
    /// List the articles that differ between two versions
    Diff(DiffArgs),
}

/// Arguments of `versions diff`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:
  dateline versions diff 41 42
  dateline versions diff 41 42 'dam AND place:IR' --json",
    after_help = "Each line is an article: + added, - removed, ~ changed, d redated. With a query only those are listed that match it in either version.",
    help_template = TEMPLATE
)]
pub struct DiffArgs {
    /// The earlier version
    #[arg(value_name = "A")]
    pub before: String,
    /// The later version
    #[arg(value_name = "B")]
    pub after: String,
    /// Only articles that match this in either version; several words are joined by blanks
    #[arg(value_name = "QUERY")]
    pub query: Vec<String>,
}

/// Arguments of `completions`.
#[derive(Debug, Clone, Args)]
#[command(
    before_help = "Examples:\n  dateline completions bash > ~/.local/share/bash-completion/completions/dateline",
    help_template = TEMPLATE
)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Arguments of `man`.
#[derive(Debug, Clone, Args)]
#[command(before_help = "Examples:\n  dateline man ~/.local/share/man/man1", help_template = TEMPLATE)]
pub struct ManArgs {
    /// Directory for the pages; it is made if need be
    #[arg(value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub dir: PathBuf,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_of_flags_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn an_unknown_option_names_the_nearest() {
        let error = Cli::try_parse_from(["dateline", "ingest", "x", "--entites", "off"]).unwrap_err().to_string();
        assert!(error.contains("--entities"), "{error}");
    }
}
