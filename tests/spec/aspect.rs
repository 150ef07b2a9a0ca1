//! Aspects of a note, as text that can be compared and read.

use super::{cards, case::Case};
use std::fmt::Write;
use wengu::domain::{ParsedNote, Stance};
use wengu::ingest::{Context, parse};

/// The aspect of the case's note that is called `name`.
pub fn of(case: &Case, name: &str) -> String {
    let (name, argument) = name.split_once(' ').unwrap_or((name, ""));
    if name == "cards" {
        return cards::written(case, argument);
    }
    let note = parse(&case.note, &Context { file_name: case.file.as_deref(), ..Context::default() });
    match name {
        "made" => cards::made(case),
        "outline" => outline(&note),
        "title" => lines(note.title.iter().cloned()),
        "preamble" => ended(&note.lead.body),
        "body" => body(&note, argument),
        "concepts" => concepts(&note),
        "definitions" => definitions(&note),
        "formulas" => formulas(&note),
        "images" => lines(note.images.iter().map(|image| format!("{}: {}", image.at.line, image.name))),
        "days" => days(&note),
        "tags" => lines(note.tags.iter().cloned()),
        "diagnostics" => diagnostics(&note),
        _ => panic!("there is no aspect {name}"),
    }
}

/// `line: number title`, indented by depth.
fn outline(note: &ParsedNote) -> String {
    let mut out = String::new();
    for section in &note.sections {
        let indent = "  ".repeat(usize::from(section.depth) - 1);
        let number = if section.number.is_empty() { String::new() } else { format!("{} ", section.number) };
        let _ = writeln!(out, "{indent}{}: {number}{}", section.line, section.title);
    }
    out
}

fn body(note: &ParsedNote, title: &str) -> String {
    let section = note.sections.iter().find(|section| section.title == title);
    ended(&section.unwrap_or_else(|| panic!("there is no section {title}")).body)
}

fn ended(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}

/// `stances name = aliases`
fn concepts(note: &ParsedNote) -> String {
    let mut out = String::new();
    for concept in &note.concepts {
        let mut stances: Vec<&str> = concept.mentions.iter().map(|mention| mention.stance.name()).collect();
        stances.dedup();
        let aliases =
            if concept.aliases.is_empty() { String::new() } else { format!(" = {}", concept.aliases.join(", ")) };
        let _ = writeln!(out, "{} ({}){aliases}", concept.name, stances.join(", "));
    }
    out
}

/// `line: term: explanation`
fn definitions(note: &ParsedNote) -> String {
    let mut all: Vec<_> = note
        .concepts
        .iter()
        .flat_map(|concept| concept.mentions.iter().map(move |mention| (mention, &concept.name)))
        .filter(|(mention, _)| mention.stance == Stance::Definition)
        .collect();
    all.sort_by_key(|(mention, _)| mention.at);
    let mut out = String::new();
    for (mention, name) in all {
        let definition = mention.definition.as_deref().unwrap_or_default().replace('\n', " ⏎ ");
        let _ = writeln!(out, "{}: {name}: {definition}", mention.at.line);
    }
    out
}

/// `line: display|inline tex <- owner`
fn formulas(note: &ParsedNote) -> String {
    let mut out = String::new();
    for formula in &note.formulas {
        let display = if formula.display { "display" } else { "inline" };
        let owner = formula.owner.as_ref().map(|owner| format!(" <- {owner}")).unwrap_or_default();
        let _ = writeln!(out, "{}: {display} {}{owner}", formula.at.line, formula.tex.replace('\n', " ⏎ "));
    }
    out
}

fn days(note: &ParsedNote) -> String {
    let mut out = String::new();
    if let (Some(date), Some(source)) = (note.date, note.date_source) {
        let _ = writeln!(out, "{date} from {}", source.name());
    }
    for day in &note.days {
        let _ = writeln!(out, "{}: {}", day.line, day.date);
    }
    out
}

fn diagnostics(note: &ParsedNote) -> String {
    let shown = note
        .diagnostics
        .iter()
        .map(|found| format!("{}:{}: {} {}", found.line, found.column, found.code, found.subject));
    lines(shown.map(|line| line.trim_end().to_owned()))
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.flat_map(|line| [line, "\n".to_owned()]).collect()
}
