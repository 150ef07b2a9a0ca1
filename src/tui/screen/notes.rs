//! The notes: a list by date, and a reader that sets a note's sections with their numbers.

use super::Ctx;
use crate::domain::{Block, NoteId, NoteSummary};
use crate::locale::Lang;
use crate::locale::tui as texts;
use crate::tui::Theme;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Mode;
use crate::tui::widget::list::{self, Choice};
use crate::tui::widget::markdown;
use crate::tui::widget::text::{self, put, put_lines, put_right};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// A reader of fewer rows has none to spare for the note's title.
const ROOMY: u16 = 10;
/// From this width on list and reader stand side by side.
const BESIDE: u16 = 100;
/// Width of the list beside the reader.
const LIST: u16 = 34;
/// Text is never set wider than this.
const WIDEST: u16 = 92;

/// What the screen remembers.
#[derive(Debug, Default)]
pub struct Notes {
    /// Newest first; none until they were read.
    list: Option<Vec<NoteSummary>>,
    choice: Choice,
    reading: bool,
    reader: Reader,
}

/// A note set for a width.
#[derive(Debug, Default)]
struct Reader {
    id: Option<NoteId>,
    blocks: Vec<Block>,
    lines: Vec<Line<'static>>,
    /// The line at which each block begins.
    starts: Vec<usize>,
    width: u16,
    top: usize,
    /// The line of the note's text to begin at, until the note is set.
    wanted: Option<u32>,
}

impl Notes {
    pub const fn mode(&self) -> Mode {
        if self.reading { Mode::Reader } else { Mode::NoteList }
    }

    pub const fn back(&mut self) -> bool {
        std::mem::replace(&mut self.reading, false)
    }

    /// The note of this path.
    pub fn find(&self, path: &str) -> Option<NoteId> {
        self.list.iter().flatten().find(|note| note.path == path).map(|note| note.id)
    }

    /// Opens a note at a line of its text.
    pub fn open(&mut self, id: NoteId, line: u32) -> Vec<Effect> {
        if let Some(index) = self.list.iter().flatten().position(|note| note.id == id) {
            self.choice.index = index;
        }
        self.reading = true;
        self.reader = Reader { id: Some(id), wanted: Some(line), ..Reader::default() };
        vec![Effect::LoadNote(id)]
    }

    pub fn receive_list(&mut self, mut notes: Vec<NoteSummary>) {
        notes.sort_by(|one, other| other.date.cmp(&one.date).then_with(|| one.path.cmp(&other.path)));
        self.choice.index = self.choice.index.min(notes.len().saturating_sub(1));
        self.list = Some(notes);
    }

    pub fn receive_note(&mut self, id: NoteId, blocks: Vec<Block>) {
        if self.reader.id == Some(id) {
            self.reader.blocks = blocks;
            self.reader.width = 0;
        }
    }

    /// The section at the top of the reader.
    pub fn text(&self) -> Option<String> {
        let reader = &self.reader;
        let at = reader.starts.iter().rposition(|start| *start <= reader.top)?;
        reader.blocks.get(at).map(|block| format!("{}\n{}", block.title, block.body))
    }

    pub fn update(&mut self, action: Action, page: usize) -> Vec<Effect> {
        if self.reading {
            self.reader.update(action, page);
            return Vec::new();
        }
        if action == Action::Open {
            let id = self.list.iter().flatten().nth(self.choice.index).map(|note| note.id);
            return id.map(|id| self.open(id, 1)).unwrap_or_default();
        }
        let count = self.list.as_ref().map_or(0, Vec::len);
        self.choice.update(action, count, page);
        Vec::new()
    }

    /// Sets the note in hand for a main part of `width` cells, if it is not yet.
    pub fn layout(&mut self, width: u16, theme: &Theme, lang: Lang) {
        self.reader.layout(reader_width(width), theme, lang);
    }
}

const fn is_beside(width: u16) -> bool {
    width >= BESIDE
}

fn reader_width(width: u16) -> u16 {
    if is_beside(width) { (width - LIST - 3).min(WIDEST) } else { width.min(WIDEST) }
}

impl Reader {
    fn update(&mut self, action: Action, page: usize) {
        let section = |top: usize| self.starts.iter().rposition(|&start| start <= top).unwrap_or(0);
        let last = self.lines.len().saturating_sub(1);
        match action {
            Action::NextSection => {
                let next = self.starts.iter().copied().find(|&start| start > self.top);
                self.top = next.unwrap_or(self.top).min(last);
            }
            Action::PreviousSection => {
                let at = section(self.top.saturating_sub(1));
                self.top = self.starts.get(at).copied().unwrap_or(0);
            }
            _ => self.top = list::scroll(self.top, action, self.lines.len(), page),
        }
    }

    fn layout(&mut self, width: u16, theme: &Theme, lang: Lang) {
        if self.width == width || self.id.is_none() {
            return;
        }
        let at = self.starts.iter().rposition(|&start| start <= self.top);
        self.width = width;
        self.lines.clear();
        self.starts.clear();
        for block in &self.blocks {
            self.starts.push(self.lines.len());
            self.lines.extend(block_lines(block, width.into(), theme, lang));
            self.lines.push(Line::default());
        }
        self.top = at.and_then(|at| self.starts.get(at)).copied().unwrap_or(0);
        if let Some(line) = self.wanted.take_if(|_| !self.blocks.is_empty()) {
            let block = self.blocks.iter().rposition(|block| block.line <= line).unwrap_or(0);
            self.top = self.starts.get(block).copied().unwrap_or(0);
        }
    }
}

