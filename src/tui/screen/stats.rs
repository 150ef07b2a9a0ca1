//! What the log tells of one's memory, as charts: the year, the month behind and the month ahead, retention beside what was aimed at,
//! the hardest cards, and what another aim would cost.

mod charts;

use super::Ctx;
use crate::domain::{Outlook, Scenario, Statistics};
use crate::locale::charts as texts;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::widget::list;
use crate::tui::widget::text::{put, put_lines, put_right};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// From this width on the charts stand in two columns.
const WIDE: usize = 110;
const GAP: usize = 4;
/// The days that the simulation looks ahead.
pub const SIMULATED_DAYS: u16 = 90;

#[derive(Debug, Default)]
enum Simulation {
    #[default]
    Unasked,
    Running,
    Done(Vec<Scenario>),
}

/// What the screen remembers.
#[derive(Debug, Default)]
pub struct Stats {
    pub is_open: bool,
    /// None until it was read.
    report: Option<(Box<Statistics>, Outlook)>,
    simulation: Simulation,
    top: usize,
}

impl Stats {
    /// Comes into sight; what was read before is shown until the log was read again.
    pub fn open(&mut self) -> Vec<Effect> {
        (self.is_open, self.top) = (true, 0);
        vec![Effect::LoadStats]
    }

    /// Goes out of sight; tells whether it was in sight.
    pub fn close(&mut self) -> bool {
        std::mem::take(&mut self.is_open)
    }

    pub fn receive(&mut self, statistics: Box<Statistics>, outlook: Outlook) {
        self.report = Some((statistics, outlook));
    }

    pub fn receive_scenarios(&mut self, scenarios: Vec<Scenario>) {
        self.simulation = Simulation::Done(scenarios);
    }

    /// The simulation could not be made.
    pub fn forget_simulation(&mut self) {
        self.simulation = Simulation::Unasked;
    }

    pub fn update(&mut self, action: Action, ctx: Ctx<'_>, size: (u16, u16)) -> Vec<Effect> {
        if action == Action::Simulate {
            if matches!(self.simulation, Simulation::Running) || self.report.is_none() {
                return Vec::new();
            }
            self.simulation = Simulation::Running;
            self.top = self.simulation_row(ctx, size);
            return vec![Effect::Simulate];
        }
        self.top = list::scroll(self.top, action, self.rows(ctx, size.0).len(), size.1.into());
        Vec::new()
    }

    /// All rows of the screen at this width.
    fn rows(&self, ctx: Ctx<'_>, width: u16) -> Vec<Line<'static>> {
        let Some((stats, outlook)) = &self.report else { return Vec::new() };
        let width = usize::from(width);
        let top = join(&[charts::totals(stats, ctx, width), charts::year(stats, ctx, width)]);
        let column = if width >= WIDE { (width - GAP) / 2 } else { width };
        let past = join(&[charts::month(stats, ctx, column), charts::ahead(stats, outlook, ctx, column)]);
        let memory = join(&[charts::by_interval(stats, ctx, column), charts::by_deck(stats, ctx, column)]);
        let stability = charts::stability(stats, ctx, column);
        let simulation = charts::scenarios(&self.simulation, ctx, column);
        let body = if width >= WIDE {
            beside(join(&[past, simulation]), join(&[memory, stability]), column)
        } else {
            join(&[memory, past, stability, simulation])
        };
        join(&[top, body, charts::hardest(stats, ctx, width)])
    }

    /// The top row from which the simulation is in sight.
    fn simulation_row(&self, ctx: Ctx<'_>, size: (u16, u16)) -> usize {
        let rows = self.rows(ctx, size.0);
        let title = ctx.say(texts::SIMULATION);
        let at = rows.iter().position(|row| row.spans.iter().any(|span| span.content.starts_with(title))).unwrap_or(0);
        let page = usize::from(size.1);
        let end = at + charts::SIMULATION_ROWS;
        if end <= self.top + page && at >= self.top { self.top } else { end.saturating_sub(page) }
    }
}

/// Blocks below each other with a blank row between, empty ones left out.
fn join(blocks: &[Vec<Line<'static>>]) -> Vec<Line<'static>> {
    let mut rows = Vec::new();
    for block in blocks.iter().filter(|block| !block.is_empty()) {
        if !rows.is_empty() {
            rows.push(Line::default());
        }
        rows.extend(block.iter().cloned());
    }
    rows
}

/// Two columns of `width` cells.
fn beside(left: Vec<Line<'static>>, right: Vec<Line<'static>>, width: usize) -> Vec<Line<'static>> {
    let height = left.len().max(right.len());
    let mut left = left.into_iter();
    let mut right = right.into_iter();
    let row = |_| {
        let mut row = flat(left.next().unwrap_or_default());
        let air = (width + GAP).saturating_sub(row.width());
        row.spans.push(Span::raw(" ".repeat(air)));
        row.spans.extend(flat(right.next().unwrap_or_default()).spans);
        row
    };
    (0..height).map(row).collect()
}

/// The row with its style in its spans, so that it can stand beside another.
fn flat(mut row: Line<'static>) -> Line<'static> {
    let style = std::mem::take(&mut row.style);
    row.spans.iter_mut().for_each(|span| span.style = style.patch(span.style));
    row
}

pub fn draw(stats: &Stats, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    if stats.report.is_none() {
        put(buf, area, 0, 0, Span::styled(ctx.say(crate::locale::tui::LOADING), ctx.theme.dim));
        return;
    }
    let rows = stats.rows(ctx, area.width);
    let top = stats.top.min(rows.len().saturating_sub(area.height.into()));
    put_lines(buf, area, &rows, top);
    let below = rows.len().saturating_sub(top + usize::from(area.height));
    // The blank row above the footer, where there is one
    if below > 0 && area.bottom() + 2 <= buf.area.bottom() {
        let row = Rect { y: area.bottom(), height: 1, ..area };
        put_right(buf, row, 0, 0, Span::styled(texts::more(ctx.lang, below), ctx.theme.faint));
    }
}
