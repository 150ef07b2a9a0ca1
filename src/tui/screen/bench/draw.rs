//! How a bench is drawn: all of it where there is room, else the table and the stage at hand, and below 60 columns one matrix.

use super::compare::compared;
use super::panel::{CELLS, Sheet};
use super::view::Stage;
use super::{Workbench, plot::Plot, side, strip};
use crate::lab::bench::Look;
use crate::locale::lab as texts;
use crate::tui::screen::Ctx;
use crate::tui::screen::search::show_field;
use crate::tui::widget::math;
use crate::tui::widget::text::{put, put_lines};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Below this width there is one matrix at a time.
const NARROW: u16 = 58;
/// From this width on there is a column for knobs, and several stages at once.
const WIDE: u16 = 110;
const SIDE: u16 = 36;
pub const GAP: u16 = 3;
/// The least that a panel is given.
const LEAST: u16 = 14;

pub fn draw(bench: &Workbench, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    strip::draw(bench, ctx, area, buf);
    let rest = below(area, if area.height >= 14 { 2 } else { 1 });
    if bench.typing == super::Typing::Tokens {
        return tokens(bench, ctx, rest, buf);
    }
    if area.width < NARROW || area.height < 10 {
        return narrow(bench, ctx, rest, buf);
    }
    if area.width >= WIDE && area.height >= 24 { wide(bench, ctx, rest, buf) } else { standard(bench, ctx, rest, buf) }
}

pub fn below(area: Rect, dy: u16) -> Rect {
    Rect { y: area.y + dy.min(area.height), height: area.height.saturating_sub(dy), ..area }
}

pub fn right(area: Rect, dx: u16) -> Rect {
    Rect { x: area.x + dx.min(area.width), width: area.width.saturating_sub(dx), ..area }
}

/// The input at hand, as a panel.
fn table<'a>(bench: &'a Workbench, at: usize, ctx: Ctx<'_>) -> Option<Sheet<'a>> {
    let (field, sheets) = bench.tables.get(at)?;
    let sheet = bench.sheet.min(sheets.len().saturating_sub(1));
    let rows = sheets.get(sheet)?;
    let here = at == bench.stop;
    let shape = match sheets.len() {
        1 => format!("{}×{}", rows.len(), rows.first().map_or(0, Vec::len)),
        count => format!("{}/{count} {}×{}", sheet + 1, rows.len(), rows.first().map_or(0, Vec::len)),
    };
    let title = Line::from(vec![
        Span::styled(field.name, if here { ctx.theme.title } else { ctx.theme.strong }),
        Span::styled(format!("  {shape}"), ctx.theme.faint),
    ]);
    let by_token = matches!(field.kind, crate::lab::bench::Kind::Matrix("T", _));
    Some(Sheet {
        title,
        rows,
        look: Look::Around(2.0),
        row_names: if by_token { bench.now.setup.tokens.clone() } else { Vec::new() },
        column_names: Vec::new(),
        cursor: here.then_some(bench.cursor),
        row: None,
        before: None,
        blind: &[],
        blind_words: "",
        veiled: &|_| false,
    })
}

/// A stage as a panel, with the numbers of `computed`.
pub fn sheet<'a>(
    bench: &'a Workbench,
    stage: &'a Stage,
    ctx: Ctx<'_>,
    veiled: &'a dyn Fn(usize) -> bool,
) -> Option<Sheet<'a>> {
    let at = sheet_at(bench, stage);
    let rows = stage.sheet(at)?;
    let here = bench.stage().is_some_and(|other| other.name == stage.name);
    let names = |count: usize, name: &dyn Fn(usize) -> String| (0..count).map(name).collect::<Vec<_>>();
    let before = bench.before.iter().flatten().find(|other| other.name == stage.name).and_then(|other| other.sheet(at));
    Some(Sheet {
        title: title(bench, stage, here, ctx),
        rows,
        look: stage.look,
        row_names: names(rows.len(), &|row| stage.row_name(row)),
        column_names: names(rows.first().map_or(0, Vec::len), &|column| stage.column_name(column)),
        cursor: here.then_some(bench.cursor),
        row: (!here && bench.stop > 0 || bench.stop == 0).then_some(bench.cursor.0).filter(|_| !here),
        before: before.map(Vec::as_slice),
        blind: &stage.blind,
        blind_words: ctx.say(texts::NO_VISIBLE_KEY),
        veiled,
    })
}

