//! The settings of the review: limits, order, steps, and what holds for single decks.

use crate::library;
use crate::scheduler::{
    self,
    queue::{DeckRule, Limits, Order, Rules},
};
use anyhow::{Context, Result, ensure};
use chrono::Duration;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// `[review]`
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// Reviews of a day over all decks; 0 for as many as are due.
    pub reviews_per_day: Option<u32>,
    /// Whether new cards come while more reviews wait than that.
    pub new_when_behind: Option<bool>,
    pub order: Option<Order>,
    /// Waits of a new card such as `1m`, `2h`, `1d`.
    pub learning_steps: Option<Vec<String>>,
    /// The same after a lapse.
    pub relearning_steps: Option<Vec<String>>,
    /// Whether an answer is typed before it is shown.
    pub typed_answers: Option<bool>,
}

/// `[decks."a::b"]`: holds for all below it, too.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deck {
    pub desired_retention: Option<f32>,
    pub new_per_day: Option<u32>,
    pub reviews_per_day: Option<u32>,
}

impl Section {
    /// `settings` with the steps that were chosen.
    pub(super) fn steps(&self, mut settings: scheduler::Settings) -> Result<scheduler::Settings> {
        if let Some(steps) = &self.learning_steps {
            settings.learning_steps = waits(steps).context("`learning_steps` could not be understood")?;
        }
        if let Some(steps) = &self.relearning_steps {
            settings.relearning_steps = waits(steps).context("`relearning_steps` could not be understood")?;
        }
        Ok(settings)
    }

    pub(super) fn rules(&self, decks: &BTreeMap<String, Deck>) -> Result<Rules> {
        let defaults = Rules::default();
        let decks = decks.iter().map(|(name, deck)| {
            if let Some(retention) = deck.desired_retention {
                ensure!(
                    (0.7..=0.97).contains(&retention),
                    "`desired_retention` of the deck {name} is {retention}; give a share from 0.7 to 0.97"
                );
            }
            let limits = Limits { new: deck.new_per_day, reviews: deck.reviews_per_day };
            Ok(DeckRule { deck: name.clone(), desired_retention: deck.desired_retention, limits })
        });
        Ok(Rules {
            reviews_per_day: self
                .reviews_per_day
                .map_or(defaults.reviews_per_day, |limit| (limit > 0).then_some(limit)),
            new_when_behind: self.new_when_behind.unwrap_or(defaults.new_when_behind),
            order: self.order.unwrap_or(defaults.order),
            decks: decks.collect::<Result<_>>()?,
        })
    }
}

/// The settings of the review as a file would say them.
pub(super) fn describe(settings: &library::Settings) -> String {
    let (scheduler, rules) = (&settings.scheduler, &settings.queue);
    let mut text = format!(
        "\n[review]\nreviews_per_day = {}\nnew_when_behind = {}\norder = \"{}\"\nlearning_steps = {}\nrelearning_steps = {}\ntyped_answers = {}\n",
        rules.reviews_per_day.unwrap_or_default(),
        rules.new_when_behind,
        rules.order.name(),
        told(&scheduler.learning_steps),
        told(&scheduler.relearning_steps),
        settings.typed_answers,
    );
    for rule in &rules.decks {
        let _ = writeln!(text, "\n[decks.{}]", serde_json::Value::from(rule.deck.as_str()));
        if let Some(retention) = rule.desired_retention {
            let _ = writeln!(text, "desired_retention = {retention}");
        }
        for (name, limit) in [("new_per_day", rule.limits.new), ("reviews_per_day", rule.limits.reviews)] {
            let _ = limit.map(|limit| writeln!(text, "{name} = {limit}"));
        }
    }
    text
}

/// `["1m", "10m"]`
fn told(steps: &[Duration]) -> String {
    let told = |step: &Duration| {
        let seconds = step.num_seconds();
        let units = [(86_400, 'd'), (3_600, 'h'), (60, 'm'), (1, 's')];
        let unit = units.into_iter().find(|(length, _)| seconds % length == 0);
        unit.map_or_else(String::new, |(length, unit)| format!("\"{}{unit}\"", seconds / length))
    };
    format!("[{}]", steps.iter().map(told).collect::<Vec<_>>().join(", "))
}

fn waits(steps: &[String]) -> Result<Vec<Duration>> {
    ensure!(steps.len() <= 20, "{} steps are too many; give at most 20", steps.len());
    steps.iter().map(|step| wait(step)).collect()
}

fn wait(step: &str) -> Result<Duration> {
    let seconds = || {
        let unit = match step.chars().last()? {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => return None,
        };
        let number: i64 = step[..step.len() - 1].parse().ok()?;
        (1..=100_000).contains(&number).then_some(number * unit)
    };
    seconds()
        .map(Duration::seconds)
        .with_context(|| format!("`{step}` is no wait; give one such as 30s, 10m, 2h or 1d"))
}
