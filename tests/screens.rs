//! Whole screens, driven by keys on demonstration data, at sizes from a phone's corner to a wall.

#![allow(clippy::unwrap_used)]

#[path = "screens/demo.rs"]
mod demo;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::collections::VecDeque;
use wengu::locale::Lang;
use wengu::tui::{App, Tab, Theme, draw, effect};

struct Session {
    app: App,
    world: demo::World,
    size: (u16, u16),
}

impl Session {
    fn start(lang: Lang, tab: Tab, size: (u16, u16)) -> Self {
        let theme = Theme::from_environment(|_| None);
        let (mut app, effects) = App::start(lang, theme, tab, demo::now());
        app.receive(effect::Msg::Resized { width: size.0, height: size.1 });
        let mut session = Self { app, world: demo::World::default(), size };
        session.settle(effects);
        session
    }

    fn settle(&mut self, effects: Vec<effect::Effect>) {
        let mut waiting = VecDeque::from(effects);
        while let Some(effect) = waiting.pop_front() {
            if let Some(msg) = self.world.perform(effect) {
                waiting.extend(self.app.receive(msg));
            }
        }
    }

    fn press(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            let effects = self.app.press(key, demo::now());
            self.settle(effects);
        }
    }

    /// The screen as text without blanks, which stand between the halves of wide characters.
    fn text(&self) -> String {
        let mut terminal = Terminal::new(TestBackend::new(self.size.0, self.size.1)).unwrap();
        terminal.draw(|frame| draw(&self.app, frame)).unwrap();
        let buffer = terminal.backend().buffer();
        buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect::<String>().replace(' ', "")
    }
}

#[test]
fn every_screen_draws_at_any_size_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        for tab in Tab::ALL {
            for size in [(1, 1), (2, 3), (20, 5), (40, 12), (80, 24), (120, 40), (140, 44), (250, 90)] {
                Session::start(lang, tab, size).text();
            }
        }
    }
}

#[test]
fn the_first_screen_speaks_the_learners_language() {
    assert!(Session::start(Lang::Zh, Tab::ALL[0], (100, 30)).text().contains("复习"));
    assert!(Session::start(Lang::En, Tab::ALL[0], (100, 30)).text().contains("Review"));
}

#[test]
fn a_question_mark_opens_the_keys_and_q_leaves() {
    let mut session = Session::start(Lang::En, Tab::ALL[0], (100, 30));
    let before = session.text();
    session.press("?");
    assert_ne!(session.text(), before);
    session.press("esc");
    assert_eq!(session.text(), before);
    session.press("q");
    assert!(session.app.quit);
}
