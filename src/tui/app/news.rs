//! What comes in from outside, and what it changes.

use super::App;
use crate::locale::{bench as bench_texts, phrases, tui as texts};
use crate::tui::effect::{Effect, Msg};
use crate::tui::frame;
use crate::tui::screen::{Ctx, Tab};

impl App {
    /// What news does.
    pub fn receive(&mut self, msg: Msg) -> Vec<Effect> {
        let effects = match msg {
            Msg::Tick(now) => {
                self.now = now;
                match self.tab {
                    Tab::Today | Tab::Search | Tab::Notes => vec![Effect::LookAgain],
                    _ => Vec::new(),
                }
            }
            Msg::Resized { width, height } => {
                self.size = (width, height);
                Vec::new()
            }
            Msg::Dashboard(board) => {
                self.dashboard.board = Some(*board);
                Vec::new()
            }
            Msg::Stats(statistics, outlook) => {
                self.stats.receive(statistics, outlook);
                Vec::new()
            }
            Msg::Simulated(scenarios) => {
                self.stats.receive_scenarios(scenarios);
                Vec::new()
            }
            Msg::Prompt(prompt) => {
                let rests = prompt.is_none();
                self.review.receive(prompt.map(|prompt| *prompt), self.now);
                if rests { vec![Effect::LoadDashboard] } else { Vec::new() }
            }
            Msg::Answered(grade) => self.review.answered(grade),
            Msg::Undone(card) => {
                self.say(card.map_or(texts::NOTHING_TO_UNDO, |_| texts::UNDONE).of(self.lang), false);
                self.review.undone(card)
            }
            Msg::Suspended(_) => {
                self.say(texts::SUSPENDED.of(self.lang), false);
                self.review.set_aside()
            }
            Msg::Buried(_) => {
                self.say(texts::BURIED.of(self.lang), false);
                self.review.set_aside()
            }
            Msg::Flagged(flag) => {
                self.say(if flag == 0 { texts::UNFLAGGED } else { texts::FLAGGED }.of(self.lang), false);
                self.review.flagged(flag)
            }
            Msg::Hits { serial, hits, near } => self.search.receive(serial, hits, near),
            Msg::Preview(preview) => {
                self.search.receive_preview(preview.map(|preview| *preview));
                Vec::new()
            }
            Msg::Recent(queries) => {
                self.search.receive_recent(queries);
                Vec::new()
            }
            Msg::Notes(notes) => {
                self.notes.receive_list(notes);
                Vec::new()
            }
            Msg::Note { id, blocks } => {
                self.notes.receive_note(id, blocks);
                Vec::new()
            }
            Msg::Noted(noted) => {
                self.formulas.receive(noted);
                Vec::new()
            }
            Msg::CardAdded(is_new) => {
                self.say(if is_new { texts::CARD_MADE } else { texts::CARD_KNOWN }.of(self.lang), false);
                Vec::new()
            }
            Msg::CardPicked(made) => {
                let text = match made {
                    Some(true) => texts::CARD_PICKED,
                    Some(false) => texts::CARD_KNOWN,
                    None => texts::NOTHING_TO_ASK,
                };
                self.say(text.of(self.lang), false);
                self.search.preview()
            }
            Msg::Changed => {
                let mut effects = vec![Effect::LoadNotes];
                // The day is read anew whenever one goes there
                effects.extend((self.tab == Tab::Today).then_some(Effect::LoadDashboard));
                effects.extend(self.search.ask_anew());
                effects
            }
            Msg::LabCardAdded(is_new) => {
                self.say(if is_new { bench_texts::CARD_MADE } else { bench_texts::CARD_KNOWN }.of(self.lang), false);
                Vec::new()
            }
            Msg::Measured(samples) => {
                self.lab.receive(samples);
                Vec::new()
            }
            Msg::Failed { effect, reason } => self.failed(effect, &phrases::said(&reason, self.lang)),
        };
        self.layout();
        effects
    }

    fn failed(&mut self, effect: Effect, reason: &str) -> Vec<Effect> {
        if effect == Effect::Simulate {
            self.stats.forget_simulation();
        }
        if let Effect::Answer { .. } | Effect::Practise { .. } = effect {
            self.review.blocked(effect, reason);
        } else {
            let text = texts::failed(self.lang, reason);
            self.say(&text, true);
        }
        Vec::new()
    }

    /// Long texts are set once for a width, not at every draw.
    fn layout(&mut self) {
        let (width, _) = frame::main_size(self.size);
        let (theme, lang) = (self.theme.clone(), self.lang);
        self.notes.layout(width, &theme, lang);
        self.search.layout(frame::main_area(self.size), Ctx { lang, theme: &theme, now: self.now });
    }
}
