//! The texts of the commands.

use super::{Lang, Text, tui};
use crate::domain::{Card, CardKind, Due, Grade, Prompt, Streak};
use crate::formula::{Bilingual, Claim, Formula};
use serde_json::Value;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

pub const BENCHES: Text =
    Text::new("attention  注意力：softmax(QKᵀ/√D)·V，一步一步\n", "attention  softmax(QKᵀ/√D)·V, stage by stage\n");

const STAGES: [&str; 6] = ["scores", "scaled", "logits", "masked", "weights", "output"];

pub fn due(lang: Lang, due: &Due) -> String {
    let mut text = match lang {
        Lang::Zh => format!("今天 {} 张：新 {} · 学习中 {} · 复习 {}\n", due.total, due.new, due.learning, due.review),
        Lang::En => {
            format!("{} today: {} new, {} learning, {} to review\n", due.total, due.new, due.learning, due.review)
        }
    };
    let width = due.by_deck.iter().map(|count| count.deck.width()).max().unwrap_or_default();
    for count in &due.by_deck {
        let gap = " ".repeat(width - count.deck.width());
        let _ = writeln!(text, "  {}{gap}  {:>4} {:>4} {:>4}", count.deck, count.new, count.learning, count.review);
    }
    text
}

pub fn streak_short(lang: Lang, streak: &Streak) -> String {
    let mark = if streak.studied_today { "●" } else { "○" };
    match lang {
        Lang::Zh => format!("{mark} {} 天\n", streak.current_days),
        Lang::En => format!("{mark} {}d\n", streak.current_days),
    }
}

pub fn streak(lang: Lang, streak: &Streak) -> String {
    let up = streak.uptime;
    let clock = format!("{:02}:{:02}:{:02}", up.hours, up.minutes, up.seconds);
    let (month, quarter) = (streak.availability_30d * 100.0, streak.availability_90d * 100.0);
    let (current, longest, days) = (streak.current_days, streak.longest_days, up.days);
    let today = if streak.studied_today {
        Text::new("今天学过了", "studied today")
    } else {
        Text::new("今天还没学", "not yet today")
    };
    let today = today.of(lang);
    match lang {
        Lang::Zh => format!(
            "已运行 {days} 天 {clock} · 连续 {current} 天（最长 {longest}）· {today}\n可用率 30 天 {month:.1}% · 90 天 {quarter:.1}%\n"
        ),
        Lang::En => format!(
            "up {days} days {clock}, streak {current} (longest {longest}), {today}\navailability 30 days {month:.1}%, 90 days {quarter:.1}%\n"
        ),
    }
}

pub fn nothing_found(lang: Lang, query: &str) -> String {
    match lang {
        Lang::Zh => format!("没有找到「{query}」；试试更短的词，或用 `wengu notes import` 加入笔记"),
        Lang::En => {
            format!("nothing matches `{query}`; try a shorter word, or take notes in with `wengu notes import`")
        }
    }
}

pub fn not_in_a_note(lang: Lang, title: &str) -> String {
    match lang {
        Lang::Zh => format!("「{title}」不在笔记里，无法在编辑器中打开"),
        Lang::En => format!("`{title}` stands in no note, so there is nothing to open"),
    }
}

pub fn card_line(_lang: Lang, card: &Card) -> String {
    let question = card.question.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("{:>5}  {:<10}  {}  {question}\n", card.id.0, card.state.name(), card.deck)
}

pub fn card(lang: Lang, card: &Card) -> String {
    let mut text = format!(
        "#{}  {} · {} · {}\n\n{}\n\n{}\n",
        card.id.0,
        card.deck,
        card.kind.name(),
        card.state.name(),
        card.question,
        card.answer
    );
    if !card.extra.is_empty() {
        let _ = write!(text, "\n{}\n", card.extra);
    }
    let memory = &card.memory;
    if let (Some(stability), Some(difficulty)) = (memory.stability, memory.difficulty) {
        let (reps, lapses) = (memory.reps, memory.lapses);
        let _ = match lang {
            Lang::Zh => {
                writeln!(text, "\n稳定性 {stability:.1} 天 · 难度 {difficulty:.1} · 复习 {reps} 次 · 遗忘 {lapses} 次")
            }
            Lang::En => writeln!(
                text,
                "\nstability {stability:.1} days, difficulty {difficulty:.1}, {reps} reviews, {lapses} lapses"
            ),
        };
    }
    if let (Some(note), Some(line)) = (&card.note, card.line) {
        let _ = writeln!(text, "{note}:{line}");
    }
    text
}

pub fn question(lang: Lang, prompt: &Prompt) -> String {
    let left = &prompt.left;
    let heading = match lang {
        Lang::Zh => {
            format!("[{}] 还有：新 {} · 学习中 {} · 复习 {}", prompt.card.deck, left.new, left.learning, left.review)
        }
        Lang::En => format!(
            "[{}] left: {} new, {} learning, {} to review",
            prompt.card.deck, left.new, left.learning, left.review
        ),
    };
    let hint =
        Text::new("（回车看答案，u 撤销，s 搁置，q 退出）", "(Enter shows the answer, u undo, s suspend, q quit)");
    format!("{heading}\n\n{}\n\n{}\n", prompt.card.question, hint.of(lang))
}

pub fn answer(_lang: Lang, prompt: &Prompt) -> String {
    let card = &prompt.card;
    let formula = card.kind == CardKind::Formula && !card.answer.contains('$');
    let answer = if formula { format!("$${}$$", card.answer) } else { card.answer.clone() };
    if card.extra.is_empty() { format!("{answer}\n\n") } else { format!("{answer}\n\n{}\n\n", card.extra) }
}

