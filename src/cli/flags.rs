//! Flags of searches: the HTTP parameters by their names.

use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

/// How often a parameter may be given, and whether it needs a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Once, with a value.
    One,
    /// Several times.
    Many,
    /// Once; without a value it is `true`.
    Switch,
}

use Kind::{Many, One, Switch};

use crate::search::params;

/// A parameter: name, kind, placeholder, help, other names.
type Row = (&'static str, Kind, &'static str, &'static str, &'static [&'static str]);

/// The parameters of a search in the contract's order, but `q`, which is the query.
const TABLE: [Row; 45] = [
    ("match", One, "WORDS", "Words next to each other are all wanted, or any; box: as a search box reads them: all, any, box", &[]),
    ("search-in", Many, "FIELDS", "Text fields to look in: title, lead, body", &[]),
    (
        "from-date",
        One,
        "DATE",
        "From this year, month, day, instant, or so long ago (7d, 3m, 1y, 12h)",
        &["from", "begin_date", "startdatetime"],
    ),
    ("to-date", One, "DATE", "Up to the end of this year, month, day or instant", &["to", "end_date", "enddatetime"]),
    ("tz", One, "ZONE", "Zone in which instants fall on days [default: UTC]", &[]),
    ("dates", One, "HOW", "Dates must lie inside the range, or may only overlap it: certain, possible", &[]),
    ("use-date", One, "DATE", "Which date is meant: published, updated, first-indexed", &[]),
    ("lang", Many, "LANG", "Language, by code or English name", &["language"]),
    ("exclude-lang", Many, "LANG", "Not this language", &["exclude-language"]),
    ("source", Many, "NAME", "Outlet", &[]),
    ("exclude-source", Many, "NAME", "Not this outlet", &[]),
    ("author", Many, "NAME", "Author", &[]),
    ("exclude-author", Many, "NAME", "Not this author", &[]),
    ("section", Many, "NAME", "Section", &[]),
    ("exclude-section", Many, "NAME", "Not this section", &[]),
    ("tag", Many, "TAG", "Tag", &[]),
    ("exclude-tag", Many, "TAG", "Not this tag", &[]),
    ("person", Many, "NAME", "Person", &[]),
    ("exclude-person", Many, "NAME", "Not this person", &[]),
    ("org", Many, "NAME", "Organisation", &[]),
    ("exclude-org", Many, "NAME", "Not this organisation", &[]),
    ("place", Many, "NAME|ID", "Place; an id such as IR counts all that lies in it", &[]),
    ("exclude-place", Many, "NAME|ID", "Not this place", &[]),
    ("order-by", One, "ORDER", "relevance, newest, oldest, indexed, random", &["sort", "sortBy"]),
    ("seed", One, "N", "Seed of the random order: the same seed gives the same order", &[]),
    ("half-life", One, "AGE", "Age at which relevance halves, such as 30d, 6m or 1y", &[]),
    ("page", One, "N", "Page of hits, from 1", &[]),
    ("page-size", One, "N", "Hits on a page [default: 10]", &["pageSize"]),
    ("cursor", One, "CURSOR", "Go on behind an earlier answer", &[]),
    ("follow", Switch, "BOOL", "Earliest indexed first, with a cursor that goes on in later versions", &[]),
    ("total", One, "HOW", "Count all matches, or do not: exact, none", &[]),
    ("facets", Many, "FIELDS", "Count values of person, org, place, source, author, section, tag, lang", &[]),
    ("facet-size", One, "N", "Listed values of a facet [default: 10]", &[]),
    ("interval", One, "LENGTH", "Count by hour, day, week, month, quarter, year or decade", &[]),
    ("share", Switch, "BOOL", "With --interval, what share of all articles each count is", &[]),
    ("by", One, "FIELD", "With --interval, a timeline for each frequent value of a field", &[]),
    ("fields", Many, "MEMBERS", "Members of articles to write in JSON and CSV; * for all", &["fl"]),
    ("highlight", Switch, "BOOL", "Mark matches [default: true]", &[]),
    ("highlight-size", One, "N", "Characters of a fragment [default: 160]", &[]),
    ("highlight-count", One, "N", "Fragments of a field [default: 3]", &[]),
    ("offsets", One, "UNIT", "Unit of spans in JSON: scalar, utf16", &[]),
    ("explain", Switch, "BOOL", "Say what scores are made of", &[]),
    ("lenient", Switch, "BOOL", "Leave out what cannot be read, with a warning", &[]),
    ("as-of", One, "VERSION", "Answer from this version", &[]),
    ("format", One, "FORMAT", "Format of the page: json, jsonl, csv, kwic, rss, atom, jsonfeed, bibtex, ris, csl-json", &[]),
];

/// Parameters that a list of the newest does without.
const NOT_OF_LATEST: &[&str] = &["order-by", "follow", "seed", "half-life", "explain"];
/// What the help of counts says otherwise.
const OF_COUNTS: [(&str, &str); 2] =
    [("format", "Format of the table: json, csv"), ("facet-size", "With --by, how many values have a timeline [default: 10]")];
/// What the help of an export says otherwise.
const OF_EXPORT: [(&str, &str); 3] = [
    ("order-by", "newest, oldest, id [default: newest]"),
    ("format", "Format of the file: jsonl, csv, bibtex, ris [default: jsonl]"),
    ("highlight", "Add fragments with matches [default: false]"),
];

/// Makes the flags of a subcommand: the parameters that it takes, with other help for some.
macro_rules! flags {
    ($(#[$doc:meta])* $name:ident, taking $takes:expr, saying $help:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct $name {
            /// Names and values.
            pub pairs: Vec<(String, String)>,
        }

        impl Args for $name {
            fn augment_args(command: Command) -> Command {
                define(command, $takes, &$help)
            }

            fn augment_args_for_update(command: Command) -> Command {
                define(command, $takes, &$help)
            }
        }

        impl FromArgMatches for $name {
            fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
                Ok(Self { pairs: collect(matches, $takes) })
            }

            fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
                *self = Self::from_arg_matches(matches)?;
                Ok(())
            }
        }
    };
}

