//! `wengu notes`: take in, list, show, check, take out of play.

mod watch;

use super::{Context, Ending, output};
use crate::cli::{ImportArgs, NotesCommand};
use crate::domain::{
    Block, Card, CardFilter, CardKind, ConceptView, Diagnostic, ImportReport, Level, NoteSummary, NoteView, Origin,
};
use crate::library::{Library, Manner, Progress};
use crate::locale::notes as texts;
use anyhow::{Context as _, Result, bail, ensure};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;
use std::cell::OnceCell;
use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// An import that is quicker shows no progress bar.
const PATIENCE: Duration = Duration::from_millis(300);

pub(super) fn run(context: &Context, command: NotesCommand) -> Result<Ending> {
    match command {
        NotesCommand::Import(args) => import(context, &args),
        NotesCommand::List(args) => list(context, args.json),
        NotesCommand::Show { name, json } => show(context, &name.join(" "), json),
        NotesCommand::Check { paths, json } => check(context, &paths, json),
        NotesCommand::Remove { names, samples } => remove(context, &names, samples),
    }
}

fn import(context: &Context, args: &ImportArgs) -> Result<Ending> {
    let mut library = context.library()?;
    if !args.watch {
        let report = take_in(context, &mut library, args)?;
        return present(context, &report, args);
    }
    let mut is_first = true;
    watch::watch(&args.paths, || {
        let report = take_in(context, &mut library, args)?;
        let notes = report.notes;
        if std::mem::take(&mut is_first) || notes.added + notes.changed + notes.removed + notes.failed > 0 {
            present(context, &report, args)?;
        }
        Ok(())
    })?;
    Ok(Ending::Fine)
}

fn take_in(context: &Context, library: &mut Library, args: &ImportArgs) -> Result<ImportReport> {
    let started = Instant::now();
    let mut report = if args.paths.iter().any(|path| path.as_os_str() == "-") {
        ensure!(args.paths.len() == 1, "`-` stands alone; take files and standard input in one after the other");
        let mut text = Vec::new();
        std::io::stdin().lock().read_to_end(&mut text).context("could not read standard input")?;
        ensure!(!args.watch, "`-` cannot be watched");
        // Two texts without a name are two notes, and one that comes again is itself
        let name = args.name.clone().unwrap_or_else(|| format!("stdin-{}.md", crate::library::content_mark(&text)));
        library.import_text(&name, &text, Origin::Stdin, manner(context, args.dry_run))?
    } else {
        with_bar(context, |progress| Ok(library.import(&args.paths, manner(context, args.dry_run), progress)?))?
    };
    report.elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(report)
}

/// Shows how far an import has come, on a terminal and if it takes a while.
fn with_bar<T>(context: &Context, deed: impl FnOnce(&dyn Fn(Progress)) -> Result<T>) -> Result<T> {
    if context.quiet || !std::io::stderr().is_terminal() {
        return deed(&|_| {});
    }
    let started = Instant::now();
    let bar = OnceCell::new();
    let outcome = deed(&|progress: Progress| {
        if started.elapsed() >= PATIENCE {
            let bar: &ProgressBar = bar.get_or_init(|| ProgressBar::new(progress.of as u64).with_style(style()));
            bar.set_position(progress.read as u64);
        }
    });
    if let Some(bar) = bar.get() {
        bar.finish_and_clear();
    }
    outcome
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{bar:40} {pos}/{len}  {eta}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━╸ ")
}

fn manner(context: &Context, dry_run: bool) -> Manner {
    Manner { dry_run, now: context.now() }
}

fn present(context: &Context, report: &ImportReport, args: &ImportArgs) -> Result<Ending> {
    let ending = if report.notes.failed > 0 { Ending::Wrong } else { Ending::Fine };
    if args.json {
        output::json(&Report::new(context, report))?;
        return Ok(ending);
    }
    let worth_saying = |diagnostic: &&Diagnostic| diagnostic.level > Level::Info || context.verbose;
    for diagnostic in report.diagnostics.iter().filter(worth_saying) {
        eprint!("{}", output::safe(&texts::diagnostic(context.lang, diagnostic)));
    }
    output::text(&texts::import(context.lang, report, args.dry_run))?;
    Ok(ending)
}

/// An import's report as programs see it: what is to be said is said in words.
#[derive(Debug, Serialize)]
struct Report<'a> {
    #[serde(flatten)]
    report: &'a ImportReport,
    diagnostics: Vec<Finding<'a>>,
}

#[derive(Debug, Serialize)]
struct Finding<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    level: Level,
    code: &'a str,
    message: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    excerpt: &'a str,
}

impl<'a> Report<'a> {
    fn new(context: &Context, report: &'a ImportReport) -> Self {
        Self { report, diagnostics: findings(context, &report.diagnostics) }
    }
}

