//! Settings: resolved once, from flags, then `DATELINE_*` variables, then `dateline.toml`.
//!
//! This is the only place that reads the environment.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;
use std::net::ToSocketAddrs as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::thread;
use std::time::Duration;

use thiserror::Error;

use super::args::{Cli, Command, RunFlags};
use crate::analysis::EntityMode;
use crate::analysis::entities::tagger::{MIN_CONFIDENCE, Setup};
use crate::article::published::Zone;
use crate::ingest::Format;
use crate::query::field::distance;
use crate::run::{MaxRejects, Memory};
use crate::web::{Origins, PublicFields, RateLimit, TrustedProxies};

/// Every setting: its name as a key of the file (and, in capitals behind `DATELINE_`, as a
/// variable), and what it is.
pub const KEYS: [(&str, &str); 26] = [
    ("index", "directory of the index"),
    ("json", "answer in JSON"),
    ("quiet", "say only what is asked for, warnings and errors"),
    ("color", "auto, always or never"),
    ("addr", "address and port of `serve`"),
    ("base-url", "where `serve` is reached from outside"),
    ("max-export", "most articles of an export"),
    ("public-fields", "members of articles that `serve` may return"),
    ("api-key-file", "file of the keys that may write to `serve`, or read"),
    ("api-key", "a key that may write to `serve`; a variable and no flag, for others see those"),
    ("require-key", "whether reading from `serve` needs a key"),
    ("public-metrics", "whether `serve` shows `/metrics` to other machines without a key"),
    ("cors", "sites whose pages may read answers of `serve`"),
    ("rate-limit", "requests that a client of `serve` may make in a time"),
    ("trust-proxy", "proxies that tell `serve` for whom they ask"),
    ("cursor-life", "how long a version made by posts is kept for cursors"),
    ("log", "filter of the log of `serve`, as tracing writes it"),
    ("format", "format of all inputs"),
    ("entities", "auto, given or off"),
    ("entities-min-confidence", "probability from which a name of a tagger is taken"),
    ("models", "directory of the models of entities"),
    ("source", "source of records that name none"),
    ("tz", "zone of times without one, and of days in searches"),
    ("max-rejects", "rejected rows that are still a success"),
    ("memory", "memory of a run"),
    ("threads", "threads that analyse"),
];

/// File of settings that is read where there is one.
const FILE: &str = "dateline.toml";
/// Most bytes of a settings file: a handful of lines.
const FILE_BYTES_MAX: u64 = 1 << 20;
/// Most threads of a run: more than any machine of one archive has cores.
const THREADS_MAX: usize = 1024;
/// Shortest key that is taken: a random one of so many letters is not guessed.
const API_KEY_MIN: usize = 16;
/// How long a version made by posts is kept unless told otherwise, by the contract.
const CURSOR_LIFE: Duration = Duration::from_secs(15 * 60);

/// All settings, valid by type.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct Settings {
    /// Directory of the index.
    pub index: PathBuf,
    /// Whether to answer in JSON.
    pub json: bool,
    /// 0 says all, 1 what is asked for with warnings, 2 nothing else.
    pub quiet: u8,
    /// When to colour.
    pub color: Color,
    /// Whether the terminal can do more than plain text.
    pub plain_terminal: bool,
    /// Address and port of `serve`.
    pub addr: String,
    /// Where the service is reached from outside, without a slash at the end.
    pub base_url: Option<String>,
    /// Members of articles that the service may return.
    pub public: PublicFields,
    /// Most articles of an export.
    pub max_export: Option<u64>,
    /// File of keys.
    pub api_key_file: Option<PathBuf>,
    /// A key that may write.
    pub api_key: Option<ApiKey>,
    /// Whether reading needs a key.
    pub require_key: bool,
    /// Whether other machines see the metrics without a key.
    pub public_metrics: bool,
    /// Sites whose pages may read answers of `serve`.
    pub cors: Option<Origins>,
    /// How often a client of `serve` may ask.
    pub rate_limit: Option<RateLimit>,
    /// Proxies that tell `serve` for whom they ask.
    pub proxies: TrustedProxies,
    /// How long a version made by posts is kept after its publication.
    pub cursor_life: Duration,
    /// Filter of the log, where one is set.
    pub log: Option<String>,
    /// Format of all inputs; `None` decides by each.
    pub format: Option<Format>,
    /// Which entities articles get.
    pub entities: EntityMode,
    /// How the taggers of names are used.
    pub taggers: Setup,
    /// Source of records that name none.
    pub source: Option<String>,
    /// Zone as written, where one is set.
    pub tz: Option<String>,
    /// Zone of times without one.
    pub zone: Zone,
    /// Rejected rows that are still a success.
    pub max_rejects: Option<MaxRejects>,
    /// Memory of a run.
    pub memory: Memory,
    /// Threads that analyse.
    pub threads: usize,
    /// What is odd about the settings and hinders nothing.
    pub warnings: Vec<String>,
}

