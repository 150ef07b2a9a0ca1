//! A small library in memory: what the screens ask for, it answers, always the same.

use super::statistics;
use chrono::{DateTime, Duration, FixedOffset, NaiveDate, Utc};
use std::collections::BTreeSet;
use wengu::domain::{
    Block, Card, CardId, CardKind, CardState, ConceptId, ConceptMention, Dashboard, DateSource, DayTotal, Due, Grade,
    Hit, HitKind, Memory, Neighbour, NoteId, NoteSummary, Noted, Outcome, Outcomes, Phase, Preview, PreviewCard,
    Prompt, ReviewScope, Rollover, Stance, Streak, StudyDay, Via, Why, Wording,
};
use wengu::tui::effect::{Effect, Msg, Sample};
use wengu::tui::screen::formulas::NotedById;

/// Tuesday, 24 November 2026, a quarter past ten in the morning in Beijing.
pub fn now() -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339("2026-11-24T10:15:42+08:00").unwrap()
}

fn utc(offset: Duration) -> DateTime<Utc> {
    (now() + offset).to_utc()
}

/// Times as a machine might have measured them.
fn samples() -> Vec<Sample> {
    let sample = |tokens: usize| {
        let size = f64::from(u32::try_from(tokens).unwrap());
        Sample { tokens, attention_us: size * size / 9.0, recurrent_us: size * 21.0, convolution_us: size * size / 3.0 }
    };
    [16, 64, 256].map(sample).to_vec()
}

/// Cards, their grades, and what a learner may do with them.
pub struct World {
    pub cards: Vec<Card>,
    pub answers: Vec<(CardId, Grade)>,
    /// Whether storing fails.
    pub is_broken: bool,
    pub is_empty: bool,
    /// What the first card said before.
    pub before: Option<Wording>,
    formula_cards: BTreeSet<&'static str>,
    lab_cards: BTreeSet<String>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            cards: cards(),
            answers: Vec::new(),
            is_broken: false,
            is_empty: false,
            before: None,
            formula_cards: BTreeSet::new(),
            lab_cards: BTreeSet::new(),
        }
    }
}

impl World {
    /// A library whose only card is an exercise of its own: 3·n, and n.
    pub fn with_an_exercise() -> (Self, u64) {
        let block = "draw: n = 2..90\nask: {n} 的三倍是多少？\nanswer: 3*n\ntolerance: 0";
        let card =
            Card { kind: CardKind::Exercise, question: block.to_owned(), answer: String::new(), ..cards().remove(0) };
        let drawn = wengu::exercise::of_card(&card).unwrap();
        let n = drawn.numbers[0].1.parse().unwrap();
        (Self { cards: vec![card], ..Self::default() }, n)
    }
}

