//! Two setups beside one another, and what lies between them.

use super::draw::{GAP, below, put_stage, right, sheet, stage_height};
use super::panel::CELLS;
use super::view::Stage;
use super::{Computed, Workbench, knobs::Knob};
use crate::lab::bench::Look;
use crate::locale::lab as texts;
use crate::tui::screen::Ctx;
use crate::tui::widget::text::{self, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Span;

/// A, B and B − A of the stage at hand, with the greatest difference.
pub fn compared(bench: &Workbench, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let (Some(pinned), Some(stage)) = (&bench.pinned, bench.shown_stage()) else { return };
    let old = pinned.stages.iter().find(|other| other.name == stage.name);
    let difference = old.and_then(|old| difference(old, stage));
    // One under the other where the numbers fit only so
    let wish = sheet(bench, stage, ctx, &|_| false).map_or(0, |sheet| sheet.wish(CELLS[0]));
    let beside = area.width.saturating_sub(2 * GAP) / 3;
    let height = area.height / 3;
    let stacked = wish > beside && wish <= area.width && height > stage_height(stage);
    let width = if stacked { area.width } else { beside };
    let place = |at: u16| {
        if stacked {
            Rect { height, ..below(area, at * height) }
        } else {
            Rect { width, ..right(area, at * (beside + GAP)) }
        }
    };
    let sides = [("A", old), ("B", Some(stage)), ("B − A", difference.as_ref())];
    for (at, (name, stage)) in (0..).zip(sides) {
        let area = place(at);
        put(buf, area, 0, 0, Span::styled(name, ctx.theme.key));
        let Some(stage) = stage else {
            put(buf, area, 0, 1, Span::styled(ctx.say(texts::NOT_ALIKE), ctx.theme.dim));
            continue;
        };
        put_stage(bench, stage, ctx, below(area, 1), buf);
    }
    if let Some(difference) = &difference {
        let worst =
            difference.sheets.iter().flatten().flatten().map(|x| x.abs()).filter(|x| x.is_finite()).fold(0.0, f64::max);
        let words = format!("max |B − A| = {worst:.3e}");
        put(buf, place(2), 8, 0, Span::styled(words, ctx.theme.strong));
    }
    let changed = knob_differences(bench, pinned);
    let words = text::fit(&changed, usize::from(width.min(60))).into_owned();
    put(buf, Rect { y: area.y, height: 1, ..right(area, 4) }, 0, 0, Span::styled(words, ctx.theme.dim));
}

/// What B has otherwise than A, in words.
fn knob_differences(bench: &Workbench, pinned: &Computed) -> String {
    let old = &pinned.setup.inputs;
    let words = bench.knobs().into_iter().filter_map(|knob| {
        let Knob::Field(field) = knob else { return None };
        let word = |inputs: &crate::lab::bench::Inputs| {
            inputs.json(field.name).map_or_else(|| "–".to_owned(), ToString::to_string)
        };
        let (was, is) = (word(old), word(&bench.now.setup.inputs));
        (was != is).then(|| format!("{} {was} → {is}", field.name))
    });
    words.collect::<Vec<_>>().join("  ")
}

/// Entry by entry; hidden on both sides stays hidden. None where the shapes differ.
fn difference(old: &Stage, new: &Stage) -> Option<Stage> {
    let mut stage = new.clone();
    if old.sheets.len() != new.sheets.len() {
        return None;
    }
    for (new, old) in stage.sheets.iter_mut().zip(&old.sheets) {
        if new.len() != old.len() {
            return None;
        }
        for (new, old) in new.iter_mut().zip(old) {
            if new.len() != old.len() {
                return None;
            }
            for (new, old) in new.iter_mut().zip(old) {
                *new = match (new.is_finite(), old.is_finite()) {
                    (true, true) => *new - old,
                    (false, false) => f64::NAN,
                    (true, false) => *new,
                    (false, true) => -old,
                };
            }
        }
    }
    if stage.look == Look::Share {
        stage.look = Look::Around(1.0);
    }
    Some(stage)
}
