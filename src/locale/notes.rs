//! The texts of `wengu notes`.

use super::{Lang, Text, cards, phrases};
use crate::domain::{Card, ConceptView, Diagnostic, ImportReport, Level, NoteSummary, NoteView, Stance};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

pub const NO_NOTES: Text = Text::new(
    "还没有笔记；用 `wengu notes import 文件夹` 加入",
    "there are no notes yet; take some in with `wengu notes import FOLDER`",
);

/// The deck of the cards that come from notes.
pub const NOTES_DECK: Text = Text::new("笔记", "Notes");

/// What an import did.
pub fn import(lang: Lang, report: &ImportReport, dry_run: bool) -> String {
    let mut text = String::new();
    if dry_run {
        text.push_str(Text::new("试运行，什么都没有改变：\n", "A dry run, nothing was changed:\n").of(lang));
    }
    let notes = report.notes;
    if notes.added + notes.changed + notes.removed + notes.failed == 0 {
        let _ = match lang {
            Lang::Zh => {
                writeln!(text, "没有变化：{} 篇笔记都和上次一样（{} 毫秒）", notes.unchanged, report.elapsed_ms)
            }
            Lang::En => writeln!(
                text,
                "nothing changed: {} as before ({} ms)",
                number(notes.unchanged, "note", "notes"),
                report.elapsed_ms
            ),
        };
        return text;
    }
    let parts = [
        (notes.added, Text::new("新增", "added")),
        (notes.changed, Text::new("更新", "changed")),
        (notes.unchanged, Text::new("未变", "unchanged")),
        (notes.removed, Text::new("移除", "removed")),
        (notes.failed, Text::new("失败", "failed")),
    ];
    line(&mut text, lang, Text::new("笔记", "notes"), &parts);
    text.push_str(&content(lang, report));
    let cards = report.cards;
    let parts = [
        (cards.added, Text::new("新增", "added")),
        (cards.kept, Text::new("保留", "kept")),
        (cards.moved, Text::new("跟随修改", "followed an edit")),
        (cards.retired, Text::new("退役", "retired")),
    ];
    line(&mut text, lang, Text::new("卡片", "cards"), &parts);
    text
}

fn line(text: &mut String, lang: Lang, heading: Text, parts: &[(u32, Text)]) {
    let parts: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, name)| match lang {
            Lang::Zh => format!("{} {count}", name.of(lang)),
            Lang::En => format!("{count} {}", name.of(lang)),
        })
        .collect();
    if !parts.is_empty() {
        let between = Text::new(" · ", ", ").of(lang);
        let _ = writeln!(text, "{}  {}", heading.of(lang), parts.join(between));
    }
}

fn content(lang: Lang, report: &ImportReport) -> String {
    let (sections, definitions, formulas, images) =
        (report.sections, report.definitions, report.formulas, report.images.len());
    let (total, added) = (report.concepts.total, report.concepts.added);
    match lang {
        Lang::Zh => format!(
            "内容  {sections} 节 · {definitions} 条定义 · {formulas} 个公式 · {images} 张图片\n概念  共 {total} 个，新 {added} 个\n"
        ),
        Lang::En => format!(
            "holding  {}, {}, {}, {}\nconcepts  {total} in all, {added} new\n",
            number(sections, "section", "sections"),
            number(definitions, "definition", "definitions"),
            number(formulas, "formula", "formulas"),
            number(u32::try_from(images).unwrap_or(u32::MAX), "image", "images"),
        ),
    }
}

/// What a reading without taking in found.
pub fn check(lang: Lang, report: &ImportReport) -> String {
    let files = report.notes.added;
    let worth = |level: Level| report.diagnostics.iter().filter(|diagnostic| diagnostic.level == level).count();
    let (errors, warnings) = (worth(Level::Error), worth(Level::Warning));
    let heading = match lang {
        Lang::Zh => format!("读了 {files} 篇：{errors} 个错误，{warnings} 个警告\n"),
        Lang::En => format!(
            "{} read: {}, {}\n",
            number(files, "note", "notes"),
            number(u32::try_from(errors).unwrap_or(u32::MAX), "error", "errors"),
            number(u32::try_from(warnings).unwrap_or(u32::MAX), "warning", "warnings"),
        ),
    };
    heading + &content(lang, report)
}

