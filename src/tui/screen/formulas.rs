//! The formulas: a list by topic that narrows while one types, and the chosen one set large with all that is known of it.

use super::Ctx;
use super::bench::{self, Link};
use super::search::show_field;
use crate::locale::{Lang, tui as texts};
use crate::tui::action::Action;
use crate::tui::keymap::Mode;
use crate::tui::widget::field::Field;
use crate::tui::widget::list::Choice;
use crate::tui::widget::text::{self, put, put_lines, put_right};
use crate::tui::widget::{markdown, math};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

/// From this width on the formula stands beside the list.
const BESIDE: u16 = 70;
/// Text is never set wider than this.
const WIDEST: u16 = 88;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Both {
    pub zh: String,
    pub en: String,
}

impl Both {
    fn of(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A formula as the screen shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    pub id: String,
    pub topic: Both,
    pub name: Both,
    /// Other names by which it is found.
    pub aliases: Vec<String>,
    pub tex: String,
    /// Symbols and what they mean, with their shapes.
    pub symbols: Vec<(String, Both)>,
    pub insight: Both,
    pub trap: Both,
    pub source: String,
    /// The lab bench that shows it at work.
    pub bench: Option<String>,
    /// Whether the source was opened and compared.
    pub is_checked: bool,
}

impl Entry {
    fn matches(&self, words: &[String]) -> bool {
        let names = [&self.id, &self.name.zh, &self.name.en, &self.topic.zh, &self.topic.en];
        let names: Vec<String> = names.into_iter().chain(&self.aliases).map(|name| name.to_lowercase()).collect();
        words.iter().all(|word| names.iter().any(|name| name.contains(word)))
    }
}

/// What the screen remembers.
#[derive(Debug, Default)]
pub struct Formulas {
    /// None until they were read.
    all: Option<Vec<Entry>>,
    /// Indices of those that the field lets through.
    shown: Vec<usize>,
    field: Field,
    typing: bool,
    choice: Choice,
}

impl Formulas {
    pub const fn mode(&self) -> Mode {
        if self.typing { Mode::FormulaField } else { Mode::FormulaList }
    }

    /// Whether the formulas are still to be asked for.
    pub const fn is_unread(&self) -> bool {
        self.all.is_none()
    }

    pub fn receive(&mut self, all: Vec<Entry>) {
        self.all = Some(all);
        self.narrow();
    }

    /// Out of the field, then out of the narrowing.
    pub fn back(&mut self) -> bool {
        if self.field.value().is_empty() {
            return std::mem::take(&mut self.typing);
        }
        self.typing = false;
        self.field.set("");
        let chosen = self.shown.get(self.choice.index).copied();
        self.narrow();
        self.choice.index = chosen.and_then(|chosen| self.shown.iter().position(|at| *at == chosen)).unwrap_or(0);
        true
    }

    /// Chooses the formula of this name.
    pub fn show(&mut self, name: &str) {
        self.field.set("");
        self.typing = false;
        self.narrow();
        let named = |entry: &Entry| entry.id == name || entry.name.zh == name || entry.name.en == name;
        self.choice.index = self.all.iter().flatten().position(named).unwrap_or(0);
    }

    /// The bench that shows the chosen formula.
    pub fn link(&self) -> Option<Link> {
        let entry = self.entry(self.choice.index)?;
        let names: Vec<&str> =
            [&entry.id, &entry.name.zh, &entry.name.en].into_iter().chain(&entry.aliases).map(String::as_str).collect();
        bench::of_formula(entry.bench.as_deref()?, &names)
    }

    pub fn update(&mut self, action: Action, page: usize) {
        match action {
            Action::Filter => self.typing = true,
            Action::Commit => self.typing = false,
            _ if self.typing && self.field.update(action) => self.narrow(),
            _ => {
                self.choice.update(action, self.shown.len(), page);
            }
        }
    }

    fn narrow(&mut self) {
        let words: Vec<String> = self.field.value().to_lowercase().split_whitespace().map(str::to_owned).collect();
        let all = self.all.iter().flatten().enumerate();
        self.shown = all.filter(|(_, entry)| entry.matches(&words)).map(|(at, _)| at).collect();
        self.choice.index = self.choice.index.min(self.shown.len().saturating_sub(1));
    }

