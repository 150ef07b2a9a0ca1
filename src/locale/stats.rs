//! The texts of statistics, of the fit and of the simulator.

use super::{Lang, Text};
use crate::domain::{DayLoad, DayTotal, Optimization, Outlook, Retention, Scenario, Statistics};
use chrono::Datelike;
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Widest bar, in cells.
const BAR: usize = 32;
const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
const SHADES: [char; 5] = ['·', '░', '▒', '▓', '█'];
const HEAT_WEEKS: usize = 26;

pub const GRADES: [Text; 4] =
    [Text::new("重来", "again"), Text::new("困难", "hard"), Text::new("良好", "good"), Text::new("简单", "easy")];

/// A bar of `value` where `most` is the widest.
pub fn bar(value: f64, most: f64, cells: usize) -> String {
    if value <= 0.0 || most <= 0.0 {
        return String::new();
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a share of `cells`
    let eighths = ((value / most).min(1.0) * cells as f64 * 8.0).ceil() as usize;
    let mut bar = "█".repeat(eighths / 8);
    if !eighths.is_multiple_of(8) {
        bar.push(EIGHTHS[eighths % 8 - 1]);
    }
    bar
}

pub fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1}%", share * 100.0))
}

/// `1–2`, `21–59`, `365+`, in days.
pub fn days_band(from: u32, to: Option<u32>) -> String {
    match to {
        None => format!("{from}+"),
        Some(to) if to == from + 1 => from.to_string(),
        Some(to) => format!("{from}–{}", to - 1),
    }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

fn heading(text: &mut String, lang: Lang, title: Text) {
    let _ = writeln!(text, "\n{}", title.of(lang));
}

pub fn statistics(lang: Lang, stats: &Statistics, outlook: &Outlook) -> String {
    let mut text = totals(lang, stats);
    if stats.reviews > 0 {
        heading(&mut text, lang, Text::new("记忆保持率（实际 / 期望）", "Retention, true and expected"));
        retention(&mut text, lang, stats);
        heading(&mut text, lang, Text::new("最近半年", "The last half year"));
        text.push_str(&heat_map(&stats.heat));
    }
    heading(&mut text, lang, Text::new("未来 30 天", "The next 30 days"));
    text.push_str(&forecast(&stats.forecast));
    text.push_str(&self::outlook(lang, outlook));
    heading(&mut text, lang, Text::new("记忆稳定性（天）", "Stability, in days"));
    let most = stats.stability.iter().map(|band| band.cards).max().unwrap_or_default();
    for band in &stats.stability {
        let days = padded(&days_band(band.from_days, band.to_days), 9);
        let line = format!("  {days} {:>5} {}", band.cards, bar(f64::from(band.cards), f64::from(most), BAR));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if !stats.hardest.is_empty() {
        heading(&mut text, lang, Text::new("最难的卡片", "The hardest cards"));
        for card in &stats.hardest {
            let question = card.question.split_whitespace().collect::<Vec<_>>().join(" ");
            let place =
                card.note.as_ref().map_or_else(String::new, |note| format!("  {note}:{}", card.line.unwrap_or(1)));
            let leech = if card.is_leech { Text::new("难缠 ", "leech ").of(lang) } else { "" };
            let _ = match lang {
                Lang::Zh => writeln!(text, "  #{} {leech}遗忘 {} 次  {question}{place}", card.id.0, card.lapses),
                Lang::En => writeln!(text, "  #{} {leech}forgotten {}×  {question}{place}", card.id.0, card.lapses),
            };
        }
    }
    text
}

fn totals(lang: Lang, stats: &Statistics) -> String {
    let (reviews, days, minutes) = (stats.reviews, stats.days, stats.minutes);
    let (per_day, minutes_per_day) = (stats.reviews_per_day, stats.minutes_per_day);
    let cards = &stats.cards;
    let learning = cards.learning + cards.relearning;
    let (new, review, suspended, known) = (cards.new, cards.review, cards.suspended, stats.known_now);
    let mut text = match lang {
        Lang::Zh => format!(
            "复习 {reviews} 次，{days} 天，共 {minutes:.0} 分钟；每个学习日 {per_day:.1} 次，{minutes_per_day:.1} 分钟\n卡片：新 {new} · 学习中 {learning} · 复习 {review} · 搁置 {suspended}；现在大约记得 {known:.0} 张\n"
        ),
        Lang::En => format!(
            "{reviews} reviews on {days} days, {minutes:.0} minutes; {per_day:.1} reviews and {minutes_per_day:.1} minutes a day studied\ncards: {new} new, {learning} learning, {review} to review, {suspended} suspended; about {known:.0} are known now\n"
        ),
    };
    if reviews > 0 {
        let grades = GRADES.iter().zip(stats.grades).map(|(name, count)| {
            format!("{} {count} ({:.0}%)", name.of(lang), f64::from(count) * 100.0 / f64::from(reviews))
        });
        let _ = writeln!(text, "{}", grades.collect::<Vec<_>>().join(" · "));
    }
    text
}

fn retention(text: &mut String, lang: Lang, stats: &Statistics) {
    let width = stats.retention_by_deck.iter().map(|deck| deck.deck.width()).max().unwrap_or(0).max(12);
    let mut row = |name: &str, retention: &Retention, desired: Option<f64>| {
        let of = match (lang, desired) {
            (Lang::Zh, Some(desired)) => format!("  目标 {:.0}%", desired * 100.0),
            (Lang::En, Some(desired)) => format!("  desired {:.0}%", desired * 100.0),
            (_, None) => String::new(),
        };
        let _ = writeln!(
            text,
            "  {} {:>6} / {:>6}  {:>6}{of}",
            padded(name, width),
            percent(retention.share),
            percent(retention.expected),
            retention.reviews
        );
    };
    row(Text::new("全部", "all").of(lang), &stats.retention, Some(stats.desired_retention));
    row(Text::new("近 30 天", "30 days").of(lang), &stats.retention_30d, None);
    for band in stats.retention_by_interval.iter().filter(|band| band.retention.reviews > 0) {
        let days = days_band(band.from_days, band.to_days);
        let name = match lang {
            Lang::Zh => format!("隔 {days} 天"),
            Lang::En => format!("after {days} d"),
        };
        row(&name, &band.retention, None);
    }
    for deck in stats.retention_by_deck.iter().filter(|deck| deck.retention.reviews > 0) {
        row(&deck.deck, &deck.retention, Some(deck.desired));
    }
}

/// A column for each week, a row for each weekday, Monday first; the shade tells the reviews.
fn heat_map(days: &[DayTotal]) -> String {
    let most = days.iter().map(|day| day.reviews).max().unwrap_or_default();
    let lead = days.first().map_or(0, |day| day.date.0.weekday().num_days_from_monday() as usize);
    let cells: Vec<char> =
        std::iter::repeat_n(' ', lead).chain(days.iter().map(|day| shade(day.reviews, most))).collect();
    let weeks: Vec<&[char]> = cells.chunks(7).collect();
    let weeks = &weeks[weeks.len().saturating_sub(HEAT_WEEKS)..];
    let mut text = String::new();
    for weekday in 0..7 {
        let row: Vec<String> = weeks.iter().map(|week| week.get(weekday).copied().unwrap_or(' ').to_string()).collect();
        let _ = writeln!(text, "  {}", row.join(" ").trim_end());
    }
    text
}

fn shade(reviews: u32, most: u32) -> char {
    if reviews == 0 || most == 0 {
        return SHADES[0];
    }
    // The root, so that one long day does not make all others pale
    let share = (f64::from(reviews) / f64::from(most)).sqrt();
    SHADES[match share {
        share if share > 0.75 => 4,
        share if share > 0.5 => 3,
        share if share > 0.25 => 2,
        _ => 1,
    }]
}

fn forecast(days: &[DayLoad]) -> String {
    let most = days.iter().map(|day| day.reviews).max().unwrap_or_default();
    let mut text = String::new();
    for day in days {
        let bar = bar(f64::from(day.reviews), f64::from(most), BAR);
        let line = format!("  {}  {:>4} {bar}", day.date.0.format("%m-%d"), day.reviews);
        let _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

/// What is said when more waits than a day takes.
pub fn outlook(lang: Lang, outlook: &Outlook) -> String {
    if outlook.held_back == 0 {
        return String::new();
    }
    let (today, held_back, per_day) = (outlook.today, outlook.held_back, outlook.per_day.unwrap_or_default());
    let plan = match (lang, outlook.days_to_clear) {
        (Lang::Zh, Some(days)) => format!("每天 {per_day} 张，约 {days} 天后清完；这段时间先不加新卡"),
        (Lang::En, Some(days)) => format!("at {per_day} a day it is gone in {days} days; new cards wait until then"),
        (Lang::Zh, None) => format!("每天 {per_day} 张一年也清不完；调高 `reviews_per_day`，或搁置一些卡片"),
        (Lang::En, None) => {
            format!("at {per_day} a day it does not melt within a year; raise `reviews_per_day`, or set cards aside")
        }
    };
    match lang {
        Lang::Zh => format!("积压：今天先复习 {today} 张，另有 {held_back} 张排在后面；{plan}\n"),
        Lang::En => format!("backlog: {today} today, {held_back} more wait behind; {plan}\n"),
    }
}

pub fn optimization(lang: Lang, outcome: &Optimization, is_rehearsal: bool) -> String {
    let (before, after) = (outcome.before, outcome.after);
    let (fitted, tested, reviews) = (outcome.fitted, outcome.tested, outcome.reviews);
    let mut text = match lang {
        Lang::Zh => format!(
            "{reviews} 次复习：用较早的 {fitted} 次拟合，在最近的 {tested} 次上检验\n            之前      之后\n对数损失    {:.4}    {:.4}\nRMSE        {:.4}    {:.4}\n",
            before.log_loss, after.log_loss, before.rmse, after.rmse
        ),
        Lang::En => format!(
            "{reviews} reviews: fitted to the {fitted} earlier ones, tested on the last {tested}\n            before    after\nlog-loss    {:.4}    {:.4}\nRMSE        {:.4}    {:.4}\n",
            before.log_loss, after.log_loss, before.rmse, after.rmse
        ),
    };
    let verdict = match (outcome.is_better, outcome.is_kept, is_rehearsal) {
        (false, ..) => Text::new("没有更好，保留原来的参数。", "Not better: the parameters stay as they are."),
        (true, true, _) => Text::new(
            "更好：新参数（用全部复习重新拟合）从下一次复习起生效。",
            "Better: new parameters, fitted anew to all reviews, hold from the next review on.",
        ),
        (true, false, true) => {
            Text::new("更好；这次只是试算，什么都没改。", "Better; this was a rehearsal, nothing was changed.")
        }
        (true, false, false) => Text::new(
            "更好，但设置文件里写了参数，以设置为准；要用新参数，请删去那一行。",
            "Better, but the settings name parameters of their own; remove them there to use these.",
        ),
    };
    let _ = writeln!(text, "{}", verdict.of(lang));
    let numbers: Vec<String> = outcome.parameters.iter().map(|parameter| format!("{parameter:.4}")).collect();
    let _ = writeln!(text, "{}", numbers.join(", "));
    text
}

/// What each desired retention costs and brings, as bars.
pub fn scenarios(lang: Lang, scenarios: &[Scenario], days: u16) -> String {
    if scenarios.is_empty() {
        return Text::new("还没有卡片可以模拟。\n", "There are no cards to simulate yet.\n").of(lang).to_owned();
    }
    let current = scenarios.iter().find(|scenario| scenario.is_current);
    let mut text = match lang {
        Lang::Zh => format!("未来 {days} 天，不同目标保持率的代价（分钟/天）与收获（届时记得的卡片）\n"),
        Lang::En => {
            format!("The next {days} days: what each desired retention costs in minutes a day, and cards known then\n")
        }
    };
    let most = scenarios.iter().map(|scenario| scenario.minutes_per_day).fold(0.0, f64::max);
    for scenario in scenarios {
        let mark = if scenario.is_current { "▶" } else { " " };
        let change = current.filter(|_| !scenario.is_current).map_or_else(String::new, |current| {
            let minutes = scenario.minutes_per_day - current.minutes_per_day;
            let known = scenario.known - current.known;
            match lang {
                Lang::Zh => format!("  {minutes:+.1} 分钟，{known:+.0} 张"),
                Lang::En => format!("  {minutes:+.1} min, {known:+.0} cards"),
            }
        });
        let _ = writeln!(
            text,
            "{mark} {:.2}  {:>6.1} {} {:>6.0}{change}",
            scenario.desired_retention,
            scenario.minutes_per_day,
            padded(&bar(scenario.minutes_per_day, most, BAR), BAR),
            scenario.known
        );
    }
    text
}

/// After an answer in a custom study.
pub fn practised(lang: Lang) -> String {
    Text::new("（练习，不改变日程）\n\n", "(practice; the schedule stays as it is)\n\n").of(lang).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::StudyDay;

    #[test]
    fn bars_tell_shares_and_show_that_little_is_not_nothing() {
        for (value, most, expected) in
            [(0.0, 5.0, ""), (5.0, 5.0, "████"), (2.5, 5.0, "██"), (0.01, 5.0, "▏"), (3.0, 0.0, ""), (9.0, 5.0, "████")]
        {
            assert_eq!(bar(value, most, 4), expected, "{value} of {most}");
        }
    }

    #[test]
    fn bands_are_read_as_days() {
        for (from, to, expected) in [(0, Some(1), "0"), (1, Some(3), "1–2"), (365, None, "365+")] {
            assert_eq!(days_band(from, to), expected);
        }
    }

    #[test]
    fn weeks_stand_upright_in_the_heat_map() {
        // From a Wednesday on, ten days
        let first: chrono::NaiveDate = "2026-11-18".parse().unwrap();
        let days: Vec<DayTotal> =
            (0..10).map(|at| DayTotal { date: StudyDay(first).plus(at), reviews: at * 10, minutes: 1.0 }).collect();
        assert_eq!(heat_map(&days), "    ▓\n    █\n  · █\n  ▒ █\n  ▒ █\n  ▓\n  ▓\n");
    }
}