/// A key as it was given: never shown.
#[derive(Clone)]
pub struct ApiKey(pub String);

impl std::fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Color {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// A setting that cannot be taken.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The settings file cannot be read.
    #[error("cannot read the settings file `{}`: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// The settings file is no TOML.
    #[error("the settings file `{}` cannot be read: {reason}", path.display())]
    Toml {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        reason: String,
    },
    /// A key that is no setting.
    #[error("`{key}` in `{}` is no setting: did you mean `{nearest}`?", path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// The key.
        key: String,
        /// The nearest setting.
        nearest: &'static str,
    },
    /// A value that the setting does not take.
    #[error("{origin}: {reason}")]
    Value {
        /// The value and where it was set.
        origin: String,
        /// What is wrong, and the mend.
        reason: String,
    },
}

impl Settings {
    /// Reads the environment and the settings file, and lays the flags over them.
    pub fn load(cli: &Cli) -> Result<Self, SettingsError> {
        #[allow(clippy::disallowed_methods, reason = "this is the place that reads the environment")]
        let environment = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let named = cli.everywhere.config.clone().or_else(|| environment("DATELINE_CONFIG").map(PathBuf::from));
        let (path, values) = match named {
            Some(path) => (path.clone(), read_file(&path)?),
            None if Path::new(FILE).is_file() => (FILE.into(), read_file(Path::new(FILE))?),
            None => (FILE.into(), BTreeMap::new()),
        };
        let mut settings = Layers { flags: flags(cli), environment: &environment, file: path, values }.resolve()?;
        let variables = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
        settings.warnings = unknown_variables(variables);
        Ok(settings)
    }
}

/// What flags, variables and file say, not yet read.
struct Layers<'a> {
    flags: BTreeMap<&'static str, String>,
    environment: &'a dyn Fn(&str) -> Option<String>,
    file: PathBuf,
    values: BTreeMap<String, String>,
}

