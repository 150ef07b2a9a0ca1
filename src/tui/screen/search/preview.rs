//! The preview: what the notes say, the cards and how well they are remembered, the neighbours.

use crate::domain::{ConceptMention, Neighbour, Preview, PreviewCard, Stance};
use crate::locale::tui as texts;
use crate::tui::screen::Ctx;
use crate::tui::widget::markdown;
use crate::tui::widget::text;
use ratatui::text::{Line, Span};

/// A share of recall is drawn with so many blocks.
const BAR: usize = 5;
/// From this share on a card is remembered well, and below the other badly.
const WELL: f32 = 0.9;
const BADLY: f32 = 0.7;

/// The preview in lines of `cells` cells.
pub(super) fn lines(preview: &Preview, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let theme = ctx.theme;
    let mut lines = vec![Line::styled(text::fit(&preview.title, cells).into_owned(), theme.title)];
    if !preview.aliases.is_empty() {
        let names = format!("{} {}", ctx.say(texts::ALSO), preview.aliases.join(" · "));
        lines.push(Line::styled(text::fit(&names, cells).into_owned(), theme.dim));
    }
    if let (Some((path, line)), true) = (&preview.place, preview.mentions.is_empty()) {
        lines.push(place(path, Some(*line), ctx, cells));
    }
    if !preview.body.is_empty() {
        lines.push(Line::default());
        lines.extend(markdown::render(&preview.body, cells, theme));
    }
    let (told, named): (Vec<_>, Vec<_>) = preview.mentions.iter().partition(|mention| mention.definition.is_some());
    for mention in told {
        lines.push(Line::default());
        lines.extend(mention_lines(mention, ctx, cells));
    }
    lines.extend(cards(&preview.cards, ctx, cells));
    lines.extend(neighbours(&preview.neighbours, ctx, cells));
    for (at, mention) in named.into_iter().enumerate() {
        if at == 0 {
            lines.push(Line::default());
        }
        lines.extend(mention_lines(mention, ctx, cells));
    }
    lines
}

pub(super) fn place(path: &str, line: Option<u32>, ctx: Ctx<'_>, cells: usize) -> Line<'static> {
    let place = line.map_or_else(|| path.to_owned(), |line| format!("{path}:{line}"));
    Line::styled(text::fit(&place, cells).into_owned(), ctx.theme.faint)
}

fn mention_lines(mention: &ConceptMention, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let theme = ctx.theme;
    let stance = match mention.stance {
        Stance::Heading => texts::STANCE_HEADING,
        Stance::Definition => texts::STANCE_DEFINITION,
        Stance::Reference => texts::STANCE_REFERENCE,
    };
    let section = mention.section.as_ref().map(|section| format!(" · {section}")).unwrap_or_default();
    let head = format!(" {}{section}", ctx.say(stance));
    let date = mention.date.to_string();
    let room = cells.saturating_sub(date.len());
    let mut lines = vec![Line::from(vec![
        Span::styled(date, theme.accent),
        Span::styled(text::fit(&head, room).into_owned(), theme.dim),
    ])];
    lines.push(place(&mention.path, Some(mention.line), ctx, cells));
    if let Some(definition) = &mention.definition {
        lines.extend(markdown::render(definition, cells, theme));
    }
    lines
}

fn heading(title: &str, count: usize, ctx: Ctx<'_>) -> [Line<'static>; 2] {
    let line = Line::from(vec![
        Span::styled(title.to_owned(), ctx.theme.heading),
        Span::styled(format!(" {count}"), ctx.theme.dim),
    ]);
    [Line::default(), line]
}

/// Each card with the share of recall as a bar.
fn cards(cards: &[PreviewCard], ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    if cards.is_empty() {
        return Vec::new();
    }
    let theme = ctx.theme;
    let mut lines = heading(ctx.say(texts::CARDS_HERE), cards.len(), ctx).to_vec();
    for card in cards {
        let (mark, style) = match card.recall {
            Some(recall) => {
                let full = (1..=BAR).filter(|block| *block as f32 <= recall * BAR as f32 + 0.5).count();
                let style = if recall >= WELL {
                    theme.good
                } else if recall >= BADLY {
                    theme.hard
                } else {
                    theme.again
                };
                (format!("{}{} {:>3.0}% ", "▰".repeat(full), "▱".repeat(BAR - full), recall * 100.0), style)
            }
            None => (text::pad(ctx.say(texts::card_state(card.state)), BAR + 6), theme.new),
        };
        let room = cells.saturating_sub(text::width(&mark));
        lines.push(Line::from(vec![
            Span::styled(mark, style),
            Span::styled(text::fit(&card.question, room).into_owned(), theme.text),
        ]));
    }
    lines
}

/// The neighbours in running text, each with what joins it.
fn neighbours(neighbours: &[Neighbour], ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    if neighbours.is_empty() {
        return Vec::new();
    }
    let mut lines = heading(ctx.say(texts::NEIGHBOURS), neighbours.len(), ctx).to_vec();
    for near in neighbours {
        let via = format!("  {}", ctx.say(texts::via(near.via)));
        let room = cells.saturating_sub(text::width(&via) + 2);
        lines.push(Line::from(vec![
            Span::styled("· ", ctx.theme.accent),
            Span::styled(text::fit(&near.name, room).into_owned(), ctx.theme.text),
            Span::styled(via, ctx.theme.faint),
        ]));
    }
    lines
}
