//! Whole screens, driven by keys and looked at as text. Keys are words as in the keymap; `"注意` types the text after the quote.

#![allow(clippy::unwrap_used)]

mod demo;
mod reader;
mod statistics;

use demo::World;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::collections::VecDeque;
use unicode_width::UnicodeWidthStr;
use wengu::domain::{CardId, Grade, HitKind, Wording};
use wengu::locale::Lang;
use wengu::tui::effect::{Effect, Msg};
use wengu::tui::keymap::{self, Mode};
use wengu::tui::{App, Depth, Tab, Theme, Tone, render};

/// The interface with a small library behind it.
struct Session {
    app: App,
    world: World,
    size: (u16, u16),
}

impl Session {
    fn new(lang: Lang, size: (u16, u16)) -> Self {
        Self::with(World::default(), lang, size)
    }

    fn with(world: World, lang: Lang, size: (u16, u16)) -> Self {
        let (app, effects) = App::start(lang, Theme::new(Tone::Dark, Depth::True), Tab::Today, demo::now());
        let mut session = Self { app, world, size };
        session.resize(size);
        session.settle(effects);
        session
    }

    fn resize(&mut self, size: (u16, u16)) {
        self.size = size;
        self.app.receive(Msg::Resized { width: size.0, height: size.1 });
    }

    fn settle(&mut self, effects: Vec<Effect>) {
        let mut waiting = VecDeque::from(effects);
        while let Some(effect) = waiting.pop_front() {
            if let Some(msg) = self.world.perform(effect) {
                waiting.extend(self.app.receive(msg));
            }
        }
    }

    /// Presses keys, one after the other.
    fn keys(&mut self, script: &str) -> &mut Self {
        for word in script.split_whitespace() {
            match word.strip_prefix('"') {
                Some(text) => text.chars().for_each(|letter| self.press(&letter.to_string())),
                None => self.press(word),
            }
        }
        self
    }

    fn press(&mut self, key: &str) {
        let effects = self.app.press(key, demo::now());
        self.settle(effects);
    }

    fn buffer(&self) -> Buffer {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buffer = Buffer::empty(area);
        render(&self.app, area, &mut buffer);
        buffer
    }

    fn text(&self) -> String {
        text_of(&self.buffer())
    }
}

/// A buffer as lines of text. Checks that every wide character has both of its cells.
fn text_of(buffer: &Buffer) -> String {
    let mut text = String::new();
    for row in buffer.content().chunks(usize::from(buffer.area.width).max(1)) {
        let mut line = String::new();
        let mut covered = 0;
        for (column, cell) in row.iter().enumerate() {
            if covered > 0 {
                assert_eq!(cell.symbol(), " ", "half of a wide character is overwritten: {line}");
                covered -= 1;
                continue;
            }
            let width = cell.symbol().width();
            assert!(column + width <= row.len(), "a wide character crosses the edge: {line}");
            covered = width.saturating_sub(1);
            line.push_str(cell.symbol());
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Every situation by name, and the keys that lead there from the first screen.
const TOUR: [(&str, &str); 16] = [
    ("today", ""),
    ("question", "enter"),
    ("answer", "enter space"),
    ("formula_answer", "enter space 3 space"),
    ("cloze_answer", "enter space 3 space 3 space"),
    ("session_done", "enter space 1 space 3 space 3 space 4"),
    ("search", "/"),
    ("search_hits", "/ \"注意"),
    ("search_nothing", "/ \"zzz"),
    ("notes", "4"),
    ("reader", "4 enter"),
    ("formulas", "5"),
    ("lab", "6"),
    ("attention", "6 enter"),
    ("help", "6 enter ?"),
    ("stats", "s"),
];

/// Every bench in a situation of its own, and the statistics.
const BENCHES: [(&str, &str); 16] = [
    ("stats_start", "s"),
    ("stats_end", "s m G"),
    ("bench_attention", "6 enter ] ] ] ] ] ] ] enter"),
    ("bench_attention_scene", "6 enter s"),
    ("bench_attention_compared", "6 enter s s s s c"),
    ("bench_attention_blind", "6 enter S S S S S S up up"),
    ("bench_attention_predict", "6 enter p"),
    ("bench_position", "6 j enter s s"),
    ("bench_norm", "6 j j enter s"),
    ("bench_activation", "6 j j j enter"),
    ("bench_kv_cache", "6 j j j j enter s"),
    ("bench_moe", "6 j j j j j enter s"),
    ("bench_ssm", "6 j j j j j j enter s n n n"),
    ("bench_mla", "6 j j j j j j j enter s"),
    ("bench_cost", "6 j j j j j j j j enter s s M"),
    ("bench_tokens", "6 enter i"),
];

#[test]
fn every_screen_in_both_languages_and_two_sizes() {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        for (lang, code) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            for size in [(80, 24), (120, 40)] {
                for (name, keys) in TOUR {
                    let text = Session::new(lang, size).keys(keys).text();
                    insta::assert_snapshot!(format!("{name}_{code}_{}x{}", size.0, size.1), text);
                }
            }
        }
    });
}