pub fn grades(lang: Lang, prompt: &Prompt) -> String {
    let names =
        [Text::new("重来", "again"), Text::new("困难", "hard"), Text::new("良好", "good"), Text::new("简单", "easy")];
    let parts = Grade::ALL.iter().zip(names).map(|(&grade, name)| {
        format!("{} {} {}", grade.number(), name.of(lang), tui::interval(lang, prompt.outcomes.of(grade).interval))
    });
    parts.collect::<Vec<_>>().join(" · ") + "\n"
}

pub fn answered(lang: Lang, prompt: &Prompt, grade: Grade) -> String {
    let wait = tui::interval(lang, prompt.outcomes.of(grade).interval);
    match lang {
        Lang::Zh => format!("已保存，{wait}后再见\n\n"),
        Lang::En => format!("stored, back in {wait}\n\n"),
    }
}

pub fn nothing_to_undo(lang: Lang) -> String {
    Text::new("没有可撤销的\n", "nothing to undo\n").of(lang).to_owned()
}

pub fn review_over(lang: Lang, answered: u32) -> String {
    match lang {
        Lang::Zh => format!("完成：复习了 {answered} 张。\n"),
        Lang::En => format!("Done: {answered} reviewed.\n"),
    }
}

pub fn formula_list(lang: Lang, formulas: &[&Formula]) -> String {
    let width = formulas.iter().map(|formula| formula.id.len()).max().unwrap_or_default();
    let line = |formula: &&Formula| format!("{:<width$}  {}\n", formula.id, bilingual(lang, formula.name));
    formulas.iter().map(line).collect()
}

pub fn no_formula(lang: Lang, query: &str, nearest: &[&Formula]) -> String {
    let names: Vec<String> =
        nearest.iter().map(|formula| format!("{}（{}）", formula.id, bilingual(lang, formula.name))).collect();
    match lang {
        Lang::Zh => format!("没有公式「{query}」；最接近的是 {}", names.join("、")),
        Lang::En => {
            format!("no formula `{query}`; the nearest are {}", names.join(", ").replace('（', " (").replace('）', ")"))
        }
    }
}

pub fn perhaps(lang: Lang, others: &[&Formula]) -> String {
    if others.is_empty() {
        return String::new();
    }
    let heading = Text::new("\n也许是：\n", "\nPerhaps:\n").of(lang);
    format!("{heading}{}", formula_list(lang, others))
}

/// All that the pack knows of a formula.
pub fn formula(lang: Lang, formula: &Formula) -> String {
    let mut text = format!("{}  {}\n\n  {}\n\n", bilingual(lang, formula.name), formula.id, formula.plain);
    let width = formula.symbols.iter().map(|symbol| symbol.tex.width()).max().unwrap_or_default();
    let shapes = formula.symbols.iter().map(|symbol| symbol.shape.width()).max().unwrap_or_default();
    for symbol in formula.symbols {
        let gaps = [width - symbol.tex.width(), shapes - symbol.shape.width()].map(|cells| " ".repeat(cells));
        let _ = writeln!(
            text,
            "  {}{}  {}{}  {}",
            symbol.tex,
            gaps[0],
            symbol.shape,
            gaps[1],
            bilingual(lang, symbol.meaning)
        );
    }
    let part = |text: &mut String, label: Text, body: &str| {
        let _ = writeln!(text, "\n{}  {body}", label.of(lang));
    };
    part(&mut text, Text::new("要点", "Insight"), bilingual(lang, formula.insight));
    if let Some(example) = formula.example {
        part(&mut text, Text::new("例", "Example"), bilingual(lang, example));
    }
    if let Some(trap) = formula.trap {
        part(&mut text, Text::new("陷阱", "Trap"), bilingual(lang, trap));
    }
    part(&mut text, Text::new("出处", "Source"), &source(lang, formula));
    part(&mut text, Text::new("TeX", "TeX"), formula.tex);
    text
}

fn source(lang: Lang, formula: &Formula) -> String {
    let source = &formula.source;
    let mut line = source.line();
    let claims = [
        (Claim::Formula, Text::new("公式", "formula")),
        (Claim::Insight, Text::new("要点", "insight")),
        (Claim::Arxiv, Text::new("arXiv 编号", "arXiv number")),
        (Claim::Place, Text::new("出处位置", "place")),
    ];
    let unchecked: Vec<&str> =
        claims.into_iter().filter(|(claim, _)| !source.vouches_for(*claim)).map(|(_, name)| name.of(lang)).collect();
    if !unchecked.is_empty() {
        let _ = match lang {
            Lang::Zh => write!(line, "（未核对：{}）", unchecked.join("、")),
            Lang::En => write!(line, " (not checked: {})", unchecked.join(", ")),
        };
    }
    line
}

/// The stages of attention as matrices of numbers.
pub fn stages(value: &Value) -> String {
    let mut text = String::new();
    for stage in STAGES {
        let Some(part) = value.get(stage) else { continue };
        let _ = writeln!(text, "{stage}");
        put_rows(&mut text, part);
    }
    text
}

fn put_rows(text: &mut String, value: &Value) {
    for row in value.as_array().into_iter().flatten() {
        match row.as_array() {
            Some(cells) if cells.iter().any(Value::is_array) => put_rows(text, row),
            Some(cells) => {
                let cells: Vec<String> = cells.iter().map(cell).collect();
                let _ = writeln!(text, "  {}", cells.join(" "));
            }
            None => text.push_str("  no visible key\n"),
        }
    }
}

fn cell(value: &Value) -> String {
    value.as_f64().map_or_else(|| format!("{:>9}", "·"), |number| format!("{number:>9.4}"))
}

fn bilingual(lang: Lang, text: Bilingual) -> &'static str {
    Text::new(text.zh, text.en).of(lang)
}
