//! The texts of the statistics on the screen.

use super::{Lang, Text};

pub const KEY_STATS: Text = Text::new("统计", "statistics");
pub const KEY_SIMULATE: Text = Text::new("换个目标会怎样", "what if");

pub const TITLE: Text = Text::new("统计", "Statistics");
pub const YEAR: Text = Text::new("这一年", "The past year");
pub const LESS: Text = Text::new("少", "less");
pub const MORE: Text = Text::new("多", "more");
pub const REVIEWS_A_DAY: Text = Text::new("每天复习", "Reviews a day");
pub const MINUTES_A_DAY: Text = Text::new("每天分钟", "Minutes a day");
pub const AHEAD: Text = Text::new("未来 30 天到期", "Due in the next 30 days");
pub const BY_INTERVAL: Text = Text::new("保持率 · 按间隔", "Retention by interval");
pub const BY_DECK: Text = Text::new("保持率 · 按牌组", "Retention by deck");
pub const STABILITY: Text = Text::new("记忆稳定性", "Stability");
pub const HARDEST: Text = Text::new("最难的卡片", "The hardest cards");
pub const SIMULATION: Text = Text::new("换个目标保持率", "Another desired retention");
pub const SIMULATING: Text = Text::new("正在模拟…", "simulating…");
pub const NOTHING_TO_SIMULATE: Text = Text::new("还没有卡片可以模拟", "no cards to simulate yet");
pub const ALL: Text = Text::new("全部", "all");
pub const LAST_30: Text = Text::new("近 30 天", "30 days");
pub const TRUE: Text = Text::new("实际", "true");
pub const EXPECTED: Text = Text::new("预期", "FSRS");
pub const COUNT: Text = Text::new("次数", "n");
pub const DESIRED: Text = Text::new("目标", "desired");
pub const LEECH: Text = Text::new("难缠", "leech");
pub const NO_LOG: Text =
    Text::new("复习几天之后，这里会画出你的记忆。", "After some days of reviews your memory is drawn here.");

pub const WEEKDAYS: [Text; 7] = [
    Text::new("一", "Mo"),
    Text::new("二", "Tu"),
    Text::new("三", "We"),
    Text::new("四", "Th"),
    Text::new("五", "Fr"),
    Text::new("六", "Sa"),
    Text::new("日", "Su"),
];

/// The month above its first week in the heat map, at most four cells wide.
pub fn month(lang: Lang, month0: u32) -> String {
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    match lang {
        Lang::Zh => format!("{}月", month0 + 1),
        Lang::En => usize::try_from(month0).ok().and_then(|at| NAMES.get(at)).copied().unwrap_or_default().to_owned(),
    }
}

/// What was done in all.
pub fn done(lang: Lang, reviews: u32, days: u32, minutes: f64) -> String {
    match lang {
        Lang::Zh => format!("{days} 天 · {reviews} 次复习 · {minutes:.0} 分钟"),
        Lang::En => {
            let (day, review) =
                (if days == 1 { "day" } else { "days" }, if reviews == 1 { "review" } else { "reviews" });
            format!("{days} {day} · {reviews} {review} · {minutes:.0} min")
        }
    }
}

pub fn known(lang: Lang, known: f64) -> String {
    match lang {
        Lang::Zh => format!("现在约记得 {known:.0} 张"),
        Lang::En => format!("about {known:.0} known now"),
    }
}

pub fn mean(lang: Lang, value: f64) -> String {
    match lang {
        Lang::Zh => format!("平均 {value:.1}"),
        Lang::En => format!("mean {value:.1}"),
    }
}

pub fn in_all(lang: Lang, value: u32) -> String {
    match lang {
        Lang::Zh => format!("共 {value} 张"),
        Lang::En => format!("{value} in all"),
    }
}

/// An interval, from its days.
pub fn after(lang: Lang, days: &str) -> String {
    match lang {
        Lang::Zh => format!("隔 {days} 天"),
        Lang::En => format!("after {days} d"),
    }
}

/// A band of stabilities, from its days.
pub fn days(lang: Lang, days: &str) -> String {
    match lang {
        Lang::Zh => format!("{days} 天"),
        Lang::En => format!("{days} d"),
    }
}

pub fn forgotten(lang: Lang, times: u32) -> String {
    match lang {
        Lang::Zh => format!("忘 {times} 次"),
        Lang::En => format!("{times}× lost"),
    }
}

/// Rows below the last one in sight.
pub fn more(lang: Lang, rows: usize) -> String {
    match lang {
        Lang::Zh => format!("↓ 还有 {rows} 行"),
        Lang::En => format!("↓ {rows} more rows"),
    }
}

pub fn ask_simulation(lang: Lang, days: u16) -> String {
    match lang {
        Lang::Zh => format!("按 m：模拟 {days} 天，看别的目标要花多少、能记多少"),
        Lang::En => format!("m simulates {days} days: what other aims cost and bring"),
    }
}

pub fn simulation_head(lang: Lang, days: u16) -> String {
    match lang {
        Lang::Zh => format!("{days} 天里每天的分钟，和到时记得的张数"),
        Lang::En => format!("minutes a day over {days} days, and cards known then"),
    }
}

/// The difference to the aim in use, in columns.
pub fn change(lang: Lang, minutes: f64, known: f64) -> String {
    match lang {
        Lang::Zh => format!("{minutes:+.1} 分 {known:>+6.0} 张"),
        Lang::En => format!("{minutes:+.1} min {known:>+6.0} cards"),
    }
}

pub fn known_then(lang: Lang, known: f64) -> String {
    match lang {
        Lang::Zh => format!("{known:.0} 张"),
        Lang::En => format!("{known:.0} cards"),
    }
}