#[test]
fn every_bench_in_both_languages_and_two_sizes() {
    let mut settings = insta::Settings::clone_current();
    settings.set_omit_expression(true);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| {
        for (lang, code) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
            for size in [(80, 24), (140, 44)] {
                for (name, keys) in BENCHES {
                    let text = Session::new(lang, size).keys(keys).text();
                    insta::assert_snapshot!(format!("{name}_{code}_{}x{}", size.0, size.1), text);
                }
            }
        }
    });
}

#[test]
fn the_statistics_are_charts_in_one_column_or_two() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    session.keys("s");
    assert_eq!(session.app.mode(), Mode::Stats);
    let first = session.text();
    assert!(first.contains("9122 次复习") && first.contains("这一年"), "{first}");
    session.keys("G");
    assert!(session.text().contains("难缠"), "the end is in sight: {}", session.text());
    session.keys("gg");
    assert_eq!(session.text(), first);
    session.keys("m");
    assert!(session.text().contains("▶ 90%"), "what was asked for is in sight: {}", session.text());
    assert!(session.keys("q").text().contains("学习运行时间"));
    let mut wide = Session::new(Lang::En, (140, 44));
    let text = wide.keys("s").text();
    let is_beside = |line: &str| line.contains("Reviews a day") && line.contains("Retention by interval");
    assert!(text.lines().any(is_beside), "{text}");
}

#[test]
fn statistics_without_a_log_say_so() {
    let mut world = World::default();
    world.is_empty = true;
    let text = Session::with(world, Lang::Zh, (80, 24)).keys("s").text();
    assert!(text.contains("复习几天之后"), "{text}");
}

#[test]
fn tab_goes_round_all_screens_and_out_of_the_search_field() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    for _ in Tab::ALL {
        session.keys("tab");
    }
    assert_eq!(session.app.tab, Tab::Today);
}

#[test]
fn an_empty_library_is_friendly() {
    let mut world = World::default();
    world.is_empty = true;
    let mut session = Session::with(world, Lang::Zh, (80, 24));
    assert!(session.text().contains("等待启动"));
    assert!(session.text().contains("wengu notes import"));
    assert!(session.keys("enter").text().contains("现在没有要复习的卡片"));
    assert!(session.keys("4").text().contains("还没有笔记"));
}

#[test]
fn no_size_is_too_small_or_too_large() {
    let widths = [1, 2, 5, 8, 13, 20, 40, 50, 64, 72, 79, 104, 134, 300];
    let heights = [1, 2, 5, 7, 8, 12, 14, 17, 29, 60];
    for (name, keys) in TOUR.into_iter().chain(BENCHES) {
        let mut session = Session::new(Lang::Zh, (80, 24));
        session.keys(keys);
        for width in widths {
            for height in heights {
                session.resize((width, height));
                let text = session.text();
                assert_eq!(text.lines().count(), usize::from(height), "{name} at {width}x{height}");
            }
        }
    }
}