impl Layers<'_> {
    fn resolve(&self) -> Result<Settings, SettingsError> {
        let set = |name: &str| (self.environment)(name).is_some();
        let dumb = (self.environment)("TERM").is_some_and(|term| term == "dumb");
        let mut color = self.read("color", color)?.unwrap_or(Color::Auto);
        if color == Color::Auto && (set("NO_COLOR") || dumb) {
            color = Color::Never;
        }
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let zone =
            self.read("tz", |text| Zone::parse(text).ok_or("give an IANA name such as `Europe/Paris`, or an offset such as `+03:30`"))?;
        Ok(Settings {
            index: self.read("index", text)?.unwrap_or_else(|| "index".into()).into(),
            json: self.read("json", switch)?.unwrap_or(0) > 0,
            quiet: self.read("quiet", switch)?.unwrap_or(0),
            color,
            plain_terminal: dumb,
            addr: self.read("addr", address)?.unwrap_or_else(|| "127.0.0.1:8080".into()),
            base_url: self.read("base-url", base_url)?,
            max_export: self.read("max-export", |text| text.parse().map_err(|_| "give a whole number of articles"))?,
            public: self.read("public-fields", PublicFields::parse)?.unwrap_or_default(),
            api_key_file: self.read("api-key-file", text)?.map(PathBuf::from),
            api_key: self.api_key()?,
            require_key: self.read("require-key", switch)?.unwrap_or(0) > 0,
            public_metrics: self.read("public-metrics", switch)?.unwrap_or(0) > 0,
            cors: self.read("cors", Origins::parse)?,
            rate_limit: self.read("rate-limit", RateLimit::parse)?,
            proxies: self.read("trust-proxy", TrustedProxies::parse)?.unwrap_or_default(),
            cursor_life: self.read("cursor-life", duration)?.unwrap_or(CURSOR_LIFE),
            log: self.read("log", text)?,
            format: self.format()?,
            entities: self.read("entities", entities)?.unwrap_or(EntityMode::Auto),
            taggers: Setup {
                directory: self.read("models", directory)?,
                min_confidence: self.read("entities-min-confidence", probability)?.unwrap_or(MIN_CONFIDENCE),
            },
            source: self.read("source", text)?,
            tz: self.get("tz").map(|(value, _)| value),
            zone: zone.unwrap_or(Zone::Utc),
            max_rejects: self.read("max-rejects", MaxRejects::from_str)?,
            memory: self.read("memory", Memory::from_str)?.unwrap_or_default(),
            threads: self.read("threads", threads)?.unwrap_or(cores),
            warnings: Vec::new(),
        })
    }

    /// Reads the format; `None` decides by each input.
    fn format(&self) -> Result<Option<Format>, SettingsError> {
        let Some((value, origin)) = self.get("format").filter(|(value, _)| value != "auto") else { return Ok(None) };
        if let Some(format) = Format::parse(&value) {
            return Ok(Some(format));
        }
        let names = Format::ALL.map(Format::as_str);
        let nearest = names.into_iter().min_by_key(|name| distance(name, &value)).unwrap_or_default();
        let reason = format!("there is no such format: did you mean `{nearest}`? `dateline formats` lists them");
        Err(SettingsError::Value { origin, reason })
    }

    /// Reads the key; an error names where it stands and never the key.
    fn api_key(&self) -> Result<Option<ApiKey>, SettingsError> {
        let Some((key, _)) = self.get("api-key") else { return Ok(None) };
        if key.len() < API_KEY_MIN {
            let reason = format!("a key has at least {API_KEY_MIN} characters: `dateline key new` makes one");
            return Err(SettingsError::Value { origin: format!("`{}`", variable("api-key")), reason });
        }
        Ok(Some(ApiKey(key)))
    }

    /// Reads a setting, and says where a bad value stands.
    fn read<T, E: Display>(&self, name: &str, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<Option<T>, SettingsError> {
        let Some((value, origin)) = self.get(name) else { return Ok(None) };
        parse(&value).map(Some).map_err(|reason| SettingsError::Value { origin, reason: reason.to_string() })
    }

    /// Returns a setting as written, and its origin for a reader.
    fn get(&self, name: &str) -> Option<(String, String)> {
        let shown = |value: &str| value.chars().take(64).collect::<String>().escape_debug().to_string();
        if let Some(value) = self.flags.get(name) {
            return Some((value.clone(), format!("`--{name} {}`", shown(value))));
        }
        let variable = variable(name);
        if let Some(value) = (self.environment)(&variable) {
            let origin = format!("`{variable}={}`", shown(&value));
            return Some((value, origin));
        }
        let value = self.values.get(name)?;
        Some((value.clone(), format!("`{name} = {}` in `{}`", shown(value), self.file.display())))
    }
}

/// Beginning of the names of our variables.
const PREFIX: &str = "DATELINE_";
/// Variables of the benchmarks and not of this program.
const BENCHES: &str = "DATELINE_BENCH_";

/// The variable of a setting.
fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.to_ascii_uppercase().replace('-', "_"))
}

