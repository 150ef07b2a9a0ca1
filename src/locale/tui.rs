//! The texts of the screens.

use super::{Lang, Text};
use crate::domain::{CardState, HitKind, Via, Why};
use chrono::{Datelike, Duration, NaiveDate, Weekday};

pub const TAB_TODAY: Text = Text::new("今日", "Today");
pub const TAB_REVIEW: Text = Text::new("复习", "Review");
pub const TAB_SEARCH: Text = Text::new("搜索", "Search");
pub const TAB_NOTES: Text = Text::new("笔记", "Notes");
pub const TAB_FORMULAS: Text = Text::new("公式", "Formulas");
pub const TAB_LAB: Text = Text::new("实验室", "Lab");

pub const KEY_DOWN: Text = Text::new("向下", "down");
pub const KEY_UP: Text = Text::new("向上", "up");
pub const KEY_FIRST: Text = Text::new("到开头", "to the start");
pub const KEY_LAST: Text = Text::new("到末尾", "to the end");
pub const KEY_HALF_DOWN: Text = Text::new("下翻半页", "half a page down");
pub const KEY_HALF_UP: Text = Text::new("上翻半页", "half a page up");
pub const KEY_START: Text = Text::new("开始复习", "start the review");
pub const KEY_OPEN_NOTE: Text = Text::new("打开笔记", "open the note");
pub const KEY_REVEAL: Text = Text::new("看答案", "show the answer");
pub const KEY_UNDO_REVIEW: Text = Text::new("撤销", "undo");
pub const KEY_CHECK: Text = Text::new("检查答案", "check the answer");
pub const KEY_ACCEPT: Text = Text::new("照此评分", "grade as judged");
pub const KEY_SUSPEND: Text = Text::new("搁置", "suspend");
pub const KEY_BURY: Text = Text::new("明天再说", "leave for tomorrow");
pub const KEY_FLAG: Text = Text::new("标记", "flag");
pub const KEY_HINT: Text = Text::new("提示", "hint");
pub const KEY_EDIT: Text = Text::new("改原文", "edit the source");
pub const KEY_TO_NOTE: Text = Text::new("看笔记", "to the note");
pub const KEY_TYPE_ANSWER: Text = Text::new("打字作答", "type the answer");
pub const KEY_RETRY: Text = Text::new("再试一次", "try again");
pub const KEY_LOOK_AGAIN: Text = Text::new("再看看", "look again");
pub const KEY_OPEN: Text = Text::new("打开", "open");
pub const KEY_READ: Text = Text::new("阅读", "read");
pub const KEY_FIELD: Text = Text::new("改搜索词", "edit the query");
pub const KEY_LEAVE_FIELD: Text = Text::new("离开输入", "leave the field");
pub const KEY_CURSOR_LEFT: Text = Text::new("光标左移", "cursor left");
pub const KEY_CURSOR_RIGHT: Text = Text::new("光标右移", "cursor right");
pub const KEY_ERASE: Text = Text::new("删一个字", "erase a character");
pub const KEY_ERASE_WORD: Text = Text::new("删一个词", "erase a word");
pub const KEY_ERASE_ALL: Text = Text::new("清空", "erase all");
pub const KEY_NEXT_SECTION: Text = Text::new("下一节", "next section");
pub const KEY_PREVIOUS_SECTION: Text = Text::new("上一节", "section before");
pub const KEY_TO_LIST: Text = Text::new("回列表", "to the list");
pub const KEY_FILTER: Text = Text::new("筛选", "filter");
pub const KEY_MAKE_CARD: Text = Text::new("制成卡片", "make a card");
pub const KEY_NEXT_PLACE: Text = Text::new("笔记出处", "in my notes");
pub const KEY_PREVIOUS_PLACE: Text = Text::new("上一处笔记", "place before");
pub const KEY_PLACE_OR_BENCH: Text = Text::new("打开选中的笔记，或实验台", "open the chosen note, or the bench");
pub const KEY_SCROLL_DOWN: Text = Text::new("向下读", "read on");
pub const KEY_SCROLL_UP: Text = Text::new("向上读", "read back");
pub const KEY_COMMIT: Text = Text::new("确定", "done");
pub const KEY_UNDO_EDIT: Text = Text::new("撤销改动", "undo the edit");
pub const KEY_RESEED: Text = Text::new("换一组数", "new numbers");
pub const KEY_SEARCH: Text = Text::new("搜索", "search");
pub const KEY_NEXT_TAB: Text = Text::new("下一屏", "next screen");
pub const KEY_PREVIOUS_TAB: Text = Text::new("上一屏", "screen before");
pub const KEY_HELP: Text = Text::new("帮助", "help");
pub const KEY_BACK: Text = Text::new("返回", "back");
pub const KEY_LEAVE: Text = Text::new("返回/退出", "back, quit");
pub const KEY_QUIT: Text = Text::new("退出", "quit");
pub const KEY_EDIT_PLACE: Text = Text::new("用编辑器打开", "edit");
pub const KEY_REVIEW_THIS: Text = Text::new("复习", "review");
pub const KEY_COPY: Text = Text::new("复制", "copy");
pub const KEY_REDRAW: Text = Text::new("重画", "redraw");
pub const KEY_SLEEP: Text = Text::new("挂起到后台", "to the background");

