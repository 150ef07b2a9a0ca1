//! The benches of the lab, driven by keys.

use super::*;

/// The line of a table that begins with this name, with single blanks.
fn row(session: &Session, name: &str) -> String {
    let text = session.text();
    let line = text.lines().skip(4).find(|line| line.trim_start().starts_with(name)).unwrap_or_default();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attention() -> Session {
    let mut session = Session::new(Lang::Zh, (80, 24));
    session.keys("6 enter");
    session
}

#[test]
fn an_edited_number_changes_every_stage_at_once() {
    let mut session = attention();
    let before = row(&session, "新");
    session.keys("9");
    assert_ne!(row(&session, "新"), before, "the digit counts before Enter");
    session.keys("enter");
    assert!(row(&session, "新").starts_with("新 ▸ 9.00"), "{}", row(&session, "新"));
    session.keys("u");
    assert_eq!(row(&session, "新"), before);
    session.keys("- 2 esc");
    assert_eq!(row(&session, "新"), before, "Esc gives the number up");
    session.keys("+ +");
    assert_ne!(row(&session, "新"), before);
    session.keys("- -");
    assert_eq!(row(&session, "新"), before, "what plus adds, minus takes");
}

#[test]
fn what_is_no_number_changes_nothing() {
    let mut session = attention();
    let before = row(&session, "新");
    session.keys(". . enter");
    assert_eq!(row(&session, "新"), before);
    session.keys("9 9 9 9 9 9 9 9 9 9 9 9 enter");
    assert!(!session.text().contains("NaN"));
}

#[test]
fn masked_keys_are_dots_and_not_zeros() {
    let mut session = attention();
    assert!(row(&session, "温").ends_with("1.00 · · ·"), "{}", row(&session, "温"));
    // The mask is the seventh knob; the word before causal is none
    session.keys("J J J J J J H");
    assert!(!row(&session, "温").contains('·'), "the mask is off: {}", row(&session, "温"));
}

#[test]
fn a_query_that_sees_no_key_is_told_so() {
    let mut session = attention();
    session.keys("S S S S S S");
    assert!(row(&session, "0.59").contains("没有可见的键"), "{}", session.text());
}

#[test]
fn enter_tells_the_arithmetic_of_a_cell_and_esc_puts_it_away() {
    let mut session = attention();
    session.keys("] ] ] ] ] ] ] enter");
    let text = session.text();
    assert!(text.contains("e^(") && text.contains("×0.500"), "{text}");
    session.keys("esc");
    assert!(!session.text().contains("e^("));
    assert_eq!(session.app.mode(), Mode::Bench);
}

#[test]
fn a_comparison_shows_both_sides_and_their_difference() {
    let mut session = Session::new(Lang::En, (140, 44));
    session.keys("6 j enter s s c");
    let text = session.text();
    assert!(text.contains("B − A") && text.contains("shift – → 17"), "{text}");
    let worst = text.split("max |B − A| = ").nth(1).and_then(|rest| rest.split_whitespace().next()).unwrap();
    assert!(worst.parse::<f64>().unwrap() < 1e-12, "RoPE sees relative positions only: {worst}");
}

#[test]
fn y_copies_the_command_that_reproduces_the_screen() {
    let mut session = Session::new(Lang::En, (140, 44));
    session.keys("6 enter L");
    session.keys("u y");
    assert!(session.text().contains("copied: wengu lab attention --seed 1 --mask causal"), "{}", session.text());
}

#[test]
fn a_matrix_is_pasted_and_a_wrong_one_refused() {
    let mut session = attention();
    session.app.paste("[[1,2,3,4],[1,1,1,1],[2,2,2,2],[3,3,3,3]]", demo::now());
    assert!(row(&session, "新").contains("3.00 3.00 3.00 3.00"), "{}", session.text());
    session.app.paste("rm -rf [", demo::now());
    assert!(session.text().contains("没能做到"));
    assert!(row(&session, "新").contains("3.00 3.00 3.00 3.00"));
}

#[test]
fn tokens_are_typed_and_said_to_be_toys() {
    let mut session = attention();
    session.keys("i ctrl-u \"猫坐猫 enter");
    assert_eq!(row(&session, "猫").split(' ').next(), Some("猫"));
    assert!(session.text().contains("不是训练好的模型"));
}

#[test]
fn what_cannot_be_computed_says_why_instead_of_freezing() {
    let mut session = Session::new(Lang::En, (80, 24));
    session.keys("6 j j j j j enter J J J L L L L L L L");
    assert!(session.text().contains("expected 1 to the number of experts, 8"), "{}", session.text());
    session.keys("u");
    assert!(!session.text().contains("expected 1 to"));
}

#[test]
fn a_miss_is_told_and_offered_as_a_card() {
    let mut session = attention();
    session.keys("p end");
    session.keys("enter");
    if !session.text().contains("制成卡片") {
        session.keys("p home enter");
    }
    assert!(session.text().contains("a 制成卡片"), "{}", session.text());
    session.keys("a");
    assert!(session.text().contains("已制成卡片，放进「实验台」"), "{}", session.text());
    session.keys("a");
    assert!(session.text().contains("已经有了"), "{}", session.text());
}

#[test]
fn what_cannot_be_computed_says_why_in_chinese_too() {
    let mut session = Session::new(Lang::Zh, (80, 24));
    session.keys("6 j j j j j enter J J J L L L L L L L");
    assert!(session.text().contains("专家数 8"), "{}", session.text());
}

#[test]
fn a_stepper_feeds_one_token_at_a_time() {
    let mut session = Session::new(Lang::En, (140, 44));
    session.keys("6 j j j j j j enter s n n");
    let text = session.text();
    assert!(text.contains("2 tokens fed") && text.contains("KV cache 4"), "{text}");
    assert!(session.keys("n").text().contains("KV cache 6"));
    assert!(session.keys("N N").text().contains("1 tokens fed"));
}

#[test]
fn formulas_and_cards_open_the_bench_that_shows_them() {
    let mut session = Session::new(Lang::Zh, (140, 44));
    session.keys("5 l");
    assert_eq!((session.app.tab, session.app.mode()), (Tab::Lab, Mode::Bench));
    // The card asks about ALiBi
    session.keys("esc esc enter space l");
    assert_eq!(session.app.tab, Tab::Lab);
    assert!(session.text().contains("ALiBi 惩罚距离"), "{}", session.text());
}

#[test]
fn any_keys_at_all_leave_a_screen_that_can_be_drawn() {
    let keys = "h j k l 1 . - + ] [ t J K L H s S c enter p n N ) ( y u r home end esc";
    let keys: Vec<&str> = keys.split(' ').collect();
    for bench in 0..9 {
        let mut session = Session::new(Lang::En, (100, 30));
        session.keys("6");
        session.keys(&"j ".repeat(bench));
        session.keys("enter");
        let mut mix = 7_usize;
        for _ in 0..150 {
            mix = mix.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            session.keys(keys[(mix >> 33) % keys.len()]);
            if session.app.tab != Tab::Lab || session.app.mode() == Mode::BenchList {
                session.keys("6 enter");
            }
        }
        assert_eq!(session.text().lines().count(), 30);
    }
}
