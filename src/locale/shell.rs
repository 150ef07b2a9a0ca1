//! The texts of the commands.

use super::{Lang, Text, tui};
use crate::domain::{Card, CardKind, Due, Grade, Prompt, Streak};
use crate::formula::{Bilingual, Check, Claim, Formula};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

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
    let figures = [(30, streak.availability_30d), (90, streak.availability_90d)]
        .map(|(span, share)| (streak.counted_days(span), share));
    let available = tui::availability(lang, figures);
    let (current, longest, days) = (streak.current_days, streak.longest_days, up.days);
    let today = if streak.studied_today {
        Text::new("今天学过了", "studied today")
    } else {
        Text::new("今天还没学", "not yet today")
    };
    let today = today.of(lang);
    match lang {
        Lang::Zh => format!("已运行 {days} 天 {clock} · 连续 {current} 天（最长 {longest}）· {today}\n{available}\n"),
        Lang::En => format!("up {days} days {clock}, streak {current} (longest {longest}), {today}\n{available}\n"),
    }
}

/// `near` are the nearest names, if there are any.
pub fn nothing_found(lang: Lang, query: &str, near: &[String]) -> String {
    match lang {
        Lang::Zh if !near.is_empty() => format!("没有找到「{query}」；相近的有：{}", near.join("、")),
        Lang::En if !near.is_empty() => format!("nothing for `{query}`; near: {}", near.join(", ")),
        Lang::Zh => format!("没有找到「{query}」；试试更短的词，或用 `wengu notes import` 加入笔记"),
        Lang::En => {
            format!("nothing matches `{query}`; try a shorter word, or take notes in with `wengu notes import`")
        }
    }
}