#[test]
fn a_small_terminal_still_shows_the_card() {
    let text = Session::new(Lang::Zh, (40, 12)).keys("enter").text();
    assert!(text.contains("什么是 ALiBi？"), "{text}");
    let text = Session::new(Lang::Zh, (20, 5)).keys("enter").text();
    assert!(text.contains("什么是 ALiBi？"), "{text}");
}

#[test]
fn a_card_is_asked_answered_and_graded() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    session.keys("enter");
    assert!(!session.text().contains("线性偏置"), "the answer is not shown with the question");
    // A grade before the answer was seen means nothing
    session.keys("r");
    assert_eq!(session.world.answers, []);
    session.keys("space");
    assert!(session.text().contains("线性偏置"));
    session.keys("3");
    assert_eq!(session.world.answers, [(CardId(1), Grade::Good)]);
    assert!(session.text().contains("写出缩放点积注意力的公式"), "the next card shows");
}

#[test]
fn an_exercise_is_typed_judged_and_graded_as_judged() {
    for (typed, grade, word) in [(3, Grade::Good, "✓ 正确"), (6, Grade::Again, "是答案的 2 倍")] {
        let (world, n) = World::with_an_exercise();
        let mut session = Session::with(world, Lang::Zh, (80, 24));
        session.keys("enter");
        assert!(session.text().contains(&format!("{n} 的三倍是多少？")), "{}", session.text());
        // Letters are letters in the field; what is no number can be mended
        session.keys("\"us3? enter");
        assert_eq!(session.app.mode(), Mode::ExerciseField);
        assert!(session.text().contains("读不出数字"), "{}", session.text());
        session.keys(&format!("ctrl-u \"{} enter", n * typed));
        let text = session.text();
        assert!(text.contains(word) && text.contains(&(3 * n).to_string()), "{text}");
        session.keys("enter");
        assert_eq!(session.world.answers, [(CardId(1), grade)]);
    }
}

#[test]
fn an_exercise_can_be_looked_at_and_graded_by_hand() {
    let (world, n) = World::with_an_exercise();
    let mut session = Session::with(world, Lang::Zh, (80, 24));
    session.keys("enter enter");
    assert!(session.text().contains(&(3 * n).to_string()));
    session.keys("2 u");
    assert_eq!(session.world.answers, []);
    assert!(session.text().contains(&format!("{n} 的三倍是多少？")), "undo asks the same numbers");
    // No size is too small for the field
    for size in [(1, 1), (5, 3), (20, 5), (300, 60)] {
        session.resize(size);
        assert_eq!(session.text().lines().count(), usize::from(size.1));
    }
}

#[test]
fn an_answer_is_undone_and_its_card_comes_back() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    session.keys("enter space 1 space 4 u");
    assert_eq!(session.world.answers, [(CardId(1), Grade::Again)]);
    assert!(session.text().contains("写出缩放点积注意力的公式"));
    session.keys("u");
    assert_eq!(session.world.answers, []);
    assert!(session.text().contains("什么是 ALiBi？"));
    session.keys("u");
    assert!(session.text().contains("没有可撤销的"));
}

#[test]
fn an_answer_that_cannot_be_stored_is_not_lost() {
    let mut session = Session::new(Lang::En, (80, 24));
    session.keys("enter space");
    session.world.is_broken = true;
    session.keys("4");
    let text = session.text();
    assert!(text.contains("database or disk is full") && text.contains("ALiBi"), "{text}");
    session.keys("r");
    assert_eq!(session.world.answers, []);
    session.world.is_broken = false;
    session.keys("r");
    assert_eq!(session.world.answers, [(CardId(1), Grade::Easy)]);
}