/// Which sheet of a stage is shown: of states after each token, the last one fed.
fn sheet_at(bench: &Workbench, stage: &Stage) -> usize {
    match bench.fed {
        Some(fed) if stage.by_token => fed.saturating_sub(1),
        _ => bench.sheet,
    }
}

fn title(bench: &Workbench, stage: &Stage, here: bool, ctx: Ctx<'_>) -> Line<'static> {
    let theme = ctx.theme;
    let name =
        texts::output(stage.name).map_or_else(|| stage.name.replace('_', " "), |label| ctx.say(label).to_owned());
    let rows = stage.sheet(0);
    let shape = rows.map_or_else(String::new, |rows| format!("{}×{}", rows.len(), rows.first().map_or(0, Vec::len)));
    let at = sheet_at(bench, stage).min(stage.sheets.len().saturating_sub(1)) + 1;
    let shape = if stage.sheets.len() > 1 { format!("{at}/{} {shape}", stage.sheets.len()) } else { shape };
    Line::from(vec![
        Span::styled(name, if here { theme.title } else { theme.strong }),
        Span::styled(format!("  {shape}"), theme.faint),
    ])
}

impl Workbench {
    /// Rows that are not to be seen: one whose greatest entry is to be guessed, and those of tokens not yet fed.
    pub(super) fn is_veiled(&self, row: usize) -> bool {
        let guessed = self.guess.as_ref().is_some_and(|guess| guess.answer.is_none() && guess.row == row);
        guessed && self.stage().is_some()
    }

    fn is_unfed(&self, stage: &Stage, row: usize) -> bool {
        stage.axes.0 == "T" && !stage.by_token && self.fed.is_some_and(|fed| row >= fed)
    }
}

/// Puts a stage into a place: as a matrix, curves or bars.
pub fn put_stage(bench: &Workbench, stage: &Stage, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let here = bench.stage().is_some_and(|other| other.name == stage.name);
    if stage.is_plot() {
        let at = bench.now.setup.inputs.number_if("at").ok().flatten();
        let plot = Plot {
            stage,
            sheet: bench.sheet,
            title: title(bench, stage, here, ctx),
            at,
            full: shared_full(bench, stage),
        };
        return plot.draw(ctx, area, buf);
    }
    let veiled = |row: usize| (here && bench.is_veiled(row)) || bench.is_unfed(stage, row);
    if let Some(sheet) = sheet(bench, stage, ctx, &veiled) {
        sheet.draw(ctx, area, buf);
    }
}

/// The largest entry of A and B together, so that their bars have one scale.
fn shared_full(bench: &Workbench, stage: &Stage) -> Option<f64> {
    let pinned = bench.pinned.as_ref()?.stages.iter().find(|other| other.name == stage.name)?;
    let now = bench.now.stages.iter().find(|other| other.name == stage.name)?;
    let entries = [pinned, now].into_iter().flat_map(|stage| stage.sheets.iter().flatten().flatten());
    Some(entries.map(|value| value.abs()).filter(|value| value.is_finite()).fold(0.0, f64::max))
}

/// Puts a table into a place; gives where the cursor of a number being typed stands.
fn put_table(bench: &Workbench, at: usize, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let sheet = table(bench, at, ctx)?;
    sheet.draw(ctx, area, buf);
    if at != bench.stop || bench.typing != super::Typing::Cell {
        return None;
    }
    let place = sheet.place(area)?;
    put(buf, place, 0, 0, " ".repeat(place.width.into()));
    show_field(&bench.typed, usize::from(place.width) - 1, place, ctx.theme.key, buf)
}

/// How wide the table is and how wide the stage: both with numbers if there is room, else the one at hand first.
fn shares(bench: &Workbench, ctx: Ctx<'_>, stage: Option<&Stage>, width: u16) -> (u16, u16) {
    let Some(first) = table(bench, shown_table(bench), ctx) else { return (0, width) };
    let room = width.saturating_sub(GAP);
    let second = |cell: u16| match stage {
        Some(stage) if stage.is_plot() => room / 2,
        Some(stage) => sheet(bench, stage, ctx, &|_| false).map_or(0, |sheet| sheet.wish(cell)),
        None => 0,
    };
    let both = CELLS.into_iter().map(|cell| (first.wish(cell), second(cell)));
    if let Some((left, _)) = both.into_iter().find(|(left, right)| left.saturating_add(*right) <= room) {
        return (left, room - left);
    }
    let most = room.saturating_sub(LEAST);
    if bench.stop < bench.tables.len() {
        let left = first.wish(CELLS[0]).min(most);
        return (left, room - left);
    }
    let right = second(CELLS[0]).min(most);
    let left = first.heat_wish(room - right);
    (left, room - left)
}

fn shown_table(bench: &Workbench) -> usize {
    if bench.stop < bench.tables.len() { bench.stop } else { 0 }
}

/// The table at hand and the stage at hand side by side, knobs and the row beneath, words at the foot.
fn standard(bench: &Workbench, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let stage = bench.shown_stage();
    let mut words = side::words(bench, ctx, area.width.into());
    words.truncate(usize::from(area.height / 3));
    let foot = u16::try_from(words.len()).unwrap_or(0);
    let body = Rect { height: area.height.saturating_sub(foot), ..area };
    let tallest = [table(bench, shown_table(bench), ctx).map(|sheet| sheet.height()), stage.map(stage_height)];
    let tallest = tallest.into_iter().flatten().max().unwrap_or(0);
    let upper_height = tallest.clamp(6, body.height.saturating_sub(5).max(6));
    let upper = Rect { height: upper_height.min(body.height), ..body };
    let cursor = if bench.pinned.is_some() {
        compared(bench, ctx, upper, buf);
        None
    } else {
        let (left, rest) = shares(bench, ctx, stage, upper.width);
        let cursor = put_table(bench, shown_table(bench), ctx, Rect { width: left, ..upper }, buf);
        if let Some(stage) = stage {
            let place = if left == 0 { upper } else { Rect { width: rest, ..right(upper, left + GAP) } };
            put_stage(bench, stage, ctx, place, buf);
        }
        cursor
    };
    let lower = below(body, upper.height + u16::from(body.height > upper.height + 4));
    let half = lower.width / 2;
    side::row(bench, ctx, Rect { width: half.saturating_sub(1), ..lower }, buf);
    side::knobs(bench, ctx, right(lower, half + 1), buf);
    put_lines(buf, below(area, body.height), &words, 0);
    cursor
}

pub fn stage_height(stage: &Stage) -> u16 {
    let rows = stage.sheet(0).map_or(0, |rows| {
        // The entries of a list are bars one under the other
        if stage.look == Look::Bars && rows.len() == 1 { rows[0].len().min(24) } else { rows.len() }
    });
    if stage.look == Look::Curve { 12 } else { u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(2) }
}

/// Inputs on the left, all stages in their order, knobs and the row on the right, words at the foot.
fn wide(bench: &Workbench, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let side_area = right(area, area.width - SIDE);
    let main = Rect { width: area.width - SIDE - GAP, ..area };
    let knobs = u16::try_from(bench.knobs().len() + 2).unwrap_or(u16::MAX).min(side_area.height / 2);
    side::knobs(bench, ctx, Rect { height: knobs, ..side_area }, buf);
    side::row(bench, ctx, below(side_area, knobs + 1), buf);
    let words = side::words(bench, ctx, main.width.into());
    let formula = math::display(bench.now.setup.case.tex, main.width.into());
    let foot = u16::try_from(words.len() + formula.len() + 2).unwrap_or(u16::MAX).min(area.height / 2);
    let body = Rect { height: area.height - foot, ..main };
    let cursor = if bench.pinned.is_some() {
        compared(bench, ctx, body, buf);
        None
    } else {
        grid(bench, ctx, body, buf)
    };
    let end = below(main, body.height + 1);
    let rows: Vec<Line<'_>> = formula.into_iter().map(|row| Line::styled(format!("  {row}"), ctx.theme.math)).collect();
    put_lines(buf, end, &rows, 0);
    let end = below(end, u16::try_from(rows.len() + 1).unwrap_or(0));
    put_lines(buf, end, &words, 0);
    cursor
}

/// A panel and where it goes.
struct Placed {
    stop: usize,
    place: Rect,
}

/// Panels from left to right and top to bottom, with narrower numbers if all fit only so. What does not fit is left out, the table
/// and the stage at hand last.
fn grid(bench: &Workbench, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let tables = bench.tables.len();
    let all: Vec<usize> = (0..bench.stops()).collect();
    let whole = CELLS.into_iter().take(2).map(|cell| shelves(bench, ctx, &all, (area, cell)));
    let placed = whole.into_iter().find(|placed| placed.len() == all.len()).unwrap_or_else(|| {
        let stage =
            bench.shown_stage().and_then(|stage| bench.now.stages.iter().position(|other| other.name == stage.name));
        let mut order: Vec<usize> = (tables > 0).then(|| shown_table(bench)).into_iter().collect();
        order.extend(stage.map(|stage| tables + stage));
        let others: Vec<usize> =
            (tables..bench.stops()).chain(0..tables).filter(|stop| !order.contains(stop)).collect();
        order.extend(others);
        shelves(bench, ctx, &order, (area, CELLS[1]))
    });
    let mut cursor = None;
    for Placed { stop, place } in placed {
        if stop < tables {
            cursor = put_table(bench, stop, ctx, place, buf).or(cursor);
        } else if let Some(stage) = bench.now.stages.get(stop - tables) {
            put_stage(bench, stage, ctx, place, buf);
        }
    }
    cursor
}

/// Fills shelves from left to right; a panel that fits nowhere is left out, but the first is always there.
fn shelves(bench: &Workbench, ctx: Ctx<'_>, stops: &[usize], (area, cell): (Rect, u16)) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::new();
    let (mut x, mut y, mut shelf) = (0_u16, 0_u16, 0_u16);
    for &stop in stops {
        let (wish, height) = size(bench, ctx, stop, (area, cell));
        let (wish, height) =
            if placed.is_empty() { (wish.min(area.width), height.min(area.height)) } else { (wish, height) };
        if x > 0 && x.saturating_add(wish) > area.width {
            (x, y) = (0, y.saturating_add(shelf + 1));
            shelf = 0;
        }
        if x.saturating_add(wish) > area.width || y.saturating_add(height) > area.height {
            continue;
        }
        placed.push(Placed { stop, place: Rect { x: area.x + x, y: area.y + y, width: wish, height } });
        x = x.saturating_add(wish + GAP);
        shelf = shelf.max(height);
    }
    placed
}

fn size(bench: &Workbench, ctx: Ctx<'_>, stop: usize, (area, cell): (Rect, u16)) -> (u16, u16) {
    let tables = bench.tables.len();
    // What is too large for numbers is shown as heat
    let half = |sheet: &Sheet<'_>| {
        let wish = sheet.wish(cell);
        if wish <= area.width * 2 / 3 && sheet.height() <= 14 {
            return (wish, sheet.height());
        }
        (sheet.heat_wish(area.width), sheet.height().div_ceil(2) + 1)
    };
    if stop < tables {
        return table(bench, stop, ctx).map_or((0, 0), |sheet| half(&sheet));
    }
    let Some(stage) = bench.now.stages.get(stop - tables) else { return (0, 0) };
    if stage.look == Look::Curve {
        return (area.width.min(76), 14.min(area.height));
    }
    if stage.is_plot() {
        return (44.min(area.width), stage_height(stage).saturating_sub(1));
    }
    sheet(bench, stage, ctx, &|_| false).map_or((0, 0), |sheet| half(&sheet))
}