/// What to say of variables that look like ours and set nothing.
fn unknown_variables(names: impl Iterator<Item = String>) -> Vec<String> {
    let known: Vec<String> = KEYS.iter().map(|(name, _)| *name).chain(["config"]).map(variable).collect();
    let mut unknown: Vec<String> =
        names.filter(|name| name.starts_with(PREFIX) && !name.starts_with(BENCHES) && !known.contains(name)).collect();
    unknown.sort_unstable();
    let message = |name: String| {
        let shown = name.chars().take(64).collect::<String>().escape_debug().to_string();
        let nearest = known.iter().min_by_key(|known| distance(known, &name)).map_or("", String::as_str);
        format!("`{shown}` is no setting and is passed over: did you mean `{nearest}`?")
    };
    unknown.into_iter().map(message).collect()
}

/// The flags that are settings.
fn flags(cli: &Cli) -> BTreeMap<&'static str, String> {
    let mut flags = BTreeMap::new();
    let mut set = |name, value: Option<String>| {
        if let Some(value) = value {
            flags.insert(name, value);
        }
    };
    let everywhere = &cli.everywhere;
    set("index", everywhere.index.as_ref().map(|path| path.to_string_lossy().into_owned()));
    set("json", everywhere.json.then(|| "1".into()));
    set("quiet", (everywhere.quiet > 0).then(|| everywhere.quiet.min(2).to_string()));
    set("color", everywhere.color.clone());
    set("models", everywhere.models.as_ref().map(|path| path.to_string_lossy().into_owned()));
    match &cli.command {
        Command::Serve(args) => {
            set("addr", args.addr.clone());
            set("base-url", args.base_url.clone());
            set("max-export", args.max_export.clone());
            set("public-fields", args.public_fields.clone());
            set("api-key-file", args.api_key_file.as_ref().map(|path| path.to_string_lossy().into_owned()));
            set("require-key", args.require_key.then(|| "1".into()));
            set("public-metrics", args.public_metrics.then(|| "1".into()));
            set("cors", args.cors.clone());
            set("rate-limit", args.rate_limit.clone());
            set("trust-proxy", args.trust_proxy.clone());
            set("cursor-life", args.cursor_life.clone());
        }
        Command::Export(args) => set("max-export", args.max_export.clone()),
        Command::Ingest(_) | Command::Reindex(_) => {
            let run = match &cli.command {
                Command::Ingest(args) => &args.run,
                Command::Reindex(args) => &args.run,
                _ => return flags,
            };
            let RunFlags { format, entities, entities_min_confidence, source, tz, max_rejects, memory, threads, .. } = run;
            let all = [
                ("format", format),
                ("entities", entities),
                ("entities-min-confidence", entities_min_confidence),
                ("source", source),
                ("tz", tz),
                ("max-rejects", max_rejects),
                ("memory", memory),
                ("threads", threads),
            ];
            for (name, value) in all {
                set(name, value.clone());
            }
        }
        _ => {}
    }
    flags
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>, SettingsError> {
    let failed = |source| SettingsError::File { path: path.to_path_buf(), source };
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > FILE_BYTES_MAX {
        return Err(failed(io::Error::other(format!("it has {size} bytes, at most {FILE_BYTES_MAX} are read"))));
    }
    parse_file(path, &std::fs::read_to_string(path).map_err(failed)?)
}

fn parse_file(path: &Path, text: &str) -> Result<BTreeMap<String, String>, SettingsError> {
    let broken = |reason: String| SettingsError::Toml { path: path.to_path_buf(), reason };
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| broken(error.to_string().trim().to_owned()))?;
    let mut values = BTreeMap::new();
    for (key, value) in table {
        if !KEYS.iter().any(|(name, _)| *name == key) {
            let nearest = KEYS.iter().map(|(name, _)| *name).min_by_key(|name| distance(name, &key)).unwrap_or_default();
            return Err(SettingsError::UnknownKey { path: path.to_path_buf(), key, nearest });
        }
        let written = match value {
            toml::Value::String(text) => text,
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Boolean(flag) => flag.to_string(),
            other => return Err(broken(format!("`{key}` takes a text, a number or a truth value, not {}", shown_type(&other)))),
        };
        values.insert(key, written);
    }
    Ok(values)
}

