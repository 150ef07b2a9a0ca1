//! What a learner of eleven months has to show.

use super::demo::now;
use wengu::domain::{
    CardId, DayLoad, DayTotal, DeckRetention, HardCard, IntervalRetention, Outlook, Retention, Rollover, Scenario,
    StabilityBand, StateCounts, Statistics, StudyDay,
};

const BANDS: [u32; 8] = [0, 1, 3, 7, 21, 60, 180, 365];

fn retention(reviews: u32, percent: u32) -> Retention {
    let recalled = reviews * percent / 100;
    let share = (reviews > 0).then(|| f64::from(recalled) / f64::from(reviews));
    Retention { reviews, recalled, share, expected: share.map(|share| share * 0.98 + 0.01) }
}

fn heat() -> Vec<DayTotal> {
    let today = StudyDay::of(now(), Rollover::default());
    let day = |back: u32| {
        let reviews = if back > 330 || back % 11 == 5 { 0 } else { (back * 37 + 11) % 61 };
        DayTotal { date: today.minus(back), reviews, minutes: f64::from(reviews) / 4.2 }
    };
    (0..365).rev().map(day).collect()
}

pub fn full() -> Statistics {
    let today = StudyDay::of(now(), Rollover::default());
    let to = |at: usize| BANDS.get(at + 1).copied();
    let bands = [(0, 0), (212, 96), (418, 93), (830, 91), (1204, 90), (611, 88), (203, 84), (21, 71)];
    let deck = |deck: &str, desired: f64, reviews: u32, percent: u32| DeckRetention {
        deck: deck.to_owned(),
        desired,
        retention: retention(reviews, percent),
        cards: reviews / 9,
    };
    let hard = |id: i64, question: &str, lapses: u32, note: Option<&str>| HardCard {
        id: CardId(id),
        deck: "笔记".to_owned(),
        question: question.to_owned(),
        difficulty: 8.5,
        lapses,
        is_leech: lapses >= 8,
        note: note.map(str::to_owned),
        line: note.map(|_| 42),
    };
    Statistics {
        reviews: 9_122,
        minutes: 2_172.0,
        days: 300,
        reviews_per_day: 30.4,
        minutes_per_day: 7.2,
        grades: [812, 530, 7_020, 760],
        desired_retention: 0.9,
        retention: retention(3_499, 90),
        retention_30d: retention(402, 92),
        retention_by_interval: bands
            .iter()
            .enumerate()
            .map(|(at, &(reviews, percent))| IntervalRetention {
                from_days: BANDS[at],
                to_days: to(at),
                retention: retention(reviews, percent),
            })
            .collect(),
        retention_by_deck: vec![
            deck("入门::注意力", 0.9, 1_402, 93),
            deck("入门::归一化", 0.9, 640, 86),
            deck("笔记::二〇二六年下半年读过的论文", 0.85, 1_204, 88),
            deck("公式", 0.95, 253, 85),
        ],
        forecast: (0..30).map(|ahead| DayLoad { date: today.plus(ahead), reviews: 9 + 65 / (ahead + 1) }).collect(),
        heat: heat(),
        hardest: vec![
            hard(812, "RoPE 的 $\\theta_i$ 怎么定？", 11, Some("/notes/2026-03-02.md")),
            hard(77, "**Mamba** 的选择机制在哪里？", 8, Some("/notes/状态空间/2026-05-11.md")),
            hard(1_204, "What does DeepNorm scale, and by how much in an encoder of N layers?", 5, None),
        ],
        stability: [12, 88, 140, 236, 310, 174, 61, 9]
            .into_iter()
            .enumerate()
            .map(|(at, cards)| StabilityBand { from_days: BANDS[at], to_days: to(at), cards })
            .collect(),
        cards: StateCounts { new: 214, learning: 9, review: 1_021, relearning: 4, suspended: 12 },
        known_now: 962.0,
    }
}

pub fn empty() -> Statistics {
    let none = retention(0, 0);
    let mut statistics = full();
    statistics.heat.iter_mut().for_each(|day| (day.reviews, day.minutes) = (0, 0.0));
    statistics.forecast.iter_mut().for_each(|day| day.reviews = 0);
    statistics.stability.iter_mut().for_each(|band| band.cards = 0);
    statistics.retention_by_interval.iter_mut().for_each(|band| band.retention = none);
    let (retention_by_deck, hardest) = (Vec::new(), Vec::new());
    Statistics {
        reviews: 0,
        retention: none,
        retention_30d: none,
        retention_by_deck,
        hardest,
        known_now: 0.0,
        ..statistics
    }
}

pub fn outlook(is_empty: bool) -> Outlook {
    let held_back = if is_empty { 0 } else { 120 };
    Outlook { today: 60, held_back, per_day: Some(60), days_to_clear: Some(9), buried: 3 }
}

pub fn scenarios() -> Vec<Scenario> {
    let aims = [(0.7, 3.1, 870.0), (0.8, 4.2, 921.0), (0.85, 5.4, 948.0), (0.9, 7.3, 971.0), (0.95, 13.8, 990.0)];
    aims.into_iter()
        .map(|(desired_retention, minutes_per_day, known)| Scenario {
            desired_retention,
            minutes_per_day,
            reviews_per_day: minutes_per_day * 4.2,
            known,
            is_current: desired_retention > 0.89 && desired_retention < 0.91,
        })
        .collect()
}