fn block_lines(block: &Block, cells: usize, theme: &Theme, _lang: Lang) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    if !block.title.is_empty() {
        let depth = usize::from(block.depth.saturating_sub(1)).min(6);
        let number = if block.number.is_empty() { String::new() } else { format!("{} ", text::clean(&block.number)) };
        let mark = if depth == 0 { "▌ " } else { "  " };
        let room = cells.saturating_sub(text::width(&number) + 2);
        let title = text::fit(&block.title, room).into_owned();
        let style = if depth == 0 { theme.heading } else { theme.strong };
        lines.push(Line::from(vec![
            Span::styled(mark, theme.accent),
            Span::styled(number, theme.key),
            Span::styled(title, style),
        ]));
    }
    for line in markdown::render(&block.body, cells.saturating_sub(2).max(1), theme) {
        let mut spans = vec![Span::raw("  ")];
        spans.extend(line.spans);
        lines.push(Line::from(spans));
    }
    lines
}

/// `below` is a free row under `area`.
pub fn draw(notes: &Notes, ctx: Ctx<'_>, (area, below): (Rect, Option<Rect>), buf: &mut Buffer) {
    if is_beside(area.width) {
        let left = Rect { width: LIST, ..area };
        let right = Rect { x: area.x + LIST + 3, width: area.width - LIST - 3, ..area };
        for dy in 0..area.height {
            put(buf, area, LIST + 1, dy, Span::styled("│", ctx.theme.rule));
        }
        list(notes, ctx, left, buf);
        reader(notes, ctx, (right, below), buf);
    } else if notes.reading {
        let rows = title(notes, ctx, area, buf);
        let rest = Rect { y: area.y + rows, height: area.height - rows, ..area };
        reader(notes, ctx, (rest, below), buf);
    } else {
        list(notes, ctx, area, buf);
    }
}

/// Which note is read, where no list beside it tells. Gives the rows that this takes.
fn title(notes: &Notes, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) -> u16 {
    let note = notes.list.iter().flatten().find(|note| Some(note.id) == notes.reader.id);
    let Some(note) = note.filter(|_| area.height > ROOMY) else { return 0 };
    let date = note.date.to_string();
    let room = usize::from(area.width).saturating_sub(date.len() + 4);
    let name = text::fit(&note.title, room).into_owned();
    let x = put(buf, area, 2, 0, Span::styled(name, ctx.theme.dim));
    put_right(buf, area, x, 0, Span::styled(date, ctx.theme.faint));
    2
}

fn list(notes: &Notes, ctx: Ctx<'_>, area: Rect, buf: &mut Buffer) {
    let theme = ctx.theme;
    let Some(all) = &notes.list else {
        put(buf, area, 0, 0, Span::styled(ctx.say(texts::LOADING), theme.dim));
        return;
    };
    if all.is_empty() {
        put(buf, area, 0, 0, Span::styled(ctx.say(texts::NO_NOTES), theme.strong));
        put(buf, area, 0, 1, Span::styled(ctx.say(texts::NO_NOTES_HOW), theme.code));
        return;
    }
    let page = usize::from(area.height / 2).max(1);
    let skip = notes.choice.scroll(all.len(), page);
    for (at, (index, note)) in (0..).zip(all.iter().enumerate().skip(skip).take(page)) {
        let row = Rect { y: area.y + 2 * at, height: 2.min(area.height.saturating_sub(2 * at)), ..area };
        if index == notes.choice.index {
            let shown = Rect { height: 1, ..row };
            buf.set_style(shown.intersection(buf.area), theme.selected);
            put(buf, row, 0, 0, Span::styled("▌", theme.accent));
        }
        let date = note.date.to_string();
        let room = usize::from(row.width).saturating_sub(date.len() + 4);
        let x = put(buf, row, 2, 0, Span::raw(text::fit(&note.title, room).into_owned()));
        put_right(buf, Rect { width: row.width.saturating_sub(1), ..row }, x, 0, Span::styled(date, theme.dim));
        let holds = texts::note_holds(ctx.lang, note.sections, note.concepts, note.cards);
        put(
            buf,
            row,
            2,
            1,
            Span::styled(text::fit(&holds, usize::from(row.width).saturating_sub(2)).into_owned(), theme.faint),
        );
    }
}

fn reader(notes: &Notes, ctx: Ctx<'_>, (area, below): (Rect, Option<Rect>), buf: &mut Buffer) {
    let reader = &notes.reader;
    if reader.id.is_none() {
        put(buf, area, 0, 0, Span::styled(ctx.say(texts::CHOOSE_NOTE), ctx.theme.dim));
        return;
    }
    if reader.lines.is_empty() {
        put(buf, area, 0, 0, Span::styled(ctx.say(texts::LOADING), ctx.theme.dim));
        return;
    }
    put_lines(buf, area, &reader.lines, reader.top);
    place(reader, ctx, (area, below), buf);
}

/// How far one has read, in the free row below the text; without one at the end of the last line, if that leaves room.
fn place(reader: &Reader, ctx: Ctx<'_>, (area, below): (Rect, Option<Rect>), buf: &mut Buffer) {
    let hidden = reader.lines.len().saturating_sub(reader.top + usize::from(area.height));
    if hidden == 0 || area.height <= 4 {
        return;
    }
    let end = Rect { y: area.bottom() - 1, height: 1, ..area };
    let last = &reader.lines[reader.lines.len() - hidden - 1];
    let (row, from) = below.map_or_else(|| (end, u16::try_from(last.width()).unwrap_or(u16::MAX)), |row| (row, 0));
    let share = 100 * reader.top / (reader.top + hidden);
    put_right(buf, row, from, 0, Span::styled(format!(" {share}% ↓"), ctx.theme.faint));
}