fn shown_type(value: &toml::Value) -> &'static str {
    match value {
        toml::Value::Array(_) => "a list",
        toml::Value::Table(_) => "a table",
        toml::Value::Float(_) => "a fraction",
        _ => "a date",
    }
}

fn text(value: &str) -> Result<String, &'static str> {
    if value.is_empty() { Err("it is empty: give a value or leave it out") } else { Ok(value.to_owned()) }
}

fn base_url(value: &str) -> Result<String, &'static str> {
    let url = url::Url::parse(value).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    let plain = |url: &url::Url| url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
    match url.filter(plain) {
        Some(url) => Ok(url.as_str().trim_end_matches('/').to_owned()),
        None => Err("give scheme and host, such as `https://news.example.org`"),
    }
}

fn switch(value: &str) -> Result<u8, &'static str> {
    match value.to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Ok(1),
        "0" | "false" | "no" | "off" => Ok(0),
        "2" => Ok(2),
        _ => Err("write `true` or `false`"),
    }
}

fn color(value: &str) -> Result<Color, &'static str> {
    match value {
        "auto" => Ok(Color::Auto),
        "always" => Ok(Color::Always),
        "never" => Ok(Color::Never),
        _ => Err("write `auto`, `always` or `never`"),
    }
}

fn entities(value: &str) -> Result<EntityMode, &'static str> {
    match value {
        "auto" => Ok(EntityMode::Auto),
        "given" => Ok(EntityMode::Given),
        "off" => Ok(EntityMode::Off),
        _ => Err("write `auto`, `given` or `off`"),
    }
}

/// Reads `900s`, `15m`, `2h` or `1d`.
fn duration(value: &str) -> Result<Duration, &'static str> {
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = value.split_at_checked(digits).unwrap_or((value, ""));
    let seconds = match unit.trim() {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        _ => 0,
    };
    let whole = number.parse::<u64>().ok().filter(|number| seconds > 0 && *number <= 1_000_000);
    whole.map(|number| Duration::from_secs(number * seconds)).ok_or("give a number and a unit, such as `900s`, `15m` or `2h`")
}

fn probability(value: &str) -> Result<f32, &'static str> {
    value.parse().ok().filter(|number| (0.0..=1.0).contains(number)).ok_or("give a probability from 0 to 1, such as `0.8`")
}

fn directory(value: &str) -> Result<PathBuf, &'static str> {
    Some(PathBuf::from(value)).filter(|path| path.is_dir()).ok_or("there is no such directory: give that of the files `dateline-ner-….bin`")
}

fn threads(value: &str) -> Result<usize, String> {
    let number = value.parse().ok().filter(|number| (1..=THREADS_MAX).contains(number));
    number.ok_or_else(|| format!("give a number of threads from 1 to {THREADS_MAX}"))
}

