//! Days, in any of the forms that people write them, and from where they are read.

use super::lines::{Line, LineKind};
use super::tree::Heading;
use crate::domain::{DateSource, ParsedDay, ParsedImage};
use chrono::{Datelike, NaiveDate};
use hashbrown::HashMap;

/// A day that was found in a text, and the bytes that it took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub date: NaiveDate,
    pub start: usize,
    pub end: usize,
}

/// The first day in `text`, in any form with a year.
pub(super) fn first(text: &str) -> Option<Found> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let is_start = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        if bytes[at].is_ascii_digit() && (at == 0 || !bytes[at - 1].is_ascii_digit()) {
            if let Some(found) = digits(text, at) {
                return Some(found);
            }
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        } else if is_start && bytes[at].is_ascii_alphabetic() {
            if let Some(found) = month_first(text, at) {
                return Some(found);
            }
            at += bytes[at..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        } else {
            at += 1;
        }
    }
    None
}

/// What the names of weekdays begin with.
const WEEKDAYS: [&str; 5] = ["周", "星期", "礼拜", "週", "禮拜"];

fn date(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    let year = i32::try_from(year).ok().filter(|year| (1990..=2100).contains(year))?;
    NaiveDate::from_ymd_opt(year, month, day)
}

/// A run of digits: its value, and the byte after it.
fn number(text: &str, at: usize) -> Option<(u32, usize)> {
    let rest = text.get(at..)?;
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    Some((rest.get(..length)?.parse().ok()?, at + length))
}

/// Passes over white space and one of `marks`.
fn mark(text: &str, at: usize, marks: &[char]) -> Option<usize> {
    let rest = text.get(at..)?;
    let trimmed = rest.trim_start_matches(' ');
    let after = trimmed.strip_prefix(marks)?;
    Some(text.len() - after.trim_start_matches(' ').len())
}

fn digits(text: &str, at: usize) -> Option<Found> {
    let (_, end) =
        number(text, at).or_else(|| Some((0, at + text[at..].bytes().take_while(u8::is_ascii_digit).count())))?;
    let run = &text[at..end];
    match run.len() {
        4 => year_first(text, at, end),
        8 | 12 | 14 | 17 => compact(run).map(|date| Found { date, start: at, end }),
        1 | 2 => day_or_month_first(text, at, end),
        _ => None,
    }
}

/// `20251016`, and what clocks add to it.
fn compact(run: &str) -> Option<NaiveDate> {
    let hour: u32 = run.get(8..10).map_or(Some(0), |hour| hour.parse().ok())?;
    if hour > 23 {
        return None;
    }
    date(run.get(..4)?.parse().ok()?, run.get(4..6)?.parse().ok()?, run.get(6..8)?.parse().ok()?)
}

/// `2025-10-16`, `2025/10/16`, `2025.10.16`, `2025_10_16`, `2025年10月16日`
fn year_first(text: &str, at: usize, end: usize) -> Option<Found> {
    let (year, _) = number(text, at)?;
    let separator = text[end..].trim_start().chars().next()?;
    let (between, last): (&[char], &[char]) = match separator {
        '年' => (&['年'], &['月']),
        '-' | '/' | '.' | '_' | '－' | '–' | ' ' => {
            (&['-', '/', '.', '_', '－', '–', ' '], &['-', '/', '.', '_', '－', '–', ' '])
        }
        _ => return None,
    };
    let (month, after) = number(text, mark(text, end, between)?)?;
    let (day, mut end) = number(text, mark(text, after, last)?)?;
    if separator == '年' {
        end = mark(text, end, &['日', '号', '號']).unwrap_or(end);
    }
    let is_whole = !text[end..].starts_with(|c: char| c.is_ascii_digit());
    date(year, month, day).filter(|_| is_whole).map(|date| Found { date, start: at, end })
}

/// `10-16-2025`, `16.10.2025`, `16 October 2025`
fn day_or_month_first(text: &str, at: usize, end: usize) -> Option<Found> {
    let (first, _) = number(text, at)?;
    if let Some((month, after)) =
        month_name(text, text.len() - text[end..].trim_start_matches(|c: char| " .stndrh".contains(c)).len())
            .or_else(|| month_name(text, text.len() - text[end..].trim_start().len()))
    {
        let year_at = text.len() - text[after..].trim_start_matches([' ', ',', '.']).len();
        let (year, end) = number(text, year_at)?;
        return date(year, month, first).map(|date| Found { date, start: at, end });
    }
    let separator = text[end..].chars().next().filter(|mark| matches!(mark, '-' | '/' | '.' | '_'))?;
    let (second, after) = number(text, end + 1)?;
    let (year, end) = number(text, text[after..].starts_with(separator).then_some(after + 1)?)?;
    let (month, day) = if separator == '.' || first > 12 { (second, first) } else { (first, second) };
    date(year, month, day).map(|date| Found { date, start: at, end })
}

