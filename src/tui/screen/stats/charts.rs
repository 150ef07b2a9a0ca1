//! Each chart as rows of text, `width` cells wide.

use super::{SIMULATED_DAYS, Simulation};
use crate::domain::{DayTotal, HardCard, Outlook, Retention, Scenario, Statistics};
use crate::locale::charts as texts;
use crate::locale::stats::{self, GRADES, bar, days_band, percent};
use crate::tui::screen::Ctx;
use crate::tui::widget::chart::{self, Columns};
use crate::tui::widget::{heat, markdown, row, text, uptime};
use chrono::Datelike;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

/// The rows that the simulation takes when it is done.
pub const SIMULATION_ROWS: usize = 12;
/// Of the charts with a column a day.
const COLUMN_ROWS: usize = 4;
const MONTH: usize = 30;
/// Decks beyond these are left to the shell.
const DECKS: usize = 12;
/// The width of the names of intervals and decks.
const NAME: usize = 18;
const FIGURES: usize = 7;

type Rows = Vec<Line<'static>>;

/// A title with a rule, and a word at its end.
fn title(name: &str, word: &str, ctx: Ctx<'_>, width: usize) -> Line<'static> {
    let word = if word.is_empty() { String::new() } else { format!(" {word}") };
    let name = text::fit(name, width).into_owned();
    let word = if text::width(&name) + text::width(&word) + 3 > width { String::new() } else { word };
    let rule = width.saturating_sub(text::width(&name) + 1 + text::width(&word));
    Line::from(vec![
        Span::styled(name, ctx.theme.title),
        Span::raw(" "),
        Span::styled("─".repeat(rule), ctx.theme.rule),
        Span::styled(word, ctx.theme.dim),
    ])
}

/// What was done in all, and how it was graded.
pub fn totals(stats: &Statistics, ctx: Ctx<'_>, width: usize) -> Rows {
    let theme = ctx.theme;
    let done = texts::done(ctx.lang, stats.reviews, stats.days, stats.minutes);
    let mut rows = vec![title(ctx.say(texts::TITLE), &done, ctx, width)];
    if stats.reviews == 0 {
        rows.push(Line::styled(ctx.say(texts::NO_LOG), theme.dim));
        return rows;
    }
    let share = |count: u32| f64::from(count) / f64::from(stats.reviews);
    let styles = [theme.again, theme.hard, theme.good, theme.easy];
    let parts: Vec<(f64, Style)> = stats.grades.iter().map(|&count| share(count)).zip(styles).collect();
    rows.push(chart::parts(&parts, width));
    let mut words = Vec::new();
    for ((name, count), style) in GRADES.iter().zip(stats.grades).zip(styles) {
        words.push(Span::styled("■ ", style));
        words.push(Span::styled(format!("{} ", ctx.say(*name)), theme.dim));
        words.push(Span::raw(format!("{:.0}%   ", share(count) * 100.0)));
    }
    words.push(Span::styled(texts::known(ctx.lang, stats.known_now), theme.dim));
    rows.push(Line::from(words));
    rows
}

/// A column for each week, a row for each weekday, Monday first.
pub fn year(stats: &Statistics, ctx: Ctx<'_>, width: usize) -> Rows {
    let theme = ctx.theme;
    let label = ctx.say(texts::WEEKDAYS[0]);
    let margin = text::width(label) + 1;
    let lead = stats.heat.first().map_or(0, |day| day.date.0.weekday().num_days_from_monday() as usize);
    let cells: Vec<Option<&DayTotal>> = std::iter::repeat_n(None, lead).chain(stats.heat.iter().map(Some)).collect();
    let weeks: Vec<&[Option<&DayTotal>]> = cells.chunks(7).collect();
    let shown = weeks.get(weeks.len().saturating_sub(width.saturating_sub(margin) / 2)..).unwrap_or_default();
    let mut rows = vec![title(ctx.say(texts::YEAR), "", ctx, width), months(shown, margin, ctx)];
    for weekday in 0..7 {
        let name = if weekday % 2 == 0 { ctx.say(texts::WEEKDAYS[weekday]) } else { "" };
        let mut spans = vec![Span::styled(text::pad(name, margin), theme.faint)];
        for week in shown {
            let mark = week.get(weekday).copied().flatten().map_or_else(
                || Span::raw("  "),
                |day| {
                    let level = uptime::level(day.reviews);
                    Span::styled(format!("{} ", heat::day(level, theme)), theme.activity(level))
                },
            );
            spans.push(mark);
        }
        rows.push(Line::from(spans));
    }
    if let Some(last) = rows.first_mut() {
        *last = title(ctx.say(texts::YEAR), "", ctx, width.saturating_sub(legend(ctx).width() + 1));
        last.spans.push(Span::raw(" "));
        last.spans.extend(legend(ctx).spans);
    }
    rows
}

fn legend(ctx: Ctx<'_>) -> Line<'static> {
    let theme = ctx.theme;
    let mut spans = vec![Span::styled(format!("{} ", ctx.say(texts::LESS)), theme.faint)];
    spans.extend((0..5).map(|level| Span::styled(format!("{} ", heat::day(level, theme)), theme.activity(level))));
    spans.push(Span::styled(ctx.say(texts::MORE), theme.faint));
    Line::from(spans)
}

/// The months above the weeks in which they begin, as far apart as their names need.
fn months(weeks: &[&[Option<&DayTotal>]], margin: usize, ctx: Ctx<'_>) -> Line<'static> {
    let mut line = " ".repeat(margin);
    for (at, week) in weeks.iter().enumerate() {
        let Some(day) = week.iter().flatten().find(|day| day.date.0.day() == 1) else { continue };
        let place = margin + 2 * at;
        let name = texts::month(ctx.lang, day.date.0.month0());
        let is_free = text::width(&line) <= place && place + text::width(&name) <= margin + 2 * weeks.len();
        if is_free {
            line = format!("{line}{}{name} ", " ".repeat(place - text::width(&line)));
        }
    }
    Line::styled(line.trim_end().to_owned(), ctx.theme.faint)
}

/// Reviews and minutes of each of the last days.
pub fn month(stats: &Statistics, ctx: Ctx<'_>, width: usize) -> Rows {
    if stats.reviews == 0 {
        return Vec::new();
    }
    let days = stats.heat.get(stats.heat.len().saturating_sub(MONTH)..).unwrap_or_default();
    let label = |at: usize| days.get(at).map(|day| day.date.0.format("%m-%d").to_string()).unwrap_or_default();
    let mut rows = Vec::new();
    let charts = [
        (texts::REVIEWS_A_DAY, days.iter().map(|day| f64::from(day.reviews)).collect::<Vec<_>>(), ctx.theme.accent),
        (texts::MINUTES_A_DAY, days.iter().map(|day| day.minutes).collect(), ctx.theme.math),
    ];
    for (name, values, style) in charts {
        // A log from elsewhere may not know the time that it took
        if values.iter().all(|&value| value <= 0.0) {
            continue;
        }
        let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
        if !rows.is_empty() {
            rows.push(Line::default());
        }
        rows.push(title(ctx.say(name), &texts::mean(ctx.lang, mean), ctx, width));
        rows.extend(chart::columns(
            &Columns { values: &values, rows: COLUMN_ROWS, style, first: None },
            ctx.theme,
            width,
        ));
        rows.push(chart::ends(&label(0), &label(days.len().saturating_sub(1)), values.len(), ctx.theme, width));
    }
    rows
}

/// What falls due on each of the coming days.
pub fn ahead(stats: &Statistics, outlook: &Outlook, ctx: Ctx<'_>, width: usize) -> Rows {
    let theme = ctx.theme;
    let values: Vec<f64> = stats.forecast.iter().map(|day| f64::from(day.reviews)).collect();
    let sum = stats.forecast.iter().map(|day| day.reviews).sum();
    let mut rows = vec![title(ctx.say(texts::AHEAD), &texts::in_all(ctx.lang, sum), ctx, width)];
    let columns = Columns { values: &values, rows: COLUMN_ROWS, style: theme.easy, first: Some(theme.key) };
    rows.extend(chart::columns(&columns, theme, width));
    let last = stats.forecast.last().map(|day| day.date.0.format("%m-%d").to_string()).unwrap_or_default();
    rows.push(chart::ends(ctx.say(crate::locale::tui::TODAY), &last, values.len(), theme, width));
    let plan = stats::outlook(ctx.lang, outlook);
    rows.extend(markdown::render(plan.trim_end(), width, theme).into_iter().filter(|_| outlook.held_back > 0));
    rows
}

/// A row of the retention charts.
struct Recall<'a> {
    name: String,
    retention: &'a Retention,
    desired: f64,
}

/// True retention after intervals of each length, beside what was desired.
pub fn by_interval(stats: &Statistics, ctx: Ctx<'_>, width: usize) -> Rows {
    let desired = stats.desired_retention;
    let mut rows = vec![
        Recall { name: ctx.say(texts::ALL).to_owned(), retention: &stats.retention, desired },
        Recall { name: ctx.say(texts::LAST_30).to_owned(), retention: &stats.retention_30d, desired },
    ];
    rows.extend(stats.retention_by_interval.iter().map(|band| {
        let name = texts::after(ctx.lang, &days_band(band.from_days, band.to_days));
        Recall { name, retention: &band.retention, desired }
    }));
    retention(ctx.say(texts::BY_INTERVAL), rows, ctx, width)
}

/// The same deck by deck, those with most reviews first.
pub fn by_deck(stats: &Statistics, ctx: Ctx<'_>, width: usize) -> Rows {
    let mut decks: Vec<_> = stats.retention_by_deck.iter().collect();
    decks.sort_by_key(|deck| std::cmp::Reverse(deck.retention.reviews));
    let rows = decks.into_iter().take(DECKS).map(|deck| Recall {
        name: deck_name(&deck.deck),
        retention: &deck.retention,
        desired: deck.desired,
    });
    retention(ctx.say(texts::BY_DECK), rows.collect(), ctx, width)
}

/// The last parts of the name that there is room for: these tell decks of one family apart.
fn deck_name(deck: &str) -> String {
    let mut rest = deck;
    loop {
        let name = rest.replace("::", " › ");
        match rest.split_once("::") {
            Some((_, after)) if text::width(&name) > NAME => rest = after,
            _ => return name,
        }
    }
}

fn retention(name: &str, mut rows: Vec<Recall<'_>>, ctx: Ctx<'_>, width: usize) -> Rows {
    rows.retain(|row| row.retention.reviews > 0);
    if rows.is_empty() {
        return Vec::new();
    }
    let theme = ctx.theme;
    let track = width.saturating_sub(NAME + 3 * FIGURES + 1);
    // From the next ten per cent below all of them to 100 %
    let seen = rows.iter().flat_map(|row| row.retention.share.into_iter().chain([row.desired]));
    let least = (seen.fold(0.8, f64::min) * 10.0).floor() / 10.0;
    let scale = format!("{:.0}%", least * 100.0);
    let rest = track.saturating_sub(text::width(&scale) + 4);
    let head = [texts::TRUE, texts::EXPECTED, texts::COUNT].map(|word| text::pad_left(ctx.say(word), FIGURES)).concat();
    let mut lines = vec![
        title(name, &format!("┃ {}", ctx.say(texts::DESIRED)), ctx, width),
        Line::styled(format!("{}{scale}{}100%{head}", " ".repeat(NAME + 1), " ".repeat(rest)), theme.faint),
    ];
    for row in rows {
        let share = row.retention.share.unwrap_or_default();
        let style = if share + 0.02 >= row.desired {
            theme.good
        } else if share + 0.08 >= row.desired {
            theme.hard
        } else {
            theme.again
        };
        let place = |share: f64| (share - least) / (1.0 - least);
        let mut spans = vec![Span::styled(text::pad(&row.name, NAME), theme.text), Span::raw(" ")];
        spans.extend(chart::track(place(share), place(row.desired), (style, theme), track));
        spans.push(Span::styled(text::pad_left(&percent(row.retention.share), FIGURES), style.patch(theme.strong)));
        spans.push(Span::styled(text::pad_left(&percent(row.retention.expected), FIGURES), theme.dim));
        spans.push(Span::styled(text::pad_left(&row.retention.reviews.to_string(), FIGURES), theme.dim));
        lines.push(Line::from(spans));
    }
    lines
}

/// How many cards last how long.
pub fn stability(stats: &Statistics, ctx: Ctx<'_>, width: usize) -> Rows {
    let theme = ctx.theme;
    let most = stats.stability.iter().map(|band| band.cards).max().unwrap_or_default();
    if most == 0 {
        return Vec::new();
    }
    let cells = width.saturating_sub(NAME + FIGURES + 1);
    let cards = stats.stability.iter().map(|band| band.cards).sum();
    let mut rows = vec![title(ctx.say(texts::STABILITY), &texts::in_all(ctx.lang, cards), ctx, width)];
    rows.extend(stats.stability.iter().map(|band| {
        let name = texts::days(ctx.lang, &days_band(band.from_days, band.to_days));
        let bar = bar(f64::from(band.cards), f64::from(most), cells);
        Line::from(vec![
            Span::styled(text::pad(&name, NAME), theme.text),
            Span::raw(" "),
            Span::styled(text::pad(&bar, cells), theme.accent),
            Span::styled(text::pad_left(&band.cards.to_string(), FIGURES), theme.dim),
        ])
    }));
    rows
}

/// The cards that were forgotten most often, with the place where each could be rewritten.
pub fn hardest(stats: &Statistics, ctx: Ctx<'_>, width: usize) -> Rows {
    if stats.hardest.is_empty() {
        return Vec::new();
    }
    let row = |card: &HardCard| {
        let theme = ctx.theme;
        let times = text::pad(&texts::forgotten(ctx.lang, card.lapses), 10);
        let leech = if card.is_leech { format!("{} ", ctx.say(texts::LEECH)) } else { String::new() };
        let number = text::pad(&format!("#{}", card.id.0), 7);
        let place = card.note.as_ref().map(|note| {
            let file = note.rsplit(['/', '\\']).next().unwrap_or(note);
            format!("  {file}:{}", card.line.unwrap_or(1))
        });
        let place = text::fit(&place.unwrap_or_default(), width / 3).into_owned();
        let used = 17 + text::width(&leech) + text::width(&place);
        let room = width.saturating_sub(used);
        let mut line = row::row(&card.question, &[], room, (Style::new(), theme));
        line.push_span(Span::raw(" ".repeat(room.saturating_sub(line.width()))));
        line.push_span(Span::styled(place, theme.faint));
        let before =
            [Span::styled(number, theme.faint), Span::styled(times, theme.again), Span::styled(leech, theme.error)];
        line.spans.splice(..0, before);
        line
    };
    let mut rows = vec![title(ctx.say(texts::HARDEST), "", ctx, width)];
    rows.extend(stats.hardest.iter().map(row));
    rows
}

/// What each aim costs and brings.
pub fn scenarios(simulation: &Simulation, ctx: Ctx<'_>, width: usize) -> Rows {
    let theme = ctx.theme;
    let mut rows = vec![title(ctx.say(texts::SIMULATION), "", ctx, width)];
    let say = |words: String| Line::styled(text::fit(&words, width).into_owned(), theme.dim);
    match simulation {
        Simulation::Unasked => rows.push(say(texts::ask_simulation(ctx.lang, SIMULATED_DAYS))),
        Simulation::Running => rows.push(say(ctx.say(texts::SIMULATING).to_owned())),
        Simulation::Done(scenarios) if scenarios.is_empty() => {
            rows.push(say(ctx.say(texts::NOTHING_TO_SIMULATE).to_owned()));
        }
        Simulation::Done(scenarios) => {
            rows.push(say(texts::simulation_head(ctx.lang, SIMULATED_DAYS)));
            rows.extend(scenarios.iter().map(|scenario| aim(scenario, scenarios, ctx, width)));
        }
    }
    rows
}

fn aim(scenario: &Scenario, all: &[Scenario], ctx: Ctx<'_>, width: usize) -> Line<'static> {
    const CHANGE: usize = 22;
    let theme = ctx.theme;
    let most = all.iter().map(|scenario| scenario.minutes_per_day).fold(0.0, f64::max);
    let cells = width.saturating_sub(16 + 10 + CHANGE).min(40);
    let style = if scenario.is_current { theme.key } else { theme.accent };
    let current = all.iter().find(|scenario| scenario.is_current).filter(|_| !scenario.is_current);
    let change = current.map(|current| {
        let minutes = scenario.minutes_per_day - current.minutes_per_day;
        texts::change(ctx.lang, minutes, scenario.known - current.known)
    });
    Line::from(vec![
        Span::styled(if scenario.is_current { "▶ " } else { "  " }, theme.key),
        Span::styled(format!("{:.0}%", scenario.desired_retention * 100.0), theme.text),
        Span::styled(text::pad_left(&format!("{:.1} ", scenario.minutes_per_day), 8), theme.dim),
        Span::styled(text::pad(&bar(scenario.minutes_per_day, most, cells), cells), style),
        Span::styled(text::pad_left(&texts::known_then(ctx.lang, scenario.known), 11), theme.text),
        Span::styled(text::pad_left(&change.unwrap_or_default(), CHANGE), theme.dim),
    ])
}