flags! {
    /// Parameters of a search, as names and values in the contract's order.
    SearchFlags, taking |_| true, saying []
}
flags! {
    /// Parameters of a list of the newest.
    LatestFlags, taking |name| !NOT_OF_LATEST.contains(&name), saying []
}
flags! {
    /// Parameters of an export.
    ExportFlags, taking |name| !params::NOT_OF_EXPORTS.contains(&name), saying OF_EXPORT
}
flags! {
    /// Parameters of counts in bulk.
    CountsFlags, taking |name| params::OF_COUNTS.contains(&name) || params::restricting().any(|other| other == name), saying OF_COUNTS
}

fn rows(takes: impl Fn(&str) -> bool) -> impl Iterator<Item = &'static Row> {
    TABLE.iter().filter(move |row| takes(row.0))
}

fn define(command: Command, takes: impl Fn(&str) -> bool, own_help: &[(&str, &'static str)]) -> Command {
    rows(takes).fold(command, |command, (name, kind, value, help, aliases)| {
        let help = own_help.iter().find(|(own, _)| own == name).map_or(*help, |(_, help)| help);
        let arg = Arg::new(*name).long(*name).value_name(*value).help(help).aliases(aliases.iter().copied()).allow_hyphen_values(true);
        command.arg(match kind {
            One => arg.action(ArgAction::Set),
            Many => arg.action(ArgAction::Append),
            // `--lenient QUERY` must not take the query for its value.
            Switch => arg.action(ArgAction::Set).num_args(0..=1).require_equals(true).default_missing_value("true"),
        })
    })
}

fn collect(matches: &ArgMatches, takes: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for (name, ..) in rows(takes) {
        for value in matches.get_many::<String>(name).into_iter().flatten() {
            pairs.push(((*name).to_owned(), value.clone()));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::args::{Cli, Command as Sub};

    #[test]
    fn every_flag_is_a_parameter_of_the_contract() {
        for (name, _, _, _, aliases) in &TABLE {
            assert!(params::canonical(name).is_some(), "{name}");
            assert!(aliases.iter().all(|alias| params::canonical(alias).is_some()), "{name}");
        }
    }

    #[test]
    fn flags_become_parameters_in_the_order_of_the_contract() {
        let line = "dateline search a b --lenient c --place IR --highlight=false --place Fars --from 2025 --facets person,org";
        let cli = Cli::try_parse_from(line.split(' ')).unwrap();
        let Sub::Search(args) = cli.command else { panic!("a search") };
        assert_eq!(args.query, ["a", "b", "c"]);
        let pairs: Vec<String> = args.flags.pairs.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(pairs, ["from-date=2025", "place=IR", "place=Fars", "facets=person,org", "highlight=false", "lenient=true"]);
    }
}
