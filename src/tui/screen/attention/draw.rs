//! How the attention calculator is drawn: all of it where there is room, else the matrix under the cursor and the stage chosen.

use super::{Attention, Matrix, Stage, TOKENS};
use crate::locale::{Text, tui as texts};
use crate::tui::screen::Ctx;
use crate::tui::screen::search::show_field;
use crate::tui::widget::heat::{self, Marks, Scale};
use crate::tui::widget::math;
use crate::tui::widget::text::{self, put, put_lines, put_title};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// Scores of this magnitude have the full colour. Fixed, so that two pictures can be compared.
const FULL: f64 = 3.0;
/// Columns before a matrix, for the name of its row.
const LABEL: u16 = 3;
/// Columns of a matrix of four numbers with its labels.
const PANEL: u16 = LABEL + 1 + 4 * heat::CELL_U16;
/// Rows of a matrix of four with its title and labels, and a blank below.
const PANEL_ROWS: u16 = 7;
const NAMES: [&str; 3] = ["Q", "K", "V"];

pub fn draw(bench: &Attention, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    strip(bench, ctx, area, buf);
    knobs(bench, ctx, row(area, 1), buf);
    let rest = below(area, if area.height >= 16 { 3 } else { 2 });
    let gap = 4;
    if area.width >= 4 * PANEL + 2 && rest.height >= 3 * PANEL_ROWS {
        return whole(bench, ctx, rest, buf);
    }
    if area.width < 2 * PANEL + gap {
        return narrow(bench, ctx, rest, buf);
    }
    let left = Rect { width: PANEL, ..rest };
    let right = Rect { x: rest.x + PANEL + gap, width: rest.width - PANEL - gap, ..rest };
    let cursor = input(bench, bench.matrix, ctx, left, buf);
    stage(bench, bench.stage, ctx, right, buf);
    let foot = PANEL_ROWS;
    row_panel(bench, ctx, below(left, foot), buf);
    formula(bench.stage, ctx, below(right, foot), buf);
    cursor
}

fn row(area: Rect, dy: u16) -> Rect {
    Rect { y: area.y + dy.min(area.height), height: 1.min(area.height.saturating_sub(dy)), ..area }
}

fn below(area: Rect, dy: u16) -> Rect {
    Rect { y: area.y + dy.min(area.height), height: area.height.saturating_sub(dy), ..area }
}

/// Everything at once: inputs on the left, stages in their order, the row beneath.
fn whole(bench: &Attention, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let column = (area.width + 2) / 4;
    let place = |x: u16, y: u16| {
        let area = below(area, y * PANEL_ROWS);
        Rect { x: area.x + x * column, width: column - 2, ..area }
    };
    let mut cursor = None;
    for (y, matrix) in (0..).zip(0..NAMES.len()) {
        cursor = input(bench, matrix, ctx, place(0, y), buf).or(cursor);
    }
    for (stage_at, (x, y)) in Stage::ALL.into_iter().zip([(1, 0), (2, 0), (3, 0), (1, 1), (2, 1)]) {
        stage(bench, stage_at, ctx, place(x, y), buf);
    }
    row_panel(bench, ctx, place(3, 1), buf);
    let wide = Rect { width: area.width.saturating_sub(column), ..place(1, 2) };
    formula(bench.stage, ctx, wide, buf);
    cursor
}

/// One matrix at a time.
fn narrow(bench: &Attention, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let cursor = input(bench, bench.matrix, ctx, area, buf);
    let next = below(area, 6.min(area.height));
    stage(bench, bench.stage, ctx, next, buf);
    row_panel(bench, ctx, below(next, 6.min(next.height)), buf);
    cursor
}

const fn name(stage: Stage) -> Text {
    match stage {
        Stage::Scores => texts::STAGE_SCORES,
        Stage::Scaled => texts::STAGE_SCALED,
        Stage::Masked => texts::STAGE_MASKED,
        Stage::Softmax => texts::STAGE_SOFTMAX,
        Stage::Output => texts::STAGE_OUTPUT,
    }
}

/// The way from the inputs to the output.
fn strip(bench: &Attention, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let mut x = 0;
    for (at, letter) in NAMES.iter().enumerate() {
        let style = if at == bench.matrix { theme.tab_on } else { theme.dim };
        x = put(buf, area, x, 0, Span::styled(*letter, style)) + 1;
    }
    for stage in Stage::ALL {
        x = put(buf, area, x, 0, Span::styled("→ ", theme.faint));
        let style = if stage == bench.stage { theme.tab_on } else { theme.dim };
        x = put(buf, area, x, 0, Span::styled(ctx.say(name(stage)), style)) + 1;
    }
}

