//! The state of the whole interface, and how keys change it. Pure: the time comes in with them.

mod news;

use super::action::{Action, Pointer};
use super::effect::Effect;
use super::keymap::{self, Lookup, Mode};
use super::screen::search::Wish;
use super::screen::{Ctx, Tab, bench, dashboard, formulas, lab, notes, review, search, stats};
use super::{Theme, frame};
use crate::domain::ReviewScope;
use crate::locale::{Lang, bench as bench_texts, lab as lab_texts, tui as texts};
use chrono::{DateTime, FixedOffset};

/// A field takes no more characters than this from one paste.
const LONGEST_PASTE: usize = 1000;

/// A word to the user in the footer, until the next key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub text: String,
    pub is_error: bool,
}

/// The interface: what is shown now, and all that the screens remember.
#[derive(Debug)]
pub struct App {
    pub lang: Lang,
    pub theme: Theme,
    pub now: DateTime<FixedOffset>,
    /// Of the terminal, in cells.
    pub size: (u16, u16),
    pub tab: Tab,
    pub help: bool,
    /// Whether the user has asked to leave.
    pub quit: bool,
    pub notice: Option<Notice>,
    /// The first press of a pair such as `gg`.
    waiting: Option<String>,
    pub dashboard: dashboard::Today,
    pub stats: stats::Stats,
    pub review: review::Review,
    pub search: search::Search,
    pub notes: notes::Notes,
    pub formulas: formulas::Formulas,
    pub lab: lab::Lab,
}

impl App {
    /// The interface at its beginning, and what it needs from outside to fill its first screen.
    pub fn start(lang: Lang, theme: Theme, tab: Tab, now: DateTime<FixedOffset>) -> (Self, Vec<Effect>) {
        let mut app = Self {
            lang,
            theme,
            now,
            size: (80, 24),
            tab: Tab::Today,
            help: false,
            quit: false,
            notice: None,
            waiting: None,
            dashboard: dashboard::Today::default(),
            stats: stats::Stats::default(),
            review: review::Review::default(),
            search: search::Search::default(),
            notes: notes::Notes::default(),
            formulas: formulas::Formulas::default(),
            lab: lab::Lab::default(),
        };
        let mut effects = vec![Effect::LoadDashboard, Effect::LoadNotes];
        if tab != Tab::Today {
            effects.extend(app.go(tab));
        }
        (app, effects)
    }

    /// Which cards the review takes in.
    pub fn set_scope(&mut self, scope: ReviewScope) {
        self.review.scope = scope;
    }

