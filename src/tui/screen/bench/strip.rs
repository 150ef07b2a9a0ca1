//! The line at the top: the way from the inputs to the last stage, and what is computed.

use super::Workbench;
use crate::locale::lab as texts;
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
    let names: Vec<(&str, bool)> = bench
        .tables
        .iter()
        .map(|(field, _)| (field.name, true))
        .chain(bench.now.stages.iter().map(|stage| (stage.name, false)))
        .collect();
    // The stop at hand stays in sight
    let cells = |name: &str| text::width(name) + 3;
    let upto: usize = names.iter().take(bench.stop + 1).map(|(name, _)| cells(name)).sum();
    let mut skip = 0;
    let mut cut = 0;
    while upto - cut > usize::from(place.width) && skip < bench.stop {
        cut += cells(names[skip].0);
        skip += 1;
    }
    let mut x = 0;
    for (at, (name, is_table)) in names.iter().enumerate().skip(skip) {
        if at > skip {
            let arrow = if *is_table { " " } else { "→ " };
            x = put(buf, place, x, 0, Span::styled(arrow, theme.faint));
        }
        let style = if at == bench.stop { theme.tab_on } else { theme.dim };
        x = put(buf, place, x, 0, Span::styled(name.replace('_', " "), style)) + 1;
    }
}

/// Bench and calculation; the calculation alone where the strip needs the room.
fn title_of(bench: &Workbench, ctx: Ctx<'_>, width: u16) -> Line<'static> {
    let names = bench.tables.iter().map(|(field, _)| field.name).chain(bench.now.stages.iter().map(|stage| stage.name));
    let strip: usize = names.map(|name| text::width(name) + 3).sum();
    let case = Span::styled(ctx.say(texts::case(bench.now.setup.case.name)), ctx.theme.strong);
    let whole = Line::from(vec![
        Span::styled(ctx.say(texts::bench(bench.bench)), ctx.theme.dim),
        Span::styled(" · ", ctx.theme.faint),
        case.clone(),
    ]);
    if strip + whole.width() + 2 <= usize::from(width) { whole } else { Line::from(case) }
}