impl World {
    /// Fulfils a wish.
    pub fn perform(&mut self, effect: Effect) -> Option<Msg> {
        Some(match effect {
            Effect::LoadDashboard => Msg::Dashboard(Box::new(self.dashboard())),
            Effect::LoadStats => {
                let statistics = if self.is_empty { statistics::empty() } else { statistics::full() };
                Msg::Stats(Box::new(statistics), statistics::outlook(self.is_empty))
            }
            Effect::Simulate => Msg::Simulated(statistics::scenarios()),
            Effect::NextCard(scope) => Msg::Prompt(self.next(&scope).map(Box::new)),
            Effect::Answer { .. } | Effect::UndoReview if self.is_broken => {
                Msg::Failed { effect, reason: "database or disk is full".to_owned() }
            }
            Effect::Answer { card, grade, .. } => {
                self.answers.push((card, grade));
                Msg::Answered(grade)
            }
            Effect::UndoReview => Msg::Undone(self.answers.pop().map(|(card, _)| card)),
            Effect::SuspendCard(id) => {
                self.cards.retain(|card| card.id != id);
                Msg::Suspended(id)
            }
            Effect::Practise { grade, .. } => Msg::Answered(grade),
            Effect::BuryCard(id) => {
                self.cards.retain(|card| card.id != id);
                Msg::Buried(id)
            }
            Effect::FlagCard { flag, .. } => Msg::Flagged(flag),
            Effect::EditCard { card, .. } => {
                let scope = ReviewScope { card: Some(card), ..ReviewScope::default() };
                Msg::Prompt(self.next(&scope).map(Box::new))
            }
            Effect::Search { query, serial } => {
                let hits = hits(&query);
                let near = if hits.is_empty() { vec!["注意力".to_owned()] } else { Vec::new() };
                Msg::Hits { serial, hits, near }
            }
            Effect::Preview { kind, id } => {
                Msg::Preview((kind == HitKind::Concept && id == 1).then(|| Box::new(preview())))
            }
            Effect::LoadRecent => Msg::Recent(vec!["注意力".to_owned(), "tag:moe router".to_owned()]),
            Effect::LoadNotes => Msg::Notes(if self.is_empty { Vec::new() } else { notes() }),
            Effect::LoadNote(id) => Msg::Note { id, blocks: blocks() },
            Effect::LoadNoted => Msg::Noted(if self.is_empty { NotedById::new() } else { noted() }),
            Effect::AddFormulaCard(id) => Msg::CardAdded(self.formula_cards.insert(id)),
            Effect::AddCard(draft) => Msg::LabCardAdded(self.lab_cards.insert(draft.question)),
            Effect::MeasureKernels => Msg::Measured(samples()),
            Effect::AddHitCard { .. } => Msg::CardPicked(Some(true)),
            Effect::LookAgain
            | Effect::Redraw
            | Effect::Sleep
            | Effect::Opened { .. }
            | Effect::Copy(_)
            | Effect::Edit { .. } => {
                return None;
            }
        })
    }

    fn waiting(&self) -> impl Iterator<Item = &Card> {
        let answered = |card: &Card| self.answers.iter().any(|(id, _)| *id == card.id);
        self.cards.iter().filter(move |card| !self.is_empty && !answered(card))
    }

    fn next(&self, scope: &ReviewScope) -> Option<Prompt> {
        let card = match scope.card {
            Some(id) => self.cards.iter().find(|card| card.id == id)?,
            None => self.waiting().next()?,
        };
        let before = self.before.clone().filter(|_| card.id == CardId(1));
        Some(Prompt { card: card.clone(), outcomes: outcomes(), left: self.due(), hint: None, flag: 0, before })
    }

    fn due(&self) -> Due {
        let left = u32::try_from(self.waiting().count()).unwrap();
        let (new, review) = if left == 0 { (0, 0) } else { (12, 3 + left - 1) };
        let learning = u32::from(left > 0);
        Due {
            new,
            learning,
            review,
            total: new + learning + review,
            by_deck: Vec::new(),
            next: Some(utc(Duration::hours(17))),
        }
    }

    fn dashboard(&self) -> Dashboard {
        let today = StudyDay::of(now(), Rollover::default());
        let missed = [13, 29, 30, 44, 45, 46, 71];
        let reviews = |back: u32| (back * 37 + 11) % 61 + 1;
        let totals: Vec<DayTotal> = (1..84)
            .rev()
            .filter(|back| !self.is_empty && !missed.contains(back))
            .map(|back| DayTotal {
                date: today.minus(back),
                reviews: reviews(back),
                minutes: f64::from(reviews(back)) / 4.0,
            })
            .collect();
        let streak = Streak::compute(&totals, today, now(), |day| {
            DateTime::parse_from_rfc3339(&format!("{day}T06:30:21+08:00")).ok()
        });
        Dashboard {
            due: self.due(),
            streak,
            notes: if self.is_empty { Vec::new() } else { notes() },
            concepts: 148,
            cards: 214,
            formulas: 63,
            forecast: vec![16, 9, 12, 4, 0, 7, 15, 21, 3, 5, 8, 2, 6, 11],
        }
    }
}

fn memory(phase: Phase, interval: Duration) -> Memory {
    Memory {
        phase,
        stability: Some(3.2),
        difficulty: Some(5.1),
        due: Some(utc(interval)),
        last_review: Some(utc(Duration::zero())),
        reps: 2,
        lapses: 0,
    }
}