/// One matrix at a time, the knob at hand and the words beneath.
fn narrow(bench: &Workbench, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let foot = 3.min(area.height / 3);
    let body = Rect { height: area.height.saturating_sub(foot), ..area };
    let cursor = if bench.stop < bench.tables.len() {
        put_table(bench, bench.stop, ctx, body, buf)
    } else {
        if let Some(stage) = bench.stage() {
            put_stage(bench, stage, ctx, body, buf);
        }
        None
    };
    let end = below(area, body.height);
    let knob = bench.knobs().get(bench.knob).map(|&knob| bench.knob_words(knob, ctx.lang));
    if let Some((name, value)) = knob {
        let line =
            Line::from(vec![Span::styled(format!("▸ {name} "), ctx.theme.dim), Span::styled(value, ctx.theme.key)]);
        put(buf, end, 0, 0, line);
    }
    put_lines(buf, below(end, 1), &side::words(bench, ctx, area.width.into()), 0);
    cursor
}

/// The line in which tokens are typed.
fn tokens(bench: &Workbench, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    put(buf, area, 0, 0, Span::styled(ctx.say(texts::TOKENS_HOW), ctx.theme.dim));
    put(buf, area, 0, 2, Span::styled("› ", ctx.theme.key));
    let place = Rect { height: 1.min(area.height.saturating_sub(2)), ..below(right(area, 2), 2) };
    let cursor = show_field(&bench.typed, place.width.into(), place, ctx.theme.input, buf);
    put(buf, area, 0, 4, Span::styled(ctx.say(texts::TOY), ctx.theme.warning));
    cursor
}