    fn entry(&self, at: usize) -> Option<&Entry> {
        self.all.as_ref()?.get(*self.shown.get(at)?)
    }
}

pub fn draw(formulas: &Formulas, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    if formulas.is_unread() {
        put(buf, area, 0, 0, Span::styled(ctx.say(texts::LOADING), ctx.theme.dim));
        return None;
    }
    let beside = area.width >= BESIDE;
    let width = if beside { (area.width * 2 / 5).clamp(28, 40) } else { area.width };
    let height = if beside { area.height } else { (area.height / 3).max(2).min(area.height) };
    let cursor = field(formulas, ctx, Rect { width, ..area }, buf);
    let top = if beside { 2.min(height) } else { 1.min(height) };
    list(formulas, ctx, Rect { y: area.y + top, width, height: height - top, ..area }, buf);
    let Some(entry) = formulas.entry(formulas.choice.index) else {
        put(buf, area, 0, top, Span::styled(ctx.say(texts::NO_HITS), ctx.theme.strong));
        return cursor;
    };
    let place = if beside {
        for dy in 0..area.height {
            put(buf, area, width + 1, dy, Span::styled("│", ctx.theme.rule));
        }
        Rect { x: area.x + width + 3, width: area.width - width - 3, ..area }
    } else {
        Rect { y: area.y + height + 1, height: area.height.saturating_sub(height + 1), ..area }
    };
    let place = Rect { width: place.width.min(WIDEST), ..place };
    put_lines(buf, place, &details(entry, ctx, place.width.into()), 0);
    cursor
}

fn field(formulas: &Formulas, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
    let theme = ctx.theme;
    let count = formulas.shown.len().to_string();
    put_right(buf, area, 8, 0, Span::styled(count, theme.faint));
    if !formulas.typing && formulas.field.value().is_empty() {
        put(buf, area, 0, 0, Span::styled(ctx.say(texts::FORMULA_PROMPT), theme.faint));
        return None;
    }
    let x = put(buf, area, 0, 0, Span::styled("f ", theme.key));
    let place = Rect { x: area.x + x, width: area.width.saturating_sub(x + 4), ..area };
    let cursor = show_field(&formulas.field, place.width.into(), place, theme.input, buf);
    cursor.filter(|_| formulas.typing)
}

/// The list, with the name of each topic above its formulas.
fn list(formulas: &Formulas, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let mut rows: Vec<(Option<usize>, &str)> = Vec::new();
    let mut topic: Option<&Both> = None;
    for at in 0..formulas.shown.len() {
        let Some(entry) = formulas.entry(at) else { continue };
        if topic != Some(&entry.topic) {
            topic = Some(&entry.topic);
            rows.push((None, entry.topic.of(ctx.lang)));
        }
        rows.push((Some(at), entry.name.of(ctx.lang)));
    }
    let chosen = rows.iter().position(|(at, _)| *at == Some(formulas.choice.index)).unwrap_or(0);
    let page = usize::from(area.height);
    let skip = Choice { index: chosen }.scroll(rows.len(), page);
    for (dy, (at, name)) in (0..).zip(rows.iter().skip(skip).take(page)) {
        let row = Rect { y: area.y + dy, height: 1, ..area };
        let room = usize::from(row.width).saturating_sub(3);
        let name = text::fit(name, room).into_owned();
        if at.is_none() {
            put(buf, row, 0, 0, Span::styled(name, theme.title));
            continue;
        }
        if *at == Some(formulas.choice.index) {
            buf.set_style(row.intersection(buf.area), theme.selected);
            put(buf, row, 0, 0, Span::styled("▌", theme.accent));
        }
        put(buf, row, 2, 0, Span::raw(name));
    }
}

fn details(entry: &Entry, ctx: Ctx<'_>, cells: usize) -> Vec<Line<'static>> {
    let theme = ctx.theme;
    let (name, other) = match ctx.lang {
        Lang::Zh => (&entry.name.zh, &entry.name.en),
        Lang::En => (&entry.name.en, &entry.name.zh),
    };
    let mut lines = vec![
        Line::styled(text::fit(name, cells).into_owned(), theme.title),
        Line::styled(text::fit(other, cells).into_owned(), theme.dim),
        Line::default(),
    ];
    let rows = math::display(&entry.tex, cells);
    let widest = rows.iter().map(|row| text::width(row)).max().unwrap_or(0);
    let indent = " ".repeat(cells.saturating_sub(widest) / 2);
    lines.extend(rows.into_iter().map(|row| Line::styled(format!("{indent}{row}"), theme.math)));
    if !entry.symbols.is_empty() {
        lines.push(Line::default());
    }
    let widest = entry.symbols.iter().map(|(symbol, _)| text::width(&math::inline(symbol))).max().unwrap_or(0).min(12);
    for (symbol, meaning) in &entry.symbols {
        let room = cells.saturating_sub(widest + 2);
        lines.push(Line::from(vec![
            Span::styled(text::pad(&math::inline(symbol), widest + 2), theme.math),
            Span::styled(text::fit(meaning.of(ctx.lang), room).into_owned(), theme.text),
        ]));
    }
    for (title, body, style) in [
        (texts::INSIGHT, entry.insight.of(ctx.lang), theme.title),
        (texts::TRAP, entry.trap.of(ctx.lang), theme.warning),
        (texts::SOURCE, entry.source.as_str(), theme.dim),
    ] {
        if body.is_empty() {
            continue;
        }
        lines.push(Line::default());
        let mut head = vec![Span::styled(ctx.say(title), style)];
        if title == texts::SOURCE {
            let state = if entry.is_checked { texts::CHECKED } else { texts::UNCHECKED };
            let style = if entry.is_checked { theme.accent } else { theme.warning };
            head.push(Span::styled(format!("  {}", ctx.say(state)), style));
        }
        lines.push(Line::from(head));
        lines.extend(markdown::render(body, cells, theme));
    }
    lines
}
