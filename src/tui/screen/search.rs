//! Search: what is typed on top, what was found below, and beside it what the notes say of the one that is selected.

use super::Ctx;
use crate::domain::{ConceptId, ConceptView, Hit, HitKind, Stance, Why};
use crate::locale::{Text, tui as texts};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Mode;
use crate::tui::widget::field::Field;
use crate::tui::widget::list::Choice;
use crate::tui::widget::markdown;
use crate::tui::widget::text::{self, put, put_lines, put_right, put_title};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// From this width on the preview stands beside the list.
const BESIDE: u16 = 72;

/// Where Enter leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Note {
        path: String,
        line: u32,
    },
    /// A formula of the pack, by its name.
    Formula(String),
}

/// What the screen remembers.
#[derive(Debug)]
pub struct Search {
    pub typing: bool,
    field: Field,
    hits: Vec<Hit>,
    choice: Choice,
    /// Counts the questions, so that a late answer is known as such.
    serial: u64,
    /// What the preview shows.
    pub concept: Option<ConceptView>,
    /// The place to go to, taken by the app.
    pub opened: Option<Place>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            typing: true,
            field: Field::default(),
            hits: Vec::new(),
            choice: Choice::default(),
            serial: 0,
            concept: None,
            opened: None,
        }
    }
}

impl Search {
    pub const fn mode(&self) -> Mode {
        if self.typing { Mode::SearchField } else { Mode::SearchList }
    }

    /// Out of the field, if that is where we are.
    pub fn back(&mut self) -> bool {
        std::mem::take(&mut self.typing) && !self.hits.is_empty()
    }

    pub fn update(&mut self, action: Action, page: usize) -> Vec<Effect> {
        if action == Action::Open {
            self.opened = self.place();
            return Vec::new();
        }
        if self.field.update(action) {
            self.serial += 1;
            let query = self.field.value().trim().to_owned();
            if query.is_empty() {
                self.hits.clear();
                self.concept = None;
                return Vec::new();
            }
            return vec![Effect::Search { query, serial: self.serial }];
        }
        let before = self.choice;
        if self.choice.update(action, self.hits.len(), page) && self.choice != before {
            return self.preview();
        }
        Vec::new()
    }

    /// Results; those of an earlier question are dropped.
    pub fn receive(&mut self, serial: u64, hits: Vec<Hit>) -> Vec<Effect> {
        if serial != self.serial {
            return Vec::new();
        }
        self.hits = hits;
        self.choice = Choice::default();
        self.preview()
    }

    fn preview(&mut self) -> Vec<Effect> {
        match self.selected() {
            Some(hit) if hit.kind == HitKind::Concept => vec![Effect::LoadConcept(ConceptId(hit.id))],
            _ => Vec::new(),
        }
    }

    fn selected(&self) -> Option<&Hit> {
        self.hits.get(self.choice.index)
    }

    /// The concept of the selected hit, once it was read.
    fn selected_concept(&self) -> Option<&ConceptView> {
        let hit = self.selected().filter(|hit| hit.kind == HitKind::Concept)?;
        self.concept.as_ref().filter(|concept| concept.id == ConceptId(hit.id))
    }

    fn place(&self) -> Option<Place> {
        let hit = self.selected()?;
        if let (Some(path), line) = (&hit.note, hit.line) {
            return Some(Place::Note { path: path.clone(), line: line.unwrap_or(1) });
        }
        let mention = self.selected_concept().and_then(|concept| {
            let defines = |stance| concept.mentions.iter().find(move |mention| mention.stance == stance);
            defines(Stance::Definition).or_else(|| concept.mentions.first())
        });
        match mention {
            Some(mention) => Some(Place::Note { path: mention.path.clone(), line: mention.line }),
            None if hit.kind == HitKind::Formula => Some(Place::Formula(hit.title.clone())),
            None => None,
        }
    }
}