fn findings<'a>(context: &Context, diagnostics: &'a [Diagnostic]) -> Vec<Finding<'a>> {
    let finding = |diagnostic: &'a Diagnostic| Finding {
        path: &diagnostic.path,
        line: diagnostic.line,
        column: diagnostic.column,
        level: diagnostic.level,
        code: diagnostic.code,
        message: texts::message(context.lang, diagnostic),
        excerpt: &diagnostic.excerpt,
    };
    diagnostics.iter().map(finding).collect()
}

fn list(context: &Context, json: bool) -> Result<Ending> {
    let notes = context.library()?.notes()?;
    if json {
        return output::json(&notes);
    }
    if notes.is_empty() {
        eprintln!("wengu: {}", texts::NO_NOTES.of(context.lang));
        return Ok(Ending::Fine);
    }
    output::text(&texts::list(context.lang, &notes))
}

/// A note as programs see it.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    view: &'a NoteView,
    sections: Vec<ShownSection<'a>>,
    /// `cards` counts them; these are they.
    card_lines: Vec<ShownCard<'a>>,
}

#[derive(Debug, Serialize)]
struct ShownCard<'a> {
    line: Option<u32>,
    kind: CardKind,
    question: &'a str,
    answer: &'a str,
}

impl<'a> From<&'a Card> for ShownCard<'a> {
    fn from(card: &'a Card) -> Self {
        Self { line: card.line, kind: card.kind, question: &card.question, answer: &card.answer }
    }
}

#[derive(Debug, Serialize)]
struct ShownSection<'a> {
    depth: u8,
    number: &'a str,
    title: &'a str,
    line: u32,
    path: &'a [String],
}

impl<'a> From<&'a Block> for ShownSection<'a> {
    fn from(block: &'a Block) -> Self {
        Self { depth: block.depth, number: &block.number, title: &block.title, line: block.line, path: &block.path }
    }
}

fn show(context: &Context, name: &str, json: bool) -> Result<Ending> {
    let library = context.library()?;
    let mut notes = note_candidates(&library, name)?;
    if let (1, Some(note)) = (notes.len(), notes.pop()) {
        let view = library.note_view(note)?;
        let mut cards =
            library.cards(&CardFilter { note: Some(view.summary.path.clone()), ..CardFilter::default() })?;
        cards.retain(|card| card.note.as_deref() == Some(&view.summary.path));
        cards.sort_by_key(|card| card.line);
        if json {
            let sections = view.blocks.iter().map(Into::into).collect();
            let card_lines = cards.iter().map(Into::into).collect();
            return output::json(&Shown { view: &view, sections, card_lines });
        }
        return output::text(&texts::note(context.lang, &view, &cards));
    }
    if let Some(concept) = library.find_concept(name)? {
        return show_concept(context, &concept, json);
    }
    let notes = library.find_notes(name)?;
    if notes.is_empty() {
        eprintln!("wengu: {}", output::safe(&texts::no_such_note(context.lang, name)));
    } else {
        eprint!("{}", output::safe(&texts::several(context.lang, name, &notes)));
    }
    Ok(Ending::Wrong)
}

fn show_concept(context: &Context, concept: &ConceptView, json: bool) -> Result<Ending> {
    if json { output::json(concept) } else { output::text(&texts::concept(context.lang, concept)) }
}

/// The notes that `name` may mean. A path on the command line is meant from where one stands.
fn note_candidates(library: &Library, name: &str) -> Result<Vec<NoteSummary>> {
    if let Ok(path) = std::fs::canonicalize(Path::new(name)) {
        let notes = library.find_notes(&path.to_string_lossy())?;
        if !notes.is_empty() {
            return Ok(notes);
        }
    }
    Ok(library.find_notes(name)?)
}

fn check(context: &Context, paths: &[PathBuf], json: bool) -> Result<Ending> {
    let report = Library::in_memory(context.library_settings()?, crate::clock::entropy)?.import(
        paths,
        manner(context, true),
        &|_| {},
    )?;
    let ending = if report.notes.failed > 0 { Ending::Wrong } else { Ending::Fine };
    if json {
        output::json(&Report::new(context, &report))?;
        return Ok(ending);
    }
    output::text(
        &report.diagnostics.iter().map(|diagnostic| texts::diagnostic(context.lang, diagnostic)).collect::<String>(),
    )?;
    output::text(&texts::check(context.lang, &report))?;
    Ok(ending)
}

fn remove(context: &Context, names: &[String], samples: bool) -> Result<Ending> {
    let mut library = context.library()?;
    let mut ids = if samples { library.sample_notes()? } else { Vec::new() };
    for name in names {
        let notes = note_candidates(&library, name)?;
        match notes.as_slice() {
            [] => bail!("there is no note `{name}`; `wengu notes list` names them all"),
            [note] => ids.push(note.id),
            several => bail!("{}", texts::several(context.lang, name, several).trim_end()),
        }
    }
    library.remove_notes(&ids, context.now())?;
    output::text(&texts::removed(context.lang, ids.len()))
}
