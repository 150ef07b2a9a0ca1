//! What stands beside the matrices: the knobs, the row at hand, single figures, the scene, the arithmetic of a cell.

use super::Workbench;
use super::knobs::short;
use super::plot::bar;
use crate::lab::bench::{Bench, Look, Out};
use crate::locale::{bench as names, lab as texts};
use crate::tui::screen::Ctx;
use crate::tui::screen::bench::panel;
use crate::tui::widget::text::{self, put, put_title};
use crate::tui::widget::wrap;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Every knob on a line of its own.
pub fn knobs(bench: &Workbench, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    put_title(buf, area, 0, ctx.say(texts::KNOBS), (theme.title, theme.rule));
    let knobs = bench.knobs();
    let page = usize::from(area.height.saturating_sub(1));
    let skip = bench.knob.saturating_sub(page / 2).min(knobs.len().saturating_sub(page));
    let names: Vec<(String, String)> = knobs.iter().map(|&knob| bench.knob_words(knob, ctx.lang)).collect();
    let widest = names.iter().map(|(name, _)| text::width(name)).max().unwrap_or(0);
    for (dy, (at, (name, value))) in (1..).zip(names.iter().enumerate().skip(skip).take(page)) {
        let here = at == bench.knob;
        let row = Rect { y: area.y + dy, height: 1, ..area };
        let mark = if here { "▸ " } else { "  " };
        let style = if here { theme.strong } else { theme.dim };
        let x = put(buf, row, 0, 0, Span::styled(mark, theme.key));
        let x = put(buf, row, x, 0, Span::styled(text::pad(name, widest + 2), style));
        let value = text::fit(value, usize::from(area.width.saturating_sub(x))).into_owned();
        put(buf, row, x, 0, Span::styled(value, if here { theme.key } else { theme.text }));
    }
}