pub fn draw(search: &Search, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let cursor = field(search, ctx, area, buf);
    let gap = 2 - u16::from(area.height < 8);
    let rest = Rect { y: area.y + gap.min(area.height), height: area.height.saturating_sub(gap), ..area };
    if search.hits.is_empty() {
        if !search.field.value().is_empty() {
            put(buf, rest, 0, 0, Span::styled(ctx.say(texts::NO_HITS), ctx.theme.strong));
            put(buf, rest, 0, 1, Span::styled(ctx.say(texts::NO_HITS_MORE), ctx.theme.dim));
        }
        return cursor;
    }
    if area.width >= BESIDE {
        let left = Rect { width: area.width * 9 / 20, ..rest };
        let right = Rect { x: rest.x + left.width + 3, width: rest.width.saturating_sub(left.width + 3), ..rest };
        for dy in 0..rest.height {
            put(buf, rest, left.width + 1, dy, Span::styled("│", ctx.theme.rule));
        }
        list(search, ctx, left, buf);
        preview(search, ctx, right, buf);
    } else if rest.height >= 12 {
        let height = rest.height / 2;
        list(search, ctx, Rect { height, ..rest }, buf);
        let below = Rect { y: rest.y + height, height: rest.height - height, ..rest };
        put_title(buf, below, 0, ctx.say(texts::PREVIEW), (ctx.theme.title, ctx.theme.rule));
        preview(search, ctx, Rect { y: below.y + 1, height: below.height - 1, ..below }, buf);
    } else {
        list(search, ctx, rest, buf);
    }
    cursor
}

fn field(search: &Search, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let theme = ctx.theme;
    let x = put(buf, area, 0, 0, Span::styled("/ ", theme.key));
    let value = search.field.value();
    let room = usize::from(area.width.saturating_sub(x)).saturating_sub(10).max(4);
    let cursor = show_field(
        &search.field,
        room,
        Rect { x: area.x + x, width: area.width.saturating_sub(x), ..area },
        theme.input,
        buf,
    );
    if value.is_empty() {
        put(buf, area, x + 1, 0, Span::styled(ctx.say(texts::SEARCH_PROMPT), theme.faint));
    } else {
        let count = texts::hits(ctx.lang, search.hits.len());
        put_right(buf, area, x + u16::try_from(room).unwrap_or(u16::MAX), 0, Span::styled(count, theme.dim));
    }
    cursor.filter(|_| search.typing)
}

/// Shows a field from its scroll on; returns where the cursor stands.
pub fn show_field(field: &Field, cells: usize, area: Rect, style: Style, buf: &mut Buffer) -> Option<Position> {
    let (scroll, cursor) = field.view(cells);
    let value = text::clean(field.value());
    let skipped = text::take(&value, scroll).len();
    let shown = text::take(value.get(skipped..).unwrap_or_default(), cells).to_owned();
    put(buf, area, 0, 0, Span::styled(shown, style));
    let cursor = u16::try_from(cursor).ok()?;
    (cursor < area.width && area.height > 0).then(|| Position::new(area.x + cursor, area.y))
}

fn list(search: &Search, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let page = usize::from(area.height);
    let skip = search.choice.scroll(search.hits.len(), page);
    for (dy, (index, hit)) in (0..).zip(search.hits.iter().enumerate().skip(skip).take(page)) {
        let row = Rect { y: area.y + dy, height: 1, ..area };
        if index == search.choice.index {
            buf.set_style(row.intersection(buf.area), theme.selected);
            put(buf, row, 0, 0, Span::styled("▌", theme.accent));
        }
        let tag = format!("{} {}", ctx.say(kind(hit.kind)), ctx.say(why(hit.why)));
        let room = usize::from(row.width).saturating_sub(text::width(&tag) + 4);
        let (room, tag) =
            if room < 10 { (usize::from(row.width).saturating_sub(2), String::new()) } else { (room, tag) };
        let x = put(buf, row, 2, 0, title(hit, room, theme.text, theme.matched));
        put_right(buf, Rect { width: row.width.saturating_sub(1), ..row }, x, 0, Span::styled(tag, theme.faint));
    }
}