/// Of a sample note, or one that came through standard input, or whose file has gone.
pub fn no_file(lang: Lang, path: &str) -> String {
    match lang {
        Lang::Zh => format!("没有文件「{path}」，无法在编辑器中打开"),
        Lang::En => format!("there is no file `{path}` to open"),
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
    let hint = Text::new(
        "（回车看答案，也可以先打字作答；h 提示，u 撤销，s 搁置，b 明天，f 标记，e 编辑，q 退出）",
        "(Enter shows the answer, or type yours first; h hint, u undo, s suspend, b tomorrow, f flag, e edit, q quit)",
    );
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
        Lang::Zh if names.is_empty() => format!("没有公式「{query}」；`wengu formula --list` 列出全部"),
        Lang::En if names.is_empty() => format!("no formula `{query}`; `wengu formula --list` names them all"),
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

pub const INSIGHT: Text = Text::new("要点", "Insight");
pub const TRAP: Text = Text::new("陷阱", "Trap");
pub const EXAMPLE: Text = Text::new("例", "Example");
pub const SOURCE: Text = Text::new("出处", "Source");
pub const RELATED: Text = Text::new("相关", "Related");
pub const BENCH: Text = Text::new("实验台", "Bench");
pub const IN_NOTES: Text = Text::new("笔记里", "In your notes");
pub const NOT_IN_NOTES: Text = Text::new("没有这个公式", "none of your notes has it");
pub const NO_IMAGES: Text = Text::new(
    "这个 wengu 没有图片功能；用 cargo build --features images 重新编译。下面是文字",
    "this wengu shows no pictures; build it with cargo build --features images. Here is text",
);
pub const COPY_NEEDS_TERMINAL: Text = Text::new(
    "--copy 要经过终端放上剪贴板，而标准输出不是终端；用 --tex 输出",
    "--copy reaches the clipboard through the terminal, and standard output is none; print with --tex instead",
);

pub fn copied(lang: Lang, id: &str) -> String {
    match lang {
        Lang::Zh => format!("已复制 {id} 的 LaTeX"),
        Lang::En => format!("copied the LaTeX of {id}"),
    }
}

/// Where a formula comes from, and how far that was checked.
pub fn source(lang: Lang, formula: &Formula) -> String {
    let source = &formula.source;
    let mut line = source.line();
    // What code shows was checked; the paper may write it in another way
    let form = if source.checked.is_empty() {
        Text::new("公式", "formula")
    } else {
        Text::new("论文中的写法", "the form in the paper")
    };
    let claims = [
        (Claim::Formula, form),
        (Claim::Insight, Text::new("要点", "insight")),
        (Claim::Arxiv, Text::new("arXiv 编号", "arXiv number")),
        (Claim::Place, Text::new("出处位置", "place")),
    ];
    let unchecked: Vec<&str> =
        claims.into_iter().filter(|(claim, _)| !source.vouches_for(*claim)).map(|(_, name)| name.of(lang)).collect();
    let checks: Vec<&str> = source.checked.iter().map(|check| evidence(*check).of(lang)).collect();
    let state = |known: Text, parts: &[&str]| match lang {
        Lang::Zh => format!("{}{}", known.zh, parts.join("、")),
        Lang::En => format!("{}{}", known.en, parts.join(", ")),
    };
    let mut states = Vec::new();
    if !checks.is_empty() {
        states.push(state(Text::new("公式已核对：", "formula checked against: "), &checks));
    }
    if !unchecked.is_empty() {
        states.push(state(Text::new("未核对：", "not checked: "), &unchecked));
    }
    if !states.is_empty() {
        let _ = match lang {
            Lang::Zh => write!(line, "（{}）", states.join("；")),
            Lang::En => write!(line, " ({})", states.join("; ")),
        };
    }
    line
}

const fn evidence(check: Check) -> Text {
    match check {
        Check::Code => Text::new("公开代码", "public code"),
        Check::Numeric => Text::new("数值", "numbers"),
        Check::Paper => Text::new("论文原文", "the paper's text"),
    }
}

pub const fn bilingual(lang: Lang, text: Bilingual) -> &'static str {
    Text::new(text.zh, text.en).of(lang)
}

pub fn backed_up(lang: Lang, path: &str) -> String {
    match lang {
        Lang::Zh => format!("已备份到 {path}\n"),
        Lang::En => format!("copied to {path}\n"),
    }
}

pub fn restored(lang: Lang, path: &str, before: &str) -> String {
    match lang {
        Lang::Zh => format!("已从 {path} 恢复；之前的知识库在 {before}\n"),
        Lang::En => format!("restored from {path}; what was there before is in {before}\n"),
    }
}

pub fn settings_written(lang: Lang, path: &str) -> String {
    match lang {
        Lang::Zh => format!("写好了 {path}；去掉 # 就能改\n"),
        Lang::En => format!("wrote {path}; take a # away to change what stands behind it\n"),
    }
}

/// What a look over the library found.
pub fn health(lang: Lang, faults: &[String], drifted: usize, rebuilt: Option<usize>) -> String {
    let mut text = String::new();
    if let Some(count) = rebuilt {
        let _ = match lang {
            Lang::Zh => writeln!(text, "从复习记录重建了记忆，{count} 张卡片有变化"),
            Lang::En => writeln!(text, "memory was made anew from the log; {count} cards differed"),
        };
    }
    for fault in faults {
        let _ = writeln!(text, "✗ {fault}");
    }
    if drifted > 0 {
        let _ = match lang {
            Lang::Zh => writeln!(text, "✗ {drifted} 张卡片的记忆与记录不符；`wengu doctor --rebuild` 可以重建"),
            Lang::En => {
                writeln!(
                    text,
                    "✗ {drifted} cards are remembered otherwise than the log says; `wengu doctor --rebuild` mends it"
                )
            }
        };
    }
    if faults.is_empty() && drifted == 0 {
        text.push_str(
            Text::new("✓ 知识库完好，记忆与复习记录一致\n", "✓ the library is whole, and memory agrees with the log\n")
                .of(lang),
        );
    } else if !faults.is_empty() {
        text.push_str(
            Text::new("用 `wengu restore` 从备份恢复\n", "bring a copy back with `wengu restore`\n").of(lang),
        );
    }
    text
}