pub const GRADE_AGAIN: Text = Text::new("重来", "Again");
pub const GRADE_HARD: Text = Text::new("困难", "Hard");
pub const GRADE_GOOD: Text = Text::new("良好", "Good");
pub const GRADE_EASY: Text = Text::new("简单", "Easy");

pub const BRAND: Text = Text::new("温故", "温故 wengu");
pub const HELP_TITLE: Text = Text::new("按键", "Keys");
pub const HELP_HERE: Text = Text::new("本屏", "This screen");
pub const HELP_EVERYWHERE: Text = Text::new("各处", "Everywhere");
pub const HELP_CLOSE: Text = Text::new("按任意键关闭", "any key closes this");
pub const LOADING: Text = Text::new("正在读取…", "loading…");

pub const NEW: Text = Text::new("新", "new");
pub const LEARNING: Text = Text::new("学习中", "learning");
pub const REVIEWS: Text = Text::new("复习", "review");
pub const ALL_DONE: Text = Text::new("今天的都复习完了", "All done for today");
pub const ALL_DONE_MORE: Text = Text::new("温故而知新，明天见", "What was learned will keep; see you tomorrow");
pub const UPTIME: Text = Text::new("学习运行时间", "Study uptime");
pub const RECENT_NOTES: Text = Text::new("最近的笔记", "Recent notes");
pub const FORECAST: Text = Text::new("接下来几天", "The coming days");
pub const NO_NOTES: Text = Text::new("还没有笔记", "No notes yet");
pub const NO_NOTES_HOW: Text = Text::new("wengu notes import 文件夹", "wengu notes import FOLDER");
pub const CHOOSE_NOTE: Text = Text::new("选一篇笔记来读", "Choose a note to read");
pub const TODAY: Text = Text::new("今天", "today");

pub const QUESTION: Text = Text::new("问", "Question");
pub const ANSWER: Text = Text::new("答", "Answer");
pub const PRESS_TO_REVEAL: Text = Text::new("想好了按 空格 看答案", "press Space when you have it");
pub const HOW_WELL: Text = Text::new("记得怎么样？", "How well did you know it?");
pub const REREAD_HOW: Text = Text::new(
    "按 `o` 打开这一天的笔记，读完回来评分：良好就按期再来，重来就明天再读。",
    "`o` opens the note of that day; grade it when you have read it: good brings it back in its time, again tomorrow.",
);
pub const SAVING: Text = Text::new("正在保存…", "saving…");
pub const SESSION: Text = Text::new("这一轮", "This session");
pub const NOTHING_DUE: Text = Text::new("现在没有要复习的卡片", "Nothing to review right now");
pub const NOTHING_DUE_MORE: Text = Text::new("去读读笔记，或到实验室动动手", "Read a note, or play in the lab");
pub const SESSION_DONE: Text = Text::new("复习完了，做得好", "Done, well reviewed");
pub const NOTHING_TO_UNDO: Text = Text::new("没有可撤销的", "Nothing to undo");
pub const UNDONE: Text = Text::new("已撤销，卡片恢复原样", "Undone; the card is as it was");
pub const BURIED: Text = Text::new("留到明天", "Left for tomorrow");
pub const FLAGGED: Text = Text::new("已标记", "Flagged");
pub const UNFLAGGED: Text = Text::new("已取消标记", "The flag is gone");
pub const NO_HINT: Text = Text::new("这张卡没有提示", "This card has no hint");
pub const NO_SOURCE: Text = Text::new("这张卡不是从笔记来的", "This card does not come from a note");
pub const HINT: Text = Text::new("提示", "Hint");
pub const YOUR_ANSWER: Text = Text::new("你的回答", "Your answer");
pub const LEECH: Text =
    Text::new("难缠：忘了很多次，不如改写这张卡", "Leech: forgotten so often that it had better be rewritten");