#[test]
fn a_card_stays_in_hand_while_one_looks_elsewhere() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    session.keys("enter space tab q");
    assert_eq!(session.app.tab, Tab::Search);
    session.keys("esc q 2");
    assert!(session.text().contains("线性偏置"));
}

#[test]
fn a_suspended_card_does_not_come_again() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    session.keys("enter s");
    assert!(session.text().contains("写出缩放点积注意力的公式"));
    assert_eq!(session.world.answers, []);
}

#[test]
fn a_typed_answer_stands_beside_the_right_one() {
    let mut session = Session::new(Lang::En, (100, 30));
    session.keys("enter space 3 space 3 t \"低质潜在 enter");
    let text = session.text();
    assert!(text.contains("Your answer  低+秩-质潜在"), "{text}");
    session.keys("3");
    assert_eq!(session.world.answers.len(), 3);
}

#[test]
fn a_typed_answer_proposes_its_grade_and_may_be_asked_of_every_card() {
    let mut session = Session::new(Lang::En, (100, 30));
    session.app.review.types_first = true;
    session.keys("enter");
    assert_eq!(session.app.mode(), Mode::AnswerField);
    session.keys("esc space 3 esc space 3 \"低秩潜力 enter");
    assert!(session.text().contains("Enter = 1"), "{}", session.text());
    session.keys("enter");
    assert_eq!(session.world.answers.last().unwrap().1, Grade::Again);
}

#[test]
fn l_on_a_starter_card_opens_the_bench_with_its_case() {
    for stage in ["", "space"] {
        let mut world = World::default();
        world.cards.truncate(1);
        // Its words alone would lead elsewhere
        "starter:cost-kv-llama2-70b".clone_into(&mut world.cards[0].key);
        let mut session = Session::with(world, Lang::En, (100, 40));
        session.keys(&format!("enter {stage} l"));
        assert_eq!(session.app.tab, Tab::Lab);
        let text = session.text();
        assert!(text.contains("KV cache") && text.contains("llama-2-70b"), "{text}");
    }
}

#[test]
fn a_card_whose_text_changed_shows_what_did() {
    let mut world = World::default();
    let before = Wording {
        question: "什么叫 **ALiBi**？它怎样帮助长度外推？".to_owned(),
        answer: "线性偏置".to_owned(),
    };
    world.before = Some(before);
    let mut session = Session::with(world, Lang::Zh, (100, 50));
    let asked = session.keys("enter").text();
    assert!(asked.contains("改动过：什么[+是][-叫] **ALiBi**？"), "{asked}");
    assert_eq!(asked.matches("改动过").count(), 1, "the answer is not given away: {asked}");
    assert_eq!(session.keys("space").text().matches("改动过").count(), 2);
    assert!(!session.keys("3").text().contains("改动过"), "the next card did not change");
}

#[test]
fn a_blank_in_a_formula_is_named_once_more_below_it() {
    let mut world = World::default();
    world.cards.drain(..2);
    world.cards.truncate(1);
    "分数是 $\\frac{QK^T}{[...]}$".clone_into(&mut world.cards[0].question);
    "$\\sqrt{d_k}$".clone_into(&mut world.cards[0].answer);
    let mut session = Session::with(world, Lang::Zh, (80, 24));
    assert!(!session.keys("enter").text().contains("√d"));
    let text = session.keys("space").text();
    assert!(text.contains("QKᵀ/√dₖ") && text.contains("▸ √dₖ"), "{text}");
}

#[test]
fn a_card_is_left_for_tomorrow_flagged_and_followed_to_its_note() {
    let mut session = Session::new(Lang::En, (100, 30));
    session.keys("enter f");
    assert!(session.text().contains('⚑'));
    session.keys("h");
    assert!(session.text().contains("no hint"));
    session.keys("o");
    assert_eq!(session.app.mode(), Mode::Reader);
    session.keys("2 b");
    assert!(session.text().contains("Left for tomorrow"));
}