fn knobs(bench: &Attention, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let input = &bench.input;
    let width = input.matrices.first().and_then(|matrix| matrix.first()).map_or(0, Vec::len);
    let mask = match input.mask() {
        "none" => ctx.say(texts::MASK_NONE),
        "causal" => ctx.say(texts::MASK_CAUSAL),
        other => other,
    };
    let position = if input.position() == "none" { ctx.say(texts::MASK_NONE) } else { input.position() };
    let scale = if input.scale { format!("÷√{width}") } else { ctx.say(texts::OFF).to_owned() };
    let knobs = [
        ("m", texts::KNOB_MASK, mask.to_owned()),
        ("p", texts::KNOB_POSITION, position.to_owned()),
        ("s", texts::KNOB_SCALE, scale),
        ("t/T", texts::KNOB_TEMPERATURE, format!("{:.1}", input.temperature)),
    ];
    let mut x = 0;
    for (key, name, value) in knobs {
        x = put(buf, area, x, 0, Span::styled(key, theme.key)) + 1;
        x = put(buf, area, x, 0, Span::styled(ctx.say(name), theme.dim)) + 1;
        x = put(buf, area, x, 0, Span::styled(value, theme.strong)) + 3;
    }
}

fn panel(
    title: Line<'static>,
    labels: (&[&str], &[String]),
    lines: &[Line<'static>],
    ctx: Ctx<'_>,
    area: Rect,
    buf: &mut Buffer,
) {
    let (rows, columns) = labels;
    put(buf, area, 0, 0, title);
    let heads: Vec<Span<'_>> = columns
        .iter()
        .map(|name| Span::styled(text::pad_left(&format!("{name} "), heat::CELL), ctx.theme.dim))
        .collect();
    put(buf, area, LABEL + 1, 1, Line::from(heads));
    let body = below(area, 2);
    for (dy, name) in (0..).zip(rows) {
        put(buf, body, 0, dy, Span::styled(*name, ctx.theme.dim));
    }
    let body = Rect { x: body.x + LABEL.min(body.width), width: body.width.saturating_sub(LABEL), ..body };
    put_lines(buf, body, lines, 0);
}

fn shape(matrix: &Matrix) -> String {
    format!("{}×{}", matrix.len(), matrix.first().map_or(0, Vec::len))
}

fn dimensions(matrix: &Matrix) -> Vec<String> {
    (1..=matrix.first().map_or(0, Vec::len)).map(|number| number.to_string()).collect()
}

fn keys() -> Vec<String> {
    TOKENS.iter().map(|token| (*token).to_owned()).collect()
}

/// Q, K or V, with the cursor if it stands there.
fn input(bench: &Attention, at: usize, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let matrix = bench.input.matrices.get(at)?;
    let here = at == bench.matrix;
    let style = if here { ctx.theme.title } else { ctx.theme.dim };
    let title = Line::from(vec![
        Span::styled(NAMES.get(at).copied().unwrap_or_default(), style),
        Span::styled(format!("  {}", shape(matrix)), ctx.theme.faint),
    ]);
    let marks = Marks { cursor: here.then_some(bench.cursor), row: None };
    let scale = Scale::Diverging(FULL);
    panel(title, (&TOKENS, &dimensions(matrix)), &heat::rows(matrix, scale, marks, ctx.theme), ctx, area, buf);
    if !here || !bench.is_typing() {
        return None;
    }
    let (row, column) = (u16::try_from(bench.cursor.0).ok()?, u16::try_from(bench.cursor.1).ok()?);
    let cells = heat::CELL_U16;
    let x = LABEL + 1 + column * cells;
    let place = Rect { x: area.x + x, width: cells.min(area.width.saturating_sub(x)), ..below(area, 2 + row) };
    put(buf, place, 0, 0, " ".repeat(heat::CELL));
    show_field(&bench.typed, heat::CELL - 1, place, ctx.theme.key, buf)
}

/// A stage's numbers; a weight of a hidden key is not a number that happens to be zero.
fn shown(bench: &Attention, stage: Stage) -> Matrix {
    let mut matrix = bench.stages.of(stage).clone();
    if stage == Stage::Softmax {
        for (weight, masked) in matrix.iter_mut().flatten().zip(bench.stages.masked.iter().flatten()) {
            if *masked == f64::NEG_INFINITY {
                *weight = f64::NEG_INFINITY;
            }
        }
    }
    matrix
}

fn stage(bench: &Attention, stage: Stage, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let matrix = shown(bench, stage);
    let style = if stage == bench.stage { ctx.theme.title } else { ctx.theme.dim };
    let title = Line::from(vec![
        Span::styled(ctx.say(name(stage)), style),
        Span::styled(format!("  {}", shape(&matrix)), ctx.theme.faint),
    ]);
    let scale = if stage == Stage::Softmax { Scale::Share } else { Scale::Diverging(FULL) };
    let columns = if stage == Stage::Output { dimensions(&matrix) } else { keys() };
    let marks = Marks { cursor: None, row: Some(bench.query) };
    panel(title, (&TOKENS, &columns), &heat::rows(&matrix, scale, marks, ctx.theme), ctx, area, buf);
}

/// One query closely: where its attention goes.
fn row_panel(bench: &Attention, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let token = TOKENS.get(bench.query).copied().unwrap_or_default();
    put_title(buf, area, 0, &format!("{} {}", ctx.say(texts::ROW), token), (theme.title, theme.rule));
    if bench.stages.is_blind(bench.query) {
        put(buf, area, 0, 1, Span::styled(ctx.say(texts::NO_VISIBLE_KEY), theme.warning));
        return;
    }
    let Some(weights) = bench.stages.weights.get(bench.query) else { return };
    let masked = bench.stages.masked.get(bench.query);
    let room = f64::from(area.width.saturating_sub(11));
    for (dy, (at, (weight, key))) in (1..).zip(weights.iter().zip(TOKENS).enumerate()) {
        put(buf, area, 0, dy, Span::styled(key, theme.dim));
        let hidden = masked.and_then(|row| row.get(at)).is_some_and(|value| *value == f64::NEG_INFINITY);
        if hidden {
            put(buf, area, 6, dy, Span::styled("·", theme.masked));
            continue;
        }
        put(buf, area, 3, dy, Span::styled(text::pad_left(&heat::number(*weight), 5), theme.strong));
        put(buf, area, 10, dy, Span::styled(bar(*weight * room), theme.accent));
    }
    let figure = |values: &[f64]| values.get(bench.query).copied().unwrap_or(f64::NAN);
    let figures = [
        (texts::SUM, weights.iter().sum()),
        (texts::ENTROPY, figure(&bench.stages.entropy)),
        (texts::EFFECTIVE_KEYS, figure(&bench.stages.effective_keys)),
    ];
    let (mut x, mut dy) = (0, 5);
    for (name, value) in figures {
        let words = Line::from(vec![
            Span::styled(format!("{} ", ctx.say(name)), theme.dim),
            Span::styled(heat::number(value), theme.strong),
        ]);
        if usize::from(x) + words.width() > usize::from(area.width) {
            (x, dy) = (0, dy + 1);
        }
        x = put(buf, area, x, dy, words) + 2;
    }
}

/// A bar of so many cells, to the eighth.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn bar(cells: f64) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = (cells.clamp(0.0, 400.0) * 8.0).round() as usize;
    format!("{}{}", "█".repeat(eighths / 8), EIGHTHS.get(eighths % 8).copied().unwrap_or_default())
}

fn formula(stage: Stage, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let tex = match stage {
        Stage::Scores => r"S = QK^\top",
        Stage::Scaled => r"S' = \frac{QK^\top}{\tau\sqrt{D}}",
        Stage::Masked => r"S'' = \frac{QK^\top}{\tau\sqrt{D}} + M",
        Stage::Softmax => r"A_{ij} = \frac{e^{S''_{ij}}}{\sum_k e^{S''_{ik}}}",
        Stage::Output => r"O = AV",
    };
    put_title(buf, area, 0, ctx.say(name(stage)), (ctx.theme.title, ctx.theme.rule));
    let rows = math::display(tex, usize::from(area.width));
    for (dy, row) in (2..).zip(rows) {
        put(buf, area, 2, dy, Span::styled(row, ctx.theme.math));
    }
    let last = area.height.saturating_sub(1);
    put(
        buf,
        area,
        0,
        last,
        Span::styled(text::fit(ctx.say(texts::TOY_NUMBERS), usize::from(area.width)), ctx.theme.faint),
    );
}
