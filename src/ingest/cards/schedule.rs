//! The schedule that Obsidian Spaced Repetition keeps behind a card, in the note: `<!--SR:!2023-09-02,4,270-->`.

use crate::domain::{StoredSchedule, StoredState};
use chrono::{DateTime, NaiveDate, Utc};

const OPEN: &str = "<!--SR:";
const CLOSE: &str = "-->";
/// The line above a schedule that the plugin hides in a callout.
const CALLOUT: &str = "> [!sr|card-metadata]";

/// The schedules of a text, one for each of its cards in order, `None` for a card that was not learnt yet.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Schedules {
    pub slots: Vec<Option<StoredSchedule>>,
    /// Entries that say nothing.
    pub unreadable: Vec<String>,
    pub is_present: bool,
}

pub(super) fn is_present(text: &str) -> bool {
    text.contains(OPEN)
}

pub(super) fn is_callout(line: &str) -> bool {
    line.starts_with(CALLOUT)
}

/// Takes all schedules out of `text`, with the white space before them.
pub(super) fn take(text: &mut String) -> Schedules {
    let mut found = Schedules::default();
    if !is_present(text) {
        return found;
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once(OPEN) {
        let Some((entries, after)) = behind.split_once(CLOSE) else { break };
        // One blank before the comment goes with it, and the callout that holds it
        let before = before.strip_suffix("> ").unwrap_or(before);
        kept.push_str(before.strip_suffix(char::is_whitespace).unwrap_or(before));
        read(entries, &mut found);
        rest = after;
    }
    kept.push_str(rest);
    let lines: Vec<&str> = kept.lines().filter(|line| !is_callout(line)).collect();
    *text = lines.join("\n");
    found
}

fn read(entries: &str, found: &mut Schedules) {
    found.is_present = true;
    // The oldest comments have no mark before the only entry
    for entry in entries.strip_prefix('!').unwrap_or(entries).split('!') {
        let entry = Entry::read(entry.trim()).unwrap_or_else(|| {
            found.unreadable.push(entry.to_owned());
            Entry::New
        });
        found.slots.push(match entry {
            Entry::Learnt(schedule) => Some(schedule),
            Entry::New => None,
        });
    }
}

/// What one entry says of its card.
enum Entry {
    Learnt(StoredSchedule),
    /// It holds the place of a sibling that was never answered.
    New,
}

impl Entry {
    fn read(entry: &str) -> Option<Self> {
        if let Some(fsrs) = entry.strip_prefix("fsrs,") {
            return fsrs_schedule(fsrs).map(Self::Learnt);
        }
        let mut fields = entry.split(',').map(str::trim);
        let due = date(fields.next()?)?;
        let interval_days: f64 = number(fields.next()?)?;
        let ease_percent = fields.next()?.parse().ok()?;
        // The date by which the plugin marks what is new
        let is_new = NaiveDate::from_ymd_opt(2000, 1, 1) == Some(due);
        Some(if is_new { Self::New } else { Self::Learnt(StoredSchedule::Sm2 { due, interval_days, ease_percent }) })
    }
}

fn fsrs_schedule(entry: &str) -> Option<StoredSchedule> {
    let fields: Vec<&str> = entry.split(',').map(str::trim).collect();
    let [due, interval, stability, difficulty, state, reps, lapses, rest @ ..] = fields.as_slice() else { return None };
    Some(StoredSchedule::Fsrs {
        due: instant(due)?,
        interval_days: number(interval)?,
        stability: number(stability)?,
        difficulty: number(difficulty)?,
        state: StoredState::from_number(state.parse().ok()?)?,
        reps: reps.parse().ok()?,
        lapses: lapses.parse().ok()?,
        step: rest.first().and_then(|step| step.parse().ok()).unwrap_or(0),
        last_review: rest.get(1).and_then(|last| instant(last)),
    })
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)
}