#[test]
fn search_shows_hits_while_typing_and_opens_the_note_at_the_line() {
    let mut session = Session::new(Lang::Zh, (120, 40));
    session.keys("/ \"注意力q");
    assert!(session.text().contains("没有找到"), "q is a letter here");
    session.keys("backspace down");
    assert!(session.text().contains("多头注意力"));
    session.keys("enter");
    assert_eq!(session.app.mode(), Mode::Reader);
    assert!(session.text().lines().nth(4).is_some_and(|line| line.contains("2.2 多头注意力")), "{}", session.text());
}

#[test]
fn where_nothing_is_found_the_nearest_name_is_a_key_away() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    session.keys("/ \"注易");
    assert!(session.text().contains("没有找到") && session.text().contains("注意力"), "{}", session.text());
    session.keys("enter");
    assert!(session.text().contains("多头注意力"), "{}", session.text());
}

#[test]
fn a_late_result_is_dropped() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    session.keys("/ \"注意");
    let before = session.text();
    session.app.receive(Msg::Hits { serial: 1, hits: Vec::new(), near: Vec::new() });
    assert_eq!(session.text(), before);
}

#[test]
fn a_paste_goes_into_a_field_and_is_never_taken_for_keys() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    let effects = session.app.paste("qqq\u{1b}", demo::now());
    assert!(effects.is_empty() && !session.app.quit);
    session.keys("/");
    let effects = session.app.paste("注意\n", demo::now());
    session.settle(effects);
    assert!(session.text().contains("注意力机制"));
}

#[test]
fn leaving_goes_back_step_by_step() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    session.keys("4 enter q");
    assert_eq!(session.app.mode(), Mode::NoteList);
    session.keys("q esc");
    assert_eq!((session.app.tab, session.app.quit), (Tab::Today, false));
    session.keys("q");
    assert!(session.app.quit);
    // Ctrl-C leaves from anywhere, even from a field
    assert!(Session::new(Lang::Zh, (80, 24)).keys("/ ctrl-c").app.quit);
}

#[test]
fn two_presses_go_to_the_top() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    session.keys("4 enter");
    let top = session.text();
    assert_ne!(session.keys("G").text(), top);
    assert_eq!(session.keys("gg").text(), session.text());
    session.keys("g g");
    assert_eq!(session.text(), top);
}

#[test]
fn help_lists_every_key_of_the_screen() {
    for (name, keys) in TOUR.iter().filter(|(_, keys)| !keys.contains('/') && !keys.contains('?')) {
        let mut session = Session::new(Lang::Zh, (120, 60));
        session.keys(keys);
        let mode = session.app.mode();
        let text = session.keys("?").text();
        for binding in keymap::all(mode) {
            for key in binding.keys {
                assert!(text.contains(&keymap::label(key)), "{name}: {key} is missing");
            }
            assert!(text.contains(binding.hint.zh), "{name}: {} is missing", binding.hint.zh);
        }
    }
}

#[test]
fn no_key_means_two_things_in_one_situation() {
    for mode in Mode::ALL {
        let own: Vec<&str> = keymap::own(mode).iter().flat_map(|binding| binding.keys).copied().collect();
        for (at, key) in own.iter().enumerate() {
            assert!(!own[..at].contains(key), "{mode:?}: {key}");
        }
    }
}

#[test]
fn colours_are_named_in_the_theme_alone() {
    fn scan(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                scan(&path, found);
            } else if !path.ends_with("theme.rs") && std::fs::read_to_string(&path).unwrap().contains("Color::") {
                found.push(path.display().to_string());
            }
        }
    }
    let mut found = Vec::new();
    scan(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/tui"), &mut found);
    assert_eq!(found, Vec::<String>::new());
}