pub const PRACTICE: Text = Text::new("练习", "practice");
pub const WENT_WELL: Text = Text::new("记住了", "Recalled");
pub const TO_REREAD: Text = Text::new("值得重读", "Worth reading again");
pub const SUSPENDED: Text = Text::new("已搁置，不再出现", "Set aside; it will not come again");
pub const NOT_SAVED: Text = Text::new("没能保存这次评分", "This grade could not be saved");
pub const NOT_SAVED_HOW: Text =
    Text::new("卡片和评分都还在：按 r 再试，Esc 放弃", "Card and grade are kept: r tries again, Esc gives up");

pub const SEARCH_PROMPT: Text = Text::new("概念、小节、公式、卡片", "concepts, sections, formulas, cards");
pub const NO_HITS: Text = Text::new("没有找到", "Nothing found");
pub const NO_HITS_MORE: Text = Text::new("换个词，或用英文、拼音试试", "Try another word, or the other language");
pub const NEAR_MORE: Text = Text::new("相近的有（Enter 搜索）", "Near it (Enter searches)");
pub const IN_NO_NOTE: Text = Text::new("不在笔记里；r 复习它的卡片", "It stands in no note; r reviews its cards");
pub const NEAR: Text = Text::new("相近", "Near");
pub const COPIED: Text = Text::new("已复制", "copied");
pub const NO_CARDS_HERE: Text = Text::new("这里还没有卡片", "no cards here yet");
pub const RECENT: Text = Text::new("最近搜索", "Recent");
pub const SEARCH_HELP: Text = Text::new(
    "词、\"短语\"、-排除、tag: deck: date:2025-10.. kind: is:due；中文、英文、拼音皆可",
    "words, \"phrase\", -not, tag: deck: date:2025-10.. kind: is:due; Chinese, English or pinyin",
);
pub const CARDS_HERE: Text = Text::new("卡片", "Cards");
pub const NEIGHBOURS: Text = Text::new("相邻概念", "Nearby");
pub const PREVIEW: Text = Text::new("预览", "Preview");
pub const ALSO: Text = Text::new("又名", "also");
pub const KIND_CONCEPT: Text = Text::new("概念", "concept");
pub const KIND_SECTION: Text = Text::new("小节", "section");
pub const KIND_FORMULA: Text = Text::new("公式", "formula");
pub const KIND_CARD: Text = Text::new("卡片", "card");
pub const WHY_EXACT: Text = Text::new("同名", "exact");
pub const WHY_PREFIX: Text = Text::new("开头", "prefix");
pub const WHY_SYNONYM: Text = Text::new("同义", "synonym");
pub const WHY_SUBSTRING: Text = Text::new("名中", "within");
pub const WHY_PINYIN: Text = Text::new("拼音", "pinyin");
pub const WHY_INITIALS: Text = Text::new("首字母", "initials");
pub const WHY_HEADING: Text = Text::new("标题", "heading");
pub const WHY_DEFINITION: Text = Text::new("定义", "definition");
pub const WHY_BODY: Text = Text::new("正文", "text");
pub const WHY_TYPO: Text = Text::new("近似", "typo");
pub const WHY_FUZZY: Text = Text::new("模糊", "fuzzy");

pub const STANCE_HEADING: Text = Text::new("标题", "heading");
pub const STANCE_DEFINITION: Text = Text::new("定义", "definition");
pub const STANCE_REFERENCE: Text = Text::new("提及", "mention");

pub const FORMULA_PROMPT: Text = Text::new("按 f 筛选", "f filters");
pub const INSIGHT: Text = Text::new("要点", "Insight");
pub const TRAP: Text = Text::new("易错", "Trap");
pub const SOURCE: Text = Text::new("出处", "Source");
pub const CARD_MADE: Text = Text::new("已制成卡片，放进「公式」", "a card of it is in the deck Formulas");
pub const CARD_PICKED: Text = Text::new("已制成卡片，放进「摘记」", "a card of it is in the deck Picked");
pub const NOTHING_TO_ASK: Text =
    Text::new("笔记没有解释它，无从出题", "your notes do not explain it; there is nothing to ask");
pub const CARD_KNOWN: Text = Text::new("这张卡片已经有了", "there is a card of it already");
pub const NO_PLACES: Text = Text::new("笔记里还没有它", "none of your notes speaks of it");

pub const BENCHES: Text = Text::new("实验台", "Benches");

/// The day with its weekday, as the header shows it.
pub fn date(lang: Lang, date: NaiveDate) -> String {
    format!("{} {}", date.format("%Y-%m-%d"), weekday(lang, date.weekday()))
}

