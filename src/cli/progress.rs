//! Progress of a run: a bar on a terminal, plain lines otherwise, nothing where quiet was asked for.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output::Output;
use super::readable;
use crate::index::layout::version_name;
use crate::ingest::{Input, Place};
use crate::run::event::Progress as Far;
use crate::run::{Event, Report};

/// Time between two plain lines.
const EVERY: Duration = Duration::from_secs(5);
/// Inputs, rejects and skips that are told one by one.
const TOLD_MAX: u64 = 10;

/// Tells a run's events to whoever started it.
#[derive(Debug)]
pub(super) struct Progress<'a> {
    output: &'a Output,
    bar: Option<ProgressBar>,
    run: Option<String>,
    told: Instant,
    inputs: u64,
    rejects: u64,
    skips: u64,
}

impl<'a> Progress<'a> {
    /// Chooses a bar or lines.
    pub(super) fn new(output: &'a Output) -> Self {
        let draws = output.talks() && output.can_draw();
        Self { output, bar: draws.then(bar), run: None, told: Instant::now(), inputs: 0, rejects: 0, skips: 0 }
    }

    /// Name of the run, once it has one.
    pub(super) fn run(&self) -> Option<&str> {
        self.run.as_deref()
    }

    /// Tells an event.
    pub(super) fn event(&mut self, event: Event) {
        match event {
            Event::Started { run } => self.run = run,
            Event::Resumed { articles, rejected } => {
                let (articles, rejected) =
                    (readable::counted(articles, "article", "articles"), readable::counted(rejected, "reject", "rejects"));
                self.say(|output| output.note(&format!("going on where the run was stopped, behind {articles} and {rejected}")));
            }
            Event::Restarted => self.say(|output| output.note("the inputs changed since the run was stopped: all is read anew")),
            Event::Input(input) => self.input(&input),
            Event::Rejected { place, code, reason } => self.rejected(&place, code, &reason),
            Event::Skipped { place, reason } => {
                self.skips += 1;
                if self.skips <= TOLD_MAX {
                    self.say(|output| output.note(&format!("skipped {}: {reason}", shown(&place))));
                }
            }
            Event::Progress(far) => self.far(far),
            Event::Publishing { articles } => {
                self.say(|output| output.note(&format!("publishing {}", readable::counted(articles, "article", "articles"))));
            }
            Event::Published { version, articles } => {
                self.say(|output| {
                    let holds = readable::counted(articles, "article", "articles");
                    output.note(&format!("version {} is served and holds {holds}", version_name(version)));
                });
            }
            Event::Finished(report) => self.finished(&report),
        }
    }

    fn input(&mut self, input: &Input) {
        self.inputs += 1;
        // The report counts all inputs by format.
        if self.inputs <= TOLD_MAX {
            let member = input.member.as_ref().map(|member| format!("!{member}")).unwrap_or_default();
            let told = format!("{}{member}: {} ({}), {}", input.file, input.format, input.decided_by, input.encoding);
            self.say(|output| output.note(&told));
        }
    }

    fn rejected(&mut self, place: &Place, code: &str, reason: &str) {
        self.rejects += 1;
        if self.rejects <= TOLD_MAX {
            self.say(|output| output.warn(&format!("{}: {reason} ({code})", shown(place))));
        }
    }

    fn far(&mut self, far: Far) {
        if let Some(bar) = &self.bar {
            bar.set_length(far.bytes_total.unwrap_or(far.bytes_read).max(far.bytes_read));
            bar.set_position(far.bytes_read);
            bar.set_message(counts(far));
        } else if self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            let of = far.bytes_total.map(|total| format!(" of {}", readable::bytes(total))).unwrap_or_default();
            self.output.note(&format!("read {}{of}, {}", readable::bytes(far.bytes_read), counts(far)));
        }
    }

    fn finished(&mut self, report: &Report) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        if self.inputs > TOLD_MAX {
            let formats: Vec<String> = report.formats.iter().map(|(name, count)| format!("{} {name}", readable::count(*count))).collect();
            self.output.note(&format!("{} inputs in all: {}", readable::count(self.inputs), formats.join(", ")));
        }
        for (told, what) in [(self.rejects, "rejected"), (self.skips, "skipped")] {
            if told > TOLD_MAX {
                self.output.note(&format!("… {} more {what}", readable::count(told - TOLD_MAX)));
            }
        }
    }

    /// Says something above the bar.
    fn say(&self, say: impl FnOnce(&Output)) {
        match &self.bar {
            Some(bar) => bar.suspend(|| say(self.output)),
            None => say(self.output),
        }
    }
}

/// How far an export is, drawn on a terminal and nowhere else.
#[derive(Debug)]
pub(super) struct Written(Option<ProgressBar>);

impl Written {
    /// Begins to draw the way to so many articles.
    pub(super) fn new(total: u64, output: &Output) -> Self {
        let style = || ProgressStyle::with_template("{bar:30} {human_pos} of {human_len} articles, {eta} left");
        let draw = || {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr_with_hz(8));
            bar.with_style(style().unwrap_or_else(|_| ProgressStyle::default_bar()))
        };
        Self((output.talks() && output.can_draw()).then(draw))
    }

    /// One more is written.
    pub(super) fn one(&self) {
        if let Some(bar) = &self.0 {
            bar.inc(1);
        }
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

impl Drop for Progress<'_> {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8));
    let style = ProgressStyle::with_template("{bar:30} {binary_bytes}/{binary_total_bytes} {msg}, {eta} left");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn counts(far: Far) -> String {
    let articles = readable::counted(far.articles, "article", "articles");
    if far.rejected == 0 { articles } else { format!("{articles}, {} rejected", readable::count(far.rejected)) }
}

fn shown(place: &Place) -> String {
    let member = place.member.as_ref().map(|member| format!("!{member}")).unwrap_or_default();
    if place.line == 0 { format!("{}{member}", place.file) } else { format!("{}{member}, line {}", place.file, place.line) }
}