#[test]
fn formulas_narrow_while_typing() {
    let mut session = Session::new(Lang::En, (80, 24));
    session.keys("5 f \"rms");
    let text = session.text();
    assert!(text.contains("Root mean square") && !text.contains("Scaled dot"), "{text}");
    // By the very look-up of the shell: pinyin, and parts of the formula
    session.keys("esc f \"zhuyili");
    assert!(session.text().contains("Scaled dot-product attention"), "{}", session.text());
    session.keys("esc f \"\\sqrt{d_h");
    assert!(!session.text().contains("Nothing found"), "{}", session.text());
    // Out of the field the chosen one stays chosen, among all again
    session.keys("esc f \"rms esc");
    let text = session.text();
    assert!(text.contains("Layer normalisation") && text.contains("▌ Root mean square"), "{text}");
}

#[test]
fn a_formula_leads_to_the_notes_that_speak_of_it_and_to_its_bench() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    // At this size the places are below the edge: choosing one brings it into sight
    session.keys("5");
    assert!(!session.text().contains("2025-10-16"), "{}", session.text());
    session.keys("n n");
    assert!(session.text().contains("▌ 2025-10-16"), "{}", session.text());
    session.keys("esc");
    assert!(!session.text().contains("▌ 2025-10-16"), "{}", session.text());
    session.keys("n enter");
    assert_eq!(session.app.mode(), Mode::Reader);
    session.keys("5 esc enter");
    assert_eq!(session.app.mode(), Mode::Bench);
    // A formula that no note speaks of says so
    let mut session = Session::new(Lang::Zh, (80, 24));
    session.keys("5 j n");
    assert!(session.text().contains("笔记里还没有它"), "{}", session.text());
}

#[test]
fn long_details_are_read_line_by_line() {
    let mut session = Session::new(Lang::En, (80, 24));
    session.keys("5");
    let (first, more) = (session.text(), |session: &Session| session.text().contains('▼'));
    assert!(more(&session), "{first}");
    for _ in 0..60 {
        session.keys("J");
    }
    assert!(!more(&session) && session.text().contains("In your notes"), "{}", session.text());
    // The end is the end: one line back is one line back
    session.keys("K");
    assert!(more(&session), "{}", session.text());
    session.keys("j k");
    assert_eq!(session.text(), first);
}

#[test]
fn a_formula_becomes_a_card_once() {
    let mut session = Session::new(Lang::En, (80, 24));
    session.keys("5 c");
    assert!(session.text().contains("in the deck Formulas"), "{}", session.text());
    session.keys("c");
    assert!(session.text().contains("already"), "{}", session.text());
}

mod lab;

mod search {
    use super::*;
    use std::sync::mpsc::channel;
    use std::sync::{Arc, Mutex};
    use std::time::Duration;
    use wengu::tui::Worker;
    use wengu::tui::action::Pointer;

    #[test]
    fn what_another_process_brings_in_is_shown() {
        let mut session = Session::new(Lang::Zh, (80, 24));
        session.keys("/ \"注意");
        let effects = session.app.receive(Msg::Changed);
        assert!(effects.contains(&Effect::LoadNotes) && effects.iter().all(Effect::is_slow), "{effects:?}");
        assert!(effects.iter().any(|effect| matches!(effect, Effect::Search { query, .. } if query == "注意")));
    }

