//! The formulas: a list by topic, narrowed by the very look-up of the shell, and the chosen one set large with all that is known of
//! it and the places in one's notes that speak of it.

mod draw;

pub use draw::draw;

use super::Ctx;
use super::bench::{self, Link};
use crate::domain::Noted;
use crate::formula::{self, Formula};
use crate::tui::action::Action;
use crate::tui::keymap::Mode;
use crate::tui::widget::field::Field;
use crate::tui::widget::list::Choice;
use draw::Details;
use std::collections::BTreeMap;

/// Where the notes speak of each formula, by its id.
pub type NotedById = BTreeMap<&'static str, Vec<Noted>>;

/// What the screen remembers.
#[derive(Debug)]
pub struct Formulas {
    /// Those that the field lets through: all topic by topic, or the best match first.
    shown: Vec<&'static Formula>,
    field: Field,
    typing: bool,
    choice: Choice,
    /// The first line of the details that is in sight.
    top: usize,
    /// The place in the notes that is chosen.
    place: Option<usize>,
    noted: NotedById,
}

impl Default for Formulas {
    fn default() -> Self {
        Self {
            shown: formula::all().iter().collect(),
            field: Field::default(),
            typing: false,
            choice: Choice::default(),
            top: 0,
            place: None,
            noted: NotedById::default(),
        }
    }
}

impl Formulas {
    pub const fn mode(&self) -> Mode {
        if self.typing { Mode::FormulaField } else { Mode::FormulaList }
    }

    pub fn receive(&mut self, noted: NotedById) {
        self.noted = noted;
        self.place = self.place.filter(|at| *at < self.places().len());
    }

    /// Out of the places, out of the field, then out of the narrowing.
    pub fn back(&mut self) -> bool {
        if self.place.take().is_some() {
            return true;
        }
        if self.field.value().is_empty() {
            return std::mem::take(&mut self.typing);
        }
        let chosen = self.chosen();
        self.field.set("");
        self.typing = false;
        self.narrow();
        self.choice.index = chosen.and_then(|chosen| self.position(|formula| formula.id == chosen.id)).unwrap_or(0);
        true
    }

    /// Chooses the formula of this name.
    pub fn show(&mut self, name: &str) {
        self.field.set("");
        self.typing = false;
        self.narrow();
        let named = formula::named(name).map(|formula| formula.id);
        self.choice.index = self.position(|formula| Some(formula.id) == named).unwrap_or(0);
    }

    fn position(&self, is_it: impl Fn(&Formula) -> bool) -> Option<usize> {
        self.shown.iter().position(|formula| is_it(formula))
    }

    pub fn chosen(&self) -> Option<&'static Formula> {
        self.shown.get(self.choice.index).copied()
    }

    /// Where the notes speak of the chosen formula.
    fn places(&self) -> &[Noted] {
        self.chosen().and_then(|formula| self.noted.get(formula.id)).map_or(&[], Vec::as_slice)
    }

    /// The place in the notes that is chosen.
    pub fn place(&self) -> Option<&Noted> {
        self.places().get(self.place?)
    }

    /// The bench that shows the chosen formula.
    pub fn link(&self) -> Option<Link> {
        let formula = self.chosen()?;
        let names: Vec<&str> =
            [formula.id, formula.name.zh, formula.name.en].into_iter().chain(formula.aliases.iter().copied()).collect();
        bench::of_formula(formula.bench?, &names)
    }

    /// What an action does on a main part of `size` cells.
    pub fn update(&mut self, action: Action, ctx: Ctx<'_>, size: (u16, u16)) {
        match action {
            Action::Filter => self.typing = true,
            Action::Commit => self.typing = false,
            _ if self.typing && self.field.update(action) => self.narrow(),
            Action::NextPlace | Action::PreviousPlace => self.step(action, ctx, size),
            Action::ScrollDown | Action::ScrollUp => self.scroll(action, ctx, size),
            _ => {
                let before = self.choice;
                self.choice.update(action, self.shown.len(), size.1.into());
                if self.choice != before {
                    (self.top, self.place) = (0, None);
                }
            }
        }
    }

    /// To another place in the notes, which comes into sight.
    fn step(&mut self, action: Action, ctx: Ctx<'_>, size: (u16, u16)) {
        let count = self.places().len();
        let next = match (action, self.place) {
            (Action::NextPlace, Some(at)) => at + 1,
            (_, Some(at)) => at.saturating_sub(1),
            (_, None) => 0,
        };
        self.place = count.checked_sub(1).map(|last| next.min(last));
        let Some(place) = self.place else { return };
        let (details, page) = self.details(ctx, size);
        let line = details.places.get(place).copied().unwrap_or(0);
        self.top = line.saturating_sub(page / 2).min(details.lines.len().saturating_sub(page));
    }

    fn scroll(&mut self, action: Action, ctx: Ctx<'_>, size: (u16, u16)) {
        let (details, page) = self.details(ctx, size);
        let last = details.lines.len().saturating_sub(page);
        self.top = if action == Action::ScrollDown { self.top + 1 } else { self.top.saturating_sub(1) }.min(last);
    }

    /// The details as they are drawn, and how many of their lines are in sight.
    fn details(&self, ctx: Ctx<'_>, size: (u16, u16)) -> (Details, usize) {
        let area = draw::areas(ratatui::layout::Rect::new(0, 0, size.0, size.1)).details;
        let details = draw::details(self, ctx, area.width.into());
        let page = draw::page(details.lines.len(), area.height);
        (details, page.into())
    }

    fn narrow(&mut self) {
        let query = self.field.value().trim();
        self.shown = if query.is_empty() {
            formula::all().iter().collect()
        } else {
            let found = formula::find(query);
            found.best.into_iter().chain(found.others).collect()
        };
        self.choice.index = 0;
        (self.top, self.place) = (0, None);
    }
}
