//! The last ninety days as a status page shows them: one mark a day.

use crate::domain::DayTotal;
use crate::tui::Theme;
use ratatui::text::{Line, Span};

/// From nothing to a great deal, where colour cannot tell it.
const HEIGHTS: [&str; 5] = ["·", "▂", "▄", "▆", "█"];
/// A day, where its colour tells the amount; the first is a day without reviews.
const BARS: [&str; 5] = ["▯", "▮", "▮", "▮", "▮"];
/// Reviews of a day from which a level begins.
const LEVELS: [u32; 4] = [1, 10, 25, 50];

/// How much was done on a day, 0 to 4.
pub fn level(reviews: u32) -> usize {
    LEVELS.iter().filter(|&&least| reviews >= least).count()
}

/// One mark for each day.
pub fn bar(days: &[DayTotal], theme: &Theme) -> Line<'static> {
    let marks = if theme.needs_shades() { HEIGHTS } else { BARS };
    let mark = |day: &DayTotal| {
        let level = level(day.reviews);
        Span::styled(marks.get(level).copied().unwrap_or("█"), theme.activity(level))
    };
    Line::from(days.iter().map(mark).collect::<Vec<_>>())
}