/// A hit's title with what matched marked, cut to `cells`.
fn title(hit: &Hit, cells: usize, plain: Style, matched: Style) -> Line<'static> {
    let full = text::fit(&hit.title, cells);
    let kept =
        if full.ends_with('…') && !hit.title.ends_with('…') { full.len() - '…'.len_utf8() } else { full.len() };
    let mut spans = Vec::new();
    let mut at = 0;
    for &(start, end) in &hit.highlights {
        let (start, end) = (start.clamp(at, kept), end.clamp(at, kept));
        // Cleaning may have changed lengths: then there is nothing to mark
        let (Some(before), Some(hot)) = (full.get(at..start), full.get(start..end)) else { break };
        spans.push(Span::styled(before.to_owned(), plain));
        spans.push(Span::styled(hot.to_owned(), matched));
        at = end;
    }
    spans.push(Span::styled(full.get(at..).unwrap_or_default().to_owned(), plain));
    spans.retain(|span| !span.content.is_empty());
    Line::from(spans)
}

const fn kind(kind: HitKind) -> Text {
    match kind {
        HitKind::Concept => texts::KIND_CONCEPT,
        HitKind::Section => texts::KIND_SECTION,
        HitKind::Formula => texts::KIND_FORMULA,
        HitKind::Card => texts::KIND_CARD,
    }
}

const fn why(why: Why) -> Text {
    match why {
        Why::Exact => texts::WHY_EXACT,
        Why::Prefix => texts::WHY_PREFIX,
        Why::Synonym => texts::WHY_SYNONYM,
        Why::Substring => texts::WHY_SUBSTRING,
        Why::Pinyin => texts::WHY_PINYIN,
        Why::Initials => texts::WHY_INITIALS,
        Why::Heading => texts::WHY_HEADING,
        Why::Definition => texts::WHY_DEFINITION,
        Why::Body => texts::WHY_BODY,
        Why::Typo => texts::WHY_TYPO,
        Why::Fuzzy => texts::WHY_FUZZY,
    }
}

fn preview(search: &Search, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let Some(hit) = search.selected() else { return };
    let cells = usize::from(area.width);
    let lines = match search.selected_concept() {
        Some(concept) => concept_lines(concept, ctx, cells),
        None => hit_lines(hit, ctx, cells),
    };
    put_lines(buf, area, &lines, 0);
}

fn place_line(path: &str, line: Option<u32>, ctx: Ctx<'_>, cells: usize) -> Line<'static> {
    let place = line.map_or_else(|| path.to_owned(), |line| format!("{path}:{line}"));
    Line::styled(text::fit(&place, cells).into_owned(), ctx.theme.faint)
}

fn hit_lines(hit: &Hit, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let mut lines = vec![Line::styled(text::fit(&hit.title, cells).into_owned(), ctx.theme.title)];
    if let Some(note) = &hit.note {
        lines.push(place_line(note, hit.line, ctx, cells));
    }
    lines.push(Line::default());
    lines.extend(markdown::render(&hit.snippet, cells, ctx.theme));
    lines
}

/// A concept: what the notes say of it, newest first.
fn concept_lines(concept: &ConceptView, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let theme = ctx.theme;
    let mut lines = vec![Line::styled(text::fit(&concept.name, cells).into_owned(), theme.title)];
    if !concept.aliases.is_empty() {
        let names = format!("{} {}", ctx.say(texts::ALSO), concept.aliases.join(" · "));
        lines.push(Line::styled(text::fit(&names, cells).into_owned(), theme.dim));
    }
    let mut mentions: Vec<_> = concept.mentions.iter().collect();
    mentions.sort_by_key(|mention| (std::cmp::Reverse(mention.definition.is_some()), std::cmp::Reverse(mention.date)));
    for mention in mentions {
        lines.push(Line::default());
        let stance = match mention.stance {
            Stance::Heading => texts::STANCE_HEADING,
            Stance::Definition => texts::STANCE_DEFINITION,
            Stance::Reference => texts::STANCE_REFERENCE,
        };
        let section = mention.section.as_ref().map(|section| format!(" · {section}")).unwrap_or_default();
        let head = format!(" {}{section}", ctx.say(stance));
        let date = mention.date.to_string();
        let room = cells.saturating_sub(date.len());
        lines.push(Line::from(vec![
            Span::styled(date, theme.accent),
            Span::styled(text::fit(&head, room).into_owned(), theme.dim),
        ]));
        lines.push(place_line(&mention.path, Some(mention.line), ctx, cells));
        if let Some(definition) = &mention.definition {
            lines.extend(markdown::render(definition, cells, theme));
        }
    }
    lines
}