/// `October 16, 2025`
fn month_first(text: &str, at: usize) -> Option<Found> {
    let (month, after) = month_name(text, at)?;
    let (day, after) = number(text, text.len() - text[after..].trim_start_matches([' ', '.']).len())?;
    let rest = text[after..].trim_start_matches(|c: char| c.is_ascii_lowercase()).trim_start_matches([',', ' ']);
    let (year, end) = number(text, text.len() - rest.len())?;
    date(year, month, day).map(|date| Found { date, start: at, end })
}

fn month_name(text: &str, at: usize) -> Option<(u32, usize)> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = text.get(at..)?;
    let length = word.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = word[..length].to_ascii_lowercase();
    let is_month = |month: &&str| {
        *month == word || (length == 3 && month.starts_with(&word)) || (word == "sept" && *month == "september")
    };
    let place = MONTHS.iter().position(is_month)?;
    Some((u32::try_from(place).ok()? + 1, at + length))
}

/// What follows a weekday that `text` begins with.
fn weekday(text: &str) -> Option<&str> {
    const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let han = WEEKDAYS.iter().find_map(|word| text.strip_prefix(word));
    if let Some(rest) = han {
        return rest.strip_prefix(['一', '二', '三', '四', '五', '六', '日', '天', '末']);
    }
    if let Some(rest) = text.strip_prefix(['一', '二', '三', '四', '五', '六', '日']) {
        return rest.strip_prefix(['）', ')']);
    }
    let length = text.bytes().take(10).take_while(u8::is_ascii_alphabetic).count();
    let word = text[..length].to_ascii_lowercase();
    let is_day = NAMES.iter().any(|name| *name == word || (word.len() == 3 && name.starts_with(&word)));
    is_day.then(|| &text[length..])
}

/// `10月13日 周一`, `10/13 周一`, `11.17（周一）`: a month and a day that a title begins with.
fn month_day(title: &str) -> Option<(u32, u32)> {
    let (month, after) = number(title, 0)?;
    if let Some(day_at) = title[after..].strip_prefix(['/', '.', '-']).map(|_| after + 1) {
        let (day, end) = number(title, day_at)?;
        let is_day = weekday(title[end..].trim_start_matches([' ', '（', '('])).is_some();
        return (is_day && (1..=12).contains(&month) && (1..=31).contains(&day)).then_some((month, day));
    }
    let at = title.len() - title.get(after..)?.trim_start().strip_prefix('月')?.trim_start().len();
    let (day, end) = number(title, at)?;
    title[end..].trim_start().starts_with(['日', '号', '號']).then_some((month, day))
}

/// That day of the year in which it is nearest to `known`.
fn nearest((month, day): (u32, u32), known: NaiveDate) -> Option<NaiveDate> {
    let year = known.year();
    let days = [year, year - 1, year + 1].into_iter().filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
    days.min_by_key(|date| (*date - known).num_days().abs())
}

/// Whether the line is a date and little else: a weekday, brackets, a word such as 日报.
pub(super) fn is_date_line(text: &str) -> bool {
    if text.len() > 60 || !text.is_char_boundary(0) {
        return false;
    }
    let Some(found) = first(text) else {
        let is_weekday = weekday(text).is_some_and(|rest| {
            rest.chars().all(|c| {
                c.is_ascii_digit()
                    || matches!(c, ' ' | '.' | '/' | '-' | '（' | '）' | '(' | ')' | '：' | ':' | '月' | '日')
            })
        });
        return (is_weekday || month_day(text).is_some()) && text.chars().count() <= 16;
    };
    let before = text[..found.start].trim_matches(|c: char| !c.is_alphanumeric());
    let after = text[found.end..].trim_matches(|c: char| !c.is_alphanumeric());
    let is_weekday = WEEKDAYS.iter().any(|word| after.starts_with(word)) && after.chars().count() <= 12
        || ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
            .iter()
            .any(|day| after.to_lowercase().starts_with(day) && after.len() < 10);
    let is_log = ["学习", "總結", "总结", "日报", "日記", "日记", "笔记", "筆記", "学习笔记", "學習", "notes", "log"]
        .iter()
        .any(|word| after.to_lowercase().starts_with(word))
        && after.chars().count() <= 10;
    before.is_empty() && (after.is_empty() || is_weekday || is_log)
}

/// What the days of a note are read from.
pub(super) struct Sources<'a> {
    pub front_matter: Option<NaiveDate>,
    pub file_name: Option<&'a str>,
    pub text: &'a str,
    pub lines: &'a [Line],
    /// The line of the title.
    pub title: Option<usize>,
    pub headings: &'a [Heading],
    pub images: &'a [ParsedImage],
}