/// A day in any of the forms that the plugin has written.
fn date(text: &str) -> Option<NaiveDate> {
    ["%Y-%m-%d", "%d-%m-%Y", "%a %b %d %Y"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    let moment = DateTime::parse_from_rfc3339(text).map(|moment| moment.to_utc()).ok();
    moment.or_else(|| date(text)?.and_hms_opt(0, 0, 0).map(|start| start.and_utc()))
}

/// The schedule of a note that is reread, from `sr-due`, `sr-interval` and `sr-ease` of its front matter.
pub(super) fn of_note(due: &str, interval: &str, ease: &str) -> Option<StoredSchedule> {
    Some(StoredSchedule::Sm2 {
        due: date(due)?,
        interval_days: number(interval)?,
        ease_percent: ease.trim().parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sm2(day: &str, interval_days: f64, ease_percent: u32) -> StoredSchedule {
        StoredSchedule::Sm2 { due: day.parse().unwrap(), interval_days, ease_percent }
    }

    fn fsrs() -> StoredSchedule {
        StoredSchedule::Fsrs {
            due: "2023-09-06T00:10:00Z".parse().unwrap(),
            interval_days: 0.0,
            stability: 0.4,
            difficulty: 5.5,
            state: StoredState::Learning,
            reps: 1,
            lapses: 0,
            step: 1,
            last_review: Some("2023-09-06T00:00:00Z".parse().unwrap()),
        }
    }

    #[test]
    fn a_stored_schedule_is_taken_out_of_the_text() {
        const FSRS: &str = "!fsrs,2023-09-06T00:10:00.000Z,0,0.4,5.5,1,1,0,1,2023-09-06T00:00:00.000Z";
        for (text, rest, slots) in [
            // one card
            ("A::B", "A::B", vec![]),
            ("A::B\n<!--SR:!2023-09-02,4,270-->", "A::B", vec![Some(sm2("2023-09-02", 4.0, 270))]),
            ("A::B <!--SR:!2023-09-02,4,270--> ^id", "A::B ^id", vec![Some(sm2("2023-09-02", 4.0, 270))]),
            ("A::B<!--SR:2023-09-02,4,270-->", "A::B", vec![Some(sm2("2023-09-02", 4.0, 270))]),
            ("A::B<!--SR:!02-09-2023,4,270-->", "A::B", vec![Some(sm2("2023-09-02", 4.0, 270))]),
            // siblings
            (
                "x\n<!--SR:!2023-09-03,1,230!2023-09-05,3,250-->",
                "x",
                vec![Some(sm2("2023-09-03", 1.0, 230)), Some(sm2("2023-09-05", 3.0, 250))],
            ),
            // a sibling that was never asked keeps its place
            ("x<!--SR:!2000-01-01,1,250!2023-09-05,3,250-->", "x", vec![None, Some(sm2("2023-09-05", 3.0, 250))]),
            // FSRS
            (&format!("x<!--SR:{FSRS}-->"), "x", vec![Some(fsrs())]),
            (
                &format!("x<!--SR:!2023-09-02,4,270{FSRS}-->"),
                "x",
                vec![Some(sm2("2023-09-02", 4.0, 270)), Some(fsrs())],
            ),
            (&format!("x<!--SR:!2000-01-01,1,250{FSRS}!2000-01-01,1,250-->"), "x", vec![None, Some(fsrs()), None]),
            // in a callout
            ("x\n> [!sr|card-metadata]\n> <!--SR:!2023-09-02,4,270-->", "x", vec![Some(sm2("2023-09-02", 4.0, 270))]),
            // what says nothing keeps its place, too
            ("x<!--SR:!soon,4,270!2023-09-05,3,250-->", "x", vec![None, Some(sm2("2023-09-05", 3.0, 250))]),
            ("x <!--SR:!2023-09-02", "x <!--SR:!2023-09-02", vec![]),
        ] {
            let mut left = text.to_owned();
            let found = take(&mut left);
            assert_eq!(found.slots, slots, "{text}");
            assert_eq!(left, rest, "{text}");
        }
    }

    #[test]
    fn text_between_schedules_stays() {
        let one = "<!--SR:!2023-09-02,4,270-->";
        for (text, rest) in [
            (format!("{one}Test{one}"), "Test"),
            (format!("\n{one}"), ""),
            (format!("Hello {one} World{one}!"), "Hello World!"),
        ] {
            let mut left = text.clone();
            take(&mut left);
            assert_eq!(left, rest, "{text}");
        }
    }
}