    /// The screen draws after every key while the database answers none of them; then the last answer alone is shown.
    #[test]
    fn no_draw_waits_for_the_database() {
        let (open, gate) = channel::<()>();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        let mut world = World::default();
        let perform = move |effect: Effect| {
            if let Effect::Search { query, .. } = &effect {
                seen.lock().unwrap().push(query.clone());
                gate.recv().unwrap();
            }
            world.perform(effect)
        };
        let worker = Worker::start(perform, || false);
        let mut session = Session::new(Lang::Zh, (80, 24));
        let mut draws = 0;
        let ask = |effects: Vec<Effect>| {
            for effect in effects {
                assert!(effect.is_slow(), "the thread that draws would do this itself: {effect:?}");
                worker.ask(effect);
            }
        };
        session.app.press("/", demo::now());
        for letter in "多头点积注意力注意注意".chars() {
            ask(session.app.press(&letter.to_string(), demo::now()));
            let text = session.text();
            assert!(text.contains(letter), "{text}");
            draws += 1;
            ask(session.app.receive(Msg::Tick(demo::now())));
        }
        for _ in 0.."多头点积注意力注意".chars().count() {
            ask(session.app.press("ctrl-u", demo::now()));
            ask(session.app.press("注", demo::now()));
            session.text();
            draws += 1;
        }
        ask(session.app.press("意", demo::now()));
        assert_eq!(draws, 20, "every key was drawn");
        assert!(asked.lock().unwrap().len() <= 1, "and not one search was answered");
        open.send(()).unwrap();
        open.send(()).unwrap();
        while let Some(msg) = worker.wait(Duration::from_secs(10)) {
            ask(session.app.receive(msg));
            if session.text().contains("注意力机制") {
                break;
            }
        }
        assert_eq!(asked.lock().unwrap().last().map(String::as_str), Some("注意"));
        assert!(asked.lock().unwrap().len() <= 2, "searches that no one waits for any more were dropped");
        assert!(session.text().contains("注意力机制"));
    }

    #[test]
    fn the_preview_tells_what_is_remembered_and_what_is_near() {
        let mut session = Session::new(Lang::Zh, (120, 40));
        let text = session.keys("/ \"注意").text();
        for part in ["93%", "52%", "多头注意力  链接", "又名"] {
            assert!(text.contains(part), "{part} is missing\n{text}");
        }
    }

    #[test]
    fn r_reviews_e_edits_and_y_copies() {
        let mut session = Session::new(Lang::Zh, (80, 24));
        session.keys("/ \"注意 esc");
        assert_eq!(session.app.mode(), Mode::SearchList);
        let effects = session.app.press("e", demo::now());
        assert_eq!(effects, [Effect::Edit { path: "2025-10-16 今日学习总结.md".to_owned(), line: 24 }]);
        let effects = session.app.press("y", demo::now());
        assert!(
            matches!(&effects[..], [Effect::Copy(text)] if text.starts_with("注意力机制\n通过 Query")),
            "{effects:?}"
        );
        assert_eq!(session.app.press("c", demo::now()), [Effect::AddHitCard { kind: HitKind::Concept, id: 1 }]);
        session.keys("r");
        assert_eq!(session.app.tab, Tab::Review);
        assert!(session.text().contains("什么是 ALiBi？"));
        session.keys("space 3 space 3");
        assert!(session.text().contains("MLA 由 DeepSeek-V2 提出"));
        session.keys("space 3");
        assert_eq!(session.world.answers.len(), 3);
    }

    #[test]
    fn an_earlier_query_is_asked_again() {
        let mut session = Session::new(Lang::Zh, (80, 24));
        assert!(session.keys("/").text().contains("tag:moe router"));
        session.keys("enter");
        assert!(session.text().contains("多头注意力"), "{}", session.text());
    }

    #[test]
    fn the_mouse_selects_and_opens() {
        let mut session = Session::new(Lang::Zh, (120, 40));
        session.keys("/ \"注意力");
        let row = |session: &Session, words: &str| {
            let text = session.text();
            u16::try_from(text.lines().position(|line| line.contains(words)).unwrap()).unwrap()
        };
        let y = row(&session, "2.2 多头注意力");
        let click = Pointer::Click { x: 10, y };
        let effects = session.app.point(click, demo::now());
        session.settle(effects);
        assert!(session.text().lines().nth(usize::from(y)).is_some_and(|line| line.contains('▌')));
        let effects = session.app.point(click, demo::now());
        session.settle(effects);
        assert_eq!(session.app.mode(), Mode::Reader);
    }
}