fn outcomes() -> Outcomes {
    let outcome = |grade, interval| Outcome { grade, memory: memory(Phase::Review, interval), interval };
    Outcomes {
        again: outcome(Grade::Again, Duration::minutes(10)),
        hard: outcome(Grade::Hard, Duration::hours(30)),
        good: outcome(Grade::Good, Duration::days(3)),
        easy: outcome(Grade::Easy, Duration::days(48)),
    }
}

fn cards() -> Vec<Card> {
    let card = |id, kind, question: &str, answer: &str, extra: &str, line| Card {
        id: CardId(id),
        key: format!("demo-{id}"),
        deck: "笔记::长上下文".to_owned(),
        kind,
        question: question.to_owned(),
        answer: answer.to_owned(),
        extra: extra.to_owned(),
        state: CardState::New,
        memory: Memory::NEW,
        note: Some("2025-10-16 今日学习总结.md".to_owned()),
        line: Some(line),
    };
    vec![
        card(
            1,
            CardKind::Definition,
            "什么是 **ALiBi**？它怎样帮助长度外推？",
            "通过线性偏置惩罚远距离词元，增强外推能力：给每个头一个斜率 $m$，分数加上 $-m\\,|i-j|$。\n\n- 不需要位置嵌入\n- 斜率随头按几何级数变小",
            "易错：偏置在缩放**之后**加。",
            58,
        ),
        card(
            2,
            CardKind::Formula,
            "写出缩放点积注意力的公式。",
            "$$\\text{Attention}(Q, K, V) = \\text{softmax}\\left(\\frac{QK^T}{\\sqrt{D}}\\right)V$$\n\n$D$ 是每个头的键的宽度。",
            "",
            26,
        ),
        card(
            3,
            CardKind::Cloze,
            "MLA 由 DeepSeek-V2 提出，把键和值压成一个 [...] 向量来缓存，从而降低显存。",
            "低秩潜在",
            "",
            46,
        ),
        card(
            4,
            CardKind::Basic,
            "What does RMSNorm leave out that LayerNorm does?",
            "It does not subtract the mean: $x / \\mathrm{RMS}(x) \\cdot g$.",
            "",
            12,
        ),
    ]
}

fn notes() -> Vec<NoteSummary> {
    let note = |id, date: &str, title: &str, sections, concepts, cards| NoteSummary {
        id: NoteId(id),
        path: format!("{date} {title}.md"),
        title: title.to_owned(),
        date: date.parse::<NaiveDate>().unwrap(),
        date_source: DateSource::FileName,
        sections,
        concepts,
        formulas: 1,
        cards,
    };
    vec![
        note(1, "2025-10-16", "今日学习总结", 21, 34, 28),
        note(2, "2025-10-15", "State-space models from S4 to Mamba", 9, 17, 14),
        note(3, "2025-10-13", "归一化：LayerNorm、RMSNorm 与它们在深层网络里的位置", 12, 20, 19),
        note(4, "2025-10-11", "混合专家与负载均衡", 6, 11, 9),
    ]
}

fn hits(query: &str) -> Vec<Hit> {
    let all = [
        (HitKind::Concept, 1, "注意力机制", Why::Prefix, Some(24)),
        (HitKind::Section, 2, "2.2 多头注意力", Why::Heading, Some(29)),
        (HitKind::Concept, 3, "缩放点积注意力 Scaled dot-product attention", Why::Substring, None),
        (HitKind::Formula, 4, "滑动窗口注意力", Why::Substring, None),
        (HitKind::Card, 5, "使用点积注意力而不是加法注意力，是因为什么？", Why::Body, Some(27)),
    ];
    let hit = |(kind, id, title, why, line): (HitKind, i64, &str, Why, Option<u32>)| {
        let start = title.find(query)?;
        Some(Hit {
            kind,
            id,
            title: title.to_owned(),
            snippet: "使用点积注意力是因为其计算效率高，优于加法注意力。".to_owned(),
            why,
            highlights: vec![(start, start + query.len())],
            note: line.map(|_| "2025-10-16 今日学习总结.md".to_owned()),
            line,
            score: 1.0,
        })
    };
    all.into_iter().filter_map(hit).collect()
}

