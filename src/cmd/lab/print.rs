//! Outcomes for people: matrices as aligned numbers with a shade for their size, lists as bars, curves as plots.

use crate::lab::Matrix;
use crate::lab::bench::{Bench, Case, Look, Out, Outcome};
use crate::locale::{Lang, lab as texts, scene};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Rows and columns that are printed of a matrix.
const MOST_ROWS: usize = 16;
const MOST_COLUMNS: usize = 10;
const SHADES: [&str; 5] = [" ", "░", "▒", "▓", "█"];
/// Cells of the longest bar.
const BAR: f64 = 32.0;

pub(super) fn list(lang: Lang) -> String {
    let mut text = String::new();
    for bench in Bench::ALL {
        let _ = writeln!(text, "{:<11} {}", bench.name(), texts::bench(bench).of(lang));
        let _ = writeln!(text, "            {}", texts::bench_what(bench).of(lang));
        for case in bench.cases() {
            let gap = " ".repeat(26_usize.saturating_sub(case.name.width()));
            let _ = writeln!(text, "  {}{gap} {}", case.name, texts::case(case.name).of(lang));
        }
        for scene in scene::of(bench) {
            let _ = writeln!(text, "    --scene {:<18} {}", scene.id, scene.title.of(lang));
        }
        text.push('\n');
    }
    text
}

pub(super) fn outcome(lang: Lang, case: &Case, outcome: &Outcome) -> String {
    let mut text = format!("{}  {}\n", texts::case(case.name).of(lang), case.name);
    let shown = |name: &str| case.show(name).map_or(Look::Plain, |show| show.look);
    // Single figures first, aligned; then tables in the order in which they come about
    let figures: Vec<(&str, String)> = outcome.iter().filter_map(|(name, out)| Some((name, figure(out)?))).collect();
    let widest = figures.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
    for (name, value) in &figures {
        let label = texts::output(name).map_or("", |label| label.of(lang));
        let _ = writeln!(text, "  {name:<widest$}  {value:>18}  {label}");
    }
    for (name, out) in outcome.iter() {
        if figure(out).is_none() && !is_alias(name) {
            if *out == Out::Json(serde_json::Value::Null) {
                continue;
            }
            let label = texts::output(name).map_or("", |label| label.of(lang));
            let _ = writeln!(text, "\n{name}  {label}");
            table(&mut text, lang, shown(name), outcome.seen(name).as_ref().unwrap_or(out));
        }
    }
    text
}

/// Names that say again what another output says.
fn is_alias(name: &str) -> bool {
    matches!(name, "scaled_masked" | "row_entropy_nats" | "retention" | "state_last" | "last_state" | "h_last")
}

fn figure(out: &Out) -> Option<String> {
    match out {
        Out::Number(value) => Some(number(*value)),
        Out::Count(count) => Some(grouped(*count)),
        Out::Word(word) => Some(word.clone()),
        _ => None,
    }
}

/// A whole number with its thousands apart.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

fn number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        if value.is_nan() { "nan".to_owned() } else { format!("{}∞", if value < 0.0 { "−" } else { "" }) }
    } else if size != 0.0 && !(1e-4..1e7).contains(&size) {
        format!("{value:.4e}")
    } else {
        format!("{value:.4}")
    }
}

fn table(text: &mut String, lang: Lang, look: Look, out: &Out) {
    match out {
        Out::Vector(list) if look == Look::Bars => {
            bars(text, list.iter().enumerate().map(|(at, &x)| (at.to_string(), x)));
        }
        Out::Vector(list) => rows(text, look, std::slice::from_ref(list)),
        Out::Counts(counts) => {
            let words: Vec<String> = counts.iter().map(u64::to_string).collect();
            let _ = writeln!(text, "  {}", words.join(" "));
        }
        Out::CountRows(list) => {
            for row in list.iter().take(MOST_ROWS) {
                let words: Vec<String> = row.iter().map(|count| format!("{count:>4}")).collect();
                let _ = writeln!(text, "  {}", words.concat());
            }
        }
        Out::Matrix(matrix) if look == Look::Curve => curve(text, matrix),
        Out::Matrix(matrix) => rows(text, look, &crate::lab::matrix::to_rows(matrix)),
        Out::Stack(sheets) => stack(text, look, sheets, &[], lang),
        Out::Heads { sheets, blind } => stack(text, look, sheets, blind, lang),
        Out::PerRow(heads) => {
            for row in heads {
                let cells: Vec<f64> = row.iter().map(|value| value.unwrap_or(f64::NAN)).collect();
                rows(text, Look::Plain, &[cells]);
            }
        }
        Out::Table { names, rows: matrix } if matrix.ncols() == 1 => {
            bars(text, names.iter().cloned().zip(matrix.column(0).iter().copied()));
        }
        Out::Table { names, rows: matrix } => named(text, names, matrix),
        Out::Json(_) | Out::Number(_) | Out::Count(_) | Out::Word(_) => {}
    }
}

