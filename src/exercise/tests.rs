//! Every exercise in stock, drawn two hundred times.

use super::*;
use std::collections::BTreeSet;

const SEEDS: u64 = 200;

fn every(mut check: impl FnMut(&'static Stock, u64, &Drawn)) {
    for stock in stock() {
        for seed in 0..SEEDS {
            let drawn = stock.draw(seed).unwrap_or_else(|error| panic!("{} {seed}: {error}", stock.id));
            check(stock, seed, &drawn);
        }
    }
}

#[test]
fn there_are_enough_and_each_has_a_name_of_its_own() {
    let ids: BTreeSet<&str> = stock().iter().map(|stock| stock.id).collect();
    assert_eq!(ids.len(), stock().len());
    assert!(ids.len() >= 28, "{}", ids.len());
    assert!(
        ids.iter().all(|id| id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')),
        "{ids:?}"
    );
}

#[test]
fn the_answer_is_a_number_and_its_own_text_is_accepted() {
    every(|stock, seed, drawn| {
        let value = &drawn.value;
        assert!(
            !value.numbers.is_empty() && value.numbers.iter().all(|x| x.is_finite()),
            "{} {seed}: {value:?}",
            stock.id
        );
        assert_eq!(drawn.judge(&value.plain()), Verdict::Right, "{} {seed}: {}", stock.id, value.plain());
        assert_eq!(drawn.judge(&value.plain().replace(';', " ")), Verdict::Right, "{} {seed}", stock.id);
    });
}

#[test]
fn a_plainly_wrong_answer_is_not_accepted_and_a_known_slip_is_named() {
    every(|stock, seed, drawn| {
        let wrong: Vec<String> = drawn.value.numbers.iter().map(|x| (x + 1.5 * x.abs() + 1.0).to_string()).collect();
        assert_ne!(drawn.judge(&wrong.join("; ")), Verdict::Right, "{} {seed}: {wrong:?}", stock.id);
        for (numbers, why) in &drawn.slips {
            assert!(!why.zh.is_empty() && !why.en.is_empty() && !why.en.chars().any(is_han), "{}: {why:?}", stock.id);
            if drawn.value.accepts(numbers) || numbers.iter().any(|x| !x.is_finite()) {
                continue;
            }
            let typed: Vec<String> = numbers.iter().map(f64::to_string).collect();
            let verdict = drawn.judge(&typed.join("; "));
            assert!(matches!(verdict, Verdict::Wrong(Slip::Known(_))), "{} {seed}: {typed:?} {verdict:?}", stock.id);
        }
    });
}

#[test]
fn who_rounds_as_the_question_asks_is_right() {
    every(|stock, seed, drawn| {
        for (words, decimals) in [("two decimals", 2), ("three decimals", 3)] {
            if drawn.question.en.contains(words) {
                let typed: Vec<String> = drawn.value.numbers.iter().map(|x| format!("{x:.decimals$}")).collect();
                assert_eq!(drawn.judge(&typed.join("; ")), Verdict::Right, "{} {seed}: {typed:?}", stock.id);
            }
        }
    });
}

#[test]
fn question_and_working_say_the_same_numbers_in_both_languages() {
    every(|stock, seed, drawn| {
        let working = drawn.working.join("\n");
        assert!(!drawn.numbers.is_empty() && !drawn.working.is_empty(), "{}", stock.id);
        for (name, number) in &drawn.numbers {
            for text in [&drawn.question.zh, &drawn.question.en, &working] {
                assert!(has_number(text, number), "{} {seed}: {name} = {number} is not in `{text}`", stock.id);
            }
        }
        for text in [&drawn.question.zh, &drawn.question.en] {
            assert!(!text.contains(['{', '}']), "{}: a gap is left in `{text}`", stock.id);
        }
        assert!(drawn.question.zh.chars().any(is_han) && !drawn.question.en.chars().any(is_han), "{}", stock.id);
        assert!(!working.chars().any(is_han), "{}: words in `{working}`", stock.id);
    });
}

#[test]
fn the_working_ends_in_the_answer() {
    // Where the last line is a rule that is applied to each entry
    const RULES: [&str; 5] = ["softmax-three", "causal-row", "layernorm-three", "rmsnorm-three", "batchnorm-column"];
    every(|stock, seed, drawn| {
        if RULES.contains(&stock.id) {
            return;
        }
        let working = drawn.working.join("\n");
        for number in &drawn.value.numbers {
            let near =
                numbers_in(&working).into_iter().any(|told| (told - number).abs() <= 0.001 * number.abs().max(1e-9));
            assert!(near, "{} {seed}: {number} is not in `{working}`", stock.id);
        }
    });
}

#[test]
fn the_same_seed_asks_the_same_and_others_ask_otherwise() {
    for stock in stock() {
        let asked: BTreeSet<String> = (0..SEEDS).map(|seed| stock.draw(seed).unwrap().question.en).collect();
        assert!(asked.len() >= 6, "{}: {} questions", stock.id, asked.len());
        assert_eq!(stock.draw(5).unwrap(), stock.draw(5).unwrap());
    }
}

#[test]
fn a_card_names_its_exercise_or_writes_it() {
    assert!(draw("kv-bytes-token", 1).is_some());
    assert!(draw("draw: x = 1..9\nask: 2·{x}?\nanswer: 2*x", 1).is_some());
    assert_eq!(draw("no-such-exercise", 1), None);
}

#[test]
fn gaps_in_formulas_keep_their_braces() {
    let numbers = [("L".to_owned(), "16".to_owned())];
    for (template, text) in
        [("{L} 层", "16 层"), (r"$\frac{L}{2}$ {L}", r"$\frac{16}{2}$ 16"), ("{x} {", "{x} {"), ("{L", "{L")]
    {
        assert_eq!(filled(template, &numbers), text);
    }
}

fn is_han(character: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&character)
}

/// Whether a number stands in a text, not as a part of another.
fn has_number(text: &str, number: &str) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    text.match_indices(number).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + number.len()..]);
        let goes_on = is_digit(after.trim_start_matches('.').chars().next());
        !goes_on && !is_digit(before.chars().next_back()) && !before.ends_with('.')
    })
}

fn numbers_in(text: &str) -> Vec<f64> {
    let text = text.replace('−', "-");
    let marks = |c: char| !(c.is_ascii_digit() || c == '.' || c == 'e' || c == '-');
    let words = text.split(marks).flat_map(|word| [word, word.trim_start_matches('-')]);
    words.filter_map(|word| word.trim_matches('.').parse().ok()).collect()
}
