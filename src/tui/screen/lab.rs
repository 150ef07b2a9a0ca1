//! The lab: a list of benches, and the bench that is open. A bench remembers what was done on it.

use super::Ctx;
use super::bench::{self, Given, Link, Workbench};
use crate::lab::LabError;
use crate::lab::bench::{Bench, Case, Inputs};
use crate::locale::{lab as texts, scene, tui as frame_texts};
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Sample};
use crate::tui::keymap::Mode;
use crate::tui::widget::list::Choice;
use crate::tui::widget::text::{self, put, put_title};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Span;

/// What the screen remembers.
#[derive(Debug, Default)]
pub struct Lab {
    open: bool,
    choice: Choice,
    benches: Vec<Workbench>,
}

impl Lab {
    pub fn mode(&self) -> Mode {
        match self.bench() {
            None => Mode::BenchList,
            Some(bench) if bench.is_typing() => Mode::BenchField,
            Some(_) => Mode::Bench,
        }
    }

    fn chosen(&self) -> Bench {
        Bench::ALL.get(self.choice.index).copied().unwrap_or(Bench::Attention)
    }

    fn bench(&self) -> Option<&Workbench> {
        let chosen = self.chosen();
        self.benches.iter().find(|bench| self.open && bench.bench == chosen)
    }

    fn bench_mut(&mut self) -> Option<&mut Workbench> {
        let (open, chosen) = (self.open, self.chosen());
        self.benches.iter_mut().find(|bench| open && bench.bench == chosen)
    }

    /// Out of what the bench is busy with, or out of the bench.
    pub fn back(&mut self) -> bool {
        let inside = self.bench_mut().is_some_and(Workbench::back);
        inside || std::mem::replace(&mut self.open, false)
    }

    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        if let Some(bench) = self.bench_mut() {
            return bench.update(action);
        }
        if action == Action::Open {
            self.open();
        } else {
            self.choice.update(action, Bench::ALL.len(), Bench::ALL.len());
        }
        Vec::new()
    }

    fn open(&mut self) {
        let chosen = self.chosen();
        if !self.benches.iter().any(|bench| bench.bench == chosen) {
            self.benches.extend(Workbench::new(chosen));
        }
        self.open = true;
    }

    /// Opens the bench that shows something.
    pub fn show(&mut self, link: Link) {
        self.choice.index = Bench::ALL.iter().position(|bench| *bench == link.bench).unwrap_or(0);
        self.open();
        if let Some(bench) = self.bench_mut() {
            bench.show(link);
        }
    }

    /// Opens a calculation with these inputs; tells whether there is a bench of that name.
    pub fn show_given(&mut self, case: &Given) -> bool {
        let Some(at) = Bench::ALL.iter().position(|bench| bench.name() == case.bench) else { return false };
        self.choice.index = at;
        self.open();
        if let Some(bench) = self.bench_mut() {
            bench.show_given(&case.case, &case.set);
        }
        true
    }

    /// Opens a bench at a case that a command line computes.
    pub fn load(&mut self, bench: Bench, case: &'static Case, inputs: Inputs) {
        self.choice.index = Bench::ALL.iter().position(|other| *other == bench).unwrap_or(0);
        self.open();
        if let Some(bench) = self.bench_mut() {
            bench.load(case, inputs);
        }
    }

    /// A matrix from the clipboard. Tells what was wrong with it.
    pub fn paste(&mut self, text: &str) -> Result<(), LabError> {
        self.bench_mut().map_or(Ok(()), |bench| bench.paste(text))
    }

    /// What was measured on this machine.
    pub fn receive(&mut self, samples: Vec<Sample>) {
        if let Some(bench) = self.benches.iter_mut().find(|bench| bench.bench == Bench::Cost) {
            bench.receive(samples);
        }
    }
}

pub fn draw(lab: &Lab, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    if let Some(open) = lab.bench() {
        return bench::draw(open, ctx, area, buf);
    }
    let theme = ctx.theme;
    put_title(buf, area, 0, ctx.say(frame_texts::BENCHES), (theme.title, theme.rule));
    let tall = area.height >= 22;
    let each = if tall { 2 } else { 1 };
    let page = usize::from(area.height.saturating_sub(3) / each).max(1);
    let skip = lab.choice.scroll(Bench::ALL.len(), page);
    for (line, (at, bench)) in (0..).zip(Bench::ALL.into_iter().enumerate().skip(skip).take(page)) {
        let row = Rect { y: area.y + 1 + line * each, height: 1, ..area };
        if row.y >= area.bottom() {
            break;
        }
        if at == lab.choice.index {
            buf.set_style(row.intersection(buf.area), theme.selected);
            put(buf, row, 0, 0, Span::styled("▌", theme.accent));
        }
        let x = put(buf, row, 2, 0, Span::styled(text::pad(ctx.say(texts::bench(bench)), 28), theme.strong));
        let what = if tall {
            texts::holds(ctx.lang, bench.cases().count(), scene::of(bench).count())
        } else {
            ctx.say(texts::bench_what(bench)).to_owned()
        };
        let room = usize::from(area.width.saturating_sub(x));
        put(buf, row, x, 0, Span::styled(text::fit(&what, room).into_owned(), theme.dim));
        if tall {
            let what = text::fit(ctx.say(texts::bench_what(bench)), usize::from(area.width).saturating_sub(4));
            put(buf, Rect { y: row.y + 1, ..row }, 4, 0, Span::styled(what, theme.dim));
        }
    }
    let last = Rect { y: area.bottom().saturating_sub(1), height: 1.min(area.height), ..area };
    if area.height > 12 {
        put(buf, last, 2, 0, Span::styled(ctx.say(texts::LAB_HINT), theme.faint));
    }
    None
}