fn stack(text: &mut String, look: Look, sheets: &[Matrix], blind: &[usize], lang: Lang) {
    for (at, sheet) in sheets.iter().enumerate().take(8) {
        if sheets.len() > 1 {
            let _ = writeln!(text, "  #{at}");
        }
        let all = crate::lab::matrix::to_rows(sheet);
        for (index, row) in all.iter().enumerate().take(MOST_ROWS) {
            if blind.contains(&index) {
                let _ = writeln!(text, "  {}", texts::NO_VISIBLE_KEY.of(lang));
            } else {
                rows(text, look, std::slice::from_ref(row));
            }
        }
        more(text, all.len());
    }
}

fn rows(text: &mut String, look: Look, all: &[Vec<f64>]) {
    for row in all.iter().take(MOST_ROWS) {
        let mut line = String::from(" ");
        for &value in row.iter().take(MOST_COLUMNS) {
            let _ = write!(line, " {:>9}{}", cell(value), shade(look, value));
        }
        if row.len() > MOST_COLUMNS {
            let _ = write!(line, " … {}", row.len());
        }
        let _ = writeln!(text, "{}", line.trim_end());
    }
    more(text, all.len());
}

fn more(text: &mut String, rows: usize) {
    if rows > MOST_ROWS {
        let _ = writeln!(text, "  … {rows}");
    }
}

/// A masked entry is a dot, never like a zero.
fn cell(value: f64) -> String {
    if value == f64::NEG_INFINITY { "·".to_owned() } else { number(value) }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn shade(look: Look, value: f64) -> &'static str {
    let share = match look {
        Look::Around(full) if value.is_finite() => (value / full).abs(),
        Look::Share if value.is_finite() => value,
        _ => return "",
    };
    SHADES[(share.clamp(0.0, 1.0) * 4.0).round() as usize]
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn bars(text: &mut String, entries: impl Iterator<Item = (String, f64)>) {
    let entries: Vec<(String, f64)> = entries.take(4 * MOST_ROWS).collect();
    let widest = entries.iter().map(|(name, _)| name.width()).max().unwrap_or_default();
    let largest = entries.iter().map(|(_, value)| value.abs()).filter(|value| value.is_finite()).fold(0.0, f64::max);
    for (name, value) in entries {
        let share = if largest > 0.0 && value.is_finite() { value.abs() / largest } else { 0.0 };
        let gap = " ".repeat(widest - name.width());
        let _ = writeln!(text, "  {name}{gap}  {:>12}  {}", number(value), "█".repeat((share * BAR).round() as usize));
    }
}

fn named(text: &mut String, names: &[String], matrix: &Matrix) {
    let widest = names.iter().map(|name| name.width()).max().unwrap_or_default();
    for (name, row) in names.iter().zip(matrix.rows()) {
        let gap = " ".repeat(widest - name.width());
        let cells: Vec<String> = row.iter().take(MOST_COLUMNS).map(|&value| format!("{:>11}", number(value))).collect();
        let _ = writeln!(text, "  {name}{gap} {}{}", cells.concat(), if row.len() > MOST_COLUMNS { " …" } else { "" });
    }
}

/// Every curve over its first column, as a table of some of its points.
fn curve(text: &mut String, matrix: &Matrix) {
    let step = matrix.nrows().div_ceil(MOST_ROWS + 1).max(1);
    for row in matrix.rows().into_iter().step_by(step) {
        let cells: Vec<String> = row.iter().map(|&value| format!("{:>13}", number(value))).collect();
        let _ = writeln!(text, " {}", cells.concat());
    }
}