/// Single figures, and those of the row at hand.
pub fn figures(bench: &Workbench, ctx: Ctx<'_>) -> Vec<Line<'static>> {
    let theme = ctx.theme;
    let Ok(outcome) = &bench.now.outcome else { return Vec::new() };
    let alias = |name: &str| {
        matches!(name, "scaled_masked" | "row_entropy_nats" | "params" | "params_active_incl_embeddings")
            || (name.starts_with("kv_bytes_") && name != "kv_bytes_per_token")
    };
    let figure = |name: &str, out: &Out| match out {
        Out::Number(number) => Some(short(*number)),
        Out::Count(count) => Some(texts::amount(name, *count)),
        // Lists that are no stage of their own, such as the mean of each row
        Out::Vector(list) if !bench.now.stages.iter().any(|stage| stage.name == name) => {
            let few: Vec<String> = list.iter().take(8).map(|value| panel::number(*value, 5)).collect();
            Some(format!("{}{}", few.join(" "), if list.len() > 8 { " …" } else { "" }))
        }
        Out::Counts(list) if !list.is_empty() && !bench.now.stages.iter().any(|stage| stage.name == name) => {
            let few: Vec<String> = list.iter().take(12).map(u64::to_string).collect();
            Some(few.join(" "))
        }
        Out::Word(word) => Some(word.clone()),
        Out::PerRow(heads) => {
            let rows = heads.get(bench.sheet.min(heads.len().saturating_sub(1)))?;
            rows.get(bench.cursor.0).copied().flatten().map(short)
        }
        _ => None,
    };
    let line = |(name, out): (&'static str, &Out)| {
        let value = figure(name, out).filter(|_| !alias(name) && bench.now.setup.case.field(name).is_none())?;
        let label = texts::output(name).map_or_else(|| name.replace('_', " "), |label| ctx.say(label).to_owned());
        Some(Line::from(vec![Span::styled(format!("{label} "), theme.dim), Span::styled(value, theme.strong)]))
    };
    outcome.iter().filter_map(line).collect()
}

/// One row closely: where its weight goes.
pub fn row(bench: &Workbench, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let Some(stage) = bench.shown_stage() else { return };
    let at = bench.cursor.0;
    let rows = stage.sheet(bench.sheet);
    let values = rows.and_then(|rows| rows.get(at));
    let mut dy = 0;
    if let (Look::Share, Some(values), false) = (stage.look, values, bench.is_veiled(at)) {
        put_title(buf, area, 0, &format!("{} {}", ctx.say(texts::ROW), stage.row_name(at)), (theme.title, theme.rule));
        dy = 1;
        if stage.blind.contains(&at) {
            put(buf, area, 0, dy, Span::styled(ctx.say(texts::NO_VISIBLE_KEY), theme.warning));
            return;
        }
        let most = usize::from(area.height / 2).clamp(4, 12);
        for column in heaviest(values, most) {
            weight((&stage.column_name(column), values[column]), dy, ctx, area, buf);
            dy += 1;
        }
        let sum: f64 = values.iter().filter(|value| value.is_finite()).sum();
        let words = format!("{} {}", ctx.say(texts::SUM), panel::number(sum, 6));
        put(buf, area, 0, dy, Span::styled(words, theme.dim));
        let top = values.iter().copied().fold(0.0, f64::max);
        if let Some(warning) = warning(values, top) {
            put(buf, area, 10, dy, Span::styled(ctx.say(warning), theme.warning));
        }
        dy += 1;
    }
    flow(&figures(bench, ctx), area, dy, buf);
}

/// The columns that hold the most, in their order: where not all of a row fits, these are what it is about.
fn heaviest(values: &[f64], most: usize) -> Vec<usize> {
    let mut columns: Vec<usize> = (0..values.len()).collect();
    let held = |column: &usize| values.get(*column).copied().filter(|value| value.is_finite()).unwrap_or(-1.0);
    columns.sort_by(|one, other| held(other).total_cmp(&held(one)));
    columns.truncate(most);
    columns.sort_unstable();
    columns
}

const fn is_uniform(spread: f64) -> bool {
    spread < 1e-9
}

/// What is wrong with a row of weights, if anything.
fn warning(values: &[f64], top: f64) -> Option<crate::locale::Text> {
    let seen: Vec<f64> = values.iter().copied().filter(|value| *value > 0.0).collect();
    let least = seen.iter().copied().fold(f64::INFINITY, f64::min);
    if seen.len() > 1 && top > 0.99 {
        Some(texts::SATURATED)
    } else if seen.len() > 2 && is_uniform(top - least) {
        Some(texts::UNIFORM)
    } else {
        None
    }
}

fn weight((name, value): (&str, f64), dy: u16, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    put(buf, area, 0, dy, Span::styled(text::fit(name, 6).into_owned(), ctx.theme.dim));
    if !value.is_finite() {
        put(buf, area, 10, dy, Span::styled("·", ctx.theme.masked));
        return;
    }
    let room = f64::from(area.width.saturating_sub(14));
    put(buf, area, 7, dy, Span::styled(text::pad_left(&panel::number(value, 5), 5), ctx.theme.strong));
    put(buf, area, 13, dy, Span::styled(bar(value.clamp(0.0, 1.0) * room), ctx.theme.accent));
}

/// Lines one after another, several in a row where they fit.
fn flow(lines: &[Line<'static>], area: Rect, mut dy: u16, buf: &mut Buffer) {
    let mut x = 0;
    for line in lines {
        let line = whole(line, area.width.into());
        if x > 0 && usize::from(x) + line.width() > usize::from(area.width) {
            (x, dy) = (0, dy + 1);
        }
        if dy >= area.height {
            return;
        }
        x = put(buf, area, x, dy, line) + 2;
    }
}

/// A label and its figure in so many cells: the label gives way, as a figure that is cut is another one.
fn whole(line: &Line<'static>, cells: usize) -> Line<'static> {
    let mut line = line.clone();
    let over = line.width().saturating_sub(cells);
    if let (1.., Some(label)) = (over, line.spans.first_mut()) {
        let room = text::width(&label.content).saturating_sub(over + 1);
        label.content = format!("{} ", text::fit(label.content.trim_end(), room)).into();
    }
    line
}

/// What is said at the foot: the guess, the arithmetic of a cell, the tokens being fed, the scene.
pub fn words(bench: &Workbench, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let theme = ctx.theme;
    let mut lines = Vec::new();
    if let Err(reason) = &bench.now.outcome {
        let reason = names::error(ctx.lang, reason);
        lines.extend(wrap::wrap(&[(text::clean(&reason).into_owned(), theme.error)], cells));
        return lines;
    }
    if let Some(guess) = &bench.guess {
        let row = bench.stage().map(|stage| stage.row_name(guess.row)).unwrap_or_default();
        let (words, style) = match guess.answer {
            None => (texts::ask(ctx.lang, &row), theme.key),
            Some((said, is)) if said == is => (ctx.say(texts::RIGHT).to_owned(), theme.good),
            Some((_, is)) => {
                (names::wrong(ctx.lang, &bench.stage().map(|s| s.column_name(is)).unwrap_or_default()), theme.again)
            }
        };
        lines.extend(wrap::wrap(&[(words, style)], cells));
    }
    if let Some(explained) = &bench.explained {
        let mut told = wrap::wrap(&[(explained.clone(), theme.math)], cells);
        told.truncate(4);
        lines.extend(told);
    }
    if let Some(fed) = bench.fed {
        lines.push(fed_line(bench, fed, ctx));
    }
    if bench.bench == Bench::Cost {
        lines.extend(measured(bench, ctx));
    }
    if let Some(scene) = bench.scene {
        lines.push(Line::styled(ctx.say(scene.title), theme.title));
        for line in scene.lines {
            lines.extend(wrap::wrap(&[(ctx.say(line).to_owned(), theme.text)], cells));
        }
    }
    if !bench.tables.is_empty() && (lines.is_empty() || cells > 90) {
        lines.push(Line::styled(ctx.say(texts::TOY), theme.faint));
    }
    lines
}

/// The state that stays and the cache that grows.
fn fed_line(bench: &Workbench, fed: usize, ctx: Ctx<'_>) -> Line<'static> {
    let state: usize = bench
        .now
        .stages
        .iter()
        .find(|stage| stage.name == "states" || stage.name.starts_with("state"))
        .and_then(|stage| {
            let rows = stage.sheet(0)?;
            let columns = rows.first().map_or(0, Vec::len);
            Some(if stage.by_token { rows.len() * columns } else { columns })
        })
        .unwrap_or(0);
    let width = bench.tables.iter().find_map(|(_, sheets)| sheets.first()?.first().map(Vec::len)).unwrap_or(1);
    let width = if bench.tables.iter().any(|(field, _)| field.name == "u" || field.name == "Q") { width } else { 1 };
    let cache = 2 * width * fed;
    let theme = ctx.theme;
    Line::from(vec![
        Span::styled(texts::fed(ctx.lang, fed), theme.key),
        Span::styled(format!("  {} {state} ", ctx.say(texts::STATE)), theme.dim),
        Span::styled("█".repeat(state.min(24)), theme.review),
        Span::styled(format!("  {} {cache} ", ctx.say(texts::CACHE)), theme.dim),
        Span::styled("█".repeat(cache.min(64)), theme.learning),
    ])
}

/// What the lab's own kernels took on this machine.
fn measured(bench: &Workbench, ctx: Ctx<'_>) -> Vec<Line<'static>> {
    let theme = ctx.theme;
    if bench.measuring {
        return vec![Line::styled(ctx.say(texts::MEASURING), theme.key)];
    }
    if bench.samples.is_empty() {
        return vec![Line::styled(ctx.say(texts::MEASURE_HOW), theme.dim)];
    }
    let mut lines = vec![Line::styled(ctx.say(texts::MEASURED), theme.title)];
    lines.extend(bench.samples.iter().map(|sample| {
        Line::from(vec![
            Span::styled(text::pad_left(&format!("T={} ", sample.tokens), 8), theme.dim),
            Span::styled(format!("attention {:>9.1} µs  ", sample.attention_us), theme.text),
            Span::styled(format!("retention {:>8.1} µs  ", sample.recurrent_us), theme.text),
            Span::styled(format!("convolution {:>8.1} µs", sample.convolution_us), theme.text),
        ])
    }));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_row_shows_where_its_weight_is() {
        let row = [0.0, 0.66, f64::NEG_INFINITY, 0.0, 0.0, 0.34];
        assert_eq!(heaviest(&row, 2), [1, 5]);
        assert_eq!(heaviest(&row, 9), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_label_gives_way_and_its_figure_does_not() {
        let line = Line::from(vec![Span::raw("attention's parameters, a layer "), Span::raw("41 943 040")]);
        let short = whole(&line, 24);
        assert_eq!(short.width(), 24);
        assert!(short.to_string().ends_with(" 41 943 040"), "{short}");
        assert_eq!(whole(&line, 60), line);
    }
}