const fn weekday(lang: Lang, day: Weekday) -> &'static str {
    let text = match day {
        Weekday::Mon => Text::new("周一", "Mon"),
        Weekday::Tue => Text::new("周二", "Tue"),
        Weekday::Wed => Text::new("周三", "Wed"),
        Weekday::Thu => Text::new("周四", "Thu"),
        Weekday::Fri => Text::new("周五", "Fri"),
        Weekday::Sat => Text::new("周六", "Sat"),
        Weekday::Sun => Text::new("周日", "Sun"),
    };
    text.of(lang)
}

/// `已运行 12 天 03:45:21`
pub fn uptime(lang: Lang, days: i64, clock: &str) -> String {
    match lang {
        Lang::Zh => format!("已运行 {days} 天 {clock}"),
        Lang::En if days == 1 => format!("up 1 day {clock}"),
        Lang::En => format!("up {days} days {clock}"),
    }
}

/// What stands in place of the uptime while no streak runs.
pub const DOWN: Text = Text::new("等待启动", "waiting to start");

pub fn longest(lang: Lang, days: u32) -> String {
    match lang {
        Lang::Zh => format!("最长 {days} 天"),
        Lang::En => format!("longest {days} d"),
    }
}

/// `可用率  30 天 97.0%  90 天 88.9%`: each share with the days that it is counted over; one where these are the same.
pub fn availability(lang: Lang, figures: [(u32, f64); 2]) -> String {
    let part = |(days, share): (u32, f64)| match lang {
        Lang::Zh => format!("  {days} 天 {:.1}%", share * 100.0),
        Lang::En => format!("  {days} d {:.1}%", share * 100.0),
    };
    let shares = if figures[0].0 == figures[1].0 { part(figures[0]) } else { figures.map(part).concat() };
    format!("{}{shares}", Text::new("可用率", "availability").of(lang))
}

/// The days that a share is counted over, as wide as two digits.
pub fn last_days(lang: Lang, days: u32) -> String {
    match lang {
        Lang::Zh => format!("近 {days:>2} 天"),
        Lang::En => format!("{days:>2} d"),
    }
}

pub fn days_ago(lang: Lang, days: usize) -> String {
    match lang {
        Lang::Zh => format!("{days} 天前"),
        Lang::En => format!("{days} days ago"),
    }
}

pub fn cards_wait(lang: Lang, count: u32) -> &'static str {
    match (lang, count) {
        (Lang::Zh, _) => "张卡片在等你",
        (Lang::En, 1) => "card is waiting for you",
        (Lang::En, _) => "cards are waiting for you",
    }
}

pub fn totals(lang: Lang, cards: u32, concepts: u32, formulas: u32) -> String {
    match lang {
        Lang::Zh => format!("{cards} 张卡片 · {concepts} 个概念 · {formulas} 个公式"),
        Lang::En => format!("{cards} cards  {concepts} concepts  {formulas} formulas"),
    }
}

/// What waits on the next day.
pub fn tomorrow(lang: Lang, cards: u32) -> String {
    match lang {
        Lang::Zh => format!("明天有 {cards} 张要复习"),
        Lang::En => format!("{cards} to review tomorrow"),
    }
}

/// The share of reviews that were recalled.
pub fn recalled(lang: Lang, recalled: usize, of: usize) -> String {
    match lang {
        Lang::Zh => format!("{recalled} / {of} 次记住了"),
        Lang::En => format!("{recalled} of {of} recalled"),
    }
}

/// What a note holds, in few words.
pub fn note_holds(lang: Lang, sections: u32, concepts: u32, cards: u32) -> String {
    match lang {
        Lang::Zh => format!("{sections} 节 · {concepts} 概念 · {cards} 卡"),
        Lang::En => format!("{sections} sect. · {concepts} concepts · {cards} cards"),
    }
}

/// How long until a card comes again, short enough for a button.
pub fn interval(lang: Lang, span: Duration) -> String {
    let minutes = span.num_minutes();
    let days = span.num_minutes() as f64 / 1440.0;
    let (zh, en, number) = if minutes < 1 {
        return Text::new("<1 分", "<1m").of(lang).to_owned();
    } else if minutes < 60 {
        ("分", "m", minutes.to_string())
    } else if minutes < 1440 {
        ("时", "h", span.num_hours().to_string())
    } else if days < 30.5 {
        ("天", "d", format!("{days:.0}"))
    } else if days < 365.0 {
        ("月", "mo", format!("{:.1}", days / 30.44))
    } else {
        ("年", "y", format!("{:.1}", days / 365.25))
    };
    match lang {
        Lang::Zh => format!("{number} {zh}"),
        Lang::En => format!("{number}{en}"),
    }
}

