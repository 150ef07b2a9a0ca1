//! The preview: what the notes say, the cards and how well they are remembered, the neighbours.

use crate::domain::{ConceptMention, Neighbour, Preview, PreviewCard, Stance};
use crate::locale::tui as texts;
use crate::tui::screen::Ctx;
use crate::tui::widget::{markdown, row, text};
use ratatui::text::{Line, Span};

/// A share of recall is drawn with so many blocks.
const BAR: usize = 5;
/// From this share on a card is remembered well, and below the other badly.
const WELL: f32 = 0.9;
const BADLY: f32 = 0.7;

/// No more mentions and neighbours than this are named; the others are counted.
const NAMED: usize = 4;
/// At least so many cards are shown one by one.
const SHOWN: usize = 2;

/// The preview in lines of `cells` cells: first what the notes say, then where, then what is near, and the cards in what is left of
/// `rows`.
pub(super) fn lines(preview: &Preview, ctx: Ctx<'_>, (cells, rows): (usize, usize)) -> Vec<Line<'static>> {
    let theme = ctx.theme;
    let mut lines = vec![row::row(&preview.title, &[], cells, (theme.title, theme))];
    if !preview.aliases.is_empty() {
        let names = format!("{} {}", ctx.say(texts::ALSO), preview.aliases.join(" · "));
        lines.push(Line::styled(text::fit(&names, cells).into_owned(), theme.dim));
    }
    let (told, named): (Vec<_>, Vec<_>) = preview.mentions.iter().partition(|mention| mention.definition.is_some());
    if let (Some((path, line)), true) = (&preview.place, told.is_empty()) {
        lines.push(place(path, Some(*line), ctx, cells));
    }
    if !preview.body.is_empty() {
        lines.push(Line::default());
        let mut body = markdown::render(&preview.body, cells, theme);
        // What is said elsewhere too leaves room for that
        let room = if preview.mentions.is_empty() { usize::MAX } else { (rows / 2).max(4) };
        if body.len() > room {
            body.truncate(room - 1);
            body.push(Line::styled("…", theme.faint));
        }
        lines.extend(body);
    }
    for mention in told {
        lines.push(Line::default());
        lines.extend(mention_lines(mention, ctx, cells));
    }
    lines.extend(named_lines(&named, ctx, cells));
    lines.extend(neighbours(&preview.neighbours, ctx, cells));
    let room = rows.saturating_sub(lines.len() + 2).max(SHOWN + 1);
    lines.extend(cards(&preview.cards, ctx, (cells, room)));
    lines
}

pub(super) fn place(path: &str, line: Option<u32>, ctx: Ctx<'_>, cells: usize) -> Line<'static> {
    let place = line.map_or_else(|| path.to_owned(), |line| format!("{path}:{line}"));
    // Of a long path the end tells most
    let end = place.rfind(['/', '\\']).filter(|_| text::width(&place) > cells);
    let place = end.map_or_else(|| place.clone(), |at| format!("…{}", &place[at..]));
    Line::styled(text::fit(&place, cells).into_owned(), ctx.theme.faint)
}

/// Where else it is spoken of, a line each.
fn named_lines(named: &[&ConceptMention], ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    if named.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::default()];
    lines.extend(named.iter().take(NAMED).map(|mention| mention_head(mention, ctx, cells)));
    lines.extend(more(named.len(), ctx));
    lines
}

/// Tells how many of `count` are not named.
fn more(count: usize, ctx: Ctx<'_>) -> Option<Line<'static>> {
    let left = count.checked_sub(NAMED).filter(|left| *left > 0)?;
    Some(Line::styled(format!("… +{left}"), ctx.theme.faint))
}

fn mention_head(mention: &ConceptMention, ctx: Ctx<'_>, cells: usize) -> Line<'static> {
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
    Line::from(vec![Span::styled(date, theme.accent), Span::styled(text::fit(&head, room).into_owned(), theme.dim)])
}

fn mention_lines(mention: &ConceptMention, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let mut lines = vec![mention_head(mention, ctx, cells), place(&mention.path, Some(mention.line), ctx, cells)];
    if let Some(definition) = &mention.definition {
        lines.extend(markdown::render(definition, cells, ctx.theme));
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

/// The cards summed up, and as many of them as there are rows for, those remembered worst first, each with its recall as a bar.
fn cards(cards: &[PreviewCard], ctx: Ctx<'_>, (cells, rows): (usize, usize)) -> Vec<Line<'static>> {
    if cards.is_empty() {
        return Vec::new();
    }
    let theme = ctx.theme;
    let mut lines = heading(ctx.say(texts::CARDS_HERE), cards.len(), ctx).to_vec();
    let known: Vec<f32> = cards.iter().filter_map(|card| card.recall).collect();
    if let (true, Some(title)) = (cards.len() > 1 && !known.is_empty(), lines.last_mut()) {
        let mean = known.iter().sum::<f32>() / known.len() as f32;
        title.push_span(Span::styled(
            format!(" · {}", texts::recall_of_cards(ctx.lang, mean, cards.len() - known.len())),
            theme.dim,
        ));
    }
    let mut cards: Vec<&PreviewCard> = cards.iter().collect();
    let left = cards.len().saturating_sub(rows);
    if left > 0 {
        cards.sort_by(|a, b| a.recall.unwrap_or(1.0).total_cmp(&b.recall.unwrap_or(1.0)));
        cards.truncate(rows - 1);
    }
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
        let mut line = row::row(&card.question, &[], room, (theme.text, theme));
        line.spans.insert(0, Span::styled(mark, style));
        lines.push(line);
    }
    if left > 0 {
        lines.push(Line::styled(format!("… +{}", left + 1), theme.faint));
    }
    lines
}

/// The neighbours in running text, each with what joins it.
fn neighbours(neighbours: &[Neighbour], ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    if neighbours.is_empty() {
        return Vec::new();
    }
    let mut lines = heading(ctx.say(texts::NEIGHBOURS), neighbours.len(), ctx).to_vec();
    for near in neighbours.iter().take(NAMED) {
        let via = format!("  {}", ctx.say(texts::via(near.via)));
        let room = cells.saturating_sub(text::width(&via) + 2);
        lines.push(Line::from(vec![
            Span::styled("· ", ctx.theme.accent),
            Span::styled(text::fit(&near.name, room).into_owned(), ctx.theme.text),
            Span::styled(via, ctx.theme.faint),
        ]));
    }
    lines.extend(more(neighbours.len(), ctx));
    lines
}