    pub const fn ctx(&self) -> Ctx<'_> {
        Ctx { lang: self.lang, theme: &self.theme, now: self.now }
    }

    /// The situation that decides what keys mean.
    pub fn mode(&self) -> Mode {
        match self.tab {
            Tab::Today if self.stats.is_open => Mode::Stats,
            Tab::Today => Mode::Today,
            Tab::Review => self.review.mode(),
            Tab::Search => self.search.mode(),
            Tab::Notes => self.notes.mode(),
            Tab::Formulas => self.formulas.mode(),
            Tab::Lab => self.lab.mode(),
        }
    }

    /// A key, by its name.
    pub fn press(&mut self, key: &str, now: DateTime<FixedOffset>) -> Vec<Effect> {
        self.now = now;
        self.notice = None;
        let waiting = self.waiting.take();
        match keymap::lookup(self.mode(), waiting.as_deref(), key) {
            Lookup::Do(Action::Quit) => self.update(Action::Quit),
            _ if self.help => {
                self.help = false;
                Vec::new()
            }
            Lookup::Do(action) => self.update(action),
            Lookup::Wait(first) => {
                self.waiting = Some(first);
                Vec::new()
            }
            Lookup::Nothing => Vec::new(),
        }
    }

    /// Text from the clipboard: it goes into a field, and nowhere else, as it must not be taken for keys.
    pub fn paste(&mut self, text: &str, now: DateTime<FixedOffset>) -> Vec<Effect> {
        self.now = now;
        if self.mode() == Mode::Bench {
            if let Err(reason) = self.lab.paste(text) {
                let text = texts::failed(self.lang, &bench_texts::error(self.lang, &reason));
                self.say(&text, true);
            }
            return Vec::new();
        }
        if self.help || !self.mode().is_typing() {
            return Vec::new();
        }
        let printable = text.chars().filter(|character| !character.is_control()).take(LONGEST_PASTE);
        // Only the last search counts: those before it saw half of the text
        printable.map(|character| self.update(Action::Type(character))).last().unwrap_or_default()
    }

    /// The mouse: the wheel moves as the arrows do, and a click selects or opens.
    pub fn point(&mut self, pointer: Pointer, now: DateTime<FixedOffset>) -> Vec<Effect> {
        self.now = now;
        if self.help {
            self.help = false;
            return Vec::new();
        }
        match pointer {
            Pointer::Down => self.update(Action::Down),
            Pointer::Up => self.update(Action::Up),
            Pointer::Click { x, y } if self.tab == Tab::Search => {
                let area = frame::main_area(self.size);
                match self.search.click(area, (x, y)) {
                    Some(true) => self.update(Action::Open),
                    Some(false) => self.search.preview(),
                    None => Vec::new(),
                }
            }
            Pointer::Click { .. } => Vec::new(),
        }
    }

    /// What an action does.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        match action {
            Action::Quit => self.quit = true,
            Action::Help => self.help = true,
            Action::Redraw => return vec![Effect::Redraw],
            Action::Sleep => return vec![Effect::Sleep],
            Action::NextTab => return self.go(self.tab.step(1)),
            Action::PreviousTab => return self.go(self.tab.step(Tab::ALL.len() - 1)),
            Action::Go(tab) => return self.go(tab),
            Action::Search => {
                self.search.typing = true;
                return self.go(Tab::Search);
            }
            Action::ToBench => return self.open_bench(),
            Action::Stats => return self.stats.open(),
            Action::Start if self.tab == Tab::Today => return self.go(Tab::Review),
            Action::Back | Action::Leave => return self.back(action),
            _ => return self.act(action),
        }
        Vec::new()
    }

    fn back(&mut self, action: Action) -> Vec<Effect> {
        let inside = match self.tab {
            Tab::Today => self.stats.close(),
            Tab::Review => self.review.back(),
            Tab::Search => self.search.back(),
            Tab::Notes => self.notes.back(),
            Tab::Formulas => self.formulas.back(),
            Tab::Lab => self.lab.back(),
        };
        match (inside, self.tab) {
            (true, _) => Vec::new(),
            (false, Tab::Today) => {
                self.quit = action == Action::Leave;
                Vec::new()
            }
            (false, _) => self.go(Tab::Today),
        }
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        let size = frame::main_size(self.size);
        match self.tab {
            Tab::Today if self.stats.is_open => {
                let theme = self.theme.clone();
                let ctx = Ctx { lang: self.lang, theme: &theme, now: self.now };
                self.stats.update(action, ctx, size)
            }
            Tab::Today => match self.dashboard.update(action) {
                Some(id) => {
                    self.tab = Tab::Notes;
                    self.notes.open(id, 1)
                }
                None => Vec::new(),
            },
            Tab::Review => {
                if action == Action::UndoReview && self.review.deeds() == 0 {
                    self.say(texts::NOTHING_TO_UNDO.of(self.lang), false);
                }
                if let Some(place) = self.review.source().filter(|_| action == Action::ToNote) {
                    return self.open_place(&place);
                }
                if let Some(text) = self.review.lacks(action) {
                    self.say(text.of(self.lang), false);
                }
                self.review.update(action, self.now)
            }
            Tab::Search => {
                let mut effects = self.search.update(action, usize::from(size.1));
                match self.search.wish.take() {
                    Some(Wish::Nowhere) => self.say(texts::IN_NO_NOTE.of(self.lang), false),
                    Some(Wish::Open(place)) => effects.extend(self.open_place(&place)),
                    Some(Wish::Review(cards)) if cards.is_empty() => {
                        self.say(texts::NO_CARDS_HERE.of(self.lang), false);
                    }
                    Some(Wish::Review(cards)) => {
                        self.tab = Tab::Review;
                        effects.extend(self.review.begin(cards));
                    }
                    None => {}
                }
                if effects.iter().any(|effect| matches!(effect, Effect::Copy(_))) {
                    self.say(texts::COPIED.of(self.lang), false);
                }
                effects
            }
            Tab::Notes => self.notes.update(action, usize::from(size.1)),
            Tab::Formulas => self.act_on_formulas(action, size),
            Tab::Lab => {
                let effects = self.lab.update(action);
                if let Some(Effect::Copy(line)) = effects.first() {
                    let text = format!("{}: {line}", lab_texts::COPIED.of(self.lang));
                    self.say(&text, false);
                }
                effects
            }
        }
    }

    fn act_on_formulas(&mut self, action: Action, size: (u16, u16)) -> Vec<Effect> {
        match (action, self.formulas.place()) {
            (Action::Open, Some(place)) if !self.formulas.mode().is_typing() => {
                let (note, line) = (place.note, place.line);
                self.tab = Tab::Notes;
                self.notes.open(note, line)
            }
            (Action::Open, None) if !self.formulas.mode().is_typing() => self.open_bench(),
            (Action::MakeCard, _) => {
                self.formulas.chosen().map(|formula| Effect::AddFormulaCard(formula.id)).into_iter().collect()
            }
            _ => {
                let theme = self.theme.clone();
                let ctx = Ctx { lang: self.lang, theme: &theme, now: self.now };
                self.formulas.update(action, ctx, size);
                if matches!(action, Action::NextPlace) && self.formulas.place().is_none() {
                    self.say(texts::NO_PLACES.of(self.lang), false);
                }
                Vec::new()
            }
        }
    }

    /// To the bench that shows what is on the screen.
    fn open_bench(&mut self) -> Vec<Effect> {
        // What a card names itself comes before what its words speak of
        let given = self.review.given().filter(|_| self.tab == Tab::Review);
        if given.is_some_and(|given| self.lab.show_given(&given)) {
            return self.go(Tab::Lab);
        }
        let told = if self.tab == Tab::Review { self.review.text() } else { None };
        if let Some((bench, case, inputs)) = told.as_deref().and_then(bench::of_command) {
            self.lab.load(bench, case, inputs);
            return self.go(Tab::Lab);
        }
        let link = match self.tab {
            Tab::Formulas => self.formulas.link(),
            Tab::Review => self.review.text().and_then(|text| bench::of_text(&text)),
            Tab::Notes => self.notes.text().and_then(|text| bench::of_text(&text)),
            _ => None,
        };
        let Some(link) = link else {
            self.say(lab_texts::NO_BENCH.of(self.lang), false);
            return Vec::new();
        };
        self.lab.show(link);
        self.go(Tab::Lab)
    }

    fn open_place(&mut self, place: &search::Place) -> Vec<Effect> {
        match place {
            search::Place::Note { path, line } => match self.notes.find(path) {
                Some(id) => {
                    self.tab = Tab::Notes;
                    self.notes.open(id, *line)
                }
                None => Vec::new(),
            },
            search::Place::Formula(name) => {
                self.formulas.show(name);
                self.go(Tab::Formulas)
            }
        }
    }

    /// Turns to a screen; the effects fill it.
    pub fn go(&mut self, tab: Tab) -> Vec<Effect> {
        self.tab = tab;
        self.stats.close();
        match tab {
            Tab::Today => vec![Effect::LoadDashboard],
            Tab::Review => self.review.enter(),
            Tab::Notes => vec![Effect::LoadNotes],
            Tab::Formulas => vec![Effect::LoadNoted],
            Tab::Search => vec![Effect::LoadRecent],
            Tab::Lab => Vec::new(),
        }
    }

    fn say(&mut self, text: &str, is_error: bool) {
        self.notice = Some(Notice { text: text.to_owned(), is_error });
    }
}
