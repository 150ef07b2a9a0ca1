//! Search: what is typed on top, what was found below, and beside it what is known of the one that is selected. Searching happens
//! elsewhere; late answers are known by their number and dropped.

mod draw;
mod preview;

pub use draw::{draw, show_field};

use super::Ctx;
use crate::domain::{CardId, Hit, HitKind, Preview};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Mode;
use crate::tui::widget::field::Field;
use crate::tui::widget::list::Choice;
use ratatui::layout::Rect;
use ratatui::text::Line;

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

/// What the learner wants of another screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wish {
    Open(Place),
    /// Review these cards.
    Review(Vec<CardId>),
    /// What was to be opened stands in no note.
    Nowhere,
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
    /// The number of the question that the hits answer.
    answered: u64,
    /// Earlier queries, the latest first; shown while nothing is typed.
    recent: Vec<String>,
    /// The nearest names; shown where nothing was found.
    near: Vec<String>,
    preview: Option<Preview>,
    /// The preview set for a size.
    lines: Vec<Line<'static>>,
    size: (u16, u16),
    /// The wish to be fulfilled, taken by the app.
    pub wish: Option<Wish>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            typing: true,
            field: Field::default(),
            hits: Vec::new(),
            choice: Choice::default(),
            serial: 0,
            answered: 0,
            recent: Vec::new(),
            near: Vec::new(),
            preview: None,
            lines: Vec::new(),
            size: (0, 0),
            wish: None,
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
        match action {
            Action::Open if self.offers() => return self.ask_again(),
            Action::Open => return self.open(),
            Action::Edit => return self.edit(),
            Action::Copy => return self.copied().map(Effect::Copy).into_iter().collect(),
            Action::MakeCard => {
                return self
                    .selected()
                    .map(|hit| Effect::AddHitCard { kind: hit.kind, id: hit.id })
                    .into_iter()
                    .collect();
            }
            Action::ReviewThis => {
                let cards = self.shown_preview().map(|preview| preview.cards.iter().map(|card| card.id).collect());
                self.wish = cards.map(Wish::Review);
                return Vec::new();
            }
            _ => {}
        }
        if self.field.update(action) {
            return self.ask();
        }
        let before = self.choice;
        let count = self.count();
        if self.choice.update(action, count, page) && self.choice != before {
            return self.preview();
        }
        Vec::new()
    }

    fn ask(&mut self) -> Vec<Effect> {
        self.serial += 1;
        let query = self.field.value().trim().to_owned();
        if query.is_empty() {
            self.answered = self.serial;
            self.hits.clear();
            self.preview = None;
            self.choice = Choice::default();
            return Vec::new();
        }
        vec![Effect::Search { query, serial: self.serial }]
    }

    /// Asks the selected one of what is offered.
    fn ask_again(&mut self) -> Vec<Effect> {
        let Some(query) = self.offered().get(self.choice.index).cloned() else { return Vec::new() };
        self.field.set(&query);
        self.ask()
    }

    fn open(&mut self) -> Vec<Effect> {
        let Some(hit) = self.selected() else { return Vec::new() };
        let Some(place) = self.place() else {
            self.wish = Some(Wish::Nowhere);
            return Vec::new();
        };
        let query = self.field.value().trim().to_owned();
        let opened = Effect::Opened { kind: hit.kind, title: hit.title.clone(), query };
        self.wish = Some(Wish::Open(place));
        vec![opened, Effect::LoadRecent]
    }

    fn edit(&mut self) -> Vec<Effect> {
        match self.place() {
            Some(Place::Note { path, line }) => return vec![Effect::Edit { path, line }],
            _ if self.selected().is_some() => self.wish = Some(Wish::Nowhere),
            _ => {}
        }
        Vec::new()
    }

    /// Asks the same again, unless that would move what is selected.
    pub fn ask_anew(&mut self) -> Vec<Effect> {
        if self.choice.index == 0 { self.ask() } else { Vec::new() }
    }

    /// Results; those of an earlier question are dropped.
    pub fn receive(&mut self, serial: u64, hits: Vec<Hit>, near: Vec<String>) -> Vec<Effect> {
        if serial != self.serial {
            return Vec::new();
        }
        self.hits = hits;
        self.near = near;
        self.answered = serial;
        self.choice = Choice::default();
        self.preview()
    }

    pub fn receive_preview(&mut self, preview: Option<Preview>) {
        self.preview = preview;
        self.size = (0, 0);
    }

    pub fn receive_recent(&mut self, queries: Vec<String>) {
        self.recent = queries;
    }

    /// Sets the preview for the part of the main area that it has, if it is not yet.
    pub fn layout(&mut self, main: Rect, ctx: Ctx<'_>) {
        let room = draw::parts(main).preview;
        if self.size == (room.width, room.height) {
            return;
        }
        self.size = (room.width, room.height);
        let room = (usize::from(room.width), usize::from(room.height));
        self.lines = self.preview.as_ref().map(|known| preview::lines(known, ctx, room)).unwrap_or_default();
    }

    /// A click at (`x`, `y`): selects a line and tells whether it was selected before.
    pub fn click(&mut self, main: Rect, (x, y): (u16, u16)) -> Option<bool> {
        let list = draw::parts(main).list;
        let list = if self.offers() { draw::below_offers(Rect { width: main.width, ..list }) } else { list };
        let count = self.count();
        if !list.contains((x, y).into()) {
            return None;
        }
        let index = self.choice.scroll(count, usize::from(list.height)) + usize::from(y - list.y);
        (index < count).then(|| std::mem::replace(&mut self.choice.index, index) == index)
    }

    /// Asks for what is known of the selected hit.
    pub fn preview(&self) -> Vec<Effect> {
        self.selected().map(|hit| Effect::Preview { kind: hit.kind, id: hit.id }).into_iter().collect()
    }

    /// What may be asked instead: earlier queries while nothing is typed, the nearest names where nothing was found.
    fn offered(&self) -> &[String] {
        if self.field.value().is_empty() { &self.recent } else { &self.near }
    }

    /// Whether there are no hits to show, and none to wait for.
    const fn offers(&self) -> bool {
        self.hits.is_empty() && self.is_answered()
    }

    fn count(&self) -> usize {
        if self.offers() { self.offered().len() } else { self.hits.len() }
    }

    /// Whether the hits answer what stands in the field.
    const fn is_answered(&self) -> bool {
        self.answered == self.serial
    }

    fn selected(&self) -> Option<&Hit> {
        self.hits.get(self.choice.index)
    }

    /// The preview of the selected hit, once it was read.
    fn shown_preview(&self) -> Option<&Preview> {
        let hit = self.selected()?;
        self.preview.as_ref().filter(|preview| (preview.kind, preview.id) == (hit.kind, hit.id))
    }

    fn place(&self) -> Option<Place> {
        let hit = self.selected()?;
        let known = hit.note.clone().map(|note| (note, hit.line.unwrap_or(1)));
        let place = known.or_else(|| self.shown_preview().and_then(|preview| preview.place.clone()));
        match place {
            Some((path, line)) => Some(Place::Note { path, line }),
            None if hit.kind == HitKind::Formula => Some(Place::Formula(hit.title.clone())),
            None => None,
        }
    }

    /// The selected hit as a text to be pasted elsewhere.
    fn copied(&self) -> Option<String> {
        let hit = self.selected()?;
        let Some(preview) = self.shown_preview() else { return Some(hit.title.clone()) };
        let definition = preview.mentions.iter().find_map(|mention| mention.definition.as_deref());
        let body = definition.unwrap_or(&preview.body);
        Some(if body.is_empty() { hit.title.clone() } else { format!("{}\n{body}", hit.title) })
    }
}