fn address(value: &str) -> Result<String, &'static str> {
    let found = value.to_socket_addrs().ok().and_then(|mut found| found.next());
    found.map(|_| value.to_owned()).ok_or("give a host and a port, such as `127.0.0.1:8080`")
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;

    /// Resolves a command line, variables and a file; returns what `pick` makes of the settings,
    /// or the error.
    fn check(line: &str, variables: &[(&str, &str)], file: &str, pick: fn(&Settings) -> String) -> String {
        let cli = Cli::try_parse_from(line.split_whitespace()).unwrap();
        let environment = |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let values = match parse_file(Path::new(FILE), file) {
            Ok(values) => values,
            Err(error) => return error.to_string(),
        };
        let layers = Layers { flags: flags(&cli), environment: &environment, file: FILE.into(), values };
        layers.resolve().map_or_else(|error| error.to_string(), |settings| pick(&settings))
    }

    #[test]
    fn flags_win_over_variables_and_variables_over_the_file() {
        let index = |settings: &Settings| settings.index.display().to_string();
        let variables = [("DATELINE_INDEX", "from-variable")];
        let file = "index = \"from-file\"";
        assert_eq!(check("dateline stats", &[], "", index), "index");
        assert_eq!(check("dateline stats", &[], file, index), "from-file");
        assert_eq!(check("dateline stats", &variables, file, index), "from-variable");
        assert_eq!(check("dateline stats --index from-flag", &variables, file, index), "from-flag");
    }

    #[test]
    fn a_variable_that_sets_nothing_is_said_with_the_nearest_name() {
        let names = [
            "DATELINE_INDX",
            "DATELINE_INDEX",
            "DATELINE_MAX_REJECTS",
            "DATELINE_CONFIG",
            "DATELINE_BENCH_LINES",
            "PATH",
            "DATELINE_max-rejects",
        ];
        let told = unknown_variables(names.into_iter().map(str::to_owned));
        assert_eq!(told.len(), 2, "{told:?}");
        assert_eq!(told[0], "`DATELINE_INDX` is no setting and is passed over: did you mean `DATELINE_INDEX`?");
    }

    #[test]
    fn numbers_and_truth_values_of_the_file_are_taken() {
        let seen = |s: &Settings| format!("{} {} {} {:?}", s.threads, s.json, s.quiet, s.max_rejects);
        let file = "threads = 3\njson = true\nquiet = 2\nmax-rejects = \"5%\"";
        assert_eq!(check("dateline ingest x", &[], file, seen), "3 true 2 Some(Percent(5.0))");
        assert_eq!(check("dateline ingest x --threads 1", &[("DATELINE_JSON", "0")], file, seen), "1 false 2 Some(Percent(5.0))");
    }

    #[test]
    fn colour_is_off_without_a_terminal_that_can() {
        let color = |s: &Settings| format!("{:?}", s.color);
        assert_eq!(check("dateline stats", &[], "", color), "Auto");
        assert_eq!(check("dateline stats", &[("NO_COLOR", "1")], "", color), "Never");
        assert_eq!(check("dateline stats", &[("TERM", "dumb")], "", color), "Never");
        assert_eq!(check("dateline stats --color always", &[("NO_COLOR", "1")], "", color), "Always");
    }

    /// Command line, variables, file, and what is said of them.
    type Case = (&'static str, &'static [(&'static str, &'static str)], &'static str, &'static str);

    #[test]
    fn a_bad_value_is_named_with_its_place_and_the_mend() {
        let none = |_: &Settings| "taken".to_owned();
        let cases: [Case; 6] = [
            ("dateline ingest x --threads 0", &[], "", "`--threads 0`: give a number of threads from 1 to 1024"),
            (
                "dateline ingest x",
                &[("DATELINE_TZ", "Mars")],
                "",
                "`DATELINE_TZ=Mars`: give an IANA name such as `Europe/Paris`, or an offset such as `+03:30`",
            ),
            ("dateline ingest x", &[], "entities = \"some\"", "`entities = some` in `dateline.toml`: write `auto`, `given` or `off`"),
            ("dateline ingest x", &[], "memroy = \"1GiB\"", "`memroy` in `dateline.toml` is no setting: did you mean `memory`?"),
            (
                "dateline ingest x",
                &[],
                "memory = [1]",
                "the settings file `dateline.toml` cannot be read: `memory` takes a text, a number or a truth value, not a list",
            ),
            (
                "dateline ingest x",
                &[("DATELINE_FORMAT", "jsnl")],
                "",
                "`DATELINE_FORMAT=jsnl`: there is no such format: did you mean `jsonl`? `dateline formats` lists them",
            ),
        ];
        for (line, variables, file, expected) in cases {
            assert_eq!(check(line, variables, file, none), expected);
        }
    }
}