fn number(count: u32, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A diagnostic, `path:line:column: level[code]: …`, and the line that it is about.
pub fn diagnostic(lang: Lang, diagnostic: &Diagnostic) -> String {
    let level = match diagnostic.level {
        Level::Info => Text::new("提示", "info"),
        Level::Warning => Text::new("警告", "warning"),
        Level::Error => Text::new("错误", "error"),
    };
    let Diagnostic { path, line, column, .. } = diagnostic;
    let (level, code) = (level.of(lang), diagnostic.code);
    let mut text = format!("{path}:{line}:{column}: {level}[{code}]: {}\n", message(lang, diagnostic));
    if !diagnostic.excerpt.trim().is_empty() {
        let _ = writeln!(text, "{line:>5} │ {}", diagnostic.excerpt);
    }
    text
}

/// What a diagnostic says, without its place.
pub fn message(lang: Lang, diagnostic: &Diagnostic) -> String {
    let subject = &diagnostic.subject;
    let text = match diagnostic.code {
        "image-missing" => Text::new("找不到图片 {}", "the image {} is not there"),
        "file-unreadable" => Text::new("读不了：{}", "it could not be read: {}"),
        "card-ambiguous" => Text::new(
            "这张卡片可能是几张旧卡片之一，无法断定，当作新卡片：{}",
            "this may be one of several earlier cards; as it cannot be told which, it is new: {}",
        ),
        "encoding-assumed" => Text::new(
            "文件不是 UTF-8，按 {} 读的；如果有乱码，请存为 UTF-8",
            "the file is not UTF-8 and was read as {}; if that shows, save it as UTF-8",
        ),
        "note-copy" => Text::new(
            "和 {} 一字不差，两篇的卡片只算一次",
            "it says the same as {} to the letter; their cards are made once",
        ),
        "link-leads-out" => Text::new(
            "链接通向文件夹之外的 {}，没有读；要读就把那里也写上",
            "the link leads out of the folder, to {}, and was not followed; name that, too, to have it read",
        ),
        "link-broken" => Text::new("链接指向的文件不在了", "what the link leads to is not there"),
        "not-text" => Text::new(
            "从这里起不是文本；请存为 UTF-8",
            "from here on it is no text in any known encoding; save it as UTF-8",
        ),
        "folder-empty" => Text::new(
            "这里一篇笔记也没有了，而知识库还记得 {} 篇；如果是磁盘没有挂载，请先挂载；如果真的不要了，请用 `wengu notes remove`",
            "no note is left here, of {} that the library knows; if the disk is absent, bring it back; if they are really gone, say so with `wengu notes remove`",
        ),
        "math-unclosed" => Text::new(
            "这里开始的公式没有闭合，按文字读",
            "the formula that begins here is not closed; it was read as text",
        ),
        "code-unclosed" => Text::new("这里开始的代码块没有闭合", "the code block that begins here is not closed"),
        "comment-unclosed" => Text::new("这里开始的注释没有闭合", "the comment that begins here is not closed"),
        "front-matter-broken" => Text::new(
            "文件头既不是 YAML 也不是 TOML，已略过",
            "the front matter is neither YAML nor TOML; it was passed over",
        ),
        "heading-jump" => {
            Text::new("标题编号 {} 不接着上一个", "the heading's number {} does not follow the one before")
        }
        code => match cards::finding(code) {
            Some(text) => text,
            None => return diagnostic.message.clone(),
        },
    };
    // What the system or an exercise complains of is a phrase; the words of a note are shown as they are
    let is_complaint = diagnostic.code.starts_with("file-") || diagnostic.code.starts_with("exercise-");
    let subject = if is_complaint { phrases::said(subject, lang) } else { subject.into() };
    text.of(lang).replace("{}", &subject)
}

pub fn list(_lang: Lang, notes: &[NoteSummary]) -> String {
    let mut text = String::new();
    let width = notes.iter().map(|note| note.title.width()).max().unwrap_or_default().min(40);
    for note in notes {
        let gap = " ".repeat(width.saturating_sub(note.title.width()));
        let _ = writeln!(
            text,
            "{}  {}{gap}  {:>3} {:>3} {:>3}  {}",
            note.date, note.title, note.concepts, note.formulas, note.cards, note.path
        );
    }
    text
}

/// What was read from a note, and which line gave which of its `cards`.
pub fn note(lang: Lang, view: &NoteView, cards: &[Card]) -> String {
    let note = &view.summary;
    let mut text = format!("{}  {}\n{}\n", note.title, note.date, note.path);
    for line in view.preamble.lines().filter(|line| !line.trim().is_empty()) {
        let _ = writeln!(text, "       {line}");
    }
    for block in &view.blocks {
        let indent = "  ".repeat(usize::from(block.depth.saturating_sub(1)));
        let gap = if block.number.is_empty() { "" } else { " " };
        let _ = writeln!(text, "\n{:>5}  {indent}{}{gap}{}", block.line, block.number, block.title);
        for line in block.body.lines().filter(|line| !line.trim().is_empty()) {
            let _ = writeln!(text, "       {indent}{line}");
        }
    }
    if !view.concepts.is_empty() {
        let _ = writeln!(text, "\n{}", Text::new("概念", "Concepts").of(lang));
        for concept in &view.concepts {
            let line = concept.line.unwrap_or_default();
            let aliases = aliases(lang, &concept.aliases);
            let definition = concept.definition.as_deref().map(|text| format!("：{}", one_line(text)));
            let _ = writeln!(text, "{line:>5}  {}{aliases}{}", concept.name, definition.unwrap_or_default());
        }
    }
    if !view.formulas.is_empty() {
        let _ = writeln!(text, "\n{}", Text::new("公式", "Formulas").of(lang));
        for formula in &view.formulas {
            let _ = writeln!(text, "{:>5}  {}", formula.line, one_line(&formula.tex));
        }
    }
    if !cards.is_empty() {
        let _ = writeln!(text, "\n{}", Text::new("卡片", "Cards").of(lang));
        for card in cards {
            let _ = writeln!(text, "{:>5}  {}", card.line.unwrap_or_default(), one_line(&card.question));
        }
    }
    if !view.images.is_empty() {
        let _ = writeln!(text, "\n{}  {}", Text::new("图片", "Images").of(lang), view.images.join("  "));
    }
    text
}

pub fn concept(lang: Lang, concept: &ConceptView) -> String {
    let mut text = format!("{}{}\n", concept.name, aliases(lang, &concept.aliases));
    for mention in &concept.mentions {
        let said = match (&mention.definition, mention.stance) {
            (Some(definition), _) => one_line(definition),
            (None, Stance::Heading) => Text::new("（标题）", "(a heading)").of(lang).to_owned(),
            (None, _) => Text::new("（提到）", "(named)").of(lang).to_owned(),
        };
        let _ = writeln!(text, "\n{}  {}:{}\n  {said}", mention.date, mention.path, mention.line);
    }
    text
}

fn aliases(lang: Lang, aliases: &[String]) -> String {
    if aliases.is_empty() {
        return String::new();
    }
    let between = Text::new("、", ", ").of(lang);
    format!("（{}）", aliases.join(between))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub fn no_such_note(lang: Lang, name: &str) -> String {
    match lang {
        Lang::Zh => format!("没有叫「{name}」的笔记或概念；`wengu notes list` 列出全部笔记，`wengu search` 可以找"),
        Lang::En => {
            format!(
                "there is no note or concept `{name}`; `wengu notes list` names the notes, `wengu search` looks for both"
            )
        }
    }
}

pub fn several(lang: Lang, name: &str, notes: &[NoteSummary]) -> String {
    let heading = match lang {
        Lang::Zh => format!("「{name}」可以是这些笔记，请说得更准一些：\n"),
        Lang::En => format!("`{name}` may be any of these; say it more exactly:\n"),
    };
    heading + &list(lang, notes)
}

pub fn removed(lang: Lang, notes: usize) -> String {
    match lang {
        Lang::Zh => format!("移除了 {notes} 篇笔记；复习记录都还在，重新导入就会接上\n"),
        Lang::En => format!(
            "{} taken out of play; every review is kept and comes back with the note\n",
            number(u32::try_from(notes).unwrap_or(u32::MAX), "note", "notes")
        ),
    }
}