fn preview() -> Preview {
    let mention = |date: &str, stance, line, definition: Option<&str>| ConceptMention {
        note: NoteId(1),
        path: "2025-10-16 今日学习总结.md".to_owned(),
        date: date.parse().unwrap(),
        section: Some("2.1 注意力机制".to_owned()),
        line,
        stance,
        definition: definition.map(str::to_owned),
    };
    let card = |id, question: &str, recall| PreviewCard {
        id: CardId(id),
        question: question.to_owned(),
        state: CardState::New,
        recall,
    };
    let near = |id, name: &str, via| Neighbour { id: ConceptId(id), name: name.to_owned(), via };
    Preview {
        kind: HitKind::Concept,
        id: 1,
        title: "注意力机制".to_owned(),
        body: String::new(),
        place: Some(("2025-10-16 今日学习总结.md".to_owned(), 24)),
        cards: vec![
            card(1, "什么是 ALiBi？它怎样帮助长度外推？", None),
            card(2, "写出缩放点积注意力的公式。", Some(0.93)),
            card(3, "MLA 把键和值压成什么？", Some(0.52)),
        ],
        neighbours: vec![near(2, "多头注意力", Via::Link), near(3, "KV 缓存", Via::Mention)],
        aliases: vec!["attention".to_owned(), "注意力".to_owned()],
        mentions: vec![
            mention(
                "2025-10-16",
                Stance::Definition,
                24,
                Some(
                    "通过 Query、Key、Value 矩阵计算相似度，实现加权求和：$$\\text{softmax}\\left(\\frac{QK^T}{\\sqrt{D}}\\right)V$$",
                ),
            ),
            mention("2025-10-13", Stance::Heading, 9, None),
            mention("2025-10-11", Stance::Reference, 31, None),
        ],
    }
}

fn blocks() -> Vec<Block> {
    let block = |depth, number: &str, title: &str, line, body: &str| Block {
        depth,
        number: number.to_owned(),
        title: title.to_owned(),
        line,
        path: vec![title.to_owned()],
        body: body.to_owned(),
    };
    vec![
        block(
            1,
            "二",
            "Transformer 模型核心机制",
            19,
            "- Transformer 模型由编码器-解码器结构组成，完全基于注意力机制，摒弃了传统的 CNN 和 RNN。\n- 其核心机制包括：",
        ),
        block(
            2,
            "2.1",
            "注意力机制",
            24,
            "- 通过 Query、Key、Value 矩阵计算相似度，实现加权求和。\n- 公式为：$$\\text{Attention}(Q, K, V) = \\text{softmax}\\left(\\frac{QK^T}{\\sqrt{D}}\\right)V$$\n- 使用点积注意力是因为其计算效率高，优于加法注意力。",
        ),
        block(
            2,
            "2.2",
            "多头注意力",
            29,
            "- 将注意力拆分为多个“头”，每个头关注不同语义空间，最后合并结果。\n- 类似 CNN 中使用多个卷积核，增强模型表达能力。",
        ),
        block(1, "三", "大语言模型的关键配置", 38, "构建大模型时需考虑以下配置："),
        block(2, "3.1", "归一化方法", 40, "![image-20251016093919467]\n\n![[image-20251016094411201.png]]"),
        block(
            2,
            "4",
            "注意力机制优化",
            45,
            "| 方法 | 缓存的头 | 每词元 |\n|---|---:|---:|\n| MHA | 32 | 512 KiB |\n| GQA | 8 | 128 KiB |\n| MQA | 1 | 16 KiB |\n\n> MLA：DeepSeek-V2 提出，进一步压缩 KV Cache，降低显存。\n\n```python\nk = cache[:, :heads]\n```",
        ),
    ]
}

fn noted() -> NotedById {
    let place = |day: &str, line, words: &str| Noted {
        note: NoteId(1),
        path: format!("/notes/{day} 注意力机制.md"),
        date: day.parse().unwrap(),
        line,
        words: words.to_owned(),
    };
    let places = vec![
        place("2026-11-20", 21, "每个头只看自己的子空间，除以 √d 让方差回到 1"),
        place("2025-10-16", 7, "缩放点积注意力"),
    ];
    NotedById::from([("sdpa", places)])
}