/// When the next card is due, `span` from now.
pub fn next_due(lang: Lang, span: Duration) -> String {
    let wait = interval(lang, span);
    match lang {
        Lang::Zh => format!("下一张在 {wait}后"),
        Lang::En => format!("next card in {wait}"),
    }
}

pub fn session_summary(lang: Lang, answers: usize, span: std::time::Duration) -> String {
    let (minutes, seconds) = (span.as_secs() / 60, span.as_secs() % 60);
    match lang {
        Lang::Zh => format!("{answers} 次回答 · {minutes} 分 {seconds} 秒"),
        Lang::En => format!("{answers} answers · {minutes} m {seconds} s"),
    }
}

/// The word for a kind of hit.
pub const fn hit_kind(kind: HitKind) -> Text {
    match kind {
        HitKind::Concept => KIND_CONCEPT,
        HitKind::Section => KIND_SECTION,
        HitKind::Formula => KIND_FORMULA,
        HitKind::Card => KIND_CARD,
    }
}

/// The word for the state of a card that is not remembered by a share.
pub const fn card_state(state: CardState) -> Text {
    match state {
        CardState::New => Text::new("新", "new"),
        CardState::Learning | CardState::Relearning => Text::new("学习中", "learning"),
        CardState::Review => Text::new("复习", "review"),
        CardState::Suspended => Text::new("搁置", "set aside"),
        CardState::Retired => Text::new("退役", "retired"),
    }
}

/// What joins a concept to its neighbour.
pub const fn via(via: Via) -> Text {
    match via {
        Via::Link => Text::new("链接", "link"),
        Via::Heading => Text::new("同题", "heading"),
        Via::Mention => Text::new("同节", "section"),
    }
}

/// The word for a reason.
pub const fn hit_why(why: Why) -> Text {
    match why {
        Why::Exact => WHY_EXACT,
        Why::Prefix => WHY_PREFIX,
        Why::Synonym => WHY_SYNONYM,
        Why::Substring => WHY_SUBSTRING,
        Why::Pinyin => WHY_PINYIN,
        Why::Initials => WHY_INITIALS,
        Why::Heading => WHY_HEADING,
        Why::Definition => WHY_DEFINITION,
        Why::Body => WHY_BODY,
        Why::Typo => WHY_TYPO,
        Why::Fuzzy => WHY_FUZZY,
    }
}

/// How well cards are remembered on the whole, and how many are yet unknown.
pub fn recall_of_cards(lang: Lang, mean: f32, new: usize) -> String {
    let mean = format!("{:.0}%", mean * 100.0);
    match (lang, new) {
        (Lang::Zh, 0) => format!("平均记得 {mean}"),
        (Lang::Zh, _) => format!("平均记得 {mean} · {new} 张新"),
        (Lang::En, 0) => format!("{mean} recalled"),
        (Lang::En, _) => format!("{mean} recalled · {new} new"),
    }
}

pub fn hits(lang: Lang, count: usize) -> String {
    match (lang, count) {
        (Lang::Zh, _) => format!("{count} 条"),
        (Lang::En, 1) => "1 hit".to_owned(),
        (Lang::En, _) => format!("{count} hits"),
    }
}

/// `请求失败：原因`
pub fn failed(lang: Lang, reason: &str) -> String {
    match lang {
        Lang::Zh => format!("没能做到：{reason}"),
        Lang::En => format!("could not do it: {reason}"),
    }
}

/// What the mascot says: two lines.
pub fn speech(lang: Lang, mood: Mood) -> [&'static str; 2] {
    let (first, second) = match mood {
        Mood::Waiting => {
            (Text::new("有卡片在等你。", "Cards are waiting."), Text::new("一张一张来。", "One at a time."))
        }
        Mood::Content => {
            (Text::new("今天的都记住了。", "All reviewed today."), Text::new("休息一下吧。", "Have a rest."))
        }
        Mood::Worried => (
            Text::new("今天还没复习，", "Nothing reviewed yet:"),
            Text::new("别让连续中断。", "keep the streak alive."),
        ),
        Mood::Greeting => (
            Text::new("你好，我是阿鸮。", "Hello, I am Xiao."),
            Text::new("从一张卡片开始吧。", "Start with one card."),
        ),
    };
    [first.of(lang), second.of(lang)]
}

/// How the mascot feels about the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Cards are due.
    Waiting,
    /// Nothing is left.
    Content,
    /// The day grows late and the streak hangs on it.
    Worried,
    /// Nothing was ever reviewed.
    Greeting,
}
