//! The lab: a list of benches, and the bench that is open.

use super::Ctx;
use super::attention::{self, Attention};
use crate::locale::tui as texts;
use crate::tui::action::Action;
use crate::tui::keymap::Mode;
use crate::tui::widget::text::{self, put, put_title};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Span;

/// What the screen remembers.
#[derive(Debug, Default)]
pub struct Lab {
    open: bool,
    attention: Attention,
}

impl Lab {
    pub const fn mode(&self) -> Mode {
        match (self.open, self.attention.is_typing()) {
            (false, _) => Mode::BenchList,
            (true, false) => Mode::Bench,
            (true, true) => Mode::BenchField,
        }
    }

    /// Out of the number that is typed, or out of the bench.
    pub fn back(&mut self) -> bool {
        self.open && (self.attention.cancel() || std::mem::replace(&mut self.open, false))
    }

    pub fn update(&mut self, action: Action) {
        if self.open {
            self.attention.update(action);
        } else if action == Action::Open {
            self.open = true;
        }
    }
}

pub fn draw(lab: &Lab, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    if lab.open {
        return attention::draw(&lab.attention, ctx, area, buf);
    }
    let theme = ctx.theme;
    put_title(buf, area, 0, ctx.say(texts::BENCHES), (theme.title, theme.rule));
    let row = Rect { y: area.y + 1.min(area.height), height: 1.min(area.height.saturating_sub(1)), ..area };
    buf.set_style(row.intersection(buf.area), theme.selected);
    put(buf, row, 0, 0, Span::styled("▌", theme.accent));
    put(buf, row, 2, 0, Span::raw(ctx.say(texts::BENCH_ATTENTION)));
    let what = text::fit(ctx.say(texts::BENCH_ATTENTION_WHAT), usize::from(area.width).saturating_sub(2));
    put(buf, area, 2, 2, Span::styled(what, theme.dim));
    None
}
