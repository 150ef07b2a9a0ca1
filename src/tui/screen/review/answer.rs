//! The typed answer of an executable card: its numbers are drawn when the card comes, what is typed is judged when it is shown.

use crate::domain::{Card, Grade};
use crate::exercise::{self, Drawn, Verdict};
use crate::locale::{Lang, exercise as texts};
use crate::tui::action::Action;
use crate::tui::screen::Ctx;
use crate::tui::screen::bench::Given;
use crate::tui::screen::search::show_field;
use crate::tui::widget::field::Field;
use crate::tui::widget::text::{self, put};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};

/// An exercise in hand.
#[derive(Debug)]
pub struct Typed {
    drawn: Drawn,
    field: Field,
    verdict: Option<Verdict>,
}

impl Typed {
    /// None for a card that is no exercise.
    pub fn of(card: &Card) -> Option<Self> {
        exercise::of_card(card).map(|drawn| Self { drawn, field: Field::default(), verdict: None })
    }

    /// The calculation of the lab with the numbers at hand.
    pub fn given(&self) -> Option<Given> {
        let link = self.drawn.link.as_ref()?;
        let set = serde_json::to_string(&link.set).ok()?;
        Some(Given { bench: link.bench.to_owned(), case: link.case.to_owned(), set })
    }

    /// The card as it is shown.
    pub fn card(&self, lang: Lang, card: &Card) -> Card {
        texts::asked(lang, card, &self.drawn)
    }

    /// A key for the field.
    pub fn update(&mut self, action: Action) {
        if self.field.update(action) {
            self.verdict = None;
        }
    }

    /// Judges what was typed; tells whether the answer may be shown. What cannot be read may be mended once.
    pub fn judge(&mut self) -> bool {
        if self.field.value().trim().is_empty() {
            return true;
        }
        let before = self.verdict.replace(self.drawn.judge(self.field.value()));
        self.verdict != Some(Verdict::Unread) || before == Some(Verdict::Unread)
    }

    /// The grade that the answer deserves.
    pub fn proposal(&self) -> Option<Grade> {
        self.verdict.as_ref().and_then(Verdict::grade)
    }

    /// What was typed and what came of it; nothing if nothing was typed.
    pub fn lines(&self, ctx: Ctx<'_>) -> Vec<Line<'static>> {
        let Some(verdict) = &self.verdict else { return Vec::new() };
        let style = match verdict.grade() {
            Some(grade) if grade.is_recall() => ctx.theme.good,
            Some(_) => ctx.theme.again,
            None => ctx.theme.dim,
        };
        let typed = text::clean(self.field.value().trim()).into_owned();
        vec![
            Line::from(vec![
                Span::styled(typed, ctx.theme.strong),
                Span::raw("  "),
                Span::styled(texts::verdict(ctx.lang, verdict), style),
            ]),
            Line::default(),
        ]
    }

    /// The field at the foot of the card.
    pub fn draw(&self, roomy: bool, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let line = Rect { y: area.y + u16::from(roomy && area.height > 1), height: 1, ..area };
        let x = put(buf, line, 1, 0, Span::styled("› ", ctx.theme.key));
        let field = Rect { x: line.x + x, width: line.width.saturating_sub(x), ..line };
        let cells = usize::from(field.width).saturating_sub(1);
        if self.field.value().is_empty() {
            let hint = if self.verdict.is_some() { texts::NOT_A_NUMBER } else { texts::TYPE_ANSWER };
            put(buf, field, 1, 0, Span::styled(text::fit(hint.of(ctx.lang), cells).into_owned(), ctx.theme.faint));
        }
        let cursor = show_field(&self.field, cells, field, ctx.theme.input, buf);
        if let Some(cell) = cursor.and_then(|at| buf.cell_mut(at)) {
            cell.modifier.insert(Modifier::REVERSED);
        }
        if self.verdict == Some(Verdict::Unread) && roomy && area.height > 2 {
            let below = Rect { y: line.y + 1, ..line };
            put(buf, below, x, 0, Span::styled(texts::NOT_A_NUMBER.of(ctx.lang), ctx.theme.again));
        }
    }
}
