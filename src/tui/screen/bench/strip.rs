//! The line at the top: the way from the inputs to the last stage, and what is computed.

use super::Workbench;
use crate::locale::{bench as names, lab as texts};
use crate::tui::screen::Ctx;
use crate::tui::widget::text::{self, put, put_right};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// The way from the inputs to the last stage, and what is computed.
pub fn draw(bench: &Workbench, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let title = title_of(bench, ctx, area.width);
    let room = area.width.saturating_sub(u16::try_from(title.width()).unwrap_or(u16::MAX) + 2);
    let with_title = room >= 30;
    if with_title {
        put_right(buf, area, 0, 0, title);
    }
    let place = Rect { width: if with_title { room } else { area.width }, height: 1.min(area.height), ..area };
    let names = stops(bench, ctx);
    // The stop at hand stays in sight
    let cells = |name: &str| text::width(name) + 3;
    let upto: usize = names.iter().take(bench.stop + 1).map(|(name, _)| cells(name)).sum();
    let mut skip = 0;
    let mut cut = 0;
    while upto - cut > usize::from(place.width) && skip < bench.stop {
        cut += cells(&names[skip].0);
        skip += 1;
    }
    let mut x = 0;
    for (at, (name, is_table)) in names.iter().enumerate().skip(skip) {
        let arrow = match (at == skip, is_table) {
            (true, _) => "",
            (_, true) => " ",
            _ => "→ ",
        };
        // A name is whole or not there
        let rest = usize::from(place.width.saturating_sub(x));
        let dots = if at + 1 < names.len() { 2 } else { 0 };
        if at > skip && text::width(arrow) + text::width(name) + dots > rest {
            put(buf, place, x, 0, Span::styled("…", theme.faint));
            break;
        }
        x = put(buf, place, x, 0, Span::styled(arrow, theme.faint));
        let style = if at == bench.stop { theme.tab_on } else { theme.dim };
        x = put(buf, place, x, 0, Span::styled(name.clone(), style)) + 1;
    }
}

/// What the tables and the stages are called, and whether it is a table.
fn stops(bench: &Workbench, ctx: Ctx<'_>) -> Vec<(String, bool)> {
    let tables = bench.tables.iter().map(|(field, _)| (names::short(ctx.lang, field.name), true));
    let stages = bench.now.stages.iter().map(|stage| (names::short(ctx.lang, stage.name), false));
    tables.chain(stages).collect()
}

/// Bench and calculation; the calculation alone where the strip needs the room.
fn title_of(bench: &Workbench, ctx: Ctx<'_>, width: u16) -> Line<'static> {
    let strip: usize = stops(bench, ctx).iter().map(|(name, _)| text::width(name) + 3).sum();
    let case = Span::styled(ctx.say(texts::case(bench.now.setup.case.name)), ctx.theme.strong);
    let whole = Line::from(vec![
        Span::styled(ctx.say(texts::bench(bench.bench)), ctx.theme.dim),
        Span::styled(" · ", ctx.theme.faint),
        case.clone(),
    ]);
    if strip + whole.width() + 2 <= usize::from(width) { whole } else { Line::from(case) }
}