impl Sources<'_> {
    /// The note's date and from what it was read, and its days if it holds several.
    pub fn read(&self) -> (Option<(NaiveDate, DateSource)>, Vec<ParsedDay>) {
        let mut days = self.days(None);
        let known = self.front_matter.or_else(|| Some(first(self.file_name?)?.date));
        let known = known.or_else(|| self.title_day()).or_else(|| days.first().map(|day| day.date));
        if let Some(known) = known.or_else(|| self.image_day()) {
            days = self.days(Some(known));
        }
        let heading = self.title_day().or_else(|| days.first().map(|day| day.date));
        let date = None
            .or_else(|| self.front_matter.map(|date| (date, DateSource::FrontMatter)))
            .or_else(|| Some((first(self.file_name?)?.date, DateSource::FileName)))
            .or_else(|| Some((heading?, DateSource::Heading)))
            .or_else(|| Some((self.image_day()?, DateSource::ImageName)));
        let distinct: std::collections::BTreeSet<NaiveDate> = days.iter().map(|day| day.date).collect();
        if distinct.len() < 2 {
            days.clear();
        }
        (date, days)
    }

    /// The days that headings name, each where it is named first; one without a year is that nearest to a `known` day.
    fn days(&self, known: Option<NaiveDate>) -> Vec<ParsedDay> {
        let mut days: Vec<ParsedDay> = Vec::new();
        for heading in self.headings {
            let line = &self.lines[heading.line];
            let named = first(line.marked(self.text)).map(|found| found.date);
            let Some(date) = named.or_else(|| nearest(month_day(&heading.title)?, known?)) else { continue };
            if !days.iter().rev().take(400).any(|day| day.date == date) {
                days.push(ParsedDay { date, line: line.number });
            }
        }
        days
    }

    /// A day in the title, or in the lines that stand before the first heading and say when.
    fn title_day(&self) -> Option<NaiveDate> {
        if let Some(found) = self.title.and_then(|line| first(self.lines[line].marked(self.text))) {
            return Some(found.date);
        }
        let end = self.headings.first().map_or(self.lines.len(), |heading| heading.line).min(12);
        self.lines[..end].iter().filter(|line| line.kind == LineKind::Text).find_map(|line| {
            let words = line.words(self.text);
            let value =
                super::plain::at_colon(words).filter(|(key, _)| is_date_key(key)).map_or(words, |(_, value)| value);
            first(value).filter(|found| found.start <= 6).map(|found| found.date)
        })
    }

    /// The day that most image names carry; of several, the earliest.
    fn image_day(&self) -> Option<NaiveDate> {
        let mut counts: HashMap<NaiveDate, u32> = HashMap::new();
        for found in self.images.iter().filter_map(|image| first(&image.name)) {
            *counts.entry(found.date).or_default() += 1;
        }
        counts.into_iter().max_by_key(|&(date, count)| (count, std::cmp::Reverse(date))).map(|(date, _)| date)
    }
}

/// Whether a key of front matter, or a label in the text, names the day.
pub(super) fn is_date_key(key: &str) -> bool {
    const KEYS: [&str; 14] = [
        "date",
        "day",
        "created",
        "created_at",
        "date created",
        "日期",
        "时间",
        "時間",
        "创建时间",
        "创建日期",
        "学习日期",
        "记录时间",
        "記錄日期",
        "建立時間",
    ];
    let key = key.trim().trim_matches('*').to_lowercase();
    KEYS.contains(&key.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_found_in_every_form() {
        for text in [
            "2025-10-16",
            "20251016",
            "2025年10月16日",
            "2025 年 10 月 16 日",
            "2025.10.16",
            "2025/10/16",
            "2025_10_16",
            "10-16-2025",
            "16.10.2025",
            "16/10/2025",
            "October 16, 2025",
            "Oct 16th, 2025",
            "16 Oct 2025",
            "16th October 2025",
            "summary-20251016.md",
            "image-20251016093919467.png",
            "Pasted image 20251016094411.png",
            "IMG_20251016_093919.jpg",
            "WX20251016-093919@2x.png",
            "今日学习总结（2025-10-16）",
            "2025-10-16T09:39:19+08:00",
            "Screenshot 2025-10-16 at 09.39.png",
        ] {
            assert_eq!(first(text).map(|found| found.date), NaiveDate::from_ymd_opt(2025, 10, 16), "{text}");
        }
        for text in [
            "2025",
            "1.1 整体",
            "20251399",
            "1234567890",
            "2025-13-01",
            "3.14.15",
            "may 2025",
            "GPT-4 2024",
            "192.168.10.2",
        ] {
            assert_eq!(first(text), None, "{text}");
        }
    }

    #[test]
    fn a_line_is_a_day_if_it_says_little_else() {
        for (text, expected) in [
            ("2025-10-16", true),
            ("2025年10月16日 星期四", true),
            ("2025.10.16 学习总结", true),
            ("Oct 16, 2025 (Thu)", true),
            ("2025-10-16 读完了论文的第二节，很有收获", false),
            ("发表于 2025-10-16", false),
        ] {
            assert_eq!(is_date_line(text), expected, "{text}");
        }
    }
}
